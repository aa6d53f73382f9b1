//! Working days, year by year.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, pk_uuid, text};

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
                    .table("work_year")
                    .col(pk_uuid("id"))
                    .col(integer("year"))
                    .col(text("holidays"))
                    .col(text("working_days"))
                    .col(text("document"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create().name("work_year_year_once").table("work_year").col("year").unique().to_owned();
        manager.create_index(once).await
    }
}
