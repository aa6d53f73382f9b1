//! Connections for single queries, which stay open between two of them.
//!
//! The pool of sqlx pings a connection each time it is given back, to find out whether a query was cancelled on it. A
//! ping costs as much as a small query, so a connection whose query has ended is kept here instead, for the next query.
//! A connection whose query failed or was cancelled is closed; so is one that is old, or was not used for a while.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Database, Pool, Postgres, Sqlite};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::base::connect::ACQUIRE_TIMEOUT;
use crate::base::failure::is_lost;

/// How long a connection is used.
const AGE_MAX: Duration = Duration::from_secs(30 * 60);
/// How long a connection waits for the next query: a firewall on the way may forget one that is silent for longer.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// The connections for single queries of one database.
#[derive(Clone, Debug)]
pub(crate) enum Readers {
    Sqlite(Arc<Kept<Sqlite>>),
    Postgres(Arc<Kept<Postgres>>),
}

/// The connections that wait for the next query.
#[derive(Debug)]
pub(crate) struct Kept<DB: Database> {
    pool: Pool<DB>,
    /// As many permits as the pool has connections, so that a query with a permit finds one, here or there.
    permits: Semaphore,
    waiting: Mutex<Vec<Waiting<DB>>>,
}

#[derive(Debug)]
struct Waiting<DB: Database> {
    connection: PoolConnection<DB>,
    /// The thread that opened it, which its socket wakes: for a query of another thread both are woken.
    thread: ThreadId,
    opened_at: Instant,
    /// When its last query ended; none for one that was just opened.
    used_at: Option<Instant>,
}

impl<DB: Database> Waiting<DB> {
    fn is_fresh(&self) -> bool {
        self.opened_at.elapsed() < AGE_MAX && self.used_at.is_none_or(|at| at.elapsed() < SILENCE_MAX)
    }
}

impl<DB: Database> Kept<DB> {
    pub(crate) fn new(pool: Pool<DB>) -> Arc<Self> {
        let permits = Semaphore::new(usize::try_from(pool.options().get_max_connections()).unwrap_or(1));
        Arc::new(Self { pool, permits, waiting: Mutex::new(Vec::new()) })
    }

    /// A connection, and the permit to use it.
    async fn take(&self) -> Result<(SemaphorePermit<'_>, Waiting<DB>), DbErr> {
        let timeout = |_elapsed| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        let closed = |_closed| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        let permit = tokio::time::timeout(ACQUIRE_TIMEOUT, self.permits.acquire()).await;
        let permit = permit.map_err(timeout)?.map_err(closed)?;
        let thread = thread::current().id();
        if let Some(waiting) = self.waiting_of(thread) {
            return Ok((permit, waiting));
        }
        let mut connection = self.pool.acquire().await.map_err(not_acquired)?;
        // So the pool has no idle ones, and each that it gives is a new one of this thread.
        connection.close_on_drop();
        Ok((permit, Waiting { connection, thread, opened_at: Instant::now(), used_at: None }))
    }

    /// A waiting connection, if possible one that this thread opened.
    fn waiting_of(&self, thread: ThreadId) -> Option<Waiting<DB>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(Waiting::is_fresh);
        match waiting.iter().rposition(|waiting| waiting.thread == thread) {
            Some(place) => Some(waiting.swap_remove(place)),
            None => waiting.pop(),
        }
    }

    /// Keeps a connection whose query has ended.
    fn keep(&self, used: Waiting<DB>) {
        let used = Waiting { used_at: Some(Instant::now()), ..used };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(used);
    }

    /// Waits for the running queries, and closes the connections.
    async fn close(&self) {
        // With all permits in hand no query runs, so every connection is either here or in the pool.
        let all = self.pool.options().get_max_connections();
        let running = self.permits.acquire_many(all).await;
        self.permits.close();
        drop(running);
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.pool.close().await;
    }
}

/// Runs a query on a kept connection. The server may have closed a connection while it waited, for example at a
/// restart; then the query, which changes nothing, is run again on another one.
macro_rules! query {
    ($kept:ident . $fetch:ident ( $statement:ident )) => {{
        let values = SqlxValues($statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new())));
        loop {
            let query = sqlx::query_with(AssertSqlSafe($statement.sql.as_str()), values.clone());
            let (permit, mut waiting) = $kept.take().await?;
            match query.$fetch(&mut *waiting.connection).await {
                Ok(found) => {
                    $kept.keep(waiting);
                    drop(permit);
                    break Ok(found);
                }
                Err(error) if waiting.used_at.is_some() && is_lost(&error) => {}
                Err(error) => break Err(DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))),
            }
        }
    }};
}

impl Readers {
    /// Waits for the running queries, and closes the connections.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(kept) => kept.close().await,
            Self::Postgres(kept) => kept.close().await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Readers {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(changes_nothing())
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(changes_nothing())
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(kept) => query!(kept.fetch_optional(statement)).map(|row| row.map(QueryResult::from)),
            Self::Postgres(kept) => query!(kept.fetch_optional(statement)).map(|row| row.map(QueryResult::from)),
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(kept) => {
                query!(kept.fetch_all(statement)).map(|rows| rows.into_iter().map(QueryResult::from).collect())
            }
            Self::Postgres(kept) => {
                query!(kept.fetch_all(statement)).map(|rows| rows.into_iter().map(QueryResult::from).collect())
            }
        }
    }
}

fn changes_nothing() -> DbErr {
    DbErr::Custom("a single query changes nothing".to_owned())
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other error of the library means the same to us")]
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(other))),
    }
}
