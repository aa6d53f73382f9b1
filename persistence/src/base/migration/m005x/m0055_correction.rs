//! Corrections of awards by decisions, changes of Giấy khen by their givers, certificates of both, and the golden book.
//!
//! An award has one certificate for each version of what it says. Certificates from before stand for version 0 and have no
//! entry in a golden book.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, integer, pk_uuid, text, text_null, timestamp_with_time_zone, uuid};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        corrections(manager).await?;
        certificates(manager).await?;
        commendations(manager).await?;
        let mut lock = Query::insert();
        lock.into_table("named_lock").columns(["name"]).values_panic(["golden_book".into()]);
        manager.execute(lock).await
    }
}

async fn corrections(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("award_correction")
        .col(pk_uuid("id"))
        .col(uuid("award_id"))
        .col(uuid("decision_id"))
        .col(big_integer("number"))
        .col(text("ground"))
        .col(text("reason"))
        .col(text("name_before"))
        .col(text("organisation_name_before"))
        .col(text("name"))
        .col(text("organisation_name"))
        .col(text("search"))
        .col(text_null("prize"))
        .foreign_key(ForeignKey::create().from("award_correction", "award_id").to("award", "id"))
        .foreign_key(ForeignKey::create().from("award_correction", "decision_id").to("decision", "id"))
        .to_owned();
    manager.create_table(table).await?;
    once(manager, "award_correction", &["award_id", "number"]).await?;
    let of_decision =
        Index::create().name("award_correction_decision_id").table("award_correction").col("decision_id").to_owned();
    manager.create_index(of_decision).await?;
    append_only(manager, "award_correction").await
}

async fn certificates(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let kind = if manager.get_database_backend() == sea_orm::DbBackend::Postgres { "uuid" } else { "uuid_text" };
    // The query builder cannot write a column with a foreign key for SQLite.
    for column in [
        "version bigint NOT NULL DEFAULT 0".to_owned(),
        format!("book_issuer_id {kind} NULL REFERENCES organisation (id)"),
        "book_year integer NULL".to_owned(),
        "book_number bigint NULL".to_owned(),
    ] {
        connection.execute_unprepared(&format!("ALTER TABLE certificate ADD COLUMN {column}")).await?;
    }
    manager.drop_index(Index::drop().name("certificate_award_id_once").table("certificate").to_owned()).await?;
    once(manager, "certificate", &["award_id", "version"]).await?;
    once(manager, "certificate", &["book_issuer_id", "book_year", "book_number"]).await
}

async fn commendations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let change = Table::create()
        .table("commendation_change")
        .col(pk_uuid("id"))
        .col(uuid("commendation_id"))
        .col(big_integer("number"))
        .col(text("kind"))
        .col(text("ground"))
        .col(text("symbol"))
        .col(date("date"))
        .col(text("signer"))
        .col(text("reason"))
        .col(text_null("name_before"))
        .col(text_null("achievement_before"))
        .col(text_null("name"))
        .col(text_null("achievement"))
        .col(text("search"))
        .col(timestamp_with_time_zone("recorded_at"))
        .foreign_key(ForeignKey::create().from("commendation_change", "commendation_id").to("commendation", "id"))
        .to_owned();
    manager.create_table(change).await?;
    once(manager, "commendation_change", &["commendation_id", "number"]).await?;
    append_only(manager, "commendation_change").await?;
    let certificate = Table::create()
        .table("commendation_certificate")
        .col(pk_uuid("id"))
        .col(uuid("commendation_id"))
        .col(big_integer("version"))
        .col(uuid("issuer_id"))
        .col(integer("book_year"))
        .col(big_integer("book_number"))
        .col(text("code"))
        .col(text("statement"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(big_integer("revision"))
        .foreign_key(ForeignKey::create().from("commendation_certificate", "commendation_id").to("commendation", "id"))
        .foreign_key(ForeignKey::create().from("commendation_certificate", "issuer_id").to("organisation", "id"))
        .to_owned();
    manager.create_table(certificate).await?;
    once(manager, "commendation_certificate", &["commendation_id", "version"]).await?;
    once(manager, "commendation_certificate", &["issuer_id", "book_year", "book_number"]).await?;
    once(manager, "commendation_certificate", &["code"]).await?;
    append_only(manager, "commendation_certificate").await
}

async fn once(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    let name = columns.iter().fold(table.to_owned(), |name, column| format!("{name}_{column}")) + "_once";
    let mut index = Index::create().name(name).table(table).unique().to_owned();
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}
