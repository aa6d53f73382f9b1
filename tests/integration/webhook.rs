//! Webhooks: signed calls notify subscribers of public changes, and are repeated until they succeed; forbidden
//! addresses are never called.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::access::machine_client::register;
use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::edge::crash;
use crate::integration::webhook_receiver::{
    Call, Endpoint, Mode, OWN, Receiver, active, attempts, decided, endpoint, nominations, publish, start, until,
};
use crate::privacy::personal::contents;

/// Rules S29, L36, L37.
pub(crate) async fn s29_l36_a_change_is_told_signed_and_names_nobody(engine: Engine) {
    let world = start(engine).await;
    let url = world.service.url();
    let cycle = world.open("2024").await;
    let mut waiting = nominations(&world, &cycle, 4).await;
    let (receiver, narrow) = (Receiver::new(Mode::Answer(204)).await, Receiver::new(Mode::Answer(200)).await);

    // A machine client registers its own endpoint; that alone sends nothing.
    let machine = register(&world, &["webhooks.manage"], "OWN").await;
    let client = machine.token(&url).await;
    let made = client.post("/v1/webhooks", &json!({"name": " Cổng  tỉnh ", "url": receiver.url})).await;
    let endpoint = Endpoint::of(&made.ok());
    assert_eq!((made.status, made.header("location")), (201, endpoint.path.clone()));
    let shown = client.get(&endpoint.path).await;
    assert_eq!(shown.ok(), made.ok()["webhook"]);
    assert_eq!((&shown.ok()["state"], &shown.ok()["name"]), (&json!("UNVERIFIED"), &json!("Cổng tỉnh")));
    assert_eq!((&shown.ok()["owner"], &shown.ok()["signing"]), (&json!(machine.id), &json!("BOTH")));
    assert!(!shown.text.contains("whsec_"), "shown once");
    let early = decided(&world, 1, &[waiting.remove(0)]).await;
    publish(&world.standing, &early).await;
    assert!(receiver.calls().is_empty(), "nobody is called before he answered a test call");

    // After a successful test call, the endpoint gets the changes from now on.
    let tested = endpoint.test(&client).await;
    assert_eq!(
        (&tested["state"], attempts(&tested)),
        (&json!("DELIVERED"), vec![("DELIVERED".to_owned(), json!(204))])
    );
    assert_eq!(endpoint.state(&client).await, "ACTIVE");
    let call = receiver.calls().remove(0);
    assert_eq!((call.kind(), &call.json()["data"]), ("webhook.test".to_owned(), &json!({})));
    assert_eq!(call.header("webhook-id"), id(&tested));
    assert_eq!(call.body, tested["payload"].as_str().expect("a payload"));
    assert_eq!(endpoint.signed(&call), ["v1", "v1a"]);
    let forged = Call { body: call.body.replace("webhook", "webh00k"), ..call.clone() };
    assert!(endpoint.signed(&forged).is_empty(), "a checker is trusted only after it was seen to fail");
    let now = world.service.running().clock().now().timestamp();
    let said: i64 = call.header("webhook-timestamp").parse().expect("seconds");
    assert!((now - 60..=now).contains(&said), "{said}");
    assert_eq!(call.header("content-type"), "application/json");

    let wishes = json!({"name": "Hủy bỏ", "url": narrow.url, "kinds": ["AWARD_REVOKED"], "signing": "ED25519"});
    let picky = Endpoint::of(&client.post("/v1/webhooks", &wishes).await.ok());
    assert_eq!(picky.test(&client).await["state"], "DELIVERED");
    assert_eq!(picky.signed(&narrow.calls()[0]), ["v1a"]);

    let public = world.service.anybody();
    let before = public.get("/v1/public/changes/newest").await.ok()["nextCursor"].clone();
    let decision = decided(&world, 2, &[waiting.remove(0)]).await;
    publish(&world.standing, &decision).await;
    // A refused step is rolled back, and no delivery is made of it.
    let again = world.publish(&id(&decision)).await;
    assert_eq!(again.status, 409);
    let award = id(&decision["awards"][0]);
    let revocation = |number: i64| {
        json!({"ground": "FRAUD", "number": number, "symbol": format!("{number}/QĐ-UBND"), "date": world::today(),
            "signer": "Chủ tịch UBND tỉnh", "title": "Hủy bỏ", "reason": "Khai khống số liệu",
            "file": {"name": "thu-hoi.pdf", "sha256": "b".repeat(64), "sizeBytes": 2048}})
    };
    let taken = world.decision.post(&format!("/v1/awards/{award}/revocation"), &revocation(1)).await;
    assert!((400..500).contains(&taken.status), "{}", taken.text);
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revocation(412)).await.ok();
    until("both are told", async || {
        !receiver.told("award.revoked").is_empty() && !narrow.told("award.revoked").is_empty()
    })
    .await;
    until("all is noted", async || endpoint.deliveries(&client, "PENDING").await.is_empty()).await;

    let list = public.get(&format!("/v1/public/changes?after={}", before.as_str().expect("a cursor"))).await.ok();
    let changes = list["items"].as_array().expect("items");
    assert_eq!(changes.len(), 2);
    for (change, kind) in changes.iter().zip(["award.published", "award.revoked"]) {
        let calls = receiver.told(kind);
        assert_eq!(calls.len(), 1, "told once: {kind}");
        let event = calls[0].json();
        assert_eq!((&event["data"]["change"], &event["timestamp"]), (change, &change["at"]), "as everybody reads it");
        assert_eq!(event.as_object().map(serde_json::Map::len), Some(3));
        assert_eq!(endpoint.signed(&calls[0]), ["v1", "v1a"]);
        assert!(!calls[0].body.contains("Phòng") && calls[0].body.len() < 2_000, "{}", calls[0].body);
    }
    let last = receiver.told("award.revoked")[0].json()["data"]["cursor"].clone();
    assert_eq!(last, list["nextCursor"], "and from there on one pulls");
    assert_eq!(narrow.calls().iter().map(Call::kind).collect::<Vec<String>>(), ["webhook.test", "award.revoked"]);
    let told: BTreeSet<String> = receiver.calls().iter().map(|call| call.header("webhook-id").to_owned()).collect();
    let logged = world::all(&client, &format!("{}/deliveries", endpoint.path)).await;
    assert_eq!(logged.iter().map(id).collect::<BTreeSet<String>>(), told);
    assert!(logged.iter().all(|one| one["state"] == "DELIVERED" && one["attempts"] == 1 && one["log"].is_null()));
    let detail = client.get(&format!("{}/deliveries/{}", endpoint.path, id(&logged[1]))).await.ok();
    assert_eq!((&detail["change"], &detail["log"][0]["status"]), (&changes[0]["id"], &json!(204)));

    // An owner cannot see the endpoint of another; the administrator sees all; other roles see none.
    let other = register(&world, &["webhooks.manage"], "EVERY").await.token(&url).await;
    for path in ["", "/deliveries", &format!("/deliveries/{}", id(&logged[0]))] {
        assert_eq!(other.get(&format!("{}{path}", endpoint.path)).await.problem().0, 404, "{path}");
    }
    assert!(world::all(&other, "/v1/webhooks").await.is_empty());
    for noun in ["test", "rotation", "restoration"] {
        assert_eq!(other.step(&format!("{}/{noun}", endpoint.path)).await.problem().0, 404, "{noun}");
    }
    assert_eq!(world::all(&client, "/v1/webhooks").await.len(), 2);
    assert_eq!(world::all(&world.admin, "/v1/webhooks").await.len(), 2);
    assert_eq!(world.head.get("/v1/webhooks").await.problem(), (403, "NOT_ALLOWED".to_owned()));
    let reader = register(&world, &["reports.read"], "EVERY").await.token(&url).await;
    assert_eq!(reader.get("/v1/webhooks").await.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()));

    // The stored form of a secret does not reveal it.
    let held = contents(engine, &world.service.config().database.url).await;
    let secret = STANDARD.encode(&endpoint.secret);
    assert!(held.contains(&STANDARD.encode(&endpoint.public)) && !held.contains(&secret), "{secret}");
    let trail = world.auditor.get("/v1/audit-entries?concept=WEBHOOK").await;
    let kinds: Vec<String> = trail.ok()["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|entry| Some(entry["kind"].as_str()?.to_owned()))
        .collect();
    let each = ["WEBHOOK_REGISTERED", "WEBHOOK_TESTED", "WEBHOOK_VERIFIED"];
    assert_eq!(kinds, [each, each].concat());
    assert!(!trail.text.contains(&secret));

    // A removed endpoint is gone with its deliveries, and gets no more.
    let tag = client.get(&endpoint.path).await.header("etag");
    assert_eq!(client.send(Method::DELETE, &endpoint.path, &[], None).await.problem().0, 428);
    let stale = [("if-match", "\"99\"")];
    assert_eq!(client.send(Method::DELETE, &endpoint.path, &stale, None).await.problem().0, 412);
    let removed = client.send(Method::DELETE, &endpoint.path, &[("if-match", tag.as_str())], None).await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    assert_eq!(client.get(&endpoint.path).await.problem().0, 404);
    let before = receiver.calls().len();
    let last = decided(&world, 3, &[waiting.remove(0)]).await;
    publish(&world.standing, &last).await;
    world.decision.post(&format!("/v1/awards/{}/revocation", id(&last["awards"][0])), &revocation(413)).await.ok();
    until("the other one is told", async || narrow.told("award.revoked").len() == 2).await;
    assert_eq!(receiver.calls().len(), before);
    world.service.stop().await;
}

pub(crate) async fn what_fails_is_sent_again_under_the_same_name_until_it_is_heard(engine: Engine) {
    let world = start(engine).await;
    let cycle = world.open("2024").await;
    let waiting = nominations(&world, &cycle, 3).await;
    let receiver = Receiver::new(Mode::Answer(200)).await;
    let endpoint = active(&world.admin, &receiver).await;
    receiver.becomes(Mode::Answer(500));
    let pass = |time: TimeDelta| world.service.running().clock().pass(time);
    let tag = world.admin.get(&endpoint.path).await.header("etag");

    let first = decided(&world, 1, &waiting[..1]).await;
    let second = decided(&world, 2, &waiting[1..2]).await;
    let third = decided(&world, 3, &waiting[2..]).await;
    publish(&world.standing, &first).await;
    let delivery = async |person: &Person| {
        let found = world::all(person, &format!("{}/deliveries", endpoint.path)).await;
        let path = format!("{}/deliveries/{}", endpoint.path, id(&found[1]));
        person.get(&path).await.ok()
    };
    // Three failed attempts at the times of the schedule, then a successful one.
    for (attempt, pause) in [(1, TimeDelta::zero()), (2, TimeDelta::seconds(5)), (3, TimeDelta::minutes(5))] {
        pass(pause);
        until("an attempt", async || {
            let found = world::all(&world.admin, &format!("{}/deliveries", endpoint.path)).await;
            found.len() == 2 && found[1]["attempts"] == attempt
        })
        .await;
        assert_eq!(receiver.told("award.published").len(), attempt);
    }
    let admin = world.admin.clone();
    let failing = admin.get(&endpoint.path).await;
    assert!(failing.ok()["failingSince"].is_string() && failing.ok()["state"] == "ACTIVE");
    assert_eq!(failing.header("etag"), tag, "that nobody answers is no change of the endpoint");
    receiver.becomes(Mode::Answer(202));
    pass(TimeDelta::minutes(30));
    let admin = world::sign_in(&world.service, "admin").await;
    until("it is heard", async || delivery(&admin).await["state"] == "DELIVERED").await;
    let log = delivery(&admin).await;
    let outcomes: Vec<Value> = attempts(&log).into_iter().map(|(_, status)| status).collect();
    assert_eq!(outcomes, [500, 500, 500, 202].map(Value::from));
    assert_eq!((&log["log"][0]["reason"], &log["log"][0]["excerpt"]), (&json!("answered 500"), &json!("heard ")));
    let calls = receiver.told("award.published");
    let stamps: Vec<i64> =
        calls.iter().map(|call| call.header("webhook-timestamp").parse().expect("seconds")).collect();
    assert!(stamps.is_sorted() && stamps[3] - stamps[0] >= 35 * 60 + 5, "{stamps:?}");
    for call in &calls {
        assert_eq!((call.header("webhook-id"), &call.body), (id(&log).as_str(), &calls[0].body));
        assert_eq!(endpoint.signed(call), ["v1", "v1a"]);
    }
    assert!(admin.get(&endpoint.path).await.ok()["failingSince"].is_null(), "it is well again");

    // On request, it is sent once more, under the same identifier.
    let replay = format!("{}/deliveries/{}/replay", endpoint.path, id(&log));
    assert_eq!(admin.step(&replay).await.ok()["state"], "PENDING");
    until("it is sent again", async || receiver.told("award.published").len() == 5).await;
    until("and heard again", async || delivery(&admin).await["state"] == "DELIVERED").await;
    assert_eq!(receiver.told("award.published")[4].header("webhook-id"), id(&log));
    assert_eq!(delivery(&admin).await["attempts"], 5);

    // Five days with only failed attempts disable the endpoint.
    receiver.becomes(Mode::Answer(503));
    let standing = world::sign_in(&world.service, "standing").await;
    publish(&standing, &second).await;
    until("a failure", async || admin.get(&endpoint.path).await.ok()["failingSince"].is_string()).await;
    pass(TimeDelta::days(5));
    let admin = world::sign_in(&world.service, "admin").await;
    until("it is disabled", async || endpoint.state(&admin).await == "DISABLED").await;
    let shown = admin.get(&endpoint.path).await.ok();
    assert_eq!(shown["disabledCause"], "FAILING");
    let listed = world::all(&admin, "/v1/webhooks").await;
    assert_eq!((&listed[0]["state"], &listed[0]["disabledCause"]), (&json!("DISABLED"), &json!("FAILING")));
    let auditor = world::sign_in(&world.service, "auditor").await;
    let entries = world::all(&auditor, "/v1/audit-entries?concept=WEBHOOK").await;
    let last = entries.last().expect("an entry");
    assert_eq!((&last["kind"], &last["authorName"]), (&json!("WEBHOOK_DISABLED"), &json!("webhooks")));
    assert_eq!(admin.step(&replay).await.problem(), (409, "WEBHOOK_NOT_ACTIVE".to_owned()));

    // After it is enabled again, it continues where it stopped: with the failed deliveries and the changes since.
    let silent = receiver.calls().len();
    let standing = world::sign_in(&world.service, "standing").await;
    publish(&standing, &third).await;
    receiver.becomes(Mode::Answer(200));
    assert_eq!(endpoint.test(&admin).await["state"], "DELIVERED");
    assert_eq!(endpoint.state(&admin).await, "DISABLED", "a test call enables nobody");
    assert_eq!(receiver.calls().len(), silent + 1);
    let enabled = admin.step(&format!("{}/restoration", endpoint.path)).await.ok();
    assert_eq!((&enabled["state"], &enabled["failingSince"]), (&json!("ACTIVE"), &Value::Null));
    pass(TimeDelta::minutes(5));
    until("nothing waits", async || {
        let awards = receiver.told("award.published");
        let subjects: BTreeSet<String> =
            awards.iter().map(|call| call.json()["data"]["change"]["subject"].to_string()).collect();
        subjects.len() == 3 && endpoint.deliveries(&admin, "PENDING").await.is_empty()
    })
    .await;

    // An endpoint that answers 410 is not called again.
    receiver.becomes(Mode::Answer(410));
    admin.step(&replay).await.ok();
    until("it is gone", async || endpoint.state(&admin).await == "DISABLED").await;
    assert_eq!(admin.get(&endpoint.path).await.ok()["disabledCause"], "GONE");
    world.service.stop().await;
}

/// How many changes are made at once.
const MANY: usize = 6;

pub(crate) async fn a_receiver_that_never_answers_slows_nobody_else(engine: Engine) {
    let world = start(engine).await;
    let cycle = world.open("2024").await;
    let waiting = nominations(&world, &cycle, MANY).await;
    let (deaf, well) = (Receiver::new(Mode::Answer(200)).await, Receiver::new(Mode::Answer(200)).await);
    let first = active(&world.admin, &deaf).await;
    let second = active(&world.admin, &well).await;
    deaf.becomes(Mode::Hang);
    let decision = decided(&world, 1, &waiting).await;
    publish(&world.standing, &decision).await;
    until("the deaf one is called", async || deaf.open.load(Ordering::SeqCst) > 0).await;
    until("the other one has everything", async || {
        let heard: BTreeSet<String> =
            well.told("award.published").iter().map(|call| call.header("webhook-id").to_owned()).collect();
        heard.len() == MANY
    })
    .await;
    // By now the first calls to the hanging receiver are still open, and there are no more than two.
    assert!((1..=2).contains(&deaf.open.load(Ordering::SeqCst)));
    assert!(deaf.told("award.published").len() <= 2, "two at a time");
    until("all is noted", async || second.deliveries(&world.admin, "PENDING").await.is_empty()).await;
    assert_eq!(first.deliveries(&world.admin, "PENDING").await.len(), MANY);
    deaf.becomes(Mode::Answer(200));
    deaf.hang_up();
    until("the deaf one hears the rest", async || first.deliveries(&world.admin, "PENDING").await.len() <= 2).await;
    world.service.stop().await;
}

/// A compressed body that expands to a thousand times its size.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("zeros", options).expect("a file");
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        archive.write_all(&zeros).expect("writes");
    }
    let bytes = archive.finish().expect("an archive");
    let mut archive = zip::ZipArchive::new(bytes).expect("an archive");
    let mut packed = archive.by_index_raw(0).expect("the file");
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let (crc, size) = (packed.crc32(), u32::try_from(packed.size()).expect("a size"));
    packed.read_to_end(&mut stream).expect("reads");
    stream.extend(crc.to_le_bytes());
    stream.extend(size.to_le_bytes());
    stream
}

/// Hazards T23, T24.
pub(crate) async fn a_hostile_answer_costs_nothing(engine: Engine) {
    let world = start(engine).await;
    let (receiver, elsewhere) = (Receiver::new(Mode::Endless).await, Receiver::new(Mode::Answer(200)).await);
    let endpoint = endpoint(&world.admin, &receiver.url).await;
    let endless = endpoint.test(&world.admin).await;
    assert_eq!(attempts(&endless), [("DELIVERED".to_owned(), json!(200))], "the status decides");
    assert_eq!(endless["log"][0]["excerpt"].as_str().map(str::len), Some(512));
    let written = receiver.written.load(Ordering::SeqCst);
    assert!(written < 8 << 20, "{written} bytes of a gigabyte were taken");
    until("it is hung up on", async || {
        let before = receiver.written.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
        receiver.written.load(Ordering::SeqCst) == before
    })
    .await;
    assert!(receiver.written.load(Ordering::SeqCst) < 8 << 20, "and no more came after it");

    let packed = bomb();
    assert!(packed.len() < 1 << 20);
    receiver.becomes(Mode::Encoded(packed));
    let bombed = endpoint.test(&world.admin).await;
    assert_eq!(attempts(&bombed), [("DELIVERED".to_owned(), json!(200))]);
    let excerpt = bombed["log"][0]["excerpt"].as_str().expect("an excerpt").to_owned();
    assert!(excerpt.starts_with(" \u{fffd}"), "kept as it came, and unpacked by nobody: {excerpt:?}");

    receiver.becomes(Mode::Redirect(elsewhere.url.clone()));
    let redirected = endpoint.test(&world.admin).await;
    assert_eq!(attempts(&redirected), [("REJECTED".to_owned(), json!(302))]);
    assert_eq!(redirected["state"], "FAILED", "a test call is made once");
    assert!(elsewhere.calls().is_empty(), "no redirect is followed");

    receiver.becomes(Mode::Trickle);
    let started = Instant::now();
    let trickled = endpoint.test(&world.admin).await;
    assert_eq!(attempts(&trickled), [("DELIVERED".to_owned(), json!(200))]);
    assert!(started.elapsed() < Duration::from_secs(10), "nobody waits for the rest of what does not count");

    receiver.becomes(Mode::Hang);
    let person = world.admin.clone();
    let (first, second) = tokio::join!(endpoint.test(&person), endpoint.test(&person));
    for late in [first, second] {
        assert_eq!(attempts(&late), [("TIMED_OUT".to_owned(), Value::Null)]);
        let millis = late["log"][0]["millis"].as_i64().expect("milliseconds");
        assert!((14_000..20_000).contains(&millis), "{millis}");
    }
    world.service.stop().await;
}

/// Hazard T23, rule R54 of the interface.
pub(crate) async fn nobody_is_called_whom_we_may_not_call(engine: Engine) {
    let world = start(engine).await;
    let receiver = Receiver::new(Mode::Answer(200)).await;
    let port = receiver.url.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()).expect("a port").to_owned();
    let register = async |url: &str| world.admin.post("/v1/webhooks", &json!({"name": "Cổng", "url": url})).await;
    for (url, code) in [
        ("http://127.0.0.2:8080/", "URL_SCHEME_REFUSED URL_ADDRESS_REFUSED"),
        ("https://127.0.0.2/", "URL_ADDRESS_REFUSED"),
        ("https://127.0.0.1.nip.io:22/", ""),
        ("https://[::1]/", "URL_ADDRESS_REFUSED"),
        ("https://[::ffff:127.0.0.1]/", "URL_ADDRESS_REFUSED"),
        ("https://0x7f000002/", "URL_ADDRESS_REFUSED"),
        ("https://10.0.0.1/", "URL_ADDRESS_REFUSED"),
        ("https://169.254.169.254/latest/meta-data/", "URL_ADDRESS_REFUSED"),
        ("http://8.8.8.8/", "URL_SCHEME_REFUSED"),
        ("https://8.8.8.8:8443/", "URL_PORT_REFUSED"),
        ("ftp://portal.example/", "URL_SCHEME_REFUSED"),
        ("https://user:pass@portal.example/", "URL_USER_REFUSED"),
        ("https://portal.example/#part", "URL_FRAGMENT_REFUSED"),
        ("không phải địa chỉ", "URL_MALFORMED"),
    ] {
        let answer = register(url).await;
        if code.is_empty() {
            // A name may resolve to the network that the operator allows, so it is checked at each call.
            answer.ok();
            continue;
        }
        let expected: Vec<String> = code.split(' ').map(|code| format!("/url {code}")).collect();
        assert_eq!((answer.status, answer.violations()), (400, expected), "{url}");
    }
    let long = register(&format!("https://portal.example/{}", "x".repeat(2_000))).await;
    assert_eq!((long.status, long.violations()), (400, vec!["/url LENGTH_OUT_OF_RANGE".to_owned()]));
    let nameless = world.admin.post("/v1/webhooks", &json!({"name": " ", "url": receiver.url})).await;
    assert_eq!((nameless.status, nameless.violations()), (422, vec!["/name TEXT_EMPTY".to_owned()]));
    let none = json!({"name": "Cổng", "url": receiver.url, "kinds": []});
    assert_eq!(world.admin.post("/v1/webhooks", &none).await.violations(), ["/kinds LENGTH_OUT_OF_RANGE"]);
    let strange = json!({"name": "Cổng", "url": receiver.url, "kinds": ["EVERYTHING"]});
    assert_eq!(world.admin.post("/v1/webhooks", &strange).await.violations(), ["/kinds/0 WORD_UNKNOWN"]);

    // Without a configured network, the service calls no internal address.
    let strict = World::new(Service::start(engine).await).await;
    for (url, codes) in [
        (receiver.url.as_str(), "URL_SCHEME_REFUSED URL_ADDRESS_REFUSED"),
        ("http://portal.example/", "URL_SCHEME_REFUSED"),
        ("https://portal.example:444/", "URL_PORT_REFUSED"),
        ("https://localhost/", "URL_ADDRESS_REFUSED"),
    ] {
        let refused = strict.admin.post("/v1/webhooks", &json!({"name": "Cổng", "url": url})).await;
        let expected: Vec<String> = codes.split(' ').map(|code| format!("/url {code}")).collect();
        assert_eq!((refused.status, refused.violations()), (400, expected), "{url}");
    }

    // A name is checked by the addresses that it resolves to at each call.
    let address = |text: &str| text.parse::<IpAddr>().expect("an address");
    for service in [&world.service, &strict.service] {
        let names = service.config().webhook_names.as_ref().expect("names of a test");
        names.set("flips.test", &[&[address("127.0.0.1")], &[address("127.0.0.2")], &[address("127.0.0.1")]]);
        names.set("inside.test", &[&[address("127.0.0.2"), address("::1"), address("10.0.0.1")]]);
        names.set("dressed.test", &[&[address("::ffff:127.0.0.1"), address("64:ff9b::7f00:1")]]);
    }
    let flips = Endpoint::of(&register(&format!("http://flips.test:{port}/hook")).await.ok());
    let mut ended = Vec::new();
    for _ in 0..3 {
        ended.extend(attempts(&flips.test(&world.admin).await));
    }
    let heard = ("DELIVERED".to_owned(), json!(200));
    let refused = ("FORBIDDEN".to_owned(), Value::Null);
    assert_eq!(ended, [heard.clone(), refused.clone(), heard]);
    assert_eq!(receiver.calls().len(), 2);
    for url in ["https://inside.test/hook", "https://dressed.test/hook", &format!("http://inside.test:{port}/hook")] {
        let inside = Endpoint::of(&register(url).await.ok());
        let tested = inside.test(&world.admin).await;
        assert_eq!(attempts(&tested), std::slice::from_ref(&refused), "{url}");
        let reason = tested["log"][0]["reason"].as_str().expect("a reason").to_owned();
        assert!(reason.contains("not public") && !reason.contains("127.0.0.2"), "{reason}");
        assert_eq!(inside.state(&world.admin).await, "UNVERIFIED");
    }
    let nowhere = Endpoint::of(&register("https://nowhere.test/hook").await.ok());
    assert_eq!(attempts(&nowhere.test(&world.admin).await), [("UNREACHABLE".to_owned(), Value::Null)]);
    let flips = json!({"name": "Cổng", "url": "https://flips.test/hook"});
    let flips = Endpoint::of(&strict.admin.post("/v1/webhooks", &flips).await.ok());
    assert_eq!(attempts(&flips.test(&strict.admin).await), [refused], "its own loopback is nobody's network here");
    assert_eq!(receiver.calls().len(), 2);
    strict.service.stop().await;
    world.service.stop().await;
}

pub(crate) async fn a_secret_is_changed_without_a_break_and_an_address_is_proven_anew(engine: Engine) {
    let world = start(engine).await;
    let (receiver, elsewhere) = (Receiver::new(Mode::Answer(200)).await, Receiver::new(Mode::Answer(200)).await);
    let old = active(&world.admin, &receiver).await;
    let rotation = format!("{}/rotation", old.path);
    let issued = world.admin.step(&rotation).await;
    let new = Endpoint::of(&issued.ok());
    assert_eq!((issued.status, &new.path), (201, &old.path));
    assert!(new.secret != old.secret && new.public != old.public);
    old.test(&world.admin).await;
    let call = receiver.calls().pop().expect("a call");
    assert_eq!((new.signed(&call), old.signed(&call)), (vec!["v1".to_owned(), "v1a".to_owned()], new.signed(&call)));
    assert_eq!(call.header("webhook-signature").split(' ').count(), 4, "both sign side by side");
    let keys = world.admin.get(&old.path).await.ok()["publicKeys"].clone();
    assert!(keys[0]["expiresAt"].is_string() && keys[1]["expiresAt"].is_null(), "{keys}");
    world.service.running().clock().pass(TimeDelta::hours(24));
    let admin = world::sign_in(&world.service, "admin").await;
    old.test(&admin).await;
    let call = receiver.calls().pop().expect("a call");
    assert_eq!((new.signed(&call).len(), old.signed(&call).len()), (2, 0), "a day later the old one is gone");

    // An edited endpoint stays active; with another address it needs a test call first.
    let shown = admin.get(&old.path).await;
    let mut edit = json!({"name": "Cổng mới", "url": receiver.url, "kinds": ["AWARD_PUBLISHED"], "signing": "HMAC"});
    assert_eq!(admin.send(Method::PUT, &old.path, &[], Some(edit.to_string().into_bytes())).await.problem().0, 428);
    let edited = admin.put(&old.path, &shown.header("etag"), &edit).await;
    assert_eq!((&edited.ok()["state"], &edited.ok()["signing"]), (&json!("ACTIVE"), &json!("HMAC")));
    assert_eq!(admin.put(&old.path, &shown.header("etag"), &edit).await.problem().0, 412);
    old.test(&admin).await;
    assert_eq!(new.signed(&receiver.calls().pop().expect("a call")), ["v1"]);
    edit["url"] = json!(elsewhere.url);
    let moved = admin.put(&old.path, &edited.header("etag"), &edit).await.ok();
    assert_eq!((&moved["state"], &moved["verifiedAt"]), (&json!("UNVERIFIED"), &Value::Null));
    let tested = old.test(&admin).await;
    assert_eq!((&tested["state"], old.state(&admin).await), (&json!("DELIVERED"), "ACTIVE".to_owned()));
    assert_eq!(elsewhere.calls().len(), 1);

    // Disabled on request, and enabled again.
    let ground = json!({"reason": "Bảo trì cổng"});
    let disabled = admin.post(&format!("{}/suspension", old.path), &ground).await.ok();
    assert_eq!((&disabled["state"], &disabled["disabledCause"]), (&json!("DISABLED"), &json!("REQUESTED")));
    assert_eq!(admin.post(&format!("{}/suspension", old.path), &ground).await.problem().0, 409);
    assert_eq!(admin.step(&format!("{}/restoration", old.path)).await.ok()["state"], "ACTIVE");

    // The number of endpoints of one owner is limited.
    for _ in 1..20 {
        endpoint(&admin, &receiver.url).await;
    }
    let refused = admin.post("/v1/webhooks", &json!({"name": "Cổng", "url": receiver.url})).await;
    assert_eq!(refused.problem(), (409, "WEBHOOKS_TOO_MANY".to_owned()));
    world.service.stop().await;
}

/// A race: two processes on one database share the deliveries.
pub(crate) async fn two_processes_tell_each_change_once(engine: Engine) {
    let world = start(engine).await;
    let cycle = world.open("2024").await;
    let waiting = nominations(&world, &cycle, 2 * MANY).await;
    let receiver = Receiver::new(Mode::Answer(200)).await;
    let endpoint = active(&world.admin, &receiver).await;
    let another = world.service.another().await;
    for (number, some) in waiting.chunks(MANY / 2).enumerate() {
        let number = i64::try_from(number + 1).expect("a number");
        let decision = decided(&world, number, some).await;
        publish(&world.standing, &decision).await;
    }
    until("all is told", async || {
        let told = world::all(&world.admin, &format!("{}/deliveries?state=DELIVERED", endpoint.path)).await;
        told.len() == 2 * MANY + 1
    })
    .await;
    let calls = receiver.told("award.published");
    let ids: BTreeSet<&str> = calls.iter().map(|call| call.header("webhook-id")).collect();
    assert_eq!((calls.len(), ids.len()), (2 * MANY, 2 * MANY), "nothing twice while nobody crashes");
    let subjects: BTreeSet<String> =
        calls.iter().map(|call| call.json()["data"]["change"]["subject"].to_string()).collect();
    assert_eq!(subjects.len(), 2 * MANY);
    another.stop().await.expect("stops");
    world.service.stop().await;
}

/// A delivery that a killed process had leased is sent by another process, under the same identifier.
pub(crate) async fn what_a_killed_process_was_sending_is_sent_again(engine: Engine) {
    let mut world = start(engine).await;
    let cycle = world.open("2024").await;
    let waiting = nominations(&world, &cycle, 1).await;
    let decision = decided(&world, 1, &waiting).await;
    let receiver = Receiver::new(Mode::Answer(200)).await;
    let endpoint = active(&world.admin, &receiver).await;
    receiver.becomes(Mode::Hang);
    world.service.pause().await;
    let config = world.service.config();
    let mut victim = crash::start_calling(&config.database.url, &config.keys, OWN);
    publish(&Person::new(victim.url.clone(), world.standing.token.clone()), &decision).await;
    until("the victim calls", async || receiver.open.load(Ordering::SeqCst) == 1).await;
    victim.child.kill().expect("ends");
    victim.child.wait().expect("ended");
    receiver.becomes(Mode::Answer(200));
    world.service.resume().await;
    let admin = world::sign_in(&world.service, "admin").await;
    // The lease still holds, because the killed process might be alive. By now the delivery worker has run more than
    // once.
    assert_eq!(endpoint.test(&admin).await["state"], "DELIVERED");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(receiver.told("award.published").len(), 1);
    world.service.running().clock().pass(TimeDelta::seconds(60));
    until("it is taken up", async || receiver.told("award.published").len() == 2).await;
    let calls = receiver.told("award.published");
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    assert_eq!(calls[0].body, calls[1].body);
    until("and noted", async || endpoint.deliveries(&admin, "PENDING").await.is_empty()).await;
    world.service.stop().await;
}
