//! Machine clients, each with its own row in the table of accounts, and which client caused an audit entry.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, date, pk_uuid, text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let machine = boolean("machine").default(false).to_owned();
        manager.alter_table(Table::alter().table("account").add_column(machine).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("client")
                    .col(pk_uuid("id"))
                    .col(text("name"))
                    .col(uuid("organisation_id"))
                    .col(text("scopes"))
                    .col(text("reach"))
                    .col(date("expires_on"))
                    .col(boolean("suspended"))
                    .col(text("secrets"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(ColumnDef::new("last_used_at").timestamp_with_time_zone().null())
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("client", "id").to("account", "id"))
                    .foreign_key(ForeignKey::create().from("client", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "client", "organisation_id", "client_organisation_id").await?;
        author(manager).await
    }
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    name: &'static str,
) -> Result<(), DbErr> {
    manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await
}

/// The audit trail is append-only, and a new column changes no entry: existing entries have no client. The query
/// builder cannot add a foreign key later on SQLite.
async fn author(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let kind = if manager.get_database_backend() == sea_orm::DbBackend::Postgres { "uuid" } else { "uuid_text" };
    let column = format!("ALTER TABLE audit_entry ADD COLUMN client_id {kind} NULL REFERENCES client (id)");
    manager.get_connection().execute_unprepared(&column).await?;
    index(manager, "audit_entry", "client_id", "audit_entry_client_id").await
}
