//! Scoring and ranking of all communes of a country: 11,000 units × 6 criteria, on one core, compared with the bare
//! arithmetic; and the same for 3,321 units by a tree of 47 criteria in 8 pillars.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::base::ids::{CampaignId, CriteriaSetId, OrganisationId, Revision};
use domain::base::text::Text;
use domain::planning::audience::Audience;
use domain::planning::card::{Card, Given, Measured};
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::curve::{Bound, Curve, Piece, Shape};
use domain::planning::exact::Decimal;
use domain::planning::grading::Grading;
use domain::planning::measure::{Demands, Measure, RatioMeasure, ScoringRule, ZeroDenominator};
use domain::planning::scoring::{Bests, Counts, Value, score};
use domain::planning::tree::score::References;
use domain::planning::tree::words::{NodeText, explain};
use domain::planning::tree::{
    Absence, Branch, Combine, Extras, Leaf, Node, Rebase, Rounding, RoundingMode, RoundingPlace, Tree,
};
use domain::planning::value_spec::{NumberUnit, ValueSpec};
use domain::registry::organisation::OrganisationKind;
use domain::results::banding::{Entrant, placed};
use domain::results::ranking::{Standing, rank};
use uuid::Uuid;

/// The allocator of the service, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many units as the country had communes.
const UNITS: u64 = 11_000;
/// As many criteria as a commune's plan may have.
const CRITERIA: u64 = 6;
/// As many communes as the country has since 2025.
const COMMUNES: u64 = 3_321;
/// As many criteria as a capital's communes have, pillar by pillar; 47 in all.
const PILLARS: [u64; 8] = [5, 3, 5, 6, 4, 10, 6, 8];
/// The number of runs; the median is printed.
const RUNS: usize = 15;

fn set() -> CriteriaSet {
    let criterion = |place: u64| Criterion {
        code: format!("X{place}"),
        name: Text::new("tiêu chí", "criterion"),
        source: String::new(),
        max_points: 1_000,
        measure: Measure::Ratio(RatioMeasure {
            target_basis_points: 9_000,
            rule: ScoringRule::ThresholdProportional,
            rungs: Vec::new(),
            numerator: Text::new("", ""),
            denominator: Text::new("", ""),
            zero_denominator: ZeroDenominator::NotApplicable,
            demands: Demands::default(),
        }),
    };
    CriteriaSet {
        model: None,
        dimensions: Vec::new(),
        id: CriteriaSetId(Uuid::nil()),
        campaign: CampaignId(Uuid::nil()),
        cycle_kind: CycleKind::Annual,
        audience: Audience::parse("COMMUNE").expect("a code"),
        version: 1,
        scale: 10_000,
        criteria: (0..CRITERIA).map(criterion).collect(),
        grading: Grading::default(),
        state: CriteriaSetState::Provisional,
        document: None,
        revision: Revision::FIRST,
    }
}

fn counts(unit: u64, criterion: u64) -> Counts {
    let denominator = 1 + (unit * 7_919 + criterion * 104_729) % 1_000;
    let numerator = (unit * 31 + criterion * 17) % (denominator + 1);
    let whole = |number: u64| i64::try_from(number).unwrap_or(0);
    Counts { numerator: whole(numerator), denominator: whole(denominator) }
}

/// The median time until the result is there; the time to free its memory is not counted.
fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let result = black_box(run());
            let time = start.elapsed();
            drop(result);
            time
        })
        .collect();
    times.sort_unstable();
    times.get(RUNS / 2).copied().unwrap_or_default()
}

/// Every third criterion is a number with falling steps, the others are shares of a target.
fn leaf(place: u64) -> Leaf {
    let full = Decimal::whole(10);
    let before = |at: i64, shape| Piece { until: Some(Bound { at: Decimal::whole(at), included: false }), shape };
    let step = |points: i64| Shape::Step { points: Decimal::whole(points) };
    let beyond = |shape| Piece { until: None, shape };
    let (value, pieces) = if place.is_multiple_of(3) {
        let of = Text::new("báo cáo trễ", "late reports");
        let value = ValueSpec::Number { of, unit: NumberUnit::Count, decimals: 0, least: None, most: None };
        (value, vec![before(1, step(10)), before(2, step(8)), before(100, step(5)), beyond(step(0))])
    } else {
        let value = ValueSpec::Ratio {
            numerator: Text::new("", ""),
            denominator: Text::new("", ""),
            zero: ZeroDenominator::NotApplicable,
            may_exceed_one: false,
            per: 100,
        };
        let line = Shape::Line { from: Decimal::ZERO, to: full };
        (value, vec![before(0, step(0)), before(90, line), beyond(step(10))])
    };
    Leaf {
        code: format!("X{place}"),
        name: Text::new("tiêu chí", "criterion"),
        source: String::new(),
        value,
        curve: Curve::new(pieces),
        normalise: None,
        target: None,
        share: None,
        full,
        least: None,
        most: None,
        verifier: None,
        demands: Demands::default(),
        absence: Absence::Zero,
    }
}

fn branch(code: String, children: Vec<Node>) -> Branch {
    Branch {
        code,
        name: Text::new("nhóm", "pillar"),
        combine: Combine::Sum,
        share: None,
        full: None,
        least: None,
        most: None,
        rebase: Rebase::Above,
        verifier: None,
        children,
    }
}

fn tree() -> Tree {
    let mut places = 0_u64..;
    let pillars = (1..).zip(PILLARS).map(|(number, many): (u64, u64)| {
        let leaves = (0..many).filter_map(|_| places.next()).map(|place| Node::Leaf(Box::new(leaf(place))));
        Node::Branch(branch(format!("P{number}"), leaves.collect()))
    });
    Tree {
        main: branch("ROOT".to_owned(), pillars.collect()),
        scale: Decimal::whole(100),
        bonus: Extras::default(),
        penalty: Extras::default(),
        may_exceed_scale: false,
        rounding: Rounding { mode: RoundingMode::Cut, decimals: 2, place: RoundingPlace::LeavesAndRoot },
        tie_breaks: Vec::new(),
        bands: Vec::new(),
    }
}

fn by_tree() {
    let tree = tree();
    let none = References::new();
    let whole = median(|| {
        let cards: Vec<(OrganisationId, Card, Vec<NodeText>)> = (0..COMMUNES)
            .map(|unit| {
                let given = |code: &str| {
                    let place: u64 = code.strip_prefix('X').and_then(|place| place.parse().ok())?;
                    let counts = counts(unit, place);
                    Some(Given::Value(if place.is_multiple_of(3) {
                        Measured::Number(Decimal::whole(counts.numerator))
                    } else {
                        Measured::Counts(counts)
                    }))
                };
                let card = domain::planning::tree::score::score(&tree, given, &none, &[]);
                let texts = explain(&tree, &card);
                (OrganisationId(Uuid::from_u128(u128::from(unit))), card, texts)
            })
            .collect();
        let entrants: Vec<Entrant<'_>> = cards.iter().map(|(unit, card, _)| Entrant { unit: *unit, card }).collect();
        let places = placed(&tree.tie_breaks, &entrants);
        (places, cards)
    });
    let criteria: u64 = PILLARS.iter().sum();
    let floor = median(|| {
        let mut totals: Vec<(i64, u64)> = (0..COMMUNES)
            .map(|unit| {
                let points = (0..criteria).map(|place| {
                    let Counts { numerator, denominator } = counts(unit, place);
                    match (place.is_multiple_of(3), numerator) {
                        (false, _) => (1_000 * numerator * 10_000 / (9_000 * denominator)).min(1_000),
                        (true, 0) => 1_000,
                        (true, 1) => 800,
                        (true, 2..100) => 500,
                        (true, _) => 0,
                    }
                });
                (points.sum::<i64>() * 10_000 / 47_000, unit)
            })
            .collect();
        totals.sort_unstable_by(|one, other| other.cmp(one));
        totals
    });
    let ratio = whole.as_micros() / floor.as_micros().max(1);
    println!(
        "scoring by a tree and ranking {COMMUNES} units × {criteria} criteria, with explanations in two languages"
    );
    println!("  whole {:>8} µs   target: under 400000 µs on one core", whole.as_micros());
    println!("  floor {:>8} µs   bare arithmetic and one sort, no explanations", floor.as_micros());
    println!("  ratio {ratio:>8}");
}

fn main() {
    by_tree();
    let set = set();
    let names: Vec<String> = (0..UNITS).map(|unit| format!("Xã số {unit}")).collect();
    let whole = median(|| {
        let standings = (0..UNITS).zip(&names).map(|(unit, name)| {
            let value = |code: &str| {
                let place = code.strip_prefix('X').and_then(|place| place.parse().ok())?;
                Some(Value::Counts(counts(unit, place)))
            };
            Standing {
                rank: None,
                organisation: OrganisationId(Uuid::from_u128(u128::from(unit))),
                name: name.clone(),
                code: None,
                parent: None,
                kind: Some(OrganisationKind::PeoplesCommittee),
                late: false,
                scorecard: score(&set, OrganisationKind::PeoplesCommittee, value, &Bests::new(), &[]),
                band_moves: Vec::new(),
            }
        });
        rank(None, standings.collect())
    });
    let floor = median(|| {
        let mut totals: Vec<(i64, u64)> = (0..UNITS)
            .map(|unit| {
                let points = (0..CRITERIA).map(|criterion| {
                    let Counts { numerator, denominator } = counts(unit, criterion);
                    (1_000 * numerator * 10_000 / (9_000 * denominator)).min(1_000)
                });
                (points.sum::<i64>() * 10_000 / 6_000, unit)
            })
            .collect();
        totals.sort_unstable_by(|one, other| other.cmp(one));
        totals
    });
    let ratio = whole.as_micros() / floor.as_micros().max(1);
    println!("scoring and ranking {UNITS} units × {CRITERIA} criteria, with explanations in two languages");
    println!("  whole {:>8} µs   target: under 50000 µs on one core", whole.as_micros());
    println!("  floor {:>8} µs   bare arithmetic and one sort, no explanations", floor.as_micros());
    println!("  ratio {ratio:>8}");
}
