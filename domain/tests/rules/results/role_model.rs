//! Role models.

use domain::base::code::FieldCode;
use domain::base::ids::{OrganisationId, Revision, RoleModelId};
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::results::change::PublicChangeKind;
use domain::results::role_model::{RoleModel, RoleModelContent};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{AGENCY, CAMPAIGN, admitted, movement, now, organisation, standing, told, unit};

const ID: RoleModelId = RoleModelId(Uuid::from_u128(7));

fn content() -> RoleModelContent {
    RoleModelContent {
        campaign: CAMPAIGN,
        field: FieldCode::parse("HEALTH").expect("a code"),
        title: "Khám bệnh bằng căn cước".to_owned(),
        summary: "Mọi trạm y tế đọc căn cước gắn chip".to_owned(),
        contents: vec![6, 1],
        results: Vec::new(),
    }
}

fn agency() -> Organisation {
    organisation(AGENCY, "Sở Thông tin và Truyền thông", PlanLevel::Provincial, OrganisationKind::Department)
}

fn joint() -> Organisation {
    organisation(OrganisationId(Uuid::from_u128(4)), "Sở Nội vụ", PlanLevel::Provincial, OrganisationKind::Department)
}

fn published() -> RoleModel {
    let step =
        RoleModel::publish(ID, (content(), movement()), (&unit(), &agency(), Some(&joint())), &standing(), now());
    step.expect("open").role_model.into_parts().0
}

/// Rule S32: the standing agency publishes it, and it names Sở Nội vụ as the joint unit.
#[test]
fn s32_the_standing_agency_publishes_and_the_joint_unit_is_named() {
    let publish = |actor: &_| {
        RoleModel::publish(ID, (content(), movement()), (&unit(), &agency(), Some(&joint())), actor, now())
            .map(|_step| ())
    };
    assert_eq!(admitted(publish), ["Thường"]);
    let RoleModel { content, unit, publisher, joint, withdrawal, revision, .. } = published();
    assert_eq!(
        [unit.name.as_str(), &publisher.name, &joint.name],
        ["Sở Y tế", "Sở Thông tin và Truyền thông", "Sở Nội vụ"]
    );
    assert_eq!(
        (content.field, withdrawal, revision),
        (FieldCode::parse("HEALTH").expect("a code"), None, Revision::FIRST)
    );
    let nobody =
        RoleModel::publish(ID, (content.clone(), movement()), (&self::unit(), &agency(), None), &standing(), now());
    assert_eq!(told(nobody), ["wrong state: JOINT_UNIT_MISSING S32"]);
    let empty = RoleModelContent { title: " ".to_owned(), summary: String::new(), ..content };
    let empty = RoleModel::publish(
        ID,
        (empty, movement()),
        (&self::unit(), &agency(), Some(&self::joint())),
        &standing(),
        now(),
    );
    assert_eq!(told(empty), ["invalid: TEXT_EMPTY - /title", "invalid: TEXT_EMPTY - /summary"]);
}

/// Rule S32: a role model has a field of its movement, and no other.
#[test]
fn s32_the_field_is_one_of_the_movements() {
    let field = |code: &str| {
        let content = RoleModelContent { field: FieldCode::parse(code).expect("a code"), ..content() };
        let units = (&unit(), &agency(), Some(&joint()));
        told(RoleModel::publish(ID, (content, movement()), units, &standing(), now()).map(|step| step.role_model))
    };
    for code in ["AGRICULTURE", "TOURISM", "HEALTH", "EDUCATION", "SOCIAL_SECURITY", "OTHER"] {
        assert_eq!(field(code), ["done"], "{code}");
    }
    assert_eq!(field("SPORT"), ["invalid: CAMPAIGN_FIELD_UNKNOWN S32 /field"]);
}

/// Rules L36, L37: clients with a copy are told the unit and no person, and the audit trail has why it was withdrawn.
#[test]
fn l36_l37_it_is_told_when_it_comes_and_when_it_goes() {
    let step =
        RoleModel::publish(ID, (content(), movement()), (&unit(), &agency(), Some(&joint())), &standing(), now());
    let announced = step.expect("open").announced;
    let told_of =
        |change: &domain::results::change::PublicChange| (change.kind, change.subject, change.detail.organisation);
    let lines: Vec<_> = announced.changes().iter().map(told_of).collect();
    assert_eq!(lines, [(PublicChangeKind::RoleModelPublished, ID.0, Some(unit().id))]);

    assert_eq!(admitted(|actor| published().withdraw("Số liệu sai", actor, now()).map(|_step| ())), ["Thường"]);
    assert_eq!(told(published().withdraw(" ", &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    let step = published().withdraw(" Số liệu  sai ", &standing(), now()).expect("open");
    let lines: Vec<_> = step.announced.changes().iter().map(told_of).collect();
    assert_eq!(lines, [(PublicChangeKind::RoleModelWithdrawn, ID.0, Some(unit().id))]);
    let (withdrawn, event) = step.role_model.into_parts();
    assert_eq!(event.reason.as_deref(), Some("Số liệu sai"));
    assert_eq!(withdrawn.withdrawal.as_ref().map(|one| one.reason.as_str()), Some("Số liệu sai"));
    assert_eq!(told(withdrawn.withdraw("Lần nữa", &standing(), now())), ["wrong state: ROLE_MODEL_WITHDRAWN -"]);
}
