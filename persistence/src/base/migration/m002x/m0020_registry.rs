//! Changes of units: their names and documents, and their predecessors and successors.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("organisation").add_column(text_null("history")).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("succession")
                    .col(pk_uuid("id"))
                    .col(uuid("predecessor_id"))
                    .col(uuid("successor_id"))
                    .col(text("kind"))
                    .col(date("from_date"))
                    .col(text("document"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .foreign_key(ForeignKey::create().from("succession", "predecessor_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("succession", "successor_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create()
            .name("succession_predecessor_id_successor_id_once")
            .table("succession")
            .col("predecessor_id")
            .col("successor_id")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        let successor =
            Index::create().name("succession_successor_id").table("succession").col("successor_id").to_owned();
        manager.create_index(successor).await?;
        append_only(manager, "succession").await
    }
}
