//! Revocation: four grounds, one further decision, once; then the recovery of everything.

use domain::base::citation::{Citation, FileMetadata};
use domain::base::ids::RevocationId;
use domain::honours::revocation::{
    AwardVerb, RecoveredItem, Returned, Revocation, RevocationContent, RevocationGround, RevokingPaper, transitions,
};
use uuid::Uuid;

use crate::world::{
    AGENCY, admitted, appraisal, day, decision, decision_paper, document, granted_award, now, open_verbs, standing,
    taken, told, unpublished_award,
};

pub(super) fn content() -> RevocationContent {
    RevocationContent {
        ground: RevocationGround::Fraud,
        paper: RevokingPaper {
            number: 412,
            symbol: "412/QĐ-UBND".to_owned(),
            date: day(2024, 11, 15),
            signer: "Chủ tịch UBND tỉnh".to_owned(),
            title: "Hủy bỏ quyết định tặng Bằng khen".to_owned(),
            file: decision_paper().file,
        },
        reason: "Khai khống số liệu".to_owned(),
    }
}

pub(super) fn revoke(
    content: RevocationContent,
) -> Result<domain::base::step::Step<Revocation>, domain::base::refusal::Refusal> {
    Revocation::revoke(RevocationId(Uuid::nil()), (&granted_award(), None), content, &decision(), now())
        .map(|revoking| revoking.revocation)
}

fn with(change: impl Fn(&mut RevocationContent)) -> Vec<String> {
    let mut content = content();
    change(&mut content);
    told(revoke(content))
}

fn returned(items: &[RecoveredItem]) -> Returned {
    Returned { items: items.to_vec(), date: day(2024, 11, 18), document: document() }
}

/// Rule L18: the decision authority revokes a public award, once.
#[test]
fn l18_the_decision_authority_revokes_a_public_award_once() {
    let try_it = |award: &_, before: Option<&Revocation>, actor: &_| {
        Revocation::revoke(RevocationId(Uuid::nil()), (award, before), content(), actor, now())
    };
    assert_eq!(admitted(|actor| try_it(&granted_award(), None, actor)), ["Quyết"]);
    let early = try_it(&unpublished_award(), None, &decision());
    assert_eq!(told(early), ["wrong state: DECISION_NOT_PUBLISHED -"]);
    let revocation = taken(revoke(content()));
    assert_eq!(told(try_it(&granted_award(), Some(&revocation), &decision())), ["taken: AWARD_REVOKED L18"]);
    // Permission is checked first, then state, then content.
    assert_eq!(told(try_it(&unpublished_award(), Some(&revocation), &standing())), ["not allowed: NOT_ALLOWED L18"]);
}

/// Rules L13, L18: the data on the paper.
#[test]
fn l13_l18_a_revoking_decision_is_complete_and_follows_the_award() {
    assert_eq!(with(|_| ()), ["done"]);
    assert_eq!(with(|content| content.paper.date = day(2024, 11, 1)), ["done"], "the same day is not before");
    let unfit = ["invalid: DATE_UNFIT L18 /date"];
    assert_eq!(with(|content| content.paper.date = day(2024, 10, 31)), unfit);
    assert_eq!(with(|content| content.paper.date = day(2024, 11, 21)), unfit);
    for symbol in ["412/QĐ-UB", "413/QĐ-UBND", "412"] {
        let told = with(|content| content.paper.symbol = symbol.to_owned());
        assert_eq!(told, ["invalid: SYMBOL_MALFORMED L13 /symbol"]);
    }
    let same = with(|content| {
        content.paper.number = 335;
        content.paper.symbol = " 335/QĐ-UBND".to_owned();
    });
    assert_eq!(same, ["invalid: SYMBOL_OF_AWARD L18 /symbol"], "the award's own decision revokes nothing");
    let blank = with(|content| {
        content.reason = " ".to_owned();
        content.paper = RevokingPaper {
            number: 0,
            symbol: "0/QĐ-UBND".to_owned(),
            signer: String::new(),
            title: String::new(),
            file: FileMetadata { name: String::new(), sha256: String::new(), size_bytes: 0 },
            ..content.paper.clone()
        };
    });
    let expected = [
        "invalid: NUMBER_OUT_OF_RANGE L13 /number",
        "invalid: TEXT_EMPTY - /signer",
        "invalid: TEXT_EMPTY - /title",
        "invalid: TEXT_EMPTY - /file/name",
        "invalid: DIGEST_MALFORMED - /file/sha256",
        "invalid: FILE_EMPTY - /file/sizeBytes",
        "invalid: TEXT_EMPTY - /reason",
    ];
    assert_eq!(blank, expected);
}

/// Rule L13: the number is unique for the issuer, and belongs to the tidied paper.
#[test]
fn l13_a_revocation_says_which_paper_takes_its_number() {
    let mut content = content();
    content.paper.signer = "  Chủ tịch  UBND tỉnh ".to_owned();
    let id = RevocationId(Uuid::nil());
    let revoking = Revocation::revoke(id, (&granted_award(), None), content, &decision(), now()).expect("open");
    let paper = &revoking.revocation.after().paper;
    assert_eq!(revoking.paper, paper.numbered(AGENCY));
    assert_eq!((revoking.paper.signer.as_str(), revoking.paper.year()), ("Chủ tịch UBND tỉnh", 2024));
}

/// Rule L18: recovery is due until both money and certificate are recovered, together or one by one.
#[test]
fn l18_money_and_certificate_are_due_until_they_came_back() {
    use RecoveredItem as R;
    let recover =
        |revocation: Revocation, returned: Returned| revocation.recover(&granted_award(), returned, &standing(), now());
    let revocation = || taken(revoke(content()));
    assert!(revocation().recovery_due());
    assert_eq!(revocation().due(), [R::Money, R::Certificate]);
    let whole = taken(recover(revocation(), returned(&[R::Certificate, R::Money])));
    assert!(!whole.recovery_due());
    assert_eq!(told(recover(whole, returned(&[R::Money]))), ["wrong state: RECOVERY_COMPLETE L18"]);

    let half = taken(recover(revocation(), returned(&[R::Certificate])));
    assert_eq!((half.recovery_due(), half.due()), (true, vec![R::Money]));
    let again = recover(half.clone(), returned(&[R::Certificate]));
    assert_eq!(told(again), ["invalid: ITEM_RECOVERED L18 /items/0"]);
    assert!(!taken(recover(half, returned(&[R::Money]))).recovery_due());

    assert_eq!(told(recover(revocation(), returned(&[R::Money, R::Money]))), ["invalid: ITEM_RECOVERED L18 /items/1"]);
    assert_eq!(told(recover(revocation(), returned(&[]))), ["invalid: ITEMS_MISSING L18 /items"]);
    let early = Returned { date: day(2024, 11, 14), document: Citation::default(), ..returned(&[R::Money]) };
    let refused = ["invalid: DATE_UNFIT L18 /date", "invalid: CITATION_INCOMPLETE L18 /document"];
    assert_eq!(told(recover(revocation(), early)), refused);
    let late = Returned { date: day(2024, 11, 21), ..returned(&[R::Money]) };
    assert_eq!(told(recover(revocation(), late)), ["invalid: DATE_UNFIT L18 /date"]);
    let trying = |actor: &_| revocation().recover(&granted_award(), returned(&[R::Money]), actor, now());
    assert_eq!(admitted(trying), ["Thường", "Thẩm"]);
    assert_eq!(
        told(Revocation::recoverable(&granted_award(), None, &standing())),
        ["wrong state: AWARD_NOT_REVOKED L18"]
    );
    assert_eq!(told(Revocation::recoverable(&granted_award(), Some(revocation()), &standing())), ["done"]);
}

/// Rule L18: `transitions` shows the steps that are allowed.
#[test]
fn l18_what_is_open_follows_what_happened() {
    let revocation = taken(revoke(content()));
    let open =
        |revocation: Option<&Revocation>, actor: &_| open_verbs(transitions(&granted_award(), revocation, actor));
    assert_eq!(open(None, &decision()), [AwardVerb::Revoke.as_str()]);
    assert!(open(Some(&revocation), &decision()).is_empty());
    assert!(open(None, &standing()).is_empty());
    assert_eq!(open(Some(&revocation), &appraisal()), [AwardVerb::Recover.as_str()]);
}

/// Rules L37, L44.
#[test]
fn l37_l44_a_revocation_is_tidied_and_leaves_its_event() {
    let untidy = RevocationContent { reason: "  Khai  khống ".to_owned(), ..content() };
    let (revocation, event) = revoke(untidy).expect("open").into_parts();
    assert_eq!(revocation.reason, "Khai khống");
    assert_eq!((event.from, event.to, event.reason.as_deref()), (None, Some("FRAUD"), Some("412/QĐ-UBND: Khai khống")));
    let step = revocation.recover(&granted_award(), returned(&[RecoveredItem::Money]), &standing(), now());
    let (_, event) = step.expect("open").into_parts();
    assert_eq!(event.reason.as_deref(), Some("MONEY"));
}
