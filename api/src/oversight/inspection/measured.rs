//! The cycle that an inspection or a finding names, with the set by which the unit's report of it is measured.

use std::sync::Arc;

use domain::base::ids::{CycleId, OrganisationId};
use domain::oversight::inspection::measured::Measured;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use persistence::base::store::Tx;

use crate::base::problem::{Problem, named};
use crate::base::reasons;

/// A cycle, and the unit's set in it.
pub(crate) struct MeasuredCycle {
    cycle: Cycle,
    set: Option<Arc<CriteriaSet>>,
}

impl MeasuredCycle {
    /// The set is that of the unit's report, which it keeps, or else of its group.
    pub(crate) async fn load(tx: &Tx, cycle: CycleId, unit: OrganisationId) -> Result<Self, Problem> {
        let cycle = named(tx.cycle(cycle).await, "/cycle", reasons::cycle_unknown)?;
        let report = tx.report_of(cycle.id, unit).await?.map(|report| report.criteria_set);
        let set = match report {
            Some(set) => Some(set),
            None => cycle.set_for(tx.participant(cycle.id, unit).await?.as_ref()),
        };
        let set = match set {
            Some(set) => Some(tx.bound_set(set).await?),
            None => None,
        };
        Ok(Self { cycle, set })
    }

    pub(crate) fn measured(&self) -> Measured<'_> {
        Measured { cycle: &self.cycle, set: self.set.as_deref() }
    }
}
