//! Annual, mid-term, final and urgent commendation: who nominates, on what papers, and what the chair requires.

use domain::base::citation::Citation;
use domain::base::ids::{NominationId, Revision, RoundId};
use domain::honours::nomination::dossier::{Dossier, Measures, missing};
use domain::honours::nomination::presentation::Demands;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::honours::nomination::{Nomination, Setting};
use domain::honours::round::{Round, RoundTerms, Threshold, VoteBasis};
use domain::planning::award::{Occasion, PaperKind, SimplifiedGround, SubjectKind};
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::Cycle;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    admitted, appraisal, category, cycle, day, dossier, draft_nomination, drafted, edited, head, minutes, movement,
    nomination_in, now, planned, regime, seed_set, setting, standing, taken, told, undemanding, unit,
};

fn document() -> Citation {
    Citation { url: Some("https://example.org/ke-hoach".to_owned()), ..Citation::default() }
}

fn round(alter: impl Fn(&mut RoundTerms)) -> Round {
    let mut terms = RoundTerms { document: document(), ..RoundTerms::default() };
    alter(&mut terms);
    Round { id: RoundId(Uuid::nil()), cycle: cycle().id, terms, revision: Revision::FIRST }
}

fn begin(cycle: &Cycle, occasion: Occasion, round: Option<&Round>, dossier: Dossier) -> Vec<String> {
    let setting = Setting { campaign: movement(), cycle, occasion, round, organisation: &unit() };
    told(Nomination::draft(NominationId(Uuid::nil()), setting, dossier, &standing(), now()))
}

/// Rules S16, S17: at reviews the standing agency selects, once the review's date is set.
#[test]
fn s16_s17_at_a_review_the_standing_agency_selects() {
    let review = Cycle { kind: CycleKind::Midterm, ..cycle() };
    let set = round(|terms| terms.review_date = Some(day(2024, 6, 1)));
    let unit = unit();
    let begun = |actor: &domain::base::identity::Actor| {
        let setting = Setting { round: Some(&set), ..setting(&review, &unit) };
        Nomination::draft(NominationId(Uuid::nil()), setting, dossier(SubjectKind::Collective), actor, now())
    };
    assert_eq!(admitted(begun), ["Thường"]);
    assert_eq!(told(begun(&head())), ["not allowed: NOT_ALLOWED S16"]);
    let unset = begin(&review, Occasion::Midterm, None, dossier(SubjectKind::Collective));
    assert_eq!(unset, ["out of season: REVIEW_DATE_UNKNOWN S17"]);
    let annual = RoundTerms { review_date: Some(day(2024, 6, 1)), document: document(), ..RoundTerms::default() };
    let refused = Round::set(RoundId(Uuid::nil()), &cycle(), annual, &standing(), now());
    assert_eq!(told(refused), ["invalid: REVIEW_NOT_WANTED S17 /reviewDate"]);
}

/// Rule S16: a nomination at a review is not submitted to the chair if the appraisal agency does not concur.
#[test]
fn s16_s18_the_chair_sees_what_the_appraisal_agency_spoke_on() {
    let eligible = |occasion| Nomination { occasion, ..nomination_in(NominationState::Eligible) };
    let presented = |nomination: Nomination| {
        told(nomination.clone().present(undemanding(nomination.occasion), &appraisal(), now()))
    };
    assert_eq!(presented(eligible(Occasion::Annual)), ["done"]);
    assert_eq!(presented(eligible(Occasion::Final)), ["wrong state: CONCURRENCE_MISSING S16"]);
    assert_eq!(presented(eligible(Occasion::Urgent)), ["wrong state: OPINION_MISSING S18"]);
    let opined = |occasion, favour| {
        taken(eligible(occasion).concur((favour, "Ý kiến"), &movement().text.policy, &appraisal(), now()))
    };
    assert_eq!(presented(opined(Occasion::Final, true)), ["done"]);
    assert_eq!(presented(opined(Occasion::Final, false)), ["wrong state: CONCURRENCE_MISSING S16"]);
    assert_eq!(presented(opined(Occasion::Urgent, false)), ["done"], "S18 asks for an opinion, whichever it is");
    let annual = eligible(Occasion::Annual).concur((true, "Ý kiến"), &movement().text.policy, &appraisal(), now());
    assert_eq!(told(annual), ["wrong state: OPINION_NOT_WANTED S16"]);
}

/// Rule S15: another occasion than that of the cycle is refused as wrong, whoever asks, and none is put in its place.
#[test]
fn found_b13_s15_an_occasion_is_that_of_its_cycle() {
    let set = round(|terms| terms.review_date = Some(day(2024, 6, 1)));
    let unit = unit();
    for kind in CycleKind::ALL {
        let cycle = Cycle { kind: *kind, ..cycle() };
        let begun = |occasion: Occasion, actor: &domain::base::identity::Actor| {
            let setting = Setting { occasion, round: Some(&set), ..setting(&cycle, &unit) };
            Nomination::draft(NominationId(Uuid::nil()), setting, dossier(SubjectKind::Collective), actor, now())
        };
        let own = cycle.kind.occasion();
        for occasion in Occasion::ALL {
            let unfit = *occasion != Occasion::Urgent && *occasion != own;
            for actor in [head(), standing()] {
                let refused = told(begun(*occasion, &actor)) == ["invalid: OCCASION_UNFIT S15 /occasion"];
                assert_eq!(refused, unfit, "{occasion} in a cycle of {kind}, by {}", actor.name);
            }
        }
        let nominator = if *kind == CycleKind::Annual { head() } else { standing() };
        assert_eq!(taken(begun(own, &nominator)).occasion, own);
    }
}

/// Rules S18, S19, L06: urgent commendation needs no open cycle and no minutes, but one of the law's cases.
#[test]
fn s18_s19_l06_urgent_commendation_is_simplified_and_never_secret() {
    let urgent = |ground| Dossier { simplified_ground: ground, ..dossier(SubjectKind::Individual) };
    let closed = planned(2024);
    assert_eq!(begin(&closed, Occasion::Urgent, None, urgent(None)), ["done"], "S19: no window");
    let unit = unit();
    let setting = Setting { occasion: Occasion::Urgent, ..setting(&closed, &unit) };
    let by_unit = Nomination::draft(NominationId(Uuid::nil()), setting, urgent(None), &head(), now());
    assert_eq!(told(by_unit), ["not allowed: NOT_ALLOWED S18"]);
    let secret = begin(&closed, Occasion::Urgent, None, urgent(Some(SimplifiedGround::StateSecret)));
    assert_eq!(secret, ["invalid: STATE_SECRET_NOT_ALLOWED L06 /dossier/simplifiedGround"]);
    let annual = begin(&cycle(), Occasion::Annual, None, urgent(Some(SimplifiedGround::FoundByHead)));
    assert_eq!(annual, ["not allowed: NOT_ALLOWED -"], "in an annual cycle the unit nominates");
    assert_eq!(begin(&cycle(), Occasion::Midterm, None, urgent(None)), ["invalid: OCCASION_UNFIT S15 /occasion"]);

    let regime = regime();
    let lacking = |dossier: &Dossier| -> Vec<String> {
        let measures = Measures {
            regime: &regime,
            policy: &movement().text.policy,
            criterion: None,
            on_letter: &[],
            consent_required: false,
            enterprise: false,
            quota: None,
            files: None,
        };
        let list = missing(dossier, Occasion::Urgent, measures);
        list.iter().map(|one| format!("{} {} {:?}", one.pointer, one.reason.code, one.reason.rule)).collect()
    };
    let mut simple = urgent(Some(SimplifiedGround::UnexpectedAchievement));
    simple.papers.retain(|paper| paper.kind != PaperKind::Minutes);
    assert!(lacking(&simple).is_empty(), "letter and summary report suffice");
    simple.papers.clear();
    simple.simplified_ground = None;
    let expected = [
        "/dossier/simplifiedGround GROUND_MISSING Some(\"L06\")",
        "/dossier/papers PAPER_MISSING Some(\"L06\")",
        "/dossier/papers PAPER_MISSING Some(\"L06\")",
    ];
    assert_eq!(lacking(&simple), expected);
}

/// Rule L08: the letter lists exactly those who are nominated under it.
#[test]
fn l08_the_letter_lists_exactly_its_nominees() {
    let regime = regime();
    let sent = |names: &[&str], others: &[&str]| {
        let mut dossier = dossier(SubjectKind::Individual);
        dossier.papers[0].nominees = names.iter().map(|name| (*name).to_owned()).collect();
        let on_letter: Vec<String> = others.iter().map(|name| (*name).to_owned()).collect();
        let measures = Measures {
            regime: &regime,
            policy: &movement().text.policy,
            criterion: None,
            on_letter: &on_letter,
            consent_required: false,
            enterprise: false,
            quota: None,
            files: None,
        };
        told(drafted(dossier).submit(measures, &head(), now()))
    };
    let differs = ["invalid: LETTER_DIFFERS L08 /dossier/papers/0/nominees"];
    assert_eq!(sent(&["Phòng Tin học"], &[]), ["done"]);
    assert_eq!(sent(&["PHÒNG  tin học"], &[]), ["done"], "case and blanks do not count");
    assert_eq!(sent(&["phong tin hoc"], &[]), differs, "accents do: they make another name");
    assert_eq!(sent(&["Ai Khác"], &[]), differs);
    assert_eq!(sent(&["Phòng Tin học", "Ai Khác"], &[]), differs, "no nomination under it is for that name");
    assert_eq!(sent(&["Phòng Tin học", "Ai Khác"], &["AI KHÁC"]), ["done"]);
    assert_eq!(sent(&["Phòng Tin học"], &["Ai Khác"]), ["done"], "that one's own letter will say so");
}

/// Rules S10, S11: the category determines the criterion, and the report answers it.
#[test]
fn s10_s11_the_category_is_said_and_its_criterion_answered() {
    let (regime, set) = (regime(), seed_set(PlanLevel::Individual));
    let criterion = set.of_category(category("OFFICIAL")).expect("a criterion");
    let sent = |alter: &dyn Fn(&mut Dossier), kind| {
        let mut dossier = dossier(kind);
        alter(&mut dossier);
        let measures = Measures {
            regime: &regime,
            policy: &movement().text.policy,
            criterion: Some(criterion),
            on_letter: &[],
            consent_required: false,
            enterprise: false,
            quota: None,
            files: None,
        };
        told(drafted(dossier).submit(measures, &head(), now()))
    };
    let person = SubjectKind::Individual;
    assert_eq!(sent(&|_| {}, person), ["done"]);
    assert_eq!(
        sent(&|one| one.subject.category = None, person),
        ["invalid: CATEGORY_MISSING S11 /dossier/subject/category"]
    );
    let silent = ["invalid: CRITERION_ACCOUNT_MISSING S11 /dossier/criterionAccount"];
    assert_eq!(sent(&|one| one.criterion_account = " ".to_owned(), person), silent);
    let enterprise = |one: &mut Dossier| one.subject.business_number = Some("2200000000".to_owned());
    let refused = sent(&enterprise, SubjectKind::Collective);
    assert_eq!(refused, ["invalid: CATEGORY_MISSING S10 /dossier/subject/category"]);
    let mut unfit = dossier(person);
    unfit.subject.category = Some(category("IT"));
    let refused = edited(drafted(dossier(person)), unfit, &head());
    assert_eq!(told(refused), ["invalid: CATEGORY_UNFIT S11 /dossier/subject/category"]);
}

/// Rule S33: a unit nominates a person who has no unit.
#[test]
fn s33_a_person_without_a_unit_is_nominated_by_one() {
    let mut outsider = dossier(SubjectKind::Individual);
    outsider.subject.without_unit = true;
    outsider.subject.category = Some(category("OTHER"));
    assert!(drafted(outsider.clone()).dossier.subject.without_unit);
    outsider.subject.kind = SubjectKind::Collective;
    outsider.subject.category = None;
    let refused = edited(draft_nomination(), outsider, &head());
    assert_eq!(told(refused), ["invalid: COLLECTIVE_WITHOUT_PERSON - /dossier/subject"]);
}

/// Rule L07: a replaced paper is kept.
#[test]
fn l07_a_replaced_paper_is_kept_as_an_earlier_version() {
    let draft = draft_nomination();
    let mut changed = draft.dossier.clone();
    changed.papers[2].number = "16/BB".to_owned();
    let later = taken(edited(draft.clone(), changed, &head()));
    let earlier: Vec<(&str, PaperKind)> =
        later.progress.earlier_papers.iter().map(|one| (one.paper.number.as_str(), one.paper.kind)).collect();
    assert_eq!(earlier, [("15/TTr-SYT", PaperKind::Minutes)]);
    let same = taken(edited(draft.clone(), draft.dossier, &head()));
    assert!(same.progress.earlier_papers.is_empty(), "what stays is no version");
}

/// Rule L09: without a threshold votes are only recorded, with one they are required; never for an urgent nomination.
#[test]
fn l09_the_votes_that_the_round_asks_for() {
    let threshold = |share, basis| Some(Threshold { share, basis });
    let voted = |votes| {
        let nomination = nomination_in(NominationState::Eligible);
        let mut voting =
            minutes(&nomination, votes).record(&cycle(), vec![nomination], &appraisal(), now()).expect("recorded");
        voting.nominations.remove(0).into_parts().0
    };
    let presented = |nomination: Nomination, threshold| {
        let terms = RoundTerms { threshold, ..RoundTerms::default() };
        let demands = Demands { terms: Some(&terms), ..undemanding(Occasion::Annual) };
        told(nomination.present(demands, &appraisal(), now()))
    };
    assert_eq!(presented(voted(0), None), ["done"]);
    let all = VoteBasis::AllMembers;
    assert_eq!(presented(voted(7), threshold(8_000, all)), ["wrong state: VOTES_TOO_FEW L09"]);
    assert_eq!(presented(voted(8), threshold(8_000, all)), ["done"], "exactly the share is enough");
    assert_eq!(presented(voted(8), threshold(8_001, all)), ["wrong state: VOTES_TOO_FEW L09"]);
    assert_eq!(presented(voted(8), threshold(8_800, VoteBasis::Present)), ["done"], "8 of the 9 present");
    let silent = nomination_in(NominationState::Eligible);
    assert_eq!(presented(silent.clone(), threshold(1, all)), ["wrong state: VOTE_MISSING L09"]);
    let urgent = Nomination { occasion: Occasion::Urgent, ..silent };
    let urgent = taken(urgent.concur((true, "Đồng ý"), &movement().text.policy, &appraisal(), now()));
    assert_eq!(presented(urgent, threshold(10_000, all)), ["done"]);
}

/// Rules S15, L42: a round may close, and then it stays closed.
#[test]
fn s15_a_round_that_closed_takes_no_nomination() {
    let closing = |last| round(move |terms| terms.closes_on = Some(last));
    let begun = |round: &Round| {
        let (annual, unit) = (cycle(), unit());
        let setting = Setting { round: Some(round), ..setting(&annual, &unit) };
        told(Nomination::draft(NominationId(Uuid::nil()), setting, dossier(SubjectKind::Individual), &head(), now()))
    };
    assert_eq!(begun(&closing(day(2024, 11, 20))), ["done"], "to the end of the day");
    assert_eq!(begun(&closing(day(2024, 11, 19))), ["out of season: NOMINATIONS_CLOSED S15"]);
}

/// Rule L11: a refusal requires one notice.
#[test]
fn l11_the_unit_is_told_of_a_refusal() {
    let refused = taken(nomination_in(NominationState::Forwarded).appraise(false, "Chưa đủ", 7, &appraisal(), now()));
    let notice = refused.progress.notice.clone().expect("a notice is due");
    assert_eq!((notice.from, notice.days, notice.sent_at), (day(2024, 11, 20), 7, None));
    let told_once = taken(refused.notify(document(), &appraisal(), now()));
    assert_eq!(told(told_once.clone().notify(document(), &appraisal(), now())), ["wrong state: NOTICE_SENT L11"]);
    let back = taken(told_once.reverse("Thẩm định lại", &appraisal(), now()));
    assert_eq!((back.state, back.progress.notice.is_none()), (NominationState::Forwarded, true));
}

/// The agency that took a step may undo it, one step at a time, and never after publication.
#[test]
fn what_is_not_public_is_undone_with_a_reason() {
    let may = |state| admitted(|actor| nomination_in(state).reverse("Bấm nhầm", actor, now())).join(" ");
    use NominationState as S;
    assert_eq!(may(S::Received), "Thường");
    assert_eq!(may(S::Forwarded), "Thường");
    for state in [S::Eligible, S::Ineligible, S::SubmittedToChair] {
        assert_eq!(may(state), "Thẩm", "{state}");
    }
    assert_eq!(may(S::NotAwarded), "Quyết");
    for state in [S::Awarded, S::Published, S::Revoked, S::Withdrawn, S::Draft] {
        assert_eq!(state.after(NominationVerb::Reverse), None, "{state}");
    }
}
