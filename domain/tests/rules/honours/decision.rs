//! The signed decision: who records it, what it holds, and that it never changes.

use domain::base::citation::FileMetadata;
use domain::base::ids::{AwardId, NominationId};
use domain::base::refusal::Refusal;
use domain::honours::correction::Correctable;
use domain::honours::decision::{Decision, DecisionPaper, DecisionState, DecisionVerb, Grantee, Grounds};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::planning::award::Occasion;
use uuid::Uuid;

use crate::honours::bars::flag;
use crate::honours::correction::to_name;
use crate::world::{
    AGENCY, DECISION, UNIT, admitted, appraisal, day, decision, decision_paper, grant, grantee, head, hour,
    nomination_in, now, of_all_trades, open_verbs, paper_kept, standing, taken, told, undemanding,
};

fn presented() -> Nomination {
    nomination_in(NominationState::SubmittedToChair)
}

fn issue(paper: DecisionPaper) -> Vec<String> {
    told(Decision::issue(DECISION, paper, vec![grantee(presented())], Grounds::default(), &decision(), now()))
}

/// Rule S13.
#[test]
fn s13_only_the_decision_authority_records_a_decision() {
    assert_eq!(admitted(|actor| grant(presented(), actor)), ["Quyết"]);
    assert_eq!(told(grant(presented(), &head())), ["not allowed: NOT_ALLOWED S13"]);
}

/// Rule S23: only nominations that are eligible and submitted to the chair are granted, all of them or none.
#[test]
fn s23_one_dossier_that_is_not_with_the_chair_stops_the_whole_decision() {
    for state in NominationState::ALL.iter().filter(|state| **state != NominationState::SubmittedToChair) {
        assert_eq!(told(grant(nomination_in(*state), &decision())), ["wrong state: NOMINATION_STATE S23"], "{state}");
    }
    let other = Nomination { id: NominationId(Uuid::nil()), ..nomination_in(NominationState::Eligible) };
    let list = vec![grantee(presented()), Grantee { award: AwardId(Uuid::max()), ..grantee(other) }];
    let answer = Decision::issue(DECISION, decision_paper(), list, Grounds::default(), &decision(), now());
    assert_eq!(told(answer), ["wrong state: NOMINATION_STATE S23"]);
}

/// Rules S23, L01, L18, L19: every entry that hinders a decision is named by its place, and the decision is refused for the
/// first of them.
#[test]
fn s23_l01_l18_l19_every_entry_that_hinders_a_decision_is_named() {
    let busy = of_all_trades(0xb1);
    let eligible = taken(nomination_in(NominationState::Forwarded).appraise(true, "", 10, &busy, now()));
    let own = taken(eligible.present(undemanding(Occasion::Annual), &busy, now()));
    let barred = Grantee { flags: vec![flag("Phòng Tin học")], ..grantee(presented()) };
    let list = vec![
        grantee(presented()),
        grantee(nomination_in(NominationState::Draft)),
        barred,
        grantee(own),
        grantee(nomination_in(NominationState::Awarded)),
    ];
    let mut gone = to_name("Phòng Số");
    gone.stands.revoked = true;
    let named = |grantees: &[Grantee], corrections: &[Correctable]| -> Vec<String> {
        Decision::refused_entries(grantees, corrections, &busy)
            .into_iter()
            .map(|(place, refusal)| format!("{place} {}", told(Err::<(), _>(refusal)).join("; ")))
            .collect()
    };
    assert_eq!(
        named(&list, &[to_name("Phòng Số"), gone]),
        [
            "/corrections/1/award wrong state: AWARD_REVOKED L18",
            "/nominations/1 wrong state: NOMINATION_STATE S23",
            "/nominations/2 wrong state: INTEGRITY_HOLD L01",
            "/nominations/3 not allowed: FOUR_EYES L19",
            "/nominations/4 wrong state: NOMINATION_STATE S23",
        ]
    );
    assert!(named(&list[..1], &[]).is_empty());
    let refused = |list: &[Grantee]| {
        told(Decision::issue(DECISION, decision_paper(), list.to_vec(), Grounds::default(), &busy, now()))
    };
    assert_eq!(refused(&list), ["wrong state: NOMINATION_STATE S23"]);
    assert_eq!(refused(&list[2..]), ["wrong state: INTEGRITY_HOLD L01"]);
    assert_eq!(refused(&list[3..]), ["not allowed: FOUR_EYES L19"]);
}

/// Rule L13: number, date, signer and file, and the symbol that follows from the number.
#[test]
fn l13_a_decision_is_numbered_dated_signed_and_filed() {
    assert_eq!(issue(decision_paper()), ["done"]);
    for symbol in ["335/QĐ-UB", "336/QĐ-UBND", "335/QD-UBND", "335", "0335/QĐ-UBND"] {
        let paper = DecisionPaper { symbol: symbol.to_owned(), ..decision_paper() };
        assert_eq!(issue(paper), ["invalid: SYMBOL_MALFORMED L13 /symbol"], "{symbol}");
    }
    // As Decree 30/2020/NĐ-CP writes it, a number below ten has a zero before it; it is the same number without.
    let numbered =
        |number: i64, symbol: &str| issue(DecisionPaper { number, symbol: symbol.to_owned(), ..decision_paper() });
    for (number, symbol) in [(7, "07/QĐ-UBND"), (7, "7/QĐ-UBND"), (9, "09/QĐ-UBND"), (10, "10/QĐ-UBND")] {
        assert_eq!(numbered(number, symbol), ["done"], "{symbol}");
    }
    for (number, symbol) in [
        (7, "007/QĐ-UBND"),
        (7, "07/QĐ-UB"),
        (7, "08/QĐ-UBND"),
        (7, "0/QĐ-UBND"),
        (10, "010/QĐ-UBND"),
        (70, "07/QĐ-UBND"),
    ] {
        assert_eq!(numbered(number, symbol), ["invalid: SYMBOL_MALFORMED L13 /symbol"], "{symbol}");
    }
    let zero = DecisionPaper { number: 0, symbol: "0/QĐ-UBND".to_owned(), ..decision_paper() };
    assert_eq!(issue(zero), ["invalid: NUMBER_OUT_OF_RANGE L13 /number"]);
    let tomorrow = DecisionPaper { date: day(2024, 11, 21), ..decision_paper() };
    assert_eq!(issue(tomorrow), ["invalid: DATE_IN_FUTURE L13 /date"]);
    let unsigned = DecisionPaper { signer: " ".to_owned(), title: String::new(), ..decision_paper() };
    assert_eq!(issue(unsigned), ["invalid: TEXT_EMPTY - /signer", "invalid: TEXT_EMPTY - /title"]);
    // Rule L35: a file name with a secrecy level is refused in every request.
    let secret = FileMetadata { name: "335 (MẬT).pdf".to_owned(), ..decision_paper().file };
    let refused = issue(DecisionPaper { file: secret, ..decision_paper() });
    assert_eq!(refused, ["invalid: STATE_SECRET_NOT_ALLOWED L35 /file/name"]);
    let file = FileMetadata { name: String::new(), sha256: "12".to_owned(), size_bytes: 0 };
    let unfiled = DecisionPaper { file, ..decision_paper() };
    let expected = [
        "invalid: TEXT_EMPTY - /file/name",
        "invalid: DIGEST_MALFORMED - /file/sha256",
        "invalid: FILE_EMPTY - /file/sizeBytes",
    ];
    assert_eq!(issue(unfiled), expected);
}

/// Rule L13: the number is unique in the year of the paper, and today is a day in the province.
#[test]
fn l13_the_year_and_the_day_are_those_of_the_paper_and_of_the_province() {
    let paper = DecisionPaper { date: day(2025, 1, 1), ..decision_paper() };
    let new_year = hour(day(2025, 1, 1), 0);
    let list = vec![grantee(presented())];
    let granting = Decision::issue(DECISION, paper, list, Grounds::default(), &decision(), new_year)
        .expect("the day has begun there");
    assert_eq!((granting.decision.after().year(), granting.decision.after().issuer), (2025, AGENCY));
}

/// Rules L13, L44: stray spaces and line breaks from pasting are not part of the symbol.
#[test]
fn l44_a_decision_is_tidied_before_it_is_judged() {
    let paper = DecisionPaper {
        symbol: " 335/QĐ-UBND\n".to_owned(),
        signer: "  Tra\u{302}\u{300}n Văn  Lâu".to_owned(),
        ..decision_paper()
    };
    let list = vec![grantee(presented())];
    let granting =
        Decision::issue(DECISION, paper, list, Grounds::default(), &decision(), now()).expect("it is tidied");
    let Decision { paper, .. } = granting.decision.into_parts().0;
    assert_eq!((paper.symbol.as_str(), paper.signer.as_str()), ("335/QĐ-UBND", "Trần Văn Lâu"));
}

/// Rule L31: later names of the unit or the person do not change it.
#[test]
fn l31_an_award_keeps_the_names_as_they_were() {
    let (granted, nomination) = grant(presented(), &decision()).expect("open");
    let award = &granted.awards[0];
    assert_eq!((award.name.as_str(), award.organisation_name.as_str()), ("Phòng Tin học", "Sở Y tế"));
    assert_eq!((award.organisation, award.nomination), (UNIT, presented().id));
    let nomination = nomination.into_parts().0;
    assert_eq!((nomination.state, nomination.decision), (NominationState::Awarded, Some(DECISION)));
}

/// Rule L19: a person who appraised one of the dossiers decides on none of the list.
#[test]
fn l19_the_appraiser_of_one_dossier_does_not_sign_for_it() {
    let (busy, other) = (of_all_trades(0xb1), of_all_trades(0xb2));
    let forwarded = nomination_in(NominationState::Forwarded);
    let eligible = taken(forwarded.appraise(true, "", 10, &busy, now()));
    let presented_one = taken(eligible.present(undemanding(Occasion::Annual), &busy, now()));
    let list = || vec![grantee(presented()), Grantee { award: AwardId(Uuid::max()), ..grantee(presented_one.clone()) }];
    let answer = Decision::issue(DECISION, decision_paper(), list(), Grounds::default(), &busy, now());
    assert_eq!(told(answer), ["not allowed: FOUR_EYES L19"]);
    assert_eq!(told(Decision::issue(DECISION, decision_paper(), list(), Grounds::default(), &other, now())), ["done"]);
    assert_eq!(told(presented_one.refuse("Chưa đủ", &busy, now())), ["not allowed: FOUR_EYES L19"]);
}

/// Rule L17: no verb edits a decision, and it is published once. A prize that it lacks may be filled before and after.
#[test]
fn l17_a_decision_is_made_public_once_and_never_edited() {
    assert_eq!(DecisionVerb::ALL, [DecisionVerb::Publish, DecisionVerb::FillPrizes]);
    let (granted, nomination) = grant(presented(), &decision()).expect("open");
    let nomination = nomination.into_parts().0;
    assert_eq!(nomination.state.after(NominationVerb::Edit), None);
    assert_eq!(admitted(|actor| granted.may_publish(&paper_kept(), &[], actor)), ["Thường", "Thẩm"]);
    assert_eq!(open_verbs(granted.transitions(&paper_kept(), &[], &standing())), ["PUBLISH", "FILL_PRIZES"]);

    let granting = granted.clone().publish(vec![nomination], None, &paper_kept(), &appraisal(), now()).expect("open");
    let published = granting.decision.into_parts().0;
    assert_eq!(granting.nominations[0].after().state, NominationState::Published);
    let expected = Decision { state: DecisionState::Published, published_at: Some(now()), ..granted };
    assert_eq!(published, expected, "nothing else changed");
    assert_eq!(open_verbs(published.transitions(&paper_kept(), &[], &standing())), ["FILL_PRIZES"]);
    let again = published.publish(Vec::new(), None, &paper_kept(), &standing(), now());
    assert!(matches!(again, Err(Refusal::WrongState(reason)) if reason.rule == Some("L17")));
}

/// Rule L39: no decision is dated before a dossier was received.
#[test]
fn l39_a_decision_is_not_dated_before_its_dossiers() {
    use crate::world::{draft_nomination, regime, submitted};
    let received = taken(taken(submitted(draft_nomination(), &head())).receive(&regime(), &standing(), now()));
    let presented = Nomination { state: NominationState::SubmittedToChair, ..received };
    let dated = |date| {
        let paper = DecisionPaper { date, ..decision_paper() };
        told(Decision::issue(DECISION, paper, vec![grantee(presented.clone())], Grounds::default(), &decision(), now()))
    };
    assert_eq!(dated(day(2024, 11, 20)), ["done"], "the day itself");
    assert_eq!(dated(day(2024, 11, 19)), ["invalid: DECISION_BEFORE_DOSSIER L39 /date"]);
}

/// Rule L17: a correction is a further decision that names the first. One of an earlier version, which names no award, says
/// that it changes none.
#[test]
fn l17_a_decision_is_corrected_by_a_further_one_which_names_it() {
    let (first, _) = grant(presented(), &decision()).expect("open");
    let correct = |earlier: &Decision| {
        let paper = DecisionPaper { number: 336, symbol: "336/QĐ-UBND".to_owned(), ..decision_paper() };
        let corrections = vec![to_name("Phòng Số")];
        let grounds = Grounds { corrects: Some(earlier), corrections, ..Grounds::default() };
        Decision::issue(DECISION, paper, Vec::new(), grounds, &decision(), now())
    };
    let granting = correct(&first).expect("a correction grants nobody");
    let correcting = granting.decision.after();
    assert_eq!((correcting.corrects, correcting.corrections.len()), (Some(DECISION), 1));
    let codes = |decision: &Decision| decision.warnings().iter().map(|one| one.code).collect::<Vec<_>>();
    assert_eq!(codes(correcting), Vec::<&str>::new());
    let stored = Decision { corrections: Vec::new(), ..correcting.clone() };
    assert_eq!(codes(&stored), ["CORRECTION_CHANGES_NO_AWARD"]);
    assert!(!codes(&first).contains(&"CORRECTION_CHANGES_NO_AWARD"));
    let mut later = first;
    later.paper.date = day(2024, 11, 21);
    assert_eq!(told(correct(&later)), ["invalid: CORRECTION_UNFIT L17 /corrects"]);
}

/// Rules L14, L16: an award has the prize of the day of the decision, and the kind that it counts as.
#[test]
fn l14_l16_an_award_carries_its_prize_and_what_it_counts_as() {
    use domain::planning::award::{AwardKind, Occasion};
    let (granted, _) = grant(presented(), &decision()).expect("open");
    let award = &granted.awards[0];
    assert_eq!(award.prize.as_ref().and_then(|prize| prize.dong), None, "L15: nothing is configured here");
    assert!(!AwardKind::of(award.occasion).counts_for_merit());
    assert_eq!(AwardKind::of(Occasion::Urgent), AwardKind::Unexpected);
    assert!(AwardKind::Merit.counts_for_merit());
}
