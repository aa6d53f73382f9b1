//! A remark that blocks nothing: its code, rule and sentence.

use domain::base::reason::Reason;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::problem::view::ReasonCode;
use crate::base::text::TextView;

/// A remark for people to look into; it blocks nothing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remark {
    /// Stable and upper case.
    #[schema(value_type = ReasonCode)]
    code: &'static str,
    /// Id of the rule that the remark rests on; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "L15")]
    rule: Option<&'static str>,
    /// What it is, and what to do about it.
    text: TextView,
}

impl From<Reason> for Remark {
    fn from(reason: Reason) -> Self {
        let Reason { code, rule, text } = reason;
        Self { code, rule, text: text.into() }
    }
}
