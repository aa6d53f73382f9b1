//! The register of awards proposed to a higher level (đề nghị khen thưởng cấp cao hơn; what is granted is a khen cao).
//!
//! The procedure for the awards of the Prime Minister and of the State takes place elsewhere. This register links it to
//! the province's award: which paper proposed which form to which authority, and the outcome. It is not public.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, HigherProposalId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::{fold, tidy};
use crate::honours::granted_award::GrantedAward;
use crate::honours::reasons;
use crate::honours::revocation::Revocation;

wire_enum! {
    /// State of a proposal to a higher level.
    HigherProposalState {
        /// Not answered yet (đang xem xét).
        Open = "OPEN",
        /// The higher award was granted (đạt khen cao).
        Granted = "GRANTED",
        /// It was not (không được khen).
        NotGranted = "NOT_GRANTED",
        /// The proposal was withdrawn (rút đề nghị).
        Withdrawn = "WITHDRAWN",
    }
}

impl HigherProposalState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Open => "đang được xem xét",
            Self::Granted => "đã được khen thưởng",
            Self::NotGranted => "không được khen thưởng",
            Self::Withdrawn => "đã rút",
        }
    }
}

wire_enum! {
    /// What can be done to a proposal to a higher level.
    HigherProposalVerb {
        /// Record the outcome (ghi nhận kết quả).
        Conclude = "CONCLUDE",
        /// Withdraw it (rút đề nghị).
        Withdraw = "WITHDRAW",
    }
}

impl HigherProposalVerb {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Conclude => "ghi nhận kết quả",
            Self::Withdraw => "rút",
        }
    }
}

wire_enum! {
    /// Conclusion of the higher level.
    HigherOutcome {
        /// The higher award was granted (đạt khen cao).
        Granted = "GRANTED",
        /// It was not (không được khen).
        NotGranted = "NOT_GRANTED",
    }
}

/// The form that is proposed, the authority and the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HigherProposalContent {
    /// The form as its regime names it, such as `Bằng khen của Thủ tướng Chính phủ`.
    pub form: String,
    /// The authority that decides on it, such as `Thủ tướng Chính phủ`.
    pub authority: String,
    /// The proposing paper (tờ trình); its day is the day of the proposal.
    pub document: Citation,
    /// The grounds of the proposal, if any are stated.
    pub summary: Option<String>,
}

/// Conclusion of the higher level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
    /// Granted or not.
    pub outcome: HigherOutcome,
    /// The paper that says so; its day is the day of the outcome.
    pub document: Citation,
    /// The reason; always present if it was not granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// Why and when a proposal was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// How a proposal ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// The higher level answered.
    Concluded(Conclusion),
    /// It was withdrawn before an answer.
    Withdrawn(Withdrawal),
}

/// A proposal of an award's holder for an award of a higher level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HigherProposal {
    /// Its identifier.
    pub id: HigherProposalId,
    /// The provincial award that it is based on.
    pub award: AwardId,
    /// The award's unit.
    pub organisation: OrganisationId,
    /// What is proposed.
    pub content: HigherProposalContent,
    /// How it ended; none while it is open.
    pub ending: Option<Ending>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl HigherProposal {
    /// Registers a proposal for the holder of a public award.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` while the award's decision is not public, or once
    /// the award was revoked (rule L18); `Invalid` for empty texts, for an incomplete citation (rule L21), or for a
    /// paper dated before the award's decision or in the future.
    pub fn propose(
        id: HigherProposalId,
        (award, revocation): (&GrantedAward, Option<&Revocation>),
        content: HigherProposalContent,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ProposeHigher, None)?;
        award.must_be_public()?;
        if revocation.is_some() {
            return Err(Refusal::WrongState(reasons::award_revoked_before_proposal()));
        }
        let content = clean(content, award, at)?;
        let event = Event::new(EventKind::HigherProposalRegistered, Concept::HigherProposal, id.0, author, at)
            .of(award.organisation)
            .between(None, HigherProposalState::Open.as_str())
            .because(&content.form);
        let (award, organisation, revision) = (award.id, award.organisation, Revision::FIRST);
        Ok(Step::new(Self { id, award, organisation, content, ending: None, registered_at: at, revision }, event))
    }

    /// Current state.
    #[must_use]
    pub const fn state(&self) -> HigherProposalState {
        match &self.ending {
            None => HigherProposalState::Open,
            Some(Ending::Concluded(conclusion)) => match conclusion.outcome {
                HigherOutcome::Granted => HigherProposalState::Granted,
                HigherOutcome::NotGranted => HigherProposalState::NotGranted,
            },
            Some(Ending::Withdrawn(_)) => HigherProposalState::Withdrawn,
        }
    }

    /// The key that is unique among open proposals: one award is proposed for one form at a time; spelling is ignored.
    #[must_use]
    pub fn live_key(&self) -> Option<String> {
        let Self { award, content, .. } = self;
        (self.state() == HigherProposalState::Open).then(|| format!("{award}/{}", fold(&content.form)))
    }

    /// The conclusion that granted the higher award, if there is one.
    #[must_use]
    pub fn grant(&self) -> Option<&Conclusion> {
        match &self.ending {
            Some(Ending::Concluded(conclusion)) if conclusion.outcome == HigherOutcome::Granted => Some(conclusion),
            Some(Ending::Concluded(_) | Ending::Withdrawn(_)) | None => None,
        }
    }

    /// The day of the higher award, if it was granted.
    #[must_use]
    pub fn granted_date(&self) -> Option<NaiveDate> {
        self.grant().and_then(|conclusion| conclusion.document.date)
    }

    /// Whether the actor may apply the verb now; both verbs end the proposal.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` once it ended.
    pub fn may(&self, verb: HigherProposalVerb, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::ProposeHigher, None)?;
        let state = self.state();
        match state {
            HigherProposalState::Open => Ok(author),
            HigherProposalState::Granted | HigherProposalState::NotGranted | HigherProposalState::Withdrawn => {
                Err(Refusal::WrongState(reasons::higher_proposal_ended(state.vi(), state, verb.vi(), verb)))
            }
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let closed = |verb: HigherProposalVerb| self.may(verb, actor).err();
        HigherProposalVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), closed(*verb))).collect()
    }

    /// Records the answer of the higher level, once.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an incomplete citation (rule L21), for a paper dated before the proposal or in the
    /// future, or without a reason where it was not granted.
    pub fn conclude(
        self,
        outcome: HigherOutcome,
        (reason, document): (&str, Citation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may(HigherProposalVerb::Conclude, actor)?;
        let (reason, document) = (tidy(reason), document.tidied());
        let mut violations = Violations::default();
        let order = reasons::date_unfit_of_answer();
        check_paper(&document, self.content.document.date, order, at, &mut violations);
        match outcome {
            HigherOutcome::Granted => {}
            HigherOutcome::NotGranted => violations.demand_text("/reason", &reason),
        }
        violations.refuse_if_any()?;
        let said = if reason.is_empty() { outcome.to_string() } else { format!("{outcome}: {reason}") };
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let ending = Ending::Concluded(Conclusion { outcome, document, reason, at });
        Ok(self.end(ending, EventKind::HigherProposalConcluded, author, &said, at))
    }

    /// Withdraws it before an answer.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may(HigherProposalVerb::Withdraw, actor)?;
        let reason = demanded("/reason", reason)?;
        let said = reason.clone();
        let ending = Ending::Withdrawn(Withdrawal { reason, at });
        Ok(self.end(ending, EventKind::HigherProposalWithdrawn, author, &said, at))
    }

    fn end(self, ending: Ending, kind: EventKind, author: Author, said: &str, at: DateTime<Utc>) -> Step<Self> {
        let before = self.state().as_str();
        let after = Self { ending: Some(ending), ..self };
        let event = Event::new(kind, Concept::HigherProposal, after.id.0, author, at)
            .of(after.organisation)
            .between(Some(before), after.state().as_str())
            .because(said);
        Step::new(after, event)
    }
}

fn clean(
    content: HigherProposalContent,
    award: &GrantedAward,
    at: DateTime<Utc>,
) -> Result<HigherProposalContent, Refusal> {
    let HigherProposalContent { form, authority, document, summary } = content;
    let (form, authority, document) = (tidy(&form), tidy(&authority), document.tidied());
    let summary = summary.map(|summary| tidy(&summary)).filter(|summary| !summary.is_empty());
    let mut violations = Violations::default();
    violations.demand_text("/form", &form);
    violations.demand_text("/authority", &authority);
    violations.refuse_secret("/summary", summary.as_deref().unwrap_or_default());
    let order = reasons::date_unfit_of_proposal();
    check_paper(&document, Some(award.decision.date), order, at, &mut violations);
    violations.refuse_if_any()?;
    Ok(HigherProposalContent { form, authority, document, summary })
}

/// Checks a paper of the register: number and day are required even if an address is given, because the record of
/// awards is sorted by the day and shows the number.
fn check_paper(
    document: &Citation,
    first: Option<NaiveDate>,
    order: Reason,
    at: DateTime<Utc>,
    violations: &mut Violations,
) {
    document.check("/document", "L21", violations);
    if document.is_sound() {
        violations.demand_text("/document/number", document.number.as_deref().unwrap_or_default());
    }
    match document.date {
        Some(date) if first.is_some_and(|first| date < first) || calendar::day_of(at) < date => {
            violations.add("/document/date", order);
        }
        None if document.is_sound() => violations.add("/document/date", reasons::date_missing_of_paper()),
        Some(_) | None => {}
    }
}
