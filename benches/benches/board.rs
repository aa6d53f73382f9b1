//! Public reads, compared with a bare handler that answers the same bytes and with plain SQL: in turns, on two cores,
//! from 64 connections.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use benches::Bench;
use benches::load::{Load, load, middle, request};
use e2e::{Engine, engines};
use uuid::Uuid;

/// The allocator of the service, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long one turn lasts.
const TURN: Duration = Duration::from_millis(1_500);
/// How many turns each side has; the median is printed.
const TURNS: usize = 7;
/// The units of the plan's province, and the communes of a country.
const UNITS: [u32; 2] = [147, 11_000];
/// Threads of each server.
const WORKERS: usize = 2;

/// An answer of the service, which the bare handler repeats: status, headers and body.
#[derive(Clone)]
struct Same {
    status: StatusCode,
    heads: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

async fn again(same: web::Data<Same>) -> HttpResponse {
    let mut response = HttpResponse::build(same.status);
    for (name, value) in &same.heads {
        response.insert_header((name.clone(), value.clone()));
    }
    if same.body.is_empty() { response.finish() } else { response.body(same.body.clone()) }
}

/// Answers with the body and its content type, and no other header.
async fn barest(same: web::Data<Same>) -> HttpResponse {
    let mut response = HttpResponse::build(same.status);
    response.insert_header(("content-type", "application/json"));
    if same.body.is_empty() { response.finish() } else { response.body(same.body.clone()) }
}

#[derive(Clone)]
enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

const PAGE: &str = "SELECT body, digest FROM board_page WHERE board_id = $1 AND part = $2";

/// A unit's page, read with plain SQL.
async fn plain(request: HttpRequest, path: web::Path<(Uuid, Uuid)>, pool: web::Data<Pool>) -> HttpResponse {
    let (board, unit) = path.into_inner();
    let part = format!("unit/{unit}");
    let row: (String, String) = match pool.get_ref() {
        Pool::Sqlite(pool) => sqlx::query_as(PAGE).bind(board).bind(part).fetch_one(pool).await.expect("a page"),
        Pool::Postgres(pool) => sqlx::query_as(PAGE).bind(board).bind(part).fetch_one(pool).await.expect("a page"),
    };
    let tag = format!("\"{}\"", row.1);
    if request.headers().get("if-none-match").is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return HttpResponse::NotModified().insert_header(("etag", tag)).finish();
    }
    HttpResponse::Ok().content_type("application/json").insert_header(("etag", tag)).body(row.0)
}

/// Starts a server: its address, its handle, and the task that runs it.
macro_rules! begin {
    ($server:expr) => {{
        let server = $server.workers(WORKERS).disable_signals().bind("127.0.0.1:0").expect("a port");
        let address = server.addrs().first().copied().expect("an address");
        let running = server.run();
        (address, running.handle(), tokio::spawn(running))
    }};
}

fn serve(same: Same) -> (SocketAddr, ServerHandle, tokio::task::JoinHandle<std::io::Result<()>>) {
    let data = web::Data::new(same);
    let server = HttpServer::new(move || {
        App::new().app_data(data.clone()).route("/same", web::get().to(again)).route("/barest", web::get().to(barest))
    });
    begin!(server)
}

/// One side of a comparison: its name, address and requests.
struct Side {
    name: &'static str,
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
}

/// Whether to run a comparison: all are run, unless the arguments after `--` contain words of some names.
fn wanted(what: &str) -> bool {
    let mut named = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    named.peek().is_none() || named.any(|word| what.contains(&word))
}

/// Runs the sides in turns, and prints the service beside each of the others.
async fn compare(what: &str, sides: Vec<Side>, status: &'static str, target: &str) {
    if !wanted(what) {
        return;
    }
    let sides = std::sync::Arc::new(sides);
    let running = sides.clone();
    let loads = tokio::task::spawn_blocking(move || {
        let mut loads: Vec<Vec<Load>> = running.iter().map(|_| Vec::new()).collect();
        for turn in 0..=TURNS {
            for (side, loads) in running.iter().zip(&mut loads) {
                let one = load(side.address, &side.requests, status, TURN);
                // The first turn opens connections and fills caches.
                if turn != 0 {
                    loads.push(one);
                }
            }
        }
        loads
    });
    let loads = loads.await.expect("the loads");
    println!("{what}");
    let mut ours = None;
    for (side, loads) in sides.iter().zip(&loads) {
        let per_second = middle(loads.iter().map(Load::per_second).collect());
        let p99 = middle(loads.iter().map(|load| load.p99().as_micros()).collect());
        let bytes = loads.last().map_or(0, |load| load.bytes);
        match ours {
            None => {
                println!("  {:<34} {per_second:>7}/s  p99 {p99:>6} µs  {bytes:>8} bytes", side.name);
                ours = Some((per_second, p99));
            }
            Some((own, own_p99)) => {
                let (ratio, tail) = (own * 100 / per_second.max(1), own_p99 * 100 / p99.max(1));
                println!(
                    "  {:<34} {per_second:>7}/s  p99 {p99:>6} µs  {bytes:>8} bytes   ratio {}.{:02}, p99 {}.{:02} ×   {target}",
                    side.name,
                    ratio / 100,
                    ratio % 100,
                    tail / 100,
                    tail % 100
                );
            }
        }
    }
}

/// The service's answer to a request.
async fn answer(url: &str, path: &str, headers: &[(&str, &str)]) -> Same {
    let http = reqwest::Client::builder().no_gzip().no_brotli().build().expect("a client");
    let mut asked = http.get(format!("{url}{path}")).header("accept", "application/json");
    for (name, value) in headers {
        asked = asked.header(*name, *value);
    }
    let answer = asked.send().await.expect("an answer");
    let status = StatusCode::from_u16(answer.status().as_u16()).expect("a status");
    let heads = answer.headers().iter().filter(|(name, _)| !["content-length", "date"].contains(&name.as_str()));
    let heads = heads
        .map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).expect("a name");
            (name, HeaderValue::from_bytes(value.as_bytes()).expect("a value"))
        })
        .collect();
    Same { status, heads, body: Bytes::from(answer.bytes().await.expect("a body").to_vec()) }
}

/// Compares pages in the page cache with bare handlers.
async fn at_hand(bench: &Bench, what: &str, path: &str, headers: &[(&str, &str)]) {
    let url = bench.url();
    let ours: SocketAddr = url.trim_start_matches("http://").parse().expect("an address");
    // The first answer may not come from the cache yet.
    answer(&url, path, headers).await;
    answer(&url, path, headers).await;
    let same = answer(&url, path, headers).await;
    let status = if same.status == StatusCode::NOT_MODIFIED { "304" } else { "200" };
    let (bare, handle, serving) = serve(same);
    let sides = vec![
        Side { name: "ours", address: ours, requests: vec![request(path, headers)] },
        Side { name: "bare handler, same bytes", address: bare, requests: vec![request("/same", headers)] },
        Side { name: "bare handler, body alone", address: bare, requests: vec![request("/barest", headers)] },
    ];
    compare(what, sides, status, "target: 0.90, p99 1.50 ×").await;
    handle.stop(true).await;
    serving.await.expect("the bare server").expect("ended well");
}

/// Compares a unit's page that is not in the cache with the same query in plain SQL.
async fn uncached(bench: &Bench, engine: Engine, board: &str) {
    let another = bench.another(0).await;
    let url = bench.database();
    let pool = match engine {
        Engine::Sqlite => {
            let options = url.parse::<sqlx::sqlite::SqliteConnectOptions>().expect("an address");
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(4).test_before_acquire(false);
            Pool::Sqlite(pool.connect_with(options).await.expect("the database"))
        }
        Engine::Postgres => {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(10).test_before_acquire(false);
            Pool::Postgres(pool.connect(url).await.expect("the database"))
        }
    };
    let data = web::Data::new(pool);
    let server = HttpServer::new(move || {
        App::new().app_data(data.clone()).route("/boards/{board}/units/{unit}", web::get().to(plain))
    });
    let (bare, handle, serving) = begin!(server);
    let asked = |prefix: &str| -> Vec<Vec<u8>> {
        let path = |unit: &Uuid| request(&format!("{prefix}/boards/{board}/units/{unit}"), &[]);
        bench.units().iter().map(path).collect()
    };
    let sides = vec![
        Side { name: "ours, nothing at hand", address: another.address(), requests: asked("/v1/public") },
        Side { name: "plain sqlx, the same question", address: bare, requests: asked("") },
    ];
    compare(&format!("a unit's page from {}", engine.word()), sides, "200", "target: 0.80").await;
    handle.stop(true).await;
    serving.await.expect("the bare server").expect("ended well");
    another.stop().await.expect("the service stops");
}

async fn measure(engine: Engine) {
    let mut pages = Vec::new();
    for units in UNITS {
        let bench = Bench::start(engine, units).await;
        let board = bench.publish(0).await;
        let path = format!("/v1/public/boards/{board}");
        let province = units == UNITS[0];
        if province && engine == Engine::Sqlite {
            at_hand(&bench, "a province's board, plain", &path, &[]).await;
            at_hand(&bench, "a province's board, gzip", &path, &[("accept-encoding", "gzip")]).await;
            at_hand(&bench, "a province's board, brotli", &path, &[("accept-encoding", "br")]).await;
            let tag = answer(&bench.url(), &path, &[]).await.heads;
            let tag = tag.iter().find(|(name, _)| name == "etag").expect("a tag").1.clone();
            let known = [("if-none-match", tag.to_str().expect("a tag"))];
            at_hand(&bench, "a province's board, not modified", &path, &known).await;
            let cycle = bench.cycles().first().expect("a cycle");
            let newest = format!("/v1/public/cycles/{cycle}/boards/COMMUNE");
            at_hand(&bench, "a province's newest board, brotli", &newest, &[("accept-encoding", "br")]).await;
            let unit = bench.units().first().expect("a unit");
            at_hand(&bench, "a unit's page, plain", &format!("{path}/units/{unit}"), &[]).await;
        }
        if province {
            uncached(&bench, engine, &board).await;
        }
        if engine == Engine::Sqlite {
            let ours: SocketAddr = bench.url().trim_start_matches("http://").parse().expect("an address");
            answer(&bench.url(), &format!("{path}/standings?limit=100"), &[]).await;
            pages.push((
                bench,
                Side {
                    name: if province { "100 rows of 147 units" } else { "100 rows of 11,000 units" },
                    address: ours,
                    requests: vec![request(&format!("{path}/standings?limit=100"), &[])],
                },
            ));
        } else {
            bench.stop().await;
        }
    }
    if !pages.is_empty() {
        let (benches, mut sides): (Vec<Bench>, Vec<Side>) = pages.into_iter().unzip();
        sides.reverse();
        compare("a page of a board", sides, "200", "target: flat").await;
        for bench in benches {
            bench.stop().await;
        }
    }
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    e2e::as_in_production();
    for engine in engines() {
        runtime.block_on(measure(engine));
    }
}
