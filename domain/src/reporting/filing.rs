//! Filings: the receipt of each handing-in, and what differs from the one before.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::event::Change;
use crate::base::ids::AccountId;
use crate::reporting::extension::Punctuality;
use crate::reporting::figure::{Figure, differences};

/// The receipt of one handing-in (biên nhận): what was received, when, from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filing {
    /// Counts up within the report, from 1.
    pub number: i64,
    /// When it was accepted.
    pub at: DateTime<Utc>,
    /// Who handed it in.
    pub by: AccountId,
    /// Whether the submission was on time, within an extension or late.
    pub punctuality: Punctuality,
    /// SHA-256 of the content as it is kept, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What differs between two handings-in, or between two lists of figures.
#[must_use]
pub fn changes(before: &[Figure], after: &[Figure]) -> Vec<Change> {
    differences(before, after)
}
