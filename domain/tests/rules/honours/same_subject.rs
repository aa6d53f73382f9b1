//! Who is the same subject (rule U07), and what of a predecessor must be looked into (rule U06).

use domain::base::citation::Citation;
use domain::base::ids::{DisciplineId, IntegrityFlagId, NominationId, Revision};
use domain::honours::decision::{Decision, Grantee, Grounds};
use domain::honours::integrity::{Discipline, IntegrityFlag, IntegrityGround, SubjectKey};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::{Awarded, Beside, SubjectMatch, SubjectName};
use domain::honours::nomination::dossier::Dossier;
use domain::honours::nomination::workflow::NominationState;
use domain::planning::award::SubjectKind;
use domain::registry::organisation::Organisation;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    CLEAR, DECISION, OTHER, UNIT, admitted, appraisal, day, decision, decision_paper, dossier, drafted, edited,
    grantee, head, now, standing, subject, taken, told, unit,
};

const PERSON: SubjectKind = SubjectKind::Individual;

pub(super) fn person(name: &str) -> Dossier {
    let mut dossier = dossier(PERSON);
    dossier.subject.name = name.to_owned();
    dossier
}

/// A person's nomination at the standing agency.
pub(super) fn received(name: &str) -> Nomination {
    Nomination { state: NominationState::Received, ..drafted(person(name)) }
}

/// Another nomination of the unit, begun before.
fn earlier(name: &str) -> Nomination {
    Nomination { id: NominationId(Uuid::from_u128(0x0c)), ..received(name) }
}

/// An open entry against a subject.
pub(crate) fn entry(organisation: domain::base::ids::OrganisationId, kind: SubjectKind, name: &str) -> IntegrityFlag {
    IntegrityFlag {
        id: IntegrityFlagId(Uuid::from_u128(0xf1)),
        subject: SubjectKey { kind, organisation, name: name.to_owned() },
        ground: IntegrityGround::Investigation,
        document: Citation { url: Some("https://example.org/don".to_owned()), ..Citation::default() },
        note: String::new(),
        raised_at: now(),
        closed: None,
        revision: Revision::FIRST,
    }
}

fn served(name: &str, organisation: domain::base::ids::OrganisationId, last: chrono::NaiveDate) -> Discipline {
    Discipline {
        id: DisciplineId(Uuid::from_u128(0xd1)),
        subject: SubjectKey { kind: PERSON, organisation, name: name.to_owned() },
        served_until: last,
        recorded_at: now(),
        document: Citation { url: Some("https://example.org/kl".to_owned()), ..Citation::default() },
        revision: Revision::FIRST,
    }
}

pub(super) fn forwarded(nomination: Nomination, beside: Beside<'_>) -> Vec<String> {
    told(nomination.forward(beside, &standing(), now()))
}

/// Rule U07: one unit nominates one subject once; a tone makes another subject, its place and the case do not.
#[test]
fn found_b6_a_tone_makes_another_person_and_its_place_does_not() {
    let key = |name: &str| drafted(person(name)).live_key();
    assert_ne!(key("Nguyễn Văn Tuấn"), key("Nguyễn Văn Tuân"));
    assert_ne!(key("Kim Thị Hạnh"), key("Kim Thị Hành"));
    for same in ["NGUYỄN VĂN TUẤN", " Nguyễn  Văn Tuấn", "Nguyễn Văn Tu\u{e2}\u{301}n"] {
        assert_eq!(key("Nguyễn Văn Tuấn"), key(same), "{same}");
    }
    assert_eq!(key("Trần Thuý Hoà"), key("Trần Thúy Hòa"));
    // Two real namesakes of one unit are told apart by a note.
    let noted = |note: &str| {
        let mut dossier = person("Nguyễn Văn An");
        dossier.subject.namesake = Some(note.to_owned());
        drafted(dossier).live_key()
    };
    assert_ne!(noted("Phòng Tài chính"), key("Nguyễn Văn An"));
    assert_ne!(noted("Phòng Tài chính"), noted("Phòng Y tế"));
    assert_eq!(noted("Phòng Tài chính"), noted("phòng tài chính "), "the same note is the same person");
}

/// Rules L03, L04, U07: names that differ in accents only are a sign to answer, and an identity number decides.
#[test]
fn found_b6_names_that_differ_in_accents_wait_for_an_answer_and_a_number_decides() {
    let second = Nomination { id: NominationId(Uuid::from_u128(0x0e)), ..received("Nguyễn Văn Tuân") };
    let first = [earlier("Nguyễn Văn Tuấn")];
    let beside = Beside { others: &first, ..CLEAR };
    assert_eq!(second.compare_subject(&first[0]), SubjectMatch::Alike);
    assert_eq!(forwarded(second.clone(), beside), ["wrong state: MARK_UNANSWERED L04"]);
    let about = first[0].id.0;
    assert_eq!(
        told(second.clone().answer(beside, (Uuid::nil(), "Khác"), &standing(), now())),
        ["invalid: MARK_UNKNOWN - /about"]
    );
    assert_eq!(
        told(second.clone().answer(beside, (about, " "), &standing(), now())),
        ["invalid: TEXT_EMPTY - /reason"]
    );
    let answering = |actor: &_| second.clone().answer(beside, (about, "Hai người"), actor, now());
    assert_eq!(admitted(answering), ["Thường", "Thẩm"]);
    let answered = taken(answering(&appraisal()));
    assert!(answered.acts.iter().all(|act| act.reason.as_deref() != Some("Hai người")), "units read the acts");
    assert_eq!(forwarded(answered, beside), ["done"]);
    // The one that was there first goes on without an answer.
    let after = [second.clone()];
    assert_eq!(forwarded(first[0].clone(), Beside { others: &after, ..CLEAR }), ["done"]);
    // Numbers: another person needs no answer, the same person is held.
    let ids = [first[0].id];
    assert_eq!(forwarded(second.clone(), Beside { other_people: &ids, ..beside }), ["done"]);
    let held = forwarded(second.clone(), Beside { same_person: &ids, ..beside });
    assert_eq!(held, ["wrong state: DOUBLE_NOMINATION L04"]);
    // An earlier award of the one is no award of the other.
    let award = Awarded { nomination: first[0].clone(), symbol: "12/QĐ-UBND".to_owned() };
    let awarded =
        [Awarded { nomination: Nomination { state: NominationState::Published, ..award.nomination }, ..award }];
    let beside = Beside { awarded: &awarded, ..CLEAR };
    assert_eq!(forwarded(second.clone(), beside), ["wrong state: MARK_UNANSWERED L03"]);
    assert_eq!(forwarded(second, Beside { other_people: &ids, ..beside }), ["done"]);
}

/// Rule U07: the exact name in one unit is one person unless a note or a number says otherwise.
#[test]
fn found_b6_namesakes_of_one_unit_are_told_apart_by_a_note_or_a_number() {
    let mut second = Nomination { id: NominationId(Uuid::from_u128(0x0e)), ..received("Nguyễn Văn An") };
    let first = [earlier("NGUYỄN VĂN AN")];
    let beside = Beside { others: &first, ..CLEAR };
    assert_eq!(forwarded(second.clone(), beside), ["wrong state: DOUBLE_NOMINATION L04"]);
    let ids = [first[0].id];
    assert_eq!(forwarded(second.clone(), Beside { other_people: &ids, ..beside }), ["done"], "a number decides");
    second.dossier.subject.namesake = Some("Phòng Tài chính".to_owned());
    assert_eq!(forwarded(second.clone(), beside), ["wrong state: MARK_UNANSWERED L04"], "a note is a claim");
    let held = forwarded(second, Beside { same_person: &ids, ..beside });
    assert_eq!(held, ["wrong state: DOUBLE_NOMINATION L04"], "and a number decides against it");
}

/// Rules L01, L02, U07: an entry bars the one whom it names, and is a sign for one whose name is alike.
#[test]
fn found_b6_an_entry_against_hanh_does_not_hold_another() {
    let flags = [entry(UNIT, PERSON, "Kim Thị Hạnh")];
    let beside = Beside { flags: &flags, ..CLEAR };
    assert_eq!(forwarded(received("KIM THỊ HẠNH"), beside), ["wrong state: INTEGRITY_HOLD L01"]);
    assert_eq!(forwarded(received("Kim Thị Hành"), beside), ["wrong state: MARK_UNANSWERED L01"]);
    let other = taken(received("Kim Thị Hành").answer(beside, (flags[0].id.0, "Khác người"), &standing(), now()));
    assert_eq!(forwarded(other, beside), ["done"]);
    assert_eq!(forwarded(received("Kim Thị Hoa"), beside), ["done"], "and nobody else is concerned");
    let disciplines = [served("Kim Thị Hạnh", UNIT, day(2024, 6, 30))];
    let beside = Beside { disciplines: &disciplines, ..CLEAR };
    assert_eq!(forwarded(received("Kim Thị Hành"), beside), ["wrong state: MARK_UNANSWERED L02"]);
    let ended = [served("Kim Thị Hạnh", UNIT, day(2023, 12, 31))];
    assert_eq!(forwarded(received("Kim Thị Hành"), Beside { disciplines: &ended, ..CLEAR }), ["done"]);
}

/// Rules L01, L02, U06: an entry at a merged unit is a sign at its successor, for its people and for the unit itself, at
/// forwarding and at the decision.
#[test]
fn found_b5_entries_at_a_merged_unit_are_answered_at_its_successor() {
    let flags = [entry(OTHER, PERSON, "Lý Văn Hai")];
    let beside = Beside { flags: &flags, ..CLEAR };
    assert_eq!(forwarded(received("Lý Văn Hai"), beside), ["wrong state: MARK_UNANSWERED L01"]);
    assert_eq!(forwarded(received("Lý Văn Ba"), beside), ["done"]);
    let disciplines = [served("Lý Văn Hai", OTHER, day(2024, 1, 1))];
    let served = Beside { disciplines: &disciplines, ..CLEAR };
    assert_eq!(forwarded(received("Lý Văn Hai"), served), ["wrong state: MARK_UNANSWERED L02"]);
    // The unit itself, whose predecessor is under investigation.
    let former = Organisation { id: OTHER, name: "Ban Dân số".to_owned(), ..unit() };
    let names = SubjectName::of(&[former, unit()]);
    let mut itself = Nomination { state: NominationState::Received, ..drafted(dossier(SubjectKind::Collective)) };
    itself.dossier.subject = subject(SubjectKind::Collective, "Sở Y tế");
    let flags = [entry(OTHER, SubjectKind::Collective, "Ban Dân số")];
    let beside = Beside { flags: &flags, subject_names: &names, ..CLEAR };
    assert_eq!(forwarded(itself.clone(), beside), ["wrong state: MARK_UNANSWERED L01"]);
    // What is recorded after the forwarding is answered before the decision.
    let presented = Nomination { state: NominationState::SubmittedToChair, ..itself };
    let decide = |nomination: Nomination| {
        let held = Grantee { flags: flags.to_vec(), subject_names: names.clone(), ..grantee(nomination) };
        told(Decision::issue(DECISION, decision_paper(), vec![held], Grounds::default(), &decision(), now()))
    };
    assert_eq!(decide(presented.clone()), ["wrong state: MARK_UNANSWERED L01"]);
    let answered = taken(presented.answer(beside, (flags[0].id.0, "Không liên quan"), &appraisal(), now()));
    assert_eq!(decide(answered), ["done"]);
}

/// Rule S35: the unit's own kind and tier decide, and no number that a dossier declares.
#[test]
fn found_b10_a_result_is_asked_for_by_the_units_own_kind_and_tier() {
    use domain::registry::organisation::OrganisationKind;
    let of = |tier, kind| {
        let unit = crate::world::organisation(UNIT, "Đơn vị", tier, kind);
        crate::world::cycle().measures(&unit, crate::world::participant(&unit).as_ref())
    };
    assert!(of(PlanLevel::Provincial, OrganisationKind::Department));
    assert!(of(PlanLevel::District, OrganisationKind::PeoplesCommittee));
    assert!(of(PlanLevel::Commune, OrganisationKind::PeoplesCommittee));
    assert!(!of(PlanLevel::Enterprise, OrganisationKind::Enterprise));
    assert!(!of(PlanLevel::Provincial, OrganisationKind::Enterprise));
    // A review whose cycle is not open yet rests on the years before it: no unit gets round its result.
    let review = |kind| {
        let unit = crate::world::organisation(UNIT, "Đơn vị", PlanLevel::Provincial, kind);
        crate::world::planned(2024).measures(&unit, None)
    };
    assert!(review(OrganisationKind::Department));
    assert!(!review(OrganisationKind::Enterprise));
    let collective = |number: Option<&str>| {
        let mut dossier = dossier(SubjectKind::Collective);
        dossier.subject.business_number = number.map(str::to_owned);
        Nomination { state: NominationState::Received, ..drafted(dossier) }
    };
    let agency = Beside { has_result: false, ..CLEAR };
    assert_eq!(
        forwarded(collective(Some("1")), agency),
        ["wrong state: RESULT_MISSING S35"],
        "any number is no way out"
    );
    let enterprise = Beside { measured: false, ..agency };
    assert_eq!(forwarded(collective(None), enterprise), ["done"], "an enterprise needs neither result nor number");
}

/// The old content of a dossier is in the trail, and no identity number is.
#[test]
fn found_b18_an_edit_records_what_was_there_and_what_came() {
    let draft = drafted(person("Nguyễn Văn Tuấn"));
    let mut changed = draft.dossier.clone();
    changed.subject.name = "Nguyễn Văn Tuân".to_owned();
    changed.achievement = "Sáng kiến mới, CCCD 079099000123.".to_owned();
    changed.papers[0].number = "16/TTr-SYT".to_owned();
    let (_, event) = edited(draft.clone(), changed, &head()).expect("open").into_parts();
    let told: Vec<(&str, Option<&str>, Option<&str>)> = event
        .changes
        .iter()
        .map(|change| (change.field.as_str(), change.before.as_deref(), change.after.as_deref()))
        .collect();
    assert_eq!(told[0], ("subject.name", Some("Nguyễn Văn Tuấn"), Some("Nguyễn Văn Tuân")));
    let achievement = ("achievement", Some("Số hóa toàn bộ hồ sơ."), Some("Sáng kiến mới, CCCD *********123."));
    assert_eq!(told[1], achievement);
    assert_eq!(told[2].0, "papers.SUBMISSION_LETTER");
    assert!(told[2].1.is_some_and(|before| before.starts_with("15/TTr-SYT")), "{told:?}");
    assert_eq!(told.len(), 3, "and nothing that stayed");
    let (_, same) = edited(draft.clone(), draft.dossier, &head()).expect("open").into_parts();
    assert!(same.changes.is_empty());
}

/// What a unit writes anew after an agency answered, for a dossier that came back.
fn rewritten(nomination: Nomination, change: impl Fn(&mut Dossier)) -> Nomination {
    let back = taken(nomination.send_back("Bổ sung", Vec::new(), &standing(), now()));
    let mut dossier = back.dossier.clone();
    change(&mut dossier);
    let edited = taken(edited(back, dossier, &head()));
    Nomination { state: NominationState::Received, ..edited }
}

/// Rules L01, L03, U06: an agency answered for the subject and the achievement that stood in the dossier, so what the unit
/// puts in their place is answered anew; what stays, stays answered.
#[test]
fn l01_l03_an_answer_holds_for_what_it_was_given_for() {
    let flags = [entry(UNIT, PERSON, "Kim Thị Hạnh")];
    let beside = Beside { flags: &flags, ..CLEAR };
    let answer = (flags[0].id.0, "Khác người");
    let answered = taken(received("Kim Thị Hành").answer(beside, answer, &standing(), now()));
    let forwarded_with = |change: &dyn Fn(&mut Dossier)| forwarded(rewritten(answered.clone(), change), beside);
    let waits = ["wrong state: MARK_UNANSWERED L01"];
    assert_eq!(forwarded_with(&|one| one.papers[2].number = "16/BB".to_owned()), ["done"]);
    assert_eq!(forwarded_with(&|one| one.subject.name = " KIM THỊ  HÀNH".to_owned()), ["done"], "the same name");
    assert_eq!(forwarded_with(&|one| one.subject.name = "Kim Thị Hanh".to_owned()), waits, "another person");
    assert_eq!(forwarded_with(&|one| one.subject.namesake = Some("Phòng Y tế".to_owned())), waits);

    let awarded = [Awarded {
        nomination: Nomination { state: NominationState::Published, ..earlier("Kim Thị Hành") },
        symbol: "12/QĐ-UBND".to_owned(),
    }];
    let beside = Beside { awarded: &awarded, ..CLEAR };
    let distinct = taken(received("Kim Thị Hành").distinguish("Sáng kiến khác", &standing(), now()));
    let forwarded_with = |change: &dyn Fn(&mut Dossier)| forwarded(rewritten(distinct.clone(), change), beside);
    let barred = ["wrong state: DUPLICATE_ACHIEVEMENT L03"];
    assert_eq!(forwarded_with(&|one| one.papers[2].number = "16/BB".to_owned()), ["done"]);
    assert_eq!(forwarded_with(&|one| one.achievement = "Thành tích cũ.".to_owned()), barred, "another achievement");
    let last = |one: &mut Dossier| one.achievement_to = Some(day(2024, 12, 30));
    assert_eq!(forwarded_with(&last), barred, "other days");
}
