//! Working days: dated data, and a missing year is an error.

use chrono::NaiveDate;
use domain::base::ids::WorkYearId;
use domain::registry::work_year::{SpecialDay, SpecialDays, WorkYear, days_after};
use uuid::Uuid;

use crate::world::{administrator, admitted, day, document, now, taken, told};

fn special(date: NaiveDate, name: &str) -> SpecialDay {
    SpecialDay { date, name: name.to_owned() }
}

/// Invented days, as a decision might set them: five days off in January, and a Saturday worked instead.
fn days() -> SpecialDays {
    let off = (27..=31).map(|date| special(day(2025, 1, date), "nghỉ thử")).collect();
    SpecialDays {
        holidays: off,
        working_days: vec![special(day(2025, 2, 8), "làm bù thử")],
        documents: vec![document()],
        provisional: false,
    }
}

fn year(year: i32, days: SpecialDays) -> WorkYear {
    taken(WorkYear::enter(WorkYearId(Uuid::nil()), year, days, &administrator(), now()))
}

/// Rule L43: weekends, holidays and compensating working days each count correctly.
#[test]
fn l43_working_days_respect_weekends_holidays_and_days_worked_instead() {
    let years = [year(2025, days())];
    let after = |from, number| days_after(&years, from, number).expect("an entered year");
    assert_eq!(after(day(2025, 1, 24), 0), day(2025, 1, 24));
    assert_eq!(after(day(2025, 1, 23), 1), day(2025, 1, 24), "an ordinary Friday");
    assert_eq!(after(day(2025, 1, 24), 1), day(2025, 2, 3), "a weekend, five days off, a weekend");
    assert_eq!(after(day(2025, 2, 7), 1), day(2025, 2, 8), "a Saturday that is worked");
    assert_eq!(after(day(2025, 2, 8), 1), day(2025, 2, 10));
    assert_eq!(after(day(2025, 1, 20), 25), day(2025, 2, 28));
}

/// Rule L43: a year that has not been entered is an error, not Monday to Friday.
#[test]
fn l43_a_missing_year_is_an_error() {
    let years = [year(2025, days())];
    let refused = ["wrong state: WORK_YEAR_MISSING L43"];
    assert_eq!(told(days_after(&years, day(2025, 12, 31), 1)), refused);
    assert_eq!(told(days_after(&years, day(2024, 12, 31), 1)), refused);
    assert_eq!(told(days_after(&[], day(2025, 1, 1), 0)), refused);
}

/// Rule L43: entries are checked, and need a document.
#[test]
fn l43_a_years_days_are_checked_and_rest_on_a_document() {
    let enter = |days| told(WorkYear::enter(WorkYearId(Uuid::nil()), 2025, days, &administrator(), now()));
    let with = |holidays, working_days| SpecialDays {
        holidays,
        working_days,
        documents: vec![document()],
        provisional: false,
    };
    let unfit = |place: &str| vec![format!("invalid: DAY_UNFIT L43 {place}")];
    let holiday = || special(day(2025, 4, 30), "thử");
    assert_eq!(enter(days()), ["done"]);
    assert_eq!(enter(with(vec![special(day(2024, 4, 30), "thử")], Vec::new())), unfit("/holidays/0/date"));
    assert_eq!(enter(with(vec![holiday(), holiday()], Vec::new())), unfit("/holidays/1/date"));
    assert_eq!(enter(with(Vec::new(), vec![holiday()])), unfit("/workingDays/0/date"), "a Wednesday is worked anyway");
    let bare = SpecialDays { documents: vec![domain::base::citation::Citation::default()], ..days() };
    assert_eq!(enter(bare), ["invalid: CITATION_INCOMPLETE L43 /documents/0"]);
    let old = WorkYear::enter(WorkYearId(Uuid::nil()), 1_999, with(Vec::new(), Vec::new()), &administrator(), now());
    assert_eq!(told(old), ["invalid: YEAR_OUT_OF_RANGE - /year"]);
    let entering = |actor: &_| WorkYear::enter(WorkYearId(Uuid::nil()), 2025, days(), actor, now());
    assert_eq!(admitted(entering), ["Quản"]);
    assert_eq!(admitted(|actor| year(2025, days()).change(days(), actor, now())), ["Quản"]);
}
