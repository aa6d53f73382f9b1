//! Inspections: who runs them, what the unit sees, what they find and recommend, and how that is settled.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::citation::Citation;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, ReportId, Revision};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::oversight::difficulty::Remark;
use domain::oversight::inspection::finding::{
    Finding, FindingContent, FindingSeverity, FindingState, FindingVerdict, InspectionFindingId, MendingKind,
    ReportChange,
};
use domain::oversight::inspection::measured::Measured;
use domain::oversight::inspection::plan::{
    InspectionPlan, InspectionPlanContent, InspectionPlanId, InspectionTally, PlannedInspection,
};
use domain::oversight::inspection::recommendation::{
    Recommendation, RecommendationId, RecommendationState, RecommendationVerb,
};
use domain::oversight::inspection::workflow::{InspectingAgency, InspectionState, InspectionVerb};
use domain::oversight::inspection::{
    Conclusion, Inspection, InspectionId, InspectionSubject, Minutes, Notice, SubjectGround,
};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::campaign::{Campaign, CampaignState};
use domain::planning::cycle::Cycle;
use domain::planning::scoring::Value;
use domain::registry::organisation::Organisation;
use domain::reporting::report::Report;
use uuid::Uuid;

use crate::world::{
    AGENCY, CAMPAIGN, CYCLE, admitted, appraisal, campaign, counts, cycle, day, document, editor, everybody, findings,
    head, hour, now, open_verbs, organisation, person, set, standing, stranger, submitted_report, taken, told, unit,
    verified,
};

const PLAN: InspectionPlanId = InspectionPlanId(Uuid::from_u128(0x71));
const ID: InspectionId = InspectionId(Uuid::from_u128(0x72));

/// A day and an hour after the day of all acts.
fn later(days: u64) -> DateTime<Utc> {
    hour(day(2024, 11, 20) + chrono::Days::new(days), 9)
}

fn plan_content(year: i32) -> InspectionPlanContent {
    InspectionPlanContent { year, document: document(), note: String::new() }
}

fn enter_plan(content: InspectionPlanContent, actor: &Actor) -> Result<Step<InspectionPlan>, Refusal> {
    InspectionPlan::enter(PLAN, content, &campaign(), actor, now())
}

fn plan() -> InspectionPlan {
    taken(enter_plan(plan_content(2024), &standing()))
}

fn subject() -> InspectionSubject {
    InspectionSubject {
        planned: day(2024, 12, 10),
        cycle: Some(CYCLE),
        criteria: vec!["P2".to_owned()],
        dimensions: Dimensions { contents: vec![6], field: None },
        reason: "Theo kế hoạch năm".to_owned(),
    }
}

/// Enters an inspection of the unit, whose set in the cycle is that of its level.
fn enter(
    subject: InspectionSubject,
    (movement, plan): (&Campaign, Option<&InspectionPlan>),
    unit: &Organisation,
    actor: &Actor,
) -> Result<Step<Inspection>, Refusal> {
    let (cycle, set) = (cycle(), set());
    let measured = subject.cycle.map(|_| Measured { cycle: &cycle, set: Some(&set) });
    Inspection::enter(ID, subject, unit, SubjectGround { movement, plan, measured }, actor, now())
}

fn planned() -> Inspection {
    taken(enter(subject(), (&campaign(), Some(&plan())), &unit(), &standing()))
}

fn notice(visit: NaiveDate) -> Notice {
    Notice { document: document(), visit, members: vec!["Phó Giám đốc Sở".to_owned()] }
}

fn announce(inspection: Inspection, notice: Notice, actor: &Actor) -> Result<Step<Inspection>, Refusal> {
    inspection.announce(notice, (&campaign(), &unit()), actor, now())
}

fn announced() -> Inspection {
    taken(announce(planned(), notice(day(2024, 11, 25)), &standing()))
}

fn minutes(date: NaiveDate) -> Minutes {
    let (participants, text) = (vec!["Đoàn kiểm tra".to_owned()], "Đối chiếu hồ sơ".to_owned());
    Minutes { date, participants, text, document: None }
}

fn conducted() -> Inspection {
    taken(announced().conduct(minutes(day(2024, 11, 25)), &standing(), later(5)))
}

fn conclusion() -> Conclusion {
    Conclusion { document: document(), text: "Đúng kế hoạch".to_owned() }
}

fn finding_content() -> FindingContent {
    FindingContent {
        cycle: CYCLE,
        criterion: "P2".to_owned(),
        severity: FindingSeverity::Deviation,
        declared: "90/100".to_owned(),
        found: "80 hồ sơ đủ bước".to_owned(),
        value: Some(Value::Counts(counts(80, 100))),
    }
}

fn record(inspection: &Inspection, content: FindingContent, actor: &Actor) -> Result<Step<Finding>, Refusal> {
    let (cycle, set) = (cycle(), set());
    let measured = Measured { cycle: &cycle, set: Some(&set) };
    Finding::record(InspectionFindingId(Uuid::from_u128(0x73)), content, (inspection, measured), actor, later(5))
}

fn finding() -> Finding {
    taken(record(&conducted(), finding_content(), &standing()))
}

fn give(inspection: &Inspection, due: NaiveDate, actor: &Actor) -> Result<Step<Recommendation>, Refusal> {
    let id = RecommendationId(Uuid::from_u128(0x74));
    Recommendation::give(id, ("Rà soát hồ sơ", due), (inspection, &unit()), actor, later(5))
}

fn recommendation() -> Recommendation {
    taken(give(&conducted(), day(2024, 12, 5), &standing()))
}

fn remark(text: &str) -> Remark {
    Remark { text: text.to_owned(), document: None }
}

fn answered() -> Recommendation {
    taken(recommendation().answer(remark("Đã rà soát"), &unit(), &editor(), later(6)))
}

/// Rule S30: both agencies inspect, and what one of them entered is run by it alone.
#[test]
fn s30_either_agency_inspects_and_runs_what_it_entered_alone() {
    let agencies = ["Thường", "Thẩm"];
    assert_eq!(admitted(|actor| enter_plan(plan_content(2024), actor)), agencies);
    let unplanned = |actor: &Actor| enter(subject(), (&campaign(), None), &unit(), actor);
    assert_eq!(admitted(unplanned), agencies);
    let theirs = |actor: &Actor| enter(subject(), (&campaign(), Some(&plan())), &unit(), actor);
    assert_eq!(admitted(theirs), ["Thường"], "under its own plan");
    assert_eq!(told(theirs(&appraisal())), ["not allowed: INSPECTION_OF_OTHER_AGENCY S30"]);
    assert_eq!(told(theirs(&head())), ["not allowed: NOT_ALLOWED S30"]);

    let entered = taken(unplanned(&appraisal()));
    assert_eq!((entered.agency, entered.plan), (InspectingAgency::AppraisalAgency, None));
    let visit = day(2024, 11, 25);
    assert_eq!(admitted(|actor| announce(entered.clone(), notice(visit), actor)), ["Thẩm"]);
    assert_eq!(admitted(|actor| announce(planned(), notice(visit), actor)), ["Thường"]);
    assert_eq!(admitted(|actor| announced().conduct(minutes(visit), actor, later(5))), ["Thường"]);
    assert_eq!(admitted(|actor| conducted().conclude(conclusion(), actor, later(6))), ["Thường"]);
    assert_eq!(admitted(|actor| announced().cancel("Hoãn", actor, now())), ["Thường"]);
    assert_eq!(admitted(|actor| record(&conducted(), finding_content(), actor)), ["Thường"]);
    assert_eq!(admitted(|actor| give(&conducted(), day(2024, 12, 5), actor)), ["Thường"]);
    let refused = announced().cancel("Hoãn", &appraisal(), now());
    assert_eq!(told(refused), ["not allowed: INSPECTION_OF_OTHER_AGENCY S30"]);

    let both = person(0xb1, "Đôi", &[(Role::StandingAgency, AGENCY), (Role::AppraisalAgency, AGENCY)]);
    let taken_on = taken(announce(entered, notice(visit), &both));
    assert_eq!(taken_on.acts[0].role, Some(Role::AppraisalAgency), "in the role that the inspection is of");
    let elsewhere = Actor { movements: Vec::new(), ..standing() };
    assert_eq!(told(announce(planned(), notice(visit), &elsewhere)), ["not allowed: NOT_ALLOWED M02"]);
}

/// Rule S30: the whole workflow.
#[test]
fn s30_each_state_allows_its_steps_and_no_other() {
    let mut table = String::new();
    for state in InspectionState::ALL {
        let steps = InspectionVerb::ALL.iter().filter_map(|verb| Some((verb, state.after(*verb)?)));
        let steps: Vec<String> = steps.map(|(verb, after)| format!("{verb} {after}")).collect();
        table.push_str(&format!("{state}: {}\n", steps.join(", ")));
    }
    for state in RecommendationState::ALL {
        let steps = RecommendationVerb::ALL.iter().filter_map(|verb| Some((verb, state.after(*verb)?)));
        let steps: Vec<String> = steps.map(|(verb, after)| format!("{verb} {after}")).collect();
        table.push_str(&format!("{state}: {}\n", steps.join(", ")));
    }
    assert_eq!(
        table,
        "PLANNED: EDIT PLANNED, ANNOUNCE ANNOUNCED, CANCEL CANCELLED\n\
         ANNOUNCED: ANNOUNCE ANNOUNCED, CONDUCT CONDUCTED, CANCEL CANCELLED\n\
         CONDUCTED: RECORD_FINDING CONDUCTED, RECOMMEND CONDUCTED, CONCLUDE CONCLUDED\n\
         CONCLUDED: RECOMMEND CONCLUDED\n\
         CANCELLED: \n\
         OPEN: ANSWER ANSWERED, WITHDRAW WITHDRAWN\n\
         ANSWERED: ACCEPT ACCEPTED, RETURN OPEN, WITHDRAW WITHDRAWN\n\
         ACCEPTED: \n\
         WITHDRAWN: \n"
    );
    assert_eq!(open_verbs(planned().transitions(&standing())), ["EDIT", "ANNOUNCE", "CANCEL"]);
    assert_eq!(open_verbs(conducted().transitions(&standing())), ["RECORD_FINDING", "RECOMMEND", "CONCLUDE"]);
    for actor in everybody().iter().filter(|actor| actor.name != "Thường") {
        assert!(open_verbs(planned().transitions(actor)).is_empty(), "{}", actor.name);
    }
    let early = planned().conduct(minutes(day(2024, 11, 20)), &standing(), now());
    assert_eq!(told(early), ["wrong state: INSPECTION_STATE S30"]);
    let concluded = taken(conducted().conclude(conclusion(), &standing(), later(6)));
    assert_eq!(told(record(&concluded, finding_content(), &standing())), ["wrong state: INSPECTION_STATE S30"]);
    assert_eq!(told(give(&concluded, day(2024, 12, 5), &standing())), ["done"], "also with the conclusion");
    assert_eq!(told(give(&announced(), day(2024, 12, 5), &standing())), ["wrong state: INSPECTION_STATE S30"]);
    let verbs: Vec<InspectionVerb> = concluded.acts.iter().map(|act| act.verb).collect();
    assert_eq!(verbs, [InspectionVerb::Announce, InspectionVerb::Conduct, InspectionVerb::Conclude]);
}

/// Rules S30, L21, L35: a plan is one of a year of the movement, under a document, and stays once a unit was told.
#[test]
fn s30_a_plan_is_corrected_until_a_unit_was_told() {
    assert_eq!(told(enter_plan(plan_content(2026), &standing())), ["invalid: INSPECTION_YEAR_OUT_OF_RANGE - /year"]);
    let unsound =
        InspectionPlanContent { document: Citation::default(), note: "Đóng dấu MẬT".to_owned(), year: 2020 };
    assert_eq!(
        told(enter_plan(unsound, &standing())),
        [
            "invalid: INSPECTION_YEAR_OUT_OF_RANGE - /year",
            "invalid: CITATION_INCOMPLETE S30 /document",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /note"
        ]
    );
    let closed = Campaign { state: CampaignState::Closed, ..campaign() };
    let late = InspectionPlan::enter(PLAN, plan_content(2024), &closed, &standing(), now());
    assert_eq!(told(late), ["wrong state: CAMPAIGN_CLOSED M01"]);

    let tally = |inspections: &[Inspection], at| InspectionTally::of(inspections.iter().map(Inspection::planned), at);
    let edit = |year, inspections: &[Inspection], actor: &Actor| {
        plan().edit(plan_content(year), (&campaign(), tally(inspections, now())), actor, now())
    };
    assert_eq!(admitted(|actor| edit(2025, &[], actor)), ["Thường"]);
    assert_eq!(told(edit(2024, &[planned()], &standing())), ["done"]);
    assert_eq!(told(edit(2025, &[planned()], &standing())), ["wrong state: INSPECTION_PLAN_IN_USE -"]);
    let unseen = taken(planned().cancel("Hoãn", &standing(), now()));
    assert_eq!(told(edit(2024, &[unseen], &standing())), ["done"], "given up before a notice");
    let seen = taken(announced().cancel("Hoãn", &standing(), now()));
    for told_of in [announced(), conducted(), seen.clone()] {
        assert_eq!(told(edit(2024, &[told_of], &standing())), ["wrong state: INSPECTION_PLAN_ANNOUNCED -"]);
    }
    let inspections = [planned(), announced(), conducted(), seen];
    let counted =
        InspectionTally { planned: 1, announced: 1, conducted: 1, cancelled: 1, told: 3, ..Default::default() };
    assert_eq!(tally(&inspections, now()), counted);
    assert_eq!(tally(&inspections, hour(day(2024, 11, 25), 23)).overdue, 0, "on the day of the notice");
    assert_eq!(tally(&inspections, hour(day(2024, 11, 26), 0)).overdue, 1);
    assert_eq!(tally(&inspections, later(60)).overdue, 2, "both that did not take place");
    let none = PlannedInspection { state: InspectionState::Concluded, announced: true, due: None };
    assert_eq!(InspectionTally::of([none].into_iter(), later(60)).all(), 1);
}

/// Rules S30, S02, L34, L35: what an agency cannot enter is named at its place.
#[test]
fn s30_l34_l35_an_inspection_is_of_a_living_unit_that_takes_part() {
    let with = |subject: InspectionSubject| enter(subject, (&campaign(), Some(&plan())), &unit(), &standing());
    let elsewhere = InspectionSubject { planned: day(2025, 1, 1), reason: " ".to_owned(), ..subject() };
    assert_eq!(
        told(with(elsewhere)),
        ["invalid: INSPECTION_OUTSIDE_PLAN - /plannedDate", "invalid: TEXT_EMPTY - /reason"]
    );
    let past = InspectionSubject { planned: day(2024, 2, 29), ..subject() };
    assert_eq!(told(with(past.clone())), ["done"], "a plan is entered late, and what it intends is overdue");
    assert!(taken(with(past.clone())).is_overdue(now()));
    let unplanned = enter(past, (&campaign(), None), &unit(), &standing());
    assert_eq!(told(unplanned), ["invalid: DUE_DATE_UNFIT - /plannedDate"]);
    let unknown = InspectionSubject {
        criteria: vec!["P2".to_owned(), "X4".to_owned(), "P2".to_owned()],
        dimensions: Dimensions { contents: vec![99], field: None },
        reason: "Tài liệu đóng dấu MẬT".to_owned(),
        ..subject()
    };
    assert_eq!(
        told(with(unknown)),
        [
            "invalid: CRITERION_UNKNOWN S02 /criteria/1",
            "invalid: CRITERION_TWICE - /criteria/2",
            "invalid: CONTENT_UNKNOWN - /contents/0",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /reason"
        ]
    );
    let without = InspectionSubject { cycle: None, ..subject() };
    assert_eq!(told(with(without)), ["invalid: CRITERIA_WITHOUT_CYCLE - /criteria"]);
    let many = InspectionSubject { criteria: (0..51).map(|number| format!("P{number}")).collect(), ..subject() };
    assert!(told(with(many)).contains(&"invalid: INSPECTED_CRITERIA_TOO_MANY - /criteria".to_owned()));

    let (open, other) = (cycle(), Cycle { campaign: CampaignId(Uuid::from_u128(9)), ..cycle() });
    let in_cycle = |cycle: &Cycle| {
        let measured = Some(Measured { cycle, set: None });
        let (movement, plan) = (campaign(), plan());
        let ground = SubjectGround { movement: &movement, plan: Some(&plan), measured };
        Inspection::enter(ID, subject(), &unit(), ground, &standing(), now())
    };
    assert_eq!(told(in_cycle(&open)), ["invalid: UNIT_TAKES_NO_PART - /cycle"]);
    assert_eq!(told(in_cycle(&other)), ["invalid: CYCLE_OF_OTHER_MOVEMENT - /cycle"]);
    let strange = InspectionPlan { campaign: CampaignId(Uuid::from_u128(9)), ..plan() };
    let strange = enter(subject(), (&campaign(), Some(&strange)), &unit(), &standing());
    assert_eq!(told(strange), ["invalid: INSPECTION_PLAN_OF_OTHER_MOVEMENT - /plan"]);
    let own = organisation(AGENCY, "Sở", crate::plan_level::PlanLevel::Provincial, unit().kind);
    let own = enter(subject(), (&campaign(), None), &own, &standing());
    assert_eq!(told(own), ["invalid: INSPECTION_OF_ITSELF - /organisation"]);
    let ended = Organisation { valid_to: Some(day(2024, 11, 19)), ..unit() };
    let late = enter(subject(), (&campaign(), None), &ended, &standing());
    assert_eq!(told(late), ["out of season: UNIT_CLOSED L34"]);
    let late = planned().announce(notice(day(2024, 11, 25)), (&campaign(), &ended), &standing(), now());
    assert_eq!(told(late), ["out of season: UNIT_CLOSED L34"]);
    let closed = Campaign { state: CampaignState::Closed, ..campaign() };
    let late = enter(subject(), (&closed, None), &unit(), &standing());
    assert_eq!(told(late), ["wrong state: CAMPAIGN_CLOSED M01"]);
    let (cycle, set, movement, plan) = (cycle(), set(), campaign(), plan());
    let measured = Some(Measured { cycle: &cycle, set: Some(&set) });
    let ground = SubjectGround { movement: &movement, plan: Some(&plan), measured };
    let moved = InspectionSubject { planned: day(2024, 12, 20), ..subject() };
    let edited = planned().edit(moved, ground, &standing(), now());
    assert_eq!(taken(edited).due(), Some(day(2024, 12, 20)));
}

/// Rule S30: the unit is told of a day that has not passed, again if it moves, and the minutes lie after that.
#[test]
fn s30_a_visit_is_announced_before_its_day_and_minuted_after_the_notice() {
    assert_eq!(planned().announced_at, None);
    for (visit, said) in [
        (day(2024, 11, 19), "invalid: VISIT_DATE_UNFIT - /visitDate"),
        (day(2024, 11, 20), "done"),
        (day(2026, 11, 20), "done"),
        (day(2026, 11, 21), "invalid: VISIT_DATE_UNFIT - /visitDate"),
    ] {
        assert_eq!(told(announce(planned(), notice(visit), &standing())), [said], "{visit}");
    }
    let unsound = Notice { document: Citation::default(), members: Vec::new(), ..notice(day(2024, 11, 25)) };
    assert_eq!(
        told(announce(planned(), unsound, &standing())),
        ["invalid: CITATION_INCOMPLETE S30 /document", "invalid: PEOPLE_OUT_OF_RANGE - /members"]
    );
    let empty = Notice { members: vec!["Đoàn".to_owned(), " ".to_owned()], ..notice(day(2024, 11, 25)) };
    assert_eq!(told(announce(planned(), empty, &standing())), ["invalid: TEXT_EMPTY - /members/1"]);

    let again = announced().announce(notice(day(2024, 11, 28)), (&campaign(), &unit()), &standing(), later(2));
    let again = taken(again);
    assert_eq!((again.announced_at, again.due()), (Some(now()), Some(day(2024, 11, 28))), "told first, and due");
    assert_eq!(again.acts.len(), 2, "both notices are kept");
    for (date, said) in [
        (day(2024, 11, 19), "invalid: MINUTES_DATE_UNFIT - /date"),
        (day(2024, 11, 20), "done"),
        (day(2024, 11, 25), "done"),
        (day(2024, 11, 26), "invalid: MINUTES_DATE_UNFIT - /date"),
    ] {
        assert_eq!(told(announced().conduct(minutes(date), &standing(), later(5))), [said], "{date}");
    }
    let secret = Minutes { text: "Hồ sơ MẬT".to_owned(), participants: Vec::new(), ..minutes(day(2024, 11, 25)) };
    assert_eq!(
        told(announced().conduct(secret, &standing(), later(5))),
        ["invalid: PEOPLE_OUT_OF_RANGE - /participants", "invalid: STATE_SECRET_NOT_ALLOWED L35 /text"]
    );
    let bare = Conclusion { document: Citation::default(), text: String::new() };
    assert_eq!(
        told(conducted().conclude(bare, &standing(), later(6))),
        ["invalid: CITATION_INCOMPLETE S30 /document", "invalid: TEXT_EMPTY - /text"]
    );
    assert_eq!(told(planned().cancel(" ", &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    assert_eq!(taken(announced().cancel("Hoãn", &standing(), now())).due(), None, "nothing is waited for");
}

/// Rules P02, S02, S30, L29: a finding states something of a criterion of the unit's set, and changes nothing.
#[test]
fn p02_l29_a_finding_is_about_a_criterion_of_the_units_set() {
    let with = |content: FindingContent| record(&conducted(), content, &standing());
    let unknown = FindingContent { criterion: "X4".to_owned(), found: " ".to_owned(), ..finding_content() };
    assert_eq!(told(with(unknown)), ["invalid: CRITERION_UNKNOWN S02 /criterion", "invalid: TEXT_EMPTY - /found"]);
    for (value, said) in [
        (Some(Value::Counts(counts(101, 100))), "invalid: NUMERATOR_ABOVE_DENOMINATOR L29 /numerator"),
        (Some(Value::Counts(counts(-1, 100))), "invalid: COUNT_OUT_OF_RANGE L29 /numerator"),
        (Some(Value::Count(3)), "invalid: VALUE_UNFIT L29"),
        (None, "done"),
    ] {
        let said_of = told(with(FindingContent { value, ..finding_content() }));
        assert_eq!(said_of.len(), 1, "{said_of:?}");
        assert!(said_of[0].starts_with(said.trim_end_matches(" L29")), "{said_of:?} is not {said}");
    }
    let (cycle, set) = (Cycle { campaign: CampaignId(Uuid::from_u128(9)), ..cycle() }, set());
    let of_set = |set| {
        let id = InspectionFindingId(Uuid::from_u128(0x73));
        Finding::record(id, finding_content(), (&conducted(), Measured { cycle: &cycle, set }), &standing(), later(5))
    };
    assert_eq!(told(of_set(Some(&set))), ["invalid: CYCLE_OF_OTHER_MOVEMENT - /cycle"]);
    assert_eq!(told(of_set(None)), ["invalid: CYCLE_OF_OTHER_MOVEMENT - /cycle"]);
}

/// A step of a report as the trail tells it.
fn happening(step: Result<Step<Report>, Refusal>) -> ReportChange {
    let (report, event) = step.expect("the step is open").into_parts();
    ReportChange { report: report.id, kind: event.kind, at: event.at, changes: event.changes }
}

/// Rules P02, S30: only the standing agency settles a finding, whoever recorded it, and *corrected* only if the report was
/// put right after it.
#[test]
fn p02_s30_a_finding_is_corrected_only_by_what_put_the_report_right_after_it() {
    let by_appraisal = Finding { agency: InspectingAgency::AppraisalAgency, ..finding() };
    let unfounded =
        |actor: &Actor| by_appraisal.clone().settle((FindingVerdict::Unfounded, "Số liệu đúng"), &[], actor, later(7));
    assert_eq!(admitted(unfounded), ["Thường"]);
    assert_eq!(told(unfounded(&appraisal())), ["not allowed: NOT_ALLOWED S30"]);
    assert_eq!(open_verbs(by_appraisal.transitions(&standing())), ["SETTLE"]);
    let settle = |changes: &[ReportChange]| {
        finding().settle((FindingVerdict::Corrected, "Đã đính chính"), changes, &standing(), later(9))
    };
    assert_eq!(told(settle(&[])), ["invalid: REPORT_NOT_MENDED P02 /verdict"]);

    let returned = |at| happening(submitted_report().send_back(&set(), "Theo kiểm tra", Vec::new(), &standing(), at));
    assert_eq!(told(settle(&[returned(later(4))])), ["invalid: REPORT_NOT_MENDED P02 /verdict"], "before the finding");
    assert_eq!(told(settle(&[returned(later(5))])), ["invalid: REPORT_NOT_MENDED P02 /verdict"], "at the same instant");
    let settled = taken(settle(&[returned(later(8)), returned(later(6))]));
    let mending = settled.outcome.as_ref().and_then(|outcome| outcome.mending).expect("what put it right");
    assert_eq!((mending.kind, mending.at), (MendingKind::Return, later(6)), "the first one after it");
    assert_eq!(settled.state, FindingState::Corrected);
    let twice = settled.settle((FindingVerdict::Unfounded, "Lần nữa"), &[], &standing(), later(9));
    assert_eq!(told(twice), ["wrong state: INSPECTION_FINDING_SETTLED P02"]);

    let verify = |criterion: &str| {
        let mut figures = verified(&submitted_report().figures);
        for figure in figures.iter_mut().filter(|figure| figure.criterion == criterion) {
            figure.value = Value::Counts(counts(1, 100));
            figure.reason = Some("Theo kiểm tra".to_owned());
        }
        happening(submitted_report().verify(&set(), findings(figures), &standing(), later(6)))
    };
    assert_eq!(told(settle(&[verify("none")])), ["invalid: REPORT_NOT_MENDED P02 /verdict"], "as declared");
    assert_eq!(told(settle(&[verify("P3")])), ["invalid: REPORT_NOT_MENDED P02 /verdict"], "another criterion");
    assert_eq!(told(settle(&[verify("P2")])), ["done"]);
    let correct = |criterion: &str| {
        let report = crate::world::final_report();
        let mut figures = report.verified.clone();
        for figure in figures.iter_mut().filter(|figure| figure.criterion == criterion) {
            figure.value = Value::Counts(counts(1, 100));
            figure.reason = Some("Theo kiểm tra".to_owned());
        }
        let found = (findings(figures), "Kết luận kiểm tra");
        happening(report.correct(&set(), &Default::default(), found, &standing(), later(6)))
    };
    assert_eq!(told(settle(&[correct("P3")])), ["invalid: REPORT_NOT_MENDED P02 /verdict"], "another criterion");
    assert_eq!(told(settle(&[correct("P2")])), ["done"]);
    let submission = ReportChange { kind: domain::base::event::EventKind::ReportSubmitted, ..returned(later(6)) };
    assert_eq!(told(settle(&[submission])), ["invalid: REPORT_NOT_MENDED P02 /verdict"]);
    assert_ne!(mending.report, ReportId(Uuid::nil()));
    let empty = finding().settle((FindingVerdict::Unfounded, " "), &[], &standing(), later(7));
    assert_eq!(told(empty), ["invalid: TEXT_EMPTY - /text"]);
}

/// Rules P02, L34: the unit answers, and the agency accepts or returns; the day itself is in time.
#[test]
fn p02_l34_a_recommendation_is_answered_by_the_unit_and_settled_by_its_agency() {
    let answer = |actor: &Actor| recommendation().answer(remark("Đã rà soát"), &unit(), actor, later(6));
    assert_eq!(admitted(answer), ["Biên", "Trưởng"]);
    assert_eq!(told(answer(&stranger())), ["not allowed: NOT_ALLOWED P02"]);
    assert_eq!(admitted(|actor| answered().accept(remark("Đạt"), actor, later(7))), ["Thường"]);
    assert_eq!(admitted(|actor| answered().send_back(remark("Thiếu"), None, actor, later(7))), ["Thường"]);
    assert_eq!(admitted(|actor| recommendation().withdraw("Nhầm".to_owned(), actor, later(7))), ["Thường"]);
    assert_eq!(open_verbs(recommendation().transitions(&editor())), ["ANSWER"]);
    assert_eq!(open_verbs(answered().transitions(&standing())), ["ACCEPT", "RETURN", "WITHDRAW"]);
    assert!(open_verbs(answered().transitions(&appraisal())).is_empty());

    let due = day(2024, 12, 5);
    assert!(!recommendation().is_overdue(hour(due, 23)), "on its last day");
    assert!(recommendation().is_overdue(hour(day(2024, 12, 6), 0)), "from the next day on");
    let late = taken(recommendation().answer(remark("Muộn"), &unit(), &head(), later(30)));
    assert_eq!((late.is_overdue(later(30)), late.acts[0].due), (false, Some(due)), "nothing is waited for");
    assert_eq!(
        told(late.clone().send_back(remark("Thiếu"), None, &standing(), later(30))),
        ["invalid: DUE_DATE_UNFIT - /dueDate"]
    );
    let again = taken(late.send_back(remark("Thiếu"), Some(day(2025, 1, 10)), &standing(), later(30)));
    assert_eq!((again.state, again.due), (RecommendationState::Open, day(2025, 1, 10)));
    let accepted = taken(answered().accept(remark("Đạt"), &standing(), later(7)));
    let twice = accepted.withdraw("Nhầm".to_owned(), &standing(), later(8));
    assert_eq!(told(twice), ["wrong state: RECOMMENDATION_STATE P02"]);

    let ended = Organisation { valid_to: Some(day(2024, 11, 25)), ..unit() };
    let gone = recommendation().answer(remark("Đã rà soát"), &ended, &head(), later(6));
    assert_eq!(told(gone), ["out of season: UNIT_CLOSED L34"]);
    let last = recommendation().answer(remark("Đã rà soát"), &ended, &head(), later(5));
    assert_eq!(told(last), ["done"], "on its last day");
    let id = RecommendationId(Uuid::from_u128(0x75));
    let to_ended = Recommendation::give(id, ("Rà soát", due), (&conducted(), &ended), &standing(), later(6));
    assert_eq!(told(to_ended), ["out of season: UNIT_CLOSED L34"], "it could not answer");
    assert_eq!(told(give(&conducted(), day(2024, 11, 24), &standing())), ["invalid: DUE_DATE_UNFIT - /dueDate"]);
    let undocumented = Remark { text: "Tài liệu MẬT".to_owned(), document: Some(Citation::default()) };
    assert_eq!(
        told(recommendation().answer(undocumented, &unit(), &head(), later(6))),
        ["invalid: STATE_SECRET_NOT_ALLOWED L35 /text", "invalid: CITATION_INCOMPLETE P02 /document"]
    );
    assert_eq!(recommendation().campaign, CAMPAIGN);
    assert_eq!(recommendation().revision, Revision::FIRST);
}
