//! Values of a leaf, on the wire: where a number, a choice or points come from. A leaf has exactly one.

use domain::base::code::GroupCode;
use domain::base::text::tidy;
use domain::planning::demands::ZeroDenominator;
use domain::planning::value_spec::{GrowthForm, NumberUnit, Over, OverForm, RollUpForm, TreeOption, ValueSpec};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::hundredths::decimal::DecimalBody;
use crate::base::text::{Code, TextView};
use crate::planning::measure::PanelBody;

/// Two counts, one divided by the other (tỷ lệ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelRatio)]
pub(crate) struct RatioSpecBody {
    /// What the numerator counts (tử số).
    #[validate(nested)]
    numerator: TextView,
    /// What the denominator counts (mẫu số).
    #[validate(nested)]
    denominator: TextView,
    /// Meaning of a denominator of 0 (rule S08).
    zero: ZeroDenominator,
    /// Whether more may be counted than there is in the denominator, such as done against planned (rule L29).
    #[serde(default)]
    may_exceed_one: bool,
    /// The value is the ratio times this: 100 for percent, 1000 for each thousand people.
    #[validate(range(min = 1, max = 1_000_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000_000, example = 100)]
    per: i64,
}

/// A number that the unit declares (số liệu): a count, days, money, an average.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelNumber)]
pub(crate) struct NumberSpecBody {
    /// What is counted or measured.
    #[validate(nested)]
    of: TextView,
    /// Its unit of measurement.
    unit: NumberUnit,
    /// How many decimals it has at most.
    #[validate(range(max = 4))]
    #[schema(minimum = 0, maximum = 4, example = 0)]
    #[serde(default)]
    decimals: u8,
    /// The least number that is possible; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    least: Option<DecimalBody>,
    /// The greatest number that is possible; 999999999999 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    most: Option<DecimalBody>,
}

/// One of a choice's options (phương án).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelOption)]
pub(crate) struct TreeOptionBody {
    /// Short and stable.
    /// Example: `CHIEF`
    #[validate(nested)]
    code: Code,
    /// The case that the option describes.
    #[validate(nested)]
    name: TextView,
    /// The points, between the least and the most of the criterion.
    points: DecimalBody,
}

/// A choice between several options, which bear the points (phân loại).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelChoice)]
pub(crate) struct ChoiceSpecBody {
    /// The options, 2 to 50.
    #[validate(length(min = 2, max = 50), nested)]
    #[schema(min_items = 2, max_items = 50)]
    options: Vec<TreeOptionBody>,
}

/// Points that scorers give (chấm theo hướng dẫn).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelRubric)]
pub(crate) struct RubricSpecBody {
    /// What the points are given for.
    #[validate(nested)]
    rubric: TextView,
    /// The panel of scorers, if several scorers give points that are combined into one value (tổ chấm).
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    panel: Option<PanelBody>,
}

/// The result of a survey, or a number that an agency gives by a table of its own (kết quả khảo sát, điểm do cơ quan khác
/// chấm): no unit reports it; whoever verifies the criterion records it, from 0 and with at most four decimals, or says with
/// `notApplicable` why there is no result, which then means what `absence` says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelSurvey)]
pub(crate) struct SurveySpecBody {
    /// What was asked, or what is scored.
    #[validate(nested)]
    of: TextView,
    /// The greatest number that is possible; if left out, the value at which the last piece of the curve begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    most: Option<DecimalBody>,
}

/// A figure that is collected and never scored, such as the population (số liệu tham khảo).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelContext)]
pub(crate) struct ContextSpecBody {
    /// What is counted or measured.
    #[validate(nested)]
    of: TextView,
    /// How many decimals it has at most.
    #[validate(range(max = 4))]
    #[schema(minimum = 0, maximum = 4, example = 0)]
    #[serde(default)]
    decimals: u8,
}

/// The unit's official results of other cycles of the movement (rule M05): no unit reports it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelDerived, example = json!({"cycles": ["2021", "2022", "2023"], "combine": "MEAN"}))]
pub(crate) struct DerivedSpecBody {
    /// The codes of the cycles, in the order of time; each must have ended no later than the cycle that is scored.
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20, example = json!(["2021", "2022", "2023"]))]
    cycles: Vec<Code>,
    /// The criterion or branch whose points are meant, by its code; the total if left out.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    node: Option<Code>,
    /// How they become one.
    combine: OverForm,
    /// For `WEIGHTED`, and only then: a weight above 0 for each cycle.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<Vec<DecimalBody>>,
    /// For `BEST`, and only then: of how many results the mean is taken.
    #[validate(range(min = 1, max = 20))]
    #[schema(minimum = 1, maximum = 20, example = 3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    best: Option<u8>,
    /// Whether a unit that lacks some of these results is given a value of those that it has; otherwise `absence` says what
    /// a missing result means.
    #[serde(default)]
    partial: bool,
}

/// A figure of the unit against its official figure of an earlier cycle (mức tăng, giảm): no unit reports it. A unit that
/// others became part of is compared with all of them together.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelGrowth, example = json!({"figure": "1.4", "since": "2025", "form": "RATIO"}))]
pub(crate) struct GrowthSpecBody {
    /// The criterion with the figure, by its code in this set and in that of the earlier cycle: a ratio, a number, or a
    /// figure that is only collected.
    #[validate(nested)]
    figure: Code,
    /// The code of the earlier cycle.
    #[validate(nested)]
    since: Code,
    /// How it is expressed.
    form: GrowthForm,
}

/// The official results of the units directly below, in the same cycle (tổng hợp từ cấp dưới): no unit reports it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelRollUp, example = json!({"group": "COMMUNE", "form": "MEAN"}))]
pub(crate) struct RollUpSpecBody {
    /// The code of the group on whose board they stand.
    #[schema(value_type = String, example = "COMMUNE")]
    group: GroupCode,
    /// The criterion or branch whose points are meant, by its code; the total if left out. `SHARE_MET` needs a criterion.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    node: Option<Code>,
    /// How they become one.
    form: RollUpForm,
    /// Whether a value is also made where some of these units have no result; otherwise `absence` says what that means.
    #[serde(default)]
    partial: bool,
}

/// Where the value of a leaf comes from: exactly one of `ratio`, `number`, `choice`, `rubric`, `context`, `survey`, `derived`,
/// `growth` and `rollUp`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelValue)]
pub(crate) struct ValueSpecBody {
    /// Two counts.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ratio: Option<RatioSpecBody>,
    /// A number.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<NumberSpecBody>,
    /// A choice.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<ChoiceSpecBody>,
    /// Points by scorers.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rubric: Option<RubricSpecBody>,
    /// A figure that is not scored.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    context: Option<ContextSpecBody>,
    /// The result of a survey, or points by the table of another agency.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    survey: Option<SurveySpecBody>,
    /// Official results of other cycles.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    derived: Option<DerivedSpecBody>,
    /// Growth since an earlier cycle.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    growth: Option<GrowthSpecBody>,
    /// Official results of the units below.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    roll_up: Option<RollUpSpecBody>,
}

impl DerivedSpecBody {
    /// The value; none if weights or a number of best ones do not go with the form.
    fn read(self) -> Option<ValueSpec> {
        let Self { cycles, node, combine, weights, best, partial } = self;
        let combine = match (combine, weights, best) {
            (OverForm::Mean, None, None) => Over::Mean,
            (OverForm::Last, None, None) => Over::Last,
            (OverForm::Weighted, Some(weights), None) => {
                Over::Weighted(weights.into_iter().map(|weight| weight.0).collect())
            }
            (OverForm::Best, None, Some(best)) => Over::Best(best),
            (OverForm::Mean | OverForm::Last | OverForm::Weighted | OverForm::Best, _, _) => return None,
        };
        let cycles = cycles.iter().map(|code| tidy(code)).collect();
        Some(ValueSpec::Derived { cycles, node: node.map(|node| tidy(&node)), combine, partial })
    }

    fn shown(cycles: Vec<String>, node: Option<String>, combine: Over, partial: bool) -> Self {
        let (combine, weights, best) = match combine {
            Over::Mean => (OverForm::Mean, None, None),
            Over::Last => (OverForm::Last, None, None),
            Over::Weighted(weights) => (OverForm::Weighted, Some(weights.into_iter().map(DecimalBody).collect()), None),
            Over::Best(best) => (OverForm::Best, None, Some(best)),
        };
        let cycles = cycles.into_iter().map(Code::from).collect();
        Self { cycles, node: node.map(Code::from), combine, weights, best, partial }
    }
}

impl From<GrowthSpecBody> for ValueSpec {
    fn from(body: GrowthSpecBody) -> Self {
        let GrowthSpecBody { figure, since, form } = body;
        Self::Growth { figure: tidy(&figure), since: tidy(&since), form }
    }
}

impl From<RollUpSpecBody> for ValueSpec {
    fn from(body: RollUpSpecBody) -> Self {
        let RollUpSpecBody { group, node, form, partial } = body;
        Self::RollUp { group, node: node.map(|node| tidy(&node)), form, partial }
    }
}

impl From<RatioSpecBody> for ValueSpec {
    fn from(body: RatioSpecBody) -> Self {
        let RatioSpecBody { numerator, denominator, zero, may_exceed_one, per } = body;
        Self::Ratio { numerator: numerator.into(), denominator: denominator.into(), zero, may_exceed_one, per }
    }
}

impl From<NumberSpecBody> for ValueSpec {
    fn from(body: NumberSpecBody) -> Self {
        let NumberSpecBody { of, unit, decimals, least, most } = body;
        Self::Number { of: of.into(), unit, decimals, least: least.map(|one| one.0), most: most.map(|one| one.0) }
    }
}

impl From<ChoiceSpecBody> for ValueSpec {
    fn from(body: ChoiceSpecBody) -> Self {
        let option = |TreeOptionBody { code, name, points }| TreeOption {
            code: tidy(&code),
            name: name.into(),
            points: points.0,
        };
        Self::Choice { options: body.options.into_iter().map(option).collect() }
    }
}

impl From<RubricSpecBody> for ValueSpec {
    fn from(body: RubricSpecBody) -> Self {
        let RubricSpecBody { rubric, panel } = body;
        Self::Rubric { rubric: rubric.into(), panel: panel.map(Into::into) }
    }
}

impl From<ContextSpecBody> for ValueSpec {
    fn from(body: ContextSpecBody) -> Self {
        let ContextSpecBody { of, decimals } = body;
        Self::Context { of: of.into(), decimals }
    }
}

impl ValueSpecBody {
    /// The one value; none if there is no value or more than one.
    pub(crate) fn single(self) -> Option<ValueSpec> {
        let Self { ratio, number, choice, rubric, context, survey, derived, growth, roll_up } = self;
        let derived = match derived.map(DerivedSpecBody::read) {
            Some(None) => return None,
            Some(found) => found,
            None => None,
        };
        let values = [
            derived,
            growth.map(ValueSpec::from),
            roll_up.map(ValueSpec::from),
            ratio.map(ValueSpec::from),
            number.map(ValueSpec::from),
            choice.map(ValueSpec::from),
            rubric.map(ValueSpec::from),
            context.map(ValueSpec::from),
            survey
                .map(|SurveySpecBody { of, most }| ValueSpec::Survey { of: of.into(), most: most.map(|most| most.0) }),
        ];
        let mut given = values.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(value), None) => Some(value),
            (Some(_), Some(_)) | (None, _) => None,
        }
    }
}

/// No set that was accepted has a value of another kind; one that a later version stored is shown without it.
impl From<ValueSpec> for ValueSpecBody {
    fn from(value: ValueSpec) -> Self {
        let none = Self::default();
        match value {
            ValueSpec::Ratio { numerator, denominator, zero, may_exceed_one, per } => {
                let (numerator, denominator) = (numerator.into(), denominator.into());
                Self { ratio: Some(RatioSpecBody { numerator, denominator, zero, may_exceed_one, per }), ..none }
            }
            ValueSpec::Number { of, unit, decimals, least, most } => {
                let (least, most) = (least.map(DecimalBody), most.map(DecimalBody));
                Self { number: Some(NumberSpecBody { of: of.into(), unit, decimals, least, most }), ..none }
            }
            ValueSpec::Choice { options } => {
                let option = |TreeOption { code, name, points }| TreeOptionBody {
                    code: code.into(),
                    name: name.into(),
                    points: DecimalBody(points),
                };
                let options = options.into_iter().map(option).collect();
                Self { choice: Some(ChoiceSpecBody { options }), ..none }
            }
            ValueSpec::Rubric { rubric, panel } => {
                let panel = panel.map(PanelBody::from);
                Self { rubric: Some(RubricSpecBody { rubric: rubric.into(), panel }), ..none }
            }
            ValueSpec::Context { of, decimals } => {
                Self { context: Some(ContextSpecBody { of: of.into(), decimals }), ..none }
            }
            ValueSpec::Derived { cycles, node, combine, partial } => {
                Self { derived: Some(DerivedSpecBody::shown(cycles, node, combine, partial)), ..none }
            }
            ValueSpec::Growth { figure, since, form } => {
                let (figure, since) = (figure.into(), since.into());
                Self { growth: Some(GrowthSpecBody { figure, since, form }), ..none }
            }
            ValueSpec::RollUp { group, node, form, partial } => {
                let node = node.map(Code::from);
                Self { roll_up: Some(RollUpSpecBody { group, node, form, partial }), ..none }
            }
            ValueSpec::Survey { of, most } => {
                Self { survey: Some(SurveySpecBody { of: of.into(), most: most.map(DecimalBody) }), ..none }
            }
            ValueSpec::Account { .. } => none,
        }
    }
}
