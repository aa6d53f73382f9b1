//! Machine clients: a secret is exchanged for a token, a token allows its scopes, and the trail names the client.

use chrono::{NaiveDate, TimeDelta};
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::privacy::personal::contents;
use crate::reporting::import::{ended, rows};
use crate::{crash, identity};

pub(crate) const TOKENS: &str = "/oauth2/token";

/// A client, as its maintainers know it: identifier and secret.
pub(crate) struct Machine {
    pub(crate) id: String,
    secret: String,
    /// The secret's identifier.
    key: String,
}

impl Machine {
    pub(crate) fn of(issued: &Value) -> Self {
        let text = |name: &str| issued[name].as_str().unwrap_or_else(|| panic!("{name} in {issued}")).to_owned();
        Self { id: text("clientId"), secret: text("clientSecret"), key: text("secretId") }
    }

    pub(crate) fn form(&self) -> String {
        format!("grant_type=client_credentials&client_id={}&client_secret={}", self.id, self.secret)
    }

    pub(crate) fn path(&self) -> String {
        format!("/v1/clients/{}", self.id)
    }

    /// A caller with a token for all scopes of the client.
    pub(crate) async fn token(&self, url: &str) -> Person {
        let given = ask(url, &self.form(), &[]).await.ok();
        Person::new(url.to_owned(), Some(given["access_token"].as_str().expect("a token").to_owned()))
    }
}

async fn ask(url: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
    ask_at(url, TOKENS, form, headers).await
}

pub(crate) async fn ask_at(url: &str, place: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
    let mut headers = headers.to_vec();
    headers.push(("content-type", "application/x-www-form-urlencoded"));
    let anybody = Person::new(url.to_owned(), None);
    anybody.send(Method::POST, place, &headers, Some(form.as_bytes().to_vec())).await
}

/// Status and error code of an answer in the format of RFC 6749.
#[track_caller]
pub(crate) fn told(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), "application/json", "{} {}", answer.status, answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.header("api-version").is_empty(), "the edge puts on what every answer wears");
    let body = answer.json();
    assert!(body["error_description"].as_str().is_some_and(str::is_ascii), "{body}");
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2), "{body}");
    (answer.status, body["error"].as_str().unwrap_or_default().to_owned())
}

fn basic(user: &str, password: &str) -> String {
    let request = reqwest::Client::new().get("http://localhost/").basic_auth(user, Some(password)).build();
    let header = request.expect("a request").headers()["authorization"].clone();
    header.to_str().expect("text").to_owned()
}

pub(crate) fn terms(world: &World, scopes: &[&str], reach: &str) -> Value {
    let today: NaiveDate = identity::domain_day(world).parse().expect("a day");
    json!({
        "name": "Hệ thống một cửa", "organisation": world.unit, "scopes": scopes, "reach": reach,
        "expiresOn": today + TimeDelta::days(30),
    })
}

pub(crate) async fn register(world: &World, scopes: &[&str], reach: &str) -> Machine {
    Machine::of(&world.admin.post("/v1/clients", &terms(world, scopes, reach)).await.ok())
}

pub(crate) async fn a_token_is_given_for_a_secret_in_the_words_of_rfc_6749(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let url = world.service.url();
    let body = terms(&world, &["reports.write", "reports.read"], "OWN");
    for person in [&world.head, &world.standing, &world.auditor] {
        assert_eq!(person.post("/v1/clients", &body).await.problem().0, 403, "only the administrator");
    }
    let mut wrong = body.clone();
    wrong["scopes"] = json!(["everything"]);
    assert_eq!(world.admin.post("/v1/clients", &wrong).await.violations(), ["/scopes/0 WORD_UNKNOWN"]);
    wrong["scopes"] = json!(["scores.read"]);
    wrong["expiresOn"] = json!("2199-01-01");
    assert_eq!(world.admin.post("/v1/clients", &wrong).await.violations(), ["/expiresOn EXPIRY_UNFIT"]);

    let made = world.admin.post("/v1/clients", &body).await;
    let machine = Machine::of(&made.ok());
    assert_eq!((made.status, made.header("location")), (201, machine.path()));
    assert!(machine.secret.starts_with("tds_") && machine.secret.len() == 47, "{}", machine.secret);

    let header = basic(&machine.id, &machine.secret);
    let given = ask(&url, "grant_type=client_credentials", &[("authorization", header.as_str())]).await;
    let token = given.ok();
    assert_eq!((given.header("cache-control"), given.header("pragma")), ("no-store".to_owned(), "no-cache".to_owned()));
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(600)));
    assert_eq!(token["scope"], "reports.read reports.write");
    // Unknown parameters are ignored, and empty ones count as absent.
    let narrow = ask(&url, &format!("{}&scope=reports.read&client_id=&resource=x", machine.form()), &[]).await.ok();
    assert_eq!(narrow["scope"], "reports.read");

    // Errors of the request itself are reported before the client is authenticated.
    let form = machine.form();
    let both = ask(&url, &form, &[("authorization", header.as_str())]).await;
    assert_eq!(told(&both), (400, "invalid_request".to_owned()));
    for (body, error) in [
        (form.replace("client_credentials", "password"), "unsupported_grant_type"),
        (form.replace("grant_type", "grant"), "invalid_request"),
        (format!("{form}&client_id={}", machine.id), "invalid_request"),
        (format!("{form}&scope={}", "x".repeat(501)), "invalid_request"),
    ] {
        assert_eq!(told(&ask(&url, &body, &[]).await), (400, error.to_owned()), "{body}");
    }
    let json = world.service.anybody().post(TOKENS, &json!({"grant_type": "client_credentials"})).await;
    assert_eq!(told(&json), (400, "invalid_request".to_owned()));
    assert_eq!(
        told(&ask(&url, &format!("{form}&scope=nominations.read"), &[]).await),
        (400, "invalid_scope".to_owned())
    );

    // The answer does not reveal whether client or secret is wrong, and a person's sign-in with them fails.
    let stranger = Machine { id: world.unit.clone(), ..Machine::of(&made.json()) };
    let unknown = ask(&url, &stranger.form(), &[]).await;
    let guess = ask(&url, &form.replace("tds_", "tds-"), &[]).await;
    assert_eq!((told(&unknown), unknown.text.as_str()), ((401, "invalid_client".to_owned()), guess.text.as_str()));
    assert!(unknown.header("www-authenticate").starts_with("Basic "));
    let nothing = ask(&url, "grant_type=client_credentials", &[]).await;
    assert_eq!(told(&nothing), (401, "invalid_client".to_owned()));
    let bearer = ask(&url, "grant_type=client_credentials", &[("authorization", "Bearer e30.e30.e30")]).await;
    assert_eq!(told(&bearer), (401, "invalid_client".to_owned()));
    let person = json!({"username": format!("client:{}", machine.id), "password": machine.secret});
    assert_eq!(world.service.anybody().post("/v1/sessions", &person).await.problem().0, 401);

    // Attempts are limited, and that answer has the same format.
    let nobody = Machine { id: world.other.clone(), ..Machine::of(&made.json()) };
    for _ in 0..5 {
        assert_eq!(told(&ask(&url, &nobody.form(), &[]).await).0, 401);
    }
    let limited = ask(&url, &nobody.form().replace(&nobody.id, &nobody.id.to_uppercase()), &[]).await;
    assert_eq!(told(&limited), (429, "temporarily_unavailable".to_owned()));
    assert!(limited.header("retry-after").parse::<u64>().is_ok_and(|seconds| (1..=60).contains(&seconds)));
    world.service.stop().await;
}

/// Rules S30, L37.
pub(crate) async fn s30_l37_a_client_does_what_its_scopes_hold_under_its_own_name(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let url = world.service.url();
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let foreign = json!({"cycle": cycle, "organisation": world.other, "figures": []});
    let foreign = id(&world.stranger.post("/v1/reports", &foreign).await.ok());
    let (own, other) = (format!("/v1/reports/{report}"), format!("/v1/reports/{foreign}"));

    let reader = register(&world, &["reports.read"], "OWN").await;
    let reading = reader.token(&url).await;
    let me = reading.get("/v1/me").await.ok();
    assert_eq!((&me["name"], &me["roles"]), (&json!("Hệ thống một cửa"), &json!([])));
    let client = json!({"id": reader.id, "organisation": world.unit, "organisationName": "Huyện Kế Sách", "reach": "OWN",
        "campaigns": [], "scopes": ["reports.read"]});
    assert_eq!(me["client"], client);
    let seen = world::all(&reading, "/v1/reports").await;
    assert_eq!(seen.iter().map(id).collect::<Vec<String>>(), std::slice::from_ref(&report));
    reading.get(&own).await.ok();
    reading.get(&format!("{own}/scorecard")).await.ok();
    assert_eq!(reading.get(&other).await.problem().0, 404, "another unit's");
    reading.get("/v1/organisations").await.ok();

    // The client cannot write, and has no access outside its scopes.
    let next = world.open("2023").await;
    let draft = json!({"cycle": next, "organisation": world.unit, "figures": []});
    let refused = reading.post("/v1/reports", &draft).await;
    assert_eq!(refused.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()));
    assert_eq!(refused.header("www-authenticate"), "Bearer error=\"insufficient_scope\"");
    let tag = reading.get(&own).await.header("etag");
    assert_eq!(reading.put(&own, &tag, &json!({"figures": world::figures()})).await.problem().0, 403);
    for path in ["/v1/nominations", "/v1/accounts", "/v1/clients", "/v1/audit-entries", "/v1/imports", "/v1/decisions"]
    {
        assert_eq!(reading.get(path).await.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()), "{path}");
    }
    assert_eq!(reading.step("/v1/sessions/current/renewal").await.problem(), (403, "PEOPLE_ONLY".to_owned()));
    reading.get("/v1/public/releases").await.ok();

    // A client with the wider reach sees every unit's reports; a token may have fewer scopes than its client.
    let every = register(&world, &["reports.read", "nominations.read"], "EVERY").await.token(&url).await;
    every.get(&other).await.ok();
    every.get("/v1/nominations").await.ok();
    assert_eq!(every.post("/v1/reports", &draft).await.problem().0, 403);
    let scorer = register(&world, &["scores.read"], "OWN").await.token(&url).await;
    scorer.get(&format!("{own}/scorecard/receipt")).await.ok();
    assert_eq!(scorer.get(&own).await.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()));
    assert_eq!(scorer.get(&format!("{other}/scorecard")).await.problem().0, 404);

    // A system fills in figures for its own unit; those of another unit are refused, and it cannot submit a report.
    let writer = register(&world, &["reports.read", "reports.write"], "OWN").await;
    let writing = writer.token(&url).await;
    let row =
        |unit: &str| json!({"unit": unit, "figures": [{"criterion": "H1", "numerator": 820, "denominator": 1000}]});
    let file = json!({"rows": [row("943"), row("942")]});
    let begun = writing.post(&format!("/v1/cycles/{cycle}/imports?mode=SKIP_BAD"), &file).await;
    let import = ended(&writing, &begun).await;
    assert_eq!(rows(&writing, &import).await, ["1 UPDATED", "2 REJECTED /rows/1 UNIT_OUT_OF_REACH"]);
    let first = writing.post_with_key("/v1/reports", &draft, "push-1").await;
    let again = writing.post_with_key("/v1/reports", &draft, "push-1").await;
    assert_eq!((first.status, &first.text), (201, &again.text), "rule L41");
    let drafted = format!("/v1/reports/{}", id(&first.ok()));
    writing.upload(&format!("{drafted}/evidence-files?name=a.pdf"), b"%PDF-1.7").await.ok();
    for path in [format!("{drafted}/submission"), format!("{own}/submission")] {
        assert_eq!(writing.step(&path).await.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()), "{path}");
    }
    assert_eq!(reading.get(&format!("/v1/imports/{}", id(&import))).await.problem().0, 403);

    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?client={}", writer.id)).await;
    let kinds: Vec<&str> = trail.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    assert_eq!(kinds, ["IMPORT_BEGUN", "REPORT_EDITED", "IMPORT_ENDED", "REPORT_DRAFTED", "EVIDENCE_FILE_UPLOADED"]);
    for entry in &trail {
        assert_eq!((&entry["client"], &entry["scope"]), (&json!(writer.id), &json!("reports.write")), "{entry}");
        assert_eq!((&entry["authorName"], &entry["authorOrganisation"]), (&me["name"], &json!(world.unit)));
        assert!(entry["account"].is_null() && entry["role"].is_null(), "{entry}");
    }
    let reads = world::all(&world.auditor, &format!("/v1/audit-entries?client={}", reader.id)).await;
    assert!(reads.is_empty(), "reading leaves no entry");

    // It does not appear among the accounts of people.
    let account = format!("/v1/accounts/{}", writer.id);
    assert_eq!(world.admin.get(&account).await.problem().0, 404);
    assert_eq!(world.admin.step(&format!("{account}/enrolment")).await.problem().0, 404);
    let role = json!({"role": "UNIT_HEAD", "organisation": world.unit});
    assert_eq!(world.admin.post(&format!("{account}/grants"), &role).await.problem().0, 404);
    let accounts = world::all(&world.admin, "/v1/accounts").await;
    assert!(!accounts.iter().any(|one| one["name"] == me["name"] || id(one) == writer.id));
    world.service.stop().await;
}

pub(crate) async fn what_is_suspended_revoked_or_over_stops_at_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let url = world.service.url();
    let machine = register(&world, &["reports.read"], "OWN").await;
    let path = machine.path();
    assert!(world.admin.get(&path).await.ok()["lastUsedAt"].is_null(), "it was never here");
    let old = machine.token(&url).await;
    old.get("/v1/reports").await.ok();
    let tag = world.admin.get(&path).await.header("etag");
    let used = world.admin.get(&path).await.ok()["lastUsedAt"].clone();
    assert!(used.is_string(), "last use is visible");
    world.service.running().clock().pass(TimeDelta::seconds(50));
    old.get("/v1/reports").await.ok();
    assert_eq!(world.admin.get(&path).await.ok()["lastUsedAt"], used, "noted once a minute");
    world.service.running().clock().pass(TimeDelta::seconds(20));
    old.get("/v1/reports").await.ok();
    let after = world.admin.get(&path).await;
    assert_ne!(after.ok()["lastUsedAt"], used);
    assert_eq!(after.header("etag"), tag, "to be used is no change");

    let ground = json!({"reason": "Nghi lộ khóa"});
    world.admin.post(&format!("{path}/suspension"), &ground).await.ok();
    assert_eq!(world.admin.post(&format!("{path}/suspension"), &ground).await.problem().0, 409);
    let refused = old.get("/v1/reports").await;
    assert_eq!(refused.problem().0, 401);
    assert_eq!(refused.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    assert_eq!(told(&ask(&url, &machine.form(), &[]).await), (401, "invalid_client".to_owned()));
    world.admin.step(&format!("{path}/restoration")).await.ok();
    old.get("/v1/reports").await.ok();

    // Two secrets, so that a client can switch without an interruption; a third is refused.
    let issued = world.admin.step(&format!("{path}/secrets")).await;
    let renewed = Machine::of(&issued.ok());
    assert_eq!((issued.status, &renewed.id), (201, &machine.id));
    assert_eq!(world.admin.step(&format!("{path}/secrets")).await.problem(), (409, "TWO_SECRETS_LIVE".to_owned()));
    let new = renewed.token(&url).await;
    for person in [&old, &new] {
        person.get("/v1/reports").await.ok();
    }
    let revocation = |key: &str| format!("{path}/secrets/{key}/revocation");
    assert_eq!(world.admin.step(&revocation(&world.unit)).await.problem().0, 404);
    let shown = world.admin.step(&revocation(&machine.key)).await.ok();
    let live: Vec<bool> =
        shown["secrets"].as_array().expect("secrets").iter().map(|secret| secret["revokedAt"].is_null()).collect();
    assert_eq!(live, [false, true]);
    assert_eq!(shown["secrets"][1]["lastFour"].as_str(), renewed.secret.get(43..));
    assert_eq!(old.get("/v1/reports").await.problem().0, 401, "issued under the revoked secret");
    new.get("/v1/reports").await.ok();
    assert_eq!(told(&ask(&url, &machine.form(), &[]).await), (401, "invalid_client".to_owned()));
    assert_eq!(world.admin.step(&revocation(&machine.key)).await.problem(), (409, "SECRET_REVOKED".to_owned()));

    // The token ends after ten minutes, the client after its last day.
    world.service.running().clock().pass(TimeDelta::minutes(10));
    assert_eq!(new.get("/v1/reports").await.problem().0, 401, "the token's time is over");
    world.service.running().clock().pass(TimeDelta::days(31));
    assert_eq!(told(&ask(&url, &renewed.form(), &[]).await), (401, "invalid_client".to_owned()));
    world.service.stop().await;
}

/// Searched: lists, the trail, the log at its most verbose level, and the disk.
pub(crate) async fn a_secret_is_found_nowhere_once_it_was_shown(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let body = terms(&world, &["reports.read"], "OWN");
    let first = world.admin.post_with_key("/v1/clients", &body, "kept").await;
    let machine = Machine::of(&first.ok());
    let second =
        Machine::of(&world.admin.post_with_key(&format!("{}/secrets", machine.path()), &json!({}), "kept").await.ok());
    let revocation = format!("{}/secrets/{}/revocation", machine.path(), second.key);
    let revoked = world.admin.step(&revocation).await;
    let finds = |text: &str| [&machine, &second].iter().any(|one| text.contains(&one.secret[4..40]));
    assert!(finds(&first.text), "a checker is trusted only after it was seen to find something");
    assert!(!finds(&revoked.text));

    for path in ["/v1/clients", &machine.path()] {
        let shown = world.admin.get(path).await;
        shown.ok();
        assert!(!finds(&shown.text) && !shown.text.contains("digest"), "{}", shown.text);
    }
    let trail = world.auditor.get("/v1/audit-entries?concept=CLIENT").await;
    assert_eq!(trail.ok()["items"].as_array().map(Vec::len), Some(3));
    assert!(!finds(&trail.text), "{}", trail.text);

    // Another process, with its complete log in a file.
    let log = tempfile::NamedTempFile::new().expect("a file");
    let config = world.service.config();
    let mut victim = crash::start_talking(&config.database.url, &config.keys, log.reopen().expect("a file"));
    let there = machine.token(&victim.url).await;
    there.get("/v1/reports").await.ok();
    assert_eq!(told(&ask(&victim.url, &second.form(), &[]).await).0, 401);
    let admin = Person::new(victim.url.clone(), world.admin.token.clone());
    let third = Machine::of(&admin.step(&format!("{}/secrets", machine.path())).await.ok());
    victim.child.kill().expect("ends");
    victim.child.wait().expect("ended");
    let said = std::fs::read(log.path()).expect("a log");
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains(TOKENS), "it talked: {said}");
    assert!(!finds(&said) && !said.contains(&third.secret), "the log holds a secret");

    let held = contents(engine, &config.database.url).await;
    assert!(held.contains(&machine.id) || held.contains(&machine.key), "the rows were read");
    assert!(!finds(&held) && !held.contains(&third.secret), "the database holds a secret");
    world.service.stop().await;
}
