//! Criteria that are left out for named units (rule L24): the rest of the set takes over their points.

use domain::base::ids::{OrganisationId, ReportId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::planning::assessment::{Comparison, assess};
use domain::planning::card::LeafState;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Opened;
use domain::planning::cycle::OpeningGround;
use domain::planning::demands::{AskedUnit, Exemption, LeavingOut};
use domain::planning::participant::{LeftOutUnit, Participant, Selection, SelectionSurroundings, SelectionTerms};
use domain::planning::scoring::{Applicability, Value};
use domain::planning::tree::Combine;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::report::Report;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::trees::{branch, d, leaf, node, number, proportional, tree};
use crate::world::{
    content, day, document, figure, figures, issued_set, movement, now, opening, organisation, person, planned, set,
    standing, told,
};

fn department(id: u128) -> Organisation {
    let kind = OrganisationKind::Department;
    organisation(OrganisationId(Uuid::from_u128(id)), &format!("Đơn vị {id}"), PlanLevel::Provincial, kind)
}

fn ground() -> Exemption {
    Exemption { reason: "Đơn vị không có bộ phận một cửa".to_owned(), document: document() }
}

fn leaving(codes: &[&str]) -> LeavingOut {
    LeavingOut { criteria: codes.iter().map(|code| (*code).to_owned()).collect(), exemption: ground() }
}

fn left_out(id: u128, codes: &[&str]) -> LeftOutUnit {
    LeftOutUnit { unit: OrganisationId(Uuid::from_u128(id)), leaving_out: leaving(codes) }
}

fn opened(left_out: Vec<LeftOutUnit>) -> Result<Opened, Refusal> {
    let selection = Selection { units: vec![department(1).id, department(2).id], left_out, ..Selection::default() };
    let sets: Vec<CriteriaSet> = vec![issued_set(PlanLevel::Provincial)];
    let (levels, units) = (levels(), [department(1), department(2), department(3)]);
    let ground =
        OpeningGround { campaign: movement(), cycles: &[], sets: &sets, levels: &levels, groups: &[], units: &units };
    let cycle = domain::planning::cycle::Cycle { selection, ..planned(2024) };
    cycle.open(opening(day(2024, 11, 30), None), ground, &standing(), now()).map(|step| step.into_parts().0)
}

/// What opening answers, without what was opened.
fn answer(left_out: Vec<LeftOutUnit>) -> Vec<String> {
    match opened(left_out) {
        Ok(_) => vec!["done".to_owned()],
        Err(refusal) => told::<()>(Err(refusal)),
    }
}

/// Rule L24: a participant's row says what is left out, by which document; codes must be of its set, and something is asked.
#[test]
fn l24_criteria_are_left_out_for_named_units_under_a_document() {
    let cycle = opened(vec![left_out(2, &["P1"])]).expect("open");
    let of = |id: u128| cycle.participants.iter().find(|one| one.unit.0.as_u128() == id).expect("a participant");
    assert_eq!((of(1).left_out.clone(), of(2).left_out.clone()), (None, Some(leaving(&["P1"]))));
    assert_eq!(answer(vec![left_out(2, &["P1", "X1"])]), ["invalid: LEFT_OUT_UNSOUND L24"]);
    let whole: Vec<String> = set().criteria.iter().map(|criterion| criterion.code.clone()).collect();
    let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
    assert_eq!(answer(vec![left_out(2, &whole)]), ["invalid: LEFT_OUT_UNSOUND L24"]);
    assert_eq!(answer(vec![left_out(3, &["P1"])]), ["invalid: EXEMPT_NOT_SELECTED M03"], "it takes no part");
}

/// Rule L24: what is entered names a known unit once, at least one criterion, each once, a reason and a document.
#[test]
fn l24_what_is_entered_is_whole() {
    let entered = |left_out: Vec<LeftOutUnit>| {
        let (units, levels) = ([department(1), department(2)], levels());
        let near = SelectionSurroundings { year: Some(2024), groups: &[], levels: &levels, units: &units };
        let terms = SelectionTerms { left_out, ..SelectionTerms::default() };
        match terms.checked(near, now()) {
            Ok(_) => vec!["done".to_owned()],
            Err(refusal) => told::<()>(Err(refusal)),
        }
    };
    assert_eq!(entered(vec![left_out(2, &["P1"])]), ["done"]);
    assert_eq!(entered(vec![left_out(2, &[])]), ["invalid: LEFT_OUT_UNSOUND L24 /leftOut/0/criteria"]);
    assert_eq!(entered(vec![left_out(2, &["P1", " P1"])]), ["invalid: LEFT_OUT_UNSOUND L24 /leftOut/0/criteria"]);
    assert_eq!(entered(vec![left_out(9, &["P1"])]), ["invalid: UNIT_UNKNOWN - /leftOut/0/organisation"]);
    let twice = vec![left_out(2, &["P1"]), left_out(2, &["P2"])];
    assert_eq!(entered(twice), ["invalid: UNIT_LISTED_TWICE - /leftOut/1/organisation"]);
    let mut silent = left_out(2, &["P1"]);
    silent.leaving_out.exemption.reason = String::new();
    assert_eq!(entered(vec![silent]), ["invalid: TEXT_EMPTY - /leftOut/0/reason"]);
}

/// Rule L24: the unit is not asked for the criterion, gives no figures of it, and is complete without; others are asked.
#[test]
fn l24_the_unit_is_not_asked_for_what_is_left_out() {
    let Opened { cycle, participants } = opened(vec![left_out(2, &["P1"])]).expect("open");
    let begin = |id: u128, figures| {
        let unit = department(id);
        let participant: Option<&Participant> = participants.iter().find(|one| one.unit == unit.id);
        let editor = person(0xb1, "Biên", &[(Role::UnitEditor, unit.id)]);
        let report = ReportId(Uuid::from_u128(9));
        let set = issued_set(PlanLevel::Provincial);
        Report::draft(report, (&cycle, participant), &unit, Some(&set), content(figures), &editor, now())
    };
    assert_eq!(told(begin(1, figures())), ["done"]);
    assert_eq!(told(begin(2, figures())), ["invalid: CRITERION_LEFT_OUT L24 /figures/0/criterion"]);
    let without: Vec<_> = figures().into_iter().filter(|figure| figure.criterion != "P1").collect();
    let report = begin(2, without).expect("begun").into_parts().0;
    let missing = report.missing(&issued_set(PlanLevel::Provincial), domain::reporting::warning::History::default());
    assert!(missing.is_empty(), "{missing:?}");
}

/// Rule L24: in a list of criteria and in a tree, the rest takes over the points, and the card says why.
#[test]
fn l24_the_rest_takes_over_the_points() {
    let spared = leaving(&["P1"]);
    let unit = AskedUnit { kind: OrganisationKind::Department, left_out: Some(&spared) };
    let value = |code: &str| {
        let figure = [figure("P2", 90, 100), figure("P3", 70, 70)].into_iter().find(|one| one.criterion == code);
        figure.map(|figure| figure.value)
    };
    let card = assess(&set(), unit, value, &Comparison::default(), &[]);
    let line = card.lines.iter().find(|line| line.criterion == "P1").expect("a line");
    assert_eq!((line.applicability, line.points, line.met), (Applicability::NotApplicable, 0, None));
    assert!(line.explanation.vi.contains("bộ phận một cửa") && line.explanation.vi.contains("12/HD-STTTT"));
    let all = assess(&set(), OrganisationKind::Department, value, &Comparison::default(), &[]);
    let of = |card: &domain::planning::scoring::Scorecard| (card.points, card.applicable_points);
    let full = set().criterion("P1").map(|criterion| criterion.max_points).expect("P1");
    assert_eq!((of(&card).0, of(&card).1 + full), of(&all));

    let leaves = ["A", "B"].map(|code| node(leaf(code, "10", number(), proportional("10", "10"))));
    let tree = set().modelled(tree("20", branch("ROOT", Combine::Sum, leaves.to_vec())));
    let spared = leaving(&["B"]);
    let unit = AskedUnit { kind: OrganisationKind::Department, left_out: Some(&spared) };
    let eight = |code: &str| (code == "A").then(|| Value::Number(d("8")));
    let card = assess(&tree, unit, eight, &Comparison::default(), &[]);
    // 8 of 10, of a scale of 20.
    assert_eq!(card.total, Some(1_600));
    let state = card.card.as_ref().and_then(|card| card.leaves.get(1)).map(|leaf| leaf.state);
    assert_eq!(state, Some(LeafState::LeftOut));
}
