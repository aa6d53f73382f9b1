//! The days that a date may plausibly lie between: a paper that is cited has been written, and not before the days that
//! the service knows.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::citation::Citation;
use crate::base::refusal::Violations;
use crate::base::{calendar, reasons, wording};

/// The earliest day of a cited paper; the calendar of working days begins on it, too.
pub const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Adds a violation for a day outside a frame; both ends belong to it.
pub(crate) fn check_day(
    day: NaiveDate,
    (first, last): (NaiveDate, NaiveDate),
    pointer: impl Into<String>,
    violations: &mut Violations,
) {
    if day < first || last < day {
        let (first_vi, last_vi) = (wording::date(first), wording::date(last));
        violations.add(pointer, reasons::date_out_of_frame(first_vi, first, last_vi, last));
    }
}

impl Citation {
    /// Checks the citation of a document that exists already, and for which no file can be uploaded.
    pub(crate) fn check_written(
        &self,
        pointer: &str,
        rule: &'static str,
        at: DateTime<Utc>,
        violations: &mut Violations,
    ) {
        self.check(pointer, rule, violations);
        if let Some(date) = self.date {
            check_day(date, (EARLIEST, calendar::day_of(at)), format!("{pointer}/date"), violations);
        }
    }
}
