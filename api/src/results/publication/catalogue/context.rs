//! What the catalogue says besides the releases: cycles, names of groups, standing agencies.

use std::collections::BTreeMap;

use domain::base::ids::{CampaignId, CycleId};
use domain::base::policy::Role;
use domain::planning::cycle::Cycle;
use domain::planning::group::GroupNames;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

use crate::results::publication::feed::every_cycle;

/// What the catalogue says besides the releases.
pub(super) struct Context {
    pub(super) cycles: BTreeMap<CycleId, Cycle>,
    pub(super) names: GroupNames,
    /// The names of the standing agencies, by the movement that they stand for.
    pub(super) agencies: BTreeMap<CampaignId, String>,
}

impl Context {
    /// The standing agency, if it is the same for every movement.
    pub(super) fn only_agency(&self) -> Option<&String> {
        let mut names = self.agencies.values();
        let first = names.next()?;
        names.all(|name| name == first).then_some(first)
    }
}

pub(super) async fn context(tx: &Tx) -> Result<Context, Failure> {
    let cycles = every_cycle(tx).await?.into_iter().map(|cycle| (cycle.id, cycle)).collect();
    let mut agencies = BTreeMap::new();
    for holding in tx.lasting_holdings(Role::StandingAgency).await? {
        if let Some(campaign) = holding.campaign {
            agencies.insert(campaign, tx.organisation(holding.organisation).await?.name);
        }
    }
    Ok(Context { cycles, names: tx.group_names().await?, agencies })
}
