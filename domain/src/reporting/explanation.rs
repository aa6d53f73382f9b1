//! Explanations (giải trình): a unit contests one criterion of its provisional score while the window is open, and the
//! standing agency answers each before the score is final (rule L23).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::ids::AccountId;

/// The standing agency's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationAnswer {
    /// Whether the explanation was accepted, so that the verified figure was changed with the answer.
    pub accepted: bool,
    /// Why.
    pub text: String,
    /// Who answered.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A unit's explanation of one criterion of its provisional score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The criterion's code.
    pub criterion: String,
    /// Statement of the unit.
    pub text: String,
    /// What it is based on.
    pub evidence: Vec<Citation>,
    /// Who wrote it.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// The answer, once given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ExplanationAnswer>,
}
