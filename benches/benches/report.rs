//! One report POST, from the request to the answer, compared with a bare handler that writes the same rows with plain
//! SQL in one transaction and answers with as many bytes. Both over HTTP, in turns, on the same database.

use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use benches::{Bench, figures, median, print};
use chrono::Utc;
use e2e::{Engine, engines};
use serde_json::{Value, json};
use uuid::Uuid;

/// The allocator of the service, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many of each are sent, in turns.
const POSTS: u32 = 400;
/// How many of the first are not counted, because they open connections and prepare statements.
const WARM: usize = 40;

#[derive(Clone)]
enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// The data of the bare handler besides the request.
#[derive(Clone)]
struct Plain {
    pool: Pool,
    set: Uuid,
    account: Uuid,
    answer: String,
}

const REPORT: &str = "INSERT INTO report (id, cycle_id, organisation_id, tier, kind, criteria_set_id, state, figures, verified, \
    late, created_at, updated_at, revision, adjustments, explanations, filings, return_items) \
    VALUES ($1, $2, $3, 'COMMUNE', 'PEOPLES_COMMITTEE', $4, 'DRAFT', $5, '[]', $6, $7, $7, 1, '[]', '[]', '[]', '[]')";
const ENTRY: &str = "INSERT INTO audit_entry (id, at, kind, concept, object_id, organisation_id, account_id, author_name, role, \
    author_organisation_id, to_state, changes) \
    VALUES ($1, $2, 'REPORT_DRAFTED', 'REPORT', $3, $4, $5, 'source', 'DATA_SOURCE', $4, 'DRAFT', $6)";

macro_rules! write {
    ($pool:expr, $plain:expr, $id:expr, $cycle:expr, $unit:expr, $figures:expr) => {{
        let now = Utc::now();
        let mut tx = $pool.begin().await.expect("a transaction");
        sqlx::query(REPORT)
            .bind($id)
            .bind($cycle)
            .bind($unit)
            .bind($plain.set)
            .bind($figures)
            .bind(false)
            .bind(now)
            .execute(&mut *tx)
            .await
            .expect("a report");
        sqlx::query(ENTRY)
            .bind(Uuid::now_v7())
            .bind(now)
            .bind($id)
            .bind($unit)
            .bind($plain.account)
            .bind($figures)
            .execute(&mut *tx)
            .await
            .expect("an entry");
        tx.commit().await.expect("a commit");
    }};
}

async fn create(plain: web::Data<Plain>, body: web::Json<Value>) -> HttpResponse {
    let part = |name: &str| body.get(name).and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let (cycle, unit) = (part("cycle").expect("a cycle"), part("organisation").expect("a unit"));
    let (id, figures) = (Uuid::now_v7(), body.get("figures").map(Value::to_string).unwrap_or_default());
    match &plain.pool {
        Pool::Sqlite(pool) => write!(pool, plain, id, cycle, unit, &figures),
        Pool::Postgres(pool) => write!(pool, plain, id, cycle, unit, &figures),
    }
    HttpResponse::Created().content_type("application/json").body(plain.answer.clone())
}

async fn send(http: &reqwest::Client, url: &str, token: &str, body: &Value) -> Duration {
    let request = http.post(url).bearer_auth(token).json(body).build().expect("a request");
    let start = Instant::now();
    let answer = http.execute(request).await.expect("an answer");
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    let time = start.elapsed();
    assert_eq!(status, 201, "{text}");
    time
}

async fn measure(engine: Engine) {
    let bench = Bench::start(engine, POSTS * 2).await;
    let url = bench.database();
    let pool = match engine {
        Engine::Sqlite => {
            let options = url.parse::<sqlx::sqlite::SqliteConnectOptions>().expect("an address");
            let options = options.synchronous(sqlx::sqlite::SqliteSynchronous::Full).foreign_keys(true);
            let options = options.busy_timeout(Duration::from_secs(10));
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
            Pool::Sqlite(pool.connect_with(options).await.expect("the database"))
        }
        Engine::Postgres => {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(4).test_before_acquire(false);
            Pool::Postgres(pool.connect(url).await.expect("the database"))
        }
    };
    let cycle = bench.cycles().first().expect("a cycle").clone();
    let body = |unit: usize| {
        let organisation = bench.units().get(unit).expect("a unit");
        json!({"cycle": cycle, "organisation": organisation, "figures": figures(unit)})
    };
    let first = bench.post("/v1/reports", &body(0)).await;
    let part = |value: &Value| value.as_str().and_then(|id| Uuid::parse_str(id).ok()).expect("an identifier");
    let me = bench.get("/v1/me").await;
    let plain = Plain {
        pool,
        set: part(first.get("criteriaSet").expect("a set")),
        account: part(me.get("account").expect("an account")),
        answer: first.to_string(),
    };
    let data = web::Data::new(plain);
    let server = HttpServer::new(move || App::new().app_data(data.clone()).route("/reports", web::post().to(create)))
        .workers(2)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a port");
    let bare = format!("http://{}/reports", server.addrs().first().expect("an address"));
    let running = server.run();
    let handle = running.handle();
    let serving = tokio::spawn(running);
    let (http, ours) = (reqwest::Client::new(), format!("{}/v1/reports", bench.url()));
    let (mut whole, mut floor) = (Vec::new(), Vec::new());
    for pair in (2..bench.units().len()).step_by(2) {
        whole.push(send(&http, &ours, bench.token(), &body(pair)).await);
        floor.push(send(&http, &bare, bench.token(), &body(pair + 1)).await);
    }
    whole.drain(..WARM);
    floor.drain(..WARM);
    print(
        &format!("one report POST with six figures on {}", engine.word()),
        median(whole),
        median(floor),
        "a bare handler that writes the same two rows in one plain transaction, unchecked and for anybody",
        "within 1.3",
    );
    handle.stop(true).await;
    serving.await.expect("the bare server").expect("ended well");
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
