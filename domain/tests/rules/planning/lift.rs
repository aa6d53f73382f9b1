//! Flat sets and their trees: equal points, totals, bands and targets met, for all eight rules.

use domain::base::citation::Citation;
use domain::base::text::Text;
use domain::planning::assessment::{Comparison, assess};
use domain::planning::card::{Given, LeafState, Measured};
use domain::planning::criteria::{CriteriaSet, Criterion};
use domain::planning::exact::{Decimal, Exact};
use domain::planning::grading::{Adjustment, AdjustmentKind, AdjustmentLine, Band, Grading};
use domain::planning::measure::{
    ChoiceMeasure, ChoiceOption, CountMeasure, Demands, ManualMeasure, Measure, RatioMeasure, Rung, ScoringRule,
    ZeroDenominator,
};
use domain::planning::scoring::{Applicability, Bests, COUNT_MAX, Counts, ScoreLine, Scorecard, Value};
use domain::planning::tree::Tree;
use domain::planning::tree::score::{Extra, References};
use domain::registry::organisation::OrganisationKind;
use proptest::prelude::*;

use crate::plan_level::PlanLevel;
use crate::world::{campaign, category, seed_set, set, told};

/// What a unit reports about a criterion, and what the best unit did, before it is known which kind of criterion it is.
#[derive(Clone, Debug)]
struct Reported {
    counts: Counts,
    count: i64,
    option: usize,
    points: i64,
    best: Option<(Counts, i64)>,
    /// 0 to 9: 0 nothing, 1 waived, 2 a value of another kind, and a value otherwise.
    how: u8,
}

fn ratio(largest: i64) -> impl Strategy<Value = Counts> {
    (0..=largest)
        .prop_flat_map(|all| (0..=all, Just(all)))
        .prop_map(|(numerator, denominator)| Counts { numerator, denominator })
}

fn counts() -> impl Strategy<Value = Counts> {
    prop_oneof![3 => ratio(20), 2 => ratio(1_000), 1 => ratio(COUNT_MAX)]
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0..12_i64, 1 => 0..=COUNT_MAX]
}

fn reported() -> impl Strategy<Value = Reported> {
    let best = counts().prop_map(|counts| Counts { denominator: counts.denominator.max(1), ..counts });
    (counts(), number(), 0..5_usize, 0..12_000_i64, prop::option::weighted(0.8, (best, number())), 0..10_u8)
        .prop_map(|(counts, count, option, points, best, how)| Reported { counts, count, option, points, best, how })
}

fn rungs(most: i64, highest: i64) -> impl Strategy<Value = Vec<Rung>> {
    let froms = prop::collection::btree_set(0..=highest, 1..6);
    (froms, prop::collection::vec(0..=1_000_i64, 6)).prop_map(move |(froms, mut parts)| {
        parts.sort_unstable();
        froms.into_iter().zip(parts).map(|(from, part)| Rung { from, points: most * part / 1_000 }).collect()
    })
}

fn measure(most: i64) -> impl Strategy<Value = Measure> {
    use ScoringRule as R;
    let target = prop_oneof![1..=10_000_i64, Just(10_000), Just(5_000), Just(9_500)];
    let rules = prop::sample::select(vec![
        R::Linear,
        R::ThresholdProportional,
        R::ThresholdAllOrNothing,
        R::StepTable,
        R::NormalisedByMax,
    ]);
    let zero = prop::sample::select(ZeroDenominator::ALL);
    let exempt = prop::bool::weighted(0.2);
    let of_ratio =
        (target, rules, zero, exempt, rungs(most, 10_000)).prop_map(|(target, rule, zero, exempt, rungs)| {
            let exempt_kinds = if exempt { vec![OrganisationKind::Department] } else { Vec::new() };
            Measure::Ratio(RatioMeasure {
                target_basis_points: target,
                rule,
                rungs: if rule == R::StepTable { rungs } else { Vec::new() },
                numerator: Text::new("", ""),
                denominator: Text::new("", ""),
                zero_denominator: zero,
                demands: Demands { exempt_kinds, ..Demands::default() },
            })
        });
    let rules = prop::sample::select(vec![R::StepTable, R::CappedCount, R::NormalisedByMax]);
    let of_count = (rules, 1..5_000_i64, rungs(most, 12)).prop_map(|(rule, each, rungs)| {
        Measure::Count(CountMeasure {
            rule,
            counted: Text::new("", ""),
            rungs: if rule == R::StepTable { rungs } else { Vec::new() },
            points_each: (rule == R::CappedCount).then_some(each),
            demands: Demands::default(),
        })
    });
    let of_choice = prop::collection::vec(0..=most, 2..5).prop_map(|points| {
        let option = |(place, points)| ChoiceOption { code: format!("O{place}"), name: Text::new("", ""), points };
        let options = points.into_iter().enumerate().map(option).collect();
        Measure::Choice(ChoiceMeasure { options, demands: Demands::default() })
    });
    let manual = ManualMeasure { rubric: Text::new("", ""), panel: None, demands: Demands::default() };
    prop_oneof![6 => of_ratio, 4 => of_count, 2 => of_choice, 1 => Just(Measure::Manual(manual))]
}

fn criterion() -> impl Strategy<Value = (Criterion, Reported)> {
    let most = prop_oneof![1 => Just(0_i64), 8 => 1..=10_000_i64, 1 => Just(100_000_000)];
    most.prop_flat_map(|most| (Just(most), measure(most), reported())).prop_map(|(max_points, measure, reported)| {
        let (code, source) = (String::new(), String::new());
        (Criterion { code, name: Text::new("", ""), source, max_points, measure }, reported)
    })
}

fn grading() -> impl Strategy<Value = (Grading, Vec<Adjustment>)> {
    let bands = prop::collection::btree_set(1..12_000_i64, 0..4);
    let lines = prop::collection::vec((prop::sample::select(AdjustmentKind::ALL), 1..2_000_i64), 0..4);
    let entries = prop::collection::vec((0..5_usize, 1..=1_000_i64), 0..6);
    (bands, lines, entries, 1..4_000_i64, 1..4_000_i64, any::<bool>()).prop_map(
        |(bounds, rows, entries, bonus_cap, penalty_cap, may_exceed_scale)| {
            let from: Vec<i64> = std::iter::once(0).chain(bounds).collect();
            let band = |(place, from_here): (usize, &i64)| Band {
                code: format!("B{place}"),
                name: Text::new("", ""),
                from: *from_here,
                below: from.get(place + 1).copied(),
            };
            let bands = from.iter().enumerate().map(band).collect();
            let line = |(place, (kind, max_points))| AdjustmentLine {
                code: format!("L{place}"),
                kind,
                name: Text::new("", ""),
                max_points,
            };
            let lines: Vec<AdjustmentLine> = rows.into_iter().enumerate().map(line).collect();
            let has = |kind| lines.iter().any(|line| line.kind == kind);
            // An entry may name a line that there is not; one that there is has at most its points.
            let entry = |(place, part): (usize, i64)| {
                let most = lines.get(place).map_or(1_000, |line| line.max_points);
                let points = (most * part / 1_000).max(1);
                Adjustment { line: format!("L{place}"), points, times: None, ground: Citation::default() }
            };
            let adjustments = entries.into_iter().map(entry).collect();
            let bonus_cap = if has(AdjustmentKind::Bonus) { bonus_cap } else { 0 };
            let penalty_cap = if has(AdjustmentKind::Penalty) { penalty_cap } else { 0 };
            (Grading { bands, lines, bonus_cap, penalty_cap, may_exceed_scale }, adjustments)
        },
    )
}

/// The value of the kind that a criterion needs, unless it is meant to be of another.
fn said(measure: &Measure, reported: &Reported) -> Option<Value> {
    match (reported.how, measure) {
        (0, _) => None,
        (1, _) => Some(Value::NotApplicable("không có".to_owned())),
        (2, Measure::Ratio(_) | Measure::Choice(_)) => Some(Value::Count(reported.count)),
        (2, Measure::Count(_) | Measure::Manual(_)) => Some(Value::Choice("O0".to_owned())),
        (_, Measure::Ratio(_)) => Some(Value::Counts(reported.counts)),
        (_, Measure::Count(_)) => Some(Value::Count(reported.count)),
        (_, Measure::Choice(_)) => Some(Value::Choice(format!("O{}", reported.option))),
        (_, Measure::Manual(_)) => Some(Value::Points(reported.points)),
        (_, Measure::Qualitative { .. } | Measure::Leaf(_)) => None,
    }
}

fn best_of(measure: &Measure, reported: &Reported) -> Option<(Value, Exact)> {
    let (counts, count) = reported.best?;
    match measure {
        Measure::Ratio(_) => {
            let share = Exact::fraction(i128::from(counts.numerator) * 100, counts.denominator.into())?;
            Some((Value::Counts(counts), share))
        }
        Measure::Count(_) => Some((Value::Count(count), Exact::from(Decimal::whole(count)))),
        Measure::Choice(_) | Measure::Manual(_) | Measure::Qualitative { .. } | Measure::Leaf(_) => None,
    }
}

fn given(value: Value) -> Given {
    match value {
        Value::Counts(counts) => Given::Value(Measured::Counts(counts)),
        Value::Count(count) => Given::Value(Measured::Number(Decimal::whole(count))),
        Value::Number(number) => Given::Value(Measured::Number(number)),
        Value::Choice(code) => Given::Value(Measured::Option(code)),
        Value::Points(points) => Given::Value(Measured::Points(Decimal::hundredths(points))),
        Value::NotApplicable(reason) => Given::NotApplicable(reason),
    }
}

fn applicability(state: LeafState) -> Applicability {
    match state {
        LeafState::Scored | LeafState::NoFigures | LeafState::Unfit | LeafState::ZeroRefused => {
            Applicability::Applicable
        }
        LeafState::NothingToCount => Applicability::NothingToCount,
        LeafState::ExemptKind => Applicability::ExemptKind,
        LeafState::NotApplicable => Applicability::NotApplicable,
        LeafState::Pending => Applicability::Pending,
        LeafState::LeftOut | LeafState::Unscored | LeafState::Collected => panic!("flat sets have no {state}"),
    }
}

/// Scores a unit both ways; panics where they differ.
fn compare(set: &CriteriaSet, reported: &[Reported], adjustments: &[Adjustment]) {
    assert_eq!(told(set.check(None, &campaign().text.policy)), ["done"], "the set is sound");
    let tree = Tree::lifted(set);
    assert_eq!(told(tree.check()), ["done"], "and so is its tree");
    let kind = OrganisationKind::Department;
    let of = |code: &str| set.criteria.iter().zip(reported).find(|(criterion, _)| criterion.code == code);
    let value = |code: &str| of(code).and_then(|(criterion, reported)| said(&criterion.measure, reported));
    let (mut bests, mut references) = (Bests::new(), References::new());
    for (criterion, reported) in set.criteria.iter().zip(reported) {
        if let Some((best, reference)) = best_of(&criterion.measure, reported) {
            bests.insert(criterion.code.clone(), best);
            references.insert(criterion.code.clone(), reference);
        }
    }
    let flat = domain::planning::scoring::score(set, kind, value, &bests, adjustments);
    let extras: Vec<Extra> = adjustments
        .iter()
        .map(|entry| Extra { line: entry.line.clone(), amount: Decimal::hundredths(entry.points) })
        .collect();
    let given = |code: &str| match of(code) {
        Some((criterion, _)) if criterion.asks(kind).is_none() => Some(Given::ExemptKind),
        Some(_) | None => value(code).map(given),
    };
    let card = domain::planning::tree::score::score(&tree, given, &references, &extras);
    for line in &flat.lines {
        let leaf = card.leaf(&line.criterion).expect("a leaf for each criterion");
        let expected = (line.applicability, Decimal::hundredths(line.points), line.met);
        assert_eq!((applicability(leaf.state), leaf.points.shown, leaf.met), expected, "{line:?}\n{leaf:?}");
    }
    let total = flat.total.map(Decimal::hundredths);
    assert_eq!(card.total, total, "{}", flat.explanation.en);
    assert_eq!(
        (card.bonus.shown, card.penalty.shown),
        (Decimal::hundredths(flat.bonus), Decimal::hundredths(flat.penalty))
    );
    let band = card.total.and_then(|total| tree.band(total)).map(|band| band.code.clone());
    assert_eq!(band, flat.band);
    let main = card.branch(&tree.main.code).map(|main| (main.points.shown, main.applicable.shown));
    assert_eq!(main, Some((Decimal::hundredths(flat.points), Decimal::hundredths(flat.applicable_points))));

    // The same for reports of a set that is this tree.
    let comparison = Comparison { bests: bests.clone(), ..Comparison::default() };
    let modelled = assess(&set.clone().modelled(tree), kind, value, &comparison, adjustments);
    let sums = |card: &Scorecard| (card.points, card.applicable_points, card.bonus, card.penalty, card.total);
    assert_eq!((sums(&modelled), &modelled.band), (sums(&flat), &flat.band));
    for line in &flat.lines {
        let same =
            modelled.lines.iter().find(|one| one.criterion == line.criterion).expect("a line for each criterion");
        let facts = |line: &ScoreLine| (line.applicability, line.points, line.max_points, line.met, line.best.clone());
        assert_eq!((facts(same), same.share_basis_points), (facts(line), line.share_basis_points), "{line:?}");
        if matches!(set.criterion(&line.criterion).map(|one| &one.measure), Some(Measure::Ratio(_))) {
            assert_eq!(same.target_basis_points, line.target_basis_points, "{line:?}");
        }
    }
}

/// The sets of the plan, and one whose criterion has the code that a lifted set's main branch would have.
#[test]
fn the_sets_of_the_plan_are_sound_as_trees() {
    for tier in PlanLevel::ALL {
        let tree = Tree::lifted(&seed_set(tier));
        assert_eq!(told(tree.check()), ["done"], "{tier}");
    }
    let mut set = set();
    set.criteria[0].code = "ROOT".to_owned();
    assert_eq!(
        (Tree::lifted(&set).main.code.as_str(), told(Tree::lifted(&set).check())),
        ("ROOT_", vec!["done".to_owned()])
    );
    set.criteria[0].measure = Measure::Qualitative { category: category("IT") };
    assert_eq!(Tree::lifted(&set).leaves()[0].full, Decimal::ZERO, "what is read is not scored");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Rules S04, S08, S09, L24, L26, L27: a flat set and its tree agree to the hundredth.
    #[test]
    fn s04_s08_s09_l24_l26_l27_a_flat_set_and_its_tree_give_equal_scores(
        rows in prop::collection::vec(criterion(), 1..7),
        (grading, adjustments) in grading(),
        scale in prop_oneof![Just(10_000_i64), 1..=100_000_i64],
    ) {
        let (mut criteria, reported): (Vec<Criterion>, Vec<Reported>) = rows.into_iter().unzip();
        for (place, criterion) in criteria.iter_mut().enumerate() {
            criterion.code = format!("K{place}");
        }
        compare(&CriteriaSet { scale, criteria, grading, ..set() }, &reported, &adjustments);
    }
}
