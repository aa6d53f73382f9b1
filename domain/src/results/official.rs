//! Official results as the values of other scores (rule M05): where the results are found that a set names, and the
//! standings of a group whose results are computed from them alone.

use std::collections::BTreeMap;

use crate::base::code::GroupCode;
use crate::base::ids::{OrganisationId, ReleaseId};
use crate::base::refusal::Refusal;
use crate::planning::assessment::{Comparison, assess};
use crate::planning::criteria::CriteriaSet;
use crate::planning::cycle::{Cycle, CycleState};
use crate::planning::exact::{Decimal, Exact};
use crate::planning::official::{OfficialValue, Source, Sources};
use crate::planning::participant::Participants;
use crate::planning::scoring::{Applicability, Scorecard};
use crate::planning::value::{Counts, Value};
use crate::planning::value_spec::ValueSpec;
use crate::registry::organisation::Organisation;
use crate::results::board::Board;
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

/// Rule M05: what is computed from other cycles needs the results of all of them, but of those that are not held. `own` is
/// the cycle itself, if a unit's value is made of those of the units below.
///
/// # Errors
/// `WrongState`, naming the cycles without results.
pub fn must_be_public(set: &CriteriaSet, own: Option<&str>, earlier: &[Earlier<'_>]) -> Result<(), Refusal> {
    let public = |code: &str| {
        let cancelled = |one: &Earlier<'_>| one.cycle.state == CycleState::Cancelled;
        earlier.iter().any(|one| one.cycle.code == code && (one.results.is_some() || cancelled(one)))
    };
    let below = set.official().any(|leaf| matches!(leaf.value, ValueSpec::RollUp { .. }));
    let named = set.official().flat_map(|leaf| leaf.value.cycles()).map(String::as_str);
    let mut lacking: Vec<&str> = named.chain(own.filter(|_| below)).filter(|code| !public(code)).collect();
    lacking.sort_unstable();
    lacking.dedup();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::official_results_missing(lacking.join(", "))))
}

/// The place of each unit: the board, and the standing on it.
type Places = BTreeMap<OrganisationId, (usize, usize)>;

/// The newest official results, by the code of their cycle.
#[derive(Clone, Debug, Default)]
pub struct Official<'a>(BTreeMap<&'a str, (Results<'a>, Places)>);

impl<'a> Official<'a> {
    /// The result of a unit on its board, by what `read` finds on its card.
    fn find(
        &self,
        cycle: &str,
        unit: &Organisation,
        group: Option<GroupCode>,
        read: impl Fn(&Scorecard) -> Option<Found>,
    ) -> Source {
        let official = || {
            let (edition, places) = self.0.get(cycle)?;
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
            self.0.insert(cycle, (results, places.collect()));
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
#[must_use]
pub fn sources(set: &CriteriaSet, cycle: &str, kin: &Kin<'_>, official: &Official<'_>) -> Sources {
    let found = |spec: &ValueSpec| match spec {
        ValueSpec::Derived { cycles, node, .. } => {
            let read = |card: &Scorecard| points(card, node.as_deref());
            cycles.iter().map(|cycle| official.find(cycle, kin.unit, None, read)).collect()
        }
        ValueSpec::Growth { figure: code, since, .. } => {
            let of = |unit| official.find(since, unit, None, |card| figure(card, code));
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
    };
    set.official().map(|leaf| (leaf.code.clone(), found(&leaf.value))).collect()
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

/// A figure as growth compares it.
fn figure(card: &Scorecard, code: &str) -> Option<Found> {
    let line = card.lines.iter().find(|line| line.criterion == code)?;
    let exact = |value| Found { value, counts: None, met: line.met };
    match line.value.as_ref()? {
        Value::Counts(counts) => {
            let scored = card.card.as_ref().and_then(|card| card.leaf(code)).and_then(|leaf| leaf.value.clone());
            let percent = || Exact::fraction(i128::from(counts.numerator) * 100, i128::from(counts.denominator));
            Some(Found { counts: Some(*counts), ..exact(scored.or_else(percent)?) })
        }
        Value::Count(number) => Some(exact(Exact::from(Decimal::whole(*number)))),
        Value::Number(number) => Some(exact(Exact::from(*number))),
        Value::Choice(_) | Value::Points(_) | Value::NotApplicable(_) => None,
    }
}

/// The cards of a group whose results are computed from official results alone: one for each unit that takes part, also
/// for a unit that has none of these results.
#[must_use]
pub fn derived<'a>(
    set: &CriteriaSet,
    (cycle, group): (&Cycle, GroupCode),
    (participants, organisations): (&Participants, &'a [Organisation]),
    official: &Official<'_>,
) -> Vec<(&'a Organisation, Scorecard)> {
    let taking_part = |unit: &&Organisation| {
        let participant = participants.of(unit.id);
        participant.is_some_and(|participant| participant.group == group && participant.exempt.is_none())
            && cycle.must_concern(unit).is_ok()
    };
    let card = |unit: &'a Organisation| {
        let kin = Kin { unit, predecessors: &[], organisations, participants };
        let sources = sources(set, &cycle.code, &kin, official);
        (unit, assess(set, unit.kind, |_code| None, &Comparison { sources, ..Comparison::default() }, &[]))
    };
    organisations.iter().filter(taking_part).map(card).collect()
}
