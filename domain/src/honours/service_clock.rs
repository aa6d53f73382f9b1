//! A clock that counts working days and can be paused (rules L10, L12, L43).
//!
//! The day of the start does not count. Any other working day counts if the clock was running at the end of the day, so
//! a pause within one day takes nothing, and two adjacent pauses take no day twice.

use chrono::{Days, NaiveDate};

use crate::base::ids::wire_enum;
use crate::base::reason::Reason;
use crate::base::refusal::Refusal;
use crate::registry::work_year::{WorkYear, is_provisional, is_working_day};

wire_enum! {
    /// Why a clock stands still.
    PauseCause {
        /// The dossier is with its unit for supplement (bổ sung hồ sơ; rule L12).
        Supplement = "SUPPLEMENT",
        /// Another agency was asked and has not answered (hiệp y).
        Consultation = "CONSULTATION",
    }
}

/// A pause of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub cause: PauseCause,
    /// The day on which it began.
    pub from: NaiveDate,
    /// The day on which it ended; none while it lasts.
    pub to: Option<NaiveDate>,
}

impl Pause {
    /// Whether the clock was paused at the end of a day.
    fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|end| day < end)
    }
}

/// A clock of working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceClock {
    /// The day on which it started.
    pub start: NaiveDate,
    /// The limit in working days; none if no document sets one.
    pub days: Option<u16>,
    /// Its pauses.
    pub pauses: Vec<Pause>,
    /// The day on which the work was done; none while it is not.
    pub end: Option<NaiveDate>,
}

/// The state of a clock on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The last day within the limit; none without a limit, while the clock is paused, and if it is unknown.
    pub due: Option<NaiveDate>,
    /// The working days that have counted; none if a year until today has not been entered.
    pub used: Option<i64>,
    /// The working days that are left, negative if too many were used; none without a limit, and if it is unknown.
    pub remaining: Option<i64>,
    /// Why it stands still, if it does.
    pub paused: Option<PauseCause>,
    /// Whether more days were used than there are.
    pub overdue: bool,
    /// Whether a year that is expected and not announced was counted with.
    pub provisional: bool,
    /// Why a day cannot be told: a year has not been entered (rule L43).
    pub unknown: Option<Reason>,
}

impl ServiceClock {
    /// The state of the clock on a day. A year in between that has not been entered is named, and what depends on it is
    /// left out (rule L43): there is no default of Monday to Friday.
    #[must_use]
    pub fn read(&self, years: &[WorkYear], today: NaiveDate) -> Reading {
        let last = self.end.map_or(today, |end| end.min(today));
        let used = self.used(years, last);
        let paused = match self.end {
            Some(_) => None,
            None => self.pauses.iter().find(|pause| pause.covers(today)).map(|pause| pause.cause),
        };
        let due = match (self.days, paused) {
            (Some(days), None) => Some(self.due(years, days)),
            (Some(_), Some(_)) | (None, _) => None,
        };
        let unknown = used.as_ref().err().cloned().or_else(|| due.as_ref().and_then(|due| due.as_ref().err().cloned()));
        let (used, due) = (used.ok(), due.and_then(Result::ok));
        let remaining = self.days.zip(used).map(|(days, used)| i64::from(days).saturating_sub(used));
        Reading {
            due,
            used,
            remaining,
            paused,
            overdue: remaining.is_some_and(|left| left < 0),
            provisional: is_provisional(years, self.start, due.map_or(last, |due| due.max(last))),
            unknown: unknown.and_then(Refusal::into_first_reason),
        }
    }

    /// The working days that have counted until a day.
    fn used(&self, years: &[WorkYear], last: NaiveDate) -> Result<i64, Refusal> {
        // The year of the start must be entered, too, even if no day is counted.
        is_working_day(years, self.start)?;
        let mut used: i64 = 0;
        let mut day = self.start;
        while let Some(next) = day.checked_add_days(Days::new(1)).filter(|next| *next <= last) {
            day = next;
            if self.counts(years, day)? {
                used = used.saturating_add(1);
            }
        }
        Ok(used)
    }

    /// The day on which the last working day is used, if the clock is not paused again.
    fn due(&self, years: &[WorkYear], days: u16) -> Result<NaiveDate, Refusal> {
        is_working_day(years, self.start)?;
        let (mut day, mut left) = (self.start, days);
        while 0 < left {
            day = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
            if self.counts(years, day)? {
                left = left.saturating_sub(1);
            }
        }
        Ok(day)
    }

    fn counts(&self, years: &[WorkYear], day: NaiveDate) -> Result<bool, Refusal> {
        Ok(is_working_day(years, day)? && !self.pauses.iter().any(|pause| pause.covers(day)))
    }
}
