//! Migrations 0020 to 0029, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0020_registry;
mod m0021_decision_number;
mod m0022_release;
mod m0023_client;
mod m0025_change;
mod m0026_webhook;
mod m0027_contract;
mod m0028_search;
mod m0029_role_model;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0020_registry::Migration),
        Box::new(m0021_decision_number::Migration),
        Box::new(m0022_release::Migration),
        Box::new(m0023_client::Migration),
        Box::new(m0025_change::Migration),
        Box::new(m0026_webhook::Migration),
        Box::new(m0027_contract::Migration),
        Box::new(m0028_search::Migration),
        Box::new(m0029_role_model::Migration),
    ]
}
