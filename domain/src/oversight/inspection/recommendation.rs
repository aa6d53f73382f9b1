//! What an inspection recommends to the unit (kiến nghị; rule P02): a day by which it is due, the unit's answer, and
//! whether the agency accepts it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::difficulty::{Remark, check_due};
use crate::oversight::inspection::workflow::{Act, InspectingAgency, InspectionVerb};
use crate::oversight::inspection::{Inspection, InspectionId};
use crate::oversight::reasons;
use crate::registry::organisation::Organisation;

ids! {
    /// Identifies a recommendation of an inspection (kiến nghị).
    RecommendationId,
}

wire_enum! {
    /// State of a recommendation.
    RecommendationState {
        /// Waits for the unit's answer (chờ đơn vị trả lời).
        Open = "OPEN",
        /// The unit has answered (đơn vị đã trả lời).
        Answered = "ANSWERED",
        /// The agency has accepted the answer (đã chấp nhận).
        Accepted = "ACCEPTED",
        /// The agency has withdrawn it (đã rút).
        Withdrawn = "WITHDRAWN",
    }
}

impl RecommendationState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Open => "chờ đơn vị trả lời",
            Self::Answered => "đơn vị đã trả lời",
            Self::Accepted => "đã chấp nhận",
            Self::Withdrawn => "đã rút",
        }
    }

    /// The state after a step; none if the state does not allow it. This is the whole workflow. An agency withdraws what
    /// cannot be answered any more, such as by a unit that has ended.
    #[must_use]
    pub const fn after(self, verb: RecommendationVerb) -> Option<Self> {
        use RecommendationVerb as V;
        match (self, verb) {
            (Self::Open, V::Answer) => Some(Self::Answered),
            (Self::Answered, V::Accept) => Some(Self::Accepted),
            (Self::Answered, V::Return) => Some(Self::Open),
            (Self::Open | Self::Answered, V::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

wire_enum! {
    /// What can be done with a recommendation.
    RecommendationVerb {
        /// The unit answers (trả lời).
        Answer = "ANSWER",
        /// The agency accepts the answer (chấp nhận).
        Accept = "ACCEPT",
        /// The agency returns the answer (yêu cầu trả lời lại).
        Return = "RETURN",
        /// The agency withdraws the recommendation (rút).
        Withdraw = "WITHDRAW",
    }
}

impl RecommendationVerb {
    const fn event(self) -> EventKind {
        match self {
            Self::Answer => EventKind::RecommendationAnswered,
            Self::Accept => EventKind::RecommendationAccepted,
            Self::Return => EventKind::RecommendationReturned,
            Self::Withdraw => EventKind::RecommendationWithdrawn,
        }
    }
}

/// Something that an inspection recommends to the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommendation {
    /// Its identifier.
    pub id: RecommendationId,
    /// The inspection.
    pub inspection: InspectionId,
    /// The movement.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// The agency that recommends it.
    pub agency: InspectingAgency,
    /// What it recommends.
    pub text: String,
    /// The day by which the unit answers.
    pub due: NaiveDate,
    /// Its state.
    pub state: RecommendationState,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// The steps taken, oldest first.
    pub acts: Vec<Act<RecommendationVerb>>,
    /// The revision number.
    pub revision: Revision,
}

impl Recommendation {
    /// Recommends something to the unit, after the visit or with the conclusion.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the agency that runs the inspection (rule S30); `WrongState` before its minutes;
    /// `OutOfSeason` for a unit that does not exist today, because it could not answer (rule L34); `Invalid` for an empty or
    /// secret text, and for a day that has passed or is too far ahead.
    pub fn give(
        id: RecommendationId,
        (text, due): (&str, NaiveDate),
        (inspection, organisation): (&Inspection, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, _) = inspection.may(InspectionVerb::Recommend, actor)?;
        organisation.must_exist_on(calendar::day_of(at))?;
        let text = tidy(text);
        let mut violations = Violations::default();
        violations.demand_open_text("/text", &text);
        check_due("/dueDate", Some(due), at, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::RecommendationGiven, Concept::Recommendation, id.0, author, at)
            .of(inspection.organisation)
            .between(None, RecommendationState::Open.as_str())
            .because(&text)
            .changing(vec![Change::new("dueDate", None, Some(due.to_string()))]);
        let recommendation = Self {
            id,
            inspection: inspection.id,
            campaign: inspection.campaign,
            organisation: inspection.organisation,
            agency: inspection.agency,
            text,
            due,
            state: RecommendationState::Open,
            given_at: at,
            acts: Vec::new(),
            revision: Revision::FIRST,
        };
        Ok(Step::new(recommendation, event))
    }

    /// Whether the actor may take a step now.
    ///
    /// # Errors
    /// `NotAllowed` for the answer by anyone but the unit's own people (rule P02), and for the agency's steps by anyone but
    /// the agency that recommended it (rule S30); `WrongState` if the state does not allow it.
    pub fn may(&self, verb: RecommendationVerb, actor: &Actor) -> Result<(Author, RecommendationState), Refusal> {
        let on = (self.organisation, self.campaign);
        let author = match verb {
            RecommendationVerb::Answer => actor.must(Permission::AnswerRecommendation, on)?,
            RecommendationVerb::Accept | RecommendationVerb::Return | RecommendationVerb::Withdraw => {
                self.agency.must_act(actor, on)?
            }
        };
        let wrong = || Refusal::WrongState(reasons::recommendation_wrong_state(self.state.vi(), self.state));
        Ok((author, self.state.after(verb).ok_or_else(wrong)?))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let verbs = RecommendationVerb::ALL.iter();
        verbs.map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// Whether the unit's answer was due before today.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.state == RecommendationState::Open && calendar::end_of(self.due) <= at
    }

    /// Answers for the unit.
    ///
    /// # Errors
    /// See `may`; `OutOfSeason` for a unit that does not exist today: the people of a unit that has ended read (rule L34);
    /// `Invalid` for an empty or secret text, or an incomplete document.
    pub fn answer(
        self,
        remark: Remark,
        organisation: &Organisation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.may(RecommendationVerb::Answer, actor)?;
        organisation.must_exist_on(calendar::day_of(at))?;
        let due = self.due;
        self.step(RecommendationVerb::Answer, remark, due, actor, at)
    }

    /// Accepts the answer for the agency.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an empty or secret text, or an incomplete document.
    pub fn accept(self, remark: Remark, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let due = self.due;
        self.step(RecommendationVerb::Accept, remark, due, actor, at)
    }

    /// Returns the answer for the agency, with a later day if one is set.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an empty or secret reason, an incomplete document, and for a day that has passed or is too far
    /// ahead; if no other day is set, the old one must not have passed.
    pub fn send_back(
        self,
        remark: Remark,
        due: Option<NaiveDate>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.may(RecommendationVerb::Return, actor)?;
        let due = due.unwrap_or(self.due);
        let mut violations = Violations::default();
        check_due("/dueDate", Some(due), at, &mut violations);
        violations.refuse_if_any()?;
        self.step(RecommendationVerb::Return, remark, due, actor, at)
    }

    /// Withdraws the recommendation for the agency.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an empty or secret reason.
    pub fn withdraw(self, reason: String, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let due = self.due;
        self.step(RecommendationVerb::Withdraw, Remark { text: reason, document: None }, due, actor, at)
    }

    fn step(
        mut self,
        verb: RecommendationVerb,
        remark: Remark,
        due: NaiveDate,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(verb, actor)?;
        let Remark { text, document } = remark;
        let (text, document) = (tidy(&text), document.map(Citation::tidied));
        let mut violations = Violations::default();
        let pointer = if verb == RecommendationVerb::Withdraw { "/reason" } else { "/text" };
        violations.demand_open_text(pointer, &text);
        if let Some(document) = &document {
            document.check_written("/document", "P02", at, &mut violations);
        }
        violations.refuse_if_any()?;
        let changes = Change::differing("dueDate", Some(self.due.to_string()), Some(due.to_string()));
        let event = Event::new(verb.event(), Concept::Recommendation, self.id.0, author.clone(), at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), state.as_str())
            .because(&text)
            .changing(changes.into_iter().collect());
        // What is late is the answer; the agency's steps have no day of their own.
        let was_due = (verb == RecommendationVerb::Answer).then_some(self.due);
        self.acts.push(Act { text: Some(text), document, due: was_due, ..Act::new(verb, &author, at) });
        Ok(Step::new(Self { state, due, ..self }, event))
    }
}
