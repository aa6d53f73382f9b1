//! Nominees' personal data: who enters, reads and destroys it, and what is never returned.

use chrono::TimeDelta;
use domain::base::event::{Author, Change, EventKind};
use domain::base::ids::PersonalDatumId;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::NominationState;
use domain::planning::award::{Occasion, SubjectKind};
use domain::privacy::personal::{
    Holding, IdentityNumber, PersonalDatum, REVEALS_MAX, REVEALS_WITHIN, Sealed, Secret, wait_before_reveal,
};
use uuid::Uuid;

use crate::world::{admitted, appraisal, dossier, drafted, editor, head, movement, now, standing, taken, told};

const NUMBER: &str = "079099713358";

fn typed() -> Secret {
    Secret::new(NUMBER.to_owned())
}

pub(super) fn individual() -> Nomination {
    drafted(dossier(SubjectKind::Individual))
}

fn in_state(state: NominationState) -> Nomination {
    Nomination { state, ..individual() }
}

fn sealed() -> Sealed {
    Sealed {
        ciphertext: vec![1],
        wrapped_key: vec![2],
        sealed_under: "key".to_owned(),
        blind_index: vec![3],
        indexed_under: "index".to_owned(),
    }
}

fn kept(sealed: Sealed) -> Holding {
    Holding::Kept { masked: "*********358".to_owned(), sealed }
}

fn enter(
    before: Option<&PersonalDatum>,
    nomination: &Nomination,
    typed: &Secret,
) -> Result<Step<PersonalDatum>, Refusal> {
    let entry = PersonalDatum::entering(before, PersonalDatumId(Uuid::nil()), nomination, typed, &editor())?;
    Ok(entry.sealed(sealed(), now()))
}

pub(super) fn datum() -> PersonalDatum {
    taken(enter(None, &individual(), &typed()))
}

/// Rule L36: digits only, so that two spellings of one number cannot differ; a refusal does not repeat the input.
#[test]
fn l36_a_number_is_9_to_12_digits_and_masked_but_for_three() {
    let of = |text: &str| IdentityNumber::of(&Secret::new(text.to_owned()));
    assert_eq!(of(NUMBER).expect("a number").masked(), "*********358");
    assert_eq!(of("123456789").expect("a number").masked(), "******789");
    for bad in
        ["", "12345678", "0790997133581", "079 099 713 358", "07909971335a", "０７９０９９７１３３５８", "-79099713358"]
    {
        let refused = of(bad);
        assert_eq!(told(refused.clone().map(|_| ())), ["invalid: IDENTITY_NUMBER_MALFORMED L36 /value"], "{bad}");
        assert!(bad.is_empty() || !format!("{refused:?}").contains(bad), "{bad}");
    }
}

/// Rule L36: debug output shows no number, and neither do events.
#[test]
fn l36_no_debugging_line_and_no_event_holds_the_number() {
    let entry = PersonalDatum::entering(None, PersonalDatumId(Uuid::nil()), &individual(), &typed(), &editor());
    let entry = entry.expect("open");
    let said = format!("{:?} {:?} {entry:?}", typed(), entry.number());
    let step = entry.sealed(sealed(), now());
    let said = format!("{said} {step:?}");
    assert!(!said.contains(NUMBER) && !said.contains("0997133"), "{said}");
}

/// Rule L36: the unit's people enter a number, for an individual, before the dossier is submitted.
#[test]
fn l36_a_number_belongs_to_an_individual_and_is_entered_before_handing_in() {
    let may = |actor: &_| PersonalDatum::entering(None, PersonalDatumId(Uuid::nil()), &individual(), &typed(), actor);
    assert_eq!(admitted(may), ["Biên", "Trưởng"], "in an annual cycle units nominate");
    let mut review = Nomination { occasion: Occasion::Final, ..individual() };
    review.progress.nominated_by = movement().text.policy.occasion(Occasion::Final).map(|rule| rule.nominated_by);
    let may = |actor: &_| PersonalDatum::entering(None, PersonalDatumId(Uuid::nil()), &review, &typed(), actor);
    assert_eq!(admitted(may), ["Thường"], "at a review the standing agency does (rule S16)");
    let collective = drafted(dossier(SubjectKind::Collective));
    assert_eq!(told(enter(None, &collective, &typed())), ["wrong state: NOMINEE_IS_COLLECTIVE L36"]);
    for state in NominationState::ALL {
        let open = matches!(state, NominationState::Draft | NominationState::Returned);
        let expected = if open { "done" } else { "wrong state: NOMINATION_STATE -" };
        assert_eq!(told(enter(None, &in_state(*state), &typed())), [expected], "{state}");
    }
    let before = PersonalDatum { id: PersonalDatumId(Uuid::max()), ..datum() };
    let after = taken(enter(Some(&before), &individual(), &Secret::new("123456789".to_owned())));
    assert_eq!(after.id, before.id, "the one before is replaced");
    assert!(matches!(after.holding, Holding::Kept { masked, .. } if masked == "******789"));
}

/// Rule L36: the agencies read a number in full, for a purpose that holds no number itself.
#[test]
fn l36_the_agencies_read_a_number_for_a_purpose() {
    assert_eq!(admitted(|actor| datum().reveal(&individual(), "Đối chiếu", actor, now())), ["Thường", "Thẩm"]);
    let reveal = |purpose: &str| datum().reveal(&individual(), purpose, &standing(), now());
    assert_eq!(told(reveal(" ")), ["invalid: TEXT_EMPTY - /purpose"]);
    assert_eq!(told(reveal(&format!("Số {NUMBER}"))), ["invalid: NUMBER_IN_TEXT L36 /purpose"]);
    assert_eq!(told(reveal("QĐ 335/QĐ-UBND ngày 20/11/2024")), ["done"]);
    let (after, event) = reveal("Đối chiếu  hồ sơ").expect("open").into_parts();
    assert_eq!((after, event.reason.as_deref()), (datum(), Some("Đối chiếu hồ sơ")));
}

/// Rule L36: data that the law requires is not erased; erased data is gone.
#[test]
fn l36_a_number_is_erased_once_nothing_rests_on_it() {
    let withdrawn = in_state(NominationState::Withdrawn);
    assert_eq!(admitted(|actor| datum().erase(&withdrawn, "Đã rút", actor, now())), ["Thẩm"]);
    for state in NominationState::ALL {
        use NominationState as S;
        let over = matches!(state, S::Withdrawn | S::NotAwarded | S::Ineligible);
        let expected = if over { "done" } else { "wrong state: PERSONAL_DATUM_NEEDED L36" };
        assert_eq!(told(datum().erase(&in_state(*state), "Đã rút", &appraisal(), now())), [expected], "{state}");
    }
    let refused = datum().erase(&withdrawn, NUMBER, &appraisal(), now());
    assert_eq!(told(refused), ["invalid: NUMBER_IN_TEXT L36 /reason"]);
    let erased = taken(datum().erase(&withdrawn, "Đã rút", &appraisal(), now()));
    assert_eq!(erased.holding, Holding::Erased { at: now() });
    let gone = ["wrong state: PERSONAL_DATUM_ERASED L36"];
    assert_eq!(told(erased.clone().reveal(&withdrawn, "Đối chiếu", &standing(), now())), gone);
    assert_eq!(told(erased.clone().erase(&withdrawn, "Lần nữa", &appraisal(), now())), gone);
    // In a returned dossier a number may be entered again.
    assert!(enter(Some(&erased), &individual(), &typed()).is_ok());
    assert!(!admitted(|actor| erased.clone().reveal(&withdrawn, "x", actor, now())).contains(&head().name));
}

/// Rule L36: sealed with other keys it is the same number, of the same revision; the audit trail holds only the names
/// of the changed keys, and an erased number has no key.
#[test]
fn l36_a_number_is_kept_under_other_keys_and_stays_what_it_is() {
    let newer = Sealed { wrapped_key: vec![9], sealed_under: "newer".to_owned(), ..sealed() };
    let (after, event) = datum().rewrap(&individual(), newer.clone(), now()).expect("open").into_parts();
    assert_eq!(after, PersonalDatum { holding: kept(newer), ..datum() });
    assert_eq!((event.kind, event.author), (EventKind::PersonalDatumRewrapped, Author::installation("operator")));
    assert_eq!(event.organisation, Some(individual().organisation));
    let said = |changes: Vec<Change>| -> Vec<String> {
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        changes
            .into_iter()
            .map(|Change { field, before, after }| format!("{field}: {} -> {}", text(before), text(after)))
            .collect()
    };
    let belongs = format!("nomination: - -> {}", individual().id);
    assert_eq!(said(event.changes), [belongs.clone(), "sealedUnder: key -> newer".to_owned()]);
    let indexed = Sealed { blind_index: vec![8], indexed_under: "later".to_owned(), ..sealed() };
    let (_, event) = datum().rewrap(&individual(), indexed, now()).expect("open").into_parts();
    assert_eq!(said(event.changes), [belongs, "indexedUnder: index -> later".to_owned()]);
    let erased = PersonalDatum { holding: Holding::Erased { at: now() }, ..datum() };
    assert_eq!(told(erased.rewrap(&individual(), sealed(), now())), ["wrong state: PERSONAL_DATUM_ERASED L36"]);
}

/// At most thirty reveals in any hour: the thirty-first waits until the first of them is an hour old.
#[test]
fn l36_thirty_reveals_in_an_hour_and_no_more() {
    let minutes = |count: i64| -> Vec<_> { (1..=count).map(|ago| now() - TimeDelta::minutes(ago)).collect() };
    assert_eq!(wait_before_reveal(&[], now()), None);
    assert_eq!(wait_before_reveal(&minutes(29), now()), None);
    assert_eq!(wait_before_reveal(&minutes(30), now()), Some(TimeDelta::minutes(30)));
    assert_eq!(wait_before_reveal(&minutes(59), now()), Some(TimeDelta::minutes(30)), "the thirtieth counts");
    let all_at_once = vec![now(); REVEALS_MAX];
    assert_eq!(wait_before_reveal(&all_at_once, now()), Some(REVEALS_WITHIN));
    assert_eq!(wait_before_reveal(&all_at_once, now() + REVEALS_WITHIN), None);
}
