//! Scores a unit by a tree: every step exact, and each kept on the card so that anybody can follow it.
//!
//! The order is fixed. A leaf: value, comparison with the group, curve, least and most. A branch: combine, re-base,
//! weight, cap. The root: re-base to the scale, bonus, penalty, clamp, rounding. Whether a target is met is decided
//! before any rounding.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::planning::card::{Amount, BranchScore, Card, ExtraScore, Given, LeafScore, LeafState, Measured};
use crate::planning::demands::ZeroDenominator;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::tree::{
    Absence, Branch, Combine, ExtraForm, Extras, Leaf, Node, Normalise, Rebase, Rounding, RoundingPlace, TargetSide,
    Tree, count,
};
use crate::planning::value::Counts;
use crate::planning::value_spec::ValueSpec;

/// An entry under a bonus or penalty line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extra {
    /// The line's code.
    pub line: String,
    /// How many, where the line gives points for each; the points, where it leaves them free.
    pub amount: Decimal,
}

/// The group's best or least value for each leaf that compares units, by the leaf's code.
pub type References = BTreeMap<String, Exact>;

/// Scores a unit; `given` returns what is known about a leaf by its code.
#[must_use]
pub fn score(tree: &Tree, given: impl Fn(&str) -> Option<Given>, references: &References, extras: &[Extra]) -> Card {
    let mut walk =
        Walk { rounding: &tree.rounding, given: &given, references, leaves: Vec::new(), branches: Vec::new() };
    let part = walk.branch(&tree.main, None);
    let Walk { leaves, branches, .. } = walk;
    let unscored = leaves.iter().any(|leaf| leaf.state == LeafState::Unscored);
    let rounding = &tree.rounding;
    // Only points above zero can be scaled: a tree in which no full points count scores nobody.
    let base = (!unscored && Exact::ZERO < part.applicable)
        .then(|| (&part.points * &Exact::from(tree.scale)).divided_by(&part.applicable))
        .flatten()
        .map(|base| rounded(&base, rounding));
    let (mut bonus, mut penalty) = (Amount::default(), Amount::default());
    let (mut bonus_lines, mut penalty_lines) = (Vec::new(), Vec::new());
    let total = base.as_ref().map(|base| {
        (bonus, bonus_lines) = summed(&tree.bonus, extras, rounding);
        (penalty, penalty_lines) = summed(&tree.penalty, extras, rounding);
        let whole = &(&base.value() + &bonus.value()) - &penalty.value();
        let top = (!tree.may_exceed_scale).then_some(tree.scale);
        rounding.round(&whole.within(Some(Decimal::ZERO), top))
    });
    Card { leaves, branches, bonus_lines, penalty_lines, base, bonus, penalty, total }
}

/// A number as it goes on: rounded where leaves and root are, exact where only the total is.
fn rounded(exact: &Exact, rounding: &Rounding) -> Amount {
    match rounding.place {
        RoundingPlace::LeavesAndRoot => Amount { shown: rounding.round(exact), exact: None },
        RoundingPlace::Root => Amount::of(exact, rounding),
    }
}

/// Rule L27: the points of each line within its cap, and their sum within the cap of all.
fn summed(lines: &Extras, extras: &[Extra], rounding: &Rounding) -> (Amount, Vec<ExtraScore>) {
    let mut sum = Exact::ZERO;
    let mut scores = Vec::new();
    for line in &lines.lines {
        let mut amounts = extras.iter().filter(|extra| extra.line == line.code).map(|extra| extra.amount).peekable();
        if amounts.peek().is_none() {
            continue;
        }
        let entered = match line.form {
            ExtraForm::Fixed(points) => Exact::from(points),
            ExtraForm::Each(points) => {
                let many = amounts.fold(Exact::ZERO, |many, amount| &many + &Exact::from(amount.max(Decimal::ZERO)));
                &many * &Exact::from(points)
            }
            ExtraForm::Free { most } => {
                amounts.fold(Exact::ZERO, |points, amount| &points + &Exact::from(amount.min(most).max(Decimal::ZERO)))
            }
        };
        let points = entered.clone().within(None, line.cap);
        sum = &sum + &points;
        scores.push(ExtraScore {
            line: line.code.clone(),
            entered: Amount::of(&entered, rounding),
            points: Amount::of(&points, rounding),
        });
    }
    (Amount::of(&sum.within(None, lines.cap), rounding), scores)
}

/// What a node hands to the branch above.
struct Part {
    points: Exact,
    /// The full points of what counts.
    applicable: Exact,
    /// The full points of everything.
    full: Exact,
    /// Whether anything of it counts; a leaf whose full points are zero may still take points.
    counts: bool,
    /// Whether anything of it could count.
    scored: bool,
}

struct Walk<'a> {
    rounding: &'a Rounding,
    given: &'a dyn Fn(&str) -> Option<Given>,
    references: &'a References,
    leaves: Vec<LeafScore>,
    branches: Vec<BranchScore>,
}

impl Walk<'_> {
    /// `share` is the branch's share in a weighted branch.
    fn branch(&mut self, branch: &Branch, share: Option<Decimal>) -> Part {
        let (first, place) = (self.leaves.len(), self.branches.len());
        self.branches.push(BranchScore::default());
        let combined = self.combined(branch);
        let nothing_left_out = combined.applicable == combined.full;
        let amount = |exact: &Exact| Amount::of(exact, self.rounding);
        let mut score = BranchScore {
            code: branch.code.clone(),
            combined: amount(&combined.points),
            applicable: amount(&combined.applicable),
            full: amount(&combined.full),
            ..BranchScore::default()
        };
        let mut part = combined;
        if branch.rebase == Rebase::Here && !nothing_left_out && !part.applicable.is_zero() {
            let points = (&part.points * &part.full).divided_by(&part.applicable).unwrap_or(Exact::ZERO);
            score.rebased = Some(amount(&points));
            part = Part { points, applicable: part.full.clone(), ..part };
        }
        if let Some(share) = share {
            part = weighted(&part, share);
            score.weighted = part.counts.then(|| amount(&part.points));
        }
        if part.counts {
            part.points = part.points.within(branch.least, branch.most);
        }
        score.points = amount(&part.points);
        let left_out = self.leaves.iter().skip(first).filter(|leaf| leaf.state.is_left_out());
        score.left_out = left_out.map(|leaf| leaf.code.clone()).collect();
        if let Some(slot) = self.branches.get_mut(place) {
            *slot = score;
        }
        part
    }

    fn combined(&mut self, branch: &Branch) -> Part {
        let mut sum =
            Part { points: Exact::ZERO, applicable: Exact::ZERO, full: Exact::ZERO, counts: false, scored: false };
        let (mut counting, mut scored) = (0, 0);
        for child in &branch.children {
            let share = match branch.combine {
                Combine::Weighted => Some(child.share().unwrap_or_default()),
                Combine::Sum | Combine::Mean => None,
            };
            let part = match child {
                Node::Branch(branch) => self.branch(branch, share),
                Node::Leaf(leaf) => self.leaf(leaf, share),
            };
            sum.full = &sum.full + &part.full;
            sum.scored |= part.scored;
            scored += usize::from(part.scored);
            if part.counts {
                sum.points = &sum.points + &part.points;
                sum.applicable = &sum.applicable + &part.applicable;
                sum.counts = true;
                counting += 1;
            }
        }
        match branch.combine {
            Combine::Sum | Combine::Weighted => sum,
            Combine::Mean => {
                let mean = |whole: &Exact, number| whole.divided_by(&count(number)).unwrap_or(Exact::ZERO);
                Part {
                    points: mean(&sum.points, counting),
                    applicable: mean(&sum.applicable, counting),
                    full: mean(&sum.full, scored),
                    ..sum
                }
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, share: Option<Decimal>) -> Part {
        let mut score = leaf_score(leaf, (self.given)(&leaf.code), self.references, self.rounding);
        let counts = score.state.counts();
        let mut part = Part {
            points: score.points.value(),
            applicable: if counts { Exact::from(leaf.full) } else { Exact::ZERO },
            full: Exact::from(leaf.full),
            counts,
            scored: leaf.value.is_scored(),
        };
        if let Some(share) = share.filter(|_| part.scored) {
            part = weighted(&part, share);
            score.weighted = part.counts.then(|| Amount::of(&part.points, self.rounding));
        }
        self.leaves.push(score);
        part
    }
}

/// The share of the points reached, as points of 100; what has no full points that count is left out.
fn weighted(part: &Part, share: Decimal) -> Part {
    let (full, scored) = (Exact::from(share), part.scored);
    match (&part.points * &full).divided_by(&part.applicable) {
        Some(points) => Part { points, applicable: full.clone(), full, counts: part.counts, scored },
        None => Part { points: Exact::ZERO, applicable: Exact::ZERO, full, counts: false, scored },
    }
}

fn leaf_score(leaf: &Leaf, given: Option<Given>, references: &References, rounding: &Rounding) -> LeafScore {
    let blank = |state: LeafState, given: Option<Given>| LeafScore {
        code: leaf.code.clone(),
        state,
        given,
        value: None,
        reference: None,
        piece: None,
        unbounded: None,
        points: Amount::default(),
        weighted: None,
        full: leaf.full,
        met: state.counts().then_some(false),
    };
    if !leaf.value.is_scored() {
        return blank(LeafState::Collected, given);
    }
    let found = match &given {
        None => return blank(absent(leaf), given),
        Some(Given::Official { value: None, .. }) => return blank(absent_of(leaf.absence), given),
        Some(Given::Official { value: Some(value), .. }) => Ok(value.clone()),
        Some(Given::NotApplicable(_)) => return blank(LeafState::NotApplicable, given),
        Some(Given::Pending) => return blank(LeafState::Pending, given),
        Some(Given::ExemptKind) => return blank(LeafState::ExemptKind, given),
        Some(Given::LeftOut { .. }) => return blank(LeafState::LeftOut, given),
        Some(Given::Value(measured)) => value_of(&leaf.value, measured),
    };
    let waits = leaf.normalise.is_some() && !references.contains_key(&leaf.code);
    let value = match found {
        Ok(value) => value,
        Err(LeafState::Unfit) if waits => return blank(LeafState::Pending, given),
        Err(state) => return blank(state, given),
    };
    let mut reference = None;
    let (piece, raw) = if leaf.value.has_curve() {
        let compared = match leaf.normalise {
            None => Some(value.clone()),
            Some(normalise) => {
                reference = references.get(&leaf.code).cloned();
                let Some(reference) = &reference else {
                    return LeafScore { value: Some(value), ..blank(LeafState::Pending, given) };
                };
                compared(normalise, &value, reference)
            }
        };
        match compared {
            Some(compared) => {
                let (piece, points) = leaf.curve.at(&compared);
                (Some(piece), points)
            }
            None if leaf.absence == Absence::Zero => (None, Exact::ZERO),
            None => return blank(absent_of(leaf.absence), given),
        }
    } else {
        (None, value.clone())
    };
    let points = raw.clone().within(Some(leaf.lowest()), Some(leaf.highest()));
    let met = match leaf.target {
        Some(target) => {
            let at = Exact::from(target.at);
            Some(match target.side {
                TargetSide::AtLeast => at <= value,
                TargetSide::AtMost => value <= at,
            })
        }
        // Without a target full points decide; what has none has nothing to reach.
        None => (leaf.full != Decimal::ZERO).then(|| Exact::from(leaf.full) <= points),
    };
    LeafScore {
        value: Some(value),
        reference,
        piece,
        unbounded: (raw != points).then_some(raw),
        points: rounded(&points, rounding),
        met,
        ..blank(LeafState::Scored, given)
    }
}

/// What it means that nothing is known about a leaf.
fn absent(leaf: &Leaf) -> LeafState {
    if leaf.value.comes_from_elsewhere() { absent_of(leaf.absence) } else { LeafState::NoFigures }
}

const fn absent_of(absence: Absence) -> LeafState {
    match absence {
        Absence::Zero => LeafState::NoFigures,
        Absence::NotApplicable => LeafState::NotApplicable,
        Absence::Pending => LeafState::Pending,
        Absence::Unscored => LeafState::Unscored,
    }
}

/// A value against the group's best or least; none if nobody in the group has any, so that there is nothing to divide
/// by.
fn compared(normalise: Normalise, value: &Exact, reference: &Exact) -> Option<Exact> {
    match normalise {
        Normalise::Best => value.divided_by(reference),
        // Nobody has less than the least, not even if that is nothing.
        Normalise::Least if value <= reference => Some(Exact::ONE),
        Normalise::Least => reference.divided_by(value),
    }
}

/// A figure as growth compares it: that of a ratio or a number, and one that is only collected.
pub(crate) fn figure_of(spec: &ValueSpec, measured: &Measured) -> Option<Exact> {
    match (spec, measured) {
        (ValueSpec::Context { .. }, Measured::Number(number)) => Some(Exact::from(*number)),
        (ValueSpec::Ratio { .. } | ValueSpec::Number { .. }, measured) => value_of(spec, measured).ok(),
        (_, Measured::Counts(_) | Measured::Number(_) | Measured::Option(_) | Measured::Points(_)) => None,
    }
}

/// The value that a leaf computes with, or what becomes of a leaf for which there is none.
fn value_of(spec: &ValueSpec, measured: &Measured) -> Result<Exact, LeafState> {
    match (spec, measured) {
        (ValueSpec::Ratio { per, zero, .. }, Measured::Counts(Counts { numerator, denominator })) => {
            let product = i128::from(*numerator) * i128::from(*per);
            Exact::fraction(product, i128::from(*denominator)).ok_or(match zero {
                ZeroDenominator::NotApplicable => LeafState::NothingToCount,
                ZeroDenominator::Refused => LeafState::ZeroRefused,
            })
        }
        (ValueSpec::Number { .. }, Measured::Number(number)) => Ok(Exact::from(*number)),
        (ValueSpec::Choice { options }, Measured::Option(code)) => {
            let option = options.iter().find(|option| option.code == *code).ok_or(LeafState::Unfit)?;
            Ok(Exact::from(option.points))
        }
        (ValueSpec::Rubric { .. }, Measured::Points(points)) => Ok(Exact::from(*points)),
        (ValueSpec::Survey { .. }, Measured::Number(number)) => Ok(Exact::from(*number)),
        (_, Measured::Counts(_) | Measured::Number(_) | Measured::Option(_) | Measured::Points(_)) => {
            Err(LeafState::Unfit)
        }
    }
}

/// The group's best and least values among those found, for the leaves that compare units.
#[must_use]
pub fn references<'a>(tree: &Tree, found: impl Iterator<Item = (&'a str, &'a Measured)>) -> References {
    let comparing: BTreeMap<&str, (&Leaf, Normalise)> =
        tree.leaves().into_iter().filter_map(|leaf| Some((leaf.code.as_str(), (leaf, leaf.normalise?)))).collect();
    let mut references = References::new();
    for (code, measured) in found {
        let Some((leaf, normalise)) = comparing.get(code) else { continue };
        let Ok(value) = value_of(&leaf.value, measured) else { continue };
        let better = references.get(code).is_none_or(|known| match normalise {
            Normalise::Best => *known < value,
            Normalise::Least => value < *known,
        });
        if better {
            references.insert(code.to_owned(), value);
        }
    }
    references
}
