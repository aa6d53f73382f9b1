//! The service under test: the real one, on its own database.

use std::path::PathBuf;
use std::process::Child;

use api::base::clock::Clock;
use api::base::names::Names;
use api::base::page_cache::PAGE_CACHE_MIB;
use api::edge::config::{Config, Database as Address};
use api::edge::server::{self, Running};
use e2e::{Database, Engine};
use serde_json::Value;

use crate::base::client::Person;
use crate::edge::crash;

/// A running service with its database.
pub(crate) struct Service {
    running: Option<Running>,
    config: Config,
    _keys: tempfile::TempDir,
    database: Database,
}

impl Service {
    pub(crate) async fn start(engine: Engine) -> Self {
        Self::start_with(engine, None).await
    }

    /// With a virus scanner.
    pub(crate) async fn start_with(engine: Engine, clamd: Option<String>) -> Self {
        Self::start_told(engine, |config| config.clamd = clamd).await
    }

    /// With a configuration that the test changes.
    pub(crate) async fn start_told(engine: Engine, tell: impl FnOnce(&mut Config)) -> Self {
        let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
        let mut config = config(database.url(), keys.path().to_path_buf());
        tell(&mut config);
        let running = server::start(&config, Clock::default()).await.expect("the service starts");
        Self { running: Some(running), config, _keys: keys, database }
    }

    /// On a database and folders that outlive it.
    pub(crate) async fn on(database: Database, keys: PathBuf, evidence: &std::path::Path) -> Self {
        let mut config = config(database.url(), keys);
        config.evidence = evidence.display().to_string();
        let running = server::start(&config, Clock::default()).await.expect("the service starts");
        let unused = tempfile::TempDir::new().expect("a folder");
        Self { running: Some(running), config, _keys: unused, database }
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().expect("the service runs")
    }

    /// The folder of uploaded files.
    pub(crate) fn evidence(&self) -> PathBuf {
        PathBuf::from(&self.config.evidence)
    }

    /// Its configuration, with the address of its database and its keys.
    pub(crate) const fn config(&self) -> &Config {
        &self.config
    }

    /// Changes stored data directly in the database.
    pub(crate) fn tamper(&self, table: &str, change: &str) {
        self.database.tamper(table, change);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.running().address())
    }

    /// A caller without a token.
    pub(crate) fn anybody(&self) -> Person {
        Person::new(self.url(), None)
    }

    /// Another service in this process, on the same database, with the same keys.
    pub(crate) async fn another(&self) -> Running {
        server::start(&self.config, Clock::default()).await.expect("another service starts")
    }

    /// A service in a separate operating-system process on the same database, with the same keys, and its address.
    pub(crate) fn another_process(&self) -> (Child, String) {
        let victim = crash::start_on(&self.config.database.url, &self.config.keys);
        (victim.child, victim.url)
    }

    /// Stops the service and starts it again on the same database.
    pub(crate) async fn restart(&mut self) {
        self.pause().await;
        self.resume().await;
    }

    /// Stops the service; its database stays.
    pub(crate) async fn pause(&mut self) {
        let running = self.running.take().expect("the service runs");
        running.stop().await.expect("the service stops");
    }

    /// Starts it again on the same database.
    pub(crate) async fn resume(&mut self) {
        self.running = Some(server::start(&self.config, Clock::default()).await.expect("the service starts again"));
    }

    pub(crate) async fn stop(mut self) {
        self.running.take().expect("the service runs").stop().await.expect("the service stops");
    }
}

/// The variable with a folder in which the database and the keys of the examples are kept (`tests/stored/README.md`).
const KEEP: &str = "THIDUA_KEEP_STORED";

impl Service {
    /// Stops the service. Keeps its database, its keys and the identifiers that the story knows, if a developer asked for
    /// that.
    pub(crate) async fn stop_and_keep(mut self, known: &Value) {
        self.pause().await;
        let (Some(folder), Some(database)) = (std::env::var_os(KEEP), self.config.database.url.strip_prefix("sqlite:"))
        else {
            return;
        };
        let folder = PathBuf::from(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::copy(database, folder.join("thidua.sqlite")).expect("the database");
        std::fs::write(folder.join("known.json"), format!("{known:#}\n")).expect("the identifiers");
        for keys in ["", "personal", "webhooks", "certificates"] {
            std::fs::create_dir_all(folder.join("keys").join(keys)).expect("a folder");
            for file in std::fs::read_dir(self.config.keys.join(keys)).expect("keys").flatten() {
                if file.file_type().is_ok_and(|kind| kind.is_file()) {
                    std::fs::copy(file.path(), folder.join("keys").join(keys).join(file.file_name())).expect("a key");
                }
            }
        }
    }
}

/// The configuration of a service under test.
/// The plan that the stories play in.
pub(crate) const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/soc-trang-2021-2025");

pub(crate) fn config(database: &str, keys: PathBuf) -> Config {
    Config {
        rehearsal: false,
        database: Address { url: database.to_owned() },
        plan: Some(PLAN.into()),
        bind: ([127, 0, 0, 1], 0).into(),
        health_bind: None,
        evidence: keys.join("evidence").display().to_string(),
        clamd: None,
        signature_roots: None,
        papers: None,
        keys,
        public_url: None,
        page_cache_mib: PAGE_CACHE_MIB,
        remember_callers_seconds: 2,
        // Every story comes from one address; stories about rate limits set their own.
        public_requests_per_minute: 0,
        account_requests_per_minute: 0,
        trusted_proxies: Vec::new(),
        cors_origins: Vec::new(),
        webhook_networks: Vec::new(),
        // Tests do not use the system's name resolution.
        open_data: Default::default(),
        webhook_names: Some(Names::default()),
    }
}
