//! The imports that this process works on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::base::ids::ImportId;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

/// Number of files that one process reads and checks at one time: each may take several times its size in memory.
pub(crate) const FILES_AT_ONCE: usize = 1;

/// After this time, an import that no process works on any more counts as interrupted.
pub(crate) const IMPORT_TIME_MAX: TimeDelta = TimeDelta::minutes(15);

/// The imports that this process works on.
#[derive(Debug)]
pub(crate) struct Imports {
    pub(crate) turn: Semaphore,
    pub(crate) done: Mutex<HashMap<ImportId, Arc<AtomicUsize>>>,
    pub(crate) tasks: TaskTracker,
}

impl Imports {
    pub(crate) fn new() -> Self {
        Self { turn: Semaphore::new(FILES_AT_ONCE), done: Mutex::default(), tasks: TaskTracker::new() }
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
