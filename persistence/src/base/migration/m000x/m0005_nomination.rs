//! Nominations, decisions, awards and the register of Giấy khen.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, integer, pk_uuid, text, text_null, timestamp_with_time_zone, uuid, uuid_null,
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
        manager
            .create_table(
                Table::create()
                    .table("decision")
                    .col(pk_uuid("id"))
                    .col(uuid("issuer_id"))
                    .col(big_integer("number"))
                    .col(integer("year"))
                    .col(text("symbol"))
                    .col(date("date"))
                    .col(text("signer"))
                    .col(text("title"))
                    .col(text("file"))
                    .col(text("state"))
                    .col(ColumnDef::new("published_at").timestamp_with_time_zone().null().to_owned())
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("decision", "issuer_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("decision_issuer_id_year_number_once")
                    .table("decision")
                    .col("issuer_id")
                    .col("year")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("nomination")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(uuid("organisation_id"))
                    .col(text("organisation_name"))
                    .col(text("state"))
                    .col(text("dossier"))
                    .col(text("acts"))
                    .col(uuid_null("decision_id"))
                    .col(text_null("live_key"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("nomination", "cycle_id").to("cycle", "id"))
                    .foreign_key(ForeignKey::create().from("nomination", "organisation_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("nomination", "decision_id").to("decision", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("nomination_live_key_once")
                    .table("nomination")
                    .col("live_key")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("nomination_cycle_id").table("nomination").col("cycle_id").to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("nomination_organisation_id")
                    .table("nomination")
                    .col("organisation_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("nomination_decision_id").table("nomination").col("decision_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("award")
                    .col(pk_uuid("id"))
                    .col(uuid("decision_id"))
                    .col(uuid("nomination_id"))
                    .col(uuid("cycle_id"))
                    .col(text("subject_kind"))
                    .col(text("name"))
                    .col(uuid("organisation_id"))
                    .col(text("organisation_name"))
                    .col(text("form"))
                    .foreign_key(ForeignKey::create().from("award", "decision_id").to("decision", "id"))
                    .foreign_key(ForeignKey::create().from("award", "nomination_id").to("nomination", "id"))
                    .foreign_key(ForeignKey::create().from("award", "cycle_id").to("cycle", "id"))
                    .foreign_key(ForeignKey::create().from("award", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("award_nomination_id_once")
                    .table("award")
                    .col("nomination_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("award_decision_id").table("award").col("decision_id").to_owned())
            .await?;
        manager.create_index(Index::create().name("award_cycle_id").table("award").col("cycle_id").to_owned()).await?;
        manager
            .create_index(
                Index::create().name("award_organisation_id").table("award").col("organisation_id").to_owned(),
            )
            .await?;
        append_only(manager, "award").await?;
        manager
            .create_table(
                Table::create()
                    .table("commendation")
                    .col(pk_uuid("id"))
                    .col(uuid("organisation_id"))
                    .col(text("subject_kind"))
                    .col(text("name"))
                    .col(text("symbol"))
                    .col(date("date"))
                    .col(text("signer"))
                    .col(text("achievement"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("commendation", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("commendation_organisation_id_symbol_name_once")
                    .table("commendation")
                    .col("organisation_id")
                    .col("symbol")
                    .col("name")
                    .unique()
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
