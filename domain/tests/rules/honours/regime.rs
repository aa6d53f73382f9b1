//! Regimes, base salaries and the prizes that follow from them.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::ids::{BaseSalaryId, RegimeId, Revision};
use domain::honours::prize::{PrizeOf, prize_on};
use domain::honours::regime::{BaseSalary, PrizeRule, Regime, Rounding, regime_on};
use domain::planning::award::{AwardForm, Occasion, PaperKind, PaperRule, SubjectKind};
use domain::registry::level::IssuerClass;
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::{administrator, admitted, day, hour, movement, now, regimes, told};

const FORM: AwardForm = AwardForm::BangKhenProvince;

/// An award of the provincial Chair.
fn of(subject: SubjectKind) -> PrizeOf {
    PrizeOf { form: FORM, subject, issuer: IssuerClass::ProvincialChair }
}

fn document() -> Citation {
    Citation { url: Some("https://example.org/van-ban".to_owned()), ..Citation::default() }
}

fn salary(dong: i64, from: NaiveDate, to: Option<NaiveDate>) -> BaseSalary {
    let id = BaseSalaryId(Uuid::from_u128(u128::try_from(dong).expect("an amount")));
    BaseSalary { id, dong, from, to, document: document(), revision: Revision::FIRST }
}

/// The base salaries of the seed.
fn salaries() -> Vec<BaseSalary> {
    vec![
        salary(1_490_000, day(2019, 7, 1), Some(day(2023, 6, 30))),
        salary(1_800_000, day(2023, 7, 1), Some(day(2024, 6, 30))),
    ]
}

/// Rule L14, with the amounts of real decisions.
#[test]
fn l14_a_prize_is_the_coefficient_of_the_day_times_the_base_salary_of_the_day() {
    let amount = |day, subject| prize_on(&regimes(), &salaries(), day, of(subject)).dong;
    assert_eq!(amount(day(2022, 4, 1), SubjectKind::Individual), Some(1_490_000));
    assert_eq!(amount(day(2022, 4, 1), SubjectKind::Collective), Some(2_980_000));
    assert_eq!(amount(day(2023, 8, 1), SubjectKind::Individual), Some(1_800_000));
    assert_eq!(amount(day(2023, 8, 1), SubjectKind::Collective), Some(3_600_000));
    assert_eq!(amount(day(2023, 6, 30), SubjectKind::Individual), Some(1_490_000), "the last day of the old salary");
    assert_eq!(amount(day(2023, 7, 1), SubjectKind::Individual), Some(1_800_000), "the first day of the new one");
}

/// Rule L14: 0.15 and 0.3 of 1.490.000, which a portal rounds differently from the law.
#[test]
fn l14_rounding_is_the_regimes() {
    let with = |rounding, coefficient_hundredths| {
        let mut regime = regimes().remove(0);
        regime.terms.rounding = rounding;
        regime.terms.prizes =
            vec![PrizeRule { form: FORM, subject: SubjectKind::Individual, issuer: None, coefficient_hundredths }];
        prize_on(&[regime], &salaries(), day(2022, 4, 1), of(SubjectKind::Individual)).dong
    };
    assert_eq!([15, 30].map(|part| with(Rounding::Exact, part)), [Some(223_500), Some(447_000)]);
    assert_eq!([15, 30].map(|part| with(Rounding::UpToTenThousand, part)), [Some(230_000), Some(450_000)]);
    assert_eq!([15, 30].map(|part| with(Rounding::NearestTenThousand, part)), [Some(220_000), Some(450_000)]);
    assert_eq!(with(Rounding::UpToTenThousand, 100), Some(1_490_000), "what is even stays");
}

/// Rule L15: a value without a confirming document gives no amount, and the answer names it.
#[test]
fn l15_nothing_is_guessed() {
    let said = |day, subject| {
        let prize = prize_on(&regimes(), &salaries(), day, of(subject));
        let warning = prize.warning.expect("a warning");
        assert_eq!((prize.dong, warning.code, warning.rule), (None, "PRIZE_NOT_CONFIGURED", Some("L15")));
        warning.text.en
    };
    assert!(said(day(2024, 3, 1), SubjectKind::Individual).contains("coefficient"));
    let both = said(day(2025, 8, 1), SubjectKind::Collective);
    assert!(both.contains("no coefficient of the prize and no base salary of"), "all that is missing: {both}");
    assert!(said(day(2025, 8, 1), SubjectKind::Individual).contains("base salary"));
    assert!(said(day(2017, 1, 1), SubjectKind::Individual).contains("legal regime"));
}

/// Rule L39: each day has its regime, and a day before all regimes has none.
#[test]
fn l39_every_day_has_the_regime_of_that_day() {
    let code = |day| regime_on(&regimes(), day).map(|regime| regime.code.clone());
    assert_eq!(code(day(2023, 12, 31)).as_deref(), Ok("ND-91-2017"));
    assert_eq!(code(day(2024, 1, 1)).as_deref(), Ok("ND-98-2023"));
    assert_eq!(code(day(2025, 6, 30)).as_deref(), Ok("ND-98-2023"));
    assert_eq!(code(day(2025, 7, 1)).as_deref(), Ok("ND-152-2025"));
    assert_eq!(told(regime_on(&regimes(), day(2017, 9, 30))), ["wrong state: REGIME_MISSING L39"]);
}

/// Rules L05, L06, S20: which papers an occasion asks for, and by which rule.
#[test]
fn l05_l06_s20_a_regime_names_its_papers() {
    let papers = |occasion, subject| -> Vec<String> {
        let regime = regimes().remove(0);
        let wanted = regime.papers_for(occasion, subject);
        wanted.iter().map(|paper| format!("{} {}", paper.kind, paper.rule_id(occasion))).collect()
    };
    let urgent = ["SUBMISSION_LETTER L06", "ACHIEVEMENT_REPORT L06"];
    assert_eq!(papers(Occasion::Urgent, SubjectKind::Collective), urgent);
    let annual = ["SUBMISSION_LETTER L05", "ACHIEVEMENT_REPORT L05", "MINUTES L05"];
    assert_eq!(papers(Occasion::Annual, SubjectKind::Individual), annual);
    assert_eq!(papers(Occasion::Final, SubjectKind::Collective), annual, "the plan asks for more, and not the law");
    let of_plan = |occasion, subject| -> Vec<PaperKind> {
        movement().text.policy.papers_for(occasion, subject).map(|paper| paper.kind).collect()
    };
    let more = [PaperKind::ImplementingDocument, PaperKind::ResultReport];
    assert_eq!(of_plan(Occasion::Final, SubjectKind::Collective), more);
    assert_eq!(of_plan(Occasion::Annual, SubjectKind::Individual), []);
    assert_eq!(of_plan(Occasion::Urgent, SubjectKind::Collective), []);
    let forms: Vec<Option<String>> = regimes()[0]
        .papers_for(Occasion::Annual, SubjectKind::Individual)
        .into_iter()
        .filter(|paper| paper.kind == PaperKind::AchievementReport)
        .map(|paper| paper.form_code.clone())
        .collect();
    assert_eq!(forms, [Some("Mẫu 07".to_owned())]);
}

/// Rule L39: periods never overlap; an open regime ends the day before its successor begins.
#[test]
fn l39_times_never_overlap() {
    // The newest regime of the seed rests on documents of 2025, which cannot be cited before.
    let at = hour(day(2026, 12, 1), 9);
    let next = |code: &str, from| Regime {
        id: RegimeId(Uuid::max()),
        code: code.to_owned(),
        valid_from: from,
        valid_to: None,
        terms: regimes().remove(2).terms,
        revision: Revision::FIRST,
    };
    assert_eq!(admitted(|actor| next("MOI", day(2027, 3, 1)).enter(&regimes(), actor, at)), ["Quản"]);
    let succession = next("MOI", day(2027, 3, 1)).enter(&regimes(), &administrator(), at).expect("entered");
    let ended = succession.ended.expect("the open one ends");
    assert_eq!((ended.after().code.as_str(), ended.after().valid_to), ("ND-152-2025", Some(day(2027, 2, 28))));
    let refused = next("MOI", day(2024, 6, 1)).enter(&regimes(), &administrator(), at);
    let taken = ["invalid: TIME_TAKEN L39 /validFromDate", "invalid: TIME_TAKEN L39 /validFromDate"];
    assert_eq!(told(refused), taken, "over the two of that time");
    let again = next("ND-152-2025", day(2027, 3, 1)).enter(&regimes(), &administrator(), at);
    assert_eq!(told(again), ["taken: REGIME_EXISTS L39"]);
    let mut bare = next("MOI", day(2027, 3, 1));
    bare.terms.documents.clear();
    assert_eq!(told(bare.enter(&regimes(), &administrator(), at)), ["invalid: DOCUMENT_MISSING L15 /terms/documents"]);
    for code in ["", "A/B", "NĐ-1"] {
        let refused = next(code, day(2027, 3, 1)).enter(&regimes(), &administrator(), at);
        assert_eq!(told(refused), ["invalid: CODE_MALFORMED - /code"], "{code}");
    }
    let mut twice = next("MOI", day(2027, 3, 1));
    let paper = twice.terms.papers[0].clone();
    twice.terms.papers.push(PaperRule { occasions: vec![Occasion::Urgent], ..paper });
    let place = twice.terms.papers.len() - 1;
    let refused = twice.enter(&regimes(), &administrator(), at);
    assert_eq!(told(refused), [format!("invalid: PAPER_TWICE - /terms/papers/{place}")]);
    let later = salary(2_000_000, day(2024, 7, 1), None);
    assert_eq!(told(later.clone().enter(&salaries(), &administrator(), now())), ["done"]);
    let early = BaseSalary { from: day(2024, 6, 30), ..later };
    assert_eq!(told(early.enter(&salaries(), &administrator(), now())), ["invalid: TIME_TAKEN L39 /fromDate"]);
}

proptest! {
    /// Rule L14: rounding up adds nothing or less than ten thousand; rounding to the nearest moves at most half of it.
    #[test]
    fn l14_rounding_stays_within_ten_thousand(dong in 1_i64..10_000_000, coefficient in 1_i64..1_000) {
        let amount = |rounding| {
            let mut regime = regimes().remove(0);
            regime.terms.rounding = rounding;
            let subject = SubjectKind::Individual;
            regime.terms.prizes = vec![PrizeRule { form: FORM, subject, issuer: None, coefficient_hundredths: coefficient }];
            let salaries = [salary(dong, day(2019, 7, 1), None)];
            prize_on(&[regime], &salaries, day(2022, 4, 1), of(subject)).dong.expect("an amount")
        };
        let exact = dong * coefficient;
        let (up, nearest) = (amount(Rounding::UpToTenThousand), amount(Rounding::NearestTenThousand));
        prop_assert_eq!(amount(Rounding::Exact), exact / 100);
        prop_assert!(exact <= up * 100 && up * 100 < exact + 1_000_000);
        prop_assert!((nearest * 100 - exact).abs() <= 500_000);
        prop_assert!(up % 10_000 == 0 && nearest % 10_000 == 0);
    }
}
