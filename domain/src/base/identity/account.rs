//! Accounts: creation, enrolment, roles, suspension, sign-in.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::{Account, Actor, Enrolment, GRANTS_MAX, Grant, Held, SESSION_LIFETIME, Session};
use crate::base::ids::{AccountId, OrganisationId, Revision, SessionId};
use crate::base::policy::{Permission, Role};
use crate::base::reasons;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{fold, tidy};

impl Account {
    /// Creates an account; the person sets a password with the enrolment code.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for an unusable user name or an empty name.
    pub fn create(
        id: AccountId,
        username: &str,
        name: &str,
        enrolment: Enrolment,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageAccounts, None)?;
        Self::draft(id, username, name, enrolment, author, at)
    }

    /// Creates the first administrator's account, on the server itself; there is no default password.
    ///
    /// # Errors
    /// `Invalid` for an unusable user name or an empty name.
    pub fn bootstrap(
        id: AccountId,
        username: &str,
        name: &str,
        enrolment_digest: String,
        organisation: OrganisationId,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = Author::installation("admin bootstrap");
        let (account, event) =
            Self::draft(id, username, name, Enrolment::starting(enrolment_digest, at), author, at)?.into_parts();
        let from = calendar::day_of(at);
        let grant = Grant { role: Role::Administrator, organisation, from, to: None, unit_ended: None };
        let event = event.between(None, Role::Administrator.as_str()).of(organisation);
        Ok(Step::new(Self { grants: vec![grant], ..account }, event))
    }

    fn draft(
        id: AccountId,
        username: &str,
        name: &str,
        enrolment: Enrolment,
        author: Author,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        // A name is not changed in silence: who opens the account must know what its owner types.
        let (written, name) = (username.trim(), tidy(name));
        let username = fold(written);
        let mut violations = Violations::default();
        let usable = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-_@".contains(letter);
        if username.len() < 3 || !username.chars().all(usable) || username != written {
            violations.add("/username", reasons::username_unusable());
        }
        violations.demand_text("/name", &name);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::AccountCreated, Concept::Account, id.0, author, at);
        let account = Self {
            id,
            username,
            name,
            password_hash: None,
            enrolment: Some(enrolment),
            grants: Vec::new(),
            suspended: false,
            sessions_valid_from: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(account, event))
    }

    /// Issues a new enrolment code; the old password and every session end.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator.
    pub fn issue_enrolment(self, digest: String, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageAccounts, None)?;
        let event = Event::new(EventKind::EnrolmentIssued, Concept::Account, self.id.0, author, at);
        let enrolment = Some(Enrolment::starting(digest, at));
        Ok(Step::new(Self { password_hash: None, enrolment, sessions_valid_from: at, ..self }, event))
    }

    /// Sets a password with the enrolment code.
    ///
    /// # Errors
    /// `NotAllowed` for a wrong, used or expired code, without saying which.
    pub fn enrol(self, code_digest: &str, password_hash: String, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let good = !self.suspended
            && self.enrolment.as_ref().is_some_and(|out| out.digest == code_digest && at < out.expires_at);
        if !good {
            return Err(Self::enrolment_refused());
        }
        let author = self.author();
        let event = Event::new(EventKind::AccountEnrolled, Concept::Account, self.id.0, author, at);
        let password_hash = Some(password_hash);
        Ok(Step::new(Self { password_hash, enrolment: None, sessions_valid_from: at, ..self }, event))
    }

    /// The one refusal for every code that does not work.
    #[must_use]
    pub fn enrolment_refused() -> Refusal {
        Refusal::NotAllowed(reasons::enrolment_refused())
    }

    /// Grants a role for a unit, from today on.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator, and for the own account; `Taken` if the role is held already.
    pub fn grant(
        self,
        role: Role,
        organisation: OrganisationId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.grant_for(role, (organisation, None), actor, at)
    }

    /// Grants a role for a unit, from today on, and keeps the unit's last day with it if the unit has ended.
    ///
    /// # Errors
    /// See `grant`.
    pub fn grant_for(
        self,
        role: Role,
        (organisation, unit_ended): (OrganisationId, Option<NaiveDate>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        let today = calendar::day_of(at);
        if self.lasting(role, organisation, today).is_some() {
            return Err(Refusal::Taken(reasons::role_held()));
        }
        if self.grants.len() >= GRANTS_MAX {
            return Err(Refusal::Taken(reasons::too_many_roles(GRANTS_MAX)));
        }
        let event = Event::new(EventKind::RoleGranted, Concept::Account, self.id.0, author, at)
            .of(organisation)
            .between(None, role.as_str())
            .changing(
                Change::differing("unitEnded", None, unit_ended.map(|day| day.to_string())).into_iter().collect(),
            );
        let mut grants = self.grants.clone();
        grants.push(Grant { role, organisation, from: today, to: None, unit_ended });
        Ok(Step::new(Self { grants, ..self }, event))
    }

    /// Ends a role at once.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator, and for the own account; `WrongState` if it is not held.
    pub fn end_grant(
        self,
        role: Role,
        organisation: OrganisationId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        let today = calendar::day_of(at);
        if self.lasting(role, organisation, today).is_none() {
            return Err(Refusal::WrongState(reasons::role_not_held()));
        }
        let event = Event::new(EventKind::RoleEnded, Concept::Account, self.id.0, author, at)
            .of(organisation)
            .between(Some(role.as_str()), "ENDED");
        // The last day is yesterday, so that a role that is ended today does not work for the rest of the day.
        let last = today.pred_opt();
        let grants = self
            .grants
            .iter()
            .cloned()
            .map(|grant| {
                let meant = grant.role == role && grant.organisation == organisation && grant.to.is_none();
                if meant { Grant { to: last, ..grant } } else { grant }
            })
            .collect();
        Ok(Step::new(Self { grants, ..self }, event))
    }

    /// Suspends an account and ends its sessions.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator, and for the own account; `WrongState` if it is suspended.
    pub fn suspend(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        if self.suspended {
            return Err(Refusal::WrongState(reasons::account_suspended()));
        }
        let event = Event::new(EventKind::AccountSuspended, Concept::Account, self.id.0, author, at)
            .between(Some("OPEN"), "SUSPENDED")
            .because(&tidy(reason));
        Ok(Step::new(Self { suspended: true, sessions_valid_from: at, ..self }, event))
    }

    /// Restores a suspended account.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator, and for the own account; `WrongState` if it is not suspended.
    pub fn restore(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.must_be_managed_by(actor)?;
        if !self.suspended {
            return Err(Refusal::WrongState(reasons::account_open()));
        }
        let event = Event::new(EventKind::AccountRestored, Concept::Account, self.id.0, author, at)
            .between(Some("SUSPENDED"), "OPEN");
        Ok(Step::new(Self { suspended: false, ..self }, event))
    }

    /// Begins a session, after the password was checked.
    pub fn sign_in(&self, id: SessionId, at: DateTime<Utc>) -> Step<Session> {
        let event = Event::new(EventKind::SignedIn, Concept::Account, self.id.0, self.author(), at);
        let session = Session { id, account: self.id, started_at: at, ended_at: None, revision: Revision::FIRST };
        Step::new(session, event)
    }

    /// Whether a session is valid.
    #[must_use]
    pub fn honours(&self, session: &Session, at: DateTime<Utc>) -> bool {
        !self.suspended
            && session.account == self.id
            && session.ended_at.is_none()
            && self.sessions_valid_from <= session.started_at
            && at < session.started_at + SESSION_LIFETIME
    }

    /// The account as an actor: its roles in force. A role that stands for a function counts only if its unit holds the
    /// function; `held` lists who holds which function today.
    #[must_use]
    pub fn actor(&self, session: SessionId, held: &[Held], at: DateTime<Utc>) -> Actor {
        let today = calendar::day_of(at);
        let counts = |grant: &&Grant| {
            grant.from <= today
                && grant.to.is_none_or(|last| today <= last)
                && grant.role.function().is_none_or(|_| held.iter().any(|one| one.is_of(grant)))
        };
        let counting = || self.grants.iter().filter(counts);
        let roles = counting().map(|grant| (grant.role, grant.organisation)).collect();
        let stands = |one: &&Held| counting().any(|grant| one.is_of(grant));
        let movements = held.iter().filter(stands).filter_map(|one| one.movement.map(|movement| (one.unit, movement)));
        let movements = movements.collect();
        Actor { account: self.id, session, name: self.name.clone(), roles, movements, client: None }
    }

    fn lasting(&self, role: Role, organisation: OrganisationId, today: NaiveDate) -> Option<&Grant> {
        self.grants.iter().find(|grant| {
            grant.role == role && grant.organisation == organisation && grant.to.is_none_or(|last| today <= last)
        })
    }

    fn author(&self) -> Author {
        Author { account: Some(self.id), client: None, name: self.name.clone(), role: None, organisation: None }
    }

    /// An administrator has no business rights and must not grant any to the own account, nor suspend it.
    fn must_be_managed_by(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::ManageAccounts, None)?;
        if actor.account == self.id {
            return Err(Refusal::NotAllowed(reasons::own_account()));
        }
        Ok(author)
    }
}

impl Session {
    /// Ends the session.
    pub fn end(self, actor: &Actor, at: DateTime<Utc>) -> Step<Self> {
        let author = Author {
            account: Some(actor.account),
            client: None,
            name: actor.name.clone(),
            role: None,
            organisation: None,
        };
        let event = Event::new(EventKind::SignedOut, Concept::Account, self.account.0, author, at);
        Step::new(Self { ended_at: Some(at), ..self }, event)
    }
}
