//! Files of evidence.

use domain::base::citation::Classification;
use domain::base::ids::EvidenceFileId;
use domain::reporting::evidence_file::{
    Danger, EvidenceFile, EvidenceFileVerb, EvidenceFormat, FILES_MAX, Upload, check_upload, cited_files,
};
use uuid::Uuid;

use crate::world::{DIGEST, admitted, draft_report, editor, now, standing, submitted_report, taken, told};

fn upload(name: &str) -> Upload {
    Upload {
        name: name.to_owned(),
        format: Some(EvidenceFormat::Pdf),
        sha256: DIGEST.to_owned(),
        size_bytes: 10,
        stamped: false,
        danger: None,
    }
}

fn file(id: u128) -> EvidenceFile {
    let id = EvidenceFileId(Uuid::from_u128(id));
    taken(EvidenceFile::keep(id, &draft_report(), (upload("a.pdf"), &[]), &editor(), now()))
}

#[test]
fn l35_the_three_degrees_are_secret_and_nothing_else_is() {
    let secret: Vec<&str> = Classification::ALL.iter().filter(|one| one.is_secret()).map(|one| one.as_str()).collect();
    assert_eq!(secret, ["SECRET", "TOP_SECRET", "UTMOST_SECRET"]);
}

#[test]
fn an_upload_is_refused_with_every_reason() {
    let check = |upload: Upload| told(check_upload(&upload));
    assert!(check_upload(&upload("a.PDF")).is_ok());
    assert_eq!(check(upload("a.png")), ["invalid: FILE_TYPE_MISMATCH -"]);
    assert_eq!(check(Upload { format: None, ..upload("a.pdf") }), ["invalid: FILE_TYPE_NOT_TAKEN -"]);
    let empty = Upload { format: None, size_bytes: 0, ..upload("a.pdf") };
    assert_eq!(check(empty), ["invalid: FILE_EMPTY -"]);
    assert_eq!(check(upload("a/b.pdf")), ["invalid: FILE_NAME_UNFIT - ?name"]);
    assert_eq!(check(upload(&format!("{}.pdf", "a".repeat(300)))), ["invalid: FILE_NAME_UNFIT - ?name"]);
    assert_eq!(check(upload("tuyet-mat.pdf")), ["invalid: STATE_SECRET_NOT_ALLOWED L35"]);
    assert_eq!(check(Upload { stamped: true, ..upload("a.pdf") }), ["invalid: STATE_SECRET_NOT_ALLOWED L35"]);
    for (danger, code) in [
        (Danger::Infected, "FILE_INFECTED"),
        (Danger::Macros, "FILE_HAS_MACROS"),
        (Danger::Encrypted, "FILE_ENCRYPTED"),
        (Danger::Bomb, "FILE_IS_BOMB"),
    ] {
        assert_eq!(check(Upload { danger: Some(danger), ..upload("a.pdf") }), [format!("invalid: {code} -")]);
    }
}

/// The name of a file is what people see of it: a sign that turns the direction of writing would show another ending.
#[test]
fn found_c17_a_file_is_named_by_what_people_see() {
    for (sent, kept) in [
        ("a\u{202e}fdp.pdf", "afdp.pdf"),
        ("ba\u{200b}o-cao\u{feff}.pdf", "bao-cao.pdf"),
        ("ba\u{301}o  cao.pdf", "báo cao.pdf"),
    ] {
        let (name, format) = check_upload(&upload(sent)).expect("a file");
        assert_eq!((name.as_str(), format), (kept, EvidenceFormat::Pdf), "{sent:?}");
    }
    assert_eq!(told(check_upload(&upload("a.pdf\u{202e}gnp"))), ["invalid: FILE_TYPE_MISMATCH -"]);
    let nothing = ["invalid: FILE_NAME_UNFIT - ?name", "invalid: FILE_TYPE_MISMATCH -"];
    assert_eq!(told(check_upload(&upload("\u{202e}\u{200b}"))), nothing);
}

/// An actor who may edit a report may add files to it; no actor adds to a submitted report.
#[test]
fn files_are_added_while_the_report_is_the_units() {
    let keep = |report: &domain::reporting::report::Report, actor: &_| {
        EvidenceFile::keep(EvidenceFileId(Uuid::nil()), report, (upload("a.pdf"), &[]), actor, now()).map(drop)
    };
    assert_eq!(admitted(|actor| keep(&draft_report(), actor)), ["Biên", "Trưởng"]);
    assert_eq!(told(keep(&submitted_report(), &editor())), ["wrong state: REPORT_STATE -"]);
    let full: Vec<EvidenceFile> = (0..).take(FILES_MAX).map(file).collect();
    let one_more =
        EvidenceFile::keep(EvidenceFileId(Uuid::nil()), &draft_report(), (upload("a.pdf"), &full), &editor(), now());
    assert_eq!(told(one_more), ["wrong state: FILES_TOO_MANY -"]);
}

/// A file becomes a tombstone once; after that it can only be destroyed.
#[test]
fn l35_a_tombstone_can_only_be_destroyed() {
    let report = draft_report();
    let open = |file: &EvidenceFile, actor: &_| -> Vec<&str> {
        let verbs = file.transitions(&report, actor, now());
        verbs.into_iter().filter(|verb| verb.closed.is_none()).map(|verb| verb.verb).collect()
    };
    assert_eq!(open(&file(1), &editor()), ["REPLACE", "REMOVE"]);
    assert_eq!(open(&file(1), &standing()), ["TAKE_DOWN"]);
    let replaced = taken(file(1).replace(&file(2), &report, &editor(), now()));
    let removed = taken(file(1).remove(&report, "Nhầm", &editor(), now()));
    for tombstone in [replaced, removed] {
        assert!(open(&tombstone, &editor()).is_empty());
        assert_eq!(open(&tombstone, &standing()), ["TAKE_DOWN"]);
        let gone = taken(tombstone.take_down(&report, "Mật", &standing(), now()));
        assert!(open(&gone, &standing()).is_empty());
        assert!(gone.may(EvidenceFileVerb::TakeDown, &report, &standing(), now()).is_err());
    }
    assert_eq!(told(file(1).remove(&report, " ", &editor(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    assert_eq!(told(file(1).take_down(&report, "", &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
}

/// Rule L21: a citation names a file that the report keeps.
#[test]
fn l21_a_cited_file_is_one_that_the_report_keeps() {
    let (kept, gone) = (file(1), taken(file(2).remove(&draft_report(), "Nhầm", &editor(), now())));
    let at = |id: u128| ("/figures/0/evidence/0/file".to_owned(), EvidenceFileId(Uuid::from_u128(id)));
    let files = [kept.clone(), gone];
    assert_eq!(cited_files(&[at(1), at(1)], &files).expect("kept"), [kept]);
    for id in [2, 3] {
        assert_eq!(told(cited_files(&[at(id)], &files)), ["invalid: FILE_NOT_KEPT L21 /figures/0/evidence/0/file"]);
    }
}
