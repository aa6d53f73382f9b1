//! Criteria sets in full, provisional scores, explanations, filings, extensions, implementing documents.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date, pk_uuid, text, text_null, timestamp_with_time_zone, uuid, uuid_null,
};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let instant = |name: &'static str| ColumnDef::new(name).timestamp_with_time_zone().null().to_owned();
        // Existing rows get no bands, no window and no explanations. One column at a time, because SQLite adds only one
        // per statement.
        let columns = [
            ("criteria_set", text("grading").default("{}").to_owned()),
            ("cycle", big_integer_null("explanation_days")),
            ("report", text_null("narrative")),
            ("report", text("adjustments").default("[]").to_owned()),
            ("report", big_integer_null("explanation_days")),
            ("report", instant("explanation_until")),
            ("report", text("explanations").default("[]").to_owned()),
            ("report", text("filings").default("[]").to_owned()),
            ("report", text("return_items").default("[]").to_owned()),
            ("report", text_null("correction_reason")),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("filing")
                    .col(uuid("report_id"))
                    .col(big_integer("number"))
                    .col(text("content"))
                    .col(text("sha256"))
                    .primary_key(Index::create().col("report_id").col("number"))
                    .foreign_key(ForeignKey::create().from("filing", "report_id").to("report", "id"))
                    .to_owned(),
            )
            .await?;
        append_only(manager, "filing").await?;
        manager
            .create_table(
                Table::create()
                    .table("extension")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(uuid("organisation_id"))
                    .col(big_integer("number"))
                    .col(date("until_date"))
                    .col(text("reason"))
                    .col(text("state"))
                    .col(uuid("requested_by_id"))
                    .col(timestamp_with_time_zone("requested_at"))
                    .col(uuid_null("decided_by_id"))
                    .col(instant("decided_at"))
                    .col(text_null("decision_reason"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("extension", "cycle_id").to("cycle", "id"))
                    .foreign_key(ForeignKey::create().from("extension", "organisation_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("extension", "requested_by_id").to("account", "id"))
                    .foreign_key(ForeignKey::create().from("extension", "decided_by_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("extension_cycle_id_organisation_id_number_once")
                    .table("extension")
                    .col("cycle_id")
                    .col("organisation_id")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("implementation_plan")
                    .col(pk_uuid("id"))
                    .col(uuid("campaign_id"))
                    .col(uuid("organisation_id"))
                    .col(text("number"))
                    .col(text("document"))
                    .col(timestamp_with_time_zone("registered_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("implementation_plan", "campaign_id").to("campaign", "id"))
                    .foreign_key(
                        ForeignKey::create().from("implementation_plan", "organisation_id").to("organisation", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("implementation_plan_campaign_id_organisation_id_number_once")
                    .table("implementation_plan")
                    .col("campaign_id")
                    .col("organisation_id")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("implementation_plan_organisation_id")
                    .table("implementation_plan")
                    .col("organisation_id")
                    .to_owned(),
            )
            .await?;
        for column in ["organisation_id", "requested_by_id", "decided_by_id"] {
            let name = format!("extension_{column}");
            manager.create_index(Index::create().name(name).table("extension").col(column).to_owned()).await?;
        }
        Ok(())
    }
}
