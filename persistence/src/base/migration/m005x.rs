//! Migrations 0050 to 0059, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0050_guidance;
mod m0051_mobilisation;
mod m0052_synthesis;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0050_guidance::Migration),
        Box::new(m0051_mobilisation::Migration),
        Box::new(m0052_synthesis::Migration),
    ]
}
