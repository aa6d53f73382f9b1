//! Codes of cycles, to be shown beside their identifiers.

use std::collections::HashMap;

use domain::base::ids::CycleId;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

/// The codes of the cycles of a page.
#[derive(Debug, Default)]
pub(crate) struct CycleCodes(HashMap<CycleId, String>);

impl CycleCodes {
    pub(crate) async fn of(tx: &Tx, mut cycles: Vec<CycleId>) -> Result<Self, Failure> {
        cycles.sort_unstable();
        cycles.dedup();
        let cycles = tx.cycles_named(&cycles).await?;
        Ok(Self(cycles.into_iter().map(|cycle| (cycle.id, cycle.code)).collect()))
    }

    /// The code of a cycle; a foreign key guarantees that it exists.
    pub(crate) fn get(&self, cycle: CycleId) -> String {
        self.0.get(&cycle).cloned().unwrap_or_default()
    }
}
