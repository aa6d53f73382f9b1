//! Inspections of units, their yearly plans, what they found and what they recommend.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, integer, pk_uuid, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The foreign keys of each table, with an index for each.
const REFERENCES: [(&str, &[(&str, &str)]); 3] = [
    (
        "inspection",
        &[
            ("campaign_id", "campaign"),
            ("organisation_id", "organisation"),
            ("plan_id", "inspection_plan"),
            ("cycle_id", "cycle"),
        ],
    ),
    (
        "inspection_finding",
        &[
            ("inspection_id", "inspection"),
            ("campaign_id", "campaign"),
            ("organisation_id", "organisation"),
            ("cycle_id", "cycle"),
        ],
    ),
    (
        "recommendation",
        &[("inspection_id", "inspection"), ("campaign_id", "campaign"), ("organisation_id", "organisation")],
    ),
];

fn inspection() -> TableCreateStatement {
    Table::create()
        .table("inspection")
        .col(pk_uuid("id"))
        .col(uuid("campaign_id"))
        .col(uuid("organisation_id"))
        .col(text("agency"))
        .col(uuid_null("plan_id"))
        .col(integer("year"))
        .col(date("planned_date"))
        .col(uuid_null("cycle_id"))
        .col(text("criteria"))
        .col(text("contents"))
        .col(text_null("field"))
        .col(text("reason"))
        .col(text("state"))
        .col(date_null("due"))
        .col(timestamp_with_time_zone_null("announced_at"))
        .col(text_null("notice"))
        .col(text_null("minutes"))
        .col(text_null("conclusion"))
        .col(text("acts"))
        .col(timestamp_with_time_zone("entered_at"))
        .col(big_integer("revision"))
        .to_owned()
}

fn finding() -> TableCreateStatement {
    Table::create()
        .table("inspection_finding")
        .col(pk_uuid("id"))
        .col(uuid("inspection_id"))
        .col(uuid("campaign_id"))
        .col(uuid("organisation_id"))
        .col(text("agency"))
        .col(uuid("cycle_id"))
        .col(text("criterion"))
        .col(text("severity"))
        .col(text("declared"))
        .col(text("found"))
        .col(text_null("value"))
        .col(text("state"))
        .col(timestamp_with_time_zone("recorded_at"))
        .col(text_null("outcome"))
        .col(big_integer("revision"))
        .to_owned()
}

fn recommendation() -> TableCreateStatement {
    Table::create()
        .table("recommendation")
        .col(pk_uuid("id"))
        .col(uuid("inspection_id"))
        .col(uuid("campaign_id"))
        .col(uuid("organisation_id"))
        .col(text("agency"))
        .col(text("text"))
        .col(date("due"))
        .col(text("state"))
        .col(timestamp_with_time_zone("given_at"))
        .col(text("acts"))
        .col(big_integer("revision"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let plan = Table::create()
            .table("inspection_plan")
            .col(pk_uuid("id"))
            .col(uuid("campaign_id"))
            .col(text("agency"))
            .col(integer("year"))
            .col(text("document"))
            .col(text("note"))
            .col(timestamp_with_time_zone("entered_at"))
            .col(big_integer("revision"))
            .foreign_key(ForeignKey::create().from("inspection_plan", "campaign_id").to("campaign", "id"))
            .to_owned();
        manager.create_table(plan).await?;
        let once = Index::create()
            .name("inspection_plan_campaign_id_agency_year_once")
            .table("inspection_plan")
            .col("campaign_id")
            .col("agency")
            .col("year")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        for (mut table, (name, references)) in [inspection(), finding(), recommendation()].into_iter().zip(REFERENCES) {
            for (column, to) in references {
                table.foreign_key(ForeignKey::create().from(name, *column).to(*to, "id"));
            }
            manager.create_table(table).await?;
            for (column, _) in references {
                let index = Index::create().name(format!("{name}_{column}")).table(name).col(*column).to_owned();
                manager.create_index(index).await?;
            }
        }
        Ok(())
    }
}
