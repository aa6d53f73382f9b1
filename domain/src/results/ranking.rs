//! Ranking of scorecards: within one group and one cycle only (rule L25).
//!
//! Equal totals share a rank and the next one is skipped (1, 2, 2, 4). Names order a tie for display and do not affect
//! the rank. Units without a score are listed, never ranked (rule L24).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ids::OrganisationId;
use crate::base::text::fold;
use crate::planning::scoring::Scorecard;
use crate::planning::tree::Tree;
use crate::registry::organisation::OrganisationKind;
use crate::results::banding::{BandMove, Banding, Entrant, banded, placed};

/// A unit's superior unit, as it was when the board was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Superior {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The code that the public knew it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A unit's place on a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// The rank; none for a unit that is not scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// The unit.
    pub organisation: OrganisationId,
    /// The unit's name as it was when the board was made.
    pub name: String,
    /// The code that the public knew it by; none on old boards, which do not record it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its superior unit; none on old boards, which do not record it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Superior>,
    /// The unit's kind when it reported; none on old boards, which do not record it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganisationKind>,
    /// Whether the report was first handed in after the due date.
    pub late: bool,
    /// How the score came about; its band is the one that the board decided.
    pub scorecard: Scorecard,
    /// The bands that the unit left because it missed a condition, highest first (rule M08).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub band_moves: Vec<BandMove>,
}

/// Orders and ranks: highest total first, unscored units last. A set that is a tree also says what decides between equal
/// totals (rule M06), and its bands may have conditions (rule M08).
#[must_use]
pub fn rank(model: Option<&Tree>, mut standings: Vec<Standing>) -> Vec<Standing> {
    let Some(tree) = model else {
        standings.sort_by_cached_key(|standing| {
            (std::cmp::Reverse(standing.scorecard.total), fold(&standing.name), standing.organisation)
        });
        let ranks = places(standings.iter().map(|standing| standing.scorecard.total));
        for (standing, rank) in standings.iter_mut().zip(ranks) {
            standing.rank = rank;
        }
        return standings;
    };
    let entrants: Vec<Entrant<'_>> = standings
        .iter()
        .filter_map(|standing| Some(Entrant { unit: standing.organisation, card: standing.scorecard.card.as_deref()? }))
        .collect();
    let ranks: BTreeMap<OrganisationId, u32> =
        placed(&tree.tie_breaks, &entrants).into_iter().filter_map(|place| Some((place.unit, place.rank?))).collect();
    let Banding { mut bands, moves } = banded(tree, &entrants);
    let mut moved: BTreeMap<OrganisationId, Vec<BandMove>> = BTreeMap::new();
    for one in moves {
        moved.entry(one.unit).or_default().push(one);
    }
    for standing in &mut standings {
        let unit = standing.organisation;
        standing.rank = ranks.get(&unit).copied();
        standing.scorecard.band = bands.remove(&unit);
        standing.band_moves = moved.remove(&unit).unwrap_or_default();
    }
    standings.sort_by_cached_key(|standing| {
        (standing.rank.is_none(), standing.rank, fold(&standing.name), standing.organisation)
    });
    standings
}

/// The ranks of sorted units, best first and unscored ones last, by what makes two of them equal: their totals, or their
/// ranks on a larger board.
#[must_use]
pub fn places<T: PartialEq + Copy>(sorted: impl IntoIterator<Item = Option<T>>) -> Vec<Option<u32>> {
    let mut previous: Option<(T, u32)> = None;
    let mut place: u32 = 0;
    let mut ranks = Vec::new();
    for own in sorted {
        place = place.saturating_add(1);
        let rank = own.map(|own| match previous {
            Some((before, shared)) if before == own => shared,
            Some(_) | None => place,
        });
        previous = own.zip(rank);
        ranks.push(rank);
    }
    ranks
}
