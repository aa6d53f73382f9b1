//! Media items: recorded by a press agency, public at once, about role models and awards that are public, withdrawn.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, PRESS, World, ahead, all, id, today};

const LIST: &str = "/v1/public/media-items";
const RECORD: &str = "/v1/media-items";

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

async fn body(world: &World, title: &str) -> Value {
    json!({"campaign": campaign(world).await, "publisher": id(&world.units[PRESS]), "kind": "REPORTAGE", "title": title,
        "date": today(), "outlet": "Truyền hình tỉnh", "url": "https://example.org/phong-su", "minutes": 15,
        "contents": [1], "field": "HEALTH"})
}

/// Plan III.2, V.5; rules L36, L37: public at once, in lists, news and changes, until it is withdrawn.
pub(crate) async fn l36_what_the_press_publishes_is_public_at_once_and_withdrawn_everywhere(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let role_model = json!({"campaign": campaign(&world).await, "organisation": world.unit, "field": "HEALTH",
        "title": "Trạm y tế số", "summary": "Mọi trạm đọc căn cước"});
    let role_model = id(&world.standing.post("/v1/role-models", &role_model).await.ok());
    let cycle = world.open("2024").await;
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&presented])).await.ok();
    let award = id(&decision["awards"][0]);

    let mut first = body(&world, "Căn cước thay thẻ khám bệnh").await;
    (first["roleModels"], first["awards"]) = (json!([role_model]), json!([award]));
    for person in [&world.head, &world.standing, &world.appraisal, &world.decision, &world.admin, &world.auditor] {
        assert_eq!(person.post(RECORD, &first).await.problem().0, 403);
    }
    let secret = world.media.post(RECORD, &first).await;
    assert_eq!(secret.violations(), ["/awards/0 AWARD_NOT_PUBLIC"], "its decision is not published");
    world.publish(&id(&decision)).await.ok();
    let recorded = world.media.post(RECORD, &first).await;
    let item = recorded.ok();
    let place = format!("{LIST}/{}", id(&item));
    assert_eq!(recorded.header("location"), place);
    let mut second = body(&world, "Chuyên mục nông thôn số").await;
    (second["kind"], second["field"], second["date"]) = (json!("COLUMN"), json!("AGRICULTURE"), json!("2024-05-02"));
    world.media.post(RECORD, &second).await.ok();

    let titles = async |query: &str| -> Vec<String> {
        let found = all(&public, &format!("{LIST}?{query}")).await;
        found.iter().map(|one| one["title"].as_str().expect("a title").to_owned()).collect()
    };
    let both = ["Căn cước thay thẻ khám bệnh", "Chuyên mục nông thôn số"];
    for (query, found) in [
        (String::new(), &both[..]),
        (format!("campaign={}&publisher={}", campaign(&world).await, id(&world.units[PRESS])), &both[..]),
        ("kind=COLUMN".to_owned(), &both[1..]),
        (format!("roleModel={role_model}"), &both[..1]),
        (format!("award={award}"), &both[..1]),
        ("field=AGRICULTURE&content=1".to_owned(), &both[1..]),
        ("content=6".to_owned(), &[]),
        ("from=2024-05-02&to=2024-05-02".to_owned(), &both[1..]),
        ("from=2024-05-03".to_owned(), &both[..1]),
    ] {
        assert_eq!(titles(&query).await, found, "{query}");
    }
    let shown = public.get(&place).await.ok();
    assert_eq!(shown["roleModels"], json!([{"id": role_model, "title": "Trạm y tế số"}]));
    assert_eq!(
        (&shown["awards"], &shown["publisherCode"]),
        (&json!([{"id": award, "name": "Phòng Y tế"}]), &json!(PRESS))
    );
    let news = public.get("/v1/public/news.atom").await.text;
    assert!(news.contains("Phóng sự: Căn cước thay thẻ khám bệnh (Sở Văn hóa, Thể thao và Du lịch)"), "{news}");

    let reason = json!({"reason": "Bà B đề nghị"});
    world.standing.post(&format!("/v1/role-models/{role_model}/withdrawal"), &reason).await.ok();
    assert_eq!(public.get(&place).await.ok()["roleModels"], json!([]), "it is public no more");
    let gone = world.media.post(RECORD, &first).await;
    assert_eq!(gone.violations(), ["/roleModels/0 ROLE_MODEL_NOT_PUBLIC"]);

    let withdrawal = format!("{RECORD}/{}/withdrawal", id(&item));
    for person in [&world.head, &world.appraisal, &world.auditor] {
        assert_eq!(person.post(&withdrawal, &reason).await.status, 403);
    }
    let late = [("if-match", "\"2\"")];
    let late = world.media.send(Method::POST, &withdrawal, &late, Some(reason.to_string().into_bytes())).await;
    assert_eq!(late.problem().0, 412);
    let withdrawn = world.media.post(&withdrawal, &reason).await;
    assert!(withdrawn.ok()["withdrawnAt"].is_string() && !withdrawn.text.contains("Bà B"), "{}", withdrawn.text);
    let again = world.standing.post(&withdrawal, &reason).await;
    assert_eq!((again.status, again.problem().1), (409, "MEDIA_ITEM_WITHDRAWN".to_owned()), "once");
    assert_eq!(public.get(&place).await.status, 404);
    assert_eq!(titles("").await, both[1..]);
    let other = all(&public, LIST).await.remove(0);
    world.standing.post(&format!("{RECORD}/{}/withdrawal", id(&other)), &reason).await.ok();
    assert!(!public.get("/v1/public/news.atom").await.text.contains("Chuyên mục"), "a mistake can be removed");

    let changes = public.get("/v1/public/changes?limit=100").await;
    assert!(!changes.text.contains("Bà B"), "why is not public");
    let changes = changes.ok()["items"].as_array().expect("items").clone();
    let told: Vec<Value> = changes
        .iter()
        .filter(|change| change["subject"] == item["id"])
        .map(|change| json!([change["kind"], change["tombstone"], change["href"], change["organisation"]]))
        .collect();
    let press = id(&world.units[PRESS]);
    assert_eq!(
        told,
        [json!(["MEDIA_ITEM_PUBLISHED", false, place, press]), json!(["MEDIA_ITEM_WITHDRAWN", true, LIST, press])]
    );
    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=MEDIA_ITEM&object={}", id(&item))).await;
    let trail: Vec<Value> = trail.iter().map(|entry| json!([entry["kind"], entry["reason"]])).collect();
    assert_eq!(trail[1], json!(["MEDIA_ITEM_WITHDRAWN", "Bà B đề nghị"]));
    world.service.stop().await;
}

/// Rules L34, L35: its people read nothing that is not public, several units hold the function, faults are named.
pub(crate) async fn l34_a_press_agency_reads_what_is_public_and_several_may_be_one(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for place in ["/v1/organisations", "/v1/campaigns", "/v1/cycles", "/v1/reports", "/v1/practices", "/v1/functions"] {
        assert_eq!(world.media.get(place).await.status, 403, "{place}");
    }
    for place in ["/v1/me", "/v1/public/units", "/v1/public/campaigns", "/v1/public/role-models"] {
        assert_eq!(world.media.get(place).await.status, 200, "{place}");
    }
    let mut unsound = body(&world, " ").await;
    (unsound["date"], unsound["contents"]) = (json!(ahead(3)), json!([99]));
    let refused = world.media.post(RECORD, &unsound).await;
    assert_eq!(refused.violations(), ["/title TEXT_EMPTY", "/date DAY_IN_FUTURE", "/contents/0 CONTENT_UNKNOWN"]);
    let mut secret = body(&world, "Chuyển đổi số ở cơ sở").await;
    secret["outlet"] = json!("TỐI MẬT");
    let refused = world.media.post(RECORD, &secret).await;
    assert_eq!(refused.violations(), ["/outlet STATE_SECRET_NOT_ALLOWED L35"]);
    let mut malformed = body(&world, "Một").await;
    (malformed["url"], malformed["minutes"]) = (json!("javascript:alert(1)"), json!(0));
    assert_eq!(world.media.post(RECORD, &malformed).await.status, 400);
    let mut elsewhere = body(&world, "Một").await;
    elsewhere["publisher"] = json!(world.other);
    assert_eq!(world.media.post(RECORD, &elsewhere).await.status, 403, "another unit's");

    let function = json!({"function": "MEDIA_PARTNER", "organisation": world.other, "fromDate": today(),
        "document": {"number": "7/QĐ-UBND", "date": "2025-04-14", "issuer": "UBND tỉnh", "title": "Giao nhiệm vụ"}});
    world.admin.post("/v1/functions", &function).await.ok();
    world.media.post(RECORD, &body(&world, "Vẫn là cơ quan báo chí").await).await.ok();
    let grant = json!({"role": "MEDIA_PARTNER", "organisation": world.other});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["media"]), &grant).await.ok();
    world.media.post(RECORD, &elsewhere).await.ok();
    let holders = all(&world.admin, "/v1/functions").await;
    let today = today();
    let now = |one: &&Value| {
        let last = one["toDate"].as_str();
        one["function"] == "MEDIA_PARTNER" && last.is_none_or(|last| today.as_str() <= last)
    };
    assert_eq!(holders.iter().filter(now).count(), 2);
    let closing = json!({"lastDate": today, "document": function["document"]});
    world.admin.post(&format!("/v1/organisations/{}/closing", world.other), &closing).await.ok();
    world.service.stop().await;
}
