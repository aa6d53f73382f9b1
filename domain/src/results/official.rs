//! Official results as the values of other scores (rule M05): where the results are found that a set names, and the
//! standings of a group whose results are computed from them alone.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::base::code::GroupCode;
use crate::base::ids::{BoardId, OrganisationId, ReleaseId};
use crate::base::refusal::Refusal;
use crate::planning::assessment::{Comparison, assess};
use crate::planning::card::Given;
use crate::planning::criteria::CriteriaSet;
use crate::planning::cycle::{Binding, Cycle, CycleState};
use crate::planning::demands::AskedUnit;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::measure::Measure;
use crate::planning::official::{OfficialValue, Source, Sources};
use crate::planning::participant::Participants;
use crate::planning::scoring::{Applicability, Scorecard};
use crate::planning::tree::Leaf;
use crate::planning::value::{Counts, Value};
use crate::planning::value_spec::ValueSpec;
use crate::registry::organisation::Organisation;
use crate::results::board::Board;
use crate::results::ranking::Standing;
use crate::results::reasons;

/// The boards of one release.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// The release.
    pub release: ReleaseId,
    /// Its number within its cycle.
    pub number: i64,
    /// Its boards.
    pub boards: &'a [Board],
}

/// A cycle whose results a set names, with its newest ones.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// The cycle.
    pub cycle: &'a Cycle,
    /// Its results, if any are public.
    pub results: Option<Results<'a>>,
}

/// Rule M05: what is computed from other cycles needs the results of all of them, but of those that are not held; each
/// result that is meant has to be on a board there.
///
/// # Errors
/// `WrongState`, naming the cycles without results, or a criterion or branch that they do not have.
pub fn must_be_public(set: &CriteriaSet, earlier: &[Earlier<'_>]) -> Result<(), Refusal> {
    let of = |code: &str| earlier.iter().find(|one| one.cycle.code == code);
    let cancelled = |one: &&Earlier<'_>| one.cycle.state == CycleState::Cancelled;
    let mut lacking: Vec<&str> = Vec::new();
    for leaf in set.official() {
        for code in leaf.value.cycles() {
            let Some(results) = of(code).and_then(|one| one.results) else {
                if of(code).filter(cancelled).is_none() {
                    lacking.push(code);
                }
                continue;
            };
            let node = match &leaf.value {
                ValueSpec::Derived { node, .. } => node.as_deref(),
                ValueSpec::Growth { figure, .. } => Some(figure.as_str()),
                ValueSpec::RollUp { .. } | ValueSpec::Ratio { .. } | ValueSpec::Number { .. } => None,
                ValueSpec::Choice { .. } | ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => None,
                ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
            };
            let cards = || results.boards.iter().filter_map(|board| board.standings.first());
            if let Some(node) = node.filter(|node| !cards().any(|standing| has_node(&standing.scorecard, node))) {
                return Err(Refusal::WrongState(reasons::official_node_unknown(node, code)));
            }
        }
    }
    lacking.sort_unstable();
    lacking.dedup();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::official_results_missing(lacking.join(", "))))
}

/// Rule M05: a report is measured by the units below once their results of the cycle are public.
///
/// # Errors
/// `WrongState` before that.
pub fn must_be_public_below(set: &CriteriaSet, cycle: &Cycle, earlier: &[Earlier<'_>]) -> Result<(), Refusal> {
    let results = earlier.iter().find(|one| one.cycle.code == cycle.code).and_then(|one| one.results);
    let public = |group: GroupCode| results.is_some_and(|found| found.boards.iter().any(|board| board.group == group));
    let lacking = set.official().any(|leaf| match leaf.value {
        ValueSpec::RollUp { group, .. } => !public(group),
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::Ratio { .. } => false,
        ValueSpec::Number { .. } | ValueSpec::Choice { .. } | ValueSpec::Rubric { .. } => false,
        ValueSpec::Survey { .. } | ValueSpec::Context { .. } | ValueSpec::Account { .. } => false,
    });
    if lacking { Err(Refusal::WrongState(reasons::official_results_missing_below())) } else { Ok(()) }
}

/// Whether a card has a criterion or a branch.
fn has_node(card: &Scorecard, node: &str) -> bool {
    let branch = || card.card.as_ref().is_some_and(|card| card.branch(node).is_some());
    card.lines.iter().any(|line| line.criterion == node) || branch()
}

/// The place of each unit: the board, and the standing on it.
type Places = BTreeMap<OrganisationId, (usize, usize)>;

/// The newest official results, by the code of their cycle.
#[derive(Clone, Debug, Default)]
pub struct Official<'a> {
    results: BTreeMap<&'a str, (Results<'a>, Places)>,
    /// The cycles that are not held: no result of theirs is missing.
    cancelled: BTreeSet<&'a str>,
}

impl<'a> Official<'a> {
    /// The results of cycles that a set names.
    #[must_use]
    pub fn of(earlier: &[Earlier<'a>]) -> Self {
        let mut official = Self::default();
        official.extend(earlier.iter().filter_map(|one| Some((one.cycle.code.as_str(), one.results?))));
        let cancelled = earlier.iter().filter(|one| one.cycle.state == CycleState::Cancelled);
        official.cancelled = cancelled.map(|one| one.cycle.code.as_str()).collect();
        official
    }

    /// The card of a unit on its board.
    fn card(&self, cycle: &str, unit: &Organisation) -> Option<&'a Scorecard> {
        let (results, places) = self.results.get(cycle)?;
        let (board, place) = places.get(&unit.id)?;
        Some(&results.boards.get(*board)?.standings.get(*place)?.scorecard)
    }

    /// The result of a unit on its board, by what `read` finds on its card.
    fn find(
        &self,
        cycle: &str,
        unit: &Organisation,
        group: Option<GroupCode>,
        read: impl Fn(&Scorecard) -> Option<Found>,
    ) -> Source {
        let official = || {
            let (edition, places) = self.results.get(cycle)?;
            let (board, place) = places.get(&unit.id)?;
            let board = edition.boards.get(*board).filter(|board| group.is_none_or(|group| group == board.group))?;
            let Found { value, counts, met } = read(&board.standings.get(*place)?.scorecard)?;
            let (release, release_number) = (edition.release, edition.number);
            Some(OfficialValue { release, release_number, board: board.id, value, counts, met })
        };
        Source {
            cycle: cycle.to_owned(),
            organisation: unit.id,
            organisation_name: unit.name.clone(),
            official: official(),
        }
    }
}

/// Results by the code of their cycle.
impl<'a> Extend<(&'a str, Results<'a>)> for Official<'a> {
    fn extend<I: IntoIterator<Item = (&'a str, Results<'a>)>>(&mut self, found: I) {
        for (cycle, results) in found {
            let places = results.boards.iter().enumerate().flat_map(|(board, found)| {
                let units = found.standings.iter().enumerate();
                units.map(move |(place, standing)| (standing.organisation, (board, place)))
            });
            self.results.insert(cycle, (results, places.collect()));
        }
    }
}

/// What a card holds of a criterion, a branch or the total.
struct Found {
    value: Exact,
    counts: Option<Counts>,
    met: Option<bool>,
}

/// The units around the one that is scored.
#[derive(Clone, Copy, Debug)]
pub struct Kin<'a> {
    /// The unit.
    pub unit: &'a Organisation,
    /// The units that became part of it.
    pub predecessors: &'a [Organisation],
    /// The units of the registry.
    pub organisations: &'a [Organisation],
    /// Who takes part in the cycle.
    pub participants: &'a Participants,
}

impl Kin<'_> {
    /// The units directly below that owe a result in a group.
    fn below(&self, group: GroupCode) -> impl Iterator<Item = &Organisation> {
        let owing = move |unit: &&Organisation| {
            let participant = self.participants.of(unit.id);
            participant.is_some_and(|participant| participant.group == group && participant.exempt.is_none())
        };
        self.organisations.iter().filter(|unit| unit.parent == Some(self.unit.id)).filter(owing)
    }
}

/// The official results that the values of a unit are made of, by a set, in a cycle.
///
/// # Errors
/// `WrongState` if totals of different scales would be taken together.
pub fn sources(set: &CriteriaSet, cycle: &str, kin: &Kin<'_>, official: &Official<'_>) -> Result<Sources, Refusal> {
    let mut found = Sources::new();
    for leaf in set.official() {
        found.insert(leaf.code.clone(), of_leaf(set, leaf, cycle, kin, official)?);
    }
    Ok(found)
}

fn of_leaf(
    set: &CriteriaSet,
    leaf: &Leaf,
    cycle: &str,
    kin: &Kin<'_>,
    official: &Official<'_>,
) -> Result<Vec<Source>, Refusal> {
    Ok(match &leaf.value {
        ValueSpec::Derived { cycles, node, .. } => {
            let held = || cycles.iter().filter(|code| !official.cancelled.contains(code.as_str()));
            let scales: BTreeSet<i64> =
                held().filter_map(|cycle| official.card(cycle, kin.unit)).map(|card| card.scale).collect();
            if node.is_none() && 1 < scales.len() {
                return Err(Refusal::WrongState(reasons::official_scales_differ(&kin.unit.name)));
            }
            let read = |card: &Scorecard| points(card, node.as_deref());
            held().map(|cycle| official.find(cycle, kin.unit, None, read)).collect()
        }
        ValueSpec::Growth { figure: code, since, .. } => {
            let Some(spec) = figure_of(set, code) else { return Ok(Vec::new()) };
            let of = |unit| official.find(since, unit, None, |card| figure(card, code, spec));
            // A predecessor that had no result of its own then adds nothing.
            let others = kin.predecessors.iter().map(of).filter(|source| source.official.is_some());
            let own = of(kin.unit);
            let others: Vec<Source> = others.collect();
            let lacking = own.official.is_none() && !others.is_empty();
            std::iter::once(own).filter(|_| !lacking).chain(others).collect()
        }
        ValueSpec::RollUp { group, node, .. } => {
            let read = |card: &Scorecard| points(card, node.as_deref());
            kin.below(*group).map(|unit| official.find(cycle, unit, Some(*group), read)).collect()
        }
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => Vec::new(),
        ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => Vec::new(),
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => Vec::new(),
    })
}

/// Where a figure of a set comes from.
fn figure_of<'a>(set: &'a CriteriaSet, code: &str) -> Option<&'a ValueSpec> {
    match set.criterion(code).map(|criterion| &criterion.measure)? {
        Measure::Leaf(leaf) => Some(&leaf.value),
        Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) => None,
        Measure::Qualitative { .. } => None,
    }
}

/// The points of a criterion or a branch, or the total; none if nothing of it counts.
fn points(card: &Scorecard, node: Option<&str>) -> Option<Found> {
    let plain = |points: Decimal| Found { value: Exact::from(points), counts: None, met: None };
    let Some(code) = node else { return card.total.map(|total| plain(Decimal::hundredths(total))) };
    let line = card.lines.iter().find(|line| line.criterion == code);
    if let Some(line) = line {
        let counts = line.applicability == Applicability::Applicable;
        let met = line.met;
        return counts.then(|| Found { met, ..plain(Decimal::hundredths(line.points)) });
    }
    card.card.as_ref().and_then(|card| card.points(code)).map(plain)
}

/// A figure of then as the set of now means it: a ratio is computed of its counts. One of another kind is none.
fn figure(card: &Scorecard, code: &str, spec: &ValueSpec) -> Option<Found> {
    let line = card.lines.iter().find(|line| line.criterion == code)?;
    let exact = |value| Found { value, counts: None, met: line.met };
    match (spec, line.value.as_ref()?) {
        (ValueSpec::Ratio { per, .. }, Value::Counts(counts)) => {
            let product = i128::from(counts.numerator) * i128::from(*per);
            let value = Exact::fraction(product, i128::from(counts.denominator))?;
            Some(Found { counts: Some(*counts), ..exact(value) })
        }
        (ValueSpec::Number { .. } | ValueSpec::Context { .. }, Value::Count(number)) => {
            Some(exact(Exact::from(Decimal::whole(*number))))
        }
        (ValueSpec::Number { .. } | ValueSpec::Context { .. }, Value::Number(number)) => {
            Some(exact(Exact::from(*number)))
        }
        (_, Value::Counts(_) | Value::Count(_) | Value::Number(_)) => None,
        (_, Value::Choice(_) | Value::Points(_) | Value::NotApplicable(_)) => None,
    }
}

/// The bindings of groups whose results are computed, each after those that it is made of.
#[must_use]
pub fn in_order<'a>(cycle: &'a Cycle, sets: &[CriteriaSet]) -> Vec<&'a Binding> {
    let mut left: Vec<&Binding> = cycle.criteria.iter().filter(|binding| binding.derived).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |binding: &&&Binding| {
            let below = sets.iter().filter(|set| set.id == binding.criteria_set).flat_map(CriteriaSet::groups_below);
            below.into_iter().any(|group| group != binding.group && left.iter().any(|other| other.group == group))
        };
        // No circle is opened; should one be stored, the groups come in their order.
        let next = left.iter().position(|binding| !waits(&binding)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// Whether a board says something else than the one before. Results of the same cycle stand in each release anew, so it
/// does not count in which.
#[must_use]
pub fn moved(now: &[Standing], before: &[Standing], cycle: &str) -> bool {
    let plain = |standing: &Standing| {
        let mut standing = standing.clone();
        for leaf in standing.scorecard.card.iter_mut().flat_map(|card| &mut card.leaves) {
            let Some(Given::Official { sources, .. }) = &mut leaf.given else { continue };
            for official in sources.iter_mut().filter(|one| one.cycle == cycle).filter_map(|one| one.official.as_mut())
            {
                (official.release, official.board) = (ReleaseId(Uuid::nil()), BoardId(Uuid::nil()));
                official.release_number = 0;
            }
        }
        standing
    };
    now.len() != before.len() || now.iter().zip(before).any(|(now, before)| plain(now) != plain(before))
}

/// The cards of a group whose results are computed from official results alone: one for each unit that takes part, also
/// for a unit that has none of these results.
///
/// # Errors
/// See `sources`.
pub fn derived<'a>(
    set: &CriteriaSet,
    (cycle, group): (&Cycle, GroupCode),
    (participants, organisations): (&Participants, &'a [Organisation]),
    official: &Official<'_>,
) -> Result<Vec<(&'a Organisation, Scorecard)>, Refusal> {
    let taking_part = |unit: &&Organisation| {
        let participant = participants.of(unit.id);
        participant.is_some_and(|participant| participant.group == group && participant.exempt.is_none())
            && cycle.must_concern(unit).is_ok()
    };
    let card = |unit: &'a Organisation| {
        let kin = Kin { unit, predecessors: &[], organisations, participants };
        let sources = sources(set, &cycle.code, &kin, official)?;
        let comparison = Comparison { sources, ..Comparison::default() };
        let left_out = participants.of(unit.id).and_then(|participant| participant.left_out.as_ref());
        Ok((unit, assess(set, AskedUnit { kind: unit.kind, left_out }, |_code| None, &comparison, &[])))
    };
    organisations.iter().filter(taking_part).map(card).collect()
}
