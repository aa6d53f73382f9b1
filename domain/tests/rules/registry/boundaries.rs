//! The rules of the registry at the neighbours of their bounds, as far as no other test walks them: the unit before and
//! after its life, its merger and its renaming, and the year beside the known ones.

use chrono::NaiveDate;
use domain::base::ids::{OrganisationId, SuccessionId, WorkYearId};
use domain::base::policy::Permission;
use domain::planning::cycle::Cycle;
use domain::registry::lineage::{Known, Reorganisation, SuccessionKind};
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, OrganisationKind};
use domain::registry::work_year::{DOCUMENTS_MAX, SpecialDay, SpecialDays, WorkYear, YEARS, is_working_day};
use uuid::Uuid;

use crate::plan_level::{PlanLevel, near};
use crate::world::{
    OTHER, UNIT, administrator, cycle, day, document, head, now, organisation, participant, planned, stranger, taken,
    told, unit,
};

/// The unit after it was renamed.
fn renamed(from: NaiveDate) -> Organisation {
    taken(unit().rename("Sở Sức khỏe", from, document(), &administrator(), now()))
}

fn ended(last: NaiveDate) -> Organisation {
    Organisation { valid_to: Some(last), ..unit() }
}

/// Rules L30, L31: a unit may end on the first day of its name, and not on a day of an earlier name.
#[test]
fn l30_l31_a_unit_ends_under_its_present_name() {
    let close = |last| told(renamed(day(2024, 6, 1)).close(last, document(), &[], &administrator(), now()));
    assert_eq!(close(day(2024, 5, 31)), ["invalid: DATE_UNFIT - /lastDate"]);
    assert_eq!(close(day(2024, 6, 1)), ["done"]);
    let first = |last| told(unit().close(last, document(), &[], &administrator(), now()));
    assert_eq!(first(day(1992, 3, 31)), ["invalid: DATE_UNFIT - /lastDate"]);
    assert_eq!(first(day(1992, 4, 1)), ["done"], "a life of one day");
}

/// Rules L30, L31: a unit is renamed on each day of its life but the first, and on no other day.
#[test]
fn l30_l31_a_unit_is_renamed_within_its_life() {
    let rename = |from| told(ended(day(2024, 6, 30)).rename("Sở Y", from, document(), &administrator(), now()));
    assert_eq!(rename(day(1992, 4, 1)), ["invalid: DATE_UNFIT - /fromDate"], "its first name is from its first day");
    assert_eq!(rename(day(1992, 4, 2)), ["done"]);
    assert_eq!(rename(day(1992, 3, 31)), ["invalid: UNIT_NOT_VALID L30 /fromDate"]);
    assert_eq!(rename(day(2024, 6, 30)), ["done"], "on its last day");
    assert_eq!(rename(day(2024, 7, 1)), ["invalid: UNIT_NOT_VALID L30 /fromDate"]);
}

/// Rules L30, L31: a renaming neither begins nor ends a unit's part in a cycle; a merger ends it and begins its heir's.
#[test]
fn l30_l31_a_merger_divides_the_cycles_and_a_renaming_does_not() {
    let concern = |cycle: &Cycle, unit: &Organisation| told(cycle.must_concern(unit));
    let new_name = renamed(day(2024, 1, 1));
    for year in [2023, 2024, 2025] {
        assert_eq!(concern(&planned(year), &new_name), ["done"], "{year}");
    }
    let heir = Organisation { valid_from: day(2025, 1, 1), ..Organisation { id: OTHER, ..unit() } };
    let plan = Reorganisation {
        kind: SuccessionKind::Merged,
        successors: vec![(SuccessionId(Uuid::nil()), OTHER)],
        last: day(2024, 12, 31),
        document: document(),
    };
    let known = Known { successors: std::slice::from_ref(&heir), holdings: &[], successions: &[] };
    let merger = unit().reorganise(plan, known, &administrator(), now()).expect("open");
    let former = taken(Ok(merger.predecessor));
    assert_eq!(concern(&planned(2024), &former), ["done"], "the year that it saw to its last day");
    assert_eq!(concern(&planned(2025), &former), ["out of season: UNIT_CLOSED L30"]);
    assert_eq!(concern(&planned(2024), &heir), ["out of season: UNIT_NOT_BEGUN L30"]);
    assert_eq!(concern(&planned(2025), &heir), ["done"]);
}

/// Rule L34: heirs read what was their predecessor's, and act for it no more than any other unit.
#[test]
fn l31_l34_heirs_read_and_do_not_act() {
    let heir = stranger();
    let scope = heir.scope(Permission::ReadReport).expect("a reader").inheriting(OTHER, &[UNIT]);
    assert_eq!(scope, domain::base::identity::Scope::of_units(vec![OTHER, UNIT]));
    for permission in [
        Permission::EditReport,
        Permission::SubmitReport,
        Permission::EditNomination,
        Permission::SubmitNomination,
        Permission::RecordCommendation,
    ] {
        assert!(heir.must(permission, Some(UNIT)).is_err(), "{permission}");
        assert!(head().must(permission, Some(UNIT)).is_ok(), "{permission}");
    }
}

fn ward(id: u128, from: NaiveDate, to: Option<NaiveDate>) -> Organisation {
    let id = OrganisationId(Uuid::from_u128(id));
    let ward = organisation(id, "Phường 9", PlanLevel::Commune, OrganisationKind::PeoplesCommittee);
    let codes = vec![Code { scheme: CodeScheme::Gso, value: "31522".to_owned() }];
    Organisation { codes, valid_from: from, valid_to: to, ..ward }
}

/// Rule L32: of the units that bore one code one after the other, each day knows at most one.
#[test]
fn l32_on_each_day_a_code_names_at_most_one_unit() {
    let wards = [ward(0x11, day(2021, 1, 1), Some(day(2024, 8, 31))), ward(0x12, day(2024, 9, 2), None)];
    let of = |date| wards.iter().filter(|ward| ward.is_valid_on(date)).map(|ward| ward.id).collect::<Vec<_>>();
    assert_eq!(of(day(2020, 12, 31)), []);
    assert_eq!(of(day(2021, 1, 1)), [wards[0].id]);
    assert_eq!(of(day(2024, 8, 31)), [wards[0].id]);
    assert_eq!(of(day(2024, 9, 1)), [], "a day on which nobody bears it");
    assert_eq!(of(day(2024, 9, 2)), [wards[1].id]);
}

/// Rule L33: a code is free on every day before its bearer's first and after its last, and taken on each day between.
#[test]
fn l33_a_code_is_free_up_to_the_day_before_its_bearer() {
    let bearers = [ward(0x11, day(2021, 1, 1), Some(day(2024, 8, 31)))];
    let near = Neighbours { bearers: &bearers, ..near(PlanLevel::Commune) };
    let found = |from, to| told(ward(0x12, from, to).found(document(), near, &administrator(), now()));
    let taken = ["taken: CODE_TAKEN L33"];
    assert_eq!(found(day(2020, 1, 1), Some(day(2020, 12, 31))), ["done"]);
    assert_eq!(found(day(2020, 1, 1), Some(day(2021, 1, 1))), taken);
    assert_eq!(found(day(2020, 1, 1), None), taken, "without an end it goes on to that day");
    assert_eq!(
        (found(day(2024, 8, 31), None), found(day(2024, 9, 1), None)),
        (taken.map(str::to_owned).to_vec(), vec!["done".to_owned()])
    );
    let slug = |value: &str| Code { scheme: CodeScheme::Slug, value: value.to_owned() };
    assert!(slug("so-y-te").is_same_as(&slug("SO-Y-TE")), "in letters of any size");
    assert!(!slug("so-y-te").is_same_as(&slug("so-y-te-2")));
}

/// Rule L43: the first and the last year that can be entered, and their neighbours.
#[test]
fn l43_a_year_of_another_century_is_not_entered() {
    let (first, last) = YEARS;
    let enter = |year| {
        let days = SpecialDays { documents: vec![document()], ..SpecialDays::default() };
        told(WorkYear::enter(WorkYearId(Uuid::nil()), year, days, &administrator(), now()))
    };
    let refused = ["invalid: YEAR_OUT_OF_RANGE - /year"];
    assert_eq!((enter(first), enter(last)), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!(
        (enter(first - 1), enter(last + 1)),
        (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec())
    );
    let resting = |number| {
        let days = SpecialDays { documents: vec![document(); number], ..SpecialDays::default() };
        told(WorkYear::enter(WorkYearId(Uuid::nil()), 2025, days, &administrator(), now()))
    };
    let unfit = ["invalid: DOCUMENTS_OUT_OF_RANGE L43 /documents"];
    assert_eq!(
        (resting(0), resting(DOCUMENTS_MAX + 1)),
        (unfit.map(str::to_owned).to_vec(), unfit.map(str::to_owned).to_vec())
    );
    assert_eq!((resting(1), resting(DOCUMENTS_MAX)), (vec!["done".to_owned()], vec!["done".to_owned()]));
}

/// Rule L43: the days beside a weekend, and beside the year that is known.
#[test]
fn l43_a_known_year_begins_and_ends_with_itself() {
    let days = SpecialDays { documents: vec![document()], ..SpecialDays::default() };
    let years = [taken(WorkYear::enter(WorkYearId(Uuid::nil()), 2025, days, &administrator(), now()))];
    let works = |date| is_working_day(&years, date);
    let week = [(2025, 3, 7), (2025, 3, 8), (2025, 3, 9), (2025, 3, 10)]
        .map(|(year, month, date)| works(day(year, month, date)));
    assert_eq!(week, [Ok(true), Ok(false), Ok(false), Ok(true)], "Friday to Monday");
    assert_eq!(
        (works(day(2025, 1, 1)), works(day(2025, 12, 31))),
        (Ok(true), Ok(true)),
        "no holiday that was not entered"
    );
    let missing = ["wrong state: WORK_YEAR_MISSING L43"];
    assert_eq!(
        (told(works(day(2024, 12, 31))), told(works(day(2026, 1, 1)))),
        (missing.map(str::to_owned).to_vec(), missing.map(str::to_owned).to_vec())
    );
}

/// Rules S02, L30: a unit is asked for a report exactly if its life touches the period and its tier is measured.
#[test]
fn s02_l30_a_cycle_asks_the_units_of_its_time_and_tiers() {
    let asks = |unit: Organisation| cycle().asks(&unit, participant(&unit).as_ref());
    assert!(!asks(ended(day(2023, 12, 31))) && asks(ended(day(2024, 1, 1))));
    let begun = |first| Organisation { valid_from: first, ..unit() };
    assert!(asks(begun(day(2024, 12, 31))) && !asks(begun(day(2025, 1, 1))));
    let measured =
        PlanLevel::ALL.iter().map(|level| asks(Organisation { level: level.code(), ..unit() })).collect::<Vec<bool>>();
    assert_eq!(measured, [true, true, true, false, false]);
}

/// Rule L43: a Saturday is off as always or worked instead, and not both.
#[test]
fn l43_a_day_is_not_off_and_worked() {
    let special = |date: u32| SpecialDay { date: day(2025, 3, date), name: "thử".to_owned() };
    let enter = |holidays: &[u32], worked: &[u32]| {
        let listed = |days: &[u32]| days.iter().map(|date| special(*date)).collect::<Vec<SpecialDay>>();
        let days = SpecialDays {
            holidays: listed(holidays),
            working_days: listed(worked),
            documents: vec![document()],
            provisional: false,
        };
        told(WorkYear::enter(WorkYearId(Uuid::nil()), 2025, days, &administrator(), now()))
    };
    assert_eq!(enter(&[7], &[8]), ["done"], "a Friday and the Saturday after it");
    assert_eq!(enter(&[9], &[8]), ["done"], "the two days of a weekend");
    assert_eq!(enter(&[7, 8], &[8]), ["invalid: DAY_UNFIT L43 /workingDays/0/date"]);
}
