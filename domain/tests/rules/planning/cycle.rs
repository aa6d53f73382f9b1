//! The campaign and its cycles: planned within the period, opened by the standing agency with a due date.

use chrono::{NaiveDate, TimeDelta};
use domain::base::citation::Citation;
use domain::base::ids::{CampaignId, CriteriaSetId, OrganisationId, ReportId};
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::amendment::TermsChange;
use domain::planning::cycle::{Cycle, CycleState, Opening};
use domain::planning::order::Order;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::report::Report;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    admitted, campaign, content, cycle, day, document, editor, ground, head, hour, issued_set, now, open_verbs,
    opening, organisation, participant, planned, seed_set, standing, taken, told, unit,
};

pub(crate) fn sets() -> Vec<CriteriaSet> {
    PlanLevel::ALL.into_iter().map(issued_set).collect()
}

/// Rule S01.
#[test]
fn s01_a_cycle_lies_within_the_campaign() {
    let refused = ["invalid: PERIOD_OUT_OF_RANGE S01 /periodStartDate"];
    for year in 2021..=2025 {
        assert_eq!(told(planned(year).load(&campaign(), now())), ["done"]);
    }
    assert_eq!(told(planned(2020).load(&campaign(), now())), refused);
    assert_eq!(told(planned(2026).load(&campaign(), now())), refused);
    let long = Cycle { kind: CycleKind::Final, year: None, period_end: day(2026, 1, 1), ..planned(2025) };
    assert_eq!(told(long.load(&campaign(), now())), refused, "its last day counts too");
    let backwards = Cycle { kind: CycleKind::Final, year: None, period_end: day(2024, 12, 31), ..planned(2025) };
    assert_eq!(told(backwards.load(&campaign(), now())), refused);
    let misnamed = Cycle { year: Some(2023), ..planned(2024) };
    assert_eq!(told(misnamed.load(&campaign(), now())), refused, "an annual cycle lies in its year");
}

#[test]
fn only_the_standing_agency_opens_a_cycle_and_once() {
    let open =
        |actor: &_| planned(2024).open(opening(day(2024, 11, 30), None), ground(&sets(), &levels()), actor, now());
    assert_eq!(admitted(open), ["Thường"]);
    assert_eq!(open_verbs(planned(2024).transitions(&standing())), ["OPEN", "CANCEL"]);
    assert!(open_verbs(planned(2024).transitions(&head())).is_empty());
    let opened = taken(open(&standing())).cycle;
    assert_eq!(opened, cycle());
    assert_eq!(
        told(opened.open(opening(day(2024, 12, 1), None), ground(&sets(), &levels()), &standing(), now())),
        ["wrong state: CYCLE_OPEN -"]
    );
}

fn order(date: NaiveDate) -> Order {
    Order {
        document: Citation { date: Some(date), ..document() },
        signer: "Chủ tịch UBND tỉnh".to_owned(),
        recipients: Vec::new(),
    }
}

fn of_reviews() -> Vec<CriteriaSet> {
    let of = |kind| move |set: CriteriaSet| CriteriaSet { cycle_kind: kind, ..set };
    let midterm = sets().into_iter().map(of(CycleKind::Midterm));
    midterm.chain(sets().into_iter().map(of(CycleKind::Final))).collect()
}

/// Rule S17: a review opens under the document that sets it, and its reports follow that document.
#[test]
fn found_b1_s17_a_review_opens_under_the_document_that_sets_it() {
    for kind in [CycleKind::Midterm, CycleKind::Final] {
        let review = || Cycle { kind, year: None, period_start: day(2021, 1, 1), ..planned(2023) };
        let open = |due: NaiveDate, order: Option<Order>| {
            let opening = Opening { order, ..opening(due, None) };
            review().open(opening, ground(&of_reviews(), &levels()), &standing(), now())
        };
        let set = day(2024, 3, 1);
        assert_eq!(told(open(day(2023, 11, 30), None)), ["out of season: REVIEW_DATE_UNKNOWN S17"]);
        assert_eq!(told(open(set, Some(order(set)))), ["done"], "on the day of the document");
        let refused = ["invalid: DUE_DATE_OUT_OF_RANGE S27 /dueDate"];
        assert_eq!(told(open(day(2024, 2, 29), Some(order(set)))), refused, "the day before");
        assert_eq!(told(open(day(2026, 2, 28), Some(order(set)))), ["done"], "within two years");
        assert_eq!(told(open(day(2026, 3, 1), Some(order(set)))), refused);
        let nameless = Order { signer: " ".to_owned(), ..order(set) };
        assert_eq!(told(open(set, Some(nameless))), ["invalid: TEXT_EMPTY - /order/signer"]);
        let unnumbered = Order { document: Citation { number: None, ..order(set).document }, ..order(set) };
        assert_eq!(told(open(set, Some(unnumbered))), ["invalid: CITATION_INCOMPLETE L21 /order/document"]);
        let opened = taken(open(set, Some(order(set)))).cycle;
        assert_eq!(opened.orders.opened_under, Some(order(set)));
    }
    let annual = Opening { order: Some(order(day(2024, 3, 1))), ..opening(day(2024, 11, 30), None) };
    let answer = planned(2024).open(annual, ground(&sets(), &levels()), &standing(), now());
    assert_eq!(told(answer), ["invalid: ORDER_UNWANTED S17 /order"]);
}

/// Rule M09: a cycle ends once, under a document or with a reason, and takes nothing afterwards.
#[test]
fn m09_a_closed_or_cancelled_cycle_takes_nothing() {
    let close = |cycle: Cycle, waiting: &[String]| cycle.close(document(), waiting, &standing(), now());
    let cancel = |cycle: Cycle, filed| cycle.cancel("Không tổ chức", filed, &standing(), now());
    let (closed, cancelled) = (taken(close(cycle(), &[])), taken(cancel(planned(2024), false)));
    assert_eq!((closed.state, closed.orders.closed_under.clone()), (CycleState::Closed, Some(document())));
    assert_eq!(told(close(planned(2024), &[])), ["wrong state: CYCLE_NOT_OPEN S27"]);
    assert_eq!(told(close(cycle(), &["Sở Y tế".to_owned()])), ["wrong state: CYCLE_HAS_OPEN_REPORTS M09"]);
    assert_eq!(told(cancel(cycle(), true)), ["wrong state: CYCLE_HAS_FILINGS M09"]);
    assert_eq!(told(cancel(cycle(), false)), ["done"], "an open cycle in which nobody has filed");
    assert_eq!(told(cycle().cancel(" ", false, &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    for (ended, reason) in [(closed, "CYCLE_CLOSED"), (cancelled, "CYCLE_CANCELLED")] {
        let wrong = [format!("wrong state: {reason} M09")];
        assert_eq!(told(close(ended.clone(), &[])), wrong);
        assert_eq!(told(cancel(ended.clone(), false)), wrong);
        let opened =
            ended.clone().open(opening(day(2024, 11, 30), None), ground(&sets(), &levels()), &standing(), now());
        assert_eq!(told(opened), wrong);
        let begun = Report::draft(
            ReportId(Uuid::nil()),
            (&ended, participant(&unit()).as_ref()),
            &unit(),
            Some(&seed_set(PlanLevel::Provincial)),
            content(Vec::new()),
            &editor(),
            now(),
        );
        assert_eq!(told(begun), [format!("out of season: {reason} M09")]);
        assert!(open_verbs(ended.transitions(&standing())).is_empty());
    }
    assert_eq!(open_verbs(cycle().transitions(&standing())), ["AMEND", "REBIND", "CLOSE", "CANCEL"]);
    assert_eq!(admitted(|actor| cycle().close(document(), &[], actor, now())), ["Thường"]);
    assert_eq!(admitted(|actor| cycle().cancel("Không tổ chức", false, actor, now())), ["Thường"]);
}

/// Rule S01: the standing agency plans a cycle within the campaign's period; a year has its year, and a review none.
#[test]
fn s01_the_standing_agency_plans_a_cycle() {
    let plan = |cycle: Cycle| told(cycle.plan(&campaign(), &standing(), now()));
    assert_eq!(plan(planned(2024)), ["done"]);
    assert_eq!(plan(planned(2026)), ["invalid: PERIOD_OUT_OF_RANGE S01 /periodStartDate"]);
    let unfit = ["invalid: CYCLE_YEAR_UNFIT - /year"];
    assert_eq!(plan(Cycle { year: None, ..planned(2024) }), unfit);
    assert_eq!(plan(Cycle { kind: CycleKind::Final, ..planned(2024) }), unfit);
    assert_eq!(plan(Cycle { code: " ".to_owned(), ..planned(2024) }), ["invalid: TEXT_EMPTY - /code"]);
    assert_eq!(admitted(|actor| planned(2024).plan(&campaign(), actor, now())), ["Thường"]);
}

fn due(date: NaiveDate) -> Vec<String> {
    told(planned(2024).open(opening(date, None), ground(&sets(), &levels()), &standing(), now()))
}

/// Rule S27: a due date has to be given, and must be before 10 December.
#[test]
fn s27_the_due_date_lies_before_10_december() {
    let refused = ["invalid: DUE_DATE_OUT_OF_RANGE S27 /dueDate"];
    assert_eq!(planned(2024).due_date, None);
    assert_eq!(due(day(2024, 12, 9)), ["done"]);
    assert_eq!(due(day(2024, 12, 10)), refused);
    assert_eq!(due(day(2025, 1, 5)), refused);
    assert_eq!(due(day(2024, 1, 1)), ["done"]);
    assert_eq!(due(day(2023, 12, 31)), refused, "nothing is due before the period");
}

/// Rules S27, L37: the event records who set which date.
#[test]
fn l37_opening_a_cycle_leaves_its_due_date_in_the_trail() {
    let step = planned(2024)
        .open(opening(day(2024, 11, 30), None), ground(&sets(), &levels()), &standing(), now())
        .expect("open");
    let (_, event) = step.into_parts();
    assert_eq!((event.from, event.to, event.author.name.as_str()), (Some("PLANNED"), Some("OPEN"), "Thường"));
    assert_eq!(event.changes.first().and_then(|change| change.after.as_deref()), Some("2024-11-30"));
}

/// Rules S02, S24: every tier that is measured by ratios gets its own set, of the cycle's kind and campaign.
#[test]
fn s24_a_cycle_binds_the_set_of_its_own_kind_and_campaign() {
    let opened = cycle();
    for tier in [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune] {
        assert_eq!(opened.criteria_for(tier.group()), Some(seed_set(tier).id));
    }
    assert_eq!(opened.criteria_for(PlanLevel::Enterprise.group()), None);
    assert_eq!(opened.criteria_for(PlanLevel::Individual.group()), None);

    let missing = ["invalid: CRITERIA_SET_MISSING S24", "invalid: CRITERIA_SET_MISSING S24"];
    let mut sets = sets();
    sets[0].cycle_kind = CycleKind::Midterm;
    sets[1].campaign = CampaignId(Uuid::nil());
    assert_eq!(
        told(planned(2024).open(opening(day(2024, 11, 30), None), ground(&sets, &levels()), &standing(), now())),
        missing
    );
}

/// Rule L28: a new version applies to cycles that are not open yet; an open one keeps its version.
#[test]
fn l28_a_cycle_binds_the_newest_version_when_it_opens_and_keeps_it() {
    let mut sets = sets();
    sets.insert(0, CriteriaSet { id: CriteriaSetId(Uuid::nil()), version: 2, ..issued_set(PlanLevel::Provincial) });
    let opened =
        taken(planned(2024).open(opening(day(2024, 11, 30), None), ground(&sets, &levels()), &standing(), now())).cycle;
    assert_eq!(opened.criteria_for(PlanLevel::Provincial.group()), Some(CriteriaSetId(Uuid::nil())));
    assert_eq!(cycle().criteria_for(PlanLevel::Provincial.group()), Some(seed_set(PlanLevel::Provincial).id));
    assert_eq!(opened.state, CycleState::Open);
    assert!(opened.may_open(&standing()).is_err(), "so nothing rebinds it");
}

/// Interpretation 1: the due date counts to its last moment, in the province's time zone.
#[test]
fn interpretation_1_late_begins_with_the_next_day_in_the_province() {
    let next = hour(day(2024, 12, 1), 0);
    assert!(!cycle().is_late_at(next - TimeDelta::milliseconds(1)));
    assert!(cycle().is_late_at(next));
    assert!(!planned(2024).is_late_at(hour(day(2030, 1, 1), 0)), "nothing is late for a date that is not set");
}

/// Rule S24: what units are measured by is issued before the cycle opens; a draft beside an issued version is no hurdle
/// and is not bound.
#[test]
fn found_b16_s24_only_published_sets_are_bound() {
    let open = |sets: &[CriteriaSet]| {
        planned(2024).open(opening(day(2024, 11, 30), None), ground(sets, &levels()), &standing(), now())
    };
    let drafts: Vec<CriteriaSet> = PlanLevel::ALL.into_iter().map(seed_set).collect();
    assert_eq!(told(open(&drafts)), ["invalid: CRITERIA_SET_DRAFT S24"; 3]);
    let mut sets = sets();
    sets.push(CriteriaSet { id: CriteriaSetId(Uuid::nil()), version: 7, ..seed_set(PlanLevel::District) });
    assert_eq!(taken(open(&sets)).cycle, cycle(), "the newer draft is passed over");
    sets.retain(|set| set.audience != PlanLevel::District || set.version == 7);
    assert_eq!(told(open(&sets)), ["invalid: CRITERIA_SET_DRAFT S24"]);
    sets.retain(|set| set.audience != PlanLevel::District);
    assert_eq!(told(open(&sets)), ["invalid: CRITERIA_SET_MISSING S24"]);
}

/// Rule L37: everything that opening decides stands in the trail.
#[test]
fn found_b18_l37_an_opening_is_recorded_with_all_that_it_decides() {
    let step = planned(2024).open(
        Opening { acceptance_required: true, ..opening(day(2024, 11, 30), Some(5)) },
        ground(&sets(), &levels()),
        &standing(),
        now(),
    );
    let (_, event) = step.expect("open").into_parts();
    let fields: Vec<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
    let bound = ["criteria.PROVINCIAL", "criteria.DISTRICT", "criteria.COMMUNE"];
    assert_eq!(fields, [&["dueDate", "acceptanceRequired", "explanationDays"][..], &bound].concat());
}

/// Rule L30, at both ends: a unit acts in a cycle exactly if it existed on some day of the cycle's period.
#[test]
fn found_b2_l30_a_unit_acts_in_a_cycle_if_its_life_touches_the_period() {
    let concern = |from, to| {
        let id = OrganisationId(Uuid::from_u128(7));
        let unit = organisation(id, "Xã Mới", PlanLevel::Commune, OrganisationKind::PeoplesCommittee);
        told(cycle().must_concern(&Organisation { valid_from: from, valid_to: to, ..unit }))
    };
    let long_ago = day(1992, 4, 1);
    assert_eq!(concern(day(2025, 1, 1), None), ["out of season: UNIT_NOT_BEGUN L30"], "the day after the period");
    assert_eq!(concern(day(2025, 7, 1), None), ["out of season: UNIT_NOT_BEGUN L30"]);
    assert_eq!(concern(day(2024, 12, 31), None), ["done"], "the last day of the period");
    assert_eq!(concern(day(2024, 7, 1), None), ["done"], "in the middle of it");
    assert_eq!(concern(long_ago, Some(day(2023, 12, 31))), ["out of season: UNIT_CLOSED L30"], "the day before");
    assert_eq!(concern(long_ago, Some(day(2024, 1, 1))), ["done"], "the first day of the period");
    assert_eq!(concern(day(2024, 3, 1), Some(day(2024, 8, 31))), ["done"], "a life within the period");
    assert_eq!(concern(long_ago, None), ["done"]);
}

/// Rules M04, S27: the due date, the window and the acceptance of an open cycle change under a document, to a day that has
/// not passed and that the movement allows; what held before stays readable.
#[test]
fn m04_s27_an_open_cycle_is_amended_under_a_document() {
    let at = now();
    let today = domain::base::calendar::day_of(at);
    let before = cycle().terms().expect("it is open");
    let amend =
        |terms: TermsChange, document: Citation, actor: &_| cycle().amend(terms, document, &campaign(), actor, at);
    let dated = || Citation { date: Some(today), ..document() };
    let due = |due_date: NaiveDate| TermsChange { due_date: Some(due_date), ..TermsChange::default() };
    let later = due(day(2024, 12, 5));
    assert_eq!(admitted(|actor| amend(later, dated(), actor)), ["Thường"]);
    let amended = taken(amend(later, dated(), &standing()));
    assert_eq!((amended.due_date, amended.state), (Some(day(2024, 12, 5)), CycleState::Open));
    assert_eq!(amended.orders.amendments.len(), 1);
    assert_eq!((amended.orders.amendments[0].before, amended.orders.amendments[0].at), (before, at));
    assert_eq!(amended.criteria, cycle().criteria, "sets stay bound (rule L28)");

    let refused = |terms, document| told(amend(terms, document, &standing()));
    let same = TermsChange {
        due_date: Some(before.due_date),
        explanation_days: Some(0),
        acceptance_required: Some(before.acceptance_required),
    };
    for nothing in [TermsChange::default(), same] {
        assert_eq!(refused(nothing, dated()), ["invalid: NOTHING_AMENDED M04"]);
    }
    assert_eq!(refused(due(day(2024, 12, 9)), dated()), ["done"], "the last possible day");
    assert_eq!(refused(due(day(2024, 12, 10)), dated()), ["invalid: DUE_DATE_OUT_OF_RANGE S27 /dueDate"]);
    assert_eq!(refused(due(today), dated()), ["done"], "today is not over");
    let yesterday = today.pred_opt().expect("a day");
    assert_eq!(refused(due(yesterday), dated()), ["invalid: DUE_DATE_PASSED M04 /dueDate"]);
    let window = |explanation_days| TermsChange { explanation_days, ..TermsChange::default() };
    for (days, expected) in [
        (Some(-1), "invalid: WINDOW_OUT_OF_RANGE L23 /explanationDays"),
        (Some(61), "invalid: WINDOW_OUT_OF_RANGE L23 /explanationDays"),
        (Some(60), "done"),
    ] {
        assert_eq!(refused(window(days), dated()), [expected], "{days:?}");
    }
    let nameless = Citation { number: None, ..dated() };
    assert_ne!(refused(later, nameless), ["done"], "a document has a number");
    // Not before it opens, and not after it has ended.
    let of = |state, due_date| {
        let other = Cycle { state, due_date, ..cycle() };
        told(other.amend(later, dated(), &campaign(), &standing(), at))
    };
    assert_eq!(of(CycleState::Planned, None), ["wrong state: CYCLE_NOT_OPEN S27"]);
    assert_eq!(of(CycleState::Closed, Some(before.due_date)), ["wrong state: CYCLE_CLOSED M09"]);
    assert_eq!(of(CycleState::Cancelled, Some(before.due_date)), ["wrong state: CYCLE_CANCELLED M09"]);
}
