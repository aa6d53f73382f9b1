//! Awards across movements: one achievement is commended once in all movements of one theme (rule L03), and nothing of another
//! movement is known before it is public (rule M02).

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::planning::from_nothing::{document, name, person};

/// The text of a movement on savings, with its theme if it has one.
fn text(theme: Option<&str>) -> Value {
    let mut text = json!({
        "name": name("Phong trào tiết kiệm"), "slogan": name(""), "periodStartDate": "2024-01-01",
        "periodEndDate": "2028-12-31", "contents": [{"number": 1, "text": name("Tiết kiệm điện")}], "fields": [],
        "policy": {
            "nominatedForms": ["BANG_KHEN_PROVINCE"],
            "occasions": [{"occasion": "URGENT", "nominatedBy": "UNIT", "opinion": "UNNEEDED"}],
        },
    });
    if let Some(theme) = theme {
        text["policy"]["theme"] = json!(theme);
    }
    text
}

fn order(number: &str) -> Value {
    json!({"document": document(number), "signer": "Chủ tịch UBND tỉnh", "recipients": []})
}

/// Amends a movement today.
pub(crate) async fn amend(agency: &Person, campaign: &str, text: &Value) -> Value {
    let mut amendment = order("30/KH-UBND");
    amendment["fromDate"] = json!(world::today());
    amendment["changed"] = name("Sửa kế hoạch");
    amendment["text"] = text.clone();
    agency.post(&format!("/v1/campaigns/{campaign}/amendments"), &amendment).await.ok()
}

/// A second movement without a theme, that was launched, and the person of its agency.
async fn second(world: &World) -> (String, Person) {
    let draft = json!({"code": "tiet-kiem-2024-2028", "kind": "THEMATIC", "text": text(None)});
    let campaign = id(&world.appraisal.post("/v1/campaigns", &draft).await.ok());
    let unit = id(&world.units["so-tai-chinh"]);
    let function = json!({"function": "STANDING_AGENCY", "organisation": unit, "campaign": campaign,
        "fromDate": world::today(), "document": document("7/QĐ-UBND")});
    world.admin.post("/v1/functions", &function).await.ok();
    let agency = person(&world.service, &world.admin, "second", "STANDING_AGENCY", &unit).await;
    agency.post(&format!("/v1/campaigns/{campaign}/launch"), &order("8/KH-UBND")).await.ok();
    (campaign, agency)
}

/// Rules L03, M02: a movement without a theme is alone with its own; in one of the same theme an undecided dossier, and a
/// decision that is not published, give the same mark without content; the published award bars.
pub(crate) async fn l03_m02_movements_of_one_theme_commend_an_achievement_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (campaign, agency) = second(&world).await;
    let first = world.open("2024").await;
    let theirs = world.presented(&first, "Phòng Y tế").await;

    let cycle = json!({"campaign": campaign, "code": "2024", "kind": "ANNUAL", "year": 2024, "name": name("Năm 2024"),
        "periodStartDate": "2024-01-01", "periodEndDate": "2024-12-31"});
    let cycle = id(&agency.post("/v1/cycles", &cycle).await.ok());
    let mut dossier = world::collective("Phòng Y tế");
    dossier["simplifiedGround"] = json!("UNEXPECTED_ACHIEVEMENT");
    dossier["papers"] = json!([dossier["papers"][0], dossier["papers"][1]]);
    let body = json!({"cycle": cycle, "organisation": world.unit, "occasion": "URGENT", "dossier": dossier});
    let ours = id(&world.head.post("/v1/nominations", &body).await.ok());
    world.step(&world.head, &ours, "submission", json!({})).await.ok();
    world.step(&agency, &ours, "receipt", json!({})).await.ok();
    let shown = async || agency.get(&format!("/v1/nominations/{ours}/bars")).await.ok();
    assert_eq!(shown().await["bars"], json!([]), "a movement without a theme is alone");

    let amended = amend(&agency, &campaign, &text(Some("DIGITAL_TRANSFORMATION"))).await;
    assert_eq!(amended["text"]["policy"]["theme"], "DIGITAL_TRANSFORMATION");
    let pending = shown().await;
    let bar = &pending["bars"][0];
    assert_eq!(
        (&pending["clear"], &bar["code"], &bar["rule"]),
        (&json!(true), &json!("NOMINATED_ELSEWHERE"), &json!("M02"))
    );
    assert_eq!(
        (bar.get("nomination"), bar.get("about"), &bar["blocks"]),
        (None, None, &json!(false)),
        "without content"
    );
    assert!(!pending.to_string().contains("Phòng Y tế"), "{pending}");
    let decision = world.decision.post("/v1/decisions", &world::decision(335, &[&theirs])).await.ok();
    assert_eq!(shown().await, pending, "a decision that is not published changes nothing that is seen here");

    world.publish(&id(&decision)).await.ok();
    let published = shown().await;
    let bar = &published["bars"][0];
    assert_eq!(
        (&published["clear"], &bar["code"], &bar["blocks"]),
        (&json!(false), &json!("DUPLICATE_ACHIEVEMENT"), &json!(true))
    );
    assert!(bar["text"]["vi"].as_str().is_some_and(|text| text.contains("335/QĐ-UBND")), "it is public: {bar}");
    assert_eq!(published["bars"].as_array().map(Vec::len), Some(1), "{published}");
    let refused = world.step(&agency, &ours, "forwarding", json!({})).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "DUPLICATE_ACHIEVEMENT".to_owned()), "L03"));

    amend(&agency, &campaign, &text(Some("SAVINGS"))).await;
    assert_eq!(shown().await["bars"], json!([]), "another theme");
    world.step(&agency, &ours, "forwarding", json!({})).await.ok();
    let public = world.service.anybody().get(&format!("/v1/public/campaigns/{campaign}")).await.ok();
    let policy = &public["text"]["policy"];
    assert_eq!((&policy["theme"], &policy["quotaEffect"]), (&json!("SAVINGS"), &json!("WARN")), "everybody reads it");
    world.service.stop().await;
}
