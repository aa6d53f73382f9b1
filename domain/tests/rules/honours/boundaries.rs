//! The rules of honours at the neighbours of their bounds, as far as no other test walks them: the day before and
//! after, the vote too few, the second who acts, the namesake, the order of steps.

use chrono::{NaiveDate, TimeDelta};
use domain::base::ids::{CycleId, NominationId, RegimeId, Revision, RoundId};
use domain::honours::commendation::Commendation;
use domain::honours::complaint::ComplaintContent;
use domain::honours::decision::{Decision, DecisionPaper, Grantee, Grounds};
use domain::honours::integrity::IntegrityFlag;
use domain::honours::nomination::bars::{Awarded, Beside};
use domain::honours::nomination::dossier::{EARLIER_PAPERS_MAX, Paper};
use domain::honours::nomination::progress::EarlierPaper;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::nomination::{Nomination, Setting};
use domain::honours::regime::{Regime, regime_on};
use domain::honours::revocation::{RecoveredItem, Returned};
use domain::honours::round::{MEMBERS_MAX, QUOTA_MAX, Round, RoundTerms, Threshold, VoteBasis};
use domain::planning::award::{Occasion, SimplifiedGround, SubjectKind};
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::Cycle;
use domain::registry::organisation::Organisation;
use uuid::Uuid;

use super::commendation::commendation;
use super::same_subject::{entry, forwarded, person, received};
use super::{complaint, revocation, service_clock};
use crate::world::{
    CLEAR, DECISION, OTHER, UNIT, administrator, appraisal, cycle, day, decision, decision_paper, document, dossier,
    draft_nomination, drafted, edited, grant, granted_award, grantee, head, hour, minutes, movement, nomination_in,
    now, of_all_trades, regime, regimes, setting, standing, submitted, taken, told, undemanding, unit,
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
    let of_those_present = |share| Threshold { share, basis: VoteBasis::Present };
    assert!(of_those_present(10_000).is_reached(2, 2, 3));
    assert!(of_those_present(1).is_reached(1, 1, 3));
    assert!(!of_those_present(1).is_reached(0, 1, 3));
    assert!(!of_those_present(1).is_reached(0, 0, 3), "of nobody there is no share");
    assert!(!of_those_present(10_000).is_reached(0, 0, 3));
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
    let sent = taken(submitted(nomination_in(NominationState::Draft), &head()));
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
    let next = Nomination { cycle: CycleId(Uuid::nil()), ..nomination_in(NominationState::Draft) };
    assert_ne!(next.live_key(), key(NominationState::NotAwarded), "a later cycle is another place");
    assert_eq!(next.revision, Revision::FIRST);
}

/// Rules L01, U07: at the decision, too, the name itself is held, one that differs in a tone waits for an answer, and a
/// closed entry does neither.
#[test]
fn l01_at_the_decision_a_name_is_held_and_its_neighbour_waits() {
    let decide = |name: &str, flag: &IntegrityFlag| {
        let presented = Nomination { state: NominationState::SubmittedToChair, ..drafted(person(name)) };
        let list = vec![Grantee { flags: vec![flag.clone()], ..grantee(presented) }];
        told(Decision::issue(DECISION, decision_paper(), list, Grounds::default(), &decision(), now()))
    };
    let open = entry(UNIT, SubjectKind::Individual, "Kim Thị Hạnh");
    let closed = taken(open.clone().close("Không vi phạm", None, &standing(), now()));
    for (name, answer) in [
        ("Kim Thị Hạnh", "wrong state: INTEGRITY_HOLD L01"),
        (" KIM THỊ  HẠNH", "wrong state: INTEGRITY_HOLD L01"),
        ("Kim Thị Hành", "wrong state: MARK_UNANSWERED L01"),
        ("Kim Thị Hanh", "wrong state: MARK_UNANSWERED L01"),
        ("Kim Thị Hạn", "done"),
    ] {
        assert_eq!(decide(name, &open), [answer], "{name}");
        assert_eq!(decide(name, &closed), ["done"], "{name}");
    }
    let team = entry(UNIT, SubjectKind::Collective, "Kim Thị Hạnh");
    assert_eq!(decide("Kim Thị Hạnh", &team), ["done"], "a collective of that name is nobody");
}

/// Rule L04: of two nominations exactly one is the second, even if they were begun at one instant.
#[test]
fn l04_of_two_nominations_exactly_one_is_the_second() {
    let begun = |id, created_at| {
        let id = NominationId(Uuid::from_u128(id));
        Nomination { id, created_at, ..received("Nguyễn Văn An") }
    };
    let beside = |one: &Nomination, other: &Nomination| {
        let others = [other.clone()];
        forwarded(one.clone(), Beside { others: &others, ..CLEAR })
    };
    let held = ["wrong state: DOUBLE_NOMINATION L04"];
    let (one, two) = (begun(1, now()), begun(2, now()));
    assert_eq!(beside(&one, &two), ["done"]);
    assert_eq!(beside(&two, &one), held);
    let earlier = begun(2, now() - TimeDelta::milliseconds(1));
    assert_eq!(beside(&one, &earlier), held);
    assert_eq!(beside(&earlier, &one), ["done"]);
    for state in NominationState::ALL {
        use NominationState as S;
        let first = Nomination { state: *state, ..one.clone() };
        let over = matches!(state, S::Withdrawn | S::NotAwarded | S::Ineligible | S::Revoked);
        assert_eq!(beside(&two, &first) == ["done"], over, "{state}");
    }
}

/// Rule L06: four of the law's five cases are taken, in an urgent nomination and in no other.
#[test]
fn l06_every_ground_but_the_secret_one_is_taken_where_it_is_urgent() {
    let with = |occasion, ground| {
        let mut draft = Nomination { occasion, ..draft_nomination() };
        draft.progress.nominated_by = movement().text.policy.occasion(occasion).map(|rule| rule.nominated_by);
        let mut dossier = draft.dossier.clone();
        dossier.simplified_ground = Some(ground);
        let writer = if occasion == Occasion::Annual { head() } else { standing() };
        told(edited(draft, dossier, &writer))
    };
    let secret = ["invalid: STATE_SECRET_NOT_ALLOWED L06 /dossier/simplifiedGround"];
    for ground in SimplifiedGround::ALL.iter().copied() {
        if ground == SimplifiedGround::StateSecret {
            assert_eq!(
                (with(Occasion::Urgent, ground), with(Occasion::Annual, ground)),
                (secret.map(str::to_owned).to_vec(), secret.map(str::to_owned).to_vec())
            );
            continue;
        }
        assert_eq!(with(Occasion::Urgent, ground), ["done"], "{ground}");
        for occasion in [Occasion::Annual, Occasion::Midterm, Occasion::Final] {
            let refused = with(occasion, ground);
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert!(refused[0].contains("GROUND_NOT_WANTED"), "{occasion}: {refused:?}");
        }
    }
}

/// Rule L07: replaced papers are kept up to a number, and the oldest give way.
#[test]
fn l07_of_many_replaced_papers_the_oldest_gives_way() {
    let after = |kept: usize| {
        let mut draft = draft_nomination();
        let paper = draft.dossier.papers[2].clone();
        let old = |number: usize| EarlierPaper {
            paper: Paper { number: format!("{number}/BB"), ..paper.clone() },
            until: now(),
        };
        draft.progress.earlier_papers = (0..kept).map(old).collect();
        let mut dossier = draft.dossier.clone();
        dossier.papers[2].number = "mới/BB".to_owned();
        let papers = taken(edited(draft, dossier, &head())).progress.earlier_papers;
        (papers.len(), papers[0].paper.number.clone())
    };
    assert_eq!(after(EARLIER_PAPERS_MAX - 1), (EARLIER_PAPERS_MAX, "0/BB".to_owned()));
    assert_eq!(after(EARLIER_PAPERS_MAX), (EARLIER_PAPERS_MAX, "1/BB".to_owned()));
}

/// Rules L08, U07: the place of a tone on the letter is nobody else, and another tone is.
#[test]
fn l08_a_letter_names_its_nominee_tone_by_tone() {
    let sent = |listed: &str| {
        let mut dossier = person("Trần Thúy Hòa");
        dossier.papers[0].nominees = vec![listed.to_owned()];
        told(submitted(drafted(dossier), &head()))
    };
    let differs = ["invalid: LETTER_DIFFERS L08 /dossier/papers/0/nominees"];
    assert_eq!((sent("Trần Thúy Hòa"), sent("TRẦN THUÝ HOÀ")), (vec!["done".to_owned()], vec!["done".to_owned()]));
    for other in ["Trần Thúy Hóa", "Trần Thúy Hoa", "Trần Thúy Hòa An"] {
        assert_eq!(sent(other), differs, "{other}");
    }
}

/// Rule L09: a council has from one member to its maximum, and every number of those present up to it votes.
#[test]
fn l09_a_council_has_one_member_at_least() {
    let recorded = |total, present, votes| {
        let nomination = nomination_in(NominationState::Eligible);
        let mut minutes = minutes(&nomination, votes);
        (minutes.members_total, minutes.members_present) = (total, present);
        told(minutes.record(&cycle(), vec![nomination], &appraisal(), now()).map(drop))
    };
    let members = "invalid: MEMBERS_OUT_OF_RANGE L09 /membersTotal";
    assert_eq!(
        (recorded(1, 1, 1), recorded(MEMBERS_MAX, MEMBERS_MAX, MEMBERS_MAX)),
        (vec!["done".to_owned()], vec!["done".to_owned()])
    );
    assert_eq!(
        (recorded(0, 0, 0), recorded(MEMBERS_MAX + 1, 1, 1)),
        (vec![members.to_owned()], vec![members.to_owned()])
    );
    assert_eq!(recorded(10, 9, 9), ["done"], "all who are present");
    assert_eq!(recorded(10, 9, 10), ["invalid: VOTES_OUT_OF_RANGE L09 /ballots/0/votesFor"]);
    assert_eq!(recorded(10, 11, 0), ["invalid: PRESENT_OUT_OF_RANGE L09 /membersPresent"]);
}

/// Rule L10: an appraisal is not overdue on its last day, nor on the free days after it; on the next working day it is.
#[test]
fn l10_an_appraisal_is_overdue_on_the_working_day_after_its_last() {
    // Five working days from Friday 28 February end on Friday 7 March.
    let clock = service_clock::clock(day(2031, 2, 28), 5);
    let read = |date| {
        let reading = clock.read(&service_clock::years(), day(2031, 3, date));
        (reading.due, reading.remaining, reading.overdue)
    };
    let due = Some(day(2031, 3, 7));
    assert_eq!(read(6), (due, Some(1), false));
    assert_eq!(read(7), (due, Some(0), false), "its last day");
    assert_eq!((read(8), read(9)), ((due, Some(0), false), (due, Some(0), false)), "a weekend takes nothing");
    assert_eq!(read(10), (due, Some(-1), true));
}

/// Rule L13: numbers begin with 1, and the last day of a year and the first of the next number papers of two years.
#[test]
fn l13_a_number_begins_with_one_and_belongs_to_the_papers_year() {
    let numbered = |number: i64| {
        let paper = DecisionPaper { number, symbol: format!("{number}/QĐ-UBND"), ..decision_paper() };
        let list = vec![grantee(nomination_in(NominationState::SubmittedToChair))];
        told(Decision::issue(DECISION, paper, list, Grounds::default(), &decision(), now()))
    };
    assert_eq!(numbered(1), ["done"]);
    assert_eq!(numbered(0), ["invalid: NUMBER_OUT_OF_RANGE L13 /number"]);
    assert_eq!(numbered(-1), ["invalid: NUMBER_OUT_OF_RANGE L13 /number"]);
    let (granted, _) = grant(nomination_in(NominationState::SubmittedToChair), &decision()).expect("open");
    let year = |date| {
        let mut decision = granted.clone();
        decision.paper.date = date;
        (decision.year(), decision.numbered().year())
    };
    assert_eq!((year(day(2024, 12, 31)), year(day(2025, 1, 1))), ((2024, 2024), (2025, 2025)));
}

/// Rule L17: a correction is of the day of what it corrects or later, of the same issuer, and of no future day.
#[test]
fn l17_a_correction_follows_what_it_corrects() {
    let (first, _) = grant(nomination_in(NominationState::SubmittedToChair), &decision()).expect("open");
    let correct = |earlier: &Decision, date| {
        let paper = DecisionPaper { number: 336, symbol: "336/QĐ-UBND".to_owned(), date, ..decision_paper() };
        let corrections = vec![crate::honours::correction::to_name("Phòng Số")];
        let grounds = Grounds { corrects: Some(earlier), corrections, ..Grounds::default() };
        told(Decision::issue(DECISION, paper, Vec::new(), grounds, &decision(), now()))
    };
    let unfit = ["invalid: CORRECTION_UNFIT L17 /corrects"];
    assert_eq!(correct(&first, day(2024, 11, 19)), unfit, "the day before");
    assert_eq!(correct(&first, day(2024, 11, 20)), ["done"], "the day itself");
    let mut older = first.clone();
    older.paper.date = day(2024, 11, 18);
    assert_eq!(correct(&older, day(2024, 11, 19)), ["done"], "the day after");
    assert_eq!(correct(&older, day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE L13 /date"]);
    let foreign = Decision { issuer: OTHER, ..first };
    assert_eq!(correct(&foreign, day(2024, 11, 20)), unfit, "another issuer's");
}

/// Rule L18: what comes back comes back from the day of the revocation on, and not tomorrow.
#[test]
fn l18_money_comes_back_from_the_day_of_the_revocation_on() {
    let revocation = taken(revocation::revoke(revocation::content()));
    let recovered = |date| {
        let returned = Returned { items: vec![RecoveredItem::Money], date, document: document() };
        told(revocation.clone().recover(&granted_award(), returned, &standing(), now()))
    };
    let unfit = ["invalid: DATE_UNFIT L18 /date"];
    assert_eq!(
        (recovered(day(2024, 11, 15)), recovered(day(2024, 11, 20))),
        (vec!["done".to_owned()], vec!["done".to_owned()])
    );
    assert_eq!(
        (recovered(day(2024, 11, 14)), recovered(day(2024, 11, 21))),
        (unfit.map(str::to_owned).to_vec(), unfit.map(str::to_owned).to_vec())
    );
}

/// Rule L19: what somebody once did in a dossier counts, even after another did it again or it was undone.
#[test]
fn l19_a_step_that_was_undone_or_done_again_still_seats_its_person() {
    let (first, second, third) = (of_all_trades(0xb1), of_all_trades(0xb2), of_all_trades(0xb3));
    let refused = ["not allowed: FOUR_EYES L19"];
    let sent = taken(submitted(draft_nomination(), &first));
    let back = taken(sent.send_back("Thiếu", Vec::new(), &third, now()));
    let again = taken(submitted(back, &second));
    let arrived = taken(taken(again.receive(&regime(), &third, now())).forward(CLEAR, &third, now()));
    for submitter in [&first, &second] {
        assert_eq!(told(arrived.clone().appraise(true, "", 10, submitter, now())), refused, "{:?}", submitter.account);
    }
    let appraised = taken(arrived.appraise(true, "", 10, &third, now()));
    let undone = taken(appraised.reverse("Bấm nhầm", &third, now()));
    let fourth = of_all_trades(0xb4);
    let eligible = taken(undone.appraise(true, "", 10, &fourth, now()));
    let presented = taken(eligible.present(undemanding(Occasion::Annual), &fourth, now()));
    for judge in [&first, &second, &third, &fourth] {
        assert_eq!(told(grant(presented.clone(), judge)), refused, "{:?}", judge.account);
        assert_eq!(told(presented.clone().refuse("Chưa đủ", judge, now())), refused, "{:?}", judge.account);
    }
    assert_eq!(told(grant(presented, &of_all_trades(0xb5))), ["done"]);
}

/// Rule L38: a complaint is received from the day of the award on and not tomorrow, about a paper of that day or before,
/// and settled within two years.
#[test]
fn l38_a_complaint_comes_from_the_day_of_the_award_on() {
    let with = |change: &dyn Fn(&mut ComplaintContent)| {
        let mut content = complaint::content();
        change(&mut content);
        told(complaint::register(content))
    };
    let received = |date: NaiveDate| {
        with(&|content| {
            content.paper.received = date;
            content.paper.date = day(2024, 10, 1);
            content.due = None;
        })
    };
    let unfit = ["invalid: DATE_UNFIT L38 /receivedDate"];
    assert_eq!(
        (received(day(2024, 10, 31)), received(day(2024, 11, 21))),
        (unfit.map(str::to_owned).to_vec(), unfit.map(str::to_owned).to_vec())
    );
    assert_eq!(
        (received(day(2024, 11, 1)), received(day(2024, 11, 20))),
        (vec!["done".to_owned()], vec!["done".to_owned()])
    );
    let due = |date| with(&|content| content.due = Some(date));
    assert_eq!((due(day(2024, 11, 18)), due(day(2026, 11, 18))), (vec!["done".to_owned()], vec!["done".to_owned()]));
    let unfit = ["invalid: DATE_UNFIT L38 /dueDate"];
    assert_eq!(
        (due(day(2024, 11, 17)), due(day(2026, 11, 19))),
        (unfit.map(str::to_owned).to_vec(), unfit.map(str::to_owned).to_vec())
    );
}

/// Rule L39: a dossier that was sent back is received anew, under the law of that day.
#[test]
fn l39_a_dossier_that_comes_again_is_received_under_the_law_of_that_day() {
    let law = regimes();
    let receive = |nomination: Nomination, date| {
        let regime = regime_on(&law, date).expect("a regime");
        taken(nomination.receive(regime, &standing(), hour(date, 9)))
    };
    let code = |nomination: &Nomination| nomination.regime(&law).map(|regime| regime.code.clone());
    let first = receive(nomination_in(NominationState::Submitted), day(2025, 6, 30));
    assert_eq!(code(&first).as_deref(), Some("ND-98-2023"));
    let back = taken(first.send_back("Thiếu", Vec::new(), &standing(), hour(day(2025, 6, 30), 10)));
    assert_eq!(code(&back), None, "no law holds for it meanwhile");
    let again = receive(taken(submitted(back, &head())), day(2025, 7, 1));
    assert_eq!(code(&again).as_deref(), Some("ND-152-2025"));
}

/// Rule L39: a regime may last one day, and begins on no day of another.
#[test]
fn l39_a_regime_lasts_a_day_at_least() {
    let at = hour(day(2026, 12, 1), 9);
    let law = |code: &str, from, to| Regime {
        id: RegimeId(Uuid::max()),
        code: code.to_owned(),
        valid_from: from,
        valid_to: to,
        terms: regimes().remove(2).terms,
        revision: Revision::FIRST,
    };
    let enter = |from, to| law("MOI", from, to).enter(&regimes(), &administrator(), at);
    let ended = enter(day(2025, 7, 2), None).expect("entered").ended.expect("the open one ends");
    assert_eq!(ended.after().valid_to, Some(day(2025, 7, 1)), "after one day");
    assert_eq!(told(enter(day(2025, 7, 1), None).map(drop)), ["invalid: TIME_TAKEN L39 /validFromDate"]);
    assert_eq!(told(enter(day(2027, 1, 1), Some(day(2027, 1, 1))).map(drop)), ["done"]);
    let backwards = told(enter(day(2027, 1, 1), Some(day(2026, 12, 31))).map(drop));
    assert!(backwards.iter().any(|line| line.ends_with("/validToDate")), "{backwards:?}");
}

/// Rule S14: a Giấy khen is of a day from its unit's first on.
#[test]
fn s14_a_giay_khen_is_not_older_than_its_unit() {
    let recorded = |date, unit: &Organisation| {
        let commendation = Commendation { organisation: unit.id, date, ..commendation() };
        told(commendation.record(unit, &head(), now()))
    };
    let young = Organisation { valid_from: day(2024, 7, 1), ..unit() };
    assert_eq!(recorded(day(2024, 6, 30), &young), ["invalid: DATE_UNFIT S14 /date"]);
    assert_eq!(recorded(day(2024, 7, 1), &young), ["done"]);
    let renamed = taken(unit().rename("Sở Sức khỏe", day(2024, 7, 1), document(), &administrator(), now()));
    assert_eq!(recorded(day(2024, 6, 30), &renamed), ["done"], "under its earlier name");
    let namesake = Organisation { id: OTHER, ..unit() };
    assert_eq!(recorded(day(2024, 7, 1), &namesake), ["not allowed: NOT_ALLOWED S14"]);
}

fn round(alter: impl Fn(&mut RoundTerms)) -> RoundTerms {
    let mut terms = RoundTerms { document: document(), ..RoundTerms::default() };
    alter(&mut terms);
    terms
}

/// Rule S15: a round closes when its last day ends in the province.
#[test]
fn s15_a_round_closes_at_midnight_in_the_province() {
    let terms = round(|terms| terms.closes_on = Some(day(2024, 11, 20)));
    let round = taken(Round::set(RoundId(Uuid::nil()), &cycle(), terms, &standing(), now()));
    let begun = |at| {
        let (annual, unit) = (cycle(), unit());
        let setting = Setting { round: Some(&round), ..setting(&annual, &unit) };
        told(Nomination::draft(NominationId(Uuid::nil()), setting, dossier(SubjectKind::Individual), &head(), at))
    };
    let midnight = hour(day(2024, 11, 21), 0);
    assert_eq!(begun(midnight - TimeDelta::milliseconds(1)), ["done"]);
    assert_eq!(begun(midnight), ["out of season: NOMINATIONS_CLOSED S15"]);
}

/// Rule S16: of two opinions the later one counts.
#[test]
fn s16_the_later_opinion_counts() {
    let eligible = Nomination { occasion: Occasion::Final, ..nomination_in(NominationState::Eligible) };
    let opined = |nomination: Nomination, favour| {
        taken(nomination.concur((favour, "Ý kiến"), &movement().text.policy, &appraisal(), now()))
    };
    let presented = |nomination: Nomination| {
        told(nomination.clone().present(undemanding(nomination.occasion), &appraisal(), now()))
    };
    let for_it = opined(eligible, true);
    let against = opined(for_it.clone(), false);
    assert_eq!(presented(for_it), ["done"]);
    assert_eq!(presented(against.clone()), ["wrong state: CONCURRENCE_MISSING S16"]);
    assert_eq!(presented(opined(against, true)), ["done"]);
}

/// Rule S17: a review is dated from the first day of its period to two years after it, and may lie ahead.
#[test]
fn s17_a_review_lies_from_its_period_on() {
    let review = Cycle { kind: CycleKind::Midterm, ..cycle() };
    let dated = |date| {
        let terms = round(|terms| terms.review_date = Some(date));
        told(Round::set(RoundId(Uuid::nil()), &review, terms, &standing(), now()))
    };
    let refused = ["invalid: DATE_OUT_OF_FRAME - /reviewDate"];
    assert_eq!((dated(day(2024, 1, 1)), dated(day(2026, 12, 31))), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!(
        (dated(day(2023, 12, 31)), dated(day(2027, 1, 1))),
        (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec())
    );
    let begun = |date: Option<NaiveDate>| {
        let terms = round(|terms| terms.review_date = date);
        let (id, unit) = (RoundId(Uuid::nil()), unit());
        let round = Round { id, cycle: review.id, terms, revision: Revision::FIRST };
        let setting = Setting { campaign: movement(), round: Some(&round), ..setting(&review, &unit) };
        let id = NominationId(Uuid::nil());
        told(Nomination::draft(id, setting, dossier(SubjectKind::Collective), &standing(), now()))
    };
    assert_eq!(begun(Some(day(2024, 11, 21))), ["done"], "known, and still to come");
    assert_eq!(begun(None), ["out of season: REVIEW_DATE_UNKNOWN S17"], "taken back");
}

/// Rule S33: a person and a household may belong to no unit, and a collective is always of one.
#[test]
fn s33_a_household_may_be_of_no_unit_too() {
    let outside = |kind| {
        let draft = drafted(dossier(kind));
        let mut dossier = draft.dossier.clone();
        dossier.subject.without_unit = true;
        told(edited(draft, dossier, &head()))
    };
    assert_eq!(outside(SubjectKind::Individual), ["done"]);
    assert_eq!(outside(SubjectKind::Household), ["done"]);
    assert_eq!(outside(SubjectKind::Collective), ["invalid: COLLECTIVE_WITHOUT_PERSON - /dossier/subject"]);
}

/// Rule S34: a quota is from nobody to its maximum.
#[test]
fn s34_a_quota_may_be_nobody() {
    let set = |quota| {
        let terms = round(|terms| terms.individuals = Some(quota));
        told(Round::set(RoundId(Uuid::nil()), &cycle(), terms, &standing(), now()))
    };
    let refused = ["invalid: QUOTA_OUT_OF_RANGE S34 /individuals"];
    assert_eq!((set(0), set(QUOTA_MAX)), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!(
        (set(-1), set(QUOTA_MAX + 1)),
        (refused.map(str::to_owned).to_vec(), refused.map(str::to_owned).to_vec())
    );
}
