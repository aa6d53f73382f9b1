//! The bytes of papers: versions that only grow, and the register of contents that were destroyed. Decisions of before are
//! not asked for theirs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, pk_uuid, text, timestamp_with_time_zone, uuid, uuid_null};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let file = Table::create()
            .table("paper_file")
            .col(pk_uuid("id"))
            .col(text("owner"))
            .col(uuid("thing"))
            .col(text("kind"))
            .col(big_integer("version"))
            .col(uuid_null("organisation_id"))
            .col(text("movements"))
            .col(text("name"))
            .col(text("format"))
            .col(text("sha256"))
            .col(big_integer("size_bytes"))
            .col(text("signatures"))
            .col(uuid("uploaded_by"))
            .col(text("uploader_name"))
            .col(timestamp_with_time_zone("uploaded_at"))
            .foreign_key(ForeignKey::create().from("paper_file", "organisation_id").to("organisation", "id"))
            .to_owned();
        manager.create_table(file).await?;
        for column in ["organisation_id", "sha256"] {
            let name = format!("paper_file_{column}");
            manager.create_index(Index::create().name(name).table("paper_file").col(column).to_owned()).await?;
        }
        let once = Index::create()
            .name("paper_file_thing_kind_version_once")
            .table("paper_file")
            .col("thing")
            .col("kind")
            .col("version")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        append_only(manager, "paper_file").await?;
        let destroyed = Table::create()
            .table("destroyed_content")
            .col(pk_uuid("id"))
            .col(text("sha256"))
            .col(text("reason"))
            .col(timestamp_with_time_zone("at"))
            .to_owned();
        manager.create_table(destroyed).await?;
        let index =
            Index::create().name("destroyed_content_sha256").table("destroyed_content").col("sha256").to_owned();
        manager.create_index(index).await?;
        append_only(manager, "destroyed_content").await?;
        let required = boolean("bytes_required").default(false).to_owned();
        manager.alter_table(Table::alter().table("decision").add_column(required).to_owned()).await
    }
}
