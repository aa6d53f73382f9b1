//! Scores and scorecards, on the wire: exact hundredths as JSON numbers.

use domain::ids::CriteriaSetId;
use domain::scoring::{Applicability, Counts, ScoreLine, Scorecard};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::text::TextView;

/// A number with at most two decimals, exact: points, or a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = f64, minimum = 0, multiple_of = 0.01, example = 94.9)]
pub(crate) struct Hundredths(pub(crate) i64);

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The shortest decimal that reads back as the same number is the one we write, so nothing is computed here.
        let text = domain::scoring::english(self.0);
        serializer.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?)
    }
}

/// What a scorecard rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) enum Basis {
    /// The unit's own figures: its self-assessment (tự chấm), not official.
    #[serde(rename = "DECLARED")]
    Declared,
    /// The verified figures: the official score (điểm chính thức).
    #[serde(rename = "VERIFIED")]
    Verified,
}

/// How one criterion was scored.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ScoreLine)]
pub(crate) struct ScoreLineView {
    /// The criterion's code, such as `P1`.
    #[schema(example = "P1")]
    criterion: String,
    /// Whether the criterion counts for the unit.
    applicability: Applicability,
    /// How many fulfil it; absent where there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 949)]
    numerator: Option<i64>,
    /// Out of how many; absent where there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1000)]
    denominator: Option<i64>,
    /// The share in percent, cut down to two decimals, never rounded up; absent where the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<Hundredths>,
    /// The target in percent.
    target_percent: Hundredths,
    /// Whether the target is met, exactly: numerator × 100 ≥ target × denominator (rule S04).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    met: Option<bool>,
    /// The points reached, cut down to two decimals.
    points: Hundredths,
    /// The most points of the criterion.
    max_points: Hundredths,
    /// How the points came about, as a calculation that can be repeated.
    explanation: TextView,
}

impl From<ScoreLine> for ScoreLineView {
    fn from(line: ScoreLine) -> Self {
        let ScoreLine {
            criterion,
            applicability,
            counts,
            share_basis_points,
            target_basis_points,
            met,
            points,
            max_points,
            explanation,
        } = line;
        Self {
            criterion,
            applicability,
            numerator: counts.map(|Counts { numerator, denominator: _ }| numerator),
            denominator: counts.map(|Counts { numerator: _, denominator }| denominator),
            percent: share_basis_points.map(Hundredths),
            target_percent: Hundredths(target_basis_points),
            met,
            points: Hundredths(points),
            max_points: Hundredths(max_points),
            explanation: explanation.into(),
        }
    }
}

/// A unit's score and how every point came about (phiếu điểm).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Scorecard)]
pub(crate) struct ScorecardView {
    /// What it rests on.
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
    /// points × scale ÷ applicablePoints, cut down to two decimals; absent where nothing counts (unscored).
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// How the total came about.
    explanation: TextView,
}

impl ScorecardView {
    pub(crate) fn new(scorecard: Scorecard, basis: Basis) -> Self {
        let Scorecard {
            criteria_set,
            criteria_set_version,
            lines,
            points,
            applicable_points,
            scale,
            total,
            explanation,
        } = scorecard;
        Self {
            basis,
            criteria_set,
            criteria_set_version,
            lines: lines.into_iter().map(ScoreLineView::from).collect(),
            points: Hundredths(points),
            applicable_points: Hundredths(applicable_points),
            scale: Hundredths(scale),
            total: total.map(Hundredths),
            explanation: explanation.into(),
        }
    }
}
