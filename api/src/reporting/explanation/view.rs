//! Explanations as they are shown.

use chrono::{DateTime, Utc};
use domain::reporting::explanation::{Explanation, ExplanationAnswer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::citation::CitationBody;

/// Answer of the standing agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExplanationAnswer)]
pub(crate) struct ExplanationAnswerView {
    /// Whether the explanation was accepted: the verification changed with the answer.
    #[schema(example = true)]
    accepted: bool,
    /// Why.
    #[schema(example = "Chấp nhận: văn bản ban hành trong kỳ")]
    text: String,
    /// When.
    answered_at: DateTime<Utc>,
}

/// Explanation of a unit about one criterion of its provisional score (giải trình).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Explanation)]
pub(crate) struct ExplanationView {
    /// The criterion's code.
    #[schema(example = "1.2")]
    criterion: String,
    /// Statement of the unit.
    #[schema(example = "12 hồ sơ xử lý trên hệ thống của Bộ")]
    text: String,
    /// What it is based on.
    evidence: Vec<CitationBody>,
    /// When it was said.
    explained_at: DateTime<Utc>,
    /// The answer, once given.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<ExplanationAnswerView>,
}

impl From<Explanation> for ExplanationView {
    fn from(explanation: Explanation) -> Self {
        let Explanation { criterion, text, evidence, by: _, at, answer } = explanation;
        let answer = answer.map(|ExplanationAnswer { accepted, text, by: _, at }| ExplanationAnswerView {
            accepted,
            text,
            answered_at: at,
        });
        let evidence = evidence.into_iter().map(CitationBody::from).collect();
        Self { criterion, text, evidence, explained_at: at, answer }
    }
}
