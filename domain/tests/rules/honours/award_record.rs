//! The lifetime record: which awards it holds, under which names, in which order.

use domain::base::ids::{CommendationId, Revision};
use domain::honours::award_record::{AwardRecord, RecordForm, RecordSource};
use domain::honours::commendation::Commendation;
use domain::honours::granted_award::GrantedAward;
use domain::honours::revocation::RevocationGround;
use domain::planning::award::{AwardKind, Occasion, SubjectKind};
use uuid::Uuid;

use crate::world::{UNIT, day, granted_award, now};

fn commendation() -> Commendation {
    Commendation {
        id: CommendationId(Uuid::from_u128(7)),
        organisation: UNIT,
        subject_kind: SubjectKind::Individual,
        name: "Lý Thị Na".to_owned(),
        symbol: "45/QĐ-SYT".to_owned(),
        date: day(2024, 11, 1),
        signer: "Trần Văn Trưởng".to_owned(),
        achievement: "Tập huấn kỹ năng số".to_owned(),
        recorded_at: now(),
        changes: Vec::new(),
        revision: Revision::FIRST,
    }
}

/// Rule L16: every award of the movement is thematic or unexpected, and no basis for merit awards of a higher level.
#[test]
fn l16_no_award_of_the_movement_counts_for_merit() {
    for occasion in Occasion::ALL {
        let award = GrantedAward { occasion: *occasion, ..granted_award() };
        let kind = if *occasion == Occasion::Urgent { AwardKind::Unexpected } else { AwardKind::Thematic };
        assert_eq!((award.kind(), award.counts_for_merit()), (kind, false), "{occasion}");
        let record = AwardRecord::of_award(award, None);
        assert_eq!((record.kind, record.counts_for_merit()), (kind, false), "{occasion}");
    }
    let record = AwardRecord::of_commendation(commendation(), "Sở Y tế".to_owned());
    assert_eq!((record.form, record.kind), (RecordForm::GiayKhenUnit, AwardKind::Thematic));
    assert!(!record.counts_for_merit());
    assert!(AwardKind::Merit.counts_for_merit(), "the rule can say yes");
}

/// Rules L18, L31: the record keeps the names at the time of the award, and revoked awards.
#[test]
fn l18_l31_a_record_keeps_the_names_of_then_and_what_was_revoked() {
    let record = AwardRecord::of_award(granted_award(), Some(RevocationGround::Fraud));
    assert_eq!((record.organisation_name.as_str(), record.revoked), ("Sở Y tế", Some(RevocationGround::Fraud)));
    assert_eq!((record.symbol.as_str(), record.date), ("335/QĐ-UBND", day(2024, 11, 1)));
    assert_eq!(record.source, RecordSource::Award(granted_award().id));
}

#[test]
fn a_record_is_ordered_by_day_and_then_by_identifier() {
    let award = AwardRecord::of_award(granted_award(), None);
    let commendation_of_the_day = AwardRecord::of_commendation(commendation(), "Sở Y tế".to_owned());
    assert!(commendation_of_the_day.place() < award.place(), "7 comes before aa on one day");
    let later = Commendation { date: day(2024, 11, 2), ..commendation() };
    assert!(award.place() < AwardRecord::of_commendation(later, String::new()).place());
}

/// Rule L44: accents and case of a name are ignored, its words are not.
#[test]
fn l44_a_name_is_found_without_its_accents_and_only_whole() {
    let record = AwardRecord::of_award(granted_award(), None);
    for name in ["Lý Thị Na", "ly thi na", "LY  THI NA", "Ly\u{301} Thi\u{323} Na"] {
        assert!(record.bears(name), "{name}");
    }
    for name in ["Lý Thị", "Lý Thị Nam", "LyThi Na", ""] {
        assert!(!record.bears(name), "{name}");
    }
}
