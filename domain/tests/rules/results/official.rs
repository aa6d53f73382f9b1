//! Official results as the values of other scores (rule M05): found on boards, and groups that are computed from them.

use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, OrganisationId, ReleaseId, SuccessionId};
use domain::base::refusal::Refusal;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::{Binding, Cycle, CycleState};
use domain::planning::participant::{Participant, Participants};
use domain::planning::scoring::{Counts, ScoreLine, Scorecard, Value};
use domain::planning::tree::{Absence, Combine, Leaf};
use domain::planning::value_spec::{GrowthForm, Over, RollUpForm, ValueSpec};
use domain::registry::lineage::{Lineage, Succession, SuccessionKind};
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::results::board::Board;
use domain::results::official::{Earlier, Kin, Official, Results, must_be_public, sources};
use domain::results::publication::{Materials, Publication, Release};
use domain::results::ranking::Standing;
use domain::results::register::Ledger;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::results::ranking::standing as place;
use crate::trees::{branch, leaf, node, number, percent, proportional, text, tree};
use crate::world::{CYCLE, boards, cycle, day, document, issued_set, now, organisation, planned, standing, told};

fn unit(id: u128, level: PlanLevel, parent: Option<u128>) -> Organisation {
    let parent = parent.map(|parent| OrganisationId(Uuid::from_u128(parent)));
    let kind = OrganisationKind::PeoplesCommittee;
    Organisation {
        parent, ..organisation(OrganisationId(Uuid::from_u128(id)), &format!("Đơn vị {id}"), level, kind)
    }
}

/// A place on a board with a total.
fn total(id: u128, hundredths: i64) -> Standing {
    place(&format!("Đơn vị {id}"), id, Some(hundredths))
}

fn board(group: GroupCode, standings: Vec<Standing>) -> Board {
    let criteria_set = issued_set(PlanLevel::District).id;
    Board { id: BoardId(Uuid::from_u128(7)), group, criteria_set, document: document(), standings }
}

fn results(boards: &[Board]) -> Results<'_> {
    Results { release: ReleaseId(Uuid::from_u128(8)), number: 2, boards }
}

fn derived(cycles: &[&str], node: Option<&str>) -> ValueSpec {
    let cycles = cycles.iter().map(|code| (*code).to_owned()).collect();
    ValueSpec::Derived { cycles, node: node.map(str::to_owned), combine: Over::Mean, partial: false }
}

/// A set of one leaf, issued for a level.
fn set_of(level: PlanLevel, value: ValueSpec) -> CriteriaSet {
    let leaf = Leaf { absence: Absence::Unscored, ..leaf("A", "100", value, proportional("100", "100")) };
    issued_set(level).modelled(tree("100", branch("ROOT", Combine::Sum, vec![node(leaf)])))
}

fn values(set: &CriteriaSet, unit: &Organisation, official: &Official<'_>) -> Result<Vec<Option<String>>, Refusal> {
    let participants = Participants::new(std::iter::empty());
    let kin = Kin { unit, predecessors: &[], organisations: &[], participants: &participants };
    let found = sources(set, "2024", &kin, official)?;
    let value = |one: &domain::planning::official::Source| one.official.as_ref().map(|found| found.value.to_string());
    Ok(found.values().flatten().map(value).collect())
}

/// Rule M05: a result is found on the board of its cycle, with its release; a cycle that is not held is not missing.
#[test]
fn m05_results_are_found_where_they_are_published() {
    let district = PlanLevel::District.group();
    let (one, two) = (unit(1, PlanLevel::District, None), unit(2, PlanLevel::District, None));
    let (early, late) =
        ([board(district, vec![total(1, 8_000)])], [board(district, vec![total(1, 9_000), total(2, 7_000)])]);
    let (first, second, third) = (planned(2022), planned(2023), planned(2024));
    let cancelled = Cycle { state: CycleState::Cancelled, ..planned(2021) };
    let earlier = [
        Earlier { cycle: &cancelled, results: None },
        Earlier { cycle: &first, results: Some(results(&early)) },
        Earlier { cycle: &second, results: Some(results(&late)) },
        Earlier { cycle: &third, results: None },
    ];
    let official = Official::of(&earlier);
    let set = set_of(PlanLevel::District, derived(&["2021", "2022", "2023"], None));
    assert_eq!(values(&set, &one, &official), Ok(vec![Some("80/1".to_owned()), Some("90/1".to_owned())]));
    assert_eq!(values(&set, &two, &official), Ok(vec![None, Some("70/1".to_owned())]));
    assert_eq!(told(must_be_public(&set, &earlier)), ["done"]);
    let waits = set_of(PlanLevel::District, derived(&["2023", "2024", "2025"], None));
    assert_eq!(told(must_be_public(&waits, &earlier)), ["wrong state: OFFICIAL_RESULTS_MISSING M05"]);
    let nowhere = set_of(PlanLevel::District, derived(&["2023"], Some("ZZZ")));
    assert_eq!(told(must_be_public(&nowhere, &earlier)), ["wrong state: OFFICIAL_NODE_UNKNOWN M05"]);
    let somewhere = set_of(PlanLevel::District, derived(&["2023"], Some("P1")));
    assert_eq!(told(must_be_public(&somewhere, &earlier)), ["done"]);
}

/// Rule M05: totals of different scales are no numbers of one kind.
#[test]
fn m05_totals_of_different_scales_are_not_taken_together() {
    let district = PlanLevel::District.group();
    let mut thousand = total(1, 80_000);
    thousand.scorecard.scale = 100_000;
    let (early, late) = ([board(district, vec![total(1, 8_000)])], [board(district, vec![thousand])]);
    let (first, second) = (planned(2022), planned(2023));
    let earlier = [
        Earlier { cycle: &first, results: Some(results(&early)) },
        Earlier { cycle: &second, results: Some(results(&late)) },
    ];
    let set = set_of(PlanLevel::District, derived(&["2022", "2023"], None));
    let found = values(&set, &unit(1, PlanLevel::District, None), &Official::of(&earlier));
    assert_eq!(told(found), ["wrong state: OFFICIAL_SCALES_DIFFER M05"]);
}

/// Rule M05: growth compares figures of one kind alone, and a ratio as the set of now means it.
#[test]
fn m05_growth_compares_figures_of_one_kind() {
    let district = PlanLevel::District.group();
    let line = |card: &Scorecard, value: Value| {
        let mut line: ScoreLine = card.lines.first().expect("a line").clone();
        (line.criterion, line.value) = ("F".to_owned(), Some(value));
        line
    };
    let shown = |spec: ValueSpec, value: Value| {
        let mut standing = total(1, 8_000);
        standing.scorecard.lines = vec![line(&standing.scorecard, value)];
        let (boards, first) = ([board(district, vec![standing])], planned(2023));
        let earlier = [Earlier { cycle: &first, results: Some(results(&boards)) }];
        let growth = ValueSpec::Growth { figure: "F".to_owned(), since: "2023".to_owned(), form: GrowthForm::Ratio };
        let growth = Leaf { absence: Absence::NotApplicable, ..leaf("G", "10", growth, proportional("100", "10")) };
        let figure = leaf("F", "10", spec, proportional("100", "10"));
        let main = branch("ROOT", Combine::Sum, vec![node(figure), node(growth)]);
        let set = issued_set(PlanLevel::District).modelled(tree("20", main));
        values(&set, &unit(1, PlanLevel::District, None), &Official::of(&earlier)).expect("sources")
    };
    let counts = || Value::Counts(Counts { numerator: 3, denominator: 4 });
    assert_eq!(shown(percent(), counts()), [Some("75/1".to_owned())]);
    assert_eq!(shown(crate::trees::ratio(1_000), counts()), [Some("750/1".to_owned())]);
    assert_eq!(shown(number(), counts()), [None], "a number is not compared with a share");
    assert_eq!(shown(percent(), Value::Count(75)), [None]);
    assert_eq!(shown(number(), Value::Count(75)), [Some("75/1".to_owned())]);
    let context = ValueSpec::Context { of: text("people"), decimals: 0 };
    assert_eq!(shown(context, Value::Number(crate::trees::d("7.5"))), [Some("15/2".to_owned())]);
}

/// Rules M05, U06: what became part of a unit before the period is compared with it; not what was divided, and not a unit
/// that still reports for the period itself.
#[test]
fn m05_predecessors_are_those_that_became_part_as_a_whole() {
    let id = |number: u128| OrganisationId(Uuid::from_u128(number));
    let succession = |predecessor: u128, successor: u128, kind, year: i32| Succession {
        id: SuccessionId(Uuid::from_u128(predecessor * 10 + successor)),
        predecessor: id(predecessor),
        successor: id(successor),
        kind,
        from: day(year, 3, 1),
        document: document(),
        recorded_at: now(),
    };
    let lineage = Lineage {
        successions: vec![
            succession(2, 1, SuccessionKind::Merged, 2024),
            succession(3, 2, SuccessionKind::Transformed, 2022),
            succession(4, 1, SuccessionKind::Split, 2023),
            succession(5, 4, SuccessionKind::Merged, 2022),
            succession(6, 1, SuccessionKind::Merged, 2025),
        ],
        complete: true,
    };
    assert_eq!(lineage.merged_into(id(1), day(2025, 1, 1)), [id(2), id(3)]);
    assert_eq!(lineage.merged_into(id(1), day(2024, 1, 1)), [], "it reported for 2024 itself");
    assert_eq!(lineage.merged_into(id(1), day(2024, 3, 1)), [id(2), id(3)], "from its first day without it");
}

/// A cycle of districts over communes, both computed.
fn both_computed() -> (Cycle, Vec<CriteriaSet>, Vec<Organisation>) {
    let communes = set_of(PlanLevel::Commune, derived(&["2023"], None));
    let group = PlanLevel::Commune.group();
    let districts =
        set_of(PlanLevel::District, ValueSpec::RollUp { group, node: None, form: RollUpForm::Mean, partial: false });
    let binding =
        |level: PlanLevel, set: &CriteriaSet| Binding { group: level.group(), criteria_set: set.id, derived: true };
    // The districts come first, and are made of what comes after them.
    let criteria = vec![binding(PlanLevel::District, &districts), binding(PlanLevel::Commune, &communes)];
    let units = vec![
        unit(1, PlanLevel::District, None),
        unit(11, PlanLevel::Commune, Some(1)),
        unit(12, PlanLevel::Commune, Some(1)),
    ];
    (Cycle { criteria, ..cycle() }, vec![districts, communes], units)
}

fn publish(communes: Vec<Standing>, previous: Option<&Release>) -> Result<Publication, Refusal> {
    let (cycle, sets, units) = both_computed();
    let taking_part = |unit: &Organisation| Participant {
        cycle: CYCLE,
        unit: unit.id,
        group: GroupCode::of_level(unit.level),
        placed_by: None,
        exempt: None,
        left_out: None,
    };
    let boards_of_2023 = [board(PlanLevel::Commune.group(), communes)];
    let first = planned(2023);
    let materials = Materials {
        cycle: &cycle,
        participants: &Participants::new(units.iter().map(taking_part)),
        sets: &sets,
        reports: Vec::new(),
        organisations: &units,
        levels: &levels(),
        ledger: &Ledger::default(),
        previous,
        earlier: &[Earlier { cycle: &first, results: Some(results(&boards_of_2023)) }],
    };
    let reason = if previous.is_some() { "Tính lại" } else { "" };
    Release::publish(ReleaseId(Uuid::nil()), boards(), materials, reason, &standing(), now())
}

/// Rule M05: groups that are made of each other are computed from below in one release; nobody owes a report, and a unit
/// without results stands on the board without a rank.
#[test]
fn m05_groups_are_computed_from_below() {
    let totals = |publication: &Publication| -> Vec<(GroupCode, Vec<Option<i64>>)> {
        let boards = publication.release.after().boards.iter();
        boards.map(|one| (one.group, one.standings.iter().map(|place| place.scorecard.total).collect())).collect()
    };
    let (communes, districts) = (PlanLevel::Commune.group(), PlanLevel::District.group());
    let first = publish(vec![total(11, 8_000), total(12, 9_000)], None).expect("a release");
    assert_eq!(totals(&first), [(communes, vec![Some(9_000), Some(8_000)]), (districts, vec![Some(8_500)])]);
    assert!(first.summaries.iter().all(|summary| summary.owing == 0 && summary.silent.is_empty()));
    let lacking = publish(vec![total(11, 8_000)], None).expect("a release");
    assert_eq!(totals(&lacking), [(communes, vec![Some(8_000), None]), (districts, vec![None])]);
    let release = first.release.into_parts().0;
    let again = publish(vec![total(11, 8_000), total(12, 9_000)], Some(&release));
    assert_eq!(told(again), ["wrong state: NOTHING_TO_PUBLISH S29"], "nothing has changed but the release itself");
    let corrected = publish(vec![total(11, 8_000), total(12, 7_000)], Some(&release)).expect("a release");
    assert_eq!(totals(&corrected), [(communes, vec![Some(8_000), Some(7_000)]), (districts, vec![Some(7_500)])]);
}
