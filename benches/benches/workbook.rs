//! A list of 100,000 rows as a workbook: how long it takes, how much memory it needs, and what public reads lose meanwhile
//! and beside papers that are printed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use benches::load::{load, request};
use benches::process::{Process, serve_if_told};
use benches::{Bench, PAPERS_PROGRAM, median};
use e2e::{Engine, engines};

/// The allocator of the service.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The rows of the list.
const ROWS: u32 = 100_000;
/// The communes that take part in the cycles and stand on the board.
const COMMUNES: u32 = 109;
/// How long public reads are measured at one time, and how often, with and without workbooks by turns.
const READING: Duration = Duration::from_millis(2_500);
const ROUNDS: usize = 5;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const LIST: &str = "/v1/organisations";

/// Reads a whole workbook without keeping it, and returns its size.
async fn workbook(http: &reqwest::Client, url: &str, token: &str) -> usize {
    let asked = http.get(format!("{url}{LIST}")).bearer_auth(token).header("accept", XLSX);
    let mut answer = asked.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let mut size = 0;
    while let Some(chunk) = answer.chunk().await.expect("a body") {
        size += chunk.len();
    }
    size
}

/// Has a paper printed, and returns its size.
async fn paper(http: &reqwest::Client, url: &str, token: &str) -> usize {
    let answer = http.get(url).bearer_auth(token).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    answer.bytes().await.expect("a paper").len()
}

/// Reads the same list in pages of JSON, and returns the number of rows.
async fn pages(http: &reqwest::Client, url: &str, token: &str) -> usize {
    let (mut rows, mut cursor) = (0, String::new());
    loop {
        let asked = http.get(format!("{url}{LIST}?limit=100{cursor}")).bearer_auth(token);
        let page: serde_json::Value = asked.send().await.expect("an answer").json().await.expect("a page");
        rows += page.get("items").and_then(|items| items.as_array()).map_or(0, Vec::len);
        match page.get("nextCursor").and_then(|next| next.as_str()) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

async fn measure(engine: Engine) {
    let http = reqwest::Client::builder().no_gzip().no_brotli().build().expect("a client");
    let bench = Bench::start(engine, COMMUNES).await;
    let board = bench.publish(0).await;
    bench.enter(COMMUNES..ROWS).await;
    println!("{ROWS} rows as a workbook on {}", engine.word());
    let service = Process::start(&http, bench.database(), bench.keys()).await;
    let token = bench.standing().to_owned();

    let begun = Instant::now();
    let rows = pages(&http, &service.url, &token).await;
    let floor = begun.elapsed();
    let (before, _) = service.memory();
    let begun = Instant::now();
    let size = workbook(&http, &service.url, &token).await;
    let took = begun.elapsed();
    let (_, most) = service.memory();
    let percent = took.as_millis() * 100 / floor.as_millis().max(1);
    println!(
        "  {rows} rows, {} KiB: {} ms, floor (its pages in JSON) {} ms: {percent} %",
        size / 1_024,
        took.as_millis(),
        floor.as_millis()
    );
    println!(
        "  memory before {before} MiB, at most {most} MiB: {} MiB more   target: under 100",
        most.saturating_sub(before)
    );

    let address: SocketAddr = service.url.trim_start_matches("http://").parse().expect("an address");
    let reads = [request(&format!("/v1/public/boards/{board}"), &[])];
    let make = {
        let (http, url, token) = (http.clone(), service.url.clone(), token.clone());
        move || {
            let (http, url, token) = (http.clone(), url.clone(), token.clone());
            async move { workbook(&http, &url, &token).await }
        }
    };
    reads_beside("workbooks", address, &reads, make).await;
    if std::env::var_os(PAPERS_PROGRAM).is_none() {
        println!("  public reads beside printing: not measured, {PAPERS_PROGRAM} names no program");
    } else {
        let path = format!("{}/v1/boards/{board}/paper", service.url);
        let make = move || {
            let (http, path, token) = (http.clone(), path.clone(), token.clone());
            async move { paper(&http, &path, &token).await }
        };
        reads_beside("printed boards", address, &reads, make).await;
    }
    service.stop();
    bench.stop().await;
}

/// Prints what is left of public reads while something is made again and again.
async fn reads_beside<M, F>(what: &str, address: SocketAddr, reads: &[Vec<u8>], make: M)
where
    M: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = usize> + Send,
{
    let (mut quiet, mut beside, mut made) = (Vec::new(), Vec::new(), 0_usize);
    for _ in 0..ROUNDS {
        quiet.push(reading(address, reads).await);
        let ends = Arc::new(AtomicBool::new(false));
        let making = tokio::spawn({
            let (make, ends) = (make.clone(), ends.clone());
            async move {
                let mut made = 0_usize;
                while !ends.load(Ordering::SeqCst) {
                    // The last one is left in the middle; what was begun ends with its request.
                    made += usize::from(tokio::time::timeout(READING, make()).await.is_ok());
                }
                made
            }
        });
        beside.push(reading(address, reads).await);
        ends.store(true, Ordering::SeqCst);
        made += making.await.expect("what is made");
    }
    let (quiet, beside) = (median(quiet), median(beside));
    let percent = quiet.as_nanos() * 100 / beside.as_nanos().max(1);
    println!("  public reads beside {what} ({made} whole ones): {percent} % of those alone   target: 90");
}

/// The time of one public read under load.
async fn reading(address: SocketAddr, reads: &[Vec<u8>]) -> Duration {
    let reads = reads.to_vec();
    let measured = tokio::task::spawn_blocking(move || load(address, &reads, "200", READING)).await.expect("a load");
    Duration::from_nanos(u64::try_from(1_000_000_000 / measured.per_second().max(1)).unwrap_or(u64::MAX))
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(serve_if_told());
    e2e::as_in_production();
    for engine in engines() {
        runtime.block_on(measure(engine));
    }
}
