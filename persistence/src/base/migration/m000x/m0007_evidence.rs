//! Files uploaded as evidence, and what reports cite.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, pk_uuid, text, text_null, timestamp_with_time_zone, uuid, uuid_null};

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
                    .table("evidence_file")
                    .col(pk_uuid("id"))
                    .col(uuid("report_id"))
                    .col(uuid("organisation_id"))
                    .col(text("name"))
                    .col(text("format"))
                    .col(text("sha256"))
                    .col(big_integer("size_bytes"))
                    .col(text("state"))
                    .col(uuid_null("replaced_by_id"))
                    .col(text_null("reason"))
                    .col(uuid("uploaded_by_id"))
                    .col(timestamp_with_time_zone("uploaded_at"))
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null())
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("evidence_file", "report_id").to("report", "id"))
                    .foreign_key(ForeignKey::create().from("evidence_file", "organisation_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("evidence_file", "replaced_by_id").to("evidence_file", "id"))
                    .foreign_key(ForeignKey::create().from("evidence_file", "uploaded_by_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        // The documents that a report cites, by the marks that identify the same document; written together with the
        // report.
        manager
            .create_table(
                Table::create()
                    .table("citation")
                    .col(uuid("report_id"))
                    .col(big_integer("place"))
                    .col(uuid("organisation_id"))
                    .col(text("criterion"))
                    .col(text("mark"))
                    .primary_key(Index::create().col("report_id").col("place"))
                    .foreign_key(ForeignKey::create().from("citation", "report_id").to("report", "id"))
                    .foreign_key(ForeignKey::create().from("citation", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        for (table, column) in [
            ("evidence_file", "report_id"),
            ("evidence_file", "organisation_id"),
            ("evidence_file", "replaced_by_id"),
            ("evidence_file", "uploaded_by_id"),
            ("evidence_file", "sha256"),
            ("citation", "organisation_id"),
            ("citation", "mark"),
        ] {
            let name = format!("{table}_{column}");
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }
}
