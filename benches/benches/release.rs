//! What is done once for a whole country: a release of its communes by a tree of 47 criteria in eight pillars, and a plan
//! package of 3,500 units that is checked and loaded.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use api::base::clock::Clock;
use api::edge::plan::{self, package::Package};
use api::edge::server;
use benches::{Bench, print};
use e2e::{Database, Engine, engines};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

/// The allocator of the service.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many communes as the country has since 2025.
const COMMUNES: u32 = 3_321;
/// As many criteria as a capital's communes have, pillar by pillar; 47 in all.
const PILLARS: [usize; 8] = [5, 3, 5, 6, 4, 10, 6, 8];
/// As many units as a package may well have.
const UNITS: usize = 3_500;

/// A tree whose leaves are shares.
fn model() -> Value {
    let text = |name: &str| json!({"vi": name, "en": name});
    let mut place = 0;
    let mut pillars = Vec::new();
    for (number, size) in PILLARS.into_iter().enumerate() {
        let leaves: Vec<Value> = (place..place + size)
            .map(|leaf| {
                json!({"code": format!("X{leaf}"), "name": text("tiêu chí"), "source": "đo", "full": 10,
                    "value": {"ratio": {"numerator": text("có"), "denominator": text("tất cả"), "zero": "NOT_APPLICABLE",
                        "mayExceedOne": false, "per": 100}},
                    "curve": [{"to": {"at": 0, "included": false}, "step": 0},
                        {"to": {"at": 90, "included": true}, "line": [0, 10]}, {"step": 10}]})
            })
            .collect();
        place += size;
        pillars.push(json!({"code": format!("P{number}"), "name": text("nhóm"), "children": leaves}));
    }
    json!({"model": {"scale": 100, "rounding": {"mode": "CUT", "decimals": 2, "at": "LEAVES_AND_ROOT"},
        "main": {"code": "ROOT", "name": text("Tổng điểm"), "children": pillars}}})
}

#[derive(FromRow)]
struct Page {
    board_id: Uuid,
    part: String,
    body: String,
    digest: String,
}

/// The same pages in one plain transaction, into a table of the same form.
macro_rules! pages_again {
    ($pool:expr, $url:expr, $board:expr) => {{
        let pool = $pool.connect($url).await.expect("a connection");
        let select = "SELECT board_id, part, body, digest FROM board_page WHERE board_id = $1";
        let pages: Vec<Page> = sqlx::query_as(select).bind($board).fetch_all(&pool).await.expect("pages");
        let table = "CREATE TABLE board_page_floor AS SELECT board_id, part, body, digest FROM board_page WHERE 1 = 0";
        sqlx::query(table).execute(&pool).await.expect("a table");
        let start = Instant::now();
        let mut tx = pool.begin().await.expect("a transaction");
        for Page { board_id, part, body, digest } in &pages {
            let insert = "INSERT INTO board_page_floor (board_id, part, body, digest) VALUES ($1, $2, $3, $4)";
            let insert = sqlx::query(insert).bind(board_id).bind(part).bind(body).bind(digest);
            insert.execute(&mut *tx).await.expect("a page");
        }
        tx.commit().await.expect("a commit");
        let time = start.elapsed();
        pool.close().await;
        (time, pages.len())
    }};
}

async fn floor(engine: Engine, url: &str, board: Uuid) -> (Duration, usize) {
    match engine {
        Engine::Sqlite => pages_again!(sqlx::sqlite::SqlitePoolOptions::new().max_connections(1), url, board),
        Engine::Postgres => pages_again!(sqlx::postgres::PgPoolOptions::new().max_connections(1), url, board),
    }
}

async fn release(engine: Engine) {
    let criteria = PILLARS.iter().sum();
    let bench = Bench::start_with(engine, COMMUNES, criteria, model()).await;
    bench.report(0).await;
    let start = Instant::now();
    let board = bench.release(0).await;
    let whole = start.elapsed();
    let url = bench.database().to_owned();
    let (floor, pages) = floor(engine, &url, board.parse().expect("an identifier")).await;
    print(
        &format!("publishing {COMMUNES} communes × {criteria} criteria on {}: {pages} pages", engine.word()),
        whole,
        floor,
        "the same pages in one plain transaction",
        "under 5 s",
    );
    bench.stop().await;
}

/// The plan's package with further communes.
fn package(folder: &std::path::Path) -> Package {
    let plan = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/soc-trang-2021-2025"));
    let mut walk = vec![plan.to_path_buf()];
    while let Some(from) = walk.pop() {
        let to = folder.join(from.strip_prefix(plan).expect("a path below"));
        std::fs::create_dir_all(&to).expect("a folder");
        for entry in std::fs::read_dir(&from).expect("a folder").flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                walk.push(entry.path());
            } else {
                std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a file");
            }
        }
    }
    let units = folder.join("units.csv");
    let mut text = std::fs::read_to_string(&units).expect("units");
    let (head, known) = (text.lines().next().unwrap_or_default().to_owned(), text.lines().count());
    for number in known..UNITS {
        let value = |column: &str| match column {
            "scheme" => "SLUG".to_owned(),
            "code" => format!("xa-{number}"),
            "name" => format!("Xã số {number}"),
            "level" => "COMMUNE".to_owned(),
            "kind" => "PEOPLES_COMMITTEE".to_owned(),
            "valid_from" => "2000-01-01".to_owned(),
            _ => String::new(),
        };
        let row: Vec<String> = head.split(',').map(value).collect();
        writeln!(text, "{}", row.join(",")).expect("a row");
    }
    std::fs::write(units, text).expect("units");
    Package::read(folder).expect("a package")
}

/// The units, their codes and their audit entries in one plain transaction, row by row, into tables of the same form.
macro_rules! rows_again {
    ($pool:expr, $url:expr) => {{
        let pool = $pool.connect($url).await.expect("a connection");
        let tables = [("organisation", "id"), ("organisation_code", "organisation_id"), ("audit_entry", "object_id")];
        for (table, _) in tables {
            let copy = format!("CREATE TABLE {table}_floor AS SELECT * FROM {table} WHERE 1 = 0");
            sqlx::query(sqlx::AssertSqlSafe(copy)).execute(&pool).await.expect("a table");
        }
        let units: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM organisation").fetch_all(&pool).await.expect("units");
        let start = Instant::now();
        let mut tx = pool.begin().await.expect("a transaction");
        for unit in &units {
            for (table, column) in tables {
                let insert = format!("INSERT INTO {table}_floor SELECT * FROM {table} WHERE {column} = $1");
                let insert = sqlx::query(sqlx::AssertSqlSafe(insert)).bind(unit);
                insert.execute(&mut *tx).await.expect("rows");
            }
        }
        tx.commit().await.expect("a commit");
        let time = start.elapsed();
        pool.close().await;
        time
    }};
}

/// Checks a package, loads it, and stores as many rows of the same bytes plainly.
async fn load(engine: Engine) {
    let (folder, clock) = (tempfile::TempDir::new().expect("a folder"), Clock::default());
    let package = package(folder.path());
    let database = Database::create(engine);
    let store = server::prepare(database.url(), &clock).await.expect("a database");
    let start = Instant::now();
    plan::check(&store, &package, clock.now()).await.expect("no faults");
    let checked = start.elapsed();
    let start = Instant::now();
    plan::load(&store, &package, clock.now()).await.expect("loaded");
    let loaded = start.elapsed();
    store.close().await.expect("closed");
    let floor = match engine {
        Engine::Sqlite => rows_again!(sqlx::sqlite::SqlitePoolOptions::new().max_connections(1), database.url()),
        Engine::Postgres => rows_again!(sqlx::postgres::PgPoolOptions::new().max_connections(1), database.url()),
    };
    print(
        &format!("checking and loading a package of {UNITS} units on {}", engine.word()),
        checked + loaded,
        floor,
        "its units and audit entries in one plain transaction",
        "under 3 s on SQLite",
    );
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for engine in engines() {
        runtime.block_on(load(engine));
        runtime.block_on(release(engine));
    }
}
