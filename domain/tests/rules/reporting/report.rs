//! The unit's report, from declared figures to an official score.

use domain::base::citation::Citation;
use domain::base::identity::Actor;
use domain::base::ids::ReportId;
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::base::text::Text;
use domain::planning::assessment::Comparison;
use domain::planning::cycle::Cycle;
use domain::planning::measure::{
    ChoiceMeasure, ChoiceOption, CountMeasure, Demands, ManualMeasure, Measure, Rung, ScoringRule,
};
use domain::planning::scoring::{COUNT_MAX, Counts, Value};
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::explanation::Explanation;
use domain::reporting::figure::{Figure, VerifiedFigure};
use domain::reporting::report::{Reply, Report, ReportState, ReportVerb};
use domain::reporting::review::Review;
use domain::reporting::warning::History;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    DIGEST, UNIT, admitted, appraisal, auditor, content, counts, cycle, day, document, draft_report, editor, figure,
    figures, final_report, findings, head, hour, now, of_all_trades, open_verbs, organisation, panelled, participant,
    person, planned, report_in, report_of, seed_set, set, standing, stranger, submitted_report, taken, told, unit,
    verified, verifying_report,
};

fn begin(cycle: &Cycle, organisation: &Organisation, figures: Vec<Figure>) -> Result<Step<Report>, Refusal> {
    let set = seed_set(organisation.level);
    let author = person(0xa1, "Biên", &[(Role::UnitEditor, organisation.id)]);
    let participant = participant(organisation);
    Report::draft(
        ReportId(Uuid::nil()),
        (cycle, participant.as_ref()),
        organisation,
        Some(&set),
        content(figures),
        &author,
        now(),
    )
}

fn edited(figures: Vec<Figure>) -> Vec<String> {
    told(draft_report().edit(&set(), content(figures), &editor(), now()))
}

fn with(criterion: &str, alter: impl Fn(&mut Figure)) -> Vec<Figure> {
    let mut figures = figures();
    figures.iter_mut().filter(|figure| figure.criterion == criterion).for_each(alter);
    figures
}

fn handed_in(figures: Vec<Figure>) -> Vec<String> {
    let draft = taken(draft_report().edit(&set(), content(figures), &editor(), now()));
    told(draft.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()))
}

/// Rules S02, S27: a report exists for an open cycle and a tier that is measured by ratios.
#[test]
fn s02_s27_a_report_begins_in_an_open_cycle_and_a_tier_with_ratios() {
    let begun = taken(begin(&cycle(), &unit(), Vec::new()));
    assert_eq!((begun.criteria_set, begun.group), (set().id, PlanLevel::Provincial.group()), "the set of its group");
    assert_eq!(told(begin(&planned(2024), &unit(), Vec::new())), ["out of season: CYCLE_NOT_OPEN S27"]);
    let none = ["invalid: NO_RATIO_CRITERIA S02 /organisation"];
    for (tier, kind) in
        [(PlanLevel::Enterprise, OrganisationKind::Enterprise), (PlanLevel::Individual, OrganisationKind::Department)]
    {
        assert_eq!(told(begin(&cycle(), &organisation(UNIT, "Công ty", tier, kind), Vec::new())), none);
    }
    let foreign = seed_set(PlanLevel::District);
    let answer = Report::draft(
        ReportId(Uuid::nil()),
        (&cycle(), participant(&unit()).as_ref()),
        &unit(),
        Some(&foreign),
        content(Vec::new()),
        &editor(),
        now(),
    );
    assert_eq!(told(answer), none, "another tier's set measures nobody here");
}

/// Rule L30: a closed unit need not report for later periods; it still must for the period in which it closed.
#[test]
fn l30_a_closed_unit_reports_only_on_periods_that_began_before_its_end() {
    let closed = |last| Organisation { valid_to: Some(last), ..unit() };
    assert_eq!(told(begin(&cycle(), &closed(day(2023, 12, 31)), Vec::new())), ["out of season: UNIT_CLOSED L30"]);
    assert_eq!(told(begin(&cycle(), &closed(day(2024, 1, 1)), Vec::new())), ["done"]);
    assert_eq!(told(begin(&cycle(), &closed(day(2024, 6, 30)), Vec::new())), ["done"]);
}

/// Rule L29.
#[test]
fn l29_counts_are_whole_from_zero_and_the_part_is_not_above_the_whole() {
    let answer = |numerator, denominator| edited(vec![figure("P2", numerator, denominator)]);
    assert_eq!(answer(3, 2), ["invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /figures/0/numerator"]);
    assert_eq!(answer(-1, 2), ["invalid: COUNT_OUT_OF_RANGE L29 /figures/0/numerator"]);
    let below = [
        "invalid: COUNT_OUT_OF_RANGE L29 /figures/0/denominator",
        "invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /figures/0/numerator",
    ];
    assert_eq!(answer(0, -1), below);
    assert_eq!(answer(0, COUNT_MAX + 1), ["invalid: COUNT_OUT_OF_RANGE L29 /figures/0/denominator"]);
    assert_eq!(answer(COUNT_MAX, COUNT_MAX), ["done"]);
    assert_eq!(answer(0, 0), ["done"], "a draft may be unfinished");
    for broken in ["{\"numerator\":1.5,\"denominator\":2}", "{\"numerator\":\"1\",\"denominator\":2}"] {
        assert!(serde_json::from_str::<Counts>(broken).is_err(), "{broken}");
    }
}

/// Rules S02, S09: figures are given for the criteria that apply to the unit, once each.
#[test]
fn s09_figures_are_for_criteria_that_ask_the_unit() {
    assert_eq!(edited(vec![figure("H1", 1, 2)]), ["invalid: CRITERION_UNKNOWN S02 /figures/0/criterion"]);
    let twice = vec![figure("P2", 1, 2), figure(" P2", 1, 2)];
    assert_eq!(edited(twice), ["invalid: CRITERION_TWICE - /figures/1/criterion"]);
    let front = organisation(UNIT, "Hội Nông dân", PlanLevel::Provincial, OrganisationKind::MassOrganisation);
    let answer = begin(&cycle(), &front, vec![figure("P2", 1, 2), figure("P5", 1, 2)]);
    assert_eq!(told(answer), ["invalid: CRITERION_EXEMPT S09 /figures/1/criterion"]);
}

/// Rule S09: a criterion that does not apply to the unit is neither demanded nor scored.
#[test]
fn s09_an_exempt_unit_hands_in_and_is_scored_without() {
    let front = organisation(UNIT, "Hội Nông dân", PlanLevel::Provincial, OrganisationKind::MassOrganisation);
    let draft = report_of(&front, vec![figure("P2", 90, 100), figure("P3", 1, 1), figure("P4", 1, 2)]);
    let submitted = taken(draft.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()));
    let found = verified(&submitted.figures);
    let report = taken(submitted.verify(&set(), findings(found), &standing(), now()));
    let card = taken(report.finalise(&set(), &Comparison::default(), &standing(), now())).scorecard.expect("a score");
    assert_eq!((card.points, card.applicable_points, card.total), (2_500, 3_000, Some(8_333)));
}

/// Rule S05.
#[test]
fn s05_a_figure_of_work_files_needs_the_attestation() {
    let silent = with("P2", |figure| figure.secret_excluded = false);
    assert_eq!(handed_in(silent), ["invalid: ATTESTATION_MISSING S05 /figures/1/secretExcluded"]);
}

/// Rule S06.
#[test]
fn s06_a_figure_of_documents_needs_the_attestation() {
    let silent = with("P3", |figure| figure.secret_excluded = false);
    assert_eq!(handed_in(silent), ["invalid: ATTESTATION_MISSING S06 /figures/2/secretExcluded"]);
}

/// Rules S05, S06: districts and communes attest the same; a criterion without secret items needs no attestation.
#[test]
fn s05_s06_every_tier_attests_for_its_files_and_documents() {
    for (tier, kind, expected) in [
        (PlanLevel::Provincial, OrganisationKind::Department, "S05 /figures/1 S06 /figures/2"),
        (PlanLevel::District, OrganisationKind::PeoplesCommittee, "S05 /figures/0 S06 /figures/1"),
        (PlanLevel::Commune, OrganisationKind::PeoplesCommittee, "S05 /figures/0 S06 /figures/1"),
    ] {
        let set = seed_set(tier);
        let silent = set
            .reported()
            .map(|criterion| Figure { secret_excluded: false, ..figure(&criterion.code, 1, 1) })
            .collect();
        let report = report_of(&organisation(UNIT, "Đơn vị", tier, kind), silent);
        let lines: Vec<String> =
            told(report.submit((&cycle(), &set, &[]), History::default(), DIGEST.to_owned(), &head(), now()))
                .iter()
                .map(|line| line.replace("invalid: ATTESTATION_MISSING ", "").replace("/secretExcluded", ""))
                .collect();
        assert_eq!(lines.join(" "), expected, "{tier}");
    }
}

/// Rule S07: eligible procedures are counted by a list that the unit cites, if there are any.
#[test]
fn s07_the_count_of_eligible_procedures_names_its_list() {
    let unnamed = with("P1", |figure| figure.reference = None);
    assert_eq!(handed_in(unnamed), ["invalid: REFERENCE_MISSING S07 /figures/0/reference"]);
    let none =
        with("P1", |figure| *figure = Figure { reference: None, evidence: Vec::new(), ..self::figure("P1", 0, 0) });
    assert_eq!(handed_in(none), ["done"]);
    let elsewhere = with("P2", |figure| figure.reference = None);
    assert_eq!(handed_in(elsewhere), ["done"], "only P1 is counted by a list");
}

/// Rule S08: a commune without OCOP products reports 0 of 0; a unit without any documents is an error.
#[test]
fn s08_a_denominator_of_zero_is_for_what_a_unit_may_lack() {
    let commune = organisation(UNIT, "Xã Xuân Hòa", PlanLevel::Commune, OrganisationKind::PeoplesCommittee);
    let set = seed_set(PlanLevel::Commune);
    let without = |code: &str| -> Vec<Figure> {
        let figure_of = |own: &str| if own == code { figure(own, 0, 0) } else { figure(own, 1, 1) };
        ["X1", "X2", "X3", "X4"].map(figure_of).to_vec()
    };
    let hand_in = |figures| {
        report_of(&commune, figures).submit(
            (&cycle(), &set, &[]),
            History::default(),
            DIGEST.to_owned(),
            &head(),
            now(),
        )
    };
    let report = taken(hand_in(without("X4")));
    let card = report.self_assessment(&set);
    assert_eq!((card.lines[3].met, card.lines[3].share_basis_points), (None, None), "neither 0 % nor 100 %");
    assert_eq!((card.applicable_points, card.total), (3_000, Some(10_000)));
    let refused = "invalid: NOTHING_COUNTED S08 /figures/1/denominator";
    assert_eq!(told(hand_in(without("X2"))), [refused]);
    let found = ["X1", "X2", "X3", "X4"]
        .map(|own| VerifiedFigure {
            criterion: own.to_owned(),
            value: Value::Counts(if own == "X2" || own == "X4" { counts(0, 0) } else { counts(1, 1) }),
            reason: Some("Không có sản phẩm".to_owned()),
        })
        .to_vec();
    assert_eq!(
        told(report.verify(&set, findings(found), &standing(), now())),
        [refused],
        "nor may it be verified as such"
    );
}

/// Rule L20.
#[test]
fn l20_a_result_above_zero_needs_evidence_where_the_set_says_so() {
    let bare = |figure: &mut Figure| figure.evidence = Vec::new();
    assert_eq!(handed_in(with("P4", bare)), ["invalid: EVIDENCE_MISSING L20 /figures/3/evidence"]);
    assert_eq!(handed_in(with("P2", bare)), ["done"], "not asked for there");
    let nothing_claimed = with("P4", |figure| *figure = Figure { evidence: Vec::new(), ..self::figure("P4", 0, 8) });
    assert_eq!(handed_in(nothing_claimed), ["done"]);
}

/// Rule L21: number, date, issuer and title, or an address; any other citation is incomplete.
#[test]
fn l21_evidence_can_be_found_by_its_citation() {
    let refused = ["invalid: CITATION_INCOMPLETE L21 /figures/1/evidence/0"];
    let address = Citation { url: Some("https://example.vn/a".to_owned()), ..Citation::default() };
    let cite = |citation: Citation| handed_in(with("P2", |figure| figure.evidence = vec![citation.clone()]));
    assert_eq!(cite(document()), ["done"]);
    assert_eq!(cite(address), ["done"]);
    assert_eq!(cite(Citation::default()), refused);
    assert_eq!(cite(Citation { number: None, ..document() }), refused);
    assert_eq!(cite(Citation { date: None, ..document() }), refused);
    assert_eq!(cite(Citation { issuer: Some("  ".to_owned()), ..document() }), refused, "blank is absent");
    assert_eq!(cite(Citation { title: None, ..document() }), refused);
    assert_eq!(cite(Citation { title: None, url: Some(" ".to_owned()), ..document() }), refused);
    let second = with("P2", |figure| figure.evidence = vec![document(), Citation::default()]);
    assert_eq!(handed_in(second), ["invalid: CITATION_INCOMPLETE L21 /figures/1/evidence/1"]);
    let reference = with("P1", |figure| figure.reference = Some(Citation::default()));
    assert_eq!(handed_in(reference), ["invalid: CITATION_INCOMPLETE L21 /figures/0/reference"]);
}

/// All missing items are named together, so that a clerk corrects once.
#[test]
fn a_report_that_lacks_things_is_told_all_of_them() {
    let bare = |code, numerator, denominator| Figure {
        secret_excluded: false,
        reference: None,
        evidence: Vec::new(),
        ..figure(code, numerator, denominator)
    };
    let lacking = vec![bare("P1", 1, 2), bare("P2", 0, 0), bare("P4", 1, 2)];
    let expected = [
        "invalid: REFERENCE_MISSING S07 /figures/0/reference",
        "invalid: EVIDENCE_MISSING L20 /figures/0/evidence",
        "invalid: NOTHING_COUNTED S08 /figures/1/denominator",
        "invalid: ATTESTATION_MISSING S05 /figures/1/secretExcluded",
        "invalid: FIGURE_MISSING S02 /figures",
        "invalid: EVIDENCE_MISSING L20 /figures/2/evidence",
        "invalid: FIGURE_MISSING S02 /figures",
    ];
    assert_eq!(handed_in(lacking), expected);
}

/// The same report, with the window for explanations open or closed as the verb requires (rule L23).
fn in_season(report: Report, verb: ReportVerb) -> Report {
    let contested = Explanation {
        criterion: "P2".to_owned(),
        text: "Có nhầm lẫn".to_owned(),
        evidence: Vec::new(),
        by: head().account,
        at: now(),
        answer: None,
    };
    match verb {
        ReportVerb::Release => Report { explanation_days: Some(5), ..report },
        ReportVerb::Explain => Report { explanation_until: Some(hour(day(2024, 11, 21), 0)), ..report },
        ReportVerb::Answer => Report { explanations: vec![contested], ..report },
        ReportVerb::Finalise => Report { explanation_until: Some(now()), ..report },
        ReportVerb::Edit | ReportVerb::Submit | ReportVerb::Withdraw | ReportVerb::Return => report,
        ReportVerb::Verify | ReportVerb::Correct | ReportVerb::Publish => report,
        ReportVerb::Mark | ReportVerb::Recuse => report,
        ReportVerb::Accept => {
            let review = Review { acceptance_required: true, ..report.review.clone() };
            Report { review, ..report }
        }
    }
}

fn attempt(report: Report, verb: ReportVerb, actor: &Actor) -> Result<(), Refusal> {
    let found = verified(&report.figures);
    match verb {
        ReportVerb::Edit => report.edit(&set(), content(figures()), actor, now()).map(drop),
        ReportVerb::Submit => {
            report.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), actor, now()).map(drop)
        }
        ReportVerb::Return => report.send_back(&set(), "Thiếu phụ lục", Vec::new(), actor, now()).map(drop),
        ReportVerb::Verify => report.verify(&set(), findings(found), actor, now()).map(drop),
        ReportVerb::Finalise => report.finalise(&set(), &Comparison::default(), actor, now()).map(drop),
        ReportVerb::Withdraw => report.withdraw("Nộp nhầm", actor, now()).map(drop),
        ReportVerb::Release => report.release(&set(), &Comparison::default(), actor, now()).map(drop),
        ReportVerb::Explain => report.explain(&set(), ("P1", "Có nhầm lẫn", Vec::new()), actor, now()).map(drop),
        ReportVerb::Answer => {
            let reply = Reply { criterion: "P2".to_owned(), text: "Chấp nhận".to_owned(), value: None };
            report.answer(&set(), &Comparison::default(), reply, actor, now()).map(drop)
        }
        ReportVerb::Correct => report
            .correct(&set(), &Comparison::default(), (findings(found), "Kết luận kiểm tra"), actor, now())
            .map(drop),
        ReportVerb::Mark => report.mark(&panelled(), ("M1", Some(500), None), actor, now()).map(drop),
        ReportVerb::Recuse => report.recuse("Người thân", actor, now()).map(drop),
        ReportVerb::Accept => report.accept(actor, now()).map(drop),
        ReportVerb::Publish => report.may(verb, actor, now()).map(drop),
    }
}

/// Every verb in every state follows the workflow table, and `transitions` shows the same.
#[test]
fn what_the_report_workflow_does_not_list_is_refused() {
    let someone = of_all_trades(0xff);
    for state in ReportState::ALL {
        for verb in ReportVerb::ALL {
            let report = in_season(report_in(*state), *verb);
            let open = open_verbs(report.transitions(&someone, now()));
            let answer = told(attempt(report, *verb, &someone));
            let expected = if state.after(*verb).is_some() { "done" } else { "wrong state: REPORT_STATE -" };
            assert_eq!(answer, [expected], "{verb} in {state}");
            assert_eq!(open.contains(&verb.as_str()), expected == "done", "{verb} in {state} is shown as it is");
        }
    }
}

/// Rules S30, L34: each verb is allowed only to its roles, and another unit's people have none of them.
#[test]
fn s30_each_verb_belongs_to_its_seats() {
    let may = |state, verb| admitted(|actor| attempt(report_in(state), verb, actor)).join(" ");
    assert_eq!(may(ReportState::Draft, ReportVerb::Edit), "Biên Trưởng");
    assert_eq!(may(ReportState::Draft, ReportVerb::Submit), "Trưởng");
    assert_eq!(may(ReportState::Submitted, ReportVerb::Return), "Thường");
    assert_eq!(may(ReportState::Submitted, ReportVerb::Verify), "Thường");
    assert_eq!(may(ReportState::Verifying, ReportVerb::Finalise), "Thường");
    assert_eq!(may(ReportState::Final, ReportVerb::Publish), "Thường");
    for verb in [ReportVerb::Return, ReportVerb::Verify] {
        let answer = attempt(submitted_report(), verb, &appraisal());
        assert_eq!(told(answer), ["not allowed: NOT_ALLOWED S30"], "the appraisal agency reads, and edits no score");
    }
    let begun = |actor: &Actor| {
        Report::draft(
            ReportId(Uuid::nil()),
            (&cycle(), participant(&unit()).as_ref()),
            &unit(),
            Some(&set()),
            content(Vec::new()),
            actor,
            now(),
        )
    };
    assert_eq!(admitted(begun).join(" "), "Biên Trưởng", "nobody begins another unit's report");
}

/// Rule L19: the permission is not sufficient, another person must act.
#[test]
fn l19_whoever_submitted_a_report_does_not_judge_it() {
    let (busy, other) = (of_all_trades(0xb1), of_all_trades(0xb2));
    let submitted =
        taken(draft_report().submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &busy, now()));
    let refused = ["not allowed: FOUR_EYES L19"];
    assert_eq!(told(attempt(submitted.clone(), ReportVerb::Verify, &busy)), refused);
    let found = verified(&submitted.figures);
    let verifying = taken(submitted.verify(&set(), findings(found), &other, now()));
    assert_eq!(told(attempt(verifying.clone(), ReportVerb::Finalise, &busy)), refused);
    assert_eq!(told(attempt(verifying, ReportVerb::Finalise, &other)), ["done"]);
}

/// Rules L22, L28: the official score is computed from the verified figures, and names its set.
#[test]
fn l22_l28_the_official_score_rests_on_verified_figures() {
    let submitted = submitted_report();
    assert_eq!(submitted.self_assessment(&set()).total, Some(9_996));
    let mut found = verified(&submitted.figures);
    found[0] = VerifiedFigure {
        criterion: "P1".to_owned(),
        value: Value::Counts(counts(475, 1_000)),
        reason: Some("Theo danh mục".to_owned()),
    };
    let verifying = taken(submitted.verify(&set(), findings(found), &standing(), now()));
    assert_eq!(verifying.scorecard, None, "not official yet");
    let card =
        taken(verifying.finalise(&set(), &Comparison::default(), &standing(), now())).scorecard.expect("a score");
    assert_eq!((card.lines[0].points, card.total), (500, Some(9_000)));
    assert_eq!((card.criteria_set, card.criteria_set_version), (set().id, 1));
}

/// The unit does not see the standing agency's findings before they are final.
#[test]
fn the_unit_sees_verified_figures_when_they_are_final() {
    let seen = |report: Report, actor: &_| !report.seen_by(actor).verified.is_empty();
    assert!(!seen(verifying_report(), &head()) && !seen(verifying_report(), &editor()));
    assert!(seen(verifying_report(), &standing()) && seen(verifying_report(), &auditor()));
    assert!(seen(final_report(), &head()));
}

/// A report is returned with a reason, and its verified figures are dropped.
#[test]
fn a_report_sent_back_says_why_and_can_come_again() {
    assert_eq!(
        told(submitted_report().send_back(&set(), " \n", Vec::new(), &standing(), now())),
        ["invalid: TEXT_EMPTY - /reason"]
    );
    let back = taken(verifying_report().send_back(&set(), "Thiếu  phụ lục", Vec::new(), &standing(), now()));
    assert_eq!((back.state, back.return_reason.as_deref()), (ReportState::Returned, Some("Thiếu phụ lục")));
    assert!(back.verified.is_empty());
    let again = taken(back.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()));
    assert_eq!((again.state, again.return_reason), (ReportState::Submitted, None));
}

/// Interpretation 1: lateness is recorded of the first submission and blocks nothing.
#[test]
fn interpretation_1_late_is_recorded_once_and_blocks_nothing() {
    let in_time = hour(day(2024, 11, 30), 23);
    let too_late = hour(day(2024, 12, 1), 0);
    let hand_in = |report: Report, at| {
        taken(report.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), at))
    };
    assert!(!hand_in(draft_report(), in_time).late);
    let late = hand_in(draft_report(), too_late);
    assert!(late.late && late.state == ReportState::Submitted);
    let returned = |report: Report| taken(report.send_back(&set(), "Bổ sung", Vec::new(), &standing(), too_late));
    assert!(!hand_in(returned(hand_in(draft_report(), in_time)), too_late).late, "a supplement is not late");
    assert!(hand_in(returned(late), in_time).late, "nor does one make up for it");
}

/// Rule L44.
#[test]
fn l44_what_a_report_says_is_stored_tidied() {
    let untidy = Figure {
        note: Some("  So\u{302}\u{309}  ghi ".to_owned()),
        evidence: vec![Citation { title: Some(" Kế  hoạch ".to_owned()), ..document() }],
        ..figure(" P2 ", 1, 2)
    };
    let blank = Figure { note: Some("\t".to_owned()), ..figure("P3", 1, 2) };
    let report = taken(draft_report().edit(&set(), content(vec![untidy, blank]), &editor(), now()));
    assert_eq!((report.figures[0].criterion.as_str(), report.figures[0].note.as_deref()), ("P2", Some("Sổ ghi")));
    assert_eq!(report.figures[0].evidence[0].title.as_deref(), Some("Kế hoạch"));
    assert_eq!(report.figures[1].note, None);
}

/// Rule L37: which figures changed, and how.
#[test]
fn l37_an_edit_leaves_every_changed_figure_in_the_trail() {
    let edit = vec![figure("P1", 950, 1_000), figure("P2", 90, 100), figure("P3", 70, 70), figure("P5", 5, 10)];
    let (_, event) = draft_report().edit(&set(), content(edit), &editor(), now()).expect("open").into_parts();
    let changes: Vec<(&str, Option<&str>, Option<&str>)> = event
        .changes
        .iter()
        .map(|change| (change.field.as_str(), change.before.as_deref(), change.after.as_deref()))
        .collect();
    let line = document().line();
    assert_eq!(
        changes,
        [
            ("P1", Some("949/1000"), Some("950/1000")),
            ("P4", Some("8/8"), None),
            ("P4.secretExcluded", Some("true"), None),
            ("P4.reference", Some(line.as_str()), None),
            ("P4.evidence", Some(line.as_str()), None),
        ]
    );
}

#[test]
fn a_stranger_is_shown_every_verb_closed_with_its_reason() {
    let transitions = draft_report().transitions(&stranger(), now());
    assert_eq!(transitions.len(), ReportVerb::ALL.len());
    assert!(transitions.iter().all(|transition| transition.closed.is_some()));
}

/// Rule L24: a unit may declare a criterion not applicable only if the set allows it, and with a reason.
#[test]
fn l24_a_criterion_is_waived_with_a_reason_and_only_where_the_set_lets_it() {
    let mut lenient = set();
    for criterion in lenient.criteria.iter_mut().take(1) {
        if let Measure::Ratio(ratio) = &mut criterion.measure {
            ratio.demands.waivable = true;
        }
    }
    let waived = |criterion: &str, why: &str| {
        let value = Value::NotApplicable(why.to_owned());
        vec![Figure { value, ..figure(criterion, 0, 0) }]
    };
    let edit = |figures| told(draft_report().edit(&lenient, content(figures), &editor(), now()));
    assert_eq!(edit(waived("P1", "Không có thủ tục")), ["done"]);
    assert_eq!(edit(waived("P1", " ")), ["invalid: TEXT_EMPTY - /answers/0/notApplicable"]);
    assert_eq!(edit(waived("P2", "Không có")), ["invalid: NOT_WAIVABLE L24 /answers/0/notApplicable"]);
    let unfit = vec![Figure { value: Value::Count(3), ..figure("P2", 0, 0) }, figure("P1", 1, 2)];
    assert_eq!(edit(unfit), ["invalid: VALUE_UNFIT - /answers/0"], "an answer does not move the figures' places");
}

/// Rules L29 and L22, for measures without a share.
#[test]
fn l29_values_of_every_kind_keep_within_their_bounds() {
    let mut mixed = set();
    let demands = Demands::default();
    let measures = [
        Measure::Count(CountMeasure {
            rule: ScoringRule::StepTable,
            counted: Text::new("", ""),
            rungs: vec![Rung { from: 1, points: 1_000 }],
            points_each: None,
            demands: demands.clone(),
        }),
        Measure::Choice(ChoiceMeasure {
            options: vec![ChoiceOption { code: "YES".to_owned(), name: Text::new("", ""), points: 1_000 }],
            demands: demands.clone(),
        }),
        Measure::Manual(ManualMeasure { rubric: Text::new("", ""), panel: None, demands }),
    ];
    for (criterion, measure) in mixed.criteria.iter_mut().zip(measures) {
        criterion.measure = measure;
    }
    let edit = |criterion: &str, value| {
        let figures = vec![Figure { value, ..figure(criterion, 0, 0) }];
        told(draft_report().edit(&mixed, content(figures), &editor(), now()))
    };
    assert_eq!(edit("P1", Value::Count(0)), ["done"]);
    assert_eq!(edit("P1", Value::Count(-1)), ["invalid: COUNT_OUT_OF_RANGE L29 /answers/0/count"]);
    assert_eq!(edit("P2", Value::Choice(" YES ".to_owned())), ["done"]);
    assert_eq!(edit("P2", Value::Choice("NO".to_owned())), ["invalid: OPTION_UNKNOWN - /answers/0/choice"]);
    assert_eq!(edit("P3", Value::Points(1_000)), ["done"]);
    assert_eq!(edit("P3", Value::Points(1_001)), ["invalid: POINTS_OUT_OF_RANGE L22 /answers/0/points"]);
}
