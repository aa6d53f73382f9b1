//! Limits of working days of a regime, on the wire.

use domain::honours::time_limit::{TimeLimit, TimedStep};
use domain::planning::award::Occasion;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::text::ShortLine;

/// How many working days one step takes on some occasions.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = TimeLimit, example = json!({"step": "APPRAISAL", "occasions": ["ANNUAL"], "days": 15,
    "consultedDays": 30, "document": "1/2026/NĐ-CP"}))]
pub(crate) struct TimeLimitBody {
    /// The step.
    step: TimedStep,
    /// On which occasions. 1 to 4.
    #[validate(length(min = 1, max = 4))]
    #[schema(min_items = 1, max_items = 4)]
    occasions: Vec<Occasion>,
    /// Number of working days, 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 15)]
    days: u16,
    /// Number of working days if other agencies are consulted, not below `days`. For the appraisal, the clock then runs on
    /// while they are asked; without this number it is paused. 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 30)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consulted_days: Option<u16>,
    /// The number of the document that says so, one of the regime's `documents`; 1 to 100 characters.
    /// Example: `1/2026/NĐ-CP`
    #[validate(nested)]
    document: ShortLine,
}

impl From<TimeLimitBody> for TimeLimit {
    fn from(body: TimeLimitBody) -> Self {
        let TimeLimitBody { step, occasions, days, consulted_days, document } = body;
        Self { step, occasions, days, consulted_days, document: document.into() }
    }
}

impl From<TimeLimit> for TimeLimitBody {
    fn from(limit: TimeLimit) -> Self {
        let TimeLimit { step, occasions, days, consulted_days, document } = limit;
        Self { step, occasions, days, consulted_days, document: document.into() }
    }
}
