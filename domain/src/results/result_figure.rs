//! Figures that show what a practice achieved: a named value before and after, in a unit of measure (chỉ số kết quả).

use serde::{Deserialize, Serialize};

use crate::base::refusal::Violations;
use crate::base::text::{fold, tidy};
use crate::planning::exact::{Decimal, Exact};
use crate::results::reasons;

/// Maximum number of figures of a practice, and of a reading of an adoption.
pub const RESULT_FIGURES_MAX: usize = 20;

/// A named value, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultFigure {
    /// What is counted or measured.
    pub name: String,
    /// In which unit of measure.
    pub unit_of_measure: String,
    /// The value before; none if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Decimal>,
    /// The value now.
    pub after: Decimal,
}

impl ResultFigure {
    /// The key by which figures of several units are the same: name and unit of measure, without accents and case.
    fn key(&self) -> (String, String) {
        (fold(&self.name), fold(&self.unit_of_measure))
    }

    /// Tidies figures; empty and secret names, and a figure that is given twice, are added to the violations.
    pub(crate) fn checked(figures: Vec<Self>, pointer: &str, violations: &mut Violations) -> Vec<Self> {
        let mut checked: Vec<Self> = Vec::new();
        for (place, figure) in figures.into_iter().enumerate() {
            let Self { name, unit_of_measure, before, after } = figure;
            let figure = Self { name: tidy(&name), unit_of_measure: tidy(&unit_of_measure), before, after };
            violations.demand_open_text(&format!("{pointer}/{place}/name"), &figure.name);
            violations.demand_open_text(&format!("{pointer}/{place}/unitOfMeasure"), &figure.unit_of_measure);
            if checked.iter().any(|other| other.key() == figure.key()) {
                violations.add(format!("{pointer}/{place}/name"), reasons::figure_twice());
            }
            checked.push(figure);
        }
        checked
    }
}

/// What the figures of one name add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureSum {
    /// What is counted or measured.
    pub name: String,
    /// In which unit of measure.
    pub unit_of_measure: String,
    /// How many units have the figure.
    pub units: u32,
    /// The sum of their values; none if it is too large for a decimal.
    pub total: Option<Decimal>,
    /// The smallest of them.
    pub least: Decimal,
    /// The largest of them.
    pub most: Decimal,
}

/// The sums of figures by name and unit of measure: first those that the practice itself has, in its order and spelling,
/// then the others in the order in which they occur.
pub fn summed<'a>(
    of_practice: &'a [ResultFigure],
    figures: &(impl Iterator<Item = &'a ResultFigure> + Clone),
) -> Vec<FigureSum> {
    let mut named: Vec<&ResultFigure> = Vec::new();
    for figure in of_practice.iter().chain(figures.clone()) {
        if !named.iter().any(|other| other.key() == figure.key()) {
            named.push(figure);
        }
    }
    let sum = |named: &ResultFigure| {
        let values: Vec<Decimal> =
            figures.clone().filter(|figure| figure.key() == named.key()).map(|figure| figure.after).collect();
        let (least, most) = (values.iter().min().copied()?, values.iter().max().copied()?);
        let total = values.iter().fold(Exact::ZERO, |total, value| &total + &Exact::from(*value));
        Some(FigureSum {
            name: named.name.clone(),
            unit_of_measure: named.unit_of_measure.clone(),
            units: u32::try_from(values.len()).unwrap_or(u32::MAX),
            total: total.as_decimal(),
            least,
            most,
        })
    };
    named.into_iter().filter_map(sum).collect()
}
