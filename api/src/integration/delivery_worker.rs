//! The delivery worker: sends public changes, and notices, to the endpoints that subscribe to them. It is the only background
//! loop of the service. A notice is sent from the moment on from which it counts, which no request marks.
//!
//! Every process has one, and they share the work: a delivery is claimed under a lease before it is sent, so no two
//! processes send one at once, and what a killed process had claimed is taken up when the lease expires. A process that
//! dies between sending and recording it causes a second sending, under the same `webhook-id`.
//!
//! A receiver that never answers delays no other one: each endpoint has attempts of its own, and failing endpoints
//! share a small part of all attempts. The address is checked when the connection is made, as the name resolves at that
//! moment; no redirect is followed, no proxy is used, and only the beginning of an answer is read, of which the log
//! keeps a part.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::ids::{WebhookAttemptId, WebhookDeliveryId, WebhookId};
use domain::integration::webhook::Webhook;
use domain::integration::webhook::delivery::{Attempt, AttemptOutcome, Delivery, LOG_KEPT};
use domain::integration::webhook::reach::Networks;
use persistence::base::failure::Failure;
use persistence::base::store::Store;
use persistence::integration::notice::ReadNotice;
use persistence::integration::webhook::CONCURRENCY;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::base::clock::Clock;
use crate::base::problem::chain;
use crate::integration::notice::shown;
use crate::integration::webhook_event::{telling, telling_notice};
use crate::integration::webhook_sender::{Ended, Sender, printable};
use crate::integration::webhook_signature::Signer;
use crate::security::key_file::DataKeysUnusable;
use crate::security::secret_box::SecretBox;

/// The folder of the keys that seal the secrets of endpoints, below the folder of the tokens' keys.
const FOLDER: &str = "webhooks";
/// Pause between two rounds.
const POLL: Duration = Duration::from_millis(500);
/// Pause after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(5);
/// Maximum number of running attempts in one process at endpoints that answer.
const WELL_MAX: usize = 48;
/// Maximum number of running attempts in one process at endpoints that fail or are being tested.
const AILING_MAX: usize = 16;
/// How often expired entries of the log are deleted.
const SWEEP: TimeDelta = TimeDelta::hours(1);

/// Sends public changes and notices to subscribed endpoints.
pub(crate) struct DeliveryWorker {
    store: Store,
    clock: Clock,
    secret_box: SecretBox,
    sender: Sender,
    slots: Slots,
    tasks: TaskTracker,
    over: CancellationToken,
}

impl DeliveryWorker {
    /// Requires the keys that the database's secrets lie under, before any key is made.
    pub(crate) fn must_hold(keys: &Path, needed: &[String]) -> Result<(), DataKeysUnusable> {
        SecretBox::must_be_in(&folder(keys), needed)
    }

    /// Reads the keys that seal secrets; makes the first one if there is none.
    pub(crate) fn open(keys: &Path, sender: Sender, store: Store, clock: Clock) -> Result<Arc<Self>, DataKeysUnusable> {
        Ok(Arc::new(Self {
            store,
            clock,
            secret_box: SecretBox::open(&folder(keys))?,
            sender,
            slots: Slots::default(),
            tasks: TaskTracker::new(),
            over: CancellationToken::new(),
        }))
    }

    pub(crate) const fn secret_box(&self) -> &SecretBox {
        &self.secret_box
    }

    pub(crate) const fn networks(&self) -> &Networks {
        &self.sender.networks
    }

    /// Starts the worker.
    pub(crate) fn start(self: &Arc<Self>) {
        self.tasks.spawn(Arc::clone(self).run());
    }

    /// Takes up no more deliveries, and waits for the running attempts; each has a deadline.
    pub(crate) async fn stop(&self) {
        self.over.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    async fn run(self: Arc<Self>) {
        let mut swept = None;
        while !self.over.is_cancelled() {
            let pause = match self.round(&mut swept).await {
                Ok(()) => POLL,
                Err(failure) => {
                    tracing::warn!(cause = chain(&failure), "webhooks wait");
                    TROUBLE
                }
            };
            // Only the pause is cut short: a unit of work that has begun is completed.
            tokio::select! {
                () = self.over.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Gives notices their places whose time has come, creates deliveries for new changes and notices, and sends those that
    /// are due.
    async fn round(self: &Arc<Self>, swept: &mut Option<DateTime<Utc>>) -> Result<(), Failure> {
        let now = self.clock.now();
        if swept.is_none_or(|last: DateTime<Utc>| last + SWEEP <= now) {
            self.store.write(move |tx| async move { tx.forget_deliveries(now - LOG_KEPT).await }).await?;
            *swept = Some(now);
        }
        while !self.over.is_cancelled() && self.place_notices(now).await? {}
        loop {
            let behind = self.store.read(|tx| async move { tx.webhooks_behind().await }).await?;
            if behind.is_empty() || self.over.is_cancelled() {
                break;
            }
            let mut stuck = false;
            for webhook in behind {
                stuck |= !alone(webhook, self.take_up(webhook, now).await)?;
            }
            if stuck {
                break;
            }
        }
        let due = self.store.read(move |tx| async move { tx.webhooks_due(now).await }).await?;
        for (webhook, failing) in due {
            if self.over.is_cancelled() {
                break;
            }
            alone(webhook, self.send_due(webhook, failing, now).await)?;
        }
        Ok(())
    }

    /// Gives places to notices whose time has come; whether there may be more of them.
    async fn place_notices(&self, now: DateTime<Utc>) -> Result<bool, Failure> {
        if !self.store.read(move |tx| async move { tx.notices_without_place(now).await }).await? {
            return Ok(false);
        }
        self.store.write(move |tx| async move { tx.place_notices(now).await }).await
    }

    /// Creates deliveries for the changes or notices that an endpoint has not had yet.
    async fn take_up(&self, webhook: WebhookId, now: DateTime<Utc>) -> Result<(), Failure> {
        self.store
            .write(move |tx| async move {
                let Some(backlog) = tx.webhook_backlog(webhook, now).await? else { return Ok(()) };
                let wanted = backlog.changes.iter().filter(|stored| backlog.webhook.wants(stored.change.kind));
                let mut deliveries = wanted
                    .map(|stored| {
                        let id = WebhookDeliveryId(Uuid::now_v7());
                        let payload = telling(stored.clone())?;
                        let about = Some((stored.id, stored.change.kind));
                        Ok(Delivery::of(id, &backlog.webhook, about, payload, now))
                    })
                    .collect::<Result<Vec<Delivery>, Failure>>()?;
                let unread = backlog.notices.iter().map(|notice| ReadNotice { notice: *notice, read_at: None });
                for notice in shown(&tx, unread.collect()).await? {
                    let (id, about) = (WebhookDeliveryId(Uuid::now_v7()), notice.id);
                    let payload = telling_notice(notice)?;
                    deliveries.push(Delivery::of_notice(id, &backlog.webhook, about, payload, now));
                }
                tx.add_deliveries(backlog, deliveries).await
            })
            .await
    }

    /// Claims the due deliveries of an endpoint, as far as there are free slots, and sends them.
    async fn send_due(self: &Arc<Self>, webhook: WebhookId, failing: bool, now: DateTime<Utc>) -> Result<(), Failure> {
        let slots: Vec<Slot> = std::iter::from_fn(|| self.slots.take(webhook, failing)).take(CONCURRENCY).collect();
        if slots.is_empty() {
            return Ok(());
        }
        let (lease, most, flying) = (Uuid::now_v7(), slots.len(), self.slots.flying());
        let claimed = self
            .store
            .write(move |tx| async move { tx.claim_deliveries(webhook, (lease, most), &flying, now).await })
            .await?;
        let Some((webhook, deliveries)) = claimed else { return Ok(()) };
        for (delivery, slot) in deliveries.into_iter().zip(slots) {
            self.tasks.spawn(Arc::clone(self).carry(webhook.clone(), delivery, lease, slot));
        }
        Ok(())
    }

    /// A slot for a test call; `None` while too many attempts are running at the endpoint, or in total.
    pub(crate) fn place_for_test(&self, webhook: WebhookId) -> Option<Slot> {
        self.slots.take(webhook, true)
    }

    /// Sends a test call now, and waits for its end; it is completed even if the caller no longer waits.
    pub(crate) async fn send_test(self: &Arc<Self>, webhook: Webhook, delivery: Delivery, lease: Uuid, slot: Slot) {
        let carried = Arc::clone(self).carry(webhook, delivery, lease, slot);
        let carrying = self.tasks.spawn_on(carried, self.store.runtime());
        if let Err(broken) = carrying.await {
            tracing::error!(%broken, "a test call broke down");
        }
    }

    async fn carry(self: Arc<Self>, webhook: Webhook, delivery: Delivery, lease: Uuid, mut slot: Slot) {
        slot.fly(delivery.id);
        let (attempt, asked) = self.attempt(&webhook, &delivery).await;
        let id = delivery.id;
        tracing::info!(
            webhook = %webhook.id,
            delivery = %id,
            outcome = %attempt.outcome,
            status = attempt.status,
            millis = attempt.millis,
            "webhook"
        );
        if let Err(failure) = self.note(delivery, attempt, asked, lease).await {
            // The delivery is not recorded as sent, so it is sent again when the lease expires.
            tracing::warn!(delivery = %id, cause = chain(&failure), "an attempt could not be noted");
        }
    }

    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery) -> (Attempt, Option<TimeDelta>) {
        let (at, started) = (self.clock.now(), Instant::now());
        let ended = match Signer::of(webhook, &self.secret_box, at) {
            Ok(signer) => self.sender.send(webhook, delivery, &signer, at).await,
            Err(_broken) => Ended::failed(
                AttemptOutcome::Unreachable,
                "the endpoint's secret cannot be opened with the keys of this installation",
            ),
        };
        let Ended { outcome, status, excerpt, reason, asked } = ended;
        let millis = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        let id = WebhookAttemptId(Uuid::now_v7());
        (Attempt { id, at, outcome, status, millis, excerpt: printable(&excerpt), reason }, asked)
    }

    /// Records the result of an attempt, and what follows from it for delivery and endpoint.
    async fn note(
        &self,
        sent: Delivery,
        attempt: Attempt,
        asked: Option<TimeDelta>,
        lease: Uuid,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        self.store
            .write(move |tx| async move {
                // The endpoint was removed meanwhile, and its log with it.
                let Some(webhook) = tx.lock_webhook(sent.webhook).await? else { return Ok(()) };
                let delivery = match tx.delivery(webhook.id, sent.id).await {
                    Err(Failure::NotFound) => return Ok(()),
                    found => found?,
                };
                let test = delivery.is_test();
                if attempt.succeeded() {
                    tx.note_attempt(&delivery.delivered(), &attempt, lease).await?;
                    tx.note_health(webhook.id, None).await?;
                    if let Some(step) = test.then(|| webhook.answered_test(now)).flatten() {
                        tx.save_webhook(step).await?;
                    }
                    return Ok(());
                }
                tx.note_attempt(&delivery.missed(asked, now), &attempt, lease).await?;
                if test {
                    return Ok(());
                }
                tx.note_health(webhook.id, Some(webhook.failing_since.unwrap_or(attempt.at))).await?;
                if let Some(step) = webhook.failed(attempt.gone(), now) {
                    let webhook = tx.save_webhook(step).await?;
                    tracing::warn!(webhook = %webhook.id, cause = ?webhook.cause, "a webhook was disabled");
                }
                Ok(())
            })
            .await
    }
}

/// Limits a failure to its endpoint, unless the database is unavailable; returns whether the work succeeded.
fn alone(webhook: WebhookId, done: Result<(), Failure>) -> Result<bool, Failure> {
    match done {
        Ok(()) => Ok(true),
        Err(failure @ Failure::Unavailable { .. }) => Err(failure),
        Err(failure) => {
            tracing::error!(%webhook, cause = chain(&failure), "a webhook is stuck");
            Ok(false)
        }
    }
}

/// The folder of the keys that seal the secrets of endpoints.
fn folder(keys: &Path) -> std::path::PathBuf {
    keys.join(FOLDER)
}

/// The attempts that are running in this process.
#[derive(Clone, Default)]
struct Slots(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    by: HashMap<WebhookId, usize>,
    well: usize,
    ailing: usize,
    flying: HashSet<WebhookDeliveryId>,
}

impl Slots {
    /// Takes a slot for an attempt, if one is free: endpoints that fail have slots of their own, so that those that
    /// never answer take none from those that do, however many there are.
    fn take(&self, webhook: WebhookId, ailing: bool) -> Option<Slot> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = if ailing { AILING_MAX <= taken.ailing } else { WELL_MAX <= taken.well };
        let own = taken.by.get(&webhook).copied().unwrap_or_default();
        if full || CONCURRENCY <= own {
            return None;
        }
        taken.by.insert(webhook, own.saturating_add(1));
        let count = if ailing { &mut taken.ailing } else { &mut taken.well };
        *count = count.saturating_add(1);
        drop(taken);
        Some(Slot { slots: self.clone(), webhook, ailing, delivery: None })
    }

    /// The deliveries that this process is sending: it claims none of them again, even if the lease has expired.
    fn flying(&self) -> Vec<WebhookDeliveryId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flying.iter().copied().collect()
    }
}

/// The slot of one attempt; it is freed when it is dropped.
pub(crate) struct Slot {
    slots: Slots,
    webhook: WebhookId,
    ailing: bool,
    delivery: Option<WebhookDeliveryId>,
}

impl Slot {
    fn fly(&mut self, delivery: WebhookDeliveryId) {
        self.slots.0.lock().unwrap_or_else(PoisonError::into_inner).flying.insert(delivery);
        self.delivery = Some(delivery);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by.get(&self.webhook).copied().unwrap_or_default().saturating_sub(1);
        if own == 0 {
            taken.by.remove(&self.webhook);
        } else {
            taken.by.insert(self.webhook, own);
        }
        let count = if self.ailing { &mut taken.ailing } else { &mut taken.well };
        *count = count.saturating_sub(1);
        if let Some(delivery) = self.delivery {
            taken.flying.remove(&delivery);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_that_fail_take_no_place_from_those_that_answer() {
        let slots = Slots::default();
        let webhook = |number: u128| WebhookId(Uuid::from_u128(number));
        let failing: Vec<Slot> =
            (0..100).flat_map(|number| [webhook(number); 3]).filter_map(|id| slots.take(id, true)).collect();
        assert_eq!(failing.len(), AILING_MAX);
        let well: Vec<Slot> =
            (200..300).flat_map(|number| [webhook(number); 3]).filter_map(|id| slots.take(id, false)).collect();
        assert_eq!(well.len(), WELL_MAX, "two for each, and all of them");
        assert!(slots.take(webhook(500), false).is_none());
        drop(well);
        assert!(slots.take(webhook(0), false).is_none(), "it has two already, whatever they are");
        let mut one = slots.take(webhook(500), false).expect("a place");
        one.fly(WebhookDeliveryId(Uuid::nil()));
        assert_eq!(slots.flying(), [WebhookDeliveryId(Uuid::nil())]);
        drop((one, failing));
        assert!(slots.flying().is_empty());
        assert!(slots.0.lock().expect("unpoisoned").by.is_empty(), "nothing is left behind");
    }
}
