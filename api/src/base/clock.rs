//! The clock of the service. Instants are truncated to microseconds, the precision of PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::base::operation::Described;
use crate::base::problem::Problem;

/// The system's time; a test may move it forward, the service itself never does.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = Utc::now() + TimeDelta::seconds(self.ahead_seconds.load(Ordering::SeqCst));
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// Moves the clock forward, for tests.
    pub fn pass(&self, time: TimeDelta) {
        self.ahead_seconds.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }
}

/// The present moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now(pub(crate) DateTime<Utc>);

impl Described for Now {}

impl FromRequest for Now {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let clock = request.app_data::<web::Data<Clock>>();
        std::future::ready(clock.map(|clock| Self(clock.now())).ok_or_else(|| Problem::fault("the clock is missing")))
    }
}
