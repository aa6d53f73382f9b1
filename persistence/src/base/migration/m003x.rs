//! Migrations 0030 to 0039, in the order in which they are applied.

use sea_orm_migration::MigrationTrait;

mod m0030_unit_code;
mod m0031_list_order;
mod m0032_access_version;
mod m0033_delete_import_rows;
mod m0038_exact_names;
mod m0039_law;

pub(super) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0030_unit_code::Migration),
        Box::new(m0031_list_order::Migration),
        Box::new(m0032_access_version::Migration),
        Box::new(m0033_delete_import_rows::Migration),
        Box::new(m0038_exact_names::Migration),
        Box::new(m0039_law::Migration),
    ]
}
