//! Crashes and restarts: a process that is killed, asked to stop, started twice, started again.
//!
//! The victim is this binary, started as a server in a separate process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use api::base::clock::Clock;
use api::edge::server;
use chrono::TimeDelta;
use e2e::{Database, Engine};
use serde_json::json;
use tokio::signal::unix::SignalKind;

use crate::base::client::{Answer, Person};
use crate::base::service::{Service, config};
use crate::base::world;

/// Writes that are acknowledged before the kill.
const WRITTEN_BEFORE_THE_KILL: u32 = 12;
/// Requests that run when the signal arrives; most of them wait for one of the two slots for hashing passwords.
const RUNNING_AT_THE_SIGNAL: usize = 30;

/// The variable that makes a process run as a server: its value is the database's address.
const VICTIM: &str = "THIDUA_E2E_VICTIM";
/// The variable with the folder of the victim's keys.
const KEYS: &str = "THIDUA_E2E_KEYS";
/// The variable that makes a victim write its log.
const TALKS: &str = "THIDUA_E2E_TALKS";
/// The variable with the internal network that a victim may call.
const NETWORK: &str = "THIDUA_E2E_NETWORK";
/// The variable with the folder of a victim's evidence, if it is not among the keys.
const EVIDENCE: &str = "THIDUA_E2E_EVIDENCE";
/// How far the signals USR1 and USR2 move the clock of a victim, back and forward.
const CLOCK_STEP: TimeDelta = TimeDelta::hours(1);

pub(crate) fn is_the_victim() -> bool {
    std::env::var_os(VICTIM).is_some()
}

/// Serves until it is killed or asked to stop, as the real binary does.
pub(crate) fn serve() {
    let database = std::env::var(VICTIM).expect("an address");
    let keys = std::env::var_os(KEYS).expect("a folder").into();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if std::env::var_os(TALKS).is_some() {
        api::edge::telemetry::start();
    }
    let mut config = config(&database, keys);
    if let Ok(evidence) = std::env::var(EVIDENCE) {
        config.evidence = evidence;
    }
    if let Ok(network) = std::env::var(NETWORK) {
        config.webhook_networks = vec![network.parse().expect("a network")];
    }
    runtime.block_on(async {
        let running = server::start(&config, Clock::default()).await.expect("the victim starts");
        println!("{}", running.address());
        let listen = |kind| tokio::signal::unix::signal(kind).expect("listens to signals");
        let (mut terminate, mut back, mut forward) =
            (listen(SignalKind::terminate()), listen(SignalKind::user_defined1()), listen(SignalKind::user_defined2()));
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = back.recv() => running.clock().pass(-CLOCK_STEP),
                _ = forward.recv() => running.clock().pass(CLOCK_STEP),
            }
        }
        running.stop().await.expect("the victim stops");
    });
}

/// The failed writes in a row before writes succeed again: two were enough to break the transaction state of SQLite's
/// driver.
const FAILED_WRITES: usize = 6;
/// The writes after that.
const WRITES_WITH_ROOM: usize = 12;

/// A server in a separate process.
pub(crate) struct Victim {
    pub(crate) child: Child,
    pub(crate) url: String,
}

fn start(database: &Database, keys: &std::path::Path) -> Victim {
    start_on(database.url(), keys)
}

/// Starts a server process on a database.
pub(crate) fn start_on(database: &str, keys: &std::path::Path) -> Victim {
    spawn(database, keys, &mut Command::new(std::env::current_exe().expect("this binary")))
}

/// Starts a victim that may call an internal network.
pub(crate) fn start_calling(database: &str, keys: &std::path::Path, network: &str) -> Victim {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    spawn(database, keys, command.env(NETWORK, network))
}

/// Starts a victim that writes its complete log into a file.
pub(crate) fn start_talking(database: &str, keys: &std::path::Path, log: std::fs::File) -> Victim {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    spawn(database, keys, command.env(TALKS, "yes").env("RUST_LOG", "trace").stderr(log))
}

/// A victim that is killed at the end of the story, also if the story fails.
struct Ended(Victim);

impl std::ops::Deref for Ended {
    type Target = Victim;

    fn deref(&self) -> &Victim {
        &self.0
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        let ended = self.0.child.kill().and_then(|()| self.0.child.wait());
        assert!(ended.is_ok() || std::thread::panicking(), "{ended:?}");
    }
}

/// Starts a victim with a folder of evidence, whose writes can be made to fail while it runs.
pub(crate) fn start_keeping(database: &str, keys: &std::path::Path, evidence: &std::path::Path) -> Victim {
    let mut command = limited();
    spawn(database, keys, command.env(EVIDENCE, evidence))
}

/// Starts a victim whose file sizes can be limited while it runs: a write past the limit fails instead of ending it.
fn start_limited(database: &str, keys: &std::path::Path) -> Victim {
    spawn(database, keys, &mut limited())
}

/// This binary, with the signal of a file that is too long ignored.
fn limited() -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\""]).arg(std::env::current_exe().expect("this binary"));
    command
}

/// Makes every write of the victim's database fail, or succeed again.
fn set_room(engine: Engine, database: &Database, victim: &Victim, room: bool) {
    match engine {
        // No file may grow past its first byte, so SQLite cannot append to its log or write into its file.
        Engine::Sqlite => {
            let limit = if room { "unlimited" } else { "1" };
            let limits = format!("--fsize={limit}:unlimited");
            let set = Command::new("prlimit").args(["--pid", &victim.child.id().to_string(), &limits]).status();
            assert!(set.expect("prlimit runs").success());
        }
        // The error that PostgreSQL reports for a full disk, and at the worst time: at COMMIT.
        Engine::Postgres => {
            for table in ["account", "setting"] {
                let statement = if room {
                    format!("DROP TRIGGER no_room ON {table}")
                } else {
                    format!(
                        "CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                         RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$; \
                         CREATE CONSTRAINT TRIGGER no_room AFTER INSERT OR UPDATE ON {table} \
                         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_room()"
                    )
                };
                database.execute(&statement);
            }
        }
    }
}

/// Opens an account, and returns the answer and the account's address.
async fn open_account(admin: &Person, username: &str) -> (Answer, String) {
    let answer = admin.post("/v1/accounts", &json!({"username": username, "name": "Người Ghi"})).await;
    let location = answer.header("location");
    (answer, location)
}

pub(crate) async fn found_a1_nothing_is_acknowledged_that_a_full_disk_did_not_take(engine: Engine) {
    let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
    administrator(&database, keys.path()).await;
    let victim = Ended(start_limited(database.url(), keys.path()));
    let admin = admin(&victim.url).await;
    let mut acknowledged = Vec::new();
    for round in 0..2 {
        set_room(engine, &database, &victim, false);
        for number in 0..FAILED_WRITES {
            let (refused, _) = open_account(&admin, &format!("full-{round}-{number}")).await;
            assert_eq!(refused.problem(), (503, "UNAVAILABLE".to_owned()), "{round} {number}");
            assert_eq!(refused.header("retry-after"), "5", "and says when to try again");
        }
        // The result of a storage check is reused for a second.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        assert_eq!(admin.get("/health/ready").await.problem(), (503, "UNAVAILABLE".to_owned()));
        admin.get("/v1/accounts").await.ok();
        set_room(engine, &database, &victim, true);
        for number in 0..WRITES_WITH_ROOM {
            let (opened, place) = open_account(&admin, &format!("room-{round}-{number}")).await;
            assert_eq!(opened.status, 201, "{round} {number}: {}", opened.text);
            acknowledged.push(place);
        }
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        admin.get("/health/ready").await.ok();
        for place in &acknowledged {
            assert_eq!(admin.get(place).await.status, 200, "{place} was acknowledged and is not there");
        }
    }
    drop(victim);
    let victim = Ended(start(&database, keys.path()));
    let admin = self::admin(&victim.url).await;
    for place in &acknowledged {
        assert_eq!(admin.get(place).await.status, 200, "{place} was acknowledged and did not survive");
    }
    let accounts = world::all(&admin, "/v1/accounts").await;
    let refused = accounts.iter().filter_map(|one| one["username"].as_str()).find(|name| name.starts_with("full-"));
    assert_eq!(refused, None, "what was refused is nowhere");
}

pub(crate) async fn a_log_that_cannot_be_written_ends_no_request(engine: Engine) {
    let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
    administrator(&database, keys.path()).await;
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device that is always full");
    let victim = Ended(start_talking(database.url(), keys.path(), full));
    let admin = admin(&victim.url).await;
    admin.get("/health/live").await.ok();
    admin.get("/v1/accounts").await.ok();
    let (opened, place) = open_account(&admin, "without-a-line").await;
    assert_eq!(opened.status, 201, "{}", opened.text);
    admin.get(&place).await.ok();
}

fn spawn(database: &str, keys: &std::path::Path, command: &mut Command) -> Victim {
    let mut child = command.env(VICTIM, database).env(KEYS, keys).stdout(Stdio::piped()).spawn().expect("a victim");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
    Victim { child, url: format!("http://{}", line.trim()) }
}

/// Starts writers that open accounts, one after the other, until the service is gone; they return the acknowledged
/// ones.
async fn write_until_gone(url: &str, token: Option<String>, round: usize, told: &Arc<AtomicU32>) -> Vec<String> {
    let mut writers = Vec::new();
    for writer in 0..4 {
        let (url, token, told) = (url.to_owned(), token.clone(), Arc::clone(told));
        writers.push(tokio::spawn(async move {
            let http = reqwest::Client::new();
            let mut acknowledged = Vec::new();
            for number in 0.. {
                let username = format!("r{round}-w{writer}-{number}");
                let body = json!({"username": username, "name": "Người Ghi"}).to_string();
                let request = http
                    .post(format!("{url}/v1/accounts"))
                    .bearer_auth(token.as_deref().unwrap_or_default())
                    .header("content-type", "application/json")
                    .body(body);
                match request.send().await {
                    Ok(answer) if answer.status() == 201 => {
                        told.fetch_add(1, Ordering::SeqCst);
                        acknowledged.push(username);
                    }
                    Ok(answer) => panic!("{}", answer.status()),
                    Err(_) => break,
                }
            }
            acknowledged
        }));
    }
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.expect("a writer"));
    }
    acknowledged
}

/// Creates the administrator of a database that a victim will serve.
async fn administrator(database: &Database, keys: &std::path::Path) {
    let running =
        server::start(&config(database.url(), keys.to_path_buf()), Clock::default()).await.expect("the service starts");
    let now = running.clock().now();
    let code =
        api::bootstrap(running.store(), None, "admin".to_owned(), "Quản trị".to_owned(), now).await.expect("the first");
    let anybody = Person::new(format!("http://{}", running.address()), None);
    let body = json!({"username": "admin", "code": code, "password": world::PASSWORD});
    assert_eq!(anybody.post("/v1/enrolments", &body).await.status, 204);
    running.stop().await.expect("the service stops");
}

async fn admin(url: &str) -> Person {
    let anybody = Person::new(url.to_owned(), None);
    let body = json!({"username": "admin", "password": world::PASSWORD});
    let token = anybody.post("/v1/sessions", &body).await.ok()["accessToken"].as_str().map(str::to_owned);
    Person::new(url.to_owned(), token)
}

pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().expect("kill runs");
    assert!(sent.success());
}

pub(crate) async fn what_was_acknowledged_survives_a_kill(engine: Engine) {
    let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
    administrator(&database, keys.path()).await;
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let mut victim = start(&database, keys.path());
        let token = admin(&victim.url).await.token;
        let (url, told) = (victim.url.clone(), Arc::new(AtomicU32::new(0)));
        let counting = Arc::clone(&told);
        let writing = tokio::spawn(async move { write_until_gone(&url, token, round, &counting).await });
        while told.load(Ordering::SeqCst) < WRITTEN_BEFORE_THE_KILL {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        signal(&victim.child, "KILL");
        victim.child.wait().expect("the victim is gone");
        acknowledged.extend(writing.await.expect("the writers"));
    }
    let victim = start(&database, keys.path());
    let admin = admin(&victim.url).await;
    let accounts = world::all(&admin, "/v1/accounts").await;
    let names: Vec<&str> = accounts.iter().filter_map(|account| account["username"].as_str()).collect();
    for name in &acknowledged {
        assert!(names.contains(&name.as_str()), "{name} was acknowledged and is lost");
    }
    signal(&victim.child, "KILL");
    let mut child = victim.child;
    child.wait().expect("the victim is gone");
}

pub(crate) async fn sigterm_finishes_running_work(engine: Engine) {
    let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
    administrator(&database, keys.path()).await;
    let mut victim = start(&database, keys.path());
    // Each caller has its own open connection; otherwise the signal might arrive before the request.
    let mut people = Vec::new();
    for _ in 0..RUNNING_AT_THE_SIGNAL {
        let person = Person::new(victim.url.clone(), None);
        person.get("/health/live").await.ok();
        people.push(person);
    }
    // Requests that hash passwords take long enough that the signal arrives while they run.
    let running: Vec<_> = people
        .into_iter()
        .enumerate()
        .map(|(number, person)| {
            tokio::spawn(async move {
                let body = json!({"username": format!("nobody{number}"), "password": "không có"});
                person.post("/v1/sessions", &body).await.status
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    signal(&victim.child, "TERM");
    let status = victim.child.wait().expect("the victim ends");
    assert!(status.success(), "it ended by itself: {status}");
    for request in running {
        let status = request.await.expect("an answer, not a broken line");
        assert!(matches!(status, 401 | 429), "{status}");
    }
}

pub(crate) async fn two_replicas_start_together_on_an_empty_database(engine: Engine) {
    let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
    let begin = |name: &str| {
        let settings = config(database.url(), keys.path().join(name));
        tokio::spawn(async move { server::start(&settings, Clock::default()).await })
    };
    let (one, two) = (begin("one"), begin("two"));
    let one = one.await.expect("the first").expect("the first starts");
    let two = two.await.expect("the second").expect("the second starts");
    let anybody = Person::new(format!("http://{}", two.address()), None);
    assert_eq!(world::all(&anybody, "/v1/public/cycles").await.len(), 7, "the seed is there once");
    one.stop().await.expect("stops");
    two.stop().await.expect("stops");
}

pub(crate) async fn a_restart_keeps_everything_and_the_demonstration_is_loaded_once(engine: Engine) {
    let mut service = Service::start(engine).await;
    let now = service.running().clock().now();
    api::edge::demo::load(service.running().store(), &service.config().evidence, now)
        .await
        .expect("the demonstration loads");
    assert!(
        api::edge::demo::load(service.running().store(), &service.config().evidence, now).await.is_err(),
        "and never over what is there"
    );
    let before = world::all(&service.anybody(), "/v1/public/releases").await;
    let board = before[0]["boards"][1]["href"].as_str().expect("an address").to_owned();
    let frozen = service.anybody().get(&board).await.text;
    service.restart().await;
    assert!(api::edge::demo::is_loaded(service.running().store()).await.expect("answers"), "the database is marked");
    assert_eq!(world::all(&service.anybody(), "/v1/public/releases").await, before);
    assert_eq!(service.anybody().get(&board).await.text, frozen);
    // The data is plausible: three tiers, most units, not all of them at the top.
    assert_eq!(before[0]["boards"].as_array().map(Vec::len), Some(3));
    let view: serde_json::Value = serde_json::from_str(&frozen).expect("JSON");
    let totals: Vec<f64> =
        view["standings"].as_array().expect("standings").iter().filter_map(|one| one["total"].as_f64()).collect();
    assert!(totals.iter().any(|total| *total < 90.0) && totals.iter().any(|total| 90.0 < *total), "{totals:?}");
    assert_eq!(world::all(&service.anybody(), "/v1/public/awards").await.len(), 3);
    service.stop().await;
}
