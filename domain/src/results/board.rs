//! A group's board in a release.

use crate::base::citation::Citation;
use crate::base::code::GroupCode;
use crate::base::ids::{BoardId, CriteriaSetId};
use crate::results::ranking::Standing;

/// One group's board in a release (bảng xếp hạng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Its identifier.
    pub id: BoardId,
    /// The group.
    pub group: GroupCode,
    /// The criteria set of every unit on it.
    pub criteria_set: CriteriaSetId,
    /// The document that issued the set.
    pub document: Citation,
    /// The units, ranked ones first.
    pub standings: Vec<Standing>,
}

/// The groups of some boards, and then those that only earlier boards have.
pub(crate) fn groups(now: &[Board], before: &[Board]) -> Vec<GroupCode> {
    let mut groups: Vec<GroupCode> = now.iter().map(|board| board.group).collect();
    for board in before {
        if !groups.contains(&board.group) {
            groups.push(board.group);
        }
    }
    groups
}

/// The units on the board of a group; none without such a board.
pub(crate) fn of_group(boards: &[Board], group: GroupCode) -> &[Standing] {
    boards.iter().find(|board| board.group == group).map_or(&[], |board| board.standings.as_slice())
}
