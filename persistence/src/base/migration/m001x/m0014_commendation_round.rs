//! Commendation rounds: occasions, what agencies add to a nomination, rounds, consultations, the council, suggestions,
//! prizes and corrections.

use domain::base::text::fold;
use sea_orm::{FromQueryResult, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, pk_uuid, text, text_null, timestamp_with_time_zone, uuid,
};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What the look of an existing nomination is computed from.
#[derive(FromQueryResult)]
struct Old {
    id: uuid::Uuid,
    dossier: String,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("nomination", text("occasion").default("ANNUAL").to_owned()),
            ("nomination", text("look").default("").to_owned()),
            ("nomination", text("progress").default("{}").to_owned()),
            ("award", text("occasion").default("ANNUAL").to_owned()),
            ("award", boolean("without_unit").default(false).to_owned()),
            ("award", text_null("prize")),
            ("decision", text_null("sheet")),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        correction(manager).await?;
        looks(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table("round")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(text("terms"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("round", "cycle_id").to("cycle", "id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "round", "cycle_id", "round_cycle_id_once", true).await?;
        manager
            .create_table(
                Table::create()
                    .table("consultation")
                    .col(pk_uuid("id"))
                    .col(uuid("nomination_id"))
                    .col(uuid("organisation_id"))
                    .col(text("subject"))
                    .col(text("question"))
                    .col(big_integer_null("days"))
                    .col(timestamp_with_time_zone("asked_at"))
                    .col(text_null("reply"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("consultation", "nomination_id").to("nomination", "id"))
                    .foreign_key(ForeignKey::create().from("consultation", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "consultation", "nomination_id", "consultation_nomination_id", false).await?;
        index(manager, "consultation", "organisation_id", "consultation_organisation_id", false).await?;
        manager
            .create_table(
                Table::create()
                    .table("session_minutes")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(text("number"))
                    .col(date("date"))
                    .col(text("chair"))
                    .col(big_integer("members_total"))
                    .col(big_integer("members_present"))
                    .col(text("ballots"))
                    .col(text_null("file"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("session_minutes", "cycle_id").to("cycle", "id"))
                    .to_owned(),
            )
            .await?;
        let once = Index::create()
            .name("session_minutes_cycle_id_number_date_once")
            .table("session_minutes")
            .col("cycle_id")
            .col("number")
            .col("date")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        append_only(manager, "session_minutes").await?;
        manager
            .create_table(
                Table::create()
                    .table("suggestion")
                    .col(pk_uuid("id"))
                    .col(uuid("cycle_id"))
                    .col(uuid("organisation_id"))
                    .col(text("subject_kind"))
                    .col(text("name"))
                    .col(text("achievement"))
                    .col(timestamp_with_time_zone("suggested_at"))
                    .col(text_null("answer"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("suggestion", "cycle_id").to("cycle", "id"))
                    .foreign_key(ForeignKey::create().from("suggestion", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "suggestion", "cycle_id", "suggestion_cycle_id", false).await?;
        index(manager, "suggestion", "organisation_id", "suggestion_organisation_id", false).await
    }
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    name: &'static str,
    once: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create().name(name).table(table).col(column).to_owned();
    if once {
        index.unique();
    }
    manager.create_index(index).await
}

/// Adds a column with a foreign key to an existing table; the query builder cannot write that for SQLite.
async fn correction(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let kind = if manager.get_database_backend() == sea_orm::DbBackend::Postgres { "uuid" } else { "uuid_text" };
    let column = format!("ALTER TABLE decision ADD COLUMN corrects_id {kind} NULL REFERENCES decision (id)");
    manager.get_connection().execute_unprepared(&column).await?;
    index(manager, "decision", "corrects_id", "decision_corrects_id", false).await
}

/// Fills in the look of existing nominations, so that they are found by it, too.
async fn looks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (connection, backend) = (manager.get_connection(), manager.get_database_backend());
    let question = Statement::from_string(backend, "SELECT id, dossier FROM nomination");
    for Old { id, dossier } in Old::find_by_statement(question).all(connection).await? {
        let dossier: serde_json::Value =
            serde_json::from_str(&dossier).map_err(|error| DbErr::Migration(format!("nomination {id}: {error}")))?;
        let part =
            |name: &str| dossier.pointer(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let look = format!("{}/{}", part("/subject/kind"), fold(&part("/subject/name")));
        let update =
            Query::update().table("nomination").value("look", look).and_where(Expr::col("id").eq(id)).to_owned();
        connection.execute(&update).await?;
    }
    index(manager, "nomination", "look", "nomination_look", false).await
}
