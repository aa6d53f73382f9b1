//! A decision's number: one paper of its issuer in a year, whether it grants or revokes.

use chrono::Datelike;
use domain::honours::decision_number::{NumberHolder, NumberedPaper};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::revocation::RevokingPaper;

use crate::world::{AGENCY, UNIT, day, decision, decision_paper, grant, nomination_in};

fn revoking() -> NumberedPaper {
    let paper = RevokingPaper {
        number: 412,
        symbol: "412/QĐ-UBND".to_owned(),
        date: day(2024, 11, 15),
        signer: "Chủ tịch UBND tỉnh".to_owned(),
        title: "Hủy bỏ quyết định tặng Bằng khen".to_owned(),
        file: decision_paper().file,
    };
    paper.numbered(AGENCY)
}

/// Rule L13: one revoking decision may revoke many awards; a paper with any other value is another paper.
#[test]
fn l13_a_revoking_number_is_shared_by_the_same_paper_only() {
    let held = revoking();
    assert!(revoking().may_share(&held));
    // A zero before a number below ten is a way to write it, and makes no other paper.
    let below_ten = |symbol: &str| NumberedPaper { number: 7, symbol: symbol.to_owned(), ..revoking() };
    assert!(below_ten("07/QĐ-UBND").may_share(&below_ten("7/QĐ-UBND")));
    assert!(!below_ten("07/QĐ-UBND").may_share(&below_ten("70/QĐ-UBND")));
    let others = [
        NumberedPaper { symbol: "412/QĐ-UB".to_owned(), ..revoking() },
        NumberedPaper { date: day(2024, 11, 16), ..revoking() },
        NumberedPaper { date: day(2023, 11, 15), ..revoking() },
        NumberedPaper { signer: "Phó Chủ tịch UBND tỉnh".to_owned(), ..revoking() },
        NumberedPaper { issuer: UNIT, ..revoking() },
        NumberedPaper { number: 413, ..revoking() },
        NumberedPaper { holder: NumberHolder::Granting, ..revoking() },
    ];
    for other in others {
        assert!(!other.may_share(&held) && !held.may_share(&other), "{other:?}");
    }
}

/// Rule L13: a granting decision is recorded once, so its number is never used again, not even for the same paper.
#[test]
fn l13_a_granting_number_is_shared_by_nothing() {
    let (granted, _) = grant(nomination_in(NominationState::SubmittedToChair), &decision()).expect("open");
    let held = granted.numbered();
    assert_eq!((held.holder, held.number, held.symbol.as_str()), (NumberHolder::Granting, 335, "335/QĐ-UBND"));
    assert_eq!((held.issuer, held.year()), (AGENCY, granted.paper.date.year()));
    assert!(!held.may_share(&held));
    let same = NumberedPaper { holder: NumberHolder::Revoking, ..held.clone() };
    assert!(!same.may_share(&held), "what grants revokes nothing");
}
