//! Migrations 0060 to 0069, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0060_criteria_set_model;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(m0060_criteria_set_model::Migration)]
}
