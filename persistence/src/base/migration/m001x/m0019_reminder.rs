//! On which days units are reminded of a cycle's report.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, pk_uuid, text, uuid};

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
                    .table("reminder_plan")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(text("terms"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("reminder_plan", "cycle_id").to("cycle", "id"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create()
            .name("reminder_plan_cycle_id_once")
            .table("reminder_plan")
            .col("cycle_id")
            .unique()
            .to_owned();
        manager.create_index(once).await
    }
}
