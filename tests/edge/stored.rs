//! What each version stored can be read by this one (`tests/stored/README.md`).

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::str::FromStr;

use e2e::{Database, Engine};
use reqwest::Method;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::base::referee::{self, Operation};
use crate::base::service::Service;
use crate::base::world;

/// The folder of the samples.
const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/stored");
/// Of so many operations that read, all but this many succeed for somebody: what is due or late depends on the clock.
/// The bytes of files are no part of a sample.
const REFUSED_MAX: usize = 12;
/// Columns with whole answers, which are not read by their fields, and those whose only field names a variant.
const AS_SENT: [&str; 4] = ["board_page.body", "higher_proposal.ending", "idempotency_key.body", "release_page.body"];
/// Stored values that get a field of a later version, at least.
const FIELDS_MIN: u64 = 100;

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

pub(crate) async fn found_a4_what_each_version_stored_is_read(engine: Engine) {
    // The text is the same in both databases, and a sample is a file of SQLite.
    if engine == Engine::Postgres {
        return;
    }
    let samples = std::fs::read_dir(STORED).expect("the samples").flatten().map(|entry| entry.path());
    let mut versions = 0;
    for sample in samples.filter(|path| path.is_dir()) {
        versions += 1;
        let folder = tempfile::TempDir::new().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("thidua.sqlite").display());
        let statements = std::fs::read_to_string(sample.join("database.sql")).expect("a database");
        // The tables come in the order of their names, not in that of their references.
        let options = SqliteConnectOptions::from_str(&url).expect("an address").create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options.foreign_keys(false)).await.expect("a file");
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.expect("the sample");
        let changed = add_later_fields(&mut connection).await;
        assert!(FIELDS_MIN <= changed, "only {changed} stored values got a field of a later version");
        connection.close().await.expect("closes");
        copy(&sample.join("keys"), &folder.path().join("keys"));
        let known = std::fs::read_to_string(sample.join("known.json")).expect("the identifiers");
        let known: BTreeMap<String, String> = serde_json::from_str(&known).expect("identifiers");
        let service = Service::on(Database::at(url), folder.path().join("keys"), &folder.path().join("evidence")).await;
        let mut people = vec![service.anybody()];
        for name in ["auditor", "admin", "standing", "appraisal", "decision", "head", "editor"] {
            people.push(world::sign_in(&service, name).await);
        }
        let (mut refused, mut broken) = (Vec::new(), Vec::new());
        for operation in referee::operations().iter().filter(|operation| operation.method == Method::GET) {
            let Some(path) = address(operation, &known) else { continue };
            if operation.path.ends_with("/content") {
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
        let sample = sample.display();
        assert!(broken.is_empty(), "{sample} cannot be read:\n{}", broken.join("\n"));
        assert!(refused.len() <= REFUSED_MAX, "{sample}: nobody can read\n{}", refused.join("\n"));
        service.stop().await;
    }
    assert!(0 < versions, "there are no samples");
}
