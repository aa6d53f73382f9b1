//! The courier: carries what changed in public to the endpoints that want to be told. It is the only loop of the service.
//!
//! Every process has one, and they share the work: what is due is claimed under a lease before it is sent, so two never
//! send the same at once, and what a killed process had claimed is taken up once the lease is over. A process that dies
//! between sending and noting that it did leads to a second sending, under the same `webhook-id`.
//!
//! A receiver that never answers slows nobody else: each endpoint has attempts of its own, and those that fail share a
//! small part of all of them. Who is called is judged when the connection is made, by the addresses that the name has at
//! that moment; no redirect is followed, no proxy is asked, and of an answer no more is read than the log keeps a part of.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::ids::{WebhookAttemptId, WebhookDeliveryId, WebhookId};
use domain::integration::webhook::Webhook;
use domain::integration::webhook::delivery::{Attempt, AttemptOutcome, Delivery, EXCERPT_BYTES_MAX, LOG_KEPT};
use domain::integration::webhook::reach::{Host, Networks, Way};
use persistence::base::failure::Failure;
use persistence::base::store::Store;
use persistence::integration::webhook::CONCURRENCY;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::base::clock::Clock;
use crate::base::names::Names;
use crate::base::problem::chain;
use crate::integration::webhook_event::telling;
use crate::integration::webhook_signature::Signer;
use crate::integration::webhook_target::read;
use crate::security::vault::{Strongbox, VaultUnusable};

/// The folder of the keys that seal the secrets of endpoints, below the folder of the tokens' keys.
const FOLDER: &str = "webhooks";
/// How often it is looked whether there is anything to do.
const POLL: Duration = Duration::from_millis(500);
/// How long nothing is tried after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(5);
/// How long a receiver may take to answer, from the name's addresses to the status.
const DEADLINE: Duration = Duration::from_secs(15);
/// How long the beginning of its answer may take after that.
const EXCERPT_DEADLINE: Duration = Duration::from_secs(2);
/// The most of an answer that is read.
const ANSWER_BYTES_MAX: usize = 16 << 10;
/// The most attempts under way in one process, at endpoints that are well.
const WELL_MAX: usize = 48;
/// The most attempts under way in one process, at endpoints that fail or are being tested.
const AILING_MAX: usize = 16;
/// The most characters of why an attempt failed.
const REASON_CHARS_MAX: usize = 300;
/// How often old entries of the log are looked for.
const SWEEP: TimeDelta = TimeDelta::hours(1);
/// What every attempt says of who calls.
const AGENT: &str = concat!("thidua-webhooks/", env!("CARGO_PKG_VERSION"));

/// Carries what changed to whoever wants to be told.
pub(crate) struct Courier {
    store: Store,
    clock: Clock,
    strongbox: Strongbox,
    sender: Sender,
    slots: Slots,
    tasks: TaskTracker,
    over: CancellationToken,
}

impl Courier {
    /// Reads the keys that seal secrets; makes the first one if there is none.
    pub(crate) fn open(keys: &Path, sender: Sender, store: Store, clock: Clock) -> Result<Arc<Self>, VaultUnusable> {
        Ok(Arc::new(Self {
            store,
            clock,
            strongbox: Strongbox::open(&folder(keys))?,
            sender,
            slots: Slots::default(),
            tasks: TaskTracker::new(),
            over: CancellationToken::new(),
        }))
    }

    pub(crate) const fn strongbox(&self) -> &Strongbox {
        &self.strongbox
    }

    pub(crate) const fn networks(&self) -> &Networks {
        &self.sender.networks
    }

    /// Begins to carry.
    pub(crate) fn start(self: &Arc<Self>) {
        self.tasks.spawn(Arc::clone(self).run());
    }

    /// Takes nothing up any more, and waits for the attempts that are under way; each has a deadline.
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
            // Only the pause is cut short: a unit of work that has begun goes to its end.
            tokio::select! {
                () = self.over.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Makes deliveries of what changed, and sends what is due.
    async fn round(self: &Arc<Self>, swept: &mut Option<DateTime<Utc>>) -> Result<(), Failure> {
        let now = self.clock.now();
        if swept.is_none_or(|last: DateTime<Utc>| last + SWEEP <= now) {
            self.store.write(move |tx| async move { tx.forget_deliveries(now - LOG_KEPT).await }).await?;
            *swept = Some(now);
        }
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

    /// Makes deliveries of what changed since an endpoint was last read to.
    async fn take_up(&self, webhook: WebhookId, now: DateTime<Utc>) -> Result<(), Failure> {
        self.store
            .write(move |tx| async move {
                let Some(backlog) = tx.webhook_backlog(webhook).await? else { return Ok(()) };
                let wanted = backlog.changes.iter().filter(|stored| backlog.webhook.wants(stored.change.kind));
                let deliveries = wanted
                    .map(|stored| {
                        let id = WebhookDeliveryId(Uuid::now_v7());
                        let payload = telling(stored.clone())?;
                        let about = Some((stored.id, stored.change.kind));
                        Ok(Delivery::of(id, &backlog.webhook, about, payload, now))
                    })
                    .collect::<Result<Vec<Delivery>, Failure>>()?;
                tx.add_deliveries(backlog, deliveries).await
            })
            .await
    }

    /// Claims what is due to an endpoint, as far as there is room, and sends it.
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

    /// A place for a test call; none while too many attempts at the endpoint, or at all, are under way.
    pub(crate) fn place_for_test(&self, webhook: WebhookId) -> Option<Slot> {
        self.slots.take(webhook, true)
    }

    /// Sends a test call now, and waits for its end, which comes also if nobody waits for it any more.
    pub(crate) async fn send_test(self: &Arc<Self>, webhook: Webhook, delivery: Delivery, lease: Uuid, slot: Slot) {
        let carrying = self.tasks.spawn(Arc::clone(self).carry(webhook, delivery, lease, slot));
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
            // Nobody knows that it was sent, so it is sent again once the lease is over.
            tracing::warn!(delivery = %id, cause = chain(&failure), "an attempt could not be noted");
        }
    }

    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery) -> (Attempt, Option<TimeDelta>) {
        let (at, started) = (self.clock.now(), Instant::now());
        let ended = match Signer::of(webhook, &self.strongbox, at) {
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

    /// Writes down how an attempt ended, and what follows from it for delivery and endpoint.
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
                // Whoever removed it meanwhile removed its log, too.
                let Some(webhook) = tx.hold_webhook(sent.webhook).await? else { return Ok(()) };
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

/// What goes wrong with one endpoint stops no other, unless the database is away; says whether it went well.
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

/// Where the keys lie that seal the secrets of endpoints.
fn folder(keys: &Path) -> std::path::PathBuf {
    keys.join(FOLDER)
}

/// The beginning of an answer as text that both databases can keep and a terminal can show.
fn printable(excerpt: &[u8]) -> String {
    let text = String::from_utf8_lossy(excerpt);
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter }).collect()
}

/// How an attempt ended.
struct Ended {
    outcome: AttemptOutcome,
    status: Option<u16>,
    excerpt: Vec<u8>,
    reason: String,
    /// For how long the receiver asked us to wait.
    asked: Option<TimeDelta>,
}

impl Ended {
    fn failed(outcome: AttemptOutcome, reason: &str) -> Self {
        let reason = reason.chars().filter(|letter| !letter.is_control()).take(REASON_CHARS_MAX).collect();
        Self { outcome, status: None, excerpt: Vec::new(), reason, asked: None }
    }
}

/// Sends to whom it may.
pub(crate) struct Sender {
    networks: Networks,
    /// For whoever is public, and for the operator's own networks; or why there is none.
    public: Result<Client, String>,
    own: Result<Client, String>,
}

impl Sender {
    pub(crate) fn new(networks: Networks, names: Option<&Names>) -> Self {
        let client = |way: Way| {
            let doorkeeper = Doorkeeper { way, networks: networks.clone(), names: names.cloned() };
            Client::builder()
                .user_agent(AGENT)
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .http1_only()
                // A connection of its own for each attempt: whoever is called was judged a moment ago.
                .pool_max_idle_per_host(0)
                .dns_resolver(doorkeeper)
                .build()
                .map_err(|error| chain(&error))
        };
        let (public, own) = (client(Way::Public), client(Way::Own));
        if let Err(cause) = &public {
            tracing::warn!(%cause, "webhooks cannot be sent; does the system have root certificates (ca-certificates)?");
        }
        Self { networks, public, own }
    }

    async fn send(&self, endpoint: &Webhook, delivery: &Delivery, signer: &Signer, at: DateTime<Utc>) -> Ended {
        let Some(written) = read(endpoint.target.as_str()) else {
            return Ended::failed(AttemptOutcome::Unreachable, "the address cannot be read");
        };
        let way = written.way();
        // A name's addresses are judged by the resolver, which is not asked where there is no name.
        if let Host::Address(address) = written.host
            && !self.networks.admit(way, address)
        {
            return Ended::failed(AttemptOutcome::Forbidden, &Barred { name: address.to_string() }.to_string());
        }
        let client = match way {
            Way::Public => &self.public,
            Way::Own => &self.own,
        };
        let client = match client {
            Ok(client) => client,
            Err(cause) => return Ended::failed(AttemptOutcome::Unreachable, cause),
        };
        let (id, timestamp) = (delivery.id.to_string(), at.timestamp().to_string());
        let request = client
            .post(&written.text)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-signature", signer.sign(&id, &timestamp, &delivery.payload))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .body(delivery.payload.clone());
        match tokio::time::timeout(DEADLINE, request.send()).await {
            Err(_elapsed) => {
                let reason = format!("no answer within {} seconds", DEADLINE.as_secs());
                Ended::failed(AttemptOutcome::TimedOut, &reason)
            }
            Ok(Err(error)) => {
                let error = error.without_url();
                let barred = barred(&error);
                let outcome = if barred.is_some() { AttemptOutcome::Forbidden } else { AttemptOutcome::Unreachable };
                Ended::failed(outcome, &barred.unwrap_or_else(|| chain(&error)))
            }
            Ok(Ok(answer)) => answered(answer).await,
        }
    }
}

/// What a receiver answered: the status decides, and of the rest only the beginning is read.
async fn answered(mut answer: Response) -> Ended {
    let status = answer.status();
    let asked = answer.headers().get(RETRY_AFTER).and_then(|header| header.to_str().ok()?.trim().parse::<u32>().ok());
    let (mut read, mut excerpt) = (0_usize, Vec::new());
    let reading = async {
        while let Ok(Some(chunk)) = answer.chunk().await {
            let room = EXCERPT_BYTES_MAX.saturating_sub(excerpt.len());
            excerpt.extend(chunk.iter().take(room));
            read = read.saturating_add(chunk.len());
            if ANSWER_BYTES_MAX <= read {
                break;
            }
        }
    };
    // Whatever of it does not come in time is not waited for; dropping the answer ends the connection.
    let _late = tokio::time::timeout(EXCERPT_DEADLINE, reading).await;
    let (outcome, reason) = match (status.is_success(), status.is_redirection()) {
        (true, _) => (AttemptOutcome::Delivered, String::new()),
        (false, true) => {
            (AttemptOutcome::Rejected, format!("answered {}; redirects are not followed", status.as_u16()))
        }
        (false, false) => (AttemptOutcome::Rejected, format!("answered {}", status.as_u16())),
    };
    let asked = asked.filter(|_| !status.is_success()).map(|seconds| TimeDelta::seconds(i64::from(seconds)));
    Ended { outcome, status: Some(status.as_u16()), excerpt, reason, asked }
}

/// Nobody is there whom we may call.
#[derive(Debug, thiserror::Error)]
#[error("{name} has no address that webhooks are sent to: it is not public, nor in a network that the operator named")]
struct Barred {
    name: String,
}

/// What the doorkeeper said, if it was he who refused.
fn barred(error: &reqwest::Error) -> Option<String> {
    let first: &(dyn std::error::Error + 'static) = error;
    let mut sources = std::iter::successors(Some(first), |error| error.source());
    sources.find_map(|error| error.downcast_ref::<Barred>()).map(ToString::to_string)
}

/// Finds the addresses of a name, and lets those through that may be called: the connection is made to one of these and
/// to no other, so that a name that changes between looking and calling gains nothing.
#[derive(Clone)]
struct Doorkeeper {
    way: Way,
    networks: Networks,
    names: Option<Names>,
}

impl Doorkeeper {
    async fn find(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        match &self.names {
            Some(names) => names.ask(name).ok_or_else(|| std::io::Error::other("there is no such name")),
            None => Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()),
        }
    }
}

impl Resolve for Doorkeeper {
    fn resolve(&self, name: Name) -> Resolving {
        let (doorkeeper, name) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let found = doorkeeper.find(&name).await?;
            let admitted: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| doorkeeper.networks.admit(doorkeeper.way, *address))
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if admitted.is_empty() {
                return Err(Barred { name }.into());
            }
            let addresses: Addrs = Box::new(admitted.into_iter());
            Ok(addresses)
        })
    }
}

/// The attempts that are under way in this process.
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
    /// One attempt's place, if there is one: endpoints that fail have a part of their own, so that however many of them
    /// never answer, those that do lose nothing.
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

    /// What is being sent by this process: nobody here takes it up again, whatever the clock says.
    fn flying(&self) -> Vec<WebhookDeliveryId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flying.iter().copied().collect()
    }
}

/// One attempt's place; given back when it is dropped.
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

    fn address(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    fn doorkeeper(way: Way, own: &[&str], names: &Names) -> Doorkeeper {
        let networks = Networks::new(own.iter().map(|network| network.parse().expect(network)).collect());
        Doorkeeper { way, networks, names: Some(names.clone()) }
    }

    async fn opens(doorkeeper: &Doorkeeper, name: &str) -> Result<Vec<String>, String> {
        let found = doorkeeper.resolve(name.parse().expect("a name")).await.map_err(|error| error.to_string())?;
        Ok(found.map(|found| found.ip().to_string()).collect())
    }

    /// Hazard T23: a name that is public when it is judged and ours when it is called.
    #[tokio::test]
    async fn a_name_that_changes_between_two_calls_gains_nothing() {
        let names = Names::default();
        names.set("flips.example", &[&[address("93.184.216.34")], &[address("127.0.0.2")]]);
        let public = doorkeeper(Way::Public, &[], &names);
        assert_eq!(opens(&public, "flips.example").await, Ok(vec!["93.184.216.34".to_owned()]));
        let refused = opens(&public, "flips.example").await.expect_err("it leads home now");
        assert!(refused.starts_with("flips.example has no address"), "{refused}");
        assert!(!refused.contains("127.0.0.2"), "what a name has inside is nobody's business: {refused}");
    }

    #[tokio::test]
    async fn of_many_addresses_only_those_are_called_that_may_be() {
        let names = Names::default();
        let mixed: Vec<IpAddr> =
            ["10.0.0.5", "93.184.216.34", "::1", "169.254.169.254", "::ffff:10.0.0.5", "2606:4700::1111"]
                .map(address)
                .to_vec();
        names.set("mixed.example", &[&mixed]);
        names.set("inside.example", &[&[address("10.0.0.5"), address("fd00::1")]]);
        let public = doorkeeper(Way::Public, &[], &names);
        let expected = vec!["93.184.216.34".to_owned(), "2606:4700::1111".to_owned()];
        assert_eq!(opens(&public, "mixed.example").await, Ok(expected));
        assert!(opens(&public, "inside.example").await.is_err());
        assert!(opens(&public, "nowhere.example").await.is_err());
        // Plain http and other ports are for the operator's own networks and for nobody else.
        let own = doorkeeper(Way::Own, &["10.0.0.0/8"], &names);
        assert_eq!(opens(&own, "mixed.example").await, Ok(vec!["10.0.0.5".to_owned()]));
        assert_eq!(opens(&own, "inside.example").await, Ok(vec!["10.0.0.5".to_owned()]));
        let none = doorkeeper(Way::Own, &[], &names);
        assert!(opens(&none, "mixed.example").await.is_err());
    }

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

    #[test]
    fn an_excerpt_can_be_kept_and_shown() {
        assert_eq!(printable(b"ok\0\x1b[31m\n\xff"), "ok  [31m\n\u{fffd}");
    }
}
