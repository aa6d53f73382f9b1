//! What blocks a dossier, and what is only reported.

use domain::base::citation::Citation;
use domain::base::code::ThemeCode;
use domain::base::ids::{CampaignId, DisciplineId, IntegrityFlagId, NominationId, Revision};
use domain::honours::integrity::{Discipline, IntegrityFlag, IntegrityGround, SubjectKey};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::{Awarded, Beside, SubjectMatch, SubjectName};
use domain::honours::nomination::dossier::{Measures, Subject};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::round::RoundTerms;
use domain::planning::award::{Occasion, SubjectKind};
use domain::planning::policy::{Policy, QuotaEffect};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    CLEAR, OTHER, UNIT, day, decision, decision_paper, dossier, draft_nomination, drafted, grant, grantee, head,
    movement, nomination_in, now, regime, standing, subject, taken, told, unit,
};

fn received() -> Nomination {
    nomination_in(NominationState::Received)
}

fn forwarded(beside: Beside<'_>) -> Vec<String> {
    told(received().forward(beside, &standing(), now()))
}

fn key(name: &str) -> SubjectKey {
    SubjectKey { kind: SubjectKind::Collective, organisation: UNIT, name: name.to_owned() }
}

pub(crate) fn flag(name: &str) -> IntegrityFlag {
    IntegrityFlag {
        id: IntegrityFlagId(Uuid::nil()),
        subject: key(name),
        ground: IntegrityGround::Investigation,
        document: Citation { url: Some("https://example.org/don".to_owned()), ..Citation::default() },
        note: String::new(),
        raised_at: now(),
        closed: None,
        revision: Revision::FIRST,
    }
}

/// Rule L01: an open flag blocks the dossier, at forwarding and at the decision, in any spelling of the name.
#[test]
fn l01_nothing_moves_while_integrity_is_looked_into() {
    let flags = [flag("PHÒNG tin  học")];
    assert_eq!(forwarded(Beside { flags: &flags, ..CLEAR }), ["wrong state: INTEGRITY_HOLD L01"]);
    let elsewhere = [flag("Phòng Tài vụ")];
    assert_eq!(forwarded(Beside { flags: &elsewhere, ..CLEAR }), ["done"]);
    let presented = nomination_in(NominationState::SubmittedToChair);
    let held = domain::honours::decision::Grantee { flags: flags.to_vec(), ..grantee(presented.clone()) };
    let issue = |list| {
        let grounds = domain::honours::decision::Grounds::default();
        let id = crate::world::DECISION;
        told(domain::honours::decision::Decision::issue(id, decision_paper(), list, grounds, &decision(), now()))
    };
    assert_eq!(issue(vec![held]), ["wrong state: INTEGRITY_HOLD L01"]);
    assert_eq!(issue(vec![grantee(presented)]), ["done"]);
}

/// Rule L02: an achievement before the end of a discipline cannot be cited.
#[test]
fn l02_achievements_begin_after_discipline_was_served() {
    let served = |last| Discipline {
        id: DisciplineId(Uuid::nil()),
        subject: key("Phòng Tin học"),
        served_until: last,
        recorded_at: now(),
        document: Citation { url: Some("https://example.org/kl".to_owned()), ..Citation::default() },
        revision: Revision::FIRST,
    };
    let (late, early) = ([served(day(2024, 1, 1))], [served(day(2023, 12, 31))]);
    let refused = forwarded(Beside { disciplines: &late, ..CLEAR });
    assert!(refused[0].ends_with("DISCIPLINE_RESTART L02"), "{refused:?}");
    assert_eq!(forwarded(Beside { disciplines: &early, ..CLEAR }), ["done"]);
}

/// An earlier award of the same subject.
fn awarded(alter: impl Fn(&mut Nomination)) -> Awarded {
    let mut nomination = nomination_in(NominationState::Published);
    nomination.id = NominationId(Uuid::from_u128(0x0e));
    alter(&mut nomination);
    Awarded { nomination, symbol: "12/QĐ-UBND".to_owned() }
}

/// Rule L03: one achievement is not commended twice; that of another year is another one, and so is one that the
/// standing agency records as distinct; a revoked award bars no nomination, and a namesake of another unit
/// waits for an answer.
#[test]
fn l03_one_achievement_is_commended_once() {
    let same = [awarded(|_| {})];
    let refused = ["wrong state: DUPLICATE_ACHIEVEMENT L03"];
    assert_eq!(forwarded(Beside { awarded: &same, ..CLEAR }), refused);
    let overlapping = [awarded(|one| one.dossier.achievement_to = Some(day(2024, 1, 1)))];
    assert_eq!(forwarded(Beside { awarded: &overlapping, ..CLEAR }), refused, "one day of it is enough");
    let before = [awarded(|one| {
        one.dossier.achievement_from = Some(day(2023, 1, 1));
        one.dossier.achievement_to = Some(day(2023, 12, 31));
    })];
    assert_eq!(forwarded(Beside { awarded: &before, ..CLEAR }), ["done"]);
    let revoked = [awarded(|one| one.state = NominationState::Revoked)];
    assert_eq!(forwarded(Beside { awarded: &revoked, ..CLEAR }), ["done"]);
    let distinct = taken(received().distinguish("Sáng kiến khác", &standing(), now()));
    assert_eq!(told(distinct.forward(Beside { awarded: &same, ..CLEAR }, &standing(), now())), ["done"]);
    let namesake = [awarded(|one| one.organisation = OTHER)];
    assert_eq!(forwarded(Beside { awarded: &namesake, ..CLEAR }), ["wrong state: MARK_UNANSWERED L03"]);
    let likeness = [awarded(|one| {
        one.organisation = OTHER;
        one.dossier.subject.name = one.dossier.subject.name.replace('ò', "o");
    })];
    assert_eq!(forwarded(Beside { awarded: &likeness, ..CLEAR }), ["done"], "only reported");
    let bars = received().bars(Beside { awarded: &namesake, ..CLEAR }, &standing());
    assert_eq!((bars.len(), bars[0].blocks, bars[0].reason.code), (1, false, "AWARDED_NAMESAKE"));
}

/// Another movement.
const ELSEWHERE: CampaignId = CampaignId(Uuid::from_u128(0xe1));

/// The other movement, if it is of the theme of this one.
fn theme(own: &str, other: &str) -> Vec<CampaignId> {
    let policy = |code| Policy { theme: ThemeCode::parse(code), ..movement().text.policy.clone() };
    if policy(own).shares_theme_with(&policy(other)) { vec![ELSEWHERE] } else { Vec::new() }
}

/// Rules L03, M02: an award that another movement of the theme has published bars, on one day in common; one of another
/// theme, or of a movement without a theme, does not, and within a movement no theme is asked for.
#[test]
fn l03_m02_an_award_of_another_movement_of_the_theme_bars_once_it_is_published() {
    let refused = ["wrong state: DUPLICATE_ACHIEVEMENT L03"];
    let awarded_there = |alter: fn(&mut Nomination)| {
        [awarded(|one| {
            one.campaign = ELSEWHERE;
            alter(one);
        })]
    };
    let there = awarded_there(|_| {});
    let under = |own, other, awarded: &[Awarded]| {
        let same_theme = theme(own, other);
        forwarded(Beside { awarded, same_theme: &same_theme, ..CLEAR })
    };
    assert_eq!(under("SAVINGS", "SAVINGS", &there), refused);
    assert_eq!(under("SAVINGS", "SAVINGS-2", &there), ["done"], "another theme");
    for (own, other) in [("", "SAVINGS"), ("SAVINGS", ""), ("", "")] {
        assert_eq!(under(own, other, &there), ["done"], "no theme is a theme of its own: {own}/{other}");
        assert_eq!(under(own, other, &[awarded(|_| {})]), refused, "the same movement");
    }
    let touching = awarded_there(|one| one.dossier.achievement_to = Some(day(2024, 1, 1)));
    assert_eq!(under("SAVINGS", "SAVINGS", &touching), refused, "one day of it is enough");
    let before = awarded_there(|one| {
        one.dossier.achievement_from = Some(day(2023, 1, 1));
        one.dossier.achievement_to = Some(day(2023, 12, 31));
    });
    assert_eq!(under("SAVINGS", "SAVINGS", &before), ["done"], "it ended on the day before");
    let secret = awarded_there(|one| one.state = NominationState::Awarded);
    assert_eq!(under("SAVINGS", "SAVINGS", &secret), ["done"], "a decision that is not published is not known");
    let own = [awarded(|one| one.state = NominationState::Awarded)];
    assert_eq!(under("", "", &own), refused, "within the movement it is");
}

/// Rule M02: of dossiers elsewhere whose outcome is not public one mark says that there are some, and nothing else; it is the
/// same before and after a decision that is not published.
#[test]
fn m02_a_dossier_elsewhere_gives_one_mark_without_content() {
    let same_theme = [ELSEWHERE];
    let marks = |nominations: &[Nomination], same_theme: &[CampaignId]| {
        received().bars(Beside { pending_elsewhere: nominations, same_theme, ..CLEAR }, &standing())
    };
    let there =
        |state| Nomination { campaign: ELSEWHERE, id: NominationId(Uuid::from_u128(0x0e)), ..nomination_in(state) };
    let mark = marks(&[there(NominationState::Forwarded), there(NominationState::Received)], &same_theme);
    assert_eq!((mark.len(), mark[0].blocks, mark[0].reason.code), (1, false, "NOMINATED_ELSEWHERE"));
    assert_eq!((mark[0].nomination, mark[0].about, mark[0].waits()), (None, None, false), "without content");
    for state in NominationState::ALL {
        let told = marks(&[there(*state)], &same_theme);
        if state.is_pending() {
            assert_eq!(told, mark, "{state}");
        } else {
            assert!(told.is_empty(), "{state}");
        }
    }
    assert!(NominationState::Awarded.is_pending() && !NominationState::Published.is_pending());
    assert!(!NominationState::Draft.is_pending(), "what was not sent is nobody else's");
    assert!(marks(&[there(NominationState::Forwarded)], &[]).is_empty(), "another theme");
    let mut early = there(NominationState::Forwarded);
    early.dossier.achievement_from = Some(day(2023, 1, 1));
    early.dossier.achievement_to = Some(day(2023, 12, 31));
    assert!(marks(&[early], &same_theme).is_empty(), "another achievement");
    let mut other = there(NominationState::Forwarded);
    other.dossier.subject.name = "Phòng Tài vụ".to_owned();
    assert!(marks(&[other], &same_theme).is_empty(), "another subject");
}

/// Rules L01, L03, L31: a unit that is itself the subject is recognised under its earlier name, and its predecessor's
/// award is reported; this does not apply to the unit's divisions and people.
#[test]
fn l01_l03_l31_a_unit_is_the_same_under_its_earlier_name() {
    let named = |nomination: &mut Nomination, name: &str| nomination.dossier.subject.name = name.to_owned();
    let document = crate::world::document();
    let renamed = taken(unit().rename("Sở Sức khỏe", day(2024, 6, 1), document, &crate::world::administrator(), now()));
    let former = domain::registry::organisation::Organisation { id: OTHER, name: "Ban Dân số".to_owned(), ..unit() };
    let subject_names = SubjectName::of(&[renamed.clone(), former]);
    let names: Vec<&str> = subject_names.iter().map(|known| known.name.as_str()).collect();
    assert_eq!(names, ["Sở Y tế", "Sở Sức khỏe", "Ban Dân số"]);
    let mut itself = received();
    named(&mut itself, "SỞ SỨC KHOẺ");
    assert!(itself.is_of_the_unit_itself(&renamed) && !received().is_of_the_unit_itself(&renamed));

    // Rules L01, L02: entries under the earlier name still apply under the new one.
    let flags = [flag("Sở Y tế")];
    let held = told(itself.clone().forward(
        Beside { flags: &flags, subject_names: &subject_names, ..CLEAR },
        &standing(),
        now(),
    ));
    assert_eq!(held, ["wrong state: INTEGRITY_HOLD L01"]);
    let presented = Nomination { state: NominationState::SubmittedToChair, ..itself.clone() };
    let grantee = domain::honours::decision::Grantee {
        flags: flags.to_vec(),
        subject_names: subject_names.clone(),
        ..grantee(presented)
    };
    let grounds = domain::honours::decision::Grounds::default();
    let id = crate::world::DECISION;
    let granted =
        domain::honours::decision::Decision::issue(id, decision_paper(), vec![grantee], grounds, &decision(), now());
    assert_eq!(told(granted), ["wrong state: INTEGRITY_HOLD L01"]);

    let earlier = [awarded(|one| named(one, "Sở Y tế"))];
    let beside = Beside { awarded: &earlier, subject_names: &subject_names, ..CLEAR };
    let blocked = told(itself.clone().forward(beside, &standing(), now()));
    assert_eq!(blocked, ["wrong state: DUPLICATE_ACHIEVEMENT L03"]);
    assert_eq!(told(itself.clone().forward(Beside { subject_names: &[], ..beside }, &standing(), now())), ["done"]);
    let before = [awarded(|one| {
        one.organisation = OTHER;
        named(one, "Ban dân số");
    })];
    let beside = Beside { awarded: &before, subject_names: &subject_names, ..CLEAR };
    let bars = itself.bars(beside, &standing());
    assert_eq!((bars.len(), bars[0].blocks, bars[0].reason.code), (1, false, "AWARDED_PREDECESSOR"));
    let waits = told(itself.clone().forward(beside, &standing(), now()));
    assert_eq!(waits, ["wrong state: MARK_UNANSWERED L03"], "never barred, but an agency has to look into it");
    let about = before[0].nomination.id.0;
    let answered = taken(itself.clone().answer(beside, (about, "Thành tích khác"), &standing(), now()));
    assert_eq!(told(answered.forward(beside, &standing(), now())), ["done"]);

    // A unit's name at another unit, a division of the unit, and a person do not match.
    let strange = [
        awarded(|one| named(one, "Ban Dân số")),
        awarded(|one| named(one, "Phòng Tin học")),
        awarded(|one| one.dossier.subject = subject(SubjectKind::Individual, "Sở Y tế")),
    ];
    for other in &strange {
        assert_eq!(itself.compare_by_lineage(&other.nomination, &subject_names), None);
    }
    let double = [other(|one| named(one, "Sở Y tế"))];
    assert_eq!(itself.compare_by_lineage(&double[0], &subject_names), Some(SubjectMatch::Same));
    let bars = itself.bars(Beside { others: &double, subject_names: &subject_names, ..CLEAR }, &standing());
    assert_eq!((bars.len(), bars[0].reason.code), (1, "DOUBLE_NOMINATION"));
}

fn other(alter: impl Fn(&mut Nomination)) -> Nomination {
    let mut nomination = nomination_in(NominationState::Submitted);
    nomination.id = NominationId(Uuid::from_u128(0x0c));
    alter(&mut nomination);
    nomination
}

/// Rule L04: the second of two is blocked until one is merged or withdrawn; the first continues.
#[test]
fn l04_the_second_nomination_of_a_subject_is_held() {
    let account = head().account;
    let person = |dossier: &mut domain::honours::nomination::dossier::Dossier| {
        dossier.subject = Subject { account: Some(account), ..subject(SubjectKind::Individual, "Đặng Văn Đô") };
    };
    let mut second = received();
    person(&mut second.dossier);
    let first = other(|one| {
        one.organisation = OTHER;
        person(&mut one.dossier);
    });
    let others = [first.clone()];
    let held = ["wrong state: DOUBLE_NOMINATION L04"];
    assert_eq!(told(second.clone().forward(Beside { others: &others, ..CLEAR }, &standing(), now())), held);
    let ahead = Nomination { state: NominationState::Received, ..first.clone() };
    let after = [second.clone()];
    assert_eq!(told(ahead.forward(Beside { others: &after, ..CLEAR }, &standing(), now())), ["done"]);
    let gone = [Nomination { state: NominationState::Withdrawn, ..first.clone() }];
    assert_eq!(told(second.clone().forward(Beside { others: &gone, ..CLEAR }, &standing(), now())), ["done"]);
    let merged = taken(second.clone().merge(&first, false, &standing(), now()));
    assert_eq!((merged.state, merged.progress.merged_into), (NominationState::Withdrawn, Some(first.id)));
    let stranger = other(|one| one.dossier.subject.name = "Ai Khác".to_owned());
    assert_eq!(told(second.clone().merge(&stranger, false, &standing(), now())), ["invalid: MERGER_UNFIT L04 /into"]);

    // Without a common account, only a sealed number shows that two namesakes of two units are one person.
    let (mut one, mut two) = (second, first);
    one.dossier.subject = subject(SubjectKind::Individual, "Dang Van Do");
    two.dossier.subject = subject(SubjectKind::Individual, "Đặng Văn Đô");
    let others = [two.clone()];
    let bars = one.bars(Beside { others: &others, ..CLEAR }, &standing());
    assert_eq!((bars.len(), bars[0].blocks, bars[0].reason.code), (1, false, "NOMINATED_NAMESAKE"));
    let known = [two.id];
    let refused = one.forward(Beside { others: &others, same_person: &known, ..CLEAR }, &standing(), now());
    assert_eq!(told(refused), held);
}

/// Rule S35: a unit's collective needs the unit's result; people, enterprises and urgent nominations do not.
#[test]
fn s35_a_collective_is_forwarded_on_the_units_final_result() {
    let without = Beside { has_result: false, ..CLEAR };
    assert_eq!(forwarded(without), ["wrong state: RESULT_MISSING S35"]);
    let in_state = |dossier| Nomination { state: NominationState::Received, ..drafted(dossier) };
    let person = in_state(dossier(SubjectKind::Individual));
    assert_eq!(told(person.forward(without, &standing(), now())), ["done"]);
    let household = in_state(dossier(SubjectKind::Household));
    assert_eq!(told(household.forward(without, &standing(), now())), ["done"]);
    let urgent = Nomination { occasion: Occasion::Urgent, ..received() };
    assert_eq!(told(urgent.forward(without, &standing(), now())), ["done"]);
}

/// Rule S34: where the movement lets a quota block, a unit sends so many nominations of a kind in a round and no more.
#[test]
fn s34_a_quota_that_blocks_refuses_the_next_nomination() {
    let policy = |quota_effect| Policy { quota_effect, ..movement().text.policy.clone() };
    let terms = RoundTerms { collectives: Some(1), ..RoundTerms::default() };
    let sent = |place: u128, alter: fn(&mut Nomination)| {
        let mut nomination = received();
        nomination.id = NominationId(Uuid::from_u128(0x5e0 + place));
        alter(&mut nomination);
        nomination
    };
    let send = |effect, terms: &RoundTerms, beside: &[Nomination]| {
        let (regime, nomination) = (regime(), draft_nomination());
        let policy = policy(effect);
        let quota = nomination.quota(&policy, terms, beside);
        let on_letter: &[String] = &[];
        let criterion = None;
        let measures = Measures {
            regime: &regime,
            policy: &policy,
            criterion,
            on_letter,
            consent_required: false,
            enterprise: false,
            quota,
            files: None,
        };
        told(nomination.submit(measures, &head(), now()))
    };
    let refused = ["wrong state: QUOTA_REACHED S34"];
    let one = [sent(1, |_| {})];
    assert_eq!(send(QuotaEffect::Block, &terms, &[]), ["done"]);
    assert_eq!(send(QuotaEffect::Block, &terms, &one), refused);
    assert_eq!(send(QuotaEffect::Warn, &terms, &one), ["done"]);
    assert_eq!(send(QuotaEffect::Block, &RoundTerms { individuals: Some(0), ..RoundTerms::default() }, &one), ["done"]);
    assert_eq!(send(QuotaEffect::Block, &RoundTerms { collectives: Some(2), ..terms.clone() }, &one), ["done"]);
    assert_eq!(send(QuotaEffect::Block, &RoundTerms { collectives: Some(0), ..terms.clone() }, &[]), refused);
    let kept: [fn(&mut Nomination); 2] =
        [|one| one.state = NominationState::Returned, |one| one.state = NominationState::Ineligible];
    for alter in kept {
        assert_eq!(send(QuotaEffect::Block, &terms, &[sent(1, alter)]), refused, "it was sent, and keeps its place");
    }
    let free: [fn(&mut Nomination); 5] = [
        |one| one.state = NominationState::Draft,
        |one| one.state = NominationState::Withdrawn,
        |one| one.dossier.subject.kind = SubjectKind::Individual,
        |one| one.occasion = Occasion::Urgent,
        |one| one.id = draft_nomination().id,
    ];
    for alter in free {
        assert_eq!(send(QuotaEffect::Block, &terms, &[sent(1, alter)]), ["done"]);
    }
    let urgent = Nomination { occasion: Occasion::Urgent, ..draft_nomination() };
    assert_eq!(urgent.quota(&policy(QuotaEffect::Block), &terms, &one), None, "urgent commendation has no round");
}

/// Rule S34: a quota warns on the sheet and blocks nothing; shares add up to the list.
#[test]
fn s34_a_quota_warns_and_shares_add_up() {
    use domain::honours::signing_sheet::{Entry, SigningSheet};
    use domain::planning::award::Position;
    let ranked = |rank| {
        let mut nomination = drafted(dossier(SubjectKind::Individual));
        nomination.dossier.subject.rank = rank;
        Entry { nomination, level: PlanLevel::Provincial.code(), bars: Vec::new() }
    };
    let team = Entry { nomination: received(), level: PlanLevel::District.code(), bars: Vec::new() };
    let list = vec![
        ranked(Some(Position::Leader)),
        ranked(Some(Position::DirectWorker)),
        ranked(Some(Position::DirectWorker)),
        team,
    ];
    let terms = RoundTerms { individuals: Some(2), collectives: Some(1), ..RoundTerms::default() };
    let sheet = SigningSheet::of(list, &crate::plan_level::levels(), Some(&terms));
    for shares in [&sheet.kinds, &sheet.levels] {
        assert_eq!(shares.iter().map(|share| share.count).sum::<i64>(), sheet.total, "{shares:?}");
    }
    let positions: Vec<(&str, i64, i64)> =
        sheet.positions.iter().map(|share| (share.of.as_str(), share.count, share.share)).collect();
    assert_eq!(positions, [("LEADER", 1, 3_333), ("DIRECT_WORKER", 2, 6_666), ("UNSAID", 0, 0)], "cut down");
    let quotas: Vec<(SubjectKind, i64, i64)> =
        sheet.quotas.iter().map(|quota| (quota.kind, quota.quota, quota.count)).collect();
    assert_eq!(quotas, [(SubjectKind::Individual, 2, 3)]);
    assert!(grant(nomination_in(NominationState::SubmittedToChair), &decision()).is_ok(), "and nothing is blocked");
}
