//! Machine clients (máy khách): systems of units that call the service without a person, with scopes instead of roles.
//!
//! A client is an actor of its own: no person has its account identifier, and the audit trail holds its name. It
//! authenticates with a secret. Two secrets may be valid at a time, so that one is replaced while the other works.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::concept::Concept;
use crate::base::contract::{Contract, Pin};
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::{Actor, Machine};
use crate::base::ids::{AccountId, CampaignId, ClientId, ClientSecretId, OrganisationId, Revision, SessionId};
use crate::base::policy::{ClientReach, ClientScope, Permission};
use crate::base::reasons;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::base::{calendar, wording};

/// How far in the future the last day of a client may lie.
pub const LIFETIME_MAX: Months = Months::new(24);
/// Maximum number of secrets that are valid at a time.
pub const LIVE_SECRETS_MAX: usize = 2;
/// Maximum number of secrets that a client keeps; if there are more, the oldest revoked one is only in the audit trail.
pub const SECRETS_MAX: usize = 20;

/// A secret as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientSecret {
    /// Its identifier.
    pub id: ClientSecretId,
    /// SHA-256 of the secret, in hexadecimal; the secret itself is never stored.
    pub digest: String,
    /// Its last four characters, by which people tell two secrets apart.
    pub last_four: String,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What the administrator enters for a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTerms {
    /// Its name in the audit trail.
    pub name: String,
    /// The unit that answers for it.
    pub organisation: OrganisationId,
    /// Scopes of the client.
    pub scopes: Vec<ClientScope>,
    /// Whose things that is for.
    pub reach: ClientReach,
    /// The movements that it reaches; none unless its reach is movements.
    pub movements: Vec<CampaignId>,
    /// Its last day.
    pub expires_on: NaiveDate,
    /// The version of the contract that it was written against; none means the newest.
    pub api_version: Option<Pin>,
}

/// A machine client (ứng dụng kết nối).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its identifier.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// The unit that answers for it.
    pub organisation: OrganisationId,
    /// Its scopes, each once.
    pub scopes: Vec<ClientScope>,
    /// Whose things that is for.
    pub reach: ClientReach,
    /// The movements that it reaches; none unless its reach is movements.
    pub movements: Vec<CampaignId>,
    /// Its last day.
    pub expires_on: NaiveDate,
    /// The version of the contract that it was written against, or the preview of the next.
    pub api_version: Pin,
    /// Whether it is closed.
    pub suspended: bool,
    /// Its secrets, oldest first, revoked ones included.
    pub secrets: Vec<ClientSecret>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last called, to the minute; stored without a new revision.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The revision number.
    pub revision: Revision,
}

impl Client {
    /// Registers a client with its first secret.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` without a name or a scope, for a last day that is past
    /// or too far ahead, or for an unknown version.
    pub fn register(
        id: ClientId,
        terms: ClientTerms,
        secret: ClientSecret,
        contract: &Contract,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageClients, None)?;
        let ClientTerms { name, organisation, mut scopes, reach, mut movements, expires_on, api_version } = terms;
        let api_version = api_version.unwrap_or(Pin::At(contract.newest()));
        let name = tidy(&name);
        scopes.sort_unstable();
        scopes.dedup();
        let mut violations = Violations::default();
        violations.demand_text("/name", &name);
        if scopes.is_empty() {
            violations.add("/scopes", reasons::scopes_empty());
        }
        movements.sort_unstable();
        movements.dedup();
        if (reach == ClientReach::Movement) == movements.is_empty() {
            violations.add("/campaigns", reasons::movements_unfit());
        }
        let today = calendar::day_of(at);
        let last = today.checked_add_months(LIFETIME_MAX).unwrap_or(NaiveDate::MAX);
        if !(today..=last).contains(&expires_on) {
            violations.add("/expiresOn", reasons::expiry_unfit(wording::date(last), last));
        }
        if let Some(reason) = contract.unknown(api_version) {
            violations.add("/apiVersion", reason);
        }
        violations.refuse_if_any()?;
        let said = |field: &str, after: String| Change::new(field, None, Some(after));
        let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let event = Event::new(EventKind::ClientRegistered, Concept::Client, id.0, author, at)
            .of(organisation)
            .between(None, "OPEN")
            .changing(vec![
                said("scopes", words.join(" ")),
                said("reach", reach.as_str().to_owned()),
                said("movements", movements.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ")),
                said("expiresOn", expires_on.to_string()),
                said("apiVersion", api_version.to_string()),
                said("secret", secret.id.to_string()),
            ]);
        let client = Self {
            id,
            name,
            organisation,
            scopes,
            reach,
            movements,
            expires_on,
            api_version,
            suspended: false,
            secrets: vec![secret],
            created_at: at,
            last_used_at: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(client, event))
    }

    /// Issues a further secret; the present one remains valid until it is revoked.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `WrongState` for a client whose last day has passed; `Taken`
    /// while two secrets are valid.
    pub fn issue_secret(self, secret: ClientSecret, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageClients, None)?;
        if self.has_expired(at) {
            return Err(Refusal::WrongState(reasons::client_expired()));
        }
        if LIVE_SECRETS_MAX <= self.live_secrets().count() {
            return Err(Refusal::Taken(reasons::two_secrets_live()));
        }
        let change = Change::new("secret", None, Some(secret.id.to_string()));
        let event = self.event(EventKind::ClientSecretIssued, author, at).changing(vec![change]);
        let mut secrets = self.secrets.clone();
        let oldest = secrets.iter().position(|secret| secret.revoked_at.is_some());
        if let Some(oldest) = oldest.filter(|_| SECRETS_MAX <= secrets.len()) {
            secrets.remove(oldest);
        }
        secrets.push(secret);
        Ok(Step::new(Self { secrets, ..self }, event))
    }

    /// Revokes a secret; tokens that were issued under it stop working at once.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `WrongState` if the client has no such valid secret.
    pub fn revoke_secret(self, id: ClientSecretId, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageClients, None)?;
        if !self.has_live(id) {
            return Err(Refusal::WrongState(reasons::secret_revoked()));
        }
        let change = Change::new("secret", Some(id.to_string()), None);
        let event = self.event(EventKind::ClientSecretRevoked, author, at).changing(vec![change]);
        let secrets = self
            .secrets
            .iter()
            .cloned()
            .map(|secret| if secret.id == id { ClientSecret { revoked_at: Some(at), ..secret } } else { secret })
            .collect();
        Ok(Step::new(Self { secrets, ..self }, event))
    }

    /// Suspends a client; its tokens stop working at once.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `WrongState` if it is suspended.
    pub fn suspend(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageClients, None)?;
        if self.suspended {
            return Err(Refusal::WrongState(reasons::client_suspended()));
        }
        let event = self
            .event(EventKind::ClientSuspended, author, at)
            .between(Some("OPEN"), "SUSPENDED")
            .because(&tidy(reason));
        Ok(Step::new(Self { suspended: true, ..self }, event))
    }

    /// Restores a suspended client.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `WrongState` if it is not suspended.
    pub fn restore(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageClients, None)?;
        if !self.suspended {
            return Err(Refusal::WrongState(reasons::client_open()));
        }
        let event = self.event(EventKind::ClientRestored, author, at).between(Some("SUSPENDED"), "OPEN");
        Ok(Step::new(Self { suspended: false, ..self }, event))
    }

    /// Pins a client to the version of the contract that it is written against now, or to the preview of the next.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for an unknown version; `WrongState` if it is pinned to
    /// it already.
    pub fn pin(self, pin: Pin, contract: &Contract, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageClients, None)?;
        let mut violations = Violations::default();
        if let Some(reason) = contract.unknown(pin) {
            violations.add("/apiVersion", reason);
        }
        violations.refuse_if_any()?;
        if self.api_version == pin {
            return Err(Refusal::WrongState(reasons::client_pinned_there(pin)));
        }
        let (before, after) = (Some(self.api_version.to_string()), Some(pin.to_string()));
        let change = Change::new("apiVersion", before, after);
        let event = self.event(EventKind::ClientPinned, author, at).changing(vec![change]);
        Ok(Step::new(Self { api_version: pin, ..self }, event))
    }

    /// Demands that the actor may read a client's contract status: the client itself, or the administrator.
    ///
    /// # Errors
    /// `NotAllowed` for anyone else.
    pub fn must_show_contract(id: ClientId, actor: &Actor) -> Result<(), Refusal> {
        if actor.client.as_ref().is_some_and(|machine| machine.client == id) {
            return Ok(());
        }
        actor.must(Permission::ManageClients, None)?;
        Ok(())
    }

    /// The client's own row among accounts; its identifier never equals that of a person's account.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        AccountId(self.id.0)
    }

    /// The secrets that are not revoked.
    pub fn live_secrets(&self) -> impl Iterator<Item = &ClientSecret> {
        self.secrets.iter().filter(|secret| secret.revoked_at.is_none())
    }

    /// Whether it may call the service: it is not suspended, and its last day has not passed.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        !self.suspended && !self.has_expired(at)
    }

    /// The scopes that a token request names, in the syntax of RFC 6749 (3.3); none if the client lacks one of them.
    #[must_use]
    pub fn narrowed(&self, wanted: &str) -> Option<Vec<ClientScope>> {
        let wanted = wanted.split(' ').map(ClientScope::parse).collect::<Option<Vec<ClientScope>>>()?;
        let held = wanted.iter().all(|scope| self.scopes.contains(scope));
        held.then(|| self.scopes.iter().copied().filter(|scope| wanted.contains(scope)).collect())
    }

    /// The client as an actor, with a token of these scopes that was issued under a secret; none if the client is
    /// suspended or expired, or the secret is revoked.
    #[must_use]
    pub fn actor(&self, secret: ClientSecretId, scopes: &[ClientScope], at: DateTime<Utc>) -> Option<Actor> {
        let machine = Machine {
            client: self.id,
            organisation: self.organisation,
            reach: self.reach,
            movements: self.movements.clone(),
            scopes: self.scopes.iter().copied().filter(|scope| scopes.contains(scope)).collect(),
        };
        (self.is_open(at) && self.has_live(secret)).then(|| Actor {
            account: self.account(),
            session: SessionId(secret.0),
            name: self.name.clone(),
            roles: Vec::new(),
            movements: Vec::new(),
            client: Some(machine),
        })
    }

    fn has_live(&self, id: ClientSecretId) -> bool {
        self.live_secrets().any(|secret| secret.id == id)
    }

    fn has_expired(&self, at: DateTime<Utc>) -> bool {
        calendar::end_of(self.expires_on) <= at
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>) -> Event {
        Event::new(kind, Concept::Client, self.id.0, author, at).of(self.organisation)
    }
}
