//! Units, functions, accounts and sign-ins.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date, date_null, pk_uuid, text, text_null, timestamp_with_time_zone, uuid, uuid_null,
};

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
                    .table("organisation")
                    .col(pk_uuid("id"))
                    .col(text("name"))
                    .col(text("search"))
                    .col(text("tier"))
                    .col(text("kind"))
                    .col(uuid_null("parent_id"))
                    .col(text("codes"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("organisation", "parent_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("organisation_tier").table("organisation").col("tier").to_owned())
            .await?;
        manager
            .create_index(
                Index::create().name("organisation_parent_id").table("organisation").col("parent_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("function_holding")
                    .col(pk_uuid("id"))
                    .col(text("function"))
                    .col(uuid("organisation_id"))
                    .col(date("from_date"))
                    .col(date_null("to_date"))
                    .col(text("document"))
                    .col(big_integer("revision"))
                    .foreign_key(
                        ForeignKey::create().from("function_holding", "organisation_id").to("organisation", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("function_holding_function_from_date_once")
                    .table("function_holding")
                    .col("function")
                    .col("from_date")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("function_holding_organisation_id")
                    .table("function_holding")
                    .col("organisation_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("account")
                    .col(pk_uuid("id"))
                    .col(text("username"))
                    .col(text("name"))
                    .col(text_null("password_hash"))
                    .col(text_null("enrolment_digest"))
                    .col(ColumnDef::new("enrolment_expires_at").timestamp_with_time_zone().null().to_owned())
                    .col(text("grants"))
                    .col(boolean("suspended"))
                    .col(timestamp_with_time_zone("sessions_valid_from"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("account_username_once").table("account").col("username").unique().to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(timestamp_with_time_zone("started_at"))
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null().to_owned())
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("session", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("session_account_id").table("session").col("account_id").to_owned())
            .await?;
        Ok(())
    }
}
