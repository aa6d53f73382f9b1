//! Dates in requests: written as `2025-07-01`, from 1900 to 2199, whichever dates the database can store. A three-digit
//! year is a typing error, and not every supported database accepts the dates before that. A date with a day or a month
//! of one digit is refused, because the next program that reads it may take it for another.

use chrono::{Datelike, NaiveDate};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The first and the last year that a day may lie in.
const YEARS: (i32, i32) = (1900, 2199);
/// Prefix of the error message, which distinguishes it from other faults of a body.
pub(crate) const OUT_OF_RANGE: &str = "day out of range";
/// Prefix of the error message for a date that is not written as the contract says.
pub(crate) const MALFORMED: &str = "day malformed";

/// Whether a day may lie in a year.
pub(crate) fn is_in_range(year: i32) -> bool {
    let (first, last) = YEARS;
    (first..=last).contains(&year)
}

/// What is said about a day outside of these years.
pub(crate) const SAID: &str = "A day lies in the years 1900 to 2199.";

/// Why a text is not accepted as a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NoDay,
    OutOfRange,
}

/// A day as the contract writes it, with all its digits: `2024-03-05`.
pub(crate) fn strict(text: &str) -> Result<NaiveDate, Fault> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_ignored| Fault::NoDay)?;
    match (text.len(), is_in_range(day.year())) {
        (10, true) => Ok(day),
        // A year of more digits is written with its sign.
        (10.., false) => Err(Fault::OutOfRange),
        (_, _) => Err(Fault::NoDay),
    }
}

/// Reads a day.
pub(crate) fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    let (first, last) = YEARS;
    strict(&text).map_err(|fault| match fault {
        Fault::NoDay => D::Error::custom(format_args!("{MALFORMED}: a day is written as YYYY-MM-DD")),
        Fault::OutOfRange => {
            D::Error::custom(format_args!("{OUT_OF_RANGE}: a day lies in the years {first} to {last}"))
        }
    })
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
