//! The content of a draft: what it may lack, what it must not hold, and how its texts are kept.

use domain::base::citation::Citation;
use domain::base::ids::EvidenceFileId;
use domain::reporting::figure::Figure;
use domain::reporting::report::Content;
use domain::reporting::warning::History;
use uuid::Uuid;

use crate::world::{
    DIGEST, content, cycle, document, draft_report, editor, figure, figures, head, now, set, taken, told,
};

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

/// Rule L21: a draft may lack anything, its submission nothing; a state secret (rule L35) is not even in a draft.
#[test]
fn found_e5_a_draft_keeps_an_incomplete_citation_and_its_submission_names_what_it_lacks() {
    let file = Citation { file: Some(EvidenceFileId(Uuid::from_u128(7))), ..Citation::default() };
    let cited = with("P4", |figure| figure.evidence = vec![file.clone()]);
    let draft = taken(draft_report().edit(&set(), content(cited.clone()), &editor(), now()));
    assert_eq!(draft.figures[3].evidence, std::slice::from_ref(&file));
    assert_eq!(handed_in(cited), ["invalid: CITATION_INCOMPLETE L21 /figures/3/evidence/0"]);
    let reference =
        Figure { reference: Some(Citation { file: file.file, ..Citation::default() }), ..figure("P1", 1, 2) };
    assert_eq!(edited(vec![reference]), ["invalid: FILE_NOT_WANTED - /figures/0/reference/file"]);
}

/// Rule L35: no text of a report bears a secrecy level, wherever it stands.
#[test]
fn found_b4_l35_no_text_of_a_report_bears_a_secrecy_level() {
    let refused = |place: &str| [format!("invalid: STATE_SECRET_NOT_ALLOWED L35 /figures/0{place}")];
    let cite = |alter: &dyn Fn(&mut Citation)| {
        let mut citation = document();
        alter(&mut citation);
        edited(vec![Figure { evidence: vec![citation], ..figure("P2", 1, 2) }])
    };
    assert_eq!(cite(&|one| one.number = Some("01/MẬT".to_owned())), refused("/evidence/0/number"));
    assert_eq!(cite(&|one| one.title = Some("Báo cáo TỐI MẬT".to_owned())), refused("/evidence/0/title"));
    assert_eq!(cite(&|one| one.issuer = Some("Công an (MẬT)".to_owned())), refused("/evidence/0/issuer"));
    assert_eq!(cite(&|one| one.title = Some("Quy chế bảo mật".to_owned())), ["done"]);
    let noted = |note: &str| edited(vec![Figure { note: Some(note.to_owned()), ..figure("P2", 1, 2) }]);
    assert_eq!(noted("Theo công văn\nTUYỆT MẬT"), refused("/note"));
    assert_eq!(noted("Đã trừ văn bản mật"), ["done"]);
    let told_of = |narrative: &str| {
        let content = Content { narrative: Some(narrative.to_owned()), ..content(figures()) };
        told(draft_report().edit(&set(), content, &editor(), now()))
    };
    assert_eq!(told_of("Độ mật: TUYỆT MẬT"), ["invalid: STATE_SECRET_NOT_ALLOWED L35 /narrative"]);
    assert_eq!(told_of("Đơn vị đã tập huấn bảo mật thông tin"), ["done"]);
}

/// Rule L44: the lines of a narrative and of a note are kept.
#[test]
fn found_d_the_lines_of_a_narrative_and_of_a_note_are_kept() {
    let noted = vec![Figure { note: Some("một \r\n hai".to_owned()), ..figure("P2", 1, 2) }];
    let content = Content { figures: noted, narrative: Some(" Năm 2024\r\n\r\n\r\nđã  xong\n".to_owned()) };
    let report = taken(draft_report().edit(&set(), content, &editor(), now()));
    assert_eq!(report.narrative.as_deref(), Some("Năm 2024\n\nđã xong"));
    assert_eq!(report.figures[0].note.as_deref(), Some("một\nhai"));
}
