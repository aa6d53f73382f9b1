//! Webhook endpoints that receive public changes, their deliveries, and the outcome of each attempt.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer_null, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        endpoints(manager).await?;
        deliveries(manager).await?;
        attempts(manager).await
    }
}

async fn endpoints(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook")
                .col(pk_uuid("id"))
                .col(uuid("owner_id"))
                .col(text("name"))
                .col(text("url"))
                .col(text("kinds"))
                .col(text("signing"))
                .col(text("state"))
                .col(text_null("cause"))
                .col(timestamp_with_time_zone_null("verified_at"))
                .col(timestamp_with_time_zone_null("failing_since"))
                // The position of the last public change that deliveries were made for; null until the endpoint is
                // first active.
                .col(ColumnDef::new("position").big_integer().null())
                .col(text("secrets"))
                .col(timestamp_with_time_zone("created_at"))
                .col(big_integer("revision"))
                .foreign_key(ForeignKey::create().from("webhook", "owner_id").to("account", "id"))
                .to_owned(),
        )
        .await?;
    index(manager, "webhook", &["owner_id"], "webhook_owner_id").await
}

async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook_delivery")
                .col(pk_uuid("id"))
                .col(uuid("webhook_id"))
                .col(uuid_null("change_id"))
                .col(text("event"))
                .col(text("payload"))
                .col(text("state"))
                .col(big_integer("attempts"))
                .col(big_integer("tried"))
                .col(timestamp_with_time_zone_null("next_attempt_at"))
                // The process that attempts the delivery now, and until when no other process may.
                .col(uuid_null("lease"))
                .col(timestamp_with_time_zone_null("leased_until"))
                .col(timestamp_with_time_zone("created_at"))
                .foreign_key(ForeignKey::create().from("webhook_delivery", "webhook_id").to("webhook", "id"))
                .foreign_key(ForeignKey::create().from("webhook_delivery", "change_id").to("public_change", "id"))
                .to_owned(),
        )
        .await?;
    // A change is delivered to an endpoint once, even if several processes make deliveries.
    let once = Index::create()
        .name("webhook_delivery_webhook_id_change_id_once")
        .table("webhook_delivery")
        .col("webhook_id")
        .col("change_id")
        .unique()
        .to_owned();
    manager.create_index(once).await?;
    index(manager, "webhook_delivery", &["change_id"], "webhook_delivery_change_id").await?;
    index(manager, "webhook_delivery", &["state", "next_attempt_at"], "webhook_delivery_state_next_attempt_at").await
}

async fn attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook_attempt")
                .col(pk_uuid("id"))
                .col(uuid("delivery_id"))
                .col(timestamp_with_time_zone("at"))
                .col(text("outcome"))
                .col(integer_null("status"))
                .col(big_integer("millis"))
                .col(text("excerpt"))
                .col(text("reason"))
                .foreign_key(ForeignKey::create().from("webhook_attempt", "delivery_id").to("webhook_delivery", "id"))
                .to_owned(),
        )
        .await?;
    index(manager, "webhook_attempt", &["delivery_id"], "webhook_attempt_delivery_id").await
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    name: &'static str,
) -> Result<(), DbErr> {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}
