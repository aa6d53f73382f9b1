//! An in-memory cache of values that can never change again, by identifier: the criteria sets that open cycles are
//! bound to (rule L28), and the results of releases by content and field. Values that may change are read from the
//! database each time.

use std::any::Any;
use std::sync::Arc;

use quick_cache::sync::Cache;
use uuid::Uuid;

/// The most values that are kept.
const VALUES_MAX: usize = 500;

/// The immutable values that a process has cached.
#[derive(Clone, Debug)]
pub(crate) struct Immutable(Arc<Cache<Uuid, Arc<dyn Any + Send + Sync>>>);

impl Default for Immutable {
    fn default() -> Self {
        Self(Arc::new(Cache::new(VALUES_MAX)))
    }
}

impl Immutable {
    /// A cached value.
    pub(crate) fn get<T: Send + Sync + 'static>(&self, id: Uuid) -> Option<Arc<T>> {
        self.0.get(&id).and_then(|value| value.downcast().ok())
    }

    /// Caches a value.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, id: Uuid, value: &Arc<T>) {
        let value: Arc<T> = Arc::clone(value);
        self.0.insert(id, value);
    }
}
