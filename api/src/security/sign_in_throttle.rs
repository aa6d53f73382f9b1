//! How often a password may be guessed: per user name, per address, and in total. An account is never locked
//! permanently, because then anyone could lock its owner out.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

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
}

impl Throttle {
    pub(crate) fn new() -> Self {
        Self {
            names: RateLimiter::keyed(Quota::per_minute(PER_NAME)),
            addresses: Allowances::per_minute(PER_ADDRESS),
            all: RateLimiter::direct(Quota::per_second(PER_SECOND)),
        }
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
