//! Deletes what is kept for a time only: answers of idempotency keys, sessions, the outcomes of imported rows. It also
//! lets SQLite count the values of its indexes.
//!
//! It runs for as long as the service runs, in small units of work, so that no request waits behind a long deletion.

use std::time::Duration;

use domain::base::identity::SESSION_KEPT;
use domain::reporting::import::ROWS_KEPT;
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

/// The task that deletes what is old.
pub(super) struct Housekeeping {
    task: JoinHandle<()>,
    over: CancellationToken,
}

impl Housekeeping {
    pub(super) fn start(store: Store, clock: Clock) -> Self {
        let over = CancellationToken::new();
        let ends = over.clone();
        let task = tokio::spawn(async move {
            while !ends.is_cancelled() {
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
