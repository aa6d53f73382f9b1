//! What can never change again, kept in memory by its identifier: a criteria set that an open cycle is bound to (rule L28).
//! Whatever may change is asked for each time.

use std::any::Any;
use std::sync::Arc;

use quick_cache::sync::Cache;
use uuid::Uuid;

/// The most values that are kept.
const VALUES_MAX: usize = 500;

/// One process's values that never change.
#[derive(Clone, Debug)]
pub(crate) struct Immutable(Arc<Cache<Uuid, Arc<dyn Any + Send + Sync>>>);

impl Default for Immutable {
    fn default() -> Self {
        Self(Arc::new(Cache::new(VALUES_MAX)))
    }
}

impl Immutable {
    /// A value that was kept.
    pub(crate) fn get<T: Send + Sync + 'static>(&self, id: Uuid) -> Option<Arc<T>> {
        self.0.get(&id).and_then(|value| value.downcast().ok())
    }

    /// Keeps a value.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, id: Uuid, value: &Arc<T>) {
        let value: Arc<T> = Arc::clone(value);
        self.0.insert(id, value);
    }
}
