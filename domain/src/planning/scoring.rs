//! Scoring of values by criteria: an exact scorecard that explains every point.
//!
//! Integers only. A share meets its target when `numerator × 10000 ≥ target × denominator` (rule S04). Everything that
//! is rounded is rounded down, so a share or a score is never shown as reached when it is not, and
//! full points of a threshold always mean that the target was met.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::base::ids::{CriteriaSetId, wire_enum};
use crate::base::text::{Text, en, vi};
use crate::base::wording::whole;
use crate::planning::card::Card;
use crate::planning::criteria::{CriteriaSet, Criterion};
use crate::planning::demands::{AskedUnit, Exemption};
use crate::planning::grading::Adjustment;
use crate::planning::measure::{
    ChoiceMeasure, CountMeasure, Measure, RatioMeasure, Rung, ScoringRule, WHOLE_BASIS_POINTS, ZeroDenominator,
};

pub use crate::planning::value::{COUNT_MAX, Counts, Value};

/// `format!` with preallocated capacity, because the scorecards of a country hold hundreds of thousands of sentences.
macro_rules! say {
    ($($words:tt)*) => {{
        let mut sentence = String::with_capacity(SENTENCE_BYTES);
        // Writing to a string never fails.
        let _ = write!(sentence, $($words)*);
        sentence
    }};
}

/// The capacity in bytes, which fits most explanations.
const SENTENCE_BYTES: usize = 192;

/// The best unit's value for each criterion that compares units, by the criterion's code.
pub type Bests = BTreeMap<String, Value>;

wire_enum! {
    /// Whether a criterion counts for a unit.
    Applicability {
        /// It counts.
        Applicable = "APPLICABLE",
        /// The unit has nothing to count (rule S08).
        NothingToCount = "NOTHING_TO_COUNT",
        /// The criterion does not apply to this kind of unit (rule S09).
        ExemptKind = "EXEMPT_KIND",
        /// The unit gave a reason why it does not apply, and it was accepted (rule L24).
        NotApplicable = "NOT_APPLICABLE",
        /// It compares units, and the best value is not known yet.
        Pending = "PENDING",
        /// Nobody in the group has a value that it could be compared with, and without one no unit is scored.
        Unscored = "UNSCORED",
        /// It is collected and never scored.
        Collected = "COLLECTED",
    }
}

/// Score of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScoreLine {
    /// The criterion.
    pub criterion: String,
    /// Whether it counts.
    pub applicability: Applicability,
    /// The declared or verified value, if any.
    #[serde(flatten)]
    pub value: Option<Value>,
    /// The best unit's value, where the criterion compares units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<Value>,
    /// The share in basis points, rounded down: of the counts, or of the maximum points for any other measure; none if
    /// the criterion does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_basis_points: Option<i64>,
    /// The target of the share in basis points; none for a leaf whose target is no least share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_basis_points: Option<i64>,
    /// Whether the target was met; none if the criterion does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// The points, in hundredths.
    pub points: i64,
    /// The maximum points, in hundredths; they enter the total only if the criterion counts.
    pub max_points: i64,
    /// Computation of the points; empty on the card of a tree, whose sentences are made when somebody looks.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub explanation: Text,
}

/// A unit's score and how it came about (phiếu điểm).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scorecard {
    /// The criteria set that was used (rule L28).
    pub criteria_set: CriteriaSetId,
    /// That set's version.
    pub criteria_set_version: i64,
    /// One line per criterion, in the set's order.
    pub lines: Vec<ScoreLine>,
    /// The points reached, in hundredths.
    pub points: i64,
    /// The maximum points of the criteria that count, in hundredths.
    pub applicable_points: i64,
    /// The scale of the total, in hundredths.
    pub scale: i64,
    /// Bonuses and penalties, entry by entry (rule L27).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjustment>,
    /// The sum of all bonuses, limited by their cap, in hundredths.
    #[serde(default)]
    pub bonus: i64,
    /// The sum of all penalties, limited by their cap, in hundredths.
    #[serde(default)]
    pub penalty: i64,
    /// The total, in hundredths, rounded down; none if no criterion counts (unscored, rule L24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// The code of the rating band, if the set has bands (rule L26). A report of a set whose bands have conditions has
    /// none: its board decides (rule M08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Computation of the total; empty on the card of a tree.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub explanation: Text,
    /// Every step, if the set is a tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Box<Card>>,
}

/// Whether a share meets a target in basis points, exactly (rule S04).
#[must_use]
pub fn is_met(counts: Counts, target_basis_points: i64) -> bool {
    i128::from(target_basis_points) * i128::from(counts.denominator)
        <= i128::from(counts.numerator) * i128::from(WHOLE_BASIS_POINTS)
}

/// Scores a unit by a set; `value` returns the value of a criterion by its code.
///
/// A criterion without a value gets no points and stays in the sum: what is not reported is not reached.
#[must_use]
pub fn score<'a>(
    set: &CriteriaSet,
    unit: impl Into<AskedUnit<'a>>,
    value: impl Fn(&str) -> Option<Value>,
    bests: &Bests,
    adjustments: &[Adjustment],
) -> Scorecard {
    let unit: AskedUnit<'a> = unit.into();
    let lines: Vec<ScoreLine> = set
        .reported()
        .map(|criterion| line(criterion, unit, value(&criterion.code), bests.get(&criterion.code)))
        .collect();
    let counting = || lines.iter().filter(|line| line.applicability == Applicability::Applicable);
    let points: i64 = counting().map(|line| line.points).sum();
    let applicable_points: i64 = counting().map(|line| line.max_points).sum();
    let base = (0 < applicable_points).then(|| share_of(set.scale, points, applicable_points));
    let (bonus, penalty) = if base.is_some() { set.grading.capped(adjustments) } else { (0, 0) };
    let top = if set.grading.may_exceed_scale { i64::MAX } else { set.scale };
    let total = base.map(|base| base.saturating_add(bonus).saturating_sub(penalty).clamp(0, top));
    let band = total.and_then(|total| set.grading.band(total)).map(|band| band.code.clone());
    let explanation = explain_total(set, points, applicable_points, base, (bonus, penalty), total);
    Scorecard {
        criteria_set: set.id,
        criteria_set_version: set.version,
        lines,
        points,
        applicable_points,
        scale: set.scale,
        adjustments: adjustments.to_vec(),
        bonus,
        penalty,
        total,
        band,
        explanation,
        card: None,
    }
}

fn explain_total(
    set: &CriteriaSet,
    points: i64,
    applicable: i64,
    base: Option<i64>,
    (bonus, penalty): (i64, i64),
    total: Option<i64>,
) -> Text {
    let (Some(base), Some(total)) = (base, total) else {
        return Text::new(
            "Không có tiêu chí nào áp dụng cho đơn vị: không chấm điểm, không xếp hạng.",
            "No criterion counts for the unit: it is not scored and not ranked.",
        );
    };
    let here = say!(
        "{} điểm đạt được × {} ÷ {} điểm tối đa của các tiêu chí áp dụng = {} (cắt còn hai chữ số thập phân).",
        vi(points),
        vi(set.scale),
        vi(applicable),
        vi(base)
    );
    let abroad = say!(
        "{} points reached × {} ÷ {} points of the criteria that count = {} (cut to hundredths).",
        en(points),
        en(set.scale),
        en(applicable),
        en(base)
    );
    if bonus == 0 && penalty == 0 {
        return Text::new(here, abroad);
    }
    Text::new(
        say!(
            "{here} + {} điểm cộng − {} điểm trừ = {} (không dưới 0{}).",
            vi(bonus),
            vi(penalty),
            vi(total),
            if set.grading.may_exceed_scale { "" } else { ", không vượt thang điểm" }
        ),
        say!(
            "{abroad} + {} bonus − {} penalty = {} (not below 0{}).",
            en(bonus),
            en(penalty),
            en(total),
            if set.grading.may_exceed_scale { "" } else { ", not above the scale" }
        ),
    )
}

fn line(criterion: &Criterion, unit: AskedUnit<'_>, value: Option<Value>, best: Option<&Value>) -> ScoreLine {
    let left_out = unit.leaves_out(&criterion.code);
    let ground = |ground: &Exemption| format!("{}; {}", ground.reason, ground.public_document());
    let value = left_out.map(ground).map(Value::NotApplicable).or(value);
    let measure = &criterion.measure;
    let compares = measure.compares();
    let blank = ScoreLine {
        criterion: criterion.code.clone(),
        applicability: Applicability::Applicable,
        value: value.clone(),
        best: best.filter(|_| compares).cloned(),
        share_basis_points: None,
        target_basis_points: measure.target(),
        met: Some(false),
        points: 0,
        max_points: criterion.max_points,
        explanation: Text::new("", ""),
    };
    let aside = |applicability, explanation| ScoreLine { applicability, met: None, explanation, ..blank.clone() };
    if criterion.asks(unit.kind).is_none() {
        return aside(
            Applicability::ExemptKind,
            Text::new(
                "Tiêu chí không áp dụng cho loại hình đơn vị này; điểm tối đa của tiêu chí không tính vào tổng.",
                "The criterion does not ask this kind of unit; its points are left out of the total.",
            ),
        );
    }
    let Some(value) = value else {
        return ScoreLine {
            explanation: Text::new("Không có số liệu: 0 điểm.", "No figures: 0 points."), ..blank
        };
    };
    if let Value::NotApplicable(reason) = &value {
        return aside(
            Applicability::NotApplicable,
            Text::new(
                say!("Không áp dụng ({reason}); điểm tối đa của tiêu chí không tính vào tổng."),
                say!("Not applicable ({reason}); the criterion's points are left out of the total."),
            ),
        );
    }
    if let (Measure::Ratio(ratio), Value::Counts(Counts { denominator: 0, .. })) = (measure, &value) {
        return match ratio.zero_denominator {
            ZeroDenominator::NotApplicable => aside(
                Applicability::NothingToCount,
                Text::new(
                    "Đơn vị không có đối tượng để tính (mẫu số bằng 0); điểm tối đa của tiêu chí không tính vào tổng.",
                    "The unit has nothing to count (denominator 0); the criterion's points are left out of the total.",
                ),
            ),
            ZeroDenominator::Refused => ScoreLine {
                explanation: Text::new(
                    "Mẫu số bằng 0 không được chấp nhận: 0 điểm.",
                    "A denominator of 0 is not accepted: 0 points.",
                ),
                ..blank
            },
        };
    }
    if compares && best.is_none() {
        return aside(
            Applicability::Pending,
            Text::new(
                "So với đơn vị tốt nhất trong cấp; chỉ tính được khi mọi báo cáo đã nộp đều được thẩm tra số liệu.",
                "Compared with the group's best unit; known once every report handed in is verified.",
            ),
        );
    }
    let max_points = criterion.max_points;
    let Some((points, explanation)) = points(measure, max_points, &value, best) else {
        return ScoreLine {
            explanation: Text::new(
                "Giá trị không thuộc loại của tiêu chí: 0 điểm.",
                "The value is not of the criterion's kind: 0 points.",
            ),
            ..blank
        };
    };
    let (share, met) = match (measure, &value) {
        (Measure::Ratio(ratio), Value::Counts(counts)) => (
            Some(share_of(WHOLE_BASIS_POINTS, counts.numerator, counts.denominator)),
            Some(is_met(*counts, ratio.target_basis_points)),
        ),
        // Any other measure meets its target with full points; a criterion with maximum points of zero has no target.
        _ if max_points == 0 => (None, None),
        _ => (Some(share_of(WHOLE_BASIS_POINTS, points, max_points)), Some(points == max_points)),
    };
    ScoreLine { share_basis_points: share, met, points, explanation, ..blank }
}

/// The points of a value that counts; none if the value is not of the type that the measure needs.
fn points(measure: &Measure, max_points: i64, value: &Value, best: Option<&Value>) -> Option<(i64, Text)> {
    match (measure, value) {
        (Measure::Ratio(ratio), Value::Counts(counts)) => Some(of_ratio(ratio, max_points, *counts, best)),
        (Measure::Count(count), Value::Count(number)) => Some(of_count(count, max_points, *number, best)),
        (Measure::Choice(ChoiceMeasure { options, .. }), Value::Choice(code)) => {
            let option = options.iter().find(|option| option.code == *code)?;
            Some((
                option.points,
                Text::new(
                    say!("{}: {} điểm.", option.name.vi, vi(option.points)),
                    say!("{}: {} points.", option.name.en, en(option.points)),
                ),
            ))
        }
        (Measure::Manual(_), Value::Points(points)) => {
            let points = (*points).clamp(0, max_points);
            Some((
                points,
                Text::new(
                    say!("{} trên {} điểm, theo hướng dẫn chấm.", vi(points), vi(max_points)),
                    say!("{} of {} points, by the rubric.", en(points), en(max_points)),
                ),
            ))
        }
        _ => None,
    }
}

fn of_ratio(ratio: &RatioMeasure, max_points: i64, counts: Counts, best: Option<&Value>) -> (i64, Text) {
    let Counts { numerator, denominator } = counts;
    let (part, of) = (whole(numerator), whole(denominator));
    let target = ratio.target_basis_points;
    let met = is_met(counts, target);
    match ratio.rule {
        ScoringRule::ThresholdProportional if !met => {
            // Not met means numerator × 10000 < target × denominator, so this is always less than `max_points`.
            let reached = i128::from(max_points) * i128::from(numerator) * i128::from(WHOLE_BASIS_POINTS);
            let points = cut(reached, i128::from(target) * i128::from(denominator));
            let text = Text::new(
                say!(
                    "{part}/{of} chưa đạt chỉ tiêu {}%: {} điểm × {part} × 100 ÷ ({} × {of}) = {} điểm (cắt còn hai chữ số thập phân).",
                    vi(target),
                    vi(max_points),
                    vi(target),
                    vi(points)
                ),
                say!(
                    "{numerator}/{denominator} is below the target of {}%: {} points × {numerator} × 100 ÷ ({} × {denominator}) = {} points (cut to hundredths).",
                    en(target),
                    en(max_points),
                    en(target),
                    en(points)
                ),
            );
            (points, text)
        }
        ScoringRule::ThresholdProportional | ScoringRule::ThresholdAllOrNothing if met => (
            max_points,
            Text::new(
                say!("{part}/{of} đạt chỉ tiêu {}%: đủ {} điểm.", vi(target), vi(max_points)),
                say!("{numerator}/{denominator} meets the target of {}%: all {} points.", en(target), en(max_points)),
            ),
        ),
        ScoringRule::Linear => {
            let points = share_of(max_points, numerator, denominator);
            (
                points,
                Text::new(
                    say!(
                        "{} điểm × {part} ÷ {of} = {} điểm (cắt còn hai chữ số thập phân).",
                        vi(max_points),
                        vi(points)
                    ),
                    say!(
                        "{} points × {numerator} ÷ {denominator} = {} points (cut to hundredths).",
                        en(max_points),
                        en(points)
                    ),
                ),
            )
        }
        ScoringRule::StepTable => {
            let reaches = |rung: &&Rung| is_met(counts, rung.from);
            let rung = ratio.rungs.iter().rev().find(reaches);
            let points = rung.map_or(0, |rung| rung.points);
            let (here, abroad) = rung.map_or_else(
                || ("chưa tới bậc nào".to_owned(), "reaches no rung".to_owned()),
                |rung| (say!("từ {}%", vi(rung.from)), say!("from {}% on", en(rung.from))),
            );
            (
                points,
                Text::new(
                    say!("{part}/{of}, {here}: {} điểm.", vi(points)),
                    say!("{numerator}/{denominator}, {abroad}: {} points.", en(points)),
                ),
            )
        }
        ScoringRule::NormalisedByMax => {
            let Some(Value::Counts(top)) = best else { return nothing() };
            let reached = i128::from(max_points) * i128::from(numerator) * i128::from(top.denominator);
            let points = cut(reached, i128::from(denominator) * i128::from(top.numerator)).min(max_points);
            let ours = say!("{numerator}/{denominator}");
            (points, compared(&ours, &say!("{}/{}", top.numerator, top.denominator), max_points, points))
        }
        ScoringRule::ThresholdAllOrNothing | ScoringRule::ThresholdProportional => (
            0,
            Text::new(
                say!("{part}/{of} chưa đạt chỉ tiêu {}%: 0 điểm.", vi(target)),
                say!("{numerator}/{denominator} is below the target of {}%: 0 points.", en(target)),
            ),
        ),
        ScoringRule::CategoryTable | ScoringRule::CappedCount | ScoringRule::Manual => nothing(),
    }
}

fn of_count(measure: &CountMeasure, max_points: i64, count: i64, best: Option<&Value>) -> (i64, Text) {
    match measure.rule {
        ScoringRule::StepTable => {
            let rung = measure.rungs.iter().rev().find(|rung| rung.from <= count);
            let points = rung.map_or(0, |rung| rung.points);
            let (here, abroad) = rung.map_or_else(
                || ("chưa tới bậc nào".to_owned(), "reaches no rung".to_owned()),
                |rung| (say!("từ {}", whole(rung.from)), say!("from {} on", rung.from)),
            );
            (
                points,
                Text::new(
                    say!("{}, {here}: {} điểm.", whole(count), vi(points)),
                    say!("{count}, {abroad}: {} points.", en(points)),
                ),
            )
        }
        ScoringRule::CappedCount => {
            let each = measure.points_each.unwrap_or(0);
            let points = count.saturating_mul(each).min(max_points);
            (
                points,
                Text::new(
                    say!("{} × {} điểm, không quá {}: {} điểm.", whole(count), vi(each), vi(max_points), vi(points)),
                    say!("{count} × {} points, at most {}: {} points.", en(each), en(max_points), en(points)),
                ),
            )
        }
        ScoringRule::NormalisedByMax => {
            let Some(Value::Count(top)) = best else { return nothing() };
            let points = cut(i128::from(max_points) * i128::from(count), i128::from(*top)).min(max_points);
            (points, compared(&count.to_string(), &top.to_string(), max_points, points))
        }
        ScoringRule::Linear
        | ScoringRule::ThresholdProportional
        | ScoringRule::ThresholdAllOrNothing
        | ScoringRule::CategoryTable
        | ScoringRule::Manual => nothing(),
    }
}

fn compared(ours: &str, best: &str, max_points: i64, points: i64) -> Text {
    Text::new(
        say!(
            "{ours} so với đơn vị tốt nhất {best}: {} điểm × ({ours}) ÷ ({best}) = {} điểm (không quá điểm tối đa, cắt còn hai chữ số thập phân).",
            vi(max_points),
            vi(points)
        ),
        say!(
            "{ours} against the best unit's {best}: {} points × ({ours}) ÷ ({best}) = {} points (at most all, cut to hundredths).",
            en(max_points),
            en(points)
        ),
    )
}

/// A rule that does not fit its measure gives no points; a valid set has no such rule.
fn nothing() -> (i64, Text) {
    (0, Text::new("Cách tính không dùng được: 0 điểm.", "The rule does not fit: 0 points."))
}

/// The best values among those found, for the criteria that compare units.
#[must_use]
pub fn bests<'a>(set: &CriteriaSet, found: impl Iterator<Item = (&'a str, &'a Value)>) -> Bests {
    let mut bests = Bests::new();
    for (code, value) in found {
        let compares = set.criterion(code).is_some_and(|one| one.measure.compares());
        let higher = match (value, bests.get(code)) {
            (Value::Counts(Counts { denominator: 0, .. }), _) => false,
            (Value::Counts(ours), Some(Value::Counts(best))) => {
                i128::from(best.numerator) * i128::from(ours.denominator)
                    < i128::from(ours.numerator) * i128::from(best.denominator)
            }
            (Value::Count(ours), Some(Value::Count(best))) => best < ours,
            (Value::Counts(_) | Value::Count(_), None) => true,
            (Value::Counts(_) | Value::Count(_), Some(_)) => false,
            (Value::Number(_) | Value::Choice(_) | Value::Points(_) | Value::NotApplicable(_), _) => false,
        };
        if compares && higher {
            bests.insert(code.to_owned(), value.clone());
        }
    }
    bests
}

/// `whole × part ÷ of`, rounded down; zero if `of` is zero.
fn share_of(whole: i64, part: i64, of: i64) -> i64 {
    cut(i128::from(whole) * i128::from(part), i128::from(of))
}

/// What is too large becomes the largest number, which the maximum points then limit.
fn cut(product: i128, by: i128) -> i64 {
    product.checked_div(by).map_or(0, |result| i64::try_from(result).unwrap_or(i64::MAX))
}
