//! Integrity holds and disciplines, which bar subjects from commendation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

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
                    .table("integrity_flag")
                    .col(pk_uuid("id"))
                    .col(uuid("organisation_id"))
                    .col(text("subject_kind"))
                    .col(text("name"))
                    .col(text("ground"))
                    .col(text("document"))
                    .col(text("note"))
                    .col(timestamp_with_time_zone("raised_at"))
                    .col(text_null("closed"))
                    .col(big_integer("revision"))
                    .foreign_key(
                        ForeignKey::create().from("integrity_flag", "organisation_id").to("organisation", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("discipline")
                    .col(pk_uuid("id"))
                    .col(uuid("organisation_id"))
                    .col(text("subject_kind"))
                    .col(text("name"))
                    .col(date("served_until"))
                    .col(text("document"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("discipline", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        for table in ["integrity_flag", "discipline"] {
            let name = format!("{table}_organisation_id");
            manager.create_index(Index::create().name(name).table(table).col("organisation_id").to_owned()).await?;
        }
        Ok(())
    }
}
