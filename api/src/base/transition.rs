//! The steps that the caller may take next, and why the others are not available.

use domain::base::step::Transition;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::problem::ReasonCode;
use crate::base::text::TextView;

/// A step (bước xử lý) that the caller may take now, or the reason why it is not available.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Transition, example = json!({"verb": "FORWARD", "allowed": false, "whyNot": {"vi": "Hồ sơ đã gửi nên không thể chuyển thẩm định.", "en": "The nomination is SUBMITTED; FORWARD is not possible now."}, "code": "NOMINATION_STATE", "rule": "S21"}))]
pub(crate) struct TransitionView {
    /// The step's word.
    verb: &'static str,
    /// Whether the caller may take it now.
    allowed: bool,
    /// Why the step is closed; absent if it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<TextView>,
    /// Code of the reason; absent if the step is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ReasonCode>)]
    code: Option<&'static str>,
    /// Id of the rule that blocks the step, such as `S21` or `L19`; absent if none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
}

impl From<Transition> for TransitionView {
    fn from(transition: Transition) -> Self {
        let Transition { verb, closed } = transition;
        let (code, rule) = (closed.as_ref().map(|reason| reason.code), closed.as_ref().and_then(|reason| reason.rule));
        Self { verb, allowed: closed.is_none(), why_not: closed.map(|reason| reason.text.into()), code, rule }
    }
}
