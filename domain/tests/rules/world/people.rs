//! The people of the rules: one with each role, and which of them a rule admits.

use domain::base::identity::Actor;
use domain::base::ids::{AccountId, OrganisationId, SessionId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use uuid::Uuid;

use super::{AGENCY, CAMPAIGN, OTHER, UNIT};

pub(crate) fn person(account: u128, name: &str, roles: &[(Role, OrganisationId)]) -> Actor {
    Actor {
        account: AccountId(Uuid::from_u128(account)),
        session: SessionId(Uuid::nil()),
        name: name.to_owned(),
        roles: roles.to_vec(),
        movements: roles
            .iter()
            .filter(|(role, _)| *role == Role::StandingAgency)
            .map(|(_, unit)| (*unit, CAMPAIGN))
            .collect(),
        client: None,
    }
}

pub(crate) fn editor() -> Actor {
    person(0xa1, "Biên", &[(Role::UnitEditor, UNIT)])
}

pub(crate) fn head() -> Actor {
    person(0xa2, "Trưởng", &[(Role::UnitHead, UNIT)])
}

/// Head of another unit.
pub(crate) fn stranger() -> Actor {
    person(0xa3, "Khách", &[(Role::UnitEditor, OTHER), (Role::UnitHead, OTHER)])
}

pub(crate) fn standing() -> Actor {
    person(0xa4, "Thường", &[(Role::StandingAgency, AGENCY)])
}

pub(crate) fn appraisal() -> Actor {
    person(0xa5, "Thẩm", &[(Role::AppraisalAgency, AGENCY)])
}

pub(crate) fn decision() -> Actor {
    person(0xa6, "Quyết", &[(Role::DecisionAuthority, AGENCY)])
}

pub(crate) fn auditor() -> Actor {
    person(0xa7, "Kiểm", &[(Role::Auditor, AGENCY)])
}

pub(crate) fn administrator() -> Actor {
    person(0xa8, "Quản", &[(Role::Administrator, AGENCY)])
}

/// Somebody of a press agency.
pub(crate) fn press() -> Actor {
    person(0xa9, "Báo", &[(Role::MediaPartner, AGENCY)])
}

pub(crate) fn everybody() -> [Actor; 9] {
    [editor(), head(), stranger(), standing(), appraisal(), decision(), auditor(), administrator(), press()]
}

/// One person with every role that works on dossiers, so that no refusal is due to a missing role.
pub(crate) fn of_all_trades(account: u128) -> Actor {
    use Role as R;
    person(
        account,
        "Đa Năng",
        &[
            (R::UnitEditor, UNIT),
            (R::UnitHead, UNIT),
            (R::StandingAgency, AGENCY),
            (R::AppraisalAgency, AGENCY),
            (R::DecisionAuthority, AGENCY),
        ],
    )
}

/// The names of the actors whom a rule allows.
pub(crate) fn admitted<T>(rule: impl Fn(&Actor) -> Result<T, Refusal>) -> Vec<String> {
    everybody().into_iter().filter(|actor| rule(actor).is_ok()).map(|actor| actor.name).collect()
}
