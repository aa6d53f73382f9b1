//! Days that cannot be right are refused where they stand, and their neighbours are taken.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::ids::{IntegrityFlagId, NominationId, Revision, SuggestionId};
use domain::honours::integrity::{Finding, IntegrityFlag, IntegrityGround};
use domain::honours::nomination::dossier::Dossier;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::nomination::{Nomination, Setting};
use domain::honours::suggestion::Suggestion;
use domain::planning::award::{Occasion, SubjectKind};
use domain::registry::organisation::Organisation;
use uuid::Uuid;

use crate::world::{
    CAMPAIGN, CYCLE, appraisal, cycle, day, document, dossier, draft_nomination, edited, editor, head, hour, minutes,
    nomination_in, now, setting, standing, taken, told, unit,
};

fn edit(change: impl Fn(&mut Dossier)) -> Vec<String> {
    let draft = draft_nomination();
    let mut dossier = draft.dossier.clone();
    change(&mut dossier);
    told(edited(draft, dossier, &editor()))
}

/// Letters and minutes have been written, and within the movement.
#[test]
fn found_b19_no_paper_of_a_dossier_is_dated_after_today_or_before_the_movement() {
    let dated = |date: NaiveDate| edit(|dossier| dossier.papers[0].date = date);
    let refused = ["invalid: DATE_OUT_OF_FRAME - /dossier/papers/0/date"];
    assert_eq!(dated(day(2030, 1, 1)), refused);
    assert_eq!(dated(day(2024, 11, 21)), refused, "tomorrow");
    assert_eq!(dated(day(2024, 11, 20)), ["done"], "today");
    assert_eq!(dated(day(2021, 1, 1)), ["done"], "the first day of the movement");
    assert_eq!(dated(day(2020, 12, 31)), refused, "the day before");
}

/// An achievement lies within the movement and ends with its cycle.
#[test]
fn found_b19_an_achievement_lies_within_the_movement_and_its_cycle() {
    let achieved = |from: NaiveDate, to: NaiveDate| {
        edit(|dossier| (dossier.achievement_from, dossier.achievement_to) = (Some(from), Some(to)))
    };
    let both = [
        "invalid: DATE_OUT_OF_FRAME - /dossier/achievementFromDate",
        "invalid: DATE_OUT_OF_FRAME - /dossier/achievementToDate",
    ];
    assert_eq!(achieved(day(2010, 1, 1), day(2030, 1, 1)), both);
    assert_eq!(achieved(day(2021, 1, 1), day(2024, 12, 31)), ["done"], "both ends");
    assert_eq!(achieved(day(2020, 12, 31), day(2024, 12, 31)), both[..1]);
    assert_eq!(achieved(day(2024, 1, 1), day(2025, 1, 1)), both[1..]);
}

/// Other papers of the room: consents, sessions, notices, entries.
#[test]
fn found_b19_consents_notices_sessions_and_entries_are_not_of_the_future() {
    let paper = |date| Citation { date: Some(date), ..document() };
    let (today, tomorrow, ancient) = (day(2024, 11, 20), day(2024, 11, 21), day(1999, 12, 31));
    let person = || Nomination { dossier: dossier(SubjectKind::Individual), ..draft_nomination() };
    let consented = |date| told(person().consent(true, ("", Some(paper(date))), &editor(), now()));
    let refused = ["invalid: DATE_OUT_OF_FRAME - /document/date"];
    assert_eq!(consented(today), ["done"]);
    assert_eq!(consented(tomorrow), refused);
    assert_eq!(consented(ancient), refused);
    let notified = |date| told(nomination_in(NominationState::Ineligible).notify(paper(date), &appraisal(), now()));
    assert_eq!((notified(today), notified(tomorrow)), (vec!["done".to_owned()], refused.map(str::to_owned).to_vec()));
    let raised = |date| {
        let finding = Finding { ground: IntegrityGround::Investigation, document: paper(date), note: String::new() };
        let id = IntegrityFlagId(Uuid::nil());
        told(IntegrityFlag::raise(id, &unit(), (SubjectKind::Individual, "An"), finding, &standing(), now()))
    };
    assert_eq!((raised(today), raised(tomorrow)), (vec!["done".to_owned()], refused.map(str::to_owned).to_vec()));
    let held = |date| {
        let nomination = nomination_in(NominationState::Eligible);
        let mut session = minutes(&nomination, 9);
        session.date = date;
        told(session.record(&cycle(), vec![nomination], &appraisal(), now()).map(drop))
    };
    assert_eq!(held(day(2024, 1, 1)), ["done"], "the first day of the cycle");
    assert_eq!(held(day(2023, 12, 31)), ["invalid: DATE_OUT_OF_FRAME - /date"]);
    assert_eq!(held(tomorrow), ["invalid: DATE_IN_FUTURE L09 /date"]);
}

fn ended(last: NaiveDate) -> Organisation {
    Organisation { valid_to: Some(last), ..unit() }
}

fn begun(unit: &Organisation, at: chrono::DateTime<chrono::Utc>) -> Vec<String> {
    let cycle = cycle();
    let id = NominationId(Uuid::nil());
    told(Nomination::draft(id, setting(&cycle, unit), dossier(SubjectKind::Individual), &head(), at))
}

/// Rules L30, L34: a unit that has ended nominates nobody, from the day after its last day on.
#[test]
fn found_b12_people_of_a_closed_unit_open_no_nomination() {
    let today = day(2024, 11, 20);
    assert_eq!(begun(&ended(today), now()), ["done"], "on its last day");
    assert_eq!(begun(&ended(day(2024, 11, 19)), now()), ["out of season: UNIT_CLOSED L34"], "on the day after");
    // A day ends in the province while it still goes on in UTC.
    assert_eq!(begun(&ended(today), hour(day(2024, 11, 21), 0)), ["out of season: UNIT_CLOSED L34"]);
    assert_eq!(begun(&ended(day(2025, 6, 30)), now()), ["done"], "before an end that is known");
    let unborn = Organisation { valid_from: day(2024, 11, 21), ..unit() };
    assert_eq!(begun(&unborn, now()), ["out of season: UNIT_NOT_VALID L30"], "before its first day");
    let young = Organisation { valid_from: today, ..unit() };
    assert_eq!(begun(&young, now()), ["done"]);
    let later = Organisation { valid_from: day(2025, 1, 1), ..unit() };
    let cycle = cycle();
    let late = Nomination::draft(
        NominationId(Uuid::nil()),
        setting(&cycle, &later),
        dossier(SubjectKind::Individual),
        &head(),
        hour(day(2025, 1, 10), 9),
    );
    assert_eq!(
        told(late),
        ["out of season: UNIT_NOT_BEGUN L30"],
        "a unit that came after the period has no part in it"
    );
    // A renamed unit is the same unit, and a merged one has ended.
    let administrator = crate::world::administrator();
    let renamed = taken(unit().rename("Sở Sức khỏe", day(2024, 6, 1), document(), &administrator, now()));
    assert_eq!(begun(&renamed, now()), ["done"]);
    // Neither is anything suggested, nor nominated for it by the standing agency.
    let suggestion = |unit: &Organisation| {
        let suggestion = Suggestion {
            id: SuggestionId(Uuid::nil()),
            cycle: CYCLE,
            campaign: CAMPAIGN,
            organisation: unit.id,
            subject_kind: SubjectKind::Individual,
            name: "An".to_owned(),
            achievement: "Cứu hộ".to_owned(),
            suggested_at: now(),
            answer: None,
            revision: Revision::FIRST,
        };
        told(suggestion.make(unit, &head(), now()))
    };
    assert_eq!(suggestion(&ended(today)), ["done"]);
    assert_eq!(suggestion(&ended(day(2024, 11, 19))), ["out of season: UNIT_CLOSED L34"]);
    let gone = ended(day(2024, 11, 19));
    let urgent = Setting { occasion: Occasion::Urgent, ..setting(&cycle, &gone) };
    let refused =
        Nomination::draft(NominationId(Uuid::nil()), urgent, dossier(SubjectKind::Individual), &standing(), now());
    assert_eq!(told(refused), ["out of season: UNIT_CLOSED L34"]);
}

/// Rule S14: a Giấy khen is of a day on which its unit existed.
#[test]
fn found_b12_a_giay_khen_is_of_a_day_on_which_its_unit_existed() {
    use domain::base::ids::CommendationId;
    use domain::honours::commendation::Commendation;
    let recorded = |date, unit: &Organisation| {
        let commendation = Commendation {
            id: CommendationId(Uuid::nil()),
            organisation: unit.id,
            subject_kind: SubjectKind::Individual,
            name: "Lý Thị Na".to_owned(),
            symbol: "45/QĐ-SYT".to_owned(),
            date,
            signer: "Trần Văn Trưởng".to_owned(),
            achievement: "Tập huấn".to_owned(),
            recorded_at: now(),
            changes: Vec::new(),
            revision: Revision::FIRST,
        };
        told(commendation.record(unit, &head(), now()))
    };
    let gone = ended(day(2024, 6, 30));
    assert_eq!(recorded(day(2024, 6, 30), &gone), ["done"]);
    assert_eq!(recorded(day(2024, 7, 1), &gone), ["invalid: DATE_UNFIT S14 /date"]);
}
