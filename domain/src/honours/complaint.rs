//! The register of complaints and denunciations about awards (khiếu nại, tố cáo; rule L38).
//!
//! The complainant is not stored: the paper's number and day identify it where it is kept. A complaint marks the award
//! for the agencies; nothing public changes before a revocation.

use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, ComplaintId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::honours::granted_award::GrantedAward;
use crate::honours::reasons;
use crate::honours::received_paper::{ReceivedPaper, Settlement};

/// The latest due date of a settlement after the receipt; no law gives anywhere near as long.
const SETTLED_WITHIN: Months = Months::new(24);

wire_enum! {
    /// Complaint or denunciation; each has a law of its own.
    ComplaintKind {
        /// A complaint of a person concerned (khiếu nại).
        Complaint = "COMPLAINT",
        /// A denunciation of a violation (tố cáo).
        Denunciation = "DENUNCIATION",
    }
}

wire_enum! {
    /// State of a complaint.
    ComplaintState {
        /// Under examination (đang giải quyết).
        Open = "OPEN",
        /// Settled (đã giải quyết).
        Settled = "SETTLED",
    }
}

wire_enum! {
    /// What can be done to a complaint.
    ComplaintVerb {
        /// Settle it (giải quyết).
        Settle = "SETTLE",
    }
}

wire_enum! {
    /// Outcome of a complaint.
    ComplaintOutcome {
        /// It was justified (đúng, đúng một phần).
        Upheld = "UPHELD",
        /// It was not justified (sai, không có căn cứ).
        Dismissed = "DISMISSED",
    }
}

/// A complaint as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintContent {
    /// A complaint or a denunciation.
    pub kind: ComplaintKind,
    /// The received paper.
    pub paper: ReceivedPaper,
    /// The day by which it must be settled, if one is set.
    pub due: Option<NaiveDate>,
}

/// A complaint about an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Its identifier.
    pub id: ComplaintId,
    /// The award.
    pub award: AwardId,
    /// The award's unit.
    pub organisation: OrganisationId,
    /// The complaint as it was received.
    pub content: ComplaintContent,
    /// Its settlement; none while it is open.
    pub settlement: Option<Settlement<ComplaintOutcome>>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl Complaint {
    /// Registers a complaint about an award, public or not.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `Invalid` for invalid days, or empty texts (rule L38).
    pub fn register(
        id: ComplaintId,
        award: &GrantedAward,
        content: ComplaintContent,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RegisterComplaint, None)?;
        let content = clean(content, award.decision.date, at)?;
        let event = Event::new(EventKind::ComplaintRegistered, Concept::Complaint, id.0, author, at)
            .of(award.organisation)
            .between(None, ComplaintState::Open.as_str())
            .because(&content.paper.number);
        let (award, organisation, revision) = (award.id, award.organisation, Revision::FIRST);
        Ok(Step::new(Self { id, award, organisation, content, settlement: None, registered_at: at, revision }, event))
    }

    /// Current state.
    #[must_use]
    pub const fn state(&self) -> ComplaintState {
        if self.settlement.is_some() { ComplaintState::Settled } else { ComplaintState::Open }
    }

    /// Whether it is open after its due date.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.settlement.is_none() && self.content.due.is_some_and(|due| calendar::end_of(due) <= at)
    }

    /// Whether the actor may settle it now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` once it is settled.
    pub fn may_settle(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::RegisterComplaint, None)?;
        match self.state() {
            ComplaintState::Open => Ok(author),
            ComplaintState::Settled => Err(Refusal::WrongState(reasons::complaint_settled())),
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new(ComplaintVerb::Settle.as_str(), self.may_settle(actor).err())]
    }

    /// Settles it. A justified complaint revokes nothing: a revocation is a separate decision (rule L18).
    ///
    /// # Errors
    /// See `may_settle`; `Invalid` without a reason, or for an incomplete citation.
    pub fn settle(
        self,
        outcome: ComplaintOutcome,
        grounds: (&str, Citation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_settle(actor)?;
        let settlement = Settlement::new(outcome, grounds, "L38", at)?;
        let event = Event::new(EventKind::ComplaintSettled, Concept::Complaint, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state().as_str()), ComplaintState::Settled.as_str())
            .because(&settlement.said());
        Ok(Step::new(Self { settlement: Some(settlement), ..self }, event))
    }
}

fn clean(content: ComplaintContent, decided: NaiveDate, at: DateTime<Utc>) -> Result<ComplaintContent, Refusal> {
    let ComplaintContent { kind, paper, due } = content;
    let mut violations = Violations::default();
    let unfit = (reasons::date_unfit_of_receipt(), reasons::date_unfit_of_complaint());
    let paper = paper.checked((decided, calendar::day_of(at)), unfit, &mut violations);
    let latest = paper.received.checked_add_months(SETTLED_WITHIN).unwrap_or(NaiveDate::MAX);
    if due.is_some_and(|due| due < paper.received || latest < due) {
        violations.add("/dueDate", reasons::date_unfit_of_settlement());
    }
    violations.refuse_if_any()?;
    Ok(ComplaintContent { kind, paper, due })
}
