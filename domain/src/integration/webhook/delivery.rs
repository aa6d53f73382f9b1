//! Deliveries to an endpoint and their attempts: the first at once, further ones on a published schedule until one
//! succeeds. All attempts have the same identifier, so that a receiver can process a delivery once.

use chrono::{DateTime, TimeDelta, Utc};

use super::{NOTICE, TEST, Webhook, event_type};
use crate::base::ids::{PublicChangeId, WebhookAttemptId, WebhookDeliveryId, WebhookId, wire_enum};
use crate::integration::notice::NoticeId;
use crate::results::change::PublicChangeKind;

/// The published schedule: the delay of each attempt after the previous one; the first is made at once.
pub const SCHEDULE: [TimeDelta; 10] = [
    TimeDelta::zero(),
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];
/// The longest delay that a receiver may request (`Retry-After`).
pub const WAIT_MAX: TimeDelta = TimeDelta::hours(24);
/// How long delivered and failed deliveries stay in the log.
pub const LOG_KEPT: TimeDelta = TimeDelta::days(30);
/// Maximum number of bytes of an answer that the log keeps.
pub const EXCERPT_BYTES_MAX: usize = 512;
/// The status of an endpoint that wants no more deliveries (Gone).
const GONE: u16 = 410;

wire_enum! {
    /// State of a delivery.
    DeliveryState {
        /// It waits for its next attempt (chờ gửi).
        Pending = "PENDING",
        /// An attempt succeeded (đã nhận).
        Delivered = "DELIVERED",
        /// All attempts of the schedule failed, or a test call failed (không gửi được).
        Failed = "FAILED",
    }
}

wire_enum! {
    /// Outcome of an attempt.
    AttemptOutcome {
        /// Answered with a status of 200 to 299.
        Delivered = "DELIVERED",
        /// Answered with another status; redirects are not followed.
        Rejected = "REJECTED",
        /// Not answered in time.
        TimedOut = "TIMED_OUT",
        /// No connection, no TLS, or an answer that is not HTTP.
        Unreachable = "UNREACHABLE",
        /// The name was resolved to addresses that may not be called.
        Forbidden = "FORBIDDEN",
    }
}

/// One attempt, as the log stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its identifier.
    pub id: WebhookAttemptId,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Outcome of the attempt.
    pub outcome: AttemptOutcome,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// How many milliseconds it took.
    pub millis: i64,
    /// The beginning of the answer.
    pub excerpt: String,
    /// Why it failed, for people; empty if it succeeded.
    pub reason: String,
}

impl Attempt {
    /// Whether it succeeded.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.outcome == AttemptOutcome::Delivered
    }

    /// Whether the receiver wants no more deliveries.
    #[must_use]
    pub fn gone(&self) -> bool {
        self.status == Some(GONE)
    }
}

/// A message to an endpoint, sent until an attempt succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its identifier, the `webhook-id` of every attempt.
    pub id: WebhookDeliveryId,
    /// To whom.
    pub webhook: WebhookId,
    /// The change that it reports; none for a test call and for a notice.
    pub change: Option<PublicChangeId>,
    /// The notice that it reports; none for a test call and for a change.
    pub notice: Option<NoticeId>,
    /// The type of the event.
    pub event: String,
    /// The payload, sent byte by byte as stored.
    pub payload: String,
    /// Its state.
    pub state: DeliveryState,
    /// How many attempts were made in total.
    pub attempts: i64,
    /// How many attempts were made since the delivery was created or replayed: its position in the schedule.
    pub tried: usize,
    /// When the next attempt is due; none if there is no further one.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Delivery {
    /// A new delivery, due at once.
    #[must_use]
    pub fn of(
        id: WebhookDeliveryId,
        webhook: &Webhook,
        about: Option<(PublicChangeId, PublicChangeKind)>,
        payload: String,
        at: DateTime<Utc>,
    ) -> Self {
        let event = about.map_or(TEST, |(_, kind)| event_type(kind));
        Self {
            id,
            webhook: webhook.id,
            change: about.map(|(change, _)| change),
            notice: None,
            event: event.to_owned(),
            payload,
            state: DeliveryState::Pending,
            attempts: 0,
            tried: 0,
            next_attempt_at: Some(at),
            created_at: at,
        }
    }

    /// A new delivery of a notice, due at once.
    #[must_use]
    pub fn of_notice(
        id: WebhookDeliveryId,
        webhook: &Webhook,
        notice: NoticeId,
        payload: String,
        at: DateTime<Utc>,
    ) -> Self {
        Self { notice: Some(notice), event: NOTICE.to_owned(), ..Self::of(id, webhook, None, payload, at) }
    }

    /// Whether it is a test call, which is made once.
    #[must_use]
    pub const fn is_test(&self) -> bool {
        self.change.is_none() && self.notice.is_none()
    }

    /// The delivery after an attempt that succeeded.
    #[must_use]
    pub fn delivered(self) -> Self {
        let (attempts, tried) = (self.attempts.saturating_add(1), self.tried.saturating_add(1));
        Self { state: DeliveryState::Delivered, attempts, tried, next_attempt_at: None, ..self }
    }

    /// The delivery after a failed attempt: the next is due by the schedule, or later if the receiver asked for it.
    #[must_use]
    pub fn missed(self, asked: Option<TimeDelta>, at: DateTime<Utc>) -> Self {
        let (attempts, tried) = (self.attempts.saturating_add(1), self.tried.saturating_add(1));
        let pause = SCHEDULE.get(tried).filter(|_| !self.is_test());
        let asked = asked.unwrap_or_default().min(WAIT_MAX);
        let next_attempt_at = pause.map(|pause| at + asked.max(*pause));
        let state = if next_attempt_at.is_some() { DeliveryState::Pending } else { DeliveryState::Failed };
        Self { state, attempts, tried, next_attempt_at, ..self }
    }

    /// The delivery replayed: due at once, with the same identifier, from the beginning of the schedule.
    #[must_use]
    pub fn again(self, at: DateTime<Utc>) -> Self {
        Self { state: DeliveryState::Pending, tried: 0, next_attempt_at: Some(at), ..self }
    }
}
