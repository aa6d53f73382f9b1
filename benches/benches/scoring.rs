//! Scoring and ranking of all communes of a country: 11,000 units × 6 criteria, on one core, compared with the bare
//! arithmetic.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::base::ids::{CampaignId, CriteriaSetId, OrganisationId, Revision};
use domain::base::text::Text;
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::grading::Grading;
use domain::planning::measure::{Demands, Measure, RatioMeasure, ScoringRule, ZeroDenominator};
use domain::planning::scoring::{Bests, Counts, Value, score};
use domain::registry::organisation::{OrganisationKind, Tier};
use domain::results::ranking::{Standing, rank};
use uuid::Uuid;

/// The allocator of the service, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many units as the country had communes.
const UNITS: u64 = 11_000;
/// As many criteria as a commune's plan may have.
const CRITERIA: u64 = 6;
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
        id: CriteriaSetId(Uuid::nil()),
        campaign: CampaignId(Uuid::nil()),
        cycle_kind: CycleKind::Annual,
        tier: Tier::Commune,
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

fn main() {
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
            }
        });
        rank(standings.collect())
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
