//! Campaigns, cycles and criteria sets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, date, date_null, integer_null, pk_uuid, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("campaign")
                    .col(pk_uuid("id"))
                    .col(text("code"))
                    .col(text("kind"))
                    .col(text("name"))
                    .col(text("slogan"))
                    .col(date("period_start"))
                    .col(date("period_end"))
                    .col(text("legal_bases"))
                    .col(text("contents"))
                    .col(text("fields"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("campaign_code_once").table("campaign").col("code").unique().to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("cycle")
                    .col(pk_uuid("id"))
                    .col(uuid("campaign_id"))
                    .col(text("code"))
                    .col(text("kind"))
                    .col(integer_null("year"))
                    .col(text("name"))
                    .col(date("period_start"))
                    .col(date("period_end"))
                    .col(boolean("optional"))
                    .col(text("state"))
                    .col(date_null("due_date"))
                    .col(text("criteria"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("cycle", "campaign_id").to("campaign", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("cycle_campaign_id_code_once")
                    .table("cycle")
                    .col("campaign_id")
                    .col("code")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("criteria_set")
                    .col(pk_uuid("id"))
                    .col(uuid("campaign_id"))
                    .col(text("cycle_kind"))
                    .col(text("tier"))
                    .col(big_integer("version"))
                    .col(big_integer("scale"))
                    .col(text("criteria"))
                    .col(text("state"))
                    .col(text_null("document"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("criteria_set", "campaign_id").to("campaign", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("criteria_set_campaign_id_cycle_kind_tier_version_once")
                    .table("criteria_set")
                    .col("campaign_id")
                    .col("cycle_kind")
                    .col("tier")
                    .col("version")
                    .unique()
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
