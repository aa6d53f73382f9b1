//! Folded text to search accounts and Giấy khen by; existing rows are filled in here.

use domain::base::text::fold;
use sea_orm::{FromQueryResult, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What the search text of an existing row is computed from.
#[derive(FromQueryResult)]
struct Old {
    id: uuid::Uuid,
    name: String,
    beside: String,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A machine client is not a person, and searches for people must not find it.
        let people = "SELECT id, name, username AS beside FROM account WHERE NOT machine";
        let commendations = "SELECT id, name, symbol AS beside FROM commendation";
        for (table, question) in [("account", people), ("commendation", commendations)] {
            let column = text("search").default("").to_owned();
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
            let (connection, backend) = (manager.get_connection(), manager.get_database_backend());
            let old = Old::find_by_statement(Statement::from_string(backend, question)).all(connection).await?;
            for Old { id, name, beside } in old {
                let search = fold(&format!("{name} {beside}"));
                let update =
                    Query::update().table(table).value("search", search).and_where(Expr::col("id").eq(id)).to_owned();
                connection.execute(&update).await?;
            }
        }
        Ok(())
    }
}
