//! Extensions: time is requested, granted or refused, and the due date stays.

use chrono::{NaiveDate, TimeDelta};
use domain::base::ids::ExtensionId;
use domain::reporting::extension::{Extension, Punctuality, granted_until, punctuality};
use uuid::Uuid;

use crate::world::{admitted, cycle, day, head, hour, now, of_all_trades, standing, taken, told, unit};

fn asked(
    until: NaiveDate,
    earlier: &[Extension],
) -> Result<domain::base::step::Step<Extension>, domain::base::refusal::Refusal> {
    let id = ExtensionId(Uuid::nil());
    Extension::request(id, (&cycle(), &unit()), earlier, (until, "Bảo trì"), &head(), now())
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
        Extension::request(id, (&cycle(), &unit()), &[], (until, "Bảo trì"), actor, now())
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
