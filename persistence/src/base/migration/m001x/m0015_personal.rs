//! Personal data of nominees, encrypted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob_null, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

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
                    .table("personal_datum")
                    .col(pk_uuid("id"))
                    .col(uuid("nomination_id"))
                    .col(text("kind"))
                    .col(text_null("masked"))
                    .col(blob_null("ciphertext"))
                    .col(blob_null("wrapped_key"))
                    .col(text_null("sealed_under"))
                    .col(blob_null("blind_index"))
                    .col(text_null("indexed_under"))
                    .col(timestamp_with_time_zone("entered_at"))
                    .col(ColumnDef::new("erased_at").timestamp_with_time_zone().null().to_owned())
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("personal_datum", "nomination_id").to("nomination", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("personal_datum_nomination_id_kind_once")
                    .table("personal_datum")
                    .col("nomination_id")
                    .col("kind")
                    .unique()
                    .to_owned(),
            )
            .await?;
        let same =
            Index::create().name("personal_datum_blind_index").table("personal_datum").col("blind_index").to_owned();
        manager.create_index(same).await
    }
}
