//! Values of a leaf, on the wire: where a number, a choice or points come from. A leaf has exactly one.

use domain::base::text::tidy;
use domain::planning::demands::ZeroDenominator;
use domain::planning::value_spec::{NumberUnit, TreeOption, ValueSpec};
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

/// Where the value of a leaf comes from: exactly one of `ratio`, `number`, `choice`, `rubric` and `context`.
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
        let Self { ratio, number, choice, rubric, context } = self;
        let values = [
            ratio.map(ValueSpec::from),
            number.map(ValueSpec::from),
            choice.map(ValueSpec::from),
            rubric.map(ValueSpec::from),
            context.map(ValueSpec::from),
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
            ValueSpec::Survey { .. } | ValueSpec::Derived { .. } | ValueSpec::Growth { .. } => none,
            ValueSpec::RollUp { .. } | ValueSpec::Account { .. } => none,
        }
    }
}
