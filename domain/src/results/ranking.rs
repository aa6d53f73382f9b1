//! Ranking of scorecards: within one group and one cycle only (rule L25).
//!
//! Equal totals share a rank and the next one is skipped (1, 2, 2, 4). Names order a tie for display and do not affect
//! the rank. Units without a score are listed, never ranked (rule L24).

use serde::{Deserialize, Serialize};

use crate::base::ids::OrganisationId;
use crate::base::text::fold;
use crate::planning::scoring::Scorecard;
use crate::registry::organisation::OrganisationKind;

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
    /// How the score came about.
    pub scorecard: Scorecard,
}

/// Orders and ranks: highest total first, unscored units last.
#[must_use]
pub fn rank(mut standings: Vec<Standing>) -> Vec<Standing> {
    standings.sort_by_cached_key(|standing| {
        (std::cmp::Reverse(standing.scorecard.total), fold(&standing.name), standing.organisation)
    });
    let ranks = places(standings.iter().map(|standing| standing.scorecard.total));
    for (standing, rank) in standings.iter_mut().zip(ranks) {
        standing.rank = rank;
    }
    standings
}

/// The ranks of sorted totals, highest first and unscored ones last.
#[must_use]
pub fn places(totals: impl IntoIterator<Item = Option<i64>>) -> Vec<Option<u32>> {
    let mut previous: Option<(i64, u32)> = None;
    let mut place: u32 = 0;
    let mut ranks = Vec::new();
    for total in totals {
        place = place.saturating_add(1);
        let rank = total.map(|total| match previous {
            Some((before, shared)) if before == total => shared,
            Some(_) | None => place,
        });
        previous = total.zip(rank);
        ranks.push(rank);
    }
    ranks
}
