//! For how long records are kept: who says so, which record is of which class, and from which year its term is counted.

use chrono::{DateTime, Utc};
use domain::base::citation::Citation;
use domain::base::event::EventKind;
use domain::base::ids::AccountId;
use domain::honours::nomination::Nomination;
use domain::honours::nomination::progress::Act;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::planning::award::SubjectKind;
use domain::privacy::record_rule::{RecordClass, RecordRule, RecordTerm, YEARS};
use uuid::Uuid;

use crate::world::{administrator, admitted, day, document, dossier, drafted, hour, now, taken, told};

const CLASS: RecordClass = RecordClass::ProvincialAward;

fn unset() -> RecordRule {
    RecordRule::unset(CLASS)
}

fn ended(state: NominationState, verb: NominationVerb, at: DateTime<Utc>) -> Nomination {
    let account = AccountId(Uuid::nil());
    let act = Act { verb, account, name: "Trưởng".to_owned(), organisation: None, at, reason: None };
    Nomination { state, acts: vec![act], ..drafted(dossier(SubjectKind::Individual)) }
}

/// Rule L36: an administrator sets the term, under a document: years or for ever, and never both.
#[test]
fn l36_a_term_is_set_by_an_administrator_under_a_document() {
    assert_eq!(admitted(|actor| unset().set((Some(20), false), document(), actor, now())), ["Quản"]);
    let set = |term, document: Citation| unset().set(term, document, &administrator(), now());
    for years in [YEARS.0, YEARS.1] {
        assert_eq!(told(set((Some(years), false), document())), ["done"], "{years}");
    }
    for years in [0, YEARS.1.saturating_add(1)] {
        let refused = told(set((Some(years), false), document()));
        assert_eq!(refused, ["invalid: RECORD_YEARS_OUT_OF_RANGE L36 /years"], "{years}");
    }
    assert_eq!(told(set((Some(20), true), document())), ["invalid: RECORD_TERM_TWICE L36 /permanent"]);
    assert_eq!(told(set((Some(20), false), Citation::default())), ["invalid: CITATION_INCOMPLETE L36 /document"]);
    let (rule, event) = set((None, true), document()).expect("open").into_parts();
    assert_eq!((rule.term, event.kind), (Some(RecordTerm::Permanent), EventKind::RetentionRuleSet));
    let ended = taken(rule.set((None, false), document(), &administrator(), now()));
    assert_eq!(ended.term, None);
    assert!(ended.label(day(2024, 12, 20)).is_err(), "a rule that has ended labels nothing");
}

/// Rule L36: the term is counted from the year in which the work ended, whichever day of it that was.
#[test]
fn l36_a_label_counts_from_the_year_in_which_the_work_ended() {
    let refused = unset().label(day(2024, 12, 20)).expect_err("no term");
    assert_eq!((refused.code, refused.rule), ("RECORD_RULE_MISSING", Some("L36")));
    assert!(refused.text.vi.contains("quản trị viên nhập thời hạn"), "{}", refused.text.vi);
    let rule = taken(unset().set((Some(20), false), document(), &administrator(), now()));
    for (ended, from, until) in
        [(day(2024, 1, 1), 2024, 2044), (day(2024, 12, 31), 2024, 2044), (day(2025, 1, 1), 2025, 2045)]
    {
        let label = rule.label(ended).expect("a term");
        assert_eq!((label.from_year, label.until_year), (from, Some(until)), "{ended}");
        assert_eq!((label.class, label.document), (CLASS, document()));
    }
    let for_ever = taken(unset().set((None, true), document(), &administrator(), now()));
    let label = for_ever.label(day(2024, 12, 20)).expect("a term");
    assert_eq!((label.term, label.until_year), (RecordTerm::Permanent, None));
}

/// Rule L36: a dossier has a class once its work has ended; the day is that of the province.
#[test]
fn l36_a_dossier_that_is_under_way_has_no_class() {
    let eve = hour(day(2024, 12, 31), 23);
    for (state, verb, class) in [
        (NominationState::Published, NominationVerb::Publish, CLASS),
        (NominationState::Revoked, NominationVerb::Revoke, CLASS),
        (NominationState::Withdrawn, NominationVerb::Withdraw, RecordClass::UnsuccessfulNomination),
        (NominationState::Withdrawn, NominationVerb::Merge, RecordClass::UnsuccessfulNomination),
        (NominationState::NotAwarded, NominationVerb::Refuse, RecordClass::UnsuccessfulNomination),
        (NominationState::Ineligible, NominationVerb::AppraiseIneligible, RecordClass::UnsuccessfulNomination),
    ] {
        let found = RecordClass::of_nomination(&ended(state, verb, eve)).expect("it has ended");
        assert_eq!(found, (class, day(2024, 12, 31)), "{state}");
    }
    for state in [
        NominationState::Draft,
        NominationState::Submitted,
        NominationState::Received,
        NominationState::Returned,
        NominationState::Forwarded,
        NominationState::Eligible,
        NominationState::SubmittedToChair,
        NominationState::Awarded,
    ] {
        let nomination = ended(state, NominationVerb::Submit, eve);
        let refused = RecordClass::of_nomination(&nomination).expect_err("under way").into_first_reason();
        assert_eq!(refused.map(|reason| reason.code), Some("RECORD_NOT_CLOSED"), "{state}");
    }
    assert_ne!(RecordClass::ProvincialAward.rule(), RecordClass::UnsuccessfulNomination.rule());
}
