//! The store: units of work on one database, SQLite or PostgreSQL.
//!
//! `write` and `read` run a unit of work as its own task and follow it to its end: commit on `Ok`, roll back on `Err` and
//! on panic. The task runs on the runtime that opened the store, or, if SQLite is written and the work is short, on the
//! caller's. `ask` runs a single statement. No transaction is held across requests, and no timeout is put around `begin`
//! or `commit`; time limits are set in the database itself.
//!
//! A transaction begins with the first statement that needs it. A unit of work may defer its last writes (`Tx::defer`):
//! they run before the next query, or at the end, in the order in which they were deferred.
//!
//! SQLite has one writing connection and begins every writing transaction as IMMEDIATE, so writers queue instead of
//! failing; PostgreSQL works at READ COMMITTED and relies on unique indexes and conditional updates.

use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector, Statement,
    TransactionOptions, UpdateMany,
};
use sqlx::Connection;
use sqlx::postgres::PgConnectOptions;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use crate::base::access_check::{self, AccessCheck, Changes, UnitCheck};
use crate::base::connect::{
    POSTGRES_READERS, POSTGRES_WRITERS, SQLITE_READERS, lock, must_not_be_emptied, postgres, sqlite,
};
use crate::base::failure::Failure;
use crate::base::happening::Happening;
use crate::base::immutable::Immutable;
use crate::base::migration;
use crate::base::page::{Page, Slice};
use crate::base::readers::{Kept, Readers};
use crate::base::transaction::{Begun, Transaction};

/// How long the result of a storage check is reused, whether it succeeded or failed.
const PROOF_TIME: Duration = Duration::from_secs(1);
/// The advisory lock that a process holds while it migrates and the others wait; an arbitrary number that is not used
/// elsewhere.
const MIGRATION_LOCK: i64 = 0x7468_6964_7561;

/// One database.
#[derive(Clone, Debug)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    readers: Readers,
    place: Arc<Place>,
    immutable: Immutable,
    access_changes: Changes,
    /// What units of work that write depend on, of the request that they belong to.
    check: AccessCheck,
    /// What each unit of work does with what happened in it.
    teller: Option<Teller>,
    /// Whether every unit of work runs on the runtime that opened the store.
    apart: bool,
    tasks: TaskTracker,
    runtime: tokio::runtime::Handle,
    proof: Arc<tokio::sync::Mutex<Option<Proof>>>,
}

/// The result of the last storage check, and its time.
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

/// A unit of work's access to the database; the files of the concepts add their methods to it.
#[derive(Clone)]
pub struct Tx {
    transaction: Arc<Transaction>,
    immutable: Immutable,
    /// What happened in it, as far as the audit trail has it.
    happened: Arc<Mutex<Vec<Happening>>>,
    teller: Option<Teller>,
    /// Work to run last, before the commit.
    ending: Arc<Mutex<Vec<Ending>>>,
    /// Whether the unit of work changes access rights.
    changes_access: Arc<AtomicBool>,
    /// What it has to prove before it commits.
    proof: Arc<UnitCheck>,
}

/// What a unit of work does with what happened in it when all else is done, before its public changes: in the same
/// transaction, so that it holds for what is committed and for nothing else. It needs the things of every room, so it stands
/// above them, and a store is given it.
pub type Teller = fn(Tx, Vec<Happening>) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// Work to run at the end of a unit of work.
type Ending = Box<dyn FnOnce(Tx) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send>;

impl Store {
    /// Opens a database: `sqlite:path` (created if missing) or `postgres://…`.
    ///
    /// # Errors
    /// `Unfit` for an address or a database that does not meet the requirements; `Unavailable` if it does not answer.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = PathBuf::from(rest.strip_prefix("//").unwrap_or(rest));
            if path.as_os_str().is_empty() || rest.contains(":memory:") || rest.contains('?') {
                return Err(Failure::Unfit("a SQLite address is sqlite:path/of/the.file".to_owned()));
            }
            // The first connection switches a new file to WAL, which fails at once if another process uses the file.
            let file = lock(&path).await?;
            must_not_be_emptied(&path)?;
            let write = sqlite(&path, 1, false).await?;
            let read = sqlite(&path, SQLITE_READERS, true).await?;
            let single = sqlite(&path, SQLITE_READERS, true).await?;
            drop(file);
            let connected = SqlxSqliteConnector::from_sqlx_sqlite_pool;
            let readers = Readers::Sqlite(Kept::new(single));
            Ok(Self::on(connected(write), connected(read), readers, Place::Sqlite(path)))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|source| Failure::Unavailable { source: Box::new(source) })?
                .application_name("thidua")
                .options([
                    ("statement_timeout", "60s"),
                    ("lock_timeout", "15s"),
                    ("idle_in_transaction_session_timeout", "60s"),
                ]);
            // Read-only transactions get one snapshot and cannot write, without a statement that says so each time.
            let looking =
                [("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")];
            let looking = options.clone().options(looking);
            let (write, read, single) = tokio::try_join!(
                postgres(options.clone(), POSTGRES_WRITERS),
                postgres(looking.clone(), POSTGRES_READERS),
                postgres(looking, POSTGRES_READERS),
            )?;
            let connected = SqlxPostgresConnector::from_sqlx_postgres_pool;
            let readers = Readers::Postgres(Kept::new(single));
            Ok(Self::on(connected(write), connected(read), readers, Place::Postgres(Box::new(options))))
        } else {
            Err(Failure::Unfit("a database address begins with sqlite: or postgres://".to_owned()))
        }
    }

    fn on(write: DatabaseConnection, read: DatabaseConnection, readers: Readers, place: Place) -> Self {
        Self {
            write,
            read,
            readers,
            place: Arc::new(place),
            immutable: Immutable::default(),
            access_changes: Changes::default(),
            check: AccessCheck::default(),
            teller: None,
            apart: false,
            tasks: TaskTracker::new(),
            runtime: tokio::runtime::Handle::current(),
            proof: Arc::default(),
        }
    }

    /// The same store for one request, whose units of work depend on the rights of its caller.
    #[must_use]
    pub fn proving(&self, check: &AccessCheck) -> Self {
        Self { check: check.clone(), ..self.clone() }
    }

    /// The same store, whose units of work tell of what happened in them.
    #[must_use]
    pub fn telling(self, teller: Teller) -> Self {
        Self { teller: Some(teller), ..self }
    }

    /// The same store for long units of work: they run on the runtime that opened the store, so the thread that serves the
    /// request goes on serving others.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { apart: true, ..self.clone() }
    }

    /// The same store for long work that goes on after the answer of a request.
    #[must_use]
    pub fn after_the_answer(&self) -> Self {
        self.proving(&self.check.after_the_answer()).apart()
    }

    /// The runtime that opened the store; it goes on until the process ends.
    #[must_use]
    pub const fn runtime(&self) -> &tokio::runtime::Handle {
        &self.runtime
    }

    /// Brings the schema up to date, one process at a time: the others wait, and then find nothing to do.
    ///
    /// # Errors
    /// A database error; the migration that failed is rolled back.
    pub async fn migrate(&self) -> Result<(), Failure> {
        // At most starts there is nothing to do, and no lock is needed to find that out.
        if migration::is_up(&self.write).await {
            return Ok(());
        }
        match self.place.as_ref() {
            Place::Sqlite(path) => {
                let file = lock(path).await?;
                let done = migration::up(&self.write).await;
                drop(file);
                done
            }
            Place::Postgres(options) => {
                // The lock belongs to a separate connection: it waits without a limit, and is released with the
                // connection.
                let options = options.as_ref().clone().options([("statement_timeout", "0"), ("lock_timeout", "0")]);
                let mut connection = sqlx::PgConnection::connect_with(&options).await?;
                sqlx::query("SELECT pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut connection).await?;
                let done = migration::up(&self.write).await;
                connection.close().await?;
                done
            }
        }
    }

    /// Whether the database answers and stores data: a row is written and committed. A database that answers may still
    /// store nothing, for example on a full disk. One check at a time, and its result is reused for a second, because
    /// the endpoint needs no token.
    ///
    /// # Errors
    /// The database error.
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
    /// The work's own error, or a database error; then nothing of it is saved.
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        // SQLite has threads of its own, so short work costs less where it is called. The sockets of PostgreSQL belong to
        // the runtime that opened the store, and its tasks are woken there.
        let here = matches!(self.place.as_ref(), Place::Sqlite(_)) && !self.apart;
        let runtime = if here { tokio::runtime::Handle::current() } else { self.runtime.clone() };
        self.run(&runtime, self.write.clone(), immediate(), self.check.clone(), work).await
    }

    /// Runs a unit of work that only reads, on one snapshot.
    ///
    /// # Errors
    /// The work's own error, or a database error.
    pub async fn read<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        // A deferred transaction of SQLite is one snapshot from its first statement on; PostgreSQL's readers are set up
        // to be.
        self.run(&self.runtime, self.read.clone(), TransactionOptions::default(), AccessCheck::default(), work).await
    }

    /// The connections for single queries outside any unit of work, for what every request checks again. A caller that
    /// is cancelled during a query leaves nothing behind.
    pub(crate) const fn questions(&self) -> &Readers {
        &self.readers
    }

    /// How many units of work of this process have changed access rights.
    #[must_use]
    pub fn access_changes(&self) -> u64 {
        self.access_changes.count()
    }

    /// Runs work that makes a single query, without a transaction and in the caller's own task, because a caller that
    /// is cancelled during a query leaves nothing behind. A second query is refused, because the two might see
    /// different states of the database.
    ///
    /// # Errors
    /// The work's own error, or a database error.
    pub async fn ask<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Failure>,
    {
        let transaction = Transaction::single(self.read.clone(), self.readers.clone());
        work(self.tx(&Arc::new(transaction), &AccessCheck::default())).await
    }

    fn tx(&self, transaction: &Arc<Transaction>, check: &AccessCheck) -> Tx {
        Tx {
            transaction: Arc::clone(transaction),
            immutable: self.immutable.clone(),
            happened: Arc::default(),
            teller: self.teller,
            ending: Arc::default(),
            changes_access: Arc::default(),
            proof: Arc::new(check.of_one()),
        }
    }

    /// Waits for the running units of work, and closes the database.
    ///
    /// # Errors
    /// A database error.
    pub async fn close(self) -> Result<(), Failure> {
        self.tasks.close();
        self.tasks.wait().await;
        // SQLite writes its log back to the database file when the last connection is closed. Two that are closed at once
        // can each take the other for the last one, and what was erased would stay in the log (rule L36).
        self.readers.close().await;
        self.read.close_by_ref().await?;
        self.write.close_by_ref().await?;
        Ok(())
    }

    async fn run<T, E, F, Fut>(
        &self,
        runtime: &tokio::runtime::Handle,
        database: DatabaseConnection,
        options: TransactionOptions,
        check: AccessCheck,
        work: F,
    ) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        // Only a unit of work that may change something leaves a question when its end is not known.
        let changes = options.sqlite_transaction_mode.is_some();
        let transaction = Arc::new(Transaction::lazy(database, options));
        let (tx, access_changes) = (self.tx(&transaction, &check), self.access_changes.clone());
        let unit = async move {
            let mut result = work(tx.clone()).await;
            if result.is_ok()
                && let Err(failure) = tx.end().await
            {
                result = Err(failure.into());
            }
            let changes_access = tx.changes_access.load(Ordering::Acquire);
            drop(tx);
            // The work has ended and has dropped its `Tx`; a clone that it kept would make the commit impossible.
            let Ok(transaction) = Arc::try_unwrap(transaction) else { return Err(E::from(Failure::Panicked)) };
            // Without a statement there is no transaction to end.
            let Some((begun, failed)) = transaction.into_begun() else { return result };
            let result = match result {
                // The work ignored a failed statement; nothing was run after it.
                Ok(_) if failed => Err(E::from(Failure::Incomplete)),
                result => result,
            };
            match result {
                Ok(value) => {
                    let done = begun.commit().await;
                    // If the answer was lost, the change may have been stored.
                    if changes_access {
                        access_changes.add();
                    }
                    done.map_err(|error| if changes { Failure::of_commit(error) } else { error.into() })?;
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
        match self.tasks.spawn_on(unit.in_current_span(), runtime).await {
            Ok(result) => result,
            Err(broken) => {
                tracing::error!(%broken, "a unit of work broke down");
                Err(E::from(Failure::Panicked))
            }
        }
    }
}

impl Tx {
    /// The transaction, after it has begun and the deferred statements have run.
    pub(crate) async fn connection(&self) -> Result<&Begun, Failure> {
        self.run_waiting().await?;
        self.transaction.begun().await
    }

    /// The database's SQL dialect.
    pub(crate) fn backend(&self) -> DbBackend {
        self.transaction.backend()
    }

    /// Leaves a statement that changes one row for later: for the next statement whose answer is needed, or for the end
    /// of the unit of work. So what a unit of work writes last is written in one go when all of it is worked out, and
    /// the writer's place in SQLite is held no longer than that takes.
    pub(crate) fn defer(&self, statement: Statement, proves_access: bool) {
        self.transaction.defer(statement, proves_access);
    }

    /// What stands between the work and its commit: what is left to be written, and what is left for the end.
    async fn end(&self) -> Result<(), Failure> {
        self.run_waiting().await?;
        let happened = std::mem::take(&mut *self.happened.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(teller) = self.teller.filter(|_| !happened.is_empty()) {
            teller(self.clone(), happened).await?;
        }
        let endings = std::mem::take(&mut *self.ending.lock().unwrap_or_else(PoisonError::into_inner));
        for ending in endings {
            ending(self.clone()).await?;
        }
        self.prove_access().await?;
        self.run_waiting().await
    }

    /// Proves that the caller's rights are unchanged, unless a statement of this unit of work has proved it.
    async fn prove_access(&self) -> Result<(), Failure> {
        match self.proof.take() {
            Some(unchanged) => self.must_hold(unchanged).await,
            None => Ok(()),
        }
    }

    async fn must_hold(&self, unchanged: SimpleExpr) -> Result<(), Failure> {
        if access_check::holds(self.connection().await?, unchanged).await? {
            return Ok(());
        }
        self.proof.failed();
        Err(Failure::AccessChanged)
    }

    /// What is left to prove of the caller.
    pub(crate) fn proof(&self) -> &UnitCheck {
        &self.proof
    }

    async fn run_waiting(&self) -> Result<(), Failure> {
        let done = self.transaction.run_waiting().await;
        if matches!(done, Err(Failure::AccessChanged)) {
            self.proof.failed();
        }
        done
    }

    /// Keeps what happened for those who are told of it when the unit of work ends.
    pub(crate) fn happens(&self, happening: Happening) {
        if self.teller.is_some() {
            self.happened.lock().unwrap_or_else(PoisonError::into_inner).push(happening);
        }
    }

    /// Runs work at the end of the unit of work, after everything else and before the commit.
    pub(crate) fn at_end<F, Fut>(&self, work: F)
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let work: Ending = Box::new(move |tx| Box::pin(work(tx)));
        self.ending.lock().unwrap_or_else(PoisonError::into_inner).push(work);
    }

    /// Before a change of access rights: such changes wait for each other, and each proves its caller's rights after the
    /// one before has ended. So of two administrators who suspend each other only one succeeds. A change that takes
    /// rights from its own caller alone waits for nobody.
    pub(crate) async fn change_access(&self, own: bool) -> Result<(), Failure> {
        if self.changes_access.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        if own {
            return self.prove_access().await;
        }
        access_check::lock(self.connection().await?).await?;
        match self.proof.take_again() {
            Some(unchanged) => self.must_hold(unchanged).await,
            None => Ok(()),
        }
    }

    /// The cache of values that can never change again.
    pub(crate) const fn immutable(&self) -> &Immutable {
        &self.immutable
    }

    /// One slice of a query, in the order of the identifiers: it reads one row more than the limit to know if there are
    /// more.
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

    /// Counts how the values of indexes are distributed, where that has changed: without these counts SQLite chooses bad
    /// plans for large tables. PostgreSQL does it by itself.
    ///
    /// # Errors
    /// A database error.
    pub async fn count_values(&self) -> Result<(), Failure> {
        if self.backend() == DbBackend::Sqlite {
            for pragma in ["PRAGMA analysis_limit = 1000", "PRAGMA optimize = 0x10002"] {
                self.connection().await?.execute_unprepared(pragma).await?;
            }
        }
        Ok(())
    }

    /// Runs a statement, and returns how many rows it changed.
    pub(crate) async fn run(&self, statement: Statement) -> Result<u64, Failure> {
        Ok(self.connection().await?.execute_raw(statement).await?.rows_affected())
    }

    /// Runs an update that is conditional on a revision; `Stale` if it matches no row.
    pub(crate) async fn replace<E: EntityTrait>(&self, query: UpdateMany<E>) -> Result<(), Failure> {
        let done = query.exec(self.connection().await?).await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(Failure::Stale) }
    }
}

/// The options of a writing transaction: SQLite takes the write lock at once.
fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}
