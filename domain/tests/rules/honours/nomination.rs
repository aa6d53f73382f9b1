//! A nomination's workflow from the unit to the chair, and who may take which step.

use domain::base::citation::FileMetadata;
use domain::base::identity::Actor;
use domain::base::ids::{AccountId, ConsultationId, CycleId, NominationId, ObjectionPeriodId, Revision, WorkYearId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::consultation::{Consultation, Question};
use domain::honours::decision::Decision;
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::Beside;
use domain::honours::nomination::dossier::{Dossier, Paper, Subject};
use domain::honours::nomination::progress::Act;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::honours::objection::{Ground, ObjectionPeriod};
use domain::honours::round::RoundTerms;
use domain::planning::award::{AwardForm, Occasion, PaperKind, SubjectKind};
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::Cycle;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::registry::work_year::{SpecialDays, WorkYear};
use proptest::prelude::*;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    AGENCY, CLEAR, OTHER, UNIT, admitted, appraisal, cycle, day, decision, document, dossier, draft_nomination,
    drafted, edited, editor, grant, head, hour, minutes, movement, nomination_in, now, of_all_trades, open_verbs,
    organisation, paper, paper_kept, person, planned, regime, setting, standing, stranger, subject, submitted, taken,
    told, undemanding, unit,
};

fn begin(cycle: &Cycle, organisation: &Organisation, dossier: Dossier) -> Result<Step<Nomination>, Refusal> {
    let author = person(0xa1, "Biên", &[(Role::UnitEditor, organisation.id)]);
    Nomination::draft(NominationId(Uuid::nil()), setting(cycle, organisation), dossier, &author, now())
}

fn collective() -> Dossier {
    dossier(SubjectKind::Collective)
}

fn individual() -> Dossier {
    dossier(SubjectKind::Individual)
}

fn content(alter: impl Fn(&mut Dossier)) -> Vec<String> {
    let mut dossier = individual();
    alter(&mut dossier);
    told(begin(&cycle(), &unit(), dossier))
}

fn sent(alter: impl Fn(&mut Dossier), dossier: Dossier) -> Vec<String> {
    let mut dossier = dossier;
    alter(&mut dossier);
    told(submitted(drafted(dossier), &head()))
}

fn without(kind: PaperKind) -> impl Fn(&mut Dossier) {
    move |dossier| dossier.papers.retain(|paper| paper.kind != kind)
}

/// Applies a verb, by the function that implements it.
fn act(nomination: Nomination, verb: NominationVerb, actor: &Actor) -> Result<Nomination, Refusal> {
    use NominationVerb as V;
    let dossier = nomination.dossier.clone();
    let step = match verb {
        V::Edit => edited(nomination, dossier, actor),
        V::Submit => submitted(nomination, actor),
        V::Receive => nomination.receive(&regime(), actor, now()),
        V::Return => nomination.send_back("Thiếu biên bản", Vec::new(), actor, now()),
        V::Forward => nomination.forward(CLEAR, actor, now()),
        V::AppraiseEligible => nomination.appraise(true, "", 10, actor, now()),
        V::AppraiseIneligible => nomination.appraise(false, "Thành tích chưa rõ", 10, actor, now()),
        V::Present => nomination.present(undemanding(Occasion::Annual), actor, now()),
        V::Merge => {
            let other = Nomination { id: NominationId(Uuid::max()), ..draft_nomination() };
            nomination.merge(&other, true, actor, now())
        }
        V::Concur => {
            let reviewed = Nomination { occasion: Occasion::Midterm, ..nomination };
            reviewed.concur((true, "Thống nhất"), &movement().text.policy, actor, now())
        }
        V::Distinguish => nomination.distinguish("Sáng kiến khác", actor, now()),
        V::Answer => {
            let kind = nomination.dossier.subject.kind;
            let flags = [super::same_subject::entry(nomination.organisation, kind, "Phong Tin hoc")];
            let beside = Beside { flags: &flags, ..CLEAR };
            nomination.answer(beside, (flags[0].id.0, "Không phải đối tượng này"), actor, now())
        }
        V::Consult => return consulted(nomination, actor),
        V::Consent => {
            let mut one = nomination;
            one.dossier.subject.kind = SubjectKind::Individual;
            one.consent(true, ("", Some(document())), actor, now())
        }
        V::Post => return posted(nomination, actor),
        V::Vote => minutes(&nomination, 9)
            .record(&cycle(), vec![nomination], actor, now())
            .map(|mut voting| voting.nominations.remove(0)),
        V::Notify => nomination.notify(document(), actor, now()),
        V::Reverse => nomination.reverse("Bấm nhầm", actor, now()),
        V::Revoke => nomination.revoke("9/QĐ-UBND", actor, now()),
        V::Award => grant(nomination, actor).map(|(_, step)| step),
        V::Refuse => nomination.refuse("Chưa đủ nổi bật", actor, now()),
        V::Publish => publish(nomination, actor),
        V::Withdraw => nomination.withdraw("Nộp nhầm", actor, now()),
    }?;
    Ok(step.into_parts().0)
}

/// Posts it on a list with no other nominee.
fn posted(nomination: Nomination, actor: &Actor) -> Result<Nomination, Refusal> {
    let days = SpecialDays { documents: vec![document()], ..SpecialDays::default() };
    let years = [WorkYear { id: WorkYearId(Uuid::nil()), year: 2024, days, revision: Revision::FIRST }];
    let terms = RoundTerms { objection_days: Some(5), ..RoundTerms::default() };
    let ground = Ground { cycle: nomination.cycle, occasion: Occasion::Annual, terms: Some(&terms), years: &years };
    let id = ObjectionPeriodId(Uuid::nil());
    let mut opening = ObjectionPeriod::open(id, ground, vec![nomination], document(), actor, now())?;
    Ok(opening.nominations.remove(0).into_parts().0)
}

/// Consulting another agency does not change the nomination itself.
fn consulted(nomination: Nomination, actor: &Actor) -> Result<Nomination, Refusal> {
    let other = organisation(OTHER, "Cục Thuế", PlanLevel::Provincial, OrganisationKind::Department);
    let question = Question { text: "Có vi phạm không?".to_owned(), days: None, regime: None };
    let id = ConsultationId(Uuid::nil());
    Consultation::ask(id, &nomination, &[], &other, &question, actor, now()).map(|_asked| nomination)
}

/// Publishes the decision that granted it, and the nomination with it.
fn publish(nomination: Nomination, actor: &Actor) -> Result<Step<Nomination>, Refusal> {
    let presented = nomination_in(NominationState::SubmittedToChair);
    let (granted, _) = grant(presented, &decision()).expect("a decision");
    let mut granting = Decision::publish(granted, vec![nomination], None, &paper_kept(), actor, now())?;
    Ok(granting.nominations.remove(0))
}

/// Rule S12: a Giấy khen is recorded, not nominated.
#[test]
fn s12_only_the_chairs_bang_khen_is_nominated() {
    let other = |dossier: &mut Dossier| dossier.award_form = AwardForm::GiayKhenUnit;
    let refused = ["invalid: AWARD_FORM_NOT_NOMINATED S12 /dossier/awardForm"];
    assert_eq!(content(other), refused);
    let mut changed = collective();
    other(&mut changed);
    assert_eq!(told(edited(draft_nomination(), changed, &editor())), refused, "nor slipped in later");
}

/// Rules S15, S14: any unit nominates its own people; no unit nominates for another.
#[test]
fn s15_any_unit_may_nominate_in_an_annual_cycle() {
    for tier in PlanLevel::ALL {
        let unit = organisation(UNIT, "Đơn vị", tier, OrganisationKind::PeoplesCommittee);
        assert_eq!(told(begin(&cycle(), &unit, individual())), ["done"], "{tier}");
    }
    let begun = |actor: &Actor| {
        let id = NominationId(Uuid::nil());
        Nomination::draft(id, setting(&cycle(), &unit()), collective(), actor, now())
    };
    assert_eq!(admitted(begun).join(" "), "Biên Trưởng");
}

/// Rule S17.
#[test]
fn s17_no_nomination_for_a_review_whose_date_is_unknown() {
    for kind in [CycleKind::Midterm, CycleKind::Final] {
        let review = Cycle { kind, ..cycle() };
        let id = NominationId(Uuid::nil());
        let answer = Nomination::draft(id, setting(&review, &unit()), individual(), &standing(), now());
        assert_eq!(told(answer), ["out of season: REVIEW_DATE_UNKNOWN S17"]);
    }
}

/// Rules S27, L34.
#[test]
fn s27_l34_a_nomination_needs_an_open_cycle_and_a_unit_that_exists() {
    assert_eq!(told(begin(&planned(2024), &unit(), individual())), ["out of season: CYCLE_NOT_OPEN S27"]);
    let closed = |last| Organisation { valid_to: Some(last), ..unit() };
    for last in [day(2023, 12, 31), day(2024, 1, 1), day(2024, 11, 19)] {
        assert_eq!(told(begin(&cycle(), &closed(last), individual())), ["out of season: UNIT_CLOSED L34"], "{last}");
    }
    assert_eq!(told(begin(&cycle(), &closed(day(2024, 11, 20)), individual())), ["done"], "on its last day");
}

#[test]
fn broken_content_is_refused_as_a_whole_and_by_place() {
    let twice = |dossier: &mut Dossier| dossier.papers.push(paper(PaperKind::Minutes));
    assert_eq!(content(twice), ["invalid: PAPER_TWICE L07 /dossier/papers/3/kind"]);
    let blank = |dossier: &mut Dossier| {
        let file = Some(FileMetadata { name: String::new(), sha256: "0F".repeat(32), size_bytes: 0 });
        let empty = || " ".to_owned();
        dossier.papers[0] =
            Paper { number: empty(), signer: empty(), title: empty(), file, ..dossier.papers[0].clone() };
        dossier.subject.name = empty();
    };
    let expected = [
        "invalid: TEXT_EMPTY - /dossier/subject/name",
        "invalid: TEXT_EMPTY - /dossier/papers/0/number",
        "invalid: TEXT_EMPTY - /dossier/papers/0/signer",
        "invalid: TEXT_EMPTY - /dossier/papers/0/title",
        "invalid: TEXT_EMPTY - /dossier/papers/0/file/name",
        "invalid: DIGEST_MALFORMED - /dossier/papers/0/file/sha256",
        "invalid: FILE_EMPTY - /dossier/papers/0/file/sizeBytes",
    ];
    assert_eq!(content(blank), expected);
    let person_in_it = |dossier: &mut Dossier| {
        dossier.subject.kind = SubjectKind::Collective;
        dossier.subject.category = None;
        dossier.subject.position = Some("Trưởng phòng".to_owned());
    };
    assert_eq!(content(person_in_it), ["invalid: COLLECTIVE_WITHOUT_PERSON - /dossier/subject"]);
}

/// Rule S20: a collective needs its plan and its result report; an individual does not.
#[test]
fn s20_a_collective_sends_its_plan_and_its_result_report() {
    assert_eq!(sent(|_| {}, collective()), ["done"]);
    assert_eq!(sent(|_| {}, individual()), ["done"]);
    for (kind, name) in
        [(PaperKind::ImplementingDocument, "(IMPLEMENTING_DOCUMENT)"), (PaperKind::ResultReport, "(RESULT_REPORT)")]
    {
        assert_eq!(sent(without(kind), collective()), ["invalid: PAPER_MISSING S20 /dossier/papers"]);
        let mut lacking = collective();
        without(kind)(&mut lacking);
        let refusal = submitted(drafted(lacking), &head()).expect_err("a paper is missing");
        assert!(refusal.into_first_reason().is_some_and(|reason| reason.text.en.contains(name)), "it names the paper");
    }
}

/// Rule L05 and interpretation 17.
#[test]
fn l05_a_dossier_holds_letter_confirmed_achievements_and_minutes() {
    let missing = ["invalid: PAPER_MISSING L05 /dossier/papers"];
    for kind in [PaperKind::SubmissionLetter, PaperKind::AchievementReport, PaperKind::Minutes] {
        assert_eq!(sent(without(kind), individual()), missing, "{kind}");
    }
    let nobody = |dossier: &mut Dossier| dossier.papers[0].nominees = vec!["  ".to_owned()];
    assert_eq!(sent(nobody, individual()), ["invalid: NOMINEES_MISSING L05 /dossier/papers/0/nominees"]);
    let unconfirmed = |dossier: &mut Dossier| dossier.papers[1].confirmed = false;
    assert_eq!(sent(unconfirmed, individual()), ["invalid: CONFIRMATION_MISSING L05 /dossier/papers/1/confirmed"]);
}

/// Rules L05, S20: all faults are reported together, so that a clerk corrects once.
#[test]
fn l05_s20_every_missing_paper_is_named_at_once() {
    let nothing = |dossier: &mut Dossier| {
        dossier.papers.clear();
        dossier.achievement = " ".to_owned();
    };
    let expected = [
        "invalid: TEXT_EMPTY - /dossier/achievement",
        "invalid: PAPER_MISSING L05 /dossier/papers",
        "invalid: PAPER_MISSING L05 /dossier/papers",
        "invalid: PAPER_MISSING L05 /dossier/papers",
        "invalid: PAPER_MISSING S20 /dossier/papers",
        "invalid: PAPER_MISSING S20 /dossier/papers",
    ];
    assert_eq!(sent(nothing, collective()), expected);
}

/// Rules S21, S22, S23: every verb in every state does what the workflow says, and `transitions` shows the same.
#[test]
fn s21_s22_s23_what_the_nomination_workflow_does_not_list_is_refused() {
    let someone = of_all_trades(0xff);
    for state in NominationState::ALL {
        for verb in NominationVerb::ALL {
            let answer = act(nomination_in(*state), *verb, &someone);
            match (answer, state.after(*verb)) {
                (Ok(nomination), Some(after)) => assert_eq!(nomination.state, after, "{verb} in {state}"),
                (Err(Refusal::WrongState(_)), None) => {}
                (answer, after) => panic!("{verb} in {state} should give {after:?}, not {answer:?}"),
            }
        }
        let listed: Vec<&str> =
            NominationVerb::ALL.iter().filter(|verb| state.after(**verb).is_some()).map(|verb| verb.as_str()).collect();
        assert_eq!(open_verbs(nomination_in(*state).transitions(&someone)), listed);
    }
}

/// Rules S21, S22, S23: the refusal of a skipped step names the rule that forbids it.
#[test]
fn s21_s22_s23_a_skipped_step_is_refused_by_its_rule() {
    use NominationState as S;
    use NominationVerb as V;
    for (state, verb, actor, rule) in [
        (S::Draft, V::Receive, standing(), "S21"),
        (S::Submitted, V::Forward, standing(), "S21"),
        (S::Submitted, V::AppraiseEligible, appraisal(), "S22"),
        (S::Received, V::AppraiseEligible, appraisal(), "S22"),
        (S::Received, V::AppraiseIneligible, appraisal(), "S22"),
        (S::Submitted, V::Present, appraisal(), "S22"),
        (S::Submitted, V::Award, decision(), "S23"),
        (S::Forwarded, V::Award, decision(), "S23"),
        (S::Ineligible, V::Award, decision(), "S23"),
        (S::Eligible, V::Award, decision(), "S23"),
    ] {
        let answer = told(act(nomination_in(state), verb, &actor));
        assert_eq!(answer, [format!("wrong state: NOMINATION_STATE {rule}")], "{verb} in {state}");
    }
    // What comes too early is told in the words that fit what comes too late.
    for (state, said) in [
        (S::Submitted, "Hồ sơ đã gửi; ở bước này không thể chuyển thẩm định."),
        (S::Eligible, "Hồ sơ đã được kết luận đủ điều kiện; ở bước này không thể chuyển thẩm định."),
    ] {
        let refused = act(nomination_in(state), V::Forward, &standing()).map(drop).expect_err("a refusal");
        assert_eq!(refused.reasons()[0].1.text.vi, said);
    }
    assert_eq!(S::Ineligible.after(V::Present), None, "a negative appraisal ends before the chair");
}

/// Rules S13, S21, S22, S30, L34: each verb is allowed only to its roles.
#[test]
fn s13_s21_s22_each_verb_belongs_to_its_seats() {
    use NominationState as S;
    use NominationVerb as V;
    let may = |state, verb| admitted(|actor| act(nomination_in(state), verb, actor)).join(" ");
    assert_eq!(may(S::Draft, V::Edit), "Biên Trưởng");
    assert_eq!(may(S::Draft, V::Submit), "Trưởng");
    assert_eq!(may(S::Submitted, V::Withdraw), "Trưởng");
    assert_eq!(may(S::Submitted, V::Receive), "Thường");
    assert_eq!(may(S::Received, V::Return), "Thường");
    assert_eq!(may(S::Received, V::Forward), "Thường");
    assert_eq!(may(S::Forwarded, V::AppraiseEligible), "Thẩm");
    assert_eq!(may(S::Forwarded, V::AppraiseIneligible), "Thẩm");
    assert_eq!(may(S::Eligible, V::Present), "Thẩm");
    assert_eq!(may(S::SubmittedToChair, V::Award), "Quyết");
    assert_eq!(may(S::SubmittedToChair, V::Refuse), "Quyết");
    assert_eq!(may(S::Awarded, V::Publish), "Thường Thẩm");
    assert_eq!(told(act(nomination_in(S::SubmittedToChair), V::Refuse, &head())), ["not allowed: NOT_ALLOWED S13"]);
}

/// A step against the unit needs a reason; so does a withdrawal by the unit.
#[test]
fn every_no_has_a_reason() {
    use NominationState as S;
    let empty = ["invalid: TEXT_EMPTY - /reason"];
    let in_state = nomination_in;
    assert_eq!(told(in_state(S::Received).send_back("  ", Vec::new(), &standing(), now())), empty);
    assert_eq!(told(in_state(S::Forwarded).appraise(false, "", 10, &appraisal(), now())), empty);
    assert_eq!(told(in_state(S::Forwarded).appraise(false, " \n ", 10, &appraisal(), now())), empty);
    assert_eq!(told(in_state(S::Forwarded).appraise(true, "", 10, &appraisal(), now())), ["done"]);
    let refused =
        taken(in_state(S::Forwarded).appraise(false, "Thiếu biên bản. \r\nĐã được khen.", 10, &appraisal(), now()));
    let said = refused.acts.last().and_then(|act| act.reason.as_deref());
    assert_eq!(said, Some("Thiếu biên bản.\nĐã được khen."), "the notice prints its paragraphs");
    assert_eq!(told(in_state(S::Eligible).reverse(" ", &appraisal(), now())), empty);
    assert_eq!(told(in_state(S::Received).distinguish("", &standing(), now())), empty);
    assert_eq!(told(in_state(S::SubmittedToChair).refuse("\t", &decision(), now())), empty);
    assert_eq!(told(in_state(S::Draft).withdraw("", &head(), now())), empty);
}

/// The nomination in a state, with one act of a person in it.
fn with_act(state: NominationState, verb: NominationVerb, account: AccountId) -> Nomination {
    let act = Act { verb, account, name: String::new(), organisation: None, at: now(), reason: None };
    Nomination { acts: vec![act], ..nomination_in(state) }
}

/// Rule L19 as a table: which steps (across) a person may not take after an earlier step of the own (down).
#[test]
fn l19_roles_may_be_stacked_and_persons_may_not() {
    use NominationVerb as V;
    let busy = of_all_trades(0xb1);
    let mut table = String::new();
    for before in NominationVerb::ALL {
        let closed: Vec<&str> = NominationVerb::ALL
            .iter()
            .filter(|now| {
                let state = NominationState::ALL.iter().find(|state| state.after(**now).is_some());
                let nomination = with_act(*state.expect("a state with the verb"), *before, busy.account);
                match told(act(nomination, **now, &busy)).join(" ").as_str() {
                    "done" => false,
                    "not allowed: FOUR_EYES L19" => true,
                    other => panic!("{before} then {now}: {other}"),
                }
            })
            .map(|verb| verb.as_str())
            .collect();
        if !closed.is_empty() {
            table.push_str(&format!("{before}: {}\n", closed.join(" ")));
        }
    }
    let expected = "\
SUBMIT: APPRAISE_ELIGIBLE APPRAISE_INELIGIBLE PRESENT AWARD REFUSE CONCUR VOTE
APPRAISE_ELIGIBLE: AWARD REFUSE
APPRAISE_INELIGIBLE: AWARD REFUSE
PRESENT: AWARD REFUSE
AWARD: APPRAISE_ELIGIBLE APPRAISE_INELIGIBLE PRESENT CONCUR VOTE
REFUSE: APPRAISE_ELIGIBLE APPRAISE_INELIGIBLE PRESENT CONCUR VOTE
CONCUR: AWARD REFUSE
VOTE: AWARD REFUSE
";
    assert_eq!(table, expected);
    let another = of_all_trades(0xb2);
    let nomination = with_act(NominationState::Forwarded, V::Submit, busy.account);
    assert_eq!(told(act(nomination, V::AppraiseEligible, &another)), ["done"]);
}

/// Rule L19: a nominee is identified by account, or by name within the unit, and handles nothing of the dossier.
#[test]
fn l19_a_nominee_handles_nothing_of_the_own_dossier() {
    use NominationVerb as V;
    let subject = |name: &str, account| Subject { account, ..subject(SubjectKind::Individual, name) };
    let closed = |subject: Subject, actor: &Actor| -> Vec<&str> {
        NominationVerb::ALL
            .iter()
            .filter(|verb| {
                let state = NominationState::ALL.iter().find(|state| state.after(**verb).is_some());
                let nomination = nomination_in(*state.expect("a state with the verb"));
                let dossier = Dossier { subject: subject.clone(), ..nomination.dossier };
                let answer = told(act(Nomination { dossier, ..nomination }, **verb, actor)).join(" ");
                answer == "not allowed: NOMINEE_MAY_NOT_JUDGE L19"
            })
            .map(|verb| verb.as_str())
            .collect()
    };
    let own = [V::Edit, V::Submit, V::Publish, V::Withdraw, V::Consent];
    let handling: Vec<&str> =
        NominationVerb::ALL.iter().filter(|verb| !own.contains(verb)).map(|verb| verb.as_str()).collect();
    let busy = of_all_trades(0xb1);
    let outsider =
        Actor { roles: busy.roles.iter().copied().filter(|(_, unit)| *unit == AGENCY).collect(), ..busy.clone() };
    let nobody: [&str; 0] = [];
    assert_eq!(closed(subject("Ai Đó", Some(busy.account)), &busy), handling);
    assert_eq!(closed(subject("ĐA  NĂNG", None), &busy), handling, "the same name in the same unit");
    assert_eq!(closed(subject("Đa Năng", None), &outsider), nobody, "a namesake of another unit is another person");
    for other in ["Ai Đó", "Đa Nang"] {
        assert_eq!(closed(subject(other, None), &busy), nobody, "{other}");
    }
    let team = Subject { kind: SubjectKind::Collective, ..subject("Đa Năng", None) };
    assert_eq!(closed(team, &busy), nobody, "a collective is nobody");
}

/// Rule L42: a withdrawn nomination frees its key; a refused one keeps it in its cycle, but not in the next.
#[test]
fn l42_a_subject_may_be_nominated_again() {
    let key = |state| nomination_in(state).live_key();
    assert_eq!(key(NominationState::Withdrawn), None);
    for state in NominationState::ALL.iter().filter(|state| **state != NominationState::Withdrawn) {
        assert!(key(*state).is_some(), "{state}");
    }
    let later = Nomination { cycle: CycleId(Uuid::nil()), ..nomination_in(NominationState::Draft) };
    assert_ne!(later.live_key(), key(NominationState::NotAwarded));
    let of = |dossier: Dossier, name: &str| {
        drafted(Dossier { subject: Subject { name: name.to_owned(), ..dossier.subject }, ..dossier }).live_key()
    };
    assert_eq!(of(collective(), "phòng  TIN HỌC"), key(NominationState::NotAwarded), "case and blanks do not count");
    assert_ne!(of(collective(), "phong tin hoc"), key(NominationState::NotAwarded), "accents do");
    assert_ne!(of(individual(), "Phòng Tin học"), key(NominationState::NotAwarded), "a person is no collective");
}

/// Rule L44.
#[test]
fn l44_what_a_dossier_says_is_stored_tidied() {
    let mut untidy = individual();
    untidy.subject.name = "  Thạch  So\u{302}\u{309}n ".to_owned();
    untidy.subject.position = Some("\t".to_owned());
    untidy.achievement = " Số  hóa \r\n\r\n \n hồ  sơ ".to_owned();
    untidy.papers[0].title = " Tờ  trình\n".to_owned();
    untidy.papers[0].nominees = vec![" Thạch  Sổn".to_owned(), " ".to_owned()];
    let Dossier { subject, achievement, papers, .. } = drafted(untidy).dossier;
    assert_eq!((subject.name.as_str(), subject.position), ("Thạch Sổn", None));
    assert_eq!(achievement, "Số hóa\n\nhồ sơ", "papers print its paragraphs");
    assert_eq!((papers[0].title.as_str(), papers[0].nominees.as_slice()), ("Tờ trình", &["Thạch Sổn".to_owned()][..]));
}

/// Rule L37: each step is stored with the dossier, with person, unit, time and reason.
#[test]
fn l37_the_dossier_keeps_every_act() {
    let later = hour(day(2024, 11, 22), 8);
    let sent = taken(submitted(draft_nomination(), &head()));
    let back = taken(sent.send_back(" Thiếu  chữ ký ", Vec::new(), &standing(), later));
    let acts: Vec<(NominationVerb, AccountId, Option<&str>)> =
        back.acts.iter().map(|act| (act.verb, act.account, act.reason.as_deref())).collect();
    let expected = [
        (NominationVerb::Submit, head().account, None),
        (NominationVerb::Return, standing().account, Some("Thiếu chữ ký")),
    ];
    assert_eq!(acts, expected);
    assert_eq!((back.acts[1].organisation, back.acts[1].at, back.updated_at), (Some(AGENCY), later, later));
    assert_eq!(told(act(back, NominationVerb::Submit, &stranger())), ["not allowed: NOT_ALLOWED -"]);
}

/// People with any of the roles that work on dossiers; the first one is the nominee.
fn people() -> impl Strategy<Value = Vec<Actor>> {
    proptest::collection::vec(any::<[bool; 5]>(), 2..7).prop_map(|stacks| {
        let roles = of_all_trades(0).roles;
        stacks
            .iter()
            .zip(1_u128..)
            .map(|(held, account)| {
                let held: Vec<_> = roles.iter().zip(held).filter(|(_, held)| **held).map(|(role, _)| *role).collect();
                person(account, &format!("Người {account}"), &held)
            })
            .collect()
    })
}

/// A random history: people try verbs that the state allows and, now and then, other verbs.
fn live(people: &[Actor], tries: &[(usize, usize, u8)]) -> Nomination {
    let mut dossier = individual();
    dossier.subject.account = people.first().map(|actor| actor.account);
    let mut nomination = drafted(dossier);
    for (who, what, luck) in tries {
        let possible: Vec<NominationVerb> = NominationVerb::ALL
            .iter()
            .copied()
            .filter(|verb| {
                use NominationVerb as V;
                let ends_early =
                    matches!(verb, V::Withdraw | V::AppraiseIneligible | V::Merge | V::Return | V::Reverse);
                *luck < 8 || (!ends_early && nomination.state.after(*verb).is_some())
            })
            .collect();
        let turn = |count: usize, place: usize| place.checked_rem(count).unwrap_or(0);
        let verb = possible.get(turn(possible.len(), *what));
        let actor = people.get(turn(people.len(), *who));
        if let Some((verb, actor)) = verb.zip(actor)
            && let Ok(after) = act(nomination.clone(), *verb, actor)
        {
            assert_eq!(nomination.state.after(*verb), Some(after.state));
            nomination = after;
        }
    }
    nomination
}

fn tries() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    proptest::collection::vec((0..64_usize, 0..64_usize, any::<u8>()), 0..120)
}

/// The verbs that do not change the state.
const BESIDE_THE_WAY: [NominationVerb; 7] = [
    NominationVerb::Concur,
    NominationVerb::Distinguish,
    NominationVerb::Consult,
    NominationVerb::Consent,
    NominationVerb::Vote,
    NominationVerb::Post,
    NominationVerb::Notify,
];

proptest! {
    /// Rule L19 in any history: no person submits and appraises, or appraises and decides, one dossier, and the nominee
    /// handles nothing of it.
    #[test]
    fn l19_no_history_seats_one_person_twice(people in people(), tries in tries()) {
        use NominationVerb as V;
        let nomination = live(&people, &tries);
        for (place, actor) in people.iter().enumerate() {
            let did = |verbs: &[V]| {
                nomination.acts.iter().any(|act| act.account == actor.account && verbs.contains(&act.verb))
            };
            let submitted = did(&[V::Submit]);
            let appraised = did(&[V::AppraiseEligible, V::AppraiseIneligible]);
            let decided = did(&[V::Award, V::Refuse]);
            prop_assert!(!(submitted && appraised), "{:?}", nomination.acts);
            prop_assert!(!(submitted && did(&[V::Present])), "{:?}", nomination.acts);
            prop_assert!(!(appraised && decided), "{:?}", nomination.acts);
            prop_assert!(!(submitted && decided), "{:?}", nomination.acts);
            let handled = did(&[V::Receive, V::Return, V::Forward, V::Present, V::Reverse, V::Vote]) || appraised || decided;
            prop_assert!(!(place == 0 && handled), "the nominee: {:?}", nomination.acts);
        }
    }

    /// Rules S21, S22, S23: before an award, the dossier has passed every agency, in order.
    #[test]
    fn s21_s22_s23_no_history_reaches_an_award_past_an_agency(people in people(), tries in tries()) {
        use NominationVerb as V;
        let acts: Vec<V> = live(&people, &tries).acts.iter().map(|act| act.verb).collect();
        if let Some(end) = acts.iter().position(|verb| *verb == V::Award) {
            // An undone step is removed again; a verb that does not change the state is no step.
            let mut way: Vec<V> = Vec::new();
            for verb in &acts[..=end] {
                if *verb == V::Reverse {
                    way.pop();
                } else if *verb == V::Return {
                    way.clear();
                } else if !BESIDE_THE_WAY.contains(verb) {
                    way.push(*verb);
                }
            }
            let straight = [V::Submit, V::Receive, V::Forward, V::AppraiseEligible, V::Present, V::Award];
            prop_assert_eq!(way, straight, "{:?}", acts);
        }
    }
}

/// The random histories are useful only if many of them reach an end.
#[test]
fn random_histories_reach_every_state() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached = std::collections::BTreeMap::new();
    for _ in 0..256 {
        let (people, tries) = (people(), tries()).new_tree(&mut runner).expect("a history").current();
        *reached.entry(live(&people, &tries).state).or_insert(0_u32) += 1;
    }
    let ends = [NominationState::Revoked, NominationState::NotAwarded, NominationState::Withdrawn];
    assert!(ends.iter().all(|state| reached.get(state).is_some_and(|count| 5 < *count)), "{reached:?}");
}
