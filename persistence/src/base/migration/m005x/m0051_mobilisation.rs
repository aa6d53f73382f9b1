//! Activities of mobilisation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date, pk_uuid, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mobilisation = Table::create()
            .table("mobilisation")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(uuid("organisation_id"))
            .col(text("organisation_kind"))
            .col(date("first_day"))
            .col(date("last_day"))
            .col(text("form"))
            .col(text_null("venue"))
            .col(text("text"))
            .col(text("contents"))
            .col(text_null("field"))
            .col(big_integer("participants"))
            .col(big_integer_null("households"))
            .col(big_integer_null("materials"))
            .col(text("evidence"))
            .col(timestamp_with_time_zone("recorded_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(text_null("reason"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("mobilisation", "campaign_id").to("campaign", "id"))
            .foreign_key(ForeignKey::create().from("mobilisation", "organisation_id").to("organisation", "id"))
            .to_owned();
        manager.create_table(mobilisation).await?;
        for column in ["campaign_id", "organisation_id"] {
            let name = format!("mobilisation_{column}");
            manager.create_index(Index::create().name(name).table("mobilisation").col(column).to_owned()).await?;
        }
        Ok(())
    }
}
