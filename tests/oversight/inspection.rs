//! Inspections: planned for a year, announced, carried out, concluded; their findings and recommendations.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{World, ahead, all, id, sign_in, today, verified};

const PLANS: &str = "/v1/inspection-plans";
const LIST: &str = "/v1/inspections";
const FINDINGS: &str = "/v1/inspection-findings";
const RECOMMENDATIONS: &str = "/v1/recommendations";

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2025-01-15", "issuer": "Sở Khoa học và Công nghệ", "title": "Kiểm tra phong trào"})
}

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

async fn plan(world: &World, person: &Person) -> String {
    let body = json!({"campaign": campaign(world).await, "year": 2025, "document": document("12/KH-SKHCN")});
    id(&person.post(PLANS, &body).await.ok())
}

/// Enters an inspection of a unit: under a plan of 2025, or else unplanned.
async fn enter(world: &World, person: &Person, unit: &str, plan: Option<&str>) -> String {
    let mut body = json!({"campaign": campaign(world).await, "organisation": unit, "plannedDate": today(),
        "contents": [6], "reason": "Đối chiếu số liệu khai báo"});
    if let Some(plan) = plan {
        (body["plan"], body["plannedDate"]) = (json!(plan), json!("2025-06-30"));
    }
    id(&person.post(LIST, &body).await.ok())
}

fn notice() -> Value {
    json!({"document": document("7/TB-SKHCN"), "visitDate": today(), "members": ["Trưởng đoàn (demo)"]})
}

fn minutes() -> Value {
    json!({"date": today(), "participants": ["Đoàn kiểm tra", "Lãnh đạo UBND huyện"], "text": "Đối chiếu 200 hồ sơ"})
}

fn conclusion() -> Value {
    json!({"document": document("9/KL-SKHCN"), "text": "Một tiêu chí khai cao hơn số liệu đối chiếu"})
}

async fn conduct(person: &Person, inspection: &str) {
    person.post(&format!("{LIST}/{inspection}/notice"), &notice()).await.ok();
    person.post(&format!("{LIST}/{inspection}/minutes"), &minutes()).await.ok();
}

async fn found(person: &Person, path: &str) -> Vec<String> {
    all(person, path).await.iter().map(id).collect()
}

/// Rules S30, P02, L37, L40, L41: a year, from the plan to the accepted answer.
pub(crate) async fn s30_p02_a_year_goes_from_the_plan_to_the_accepted_answer(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let plan = plan(&world, &world.standing).await;
    let place = format!("{PLANS}/{plan}");
    let twice = json!({"campaign": campaign(&world).await, "year": 2025, "document": document("13/KH-SKHCN")});
    let taken = world.standing.post(PLANS, &twice).await;
    assert_eq!(taken.problem(), (409, "INSPECTION_PLAN_EXISTS".to_owned()));
    world.appraisal.post(PLANS, &twice).await.ok();
    assert_eq!(found(&world.auditor, &format!("{PLANS}?year=2025&agency=STANDING_AGENCY")).await, [plan.as_str()]);
    assert_eq!(all(&world.decision, PLANS).await.len(), 2);
    assert!(all(&world.head, PLANS).await.is_empty(), "a plan names those to come");
    assert_eq!(world.head.get(&place).await.status, 404);
    assert_eq!(world.head.post(PLANS, &twice).await.rule(), "S30");
    let tag = world.standing.get(&place).await.header("etag");
    let edit = json!({"year": 2025, "document": document("12/KH-SKHCN"), "note": "Hai đơn vị"});
    assert_eq!(
        world.appraisal.put(&place, &tag, &edit).await.problem(),
        (403, "INSPECTION_OF_OTHER_AGENCY".to_owned())
    );
    world.standing.put(&place, &tag, &edit).await.ok();
    assert_eq!(world.standing.put(&place, &tag, &edit).await.status, 412, "the same edit again");

    let first = enter(&world, &world.standing, &world.unit, Some(&plan)).await;
    let second = enter(&world, &world.standing, &world.other, Some(&plan)).await;
    let overdue = format!("{LIST}?plan={plan}&overdue=true");
    assert_eq!(found(&world.standing, &overdue).await, [first.clone(), second.clone()], "June 2025 is over");
    let of_unit = format!("{LIST}?year=2025&organisation={}&state=PLANNED&content=6", world.unit);
    assert_eq!(found(&world.auditor, &of_unit).await, [first.as_str()]);
    let inspection = format!("{LIST}/{first}");
    let stale = [("if-match", "\"7\"")];
    let body = Some(notice().to_string().into_bytes());
    let stale = world.standing.send(reqwest::Method::POST, &format!("{inspection}/notice"), &stale, body).await;
    assert_eq!(stale.status, 412);
    let key = "thong-bao-1";
    let told = world.standing.post_with_key(&format!("{inspection}/notice"), &notice(), key).await;
    let again = world.standing.post_with_key(&format!("{inspection}/notice"), &notice(), key).await;
    assert_eq!((told.ok(), again.ok()["acts"].as_array().map(Vec::len)), (again.ok(), Some(1)), "once");
    assert_eq!(found(&world.standing, &overdue).await, [second.as_str()]);
    let tag = world.standing.get(&place).await.header("etag");
    let late = world.standing.put(&place, &tag, &edit).await;
    assert_eq!(late.problem(), (409, "INSPECTION_PLAN_ANNOUNCED".to_owned()));
    world.standing.post(&format!("{inspection}/minutes"), &minutes()).await.ok();
    let advice = json!({"text": "Rà soát hồ sơ chưa xử lý trên phần mềm", "dueDate": ahead(10)});
    let advice = world.standing.post(&format!("{inspection}/recommendations"), &advice).await.ok();
    let concluded = world.standing.post(&format!("{inspection}/conclusion"), &conclusion()).await.ok();
    assert_eq!((&concluded["state"], concluded.get("dueDate")), (&json!("CONCLUDED"), None));
    world.standing.post(&format!("{LIST}/{second}/cancellation"), &json!({"reason": "Đơn vị sáp nhập"})).await.ok();
    let tally = &world.auditor.get(&place).await.ok()["tally"];
    assert_eq!(
        *tally,
        json!({"planned": 0, "announced": 0, "conducted": 0, "concluded": 1, "cancelled": 1, "overdue": 0})
    );

    let advice = format!("{RECOMMENDATIONS}/{}", id(&advice));
    let text = |text: &str| json!({"text": text});
    assert_eq!(world.stranger.get(&advice).await.status, 404, "another unit's");
    assert_eq!(world.standing.post(&format!("{advice}/answer"), &text("Đã làm")).await.rule(), "P02");
    world.editor.post(&format!("{advice}/answer"), &text("Đang rà soát")).await.ok();
    world.standing.post(&format!("{advice}/return"), &text("Chưa có kết quả")).await.ok();
    let answer = json!({"text": "Đã rà soát 12 hồ sơ", "document": document("31/BC-UBND")});
    world.head.post(&format!("{advice}/answer"), &answer).await.ok();
    let accepted = world.standing.post(&format!("{advice}/acceptance"), &text("Đạt yêu cầu")).await.ok();
    let verbs: Vec<&Value> = accepted["acts"].as_array().expect("acts").iter().map(|act| &act["verb"]).collect();
    assert_eq!(verbs, ["ANSWER", "RETURN", "ANSWER", "ACCEPT"]);
    assert_eq!(world.head.get(&advice).await.ok()["state"], "ACCEPTED", "the unit reads it");
    let trail = all(&world.auditor, &format!("/v1/audit-entries?object={first}")).await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["INSPECTION_ENTERED", "INSPECTION_ANNOUNCED", "INSPECTION_CONDUCTED", "INSPECTION_CONCLUDED"]);
    world.service.stop().await;
}

/// Rules S30, M02, L35: before its notice a unit sees an inspection nowhere, and only its agency changes it.
pub(crate) async fn s30_a_unit_sees_nothing_before_the_notice_and_the_other_agency_changes_nothing(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let inspection = enter(&world, &world.appraisal, &world.unit, None).await;
    let place = format!("{LIST}/{inspection}");
    for person in [&world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(found(person, &format!("{LIST}?agency=APPRAISAL_AGENCY")).await, [inspection.as_str()]);
    }
    assert_eq!(world.admin.get(LIST).await.status, 403);
    for person in [&world.editor, &world.head, &world.stranger] {
        for query in ["", "?state=PLANNED", &format!("?organisation={}", world.unit)] {
            assert!(found(person, &format!("{LIST}{query}")).await.is_empty(), "{query}");
        }
        assert_eq!(person.get(&place).await.status, 404);
    }
    let refused = world.head.post(&format!("{place}/notice"), &notice()).await;
    assert_eq!((refused.problem().0, refused.rule()), (403, "S30".to_owned()), "and learns nothing of it");

    let change = json!({"plannedDate": ahead(3), "reason": "Đổi ngày"});
    let tag = world.standing.get(&place).await.header("etag");
    let edited = world.standing.put(&place, &tag, &change).await;
    assert_eq!((edited.problem().1.as_str(), edited.rule().as_str()), ("INSPECTION_OF_OTHER_AGENCY", "S30"));
    let reason = json!({"reason": "Không cần"});
    for (noun, body) in [("notice", notice()), ("cancellation", reason.clone())] {
        let refused = world.standing.post(&format!("{place}/{noun}"), &body).await;
        assert_eq!(refused.problem(), (403, "INSPECTION_OF_OTHER_AGENCY".to_owned()), "{noun}");
    }
    world.appraisal.put(&place, &tag, &change).await.ok();
    let early = json!({"document": document("7/TB"), "visitDate": ahead(-1), "members": ["Đoàn"]});
    let early = world.appraisal.post(&format!("{place}/notice"), &early).await;
    assert_eq!(early.violations(), ["/visitDate VISIT_DATE_UNFIT"]);
    let secret = json!({"document": document("7/TB"), "visitDate": today(), "members": ["Tổ MẬT"]});
    let secret = world.appraisal.post(&format!("{place}/notice"), &secret).await;
    assert_eq!(secret.violations(), ["/members/0 STATE_SECRET_NOT_ALLOWED L35"]);
    world.appraisal.post(&format!("{place}/notice"), &notice()).await.ok();
    for person in [&world.editor, &world.head] {
        assert_eq!(found(person, LIST).await, [inspection.as_str()], "from the notice on");
        assert_eq!(person.get(&place).await.ok()["notice"]["members"][0], "Trưởng đoàn (demo)");
    }
    assert!(found(&world.stranger, LIST).await.is_empty(), "another unit's");
    let tag = world.appraisal.get(&place).await.header("etag");
    let fixed = world.appraisal.put(&place, &tag, &change).await;
    assert_eq!((fixed.problem().1.as_str(), fixed.rule().as_str()), ("INSPECTION_STATE", "S30"));

    let unseen = enter(&world, &world.appraisal, &world.unit, None).await;
    world.appraisal.post(&format!("{LIST}/{unseen}/cancellation"), &reason).await.ok();
    assert_eq!(world.head.get(&format!("{LIST}/{unseen}")).await.status, 404, "given up before a notice");
    let own = json!({"campaign": campaign(&world).await, "organisation": id(&world.units["so-noi-vu"]),
        "plannedDate": today(), "reason": "Tự kiểm tra"});
    assert_eq!(world.appraisal.post(LIST, &own).await.violations(), ["/organisation INSPECTION_OF_ITSELF"]);
    let nowhere = json!({"campaign": campaign(&world).await, "organisation": world.unit, "plan": world.unit,
        "cycle": world.unit, "plannedDate": today(), "reason": "Kiểm tra"});
    assert_eq!(world.appraisal.post(LIST, &nowhere).await.violations(), ["/plan INSPECTION_PLAN_UNKNOWN"]);
    world.service.stop().await;
}

/// Rules P02, S30, S02: what an inspection of the appraisal agency finds on an official score is settled by the standing
/// agency, as corrected only after it has corrected the score.
pub(crate) async fn p02_a_finding_is_settled_as_corrected_only_after_its_report_was_put_right(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.final_report(&cycle).await;
    let inspection = enter(&world, &world.appraisal, &world.unit, None).await;
    let place = format!("{LIST}/{inspection}/findings");
    let content = |criterion: &str| {
        json!({"cycle": cycle, "criterion": criterion, "severity": "DEVIATION", "declared": "812/1000 hồ sơ",
            "found": "790 hồ sơ có đủ bước", "numerator": 790, "denominator": 1000})
    };
    let early = world.appraisal.post(&place, &content("H1")).await;
    assert_eq!((early.status, early.problem().1), (409, "INSPECTION_STATE".to_owned()), "before its minutes");
    conduct(&world.appraisal, &inspection).await;
    let unknown = world.appraisal.post(&place, &content("P1")).await;
    assert_eq!(unknown.violations(), ["/criterion CRITERION_UNKNOWN S02"]);
    let mut closed = content("H1");
    closed["cycle"] = json!(world.cycle("2023"));
    assert_eq!(world.appraisal.post(&place, &closed).await.violations(), ["/cycle UNIT_TAKES_NO_PART"]);
    assert_eq!(world.standing.post(&place, &content("H1")).await.rule(), "S30", "the other agency's inspection");
    let mut both = content("H1");
    both["count"] = json!(3);
    assert_eq!(world.appraisal.post(&place, &both).await.status, 400, "one value");
    let finding = world.appraisal.post(&place, &content("H1")).await.ok();
    let other = id(&world.appraisal.post(&place, &content("H2")).await.ok());
    let score = world.head.get(&format!("/v1/reports/{report}")).await.ok();
    assert_eq!((&score["verified"][0]["numerator"], &score["revision"]), (&json!(812), &json!(4)), "no figure changes");
    let open = format!("{FINDINGS}?organisation={}&cycle={cycle}&state=OPEN", world.unit);
    assert_eq!(found(&world.standing, &open).await, [id(&finding), other.clone()]);
    assert_eq!(found(&world.head, FINDINGS).await.len(), 2, "the unit reads its own");
    assert!(found(&world.stranger, FINDINGS).await.is_empty());

    let place = format!("{FINDINGS}/{}", id(&finding));
    let corrected = json!({"verdict": "CORRECTED", "text": "Đã đính chính điểm"});
    assert_eq!(world.appraisal.post(&format!("{place}/outcome"), &corrected).await.rule(), "S30");
    let early = world.standing.post(&format!("{place}/outcome"), &corrected).await;
    assert_eq!(early.violations(), ["/verdict REPORT_NOT_MENDED P02"]);
    let mut figures = verified();
    figures[0]["numerator"] = json!(790);
    figures[0]["reason"] = json!("Theo biên bản kiểm tra");
    let correction = json!({"reason": "Kết luận kiểm tra", "verification": {"figures": figures}});
    world.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    let unrelated = world.standing.post(&format!("{FINDINGS}/{other}/outcome"), &corrected).await;
    assert_eq!(unrelated.violations(), ["/verdict REPORT_NOT_MENDED P02"], "another criterion was corrected");
    let settled = world.standing.post(&format!("{place}/outcome"), &corrected).await.ok();
    assert_eq!((&settled["state"], &settled["report"]), (&json!("CORRECTED"), &json!(report)));
    assert_eq!(settled["outcome"]["mending"]["kind"], "CORRECTION");
    let twice = world.standing.post(&format!("{place}/outcome"), &corrected).await;
    assert_eq!((twice.status, twice.problem().1), (409, "INSPECTION_FINDING_SETTLED".to_owned()));
    let unfounded = json!({"verdict": "UNFOUNDED", "text": "Đơn vị đã bổ sung danh mục; số liệu đúng"});
    world.standing.post(&format!("{FINDINGS}/{other}/outcome"), &unfounded).await.ok();
    assert!(found(&world.standing, &open).await.is_empty());
    assert_eq!(world.head.get(&place).await.ok()["outcome"]["text"], "Đã đính chính điểm", "the unit reads it");
    world.service.stop().await;
}

/// Rules P02, L34: late answers are on a list, and of a unit that has ended nobody answers: its people read.
pub(crate) async fn p02_l34_an_answer_that_is_late_is_on_a_list_and_an_ended_unit_gives_none(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let inspection = enter(&world, &world.standing, &world.unit, None).await;
    let place = format!("{LIST}/{inspection}/recommendations");
    let advice = |days: i64| json!({"text": "Rà soát hồ sơ", "dueDate": ahead(days)});
    let early = world.standing.post(&place, &advice(2)).await;
    assert_eq!((early.status, early.problem().1), (409, "INSPECTION_STATE".to_owned()));
    conduct(&world.standing, &inspection).await;
    assert_eq!(world.standing.post(&place, &advice(-1)).await.violations(), ["/dueDate DUE_DATE_UNFIT"]);
    let first = id(&world.standing.post(&place, &advice(2)).await.ok());
    let second = id(&world.standing.post(&place, &advice(30)).await.ok());
    let overdue = format!("{RECOMMENDATIONS}?overdue=true&inspection={inspection}");
    assert!(found(&world.standing, &overdue).await.is_empty());
    world.service.running().clock().pass(chrono::TimeDelta::days(4));
    let (standing, head) = (sign_in(&world.service, "standing").await, sign_in(&world.service, "head").await);
    assert_eq!(found(&standing, &overdue).await, [first.as_str()]);
    assert_eq!(found(&head, &overdue).await, [first.as_str()], "the unit sees what it owes");
    let text = |text: &str| json!({"text": text});
    let late = head.post(&format!("{RECOMMENDATIONS}/{first}/answer"), &text("Đã rà soát")).await.ok();
    assert_eq!((&late["overdue"], &late["acts"][0]["dueDate"]), (&json!(false), &json!(ahead(2))));
    assert!(found(&standing, &overdue).await.is_empty());
    let returned = standing.post(&format!("{RECOMMENDATIONS}/{first}/return"), &text("Thiếu")).await;
    assert_eq!(returned.violations(), ["/dueDate DUE_DATE_UNFIT"], "the old day has passed");

    let yesterday = format!("UPDATE organisation SET valid_to = '{}' WHERE codes LIKE '%\"943\"%'", ahead(3));
    world.service.tamper("organisation", &yesterday);
    let place = format!("{RECOMMENDATIONS}/{second}");
    assert_eq!(head.get(&place).await.ok()["state"], "OPEN", "its people read");
    let gone = head.post(&format!("{place}/answer"), &text("Đã rà soát")).await;
    assert_eq!((gone.status, gone.problem().1, gone.rule()), (409, "UNIT_CLOSED".to_owned(), "L34".to_owned()));
    let withdrawal = json!({"reason": "Đơn vị đã kết thúc hoạt động"});
    assert_eq!(head.post(&format!("{place}/withdrawal"), &withdrawal).await.rule(), "S30");
    let withdrawn = standing.post(&format!("{place}/withdrawal"), &withdrawal).await.ok();
    assert_eq!(withdrawn["state"], "WITHDRAWN");
    world.service.stop().await;
}
