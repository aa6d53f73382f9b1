//! What each version stored can be read by this one, and what it published keeps its bytes (`tests/stored/README.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use e2e::{Database, Engine};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::base::client::Person;
use crate::base::referee::{self, Operation};
use crate::base::service::Service;
use crate::base::world;
use crate::edge::replay::text;

/// The folder of the samples.
const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/stored");
/// Of so many operations that read, all but this many succeed for somebody: what is due or late depends on the clock.
/// The bytes of files are no part of a sample.
const REFUSED_MAX: usize = 13;
/// The samples of versions that kept no bytes of papers.
const BEFORE_PAPER_BYTES: [&str; 4] = ["0.3.2", "0.5.0", "0.8.0", "0.9.0"];
/// Columns with whole answers, which are not read by their fields, and those whose only field names a variant.
const AS_SENT: [&str; 4] = ["board_page.body", "higher_proposal.ending", "idempotency_key.body", "release_page.body"];
/// Stored values that get a field of a later version, at least.
const FIELDS_MIN: u64 = 100;
/// The file of a sample with the SHA-256 of each public page, by its address.
const PAGES: &str = "pages.json";
/// The variable with the folder of a sample whose `pages.json` is made, instead of comparing (`tests/stored/keep`).
const KEEP_PAGES: &str = "THIDUA_KEEP_PAGES";
/// How the operations begin whose answers are frozen pages, or are made from frozen pages only. Lists and feeds are not
/// among them: a further release changes them.
const FROZEN: [&str; 3] = ["/v1/public/boards/", "/v1/public/releases/", "/v1/public/cycles/{cycle}/boards/"];

/// The folders of the samples.
fn samples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(STORED).expect("the samples").flatten().map(|entry| entry.path());
    let samples: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    assert!(!samples.is_empty(), "there are no samples");
    samples
}

/// Copies a folder, with the permissions that keys must have.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let copy_of = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &copy_of);
        } else {
            std::fs::copy(entry.path(), &copy_of).expect("a file");
            std::fs::set_permissions(&copy_of, std::fs::Permissions::from_mode(0o600)).expect("its permissions");
        }
    }
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o700)).expect("its permissions");
}

/// Copies a sample into a folder, with the database as a file. Returns the address of the database, and a connection to it.
async fn loaded(sample: &Path, folder: &Path) -> (String, SqliteConnection) {
    let url = format!("sqlite:{}", folder.join("thidua.sqlite").display());
    let statements = std::fs::read_to_string(sample.join("database.sql")).expect("a database");
    // The tables come in the order of their names, not in that of their references.
    let options = SqliteConnectOptions::from_str(&url).expect("an address").create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options.foreign_keys(false)).await.expect("a file");
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.expect("the sample");
    copy(&sample.join("keys"), &folder.join("keys"));
    (url, connection)
}

/// A service on a sample that was copied into a folder.
async fn served(url: String, folder: &Path) -> Service {
    Service::on(Database::at(url), folder.join("keys"), &folder.join("evidence")).await
}

/// The address of an operation, with the identifiers of the sample; none if it has a parameter of a later version.
fn address(operation: &Operation, known: &BTreeMap<String, String>) -> Option<String> {
    let pieces = operation.path.split('/').map(|piece| match piece.strip_prefix('{') {
        Some(name) => known.get(name.trim_end_matches('}')).cloned(),
        None => Some(piece.to_owned()),
    });
    Some(pieces.collect::<Option<Vec<String>>>()?.join("/"))
}

/// Gives every stored object a field that this version does not know, as a later one may do that runs beside it.
async fn add_later_fields(connection: &mut SqliteConnection) -> u64 {
    let columns = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND upper(c.type) LIKE '%TEXT%'";
    let columns: Vec<(String, String)> =
        sqlx::query_as(columns).fetch_all(&mut *connection).await.expect("the columns");
    // Some tables are append-only; what a later version stores there, it stores at once.
    let triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
    let triggers: Vec<(String, String)> = sqlx::query_as(triggers).fetch_all(&mut *connection).await.expect("triggers");
    for (name, _) in &triggers {
        let drop = AssertSqlSafe(format!("DROP TRIGGER \"{name}\""));
        sqlx::raw_sql(drop).execute(&mut *connection).await.expect("dropped");
    }
    let mut changed = 0;
    for (table, column) in
        columns.iter().filter(|(table, column)| !AS_SENT.contains(&format!("{table}.{column}").as_str()))
    {
        for (kind, place) in [("object", "$"), ("array", "$[0]")] {
            let change = format!(
                "UPDATE \"{table}\" SET \"{column}\" = json_insert(\"{column}\", '{place}.ofALaterVersion', 'x') \
                 WHERE json_valid(\"{column}\") AND json_type(\"{column}\") = '{kind}' \
                 AND json_type(\"{column}\", '{place}') = 'object'"
            );
            let done = sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut *connection).await.expect("the change");
            changed += done.rows_affected();
        }
    }
    for (_, sql) in triggers {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.expect("made again");
    }
    changed
}

/// Rule P05: decisions and dossiers from before the bytes of papers were kept say so.
async fn papers_say_that_they_are_not_kept(reader: &Person, known: &BTreeMap<String, String>) {
    let decision = reader.get(&format!("/v1/decisions/{}", known["decision"])).await.ok();
    assert_eq!(decision["paper"]["bytes"], "NOT_KEPT");
    let nomination = reader.get(&format!("/v1/nominations/{}", known["nomination"])).await.ok();
    let papers = nomination["papers"].as_array().expect("papers");
    assert!(!papers.is_empty() && papers.iter().all(|paper| paper["bytes"] == "NOT_KEPT"), "{papers:?}");
}

pub(crate) async fn found_a4_what_each_version_stored_is_read(engine: Engine) {
    // The text is the same in both databases, and a sample is a file of SQLite.
    if engine == Engine::Postgres {
        return;
    }
    for sample in samples() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (url, mut connection) = loaded(&sample, folder.path()).await;
        let changed = add_later_fields(&mut connection).await;
        assert!(FIELDS_MIN <= changed, "only {changed} stored values got a field of a later version");
        connection.close().await.expect("closes");
        let known = std::fs::read_to_string(sample.join("known.json")).expect("the identifiers");
        let known: BTreeMap<String, String> = serde_json::from_str(&known).expect("identifiers");
        let service = served(url, folder.path()).await;
        let mut people = vec![service.anybody()];
        for name in ["auditor", "admin", "standing", "appraisal", "decision", "head", "editor"] {
            people.push(world::sign_in(&service, name).await);
        }
        let (mut refused, mut broken) = (Vec::new(), Vec::new());
        for operation in referee::operations().iter().filter(|operation| operation.method == Method::GET) {
            let Some(path) = address(operation, &known) else { continue };
            // What is set as PDF needs the program that sets it.
            let printed = operation.said["responses"]["200"]["content"].get("application/pdf").is_some();
            if operation.path.ends_with("/content") || printed {
                continue;
            }
            let mut read = false;
            for person in &people {
                let answer = person.get(&path).await;
                read |= answer.status == 200;
                if 500 <= answer.status {
                    broken.push(format!("{path}: {}", answer.text));
                }
            }
            if !read {
                refused.push(path);
            }
        }
        if BEFORE_PAPER_BYTES.iter().any(|version| sample.ends_with(version)) {
            papers_say_that_they_are_not_kept(&people[1], &known).await;
        }
        let sample = sample.display();
        assert!(broken.is_empty(), "{sample} cannot be read:\n{}", broken.join("\n"));
        assert!(refused.len() <= REFUSED_MAX, "{sample}: nobody can read\n{}", refused.join("\n"));
        service.stop().await;
    }
}

/// Whether participants were rows when a sample was kept; one may be placed or exempt since then.
fn has_participants(sample: &Path) -> bool {
    let stored = std::fs::read_to_string(sample.join("database.sql")).expect("a database");
    stored.contains("cycle_participant")
}

/// Rule M03: in a cycle that opened before participants were rows, the units that owed a report are its participants, each
/// in the group of its report, or else of its level.
pub(crate) async fn m03_units_that_owed_a_report_became_participants(engine: Engine) {
    if engine == Engine::Postgres {
        return;
    }
    let older: Vec<PathBuf> = samples().into_iter().filter(|sample| !has_participants(sample)).collect();
    assert!(!older.is_empty(), "a sample from before 0.7.0");
    for sample in older {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (url, connection) = loaded(&sample, folder.path()).await;
        connection.close().await.expect("closes");
        let service = served(url, folder.path()).await;
        let auditor = world::sign_in(&service, "auditor").await;
        let units = world::all(&auditor, "/v1/organisations").await;
        let mut opened = 0;
        for cycle in world::all(&auditor, "/v1/cycles").await {
            let place = format!("/v1/cycles/{}", text(&cycle, "/id"));
            let taking = world::all(&auditor, &format!("{place}/participants")).await;
            let groups: Vec<String> = each(&cycle, "/criteria", "/group");
            let (first, last) = (text(&cycle, "/periodStartDate"), text(&cycle, "/periodEndDate"));
            let owes = |unit: &&Value| {
                groups.contains(&text(unit, "/level"))
                    && text(unit, "/validFromDate") <= last
                    && unit["validToDate"].as_str().is_none_or(|end| first.as_str() <= end)
            };
            let line = |unit: &str, group: &str| format!("{unit} {group}");
            let expected: Vec<String> =
                units.iter().filter(owes).map(|unit| line(&text(unit, "/id"), &text(unit, "/level"))).collect();
            let found: Vec<String> =
                taking.iter().map(|one| line(&text(one, "/organisation"), &text(one, "/group"))).collect();
            assert_eq!(found, expected, "{}: {place}", sample.display());
            let due = world::all(&auditor, &format!("{place}/due-reports")).await;
            assert_eq!(due.len(), expected.len(), "{}: {place}", sample.display());
            opened += usize::from(!expected.is_empty());
        }
        assert!(0 < opened, "{}: a cycle is open", sample.display());
        service.stop().await;
    }
}

/// The texts at a pointer below each value of a list.
fn each(value: &Value, list: &str, below: &str) -> Vec<String> {
    let values = value.pointer(list).and_then(Value::as_array).expect("a list");
    values.iter().map(|one| text(one, below)).collect()
}

/// The SHA-256 of each frozen page by its address, as the releases list them; parts of boards are among them.
async fn listed(public: &Person) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for release in world::all(public, "/v1/public/releases").await {
        let pages = public.get(&format!("/v1/public/releases/{}/pages", world::id(&release))).await.ok();
        found.extend(each(&pages, "/pages", "/href").into_iter().zip(each(&pages, "/pages", "/sha256")));
    }
    found
}

/// The addresses of each operation of `FROZEN`, with each release, board, unit and criterion of a sample.
async fn addresses(public: &Person) -> BTreeSet<String> {
    let (mut found, mut things) = (BTreeSet::new(), Vec::new());
    for release in world::all(public, "/v1/public/releases").await {
        things.push(BTreeMap::from([("release".to_owned(), world::id(&release))]));
        for link in release["boards"].as_array().expect("boards") {
            let board = public.get(&text(link, "/href")).await.ok();
            let place = BTreeMap::from([
                ("cycle".to_owned(), text(&release, "/cycle")),
                ("group".to_owned(), text(link, "/tier")),
                ("board".to_owned(), text(link, "/board")),
            ]);
            for (name, values) in [
                ("organisation", each(&board, "/standings", "/organisation")),
                ("criterion", each(&board, "/criteria", "/code")),
            ] {
                things.extend(values.into_iter().map(|value| {
                    let mut thing = place.clone();
                    thing.insert(name.to_owned(), value);
                    thing
                }));
            }
            things.push(place);
        }
    }
    let is_frozen = |operation: &&Operation| {
        operation.method == Method::GET && FROZEN.iter().any(|beginning| operation.path.starts_with(beginning))
    };
    for operation in referee::operations().iter().filter(is_frozen) {
        let own: Vec<String> = things.iter().filter_map(|known| address(operation, known)).collect();
        assert!(!own.is_empty(), "{}: no page of the sample has such an address", operation.id);
        found.extend(own);
    }
    found
}

/// The SHA-256 of each body by its address; where there is none, the status of the answer.
async fn digests(public: &Person, addresses: BTreeSet<String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for address in addresses {
        let answer = public.get(&address).await;
        let hash = digest(&SHA256, &answer.bytes);
        let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        found.insert(address, if answer.status == 200 { hash } else { answer.status.to_string() });
    }
    found
}

/// Each address whose digest is another one than the one that was kept.
fn changed(kept: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let other = kept.iter().filter(|(address, hash)| now.get(*address) != Some(*hash));
    other.map(|(address, _)| address.clone()).collect()
}

/// Writes the digests of a sample that the present version has stored.
async fn keep_pages(sample: &Path) {
    let file = sample.join(PAGES);
    assert!(!file.exists(), "{} is there, and samples are never edited", file.display());
    let folder = tempfile::TempDir::new().expect("a folder");
    let (url, connection) = loaded(sample, folder.path()).await;
    connection.close().await.expect("closes");
    let service = served(url, folder.path()).await;
    let public = service.anybody();
    let listed = listed(&public).await;
    let mut addresses = addresses(&public).await;
    addresses.extend(listed.keys().cloned());
    let pages = digests(&public, addresses).await;
    let unread = pages.iter().filter(|(_, hash)| hash.len() != 2 * SHA256_OUTPUT_LEN);
    let unread: Vec<&String> = unread.map(|(address, _)| address).collect();
    assert!(unread.is_empty(), "nobody can read {unread:?}");
    assert_eq!(changed(&listed, &pages), Vec::<String>::new(), "a release lists other digests");
    std::fs::write(file, format!("{:#}\n", json!(pages))).expect("the digests");
    service.stop().await;
}

/// Rule S29: frozen pages, and the tables and datasets that are made from them, have the bytes that they had in the version
/// that published them.
///
/// Each release lists the digests of its frozen pages. Those of tables and datasets stand in `pages.json` only, and a sample
/// without that file is passed over for them: 0.3.2 was kept before there were such files, and digests that a later version
/// computes would not show what 0.3.2 answered.
pub(crate) async fn published_pages_keep_their_bytes(engine: Engine) {
    // As above: a sample is a file of SQLite.
    if engine == Engine::Postgres {
        return;
    }
    if let Some(sample) = std::env::var_os(KEEP_PAGES) {
        return keep_pages(Path::new(&sample)).await;
    }
    for sample in samples() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (url, connection) = loaded(&sample, folder.path()).await;
        connection.close().await.expect("closes");
        let service = served(url, folder.path()).await;
        let public = service.anybody();
        let mut kept = listed(&public).await;
        assert!(!kept.is_empty(), "{} has no release", sample.display());
        if sample.join(PAGES).exists() {
            let pages = std::fs::read_to_string(sample.join(PAGES)).expect("the digests");
            let pages: BTreeMap<String, String> = serde_json::from_str(&pages).expect("digests by address");
            kept.extend(pages);
        }
        let now = digests(&public, kept.keys().cloned().collect()).await;
        let (sample, other) = (sample.display(), changed(&kept, &now));
        assert!(other.is_empty(), "{sample}: other bytes than when they were published:\n{}", other.join("\n"));
        service.stop().await;
    }
    // A checker is trusted only after it was seen to fail.
    let one = |hash: &str| BTreeMap::from([("/v1/public/boards/1".to_owned(), hash.to_owned())]);
    assert!(changed(&one("a"), &one("a")).is_empty());
    assert_eq!(changed(&one("a"), &one("404")), ["/v1/public/boards/1"]);
    assert_eq!(changed(&one("a"), &BTreeMap::new()), ["/v1/public/boards/1"]);
}
