//! Difficulties of units, and public digests of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let difficulty = Table::create()
            .table("difficulty")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(uuid("organisation_id"))
            .col(text("addressee"))
            .col(text("title"))
            .col(text("text"))
            .col(text("contents"))
            .col(text_null("field"))
            .col(text("state"))
            .col(timestamp_with_time_zone("raised_at"))
            .col(date_null("due"))
            .col(text("acts"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("difficulty", "campaign_id").to("campaign", "id"))
            .foreign_key(ForeignKey::create().from("difficulty", "organisation_id").to("organisation", "id"))
            .to_owned();
        manager.create_table(difficulty).await?;
        for column in ["campaign_id", "organisation_id"] {
            let name = format!("difficulty_{column}");
            manager.create_index(Index::create().name(name).table("difficulty").col(column).to_owned()).await?;
        }
        let digest = Table::create()
            .table("difficulty_digest")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(text("title"))
            .col(date("first_day"))
            .col(date("last_day"))
            .col(text("entries"))
            .col(text("tally"))
            .col(timestamp_with_time_zone("published_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(text_null("reason"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("difficulty_digest", "campaign_id").to("campaign", "id"))
            .to_owned();
        manager.create_table(digest).await?;
        let name = "difficulty_digest_campaign_id";
        manager.create_index(Index::create().name(name).table("difficulty_digest").col("campaign_id").to_owned()).await
    }
}
