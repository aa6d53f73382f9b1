//! Reminders: the days that the standing agency plans, and which units are reminded on them.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

async fn set(person: &Person, plan: &str, body: &Value) -> Answer {
    person.send(Method::PUT, plan, &[], Some(body.to_string().into_bytes())).await
}

/// Day, distance and whether it is overdue, for the reminders of one unit.
fn of(unit: &str, reminders: &[Value]) -> Vec<(String, i64, bool)> {
    let own = reminders.iter().filter(|one| one["organisation"] == unit);
    own.map(|one| {
        let day = one["remindOnDate"].as_str().expect("a day").to_owned();
        (day, one["days"].as_i64().expect("days"), one["overdue"].as_bool().expect("overdue or not"))
    })
    .collect()
}

async fn granted(world: &World, head: &Person, cycle: &str, unit: &str, until: &str) {
    let ask = json!({"cycle": cycle, "organisation": unit, "untilDate": until, "reason": "Bảo trì"});
    let asked = head.post("/v1/extensions", &ask).await.ok();
    let decision = json!({"granted": true, "reason": "Có xác nhận của đơn vị vận hành"});
    world.standing.post(&format!("/v1/extensions/{}/decision", id(&asked)), &decision).await.ok();
}

/// Rule S27: by each unit's own due date, until it submits; a unit's people see their own unit only.
pub(crate) async fn s27_units_are_reminded_on_planned_days_until_they_hand_in(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let (plan, list) = (format!("/v1/cycles/{cycle}/reminder-plan"), format!("/v1/cycles/{cycle}/reminders"));
    let due = format!("{list}?from=2024-11-23&to=2024-12-03");
    assert_eq!(world::all(&world.auditor, &due).await.len(), 0, "nobody is reminded without a plan");
    let body = json!({"days": [3, -7, 0], "note": "  Liên hệ  Phòng CNTT. "});
    set(&world.standing, &plan, &body).await.ok();

    let everybody = world::all(&world.auditor, &due).await;
    let owing = world::all(&world.auditor, &format!("/v1/cycles/{cycle}/due-reports")).await;
    assert_eq!(everybody.len(), 3 * owing.len(), "every unit on each of three days, over several pages");
    let order = |one: &Value| (one["remindOnDate"].to_string(), one["organisation"].to_string());
    assert!(everybody.is_sorted_by(|one, other| order(one) < order(other)), "by day, then by unit");
    let three = [("2024-11-23", -7, false), ("2024-11-30", 0, false), ("2024-12-03", 3, true)]
        .map(|(day, days, overdue)| (day.to_owned(), days, overdue));
    assert_eq!(of(&world.unit, &everybody), three);
    let line = everybody.iter().find(|one| one["organisation"] == world.unit.as_str()).expect("the unit's line");
    let name = world.units["943"]["name"].as_str().expect("a name");
    assert_eq!((&line["organisationName"], &line["dueDate"]), (&json!(name), &json!("2024-11-30")));
    let vi = format!("Còn 7 ngày (đến hết 30/11/2024) để nộp báo cáo năm 2024 của {name}. Liên hệ Phòng CNTT.");
    let en = format!("{name}'s report on 2024 is due at the end of 30 November 2024: 7 days left. Liên hệ Phòng CNTT.");
    assert_eq!(line["message"], json!({"vi": vi, "en": en}));
    let quiet = format!("{list}?from=2024-11-24&to=2024-11-29");
    assert_eq!(world::all(&world.auditor, &quiet).await.len(), 0);

    // A unit's people see their own unit only; a role that reads no reports reads no reminders.
    let own = world::all(&world.editor, &due).await;
    assert_eq!((own.len(), of(&world.unit, &own).len()), (3, 3));
    let others = world::all(&world.stranger, &due).await;
    assert_eq!((others.len(), of(&world.other, &others).len()), (3, 3));
    assert_eq!(world.admin.get(&due).await.status, 403);

    // An extension changes the days of its unit only.
    granted(&world, &world.head, &cycle, &world.unit, &world::ahead(60)).await;
    let now = world::all(&world.standing, &due).await;
    assert_eq!((of(&world.unit, &now).len(), of(&world.other, &now).len()), (0, 3));
    let later = format!("{list}?from={}&to={}", world::ahead(26), world::ahead(86));
    let moved =
        [(53, -7, false), (60, 0, false), (63, 3, true)].map(|(day, days, overdue)| (world::ahead(day), days, overdue));
    assert_eq!(of(&world.unit, &world::all(&world.head, &later).await), moved);

    // A unit that has submitted is not reminded, unless the report is returned.
    let report = world.draft(&cycle).await;
    assert_eq!(world::all(&world.head, &later).await.len(), 3, "a draft is not handed in");
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    assert_eq!(world::all(&world.head, &later).await.len(), 0);
    let back = json!({"reason": "Thiếu phụ lục"});
    world.standing.post(&format!("/v1/reports/{report}/return"), &back).await.ok();
    assert_eq!(world::all(&world.head, &later).await.len(), 3);

    // A daily request needs no days: the default is today.
    assert_eq!(world::all(&world.stranger, &list).await.len(), 0);
    let today = world::today();
    granted(&world, &world.stranger, &cycle, &world.other, &today).await;
    let asked = world::all(&world.stranger, &list).await;
    assert_eq!(of(&world.other, &asked), [(today, 0, false)]);
    assert!(asked[0]["message"]["vi"].as_str().is_some_and(|vi| vi.starts_with("Hôm nay")), "{asked:?}");
    world.service.stop().await;
}

/// Rules S27, L40: the standing agency plans; errors in a plan are named, and a plan is changed only with a current
/// `ETag`.
pub(crate) async fn s27_l40_a_reminder_plan_is_the_standing_agencys(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.cycle("2024").to_owned();
    let plan = format!("/v1/cycles/{cycle}/reminder-plan");
    let days = |days: &[i64]| json!({"days": days});
    assert_eq!(world.head.get(&plan).await.problem(), (404, "NOT_FOUND".to_owned()));
    for person in [&world.editor, &world.head, &world.appraisal, &world.auditor, &world.admin] {
        assert_eq!(set(person, &plan, &days(&[0])).await.problem(), (403, "NOT_ALLOWED".to_owned()));
    }
    let refused = set(&world.standing, &plan, &days(&[0, 91, 0, -91])).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.violations(),
        ["/days/1 DAYS_OUT_OF_RANGE S27", "/days/2 DAYS_TWICE S27", "/days/3 DAYS_OUT_OF_RANGE S27"]
    );
    for (body, violation) in [
        (days(&[]), "/days LENGTH_OUT_OF_RANGE"),
        (days(&(0..=20).collect::<Vec<i64>>()), "/days LENGTH_OUT_OF_RANGE"),
        (json!({"days": [0], "note": "đ".repeat(501)}), "/note LENGTH_OUT_OF_RANGE"),
        (json!({"days": [0], "cycle": cycle}), "/cycle FIELD_UNKNOWN"),
    ] {
        let refused = set(&world.standing, &plan, &body).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{body}");
    }
    let part = set(&world.standing, &plan, &json!({"days": [0, 1.5]})).await;
    assert_eq!((part.status, part.violations()), (422, vec!["/days/1 NUMBER_NOT_WHOLE L29".to_owned()]));
    assert_eq!(world.standing.put(&plan, "\"1\"", &days(&[0])).await.problem(), (412, "STALE".to_owned()));
    assert_eq!(world.head.get(&plan).await.status, 404, "nothing was stored");

    let first = set(&world.standing, &plan, &days(&[3, -7])).await;
    assert_eq!((first.header("etag").as_str(), &first.ok()["days"]), ("\"1\"", &json!([-7, 3])));
    let second = world.standing.put(&plan, "\"1\"", &days(&[0])).await;
    assert_eq!((second.ok()["revision"].as_i64(), id(&second.json())), (Some(2), id(&first.json())));
    assert_eq!(world.standing.put(&plan, "\"1\"", &days(&[5])).await.problem(), (412, "STALE".to_owned()));
    let shown = world.editor.get(&plan).await;
    assert_eq!((shown.header("etag").as_str(), &shown.ok()["days"]), ("\"2\"", &json!([0])));
    assert!(shown.json()["note"].is_null());
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&first.json()))).await;
    let kinds: Vec<&str> = trail.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    assert_eq!(kinds, ["REMINDER_PLAN_SET", "REMINDER_PLAN_SET"]);

    // A cycle that is not open has no reminders; impossible days are refused, each at its parameter.
    let list = format!("/v1/cycles/{cycle}/reminders");
    assert_eq!(world::all(&world.standing, &format!("{list}?from=2024-11-01&to=2024-12-31")).await.len(), 0);
    for (query, violation) in [
        ("from=2024-11-23&to=2024-11-22", "?to OUT_OF_RANGE"),
        ("from=2024-01-01&to=2024-04-11", "?to OUT_OF_RANGE"),
        ("from=2024-01-01", "?to OUT_OF_RANGE"),
        ("from=23.11.2024", "?from PARAMETER_MALFORMED"),
        ("to=0024-11-23", "?to PARAMETER_MALFORMED"),
        ("on=2024-11-23", "?on PARAMETER_UNKNOWN"),
    ] {
        let refused = world.standing.get(&format!("{list}?{query}")).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{query}");
    }
    world.standing.get(&format!("{list}?from=2024-01-01&to=2024-04-10")).await.ok();
    world.service.stop().await;
}

/// What a list of due reports costs is bounded by its page: a report that cannot be read any more spoils neither the
/// agencies' list nor the line of another unit.
pub(crate) async fn found_a11_due_reports_read_no_reports(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    let list = format!("/v1/cycles/{cycle}/due-reports");
    let spoil = "UPDATE report SET figures = 'spoilt', verified = 'spoilt', adjustments = 'spoilt', review = 'spoilt', \
                 scorecard = 'spoilt', explanations = 'spoilt', return_items = 'spoilt'";
    world.service.tamper("report", spoil);
    let lost = world.standing.get(&format!("/v1/reports/{report}")).await;
    assert_eq!(lost.problem().0, 500, "the report itself cannot be read");
    let lines = world::all(&world.standing, &list).await;
    let line = lines.iter().find(|line| line["organisation"] == world.unit.as_str()).expect("the unit's line");
    assert_eq!((&line["due"], &line["report"]), (&json!("FILED"), &json!(report)));

    // Nothing at all of a unit that is not on the page is read.
    world.service.tamper("report", "UPDATE report SET filings = 'spoilt'");
    let whole = world.standing.get(&format!("{list}?group=DISTRICT&limit=100")).await;
    assert_eq!(whole.problem().0, 500, "the filings of the units on the page are read");
    let own = world::all(&world.stranger, &list).await;
    assert_eq!((own.len(), &own[0]["organisation"]), (1, &json!(world.other)));
    let communes = world::all(&world.standing, &format!("{list}?group=COMMUNE")).await;
    assert!(!communes.is_empty(), "another tier is listed");
    world.service.stop().await;
}
