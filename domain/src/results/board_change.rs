//! What changes on the boards of a cycle from one release to the next.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::GroupCode;
use crate::base::ids::{OrganisationId, wire_enum};
use crate::results::board::{Board, groups, of_group};
use crate::results::line_change::{LineChange, line_changes};
use crate::results::ranking::Standing;

wire_enum! {
    /// Kind of change of a unit between two releases.
    UnitChangeKind {
        /// It is new.
        Added = "ADDED",
        /// It was removed.
        Removed = "REMOVED",
        /// Its rank, its total or a criterion changed.
        Changed = "CHANGED",
    }
}

/// Rank of a unit on a board, with its total, band, bonus and penalty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rank; none for a unit that is not scored.
    pub rank: Option<u32>,
    /// The total, in hundredths.
    pub total: Option<i64>,
    /// The code of the rating band.
    pub band: Option<String>,
    /// What all bonuses together add, in hundredths.
    pub bonus: i64,
    /// What all penalties together take, in hundredths.
    pub penalty: i64,
}

/// The change of one unit between two releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitChange {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name on the later board that has it.
    pub name: String,
    /// The code that the public knows it by, on that board.
    pub code: Option<String>,
    /// Kind of change.
    pub kind: UnitChangeKind,
    /// Its result before; none if it is added.
    pub before: Option<Outcome>,
    /// Its result after; none if it is removed.
    pub after: Option<Outcome>,
    /// The changed criteria; all of them for a unit that is added or removed.
    pub lines: Vec<LineChange>,
    /// Why its report was corrected, if it was.
    pub reason: Option<String>,
}

impl UnitChange {
    /// Whether a public figure changed, and not only the rank.
    #[must_use]
    pub fn corrects(&self) -> bool {
        match (&self.before, &self.after) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(before), Some(after)) => {
                !self.lines.is_empty()
                    || Outcome { rank: None, ..before.clone() } != Outcome { rank: None, ..after.clone() }
            }
        }
    }
}

/// Changes of a release on the board of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardChanges {
    /// The group.
    pub group: GroupCode,
    /// The changed units in the order of the board, then the removed ones.
    pub units: Vec<UnitChange>,
}

/// The changes of boards against a release, by group; empty without such a release. `reasons` holds, for each unit, why
/// its public report was corrected.
#[must_use]
pub fn changes(
    previous: Option<&[Board]>,
    now: &[Board],
    reasons: &BTreeMap<OrganisationId, String>,
) -> Vec<BoardChanges> {
    let Some(previous) = previous else { return Vec::new() };
    let all = groups(now, previous).into_iter().map(|group| {
        let units = unit_changes(of_group(previous, group), of_group(now, group), reasons);
        BoardChanges { group, units }
    });
    all.filter(|board| !board.units.is_empty()).collect()
}

fn unit_changes(
    before: &[Standing],
    after: &[Standing],
    reasons: &BTreeMap<OrganisationId, String>,
) -> Vec<UnitChange> {
    let known: BTreeMap<OrganisationId, &Standing> = before.iter().map(|one| (one.organisation, one)).collect();
    let kept: BTreeSet<OrganisationId> = after.iter().map(|one| one.organisation).collect();
    let mut found = Vec::new();
    for now in after {
        let was = known.get(&now.organisation).copied();
        let lines = line_changes(was.map_or(&[], |was| &was.scorecard.lines), &now.scorecard.lines);
        let (outcome_before, outcome_after) = (was.map(outcome), outcome(now));
        if lines.is_empty() && outcome_before.as_ref() == Some(&outcome_after) {
            continue;
        }
        found.push(UnitChange {
            organisation: now.organisation,
            name: now.name.clone(),
            code: now.code.clone(),
            kind: if was.is_some() { UnitChangeKind::Changed } else { UnitChangeKind::Added },
            // The reason of a correction before the first publication is not public.
            reason: was.and_then(|_| reasons.get(&now.organisation).cloned()),
            before: outcome_before,
            after: Some(outcome_after),
            lines,
        });
    }
    found.extend(before.iter().filter(|was| !kept.contains(&was.organisation)).map(|was| UnitChange {
        organisation: was.organisation,
        name: was.name.clone(),
        code: was.code.clone(),
        kind: UnitChangeKind::Removed,
        before: Some(outcome(was)),
        after: None,
        lines: line_changes(&was.scorecard.lines, &[]),
        reason: None,
    }));
    found
}

fn outcome(standing: &Standing) -> Outcome {
    let Standing { rank, scorecard, .. } = standing;
    Outcome {
        rank: *rank,
        total: scorecard.total,
        band: scorecard.band.clone(),
        bonus: scorecard.bonus,
        penalty: scorecard.penalty,
    }
}
