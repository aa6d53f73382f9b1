//! Scores: golden cases, and properties that hold for all figures.

use domain::base::citation::Citation;
use domain::base::ids::{CampaignId, CriteriaSetId, OrganisationId, Revision};
use domain::base::text::{Text, english, vietnamese};
use domain::planning::audience::Audience;
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::grading::{Adjustment, AdjustmentKind, AdjustmentLine, Band, Grading};
use domain::planning::measure::{
    ChoiceMeasure, ChoiceOption, CountMeasure, Demands, ManualMeasure, Measure, RatioMeasure, Rung, ScoringRule,
    ZeroDenominator,
};
use domain::planning::scoring::{Applicability, Bests, COUNT_MAX, Counts, Scorecard, Value, bests, is_met};
use domain::registry::organisation::OrganisationKind;
use domain::results::ranking::{Standing, rank};
use proptest::prelude::*;
use uuid::Uuid;

fn criterion(code: &str, target: i64) -> Criterion {
    Criterion {
        code: code.to_owned(),
        name: Text::new("", ""),
        source: "IV.1".to_owned(),
        max_points: 1_000,
        measure: Measure::Ratio(RatioMeasure {
            target_basis_points: target,
            rule: ScoringRule::ThresholdProportional,
            rungs: Vec::new(),
            numerator: Text::new("", ""),
            denominator: Text::new("", ""),
            zero_denominator: ZeroDenominator::NotApplicable,
            demands: Demands { exempt_kinds: vec![OrganisationKind::MassOrganisation], ..Demands::default() },
        }),
    }
}

fn set(targets: &[i64]) -> CriteriaSet {
    CriteriaSet {
        model: None,
        dimensions: Vec::new(),
        id: CriteriaSetId(Uuid::nil()),
        campaign: CampaignId(Uuid::nil()),
        cycle_kind: CycleKind::Annual,
        audience: Audience::parse("PROVINCIAL").expect("a code"),
        version: 3,
        scale: 10_000,
        criteria: targets.iter().enumerate().map(|(place, target)| criterion(&format!("K{place}"), *target)).collect(),
        grading: Grading::default(),
        state: CriteriaSetState::Provisional,
        document: None,
        revision: Revision::FIRST,
    }
}

/// Scores counts without adjustments.
fn score(set: &CriteriaSet, kind: OrganisationKind, counts: impl Fn(&str) -> Option<Counts>) -> Scorecard {
    domain::planning::scoring::score(set, kind, |code| counts(code).map(Value::Counts), &Bests::new(), &[])
}

const fn counts(numerator: i64, denominator: i64) -> Counts {
    Counts { numerator, denominator }
}

fn one(target: i64, of: Counts) -> Scorecard {
    score(&set(&[target]), OrganisationKind::Department, |_| Some(of))
}

/// A set with one criterion of 10 points.
fn of_measure(measure: Measure) -> CriteriaSet {
    CriteriaSet { criteria: vec![Criterion { measure, ..criterion("K0", 10_000) }], ..set(&[]) }
}

fn ratio(rule: ScoringRule, rungs: Vec<Rung>) -> Measure {
    let Measure::Ratio(ratio) = criterion("K0", 8_000).measure else { panic!("a ratio") };
    Measure::Ratio(RatioMeasure { rule, rungs, ..ratio })
}

fn count(rule: ScoringRule, rungs: Vec<Rung>, points_each: Option<i64>) -> Measure {
    let demands = Demands::default();
    Measure::Count(CountMeasure { rule, counted: Text::new("", ""), rungs, points_each, demands })
}

fn choice() -> Measure {
    let option = |code: &str, points| ChoiceOption { code: code.to_owned(), name: Text::new("", ""), points };
    let options = vec![option("CHIEF", 1_000), option("DEPUTY", 500), option("NONE", 0)];
    Measure::Choice(ChoiceMeasure { options, demands: Demands::default() })
}

/// The eight rules of the field, each as a table of value → points, share and whether the target is met.
#[test]
fn each_rule_turns_values_into_points_exactly() {
    use ScoringRule as R;
    let rungs = || vec![Rung { from: 5_000, points: 300 }, Rung { from: 9_000, points: 1_000 }];
    let meetings = || vec![Rung { from: 1, points: 250 }, Rung { from: 4, points: 1_000 }];
    let share = |numerator, denominator| Value::Counts(counts(numerator, denominator));
    let said = |code: &str| Value::Choice(code.to_owned());
    let manual = Measure::Manual(ManualMeasure { rubric: Text::new("", ""), panel: None, demands: Demands::default() });
    let rows = [
        (ratio(R::Linear, vec![]), share(1, 3), None, 333, Some(3_333), Some(false)),
        (ratio(R::Linear, vec![]), share(4, 5), None, 800, Some(8_000), Some(true)),
        (ratio(R::ThresholdProportional, vec![]), share(799, 1_000), None, 998, Some(7_990), Some(false)),
        (ratio(R::ThresholdProportional, vec![]), share(8, 10), None, 1_000, Some(8_000), Some(true)),
        (ratio(R::ThresholdAllOrNothing, vec![]), share(799, 1_000), None, 0, Some(7_990), Some(false)),
        (ratio(R::ThresholdAllOrNothing, vec![]), share(8, 10), None, 1_000, Some(8_000), Some(true)),
        (ratio(R::StepTable, rungs()), share(4_999, 10_000), None, 0, Some(4_999), Some(false)),
        (ratio(R::StepTable, rungs()), share(1, 2), None, 300, Some(5_000), Some(false)),
        (ratio(R::StepTable, rungs()), share(9, 10), None, 1_000, Some(9_000), Some(true)),
        (ratio(R::NormalisedByMax, vec![]), share(1, 2), Some(share(2, 3)), 750, Some(5_000), Some(false)),
        (ratio(R::NormalisedByMax, vec![]), share(9, 10), Some(share(2, 3)), 1_000, Some(9_000), Some(true)),
        (ratio(R::NormalisedByMax, vec![]), share(0, 10), Some(share(0, 3)), 0, Some(0), Some(false)),
        (count(R::StepTable, meetings(), None), Value::Count(0), None, 0, Some(0), Some(false)),
        (count(R::StepTable, meetings(), None), Value::Count(3), None, 250, Some(2_500), Some(false)),
        (count(R::StepTable, meetings(), None), Value::Count(4), None, 1_000, Some(10_000), Some(true)),
        (count(R::CappedCount, vec![], Some(150)), Value::Count(6), None, 900, Some(9_000), Some(false)),
        (count(R::CappedCount, vec![], Some(150)), Value::Count(COUNT_MAX), None, 1_000, Some(10_000), Some(true)),
        (
            count(R::NormalisedByMax, vec![], None),
            Value::Count(2),
            Some(Value::Count(3)),
            666,
            Some(6_660),
            Some(false),
        ),
        (count(R::NormalisedByMax, vec![], None), Value::Count(0), Some(Value::Count(0)), 0, Some(0), Some(false)),
        (choice(), said("CHIEF"), None, 1_000, Some(10_000), Some(true)),
        (choice(), said("DEPUTY"), None, 500, Some(5_000), Some(false)),
        (choice(), said("GONE"), None, 0, None, Some(false)),
        (manual, Value::Points(333), None, 333, Some(3_330), Some(false)),
        (choice(), Value::Count(1), None, 0, None, Some(false)),
    ];
    for (measure, value, best, points, percent, met) in rows {
        let set = of_measure(measure);
        let bests: Bests = best.into_iter().map(|best| ("K0".to_owned(), best)).collect();
        let known = |_: &str| Some(value.clone());
        let card = domain::planning::scoring::score(&set, OrganisationKind::Department, known, &bests, &[]);
        let line = &card.lines[0];
        assert_eq!((line.points, line.share_basis_points, line.met), (points, percent, met), "{line:?}");
        assert!(!line.explanation.vi.is_empty() && !line.explanation.en.is_empty());
        let text = serde_json::to_string(&card).expect("text");
        assert_eq!(serde_json::from_str::<Scorecard>(&text).expect("a card"), card, "it is read as it was written");
    }
}

/// Rule L24: a criterion that compares units waits for the best one, and an accepted waiver leaves the total.
#[test]
fn l24_what_waits_or_does_not_apply_leaves_the_total() {
    let mut set = set(&[10_000, 10_000, 10_000]);
    set.criteria[1].measure = count(ScoringRule::NormalisedByMax, Vec::new(), None);
    set.criteria[2].max_points = 0;
    let value = |code: &str| match code {
        "K0" => Some(Value::NotApplicable("không có".to_owned())),
        "K1" => Some(Value::Count(1)),
        _ => Some(Value::Counts(counts(1, 2))),
    };
    let card = domain::planning::scoring::score(&set, OrganisationKind::Department, value, &Bests::new(), &[]);
    let lines: Vec<_> = card.lines.iter().map(|line| (line.applicability, line.met, line.points)).collect();
    use Applicability as A;
    assert_eq!(lines, [(A::NotApplicable, None, 0), (A::Pending, None, 0), (A::Applicable, Some(false), 0)]);
    assert_eq!((card.applicable_points, card.total), (0, None), "what is collected and not scored ranks nobody");
}

/// Rules L26, L27: adjustments add up within their caps, lower bounds belong to the band above, and a total stays
/// within its scale unless the set allows more.
#[test]
fn l26_l27_bonus_and_penalty_within_caps_and_bands_from_their_lower_bounds() {
    let line =
        |code: &str, kind| AdjustmentLine { code: code.to_owned(), kind, name: Text::new("", ""), max_points: 1_000 };
    let band = |code: &str, from, below| Band { code: code.to_owned(), name: Text::new("", ""), from, below };
    let grading = |may_exceed_scale| Grading {
        bands: vec![band("LOW", 0, Some(5_000)), band("MID", 5_000, Some(9_000)), band("TOP", 9_000, None)],
        lines: vec![line("FLAG", AdjustmentKind::Bonus), line("LATE", AdjustmentKind::Penalty)],
        bonus_cap: 1_500,
        penalty_cap: 700,
        may_exceed_scale,
    };
    let entry =
        |line: &str, points| Adjustment { line: line.to_owned(), points, times: None, ground: Citation::default() };
    let graded = |exceed, of: Counts, entries: &[Adjustment]| {
        let set = CriteriaSet { grading: grading(exceed), ..set(&[10_000]) };
        let known = |_: &str| Some(Value::Counts(of));
        let card = domain::planning::scoring::score(&set, OrganisationKind::Department, known, &Bests::new(), entries);
        (card.bonus, card.penalty, card.total, card.band)
    };
    let named = |code: &str| Some(code.to_owned());
    assert_eq!(graded(false, counts(1, 2), &[]), (0, 0, Some(5_000), named("MID")));
    assert_eq!(graded(false, counts(4_999, 10_000), &[]), (0, 0, Some(4_990), named("LOW")));
    let twice = [entry("FLAG", 1_000), entry("FLAG", 1_000), entry("LATE", 100)];
    assert_eq!(graded(false, counts(1, 2), &twice), (1_500, 100, Some(6_400), named("MID")));
    assert_eq!(graded(false, counts(1, 1), &twice), (1_500, 100, Some(10_000), named("TOP")));
    assert_eq!(graded(true, counts(1, 1), &twice), (1_500, 100, Some(11_400), named("TOP")));
    assert_eq!(graded(false, counts(0, 1), &[entry("LATE", 1_000)]), (0, 700, Some(0), named("LOW")), "never below 0");
    assert_eq!(graded(false, counts(0, 0), &twice), (0, 0, None, None), "nothing counts, nothing is added");
}

/// The best unit's value is the greatest share, compared exactly, for counts of any size.
#[test]
fn the_best_share_is_found_exactly() {
    let mut set = set(&[10_000, 10_000]);
    set.criteria[0].measure = ratio(ScoringRule::NormalisedByMax, Vec::new());
    let shares = [counts(0, 0), counts(2, 3), counts(666_667, 1_000_000), counts(1, 2)].map(Value::Counts);
    let found = bests(&set, shares.iter().flat_map(|share| [("K0", share), ("K1", share)]));
    let expected: Bests = [("K0".to_owned(), Value::Counts(counts(666_667, 1_000_000)))].into();
    assert_eq!(found, expected, "only of what compares units");
}

/// A value far above the best, as a correction can leave it, has full points however large the quotient is.
#[test]
fn a_value_far_above_the_best_has_full_points() {
    let mut set = of_measure(count(ScoringRule::NormalisedByMax, Vec::new(), None));
    set.criteria[0].max_points = 100_000_000;
    let best: Bests = [("K0".to_owned(), Value::Count(1))].into();
    for number in [1, 92_233_720_368, 92_233_720_369, COUNT_MAX] {
        let known = |_: &str| Some(Value::Count(number));
        let card = domain::planning::scoring::score(&set, OrganisationKind::Department, known, &best, &[]);
        assert_eq!((card.lines[0].points, card.lines[0].met), (100_000_000, Some(true)), "{number}");
    }
}

/// Rule S04 and interpretation 20: 949 of 1000 is not 95 %, and is never shown as 95 %.
#[test]
fn s04_949_of_1000_misses_95_percent_and_950_meets_it() {
    let below = one(9_500, counts(949, 1_000));
    let line = &below.lines[0];
    assert_eq!((line.met, line.share_basis_points, line.points), (Some(false), Some(9_490), 998));
    let at = one(9_500, counts(950, 1_000));
    assert_eq!((at.lines[0].met, at.lines[0].points, at.total), (Some(true), 1_000, Some(10_000)));
    let almost = one(9_500, counts(94_999, 100_000));
    assert_eq!((almost.lines[0].share_basis_points, almost.lines[0].points), (Some(9_499), 999), "cut, not rounded");
}

/// Rules S08, S09, L24: a criterion that does not count is neither 0 % nor 100 %, and leaves the total.
#[test]
fn s08_s09_l24_what_does_not_count_leaves_the_total() {
    let set = set(&[10_000, 10_000, 10_000]);
    let known = |code: &str| match code {
        "K0" => Some(counts(1, 2)),
        "K1" => Some(counts(0, 0)),
        _ => None,
    };
    let card = score(&set, OrganisationKind::Department, known);
    let applicable: Vec<Applicability> = card.lines.iter().map(|line| line.applicability).collect();
    use Applicability as A;
    assert_eq!(applicable, [A::Applicable, A::NothingToCount, A::Applicable]);
    assert_eq!((card.lines[1].share_basis_points, card.lines[1].met), (None, None));
    assert_eq!((card.points, card.applicable_points, card.total), (500, 2_000, Some(2_500)));
    let exempt = score(&set, OrganisationKind::MassOrganisation, known);
    assert!(exempt.lines.iter().all(|line| line.applicability == A::ExemptKind));
    assert_eq!(exempt.total, None, "nothing counts: unscored");
}

/// Rules S08, L24: a criterion that is not reported, or cannot have zero items, is not reached, and stays in the sum.
#[test]
fn s08_l24_silence_is_zero_points_and_not_an_exemption() {
    let mut set = set(&[5_000, 5_000, 5_000]);
    if let Measure::Ratio(ratio) = &mut set.criteria[1].measure {
        ratio.zero_denominator = ZeroDenominator::Refused;
    }
    let known = |code: &str| match code {
        "K0" => Some(counts(1, 2)),
        "K1" => Some(counts(0, 0)),
        _ => None,
    };
    let card = score(&set, OrganisationKind::Department, known);
    let lines: Vec<_> = card.lines.iter().map(|line| (line.met, line.points, line.share_basis_points)).collect();
    assert_eq!(lines, [(Some(true), 1_000, Some(5_000)), (Some(false), 0, None), (Some(false), 0, None)]);
    assert_eq!((card.applicable_points, card.total), (3_000, Some(3_333)));
}

/// Rule S04: the largest possible counts are computed exactly, on both sides of the target.
#[test]
fn s04_the_largest_counts_do_not_overflow() {
    let below = one(10_000, counts(COUNT_MAX - 1, COUNT_MAX));
    assert_eq!((below.lines[0].met, below.lines[0].points, below.total), (Some(false), 999, Some(9_990)));
    assert_eq!(below.lines[0].share_basis_points, Some(9_999));
    let at = one(10_000, counts(COUNT_MAX, COUNT_MAX));
    assert_eq!((at.lines[0].met, at.total), (Some(true), Some(10_000)));
    assert!(one(1, counts(1, COUNT_MAX)).lines[0].met == Some(false) && one(1, counts(0, 1)).total == Some(0));
}

/// Interpretation 20: the explanation of a score shows what was reached, rounded down, in both languages.
#[test]
fn interpretation_20_the_explanation_never_rounds_up() {
    let card = one(9_500, counts(949, 1_000));
    assert_eq!(
        card.lines[0].explanation.en,
        "949/1000 is below the target of 95.00%: 10.00 points × 949 × 100 ÷ (95.00 × 1000) = 9.98 points (cut to hundredths)."
    );
    assert!(card.lines[0].explanation.vi.starts_with("949/1.000 chưa đạt chỉ tiêu 95,00%: 10,00 điểm"));
    assert_eq!(
        card.explanation.en,
        "9.98 points reached × 100.00 ÷ 10.00 points of the criteria that count = 99.80 (cut to hundredths)."
    );
    assert_eq!(card.lines[0].share_basis_points.map(english).as_deref(), Some("94.90"));
    assert_eq!((english(5), vietnamese(10_000)), ("0.05".to_owned(), "100,00".to_owned()));
}

/// Rule L28: each score stores the set's version.
#[test]
fn l28_a_scorecard_names_the_set_and_its_version() {
    let card = one(9_500, counts(1, 1));
    assert_eq!((card.criteria_set, card.criteria_set_version), (CriteriaSetId(Uuid::nil()), 3));
}

/// Rule S03: the package holds the plan's criteria and targets, and nothing else.
#[test]
fn s03_the_plan_holds_five_three_and_four_ratios_with_the_plans_targets() {
    let targets = |level: &str| -> Vec<i64> {
        let place = format!("{}/../plans/soc-trang-2021-2025/criteria-sets", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(format!("{place}/{}.json", level.to_lowercase())).expect("the level's set");
        let set: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let criteria: Vec<Criterion> = serde_json::from_value(set["criteria"].clone()).expect("criteria");
        let ratios = criteria.iter().filter(|criterion| matches!(criterion.measure, Measure::Ratio(_)));
        ratios.map(|criterion| criterion.measure.target().expect("a ratio of a flat set") / 100).collect()
    };
    assert_eq!(targets("PROVINCIAL"), [95, 90, 100, 100, 50]);
    assert_eq!(targets("DISTRICT"), [80, 100, 100]);
    assert_eq!(targets("COMMUNE"), [60, 100, 100, 100]);
    assert!(targets("ENTERPRISE").is_empty() && targets("INDIVIDUAL").is_empty(), "S02: no ratios there");
}

fn standing(name: &str, total: i64) -> Standing {
    let scorecard = Scorecard { total: (0 <= total).then_some(total), ..one(9_500, counts(1, 1)) };
    Standing {
        rank: None,
        organisation: OrganisationId(Uuid::nil()),
        name: name.to_owned(),
        code: None,
        parent: None,
        kind: None,
        late: false,
        scorecard,
        band_moves: Vec::new(),
    }
}

fn ranks(standings: Vec<Standing>) -> Vec<(Option<u32>, String)> {
    rank(None, standings).into_iter().map(|standing| (standing.rank, standing.name)).collect()
}

/// Rules L24, L25.
#[test]
fn l24_l25_ties_share_a_rank_and_the_unscored_have_none() {
    let standings = vec![standing("Đ", 80), standing("x", -1), standing("B", 90), standing("A", 90), standing("C", 95)];
    let order: Vec<(Option<u32>, String)> = ranks(standings);
    let expected = [(Some(1), "C"), (Some(2), "A"), (Some(2), "B"), (Some(4), "Đ"), (None, "x")];
    assert_eq!(order, expected.map(|(rank, name)| (rank, name.to_owned())));
}

fn figure() -> impl Strategy<Value = Counts> {
    (0..=COUNT_MAX)
        .prop_flat_map(|denominator| (0..=denominator).prop_map(move |numerator| counts(numerator, denominator)))
}

proptest! {
    /// Rule S04, exactly, for every possible figure: full points if, and only if, the target is met.
    #[test]
    fn s04_full_points_if_and_only_if_the_target_is_met(of in figure(), target in 1..=10_000_i64) {
        prop_assume!(0 < of.denominator);
        let card = one(target, of);
        let exact = i128::from(target) * i128::from(of.denominator) <= i128::from(of.numerator) * 10_000;
        prop_assert_eq!(is_met(of, target), exact);
        prop_assert_eq!(card.lines[0].met, Some(exact));
        prop_assert_eq!(card.lines[0].points == 1_000, exact);
        prop_assert_eq!(card.total == Some(10_000), exact);
    }

    /// Exactly at the target is met, and one less is not; random figures seldom hit this boundary, so it is generated.
    #[test]
    fn s04_the_edge_is_on_the_side_of_met(target in 1..=10_000_i64, times in 1..=90_000_000_i64) {
        let (numerator, denominator) = (target * times, 10_000 * times);
        prop_assert!(is_met(counts(numerator, denominator), target));
        prop_assert!(!is_met(counts(numerator - 1, denominator), target));
    }

    /// Points equal a computation with big integers: rounded down, never up, never above the maximum.
    #[test]
    fn points_are_cut_down_exactly(of in figure(), target in 1..=10_000_i64) {
        prop_assume!(0 < of.denominator && !is_met(of, target));
        let points = i128::from(one(target, of).lines[0].points);
        let (reached, wanted) = (1_000 * i128::from(of.numerator) * 10_000, i128::from(target) * i128::from(of.denominator));
        prop_assert!(points * wanted <= reached && reached < (points + 1) * wanted);
    }

    /// Rule L24: for any scale, points and waivers, the total is Σ points × scale ÷ Σ points that count.
    #[test]
    fn l24_a_total_is_what_anybody_recomputes(
        rows in proptest::collection::vec((figure(), 1..=10_000_i64, 1..=100_000_i64, any::<bool>()), 1..9),
        scale in 1..=1_000_000_i64,
    ) {
        let targets: Vec<i64> = rows.iter().map(|(_, target, _, _)| *target).collect();
        let mut set = CriteriaSet { scale, ..set(&targets) };
        for (criterion, (_, _, max_points, exempt)) in set.criteria.iter_mut().zip(&rows) {
            criterion.max_points = *max_points;
            if let (Measure::Ratio(ratio), false) = (&mut criterion.measure, *exempt) {
                ratio.demands.exempt_kinds.clear();
            }
        }
        let card = score(&set, OrganisationKind::MassOrganisation, |code| {
            code.strip_prefix('K').and_then(|place| place.parse::<usize>().ok()).map(|place| rows[place].0)
        });
        let (mut reached, mut most) = (0_i128, 0_i128);
        for (of, target, max_points, exempt) in &rows {
            let (numerator, denominator) = (i128::from(of.numerator), i128::from(of.denominator));
            if *exempt || denominator == 0 {
                continue;
            }
            let most_here = i128::from(*max_points);
            most += most_here;
            reached += most_here.min(most_here * numerator * 10_000 / (i128::from(*target) * denominator));
        }
        let total = (0 < most).then(|| reached * i128::from(scale) / most);
        prop_assert_eq!(card.total.map(i128::from), total);
        prop_assert_eq!((i128::from(card.points), i128::from(card.applicable_points)), (reached, most));
        prop_assert!(card.total.is_none_or(|total| (0..=scale).contains(&total)));
    }

    #[test]
    fn one_more_never_costs_a_point(of in figure(), target in 1..=10_000_i64) {
        prop_assume!(of.numerator < of.denominator);
        let (less, more) = (one(target, of), one(target, counts(of.numerator + 1, of.denominator)));
        prop_assert!(less.points <= more.points && less.total <= more.total);
    }

    #[test]
    fn the_order_of_criteria_changes_nothing_in_the_total(
        figures in proptest::collection::vec((figure(), 1..=10_000_i64), 1..8),
        turn in 0..8_usize,
    ) {
        let total = |figures: &[(Counts, i64)]| {
            let targets: Vec<i64> = figures.iter().map(|(_, target)| *target).collect();
            let card = score(&set(&targets), OrganisationKind::Department, |code| {
                code.strip_prefix('K').and_then(|place| place.parse::<usize>().ok()).map(|place| figures[place].0)
            });
            (card.total, card.points, card.applicable_points)
        };
        let mut turned = figures.clone();
        turned.rotate_left(turn % figures.len());
        prop_assert_eq!(total(&figures), total(&turned));
        prop_assert!(total(&figures).0.is_none_or(|total| (0..=10_000).contains(&total)));
    }

    #[test]
    fn l25_ranking_depends_on_totals_only(totals in proptest::collection::vec(-1..20_i64, 0..12), turn in 0..12_usize) {
        let make = |totals: &[i64]| -> Vec<Standing> {
            totals.iter().enumerate().map(|(place, total)| standing(&format!("{total}-{place}"), *total)).collect()
        };
        let standings = make(&totals);
        let mut turned = standings.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn % standings.len());
        }
        let ranked = ranks(standings);
        prop_assert_eq!(&ranked, &ranks(turned));
        for (rank, name) in &ranked {
            let own: i64 = name.rsplit_once('-').and_then(|(total, _)| total.parse().ok()).unwrap_or(-1);
            let above = totals.iter().filter(|total| own < **total).count();
            prop_assert_eq!(*rank, (0 <= own).then(|| u32::try_from(above).unwrap_or(0) + 1));
        }
    }
}
