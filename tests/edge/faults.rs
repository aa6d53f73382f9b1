//! The fault harness: clients write to two processes while the machine or the database fails at random moments. A ledger
//! notes what was acknowledged, what was refused, and what nobody can know; afterwards a fresh connection must find
//! every acknowledged write with its audit entry exactly once, and nothing that was refused. The service must work again
//! by itself.
//!
//! `tests/faults` runs it, because it mounts small file systems; `docs/reliability.md` has its figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use e2e::{Cluster, Database, Engine};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::edge::crash::{self, Victim, signal};

/// The variable with the number of faults of each kind.
const FAULTS: &str = "THIDUA_FAULTS";
/// How long the service may take until it works again.
const RECOVERY_MAX: Duration = Duration::from_secs(30);
/// How long a client tries again with its idempotency key.
const TRY_AGAIN: Duration = Duration::from_secs(60);
/// Writers on each of the two processes.
const WRITERS: usize = 3;
/// One upload in so many writes.
const UPLOAD_EVERY: u32 = 8;
/// The most files that a report takes.
const UPLOADS_MAX: u32 = 190;

/// How many faults of each kind were asked for; none if the harness was not.
pub(crate) fn asked() -> Option<u32> {
    std::env::var(FAULTS).ok()?.parse().ok()
}

/// What a client knows of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Acknowledged,
    Refused,
    Unknown,
}

/// What the clients know of all writes, by the name of an account or the hash of a file.
#[derive(Default)]
struct Ledger {
    accounts: Mutex<BTreeMap<String, Known>>,
    files: Mutex<BTreeMap<String, Known>>,
    wrong: Mutex<Vec<String>>,
    number: AtomicU32,
    over: AtomicBool,
}

impl Ledger {
    fn wrong(&self, what: String) {
        self.wrong.lock().expect("the ledger").push(what);
    }

    fn count(&self, known: Known) -> usize {
        let of = |entries: &Mutex<BTreeMap<String, Known>>| {
            entries.lock().expect("the ledger").values().filter(|one| **one == known).count()
        };
        of(&self.accounts) + of(&self.files)
    }
}

/// Where the data lies, on a small file system of its own, and the two processes that serve it.
struct Site {
    engine: Engine,
    folder: PathBuf,
    keys: tempfile::TempDir,
    url: String,
    cluster: Option<Cluster>,
    processes: Vec<Victim>,
    report: String,
    /// Those of an administrator and an editor.
    tokens: Option<(String, String)>,
}

impl Drop for Site {
    fn drop(&mut self) {
        for process in &mut self.processes {
            drop(process.child.kill());
            drop(process.child.wait());
        }
        drop(self.cluster.take());
        drop(Command::new("umount").arg(&self.folder).status());
        drop(std::fs::remove_dir(&self.folder));
    }
}

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).status().expect("the program runs");
    assert!(done.success(), "{program} {arguments:?}: {done}");
}

impl Site {
    async fn new(engine: Engine, mebibytes: u32) -> Self {
        let folder = tempfile::TempDir::new().expect("a folder").keep();
        let size = format!("size={mebibytes}m,mode=755");
        run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", &folder.display().to_string()]);
        let keys = tempfile::TempDir::new().expect("a folder");
        let (url, cluster) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.join("thidua.sqlite").display()), None),
            Engine::Postgres => {
                let place = folder.join("postgres");
                std::fs::create_dir(&place).expect("a folder");
                let cluster = Cluster::create(&place);
                // Not the superuser, for whom no limit of connections holds.
                cluster.execute("postgres", "CREATE ROLE service LOGIN").expect("a role");
                cluster.execute("postgres", "CREATE DATABASE thidua OWNER service").expect("a database");
                (cluster.url("service", "thidua"), Some(cluster))
            }
        };
        let mut site =
            Self { engine, folder, keys, url, cluster, processes: Vec::new(), report: String::new(), tokens: None };
        site.report = site.begin().await;
        for _ in 0..2 {
            let process = site.start();
            site.processes.push(process);
        }
        site
    }

    /// Creates the people and a draft, in this process.
    async fn begin(&self) -> String {
        let keys = self.keys.path().to_path_buf();
        let service = Service::on(Database::at(self.url.clone()), keys, &self.evidence()).await;
        let world = World::new(service).await;
        world.issue_sets().await;
        let cycle = world.open("2024").await;
        let report = world.draft(&cycle).await;
        world.service.stop().await;
        report
    }

    fn evidence(&self) -> PathBuf {
        self.folder.join("evidence")
    }

    fn start(&self) -> Victim {
        crash::start_keeping(&self.url, self.keys.path(), &self.evidence())
    }

    fn urls(&self) -> Vec<String> {
        self.processes.iter().map(|process| process.url.clone()).collect()
    }

    fn cluster(&mut self) -> &mut Cluster {
        self.cluster.as_mut().expect("a cluster")
    }

    /// Fills the file system to its last byte, and makes room again.
    fn fill(&self, pause: Duration) {
        let filler = self.folder.join("filler");
        let mut file = std::fs::File::create(&filler).expect("a file");
        for size in [1_usize << 20, 1 << 12, 1] {
            while std::io::Write::write_all(&mut file, &vec![0; size]).is_ok() {}
        }
        std::thread::sleep(pause);
        drop(file);
        std::fs::remove_file(filler).expect("room again");
    }

    /// Waits until both processes are ready and store a write.
    async fn has_recovered(&self, ledger: &Ledger, token: &str) {
        let http = reqwest::Client::new();
        for url in self.urls() {
            let began = Instant::now();
            loop {
                let ready = http.get(format!("{url}/health/ready")).send().await;
                if ready.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                    break;
                }
                if RECOVERY_MAX < began.elapsed() {
                    ledger.wrong(format!("{url} did not recover by itself"));
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let client = Client { http: http.clone(), urls: vec![url], token: token.to_owned() };
            client.open_account(ledger, true).await;
        }
    }
}

/// A client of the service.
struct Client {
    http: reqwest::Client,
    urls: Vec<String>,
    token: String,
}

impl Client {
    fn url(&self, attempt: usize) -> &str {
        &self.urls[attempt % self.urls.len()]
    }

    /// Opens an account, with an idempotency key or without. With a key it is sent again, to the other process too, until
    /// an answer says what became of it.
    async fn open_account(&self, ledger: &Ledger, with_key: bool) {
        let number = ledger.number.fetch_add(1, Ordering::SeqCst);
        let name = format!("writer-{number}");
        let body = json!({"username": name, "name": "Người Ghi"}).to_string();
        let began = Instant::now();
        let mut known = Known::Unknown;
        for attempt in 0.. {
            let mut request = self
                .http
                .post(format!("{}/v1/accounts", self.url(attempt)))
                .bearer_auth(&self.token)
                .header("content-type", "application/json")
                .body(body.clone());
            if with_key {
                request = request.header("idempotency-key", format!("key-{number}"));
            }
            match judged(request.send().await, ledger).await {
                Known::Unknown | Known::Refused if with_key && began.elapsed() < TRY_AGAIN => {}
                judged @ (Known::Acknowledged | Known::Refused | Known::Unknown) => {
                    known = judged;
                    break;
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        ledger.accounts.lock().expect("the ledger").insert(name, known);
    }

    /// Uploads a file of its own.
    async fn upload(&self, ledger: &Ledger, report: &str) {
        let number = ledger.number.fetch_add(1, Ordering::SeqCst);
        let content = format!("%PDF-1.7\n{number}\n%%EOF\n");
        let sent = self
            .http
            .post(format!("{}/v1/reports/{report}/evidence-files?name=van-ban-{number}.pdf", self.url(0)))
            .bearer_auth(&self.token)
            .header("content-type", "application/octet-stream")
            .body(content.clone())
            .send();
        let known = judged(sent.await, ledger).await;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, content.as_bytes());
        let hash: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        ledger.files.lock().expect("the ledger").insert(hash, known);
    }
}

/// What an answer says of its write. Any other than these is wrong.
async fn judged(answer: Result<reqwest::Response, reqwest::Error>, ledger: &Ledger) -> Known {
    let Ok(answer) = answer else { return Known::Unknown };
    let (status, again) = (answer.status(), answer.headers().contains_key("retry-after"));
    let text = answer.text().await.unwrap_or_default();
    if status == StatusCode::CREATED {
        return Known::Acknowledged;
    }
    let code = serde_json::from_str::<Value>(&text).ok();
    let code = code.as_ref().and_then(|problem| problem["code"].as_str()).unwrap_or_default();
    match (status.as_u16(), code) {
        (503, "OUTCOME_UNKNOWN") if again => Known::Unknown,
        (503 | 507, _) if again => Known::Refused,
        // What the answer of a repeated key would have been is not known if its sign-in is not accepted.
        (401, _) => Known::Refused,
        _ => {
            ledger.wrong(format!("{status} {text}"));
            Known::Unknown
        }
    }
}

async fn token(url: &str, username: &str) -> Option<String> {
    let body = json!({"username": username, "password": world::PASSWORD}).to_string();
    let http = reqwest::Client::new();
    let sent = http.post(format!("{url}/v1/sessions")).header("content-type", "application/json").body(body).send();
    let answer: Value = serde_json::from_str(&sent.await.ok()?.text().await.ok()?).ok()?;
    Some(answer["accessToken"].as_str()?.to_owned())
}

/// Whether a sign-in is accepted.
async fn is_signed_in(url: &str, token: &str) -> bool {
    let sent = reqwest::Client::new().get(format!("{url}/v1/me")).bearer_auth(token).send().await;
    sent.is_ok_and(|answer| answer.status() == StatusCode::OK)
}

/// The tokens of an administrator and an editor, as soon as somebody answers. They sign in again only if they must,
/// because sign-ins are limited.
async fn tokens(site: &mut Site) -> (String, String) {
    let began = Instant::now();
    let url = site.urls()[0].clone();
    loop {
        if let Some((admin, editor)) = site.tokens.clone()
            && is_signed_in(&url, &admin).await
            && is_signed_in(&url, &editor).await
        {
            return (admin, editor);
        }
        if let (Some(admin), Some(editor)) = (token(&url, "admin").await, token(&url, "editor").await) {
            site.tokens = Some((admin, editor));
        }
        assert!(began.elapsed() < RECOVERY_MAX, "nobody can sign in");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Lets clients write while `harm` is done, so many times.
async fn survive(mut site: Site, name: &str, mut harm: impl AsyncFnMut(&mut Site, Duration)) {
    let times = asked().unwrap_or(1);
    let ledger = Arc::new(Ledger::default());
    let mut uploads = 0;
    for time in 0..times {
        let (admin, editor) = tokens(&mut site).await;
        ledger.over.store(false, Ordering::SeqCst);
        let mut writers = Vec::new();
        for writer in 0..2 * WRITERS {
            let mut urls = site.urls();
            urls.rotate_left(writer % 2);
            let client =
                |token: &String| Client { http: reqwest::Client::new(), urls: urls.clone(), token: token.clone() };
            let (accounts, files) = (client(&admin), client(&editor));
            let (ledger, report) = (Arc::clone(&ledger), site.report.clone());
            let may_upload = uploads < UPLOADS_MAX;
            writers.push(tokio::spawn(async move {
                let mut uploaded = 0;
                for number in 0_u32.. {
                    if ledger.over.load(Ordering::SeqCst) {
                        break;
                    }
                    if may_upload && uploaded == 0 && number % UPLOAD_EVERY == 0 {
                        files.upload(&ledger, &report).await;
                        uploaded += 1;
                    } else {
                        accounts.open_account(&ledger, number % 2 == 0).await;
                    }
                }
                uploaded
            }));
        }
        // A moment that differs each time.
        let moment = u64::from(time) * 37 % 211;
        tokio::time::sleep(Duration::from_millis(30 + moment)).await;
        harm(&mut site, Duration::from_millis(100 + moment * 2)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        ledger.over.store(true, Ordering::SeqCst);
        for writer in writers {
            uploads += writer.await.expect("a writer");
        }
        let (admin, _) = tokens(&mut site).await;
        site.has_recovered(&ledger, &admin).await;
    }
    for process in &mut site.processes {
        process.child.kill().expect("killed");
        process.child.wait().expect("gone");
    }
    let wrong = compared(&site, &ledger).await;
    println!(
        "{name}, {:?}: {times} faults; {} acknowledged, {} refused, {} unknown; {} wrong",
        site.engine,
        ledger.count(Known::Acknowledged),
        ledger.count(Known::Refused),
        ledger.count(Known::Unknown),
        wrong.len()
    );
    assert!(is_found_if_planted(&site, &ledger).await, "a lost write is not found");
    assert!(wrong.is_empty(), "{}", wrong.iter().take(20).cloned().collect::<Vec<String>>().join("\n"));
    assert!(0 < ledger.count(Known::Acknowledged), "nobody could write");
}

/// Every account and every file in the database, with the number of its audit entries.
async fn stored(site: &Site) -> (BTreeMap<String, i64>, BTreeMap<String, i64>) {
    let accounts = "SELECT a.username, count(e.id) FROM account a LEFT JOIN audit_entry e \
                    ON e.object_id = a.id AND e.kind = 'ACCOUNT_CREATED' GROUP BY a.id, a.username";
    let files = "SELECT f.sha256, count(e.id) FROM evidence_file f LEFT JOIN audit_entry e \
                 ON e.object_id = f.id AND e.kind = 'EVIDENCE_FILE_UPLOADED' GROUP BY f.id, f.sha256";
    let mut found = Vec::new();
    for query in [accounts, files] {
        let query = AssertSqlSafe(query.to_owned());
        let rows: Vec<(String, i64)> = match site.engine {
            Engine::Sqlite => {
                let mut fresh = SqliteConnection::connect(&site.url).await.expect("connects");
                let rows = sqlx::query(query).fetch_all(&mut fresh).await.expect("reads");
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
            Engine::Postgres => {
                let mut fresh = PgConnection::connect(&site.url).await.expect("connects");
                let rows = sqlx::query(query).fetch_all(&mut fresh).await.expect("reads");
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
        };
        found.push(rows.into_iter().collect());
    }
    let files = found.pop().expect("files");
    (found.pop().expect("accounts"), files)
}

/// What the ledger and the database do not agree on.
async fn compared(site: &Site, ledger: &Ledger) -> Vec<String> {
    let (accounts, files) = stored(site).await;
    let mut wrong = std::mem::take(&mut *ledger.wrong.lock().expect("the ledger"));
    for (entries, stored) in [(&ledger.accounts, &accounts), (&ledger.files, &files)] {
        for (name, known) in entries.lock().expect("the ledger").iter() {
            match (known, stored.get(name)) {
                (Known::Acknowledged, None) => wrong.push(format!("{name} was acknowledged and is lost")),
                (Known::Refused, Some(_)) => wrong.push(format!("{name} was refused and is stored")),
                (_, Some(entries)) if *entries != 1 => {
                    wrong.push(format!("{name} has {entries} audit entries"));
                }
                _ => {}
            }
        }
    }
    for (hash, _) in files.iter() {
        let blob = site.evidence().join("sha256").join(&hash[..2]).join(&hash[2..]);
        if !is_whole(&blob, hash) {
            wrong.push(format!("the file {hash} is stored without its bytes"));
        }
    }
    wrong
}

/// A checker is trusted only after it was seen to fail: it names a write that was lost, and one that was refused and is
/// stored.
async fn is_found_if_planted(site: &Site, ledger: &Ledger) -> bool {
    let kept = ledger.accounts.lock().expect("the ledger").clone();
    let planted: Vec<String> = {
        let mut accounts = ledger.accounts.lock().expect("the ledger");
        let stored = accounts.iter_mut().find(|(_, known)| **known == Known::Acknowledged).expect("a stored account");
        *stored.1 = Known::Refused;
        let refused = format!("{} was refused and is stored", stored.0);
        accounts.insert("nobody".to_owned(), Known::Acknowledged);
        vec![refused, "nobody was acknowledged and is lost".to_owned()]
    };
    let found = compared(site, ledger).await;
    *ledger.accounts.lock().expect("the ledger") = kept;
    planted.iter().all(|one| found.contains(one))
}

fn is_whole(blob: &Path, hash: &str) -> bool {
    let Ok(bytes) = std::fs::read(blob) else { return false };
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>() == hash
}

/// The file system that holds database and evidence is full.
pub(crate) async fn a_full_disk(engine: Engine) {
    let size = if engine == Engine::Sqlite { 64 } else { 320 };
    survive(Site::new(engine, size).await, "full disk", async |site, pause| site.fill(pause)).await;
}

/// No file of the service can grow: on `SQLite` no write succeeds, on `PostgreSQL` no upload.
pub(crate) async fn failing_writes(engine: Engine) {
    survive(Site::new(engine, 320).await, "failing writes", async |site, pause| {
        for limit in ["1", "unlimited"] {
            for process in &site.processes {
                let pid = process.child.id().to_string();
                run("prlimit", &["--pid", &pid, &format!("--fsize={limit}:unlimited")]);
            }
            if limit == "1" {
                tokio::time::sleep(pause).await;
            }
        }
    })
    .await;
}

/// One of two processes is killed.
pub(crate) async fn a_killed_process(engine: Engine) {
    let mut turn = 0;
    survive(Site::new(engine, 320).await, "kill -9", async |site, _| {
        turn = 1 - turn;
        site.processes[turn].child.kill().expect("killed");
        site.processes[turn].child.wait().expect("gone");
        site.processes[turn] = site.start();
    })
    .await;
}

/// The clock of one process is set back by an hour, and forward again.
pub(crate) async fn a_clock_set_back(engine: Engine) {
    survive(Site::new(engine, 320).await, "clock set back", async |site, pause| {
        for name in ["USR1", "USR2"] {
            signal(&site.processes[1].child, name);
            tokio::time::sleep(pause).await;
        }
    })
    .await;
}

/// Somebody else locks what everybody writes.
pub(crate) async fn a_lock_of_somebody_else(engine: Engine) {
    let mut time = 0;
    survive(Site::new(engine, 320).await, "lock", async |site, pause| {
        // One in fifty is held for longer than anybody waits.
        let pause = if time % 50 == 0 { Duration::from_secs(16) } else { pause };
        time += 1;
        match site.engine {
            Engine::Sqlite => {
                let mut other = SqliteConnection::connect(&site.url).await.expect("connects");
                sqlx::raw_sql("PRAGMA busy_timeout = 20000; BEGIN IMMEDIATE").execute(&mut other).await.expect("locks");
                tokio::time::sleep(pause).await;
                sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("unlocks");
            }
            Engine::Postgres => {
                let mut other = PgConnection::connect(&site.url).await.expect("connects");
                let lock = "BEGIN; LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE";
                sqlx::raw_sql(lock).execute(&mut other).await.expect("locks");
                tokio::time::sleep(pause).await;
                sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("unlocks");
            }
        }
    })
    .await;
}

/// The server ends every session.
pub(crate) async fn ended_sessions(engine: Engine) {
    if engine == Engine::Sqlite {
        return;
    }
    survive(Site::new(engine, 320).await, "ended sessions", async |site, _| {
        site.cluster().execute("thidua", END_SESSIONS).expect("ended");
    })
    .await;
}

const END_SESSIONS: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'service' AND pid <> pg_backend_pid()";

/// The server crashes, or is restarted.
pub(crate) async fn a_stopped_server(engine: Engine) {
    if engine == Engine::Sqlite {
        return;
    }
    let mut crashes = false;
    survive(Site::new(engine, 320).await, "stopped server", async |site, pause| {
        crashes = !crashes;
        site.cluster().stop(if crashes { "QUIT" } else { "INT" });
        tokio::time::sleep(pause).await;
        site.cluster().start();
    })
    .await;
}

/// The server takes fewer connections than two processes want.
pub(crate) async fn too_few_connections(engine: Engine) {
    if engine == Engine::Sqlite {
        return;
    }
    survive(Site::new(engine, 320).await, "too few connections", async |site, pause| {
        site.cluster().execute("thidua", "ALTER ROLE service CONNECTION LIMIT 2").expect("limited");
        site.cluster().execute("thidua", END_SESSIONS).expect("ended");
        tokio::time::sleep(pause).await;
        site.cluster().execute("thidua", "ALTER ROLE service CONNECTION LIMIT -1").expect("unlimited");
    })
    .await;
}
