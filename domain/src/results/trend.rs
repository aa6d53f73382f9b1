//! Where a unit's results can be compared from one cycle to the next, so that a line may join them (rule L25).
//!
//! A unit has a series of results for each movement and kind of cycle. Results of one group, by one criteria set, can be
//! compared. The code of a group is stable within its movement: a group of another year with the same code goes on,
//! unless it names a predecessor, because then its units were divided anew.

use chrono::NaiveDate;

use crate::base::code::GroupCode;
use crate::base::ids::{CampaignId, CriteriaSetId, CycleId, wire_enum};
use crate::planning::criteria::CycleKind;

wire_enum! {
    /// Why a result cannot be compared with the one before.
    TrendBreak {
        /// The unit was measured in another group (nhóm khác).
        OtherGroup = "OTHER_GROUP",
        /// Its group was made by a regrouping and names a predecessor (nhóm được chia lại).
        Regrouped = "REGROUPED",
        /// It was scored by another criteria set, or by another version of it (bộ tiêu chí khác).
        OtherCriteriaSet = "OTHER_CRITERIA_SET",
    }
}

/// What decides about a unit's result in a cycle with which others it can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// The cycle.
    pub cycle: CycleId,
    /// Its movement.
    pub campaign: CampaignId,
    /// Its kind.
    pub kind: CycleKind,
    /// The first day reported on.
    pub period_start: NaiveDate,
    /// The group in which the unit was measured.
    pub group: GroupCode,
    /// The group that this one followed after a regrouping.
    pub predecessor: Option<GroupCode>,
    /// The set that it was scored by.
    pub criteria_set: CriteriaSetId,
}

/// How a result follows the one before it in its series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendLink {
    /// The cycle of the result before.
    pub previous: CycleId,
    /// Why the two cannot be compared; none if they can.
    pub breaks: Vec<TrendBreak>,
}

/// How each of a unit's results follows the one before it: that of the latest earlier period of the same movement and kind
/// of cycle in which the unit has a result. None for the first of a series.
#[must_use]
pub fn links(points: &[TrendPoint]) -> Vec<Option<TrendLink>> {
    let link = |point: &TrendPoint| {
        let earlier = points.iter().filter(|one| one.precedes(point));
        let previous = earlier.max_by_key(|one| (one.period_start, one.cycle))?;
        Some(TrendLink { previous: previous.cycle, breaks: point.breaks_after(previous) })
    };
    points.iter().map(link).collect()
}

impl TrendPoint {
    fn precedes(&self, later: &Self) -> bool {
        self.campaign == later.campaign && self.kind == later.kind && self.period_start < later.period_start
    }

    fn breaks_after(&self, previous: &Self) -> Vec<TrendBreak> {
        let same_code = self.group == previous.group;
        let regrouped = self
            .predecessor
            .is_some_and(|from| if same_code { Some(from) != previous.predecessor } else { from == previous.group });
        let other_group = !same_code && !regrouped;
        let breaks = [
            (other_group, TrendBreak::OtherGroup),
            (regrouped, TrendBreak::Regrouped),
            (self.criteria_set != previous.criteria_set, TrendBreak::OtherCriteriaSet),
        ];
        breaks.into_iter().filter_map(|(holds, why)| holds.then_some(why)).collect()
    }
}
