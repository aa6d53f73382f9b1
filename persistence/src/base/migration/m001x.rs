//! Migrations 0010 to 0019, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0010_work_year;
mod m0011_regime;
mod m0012_integrity;
mod m0013_certificate;
mod m0014_commendation_round;
mod m0015_personal;
mod m0016_objection;
mod m0017_higher_proposal;
mod m0018_retention;
mod m0019_reminder;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0010_work_year::Migration),
        Box::new(m0011_regime::Migration),
        Box::new(m0012_integrity::Migration),
        Box::new(m0013_certificate::Migration),
        Box::new(m0014_commendation_round::Migration),
        Box::new(m0015_personal::Migration),
        Box::new(m0016_objection::Migration),
        Box::new(m0017_higher_proposal::Migration),
        Box::new(m0018_retention::Migration),
        Box::new(m0019_reminder::Migration),
    ]
}
