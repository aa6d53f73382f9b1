//! The nominee's consent, and objections before the decision.

use chrono::{DateTime, Utc};
use domain::base::ids::{ObjectionId, ObjectionPeriodId, Revision, WorkYearId};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::nomination::Nomination;
use domain::honours::nomination::dossier::{Measures, Subject};
use domain::honours::nomination::presentation::Demands;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::objection::{Ground, Objection, ObjectionOutcome, ObjectionPeriod, ObjectionState, Opening};
use domain::honours::received_paper::ReceivedPaper;
use domain::honours::round::RoundTerms;
use domain::planning::award::{Occasion, SubjectKind};
use domain::registry::work_year::{SpecialDays, WorkYear};
use uuid::Uuid;

use crate::world::{
    UNIT, admitted, appraisal, cycle, day, document, dossier, drafted, edited, editor, head, hour, movement,
    nomination_in, now, open_verbs, person, regime, standing, taken, told, undemanding,
};

fn years() -> Vec<WorkYear> {
    let days = SpecialDays { documents: vec![document()], ..SpecialDays::default() };
    vec![WorkYear { id: WorkYearId(Uuid::nil()), year: 2024, days, revision: Revision::FIRST }]
}

fn terms(days: u16) -> RoundTerms {
    RoundTerms { objection_days: Some(days), document: document(), ..RoundTerms::default() }
}

fn open(nominations: Vec<Nomination>, terms: Option<&RoundTerms>, at: DateTime<Utc>) -> Result<Opening, Refusal> {
    let years = years();
    let ground = Ground { cycle: cycle().id, occasion: Occasion::Annual, terms, years: &years };
    ObjectionPeriod::open(ObjectionPeriodId(Uuid::nil()), ground, nominations, document(), &appraisal(), at)
}

/// A list with one nominee, for five working days from a Wednesday.
fn posted() -> (ObjectionPeriod, Nomination) {
    let mut opening = open(vec![nomination_in(NominationState::Eligible)], Some(&terms(5)), now()).expect("posted");
    (opening.period.into_parts().0, opening.nominations.remove(0).into_parts().0)
}

fn paper() -> ReceivedPaper {
    ReceivedPaper {
        received: day(2024, 11, 20),
        number: "9/PAKN".to_owned(),
        date: day(2024, 11, 19),
        summary: "Sáng kiến của đơn vị khác".to_owned(),
    }
}

fn object(nomination: &Nomination, paper: ReceivedPaper, at: DateTime<Utc>) -> Result<Step<Objection>, Refusal> {
    Objection::register(ObjectionId(Uuid::nil()), nomination, paper, &appraisal(), at)
}

/// Rules L43, L36: the list is open for working days, without the day of posting, and shows names, units and forms.
#[test]
fn l43_l36_nominees_stand_on_a_list_for_working_days() {
    let (period, nomination) = posted();
    assert_eq!((period.from, period.days, period.until), (day(2024, 11, 20), 5, day(2024, 11, 27)));
    assert_eq!(period.posted.len(), 1);
    assert!(period.still_lists(&nomination) && period.is_open_on(period.until));
    assert!(!period.is_open_on(day(2024, 11, 28)));
    let round = terms(5);
    let opening = |actor: &_| {
        let years = years();
        let ground = Ground { cycle: cycle().id, occasion: Occasion::Annual, terms: Some(&round), years: &years };
        let eligible = vec![nomination_in(NominationState::Eligible)];
        ObjectionPeriod::open(ObjectionPeriodId(Uuid::nil()), ground, eligible, document(), actor, now())
            .map(|opening| opening.period)
    };
    assert_eq!(admitted(opening), ["Thẩm"]);
    let fails = |answer: Result<Opening, Refusal>| told(answer.map(|opening| opening.period));
    let eligible = || vec![nomination_in(NominationState::Eligible)];
    assert_eq!(fails(open(Vec::new(), Some(&round), now())), ["wrong state: NOBODY_TO_POST -"]);
    assert_eq!(fails(open(eligible(), None, now())), ["wrong state: OBJECTIONS_NOT_FORESEEN -"]);
    let far = open(eligible(), Some(&terms(60)), now());
    assert_eq!(fails(far), ["wrong state: WORK_YEAR_MISSING L43"], "never Monday to Friday by default");
}

/// No nominee is submitted to the chair before the last day has ended, nor with an open or upheld objection.
#[test]
fn the_chair_sees_nobody_against_an_open_objection() {
    let (period, nomination) = posted();
    let round = terms(5);
    let present = |nomination: &Nomination, open, upheld, at| {
        let demands = Demands {
            terms: Some(&round),
            objections_open: open,
            objections_upheld: upheld,
            ..undemanding(Occasion::Annual)
        };
        told(nomination.clone().present(demands, &appraisal(), at))
    };
    let (last, after) = (hour(period.until, 23), hour(day(2024, 11, 28), 0));
    assert_eq!(present(&nomination, 0, 0, last), ["wrong state: OBJECTION_PERIOD_RUNNING -"]);
    assert_eq!(present(&nomination, 0, 0, after), ["done"]);
    assert_eq!(present(&nomination, 1, 0, after), ["wrong state: OBJECTION_OPEN -"]);
    assert_eq!(present(&nomination, 0, 1, after), ["wrong state: OBJECTION_UPHELD -"]);
    let unposted = nomination_in(NominationState::Eligible);
    assert_eq!(present(&unposted, 0, 0, after), ["wrong state: POSTING_MISSING -"]);
    assert_eq!(
        told(unposted.present(undemanding(Occasion::Annual), &appraisal(), after)),
        ["done"],
        "where nobody asks for it"
    );
    let dropped = Demands { objections_open: 1, ..undemanding(Occasion::Annual) };
    let answer = nomination.clone().present(dropped, &appraisal(), after);
    assert_eq!(told(answer), ["wrong state: OBJECTION_OPEN -"], "also where the round forgot about it meanwhile");
    let again = taken(nomination.reverse("Xác minh", &appraisal(), after));
    assert!(again.progress.posting.is_none() && !period.still_lists(&again), "appraised again, posted again");
}

/// Rule L19: the appraisal agency registers and settles it, and never the nominee.
#[test]
fn l19_an_objection_is_settled_once_and_never_by_the_nominee() {
    let (_, nomination) = posted();
    let registering = |actor: &_| Objection::register(ObjectionId(Uuid::nil()), &nomination, paper(), actor, now());
    assert_eq!(admitted(registering), ["Thẩm"]);
    let objection = || taken(object(&nomination, paper(), now()));
    let dismiss = |objection: Objection, actor: &_| {
        objection.settle(&nomination, ObjectionOutcome::Dismissed, ("Đã xác minh", document()), actor, now())
    };
    assert_eq!(admitted(|actor| dismiss(objection(), actor)), ["Thẩm"]);
    assert_eq!(open_verbs(objection().transitions(&appraisal())), ["SETTLE"]);
    assert!(open_verbs(objection().transitions(&standing())).is_empty());
    let settled = taken(dismiss(objection(), &appraisal()));
    assert_eq!(settled.state(), ObjectionState::Settled);
    assert_eq!(told(dismiss(settled, &appraisal())), ["wrong state: OBJECTION_SETTLED -"]);
    let mut about = nomination.clone();
    about.dossier.subject =
        Subject { kind: SubjectKind::Individual, account: Some(appraisal().account), ..about.dossier.subject };
    assert_eq!(told(object(&about, paper(), now())), ["not allowed: NOMINEE_MAY_NOT_JUDGE L19"]);
    let own = objection().settle(&about, ObjectionOutcome::Dismissed, ("Không", document()), &appraisal(), now());
    assert_eq!(told(own), ["not allowed: NOMINEE_MAY_NOT_JUDGE L19"]);
}

/// A late objection is examined as well; an invalid day is refused with its pointer.
#[test]
fn an_objections_days_follow_each_other() {
    let (_, nomination) = posted();
    let later = hour(day(2024, 12, 5), 9);
    let with = |change: fn(&mut ReceivedPaper)| {
        let mut paper = paper();
        change(&mut paper);
        object(&nomination, paper, later)
    };
    assert!(!taken(with(|paper| paper.received = day(2024, 11, 27))).late, "the last day is in time");
    assert!(taken(with(|paper| paper.received = day(2024, 11, 28))).late);
    let told = |change| told(with(change));
    assert_eq!(told(|paper| paper.received = day(2024, 11, 19)), ["invalid: DATE_UNFIT - /receivedDate"]);
    assert_eq!(told(|paper| paper.received = day(2024, 12, 6)), ["invalid: DATE_UNFIT - /receivedDate"]);
    assert_eq!(told(|paper| paper.date = day(2024, 11, 21)), ["invalid: DATE_UNFIT - /documentDate"]);
    let blank = told(|paper| (paper.number, paper.summary) = (" ".to_owned(), "\n".to_owned()));
    assert_eq!(blank, ["invalid: TEXT_EMPTY - /documentNumber", "invalid: TEXT_EMPTY - /summary"]);
    let unposted = object(&nomination_in(NominationState::Eligible), paper(), later);
    assert_eq!(crate::world::told(unposted), ["wrong state: NOMINEE_NOT_POSTED -"]);
}

fn individual() -> Nomination {
    drafted(dossier(SubjectKind::Individual))
}

fn send(nomination: Nomination, consent_required: bool) -> Vec<String> {
    let regime = regime();
    let measures = Measures {
        regime: &regime,
        policy: &movement().text.policy,
        criterion: None,
        on_letter: &[],
        consent_required,
        enterprise: false,
        quota: None,
        files: None,
    };
    told(nomination.submit(measures, &head(), now()))
}

/// A round may require the nominee's consent; a nominee who declined goes no further in any round.
#[test]
fn nobody_is_honoured_against_his_will() {
    let said = |given, actor: &_| individual().consent(given, ("", Some(document())), actor, now());
    assert_eq!(admitted(|actor| said(true, actor)), ["Biên", "Trưởng"]);
    assert_eq!(send(individual(), false), ["done"]);
    assert_eq!(send(individual(), true), ["invalid: CONSENT_MISSING - /consent"]);
    assert_eq!(send(taken(said(true, &editor())), true), ["done"]);
    for required in [true, false] {
        assert_eq!(send(taken(said(false, &editor())), required), ["invalid: CONSENT_DECLINED - /consent"]);
    }
    let unsigned = individual().consent(true, ("", None), &editor(), now());
    assert_eq!(told(unsigned), ["invalid: CONSENT_PAPER_MISSING - /document"]);
    let unfindable =
        individual().consent(true, ("", Some(domain::base::citation::Citation::default())), &editor(), now());
    assert_eq!(told(unfindable), ["invalid: CITATION_INCOMPLETE L21 /document"]);
    let group = drafted(dossier(SubjectKind::Collective)).consent(true, ("", Some(document())), &editor(), now());
    assert_eq!(told(group), ["invalid: CONSENT_OF_COLLECTIVE -"]);
}

/// The nominee's own account needs no paper, and may change its answer until submission to the chair.
#[test]
fn l19_a_nominee_speaks_for_himself_and_judges_nothing() {
    let nominee = person(0x77, "Người được đề nghị", &[(domain::base::policy::Role::UnitEditor, UNIT)]);
    let about = |state| {
        let mut nomination = Nomination { state, ..individual() };
        nomination.dossier.subject.account = Some(nominee.account);
        nomination
    };
    let agreed = taken(about(NominationState::Draft).consent(true, ("", None), &nominee, now()));
    assert!(agreed.progress.consent.as_ref().is_some_and(|consent| consent.given && consent.in_person));
    let eligible = taken(about(NominationState::Eligible).consent(false, ("Xin rút", None), &nominee, now()));
    assert_eq!(
        told(eligible.present(undemanding(Occasion::Annual), &appraisal(), now())),
        ["wrong state: CONSENT_DECLINED -"],
        "nor does the chair see who declined on the way"
    );
    let late = about(NominationState::SubmittedToChair).consent(false, ("", None), &nominee, now());
    assert_eq!(told(late), ["wrong state: NOMINATION_STATE -"]);
    let mut other = agreed.dossier.clone();
    other.subject.name = "Người khác".to_owned();
    let changed = taken(edited(agreed, other, &editor()));
    assert!(changed.progress.consent.is_none(), "the word of one is not the word of another");
}
