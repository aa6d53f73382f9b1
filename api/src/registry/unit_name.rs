//! The names and codes of units that a list names by identifier.

use std::collections::HashMap;

use domain::base::ids::OrganisationId;
use domain::registry::organisation::{CodeScheme, Organisation};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

/// Units by identifier.
pub(crate) struct Units(HashMap<OrganisationId, Organisation>);

impl Units {
    /// The units that a page names, in one query.
    pub(crate) async fn named(tx: &Tx, units: impl Iterator<Item = OrganisationId> + Send) -> Result<Self, Failure> {
        let mut units: Vec<OrganisationId> = units.collect();
        units.sort_unstable();
        units.dedup();
        let found = tx.organisations_named(units.into_iter()).await?;
        Ok(Self(found.into_iter().map(|unit| (unit.id, unit)).collect()))
    }

    /// A unit's present name, and its public code: that of the statistics office, else the system's own.
    pub(crate) fn name_and_code(&self, unit: OrganisationId) -> (String, Option<String>) {
        let Some(unit) = self.0.get(&unit) else { return (String::new(), None) };
        let official = unit.codes.iter().find(|code| code.scheme == CodeScheme::Gso);
        let code = official.or_else(|| unit.codes.first()).map(|code| code.value.clone());
        (unit.name.clone(), code)
    }

    /// A unit's public code.
    pub(crate) fn code(&self, unit: OrganisationId) -> Option<String> {
        self.name_and_code(unit).1
    }
}
