//! A group of an open cycle is bound to a later criteria set (rule M04).

use domain::base::citation::Citation;
use domain::base::ids::CriteriaSetId;
use domain::planning::criteria::{CriteriaSet, CriteriaSetState};
use domain::planning::cycle::rebinding::RebindingGround;
use domain::planning::cycle::{Cycle, CycleState};
use domain::planning::demands::{Exemption, LeavingOut};
use domain::planning::participant::{LeftOutUnit, Participant, Selection};
use domain::planning::tree::Combine;
use domain::registry::organisation::Organisation;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::trees::{branch, leaf, node, proportional, tree};
use crate::world::{
    admitted, cycle, document, draft_report, issued_set, movement, now, participant, set, standing, submitted_report,
    taken, told, unit,
};

/// The set of the departments without its first criterion, issued later.
fn later() -> CriteriaSet {
    let mut later =
        CriteriaSet { id: CriteriaSetId(Uuid::from_u128(0x5e_8000)), version: 9, ..issued_set(PlanLevel::Provincial) };
    later.criteria.retain(|criterion| criterion.code != "P1");
    later
}

fn sets(later: CriteriaSet) -> Vec<CriteriaSet> {
    let mut sets: Vec<CriteriaSet> = PlanLevel::ALL.into_iter().map(issued_set).collect();
    sets.push(later);
    sets
}

fn rebind(cycle: Cycle, sets: &[CriteriaSet], filed: bool, document: Citation) -> Vec<String> {
    told(step(cycle, sets, filed, document, &standing()))
}

fn step(
    cycle: Cycle,
    sets: &[CriteriaSet],
    filed: bool,
    document: Citation,
    actor: &domain::base::identity::Actor,
) -> Result<domain::base::step::Step<Cycle>, domain::base::refusal::Refusal> {
    let (units, levels): ([Organisation; 1], _) = ([unit()], levels());
    let participants: Vec<Participant> = units.iter().filter_map(participant).collect();
    let groupings = cycle.groupings(&[], &levels);
    let ground = RebindingGround {
        campaign: movement(),
        cycles: &[],
        sets,
        groupings: &groupings,
        participants: &participants,
        units: &units,
        filed,
    };
    cycle.rebind(PlanLevel::Provincial.group(), document, ground, actor, now())
}

/// Rule M04: under a document, to the newest published set, before one of the group has filed, and the set of before is kept.
#[test]
fn m04_a_group_is_bound_to_a_later_set_before_one_of_it_has_filed() {
    let sets = sets(later());
    assert_eq!(rebind(cycle(), &sets, false, document()), ["done"]);
    assert_eq!(rebind(cycle(), &sets, true, document()), ["wrong state: GROUP_HAS_FILINGS M04"]);
    assert_eq!(admitted(|actor| step(cycle(), &sets, false, document(), actor)), ["Thường"]);
    let nameless = Citation { number: None, ..document() };
    assert_ne!(rebind(cycle(), &sets, false, nameless), ["done"], "a document has a number");
    let bound = taken(step(cycle(), &sets, false, document(), &standing()));
    assert_eq!(bound.criteria_for(PlanLevel::Provincial.group()), Some(later().id));
    assert_eq!(bound.criteria_for(PlanLevel::Commune.group()), cycle().criteria_for(PlanLevel::Commune.group()));
    let rebound = bound.orders.amendments.first().and_then(|amendment| amendment.rebound);
    assert_eq!(rebound.map(|rebound| rebound.before), Some(set().id));
    assert_eq!(bound.terms(), cycle().terms(), "the dates stay");
    assert_eq!(rebind(bound, &sets, false, document()), ["wrong state: NO_LATER_SET M04"], "it is the newest already");
}

/// Rule M04: a draft, a set that nobody reports on, a planned and an ended cycle, and an unknown group are refused.
#[test]
fn m04_only_what_is_published_and_reported_on_is_bound_and_only_while_the_cycle_is_open() {
    let draft = CriteriaSet { state: CriteriaSetState::Provisional, ..later() };
    assert_eq!(rebind(cycle(), &sets(draft), false, document()), ["wrong state: NO_LATER_SET M04"]);
    let value = domain::planning::value_spec::ValueSpec::Derived {
        cycles: vec!["2023".to_owned()],
        node: None,
        combine: domain::planning::value_spec::Over::Mean,
        partial: false,
    };
    let computed = leaf("D", "10", value, proportional("100", "10"));
    let computed = later().modelled(tree("10", branch("ROOT", Combine::Sum, vec![node(computed)])));
    assert_eq!(rebind(cycle(), &sets(computed), false, document()), ["wrong state: RESULT_DERIVED M05"]);
    for (state, expected) in [
        (CycleState::Planned, "wrong state: CYCLE_NOT_OPEN S27"),
        (CycleState::Closed, "wrong state: CYCLE_CLOSED M09"),
        (CycleState::Cancelled, "wrong state: CYCLE_CANCELLED M09"),
    ] {
        assert_eq!(rebind(Cycle { state, ..cycle() }, &sets(later()), false, document()), [expected]);
    }
    let without = cycle().criteria.into_iter().filter(|one| one.group != PlanLevel::Provincial.group()).collect();
    let other = Cycle { criteria: without, ..cycle() };
    assert_eq!(rebind(other, &sets(later()), false, document()), ["invalid: GROUP_UNKNOWN M03 /group"]);
}

/// Rule L24: what is left out for a unit must be a criterion of the later set, too.
#[test]
fn m04_l24_a_later_set_has_what_is_left_out() {
    let leaving_out = LeavingOut {
        criteria: vec!["P1".to_owned()],
        exemption: Exemption { reason: "Không có".to_owned(), document: document() },
    };
    let selection = Selection { left_out: vec![LeftOutUnit { unit: unit().id, leaving_out }], ..Selection::default() };
    let cycle = Cycle { selection, ..cycle() };
    assert_eq!(rebind(cycle, &sets(later()), false, document()), ["invalid: LEFT_OUT_UNSOUND L24"]);
}

/// Rule M04: a draft follows; what the later set does not take is dropped and told. What was handed in does not.
#[test]
fn m04_a_draft_follows_its_group() {
    let follow = |report: domain::reporting::report::Report| report.follow(&later(), &standing(), now());
    let (after, event) = follow(draft_report()).expect("a draft").into_parts();
    assert_eq!(after.criteria_set, later().id);
    let codes: Vec<&str> = after.figures.iter().map(|figure| figure.criterion.as_str()).collect();
    assert_eq!(codes, ["P2", "P3", "P4", "P5"]);
    assert!(event.changes.iter().any(|change| change.field == "P1" && change.after.is_none()), "{event:?}");
    assert_eq!(told(follow(submitted_report())), ["wrong state: GROUP_HAS_FILINGS M04"]);
    let withdrawn = taken(submitted_report().withdraw("Sửa", &crate::world::head(), now()));
    assert_eq!(told(follow(withdrawn)), ["wrong state: GROUP_HAS_FILINGS M04"], "it was filed once");
    assert_eq!(admitted(|actor| draft_report().follow(&later(), actor, now())), ["Thường"]);
}
