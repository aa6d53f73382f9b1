//! A transaction of a unit of work: begun with the first statement that needs it, with writes that may be deferred.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::OnceCell;

use crate::base::failure::Failure;
use crate::base::readers::Readers;

/// A transaction, which begins with the first statement that needs it.
#[derive(Debug)]
pub(crate) struct Transaction {
    database: DatabaseConnection,
    options: TransactionOptions,
    begun: OnceCell<Begun>,
    waiting: Mutex<Vec<Waiting>>,
}

/// Where statements run: a transaction that has begun, or a connection for a single query.
#[derive(Debug)]
pub(crate) struct Begun {
    way: Way,
    /// Of a transaction: one of its statements failed. Of a single query: it was run.
    ///
    /// After a statement of a transaction has failed, no other is run and the transaction cannot be committed: SQLite
    /// rolls back by itself if a disk is full, and each later statement would then be a transaction of its own;
    /// PostgreSQL answers a COMMIT of a failed transaction with a rollback and no error.
    used: AtomicBool,
}

#[derive(Debug)]
enum Way {
    Transaction(DatabaseTransaction),
    Single(Readers),
}

/// Runs a statement on the transaction or connection, unless no further statement may be run.
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

/// A deferred statement: it waits for the next statement whose result is needed, or for the end.
#[derive(Debug)]
struct Waiting {
    statement: Statement,
    /// Whether it changes its row only while the access rights are unchanged.
    proves_access: bool,
}

impl Transaction {
    /// One that begins with its first statement.
    pub(crate) fn lazy(database: DatabaseConnection, options: TransactionOptions) -> Self {
        Self { database, options, begun: OnceCell::new(), waiting: Mutex::new(Vec::new()) }
    }

    /// A connection for one statement, without a transaction.
    pub(crate) fn single(database: DatabaseConnection, readers: Readers) -> Self {
        let begun = Begun { way: Way::Single(readers), used: AtomicBool::new(false) };
        let options = TransactionOptions::default();
        Self { database, options, begun: OnceCell::new_with(Some(begun)), waiting: Mutex::new(Vec::new()) }
    }

    /// The transaction that has begun, if one has, and whether a statement of it failed.
    pub(crate) fn into_begun(self) -> Option<(DatabaseTransaction, bool)> {
        let Begun { way, used: failed } = self.begun.into_inner()?;
        match way {
            Way::Transaction(transaction) => Some((transaction, failed.into_inner())),
            Way::Single(_) => None,
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.database.get_database_backend()
    }

    /// Defers a statement that changes one row.
    pub(crate) fn defer(&self, statement: Statement, proves_access: bool) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(Waiting { statement, proves_access });
    }

    pub(crate) async fn begun(&self) -> Result<&Begun, Failure> {
        let begin = || async {
            let transaction = self.database.begin_with_options(self.options).await?;
            Ok(Begun { way: Way::Transaction(transaction), used: AtomicBool::new(false) })
        };
        self.begun.get_or_try_init(begin).await
    }

    fn waits_for_nothing(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn waiting(&self) -> Vec<Waiting> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs what waits, in the order in which it came. SQLite takes all of it at once, which saves waking its thread for
    /// each statement.
    pub(crate) async fn run_waiting(&self) -> Result<(), Failure> {
        if self.waits_for_nothing() {
            return Ok(());
        }
        // First, so that nothing that waits is lost if it fails.
        self.begun().await?;
        let waiting = self.waiting();
        let at_once = if self.backend() == DbBackend::Sqlite { waiting.len() } else { 1 };
        for batch in waiting.chunks(at_once.max(1)) {
            let done = self.begun().await?.execute_raw(joined(batch)).await?;
            if usize::try_from(done.rows_affected()) != Ok(batch.len()) {
                let proves_access = batch.iter().any(|waiting| waiting.proves_access);
                // What was left of the batch is lost, so nothing else may be run or committed.
                self.begun().await?.used.store(true, Ordering::Release);
                return Err(if proves_access { Failure::AccessChanged } else { Failure::Stale });
            }
        }
        Ok(())
    }
}

/// The statements of a batch as one. Their parameters have no numbers on SQLite, so the values follow each other.
fn joined(batch: &[Waiting]) -> Statement {
    let statements = batch.iter().map(|waiting| &waiting.statement);
    let sql: Vec<&str> = statements.clone().map(|statement| statement.sql.as_str()).collect();
    let backend = statements.clone().map(|statement| statement.db_backend).next().unwrap_or(DbBackend::Sqlite);
    let values = statements.filter_map(|statement| statement.values.clone()).flat_map(|values| values.0);
    Statement::from_sql_and_values(backend, sql.join("; "), values)
}
