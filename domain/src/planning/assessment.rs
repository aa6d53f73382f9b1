//! Scores by whichever form a set has: a list of criteria, or a tree.

use std::collections::BTreeMap;

use crate::base::text::Text;
use crate::planning::card::{Given, LeafScore, LeafState, Measured};
use crate::planning::criteria::CriteriaSet;
use crate::planning::demands::AskedUnit;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::grading::Adjustment;
use crate::planning::measure::{Measure, POINTS_MAX};
use crate::planning::official::{Present, Source, Sources, combined};
use crate::planning::scoring;
use crate::planning::scoring::{Applicability, Bests, ScoreLine, Scorecard};
use crate::planning::tree::score::score as score_tree;
use crate::planning::tree::score::{Extra, References, figure_of, references};
use crate::planning::tree::words::explain;
use crate::planning::tree::{ExtraForm, Leaf, Normalise, Tree};
use crate::planning::value::{Counts, Value};
use crate::planning::value_spec::ValueSpec;

/// What a score depends on besides the values of the unit itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The best values of the group.
    pub bests: Bests,
    /// The official results that values are made of. A criterion that is missing here is not known yet.
    pub sources: Sources,
}

/// Scores a unit by a set; `value` returns the value of a criterion by its code.
#[must_use]
pub fn assess<'a>(
    set: &CriteriaSet,
    unit: impl Into<AskedUnit<'a>>,
    value: impl Fn(&str) -> Option<Value>,
    comparison: &Comparison,
    adjustments: &[Adjustment],
) -> Scorecard {
    let unit: AskedUnit<'a> = unit.into();
    match &set.model {
        Some(tree) => by_tree(set, tree, unit, value, comparison, adjustments),
        None => scoring::score(set, unit, value, &comparison.bests, adjustments),
    }
}

/// The best values among those found, or the least where lower is better, for the criteria that compare units.
#[must_use]
pub fn bests<'a>(set: &CriteriaSet, found: impl Iterator<Item = (&'a str, &'a Value)>) -> Bests {
    let Some(tree) = &set.model else { return scoring::bests(set, found) };
    let comparing: BTreeMap<&str, Normalise> =
        tree.leaves().into_iter().filter_map(|leaf| Some((leaf.code.as_str(), leaf.normalise?))).collect();
    let mut bests: BTreeMap<String, (Exact, Value)> = BTreeMap::new();
    for (code, value) in found {
        let Some(normalise) = comparing.get(code) else { continue };
        let Some(exact) = compared(tree, code, value) else { continue };
        let better = bests.get(code).is_none_or(|(known, _)| match normalise {
            Normalise::Best => *known < exact,
            Normalise::Least => exact < *known,
        });
        if better {
            bests.insert(code.to_owned(), (exact, value.clone()));
        }
    }
    bests.into_iter().map(|(code, (_, value))| (code, value)).collect()
}

/// The number by which a value is compared with those of other units.
fn compared(tree: &Tree, code: &str, value: &Value) -> Option<Exact> {
    let measured = measured(value.clone())?;
    references(tree, std::iter::once((code, &measured))).remove(code)
}

/// The card with its sentences, which the card of a tree does not hold, and those of branches and of bonus and penalty
/// lines.
#[must_use]
pub fn explained(set: &CriteriaSet, mut scorecard: Scorecard) -> (Scorecard, BTreeMap<String, Text>) {
    let texts = match (&set.model, &scorecard.card) {
        (Some(tree), Some(card)) => explain(tree, card),
        (Some(_) | None, Some(_) | None) => Vec::new(),
    };
    if let Some(total) = texts.first() {
        scorecard.explanation = total.text.clone();
    }
    let mut texts: BTreeMap<String, Text> = texts.into_iter().map(|node| (node.code, node.text)).collect();
    for line in &mut scorecard.lines {
        if let Some(text) = texts.remove(&line.criterion) {
            line.explanation = text;
        }
    }
    (scorecard, texts)
}

fn by_tree(
    set: &CriteriaSet,
    tree: &Tree,
    unit: AskedUnit<'_>,
    value: impl Fn(&str) -> Option<Value>,
    comparison: &Comparison,
    adjustments: &[Adjustment],
) -> Scorecard {
    let Comparison { bests, sources } = comparison;
    let left_out = |code: &str| {
        let ground = unit.leaves_out(code)?;
        Some(Given::LeftOut { reason: ground.reason.clone(), document: ground.public_document() })
    };
    let given = |code: &str| match set.criterion(code).map(|criterion| (criterion, &criterion.measure)) {
        Some(_) if unit.leaves_out(code).is_some() => left_out(code),
        Some((_, Measure::Leaf(leaf))) if leaf.value.is_official() => {
            if !leaf.demands.asks(unit.kind) {
                return Some(Given::ExemptKind);
            }
            Some(sources.get(code).map_or(Given::Pending, |sources| official(tree, leaf, sources, &value)))
        }
        Some((criterion, measure)) if !(criterion.is_found() && measure.applies_to(unit.kind)) => {
            Some(Given::ExemptKind)
        }
        // That a survey has no result means what the set says of its absence.
        Some((_, measure)) if measure.is_survey() => {
            value(code).map(known).filter(|known| matches!(known, Given::Value(_)))
        }
        Some(_) | None => value(code).map(known),
    };
    let references: References =
        bests.iter().filter_map(|(code, best)| Some((code.clone(), compared(tree, code, best)?))).collect();
    let extras: Vec<Extra> = adjustments.iter().map(|entry| extra(tree, entry)).collect();
    let card = score_tree(tree, given, &references, &extras);
    let lines = tree.leaves().into_iter().zip(&card.leaves).map(|(leaf, score)| {
        let target = set.criterion(&leaf.code).and_then(|criterion| criterion.measure.target());
        line(leaf, score, value(&leaf.code), bests.get(&leaf.code), target)
    });
    let lines = lines.collect();
    let (points, applicable) = card.branches.first().map_or((0, 0), |main| {
        let applicable = if main.rebased.is_some() { &main.full } else { &main.applicable };
        (main.points.shown.cut().max(0), applicable.shown.cut())
    });
    Scorecard {
        criteria_set: set.id,
        criteria_set_version: set.version,
        lines,
        points,
        applicable_points: applicable,
        scale: set.scale,
        adjustments: adjustments.to_vec(),
        bonus: card.bonus.shown.cut(),
        penalty: card.penalty.shown.cut(),
        total: card.total.map(Decimal::cut),
        // Conditions are decided over the whole board (rule M08): no band is shown that could be taken away again.
        band: card
            .total
            .filter(|_| !tree.has_conditions())
            .and_then(|total| tree.band(total))
            .map(|band| band.code.clone()),
        explanation: Text::default(),
        card: Some(Box::new(card)),
    }
}

/// What official results give for a leaf; for growth, together with the figure that the unit has now.
fn official(tree: &Tree, leaf: &Leaf, sources: &[Source], value: &impl Fn(&str) -> Option<Value>) -> Given {
    let leaves = tree.leaves();
    let figure = match &leaf.value {
        ValueSpec::Growth { figure, .. } => leaves.iter().find(|other| other.code == *figure),
        ValueSpec::Derived { .. } | ValueSpec::RollUp { .. } | ValueSpec::Ratio { .. } => None,
        ValueSpec::Number { .. } | ValueSpec::Choice { .. } | ValueSpec::Rubric { .. } => None,
        ValueSpec::Survey { .. } | ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
    };
    let now = figure.and_then(|figure| {
        let measured = value(&figure.code).and_then(measured)?;
        Some((&figure.value, figure_of(&figure.value, &measured)?))
    });
    let present = now.as_ref().map(|(spec, value)| Present { spec, value });
    Given::Official { value: combined(&leaf.value, sources, present), sources: sources.to_vec() }
}

fn known(value: Value) -> Given {
    match value {
        Value::NotApplicable(reason) => Given::NotApplicable(reason),
        Value::Counts(counts) => Given::Value(Measured::Counts(counts)),
        Value::Count(count) => Given::Value(Measured::Number(Decimal::whole(count))),
        Value::Number(number) => Given::Value(Measured::Number(number)),
        Value::Choice(code) => Given::Value(Measured::Option(code)),
        Value::Points(points) => Given::Value(Measured::Points(Decimal::hundredths(points))),
    }
}

fn measured(value: Value) -> Option<Measured> {
    match known(value) {
        Given::Value(measured) => Some(measured),
        Given::NotApplicable(_) | Given::Official { .. } | Given::Pending => None,
        Given::ExemptKind | Given::LeftOut { .. } => None,
    }
}

/// Rule L27: how many, where a line gives points for each; the points, where it leaves them free.
fn extra(tree: &Tree, entry: &Adjustment) -> Extra {
    let amount = match tree.line(&entry.line).map(|line| line.form) {
        Some(ExtraForm::Each(_)) => Decimal::whole(entry.times.unwrap_or_default()),
        Some(ExtraForm::Fixed(_) | ExtraForm::Free { .. }) | None => Decimal::hundredths(entry.points),
    };
    Extra { line: entry.line.clone(), amount }
}

fn line(leaf: &Leaf, score: &LeafScore, value: Option<Value>, best: Option<&Value>, target: Option<i64>) -> ScoreLine {
    let share = match (&leaf.value, &score.value) {
        (ValueSpec::Ratio { per, .. }, Some(value)) => percent(value, &Exact::from(Decimal::whole(*per))),
        (_, Some(_) | None) => percent(&score.points.value(), &Exact::from(leaf.full)),
    };
    ScoreLine {
        criterion: leaf.code.clone(),
        applicability: applicability(score.state),
        value,
        best: best.filter(|_| leaf.normalise.is_some()).cloned(),
        share_basis_points: share.filter(|share| score.state == LeafState::Scored && *share <= POINTS_MAX),
        target_basis_points: target,
        met: score.met,
        points: score.points.shown.cut(),
        max_points: leaf.full.cut(),
        explanation: Text::default(),
    }
}

/// A part of something in hundredths of a percent, rounded down; none of nothing.
fn percent(part: &Exact, of: &Exact) -> Option<i64> {
    let whole = part * &Exact::from(Decimal::whole(100));
    whole.divided_by(of).map(|share| share.hundredths().max(0))
}

const fn applicability(state: LeafState) -> Applicability {
    match state {
        LeafState::Scored | LeafState::NoFigures | LeafState::Unfit => Applicability::Applicable,
        LeafState::ZeroRefused => Applicability::Applicable,
        LeafState::NothingToCount => Applicability::NothingToCount,
        LeafState::ExemptKind => Applicability::ExemptKind,
        LeafState::NotApplicable | LeafState::LeftOut => Applicability::NotApplicable,
        LeafState::Pending => Applicability::Pending,
        LeafState::Unscored => Applicability::Unscored,
        LeafState::Collected => Applicability::Collected,
    }
}

/// Whether a value earns points, so that it may need evidence (rule L20).
#[must_use]
pub fn earns(leaf: &Leaf, value: &Value) -> bool {
    match (&leaf.value, value) {
        (ValueSpec::Choice { options }, Value::Choice(code)) => {
            options.iter().any(|option| option.code == *code && Decimal::ZERO < option.points)
        }
        (ValueSpec::Rubric { .. }, Value::Points(points)) => 0 < *points,
        (ValueSpec::Ratio { per, .. }, Value::Counts(Counts { numerator, denominator })) => {
            let product = i128::from(*numerator) * i128::from(*per);
            Exact::fraction(product, i128::from(*denominator)).is_some_and(|value| gives(leaf, &value))
        }
        (ValueSpec::Number { .. }, Value::Number(number)) => gives(leaf, &Exact::from(*number)),
        (_, Value::NotApplicable(_) | Value::Choice(_) | Value::Counts(_) | Value::Count(_)) => false,
        (_, Value::Number(_) | Value::Points(_)) => false,
    }
}

/// Whether a number gives points; where units are compared, whether there is anything to compare.
fn gives(leaf: &Leaf, value: &Exact) -> bool {
    match leaf.normalise {
        Some(Normalise::Best) => Exact::ZERO < *value,
        Some(Normalise::Least) => true,
        None => Exact::ZERO < leaf.curve.at(value).1,
    }
}
