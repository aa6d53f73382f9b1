//! One unit nominates one subject once in a cycle: the key that says so compares names with their accents, because
//! `Tuấn` and `Tuân` are two people. Existing keys are made anew; none of them can meet another.

use domain::base::text::name_key;
use sea_orm::{FromQueryResult, Statement};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A nomination that has a key.
#[derive(FromQueryResult)]
struct Old {
    id: uuid::Uuid,
    cycle_id: uuid::Uuid,
    organisation_id: uuid::Uuid,
    occasion: String,
    dossier: String,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (connection, backend) = (manager.get_connection(), manager.get_database_backend());
        let question = Statement::from_string(
            backend,
            "SELECT id, cycle_id, organisation_id, occasion, dossier FROM nomination WHERE live_key IS NOT NULL",
        );
        for Old { id, cycle_id, organisation_id, occasion, dossier } in
            Old::find_by_statement(question).all(connection).await?
        {
            let dossier: serde_json::Value = serde_json::from_str(&dossier)
                .map_err(|error| DbErr::Migration(format!("nomination {id}: {error}")))?;
            let part =
                |name: &str| dossier.pointer(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            let (kind, name) = (part("/subject/kind"), name_key(&part("/subject/name")));
            let urgent = if occasion == "URGENT" { "/URGENT" } else { "" };
            let key = format!("{cycle_id}/{organisation_id}/{kind}/{name}{urgent}");
            let update =
                Query::update().table("nomination").value("live_key", key).and_where(Expr::col("id").eq(id)).to_owned();
            connection.execute(&update).await?;
        }
        Ok(())
    }
}
