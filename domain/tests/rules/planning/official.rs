//! Values that are made of official results (rule M05): how they become one, what a missing one means, and what is refused.

use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, OrganisationId, ReleaseId};
use domain::base::text::Text;
use domain::planning::assessment::{Comparison, assess, explained};
use domain::planning::card::LeafState;
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::{Cycle, CycleState};
use domain::planning::exact::Exact;
use domain::planning::measure::Demands;
use domain::planning::official::{OfficialValue, Present, Source, Sources, combined};
use domain::planning::scoring::{Counts, Value};
use domain::planning::tree::{Absence, Combine, ExtraForm, Leaf, Normalise, Tree};
use domain::planning::value_spec::{GrowthForm, NumberUnit, Over, RollUpForm, ValueSpec};
use domain::registry::organisation::OrganisationKind;
use proptest::prelude::*;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::trees::{branch, d, extra_line, given_points, leaf, node, number, percent, proportional, text, tree};
use crate::world::{day, ground, issued_set, movement, now, opening, planned, set, standing, told};

fn exact(number: &str) -> Exact {
    Exact::from(d(number))
}

/// A result in a cycle; an empty one is missing.
fn source(cycle: &str, value: &str) -> Source {
    let official = (!value.is_empty()).then(|| OfficialValue {
        release: ReleaseId(Uuid::nil()),
        release_number: 1,
        board: BoardId(Uuid::nil()),
        value: exact(value),
        counts: None,
        met: None,
    });
    Source {
        cycle: cycle.to_owned(),
        organisation: OrganisationId(Uuid::nil()),
        organisation_name: "Đơn vị".to_owned(),
        official,
    }
}

fn derived(cycles: &[&str], combine: Over, partial: bool) -> ValueSpec {
    ValueSpec::Derived { cycles: cycles.iter().map(|code| (*code).to_owned()).collect(), node: None, combine, partial }
}

/// What the results of 2023, 2024 and 2025 give; an empty one is missing.
fn of_three(combine: Over, partial: bool, values: [&str; 3]) -> Option<Exact> {
    let cycles = ["2023", "2024", "2025"];
    let sources: Vec<Source> = cycles.iter().zip(values).map(|(cycle, value)| source(cycle, value)).collect();
    combined(&derived(&cycles, combine, partial), &sources, None)
}

/// Rule M05: a mean, a weighted mean, the last, the best of several; exactly, whatever it is divided by.
#[test]
fn m05_results_of_several_years_become_one() {
    let all = ["80", "95", "90.5"];
    assert_eq!(of_three(Over::Mean, false, all), Exact::fraction(2_655, 30));
    assert_eq!(of_three(Over::Weighted(vec![d("1"), d("1"), d("2")]), false, all), Some(exact("89")));
    assert_eq!(of_three(Over::Last, false, all), Some(exact("90.5")));
    assert_eq!(of_three(Over::Best(2), false, all), Some(exact("92.75")));
    assert_eq!(of_three(Over::Best(1), false, all), Some(exact("95")));
}

/// Rule M05: a missing result is no zero: without it there is no value, or one of the results that there are.
#[test]
fn m05_a_missing_result_is_never_zero() {
    let gap = ["80", "", "90"];
    for combine in [Over::Mean, Over::Weighted(vec![d("1"), d("1"), d("1")]), Over::Best(3)] {
        assert_eq!(of_three(combine.clone(), false, gap), None, "{combine:?}");
        assert_eq!(of_three(combine.clone(), true, gap), Some(exact("85")), "{combine:?}");
        assert_eq!(of_three(combine, true, ["", "", ""]), None);
    }
    assert_eq!(of_three(Over::Best(2), false, gap), Some(exact("85")), "two results are there");
    let late = ["80", "95", ""];
    assert_eq!(of_three(Over::Last, false, late), None);
    assert_eq!(of_three(Over::Last, true, late), Some(exact("95")), "the last of those that there are");
}

proptest! {
    /// Rule M05: the order of the years changes no mean and no best; a mean lies between the worst and the best.
    #[test]
    fn m05_the_order_of_years_changes_nothing(mut points in proptest::collection::vec(0_i64..1_000_000, 1..8)) {
        let value = |points: &[i64], combine: Over| {
            let number = |point: &i64| source("y", &domain::planning::exact::Decimal(*point).to_string());
            let sources: Vec<Source> = points.iter().map(number).collect();
            combined(&derived(&["y"], combine, true), &sources, None).expect("a value")
        };
        let (mean, best) = (value(&points, Over::Mean), value(&points, Over::Best(2)));
        let (least, most) = (value(&points, Over::Best(1)), mean.clone());
        prop_assert!(most <= least && mean <= best);
        points.reverse();
        prop_assert_eq!(value(&points, Over::Mean), mean);
        prop_assert_eq!(value(&points, Over::Best(2)), best);
    }
}

/// Shape e: a figure against the year before; a unit that others became part of against all of them together.
#[test]
fn shape_e_growth_compares_with_all_predecessors() {
    let growth = |form| ValueSpec::Growth { figure: "A".to_owned(), since: "2025".to_owned(), form };
    let (sum, two) = (number(), exact("2"));
    let value = |form, spec: &ValueSpec, sources: &[Source]| {
        combined(&growth(form), sources, Some(Present { spec, value: &two }))
    };
    let one = [source("2025", "1.6")];
    assert_eq!(value(GrowthForm::Difference, &sum, &one), Some(exact("0.4")));
    assert_eq!(value(GrowthForm::Ratio, &sum, &one), Some(exact("125")));
    assert_eq!(value(GrowthForm::Ratio, &sum, &[source("2025", "0")]), None, "nothing to divide by");
    assert_eq!(value(GrowthForm::Difference, &sum, &[source("2025", "")]), None, "no result then");
    let merged = [source("2025", "1"), source("2025", "4")];
    assert_eq!(value(GrowthForm::Difference, &sum, &merged), Some(exact("-3")), "counts are added");
    let days = ValueSpec::Number { of: text("days"), unit: NumberUnit::Days, decimals: 1, least: None, most: None };
    assert_eq!(value(GrowthForm::Difference, &days, &merged), None, "several averages cannot become one");
    let counted = |numerator, denominator| {
        let mut source = source("2025", "0");
        source.official.as_mut().expect("a result").counts = Some(Counts { numerator, denominator });
        source
    };
    // 1 of 50 and 2 of 100 were 3 of 150, which is 2 %.
    let ratios = [counted(1, 50), counted(2, 100)];
    assert_eq!(value(GrowthForm::Difference, &percent(), &ratios), Some(exact("0")));
    assert_eq!(combined(&growth(GrowthForm::Ratio), &one, None), None, "no figure now");
}

/// Shape o: the sum, the mean or the share that met, of the units below.
#[test]
fn shape_o_results_of_units_below_become_one() {
    let group = GroupCode::parse("COMMUNE").expect("a code");
    let value = |form, partial, sources: &[Source]| {
        combined(&ValueSpec::RollUp { group, node: None, form, partial }, sources, None)
    };
    let mut three = [source("2026", "80"), source("2026", "90"), source("2026", "95")];
    for (source, met) in three.iter_mut().zip([Some(true), Some(false), None]) {
        source.official.as_mut().expect("a result").met = met;
    }
    assert_eq!(value(RollUpForm::Sum, false, &three), Some(exact("265")));
    assert_eq!(value(RollUpForm::Mean, false, &three), Exact::fraction(265, 3));
    assert_eq!(value(RollUpForm::ShareMet, false, &three), Exact::fraction(100, 3));
    three[0].official = None;
    assert_eq!(value(RollUpForm::Mean, false, &three), None, "one has no result");
    assert_eq!(value(RollUpForm::Mean, true, &three), Some(exact("92.5")));
    assert_eq!(value(RollUpForm::Sum, true, &[]), None, "there is no unit below");
}

fn unscored(leaf: Leaf) -> Leaf {
    Leaf { absence: Absence::Unscored, ..leaf }
}

/// Half the points for the mean of two years, half for the last.
fn review() -> Tree {
    let mean = unscored(leaf("MEAN", "50", derived(&["2023", "2024"], Over::Mean, false), proportional("100", "50")));
    let last = unscored(leaf("LAST", "50", derived(&["2023", "2024"], Over::Last, true), proportional("100", "50")));
    tree("100", branch("ROOT", Combine::Sum, vec![node(mean), node(last)]))
}

fn review_set() -> CriteriaSet {
    set().modelled(review())
}

/// Rule M05: a set of official results alone is scored without a report; the sentences name each result, and each that is
/// missing.
#[test]
fn m05_a_card_says_which_results_it_rests_on() {
    let set = review_set();
    assert!(set.is_derived() && set.check(None, &movement().text.policy).is_ok());
    let sources = |values: [&str; 2]| {
        let all = vec![source("2023", values[0]), source("2024", values[1])];
        Sources::from([("MEAN".to_owned(), all.clone()), ("LAST".to_owned(), all)])
    };
    let card_of = |sources: Sources| {
        let comparison = Comparison { sources, ..Comparison::default() };
        explained(&set, assess(&set, OrganisationKind::Department, |_code| None, &comparison, &[])).0
    };
    let whole = card_of(sources(["80", "90"]));
    assert_eq!(whole.total, Some(8_750), "42.5 and 45");
    let Text { vi, en } = whole.lines[0].explanation.clone();
    assert!(vi.starts_with("Trung bình cộng tổng điểm (2023: 80; 2024: 90) = 85"), "{vi}");
    assert!(en.starts_with("Mean of the totals (2023: 80; 2024: 90) = 85"), "{en}");
    let lacking = card_of(sources(["", "90"]));
    assert_eq!(lacking.total, None, "no total, and no zero");
    let said = &lacking.lines[0].explanation;
    assert!(said.vi.contains("2023: không có kết quả; 2024: 90"), "{}", said.vi);
    let unknown = card_of(Sources::new());
    let states: Vec<LeafState> = unknown.card.expect("a card").leaves.iter().map(|leaf| leaf.state).collect();
    assert_eq!(states, [LeafState::Pending, LeafState::Pending]);
}

/// Rule S09: a kind of unit that a criterion exempts is exempt from official results, too.
#[test]
fn s09_an_exempt_kind_has_no_official_value() {
    let mut tree = review();
    let demands = Demands { exempt_kinds: vec![OrganisationKind::Department], ..Demands::default() };
    if let Some(domain::planning::tree::Node::Leaf(leaf)) = tree.main.children.first_mut() {
        leaf.demands = demands;
    }
    let set = set().modelled(tree);
    let sources = Sources::from([("LAST".to_owned(), vec![source("2023", ""), source("2024", "90")])]);
    let comparison = Comparison { sources, ..Comparison::default() };
    let card = assess(&set, OrganisationKind::Department, |_code| None, &comparison, &[]);
    assert_eq!(card.total, Some(9_000));
}

/// Rule M05: growth is scored with the figure that the unit reports; before official results are looked up it is pending.
#[test]
fn m05_growth_needs_the_figure_of_both_years() {
    let growth = ValueSpec::Growth { figure: "A".to_owned(), since: "2025".to_owned(), form: GrowthForm::Difference };
    let growth = Leaf { absence: Absence::NotApplicable, ..leaf("G", "10", growth, proportional("5", "10")) };
    let figure = leaf("A", "0", ValueSpec::Context { of: text("things"), decimals: 0 }, Vec::new());
    let set = set().modelled(tree("10", branch("ROOT", Combine::Sum, vec![node(figure), node(growth)])));
    assert_eq!(told(set.check(None, &movement().text.policy)), ["done"]);
    assert!(!set.is_derived(), "units report the figure");
    let total = |now: Option<Value>, then: &str| {
        let sources = Sources::from([("G".to_owned(), vec![source("2025", then)])]);
        let comparison = Comparison { sources, ..Comparison::default() };
        let value = |code: &str| now.clone().filter(|_| code == "A");
        assess(&set, OrganisationKind::Department, value, &comparison, &[]).total
    };
    assert_eq!(total(Some(Value::Number(d("12"))), "10"), Some(400), "2 of 5");
    assert_eq!(total(Some(Value::Number(d("12"))), ""), None, "nothing applies");
    assert_eq!(total(None, "10"), None);
}

/// Rule M05: what cannot become a value, or would take a missing result as zero, is refused with its place.
#[test]
fn m05_values_that_cannot_be_made_are_refused() {
    let refused = |leaf: Leaf| {
        let tree = tree("10", branch("ROOT", Combine::Sum, vec![node(leaf)]));
        told(set().modelled(tree).check(None, &movement().text.policy))
    };
    let sound = |spec: ValueSpec| unscored(leaf("A", "10", spec, proportional("100", "10")));
    let at = |code: &str, place: &str| vec![format!("invalid: {code} /model/main/children/0{place}")];
    let year = |combine| derived(&["2023", "2024"], combine, false);
    assert_eq!(refused(sound(year(Over::Mean))), ["done"]);
    let cycles = at("CYCLES_UNFIT M05", "/value/derived");
    for spec in [
        derived(&[], Over::Mean, false),
        derived(&["2023", "2023"], Over::Mean, false),
        derived(&["2023", ""], Over::Mean, false),
        year(Over::Best(3)),
        year(Over::Best(0)),
        year(Over::Weighted(vec![d("1")])),
        year(Over::Weighted(vec![d("1"), d("0")])),
    ] {
        assert_eq!(refused(sound(spec.clone())), cycles, "{spec:?}");
    }
    for absence in [Absence::Zero, Absence::Pending] {
        let leaf = Leaf { absence, ..sound(year(Over::Mean)) };
        assert_eq!(refused(leaf), at("ABSENCE_UNFIT M05", "/absence"), "{absence}");
    }
    let compared = Leaf { normalise: Some(Normalise::Best), ..sound(year(Over::Mean)) };
    assert_eq!(refused(compared), at("NORMALISATION_UNFIT -", "/normalise"));
    let growth = |figure: &str, since: &str| ValueSpec::Growth {
        figure: figure.to_owned(),
        since: since.to_owned(),
        form: GrowthForm::Ratio,
    };
    assert_eq!(refused(sound(growth("B", "2025"))), at("VALUE_UNSOUND -", "/value/growth/figure"), "there is no B");
    assert_eq!(refused(sound(growth("A", "2025"))), at("VALUE_UNSOUND -", "/value/growth/figure"), "growth of growth");
    let group = GroupCode::parse("COMMUNE").expect("a code");
    let met = ValueSpec::RollUp { group, node: None, form: RollUpForm::ShareMet, partial: false };
    assert_eq!(refused(sound(met)), at("TEXT_EMPTY -", "/value/rollUp/node"), "a total has no target");
}

/// Rule M05: a set names cycles of its movement that are held.
#[test]
fn m05_a_set_names_cycles_of_its_movement() {
    let set = review_set();
    let named = |cycles: &[Cycle]| told(set.must_name_cycles(cycles));
    let lacking = |leaf: usize, place: usize| {
        format!("invalid: CYCLE_UNFIT M05 /model/main/children/{leaf}/value/derived/cycles/{place}")
    };
    assert_eq!(named(&[planned(2023), planned(2024)]), ["done"]);
    assert_eq!(named(&[planned(2023)]), [lacking(0, 1), lacking(1, 1)]);
    let cancelled = Cycle { state: CycleState::Cancelled, ..planned(2024) };
    assert_eq!(named(&[planned(2023), cancelled]), [lacking(0, 1), lacking(1, 1)]);
}

/// Rule M05: the cycles are in the order of time, and the only review of its kind is not made of itself.
#[test]
fn m05_cycles_are_in_the_order_of_time() {
    let of = |kind: CycleKind, cycles: &[&str]| {
        let leaf = unscored(leaf("A", "10", derived(cycles, Over::Last, true), proportional("100", "10")));
        let set = set().modelled(tree("10", branch("ROOT", Combine::Sum, vec![node(leaf)])));
        let review = Cycle { kind: CycleKind::Final, year: None, code: "final".to_owned(), ..planned(2025) };
        told(CriteriaSet { cycle_kind: kind, ..set }.must_name_cycles(&[planned(2023), planned(2024), review]))
    };
    let place = "/model/main/children/0/value/derived/cycles";
    assert_eq!(of(CycleKind::Final, &["2023", "2024"]), ["done"]);
    assert_eq!(of(CycleKind::Final, &["2024", "2023"]), [format!("invalid: CYCLES_UNFIT M05 {place}")]);
    assert_eq!(of(CycleKind::Final, &["2023", "final"]), [format!("invalid: CYCLE_UNFIT M05 {place}/1")]);
    assert_eq!(of(CycleKind::Midterm, &["2023", "final"]), ["done"], "it is another review");
}

/// Rule M05: a set without reports has no bonus and no penalty, which a report would hold.
#[test]
fn m05_l27_a_derived_set_has_no_bonus_lines() {
    let mut tree = review();
    tree.penalty.lines.push(extra_line("LATE", ExtraForm::Fixed(d("5")), None));
    assert_eq!(
        told(set().modelled(tree).check(None, &movement().text.policy)),
        ["invalid: LINES_OF_DERIVED M05 /model/penalty/lines"]
    );
}

/// Rule M05: what is made of another group needs that group, its node, and no circle.
#[test]
fn m05_a_cycle_opens_over_groups_that_are_there() {
    let (district, commune) = (PlanLevel::District, PlanLevel::Commune);
    let roll_up = |group: GroupCode, node: Option<&str>, form| {
        let value = ValueSpec::RollUp { group, node: node.map(str::to_owned), form, partial: true };
        unscored(leaf("BELOW", "10", value, proportional("100", "10")))
    };
    let over = |level: PlanLevel, leaf: Leaf| {
        let main = branch("ROOT", Combine::Sum, vec![node(leaf), node(given_points("K", "10"))]);
        issued_set(level).modelled(tree("20", main))
    };
    let opened = |districts: CriteriaSet, communes: CriteriaSet| {
        let (sets, levels) = ([issued_set(PlanLevel::Provincial), districts, communes], levels());
        told(planned(2024).open(opening(day(2024, 11, 30), None), ground(&sets, &levels), &standing(), now()))
    };
    let below = |node, form| over(district, roll_up(commune.group(), node, form));
    let plain = || issued_set(commune);
    let refused = ["invalid: ROLL_UP_UNFIT M05"];
    assert_eq!(opened(below(None, RollUpForm::Mean), plain()), ["done"]);
    assert_eq!(opened(below(Some("X1"), RollUpForm::ShareMet), plain()), ["done"]);
    assert_eq!(opened(below(Some("ZZZ"), RollUpForm::Mean), plain()), refused);
    let tree_below = || over(commune, given_points("N", "10"));
    assert_eq!(opened(below(Some("ROOT"), RollUpForm::Mean), tree_below()), ["done"]);
    assert_eq!(opened(below(Some("ROOT"), RollUpForm::ShareMet), tree_below()), refused, "a branch has no target");
    let nowhere = GroupCode::parse("NOPE").expect("a code");
    assert_eq!(opened(over(district, roll_up(nowhere, None, RollUpForm::Mean)), plain()), refused);
    assert_eq!(opened(over(district, roll_up(district.group(), None, RollUpForm::Mean)), plain()), refused);
    let circle = over(commune, roll_up(district.group(), None, RollUpForm::Mean));
    assert_eq!(opened(below(None, RollUpForm::Mean), circle).len(), 2, "each of both is named");
}
