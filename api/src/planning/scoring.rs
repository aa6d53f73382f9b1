//! Scores and scorecards, on the wire: exact hundredths as JSON numbers.

use domain::base::ids::CriteriaSetId;
use domain::planning::criteria::CriteriaSet;
use domain::planning::scoring::{Applicability, Counts, ScoreLine, Scorecard, Value};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::hundredths::Hundredths;
use crate::base::hundredths::decimal::DecimalBody;
use crate::base::text::TextView;
use crate::planning::grading::AdjustmentBody;
use crate::planning::model::RoundingBody;
use crate::planning::steps::{AmountView, LeafStepView, LineScoreView, NodeScoreView, Steps, shown};

/// Basis of a scorecard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) enum Basis {
    /// The unit's own figures: its self-assessment (tự chấm), not official.
    #[serde(rename = "DECLARED")]
    Declared,
    /// The verified figures: the official score (điểm chính thức).
    #[serde(rename = "VERIFIED")]
    Verified,
    /// The verified figures while the unit may still explain itself: not official (điểm tạm thời, rule L23).
    #[serde(rename = "PROVISIONAL")]
    Provisional,
}

/// A value, split into the fields of the wire format.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) counts: Option<Counts>,
    pub(crate) count: Option<i64>,
    pub(crate) number: Option<DecimalBody>,
    pub(crate) choice: Option<String>,
    pub(crate) points: Option<Hundredths>,
    pub(crate) not_applicable: Option<String>,
}

impl From<Value> for Parts {
    fn from(value: Value) -> Self {
        let none = Self::default();
        match value {
            Value::Counts(counts) => Self { counts: Some(counts), ..none },
            Value::Count(count) => Self { count: Some(count), ..none },
            Value::Number(number) => Self { number: Some(DecimalBody(number)), ..none },
            Value::Choice(choice) => Self { choice: Some(choice), ..none },
            Value::Points(points) => Self { points: Some(Hundredths(points)), ..none },
            Value::NotApplicable(reason) => Self { not_applicable: Some(reason), ..none },
        }
    }
}

/// The best unit's value.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Best)]
pub(crate) struct BestView {
    /// Numerator, for a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 990)]
    numerator: Option<i64>,
    /// Denominator, for a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1000)]
    denominator: Option<i64>,
    /// Count, for a count measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 12)]
    count: Option<i64>,
    /// Number, for a number of a tree; the least one where lower is better.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<DecimalBody>,
}

impl From<Value> for BestView {
    fn from(value: Value) -> Self {
        let Parts { counts, count, number, .. } = value.into();
        Self {
            numerator: counts.map(|counts| counts.numerator),
            denominator: counts.map(|counts| counts.denominator),
            count,
            number,
        }
    }
}

/// Score of one criterion.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ScoreLine)]
pub(crate) struct ScoreLineView {
    /// The criterion's code.
    #[schema(example = "1.1")]
    criterion: String,
    /// Whether the criterion counts for the unit.
    applicability: Applicability,
    /// Numerator; absent if there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 949)]
    numerator: Option<i64>,
    /// Denominator; absent if there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1000)]
    denominator: Option<i64>,
    /// Count, for a count criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 3)]
    count: Option<i64>,
    /// Number, for a number of a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<DecimalBody>,
    /// The code of the option that holds, for a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "CHIEF")]
    choice: Option<String>,
    /// The points given by the rubric.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_points: Option<Hundredths>,
    /// Why the criterion does not apply to the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Đơn vị không có hoạt động kiểm tra")]
    not_applicable: Option<String>,
    /// Best result with which the unit is compared, for `NORMALISED_BY_MAX`; of a tree, the best or the least of the
    /// group.
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<BestView>,
    /// The share in percent, truncated to two decimals, never rounded up: of the counts, or of the maximum points if
    /// the criterion measures no share; absent if the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<Hundredths>,
    /// The target of the share in percent; 100 if a criterion of a flat set measures no share. Absent for a leaf of a
    /// tree, unless it states which share its ratio must reach at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    target_percent: Option<Hundredths>,
    /// Whether the target is met, exactly: numerator × 100 ≥ target × denominator (rule S04).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    met: Option<bool>,
    /// The points reached, cut down to two decimals; of a tree, rounded as the set says.
    points: Hundredths,
    /// The most points of the criterion.
    max_points: Hundredths,
    /// How the points came about, for a leaf of a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<LeafStepView>,
    /// Computation of the points, in a form that can be repeated.
    explanation: TextView,
}

impl ScoreLineView {
    /// Every line of a score, each with its step, if it is a leaf of a tree.
    pub(crate) fn all(lines: Vec<ScoreLine>, steps: &mut Steps) -> Vec<Self> {
        lines.into_iter().map(|line| Self { step: steps.leaves.remove(&line.criterion), ..line.into() }).collect()
    }
}

impl From<ScoreLine> for ScoreLineView {
    fn from(line: ScoreLine) -> Self {
        let ScoreLine {
            criterion,
            applicability,
            value,
            best,
            share_basis_points,
            target_basis_points,
            met,
            points,
            max_points,
            explanation,
        } = line;
        let Parts { counts, count, number, choice, points: given_points, not_applicable } =
            value.map(Parts::from).unwrap_or_default();
        Self {
            criterion,
            applicability,
            numerator: counts.map(|Counts { numerator, denominator: _ }| numerator),
            denominator: counts.map(|Counts { numerator: _, denominator }| denominator),
            count,
            number,
            choice,
            given_points,
            not_applicable,
            best: best.map(BestView::from),
            percent: share_basis_points.map(Hundredths),
            target_percent: target_basis_points.map(Hundredths),
            met,
            points: Hundredths(points),
            max_points: Hundredths(max_points),
            step: None,
            explanation: explanation.into(),
        }
    }
}

/// A unit's score with the computation of every point (phiếu điểm).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Scorecard)]
pub(crate) struct ScorecardView {
    /// What it is based on.
    basis: Basis,
    /// The criteria set it was scored by.
    criteria_set: CriteriaSetId,
    /// That set's version (rule L28).
    #[schema(minimum = 1, example = 1)]
    criteria_set_version: i64,
    /// One line per criterion, in the set's order.
    lines: Vec<ScoreLineView>,
    /// The points reached over the criteria that count.
    points: Hundredths,
    /// The most points of the criteria that count; those that do not count are left out (rule L24).
    applicable_points: Hundredths,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// Bonuses and penalties, entry by entry, each based on a document (rule L27).
    adjustments: Vec<AdjustmentBody>,
    /// Sum of all bonuses, limited by their cap.
    bonus: Hundredths,
    /// Sum of all penalties, limited by their cap.
    penalty: Hundredths,
    /// The code of the rating band, if the set has bands (rule L26).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    band: Option<String>,
    /// points × scale ÷ applicablePoints, truncated to two decimals, plus bonus, minus penalty; not below 0, and not
    /// above the scale unless the set permits it; absent if no criterion counts (unscored). Of a tree, rounded as the set
    /// says (rule M06).
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// How and where points are rounded, for a tree (rule M06).
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<RoundingBody>,
    /// Every branch of a tree, each before those below it, the main branch first (rule M07).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nodes: Vec<NodeScoreView>,
    /// The main branch re-based to the scale, for a tree; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<AmountView>,
    /// The bonus and penalty lines of a tree that have entries (rule L27).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bonus_and_penalty_lines: Vec<LineScoreView>,
    /// Computation of the total.
    explanation: TextView,
}

impl ScorecardView {
    pub(crate) fn new(scorecard: Scorecard, set: &CriteriaSet, basis: Basis) -> Self {
        let (scorecard, mut steps) = shown(set, scorecard);
        let Scorecard {
            criteria_set,
            criteria_set_version,
            lines,
            points,
            applicable_points,
            scale,
            adjustments,
            bonus,
            penalty,
            total,
            band,
            explanation,
            card: _,
        } = scorecard;
        Self {
            basis,
            criteria_set,
            criteria_set_version,
            lines: ScoreLineView::all(lines, &mut steps),
            points: Hundredths(points),
            applicable_points: Hundredths(applicable_points),
            scale: Hundredths(scale),
            adjustments: adjustments.into_iter().map(AdjustmentBody::from).collect(),
            bonus: Hundredths(bonus),
            penalty: Hundredths(penalty),
            band,
            total: total.map(Hundredths),
            rounding: set.model.as_deref().map(RoundingBody::of),
            nodes: steps.nodes,
            base: steps.base,
            bonus_and_penalty_lines: steps.lines,
            explanation: explanation.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_exactly_or_not_at_all() {
        let read = |text: &str| serde_json::from_str::<Hundredths>(text).ok().map(|value| value.0);
        assert_eq!(
            ["0", "10", "33.3", "33.33", "0.07", "1000000"].map(read),
            [Some(0), Some(1_000), Some(3_330), Some(3_333), Some(7), Some(100_000_000)]
        );
        assert_eq!(["-1", "0.001", "1e9", "1000000.01", "\"5\"", "null"].map(read), [None; 6]);
    }
}
