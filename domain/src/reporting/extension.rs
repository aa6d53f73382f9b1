//! Extensions (gia hạn): which unit requested more time, why, who decided, and until when.
//!
//! The cycle's due date never changes. A report within a granted extension is neither on time nor late, it is within an
//! extension; the three are recorded, and none of them blocks anything. An extension that is granted after the report
//! was submitted counts for it, too: the report is no longer late, the trail says why, and the receipt keeps what held
//! when it was given.

use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CampaignId, CycleId, ExtensionId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::base::wording;
use crate::planning::cycle::Cycle;
use crate::planning::participant::Participant;
use crate::registry::organisation::Organisation;
use crate::reporting::reasons;

/// For how many months after the due date, or after today if that is later, more time can be asked for.
pub const UNTIL_MONTHS_MAX: u32 = 12;

wire_enum! {
    /// State of a request.
    ExtensionState {
        /// Waits for the standing agency (chờ xem xét).
        Requested = "REQUESTED",
        /// Granted (cho gia hạn).
        Granted = "GRANTED",
        /// Not granted (không gia hạn).
        Refused = "REFUSED",
    }
}

wire_enum! {
    /// Whether a submission was on time, within an extension or late.
    Punctuality {
        /// Submitted by the due date (đúng hạn).
        OnTime = "ON_TIME",
        /// Submitted after the due date, within a granted extension (trong thời gian gia hạn).
        WithinExtension = "WITHIN_EXTENSION",
        /// Submitted later than that (trễ hạn).
        Late = "LATE",
    }
}

/// A unit's request for more time, with its decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its identifier.
    pub id: ExtensionId,
    /// The cycle.
    pub cycle: CycleId,
    /// The movement of the cycle.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// Counts up within cycle and unit.
    pub number: i64,
    /// The last day, in the province, that was requested.
    pub until: NaiveDate,
    /// Why more time is needed.
    pub reason: String,
    /// State of the request.
    pub state: ExtensionState,
    /// Who requested it.
    pub requested_by: AccountId,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who decided it.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was decided so.
    pub decision_reason: Option<String>,
    /// The revision number.
    pub revision: Revision,
}

impl Extension {
    /// Requests more time, before or after the due date.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the unit's head; `OutOfSeason` while the cycle is not open, or for a unit that did
    /// not exist within its period (rule L30); `WrongState` while an earlier request is undecided, and for a unit that owes
    /// no report; `Invalid` without a reason, or for a day that is past, not after the due date, or too far ahead.
    pub fn request(
        id: ExtensionId,
        (cycle, participant): (&Cycle, Option<&Participant>),
        organisation: &Organisation,
        earlier: &[Self],
        (until, reason): (NaiveDate, &str),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::SubmitReport, Some(organisation.id))?;
        cycle.must_be_open()?;
        cycle.must_concern(organisation)?;
        cycle.must_be_reported_by(participant)?;
        if earlier.iter().any(|one| one.state == ExtensionState::Requested) {
            return Err(Refusal::WrongState(waits()));
        }
        let reason = tidy(reason);
        let mut violations = Violations::default();
        violations.demand_text("/reason", &reason);
        if until < calendar::day_of(at) || cycle.due_date.is_some_and(|due| until <= due) {
            violations.add("/untilDate", reasons::until_out_of_range());
        }
        let today = calendar::day_of(at);
        let latest = cycle.due_date.map_or(today, |due| due.max(today));
        let most = latest.checked_add_months(Months::new(UNTIL_MONTHS_MAX)).unwrap_or(NaiveDate::MAX);
        if most < until {
            violations.add("/untilDate", reasons::until_too_far(wording::date(most), most));
        }
        violations.refuse_if_any()?;
        let number = i64::try_from(earlier.len()).unwrap_or(i64::MAX).saturating_add(1);
        let event = Event::new(EventKind::ExtensionRequested, Concept::Extension, id.0, author, at)
            .of(organisation.id)
            .between(None, ExtensionState::Requested.as_str())
            .because(&reason)
            .changing(vec![Change::new("until", None, Some(until.to_string()))]);
        let extension = Self {
            id,
            cycle: cycle.id,
            campaign: cycle.campaign,
            organisation: organisation.id,
            number,
            until,
            reason,
            state: ExtensionState::Requested,
            requested_by: actor.account,
            requested_at: at,
            decided_by: None,
            decided_at: None,
            decision_reason: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(extension, event))
    }

    /// Whether the actor may decide the request now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency, and for the requester; `WrongState` once it is decided.
    pub fn may_decide(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::GrantExtension, self.campaign)?;
        if self.state != ExtensionState::Requested {
            return Err(Refusal::WrongState(reasons::extension_decided()));
        }
        if self.requested_by == actor.account {
            return Err(Refusal::NotAllowed(reasons::four_eyes_of_extension()));
        }
        Ok(author)
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new("DECIDE", self.may_decide(actor).err())]
    }

    /// Grants or refuses the request, with a reason.
    ///
    /// # Errors
    /// See `may_decide`; `Invalid` without a reason.
    pub fn decide(self, granted: bool, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may_decide(actor)?;
        let reason = demanded("/reason", reason)?;
        let (state, kind) = if granted {
            (ExtensionState::Granted, EventKind::ExtensionGranted)
        } else {
            (ExtensionState::Refused, EventKind::ExtensionRefused)
        };
        let event = Event::new(kind, Concept::Extension, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), state.as_str())
            .because(&reason)
            .changing(vec![Change::new("until", None, Some(self.until.to_string()))]);
        let decided = Self {
            state,
            decided_by: Some(actor.account),
            decided_at: Some(at),
            decision_reason: Some(reason),
            ..self
        };
        Ok(Step::new(decided, event))
    }
}

/// The last day of the longest granted extension.
#[must_use]
pub fn granted_until(extensions: &[Extension]) -> Option<NaiveDate> {
    extensions.iter().filter(|one| one.state == ExtensionState::Granted).map(|one| one.until).max()
}

/// The last day on which a unit's report is not late: the cycle's due date, or that of a later extension.
#[must_use]
pub fn last_day(cycle: &Cycle, granted_until: Option<NaiveDate>) -> Option<NaiveDate> {
    cycle.due_date.map(|due| granted_until.map_or(due, |until| due.max(until)))
}

/// Whether an instant is on time, within the longest granted extension, or late.
#[must_use]
pub fn punctuality(cycle: &Cycle, granted_until: Option<NaiveDate>, at: DateTime<Utc>) -> Punctuality {
    if !cycle.is_late_at(at) {
        Punctuality::OnTime
    } else if granted_until.is_some_and(|until| at < calendar::end_of(until)) {
        Punctuality::WithinExtension
    } else {
        Punctuality::Late
    }
}

/// The punctuality of a first submission, given whether its report still counts as late.
#[must_use]
pub const fn effective(recorded: Punctuality, late: bool) -> Punctuality {
    match recorded {
        Punctuality::Late if !late => Punctuality::WithinExtension,
        Punctuality::OnTime | Punctuality::WithinExtension | Punctuality::Late => recorded,
    }
}

/// Why an extension cannot be requested while an earlier request is undecided.
#[must_use]
pub fn waits() -> Reason {
    reasons::extension_waits()
}
