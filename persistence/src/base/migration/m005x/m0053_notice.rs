//! Notices of what somebody must do, who has read them, and webhooks that receive them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
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
        notices(manager).await?;
        reading(manager).await?;
        webhooks(manager).await
    }
}

async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let refers = |column: &'static str, table: &'static str| {
        ForeignKey::create().from("notice", column).to(table, "id").to_owned()
    };
    let notice = Table::create()
        .table("notice")
        .col(pk_uuid("id"))
        .col(text("kind"))
        .col(text("stage"))
        .col(uuid("subject"))
        .col(text("audience"))
        // The unit that is told; null for the holders of a function.
        .col(uuid_null("recipient_id"))
        .col(uuid_null("organisation_id"))
        .col(uuid_null("campaign_id"))
        .col(uuid_null("cycle_id"))
        .col(date_null("due"))
        .col(date_null("day"))
        .col(timestamp_with_time_zone("told_at"))
        .col(timestamp_with_time_zone_null("settled_at"))
        // What makes a notice the same as another one; null once it is settled, so that the need may arise again.
        .col(text_null("standing_key"))
        // Its place among those that were told; null before.
        .col(ColumnDef::new("position").big_integer().null())
        .foreign_key(&mut refers("recipient_id", "organisation"))
        .foreign_key(&mut refers("organisation_id", "organisation"))
        .foreign_key(&mut refers("campaign_id", "campaign"))
        .foreign_key(&mut refers("cycle_id", "cycle"))
        .to_owned();
    manager.create_table(notice).await?;
    let once = Index::create().name("notice_standing_key_once").table("notice").col("standing_key").unique().to_owned();
    manager.create_index(once).await?;
    for columns in [
        &["recipient_id", "told_at"][..],
        &["audience", "told_at"],
        &["organisation_id"],
        &["campaign_id"],
        &["cycle_id"],
        &["subject"],
        &["position", "told_at"],
    ] {
        let mut index = Index::create().name(format!("notice_{}", columns.join("_"))).table("notice").to_owned();
        for column in columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    let counter = Table::create()
        .table("notice_counter")
        .col(big_integer("id"))
        .col(big_integer("position"))
        .primary_key(Index::create().col("id"))
        .to_owned();
    manager.create_table(counter).await?;
    let first = "INSERT INTO notice_counter (id, \"position\") VALUES (1, 0)";
    manager.get_connection().execute_unprepared(first).await?;
    Ok(())
}

async fn reading(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let read = Table::create()
        .table("notice_reading")
        .col(uuid("account_id"))
        .col(uuid("notice_id"))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("account_id").col("notice_id"))
        .foreign_key(ForeignKey::create().from("notice_reading", "account_id").to("account", "id"))
        .foreign_key(ForeignKey::create().from("notice_reading", "notice_id").to("notice", "id"))
        .to_owned();
    manager.create_table(read).await?;
    let index = Index::create().name("notice_reading_notice_id").table("notice_reading").col("notice_id").to_owned();
    manager.create_index(index).await
}

async fn webhooks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let add = |table: &'static str, column: &mut ColumnDef| Table::alter().table(table).add_column(column).to_owned();
    // Null for the endpoints from before there were notices: they receive public changes.
    manager.alter_table(add("webhook", &mut text_null("feed"))).await?;
    let mut notice = uuid_null("notice_id");
    manager.alter_table(add("webhook_delivery", notice.extra("REFERENCES \"notice\" (\"id\")"))).await?;
    // A notice is delivered to an endpoint once, even if several processes make deliveries.
    let once = Index::create()
        .name("webhook_delivery_webhook_id_notice_id_once")
        .table("webhook_delivery")
        .col("webhook_id")
        .col("notice_id")
        .unique()
        .to_owned();
    manager.create_index(once).await?;
    let index =
        Index::create().name("webhook_delivery_notice_id").table("webhook_delivery").col("notice_id").to_owned();
    manager.create_index(index).await
}
