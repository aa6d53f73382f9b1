//! Permissions at the unit that a body names.

use domain::base::identity::Actor;
use domain::base::ids::OrganisationId;
use domain::base::policy::Permission;
use persistence::base::store::Tx;

use crate::base::problem::{Problem, named};
use crate::base::reasons;

/// Demands a permission at the unit that a body names in `organisation`. A unit that does not exist is told as such: who
/// has the permission elsewhere would look for a missing role. The register of units is public.
pub(crate) async fn must_for_unit(
    tx: &Tx,
    actor: &Actor,
    permission: Permission,
    unit: OrganisationId,
) -> Result<(), Problem> {
    let Err(refusal) = actor.must(permission, Some(unit)) else { return Ok(()) };
    // A client of movements is judged with the movement, once that is known.
    if actor.scope(permission).is_ok_and(|scope| scope.holds_movements()) {
        return Ok(());
    }
    named(tx.organisation(unit).await, "/organisation", reasons::unit_unknown)?;
    Err(refusal.into())
}
