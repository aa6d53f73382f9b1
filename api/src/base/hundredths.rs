//! Points and percentages on the wire: exact hundredths as JSON numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

pub(crate) mod decimal;

/// A number with at most two decimals, exact: points, or a percentage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(value_type = f64, minimum = 0, maximum = 1_000_000, example = 94.9)]
pub(crate) struct Hundredths(pub(crate) i64);

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A float is written as the shortest decimal that parses back to it, which is this text, so nothing is rounded.
        let text = domain::base::text::english(self.0);
        serializer.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Hundredths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        read(&number).map(Self).map_err(|_ignored| {
            serde::de::Error::custom("expected a number from 0 to 1000000 with at most two decimals")
        })
    }
}

/// Why a number is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has a third decimal.
    TooFine,
    /// It is below 0 or above 1,000,000.
    OutOfRange,
}

/// Reads a JSON number, in whichever notation it is written: `94.9`, `94.90` and `9.49e1` are the same.
pub(crate) fn read(number: &serde_json::Number) -> Result<i64, Fault> {
    // A float is shown as the shortest decimal that parses back to it, without an exponent.
    let text = match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) => float.to_string(),
        None => number.to_string(),
    };
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if 2 < decimals { Err(Fault::TooFine) } else { exact(&text).ok_or(Fault::OutOfRange) }
}

/// Parses a decimal into hundredths; `None` for a third decimal, a sign or an exponent.
pub(crate) fn exact(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || 2 < part.len() {
        return None;
    }
    let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
    let value = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
    (value <= domain::planning::measure::POINTS_MAX).then_some(value)
}
