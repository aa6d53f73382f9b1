//! The council's votes, the consulted agencies, and the clocks of both.

use chrono::TimeDelta;
use domain::base::calendar::day_of;
use domain::base::ids::{ConsultationId, NominationId, Revision, SuggestionId};
use domain::honours::consultation::{Consultation, Question, appraisal_clock, must_be_answered, notice_clock};
use domain::honours::council::{Ballot, SessionMinutes};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::service_clock::PauseCause;
use domain::honours::suggestion::Suggestion;
use domain::registry::organisation::OrganisationKind;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    CAMPAIGN, CLEAR, OTHER, UNIT, admitted, appraisal, cycle, day, draft_nomination, head, minutes, movement,
    nomination_in, now, organisation, regime, standing, stranger, submitted, taken, told, unit,
};

/// Rule L09: votes ≤ present ≤ members, always.
#[test]
fn l09_votes_are_at_most_those_present_and_those_at_most_the_members() {
    let recorded = |alter: &dyn Fn(&mut SessionMinutes)| {
        let nomination = nomination_in(NominationState::Eligible);
        let mut minutes = minutes(&nomination, 9);
        alter(&mut minutes);
        told(minutes.record(&cycle(), vec![nomination], &appraisal(), now()))
    };
    assert_eq!(recorded(&|_| {}), ["done"]);
    let votes = "invalid: VOTES_OUT_OF_RANGE L09 /ballots/0/votesFor";
    assert_eq!(recorded(&|one| one.ballots[0].votes_for = 10), [votes]);
    assert_eq!(recorded(&|one| one.ballots[0].votes_for = -1), [votes]);
    let present = "invalid: PRESENT_OUT_OF_RANGE L09 /membersPresent";
    assert_eq!(recorded(&|one| one.members_present = 11), [present]);
    assert_eq!(recorded(&|one| one.date = day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE L09 /date"]);
    assert_eq!(recorded(&|one| one.members_total = 0)[0], "invalid: MEMBERS_OUT_OF_RANGE L09 /membersTotal");
    let other = CAMPAIGN.0;
    let foreign = "invalid: BALLOT_UNFIT L09 /ballots/0/nomination";
    assert_eq!(recorded(&|one| one.cycle = domain::base::ids::CycleId(other)), [foreign]);
    let twice = |one: &mut SessionMinutes| one.ballots.push(Ballot { ..one.ballots[0] });
    assert_eq!(recorded(&twice), ["invalid: BALLOT_UNFIT L09 /ballots/1/nomination"]);
    let early = nomination_in(NominationState::Forwarded);
    let refused = minutes(&early, 9).record(&cycle(), vec![early], &appraisal(), now());
    assert_eq!(told(refused), ["wrong state: NOMINATION_STATE L09"]);
    let by = |actor: &domain::base::identity::Actor| {
        let nomination = nomination_in(NominationState::Eligible);
        minutes(&nomination, 9).record(&cycle(), vec![nomination], actor, now())
    };
    assert_eq!(admitted(by), ["Thẩm"]);
}

fn asked(nomination: &Nomination) -> Consultation {
    let tax = organisation(OTHER, "Cục Thuế", PlanLevel::Provincial, OrganisationKind::Department);
    let question = Question { text: "Có nợ thuế không?".to_owned(), days: Some(5), regime: None };
    let id = ConsultationId(Uuid::nil());
    taken(Consultation::ask(id, nomination, &[], &tax, &question, &appraisal(), now()))
}

/// The consulted agency answers; the appraisal waits; the agency that asked may end the consultation, with a reason.
#[test]
fn a_consultation_is_answered_by_the_agency_that_is_asked() {
    let nomination = nomination_in(NominationState::Forwarded);
    let open = asked(&nomination);
    assert_eq!(
        told(must_be_answered(std::slice::from_ref(&open), &[], day(2024, 11, 20))),
        ["wrong state: CONSULTATION_OPEN -"]
    );
    assert_eq!(admitted(|actor| open.clone().reply(Some(true), "Không", actor, now())), ["Khách"]);
    assert_eq!(admitted(|actor| open.clone().reply(None, "Quá hạn", actor, now())), ["Thẩm"]);
    assert_eq!(told(open.clone().reply(Some(true), " ", &stranger(), now())), ["invalid: TEXT_EMPTY - /text"]);
    let answered = taken(open.clone().reply(Some(true), "Không nợ", &stranger(), now()));
    assert_eq!(told(must_be_answered(std::slice::from_ref(&answered), &[], day(2024, 11, 20))), ["done"]);
    assert_eq!(told(answered.reply(Some(false), "Nợ", &stranger(), now())), ["wrong state: CONSULTATION_ENDED -"]);
    let tax = organisation(OTHER, "Cục Thuế", PlanLevel::Provincial, OrganisationKind::Department);
    let again = Question { text: "?".to_owned(), days: None, regime: None };
    let id = ConsultationId(Uuid::max());
    let twice = Consultation::ask(id, &nomination, &[open], &tax, &again, &appraisal(), now());
    assert_eq!(told(twice), ["invalid: CONSULTATION_UNFIT - /organisation"]);
    let own = Consultation::ask(id, &nomination, &[], &unit(), &again, &appraisal(), now());
    assert_eq!(told(own), ["invalid: CONSULTATION_UNFIT - /organisation"]);
}

/// Rules L10, L12: the clock starts at receipt, is paused for supplements and consultations, and ends at the appraisal.
#[test]
fn l10_l12_the_appraisal_clock_follows_the_dossier() {
    let later = |days: i64| now() + TimeDelta::days(days);
    let sent = taken(submitted(draft_nomination(), &head()));
    assert_eq!(appraisal_clock(&sent, None, &[], &[]), None, "nothing runs before the receipt");
    let received = taken(sent.receive(&regime(), &standing(), later(1)));
    assert_eq!(received.progress.regime.as_deref(), Some("ND-98-2023"), "L39: the law of the day of receipt");
    let back = taken(received.send_back("Thiếu", Vec::new(), &standing(), later(2)));
    let clock = appraisal_clock(&back, None, &[], &[]).expect("a clock");
    assert_eq!((clock.start, clock.pauses.len(), clock.pauses[0].to), (day_of(later(1)), 1, None));
    let regime = regime();
    let measures = domain::honours::nomination::dossier::Measures {
        policy: &movement().text.policy,
        regime: &regime,
        criterion: None,
        on_letter: &[],
        consent_required: false,
        enterprise: false,
        quota: None,
        files: None,
    };
    let again = taken(back.submit(measures, &head(), later(5)));
    let received = taken(again.receive(&regime, &standing(), later(6)));
    let forwarded = taken(received.forward(CLEAR, &standing(), later(6)));
    let question = asked(&forwarded);
    let clock = appraisal_clock(&forwarded, None, &[question], &[]).expect("a clock");
    let causes: Vec<PauseCause> = clock.pauses.iter().map(|pause| pause.cause).collect();
    assert_eq!(causes, [PauseCause::Supplement, PauseCause::Consultation]);
    assert_eq!((clock.pauses[0].to, clock.end), (Some(day_of(later(5))), None));
    let refused = taken(forwarded.appraise(false, "Chưa đủ", 10, &appraisal(), later(9)));
    let clock = appraisal_clock(&refused, None, &[], &[]).expect("a clock");
    assert_eq!(clock.end, Some(day_of(later(9))));
    let notice = notice_clock(&refused).expect("a notice is due");
    assert_eq!((notice.start, notice.days, notice.end), (day_of(later(9)), Some(10), None));
}

/// Interpretation 11: a unit suggests, the standing agency answers.
#[test]
fn s18_a_suggestion_is_no_dossier() {
    let suggestion = || Suggestion {
        id: SuggestionId(Uuid::nil()),
        cycle: cycle().id,
        campaign: CAMPAIGN,
        organisation: UNIT,
        subject_kind: domain::planning::award::SubjectKind::Individual,
        name: " Ngô  Thị ".to_owned(),
        achievement: "Cứu máy chủ".to_owned(),
        suggested_at: now(),
        answer: None,
        revision: Revision::FIRST,
    };
    assert_eq!(admitted(|actor| suggestion().make(&unit(), actor, now())).join(" "), "Biên Trưởng");
    let made = taken(suggestion().make(&unit(), &head(), now()));
    assert_eq!(made.name, "Ngô Thị");
    assert_eq!(admitted(|actor| made.clone().answer(None, "Đã rõ", actor, now())), ["Thường"]);
    let answered = taken(made.answer(Some(&draft_nomination()), "Đã lập hồ sơ", &standing(), now()));
    let nomination = answered.answer.clone().and_then(|answer| answer.nomination);
    assert_eq!(nomination, Some(NominationId(Uuid::from_u128(0x0d))));
    assert_eq!(told(answered.answer(None, "Lại", &standing(), now())), ["wrong state: SUGGESTION_ANSWERED -"]);
}
