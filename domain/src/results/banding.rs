//! What one card cannot decide: ranks with tie-breaks, and rating bands with conditions, over a whole board.
//!
//! A unit stands in the band of its total if it fulfils the band's conditions; if not, it goes down one band and is
//! tried there. Nothing lifts a unit, and every move is named with the condition that made it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ids::OrganisationId;
use crate::planning::card::{Card, Given, LeafScore, Measured};
use crate::planning::exact::{Decimal, Exact};
use crate::planning::measure::WHOLE_BASIS_POINTS;
use crate::planning::tree::{Condition, TieBreak, TieOrder, Tree, TreeBand};

pub mod words;

/// A unit and its card.
#[derive(Clone, Copy, Debug)]
pub struct Entrant<'a> {
    /// The unit.
    pub unit: OrganisationId,
    /// Its card.
    pub card: &'a Card,
}

/// A unit's rank on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The unit.
    pub unit: OrganisationId,
    /// The rank; none for a unit that is not scored (rule L24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
}

/// By what units are ordered, best first: the total, then each tie-break. What is missing comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(Vec<(bool, i128)>);

impl Key {
    fn of(tie_breaks: &[TieBreak], card: &Card) -> Self {
        let part = |points: Option<Decimal>, order: TieOrder| {
            let points = points.map(|points| i128::from(points.0));
            let ordered = points.map(|points| match order {
                TieOrder::Highest => -points,
                TieOrder::Lowest => points,
            });
            (ordered.is_none(), ordered.unwrap_or_default())
        };
        let breaks = tie_breaks.iter().map(|tie| part(card.points(&tie.node), tie.order));
        Self(std::iter::once(part(card.total, TieOrder::Highest)).chain(breaks).collect())
    }
}

/// Ranks units by rounded totals, then by the tie-breaks; units that are equal in all of them share a rank and the next
/// one is skipped (rule L25). In the order of the ranks; the identifier orders a tie and does not affect it.
#[must_use]
pub fn placed(tie_breaks: &[TieBreak], entrants: &[Entrant<'_>]) -> Vec<Place> {
    ordered(tie_breaks, entrants).into_iter().map(|(place, _)| place).collect()
}

fn ordered<'a>(tie_breaks: &[TieBreak], entrants: &[Entrant<'a>]) -> Vec<(Place, &'a Card)> {
    let mut keyed: Vec<(Key, OrganisationId, &Card)> =
        entrants.iter().map(|entrant| (Key::of(tie_breaks, entrant.card), entrant.unit, entrant.card)).collect();
    keyed.sort_by(|(one, unit, _), (two, other, _)| one.cmp(two).then(unit.cmp(other)));
    let (mut place, mut before): (u32, Option<(Key, u32)>) = (0, None);
    let mut placed = Vec::with_capacity(keyed.len());
    for (key, unit, card) in keyed {
        place = place.saturating_add(1);
        let rank = match &before {
            Some((known, shared)) if *known == key => *shared,
            Some(_) | None => place,
        };
        before = Some((key, rank));
        placed.push((Place { unit, rank: card.total.map(|_| rank) }, card));
    }
    placed
}

/// A unit that went down one band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BandMove {
    /// The unit.
    pub unit: OrganisationId,
    /// The band whose condition it missed.
    pub from: String,
    /// The band below.
    pub to: String,
    /// The condition.
    pub condition: Condition,
}

/// The bands of a board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Banding {
    /// The band of each unit that is scored.
    pub bands: BTreeMap<OrganisationId, String>,
    /// Who went down, from the highest band to the lowest; in a band first those who miss a condition of their own, then
    /// those beyond its greatest share, each in the order of the ranks.
    pub moves: Vec<BandMove>,
}

/// Puts every scored unit of a board into a band (rule L26).
#[must_use]
pub fn banded(tree: &Tree, entrants: &[Entrant<'_>]) -> Banding {
    let ranked: Vec<(Place, &Card)> =
        ordered(&tree.tie_breaks, entrants).into_iter().filter(|(place, _)| place.rank.is_some()).collect();
    let mut banding = Banding::default();
    let mut fallen: Vec<(Place, &Card)> = Vec::new();
    for (number, band) in tree.bands.iter().enumerate().rev() {
        let own = |(_, card): &&(Place, &Card)| card.total.and_then(|total| tree.band(total)) == Some(band);
        let mut candidates: Vec<(Place, &Card)> =
            fallen.into_iter().chain(ranked.iter().filter(own).copied()).collect();
        candidates.sort_by_key(|(place, _)| (place.rank, place.unit));
        fallen = Vec::new();
        // Nothing lies below the lowest band, so nobody leaves it; `Tree::check` refuses conditions there.
        if let Some(below) = number.checked_sub(1).and_then(|number| tree.bands.get(number)) {
            let mut down = |unit, condition: &Condition| {
                let (from, to) = (band.code.clone(), below.code.clone());
                banding.moves.push(BandMove { unit, from, to, condition: condition.clone() });
            };
            let mut kept = Vec::with_capacity(candidates.len());
            for candidate in candidates {
                match band.conditions.iter().find(|condition| misses(condition, candidate.1)) {
                    Some(condition) => {
                        down(candidate.0.unit, condition);
                        fallen.push(candidate);
                    }
                    None => kept.push(candidate),
                }
            }
            candidates = kept;
            for (condition, share) in shares(band) {
                let beyond = candidates.split_off(room(&candidates, share, ranked.len()));
                for candidate in beyond {
                    down(candidate.0.unit, condition);
                    fallen.push(candidate);
                }
            }
        }
        banding.bands.extend(candidates.into_iter().map(|(place, _)| (place.unit, band.code.clone())));
    }
    banding
}

fn shares(band: &TreeBand) -> impl Iterator<Item = (&Condition, i64)> {
    band.conditions.iter().filter_map(|condition| match condition {
        Condition::GreatestShare { basis_points } => Some((condition, *basis_points)),
        Condition::NodeAtLeast { .. } | Condition::NotOption { .. } => None,
    })
}

/// How many of the candidates, best first, stay within a share of the ranked units. Those who tie at the limit go down
/// together, because nobody of them is better than another.
fn room(candidates: &[(Place, &Card)], basis_points: i64, ranked: usize) -> usize {
    let ranked = i128::try_from(ranked).unwrap_or(i128::MAX);
    let limit = i128::from(basis_points).saturating_mul(ranked) / i128::from(WHOLE_BASIS_POINTS);
    let limit = usize::try_from(limit).unwrap_or(0).min(candidates.len());
    let Some((first_beyond, _)) = candidates.get(limit) else { return limit };
    candidates.iter().take(limit).take_while(|(place, _)| place.rank != first_beyond.rank).count()
}

/// Whether a card misses a condition of its own. A node that does not apply to the unit cannot be missed.
fn misses(condition: &Condition, card: &Card) -> bool {
    match condition {
        Condition::NodeAtLeast { node, points } => {
            reached(card, node).is_some_and(|reached| reached < Exact::from(*points))
        }
        Condition::NotOption { leaf, option } => card.leaf(leaf).is_some_and(|leaf| chose(leaf, option)),
        Condition::GreatestShare { .. } => false,
    }
}

/// The points of a node that a condition is judged by; none if nothing of it applies.
fn reached(card: &Card, node: &str) -> Option<Exact> {
    let leaf = || card.leaf(node).filter(|leaf| leaf.state.counts()).map(|leaf| leaf.points.value());
    card.branch(node).map_or_else(leaf, |branch| branch.as_if_whole())
}

fn chose(leaf: &LeafScore, option: &str) -> bool {
    match &leaf.given {
        Some(Given::Value(Measured::Option(code))) => code == option,
        Some(Given::Value(Measured::Counts(_) | Measured::Number(_) | Measured::Points(_))) => false,
        Some(Given::NotApplicable(_) | Given::Official { .. } | Given::Pending) | None => false,
        Some(Given::ExemptKind | Given::LeftOut { .. }) => false,
    }
}
