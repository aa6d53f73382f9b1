//! Several movements: their life, what each decides itself, and to which one reports, dossiers and the function of the
//! standing agency belong.
//!
//! Until now every movement followed the same rules, which stood in the code; they become the policy of each movement that
//! there is (`m0043_policy.json`).

use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, text_null, uuid_null};
use uuid::Uuid;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const POLICY: &str = include_str!("m0043_policy.json");
/// Tables whose rows belong to a cycle.
const OF_CYCLES: [&str; 5] = ["report", "extension", "suggestion", "nomination", "award"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add =
            |table: &'static str, column: &mut ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(add("campaign", string("state").default("LAUNCHED"))).await?;
        for column in ["phases", "policy", "orders"] {
            manager.alter_table(add("campaign", &mut text_null(column))).await?;
        }
        let policy = Query::update().table("campaign").value("policy", POLICY.trim()).to_owned();
        manager.execute(policy).await?;
        manager.alter_table(add("client", &mut text_null("movements"))).await?;

        for table in OF_CYCLES.into_iter().chain(["evidence_file", "function_holding"]) {
            let mut campaign = uuid_null("campaign_id");
            manager.alter_table(add(table, campaign.extra("REFERENCES \"campaign\" (\"id\")"))).await?;
            let name = format!("{table}_campaign_id");
            manager.create_index(Index::create().name(name).table(table).col("campaign_id").to_owned()).await?;
        }
        let movement_of = |table: &'static str, key: &'static str, owner: &'static str| {
            let found = Query::select()
                .column((owner, "campaign_id"))
                .from(owner)
                .and_where(Expr::col((owner, "id")).equals((table, key)))
                .to_owned();
            Query::update()
                .table(table)
                .value("campaign_id", Expr::expr(SimpleExpr::SubQuery(None, Box::new(found.into()))))
                .to_owned()
        };
        let connection = manager.get_connection();
        // Awards are append-only; the column that is new is filled once.
        let postgres = manager.get_database_backend() == sea_orm::DbBackend::Postgres;
        let open = if postgres {
            "ALTER TABLE award DISABLE TRIGGER award_is_append_only"
        } else {
            "DROP TRIGGER award_refuses_update"
        };
        connection.execute_unprepared(open).await?;
        for table in OF_CYCLES {
            manager.execute(movement_of(table, "cycle_id", "cycle")).await?;
        }
        let closed = if postgres {
            "ALTER TABLE award ENABLE TRIGGER award_is_append_only"
        } else {
            "CREATE TRIGGER award_refuses_update BEFORE UPDATE ON \"award\" \
             BEGIN SELECT RAISE(ABORT, 'award is append-only'); END"
        };
        connection.execute_unprepared(closed).await?;
        manager.execute(movement_of("evidence_file", "report_id", "report")).await?;

        manager.alter_table(add("function_holding", &mut text_null("holder_key"))).await?;
        let key = Query::update().table("function_holding").value("holder_key", Expr::col("function")).to_owned();
        manager.execute(key).await?;
        // There was one movement at most, and the standing agency was that of it.
        let all = Query::select().column("id").from("campaign").limit(2).to_owned();
        let found: Vec<QueryResult> = manager.get_connection().query_all(&all).await?;
        if let [only] = found.as_slice() {
            let campaign: Uuid = only.try_get("", "id")?;
            let agency = Query::update()
                .table("function_holding")
                .value("campaign_id", campaign)
                .value("holder_key", format!("STANDING_AGENCY/{campaign}"))
                .and_where(Expr::col("function").eq("STANDING_AGENCY"))
                .to_owned();
            manager.execute(agency).await?;
        }
        manager
            .drop_index(
                Index::drop().name("function_holding_function_from_date_once").table("function_holding").to_owned(),
            )
            .await?;
        let once = Index::create()
            .name("function_holding_holder_key_from_date_once")
            .table("function_holding")
            .col("holder_key")
            .col("from_date")
            .unique()
            .to_owned();
        manager.create_index(once).await
    }
}
