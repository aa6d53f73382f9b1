//! Temporary databases: a temporary file, or a separate database on a PostgreSQL server.
//!
//! The server is the one in `TEST_DATABASE_URL`, or a cluster that this process creates with the installed binaries and
//! that ends with the process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// How long a new cluster may take to answer.
const START_TIME_MAX: Duration = Duration::from_secs(60);

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded database.
    Sqlite,
    /// The production database.
    Postgres,
}

impl Engine {
    /// The word in a test's name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The databases that this machine can test on: SQLite always, PostgreSQL if it is available.
///
/// # Panics
/// If `THIDUA_REQUIRE_POSTGRES` is set and there is no PostgreSQL: tests that did not run must not count as passed.
#[must_use]
pub fn engines() -> Vec<Engine> {
    if server().is_some() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    assert!(
        std::env::var_os("THIDUA_REQUIRE_POSTGRES").is_none(),
        "no PostgreSQL: set TEST_DATABASE_URL, or install a server (apt-get install postgresql)"
    );
    eprintln!("no PostgreSQL here: the tests run on SQLite only");
    vec![Engine::Sqlite]
}

/// Makes the cluster of this process, if it creates one, wait for the disk as in production; tests do not need that.
pub fn as_in_production() {
    DURABLE.store(true, Ordering::SeqCst);
}

/// Whether the cluster waits for the disk.
static DURABLE: AtomicBool = AtomicBool::new(false);

/// One empty database; it is deleted when this value is dropped.
#[derive(Debug)]
pub struct Database {
    url: String,
    _folder: Option<TempDir>,
    name: Option<String>,
}

impl Database {
    /// An empty database.
    ///
    /// # Panics
    /// If it cannot be created.
    #[must_use]
    pub fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = TempDir::new().expect("a temporary folder");
                let url = format!("sqlite:{}", folder.path().join("thidua.sqlite").display());
                Self { url, _folder: Some(folder), name: None }
            }
            Engine::Postgres => {
                static NUMBER: AtomicU32 = AtomicU32::new(0);
                let number = NUMBER.fetch_add(1, Ordering::SeqCst);
                let name = format!("thidua_test_{}_{number}", std::process::id());
                let server = server().expect("a PostgreSQL server");
                execute(server, &format!("CREATE DATABASE {name}")).expect("a database");
                let options = PgConnectOptions::from_str(server).expect("an address").database(&name);
                let url = sqlx::ConnectOptions::to_url_lossy(&options).to_string();
                Self { url, _folder: None, name: Some(name) }
            }
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements on PostgreSQL directly, without the service.
    ///
    /// # Panics
    /// If the database refuses.
    pub fn execute(&self, statements: &str) {
        execute(&self.url, statements).expect("the statements");
    }

    /// Changes an append-only table as a person with direct access could: drops its trigger first.
    ///
    /// # Panics
    /// If the database refuses.
    pub fn tamper(&self, table: &str, change: &str) {
        let done = if self.url.starts_with("postgres") {
            execute(&self.url, &format!("DROP TRIGGER IF EXISTS {table}_is_append_only ON {table}; {change}"))
        } else {
            let statement = format!("DROP TRIGGER IF EXISTS {table}_refuses_update; {change}");
            let url = self.url.clone();
            let work = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(async {
                    let mut connection = SqliteConnection::connect(&url).await?;
                    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
                    connection.close().await
                })
            });
            work.join().expect("the statement's thread")
        };
        done.expect("the change");
    }
}

impl Database {
    /// A database that somebody else creates and deletes.
    #[must_use]
    pub fn at(url: String) -> Self {
        Self { url, _folder: None, name: None }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Some(name), Some(server)) = (&self.name, server())
            && let Err(error) = execute(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        {
            eprintln!("{name} is left over: {error}");
        }
    }
}

/// Runs one statement on the server, from synchronous or asynchronous code.
fn execute(server: &str, statement: &str) -> Result<(), sqlx::Error> {
    let (server, statement) = (server.to_owned(), statement.to_owned());
    let work = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&server).await?;
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
            connection.close().await
        })
    });
    work.join().expect("the statement's thread")
}

/// The PostgreSQL server of this process, if there is one.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    SERVER
        .get_or_init(|| std::env::var("TEST_DATABASE_URL").ok().or_else(|| binaries().map(|folder| cluster(&folder))))
        .as_deref()
}

/// The folder of the server's binaries; Debian does not put them on the PATH.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path().join("bin")))
        .collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    folders.push(PathBuf::from("/usr/local/pgsql/bin"));
    folders.into_iter().find(|folder| folder.join("postgres").is_file() && folder.join("initdb").is_file())
}

/// A program of the server, run by a user that it accepts.
fn server_program(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
    if let Some((uid, gid)) = unprivileged() {
        std::os::unix::process::CommandExt::uid(&mut command, uid);
        std::os::unix::process::CommandExt::gid(&mut command, gid);
    }
    command
}

/// Creates the files of a cluster in a folder.
fn create_cluster(binaries: &Path, folder: &Path) -> PathBuf {
    let data = folder.join("data");
    if let Some((uid, gid)) = unprivileged() {
        std::os::unix::fs::chown(folder, Some(uid), Some(gid)).expect("hands the folder over");
    }
    let made = server_program(&binaries.join("initdb"), folder)
        .arg("--pgdata")
        .arg(&data)
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"])
        .status()
        .expect("initdb runs");
    assert!(made.success(), "initdb failed");
    data
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port()
}

fn wait_for(url: &str) {
    let started = Instant::now();
    while let Err(error) = execute(url, "SELECT 1") {
        assert!(started.elapsed() < START_TIME_MAX, "the cluster does not answer: {error}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Creates a cluster on loopback that ends with this process.
fn cluster(binaries: &Path) -> String {
    let folder = TempDir::new().expect("a temporary folder").keep();
    let data = create_cluster(binaries, &folder);
    let port = free_port();
    // The keeper reads from a pipe that this process holds: when the process ends in any way, the pipe is closed.
    let mut keeper = server_program(Path::new("/bin/sh"), &folder);
    let keeper = keeper
        .args(["-c", "folder=$1; shift; \"$@\" & read -r _; kill -QUIT $!; wait; rm -rf -- \"$folder\"", "keeper"])
        .arg(&folder)
        .arg(binaries.join("postgres"))
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"])
        .args((!DURABLE.load(Ordering::SeqCst)).then_some("-F"))
        .stdin(Stdio::piped())
        .spawn()
        .expect("postgres runs");
    // Leaked on purpose: dropping it would close the pipe.
    std::mem::forget(keeper);
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    wait_for(&url);
    url
}

/// A `PostgreSQL` server of one test, which the test stops and starts. It waits for the disk, as in production.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    binaries: PathBuf,
    port: u16,
    running: Option<std::process::Child>,
}

impl Cluster {
    /// Creates a cluster in an empty folder, and starts it.
    ///
    /// # Panics
    /// If there is no `PostgreSQL` on this machine.
    #[must_use]
    pub fn create(folder: &Path) -> Self {
        let binaries = binaries().expect("a PostgreSQL server (apt-get install postgresql)");
        create_cluster(&binaries, folder);
        let mut cluster = Self { folder: folder.to_owned(), binaries, port: free_port(), running: None };
        cluster.start();
        cluster
    }

    /// The address of a database, for a user.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements as the superuser.
    ///
    /// # Errors
    /// What the server answers.
    pub fn execute(&self, database: &str, statements: &str) -> Result<(), sqlx::Error> {
        execute(&self.url("postgres", database), statements)
    }

    /// Starts the server, and waits until it answers.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(&mut self) {
        let running = server_program(&self.binaries.join("postgres"), &self.folder)
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-k")
            .arg(&self.folder)
            .args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_wal_size=64MB"])
            .spawn()
            .expect("postgres runs");
        self.running = Some(running);
        wait_for(&self.url("postgres", "postgres"));
    }

    /// Stops the server by a signal: `INT` ends its sessions in order, `QUIT` is a crash.
    ///
    /// # Panics
    /// If the signal cannot be sent.
    pub fn stop(&mut self, signal: &str) {
        let Some(mut running) = self.running.take() else { return };
        let sent = Command::new("kill").args([&format!("-{signal}"), &running.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
        running.wait().expect("the server ends");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop("QUIT");
    }
}

/// The user that the server runs as, if this process runs as root: PostgreSQL refuses to run as root.
fn unprivileged() -> Option<(u32, u32)> {
    let number = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()?.trim().parse::<u32>().ok()
    };
    if number(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|user| Some((number(&["-u", user])?, number(&["-g", user])?)))
}
