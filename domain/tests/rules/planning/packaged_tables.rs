//! T6, a capital: departments with 34 criteria in nine pillars, of which most take 33, and communes with 47 in eight. The
//! numbers are published; the points are those of the demonstration's package, whose two sets are scored here, and every
//! result is computed by hand.

use domain::planning::card::{Card, Given};
use domain::planning::curve::{Bound, Piece};
use domain::planning::exact::Decimal;
use domain::planning::measure::Demands;
use domain::planning::tree::{Branch, Leaf, Node, Rebase, Rounding, RoundingPlace, Target, Tree};
use domain::planning::value_spec::ValueSpec;
use serde_json::Value;

use crate::trees::{
    branch, card, choice, d, leaf, line, of, option, points, rubric, shown, slope, step, total, tree, value,
};

const DEPARTMENTS: &str = include_str!("../../../../plans/demo-two-level-2026-2030/criteria-sets/departments.json");
const COMMUNES: &str = include_str!("../../../../plans/demo-two-level-2026-2030/criteria-sets/communes.json");

/// A number of the package, as it is written.
fn decimal(value: &Value) -> Decimal {
    assert!(value.is_number(), "{value}");
    d(&value.to_string())
}

fn word(value: &Value) -> &str {
    value.as_str().expect("a word")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// A word of the contract, which is stored as it is written there.
fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("it is known")
}

fn piece(piece: &Value) -> Piece {
    let until = piece.get("to").map(|to| Bound { at: decimal(&to["at"]), included: to["included"] == true });
    let shape = match (piece.get("step"), piece.get("line"), piece.get("on")) {
        (Some(points), None, None) => step(&points.to_string()),
        (None, Some(ends), None) => line(&ends[0].to_string(), &ends[1].to_string()),
        (None, None, Some(on)) => {
            let [at, points, per, each] = ["at", "points", "per", "each"].map(|name| on[name].to_string());
            slope(&at, &points, &per, &each)
        }
        _ => panic!("a piece has one shape: {piece}"),
    };
    Piece { until, shape }
}

fn value_spec(spec: &Value) -> ValueSpec {
    let (kind, of) = spec.as_object().and_then(|spec| spec.iter().next()).expect("a kind of value");
    match kind.as_str() {
        "ratio" => ValueSpec::Ratio {
            numerator: read(&of["numerator"]),
            denominator: read(&of["denominator"]),
            zero: read(&of["zero"]),
            may_exceed_one: of["mayExceedOne"] == true,
            per: read(&of["per"]),
        },
        "number" => ValueSpec::Number {
            of: read(&of["of"]),
            unit: read(&of["unit"]),
            decimals: of.get("decimals").map_or(0, read),
            least: of.get("least").map(decimal),
            most: of.get("most").map(decimal),
        },
        "choice" => {
            let points: Vec<String> = list(&of["options"]).iter().map(|option| option["points"].to_string()).collect();
            let codes = list(&of["options"]).iter().map(|option| word(&option["code"]));
            choice(&codes.zip(points.iter().map(String::as_str)).collect::<Vec<_>>())
        }
        "rubric" => rubric(),
        other => panic!("{other} is none of the package's"),
    }
}

/// A node of the package; nothing of it that makes points is passed over.
fn node(json: &Value) -> Node {
    let code = word(&json["code"]);
    let known = [
        "code", "name", "source", "value", "curve", "target", "full", "most", "demands", "combine", "rebase",
        "children",
    ];
    for name in json.as_object().expect("a node").keys() {
        assert!(known.contains(&name.as_str()), "{code} has {name}");
    }
    let most = json.get("most").map(decimal);
    if let Some(children) = json.get("children") {
        let below = list(children).iter().map(node).collect();
        return Node::Branch(Branch {
            full: Some(decimal(&json["full"])),
            most,
            rebase: json.get("rebase").map_or(Rebase::Above, read),
            ..branch(code, read(&json["combine"]), below)
        });
    }
    let curve = json.get("curve").map(|curve| list(curve).iter().map(piece).collect()).unwrap_or_default();
    Node::Leaf(Box::new(Leaf {
        most,
        target: json.get("target").map(|target| Target { at: decimal(&target["at"]), side: read(&target["side"]) }),
        demands: json.get("demands").map_or_else(Demands::default, read),
        ..leaf(code, &json["full"].to_string(), value_spec(&json["value"]), curve)
    }))
}

/// The tree of a set of the package, without what its total needs not: bonuses, penalties, tie-breaks and bands.
fn packaged(text: &str) -> Tree {
    let set: Value = serde_json::from_str(text).expect("JSON");
    let model = set.get("model").expect("a tree");
    let Node::Branch(main) = node(&model["main"]) else { panic!("the main branch is one") };
    let rounding = &model["rounding"];
    Tree {
        rounding: Rounding {
            mode: read(&rounding["mode"]),
            decimals: read(&rounding["decimals"]),
            place: read(&rounding["at"]),
        },
        ..tree(&model["scale"].to_string(), main)
    }
}

/// The pillars: their codes, and how many criteria each has.
fn pillars(tree: &Tree) -> Vec<(&str, usize)> {
    let children = tree.main.children.iter();
    let pillars = children.map(|node| match node {
        Node::Branch(pillar) => (pillar.code.as_str(), pillar.children.len()),
        Node::Leaf(leaf) => panic!("{} stands in no pillar", leaf.code),
    });
    pillars.collect()
}

/// A tree with one of its pillars changed.
fn changed(tree: &Tree, code: &str, change: impl Fn(&mut Branch)) -> Tree {
    let mut tree = tree.clone();
    let pillar = tree.main.children.iter_mut().find(|pillar| pillar.code() == code).expect("a pillar");
    let Node::Branch(pillar) = pillar else { panic!("{code} is a criterion") };
    change(pillar);
    tree
}

/// What is known, with one criterion known otherwise or not at all.
fn but(mut known: Vec<(&'static str, Given)>, code: &str, given: Option<Given>) -> Vec<(&'static str, Given)> {
    let place = known.iter().position(|(one, _)| *one == code).expect("a criterion");
    let (code, _) = known.remove(place);
    known.extend(given.map(|given| (code, given)));
    known
}

/// Left out for this unit by name.
fn left_out() -> Option<Given> {
    let reason = "Không có cơ sở dữ liệu chuyên ngành".to_owned();
    Some(Given::LeftOut { reason, document: "12/QĐ-UBND".to_owned() })
}

/// The points of all pillars as they are shown, and the total.
fn result(tree: &Tree, card: &Card) -> (Vec<String>, String) {
    (pillars(tree).into_iter().map(|(pillar, _)| shown(card, pillar)).collect(), total(card))
}

/// The figures of a department, with the points that they give: leaves are cut to two decimals.
fn department() -> Vec<(&'static str, Given)> {
    vec![
        // S1: 30 + 40 + 31.5 = 101.5, and its cap is 100.
        ("S1.1", option("HEAD")), // 30
        ("S1.2", value("1.25")),  // one meeting a quarter and more: 40
        ("S1.3", of(46, 40)),     // 115 %: 30 + 15 × 0.1 = 31.5
        // S2: 15 + 25 + 19.44 + 17.5 = 76.94.
        ("S2.1", option("LATE")), // 15
        ("S2.2", value("1")),     // 30 − 5 = 25
        ("S2.3", of(7, 9)),       // 25 × 7 ÷ 9 = 19.444…
        ("S2.4", value("8")),     // 25 − 25 × (8 − 5) ÷ (15 − 5) = 17.5
        // S3: 34 + 26.66 = 60.66.
        ("S3.1", of(85, 100)), // 28 + 12 × (85 − 70) ÷ 30 = 34
        ("S3.2", of(30, 50)),  // 40 × 60 ÷ 90 = 26.666…
        // S4: 22.5 + 32 + 15 = 69.5.
        ("S4.1", of(60, 100)),         // 30 × 60 ÷ 80 = 22.5
        ("S4.2", of(24, 20)),          // 120 %: 30 + 20 × 0.1 = 32
        ("S4.3", option("PART_TIME")), // 15
        // S5: 25 + 10 + 25.71 + 20 + 8 = 88.71.
        ("S5.1", of(4, 5)),        // from 75 %: 25
        ("S5.2", value("1")),      // 10
        ("S5.3", value("4")),      // 30 − 30 × (4 − 3) ÷ (10 − 3) = 25.714…
        ("S5.4", value("1")),      // 30 − 10 = 20
        ("S5.5", option("MINOR")), // 8
        // S6: 24 + 22.5 + 25 + 26.25 + 22.5 + 17.71 + 15 + 20 + 25 + 25.5 + 18 = 241.46.
        ("S6.1", of(76, 100)),  // 30 × 76 ÷ 95 = 24
        ("S6.2", of(9, 10)),    // 25 × 0.9 = 22.5
        ("S6.3", of(5, 7)),     // 35 × 5 ÷ 7 = 25
        ("S6.4", of(70, 100)),  // 17.5 + 17.5 × (70 − 50) ÷ 40 = 26.25
        ("S6.5", of(2, 100)),   // 30 − 30 × (2 − 1) ÷ (5 − 1) = 22.5
        ("S6.6", of(78, 100)),  // 10 + 15 × (78 − 60) ÷ 35 = 17.714…
        ("S6.7", of(3, 5)),     // 20 × 60 ÷ 80 = 15
        ("S6.8", value("4.2")), // 25 × (4.2 − 3) ÷ 1.5 = 20
        ("S6.9", of(8, 8)),     // 25
        ("S6.10", of(21, 20)),  // 105 %: 25 + 5 × 0.1 = 25.5
        ("S6.11", of(1, 2)),    // from 50 %: 18
        // S7: 30.
        ("S7.1", of(3, 4)), // 40 × 0.75 = 30
        // S8: 15 + 18.25 + 22.5 = 55.75.
        ("S8.1", of(35, 100)),     // 30 × 35 ÷ 70 = 15
        ("S8.2", points("18.25")), // as the panel gives
        ("S8.3", of(65, 100)),     // 20 + (65 − 60) × 0.5 = 22.5
        // S9: 13.5 + 24 = 37.5.
        ("S9.1", value("9")), // 9 × 1.5 = 13.5
        ("S9.2", value("2")), // 24
    ]
}

/// The figures of a commune, with the points that they give: nothing is rounded but what is shown.
fn commune() -> Vec<(&'static str, Given)> {
    vec![
        // X1: 1 + 1 + 2.1 + 1.5 + 1.5 = 7.1.
        ("X1.1", option("DEPUTY")), // 1
        ("X1.2", value("0.5")),     // 1
        ("X1.3", of(11, 10)),       // 110 %: 2 + 10 × 0.01 = 2.1
        ("X1.4", value("3")),       // 2 × 3 ÷ 4 = 1.5
        ("X1.5", value("1")),       // 2 − 0.5 = 1.5
        // X2: 1.5 + 2 + 1.5 = 5.
        ("X2.1", option("LATE")), // 1.5
        ("X2.2", option("YES")),  // 2
        ("X2.3", of(96, 100)),    // from 95 %: 1.5
        // X3: 1.6 + 1.25 + 1.2 + 4/3 + 1.5 = 6.8833….
        ("X3.1", of(9, 10)),   // 1.2 + 0.8 × (90 − 80) ÷ 20 = 1.6
        ("X3.2", of(50, 100)), // 2 × 50 ÷ 80 = 1.25
        ("X3.3", of(51, 100)), // 2 × 51 ÷ 85 = 1.2
        ("X3.4", of(2, 3)),    // 2 × 2 ÷ 3 = 4/3
        ("X3.5", of(3, 4000)), // 0.75 per 1,000: 2 × 0.75 = 1.5
        // X4: 1 + 1.5 + 1.6 + 2.2 + 2 + 1.5 = 9.8.
        ("X4.1", of(45, 100)),          // 2 × 45 ÷ 90 = 1
        ("X4.2", of(80, 100)),          // 1 + (80 − 60) ÷ 40 = 1.5
        ("X4.3", value("2.4")),         // 2 × 2.4 ÷ 3 = 1.6
        ("X4.4", of(13, 10)),           // 130 %: 2 + 30 × 0.01 = 2.3, at most 2.2
        ("X4.5", option("SPECIALIST")), // 2
        ("X4.6", value("15000")),       // 2 × 15000 ÷ 20000 = 1.5
        // X5: 2.1 + 1.5 + 1.6 + 3 = 8.2.
        ("X5.1", of(85, 100)),    // 1.8 + 1.2 × (85 − 80) ÷ 20 = 2.1
        ("X5.2", value("1")),     // 3 − 1.5 = 1.5
        ("X5.3", value("3")),     // 2 − 2 × (3 − 2) ÷ 5 = 1.6
        ("X5.4", option("NONE")), // 3
        // X6: 2.5 + 7/3 + 2.1 + 1.5 + 1.8 + 2 + 1.5 + 1 + 1.5 + 2.7 = 18.9333….
        ("X6.1", of(75, 100)),   // 3 × 75 ÷ 90 = 2.5
        ("X6.2", of(7, 9)),      // 3 × 7 ÷ 9 = 7/3
        ("X6.3", of(60, 100)),   // 1.2 + 1.8 × (60 − 40) ÷ 40 = 2.1
        ("X6.4", of(3, 100)),    // 3 − 3 × (3 − 1) ÷ 4 = 1.5
        ("X6.5", of(57, 100)),   // 3 × 57 ÷ 95 = 1.8
        ("X6.6", of(45, 100)),   // 1 + 2 × (45 − 30) ÷ 30 = 2
        ("X6.7", value("3.75")), // 3 × 0.75 ÷ 1.5 = 1.5
        ("X6.8", of(70, 100)),   // from 60 %: 1
        ("X6.9", value("3")),    // 3 × 0.5 = 1.5
        ("X6.10", of(9, 10)),    // 3 × 0.9 = 2.7
        // X7: 1/3 + 1.5 + 1 + 1.6 + 1.8 + 0.5 = 6.7333….
        ("X7.1", of(1, 6)),     // 2 ÷ 6 = 1/3
        ("X7.2", of(60, 100)),  // 2 × 60 ÷ 80 = 1.5
        ("X7.3", of(35, 100)),  // 2 × 35 ÷ 70 = 1
        ("X7.4", of(40, 1000)), // 40 per 1,000: 2 × 40 ÷ 50 = 1.6
        ("X7.5", of(9, 10)),    // 1.8
        ("X7.6", value("1")),   // 0.5
        // X8: 0.75 + 1.5 + 1 + 1.5 + 1.1 + 0.5 + 0.5 + 1.4 = 8.25.
        ("X8.1", of(40, 100)),   // 1.5 × 40 ÷ 80 = 0.75
        ("X8.2", of(8, 10)),     // 1.5
        ("X8.3", of(60, 100)),   // 1.5 × 60 ÷ 90 = 1
        ("X8.4", of(19, 20)),    // 95 %: 1.5
        ("X8.5", of(25, 100)),   // 1 + 5 × 0.02 = 1.1
        ("X8.6", of(1, 2)),      // 0.5
        ("X8.7", of(7, 10)),     // from 60 %: 0.5
        ("X8.8", points("1.4")), // as the panel gives
    ]
}

fn told(points: &[&str], total: &str) -> (Vec<String>, String) {
    (points.iter().map(|points| (*points).to_owned()).collect(), total.to_owned())
}

#[test]
fn t6_the_sets_have_34_criteria_in_9_pillars_and_47_in_8() {
    let (departments, communes) = (packaged(DEPARTMENTS), packaged(COMMUNES));
    let counts = |tree| pillars(tree).into_iter().map(|(_, criteria)| criteria).collect::<Vec<_>>();
    assert_eq!(counts(&departments), [3, 4, 2, 3, 5, 11, 1, 3, 2]);
    assert_eq!(counts(&communes), [5, 3, 5, 6, 4, 10, 6, 8]);
    for (tree, known, criteria) in [(&departments, department(), 34), (&communes, commune(), 47)] {
        assert_eq!((tree.leaves().len(), known.len()), (criteria, criteria), "each criterion has a figure");
        assert!(tree.leaves().iter().all(|leaf| known.iter().any(|(code, _)| *code == leaf.code)));
    }
}

#[test]
fn t6_a_department_that_takes_all_34_criteria() {
    let tree = packaged(DEPARTMENTS);
    // 100 + 76.94 + 60.66 + 69.5 + 88.71 + 241.46 + 30 + 55.75 + 37.5 = 760.52 of 1,000.
    let subtotals = ["100", "76.94", "60.66", "69.5", "88.71", "241.46", "30", "55.75", "37.5"];
    assert_eq!(result(&tree, &card(&tree, &department())), told(&subtotals, "760.52"));

    // Planted: without one value, 24 points of S9 are missing; without the cap of S1, there are 1.5 more.
    let less = card(&tree, &but(department(), "S9.2", None));
    assert_eq!((shown(&less, "S9"), total(&less)), ("13.5".to_owned(), "736.52".to_owned()));
    let uncapped = changed(&tree, "S1", |pillar| pillar.most = None);
    let more = card(&uncapped, &department());
    assert_eq!((shown(&more, "S1"), total(&more)), ("101.5".to_owned(), "762.02".to_owned()));
}

/// Rules L24, M07: what is left out is re-based, over the whole table or inside its pillar.
#[test]
fn t6_l24_m07_a_department_that_takes_33_of_34_criteria() {
    let tree = packaged(DEPARTMENTS);
    // Without S7.1, the only one of its pillar: 760.52 − 30 = 730.52 of 960, × 1,000 ÷ 960 = 760.9583….
    let without = card(&tree, &but(department(), "S7.1", left_out()));
    let subtotals = ["100", "76.94", "60.66", "69.5", "88.71", "241.46", "-", "55.75", "37.5"];
    assert_eq!(result(&tree, &without), told(&subtotals, "760.95"));
    // The same, if the unit has nothing to count there (rule S08); but not, if it gives no figures: 730.52 of 1,000.
    assert_eq!(total(&card(&tree, &but(department(), "S7.1", Some(of(0, 0))))), "760.95");
    assert_eq!(total(&card(&tree, &but(department(), "S7.1", None))), "730.52");

    // Without S6.8: S6 has 241.46 − 20 = 221.46 of 275, × 300 ÷ 275 = 241.5927…, and the total 760.6527….
    let known = but(department(), "S6.8", left_out());
    let subtotals = ["100", "76.94", "60.66", "69.5", "88.71", "241.59", "30", "55.75", "37.5"];
    assert_eq!(result(&tree, &card(&tree, &known)), told(&subtotals, "760.65"));
    // Planted: re-based over the whole table, it would be 740.52 of 975, × 1,000 ÷ 975 = 759.5076….
    let above = changed(&tree, "S6", |pillar| pillar.rebase = Rebase::Above);
    let card = card(&above, &known);
    assert_eq!((shown(&card, "S6"), total(&card)), ("221.46".to_owned(), "759.5".to_owned()));
}

#[test]
fn t6_a_commune_that_takes_all_47_criteria() {
    let tree = packaged(COMMUNES);
    // 7.1 + 5 + (5.55 + 4/3) + 9.8 + 8.2 + (16.6 + 7/3) + (6.4 + 1/3) + 8.25 = 66.9 + 4 = 70.9 of 100.
    let subtotals = ["7.1", "5", "6.88", "9.8", "8.2", "18.93", "6.73", "8.25"];
    assert_eq!(result(&tree, &card(&tree, &commune())), told(&subtotals, "70.9"));

    // Planted: rounded at the leaves, the thirds are 1.33, 2.33 and 0.33; without a value, two points of X2 are missing.
    let place = RoundingPlace::LeavesAndRoot;
    let rounded = Tree { rounding: Rounding { place, ..tree.rounding }, ..tree.clone() };
    assert_eq!(total(&card(&rounded, &commune())), "70.89");
    let less = card(&tree, &but(commune(), "X2.2", None));
    assert_eq!((shown(&less, "X2"), total(&less)), ("3".to_owned(), "68.9".to_owned()));
}
