//! The imports that this process works on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::base::ids::ImportId;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::task::TaskTracker;

use crate::base::problem::Problem;

/// Number of large files that one process reads and checks at one time: each may take several times its size in memory.
const LARGE_FILES_AT_ONCE: usize = 1;
/// Number of small files that one process reads and checks beside it, so that they do not wait for a large one.
const SMALL_FILES_AT_ONCE: usize = 2;
/// The most bytes of a small file: a report of one unit, or those of a district.
const SMALL_BYTES_MAX: u64 = 256 * 1_024;

/// After this time, an import that no process works on any more counts as interrupted.
pub(crate) const IMPORT_TIME_MAX: TimeDelta = TimeDelta::minutes(15);

/// The imports that this process works on.
#[derive(Debug)]
pub(crate) struct Imports {
    large: Semaphore,
    small: Semaphore,
    pub(crate) done: Mutex<HashMap<ImportId, Arc<AtomicUsize>>>,
    pub(crate) tasks: TaskTracker,
}

impl Imports {
    pub(crate) fn new() -> Self {
        let (large, small) = (Semaphore::new(LARGE_FILES_AT_ONCE), Semaphore::new(SMALL_FILES_AT_ONCE));
        Self { large, small, done: Mutex::default(), tasks: TaskTracker::new() }
    }

    /// Waits until a file of a size may be read or stored.
    pub(crate) async fn turn(&self, size: u64) -> Result<SemaphorePermit<'_>, Problem> {
        let queue = if SMALL_BYTES_MAX < size { &self.large } else { &self.small };
        queue.acquire().await.map_err(Problem::unavailable)
    }

    /// Waits until the imports that run have ended.
    pub(crate) async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    pub(crate) fn begin(&self, id: ImportId) -> Arc<AtomicUsize> {
        let progress = Arc::new(AtomicUsize::new(0));
        if let Ok(mut done) = self.done.lock() {
            done.insert(id, Arc::clone(&progress));
        }
        progress
    }

    pub(crate) fn end(&self, id: ImportId) {
        if let Ok(mut done) = self.done.lock() {
            done.remove(&id);
        }
    }

    /// How many rows are done, if this process works on the import.
    pub(crate) fn progress(&self, id: ImportId) -> Option<usize> {
        self.done.lock().ok()?.get(&id).map(|progress| progress.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn found_a9_d_a_small_file_does_not_wait_for_a_large_one() {
        let imports = Imports::new();
        let at_once = |size: u64| imports.turn(size).now_or_never().map(|turn| turn.expect("nothing is closed"));
        let large = at_once(SMALL_BYTES_MAX + 1).expect("nobody is before it");
        assert!(at_once(10 << 20).is_none(), "one large file at a time");
        let small: Vec<SemaphorePermit<'_>> =
            (0..SMALL_FILES_AT_ONCE).filter_map(|_| at_once(SMALL_BYTES_MAX)).collect();
        assert_eq!(small.len(), SMALL_FILES_AT_ONCE, "small files pass the large ones");
        assert!(at_once(1_000).is_none(), "so many small files at a time");
        drop(large);
        assert!(at_once(10 << 20).is_some() && at_once(1_000).is_none(), "each waits for its own kind");
        drop(small);
        assert!(at_once(1_000).is_some());
    }
}
