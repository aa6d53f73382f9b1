//! Days in the province's time zone, `Asia/Ho_Chi_Minh`, which is UTC+7 all year. A deadline is such a day; it ends
//! when the next day begins there.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// How far the province's clocks are ahead of UTC; there is no daylight saving time.
const AHEAD: TimeDelta = TimeDelta::hours(7);

/// The day in the province at this instant.
#[must_use]
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    (instant + AHEAD).date_naive()
}

/// What the clocks in the province show at this instant.
#[must_use]
pub fn in_province(instant: DateTime<Utc>) -> NaiveDateTime {
    (instant + AHEAD).naive_utc()
}

/// The first instant after a day in the province. What happens at this instant or later is late.
#[must_use]
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    next.and_time(chrono::NaiveTime::MIN).and_utc() - AHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Interpretation 1: the last instant of 9 December that is on time is 23:59:59.999 in the province.
    #[test]
    fn a_day_ends_when_the_next_begins_in_the_province() {
        let day = NaiveDate::from_ymd_opt(2024, 12, 9).expect("a day");
        assert_eq!(end_of(day).to_rfc3339(), "2024-12-09T17:00:00+00:00");
        assert_eq!(day_of(end_of(day)), day.succ_opt().expect("a day"));
        assert_eq!(day_of(end_of(day) - TimeDelta::milliseconds(1)), day);
        assert_eq!(in_province(end_of(day)).to_string(), "2024-12-10 00:00:00");
    }
}
