//! Rules with a boundary, tried on both sides of it and on it.

use chrono::{NaiveDate, TimeDelta};
use domain::base::citation::{CITATIONS_MAX, Citation};
use domain::base::ids::{CriteriaSetId, ExtensionId, ReportId};
use domain::base::text::Text;
use domain::planning::assessment::Comparison;
use domain::planning::criteria::CriteriaSet;
use domain::planning::grading::{Adjustment, AdjustmentKind, AdjustmentLine, Grading};
use domain::planning::measure::{
    ChoiceMeasure, ChoiceOption, CountMeasure, Demands, ManualMeasure, Measure, Rung, ScoringRule,
};
use domain::planning::scoring::{Applicability, COUNT_MAX, Value};
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::extension::Extension;
use domain::reporting::figure::{Figure, VerifiedFigure};
use domain::reporting::report::{Findings, Report, ReportVerb};
use domain::reporting::warning::History;
use uuid::Uuid;

use super::review::{scorer, two_steps};
use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    DIGEST, UNIT, administrator, content, counts, cycle, day, document, draft_report, editor, figure, figures,
    findings, ground, head, hour, issued_set, now, opening, organisation, participant, planned, report_of, seed_set,
    set, standing, submitted_report, taken, told, unit, verified, verifying_report,
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
    let commune = organisation(UNIT, "Xã Một", PlanLevel::Commune, OrganisationKind::PeoplesCommittee);
    let line = |numerator, denominator| {
        let report = report_of(&commune, vec![figure("X4", numerator, denominator)]);
        let card = report.self_assessment(&seed_set(PlanLevel::Commune));
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
    let sets = [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune].map(issued_set);
    let open = |days| {
        told(planned(2024).open(opening(day(2024, 11, 30), Some(days)), ground(&sets, &levels()), &standing(), now()))
    };
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

/// Rules L30, S02: a report is begun by a unit whose life touches the period, under any name, by the set of the cycle.
#[test]
fn l30_s02_a_report_is_of_a_unit_of_its_period_and_of_the_cycles_set() {
    let begun = |unit: &Organisation, set: &CriteriaSet| {
        let id = ReportId(Uuid::nil());
        told(Report::draft(
            id,
            (&cycle(), participant(unit).as_ref()),
            unit,
            Some(set),
            content(Vec::new()),
            &editor(),
            now(),
        ))
    };
    let from = |first| begun(&Organisation { valid_from: first, ..unit() }, &set());
    let until = |last| begun(&Organisation { valid_to: Some(last), ..unit() }, &set());
    assert_eq!(until(day(2023, 12, 31)), ["out of season: UNIT_CLOSED L30"], "the day before the period");
    assert_eq!((until(day(2024, 1, 1)), from(day(2024, 12, 31))), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!(from(day(2025, 1, 1)), ["out of season: UNIT_NOT_BEGUN L30"], "the day after it");
    let renamed = taken(unit().rename("Sở Sức khỏe", day(2024, 6, 1), document(), &administrator(), now()));
    assert_eq!(begun(&renamed, &set()), ["done"]);
    let next = CriteriaSet { id: CriteriaSetId(Uuid::max()), version: 2, ..set() };
    assert_eq!(begun(&unit(), &next), ["invalid: NO_RATIO_CRITERIA S02 /organisation"], "a version that is not bound");
}

/// Rule S07: the list of procedures is named from the first procedure on.
#[test]
fn s07_the_first_procedure_needs_its_list() {
    let unnamed = |denominator| {
        let figures = with("P1", |figure| {
            figure.value = Value::Counts(counts(0, denominator));
            figure.reference = None;
        });
        submitted(Report { figures, ..draft_report() })
    };
    assert_eq!(unnamed(0), ["done"]);
    assert_eq!(unnamed(1), ["invalid: REFERENCE_MISSING S07 /figures/0/reference"]);
}

/// A set whose first three criteria are a count, a choice and a rubric that want evidence; the others are the seed's.
fn mixed() -> CriteriaSet {
    let demands = || Demands { evidence_required: true, ..Demands::default() };
    let option = |code: &str, points| ChoiceOption { code: code.to_owned(), name: Text::new("", ""), points };
    let measures = [
        Measure::Count(CountMeasure {
            rule: ScoringRule::StepTable,
            counted: Text::new("", ""),
            rungs: vec![Rung { from: 5, points: 1_000 }],
            points_each: None,
            demands: demands(),
        }),
        Measure::Choice(ChoiceMeasure { options: vec![option("YES", 1), option("NO", 0)], demands: demands() }),
        Measure::Manual(ManualMeasure { rubric: Text::new("", ""), panel: None, demands: demands() }),
    ];
    let mut set = set();
    for (criterion, measure) in set.criteria.iter_mut().zip(measures) {
        criterion.measure = measure;
    }
    set
}

/// Figures for `mixed` that claim nothing and show nothing, but for one criterion.
fn claims(criterion: &str, value: &Value) -> Vec<Figure> {
    let nothing = [("P1", Value::Count(0)), ("P2", Value::Choice("NO".to_owned())), ("P3", Value::Points(0))];
    let of = |(code, least): (&str, Value)| Figure {
        value: if code == criterion { value.clone() } else { least },
        evidence: Vec::new(),
        ..figure(code, 0, 0)
    };
    nothing.map(of).into_iter().chain(figures().split_off(3)).collect()
}

/// Rule L20: of a count, a choice and a rubric, too, the first claim above 0 needs evidence, whatever it is worth.
#[test]
fn l20_the_first_claim_of_every_kind_needs_evidence() {
    let sent = |criterion, value| {
        let report = Report { figures: claims(criterion, &value), ..draft_report() };
        told(report.submit((&cycle(), &mixed(), &[]), History::default(), DIGEST.to_owned(), &head(), now()))
    };
    let missing = |place| [format!("invalid: EVIDENCE_MISSING L20 /answers/{place}/evidence")];
    assert_eq!(sent("P1", Value::Count(0)), ["done"]);
    assert_eq!(sent("P1", Value::Count(1)), missing(0), "worth nothing yet, and claimed");
    assert_eq!(sent("P2", Value::Choice("YES".to_owned())), missing(1));
    assert_eq!(sent("P3", Value::Points(1)), missing(2));
}

/// Rule L22: points by a rubric lie between 0 and the maximum, both included.
#[test]
fn l22_points_by_a_rubric_lie_within_its_maximum() {
    let verify = |points| {
        let report = Report { figures: claims("", &Value::Points(0)), ..submitted_report() };
        let mut found = verified(&report.figures);
        found[2] =
            VerifiedFigure {
                value: Value::Points(points), reason: Some("Đối chiếu".to_owned()), ..found[2].clone()
            };
        told(report.verify(&mixed(), findings(found), &standing(), now()))
    };
    let refused = ["invalid: POINTS_OUT_OF_RANGE L22 /answers/2/points"];
    assert_eq!((verify(-1), verify(1_001)), (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec()));
    assert_eq!((verify(0), verify(1_000)), (vec!["done".to_owned()], vec!["done".to_owned()]));
}

/// The seed's set with a line for up to 3 bonus points.
fn with_bonus() -> CriteriaSet {
    let line = AdjustmentLine {
        code: "PLUS".to_owned(),
        kind: AdjustmentKind::Bonus,
        name: Text::new("", ""),
        max_points: 300,
    };
    let grading = Grading { lines: vec![line], bonus_cap: 500, ..Grading::default() };
    CriteriaSet { grading, ..set() }
}

fn bonus(points: i64) -> Adjustment {
    Adjustment { line: "PLUS".to_owned(), points, times: None, ground: document() }
}

/// Rule L27: an entry has a hundredth at least and its line's points at most, under a document that exists.
#[test]
fn l27_an_entry_lies_within_its_line_and_rests_on_a_document() {
    let verify = |entry: Adjustment| {
        let found = Findings { adjustments: vec![entry], ..findings(verified(&figures())) };
        told(submitted_report().verify(&with_bonus(), found, &standing(), now()))
    };
    let refused = ["invalid: POINTS_OUT_OF_RANGE L27 /adjustments/0/points"];
    assert_eq!(
        (verify(bonus(0)), verify(bonus(301))),
        (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec())
    );
    assert_eq!((verify(bonus(1)), verify(bonus(300))), (vec!["done".to_owned()], vec!["done".to_owned()]));
    let strange = Adjustment { line: "MINUS".to_owned(), ..bonus(1) };
    assert_eq!(verify(strange), ["invalid: LINE_UNKNOWN L27 /adjustments/0/line"]);
    let groundless = Adjustment { ground: Citation::default(), ..bonus(1) };
    assert_eq!(verify(groundless), ["invalid: CITATION_INCOMPLETE L27 /adjustments/0/ground"]);
    let dated = |date| verify(Adjustment { ground: Citation { date: Some(date), ..document() }, ..bonus(1) });
    assert_eq!(dated(day(2024, 11, 20)), ["done"]);
    assert_eq!(dated(day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE - /adjustments/0/ground/date"]);
}

/// Rule L21: a figure has up to a number of sources.
#[test]
fn l21_a_figure_has_up_to_twenty_sources() {
    let cited = |number| edited(with("P2", |figure| figure.evidence = vec![document(); number]));
    assert_eq!(cited(CITATIONS_MAX), ["done"]);
    assert_eq!(cited(CITATIONS_MAX + 1).len(), 1);
    assert!(cited(CITATIONS_MAX + 1)[0].ends_with("/figures/1/evidence"), "{:?}", cited(CITATIONS_MAX + 1));
}

/// A report that a second person accepted, and what happens when its figures change afterwards.
fn accepted(set: &CriteriaSet, adjustments: Vec<Adjustment>) -> Report {
    let found = Findings { adjustments, ..findings(verified(&two_steps().figures)) };
    let verified = taken(two_steps().verify(set, found, &scorer(0xd1), now()));
    taken(verified.accept(&scorer(0xd2), now()))
}

/// Rule L19: what was accepted of a report that goes back is accepted anew when it comes again, even if nothing in it
/// is new.
#[test]
fn l19_what_goes_back_is_accepted_anew_when_it_comes_again() {
    let due = ["wrong state: ACCEPTANCE_DUE -"];
    let finalise =
        |report: &Report| told(report.clone().finalise(&set(), &Comparison::default(), &scorer(0xd3), now()));
    let accepted = accepted(&set(), Vec::new());
    assert_eq!(finalise(&accepted), ["done"]);
    let back = taken(accepted.send_back(&set(), "Thiếu phụ lục", Vec::new(), &standing(), now()));
    assert!(back.review.awaits_acceptance() && back.review.verified_by.is_none(), "nothing that was judged is left");
    let submit = (&cycle(), &set(), &[][..]);
    let again = taken(back.submit(submit, History::default(), DIGEST.to_owned(), &head(), now()));
    let found = findings(verified(&again.figures));
    let verified = taken(again.verify(&set(), found, &scorer(0xd2), now()));
    assert_eq!(finalise(&verified), due);
    assert_eq!(
        told(verified.clone().accept(&scorer(0xd2), now())),
        ["not allowed: FOUR_EYES L19"],
        "who accepted before"
    );
    assert_eq!(finalise(&taken(verified.accept(&scorer(0xd1), now()))), ["done"], "and who recorded before may accept");
}

/// Rules L19, L27: a bonus that is corrected by a hundredth is accepted anew, and the same one is not.
#[test]
fn l19_l27_a_bonus_that_is_corrected_is_accepted_anew() {
    let set = with_bonus();
    let accepted = accepted(&set, vec![bonus(100)]);
    let fixed = taken(accepted.finalise(&set, &Comparison::default(), &scorer(0xd1), now()));
    let corrected = |adjustments| {
        let found = Findings { adjustments, ..findings(verified(&fixed.figures)) };
        taken(fixed.clone().correct(&set, &Comparison::default(), (found, "Kết luận"), &scorer(0xd1), now()))
    };
    let publish = |report: &Report| told(report.may(ReportVerb::Publish, &standing(), now()));
    assert_eq!(publish(&corrected(vec![bonus(100)])), ["done"]);
    for adjustments in [vec![bonus(99)], vec![bonus(101)], Vec::new(), vec![bonus(100), bonus(1)]] {
        assert_eq!(publish(&corrected(adjustments)), ["wrong state: ACCEPTANCE_DUE -"]);
    }
    let elsewhere = Adjustment { ground: Citation { number: Some("13/HD".to_owned()), ..document() }, ..bonus(100) };
    assert_eq!(publish(&corrected(vec![elsewhere])), ["wrong state: ACCEPTANCE_DUE -"], "another ground");
}

/// Rule L23: the days of a window count from the day of the release in the province, where a day begins before it does
/// in UTC.
#[test]
fn l23_a_window_counts_from_the_day_in_the_province() {
    let until = |days, at| {
        let report = Report { explanation_days: Some(days), ..verifying_report() };
        taken(report.release(&set(), &Comparison::default(), &standing(), at)).explanation_until
    };
    let midnight = hour(day(2024, 11, 21), 0);
    assert_eq!(until(1, midnight - TimeDelta::milliseconds(1)), Some(hour(day(2024, 11, 22), 0)));
    assert_eq!(until(1, midnight), Some(hour(day(2024, 11, 23), 0)));
    assert_eq!(until(60, midnight), Some(hour(day(2025, 1, 21), 0)), "the longest");
}

/// Rule L23: a criterion is explained once, and another one beside it.
#[test]
fn l23_a_criterion_is_explained_once() {
    let report = Report { explanation_days: Some(5), ..verifying_report() };
    let open = taken(report.release(&set(), &Comparison::default(), &standing(), now()));
    let explain =
        |report: &Report, criterion| report.clone().explain(&set(), (criterion, "Nhầm", Vec::new()), &head(), now());
    let once = taken(explain(&open, "P1"));
    assert_eq!(told(explain(&once, "P1")), ["invalid: EXPLAINED_ALREADY L23 /criterion"]);
    assert_eq!(told(explain(&once, "P2")), ["done"]);
    assert_eq!(told(explain(&once, "H1")), ["invalid: CRITERION_UNKNOWN S02 /criterion"]);
}

/// Rule S27: more time ends after the due date, and on no day that is gone.
#[test]
fn s27_more_time_ends_after_the_due_date_and_not_yesterday() {
    let ask = |until: NaiveDate, at| {
        let id = ExtensionId(Uuid::nil());
        told(Extension::request(id, (&cycle(), None), &unit(), &[], (until, "Bảo trì"), &head(), at))
    };
    let refused = ["invalid: UNTIL_OUT_OF_RANGE - /untilDate"];
    assert_eq!(ask(day(2024, 11, 30), now()), refused, "the due date itself");
    assert_eq!(ask(day(2024, 12, 1), now()), ["done"]);
    let late = hour(day(2024, 12, 6), 0);
    assert_eq!(ask(day(2024, 12, 5), late), refused, "the day that has just ended");
    assert_eq!(ask(day(2024, 12, 6), late), ["done"]);
    assert_eq!(ask(day(2024, 12, 5), late - TimeDelta::milliseconds(1)), ["done"], "while it lasts");
}
