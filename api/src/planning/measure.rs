//! Measures, on the wire: how a criterion is judged. A criterion has exactly one.

use domain::base::code::CategoryCode;
use domain::planning::criteria::{CriteriaSet, Criterion};
use domain::planning::measure::{
    Attestation, ChoiceMeasure, ChoiceOption, Combination, CountMeasure, Demands, ManualMeasure, Measure, Panel,
    RatioMeasure, Rung, ScoringRule, ZeroDenominator,
};
use domain::registry::organisation::OrganisationKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::hundredths::Hundredths;
use crate::base::problem::{Problem, violation};
use crate::base::text::{Code, TextView};
use crate::planning::reasons;

/// A rung of a step table by shares (bậc).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"fromPercent": 50, "points": 5}))]
pub(crate) struct ShareRung {
    /// The least share that reaches it, in percent.
    from_percent: Hundredths,
    /// Points for a value that reaches this rung and no higher one.
    points: Hundredths,
}

/// Measure of a criterion by a ratio of counted things (tỷ lệ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RatioMeasure)]
pub(crate) struct RatioBody {
    /// The target (chỉ tiêu) in percent, 0.01 to 100.
    target_percent: Hundredths,
    /// Rule that converts the ratio into points: `LINEAR`, `THRESHOLD_PROPORTIONAL`, `THRESHOLD_ALL_OR_NOTHING`,
    /// `STEP_TABLE` or `NORMALISED_BY_MAX`.
    rule: ScoringRule,
    /// The rungs, lowest first; for `STEP_TABLE` only.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    rungs: Vec<ShareRung>,
    /// What the numerator counts (tử số).
    #[validate(nested)]
    numerator: TextView,
    /// What the denominator counts (mẫu số).
    #[validate(nested)]
    denominator: TextView,
    /// Attestation of the unit for the figure (rules S05 and S06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attestation: Option<Attestation>,
    /// Whether the unit names the document that the denominator comes from (rule S07).
    reference_required: bool,
    /// Whether a numerator above 0 needs evidence (rule L20).
    evidence_required: bool,
    /// Meaning of a denominator of 0 (rule S08).
    zero_denominator: ZeroDenominator,
    /// Kinds of unit that the criterion does not ask (rule S09).
    exempt_kinds: Vec<OrganisationKind>,
    /// Whether a unit may say, with a reason, that the criterion does not apply to it (rule L24).
    #[serde(default)]
    waivable: bool,
}

/// Requirements of a criterion for the reporting unit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Demands)]
pub(crate) struct DemandsBody {
    /// Attestation of the unit for the value (rules S05 and S06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attestation: Option<Attestation>,
    /// Whether the unit names the document that the value comes from (rule S07).
    #[serde(default)]
    reference_required: bool,
    /// Whether a value that earns points needs evidence (rule L20).
    #[serde(default)]
    evidence_required: bool,
    /// Kinds of unit that the criterion does not ask (rule S09).
    #[serde(default)]
    exempt_kinds: Vec<OrganisationKind>,
    /// Whether a unit may say, with a reason, that the criterion does not apply to it (rule L24).
    #[serde(default)]
    waivable: bool,
}

/// A rung of a step table by counts (bậc).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"from": 3, "points": 15}))]
pub(crate) struct CountRung {
    /// The least count that reaches it.
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 3)]
    from: i64,
    /// Points for a value that reaches this rung and no higher one.
    points: Hundredths,
}

/// Measure of a criterion by a count (số đếm).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CountMeasure)]
pub(crate) struct CountBody {
    /// Rule that converts the count into points: `STEP_TABLE`, `CAPPED_COUNT` or `NORMALISED_BY_MAX`.
    rule: ScoringRule,
    /// What is counted.
    #[validate(nested)]
    counted: TextView,
    /// The rungs, lowest first; for `STEP_TABLE` only.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    rungs: Vec<CountRung>,
    /// The points for each one; for `CAPPED_COUNT` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points_each: Option<Hundredths>,
    /// Requirements for the unit.
    #[validate(nested)]
    demands: DemandsBody,
}

/// One of a choice's options (phương án).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ChoiceOption)]
pub(crate) struct OptionBody {
    /// Short and stable.
    /// Example: `CHIEF`
    #[validate(nested)]
    code: Code,
    /// The case that the option describes.
    #[validate(nested)]
    name: TextView,
    /// The points.
    points: Hundredths,
}

/// Measure of a criterion by a choice between several options; yes or no is a choice of two (phân loại).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ChoiceMeasure)]
pub(crate) struct ChoiceBody {
    /// The options, 2 to 50.
    #[validate(length(min = 2, max = 50), nested)]
    #[schema(min_items = 2, max_items = 50)]
    options: Vec<OptionBody>,
    /// Requirements for the unit.
    #[validate(nested)]
    demands: DemandsBody,
}

/// Several scorers of one criterion (tổ chấm): no scorer sees another's points before enough are given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Panel, example = json!({"combine": "MEDIAN", "least": 3}))]
pub(crate) struct PanelBody {
    /// How the scorers' points are combined.
    combine: Combination,
    /// Minimum number of scorers who must have given points, 1 to 20.
    #[validate(range(min = 1, max = 20))]
    #[schema(minimum = 1, maximum = 20)]
    least: i64,
}

impl From<PanelBody> for Panel {
    fn from(body: PanelBody) -> Self {
        let PanelBody { combine, least } = body;
        Self { combine, least }
    }
}

impl From<Panel> for PanelBody {
    fn from(panel: Panel) -> Self {
        let Panel { combine, least } = panel;
        Self { combine, least }
    }
}

/// Measure of a criterion scored by people along a rubric (chấm theo hướng dẫn).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ManualMeasure)]
pub(crate) struct ManualBody {
    /// Rubric: what the points are given for.
    #[validate(nested)]
    rubric: TextView,
    /// The panel of scorers, if several scorers give points that are combined into one value (tổ chấm).
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    panel: Option<PanelBody>,
    /// Requirements for the unit.
    #[validate(nested)]
    demands: DemandsBody,
}

/// One criterion (tiêu chí). Exactly one of `ratio`, `count`, `choice`, `manual` and `category` defines its measure.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Criterion)]
pub(crate) struct CriterionBody {
    /// Short and stable; at most 20 characters.
    #[validate(length(min = 1, max = 20))]
    #[schema(example = "1.2", min_length = 1, max_length = 20)]
    code: String,
    /// Its text.
    #[validate(nested)]
    name: TextView,
    /// Source in the plan or another document; at most 300 characters.
    #[validate(length(max = 300))]
    #[schema(example = "IV.1.a", max_length = 300)]
    source: String,
    /// Maximum points; 0 for a criterion that is collected but not scored.
    max_points: Hundredths,
    /// Measure, for a ratio.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ratio: Option<RatioBody>,
    /// Measure, for a count.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<CountBody>,
    /// Measure, for a choice.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<ChoiceBody>,
    /// Measure, for scoring by people.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    manual: Option<ManualBody>,
    /// Whose qualitative criterion it is (rules S10 and S11); it is read, not scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<CategoryCode>,
}

impl From<Demands> for DemandsBody {
    fn from(demands: Demands) -> Self {
        let Demands { attestation, reference_required, evidence_required, exempt_kinds, waivable } = demands;
        Self { attestation, reference_required, evidence_required, exempt_kinds, waivable }
    }
}

impl From<DemandsBody> for Demands {
    fn from(body: DemandsBody) -> Self {
        let DemandsBody { attestation, reference_required, evidence_required, exempt_kinds, waivable } = body;
        Self { attestation, reference_required, evidence_required, exempt_kinds, waivable }
    }
}

impl From<RatioMeasure> for RatioBody {
    fn from(ratio: RatioMeasure) -> Self {
        let RatioMeasure { target_basis_points, rule, rungs, numerator, denominator, zero_denominator, demands } =
            ratio;
        let Demands { attestation, reference_required, evidence_required, exempt_kinds, waivable } = demands;
        let share = |Rung { from, points }| ShareRung { from_percent: Hundredths(from), points: Hundredths(points) };
        Self {
            target_percent: Hundredths(target_basis_points),
            rule,
            rungs: rungs.into_iter().map(share).collect(),
            numerator: numerator.into(),
            denominator: denominator.into(),
            attestation,
            reference_required,
            evidence_required,
            zero_denominator,
            exempt_kinds,
            waivable,
        }
    }
}

impl From<RatioBody> for RatioMeasure {
    fn from(body: RatioBody) -> Self {
        let RatioBody {
            target_percent,
            rule,
            rungs,
            numerator,
            denominator,
            attestation,
            reference_required,
            evidence_required,
            zero_denominator,
            exempt_kinds,
            waivable,
        } = body;
        let rung = |ShareRung { from_percent, points }| Rung { from: from_percent.0, points: points.0 };
        Self {
            target_basis_points: target_percent.0,
            rule,
            rungs: rungs.into_iter().map(rung).collect(),
            numerator: numerator.into(),
            denominator: denominator.into(),
            zero_denominator,
            demands: Demands { attestation, reference_required, evidence_required, exempt_kinds, waivable },
        }
    }
}

impl From<CountMeasure> for CountBody {
    fn from(count: CountMeasure) -> Self {
        let CountMeasure { rule, counted, rungs, points_each, demands } = count;
        let rung = |Rung { from, points }| CountRung { from, points: Hundredths(points) };
        Self {
            rule,
            counted: counted.into(),
            rungs: rungs.into_iter().map(rung).collect(),
            points_each: points_each.map(Hundredths),
            demands: demands.into(),
        }
    }
}

impl From<CountBody> for CountMeasure {
    fn from(body: CountBody) -> Self {
        let CountBody { rule, counted, rungs, points_each, demands } = body;
        let rung = |CountRung { from, points }| Rung { from, points: points.0 };
        Self {
            rule,
            counted: counted.into(),
            rungs: rungs.into_iter().map(rung).collect(),
            points_each: points_each.map(|points| points.0),
            demands: demands.into(),
        }
    }
}

impl From<ChoiceMeasure> for ChoiceBody {
    fn from(choice: ChoiceMeasure) -> Self {
        let ChoiceMeasure { options, demands } = choice;
        let option = |ChoiceOption { code, name, points }| OptionBody {
            code: code.into(),
            name: name.into(),
            points: Hundredths(points),
        };
        Self { options: options.into_iter().map(option).collect(), demands: demands.into() }
    }
}

impl From<ChoiceBody> for ChoiceMeasure {
    fn from(body: ChoiceBody) -> Self {
        let ChoiceBody { options, demands } = body;
        let option =
            |OptionBody { code, name, points }| ChoiceOption { code: code.into(), name: name.into(), points: points.0 };
        Self { options: options.into_iter().map(option).collect(), demands: demands.into() }
    }
}

/// The criteria of a list that units report on; those of a tree are shown as the tree.
pub(crate) fn listed(set: &CriteriaSet) -> Vec<CriterionBody> {
    let flat = set.model.is_none();
    set.reported().filter(|_| flat).cloned().map(CriterionBody::from).collect()
}

impl From<Criterion> for CriterionBody {
    fn from(criterion: Criterion) -> Self {
        let Criterion { code, name, source, max_points, measure } = criterion;
        let mut body = Self {
            code,
            name: name.into(),
            source,
            max_points: Hundredths(max_points),
            ratio: None,
            count: None,
            choice: None,
            manual: None,
            category: None,
        };
        match measure {
            Measure::Ratio(ratio) => body.ratio = Some(ratio.into()),
            Measure::Count(count) => body.count = Some(count.into()),
            Measure::Choice(choice) => body.choice = Some(choice.into()),
            Measure::Manual(ManualMeasure { rubric, panel, demands }) => {
                let panel = panel.map(PanelBody::from);
                body.manual = Some(ManualBody { rubric: rubric.into(), panel, demands: demands.into() });
            }
            Measure::Qualitative { category } => body.category = Some(category),
            // A leaf is shown in its tree.
            Measure::Leaf(_) => {}
        }
        body
    }
}

/// Converts the criteria of a body; each must have exactly one measure.
pub(crate) fn criteria(bodies: Vec<CriterionBody>) -> Result<Vec<Criterion>, Problem> {
    let mut violations = Vec::new();
    let mut criteria = Vec::with_capacity(bodies.len());
    for (place, body) in bodies.into_iter().enumerate() {
        let CriterionBody { code, name, source, max_points, ratio, count, choice, manual, category } = body;
        let manual = manual.map(|ManualBody { rubric, panel, demands }| ManualMeasure {
            rubric: rubric.into(),
            panel: panel.map(Panel::from),
            demands: demands.into(),
        });
        let measures = [
            ratio.map(|ratio| Measure::Ratio(ratio.into())),
            count.map(|count| Measure::Count(count.into())),
            choice.map(|choice| Measure::Choice(choice.into())),
            manual.map(Measure::Manual),
            category.map(|category| Measure::Qualitative { category }),
        ];
        let mut given = measures.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(measure), None) => {
                criteria.push(Criterion { code, name: name.into(), source, max_points: max_points.0, measure });
            }
            _ => violations.push(violation(format!("/criteria/{place}"), reasons::measure_unclear())),
        }
    }
    if violations.is_empty() { Ok(criteria) } else { Err(Problem::malformed(violations)) }
}
