//! The rules of planning at the neighbours of their bounds, as far as no other test walks them: the day before and
//! after, the hundredth below and above, the kind of unit beside.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::ids::ImplementationPlanId;
use domain::base::text::Text;
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::Cycle;
use domain::planning::grading::{Adjustment, AdjustmentKind, AdjustmentLine, BANDS_MAX, Band, Grading};
use domain::planning::implementation::{ImplementationPlan, issues_plan};
use domain::planning::scoring::{Bests, Counts, Scorecard, Value, score};
use domain::registry::organisation::{Organisation, OrganisationKind};
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    UNIT, admitted, campaign, counts, day, document, ground, head, issued_set, movement, now, opening, organisation,
    planned, seed_set, set, standing, taken, told, unit,
};

/// Rule S01: a cycle may fill the movement, and exceeds it by a day at neither end.
#[test]
fn s01_a_cycle_may_fill_the_movement_and_not_pass_it_by_a_day() {
    let plan = |first, last| {
        let kind = CycleKind::Final;
        let cycle = Cycle { kind, year: None, period_start: first, period_end: last, ..planned(2024) };
        told(cycle.load(&campaign(), now()))
    };
    let refused = ["invalid: PERIOD_OUT_OF_RANGE S01 /periodStartDate"];
    let (first, last) = (day(2021, 1, 1), day(2025, 12, 31));
    assert_eq!(plan(first, last), ["done"]);
    assert_eq!(plan(day(2020, 12, 31), last), refused, "the day before");
    assert_eq!(plan(first, day(2026, 1, 1)), refused, "the day after");
    assert_eq!(plan(last, last), ["done"], "one day is a period");
    assert_eq!(plan(last, day(2025, 12, 30)), refused, "and none less is");
}

/// Rules S03, S04: of 1000 things, each target of the plan is met from its own number on and missed one below it.
#[test]
fn s03_s04_each_target_of_the_plan_is_met_from_its_own_number_on() {
    for (tier, kind) in [
        (PlanLevel::Provincial, OrganisationKind::Department),
        (PlanLevel::District, OrganisationKind::PeoplesCommittee),
        (PlanLevel::Commune, OrganisationKind::PeoplesCommittee),
    ] {
        let set = seed_set(tier);
        for (place, criterion) in set.reported().enumerate() {
            let least = criterion.measure.target().expect("a ratio of a flat set") / 10;
            let met = |numerator| {
                let value = |_: &str| Some(Value::Counts(counts(numerator, 1_000)));
                score(&set, kind, value, &Bests::new(), &[]).lines[place].met
            };
            assert_eq!((met(least - 1), met(least)), (Some(false), Some(true)), "{} {least}", criterion.code);
        }
    }
}

/// Rules S02, S09, S36: which criteria ask which kind of unit, for every kind and tier.
#[test]
fn s02_s09_s36_every_kind_of_unit_is_asked_for_its_criteria() {
    use OrganisationKind as K;
    let asked = |tier, kind| {
        let set = seed_set(tier);
        set.asked(kind).map(|(criterion, _)| criterion.code.clone()).collect::<Vec<String>>().join(" ")
    };
    for (kind, codes) in [
        (K::Department, "P1 P2 P3 P4 P5"),
        (K::ManagementBoard, "P1 P2 P3 P4 P5"),
        (K::PeoplesCommittee, "P1 P2 P3 P4 P5"),
        (K::Enterprise, "P1 P2 P3 P4 P5"),
        (K::Media, "P1 P2 P3 P4"),
        (K::MassOrganisation, "P2 P3 P4"),
        (K::PartyBody, "P2 P3 P4"),
    ] {
        assert_eq!(asked(PlanLevel::Provincial, kind), codes, "{kind}");
        assert_eq!(asked(PlanLevel::District, kind), "H1 H2 H3", "{kind}");
        assert_eq!(asked(PlanLevel::Commune, kind), "X1 X2 X3 X4", "{kind}");
        assert_eq!(asked(PlanLevel::Enterprise, kind) + &asked(PlanLevel::Individual, kind), "", "{kind}");
    }
}

/// Rule S24: a set is issued by a document that exists today.
#[test]
fn s24_a_set_is_not_issued_by_a_document_of_tomorrow() {
    let published = |date| {
        let document = Citation { date: Some(date), ..document() };
        told(set().publish(document, &campaign(), &standing(), now()))
    };
    assert_eq!(published(day(2024, 11, 20)), ["done"]);
    assert_eq!(published(day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE - /document/date"]);
}

/// Rules S24, L28: of the published versions the highest is bound, wherever it stands, and none is bound anew.
#[test]
fn l28_the_version_beside_the_newest_is_not_bound() {
    let version = |number: u32| CriteriaSet {
        id: domain::base::ids::CriteriaSetId(Uuid::from_u128(number.into())),
        version: number.into(),
        ..issued_set(PlanLevel::Commune)
    };
    let bound = |versions: [u32; 3]| {
        let mut sets = [PlanLevel::Provincial, PlanLevel::District].map(issued_set).to_vec();
        sets.extend(versions.map(version));
        let opening = || opening(day(2024, 11, 30), None);
        let cycle = taken(planned(2024).open(opening(), ground(&sets, &levels()), &standing(), now())).cycle;
        let id = cycle.criteria_for(PlanLevel::Commune.group()).expect("a set");
        assert_eq!(
            told(cycle.open(opening(), ground(&sets, &levels()), &standing(), now())),
            ["wrong state: CYCLE_OPEN -"]
        );
        id
    };
    for versions in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
        assert_eq!(bound(versions), version(3).id, "{versions:?}");
    }
}

fn band(code: &str, from: i64, below: Option<i64>) -> Band {
    Band { code: code.to_owned(), name: Text::new("", ""), from, below }
}

/// Rule L26: a lower bound belongs to its band, and the hundredth below it to the band below.
#[test]
fn l26_a_total_is_in_the_band_that_begins_at_it() {
    let bands = vec![band("LOW", 0, Some(5_000)), band("MID", 5_000, Some(9_000)), band("TOP", 9_000, None)];
    let grading = Grading { bands, ..Grading::default() };
    for (total, code) in
        [(0, "LOW"), (4_999, "LOW"), (5_000, "MID"), (8_999, "MID"), (9_000, "TOP"), (10_000, "TOP"), (10_001, "TOP")]
    {
        assert_eq!(grading.band(total).map(|band| band.code.as_str()), Some(code), "{total}");
    }
}

/// Rule L26: bands follow each other by one hundredth at least, and a set has up to a number of them.
#[test]
fn l26_a_band_holds_a_hundredth_at_least_and_a_set_twenty_of_them() {
    let graded = |bands: Vec<Band>| {
        let mut set = set();
        set.grading.bands = bands;
        told(set.load(&campaign(), now()))
    };
    let refused = ["invalid: BANDS_UNSOUND L26 /grading/bands"];
    assert_eq!(graded(vec![band("A", 0, Some(1)), band("B", 1, None)]), ["done"]);
    assert_eq!(graded(vec![band("A", 0, Some(0)), band("B", 0, None)]), refused, "an empty band");
    assert_eq!(graded(vec![band("A", -1, Some(1)), band("B", 1, None)]), refused, "below nothing");
    let many = |number: usize| {
        let from = |place: usize| i64::try_from(place).expect("a place");
        let below = |place: usize| (place + 1 < number).then(|| from(place + 1));
        (0..number).map(|place| band(&format!("B{place}"), from(place), below(place))).collect::<Vec<Band>>()
    };
    assert_eq!(
        (graded(many(BANDS_MAX)), graded(many(BANDS_MAX + 1))),
        (vec!["done".to_owned()], refused.map(str::to_owned).to_vec())
    );
}

/// The score of a department that reaches a share everywhere, under a set with a line of each kind, capped at 10 points.
fn graded(exceed: bool, share: Counts, entries: &[(&str, i64)]) -> Scorecard {
    let line =
        |code: &str, kind| AdjustmentLine { code: code.to_owned(), kind, name: Text::new("", ""), max_points: 1_000 };
    let grading = Grading {
        lines: vec![line("PLUS", AdjustmentKind::Bonus), line("MINUS", AdjustmentKind::Penalty)],
        bonus_cap: 1_000,
        penalty_cap: 1_000,
        may_exceed_scale: exceed,
        ..Grading::default()
    };
    let entry = |(line, points): &(&str, i64)| Adjustment {
        line: (*line).to_owned(),
        points: *points,
        times: None,
        ground: document(),
    };
    let entries: Vec<Adjustment> = entries.iter().map(entry).collect();
    let set = CriteriaSet { grading, ..set() };
    score(&set, OrganisationKind::Department, |_| Some(Value::Counts(share)), &Bests::new(), &entries)
}

/// Rule L27: all bonuses together, and all penalties, reach their cap and do not pass it.
#[test]
fn l27_adjustments_reach_their_cap_and_do_not_pass_it() {
    let sums = |points: i64| {
        let card = graded(false, counts(1, 4), &[("PLUS", 500), ("PLUS", points), ("MINUS", 500), ("MINUS", points)]);
        (card.bonus, card.penalty)
    };
    assert_eq!([499, 500, 501].map(sums), [(999, 999), (1_000, 1_000), (1_000, 1_000)]);
}

/// Rule L27: a total reaches its scale in any set, and passes it by a hundredth only where the set says so.
#[test]
fn l27_a_total_passes_its_scale_only_where_the_set_says_so() {
    let total = |exceed, entries: &[(&str, i64)]| graded(exceed, counts(1, 1), entries).total;
    assert_eq!([total(false, &[]), total(true, &[])], [Some(10_000); 2]);
    let above = [("PLUS", 1)];
    assert_eq!([total(false, &above), total(true, &above)], [Some(10_000), Some(10_001)]);
    let even = [("PLUS", 1), ("MINUS", 1)];
    assert_eq!([total(false, &even), total(true, &even)], [Some(10_000); 2]);
    let below = [("PLUS", 1), ("MINUS", 2)];
    assert_eq!([total(false, &below), total(true, &below)], [Some(9_999); 2]);
}

/// Rule L27: penalties take a total down to 0 and not below it.
#[test]
fn l27_penalties_take_all_of_a_total_and_no_more() {
    // 2 of 1000 everywhere give less than the cap of the penalties.
    let card = graded(false, counts(2, 1_000), &[]);
    let reached = card.total.expect("a total");
    let left = |points| graded(false, counts(2, 1_000), &[("MINUS", points)]).total;
    assert!(1 < reached && reached < 1_000, "{reached}");
    assert_eq!([left(reached - 1), left(reached), left(reached + 1)], [Some(1), Some(0), Some(0)]);
}

/// Rule L24: one criterion that counts makes a total, of 0 if nothing was reached; none makes none.
#[test]
fn l24_one_criterion_that_counts_makes_a_total() {
    let total = |counting: &str, numerator| {
        let value = |code: &str| {
            let waived = Value::NotApplicable("Không phát sinh".to_owned());
            Some(if code == counting { Value::Counts(counts(numerator, 1)) } else { waived })
        };
        let card = score(&set(), OrganisationKind::Department, value, &Bests::new(), &[]);
        (card.applicable_points, card.total)
    };
    assert_eq!(total("P1", 1), (1_000, Some(10_000)));
    assert_eq!(total("P1", 0), (1_000, Some(0)));
    assert_eq!(total("-", 1), (0, None));
}

fn registered(unit: &Organisation, date: NaiveDate) -> Vec<String> {
    let document = Citation { date: Some(date), ..document() };
    let id = ImplementationPlanId(Uuid::nil());
    told(ImplementationPlan::register(id, (movement(), unit), document, &head(), now()))
}

/// Rules S28, L30: the plan of a unit is a document of a day on which the unit existed, and not of tomorrow.
#[test]
fn s28_l30_a_plan_is_of_a_day_on_which_its_unit_existed() {
    let outside = ["invalid: DOCUMENT_OUTSIDE_LIFE L30 /document/date"];
    let gone = Organisation { valid_from: day(2022, 3, 1), valid_to: Some(day(2024, 6, 30)), ..unit() };
    assert_eq!(registered(&gone, day(2022, 2, 28)), outside, "before its first day");
    assert_eq!(
        (registered(&gone, day(2022, 3, 1)), registered(&gone, day(2024, 6, 30))),
        (vec!["done".to_owned()], vec!["done".to_owned()])
    );
    assert_eq!(registered(&gone, day(2024, 7, 1)), outside, "after its last day");
    let young = Organisation { valid_from: day(2024, 7, 1), ..unit() };
    assert_eq!(registered(&young, day(2024, 6, 30)), outside, "before it was founded, of a unit that goes on");
    assert_eq!(registered(&young, day(2024, 7, 1)), ["done"]);
    assert_eq!(registered(&unit(), day(2024, 11, 20)), ["done"]);
    assert_eq!(registered(&unit(), day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE - /document/date"]);
}

/// Rules S28, L30: a unit whose life touches the movement has a plan in it, and no other unit has.
#[test]
fn s28_l30_a_plan_is_of_a_unit_whose_life_touches_the_movement() {
    let until = |last| Organisation { valid_to: Some(last), ..unit() };
    let from = |first| Organisation { valid_from: first, ..unit() };
    assert_eq!(registered(&until(day(2020, 12, 31)), day(2020, 12, 31)), ["out of season: UNIT_CLOSED L30"]);
    assert_eq!(registered(&until(day(2021, 1, 1)), day(2021, 1, 1)), ["done"]);
    assert_eq!(registered(&from(day(2026, 1, 1)), day(2024, 11, 20)), ["out of season: UNIT_NOT_BEGUN L30"]);
}

/// Rules S28, S14: the unit's own people register its plan, renamed or not, and each tier that reports has one.
#[test]
fn s28_the_units_own_people_register_its_plan() {
    let register = |unit: &Organisation, actor: &_| {
        ImplementationPlan::register(ImplementationPlanId(Uuid::nil()), (movement(), unit), document(), actor, now())
    };
    assert_eq!(admitted(|actor| register(&unit(), actor)), ["Biên", "Trưởng"]);
    let administrator = crate::world::administrator();
    let renamed = taken(unit().rename("Sở Sức khỏe", day(2024, 6, 1), document(), &administrator, now()));
    assert_eq!(taken(register(&renamed, &head())).organisation, UNIT, "under any name");
    for lacking in [
        Citation { number: None, ..document() },
        Citation { date: None, ..document() },
        Citation { issuer: None, ..document() },
        Citation { title: None, ..document() },
    ] {
        let id = ImplementationPlanId(Uuid::nil());
        let answer = ImplementationPlan::register(id, (movement(), &unit()), lacking, &head(), now());
        assert_eq!(told(answer), ["invalid: DOCUMENT_INCOMPLETE S28 /document"]);
    }
    assert_eq!(
        PlanLevel::ALL.iter().map(|level| issues_plan(&movement().text.policy, &level.level())).collect::<Vec<bool>>(),
        [true, true, true, false, false]
    );
    let namesake = organisation(crate::world::OTHER, "Sở Y tế", PlanLevel::Provincial, OrganisationKind::Department);
    assert_eq!(told(register(&namesake, &head())), ["not allowed: NOT_ALLOWED -"], "nor that of a namesake");
}
