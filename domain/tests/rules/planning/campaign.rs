//! The campaign and its cycles: planned within the period, opened by the standing agency with a due date.

use chrono::{NaiveDate, TimeDelta};
use domain::base::ids::{CampaignId, CriteriaSetId, OrganisationId};
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::{Cycle, CycleState};
use domain::registry::organisation::{Organisation, OrganisationKind};
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    admitted, campaign, cycle, day, head, hour, issued_set, now, open_verbs, organisation, planned, seed_set, standing,
    taken, told,
};

fn sets() -> Vec<CriteriaSet> {
    PlanLevel::ALL.into_iter().map(issued_set).collect()
}

/// Rule S01.
#[test]
fn s01_a_cycle_lies_within_the_campaign() {
    let refused = ["invalid: PERIOD_OUT_OF_RANGE S01 /periodStartDate"];
    for year in 2021..=2025 {
        assert_eq!(told(planned(year).plan(&campaign(), now())), ["done"]);
    }
    assert_eq!(told(planned(2020).plan(&campaign(), now())), refused);
    assert_eq!(told(planned(2026).plan(&campaign(), now())), refused);
    let long = Cycle { year: None, period_end: day(2026, 1, 1), ..planned(2025) };
    assert_eq!(told(long.plan(&campaign(), now())), refused, "its last day counts too");
    let backwards = Cycle { year: None, period_end: day(2024, 12, 31), ..planned(2025) };
    assert_eq!(told(backwards.plan(&campaign(), now())), refused);
    let misnamed = Cycle { year: Some(2023), ..planned(2024) };
    assert_eq!(told(misnamed.plan(&campaign(), now())), refused, "an annual cycle lies in its year");
}

#[test]
fn only_the_standing_agency_opens_a_cycle_and_once() {
    let open = |actor: &_| planned(2024).open(day(2024, 11, 30), None, &sets(), &levels(), actor, now());
    assert_eq!(admitted(open), ["Thường"]);
    assert_eq!(open_verbs(planned(2024).transitions(&standing())), ["OPEN"]);
    assert!(open_verbs(planned(2024).transitions(&head())).is_empty());
    let opened = taken(open(&standing()));
    assert_eq!(opened, cycle());
    assert_eq!(
        told(opened.open(day(2024, 12, 1), None, &sets(), &levels(), &standing(), now())),
        ["wrong state: CYCLE_OPEN -"]
    );
}

/// Rule S17: the dates of the reviews come from the review of the resolution, which has not set any.
#[test]
fn found_b1_s17_a_review_cannot_be_opened_before_its_date_is_known() {
    for kind in [CycleKind::Midterm, CycleKind::Final] {
        let review = Cycle { kind, ..planned(2023) };
        let answer = review.open(day(2023, 11, 30), None, &sets(), &levels(), &standing(), now());
        assert_eq!(told(answer), ["out of season: REVIEW_DATE_UNKNOWN S17"]);
    }
}

fn due(date: NaiveDate) -> Vec<String> {
    told(planned(2024).open(date, None, &sets(), &levels(), &standing(), now()))
}

/// Rule S27: a due date has to be given, and must be before 10 December.
#[test]
fn s27_the_due_date_lies_before_10_december() {
    let refused = ["invalid: DUE_DATE_OUT_OF_RANGE S27 /dueDate"];
    assert_eq!(planned(2024).due_date, None);
    assert_eq!(due(day(2024, 12, 9)), ["done"]);
    assert_eq!(due(day(2024, 12, 10)), refused);
    assert_eq!(due(day(2025, 1, 5)), refused);
    assert_eq!(due(day(2024, 1, 1)), ["done"]);
    assert_eq!(due(day(2023, 12, 31)), refused, "nothing is due before the period");
}

/// Rules S27, L37: the event records who set which date.
#[test]
fn l37_opening_a_cycle_leaves_its_due_date_in_the_trail() {
    let step = planned(2024).open(day(2024, 11, 30), None, &sets(), &levels(), &standing(), now()).expect("open");
    let (_, event) = step.into_parts();
    assert_eq!((event.from, event.to, event.author.name.as_str()), (Some("PLANNED"), Some("OPEN"), "Thường"));
    assert_eq!(event.changes.first().and_then(|change| change.after.as_deref()), Some("2024-11-30"));
}

/// Rules S02, S24: every tier that is measured by ratios gets its own set, of the cycle's kind and campaign.
#[test]
fn s24_a_cycle_binds_the_set_of_its_own_kind_and_campaign() {
    let opened = cycle();
    for tier in [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune] {
        assert_eq!(opened.criteria_for(tier.group()), Some(seed_set(tier).id));
    }
    assert_eq!(opened.criteria_for(PlanLevel::Enterprise.group()), None);
    assert_eq!(opened.criteria_for(PlanLevel::Individual.group()), None);

    let missing = ["invalid: CRITERIA_SET_MISSING S24", "invalid: CRITERIA_SET_MISSING S24"];
    let mut sets = sets();
    sets[0].cycle_kind = CycleKind::Midterm;
    sets[1].campaign = CampaignId(Uuid::nil());
    assert_eq!(told(planned(2024).open(day(2024, 11, 30), None, &sets, &levels(), &standing(), now())), missing);
}

/// Rule L28: a new version applies to cycles that are not open yet; an open one keeps its version.
#[test]
fn l28_a_cycle_binds_the_newest_version_when_it_opens_and_keeps_it() {
    let mut sets = sets();
    sets.insert(0, CriteriaSet { id: CriteriaSetId(Uuid::nil()), version: 2, ..issued_set(PlanLevel::Provincial) });
    let opened = taken(planned(2024).open(day(2024, 11, 30), None, &sets, &levels(), &standing(), now()));
    assert_eq!(opened.criteria_for(PlanLevel::Provincial.group()), Some(CriteriaSetId(Uuid::nil())));
    assert_eq!(cycle().criteria_for(PlanLevel::Provincial.group()), Some(seed_set(PlanLevel::Provincial).id));
    assert_eq!(opened.state, CycleState::Open);
    assert!(opened.may_open(&standing()).is_err(), "so nothing rebinds it");
}

/// Interpretation 1: the due date counts to its last moment, in the province's time zone.
#[test]
fn interpretation_1_late_begins_with_the_next_day_in_the_province() {
    let next = hour(day(2024, 12, 1), 0);
    assert!(!cycle().is_late_at(next - TimeDelta::milliseconds(1)));
    assert!(cycle().is_late_at(next));
    assert!(!planned(2024).is_late_at(hour(day(2030, 1, 1), 0)), "nothing is late for a date that is not set");
}

/// Rule S24: what units are measured by is issued before the cycle opens; a draft beside an issued version is no hurdle
/// and is not bound.
#[test]
fn found_b16_s24_only_published_sets_are_bound() {
    let open = |sets: &[CriteriaSet]| planned(2024).open(day(2024, 11, 30), None, sets, &levels(), &standing(), now());
    let drafts: Vec<CriteriaSet> = PlanLevel::ALL.into_iter().map(seed_set).collect();
    assert_eq!(told(open(&drafts)), ["invalid: CRITERIA_SET_DRAFT S24"; 3]);
    let mut sets = sets();
    sets.push(CriteriaSet { id: CriteriaSetId(Uuid::nil()), version: 7, ..seed_set(PlanLevel::District) });
    assert_eq!(taken(open(&sets)), cycle(), "the newer draft is passed over");
    sets.retain(|set| set.audience != PlanLevel::District || set.version == 7);
    assert_eq!(told(open(&sets)), ["invalid: CRITERIA_SET_DRAFT S24"]);
    sets.retain(|set| set.audience != PlanLevel::District);
    assert_eq!(told(open(&sets)), ["invalid: CRITERIA_SET_MISSING S24"]);
}

/// Rule L37: everything that opening decides stands in the trail.
#[test]
fn found_b18_l37_an_opening_is_recorded_with_all_that_it_decides() {
    let step = planned(2024).accepting(true).open(day(2024, 11, 30), Some(5), &sets(), &levels(), &standing(), now());
    let (_, event) = step.expect("open").into_parts();
    let fields: Vec<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
    let bound = ["criteria.PROVINCIAL", "criteria.DISTRICT", "criteria.COMMUNE"];
    assert_eq!(fields, [&["dueDate", "acceptanceRequired", "explanationDays"][..], &bound].concat());
}

/// Rule L30, at both ends: a unit acts in a cycle exactly if it existed on some day of the cycle's period.
#[test]
fn found_b2_l30_a_unit_acts_in_a_cycle_if_its_life_touches_the_period() {
    let concern = |from, to| {
        let id = OrganisationId(Uuid::from_u128(7));
        let unit = organisation(id, "Xã Mới", PlanLevel::Commune, OrganisationKind::PeoplesCommittee);
        told(cycle().must_concern(&Organisation { valid_from: from, valid_to: to, ..unit }))
    };
    let long_ago = day(1992, 4, 1);
    assert_eq!(concern(day(2025, 1, 1), None), ["out of season: UNIT_NOT_BEGUN L30"], "the day after the period");
    assert_eq!(concern(day(2025, 7, 1), None), ["out of season: UNIT_NOT_BEGUN L30"]);
    assert_eq!(concern(day(2024, 12, 31), None), ["done"], "the last day of the period");
    assert_eq!(concern(day(2024, 7, 1), None), ["done"], "in the middle of it");
    assert_eq!(concern(long_ago, Some(day(2023, 12, 31))), ["out of season: UNIT_CLOSED L30"], "the day before");
    assert_eq!(concern(long_ago, Some(day(2024, 1, 1))), ["done"], "the first day of the period");
    assert_eq!(concern(day(2024, 3, 1), Some(day(2024, 8, 31))), ["done"], "a life within the period");
    assert_eq!(concern(long_ago, None), ["done"]);
}
