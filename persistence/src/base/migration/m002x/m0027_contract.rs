//! The version of the contract that each machine client is pinned to, and the deprecated operations that it still uses.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, timestamp_with_time_zone, uuid};

/// The version of the contract at the time when clients were registered without a pin.
const BEFORE_PINS: &str = "0.1.0";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pin = text("api_version").default(BEFORE_PINS).to_owned();
        manager.alter_table(Table::alter().table("client").add_column(pin).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("deprecated_use")
                    .col(uuid("client_id"))
                    .col(text("operation"))
                    .col(timestamp_with_time_zone("last_used_at"))
                    .primary_key(Index::create().col("client_id").col("operation"))
                    .foreign_key(ForeignKey::create().from("deprecated_use", "client_id").to("client", "id"))
                    .to_owned(),
            )
            .await
    }
}
