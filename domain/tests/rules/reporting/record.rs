//! What the trail keeps of a report's words (rule L37).

use domain::base::citation::Citation;
use domain::base::ids::ReportId;
use domain::base::step::Step;
use domain::planning::scoring::Value;
use domain::reporting::figure::Figure;
use domain::reporting::report::{Content, Report, ReportState, ReturnItem};
use uuid::Uuid;

use crate::world::{
    content, counts, cycle, day, document, draft_report, editor, figures, final_report, findings, head, now,
    participant, seed_set, set, standing, submitted_report, told, unit, verified,
};

fn with(criterion: &str, alter: impl Fn(&mut Figure)) -> Vec<Figure> {
    let mut figures = figures();
    figures.iter_mut().filter(|figure| figure.criterion == criterion).for_each(alter);
    figures
}

fn trail(step: Step<Report>) -> Vec<String> {
    let (_, event) = step.into_parts();
    let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    event.changes.into_iter().map(|one| format!("{}: {} -> {}", one.field, text(one.before), text(one.after))).collect()
}

/// Rule L37: notes, narrative, citations, attestations and reasons of the unit are recorded with the old and the new
/// text.
#[test]
fn found_b18_l37_what_a_unit_writes_beside_its_figures_is_recorded() {
    let noted = |note: &str| with("P1", |figure| figure.note = Some(note.to_owned()));
    let written = |figures, narrative: &str| Content { figures, narrative: Some(narrative.to_owned()) };
    let first = draft_report().edit(&set(), written(noted("Do bộ cấp"), "Năm đầu"), &editor(), now()).expect("open");
    let report = first.after().clone();
    assert_eq!(trail(first), ["P1.note: - -> Do bộ cấp", "narrative: - -> Năm đầu"]);
    let again = report.clone().edit(&set(), written(noted("Do tỉnh cấp"), "Năm hai"), &editor(), now());
    assert_eq!(trail(again.expect("open")), ["P1.note: Do bộ cấp -> Do tỉnh cấp", "narrative: Năm đầu -> Năm hai"]);
    let unattested = with("P2", |figure| figure.secret_excluded = false);
    let edited = draft_report().edit(&set(), content(unattested), &editor(), now()).expect("open");
    assert_eq!(trail(edited), ["P2.secretExcluded: true -> -"]);
    let imported = report.fill(&set(), written(noted("Nhập lại"), ""), &editor(), now()).expect("open");
    assert_eq!(trail(imported), ["P1.note: Do bộ cấp -> Nhập lại"], "what an import leaves out stays");
    let unit = unit();
    let set = seed_set(unit.level);
    let id = ReportId(Uuid::nil());
    let begun = Report::draft(
        id,
        (&cycle(), participant(&unit).as_ref()),
        &unit,
        Some(&set),
        content(noted("Từ đầu")),
        &editor(),
        now(),
    );
    assert!(trail(begun.expect("open")).contains(&"P1.note: - -> Từ đầu".to_owned()));
}

/// Rule L37: so are the agency's words, and what a return drops.
#[test]
fn found_b18_l37_what_the_agency_finds_and_drops_is_recorded() {
    let report = submitted_report();
    let mut found = verified(&report.figures);
    for figure in found.iter_mut().take(1) {
        figure.value = Value::Counts(counts(900, 1_000));
        figure.reason = Some("Trùng".to_owned());
    }
    let step = report.verify(&set(), findings(found.clone()), &standing(), now()).expect("open");
    let report = step.after().clone();
    let told = trail(step);
    assert!(told.contains(&"P1.verified: 949/1000 -> 900/1000".to_owned()), "{told:?}");
    assert!(told.contains(&"P1.reason: - -> Trùng".to_owned()), "{told:?}");
    for figure in found.iter_mut().take(1) {
        figure.value = Value::Counts(counts(901, 1_000));
        figure.reason = Some("Trùng một".to_owned());
    }
    let told = trail(report.clone().verify(&set(), findings(found), &standing(), now()).expect("open"));
    assert!(
        told.contains(&"P1.verified: 900/1000 -> 901/1000".to_owned()),
        "the earlier finding is not lost: {told:?}"
    );
    assert!(told.contains(&"P1.reason: Trùng -> Trùng một".to_owned()), "{told:?}");
    let items = vec![ReturnItem { criterion: "P1".to_owned(), reason: "Thiếu danh mục".to_owned() }];
    let told = trail(report.send_back(&set(), "Bổ sung", items, &standing(), now()).expect("open"));
    for line in ["P1.return: - -> Thiếu danh mục", "P1: 900/1000 -> -", "P1.reason: Trùng -> -"] {
        assert!(told.contains(&line.to_owned()), "{line}: {told:?}");
    }
}

/// A document of tomorrow is evidence of nothing today; the clock stands at 20 November 2024.
#[test]
fn found_b19_a_cited_document_is_not_of_a_later_day() {
    let dated = |date| Citation { date: Some(date), ..document() };
    let edit = |figures| told(draft_report().edit(&set(), content(figures), &editor(), now()));
    let cited = |date| with("P1", move |figure| figure.evidence = vec![document(), dated(date)]);
    assert_eq!(edit(cited(day(2024, 11, 20))), ["done"]);
    assert_eq!(edit(cited(day(2024, 11, 21))), ["invalid: DATE_IN_FUTURE - /figures/0/evidence/1/date"]);
    assert_eq!(edit(cited(day(1930, 1, 1))), ["invalid: DATE_TOO_EARLY - /figures/0/evidence/1/date"]);
    let referred = with("P1", |figure| figure.reference = Some(dated(day(2030, 1, 1))));
    assert_eq!(edit(referred), ["invalid: DATE_IN_FUTURE - /figures/0/reference/date"]);
    let open = Report { state: ReportState::ExplanationOpen, ..final_report() };
    let explained = open.explain(&set(), ("P1", "Nhầm", vec![dated(day(2024, 11, 21))]), &head(), now());
    assert_eq!(told(explained), ["invalid: DATE_IN_FUTURE - /evidence/0/date"]);
}
