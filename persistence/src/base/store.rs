//! The store: units of work on one database, whichever it is.
//!
//! `write` and `read` run a unit of work as a task of its own on the runtime that opened the store, or, where it is as
//! short as a report's beginning, on the caller's, and follow it to its end: commit on `Ok`, roll back on `Err` and on
//! panic. Nobody holds a transaction across requests, and no timeout is put around `begin` or `commit`; time limits live
//! in the database itself.
//!
//! A transaction begins with the first statement that needs it. What a unit of work writes last may be left for later
//! (`Tx::later`): it is run before the next question, or at the end, in the order in which it was left.
//!
//! SQLite has one writing connection and begins every writing transaction as IMMEDIATE, so writers queue instead of
//! failing; PostgreSQL works at READ COMMITTED and rests on unique indexes and conditional updates.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult,
    QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait, Select, SqliteTransactionMode,
    SqlxPostgresConnector, SqlxSqliteConnector, Statement, TransactionOptions, TransactionTrait, UpdateMany,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Row};
use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;

use crate::base::failure::Failure;
use crate::base::memory::{Memory, Premises, Resting};
use crate::base::page::{Page, Slice};
use crate::base::migration;
use crate::results::change::Announced;

/// How long a unit of work waits for a connection before the service says that it is busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long SQLite waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers of SQLite at one time.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL of one process: so many that write, and so many that look.
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long a proof that the database stores what it is given counts, and how long a failed one does.
const PROOF_TIME: Duration = Duration::from_secs(1);
/// The oldest SQLite without the WAL-reset bug, which can lose committed pages.
const SQLITE_OLDEST: (u32, u32, u32) = (3, 51, 3);
/// The advisory lock under which one process migrates while the others wait; any number that nobody else uses.
const MIGRATION_LOCK: i64 = 0x7468_6964_7561;

/// One database.
#[derive(Clone, Debug)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    place: Place,
    memory: Memory,
    tasks: TaskTracker,
    runtime: tokio::runtime::Handle,
    proof: Arc<tokio::sync::Mutex<Option<Proof>>>,
}

/// Whether the database stored what it was last given as a proof, and when that was.
#[derive(Clone, Copy, Debug)]
struct Proof {
    stored: bool,
    at: Instant,
}

#[derive(Clone, Debug)]
enum Place {
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

/// A unit of work's view of the database; the concepts' files add their verbs to it.
#[derive(Clone, Debug)]
pub struct Tx {
    transaction: Arc<Transaction>,
    memory: Memory,
    /// What it rests on, if it rests on anything remembered.
    resting: Option<Resting>,
    /// What it has to tell the public when it ends.
    announced: Announced,
}

/// A transaction, which begins with the first statement that needs it.
#[derive(Debug)]
struct Transaction {
    database: DatabaseConnection,
    options: TransactionOptions,
    begun: OnceCell<Begun>,
    waiting: Mutex<Vec<Waiting>>,
}

/// A transaction that has begun. Once a statement of it has failed, no other is run and it cannot be committed: SQLite
/// rolls back by itself where a disk is full, and each later statement would then be a transaction of its own;
/// PostgreSQL answers a COMMIT of a failed transaction with a rollback and no error.
#[derive(Debug)]
pub(crate) struct Begun {
    transaction: DatabaseTransaction,
    failed: AtomicBool,
}

impl Begun {
    /// What a statement answered, if none has failed before it.
    async fn run<T>(&self, answer: impl Future<Output = Result<T, DbErr>> + Send) -> Result<T, DbErr> {
        if self.failed.load(Ordering::Acquire) {
            return Err(DbErr::Custom("an earlier statement of this transaction failed".to_owned()));
        }
        let answer = answer.await;
        if answer.is_err() {
            self.failed.store(true, Ordering::Release);
        }
        answer
    }
}

#[async_trait]
impl ConnectionTrait for Begun {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.run(self.transaction.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.run(self.transaction.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.run(self.transaction.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.run(self.transaction.query_all_raw(statement)).await
    }
}

/// A statement that waits for the next one whose answer is needed, or for the end.
#[derive(Debug)]
struct Waiting {
    statement: Statement,
    /// What it means if it does not change one row.
    otherwise: fn() -> Failure,
}

impl Transaction {
    const fn on(database: DatabaseConnection, options: TransactionOptions) -> Self {
        Self { database, options, begun: OnceCell::const_new(), waiting: Mutex::new(Vec::new()) }
    }

    async fn begun(&self) -> Result<&Begun, Failure> {
        let begin = || async {
            let transaction = self.database.begin_with_options(self.options).await?;
            Ok(Begun { transaction, failed: AtomicBool::new(false) })
        };
        self.begun.get_or_try_init(begin).await
    }

    fn waiting(&self) -> Vec<Waiting> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs what waits, in the order in which it came.
    async fn run_waiting(&self) -> Result<(), Failure> {
        for Waiting { statement, otherwise } in self.waiting() {
            let done = self.begun().await?.execute_raw(statement).await?;
            if done.rows_affected() != 1 {
                return Err(otherwise());
            }
        }
        Ok(())
    }
}

impl Store {
    /// Opens a database: `sqlite:path` (created if missing) or `postgres://…`.
    ///
    /// # Errors
    /// `Unfit` for an address or a database that we cannot rely on; `Unavailable` if it does not answer.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Handle::current();
        let tasks = TaskTracker::new();
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = PathBuf::from(rest.strip_prefix("//").unwrap_or(rest));
            if path.as_os_str().is_empty() || rest.contains(":memory:") || rest.contains('?') {
                return Err(Failure::Unfit("a SQLite address is sqlite:path/of/the.file".to_owned()));
            }
            // A new file is switched to WAL by its first connection, which fails at once if anybody else works on it.
            let file = lock(&path).await?;
            let write = sqlite(&path, 1).await?;
            let read = sqlite(&path, SQLITE_READERS).await?;
            drop(file);
            let (place, proof) = (Place::Sqlite(path), Arc::default());
            Ok(Self { write, read, place, memory: Memory::new(), tasks, runtime, proof })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|source| Failure::Unavailable { source: Box::new(source) })?
                .application_name("thidua")
                .options([
                    ("statement_timeout", "60s"),
                    ("lock_timeout", "15s"),
                    ("idle_in_transaction_session_timeout", "60s"),
                ]);
            // What only looks begins as one snapshot and can change nothing, without a word to say so each time.
            let looking =
                [("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")];
            let looking = options.clone().options(looking);
            let (write, read) = tokio::try_join!(postgres(options.clone()), postgres(looking))?;
            let (place, proof) = (Place::Postgres(Box::new(options)), Arc::default());
            Ok(Self { read, write, place, memory: Memory::new(), tasks, runtime, proof })
        } else {
            Err(Failure::Unfit("a database address begins with sqlite: or postgres://".to_owned()))
        }
    }

    /// Brings the schema up to date, one process at a time: the others wait, and then find nothing to do.
    ///
    /// # Errors
    /// What the database answers; what was begun is rolled back.
    pub async fn migrate(&self) -> Result<(), Failure> {
        // Most starts find nothing to do, and need nobody to wait for that.
        if migration::is_up(&self.write).await {
            return Ok(());
        }
        match &self.place {
            Place::Sqlite(path) => {
                let file = lock(path).await?;
                let done = migration::up(&self.write).await;
                drop(file);
                done
            }
            Place::Postgres(options) => {
                // The lock belongs to a connection of its own: it waits without a limit, and goes with the connection.
                let options = options.as_ref().clone().options([("statement_timeout", "0"), ("lock_timeout", "0")]);
                let mut connection = sqlx::PgConnection::connect_with(&options).await?;
                sqlx::query("SELECT pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut connection).await?;
                let done = migration::up(&self.write).await;
                connection.close().await?;
                done
            }
        }
    }

    /// Whether the database answers, and stores what it is given: a row is written and committed. A database that
    /// answers may still store nothing, as one on a full disk. One proof at a time, and its outcome counts for a second,
    /// because anybody may ask.
    ///
    /// # Errors
    /// What the database answers instead.
    pub async fn ready(&self) -> Result<(), Failure> {
        let mut proof = self.proof.lock().await;
        match *proof {
            Some(Proof { stored: true, at }) if at.elapsed() < PROOF_TIME => return Ok(()),
            Some(Proof { stored: false, at }) if at.elapsed() < PROOF_TIME => {
                return Err(Failure::Unavailable { source: "nothing could be stored a moment ago".into() });
            }
            Some(_) | None => {}
        }
        let stored = self.write(|tx| async move { tx.prove_storage().await }).await;
        *proof = Some(Proof { stored: stored.is_ok(), at: Instant::now() });
        stored
    }

    /// Runs a unit of work that changes something.
    ///
    /// # Errors
    /// The work's own, or what the database answers; then nothing of it is saved.
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        self.write_on(None, work).await
    }

    /// Runs a unit of work that changes something and may rest on remembered values.
    ///
    /// # Errors
    /// `Outdated` if one of them has changed; else as `write`. Nothing of it is saved then.
    pub async fn write_on<T, E, F, Fut>(&self, premises: Option<Premises>, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        self.run(self.write.clone(), immediate(), premises.map(Resting::on), work).await
    }

    /// Runs a unit of work that only looks, on one snapshot.
    ///
    /// # Errors
    /// The work's own, or what the database answers.
    pub async fn read<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        // A deferred transaction of SQLite is one snapshot from its first statement on; PostgreSQL's readers are set up
        // to be.
        self.run(self.read.clone(), TransactionOptions::default(), None, work).await
    }

    /// Where single questions are asked, each of its moment, outside any unit of work: for what is checked anew with
    /// every request. Whoever leaves in the middle of one leaves nothing behind.
    pub(crate) const fn questions(&self) -> &DatabaseConnection {
        &self.read
    }

    pub(crate) const fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Waits for the units of work that are under way, and closes the database.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn close(self) -> Result<(), Failure> {
        self.tasks.close();
        self.tasks.wait().await;
        self.write.close_by_ref().await?;
        self.read.close_by_ref().await?;
        Ok(())
    }

    async fn run<T, E, F, Fut>(
        &self,
        database: DatabaseConnection,
        options: TransactionOptions,
        resting: Option<Resting>,
        work: F,
    ) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let (memory, at_hand) = (self.memory.clone(), resting.is_some());
        let unit = async move {
            let transaction = Arc::new(Transaction::on(database, options));
            let (view, announced) = (Arc::clone(&transaction), Announced::default());
            let tx = Tx { transaction: view, memory, resting, announced };
            let mut result = work(tx.clone()).await;
            if result.is_ok() {
                result = tx.end().await.map_err(E::from).and(result);
            }
            drop(tx);
            // The work has ended and its `Tx` with it; a clone that it hid somewhere would make the commit impossible.
            let Ok(transaction) = Arc::try_unwrap(transaction) else { return Err(E::from(Failure::Panicked)) };
            // What asked nothing has nothing to end.
            let Some(begun) = transaction.begun.into_inner() else { return result };
            let Begun { transaction: begun, failed } = begun;
            let result = match result {
                // A failure that the work passed over, after which nothing else was run.
                Ok(_) if failed.load(Ordering::Acquire) => Err(E::from(Failure::Incomplete)),
                result => result,
            };
            match result {
                Ok(value) => {
                    begun.commit().await.map_err(Failure::from)?;
                    Ok(value)
                }
                Err(error) => {
                    if let Err(source) = begun.rollback().await {
                        tracing::warn!(%source, "a unit of work could not be rolled back");
                    }
                    Err(error)
                }
            }
        };
        // What rests on memory is short, and runs where its request was taken in: handing it over and back costs as much
        // as a statement. If that thread is stopped before it ends, it is rolled back whole.
        let spawned = if at_hand { self.tasks.spawn(unit) } else { self.tasks.spawn_on(unit, &self.runtime) };
        match spawned.await {
            Ok(result) => result,
            Err(broken) => {
                tracing::error!(%broken, "a unit of work broke down");
                Err(E::from(Failure::Panicked))
            }
        }
    }
}

impl Tx {
    /// The transaction, begun, and with everything done in it that was to be done before.
    pub(crate) async fn connection(&self) -> Result<&Begun, Failure> {
        self.transaction.run_waiting().await?;
        self.transaction.begun().await
    }

    /// Whose SQL the database speaks.
    pub(crate) fn backend(&self) -> DbBackend {
        self.transaction.database.get_database_backend()
    }

    /// Leaves a statement that changes one row for later: for the next statement whose answer is needed, or for the end
    /// of the unit of work. So what a unit of work writes last is written in one go when all of it is worked out, and
    /// the writer's place in SQLite is held no longer than that takes.
    pub(crate) fn later(&self, statement: Statement, otherwise: fn() -> Failure) {
        let mut waiting = self.transaction.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(Waiting { statement, otherwise });
    }

    /// What stands between the work and its commit: what is left to be written, to be proved and to be announced.
    async fn end(&self) -> Result<(), Failure> {
        self.transaction.run_waiting().await?;
        self.prove().await?;
        self.write_announced().await
    }

    pub(crate) const fn memory(&self) -> &Memory {
        &self.memory
    }

    pub(crate) const fn resting(&self) -> Option<&Resting> {
        self.resting.as_ref()
    }

    pub(crate) const fn announced(&self) -> &Announced {
        &self.announced
    }

    /// One slice of a query, in the order of the identifiers: it asks for one row too many to know if there is more.
    pub(crate) async fn slice<E>(
        &self,
        query: Select<E>,
        key: E::Column,
        page: Page,
    ) -> Result<Slice<E::Model>, Failure>
    where
        E: EntityTrait,
    {
        let Page { after, limit } = page;
        let mut items = query
            .apply_if(after, |query, after| query.filter(key.gt(after)))
            .order_by_asc(key)
            .limit(u64::from(limit).saturating_add(1))
            .all(self.connection().await?)
            .await?;
        let more = usize::from(limit) < items.len();
        items.truncate(usize::from(limit));
        Ok(Slice { items, more })
    }

    /// Runs an update that names the revision it read: one that finds no row was too late.
    pub(crate) async fn replace<E: EntityTrait>(&self, query: UpdateMany<E>) -> Result<(), Failure> {
        let done = query.exec(self.connection().await?).await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(Failure::Stale) }
    }
}

/// How a transaction that writes begins: SQLite's takes the writer's place at once.
fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// Holds the file beside a SQLite database that one process at a time holds; it is let go by dropping it.
async fn lock(path: &Path) -> Result<std::fs::File, Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let locking = tokio::task::spawn_blocking(move || {
        let file = std::fs::OpenOptions::new().create(true).write(true).truncate(false).open(name)?;
        file.lock()?;
        Ok::<std::fs::File, std::io::Error>(file)
    });
    locking
        .await
        .map_err(|source| Failure::Database { source: Box::new(source) })?
        .map_err(|source| Failure::Unavailable { source: Box::new(source) })
}

/// A connection that went away is found out by the statement that meets it; asking before every unit of work would cost
/// each of them a round trip.
async fn postgres(options: PgConnectOptions) -> Result<DatabaseConnection, Failure> {
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .after_release(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .connect_with(options)
        .await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

async fn sqlite(path: &Path, connections: u32) -> Result<DatabaseConnection, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // What is erased is overwritten where it stood; it costs no write that would not be made anyway.
        .pragma("secure_delete", "FAST");
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .after_release(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .after_connect(|connection, _| Box::pin(async move { must_be_safe(connection).await }))
        .connect_with(options)
        .await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Whether the driver counts no open transaction, as it must between two units of work; a connection of which it counts
/// one is closed. That is one whose COMMIT or ROLLBACK failed: SQLite may have rolled back by itself and refused the
/// ROLLBACK, and the driver would make a savepoint of each later transaction, inside one that nobody commits. Where the
/// driver counts none, `BEGIN` proves that the database has none either, because it fails inside a transaction.
fn has_no_transaction<C: Connection>(connection: &mut C) -> bool {
    let clean = !connection.is_in_transaction();
    if !clean {
        tracing::warn!("a connection is closed: its transaction could not be ended");
    }
    clean
}

/// What was asked for is not always what one gets: a file system without locks refuses WAL silently.
async fn must_be_safe(connection: &mut sqlx::SqliteConnection) -> Result<(), sqlx::Error> {
    let row = sqlx::query(
        "SELECT sqlite_version(), (SELECT journal_mode FROM pragma_journal_mode), \
         (SELECT synchronous FROM pragma_synchronous), (SELECT foreign_keys FROM pragma_foreign_keys)",
    )
    .fetch_one(connection)
    .await?;
    let (version, journal): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let (synchronous, foreign_keys): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let number = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if number < SQLITE_OLDEST {
        return Err(sqlx::Error::Configuration(format!("SQLite {version} can lose committed pages").into()));
    }
    if journal != "wal" || synchronous != 2 || foreign_keys != 1 {
        let found = format!("journal_mode={journal}, synchronous={synchronous}, foreign_keys={foreign_keys}");
        return Err(sqlx::Error::Configuration(format!("SQLite is not durable here: {found}").into()));
    }
    Ok(())
}
