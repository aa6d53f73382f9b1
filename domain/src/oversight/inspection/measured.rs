//! The cycle that an inspection or a finding is about, and the criteria set by which the unit's report of it is measured.

use crate::base::ids::CampaignId;
use crate::base::refusal::Violations;
use crate::oversight::reasons;
use crate::planning::criteria::{CriteriaSet, Criterion};
use crate::planning::cycle::Cycle;
use crate::reporting::reasons as reporting_reasons;

/// A cycle, with the set of the unit in it.
#[derive(Clone, Copy, Debug)]
pub struct Measured<'a> {
    /// The cycle.
    pub cycle: &'a Cycle,
    /// The set of the unit's report, or else of its group; none if the unit does not take part, or owes nothing.
    pub set: Option<&'a CriteriaSet>,
}

impl<'a> Measured<'a> {
    /// Demands that the cycle is one of the movement, and that the unit takes part in it.
    pub(crate) fn check_cycle(self, campaign: CampaignId, violations: &mut Violations) {
        if self.cycle.campaign != campaign {
            violations.add("/cycle", reasons::cycle_of_other_movement());
        } else if self.set.is_none() {
            violations.add("/cycle", reasons::unit_takes_no_part());
        }
    }

    /// A criterion of the set; one that the set does not have is added to the violations. If the unit has no set, that was
    /// said before.
    pub(crate) fn criterion(self, code: &str, pointer: &str, violations: &mut Violations) -> Option<&'a Criterion> {
        let found = self.set?.criterion(code).filter(|criterion| criterion.is_found());
        if found.is_none() {
            violations.add(pointer, reporting_reasons::criterion_unknown(code));
        }
        found
    }
}
