//! Reads by signed-in people: one report, compared with a bare handler that looks up the caller and the report in one
//! plain statement; one row of a list; and times that must not grow with the registry: a unit entered, a page of due
//! reports.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use benches::load::{CONNECTIONS, Load, load, middle, request};
use benches::{Bench, figures, median};
use e2e::{Engine, engines};
use serde_json::{Value, json};
use uuid::Uuid;

/// The allocator of the service, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each side is loaded in one round, and the number of rounds.
const TURN: Duration = Duration::from_millis(700);
const ROUNDS: usize = 15;
/// Reports in the lists.
const REPORTS: u32 = 100;
/// The units of a province today, and of a country.
const PROVINCE: u32 = 147;
const COUNTRY: u32 = 11_000;

#[derive(Clone)]
enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// The data of the bare handler besides the request.
#[derive(Clone)]
struct Plain {
    pool: Pool,
    account: Uuid,
    report: Uuid,
    answer: String,
}

const READ: &str = "SELECT account.name, account.grants, report.state, report.figures FROM account \
    JOIN session ON session.account_id = account.id AND session.ended_at IS NULL \
    JOIN report ON report.id = $2 WHERE account.id = $1 AND NOT account.suspended LIMIT 1";

async fn show(plain: web::Data<Plain>) -> HttpResponse {
    let Plain { pool, account, report, answer } = plain.get_ref();
    let found = match pool {
        Pool::Sqlite(pool) => {
            let row = sqlx::query_as::<_, (String, String, String, String)>(READ).bind(account).bind(report);
            row.fetch_optional(pool).await.expect("a row")
        }
        Pool::Postgres(pool) => {
            let row = sqlx::query_as::<_, (String, String, String, String)>(READ).bind(account).bind(report);
            row.fetch_optional(pool).await.expect("a row")
        }
    };
    match found {
        Some(_) => HttpResponse::Ok().content_type("application/json").body(answer.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}

/// The median answers per second of both sides, which are loaded in turns.
fn by_turns(sides: &[(SocketAddr, Vec<u8>); 2]) -> [u128; 2] {
    loads(sides).map(|one| middle(one.iter().map(Load::per_second).collect()))
}

/// The loads of both sides, in turns.
fn loads(sides: &[(SocketAddr, Vec<u8>); 2]) -> [Vec<Load>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for ((address, request), found) in sides.iter().zip(found.iter_mut()) {
            found.push(load(*address, std::slice::from_ref(request), "200", TURN));
        }
    }
    found
}

/// The median time per answer in nanoseconds: on the clock, and of the service's threads on the processors.
fn per_answer(loads: &[Load]) -> [u128; 2] {
    let answers = |load: &Load| u128::try_from(load.answers.max(1)).unwrap_or(1);
    let clock = loads.iter().map(|load| load.time.as_nanos() / answers(load)).collect();
    let processor = loads.iter().map(|load| load.processor.as_nanos() / answers(load)).collect();
    [middle(clock), middle(processor)]
}

async fn pool(engine: Engine, url: &str) -> Pool {
    match engine {
        Engine::Sqlite => {
            let options = url.parse::<sqlx::sqlite::SqliteConnectOptions>().expect("an address");
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(4).test_before_acquire(false);
            Pool::Sqlite(pool.connect_with(options).await.expect("the database"))
        }
        Engine::Postgres => {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(8).test_before_acquire(false);
            Pool::Postgres(pool.connect(url).await.expect("the database"))
        }
    }
}

async fn one_report_and_a_list(engine: Engine) {
    let bench = Bench::start(engine, REPORTS).await;
    let cycle = bench.cycles().first().expect("a cycle").clone();
    let mut last = Value::Null;
    for (number, unit) in bench.units().iter().enumerate() {
        let body = json!({"cycle": cycle, "organisation": unit, "figures": figures(number)});
        last = bench.post("/v1/reports", &body).await;
    }
    let part = |value: Option<&Value>| value.and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let report = part(last.get("id")).expect("a report");
    let plain = Plain {
        pool: pool(engine, bench.database()).await,
        account: part(bench.get_as_standing("/v1/me").await.get("account")).expect("an account"),
        report,
        answer: bench.get_as_standing(&format!("/v1/reports/{report}")).await.to_string(),
    };
    let data = web::Data::new(plain);
    let server = HttpServer::new(move || App::new().app_data(data.clone()).route("/report", web::get().to(show)))
        .workers(2)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a port");
    let bare = *server.addrs().first().expect("an address");
    let running = server.run();
    let (handle, serving) = (running.handle(), tokio::spawn(running));
    let bearer = format!("Bearer {}", bench.standing());
    let ask = |path: &str| request(path, &[("authorization", bearer.as_str())]);
    let own = bench.url().trim_start_matches("http://").parse::<SocketAddr>().expect("an address");
    let sides = [(own, ask(&format!("/v1/reports/{report}"))), (bare, ask("/report"))];
    let [whole, floor] = tokio::task::spawn_blocking(move || by_turns(&sides)).await.expect("a load");
    println!("one report, read by a signed-in person, on {}, {CONNECTIONS} connections", engine.word());
    println!("  service {whole:>8}/s");
    println!("  floor   {floor:>8}/s   caller and report in one plain statement; no signature is checked");
    println!(
        "  ratio   {:>5}.{:02}      target: 0.8",
        whole * 100 / floor.max(1) / 100,
        whole * 100 / floor.max(1) % 100
    );
    let lists = [(own, ask("/v1/reports?limit=20")), (own, ask("/v1/reports?limit=100"))];
    let found = tokio::task::spawn_blocking(move || loads(&lists)).await.expect("a load");
    let [short, long] = found.map(|loads| per_answer(&loads));
    println!("a row of a list of reports on {}: 100 rows less 20 rows", engine.word());
    for (what, short, long) in
        short.iter().zip(long.iter()).zip(["on the clock", "processor"]).map(|((s, l), w)| (w, s, l))
    {
        let row = long.saturating_sub(*short) / 80;
        println!("  {what:<13} {:>5}.{:01} µs", row / 1_000, row % 1_000 / 100);
    }
    println!("  target: 15 µs of the service's processor time; the clock counts load and database, too");
    if engine == Engine::Postgres
        && let Some(folder) = std::env::var_os("FASTIFY_FOLDER")
    {
        let (mut peer, place) = fastify(&folder, &bench);
        let path = format!("/reports/{report}");
        let sides = [(own, ask(&format!("/v1/reports/{report}"))), (place, ask(&path))];
        let [whole, floor] = tokio::task::spawn_blocking(move || by_turns(&sides)).await.expect("a load");
        peer.kill().expect("the peer ends");
        let hundredths = whole * 100 / floor.max(1);
        println!("one report, beside Fastify that does the same");
        println!("  service {whole:>8}/s");
        println!("  Fastify {floor:>8}/s");
        println!("  ratio   {:>5}.{:02}      target: 1.3", hundredths / 100, hundredths % 100);
    }
    handle.stop(true).await;
    serving.await.expect("the bare server").expect("ended well");
    bench.stop().await;
}

/// Starts `peers/fastify.mjs` in a folder where `npm install` was run.
fn fastify(folder: &std::ffi::OsStr, bench: &Bench) -> (std::process::Child, SocketAddr) {
    let mut peer = std::process::Command::new("node")
        .arg("fastify.mjs")
        .current_dir(folder)
        .env("DATABASE_URL", bench.database())
        .env("JWKS_URL", format!("{}/.well-known/jwks.json", bench.url()))
        .env("NODE_ENV", "production")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut line = String::new();
    let out = peer.stdout.as_mut().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).expect("a port");
    let port = line.trim().parse::<u16>().expect("a port");
    (peer, SocketAddr::from(([127, 0, 0, 1], port)))
}

/// The median times of a unit entered and of the first page of due reports.
async fn as_the_registry_grows(engine: Engine, communes: u32) -> (Duration, Duration) {
    let bench = Bench::start(engine, communes).await;
    let cycle = bench.cycles().first().expect("a cycle").clone();
    let (mut entered, mut due) = (Vec::new(), Vec::new());
    for number in 0..60 {
        let unit = json!({"name": format!("Xã mới {number}"), "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
            "fromDate": "2021-01-01", "codes": [{"scheme": "SLUG", "value": format!("xa-moi-{number}")}],
            "document": {"number": "1/NQ", "date": "2021-01-01", "issuer": "HĐND tỉnh", "title": "Thành lập"}});
        let start = Instant::now();
        bench.post_as_administrator("/v1/organisations", &unit).await;
        entered.push(start.elapsed());
        let start = Instant::now();
        bench.get_as_standing(&format!("/v1/cycles/{cycle}/due-reports?limit=50")).await;
        due.push(start.elapsed());
    }
    bench.stop().await;
    (median(entered), median(due))
}

async fn growth(engine: Engine) {
    let (small, large) = (as_the_registry_grows(engine, PROVINCE).await, as_the_registry_grows(engine, COUNTRY).await);
    for (what, small, large) in [("a unit entered", small.0, large.0), ("50 due reports", small.1, large.1)] {
        let hundredths = large.as_micros() * 100 / small.as_micros().max(1);
        println!("{what} on {}", engine.word());
        println!("  {PROVINCE:>6} units {:>8} µs", small.as_micros());
        println!("  {COUNTRY:>6} units {:>8} µs", large.as_micros());
        println!("  ratio {:>5}.{:02}      target: within 1.5", hundredths / 100, hundredths % 100);
    }
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    e2e::as_in_production();
    for engine in engines() {
        runtime.block_on(one_report_and_a_list(engine));
        runtime.block_on(growth(engine));
    }
}
