//! Panels of scorers, recusals, and acceptance by a second person.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("cycle", boolean("acceptance_required").default(false).to_owned()),
            ("report", text("review").default("{}").to_owned()),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
