//! Corrections of awards: what a decision may correct, who, when, and what the award and its certificates say then.

use domain::base::ids::{AwardId, DecisionId, NominationId};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::certificate::{Certificate, CertificateStatus, Code, Marks, Statement, wanting, wanting_anew};
use domain::honours::correction::{
    AsItStands, AwardCorrection, AwardFacts, Correctable, CorrectedField, CorrectionGround, CorrectionId,
    CorrectionState, MadeCorrection, NewCorrection,
};
use domain::honours::decision::{Award, Corrected, Decision, DecisionPaper, DecisionVerb, Granting, Grounds};
use domain::honours::golden_book::{BookEntry, GoldenBook, NUMBER_MAX};
use domain::honours::granted_award::GrantedAward;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::prize::AwardPrize;
use domain::planning::award::Occasion;
use uuid::Uuid;

use crate::world::{
    AGENCY, DECISION, admitted, appraisal, day, decision, decision_paper, grant, granted_award, nomination_in, now,
    of_all_trades, paper_kept, standing, taken, told, undemanding,
};

const AWARD: AwardId = AwardId(Uuid::from_u128(0xaa));
const OTHER: AwardId = AwardId(Uuid::from_u128(0xab));
const CORRECTING: DecisionId = DecisionId(Uuid::from_u128(0xdf));

fn facts(name: &str, organisation_name: &str) -> AwardFacts {
    AwardFacts { name: name.to_owned(), organisation_name: organisation_name.to_owned() }
}

/// A correction of the award that `grant` makes, of which nothing else was recorded, to another name.
pub(crate) fn to_name(name: &str) -> Correctable {
    let change = NewCorrection {
        id: CorrectionId(Uuid::from_u128(0xcc)),
        award: AWARD,
        ground: CorrectionGround::ClericalError,
        reason: "Sai dấu".to_owned(),
        name: Some(name.to_owned()),
        organisation_name: None,
        recomputes_prize: false,
    };
    let stands = AsItStands {
        facts: facts("Phòng Tin học", "Sở Y tế"),
        prize: None,
        corrections: 0,
        last: None,
        waiting: false,
        revoked: false,
    };
    Correctable { change, stands, nomination: nomination_in(NominationState::Published) }
}

/// The decision that is corrected.
fn first() -> Decision {
    grant(nomination_in(NominationState::SubmittedToChair), &decision()).expect("open").0
}

fn paper() -> DecisionPaper {
    DecisionPaper { number: 336, symbol: "336/QĐ-UBND".to_owned(), ..decision_paper() }
}

fn correct(corrects: Option<&Decision>, corrections: Vec<Correctable>) -> Result<Granting, Refusal> {
    let grounds = Grounds { corrects, corrections, ..Grounds::default() };
    Decision::issue(CORRECTING, paper(), Vec::new(), grounds, &decision(), now())
}

fn corrected(one: Correctable) -> AwardCorrection {
    let granting = correct(Some(&first()), vec![one]).expect("open");
    granting.decision.into_parts().0.corrections.remove(0)
}

/// Rule P06: the correction keeps what the award said and says what it should; the earlier decision is not touched.
#[test]
fn p06_l17_a_decision_corrects_what_an_award_says() {
    let earlier = first();
    let granting = correct(Some(&earlier), vec![to_name("  Phòng  Tin ho\u{323}c số ")]).expect("open");
    assert!(granting.nominations.is_empty() && granting.announced.changes().is_empty(), "nothing leaks before its day");
    let (decision, event) = granting.decision.into_parts();
    let [one] = decision.corrections.as_slice() else { panic!("{:?}", decision.corrections) };
    assert_eq!((one.award, one.number, decision.corrects), (AWARD, 1, Some(DECISION)));
    assert_eq!(one.before, facts("Phòng Tin học", "Sở Y tế"));
    assert_eq!(one.after, facts("Phòng Tin học số", "Sở Y tế"), "L44: it is tidied");
    assert_eq!((one.fields(), one.restates()), (vec![CorrectedField::Name], true));
    assert_eq!(decision.warnings(), Vec::new(), "it does what it says");
    assert_eq!(decision.movements, earlier.movements, "M02: whoever publishes it reaches the corrected awards");
    let told: Vec<_> = event.changes.iter().map(|change| (change.field.as_str(), change.after.as_deref())).collect();
    let name = format!("awards.{AWARD}.name");
    assert_eq!(told, [("corrects", Some("335/QĐ-UBND")), (name.as_str(), Some("Phòng Tin học số"))]);
    let both = Correctable {
        change: NewCorrection {
            organisation_name: Some("Sở Y tế tỉnh".to_owned()), ..to_name("Phòng Số").change
        },
        ..to_name("")
    };
    assert_eq!(corrected(both).fields(), [CorrectedField::Name, CorrectedField::OrganisationName]);
}

/// Rule P06: what changes nothing is no correction.
#[test]
fn found_b17_p06_a_correction_that_changes_nothing_is_refused() {
    let refused = |one: Correctable| told(correct(Some(&first()), vec![one]));
    let nothing = ["invalid: CORRECTION_CHANGES_NOTHING P06 /corrections/0"];
    assert_eq!(refused(to_name("Phòng Tin học")), nothing);
    assert_eq!(refused(to_name("Phòng  Tin ho\u{323}c")), nothing, "blanks and composition are no difference");
    let unsaid = NewCorrection { name: None, ..to_name("").change };
    assert_eq!(refused(Correctable { change: unsaid, ..to_name("") }), nothing);
    assert_eq!(refused(to_name("Phòng tin học")), ["done"], "a letter is one");
    let whole = ["invalid: CORRECTION_CHANGES_NOTHING P06 /corrections"];
    assert_eq!(told(correct(Some(&first()), Vec::new())), whole);
    assert_eq!(told(correct(None, Vec::new())), ["invalid: NOMINATIONS_MISSING S23 /nominations"]);
}

/// Rules L17, P06: the award is one of the named decision, once, and stays that of its recipient.
#[test]
fn p06_l17_only_awards_of_the_named_decision_are_corrected() {
    let one = || to_name("Phòng Số");
    assert_eq!(told(correct(None, vec![one()])), ["invalid: CORRECTED_DECISION_MISSING L17 /corrects"]);
    let strange = NewCorrection { award: OTHER, ..one().change };
    let strange = Correctable { change: strange, ..one() };
    let refused = told(correct(Some(&first()), vec![one(), strange]));
    assert_eq!(refused, ["invalid: CORRECTION_OF_OTHER_DECISION L17 /corrections/1/award"]);
    let twice = told(correct(Some(&first()), vec![one(), one()]));
    assert_eq!(twice, ["invalid: CORRECTION_TWICE P06 /corrections/1/award"]);
    // Two recipients of one unit are not exchanged.
    let mut earlier = first();
    let other = Award { id: OTHER, name: "Phòng Số".to_owned(), ..earlier.awards[0].clone() };
    earlier.awards.push(other);
    let named = |name| told(correct(Some(&earlier), vec![to_name(name)]));
    assert_eq!(named("PHÒNG SỐ"), ["invalid: CORRECTION_NAMES_ANOTHER P06 /corrections/0/name"]);
    assert_eq!(named("Phòng Sô"), ["done"], "U07: another tone is another name");
    let blank = Correctable { change: NewCorrection { reason: " ".to_owned(), ..one().change }, ..one() };
    assert_eq!(told(correct(Some(&first()), vec![blank])), ["invalid: TEXT_EMPTY - /corrections/0/reason"]);
    let secret = to_name("Phòng Tin học (MẬT)");
    assert_eq!(
        told(correct(Some(&first()), vec![secret])),
        ["invalid: STATE_SECRET_NOT_ALLOWED L35 /corrections/0/name"]
    );
}

/// Rules L18, P06: a revoked award is not corrected, and one correction is public before the next is made.
#[test]
fn p06_l18_an_award_is_corrected_one_after_the_other_and_not_after_its_revocation() {
    let with = |change: fn(&mut AsItStands)| {
        let mut one = to_name("Phòng Số");
        change(&mut one.stands);
        one
    };
    let refused = |one| told(correct(Some(&first()), vec![one]));
    assert_eq!(refused(with(|stands| stands.revoked = true)), ["wrong state: AWARD_REVOKED L18"]);
    assert_eq!(refused(with(|stands| stands.waiting = true)), ["wrong state: CORRECTION_WAITING P06"]);
    let again = |stands: &mut AsItStands| {
        stands.corrections = 1;
        stands.last = Some(day(2024, 11, 20));
    };
    assert_eq!(corrected(with(again)).number, 2);
    let later = |stands: &mut AsItStands| stands.last = Some(day(2024, 11, 21));
    assert_eq!(refused(with(later)), ["invalid: CORRECTION_UNFIT L17 /date"], "dated before the last correction");
}

/// Rules S13, L19, P06: the decision authority corrects, and nobody who appraised the dossier.
#[test]
fn p06_s13_l19_who_corrects_is_who_decides_and_another_than_who_appraised() {
    let earlier = first();
    let by = |one: Correctable, actor: &_| {
        let grounds = Grounds { corrects: Some(&earlier), corrections: vec![one], ..Grounds::default() };
        Decision::issue(CORRECTING, paper(), Vec::new(), grounds, actor, now())
    };
    assert_eq!(admitted(|actor| by(to_name("Phòng Số"), actor)), ["Quyết"]);
    let (busy, other) = (of_all_trades(0xb1), of_all_trades(0xb2));
    let eligible = taken(nomination_in(NominationState::Forwarded).appraise(true, "", 10, &busy, now()));
    let nomination = taken(eligible.present(undemanding(Occasion::Annual), &busy, now()));
    let one = || Correctable { nomination: nomination.clone(), ..to_name("Phòng Số") };
    assert_eq!(told(by(one(), &busy)), ["not allowed: FOUR_EYES L19"]);
    // The second one holds the function for the same unit.
    assert_eq!(told(by(one(), &other)), ["done"]);
}

/// Rules L14, P06: a prize is computed again for the day of the first decision, if it comes out otherwise.
#[test]
fn p06_l14_l15_a_prize_is_corrected_to_what_its_day_gives() {
    let prize = |dong| AwardPrize {
        dong,
        regime: Some("ND-91-2017".to_owned()),
        coefficient_hundredths: Some(100),
        base_salary_dong: Some(1_490_000),
        filled_at: None,
    };
    let anew = |present| Correctable {
        change: NewCorrection { name: None, recomputes_prize: true, ..to_name("").change },
        stands: AsItStands { prize: present, ..to_name("").stands },
        ..to_name("")
    };
    let refused = |one| told(correct(Some(&first()), vec![one]));
    let place = "/corrections/0/recomputesPrize";
    assert!(refused(anew(None)).contains(&format!("invalid: PRIZE_TO_FILL L15 {place}")));
    assert!(refused(anew(Some(prize(None)))).contains(&format!("invalid: PRIZE_TO_FILL L15 {place}")));
    // Nothing is configured here, so nothing is guessed.
    let unknown = refused(anew(Some(prize(Some(1_490_000)))));
    assert_eq!(unknown, [format!("invalid: PRIZE_NOT_CONFIGURED L15 {place}")]);
}

fn made(number: i64, before: &AwardFacts, after: &AwardFacts, prize: Option<i64>) -> MadeCorrection {
    let correction = AwardCorrection {
        id: CorrectionId(Uuid::from_u128(u128::try_from(number).expect("a number"))),
        award: AWARD,
        number,
        ground: CorrectionGround::ClericalError,
        reason: "Sai dấu".to_owned(),
        before: before.clone(),
        after: after.clone(),
        prize: prize
            .map(|dong| AwardPrize { dong: Some(dong), ..AwardPrize::from(domain::honours::prize::Prize::default()) }),
        public: true,
    };
    let symbol = format!("{}/QĐ-UBND", 335 + number);
    let date = day(2025, 1, 1);
    MadeCorrection { correction, decision: CORRECTING, symbol, date, published_at: now() }
}

/// The public award after three corrections: its name, its prize alone, and its name again.
fn thrice() -> GrantedAward {
    let (one, two) = (facts("Lý Thị Na", "Sở Y tế"), facts("Lý Thị Nà", "Sở Y tế"));
    let three = facts("Lý Thị Nà", "Sở Y tế tỉnh");
    let corrections = vec![made(1, &one, &two, None), made(2, &two, &two, Some(1)), made(3, &two, &three, None)];
    GrantedAward {
        name: three.name.clone(),
        organisation_name: three.organisation_name,
        corrections,
        ..granted_award()
    }
}

/// Rule P06: both views can be read: as it was at any time, and as it stands.
#[test]
fn p06_an_award_can_be_read_as_it_was_and_as_it_stands() {
    let award = thrice();
    let name = |count| award.facts_after(count).name;
    assert_eq!([name(0), name(1), name(2)], ["Lý Thị Na", "Lý Thị Nà", "Lý Thị Nà"]);
    assert_eq!(award.facts_after(3), award.facts());
    assert_eq!(award.facts_after(2).organisation_name, "Sở Y tế");
    assert_eq!((award.version(), granted_award().version()), (3, 0));
    let by = |version| award.corrected_by(version).map(|made| made.symbol.as_str());
    assert_eq!([by(0), by(1), by(2), by(3)], [Some("336/QĐ-UBND"), Some("338/QĐ-UBND"), Some("338/QĐ-UBND"), None]);
    let mut twice = award.clone();
    twice.corrections.pop();
    assert_eq!(twice.version(), 1, "a prize is on no certificate");
    assert_eq!((twice.book_year(), granted_award().book_year()), (2025, 2024));
}

fn marks(version: i64) -> Marks {
    let code = Code::of(&std::array::from_fn(|place| u8::try_from(place).expect("a small place")));
    Marks { version, code, book: Some(BookEntry { issuer: AGENCY, year: 2025, number: 7 }) }
}

fn certificate(award: &GrantedAward, version: i64) -> Result<Step<Certificate>, Refusal> {
    let stated = Statement::of(award, marks(version));
    let id = domain::base::ids::CertificateId(Uuid::nil());
    Certificate::issue(id, award, marks(version), (stated, "a.b.c".to_owned()), &standing(), now())
}

/// Rules P06, L18: the old certificate keeps what it states and answers that it was corrected; a revocation counts more.
#[test]
fn p06_l18_an_old_certificate_answers_corrected_and_the_new_one_is_valid() {
    let award = thrice();
    let status = |version, revoked| taken(certificate(&award, version)).status(&award, revoked);
    assert_eq!(status(0, false), CertificateStatus::Corrected);
    assert_eq!(status(1, false), CertificateStatus::Corrected);
    assert_eq!(status(3, false), CertificateStatus::Valid);
    assert_eq!([status(0, true), status(3, true)], [CertificateStatus::Revoked; 2]);
    let (old, new) = (Statement::of(&award, marks(0)), Statement::of(&award, marks(3)));
    assert_eq!((old.name.as_str(), old.correction), ("Lý Thị Na", None));
    let correction = new.correction.expect("a paper");
    assert_eq!((new.organisation_name.as_str(), correction.symbol.as_str()), ("Sở Y tế tỉnh", "338/QĐ-UBND"));
    assert_eq!(
        (new.decision_symbol.as_str(), new.decision_date),
        ("335/QĐ-UBND", day(2024, 11, 1)),
        "L03: its day stays"
    );
    assert_eq!(new.golden_book.map(|stated| (stated.year, stated.number)), Some((2025, 7)));
    let (_, event) = certificate(&award, 3).expect("open").into_parts();
    assert_eq!(event.reason.as_deref(), Some("338/QĐ-UBND"));
}

/// Rule P06: a corrected award needs a further certificate; by itself it gets one only if it had one.
#[test]
fn p06_a_further_certificate_follows_a_correction() {
    let ids = |list: Vec<GrantedAward>| list.len();
    let wants = |certified: &[(AwardId, i64)]| {
        let list = || vec![thrice()];
        let all = wanting(list(), certified, &[], &standing()).expect("open");
        let anew = wanting_anew(list(), certified, &[], &appraisal()).expect("open");
        (ids(all), ids(anew))
    };
    assert_eq!(wants(&[]), (1, 0));
    assert_eq!(wants(&[(AWARD, 0)]), (1, 1));
    assert_eq!(wants(&[(AWARD, 0), (AWARD, 3)]), (0, 0));
    let revoked = wanting_anew(vec![thrice()], &[(AWARD, 0)], &[AWARD], &standing()).expect("open");
    assert_eq!(ids(revoked), 0, "a revoked award gets none");
    assert_eq!(told(wanting_anew(vec![thrice()], &[(AWARD, 0)], &[], &decision())), ["not allowed: NOT_ALLOWED -"]);
}

/// Rule P06: the golden book counts up from its last number, and goes on from a book of paper.
#[test]
fn p06_a_golden_book_gives_each_number_once() {
    let book = |last| GoldenBook { issuer: AGENCY, year: 2024, last };
    let mut empty = book(0);
    let numbers: Vec<i64> = (0..3).map(|_| empty.enter().expect("room").number).collect();
    assert_eq!((numbers, empty.last), (vec![1, 2, 3], 3));
    let begun = book(3).going_on(Some(120)).expect("above").enter().expect("room");
    assert_eq!(begun, BookEntry { issuer: AGENCY, year: 2024, number: 120 });
    assert_eq!(book(3).going_on(None).expect("goes on").enter().expect("room").number, 4);
    assert_eq!(book(3).going_on(Some(4)).expect("the next").enter().expect("room").number, 4);
    let given = ["invalid: GOLDEN_BOOK_NUMBER_GIVEN P06 ?goldenBookFrom"];
    assert_eq!(told(book(3).going_on(Some(3))), given);
    assert_eq!(told(book(3).going_on(Some(NUMBER_MAX + 1))), given);
    assert_eq!(book(0).going_on(Some(NUMBER_MAX)).expect("the last").enter().expect("room").number, NUMBER_MAX);
    assert_eq!(told(book(NUMBER_MAX).enter()), ["wrong state: GOLDEN_BOOK_FULL P06"]);
}

/// Rule P06: corrections of other awards do not matter to this one.
#[test]
fn p06_a_correction_tells_of_the_corrected_award_alone() {
    let mut earlier = first();
    let other = Award {
        id: OTHER,
        nomination: NominationId(Uuid::max()),
        name: "Phòng Dược".to_owned(),
        ..earlier.awards[0].clone()
    };
    earlier.awards.push(other);
    let public =
        earlier.publish(Vec::new(), None, &paper_kept(), &standing(), now()).expect("open").decision.into_parts().0;
    let correcting = correct(Some(&public), vec![to_name("Phòng Số")]).expect("open").decision.into_parts().0;
    let publish = |correcting: &Decision, revoked: &[AwardId]| {
        let corrected = Corrected { decision: &public, revoked };
        correcting.clone().publish(Vec::new(), Some(corrected), &paper_kept(), &standing(), now())
    };
    let subjects =
        |granting: Granting| granting.announced.changes().iter().map(|change| change.subject).collect::<Vec<_>>();
    assert_eq!(subjects(publish(&correcting, &[]).expect("open")), [AWARD.0]);
    assert_eq!(told(publish(&correcting, &[AWARD])), ["wrong state: AWARD_REVOKED L18"], "it is gone already");
    // What the decision does besides goes on.
    let mut both = correcting;
    both.awards.push(Award { id: OTHER, ..public.awards[0].clone() });
    assert_eq!(
        subjects(publish(&both, &[AWARD]).expect("open")),
        [OTHER.0],
        "granted; nothing is told of the other one"
    );
}

/// Rules L18, P06: of what a decision corrects, that of awards which stand becomes public; who publishes it sees before
/// whether anything does.
#[test]
fn p06_l18_a_correction_of_an_award_that_was_revoked_before_is_never_public() {
    let mut earlier = first();
    let other = Award { id: OTHER, name: "Phòng Dược".to_owned(), ..earlier.awards[0].clone() };
    earlier.awards.push(other);
    let public =
        earlier.publish(Vec::new(), None, &paper_kept(), &standing(), now()).expect("open").decision.into_parts().0;
    let second = Correctable {
        change: NewCorrection { award: OTHER, name: Some("Phòng Dược tỉnh".to_owned()), ..to_name("").change },
        stands: AsItStands { facts: facts("Phòng Dược", "Sở Y tế"), ..to_name("").stands },
        ..to_name("")
    };
    let issued = correct(Some(&public), vec![to_name("Phòng Số"), second]).expect("open").decision.into_parts().0;
    // Which of both are public, who is told of, and what is said of each.
    let published = |revoked: &[AwardId]| {
        let corrected = Corrected { decision: &public, revoked };
        let granting =
            issued.clone().publish(Vec::new(), Some(corrected), &paper_kept(), &standing(), now()).expect("open");
        let told: Vec<Uuid> = granting.announced.changes().iter().map(|change| change.subject).collect();
        let decision = granting.decision.into_parts().0;
        let shown: Vec<Uuid> = decision.public_corrections().map(|one| one.award.0).collect();
        assert_eq!(shown, told, "what is shown is told, and the other way round");
        (shown, decision)
    };
    let states = |decision: &Decision, revoked: &[AwardId]| {
        decision.corrections.iter().map(|one| one.state(revoked)).collect::<Vec<CorrectionState>>()
    };
    let (waiting, gone, open) = (CorrectionState::Waiting, CorrectionState::AwardRevoked, CorrectionState::Public);
    assert_eq!(states(&issued, &[]), [waiting, waiting]);
    assert_eq!(states(&issued, &[AWARD]), [gone, waiting], "it does not wait: it never will be");
    let (shown, both) = published(&[]);
    assert_eq!((shown, states(&both, &[])), (vec![AWARD.0, OTHER.0], vec![open, open]));
    assert_eq!(states(&both, &[AWARD]), [open, open], "revoked afterwards, it keeps what was public");
    let (shown, mixed) = published(&[AWARD]);
    assert_eq!((shown, states(&mixed, &[AWARD])), (vec![OTHER.0], vec![gone, open]));
    assert_eq!(mixed.corrections.len(), 2, "the agencies see the whole decision");
    // If nothing would become public, the step is closed, with the reason, before anybody takes it.
    let closed = |revoked: &[AwardId]| {
        let steps = issued.transitions(&paper_kept(), revoked, &standing());
        let step = steps.into_iter().find(|step| step.verb == DecisionVerb::Publish.as_str()).expect("a step");
        (issued.is_overtaken(revoked), step.closed.is_some())
    };
    assert_eq!(
        [closed(&[]), closed(&[AWARD]), closed(&[AWARD, OTHER])],
        [(false, false), (false, false), (true, true)]
    );
    assert!(!mixed.is_overtaken(&[AWARD, OTHER]), "it is public already");
}
