//! Migrations 0040 to 0049, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0040_lookup_order;
mod m0041_level;
mod m0042_cycle_orders;
mod m0043_movement;
mod m0044_group;
mod m0045_criteria_set_model;
mod m0046_checks;
mod m0047_difficulty;
mod m0048_inspection;
mod m0049_practice;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0040_lookup_order::Migration),
        Box::new(m0041_level::Migration),
        Box::new(m0042_cycle_orders::Migration),
        Box::new(m0043_movement::Migration),
        Box::new(m0044_group::Migration),
        Box::new(m0045_criteria_set_model::Migration),
        Box::new(m0046_checks::Migration),
        Box::new(m0047_difficulty::Migration),
        Box::new(m0048_inspection::Migration),
        Box::new(m0049_practice::Migration),
    ]
}
