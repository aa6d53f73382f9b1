//! Official results that the values of other scores are made of (rule M05).

use domain::base::ids::{CriteriaSetId, CycleId, OrganisationId};
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::value_spec::ValueSpec;
use domain::results::official::Earlier;
use domain::results::publication::Release;
use domain::results::ranking::Standing;

use crate::base::failure::Failure;
use crate::base::store::Tx;

/// The cycles whose results sets name, each with its newest release.
#[derive(Clone, Debug, Default)]
pub struct NamedResults(Vec<(Cycle, Option<Release>)>);

impl NamedResults {
    /// The cycles with their results.
    #[must_use]
    pub fn earlier(&self) -> Vec<Earlier<'_>> {
        let found = self.0.iter();
        found.map(|(cycle, release)| Earlier { cycle, results: release.as_ref().map(Release::results) }).collect()
    }
}

impl Tx {
    /// A unit's place on the boards of a cycle's newest release, with the set that it was scored by; none if it is on none.
    ///
    /// # Errors
    /// A database error.
    pub async fn official_standing(
        &self,
        cycle: CycleId,
        unit: OrganisationId,
    ) -> Result<Option<(CriteriaSetId, Standing)>, Failure> {
        let Some(release) = self.newest_release(cycle).await? else { return Ok(None) };
        let found = release.boards.into_iter().find_map(|board| {
            let standing = board.standings.into_iter().find(|standing| standing.organisation == unit)?;
            Some((board.criteria_set, standing))
        });
        Ok(found)
    }

    /// The cycles whose results sets of a cycle name, with their newest releases; the cycle itself too, if a unit's value
    /// is made of those of the units below it.
    ///
    /// # Errors
    /// A database error.
    pub async fn named_results<'a>(
        &self,
        cycle: &Cycle,
        sets: impl Iterator<Item = &'a CriteriaSet> + Send,
    ) -> Result<NamedResults, Failure> {
        let mut codes: Vec<String> = Vec::new();
        for leaf in sets.flat_map(CriteriaSet::official) {
            codes.extend(leaf.value.cycles().iter().cloned());
            if matches!(leaf.value, ValueSpec::RollUp { .. }) {
                codes.push(cycle.code.clone());
            }
        }
        if codes.is_empty() {
            return Ok(NamedResults::default());
        }
        let mut found = Vec::new();
        for other in self.cycles_of(cycle.campaign).await? {
            if codes.contains(&other.code) {
                let release = self.newest_release(other.id).await?;
                found.push((other, release));
            }
        }
        Ok(NamedResults(found))
    }
}
