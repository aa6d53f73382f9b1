//! The letterhead and the templates of a movement's papers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{pk_uuid, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let stationery = Table::create()
            .table("stationery")
            .col(pk_uuid("campaign_id"))
            .col(text("letterhead"))
            .col(text("templates"))
            .foreign_key(ForeignKey::create().from("stationery", "campaign_id").to("campaign", "id"))
            .to_owned();
        manager.create_table(stationery).await
    }
}
