//! Imports of 10,000 reports with 60,000 figures in one call, from the first byte sent until the import is reported as
//! done, compared with a plain transaction that writes the same rows to the same database.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]

use std::time::{Duration, Instant};

use benches::{Bench, figures, median, print};
use chrono::{DateTime, Utc};
use e2e::{Engine, engines};
use serde_json::{Value, json};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

/// The allocator of the service, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many reports as a country's communes send.
const REPORTS: u32 = 10_000;
/// Rows in one statement of the plain transaction: the fastest number of those tried.
const ROWS: usize = 200;

/// The rows of one import, which are read and written again under other keys.
#[derive(Clone, FromRow)]
struct Report {
    id: Uuid,
    cycle_id: Uuid,
    organisation_id: Uuid,
    tier: String,
    kind: String,
    criteria_set_id: Uuid,
    state: String,
    figures: String,
    verified: String,
    late: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    revision: i64,
}

#[derive(Clone, FromRow)]
struct Entry {
    id: Uuid,
    at: DateTime<Utc>,
    kind: String,
    concept: String,
    object_id: Uuid,
    organisation_id: Option<Uuid>,
    account_id: Option<Uuid>,
    author_name: String,
    role: Option<String>,
    author_organisation_id: Option<Uuid>,
    to_state: Option<String>,
    changes: String,
}

#[derive(Clone, FromRow)]
struct Line {
    number: i64,
    unit: String,
    outcome: String,
    detail: String,
}

macro_rules! floor {
    ($pool:expr, $url:expr, $cycle:expr, $spare:expr, $import:expr) => {{
        let pool = $pool.connect($url).await.expect("the database");
        let mut reports: Vec<Report> = sqlx::query_as("SELECT * FROM report WHERE cycle_id = $1")
            .bind($cycle).fetch_all(&pool).await.expect("the reports");
        let mut entries: Vec<Entry> =
            sqlx::query_as("SELECT * FROM audit_entry WHERE object_id IN (SELECT id FROM report WHERE cycle_id = $1)")
                .bind($cycle).fetch_all(&pool).await.expect("their entries");
        let lines: Vec<Line> = sqlx::query_as("SELECT number, unit, outcome, detail FROM import_row WHERE import_id = $1")
            .bind($import).fetch_all(&pool).await.expect("their outcomes");
        assert_eq!([reports.len(), entries.len(), lines.len()], [usize::try_from(REPORTS).expect("a size"); 3]);
        let other = |id: Uuid| Uuid::from_u128(id.as_u128() ^ (1 << 70));
        for report in &mut reports {
            (report.id, report.cycle_id) = (other(report.id), $spare);
        }
        for entry in &mut entries {
            (entry.id, entry.object_id) = (other(entry.id), other(entry.object_id));
        }
        let start = Instant::now();
        let mut tx = pool.begin().await.expect("a transaction");
        for chunk in reports.chunks(ROWS) {
            QueryBuilder::new(
                "INSERT INTO report (id, cycle_id, organisation_id, tier, kind, criteria_set_id, state, figures, verified, \
                 late, created_at, updated_at, revision, adjustments, explanations, filings, return_items) ",
            )
            .push_values(chunk, |mut row, one| {
                row.push_bind(one.id).push_bind(one.cycle_id).push_bind(one.organisation_id).push_bind(&one.tier);
                row.push_bind(&one.kind).push_bind(one.criteria_set_id).push_bind(&one.state).push_bind(&one.figures);
                row.push_bind(&one.verified).push_bind(one.late).push_bind(one.created_at).push_bind(one.updated_at);
                row.push_bind(one.revision).push_bind("[]").push_bind("[]").push_bind("[]").push_bind("[]");
            })
            .build().execute(&mut *tx).await.expect("reports");
        }
        for chunk in entries.chunks(ROWS) {
            QueryBuilder::new(
                "INSERT INTO audit_entry (id, at, kind, concept, object_id, organisation_id, account_id, author_name, role, \
                 author_organisation_id, to_state, changes) ",
            )
            .push_values(chunk, |mut row, one| {
                row.push_bind(one.id).push_bind(one.at).push_bind(&one.kind).push_bind(&one.concept);
                row.push_bind(one.object_id).push_bind(one.organisation_id).push_bind(one.account_id);
                row.push_bind(&one.author_name).push_bind(&one.role).push_bind(one.author_organisation_id);
                row.push_bind(&one.to_state).push_bind(&one.changes);
            })
            .build().execute(&mut *tx).await.expect("entries");
        }
        let third = Uuid::from_u128($import.as_u128() ^ (1 << 70));
        sqlx::query(
            "INSERT INTO import (id, cycle_id, owner_id, mode, dry_run, format, sha256, state, row_count, created, updated, \
             rejected, held_back, started_at, revision) SELECT $1, cycle_id, owner_id, mode, dry_run, format, sha256, state, \
             row_count, created, updated, rejected, held_back, started_at, revision FROM import WHERE id = $2",
        )
        .bind(third).bind($import).execute(&mut *tx).await.expect("an import");
        for chunk in lines.chunks(ROWS) {
            QueryBuilder::new("INSERT INTO import_row (import_id, number, unit, outcome, detail) ")
                .push_values(chunk, |mut row, one| {
                    let Line { number, unit, outcome, detail } = one;
                    row.push_bind(third).push_bind(*number).push_bind(unit).push_bind(outcome).push_bind(detail);
                })
                .build().execute(&mut *tx).await.expect("outcomes");
        }
        tx.commit().await.expect("a commit");
        let time = start.elapsed();
        pool.close().await;
        time
    }};
}

async fn floor(engine: Engine, url: &str, cycle: Uuid, spare: Uuid, import: Uuid) -> Duration {
    match engine {
        Engine::Sqlite => {
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
            floor!(pool, url, cycle, spare, import)
        }
        Engine::Postgres => {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1);
            floor!(pool, url, cycle, spare, import)
        }
    }
}

async fn import(bench: &Bench, cycle: &str) -> (Duration, Uuid) {
    let rows: Vec<Value> = (0..usize::try_from(REPORTS).unwrap_or(0))
        .map(|unit| json!({"unit": format!("xa-{unit}"), "figures": figures(unit)}))
        .collect();
    let body = json!({"rows": rows});
    let start = Instant::now();
    let begun = bench.post(&format!("/v1/cycles/{cycle}/imports"), &body).await;
    let id = begun["id"].as_str().expect("an id").to_owned();
    loop {
        let import = bench.get(&format!("/v1/imports/{id}")).await;
        if import["done"] == true {
            let time = start.elapsed();
            assert_eq!(import["created"], REPORTS, "{import}");
            return (time, Uuid::parse_str(&id).expect("an identifier"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn measure(engine: Engine) {
    let bench = Bench::start(engine, REPORTS).await;
    let url = bench.database().to_owned();
    let id = |cycle: &String| Uuid::parse_str(cycle).expect("an identifier");
    let (mut whole, mut floors) = (Vec::new(), Vec::new());
    // Cycles in pairs: one for the import, one for the plain transaction.
    for pair in bench.cycles().chunks_exact(2) {
        let [first, second] = pair else { continue };
        let (time, done) = import(&bench, first).await;
        whole.push(time);
        floors.push(floor(engine, &url, id(first), id(second), done).await);
    }
    print(
        &format!("importing {REPORTS} reports with {} figures on {}", REPORTS * 6, engine.word()),
        median(whole),
        median(floors),
        "the same rows in one plain transaction of many-row statements",
        "within 2.5",
    );
    bench.stop().await;
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    e2e::as_in_production();
    for engine in engines() {
        runtime.block_on(measure(engine));
    }
}
