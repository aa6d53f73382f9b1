//! The register of Giấy khen, which heads of units give to their own people, recorded for statistics (rule S14).
//!
//! There is no approval: the head's own decision is the award.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CommendationId, OrganisationId, Revision};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::reasons;
use crate::planning::award::SubjectKind;
use crate::registry::organisation::Organisation;

/// A Giấy khen as its unit recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commendation {
    /// Its identifier.
    pub id: CommendationId,
    /// The unit whose head granted it, which is also the recipient's.
    pub organisation: OrganisationId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The recipient's name.
    pub name: String,
    /// Number and symbol of the head's decision.
    pub symbol: String,
    /// The day of the head's decision.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// The achievement that it was given for.
    pub achievement: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl Commendation {
    /// Records a Giấy khen for the unit's own staff or collective.
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people (rule S14); `Invalid` for empty texts, a date in the future, or one on
    /// which the unit did not exist.
    pub fn record(self, organisation: &Organisation, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RecordCommendation, Some(organisation.id))?;
        let commendation = Self {
            name: tidy(&self.name),
            symbol: tidy(&self.symbol),
            signer: tidy(&self.signer),
            achievement: tidy(&self.achievement),
            ..self
        };
        let mut violations = Violations::default();
        violations.demand_text("/name", &commendation.name);
        violations.demand_open_number("/symbol", &commendation.symbol);
        violations.demand_text("/signer", &commendation.signer);
        violations.demand_open_text("/achievement", &commendation.achievement);
        if calendar::day_of(at) < commendation.date {
            violations.add("/date", reasons::date_in_future_of_commendation());
        } else if !organisation.is_valid_on(commendation.date) {
            violations.add("/date", reasons::date_unfit_of_commendation());
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::CommendationRecorded, Concept::Commendation, commendation.id.0, author, at)
            .of(organisation.id)
            .because(&commendation.symbol);
        Ok(Step::new(commendation, event))
    }
}
