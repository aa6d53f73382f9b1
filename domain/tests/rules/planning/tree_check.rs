//! What a tree is refused for, so that whatever is published can be scored.

use domain::planning::exact::Decimal;
use domain::planning::tree::{
    Combine, Condition, ExtraForm, Leaf, Node, Normalise, Rebase, Rounding, TieBreak, TieOrder, Tree, TreeBand,
};
use domain::planning::value_spec::ValueSpec;

use crate::trees::{CUT, beyond, branch, choice, d, extra_line, given_points, node, number, pillars, step, text, tree};
use crate::world::told;

/// Every fault of a tree that is surely wrong, one at a time.
#[test]
fn l26_l27_m06_m08_a_tree_that_cannot_be_scored_is_refused() {
    let refused = |change: &dyn Fn(&mut Tree)| {
        let mut tree = pillars(Rebase::Above);
        tree.bands = bands(&["0", "50", "90"]);
        change(&mut tree);
        told(tree.check())
    };
    fn bands(from: &[&str]) -> Vec<TreeBand> {
        let band =
            |from: &&str| TreeBand { code: format!("B{from}"), name: text("band"), from: d(from), conditions: vec![] };
        from.iter().map(band).collect()
    }
    fn first(tree: &mut Tree) -> &mut Leaf {
        let Some(Node::Branch(a)) = tree.main.children.first_mut() else { panic!("a branch") };
        let Some(Node::Leaf(leaf)) = a.children.first_mut() else { panic!("a leaf") };
        leaf
    }
    fn condition(tree: &mut Tree, condition: Condition) {
        tree.bands[2].conditions = vec![condition];
    }
    assert_eq!(refused(&|_| {}), ["done"]);
    let a1 = "/main/children/0/children/0";
    let one = |rest: &str| vec![format!("invalid: {rest}")];
    assert_eq!(refused(&|tree| tree.scale = Decimal::ZERO), one("SCALE_UNSOUND - /scale"));
    assert_eq!(
        refused(&|tree| tree.rounding = Rounding { decimals: 5, ..CUT }),
        one("DECIMALS_OUT_OF_RANGE - /rounding/decimals")
    );
    assert_eq!(refused(&|tree| first(tree).code = "B".to_owned()), one("CODE_TWICE - /main/children/1/code"));
    assert_eq!(refused(&|tree| first(tree).code.clear()), one(&format!("CODE_TWICE - {a1}/code")));
    assert_eq!(refused(&|tree| first(tree).full = d("11")), one("POINTS_DO_NOT_ADD_UP - /main/children/0/full"));
    assert_eq!(refused(&|tree| first(tree).least = Some(d("10.0001"))), one(&format!("BOUNDS_UNSOUND - {a1}")));
    assert_eq!(
        refused(&|tree| first(tree).normalise = Some(Normalise::Best)),
        one(&format!("NORMALISATION_UNFIT - {a1}/normalise"))
    );
    assert_eq!(
        refused(&|tree| first(tree).curve.pieces = vec![beyond(step("1"))]),
        one(&format!("CURVE_UNFIT - {a1}/curve"))
    );
    assert_eq!(refused(&|tree| first(tree).value = number()), one(&format!("CURVE_UNSOUND - {a1}/curve")));
    assert_eq!(refused(&|tree| first(tree).share = Some(d("50"))), one("SHARES_UNSOUND - /main/children/0/children"));
    assert_eq!(
        refused(&|tree| first(tree).value = choice(&[("Y", "10"), ("Y", "0")])),
        one(&format!("OPTIONS_UNSOUND - {a1}/value/choice/options"))
    );
    assert_eq!(
        refused(&|tree| first(tree).value = choice(&[("Y", "10.5"), ("N", "0")])),
        one(&format!("OPTIONS_UNSOUND - {a1}/value/choice/options"))
    );
    assert_eq!(refused(&|tree| tree.bands = bands(&["1", "50"])), one("BANDS_UNSOUND L26 /bands"));
    assert_eq!(refused(&|tree| tree.bands = bands(&["0", "50", "20"])), one("BANDS_UNSOUND L26 /bands"));
    assert_eq!(
        refused(&|tree| tree.bands = bands(&["0", "50", "50"])),
        ["invalid: BANDS_UNSOUND L26 /bands", "invalid: CODE_TWICE - /bands/2/code"]
    );
    let at_least = |node: &str| Condition::NodeAtLeast { node: node.to_owned(), points: d("1") };
    assert_eq!(refused(&|tree| tree.bands[0].conditions = vec![at_least("A")]), one("BANDS_UNSOUND L26 /bands"));
    assert_eq!(refused(&|tree| condition(tree, at_least("Z"))), one("NODE_UNKNOWN - /bands/2/conditions/0/node"));
    for node in ["ROOT", "A", "A1"] {
        assert_eq!(refused(&|tree| condition(tree, at_least(node))), ["done"], "{node}");
    }
    let not = |leaf: &str, option: &str| Condition::NotOption { leaf: leaf.to_owned(), option: option.to_owned() };
    assert_eq!(refused(&|tree| condition(tree, not("A", "Y"))), one("NODE_UNKNOWN - /bands/2/conditions/0/leaf"));
    assert_eq!(refused(&|tree| condition(tree, not("A1", "Y"))), one("OPTION_UNKNOWN - /bands/2/conditions/0/option"));
    for (basis_points, fault) in [(-1, true), (0, false), (10_000, false), (10_001, true)] {
        let told = refused(&|tree| condition(tree, Condition::GreatestShare { basis_points }));
        let expected = if fault { one("SHARE_OUT_OF_RANGE - /bands/2/conditions/0") } else { vec!["done".to_owned()] };
        assert_eq!(told, expected, "{basis_points}");
    }
    let tie = |node: &str| vec![TieBreak { node: node.to_owned(), order: TieOrder::Highest }];
    assert_eq!(refused(&|tree| tree.tie_breaks = tie("Z")), one("NODE_UNKNOWN - /tieBreaks/0/node"));
    assert_eq!(refused(&|tree| tree.main.children.clear()), one("TREE_UNSOUND - /main"));
    assert_eq!(
        refused(&|tree| tree.bonus.lines = vec![extra_line("F", ExtraForm::Fixed(d("0")), Some("0"))]),
        ["invalid: LINES_UNSOUND L27 /bonus/lines", "invalid: CAP_UNSOUND L27 /bonus/cap"]
    );
    assert_eq!(
        refused(&|tree| first(tree).value = ValueSpec::Context { of: text("x"), decimals: 0 }),
        [
            "invalid: POINTS_DO_NOT_ADD_UP - /main/children/0/full".to_owned(),
            format!("invalid: LEAF_POINTS_UNSOUND - {a1}/full"),
        ]
    );
}

/// Rule M07: the shares of a weighted branch are above zero and add up to 100 %.
#[test]
fn m07_shares_are_above_zero_and_add_up_to_one_hundred_percent() {
    let shared = |a: Option<&str>, b: Option<&str>| {
        let share = |share: Option<&str>, leaf: Leaf| node(Leaf { share: share.map(d), ..leaf });
        let children = vec![share(a, given_points("A", "20")), share(b, given_points("B", "30"))];
        told(tree("100", branch("ROOT", Combine::Weighted, children)).check())
    };
    assert_eq!(shared(Some("33.3333"), Some("66.6667")), ["done"]);
    let refused = ["invalid: SHARES_UNSOUND - /main/children"];
    for (a, b) in [
        (Some("33.3333"), Some("66.6666")),
        (Some("0"), Some("100")),
        (Some("-10"), Some("110")),
        (None, Some("100")),
        (None, None),
    ] {
        assert_eq!(shared(a, b), refused, "{a:?} {b:?}");
    }
}

/// At most six levels and 200 criteria.
#[test]
fn a_tree_is_neither_too_deep_nor_too_large() {
    let deep = |levels: usize| {
        let mut inner = node(given_points("K", "10"));
        for level in 0..levels.saturating_sub(1) {
            inner = Node::Branch(branch(&format!("L{level}"), Combine::Sum, vec![inner]));
        }
        let Node::Branch(main) = inner else { panic!("a branch") };
        told(tree("10", main).check())
    };
    assert_eq!((deep(6), deep(7)), (vec!["done".to_owned()], vec!["invalid: TREE_UNSOUND - /main".to_owned()]));
    let wide = |leaves: usize| {
        let children = (0..leaves).map(|place| node(given_points(&format!("K{place}"), "1"))).collect();
        told(tree("100", branch("ROOT", Combine::Sum, children)).check())
    };
    assert_eq!((wide(200), wide(201)), (vec!["done".to_owned()], vec!["invalid: TREE_UNSOUND - /main".to_owned()]));
}
