//! Levels of units (cấp) are data, and may end.

use domain::base::code::{GroupCode, LevelCode};
use domain::base::ids::LevelId;
use domain::base::refusal::Refusal;
use domain::base::text::Text;
use domain::registry::level::{IssuerClass, Level, LevelFacts, LevelKind, Levels};
use domain::registry::organisation::{Neighbours, Organisation, OrganisationKind};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{UNIT, administrator, admitted, day, document, now, organisation, taken, told};

fn facts() -> LevelFacts {
    PlanLevel::Commune.level().facts
}

fn enter(code: &str, facts: LevelFacts) -> Result<domain::base::step::Step<Level>, Refusal> {
    let code = LevelCode::parse(code).expect("a code");
    Level::enter(LevelId(Uuid::from_u128(1)), code, facts, &administrator(), now())
}

fn ended(last: chrono::NaiveDate) -> Level {
    taken(PlanLevel::District.level().end(last, document(), &[], &administrator(), now()))
}

#[test]
fn a_code_has_one_spelling() {
    for good in ["A", "DISTRICT", "CUM-1", "2030", &"X".repeat(20)] {
        assert_eq!(LevelCode::parse(good).map(|code| code.to_string()).as_deref(), Some(good));
        assert_eq!(serde_json::from_value::<GroupCode>(serde_json::json!(good)).expect("a code").as_str(), good);
    }
    for bad in ["", "a", "-A", "A-", "A_B", "A B", "Á", &"X".repeat(21), "CỤM-1"] {
        assert_eq!(LevelCode::parse(bad), None, "{bad}");
        assert!(serde_json::from_value::<GroupCode>(serde_json::json!(bad)).is_err(), "{bad}");
    }
}

#[test]
fn only_the_administrator_changes_levels() {
    let may = ["Quản"];
    let code = LevelCode::parse("WARD").expect("a code");
    assert_eq!(admitted(|actor| Level::enter(LevelId(Uuid::nil()), code, facts(), actor, now())), may);
    assert_eq!(admitted(|actor| PlanLevel::Commune.level().edit(facts(), false, actor, now())), may);
    let last = day(2025, 6, 30);
    assert_eq!(admitted(|actor| PlanLevel::District.level().end(last, document(), &[], actor, now())), may);
}

#[test]
fn a_level_is_entered_with_values_in_range() {
    assert_eq!(told(enter("WARD", facts())), ["done"]);
    let nameless = LevelFacts { name: Text::new(" ", "wards"), ..facts() };
    assert_eq!(told(enter("WARD", nameless)), ["invalid: TEXT_EMPTY - /name/vi"]);
    for digits in [0, 11] {
        let unfit = LevelFacts { gso_digits: Some(digits), ..facts() };
        assert_eq!(told(enter("WARD", unfit)), ["invalid: GSO_DIGITS_OUT_OF_RANGE L33 /gsoDigits"]);
    }
    for position in [-1, 1001] {
        let unfit = LevelFacts { position, ..facts() };
        assert_eq!(told(enter("WARD", unfit)), ["invalid: LEVEL_POSITION_OUT_OF_RANGE - /position"]);
    }
    for reserved in ["ENTERPRISE", "INDIVIDUAL"] {
        assert_eq!(told(enter(reserved, facts())), ["invalid: LEVEL_CODE_RESERVED - /code"]);
        let of_enterprises = LevelFacts { kind: LevelKind::Enterprise, ..facts() };
        assert_eq!(told(enter(reserved, of_enterprises)), ["done"], "a set of enterprises is of such a level");
    }
    let other = PlanLevel::Commune.level().edit(
        LevelFacts { kind: LevelKind::Person, ..facts() },
        false,
        &administrator(),
        now(),
    );
    assert_eq!(told(other), ["wrong state: LEVEL_KIND_FIXED -"]);
}

/// Rule L31: a level ends under a document, after its last unit; a unit begins on a level that exists.
#[test]
fn l31_a_level_ends_after_its_last_unit_and_takes_none_afterwards() {
    let end =
        |left: &[String], last| told(PlanLevel::District.level().end(last, document(), left, &administrator(), now()));
    let last = day(2025, 6, 30);
    assert_eq!(end(&[], last), ["done"]);
    assert_eq!(end(&["Huyện Kế Sách".to_owned()], last), ["wrong state: LEVEL_HAS_UNITS L31"]);
    let again = ended(last).end(last, document(), &[], &administrator(), now());
    assert_eq!(told(again), ["wrong state: LEVEL_ENDED -"]);
    let mut begun = PlanLevel::District.level();
    begun.facts.valid_from = Some(day(2025, 7, 1));
    assert_eq!(
        told(begun.clone().end(last, document(), &[], &administrator(), now())),
        ["invalid: DATE_UNFIT - /lastDate"]
    );

    let found = |level: &Level, from| {
        let unit = organisation(UNIT, "Huyện Mới", PlanLevel::District, OrganisationKind::PeoplesCommittee);
        let near = Neighbours { level: Some(level), ..Neighbours::default() };
        told(Organisation { valid_from: from, ..unit }.found(document(), near, &administrator(), now()))
    };
    let unfit = ["invalid: LEVEL_NOT_VALID L31 /level"];
    assert_eq!(found(&ended(last), last), unfit, "a unit without a last day would outlive its level");
    assert_eq!(found(&ended(last), day(2025, 7, 1)), unfit, "the day after");
    let first = |day, earlier| {
        let facts = LevelFacts { valid_from: Some(day), ..PlanLevel::District.level().facts };
        told(ended(last).edit(facts, earlier, &administrator(), now()))
    };
    assert_eq!(first(last, false), ["done"], "it may begin on its last day");
    assert_eq!(first(day(2025, 7, 1), false), ["wrong state: LEVEL_BEGINS_LATE L31"], "and not after it");
    assert_eq!(first(day(2024, 1, 1), true), ["wrong state: LEVEL_BEGINS_LATE L31"], "nor after one of its units");
    assert_eq!(found(&begun, last), unfit, "the day before its first");
    assert_eq!(found(&begun, day(2025, 7, 1)), ["done"], "on its first day");
    assert_eq!(found(&PlanLevel::Commune.level(), last), ["invalid: LEVEL_UNKNOWN - /level"], "another level");
}

#[test]
fn a_unit_is_of_the_kind_of_its_level() {
    let found = |level: PlanLevel, kind| {
        let known = level.level();
        let near = Neighbours { level: Some(&known), ..Neighbours::default() };
        told(organisation(UNIT, "Đơn vị", level, kind).found(document(), near, &administrator(), now()))
    };
    assert_eq!(found(PlanLevel::Enterprise, OrganisationKind::Enterprise), ["done"]);
    assert_eq!(found(PlanLevel::Provincial, OrganisationKind::Enterprise), ["done"], "an enterprise of the province");
    assert_eq!(found(PlanLevel::Enterprise, OrganisationKind::Media), ["invalid: KIND_UNFIT - /kind"]);
    assert_eq!(found(PlanLevel::Individual, OrganisationKind::Media), ["invalid: LEVEL_TAKES_NO_UNITS - /level"]);
}

/// Rule L11: the class of the issuer of a Giấy khen follows from the level of a People's Committee.
#[test]
fn l11_the_class_of_an_issuer_follows_from_the_level() {
    let of = |level: Option<&Level>, kind| organisation(UNIT, "Đơn vị", PlanLevel::Commune, kind).issuer_class(level);
    let (commune, province) = (PlanLevel::Commune.level(), PlanLevel::Provincial.level());
    assert_eq!(of(Some(&commune), OrganisationKind::PeoplesCommittee), IssuerClass::CommuneChair);
    assert_eq!(of(Some(&province), OrganisationKind::PeoplesCommittee), IssuerClass::AgencyHead);
    assert_eq!(of(None, OrganisationKind::PeoplesCommittee), IssuerClass::AgencyHead, "a level that is not known");
    assert_eq!(of(Some(&commune), OrganisationKind::Media), IssuerClass::AgencyHead);
    assert_eq!(of(Some(&commune), OrganisationKind::Enterprise), IssuerClass::EnterpriseHead);
}

#[test]
fn levels_are_in_their_order_and_measured_while_they_exist() {
    let mut district = ended(day(2025, 6, 30));
    district.facts.position = 2;
    let mut levels = vec![PlanLevel::Individual.level(), PlanLevel::Enterprise.level(), district];
    let mut province = PlanLevel::Provincial.level();
    province.facts.position = 1;
    levels.push(province);
    let levels = Levels::new(levels);
    let codes: Vec<String> = levels.iter().map(|level| level.code.to_string()).collect();
    assert_eq!(codes, ["ENTERPRISE", "INDIVIDUAL", "PROVINCIAL", "DISTRICT"], "by position, then by code");
    let measured =
        |first, last| -> Vec<String> { levels.measured(first, last).map(|level| level.code.to_string()).collect() };
    assert_eq!(measured(day(2025, 1, 1), day(2025, 12, 31)), ["PROVINCIAL", "DISTRICT"]);
    assert_eq!(measured(day(2025, 6, 30), day(2025, 12, 31)), ["PROVINCIAL", "DISTRICT"], "on its last day");
    assert_eq!(measured(day(2025, 7, 1), day(2025, 12, 31)), ["PROVINCIAL"], "the day after");
    assert_eq!(levels.name("DISTRICT").vi, "cấp huyện");
    assert_eq!(levels.name("CUM-1"), Text::new("CUM-1", "CUM-1"), "a code that is no level's");
}
