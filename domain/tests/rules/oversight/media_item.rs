//! What press agencies published.

use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, Revision, RoleModelId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::oversight::media_item::{MediaContent, MediaItem, MediaItemId, MediaKind};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::campaign::{Campaign, CampaignState};
use domain::registry::function_holding::FunctionHolding;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::results::change::PublicChangeKind;
use domain::results::role_model::{NamedUnit, RoleModel, RoleModelContent, Withdrawal};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    AGENCY, CAMPAIGN, OTHER, UNIT, administrator, admitted, campaign, day, document, movement, now, organisation,
    press, standing, taken, told,
};

const LINKED: RoleModelId = RoleModelId(Uuid::from_u128(5));
const AWARD: AwardId = AwardId(Uuid::from_u128(6));

fn content() -> MediaContent {
    MediaContent {
        kind: MediaKind::Reportage,
        title: "Căn cước thay thẻ khám bệnh".to_owned(),
        day: day(2024, 11, 20),
        outlet: "Truyền hình tỉnh".to_owned(),
        url: None,
        minutes: Some(15),
        parts: Some(2),
        dimensions: Dimensions { contents: vec![6, 1], field: FieldCode::parse("HEALTH") },
        role_models: vec![LINKED],
        awards: vec![AWARD],
    }
}

fn agency() -> Organisation {
    organisation(AGENCY, "Đài Phát thanh và Truyền hình", PlanLevel::Provincial, OrganisationKind::Media)
}

fn linked(withdrawn: bool) -> RoleModel {
    let unit = || NamedUnit { id: UNIT, name: "Sở Y tế".to_owned() };
    RoleModel {
        id: LINKED,
        content: RoleModelContent {
            campaign: CAMPAIGN,
            field: FieldCode::parse("HEALTH").expect("a code"),
            title: "Khám bệnh bằng căn cước".to_owned(),
            summary: "Mọi trạm y tế đọc căn cước gắn chip".to_owned(),
            contents: Vec::new(),
            results: Vec::new(),
        },
        unit: unit(),
        publisher: unit(),
        joint: unit(),
        published_at: now(),
        withdrawal: withdrawn.then(|| Withdrawal { at: now(), reason: "Sai".to_owned() }),
        revision: Revision::FIRST,
    }
}

fn publish(content: MediaContent, movement: &Campaign, actor: &Actor) -> Result<Step<MediaItem>, Refusal> {
    let id = MediaItemId(Uuid::from_u128(7));
    MediaItem::publish(id, content, &[linked(false)], (movement, &agency()), actor, now()).map(|step| step.item)
}

/// Plan III.2, V.5: a press agency records what it published; it and the standing agency withdraw it, once.
#[test]
fn l36_a_press_agency_records_what_it_published_and_it_or_the_standing_agency_withdraws_it() {
    assert_eq!(admitted(|actor| publish(content(), movement(), actor)), ["Báo"]);
    let item = || taken(publish(content(), movement(), &press()));
    assert_eq!(item().content.dimensions.contents, [1, 6], "in order");
    let withdraw = |item: MediaItem, actor: &Actor| item.withdraw("Nhầm", actor, now()).map(|step| step.item);
    assert_eq!(admitted(|actor| withdraw(item(), actor)), ["Thường", "Báo"]);
    let elsewhere = MediaItem { publisher: NamedUnit { id: OTHER, name: "Báo khác".to_owned() }, ..item() };
    assert_eq!(told(withdraw(elsewhere, &press())), ["not allowed: NOT_ALLOWED -"]);
    assert_eq!(told(withdraw(taken(withdraw(item(), &standing())), &press())), ["wrong state: MEDIA_ITEM_WITHDRAWN -"]);
    let step = item().withdraw("Nhầm", &press(), now()).expect("open");
    let change = &step.announced.changes()[0];
    assert_eq!((change.kind, change.detail.organisation), (PublicChangeKind::MediaItemWithdrawn, Some(AGENCY)));
}

/// Rules L34, L35: what is wrong is named at its place.
#[test]
fn l34_l35_what_is_recorded_is_of_a_living_agency_and_a_running_movement_and_sound() {
    let unsound = MediaContent {
        title: String::new(),
        outlet: "Kênh TUYỆT MẬT".to_owned(),
        day: day(2024, 11, 21),
        dimensions: Dimensions { contents: vec![99], field: None },
        role_models: vec![LINKED, LINKED],
        awards: vec![AWARD, AWARD],
        ..content()
    };
    assert_eq!(
        told(publish(unsound, movement(), &press())),
        [
            "invalid: TEXT_EMPTY - /title",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /outlet",
            "invalid: DAY_IN_FUTURE - /date",
            "invalid: CONTENT_UNKNOWN - /contents/0",
            "invalid: LINK_TWICE - /roleModels/1",
            "invalid: LINK_TWICE - /awards/1",
        ]
    );
    let id = MediaItemId(Uuid::from_u128(7));
    let gone = MediaItem::publish(id, content(), &[linked(true)], (movement(), &agency()), &press(), now());
    assert_eq!(told(gone), ["invalid: ROLE_MODEL_NOT_PUBLIC - /roleModels/0"]);
    let closed = Campaign { state: CampaignState::Closed, ..campaign() };
    assert_eq!(told(publish(content(), &closed, &press())), ["wrong state: CAMPAIGN_CLOSED M01"]);
    let ended = Organisation { valid_to: Some(day(2024, 11, 19)), ..agency() };
    let late = MediaItem::publish(id, content(), &[], (movement(), &ended), &press(), now());
    assert_eq!(told(late), ["out of season: UNIT_CLOSED L34"]);
}

/// Rule L34: several units are press agencies at one time, and a unit ends with this function.
#[test]
fn l34_several_units_hold_the_function_of_a_press_agency_and_it_ends_with_them() {
    let holding = |function: Role, unit| FunctionHolding {
        id: domain::base::ids::FunctionId(Uuid::from_u128(1)),
        function,
        organisation: unit,
        campaign: None,
        from: day(2024, 11, 20),
        to: None,
        document: document(),
        revision: Revision::FIRST,
    };
    let key = |function: Role, unit| holding(function, unit).holder_key();
    assert_ne!(key(Role::MediaPartner, AGENCY), key(Role::MediaPartner, OTHER));
    assert_eq!(key(Role::Auditor, AGENCY), key(Role::Auditor, OTHER), "one auditor at a time");
    let end = |function: Role| {
        agency().close(day(2024, 11, 30), document(), &[holding(function, AGENCY)], &administrator(), now())
    };
    assert_eq!(told(end(Role::MediaPartner)), ["done"]);
    assert_eq!(told(end(Role::Auditor)), ["wrong state: FUNCTION_HELD L34"]);
}
