//! The data of a country: 11,000 communes with five published cycles. How soon a new process answers, and how much
//! memory it needs after all of the data was read.

use std::time::Instant;

use benches::process::{Process, serve_if_told};
use benches::{Bench, median};
use e2e::{Engine, engines};

/// The allocator of the service.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many units as the country had communes.
const UNITS: u32 = 11_000;
/// The cycles of the plan.
const CYCLES: usize = 5;
/// How often a process is started; the median is printed.
const STARTS: usize = 7;

async fn read(http: &reqwest::Client, url: &str, path: &str, coding: &str) {
    let asked = http.get(format!("{url}{path}")).header("accept-encoding", coding);
    let answer = asked.send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.expect("a body");
}

async fn measure(engine: Engine) {
    let http = reqwest::Client::builder().no_gzip().no_brotli().build().expect("a client");
    let bench = Bench::start(engine, UNITS).await;
    let mut boards = Vec::new();
    let begun = Instant::now();
    for cycle in 0..CYCLES {
        boards.push(bench.publish(cycle).await);
    }
    println!(
        "{UNITS} units × {CYCLES} cycles on {}: reported and published in {} s",
        engine.word(),
        begun.elapsed().as_secs()
    );
    let (database, keys) = (bench.database().to_owned(), bench.keys().to_path_buf());
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let service = Process::start(&http, &database, &keys).await;
        starts.push(service.answered);
        service.stop();
    }
    println!("  from start to first answer  {:>5} ms   target: under 300", median(starts).as_millis());
    let service = Process::start(&http, &database, &keys).await;
    let (now, _) = service.memory();
    println!("  memory after the first answer {now:>3} MiB");
    for board in &boards {
        let path = format!("/v1/public/boards/{board}");
        for coding in ["identity", "gzip", "br"] {
            read(&http, &service.url, &path, coding).await;
        }
        for place in 0..benches::CRITERIA {
            read(&http, &service.url, &format!("{path}/criteria/X{place}"), "br").await;
        }
        read(&http, &service.url, &format!("{path}/standings?limit=100"), "gzip").await;
        for unit in bench.units() {
            read(&http, &service.url, &format!("{path}/units/{unit}"), "gzip").await;
        }
    }
    let (now, most) = service.memory();
    println!("  memory after all was read   {now:>5} MiB, at most {most} MiB   target: under 200");
    for table in ["table.csv", "json-stat", "table.xlsx"] {
        for board in &boards {
            read(&http, &service.url, &format!("/v1/public/boards/{board}/{table}"), "identity").await;
        }
        let (now, most) = service.memory();
        println!("  memory after every {table:<11} {now:>3} MiB, at most {most} MiB");
    }
    service.stop();
    bench.stop().await;
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
