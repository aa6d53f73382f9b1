//! Checks by other units than the standing agency: the opinion of a group's head, and what agencies find.

use domain::base::identity::Actor;
use domain::base::ids::OrganisationId;
use domain::base::policy::Role;
use domain::planning::assessment::Comparison;
use domain::planning::criteria::CriteriaSet;
use domain::planning::group::{Group, GroupFacts, GroupId, Members};
use domain::planning::scoring::Value;
use domain::planning::tree::{Absence, Branch, Combine, Leaf, Node};
use domain::planning::value_spec::ValueSpec;
use domain::registry::organisation::Organisation;
use domain::reporting::figure::{Figure, VerifiedFigure};
use domain::reporting::report::{Findings, Report, ReportState};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::trees::{branch, d, leaf, node, number, proportional, text, tree};
use crate::world::{
    CAMPAIGN, UNIT, content, cycle, document, findings, head, now, participant, person, set, standing, taken, told,
    unit,
};

const POLICE: OrganisationId = OrganisationId(Uuid::from_u128(0x0b));
const HEALTH: OrganisationId = OrganisationId(Uuid::from_u128(0x0c));

/// Criterion A for the standing agency; B for the police, as a leaf; pillar H with C and the survey S for the health agency.
fn entrusted() -> CriteriaSet {
    let own = leaf("A", "10", number(), proportional("10", "10"));
    let police = Leaf { verifier: Some(POLICE), ..leaf("B", "10", number(), proportional("10", "10")) };
    let survey = ValueSpec::Survey { of: text("survey"), most: None };
    let survey = Leaf { absence: Absence::NotApplicable, ..leaf("S", "10", survey, proportional("100", "10")) };
    let table =
        branch("H", Combine::Sum, vec![node(leaf("C", "10", number(), proportional("10", "10"))), node(survey)]);
    let table = Node::Branch(Branch { verifier: Some(HEALTH), ..table });
    let main = branch("ROOT", Combine::Sum, vec![node(own), node(police), table]);
    CriteriaSet { id: set().id, ..set().modelled(tree("40", main)) }
}

fn declared(criterion: &str, value: &str) -> Figure {
    Figure {
        criterion: criterion.to_owned(),
        value: Value::Number(d(value)),
        secret_excluded: false,
        reference: None,
        evidence: Vec::new(),
        note: None,
    }
}

fn found(criterion: &str, value: &str, reason: Option<&str>) -> VerifiedFigure {
    let value = Value::Number(d(value));
    VerifiedFigure { criterion: criterion.to_owned(), value, reason: reason.map(str::to_owned) }
}

fn of(unit: OrganisationId) -> Actor {
    person(unit.0.as_u128() + 0xd00, "Cơ quan", &[(Role::UnitEditor, unit)])
}

fn head_of(unit: OrganisationId) -> Actor {
    person(unit.0.as_u128() + 0xe00, "Thủ trưởng", &[(Role::UnitHead, unit)])
}

/// A report that declares 8 for each criterion that is asked, handed in.
fn handed_in() -> Report {
    let author = person(0xa1, "Biên", &[(Role::UnitEditor, UNIT)]);
    let figures = ["A", "B", "C"].map(|code| declared(code, "8")).to_vec();
    let id = domain::base::ids::ReportId(Uuid::from_u128(0x4e));
    let (cycle, unit, set) = (cycle(), unit(), entrusted());
    let participant = participant(&unit);
    let draft = Report::draft(id, (&cycle, participant.as_ref()), &unit, Some(&set), content(figures), &author, now());
    let digest = crate::world::DIGEST.to_owned();
    let history = domain::reporting::warning::History::default();
    taken(taken(draft).submit((&cycle, &set, &[]), history, digest, &head(), now()))
}

/// The units that the set names.
fn agencies() -> Vec<Organisation> {
    [POLICE, HEALTH].map(agency).to_vec()
}

fn agency(id: OrganisationId) -> Organisation {
    Organisation { id, ..unit() }
}

fn find(report: &Report, list: &[VerifiedFigure], actor: &Actor) -> Vec<String> {
    told(report.clone().find((&entrusted(), &agencies()), list.to_vec(), actor, now()))
}

/// The report with what all agencies found.
fn checked() -> Report {
    let by_police =
        taken(handed_in().find((&entrusted(), &agencies()), vec![found("B", "6", Some("Trùng"))], &of(POLICE), now()));
    let health = vec![found("C", "8", None), found("S", "75.5", None)];
    taken(by_police.find((&entrusted(), &agencies()), health, &of(HEALTH), now()))
}

fn verify(report: &Report, list: Vec<VerifiedFigure>) -> Vec<String> {
    told(report.clone().verify(&entrusted(), findings(list), &standing(), now()))
}

/// Rule L22: an agency finds the values of its own criteria, with a reason where they differ; nobody else does.
#[test]
fn l22_an_agency_finds_the_values_of_its_criteria_alone() {
    let report = handed_in();
    assert_eq!(find(&report, &[found("B", "8", None)], &of(POLICE)), ["done"]);
    assert_eq!(find(&report, &[found("B", "6", None)], &of(POLICE)), ["invalid: REASON_MISSING L22 /answers/0/reason"]);
    assert_eq!(find(&report, &[found("B", "6", Some("Trùng"))], &of(POLICE)), ["done"]);
    assert_eq!(find(&report, &[found("C", "8", None)], &of(POLICE)), ["not allowed: NOT_VERIFIER L22"]);
    assert_eq!(find(&report, &[found("A", "8", None)], &of(POLICE)), ["invalid: NO_VERIFIER - /answers/0/criterion"]);
    let both = [found("B", "8", None), found("C", "8", None)];
    assert_eq!(find(&report, &both, &of(POLICE)), ["not allowed: NOT_VERIFIER L22"], "one of another agency");
    // A survey was reported by nobody, so there is nothing that it could differ from.
    assert_eq!(find(&report, &[found("S", "75.5", None)], &of(HEALTH)), ["done"]);
    assert_eq!(
        find(&report, &[found("S", "-1", None)], &of(HEALTH)),
        ["invalid: FIGURE_OUT_OF_RANGE L29 /answers/0/number"]
    );
    // Beyond the last bound of its curve a survey is a typing error, not full points.
    assert_eq!(find(&report, &[found("S", "100", None)], &of(HEALTH)), ["done"]);
    assert_eq!(
        find(&report, &[found("S", "100.01", None)], &of(HEALTH)),
        ["invalid: FIGURE_OUT_OF_RANGE L29 /answers/0/number"]
    );
    assert_eq!(
        find(&report, &[found("C", "8", None), found("C", "8", None)], &of(HEALTH)),
        ["invalid: CRITERION_TWICE - /answers/1/criterion"]
    );
}

/// Rule L19: a unit does not verify criteria in its own report, and no person who submitted a report does.
#[test]
fn l19_nobody_verifies_criteria_of_an_own_report() {
    let own = Report { organisation: POLICE, ..handed_in() };
    assert_eq!(find(&own, &[found("B", "8", None)], &of(POLICE)), ["not allowed: OWN_REPORT L19"]);
    assert_eq!(find(&own, &[found("B", "8", Some("Ghi thay"))], &standing()), ["done"], "the standing agency does");
    let mut filer = of(POLICE);
    filer.account = head().account;
    assert_eq!(find(&handed_in(), &[found("B", "8", None)], &filer), ["not allowed: FOUR_EYES L19"]);
}

/// Rule L22: the standing agency records a finding instead of an agency only with a reason, and it is said.
#[test]
fn l22_the_standing_agency_stands_in_with_a_reason() {
    let report = handed_in();
    let silent = find(&report, &[found("B", "8", None)], &standing());
    assert_eq!(silent, ["invalid: REASON_MISSING L22 /answers/0/reason"]);
    let list = vec![found("B", "8", Some("Công an tỉnh không có ý kiến đến hạn"))];
    let after = taken(report.find((&entrusted(), &agencies()), list, &standing(), now()));
    let own = taken(after.clone().find((&entrusted(), &agencies()), vec![found("B", "8", None)], &of(POLICE), now()));
    let again = find(&own, &[found("B", "1", Some("Ghi thay"))], &standing());
    assert_eq!(again, ["invalid: FINDING_STANDS L22 /answers/0/criterion"], "the agency has spoken");
    assert_eq!(after.checks.finding("B").map(|finding| (finding.instead, finding.by.unit)), Some((true, POLICE)));
}

/// Rule L22: verification waits for every agency, takes over what they found, and may not differ from it.
#[test]
fn l22_verification_follows_what_agencies_found() {
    let own = || vec![found("A", "8", None)];
    assert_eq!(verify(&handed_in(), own()), ["invalid: FINDING_MISSING L22 /figures"; 3]);
    let checked = checked();
    assert_eq!(verify(&checked, own()), ["done"]);
    let other = [own(), vec![found("B", "8", None)]].concat();
    assert_eq!(verify(&checked, other), ["invalid: FINDING_DIFFERS L22 /answers/1"]);
    let same = [own(), vec![found("B", "6", None)]].concat();
    assert_eq!(verify(&checked, same), ["done"], "the reason of the agency holds");
    let verified = taken(checked.verify(&entrusted(), findings(own()), &standing(), now()));
    let value = |code: &str| verified.verified.iter().find(|figure| figure.criterion == code).cloned();
    assert_eq!(value("B"), Some(found("B", "6", Some("Trùng"))));
    assert_eq!(value("S"), Some(found("S", "75.5", None)));
    // 8 + 6 + 8 + 7.55 of 40.
    let card = verified.scored(&entrusted(), &Comparison::default());
    assert_eq!(card.total, Some(2_955));
    let declared = taken(self::checked().verify_as_declared(&entrusted(), &standing(), now()));
    assert_eq!(declared.scored(&entrusted(), &Comparison::default()).total, Some(2_955));
}

/// Rule L24: a survey that nobody held is said, its points are taken over by the rest, and nobody waits for it.
#[test]
fn l24_a_missing_survey_is_left_out_and_not_nothing() {
    let by_police =
        taken(handed_in().find((&entrusted(), &agencies()), vec![found("B", "8", None)], &of(POLICE), now()));
    let health = |list: Vec<VerifiedFigure>| {
        taken(by_police.clone().find((&entrusted(), &agencies()), list, &of(HEALTH), now()))
    };
    let silent = health(vec![found("C", "8", None)]);
    let waiting = told(silent.verify_as_declared(&entrusted(), &standing(), now()));
    assert_eq!(waiting, ["invalid: FINDING_MISSING L22 /figures"], "somebody says that there is none");
    let none = |reason: &str| VerifiedFigure {
        criterion: "S".to_owned(),
        value: Value::NotApplicable(reason.to_owned()),
        reason: None,
    };
    let unsaid = find(&by_police, &[none(" ")], &of(HEALTH));
    assert_eq!(unsaid, ["invalid: TEXT_EMPTY - /answers/0/notApplicable"]);
    let report = health(vec![found("C", "8", None), none("Không đủ phiếu hợp lệ")]);
    let verified = taken(report.verify_as_declared(&entrusted(), &standing(), now()));
    // 24 of 30, of a scale of 40.
    assert_eq!(verified.scored(&entrusted(), &Comparison::default()).total, Some(3_200));
}

/// Rule L22: after the verification a finding changes nothing by itself; an answer or a correction follows it.
#[test]
fn l22_a_later_finding_needs_a_correction() {
    let verified = taken(checked().verify_as_declared(&entrusted(), &standing(), now()));
    let late = [found("B", "5", Some("Kiểm tra lại"))];
    // Until the score is shown or fixed, the report is verified again first.
    let behind = taken(verified.clone().find((&entrusted(), &agencies()), late.to_vec(), &of(POLICE), now()));
    let finalise =
        |report: &Report| told(report.clone().finalise(&entrusted(), &Comparison::default(), &standing(), now()));
    assert_eq!(finalise(&verified), ["done"]);
    assert_eq!(finalise(&behind), ["wrong state: VERIFICATION_BEHIND L22"]);
    let again = taken(behind.verify_as_declared(&entrusted(), &standing(), now()));
    assert_eq!(finalise(&again), ["done"]);
    let settled = Report { state: ReportState::Final, ..verified };
    let again = taken(settled.clone().find((&entrusted(), &agencies()), late.to_vec(), &of(POLICE), now()));
    assert_eq!(again.verified, settled.verified);
    let correct = |report: &Report, value: &str| {
        let list = vec![found("A", "8", None), found("B", value, Some("Kiểm tra lại"))];
        let list = Findings { figures: list, adjustments: Vec::new() };
        told(report.clone().correct(&entrusted(), &Comparison::default(), (list, "Kết luận"), &standing(), now()))
    };
    assert_eq!(correct(&settled, "5"), ["invalid: FINDING_DIFFERS L22 /answers/1"]);
    assert_eq!(correct(&again, "5"), ["done"]);
    assert_eq!(correct(&again, "6"), ["invalid: FINDING_DIFFERS L22 /answers/1"], "the agency has found another value");
}

/// Rule L22: the unit sees what an agency finds anew only once the standing agency has taken it over.
#[test]
fn l22_a_unit_sees_no_finding_before_it_is_taken_over() {
    let codes = |report: &Report| {
        let seen = report.clone().seen_by(&head());
        seen.checks.findings.iter().map(|finding| finding.figure.criterion.clone()).collect::<Vec<String>>()
    };
    assert!(codes(&checked()).is_empty(), "nor before the score is shown");
    let verified = taken(checked().verify_as_declared(&entrusted(), &standing(), now()));
    let settled = Report { state: ReportState::Final, ..verified };
    assert_eq!(codes(&settled), ["B", "C", "S"]);
    let late = vec![found("B", "5", Some("Kiểm tra lại"))];
    let again = taken(settled.find((&entrusted(), &agencies()), late, &of(POLICE), now()));
    assert_eq!(codes(&again), ["C", "S"]);
    assert_eq!(again.seen_by(&standing()).checks.findings.len(), 3, "the standing agency sees it");
}

/// Rule L19: who records findings instead of agencies does not accept the verification; who stands aside leaves none; and
/// people of the reporting unit find nothing in its report, whatever else they belong to.
#[test]
fn l19_who_stands_in_for_an_agency_does_not_accept_the_verification() {
    let second = person(0xd9, "Thường Hai", &[(Role::StandingAgency, crate::world::AGENCY)]);
    let list = vec![found("B", "8", Some("Thay")), found("C", "8", Some("Thay")), found("S", "50", Some("Thay"))];
    let mut report = taken(handed_in().find((&entrusted(), &agencies()), list, &second, now()));
    report.review.acceptance_required = true;
    let verified = taken(report.clone().verify_as_declared(&entrusted(), &standing(), now()));
    assert_eq!(told(verified.clone().accept(&second, now())), ["not allowed: FOUR_EYES L19"]);
    let third = person(0xda, "Thường Ba", &[(Role::StandingAgency, crate::world::AGENCY)]);
    assert_eq!(told(verified.accept(&third, now())), ["done"]);
    let aside = taken(report.recuse("Người thân", &second, now()));
    assert!(aside.checks.findings.is_empty());

    let both = person(0xdb, "Hai nơi", &[(Role::UnitEditor, POLICE), (Role::UnitEditor, UNIT)]);
    assert_eq!(find(&handed_in(), &[found("B", "8", None)], &both), ["not allowed: OWN_REPORT L19"]);
    assert_eq!(find(&handed_in(), &[], &of(POLICE)), ["invalid: NO_FINDINGS -"]);
}

/// Rule M03: the head unit gives its opinion on a member's report, the deputy on the head's; no figure changes.
#[test]
fn m03_the_head_of_a_group_gives_an_opinion_that_changes_no_figure() {
    let report = handed_in();
    let opine = |report: &Report, head: Option<OrganisationId>, actor: &Actor| {
        told(report.clone().opine(head.map(agency).as_ref(), (true, "Đồng ý"), actor, now()))
    };
    assert_eq!(opine(&report, Some(POLICE), &head_of(POLICE)), ["done"]);
    assert_eq!(opine(&report, Some(POLICE), &of(POLICE)), ["not allowed: NOT_GROUP_HEAD M03"], "an editor");
    assert_eq!(opine(&report, Some(POLICE), &head_of(HEALTH)), ["not allowed: NOT_GROUP_HEAD M03"]);
    assert_eq!(opine(&report, None, &head_of(POLICE)), ["wrong state: NO_GROUP_HEAD M03"]);
    let silent = told(report.clone().opine(Some(&agency(POLICE)), (true, " "), &head_of(POLICE), now()));
    assert_eq!(silent, ["invalid: TEXT_EMPTY - /text"]);
    let after = taken(report.clone().opine(Some(&agency(POLICE)), (false, "Chưa khớp"), &head_of(POLICE), now()));
    assert_eq!(
        (&after.figures, &after.verified, &after.scorecard),
        (&report.figures, &report.verified, &report.scorecard)
    );
    let settled = Report { state: ReportState::Final, ..after };
    assert_eq!(opine(&settled, Some(POLICE), &head_of(POLICE)), ["wrong state: REPORT_STATE -"]);
}

/// Rule M03: the head's own report is checked by the deputy, and by nobody where there is none.
#[test]
fn m03_the_head_does_not_check_itself() {
    let group = |deputy: Option<OrganisationId>| Group {
        id: GroupId(Uuid::from_u128(0x61)),
        campaign: CAMPAIGN,
        code: PlanLevel::Provincial.group(),
        year: None,
        facts: GroupFacts {
            name: text("Khối"),
            members: Members::List { units: vec![UNIT, POLICE, HEALTH] },
            audience: None,
            head: Some(POLICE),
            deputy,
            predecessor: None,
            document: document(),
        },
        revision: domain::base::ids::Revision::FIRST,
    };
    assert_eq!(group(Some(HEALTH)).checker_of(UNIT), Some(POLICE));
    assert_eq!(group(Some(HEALTH)).checker_of(POLICE), Some(HEALTH));
    assert_eq!(group(None).checker_of(POLICE), None);
    assert_eq!(group(Some(HEALTH)).checker_of(HEALTH), Some(POLICE));
}

/// Rule L22: what was said about figures goes with them when the report is returned or withdrawn.
#[test]
fn l22_checks_end_when_the_figures_will_change() {
    let report = taken(checked().opine(Some(&agency(POLICE)), (true, "Đồng ý"), &head_of(POLICE), now()));
    let returned = taken(report.clone().send_back(&entrusted(), "Bổ sung", Vec::new(), &standing(), now()));
    assert!(returned.checks.is_empty());
    let withdrawn = taken(report.withdraw("Sửa", &head(), now()));
    assert!(withdrawn.checks.is_empty());
}
