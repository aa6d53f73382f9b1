//! Rate limits: by address for requests without a token, by account or machine client for requests with one. An
//! allowance is full at first, may be used up at once, and is refilled evenly. Every counted answer states it in the
//! header fields of the IETF's draft on rate limits. Guesses of passwords have stricter limits, in
//! `sign_in_throttle.rs`.
//!
//! A published board costs some microseconds, so counting may cost only tenths of one: only two numbers are formatted,
//! and no two clients wait for one lock.

use std::hash::Hash;
use std::io::Write;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::base::client_address::{self, Subnet};
use crate::base::problem::{Kind, Problem};

/// Requests per minute of a client without a token: a hundred views of the board page from one office at once, or all
/// units of a cycle fetched three times; then ten requests in every second.
pub(crate) const PUBLIC_REQUESTS_PER_MINUTE: u32 = 600;
/// Requests per minute of one account or machine client.
pub(crate) const ACCOUNT_REQUESTS_PER_MINUTE: u32 = 600;
/// The time window of the limits, in seconds.
const WINDOW_SECONDS: u64 = 60;
/// Maximum number of clients with an allowance of their own; each takes about 48 bytes. A client whose allowance is
/// full again is forgotten, so only a client with very many addresses can reach this number.
const CLIENTS_MAX: usize = 100_000;
/// After this many requests, clients whose allowance is full again are forgotten.
const SWEEP_EVERY: u32 = 4_096;
/// Maximum length of the `RateLimit` header: two numbers of ten digits, and the words.
const TOLD_BYTES_MAX: usize = 48;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The state of each known client; clients beyond the maximum share one state.
struct Known<K: Hash + Eq + Clone> {
    clients: DashMapStateStore<K>,
    rest: InMemoryState,
}

impl<K: Hash + Eq + Clone> StateStore for Known<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        if let Some(client) = self.clients.get(key) {
            return client.measure_and_replace(&NotKeyed::NonKey, decide);
        }
        if CLIENTS_MAX <= self.clients.len() {
            return self.rest.measure_and_replace(&NotKeyed::NonKey, decide);
        }
        self.clients.measure_and_replace(key, decide)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for Known<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        self.clients.retain_recent(drop_below);
    }

    fn len(&self) -> usize {
        self.clients.len()
    }

    fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }
}

/// One allowance for each client of a kind.
pub(crate) struct Allowances<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, Known<K>, DefaultClock, StateInformationMiddleware>,
    most: u32,
    interval: Duration,
    policy: HeaderValue,
    asked: AtomicU32,
}

impl<K: Hash + Eq + Clone> Allowances<K> {
    pub(crate) fn per_minute(most: NonZeroU32) -> Self {
        let quota = Quota::per_minute(most);
        let known = Known { clients: DashMapStateStore::default(), rest: InMemoryState::default() };
        let limiter = RateLimiter::new(quota, known, DefaultClock::default());
        let policy = format!("\"default\";q={most};w={WINDOW_SECONDS}");
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("\"default\""));
        Self { limiter, most: most.get(), interval: quota.replenish_interval(), policy, asked: AtomicU32::new(0) }
    }

    /// Counts a request.
    pub(crate) fn take(&self, client: &K) -> Standing {
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP_EVERY) {
            self.limiter.retain_recent();
        }
        let (left, whole, wait) = match self.limiter.check_key(client) {
            Ok(state) => {
                let left = state.remaining_burst_capacity();
                (left, seconds(self.interval.saturating_mul(self.most.saturating_sub(left))), None)
            }
            Err(refused) => {
                let wait = refused.wait_time_from(self.limiter.clock().now());
                (0, WINDOW_SECONDS, Some(seconds(wait)))
            }
        };
        Standing { policy: self.policy.clone(), left: told(left, whole), wait }
    }
}

/// A time in whole seconds, rounded up, at least one.
fn seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(0 < time.subsec_nanos())).max(1)
}

/// `"default";r=599;t=1`: the remaining requests, and the seconds until the allowance is full again.
fn told(left: u32, whole: u64) -> HeaderValue {
    let mut text = [0_u8; TOLD_BYTES_MAX];
    let mut room = text.as_mut_slice();
    // A text that did not fit would be replaced by `r=0`; two numbers fit.
    let fits = write!(room, "\"default\";r={left};t={whole}").is_ok();
    let unused = room.len();
    let written = text.get(..TOLD_BYTES_MAX.saturating_sub(unused)).filter(|_| fits);
    let value = written.and_then(|written| HeaderValue::from_bytes(written).ok());
    value.unwrap_or(HeaderValue::from_static("\"default\";r=0"))
}

/// The state of a client's allowance after a request was counted.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    policy: HeaderValue,
    left: HeaderValue,
    /// The seconds to wait, if the request exceeded the limit.
    wait: Option<u64>,
}

impl Standing {
    /// Refuses a request that exceeded the limit.
    pub(crate) fn admitted(&self) -> Result<(), Problem> {
        self.wait.map_or(Ok(()), |wait| {
            Err(Problem::plain(Kind::TooManyRequests).with_header("Retry-After", wait.to_string()))
        })
    }

    /// Adds the header fields to an answer.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(POLICY, self.policy.clone());
        headers.insert(LEFT, self.left.clone());
    }
}

/// All allowances of this process; `None` where the operator sets no limit.
pub(crate) struct Limits {
    strangers: Option<Allowances<Subnet>>,
    /// Health checks are counted separately, so that other requests from the same address do not block them.
    watchers: Option<Allowances<Subnet>>,
    accounts: Option<Allowances<Uuid>>,
}

/// Marks a request that was counted on an account; `None` if accounts have no limit.
struct Counted(Option<Standing>);

impl Limits {
    /// Zero per minute means no limit.
    pub(crate) fn new(public_per_minute: u32, account_per_minute: u32) -> Self {
        let (public, account) = (NonZeroU32::new(public_per_minute), NonZeroU32::new(account_per_minute));
        Self {
            strangers: public.map(Allowances::per_minute),
            watchers: public.map(Allowances::per_minute),
            accounts: account.map(Allowances::per_minute),
        }
    }

    /// Counts a request by its address.
    fn stranger(&self, request: &HttpRequest) -> Option<Standing> {
        let watcher = request.match_info().as_str().starts_with("/health/");
        let allowances = if watcher { self.watchers.as_ref() } else { self.strangers.as_ref() };
        allowances.map(|all| all.take(&client_address::address(request).map_or(Subnet::NOWHERE, Subnet::from)))
    }
}

fn limits(request: &HttpRequest) -> Option<&Limits> {
    request.app_data::<web::Data<Limits>>().map(|limits| limits.get_ref())
}

/// Counts an incoming request by its address. One with a token that its operation checks (`checked`) is counted later,
/// by its account: people behind one address must not use up each other's allowance.
pub(crate) fn arrive(request: &ServiceRequest, checked: bool) -> Option<Standing> {
    limits(request.request()).filter(|_| !checked).and_then(|limits| limits.stranger(request.request()))
}

/// Counts a request by the account of its token, once, before the database is asked.
pub(crate) fn count(request: &HttpRequest, account: Uuid) -> Result<(), Problem> {
    let counted = request.extensions().get::<Counted>().is_some();
    if counted {
        return Ok(());
    }
    let accounts = limits(request).and_then(|limits| limits.accounts.as_ref());
    let standing = accounts.map(|accounts| accounts.take(&account));
    let admitted = standing.as_ref().map_or(Ok(()), Standing::admitted);
    request.extensions_mut().insert(Counted(standing));
    admitted
}

/// Adds the header fields to the answer. A request with a token that was not counted on an account, because the token
/// is invalid or the request was refused earlier, is counted by its address now; if that exceeds the limit, the answer
/// is 429.
pub(crate) fn settle(request: &HttpRequest, arrived: Option<Standing>, response: HttpResponse) -> HttpResponse {
    if let Some(standing) = arrived {
        return security_headers(&standing, response);
    }
    let counted = request.extensions_mut().remove::<Counted>();
    match counted {
        Some(Counted(Some(standing))) => return security_headers(&standing, response),
        Some(Counted(None)) => return response,
        None => {}
    }
    let Some(standing) = limits(request).and_then(|limits| limits.stranger(request)) else { return response };
    match standing.admitted() {
        Ok(()) => security_headers(&standing, response),
        Err(problem) => security_headers(&standing, problem.error_response()),
    }
}

fn security_headers(standing: &Standing, mut response: HttpResponse) -> HttpResponse {
    standing.tell(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowances(most: u32) -> Allowances<u128> {
        Allowances::per_minute(NonZeroU32::new(most).expect("a number"))
    }

    #[test]
    fn an_allowance_is_told_and_ends_and_is_nobody_elses() {
        let allowances = allowances(3);
        for (left, whole) in [(2, 20), (1, 40), (0, 60)] {
            let standing = allowances.take(&1);
            assert!(standing.admitted().is_ok());
            assert_eq!(standing.policy, "\"default\";q=3;w=60");
            assert_eq!(standing.left, format!("\"default\";r={left};t={whole}").as_str());
        }
        let standing = allowances.take(&1);
        assert_eq!(standing.left, "\"default\";r=0;t=60");
        let refused = standing.admitted().expect_err("one too many");
        let (name, wait) = refused.header.expect("when to come again");
        assert!(name == "Retry-After" && wait.parse::<u64>().is_ok_and(|wait| (1..=20).contains(&wait)), "{wait}");
        assert!(allowances.take(&2).admitted().is_ok());
    }

    #[test]
    fn the_largest_numbers_are_told() {
        assert_eq!(told(u32::MAX, u64::from(u32::MAX)), "\"default\";r=4294967295;t=4294967295");
        let standing = allowances(u32::MAX).take(&1);
        assert!(standing.policy.as_bytes().ends_with(b"q=4294967295;w=60") && standing.admitted().is_ok());
    }

    #[test]
    fn however_many_come_no_more_than_a_fixed_number_is_known() {
        let allowances = allowances(1);
        for client in 0..u128::try_from(CLIENTS_MAX).expect("a number") {
            assert!(allowances.take(&client).admitted().is_ok());
        }
        assert!(allowances.take(&u128::MAX).admitted().is_ok(), "the first of the rest");
        assert!(allowances.take(&(u128::MAX - 1)).admitted().is_err(), "the rest share one allowance");
        assert!(allowances.take(&0).admitted().is_err(), "who is known is counted as before");
        assert_eq!(allowances.limiter.len(), CLIENTS_MAX);
    }

    #[test]
    fn whoever_is_whole_again_is_forgotten() {
        // One request is refilled within a microsecond.
        let allowances = allowances(u32::MAX);
        for client in 0..u128::from(SWEEP_EVERY) * 3 {
            allowances.take(&client);
        }
        assert!(allowances.limiter.len() <= usize::try_from(SWEEP_EVERY).expect("a number") * 2);
    }
}
