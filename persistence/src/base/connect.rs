//! Connections to SQLite and PostgreSQL, configured so that committed data is durable.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, Row, SqlitePool};

use crate::base::failure::Failure;

/// How long a unit of work waits for a connection before the service answers that it is busy.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long SQLite waits for another process's lock.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The most SQLite connections for transactions that read, and as many for single queries.
pub(crate) const SQLITE_READERS: u32 = 4;

/// The most PostgreSQL connections of one process for transactions that write.
pub(crate) const POSTGRES_WRITERS: u32 = 10;

/// The most PostgreSQL connections of one process for transactions that read, and as many for single queries.
pub(crate) const POSTGRES_READERS: u32 = 6;

/// The oldest SQLite without the WAL-reset bug, which can lose committed pages.
pub(crate) const SQLITE_OLDEST: (u32, u32, u32) = (3, 51, 3);

/// Locks the lock file beside a SQLite database, which one process at a time may hold; dropping the file releases it.
pub(crate) async fn lock(path: &Path) -> Result<std::fs::File, Failure> {
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

/// The first statement on a broken connection reports it; a check before every unit of work would cost a round trip
/// each time.
pub(crate) async fn postgres(options: PgConnectOptions, connections: u32) -> Result<PgPool, Failure> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .after_release(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .connect_with(options)
        .await?;
    Ok(pool)
}

pub(crate) async fn sqlite(path: &Path, connections: u32, reads_only: bool) -> Result<SqlitePool, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // Deleted content is overwritten in place where this costs no additional write.
        .pragma("secure_delete", "FAST");
    let options = if reads_only { options.pragma("query_only", "ON") } else { options };
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .after_release(|connection, _| Box::pin(async move { Ok(has_no_transaction(connection)) }))
        .after_connect(|connection, _| Box::pin(async move { must_be_safe(connection).await }))
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// A file that is there and has no byte was emptied by accident; a new database in it would answer as if nothing had
/// ever been reported. Whoever creates a database holds its lock until the file has its first page.
pub(crate) fn must_not_be_emptied(path: &Path) -> Result<(), Failure> {
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        let path = path.display();
        return Err(Failure::Unfit(format!(
            "the database file {path} exists and is empty: restore it from a backup, or delete it to begin a new one"
        )));
    }
    Ok(())
}

/// Whether the driver counts no open transaction, as it must between two units of work; a connection for which it
/// counts one is closed. Its COMMIT or ROLLBACK failed: SQLite may have rolled back by itself and refused the ROLLBACK,
/// and the driver would make each later transaction a savepoint inside one that is never committed. If the driver
/// counts none, `BEGIN` proves that the database has none either, because it fails inside a transaction.
pub(crate) fn has_no_transaction<C: Connection>(connection: &mut C) -> bool {
    let clean = !connection.is_in_transaction();
    if !clean {
        tracing::warn!("a connection is closed: its transaction could not be ended");
    }
    clean
}

/// SQLite may silently ignore a setting: a file system without locks refuses WAL without an error.
pub(crate) async fn must_be_safe(connection: &mut sqlx::SqliteConnection) -> Result<(), sqlx::Error> {
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
