//! The store: units of work on one database, whichever it is.
//!
//! `write` and `read` run a unit of work as a task of its own on the runtime that opened the store and follow it to its
//! end: commit on `Ok`, roll back on `Err` and on panic. `ask` is for what is answered by one statement. Nobody holds a transaction across requests, and no timeout is put around `begin` or `commit`; time limits live
//! in the database itself.
//!
//! A transaction begins with the first statement that needs it. What a unit of work writes last may be left for later
//! (`Tx::defer`): it is run before the next question, or at the end, in the order in which it was left.
//!
//! SQLite has one writing connection and begins every writing transaction as IMMEDIATE, so writers queue instead of
//! failing; PostgreSQL works at READ COMMITTED and rests on unique indexes and conditional updates.

use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult,
    QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait, Select, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, UpdateMany,
};
use sqlx::Connection;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;

use crate::base::connect::{SQLITE_READERS, lock, postgres, sqlite};
use crate::base::failure::Failure;
use crate::base::immutable::Immutable;
use crate::base::migration;
use crate::base::page::{Page, Slice};

/// How long a proof that the database stores what it is given counts, and how long a failed one does.
const PROOF_TIME: Duration = Duration::from_secs(1);
/// The advisory lock under which one process migrates while the others wait; any number that nobody else uses.
const MIGRATION_LOCK: i64 = 0x7468_6964_7561;

/// One database.
#[derive(Clone, Debug)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    place: Place,
    immutable: Immutable,
    access: Arc<AtomicU64>,
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
#[derive(Clone)]
pub struct Tx {
    transaction: Arc<Transaction>,
    immutable: Immutable,
    /// What is done last, before the commit.
    ending: Arc<Mutex<Vec<Ending>>>,
    /// Whether it changed who may do what.
    changes_access: Arc<AtomicBool>,
}

/// Work that is done at the end of a unit of work.
type Ending = Box<dyn FnOnce(Tx) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send>;

/// A transaction, which begins with the first statement that needs it.
#[derive(Debug)]
struct Transaction {
    database: DatabaseConnection,
    options: TransactionOptions,
    begun: OnceCell<Begun>,
    waiting: Mutex<Vec<Waiting>>,
}

/// What statements are run on: a transaction that has begun, or a connection for one question.
#[derive(Debug)]
pub(crate) struct Begun {
    way: Way,
    /// Of a transaction that a statement of it failed; of a single question that it was asked.
    ///
    /// Once a statement of a transaction has failed, no other is run and it cannot be committed: SQLite rolls back by
    /// itself where a disk is full, and each later statement would then be a transaction of its own; PostgreSQL answers
    /// a COMMIT of a failed transaction with a rollback and no error.
    used: AtomicBool,
}

#[derive(Debug)]
enum Way {
    Transaction(DatabaseTransaction),
    Single(DatabaseConnection),
}

/// Runs a statement on whatever statements are run on, unless no further one may be run.
macro_rules! run {
    ($begun:ident . $verb:ident ( $statement:ident )) => {{
        match &$begun.way {
            Way::Transaction(transaction) => {
                if $begun.used.load(Ordering::Acquire) {
                    return Err(refused("an earlier statement of this transaction failed"));
                }
                let answer = transaction.$verb($statement).await;
                if answer.is_err() {
                    $begun.used.store(true, Ordering::Release);
                }
                answer
            }
            Way::Single(connection) => {
                if $begun.used.swap(true, Ordering::AcqRel) {
                    return Err(refused("a single question was followed by another"));
                }
                connection.$verb($statement).await
            }
        }
    }};
}

fn refused(why: &str) -> DbErr {
    DbErr::Custom(why.to_owned())
}

#[async_trait]
impl ConnectionTrait for Begun {
    fn get_database_backend(&self) -> DbBackend {
        match &self.way {
            Way::Transaction(transaction) => transaction.get_database_backend(),
            Way::Single(connection) => connection.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        run!(self.execute_raw(statement))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        run!(self.execute_unprepared(sql))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        run!(self.query_one_raw(statement))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        run!(self.query_all_raw(statement))
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
    fn on(database: DatabaseConnection, options: TransactionOptions, begun: Option<Begun>) -> Self {
        Self { database, options, begun: OnceCell::new_with(begun), waiting: Mutex::new(Vec::new()) }
    }

    async fn begun(&self) -> Result<&Begun, Failure> {
        let begin = || async {
            let transaction = self.database.begin_with_options(self.options).await?;
            Ok(Begun { way: Way::Transaction(transaction), used: AtomicBool::new(false) })
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
            Ok(Self {
                write,
                read,
                place,
                immutable: Immutable::default(),
                access: Arc::default(),
                tasks,
                runtime,
                proof,
            })
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
            Ok(Self {
                read,
                write,
                place,
                immutable: Immutable::default(),
                access: Arc::default(),
                tasks,
                runtime,
                proof,
            })
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
        self.run(self.write.clone(), immediate(), work).await
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
        self.run(self.read.clone(), TransactionOptions::default(), work).await
    }

    /// Where single questions are asked, each of its moment, outside any unit of work: for what is checked anew with
    /// every request. Whoever leaves in the middle of one leaves nothing behind.
    pub(crate) const fn questions(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Counts the units of work of this process that changed who may do what: what is remembered of a caller under an
    /// older count is asked anew.
    #[must_use]
    pub fn access_changes(&self) -> u64 {
        self.access.load(Ordering::Acquire)
    }

    /// Runs work that asks one question, of its moment: without a transaction, and in the caller's own task, because one
    /// who leaves in the middle of a question leaves nothing behind. A second question is refused, because the two might
    /// be answered of different moments.
    ///
    /// # Errors
    /// The work's own, or what the database answers.
    pub async fn ask<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        let begun = Begun { way: Way::Single(self.read.clone()), used: AtomicBool::new(false) };
        let transaction = Transaction::on(self.read.clone(), TransactionOptions::default(), Some(begun));
        work(self.tx(&Arc::new(transaction))).await
    }

    fn tx(&self, transaction: &Arc<Transaction>) -> Tx {
        Tx {
            transaction: Arc::clone(transaction),
            immutable: self.immutable.clone(),
            ending: Arc::default(),
            changes_access: Arc::default(),
        }
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
        work: F,
    ) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let transaction = Arc::new(Transaction::on(database, options, None));
        let (tx, access) = (self.tx(&transaction), Arc::clone(&self.access));
        let unit = async move {
            let mut result = work(tx.clone()).await;
            if result.is_ok() {
                result = tx.end().await.map_err(E::from).and(result);
            }
            let changes_access = tx.changes_access.load(Ordering::Acquire);
            drop(tx);
            // The work has ended and its `Tx` with it; a clone that it hid somewhere would make the commit impossible.
            let Ok(transaction) = Arc::try_unwrap(transaction) else { return Err(E::from(Failure::Panicked)) };
            // What asked nothing has nothing to end.
            let Some(begun) = transaction.begun.into_inner() else { return result };
            let Begun { way: Way::Transaction(begun), used: failed } = begun else { return result };
            let result = match result {
                // A failure that the work passed over, after which nothing else was run.
                Ok(_) if failed.load(Ordering::Acquire) => Err(E::from(Failure::Incomplete)),
                result => result,
            };
            match result {
                Ok(value) => {
                    begun.commit().await.map_err(Failure::from)?;
                    if changes_access {
                        access.fetch_add(1, Ordering::Release);
                    }
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
        match self.tasks.spawn_on(unit, &self.runtime).await {
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
    pub(crate) fn defer(&self, statement: Statement, otherwise: fn() -> Failure) {
        let mut waiting = self.transaction.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(Waiting { statement, otherwise });
    }

    /// What stands between the work and its commit: what is left to be written, and what is left for the end.
    async fn end(&self) -> Result<(), Failure> {
        self.transaction.run_waiting().await?;
        let endings = std::mem::take(&mut *self.ending.lock().unwrap_or_else(PoisonError::into_inner));
        for ending in endings {
            ending(self.clone()).await?;
        }
        Ok(())
    }

    /// Leaves work for the end of the unit of work, after everything else and before the commit.
    pub(crate) fn at_end<F, Fut>(&self, work: F)
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let work: Ending = Box::new(move |tx| Box::pin(work(tx)));
        self.ending.lock().unwrap_or_else(PoisonError::into_inner).push(work);
    }

    /// Notes that this unit of work changes who may do what.
    pub(crate) fn changes_access(&self) {
        self.changes_access.store(true, Ordering::Release);
    }

    /// What can never change again, by its identifier.
    pub(crate) const fn immutable(&self) -> &Immutable {
        &self.immutable
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

    /// Runs a statement, and tells how many rows it changed.
    pub(crate) async fn run(&self, statement: Statement) -> Result<u64, Failure> {
        Ok(self.connection().await?.execute_raw(statement).await?.rows_affected())
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
