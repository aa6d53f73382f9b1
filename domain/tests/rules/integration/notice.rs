//! Notices: told once, on their days and not before, to those whose roles of today are meant (rule P04).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::identity::{Actor, Held, Machine};
use domain::base::ids::{CampaignId, ClientId, OrganisationId};
use domain::base::policy::{ClientReach, ClientScope, Permission, Role};
use domain::integration::notice::standing::{Asks, Need, Reckoning, Telling, reckon};
use domain::integration::notice::words::message;
use domain::integration::notice::{
    Notice, NoticeAudience, NoticeId, NoticeKind, NoticePlace, NoticeReach, NoticeStage, REMINDED, Recipient,
    beginning_of,
};
use uuid::Uuid;

use crate::world::{
    AGENCY, CAMPAIGN, OTHER, UNIT, administrator, appraisal, auditor, day, decision, editor, head, hour, now, press,
    standing,
};

const SUBJECT: Uuid = Uuid::from_u128(0x5b);
const KINDS: &[NoticeKind] = &[NoticeKind::RecommendationToAnswer, NoticeKind::RecommendationAnswered];

fn place() -> NoticePlace {
    NoticePlace { organisation: Some(UNIT), campaign: Some(CAMPAIGN), cycle: None }
}

fn need(due: Option<NaiveDate>) -> Need {
    Need::new(NoticeKind::RecommendationToAnswer, Recipient::Unit(UNIT), place(), due)
}

fn asks(needs: Vec<Need>) -> Asks {
    Asks { subject: SUBJECT, kinds: KINDS, of: None, needs }
}

/// The notices that are stored after a reckoning.
fn kept(standing: &[Notice], reckoning: &Reckoning) -> Vec<Notice> {
    let over = |notice: &Notice| reckoning.settled.contains(&notice.id) || reckoning.dropped.contains(&notice.id);
    let old = standing.iter().filter(|notice| !over(notice)).copied();
    old.chain(reckoning.told.iter().enumerate().map(|(place, told)| stored(told, standing.len() + place))).collect()
}

fn stored(told: &Telling, number: usize) -> Notice {
    let Telling { kind, stage, subject, recipient, place, due, day, told_at } = *told;
    let id = NoticeId(Uuid::from_u128(u128::try_from(1000 + number).expect("a number")));
    Notice { id, kind, stage, subject, recipient, place, due, day, told_at, settled_at: None }
}

/// Stage and first instant, for each.
fn said(told: &[Telling]) -> Vec<(&'static str, DateTime<Utc>)> {
    told.iter().map(|one| (one.stage.as_str(), one.told_at)).collect()
}

#[test]
fn p04_a_need_is_told_at_once_and_reminded_before_and_after_its_day() {
    let due = day(2024, 12, 20);
    let first = reckon(&asks(vec![need(Some(due))]), &[], now());
    let expected =
        [("ARISEN", now()), ("DUE_SOON", hour(day(2024, 12, 13), 0)), ("OVERDUE", hour(day(2024, 12, 21), 0))];
    assert_eq!((said(&first.told), &first.settled, &first.dropped), (expected.to_vec(), &vec![], &vec![]));
    assert_eq!(REMINDED, [-7, 1]);
    let keys: Vec<String> = first.told.iter().map(Telling::key).collect();
    assert!(keys.iter().all(|key| keys.iter().filter(|other| *other == key).count() == 1), "{keys:?}");

    // Asked again, nothing is told twice: not now, not when a day has come, not long after.
    let standing = kept(&[], &first);
    for later in [now(), hour(day(2024, 12, 13), 0), hour(day(2024, 12, 21), 9), hour(day(2025, 3, 1), 9)] {
        assert_eq!(reckon(&asks(vec![need(Some(due))]), &standing, later), Reckoning::default(), "{later}");
    }

    // Without a due day there is nothing to remind of.
    assert_eq!(said(&reckon(&asks(vec![need(None)]), &[], now()).told), [("ARISEN", now())]);
    assert_eq!(reckon(&asks(Vec::new()), &[], now()), Reckoning::default());
}

/// Rule P04: a reminder counts from midnight in the province on, and not a moment earlier.
#[test]
fn p04_a_day_begins_at_midnight_in_the_province() {
    let told = reckon(&asks(vec![need(Some(day(2024, 12, 20)))]), &[], now()).told;
    let soon = stored(told.iter().find(|one| one.stage == NoticeStage::DueSoon).expect("a reminder"), 0);
    let midnight = beginning_of(day(2024, 12, 13));
    assert_eq!(midnight.to_rfc3339(), "2024-12-12T17:00:00+00:00");
    assert_eq!((soon.is_told(midnight - TimeDelta::microseconds(1)), soon.is_told(midnight)), (false, true));
}

#[test]
fn p04_what_is_over_is_settled_and_what_was_not_told_never_is() {
    let asked = asks(vec![need(Some(day(2024, 12, 20)))]);
    let standing = kept(&[], &reckon(&asked, &[], now()));
    let at = hour(day(2024, 12, 15), 10);
    let done = reckon(&asks(Vec::new()), &standing, at);
    assert_eq!((done.told.len(), done.settled.len(), done.dropped.len()), (0, 2, 1), "two were told, one was not");
    // The need arises again, for instance because an answer was returned.
    let again = reckon(&asked, &kept(&standing, &done), at);
    assert_eq!(said(&again.told), [("ARISEN", at), ("OVERDUE", hour(day(2024, 12, 21), 0))]);
}

/// Rule P04: a moved due day moves the reminders.
#[test]
fn p04_another_due_day_settles_the_old_notices_and_brings_new_ones() {
    let standing = kept(&[], &reckon(&asks(vec![need(Some(day(2024, 12, 20)))]), &[], now()));
    let at = hour(day(2024, 12, 18), 9);
    let moved = reckon(&asks(vec![need(Some(day(2025, 1, 31)))]), &standing, at);
    assert_eq!((moved.settled.len(), moved.dropped.len()), (2, 1));
    let expected = [("ARISEN", at), ("DUE_SOON", hour(day(2025, 1, 24), 0)), ("OVERDUE", hour(day(2025, 2, 1), 0))];
    assert_eq!(said(&moved.told), expected);
    let later = kept(&standing, &moved);
    assert!(later.iter().all(|notice| notice.due == Some(day(2025, 1, 31))), "{later:?}");
}

/// Rule P04: what was missed is not made up for one by one.
#[test]
fn p04_of_days_that_have_passed_the_last_alone_is_told() {
    let past = need(Some(day(2024, 11, 1))).reminded(&[-14, -7, 0, 3]);
    assert_eq!(said(&reckon(&asks(vec![past]), &[], now()).told), [("OVERDUE", now())]);
    // Who is told today that something arose is not reminded today that it is due soon, nor tomorrow.
    let near = asks(vec![need(Some(day(2024, 11, 25)))]);
    let first = reckon(&near, &[], now());
    assert_eq!(said(&first.told), [("ARISEN", now()), ("OVERDUE", hour(day(2024, 11, 26), 0))]);
    let standing = kept(&[], &first);
    assert_eq!(reckon(&near, &standing, now() + TimeDelta::days(1)), Reckoning::default());
    // A plan that gets a day between what was told and today says it now; an earlier day is not made up for.
    let at = hour(day(2024, 11, 24), 9);
    let between = asks(vec![need(Some(day(2024, 11, 25))).reminded(&[-7, -2, 1])]);
    assert_eq!(said(&reckon(&between, &standing, at).told), [("DUE_SOON", at)]);
    let before = asks(vec![need(Some(day(2024, 11, 25))).reminded(&[-7, -5, 1])]);
    assert_eq!(reckon(&before, &standing, at), Reckoning::default(), "the notice of the 20th was as late as this day");
    // Without a notice at once there are reminders alone.
    let quiet = reckon(&asks(vec![need(Some(day(2024, 11, 25))).by_reminders()]), &[], now());
    assert_eq!(said(&quiet.told), [("DUE_SOON", now()), ("OVERDUE", hour(day(2024, 11, 26), 0))]);
}

#[test]
fn p04_what_is_asked_of_one_unit_touches_no_other() {
    let of = |unit: OrganisationId| Need { recipient: Recipient::Unit(unit), ..need(None) };
    let standing = kept(&[], &reckon(&asks(vec![of(UNIT), of(OTHER)]), &[], now()));
    assert_eq!(standing.len(), 2);
    let done = Asks { of: Some(OTHER), ..asks(Vec::new()) };
    let reckoning = reckon(&done, &standing, now());
    let settled: Vec<Recipient> =
        standing.iter().filter(|one| reckoning.settled.contains(&one.id)).map(|one| one.recipient).collect();
    assert_eq!(settled, [Recipient::Unit(OTHER)]);
    // Of another thing, and of kinds that it does not speak for, it settles nothing.
    for other in [
        Asks { subject: Uuid::from_u128(1), ..asks(Vec::new()) },
        Asks { kinds: &[NoticeKind::RecommendationAnswered], ..asks(Vec::new()) },
    ] {
        assert_eq!(reckon(&other, &standing, now()), Reckoning::default());
    }
}

fn notice(recipient: Recipient, campaign: Option<CampaignId>) -> Notice {
    Notice {
        id: NoticeId(Uuid::from_u128(1)),
        kind: NoticeKind::ReportDue,
        stage: NoticeStage::Arisen,
        subject: SUBJECT,
        recipient,
        place: NoticePlace { organisation: Some(UNIT), campaign, cycle: None },
        due: Some(day(2024, 11, 30)),
        day: None,
        told_at: now(),
        settled_at: None,
    }
}

const EVERYBODY: [Recipient; 6] = [
    Recipient::Unit(UNIT),
    Recipient::UnitHead(UNIT),
    Recipient::Unit(OTHER),
    Recipient::StandingAgency,
    Recipient::AppraisalAgency,
    Recipient::DecisionAuthority,
];

/// Which of the recipients in one movement an actor is.
fn seen(actor: &Actor, campaign: CampaignId) -> Vec<Recipient> {
    let reach = NoticeReach::of(actor, &[]).expect("may read notices");
    EVERYBODY.into_iter().filter(|one| reach.holds(&notice(*one, Some(campaign)))).collect()
}

#[test]
fn p04_people_are_told_what_their_roles_of_today_are_for() {
    let unit = [Recipient::Unit(UNIT)];
    assert_eq!(seen(&editor(), CAMPAIGN), unit);
    assert_eq!(seen(&head(), CAMPAIGN), [Recipient::Unit(UNIT), Recipient::UnitHead(UNIT)]);
    assert_eq!(seen(&standing(), CAMPAIGN), [Recipient::StandingAgency]);
    assert!(seen(&standing(), CampaignId(Uuid::from_u128(9))).is_empty(), "another movement is another agency's");
    assert_eq!(seen(&appraisal(), CAMPAIGN), [Recipient::AppraisalAgency]);
    assert_eq!(seen(&decision(), CAMPAIGN), [Recipient::DecisionAuthority]);
    for nobody in [auditor(), administrator(), press()] {
        assert!(NoticeReach::of(&nobody, &[]).is_err(), "{}", nobody.name);
    }
    // Who has lost the role is told nothing more.
    let former = Actor { roles: vec![(Role::UnitHead, OTHER)], ..head() };
    assert_eq!(seen(&former, CAMPAIGN), [Recipient::Unit(OTHER)]);
}

fn machine(scopes: &[ClientScope], reach: ClientReach, movements: &[CampaignId]) -> Actor {
    let machine = Machine {
        client: ClientId(Uuid::from_u128(5)),
        organisation: AGENCY,
        reach,
        movements: movements.to_vec(),
        scopes: scopes.to_vec(),
    };
    Actor { roles: Vec::new(), movements: Vec::new(), client: Some(machine), ..editor() }
}

#[test]
fn p04_a_machine_client_is_told_what_its_unit_is() {
    let held = [
        Held { function: Role::StandingAgency, unit: AGENCY, movement: Some(CAMPAIGN) },
        Held { function: Role::AppraisalAgency, unit: OTHER, movement: None },
    ];
    let seen = |actor: &Actor, campaign: Option<CampaignId>| {
        let reach = NoticeReach::of(actor, &held).expect("may read notices");
        let own = [Recipient::Unit(AGENCY), Recipient::UnitHead(AGENCY)];
        let all = own.into_iter().chain(EVERYBODY);
        all.filter(|one| reach.holds(&notice(*one, campaign))).collect::<Vec<Recipient>>()
    };
    let all = [Recipient::Unit(AGENCY), Recipient::UnitHead(AGENCY), Recipient::StandingAgency];
    for reach in [ClientReach::Own, ClientReach::Every] {
        let client = machine(&[ClientScope::NoticesRead], reach, &[]);
        assert_eq!(seen(&client, Some(CAMPAIGN)), all, "{reach}");
        assert!(client.must(Permission::ReadNotice, Some(AGENCY)).is_ok());
        assert!(client.must(Permission::ReadNotice, Some(UNIT)).is_err(), "{reach}: another unit's are not told");
    }
    let client = machine(&[ClientScope::NoticesRead], ClientReach::Movement, &[CAMPAIGN]);
    assert_eq!(seen(&client, Some(CAMPAIGN)), all);
    assert!(seen(&client, Some(CampaignId(Uuid::from_u128(9)))).is_empty());
    assert!(seen(&client, None).is_empty(), "what belongs to no movement is not in its movements");
    for scopes in [&[][..], &[ClientScope::WebhooksManage, ClientScope::ReportsRead]] {
        assert!(NoticeReach::of(&machine(scopes, ClientReach::Every, &[]), &held).is_err(), "{scopes:?}");
    }
}

#[test]
fn p04_a_recipient_is_stored_as_audience_and_unit() {
    for recipient in EVERYBODY {
        assert_eq!(Recipient::of(recipient.audience(), recipient.unit()), Some(recipient));
    }
    assert_eq!(Recipient::of(NoticeAudience::Unit, None), None);
    assert_eq!(Recipient::of(NoticeAudience::AppraisalAgency, Some(UNIT)), None);
}

/// Rule P04: the sentence has a unit and days, and no place for anything else.
#[test]
fn p04_the_sentence_names_what_the_unit_and_the_day() {
    let told = notice(Recipient::Unit(UNIT), Some(CAMPAIGN));
    let said = message(&told, Some("Sở Y tế"));
    assert_eq!(said.vi, "Báo cáo phải nộp (Sở Y tế). Hạn: hết ngày 30/11/2024.");
    assert_eq!(said.en, "A report is to be submitted (Sở Y tế). Due by the end of 30 November 2024.");
    let late = Notice { stage: NoticeStage::Overdue, ..told };
    assert_eq!(message(&late, None).vi, "Quá hạn: Báo cáo phải nộp. Hạn: hết ngày 30/11/2024.");
    let visit = Notice { kind: NoticeKind::InspectionAnnounced, ..told };
    assert_eq!(message(&visit, None).en, "The unit will be inspected. The visit is on 30 November 2024.");
    for kind in NoticeKind::ALL {
        let said = message(&Notice { kind: *kind, due: None, ..told }, None);
        assert!(said.vi.ends_with('.') && said.en.ends_with('.') && said.vi != said.en, "{kind}");
    }
}
