//! A unit's status at a cycle's deadline: the state of its report, and its last day (rule S27).
//!
//! A list of standings shows nothing of a report's content, so figures do not belong here.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::ids::ReportId;
use crate::planning::cycle::Cycle;
use crate::planning::participant::Participant;
use crate::registry::organisation::Organisation;
use crate::reporting::extension::{Punctuality, last_day, punctuality};
use crate::reporting::report::ReportState;

/// A report that the unit has begun, with its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The report.
    pub report: ReportId,
    /// Its state.
    pub state: ReportState,
    /// Whether its first submission was on time, within an extension or late.
    pub punctuality: Option<Punctuality>,
}

/// One unit's status at a cycle's deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The unit.
    pub organisation: Organisation,
    /// The unit as participant of the cycle.
    pub participant: Participant,
    /// Its report, if it has begun one.
    pub begun: Option<Begun>,
    /// The last day of its longest granted extension.
    pub granted_until: Option<NaiveDate>,
}

impl Standing {
    /// Whether the unit owes a report; one that is exempt owes none.
    #[must_use]
    pub fn owes(&self, cycle: &Cycle) -> bool {
        cycle.asks(&self.organisation, Some(&self.participant))
    }

    /// Whether the report must still be submitted, for the first time or again.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.begun.is_none_or(|begun| !begun.state.is_handed_in())
    }

    /// The unit's own last day: the cycle's due date, or that of a later extension.
    #[must_use]
    pub fn last_day(&self, cycle: &Cycle) -> Option<NaiveDate> {
        last_day(cycle, self.granted_until)
    }

    /// Whether a report that is submitted now is late.
    #[must_use]
    pub fn is_late_at(&self, cycle: &Cycle, at: DateTime<Utc>) -> bool {
        punctuality(cycle, self.granted_until, at) == Punctuality::Late
    }
}
