//! Names and public codes of units, to be shown beside their identifiers.

use std::collections::HashMap;

use domain::base::ids::OrganisationId;
use domain::registry::organisation::Organisation;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

/// A unit's present name, and the code that the public knows it by.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnitLabel {
    pub(crate) name: String,
    pub(crate) code: Option<String>,
}

impl From<&Organisation> for UnitLabel {
    fn from(unit: &Organisation) -> Self {
        Self { name: unit.name.clone(), code: unit.public_code().map(str::to_owned) }
    }
}

/// The labels of the units of a page.
#[derive(Debug, Default)]
pub(crate) struct UnitLabels(HashMap<OrganisationId, UnitLabel>);

impl UnitLabels {
    pub(crate) async fn of(tx: &Tx, mut units: Vec<OrganisationId>) -> Result<Self, Failure> {
        units.sort_unstable();
        units.dedup();
        let units = tx.organisations_named(units.into_iter()).await?;
        Ok(Self(units.iter().map(|unit| (unit.id, UnitLabel::from(unit))).collect()))
    }

    /// The label of a unit; a foreign key guarantees that it exists.
    pub(crate) fn get(&self, unit: OrganisationId) -> UnitLabel {
        self.0.get(&unit).cloned().unwrap_or_default()
    }
}
