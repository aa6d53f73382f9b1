//! Objections before the decision (niêm yết danh sách, tiếp nhận ý kiến phản ánh): if the round requires it, the
//! eligible nominees are on a public list for some working days, and no nominee is submitted to the chair while an
//! objection is open or after one was upheld.
//!
//! The objector is not stored: the paper's number and day identify it where it is kept.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CycleId, NominationId, ObjectionId, ObjectionPeriodId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::honours::nomination::Nomination;
use crate::honours::nomination::progress::Posting;
use crate::honours::nomination::workflow::NominationState;
use crate::honours::reasons;
use crate::honours::received_paper::{ReceivedPaper, Settlement};
use crate::honours::round::RoundTerms;
use crate::planning::award::{AwardForm, Occasion, SubjectKind};
use crate::registry::work_year::{WorkYear, days_after, must_be_announced};
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};

/// Maximum number of nominees on one list.
pub const POSTED_MAX: u16 = 500;

wire_enum! {
    /// State of an objection.
    ObjectionState {
        /// Under examination (đang xem xét).
        Open = "OPEN",
        /// Settled (đã giải quyết).
        Settled = "SETTLED",
    }
}

wire_enum! {
    /// What can be done to an objection.
    ObjectionVerb {
        /// Settle it (giải quyết).
        Settle = "SETTLE",
    }
}

wire_enum! {
    /// Outcome of an objection.
    ObjectionOutcome {
        /// It was justified: the nominee is appraised again (đúng, đúng một phần).
        Upheld = "UPHELD",
        /// It was not justified (sai, không có căn cứ).
        Dismissed = "DISMISSED",
    }
}

/// A nominee as shown on the public list (rule L36).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Posted {
    /// The nomination.
    pub nomination: NominationId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The nominee's name.
    pub name: String,
    /// The nominating unit.
    pub organisation: OrganisationId,
    /// The unit's name when it nominated.
    pub organisation_name: String,
    /// The form asked for.
    pub form: AwardForm,
}

/// A list of nominees that is open to objections; it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionPeriod {
    /// Its identifier.
    pub id: ObjectionPeriodId,
    /// The cycle.
    pub cycle: CycleId,
    /// The occasion on which they are considered.
    pub occasion: Occasion,
    /// The day on which the list was posted.
    pub from: NaiveDate,
    /// The number of working days, as the round set it then.
    pub days: u16,
    /// The last day.
    pub until: NaiveDate,
    /// The notice that is published with the list: where and how to object.
    pub document: Citation,
    /// The nominees on it when it was posted.
    pub posted: Vec<Posted>,
    /// When it was posted.
    pub opened_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// The changes of a new list: the list is stored, and every nominee on it gets its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Opening {
    /// The list.
    pub period: Step<ObjectionPeriod>,
    /// The nominations on it.
    pub nominations: Vec<Step<Nomination>>,
    /// The public change to announce: that there is a list, without the names on it (rule L36).
    pub announced: Announcement,
}

/// The circumstances of a new list.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The cycle.
    pub cycle: CycleId,
    /// The occasion.
    pub occasion: Occasion,
    /// The terms of the cycle's round, if they are set.
    pub terms: Option<&'a RoundTerms>,
    /// The years whose working days are known (rule L43).
    pub years: &'a [WorkYear],
}

impl ObjectionPeriod {
    /// Posts the eligible nominees that are on no list yet; today does not count as one of the days.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency, or by the four-eyes rule (L19); `WrongState` if the round has
    /// no step for objections, there is no nominee to post, or a year's working days are unknown (rule L43); `Invalid`
    /// for an incomplete citation of the notice.
    pub fn open(
        id: ObjectionPeriodId,
        ground: Ground<'_>,
        nominations: Vec<Nomination>,
        document: Citation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Opening, Refusal> {
        let author = actor.must(Permission::AppraiseNomination, None)?;
        let Ground { cycle, occasion, terms, years } = ground;
        let days = terms.and_then(|terms| terms.objection_days).filter(|_| occasion != Occasion::Urgent);
        let Some(days) = days else {
            return Err(Refusal::WrongState(reasons::objections_not_foreseen()));
        };
        let document = document.tidied();
        let mut violations = Violations::default();
        document.check_written("/document", "L21", at, &mut violations);
        violations.refuse_if_any()?;
        if nominations.is_empty() {
            return Err(Refusal::WrongState(reasons::nobody_to_post()));
        }
        let from = calendar::day_of(at);
        let until = days_after(years, from, days)?;
        must_be_announced(years, from, until)?;
        let posted = nominations.iter().map(Posted::of).collect();
        let posting = Posting { period: id, from, until };
        let steps = nominations
            .into_iter()
            .map(|nomination| nomination.post(posting, actor, at))
            .collect::<Result<Vec<Step<Nomination>>, Refusal>>()?;
        let event = Event::new(EventKind::ObjectionPeriodOpened, Concept::ObjectionPeriod, id.0, author, at)
            .because(&until.to_string());
        let detail = ChangeDetail { cycle: Some(cycle), until: Some(until), ..ChangeDetail::default() };
        let told = PublicChange { kind: PublicChangeKind::ObjectionPeriodOpened, subject: id.0, at, detail };
        let announced = Announcement::new(vec![told]);
        let revision = Revision::FIRST;
        let period = Self { id, cycle, occasion, from, days, until, document, posted, opened_at: at, revision };
        Ok(Opening { period: Step::new(period, event), nominations: steps, announced })
    }

    /// Whether the list is still open on a day.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        day <= self.until
    }

    /// Whether a nomination is still on this list: it was not withdrawn, appraised again, or decided since.
    #[must_use]
    pub fn still_lists(&self, nomination: &Nomination) -> bool {
        nomination.progress.posting.is_some_and(|posting| posting.period == self.id)
            && LISTED.contains(&nomination.state)
    }
}

/// The states in which a nominee stays on a list.
pub const LISTED: [NominationState; 2] = [NominationState::Eligible, NominationState::SubmittedToChair];

impl Posted {
    fn of(nomination: &Nomination) -> Self {
        let Nomination { id, organisation, organisation_name, dossier, .. } = nomination;
        Self {
            nomination: *id,
            subject_kind: dossier.subject.kind,
            name: dossier.subject.name.clone(),
            organisation: *organisation,
            organisation_name: organisation_name.clone(),
            form: dossier.award_form,
        }
    }
}

/// An objection to a nominee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Its identifier.
    pub id: ObjectionId,
    /// The list on which the nominee stood.
    pub period: ObjectionPeriodId,
    /// The nomination.
    pub nomination: NominationId,
    /// The nominating unit.
    pub organisation: OrganisationId,
    /// The received paper.
    pub paper: ReceivedPaper,
    /// Whether it came after the period; it is looked into all the same.
    pub late: bool,
    /// Its settlement; none while it is open.
    pub settlement: Option<Settlement<ObjectionOutcome>>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl Objection {
    /// Registers an objection to a nominee who is on a list and not submitted to the chair yet.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency, and for the nominee (rule L19); `WrongState` for a nominee who
    /// is on no list; `Invalid` for invalid days, or empty texts.
    pub fn register(
        id: ObjectionId,
        nomination: &Nomination,
        paper: ReceivedPaper,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RegisterComplaint, None)?;
        nomination.must_not_be_about(actor)?;
        let posting = nomination.progress.posting.filter(|_| nomination.state == NominationState::Eligible);
        let Some(Posting { period, from, until }) = posting else {
            return Err(Refusal::WrongState(reasons::nominee_not_posted()));
        };
        let mut violations = Violations::default();
        let unfit = (reasons::date_unfit_of_objection(), reasons::date_unfit_of_objection_paper());
        let paper = paper.checked((from, calendar::day_of(at)), unfit, &mut violations);
        violations.refuse_if_any()?;
        let late = until < paper.received;
        let event = Event::new(EventKind::ObjectionRegistered, Concept::Objection, id.0, author, at)
            .of(nomination.organisation)
            .between(None, ObjectionState::Open.as_str())
            .because(&paper.number);
        let (nomination, organisation) = (nomination.id, nomination.organisation);
        let (settlement, registered_at, revision) = (None, at, Revision::FIRST);
        let objection = Self { id, period, nomination, organisation, paper, late, settlement, registered_at, revision };
        Ok(Step::new(objection, event))
    }

    /// Current state.
    #[must_use]
    pub const fn state(&self) -> ObjectionState {
        if self.settlement.is_some() { ObjectionState::Settled } else { ObjectionState::Open }
    }

    /// Whether the actor may settle it now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` once it is settled.
    pub fn may_settle(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::RegisterComplaint, None)?;
        match self.state() {
            ObjectionState::Open => Ok(author),
            ObjectionState::Settled => Err(Refusal::WrongState(reasons::objection_settled())),
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new(ObjectionVerb::Settle.as_str(), self.may_settle(actor).err())]
    }

    /// Settles it. After a justified one the nominee is not submitted to the chair before a new appraisal.
    ///
    /// # Errors
    /// See `may_settle`; `NotAllowed` for the nominee (rule L19); `Invalid` without a reason or a complete citation.
    pub fn settle(
        self,
        nomination: &Nomination,
        outcome: ObjectionOutcome,
        grounds: (&str, Citation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_settle(actor)?;
        nomination.must_not_be_about(actor)?;
        let settlement = Settlement::new(outcome, grounds, "L21", at)?;
        let event = Event::new(EventKind::ObjectionSettled, Concept::Objection, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state().as_str()), ObjectionState::Settled.as_str())
            .because(&settlement.said());
        Ok(Step::new(Self { settlement: Some(settlement), ..self }, event))
    }
}
