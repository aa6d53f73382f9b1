//! The steps that the caller may take next, and why the others are not available.

use std::sync::Arc;

use domain::base::step::Transition;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use utoipa::ToSchema;

use crate::base::problem::view::ReasonCode;
use crate::base::text::TextView;

/// A step (bước xử lý) that the caller may take now, or the reason why it is not available.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Transition, example = json!({"verb": "FORWARD", "allowed": false, "whyNot": {"vi": "Hồ sơ đã gửi; ở bước này không thể chuyển thẩm định.", "en": "The nomination is SUBMITTED; FORWARD is not possible in this state."}, "code": "NOMINATION_STATE", "rule": "S21"}))]
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

/// The steps of one thing.
#[derive(Clone, Debug)]
pub(crate) enum Transitions {
    Own(Vec<TransitionView>),
    /// Written once for several rows of a list.
    Shared(Arc<RawValue>),
}

impl From<Vec<Transition>> for Transitions {
    fn from(transitions: Vec<Transition>) -> Self {
        Self::Own(transitions.into_iter().map(TransitionView::from).collect())
    }
}

impl Serialize for Transitions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Own(views) => views.serialize(serializer),
            Self::Shared(written) => written.serialize(serializer),
        }
    }
}

/// The steps of the row before, in a list. The sentences of the steps are most of a row, and most rows of a page are in
/// the same state, so rows whose steps are equal share what was written of them.
#[derive(Debug, Default)]
pub(crate) struct RowBefore(Option<(Vec<Transition>, Arc<RawValue>)>);

impl RowBefore {
    /// The steps of a row.
    pub(crate) fn share(&mut self, transitions: Vec<Transition>) -> Transitions {
        if let Some((before, written)) = &self.0
            && *before == transitions
        {
            return Transitions::Shared(Arc::clone(written));
        }
        let own = Transitions::from(transitions.clone());
        // What cannot be written is told when the list is written.
        let Ok(written) = to_raw_value(&own).map(Arc::from) else { return own };
        self.0 = Some((transitions, Arc::clone(&written)));
        Transitions::Shared(written)
    }
}
