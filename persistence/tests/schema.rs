//! Rules for every table, on both databases.

use std::collections::BTreeSet;

use e2e::{Database, Engine, engines};
use persistence::base::store::Store;
use persistence::base::unique_index::UniqueIndex;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

/// References without a foreign key: audit entries remain after the objects that they name are deleted. The list may
/// only shrink.
const UNBOUND: [&str; 4] = [
    "audit_entry.object_id",
    "audit_entry.organisation_id",
    "audit_entry.account_id",
    "audit_entry.author_organisation_id",
];

/// Append-only tables.
const APPEND_ONLY: [&str; 21] = [
    "audit_entry",
    "release",
    "board",
    "board_page",
    "release_page",
    "award",
    "award_prize",
    "award_correction",
    "public_correction",
    "filing",
    "session_minutes",
    "certificate",
    "commendation_change",
    "commendation_certificate",
    "purge",
    "decision_number",
    "succession",
    "public_change",
    "synthesis_version",
    "paper_file",
    "destroyed_content",
];

/// Columns, columns with a foreign key, and columns that are the first of an index.
struct Catalogue {
    columns: BTreeSet<String>,
    bound: BTreeSet<String>,
    indexed: BTreeSet<String>,
}

const SQLITE: [&str; 3] = [
    "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'",
    "SELECT t.name || '.' || f.\"from\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
    "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
     WHERE t.type = 'table' AND c.seqno = 0",
];

const POSTGRES: [&str; 3] = [
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT c.conrelid::regclass || '.' || a.attname FROM pg_constraint c \
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'",
    "SELECT i.indrelid::regclass || '.' || a.attname FROM pg_index i \
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
     JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public'",
];

async fn ask(database: &Database, engine: Engine, query: &'static str) -> Result<BTreeSet<String>, sqlx::Error> {
    let names: Vec<String> = match engine {
        Engine::Sqlite => {
            let mut connection = SqliteConnection::connect(database.url()).await?;
            let rows = sqlx::query(query).fetch_all(&mut connection).await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(database.url()).await?;
            let rows = sqlx::query(query).fetch_all(&mut connection).await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
        }
    };
    Ok(names.into_iter().map(|name| name.replace('"', "")).collect())
}

async fn catalogue(database: &Database, engine: Engine) -> Catalogue {
    let [columns, bound, indexed] = match engine {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    Catalogue {
        columns: ask(database, engine, columns).await.expect("columns"),
        bound: ask(database, engine, bound).await.expect("foreign keys"),
        indexed: ask(database, engine, indexed).await.expect("indexes"),
    }
}

fn faults(catalogue: &Catalogue) -> Vec<String> {
    let references = catalogue.columns.iter().filter(|column| column.ends_with("_id"));
    let mut faults = Vec::new();
    for column in references {
        if !catalogue.bound.contains(column) && !UNBOUND.contains(&column.as_str()) {
            faults.push(format!("{column} has no foreign key"));
        }
        if !catalogue.indexed.contains(column) {
            faults.push(format!("{column} has no index"));
        }
    }
    for name in UNBOUND {
        if !catalogue.columns.contains(name) || catalogue.bound.contains(name) {
            faults.push(format!("{name} needs no exception"));
        }
    }
    faults
}

#[tokio::test]
async fn every_reference_has_a_foreign_key_and_an_index() {
    let mut tables = Vec::new();
    for engine in engines() {
        let database = Database::create(engine);
        let store = Store::open(database.url()).await.expect("opens");
        store.migrate().await.expect("migrates");
        let mut found = catalogue(&database, engine).await;
        assert_eq!(faults(&found), Vec::<String>::new(), "{engine:?}");
        // A checker is trusted only after it has failed on a planted fault.
        found.bound.remove("report.cycle_id");
        found.indexed.remove("session.account_id");
        assert_eq!(faults(&found), ["report.cycle_id has no foreign key", "session.account_id has no index"]);
        found.columns.retain(|column| !column.starts_with("sqlite_") && !column.starts_with("seaql_"));
        tables.push(found.columns);
        store.close().await.expect("closes");
    }
    tables.dedup();
    assert_eq!(tables.len(), 1, "both databases have the same columns");
}

/// Every unique index has a variant in `UniqueIndex`, and every variant has an index.
#[tokio::test]
async fn found_a5_every_unique_index_is_known_by_name() {
    for engine in engines() {
        let database = Database::create(engine);
        let store = Store::open(database.url()).await.expect("opens");
        store.migrate().await.expect("migrates");
        let query = match engine {
            Engine::Sqlite => {
                "SELECT i.name FROM sqlite_master t, pragma_index_list(t.name) i \
                 WHERE t.type = 'table' AND i.\"unique\" = 1 AND i.origin = 'c'"
            }
            Engine::Postgres => {
                "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                 JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE i.indisunique AND NOT i.indisprimary AND n.nspname = 'public'"
            }
        };
        let found = ask(&database, engine, query).await.expect("indexes");
        let known: BTreeSet<String> = UniqueIndex::ALL.iter().map(|index| index.name().to_owned()).collect();
        assert_eq!(found, known, "{engine:?}");
        store.close().await.expect("closes");
    }
}

/// Rule L37: append-only tables offer no update or delete, not even in the database. Empty tables are enough on
/// PostgreSQL, whose triggers fire for the statement; SQLite's fire for a row.
#[tokio::test]
async fn l37_what_only_grows_refuses_to_change() {
    for engine in engines() {
        let database = Database::create(engine);
        let store = Store::open(database.url()).await.expect("opens");
        store.migrate().await.expect("migrates");
        let triggers = match engine {
            Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            Engine::Postgres => "SELECT trigger_name || ' ' || event_manipulation FROM information_schema.triggers",
        };
        let found = ask(&database, engine, triggers).await.expect("triggers");
        let never_changed = APPEND_ONLY.map(|table| (table, ["update", "delete"].as_slice()));
        // These are deleted when their time is over, but never changed.
        let kept_for_a_time = [("import_row", ["update"].as_slice())];
        for (table, verbs) in never_changed.into_iter().chain(kept_for_a_time) {
            for verb in verbs {
                let name = match engine {
                    Engine::Sqlite => format!("{table}_refuses_{verb}"),
                    Engine::Postgres => format!("{table}_is_append_only {}", verb.to_uppercase()),
                };
                assert!(found.contains(&name), "{engine:?}: {name} is missing in {found:?}");
            }
        }
        let insert = "INSERT INTO audit_entry (id, at, kind, concept, object_id, author_name, changes) VALUES \
                      ('01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24', '2024-01-01', 'X', 'X', '01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24', 'X', '[]')";
        ask(&database, engine, insert).await.expect("a new entry");
        for change in ["UPDATE audit_entry SET kind = 'Y'", "DELETE FROM audit_entry"] {
            let refused = ask(&database, engine, change).await.expect_err("refused");
            assert!(refused.to_string().contains("append-only"), "{engine:?}: {refused}");
        }
        store.close().await.expect("closes");
    }
}
