//! Sets that are trees: what they refuse beside an unsound tree, what is compared, and what of a change is told.

use domain::base::event::Change;
use domain::base::ids::OrganisationId;
use domain::planning::assessment::{Comparison, assess, bests};
use domain::planning::audience::Audience;
use domain::planning::criteria::{Content, CriteriaSet};
use domain::planning::measure::{Combination as PanelCombination, Measure, Panel};
use domain::planning::scoring::{Applicability, Counts, Value};
use domain::planning::tree::{Absence, Combine, ExtraForm, Extras, Leaf, Node, Normalise, Tree};
use domain::planning::value_spec::ValueSpec;
use domain::registry::organisation::OrganisationKind;
use uuid::Uuid;

use crate::trees::{alone, branch, d, extra_line, given_points, leaf, node, number, percent, proportional, text, tree};
use crate::world::{movement, now, set, standing, told};

fn two() -> Tree {
    tree("20", branch("ROOT", Combine::Sum, vec![node(given_points("A", "10")), node(given_points("B", "10"))]))
}

fn first(tree: &mut Tree) -> &mut Leaf {
    match tree.main.children.first_mut() {
        Some(Node::Leaf(leaf)) => leaf,
        Some(Node::Branch(_)) | None => panic!("a leaf"),
    }
}

fn refused(change: impl FnOnce(&mut Tree)) -> Vec<String> {
    let mut tree = two();
    change(&mut tree);
    told(set().modelled(tree).check(None, &movement().text.policy))
}

/// Rules M06, M07: what could be computed and is not served yet is refused with its place, not passed over.
#[test]
fn m06_m07_what_is_not_served_yet_is_refused() {
    assert_eq!(refused(|_| {}), ["done"]);
    let not_served = |place: &str| vec![format!("invalid: NOT_SERVED - /model{place}")];
    let account = ValueSpec::Account { category: "OTHER".to_owned() };
    let leaves = vec![node(leaf("A", "0", account, Vec::new())), node(given_points("B", "10"))];
    let tree = tree("10", branch("ROOT", Combine::Sum, leaves));
    assert_eq!(told(set().modelled(tree).check(None, &movement().text.policy)), not_served("/main/children/0/value"));
}

/// Rule L22: an agency verifies what people find, not what is computed or what a panel scores; and the lack of a survey is
/// said, and never nothing.
#[test]
fn l22_an_agency_is_named_for_what_it_can_find() {
    let agency = Some(OrganisationId(Uuid::nil()));
    assert_eq!(refused(|tree| first(tree).verifier = agency), ["done"]);
    let panel = Some(Panel { combine: PanelCombination::Mean, least: 2 });
    assert_eq!(
        refused(|tree| {
            first(tree).value = ValueSpec::Rubric { rubric: text("rubric"), panel };
            first(tree).verifier = agency;
        }),
        ["invalid: VERIFIER_UNFIT - /model/main/children/0/verifier"]
    );
    let surveyed = |absence: Absence| {
        let survey = ValueSpec::Survey { of: text("survey"), most: None };
        let survey = Leaf { absence, ..leaf("A", "10", survey, proportional("100", "10")) };
        let mut tree = alone(survey);
        tree.main.children.push(node(given_points("B", "10")));
        told(set().modelled(tree).check(None, &movement().text.policy))
    };
    assert_eq!(surveyed(Absence::NotApplicable), ["done"]);
    assert_eq!(surveyed(Absence::Unscored), ["done"]);
    let unfit = ["invalid: ABSENCE_UNFIT M05 /model/main/children/0/absence"];
    assert_eq!([surveyed(Absence::Zero), surveyed(Absence::Pending)], [unfit, unfit]);
}

/// Rules L22, L27, M06: what is shown in hundredths has no more decimals, a leaf takes no points, and lines differ.
#[test]
fn l22_l27_m06_what_would_be_shown_wrongly_is_refused() {
    assert_eq!(refused(|tree| tree.scale = d("20.001")), ["invalid: TOO_FINE - /model/scale"]);
    assert_eq!(
        refused(|tree| tree.rounding.decimals = 3),
        ["invalid: DECIMALS_OUT_OF_RANGE - /model/rounding/decimals"]
    );
    assert_eq!(
        refused(|tree| first(tree).full = d("9.125")),
        ["invalid: TOO_FINE - /model/main/children/0/full", "invalid: TOO_FINE - /model/main/children/0/most",]
    );
    assert_eq!(
        refused(|tree| first(tree).least = Some(d("-1"))),
        ["invalid: LEAF_BELOW_ZERO - /model/main/children/0/least"]
    );
    let line = |points: &str| extra_line("FLAG", ExtraForm::Fixed(d(points)), None);
    let lines = |points: &str| Extras { lines: vec![line(points)], cap: None };
    assert_eq!(refused(|tree| tree.bonus = lines("1.125")), ["invalid: TOO_FINE - /model/bonus/lines/0"]);
    assert_eq!(
        refused(|tree| (tree.bonus, tree.penalty) = (lines("1"), lines("2"))),
        ["invalid: CODE_TWICE - /model/penalty/lines/0/code"]
    );
    let nothing = |tree: &mut Tree| {
        let mut zero = given_points("A", "0");
        zero.most = Some(d("5"));
        tree.main.children = vec![node(zero)];
    };
    assert_eq!(refused(nothing), ["invalid: TREE_WITHOUT_POINTS - /model/main"]);
    let enterprises = CriteriaSet { audience: Audience::Enterprises, ..set() };
    assert_eq!(
        told(enterprises.modelled(two()).check(None, &movement().text.policy)),
        ["invalid: MODEL_UNFIT - /model"]
    );
}

/// Rule L28: an edit tells which node changed, and from a list to a tree everything.
#[test]
fn l28_an_edit_of_a_tree_tells_the_nodes_that_changed() {
    let before = set().modelled(two());
    let mut after = two();
    first(&mut after).full = d("12");
    let edit = |set: CriteriaSet, content| {
        set.edit(content, (movement(), false), &standing(), now()).expect("an edit").into_parts().1
    };
    let event = edit(before.clone(), Content::Model(Box::new(after.clone())));
    let fields = |changes: &[Change]| changes.iter().map(|change| change.field.to_string()).collect::<Vec<String>>();
    assert_eq!(fields(&event.changes), ["A"]);
    let mut wider = two();
    wider.scale = d("100");
    assert_eq!(fields(&edit(before.clone(), Content::Model(Box::new(wider))).changes), ["model"]);
    let all = edit(set(), Content::Model(Box::new(after)));
    let gone: Vec<String> = set().criteria.iter().map(|criterion| criterion.code.clone()).collect();
    let told = fields(&all.changes);
    assert!(gone.iter().chain(&["A".to_owned(), "model".to_owned()]).all(|field| told.contains(field)), "{told:?}");
    assert!(matches!(before.criteria[0].measure, Measure::Leaf(_)), "its criteria are the leaves");
}

/// In the sense of `NORMALISED_BY_MAX`: the best of a ratio, the least of a number; unknown is not zero, and nothing in the
/// whole group is what the set says.
#[test]
fn a_tree_compares_with_the_best_or_the_least_of_the_group() {
    let mut best = leaf("R", "10", percent(), proportional("1", "10"));
    best.normalise = Some(Normalise::Best);
    let mut least = leaf("N", "10", number(), proportional("1", "10"));
    least.normalise = Some(Normalise::Least);
    let set = set().modelled(tree("20", branch("ROOT", Combine::Sum, vec![node(best), node(least)])));
    assert!(set.compares_units());
    let counts = |numerator, denominator| Value::Counts(Counts { numerator, denominator });
    let found = [
        ("R", counts(1, 2)),
        ("R", counts(3, 4)),
        ("R", counts(0, 0)),
        ("N", Value::Number(d("4"))),
        ("N", Value::Number(d("2.5"))),
        ("N", Value::NotApplicable("không có".to_owned())),
    ];
    let known = bests(&set, found.iter().map(|(code, value)| (*code, value)));
    assert_eq!((known.get("R"), known.get("N")), (Some(&counts(3, 4)), Some(&Value::Number(d("2.5")))));
    let value = |code: &str| Some(if code == "R" { counts(1, 2) } else { Value::Number(d("4")) });
    let card =
        assess(&set, OrganisationKind::Department, value, &Comparison { bests: known, ..Comparison::default() }, &[]);
    // 1/2 ÷ 3/4 = 2/3 of 10 is 6.66; 2.5 ÷ 4 of 10 is 6.25: 12.91 of 20.
    assert_eq!((card.lines[0].points, card.lines[1].points, card.total), (666, 625, Some(1_291)));
    assert_eq!(card.lines[0].best, Some(counts(3, 4)));
    let unknown = assess(&set, OrganisationKind::Department, value, &Comparison::default(), &[]);
    assert_eq!(unknown.lines[0].applicability, Applicability::Pending);
    assert_eq!((unknown.total, unknown.applicable_points), (None, 0));
}
