//! Role models: published by the standing agency, public at once, listed among the public changes, and withdrawn.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{World, all, id};

const LIST: &str = "/v1/public/role-models";

fn titles(list: &[Value]) -> Vec<&str> {
    list.iter().map(|one| one["title"].as_str().expect("a title")).collect()
}

/// Rules S32, L36, L37.
pub(crate) async fn s32_a_role_model_is_public_named_jointly_and_withdrawn_everywhere(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let campaign = id(&all(&world.standing, "/v1/campaigns").await[0]);
    let body = |unit: &str, field: &str, title: &str| {
        json!({"campaign": campaign, "organisation": unit, "field": field, "title": title,
            "summary": "Tổ công nghệ số đến từng ấp"})
    };
    let first = body(&world.unit, "OTHER", "Một cửa không giấy");
    for person in [&world.head, &world.appraisal, &world.decision, &world.admin, &world.auditor] {
        let refused = person.post("/v1/role-models", &first).await;
        assert_eq!((refused.problem().0, refused.rule()), (403, "S32".to_owned()), "{}", refused.text);
    }
    let nowhere = body("00000000-0000-7000-8000-000000000001", "HEALTH", "Ở đâu");
    let refused = world.standing.post("/v1/role-models", &nowhere).await;
    assert_eq!((refused.status, refused.violations()), (422, vec!["/organisation UNIT_UNKNOWN".to_owned()]));
    let published = world.standing.post("/v1/role-models", &first).await;
    let role_model = published.ok();
    assert_eq!(published.header("location"), format!("{LIST}/{}", id(&role_model)));
    assert_eq!(role_model["publisher"]["name"], "Sở Khoa học và Công nghệ");
    assert_eq!(role_model["joint"]["name"], "Sở Nội vụ", "the holder of the appraisal agency's function");
    assert_eq!(role_model["unit"]["id"], json!(world.unit));
    world.standing.post("/v1/role-models", &body(&world.other, "HEALTH", "Trạm y tế số")).await.ok();

    let found = all(&public, LIST).await;
    assert_eq!(titles(&found), ["Một cửa không giấy", "Trạm y tế số"]);
    for (query, left) in [
        ("field=HEALTH".to_owned(), vec!["Trạm y tế số"]),
        (format!("organisation={}", world.unit), vec!["Một cửa không giấy"]),
        ("text=mot+cua".to_owned(), vec!["Một cửa không giấy"]),
        ("text=ke+sach".to_owned(), vec!["Một cửa không giấy"]),
        ("text=den+tung+ap".to_owned(), vec!["Một cửa không giấy", "Trạm y tế số"]),
        (format!("campaign={campaign}&field=TOURISM"), vec![]),
    ] {
        assert_eq!(titles(&all(&public, &format!("{LIST}?{query}")).await), left, "{query}");
    }
    let place = format!("{LIST}/{}", id(&role_model));
    let shown = public.get(&place).await.ok();
    assert_eq!(shown["title"], role_model["title"]);
    assert!(shown.get("revision").is_none() && shown.get("reason").is_none());
    let news = public.get("/v1/public/news.atom").await.text;
    assert!(news.contains("Điển hình tiên tiến: Một cửa không giấy (Huyện Kế Sách)"), "{news}");

    let withdrawal = format!("/v1/role-models/{}/withdrawal", id(&role_model));
    let reason = json!({"reason": "Báo cáo của ông A không đúng"});
    assert_eq!(world.head.post(&withdrawal, &reason).await.status, 403);
    let late = [("if-match", "\"2\"")];
    let late = world.standing.send(Method::POST, &withdrawal, &late, Some(reason.to_string().into_bytes())).await;
    assert_eq!(late.problem().0, 412);
    let withdrawn = world.standing.post(&withdrawal, &reason).await.ok();
    assert_eq!((&withdrawn["reason"], &withdrawn["revision"]), (&reason["reason"], &json!(2)));
    assert_eq!(world.standing.post(&withdrawal, &reason).await.status, 409, "once");
    assert_eq!(public.get(&place).await.status, 404);
    assert_eq!(titles(&all(&public, LIST).await), ["Trạm y tế số"]);
    let news = public.get("/v1/public/news.atom").await.text;
    assert!(!news.contains("Một cửa") && news.contains("Trạm y tế số"), "{news}");

    let changes = public.get("/v1/public/changes").await;
    assert!(!changes.text.contains("ông A"), "why is not public: {}", changes.text);
    let changes = changes.ok()["items"].as_array().expect("items").clone();
    let told: Vec<Value> = changes
        .iter()
        .map(|change| {
            json!([change["kind"], change["subject"] == role_model["id"], change["tombstone"], change["href"]])
        })
        .collect();
    let second = format!("{LIST}/{}", found[1]["id"].as_str().expect("an id"));
    assert_eq!(
        told,
        [
            json!(["ROLE_MODEL_PUBLISHED", true, false, place]),
            json!(["ROLE_MODEL_PUBLISHED", false, false, second]),
            json!(["ROLE_MODEL_WITHDRAWN", true, true, LIST]),
        ]
    );
    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=ROLE_MODEL&object={}", id(&role_model))).await;
    let trail: Vec<Value> = trail.iter().map(|entry| json!([entry["kind"], entry["reason"]])).collect();
    assert_eq!(trail, [json!(["ROLE_MODEL_PUBLISHED", null]), json!(["ROLE_MODEL_WITHDRAWN", reason["reason"]])]);
    world.service.stop().await;
}
