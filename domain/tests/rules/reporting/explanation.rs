//! Provisional scores, explanations and corrections (rule L23).

use chrono::TimeDelta;
use domain::base::policy::Role;
use domain::planning::assessment::Comparison;
use domain::planning::scoring::Value;
use domain::reporting::report::{Reply, Report, ReportState, ReportVerb};

use crate::world::{
    AGENCY, UNIT, counts, findings, head, hour, now, person, report_in, set, standing, submitted_report, taken, told,
    verified, verifying_report,
};

/// A report of a cycle with a window of five days.
fn windowed() -> Report {
    Report { explanation_days: Some(5), ..verifying_report() }
}

fn released() -> Report {
    taken(windowed().release(&set(), &Comparison::default(), &standing(), now()))
}

fn contested() -> Report {
    taken(released().explain(&set(), ("P1", "Có nhầm lẫn", Vec::new()), &head(), now()))
}

fn reply(value: Option<Value>) -> Reply {
    Reply { criterion: "P1".to_owned(), text: "Đã đối chiếu".to_owned(), value }
}

/// Rule L23: the window opens with the provisional score, closes when its last day in the province ends, and only then
/// may the score become final.
#[test]
fn l23_the_window_opens_closes_and_comes_before_the_final_score() {
    let early = windowed().finalise(&set(), &Comparison::default(), &standing(), now());
    assert_eq!(told(early), ["wrong state: EXPLANATION_DUE L23"]);
    let report = released();
    assert_eq!((report.state, report.scorecard.is_some()), (ReportState::ExplanationOpen, true));
    let until = hour(crate::world::day(2024, 11, 26), 0);
    assert_eq!(report.explanation_until, Some(until), "five days after 20 November, to the end of the day");
    let explain = |at| report.clone().explain(&set(), ("P1", "Có nhầm lẫn", Vec::new()), &head(), at);
    assert_eq!(told(explain(until - TimeDelta::milliseconds(1))), ["done"]);
    assert_eq!(told(explain(until)), ["out of season: EXPLANATION_CLOSED L23"]);
    let late = explain(until).err().and_then(|refusal| refusal.into_first_reason().map(|reason| reason.text.vi));
    assert_eq!(late.as_deref(), Some("Thời gian giải trình đã hết cùng ngày 25/11/2024 (giờ Việt Nam)."));
    let finalise = |at| report.clone().finalise(&set(), &Comparison::default(), &standing(), at);
    assert_eq!(told(finalise(until - TimeDelta::milliseconds(1))), ["out of season: EXPLANATION_OPEN L23"]);
    assert_eq!(told(finalise(until)), ["done"]);
    let without = verifying_report().release(&set(), &Comparison::default(), &standing(), now());
    assert_eq!(told(without), ["wrong state: NO_EXPLANATION_STEP L23"]);
}

/// Rule L23: each explanation is answered before the score is final; an accepted one changes the verified figure.
#[test]
fn l23_every_explanation_is_answered_and_a_right_one_changes_the_score() {
    let after = now() + TimeDelta::days(9);
    let open = contested().finalise(&set(), &Comparison::default(), &standing(), after);
    assert_eq!(told(open), ["wrong state: EXPLANATION_UNANSWERED L23"]);
    let answer = |value| contested().answer(&set(), &Comparison::default(), reply(value), &standing(), now());
    let refused = taken(answer(None));
    assert_eq!(refused.verified, contested().verified);
    let right = taken(answer(Some(Value::Counts(counts(950, 1_000)))));
    let total = |report: &Report| report.scorecard.as_ref().and_then(|card| card.total);
    assert_eq!((total(&refused), total(&right)), (Some(9_996), Some(10_000)));
    let accepted = |report: &Report| {
        let answers = report.explanations.iter().filter_map(|one| one.answer.as_ref());
        answers.map(|answer| answer.accepted).collect::<Vec<bool>>()
    };
    assert_eq!((accepted(&refused), accepted(&right)), (vec![false], vec![true]));
    assert_eq!(told(right.finalise(&set(), &Comparison::default(), &standing(), after)), ["done"]);
    let twice = refused.answer(&set(), &Comparison::default(), reply(None), &standing(), now());
    assert_eq!(told(twice), ["invalid: NOTHING_TO_ANSWER L23 /criterion"]);
    let impossible = answer(Some(Value::Counts(counts(3, 2))));
    assert_eq!(told(impossible), ["invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /numerator"]);
}

/// Rule L44: the sheet of explanations prints the paragraphs of both sides.
#[test]
fn l44_explanation_and_answer_keep_their_lines() {
    let explained =
        taken(released().explain(&set(), ("P1", "Có nhầm lẫn. \r\nXem bảng kê.", Vec::new()), &head(), now()));
    let reply = Reply { text: "Đã đối chiếu.\n\nĐơn vị đúng.".to_owned(), ..reply(None) };
    let answered = taken(explained.answer(&set(), &Comparison::default(), reply, &standing(), now()));
    let said: Vec<(&str, Option<&str>)> = answered
        .explanations
        .iter()
        .map(|one| (one.text.as_str(), one.answer.as_ref().map(|answer| answer.text.as_str())))
        .collect();
    assert_eq!(said, [("Có nhầm lẫn.\nXem bảng kê.", Some("Đã đối chiếu.\n\nĐơn vị đúng."))]);
}

/// Rule L19: a person who explained, or ever submitted, does not judge that report.
#[test]
fn l19_whoever_explained_or_ever_handed_in_does_not_judge() {
    let busy = person(0xc1, "Kiêm", &[(Role::UnitHead, UNIT), (Role::StandingAgency, AGENCY)]);
    let report = taken(released().explain(&set(), ("P2", "Có nhầm lẫn", Vec::new()), &busy, now()));
    for verb in [ReportVerb::Answer, ReportVerb::Finalise] {
        assert_eq!(told(report.may(verb, &busy, now())), ["not allowed: FOUR_EYES L19"], "{verb}");
    }
    let mut first = submitted_report();
    first.filings.iter_mut().for_each(|filing| filing.by = busy.account);
    assert_eq!(told(first.may(ReportVerb::Verify, &busy, now())), ["not allowed: FOUR_EYES L19"], "not only the last");
}

/// The unit sees the standing agency's findings together with the provisional score.
#[test]
fn l23_the_unit_sees_what_was_found_with_its_provisional_score() {
    assert!(windowed().seen_by(&head()).verified.is_empty());
    assert!(!released().seen_by(&head()).verified.is_empty());
}

/// A correction is a new score with a reason; the audit trail has what changed.
#[test]
fn l37_a_correction_says_why_and_what_changed() {
    let report = report_in(ReportState::Published);
    let mut found = verified(&report.figures);
    for figure in found.iter_mut().take(1) {
        figure.value = Value::Counts(counts(475, 1_000));
        figure.reason = Some("Kết luận kiểm tra".to_owned());
    }
    let correct = |reason| {
        report.clone().correct(&set(), &Comparison::default(), (findings(found.clone()), reason), &standing(), now())
    };
    assert_eq!(told(correct(" ")), ["invalid: TEXT_EMPTY - /reason"]);
    let (corrected, event) = correct("Kết luận số 12").expect("open").into_parts();
    assert_eq!((corrected.state, corrected.correction_reason.as_deref()), (ReportState::Final, Some("Kết luận số 12")));
    assert_eq!(corrected.scorecard.and_then(|card| card.total), Some(9_000));
    let changes: Vec<(&str, Option<&str>, Option<&str>)> =
        event.changes.iter().map(|one| (one.field.as_str(), one.before.as_deref(), one.after.as_deref())).collect();
    assert_eq!(
        changes,
        [
            ("P1", Some("949/1000"), Some("475/1000")),
            ("P1.reason", None, Some("Kết luận kiểm tra")),
            ("total", Some("99.96"), Some("90.00")),
            ("correctionReason", None, Some("Kết luận số 12")),
        ]
    );
}
