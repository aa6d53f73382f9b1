//! Retention of identity numbers, and the purges that erase them: never without a rule, and never of awarded nominees.

use chrono::{Months, NaiveDate, TimeDelta};
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World};

const RULE: &str = "/v1/retention-rules/UNSUCCESSFUL_IDENTITY_NUMBER";

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Thời hạn bảo quản"})
}

fn number_of(nomination: &str) -> String {
    format!("/v1/nominations/{nomination}/identity-number")
}

/// An individual's nomination with an identity number.
async fn nominee(world: &World, name: &str, number: &str) -> String {
    let nomination = world.nominate(world.cycle("2024"), &world::individual(name)).await;
    let body = json!({"value": number}).to_string().into_bytes();
    world.editor.send(Method::PUT, &number_of(&nomination), &[], Some(body)).await.ok();
    nomination
}

async fn purge(person: &Person, dry_run: bool) -> Answer {
    person.post("/v1/purges", &json!({"dryRun": dry_run})).await
}

/// The nominations whose numbers an answer lists.
fn whose(answer: &Value) -> Vec<&str> {
    answer["items"].as_array().expect("items").iter().filter_map(|item| item["nomination"].as_str()).collect()
}

/// For each of these nominations, whether its number still exists.
async fn kept(person: &Person, nominations: &[&String]) -> Vec<bool> {
    let mut kept = Vec::new();
    for nomination in nominations {
        let number = person.get(&number_of(nomination)).await.ok();
        assert_ne!(number["masked"].is_string(), number["erasedAt"].is_string(), "{number}");
        kept.push(number["masked"].is_string());
    }
    kept
}

fn pass(world: &World, days: i64) {
    world.service.running().clock().pass(TimeDelta::days(days));
}

/// Rules L36, L40.
pub(crate) async fn l36_a_rule_is_set_under_a_document_and_ended_again(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let unset = json!({"class": "UNSUCCESSFUL_IDENTITY_NUMBER", "revision": 1});
    assert_eq!(world.editor.get("/v1/retention-rules").await.ok(), json!({"items": [unset]}));
    let shown = world.editor.get(RULE).await;
    assert_eq!((shown.ok(), shown.header("etag").as_str()), (unset, "\"1\""));
    // Legal records are no class, so no rule can be set for them.
    for class in ["AWARD", "DECISION", "AUDIT_ENTRY", "SCORECARD"] {
        assert_eq!(world.admin.get(&format!("/v1/retention-rules/{class}")).await.problem().0, 404, "{class}");
    }
    let rule = json!({"months": 24, "document": document("12/QĐ-UBND")});
    for person in [&world.editor, &world.head, &world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(person.put(RULE, "\"1\"", &rule).await.status, 403);
    }
    let untagged = world.admin.send(Method::PUT, RULE, &[], Some(rule.to_string().into_bytes())).await;
    assert_eq!(untagged.problem().0, 428);
    for (body, status, violation) in [
        (json!({"months": 24}), 400, "/document FIELD_MISSING"),
        (json!({"months": 24, "document": {}}), 422, "/document CITATION_INCOMPLETE L36"),
        (json!({"document": {}}), 422, "/document CITATION_INCOMPLETE L36"),
        (json!({"months": 0, "document": document("12/QĐ-UBND")}), 400, "/months OUT_OF_RANGE"),
        (json!({"months": 1201, "document": document("12/QĐ-UBND")}), 400, "/months OUT_OF_RANGE"),
        (json!({"months": 1.5, "document": document("12/QĐ-UBND")}), 422, "/months NUMBER_NOT_WHOLE L29"),
    ] {
        let refused = world.admin.put(RULE, "\"1\"", &body).await;
        assert_eq!((refused.status, refused.violations()), (status, vec![violation.to_owned()]), "{body}");
    }
    // Of many concurrent requests that set it for the first time, one succeeds.
    let setters = (0..6).map(|_| {
        let (admin, rule) = (world.admin.clone(), rule.clone());
        tokio::spawn(async move { admin.put(RULE, "\"1\"", &rule).await.status })
    });
    let mut statuses = Vec::new();
    for setter in setters.collect::<Vec<_>>() {
        statuses.push(setter.await.expect("a setter"));
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412]);
    let set = world.head.get(RULE).await;
    assert_eq!((set.ok()["months"].as_i64(), set.header("etag").as_str()), (Some(24), "\"2\""));
    assert_eq!(set.ok()["document"]["number"], "12/QĐ-UBND");
    let stale = world.admin.put(RULE, "\"1\"", &rule).await;
    assert_eq!(stale.problem(), (412, "STALE".to_owned()));
    let ended = world.admin.put(RULE, "\"2\"", &json!({"document": document("13/QĐ-UBND")})).await.ok();
    assert!(ended.get("months").is_none() && ended["revision"] == 3, "{ended}");
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=RETENTION_RULE").await;
    let told: Vec<(&Value, &Value, &Value)> = trail
        .iter()
        .map(|entry| (&entry["kind"], &entry["changes"][0]["before"], &entry["changes"][0]["after"]))
        .collect();
    let kind = json!("RETENTION_RULE_SET");
    assert_eq!(told, [(&kind, &Value::Null, &json!("24")), (&kind, &json!("24"), &Value::Null)]);
    world.service.stop().await;
}

/// Rule L36: numbers of nominations that ended long enough ago are erased and reported; those of awarded, pending or
/// younger ones stay.
pub(crate) async fn l36_a_run_erases_what_was_kept_long_enough_and_nothing_else(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.open("2024").await;
    let withdrawn = nominee(&world, "Nguyễn Văn Rút", "079099000101").await;
    let awarded = nominee(&world, "Trần Thị Khen", "079099000102").await;
    let refused = nominee(&world, "Lê Văn Chưa", "079099000103").await;
    let waiting = nominee(&world, "Phạm Thị Chờ", "079099000104").await;
    let younger = nominee(&world, "Võ Văn Sau", "079099000105").await;
    let ground = json!({"reason": "Chưa tiêu biểu"});
    world.step(&world.head, &withdrawn, "withdrawal", ground.clone()).await.ok();
    world.present(&awarded).await;
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&awarded])).await.ok();
    world.publish(&world::id(&decision)).await.ok();
    world.present(&refused).await;
    world.step(&world.decision, &refused, "refusal", ground.clone()).await.ok();
    let everyone = [&withdrawn, &awarded, &refused, &waiting, &younger];

    for person in
        [&world.editor, &world.head, &world.stranger, &world.standing, &world.decision, &world.auditor, &world.admin]
    {
        assert_eq!(purge(person, true).await.status, 403);
        assert_eq!(purge(person, false).await.status, 403);
    }
    for person in [&world.editor, &world.head, &world.stranger, &world.standing, &world.decision] {
        assert_eq!(person.get("/v1/purges").await.status, 403);
    }
    assert_eq!(world.appraisal.post("/v1/purges", &json!({})).await.violations(), ["/dryRun FIELD_MISSING"]);

    // Without a rule nothing is erased, however long ago the nomination ended.
    pass(&world, 400);
    let appraisal = world::sign_in(&world.service, "appraisal").await;
    let admin = world::sign_in(&world.service, "admin").await;
    let head = world::sign_in(&world.service, "head").await;
    world.step(&head, &younger, "withdrawal", ground).await.ok();
    let nothing = purge(&appraisal, false).await;
    assert_eq!((nothing.status, whose(&nothing.ok()).len(), &nothing.ok()["erased"]), (201, 0, &json!(0)));
    assert_eq!(kept(&head, &everyone).await, [true; 5]);

    // A dry run erases nothing and stores nothing.
    admin.put(RULE, "\"1\"", &json!({"months": 12, "document": document("12/QĐ-UBND")})).await.ok();
    let look = purge(&appraisal, true).await;
    let seen = look.ok();
    assert_eq!((look.status, &seen["dryRun"], &seen["erased"]), (200, &json!(true), &json!(0)));
    assert_eq!((whose(&seen), &seen["more"]), (vec![withdrawn.as_str(), refused.as_str()], &json!(false)));
    for item in seen["items"].as_array().expect("items") {
        let day = |field: &str| item[field].as_str().and_then(|day| day.parse::<NaiveDate>().ok()).expect("a day");
        let last = day("endedOnDate").checked_add_months(Months::new(12)).expect("a day");
        assert_eq!((last, &item["class"]), (day("keptUntilDate"), &json!("UNSUCCESSFUL_IDENTITY_NUMBER")));
    }
    assert_eq!(kept(&head, &everyone).await, [true; 5]);
    assert_eq!(world::all(&appraisal, "/v1/purges").await.len(), 1, "only the run of before");

    // A purge erases exactly those; the same key is one purge.
    let body = json!({"dryRun": false});
    let run = appraisal.post_with_key("/v1/purges", &body, "nightly").await;
    let done = run.ok();
    assert_eq!((run.status, &done["items"], &done["erased"]), (201, &seen["items"], &json!(2)));
    assert_eq!(appraisal.post_with_key("/v1/purges", &body, "nightly").await.ok(), done);
    assert_eq!(kept(&head, &everyone).await, [false, true, false, true, true]);
    let again = purge(&appraisal, false).await.ok();
    assert_eq!((whose(&again).len(), &again["erased"]), (0, &json!(0)), "a second run finds nothing");

    // Each erasure and each purge has an audit entry, with the document that requires it.
    let auditor = world::sign_in(&world.service, "auditor").await;
    let trail = world::all(&auditor, "/v1/audit-entries?concept=PERSONAL_DATUM").await;
    let erasures: Vec<&Value> = trail.iter().filter(|entry| entry["kind"] == "PERSONAL_DATUM_ERASED").collect();
    assert_eq!(erasures.len(), 2);
    for (entry, nomination) in erasures.iter().zip([&withdrawn, &refused]) {
        assert_eq!(entry["reason"], "Hết thời hạn bảo quản 12 tháng theo 12/QĐ-UBND");
        assert_eq!((&entry["role"], &entry["organisation"]), (&json!("APPRAISAL_AGENCY"), &json!(world.unit)));
        assert_eq!(entry["changes"][0]["after"], nomination.as_str());
    }
    for person in [&appraisal, &auditor, &admin] {
        let runs = world::all(person, "/v1/purges").await;
        let told: Vec<(&Value, &Value)> = runs.iter().map(|run| (&run["erased"], &run["name"])).collect();
        let name = json!("Võ Văn Thẩm Định");
        assert_eq!(told, [(&json!(0), &name), (&json!(2), &name), (&json!(0), &name)]);
        let count = json!([{"class": "UNSUCCESSFUL_IDENTITY_NUMBER", "erased": 2}]);
        assert_eq!(runs[1]["counts"], count);
    }
    let told = world::all(&auditor, "/v1/audit-entries?concept=PURGE").await;
    assert_eq!(told.iter().filter(|entry| entry["kind"] == "DATA_PURGED").count(), 3);

    // An ended rule erases nothing; after it is set again, the scheduled purge does.
    pass(&world, 400);
    let admin = world::sign_in(&world.service, "admin").await;
    let (store, clock) = (world.service.running().store(), world.service.running().clock());
    admin.put(RULE, "\"2\"", &json!({"document": document("13/QĐ-UBND")})).await.ok();
    assert_eq!(api::purge(store, false, clock.now()).await.expect("runs"), []);
    admin.put(RULE, "\"3\"", &json!({"months": 12, "document": document("14/QĐ-UBND")})).await.ok();
    for dry_run in [true, true, false] {
        let due = api::purge(store, dry_run, clock.now()).await.expect("runs");
        let due: Vec<String> = due.iter().map(ToString::to_string).collect();
        assert_eq!(due, [younger.as_str()], "a look changes nothing");
    }
    assert_eq!(api::purge(store, false, clock.now()).await.expect("runs"), []);
    let head = world::sign_in(&world.service, "head").await;
    assert_eq!(kept(&head, &everyone).await, [false, true, false, true, false]);
    let runs = world::all(&admin, "/v1/purges").await;
    let told: Vec<(&Value, &Value)> = runs.iter().skip(3).map(|run| (&run["erased"], &run["name"])).collect();
    let name = json!("scheduler");
    assert_eq!(told, [(&json!(0), &name), (&json!(1), &name), (&json!(0), &name)]);
    let auditor = world::sign_in(&world.service, "auditor").await;
    let trail = world::all(&auditor, "/v1/audit-entries?concept=PERSONAL_DATUM").await;
    let last = trail.last().expect("an entry");
    assert_eq!((&last["authorName"], last.get("account")), (&name, None));
    assert_eq!(last["reason"], "Hết thời hạn bảo quản 12 tháng theo 14/QĐ-UBND");
    world.service.stop().await;
}
