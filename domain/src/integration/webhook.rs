//! Webhooks (thông báo đẩy): signed messages about public changes to endpoints of other systems, sent again until they
//! are answered.
//!
//! An endpoint receives public data, or, if a machine client registered it for that, the notices of the client's unit;
//! never both. Notices are for this unit alone, so only the client turns such an endpoint to another address or sends
//! it anything; an administrator may stop it. It must answer a test call before it receives anything else, so that a client
//! cannot direct our calls at a third party. An endpoint that answers 410 (Gone), or fails for days, receives nothing
//! more until it is enabled again. `delivery.rs` has the deliveries and their attempts; `reach.rs` decides which
//! addresses may be called.

use chrono::{DateTime, TimeDelta, Utc};
use reach::Target;
use serde::{Deserialize, Serialize};

use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, Revision, WebhookDeliveryId, WebhookId, WebhookSecretId, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::integration::reasons;
use crate::results::change::PublicChangeKind;

pub mod delivery;
pub mod reach;

/// Maximum number of endpoints of one client or one person.
pub const WEBHOOKS_MAX: usize = 20;
/// How long the previous secret still signs, so that a receiver can change over without interruption.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);
/// How long an endpoint may fail without a single success before it is disabled.
pub const FAILING_MAX: TimeDelta = TimeDelta::days(5);
/// The type of a test call.
pub const TEST: &str = "webhook.test";
/// The type of a notice.
pub const NOTICE: &str = "notice.told";

wire_enum! {
    /// State of an endpoint.
    WebhookState {
        /// It has not answered a test call yet, and receives nothing else (chưa xác nhận).
        Unverified = "UNVERIFIED",
        /// It receives public changes (đang hoạt động).
        Active = "ACTIVE",
        /// It receives nothing until it is enabled again (đã tắt).
        Disabled = "DISABLED",
    }
}

wire_enum! {
    /// What an endpoint receives.
    WebhookFeed {
        /// Public changes (thay đổi công khai).
        PublicChanges = "PUBLIC_CHANGES",
        /// The notices of what the client's unit must do (thông báo việc phải làm).
        Notices = "NOTICES",
    }
}

wire_enum! {
    /// Why an endpoint was disabled.
    DisabledCause {
        /// The endpoint's owner or an administrator disabled it.
        Requested = "REQUESTED",
        /// It answered 410 (Gone).
        Gone = "GONE",
        /// It failed for five days without a single success.
        Failing = "FAILING",
    }
}

wire_enum! {
    /// Signature scheme of the requests to an endpoint (Standard Webhooks).
    WebhookSigning {
        /// `v1`: HMAC-SHA256 with the secret that both sides know.
        Hmac = "HMAC",
        /// `v1a`: Ed25519, checked with a public key.
        Ed25519 = "ED25519",
        /// Both, side by side.
        Both = "BOTH",
    }
}

/// The event type of a kind of change, as it is sent.
#[must_use]
pub const fn event_type(kind: PublicChangeKind) -> &'static str {
    match kind {
        PublicChangeKind::ReleasePublished => "release.published",
        PublicChangeKind::BoardPublished => "board.published",
        PublicChangeKind::UnitAdded => "unit.added",
        PublicChangeKind::UnitChanged => "unit.changed",
        PublicChangeKind::UnitRemoved => "unit.removed",
        PublicChangeKind::AwardPublished => "award.published",
        PublicChangeKind::AwardCorrected => "award.corrected",
        PublicChangeKind::AwardRevoked => "award.revoked",
        PublicChangeKind::ObjectionPeriodOpened => "objection_period.opened",
        PublicChangeKind::CycleAmended => "cycle.amended",
        PublicChangeKind::RoleModelPublished => "role_model.published",
        PublicChangeKind::RoleModelWithdrawn => "role_model.withdrawn",
        PublicChangeKind::DifficultyDigestPublished => "difficulty_digest.published",
        PublicChangeKind::DifficultyDigestWithdrawn => "difficulty_digest.withdrawn",
        PublicChangeKind::SynthesisPublished => "synthesis.published",
        PublicChangeKind::SynthesisWithdrawn => "synthesis.withdrawn",
        PublicChangeKind::MediaItemPublished => "media_item.published",
        PublicChangeKind::MediaItemWithdrawn => "media_item.withdrawn",
        PublicChangeKind::GuidancePublished => "guidance.published",
        PublicChangeKind::GuidanceReplaced => "guidance.replaced",
        PublicChangeKind::GuidanceWithdrawn => "guidance.withdrawn",
    }
}

/// The settings that an endpoint's owner chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookTerms {
    /// Its name.
    pub name: String,
    /// Its address.
    pub target: Target,
    /// What it receives; none for public changes, and in an edit for what it receives already.
    pub feed: Option<WebhookFeed>,
    /// The kinds of change that it receives; empty for every kind, including later ones.
    pub kinds: Vec<PublicChangeKind>,
    /// Signature scheme.
    pub signing: WebhookSigning,
}

/// A secret as it is stored: sealed bytes, unreadable without the service's keys, and the public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookSecret {
    /// Its identifier; the seal is bound to it.
    pub id: WebhookSecretId,
    /// The secret and the private key, sealed, in base64.
    pub sealed: String,
    /// The key of the service that sealed them.
    pub sealed_under: String,
    /// The public key, as it is shown.
    pub public_key: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops signing; none for the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// An endpoint that receives the public changes, or notices (địa chỉ nhận thông báo).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its identifier.
    pub id: WebhookId,
    /// The client or the person that registered it.
    pub owner: AccountId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub target: Target,
    /// What it receives.
    pub feed: WebhookFeed,
    /// The kinds of change that it receives; empty for every kind.
    pub kinds: Vec<PublicChangeKind>,
    /// Signature scheme.
    pub signing: WebhookSigning,
    /// Its state.
    pub state: WebhookState,
    /// Why it is disabled, if it is.
    pub cause: Option<DisabledCause>,
    /// When it answered its first test call at this address.
    pub verified_at: Option<DateTime<Utc>>,
    /// Since when every attempt has failed; stored without a new revision.
    pub failing_since: Option<DateTime<Utc>>,
    /// Its secrets, the present one last.
    pub secrets: Vec<WebhookSecret>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// The endpoints that an actor may manage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookScope {
    /// All endpoints: the administrator.
    Everybody,
    /// Its own endpoints: a machine client.
    Own(AccountId),
}

impl WebhookScope {
    /// The endpoints that the actor may manage.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator and clients with the scope.
    pub fn of(actor: &Actor) -> Result<Self, Refusal> {
        manager(actor)?;
        Ok(if actor.client.is_some() { Self::Own(actor.account) } else { Self::Everybody })
    }
}

/// A client manages its own endpoints, regardless of its reach, because they belong to it and to no unit.
fn manager(actor: &Actor) -> Result<Author, Refusal> {
    let unit = actor.client.as_ref().map(|machine| machine.organisation);
    actor.must(Permission::ManageWebhooks, unit)
}

impl Webhook {
    /// Registers an endpoint; it receives nothing before it has answered a test call.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator and clients with the scope, and for notices for anyone but clients
    /// that may read them (rule P04); `Invalid` without a name, or for kinds of change where none are sent; `Taken` if the
    /// owner has the maximum number of endpoints.
    pub fn register(
        id: WebhookId,
        terms: WebhookTerms,
        secret: WebhookSecret,
        present: usize,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = manager(actor)?;
        let feed = terms.feed.unwrap_or(WebhookFeed::PublicChanges);
        must_be_told(feed, actor)?;
        if WEBHOOKS_MAX <= present {
            return Err(Refusal::Taken(reasons::webhooks_too_many(WEBHOOKS_MAX)));
        }
        let WebhookTerms { name, target, feed: _, kinds, signing } = clean(terms, feed)?;
        let webhook = Self {
            id,
            owner: actor.account,
            name,
            target,
            feed,
            kinds,
            signing,
            state: WebhookState::Unverified,
            cause: None,
            verified_at: None,
            failing_since: None,
            secrets: vec![secret],
            created_at: at,
            revision: Revision::FIRST,
        };
        let said = webhook.says().map(|(field, after)| Change::new(field, None, after));
        let event = webhook
            .event(EventKind::WebhookRegistered, author, at)
            .between(None, webhook.state.as_str())
            .changing(Vec::from(said));
        Ok(Step::new(webhook, event))
    }

    /// Changes its address and settings. At a new address it must answer a test call again.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and, unless it receives notices (rule P04), the administrator; `Invalid`
    /// without a name, and for another feed, because who registered it was asked for this one.
    pub fn edit(self, terms: WebhookTerms, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_directed_by(actor)?;
        let WebhookTerms { name, target, feed: _, kinds, signing } = clean(terms, self.feed)?;
        let moved = target != self.target;
        let state = match self.state {
            WebhookState::Active if moved => WebhookState::Unverified,
            state @ (WebhookState::Unverified | WebhookState::Active | WebhookState::Disabled) => state,
        };
        let verified_at = self.verified_at.filter(|_| !moved);
        let after = Self { name, target, kinds, signing, state, verified_at, ..self.clone() };
        let changes = self
            .says()
            .into_iter()
            .zip(after.says())
            .filter_map(|((field, before), (_, after))| Change::differing(field, before, after))
            .collect();
        let event = self
            .event(EventKind::WebhookEdited, author, at)
            .between(Some(self.state.as_str()), state.as_str())
            .changing(changes);
        Ok(Step::new(after, event))
    }

    /// Issues another secret; the previous one still signs for a day, and the one before that no longer.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and, unless it receives notices (rule P04), the administrator.
    pub fn rotate(self, secret: WebhookSecret, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_directed_by(actor)?;
        let before = self.secrets.last().cloned();
        let change =
            Change::new("secret", before.as_ref().map(|before| before.id.to_string()), Some(secret.id.to_string()));
        let event = self.event(EventKind::WebhookSecretRotated, author, at).changing(vec![change]);
        let before = before.map(|before| WebhookSecret { until: Some(at + OVERLAP), ..before });
        let secrets = before.into_iter().chain([secret]).collect();
        Ok(Step::new(Self { secrets, ..self }, event))
    }

    /// Disables it: it receives nothing until it is enabled again.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and the administrator; `WrongState` if it is disabled.
    pub fn disable(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        if self.state == WebhookState::Disabled {
            return Err(Refusal::WrongState(reasons::webhook_disabled()));
        }
        let reason = tidy(reason);
        Ok(self.disabled(DisabledCause::Requested, &reason, author, at))
    }

    /// Enables it again. It also receives the changes that were made meanwhile.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and, unless it receives notices (rule P04), the administrator; `WrongState`
    /// if it is not disabled.
    pub fn enable(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_directed_by(actor)?;
        if self.state != WebhookState::Disabled {
            return Err(Refusal::WrongState(reasons::webhook_not_disabled()));
        }
        let state = if self.verified_at.is_some() { WebhookState::Active } else { WebhookState::Unverified };
        let event = self
            .event(EventKind::WebhookEnabled, author, at)
            .between(Some(WebhookState::Disabled.as_str()), state.as_str());
        Ok(Step::new(Self { state, cause: None, failing_since: None, ..self }, event))
    }

    /// Removes it, with its secrets and its delivery log.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and the administrator.
    pub fn remove(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        let event = self
            .event(EventKind::WebhookRemoved, author, at)
            .between(Some(self.state.as_str()), "REMOVED")
            .changing(vec![Change::new("url", Some(self.target.as_str().to_owned()), None)]);
        Ok(Step::new(self, event))
    }

    /// Sends it a test call; the endpoint itself does not change.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and, unless it receives notices (rule P04), the administrator.
    pub fn test(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_directed_by(actor)?;
        let event = self.event(EventKind::WebhookTested, author, at);
        Ok(Step::new(self, event))
    }

    /// Sends it a delivery again; the endpoint itself does not change.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but its owner and, unless it receives notices (rule P04), the administrator; `WrongState`
    /// while it is not active.
    pub fn replay(self, delivery: WebhookDeliveryId, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_directed_by(actor)?;
        if self.state != WebhookState::Active {
            return Err(Refusal::WrongState(reasons::webhook_not_active()));
        }
        let change = Change::new("delivery", None, Some(delivery.to_string()));
        let event = self.event(EventKind::WebhookReplayed, author, at).changing(vec![change]);
        Ok(Step::new(self, event))
    }

    /// The step after a test call that succeeded: an endpoint that was not verified at its address becomes verified.
    /// None if it was.
    #[must_use]
    pub fn answered_test(&self, at: DateTime<Utc>) -> Option<Step<Self>> {
        if self.verified_at.is_some() {
            return None;
        }
        let state = match self.state {
            WebhookState::Unverified => WebhookState::Active,
            state @ (WebhookState::Active | WebhookState::Disabled) => state,
        };
        let event = self
            .event(EventKind::WebhookVerified, Author::installation("webhooks"), at)
            .between(Some(self.state.as_str()), state.as_str());
        Some(Step::new(Self { state, verified_at: Some(at), ..self.clone() }, event))
    }

    /// The step after an attempt that failed: an endpoint that is gone, or has failed for too long, is disabled. None
    /// if it may be tried again.
    #[must_use]
    pub fn failed(&self, gone: bool, at: DateTime<Utc>) -> Option<Step<Self>> {
        let since = self.failing_since.unwrap_or(at);
        let cause = match (gone, since + FAILING_MAX <= at) {
            (true, _) => DisabledCause::Gone,
            (false, true) => DisabledCause::Failing,
            (false, false) => return None,
        };
        if self.state != WebhookState::Active {
            return None;
        }
        Some(self.clone().disabled(cause, "", Author::installation("webhooks"), at))
    }

    /// The secrets that sign now, the present one first.
    pub fn signing_secrets(&self, at: DateTime<Utc>) -> impl Iterator<Item = &WebhookSecret> {
        self.secrets.iter().rev().filter(move |secret| secret.until.is_none_or(|until| at < until))
    }

    /// Whether it receives changes of a kind.
    #[must_use]
    pub fn wants(&self, kind: PublicChangeKind) -> bool {
        self.feed == WebhookFeed::PublicChanges && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }

    /// Whether an actor may see what was sent to it and what the receiver answered: notices only its owner, while it may
    /// read them (rule P04).
    #[must_use]
    pub fn shows_contents_to(&self, actor: &Actor) -> bool {
        match self.feed {
            WebhookFeed::PublicChanges => true,
            WebhookFeed::Notices => actor.account == self.owner && actor.must_somewhere(Permission::ReadNotice).is_ok(),
        }
    }

    fn disabled(self, cause: DisabledCause, reason: &str, author: Author, at: DateTime<Utc>) -> Step<Self> {
        let change = Change::new("cause", None, Some(cause.as_str().to_owned()));
        let event = self
            .event(EventKind::WebhookDisabled, author, at)
            .between(Some(self.state.as_str()), WebhookState::Disabled.as_str())
            .because(reason)
            .changing(vec![change]);
        Step::new(Self { state: WebhookState::Disabled, cause: Some(cause), ..self }, event)
    }

    /// The settings that the audit trail compares; none of them is secret.
    fn says(&self) -> [(&'static str, Option<String>); 5] {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        [
            ("name", Some(self.name.clone())),
            ("url", Some(self.target.as_str().to_owned())),
            ("feed", Some(self.feed.as_str().to_owned())),
            ("kinds", Some(kinds.join(" ")).filter(|kinds| !kinds.is_empty())),
            ("signing", Some(self.signing.as_str().to_owned())),
        ]
    }

    /// A client's queries find only its own endpoints, so this refuses only if a query returned too many.
    fn must_be_managed_by(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = manager(actor)?;
        if actor.client.is_some() && actor.account != self.owner {
            return Err(Refusal::NotAllowed(reasons::webhook_not_yours()));
        }
        Ok(author)
    }

    /// What decides where it sends, and that it sends: of notices for its owner alone. Whoever else changed the address
    /// or knew the secret would read what only the owner's unit is told.
    fn must_be_directed_by(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        match self.feed {
            WebhookFeed::Notices if actor.account != self.owner => {
                Err(Refusal::NotAllowed(reasons::webhook_notices_private()))
            }
            WebhookFeed::PublicChanges | WebhookFeed::Notices => Ok(author),
        }
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>) -> Event {
        let unit = author.organisation;
        let event = Event::new(kind, Concept::Webhook, self.id.0, author, at);
        match unit {
            Some(unit) => event.of(unit),
            None => event,
        }
    }
}

/// Demands that notices are for a machine client that may read them.
fn must_be_told(feed: WebhookFeed, actor: &Actor) -> Result<(), Refusal> {
    match feed {
        WebhookFeed::PublicChanges => Ok(()),
        WebhookFeed::Notices if actor.client.is_none() => Err(Refusal::NotAllowed(reasons::notices_for_clients())),
        WebhookFeed::Notices => actor.must_somewhere(Permission::ReadNotice),
    }
}

fn clean(terms: WebhookTerms, present: WebhookFeed) -> Result<WebhookTerms, Refusal> {
    let WebhookTerms { name, target, feed, mut kinds, signing } = terms;
    let name = tidy(&name);
    kinds.sort_unstable();
    kinds.dedup();
    let mut violations = Violations::default();
    violations.demand_text("/name", &name);
    if feed.is_some_and(|feed| feed != present) {
        violations.add("/feed", reasons::webhook_feed_fixed());
    }
    if present == WebhookFeed::Notices && !kinds.is_empty() {
        violations.add("/kinds", reasons::webhook_kinds_unfit());
    }
    violations.refuse_if_any()?;
    Ok(WebhookTerms { name, target, feed: Some(present), kinds, signing })
}
