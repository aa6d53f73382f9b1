//! Decision numbers: which paper of an issuer a number names in a year, whether it grants, corrects or revokes.
//!
//! Existing papers take their numbers, decisions first. An existing revocation whose number belongs to another paper
//! stays as it was recorded and takes none.

use chrono::{Datelike, NaiveDate};
use domain::honours::decision_number::NumberHolder;
use sea_orm::{FromQueryResult, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, integer, pk_uuid, text, uuid};

use crate::base::migration::append_only::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// An existing paper. The issuer of a revocation is that of its award's decision: the same Chair grants and revokes.
#[derive(FromQueryResult)]
struct Old {
    id: uuid::Uuid,
    issuer_id: uuid::Uuid,
    number: i64,
    symbol: String,
    date: NaiveDate,
    signer: String,
}

const GRANTING: &str = "SELECT id, issuer_id, number, symbol, date, signer FROM decision ORDER BY id";
const REVOKING: &str = "SELECT r.id, d.issuer_id, r.number, r.symbol, r.date, r.signer FROM revocation r \
                        JOIN award a ON a.id = r.award_id JOIN decision d ON d.id = a.decision_id ORDER BY r.id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("decision_number")
                    .col(pk_uuid("id"))
                    .col(uuid("issuer_id"))
                    .col(big_integer("number"))
                    .col(integer("year"))
                    .col(text("holder"))
                    .col(text("symbol"))
                    .col(date("date"))
                    .col(text("signer"))
                    .foreign_key(ForeignKey::create().from("decision_number", "issuer_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("decision_number_issuer_id_year_number_once")
                    .table("decision_number")
                    .col("issuer_id")
                    .col("year")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        take(manager, GRANTING, NumberHolder::Granting).await?;
        take(manager, REVOKING, NumberHolder::Revoking).await?;
        append_only(manager, "decision_number").await
    }
}

async fn take(manager: &SchemaManager<'_>, papers: &'static str, holder: NumberHolder) -> Result<(), DbErr> {
    let (connection, backend) = (manager.get_connection(), manager.get_database_backend());
    let question = Statement::from_string(backend, papers);
    for Old { id, issuer_id, number, symbol, date, signer } in Old::find_by_statement(question).all(connection).await? {
        let mut insert = Query::insert();
        insert
            .into_table("decision_number")
            .columns(["id", "issuer_id", "number", "year", "holder", "symbol", "date", "signer"])
            .values([
                Expr::val(id),
                Expr::val(issuer_id),
                Expr::val(number),
                Expr::val(date.year()),
                Expr::val(holder.as_str()),
                Expr::val(symbol),
                Expr::val(date),
                Expr::val(signer),
            ])
            .map_err(|error| DbErr::Migration(format!("paper {id}: {error}")))?
            .on_conflict(OnConflict::columns(["issuer_id", "year", "number"]).do_nothing().to_owned());
        connection.execute(&insert).await?;
    }
    Ok(())
}
