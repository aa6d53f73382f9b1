//! Values that are made of official results: of a unit in other cycles (rule M05), or of the units below it.
//!
//! Each result is pinned to the release and the board that it was read on, so that anybody can find it again. A missing
//! one is said, and never taken as zero.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ids::{BoardId, OrganisationId, ReleaseId};
use crate::planning::exact::{Decimal, Exact};
use crate::planning::value::Counts;
use crate::planning::value_spec::{GrowthForm, NumberUnit, Over, RollUpForm, ValueSpec};

/// An official result, with the place where it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfficialValue {
    /// The release.
    pub release: ReleaseId,
    /// The release's number within its cycle.
    pub release_number: i64,
    /// The board.
    pub board: BoardId,
    /// The points, or the figure.
    pub value: Exact,
    /// The counts behind a figure that is a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// Whether the target of the criterion was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
}

/// Where an official result was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The code of the cycle.
    pub cycle: String,
    /// The unit.
    pub organisation: OrganisationId,
    /// The unit's name.
    pub organisation_name: String,
    /// What was found; none for a unit without a result there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<OfficialValue>,
}

/// The official results that the values of a set are made of, by the criterion's code, in the order in which the
/// criterion names them.
pub type Sources = BTreeMap<String, Vec<Source>>;

/// What a figure is that growth compares: whether those of several units can be taken together, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Additive {
    /// The counts are added, and the ratio is computed of them.
    Ratio { per: i64 },
    /// The numbers are added.
    Number,
    /// An average or a rate: several cannot become one.
    No,
}

const fn additive(figure: &ValueSpec) -> Additive {
    match figure {
        ValueSpec::Ratio { per, .. } => Additive::Ratio { per: *per },
        ValueSpec::Number { unit: NumberUnit::Count | NumberUnit::Dong, .. } => Additive::Number,
        ValueSpec::Number { unit: NumberUnit::Days | NumberUnit::PerHead | NumberUnit::Average, .. } => Additive::No,
        ValueSpec::Choice { .. } | ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => Additive::No,
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => Additive::No,
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => Additive::No,
    }
}

/// The figure that growth compares, as the unit has it now.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    /// Where the figure comes from.
    pub spec: &'a ValueSpec,
    /// The figure.
    pub value: &'a Exact,
}

/// The value that official results give; none if too many are missing. `present` is the figure now, for growth.
#[must_use]
pub fn combined(spec: &ValueSpec, sources: &[Source], present: Option<Present<'_>>) -> Option<Exact> {
    match spec {
        ValueSpec::Derived { cycles, combine, partial, .. } => over(combine, cycles, *partial, sources),
        ValueSpec::Growth { form, .. } => growth(*form, sources, present?),
        ValueSpec::RollUp { form, partial, .. } => rolled_up(*form, *partial, sources),
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => None,
        ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => None,
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
    }
}

/// `cycles` are those that the set names; one that was cancelled has no source.
fn over(combine: &Over, cycles: &[String], partial: bool, sources: &[Source]) -> Option<Exact> {
    let values: Vec<Option<&Exact>> =
        sources.iter().map(|source| source.official.as_ref().map(|official| &official.value)).collect();
    let found: Vec<&Exact> = values.iter().copied().flatten().collect();
    let enough = |least: usize| least <= found.len() || (partial && !found.is_empty());
    match combine {
        Over::Mean => mean(found.iter().copied()).filter(|_| enough(values.len())),
        Over::Weighted(weights) => {
            let (mut sum, mut whole) = (Exact::ZERO, Exact::ZERO);
            for source in sources {
                let weight = cycles.iter().zip(weights).find(|(code, _)| **code == source.cycle);
                if let (Some(official), Some((_, weight))) = (&source.official, weight) {
                    let weight = Exact::from(*weight);
                    sum = &sum + &(&official.value * &weight);
                    whole = &whole + &weight;
                }
            }
            sum.divided_by(&whole).filter(|_| enough(values.len()))
        }
        Over::Last if partial => found.last().map(|last| Exact::clone(last)),
        Over::Last => values.last().copied().flatten().cloned(),
        Over::Best(number) => {
            let number = usize::from(*number).min(values.len());
            let mut best = found.clone();
            best.sort_by(|one, two| two.cmp(one));
            mean(best.into_iter().take(number)).filter(|_| enough(number))
        }
    }
}

/// The mean; none of nothing.
fn mean<'a>(values: impl Iterator<Item = &'a Exact>) -> Option<Exact> {
    let (sum, number) = values.fold((Exact::ZERO, 0_i64), |(sum, number), value| (&sum + value, number + 1));
    sum.divided_by(&Exact::from(Decimal::whole(number)))
}

/// A unit that others became part of is compared with all of them together.
fn growth(form: GrowthForm, sources: &[Source], present: Present<'_>) -> Option<Exact> {
    let found: Vec<&OfficialValue> = sources.iter().filter_map(|source| source.official.as_ref()).collect();
    let then = match (found.as_slice(), additive(present.spec)) {
        ([], _) => return None,
        (all, Additive::Ratio { per }) => {
            let (mut numerator, mut denominator) = (0_i128, 0_i128);
            for one in all {
                let counts = one.counts?;
                numerator += i128::from(counts.numerator);
                denominator += i128::from(counts.denominator);
            }
            Exact::fraction(numerator * i128::from(per), denominator)?
        }
        (all, Additive::Number) => all.iter().fold(Exact::ZERO, |sum, one| &sum + &one.value),
        ([only], Additive::No) => only.value.clone(),
        (_, Additive::No) => return None,
    };
    match form {
        GrowthForm::Difference => Some(present.value - &then),
        GrowthForm::Ratio => (present.value * &Exact::from(Decimal::whole(100))).divided_by(&then),
    }
}

fn rolled_up(form: RollUpForm, partial: bool, sources: &[Source]) -> Option<Exact> {
    let found: Vec<&OfficialValue> = sources.iter().filter_map(|source| source.official.as_ref()).collect();
    if found.is_empty() || (!partial && found.len() < sources.len()) {
        return None;
    }
    match form {
        RollUpForm::Sum => Some(found.iter().fold(Exact::ZERO, |sum, one| &sum + &one.value)),
        RollUpForm::Mean => mean(found.iter().map(|one| &one.value)),
        RollUpForm::ShareMet => {
            let met = found.iter().filter(|one| one.met == Some(true)).count();
            let whole = |number: usize| i128::try_from(number).unwrap_or(i128::MAX);
            Exact::fraction(whole(met).saturating_mul(100), whole(found.len()))
        }
    }
}
