//! Figures that show what a practice achieved, on the wire.

use domain::results::result_figure::{FigureSum, ResultFigure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::hundredths::decimal::{DecimalBody, exact};
use crate::base::text::{Line, ShortLine};

/// A figure that shows what a practice achieved (chỉ số kết quả).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ResultFigure, example = json!({"name": "Hồ sơ nộp trực tuyến", "unitOfMeasure": "%", "before": 41.5, "after": 87.25}))]
pub(crate) struct ResultFigureBody {
    /// What is counted or measured; 1 to 300 characters.
    #[validate(nested)]
    name: Line,
    /// In which unit of measure; 1 to 100 characters.
    #[validate(nested)]
    unit_of_measure: ShortLine,
    /// The value before; absent if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<DecimalBody>,
    /// The value now.
    after: DecimalBody,
}

/// What the figures of several units add up to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ResultFigureSum)]
pub(crate) struct FigureSumView {
    /// What is counted or measured.
    #[schema(example = "Hồ sơ nộp trực tuyến")]
    name: String,
    /// In which unit of measure.
    #[schema(example = "hồ sơ")]
    unit_of_measure: String,
    /// How many units have the figure.
    #[schema(example = 3)]
    units: u32,
    /// The sum of their values; absent if it has more digits than a `Decimal`. Of shares it says nothing: read `least` and
    /// `most`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<DecimalBody>,
    /// The smallest of them.
    least: DecimalBody,
    /// The largest of them.
    most: DecimalBody,
}

impl From<ResultFigureBody> for ResultFigure {
    fn from(body: ResultFigureBody) -> Self {
        let ResultFigureBody { name, unit_of_measure, before, after } = body;
        let before = before.map(|DecimalBody(before)| before);
        Self { name: name.into(), unit_of_measure: unit_of_measure.into(), before, after: after.0 }
    }
}

impl From<ResultFigure> for ResultFigureBody {
    fn from(figure: ResultFigure) -> Self {
        let ResultFigure { name, unit_of_measure, before, after } = figure;
        let (name, unit_of_measure) = (name.into(), unit_of_measure.into());
        Self { name, unit_of_measure, before: before.map(DecimalBody), after: DecimalBody(after) }
    }
}

impl From<FigureSum> for FigureSumView {
    fn from(sum: FigureSum) -> Self {
        let FigureSum { name, unit_of_measure, units, total, least, most } = sum;
        let total = total.and_then(|total| exact(&total.to_string())).map(DecimalBody);
        Self { name, unit_of_measure, units, total, least: DecimalBody(least), most: DecimalBody(most) }
    }
}

/// Figures of a body.
pub(crate) fn read(figures: Vec<ResultFigureBody>) -> Vec<ResultFigure> {
    figures.into_iter().map(ResultFigure::from).collect()
}

/// Figures of an answer.
pub(crate) fn shown(figures: Vec<ResultFigure>) -> Vec<ResultFigureBody> {
    figures.into_iter().map(ResultFigureBody::from).collect()
}
