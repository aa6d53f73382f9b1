//! How long personal data is kept, and what a run erases: exact days, ends of months, and data that no rule covers.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use domain::base::calendar::day_of;
use domain::base::citation::Citation;
use domain::base::event::{Event, EventKind};
use domain::base::ids::{AccountId, NominationId, PersonalDatumId, Revision};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::progress::Act;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::planning::award::SubjectKind;
use domain::privacy::personal::{Holding, PersonalDatum, PersonalKind, Sealed};
use domain::privacy::retention::{
    Gathering, MONTHS, PURGE_MAX, Purge, PurgeCount, PurgeId, PurgeItem, RetentionClass, RetentionRule,
};
use uuid::Uuid;

use crate::world::{
    administrator, admitted, appraisal, day, document, dossier, drafted, head, hour, now, standing, submitted, taken,
    told,
};

const CLASS: RetentionClass = RetentionClass::UnsuccessfulIdentityNumber;

fn unset() -> RetentionRule {
    RetentionRule::unset(CLASS)
}

fn rule(months: u16) -> RetentionRule {
    taken(unset().set(Some(months), document(), &administrator(), now()))
}

fn act(verb: NominationVerb, at: DateTime<Utc>) -> Act {
    Act { verb, account: AccountId(Uuid::nil()), name: "Trưởng".to_owned(), organisation: None, at, reason: None }
}

/// A nomination that ended in the morning of a day.
fn ended(state: NominationState, verb: NominationVerb, on: NaiveDate) -> Nomination {
    Nomination { state, acts: vec![act(verb, hour(on, 8))], ..drafted(dossier(SubjectKind::Individual)) }
}

fn withdrawn(on: NaiveDate) -> Nomination {
    ended(NominationState::Withdrawn, NominationVerb::Withdraw, on)
}

fn datum(nomination: NominationId) -> PersonalDatum {
    let sealed = Sealed {
        ciphertext: vec![1],
        wrapped_key: vec![2],
        sealed_under: "key".to_owned(),
        blind_index: vec![3],
        indexed_under: "index".to_owned(),
    };
    PersonalDatum {
        id: PersonalDatumId(Uuid::nil()),
        nomination,
        kind: PersonalKind::IdentityNumber,
        holding: Holding::Kept { masked: "*********358".to_owned(), sealed },
        entered_at: now(),
        revision: Revision::FIRST,
    }
}

fn gathered(rule: RetentionRule, nominations: Vec<Nomination>, at: DateTime<Utc>) -> Gathering {
    let mut gathering = Gathering::new(rule, at);
    gathering.offer(nominations.into_iter().map(|nomination| (datum(nomination.id), nomination)).collect());
    gathering
}

fn lines(event: &Event) -> Vec<String> {
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    event
        .changes
        .iter()
        .map(|change| format!("{}: {} -> {}", change.field, said(&change.before), said(&change.after)))
        .collect()
}

/// Rule L36: an administrator sets the rule, under a document, and may end it.
#[test]
fn l36_a_rule_is_set_by_an_administrator_under_a_document() {
    assert_eq!(admitted(|actor| unset().set(Some(24), document(), actor, now())), ["Quản"]);
    let set = |months: Option<u16>, document: Citation| unset().set(months, document, &administrator(), now());
    for months in [MONTHS.0, MONTHS.1] {
        assert_eq!(told(set(Some(months), document())), ["done"], "{months}");
    }
    for months in [0, MONTHS.1.saturating_add(1)] {
        assert_eq!(told(set(Some(months), document())), ["invalid: MONTHS_OUT_OF_RANGE L36 /months"], "{months}");
    }
    assert_eq!(told(set(Some(24), Citation::default())), ["invalid: CITATION_INCOMPLETE L36 /document"]);
    assert_eq!(
        told(set(None, Citation::default())),
        ["invalid: CITATION_INCOMPLETE L36 /document"],
        "not ended either"
    );
    let (after, event) = set(Some(24), document()).expect("open").into_parts();
    let number = document().number.expect("a number");
    assert_eq!((after.id, after.months), (CLASS.rule(), Some(24)));
    assert_eq!(event.kind, EventKind::RetentionRuleSet);
    assert_eq!(lines(&event), [format!("{CLASS}.months: - -> 24"), format!("{CLASS}.document: - -> {number}")]);
    let (after, event) = after.set(None, document(), &administrator(), now()).expect("open").into_parts();
    assert_eq!(after.months, None);
    assert_eq!(lines(&event), [format!("{CLASS}.months: 24 -> -")]);
}

/// Rule L36: data is kept to the end of the last day in the province; the next day it is due.
#[test]
fn l36_a_number_is_due_on_the_day_after_the_last() {
    let nomination = withdrawn(day(2024, 11, 20));
    let last = day(2026, 11, 20);
    for (today, due) in
        [(day(2024, 11, 20), false), (day(2026, 11, 19), false), (last, false), (day(2026, 11, 21), true)]
    {
        assert_eq!(rule(24).due(&nomination, today).is_some(), due, "{today}");
    }
    let item = rule(24).due(&nomination, day(2026, 11, 21)).expect("due");
    let expected = PurgeItem { class: CLASS, nomination: nomination.id, ended_on: day(2024, 11, 20), kept_until: last };
    assert_eq!(item, expected);
    // In the province the next day begins at 17:00 UTC.
    let midnight = hour(day(2026, 11, 21), 0);
    assert_eq!(gathered(rule(24), vec![nomination.clone()], midnight - TimeDelta::microseconds(1)).items(), []);
    assert_eq!(gathered(rule(24), vec![nomination], midnight).items(), [expected]);
    // What ends at midnight in the province ends on the day that begins, though it is the day before in UTC.
    let acts = vec![act(NominationVerb::Withdraw, hour(day(2024, 11, 21), 0))];
    let late = Nomination { acts, ..withdrawn(day(2024, 11, 20)) };
    assert_eq!(rule(24).due(&late, day(2026, 11, 21)), None);
}

/// Rule L36: after an end on the 31st, data is kept to the last day of a shorter month.
#[test]
fn l36_months_end_where_the_calendar_ends_them() {
    for (ended, months, last) in [
        (day(2024, 10, 31), 1, day(2024, 11, 30)),
        (day(2024, 1, 31), 1, day(2024, 2, 29)),
        (day(2023, 1, 31), 1, day(2023, 2, 28)),
        (day(2024, 2, 29), 12, day(2025, 2, 28)),
        (day(2024, 2, 29), 48, day(2028, 2, 29)),
        (day(2024, 12, 31), 2, day(2025, 2, 28)),
        (day(2024, 11, 20), 1_200, day(2124, 11, 20)),
    ] {
        assert_eq!(rule(months).kept_until(ended), Some(last), "{ended} + {months}");
    }
}

/// Rule L36: without a rule nothing is due, at any age; a rule that was ended counts as none.
#[test]
fn l36_without_a_rule_nothing_is_due() {
    let ended_rule = taken(rule(1).set(None, document(), &administrator(), now()));
    for rule in [unset(), ended_rule] {
        let old = withdrawn(day(1990, 1, 1));
        assert_eq!(rule.due(&old, day(2190, 1, 1)), None);
        assert_eq!(Gathering::new(rule.clone(), now()).horizon(), None);
        assert_eq!(gathered(rule, vec![old], now()).items(), []);
    }
}

/// Rule L36: a nomination under way or awarded is never due; an ended one is, counted from the act that ended it.
#[test]
fn l36_only_what_ended_without_an_award_is_ever_due() {
    use NominationState as S;
    let every: Vec<Act> = NominationVerb::ALL.iter().map(|verb| act(*verb, hour(day(2000, 1, 1), 8))).collect();
    for state in NominationState::ALL {
        let nomination = Nomination { state: *state, acts: every.clone(), ..drafted(dossier(SubjectKind::Individual)) };
        let over = matches!(state, S::Withdrawn | S::NotAwarded | S::Ineligible);
        assert_eq!(rule(1).due(&nomination, day(2100, 1, 1)).is_some(), over, "{state}");
        let nobodys = Nomination { acts: Vec::new(), ..nomination };
        assert_eq!(rule(1).due(&nobodys, day(2100, 1, 1)), None, "{state}: nobody knows when it ended");
    }
    for (state, verb) in [
        (S::Withdrawn, NominationVerb::Withdraw),
        (S::Withdrawn, NominationVerb::Merge),
        (S::NotAwarded, NominationVerb::Refuse),
        (S::Ineligible, NominationVerb::AppraiseIneligible),
    ] {
        let first = ended(state, verb, day(2024, 1, 10));
        // It was undone, ended again, and the unit was notified later: only the last end counts.
        let mut acts = first.acts.clone();
        acts.push(act(NominationVerb::Reverse, hour(day(2024, 2, 10), 8)));
        acts.push(act(verb, hour(day(2024, 3, 10), 8)));
        acts.push(act(NominationVerb::Notify, hour(day(2024, 4, 10), 8)));
        let again = Nomination { acts, ..first };
        assert_eq!(again.ended_at().map(day_of), Some(day(2024, 3, 10)), "{state} {verb}");
    }
    // The same with acts that the rules make instead of acts made by hand.
    let nomination = taken(submitted(drafted(dossier(SubjectKind::Individual)), &head()));
    assert_eq!(nomination.ended_at(), None);
    assert_eq!(taken(nomination.withdraw("Rút", &head(), now())).ended_at(), Some(now()));
}

/// Rule L36: nothing after the horizon is due, for several lengths in months and every day of two years.
#[test]
fn l36_nothing_beyond_the_horizon_is_due() {
    for months in [1, 2, 11, 12, 13, 24] {
        let rule = rule(months);
        for offset in 0..731 {
            let today = day(2024, 1, 1).checked_add_days(Days::new(offset)).expect("a day");
            let horizon = rule.horizon(today).expect("a horizon");
            let beyond = day_of(horizon);
            assert_eq!(rule.due(&withdrawn(beyond), today), None, "{months} {today}");
            // The horizon is not a day wider than necessary, except where a month is too short.
            let nearest = today.checked_sub_months(Months::new(u32::from(months))).expect("a day");
            assert_eq!(nearest.succ_opt(), Some(beyond));
            let before = nearest.pred_opt().expect("a day");
            assert!(rule.due(&withdrawn(before), today).is_some(), "{months} {today}");
        }
    }
}

/// Rule L36: the appraisal agency or the schedule starts a run; every erasure and the run itself are recorded.
#[test]
fn l36_a_run_erases_what_is_due_and_tells_why() {
    let later = hour(day(2027, 1, 1), 9);
    let gathering = || gathered(rule(24), vec![withdrawn(day(2024, 11, 20)), withdrawn(day(2026, 11, 20))], later);
    let id = PurgeId(Uuid::nil());
    assert_eq!(admitted(|actor| Purge::run(id, gathering(), actor)), ["Thẩm"]);
    assert_eq!(gathering().items().len(), 1, "the second is not due");
    let purging = Purge::run(id, gathering(), &appraisal()).expect("open");
    let number = document().number.expect("a number");
    let told: Vec<(PersonalDatum, Event)> = purging.erasures.into_iter().map(|step| step.into_parts()).collect();
    let [(erased, event)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(erased.holding, Holding::Erased { at: later });
    assert_eq!(event.kind, EventKind::PersonalDatumErased);
    assert_eq!(event.reason, Some(format!("Hết thời hạn bảo quản 24 tháng theo {number}")));
    assert_eq!(event.author.name, "Thẩm");
    let (purge, event) = purging.purge.into_parts();
    assert_eq!((purge.name.as_str(), purge.erased(), purge.more), ("Thẩm", 1, false));
    assert_eq!(purge.counts, [PurgeCount { class: CLASS, erased: 1 }]);
    assert_eq!((event.kind, lines(&event)), (EventKind::DataPurged, vec![format!("{CLASS}: - -> 1")]));

    let purging = Purge::run_on_schedule(id, gathering()).expect("open");
    let (purge, event) = purging.purge.into_parts();
    assert_eq!((purge.name.as_str(), event.author.account, event.author.role), ("scheduler", None, None));
    // A run that finds nothing is recorded, too.
    let (nothing, _) = Purge::run(id, Gathering::new(unset(), later), &appraisal()).expect("open").purge.into_parts();
    assert_eq!((nothing.erased(), nothing.more), (0, false));
    assert!(Purge::run(id, Gathering::new(unset(), later), &standing()).is_err());
}

/// Rule L36: a run erases a limited number and reports that more is due; erased data is not taken again.
#[test]
fn l36_a_run_has_an_end() {
    let later = hour(day(2027, 1, 1), 9);
    let old = || withdrawn(day(2024, 11, 20));
    let exactly = gathered(rule(24), vec![old(); PURGE_MAX], later);
    assert_eq!((exactly.items().len(), exactly.is_more()), (PURGE_MAX, false));
    let mut full = gathered(rule(24), vec![old(); PURGE_MAX.saturating_add(1)], later);
    assert_eq!((full.items().len(), full.is_more()), (PURGE_MAX, true));
    full.offer(vec![(datum(old().id), old())]);
    assert_eq!(full.items().len(), PURGE_MAX);
    let mut gathering = Gathering::new(rule(24), later);
    gathering.offer(vec![
        (PersonalDatum { holding: Holding::Erased { at: now() }, ..datum(old().id) }, old()),
        (datum(NominationId(Uuid::max())), old()),
    ]);
    assert_eq!(gathering.items(), [], "erased before, or somebody else's");
}
