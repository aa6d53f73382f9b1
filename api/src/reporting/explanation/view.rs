//! Explanations as they are shown.

use chrono::{DateTime, Utc};
use domain::reporting::explanation::{Explanation, ExplanationAnswer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::citation::CitationBody;

/// What the standing agency answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExplanationAnswer)]
pub(crate) struct ExplanationAnswerView {
    /// Whether the unit was right: what was found changed with the answer.
    #[schema(example = true)]
    accepted: bool,
    /// Why.
    #[schema(example = "Chấp nhận: văn bản ban hành trong kỳ")]
    text: String,
    /// When.
    answered_at: DateTime<Utc>,
}

/// What a unit says about one criterion of its provisional score (giải trình).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Explanation)]
pub(crate) struct ExplanationView {
    /// The criterion's code.
    #[schema(example = "P2")]
    criterion: String,
    /// What the unit says.
    #[schema(example = "12 hồ sơ xử lý trên hệ thống của Bộ")]
    text: String,
    /// What it rests on.
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
