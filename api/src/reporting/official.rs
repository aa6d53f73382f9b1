//! The official results that the values of a set are made of (rule M05), loaded for the units that it scores.

use domain::base::refusal::Refusal;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::official::Sources;
use domain::planning::participant::Participants;
use domain::planning::value_spec::ValueSpec;
use domain::registry::organisation::Organisation;
use domain::results::official::{Kin, Official, must_be_public, must_be_public_below, sources};
use persistence::base::store::Tx;
use persistence::registry::lineage::Side;
use persistence::results::official::NamedResults;

use crate::base::problem::Problem;

/// What the official results of a cycle are found by.
pub(crate) struct OfficialResults<'a> {
    set: &'a CriteriaSet,
    cycle: &'a Cycle,
    named: NamedResults,
    participants: Participants,
    organisations: Vec<Organisation>,
}

impl<'a> OfficialResults<'a> {
    /// The results that a set names; none if none of its values is made of any.
    pub(crate) async fn load(tx: &Tx, set: &'a CriteriaSet, cycle: &'a Cycle) -> Result<Option<Self>, Problem> {
        if set.official().next().is_none() {
            return Ok(None);
        }
        let named = tx.named_results(cycle, std::iter::once(set)).await?;
        let (participants, organisations) = (tx.all_participants(cycle.id).await?, tx.all_organisations().await?);
        Ok(Some(Self { set, cycle, named, participants, organisations }))
    }

    /// Demands that all that the set names is public.
    ///
    /// # Errors
    /// `WrongState`, naming what is not.
    pub(crate) fn must_be_public(&self) -> Result<(), Refusal> {
        let earlier = self.named.earlier();
        must_be_public(self.set, &earlier)?;
        must_be_public_below(self.set, self.cycle, &earlier)
    }

    /// The results for a unit.
    pub(crate) async fn of(&self, tx: &Tx, unit: &Organisation) -> Result<Sources, Problem> {
        let Self { set, cycle, named, participants, organisations } = self;
        let grows = set.official().any(|leaf| matches!(leaf.value, ValueSpec::Growth { .. }));
        let predecessors = if grows {
            // A unit that ended within the period reports for it itself.
            let ids = tx.lineage(unit.id, Side::Predecessors).await?.merged_into(unit.id, cycle.period_start);
            organisations.iter().filter(|other| ids.contains(&other.id)).cloned().collect()
        } else {
            Vec::new()
        };
        let earlier = named.earlier();
        let official = Official::of(&earlier);
        let kin = Kin { unit, predecessors: &predecessors, organisations, participants };
        Ok(sources(set, &cycle.code, &kin, &official)?)
    }
}
