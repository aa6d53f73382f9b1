//! Role models (điển hình tiên tiến): good practice of units, published for others to follow (rule S32).
//!
//! It is public as soon as it is entered, and names units and no persons: honours for people are awards, which have
//! rules of their own (rule L36).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::code::FieldCode;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::registry::organisation::Organisation;
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};
use crate::results::reasons;
use crate::results::result_figure::ResultFigure;

/// A unit with its name at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedUnit {
    /// The unit.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

impl From<&Organisation> for NamedUnit {
    fn from(unit: &Organisation) -> Self {
        Self { id: unit.id, name: unit.name.clone() }
    }
}

/// The withdrawal of a role model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Why; not public.
    pub reason: String,
}

/// The content of a role model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleModelContent {
    /// The campaign that it belongs to.
    pub campaign: CampaignId,
    /// Its field.
    pub field: FieldCode,
    /// Its name.
    pub title: String,
    /// The practice and its results.
    pub summary: String,
    /// Numbers of the movement's contents that it is about, in ascending order.
    pub contents: Vec<i64>,
    /// What it achieved, in figures.
    pub results: Vec<ResultFigure>,
}

/// A unit's practice that was published as a role model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleModel {
    /// Its identifier.
    pub id: RoleModelId,
    /// Its content.
    pub content: RoleModelContent,
    /// The unit whose practice it is.
    pub unit: NamedUnit,
    /// The publishing unit, which is the standing agency.
    pub publisher: NamedUnit,
    /// The unit that publishes jointly, which is the appraisal agency (Sở Nội vụ).
    pub joint: NamedUnit,
    /// When it became public.
    pub published_at: DateTime<Utc>,
    /// Its withdrawal; none while it is published.
    pub withdrawal: Option<Withdrawal>,
    /// The revision number.
    pub revision: Revision,
}

/// A step of a role model, with its public change.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct RoleModelStep {
    /// The role model.
    pub role_model: Step<RoleModel>,
    /// The public change to announce.
    pub announced: Announcement,
}

impl RoleModel {
    /// Publishes a unit's practice as a role model. `joint` is the unit that holds the function which the movement names.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency (rule S32); `WrongState` unless the movement is launched,
    /// and while no unit holds the joint function; `Invalid` for empty texts, for contents or a field that the movement does
    /// not have, or for figures without a name or named twice.
    pub fn publish(
        id: RoleModelId,
        (content, movement): (RoleModelContent, &Campaign),
        (unit, publisher, joint): (&Organisation, &Organisation, Option<&Organisation>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<RoleModelStep, Refusal> {
        let author = actor.must(Permission::PublishRoleModel, movement.id)?;
        movement.must_be_running()?;
        let joint = joint.ok_or_else(|| Refusal::WrongState(reasons::joint_unit_missing()))?;
        let RoleModelContent { campaign, field, title, summary, contents, results } = content;
        let (title, summary) = (tidy(&title), tidy(&summary));
        let mut violations = Violations::default();
        let dimensions = Dimensions { contents, field: Some(field) }.checked(movement, &mut violations);
        violations.demand_open_text("/title", &title);
        violations.demand_open_text("/summary", &summary);
        let results = ResultFigure::checked(results, "/results", &mut violations);
        violations.refuse_if_any()?;
        let content = RoleModelContent { campaign, field, title, summary, contents: dimensions.contents, results };
        let event = Event::new(EventKind::RoleModelPublished, Concept::RoleModel, id.0, author, at).of(unit.id);
        let role_model = Self {
            id,
            content,
            unit: unit.into(),
            publisher: publisher.into(),
            joint: joint.into(),
            published_at: at,
            withdrawal: None,
            revision: Revision::FIRST,
        };
        let announced = role_model.announce(PublicChangeKind::RoleModelPublished, at);
        Ok(RoleModelStep { role_model: Step::new(role_model, event), announced })
    }

    /// Withdraws a role model; it is no longer public, and clients with a copy are notified.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency (rule S32); `WrongState` once it is withdrawn; `Invalid` without a
    /// reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<RoleModelStep, Refusal> {
        let author = actor.must(Permission::PublishRoleModel, self.content.campaign)?;
        if self.withdrawal.is_some() {
            return Err(Refusal::WrongState(reasons::role_model_withdrawn()));
        }
        let reason = demanded("/reason", reason)?;
        let event = Event::new(EventKind::RoleModelWithdrawn, Concept::RoleModel, self.id.0, author, at)
            .of(self.unit.id)
            .because(&reason);
        let announced = self.announce(PublicChangeKind::RoleModelWithdrawn, at);
        let withdrawn = Self { withdrawal: Some(Withdrawal { at, reason }), ..self };
        Ok(RoleModelStep { role_model: Step::new(withdrawn, event), announced })
    }

    fn announce(&self, kind: PublicChangeKind, at: DateTime<Utc>) -> Announcement {
        let detail = ChangeDetail { organisation: Some(self.unit.id), ..ChangeDetail::default() };
        Announcement::new(vec![PublicChange { kind, subject: self.id.0, at, detail }])
    }
}
