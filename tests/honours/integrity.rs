//! Integrity holds and disciplines: recorded and closed by the agencies, hidden from units.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-05-20", "issuer": "Thanh tra tỉnh", "title": "Thông báo thụ lý"})
}

/// An entry in its list: with the name and the code of its unit beside the identifier.
fn listed(view: &Value) -> Value {
    let mut row = view.clone();
    (row["organisationName"], row["organisationCode"]) = (json!("Huyện Kế Sách"), json!("943"));
    row
}

/// Rule L01, as far as the records themselves are concerned.
pub(crate) async fn l01_what_bars_a_subject_is_recorded_closed_and_unknown_to_units(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let flag = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Đặng Văn  An",
        "ground": "COMPLAINT_BEING_VERIFIED", "document": document("7/TB-TTr"), "note": "Chưa công bố"});
    for person in [&world.editor, &world.head, &world.stranger, &world.decision, &world.auditor, &world.admin] {
        assert_eq!(person.post("/v1/integrity-flags", &flag).await.status, 403);
    }
    let raised = world.standing.post_with_key("/v1/integrity-flags", &flag, "once").await;
    let view = raised.ok();
    let path = format!("/v1/integrity-flags/{}", id(&view));
    assert_eq!((raised.status, raised.header("location")), (201, path.clone()));
    assert_eq!((view["name"].as_str(), &view["closed"]), (Some("Đặng Văn An"), &Value::Null));
    let again = world.standing.post_with_key("/v1/integrity-flags", &flag, "once").await.ok();
    assert_eq!(id(&again), id(&view), "the same key makes one entry");
    let mut bad = flag.clone();
    bad["document"] = json!({"number": "7/TB-TTr", "classification": "SECRET"});
    assert_eq!(
        world.standing.post("/v1/integrity-flags", &bad).await.violations(),
        ["/document/classification STATE_SECRET_NOT_ALLOWED L35", "/document CITATION_INCOMPLETE L01"]
    );
    bad["organisation"] = id(&view).into();
    assert_eq!(world.standing.post("/v1/integrity-flags", &bad).await.violations(), ["/organisation UNIT_UNKNOWN"]);

    // Units read neither the list nor the entry, not even their own.
    for person in [&world.editor, &world.head, &world.stranger, &world.admin] {
        for path in ["/v1/integrity-flags", &path, "/v1/disciplines"] {
            let refused = person.get(path).await;
            assert_eq!(refused.status, 403, "{path}");
            assert!(!refused.text.contains("COMPLAINT") && !refused.text.contains("7/TB-TTr"));
        }
    }
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(person.get(&path).await.ok(), view);
    }
    let other = format!("/v1/integrity-flags?organisation={}", world.other);
    assert_eq!(world::all(&world.auditor, &other).await.len(), 0);
    assert_eq!(world::all(&world.auditor, "/v1/integrity-flags?open=true").await, [listed(&view)]);

    let closing = json!({"reason": "Kết luận: không vi phạm", "document": document("9/KL-TTr")});
    let path_to_close = format!("{path}/closing");
    assert_eq!(world.head.post(&path_to_close, &closing).await.status, 403);
    let empty = json!({"reason": " ", "document": {"number": "9"}});
    assert_eq!(
        world.appraisal.post(&path_to_close, &empty).await.violations(),
        ["/reason TEXT_EMPTY", "/document CITATION_INCOMPLETE L01"]
    );
    let closed = world.appraisal.post(&path_to_close, &closing).await.ok();
    assert_eq!((&closed["closed"]["by"], &closed["revision"]), (&json!("Võ Văn Thẩm Định"), &json!(2)));
    assert_eq!(closed["closed"]["document"]["number"], "9/KL-TTr");
    let twice = world.standing.post(&path_to_close, &closing).await;
    assert_eq!((twice.problem(), twice.rule()), ((409, "INTEGRITY_FLAG_CLOSED".to_owned()), "L01".to_owned()));
    assert_eq!(world::all(&world.auditor, "/v1/integrity-flags?open=true").await.len(), 0);
    assert_eq!(world::all(&world.auditor, "/v1/integrity-flags?open=false").await, [listed(&closed)]);

    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&view))).await;
    let steps: Vec<(&str, &str)> = trail
        .iter()
        .map(|entry| (entry["kind"].as_str().unwrap_or_default(), entry["toState"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(steps, [("INTEGRITY_FLAG_RAISED", "OPEN"), ("INTEGRITY_FLAG_CLOSED", "CLOSED")]);
    world.service.stop().await;
}

/// Rule L02, as far as the records themselves are concerned.
pub(crate) async fn l02_a_discipline_is_recorded_and_unknown_to_units(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let discipline = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Đặng Văn An",
        "servedUntilDate": "2024-06-30", "document": document("3/QĐ-UBND")});
    assert_eq!(world.head.post("/v1/disciplines", &discipline).await.status, 403);
    let recorded = world.appraisal.post("/v1/disciplines", &discipline).await;
    let view = recorded.ok();
    let path = format!("/v1/disciplines/{}", id(&view));
    assert_eq!((recorded.status, recorded.header("location")), (201, path.clone()));
    assert_eq!(world.decision.get(&path).await.ok(), view);
    assert_eq!(world.head.get(&path).await.status, 403);
    assert_eq!(
        world::all(&world.standing, &format!("/v1/disciplines?organisation={}", world.unit)).await,
        [listed(&view)]
    );
    let mut bad = discipline.clone();
    bad["servedUntilDate"] = "1949-12-31".into();
    assert_eq!(
        world.appraisal.post("/v1/disciplines", &bad).await.violations(),
        ["/servedUntilDate YEAR_OUT_OF_RANGE"]
    );
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&view))).await;
    assert_eq!(trail.len(), 1);
    assert_eq!(trail[0]["kind"], "DISCIPLINE_RECORDED");
    world.service.stop().await;
}
