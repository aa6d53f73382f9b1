//! What bars a subject from commendation, and who may read why.

use domain::base::citation::{Citation, Classification};
use domain::base::ids::{DisciplineId, IntegrityFlagId, OrganisationId};
use domain::base::refusal::Refusal;
use domain::honours::integrity::{
    Discipline, Finding, IntegrityFlag, IntegrityGround, SubjectKey, must_be_clear, must_be_clear_to, must_start_after,
};
use domain::planning::award::SubjectKind;
use uuid::Uuid;

use crate::world::{
    OTHER, UNIT, administrator, admitted, appraisal, auditor, day, decision, document, editor, everybody, head, now,
    standing, taken, told, unit,
};

const AN: (SubjectKind, &str) = (SubjectKind::Individual, "Đặng Văn  An ");

fn subject(kind: SubjectKind, organisation: OrganisationId, name: &str) -> SubjectKey {
    SubjectKey { kind, organisation, name: name.to_owned() }
}

fn an() -> SubjectKey {
    subject(SubjectKind::Individual, UNIT, "đặng văn an")
}

fn finding() -> Finding {
    let ground = IntegrityGround::ComplaintBeingVerified;
    Finding { ground, document: document(), note: "người tố cáo đề nghị giữ bí mật".to_owned() }
}

fn flag() -> IntegrityFlag {
    taken(IntegrityFlag::raise(IntegrityFlagId(Uuid::nil()), &unit(), AN, finding(), &standing(), now()))
}

fn discipline(year: i32) -> Discipline {
    let id = DisciplineId(Uuid::nil());
    taken(Discipline::record(id, &unit(), AN, day(year, 6, 30), document(), &appraisal(), now()))
}

/// Rules L01, U07: a subject is matched by kind, unit and name; case, blanks and composition of the name do not count,
/// accents do.
#[test]
fn l01_a_subject_is_found_by_kind_unit_and_name() {
    let flags = [flag()];
    let hold = |kind, organisation, name| told(must_be_clear(&flags, &subject(kind, organisation, name)));
    let held = ["wrong state: INTEGRITY_HOLD L01"];
    for name in ["Đặng Văn An", "ĐẶNG VĂN AN", " đặng  văn An", "đa\u{323}\u{306}ng văn an"] {
        assert_eq!(hold(SubjectKind::Individual, UNIT, name), held, "{name}");
    }
    for name in ["Đặng Văn Ân", "dang van an", "Đặng Văn An Em"] {
        assert_eq!(hold(SubjectKind::Individual, UNIT, name), ["done"], "{name}");
    }
    assert_eq!(hold(SubjectKind::Collective, UNIT, "Đặng Văn An"), ["done"]);
    assert_eq!(hold(SubjectKind::Individual, OTHER, "Đặng Văn An"), ["done"], "a namesake elsewhere");
}

/// Rule L01: the subject is no longer barred once every entry is closed.
#[test]
fn l01_closing_the_flag_releases_the_subject() {
    let closed = taken(flag().close("Không vi phạm", Some(document()), &appraisal(), now()));
    let closing = closed.closed.clone().expect("closed");
    assert_eq!((closing.by.as_str(), closing.reason.as_str()), ("Thẩm", "Không vi phạm"));
    assert_eq!(told(must_be_clear(std::slice::from_ref(&closed), &an())), ["done"]);
    assert_eq!(told(must_be_clear_to(&standing(), std::slice::from_ref(&closed), &an())), ["done"]);
    assert_eq!(told(must_be_clear(&[closed.clone(), flag()], &an())), ["wrong state: INTEGRITY_HOLD L01"]);
    assert_eq!(
        told(closed.close("Lần nữa", None, &standing(), now())),
        ["wrong state: INTEGRITY_FLAG_CLOSED L01"],
        "a closed entry stays as it is"
    );
}

/// Rule L01: a unit is told that a subject is barred; only a reader of the entries is told why.
#[test]
fn l01_a_unit_hears_that_a_subject_is_held_and_not_why() {
    let flags = [flag()];
    let says = |refusal: Result<(), Refusal>| match refusal {
        Err(Refusal::WrongState(reason)) => format!("{} {}", reason.text.vi, reason.text.en),
        other => panic!("{other:?}"),
    };
    let secrets = ["tố cáo", "complaint", "12/HD-STTTT", "giữ bí mật", "integrity-flags"];
    let neutral = says(must_be_clear(&flags, &an()));
    assert!(!secrets.iter().any(|secret| neutral.contains(secret)), "{neutral}");
    for actor in [editor(), head(), administrator()] {
        assert_eq!(says(must_be_clear_to(&actor, &flags, &an())), neutral, "{}", actor.name);
    }
    for actor in [standing(), appraisal(), decision(), auditor()] {
        let told = says(must_be_clear_to(&actor, &flags, &an()));
        for part in ["tố cáo", "complaint", "12/HD-STTTT", "/v1/integrity-flags/"] {
            assert!(told.contains(part), "{} lacks {part}: {told}", actor.name);
        }
        assert!(!told.contains("giữ bí mật"), "the note stays in the entry");
    }
}

/// Rule L01: the agencies record and close, under a document that is completely cited and no state secret.
#[test]
fn l01_the_agencies_record_under_a_document() {
    let id = IntegrityFlagId(Uuid::nil());
    let raise = |finding, name| {
        told(IntegrityFlag::raise(id, &unit(), (SubjectKind::Individual, name), finding, &standing(), now()))
    };
    let bare = Finding { document: Citation::default(), ..finding() };
    assert_eq!(raise(bare, " "), ["invalid: TEXT_EMPTY - /name", "invalid: CITATION_INCOMPLETE L01 /document"]);
    let secret = Citation { classification: Some(Classification::Secret), ..document() };
    let secret = Finding { document: secret, ..finding() };
    assert_eq!(raise(secret, "An"), ["invalid: STATE_SECRET_NOT_ALLOWED L35 /document/classification"]);
    assert_eq!(
        told(flag().close(" ", Some(Citation::default()), &standing(), now())),
        ["invalid: TEXT_EMPTY - /reason", "invalid: CITATION_INCOMPLETE L01 /document"]
    );
    let agencies = ["Thường", "Thẩm"];
    assert_eq!(admitted(|actor| IntegrityFlag::raise(id, &unit(), AN, finding(), actor, now())), agencies);
    assert_eq!(admitted(|actor| flag().close("Không vi phạm", None, actor, now())), agencies);
    let recording = |actor: &_| {
        Discipline::record(DisciplineId(Uuid::nil()), &unit(), AN, day(2024, 1, 1), document(), actor, now())
    };
    assert_eq!(admitted(recording), agencies);
    assert_eq!(everybody().len(), 9, "and everybody was asked");
}

/// Rule L02: an achievement begins after the last day of every discipline of the subject.
#[test]
fn l02_achievements_count_from_the_day_after_a_discipline() {
    let disciplines = [discipline(2024), discipline(2023)];
    let from = |date| told(must_start_after(&disciplines, &an(), date));
    assert_eq!(from(day(2024, 6, 29)), ["wrong state: DISCIPLINE_RESTART L02"]);
    assert_eq!(from(day(2024, 6, 30)), ["wrong state: DISCIPLINE_RESTART L02"], "the last day is served");
    assert_eq!(from(day(2024, 7, 1)), ["done"]);
    let another = subject(SubjectKind::Individual, OTHER, "Đặng Văn An");
    assert_eq!(told(must_start_after(&disciplines, &another, day(2020, 1, 1))), ["done"]);
    let Err(Refusal::WrongState(reason)) = must_start_after(&disciplines, &an(), day(2024, 1, 1)) else {
        panic!("refused")
    };
    assert!(reason.text.vi.contains("30/06/2024") && reason.text.en.contains("2024-06-30"));
    assert!(!reason.text.vi.contains("kỷ luật") && !reason.text.en.contains("disciplin"), "the day and no more");
}

/// Rule L02: the citation is complete, and the day is in a valid year.
#[test]
fn l02_a_discipline_is_recorded_under_a_document() {
    let id = DisciplineId(Uuid::nil());
    let record =
        |date, document, name| told(Discipline::record(id, &unit(), (AN.0, name), date, document, &standing(), now()));
    assert_eq!(record(day(2030, 1, 1), document(), "An"), ["done"], "served still");
    assert_eq!(
        record(day(1949, 12, 31), Citation::default(), ""),
        [
            "invalid: TEXT_EMPTY - /name",
            "invalid: YEAR_OUT_OF_RANGE - /servedUntilDate",
            "invalid: CITATION_INCOMPLETE L02 /document"
        ]
    );
}
