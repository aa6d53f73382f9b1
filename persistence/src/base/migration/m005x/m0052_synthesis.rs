//! Synthesis reports on cycles. A version is never changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let report = Table::create()
            .table("synthesis")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(uuid("cycle_id"))
            .col(text("kind"))
            .col(uuid("organisation_id"))
            .col(text("state"))
            .col(date_null("due_before"))
            .col(big_integer("version"))
            .col(text("acts"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("synthesis", "campaign_id").to("campaign", "id"))
            .foreign_key(ForeignKey::create().from("synthesis", "cycle_id").to("cycle", "id"))
            .foreign_key(ForeignKey::create().from("synthesis", "organisation_id").to("organisation", "id"))
            .to_owned();
        manager.create_table(report).await?;
        for column in ["campaign_id", "organisation_id"] {
            let name = format!("synthesis_{column}");
            manager.create_index(Index::create().name(name).table("synthesis").col(column).to_owned()).await?;
        }
        let once =
            Index::create().name("synthesis_cycle_id_once").table("synthesis").col("cycle_id").unique().to_owned();
        manager.create_index(once).await?;
        let version = Table::create()
            .table("synthesis_version")
            .col(uuid("synthesis_id"))
            .col(big_integer("number"))
            .col(text("title"))
            .col(text("sections"))
            .col(text("facts"))
            .col(text("name"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("synthesis_id").col("number"))
            .foreign_key(ForeignKey::create().from("synthesis_version", "synthesis_id").to("synthesis", "id"))
            .to_owned();
        manager.create_table(version).await?;
        append_only(manager, "synthesis_version").await
    }
}
