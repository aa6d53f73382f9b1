//! The L rules of honours at the neighbours of their bounds, as far as no other test walks them: the day before and after,
//! the vote too few, the second who acts, the order of steps.

use domain::base::ids::{NominationId, Revision, RoundId};
use domain::honours::decision::{Decision, DecisionPaper, Grounds};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::{Awarded, Beside};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::regime::regime_on;
use domain::honours::round::{Round, RoundTerms, Threshold, VoteBasis};
use uuid::Uuid;

use crate::world::{
    CLEAR, DECISION, cycle, day, decision, decision_paper, document, grantee, hour, nomination_in, now, regimes,
    standing, submitted, taken, told,
};

/// Rule L03: achievements that touch on one day are one, and those that follow each other are two.
#[test]
fn l03_achievements_that_share_a_day_overlap_and_those_that_follow_do_not() {
    let mut nomination = nomination_in(NominationState::Received);
    (nomination.dossier.achievement_from, nomination.dossier.achievement_to) =
        (Some(day(2024, 3, 1)), Some(day(2024, 6, 30)));
    let forwarded = |from, to| {
        let mut earlier = nomination_in(NominationState::Published);
        earlier.id = NominationId(Uuid::from_u128(0x0e));
        (earlier.dossier.achievement_from, earlier.dossier.achievement_to) = (Some(from), Some(to));
        let awarded = [Awarded { nomination: earlier, symbol: "1/QĐ-UBND".to_owned() }];
        told(nomination.clone().forward(Beside { awarded: &awarded, ..CLEAR }, &standing(), now()))
    };
    let barred = ["wrong state: DUPLICATE_ACHIEVEMENT L03"];
    assert_eq!(forwarded(day(2024, 1, 1), day(2024, 2, 29)), ["done"], "the day before");
    assert_eq!(forwarded(day(2024, 1, 1), day(2024, 3, 1)), barred, "its first day");
    assert_eq!(forwarded(day(2024, 6, 30), day(2024, 12, 31)), barred, "its last day");
    assert_eq!(forwarded(day(2024, 7, 1), day(2024, 12, 31)), ["done"], "the day after");
}

/// Rule L09: a share is reached exactly, by integers.
#[test]
fn l09_a_share_is_reached_exactly_and_missed_by_one_hundredth() {
    let two_thirds = |share| Threshold { share, basis: VoteBasis::AllMembers };
    assert!(two_thirds(6_666).is_reached(2, 3, 3));
    assert!(!two_thirds(6_667).is_reached(2, 3, 3), "2 of 3 is below 66.67 %");
    assert!(two_thirds(10_000).is_reached(3, 3, 3));
    assert!(!two_thirds(10_000).is_reached(2, 2, 3), "all members, not those present");
    assert!(Threshold { share: 10_000, basis: VoteBasis::Present }.is_reached(2, 2, 3));
    let set = |share| {
        let terms = RoundTerms { document: document(), threshold: Some(two_thirds(share)), ..RoundTerms::default() };
        told(Round::set(RoundId(Uuid::nil()), &cycle(), terms, &standing(), now()))
    };
    let refused = ["invalid: THRESHOLD_OUT_OF_RANGE L09 /threshold/percent"];
    assert_eq!((set(1), set(10_000)), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!((set(0), set(10_001)), (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec()));
}

/// Rule L13: a decision is of today or before, and not of a day before its dossiers were received (rule L39).
#[test]
fn l13_l39_a_decisions_day_lies_between_the_receipt_and_today() {
    let sent = taken(submitted(nomination_in(NominationState::Draft), &crate::world::head()));
    let received = taken(sent.receive(&regimes()[1], &standing(), hour(day(2024, 11, 18), 9)));
    let presented = Nomination { state: NominationState::SubmittedToChair, ..received };
    let issued = |date| {
        let paper = DecisionPaper { date, ..decision_paper() };
        let grantees = vec![grantee(presented.clone())];
        told(Decision::issue(DECISION, paper, grantees, Grounds::default(), &decision(), now()).map(drop))
    };
    assert_eq!(issued(day(2024, 11, 17)), ["invalid: DECISION_BEFORE_DOSSIER L39 /date"]);
    assert_eq!(issued(day(2024, 11, 18)), ["done"], "on the day of the receipt");
    assert_eq!(issued(day(2024, 11, 20)), ["done"], "today");
    assert_eq!(issued(day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE L13 /date"]);
}

/// Rule L39: a dossier keeps the regime of its receipt when another follows on the next day.
#[test]
fn l39_a_dossier_of_the_last_day_of_a_regime_stays_under_it() {
    let received = |day| {
        let law = regimes();
        let regime = regime_on(&law, day).expect("a regime");
        taken(nomination_in(NominationState::Submitted).receive(regime, &standing(), hour(day, 12)))
    };
    let code = |nomination: &Nomination| nomination.progress.regime.clone();
    let last = received(day(2025, 6, 30));
    assert_eq!(code(&last).as_deref(), Some("ND-98-2023"));
    assert_eq!(code(&received(day(2025, 7, 1))).as_deref(), Some("ND-152-2025"));
    let forwarded = taken(last.forward(CLEAR, &standing(), hour(day(2025, 7, 2), 9)));
    assert_eq!(code(&forwarded).as_deref(), Some("ND-98-2023"), "and takes its steps under it");
}

/// Rule L42: what was withdrawn frees its place, and what was not awarded keeps it within its cycle.
#[test]
fn l42_a_withdrawal_frees_the_place_in_a_cycle_and_a_refusal_does_not() {
    let key = |state| nomination_in(state).live_key();
    assert_eq!(key(NominationState::Withdrawn), None);
    for state in [NominationState::NotAwarded, NominationState::Ineligible, NominationState::Draft] {
        assert_eq!(key(state), key(NominationState::Published), "{state}");
    }
    let next = Nomination { cycle: domain::base::ids::CycleId(Uuid::nil()), ..nomination_in(NominationState::Draft) };
    assert_ne!(next.live_key(), key(NominationState::NotAwarded), "a later cycle is another place");
    assert_eq!(next.revision, Revision::FIRST);
}
