//! A group of an open cycle is bound to a later criteria set (rule M04).

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-03-01", "issuer": "UBND tỉnh", "title": "Thay bộ tiêu chí của nhóm"})
}

/// A later version of the districts' set, published: its identifier.
async fn later(world: &World) -> String {
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let body =
        json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": world::criteria()});
    let set = id(&world.standing.post("/v1/criteria-sets", &body).await.ok());
    world.issue_sets().await;
    set
}

/// The set that the districts are bound to, and that of a report.
async fn bound(world: &World, cycle: &str, report: &str) -> (Value, Value) {
    let cycle = world.standing.get(&format!("/v1/cycles/{cycle}")).await.ok();
    let criteria = cycle["criteria"].as_array().expect("its groups").clone();
    let district = criteria.into_iter().find(|one| one["group"] == "DISTRICT").expect("the districts");
    let report = world.editor.get(&format!("/v1/reports/{report}")).await.ok();
    (district["criteriaSet"].clone(), report["criteriaSet"].clone())
}

/// Rules L28, M04: under a document and before a unit of the group has filed; drafts follow, the public is told, and from
/// the first filing on the set stays, also if the filing is withdrawn.
pub(crate) async fn m04_a_group_follows_a_later_set_until_one_of_it_has_filed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let place = format!("/v1/cycles/{cycle}/rebindings");
    let asked = |group: &str| json!({"group": group, "document": document("36/KH-UBND")});
    let none = world.standing.post(&place, &asked("DISTRICT")).await;
    assert_eq!((none.problem(), none.rule().as_str()), ((409, "NO_LATER_SET".to_owned()), "M04"));
    let report = world.draft(&cycle).await;
    let set = later(&world).await;
    let unknown = world.standing.post(&place, &asked("CUM-9")).await;
    assert_eq!((unknown.status, unknown.violations()), (422, vec!["/group GROUP_UNKNOWN M03".to_owned()]));
    let undocumented = world.standing.post(&place, &json!({"group": "DISTRICT"})).await;
    assert_eq!(undocumented.status, 400);
    assert_eq!(world.head.post(&place, &asked("DISTRICT")).await.status, 403);
    assert_ne!(bound(&world, &cycle, &report).await.0, json!(set), "nothing has changed yet");

    let answer = world.standing.post(&place, &asked("DISTRICT")).await.ok();
    let amendment = &answer["amendments"][0];
    assert_eq!(
        (&amendment["reboundGroup"], &amendment["document"]["number"]),
        (&json!("DISTRICT"), &json!("36/KH-UBND"))
    );
    assert_eq!(bound(&world, &cycle, &report).await, (json!(set), json!(set)));
    let shown = world.editor.get(&format!("/v1/reports/{report}")).await.ok();
    let codes: Vec<&Value> =
        shown["figures"].as_array().expect("figures").iter().map(|one| &one["criterion"]).collect();
    assert_eq!(codes, ["H1"], "the later set has neither H2 nor H3");
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={report}")).await;
    let followed = trail.iter().find(|entry| entry["kind"] == "REPORT_REBOUND").expect("it is in the trail");
    let fields: Vec<&Value> =
        followed["changes"].as_array().expect("changes").iter().map(|one| &one["field"]).collect();
    assert!(fields.contains(&&json!("H2")) && fields.contains(&&json!("H3")), "{followed}");
    let told = world.service.anybody().get("/v1/public/changes").await.ok();
    let last = told["items"].as_array().and_then(|items| items.last()).expect("a change");
    assert_eq!((&last["kind"], &last["cycle"]), (&json!("CYCLE_AMENDED"), &json!(cycle)));

    // From the first filing on, also one that is withdrawn, the set stays.
    let path = format!("/v1/reports/{report}");
    let tag = world.editor.get(&path).await.header("etag");
    let answers: Value = ["L1", "K1", "K2", "C1", "M1", "Z1"]
        .iter()
        .map(|code| json!({"criterion": code, "notApplicable": "Không có"}))
        .collect();
    let whole = json!({"figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true},
        {"criterion": "L1", "numerator": 9, "denominator": 10}],
        "answers": answers.as_array().expect("answers").iter().skip(1).cloned().collect::<Vec<Value>>()});
    world.editor.put(&path, &tag, &whole).await.ok();
    world.head.step(&format!("{path}/submission")).await.ok();
    let even_later = later(&world).await;
    let filed = world.standing.post(&place, &asked("DISTRICT")).await;
    assert_eq!((filed.problem(), filed.rule().as_str()), ((409, "GROUP_HAS_FILINGS".to_owned()), "M04"));
    world.head.post(&format!("{path}/withdrawal"), &json!({"reason": "Bổ sung"})).await.ok();
    let filed = world.standing.post(&place, &asked("DISTRICT")).await;
    assert_eq!(filed.problem(), (409, "GROUP_HAS_FILINGS".to_owned()));
    assert_ne!(bound(&world, &cycle, &report).await.0, json!(even_later));
    world.service.stop().await;
}

/// Rule M04: of a report that begins and a group that is bound anew at the same time, one comes first: no report is left
/// with a set that its group does not have.
pub(crate) async fn m04_a_report_that_begins_meanwhile_has_the_set_of_its_group(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for code in ["2021", "2022", "2023", "2024"] {
        let cycle = world.open(code).await;
        let set = later(&world).await;
        let body = json!({"group": "DISTRICT", "document": document("37/KH-UBND")});
        let place = format!("/v1/cycles/{cycle}/rebindings");
        let begun = json!({"cycle": cycle, "organisation": world.unit, "figures": world::figures()});
        let (report, rebound) =
            tokio::join!(world.editor.post("/v1/reports", &begun), world.standing.post(&place, &body));
        rebound.ok();
        let report = match report.status {
            201 => id(&report.ok()),
            // The figures of the set of before do not fit the later one, which came first.
            422 => {
                assert!(report.text.contains("CRITERION_UNKNOWN"), "{}", report.text);
                let begun = json!({"cycle": cycle, "organisation": world.unit, "figures": []});
                id(&world.editor.post("/v1/reports", &begun).await.ok())
            }
            _ => panic!("{code}: {} {}", report.status, report.text),
        };
        assert_eq!(bound(&world, &cycle, &report).await, (json!(set), json!(set)), "{code}");
    }
    world.service.stop().await;
}
