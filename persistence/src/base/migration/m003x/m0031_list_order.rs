//! Indexes in the order of the lists that they serve: a page reads only its own rows and sorts nothing.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("organisation", "tier"), ("report", "cycle_id"), ("report", "state")] {
            let index =
                Index::create().name(format!("{table}_{column}_id")).table(table).col(column).col("id").to_owned();
            manager.create_index(index).await?;
        }
        // The new index on tier and identifier serves the same queries, and in order.
        manager.drop_index(Index::drop().name("organisation_tier").table("organisation").to_owned()).await
    }
}
