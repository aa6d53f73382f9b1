//! What the database or the machine does wrong, and what the store makes of it (list A of what was found from outside).

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use domain::base::ids::AccountId;
use e2e::{Database, Engine, engines};
use persistence::base::failure::Failure;
use persistence::base::idempotency::Key;
use persistence::base::store::{Store, Tx};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tokio::sync::Barrier;
use uuid::Uuid;

async fn fresh(engine: Engine) -> (Database, Store) {
    let database = Database::create(engine);
    let store = Store::open(database.url()).await.expect("opens");
    store.migrate().await.expect("migrates");
    (database, store)
}

async fn write(store: &Store, key: &'static str) -> Result<(), Failure> {
    store.write(move |tx| async move { tx.add_setting(key, "1").await }).await
}

/// Whether a setting is stored. A connection that the server has closed costs a transaction that reads one answer.
async fn is_there(store: &Store, key: &'static str) -> bool {
    for _ in 0..20 {
        let found: Result<Option<String>, Failure> = store.read(move |tx| async move { tx.setting(key).await }).await;
        match found {
            Ok(found) => return found.is_some(),
            Err(Failure::Unavailable { .. }) => {}
            Err(failure) => panic!("{failure:?}"),
        }
    }
    panic!("the store does not recover");
}

/// Another connection to the same database.
enum Other {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Other {
    async fn open(engine: Engine, database: &Database) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(SqliteConnection::connect(database.url()).await.expect("connects")),
            Engine::Postgres => Self::Postgres(PgConnection::connect(database.url()).await.expect("connects")),
        }
    }

    async fn run(&mut self, sql: &str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(connection) => sql.execute(connection).await.map(drop),
            Self::Postgres(connection) => sql.execute(connection).await.map(drop),
        }
        .expect("runs");
    }

    async fn count(&mut self, table: &str) -> i64 {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        match self {
            Self::Sqlite(connection) => sqlx::query(sql).fetch_one(connection).await.expect("counts").get(0),
            Self::Postgres(connection) => sqlx::query(sql).fetch_one(connection).await.expect("counts").get(0),
        }
    }
}

/// A write that waits too long for somebody else's lock is unavailable, not a fault, and the store works on.
#[tokio::test(flavor = "multi_thread")]
async fn found_a2_a_lock_that_is_held_for_too_long_is_unavailable() {
    for engine in engines() {
        let (database, store) = fresh(engine).await;
        let mut other = Other::open(engine, &database).await;
        other
            .run(match engine {
                Engine::Sqlite => "BEGIN IMMEDIATE",
                Engine::Postgres => "BEGIN; LOCK TABLE setting IN ACCESS EXCLUSIVE MODE",
            })
            .await;
        let waited = write(&store, "waited").await;
        assert!(matches!(waited, Err(Failure::Unavailable { .. })), "{engine:?}: {waited:?}");
        other.run("ROLLBACK").await;
        write(&store, "after").await.expect("the store works on");
        assert!(is_there(&store, "after").await && !is_there(&store, "waited").await, "{engine:?}");
        store.close().await.expect("closes");
    }
}

/// Of two units of work that wait for each other `PostgreSQL` ends one: it is unavailable, and the other is stored.
#[tokio::test(flavor = "multi_thread")]
async fn found_a2_a_deadlock_is_unavailable_for_one_and_nothing_for_the_other() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let (_database, store) = fresh(Engine::Postgres).await;
    let meet = Arc::new(Barrier::new(2));
    let both = [["a", "b"], ["b", "a"]].map(|[first, second]| {
        let (store, meet) = (store.clone(), Arc::clone(&meet));
        tokio::spawn(async move {
            store
                .write(move |tx| async move {
                    tx.add_setting(first, "1").await?;
                    meet.wait().await;
                    tx.add_setting(second, "1").await
                })
                .await
        })
    });
    let mut done: Vec<Result<(), Failure>> = Vec::new();
    for one in both {
        done.push(one.await.expect("runs"));
    }
    let stored = done.iter().filter(|done| done.is_ok()).count();
    let unavailable = done.iter().filter(|done| matches!(done, Err(Failure::Unavailable { .. }))).count();
    assert_eq!((stored, unavailable), (1, 1), "{done:?}");
    store.close().await.expect("closes");
}

/// A conflict of transactions, a server without memory and a statement that takes too long are unavailable, whether the
/// statement is refused or the commit; what is wrong with the statement itself is not.
#[tokio::test(flavor = "multi_thread")]
async fn found_a2_a12_a_conflict_and_a_statement_that_takes_too_long_are_unavailable() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let (database, store) = fresh(Engine::Postgres).await;
    // The value of a setting is the code with which it is refused.
    database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = NEW.value; END $$",
    );
    for (after, trigger) in [
        ("after statements", "CREATE TRIGGER refuse BEFORE INSERT ON setting"),
        ("after commits", "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON setting DEFERRABLE INITIALLY DEFERRED"),
    ] {
        database.execute(&format!("{trigger} FOR EACH ROW EXECUTE FUNCTION refuse()"));
        for (code, passes) in [("40001", true), ("53200", true), ("57014", true), ("22012", false)] {
            let refused: Result<(), Failure> =
                store.write(move |tx| async move { tx.add_setting(code, code).await }).await;
            assert_eq!(
                (matches!(refused, Err(Failure::Unavailable { .. })), matches!(refused, Err(Failure::Database { .. }))),
                (passes, !passes),
                "{trigger}, {code}: {refused:?}"
            );
        }
        database.execute("DROP TRIGGER refuse ON setting");
        write(&store, after).await.expect("the store works on");
    }
    assert!(is_there(&store, "after commits").await && !is_there(&store, "57014").await);
    store.close().await.expect("closes");
}

/// If the connection is lost while it commits, nobody knows whether the change was stored, and nobody says so.
#[tokio::test(flavor = "multi_thread")]
async fn found_a12_a_commit_whose_answer_is_lost_may_have_been_stored() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let (database, store) = fresh(Engine::Postgres).await;
    database.execute(
        "CREATE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER lost AFTER INSERT ON setting DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION lost()",
    );
    let lost = write(&store, "lost").await;
    assert!(matches!(lost, Err(Failure::OutcomeUnknown { .. })), "{lost:?}");
    database.execute("DROP TRIGGER lost ON setting");
    write(&store, "kept").await.expect("the store works on");
    // A connection that is lost before the commit stored nothing, and that is known.
    let before = store
        .write(|tx| async move {
            tx.add_setting("before", "1").await?;
            tx.add_setting("and", "1").await
        })
        .await;
    before.expect("stored");
    let ended: Result<(), Failure> = store
        .write({
            let database = database.url().to_owned();
            move |tx| async move {
                tx.add_setting("ended", "1").await?;
                let mut other = PgConnection::connect(&database).await.expect("connects");
                sqlx::raw_sql(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()",
                )
                .execute(&mut other)
                .await
                .expect("ended");
                tx.add_setting("too late", "1").await
            }
        })
        .await;
    assert!(matches!(ended, Err(Failure::Unavailable { .. })), "{ended:?}");
    assert!(!is_there(&store, "ended").await);
    store.close().await.expect("closes");
}

/// What is kept for a time is deleted when its time is over, a part at a time, and no sooner.
#[tokio::test(flavor = "multi_thread")]
async fn found_a8_a13_what_is_kept_for_a_time_is_deleted_afterwards() {
    for engine in engines() {
        let (database, store) = fresh(engine).await;
        let now = Utc::now();
        for (hours, many) in [(25, 3), (23, 2)] {
            for number in 0..many {
                let key = Key {
                    principal: AccountId(Uuid::now_v7()),
                    route: "POST /x".to_owned(),
                    key: number.to_string(),
                    digest: String::new(),
                    at: now - TimeDelta::hours(hours),
                };
                let answer = |_: Tx| async { Ok::<String, Failure>("an answer".to_owned()) };
                store.write_once(key, answer).await.expect("answered");
            }
        }
        let mut other = Other::open(engine, &database).await;
        let id = |number: u32| format!("'01935f3e-7c4a-7d2b-9f10-0000000000{number:02}'");
        let id = |number: u32| match engine {
            Engine::Sqlite => format!("x{}", id(number).replace('-', "")),
            Engine::Postgres => id(number),
        };
        let at = |days: i64| format!("'{}'", (now - TimeDelta::days(days)).format("%Y-%m-%dT%H:%M:%S+00:00"));
        other
            .run(&format!(
                "INSERT INTO account (id, username, name, grants, suspended, sessions_valid_from, revision) \
                 VALUES ({}, 'demo', 'Demo', '[]', false, {}, 1)",
                id(1),
                at(400)
            ))
            .await;
        for (number, days) in [(2, 8), (3, 6)] {
            other
                .run(&format!(
                    "INSERT INTO session (id, account_id, started_at, revision) VALUES ({}, {}, {}, 1)",
                    id(number),
                    id(1),
                    at(days)
                ))
                .await;
        }
        let forget = |most: u64| {
            let store = store.clone();
            async move { store.write(move |tx| async move { tx.forget_answers(now, most).await }).await }
        };
        assert_eq!(forget(2).await.expect("deletes"), 2, "{engine:?}");
        assert_eq!(forget(2).await.expect("deletes"), 1, "{engine:?}");
        assert_eq!(other.count("idempotency_key").await, 2, "{engine:?}");
        let before = now - TimeDelta::days(7);
        let sessions: Result<u64, Failure> =
            store.write(move |tx| async move { tx.forget_sessions(before, 10).await }).await;
        assert_eq!((sessions.expect("deletes"), other.count("session").await), (1, 1), "{engine:?}");
        store.close().await.expect("closes");
    }
}

/// A database file that was emptied is refused: a new register in its place would answer as if nothing had ever been
/// reported.
#[tokio::test]
async fn found_a10_an_emptied_database_file_is_refused() {
    let (database, store) = fresh(Engine::Sqlite).await;
    store.close().await.expect("closes");
    let path = database.url().strip_prefix("sqlite:").expect("a path").to_owned();
    Store::open(database.url()).await.expect("opens again").close().await.expect("closes");
    std::fs::write(&path, b"").expect("emptied");
    for suffix in ["-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{path}{suffix}")));
    }
    for _ in 0..2 {
        match Store::open(database.url()).await {
            Err(Failure::Unfit(why)) => assert!(why.contains("is empty"), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    std::fs::remove_file(&path).expect("removed");
    let store = Store::open(database.url()).await.expect("a new one");
    store.migrate().await.expect("migrates");
    store.close().await.expect("closes");
}
