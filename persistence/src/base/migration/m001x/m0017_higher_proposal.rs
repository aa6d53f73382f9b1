//! Awards proposed to a higher level.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date_null, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

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
                    .table("higher_proposal")
                    .col(pk_uuid("id"))
                    .col(uuid("award_id"))
                    .col(uuid("organisation_id"))
                    .col(text("form"))
                    .col(text("authority"))
                    .col(text("document"))
                    .col(text_null("summary"))
                    .col(text("state"))
                    .col(text_null("ending"))
                    .col(text_null("live_key"))
                    .col(date_null("granted_date"))
                    .col(timestamp_with_time_zone("registered_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("higher_proposal", "award_id").to("award", "id"))
                    .foreign_key(
                        ForeignKey::create().from("higher_proposal", "organisation_id").to("organisation", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        for column in ["award_id", "organisation_id"] {
            let name = format!("higher_proposal_{column}");
            manager.create_index(Index::create().name(name).table("higher_proposal").col(column).to_owned()).await?;
        }
        let once = Index::create()
            .name("higher_proposal_live_key_once")
            .table("higher_proposal")
            .col("live_key")
            .unique()
            .to_owned();
        manager.create_index(once).await
    }
}
