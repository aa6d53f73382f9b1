//! The data of a country: 11,000 communes with five published cycles. How soon a new process answers, and how much
//! memory it needs after all of the data was read.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use api::base::clock::Clock;
use api::base::page_cache::PAGE_CACHE_MIB;
use api::edge::server;
use benches::{Bench, config, median};
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
/// The variable that makes this program run as the service.
const SERVE: &str = "THIDUA_BENCH_SERVE";

/// The service in its own process, so that only its memory is measured.
struct Service {
    child: Child,
    url: String,
    answered: Duration,
}

impl Service {
    async fn start(http: &reqwest::Client, database: &str, keys: &std::path::Path) -> Self {
        let begun = Instant::now();
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .env(SERVE, format!("{database}\n{}", keys.display()))
            .stdout(Stdio::piped())
            .stdin(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("an output")).read_line(&mut line).expect("an address");
        let url = format!("http://{}", line.trim());
        let answer = http.get(format!("{url}/v1/public/releases?limit=1")).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        Self { child, url, answered: begun.elapsed() }
    }

    /// The resident memory of the process now, and its maximum, in MiB.
    fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let read = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1_024
        };
        (read("VmRSS:"), read("VmHWM:"))
    }

    fn stop(mut self) {
        self.child.kill().expect("the process ends");
        self.child.wait().expect("it has ended");
    }
}

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
        let service = Service::start(&http, &database, &keys).await;
        starts.push(service.answered);
        service.stop();
    }
    println!("  from start to first answer  {:>5} ms   target: under 300", median(starts).as_millis());
    let service = Service::start(&http, &database, &keys).await;
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

/// Runs the service until it is killed.
async fn serve(told: &str) {
    let (database, keys) = told.split_once('\n').expect("where things are");
    let running = server::start(&config(database, &PathBuf::from(keys), PAGE_CACHE_MIB), Clock::default()).await;
    println!("{}", running.expect("the service starts").address());
    std::future::pending::<()>().await;
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    if let Ok(told) = std::env::var(SERVE) {
        runtime.block_on(serve(&told));
        return;
    }
    e2e::as_in_production();
    for engine in engines() {
        runtime.block_on(measure(engine));
    }
}
