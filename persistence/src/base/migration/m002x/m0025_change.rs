//! Public changes, one row each, and the last position that was given to one.
//!
//! What was public before is in the lists of releases, awards and revocations; no rows are made of it afterwards.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, pk_uuid, text, timestamp_with_time_zone, uuid};

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
                    .table("public_change")
                    .col(pk_uuid("id"))
                    .col(big_integer("position"))
                    .col(text("kind"))
                    .col(uuid("subject"))
                    .col(boolean("tombstone"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("detail"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("public_change_position_once")
                    .table("public_change")
                    .col("position")
                    .unique()
                    .to_owned(),
            )
            .await?;
        append_only(manager, "public_change").await?;
        manager
            .create_table(
                Table::create()
                    .table("public_change_counter")
                    .col(big_integer("id"))
                    .col(big_integer("position"))
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        let first = "INSERT INTO public_change_counter (id, \"position\") VALUES (1, 0)";
        manager.get_connection().execute_unprepared(first).await?;
        Ok(())
    }
}
