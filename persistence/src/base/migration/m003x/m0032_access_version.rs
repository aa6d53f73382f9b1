//! The version of all access rights: one row, whose number only grows.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, small_integer};

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
                    .table("access_version")
                    .col(small_integer("id").primary_key().check(Expr::col("id").eq(1)))
                    .col(big_integer("version"))
                    .to_owned(),
            )
            .await?;
        let first = Query::insert()
            .into_table("access_version")
            .columns(["id", "version"])
            .values_panic([1.into(), 1.into()])
            .to_owned();
        manager.execute(first).await
    }
}
