//! Rules with a boundary, tried on both sides of it and on it.

use domain::planning::scoring::{Applicability, COUNT_MAX, Value};
use domain::registry::organisation::{OrganisationKind, Tier};
use domain::reporting::figure::Figure;
use domain::reporting::report::Report;
use domain::reporting::warning::History;

use crate::world::{
    DIGEST, UNIT, content, counts, cycle, day, draft_report, editor, figure, figures, findings, head, issued_set, now,
    organisation, planned, report_of, seed_set, set, standing, submitted_report, taken, told, verified,
};

fn with(criterion: &str, alter: impl Fn(&mut Figure)) -> Vec<Figure> {
    let mut figures = figures();
    figures.iter_mut().filter(|figure| figure.criterion == criterion).for_each(alter);
    figures
}

fn shares(numerator: i64, denominator: i64) -> Vec<Figure> {
    with("P1", |figure| figure.value = Value::Counts(counts(numerator, denominator)))
}

fn edited(figures: Vec<Figure>) -> Vec<String> {
    told(draft_report().edit(&set(), content(figures), &editor(), now()))
}

fn submitted(report: Report) -> Vec<String> {
    told(report.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()))
}

/// Rule S04: a target of 95% is met at 950 of 1000, and not one below it.
#[test]
fn s04_a_target_is_met_from_its_own_share_on() {
    let met = |numerator| {
        let report = taken(draft_report().edit(&set(), content(shares(numerator, 1_000)), &editor(), now()));
        report.self_assessment(&set()).lines.iter().find(|line| line.criterion == "P1").and_then(|line| line.met)
    };
    assert_eq!([949, 950, 951].map(met), [Some(false), Some(true), Some(true)]);
}

/// Rule L29: a numerator up to its denominator, and counts from 0 to the largest.
#[test]
fn l29_a_share_is_at_most_whole_and_a_count_within_its_bounds() {
    let above = ["invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /figures/0/numerator"];
    assert_eq!((edited(shares(9, 10)), edited(shares(10, 10))), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!(edited(shares(11, 10)), above);
    assert_eq!(edited(shares(0, 10)), ["done"]);
    assert_eq!(edited(shares(-1, 10)), ["invalid: COUNT_OUT_OF_RANGE L29 /figures/0/numerator"]);
    assert_eq!(edited(shares(1, COUNT_MAX)), ["done"]);
    assert_eq!(edited(shares(1, COUNT_MAX + 1)), ["invalid: COUNT_OUT_OF_RANGE L29 /figures/0/denominator"]);
}

/// Rule S08: nothing to count is neither nothing reached nor everything; one thing counts.
#[test]
fn s08_nothing_to_count_is_no_share() {
    let commune = organisation(UNIT, "Xã Một", Tier::Commune, OrganisationKind::PeoplesCommittee);
    let line = |numerator, denominator| {
        let report = report_of(&commune, vec![figure("X4", numerator, denominator)]);
        let card = report.self_assessment(&seed_set(Tier::Commune));
        let line = card.lines.iter().find(|line| line.criterion == "X4").expect("the line");
        (line.applicability, line.met, line.points)
    };
    assert_eq!(line(0, 0), (Applicability::NothingToCount, None, 0));
    assert_eq!(line(0, 1), (Applicability::Applicable, Some(false), 0));
    assert_eq!(line(1, 1).1, Some(true));
}

/// Rule L20: evidence is required for a result above 0, and for none below it.
#[test]
fn l20_the_first_result_needs_evidence() {
    let set_of_it = set();
    let demanding =
        set_of_it.criteria.iter().find(|one| one.measure.demands().is_some_and(|one| one.evidence_required));
    let code = demanding.map(|one| one.code.clone()).expect("a criterion that wants evidence");
    let bare = |numerator| {
        let value = Value::Counts(counts(numerator, 10));
        let figures = with(&code, |figure| {
            figure.value = value.clone();
            figure.evidence = Vec::new();
        });
        let answer = submitted(taken(draft_report().edit(&set(), content(figures), &editor(), now())));
        answer.iter().any(|line| line.contains("EVIDENCE_MISSING L20"))
    };
    assert_eq!([bare(0), bare(1)], [false, true]);
}

/// Rule L22: a verified value that differs by one needs a reason, the same value none.
#[test]
fn l22_a_difference_of_one_needs_a_reason() {
    let verify = |numerator| {
        let mut found = verified(&submitted_report().figures);
        for figure in found.iter_mut().take(1) {
            figure.value = Value::Counts(counts(numerator, 1_000));
        }
        told(submitted_report().verify(&set(), findings(found), &standing(), now()))
    };
    let missing = ["invalid: REASON_MISSING L22 /figures/0/reason"];
    assert_eq!(verify(949), ["done"]);
    assert_eq!((verify(948), verify(950)), (missing.map(str::to_owned).to_vec(), missing.map(str::to_owned).to_vec()));
}

/// Rule L23: a window for explanations has 1 to 60 days.
#[test]
fn l23_a_window_has_1_to_60_days() {
    let sets = [Tier::Provincial, Tier::District, Tier::Commune].map(issued_set);
    let open = |days| told(planned(2024).open(day(2024, 11, 30), Some(days), &sets, &standing(), now()));
    let refused = ["invalid: WINDOW_OUT_OF_RANGE L23 /explanationDays"];
    assert_eq!((open(0), open(61)), (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec()));
    assert_eq!((open(1), open(60)), (vec!["done".to_owned()], vec!["done".to_owned()]));
}

/// Rules S05, S06: the attestation is demanded with figures of any size, of each of the two criteria.
#[test]
fn s05_s06_an_attestation_is_never_left_out() {
    for (criterion, rule) in [("P2", "S05"), ("P3", "S06")] {
        for value in [counts(0, 1), counts(1, 1)] {
            let figures = with(criterion, |figure| {
                figure.value = Value::Counts(value);
                figure.secret_excluded = false;
            });
            let answer = submitted(taken(draft_report().edit(&set(), content(figures), &editor(), now())));
            assert!(answer.iter().any(|line| line.contains(&format!("ATTESTATION_MISSING {rule}"))), "{answer:?}");
        }
    }
}
