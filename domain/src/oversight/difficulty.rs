//! Difficulties (vướng mắc): a unit raises one with the standing agency or the appraisal agency; both see it, answer it or
//! take it to the province, which concludes it (rule S31).
//!
//! The number of working days for an answer is the movement's (`Policy::difficulty_days`); without it no clock runs.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::{Permission, Role};
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::registry::organisation::Organisation;
use crate::registry::work_year::{WorkYear, days_after};

/// For how many months ahead the day of a conclusion can be set.
pub const DUE_MONTHS_MAX: u32 = 24;

ids! {
    /// Identifies a difficulty that a unit raised (vướng mắc).
    DifficultyId,
}

wire_enum! {
    /// The agency that a difficulty is addressed to.
    Addressee {
        /// The standing agency of the movement (cơ quan thường trực).
        StandingAgency = "STANDING_AGENCY",
        /// The appraisal agency (Sở Nội vụ).
        AppraisalAgency = "APPRAISAL_AGENCY",
    }
}

wire_enum! {
    /// State of a difficulty.
    DifficultyState {
        /// Waits for an answer (chờ trả lời).
        Open = "OPEN",
        /// An agency has answered (đã trả lời).
        Answered = "ANSWERED",
        /// An agency has taken it to the province (đã báo cáo UBND tỉnh).
        Escalated = "ESCALATED",
        /// The province has concluded it (đã kết luận).
        Concluded = "CONCLUDED",
        /// The unit has withdrawn it (đã rút).
        Withdrawn = "WITHDRAWN",
    }
}

impl DifficultyState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Open => "chờ trả lời",
            Self::Answered => "đã trả lời",
            Self::Escalated => "đã báo cáo UBND tỉnh",
            Self::Concluded => "đã kết luận",
            Self::Withdrawn => "đã rút",
        }
    }

    /// The state after a step; none if the state does not allow it. This is the whole workflow.
    #[must_use]
    pub const fn after(self, verb: DifficultyVerb) -> Option<Self> {
        use DifficultyVerb as V;
        match (self, verb) {
            (Self::Open, V::Answer) => Some(Self::Answered),
            (Self::Open, V::Refer) | (Self::Answered, V::Reopen) => Some(Self::Open),
            (Self::Open | Self::Answered, V::Escalate) => Some(Self::Escalated),
            (Self::Escalated, V::Conclude) => Some(Self::Concluded),
            (Self::Open, V::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

wire_enum! {
    /// What can be done to a difficulty.
    DifficultyVerb {
        /// An agency answers (trả lời).
        Answer = "ANSWER",
        /// An agency refers it to the other one (chuyển).
        Refer = "REFER",
        /// An agency takes it to the province (báo cáo UBND tỉnh).
        Escalate = "ESCALATE",
        /// The province concludes it (kết luận).
        Conclude = "CONCLUDE",
        /// The unit says that the answer does not help (đề nghị xem xét lại).
        Reopen = "REOPEN",
        /// The unit withdraws it (rút).
        Withdraw = "WITHDRAW",
    }
}

impl DifficultyVerb {
    const fn permission(self) -> Permission {
        match self {
            Self::Answer | Self::Refer | Self::Escalate => Permission::HandleDifficulty,
            Self::Conclude => Permission::ConcludeDifficulty,
            Self::Reopen | Self::Withdraw => Permission::RaiseDifficulty,
        }
    }

    const fn event(self) -> EventKind {
        match self {
            Self::Answer => EventKind::DifficultyAnswered,
            Self::Refer => EventKind::DifficultyReferred,
            Self::Escalate => EventKind::DifficultyEscalated,
            Self::Conclude => EventKind::DifficultyConcluded,
            Self::Reopen => EventKind::DifficultyReopened,
            Self::Withdraw => EventKind::DifficultyWithdrawn,
        }
    }
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DifficultyAct {
    /// The step.
    pub verb: DifficultyVerb,
    /// When.
    pub at: DateTime<Utc>,
    /// The unit whose person took it; none for a step of the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrganisationId>,
    /// The role in which the person took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The name of the person.
    pub name: String,
    /// The answer, the conclusion or the reason.
    pub text: String,
    /// The document that says so; required for a conclusion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
    /// The day by which this step was due; none without a clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

/// What a unit raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifficultyContent {
    /// What it is about, in a line.
    pub title: String,
    /// The difficulty, and what the unit proposes.
    pub text: String,
    /// The contents and the field of the movement that it is about.
    pub dimensions: Dimensions,
}

/// A difficulty that a unit raised (vướng mắc).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difficulty {
    /// Its identifier.
    pub id: DifficultyId,
    /// The movement.
    pub campaign: CampaignId,
    /// The unit that raised it.
    pub organisation: OrganisationId,
    /// The agency that it is addressed to now.
    pub addressee: Addressee,
    /// What the unit raises.
    pub content: DifficultyContent,
    /// Its state.
    pub state: DifficultyState,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// The day by which the next answer or the conclusion is due; none without a clock, and when nothing is waited for.
    pub due: Option<NaiveDate>,
    /// The steps taken, oldest first.
    pub acts: Vec<DifficultyAct>,
    /// The revision number.
    pub revision: Revision,
}

/// What somebody says with a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// The answer, the conclusion or the reason.
    pub text: String,
    /// The document that says so.
    pub document: Option<Citation>,
}

impl Difficulty {
    /// Raises a difficulty.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `OutOfSeason` for a unit that does not exist today (rule L34);
    /// `WrongState` unless the movement is launched and not concluded; `Invalid` for empty or secret texts (rule L35), and
    /// for contents or a field that the movement does not have.
    pub fn raise(
        id: DifficultyId,
        (addressee, content): (Addressee, DifficultyContent),
        (movement, organisation): (&Campaign, &Organisation),
        years: &[WorkYear],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RaiseDifficulty, (organisation.id, movement.id))?;
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let DifficultyContent { title, text, dimensions } = content;
        let (title, text) = (tidy(&title), tidy(&text));
        let mut violations = Violations::default();
        violations.demand_open_text("/title", &title);
        violations.demand_open_text("/text", &text);
        let dimensions = dimensions.checked(movement, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::DifficultyRaised, Concept::Difficulty, id.0, author, at)
            .of(organisation.id)
            .between(None, DifficultyState::Open.as_str())
            .because(&title);
        let difficulty = Self {
            id,
            campaign: movement.id,
            organisation: organisation.id,
            addressee,
            content: DifficultyContent { title, text, dimensions },
            state: DifficultyState::Open,
            raised_at: at,
            due: answer_due(movement, years, at),
            acts: Vec::new(),
            revision: Revision::FIRST,
        };
        Ok(Step::new(difficulty, event))
    }

    /// Whether the actor may take a step now.
    ///
    /// # Errors
    /// `NotAllowed` for an agency's step by others than the two agencies, for the conclusion by others than the decision
    /// authority, and for a unit's step by strangers (rule S31); `WrongState` if the state does not allow it.
    pub fn may(&self, verb: DifficultyVerb, actor: &Actor) -> Result<(Author, DifficultyState), Refusal> {
        let author = actor.must(verb.permission(), (self.organisation, self.campaign))?;
        let wrong = || Refusal::WrongState(reasons::difficulty_wrong_state(self.state.vi(), self.state));
        Ok((author, self.state.after(verb).ok_or_else(wrong)?))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let verbs = DifficultyVerb::ALL.iter();
        verbs.map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// Whether something is waited for that was due before today.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.due.is_some_and(|due| calendar::end_of(due) <= at)
    }

    /// Answers for an agency; either of the two may.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a text, or for an incomplete document.
    pub fn answer(self, remark: Remark, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.step(DifficultyVerb::Answer, (remark, false), None, actor, at)
    }

    /// Refers it to the other agency; its clock runs on.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason, and for the agency that it is addressed to.
    pub fn refer(self, to: Addressee, remark: Remark, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.may(DifficultyVerb::Refer, actor)?;
        if to == self.addressee {
            let mut violations = Violations::default();
            violations.add("/to", reasons::referred_to_same());
            violations.refuse_if_any()?;
        }
        let due = self.due;
        Self { addressee: to, ..self }.step(DifficultyVerb::Refer, (remark, false), due, actor, at)
    }

    /// Takes it to the province, which is to conclude it by a day, if one is set.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason, for an incomplete document, or for a day that has passed.
    pub fn escalate(
        self,
        remark: Remark,
        due: Option<NaiveDate>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.may(DifficultyVerb::Escalate, actor)?;
        let mut violations = Violations::default();
        check_due("/dueDate", due, at, &mut violations);
        violations.refuse_if_any()?;
        self.step(DifficultyVerb::Escalate, (remark, false), due, actor, at)
    }

    /// Concludes it for the province, under a document.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a text or a complete document.
    pub fn conclude(self, remark: Remark, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.step(DifficultyVerb::Conclude, (remark, true), None, actor, at)
    }

    /// Opens it again for the unit, because the answer does not help; the clock starts anew.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn reopen(
        self,
        remark: Remark,
        (movement, years): (&Campaign, &[WorkYear]),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.step(DifficultyVerb::Reopen, (remark, false), answer_due(movement, years, at), actor, at)
    }

    /// Withdraws it for the unit.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn withdraw(self, remark: Remark, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.step(DifficultyVerb::Withdraw, (remark, false), None, actor, at)
    }

    fn step(
        mut self,
        verb: DifficultyVerb,
        (remark, written): (Remark, bool),
        due: Option<NaiveDate>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(verb, actor)?;
        let Remark { text, document } = remark;
        let (text, document) = (tidy(&text), document.map(Citation::tidied));
        let mut violations = Violations::default();
        violations.demand_open_text("/text", &text);
        if let Some(document) = document.clone().or_else(|| written.then(Citation::default)) {
            document.check_written("/document", "S31", at, &mut violations);
        }
        violations.refuse_if_any()?;
        let act = DifficultyAct {
            verb,
            at,
            unit: author.organisation,
            role: author.role,
            name: author.name.clone(),
            text: text.clone(),
            document,
            due: self.due,
        };
        let event = Event::new(verb.event(), Concept::Difficulty, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), state.as_str())
            .because(&text);
        self.acts.push(act);
        Ok(Step::new(Self { state, due, ..self }, event))
    }
}

/// The day by which an agency answers; none if the movement sets no number of days, or if the working days until then
/// have not been entered (rule L43): a unit is not kept from raising a difficulty by a missing calendar.
fn answer_due(movement: &Campaign, years: &[WorkYear], at: DateTime<Utc>) -> Option<NaiveDate> {
    days_after(years, calendar::day_of(at), movement.text.policy.difficulty_days?).ok()
}

/// Checks a day by which something must be done.
pub(crate) fn check_due(pointer: &str, due: Option<NaiveDate>, at: DateTime<Utc>, violations: &mut Violations) {
    let today = calendar::day_of(at);
    let latest = today.checked_add_months(Months::new(DUE_MONTHS_MAX)).unwrap_or(NaiveDate::MAX);
    if due.is_some_and(|due| due < today || latest < due) {
        violations.add(pointer, reasons::due_date_unfit(DUE_MONTHS_MAX));
    }
}
