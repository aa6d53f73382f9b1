//! Reports, and the releases that make them public.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, pk_uuid, text, text_null, timestamp_with_time_zone, uuid, uuid_null,
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
        manager
            .create_table(
                Table::create()
                    .table("report")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(uuid("organisation_id"))
                    .col(text("tier"))
                    .col(text("kind"))
                    .col(uuid("criteria_set_id"))
                    .col(text("state"))
                    .col(text("figures"))
                    .col(text("verified"))
                    .col(text_null("scorecard"))
                    .col(ColumnDef::new("submitted_at").timestamp_with_time_zone().null().to_owned())
                    .col(uuid_null("submitted_by_id"))
                    .col(boolean("late"))
                    .col(text_null("return_reason"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("report", "cycle_id").to("cycle", "id"))
                    .foreign_key(ForeignKey::create().from("report", "organisation_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("report", "criteria_set_id").to("criteria_set", "id"))
                    .foreign_key(ForeignKey::create().from("report", "submitted_by_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("report_cycle_id_organisation_id_once")
                    .table("report")
                    .col("cycle_id")
                    .col("organisation_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("report_organisation_id").table("report").col("organisation_id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("report_criteria_set_id").table("report").col("criteria_set_id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("report_submitted_by_id").table("report").col("submitted_by_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("release")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(big_integer("number"))
                    .col(text_null("reason"))
                    .col(timestamp_with_time_zone("published_at"))
                    .foreign_key(ForeignKey::create().from("release", "cycle_id").to("cycle", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("release_cycle_id_number_once")
                    .table("release")
                    .col("cycle_id")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        append_only(manager, "release").await?;
        manager
            .create_table(
                Table::create()
                    .table("board")
                    .col(pk_uuid("id"))
                    .col(uuid("release_id"))
                    .col(text("tier"))
                    .col(uuid("criteria_set_id"))
                    .col(text("document"))
                    .col(text("standings"))
                    .foreign_key(ForeignKey::create().from("board", "release_id").to("release", "id"))
                    .foreign_key(ForeignKey::create().from("board", "criteria_set_id").to("criteria_set", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("board_release_id_tier_once")
                    .table("board")
                    .col("release_id")
                    .col("tier")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("board_criteria_set_id").table("board").col("criteria_set_id").to_owned(),
            )
            .await?;
        append_only(manager, "board").await?;
        manager
            .create_table(
                Table::create()
                    .table("board_page")
                    .col(uuid("board_id"))
                    .col(text("part"))
                    .col(text("body"))
                    .col(text("digest"))
                    .primary_key(Index::create().col("board_id").col("part"))
                    .foreign_key(ForeignKey::create().from("board_page", "board_id").to("board", "id"))
                    .to_owned(),
            )
            .await?;
        append_only(manager, "board_page").await?;
        Ok(())
    }
}
