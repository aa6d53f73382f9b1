//! Places: of what is expensive, a process makes so much at one time and no more, and so much of it for one account, so
//! that nobody takes the places of all.
//!
//! A handler takes a place before the work, and keeps it until the work is done, or until the file that was made is sent.
//! A place that is dropped is free again, however its holder has ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::base::ids::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::base::client_address::Subnet;

/// How many of its open files one holder has made at one time; the others wait for it.
const MADE_OF_ONE: usize = 1;

/// Who takes a place: an account, or the network of a client without a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Holder {
    Account(AccountId),
    Network(Subnet),
}

/// How much each holder may have at one time.
#[derive(Debug)]
pub(crate) struct Shares {
    of_one: usize,
    /// Of those who are here now.
    known: Mutex<HashMap<Holder, Arc<Semaphore>>>,
}

/// A part of a holder's share, free again when it is dropped.
pub(crate) type Share = OwnedSemaphorePermit;

impl Shares {
    pub(crate) fn new(of_one: usize) -> Self {
        Self { of_one, known: Mutex::default() }
    }

    fn of(&self, holder: Holder) -> Arc<Semaphore> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_holder, share| 1 < Arc::strong_count(share));
        Arc::clone(known.entry(holder).or_insert_with(|| Arc::new(Semaphore::new(self.of_one))))
    }

    /// A part of a holder's share; none if all of it is taken.
    pub(crate) fn take(&self, holder: Holder) -> Option<Share> {
        self.of(holder).try_acquire_owned().ok()
    }
}

/// Places for all, of which each holder may take its share.
#[derive(Debug)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    shares: Shares,
}

/// A place, free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _share: Share,
    _place: OwnedSemaphorePermit,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// The holder has its share.
    Share,
    /// All places are taken.
    All,
}

impl Places {
    pub(crate) fn new(all: usize, of_one: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), shares: Shares::new(of_one) }
    }

    /// A place that is free now.
    pub(crate) fn take(&self, holder: Holder) -> Result<Place, Full> {
        let share = self.shares.take(holder).ok_or(Full::Share)?;
        let place = Arc::clone(&self.all).try_acquire_owned().map_err(|_taken| Full::All)?;
        Ok(Place { _share: share, _place: place })
    }

    /// A place that becomes free before long. A holder that waits for its own share takes no place of others.
    pub(crate) async fn wait(&self, holder: Holder, most: Duration) -> Option<Place> {
        let share = self.shares.of(holder);
        let waiting = async {
            let share = share.acquire_owned().await.ok()?;
            let place = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Place { _share: share, _place: place })
        };
        tokio::time::timeout(most, waiting).await.ok().flatten()
    }
}

/// The places of files that are made whole before they are sent. A file is open from the moment it is asked for until it
/// is sent.
#[derive(Debug)]
pub(crate) struct FilePlaces {
    pub(crate) open: Places,
    pub(crate) making: Places,
}

impl FilePlaces {
    /// For so many files that are made at one time, and so many open ones, of all and of one holder.
    pub(crate) fn new(made_at_once: usize, open: usize, open_of_one: usize) -> Self {
        Self { open: Places::new(open, open_of_one), making: Places::new(made_at_once, MADE_OF_ONE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_millis(20);

    fn holder(number: u128) -> Holder {
        Holder::Account(AccountId(uuid::Uuid::from_u128(number)))
    }

    #[tokio::test]
    async fn found_l13_one_account_does_not_take_the_places_of_all_and_nobody_waits_long() {
        let places = Places::new(2, 1);
        let [one, two, three] = [1, 2, 3].map(holder);
        let first = places.wait(one, NOW).await.expect("a place");
        assert!(places.wait(one, NOW).await.is_none(), "a second place of one account");
        let second = places.wait(two, NOW).await.expect("the place of somebody else");
        assert!(places.wait(three, NOW).await.is_none(), "all places are taken");
        drop(first);
        let third = places.wait(three, NOW).await.expect("free again");
        assert!(places.wait(one, NOW).await.is_none());
        drop((second, third));
        drop(places.wait(one, NOW).await.expect("free again"));
        let known = places.shares.known.lock().expect("the shares").len();
        assert_eq!(known, 1, "nothing is kept of who has gone");
    }

    #[test]
    fn what_is_full_is_told_at_once() {
        let places = Places::new(3, 2);
        let held: Vec<Place> = (0..2).map(|_| places.take(holder(1)).expect("its share")).collect();
        assert_eq!(places.take(holder(1)).expect_err("too many"), Full::Share);
        let other = places.take(holder(2)).expect("the share of somebody else");
        assert_eq!(places.take(holder(3)).expect_err("no place"), Full::All);
        drop(held);
        drop(places.take(holder(1)).expect("free again"));
        drop(other);
    }

    #[tokio::test]
    async fn a_holder_that_gives_up_waiting_leaves_no_place_taken() {
        let places = Places::new(1, 1);
        let held = places.take(holder(1)).expect("a place");
        let waited = tokio::time::timeout(NOW, places.wait(holder(2), Duration::from_mins(1))).await;
        assert!(waited.is_err(), "it waits");
        drop(held);
        drop(places.take(holder(2)).expect("the share and the place are free"));
    }
}
