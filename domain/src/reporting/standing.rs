//! How a unit stands to a cycle's deadline: what it has of a report, and until when it has time (rule S27).
//!
//! A list of standings shows nothing of what a report says, so none of its figures belong here.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::ids::ReportId;
use crate::planning::campaign::Cycle;
use crate::registry::organisation::Organisation;
use crate::reporting::extension::{Punctuality, last_day, punctuality};
use crate::reporting::report::ReportState;

/// That a unit has a report, and how far it has come with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The report.
    pub report: ReportId,
    /// Its state.
    pub state: ReportState,
    /// Whether its first submission was on time, within an extension or late.
    pub punctuality: Option<Punctuality>,
}

/// How one unit stands to a cycle's deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The unit.
    pub organisation: Organisation,
    /// Its report, if it has begun one.
    pub begun: Option<Begun>,
    /// The last day of the longest extension that it was granted.
    pub granted_until: Option<NaiveDate>,
}

impl Standing {
    /// Whether the report is still to be handed in, for the first time or again.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.begun.is_none_or(|begun| !begun.state.is_handed_in())
    }

    /// The unit's own last day: the cycle's due date, or a later one that it was granted.
    #[must_use]
    pub fn last_day(&self, cycle: &Cycle) -> Option<NaiveDate> {
        last_day(cycle, self.granted_until)
    }

    /// Whether a report that comes now comes late.
    #[must_use]
    pub fn is_late_at(&self, cycle: &Cycle, at: DateTime<Utc>) -> bool {
        punctuality(cycle, self.granted_until, at) == Punctuality::Late
    }
}
