//! Activities of mobilisation: recorded by units, corrected, withdrawn, and summed up.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, all, id};

const LIST: &str = "/v1/mobilisations";

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

fn content(day: &str, form: &str, participants: i64) -> Value {
    json!({"form": form, "fromDate": day, "toDate": day, "text": "Vận động hộ dân nộp hồ sơ trực tuyến",
        "contents": [1], "participants": participants})
}

async fn record(world: &World, person: &Person, unit: &str, content: Value) -> Value {
    let body = json!({"campaign": campaign(world).await, "organisation": unit, "content": content});
    person.post(LIST, &body).await.ok()
}

async fn count(person: &Person, query: &str) -> usize {
    all(person, &format!("{LIST}{query}")).await.len()
}

/// Part V.3 of the plan, rules L37, L40: from the record over a correction to the withdrawal.
pub(crate) async fn v3_what_units_do_is_recorded_corrected_and_withdrawn(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let recorded = record(&world, &world.editor, &world.unit, content("2024-03-15", "VISIT", 120)).await;
    assert_eq!((&recorded["organisationCode"], &recorded["unitKind"]), (&json!("943"), &json!("PEOPLES_COMMITTEE")));
    record(&world, &world.stranger, &world.other, content("2024-04-01", "MEETING", 30)).await;
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(count(person, "").await, 2);
    }
    assert_eq!(count(&world.head, "").await, 1, "a unit sees its own");
    assert_eq!(world.admin.get(LIST).await.status, 403);
    for (query, found) in [
        ("?form=VISIT", 1),
        ("?content=1", 2),
        ("?content=6", 0),
        ("?from=2024-03-16", 1),
        ("?to=2024-03-15", 1),
        ("?from=2024-03-15&to=2024-04-01", 2),
        ("?unitKind=MASS_ORGANISATION", 0),
        ("?withdrawn=true", 0),
    ] {
        assert_eq!(count(&world.standing, query).await, found, "{query}");
    }
    assert_eq!(count(&world.standing, &format!("?organisation={}", world.other)).await, 1);

    let place = format!("{LIST}/{}", id(&recorded));
    assert_eq!(world.stranger.get(&place).await.status, 404, "another unit's");
    let mut corrected = content("2024-03-15", "VISIT", 150);
    corrected["venue"] = json!("Ấp Chợ");
    assert_eq!(world.standing.put(&place, "\"1\"", &corrected).await.status, 403, "an agency corrects nothing");
    assert_eq!(world.head.put(&place, "\"7\"", &corrected).await.status, 412);
    let edited = world.head.put(&place, "\"1\"", &corrected).await.ok();
    assert_eq!((&edited["participants"], &edited["revision"]), (&json!(150), &json!(2)));
    let trail = all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&recorded))).await;
    let changes = &trail[1]["changes"];
    assert_eq!(changes[0], json!({"field": "venue", "after": "Ấp Chợ"}), "{changes}");
    assert_eq!(changes[1], json!({"field": "participants", "before": "120", "after": "150"}), "{changes}");

    let mut ahead = content("2024-03-15", "VISIT", 1);
    ahead["toDate"] = json!(world::ahead(1));
    let body =
        |content: Value, campaign: &str| json!({"campaign": campaign, "organisation": world.unit, "content": content});
    let movement = campaign(&world).await;
    let refused = world.editor.post(LIST, &body(ahead.clone(), &movement)).await;
    assert_eq!((refused.status, refused.violations()), (422, vec!["/content/toDate PERIOD_NOT_OVER".to_owned()]));
    assert_eq!(world.editor.put(&place, "\"2\"", &ahead).await.violations(), ["/toDate PERIOD_NOT_OVER"]);
    let after = world.editor.post(LIST, &body(content("2020-12-31", "VISIT", 1), &movement)).await;
    let outside = ["/content/fromDate DATE_OUT_OF_FRAME", "/content/toDate DATE_OUT_OF_FRAME"];
    assert_eq!(after.violations()[..2], outside.map(str::to_owned), "outside the movement");
    let mut long = content("2024-03-15", "VISIT", 1);
    long["text"] = json!("a".repeat(4_001));
    assert_eq!(world.editor.post(LIST, &body(long, &movement)).await.status, 400);
    let many = world.editor.post(LIST, &body(content("2024-03-15", "VISIT", 10_000_001), &movement)).await;
    assert_eq!(many.status, 400);
    let secret = json!({"form": "VISIT", "fromDate": "2024-03-15", "toDate": "2024-03-15", "participants": 0,
        "text": "Tài liệu đóng dấu MẬT"});
    let refused = world.editor.post(LIST, &body(secret, &movement)).await;
    assert_eq!(refused.violations(), ["/content/text STATE_SECRET_NOT_ALLOWED L35"]);
    assert_eq!(world.stranger.post(LIST, &body(content("2024-03-15", "VISIT", 1), &movement)).await.status, 403);

    let reason = json!({"reason": "Nhập trùng"});
    assert_eq!(world.appraisal.post(&format!("{place}/withdrawal"), &reason).await.status, 403);
    let withdrawn = world.head.post(&format!("{place}/withdrawal"), &reason).await.ok();
    assert_eq!(withdrawn["reason"], "Nhập trùng");
    for refused in [
        world.head.post(&format!("{place}/withdrawal"), &reason).await,
        world.head.put(&place, "\"3\"", &corrected).await,
    ] {
        assert_eq!(refused.problem(), (409, "MOBILISATION_WITHDRAWN".to_owned()));
    }
    assert_eq!((count(&world.standing, "?withdrawn=true").await, count(&world.standing, "").await), (1, 2));
    world.service.stop().await;
}

/// Part V.3 of the plan: sums are exact, mass organisations stand apart, and withdrawn activities are left out.
pub(crate) async fn v3_sums_are_exact_and_count_each_unit_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let front = id(&world.units["mttq-tinh"]);
    let made = world.admin.post("/v1/accounts", &json!({"username": "front", "name": "Lâm Thị Mặt Trận"})).await.ok();
    let grant = json!({"role": "UNIT_EDITOR", "organisation": front});
    world.admin.post(&format!("/v1/accounts/{}/grants", id(&made["account"])), &grant).await.ok();
    world::enrol(&world.service, "front", made["code"].as_str().expect("a code")).await;
    let mobiliser = world::sign_in(&world.service, "front").await;
    let movement = campaign(&world).await;
    let sums = |of: &Value| {
        ["units", "activities", "participants", "households", "materials"].map(|name| of[name].as_i64().expect(name))
    };
    let summary = async |person: &Person, period: &str| {
        person.get(&format!("{LIST}/summary?campaign={movement}{period}")).await.ok()
    };
    let empty = summary(&world.standing, "").await;
    assert_eq!((sums(&empty["total"]), &empty["forms"]), ([0; 5], &json!([])));

    let mut many = content("2024-03-15", "VISIT", 10_000_000);
    (many["households"], many["materials"]) = (json!(10_000_000), json!(7));
    record(&world, &mobiliser, &front, many.clone()).await;
    record(&world, &mobiliser, &front, many).await;
    record(&world, &mobiliser, &front, content("2024-12-31", "MEETING", 1)).await;
    record(&world, &world.editor, &world.unit, content("2024-03-16", "VISIT", 5)).await;
    let wrong = record(&world, &world.editor, &world.unit, content("2024-03-17", "CONTEST", 999)).await;
    let withdrawal = format!("{LIST}/{}/withdrawal", id(&wrong));
    world.editor.post(&withdrawal, &json!({"reason": "Nhập trùng"})).await.ok();
    record(&world, &world.stranger, &world.other, content("2023-05-01", "MEETING", 40)).await;

    let whole = summary(&world.standing, "").await;
    assert_eq!(sums(&whole["total"]), [3, 5, 20_000_046, 20_000_000, 14]);
    let forms: Vec<(&str, [i64; 5])> = whole["forms"]
        .as_array()
        .expect("forms")
        .iter()
        .map(|one| (one["form"].as_str().expect("a form"), sums(&one["sums"])))
        .collect();
    assert_eq!(forms, [("MEETING", [2, 2, 41, 0, 0]), ("VISIT", [2, 3, 20_000_005, 20_000_000, 14])]);
    let kinds: Vec<(&str, [i64; 5])> = whole["unitKinds"]
        .as_array()
        .expect("kinds")
        .iter()
        .map(|one| (one["unitKind"].as_str().expect("a kind"), sums(&one["sums"])))
        .collect();
    assert_eq!(
        kinds,
        [("MASS_ORGANISATION", [1, 3, 20_000_001, 20_000_000, 14]), ("PEOPLES_COMMITTEE", [2, 2, 45, 0, 0])]
    );
    let year = summary(&world.auditor, "&from=2024-01-01&to=2024-12-31").await;
    assert_eq!(sums(&year["total"]), [2, 4, 20_000_006, 20_000_000, 14], "the first and the last day count");
    let own = summary(&world.head, "").await;
    assert_eq!(sums(&own["total"]), [1, 1, 5, 0, 0], "a unit sums up its own");
    assert_eq!(world.admin.get(&format!("{LIST}/summary?campaign={movement}")).await.status, 403);
    assert_eq!(world.standing.get(&format!("{LIST}/summary")).await.status, 400, "the movement is named");
    world.service.stop().await;
}
