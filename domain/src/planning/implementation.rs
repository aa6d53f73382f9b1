//! The register of implementing documents (văn bản triển khai): which plan a unit issued to carry out the movement
//! (rule S28).

use chrono::{DateTime, Utc};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, ImplementationPlanId, OrganisationId, Revision};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::wording;
use crate::planning::campaign::Campaign;
use crate::planning::policy::Policy;
use crate::planning::reasons;
use crate::registry::level::{Level, LevelKind};
use crate::registry::organisation::Organisation;

/// Whether units of a level must issue a plan of their own: the levels that the movement names, or else those that report.
#[must_use]
pub fn issues_plan(policy: &Policy, level: &Level) -> bool {
    match &policy.plan_owed_by {
        Some(levels) => levels.contains(&level.code),
        None => matches!(level.facts.kind, LevelKind::Authority),
    }
}

/// A unit's plan to carry out the campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImplementationPlan {
    /// Its identifier.
    pub id: ImplementationPlanId,
    /// The campaign.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// The document.
    pub document: Citation,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl ImplementationPlan {
    /// Registers a unit's plan.
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people; `WrongState` unless the movement is launched; `OutOfSeason` for a unit that did not exist within the campaign's period
    /// (rule L30); `Invalid` for a document without number, date, issuer and title (rules S28, L21), one with an
    /// implausible date, or one from before or after the unit's existence.
    pub fn register(
        id: ImplementationPlanId,
        (campaign, organisation): (&Campaign, &Organisation),
        document: Citation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::EditReport, (organisation.id, campaign.id))?;
        campaign.must_be_running()?;
        organisation.must_exist_during(campaign.text.period_start, campaign.text.period_end)?;
        let document = document.tidied();
        let mut violations = Violations::default();
        let named = document.number.is_some() && document.date.is_some() && document.issuer.is_some();
        if !named || document.title.is_none() {
            violations.add("/document", reasons::document_incomplete());
        } else {
            document.check("/document", "S28", &mut violations);
        }
        document.check_date("/document", at, &mut violations);
        if document.date.is_some_and(|date| !organisation.is_valid_on(date)) {
            let from = organisation.valid_from;
            let until = organisation.valid_to.map(|end| (wording::date(end), end.to_string()));
            let (until_vi, until_en) = until.unwrap_or_else(|| ("nay".to_owned(), "today".to_owned()));
            let reason = reasons::document_outside_life(wording::date(from), from, until_vi, until_en);
            violations.add("/document/date", reason);
        }
        violations.refuse_if_any()?;
        let kind = EventKind::ImplementationPlanRegistered;
        let event = Event::new(kind, Concept::ImplementationPlan, id.0, author, at)
            .of(organisation.id)
            .because(document.number.as_deref().unwrap_or_default())
            .changing(vec![Change::new("document", None, Some(document.line()))]);
        let plan = Self {
            id,
            campaign: campaign.id,
            organisation: organisation.id,
            document,
            registered_at: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(plan, event))
    }
}
