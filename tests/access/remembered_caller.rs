//! A process remembers its callers for two seconds; a request that writes saves nothing if the caller's rights have
//! changed meanwhile. Two processes on one database, of which one changes what the other remembers.

use chrono::TimeDelta;
use e2e::Engine;
use serde_json::json;

use crate::access::identity::domain_day;
use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// Rule L34: a read sees a change of another process within two seconds, and one of its own process at once.
pub(crate) async fn l34_a_read_sees_within_two_seconds_what_ended_elsewhere(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let other = world.service.another().await;
    let there = |person: &Person| Person::new(format!("http://{}", other.address()), person.token.clone());
    let roles = |person: &Person| {
        let person = person.clone();
        async move { person.get("/v1/me").await.ok()["roles"].as_array().map_or(0, Vec::len) }
    };
    let account = format!("/v1/accounts/{}", world.accounts["editor"]);
    let role = json!({"role": "UNIT_EDITOR", "organisation": world.unit});

    // In one process.
    let before = roles(&world.editor).await;
    world.admin.post(&format!("{account}/grant-endings"), &role).await.ok();
    assert_eq!(roles(&world.editor).await, before - 1, "ended here, and seen at once");
    world.admin.post(&format!("{account}/grants"), &role).await.ok();
    assert_eq!(roles(&world.editor).await, before, "given here, and seen at once");

    // In two processes.
    there(&world.admin).post(&format!("{account}/grant-endings"), &role).await.ok();
    world.service.running().clock().pass(TimeDelta::seconds(2));
    assert_eq!(roles(&world.editor).await, before - 1, "ended elsewhere, and seen two seconds later");
    there(&world.admin).post(&format!("{account}/suspension"), &json!({"reason": "Thử"})).await.ok();
    world.service.running().clock().pass(TimeDelta::seconds(2));
    assert_eq!(world.editor.get("/v1/me").await.problem().0, 401, "the account was closed elsewhere");
    world.head.get("/v1/me").await.ok();
    let left = there(&world.head).send(reqwest::Method::DELETE, "/v1/sessions/current", &[], None).await;
    assert_eq!(left.status, 204);
    world.service.running().clock().pass(TimeDelta::seconds(2));
    assert_eq!(world.head.get("/v1/me").await.problem().0, 401, "signed out elsewhere");
    other.stop().await.expect("stops");
    world.service.stop().await;

    // With a memory of zero seconds, a process checks the caller at each request.
    let service = Service::start_told(engine, |config| config.remember_callers_seconds = 0).await;
    let world = World::new(service).await;
    let other = world.service.another().await;
    let there = |person: &Person| Person::new(format!("http://{}", other.address()), person.token.clone());
    world.head.get("/v1/me").await.ok();
    there(&world.head).send(reqwest::Method::DELETE, "/v1/sessions/current", &[], None).await;
    assert_eq!(world.head.get("/v1/me").await.problem().0, 401, "signed out elsewhere, a moment ago");
    other.stop().await.expect("stops");
    world.service.stop().await;
}

/// Rules L34 and S27: a right that ended in another process allows no write here, and one that was given there is seen
/// within two seconds.
pub(crate) async fn l34_s27_a_write_rests_on_nothing_that_changed_elsewhere(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let other = world.service.another().await;
    let there = |person: &Person| Person::new(format!("http://{}", other.address()), person.token.clone());
    let (admin, standing) = (there(&world.admin), there(&world.standing));
    let open = |code: &str| {
        let (path, body) =
            (format!("/v1/cycles/{}/opening", world.cycle(code)), json!({"dueDate": format!("{code}-11-30")}));
        let standing = standing.clone();
        async move { standing.post(&path, &body).await.ok() }
    };
    let begin = |person: &Person, code: &str| {
        let body = json!({"cycle": world.cycle(code), "organisation": world.unit, "figures": []});
        let person = person.clone();
        async move {
            let answer = person.post("/v1/reports", &body).await;
            if answer.status != 503 {
                return answer;
            }
            // The rights had been read within the last two seconds, and were found changed when the report was stored.
            assert_eq!(answer.header("retry-after"), "1");
            assert_eq!(answer.problem(), (503, "ACCESS_CHANGED".to_owned()));
            person.post("/v1/reports", &body).await
        }
    };

    assert_eq!(begin(&world.editor, "2021").await.problem().0, 409, "not open, and remembered so");
    open("2021").await;
    begin(&world.editor, "2021").await.ok();

    // A role that ended and was granted again, and an account that was suspended.
    open("2022").await;
    let account = format!("/v1/accounts/{}", world.accounts["editor"]);
    let role = json!({"role": "UNIT_EDITOR", "organisation": world.unit});
    admin.post(&format!("{account}/grant-endings"), &role).await.ok();
    let refused = begin(&world.editor, "2022").await;
    assert_eq!(refused.problem(), (403, "NOT_ALLOWED".to_owned()), "the role ended elsewhere");
    admin.post(&format!("{account}/grants"), &role).await.ok();
    world.service.running().clock().pass(TimeDelta::seconds(2));
    begin(&world.editor, "2022").await.ok();
    open("2023").await;
    admin.post(&format!("{account}/suspension"), &json!({"reason": "Thử"})).await.ok();
    assert_eq!(begin(&world.editor, "2023").await.problem().0, 401, "the account was closed elsewhere");
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=REPORT").await;
    assert_eq!(trail.len(), 2, "what was refused left nothing");

    // A session that ended.
    begin(&world.head, "2023").await.ok();
    open("2024").await;
    let signed_out = there(&world.head).send(reqwest::Method::DELETE, "/v1/sessions/current", &[], None).await;
    assert_eq!(signed_out.status, 204);
    assert_eq!(begin(&world.head, "2024").await.problem().0, 401, "signed out elsewhere");

    // A function that was assigned in another process, after its holder was refused here.
    let begin_other = |code: &str| {
        let body = json!({"cycle": world.cycle(code), "organisation": world.other, "figures": []});
        let source = world.appraisal.clone();
        async move { source.post("/v1/reports", &body).await }
    };
    let unit = id(&world.units["so-khoa-hoc-cong-nghe"]);
    let grant = json!({"role": "DATA_SOURCE", "organisation": unit});
    admin.post(&format!("/v1/accounts/{}/grants", world.accounts["appraisal"]), &grant).await.ok();
    assert_eq!(begin_other("2023").await.problem().0, 403, "the unit does not hold the function");
    let function = json!({"function": "DATA_SOURCE", "organisation": unit, "fromDate": domain_day(&world),
        "document": {"number": "9/QĐ-UBND", "date": "2024-01-01", "issuer": "UBND tỉnh", "title": "Giao nguồn dữ liệu"}});
    admin.post("/v1/functions", &function).await.ok();
    world.service.running().clock().pass(TimeDelta::seconds(2));
    begin_other("2023").await.ok();
    begin_other("2024").await.ok();
    other.stop().await.expect("stops");
    world.service.stop().await;
}
