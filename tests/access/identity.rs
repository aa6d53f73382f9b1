//! Accounts, tokens, functions and the audit trail.

use chrono::TimeDelta;
use e2e::Engine;
use serde_json::json;

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

pub(crate) async fn the_first_administrator_has_no_default_password(engine: Engine) {
    let service = Service::start(engine).await;
    let (store, now) = (service.running().store().clone(), service.running().clock().now());
    let code = api::bootstrap(&store, None, "admin".to_owned(), "Quản trị".to_owned(), now).await.expect("the first");
    let second = api::bootstrap(&store, None, "other".to_owned(), "Ai đó".to_owned(), now).await;
    assert!(second.is_err(), "there is one administrator already");
    let anybody = service.anybody();
    let early = anybody.post("/v1/sessions", &json!({"username": "admin", "password": "admin"})).await;
    assert_eq!(early.problem(), (401, "CREDENTIALS_REFUSED".to_owned()));
    let short = anybody.post("/v1/enrolments", &json!({"username": "admin", "code": code, "password": "ngắn"})).await;
    assert_eq!((short.status, short.violations()), (400, vec!["/password LENGTH_OUT_OF_RANGE".to_owned()]));
    let wrong = json!({"username": "admin", "code": "BCDF-GHJK-LMNP-QRST", "password": world::PASSWORD});
    assert_eq!(anybody.post("/v1/enrolments", &wrong).await.problem(), (403, "ENROLMENT_REFUSED".to_owned()));
    world::enrol(&service, "admin", &code).await;
    let again = json!({"username": "admin", "code": code, "password": world::PASSWORD});
    assert_eq!(anybody.post("/v1/enrolments", &again).await.problem().0, 403, "a code works once");
    let admin = world::sign_in(&service, "ADMIN").await;
    assert_eq!(admin.get("/v1/me").await.ok()["roles"][0]["role"], "ADMINISTRATOR");
    // An enrolment code expires after half an hour.
    let taken = admin.post("/v1/accounts", &json!({"username": "admin", "name": "Ai đó"})).await;
    assert_eq!(taken.problem(), (409, "USERNAME_TAKEN".to_owned()));
    let late = admin.post("/v1/accounts", &json!({"username": "muon", "name": "Người Muộn"})).await.ok();
    service.running().clock().pass(TimeDelta::minutes(30));
    let body = json!({"username": "muon", "code": late["code"], "password": world::PASSWORD});
    assert_eq!(anybody.post("/v1/enrolments", &body).await.problem().0, 403);
    service.stop().await;
}

pub(crate) async fn a_token_ends_with_its_session_its_time_and_its_account(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let bare = world.service.anybody().get("/v1/me").await;
    assert_eq!((bare.problem().0, bare.header("www-authenticate").as_str()), (401, "Bearer"));
    let forged = Person::new(world.service.url(), Some("e30.e30.e30".to_owned())).get("/v1/me").await;
    assert_eq!(
        (forged.problem().0, forged.header("www-authenticate").as_str()),
        (401, "Bearer error=\"invalid_token\"")
    );

    let leaver = world::sign_in(&world.service, "head").await;
    let left = leaver.send(reqwest::Method::DELETE, "/v1/sessions/current", &[], None).await;
    assert_eq!((left.status, left.text.as_str()), (204, ""));
    assert_eq!(leaver.get("/v1/me").await.problem().0, 401, "signed out");
    world.head.get("/v1/me").await.ok();

    // A suspension ends every session at once, and prevents new ones.
    let path = format!("/v1/accounts/{}", world.accounts["head"]);
    world.admin.post(&format!("{path}/suspension"), &json!({"reason": "Nghỉ việc"})).await.ok();
    assert_eq!(world.head.get("/v1/me").await.problem().0, 401);
    let credentials = json!({"username": "head", "password": world::PASSWORD});
    assert_eq!(world.service.anybody().post("/v1/sessions", &credentials).await.problem().0, 401);
    world.admin.step(&format!("{path}/restoration")).await.ok();
    let head = world::sign_in(&world.service, "head").await;

    // A token lasts ten minutes unless it is renewed; the editor's role ends during the session.
    world.service.running().clock().pass(TimeDelta::minutes(9));
    let renewed = head.step("/v1/sessions/current/renewal").await.ok();
    world.service.running().clock().pass(TimeDelta::minutes(2));
    assert_eq!(head.get("/v1/me").await.problem().0, 401, "expired");
    let head = Person::new(world.service.url(), renewed["accessToken"].as_str().map(str::to_owned));
    head.get("/v1/me").await.ok();
    let admin = world::sign_in(&world.service, "admin").await;
    let own = json!({"role": "STANDING_AGENCY", "organisation": world.unit});
    let me = id(&json!({"id": admin.get("/v1/me").await.ok()["account"]}));
    let refused = admin.post(&format!("/v1/accounts/{me}/grants"), &own).await;
    assert_eq!(refused.problem(), (403, "OWN_ACCOUNT".to_owned()));
    let role = json!({"role": "UNIT_HEAD", "organisation": world.unit});
    admin.post(&format!("{path}/grant-endings"), &role).await.ok();
    assert_eq!(head.get("/v1/reports").await.problem().0, 403, "the role ended at once");
    world.service.stop().await;
}

/// Rule L34.
pub(crate) async fn l34_a_function_passed_on_takes_its_people_with_it(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let heir = world.units["so-noi-vu"].clone();
    let grant = json!({"role": "STANDING_AGENCY", "organisation": id(&heir)});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["auditor"]), &grant).await.ok();
    let opening = json!({"dueDate": "2024-11-30"});
    let path = format!("/v1/cycles/{}/opening", world.cycle("2024"));
    assert_eq!(world.auditor.post(&path, &opening).await.problem().0, 403, "the unit does not hold the function yet");

    let today = domain_day(&world);
    let mut body = json!({
        "function": "STANDING_AGENCY", "organisation": id(&heir), "fromDate": "2025-06-01",
        "campaign": id(&world::all(&world.admin, "/v1/campaigns").await[0]),
        "document": {"number": "9/QĐ-UBND", "date": "2024-01-01", "issuer": "UBND tỉnh", "title": "Giao cơ quan thường trực"},
    });
    let refused = world.admin.post("/v1/functions", &body).await;
    assert_eq!((refused.status, refused.rule().as_str()), (422, "L34"), "not for days gone by");
    body["fromDate"] = json!(today);
    if heir["validToDate"].is_null() {
        let gone = id(&world.units["so-thong-tin-truyen-thong"]);
        body["organisation"] = json!(gone);
        let refused = world.admin.post("/v1/functions", &body).await;
        assert_eq!(refused.violations(), ["/organisation UNIT_NOT_VALID L34"], "a function does not outlive its unit");
        body["organisation"] = json!(id(&heir));
        assert_eq!(world.standing.post("/v1/functions", &body).await.problem().0, 403);
        world.admin.post("/v1/functions", &body).await.ok();
        assert_eq!(
            world.standing.post(&path, &opening).await.problem().0,
            403,
            "the predecessor's people no longer act"
        );
        world.auditor.post(&path, &opening).await.ok();
        let holdings = world::all(&world.head, "/v1/functions").await;
        let history = holdings.iter().filter(|one| one["function"] == "STANDING_AGENCY").count();
        assert_eq!(history, 3, "what was is kept");
    } else {
        panic!("the seed's department of science exists without an end");
    }
    world.service.stop().await;
}

/// Today in the province's time zone.
pub(crate) fn domain_day(world: &World) -> String {
    (world.service.running().clock().now() + TimeDelta::hours(7)).date_naive().to_string()
}

/// Rule L37.
pub(crate) async fn l37_every_change_has_its_audit_entry(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.head.step(&format!("/v1/reports/{report}/submission")).await.problem();
    let ground = json!({"reason": "Sai số liệu"});
    world.standing.post(&format!("/v1/reports/{report}/return"), &ground).await.ok();
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?concept=REPORT&object={report}")).await;
    let lines: Vec<String> = trail
        .iter()
        .map(|entry| {
            let word = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
            let words = ["kind", "authorName", "role", "fromState", "toState", "reason"].map(word);
            words.join(" | ")
        })
        .collect();
    assert_eq!(
        lines,
        [
            "REPORT_DRAFTED | Nguyễn Văn Nhập | UNIT_EDITOR | - | DRAFT | -",
            "REPORT_SUBMITTED | Trần Thị Trưởng | UNIT_HEAD | DRAFT | SUBMITTED | -",
            "REPORT_RETURNED | Phạm Thị Thường Trực | STANDING_AGENCY | SUBMITTED | RETURNED | Sai số liệu",
        ],
        "a refused step leaves no entry"
    );
    assert_eq!(
        (&trail[0]["changes"][0]["field"], &trail[0]["changes"][0]["after"]),
        (&json!("H1"), &json!("812/1000"))
    );
    assert!(trail.iter().all(|entry| entry["organisation"] == json!(world.unit)));
    for person in [&world.head, &world.standing, &world.admin] {
        assert_eq!(person.get("/v1/audit-entries").await.problem().0, 403, "only the auditor reads it");
    }
    world.service.stop().await;
}

pub(crate) async fn guesses_are_limited(engine: Engine) {
    let service = Service::start(engine).await;
    let anybody = service.anybody();
    let body = json!({"username": "ai-do", "password": "đoán mò"});
    for _ in 0..5 {
        assert_eq!(anybody.post("/v1/sessions", &body).await.problem().0, 401);
    }
    let limited = anybody.post("/v1/sessions", &body).await;
    assert_eq!(limited.problem().0, 429);
    assert!(limited.header("retry-after").parse::<u64>().is_ok_and(|seconds| (1..=60).contains(&seconds)));
    let other = json!({"username": "nguoi-khac", "password": "đoán mò"});
    assert_eq!(anybody.post("/v1/sessions", &other).await.problem().0, 401, "somebody else is not kept waiting");
    service.stop().await;
}
