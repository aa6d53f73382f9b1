//! Extensions: time is requested, granted or refused, and the due date stays.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::ids::ExtensionId;
use domain::registry::organisation::Organisation;
use domain::reporting::extension::{Extension, Punctuality, granted_until, punctuality};
use domain::reporting::report::Report;
use domain::reporting::warning::History;
use uuid::Uuid;

use crate::world::{
    DIGEST, OTHER, admitted, cycle, day, draft_report, head, hour, now, of_all_trades, participant, set, standing,
    taken, told, unit,
};

fn asked(
    until: NaiveDate,
    earlier: &[Extension],
) -> Result<domain::base::step::Step<Extension>, domain::base::refusal::Refusal> {
    let id = ExtensionId(Uuid::nil());
    Extension::request(
        id,
        (&cycle(), participant(&unit()).as_ref()),
        &unit(),
        earlier,
        (until, "Bảo trì"),
        &head(),
        now(),
    )
}

/// Rule S27: a report is on time, within an extension or late, by the ends of days in the province.
#[test]
fn s27_on_time_within_an_extension_and_late_are_three_facts() {
    let granted = taken(taken(asked(day(2024, 12, 5), &[])).decide(true, "Có xác nhận", &standing(), now()));
    let refused = taken(taken(asked(day(2024, 12, 20), &[])).decide(false, "Chưa rõ", &standing(), now()));
    let longest = granted_until(&[granted, refused.clone()]);
    let at = |instant| punctuality(&cycle(), longest, instant);
    let (due, extended) = (hour(day(2024, 12, 1), 0), hour(day(2024, 12, 6), 0));
    let moment = TimeDelta::milliseconds(1);
    assert_eq!([at(due - moment), at(due)], [Punctuality::OnTime, Punctuality::WithinExtension]);
    assert_eq!([at(extended - moment), at(extended)], [Punctuality::WithinExtension, Punctuality::Late]);
    assert_eq!(
        punctuality(&cycle(), granted_until(&[refused]), due),
        Punctuality::Late,
        "what was refused extends nothing"
    );
}

/// The head requests, the standing agency decides, never the same person (rule L19), one request at a time.
#[test]
fn l19_whoever_asks_for_time_does_not_grant_it() {
    let until = day(2024, 12, 5);
    let ask = |actor: &_| {
        let id = ExtensionId(Uuid::nil());
        Extension::request(
            id,
            (&cycle(), participant(&unit()).as_ref()),
            &unit(),
            &[],
            (until, "Bảo trì"),
            actor,
            now(),
        )
    };
    assert_eq!(admitted(ask), ["Trưởng"]);
    let waiting = taken(asked(until, &[]));
    assert_eq!(admitted(|actor| waiting.clone().decide(true, "Có xác nhận", actor, now())), ["Thường"]);
    let both = of_all_trades(0xee);
    let own = taken(ask(&both));
    assert_eq!(told(own.decide(true, "Có xác nhận", &both, now())), ["not allowed: FOUR_EYES L19"]);
    assert_eq!(told(asked(until, std::slice::from_ref(&waiting))), ["wrong state: EXTENSION_WAITS -"]);
    assert_eq!(told(asked(day(2024, 11, 30), &[])), ["invalid: UNTIL_OUT_OF_RANGE - /untilDate"]);
    let decided = taken(waiting.decide(true, "Có xác nhận", &standing(), now()));
    assert_eq!(told(decided.clone().decide(false, "Thôi", &standing(), now())), ["wrong state: EXTENSION_DECIDED -"]);
    assert_eq!(taken(asked(until, &[decided])).number, 2, "asked again after it was decided");
}

/// A submission on 3 December, three days after the due date, and an extension that is granted on a later day.
fn granted_later(until: NaiveDate, filed: DateTime<Utc>) -> (Report, Extension) {
    let submit = (&cycle(), &set(), &[][..]);
    let report = taken(draft_report().submit(submit, History::default(), DIGEST.to_owned(), &head(), filed));
    let request = taken(asked(until, &[]));
    (report, taken(request.decide(true, "Có xác nhận", &standing(), hour(day(2024, 12, 9), 9))))
}

/// Rules S27, L37: an extension that is granted after the submission counts for it; the trail says so, and the receipt
/// stays.
#[test]
fn found_b15_s27_an_extension_granted_later_counts_and_is_recorded() {
    let filed = hour(day(2024, 12, 3), 15);
    let excuse = |until| {
        let (report, extension) = granted_later(until, filed);
        assert_eq!((report.late, report.punctuality()), (true, Some(Punctuality::Late)));
        report.excuse(&extension, &standing(), hour(day(2024, 12, 9), 9)).expect("allowed")
    };
    let (excused, event) = excuse(day(2024, 12, 3)).expect("its last day is the day of the submission").into_parts();
    assert_eq!((excused.late, excused.punctuality()), (false, Some(Punctuality::WithinExtension)));
    let receipts: Vec<Punctuality> = excused.filings.iter().map(|filing| filing.punctuality).collect();
    assert_eq!(receipts, [Punctuality::Late], "the receipt says what held when it was given");
    let change = event.changes.first().expect("a change");
    assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("LATE"), Some("WITHIN_EXTENSION")));
    assert_eq!(event.reason.as_deref(), Some("Có xác nhận"));
    assert!(excuse(day(2024, 12, 2)).is_none(), "the day before the submission");
}

/// Rule S27: what was not late, or was not granted, or is another unit's changes nothing.
#[test]
fn found_b15_s27_only_a_granted_extension_of_the_unit_counts() {
    let (late, extension) = granted_later(day(2024, 12, 5), hour(day(2024, 12, 3), 15));
    let at = hour(day(2024, 12, 9), 9);
    let none =
        |report: Report, extension: &Extension| report.excuse(extension, &standing(), at).expect("allowed").is_none();
    let (in_time, _) = granted_later(day(2024, 12, 5), hour(day(2024, 11, 20), 9));
    assert!(none(in_time, &extension));
    let waiting = taken(asked(day(2024, 12, 5), &[]));
    assert!(none(late.clone(), &waiting));
    assert!(none(late.clone(), &taken(waiting.decide(false, "Không", &standing(), at))));
    assert!(none(late.clone(), &Extension { organisation: OTHER, ..extension.clone() }));
    assert!(none(draft_report(), &extension), "nothing was submitted");
    assert_eq!(told(late.excuse(&extension, &head(), at)), ["not allowed: NOT_ALLOWED -"]);
}

/// More time is not asked for beyond a plausible day, nor by a unit that has no place in the cycle.
#[test]
fn found_b19_l30_an_extension_stays_within_a_year_and_the_units_life() {
    assert_eq!(told(asked(day(2025, 11, 30), &[])), ["done"]);
    assert_eq!(told(asked(day(2025, 12, 1), &[])), ["invalid: UNTIL_OUT_OF_RANGE - /untilDate"]);
    let ask = |unit: &Organisation| {
        let id = ExtensionId(Uuid::nil());
        told(Extension::request(
            id,
            (&cycle(), participant(unit).as_ref()),
            unit,
            &[],
            (day(2024, 12, 5), "Bảo trì"),
            &head(),
            now(),
        ))
    };
    let closed = |last| Organisation { valid_to: Some(last), ..unit() };
    let begun = |first| Organisation { valid_from: first, ..unit() };
    assert_eq!(ask(&closed(day(2023, 12, 31))), ["out of season: UNIT_CLOSED L30"]);
    assert_eq!(ask(&begun(day(2025, 1, 1))), ["out of season: UNIT_NOT_BEGUN L30"]);
    assert_eq!(
        (ask(&closed(day(2024, 1, 1))), ask(&begun(day(2024, 12, 31)))),
        (vec!["done".to_owned()], vec!["done".to_owned()])
    );
}
