//! The service in a process of its own, so that only its memory and its processor time are measured.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use api::base::clock::Clock;
use api::base::page_cache::PAGE_CACHE_MIB;
use api::edge::server;

use crate::config;

/// The variable that makes a benchmark run as the service.
const SERVE: &str = "THIDUA_BENCH_SERVE";

/// The process.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Its address.
    pub url: String,
    /// How long it took from the start to the first answer.
    pub answered: Duration,
}

impl Process {
    /// Starts this program again as the service, on a database with its keys.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start(http: &reqwest::Client, database: &str, keys: &Path) -> Self {
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
    #[must_use]
    pub fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let read = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1_024
        };
        (read("VmRSS:"), read("VmHWM:"))
    }

    /// Ends it.
    ///
    /// # Panics
    /// If it does not end.
    pub fn stop(mut self) {
        self.child.kill().expect("the process ends");
        self.child.wait().expect("it has ended");
    }
}

/// Runs the service until it is killed, if this program was started for that; otherwise it returns at once.
///
/// # Panics
/// If the service does not start.
pub async fn serve_if_told() {
    let Ok(told) = std::env::var(SERVE) else { return };
    let (database, keys) = told.split_once('\n').expect("where things are");
    let running = server::start(&config(database, &PathBuf::from(keys), PAGE_CACHE_MIB), Clock::default()).await;
    println!("{}", running.expect("the service starts").address());
    std::future::pending::<()>().await;
}
