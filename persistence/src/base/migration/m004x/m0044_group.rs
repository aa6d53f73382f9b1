//! Groups of units, and the participants of cycles as rows. Those of cycles that have opened are the units that owed a
//! report until now: of a level that is measured, and with a life that touches the period. A report keeps its group.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer_null, pk_uuid, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A binding is stored as `{"tier":"COMMUNE","criteriaSet":"…"}`. Codes have no character that `LIKE` treats apart.
const PARTICIPANTS: &str = "INSERT INTO cycle_participant (cycle_id, organisation_id, group_code) \
    SELECT c.id, o.id, COALESCE(r.tier, o.tier) FROM cycle c \
    JOIN organisation o ON o.valid_from <= c.period_end AND (o.valid_to IS NULL OR o.valid_to >= c.period_start) \
    LEFT JOIN report r ON r.cycle_id = c.id AND r.organisation_id = o.id \
    WHERE c.state IN ('OPEN', 'CLOSED') AND c.criteria LIKE '%\"tier\":\"' || COALESCE(r.tier, o.tier) || '\"%'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut group = Table::create()
            .table("unit_group")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(text("code"))
            .col(integer_null("year"))
            .col(text("group_key"))
            .col(text("name"))
            .col(text("kind"))
            .col(text("members"))
            .col(text_null("audience"))
            .col(uuid_null("head_id"))
            .col(uuid_null("deputy_id"))
            .col(text_null("predecessor"))
            .col(text("document"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("unit_group", "campaign_id").to("campaign", "id"))
            .to_owned();
        for column in ["head_id", "deputy_id"] {
            group.foreign_key(ForeignKey::create().from("unit_group", column).to("organisation", "id"));
        }
        manager.create_table(group).await?;
        for column in ["campaign_id", "head_id", "deputy_id"] {
            let name = format!("unit_group_{column}");
            manager.create_index(Index::create().name(name).table("unit_group").col(column).to_owned()).await?;
        }
        let once =
            Index::create().name("unit_group_group_key_once").table("unit_group").col("group_key").unique().to_owned();
        manager.create_index(once).await?;

        let participant = Table::create()
            .table("cycle_participant")
            .col(uuid("cycle_id"))
            .col(uuid("organisation_id"))
            .col(text("group_code"))
            .col(text_null("placed_by"))
            .col(text_null("exempt"))
            .primary_key(Index::create().col("cycle_id").col("organisation_id"))
            .foreign_key(ForeignKey::create().from("cycle_participant", "cycle_id").to("cycle", "id"))
            .foreign_key(ForeignKey::create().from("cycle_participant", "organisation_id").to("organisation", "id"))
            .to_owned();
        manager.create_table(participant).await?;
        for columns in [["organisation_id", "cycle_id", ""], ["cycle_id", "group_code", "organisation_id"]] {
            let columns = columns.iter().filter(|column| !column.is_empty());
            let name = columns.clone().fold("cycle_participant".to_owned(), |name, column| format!("{name}_{column}"));
            let mut index = Index::create().name(name).table("cycle_participant").to_owned();
            columns.for_each(|column| {
                index.col(*column);
            });
            manager.create_index(index).await?;
        }
        manager.alter_table(Table::alter().table("cycle").add_column(text_null("selection")).to_owned()).await?;
        manager.get_connection().execute_unprepared(PARTICIPANTS).await?;
        Ok(())
    }
}
