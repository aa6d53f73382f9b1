//! Certificates: a code that people type, and a statement that holds no more than necessary.

use domain::base::ids::{AwardId, CertificateId};
use domain::honours::certificate::{Certificate, Code, Marks, Statement, wanting};
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::{admitted, decision, granted_award, now, standing, told, unpublished_award};

fn code() -> Code {
    Code::of(&std::array::from_fn(|place| u8::try_from(place).expect("a small place")))
}

fn marks() -> Marks {
    Marks { version: 0, code: code(), book: None }
}

#[test]
fn a_code_is_typed_in_groups_without_letters_that_look_like_others() {
    assert_eq!(code().as_str(), "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV");
    for typed in [
        "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "0123456789abcdefghjkmnpqrstv",
        " 0123 4567 89ab cdef ghjk mnpq rstv ",
        "oi23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "OL23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "--0123--456789ABCDEFGHJKMNPQRSTV",
    ] {
        assert_eq!(Code::read(typed), Some(code()), "{typed}");
    }
    for typed in [
        "",
        "0123",
        "0123-4567-89AB-CDEF-GHJK-MNPQ-RST",
        "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTVW",
        "U123-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "Đ123-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "0123/4567/89AB/CDEF/GHJK/MNPQ/RSTV",
        &"-".repeat(101),
    ] {
        assert_eq!(Code::read(typed), None, "{typed}");
    }
}

proptest! {
    /// Every symbol is made of exactly five random bits: 140 bits in all, and none of them is lost.
    #[test]
    fn a_code_keeps_every_random_bit(random: [u8; Code::BYTES]) {
        let code = Code::of(&random);
        let read = Code::read(code.as_str());
        prop_assert_eq!(read.as_ref(), Some(&code));
        prop_assert_eq!(code.as_str().len(), 34);
        let kept: [u8; Code::BYTES] = random.map(|byte| byte % 32);
        prop_assert_eq!(&Code::of(&kept), &code);
        for place in 0..Code::BYTES {
            let mut other = kept;
            other[place] ^= 1;
            prop_assert_ne!(&Code::of(&other), &code);
        }
    }
}

/// Rule L36: name, unit, award and decision, and no other data about persons.
#[test]
fn l36_a_statement_says_what_award_and_decision_say() {
    let award = granted_award();
    let stated = Statement::of(&award, marks());
    let Statement {
        award: id,
        code: _,
        name,
        organisation_name,
        form,
        decision_symbol,
        decision_date,
        decision_signer,
        correction,
        golden_book,
    } = stated;
    assert_eq!((correction, golden_book), (None, None), "as it was granted, before the book was kept");
    assert_eq!((id, name.as_str(), organisation_name.as_str()), (award.id, "Lý Thị Na", "Sở Y tế"));
    assert_eq!((form, decision_symbol.as_str()), (award.form, "335/QĐ-UBND"));
    assert_eq!((decision_date, decision_signer.as_str()), (award.decision.date, "Chủ tịch UBND tỉnh"));
}

#[test]
fn a_certificate_is_issued_once_for_each_public_award_that_stands() {
    let other = domain::honours::granted_award::GrantedAward { id: AwardId(Uuid::from_u128(0xab)), ..granted_award() };
    let awards = || vec![granted_award(), other.clone()];
    let ids = |certified: &[AwardId], revoked: &[AwardId]| -> Vec<AwardId> {
        let certified: Vec<(AwardId, i64)> = certified.iter().map(|award| (*award, 0)).collect();
        let wanting = wanting(awards(), &certified, revoked, &standing()).expect("open");
        wanting.into_iter().map(|award| award.id).collect()
    };
    assert_eq!(ids(&[], &[]), [granted_award().id, other.id]);
    assert_eq!(ids(&[other.id], &[]), [granted_award().id]);
    assert_eq!(ids(&[other.id], &[granted_award().id]), [], "a revoked award gets none");
    assert_eq!(admitted(|actor| wanting(awards(), &[], &[], actor)), ["Thường", "Thẩm"]);
    let early = wanting(vec![unpublished_award()], &[], &[], &standing());
    assert_eq!(told(early), ["wrong state: DECISION_NOT_PUBLISHED -"]);
}

/// Rules L36, L37: the signed statement agrees with the award; the audit trail does not hold the code.
#[test]
fn l36_l37_what_is_signed_is_what_the_award_says() {
    let award = granted_award();
    let issue = |award: &_, stated: Statement, actor: &_| {
        Certificate::issue(CertificateId(Uuid::nil()), award, marks(), (stated, "a.b.c".to_owned()), actor, now())
    };
    let stated = Statement::of(&award, marks());
    let forged = Statement { name: "Lý Thị Nà".to_owned(), ..stated.clone() };
    assert_eq!(told(issue(&award, forged, &standing())), ["wrong state: STATEMENT_UNFIT L36"]);
    assert_eq!(admitted(|actor| issue(&award, stated.clone(), actor)), ["Thường", "Thẩm"]);
    assert_eq!(told(issue(&award, stated.clone(), &decision())), ["not allowed: NOT_ALLOWED -"]);
    let early = unpublished_award();
    let refused = issue(&early, Statement::of(&early, marks()), &standing());
    assert_eq!(told(refused), ["wrong state: DECISION_NOT_PUBLISHED -"]);
    let (certificate, event) = issue(&award, stated, &standing()).expect("open").into_parts();
    assert_eq!((certificate.award, certificate.code), (award.id, code()));
    assert_eq!((event.organisation, event.reason.as_deref()), (Some(award.organisation), Some("335/QĐ-UBND")));
    assert!(event.changes.is_empty());
}
