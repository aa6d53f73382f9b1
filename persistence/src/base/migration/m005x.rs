//! Migrations 0050 to 0059, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0050_guidance;
mod m0051_mobilisation;
mod m0052_synthesis;
mod m0053_notice;
mod m0054_paper_file;
mod m0055_correction;
mod m0056_stationery;
mod m0058_criterion_dimensions;
mod m0059_public_correction;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0050_guidance::Migration),
        Box::new(m0051_mobilisation::Migration),
        Box::new(m0052_synthesis::Migration),
        Box::new(m0053_notice::Migration),
        Box::new(m0054_paper_file::Migration),
        Box::new(m0055_correction::Migration),
        Box::new(m0056_stationery::Migration),
        Box::new(m0058_criterion_dimensions::Migration),
        Box::new(m0059_public_correction::Migration),
    ]
}
