//! Comparisons: the best unit's values.

use domain::base::ids::OrganisationId;
use domain::planning::assessment::Comparison;
use domain::planning::scoring::Value;
use domain::reporting::report::Report;
use domain::results::comparison::settled_bests;

use crate::plan_level::PlanLevel;
use crate::world::{counts, now, set, standing, submitted_report, taken, told, verifying_report};

/// The tier's first official score fixes the best values: a later score changes no other unit's.
#[test]
fn the_best_unit_is_known_when_all_are_verified_and_fixed_by_the_first_official_score() {
    use domain::planning::measure::{Measure, ScoringRule};
    let mut set = set();
    for criterion in set.criteria.iter_mut().take(1) {
        if let Measure::Ratio(ratio) = &mut criterion.measure {
            ratio.rule = ScoringRule::NormalisedByMax;
        }
    }
    let other = |report: Report, numerator| {
        let mut report = Report { organisation: OrganisationId(uuid::Uuid::from_u128(9)), ..report };
        for figure in report.verified.iter_mut().take(1) {
            figure.value = Value::Counts(counts(numerator, 1_000));
        }
        report
    };
    let waiting = settled_bests(&set, PlanLevel::Provincial.group(), &[verifying_report(), submitted_report()]);
    assert_eq!(
        waiting.err().map(|refusal| told::<Report>(Err(refusal))),
        Some(vec!["wrong state: BEST_UNKNOWN -".to_owned()])
    );
    let bests =
        settled_bests(&set, PlanLevel::Provincial.group(), &[verifying_report(), other(verifying_report(), 990)])
            .expect("all are verified");
    assert_eq!(bests.get("P1"), Some(&Value::Counts(counts(990, 1_000))));
    // Rule L25: a group with the same set has best values of its own.
    let beside = |report: Report| Report { group: PlanLevel::Commune.group(), ..other(report, 999) };
    let of_two = [verifying_report(), other(verifying_report(), 990), beside(submitted_report())];
    let own = settled_bests(&set, PlanLevel::Provincial.group(), &of_two).expect("nobody of the group waits");
    assert_eq!(own, bests);
    let first = taken(verifying_report().finalise(
        &set,
        &Comparison { bests: bests.clone(), ..Comparison::default() },
        &standing(),
        now(),
    ));
    let late = settled_bests(&set, PlanLevel::Provincial.group(), &[first, other(submitted_report(), 1_000)])
        .expect("they are fixed");
    assert_eq!(late, bests);
}
