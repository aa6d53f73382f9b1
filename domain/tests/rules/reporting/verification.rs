//! Verified figures: what differs from the declared ones, and what was found as declared.

use domain::planning::scoring::Value;
use domain::reporting::figure::VerifiedFigure;

use crate::world::{admitted, counts, findings, now, set, standing, submitted_report, taken, told, verified};

/// Rule L22.
#[test]
fn l22_a_verified_figure_that_differs_needs_a_reason() {
    let verify = |alter: fn(&mut Vec<VerifiedFigure>)| {
        let report = submitted_report();
        let mut found = verified(&report.figures);
        alter(&mut found);
        told(report.verify(&set(), findings(found), &standing(), now()))
    };
    assert_eq!(verify(|_| {}), ["done"], "what agrees needs none");
    let lower = |found: &mut Vec<VerifiedFigure>| found[1].value = Value::Counts(counts(89, 100));
    assert_eq!(verify(lower), ["invalid: REASON_MISSING L22 /figures/1/reason"]);
    let blank = |found: &mut Vec<VerifiedFigure>| {
        found[1] = VerifiedFigure {
            criterion: "P2".to_owned(),
            value: Value::Counts(counts(90, 101)),
            reason: Some("  ".to_owned()),
        }
    };
    assert_eq!(verify(blank), ["invalid: REASON_MISSING L22 /figures/1/reason"]);
    let explained = |found: &mut Vec<VerifiedFigure>| {
        let reason = Some("Trùng một hồ sơ".to_owned());
        found[1] = VerifiedFigure { criterion: "P2".to_owned(), value: Value::Counts(counts(89, 100)), reason }
    };
    assert_eq!(verify(explained), ["done"]);
}

/// Rules L19, L22: one call records what was declared, under the same rules, and nothing else.
#[test]
fn l22_a_report_is_verified_as_declared_in_one_call() {
    let report = submitted_report();
    let by_hand = taken(report.clone().verify(&set(), findings(verified(&report.figures)), &standing(), now()));
    assert_eq!(taken(report.clone().verify_as_declared(&set(), &standing(), now())), by_hand);
    assert_eq!(admitted(|actor| report.clone().verify_as_declared(&set(), actor, now())), ["Thường"]);
    let differing = taken(report.verify(
        &set(),
        {
            let mut found = verified(&by_hand.figures);
            found[1].value = Value::Counts(counts(89, 100));
            found[1].reason = Some("Trùng một hồ sơ".to_owned());
            findings(found)
        },
        &standing(),
        now(),
    ));
    assert_eq!(taken(differing.verify_as_declared(&set(), &standing(), now())).verified, by_hand.verified);
}

/// Rules L22, L29, S09: verified figures are checked like declared ones, and must be complete.
#[test]
fn l22_verified_figures_are_whole_and_sound() {
    let because = |criterion: &str, counts| VerifiedFigure {
        criterion: criterion.to_owned(),
        value: Value::Counts(counts),
        reason: Some("Đối chiếu".to_owned()),
    };
    let found = vec![because("P2", counts(3, 2)), because("P2", counts(1, 2)), because("Z9", counts(1, 2))];
    let expected = [
        "invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /figures/0/numerator",
        "invalid: CRITERION_TWICE - /figures/1/criterion",
        "invalid: CRITERION_UNKNOWN S02 /figures/2/criterion",
        "invalid: FIGURE_MISSING L22 /figures",
        "invalid: FIGURE_MISSING L22 /figures",
        "invalid: FIGURE_MISSING L22 /figures",
        "invalid: FIGURE_MISSING L22 /figures",
    ];
    assert_eq!(told(submitted_report().verify(&set(), findings(found), &standing(), now())), expected);
}
