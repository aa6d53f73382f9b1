//! Guidance and announcements: whom they reach, what replaces them, and who acknowledges.

use domain::base::citation::{Citation, Classification};
use domain::base::identity::Actor;
use domain::base::ids::OrganisationId;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::oversight::guidance::{
    Addressing, Guidance, GuidanceContent, GuidanceId, GuidanceKind, GuidanceState, GuidanceSurroundings,
    GuidanceWithdrawal, Issue, NewGuidance, Recipient,
};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::campaign::{Campaign, CampaignState};
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::results::change::PublicChangeKind;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    AGENCY, OTHER, UNIT, admitted, appraisal, auditor, campaign, day, document, editor, head, hour, now, organisation,
    standing, stranger, taken, told, unit,
};

const FIRST: GuidanceId = GuidanceId(Uuid::from_u128(1));
const SECOND: GuidanceId = GuidanceId(Uuid::from_u128(2));

fn issuer() -> Organisation {
    organisation(AGENCY, "Sở TT&TT", PlanLevel::Provincial, OrganisationKind::Department)
}

fn district() -> Organisation {
    organisation(OTHER, "Huyện Kế Sách", PlanLevel::District, OrganisationKind::PeoplesCommittee)
}

fn content() -> GuidanceContent {
    GuidanceContent {
        title: "Hướng dẫn chấm điểm".to_owned(),
        text: "Chấm theo bộ tiêu chí của cấp mình".to_owned(),
        document: Some(document()),
        dimensions: Dimensions { contents: vec![6, 1], field: None },
        ..GuidanceContent::default()
    }
}

fn everybody() -> Addressing {
    Addressing { every_unit: true, ..Addressing::default() }
}

fn new(content: GuidanceContent, addressing: Addressing) -> NewGuidance {
    NewGuidance { kind: GuidanceKind::Guidance, content, addressing, replaces: None }
}

fn issue(new: NewGuidance, units: &[Organisation], actor: &Actor) -> Result<Issue, Refusal> {
    issue_in(&campaign(), (FIRST, new, None), units, actor)
}

fn issue_in(
    movement: &Campaign,
    (id, new, replaced): (GuidanceId, NewGuidance, Option<Guidance>),
    units: &[Organisation],
    actor: &Actor,
) -> Result<Issue, Refusal> {
    let around = GuidanceSurroundings { units, levels: &levels(), replaced };
    Guidance::issue(id, new, (movement, &issuer()), around, actor, now())
}

fn issued(content: GuidanceContent) -> Guidance {
    issue(new(content, everybody()), &[unit(), district()], &standing()).expect("open").guidance.into_parts().0
}

fn names(issue: Result<Issue, Refusal>) -> Vec<String> {
    issue.expect("open").recipients.into_iter().map(|one| one.unit.name).collect()
}

fn announced(issue: &Issue) -> Vec<(PublicChangeKind, Uuid)> {
    issue.announced.changes().iter().map(|change| (change.kind, change.subject)).collect()
}

fn recipient(guidance: &Guidance) -> Recipient {
    Recipient { guidance: guidance.id, unit: (&unit()).into(), acknowledgement: None }
}

fn acknowledge(guidance: &Guidance, note: Option<&str>, actor: &Actor) -> Result<Step<Recipient>, Refusal> {
    recipient(guidance).acknowledge((guidance, &unit()), note, actor, now())
}

/// Parts V.1 and V.2 of the plan: both agencies guide, and a unit acknowledges for itself.
#[test]
fn v1_v2_only_the_two_agencies_issue_and_withdraw_and_a_unit_acknowledges_for_itself() {
    let units = [unit(), district()];
    assert_eq!(admitted(|actor| issue(new(content(), everybody()), &units, actor)), ["Thường", "Thẩm"]);
    assert_eq!(admitted(|actor| issued(content()).withdraw("Sai sót", actor, now())), ["Thường", "Thẩm"]);
    assert_eq!(admitted(|actor| acknowledge(&issued(content()), None, actor)), ["Biên", "Trưởng"]);
    let other = Actor { movements: Vec::new(), ..standing() };
    assert_eq!(told(issue(new(content(), everybody()), &units, &other)), ["not allowed: NOT_ALLOWED M02"]);
}

/// Part V.1 of the plan: the recipients are the units that exist on the day of issue.
#[test]
fn v1_it_reaches_the_units_that_exist_on_the_day_of_issue() {
    let mut ended = organisation(
        OrganisationId(Uuid::from_u128(4)),
        "Xã Cũ",
        PlanLevel::Commune,
        OrganisationKind::PeoplesCommittee,
    );
    ended.valid_to = Some(day(2024, 11, 19));
    let units = [unit(), district(), ended.clone()];
    let to = |addressing: Addressing| issue(new(content(), addressing), &units, &standing());
    let of = |level: PlanLevel| Addressing { levels: vec![level.code()], ..Addressing::default() };
    let some = |units: Vec<OrganisationId>| Addressing { units, ..Addressing::default() };
    assert_eq!(names(to(everybody())), ["Sở Y tế", "Huyện Kế Sách"], "the ended unit is none of them");
    assert_eq!(names(to(of(PlanLevel::District))), ["Huyện Kế Sách"]);
    assert_eq!(names(to(some(vec![UNIT]))), ["Sở Y tế"]);
    let both = Addressing { units: vec![UNIT, OTHER], ..of(PlanLevel::District) };
    assert_eq!(names(to(both)), ["Sở Y tế", "Huyện Kế Sách"], "levels and units add up, and no unit receives it twice");

    assert_eq!(told(to(Addressing::default())), ["invalid: RECIPIENTS_MISSING - /recipients"]);
    assert_eq!(told(to(of(PlanLevel::Commune))), ["invalid: RECIPIENTS_MISSING - /recipients"]);
    let all_and_some = Addressing { every_unit: true, ..some(vec![UNIT]) };
    assert_eq!(told(to(all_and_some)), ["invalid: RECIPIENTS_UNFIT - /recipients"]);
    let unknown = OrganisationId(Uuid::from_u128(99));
    assert_eq!(
        told(to(some(vec![UNIT, ended.id, unknown, UNIT]))),
        [
            "invalid: UNIT_NOT_VALID L30 /recipients/units/1",
            "invalid: UNIT_UNKNOWN - /recipients/units/2",
            "invalid: UNIT_LISTED_TWICE - /recipients/units/3"
        ]
    );
    let nowhere = domain::base::code::LevelCode::parse("NOWHERE").expect("a code");
    let twice = PlanLevel::District.code();
    assert_eq!(
        told(to(Addressing { levels: vec![twice, nowhere, twice], ..Addressing::default() })),
        ["invalid: LEVEL_UNKNOWN - /recipients/levels/1", "invalid: UNIT_LISTED_TWICE - /recipients/levels/2"]
    );
    let many = (0..5_001).map(|id| OrganisationId(Uuid::from_u128(id))).collect();
    assert_eq!(told(to(some(many))), ["invalid: PARTS_TOO_MANY - /recipients/units"]);
}

/// Part V.1 of the plan, rules L21, L35: guidance rests on a document, an announcement may; nothing in it is secret.
#[test]
fn v1_l21_l35_guidance_rests_on_a_document_and_is_open_to_read() {
    let units = [unit()];
    let told_of = |content: GuidanceContent| told(issue(new(content, everybody()), &units, &standing()));
    let bare = GuidanceContent { document: None, ..content() };
    assert_eq!(told_of(bare.clone()), ["invalid: CITATION_INCOMPLETE L21 /document"]);
    let announcement = NewGuidance { kind: GuidanceKind::Announcement, ..new(bare, everybody()) };
    assert_eq!(told(issue(announcement, &units, &standing())), ["done"]);
    let ahead = Citation { date: Some(day(2024, 11, 21)), ..document() };
    let secret = Citation { classification: Some(Classification::Secret), ..document() };
    let unfit = GuidanceContent {
        title: " ".to_owned(),
        text: "Tài liệu đóng dấu MẬT".to_owned(),
        document: Some(ahead),
        attachments: vec![document(), secret],
        dimensions: Dimensions { contents: vec![99], field: None },
        other_recipients: vec!["Lưu: VT".to_owned(), String::new()],
        acknowledge_by: Some(day(2024, 11, 19)),
        public: false,
    };
    assert_eq!(
        told_of(unfit),
        [
            "invalid: TEXT_EMPTY - /title",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /text",
            "invalid: DATE_OUT_OF_FRAME - /document/date",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /attachments/1/classification",
            "invalid: CONTENT_UNKNOWN - /contents/0",
            "invalid: TEXT_EMPTY - /otherRecipients/1",
            "invalid: DUE_DATE_UNFIT - /acknowledgeByDate"
        ]
    );
    let long = GuidanceContent {
        attachments: vec![document(); 21],
        other_recipients: vec!["Lưu: VT".to_owned(); 101],
        ..content()
    };
    assert_eq!(told_of(long), ["invalid: PARTS_TOO_MANY - /attachments", "invalid: PARTS_TOO_MANY - /otherRecipients"]);
    for (state, refusal) in [
        (CampaignState::Draft, "wrong state: CAMPAIGN_NOT_LAUNCHED M01"),
        (CampaignState::Closed, "wrong state: CAMPAIGN_CLOSED M01"),
    ] {
        let movement = Campaign { state, ..campaign() };
        let late = issue_in(&movement, (FIRST, new(content(), everybody()), None), &units, &appraisal());
        assert_eq!(told(late), [refusal]);
    }
    assert_eq!(issued(content()).content.dimensions.contents, [1, 6], "in order");
}

/// Part V.1 of the plan: a later one replaces an earlier one of the movement, once.
#[test]
fn v1_a_later_one_replaces_an_earlier_one_once() {
    let replacing = |before: Option<Guidance>| {
        let new = NewGuidance { replaces: Some(FIRST), ..new(content(), everybody()) };
        issue_in(&campaign(), (SECOND, new, before), &[unit()], &standing())
    };
    let issue = replacing(Some(issued(content()))).expect("open");
    assert_eq!(issue.guidance.after().replaces, Some(FIRST));
    let before = issue.replaced.expect("the one before").into_parts().0;
    assert_eq!((before.replaced_by, before.state()), (Some(SECOND), GuidanceState::Replaced));
    assert_eq!(told(replacing(Some(before.clone()))), ["wrong state: GUIDANCE_REPLACED -"]);
    assert_eq!(told(acknowledge(&before, None, &head())), ["wrong state: GUIDANCE_REPLACED -"]);
    let withdrawn = taken(before.withdraw("Sai sót", &standing(), now()).map(|step| step.guidance));
    assert_eq!(withdrawn.state(), GuidanceState::Withdrawn, "what was replaced can be withdrawn");
    assert_eq!(told(replacing(Some(withdrawn.clone()))), ["wrong state: GUIDANCE_WITHDRAWN -"]);
    assert_eq!(told(acknowledge(&withdrawn, None, &head())), ["wrong state: GUIDANCE_WITHDRAWN -"]);
    assert_eq!(told(withdrawn.withdraw("Sai", &standing(), now())), ["wrong state: GUIDANCE_WITHDRAWN -"]);
    assert_eq!(told(replacing(None)), ["invalid: GUIDANCE_UNKNOWN - /replaces"]);
    let elsewhere = Guidance { campaign: domain::base::ids::CampaignId(Uuid::nil()), ..issued(content()) };
    assert_eq!(told(replacing(Some(elsewhere))), ["invalid: GUIDANCE_UNKNOWN - /replaces"]);
    assert_eq!(told(issued(content()).withdraw(" ", &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
}

/// Part V.1 of the plan: only what was issued for everybody is announced in public, with what becomes of it.
#[test]
fn v1_only_what_everybody_may_read_is_announced() {
    let open = || GuidanceContent { public: true, ..content() };
    let units = [unit()];
    assert!(announced(&issue(new(content(), everybody()), &units, &standing()).expect("open")).is_empty());
    let public = issue(new(open(), everybody()), &units, &standing()).expect("open");
    assert_eq!(announced(&public), [(PublicChangeKind::GuidancePublished, FIRST.0)]);
    let replace = |content: GuidanceContent, before: Guidance| {
        let new = NewGuidance { replaces: Some(FIRST), ..new(content, everybody()) };
        issue_in(&campaign(), (SECOND, new, Some(before)), &units, &standing()).expect("open")
    };
    assert_eq!(
        announced(&replace(open(), issued(open()))),
        [(PublicChangeKind::GuidanceReplaced, FIRST.0), (PublicChangeKind::GuidancePublished, SECOND.0)]
    );
    assert_eq!(announced(&replace(content(), issued(open()))), [(PublicChangeKind::GuidanceReplaced, FIRST.0)]);
    assert_eq!(announced(&replace(open(), issued(content()))), [(PublicChangeKind::GuidancePublished, SECOND.0)]);
    let withdraw = |content| issued(content).withdraw("Sai sót", &standing(), now()).expect("open");
    let GuidanceWithdrawal { guidance, announced } = withdraw(open());
    assert!(!guidance.after().is_public());
    assert_eq!(announced.changes()[0].kind, PublicChangeKind::GuidanceWithdrawn);
    assert!(withdraw(content()).announced.changes().is_empty());
}

/// Part V.1 of the plan, rules L34, L35: a unit acknowledges once, while it exists.
#[test]
fn v1_l34_a_living_unit_acknowledges_once() {
    let guidance = issued(content());
    let done = taken(acknowledge(&guidance, Some("  Đã phổ biến "), &editor()));
    let said = done.acknowledgement.clone().expect("said");
    assert_eq!((said.name.as_str(), said.note.as_deref()), ("Biên", Some("Đã phổ biến")));
    let again = done.acknowledge((&guidance, &unit()), None, &head(), now());
    assert_eq!(told(again), ["wrong state: GUIDANCE_ACKNOWLEDGED -"]);
    assert_eq!(taken(acknowledge(&guidance, Some(" "), &head())).acknowledgement.expect("said").note, None);
    let secret = acknowledge(&guidance, Some("Tài liệu đóng dấu MẬT"), &head());
    assert_eq!(told(secret), ["invalid: STATE_SECRET_NOT_ALLOWED L35 /note"]);
    let mut ended = unit();
    ended.valid_to = Some(day(2024, 11, 19));
    let late = recipient(&guidance).acknowledge((&guidance, &ended), None, &head(), now());
    assert_eq!(told(late), ["out of season: UNIT_CLOSED L34"]);
    for actor in [standing(), stranger(), auditor()] {
        assert_eq!(told(acknowledge(&guidance, None, &actor)), ["not allowed: NOT_ALLOWED -"], "{}", actor.name);
    }
}

/// Part V.1 of the plan: the last day to acknowledge is in time; what holds no more is never overdue.
#[test]
fn v1_an_acknowledgement_is_overdue_after_its_last_day() {
    let last = day(2024, 11, 25);
    let guidance = issued(GuidanceContent { acknowledge_by: Some(last), ..content() });
    assert!(!guidance.is_overdue(hour(last, 23)), "on its last day");
    let next = hour(day(2024, 11, 26), 0);
    assert!(guidance.is_overdue(next), "from the next day on");
    assert!(!issued(content()).is_overdue(next), "without a day");
    let withdrawn = taken(guidance.withdraw("Sai sót", &standing(), now()).map(|step| step.guidance));
    assert!(!withdrawn.is_overdue(next));
}
