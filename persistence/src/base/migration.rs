//! The schema, one file per migration; a migration that has landed is never edited.

use sea_orm::{EntityTrait, QueryOrder};
use sea_orm_migration::prelude::*;
use sea_orm_migration::seaql_migrations;

use crate::base::failure::Failure;

mod append_only;
mod m000x;
mod m001x;
mod m002x;
mod m003x;
mod m004x;
mod m005x;

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        [
            m000x::migrations(),
            m001x::migrations(),
            m002x::migrations(),
            m003x::migrations(),
            m004x::migrations(),
            m005x::migrations(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether exactly these migrations have been applied; false if that cannot be read, and then `up` reports the error.
pub(crate) async fn is_up(database: &sea_orm::DatabaseConnection) -> bool {
    let applied = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(database).await;
    let migrations = Migrator::migrations();
    applied.is_ok_and(|applied| {
        let applied = applied.iter().map(|one| one.version.as_str());
        applied.eq(migrations.iter().map(|migration| migration.name()))
    })
}

/// Applies the migrations that have not been applied; the caller holds the lock.
pub(crate) async fn up(database: &sea_orm::DatabaseConnection) -> Result<(), Failure> {
    Migrator::up(database, None).await?;
    Ok(())
}
