//! Good practices: proposed by a unit, reviewed by both agencies, published as a role model, adopted by other units.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{World, all, id, today};

const LIST: &str = "/v1/practices";
const ADOPTIONS: &str = "/v1/adoptions";
const ROLE_MODELS: &str = "/v1/public/role-models";

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

fn content(title: &str) -> Value {
    json!({"title": title, "summary": "Tổ công nghệ số đến từng ấp", "description": "Lập 12 tổ, tập huấn hai buổi",
        "contents": [6], "field": "AGRICULTURE",
        "evidence": [{"number": "7/BC-UBND", "date": "2024-11-01", "issuer": "UBND huyện", "title": "Báo cáo",
            "classification": "INTERNAL"}],
        "results": [{"name": "Hồ sơ trực tuyến", "unitOfMeasure": "hồ sơ", "before": 120, "after": 980.5}]})
}

async fn propose(world: &World, person: &Person, unit: &str, title: &str) -> Value {
    let body = json!({"campaign": campaign(world).await, "organisation": unit, "content": content(title)});
    person.post(LIST, &body).await.ok()
}

fn in_favour(yes: bool) -> Value {
    json!({"inFavour": yes, "reason": "Đã xem xét"})
}

/// A practice of the head's unit that became a role model; the role model's identifier.
async fn published(world: &World, title: &str) -> String {
    let place = format!("{LIST}/{}", id(&propose(world, &world.editor, &world.unit, title).await));
    for person in [&world.appraisal, &world.standing] {
        person.post(&format!("{place}/review"), &in_favour(true)).await.ok();
    }
    let practice = world.standing.step(&format!("{place}/publication")).await.ok();
    practice["roleModel"].as_str().expect("a role model").to_owned()
}

fn adoption(role_model: &str, unit: &str) -> Value {
    json!({"roleModel": role_model, "organisation": unit, "fromDate": "2024-03-01", "text": "Lập tổ ở mọi xã",
        "reading": {"date": "2024-06-30", "figures": [
            {"name": "hồ sơ TRỰC TUYẾN", "unitOfMeasure": "hồ sơ", "before": 10, "after": 0.1},
            {"name": "Tổ công nghệ số", "unitOfMeasure": "tổ", "after": 12}]}})
}

async fn titles(person: &Person, query: &str) -> Vec<String> {
    let found = all(person, &format!("{LIST}{query}")).await;
    found.iter().map(|one| one["title"].as_str().expect("a title").to_owned()).collect()
}

/// Rules P03, S32, L37, L40: from the unit over both agencies to the public, and to another unit.
pub(crate) async fn p03_s32_a_practice_goes_over_both_agencies_to_a_role_model_that_others_adopt(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let first = propose(&world, &world.editor, &world.unit, "Một cửa không giấy").await;
    propose(&world, &world.stranger, &world.other, "Trạm y tế số").await;
    let both = ["Một cửa không giấy", "Trạm y tế số"];
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(titles(person, "").await, both);
    }
    assert_eq!(titles(&world.head, "").await, both[..1], "a unit sees its own");
    for person in [&world.admin, &world.media] {
        assert_eq!(person.get(LIST).await.status, 403);
    }
    for (query, found) in [
        ("?content=6&field=AGRICULTURE&state=PROPOSED", &both[..]),
        ("?content=1", &[]),
        ("?text=mot+cua", &both[..1]),
        ("?text=ke+sach", &both[..1]),
        (&format!("?organisation={}", world.other), &both[1..]),
    ] {
        assert_eq!(titles(&world.standing, query).await, found, "{query}");
    }

    let place = format!("{LIST}/{}", id(&first));
    assert_eq!(world.stranger.get(&place).await.status, 404, "another unit's");
    let refused = world.head.post(&format!("{place}/review"), &in_favour(true)).await;
    assert_eq!((refused.problem().0, refused.rule()), (403, "P03".to_owned()));
    let stale = [("if-match", "\"7\"")];
    let body = in_favour(true).to_string().into_bytes();
    let stale = world.standing.send(Method::POST, &format!("{place}/review"), &stale, Some(body)).await;
    assert_eq!(stale.status, 412);
    let reviewed = world.appraisal.post(&format!("{place}/review"), &in_favour(true)).await.ok();
    assert_eq!((&reviewed["state"], &reviewed["acts"][1]["role"]), (&json!("PROPOSED"), &json!("APPRAISAL_AGENCY")));
    let again = world.appraisal.post(&format!("{place}/review"), &in_favour(false)).await;
    assert_eq!((again.status, again.problem().1), (409, "PRACTICE_REVIEWED".to_owned()));
    let early = world.standing.step(&format!("{place}/publication")).await;
    assert_eq!((early.status, early.problem().1), (409, "PRACTICE_STATE".to_owned()));
    let approved = world.standing.post(&format!("{place}/review"), &in_favour(true)).await.ok();
    assert_eq!(approved["state"], "APPROVED");
    assert_eq!(world.appraisal.step(&format!("{place}/publication")).await.status, 403);
    assert_eq!(world.head.post(&format!("{place}/withdrawal"), &json!({"reason": "Đổi ý"})).await.status, 409);
    let practice = world.standing.step(&format!("{place}/publication")).await.ok();
    assert_eq!(practice["state"], "PUBLISHED");
    let role_model = practice["roleModel"].as_str().expect("a role model").to_owned();

    let shown = public.get(&format!("{ROLE_MODELS}/{role_model}")).await;
    let page = shown.ok();
    assert_eq!((&page["joint"]["name"], &page["contents"]), (&json!("Sở Nội vụ"), &json!([6])));
    assert_eq!(page["results"][0]["after"], 980.5);
    assert_eq!((&page["adoptingUnits"], &page["adoptionFigures"]), (&json!(0), &json!([])));
    assert!(!shown.text.contains("7/BC") && !shown.text.contains("tập huấn"), "{}", shown.text);
    let other = world.stranger.get(&place).await;
    let seen = other.ok();
    assert_eq!((seen.get("acts"), &seen["evidence"][0]["title"]), (None, &json!("Văn bản nội bộ")));
    assert_eq!(titles(&world.stranger, "?state=PUBLISHED").await, both[..1], "published ones are every unit's");
    assert_eq!(world.head.get(&place).await.ok()["evidence"][0]["number"], "7/BC-UBND");

    let adopted = world.stranger.post(ADOPTIONS, &adoption(&role_model, &world.other)).await.ok();
    assert_eq!(adopted["organisationName"], world.units["942"]["name"]);
    let page = public.get(&format!("{ROLE_MODELS}/{role_model}")).await.ok();
    assert_eq!(page["adoptingUnits"], 1);
    let sums = json!([
        {"name": "Hồ sơ trực tuyến", "unitOfMeasure": "hồ sơ", "units": 1, "total": 0.1, "least": 0.1, "most": 0.1},
        {"name": "Tổ công nghệ số", "unitOfMeasure": "tổ", "units": 1, "total": 12.0, "least": 12.0, "most": 12.0}]);
    assert_eq!(page["adoptionFigures"], sums);
    assert_eq!(all(&public, &format!("{ROLE_MODELS}?content=6")).await[0]["adoptingUnits"], 1, "in lists, too");
    let units = public.get(&format!("{ROLE_MODELS}/{role_model}/adoptions")).await.ok();
    let line = json!({"organisation": world.other, "organisationName": world.units["942"]["name"],
        "organisationCode": "942", "fromDate": "2024-03-01"});
    assert_eq!(units["items"], json!([line]), "names of units and no persons");

    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=PRACTICE&object={}", id(&first))).await;
    let trail: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    let told = ["PROPOSED", "REVIEWED", "REVIEWED", "PUBLISHED"];
    assert_eq!(trail, told.map(|kind| format!("PRACTICE_{kind}")).iter().collect::<Vec<_>>());

    let reason = json!({"reason": "Số liệu không đúng"});
    world.standing.post(&format!("/v1/role-models/{role_model}/withdrawal"), &reason).await.ok();
    assert_eq!(public.get(&format!("{ROLE_MODELS}/{role_model}/adoptions")).await.status, 404);
    assert_eq!(world.stranger.get(&place).await.status, 404, "no longer published");
    assert_eq!(world.head.get(&place).await.status, 200, "its own");
    let late = world.standing.post(&format!("/v1/adoptions/{}/ending", id(&adopted)), &reason).await;
    assert_eq!(late.status, 403, "only the unit ends it");
    world.stranger.post(&format!("/v1/adoptions/{}/ending", id(&adopted)), &reason).await.ok();
    world.service.stop().await;
}

/// Rules P03, L19, L35: returned and proposed again, declined, withdrawn; nobody reviews twice.
pub(crate) async fn p03_l19_a_practice_is_returned_declined_or_withdrawn_and_reviewed_by_two_people(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let mut unsound = content(" ");
    unsound["contents"] = json!([99]);
    unsound["field"] = json!("SPORT");
    unsound["results"][0]["unitOfMeasure"] = json!(" ");
    let body = json!({"campaign": campaign(&world).await, "organisation": world.unit, "content": unsound});
    let refused = world.editor.post(LIST, &body).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.violations(),
        [
            "/content/title TEXT_EMPTY",
            "/content/contents/0 CONTENT_UNKNOWN",
            "/content/field CAMPAIGN_FIELD_UNKNOWN S32",
            "/content/results/0/unitOfMeasure TEXT_EMPTY",
        ]
    );
    let long =
        json!({"campaign": campaign(&world).await, "organisation": world.unit, "content": content(&"a".repeat(301))});
    assert_eq!(world.editor.post(LIST, &long).await.status, 400);
    let mut secret = content("Một cửa không giấy");
    secret["description"] = json!("Tài liệu TỐI MẬT");
    let secret = json!({"campaign": campaign(&world).await, "organisation": world.unit, "content": secret});
    let refused = world.editor.post(LIST, &secret).await;
    assert_eq!(refused.violations(), ["/content/description STATE_SECRET_NOT_ALLOWED L35"]);
    let of_other = json!({"campaign": campaign(&world).await, "organisation": world.other, "content": content("Một")});
    assert_eq!(world.editor.post(LIST, &of_other).await.status, 403);

    let practice = propose(&world, &world.editor, &world.unit, "Một cửa không giấy").await;
    let place = format!("{LIST}/{}", id(&practice));
    let tag = world.editor.get(&place).await.header("etag");
    let waiting = world.editor.put(&place, &tag, &content("Một cửa số")).await;
    assert_eq!((waiting.status, waiting.problem().1), (409, "PRACTICE_STATE".to_owned()));
    world.standing.post(&format!("{place}/review"), &in_favour(true)).await.ok();
    world.appraisal.post(&format!("{place}/return"), &json!({"reason": "Bổ sung số liệu"})).await.ok();
    let tag = world.editor.get(&place).await.header("etag");
    assert_eq!(world.editor.put(&place, "\"1\"", &content("Một cửa số")).await.status, 412);
    let edited = world.editor.put(&place, &tag, &content("Một cửa số")).await.ok();
    assert_eq!((&edited["title"], &edited["state"]), (&json!("Một cửa số"), &json!("RETURNED")));
    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=PRACTICE&object={}", id(&practice))).await;
    let change = &trail.last().expect("an entry")["changes"][0];
    assert_eq!((&change["field"], &change["after"]), (&json!("title"), &json!("Một cửa số")));
    world.head.step(&format!("{place}/proposal")).await.ok();

    // One person of both agencies reviews for one of them.
    let (account, unit) = (&world.accounts["appraisal"], id(&world.units[crate::base::world::AGENCY]));
    let grant = json!({"role": "STANDING_AGENCY", "organisation": unit});
    world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
    world.appraisal.post(&format!("{place}/review"), &in_favour(true)).await.ok();
    let twice = world.appraisal.post(&format!("{place}/review"), &in_favour(true)).await;
    assert_eq!((twice.problem(), twice.rule()), ((403, "FOUR_EYES".to_owned()), "L19".to_owned()));
    let transitions = world.appraisal.get(&place).await.ok()["transitions"].clone();
    let review = transitions.as_array().expect("steps").iter().find(|one| one["verb"] == "REVIEW").expect("a review");
    assert_eq!(review["allowed"], false, "and is told so: {review}");

    let declined = propose(&world, &world.editor, &world.unit, "Bảng tin giấy").await;
    let place = format!("{LIST}/{}/review", id(&declined));
    let silent = world.standing.post(&place, &json!({"inFavour": false, "reason": " "})).await;
    assert_eq!((silent.status, silent.violations()), (422, vec!["/reason TEXT_EMPTY".to_owned()]));
    let declined = world.standing.post(&place, &in_favour(false)).await.ok();
    assert_eq!(declined["state"], "DECLINED");
    let withdrawn = propose(&world, &world.editor, &world.unit, "Trùng lặp").await;
    let place = format!("{LIST}/{}/withdrawal", id(&withdrawn));
    let withdrawn = world.head.post(&place, &json!({"reason": "Trùng"})).await.ok();
    assert_eq!(withdrawn["state"], "WITHDRAWN");
    assert_eq!(world.head.post(&place, &json!({"reason": "Trùng"})).await.status, 409);
    world.service.stop().await;
}

/// Rules P03, L34: another unit adopts what is public, once at a time, and brings its figures up to date.
pub(crate) async fn p03_an_adoption_is_of_another_unit_once_at_a_time_with_sound_figures(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let role_model = published(&world, "Một cửa không giấy").await;
    let own = world.head.post(ADOPTIONS, &adoption(&role_model, &world.unit)).await;
    assert_eq!((own.status, own.violations()), (422, vec!["/organisation OWN_PRACTICE P03".to_owned()]));
    let nowhere = adoption("00000000-0000-7000-8000-000000000001", &world.other);
    let nowhere = world.stranger.post(ADOPTIONS, &nowhere).await;
    assert_eq!((nowhere.status, nowhere.violations()), (422, vec!["/roleModel ROLE_MODEL_UNKNOWN".to_owned()]));
    let mut unsound = adoption(&role_model, &world.other);
    unsound["fromDate"] = json!(crate::base::world::ahead(3));
    unsound["reading"]["figures"][1] = unsound["reading"]["figures"][0].clone();
    let unsound = world.stranger.post(ADOPTIONS, &unsound).await;
    assert_eq!(
        unsound.violations(),
        ["/fromDate DAY_IN_FUTURE", "/reading/date READING_DAY_UNFIT P03", "/reading/figures/1/name FIGURE_TWICE",]
    );
    let mut secret = adoption(&role_model, &world.other);
    secret["text"] = json!("TỐI MẬT");
    let refused = world.stranger.post(ADOPTIONS, &secret).await;
    assert_eq!(refused.violations(), ["/text STATE_SECRET_NOT_ALLOWED L35"]);
    let first = world.stranger.post(ADOPTIONS, &adoption(&role_model, &world.other)).await.ok();
    let again = world.stranger.post(ADOPTIONS, &adoption(&role_model, &world.other)).await;
    assert_eq!((again.problem(), again.rule()), ((409, "ADOPTION_EXISTS".to_owned()), "P03".to_owned()));
    assert_eq!(world.editor.post(ADOPTIONS, &adoption(&role_model, &world.other)).await.status, 403, "not its own");
    assert_eq!(world.standing.post(ADOPTIONS, &adoption(&role_model, &world.other)).await.status, 403);

    let place = format!("{ADOPTIONS}/{}", id(&first));
    assert_eq!(world.head.get(&place).await.status, 404, "another unit's");
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor, &world.stranger] {
        assert_eq!(all(person, &format!("{ADOPTIONS}?roleModel={role_model}&state=IN_FORCE")).await.len(), 1);
    }
    assert!(all(&world.head, ADOPTIONS).await.is_empty());
    let reading = |day: &str, value: i64| json!({"date": day, "figures": [{"name": "Hồ sơ trực tuyến", "unitOfMeasure": "hồ sơ", "after": value}]});
    let early = world.stranger.post(&format!("{place}/readings"), &reading("2024-06-29", 5)).await;
    assert_eq!((early.status, early.violations()), (422, vec!["/date READING_DAY_UNFIT P03".to_owned()]));
    let stale = [("if-match", "\"9\"")];
    let body = reading(&today(), 400).to_string().into_bytes();
    let stale = world.stranger.send(Method::POST, &format!("{place}/readings"), &stale, Some(body)).await;
    assert_eq!(stale.status, 412);
    let updated = world.stranger.post(&format!("{place}/readings"), &reading(&today(), 400)).await.ok();
    assert_eq!(updated["readings"].as_array().map(Vec::len), Some(2), "those before are kept");
    let page = world.service.anybody().get(&format!("{ROLE_MODELS}/{role_model}")).await.ok();
    assert_eq!((&page["adoptionFigures"][0]["total"], &page["adoptionFigures"][1]), (&json!(400.0), &Value::Null));

    let ended = world.stranger.post(&format!("{place}/ending"), &json!({"reason": "Đã thay thế"})).await.ok();
    assert_eq!((&ended["state"], &ended["endReason"]), (&json!("ENDED"), &json!("Đã thay thế")));
    let late = world.stranger.post(&format!("{place}/readings"), &reading(&today(), 401)).await;
    assert_eq!((late.status, late.problem().1), (409, "ADOPTION_ENDED".to_owned()));
    let page = world.service.anybody().get(&format!("{ROLE_MODELS}/{role_model}")).await.ok();
    assert_eq!(page["adoptingUnits"], 0);
    world.stranger.post(ADOPTIONS, &adoption(&role_model, &world.other)).await.ok();
    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=ADOPTION&object={}", id(&first))).await;
    let trail: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(trail, ["ADOPTION_RECORDED", "ADOPTION_UPDATED", "ADOPTION_ENDED"]);
    world.service.stop().await;
}

/// Rules P03, L40, L41: of two at once one is kept, and a repeated request has one effect.
pub(crate) async fn p03_l41_of_two_adoptions_at_once_one_is_kept_and_a_repeated_one_is_the_same(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let role_model = published(&world, "Một cửa không giấy").await;
    let body = adoption(&role_model, &world.other);
    let (one, two) = tokio::join!(world.stranger.post(ADOPTIONS, &body), world.stranger.post(ADOPTIONS, &body));
    let mut answers = [one.status, two.status];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409], "{} {}", one.text, two.text);
    assert_eq!(all(&world.stranger, ADOPTIONS).await.len(), 1);

    let practice = propose(&world, &world.editor, &world.unit, "Trạm y tế số").await;
    let place = format!("{LIST}/{}", id(&practice));
    let (review, yes, no) = (format!("{place}/review"), in_favour(true), in_favour(false));
    let (one, two) = tokio::join!(world.standing.post(&review, &yes), world.standing.post(&review, &no));
    assert_eq!(
        [one.status, two.status].iter().filter(|status| **status == 200).count(),
        1,
        "{} {}",
        one.text,
        two.text
    );
    let key = [("idempotency-key", "practice-1")];
    let body = json!({"campaign": campaign(&world).await, "organisation": world.unit, "content": content("Hai lần")});
    let send = || world.editor.send(Method::POST, LIST, &key, Some(body.to_string().into_bytes()));
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(id(&first.json()), id(&second.json()));
    assert_eq!(titles(&world.editor, "?text=hai+lan").await.len(), 1);
    world.service.stop().await;
}
