//! The functions that units hold, such as that of the standing agency, each under a document and for a time (rule L34).

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::{Actor, Held};
use crate::base::ids::{CampaignId, FunctionId, OrganisationId, Revision};
use crate::base::policy::{Permission, Role};
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::{calendar, wording};
use crate::registry::document::{check_document, furthest};
use crate::registry::organisation::Organisation;
use crate::registry::reasons;

/// A function of the campaign, held by a unit for a time under a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionHolding {
    /// Its identifier.
    pub id: FunctionId,
    /// The function; one of the roles that `Role::function` names.
    pub function: Role,
    /// The unit that holds it.
    pub organisation: OrganisationId,
    /// The movement that it is held for: of the standing agency, and of nobody else (rule M02). A holding from before
    /// there were several movements may have none.
    pub campaign: Option<CampaignId>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while no successor is assigned.
    pub to: Option<NaiveDate>,
    /// The document that assigns it.
    pub document: Citation,
    /// The revision number.
    pub revision: Revision,
}

impl FunctionHolding {
    /// What is unique with the first day: the function, for the standing agency with its movement, and of a function that
    /// several units hold with the unit.
    #[must_use]
    pub fn holder_key(&self) -> String {
        match self.campaign {
            Some(campaign) => format!("{}/{campaign}", self.function),
            None if self.function.is_shared() => format!("{}/{}", self.function, self.organisation),
            None => self.function.to_string(),
        }
    }

    /// The function and its holder, as the rights of people are computed.
    #[must_use]
    pub const fn held(&self) -> Held {
        Held { function: self.function, unit: self.organisation, movement: self.campaign }
    }

    /// A standing agency stands for a movement, and no other function does (rule M02).
    fn check_movement(&self, violations: &mut Violations) {
        match (self.function == Role::StandingAgency, self.campaign) {
            (true, None) => violations.add("/campaign", reasons::movement_missing()),
            (false, Some(_)) => violations.add("/campaign", reasons::movement_unwanted()),
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// Whether the unit holds the function on a day.
    #[must_use]
    pub fn is_held_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// Assigns a function to a holder, from a plan package or on the machine itself.
    ///
    /// # Errors
    /// `OutOfSeason` if the unit does not exist on the first day; `Invalid` for a role that is no function.
    pub fn load(self, unit: &Organisation, part: &str, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        unit.must_exist_on(self.from)?;
        let mut violations = Violations::default();
        if self.function.function().is_none() {
            violations.add("/function", reasons::not_a_function());
        }
        self.check_movement(&mut violations);
        violations.refuse_if_any()?;
        let author = Author::installation(part);
        let event = Event::new(EventKind::FunctionAssigned, Concept::Function, self.id.0, author, at)
            .of(self.organisation)
            .between(None, self.function.as_str());
        Ok(Step::new(self, event))
    }

    /// Transfers a function to a unit from a day on; what was done before stays with the predecessor. `staffed` says
    /// whether somebody who can sign in has the function's role at the unit: the administrator's function goes to no
    /// unit without one, because nobody could act as administrator afterwards.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for a role that is no function, a day not after the
    /// present holder's first, in the past or too far ahead, a unit that does not exist on that day or whose last day
    /// is known, because a function ends with its unit, a unit where nobody could act as administrator, or an
    /// incomplete citation.
    pub fn assign(
        self,
        present: Option<Self>,
        (organisation, staffed): (&Organisation, bool),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Handover, Refusal> {
        let author = actor.must(Permission::AssignFunction, None)?;
        let mut violations = Violations::default();
        if self.function.function().is_none() {
            violations.add("/function", reasons::not_a_function());
        }
        self.check_movement(&mut violations);
        if !organisation.is_valid_on(self.from) {
            violations.add("/organisation", reasons::unit_not_valid_for_function());
        } else if let Some(end) = organisation.valid_to {
            violations.add("/organisation", reasons::unit_ends_for_function(wording::date(end), end));
        }
        if self.function == Role::Administrator && !staffed {
            violations.add("/organisation", reasons::unit_without_administrator());
        }
        if present.as_ref().is_some_and(|present| self.from <= present.from) {
            violations.add("/fromDate", reasons::function_backdated_before_holder());
        }
        if self.from < calendar::day_of(at) {
            violations.add("/fromDate", reasons::function_backdated());
        }
        let most = furthest(at);
        if most < self.from {
            violations.add("/fromDate", reasons::date_too_far(wording::date(most), most));
        }
        self.document.check("/document", "L21", &mut violations);
        self.document.check_date("/document", at, &mut violations);
        violations.refuse_if_any()?;

        let ended = present.map(|present| {
            let last = self.from.pred_opt().unwrap_or(self.from);
            let event = Event::new(EventKind::FunctionAssigned, Concept::Function, present.id.0, author.clone(), at)
                .of(present.organisation)
                .changing(vec![Change::new("to", present.to.map(|day| day.to_string()), Some(last.to_string()))]);
            Step::new(Self { to: Some(last), ..present }, event)
        });
        let event = Event::new(EventKind::FunctionAssigned, Concept::Function, self.id.0, author, at)
            .of(self.organisation)
            .between(None, self.function.as_str())
            .because(self.document.number.as_deref().unwrap_or_default())
            .changing(vec![
                Change::new("from", None, Some(self.from.to_string())),
                Change::new(
                    "campaign",
                    None,
                    Some(self.campaign.map_or_else(|| "-".to_owned(), |one| one.to_string())),
                ),
                Change::new("document", None, Some(self.document.line())),
            ]);
        Ok(Handover { ended, begun: Step::new(self, event) })
    }
}

/// A transfer of a function: the predecessor's holding ends, if there was one, and the successor's begins.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Handover {
    /// The holding that ends on the day before.
    pub ended: Option<Step<FunctionHolding>>,
    /// The holding that begins.
    pub begun: Step<FunctionHolding>,
}

impl Organisation {
    /// Ends a unit that has no successor.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `WrongState` for a unit whose last day is known, or that holds a
    /// function after the given day (rule L34); `Invalid` for a day before the first day of its present name, or an
    /// incomplete citation.
    pub fn close(
        self,
        last: NaiveDate,
        document: Citation,
        holdings: &[FunctionHolding],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        if let Some(end) = self.valid_to {
            return Err(Refusal::WrongState(reasons::unit_ended(wording::date(end), end)));
        }
        let document = document.tidied();
        let mut violations = Violations::default();
        self.check_last(last, at, &mut violations);
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        self.must_hold_nothing_after(last, holdings)?;
        let event = Event::new(EventKind::OrganisationClosed, Concept::Organisation, self.id.0, author, at);
        Ok(self.ended(last, document, event))
    }

    /// Rule L34: a unit's functions are transferred before the unit ends, but for those that several units hold, which
    /// end with it.
    pub(crate) fn must_hold_nothing_after(&self, last: NaiveDate, holdings: &[FunctionHolding]) -> Result<(), Refusal> {
        let later = |holding: &&FunctionHolding| !holding.function.is_shared() && holding.to.is_none_or(|to| last < to);
        match holdings.iter().filter(|holding| holding.organisation == self.id).find(later) {
            None => Ok(()),
            Some(FunctionHolding { function, .. }) => {
                Err(Refusal::WrongState(reasons::function_held(function.vi(), function, wording::date(last), last)))
            }
        }
    }
}
