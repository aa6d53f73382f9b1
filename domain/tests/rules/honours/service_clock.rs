//! Clocks of working days, with holidays, a working Saturday, and pauses.

use chrono::{Days, NaiveDate};
use domain::base::citation::Citation;
use domain::base::ids::{Revision, WorkYearId};
use domain::honours::service_clock::{Pause, PauseCause, Reading, ServiceClock};
use domain::registry::work_year::{SpecialDay, SpecialDays, WorkYear};
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::day;

/// An invented year with holidays at plausible days of Tết, Giỗ Tổ, 30 April to 1 May and 2 September, and one Saturday
/// that is worked instead.
fn year(year: i32, holidays: &[(u32, u32)], worked: &[(u32, u32)]) -> WorkYear {
    let special = |days: &[(u32, u32)]| -> Vec<SpecialDay> {
        days.iter().map(|(month, date)| SpecialDay { date: day(year, *month, *date), name: "thử".to_owned() }).collect()
    };
    let days = SpecialDays {
        holidays: special(holidays),
        working_days: special(worked),
        documents: vec![Citation { url: Some("https://example.org/lich".to_owned()), ..Citation::default() }],
        provisional: false,
    };
    WorkYear { id: WorkYearId(Uuid::nil()), year, days, revision: Revision::FIRST }
}

pub(super) fn years() -> Vec<WorkYear> {
    let tet = [(1, 22), (1, 23), (1, 24), (1, 27), (1, 28)];
    let rest = [(4, 1), (4, 30), (5, 1), (9, 1), (9, 2)];
    vec![year(2031, &[tet.as_slice(), &rest].concat(), &[(2, 8)])]
}

pub(super) fn clock(start: NaiveDate, days: u16) -> ServiceClock {
    ServiceClock { start, days: Some(days), pauses: Vec::new(), end: None }
}

fn due(clock: &ServiceClock) -> Option<NaiveDate> {
    clock.read(&years(), clock.start).due
}

/// Rules L10, L43: the table of cases.
#[test]
fn l10_l43_due_dates_go_around_holidays_and_take_worked_saturdays() {
    for (start, days, expected, what) in [
        ((1, 20), 1, (1, 21), "a plain Tuesday"),
        ((1, 21), 1, (1, 29), "over Tết and its weekend"),
        ((2, 7), 1, (2, 8), "a compensatory Saturday is worked"),
        ((2, 7), 2, (2, 10), "and the Sunday after it is not"),
        ((3, 31), 1, (4, 2), "over Giỗ Tổ"),
        ((4, 29), 1, (5, 2), "over 30 April and 1 May"),
        ((8, 29), 1, (9, 3), "over a weekend and 2 September"),
        ((1, 20), 25, (2, 28), "twenty-five days, Tết and the Saturday in them"),
        ((1, 25), 0, (1, 25), "none at all"),
    ] {
        let start = day(2031, start.0, start.1);
        assert_eq!(due(&clock(start, days)), Some(day(2031, expected.0, expected.1)), "{what}");
    }
}

/// Rule L43: a year that has not been entered is an error, for the start of the clock and after it.
#[test]
fn l43_a_missing_year_is_no_monday_to_friday() {
    let missing = |reading: &Reading| reading.unknown.as_ref().map(|reason| reason.code);
    let ahead = clock(day(2031, 12, 20), 25).read(&years(), day(2031, 12, 24));
    assert_eq!((missing(&ahead), ahead.due, ahead.used), (Some("WORK_YEAR_MISSING"), None, Some(3)), "known so far");
    let behind = clock(day(2030, 12, 31), 0).read(&years(), day(2031, 1, 2));
    assert_eq!((missing(&behind), behind.used, behind.overdue), (Some("WORK_YEAR_MISSING"), None, false));
    let endless = ServiceClock { days: None, ..clock(day(2031, 2, 3), 0) };
    assert_eq!(missing(&endless.read(&years(), day(2031, 2, 5))), None, "without a limit no later year is needed");
}

/// Rule L12: the clock is paused while the dossier is with its unit, and shows why.
#[test]
fn l12_a_pause_stops_the_clock() {
    let start = day(2031, 3, 3);
    let away = |from: u32, to: Option<u32>| Pause {
        cause: PauseCause::Supplement,
        from: day(2031, 3, from),
        to: to.map(|to| day(2031, 3, to)),
    };
    let paused = ServiceClock { pauses: vec![away(5, None)], ..clock(start, 5) };
    let reading = paused.read(&years(), day(2031, 3, 14));
    let expected = Reading {
        due: None,
        used: Some(1),
        remaining: Some(4),
        paused: Some(PauseCause::Supplement),
        overdue: false,
        provisional: false,
        unknown: None,
    };
    assert_eq!(reading, expected, "only the 4th counted");
    let resumed = ServiceClock { pauses: vec![away(5, Some(12))], ..clock(start, 5) };
    let reading = resumed.read(&years(), day(2031, 3, 12));
    assert_eq!((reading.used, reading.due), (Some(2), Some(day(2031, 3, 17))));
    let same_day = ServiceClock { pauses: vec![away(5, Some(5))], ..clock(start, 5) };
    assert_eq!(due(&same_day), due(&clock(start, 5)), "back on the same day takes nothing");
    let late = clock(start, 5).read(&years(), day(2031, 3, 11));
    assert_eq!((late.remaining, late.overdue, late.due), (Some(-1), true, Some(day(2031, 3, 10))));
    let done = ServiceClock { end: Some(day(2031, 3, 10)), ..clock(start, 5) };
    let reading = done.read(&years(), day(2031, 6, 1));
    assert_eq!((reading.used, reading.overdue), (Some(5), false), "it ended in time, whenever it is looked at");
}

proptest! {
    /// Pauses never lose or add a day: used days are the working days on which the clock ran, however pauses meet.
    #[test]
    fn l12_pauses_never_lose_or_gain_a_day(
        cuts in proptest::collection::vec((0_u64..90, 0_u64..20), 0..6),
        today in 0_u64..100,
    ) {
        let start = day(2031, 2, 3);
        let after = |days: u64| start.checked_add_days(Days::new(days)).expect("a day");
        let cause = PauseCause::Consultation;
        let pauses: Vec<Pause> = cuts
            .iter()
            .map(|(from, length)| Pause { cause, from: after(*from), to: Some(after(from + length)) })
            .collect();
        let paused = ServiceClock { pauses: pauses.clone(), ..clock(start, 30) };
        let reading = paused.read(&years(), after(today));
        let years = years();
        let counted = (1..=today)
            .map(after)
            .filter(|day| domain::registry::work_year::is_working_day(&years, *day).expect("a year"))
            .filter(|day| !pauses.iter().any(|pause| pause.from <= *day && pause.to.is_some_and(|to| *day < to)))
            .count();
        prop_assert_eq!(reading.used, i64::try_from(counted).ok());
        let twice = ServiceClock { pauses: [pauses.clone(), pauses].concat(), ..clock(start, 30) };
        prop_assert_eq!(twice.read(&years, after(today)), reading, "a pause told twice is one");
    }
}
