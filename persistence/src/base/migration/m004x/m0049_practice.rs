//! Good practices and their adoptions, what press agencies published, and contents and figures of role models.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, integer_null, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [text("contents").default(",").to_owned(), text("results").default("[]").to_owned()] {
            manager.alter_table(Table::alter().table("role_model").add_column(&mut column).to_owned()).await?;
        }
        let mut practice = Table::create()
            .table("practice")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(uuid("organisation_id"))
            .col(text("title"))
            .col(text("summary"))
            .col(text("description"))
            .col(text("contents"))
            .col(text("field"))
            .col(text("evidence"))
            .col(text("results"))
            .col(text("search"))
            .col(text("state"))
            .col(timestamp_with_time_zone("proposed_at"))
            .col(text("acts"))
            .col(uuid_null("role_model_id"))
            .col(big_integer("revision"))
            .to_owned();
        bind(manager, &mut practice, "practice", &["campaign", "organisation", "role_model"]).await?;
        let mut adoption = Table::create()
            .table("adoption")
            .col(pk_uuid("id"))
            .col(uuid("role_model_id"))
            .col(uuid("campaign_id"))
            .col(uuid("organisation_id"))
            .col(date("from_date"))
            .col(text("text"))
            .col(text("readings"))
            .col(timestamp_with_time_zone("recorded_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(text_null("reason"))
            .col(text_null("live_key"))
            .col(big_integer("revision"))
            .to_owned();
        bind(manager, &mut adoption, "adoption", &["role_model", "campaign", "organisation"]).await?;
        let once = Index::create().name("adoption_live_key_once").table("adoption").col("live_key").unique().to_owned();
        manager.create_index(once).await?;
        let mut item = Table::create()
            .table("media_item")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(uuid("organisation_id"))
            .col(text("organisation_name"))
            .col(text("kind"))
            .col(text("title"))
            .col(date("day"))
            .col(text("outlet"))
            .col(text_null("url"))
            .col(integer_null("minutes"))
            .col(integer_null("parts"))
            .col(text("contents"))
            .col(text_null("field"))
            .col(text("role_models"))
            .col(text("awards"))
            .col(timestamp_with_time_zone("published_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(text_null("reason"))
            .col(big_integer("revision"))
            .to_owned();
        bind(manager, &mut item, "media_item", &["campaign", "organisation"]).await
    }
}

/// Creates a table whose columns refer to other tables, with a foreign key and an index for each.
async fn bind(
    manager: &SchemaManager<'_>,
    table: &mut TableCreateStatement,
    name: &'static str,
    others: &[&'static str],
) -> Result<(), DbErr> {
    for other in others {
        table.foreign_key(ForeignKey::create().from(name, format!("{other}_id")).to(*other, "id"));
    }
    manager.create_table(table.to_owned()).await?;
    for other in others {
        let (index, column) = (format!("{name}_{other}_id"), format!("{other}_id"));
        manager.create_index(Index::create().name(index).table(name).col(column).to_owned()).await?;
    }
    Ok(())
}
