//! Small trees, and what is known about their leaves.

use std::collections::BTreeMap;

use domain::base::text::Text;
use domain::planning::card::{Card, Given, Measured};
use domain::planning::curve::{Bound, Curve, Piece, Shape};
use domain::planning::exact::{Decimal, Exact};
use domain::planning::measure::{Demands, ZeroDenominator};
use domain::planning::scoring::Counts;
use domain::planning::tree::score::{Extra, References, score};
use domain::planning::tree::{
    Absence, Branch, Combine, ExtraForm, ExtraLine, Extras, Leaf, Node, Rebase, Rounding, RoundingMode, RoundingPlace,
    Tree,
};
use domain::planning::value_spec::{NumberUnit, TreeOption, ValueSpec};

/// A decimal as people write it.
pub(crate) fn d(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal")
}

pub(crate) fn text(name: &str) -> Text {
    Text::new(name, name)
}

pub(crate) fn percent() -> ValueSpec {
    ratio(100)
}

pub(crate) fn ratio(per: i64) -> ValueSpec {
    let zero = ZeroDenominator::NotApplicable;
    ValueSpec::Ratio { numerator: text("done"), denominator: text("all"), zero, may_exceed_one: true, per }
}

pub(crate) fn number() -> ValueSpec {
    ValueSpec::Number { of: text("things"), unit: NumberUnit::Count, decimals: 4, least: None, most: None }
}

pub(crate) fn choice(options: &[(&str, &str)]) -> ValueSpec {
    let option =
        |(code, points): &(&str, &str)| TreeOption { code: (*code).to_owned(), name: text(code), points: d(points) };
    ValueSpec::Choice { options: options.iter().map(option).collect() }
}

pub(crate) fn rubric() -> ValueSpec {
    ValueSpec::Rubric { rubric: text("rubric"), panel: None }
}

pub(crate) fn step(points: &str) -> Shape {
    Shape::Step { points: d(points) }
}

pub(crate) fn line(from: &str, to: &str) -> Shape {
    Shape::Line { from: d(from), to: d(to) }
}

pub(crate) fn slope(at: &str, points: &str, per: &str, each: &str) -> Shape {
    Shape::Slope { at: d(at), points: d(points), per: d(per), each: d(each) }
}

/// A piece that ends before a value.
pub(crate) fn below(at: &str, shape: Shape) -> Piece {
    Piece { until: Some(Bound { at: d(at), included: false }), shape }
}

/// A piece that ends with a value.
pub(crate) fn up_to(at: &str, shape: Shape) -> Piece {
    Piece { until: Some(Bound { at: d(at), included: true }), shape }
}

pub(crate) fn beyond(shape: Shape) -> Piece {
    Piece { until: None, shape }
}

/// From nothing at 0 to everything at a value.
pub(crate) fn proportional(at: &str, full: &str) -> Vec<Piece> {
    vec![below("0", step("0")), up_to(at, line("0", full)), beyond(step(full))]
}

pub(crate) fn leaf(code: &str, full: &str, value: ValueSpec, pieces: Vec<Piece>) -> Leaf {
    Leaf {
        code: code.to_owned(),
        name: text(code),
        source: String::new(),
        value,
        curve: Curve::new(pieces),
        normalise: None,
        target: None,
        share: None,
        full: d(full),
        least: None,
        most: None,
        verifier: None,
        demands: Demands::default(),
        absence: Absence::Zero,
    }
}

/// A leaf to which points are given.
pub(crate) fn given_points(code: &str, full: &str) -> Leaf {
    leaf(code, full, rubric(), Vec::new())
}

pub(crate) fn node(leaf: Leaf) -> Node {
    Node::Leaf(Box::new(leaf))
}

pub(crate) fn branch(code: &str, combine: Combine, children: Vec<Node>) -> Branch {
    Branch {
        code: code.to_owned(),
        name: text(code),
        combine,
        share: None,
        full: None,
        least: None,
        most: None,
        rebase: Rebase::Above,
        verifier: None,
        children,
    }
}

pub(crate) const CUT: Rounding = Rounding { mode: RoundingMode::Cut, decimals: 2, place: RoundingPlace::LeavesAndRoot };

pub(crate) fn tree(scale: &str, main: Branch) -> Tree {
    Tree {
        main,
        scale: d(scale),
        bonus: Extras::default(),
        penalty: Extras::default(),
        may_exceed_scale: false,
        rounding: CUT,
        tie_breaks: Vec::new(),
        bands: Vec::new(),
    }
}

/// A tree of one leaf, with its full points as the scale.
pub(crate) fn alone(leaf: Leaf) -> Tree {
    let scale = leaf.full.to_string();
    tree(&scale, branch("ROOT", Combine::Sum, vec![node(leaf)]))
}

pub(crate) fn extra_line(code: &str, form: ExtraForm, cap: Option<&str>) -> ExtraLine {
    ExtraLine { code: code.to_owned(), name: text(code), form, cap: cap.map(d) }
}

pub(crate) fn of(numerator: i64, denominator: i64) -> Given {
    Given::Value(Measured::Counts(Counts { numerator, denominator }))
}

pub(crate) fn value(number: &str) -> Given {
    Given::Value(Measured::Number(d(number)))
}

/// What official results give, whichever they are.
pub(crate) fn official(numerator: i128, denominator: i128) -> Given {
    Given::Official { value: Exact::fraction(numerator, denominator), sources: Vec::new() }
}

pub(crate) fn option(code: &str) -> Given {
    Given::Value(Measured::Option(code.to_owned()))
}

pub(crate) fn points(points: &str) -> Given {
    Given::Value(Measured::Points(d(points)))
}

pub(crate) fn waived() -> Given {
    Given::NotApplicable("không có".to_owned())
}

/// A card by what is known, without comparisons and extras.
pub(crate) fn card(tree: &Tree, known: &[(&str, Given)]) -> Card {
    card_with(tree, known, &References::new(), &[])
}

pub(crate) fn card_with(tree: &Tree, known: &[(&str, Given)], references: &References, extras: &[Extra]) -> Card {
    assert_eq!(tree.check(), Ok(()), "the tree is sound");
    let known: BTreeMap<&str, &Given> = known.iter().map(|(code, given)| (*code, given)).collect();
    let card = score(tree, |code| known.get(code).map(|given| (*given).clone()), references, extras);
    let json = serde_json::to_string(&card).expect("text");
    assert_eq!(serde_json::from_str::<Card>(&json).expect("a card"), card, "it is read as it was written");
    card
}

/// The points of a node as they are shown.
pub(crate) fn shown(card: &Card, code: &str) -> String {
    card.points(code).map_or_else(|| "-".to_owned(), |points| points.to_string())
}

pub(crate) fn total(card: &Card) -> String {
    card.total.map_or_else(|| "-".to_owned(), |total| total.to_string())
}

/// Pillar A of 20, of which 10 do not apply and 5 of 10 are reached; pillar B 80 of 80.
pub(crate) fn pillars(rebase: Rebase) -> Tree {
    let a = branch("A", Combine::Sum, vec![node(given_points("A1", "10")), node(given_points("A2", "10"))]);
    let b = branch("B", Combine::Sum, vec![node(given_points("B1", "80"))]);
    let a = Branch { full: Some(d("20")), rebase, ..a };
    tree("100", branch("ROOT", Combine::Sum, vec![Node::Branch(a), Node::Branch(b)]))
}
