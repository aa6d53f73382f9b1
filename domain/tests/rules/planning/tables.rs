//! Real scoring tables as criteria sets, typed in with what is published of them, and results computed by hand. Points
//! that are not published are filled up to the pillar's sum by one criterion, and said to be. T6 is `packaged_tables.rs`.

use domain::base::citation::Citation;
use domain::planning::assessment::Comparison;
use domain::planning::assessment::{assess, explained};
use domain::planning::criteria::CriteriaSet;
use domain::planning::grading::Adjustment;
use domain::planning::scoring::{Applicability, Counts, Scorecard, Value};
use domain::planning::tree::{Branch, Combine, ExtraForm, Extras, Leaf, Node, Target, TargetSide, Tree};
use domain::planning::value_spec::ValueSpec;
use domain::registry::organisation::OrganisationKind;

use crate::trees::{
    below, beyond, branch, choice, d, extra_line, given_points, leaf, number, percent, proportional, step, text, tree,
};
use crate::world::{movement, set, told};

/// A set with this tree, which is sound and served.
fn set_of(tree: &Tree) -> CriteriaSet {
    let set = set().modelled(tree.clone());
    assert_eq!(told(set.check(None, &movement().text.policy)), ["done"]);
    set
}

fn card(tree: &Tree, known: &[(&str, Value)], entries: &[Adjustment]) -> Scorecard {
    let set = set_of(tree);
    let value = |code: &str| known.iter().find(|(known, _)| *known == code).map(|(_, value)| value.clone());
    let card = assess(&set, OrganisationKind::Department, value, &Comparison::default(), entries);
    let stored = serde_json::to_string(&card).expect("text");
    assert_eq!(serde_json::from_str::<Scorecard>(&stored).expect("a card"), card, "it is read as it was written");
    assert!(!stored.contains("explanation"), "a card is stored without sentences: {stored}");
    let (said, _) = explained(&set, card.clone());
    let told = said.lines.iter().filter(|line| line.explanation.is_empty()).count();
    assert_eq!((told, said.explanation.is_empty()), (0, false), "and shown with them");
    card
}

/// Points of a criterion in hundredths.
fn of(card: &Scorecard, code: &str) -> i64 {
    card.lines.iter().find(|line| line.criterion == code).expect("a line").points
}

fn subtotal(card: &Scorecard, code: &str) -> String {
    let steps = card.card.as_ref().expect("the steps of a tree");
    steps.branch(code).expect("a branch").points.shown.to_string()
}

fn pillar(code: &str, full: &str, leaves: Vec<Leaf>) -> Node {
    let children = leaves.into_iter().map(|leaf| Node::Leaf(Box::new(leaf))).collect();
    Node::Branch(Branch { full: Some(d(full)), most: Some(d(full)), ..branch(code, Combine::Sum, children) })
}

fn counts(numerator: i64, denominator: i64) -> Value {
    Value::Counts(Counts { numerator, denominator })
}

fn yes_or_no(code: &str, points: &str) -> Leaf {
    leaf(code, points, choice(&[("YES", points), ("NO", "0")]), Vec::new())
}

fn chose(code: &str) -> Value {
    Value::Choice(code.to_owned())
}

fn entry(line: &str, points: i64, times: Option<i64>) -> Adjustment {
    Adjustment { line: line.to_owned(), points, times, ground: Citation::default() }
}

/// T1, a district's sheet: meetings, a / b, done against asked where more counts as all, yes or no. 1.4 fills the pillar
/// up to its 100 points.
#[test]
fn t1_a_district_with_a_pillar_of_100() {
    let meetings = vec![
        below("1", step("0")),
        below("2", step("5")),
        below("3", step("10")),
        below("4", step("15")),
        beyond(step("20")),
    ];
    let mut asked = leaf("1.3", "20", percent(), proportional("100", "20"));
    asked.target = Some(Target { at: d("100"), side: TargetSide::AtLeast });
    let leaves = vec![
        leaf("1.1", "20", number(), meetings),
        leaf("1.2", "20", percent(), proportional("100", "20")),
        asked,
        yes_or_no("1.4", "40"),
    ];
    let tree = tree("100", branch("ROOT", Combine::Sum, vec![pillar("P1", "100", leaves)]));
    // 3 meetings 15; 7/9 of 20 = 15.5555…, cut to 15.55; 9 of 8 asked are all: 20; the portal has the section: 40.
    let known = [("1.1", Value::Number(d("3"))), ("1.2", counts(7, 9)), ("1.3", counts(9, 8)), ("1.4", chose("YES"))];
    let card = card(&tree, &known, &[]);
    assert_eq!(["1.1", "1.2", "1.3", "1.4"].map(|code| of(&card, code)), [1_500, 1_555, 2_000, 4_000]);
    assert_eq!((card.total, subtotal(&card, "P1")), (Some(9_055), "90.55".to_owned()));
    let asked = card.lines.iter().find(|line| line.criterion == "1.3").expect("a line");
    assert_eq!(
        (asked.met, asked.share_basis_points, asked.target_basis_points),
        (Some(true), Some(11_250), Some(10_000))
    );
}

/// T2, a city: who chairs; half for attending and half for chairing, which are independent; a / b with its document. 1.4
/// fills the pillar up to its 60 points.
#[test]
fn t2_a_city_with_independent_parts() {
    let halves = branch(
        "1.2",
        Combine::Sum,
        vec![Node::Leaf(Box::new(yes_or_no("1.2a", "5"))), Node::Leaf(Box::new(yes_or_no("1.2b", "5")))],
    );
    let mut share = leaf("1.3", "10", percent(), proportional("100", "10"));
    share.demands.reference_required = true;
    let children = vec![
        Node::Leaf(Box::new(leaf("1.1", "10", choice(&[("HEAD", "10"), ("DEPUTY", "5"), ("NONE", "0")]), Vec::new()))),
        Node::Branch(Branch { full: Some(d("10")), ..halves }),
        Node::Leaf(Box::new(share)),
        Node::Leaf(Box::new(given_points("1.4", "30"))),
    ];
    let pillar = Branch { full: Some(d("60")), ..branch("P1", Combine::Sum, children) };
    let tree = tree("60", branch("ROOT", Combine::Sum, vec![Node::Branch(pillar)]));
    // Deputy 5; attended all, chaired none: 5; 2/3 of 10 = 6.66; 30 by the rubric: 46.66 of 60.
    let known = [
        ("1.1", chose("DEPUTY")),
        ("1.2a", chose("YES")),
        ("1.2b", chose("NO")),
        ("1.3", counts(2, 3)),
        ("1.4", Value::Points(3_000)),
    ];
    let card = card(&tree, &known, &[]);
    assert_eq!((subtotal(&card, "1.2"), of(&card, "1.3"), card.total), ("5".to_owned(), 666, Some(4_666)));
}

/// T3, a block of a province: 950 points and 50 of bonus are 1000; 8 less for not registering.
#[test]
fn t3_a_block_of_950_and_50() {
    let mut tree = tree("950", branch("ROOT", Combine::Sum, vec![pillar("P1", "950", vec![given_points("1", "950")])]));
    tree.may_exceed_scale = true;
    let line = |code: &str, form| extra_line(code, form, None);
    tree.bonus = Extras { lines: vec![line("MODEL", ExtraForm::Each(d("20")))], cap: Some(d("50")) };
    tree.penalty = Extras { lines: vec![line("NOREG", ExtraForm::Fixed(d("8")))], cap: None };
    let all = [("1", Value::Points(95_000))];
    let models = entry("MODEL", 6_000, Some(3));
    assert_eq!(card(&tree, &all, std::slice::from_ref(&models)).total, Some(100_000), "950 and 60, of which 50 count");
    let late = card(&tree, &all, &[models, entry("NOREG", 800, None)]);
    assert_eq!((late.bonus, late.penalty, late.total), (5_000, 800, Some(99_200)));
}

/// T4, a large city: flags of 10 and 15 points beside 100; 97 + 10 = 107 is allowed. `8` fills the table up to 100.
#[test]
fn t4_a_city_where_107_is_allowed() {
    let points = ["10", "10", "20", "10", "10", "10", "20", "10"];
    let leaves = points.iter().zip(1..).map(|(full, code)| Node::Leaf(Box::new(given_points(&code.to_string(), full))));
    let main = Branch { full: Some(d("100")), ..branch("ROOT", Combine::Sum, leaves.collect()) };
    let mut tree = tree("100", main);
    tree.may_exceed_scale = true;
    let flag = |code: &str, points: &str| extra_line(code, ExtraForm::Fixed(d(points)), None);
    tree.bonus = Extras { lines: vec![flag("CITY", "10"), flag("STATE", "15")], cap: None };
    let given: Vec<(String, Value)> = points
        .iter()
        .zip(1..)
        .map(|(full, code)| (code.to_string(), Value::Points(full.parse::<i64>().expect("points") * 100)))
        .collect();
    let mut known: Vec<(&str, Value)> = given.iter().map(|(code, value)| (code.as_str(), value.clone())).collect();
    known[2].1 = Value::Points(1_700);
    assert_eq!(card(&tree, &known, &[]).total, Some(9_700));
    assert_eq!(card(&tree, &known, &[entry("CITY", 1_000, None)]).total, Some(10_700));
    let both = [entry("CITY", 1_000, None), entry("STATE", 1_500, None)];
    assert_eq!(card(&tree, &known, &both).total, Some(12_200));
    tree.may_exceed_scale = false;
    assert_eq!(card(&tree, &known, &both).total, Some(10_000), "unless the table does not allow it");
}

/// T5, communes: chief, deputy (half) or none; figures that are collected in the same form and give no points. `1.2`
/// fills the pillar up to its 100 points.
#[test]
fn t5_communes_with_context_figures() {
    let context = |code: &str| leaf(code, "0", ValueSpec::Context { of: text(code), decimals: 0 }, Vec::new());
    let leaves = vec![
        leaf("1.1", "20", choice(&[("CHIEF", "20"), ("DEPUTY", "10"), ("NONE", "0")]), Vec::new()),
        given_points("1.2", "80"),
        context("STAFF"),
        context("FIRMS"),
        context("PEOPLE"),
    ];
    let tree = tree("100", branch("ROOT", Combine::Sum, vec![pillar("P1", "100", leaves)]));
    let known = [
        ("1.1", chose("DEPUTY")),
        ("1.2", Value::Points(6_450)),
        ("STAFF", Value::Number(d("21"))),
        ("FIRMS", Value::Number(d("32"))),
        ("PEOPLE", Value::Number(d("15763"))),
    ];
    let card = card(&tree, &known, &[]);
    assert_eq!((of(&card, "1.1"), card.total), (1_000, Some(7_450)));
    let collected = card.lines.iter().filter(|line| line.applicability == Applicability::Collected).count();
    assert_eq!((collected, card.applicable_points), (3, 10_000));
}
