//! Activities of mobilisation, and their sums.

use domain::base::citation::Citation;
use domain::base::event::Change;
use domain::base::identity::Actor;
use domain::base::ids::OrganisationId;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::oversight::mobilisation::{
    Mobilisation, MobilisationContent, MobilisationForm, MobilisationId, MobilisationSummary, MobilisationSums,
    REACH_MAX, Reach, UnitActivities,
};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::campaign::{Campaign, CampaignState};
use domain::registry::organisation::OrganisationKind;
use uuid::Uuid;

use crate::world::{
    OTHER, UNIT, admitted, campaign, day, document, editor, head, now, standing, stranger, taken, told, unit,
};

const ID: MobilisationId = MobilisationId(Uuid::from_u128(7));

fn content() -> MobilisationContent {
    MobilisationContent {
        from: day(2024, 11, 18),
        to: day(2024, 11, 20),
        form: MobilisationForm::Visit,
        venue: Some("Ấp Chợ".to_owned()),
        text: "Vận động hộ dân nộp hồ sơ trực tuyến".to_owned(),
        dimensions: Dimensions { contents: vec![8, 1], field: None },
        reach: Reach { participants: 120, households: Some(45), materials: None },
        evidence: vec![document()],
    }
}

fn record(content: MobilisationContent, actor: &Actor) -> Result<Step<Mobilisation>, Refusal> {
    Mobilisation::record(ID, content, (&campaign(), &unit()), actor, now())
}

fn recorded() -> Mobilisation {
    taken(record(content(), &editor()))
}

/// Part V.3 of the plan: a unit's own people record, correct and withdraw.
#[test]
fn v3_only_the_units_own_people_record_correct_and_withdraw() {
    let (movement, unit) = (campaign(), unit());
    assert_eq!(admitted(|actor| record(content(), actor)), ["Biên", "Trưởng"]);
    assert_eq!(admitted(|actor| recorded().edit(content(), (&movement, &unit), actor, now())), ["Biên", "Trưởng"]);
    assert_eq!(admitted(|actor| recorded().withdraw("Trùng", (&movement, &unit), actor, now())), ["Biên", "Trưởng"]);
    for actor in [stranger(), standing()] {
        assert_eq!(told(record(content(), &actor)), ["not allowed: NOT_ALLOWED -"]);
    }
    assert_eq!(recorded().kind, OrganisationKind::Department, "what the unit is stands beside it, for the sums");
    assert_eq!(recorded().content.dimensions.contents, [1, 8], "in order");
}

/// Part V.3 of the plan, rules L21, L34, L35: what cannot be recorded is named at its place.
#[test]
fn v3_l21_l34_l35_an_activity_is_over_within_the_movement_and_open_to_read() {
    let told_of = |content: MobilisationContent| told(record(content, &head()));
    let ahead = MobilisationContent { to: day(2024, 11, 21), ..content() };
    assert_eq!(told_of(ahead), ["invalid: PERIOD_NOT_OVER - /toDate"]);
    let backwards = MobilisationContent { from: day(2024, 11, 20), to: day(2024, 11, 19), ..content() };
    assert_eq!(told_of(backwards), ["invalid: PERIOD_BACKWARDS - /toDate"]);
    let early = MobilisationContent { from: day(2020, 12, 31), ..content() };
    assert_eq!(told_of(early), ["invalid: DATE_OUT_OF_FRAME - /fromDate"]);
    let first = MobilisationContent { from: day(2021, 1, 1), to: day(2021, 1, 1), ..content() };
    assert_eq!(told_of(first), ["done"]);
    let mut young = unit();
    young.valid_from = day(2024, 11, 19);
    let before_it = Mobilisation::record(ID, content(), (&campaign(), &young), &head(), now());
    assert_eq!(told(before_it), ["invalid: UNIT_NOT_VALID L30 /fromDate"]);
    let unfit = MobilisationContent {
        venue: Some("Phòng họp MẬT".to_owned()),
        text: " ".to_owned(),
        dimensions: Dimensions { contents: vec![99], field: domain::base::code::FieldCode::parse("MINING") },
        reach: Reach { participants: -1, households: Some(REACH_MAX + 1), materials: Some(-1) },
        evidence: vec![document(), Citation::default()],
        ..content()
    };
    assert_eq!(
        told_of(unfit),
        [
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /venue",
            "invalid: TEXT_EMPTY - /text",
            "invalid: CONTENT_UNKNOWN - /contents/0",
            "invalid: CAMPAIGN_FIELD_UNKNOWN S32 /field",
            "invalid: REACH_OUT_OF_RANGE - /participants",
            "invalid: REACH_OUT_OF_RANGE - /households",
            "invalid: REACH_OUT_OF_RANGE - /materials",
            "invalid: CITATION_INCOMPLETE L21 /evidence/1"
        ]
    );
    let most = Reach { participants: 0, households: Some(REACH_MAX), materials: None };
    assert_eq!(told_of(MobilisationContent { reach: most, venue: None, ..content() }), ["done"]);
    assert_eq!(
        told_of(MobilisationContent { evidence: vec![document(); 21], ..content() }),
        ["invalid: PARTS_TOO_MANY - /evidence"]
    );
}

/// Part V.3 of the plan, rules L34, M01: nothing changes after the movement's end, nor after the unit's.
#[test]
fn v3_l34_m01_it_is_recorded_and_corrected_while_movement_and_unit_live() {
    let closed = Campaign { state: CampaignState::Closed, ..campaign() };
    let mut ended = unit();
    ended.valid_to = Some(day(2024, 11, 19));
    for (movement, unit, refusal) in [
        (&closed, &unit(), "wrong state: CAMPAIGN_CLOSED M01"),
        (&campaign(), &ended, "out of season: UNIT_CLOSED L34"),
    ] {
        let around = (movement, unit);
        assert_eq!(told(Mobilisation::record(ID, content(), around, &head(), now())), [refusal]);
        assert_eq!(told(recorded().edit(content(), around, &head(), now())), [refusal]);
        assert_eq!(told(recorded().withdraw("Trùng", around, &head(), now())), [refusal]);
    }
    let (movement, unit) = (campaign(), unit());
    let around = (&movement, &unit);
    assert_eq!(told(recorded().withdraw(" ", around, &head(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    let withdrawn = || taken(recorded().withdraw("Trùng", around, &head(), now()));
    assert_eq!(told(withdrawn().edit(content(), around, &head(), now())), ["wrong state: MOBILISATION_WITHDRAWN -"]);
    assert_eq!(told(withdrawn().withdraw("Trùng", around, &head(), now())), ["wrong state: MOBILISATION_WITHDRAWN -"]);
}

/// Rule L37: the trail keeps each value that was corrected, before and after, and no other.
#[test]
fn v3_l37_a_correction_tells_the_values_before_and_after() {
    let changed = MobilisationContent {
        form: MobilisationForm::Meeting,
        venue: None,
        reach: Reach { participants: 130, households: Some(45), materials: Some(9) },
        ..content()
    };
    let step = recorded().edit(changed, (&campaign(), &unit()), &head(), now()).expect("open");
    let (after, event) = step.into_parts();
    assert_eq!(after.content.form, MobilisationForm::Meeting);
    let told: Vec<(&str, Option<&str>, Option<&str>)> = event
        .changes
        .iter()
        .map(|Change { field, before, after }| (field.as_str(), before.as_deref(), after.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("form", Some("VISIT"), Some("MEETING")),
            ("venue", Some("Ấp Chợ"), None),
            ("participants", Some("120"), Some("130")),
            ("materials", None, Some("9"))
        ]
    );
}

/// Part V.3 of the plan: each unit counts once, and mass organisations stand apart.
#[test]
fn v3_sums_count_each_unit_once_and_mass_organisations_apart() {
    use MobilisationForm as F;
    use OrganisationKind as K;
    let front = OrganisationId(Uuid::from_u128(9));
    let row = |organisation, kind, form, activities, participants| UnitActivities {
        organisation,
        kind,
        form,
        activities,
        participants,
        households: 1,
        materials: 2,
    };
    let summary = MobilisationSummary::of(&[
        row(UNIT, K::Department, F::Visit, 2, 100),
        row(UNIT, K::Department, F::Meeting, 1, 30),
        row(OTHER, K::Department, F::Visit, 1, 7),
        row(front, K::MassOrganisation, F::Visit, 4, 1_000),
    ]);
    let sums = |units, activities, participants, rows| MobilisationSums {
        units,
        activities,
        participants,
        households: rows,
        materials: 2 * rows,
    };
    assert_eq!(summary.total, sums(3, 8, 1_137, 4));
    assert_eq!(summary.forms, [(F::Meeting, sums(1, 1, 30, 1)), (F::Visit, sums(3, 7, 1_107, 3))]);
    assert_eq!(summary.kinds, [(K::Department, sums(2, 4, 137, 3)), (K::MassOrganisation, sums(1, 4, 1_000, 1))]);
    assert_eq!(MobilisationSummary::of(&[]), MobilisationSummary::default());
}
