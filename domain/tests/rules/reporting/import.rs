//! Imports: imported figures fill in drafts, and an attestation stays only with the number it was given for.

use domain::base::event::EventKind;
use domain::base::ids::ImportId;
use domain::base::policy::Role;
use domain::base::reason::Reason;
use domain::base::refusal::Refusal;
use domain::base::text::Text;
use domain::planning::scoring::Value;
use domain::reporting::figure::Figure;
use domain::reporting::import::{Import, ImportFormat, ImportMode, ImportRow, RowOutcome, RowProblem};
use uuid::Uuid;

use crate::world::{
    AGENCY, DIGEST, admitted, content, counts, cycle, document, draft_report, editor, figures, now, person, planned,
    set, submitted_report, taken, told,
};

fn begun(mode: ImportMode, dry_run: bool) -> Import {
    let file = (ImportFormat::Csv, DIGEST.to_owned(), 3);
    taken(Import::begin(ImportId(Uuid::nil()), &cycle(), (mode, dry_run), file, &editor(), now()))
}

fn pushed(criterion: &str, numerator: i64) -> Figure {
    let value = Value::Counts(counts(numerator, 1_000));
    Figure {
        criterion: criterion.to_owned(),
        value,
        secret_excluded: false,
        reference: None,
        evidence: Vec::new(),
        note: None,
    }
}

/// An attestation (rules S05, S06) belongs to the number that it was given for.
#[test]
fn s05_s06_what_people_added_stays_with_the_number_they_added_it_to() {
    let source = person(0xf1, "Nguồn", &[(Role::DataSource, AGENCY)]);
    let mut before = figures();
    for figure in &mut before {
        figure.secret_excluded = true;
        figure.note = Some("đã đối chiếu".to_owned());
        figure.evidence = vec![document()];
    }
    let (first, second) = (before.first().cloned().expect("a figure"), before.get(1).cloned().expect("another"));
    let draft = taken(draft_report().edit(&set(), content(before), &editor(), now()));
    let same = Figure { value: first.value.clone(), ..pushed(&first.criterion, 0) };
    let push = content(vec![same, pushed(&second.criterion, 1)]);
    let (filled, event) = draft.fill(&set(), push, &source, now()).expect("open").into_parts();
    let figure = |code: &str| filled.figures.iter().find(|figure| figure.criterion == code).cloned().expect("it");
    assert_eq!(figure(&first.criterion), first, "the same number changes nothing");
    let changed = figure(&second.criterion);
    assert_eq!(changed, Figure { value: Value::Counts(counts(1, 1_000)), secret_excluded: false, ..second });
    assert_eq!(filled.figures.len(), figures().len(), "what is not mentioned stays");
    assert_eq!((event.kind, event.author.role), (EventKind::ReportEdited, Some(Role::DataSource)));
}

/// Rule L29 applies to imported figures, and a submitted report is not filled in.
#[test]
fn l29_what_comes_from_elsewhere_is_checked_like_what_is_typed() {
    let source = person(0xf1, "Nguồn", &[(Role::DataSource, AGENCY)]);
    let fill = |report: domain::reporting::report::Report| {
        told(report.fill(&set(), content(vec![pushed("P2", 1_001)]), &source, now()))
    };
    assert_eq!(fill(draft_report()), ["invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /figures/0/numerator"]);
    assert_eq!(fill(submitted_report()), ["wrong state: REPORT_STATE -"]);
}

#[test]
fn people_who_edit_reports_import_them_while_the_cycle_is_open() {
    let begin = |actor: &_| {
        let file = (ImportFormat::Json, DIGEST.to_owned(), 1);
        Import::begin(ImportId(Uuid::nil()), &cycle(), (ImportMode::SkipBad, false), file, actor, now())
    };
    assert_eq!(admitted(begin), ["Biên", "Trưởng", "Khách"]);
    assert!(begin(&person(0xf1, "Nguồn", &[(Role::DataSource, AGENCY)])).is_ok());
    let file = (ImportFormat::Json, DIGEST.to_owned(), 1);
    let mode = (ImportMode::SkipBad, false);
    let early = Import::begin(ImportId(Uuid::nil()), &planned(2024), mode, file, &editor(), now());
    assert_eq!(told(early), ["out of season: CYCLE_NOT_OPEN S27"]);
}

#[test]
fn a_trial_stores_nothing_and_one_bad_row_holds_the_others_back_unless_they_are_wanted() {
    use ImportMode::{AllOrNothing, SkipBad};
    let stores = |mode, dry_run, rejected| begun(mode, dry_run).stores(rejected);
    assert_eq!([stores(AllOrNothing, false, 0), stores(AllOrNothing, false, 1)], [true, false]);
    assert_eq!([stores(SkipBad, false, 0), stores(SkipBad, false, 1)], [true, true]);
    assert_eq!([stores(AllOrNothing, true, 0), stores(SkipBad, true, 1)], [false, false]);
    let row =
        |number, outcome| ImportRow { number, unit: "943".to_owned(), outcome, report: None, problems: Vec::new() };
    let rows = [row(1, RowOutcome::Created), row(2, RowOutcome::Rejected), row(3, RowOutcome::Rejected)];
    let done = taken(begun(SkipBad, false).finish(&rows, &editor(), now()));
    assert_eq!((done.created, done.updated, done.rejected, done.held_back), (1, 0, 2, 0));
}

/// Every refusal becomes row problems at places that people find.
#[test]
fn a_refusal_becomes_problems_at_its_places() {
    let reason = || Reason { code: "X", rule: Some("S02"), text: Text::new("vi", "en") };
    let place = |pointer: &str| format!("D{pointer}");
    for refusal in [Refusal::NotAllowed(reason()), Refusal::WrongState(reason()), Refusal::OutOfSeason(reason())] {
        let problems = RowProblem::of(refusal, place);
        let told: Vec<(&str, Option<&str>)> =
            problems.iter().map(|one| (one.place.as_str(), one.rule.as_deref())).collect();
        assert_eq!(told, [("D", Some("S02"))]);
    }
}
