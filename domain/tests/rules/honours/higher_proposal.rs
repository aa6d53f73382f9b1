//! Awards proposed to a higher level: registered for a public award, ended once, and shown in the record if granted.

use chrono::NaiveDate;
use domain::base::citation::{Citation, FileMetadata};
use domain::base::ids::{HigherProposalId, Revision, RevocationId};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::award_record::{AwardRecord, RecordForm, RecordSource};
use domain::honours::higher_proposal::{
    Ending, HigherOutcome, HigherProposal, HigherProposalContent, HigherProposalState, HigherProposalVerb,
};
use domain::honours::revocation::{Revocation, RevocationGround, RevokingPaper};
use domain::planning::award::AwardKind;
use uuid::Uuid;

use crate::world::{
    CAMPAIGN, UNIT, admitted, appraisal, day, granted_award, now, open_verbs, standing, taken, told, unpublished_award,
};

fn paper(number: &str, date: NaiveDate) -> Citation {
    Citation {
        number: Some(number.to_owned()),
        date: Some(date),
        issuer: Some("UBND tỉnh".to_owned()),
        title: Some("Đề nghị tặng thưởng Bằng khen của Thủ tướng Chính phủ".to_owned()),
        ..Citation::default()
    }
}

fn content() -> HigherProposalContent {
    HigherProposalContent {
        form: "Bằng khen  của Thủ tướng Chính phủ".to_owned(),
        authority: "Thủ tướng Chính phủ ".to_owned(),
        document: paper("88/TTr-UBND", day(2024, 11, 10)),
        summary: None,
    }
}

fn propose(content: HigherProposalContent) -> Result<Step<HigherProposal>, Refusal> {
    HigherProposal::propose(
        HigherProposalId(Uuid::from_u128(0xb0)),
        (&granted_award(), None),
        content,
        &appraisal(),
        now(),
    )
}

fn proposal() -> HigherProposal {
    taken(propose(content()))
}

fn conclude(outcome: HigherOutcome, reason: &str, document: Citation) -> Result<Step<HigherProposal>, Refusal> {
    proposal().conclude(outcome, (reason, document), &appraisal(), now())
}

fn revocation() -> Revocation {
    Revocation {
        id: RevocationId(Uuid::nil()),
        award: granted_award().id,
        ground: RevocationGround::Fraud,
        paper: RevokingPaper {
            number: 412,
            symbol: "412/QĐ-UBND".to_owned(),
            date: day(2024, 11, 15),
            signer: "Chủ tịch".to_owned(),
            title: "Hủy bỏ".to_owned(),
            file: FileMetadata { name: "412.pdf".to_owned(), sha256: "0f".repeat(32), size_bytes: 1 },
        },
        reason: "Khai khống".to_owned(),
        revoked_at: now(),
        recoveries: Vec::new(),
        revision: Revision::FIRST,
    }
}

#[test]
fn the_appraisal_agency_keeps_the_register_of_higher_proposals() {
    let id = HigherProposalId(Uuid::nil());
    let proposing = |actor: &_| HigherProposal::propose(id, (&granted_award(), None), content(), actor, now());
    assert_eq!(admitted(proposing), ["Thẩm"]);
    let granted = || paper("987/QĐ-TTg", day(2024, 11, 18));
    assert_eq!(admitted(|actor| proposal().conclude(HigherOutcome::Granted, ("", granted()), actor, now())), ["Thẩm"]);
    assert_eq!(admitted(|actor| proposal().withdraw("Trình lại sau", actor, now())), ["Thẩm"]);
    assert_eq!(
        admitted(|actor| actor.must(Permission::ReadHigherProposal, CAMPAIGN)),
        ["Thường", "Thẩm", "Quyết", "Kiểm"]
    );
    assert_eq!(open_verbs(proposal().transitions(&appraisal())), ["CONCLUDE", "WITHDRAW"]);
    assert!(open_verbs(proposal().transitions(&standing())).is_empty());
}

/// Rule L18: a higher award is based on an award that is public and not revoked.
#[test]
fn l18_a_higher_proposal_rests_on_an_award_that_is_public_and_stands() {
    let id = HigherProposalId(Uuid::nil());
    let early = HigherProposal::propose(id, (&unpublished_award(), None), content(), &appraisal(), now());
    assert_eq!(told(early), ["wrong state: DECISION_NOT_PUBLISHED -"]);
    let revocation = revocation();
    let late = HigherProposal::propose(id, (&granted_award(), Some(&revocation)), content(), &appraisal(), now());
    assert_eq!(told(late), ["wrong state: AWARD_REVOKED L18"]);
}

/// Rule L21: the paper has a number and a day, and its day is between the award and today.
#[test]
fn l21_a_higher_proposal_says_what_to_whom_and_by_which_paper() {
    let with = |change: fn(&mut HigherProposalContent)| {
        let mut content = content();
        change(&mut content);
        told(propose(content))
    };
    assert_eq!(with(|_| ()), ["done"]);
    assert_eq!(with(|content| content.document.date = Some(day(2024, 11, 1))), ["done"]);
    assert_eq!(with(|content| content.document.date = Some(day(2024, 11, 20))), ["done"]);
    for wrong in [day(2024, 10, 31), day(2024, 11, 21)] {
        let content = HigherProposalContent { document: paper("88/TTr-UBND", wrong), ..content() };
        assert_eq!(told(propose(content)), ["invalid: DATE_UNFIT - /document/date"], "{wrong}");
    }
    let blank = with(|content| {
        (content.form, content.authority, content.document) = (" ".to_owned(), "\n".to_owned(), Citation::default());
    });
    assert_eq!(
        blank,
        [
            "invalid: TEXT_EMPTY - /form",
            "invalid: TEXT_EMPTY - /authority",
            "invalid: CITATION_INCOMPLETE L21 /document"
        ]
    );
    let addressed = with(|content| {
        content.document = Citation { url: Some("https://vanban.example/88".to_owned()), ..Citation::default() };
    });
    assert_eq!(addressed, ["invalid: TEXT_EMPTY - /document/number", "invalid: DATE_MISSING - /document/date"]);
    let (registered, event) = propose(content()).expect("open").into_parts();
    assert_eq!(registered.content.form, "Bằng khen của Thủ tướng Chính phủ");
    assert_eq!((event.from, event.to, event.organisation), (None, Some("OPEN"), Some(UNIT)));
    assert_eq!(event.reason.as_deref(), Some("Bằng khen của Thủ tướng Chính phủ"));
}

#[test]
fn an_award_is_proposed_for_one_form_at_a_time_however_it_is_spelt() {
    let key = proposal().live_key().expect("a key");
    let respelled = HigherProposalContent { form: "BANG KHEN CUA THU TUONG CHINH PHU".to_owned(), ..content() };
    assert_eq!(taken(propose(respelled)).live_key().as_ref(), Some(&key));
    let other = HigherProposalContent { form: "Huân chương Lao động hạng Ba".to_owned(), ..content() };
    assert_ne!(taken(propose(other)).live_key(), Some(key));
    assert_eq!(taken(proposal().withdraw("Trình lại sau", &appraisal(), now())).live_key(), None);
}

#[test]
fn a_higher_proposal_ends_once_and_a_refusal_has_its_reason() {
    let answer = || paper("987/QĐ-TTg", day(2024, 11, 18));
    let (granted, event) = conclude(HigherOutcome::Granted, "", answer()).expect("open").into_parts();
    assert_eq!((granted.state(), granted.granted_date()), (HigherProposalState::Granted, Some(day(2024, 11, 18))));
    assert_eq!((event.from, event.to, event.reason.as_deref()), (Some("OPEN"), Some("GRANTED"), Some("GRANTED")));
    let reasoned = taken(conclude(HigherOutcome::NotGranted, " Chưa đủ  thời gian", answer()));
    assert_eq!((reasoned.state(), reasoned.granted_date()), (HigherProposalState::NotGranted, None));
    let Some(Ending::Concluded(conclusion)) = &reasoned.ending else { panic!("concluded") };
    assert_eq!(conclusion.reason.as_deref(), Some("Chưa đủ thời gian"));
    let withdrawn = taken(proposal().withdraw("Trình lại sau", &appraisal(), now()));
    assert_eq!(withdrawn.state(), HigherProposalState::Withdrawn);
    for ended in [granted, reasoned, withdrawn] {
        assert!(open_verbs(ended.transitions(&appraisal())).is_empty());
        assert!(ended.may(HigherProposalVerb::Withdraw, &appraisal()).is_err());
        let again = ended.conclude(HigherOutcome::Granted, ("", answer()), &appraisal(), now());
        assert_eq!(told(again), ["wrong state: HIGHER_PROPOSAL_ENDED -"]);
    }

    assert_eq!(told(conclude(HigherOutcome::NotGranted, "", answer())), ["invalid: TEXT_EMPTY - /reason"]);
    assert_eq!(told(proposal().withdraw(" ", &appraisal(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    for wrong in [day(2024, 11, 9), day(2024, 11, 21)] {
        let told = told(conclude(HigherOutcome::Granted, "", paper("987/QĐ-TTg", wrong)));
        assert_eq!(told, ["invalid: DATE_UNFIT - /document/date"], "{wrong}");
    }
    let bare = told(conclude(HigherOutcome::NotGranted, "", Citation::default()));
    assert_eq!(bare, ["invalid: CITATION_INCOMPLETE L21 /document", "invalid: TEXT_EMPTY - /reason"]);
}

/// Rules L16, L31: a granted award is in the record under the names and with the kind of the award it is based on.
#[test]
fn l16_l31_a_granted_higher_award_stands_in_the_record() {
    let granted = taken(conclude(HigherOutcome::Granted, "", paper("987/QĐ-TTg", day(2024, 11, 18))));
    let record = AwardRecord::of_higher_award(granted.clone(), granted_award()).expect("granted");
    assert_eq!(record.source, RecordSource::HigherAward { proposal: granted.id, award: granted_award().id });
    assert_eq!((record.form, record.kind), (RecordForm::HigherAward, AwardKind::Thematic));
    assert!(!record.counts_for_merit());
    assert_eq!((record.symbol.as_str(), record.date), ("987/QĐ-TTg", day(2024, 11, 18)));
    assert_eq!((record.name.as_str(), record.organisation_name.as_str()), ("Lý Thị Na", "Sở Y tế"));
    assert_eq!((record.place().id, record.revoked), (granted.id.0, None));
    let higher = record.higher.expect("more about it");
    assert_eq!(higher.form, "Bằng khen của Thủ tướng Chính phủ");
    assert_eq!(higher.authority, "Thủ tướng Chính phủ");
    for other in [proposal(), taken(proposal().withdraw("Trình lại sau", &appraisal(), now()))] {
        assert_eq!(AwardRecord::of_higher_award(other, granted_award()), None);
    }
}
