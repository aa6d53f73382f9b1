//! The register of Giấy khen.

use domain::base::ids::{CertificateId, CommendationId, Revision};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::certificate::{CertificateStatus, Code};
use domain::honours::commendation::certificate::{CommendationCertificate, CommendationMarks, CommendationStatement};
use domain::honours::commendation::{
    Amending, ChangeContent, Commendation, CommendationChange, CommendationChangeId, GiverPaper, WithdrawalGround,
};
use domain::honours::correction::{CorrectedField, CorrectionGround};
use domain::honours::golden_book::BookEntry;
use domain::honours::revocation::RevocationGround;
use domain::planning::award::SubjectKind;
use uuid::Uuid;

use crate::world::{UNIT, admitted, day, head, hour, now, stranger, taken, told, unit};

pub(super) fn commendation() -> Commendation {
    Commendation {
        id: CommendationId(Uuid::from_u128(7)),
        organisation: UNIT,
        subject_kind: SubjectKind::Individual,
        name: "Lý Thị Na".to_owned(),
        symbol: "45/QĐ-SYT".to_owned(),
        date: day(2024, 11, 20),
        signer: "Trần Văn Trưởng".to_owned(),
        achievement: "Tập huấn kỹ năng số".to_owned(),
        recorded_at: now(),
        changes: Vec::new(),
        revision: Revision::FIRST,
    }
}

/// Rule S14: the head records it for the own unit, without any step of the province.
#[test]
fn s14_the_head_records_a_giay_khen_for_the_own_people_only() {
    assert_eq!(admitted(|actor| commendation().record(&unit(), actor, now())), ["Trưởng"]);
    assert_eq!(told(commendation().record(&unit(), &stranger(), now())), ["not allowed: NOT_ALLOWED S14"]);
}

#[test]
fn a_giay_khen_says_who_when_by_whom_and_what_for() {
    let empty = String::new;
    let blank = Commendation {
        name: empty(),
        symbol: " ".to_owned(),
        signer: empty(),
        achievement: empty(),
        date: day(2024, 11, 21),
        ..commendation()
    };
    let missing = [
        "invalid: TEXT_EMPTY - /name",
        "invalid: TEXT_EMPTY - /symbol",
        "invalid: TEXT_EMPTY - /signer",
        "invalid: TEXT_EMPTY - /achievement",
        "invalid: DATE_IN_FUTURE - /date",
    ];
    assert_eq!(told(blank.record(&unit(), &head(), now())), missing);
    // The day has begun in the province while it is still the evening before in UTC.
    let early = Commendation { date: day(2024, 11, 21), ..commendation() };
    assert_eq!(told(early.record(&unit(), &head(), hour(day(2024, 11, 21), 0))), ["done"]);
}

/// Rules L37, L44.
#[test]
fn l37_l44_a_giay_khen_is_tidied_and_leaves_its_event() {
    let untidy = Commendation {
        name: "  Ly\u{301}  Thị Na ".to_owned(),
        achievement: " Tập huấn  kỹ năng số.\r\nTiết kiệm\tchi phí. ".to_owned(),
        ..commendation()
    };
    let (recorded, event) = untidy.record(&unit(), &head(), now()).expect("open").into_parts();
    assert_eq!(recorded.name, "Lý Thị Na");
    assert_eq!(recorded.achievement, "Tập huấn kỹ năng số.\nTiết kiệm chi phí.", "its paper prints its paragraphs");
    assert_eq!((event.author.account, event.organisation), (Some(head().account), Some(UNIT)));
    assert_eq!((event.at, event.reason.as_deref()), (now(), Some("45/QĐ-SYT")));
}

fn paper() -> GiverPaper {
    GiverPaper { symbol: "52/QĐ-SYT".to_owned(), date: day(2024, 11, 20), signer: "Trần Văn Trưởng".to_owned() }
}

fn correcting(name: &str) -> Amending {
    Amending::Correct { ground: CorrectionGround::ClericalError, name: Some(name.to_owned()), achievement: None }
}

fn withdrawing() -> Amending {
    Amending::Withdraw { ground: WithdrawalGround::FalseDocument }
}

fn amend(entry: &Commendation, amending: Amending, paper: GiverPaper) -> Result<Step<CommendationChange>, Refusal> {
    entry.amend(CommendationChangeId(Uuid::nil()), (amending, paper, "Sai dấu".to_owned()), &[], &head(), now())
}

/// The entry after a change, as persistence reads it.
fn after(entry: &Commendation, change: CommendationChange) -> Commendation {
    let mut changed = entry.clone();
    if let ChangeContent::Corrected { after, .. } = &change.content {
        changed.name.clone_from(&after.name);
        changed.achievement.clone_from(&after.achievement);
    }
    changed.changes.push(change);
    changed
}

/// Rules P06, S14: its giver corrects it by a further document, and both views can be read.
#[test]
fn p06_s14_a_giay_khen_is_corrected_by_its_giver_and_keeps_what_it_said() {
    let entry = commendation();
    assert_eq!(admitted(|actor| entry.may_amend(actor)), ["Trưởng"]);
    assert_eq!(told(entry.may_amend(&stranger())), ["not allowed: NOT_ALLOWED S14"]);
    let (change, event) = amend(&entry, correcting(" Lý  Thị Nà "), paper()).expect("open").into_parts();
    assert_eq!((change.number, change.fields()), (1, vec![CorrectedField::Name]));
    assert_eq!(event.reason.as_deref(), Some("52/QĐ-SYT: Sai dấu"));
    assert_eq!(
        (event.changes[0].before.as_deref(), event.changes[0].after.as_deref()),
        (Some("Lý Thị Na"), Some("Lý Thị Nà"))
    );
    let once = after(&entry, change);
    assert_eq!((once.version(), once.facts_after(0).name.as_str(), once.name.as_str()), (1, "Lý Thị Na", "Lý Thị Nà"));
    let again = taken(amend(&once, correcting("Lý Thị Ná"), paper()));
    let twice = after(&once, again);
    assert_eq!((twice.version(), twice.facts_after(1).name.as_str()), (2, "Lý Thị Nà"));
    assert_eq!(twice.corrected_by(0).map(|change| change.number), Some(1));
    assert_eq!(twice.corrected_by(2), None);
}

/// Rule P06: a withdrawn Giấy khen stays, with its ground, and is neither corrected nor withdrawn again.
#[test]
fn p06_a_giay_khen_is_withdrawn_once_and_stays() {
    let entry = commendation();
    let corrected = after(&entry, taken(amend(&entry, correcting("Lý Thị Nà"), paper())));
    let withdrawn = after(&corrected, taken(amend(&corrected, withdrawing(), paper())));
    assert_eq!(
        withdrawn.withdrawal().map(|(change, ground)| (change.number, ground)),
        Some((2, WithdrawalGround::FalseDocument))
    );
    assert_eq!((withdrawn.version(), withdrawn.name.as_str()), (1, "Lý Thị Nà"));
    let closed = ["wrong state: COMMENDATION_WITHDRAWN P06"];
    assert_eq!(told(amend(&withdrawn, withdrawing(), paper())), closed);
    assert_eq!(told(amend(&withdrawn, correcting("Lý Thị Na"), paper())), closed);
    assert_eq!(WithdrawalGround::FalseDocument.revocation(), Some(RevocationGround::FalseDocument));
    assert_eq!(WithdrawalGround::EnteredInError.revocation(), None, "there was no Giấy khen to revoke");
}

/// Rule P06: the document is complete, of a day that fits, and changes something.
#[test]
fn p06_what_corrects_or_withdraws_is_a_document_of_a_fitting_day() {
    let entry = commendation();
    let dated = |date| told(amend(&entry, withdrawing(), GiverPaper { date, ..paper() }));
    assert_eq!(dated(day(2024, 11, 19)), ["invalid: DATE_UNFIT P06 /date"], "the day before the head's decision");
    assert_eq!(dated(day(2024, 11, 20)), ["done"]);
    assert_eq!(dated(day(2024, 11, 21)), ["invalid: DATE_UNFIT P06 /date"], "tomorrow");
    let empty = GiverPaper { symbol: " ".to_owned(), signer: String::new(), ..paper() };
    let missing = ["invalid: TEXT_EMPTY - /symbol", "invalid: TEXT_EMPTY - /signer"];
    assert_eq!(told(amend(&entry, withdrawing(), empty)), missing);
    assert_eq!(told(amend(&entry, correcting("Lý Thị Na"), paper())), ["invalid: CORRECTION_CHANGES_NOTHING P06"]);
    let others = ["lý thị nà".to_owned()];
    let content = (correcting("Lý Thị Nà"), paper(), "Sai dấu".to_owned());
    let taken = entry.amend(CommendationChangeId(Uuid::nil()), content, &others, &head(), now());
    assert_eq!(told(taken), ["invalid: CORRECTION_NAMES_ANOTHER P06 /name"]);
}

/// Rules P06, L36: the certificate states name, unit and decision; after a correction or a withdrawal the old one says so.
#[test]
fn p06_l36_certificates_of_a_giay_khen_follow_its_corrections() {
    let entry = commendation();
    let issue = |entry: &Commendation, actor: &_| {
        let code = Code::of(&[7; Code::BYTES]);
        let book = BookEntry { issuer: UNIT, year: 2024, number: 3 };
        let marks = CommendationMarks { version: entry.version(), code, book };
        let stated = CommendationStatement::of(entry, "Sở Y tế", marks.clone());
        let id = CertificateId(Uuid::nil());
        CommendationCertificate::issue(id, (entry, "Sở Y tế"), marks, (&stated, "a.b.c".to_owned()), actor, now())
    };
    assert_eq!(admitted(|actor| issue(&entry, actor)), ["Trưởng"]);
    let old = taken(issue(&entry, &head()));
    assert_eq!(old.status(&entry), CertificateStatus::Valid);
    let corrected = after(&entry, taken(amend(&entry, correcting("Lý Thị Nà"), paper())));
    let new = taken(issue(&corrected, &head()));
    assert_eq!(
        [old.status(&corrected), new.status(&corrected)],
        [CertificateStatus::Corrected, CertificateStatus::Valid]
    );
    let said = CommendationStatement::of(&corrected, "Sở Y tế", old.marks());
    assert_eq!((said.name.as_str(), said.correction), ("Lý Thị Na", None), "the old one keeps what it states");
    let said = CommendationStatement::of(&corrected, "Sở Y tế", new.marks());
    let symbol = said.correction.map(|paper| paper.symbol);
    assert_eq!((said.name.as_str(), symbol.as_deref(), said.golden_book.number), ("Lý Thị Nà", Some("52/QĐ-SYT"), 3));
    let withdrawn = after(&corrected, taken(amend(&corrected, withdrawing(), paper())));
    assert_eq!([old.status(&withdrawn), new.status(&withdrawn)], [CertificateStatus::Withdrawn; 2]);
    assert_eq!(told(issue(&withdrawn, &head())), ["wrong state: COMMENDATION_WITHDRAWN P06"]);
}
