//! Dates in requests: from 1900 to 2199, whichever dates the database can store. A three-digit year is a typing error,
//! and not every supported database accepts the dates before that.

use chrono::{Datelike, NaiveDate};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The first and the last year that a day may lie in.
const YEARS: (i32, i32) = (1900, 2199);
/// Prefix of the error message, which distinguishes it from other faults of a body.
pub(crate) const OUT_OF_RANGE: &str = "day out of range";

/// Reads a day.
pub(crate) fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let day = NaiveDate::deserialize(deserializer)?;
    let (first, last) = YEARS;
    if (first..=last).contains(&day.year()) {
        return Ok(day);
    }
    Err(D::Error::custom(format_args!("{OUT_OF_RANGE}: a day lies in the years {first} to {last}")))
}

/// Reads a day that may be absent.
pub(crate) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    struct Bounded(NaiveDate);

    impl<'de> Deserialize<'de> for Bounded {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            one(deserializer).map(Self)
        }
    }

    Ok(Option::<Bounded>::deserialize(deserializer)?.map(|Bounded(day)| day))
}
