//! Objections before the decision: the public lists of nominees, and the objections to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, date, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

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
                    .table("objection_period")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(text("occasion"))
                    .col(date("posted_on"))
                    .col(big_integer("days"))
                    .col(date("until"))
                    .col(text("document"))
                    .col(text("posted"))
                    .col(timestamp_with_time_zone("opened_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("objection_period", "cycle_id").to("cycle", "id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "objection_period", "cycle_id", "objection_period_cycle_id").await?;
        index(manager, "objection_period", "until", "objection_period_until").await?;
        append_only(manager, "objection_period").await?;
        manager
            .create_table(
                Table::create()
                    .table("objection")
                    .col(pk_uuid("id"))
                    .col(uuid("objection_period_id"))
                    .col(uuid("nomination_id"))
                    .col(uuid("organisation_id"))
                    .col(date("received"))
                    .col(text("number"))
                    .col(date("date"))
                    .col(text("summary"))
                    .col(boolean("late"))
                    .col(text("state"))
                    .col(text_null("settlement"))
                    .col(timestamp_with_time_zone("registered_at"))
                    .col(big_integer("revision"))
                    .foreign_key(
                        ForeignKey::create().from("objection", "objection_period_id").to("objection_period", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("objection", "nomination_id").to("nomination", "id"))
                    .foreign_key(ForeignKey::create().from("objection", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "objection", "objection_period_id", "objection_objection_period_id").await?;
        index(manager, "objection", "nomination_id", "objection_nomination_id").await?;
        index(manager, "objection", "organisation_id", "objection_organisation_id").await
    }
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    name: &'static str,
) -> Result<(), DbErr> {
    manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await
}
