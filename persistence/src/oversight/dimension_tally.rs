//! The results of releases by content and field.

use std::sync::Arc;

use domain::base::ids::ReleaseId;
use domain::oversight::dimension_tally::DimensionResults;
use domain::planning::criteria::CriteriaSet;

use crate::base::failure::Failure;
use crate::base::store::Tx;

impl Tx {
    /// The results of a release by content and field. Neither a release nor a published set ever changes, so they are
    /// counted once and cached.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn dimension_results(&self, release: ReleaseId) -> Result<Arc<DimensionResults>, Failure> {
        if let Some(results) = self.immutable().get(release.0) {
            return Ok(results);
        }
        let boards = self.release(release).await?.boards;
        let mut sets = Vec::new();
        for board in &boards {
            sets.push(self.bound_set(board.criteria_set).await?);
        }
        let sets: Vec<&CriteriaSet> = sets.iter().map(Arc::as_ref).collect();
        let results = Arc::new(DimensionResults::of(&sets, &boards));
        self.immutable().keep(release.0, &results);
        Ok(results)
    }
}
