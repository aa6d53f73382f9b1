//! Levels of units are data: a province enters its own, and a level may end.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

const PLACE: &str = "/v1/levels";

fn document() -> Value {
    json!({"number": "1/NQ", "date": "2024-06-20", "issuer": "Ủy ban Thường vụ Quốc hội", "title": "Sắp xếp đơn vị hành chính"})
}

fn facts(position: i64) -> Value {
    json!({"name": {"vi": "phường", "en": "wards"}, "kind": "AUTHORITY", "gsoDigits": 4, "chair": "COMMUNE_CHAIR",
        "geographic": true, "position": position})
}

fn unit(level: &str, code: &str, from: &str) -> Value {
    json!({"name": format!("Phường {code}"), "level": level, "kind": "PEOPLES_COMMITTEE",
        "codes": [{"scheme": "GSO", "value": code}], "fromDate": from, "document": document()})
}

/// Rules L31, L33: a level has its own length of codes, takes units while it exists, and ends after its last one.
pub(crate) async fn l31_l33_a_level_is_entered_takes_units_and_ends(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (admin, public) = (&world.admin, world.service.anybody());
    let before = world::all(&world.editor, PLACE).await;
    let codes: Vec<&Value> = before.iter().map(|level| &level["code"]).collect();
    assert_eq!(codes, ["PROVINCIAL", "DISTRICT", "COMMUNE", "ENTERPRISE", "INDIVIDUAL"], "those of the plan");

    let made = admin.post(PLACE, &json!({"code": "WARD", "facts": facts(9)})).await;
    assert_eq!((made.status, made.header("location")), (201, format!("{PLACE}/WARD")));
    let tag = made.header("etag");
    assert_eq!(made.ok()["gsoDigits"], 4);
    let again = admin.post(PLACE, &json!({"code": "WARD", "facts": facts(9)})).await;
    assert_eq!(again.problem(), (409, "LEVEL_EXISTS".to_owned()));
    for (body, code, pointer) in [
        (json!({"code": "ward", "facts": facts(9)}), "SHORT_CODE_MALFORMED", "/code"),
        (json!({"code": "W_1", "facts": facts(9)}), "SHORT_CODE_MALFORMED", "/code"),
    ] {
        let refused = admin.post(PLACE, &body).await;
        assert_eq!(refused.problem(), (400, "MALFORMED".to_owned()), "{body}");
        let fault = &refused.json()["violations"][0];
        assert_eq!((&fault["code"], &fault["pointer"]), (&json!(code), &json!(pointer)), "{body}");
    }
    let refused = admin.post(PLACE, &json!({"code": "INDIVIDUAL", "facts": facts(2000)})).await;
    let faults = refused.violations();
    assert_eq!(faults, ["/code LEVEL_CODE_RESERVED", "/facts/position LEVEL_POSITION_OUT_OF_RANGE"]);

    let place = format!("{PLACE}/WARD");
    let edited = world.admin.put(&place, &tag, &facts(3)).await.ok();
    assert_eq!((&edited["position"], &edited["revision"]), (&json!(3), &json!(2)));
    let stale = world.admin.put(&place, &tag, &facts(4)).await;
    assert_eq!(stale.status, 412, "somebody else corrected it first");
    let shown = world::all(&public, "/v1/public/levels").await;
    assert_eq!(shown.last().map(|level| &level["name"]["vi"]), Some(&json!("phường")), "the public reads names");

    let organisations = "/v1/organisations";
    let refused = admin.post(organisations, &unit("HAMLET", "9001", "2024-01-01")).await;
    assert_eq!(refused.violations(), ["/level LEVEL_UNKNOWN"]);
    let refused = admin.post(organisations, &unit("WARD", "90001", "2024-01-01")).await;
    assert_eq!(refused.violations(), ["/codes/0/value CODE_UNFIT L33"]);
    let ward = id(&admin.post(organisations, &unit("WARD", "9001", "2024-01-01")).await.ok());
    let listed = world::all(&world.editor, &format!("{organisations}?level=WARD")).await;
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &json!(ward)));

    let closing = json!({"lastDate": "2024-06-30", "document": document()});
    let early = admin.post(&format!("{place}/closing"), &closing).await;
    assert_eq!((early.problem(), early.rule().as_str()), ((409, "LEVEL_HAS_UNITS".to_owned()), "L31"));
    admin.post(&format!("{organisations}/{ward}/closing"), &closing).await.ok();
    let ended = admin.post(&format!("{place}/closing"), &closing).await.ok();
    assert_eq!((&ended["validTo"], &ended["endedBy"]["number"]), (&json!("2024-06-30"), &json!("1/NQ")));
    let twice = admin.post(&format!("{place}/closing"), &closing).await;
    assert_eq!(twice.problem(), (409, "LEVEL_ENDED".to_owned()));
    let late = admin.post(organisations, &unit("WARD", "9002", "2024-07-01")).await;
    assert_eq!(late.violations(), ["/level LEVEL_NOT_VALID L31"]);
    let early = admin.post(organisations, &unit("WARD", "9002", "2024-06-30")).await;
    assert_eq!(early.violations(), ["/level LEVEL_NOT_VALID L31"], "nor one that would outlive it");

    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=LEVEL").await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).rev().take(3).collect();
    assert_eq!(kinds, ["LEVEL_ENDED", "LEVEL_EDITED", "LEVEL_ENTERED"]);
    world.service.stop().await;
}
