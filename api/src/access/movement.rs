//! Reading what belongs to one movement (rule M02).

use domain::base::identity::Actor;
use domain::base::ids::CampaignId;
use domain::base::policy::Permission;

use crate::base::problem::{Kind, Problem};

/// Demands that the actor may read what belongs to a movement; for the agency of another one it is not there.
///
/// # Errors
/// 403 for somebody who may read nothing of the kind, and 404 for the agency of another movement.
pub(crate) fn must_reach(actor: &Actor, permission: Permission, movement: CampaignId) -> Result<(), Problem> {
    must_reach_one(actor, permission, &[movement])
}

/// The same for what belongs to several movements: one of them is enough to read it. What belongs to none is everybody's
/// who may read such things.
///
/// # Errors
/// See `must_reach`.
pub(crate) fn must_reach_one(actor: &Actor, permission: Permission, movements: &[CampaignId]) -> Result<(), Problem> {
    actor.must_somewhere(permission)?;
    let reaches = |movement: &CampaignId| actor.must(permission, *movement).is_ok();
    if movements.is_empty() || movements.iter().any(reaches) {
        return Ok(());
    }
    Err(Problem::plain(Kind::NotFound))
}
