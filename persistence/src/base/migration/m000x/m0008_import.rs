//! Imports: files with the figures of many units, and the outcome of every row.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

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
                    .table("import")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(uuid("owner_id"))
                    .col(text("mode"))
                    .col(boolean("dry_run"))
                    .col(text("format"))
                    .col(text("sha256"))
                    .col(text("state"))
                    .col(big_integer("row_count"))
                    .col(big_integer("created"))
                    .col(big_integer("updated"))
                    .col(big_integer("rejected"))
                    .col(big_integer("held_back"))
                    .col(text_null("problem"))
                    .col(timestamp_with_time_zone("started_at"))
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null())
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("import", "cycle_id").to("cycle", "id"))
                    .foreign_key(ForeignKey::create().from("import", "owner_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        for column in ["cycle_id", "owner_id"] {
            let name = format!("import_{column}");
            manager.create_index(Index::create().name(name).table("import").col(column).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("import_row")
                    .col(uuid("import_id"))
                    .col(big_integer("number"))
                    .col(text("unit"))
                    .col(text("outcome"))
                    .col(text("detail"))
                    .primary_key(Index::create().col("import_id").col("number"))
                    .foreign_key(ForeignKey::create().from("import_row", "import_id").to("import", "id"))
                    .to_owned(),
            )
            .await?;
        append_only(manager, "import_row").await
    }
}
