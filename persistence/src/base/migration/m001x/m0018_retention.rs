//! How long personal data is kept, and the purges that erase it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, integer_null, pk_uuid, text, text_null, timestamp_with_time_zone,
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
                    .table("retention_rule")
                    .col(pk_uuid("id"))
                    .col(text("class"))
                    .col(integer_null("months"))
                    .col(text_null("document"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        let once =
            Index::create().name("retention_rule_class_once").table("retention_rule").col("class").unique().to_owned();
        manager.create_index(once).await?;
        manager
            .create_table(
                Table::create()
                    .table("purge")
                    .col(pk_uuid("id"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("name"))
                    .col(text("counts"))
                    .col(boolean("more"))
                    .to_owned(),
            )
            .await?;
        append_only(manager, "purge").await
    }
}
