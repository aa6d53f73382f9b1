//! Filings: the receipt of each submission, and its differences from the previous one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::event::Change;
use crate::base::ids::AccountId;
use crate::reporting::extension::Punctuality;
use crate::reporting::figure::{Figure, differences};

/// The receipt of one submission (biên nhận): what was received, when, from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filing {
    /// The number within the report, from 1.
    pub number: i64,
    /// When it was accepted.
    pub at: DateTime<Utc>,
    /// Who submitted it.
    pub by: AccountId,
    /// Whether the submission was on time, within an extension or late.
    pub punctuality: Punctuality,
    /// SHA-256 of the stored content, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The differences between two submissions, or between two lists of figures.
#[must_use]
pub fn changes(before: &[Figure], after: &[Figure]) -> Vec<Change> {
    differences(before, after)
}
