//! Numbers of scoring tables on the wire: exact decimals with a sign, as JSON numbers.

use domain::planning::exact::{DECIMALS_MAX, Decimal};
use domain::planning::value::COUNT_MAX;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// The most digits that a float holds, so that every program reads the number that was written.
const DIGITS_MAX: usize = 15;

/// A number with a sign and at most four decimals, exact; at most 15 digits in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(as = Decimal, value_type = f64, minimum = -999_999_999_999_i64, maximum = 999_999_999_999_i64, example = 2.5)]
pub(crate) struct DecimalBody(pub(crate) Decimal);

impl Serialize for DecimalBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A float is written as the shortest decimal that parses back to it, which is this text, so nothing is rounded.
        let text = self.0.en().to_string();
        serializer.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for DecimalBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        read(&number).map(Self).map_err(|_ignored| {
            serde::de::Error::custom("expected a number with at most four decimals and at most 15 digits")
        })
    }
}

/// Why a number is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has a fifth decimal, or more digits than a float holds.
    TooFine,
    /// It is too large.
    OutOfRange,
}

/// Reads a JSON number, in whichever notation it is written.
pub(crate) fn read(number: &serde_json::Number) -> Result<Decimal, Fault> {
    // A float is shown as the shortest decimal that parses back to it, without an exponent.
    let text = match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) => float.to_string(),
        None => number.to_string(),
    };
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if usize::from(DECIMALS_MAX) < decimals {
        return Err(Fault::TooFine);
    }
    let decimal = Decimal::parse(&text).filter(|decimal| is_in_range(*decimal)).ok_or(Fault::OutOfRange)?;
    if digits(decimal) <= DIGITS_MAX { Ok(decimal) } else { Err(Fault::TooFine) }
}

/// Parses a decimal; `None` for a fifth decimal, an exponent, or too many digits.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    Decimal::parse(text).filter(|decimal| is_in_range(*decimal) && digits(*decimal) <= DIGITS_MAX)
}

fn is_in_range(decimal: Decimal) -> bool {
    let most = Decimal::whole(COUNT_MAX);
    (Decimal(-most.0)..=most).contains(&decimal)
}

fn digits(decimal: Decimal) -> usize {
    decimal.en().to_string().bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m06_a_decimal_is_read_and_written_exactly_or_not_at_all() {
        for (text, units) in [
            ("0", 0),
            ("-0.5", -5_000),
            ("3.25", 32_500),
            ("0.0001", 1),
            ("1e3", 10_000_000),
            ("999999999999", 9_999_999_999_990_000),
            ("-99999999999.9999", -999_999_999_999_999),
        ] {
            let read = serde_json::from_str::<DecimalBody>(text).expect("a decimal");
            assert_eq!(read.0.0, units, "{text}");
            let written = serde_json::to_string(&read).expect("text");
            assert_eq!(serde_json::from_str::<DecimalBody>(&written).expect("again"), read, "{written}");
        }
        for text in ["0.00001", "1000000000000", "999999999999.1234", "\"5\"", "null", "1e-9"] {
            assert!(serde_json::from_str::<DecimalBody>(text).is_err(), "{text}");
        }
    }
}
