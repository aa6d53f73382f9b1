//! Notices: whoever must act is told, once, not before its day, and without personal data (rule P04).

use chrono::{NaiveDate, TimeDelta};
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::access::machine_client::register;
use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, all, id, sign_in};
use crate::honours::certificate;
use crate::integration::webhook_receiver::{Endpoint, Mode, Receiver, active, start, until};

const LIST: &str = "/v1/notices";

/// Kind and stage of what somebody is told, newest first.
async fn told(person: &Person, query: &str) -> Vec<String> {
    let found = all(person, &format!("{LIST}{query}")).await;
    let word = |one: &Value, name: &str| one[name].as_str().expect("a word").to_owned();
    found.iter().map(|one| format!("{} {}", word(one, "kind"), word(one, "stage"))).collect()
}

async fn of_kind(person: &Person, kind: &str) -> Vec<Value> {
    all(person, &format!("{LIST}?kind={kind}")).await
}

async fn unread(person: &Person) -> i64 {
    person.get(&format!("{LIST}/unread")).await.ok()["unread"].as_i64().expect("a number")
}

/// Announces something to some units, and returns its identifier.
async fn announce(world: &World, person: &Person, title: &str, units: &[&str], until: Option<&str>) -> String {
    let campaign = id(&all(person, "/v1/campaigns").await[0]);
    let mut body = json!({"campaign": campaign, "kind": "ANNOUNCEMENT", "title": title, "text": "Lời nhắn kín đáo",
        "contents": [6], "recipients": {"units": units}});
    if let Some(until) = until {
        body["acknowledgeByDate"] = json!(until);
    }
    assert!(units.iter().all(|unit| world.units.values().any(|one| one["id"] == *unit)), "units of this world");
    id(&person.post("/v1/guidance", &body).await.ok())
}

/// The province's day of an instant, and its first instant, `days` later.
fn midnight(day: &str, days: i64) -> chrono::DateTime<chrono::Utc> {
    let day: NaiveDate = day.parse().expect("a day");
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::days(days) - TimeDelta::hours(7)
}

/// Moves the clock of the service to so many seconds before an instant.
fn pass_to(world: &World, instant: chrono::DateTime<chrono::Utc>, before: i64) {
    let clock = world.service.running().clock();
    let time = instant - TimeDelta::seconds(before) - clock.now();
    assert!(TimeDelta::zero() < time, "{time}");
    clock.pass(time + TimeDelta::seconds(1));
}

async fn granted(standing: &Person, head: &Person, cycle: &str, unit: &str, until: &str) {
    let ask = json!({"cycle": cycle, "organisation": unit, "untilDate": until, "reason": "Bảo trì hệ thống"});
    let asked = head.post("/v1/extensions", &ask).await.ok();
    assert_eq!(of_kind(standing, "EXTENSION_TO_DECIDE").await.len(), 1);
    let decision = json!({"granted": true, "reason": "Có xác nhận"});
    standing.post(&format!("/v1/extensions/{}/decision", id(&asked)), &decision).await.ok();
    assert_eq!(of_kind(standing, "EXTENSION_TO_DECIDE").await.len(), 0, "decided");
}

/// Rules P04, L41: from the opening to the final score, each who must act is told once.
pub(crate) async fn p04_l41_whoever_must_act_is_told_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    assert!(told(&world.head, "").await.is_empty(), "nothing is to be done yet");
    let cycle = world.open("2024").await;
    for person in [&world.editor, &world.head, &world.stranger] {
        // Of the days that have passed the last alone is told.
        assert_eq!(told(person, "").await, ["REPORT_DUE OVERDUE"]);
    }
    let due = of_kind(&world.head, "REPORT_DUE").await.remove(0);
    assert_eq!((&due["dueDate"], &due["remindOnDate"]), (&json!("2024-11-30"), &json!("2024-12-01")));
    assert_eq!(
        (&due["cycle"], &due["cycleCode"], &due["href"]),
        (&json!(cycle), &json!("2024"), &json!(format!("/v1/cycles/{cycle}")),)
    );
    assert!(
        due["cycleName"]["vi"].is_string() && due.get("subjectLabel").is_none(),
        "unit and cycle say it all: {due}"
    );
    assert_eq!((&due["recipient"], &due["organisationCode"]), (&json!(world.unit), &json!("943")));
    let filed = format!("?cycle={cycle}&unread=true&campaign={}", due["campaign"].as_str().expect("a movement"));
    assert_eq!(told(&world.head, &filed).await.len(), 1);
    assert!(told(&world.appraisal, "").await.is_empty());
    for person in [&world.auditor, &world.admin, &world.media] {
        assert_eq!(person.get(LIST).await.rule(), "P04");
        assert_eq!(person.get(&format!("{LIST}/unread")).await.status, 403);
    }
    assert_eq!(world.service.anybody().get(LIST).await.status, 401);

    // A draft changes nothing, a step that is refused tells nobody, and a repeated request tells nobody again.
    let report = world.draft(&cycle).await;
    let place = format!("/v1/reports/{report}");
    assert_eq!(world.editor.step(&format!("{place}/submission")).await.status, 403);
    assert!(of_kind(&world.standing, "REPORT_TO_VERIFY").await.is_empty());
    let key = "nop-mot-lan";
    for _ in 0..2 {
        world.head.post_with_key(&format!("{place}/submission"), &json!({}), key).await.ok();
    }
    let waiting = of_kind(&world.standing, "REPORT_TO_VERIFY").await;
    assert_eq!(
        (waiting.len(), &waiting[0]["href"], &waiting[0]["organisation"]),
        (1, &json!(place), &json!(world.unit),)
    );
    assert!(told(&world.head, "").await.is_empty(), "the unit has done its part");
    let over = world.head.get(&format!("{LIST}/{}", id(&due))).await.ok();
    assert!(over["settledAt"].is_string() && told(&world.head, "?settled=true").await == ["REPORT_DUE OVERDUE"]);
    assert_eq!(told(&world.stranger, "").await.len(), 1, "another unit's report is still due");

    // Of two who return it at once, one does, and the unit is told once.
    let back = json!({"reason": "Thiếu phụ lục của ông Lý Bí Danh"});
    let returning = format!("{place}/return");
    let (one, other) = tokio::join!(world.standing.post(&returning, &back), world.standing.post(&returning, &back));
    assert_eq!([one.status, other.status].iter().filter(|status| **status == 200).count(), 1);
    let returned = of_kind(&world.head, "REPORT_RETURNED").await;
    assert_eq!((returned.len(), &returned[0]["href"]), (1, &json!(place)));
    assert!(of_kind(&world.head, "REPORT_DUE").await.is_empty(), "one word for one need");
    assert!(of_kind(&world.standing, "REPORT_TO_VERIFY").await.is_empty());
    // It comes back a second time, and then it is told a second time.
    world.head.step(&format!("{place}/submission")).await.ok();
    assert_eq!(of_kind(&world.standing, "REPORT_TO_VERIFY").await.len(), 1);
    world.standing.post(&returning, &back).await.ok();
    assert_eq!(all(&world.head, &format!("{LIST}?kind=REPORT_RETURNED&settled=true")).await.len(), 1);
    assert_eq!(of_kind(&world.head, "REPORT_RETURNED").await.len(), 1);
    world.head.step(&format!("{place}/submission")).await.ok();
    world.verify(&report, &world::verified()).await;
    assert_eq!(of_kind(&world.standing, "REPORT_TO_VERIFY").await.len(), 0);
    assert_eq!(of_kind(&world.standing, "REPORT_TO_FINALISE").await.len(), 1);
    world.standing.step(&format!("{place}/finalisation")).await.ok();
    assert!(of_kind(&world.standing, "REPORT_TO_FINALISE").await.is_empty());

    // Another unit's notice is not there, by whatever way.
    let theirs = id(&all(&world.stranger, LIST).await[0]);
    for path in [format!("{LIST}/{theirs}"), format!("{LIST}/{}", world.unit)] {
        assert_eq!(world.head.get(&path).await.problem().0, 404, "{path}");
        assert_eq!(world.head.step(&format!("{path}/reading")).await.problem().0, 404, "{path}");
    }
    let beyond = world.head.post(&format!("{LIST}/reading"), &json!({"upTo": theirs})).await;
    assert_eq!(beyond.problem().0, 404);
    for (query, violation) in [
        ("kind=REPORT", "?kind PARAMETER_MALFORMED"),
        ("unread=yes", "?unread PARAMETER_MALFORMED"),
        ("person=x", "?person PARAMETER_UNKNOWN"),
        ("limit=101", "?limit LIMIT_OUT_OF_RANGE"),
    ] {
        let refused = world.head.get(&format!("{LIST}?{query}")).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{query}");
    }
    world.service.stop().await;
}

/// Rules P04, S27: nobody is reminded before the day begins in the province, and an extension moves the day.
pub(crate) async fn p04_s27_reminders_come_on_their_day_and_follow_an_extension(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let due = world::ahead(60);
    granted(&world.standing, &world.head, &cycle, &world.unit, &due).await;
    assert_eq!(told(&world.head, "?kind=REPORT_DUE").await, ["REPORT_DUE ARISEN"], "the new day replaces the old one");
    assert_eq!(told(&world.head, "?kind=REPORT_DUE&settled=true").await, ["REPORT_DUE OVERDUE"]);
    assert_eq!(told(&world.head, "?kind=EXTENSION_DECIDED").await, ["EXTENSION_DECIDED ARISEN"]);
    assert_eq!(told(&world.stranger, "").await, ["REPORT_DUE OVERDUE"], "the other unit has its old day");

    // The moments before and after midnight in the province, seven hours ahead of UTC.
    pass_to(&world, midnight(&due, -7), 120);
    let head = sign_in(&world.service, "head").await;
    assert_eq!(told(&head, "?kind=REPORT_DUE").await, ["REPORT_DUE ARISEN"], "a moment before its day");
    pass_to(&world, midnight(&due, -7), -1);
    assert_eq!(told(&head, "?kind=REPORT_DUE").await, ["REPORT_DUE DUE_SOON", "REPORT_DUE ARISEN"]);
    let soon = of_kind(&head, "REPORT_DUE").await.remove(0);
    assert_eq!(soon["at"], json!(midnight(&due, -7).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)));
    assert_eq!(unread(&head).await, 3);

    // A further extension settles what was told of the old day; of it nothing more is told.
    let standing = sign_in(&world.service, "standing").await;
    let later = world::ahead(90);
    granted(&standing, &head, &cycle, &world.unit, &later).await;
    let now = of_kind(&head, "REPORT_DUE").await;
    assert_eq!((now.len(), &now[0]["dueDate"], &now[0]["stage"]), (1, &json!(later), &json!("ARISEN")));
    pass_to(&world, midnight(&due, 1), -60);
    // Another account of the unit, for one name signs in five times in a row.
    let editor = sign_in(&world.service, "editor").await;
    assert_eq!(of_kind(&editor, "REPORT_DUE").await.len(), 1, "the old day is over and was not told");
    pass_to(&world, midnight(&later, 1), -1);
    let head = sign_in(&world.service, "head").await;
    let stages = ["REPORT_DUE OVERDUE", "REPORT_DUE DUE_SOON", "REPORT_DUE ARISEN"];
    assert_eq!(told(&head, "?kind=REPORT_DUE").await, stages);
    let days = of_kind(&head, "REPORT_DUE").await;
    assert!(days.iter().all(|one| one["dueDate"] == json!(later)), "{days:?}");

    // The plan of reminders says other days; what has passed is not made up for one by one.
    let standing = sign_in(&world.service, "standing").await;
    let plan = json!({"days": [-30, -20, 2], "note": "Gọi bà Phạm Thị Thường Trực"});
    let place = format!("/v1/cycles/{cycle}/reminder-plan");
    standing.send(Method::PUT, &place, &[], Some(plan.to_string().into_bytes())).await.ok();
    assert_eq!(told(&head, "?kind=REPORT_DUE").await, ["REPORT_DUE ARISEN"]);
    pass_to(&world, midnight(&later, 2), -1);
    let head = sign_in(&world.service, "head").await;
    assert_eq!(told(&head, "?kind=REPORT_DUE").await, ["REPORT_DUE OVERDUE", "REPORT_DUE ARISEN"]);
    let report = id(&head
        .post("/v1/reports", &json!({"cycle": cycle, "organisation": world.unit, "figures": world::figures()}))
        .await
        .ok());
    head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    assert!(of_kind(&head, "REPORT_DUE").await.is_empty(), "handed in");
    world.service.stop().await;
}

/// Rule P04: each account reads for itself.
pub(crate) async fn p04_read_marks_belong_to_an_account(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for title in ["Một", "Hai", "Ba"] {
        announce(&world, &world.standing, title, &[&world.unit], None).await;
    }
    assert_eq!((unread(&world.head).await, unread(&world.editor).await, unread(&world.stranger).await), (3, 3, 0));
    let list = all(&world.head, LIST).await;
    let moments: Vec<&str> = list.iter().filter_map(|one| one["at"].as_str()).collect();
    assert!(moments.is_sorted_by(|one, other| one >= other) && list.iter().all(|one| one["readAt"].is_null()));
    // Page by page it is the same list.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    for _ in 0..3 {
        let page = world.head.get(&format!("{LIST}?limit=1{cursor}")).await.ok();
        paged.push(page["items"][0].clone());
        cursor = format!("&cursor={}", page["nextCursor"].as_str().unwrap_or_default());
    }
    assert_eq!((paged, cursor.as_str()), (list.clone(), "&cursor="));

    let middle = format!("{LIST}/{}/reading", id(&list[1]));
    let first = world.head.step(&middle).await.ok();
    assert!(first["readAt"].is_string());
    assert_eq!(world.head.step(&middle).await.ok(), first, "a second mark changes nothing");
    assert_eq!((unread(&world.head).await, unread(&world.editor).await), (2, 3));
    assert_eq!(all(&world.head, &format!("{LIST}?unread=true")).await.len(), 2);
    assert_eq!(all(&world.head, &format!("{LIST}?unread=false")).await, [first]);
    assert!(world.editor.get(&format!("{LIST}/{}", id(&list[1]))).await.ok()["readAt"].is_null());

    let place = format!("{LIST}/reading");
    let to_middle = json!({"upTo": id(&list[1])});
    let (one, other) = tokio::join!(world.head.post(&place, &to_middle), world.head.post(&place, &to_middle));
    assert!(one.ok()["marked"].as_i64().max(other.ok()["marked"].as_i64()) == Some(1), "the oldest was not marked");
    assert_eq!(unread(&world.head).await, 1, "what was told since stays unread");
    assert_eq!(world.head.post(&place, &json!({"upTo": id(&list[0])})).await.ok()["marked"], 1);
    assert_eq!((unread(&world.head).await, unread(&world.editor).await), (0, 3));
    for body in [json!({}), json!({"upTo": "x"}), json!({"upTo": id(&list[0]), "all": true})] {
        assert_eq!(world.head.post(&place, &body).await.problem().0, 400, "{body}");
    }
    announce(&world, &world.appraisal, "Bốn", &[&world.unit, &world.other], None).await;
    assert_eq!((unread(&world.head).await, unread(&world.stranger).await), (1, 1));

    // What is done for the unit is done for all its people, and for no other unit.
    let guidance = all(&world.head, LIST).await[0]["subject"].as_str().expect("an id").to_owned();
    let own = json!({"organisation": world.unit});
    world.editor.post(&format!("/v1/guidance/{guidance}/acknowledgements"), &own).await.ok();
    assert_eq!((unread(&world.head).await, unread(&world.editor).await, unread(&world.stranger).await), (0, 3, 1));
    let reason = json!({"reason": "Gửi nhầm"});
    world.appraisal.post(&format!("/v1/guidance/{guidance}/withdrawal"), &reason).await.ok();
    assert_eq!(unread(&world.stranger).await, 0, "withdrawn");
    world.service.stop().await;
}

/// Rule P04: the roles of today decide who is told; a unit that has ended sees what is left to do.
pub(crate) async fn p04_who_gets_a_role_sees_what_stands_and_who_loses_it_nothing_more(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let first = announce(&world, &world.standing, "Một", &[&world.unit, &world.other], None).await;
    announce(&world, &world.standing, "Hai", &[&world.unit], None).await;
    let own = json!({"organisation": world.unit});
    world.editor.post(&format!("/v1/guidance/{first}/acknowledgements"), &own).await.ok();
    assert_eq!(told(&world.stranger, "").await.len(), 1);

    let account = format!("/v1/accounts/{}", world.accounts["stranger"]);
    let role = json!({"role": "UNIT_EDITOR", "organisation": world.unit});
    world.admin.post(&format!("{account}/grants"), &role).await.ok();
    let stranger = sign_in(&world.service, "stranger").await;
    let seen = all(&stranger, LIST).await;
    let units: Vec<&Value> = seen.iter().map(|one| &one["recipientCode"]).collect();
    assert_eq!(units, ["943", "942"], "what stands of both units");
    world.admin.post(&format!("{account}/grant-endings"), &role).await.ok();
    let seen = all(&stranger, LIST).await;
    assert_eq!(seen.iter().map(|one| &one["recipientCode"]).collect::<Vec<&Value>>(), ["942"]);

    let ended = "UPDATE organisation SET valid_to = '2025-06-30' WHERE codes LIKE '%\"943\"%'";
    world.service.tamper("organisation", ended);
    let head = sign_in(&world.service, "head").await;
    assert_eq!(told(&head, "").await, ["GUIDANCE_TO_ACKNOWLEDGE ARISEN"]);
    world.service.stop().await;
}

/// Rules P04, L36: a dossier goes its way, and nobody is named.
pub(crate) async fn p04_l36_a_notice_names_nobody(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let name = "Ngô Thị Kín Tiếng";
    let nomination = world.nominate(&cycle, &world::individual(name)).await;
    let place = format!("/v1/nominations/{nomination}");
    let (head, standing, appraisal) = (&world.head, &world.standing, &world.appraisal);
    let reason = json!({"reason": format!("Bổ sung minh chứng của {name}")});
    world.step(head, &nomination, "submission", json!({})).await.ok();
    let waiting = of_kind(standing, "NOMINATION_TO_RECEIVE").await;
    let label = waiting[0]["subjectLabel"]["vi"].as_str().expect("what it is");
    assert_eq!(waiting.len(), 1);
    assert!(label.starts_with("Bằng khen của Chủ tịch UBND tỉnh, cá nhân, hồ sơ lập ngày "), "{label}");
    world.step(standing, &nomination, "return", reason.clone()).await.ok();
    assert_eq!(of_kind(head, "NOMINATION_RETURNED").await[0]["href"], json!(place));
    assert!(of_kind(standing, "NOMINATION_TO_RECEIVE").await.is_empty());
    world.step(head, &nomination, "submission", json!({})).await.ok();
    world.step(standing, &nomination, "receipt", json!({})).await.ok();
    assert_eq!(of_kind(standing, "NOMINATION_TO_FORWARD").await.len(), 1);
    world.step(standing, &nomination, "forwarding", json!({})).await.ok();
    assert_eq!(of_kind(appraisal, "NOMINATION_TO_APPRAISE").await.len(), 1);

    // Another agency is asked; its head is told, and nobody else of it.
    world.enter_years().await;
    let ask = json!({"organisation": world.other, "question": format!("Về {name}?"), "days": 5});
    let asked = world.step(appraisal, &nomination, "consultations", ask).await.ok();
    let consulted = of_kind(&world.stranger, "CONSULTATION_TO_ANSWER").await;
    assert_eq!(
        (consulted.len(), &consulted[0]["audience"], &consulted[0]["href"]),
        (1, &json!("UNIT_HEAD"), &json!(format!("/v1/consultations/{}", id(&asked))),)
    );
    assert!(consulted[0]["dueDate"].is_string(), "{}", consulted[0]);
    let reply = json!({"agrees": true, "text": "Thống nhất"});
    world.stranger.post(&format!("/v1/consultations/{}/reply", id(&asked)), &reply).await.ok();
    assert!(of_kind(&world.stranger, "CONSULTATION_TO_ANSWER").await.is_empty());

    world.step(appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    world.step(appraisal, &nomination, "presentation", json!({})).await.ok();
    assert_eq!(of_kind(&world.decision, "NOMINATION_TO_DECIDE").await.len(), 1);
    assert!(of_kind(appraisal, "NOMINATION_TO_PRESENT").await.is_empty());
    // A step that is undone is undone for those who were told.
    world.step(appraisal, &nomination, "reversal", reason).await.ok();
    assert!(of_kind(&world.decision, "NOMINATION_TO_DECIDE").await.is_empty());
    assert_eq!(of_kind(appraisal, "NOMINATION_TO_PRESENT").await.len(), 1);

    let mut said = String::new();
    for person in [&world.editor, head, &world.stranger, standing, appraisal, &world.decision] {
        for settled in ["false", "true"] {
            said += &person.get(&format!("{LIST}?limit=100&settled={settled}")).await.text;
        }
    }
    assert!(said.contains("NOMINATION_TO_DECIDE") && said.contains(&nomination), "all was read");
    for person in [name, "Kín Tiếng", "Trần Thị Trưởng", "Phạm Thị Thường Trực", "minh chứng", "Thống nhất"]
    {
        assert!(!said.contains(person), "{person} stands in a notice");
    }
    world.service.stop().await;
}

/// Rules P04, L11: a unit is told that its dossier was found not eligible, and that its award is public.
pub(crate) async fn p04_l11_a_unit_is_told_what_became_of_its_dossiers(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Lý Văn Chưa")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": false, "reason": "Chưa đủ tiêu chuẩn"})),
    ] {
        assert!(of_kind(&world.head, "NOMINATION_INELIGIBLE").await.is_empty());
        world.step(person, &nomination, noun, body).await.ok();
    }
    let refused = of_kind(&world.head, "NOMINATION_INELIGIBLE").await;
    assert_eq!((refused.len(), &refused[0]["actionNeeded"]), (1, &json!(false)));
    assert_eq!(refused[0]["href"], json!(format!("/v1/nominations/{nomination}")));
    world.step(&world.appraisal, &nomination, "reversal", json!({"reason": "Nhập nhầm"})).await.ok();
    assert!(of_kind(&world.head, "NOMINATION_INELIGIBLE").await.is_empty(), "it is undone");

    let public = certificate::published(&world, &cycle, "Ngô Thị Sáng Kiến", 7).await;
    let awarded = of_kind(&world.editor, "AWARD_PUBLISHED").await;
    assert_eq!((awarded.len(), &awarded[0]["actionNeeded"]), (1, &json!(false)));
    assert!(of_kind(&world.stranger, "AWARD_PUBLISHED").await.is_empty());
    world.decision.post(&certificate::revoking(&public), &certificate::revocation()).await.ok();
    assert!(of_kind(&world.editor, "AWARD_PUBLISHED").await.is_empty(), "revoked");
    world.service.stop().await;
}

/// Rules P04, S30, S31, P01, P02, P03: what the agencies do beside measuring tells, too.
pub(crate) async fn p04_the_work_of_the_agencies_is_told(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = id(&all(&world.standing, "/v1/campaigns").await[0]);
    let text = |text: &str| json!({"text": text});
    let body = json!({"campaign": campaign, "organisation": world.unit, "addressee": "STANDING_AGENCY",
        "title": "Chưa kết nối được", "text": "Phần mềm không có giao diện", "contents": [6]});
    let difficulty = format!("/v1/difficulties/{}", id(&world.editor.post("/v1/difficulties", &body).await.ok()));
    assert_eq!(told(&world.standing, "").await, ["DIFFICULTY_TO_ANSWER ARISEN"]);
    let referral = json!({"to": "APPRAISAL_AGENCY", "text": "Thuộc nghiệp vụ khen thưởng"});
    world.standing.post(&format!("{difficulty}/referral"), &referral).await.ok();
    assert!(told(&world.standing, "").await.is_empty(), "it waits for the other agency now");
    assert_eq!(told(&world.appraisal, "").await, ["DIFFICULTY_TO_ANSWER ARISEN"]);
    world.appraisal.post(&format!("{difficulty}/answer"), &text("Theo Phụ lục")).await.ok();
    let answered = all(&world.head, LIST).await;
    assert_eq!((&answered[0]["kind"], &answered[0]["actionNeeded"]), (&json!("DIFFICULTY_ANSWERED"), &json!(false)));
    world.standing.post(&format!("{difficulty}/escalation"), &text("Kính trình")).await.ok();
    assert_eq!(told(&world.decision, "").await, ["DIFFICULTY_TO_CONCLUDE ARISEN"]);
    assert!(told(&world.head, "").await.is_empty(), "the answer is no longer the last word");

    // An inspection: the notice, a recommendation with its day, the answer, the return with a later day.
    let document = json!({"number": "7/TB-SKHCN", "date": "2025-01-15", "issuer": "Sở Khoa học và Công nghệ",
        "title": "Kiểm tra"});
    let entry = json!({"campaign": campaign, "organisation": world.unit, "plannedDate": world::ahead(30),
        "contents": [6], "reason": "Đối chiếu số liệu"});
    let inspection = id(&world.appraisal.post("/v1/inspections", &entry).await.ok());
    let inspection = format!("/v1/inspections/{inspection}");
    assert!(told(&world.head, "").await.is_empty(), "what is intended is not told");
    let notice = json!({"document": document, "visitDate": world::ahead(0), "members": ["Ông Lý Bí Danh"]});
    world.appraisal.post(&format!("{inspection}/notice"), &notice).await.ok();
    let announced = all(&world.head, LIST).await;
    assert_eq!(announced[0]["dueDate"], json!(world::ahead(0)), "{announced:?}");
    assert_eq!(told(&world.head, "").await, ["INSPECTION_ANNOUNCED ARISEN"]);
    assert!(!announced[0].to_string().contains("Lý Bí Danh"));
    let minutes = json!({"date": world::today(), "participants": ["Đoàn kiểm tra"], "text": "Đối chiếu 200 hồ sơ"});
    world.appraisal.post(&format!("{inspection}/minutes"), &minutes).await.ok();
    assert!(told(&world.head, "").await.is_empty(), "the visit took place");
    let advice = json!({"text": "Rà soát hồ sơ", "dueDate": world::ahead(20)});
    let advice = id(&world.appraisal.post(&format!("{inspection}/recommendations"), &advice).await.ok());
    let advice = format!("/v1/recommendations/{advice}");
    assert_eq!(told(&world.head, "").await, ["RECOMMENDATION_TO_ANSWER ARISEN"]);
    world.head.post(&format!("{advice}/answer"), &text("Đang rà soát")).await.ok();
    assert!(told(&world.head, "").await.is_empty());
    assert_eq!(told(&world.appraisal, "").await, ["RECOMMENDATION_ANSWERED ARISEN"], "the agency that asked");
    assert!(!told(&world.standing, "").await.contains(&"RECOMMENDATION_ANSWERED ARISEN".to_owned()));
    let back = json!({"text": "Chưa có kết quả", "dueDate": world::ahead(40)});
    world.appraisal.post(&format!("{advice}/return"), &back).await.ok();
    let again = of_kind(&world.head, "RECOMMENDATION_TO_ANSWER").await;
    assert_eq!((again.len(), &again[0]["dueDate"]), (1, &json!(world::ahead(40))));
    pass_to(&world, midnight(&world::ahead(40), 1), -1);
    let head = sign_in(&world.service, "head").await;
    let stages = ["OVERDUE", "DUE_SOON", "ARISEN"].map(|stage| format!("RECOMMENDATION_TO_ANSWER {stage}"));
    assert_eq!(told(&head, "?kind=RECOMMENDATION_TO_ANSWER").await, stages);
    world.service.stop().await;
}

/// Rules P04, L36: notices go signed to the client of the unit, each once, and to no public endpoint.
pub(crate) async fn p04_l36_notices_are_sent_to_the_units_own_client_alone(engine: Engine) {
    let world = start(engine).await;
    let url = world.service.url();
    let (private, public) = (Receiver::new(Mode::Answer(200)).await, Receiver::new(Mode::Answer(200)).await);
    let machine = register(&world, &["webhooks.manage", "notices.read"], "OWN").await;
    let client = machine.token(&url).await;
    let wanted = |feed: &str| json!({"name": "Trục liên thông", "url": private.url, "feed": feed});
    for scope in ["webhooks.manage", "notices.read"] {
        let other = register(&world, &[scope], "EVERY").await.token(&url).await;
        let refused = other.post("/v1/webhooks", &wanted("NOTICES")).await;
        assert_eq!(refused.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()), "{scope} alone");
    }
    let refused = world.admin.post("/v1/webhooks", &wanted("NOTICES")).await;
    assert_eq!((refused.problem().1.as_str(), refused.rule()), ("NOTICES_FOR_CLIENTS", "P04".to_owned()));
    let mut kinds = wanted("NOTICES");
    kinds["kinds"] = json!(["AWARD_REVOKED"]);
    assert_eq!(client.post("/v1/webhooks", &kinds).await.violations(), ["/kinds WEBHOOK_KINDS_UNFIT"]);
    assert_eq!(client.post("/v1/webhooks", &wanted("ALL")).await.violations(), ["/feed WORD_UNKNOWN"]);
    let endpoint = Endpoint::of(&client.post("/v1/webhooks", &wanted("NOTICES")).await.ok());
    announce(&world, &world.standing, "Trước khi nhận", &[&world.unit], None).await;
    assert_eq!(endpoint.test(&client).await["state"], "DELIVERED");
    let open = active(&client, &public).await;
    let tag = client.get(&endpoint.path).await.header("etag");
    let exchanged = client.put(&endpoint.path, &tag, &wanted("PUBLIC_CHANGES")).await;
    assert_eq!(exchanged.violations(), ["/feed WEBHOOK_FEED_FIXED"]);

    let due = world::ahead(30);
    announce(&world, &world.standing, "Tiêu đề kín", &[&world.unit], Some(&due)).await;
    announce(&world, &world.standing, "Của đơn vị khác", &[&world.other], None).await;
    until("the unit's client is told", async || !private.told("notice.told").is_empty()).await;
    let call = private.told("notice.told").remove(0);
    assert_eq!(endpoint.signed(&call), ["v1", "v1a"]);
    let event = call.json();
    let listed = all(&client, LIST).await;
    assert_eq!(listed.len(), 2, "the list has what was told before the endpoint was there");
    assert_eq!((&event["data"]["notice"], &event["timestamp"]), (&listed[0], &listed[0]["at"]));
    assert_eq!(event["data"].as_object().map(serde_json::Map::len), Some(1));
    assert!(!call.body.contains("Tiêu đề kín") && !call.body.contains("kín đáo"), "{}", call.body);
    until("it is noted", async || endpoint.deliveries(&client, "PENDING").await.is_empty()).await;
    let logged = endpoint.deliveries(&client, "DELIVERED").await;
    assert_eq!(logged.iter().filter(|one| one["notice"] == listed[0]["id"]).count(), 1);
    let path = format!("{}/deliveries/{}", endpoint.path, id(logged.last().expect("a delivery")));
    assert_eq!(client.get(&path).await.ok()["payload"], json!(call.body));
    let shown = world.admin.get(&path).await.ok();
    assert!(shown["payload"].is_null(), "the administrator has no business with it: {shown}");
    client.step(&format!("{LIST}/{}/reading", id(&listed[0]))).await.ok();
    assert_eq!((unread(&client).await, unread(&world.head).await), (1, 2), "the client reads for itself");

    // While the client is closed nothing is sent.
    let told = |id: &Value| {
        let calls = private.told("notice.told");
        calls.iter().filter(|call| call.json()["data"]["notice"]["id"] == *id).count()
    };
    let ground = json!({"reason": "Nghi lộ khóa"});
    world.admin.post(&format!("{}/suspension", machine.path()), &ground).await.ok();
    announce(&world, &world.standing, "Trong lúc khóa", &[&world.unit], None).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(private.told("notice.told").len(), 1);
    world.admin.step(&format!("{}/restoration", machine.path())).await.ok();
    announce(&world, &world.standing, "Sau khi mở", &[&world.unit], None).await;
    let newest = all(&machine.token(&url).await, LIST).await.remove(0);
    until("the next one is told", async || told(&newest["id"]) == 1).await;

    // A reminder is sent on its day, once, also if two processes send.
    let another = world.service.another().await;
    pass_to(&world, midnight(&due, -7), -1);
    another.clock().pass(world.service.running().clock().now() - another.clock().now());
    let head = sign_in(&world.service, "head").await;
    let reminder = all(&head, LIST).await.remove(0);
    assert_eq!((&reminder["stage"], &reminder["subject"]), (&json!("DUE_SOON"), &listed[0]["subject"]));
    until("the reminder is told", async || told(&reminder["id"]) == 1).await;
    let standing = sign_in(&world.service, "standing").await;
    announce(&world, &standing, "Cuối cùng", &[&world.unit], None).await;
    let last = all(&head, LIST).await.remove(0);
    until("and what comes after it", async || told(&last["id"]) == 1).await;
    for one in all(&head, LIST).await {
        assert!(told(&one["id"]) <= 1, "{one} was told twice");
    }
    another.stop().await.expect("the other process stops");

    // Nothing of this is public.
    assert_eq!(public.calls().iter().map(|call| call.kind()).collect::<Vec<String>>(), ["webhook.test"]);
    let client = machine.token(&url).await;
    assert_eq!(all(&client, &format!("{}/deliveries", open.path)).await.len(), 1);
    let changes = world.service.anybody().get("/v1/public/changes").await;
    assert!(!changes.text.contains("notice"), "{}", changes.text);
    world.service.stop().await;
}

/// Rules P04, L36: an administrator stops an endpoint for a unit's notices, and directs none of them to himself.
pub(crate) async fn p04_l36_an_administrator_stops_the_endpoint_of_notices_and_does_not_direct_it(engine: Engine) {
    let world = start(engine).await;
    let url = world.service.url();
    let (private, elsewhere) = (Receiver::new(Mode::Answer(200)).await, Receiver::new(Mode::Answer(200)).await);
    let machine = register(&world, &["webhooks.manage", "notices.read"], "OWN").await;
    let client = machine.token(&url).await;
    let wanted = |url: &str| json!({"name": "Trục liên thông", "url": url, "feed": "NOTICES"});
    let endpoint = Endpoint::of(&client.post("/v1/webhooks", &wanted(&private.url)).await.ok());
    assert_eq!(endpoint.test(&client).await["state"], "DELIVERED");
    announce(&world, &world.standing, "Tiêu đề kín", &[&world.unit], None).await;
    until("the unit's client is told", async || !private.told("notice.told").is_empty()).await;
    until("it is noted", async || endpoint.deliveries(&client, "PENDING").await.is_empty()).await;
    let logged = endpoint.deliveries(&client, "DELIVERED").await;
    let path = format!("{}/deliveries/{}", endpoint.path, id(logged.last().expect("a delivery")));

    // That it exists, and how it fares, he sees; what it was sent and what it answered he does not.
    let tag = client.get(&endpoint.path).await.header("etag");
    assert_eq!(world.admin.get(&endpoint.path).await.ok()["feed"], "NOTICES");
    assert_eq!(endpoint.deliveries(&world.admin, "DELIVERED").await.len(), logged.len());
    let (seen, shown) = (client.get(&path).await.ok(), world.admin.get(&path).await.ok());
    assert!(seen["payload"].is_string() && seen["log"][0]["excerpt"] == "heard ", "{seen}");
    assert!(shown["payload"].is_null() && shown["log"][0]["excerpt"].is_null(), "{shown}");
    assert_eq!((&shown["log"][0]["outcome"], &shown["log"][0]["status"]), (&json!("DELIVERED"), &json!(200)));

    // None of the ways by which the next notice would reach him, or the same one again.
    let refused = |answer: Answer| {
        let said = (answer.problem(), answer.rule());
        assert_eq!(said, ((403, "WEBHOOK_NOTICES_PRIVATE".to_owned()), "P04".to_owned()), "{}", answer.text);
    };
    for url in [&elsewhere.url, &private.url] {
        refused(world.admin.put(&endpoint.path, &tag, &wanted(url)).await);
    }
    for noun in ["rotation", "test"] {
        refused(world.admin.step(&format!("{}/{noun}", endpoint.path)).await);
    }
    refused(world.admin.step(&format!("{path}/replay")).await);
    assert_eq!(client.get(&endpoint.path).await.header("etag"), tag, "nothing has changed");

    // He stops a leak; that he did so is no way to start it again, and its owner may.
    let ground = json!({"reason": "Nghi lộ thông báo"});
    world.admin.post(&format!("{}/suspension", endpoint.path), &ground).await.ok();
    announce(&world, &world.standing, "Trong lúc tắt", &[&world.unit], None).await;
    refused(world.admin.step(&format!("{}/restoration", endpoint.path)).await);
    assert_eq!(endpoint.state(&client).await, "DISABLED");
    client.step(&format!("{}/restoration", endpoint.path)).await.ok();
    until("its owner goes on", async || private.told("notice.told").len() == 2).await;
    let tag = client.get(&endpoint.path).await.header("etag");
    client.put(&endpoint.path, &tag, &wanted(&private.url)).await.ok();
    client.step(&format!("{}/rotation", endpoint.path)).await.ok();
    client.step(&format!("{path}/replay")).await.ok();
    until("and sends again", async || private.told("notice.told").len() == 3).await;

    // Of public changes an administrator still manages the endpoint of a client.
    let body = json!({"name": "Cổng tỉnh", "url": private.url});
    let open = Endpoint::of(&client.post("/v1/webhooks", &body).await.ok());
    assert_eq!(open.test(&world.admin).await["log"][0]["excerpt"], "heard ");
    let tag = world.admin.get(&endpoint.path).await.header("etag");
    let removed = world.admin.send(Method::DELETE, &endpoint.path, &[("if-match", tag.as_str())], None).await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    assert_eq!(client.get(&endpoint.path).await.problem().0, 404);
    assert!(elsewhere.calls().is_empty(), "nothing was ever sent there");
    world.service.stop().await;
}
