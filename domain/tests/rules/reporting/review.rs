//! Several scorers, people who are recused, and a second person who accepts.

use chrono::TimeDelta;
use domain::base::ids::AccountId;
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::planning::assessment::Comparison;
use domain::planning::measure::{Combination, Panel};
use domain::planning::scoring::Value;
use domain::reporting::figure::{Figure, VerifiedFigure};
use domain::reporting::report::{Findings, Reply, Report, ReportState, ReportVerb};
use domain::reporting::review::{Review, agreement, combined, visible};
use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

use crate::world::{
    AGENCY, admitted, campaign, counts, findings, head, now, panelled, person, report_in, set, standing,
    submitted_report, taken, told, verified, verifying_report,
};

pub(super) fn scorer(number: u128) -> domain::base::identity::Actor {
    person(number, "Chấm", &[(Role::StandingAgency, AGENCY)])
}

fn marked(report: Report, number: u128, points: i64) -> Report {
    taken(report.mark(&panelled(), ("M1", Some(points), None), &scorer(number), now()))
}

/// A submitted report that declares 5 points for M1.
fn handed_in() -> Report {
    let mut report = submitted_report();
    report.figures.push(Figure {
        criterion: "M1".to_owned(),
        value: Value::Points(500),
        secret_excluded: false,
        reference: None,
        evidence: Vec::new(),
        note: None,
    });
    report
}

fn found(report: &Report, points: i64) -> Findings {
    let mut found = verified(&report.figures);
    for figure in found.iter_mut().filter(|figure: &&mut VerifiedFigure| figure.criterion == "M1") {
        figure.value = Value::Points(points);
        figure.reason = Some("Theo tổ chấm".to_owned());
    }
    findings(found)
}

#[test]
fn points_of_several_become_one_cut_down_to_a_hundredth() {
    let mean = |points: &[i64]| combined(points.to_vec(), Combination::Mean);
    let median = |points: &[i64]| combined(points.to_vec(), Combination::Median);
    assert_eq!([mean(&[]), median(&[])], [None, None]);
    assert_eq!([mean(&[850, 900, 901]), median(&[901, 850, 900])], [Some(883), Some(900)]);
    assert_eq!([mean(&[0, 1]), median(&[0, 1])], [Some(0), Some(0)]);
    assert_eq!(median(&[100, 0, 1_000, 300]), Some(200), "the mean of the two in the middle");
}

proptest! {
    #[test]
    fn what_a_panel_comes_to_lies_between_its_lowest_and_highest(points in prop::collection::vec(0_i64..=100_000, 1..30)) {
        let (lowest, highest) = (points.iter().min().copied(), points.iter().max().copied());
        for combine in [Combination::Mean, Combination::Median] {
            let one = combined(points.clone(), combine);
            prop_assert!(lowest <= one && one <= highest);
            let mut turned = points.clone();
            turned.reverse();
            prop_assert_eq!(one, combined(turned, combine), "the order does not matter");
        }
    }

    #[test]
    fn scorers_who_say_the_same_do_not_disagree(points in 0_i64..=1_000, number in 2_u128..8, other in any::<bool>().prop_map(i64::from)) {
        let mut report = handed_in();
        for scorer in 0..number {
            report = marked(report, 0xd0 + scorer, points.min(999) + if scorer == 0 { other } else { 0 });
        }
        let panels = agreement(&panelled(), &report.review);
        let deviation = panels.first().and_then(|panel| panel.deviation);
        prop_assert!(other == 1 || deviation == Some(0));
    }
}

/// Rule L22: the verified points of a rubric are the panel's result, once enough scorers have given points.
#[test]
fn l22_verification_records_what_the_panel_came_to() {
    let report = handed_in();
    let verify =
        |report: &Report, points| told(report.clone().verify(&panelled(), found(report, points), &standing(), now()));
    assert_eq!(verify(&report, 500), ["invalid: PANEL_INCOMPLETE L22 /answers/0/points"]);
    let one = marked(report, 0xd1, 400);
    assert_eq!(verify(&one, 400), ["invalid: PANEL_INCOMPLETE L22 /answers/0/points"]);
    let two = marked(one, 0xd2, 700);
    assert_eq!(verify(&two, 400), ["invalid: PANEL_DIFFERS L22 /answers/0/points"]);
    assert_eq!(verify(&two, 550), ["done"]);
    let panels = agreement(&panelled(), &two.review);
    let panel = panels.first().expect("a panel");
    assert_eq!((panel.lowest, panel.highest, panel.deviation), (Some(400), Some(700), Some(150)));
}

#[test]
fn a_scorer_may_think_again_or_abstain_with_a_note() {
    let report = marked(marked(handed_in(), 0xd1, 400), 0xd1, 600);
    assert_eq!(report.review.marks.len(), 1, "the later word counts");
    let mark =
        |criterion, points, note| told(handed_in().mark(&panelled(), (criterion, points, note), &scorer(0xd1), now()));
    assert_eq!(mark("M1", None, Some("Không đủ chuyên môn")), ["done"]);
    assert_eq!(mark("M1", None, Some(" ")), ["invalid: TEXT_EMPTY - /note"]);
    assert_eq!(mark("M1", Some(1_001), None), ["invalid: POINTS_OUT_OF_RANGE L22 /points"]);
    assert_eq!(mark("M1", Some(-1), None), ["invalid: POINTS_OUT_OF_RANGE L22 /points"]);
    assert_eq!(mark("P1", Some(1), None), ["invalid: NO_PANEL - /criterion"]);
    let abstained = taken(handed_in().mark(&panelled(), ("M1", None, Some("Lạ")), &scorer(0xd1), now()));
    assert_eq!(agreement(&panelled(), &abstained.review).first().map(|panel| panel.given), Some(0));
}

/// Scorers see the points of others only when the panel is complete.
#[test]
fn others_points_are_seen_once_enough_are_given() {
    let seen = |report: &Report, number| visible(&panelled(), &report.review, AccountId(Uuid::from_u128(number))).len();
    let one = marked(handed_in(), 0xd1, 400);
    assert_eq!([seen(&one, 0xd1), seen(&one, 0xd2)], [1, 0]);
    assert_eq!(agreement(&panelled(), &one.review).first().and_then(|panel| panel.combined), None);
    let two = marked(one, 0xd2, 700);
    assert_eq!([seen(&two, 0xd1), seen(&two, 0xd3)], [2, 2]);
}

/// Rule L19: a recused person judges nothing of that report any more, and the person's points are removed.
#[test]
fn l19_whoever_stands_aside_judges_nothing() {
    let aside = taken(marked(handed_in(), 0xd1, 400).recuse("Người thân", &scorer(0xd1), now()));
    assert!(aside.review.marks.is_empty());
    let refused = ["not allowed: RECUSED L19"];
    let judge = scorer(0xd1);
    assert_eq!(told(aside.clone().mark(&panelled(), ("M1", Some(1), None), &judge, now())), refused);
    assert_eq!(told(aside.clone().verify(&set(), found(&aside, 1), &judge, now())), refused);
    assert_eq!(told(aside.clone().recuse("Nữa", &judge, now())), ["wrong state: RECUSED_ALREADY -"]);
    let back = taken(aside.send_back(&set(), "Thiếu", Vec::new(), &standing(), now()));
    assert!(back.review.has_recused(judge.account), "and stays aside when the report comes again");
    assert_eq!(told(handed_in().recuse(" ", &judge, now())), ["invalid: TEXT_EMPTY - /reason"]);
    assert_eq!(admitted(|actor| handed_in().recuse("Người thân", actor, now())), ["Thường"]);
}

pub(super) fn two_steps() -> Report {
    let report = report_in(ReportState::Submitted);
    Report { review: Review { acceptance_required: true, ..Review::default() }, ..report }
}

/// Rule L19: a second person accepts, and only the findings recorded last.
#[test]
fn l19_a_second_person_accepts_what_the_first_found() {
    let first = |report: Report| {
        let findings = findings(verified(&report.figures));
        taken(report.verify(&set(), findings, &scorer(0xd1), now()))
    };
    let verified = first(two_steps());
    let due = ["wrong state: ACCEPTANCE_DUE -"];
    assert_eq!(told(verified.clone().finalise(&set(), &Comparison::default(), &scorer(0xd2), now())), due);
    let windowed = Report { explanation_days: Some(3), ..verified.clone() };
    assert_eq!(told(windowed.release(&set(), &Comparison::default(), &scorer(0xd2), now())), due);
    assert_eq!(told(verified.clone().accept(&scorer(0xd1), now())), ["not allowed: FOUR_EYES L19"]);
    let accepted = taken(verified.accept(&scorer(0xd2), now()));
    assert_eq!(told(accepted.clone().finalise(&set(), &Comparison::default(), &scorer(0xd1), now())), ["done"]);
    let again = first(accepted);
    assert_eq!(
        told(again.finalise(&set(), &Comparison::default(), &scorer(0xd2), now())),
        due,
        "what is new is accepted anew"
    );
    assert_eq!(told(verifying_report().accept(&scorer(0xd2), now())), ["wrong state: NO_ACCEPTANCE_STEP -"]);
    assert_eq!(told(two_steps().accept(&head(), now())), ["not allowed: NOT_ALLOWED S30"]);
}

/// A panel waits for at least one scorer.
#[test]
fn a_panel_is_checked_with_its_set() {
    let mut broken = panelled();
    for criterion in &mut broken.criteria {
        if let domain::planning::measure::Measure::Manual(manual) = &mut criterion.measure {
            manual.panel = Some(Panel { combine: Combination::Mean, least: 0 });
        }
    }
    let places: Vec<String> = match broken.check(None, &campaign().text.policy) {
        Err(Refusal::Invalid(violations)) => violations.into_iter().map(|violation| violation.pointer).collect(),
        Err(_) | Ok(()) => Vec::new(),
    };
    assert_eq!(places, ["/criteria/5/manual/panel/least"]);
}

/// A report of a cycle with a second step and a window for explanations, accepted and shown to its unit, contested in
/// P1.
fn accepted_and_contested() -> Report {
    let found = findings(verified(&two_steps().figures));
    let verified = taken(two_steps().verify(&set(), found, &scorer(0xd1), now()));
    let accepted = taken(Report { explanation_days: Some(3), ..verified }.accept(&scorer(0xd2), now()));
    let open = taken(accepted.release(&set(), &Comparison::default(), &scorer(0xd1), now()));
    taken(open.explain(&set(), ("P1", "Có nhầm lẫn", Vec::new()), &head(), now()))
}

fn answered(report: Report, number: u128, value: Option<Value>) -> Report {
    let reply = Reply { criterion: "P1".to_owned(), text: "Đã đối chiếu".to_owned(), value };
    taken(report.answer(&set(), &Comparison::default(), reply, &scorer(number), now()))
}

/// What the actor may do with an accepted report whose window has closed.
fn finalised(report: &Report, number: u128) -> Vec<String> {
    told(report.clone().finalise(&set(), &Comparison::default(), &scorer(number), now() + TimeDelta::days(9)))
}

/// Rule L19: an answer with other figures is accepted anew, by somebody who recorded none of them.
#[test]
fn found_b3_l19_an_answer_that_changes_a_figure_is_accepted_anew() {
    let due = ["wrong state: ACCEPTANCE_DUE -"];
    let right = answered(accepted_and_contested(), 0xd1, Some(Value::Counts(counts(950, 1_000))));
    assert_eq!(
        (finalised(&right, 0xd1), finalised(&right, 0xd2)),
        (due.map(str::to_owned).to_vec(), due.map(str::to_owned).to_vec())
    );
    assert_eq!(told(right.clone().accept(&scorer(0xd1), now())), ["not allowed: FOUR_EYES L19"]);
    assert!(right.clone().seen_by(&head()).verified.is_empty(), "the unit is not shown what waits");
    assert!(!right.clone().seen_by(&standing()).verified.is_empty());
    let accepted = taken(right.accept(&scorer(0xd2), now()));
    assert_eq!(finalised(&accepted, 0xd1), ["done"]);
    assert!(!accepted.seen_by(&head()).verified.is_empty());

    let wrong = answered(accepted_and_contested(), 0xd1, None);
    assert_eq!(finalised(&wrong, 0xd1), ["done"], "an answer that changes nothing leaves the acceptance");
    assert_eq!(told(wrong.accept(&scorer(0xd3), now())), ["wrong state: ACCEPTED_ALREADY -"]);
}

/// Rule L19: whoever recorded one of the figures that wait accepts none of them.
#[test]
fn found_b3_l19_of_two_who_recorded_neither_accepts() {
    let contested = taken(accepted_and_contested().explain(&set(), ("P4", "Thiếu", Vec::new()), &head(), now()));
    let once = answered(contested, 0xd1, Some(Value::Counts(counts(950, 1_000))));
    let reply =
        Reply { criterion: "P4".to_owned(), text: "Đúng".to_owned(), value: Some(Value::Counts(counts(7, 8))) };
    let twice = taken(once.answer(&set(), &Comparison::default(), reply, &scorer(0xd2), now()));
    let accept = |number| told(twice.clone().accept(&scorer(number), now()));
    let refused = ["not allowed: FOUR_EYES L19"];
    assert_eq!(
        (accept(0xd1), accept(0xd2)),
        (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec())
    );
    assert_eq!(accept(0xd3), ["done"]);
}

/// Rule L19: a correction with other figures is published only after a second person accepted it.
#[test]
fn found_b3_l19_a_correction_is_accepted_anew_before_it_is_published() {
    let fixed = answered(accepted_and_contested(), 0xd1, None);
    let fixed = taken(fixed.finalise(&set(), &Comparison::default(), &scorer(0xd1), now() + TimeDelta::days(9)));
    let correct = |numerator| {
        let mut found = verified(&fixed.figures);
        for figure in found.iter_mut().take(1) {
            figure.value = Value::Counts(counts(numerator, 1_000));
            figure.reason = Some("Kết luận".to_owned());
        }
        taken(fixed.clone().correct(
            &set(),
            &Comparison::default(),
            (findings(found), "Kết luận"),
            &scorer(0xd1),
            now(),
        ))
    };
    let publish = |report: &Report| told(report.may(ReportVerb::Publish, &standing(), now()));
    assert_eq!(publish(&fixed), ["done"]);
    let corrected = correct(900);
    assert_eq!(
        (corrected.state, publish(&corrected)),
        (ReportState::Final, vec!["wrong state: ACCEPTANCE_DUE -".to_owned()])
    );
    let hidden = corrected.clone().seen_by(&head());
    assert!(hidden.verified.is_empty() && hidden.scorecard.is_none(), "nor is the unit shown it");
    assert_eq!(told(corrected.clone().accept(&scorer(0xd1), now())), ["not allowed: FOUR_EYES L19"]);
    assert_eq!(publish(&taken(corrected.accept(&scorer(0xd2), now()))), ["done"]);
    assert_eq!(publish(&correct(949)), ["done"], "a correction of the reason alone leaves the acceptance");
    let free = Report { review: Review::default(), ..correct(900) };
    assert_eq!(publish(&free), ["done"], "in a cycle without a second step");
}

/// Rule L19: a person who stands aside after accepting has not accepted.
#[test]
fn found_b3_l19_whoever_stands_aside_has_not_accepted() {
    let aside = taken(accepted_and_contested().recuse("Người thân", &scorer(0xd2), now()));
    let answered = answered(aside, 0xd1, None);
    assert_eq!(finalised(&answered, 0xd1), ["wrong state: ACCEPTANCE_DUE -"]);
    let accepted = taken(answered.accept(&scorer(0xd3), now()));
    assert_eq!(finalised(&accepted, 0xd1), ["done"]);
}

/// What was judged of a report that its unit takes back is gone, because the figures will change.
#[test]
fn found_b3_a_withdrawal_drops_what_scorers_gave() {
    let step = marked(handed_in(), 0xd1, 400).withdraw("Nộp nhầm", &head(), now()).expect("open");
    let (withdrawn, event) = step.into_parts();
    assert!(withdrawn.review.marks.is_empty());
    assert_eq!(event.changes.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["M1.mark"]);
    let aside = taken(handed_in().recuse("Người thân", &scorer(0xd1), now()));
    let back = taken(aside.withdraw("Nộp nhầm", &head(), now()));
    assert!(back.review.has_recused(scorer(0xd1).account), "a recusal stays");
    let second = taken(two_steps().withdraw("Nộp nhầm", &head(), now()));
    assert!(second.review.acceptance_required, "so does the second step");
}

/// Rule L22: an answer and a correction follow the panel as a verification does; the panel may score again first.
#[test]
fn found_b3_l22_answers_and_corrections_follow_the_panel() {
    let set = panelled();
    let report = marked(marked(handed_in(), 0xd1, 400), 0xd2, 700);
    let verified = taken(report.clone().verify(&set, found(&report, 550), &standing(), now()));
    let open = taken(Report { explanation_days: Some(3), ..verified }.release(
        &set,
        &Comparison::default(),
        &standing(),
        now(),
    ));
    let contested = taken(open.explain(&set, ("M1", "Điểm thấp", Vec::new()), &head(), now()));
    let answer = |report: &Report, points| {
        let value = Some(Value::Points(points));
        let reply = Reply { criterion: "M1".to_owned(), text: "Đúng".to_owned(), value };
        told(report.clone().answer(&set, &Comparison::default(), reply, &standing(), now()))
    };
    assert_eq!(answer(&contested, 1_000), ["invalid: PANEL_DIFFERS L22 /points"]);
    let again = marked(contested, 0xd1, 800);
    assert_eq!((answer(&again, 550), answer(&again, 750)), (vec!["done".to_owned()], vec!["done".to_owned()]));
    let fixed = Report { state: ReportState::Published, ..again };
    let correct = |report: &Report, points| {
        let findings = (found(report, points), "Kết luận");
        told(report.clone().correct(&set, &Comparison::default(), findings, &standing(), now()))
    };
    assert_eq!(correct(&fixed, 1_000), ["invalid: PANEL_DIFFERS L22 /answers/0/points"]);
    assert_eq!(correct(&marked(fixed.clone(), 0xd2, 1_000), 900), ["done"], "after the panel scored again");
    assert_eq!(correct(&fixed, 550), ["done"], "what stays as it was is not asked again");
}
