//! Guidance and announcements, and the units that receive them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guidance = Table::create()
            .table("guidance")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(text("kind"))
            .col(text("title"))
            .col(text("text"))
            .col(text_null("document"))
            .col(text("attachments"))
            .col(text("contents"))
            .col(text_null("field"))
            .col(text("other_recipients"))
            .col(date_null("acknowledge_by"))
            .col(boolean("public"))
            .col(boolean("every_unit"))
            .col(text("levels"))
            .col(uuid("issuer_id"))
            .col(text("issuer_name"))
            .col(timestamp_with_time_zone("issued_at"))
            .col(uuid_null("replaces_id"))
            .col(uuid_null("replaced_by_id"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(text_null("reason"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("guidance", "campaign_id").to("campaign", "id"))
            .foreign_key(ForeignKey::create().from("guidance", "issuer_id").to("organisation", "id"))
            .foreign_key(ForeignKey::create().from("guidance", "replaces_id").to("guidance", "id"))
            .foreign_key(ForeignKey::create().from("guidance", "replaced_by_id").to("guidance", "id"))
            .to_owned();
        manager.create_table(guidance).await?;
        for column in ["campaign_id", "issuer_id", "replaces_id", "replaced_by_id"] {
            let name = format!("guidance_{column}");
            manager.create_index(Index::create().name(name).table("guidance").col(column).to_owned()).await?;
        }
        let recipient = Table::create()
            .table("guidance_recipient")
            .col(uuid("guidance_id"))
            .col(uuid("organisation_id"))
            .col(text("organisation_name"))
            .col(timestamp_with_time_zone_null("acknowledged_at"))
            .col(text_null("acknowledged_by"))
            .col(text_null("note"))
            .primary_key(Index::create().col("guidance_id").col("organisation_id"))
            .foreign_key(ForeignKey::create().from("guidance_recipient", "guidance_id").to("guidance", "id"))
            .foreign_key(ForeignKey::create().from("guidance_recipient", "organisation_id").to("organisation", "id"))
            .to_owned();
        manager.create_table(recipient).await?;
        let name = "guidance_recipient_organisation_id";
        let index = Index::create().name(name).table("guidance_recipient").col("organisation_id").to_owned();
        manager.create_index(index).await
    }
}
