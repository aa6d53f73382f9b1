//! Time limits, prizes and calendars as data under documents.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::ids::{BaseSalaryId, ConsultationId, Revision, WorkYearId};
use domain::honours::consultation::{
    Consultation, Question, appraisal_clock, must_be_answered, return_clock, warnings,
};
use domain::honours::decision::{Decision, Grounds};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::honours::prize::{PrizeOf, prize_on};
use domain::honours::regime::{BaseSalary, PrizeRule, Regime};
use domain::honours::time_limit::{TimeLimit, TimedStep};
use domain::planning::award::{AwardForm, Occasion, SubjectKind};
use domain::registry::level::IssuerClass;
use domain::registry::work_year::{SpecialDay, SpecialDays, WorkYear, days_after, is_provisional, must_be_announced};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    DECISION, OTHER, administrator, admitted, appraisal, day, decision, decision_paper, document, grantee, hour,
    nomination_in, now, organisation, regime, regimes, standing, taken, told, unit,
};

/// The base salaries that every province has in common.
fn salaries() -> Vec<BaseSalary> {
    let list: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../../plans/common/base-salaries.json")).expect("salaries");
    let day = |entry: &serde_json::Value, field: &str| -> Option<NaiveDate> {
        entry.get(field).and_then(|day| serde_json::from_value(day.clone()).ok())
    };
    list.iter()
        .zip(1_u128..)
        .map(|(entry, place)| BaseSalary {
            id: BaseSalaryId(Uuid::from_u128(place)),
            dong: entry.get("dong").and_then(serde_json::Value::as_i64).expect("an amount"),
            from: day(entry, "from").expect("a first day"),
            to: day(entry, "to"),
            document: serde_json::from_value(entry.get("document").expect("a document").clone()).expect("a citation"),
            revision: Revision::FIRST,
        })
        .collect()
}

/// The working years that every province has in common.
fn work_years() -> Vec<WorkYear> {
    let list: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../../plans/common/work-years.json")).expect("years");
    let part = |entry: &serde_json::Value, field: &str| entry.get(field).cloned().unwrap_or_default();
    list.iter()
        .map(|entry| WorkYear {
            id: WorkYearId(Uuid::nil()),
            year: serde_json::from_value(part(entry, "year")).expect("a year"),
            days: SpecialDays {
                holidays: serde_json::from_value(part(entry, "holidays")).expect("days"),
                working_days: serde_json::from_value(part(entry, "workingDays")).expect("days"),
                documents: serde_json::from_value(part(entry, "documents")).expect("documents"),
                provisional: false,
            },
            revision: Revision::FIRST,
        })
        .collect()
}

const CHAIR: IssuerClass = IssuerClass::ProvincialChair;
const FORM: AwardForm = AwardForm::BangKhenProvince;

/// Rule L14: the base salaries of the law, and the first amount that rounding decides.
#[test]
fn found_b14_a_bang_khen_of_august_2026_is_three_million_eight() {
    let individual = PrizeOf { form: FORM, subject: SubjectKind::Individual, issuer: CHAIR };
    let amount = |day| prize_on(&regimes(), &salaries(), day, individual).dong;
    assert_eq!(amount(day(2026, 8, 1)), Some(3_800_000), "1.5 × 2.530.000 = 3.795.000, rounded up");
    assert_eq!(amount(day(2026, 7, 1)), Some(3_800_000), "the first day of the new salary");
    assert_eq!(amount(day(2026, 6, 30)), Some(3_510_000), "the last day of the old one");
    assert_eq!(amount(day(2025, 7, 1)), Some(3_510_000));
    assert_eq!(amount(day(2023, 6, 30)), Some(1_490_000));
    assert_eq!(amount(day(2024, 7, 1)), None, "the coefficient of Decree 98 is not confirmed");
    let household = PrizeOf { subject: SubjectKind::Household, ..individual };
    assert_eq!(prize_on(&regimes(), &salaries(), day(2026, 8, 1), household).dong, None, "not read, so not guessed");
}

/// Rule L14: the coefficient of a Giấy khen depends on who gives it; a rule for every class gives way to one of its own.
#[test]
fn found_b14_a_giay_khens_coefficient_depends_on_the_class_of_its_issuer() {
    let giay_khen = |issuer| PrizeOf { form: AwardForm::GiayKhenUnit, subject: SubjectKind::Individual, issuer };
    let amount = |day, issuer| prize_on(&regimes(), &salaries(), day, giay_khen(issuer)).dong;
    assert_eq!(amount(day(2022, 4, 1), IssuerClass::CommuneChair), Some(230_000), "0.15 × 1.490.000, rounded up");
    assert_eq!(amount(day(2022, 4, 1), IssuerClass::AgencyHead), None, "one source alone is not entered");
    for issuer in [IssuerClass::CommuneChair, IssuerClass::AgencyHead, IssuerClass::EnterpriseHead] {
        assert_eq!(amount(day(2026, 8, 1), issuer), Some(760_000), "0.3 for every issuer");
    }
    let mut law = regimes();
    let rule = |issuer, coefficient_hundredths| PrizeRule {
        form: AwardForm::GiayKhenUnit,
        subject: SubjectKind::Individual,
        issuer,
        coefficient_hundredths,
    };
    law[0].terms.prizes = vec![rule(None, 50), rule(Some(IssuerClass::AgencyHead), 30)];
    let of = |issuer| prize_on(&law, &salaries(), day(2022, 4, 1), giay_khen(issuer)).coefficient_hundredths;
    assert_eq!((of(IssuerClass::AgencyHead), of(IssuerClass::CommuneChair)), (Some(30), Some(50)));
    let twice = Regime { code: "MOI".to_owned(), valid_from: day(2030, 1, 1), ..law[0].clone() };
    let mut twice = Regime { valid_to: None, ..twice };
    twice.terms.prizes.push(rule(None, 60));
    let refused = twice.enter(&[], &administrator(), now());
    assert_eq!(told(refused), ["invalid: COEFFICIENT_UNFIT L14 /terms/prizes/2/coefficient"]);
    let head_of = |level: T, kind| organisation(OTHER, "Đơn vị", level, kind).issuer_class(Some(&level.level()));
    use crate::plan_level::PlanLevel as T;
    use domain::registry::organisation::OrganisationKind as K;
    assert_eq!(head_of(T::Commune, K::PeoplesCommittee), IssuerClass::CommuneChair);
    assert_eq!(head_of(T::District, K::PeoplesCommittee), IssuerClass::DistrictChair);
    assert_eq!(head_of(T::Provincial, K::MassOrganisation), IssuerClass::AgencyHead);
    assert_eq!(head_of(T::Enterprise, K::Enterprise), IssuerClass::EnterpriseHead);
}

/// Rule L15: a decision says what its prizes lack, and a later step fills them, once and audited.
#[test]
fn found_b14_a_prize_that_was_missing_is_filled_by_a_step_and_never_silently() {
    let presented = nomination_in(NominationState::SubmittedToChair);
    let (law, known) = (regimes(), salaries());
    let grounds = Grounds { regimes: &law, salaries: &known, ..Grounds::default() };
    let granting = Decision::issue(DECISION, decision_paper(), vec![grantee(presented)], grounds, &decision(), now());
    let decided = granting.expect("open").decision.into_parts().0;
    let warning = decided.awards[0].prize_warning(decided.paper.date).expect("a warning");
    assert_eq!((warning.code, warning.rule), ("PRIZE_NOT_CONFIGURED", Some("L15")));
    let filling = |actor: &_, law: &[Regime]| decided.clone().fill_prizes((law, &known), actor, now());
    assert_eq!(told(filling(&standing(), &law).map(drop)), ["wrong state: PRIZE_NOT_CONFIGURED L15"], "still missing");
    let mut entered = law.clone();
    entered[1].terms.prizes =
        vec![PrizeRule { form: FORM, subject: SubjectKind::Collective, issuer: None, coefficient_hundredths: 300 }];
    assert_eq!(admitted(|actor| filling(actor, &entered)), ["Thường", "Thẩm"]);
    let filled = filling(&standing(), &entered).expect("computed");
    let (decided, event) = filled.decision.into_parts();
    let prize = decided.awards[0].prize.clone().expect("a prize");
    assert_eq!((prize.dong, prize.filled_at), (Some(7_020_000), Some(now())), "3 × 2.340.000");
    assert_eq!((filled.prizes.len(), event.changes.len()), (1, 1));
    assert_eq!(event.changes[0].after.as_deref(), Some("7020000 đồng"));
    let again = decided.fill_prizes((&entered, &known), &standing(), now());
    assert_eq!(told(again.map(drop)), ["wrong state: PRIZES_COMPLETE L15"], "what is there stays");
}

fn limit(step: TimedStep, days: u16, consulted_days: Option<u16>) -> TimeLimit {
    let document = "98/2023/NĐ-CP".to_owned();
    TimeLimit { step, occasions: vec![Occasion::Annual], days, consulted_days, document }
}

fn limited(limits: Vec<TimeLimit>) -> Regime {
    let mut regime = regime();
    regime.terms.limits = limits;
    regime
}

/// A received nomination, with its receipt on the day of `now`, a Wednesday.
fn received() -> Nomination {
    taken(nomination_in(NominationState::Submitted).receive(&regime(), &standing(), now()))
}

fn asked(days: Option<u16>, regime: Option<Regime>) -> Consultation {
    let forwarded = nomination_in(NominationState::Forwarded);
    let question = Question { text: "Có vi phạm không?".to_owned(), days, regime };
    let other = organisation(
        OTHER,
        "Cục Thuế",
        PlanLevel::Provincial,
        domain::registry::organisation::OrganisationKind::Department,
    );
    taken(Consultation::ask(ConsultationId(Uuid::nil()), &forwarded, &[], &other, &question, &appraisal(), now()))
}

/// Rule L10: 15 days, 30 with a consultation, which then does not stop the clock.
#[test]
fn found_b11_an_appraisal_has_the_days_of_its_occasion_and_more_with_a_consultation() {
    let regime = limited(vec![limit(TimedStep::Appraisal, 15, Some(30))]);
    let days = |occasion, consulted| regime.days_for(TimedStep::Appraisal, occasion, consulted);
    assert_eq!(days(Occasion::Annual, false), Some(15));
    assert_eq!(days(Occasion::Annual, true), Some(30));
    assert_eq!(days(Occasion::Urgent, false), None, "urgent has a row of its own, or none");
    let clock =
        |asked: &[Consultation]| appraisal_clock(&received(), Some(&regime), asked, &work_years()).expect("one");
    assert_eq!((clock(&[]).days, clock(&[]).pauses.len()), (Some(15), 0));
    let consulted = clock(&[asked(None, None)]);
    assert_eq!((consulted.days, consulted.pauses.len()), (Some(30), 0), "it runs on");
    let plain = limited(vec![limit(TimedStep::Appraisal, 15, None)]);
    let paused = appraisal_clock(&received(), Some(&plain), &[asked(None, None)], &work_years()).expect("a clock");
    assert_eq!((paused.days, paused.pauses.len()), (Some(15), 1), "without more days it stands still");
}

/// A consulted agency has the regime's days, and its silence lets the dossier go on.
#[test]
fn found_b11_a_consulted_agency_that_is_silent_for_ten_working_days_holds_nothing() {
    let regime = limited(vec![limit(TimedStep::Consultation, 10, None)]);
    let asked_by_law = asked(None, Some(regime.clone()));
    assert_eq!(asked_by_law.days, Some(10), "the regime's days are used");
    assert_eq!(asked(Some(3), Some(regime)).days, Some(3), "unless the agency was given its own");
    let years = work_years();
    // Asked on Wednesday 20 November 2024: the tenth working day is Wednesday 4 December.
    let waiting = |day| told(must_be_answered(std::slice::from_ref(&asked_by_law), &years, day));
    assert_eq!(waiting(day(2024, 12, 4)), ["wrong state: CONSULTATION_OPEN -"], "the last day is the agency's");
    assert_eq!(waiting(day(2024, 12, 5)), ["done"]);
    let unlimited = asked(None, None);
    let silent = must_be_answered(std::slice::from_ref(&unlimited), &years, day(2025, 12, 1));
    assert_eq!(told(silent), ["wrong state: CONSULTATION_OPEN -"], "without a limit nobody is late");
    let unknown = must_be_answered(std::slice::from_ref(&asked_by_law), &[], day(2025, 12, 1));
    assert_eq!(told(unknown), ["wrong state: CONSULTATION_OPEN -"], "nor where the calendar is not known");
    let clock = appraisal_clock(&received(), None, std::slice::from_ref(&asked_by_law), &years).expect("a clock");
    assert_eq!(clock.pauses[0].to, Some(day(2024, 12, 5)), "and the appraisal's clock runs again");
}

/// Rule L12: an incomplete dossier goes back within three working days, and the list warns in time.
#[test]
fn found_b11_an_incomplete_dossier_goes_back_in_three_days_and_the_list_warns() {
    let regime = limited(vec![limit(TimedStep::Return, 3, None)]);
    let (years, nomination) = (work_years(), received());
    let clock = return_clock(&nomination, Some(&regime)).expect("a clock");
    assert_eq!(clock.read(&years, day(2024, 11, 20)).due, Some(day(2024, 11, 25)), "over a weekend");
    let warned = |day| -> Vec<&str> {
        warnings(&nomination, Some(&regime), &[], &years, day).iter().map(|reason| reason.code).collect()
    };
    assert!(warned(day(2024, 11, 21)).is_empty(), "two days are left");
    assert_eq!(warned(day(2024, 11, 22)), ["RETURN_TIME_ENDING"]);
    assert_eq!(warned(day(2024, 11, 25)), ["RETURN_TIME_ENDING"], "on the last day, too");
    assert_eq!(warned(day(2024, 11, 26)), ["RETURN_TIME_OVER"]);
    assert!(warnings(&nomination, None, &[], &years, day(2024, 12, 30)).is_empty(), "no limit, no warning");
    assert_eq!(return_clock(&nomination_in(NominationState::Eligible), Some(&regime)), None);
    assert_eq!(nomination.last(NominationVerb::Receive).map(|act| act.at), Some(now()));
}

/// Rows of limits are checked where they stand.
#[test]
fn found_b11_a_limit_stands_once_under_a_document_of_its_regime() {
    let entered = |limits| {
        let regime = Regime { code: "MOI".to_owned(), valid_from: day(2040, 1, 1), valid_to: None, ..limited(limits) };
        told(regime.enter(&[], &administrator(), now()))
    };
    let appraisal = || limit(TimedStep::Appraisal, 15, Some(30));
    assert_eq!(entered(vec![appraisal(), limit(TimedStep::Return, 3, None)]), ["done"]);
    assert_eq!(entered(vec![appraisal(), appraisal()]), ["invalid: TIME_LIMIT_TWICE L10 /terms/limits/1/step"]);
    let less = vec![limit(TimedStep::Appraisal, 15, Some(14))];
    assert_eq!(entered(less), ["invalid: TIME_LIMIT_UNFIT L10 /terms/limits/0/consultedDays"]);
    assert_eq!(entered(vec![limit(TimedStep::Appraisal, 15, Some(15))]), ["done"]);
    let foreign = TimeLimit { document: "1/NĐ-CP".to_owned(), ..appraisal() };
    assert_eq!(entered(vec![foreign]), ["invalid: TIME_LIMIT_WITHOUT_DOCUMENT L15 /terms/limits/0/document"]);
    let idle = TimeLimit { occasions: Vec::new(), ..appraisal() };
    assert_eq!(entered(vec![idle]), ["invalid: OCCASIONS_MISSING L10 /terms/limits/0/occasions"]);
}

/// Rule L43: the years of the seed are those of the notices, and 2027 stays an error until it is entered.
#[test]
fn found_b7_the_announced_years_are_shipped_and_the_next_is_an_error() {
    let years = work_years();
    let after = |from, days| days_after(&years, from, days);
    assert_eq!(after(day(2025, 1, 24), 1), Ok(day(2025, 2, 3)), "over Tết");
    assert_eq!(after(day(2025, 4, 25), 1), Ok(day(2025, 4, 26)), "a Saturday that is worked");
    assert_eq!(after(day(2024, 5, 3), 1), Ok(day(2024, 5, 4)), "likewise");
    assert_eq!(after(day(2026, 11, 23), 1), Ok(day(2026, 11, 25)), "the new holiday of 2026");
    assert_eq!(after(day(2021, 12, 31), 1), Ok(day(2022, 1, 4)), "instead of a Saturday's 1 January");
    assert_eq!(told(after(day(2026, 12, 31), 1)), ["wrong state: WORK_YEAR_MISSING L43"]);
    let documents: Vec<usize> = years.iter().map(|year| year.days.documents.len()).collect();
    assert_eq!(documents, [1, 1, 1, 2, 1, 3], "a year rests on several notices");
    for year in years {
        let entered = WorkYear::enter(
            year.id,
            year.year,
            SpecialDays { documents: vec![document()], ..year.days },
            &administrator(),
            hour(day(2026, 11, 29), 9),
        );
        assert_eq!(told(entered), ["done"], "{}", year.year);
    }
}

/// Rule L43: a provisional year may be counted with, and what is counted says so; a day that cannot move may not rest on it.
#[test]
fn found_b7_what_is_counted_with_a_provisional_year_says_so() {
    let expected = WorkYear {
        id: WorkYearId(Uuid::nil()),
        year: 2027,
        days: SpecialDays {
            holidays: vec![SpecialDay { date: day(2027, 1, 1), name: "Tết Dương lịch".to_owned() }],
            documents: vec![document()],
            provisional: true,
            ..SpecialDays::default()
        },
        revision: Revision::FIRST,
    };
    let years: Vec<WorkYear> = work_years().into_iter().chain([expected]).collect();
    let due = days_after(&years, day(2026, 12, 31), 1).expect("a day");
    assert_eq!((due, is_provisional(&years, day(2026, 12, 31), due)), (day(2027, 1, 4), true));
    assert!(!is_provisional(&years, day(2026, 12, 1), day(2026, 12, 31)));
    let fixed = must_be_announced(&years, day(2026, 12, 31), due);
    assert_eq!(told(fixed), ["wrong state: WORK_YEAR_PROVISIONAL L43"]);
    assert_eq!(told(must_be_announced(&years, day(2026, 12, 1), day(2026, 12, 31))), ["done"]);
    let none = SpecialDays::default();
    let bare = WorkYear::enter(WorkYearId(Uuid::nil()), 2027, none, &administrator(), now());
    assert_eq!(told(bare), ["invalid: DOCUMENTS_OUT_OF_RANGE L43 /documents"]);
    let future = SpecialDays {
        documents: vec![Citation { date: Some(day(2024, 11, 21)), ..document() }],
        ..SpecialDays::default()
    };
    let refused = WorkYear::enter(WorkYearId(Uuid::nil()), 2027, future, &administrator(), now());
    assert_eq!(told(refused), ["invalid: DATE_OUT_OF_FRAME - /documents/0/date"]);
}

/// Rule L34: the administrator's function goes to no unit where nobody could act as administrator.
#[test]
fn found_b9_the_administrators_function_goes_to_nobody_who_is_nobody() {
    use domain::base::ids::FunctionId;
    use domain::base::policy::Role;
    use domain::registry::function_holding::FunctionHolding;
    let holding = |function| FunctionHolding {
        id: FunctionId(Uuid::nil()),
        function,
        organisation: unit().id,
        campaign: None,
        from: day(2024, 12, 1),
        to: None,
        document: document(),
        revision: Revision::FIRST,
    };
    let assigned =
        |function, staffed| told(holding(function).assign(None, (&unit(), staffed), &administrator(), now()).map(drop));
    let refused = ["invalid: UNIT_WITHOUT_ADMINISTRATOR L34 /organisation"];
    assert_eq!(assigned(Role::Administrator, false), refused);
    assert_eq!(assigned(Role::Administrator, true), ["done"]);
    assert_eq!(assigned(Role::Auditor, false), ["done"], "another function can be staffed later");
}
