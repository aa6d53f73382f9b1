//! How many requests one client may make: by address where nobody says who he is, by account or machine client where a
//! token does. An allowance is whole at first, may be used up at once, and grows again evenly. Every counted answer tells
//! how it stands, in the fields of the IETF's draft on rate limits. Guessing passwords is limited harder, in `throttle.rs`.
//!
//! A published board costs some microseconds, so counting costs some tenths of one: nothing is formatted but two numbers,
//! and no lock is waited for by two clients.

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

/// What a client may ask in a minute without a token: a hundred views of the board page from one office at once, or all
/// units of a cycle fetched three times; then ten requests in every second.
pub(crate) const PUBLIC_REQUESTS_PER_MINUTE: u32 = 600;
/// What one account or machine client may ask in a minute.
pub(crate) const ACCOUNT_REQUESTS_PER_MINUTE: u32 = 600;
/// The time that an allowance is told for, in seconds.
const WINDOW_SECONDS: u64 = 60;
/// The most clients whose allowances are known apart; about 48 bytes each. Whoever was not here for as long as his
/// allowance needs to be whole again is forgotten, so only somebody with very many addresses ever gets this far.
const CLIENTS_MAX: usize = 100_000;
/// After so many requests what need not be known any more is forgotten.
const SWEEP_EVERY: u32 = 4_096;
/// The most bytes of what is told: two numbers of ten digits, and the words.
const TOLD_BYTES_MAX: usize = 48;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The state of each known client; those who come when there is no more room share one.
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

/// A time in whole seconds, never too short and never none.
fn seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(0 < time.subsec_nanos())).max(1)
}

/// `"default";r=599;t=1`: what is left, and after how many seconds the allowance is whole again.
fn told(left: u32, whole: u64) -> HeaderValue {
    let mut text = [0_u8; TOLD_BYTES_MAX];
    let mut room = text.as_mut_slice();
    // What would not fit would be told without numbers; two numbers fit.
    let fits = write!(room, "\"default\";r={left};t={whole}").is_ok();
    let unused = room.len();
    let written = text.get(..TOLD_BYTES_MAX.saturating_sub(unused)).filter(|_| fits);
    let value = written.and_then(|written| HeaderValue::from_bytes(written).ok());
    value.unwrap_or(HeaderValue::from_static("\"default\";r=0"))
}

/// How a client stands after a request was counted.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    policy: HeaderValue,
    left: HeaderValue,
    /// The seconds to wait, if the request was one too many.
    wait: Option<u64>,
}

impl Standing {
    /// Refuses what was one too many.
    pub(crate) fn admitted(&self) -> Result<(), Problem> {
        self.wait.map_or(Ok(()), |wait| {
            Err(Problem::plain(Kind::TooManyRequests).with_header("Retry-After", wait.to_string()))
        })
    }

    /// Tells it to the client.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(POLICY, self.policy.clone());
        headers.insert(LEFT, self.left.clone());
    }
}

/// Every allowance of this process; absent where the operator wants no limit.
pub(crate) struct Limits {
    strangers: Option<Allowances<Subnet>>,
    /// Whoever watches the service is not kept waiting for what others ask from the same address.
    watchers: Option<Allowances<Subnet>>,
    accounts: Option<Allowances<Uuid>>,
}

/// The request was counted on an account, which may have no limit.
struct Counted(Option<Standing>);

impl Limits {
    /// None per minute means no limit.
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
        let watcher = request.path().starts_with("/health/");
        let allowances = if watcher { self.watchers.as_ref() } else { self.strangers.as_ref() };
        allowances.map(|all| all.take(&client_address::address(request).map_or(Subnet::NOWHERE, Subnet::from)))
    }
}

fn limits(request: &HttpRequest) -> Option<&Limits> {
    request.app_data::<web::Data<Limits>>().map(|limits| limits.get_ref())
}

/// Counts a request that comes in, by its address. One that brings a token to where it is `checked` waits for that: people
/// behind one address shall not be in each other's way.
pub(crate) fn arrive(request: &ServiceRequest, checked: bool) -> Option<Standing> {
    limits(request.request()).filter(|_| !checked).and_then(|limits| limits.stranger(request.request()))
}

/// Counts a request by whose token it bears, once, before the database is asked anything.
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

/// Tells an answer's client how he stands. What came with a token and was counted on no account, because the token is none
/// or the request was refused before, is counted by its address now; after too many of them that is the answer.
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
        // One request is replaced within a microsecond.
        let allowances = allowances(u32::MAX);
        for client in 0..u128::from(SWEEP_EVERY) * 3 {
            allowances.take(&client);
        }
        assert!(allowances.limiter.len() <= usize::try_from(SWEEP_EVERY).expect("a number") * 2);
    }
}
