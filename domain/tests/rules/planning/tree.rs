//! Cards of trees: the shapes of real scoring tables with results computed by hand.

use domain::base::code::GroupCode;
use domain::planning::card::{Given, LeafState};
use domain::planning::exact::Exact;
use domain::planning::scoring::Counts;
use domain::planning::tree::score::{Extra, References, references};
use domain::planning::tree::words::explain;
use domain::planning::tree::{
    Absence, Branch, Combine, ExtraForm, Extras, Leaf, Node, Normalise, Rebase, Rounding, RoundingMode, RoundingPlace,
    Target, TargetSide, TieBreak, TieOrder, Tree,
};
use domain::planning::value_spec::{Over, RollUpForm, ValueSpec};

use crate::trees::{
    alone, below, beyond, branch, card, card_with, choice, d, extra_line, given_points, leaf, line, node, number, of,
    official, option, percent, pillars, points, proportional, ratio, rubric, shown, slope, step, text, total, tree,
    up_to, value, waived,
};

/// The points of a tree of one leaf, and whether its target is met.
fn one(leaf: &Leaf, given: Given) -> (String, Option<bool>) {
    let card = card(&alone(leaf.clone()), &[(&leaf.code, given)]);
    (shown(&card, &leaf.code), card.leaf(&leaf.code).and_then(|leaf| leaf.met))
}

fn points_of(leaf: &Leaf, given: Given) -> String {
    one(leaf, given).0
}

/// Shape a: falling steps, and half a point less for each event, down to nothing.
#[test]
fn shape_a_points_fall_by_steps_or_for_each_event() {
    let pieces = vec![up_to("0", step("10")), up_to("1", step("8")), up_to("2", step("5")), beyond(step("0"))];
    let late = leaf("LATE", "10", number(), pieces);
    for (reports, points) in [("0", "10"), ("1", "8"), ("2", "5"), ("3", "0"), ("99", "0")] {
        assert_eq!(points_of(&late, value(reports)), points, "{reports}");
    }
    // 10 − 3 × 0.5 = 8.5; 10 − 30 × 0.5 = −5, which the least holds at 0.
    let each = leaf("EACH", "10", number(), vec![beyond(slope("0", "10", "1", "-0.5"))]);
    for (events, points) in [("0", "10"), ("3", "8.5"), ("20", "0"), ("30", "0")] {
        assert_eq!(points_of(&each, value(events)), points, "{events}");
    }
    // A deduction of its own: nothing to win, 2 points for each, 8 at the most; 20 − 6 = 14 of 20.
    let mut deduction = leaf("MINUS", "0", number(), vec![beyond(slope("0", "0", "1", "-2"))]);
    (deduction.least, deduction.most) = (Some(d("-8")), Some(d("0")));
    let main = branch("ROOT", Combine::Sum, vec![node(given_points("K", "20")), node(deduction)]);
    let card_of = |events| card(&tree("20", main.clone()), &[("K", points("20")), ("MINUS", value(events))]);
    assert_eq!((shown(&card_of("3"), "MINUS"), total(&card_of("3"))), ("-6".to_owned(), "14".to_owned()));
    assert_eq!((shown(&card_of("9"), "MINUS"), total(&card_of("9"))), ("-8".to_owned(), "12".to_owned()));
}

/// Shape b: more than planned may give more, and rates are for each thousand people.
#[test]
fn shape_b_more_than_all_and_rates_for_each_thousand() {
    // Up to the plan 10 × share; beyond it 1 point for each 10 %, 12 at the most: 120 % → 12, 115 % → 11.5.
    let pieces = vec![up_to("100", slope("0", "0", "100", "10")), beyond(slope("100", "10", "10", "1"))];
    let mut planned = leaf("PLAN", "10", percent(), pieces);
    planned.most = Some(d("12"));
    for (done, points) in [(50, "5"), (100, "10"), (115, "11.5"), (120, "12"), (200, "12")] {
        assert_eq!(points_of(&planned, of(done, 100)), points, "{done}");
    }
    // 12 accounts among 4,000 people are 3 for each 1,000; 2 points for each are 6.
    let mut accounts = leaf("HEAD", "10", ratio(1_000), vec![beyond(slope("0", "0", "1", "2"))]);
    accounts.most = Some(d("10"));
    assert_eq!((points_of(&accounts, of(12, 4_000)), points_of(&accounts, of(40, 4_000))), ("6".into(), "10".into()));
}

/// Shapes c, d: nothing below a floor and in proportion above it; half a point for each percent above the target.
#[test]
fn shapes_c_d_a_floor_and_points_above_the_target() {
    let floor = vec![below("70", step("0")), up_to("100", line("7", "10")), beyond(step("10"))];
    let floor = leaf("FLOOR", "10", percent(), floor);
    // 85 % → 8.5; 7/9 = 77.77… % → 7.77 cut.
    for ((part, all), points) in [((69_999, 100_000), "0"), ((7, 10), "7"), ((85, 100), "8.5"), ((7, 9), "7.77")] {
        assert_eq!(points_of(&floor, of(part, all)), points, "{part}/{all}");
    }
    let pieces = vec![below("80", slope("0", "0", "80", "10")), beyond(slope("80", "10", "1", "0.5"))];
    let mut above = leaf("ABOVE", "10", percent(), pieces);
    (above.most, above.target) = (Some(d("15")), Some(Target { at: d("80"), side: TargetSide::AtLeast }));
    // 83 % → 10 + 3 × 0.5 = 11.5; 95 % → 17.5, held at 15; 79 % → 79 ÷ 80 × 10 = 9.875, cut to 9.87.
    for (part, expected) in [(79, ("9.87", false)), (80, ("10", true)), (83, ("11.5", true)), (95, ("15", true))] {
        assert_eq!(one(&above, of(part, 100)), (expected.0.to_owned(), Some(expected.1)), "{part}");
    }
}

/// Shape e: days with decimals, and growth on the year before, which comes from elsewhere.
#[test]
fn shape_e_decimals_and_growth() {
    let days = vec![up_to("2.5", step("10")), up_to("5", line("10", "0")), beyond(step("0"))];
    let days = leaf("DAYS", "10", number(), days);
    // From 2.5 to 5 days 4 points for each day: 3.25 → 10 − 0.75 × 4 = 7.
    for (mean, points) in [("2.5", "10"), ("3.25", "7"), ("5.0001", "0")] {
        assert_eq!(points_of(&days, value(mean)), points, "{mean}");
    }
    let growth = ValueSpec::Growth {
        figure: "DAYS".to_owned(),
        since: "2025".to_owned(),
        form: domain::planning::value_spec::GrowthForm::Ratio,
    };
    // Processing days down by a tenth: now ÷ then is 90 % or less.
    let pieces = vec![up_to("90", step("10")), up_to("100", line("10", "0")), beyond(step("0"))];
    let mut growth = leaf("GROW", "10", growth, pieces);
    for (absence, state) in
        [(Absence::NotApplicable, LeafState::NotApplicable), (Absence::Unscored, LeafState::Unscored)]
    {
        growth.absence = absence;
        let both = tree("20", branch("ROOT", Combine::Sum, vec![node(days.clone()), node(growth.clone())]));
        assert_eq!(shown(&card(&both, &[("GROW", official(90, 1))]), "GROW"), "10");
        assert_eq!(shown(&card(&both, &[("GROW", official(95, 1))]), "GROW"), "5", "95 % is half of the way");
        let without = card(&both, &[("DAYS", value("2.5"))]);
        assert_eq!((without.leaves[1].state, without.total.is_none()), (state, absence == Absence::Unscored));
    }
    for (absence, state, total_points) in [
        (Absence::Zero, LeafState::NoFigures, "0"),
        (Absence::NotApplicable, LeafState::NotApplicable, "-"),
        (Absence::Pending, LeafState::Pending, "-"),
        (Absence::Unscored, LeafState::Unscored, "-"),
    ] {
        let survey = ValueSpec::Survey { of: text("survey"), most: None };
        let survey = Leaf { absence, ..leaf("S", "10", survey, proportional("100", "10")) };
        let card = card(&alone(survey), &[]);
        assert_eq!((card.leaves[0].state, total(&card).as_str()), (state, total_points), "{absence}");
    }
}

/// Rule L24: a value without which no unit is scored leaves no total, whatever else is known.
#[test]
fn l24_a_unit_without_a_required_value_is_not_scored() {
    let mut survey = leaf("S", "10", ValueSpec::Survey { of: text("survey"), most: None }, proportional("100", "10"));
    survey.absence = Absence::Unscored;
    let tree = tree("100", branch("ROOT", Combine::Sum, vec![node(given_points("K", "90")), node(survey)]));
    let without = card(&tree, &[("K", points("90"))]);
    assert_eq!((total(&without), without.base), ("-".to_owned(), None));
    assert_eq!(total(&card(&tree, &[("K", points("90")), ("S", value("50"))])), "95");
}

/// Shape f: lower is better, against a target and against the least of the group.
#[test]
fn shape_f_lower_is_better() {
    let pieces = vec![up_to("2", step("5")), up_to("10", line("5", "0")), beyond(step("0"))];
    let mut overdue = leaf("OVER", "5", percent(), pieces);
    overdue.target = Some(Target { at: d("2"), side: TargetSide::AtMost });
    // 6 % lies half of the way from 2 to 10.
    for ((part, all), expected) in [
        ((2, 100), ("5", true)),
        ((20_001, 1_000_000), ("4.99", false)),
        ((6, 100), ("2.5", false)),
        ((11, 100), ("0", false)),
    ] {
        assert_eq!(one(&overdue, of(part, all)), (expected.0.to_owned(), Some(expected.1)), "{part}/{all}");
    }
    let mut least = leaf("LEAST", "10", number(), proportional("1", "10"));
    least.normalise = Some(Normalise::Least);
    let against = |least_known: &str, ours: &str| {
        let known = [("LEAST".to_owned(), Exact::from(d(least_known)))].into();
        shown(&card_with(&alone(least.clone()), &[("LEAST", value(ours))], &known, &[]), "LEAST")
    };
    // 3 ÷ 4 × 10 = 7.5; nobody has less than nothing, and what is more than nothing is infinitely more.
    assert_eq!([against("3", "4"), against("3", "3"), against("0", "0"), against("0", "4")], ["7.5", "10", "10", "0"]);
}

/// Shape g: independent parts in one criterion. Table T2: the criterion is a branch of two halves.
#[test]
fn shape_g_t2_independent_parts_are_added() {
    let half = |code| leaf(code, "5", choice(&[("YES", "5"), ("NO", "0")]), Vec::new());
    let chairs = choice(&[("HEAD", "10"), ("DEPUTY", "5"), ("NOBODY", "0")]);
    let criteria = vec![
        node(leaf("1.1", "10", chairs, Vec::new())),
        Node::Branch(Branch {
            full: Some(d("10")),
            ..branch("1.2", Combine::Sum, vec![node(half("1.2a")), node(half("1.2b"))])
        }),
        node(leaf("1.3", "10", percent(), proportional("100", "10"))),
        node(given_points("REST", "30")),
    ];
    let tree = tree("60", Branch { full: Some(d("60")), ..branch("1", Combine::Sum, criteria) });
    let known = [
        ("1.1", option("DEPUTY")),
        ("1.2a", option("YES")),
        ("1.2b", option("NO")),
        ("1.3", of(9, 11)),
        ("REST", points("30")),
    ];
    // 5 + (5 + 0) + 9 ÷ 11 × 10 cut to 8.18 + 30 = 48.18.
    let card = card(&tree, &known);
    let all = ["1.1", "1.2", "1.3", "REST"].map(|code| shown(&card, code));
    assert_eq!((all, total(&card)), (["5", "5", "8.18", "30"].map(str::to_owned), "48.18".to_owned()));
}

fn weighted() -> Tree {
    let share = |share, leaf: Leaf| node(Leaf { share: Some(d(share)), ..leaf });
    let b = Branch {
        share: Some(d("70")),
        ..branch("B", Combine::Sum, vec![node(given_points("B1", "60")), node(given_points("B2", "40"))])
    };
    tree("100", branch("ROOT", Combine::Weighted, vec![share("30", given_points("A", "20")), Node::Branch(b)]))
}

/// Shape h, rule M07: a pillar has a weight, a cap and a subtotal, and the card shows each step.
#[test]
fn m07_weights_and_caps_apply_to_a_pillar_before_the_total() {
    // A: 15 ÷ 20 × 30 = 22.5. B: (50 + 30) ÷ 100 × 70 = 56. Together 78.5.
    let known = [("A", points("15")), ("B1", points("50")), ("B2", points("30"))];
    let card_of = card(&weighted(), &known);
    let b = card_of.branch("B").expect("B");
    assert_eq!(
        (b.combined.shown, b.weighted.as_ref().map(|it| it.shown), b.points.shown),
        (d("80"), Some(d("56")), d("56"))
    );
    assert_eq!(card_of.leaf("A").and_then(|a| a.weighted.clone()).map(|it| it.shown), Some(d("22.5")));
    assert_eq!(total(&card_of), "78.5");
    // With B2 left out B is 50 of 60: 50 ÷ 60 × 70 = 58.33…, and 22.5 + 58.33… = 80.83 cut.
    let without = card(&weighted(), &[("A", points("15")), ("B1", points("50")), ("B2", waived())]);
    assert_eq!((total(&without), shown(&without, "B")), ("80.83".to_owned(), "58.33".to_owned()));
    assert_eq!(without.branch("B").and_then(|b| b.points.exact.clone()), Exact::fraction(175, 3));
    // Without A what counts weighs 70: 56 ÷ 70 = 80 %.
    let without = card(&weighted(), &[("A", waived()), ("B1", points("50")), ("B2", points("30"))]);
    assert_eq!((total(&without), without.branches[0].left_out.clone()), ("80".to_owned(), vec!["A".to_owned()]));

    // A cap: 15 + 10 = 25, of which the pillar gives 20; with the other 10 that is 30 of 40.
    let children = vec![node(given_points("P1", "15")), node(given_points("P2", "15"))];
    let capped = Branch { most: Some(d("20")), ..branch("P", Combine::Sum, children) };
    let tree_of = tree("40", branch("ROOT", Combine::Sum, vec![Node::Branch(capped), node(given_points("Q", "10"))]));
    let card_of = card(&tree_of, &[("P1", points("15")), ("P2", points("10")), ("Q", points("10"))]);
    let p = card_of.branch("P").expect("P");
    assert_eq!((p.combined.shown, p.points.shown, total(&card_of)), (d("25"), d("20"), "30".to_owned()));
}

/// Shape h: the mean of children that count; those without full points do not thin it.
#[test]
fn shape_h_a_mean_is_of_the_children_that_count() {
    let context = leaf("CTX", "0", ValueSpec::Context { of: text("people"), decimals: 0 }, Vec::new());
    let children = ["A", "B", "C"].map(|code| node(given_points(code, "10")));
    let main = branch("ROOT", Combine::Mean, children.into_iter().chain([node(context)]).collect());
    let tree = tree("10", Branch { full: Some(d("10")), ..main });
    // (9 + 6 + 5) ÷ 3 = 6.66…; with C waived (9 + 6) ÷ 2 = 7.5.
    let known = |c| [("A", points("9")), ("B", points("6")), ("C", c), ("CTX", value("15763"))];
    assert_eq!(total(&card(&tree, &known(points("5")))), "6.66");
    let without = card(&tree, &known(waived()));
    assert_eq!((total(&without), without.leaves[3].state), ("7.5".to_owned(), LeafState::Collected));
    let main = &without.branches[0];
    assert_eq!((main.combined.shown, main.applicable.shown, main.full.shown), (d("7.5"), d("10"), d("10")));
    // As a pillar of 10 beside 90 points: 6.66… + 45 of 100; without C and re-based above 7.5 + 45 of 100.
    let pillar = Branch { full: Some(d("10")), ..tree.main };
    let sum = branch("SUM", Combine::Sum, vec![Node::Branch(pillar), node(given_points("REST", "90"))]);
    let tree = crate::trees::tree("100", Branch { full: Some(d("100")), ..sum });
    let with = |c| total(&card(&tree, &[known(c).as_slice(), &[("REST", points("45"))]].concat()));
    assert_eq!([with(points("5")), with(waived())], ["51.66", "52.5"]);
}

/// Rules L24, M07: who takes over what does not apply decides: above 85 ÷ 90 × 100 = 94.44, here 10 + 80 = 90.
#[test]
fn l24_m07_what_does_not_apply_is_taken_over_above_or_here() {
    let known = [("A1", waived()), ("A2", points("5")), ("B1", points("80"))];
    let above = card(&pillars(Rebase::Above), &known);
    assert_eq!((total(&above), shown(&above, "A")), ("94.44".to_owned(), "5".to_owned()));
    let here = card(&pillars(Rebase::Here), &known);
    assert_eq!((total(&here), shown(&here, "A")), ("90".to_owned(), "10".to_owned()));
    let a = here.branch("A").expect("A");
    assert_eq!((a.applicable.shown, a.full.shown, a.left_out.clone()), (d("10"), d("20"), vec!["A1".to_owned()]));
    // Nothing of A applies: nobody can take it over here, and B is all there is.
    let none = [("A1", waived()), ("A2", waived()), ("B1", points("40"))];
    for rebase in [Rebase::Here, Rebase::Above] {
        let card = card(&pillars(rebase), &none);
        assert_eq!((total(&card), shown(&card, "A")), ("50".to_owned(), "-".to_owned()), "{rebase}");
    }
    let nothing = card(&pillars(Rebase::Here), &[("A1", waived()), ("A2", waived()), ("B1", waived())]);
    assert_eq!((nothing.total, nothing.base), (None, None), "unscored");
}

fn extra(line: &str, amount: &str) -> Extra {
    Extra { line: line.to_owned(), amount: d(amount) }
}

/// Shape i, rule L27; table T3 (950 + 50, −8 for not registering); table T4 (97 + 10 = 107).
#[test]
fn l27_t3_t4_bonus_and_penalty_are_fixed_for_each_or_free_within_their_caps() {
    let mut block = tree("950", branch("ROOT", Combine::Sum, vec![node(given_points("K", "950"))]));
    block.may_exceed_scale = true;
    block.bonus = Extras {
        lines: vec![
            extra_line("FLAG", ExtraForm::Fixed(d("10")), None),
            extra_line("IDEA", ExtraForm::Each(d("2")), Some("6")),
            extra_line("FREE", ExtraForm::Free { most: d("40") }, None),
        ],
        cap: Some(d("50")),
    };
    block.penalty = Extras { lines: vec![extra_line("NOREG", ExtraForm::Fixed(d("8")), None)], cap: None };
    let scored = |base: &str, extras: &[Extra]| {
        let card = card_with(&block, &[("K", points(base))], &References::new(), extras);
        (card.bonus.shown.to_string(), card.penalty.shown.to_string(), total(&card))
    };
    let told = |bonus: &str, penalty: &str, total: &str| (bonus.to_owned(), penalty.to_owned(), total.to_owned());
    assert_eq!(scored("900", &[]), told("0", "0", "900"));
    assert_eq!(scored("900", &[extra("FLAG", "1"), extra("FLAG", "1")]), told("10", "0", "910"), "once");
    assert_eq!(scored("900", &[extra("IDEA", "2"), extra("IDEA", "2")]), told("6", "0", "906"), "4 × 2, at most 6");
    // 10 + 6 + 40 = 56, at most 50: 950 + 50 stays 1000.
    let all = [extra("FLAG", "1"), extra("IDEA", "4"), extra("FREE", "99"), extra("GONE", "5")];
    assert_eq!(scored("950", &all), told("50", "0", "1000"));
    assert_eq!(scored("950", &[extra("NOREG", "1")]), told("0", "8", "942"));
    assert_eq!(scored("5", &[extra("NOREG", "1")]), told("0", "8", "0"), "never below nothing");
    assert_eq!(scored("900", &[extra("FREE", "-5"), extra("IDEA", "-1")]), told("0", "0", "900"), "nothing is taken");

    // T4: 10 for a city's or a ministry's flag, 15 for a Government's; 97 + 10 = 107 is allowed.
    let mut city = tree("100", branch("ROOT", Combine::Sum, vec![node(given_points("K", "100"))]));
    let lines =
        [("CITY", "10"), ("GOV", "15")].map(|(code, points)| extra_line(code, ExtraForm::Fixed(d(points)), None));
    city.bonus.lines = lines.to_vec();
    let with =
        |city: &Tree, line| total(&card_with(city, &[("K", points("97"))], &References::new(), &[extra(line, "1")]));
    assert_eq!([with(&city, "CITY"), with(&city, "GOV")], ["100", "100"], "the scale holds it");
    city.may_exceed_scale = true;
    assert_eq!([with(&city, "CITY"), with(&city, "GOV")], ["107", "112"]);
}

/// Shape l: the tables of several agencies are added, and a survey has 31.5 of 100.
#[test]
fn shape_l_tables_of_agencies_and_a_survey_are_added() {
    let survey =
        leaf("SURVEY", "31.5", ValueSpec::Survey { of: text("survey"), most: None }, proportional("100", "31.5"));
    let table =
        |code: &str| Node::Branch(branch(code, Combine::Sum, vec![node(given_points(&format!("{code}.1"), "34.25"))]));
    let main = branch("ROOT", Combine::Sum, vec![table("HOME"), table("JUSTICE"), node(survey)]);
    let tree = tree("100", Branch { full: Some(d("100")), ..main });
    // 30 + 34.25 + 0.8 × 31.5 = 89.45.
    let known = [("HOME.1", points("30")), ("JUSTICE.1", points("34.25")), ("SURVEY", value("80"))];
    let card = card(&tree, &known);
    assert_eq!((shown(&card, "SURVEY"), total(&card)), ("25.2".to_owned(), "89.45".to_owned()));
}

/// Shape m: 17 of 25 departments take 33 of 34 components of 5 points each: 150 of 165 is 90.90.
#[test]
fn shape_m_a_named_unit_is_rebased_without_one_component() {
    let children = (1..=34).map(|place| node(given_points(&format!("C{place}"), "5"))).collect();
    let tree = tree("100", branch("ROOT", Combine::Sum, children));
    let left_out = Given::LeftOut { reason: "không quản lý".to_owned(), document: "12/QĐ-SYT".to_owned() };
    let codes: Vec<String> = (1..=34).map(|place| format!("C{place}")).collect();
    let known = |last: Given| -> Vec<(&str, Given)> {
        let full = codes.iter().take(30).map(|code| (code.as_str(), points("5")));
        full.chain([("C34", last)]).collect()
    };
    let card_of = card(&tree, &known(left_out));
    assert_eq!((total(&card_of), card_of.branches[0].left_out.clone()), ("90.9".to_owned(), vec!["C34".to_owned()]));
    assert_eq!(total(&card(&tree, &known(points("0")))), "88.23", "150 of 170 for those who take all");
}

/// Shape n, rule M06: cut or half up, at the leaves or at the root.
#[test]
fn m06_rounding_is_as_the_set_states_it() {
    let children = ["A", "B", "C"].map(|code| node(leaf(code, "10", percent(), proportional("100", "10"))));
    let main = branch("ROOT", Combine::Sum, children.to_vec());
    let rounded = |mode, decimals, place| {
        let rounding = Rounding { mode, decimals, place };
        let tree = Tree { rounding, ..tree("100", main.clone()) };
        let card = card(&tree, &[("A", of(2, 3)), ("B", of(2, 3)), ("C", of(2, 3))]);
        (shown(&card, "A"), total(&card), card.leaves[0].points.exact.is_some())
    };
    use RoundingMode::{Cut, HalfUp};
    use RoundingPlace::{LeavesAndRoot, Root};
    for ((mode, decimals, place), (leaf, total, exact)) in [
        // 3 × 6.66 = 19.98 of 30.
        ((Cut, 2, LeavesAndRoot), ("6.66", "66.6", false)),
        // 3 × 6.67 = 20.01 of 30.
        ((HalfUp, 2, LeavesAndRoot), ("6.67", "66.7", false)),
        // 20 of 30 = 66.66…
        ((Cut, 2, Root), ("6.66", "66.66", true)),
        ((HalfUp, 2, Root), ("6.67", "66.67", true)),
        ((HalfUp, 0, LeavesAndRoot), ("7", "70", false)),
        ((Cut, 4, Root), ("6.6666", "66.6666", true)),
    ] {
        assert_eq!(
            rounded(mode, decimals, place),
            (leaf.to_owned(), total.to_owned(), exact),
            "{mode} {decimals} {place}"
        );
    }
}

/// Rule S04: whether a target is met is exact, whatever the rounding makes of the points.
#[test]
fn s04_m06_a_target_is_met_before_any_rounding() {
    let mut almost = leaf("K", "10", percent(), proportional("95", "10"));
    almost.target = Some(Target { at: d("95"), side: TargetSide::AtLeast });
    let rounding = Rounding { mode: RoundingMode::HalfUp, decimals: 0, place: RoundingPlace::LeavesAndRoot };
    let tree = Tree { rounding, ..alone(almost.clone()) };
    let card_of = card(&tree, &[("K", of(949, 1_000))]);
    assert_eq!((shown(&card_of, "K"), card_of.leaves[0].met), ("10".to_owned(), Some(false)));
    almost.target = None;
    let tree = Tree { rounding, ..alone(almost) };
    assert_eq!(card(&tree, &[("K", of(949, 1_000))]).leaves[0].met, Some(false), "nor are full points");
}

/// Shape o: the share of a unit's communes that met, and context figures that nobody scores.
#[test]
fn shape_o_what_is_rolled_up_is_scored_and_context_is_not() {
    let group = GroupCode::parse("COMMUNE").expect("a code");
    let said = |leaf: Leaf| node(Leaf { absence: Absence::Unscored, ..leaf });
    let rolled = ValueSpec::RollUp { group, node: Some("X1".to_owned()), form: RollUpForm::ShareMet, partial: false };
    let cycles = ["2023", "2024", "2025"].map(str::to_owned).to_vec();
    let derived = ValueSpec::Derived { cycles, node: None, combine: Over::Mean, partial: false };
    let children = vec![
        said(leaf("ROLL", "10", rolled, proportional("100", "10"))),
        said(leaf("PAST", "10", derived, proportional("100", "10"))),
        node(leaf("STAFF", "0", ValueSpec::Context { of: text("staff"), decimals: 0 }, Vec::new())),
        node(leaf("TEXT", "0", ValueSpec::Account { category: "IT".to_owned() }, Vec::new())),
    ];
    let tree = tree("20", branch("ROOT", Combine::Sum, children));
    // 3 of 4 communes → 7.5; a mean of 271 ÷ 3 = 90.33… → 9.03 cut.
    let card = card(&tree, &[("ROLL", official(75, 1)), ("PAST", official(271, 3)), ("STAFF", value("21"))]);
    let states: Vec<LeafState> = card.leaves.iter().map(|leaf| leaf.state).collect();
    use LeafState::{Collected, Scored};
    assert_eq!((states, total(&card)), (vec![Scored, Scored, Collected, Collected], "16.53".to_owned()));
}

/// Table T1, a district's sheet; what it does not state is filled up with 40 points for the portal.
#[test]
fn t1_a_districts_sheet() {
    let meetings = vec![
        below("1", step("0")),
        below("2", step("5")),
        below("3", step("10")),
        below("4", step("15")),
        beyond(step("20")),
    ];
    let children = vec![
        node(leaf("1.1", "20", number(), meetings)),
        node(leaf("1.2", "20", percent(), proportional("100", "20"))),
        node(leaf("1.3", "20", percent(), proportional("100", "20"))),
        node(leaf("1.4", "40", choice(&[("YES", "40"), ("NO", "0")]), Vec::new())),
    ];
    let main = branch("1", Combine::Sum, children);
    let tree = tree("100", Branch { full: Some(d("100")), ..main });
    // 3 meetings → 15; 7 ÷ 9 × 20 = 15.55 cut; 12 of 10 counts as all → 20; yes → 40. Together 90.55.
    let known = [("1.1", value("3")), ("1.2", of(7, 9)), ("1.3", of(12, 10)), ("1.4", option("YES"))];
    let card_of = card(&tree, &known);
    let all = ["1.1", "1.2", "1.3", "1.4"].map(|code| shown(&card_of, code));
    assert_eq!((all, total(&card_of)), (["15", "15.55", "20", "40"].map(str::to_owned), "90.55".to_owned()));
    for (held, points) in [("0", "0"), ("1", "5"), ("2", "10"), ("4", "20"), ("9", "20")] {
        assert_eq!(shown(&card(&tree, &[("1.1", value(held))]), "1.1"), points, "{held}");
    }
    // Rule S08: what is not reported is 0 and stays; what has nothing to count leaves the sum: 15 of 80.
    let sparse = card(&tree, &[("1.1", value("3")), ("1.2", of(0, 0)), ("1.3", value("3"))]);
    let states: Vec<LeafState> = sparse.leaves.iter().map(|leaf| leaf.state).collect();
    use LeafState::{NoFigures, NothingToCount, Scored, Unfit};
    assert_eq!((states, total(&sparse)), (vec![Scored, NothingToCount, Unfit, NoFigures], "18.75".to_owned()));
}

/// The group's best and least are compared as fractions, and an unknown one is waited for.
#[test]
fn l24_an_unknown_best_is_pending_and_never_zero() {
    let mut best = leaf("BEST", "10", percent(), proportional("1", "10"));
    best.normalise = Some(Normalise::Best);
    let main = branch("ROOT", Combine::Sum, vec![node(best), node(given_points("K", "10"))]);
    let tree = tree("100", main);
    let known = [("BEST", of(1, 2)), ("K", points("5"))];
    let waiting = card(&tree, &known);
    assert_eq!((waiting.leaves[0].state, waiting.leaves[0].met), (LeafState::Pending, None));
    assert_eq!((total(&waiting), waiting.branches[0].left_out.clone()), ("50".to_owned(), vec!["BEST".to_owned()]));
    let found: Vec<_> = [(0, 0), (2, 3), (666_667, 1_000_000), (1, 2)]
        .into_iter()
        .map(|(numerator, denominator)| domain::planning::card::Measured::Counts(Counts { numerator, denominator }))
        .collect();
    let bests = references(&tree, found.iter().flat_map(|one| [("BEST", one), ("K", one)]));
    assert_eq!(bests, [("BEST".to_owned(), Exact::fraction(66_666_700, 1_000_000).expect("a share"))].into());
    // 1/2 ÷ 666667/1000000 × 10 = 7.49…
    let known_best = card_with(&tree, &known, &bests, &[]);
    assert_eq!((shown(&known_best, "BEST"), total(&known_best)), ("7.49".to_owned(), "62.45".to_owned()));
    let nobody = [("BEST".to_owned(), Exact::ZERO)].into();
    let none = card_with(&tree, &[("BEST", of(0, 2)), ("K", points("5"))], &nobody, &[]);
    assert_eq!((none.leaves[0].state, total(&none)), (LeafState::Scored, "25".to_owned()), "known, and nothing");
}

/// Every node has a sentence in both languages, and the main branch says the total.
#[test]
fn m07_a_card_is_explained_node_by_node_in_two_languages() {
    let known = [("A1", waived()), ("A2", points("5")), ("B1", points("80"))];
    let tree_of = pillars(Rebase::Here);
    let told: Vec<(String, String, String)> = explain(&tree_of, &card(&tree_of, &known))
        .into_iter()
        .map(|node| (node.code, node.text.vi, node.text.en))
        .collect();
    let expected = [
        (
            "ROOT",
            "Tổng điểm các mục: 90 trên 100 điểm áp dụng (điểm tối đa 100; không tính: A1). 90 × 100 ÷ 100 = 90 (cắt còn 2 chữ số thập phân).",
            "Sum of the parts: 90 of 100 points that count (of 100 in all; left out: A1). 90 × 100 ÷ 100 = 90 (cut to 2 decimals).",
        ),
        (
            "A",
            "Tổng điểm các mục: 5 trên 10 điểm áp dụng (điểm tối đa 20; không tính: A1); quy về đủ 20 điểm: 10.",
            "Sum of the parts: 5 of 10 points that count (of 20 in all; left out: A1); re-based to all 20 points: 10.",
        ),
        (
            "A1",
            "Không áp dụng (không có); điểm tối đa của tiêu chí không tính vào tổng.",
            "Not applicable (không có); the criterion's points are left out of the total.",
        ),
        ("A2", "5 trên 10 điểm, theo hướng dẫn chấm: 5 điểm.", "5 of 10 points, by the rubric: 5 points."),
        ("B", "Tổng điểm các mục: 80 trên 80 điểm áp dụng.", "Sum of the parts: 80 of 80 points that count."),
        ("B1", "80 trên 80 điểm, theo hướng dẫn chấm: 80 điểm.", "80 of 80 points, by the rubric: 80 points."),
    ];
    let expected = expected.map(|(code, vi, en)| (code.to_owned(), vi.to_owned(), en.to_owned()));
    assert_eq!(told, expected);

    let pieces = vec![below("0", step("0")), below("95", line("0", "1000.5")), beyond(step("1000.5"))];
    let tree_of = alone(leaf("K", "1000.5", percent(), pieces));
    let told = explain(&tree_of, &card(&tree_of, &[("K", of(949, 1_000))]));
    assert_eq!(
        (told[1].text.vi.as_str(), told[1].text.en.as_str()),
        (
            "949/1.000, từ 0% đến dưới 95%, tính đều từ 0 đến 1.000,5 điểm: 999,44 điểm (cắt còn 2 chữ số thập phân).",
            "949/1000, from 0% to below 95%, evenly from 0 to 1000.5 points: 999.44 points (cut to 2 decimals).",
        )
    );
    let told =
        explain(&weighted(), &card(&weighted(), &[("A", points("15")), ("B1", points("50")), ("B2", points("0"))]));
    assert!(told[1].text.en.ends_with(" By its share of 30%: 22.5 points."), "{}", told[1].text.en);
    assert!(told[2].text.vi.ends_with("; theo trọng số 70%: 35."), "{}", told[2].text.vi);
}

/// What a later version adds is no obstacle to reading a tree, and what is absent has its usual meaning.
#[test]
fn a_tree_is_read_as_it_was_written_and_tolerates_what_it_does_not_know() {
    let mut whole = weighted();
    whole.tie_breaks = vec![TieBreak { node: "A".to_owned(), order: TieOrder::Lowest }];
    whole.bonus.lines = vec![extra_line("F", ExtraForm::Free { most: d("1.5") }, None)];
    for tree in [whole, pillars(Rebase::Here), alone(leaf("K", "10", rubric(), vec![]))] {
        let mut json = serde_json::to_value(&tree).expect("a value");
        assert_eq!(serde_json::from_value::<Tree>(json.clone()).expect("a tree"), tree);
        json["later"] = serde_json::json!({"a": 1});
        json["main"]["later"] = serde_json::json!(true);
        assert_eq!(serde_json::from_value::<Tree>(json).expect("a tree"), tree);
    }
    let sparse = serde_json::json!({
        "scale": 1_000_000,
        "rounding": {"mode": "CUT", "decimals": 2, "place": "ROOT"},
        "main": {"code": "ROOT", "name": {"vi": "", "en": ""}, "combine": "SUM", "children": [{"leaf": {
            "code": "K", "name": {"vi": "", "en": ""}, "full": 1_000_000,
            "value": {"number": {"of": {"vi": "", "en": ""}, "unit": "COUNT"}},
            "curve": [{"shape": {"step": {"points": 5000}}}],
        }}]},
    });
    let tree: Tree = serde_json::from_value(sparse).expect("a tree");
    assert_eq!((tree.check(), tree.main.rebase, tree.leaves()[0].absence), (Ok(()), Rebase::Above, Absence::Zero));
    assert_eq!(total(&card(&tree, &[("K", value("1"))])), "0.5");
}
