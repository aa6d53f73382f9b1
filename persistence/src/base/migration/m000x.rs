//! Migrations 0001 to 0009, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0001_foundation;
mod m0002_registry;
mod m0003_campaign;
mod m0004_report;
mod m0005_nomination;
mod m0006_assessment;
mod m0007_evidence;
mod m0008_import;
mod m0009_review;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_foundation::Migration),
        Box::new(m0002_registry::Migration),
        Box::new(m0003_campaign::Migration),
        Box::new(m0004_report::Migration),
        Box::new(m0005_nomination::Migration),
        Box::new(m0006_assessment::Migration),
        Box::new(m0007_evidence::Migration),
        Box::new(m0008_import::Migration),
        Box::new(m0009_review::Migration),
    ]
}
