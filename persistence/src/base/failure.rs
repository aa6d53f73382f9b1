//! Errors of the store.

use sea_orm::{DbErr, RuntimeErr};
use uuid::Uuid;

use crate::base::unique_index::UniqueIndex;

/// An error of the store. The database's own error is kept as the source, for the log; clients see nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The object does not exist, or it is outside the reader's scope.
    #[error("not found")]
    NotFound,
    /// Another transaction changed it first (rule L40).
    #[error("changed by somebody else")]
    Stale,
    /// Access rights changed since the caller was read, so what the caller may do must be asked again.
    #[error("access rights changed")]
    AccessChanged,
    /// A value that must be unique exists already.
    #[error("exists already: {}", index.name())]
    Duplicate {
        /// The unique index that it violates.
        index: UniqueIndex,
    },
    /// The idempotency key was used before, with another request.
    #[error("idempotency key reused with another request")]
    KeyReused,
    /// The database cannot be reached or is overloaded; a later retry may succeed.
    #[error("database unavailable")]
    Unavailable {
        /// The database's error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A stored value cannot be read.
    #[error("stored {what} {id} cannot be read")]
    Corrupt {
        /// What kind of object it is.
        what: &'static str,
        /// Its identifier.
        id: Uuid,
    },
    /// The database does not meet the requirements of the service.
    #[error("unfit database: {0}")]
    Unfit(String),
    /// Any other database error.
    #[error("database error")]
    Database {
        /// The database's error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A statement failed and the unit of work went on all the same; nothing of it was saved.
    #[error("a statement failed and the unit of work passed over it")]
    Incomplete,
    /// The unit of work panicked; nothing of it was saved.
    #[error("unit of work panicked")]
    Panicked,
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        if let DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) = &error
            && let Some(refused) = cause.as_database_error().filter(|refused| refused.is_unique_violation())
        {
            return Self::Duplicate { index: UniqueIndex::of(refused) };
        }
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other error of the library means the same to us")]
        match error {
            DbErr::RecordNotFound(_) => Self::NotFound,
            DbErr::RecordNotUpdated => Self::Stale,
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable { source: Box::new(error) },
            DbErr::Exec(RuntimeErr::SqlxError(ref cause)) | DbErr::Query(RuntimeErr::SqlxError(ref cause))
                if may_pass(cause) =>
            {
                Self::Unavailable { source: Box::new(error) }
            }
            other => Self::Database { source: Box::new(other) },
        }
    }
}

/// SQLite's codes for errors that pass by themselves or that an operator can remove: no memory, a failed read or write,
/// a full disk, a file that cannot be opened or has become read-only. They are the lowest byte of an extended code.
const SQLITE_PASSING: [i32; 5] = [7, 8, 10, 13, 14];
/// PostgreSQL's classes and codes for what passes by itself: a full disk, too little memory or too many connections; a
/// deadlock or another conflict of transactions; a lock or a statement that took too long.
const POSTGRES_PASSING: [&str; 4] = ["53", "40", "55P03", "57014"];
/// PostgreSQL's classes and codes of a connection that the server ends or does not take: it shuts down, has crashed or is
/// starting, or a connection was idle for too long; and of one that broke.
const POSTGRES_GONE: [&str; 7] = ["57P", "25P03", "08000", "08001", "08003", "08004", "08006"];

/// Whether the connection to the database is lost, so that the statement's result is unknown.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error.as_database_error() {
        Some(told) => {
            let code = told.code().unwrap_or_default();
            POSTGRES_GONE.iter().any(|gone| code.starts_with(gone))
                && told.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some()
        }
        None => matches!(error, sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed),
    }
}

/// Whether an error is about the machine and not about the statement, so that a later retry may succeed.
fn may_pass(error: &sqlx::Error) -> bool {
    if is_lost(error) {
        return true;
    }
    let Some(error) = error.as_database_error() else { return false };
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        code.parse::<i32>().is_ok_and(|code| SQLITE_PASSING.contains(&(code & 0xff)))
    } else {
        POSTGRES_PASSING.iter().any(|passing| code.starts_with(passing))
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other error of the library means the same to us")]
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Self::Unavailable { source: Box::new(error) },
            error if may_pass(&error) => Self::Unavailable { source: Box::new(error) },
            other => Self::Database { source: Box::new(other) },
        }
    }
}
