//! Difficulties: raised by a unit, seen by both agencies, answered, taken to the province, concluded; and their digest.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{World, all, id};

const LIST: &str = "/v1/difficulties";

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

async fn raise(world: &World, person: &Person, unit: &str, title: &str) -> Value {
    let body = json!({"campaign": campaign(world).await, "organisation": unit, "addressee": "STANDING_AGENCY",
        "title": title, "text": "Phần mềm không có giao diện kết nối", "contents": [6]});
    person.post(LIST, &body).await.ok()
}

async fn titles(person: &Person, query: &str) -> Vec<String> {
    let found = all(person, &format!("{LIST}{query}")).await;
    found.iter().map(|one| one["title"].as_str().expect("a title").to_owned()).collect()
}

/// Rules S31, L37, L40: from the unit to the conclusion of the province.
pub(crate) async fn s31_a_difficulty_goes_from_the_unit_over_both_agencies_to_the_province(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let first = raise(&world, &world.editor, &world.unit, "Chưa kết nối được").await;
    assert!(first.get("dueDate").is_none(), "the plan of this movement sets no time: {first}");
    raise(&world, &world.stranger, &world.other, "Thiếu máy quét").await;
    let both = ["Chưa kết nối được", "Thiếu máy quét"];
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(titles(person, "").await, both, "both agencies see it, whatever it is addressed to");
    }
    assert_eq!(titles(&world.head, "").await, both[..1], "a unit sees its own");
    assert_eq!(world.admin.get(LIST).await.status, 403);
    assert_eq!(titles(&world.standing, "?content=6&state=OPEN&addressee=STANDING_AGENCY").await, both);
    assert!(titles(&world.standing, "?content=1").await.is_empty());
    assert!(titles(&world.standing, "?overdue=true").await.is_empty());

    let place = format!("{LIST}/{}", id(&first));
    assert_eq!(world.stranger.get(&place).await.status, 404, "another unit's");
    let text = |text: &str| json!({"text": text});
    let refused = world.head.post(&format!("{place}/escalation"), &text("Trình")).await;
    assert_eq!((refused.problem().0, refused.rule()), (403, "S31".to_owned()));
    let stale = [("if-match", "\"7\"")];
    let body = text("Theo Phụ lục").to_string().into_bytes();
    let stale = world.standing.send(reqwest::Method::POST, &format!("{place}/answer"), &stale, Some(body)).await;
    assert_eq!(stale.status, 412);
    let referral = json!({"to": "APPRAISAL_AGENCY", "text": "Thuộc nghiệp vụ khen thưởng"});
    world.standing.post(&format!("{place}/referral"), &referral).await.ok();
    let answered = world.appraisal.post(&format!("{place}/answer"), &text("Theo Phụ lục")).await.ok();
    assert_eq!((&answered["state"], &answered["acts"][1]["role"]), (&json!("ANSWERED"), &json!("APPRAISAL_AGENCY")));
    let again = world.standing.post(&format!("{place}/answer"), &text("Lần nữa")).await;
    assert_eq!((again.status, again.problem().1), (409, "DIFFICULTY_STATE".to_owned()));
    let open = world.editor.post(&format!("{place}/reopening"), &text("Chưa giải quyết")).await.ok();
    assert_eq!(open["state"], "OPEN");
    let escalation = json!({"text": "Kính trình UBND tỉnh", "dueDate": "2019-01-01"});
    let unfit = world.standing.post(&format!("{place}/escalation"), &escalation).await;
    assert_eq!((unfit.status, unfit.violations()), (422, vec!["/dueDate DUE_DATE_UNFIT".to_owned()]));
    world.standing.post(&format!("{place}/escalation"), &text("Kính trình UBND tỉnh")).await.ok();
    let conclusion = json!({"text": "Giao Sở bổ sung giao diện", "document": {"number": "21/TB-VPUB",
        "date": "2024-05-02", "issuer": "Văn phòng UBND tỉnh", "title": "Thông báo kết luận"}});
    assert_eq!(world.standing.post(&format!("{place}/conclusion"), &conclusion).await.status, 403);
    let concluded = world.decision.post(&format!("{place}/conclusion"), &conclusion).await.ok();
    assert_eq!(concluded["state"], "CONCLUDED");
    let verbs: Vec<&Value> = concluded["acts"].as_array().expect("acts").iter().map(|act| &act["verb"]).collect();
    assert_eq!(verbs, ["REFER", "ANSWER", "REOPEN", "ESCALATE", "CONCLUDE"]);
    assert_eq!(world.head.get(&place).await.ok()["acts"][4]["document"]["number"], "21/TB-VPUB", "the unit reads it");
    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=DIFFICULTY&object={}", id(&first))).await;
    let trail: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    let told = ["RAISED", "REFERRED", "ANSWERED", "REOPENED", "ESCALATED", "CONCLUDED"];
    assert_eq!(trail, told.map(|kind| format!("DIFFICULTY_{kind}")).iter().collect::<Vec<_>>());
    world.service.stop().await;
}

/// Rules S31, L43: a movement that sets a time for answers has a list of overdue ones.
pub(crate) async fn s31_an_answer_that_is_late_is_on_the_list_of_overdue_ones(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.enter_years().await;
    let place = format!("/v1/campaigns/{}", campaign(&world).await);
    let movement = world.standing.get(&place).await;
    let mut text = movement.ok()["text"].clone();
    text["policy"]["difficultyDays"] = json!(3);
    let today = world.service.running().clock().now();
    let amendment = json!({"text": text, "fromDate": today.date_naive(), "signer": "Chủ tịch UBND tỉnh",
        "changed": {"vi": "Thời hạn trả lời vướng mắc", "en": "The time for answers"},
        "document": {"number": "9/KH-UBND", "date": today.date_naive(), "issuer": "UBND tỉnh",
            "title": "Sửa đổi kế hoạch"}});
    world.standing.post(&format!("{place}/amendments"), &amendment).await.ok();
    let raised = raise(&world, &world.editor, &world.unit, "Chưa kết nối được").await;
    assert!(raised["dueDate"].is_string() && raised["overdue"] == false, "{raised}");
    assert!(titles(&world.standing, "?overdue=true").await.is_empty());
    let due = raised["dueDate"].as_str().expect("a day").to_owned();
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a day");
    let days = (day(&due) - today.date_naive()).num_days() + 1;
    world.service.running().clock().pass(chrono::TimeDelta::days(days));
    let standing = crate::base::world::sign_in(&world.service, "standing").await;
    assert_eq!(titles(&standing, "?overdue=true").await, ["Chưa kết nối được"]);
    let answer = json!({"text": "Theo Phụ lục"});
    let answered = standing.post(&format!("{LIST}/{}/answer", id(&raised)), &answer).await.ok();
    assert_eq!((&answered["overdue"], &answered["acts"][0]["dueDate"]), (&json!(false), &json!(due)));
    assert!(titles(&standing, "?overdue=true").await.is_empty());
    world.service.stop().await;
}

/// Rules S31, L36: the digest is public, without names, and is withdrawn everywhere.
pub(crate) async fn s31_a_digest_is_public_without_names_and_withdrawn_everywhere(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    raise(&world, &world.editor, &world.unit, "Chưa kết nối được").await;
    let today = world.service.running().clock().now() + chrono::TimeDelta::hours(7);
    let body = |question: &str| {
        json!({"title": "Vướng mắc thường gặp", "from": "2021-01-01", "to": today.date_naive(),
            "entries": [{"question": question, "answer": "Theo hướng dẫn kết nối", "contents": [6]}]})
    };
    let with = |mut body: Value, campaign: &str| {
        body["campaign"] = json!(campaign);
        body
    };
    let campaign = campaign(&world).await;
    let named = world.standing.post("/v1/difficulty-digests", &with(body("Huyện Kế Sách hỏi"), &campaign)).await;
    assert_eq!((named.status, named.violations()), (422, vec!["/entries/0/question UNIT_NAMED".to_owned()]));
    let good = with(body("Chưa kết nối được phần mềm"), &campaign);
    assert_eq!(world.appraisal.post("/v1/difficulty-digests", &good).await.status, 403);
    let published = world.standing.post("/v1/difficulty-digests", &good).await;
    let digest = published.ok();
    assert_eq!(digest["tally"]["raised"], 1);
    let place = published.header("location");
    let shown = public.get(&place).await;
    assert_eq!(shown.ok()["entries"][0]["answer"], "Theo hướng dẫn kết nối");
    assert!(!shown.text.contains("Kế Sách"), "{}", shown.text);
    assert_eq!(all(&public, "/v1/public/difficulty-digests").await.len(), 1);
    let reason = json!({"reason": "Có sai sót"});
    let withdrawal = format!("/v1/difficulty-digests/{}/withdrawal", id(&digest));
    world.standing.post(&withdrawal, &reason).await.ok();
    assert_eq!(world.standing.post(&withdrawal, &reason).await.status, 409, "once");
    assert_eq!(public.get(&place).await.status, 404);
    assert!(all(&public, "/v1/public/difficulty-digests").await.is_empty());
    let changes = public.get("/v1/public/changes").await.ok();
    let kinds: Vec<&Value> = changes["items"].as_array().expect("items").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["DIFFICULTY_DIGEST_PUBLISHED", "DIFFICULTY_DIGEST_WITHDRAWN"]);
    world.service.stop().await;
}
