//! Flat sets as trees: one branch with a leaf for each criterion, and each of the eight rules as a curve.
//!
//! Points, totals, bands and whether a target is met are equal to the hundredth (`domain/tests/rules/planning/lift.rs`).

use crate::base::text::Text;
use crate::planning::criteria::{CriteriaSet, Criterion};
use crate::planning::curve::{Bound, Curve, Piece, Shape};
use crate::planning::exact::Decimal;
use crate::planning::grading::{AdjustmentKind, Grading};
use crate::planning::measure::{CountMeasure, Measure, RatioMeasure, Rung, ScoringRule};
use crate::planning::tree::{
    Absence, Branch, Combine, ExtraForm, ExtraLine, Extras, Leaf, Node, Normalise, Rebase, Rounding, RoundingMode,
    RoundingPlace, Target, TargetSide, Tree, TreeBand,
};
use crate::planning::value_spec::{NumberUnit, TreeOption, ValueSpec};

impl Tree {
    /// The tree of a flat set, which gives the same points.
    #[must_use]
    pub fn lifted(set: &CriteriaSet) -> Self {
        let mut code = "ROOT".to_owned();
        while set.criterion(&code).is_some() {
            code.push('_');
        }
        let main = Branch {
            code,
            name: Text::new("Tổng điểm", "Total"),
            combine: Combine::Sum,
            share: None,
            full: None,
            least: None,
            most: None,
            rebase: Rebase::Above,
            verifier: None,
            children: set.criteria.iter().map(|criterion| Node::Leaf(Box::new(leaf(criterion)))).collect(),
        };
        let Grading { bands, lines: _, bonus_cap, penalty_cap, may_exceed_scale } = &set.grading;
        Self {
            main,
            scale: Decimal::hundredths(set.scale),
            bonus: extras(&set.grading, AdjustmentKind::Bonus, *bonus_cap),
            penalty: extras(&set.grading, AdjustmentKind::Penalty, *penalty_cap),
            may_exceed_scale: *may_exceed_scale,
            rounding: Rounding { mode: RoundingMode::Cut, decimals: 2, place: RoundingPlace::LeavesAndRoot },
            tie_breaks: Vec::new(),
            bands: bands
                .iter()
                .map(|band| TreeBand {
                    code: band.code.clone(),
                    name: band.name.clone(),
                    from: Decimal::hundredths(band.from),
                    conditions: Vec::new(),
                })
                .collect(),
        }
    }
}

/// A flat set without lines of a kind states a cap of zero, where a tree states none.
fn extras(grading: &Grading, kind: AdjustmentKind, cap: i64) -> Extras {
    let lines: Vec<ExtraLine> = grading
        .lines
        .iter()
        .filter(|line| line.kind == kind)
        .map(|line| ExtraLine {
            code: line.code.clone(),
            name: line.name.clone(),
            form: ExtraForm::Free { most: Decimal::hundredths(line.max_points) },
            cap: None,
        })
        .collect();
    let cap = (!lines.is_empty()).then(|| Decimal::hundredths(cap));
    Extras { lines, cap }
}

fn leaf(criterion: &Criterion) -> Leaf {
    let Criterion { code, name, source, max_points, measure } = criterion;
    let full = Decimal::hundredths(*max_points);
    let blank = Leaf {
        code: code.clone(),
        name: name.clone(),
        source: source.clone(),
        value: value(measure),
        curve: Curve::default(),
        normalise: None,
        target: None,
        share: None,
        full,
        least: None,
        most: None,
        verifier: None,
        demands: measure.demands().cloned().unwrap_or_default(),
        absence: Absence::Zero,
    };
    match measure {
        Measure::Ratio(ratio) => Leaf {
            curve: of_ratio(ratio, full),
            normalise: (ratio.rule == ScoringRule::NormalisedByMax).then_some(Normalise::Best),
            target: Some(Target { at: Decimal::hundredths(ratio.target_basis_points), side: TargetSide::AtLeast }),
            ..blank
        },
        Measure::Count(count) => Leaf {
            curve: of_count(count, full),
            normalise: (count.rule == ScoringRule::NormalisedByMax).then_some(Normalise::Best),
            most: (count.rule == ScoringRule::CappedCount).then_some(full),
            ..blank
        },
        Measure::Choice(_) | Measure::Manual(_) => blank,
        Measure::Qualitative { .. } => Leaf { full: Decimal::ZERO, ..blank },
        Measure::Leaf(leaf) => Leaf::clone(leaf),
    }
}

fn value(measure: &Measure) -> ValueSpec {
    match measure {
        Measure::Ratio(ratio) => ValueSpec::Ratio {
            numerator: ratio.numerator.clone(),
            denominator: ratio.denominator.clone(),
            zero: ratio.zero_denominator,
            may_exceed_one: false,
            per: 100,
        },
        Measure::Count(count) => ValueSpec::Number {
            of: count.counted.clone(),
            unit: NumberUnit::Count,
            decimals: 0,
            least: Some(Decimal::ZERO),
            most: None,
        },
        Measure::Choice(choice) => ValueSpec::Choice {
            options: choice
                .options
                .iter()
                .map(|option| TreeOption {
                    code: option.code.clone(),
                    name: option.name.clone(),
                    points: Decimal::hundredths(option.points),
                })
                .collect(),
        },
        Measure::Manual(manual) => ValueSpec::Rubric { rubric: manual.rubric.clone(), panel: manual.panel },
        Measure::Qualitative { category } => ValueSpec::Account { category: category.as_str().to_owned() },
        Measure::Leaf(leaf) => leaf.value.clone(),
    }
}

/// The value is in percent, a target in hundredths of one.
fn of_ratio(ratio: &RatioMeasure, full: Decimal) -> Curve {
    let target = Decimal::hundredths(ratio.target_basis_points);
    match ratio.rule {
        ScoringRule::Linear => proportional(Decimal::whole(100), full),
        ScoringRule::ThresholdProportional => proportional(target, full),
        ScoringRule::ThresholdAllOrNothing => steps([(target, full)].into_iter()),
        ScoringRule::StepTable => rungs(&ratio.rungs, Decimal::hundredths),
        ScoringRule::NormalisedByMax => proportional(Decimal::whole(1), full),
        ScoringRule::CategoryTable | ScoringRule::CappedCount | ScoringRule::Manual => nothing(),
    }
}

fn of_count(count: &CountMeasure, full: Decimal) -> Curve {
    match count.rule {
        ScoringRule::StepTable => rungs(&count.rungs, Decimal::whole),
        ScoringRule::CappedCount => {
            let each = Decimal::hundredths(count.points_each.unwrap_or_default());
            let shape = Shape::Slope { at: Decimal::ZERO, points: Decimal::ZERO, per: Decimal::whole(1), each };
            Curve::new(vec![Piece { until: None, shape }])
        }
        ScoringRule::NormalisedByMax => proportional(Decimal::whole(1), full),
        ScoringRule::Linear | ScoringRule::ThresholdProportional | ScoringRule::ThresholdAllOrNothing => nothing(),
        ScoringRule::CategoryTable | ScoringRule::Manual => nothing(),
    }
}

const fn before(at: Decimal, shape: Shape) -> Piece {
    Piece { until: Some(Bound { at, included: false }), shape }
}

const fn step(points: Decimal) -> Shape {
    Shape::Step { points }
}

/// From nothing at 0 to everything at a value and beyond.
fn proportional(at: Decimal, full: Decimal) -> Curve {
    Curve::new(vec![
        before(Decimal::ZERO, step(Decimal::ZERO)),
        before(at, Shape::Line { from: Decimal::ZERO, to: full }),
        Piece { until: None, shape: step(full) },
    ])
}

/// Steps that hold from their value on; nothing before the first.
fn steps(steps: impl Iterator<Item = (Decimal, Decimal)>) -> Curve {
    let mut points = Decimal::ZERO;
    let mut pieces = Vec::new();
    for (from, reached) in steps {
        pieces.push(before(from, step(points)));
        points = reached;
    }
    pieces.push(Piece { until: None, shape: step(points) });
    Curve::new(pieces)
}

fn rungs(rungs: &[Rung], from: impl Fn(i64) -> Decimal) -> Curve {
    steps(rungs.iter().map(|rung| (from(rung.from), Decimal::hundredths(rung.points))))
}

/// A rule that does not fit its measure gives no points; a valid set has no such rule.
fn nothing() -> Curve {
    steps(std::iter::empty())
}
