//! The file that a decision declares: who declares another one, until when, and what the trail says of it.

use domain::base::citation::FileMetadata;
use domain::base::event::{Event, EventKind};
use domain::honours::decision::{Decision, DecisionPaper, DecisionState};
use domain::honours::nomination::workflow::NominationState;
use domain::papers::paper_file::{PaperBytes, PaperFiles};
use domain::reporting::destroyed_content::{DestroyedContent, DestroyedContentId};
use uuid::Uuid;

use crate::world::{
    AGENCY, admitted, decision, decision_paper, grant, nomination_in, now, paper_file, paper_kept, told,
};

fn issued() -> Decision {
    grant(nomination_in(NominationState::SubmittedToChair), &decision()).expect("open").0
}

fn right() -> FileMetadata {
    FileMetadata { name: "335-ky.pdf".to_owned(), sha256: "1e".repeat(32), size_bytes: 581 }
}

/// Rules P05, L13: what was declared by mistake is put right by the decision authority, before the decision is public and
/// while the declared file never came.
#[test]
fn p05_l13_a_decision_declares_another_file_until_the_declared_one_is_there() {
    let none = PaperFiles::default();
    assert_eq!(admitted(|actor| issued().declare(right(), &none, actor, now())), ["Quyết"]);
    let declaring = issued().declare(right(), &none, &decision(), now()).expect("open");
    let (declared, event) = declaring.decision.into_parts();
    let paper = DecisionPaper { file: right(), ..decision_paper() };
    assert_eq!(declared, Decision { paper, ..issued() }, "nothing else changes");
    let Event { kind, organisation, reason, changes, .. } = event;
    assert_eq!((kind, organisation), (EventKind::DecisionFileDeclared, Some(AGENCY)));
    assert_eq!(reason.as_deref(), Some("335/QĐ-UBND"));
    let told_of: Vec<(String, Option<String>, Option<String>)> =
        changes.into_iter().map(|change| (change.field, change.before, change.after)).collect();
    let change =
        |field: &str, before: &str, after: &str| (field.to_owned(), Some(before.to_owned()), Some(after.to_owned()));
    assert_eq!(
        told_of,
        [
            change("file.name", "335.pdf", "335-ky.pdf"),
            change("file.sha256", &"0f".repeat(32), &"1e".repeat(32)),
            change("file.sizeBytes", "1", "581"),
        ]
    );
    // The same file again changes nothing, and the trail says so.
    let again = issued().declare(decision_paper().file, &none, &decision(), now()).expect("open");
    assert!(again.decision.into_parts().1.changes.is_empty());

    let late = issued().declare(right(), &paper_kept(), &decision(), now());
    assert_eq!(told(late), ["wrong state: DECISION_FILE_KEPT P05"]);
    let public = Decision { state: DecisionState::Published, published_at: Some(now()), ..issued() };
    assert_eq!(told(public.declare(right(), &none, &decision(), now())), ["wrong state: DECISION_PUBLISHED L17"]);
    // Other bytes that came in before are no reason against it, and those that were destroyed are none.
    let other = PaperFiles { files: vec![paper_file(None, 1, &"2d".repeat(32))], destroyed: Vec::new() };
    assert_eq!(told(issued().declare(right(), &other, &decision(), now())), ["done"]);
    let sha256 = decision_paper().file.sha256;
    let destroyed =
        DestroyedContent {
            id: DestroyedContentId(Uuid::nil()), sha256, reason: "Tài liệu mật".to_owned(), at: now()
        };
    let gone = PaperFiles { destroyed: vec![destroyed], ..paper_kept() };
    assert_eq!(told(issued().declare(right(), &gone, &decision(), now())), ["done"]);
}

/// Rule P05: the hash says which file is meant, and once its bytes came in their size is shown, also after they were
/// destroyed; a size beside another hash stays as it was entered.
#[test]
fn p05_the_size_of_a_declared_file_is_that_of_its_bytes() {
    let declared = || decision_paper().file;
    let shown = |files: &PaperFiles| {
        let FileMetadata { name, sha256, size_bytes } = files.sized(declared());
        assert_eq!((name, sha256), (declared().name, declared().sha256), "these stay");
        size_bytes
    };
    assert_eq!(declared().size_bytes, 1, "entered wrongly");
    assert_eq!(shown(&PaperFiles::default()), 1);
    let other = PaperFiles { files: vec![paper_file(None, 1, &"2d".repeat(32))], destroyed: Vec::new() };
    assert_eq!(shown(&other), 1);
    assert_eq!(shown(&paper_kept()), 581);
    let both = PaperFiles { files: [other.files, paper_kept().files].concat(), destroyed: Vec::new() };
    assert_eq!(shown(&both), 581);
    let at = now();
    let destroyed = DestroyedContent {
        id: DestroyedContentId(Uuid::nil()),
        sha256: declared().sha256,
        reason: "Tải nhầm".to_owned(),
        at,
    };
    assert_eq!(shown(&PaperFiles { destroyed: vec![destroyed], ..paper_kept() }), 581);
    assert_eq!(issued().bytes(&paper_kept()), PaperBytes::Kept, "a wrong size keeps nothing out");
}
