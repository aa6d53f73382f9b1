//! Suggestions of urgent commendation: a unit tells the standing agency, which alone may nominate at
//! once (rule S18). A suggestion is no dossier.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CycleId, NominationId, OrganisationId, Revision, SuggestionId};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::nomination::Nomination;
use crate::honours::reasons;
use crate::planning::award::SubjectKind;
use crate::registry::organisation::Organisation;

/// Answer of the standing agency to a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SuggestionAnswer {
    /// The resulting nomination; none if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nomination: Option<NominationId>,
    /// Answer of the agency.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A unit's suggestion of an urgent commendation (gợi ý khen thưởng kịp thời).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its identifier.
    pub id: SuggestionId,
    /// The cycle in which it falls.
    pub cycle: CycleId,
    /// The movement of the cycle.
    pub campaign: CampaignId,
    /// The suggesting unit, which is also the subject's.
    pub organisation: OrganisationId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// Name of the subject to commend.
    pub name: String,
    /// The achievement to commend.
    pub achievement: String,
    /// When it was suggested.
    pub suggested_at: DateTime<Utc>,
    /// The answer.
    pub answer: Option<SuggestionAnswer>,
    /// The revision number.
    pub revision: Revision,
}

impl Suggestion {
    /// Suggests an urgent commendation to the standing agency.
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people; `OutOfSeason` for a unit that does not exist today (rule L34); `Invalid`
    /// for empty texts.
    pub fn make(self, organisation: &Organisation, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::SuggestUrgent, Some(organisation.id))?;
        organisation.must_exist_on(calendar::day_of(at))?;
        let suggestion = Self {
            name: tidy(&self.name),
            achievement: tidy(&self.achievement),
            organisation: organisation.id,
            suggested_at: at,
            ..self
        };
        let mut violations = Violations::default();
        violations.demand_open_text("/name", &suggestion.name);
        violations.demand_open_text("/achievement", &suggestion.achievement);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::UrgentSuggested, Concept::Suggestion, suggestion.id.0, author, at)
            .of(organisation.id);
        Ok(Step::new(suggestion, event))
    }

    /// Answers a suggestion, with the resulting nomination or without one.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency (rule S18); `WrongState` once it is answered; `Invalid` without a
    /// text.
    pub fn answer(
        self,
        nomination: Option<&Nomination>,
        text: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::NominateForReview, self.campaign)?;
        if self.answer.is_some() {
            return Err(Refusal::WrongState(reasons::suggestion_answered()));
        }
        let text = demanded("/text", text)?;
        let event = Event::new(EventKind::SuggestionAnswered, Concept::Suggestion, self.id.0, author, at)
            .of(self.organisation)
            .because(&text);
        let answer = Some(SuggestionAnswer { nomination: nomination.map(|one| one.id), text, at });
        Ok(Step::new(Self { answer, ..self }, event))
    }
}
