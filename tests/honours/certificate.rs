//! Records that follow a decision: certificates, revocations, complaints, and the record of awards.

use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// A public decision on one individual of the head's unit.
pub(crate) async fn published(world: &World, cycle: &str, name: &str, number: i64) -> Value {
    let nomination = world.nominate(cycle, &world::individual(name)).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
        (&world.appraisal, "presentation", json!({})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    let decision = world.decision.post("/v1/decisions", &world::decision(number, &[&nomination])).await.ok();
    world.publish(&id(&decision)).await.ok()
}

pub(crate) fn revocation() -> Value {
    json!({
        "ground": "FRAUD", "number": 412, "symbol": "412/QĐ-UBND", "date": world::today(),
        "signer": "Chủ tịch UBND tỉnh", "title": "Hủy bỏ quyết định tặng Bằng khen", "reason": "Khai khống số liệu",
        "file": {"name": "412.pdf", "sha256": "b".repeat(64), "sizeBytes": 2048},
    })
}

/// The same revocation under another number.
pub(crate) fn revocation_under(number: i64) -> Value {
    let mut body = revocation();
    body["number"] = json!(number);
    body["symbol"] = json!(format!("{number}/QĐ-UBND"));
    body
}

/// The path to revoke a decision's only award.
pub(crate) fn revoking(decision: &Value) -> String {
    format!("/v1/awards/{}/revocation", id(&decision["awards"][0]))
}

#[track_caller]
pub(crate) fn must_be_taken(answer: &Answer) {
    let told = (answer.problem(), answer.rule());
    assert_eq!(told, ((409, "DECISION_NUMBER_TAKEN".to_owned()), "L13".to_owned()));
}

/// Today, in a given format.
pub(crate) fn today(format: &str) -> String {
    let today: chrono::NaiveDate = world::today().parse().expect("a date");
    today.format(format).to_string()
}

pub(crate) fn paper() -> Value {
    json!({"number": "5/BB-SNV", "date": "2025-04-02", "issuer": "Sở Nội vụ", "title": "Biên bản thu hồi"})
}

/// Runs a script with Python, and returns its output: an independent check shares no code with the service.
fn python(script: &str, arguments: &[&str]) -> String {
    let output = std::process::Command::new("python3").arg("-c").arg(script).args(arguments).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Changes one letter of the name in a statement's payload, and keeps its header and signature.
const ONE_LETTER: &str = "
import base64, json, sys
header, payload, signature = sys.argv[1].split('.')
text = base64.urlsafe_b64decode(payload + '=' * (-len(payload) % 4)).decode()
claims = json.loads(text)
said = lambda name: json.dumps(name, ensure_ascii=False)
changed = text.replace(said(claims['name']), said('X' + claims['name'][1:]))
assert changed != text
print('.'.join([header, base64.urlsafe_b64encode(changed.encode()).decode().rstrip('='), signature]))
";

/// The same statement, under a key that the service does not have.
const OTHER_KEY: &str = "
import base64, json, sys
header, payload, signature = sys.argv[1].split('.')
read = json.loads(base64.urlsafe_b64decode(header + '=' * (-len(header) % 4)))
read['kid'] = 'x' * len(read['kid'])
print('.'.join([base64.urlsafe_b64encode(json.dumps(read).encode()).decode().rstrip('='), payload, signature]))
";

/// Header and claims of a statement, read without the service's code.
const CLAIMS: &str = "
import base64, json, sys
read = lambda part: json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))
header, payload, _ = sys.argv[1].split('.')
print(json.dumps([read(header), read(payload)]))
";

/// Rules L36, S29: one certificate for each award of a public decision; it is found by its code in any spelling, and
/// shows only name, unit, award and decision.
pub(crate) async fn l36_a_certificate_is_issued_once_and_checked_by_anybody(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    let issued = world.decision.post("/v1/decisions", &world::decision(1, &[&presented])).await.ok();
    let path = format!("/v1/decisions/{}/certificates", id(&issued));
    let early = world.standing.step(&path).await;
    assert_eq!(early.problem(), (409, "DECISION_NOT_PUBLISHED".to_owned()));
    world.publish(&id(&issued)).await.ok();
    for person in [&world.decision, &world.head, &world.auditor, &world.admin] {
        assert_eq!(person.step(&path).await.problem().0, 403);
    }
    assert_eq!(world.appraisal.step(&path).await.ok(), json!({"issued": 1, "total": 1}));
    assert_eq!(world.standing.step(&path).await.ok(), json!({"issued": 0, "total": 1}), "a repeat adds nothing");
    let listed = world::all(&world.decision, &path).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(world.head.get(&path).await.problem().0, 403, "codes are not for everybody");
    let nowhere = "/v1/decisions/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/certificates";
    assert_eq!((world.standing.step(nowhere).await.status, world.auditor.get(nowhere).await.status), (404, 404));

    let code = listed[0]["code"].as_str().expect("a code").to_owned();
    let public = world.service.anybody();
    let checked = public.get(&format!("/v1/public/certificates/{code}")).await;
    assert_eq!(checked.header("cache-control"), "public, max-age=60");
    let view = checked.ok();
    let names: Vec<&String> = view.as_object().expect("an object").keys().collect();
    let expected = [
        "award",
        "code",
        "decisionDate",
        "decisionSymbol",
        "form",
        "goldenBook",
        "name",
        "organisationName",
        "statement",
        "status",
    ];
    assert_eq!(names, expected);
    assert_eq!((&view["status"], &view["name"]), (&json!("VALID"), &json!("Phòng Y tế")));
    let tag = checked.header("etag");
    let path = format!("/v1/public/certificates/{code}");
    let known = public.send(Method::GET, &path, &[("if-none-match", &tag)], None).await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('0', "o").replace('1', "l")] {
        assert_eq!(public.get(&format!("/v1/public/certificates/{typed}")).await.ok(), view, "{typed}");
    }
    for typed in ["0000-0000-0000-0000-0000-0000-0000", "x", "..%2F..%2Fkeys", &"0".repeat(2_000)] {
        let refused = public.get(&format!("/v1/public/certificates/{typed}")).await;
        assert_eq!(refused.problem(), (404, "CERTIFICATE_UNKNOWN".to_owned()), "{typed}");
    }

    let keys = public.get("/v1/public/certificate-keys").await;
    assert!(keys.header("cache-control").starts_with("public"), "{}", keys.header("cache-control"));
    let keys = keys.ok()["keys"].as_array().expect("keys").clone();
    let tokens = public.get("/.well-known/jwks.json").await.ok();
    assert!(keys.len() == 1 && tokens["keys"][0]["kid"] != keys[0]["kid"], "keys of their own");
    let statement = view["statement"].as_str().expect("a statement");
    let read: Value = serde_json::from_str(&python(CLAIMS, &[statement])).expect("JSON");
    let (header, claims) = (&read[0], &read[1]);
    assert_eq!(*header, json!({"typ": "thidua-certificate+jwt", "alg": "EdDSA", "kid": keys[0]["kid"]}));
    let mut said: Vec<&String> = claims.as_object().expect("an object").keys().collect();
    said.sort();
    let expected = [
        "award",
        "awardForm",
        "code",
        "decisionDate",
        "decisionSigner",
        "decisionSymbol",
        "goldenBook",
        "iat",
        "iss",
        "name",
        "organisationName",
    ];
    assert_eq!(said, expected);
    assert_eq!((&claims["name"], &claims["code"]), (&json!("Phòng Y tế"), &json!(code)));
    // A certificate is not accepted as a token.
    let intruder = Person::new(world.service.url(), Some(statement.to_owned()));
    assert_eq!(intruder.get("/v1/me").await.problem().0, 401);
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=CERTIFICATE").await;
    assert!(trail.len() == 1 && !trail[0].to_string().contains(&code), "the trail does not give the code away");
    world.service.stop().await;
}

/// Two agencies issue at once: every award ends with one certificate.
pub(crate) async fn many_who_issue_at_once_issue_one_certificate_for_each_award(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let decision = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    let path = format!("/v1/decisions/{}/certificates", id(&decision));
    let runners = (0..8).map(|number| {
        let person = if number % 2 == 0 { world.standing.clone() } else { world.appraisal.clone() };
        let path = path.clone();
        tokio::spawn(async move { person.step(&path).await })
    });
    let mut issued = 0;
    for runner in runners.collect::<Vec<_>>() {
        let answer = runner.await.expect("a runner");
        match answer.status {
            200 => issued += answer.json()["issued"].as_u64().expect("a number"),
            _ => assert_eq!(answer.problem(), (409, "CERTIFICATE_EXISTS".to_owned())),
        }
    }
    assert_eq!((issued, world::all(&world.standing, &path).await.len()), (1, 1));
    world.service.stop().await;
}

/// The QR code, its page, and the signed statement: one changed letter is detected, in the statement and in the
/// database.
pub(crate) async fn one_changed_letter_fails_and_a_page_tells_people(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let decision = published(&world, &cycle, "Ngô <b>Thị</b> \"Sáng\" & Kiến", 1).await;
    let path = format!("/v1/decisions/{}/certificates", id(&decision));
    world.standing.step(&path).await.ok();
    let certificate = world::all(&world.standing, &path).await.remove(0);
    let code = certificate["code"].as_str().expect("a code").to_owned();
    let page = format!("/certificates/{code}");
    assert_eq!(certificate["address"], format!("{}{page}", world.service.url()));

    let public = world.service.anybody();
    for (query, media, start) in [
        ("", "image/svg+xml", &b"<svg "[..]),
        ("?format=SVG", "image/svg+xml", &b"<svg "[..]),
        ("?format=PNG", "image/png", &b"\x89PNG\r\n"[..]),
    ] {
        let drawn = public.get(&format!("/v1/public/certificates/{code}/qr{query}")).await;
        assert_eq!((drawn.status, drawn.header("content-type").as_str()), (200, media), "{query}");
        assert!(drawn.bytes.starts_with(start) && !drawn.headers.contains_key("content-disposition"), "{query}");
        assert_eq!(drawn.header("x-content-type-options"), "nosniff");
        assert_eq!(drawn.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(drawn.header("cache-control"), "public, max-age=60");
    }
    let place = format!("/v1/public/certificates/{code}/qr");
    let picture = public.send(Method::GET, &place, &[("accept", "image/*")], None).await;
    assert_eq!(picture.status, 200);
    assert_eq!(public.send(Method::GET, &place, &[("accept", "text/html")], None).await.problem().0, 406);
    assert_eq!(public.get(&format!("{place}?format=GIF")).await.violations(), ["?format PARAMETER_MALFORMED"]);

    let vi = public.send(Method::GET, &page, &[("accept-language", "vi")], None).await;
    assert_eq!((vi.status, vi.header("content-type").as_str()), (200, "text/html; charset=utf-8"));
    let varies = "Accept-Encoding, Accept-Language";
    assert_eq!((vi.header("content-language").as_str(), vi.header("vary").as_str()), ("vi", varies));
    let packed = [("accept-language", "vi"), ("accept-encoding", "gzip")];
    let packed = public.send(Method::GET, &page, &packed, None).await;
    assert_eq!((packed.header("content-encoding").as_str(), packed.header("vary").as_str()), ("gzip", varies));
    assert_eq!(packed.unpacked(), vi.bytes);
    assert!(vi.text.contains("HỢP LỆ") && vi.text.contains(&today("ngày %-d tháng %-m năm %Y")), "{}", vi.text);
    assert!(vi.text.contains("Ngô &lt;b&gt;Thị&lt;/b&gt; &quot;Sáng&quot; &amp; Kiến"), "{}", vi.text);
    assert!(!vi.text.contains("<script") && !vi.text.contains("<b>"));
    assert_eq!(vi.header("x-robots-tag"), "noindex");
    let policy = vi.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let en = public.get(&page).await;
    assert!(en.text.contains("VALID") && en.text.contains(&today("%-d %B %Y")), "{}", en.text);
    let unknown = public.get("/certificates/0000-0000-0000-0000-0000-0000-0000").await;
    assert_eq!((unknown.status, unknown.header("content-type").as_str()), (404, "text/html; charset=utf-8"));
    assert!(unknown.text.contains("NOT CONFIRMED") && unknown.header("cache-control") == "no-store");
    assert_eq!(public.get("/certificates/").await.problem().0, 404);

    // The signature reveals a changed letter in the stored statement.
    let statement = certificate["statement"].as_str().expect("a statement");
    let forged = python(ONE_LETTER, &[statement]);
    world.service.tamper("certificate", &format!("UPDATE certificate SET statement = '{forged}'"));
    let check = format!("/v1/public/certificates/{code}");
    assert_eq!(public.get(&check).await.problem(), (409, "CERTIFICATE_CORRUPT".to_owned()));
    let warned = public.get(&page).await;
    assert!(warned.status == 409 && warned.text.contains("NOT CONFIRMED"), "{}", warned.text);
    world.service.tamper("certificate", &format!("UPDATE certificate SET statement = '{statement}'"));
    assert_eq!(public.get(&check).await.ok()["status"], "VALID");
    // It also reveals a changed award.
    world.service.tamper("award", "UPDATE award SET organisation_name = 'Huyện Kế Sach'");
    assert_eq!(public.get(&check).await.problem(), (409, "CERTIFICATE_CORRUPT".to_owned()));
    world.service.tamper("award", "UPDATE award SET organisation_name = 'Huyện Kế Sách'");
    // If both are changed, they agree with each other, and only the signature reveals it.
    let name = "Ngô <b>Thị</b> \"Sáng\" & Kiến";
    world.service.tamper("award", &format!("UPDATE award SET name = '{}'", name.replacen('N', "X", 1)));
    world.service.tamper("certificate", &format!("UPDATE certificate SET statement = '{forged}'"));
    assert_eq!(public.get(&check).await.problem(), (409, "CERTIFICATE_CORRUPT".to_owned()));
    world.service.tamper("award", &format!("UPDATE award SET name = '{name}'"));
    world.service.tamper("certificate", &format!("UPDATE certificate SET statement = '{statement}'"));
    // A key that is missing is the installation's fault: the certificate is called neither valid nor forged.
    let keyless = python(OTHER_KEY, &[statement]);
    world.service.tamper("certificate", &format!("UPDATE certificate SET statement = '{keyless}'"));
    assert_eq!(public.get(&check).await.problem(), (500, "INTERNAL".to_owned()));
    let page_of = public.get(&page).await;
    assert!(page_of.status == 500 && !page_of.text.contains("NOT CONFIRMED"), "{}", page_of.text);
    world.service.tamper("certificate", &format!("UPDATE certificate SET statement = '{statement}'"));
    // The signing key remains after a restart.
    world.service.restart().await;
    let again = world.service.anybody().get(&check).await;
    assert_eq!((again.ok()["status"].as_str(), again.json()["statement"].as_str()), (Some("VALID"), Some(statement)));
    world.service.stop().await;
}

/// Rule L18: an award is revoked on one of four grounds, by a further decision, once; it leaves the list of valid
/// awards and stays in the history; then money and certificate are recovered.
pub(crate) async fn l18_a_revoked_award_leaves_the_public_list_and_stays_in_history(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let decision = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    let other = published(&world, &cycle, "Lý Văn Siêng", 2).await;
    let (award, kept) = (id(&decision["awards"][0]), id(&other["awards"][0]));
    let path = format!("/v1/decisions/{}/certificates", id(&decision));
    world.standing.step(&path).await.ok();
    let code = world::all(&world.standing, &path).await[0]["code"].as_str().expect("a code").to_owned();
    let public = world.service.anybody();
    let valid = async || -> Vec<String> { world::all(&public, "/v1/public/awards").await.iter().map(id).collect() };
    assert_eq!(valid().await, [award.clone(), kept.clone()]);
    assert_eq!(world::all(&public, "/v1/public/revocations").await.len(), 0);

    let revoking = format!("/v1/awards/{award}/revocation");
    for person in [&world.standing, &world.appraisal, &world.head, &world.auditor, &world.admin] {
        assert_eq!(person.post(&revoking, &revocation()).await.problem().0, 403);
    }
    let returning = format!("/v1/awards/{award}/recovery");
    let back = |items: Value| json!({"items": items, "date": world::today(), "document": paper()});
    let early = world.standing.post(&returning, &back(json!(["MONEY"]))).await;
    assert_eq!((early.problem(), early.rule()), ((409, "AWARD_NOT_REVOKED".to_owned()), "L18".to_owned()));
    let mut before = revocation();
    before["date"] = json!("2024-12-19");
    before["symbol"] = json!("412/QĐ-UB");
    let refused = world.decision.post(&revoking, &before).await;
    assert_eq!(refused.violations(), ["/symbol SYMBOL_MALFORMED L13", "/date DATE_UNFIT L18"]);
    before["ground"] = json!("DISLIKED");
    assert_eq!(world.decision.post(&revoking, &before).await.violations(), ["/ground WORD_UNKNOWN"]);
    let stale = world
        .decision
        .send(Method::POST, &revoking, &[("if-match", "\"1\"")], Some(revocation().to_string().into_bytes()))
        .await;
    assert_eq!(stale.problem().0, 412);

    let made = world.decision.post(&revoking, &revocation()).await;
    assert_eq!((made.status, made.header("location")), (201, format!("/v1/awards/{award}")));
    let view = made.json();
    assert_eq!(world.decision.get(&made.header("location")).await.ok(), view);
    assert_eq!((&view["recoveryDue"], &view["revocation"]["due"]), (&json!(true), &json!(["MONEY", "CERTIFICATE"])));
    let again = world.decision.post(&revoking, &revocation()).await;
    assert_eq!((again.problem(), again.rule()), ((409, "AWARD_REVOKED".to_owned()), "L18".to_owned()));

    // In public it is not among the valid awards, but the list of revocations has it.
    assert_eq!(valid().await, [kept]);
    assert_eq!(public.get(&format!("/v1/public/awards/{award}")).await.problem().0, 404);
    let listed = world::all(&public, &format!("/v1/public/revocations?award={award}&cycle={cycle}")).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(
        [&listed[0]["name"], &listed[0]["decisionSymbol"], &listed[0]["ground"], &listed[0]["revokingSymbol"]],
        [&json!("Ngô Thị Sáng Kiến"), &json!("1/QĐ-UBND"), &json!("FRAUD"), &json!("412/QĐ-UBND")]
    );
    assert!(listed[0].get("reason").is_none(), "what was found is not public");
    assert_eq!(world::all(&public, &format!("/v1/public/revocations?organisation={}", world.other)).await.len(), 0);
    let checked = public.get(&format!("/v1/public/certificates/{code}")).await.ok();
    assert_eq!(checked["status"], "REVOKED");
    let notice = json!({"ground": "FRAUD", "decisionSymbol": "412/QĐ-UBND", "decisionDate": world::today()});
    assert_eq!(checked["revocation"], notice);
    let page = public.send(Method::GET, &format!("/certificates/{code}"), &[("accept-language", "vi")], None).await;
    assert!(page.text.contains("ĐÃ BỊ HỦY BỎ") && !page.text.contains("HỢP LỆ"), "{}", page.text);
    let written = format!("412/QĐ-UBND, {}", today("ngày %-d tháng %-m năm %Y"));
    assert!(page.text.contains("Gian dối") && page.text.contains(&written), "{}", page.text);
    assert_eq!(world.standing.step(&path).await.ok(), json!({"issued": 0, "total": 1}));

    // The items that are recovered, one after the other.
    assert_eq!(world.decision.post(&returning, &back(json!(["MONEY"]))).await.problem().0, 403);
    let half = world.appraisal.post(&returning, &back(json!(["CERTIFICATE"]))).await.ok();
    assert_eq!((&half["recoveryDue"], &half["revocation"]["due"]), (&json!(true), &json!(["MONEY"])));
    let twice = world.standing.post(&returning, &back(json!(["CERTIFICATE", "MONEY"]))).await;
    assert_eq!(twice.violations(), ["/items/0 ITEM_RECOVERED L18"]);
    let whole = world.standing.post(&returning, &back(json!(["MONEY"]))).await.ok();
    assert_eq!(whole["recoveryDue"], false);
    let over = world.standing.post(&returning, &back(json!(["MONEY"]))).await;
    assert_eq!(over.problem(), (409, "RECOVERY_COMPLETE".to_owned()));
    assert!(half["revision"].as_i64() < whole["revision"].as_i64());
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=REVOCATION").await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["AWARD_REVOKED", "AWARD_RECOVERED", "AWARD_RECOVERED"]);
    world.service.stop().await;
}

/// Rule L18: of many concurrent revocations one succeeds; an award whose decision is not public cannot be revoked.
pub(crate) async fn l18_an_award_is_revoked_once_however_many_try(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let issued = world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await.ok();
    let path = format!("/v1/awards/{}/revocation", id(&issued["awards"][0]));
    let early = world.decision.post(&path, &revocation()).await;
    assert_eq!(early.problem(), (409, "DECISION_NOT_PUBLISHED".to_owned()));
    world.publish(&id(&issued)).await.ok();
    let runners = (0..8).map(|_| {
        let (decider, path) = (world.decision.clone(), path.clone());
        tokio::spawn(async move { decider.post(&path, &revocation()).await })
    });
    let mut won = 0;
    for runner in runners.collect::<Vec<_>>() {
        let answer = runner.await.expect("a runner");
        if answer.status == 201 {
            won += 1;
        } else {
            assert_eq!(answer.problem(), (409, "AWARD_REVOKED".to_owned()));
        }
    }
    assert_eq!((won, world::all(&world.service.anybody(), "/v1/public/revocations").await.len()), (1, 1));
    // No certificate can be issued for it afterwards.
    let none = world.standing.step(&format!("/v1/decisions/{}/certificates", id(&issued))).await.ok();
    assert_eq!(none, json!({"issued": 0, "total": 0}));
    world.service.stop().await;
}

/// Rule L38: a complaint is shown internally, and nothing public changes until a revocation.
pub(crate) async fn l38_a_complaint_shows_internally_and_changes_nothing_public(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let decision = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    let award = id(&decision["awards"][0]);
    let path = format!("/v1/decisions/{}/certificates", id(&decision));
    world.standing.step(&path).await.ok();
    let code = world::all(&world.standing, &path).await[0]["code"].as_str().expect("a code").to_owned();
    let public = world.service.anybody();
    let everything_public = async || {
        let mut seen = Vec::new();
        for path in [
            "/v1/public/awards".to_owned(),
            format!("/v1/public/awards/{award}"),
            "/v1/public/revocations".to_owned(),
            format!("/v1/public/certificates/{code}"),
            format!("/certificates/{code}"),
        ] {
            seen.push(public.get(&path).await.text);
        }
        seen
    };
    let before = everything_public().await;
    let shown = async |person: &Person| person.get(&format!("/v1/awards/{award}")).await;
    let plain = shown(&world.auditor).await.ok();
    assert_eq!(
        [&plain["underComplaint"], &plain["certified"], &plain["recoveryDue"], &plain["countsForMerit"]],
        [&json!(false), &json!(true), &json!(false), &json!(false)]
    );
    for person in [&world.head, &world.stranger, &world.admin] {
        assert_eq!(shown(person).await.problem().0, 403, "not even the own unit's head");
    }

    let body = json!({
        "award": award, "kind": "DENUNCIATION", "receivedDate": world::today(), "documentNumber": "17/ĐTC",
        "documentDate": "2025-02-07", "summary": "Cho rằng số liệu không đúng", "dueDate": world::today(),
    });
    for person in [&world.standing, &world.decision, &world.head, &world.auditor] {
        assert_eq!(person.post("/v1/complaints", &body).await.problem().0, 403);
    }
    let mut named = body.clone();
    named["complainant"] = json!("Nguyễn Văn A");
    let refused = world.appraisal.post("/v1/complaints", &named).await;
    assert_eq!(refused.violations(), ["/complainant FIELD_UNKNOWN"], "who complained has no place here");
    let mut lost = body.clone();
    lost["award"] = json!("01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24");
    let refused = world.appraisal.post("/v1/complaints", &lost).await;
    assert_eq!((refused.status, refused.violations()), (422, vec!["/award AWARD_UNKNOWN".to_owned()]));
    let made = world.appraisal.post("/v1/complaints", &body).await;
    assert_eq!((made.status, &made.json()["state"]), (201, &json!("OPEN")));
    assert_eq!(world.appraisal.get(&made.header("location")).await.ok(), made.json());
    assert_eq!(made.json()["overdue"], false, "its last day is today");
    let complained = shown(&world.standing).await;
    let view = complained.ok();
    assert_eq!((&view["underComplaint"], &view["openComplaints"]), (&json!(true), &json!(1)));
    assert!(plain["revision"].as_i64() < view["revision"].as_i64(), "the tag changes with it");
    assert_eq!(everything_public().await, before, "nothing public changes");

    let found = async |query: &str| world::all(&world.auditor, &format!("/v1/complaints?{query}")).await.len();
    assert_eq!(found(&format!("award={award}&state=OPEN&kind=DENUNCIATION")).await, 1);
    assert_eq!((found("kind=COMPLAINT").await, found("state=SETTLED").await), (0, 0));
    assert_eq!(found(&format!("organisation={}", world.unit)).await, 1);
    assert_eq!(found(&format!("organisation={}", world.other)).await, 0);
    assert_eq!(world.head.get("/v1/complaints").await.problem().0, 403);

    let settling = format!("{}/settlement", made.header("location"));
    let settlement = json!({"outcome": "UPHELD", "reason": "Số liệu khai khống", "document": paper()});
    assert_eq!(world.decision.post(&settling, &settlement).await.problem().0, 403);
    let settled = world.appraisal.post(&settling, &settlement).await.ok();
    assert_eq!((&settled["state"], &settled["overdue"]), (&json!("SETTLED"), &json!(false)));
    let again = world.appraisal.post(&settling, &settlement).await;
    assert_eq!((again.problem(), again.rule()), ((409, "COMPLAINT_SETTLED".to_owned()), "L38".to_owned()));
    let calm = shown(&world.standing).await.ok();
    assert_eq!(calm["underComplaint"], false);
    assert!(view["revision"].as_i64() < calm["revision"].as_i64());
    assert_eq!(everything_public().await, before, "that it was right revokes nothing");
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revocation()).await.ok();
    assert_ne!(everything_public().await, before);
    world.service.stop().await;
}

/// Rules L16, L18, L31: every Bằng khen and Giấy khen, oldest first, with the names of that time; revoked ones stay and
/// are marked; none counts for merit.
pub(crate) async fn l16_l18_l31_a_record_holds_every_award_of_unit_and_person(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let commend = async |person: &Person, unit: &str, name: &str, symbol: &str, date: &str| {
        let body = json!({"organisation": unit, "subjectKind": "INDIVIDUAL", "name": name, "symbol": symbol,
            "date": date, "signer": "Trưởng", "achievement": "Sáng kiến"});
        person.post("/v1/commendations", &body).await.ok();
    };
    // Recorded in another order than by date.
    commend(&world.head, &world.unit, "Ngô Thị Sáng Kiến", "30/QĐ", "2025-01-05").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    commend(&world.head, &world.unit, "Ngô Thị Sáng Kiến", "18/QĐ", "2023-11-20").await;
    commend(&world.head, &world.unit, "Ngô Thị Sáng", "19/QĐ", "2023-11-20").await;
    commend(&world.stranger, &world.other, "NGÔ THỊ SÁNG KIẾN", "7/QĐ", "2022-02-02").await;
    let collective = world.presented(&cycle, "Phòng Y tế").await;
    let hidden = world.decision.post("/v1/decisions", &world::decision(9, &[&collective])).await.ok();
    let award = id(&first["awards"][0]);
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revocation()).await.ok();

    let symbols = |record: &[Value]| -> Vec<String> {
        record.iter().map(|one| one["decisionSymbol"].as_str().expect("a symbol").to_owned()).collect()
    };
    let of_unit = format!("/v1/award-records?organisation={}", world.unit);
    let record = world::all(&world.standing, &of_unit).await;
    assert_eq!(symbols(&record), ["18/QĐ", "19/QĐ", "30/QĐ", "1/QĐ-UBND"]);
    assert!(record.iter().all(|one| one["countsForMerit"] == false && one["kind"] == "THEMATIC"), "{record:?}");
    assert!(record.iter().all(|one| one["organisationName"] == "Huyện Kế Sách"), "{record:?}");
    let revoked: Vec<&Value> = record.iter().filter(|one| one["revoked"] == true).collect();
    assert_eq!((revoked.len(), &revoked[0]["award"]), (1, &json!(award)), "history keeps it");
    assert_eq!((&revoked[0]["revocationGround"], &revoked[0]["form"]), (&json!("FRAUD"), &json!("BANG_KHEN_PROVINCE")));
    // Every entry appears once, with any page size.
    for limit in [1, 2, 3] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = world.standing.get(&format!("{of_unit}&limit={limit}{cursor}")).await.ok();
            seen.extend(page["items"].as_array().expect("items").clone());
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, record, "{limit}");
    }
    // Names are found without accents, and namesakes are told apart by their unit; a part of a name does not match.
    let named = "/v1/award-records?name=ngo%20thi%20sang%20kien";
    assert_eq!(symbols(&world::all(&world.auditor, named).await), ["7/QĐ", "18/QĐ", "30/QĐ", "1/QĐ-UBND"]);
    let one = world::all(&world.auditor, &format!("{named}&organisation={}", world.other)).await;
    assert_eq!(symbols(&one), ["7/QĐ"]);
    for name in ["ngo_thi%25sang%20kien", "%25", "ngo%20thi%20san%20kien", "___%20___%20____%20____"] {
        assert_eq!(world::all(&world.auditor, &format!("/v1/award-records?name={name}")).await.len(), 0, "{name}");
    }
    // Units read the record of their own awards and those of their people.
    assert_eq!(world::all(&world.editor, &of_unit).await, record);
    assert_eq!(world::all(&world.stranger, &of_unit).await.len(), 0);
    assert_eq!(symbols(&world::all(&world.stranger, named).await), ["7/QĐ"]);
    assert_eq!(world.admin.get(&of_unit).await.problem().0, 403);
    let bare = world.auditor.get("/v1/award-records").await;
    assert_eq!((bare.status, bare.violations()), (400, vec!["?organisation PARAMETER_MISSING".to_owned()]));
    let long = format!("/v1/award-records?name={}", "x".repeat(301));
    for path in ["/v1/award-records?name=%20", &long] {
        assert_eq!(world.auditor.get(path).await.violations(), ["?name LENGTH_OUT_OF_RANGE"]);
    }
    // An award is not in the record before its decision is public.
    world.publish(&id(&hidden)).await.ok();
    world.service.running().clock().pass(TimeDelta::minutes(1));
    assert_eq!(
        symbols(&world::all(&world.head, &of_unit).await),
        ["18/QĐ", "19/QĐ", "30/QĐ", "1/QĐ-UBND", "9/QĐ-UBND"]
    );
    world.service.stop().await;
}
