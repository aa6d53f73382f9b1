//! Legal regimes and base salaries.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, date_null, pk_uuid, text};

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
                    .table("regime")
                    .col(pk_uuid("id"))
                    .col(text("code"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .col(text("terms"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create().name("regime_code_once").table("regime").col("code").unique().to_owned();
        manager.create_index(once).await?;
        manager
            .create_table(
                Table::create()
                    .table("base_salary")
                    .col(pk_uuid("id"))
                    .col(big_integer("dong"))
                    .col(date("from_date"))
                    .col(date_null("to_date"))
                    .col(text("document"))
                    .col(big_integer("revision"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create()
            .name("base_salary_from_date_once")
            .table("base_salary")
            .col("from_date")
            .unique()
            .to_owned();
        manager.create_index(once).await
    }
}
