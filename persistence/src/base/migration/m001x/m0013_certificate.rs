//! Records that follow a decision: certificates, revocations, complaints.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, pk_uuid, text, text_null, timestamp_with_time_zone, uuid,
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
        let single = |table: &'static str, column: &'static str| {
            Index::create().name(format!("{table}_{column}_once")).table(table).col(column).unique().to_owned()
        };
        manager
            .create_table(
                Table::create()
                    .table("certificate")
                    .col(pk_uuid("id"))
                    .col(uuid("award_id"))
                    .col(text("code"))
                    .col(text("statement"))
                    .col(timestamp_with_time_zone("issued_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("certificate", "award_id").to("award", "id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(single("certificate", "award_id")).await?;
        manager.create_index(single("certificate", "code")).await?;
        append_only(manager, "certificate").await?;
        manager
            .create_table(
                Table::create()
                    .table("revocation")
                    .col(pk_uuid("id"))
                    .col(uuid("award_id"))
                    .col(text("ground"))
                    .col(big_integer("number"))
                    .col(text("symbol"))
                    .col(date("date"))
                    .col(text("signer"))
                    .col(text("title"))
                    .col(text("file"))
                    .col(text("reason"))
                    .col(timestamp_with_time_zone("revoked_at"))
                    .col(text("recoveries"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("revocation", "award_id").to("award", "id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(single("revocation", "award_id")).await?;
        manager
            .create_table(
                Table::create()
                    .table("complaint")
                    .col(pk_uuid("id"))
                    .col(uuid("award_id"))
                    .col(uuid("organisation_id"))
                    .col(text("kind"))
                    .col(date("received"))
                    .col(text("number"))
                    .col(date("date"))
                    .col(text("summary"))
                    .col(date_null("due"))
                    .col(text("state"))
                    .col(text_null("settlement"))
                    .col(timestamp_with_time_zone("registered_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("complaint", "award_id").to("award", "id"))
                    .foreign_key(ForeignKey::create().from("complaint", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        for column in ["award_id", "organisation_id"] {
            let index = Index::create().name(format!("complaint_{column}")).table("complaint").col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
