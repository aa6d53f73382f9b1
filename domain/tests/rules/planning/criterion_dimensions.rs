//! To which contents and field of the movement criteria belong: checked against both, and fixed with the set.

use domain::base::code::FieldCode;
use domain::planning::campaign::Campaign;
use domain::planning::criteria::dimensions::CriterionDimensions;
use domain::planning::criteria::{Content, CriteriaSet, SetDraft};

use crate::plan_level::PlanLevel;
use crate::world::{campaign, document, issued_set, now, set, standing, taken, told};

fn said(criterion: &str, contents: &[i64], field: Option<&str>) -> CriterionDimensions {
    let field = field.map(|code| FieldCode::parse(code).expect("a code"));
    CriterionDimensions { criterion: criterion.to_owned(), contents: contents.to_vec(), field }
}

fn draft(dimensions: Vec<CriterionDimensions>) -> SetDraft {
    let CriteriaSet { scale, criteria, grading, .. } = set();
    let control_sum = set().points_total();
    SetDraft { content: Content::Flat { scale, criteria, grading, control_sum }, dimensions }
}

fn drafted(dimensions: Vec<CriterionDimensions>) -> Vec<String> {
    told(set().draft(draft(dimensions), &campaign(), &standing(), now()))
}

/// Part II.2 of the plan: each fault is named where it stands.
#[test]
fn ii_2_a_criterion_belongs_to_what_the_movement_has() {
    assert_eq!(drafted(Vec::new()), ["done"]);
    assert_eq!(drafted(vec![said("P1", &[6, 1], Some("AGRICULTURE")), said("P2", &[6], None)]), ["done"]);
    assert_eq!(drafted(vec![said("P9", &[6], None)]), ["invalid: CRITERION_NOT_IN_SET - /dimensions/0/criterion"]);
    assert_eq!(
        drafted(vec![said("P1", &[6], None), said(" P1 ", &[1], None)]),
        ["invalid: CRITERION_TWICE - /dimensions/1/criterion"],
        "tidied first"
    );
    assert_eq!(drafted(vec![said("P1", &[], None)]), ["invalid: CRITERION_WITHOUT_DIMENSION - /dimensions/0"]);
    assert_eq!(
        drafted(vec![said("P1", &[6, 99, 6], Some("MINING")), said("P2", &[0], None)]),
        [
            "invalid: CONTENT_UNKNOWN - /dimensions/0/contents/1",
            "invalid: CONTENT_TWICE - /dimensions/0/contents/2",
            "invalid: CAMPAIGN_FIELD_UNKNOWN S32 /dimensions/0/field",
            "invalid: CONTENT_UNKNOWN - /dimensions/1/contents/0",
        ]
    );
}

/// What is wrong with the points and with the dimensions is named at once.
#[test]
fn every_fault_of_a_set_is_named_at_once() {
    let mut wrong = draft(vec![said("P9", &[6], None)]);
    if let Content::Flat { control_sum, .. } = &mut wrong.content {
        *control_sum += 1;
    }
    assert_eq!(
        told(set().draft(wrong, &campaign(), &standing(), now())),
        ["invalid: POINTS_DO_NOT_ADD_UP - /pointsTotal", "invalid: CRITERION_NOT_IN_SET - /dimensions/0/criterion"]
    );
}

#[test]
fn dimensions_stand_in_the_order_of_the_criteria_and_of_the_contents() {
    let dimensions = vec![said("P3", &[8, 6], None), said("P1", &[6], Some("OTHER"))];
    let set = taken(set().draft(draft(dimensions), &campaign(), &standing(), now()));
    assert_eq!(set.dimensions, [said("P1", &[6], Some("OTHER")), said("P3", &[6, 8], None)]);
}

/// The same holds for a package.
#[test]
fn a_package_says_of_its_criteria_what_the_movement_has() {
    let loaded = |dimensions| told(CriteriaSet { dimensions, ..set() }.load(&campaign(), now()));
    assert_eq!(loaded(vec![said("P1", &[6], None)]), ["done"]);
    assert_eq!(loaded(vec![said("P1", &[99], None)]), ["invalid: CONTENT_UNKNOWN - /dimensions/0/contents/0"]);
}

/// Rule L28: a published set keeps what it said. Before that an edit replaces it whole, and the trail says so.
#[test]
fn l28_an_edit_replaces_what_criteria_belong_to_until_the_set_is_published() {
    let before = CriteriaSet { dimensions: vec![said("P1", &[6], None)], ..set() };
    let edit = |set: CriteriaSet, dimensions| set.edit(draft(dimensions), (&campaign(), false), &standing(), now());
    let (edited, event) = edit(before.clone(), vec![said("P2", &[6], None)]).expect("an edit").into_parts();
    assert_eq!(edited.dimensions, [said("P2", &[6], None)]);
    let changed: Vec<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
    assert!(changed.contains(&"dimensions"), "{changed:?}");
    let (cleared, _) = edit(before.clone(), Vec::new()).expect("an edit").into_parts();
    assert!(cleared.dimensions.is_empty());
    let (_, event) = edit(before.clone(), before.dimensions.clone()).expect("an edit").into_parts();
    assert!(event.changes.iter().all(|change| change.field != "dimensions"), "nothing changed");
    let published = CriteriaSet { dimensions: before.dimensions, ..issued_set(PlanLevel::Provincial) };
    assert_eq!(told(edit(published, Vec::new())), ["wrong state: CRITERIA_SET_BOUND L28"]);
}

/// The movement may have been amended since the set was drafted.
#[test]
fn a_set_is_not_published_whose_contents_are_gone() {
    let drafted = CriteriaSet { dimensions: vec![said("P1", &[6], None), said("P2", &[1], Some("OTHER"))], ..set() };
    let publish = |movement: &Campaign| drafted.clone().publish(document(), movement, &standing(), now());
    let published = taken(publish(&campaign()));
    assert_eq!(published.dimensions, drafted.dimensions);
    let mut amended = campaign();
    amended.text.contents.retain(|content| content.number != 6);
    assert_eq!(told(publish(&amended)), ["wrong state: CRITERIA_SET_DIMENSIONS_UNFIT -"]);
    let mut amended = campaign();
    amended.text.fields.retain(|field| field.code.as_str() != "OTHER");
    assert_eq!(told(publish(&amended)), ["wrong state: CRITERIA_SET_DIMENSIONS_UNFIT -"]);
}

/// What criteria belong to changes no points: the same figures give the same card.
#[test]
fn dimensions_change_no_score() {
    let placed = CriteriaSet { dimensions: vec![said("P1", &[6], Some("OTHER"))], ..set() };
    let card = |set: &CriteriaSet| {
        let counts = domain::planning::scoring::Counts { numerator: 812, denominator: 1_000 };
        let value = |_: &str| Some(domain::planning::scoring::Value::Counts(counts));
        let kind = domain::registry::organisation::OrganisationKind::Department;
        domain::planning::scoring::score(set, kind, value, &domain::planning::scoring::Bests::new(), &[])
    };
    assert_eq!(card(&placed), card(&set()));
}

/// What a set without them stored is nothing, and an entry is read without what it does not say.
#[test]
fn an_entry_is_read_without_what_it_does_not_say() {
    let read: Vec<CriterionDimensions> =
        serde_json::from_str(r#"[{"criterion":"P1","field":"OTHER"},{"criterion":"P2","contents":[6],"later":true}]"#)
            .expect("read");
    assert_eq!(read, [said("P1", &[], Some("OTHER")), said("P2", &[6], None)]);
    let text = serde_json::to_string(&read).expect("written");
    assert_eq!(text, r#"[{"criterion":"P1","field":"OTHER"},{"criterion":"P2","contents":[6]}]"#);
}
