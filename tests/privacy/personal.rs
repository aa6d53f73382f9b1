//! Nominees' identity numbers: masked for readers, in full for a stated purpose, in clear text nowhere.

use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::edge::crash;

/// A number that belongs to no person, and that the tests search for everywhere.
const CANARY: &str = "079099713358";
const NOBODY: &str = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";

async fn put(person: &Person, nomination: &str, number: &str) -> Answer {
    let body = json!({"value": number}).to_string().into_bytes();
    person.send(Method::PUT, &path(nomination), &[], Some(body)).await
}

fn path(nomination: &str) -> String {
    format!("/v1/nominations/{nomination}/identity-number")
}

async fn reveal(person: &Person, nomination: &str) -> Answer {
    person.post(&format!("{}/reveal", path(nomination)), &json!({"purpose": "Đối chiếu hồ sơ"})).await
}

/// An individual's nomination with the number.
async fn nominee(world: &World) -> String {
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Nguyễn Văn An")).await;
    put(&world.editor, &nomination, CANARY).await.ok();
    nomination
}

/// The body of an answer, without its trace id.
fn bare(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["traceId"] = Value::Null;
    body
}

/// Rule L36.
pub(crate) async fn l36_an_identity_number_is_shown_masked_and_read_in_full_for_a_purpose(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Nguyễn Văn An")).await;
    let number = path(&nomination);
    assert_eq!(world.editor.get(&number).await.status, 404, "none was entered");
    // Other units get the same answer as for a nomination that does not exist; other roles are refused.
    let foreign = put(&world.stranger, &nomination, CANARY).await;
    assert_eq!((foreign.status, bare(&foreign)), (404, bare(&put(&world.stranger, NOBODY, CANARY).await)));
    for person in [&world.appraisal, &world.decision, &world.auditor, &world.admin] {
        assert_eq!(put(person, &nomination, CANARY).await.status, 403);
    }
    let entered = put(&world.editor, &nomination, CANARY).await;
    assert_eq!((entered.ok()["masked"].as_str(), entered.header("etag").as_str()), (Some("*********358"), "\"1\""));
    let view = entered.ok();
    for person in [&world.editor, &world.head, &world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(person.get(&number).await.ok(), view, "masked for every reader");
    }
    assert_eq!(world.stranger.get(&number).await.status, 404);
    assert_eq!(world.admin.get(&number).await.status, 403);

    // An invalid number is refused, and not repeated in the answer.
    for (value, code) in [
        (json!("079 09971335"), (422, "/value IDENTITY_NUMBER_MALFORMED L36")),
        (json!("07909971335x"), (422, "/value IDENTITY_NUMBER_MALFORMED L36")),
        (json!("0790997133580"), (400, "/value LENGTH_OUT_OF_RANGE")),
        (json!(79_099_713_358_u64), (400, "/value TYPE_WRONG")),
        (json!([CANARY]), (400, "/value TYPE_WRONG")),
    ] {
        let body = json!({"value": value}).to_string().into_bytes();
        let refused = world.editor.send(Method::PUT, &number, &[], Some(body)).await;
        assert_eq!((refused.status, refused.violations()), (code.0, vec![code.1.to_owned()]), "{value}");
        assert!(!refused.text.contains("0997133"), "{}", refused.text);
    }
    let collective = world.nominate(&cycle, &world::collective("Phòng Y tế")).await;
    assert_eq!(put(&world.editor, &collective, CANARY).await.problem(), (409, "NOMINEE_IS_COLLECTIVE".to_owned()));

    // It is replaced; a request with an ETag that is no longer current is refused (rule L40).
    assert_eq!(put(&world.head, &nomination, "123456789").await.ok()["masked"], "******789");
    let stale = world.editor.put(&number, "\"1\"", &json!({"value": CANARY})).await;
    assert_eq!(stale.problem(), (412, "STALE".to_owned()));
    let again = world.editor.put(&number, "\"2\"", &json!({"value": CANARY})).await;
    assert_eq!((again.ok()["masked"].as_str(), again.header("etag").as_str()), (Some("*********358"), "\"3\""));

    // In full: only two agencies, with a purpose, and no cache may store the answer.
    for person in [&world.editor, &world.head, &world.decision, &world.auditor, &world.admin] {
        let refused = reveal(person, &nomination).await;
        assert!(refused.status == 403 && !refused.text.contains("713358"), "{}", refused.text);
    }
    assert_eq!(reveal(&world.stranger, &nomination).await.status, 404);
    for person in [&world.standing, &world.appraisal] {
        let revealed = reveal(person, &nomination).await;
        assert_eq!(
            (revealed.ok(), revealed.header("cache-control")),
            (json!({"value": CANARY}), "no-store".to_owned())
        );
    }
    let place = format!("{number}/reveal");
    assert_eq!(world.standing.post(&place, &json!({})).await.violations(), ["/purpose FIELD_MISSING"]);
    assert_eq!(world.standing.post(&place, &json!({"purpose": " "})).await.violations(), ["/purpose TEXT_EMPTY"]);
    let telling = world.standing.post(&place, &json!({"purpose": format!("về {CANARY}")})).await;
    assert_eq!(telling.violations(), ["/purpose NUMBER_IN_TEXT L36"]);
    assert!(!telling.text.contains(CANARY));
    // The same idempotency key twice is two readings, because no answer is stored that could be given out again.
    for _ in 0..2 {
        let body = json!({"purpose": "Đối chiếu lần hai"});
        assert_eq!(world.standing.post_with_key(&place, &body, "once").await.ok()["value"], CANARY);
    }
    // After the dossier is submitted, the number cannot be changed.
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    assert_eq!(put(&world.head, &nomination, "123456789").await.problem(), (409, "NOMINATION_STATE".to_owned()));

    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=PERSONAL_DATUM").await;
    let told: Vec<(&str, &str, &str)> = trail
        .iter()
        .map(|entry| {
            let text = |field: &str| entry[field].as_str().unwrap_or_default();
            (text("kind"), text("role"), text("reason"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("PERSONAL_DATUM_ENTERED", "UNIT_EDITOR", ""),
            ("PERSONAL_DATUM_ENTERED", "UNIT_HEAD", ""),
            ("PERSONAL_DATUM_ENTERED", "UNIT_EDITOR", ""),
            ("PERSONAL_DATUM_REVEALED", "STANDING_AGENCY", "Đối chiếu hồ sơ"),
            ("PERSONAL_DATUM_REVEALED", "APPRAISAL_AGENCY", "Đối chiếu hồ sơ"),
            ("PERSONAL_DATUM_REVEALED", "STANDING_AGENCY", "Đối chiếu lần hai"),
            ("PERSONAL_DATUM_REVEALED", "STANDING_AGENCY", "Đối chiếu lần hai"),
        ]
    );
    assert!(trail.iter().all(|entry| entry["changes"][0]["after"] == nomination.as_str()));
    world.service.stop().await;
}

/// The whole content of the database as text; bytes as hexadecimal digits.
pub(crate) async fn contents(engine: Engine, url: &str) -> String {
    let mut text = String::new();
    match engine {
        Engine::Sqlite => {
            let file = url.strip_prefix("sqlite:").expect("a file");
            for end in ["", "-wal", "-shm"] {
                let bytes = std::fs::read(format!("{file}{end}")).unwrap_or_default();
                text.push_str(&String::from_utf8_lossy(&bytes));
                text.push_str(&hex(&bytes));
            }
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(url).await.expect("connects");
            let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
            for table in sqlx::query(tables).fetch_all(&mut connection).await.expect("tables") {
                let table: String = table.try_get(0).expect("a name");
                let rows = sqlx::AssertSqlSafe(format!("SELECT t::text FROM \"{table}\" t"));
                for row in sqlx::query(rows).fetch_all(&mut connection).await.expect("rows") {
                    text.push_str(&row.try_get::<String, _>(0).expect("text"));
                }
            }
            connection.close().await.expect("closes");
        }
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text contains the number, or most of it, as text or as the hexadecimal digits of text.
fn finds_canary(text: &str) -> bool {
    text.contains(&CANARY[..9]) || text.contains(&hex(&CANARY.as_bytes()[..9]))
}

/// Rule L36: all responses for every role, the log at its most verbose level, and the disk.
pub(crate) async fn l36_an_identity_number_is_found_nowhere_in_clear(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let nomination = nominee(&world).await;
    let key = [("idempotency-key", "kept")];
    let body = json!({"value": CANARY}).to_string().into_bytes();
    world.editor.send(Method::PUT, &path(&nomination), &key, Some(body)).await.ok();
    let place = format!("{}/reveal", path(&nomination));
    let shown = world.standing.post_with_key(&place, &json!({"purpose": "Đối chiếu"}), "kept-too").await;
    assert!(finds_canary(&shown.text), "a checker is trusted only after it was seen to find something");
    // Through every step until the award is public.
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
    world.step(&world.standing, &nomination, "forwarding", json!({})).await.ok();
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    world.step(&world.appraisal, &nomination, "presentation", json!({})).await.ok();
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await.ok();
    world.publish(&world::id(&decision)).await.ok();

    let document = world.service.anybody().get("/v1/openapi.json").await.ok();
    let anybody = world.service.anybody();
    let people = [
        &anybody,
        &world.editor,
        &world.head,
        &world.stranger,
        &world.standing,
        &world.appraisal,
        &world.decision,
        &world.auditor,
        &world.admin,
    ];
    let mut crawled = 0;
    for (place, item) in document["paths"].as_object().expect("paths") {
        if item.get("get").is_none() {
            continue;
        }
        let place = place
            .replace("{nomination}", &nomination)
            .replace("{decision}", &world::id(&decision))
            .replace("{award}", decision["awards"][0]["id"].as_str().expect("an award"))
            .replace("{organisation}", &world.unit);
        for person in people {
            let answer = person.get(&place).await;
            let headers = format!("{:?}", answer.headers);
            assert!(!finds_canary(&answer.text) && !finds_canary(&headers), "{place}: {}", answer.text);
            // Public answers do not even contain the mask.
            assert!(!place.starts_with("/v1/public/") || !answer.text.contains("*358"), "{place}: {}", answer.text);
            crawled += 1;
        }
    }
    assert!(300 < crawled, "{crawled} answers");

    // Another process with its complete log in a file, and a new nomination.
    let fresh = world.nominate(world.cycle("2024"), &world::individual("Nguyễn Văn Bình")).await;
    let log = tempfile::NamedTempFile::new().expect("a file");
    let config = world.service.config();
    let mut victim = crash::start_talking(&config.database.url, &config.keys, log.reopen().expect("a file"));
    let there = |person: &Person| Person::new(victim.url.clone(), person.token.clone());
    put(&there(&world.editor), &fresh, CANARY).await.ok();
    assert_eq!(reveal(&there(&world.standing), &fresh).await.ok()["value"], CANARY);
    put(&there(&world.editor), &fresh, &format!("{CANARY}0")).await;
    victim.child.kill().expect("ends");
    victim.child.wait().expect("ended");
    let said = std::fs::read(log.path()).expect("a log");
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("identity-number/reveal"), "it talked: {said}");
    assert!(!finds_canary(&said), "the log holds the number");

    let url = config.database.url.clone();
    let held = contents(engine, &url).await;
    assert!(held.contains("*********358"), "the mask is stored, so the rows were read");
    assert!(!finds_canary(&held), "the database holds the number");
    assert_eq!(
        ask(engine, &url, "SELECT route FROM idempotency_key WHERE route LIKE '%identity-number%'").await,
        [""; 0]
    );
    world.service.stop().await;
}

/// The first column of a query, as text.
pub(crate) async fn ask(engine: Engine, url: &str, query: &'static str) -> Vec<String> {
    match engine {
        Engine::Sqlite => {
            let mut connection = SqliteConnection::connect(url).await.expect("connects");
            let rows = sqlx::query(query).fetch_all(&mut connection).await.expect("rows");
            rows.iter().map(|row| row.try_get(0).expect("text")).collect()
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(url).await.expect("connects");
            let rows = sqlx::query(query).fetch_all(&mut connection).await.expect("rows");
            rows.iter().map(|row| row.try_get(0).expect("text")).collect()
        }
    }
}

/// Abuse T20: a unit that guesses numbers learns nothing, whether another unit has nominated their owner or not.
pub(crate) async fn l36_who_nominated_the_same_person_is_told_to_no_unit(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let ours = nominee(&world).await;
    let body = json!({"cycle": world.cycle("2024"), "organisation": world.other,
        "dossier": world::individual("Nguyễn Văn An")});
    let theirs = world::id(&world.stranger.post("/v1/nominations", &body).await.ok());
    let said = async |number: &str| {
        let answer = put(&world.stranger, &theirs, number).await;
        let mut body = answer.ok();
        for part in ["enteredAt", "revision"] {
            body[part] = Value::Null;
        }
        (answer.status, body)
    };
    let (same, other) = (said(CANARY).await, said("000000000358").await);
    assert_eq!(same, other, "a number that is known and one that is not");
    put(&world.stranger, &theirs, CANARY).await.ok();
    // Internally they are recognised as the same person, in whichever cycle.
    let url = &world.service.config().database.url;
    let index = match engine {
        Engine::Sqlite => "SELECT DISTINCT lower(hex(blind_index)) FROM personal_datum",
        Engine::Postgres => "SELECT DISTINCT encode(blind_index, 'hex') FROM personal_datum",
    };
    let indexes = ask(engine, url, index).await;
    assert_eq!(indexes.len(), 1, "{indexes:?}");
    assert_eq!(with_index(&world, &indexes[0]).await, json!([ours, theirs]));
    assert_eq!(with_index(&world, &"00".repeat(32)).await, json!([]));
    world.service.stop().await;
}

/// Rules L36, U07: the number goes with its owner when a dossier is rewritten for another person.
pub(crate) async fn l36_u07_a_dossier_rewritten_for_another_person_loses_the_number(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let nomination = nominee(&world).await;
    let place = format!("/v1/nominations/{nomination}");
    let rewrite = async |name: &str, achievement: &str| {
        let tag = world.editor.get(&place).await.header("etag");
        let mut dossier = world::individual(name);
        dossier["achievement"] = json!(achievement);
        world.editor.put(&place, &tag, &json!({"dossier": dossier})).await.ok()
    };
    let name = world.editor.get(&place).await.ok()["dossier"]["subject"]["name"].as_str().expect("a name").to_owned();
    rewrite(&name, "Số hóa toàn bộ hồ sơ").await;
    let kept = world.editor.get(&path(&nomination)).await.ok();
    assert!(kept["masked"].is_string(), "the same person keeps it: {kept}");
    // An account that is added tells more of the same person; one that is taken away may make it another.
    let given = async |account: &str| {
        let tag = world.editor.get(&place).await.header("etag");
        let mut dossier = world::individual(&name);
        dossier["subject"]["account"] = json!(account);
        world.editor.put(&place, &tag, &json!({"dossier": dossier})).await
    };
    assert_eq!(given(NOBODY).await.violations(), ["/dossier/subject/account ACCOUNT_UNKNOWN L19"]);
    assert_eq!(given(&world.unit).await.violations(), ["/dossier/subject/account ACCOUNT_UNKNOWN L19"]);
    given(&world.accounts["stranger"]).await.ok();
    let kept = world.editor.get(&path(&nomination)).await.ok();
    assert!(kept["masked"].is_string(), "the same person keeps it: {kept}");
    let noted = json!({"cycle": world.cycle("2024"), "organisation": world.unit, "dossier": {
        "subject": {"kind": "INDIVIDUAL", "name": "Người Cùng Tên", "namesake": "CCCD 079 099 012 345"},
        "awardForm": "BANG_KHEN_PROVINCE"}});
    let refused = world.editor.post("/v1/nominations", &noted).await;
    assert_eq!(refused.violations(), ["/dossier/subject/namesake NUMBER_IN_TEXT L36"]);
    rewrite("Người Khác Hẳn", "Số hóa toàn bộ hồ sơ").await;
    let gone = world.editor.get(&path(&nomination)).await.ok();
    assert!(gone["masked"].is_null() && gone["erasedAt"].is_string(), "{gone}");
    let again = put(&world.editor, &nomination, "000000000358").await.ok();
    assert!(again["masked"].is_string(), "the number of the new nominee: {again}");
    world.service.stop().await;
}

/// The store's answer to the agencies' workflow: the nominations whose nominee has the same number.
async fn with_index(world: &World, index: &str) -> Value {
    let byte = |place: usize| u8::from_str_radix(&index[place..place + 2], 16).expect("a byte");
    let bytes: Vec<u8> = (0..index.len()).step_by(2).map(byte).collect();
    let asking = world.service.running().store().read(move |tx| async move {
        let found = tx.nominations_with_index(&bytes).await?;
        Ok::<_, api::Problem>(found.iter().map(ToString::to_string).collect::<Vec<String>>())
    });
    json!(asking.await.expect("an answer"))
}

/// Abuse T20: at most thirty in an hour for one person, also on several processes and at the same time.
pub(crate) async fn l36_an_hour_has_thirty_reveals_for_one_person(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let nomination = nominee(&world).await;
    let another = world.service.another().await;
    let elsewhere = Person::new(format!("http://{}", another.address()), world.standing.token.clone());
    let runners = (0..40).map(|number| {
        let (person, nomination) =
            (if number % 2 == 0 { world.standing.clone() } else { elsewhere.clone() }, nomination.clone());
        tokio::spawn(async move { reveal(&person, &nomination).await })
    });
    let mut statuses = Vec::new();
    for runner in runners.collect::<Vec<_>>() {
        let answer = runner.await.expect("a runner");
        if answer.status != 200 {
            let seconds: i64 = answer.header("retry-after").parse().expect("seconds");
            assert!((3_000..=3_601).contains(&seconds) && !finds_canary(&answer.text), "{seconds} {}", answer.text);
        }
        statuses.push(answer.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200; 30], vec![429; 10]].concat());
    let revealed = world::all(&world.auditor, "/v1/audit-entries?concept=PERSONAL_DATUM").await;
    assert_eq!(revealed.iter().filter(|entry| entry["kind"] == "PERSONAL_DATUM_REVEALED").count(), 30);
    // A caller without the permission gets 403, not 429, and the hour of another person is counted separately.
    assert_eq!(reveal(&world.head, &nomination).await.status, 403);
    assert_eq!(reveal(&world.appraisal, &nomination).await.status, 200);
    another.stop().await.expect("stops");
    world.service.running().clock().pass(TimeDelta::minutes(61));
    let later = world::sign_in(&world.service, "standing").await;
    assert_eq!(reveal(&later, &nomination).await.status, 200);
    world.service.stop().await;
}

/// Rule L36: erasure destroys the key, the value and the index; numbers of pending or awarded nominations are kept.
pub(crate) async fn l36_what_was_erased_is_gone_and_what_the_law_keeps_stays(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let nomination = nominee(&world).await;
    let place = format!("{}/erasure", path(&nomination));
    let ground = json!({"reason": "Hồ sơ đã rút"});
    let early = world.appraisal.post(&place, &ground).await;
    assert_eq!((early.problem(), early.rule()), ((409, "PERSONAL_DATUM_NEEDED".to_owned()), "L36".to_owned()));
    let url = world.service.config().database.url.clone();
    let parts = match engine {
        Engine::Sqlite => {
            "SELECT lower(hex(wrapped_key) || ' ' || hex(ciphertext) || ' ' || hex(blind_index)) FROM personal_datum"
        }
        Engine::Postgres => {
            "SELECT encode(wrapped_key, 'hex') || ' ' || encode(ciphertext, 'hex') || ' ' || encode(blind_index, 'hex') \
             FROM personal_datum"
        }
    };
    let before = ask(engine, &url, parts).await;
    let before: Vec<&str> = before[0].split(' ').collect();
    assert!(before.iter().all(|part| 32 < part.len()), "{before:?}");
    world.step(&world.head, &nomination, "withdrawal", json!({"reason": "Rút"})).await.ok();
    for person in [&world.head, &world.standing, &world.decision, &world.auditor, &world.admin] {
        assert_eq!(person.post(&place, &ground).await.status, 403);
    }
    assert_eq!(world.stranger.post(&place, &ground).await.status, 404);
    assert_eq!(world.appraisal.post(&place, &json!({"reason": " "})).await.violations(), ["/reason TEXT_EMPTY"]);
    let erased = world.appraisal.post_with_key(&place, &ground, "once").await.ok();
    assert!(erased["erasedAt"].is_string() && erased.get("masked").is_none(), "{erased}");
    assert_eq!(world.appraisal.post_with_key(&place, &ground, "once").await.ok(), erased, "the same key, one erasure");
    assert_eq!(world.appraisal.post(&place, &ground).await.problem(), (409, "PERSONAL_DATUM_ERASED".to_owned()));
    assert_eq!(world.editor.get(&path(&nomination)).await.ok(), erased, "that there was one stays known");
    let gone = reveal(&world.standing, &nomination).await;
    assert_eq!((gone.problem(), gone.rule()), ((409, "PERSONAL_DATUM_ERASED".to_owned()), "L36".to_owned()));
    let left = "SELECT kind FROM personal_datum WHERE erased_at IS NOT NULL AND masked IS NULL AND ciphertext IS NULL \
                AND wrapped_key IS NULL AND blind_index IS NULL AND sealed_under IS NULL AND indexed_under IS NULL";
    assert_eq!(ask(engine, &url, left).await, ["IDENTITY_NUMBER"], "kind and moment are left");
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=PERSONAL_DATUM").await;
    let last = trail.last().expect("an entry");
    assert_eq!((&last["kind"], &last["reason"]), (&json!("PERSONAL_DATUM_ERASED"), &json!("Hồ sơ đã rút")));
    // After the log was written back to the database file, the bytes are not there either.
    world.service.restart().await;
    let held = contents(engine, &url).await;
    for part in before {
        assert!(!held.contains(part), "{part} is left");
    }
    world.service.stop().await;
}

/// Fault F22: a key that others may read, and a missing key, are detected at the start.
pub(crate) async fn nothing_starts_with_keys_that_are_exposed_or_gone(engine: Engine) {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new(Service::start(engine).await).await;
    let nomination = nominee(&world).await;
    let config = world.service.config();
    let start = async || {
        let started = api::edge::server::start(config, api::base::clock::Clock::default()).await;
        started.map(|_| ()).map_err(|error| api::chain(&error))
    };
    let folder = config.keys.join("personal");
    for name in ["0001.key", "blind.index"] {
        let file = folder.join(name);
        let mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("chmod");
        mode(0o644);
        let refused = start().await.expect_err("refused");
        assert!(refused.contains("mode 0644") && refused.contains(name), "{refused}");
        mode(0o600);
        let aside = folder.join("aside");
        std::fs::rename(&file, &aside).expect("moves");
        let refused = start().await.expect_err("refused");
        assert!(refused.contains("bring its file back"), "{refused}");
        std::fs::rename(&aside, &file).expect("moves back");
    }
    // A start that is refused leaves nothing where the keys belong.
    let aside = config.keys.join("aside");
    std::fs::rename(&folder, &aside).expect("moves");
    let refused = start().await.expect_err("refused");
    assert!(refused.contains("bring its file back") && !folder.exists(), "{refused}");
    std::fs::rename(&aside, &folder).expect("moves back");
    assert_eq!(reveal(&world.standing, &nomination).await.ok()["value"], CANARY, "and whatever runs is not disturbed");
    world.service.stop().await;
}

/// The same person, at the service's current address.
fn there(world: &World, person: &Person) -> Person {
    Person::new(world.service.url(), person.token.clone())
}

/// What `thidua personal rewrap` does, outside the service: how many numbers it put under the newest keys, how many
/// were there already, and which failed.
async fn rewrap(world: &World) -> (usize, usize, Vec<String>) {
    let (config, clock) = (world.service.config(), api::base::clock::Clock::default());
    let store = api::edge::server::prepare(&config.database.url, &clock).await.expect("opens");
    let done = api::rewrap(&store, &config.keys, clock.now()).await.expect("runs");
    store.close().await.expect("closes");
    let failed = done.failed.into_iter().map(|(nomination, stuck)| format!("{nomination}: {stuck}")).collect();
    (done.rewrapped, done.newest, failed)
}

/// Rules L04, L36: under newer keys a number is read and recognised as before, the service runs meanwhile, and older
/// keys may be removed afterwards.
pub(crate) async fn l04_l36_numbers_are_put_under_newer_keys_and_older_ones_may_go(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let ours = nominee(&world).await;
    let another = world.nominate(world.cycle("2024"), &world::individual("Trần Thị Bình")).await;
    put(&world.editor, &another, "123456789").await.ok();
    let (keys, url) = (world.service.config().keys.clone(), world.service.config().database.url.clone());
    let folder = keys.join("personal");
    let numbers = match engine {
        Engine::Sqlite => "SELECT lower(hex(ciphertext)) FROM personal_datum ORDER BY masked",
        Engine::Postgres => "SELECT encode(ciphertext, 'hex') FROM personal_datum ORDER BY masked",
    };
    let (before, shown) = (ask(engine, &url, numbers).await, world.editor.get(&path(&ours)).await);
    let none: Vec<String> = Vec::new();
    assert_eq!(rewrap(&world).await, (0, 2, none.clone()), "there is one key");
    assert_eq!(api::new_key(&keys, false).expect("a key"), "0002.key");
    assert_eq!(rewrap(&world).await, (2, 0, none.clone()));
    assert_eq!(rewrap(&world).await, (0, 2, none.clone()), "again there is nothing to do");
    assert_eq!(ask(engine, &url, numbers).await, before, "the numbers themselves were not touched");
    // The service started before the new key existed; readers notice no change.
    assert_eq!(reveal(&world.standing, &ours).await.ok()["value"], CANARY);
    let still = world.editor.get(&path(&ours)).await;
    assert_eq!((still.ok(), still.header("etag")), (shown.ok(), shown.header("etag")));
    std::fs::remove_file(folder.join("0001.key")).expect("removes");
    world.service.restart().await;
    assert_eq!(reveal(&there(&world, &world.standing), &ours).await.ok()["value"], CANARY);

    // With a newer index key, the same person is recognised again after all numbers are indexed again.
    assert_eq!(api::new_key(&keys, true).expect("a key"), "0002.index");
    world.service.restart().await;
    let stranger = there(&world, &world.stranger);
    let body = json!({"cycle": world.cycle("2024"), "organisation": world.other,
        "dossier": world::individual("Nguyễn Văn An")});
    let theirs = world::id(&stranger.post("/v1/nominations", &body).await.ok());
    put(&stranger, &theirs, CANARY).await.ok();
    let indexes = "SELECT DISTINCT indexed_under FROM personal_datum";
    assert_eq!(ask(engine, &url, indexes).await.len(), 2);
    assert_eq!(rewrap(&world).await, (2, 1, none));
    assert_eq!(ask(engine, &url, indexes).await.len(), 1);
    std::fs::remove_file(folder.join("blind.index")).expect("removes");
    world.service.restart().await;
    let (head, stranger) = (there(&world, &world.head), there(&world, &world.stranger));
    let standing = there(&world, &world.standing);
    for (person, nomination) in [(&head, &ours), (&stranger, &theirs)] {
        world.step(person, nomination, "submission", json!({})).await.ok();
        world.step(&standing, nomination, "receipt", json!({})).await.ok();
    }
    let held = world.step(&standing, &theirs, "forwarding", json!({})).await;
    assert_eq!((held.problem(), held.rule().as_str()), ((409, "DOUBLE_NOMINATION".to_owned()), "L04"));

    // A number that cannot be decrypted stays as it was, and is reported with its nomination.
    assert_eq!(api::new_key(&keys, false).expect("a key"), "0003.key");
    let change = "UPDATE personal_datum SET wrapped_key = ciphertext WHERE masked = '******789'";
    world.service.tamper("personal_datum", change);
    let name = "SELECT sealed_under FROM personal_datum WHERE masked = '******789'";
    let name = ask(engine, &url, name).await.remove(0);
    let told = vec![format!("{another}: its wrapped key does not open with the key {name}")];
    assert_eq!(rewrap(&world).await, (2, 0, told.clone()));
    assert_eq!(rewrap(&world).await, (0, 2, told));
    for nomination in [&ours, &theirs] {
        assert_eq!(reveal(&standing, nomination).await.ok()["value"], CANARY);
    }
    let trail = world::all(&there(&world, &world.auditor), "/v1/audit-entries?concept=PERSONAL_DATUM").await;
    let anew: Vec<&Value> = trail.iter().filter(|entry| entry["kind"] == "PERSONAL_DATUM_REWRAPPED").collect();
    assert_eq!(anew.len(), 6);
    assert!(anew.iter().all(|entry| entry["authorName"] == "operator" && entry.get("account").is_none()), "{anew:?}");
    assert_eq!(anew[0]["changes"][0]["after"], ours.as_str());
    assert_eq!(
        (&anew[0]["changes"][1]["field"], &anew[2]["changes"][1]["field"]),
        (&json!("sealedUnder"), &json!("indexedUnder"))
    );
    assert!(!finds_canary(&format!("{trail:?}")));
    world.service.stop().await;
}
