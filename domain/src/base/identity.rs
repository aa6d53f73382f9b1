//! People: their accounts, the roles they hold for units, and what that lets them do and see.
//!
//! Rules check an `Actor`, never an account. An actor carries only the roles in force today or, for a machine client
//! (`client.rs`), the scopes of its token. A role that stands for a function counts only while its unit holds the
//! function (rule L34).

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::base::event::Author;
use crate::base::ids::{AccountId, CampaignId, ClientId, OrganisationId, Revision, SessionId};
use crate::base::policy::{ClientReach, ClientScope, Permission, Reach, Role};
use crate::base::reason::Reason;
use crate::base::reasons;
use crate::base::refusal::Refusal;
use crate::base::wording::one_of;

pub mod account;

/// How long an enrolment code is valid.
pub const ENROLMENT_LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// The lifetime of the codes of accounts that are opened in one list.
pub const LIST_ENROLMENT_LIFETIME: TimeDelta = TimeDelta::days(7);
/// How long a session may be renewed before the password is required again.
pub const SESSION_LIFETIME: TimeDelta = TimeDelta::hours(12);
/// How long a session is kept after its beginning; its sign-in stands in the audit trail.
pub const SESSION_KEPT: TimeDelta = TimeDelta::days(7);
/// Maximum number of roles of one account.
pub const GRANTS_MAX: usize = 50;
/// The code of the refusal of a token without the required scope (RFC 6750, 3.1).
pub const INSUFFICIENT_SCOPE: &str = "INSUFFICIENT_SCOPE";

/// A role held for a unit from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit it is held for.
    pub organisation: OrganisationId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The unit's last day, if the unit had ended when the role was given: the role is there to finish what its life
    /// covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_ended: Option<NaiveDate>,
}

/// A function that a unit holds today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The function.
    pub function: Role,
    /// The unit.
    pub unit: OrganisationId,
    /// The movement that it is held for; only the standing agency's is (rule M02).
    pub movement: Option<CampaignId>,
}

impl Held {
    fn is_of(&self, grant: &Grant) -> bool {
        self.function == grant.role && self.unit == grant.organisation
    }
}

/// A code with which a person sets a password, once and within a short time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// SHA-256 of the code, in hexadecimal; the code itself is never stored.
    pub digest: String,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
}

impl Enrolment {
    /// A code of a list, which takes its way through an office: valid from now for `LIST_ENROLMENT_LIFETIME`.
    #[must_use]
    pub fn listed(digest: String, at: DateTime<Utc>) -> Self {
        Self { digest, expires_at: at + LIST_ENROLMENT_LIFETIME }
    }

    /// A code that is valid from now for `ENROLMENT_LIFETIME`.
    #[must_use]
    pub fn starting(digest: String, at: DateTime<Utc>) -> Self {
        Self { digest, expires_at: at + ENROLMENT_LIFETIME }
    }
}

/// A person's account (tài khoản).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// The name typed at sign-in; folded, unique.
    pub username: String,
    /// The person's name.
    pub name: String,
    /// The password's argon2id hash; none until the person has enrolled.
    pub password_hash: Option<String>,
    /// The unused enrolment code, if there is one.
    pub enrolment: Option<Enrolment>,
    /// The roles held, past ones included.
    pub grants: Vec<Grant>,
    /// Whether sign-ins are closed.
    pub suspended: bool,
    /// Sessions begun before this instant no longer count.
    pub sessions_valid_from: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// One sign-in of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// The account that signed in.
    pub account: AccountId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended by signing out.
    pub ended_at: Option<DateTime<Utc>>,
    /// The revision number.
    pub revision: Revision,
}

/// What an act is about: what a permission has to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// The installation itself, or what belongs to no unit and no movement.
    Installation,
    /// Something of a unit.
    Unit(OrganisationId),
    /// Something of a movement.
    Movement(CampaignId),
    /// Something of a unit in a movement.
    UnitIn(OrganisationId, CampaignId),
}

impl On {
    const fn unit(self) -> Option<OrganisationId> {
        match self {
            Self::Unit(unit) | Self::UnitIn(unit, _) => Some(unit),
            Self::Installation | Self::Movement(_) => None,
        }
    }

    const fn movement(self) -> Option<CampaignId> {
        match self {
            Self::Movement(movement) | Self::UnitIn(_, movement) => Some(movement),
            Self::Installation | Self::Unit(_) => None,
        }
    }
}

impl From<Option<OrganisationId>> for On {
    fn from(unit: Option<OrganisationId>) -> Self {
        unit.map_or(Self::Installation, Self::Unit)
    }
}

impl From<CampaignId> for On {
    fn from(movement: CampaignId) -> Self {
        Self::Movement(movement)
    }
}

impl From<(OrganisationId, CampaignId)> for On {
    fn from((unit, movement): (OrganisationId, CampaignId)) -> Self {
        Self::UnitIn(unit, movement)
    }
}

/// An actor: a person with the roles in force today, or a machine client with the scopes of its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person's account. A client has a row of its own there, so that it never equals a person in a comparison.
    pub account: AccountId,
    /// The sign-in; a client has none, and its secret's identifier stands here.
    pub session: SessionId,
    /// The person's or the client's name.
    pub name: String,
    /// Roles and the units they are held for; a client has none.
    pub roles: Vec<(Role, OrganisationId)>,
    /// The movements for which a unit of these roles is the standing agency today (rule M02).
    pub movements: Vec<(OrganisationId, CampaignId)>,
    /// The machine client; none for people.
    pub client: Option<Machine>,
}

/// What a machine client may do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The client.
    pub client: ClientId,
    /// The unit that answers for it.
    pub organisation: OrganisationId,
    /// Whose things its scopes are for.
    pub reach: ClientReach,
    /// The movements that it reaches, if its reach is movements.
    pub movements: Vec<CampaignId>,
    /// The scopes of its token.
    pub scopes: Vec<ClientScope>,
}

/// What a reader may see; the first argument of every query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Everything,
    /// The data of these units, and all of these movements.
    Part {
        /// The units.
        units: Vec<OrganisationId>,
        /// The movements (rule M02).
        movements: Vec<CampaignId>,
    },
}

impl Scope {
    /// The data of units.
    #[must_use]
    pub const fn of_units(units: Vec<OrganisationId>) -> Self {
        Self::Part { units, movements: Vec::new() }
    }

    /// Whether a unit's data lies within it, whatever movement it belongs to.
    #[must_use]
    pub fn holds(&self, unit: OrganisationId) -> bool {
        match self {
            Self::Everything => true,
            Self::Part { units, .. } => units.contains(&unit),
        }
    }

    /// Whether a unit's data in a movement lies within it.
    #[must_use]
    pub fn holds_in(&self, unit: OrganisationId, movement: CampaignId) -> bool {
        match self {
            Self::Everything => true,
            Self::Part { units, movements } => units.contains(&unit) || movements.contains(&movement),
        }
    }

    /// Whether it holds a movement as a whole.
    #[must_use]
    pub fn holds_movements(&self) -> bool {
        matches!(self, Self::Part { movements, .. } if !movements.is_empty())
    }

    /// The scope for the things of one movement: everything, if the movement lies within it.
    #[must_use]
    pub fn in_movement(self, movement: CampaignId) -> Self {
        match self {
            Self::Part { movements, .. } if movements.contains(&movement) => Self::Everything,
            Self::Part { units, .. } => Self::of_units(units),
            Self::Everything => Self::Everything,
        }
    }

    /// Adds the predecessors of a unit to a scope that holds the unit (rule L31); any other scope stays the same.
    #[must_use]
    pub fn inheriting(self, heir: OrganisationId, predecessors: &[OrganisationId]) -> Self {
        match self {
            Self::Part { mut units, movements } if units.contains(&heir) => {
                units.extend_from_slice(predecessors);
                Self::Part { units, movements }
            }
            other @ (Self::Everything | Self::Part { .. }) => other,
        }
    }
}

impl Actor {
    /// Demands a permission for what an act is about, and returns the role or scope that allows it.
    ///
    /// # Errors
    /// `NotAllowed`, naming the roles or scopes that may.
    pub fn must(&self, permission: Permission, on: impl Into<On>) -> Result<Author, Refusal> {
        let on = on.into();
        if let Some(machine) = &self.client {
            return machine.must(&self.name, permission, on);
        }
        let found = self.roles.iter().find(|(role, own)| match role.reach(permission) {
            Reach::Nothing => false,
            Reach::Own => on.unit() == Some(*own),
            Reach::Movement => on.movement().is_some_and(|movement| self.stands_for(*own, movement)),
            Reach::Every => true,
        });
        match found {
            Some((role, organisation)) => Ok(Author {
                account: Some(self.account),
                client: None,
                name: self.name.clone(),
                role: Some(*role),
                organisation: Some(*organisation),
            }),
            // The role is there, and the movement is another agency's.
            None if self.roles.iter().any(|(role, _)| role.reach(permission) == Reach::Movement) => {
                Err(Refusal::NotAllowed(reasons::movement_out_of_reach().under("M02")))
            }
            None => Err(Refusal::NotAllowed(Self::missing(permission))),
        }
    }

    /// Demands a permission for each of several movements; of none, it is demanded for the installation.
    ///
    /// # Errors
    /// See `must`.
    pub fn must_in_all(&self, permission: Permission, movements: &[CampaignId]) -> Result<Author, Refusal> {
        let Some((first, others)) = movements.split_first() else { return self.must(permission, None) };
        for movement in others {
            self.must(permission, *movement)?;
        }
        self.must(permission, *first)
    }

    /// Whether a unit is the standing agency for a movement.
    fn stands_for(&self, unit: OrganisationId, movement: CampaignId) -> bool {
        self.movements.contains(&(unit, movement))
    }

    /// Demands a permission for anything at all, before it is known what an act is about.
    ///
    /// # Errors
    /// `NotAllowed`, naming the roles or scopes that may.
    pub fn must_somewhere(&self, permission: Permission) -> Result<(), Refusal> {
        self.scope(permission).map(|_| ())
    }

    /// Demands that a person acts, not a machine client.
    ///
    /// # Errors
    /// `NotAllowed` for a client.
    pub fn must_be_person(&self) -> Result<(), Refusal> {
        if self.client.is_none() {
            return Ok(());
        }
        Err(Refusal::NotAllowed(reasons::people_only()))
    }

    /// What the actor may see with a read permission.
    ///
    /// # Errors
    /// `NotAllowed` if none of the roles or scopes allows such reading.
    pub fn scope(&self, permission: Permission) -> Result<Scope, Refusal> {
        if let Some(machine) = &self.client {
            return machine.scope(permission);
        }
        let (mut units, mut movements, mut able) = (Vec::new(), Vec::new(), false);
        for (role, organisation) in &self.roles {
            match role.reach(permission) {
                Reach::Every => return Ok(Scope::Everything),
                Reach::Own => units.push(*organisation),
                // An agency that stands for no movement today may read, and there is nothing.
                Reach::Movement => {
                    let stands = self.movements.iter().filter(|(unit, _)| unit == organisation);
                    movements.extend(stands.map(|(_, movement)| *movement));
                }
                Reach::Nothing => continue,
            }
            able = true;
        }
        units.sort_unstable();
        units.dedup();
        movements.sort_unstable();
        movements.dedup();
        if able { Ok(Scope::Part { units, movements }) } else { Err(Refusal::NotAllowed(Self::missing(permission))) }
    }

    /// Why a permission is missing. A list of things says it of many steps of each, so it is worded once.
    fn missing(permission: Permission) -> Reason {
        static WORDED: LazyLock<Vec<(Permission, Reason)>> =
            LazyLock::new(|| Permission::ALL.iter().map(|one| (*one, Actor::missing_worded(*one))).collect());
        let worded = WORDED.iter().find(|(one, _)| *one == permission).map(|(_, reason)| reason.clone());
        worded.unwrap_or_else(|| Self::missing_worded(permission))
    }

    fn missing_worded(permission: Permission) -> Reason {
        let able = Role::ALL.iter().filter(|role| role.reach(permission) != Reach::Nothing);
        let (vi, en): (Vec<&str>, Vec<&str>) = able.map(|role| (role.vi(), role.as_str())).unzip();
        let (vi, able) = (one_of(&vi, "hoặc"), one_of(&en, "or"));
        let own = Role::ALL.iter().any(|role| role.reach(permission) == Reach::Own);
        let rule = match permission {
            Permission::DecideNomination => Some("S13"),
            Permission::RecordCommendation => Some("S14"),
            Permission::NominateForReview => Some("S16"),
            Permission::RevokeAward => Some("L18"),
            Permission::EditCriteriaSet | Permission::PublishCriteriaSet => Some("S24"),
            Permission::ManageGroup => Some("M03"),
            Permission::VerifyReport | Permission::ManageInspection | Permission::ReadInspection => Some("S30"),
            Permission::AnswerRecommendation => Some("P02"),
            Permission::PublishRoleModel => Some("S32"),
            Permission::RaiseDifficulty
            | Permission::ReadDifficulty
            | Permission::HandleDifficulty
            | Permission::ConcludeDifficulty
            | Permission::PublishDigest => Some("S31"),
            Permission::DraftSynthesis | Permission::EndorseSynthesis | Permission::ReadSynthesis => Some("P01"),
            Permission::ProposePractice
            | Permission::ReadPractice
            | Permission::ReviewPractice
            | Permission::AdoptPractice => Some("P03"),
            Permission::ReadNotice => Some("P04"),
            Permission::RevealPersonalData
            | Permission::ErasePersonalData
            | Permission::ManageRetention
            | Permission::ReadPurge => Some("L36"),
            Permission::ReadRegistry
            | Permission::ManageAccounts
            | Permission::ManageClients
            | Permission::ManageWebhooks
            | Permission::AssignFunction
            | Permission::ManageRegistry
            | Permission::ManageCalendar
            | Permission::ManageRegime
            | Permission::ReadAudit
            | Permission::OpenCycle
            | Permission::DraftCampaign
            | Permission::LaunchCampaign
            | Permission::ReadPlanning
            | Permission::ReadReport
            | Permission::ReadScore
            | Permission::EditReport
            | Permission::SubmitReport
            | Permission::CheckReport
            | Permission::VerifyCriterion
            | Permission::GrantExtension
            | Permission::PublishRelease
            | Permission::ReadNomination
            | Permission::ManageRound
            | Permission::EditNomination
            | Permission::SubmitNomination
            | Permission::SuggestUrgent
            | Permission::ReadSuggestion
            | Permission::HandleNomination
            | Permission::AppraiseNomination
            | Permission::AnswerConsultation
            | Permission::RecordIntegrity
            | Permission::ReadIntegrity
            | Permission::ReadDecision
            | Permission::PublishDecision
            | Permission::RegisterComplaint
            | Permission::ReadComplaint
            | Permission::ProposeHigher
            | Permission::ReadHigherProposal
            | Permission::ReadCommendation
            | Permission::ReportMedia
            | Permission::WithdrawMedia => None,
            Permission::IssueGuidance
            | Permission::ReadGuidance
            | Permission::AcknowledgeGuidance
            | Permission::RecordMobilisation
            | Permission::ReadMobilisation => None,
        };
        let reason = if own { reasons::not_allowed_at_unit(vi, able) } else { reasons::not_allowed(vi, able) };
        reason.under(rule)
    }
}

impl Machine {
    fn holding(&self, permission: Permission) -> Result<ClientScope, Refusal> {
        let found = self.scopes.iter().copied().find(|scope| scope.permissions().contains(&permission));
        found.ok_or_else(|| Refusal::NotAllowed(Self::missing(permission)))
    }

    fn must(&self, name: &str, permission: Permission, on: On) -> Result<Author, Refusal> {
        let scope = self.holding(permission)?;
        let reaches = match self.reach.of(permission) {
            Reach::Nothing => false,
            Reach::Own => on.unit() == Some(self.organisation),
            Reach::Movement => on.movement().is_some_and(|movement| self.movements.contains(&movement)),
            Reach::Every => true,
        };
        if !reaches {
            return Err(Refusal::NotAllowed(reasons::unit_out_of_reach()));
        }
        Ok(Author {
            account: None,
            client: Some((self.client, scope)),
            name: name.to_owned(),
            role: None,
            organisation: Some(self.organisation),
        })
    }

    fn scope(&self, permission: Permission) -> Result<Scope, Refusal> {
        self.holding(permission)?;
        Ok(match self.reach.of(permission) {
            Reach::Every => Scope::Everything,
            Reach::Own => Scope::of_units(vec![self.organisation]),
            Reach::Movement => Scope::Part { units: Vec::new(), movements: self.movements.clone() },
            Reach::Nothing => Scope::of_units(Vec::new()),
        })
    }

    fn missing(permission: Permission) -> Reason {
        let able = ClientScope::ALL.iter().filter(|scope| scope.permissions().contains(&permission));
        let (vi, able): (Vec<String>, Vec<&str>) =
            able.map(|scope| (format!("“{}”", scope.vi()), scope.as_str())).unzip();
        if able.is_empty() {
            return reasons::insufficient_scope_of_people();
        }
        let (vi, able) = (vi.join(" hoặc "), able.join(", "));
        reasons::insufficient_scope(vi, able)
    }
}
