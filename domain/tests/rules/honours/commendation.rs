//! The register of Giấy khen.

use domain::base::ids::{CommendationId, Revision};
use domain::honours::commendation::Commendation;
use domain::planning::award::SubjectKind;
use uuid::Uuid;

use crate::world::{UNIT, admitted, day, head, hour, now, stranger, told, unit};

pub(super) fn commendation() -> Commendation {
    Commendation {
        id: CommendationId(Uuid::from_u128(7)),
        organisation: UNIT,
        subject_kind: SubjectKind::Individual,
        name: "Lý Thị Na".to_owned(),
        symbol: "45/QĐ-SYT".to_owned(),
        date: day(2024, 11, 20),
        signer: "Trần Văn Trưởng".to_owned(),
        achievement: "Tập huấn kỹ năng số".to_owned(),
        recorded_at: now(),
        revision: Revision::FIRST,
    }
}

/// Rule S14: the head records it for the own unit, without any step of the province.
#[test]
fn s14_the_head_records_a_giay_khen_for_the_own_people_only() {
    assert_eq!(admitted(|actor| commendation().record(&unit(), actor, now())), ["Trưởng"]);
    assert_eq!(told(commendation().record(&unit(), &stranger(), now())), ["not allowed: NOT_ALLOWED S14"]);
}

#[test]
fn a_giay_khen_says_who_when_by_whom_and_what_for() {
    let empty = String::new;
    let blank = Commendation {
        name: empty(),
        symbol: " ".to_owned(),
        signer: empty(),
        achievement: empty(),
        date: day(2024, 11, 21),
        ..commendation()
    };
    let missing = [
        "invalid: TEXT_EMPTY - /name",
        "invalid: TEXT_EMPTY - /symbol",
        "invalid: TEXT_EMPTY - /signer",
        "invalid: TEXT_EMPTY - /achievement",
        "invalid: DATE_IN_FUTURE - /date",
    ];
    assert_eq!(told(blank.record(&unit(), &head(), now())), missing);
    // The day has begun in the province while it is still the evening before in UTC.
    let early = Commendation { date: day(2024, 11, 21), ..commendation() };
    assert_eq!(told(early.record(&unit(), &head(), hour(day(2024, 11, 21), 0))), ["done"]);
}

/// Rules L37, L44.
#[test]
fn l37_l44_a_giay_khen_is_tidied_and_leaves_its_event() {
    let untidy = Commendation { name: "  Ly\u{301}  Thị Na ".to_owned(), ..commendation() };
    let (recorded, event) = untidy.record(&unit(), &head(), now()).expect("open").into_parts();
    assert_eq!(recorded.name, "Lý Thị Na");
    assert_eq!((event.author.account, event.organisation), (Some(head().account), Some(UNIT)));
    assert_eq!((event.at, event.reason.as_deref()), (now(), Some("45/QĐ-SYT")));
}
