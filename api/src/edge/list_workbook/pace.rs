//! Workbooks give way to other requests: while others come, their making rests for several times as long as it works.
//! So it takes at most a seventh of one processor from them, and a service that has nothing else to do makes workbooks
//! at full speed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How many times as long as it worked the making of a workbook rests.
const RESTS: u32 = 6;
/// The longest rest.
const REST_MAX: Duration = Duration::from_secs(1);

/// How many requests have come to this process.
static ARRIVED: AtomicU64 = AtomicU64::new(0);

/// A request has come.
pub(crate) fn arrived() {
    ARRIVED.fetch_add(1, Ordering::Relaxed);
}

/// What the making of one workbook knows of other requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    seen: u64,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { seen: ARRIVED.load(Ordering::Relaxed) }
    }

    /// How long to rest after a stretch of work; not at all if no request came meanwhile.
    pub(super) fn rest_after(&mut self, spent: Duration) -> Option<Duration> {
        let arrived = ARRIVED.load(Ordering::Relaxed);
        let others = arrived != self.seen;
        self.seen = arrived;
        others.then(|| spent.saturating_mul(RESTS).min(REST_MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_rests_only_where_others_came_meanwhile() {
        let mut pace = Pace::new();
        arrived();
        let spent = Duration::from_millis(10);
        assert_eq!(pace.rest_after(spent), Some(Duration::from_millis(60)));
        arrived();
        assert_eq!(pace.rest_after(Duration::from_secs(9)), Some(REST_MAX), "a rest has an end");
    }
}
