//! Names and public codes of units, which lists show beside identifiers.

use std::collections::{BTreeSet, HashMap};

use domain::base::ids::OrganisationId;
use domain::registry::organisation::Organisation;

use crate::base::failure::Failure;
use crate::base::store::Tx;

/// A unit's present name, and the code that the public knows it by.
#[derive(Clone, Debug, Default)]
pub struct UnitLabel {
    /// The present name.
    pub name: String,
    /// The code of the statistics office, or else the first code; absent if the unit has none.
    pub code: Option<String>,
}

impl From<&Organisation> for UnitLabel {
    fn from(unit: &Organisation) -> Self {
        Self { name: unit.name.clone(), code: unit.public_code().map(str::to_owned) }
    }
}

/// The labels of the units that a page names.
#[derive(Debug, Default)]
pub struct UnitLabels(HashMap<OrganisationId, UnitLabel>);

impl UnitLabels {
    /// The label of a unit; a foreign key guarantees that the unit exists.
    #[must_use]
    pub fn get(&self, unit: OrganisationId) -> UnitLabel {
        self.0.get(&unit).cloned().unwrap_or_default()
    }
}

impl Tx {
    /// The labels of units, in one query for a page.
    ///
    /// # Errors
    /// A database error.
    pub async fn unit_labels(&self, units: impl Iterator<Item = OrganisationId> + Send) -> Result<UnitLabels, Failure> {
        let once: BTreeSet<OrganisationId> = units.collect();
        let units = self.organisations_named(once.into_iter()).await?;
        Ok(UnitLabels(units.iter().map(|unit| (unit.id, UnitLabel::from(unit))).collect()))
    }
}
