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
    /// The connection was lost, or the disk failed, while a change was being committed: it may have been stored.
    #[error("the outcome of a commit is unknown")]
    OutcomeUnknown {
        /// The database's error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store of files cannot be reached, is full or refuses; a later retry may succeed.
    #[error("file store unavailable")]
    FilesUnavailable {
        /// The store's error.
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

impl Failure {
    /// The failure of a COMMIT. PostgreSQL may have committed before the connection was lost. SQLite may find the
    /// transaction in its log after a crash if only the last `fsync` failed; if a write failed it cannot.
    pub(crate) fn of_commit(error: DbErr) -> Self {
        if let DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) = &error
            && (is_lost(cause) || is_failed_sync(cause))
        {
            return Self::OutcomeUnknown { source: Box::new(error) };
        }
        error.into()
    }
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

/// SQLite's primary codes for errors that pass by themselves or that an operator can remove: a lock that another process
/// holds, no memory, a failed read or write, a full disk, a file that cannot be opened or has become read-only.
const SQLITE_PASSING: [i32; 7] = [5, 6, 7, 8, 10, 13, 14];
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

/// SQLite's extended codes for an `fsync` that failed, of a file or of its folder.
const SQLITE_SYNC_FAILED: [i32; 2] = [1034, 1290];

/// Whether everything was written and may be found after a crash, although the disk did not confirm it.
fn is_failed_sync(error: &sqlx::Error) -> bool {
    sqlite_code(error).is_some_and(|code| SQLITE_SYNC_FAILED.contains(&code))
}

/// The extended code of SQLite's error; its lowest byte is the primary code.
fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    let error = error.as_database_error()?;
    error.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    error.code()?.parse().ok()
}

/// Whether an error is about the machine and not about the statement, so that a later retry may succeed.
fn may_pass(error: &sqlx::Error) -> bool {
    if is_lost(error) {
        return true;
    }
    if let Some(code) = sqlite_code(error) {
        return SQLITE_PASSING.contains(&(code & 0xff));
    }
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap_or_default();
    POSTGRES_PASSING.iter().any(|passing| code.starts_with(passing))
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
