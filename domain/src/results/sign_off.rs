//! Who published a release.

use serde::{Deserialize, Serialize};

use crate::base::event::Author;
use crate::base::ids::{AccountId, OrganisationId};
use crate::base::policy::Role;
use crate::registry::organisation::Organisation;

/// Who published a release: a person in a role for a unit (người ký công bố).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignOff {
    /// The person's account.
    pub account: AccountId,
    /// The person's name at that time; the public sees role and unit only (rule L36).
    pub name: String,
    /// The role acted in.
    pub role: Role,
    /// The unit acted for.
    pub organisation: OrganisationId,
    /// The unit's name at that time, if the registry has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl SignOff {
    /// Who signs off as the author of the release; none for what no person in a role does.
    pub(crate) fn of(author: &Author, organisations: &[Organisation]) -> Option<Self> {
        let Author { account, client: _, name, role, organisation } = author;
        let organisation = (*organisation)?;
        Some(Self {
            account: (*account)?,
            name: name.clone(),
            role: (*role)?,
            organisation,
            unit: organisations.iter().find(|unit| unit.id == organisation).map(|unit| unit.name.clone()),
        })
    }
}
