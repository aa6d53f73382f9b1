//! How often a password may be guessed: per user name, per address, and in total. An account is never locked
//! permanently, because then anyone could lock its owner out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use crate::base::client_address::Subnet;
use crate::base::problem::{Kind, Problem};
use crate::base::rate_limit::Allowances;

/// Guesses in a row for one user name; then one every 12 seconds.
const PER_NAME: NonZeroU32 = NonZeroU32::new(5).unwrap();
/// Guesses in a row from one address, behind which a whole office may sit; then one a second.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Guesses per second in total.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// The limits on guessing passwords and enrolment codes.
pub(crate) struct Throttle {
    names: DefaultKeyedRateLimiter<String>,
    addresses: Allowances<Subnet>,
    all: DefaultDirectRateLimiter,
    failures: Failures,
}

/// How often failed attempts on one account are written down: a flood of them must not fill the audit trail.
const TOLD_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long an account without failures is remembered.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// The failed attempts on accounts and clients that exist: when they were written down last, and how many came since.
#[derive(Debug, Default)]
struct Failures(Mutex<HashMap<Uuid, (DateTime<Utc>, u32)>>);

impl Failures {
    /// Counts a failure.
    fn count(&self, object: Uuid, now: DateTime<Utc>) -> Told {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (told, waiting)| *waiting != 0 || now - *told < FORGOTTEN_AFTER);
        let (told, waiting) = known.entry(object).or_insert((now - TOLD_EVERY, 0));
        *waiting = waiting.saturating_add(1);
        if TOLD_EVERY <= now - *told {
            *told = now;
            return Told::Now(std::mem::take(waiting));
        }
        if *waiting == 1 { Told::After((*told + TOLD_EVERY - now).to_std().unwrap_or_default()) } else { Told::Later }
    }

    /// Takes the failures that wait to be written down.
    fn take(&self, object: Uuid, now: DateTime<Utc>) -> u32 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_mut(&object).map_or(0, |(told, waiting)| {
            *told = now;
            std::mem::take(waiting)
        })
    }
}

/// When a failed attempt is written down.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Now, with the number of those before it that were not.
    Now(u32),
    /// After this time, with those that come until then.
    After(Duration),
    /// With one that waits already.
    Later,
}

impl Throttle {
    pub(crate) fn new() -> Self {
        Self {
            names: RateLimiter::keyed(Quota::per_minute(PER_NAME)),
            addresses: Allowances::per_minute(PER_ADDRESS),
            all: RateLimiter::direct(Quota::per_second(PER_SECOND)),
            failures: Failures::default(),
        }
    }

    /// Counts a failed attempt on an account or a client; answers when it is to be written down.
    pub(crate) fn failed(&self, object: Uuid, now: DateTime<Utc>) -> Told {
        self.failures.count(object, now)
    }

    /// Takes the number of attempts that wait to be written down.
    pub(crate) fn take_failed(&self, object: Uuid, now: DateTime<Utc>) -> u32 {
        self.failures.take(object, now)
    }

    /// Counts an attempt, or says when the next one may come.
    pub(crate) fn admit(&self, name: &str, address: Option<IpAddr>) -> Result<(), Problem> {
        let clock = DefaultClock::default();
        let wait = |until: governor::NotUntil<_>| {
            let seconds = until.wait_time_from(clock.now()).as_secs().saturating_add(1);
            Problem::plain(Kind::TooManyRequests).with_header("Retry-After", seconds.to_string())
        };
        // The address is checked first, so that attempts beyond its own limit do not use up the total. The name is
        // checked last, because names are remembered, and so their number is limited by the admitted attempts.
        self.addresses.take(&address.map_or(Subnet::NOWHERE, Subnet::from)).admitted()?;
        self.all.check().map_err(wait)?;
        self.names.check_key(&name.to_owned()).map_err(wait)?;
        self.names.retain_recent();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_guess_in_a_row_waits_and_others_do_not() {
        let throttle = Throttle::new();
        for _ in 0..PER_NAME.get() {
            throttle.admit("an", None).expect("admitted");
        }
        let refused = throttle.admit("an", None).expect_err("refused");
        assert!(refused.header.is_some_and(|(name, value)| name == "Retry-After" && value != "0"));
        throttle.admit("binh", None).expect("somebody else is admitted");
    }

    #[test]
    fn found_c20_a_flood_of_failures_is_one_entry_a_minute() {
        let failures = Failures::default();
        let (an, binh) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let at = |seconds: i64| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert_eq!(failures.count(an, at(0)), Told::Now(1), "the first is told at once");
        assert_eq!(failures.count(an, at(10)), Told::After(Duration::from_secs(50)), "the next one when it is time");
        for second in 11..60 {
            assert_eq!(failures.count(an, at(second)), Told::Later);
        }
        assert_eq!(failures.count(binh, at(30)), Told::Now(1), "another account has its own");
        assert_eq!(failures.take(an, at(60)), 50, "all of those in between, though no other came");
        assert_eq!(failures.take(an, at(60)), 0);
        assert_eq!(failures.count(an, at(61)), Told::After(Duration::from_secs(59)));
        assert_eq!(failures.count(an, at(130)), Told::Now(2));
        assert_eq!(failures.count(binh, at(8_000)), Told::Now(1));
        assert_eq!(failures.count(an, at(8_001)), Told::Now(1));
        assert_eq!(failures.0.lock().expect("a map").len(), 2, "who has not failed for an hour is forgotten");
    }

    #[test]
    fn one_address_does_not_use_up_what_all_have_together() {
        let throttle = Throttle::new();
        let from = |last: u8| Some(IpAddr::from([192, 0, 2, last]));
        let guesses = (0..PER_ADDRESS.get()).map(|number| throttle.admit(&format!("ai{number}"), from(1)));
        assert!(guesses.filter(Result::is_err).count() != 0, "all of them have a limit, too");
        // Time for a few more guesses in total, and for none from that address.
        std::thread::sleep(std::time::Duration::from_millis(200));
        for number in 0..PER_SECOND.get() {
            throttle.admit(&format!("ai{number}"), from(1)).ok();
        }
        throttle.admit("binh", from(2)).expect("somebody elsewhere is admitted");
    }
}
