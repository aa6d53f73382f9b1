//! The audit trail, idempotency keys and the settings of the installation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{pk_uuid, text, text_null, timestamp_with_time_zone, uuid, uuid_null};

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
                    .table("audit_entry")
                    .col(pk_uuid("id"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("kind"))
                    .col(text("concept"))
                    .col(uuid("object_id"))
                    .col(uuid_null("organisation_id"))
                    .col(uuid_null("account_id"))
                    .col(text("author_name"))
                    .col(text_null("role"))
                    .col(uuid_null("author_organisation_id"))
                    .col(text_null("from_state"))
                    .col(text_null("to_state"))
                    .col(text_null("reason"))
                    .col(text("changes"))
                    .to_owned(),
            )
            .await?;
        for column in ["object_id", "organisation_id", "account_id", "author_organisation_id"] {
            let name = format!("audit_entry_{column}");
            manager
                .create_index(Index::create().name(name).table("audit_entry").col(Alias::new(column)).to_owned())
                .await?;
        }
        append_only(manager, "audit_entry").await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency_key")
                    .col(uuid("principal"))
                    .col(text("route"))
                    .col(text("key"))
                    .col(text("digest"))
                    .col(text("answer"))
                    .col(timestamp_with_time_zone("at"))
                    .primary_key(Index::create().col("principal").col("route").col("key"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("idempotency_key_at").table("idempotency_key").col("at").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("setting")
                    .col(text("key").primary_key().to_owned())
                    .col(text("value"))
                    .to_owned(),
            )
            .await
    }
}
