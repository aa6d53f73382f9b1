//! The bytes of papers: versions that grow, declared hashes, what waits for them, who adds and who destroys them.

use domain::base::identity::Actor;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::nomination::Nomination;
use domain::honours::nomination::dossier::{Measures, Paper};
use domain::honours::nomination::workflow::NominationState;
use domain::oversight::paper_place::{Addition, in_decision, in_nomination, in_session_minutes};
use domain::papers::paper_file::{
    PaperBytes, PaperFile, PaperFileId, PaperFiles, PaperOwner, PaperPlace, VERSIONS_MAX,
};
use domain::papers::signature::{
    CertificateChain, CertificateFacts, FoundSignature, SignatureCheck, SignatureFault, SignatureIntegrity,
    SignatureKind, Signatures,
};
use domain::planning::award::PaperKind;
use domain::reporting::destroyed_content::{DestroyedContent, DestroyedContentId};
use domain::reporting::evidence_file::{EvidenceFormat, Upload};
use uuid::Uuid;

use crate::world::{
    CAMPAIGN, admitted, auditor, decision_paper, draft_nomination, grant, head, minutes, movement, nomination_in, now,
    open_verbs, paper_file, paper_kept, regime, standing, stranger, taken, told,
};

const LETTER: Option<PaperKind> = Some(PaperKind::SubmissionLetter);

fn digest(digit: char) -> String {
    String::from(digit).repeat(64)
}

fn upload(name: &str, sha256: &str) -> Upload {
    Upload {
        name: name.to_owned(),
        format: Some(EvidenceFormat::Pdf),
        sha256: sha256.to_owned(),
        size_bytes: 581,
        stamped: false,
        danger: None,
    }
}

fn files(files: Vec<PaperFile>) -> PaperFiles {
    PaperFiles { files, destroyed: Vec::new() }
}

fn destroyed(sha256: &str) -> DestroyedContent {
    let id = DestroyedContentId(Uuid::nil());
    DestroyedContent { id, sha256: sha256.to_owned(), reason: "Tài liệu mật".to_owned(), at: now() }
}

/// The place of a paper of a dossier of which nothing was uploaded.
fn place_in(nomination: &Nomination, kind: PaperKind, actor: &Actor) -> Addition {
    in_nomination(nomination, kind, &PaperFiles::default(), actor)
}

/// Keeps an upload for the letter of a draft.
fn kept(declared: Option<&str>, upload: Upload, earlier: &PaperFiles) -> Result<Step<PaperFile>, Refusal> {
    let (place, author) = place_in(&draft_nomination(), PaperKind::SubmissionLetter, &head()).expect("a draft");
    let place = PaperPlace { declared: declared.map(str::to_owned), ..place };
    let id = PaperFileId(Uuid::from_u128(0xff));
    PaperFile::keep(id, place, (upload, earlier), Signatures::none(SignatureCheck::Checked), (author, &head()), now())
}

#[test]
fn p05_l07_each_upload_is_the_next_version_and_earlier_ones_stay() {
    let first = taken(kept(None, upload("to-trinh.pdf", &digest('1')), &PaperFiles::default()));
    assert_eq!((first.version, first.kind, first.owner), (1, LETTER, PaperOwner::Nomination));
    let earlier =
        files(vec![paper_file(LETTER, 1, &digest('1')), paper_file(Some(PaperKind::Minutes), 7, &digest('7'))]);
    let second = taken(kept(None, upload("to-trinh.pdf", &digest('2')), &earlier));
    assert_eq!(second.version, 2, "versions are counted by paper");
    let same = kept(None, upload("to-trinh.pdf", &digest('1')), &earlier);
    assert_eq!(told(same), ["wrong state: PAPER_KEPT_ALREADY P05"]);
    let most: Vec<PaperFile> =
        (1..).take(VERSIONS_MAX).map(|number| paper_file(LETTER, number, &digest('1'))).collect();
    let beyond = kept(None, upload("to-trinh.pdf", &digest('2')), &files(most.clone()));
    assert_eq!(told(beyond), ["wrong state: PAPER_VERSIONS_TOO_MANY -"]);
    let last = files(most.into_iter().skip(1).collect());
    assert_eq!(told(kept(None, upload("to-trinh.pdf", &digest('2')), &last)), ["done"]);
}

#[test]
fn p05_bytes_have_the_hash_that_is_declared() {
    let none = PaperFiles::default();
    let other = kept(Some(&digest('1')), upload("to-trinh.pdf", &digest('2')), &none);
    assert_eq!(told(other), ["invalid: PAPER_DIGEST_DIFFERS P05"]);
    assert_eq!(told(kept(Some(&digest('2')), upload("to-trinh.pdf", &digest('2')), &none)), ["done"]);
    let secret = Upload { stamped: true, ..upload("to-trinh.pdf", &digest('2')) };
    assert_eq!(told(kept(None, secret, &none)), ["invalid: STATE_SECRET_NOT_ALLOWED L35"], "as evidence is refused");
}

#[test]
fn p05_the_version_that_stands_is_the_newest_or_the_declared_one() {
    let (one, two, three) = (digest('1'), digest('2'), digest('3'));
    let both = files(vec![paper_file(LETTER, 1, &one), paper_file(LETTER, 2, &two)]);
    let version = |declared: Option<&str>| both.current(LETTER, declared).map(|file| file.version);
    assert_eq!([None, Some(&*one), Some(&*two), Some(&*three)].map(version), [Some(2), Some(1), Some(2), None]);
    assert_eq!(both.bytes(LETTER, Some(&three)), PaperBytes::NotKept);
    assert_eq!(both.bytes(None, None), PaperBytes::NotKept, "of another paper");
    let gone = PaperFiles { destroyed: vec![destroyed(&two)], ..both };
    assert_eq!((gone.bytes(LETTER, None), gone.bytes(LETTER, Some(&one))), (PaperBytes::TakenDown, PaperBytes::Kept));
}

/// Submits a draft with these bytes of its papers; what is told of papers only.
fn lacking(nomination: Nomination, kept: &PaperFiles) -> Vec<String> {
    let regime = regime();
    let files = nomination.asks_for_bytes().then_some(kept);
    let measures = Measures {
        regime: &regime,
        policy: &movement().text.policy,
        criterion: None,
        on_letter: &[],
        consent_required: false,
        enterprise: false,
        quota: None,
        files,
    };
    told(nomination.submit(measures, &head(), now()))
}

/// The bytes of every paper of a dossier, under the hash that the paper declares.
fn all_bytes(papers: &[Paper]) -> PaperFiles {
    let one = |paper: &Paper| paper_file(Some(paper.kind), 1, paper.digest().unwrap_or(&digest('9')));
    files(papers.iter().map(one).collect())
}

#[test]
fn p05_a_dossier_waits_for_the_bytes_of_each_paper() {
    let draft = draft_nomination();
    let papers = draft.dossier.papers.clone();
    let missing = lacking(draft.clone(), &PaperFiles::default());
    let expected: Vec<String> = (0..papers.len())
        .map(|place| format!("invalid: PAPER_BYTES_MISSING P05 /dossier/papers/{place}/file"))
        .collect();
    assert_eq!(missing, expected, "each is named");
    let whole = all_bytes(&papers);
    assert_eq!(lacking(draft.clone(), &whole), ["done"]);
    let destroyed = PaperFiles { destroyed: vec![destroyed(&whole.files[1].sha256)], ..whole.clone() };
    assert!(lacking(draft.clone(), &destroyed).contains(&expected[1]), "destroyed bytes are not kept");
    // Declared is another hash than that of the bytes which are there.
    let mut declaring = draft;
    let file = domain::base::citation::FileMetadata { name: "a.pdf".to_owned(), sha256: digest('8'), size_bytes: 1 };
    declaring.dossier.papers[0].file = Some(file);
    assert_eq!(lacking(declaring, &whole), [expected[0].clone()]);
}

#[test]
fn p05_what_was_sent_before_bytes_were_kept_is_not_asked_for_them() {
    let none = PaperFiles::default();
    let sent = |bytes_asked: bool| {
        let mut before = taken(crate::world::submitted(draft_nomination(), &head()));
        before.progress.bytes_asked = bytes_asked;
        before.state = NominationState::Returned;
        before
    };
    assert_eq!(lacking(sent(false), &none), ["done"], "returned and sent again");
    assert_ne!(lacking(sent(true), &none), ["done"]);
    let (granted, _) =
        grant(nomination_in(NominationState::SubmittedToChair), &crate::world::decision()).expect("granted");
    assert_eq!(
        told(granted.may_publish(&none, &[], &standing()).map(drop)),
        ["wrong state: DECISION_BYTES_MISSING P05"]
    );
    assert_eq!(open_verbs(granted.transitions(&none, &[], &standing())), ["FILL_PRIZES"]);
    let wrong = files(vec![paper_file(None, 1, &digest('b'))]);
    assert_eq!(granted.bytes(&wrong), PaperBytes::NotKept);
    assert_eq!(
        told(granted.may_publish(&wrong, &[], &standing()).map(drop)),
        ["wrong state: DECISION_BYTES_MISSING P05"]
    );
    assert_eq!(told(granted.may_publish(&paper_kept(), &[], &standing()).map(drop)), ["done"]);
    let before = domain::honours::decision::Decision { bytes_required: false, ..granted };
    assert_eq!(told(before.may_publish(&none, &[], &standing()).map(drop)), ["done"]);
}

#[test]
fn p05_whoever_records_a_paper_adds_its_bytes() {
    let letter = |nomination: &Nomination, actor: &Actor| {
        told(place_in(nomination, PaperKind::SubmissionLetter, actor).map(drop))
    };
    let draft = draft_nomination();
    assert_eq!(letter(&draft, &head()), ["done"]);
    assert_ne!(letter(&draft, &stranger()), ["done"]);
    assert_ne!(letter(&draft, &auditor()), ["done"]);
    assert_ne!(letter(&nomination_in(NominationState::Submitted), &head()), ["done"], "not once it is sent");
    assert_eq!(letter(&nomination_in(NominationState::Returned), &head()), ["done"]);
    let mut bare = draft;
    bare.dossier.papers.retain(|paper| paper.kind != PaperKind::Minutes);
    let unknown = told(place_in(&bare, PaperKind::Minutes, &head()).map(drop));
    assert_eq!(unknown, ["invalid: PAPER_NOT_IN_DOSSIER L07 ?kind"]);
    let (granted, _) =
        grant(nomination_in(NominationState::SubmittedToChair), &crate::world::decision()).expect("granted");
    assert_eq!(admitted(|actor| in_decision(&granted, actor)), ["Quyết"]);
    let (place, _) = in_decision(&granted, &crate::world::decision()).expect("its authority");
    assert_eq!(place.declared.as_deref(), Some(decision_paper().file.sha256.as_str()));
    let session = minutes(&nomination_in(NominationState::Eligible), 9);
    assert_eq!(admitted(|actor| in_session_minutes(&session, CAMPAIGN, actor)), ["Thẩm"]);
    for (owner, kind, expected) in [
        (PaperOwner::Nomination, None, "invalid: PAPER_KIND_MISSING P05 ?kind"),
        (PaperOwner::Decision, LETTER, "invalid: PAPER_KIND_NOT_WANTED - ?kind"),
        (PaperOwner::Nomination, LETTER, "done"),
        (PaperOwner::Decision, None, "done"),
    ] {
        assert_eq!(told(PaperPlace::check_kind(owner, kind)), [expected]);
    }
}

#[test]
fn l35_the_standing_agency_destroys_bytes_once_and_says_why() {
    let file = paper_file(LETTER, 1, &digest('1'));
    let (id, reason) = (DestroyedContentId(Uuid::nil()), "Tài liệu mật");
    assert_eq!(admitted(|actor| file.take_down(id, false, reason, actor, now())), ["Thường"]);
    assert_eq!(told(file.take_down(id, false, " ", &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    assert_eq!(told(file.take_down(id, true, reason, &standing(), now())), ["wrong state: PAPER_TAKEN_DOWN L35"]);
    assert_eq!(open_verbs(file.transitions(false, &standing())), ["TAKE_DOWN"]);
    assert_eq!(open_verbs(file.transitions(true, &standing())), [""; 0]);
    let everywhere = PaperFile { movements: Vec::new(), ..file };
    assert_eq!(admitted(|actor| everywhere.take_down(id, false, reason, actor, now())), ["Thường"]);
    assert_eq!(taken(everywhere.take_down(id, false, reason, &standing(), now())).sha256, digest('1'));
}

#[test]
fn p05_a_fault_of_a_signature_makes_it_altered_or_unreadable() {
    let words: Vec<SignatureIntegrity> = SignatureFault::ALL.iter().map(|fault| fault.integrity()).collect();
    use SignatureIntegrity::{Altered, Unreadable};
    assert_eq!(words, [Altered, Unreadable, Unreadable, Altered, Altered, Altered]);
    // A later field does not keep an earlier version from reading what is stored.
    let stored: Signatures = serde_json::from_str(r#"{"check":"CHECKED","found":[],"later":1}"#).expect("tolerant");
    assert_eq!(stored, Signatures::none(SignatureCheck::Checked));
}

#[test]
fn p05_what_was_added_after_the_last_trusted_signature_changed_the_file() {
    use CertificateChain::{NotChecked, OutOfTime, Trusted, Unfit, UnknownRoot};
    use SignatureIntegrity::{Altered, Intact, Unreadable};
    let signer = |chain| CertificateFacts {
        subject: "CN=Nguyễn Văn Thử".to_owned(),
        name: None,
        organisation: None,
        issuer: "CN=CA thử nghiệm".to_owned(),
        serial: "4f0c27".to_owned(),
        chain,
    };
    let one = |(integrity, chain, bytes_after): &(SignatureIntegrity, CertificateChain, i64)| FoundSignature {
        kind: SignatureKind::Signature,
        integrity: *integrity,
        fault: None,
        signer: (*integrity == Intact).then(|| signer(*chain)),
        algorithm: None,
        asserted_at: None,
        stamp: None,
        bytes_after: *bytes_after,
    };
    let changed = |found: &[(SignatureIntegrity, CertificateChain, i64)]| {
        let found = found.iter().map(one).collect();
        Signatures { check: SignatureCheck::Checked, found }.is_changed_after_signing()
    };
    assert!(!changed(&[]), "what is not signed");
    assert!(!changed(&[(Intact, Trusted, 700), (Intact, Trusted, 0)]), "the next signature is no change");
    assert!(!changed(&[(Intact, UnknownRoot, 700), (Intact, Trusted, 0)]), "whoever signed before");
    assert!(changed(&[(Intact, Trusted, 700), (Intact, Trusted, 7)]));
    assert!(changed(&[(Intact, Trusted, 700), (Altered, NotChecked, 0)]), "an altered signature covers nothing");
    assert!(!changed(&[(Altered, NotChecked, 7), (Unreadable, NotChecked, 7)]), "nobody knows what was signed");
    for chain in [UnknownRoot, OutOfTime, Unfit, NotChecked] {
        assert!(!changed(&[(Intact, chain, 0)]) && changed(&[(Intact, chain, 7)]), "{chain}");
        assert!(changed(&[(Intact, Trusted, 700), (Intact, chain, 0)]), "{chain} vouches for nothing");
    }
}

#[test]
fn p05_l35_other_bytes_take_the_place_of_those_that_were_destroyed() {
    let (one, two, three) = (digest('1'), digest('2'), digest('3'));
    let only = PaperFiles { files: vec![paper_file(None, 1, &one)], destroyed: vec![destroyed(&one)] };
    assert_eq!(only.bytes(None, Some(&one)), PaperBytes::TakenDown);
    let add = |earlier: &PaperFiles, sha256: &str| {
        let (granted, _) =
            grant(nomination_in(NominationState::SubmittedToChair), &crate::world::decision()).expect("granted");
        let (place, author) = in_decision(&granted, &crate::world::decision()).expect("its authority");
        let place = PaperPlace { declared: Some(one.clone()), ..place };
        let (id, none) = (PaperFileId(Uuid::from_u128(0xff)), Signatures::none(SignatureCheck::Checked));
        let by = crate::world::decision();
        PaperFile::keep(id, place, (upload("335.pdf", sha256), earlier), none, (author, &by), now())
    };
    let kept = PaperFiles { destroyed: Vec::new(), ..only.clone() };
    assert_eq!(told(add(&kept, &two)), ["invalid: PAPER_DIGEST_DIFFERS P05"], "while they are kept");
    assert_eq!(taken(add(&only, &two)).version, 2);
    let mended = PaperFiles { files: vec![paper_file(None, 1, &one), paper_file(None, 2, &two)], ..only };
    assert_eq!(mended.bytes(None, Some(&one)), PaperBytes::Kept);
    assert_eq!(mended.current(None, Some(&one)).map(|file| file.version), Some(2));
    assert_eq!(mended.bytes(None, Some(&three)), PaperBytes::NotKept, "of another declared hash");
    // A dossier, too; of another of its papers that is kept nothing follows.
    let dossier = PaperFiles {
        files: vec![paper_file(LETTER, 1, &one), paper_file(LETTER, 2, &two)],
        destroyed: vec![destroyed(&one)],
    };
    assert_eq!(dossier.bytes(LETTER, Some(&one)), PaperBytes::Kept);
    assert_eq!(dossier.bytes(Some(PaperKind::Minutes), Some(&one)), PaperBytes::NotKept);
}

#[test]
fn p05_l35_a_destroyed_paper_of_a_closed_dossier_takes_another_file_and_a_kept_one_does_not() {
    let (one, two) = (digest('1'), digest('2'));
    let gone = PaperFiles { files: vec![paper_file(LETTER, 1, &one)], destroyed: vec![destroyed(&one)] };
    let kept = PaperFiles { destroyed: Vec::new(), ..gone.clone() };
    let mended = PaperFiles { files: vec![paper_file(LETTER, 1, &one), paper_file(LETTER, 2, &two)], ..gone.clone() };
    let letter = |nomination: &Nomination, files: &PaperFiles, actor: &Actor| {
        told(in_nomination(nomination, PaperKind::SubmissionLetter, files, actor).map(drop))
    };
    for state in NominationState::ALL {
        for declared in [None, Some(one.as_str())] {
            let mut closed = nomination_in(*state);
            let paper = closed.dossier.papers.iter_mut().find(|paper| paper.kind == PaperKind::SubmissionLetter);
            paper.expect("a letter").file = declared.map(|sha256| domain::base::citation::FileMetadata {
                name: "a.pdf".to_owned(),
                sha256: sha256.to_owned(),
                size_bytes: 1,
            });
            let open = matches!(state, NominationState::Draft | NominationState::Returned);
            assert_eq!(letter(&closed, &gone, &head()), ["done"], "{state}");
            for files in [&kept, &mended, &PaperFiles::default()] {
                assert_eq!(letter(&closed, files, &head()) == ["done"], open, "{state}: what is kept stays");
            }
            for actor in [stranger(), auditor(), standing()] {
                assert!(letter(&closed, &gone, &actor)[0].starts_with("not allowed"), "{state} {}", actor.name);
            }
            let minutes = told(in_nomination(&closed, PaperKind::Minutes, &gone, &head()).map(drop));
            assert_eq!(minutes == ["done"], open, "{state}: another paper of the dossier");
        }
    }
}
