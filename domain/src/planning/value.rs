//! Values: what is declared or verified for one criterion.

use serde::{Deserialize, Serialize};

use crate::base::text::en;
use crate::planning::exact::Decimal;

/// The maximum of a count; it keeps every product within 128 bits and every count exact in JSON.
pub const COUNT_MAX: i64 = 999_999_999_999;

/// A numerator and a denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// How many meet the criterion.
    pub numerator: i64,
    /// How many are counted.
    pub denominator: i64,
}

/// The declared or verified value of one criterion, of the type that its measure needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Value {
    /// For a ratio.
    Counts(Counts),
    /// For a count.
    Count(i64),
    /// For a number of a tree.
    Number(Decimal),
    /// For a choice: the option's code.
    Choice(String),
    /// For points by a rubric, in hundredths. Renamed, because a flattened score line has `points` of its own.
    #[serde(rename = "givenPoints")]
    Points(i64),
    /// The criterion does not apply, and why (rules S08, L24).
    NotApplicable(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Counts(Counts { numerator, denominator }) => write!(out, "{numerator}/{denominator}"),
            Self::Count(count) => write!(out, "{count}"),
            Self::Number(number) => write!(out, "{number}"),
            Self::Choice(code) => out.write_str(code),
            Self::Points(points) => write!(out, "{}", en(*points)),
            Self::NotApplicable(_) => out.write_str("N/A"),
        }
    }
}
