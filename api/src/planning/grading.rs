//! Grading, on the wire: rating bands, bonus and penalty lines, and entries under them.

use domain::planning::grading::{Adjustment, AdjustmentKind, AdjustmentLine, Band, Grading};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::hundredths::Hundredths;
use crate::base::text::{Code, TextView};

/// A rating band (mức xếp loại, rule L26).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Band, example = json!({"code": "GOOD", "name": {"vi": "Tốt", "en": "Good"}, "from": 80, "below": 90}))]
pub(crate) struct BandBody {
    /// Short and stable.
    /// Example: `GOOD`
    #[validate(nested)]
    code: Code,
    /// Its name.
    #[validate(nested)]
    name: TextView,
    /// The least total that belongs to it.
    from: Hundredths,
    /// The least total that does not belong to it any more: the next band's `from`; absent for the highest band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    below: Option<Hundredths>,
}

/// Line for which points may be added or taken (dòng điểm cộng, điểm trừ; rule L27).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AdjustmentLine)]
pub(crate) struct LineBody {
    /// Short and stable.
    /// Example: `LATE`
    #[validate(nested)]
    code: Code,
    /// Whether it adds or takes.
    kind: AdjustmentKind,
    /// What the points are added or taken for.
    #[validate(nested)]
    name: TextView,
    /// The most points of one entry.
    max_points: Hundredths,
}

/// How a criteria set rates and adjusts a total (rules L26 and L27).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Grading)]
pub(crate) struct GradingBody {
    /// The rating bands, lowest first, starting at 0 without gap or overlap; empty if totals are not rated.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    bands: Vec<BandBody>,
    /// Lines for which points may be added or taken.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    lines: Vec<LineBody>,
    /// The most that all bonuses together add; above 0 if there are bonus lines.
    #[serde(default)]
    bonus_cap: Hundredths,
    /// The most that all penalties together take; above 0 if there are penalty lines.
    #[serde(default)]
    penalty_cap: Hundredths,
    /// Whether bonuses may lift a total above the scale.
    #[serde(default)]
    may_exceed_scale: bool,
}

/// Points that were added or taken, on the ground of a document (rule L27).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Adjustment)]
pub(crate) struct AdjustmentBody {
    /// The line's code, from the criteria set.
    /// Example: `LATE`
    line: Code,
    /// The points: above 0, at most the line's.
    points: Hundredths,
    /// How many things they are for, if the line of a tree gives points for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000, example = 3)]
    times: Option<i64>,
    /// The document that is the ground.
    ground: CitationBody,
}

/// Points to add or to take, on the ground of a document (rule L27).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AdjustmentEntry)]
pub(crate) struct AdjustmentEntryBody {
    /// The line's code, from the criteria set.
    /// Example: `LATE`
    #[validate(nested)]
    line: Code,
    /// The points: above 0, at most the line's. May be left out for a line of a tree with fixed points or with points
    /// for each.
    #[serde(default)]
    points: Option<Hundredths>,
    /// How many things the points are for, 1 to 1000; for a line of a tree with points for each, and only for it.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000, example = 3)]
    times: Option<i64>,
    /// The document that is the ground.
    #[validate(nested)]
    ground: CitationBody,
}

impl From<Grading> for GradingBody {
    fn from(grading: Grading) -> Self {
        let Grading { bands, lines, bonus_cap, penalty_cap, may_exceed_scale } = grading;
        let band = |Band { code, name, from, below }| BandBody {
            code: code.into(),
            name: name.into(),
            from: Hundredths(from),
            below: below.map(Hundredths),
        };
        let line = |AdjustmentLine { code, kind, name, max_points }| LineBody {
            code: code.into(),
            kind,
            name: name.into(),
            max_points: Hundredths(max_points),
        };
        Self {
            bands: bands.into_iter().map(band).collect(),
            lines: lines.into_iter().map(line).collect(),
            bonus_cap: Hundredths(bonus_cap),
            penalty_cap: Hundredths(penalty_cap),
            may_exceed_scale,
        }
    }
}

impl From<GradingBody> for Grading {
    fn from(body: GradingBody) -> Self {
        let GradingBody { bands, lines, bonus_cap, penalty_cap, may_exceed_scale } = body;
        let band = |BandBody { code, name, from, below }| Band {
            code: code.into(),
            name: name.into(),
            from: from.0,
            below: below.map(|below| below.0),
        };
        let line = |LineBody { code, kind, name, max_points }| AdjustmentLine {
            code: code.into(),
            kind,
            name: name.into(),
            max_points: max_points.0,
        };
        Self {
            bands: bands.into_iter().map(band).collect(),
            lines: lines.into_iter().map(line).collect(),
            bonus_cap: bonus_cap.0,
            penalty_cap: penalty_cap.0,
            may_exceed_scale,
        }
    }
}

impl From<Adjustment> for AdjustmentBody {
    fn from(adjustment: Adjustment) -> Self {
        let Adjustment { line, points, times, ground } = adjustment;
        Self { line: line.into(), points: Hundredths(points), times, ground: ground.into() }
    }
}

impl From<AdjustmentEntryBody> for Adjustment {
    fn from(body: AdjustmentEntryBody) -> Self {
        let AdjustmentEntryBody { line, points, times, ground } = body;
        Self { line: line.into(), points: points.unwrap_or_default().0, times, ground: ground.into() }
    }
}
