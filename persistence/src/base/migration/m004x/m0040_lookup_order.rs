//! Indexes in the order of the lists that they serve, for nominations and the audit trail. The one of folded names holds
//! the identifier, too, so that a search for a part of a name reads the index and not the dossiers.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("nomination", "look"),
            ("nomination", "state"),
            ("nomination", "occasion"),
            ("audit_entry", "concept"),
            ("audit_entry", "account_id"),
        ] {
            let index =
                Index::create().name(format!("{table}_{column}_id")).table(table).col(column).col("id").to_owned();
            manager.create_index(index).await?;
        }
        // The new indexes serve the same queries, and in order.
        for (table, index) in [("nomination", "nomination_look"), ("audit_entry", "audit_entry_account_id")] {
            manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
