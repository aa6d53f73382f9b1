//! Figures against criteria: a scorecard, exactly, and how every point came about.
//!
//! Whole numbers only. A share meets its target when `numerator × 10000 ≥ target × denominator` (rule S04).
//! Everything that is rounded is cut down, so a share or a score is never shown as reached when it is not
//! (interpretation 20), and full points always mean that the target was met.

use serde::{Deserialize, Serialize};

use crate::criteria::{CriteriaSet, RatioMeasure, ScoringRule, WHOLE_BASIS_POINTS, ZeroDenominator};
use crate::ids::{CriteriaSetId, words};
use crate::organisation::OrganisationKind;
use crate::text::Text;

/// The most that is counted anywhere; it keeps every product within 128 bits and every count exact in JSON.
pub const COUNT_MAX: i64 = 999_999_999_999;

/// A pair of counts: how many of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counts {
    /// How many fulfil it.
    pub numerator: i64,
    /// Out of how many.
    pub denominator: i64,
}

words! {
    /// Whether a criterion counts for a unit.
    Applicability {
        /// It counts.
        Applicable = "APPLICABLE",
        /// The unit has nothing to count (rule S08).
        NothingToCount = "NOTHING_TO_COUNT",
        /// The criterion does not ask this kind of unit (rule S09).
        ExemptKind = "EXEMPT_KIND",
    }
}

/// How one criterion was scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoreLine {
    /// The criterion.
    pub criterion: String,
    /// Whether it counts.
    pub applicability: Applicability,
    /// The counts, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// The share in basis points, cut down; none where the criterion does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_basis_points: Option<i64>,
    /// The target in basis points.
    pub target_basis_points: i64,
    /// Whether the target was met; none where the criterion does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// The points, in hundredths.
    pub points: i64,
    /// The most points, in hundredths; they enter the total only where the criterion counts.
    pub max_points: i64,
    /// How the points came about.
    pub explanation: Text,
}

/// A unit's score and how it came about (phiếu điểm).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scorecard {
    /// The set it was scored by (rule L28).
    pub criteria_set: CriteriaSetId,
    /// That set's version.
    pub criteria_set_version: i64,
    /// One line per criterion, in the set's order.
    pub lines: Vec<ScoreLine>,
    /// The points reached, in hundredths.
    pub points: i64,
    /// The most points of the criteria that count, in hundredths.
    pub applicable_points: i64,
    /// The total on this scale, in hundredths.
    pub scale: i64,
    /// The total, in hundredths, cut down; none if nothing counts (unscored, rule L24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// How the total came about.
    pub explanation: Text,
}

/// Whether a share meets a target in basis points, exactly (rule S04).
#[must_use]
pub fn is_met(counts: Counts, target_basis_points: i64) -> bool {
    i128::from(target_basis_points) * i128::from(counts.denominator)
        <= i128::from(counts.numerator) * i128::from(WHOLE_BASIS_POINTS)
}

/// Scores a unit of a kind by a set; `counts` knows the counts of a criterion by its code.
///
/// A criterion without counts scores nothing and stays in the sum: what is not reported is not reached.
#[must_use]
pub fn score(set: &CriteriaSet, kind: OrganisationKind, counts: impl Fn(&str) -> Option<Counts>) -> Scorecard {
    let lines: Vec<ScoreLine> = set
        .ratios()
        .map(|(criterion, ratio)| line(&criterion.code, criterion.max_points, ratio, kind, counts(&criterion.code)))
        .collect();
    let counting = || lines.iter().filter(|line| line.applicability == Applicability::Applicable);
    let points: i64 = counting().map(|line| line.points).sum();
    let applicable_points: i64 = counting().map(|line| line.max_points).sum();
    let total = (0 < applicable_points).then(|| cut(points, set.scale, applicable_points));
    let explanation = match total {
        Some(total) => Text::new(
            format!(
                "{} điểm đạt được × {} ÷ {} điểm tối đa của các tiêu chí áp dụng = {} (bỏ phần dưới 0,01).",
                vietnamese(points),
                vietnamese(set.scale),
                vietnamese(applicable_points),
                vietnamese(total)
            ),
            format!(
                "{} points reached × {} ÷ {} points of the criteria that count = {} (cut to hundredths).",
                english(points),
                english(set.scale),
                english(applicable_points),
                english(total)
            ),
        ),
        None => Text::new(
            "Không có tiêu chí nào áp dụng cho đơn vị: không chấm điểm, không xếp hạng.",
            "No criterion counts for the unit: it is not scored and not ranked.",
        ),
    };
    Scorecard {
        criteria_set: set.id,
        criteria_set_version: set.version,
        lines,
        points,
        applicable_points,
        scale: set.scale,
        total,
        explanation,
    }
}

fn line(
    code: &str,
    max_points: i64,
    ratio: &RatioMeasure,
    kind: OrganisationKind,
    counts: Option<Counts>,
) -> ScoreLine {
    let blank = |applicability, explanation| ScoreLine {
        criterion: code.to_owned(),
        applicability,
        counts,
        share_basis_points: None,
        target_basis_points: ratio.target_basis_points,
        met: None,
        points: 0,
        max_points,
        explanation,
    };
    if !ratio.asks(kind) {
        return blank(
            Applicability::ExemptKind,
            Text::new(
                "Tiêu chí không áp dụng cho loại hình đơn vị này; điểm tối đa của tiêu chí không tính vào tổng.",
                "The criterion does not ask this kind of unit; its points are left out of the total.",
            ),
        );
    }
    let Some(counts) = counts else {
        return ScoreLine {
            met: Some(false),
            ..blank(Applicability::Applicable, Text::new("Không có số liệu: 0 điểm.", "No figures: 0 points."))
        };
    };
    if counts.denominator == 0 {
        return match ratio.zero_denominator {
            ZeroDenominator::NotApplicable => blank(
                Applicability::NothingToCount,
                Text::new(
                    "Đơn vị không có đối tượng để tính (mẫu số bằng 0); điểm tối đa của tiêu chí không tính vào tổng.",
                    "The unit has nothing to count (denominator 0); the criterion's points are left out of the total.",
                ),
            ),
            ZeroDenominator::Refused => ScoreLine {
                met: Some(false),
                ..blank(
                    Applicability::Applicable,
                    Text::new(
                        "Mẫu số bằng 0 không được chấp nhận: 0 điểm.",
                        "A denominator of 0 is not accepted: 0 points.",
                    ),
                )
            },
        };
    }
    let met = is_met(counts, ratio.target_basis_points);
    let share = cut(counts.numerator, WHOLE_BASIS_POINTS, counts.denominator);
    let (points, explanation) = match ratio.rule {
        ScoringRule::ThresholdProportional => {
            threshold_proportional(counts, ratio.target_basis_points, max_points, met)
        }
    };
    ScoreLine {
        share_basis_points: Some(share),
        met: Some(met),
        points,
        ..blank(Applicability::Applicable, explanation)
    }
}

fn threshold_proportional(counts: Counts, target: i64, max_points: i64, met: bool) -> (i64, Text) {
    let Counts { numerator, denominator } = counts;
    if met {
        let text = Text::new(
            format!(
                "{numerator}/{denominator} đạt chỉ tiêu {}%: đủ {} điểm.",
                vietnamese(target),
                vietnamese(max_points)
            ),
            format!(
                "{numerator}/{denominator} meets the target of {}%: all {} points.",
                english(target),
                english(max_points)
            ),
        );
        return (max_points, text);
    }
    // Not met means numerator × 10000 < target × denominator, so this is always less than `max_points`.
    let reached = i128::from(max_points) * i128::from(numerator) * i128::from(WHOLE_BASIS_POINTS);
    let wanted = i128::from(target) * i128::from(denominator);
    let points = reached.checked_div(wanted).and_then(|points| i64::try_from(points).ok()).unwrap_or(0);
    let text = Text::new(
        format!(
            "{numerator}/{denominator} chưa đạt chỉ tiêu {}%: {} điểm × {numerator} × 100 ÷ ({} × {denominator}) = {} điểm (bỏ phần dưới 0,01).",
            vietnamese(target),
            vietnamese(max_points),
            vietnamese(target),
            vietnamese(points)
        ),
        format!(
            "{numerator}/{denominator} is below the target of {}%: {} points × {numerator} × 100 ÷ ({} × {denominator}) = {} points (cut to hundredths).",
            english(target),
            english(max_points),
            english(target),
            english(points)
        ),
    );
    (points, text)
}

/// `value × by ÷ of`, cut down; nothing for a denominator of zero.
fn cut(value: i64, by: i64, of: i64) -> i64 {
    let product = i128::from(value) * i128::from(by);
    product.checked_div(i128::from(of)).and_then(|result| i64::try_from(result).ok()).unwrap_or(0)
}

/// Hundredths as people write them abroad: `94.90`.
#[must_use]
pub fn english(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Hundredths as people write them here: `94,90`.
#[must_use]
pub fn vietnamese(hundredths: i64) -> String {
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}
