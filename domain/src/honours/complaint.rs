//! The register of complaints and denunciations about awards (khiếu nại, tố cáo; rule L38).
//!
//! Who complained is not kept: the paper's number and day lead to it where it belongs. A complaint marks the award for
//! those who handle it; nothing public changes until a revocation.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::event::{Author, Concept, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, ComplaintId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::honours::granted_award::GrantedAward;
use crate::honours::reasons;

wire_enum! {
    /// Complaint or denunciation; each has a law of its own.
    ComplaintKind {
        /// A complaint of somebody concerned (khiếu nại).
        Complaint = "COMPLAINT",
        /// A denunciation of a violation (tố cáo).
        Denunciation = "DENUNCIATION",
    }
}

wire_enum! {
    /// State of a complaint.
    ComplaintState {
        /// Being looked into (đang giải quyết).
        Open = "OPEN",
        /// Settled (đã giải quyết).
        Settled = "SETTLED",
    }
}

wire_enum! {
    /// What can be done to a complaint.
    ComplaintVerb {
        /// Say what came of it (giải quyết).
        Settle = "SETTLE",
    }
}

wire_enum! {
    /// Outcome of a complaint.
    ComplaintOutcome {
        /// It was right (đúng, đúng một phần).
        Upheld = "UPHELD",
        /// It was not (sai, không có căn cứ).
        Dismissed = "DISMISSED",
    }
}

/// A complaint as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintContent {
    /// A complaint or a denunciation.
    pub kind: ComplaintKind,
    /// The day it was received.
    pub received: NaiveDate,
    /// The number under which its paper is kept.
    pub number: String,
    /// The day of the paper.
    pub date: NaiveDate,
    /// What is said about the award, without names of those who say it.
    pub summary: String,
    /// The day by which it must be settled, if one is set.
    pub due: Option<NaiveDate>,
}

/// Outcome of a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settlement {
    /// Whether it was right.
    pub outcome: ComplaintOutcome,
    /// Why.
    pub reason: String,
    /// The paper that says so.
    pub document: Citation,
    /// When it was recorded.
    pub at: DateTime<Utc>,
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
    /// What came in.
    pub content: ComplaintContent,
    /// What came of it; none while it is open.
    pub settlement: Option<Settlement>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// How often it changed.
    pub revision: Revision,
}

impl Complaint {
    /// Registers a complaint about an award, public or not.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `Invalid` for days that cannot be, or empty texts (rule L38).
    pub fn register(
        id: ComplaintId,
        award: &GrantedAward,
        content: ComplaintContent,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RegisterComplaint, None)?;
        let content = clean(content, at)?;
        let event = Event::new(EventKind::ComplaintRegistered, Concept::Complaint, id.0, author, at)
            .of(award.organisation)
            .between(None, ComplaintState::Open.as_str())
            .because(&content.number);
        let (award, organisation, revision) = (award.id, award.organisation, Revision::FIRST);
        Ok(Step::new(Self { id, award, organisation, content, settlement: None, registered_at: at, revision }, event))
    }

    /// Current state.
    #[must_use]
    pub const fn state(&self) -> ComplaintState {
        if self.settlement.is_some() { ComplaintState::Settled } else { ComplaintState::Open }
    }

    /// Whether it should have been settled by now.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.settlement.is_none() && self.content.due.is_some_and(|due| calendar::end_of(due) <= at)
    }

    /// Whether settling is open to the actor now.
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

    /// What the actor may do now, and why the rest is closed.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new(ComplaintVerb::Settle.as_str(), self.may_settle(actor).err())]
    }

    /// Says what came of it. That it was right revokes nothing: a revocation is a decision of its own (rule L18).
    ///
    /// # Errors
    /// See `may_settle`; `Invalid` without a reason or a paper that can be found.
    pub fn settle(
        self,
        outcome: ComplaintOutcome,
        (reason, document): (&str, Citation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_settle(actor)?;
        let (reason, document) = (tidy(reason), document.tidied());
        let mut violations = Violations::default();
        violations.demand_text("/reason", &reason);
        document.check("/document", "L38", &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::ComplaintSettled, Concept::Complaint, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state().as_str()), ComplaintState::Settled.as_str())
            .because(&format!("{outcome}: {reason}"));
        Ok(Step::new(Self { settlement: Some(Settlement { outcome, reason, document, at }), ..self }, event))
    }
}

fn clean(content: ComplaintContent, at: DateTime<Utc>) -> Result<ComplaintContent, Refusal> {
    let ComplaintContent { kind, received, number, date, summary, due } = content;
    let (number, summary) = (tidy(&number), tidy(&summary));
    let mut violations = Violations::default();
    if calendar::day_of(at) < received {
        violations.add("/receivedDate", reasons::date_in_future_of_complaint());
    }
    violations.demand_text("/documentNumber", &number);
    if received < date {
        violations.add("/documentDate", reasons::date_unfit_of_complaint());
    }
    violations.demand_text("/summary", &summary);
    if due.is_some_and(|due| due < received) {
        violations.add("/dueDate", reasons::date_unfit_of_settlement());
    }
    violations.refuse_if_any()?;
    Ok(ComplaintContent { kind, received, number, date, summary, due })
}
