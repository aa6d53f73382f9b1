//! A work year rests on several documents and may be provisional; prizes that were computed after their decision; and
//! locks by name, because a lock on the rows of an empty table locks nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, pk_uuid, text, text_null, uuid};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The names of the locks.
const LOCKS: [&str; 4] = ["base_salary", "regime", "registry", "work_year"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The column of the one document stays for older processes; without the list, the year rests on it alone.
        for column in [text_null("documents"), boolean("provisional").default(false).take()] {
            manager.alter_table(Table::alter().table("work_year").add_column(column).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("award_prize")
                    .col(pk_uuid("id"))
                    .col(uuid("award_id"))
                    .col(text("prize"))
                    .foreign_key(ForeignKey::create().from("award_prize", "award_id").to("award", "id"))
                    .to_owned(),
            )
            .await?;
        let once =
            Index::create().name("award_prize_award_id_once").table("award_prize").col("award_id").unique().to_owned();
        manager.create_index(once).await?;
        append_only(manager, "award_prize").await?;
        manager.create_table(Table::create().table("named_lock").col(text("name").primary_key()).to_owned()).await?;
        let mut rows = Query::insert();
        rows.into_table("named_lock").columns(["name"]);
        for name in LOCKS {
            rows.values_panic([name.into()]);
        }
        manager.execute(rows).await
    }
}
