//! The status of a release, its digest, who signed it off, and the public pages of the release as a whole.
//!
//! Existing releases get none of these: what is public is not changed afterwards.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, text_null, uuid};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["status", "digest", "signed_off"] {
            manager.alter_table(Table::alter().table("release").add_column(text_null(column)).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("release_page")
                    .col(uuid("release_id"))
                    .col(text("part"))
                    .col(text("body"))
                    .col(text("digest"))
                    .primary_key(Index::create().col("release_id").col("part"))
                    .foreign_key(ForeignKey::create().from("release_page", "release_id").to("release", "id"))
                    .to_owned(),
            )
            .await?;
        append_only(manager, "release_page").await
    }
}
