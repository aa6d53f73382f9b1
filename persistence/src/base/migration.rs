//! The schema, one file per change; a change that has landed is never edited.

use sea_orm::{EntityTrait, QueryOrder};
use sea_orm_migration::prelude::*;
use sea_orm_migration::seaql_migrations;

use crate::base::failure::Failure;

mod m000x;
mod m001x;
mod m002x;
mod m003x;

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m000x::m0001_foundation::Migration),
            Box::new(m000x::m0002_registry::Migration),
            Box::new(m000x::m0003_campaign::Migration),
            Box::new(m000x::m0004_report::Migration),
            Box::new(m000x::m0005_nomination::Migration),
            Box::new(m000x::m0006_assessment::Migration),
            Box::new(m000x::m0007_evidence::Migration),
            Box::new(m000x::m0008_import::Migration),
            Box::new(m000x::m0009_review::Migration),
            Box::new(m001x::m0010_work_year::Migration),
            Box::new(m001x::m0011_regime::Migration),
            Box::new(m001x::m0012_integrity::Migration),
            Box::new(m001x::m0013_certificate::Migration),
            Box::new(m001x::m0014_commendation_round::Migration),
            Box::new(m001x::m0015_personal::Migration),
            Box::new(m001x::m0016_objection::Migration),
            Box::new(m001x::m0017_higher_proposal::Migration),
            Box::new(m001x::m0018_retention::Migration),
            Box::new(m001x::m0019_reminder::Migration),
            Box::new(m002x::m0020_registry::Migration),
            Box::new(m002x::m0021_decision_number::Migration),
            Box::new(m002x::m0022_release::Migration),
            Box::new(m002x::m0023_client::Migration),
            Box::new(m002x::m0025_change::Migration),
            Box::new(m002x::m0026_webhook::Migration),
            Box::new(m002x::m0027_contract::Migration),
            Box::new(m002x::m0028_search::Migration),
            Box::new(m002x::m0029_role_model::Migration),
            Box::new(m003x::m0030_unit_code::Migration),
            Box::new(m003x::m0031_list_order::Migration),
        ]
    }
}

/// Whether all of it has been applied, and nothing else; where that cannot be told, it is for `up` to say why.
pub(crate) async fn is_up(database: &sea_orm::DatabaseConnection) -> bool {
    let applied = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(database).await;
    let migrations = Migrator::migrations();
    applied.is_ok_and(|applied| {
        let applied = applied.iter().map(|one| one.version.as_str());
        applied.eq(migrations.iter().map(|migration| migration.name()))
    })
}

/// Applies what has not been applied; the caller holds the lock.
pub(crate) async fn up(database: &sea_orm::DatabaseConnection) -> Result<(), Failure> {
    Migrator::up(database, None).await?;
    Ok(())
}

/// Makes a table refuse every change of what it holds, in the database itself.
async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        let function = format!(
            "CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        );
        connection.execute_unprepared(&function).await?;
        let trigger = format!(
            "CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON \"{table}\" \
             FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        );
        connection.execute_unprepared(&trigger).await?;
    } else {
        for verb in ["UPDATE", "DELETE"] {
            let trigger = format!(
                "CREATE TRIGGER {table}_refuses_{} BEFORE {verb} ON \"{table}\" \
                 BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
                verb.to_lowercase()
            );
            connection.execute_unprepared(&trigger).await?;
        }
    }
    Ok(())
}
