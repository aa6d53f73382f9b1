//! The rows of an import may be deleted, once it has ended for long; they may still not be changed.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("DROP TRIGGER import_row_is_append_only ON import_row").await?;
            let trigger = "CREATE TRIGGER import_row_is_append_only BEFORE UPDATE OR TRUNCATE ON import_row \
                           FOR EACH STATEMENT EXECUTE FUNCTION import_row_is_append_only()";
            connection.execute_unprepared(trigger).await?;
        } else {
            connection.execute_unprepared("DROP TRIGGER import_row_refuses_delete").await?;
        }
        // By these the imports and sessions are found that ended long ago.
        for (table, column) in [("import", "ended_at"), ("session", "started_at")] {
            let name = format!("{table}_{column}");
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }
}
