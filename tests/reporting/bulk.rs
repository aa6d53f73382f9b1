//! Steps for many units of a cycle in one call.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// Rules L19, L23: what can be finalised is, in one call; everything else is named with its reason, and stays as it is.
pub(crate) async fn l19_l23_many_reports_are_finalised_in_one_call(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let own = world.draft(&cycle).await;
    world.head.step(&format!("/v1/reports/{own}/submission")).await.ok();
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let other = id(&world.stranger.post("/v1/reports", &body).await.ok());
    let path = format!("/v1/cycles/{cycle}/finalisations");
    for person in [&world.head, &world.appraisal, &world.auditor] {
        assert_eq!(person.post(&path, &json!({})).await.status, 403);
    }
    let early = world.standing.post(&path, &json!({})).await.ok();
    let left = |outcome: &Value| -> Vec<(Value, Value)> {
        let left = outcome["left"].as_array().expect("what is left").iter();
        left.map(|one| (one["id"].clone(), one["code"].clone())).collect()
    };
    assert_eq!((&early["done"], left(&early)), (&json!(0), vec![(json!(own), json!("REPORT_STATE"))]));
    assert_eq!(early["left"][0]["organisationCode"], "943", "{early}");

    world.stranger.step(&format!("/v1/reports/{other}/submission")).await.ok();
    world.verify(&own, &world::verified()).await;
    let elsewhere = world.standing.post(&path, &json!({"group": "COMMUNE"})).await.ok();
    assert_eq!(elsewhere, json!({"done": 0, "left": []}), "no report of the group waits");
    let unknown = world.standing.post(&path, &json!({"group": "HUYEN"})).await;
    assert_eq!(unknown.violations(), ["/group GROUP_UNKNOWN M03"], "a group that the cycle does not have");
    let done = world.standing.post_with_key(&path, &json!({"group": "DISTRICT"}), "all-1").await.ok();
    assert_eq!((&done["done"], left(&done)), (&json!(1), vec![(json!(other), json!("REPORT_STATE"))]));
    let again = world.standing.post_with_key(&path, &json!({"group": "DISTRICT"}), "all-1").await.ok();
    assert_eq!(again, done, "a repeated call changes nothing");
    let report = world.standing.get(&format!("/v1/reports/{own}")).await.ok();
    assert_eq!((&report["state"], report["total"].is_number()), (&json!("FINAL"), true));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={own}")).await;
    assert_eq!(trail.last().map(|entry| entry["kind"].clone()), Some(json!("REPORT_FINALISED")));
    world.verify(&other, &world::verified()).await;
    let rest = world.standing.post(&path, &json!({})).await.ok();
    assert_eq!(rest, json!({"done": 1, "left": []}));
    world.service.stop().await;
}

/// Rules S27, L19: all requests for more time are decided in one call, with one reason.
pub(crate) async fn s27_many_requests_for_more_time_are_decided_in_one_call(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let until = world::ahead(30);
    for (head, unit) in [(&world.head, &world.unit), (&world.stranger, &world.other)] {
        let body = json!({"cycle": cycle, "organisation": unit, "untilDate": until, "reason": "Hệ thống bảo trì"});
        head.post("/v1/extensions", &body).await.ok();
    }
    let report = world.draft(&cycle).await;
    let filed = world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    assert_eq!(filed["late"], true);
    let path = format!("/v1/cycles/{cycle}/extension-decisions");
    let body = json!({"granted": true, "reason": "Bảo trì toàn tỉnh"});
    assert_eq!(world.head.post(&path, &body).await.status, 403);
    let empty = world.standing.post(&path, &json!({"granted": true, "reason": " "})).await;
    assert_eq!(empty.status, 422, "{}", empty.text);
    let done = world.standing.post(&path, &body).await.ok();
    assert_eq!(done, json!({"done": 2, "left": []}));
    let granted = world::all(&world.standing, &format!("/v1/extensions?cycle={cycle}&state=GRANTED")).await;
    assert_eq!(granted.len(), 2);
    let report = world.standing.get(&format!("/v1/reports/{report}")).await.ok();
    assert_eq!(report["late"], false, "an extension counts for what was handed in before");
    assert_eq!(world.standing.post(&path, &body).await.ok(), json!({"done": 0, "left": []}));
    world.service.stop().await;
}
