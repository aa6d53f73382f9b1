//! Reminders: a plan's days, counted from each unit's own due date.

use chrono::{NaiveDate, TimeDelta};
use domain::base::code::GroupCode;
use domain::base::event::{Change, EventKind};
use domain::base::ids::{ExtensionId, ReminderPlanId};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::base::text::Text;
use domain::planning::cycle::Cycle;
use domain::planning::participant::Participant;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::extension::{Extension, granted_until};
use domain::reporting::reminder::{DAYS_MAX, NOTE_CHARS_MAX, Reminder, ReminderPlan, ReminderTerms, reminders};
use domain::reporting::report::{Report, ReportState};
use domain::reporting::standing::{Begun, Standing};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    OTHER, admitted, cycle, day, draft_report, head, hour, now, organisation, planned, report_in, standing,
    submitted_report, taken, told, unit,
};

const PLAN: ReminderPlanId = ReminderPlanId(Uuid::from_u128(0x4e4d));

fn terms(days: &[i64]) -> ReminderTerms {
    ReminderTerms { days: days.to_vec(), note: None }
}

fn asked(terms: ReminderTerms) -> Result<Step<ReminderPlan>, Refusal> {
    ReminderPlan::set(PLAN, &cycle(), terms, &standing(), now())
}

fn plan(days: &[i64]) -> ReminderPlan {
    taken(asked(terms(days)))
}

fn other() -> Organisation {
    organisation(OTHER, "UBND xã An Lạc Tây", PlanLevel::Commune, OrganisationKind::PeoplesCommittee)
}

/// A unit without a report and without an extension.
fn bare(organisation: Organisation) -> Standing {
    // The group of a unit that the cycle does not measure has no set.
    let group = GroupCode::of_level(organisation.level);
    let (unit, cycle) = (organisation.id, cycle().id);
    let participant = Participant { cycle, unit, group, placed_by: None, exempt: None, left_out: None };
    Standing { organisation, participant, begun: None, granted_until: None }
}

/// Two units, due on 30 November 2024; the second with its report, if it has one, and with its extensions.
fn two(report: Option<&Report>, extensions: &[Extension]) -> [Standing; 2] {
    let begun = report.map(|report| Begun {
        report: report.id,
        state: report.state,
        punctuality: report.filings.first().map(|filing| filing.punctuality),
    });
    [bare(other()), Standing { begun, granted_until: granted_until(extensions), ..bare(unit()) }]
}

fn extended(until: NaiveDate) -> Extension {
    let asked = Extension::request(
        ExtensionId(Uuid::nil()),
        (&cycle(), None),
        &unit(),
        &[],
        (until, "Bảo trì"),
        &head(),
        now(),
    );
    taken(taken(asked).decide(true, "Có xác nhận", &standing(), now()))
}

/// Day, distance and unit of every reminder.
fn lines(found: &[Reminder]) -> Vec<(String, i64, &str)> {
    found.iter().map(|one| (one.on.to_string(), one.days, one.name.as_str())).collect()
}

fn whenever() -> (NaiveDate, NaiveDate) {
    (day(2024, 1, 1), day(2025, 12, 31))
}

/// Rule S27: a day of the plan counts if it is in the requested range, both ends included.
#[test]
fn s27_units_are_reminded_by_day_then_by_unit_before_on_and_after_the_due_date() {
    let (plan, cycle, two) = (plan(&[3, -7, 0]), cycle(), two(None, &[]));
    let (department, commune) = ("Sở Y tế", "UBND xã An Lạc Tây");
    let found = reminders(&plan, &cycle, &two, (day(2024, 11, 23), day(2024, 12, 3)));
    assert_eq!(
        lines(&found),
        [
            ("2024-11-23".to_owned(), -7, department),
            ("2024-11-23".to_owned(), -7, commune),
            ("2024-11-30".to_owned(), 0, department),
            ("2024-11-30".to_owned(), 0, commune),
            ("2024-12-03".to_owned(), 3, department),
            ("2024-12-03".to_owned(), 3, commune),
        ]
    );
    let overdue: Vec<bool> = found.iter().map(Reminder::is_overdue).collect();
    assert_eq!(overdue, [false, false, false, false, true, true], "on the day itself nobody is late");
    assert!(found.iter().all(|one| one.due == day(2024, 11, 30)));
    let between = (day(2024, 11, 24), day(2024, 11, 29));
    assert_eq!(reminders(&plan, &cycle, &two, between), [], "no day of the plan");
    let on_the_day = (day(2024, 11, 30), day(2024, 11, 30));
    assert_eq!(reminders(&plan, &cycle, &two, on_the_day).len(), 2);
}

/// Rule S27: the due date is the unit's own, so an extension moves its days and no other unit's.
#[test]
fn s27_an_extension_moves_the_days_of_its_unit() {
    let found = reminders(&plan(&[-7, 1]), &cycle(), &two(None, &[extended(day(2024, 12, 5))]), whenever());
    let (department, commune) = ("Sở Y tế", "UBND xã An Lạc Tây");
    assert_eq!(
        lines(&found),
        [
            ("2024-11-23".to_owned(), -7, commune),
            ("2024-11-28".to_owned(), -7, department),
            ("2024-12-01".to_owned(), 1, commune),
            ("2024-12-06".to_owned(), 1, department),
        ]
    );
    // The day after the last one is the first late day.
    let [_, own] = two(None, &[extended(day(2024, 12, 5))]);
    let last = own.last_day(&cycle()).expect("a last day");
    let late = |days: i64| own.is_late_at(&cycle(), hour(last, 9) + TimeDelta::days(days));
    assert_eq!((last, late(0), late(1)), (day(2024, 12, 5), false, true));
    let waits =
        Extension::request(ExtensionId(Uuid::nil()), (&cycle(), None), &unit(), &[], (last, "Bảo trì"), &head(), now());
    let [_, own] = two(None, &[taken(waits)]);
    assert_eq!(own.last_day(&cycle()), Some(day(2024, 11, 30)), "what only waits moves nothing");
}

/// Rule S27: a unit that has submitted gets no reminder, until the report is returned.
#[test]
fn s27_a_report_that_was_handed_in_is_not_reminded_of() {
    let found = |report: Report| reminders(&plan(&[-7]), &cycle(), &two(Some(&report), &[]), whenever()).len();
    assert_eq!((found(draft_report()), found(submitted_report())), (2, 1));
    for state in ReportState::ALL {
        let waiting = matches!(state, ReportState::Draft | ReportState::Returned);
        assert_eq!(found(report_in(*state)), if waiting { 2 } else { 1 }, "{state}");
        assert_eq!(state.is_handed_in(), !waiting, "{state}");
    }
}

/// Rule S27: a list of some due dates misses none for which the plan has a reminder.
#[test]
fn s27_the_due_dates_of_a_span_are_those_whose_days_may_lie_in_it() {
    let plan = plan(&[3, -7, 0]);
    let span = (day(2024, 11, 23), day(2024, 12, 3));
    let (first, last) = plan.due_dates(span).expect("days");
    assert_eq!((first, last), (day(2024, 11, 20), day(2024, 12, 10)));
    let days = |due| plan.days_for(due, span).collect::<Vec<_>>();
    assert_eq!((days(first), days(last)), (vec![(span.0, 3)], vec![(span.1, -7)]));
    assert_eq!((days(day(2024, 11, 19)), days(day(2024, 12, 11))), (Vec::new(), Vec::new()));
    assert_eq!(days(day(2024, 11, 30)), [(span.0, -7), (day(2024, 11, 30), 0), (span.1, 3)], "the earliest first");
}

/// Rules S27, L30: a unit that need not report gets no reminder, nor does any unit before a due date is set.
#[test]
fn s27_l30_only_those_who_owe_a_report_are_reminded() {
    let closed = Organisation { valid_to: Some(day(2023, 12, 31)), ..unit() };
    let firm = organisation(OTHER, "Công ty", PlanLevel::Enterprise, OrganisationKind::Enterprise);
    let asked = |cycle: Cycle, organisations: Vec<Organisation>| {
        let standings: Vec<Standing> = organisations.into_iter().map(bare).collect();
        reminders(&plan(&[0]), &cycle, &standings, whenever())
    };
    assert_eq!(asked(cycle(), vec![closed, firm]), []);
    assert_eq!(asked(planned(2024), vec![unit()]), []);
    assert_eq!(asked(Cycle { due_date: None, ..cycle() }, vec![unit()]), []);
}

/// Rule S27: the sentences as a clerk reads them, with the plan's note at the end.
#[test]
fn s27_a_message_says_what_is_due_when_and_how_many_days_are_left() {
    let note = Some("  Liên hệ  Phòng CNTT.\n".to_owned());
    let plan = taken(asked(ReminderTerms { days: vec![3, -7, 0, -1], note }));
    assert_eq!(
        (plan.terms.days.as_slice(), plan.terms.note.as_deref()),
        (&[-7, -1, 0, 3][..], Some("Liên hệ Phòng CNTT."))
    );
    let one = [bare(unit())];
    let said: Vec<Text> = reminders(&plan, &cycle(), &one, whenever()).into_iter().map(|one| one.message).collect();
    assert_eq!(
        said,
        [
            Text::new(
                "Còn 7 ngày (đến hết 30/11/2024) để nộp báo cáo năm 2024 của Sở Y tế. Liên hệ Phòng CNTT.",
                "Sở Y tế's report on 2024 is due at the end of 30 November 2024: 7 days left. Liên hệ Phòng CNTT.",
            ),
            Text::new(
                "Còn 1 ngày (đến hết 30/11/2024) để nộp báo cáo năm 2024 của Sở Y tế. Liên hệ Phòng CNTT.",
                "Sở Y tế's report on 2024 is due at the end of 30 November 2024: 1 day left. Liên hệ Phòng CNTT.",
            ),
            Text::new(
                "Hôm nay là ngày cuối (đến hết 30/11/2024) để nộp báo cáo năm 2024 của Sở Y tế. Liên hệ Phòng CNTT.",
                "Sở Y tế's report on 2024 is due today, at the end of 30 November 2024. Liên hệ Phòng CNTT.",
            ),
            Text::new(
                "Đã quá hạn 3 ngày (hạn đến hết 30/11/2024); đề nghị nộp ngay báo cáo năm 2024 của Sở Y tế. \
                 Liên hệ Phòng CNTT.",
                "Sở Y tế's report on 2024 is 3 days overdue: it was due at the end of 30 November 2024. \
                 Liên hệ Phòng CNTT.",
            ),
        ]
    );
}

/// Rule S27: every invalid day is named at its pointer in the request.
#[test]
fn s27_a_plan_has_one_to_twenty_different_days_near_the_due_date() {
    assert_eq!(told(asked(terms(&[]))), ["invalid: DAYS_COUNT_OUT_OF_RANGE S27 /days"]);
    let many: Vec<i64> = (0..=20).collect();
    assert_eq!(many.len(), DAYS_MAX + 1);
    assert_eq!(told(asked(terms(&many))), ["invalid: DAYS_COUNT_OUT_OF_RANGE S27 /days"]);
    assert_eq!(
        told(asked(terms(&[7, -91, 0, 7, 91, 7]))),
        [
            "invalid: DAYS_OUT_OF_RANGE S27 /days/1",
            "invalid: DAYS_TWICE S27 /days/3",
            "invalid: DAYS_OUT_OF_RANGE S27 /days/4",
            "invalid: DAYS_TWICE S27 /days/5",
        ]
    );
    assert_eq!(told(asked(terms(&[i64::MIN, i64::MAX]))).len(), 2);
    assert_eq!(plan(&[90, -90]).terms.days, [-90, 90]);
    let noted = |note: String| asked(ReminderTerms { days: vec![0], note: Some(note) });
    assert_eq!(told(noted("đ".repeat(NOTE_CHARS_MAX))), ["done"]);
    assert_eq!(told(noted("đ".repeat(NOTE_CHARS_MAX + 1))), ["invalid: NOTE_TOO_LONG S27 /note"]);
    assert_eq!(taken(noted(" \n".to_owned())).terms.note, None, "nothing was said");
}

/// Rules S27, L37: the standing agency sets the plan, and the audit trail keeps the previous one.
#[test]
fn s27_l37_the_standing_agency_sets_and_changes_a_plan() {
    assert_eq!(admitted(|actor| ReminderPlan::set(PLAN, &cycle(), terms(&[0]), actor, now())), ["Thường"]);
    assert_eq!(admitted(|actor| plan(&[0]).change(&cycle(), terms(&[1]), actor, now())), ["Thường"]);
    let (set, event) = asked(terms(&[0, -7])).expect("open").into_parts();
    assert_eq!((set.cycle, event.kind, event.object), (cycle().id, EventKind::ReminderPlanSet, PLAN.0));
    let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
        field: field.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    assert_eq!(event.changes, [change("days", None, Some("-7 0"))]);
    let anew = ReminderTerms { days: vec![-7, 0], note: Some("Gọi 0299".to_owned()) };
    let (changed, event) = set.change(&cycle(), anew, &standing(), now()).expect("open").into_parts();
    assert_eq!(event.changes, [change("note", None, Some("Gọi 0299"))], "only what changed");
    assert_eq!((changed.id, changed.terms.days), (PLAN, vec![-7, 0]));
}
