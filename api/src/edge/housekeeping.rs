//! Deletes what is kept for a time only: answers of idempotency keys, sessions, the outcomes of imported rows. It also
//! lets SQLite count the values of its indexes, and removes from the store of files what a process that was killed left
//! there: bytes whose takedown is recorded (rule L35), and files that were never whole.
//!
//! It runs for as long as the service runs, in small units of work, so that no request waits behind a long deletion.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::identity::SESSION_KEPT;
use domain::reporting::import::ROWS_KEPT;
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use persistence::base::store::{Store, Tx};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::base::clock::Clock;
use crate::base::problem::chain;

/// The pause between two rounds.
const ROUND: Duration = Duration::from_mins(10);
/// The most rows that one unit of work deletes.
const ROWS_AT_ONCE: u64 = 500;
/// The pause between two units of work, for others.
const BREATH: Duration = Duration::from_millis(20);
/// Of what was taken down so long ago, only the first round looks whether bytes are left.
const DESTROYED_AGAIN: TimeDelta = TimeDelta::days(2);
/// How long nobody has written to a file that was never whole: an upload takes less.
const PARTIAL_AGE: Duration = Duration::from_hours(1);

/// The task that deletes what is old.
pub(super) struct Housekeeping {
    task: JoinHandle<()>,
    over: CancellationToken,
}

impl Housekeeping {
    pub(super) fn start(store: Store, blobs: Blobs, clock: Clock) -> Self {
        let over = CancellationToken::new();
        let ends = over.clone();
        let task = tokio::spawn(async move {
            let mut since = None;
            while !ends.is_cancelled() {
                match clear((&store, &blobs), since, &ends).await {
                    Ok(()) => since = Some(clock.now() - DESTROYED_AGAIN),
                    Err(failure) => {
                        tracing::warn!(cause = chain(&failure), "the store of files could not be kept in order");
                    }
                }
                if let Err(failure) = round(&store, &clock, &ends).await {
                    tracing::warn!(cause = chain(&failure), "the database could not be kept in order");
                }
                tokio::select! {
                    () = ends.cancelled() => {}
                    () = tokio::time::sleep(ROUND) => {}
                }
            }
        });
        Self { task, over }
    }

    /// Ends it after the running unit of work.
    pub(super) async fn stop(self) {
        self.over.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the deletion of old rows ended badly");
        }
    }
}

async fn round(store: &Store, clock: &Clock, over: &CancellationToken) -> Result<(), Failure> {
    let now = clock.now();
    all(store, over, move |tx| async move { tx.forget_answers(now, ROWS_AT_ONCE).await }).await?;
    all(store, over, move |tx| async move { tx.forget_sessions(now - SESSION_KEPT, ROWS_AT_ONCE).await }).await?;
    all(store, over, move |tx| async move { tx.forget_import_rows(now - ROWS_KEPT, ROWS_AT_ONCE).await }).await?;
    store.write(|tx| async move { tx.count_values().await }).await
}

/// Removes from the store of files what a process that was killed left there. A content that was taken down is accepted
/// nowhere again, so its bytes can be destroyed at any time and by every process.
async fn clear(
    (store, blobs): (&Store, &Blobs),
    since: Option<DateTime<Utc>>,
    over: &CancellationToken,
) -> Result<(), Failure> {
    let destroyed = store.read(move |tx| async move { tx.destroyed_since(since).await }).await?;
    for sha256 in destroyed.iter().take_while(|_content| !over.is_cancelled()) {
        blobs.destroy(sha256).await?;
    }
    let swept = blobs.sweep(PARTIAL_AGE).await?;
    if 0 < swept {
        tracing::info!(swept, "files that were never whole were removed from the store of files");
    }
    Ok(())
}

/// Runs a deletion until nothing is left.
async fn all<F, Fut>(store: &Store, over: &CancellationToken, delete: F) -> Result<(), Failure>
where
    F: Fn(Tx) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<u64, Failure>> + Send + 'static,
{
    while !over.is_cancelled() && store.write(delete.clone()).await? == ROWS_AT_ONCE {
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}
