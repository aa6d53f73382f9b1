//! Units' codes, folded and one row each, to look up the units that have a code; existing codes are entered here.

use std::collections::BTreeSet;

use domain::base::text::fold;
use sea_orm::{FromQueryResult, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, uuid};
use serde::Deserialize;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A unit that existed before.
#[derive(FromQueryResult)]
struct Old {
    id: uuid::Uuid,
    codes: String,
}

/// A code in the JSON of a unit's row.
#[derive(Deserialize)]
struct OldCode {
    scheme: String,
    value: String,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("organisation_code")
                    .col(uuid("organisation_id"))
                    .col(text("scheme"))
                    .col(text("value"))
                    .primary_key(Index::create().col("organisation_id").col("scheme").col("value"))
                    .foreign_key(
                        ForeignKey::create().from("organisation_code", "organisation_id").to("organisation", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("organisation_code_scheme_value")
                    .table("organisation_code")
                    .col("scheme")
                    .col("value")
                    .to_owned(),
            )
            .await?;
        let (connection, backend) = (manager.get_connection(), manager.get_database_backend());
        let question = Statement::from_string(backend, "SELECT id, codes FROM organisation");
        for Old { id, codes } in Old::find_by_statement(question).all(connection).await? {
            let unfit = |error: &dyn std::fmt::Display| DbErr::Migration(format!("codes of the unit {id}: {error}"));
            let codes: Vec<OldCode> = serde_json::from_str(&codes).map_err(|error| unfit(&error))?;
            // A code that a unit lists twice is entered once.
            let codes: BTreeSet<_> =
                codes.into_iter().map(|OldCode { scheme, value }| (scheme, fold(&value))).collect();
            for (scheme, value) in codes {
                let mut insert = Query::insert();
                insert
                    .into_table("organisation_code")
                    .columns(["organisation_id", "scheme", "value"])
                    .values([Expr::val(id), Expr::val(scheme), Expr::val(value)])
                    .map_err(|error| unfit(&error))?;
                connection.execute(&insert).await?;
            }
        }
        Ok(())
    }
}
