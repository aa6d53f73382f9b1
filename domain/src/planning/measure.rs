//! Measures: how a criterion is judged, and the fixed set of rules that turn a value into points.
//!
//! The provinces' score sheets use eight rules; none is free text, so the points can be computed again independently. A
//! yes-or-no criterion is a choice between two options.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::code::CategoryCode;
use crate::base::ids::wire_enum;
use crate::base::refusal::Violations;
use crate::base::text::Text;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::reasons;
use crate::planning::tree::{Leaf, Target, TargetSide};
use crate::planning::value_spec::ValueSpec;
use crate::registry::organisation::OrganisationKind;

pub use crate::planning::demands::{Attestation, Combination, Demands, Panel, SCORERS_MAX, ZeroDenominator};

/// One hundred percent, in basis points.
pub const WHOLE_BASIS_POINTS: i64 = 10_000;
/// The maximum points of one criterion, in hundredths; the limit keeps every product within 128 bits.
pub const POINTS_MAX: i64 = 100_000_000;
/// Maximum number of rungs of a step table, and of options of a choice.
pub const RUNGS_MAX: usize = 50;

wire_enum! {
    /// The rule that converts a value into points (cách tính điểm). Results are truncated to a hundredth.
    ScoringRule {
        /// Full points at or above the target; below it, points in proportion to the target.
        ThresholdProportional = "THRESHOLD_PROPORTIONAL",
        /// Points in proportion to the share: share × maximum points.
        Linear = "LINEAR",
        /// Full points at or above the target; below it, none.
        ThresholdAllOrNothing = "THRESHOLD_ALL_OR_NOTHING",
        /// The points of the highest rung that is reached.
        StepTable = "STEP_TABLE",
        /// The points of the chosen option.
        CategoryTable = "CATEGORY_TABLE",
        /// Points for each counted thing, up to the maximum.
        CappedCount = "CAPPED_COUNT",
        /// Full points for the best unit of the group; the others in proportion to it.
        NormalisedByMax = "NORMALISED_BY_MAX",
        /// Points that the verifier gives according to a rubric, with a reason.
        Manual = "MANUAL",
    }
}

impl ScoringRule {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::ThresholdProportional => "điểm theo tỷ lệ so với chỉ tiêu",
            Self::Linear => "điểm theo tỷ lệ",
            Self::ThresholdAllOrNothing => "đạt chỉ tiêu thì được đủ điểm",
            Self::StepTable => "điểm theo bậc",
            Self::CategoryTable => "điểm theo phương án",
            Self::CappedCount => "điểm theo số lượng, có mức trần",
            Self::NormalisedByMax => "so với đơn vị tốt nhất",
            Self::Manual => "chấm theo hướng dẫn",
        }
    }
}

/// A rung of a step table: the points from a lower bound on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rung {
    /// The lower bound: basis points of a share, or a count.
    #[schema(minimum = 0)]
    pub from: i64,
    /// The points, in hundredths.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub points: i64,
}

/// A share of counted things, with a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatioMeasure {
    /// The target share in basis points; 9500 is 95 %.
    #[schema(minimum = 1, maximum = 10_000)]
    pub target_basis_points: i64,
    /// How the share becomes points.
    pub rule: ScoringRule,
    /// The rungs, for a step table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub rungs: Vec<Rung>,
    /// What the numerator counts.
    pub numerator: Text,
    /// What the denominator counts.
    pub denominator: Text,
    /// Meaning of a denominator of 0.
    pub zero_denominator: ZeroDenominator,
    /// Requirements for the unit.
    #[serde(flatten)]
    pub demands: Demands,
}

/// A number of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountMeasure {
    /// How the count becomes points.
    pub rule: ScoringRule,
    /// What is counted.
    pub counted: Text,
    /// The rungs, for a step table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub rungs: Vec<Rung>,
    /// The points for each counted thing, in hundredths, for a capped count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub points_each: Option<i64>,
    /// Requirements for the unit.
    #[serde(flatten)]
    pub demands: Demands,
}

/// One of a choice's options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceOption {
    /// Short and stable.
    #[schema(min_length = 1)]
    pub code: String,
    /// The case that the option describes.
    pub name: Text,
    /// The points, in hundredths.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub points: i64,
}

/// A choice between several options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceMeasure {
    /// The options.
    #[schema(min_items = 2, max_items = 50)]
    pub options: Vec<ChoiceOption>,
    /// Requirements for the unit.
    #[serde(flatten)]
    pub demands: Demands,
}

/// Points that scorers give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManualMeasure {
    /// Rubric: what the points are given for.
    pub rubric: Text,
    /// The scorers, if several give points that are combined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<Panel>,
    /// Requirements for the unit.
    #[serde(flatten)]
    pub demands: Demands,
}

/// How a criterion is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Measure {
    /// By a share of counted things.
    Ratio(RatioMeasure),
    /// By a number of things.
    Count(CountMeasure),
    /// By a choice between several options.
    Choice(ChoiceMeasure),
    /// By a verifier, according to a rubric.
    Manual(ManualMeasure),
    /// By a written account, for one category of subject; it is read and not scored.
    Qualitative {
        /// The category that the criterion is for.
        category: CategoryCode,
    },
    /// By a leaf of the set's tree, which is stored with the tree and not here.
    #[serde(skip)]
    Leaf(Box<Leaf>),
}

impl Measure {
    /// What is demanded of a reporting unit; none for criteria that are read and not scored.
    #[must_use]
    pub const fn demands(&self) -> Option<&Demands> {
        match self {
            Self::Ratio(ratio) => Some(&ratio.demands),
            Self::Count(count) => Some(&count.demands),
            Self::Choice(choice) => Some(&choice.demands),
            Self::Manual(manual) => Some(&manual.demands),
            Self::Qualitative { .. } => None,
            Self::Leaf(leaf) => match leaf.value {
                ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => Some(&leaf.demands),
                ValueSpec::Rubric { .. } | ValueSpec::Context { .. } => Some(&leaf.demands),
                ValueSpec::Survey { .. } | ValueSpec::Derived { .. } | ValueSpec::Growth { .. } => None,
                ValueSpec::RollUp { .. } | ValueSpec::Account { .. } => None,
            },
        }
    }

    /// Whether it is the result of a survey.
    #[must_use]
    pub const fn is_survey(&self) -> bool {
        match self {
            Self::Leaf(leaf) => matches!(leaf.value, ValueSpec::Survey { .. }),
            Self::Ratio(_) | Self::Count(_) | Self::Choice(_) | Self::Manual(_) | Self::Qualitative { .. } => false,
        }
    }

    /// Rule S09: whether it applies to a kind of unit.
    #[must_use]
    pub fn applies_to(&self, kind: OrganisationKind) -> bool {
        match self {
            Self::Leaf(leaf) => leaf.demands.asks(kind),
            Self::Ratio(_) | Self::Count(_) | Self::Choice(_) | Self::Manual(_) | Self::Qualitative { .. } => {
                self.demands().is_some_and(|demands| demands.asks(kind))
            }
        }
    }

    /// Whether its points depend on the best or the least value of the group.
    #[must_use]
    pub fn compares(&self) -> bool {
        match self {
            Self::Leaf(leaf) => leaf.normalise.is_some(),
            Self::Ratio(_) | Self::Count(_) | Self::Choice(_) | Self::Manual(_) | Self::Qualitative { .. } => {
                self.rule() == Some(ScoringRule::NormalisedByMax)
            }
        }
    }

    /// The scoring rule; none for what is not scored, and for a leaf, which has a curve.
    #[must_use]
    pub const fn rule(&self) -> Option<ScoringRule> {
        match self {
            Self::Ratio(ratio) => Some(ratio.rule),
            Self::Count(count) => Some(count.rule),
            Self::Choice(_) => Some(ScoringRule::CategoryTable),
            Self::Manual(_) => Some(ScoringRule::Manual),
            Self::Qualitative { .. } | Self::Leaf(_) => None,
        }
    }

    /// The target in basis points: of the share, or of the maximum points for a measure of a flat set without a share;
    /// none for a leaf, unless it states which share its ratio must reach.
    #[must_use]
    pub fn target(&self) -> Option<i64> {
        match self {
            Self::Ratio(ratio) => Some(ratio.target_basis_points),
            Self::Count(_) | Self::Choice(_) | Self::Manual(_) | Self::Qualitative { .. } => Some(WHOLE_BASIS_POINTS),
            Self::Leaf(leaf) => match (&leaf.value, leaf.target) {
                (ValueSpec::Ratio { per, .. }, Some(target @ Target { side: TargetSide::AtLeast, .. })) => {
                    Some(share_of_target(target, *per))
                }
                (_, Some(_) | None) => None,
            },
        }
    }

    /// Reports everything that makes it impossible to turn a value into points.
    pub(crate) fn check(&self, max_points: i64, pointer: &str, violations: &mut Violations) {
        use ScoringRule as R;
        let (name, rule, fits) = match self {
            Self::Ratio(RatioMeasure { rule, target_basis_points, rungs, .. }) => {
                if !(1..=WHOLE_BASIS_POINTS).contains(target_basis_points) {
                    let pointer = format!("{pointer}/ratio/targetPercent");
                    violations.add(pointer, reasons::criterion_unsound_of_target());
                }
                check_rungs(*rule, rungs, max_points, &format!("{pointer}/ratio"), violations);
                let fits = match rule {
                    R::Linear | R::ThresholdProportional | R::ThresholdAllOrNothing => true,
                    R::StepTable | R::NormalisedByMax => true,
                    R::CategoryTable | R::CappedCount | R::Manual => false,
                };
                ("ratio", *rule, fits)
            }
            Self::Count(CountMeasure { rule, rungs, points_each, .. }) => {
                check_rungs(*rule, rungs, max_points, &format!("{pointer}/count"), violations);
                let each = points_each.is_some_and(|points| (1..=POINTS_MAX).contains(&points));
                if (*rule == R::CappedCount && !each) || (*rule != R::CappedCount && points_each.is_some()) {
                    let pointer = format!("{pointer}/count/pointsEach");
                    violations.add(pointer, reasons::criterion_unsound_of_points_each());
                }
                let fits = match rule {
                    R::StepTable | R::CappedCount | R::NormalisedByMax => true,
                    R::Linear | R::ThresholdProportional | R::ThresholdAllOrNothing => false,
                    R::CategoryTable | R::Manual => false,
                };
                ("count", *rule, fits)
            }
            Self::Choice(ChoiceMeasure { options, .. }) => {
                check_options(options, max_points, &format!("{pointer}/choice"), violations);
                return;
            }
            Self::Manual(ManualMeasure { panel, .. }) => {
                if panel.is_some_and(|panel| !(1..=SCORERS_MAX).contains(&panel.least)) {
                    violations
                        .add(format!("{pointer}/manual/panel/least"), reasons::criterion_unsound_of_panel(SCORERS_MAX));
                }
                return;
            }
            // A leaf is checked with its tree.
            Self::Qualitative { .. } | Self::Leaf(_) => return,
        };
        if !fits {
            violations.add(format!("{pointer}/{name}/rule"), reasons::rule_unfit(rule.vi(), rule));
        }
    }
}

/// A target of a ratio in basis points of the ratio; what a leaf states is the ratio times its `per`.
fn share_of_target(target: Target, per: i64) -> i64 {
    let whole = &Exact::from(target.at) * &Exact::from(Decimal::whole(100));
    let percent = whole.divided_by(&Exact::from(Decimal::whole(per))).unwrap_or(Exact::ZERO);
    percent.hundredths().clamp(0, POINTS_MAX)
}

fn check_rungs(rule: ScoringRule, rungs: &[Rung], max_points: i64, pointer: &str, violations: &mut Violations) {
    let wanted = rule == ScoringRule::StepTable;
    let climbing = rungs.windows(2).all(|pair| match pair {
        [lower, upper] => lower.from < upper.from && lower.points <= upper.points,
        _ => true,
    });
    let inside = rungs.iter().all(|rung| 0 <= rung.from && (0..=max_points).contains(&rung.points));
    let many = (1..=RUNGS_MAX).contains(&rungs.len());
    let sound = if wanted { many && climbing && inside } else { rungs.is_empty() };
    if !sound {
        violations.add(format!("{pointer}/rungs"), reasons::rungs_unsound(RUNGS_MAX));
    }
}

fn check_options(options: &[ChoiceOption], max_points: i64, pointer: &str, violations: &mut Violations) {
    let once = |place: usize, code: &str| !options.iter().take(place).any(|other| other.code == code);
    let sound = options.iter().enumerate().all(|(place, option)| {
        once(place, &option.code) && !option.code.is_empty() && (0..=max_points).contains(&option.points)
    });
    if !sound || !(2..=RUNGS_MAX).contains(&options.len()) {
        violations.add(format!("{pointer}/options"), reasons::options_unsound(RUNGS_MAX));
    }
}
