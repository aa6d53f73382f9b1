//! Memory failed: what the store answers when it does not answer with a value.

use sea_orm::{DbErr, RuntimeErr};
use uuid::Uuid;

use crate::base::unique_index::UniqueIndex;

/// Memory failed. What the database said is kept as the source, for the log; nothing of it is for clients.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or it lies outside what the reader may see.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it first (rule L40).
    #[error("changed by somebody else")]
    Stale,
    /// Something that must be single exists already.
    #[error("exists already: {}", index.name())]
    Duplicate {
        /// What must be single.
        index: UniqueIndex,
    },
    /// The idempotency key was used before, with another request.
    #[error("idempotency key reused with another request")]
    KeyReused,
    /// The database is away or overloaded; trying again later may help.
    #[error("database unavailable")]
    Unavailable {
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What is stored cannot be read.
    #[error("stored {what} {id} cannot be read")]
    Corrupt {
        /// What kind of thing it is.
        what: &'static str,
        /// Which one.
        id: Uuid,
    },
    /// The database is not fit to be used.
    #[error("unfit database: {0}")]
    Unfit(String),
    /// The database refused for a reason that we did not foresee.
    #[error("database error")]
    Database {
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A statement failed and the unit of work went on all the same; nothing of it was saved.
    #[error("a statement failed and the unit of work passed over it")]
    Incomplete,
    /// The unit of work broke down; nothing of it was saved.
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

/// SQLite's codes for what passes by itself or by what an operator does: no memory, a failed read or write, a full disk, a
/// file that cannot be opened or has become read-only. An extended code has them in its lowest byte.
const SQLITE_PASSING: [i32; 5] = [7, 8, 10, 13, 14];
/// PostgreSQL's class of codes for a full disk, too little memory and too many connections.
const POSTGRES_RESOURCES: &str = "53";

/// Whether an error tells of the machine and not of the statement, so that trying again later may help.
fn may_pass(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return matches!(error, sqlx::Error::WorkerCrashed) };
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        code.parse::<i32>().is_ok_and(|code| SQLITE_PASSING.contains(&(code & 0xff)))
    } else {
        code.starts_with(POSTGRES_RESOURCES)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "every other error of the library means the same to us")]
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Self::Unavailable { source: Box::new(error) }
            }
            error if may_pass(&error) => Self::Unavailable { source: Box::new(error) },
            other => Self::Database { source: Box::new(other) },
        }
    }
}
