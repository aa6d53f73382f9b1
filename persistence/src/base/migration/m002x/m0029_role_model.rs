//! Role models.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create()
            .table("role_model")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(uuid("organisation_id"))
            .col(text("organisation_name"))
            .col(text("field"))
            .col(text("title"))
            .col(text("summary"))
            .col(text("search"))
            .col(uuid("publisher_id"))
            .col(text("publisher_name"))
            .col(uuid("joint_id"))
            .col(text("joint_name"))
            .col(timestamp_with_time_zone("published_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(text_null("reason"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("role_model", "campaign_id").to("campaign", "id"))
            .to_owned();
        for column in ["organisation_id", "publisher_id", "joint_id"] {
            table.foreign_key(ForeignKey::create().from("role_model", column).to("organisation", "id"));
        }
        manager.create_table(table).await?;
        for column in ["campaign_id", "organisation_id", "publisher_id", "joint_id"] {
            let name = format!("role_model_{column}");
            manager.create_index(Index::create().name(name).table("role_model").col(column).to_owned()).await?;
        }
        Ok(())
    }
}
