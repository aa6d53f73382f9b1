//! Criteria sets: valid when entered, issued once by the standing agency, never changed afterwards.

use domain::base::citation::Citation;
use domain::base::text::Text;
use domain::planning::criteria::{Content, CriteriaSet, CriteriaSetState, Criterion};
use domain::planning::grading::{AdjustmentKind, AdjustmentLine, Band, Grading};
use domain::planning::measure::Measure;
use domain::registry::organisation::OrganisationKind;

use crate::plan_level::PlanLevel;
use crate::world::{
    administrator, admitted, campaign, category, document, issued_set, movement, now, open_verbs, seed_set, set,
    standing, taken, told,
};

/// Rule S03: every set of the seed can be scored, and each ratio has the same weight (interpretation 10).
#[test]
fn s03_the_seed_sets_are_sound_and_weigh_ratios_equally() {
    let ratios: Vec<usize> = PlanLevel::ALL
        .iter()
        .map(|tier| {
            let set = taken(seed_set(*tier).load(&campaign(), now()));
            assert_eq!((set.state, set.scale), (CriteriaSetState::Provisional, 10_000));
            assert!(set.reported().all(|criterion| criterion.max_points == 1_000));
            set.reported().count()
        })
        .collect();
    assert_eq!(ratios, [5, 3, 4, 0, 0]);
}

/// Rule S02: enterprises and individuals have qualitative criteria and no ratios.
#[test]
fn s02_enterprises_and_individuals_get_no_ratio_criteria() {
    for (tier, codes) in [(PlanLevel::Enterprise, "D1 D2"), (PlanLevel::Individual, "C1 C2 C3 C4")] {
        let set = seed_set(tier);
        let all: Vec<&str> = set.criteria.iter().map(|criterion| criterion.code.as_str()).collect();
        assert_eq!(all.join(" "), codes);
        assert!(set.criteria.iter().all(|criterion| matches!(criterion.measure, Measure::Qualitative { .. })));
    }
}

/// Rule S10: an enterprise's field determines its criterion. Rule S11: an individual's group determines it.
#[test]
fn s10_s11_a_category_chooses_one_criterion_of_its_tier() {
    let chosen = |tier, code| seed_set(tier).of_category(category(code)).map(|criterion| criterion.code.clone());
    let codes = ["IT", "OTHER", "IT_SPECIALIST_OFFICIAL", "OFFICIAL", "ENTERPRISE_MEMBER"];
    let of = |tier| codes.iter().filter_map(|code| chosen(tier, code)).collect::<Vec<String>>().join(" ");
    assert_eq!(chosen(PlanLevel::Enterprise, "IT").as_deref(), Some("D1"));
    assert_eq!(chosen(PlanLevel::Enterprise, "OTHER").as_deref(), Some("D2"));
    assert_eq!(chosen(PlanLevel::Individual, "IT_SPECIALIST_OFFICIAL").as_deref(), Some("C1"));
    assert_eq!(chosen(PlanLevel::Individual, "OFFICIAL").as_deref(), Some("C2"));
    assert_eq!(chosen(PlanLevel::Individual, "ENTERPRISE_MEMBER").as_deref(), Some("C3"));
    assert_eq!(chosen(PlanLevel::Individual, "OTHER").as_deref(), Some("C4"));
    assert_eq!([of(PlanLevel::Provincial), of(PlanLevel::District), of(PlanLevel::Commune)], ["", "", ""]);
    for tier in [PlanLevel::Enterprise, PlanLevel::Individual] {
        for code in codes {
            let known = movement().text.policy.category(tier.audience(), category(code)).is_some();
            assert_eq!(known, chosen(tier, code).is_some(), "{code} {tier}");
        }
    }
}

/// Rules S10, S11: a set is refused if a category has two criteria or one of another tier.
#[test]
fn s10_s11_a_category_stands_once_and_belongs_to_the_tier() {
    let told_of = |tier, place: usize, category| {
        let mut set = seed_set(tier);
        if let Some(criterion) = set.criteria.get_mut(place) {
            criterion.measure = Measure::Qualitative { category };
        }
        told(set.load(&campaign(), now()))
    };
    assert_eq!(told_of(PlanLevel::Enterprise, 1, category("IT")), ["invalid: CATEGORY_UNFIT S10 /criteria/1/category"]);
    assert_eq!(
        told_of(PlanLevel::Enterprise, 1, category("OFFICIAL")),
        ["invalid: CATEGORY_UNFIT S10 /criteria/1/category"]
    );
    assert_eq!(
        told_of(PlanLevel::Individual, 3, category("OFFICIAL")),
        ["invalid: CATEGORY_UNFIT S11 /criteria/3/category"]
    );
    assert_eq!(told_of(PlanLevel::Individual, 0, category("IT")), ["invalid: CATEGORY_UNFIT S11 /criteria/0/category"]);
    assert_eq!(told_of(PlanLevel::Commune, 0, category("OTHER")), ["invalid: CATEGORY_UNFIT S11 /criteria/0/category"]);
}

/// Rules S09, S36: which criteria of the seed do not apply to which kinds of unit; mass organisations and Party bodies
/// are provincial units like any other.
#[test]
fn s09_s36_the_seed_exempts_who_manages_nothing_for_the_state() {
    let set = set();
    let asked = |kind| -> Vec<&str> { set.asked(kind).map(|(criterion, _)| criterion.code.as_str()).collect() };
    assert_eq!(asked(OrganisationKind::Department), ["P1", "P2", "P3", "P4", "P5"]);
    assert_eq!(asked(OrganisationKind::Media), ["P1", "P2", "P3", "P4"]);
    assert_eq!(asked(OrganisationKind::MassOrganisation), ["P2", "P3", "P4"]);
    assert_eq!(asked(OrganisationKind::PartyBody), ["P2", "P3", "P4"]);
}

fn altered(alter: impl Fn(&mut CriteriaSet)) -> Vec<String> {
    let mut set = set();
    alter(&mut set);
    told(set.load(&campaign(), now()))
}

fn retargeted(criterion: &mut Criterion, target: i64) {
    if let Measure::Ratio(ratio) = &mut criterion.measure {
        ratio.target_basis_points = target;
    }
}

#[test]
fn a_set_that_cannot_be_scored_does_not_enter() {
    let whole = ["invalid: CRITERIA_SET_UNSOUND -"];
    assert_eq!(altered(|set| set.criteria.clear()), whole);
    assert_eq!(altered(|set| set.scale = 0), ["invalid: SCALE_UNSOUND - /scale"]);
    assert_eq!(altered(|set| set.version = 0), whole);
    let third = ["invalid: CRITERION_UNSOUND - /criteria/2"];
    assert_eq!(altered(|set| set.criteria[2].code = "P1".to_owned()), third);
    assert_eq!(altered(|set| set.criteria[2].max_points = -1), third);
    assert_eq!(altered(|set| set.criteria[2].max_points = 0), ["done"], "collected and not scored");
    let target = ["invalid: CRITERION_UNSOUND - /criteria/2/ratio/targetPercent"];
    assert_eq!(altered(|set| retargeted(&mut set.criteria[2], 0)), target);
    assert_eq!(altered(|set| retargeted(&mut set.criteria[2], 10_001)), target);
    assert_eq!(altered(|set| retargeted(&mut set.criteria[2], 10_000)), ["done"]);
    assert_eq!(altered(|set| retargeted(&mut set.criteria[2], 1)), ["done"]);
}

/// Rule S24.
#[test]
fn s24_only_the_standing_agency_publishes_a_criteria_set() {
    assert_eq!(admitted(|actor| set().publish(document(), &campaign(), actor, now())), ["Thường"]);
    assert_eq!(told(set().publish(document(), &campaign(), &administrator(), now())), ["not allowed: NOT_ALLOWED S24"]);
    assert_eq!(open_verbs(set().transitions(&standing())), ["PUBLISH"]);
    assert!(open_verbs(set().transitions(&administrator())).is_empty());
}

/// Rule S24 and interpretation 10: an address is not a document number.
#[test]
fn s24_a_set_is_issued_under_a_document_with_number_date_issuer_and_title() {
    let blank = Some(" \t".to_owned());
    for document in [
        Citation { number: blank.clone(), ..document() },
        Citation { date: None, ..document() },
        Citation { issuer: blank.clone(), ..document() },
        Citation { title: blank, ..document() },
        Citation { url: Some("https://example.vn/12".to_owned()), ..Citation::default() },
    ] {
        assert_eq!(
            told(set().publish(document, &campaign(), &standing(), now())),
            ["invalid: DOCUMENT_INCOMPLETE S24 /document"]
        );
    }
}

/// Rules L28, L37: publication changes the state and the document, and no step changes anything else.
#[test]
fn l28_a_published_set_never_changes() {
    let (published, event) = set().publish(document(), &campaign(), &standing(), now()).expect("open").into_parts();
    assert_eq!(published, issued_set(PlanLevel::Provincial));
    assert_eq!((event.from, event.to), (Some("PROVISIONAL"), Some("PUBLISHED")));
    assert_eq!(event.reason.as_deref(), Some("12/HD-STTTT"));
    assert!(open_verbs(published.transitions(&standing())).is_empty());
    let again = Citation { number: Some("13/HD-STTTT".to_owned()), ..document() };
    assert_eq!(
        told(published.publish(again, &campaign(), &standing(), now())),
        ["wrong state: CRITERIA_SET_PUBLISHED L28"]
    );
}

fn content(set: &CriteriaSet) -> Content {
    summing(set, set.points_total())
}

fn summing(set: &CriteriaSet, control_sum: i64) -> Content {
    let (criteria, grading) = (set.criteria.clone(), set.grading.clone());
    Content::Flat { scale: set.scale, criteria, grading, control_sum }
}

/// Rules S24, L28: the standing agency edits a set while no report depends on it; no role edits one that is bound.
#[test]
fn s24_l28_a_set_is_edited_only_while_nothing_rests_on_it() {
    let edit = |bound, actor: &_| set().edit(content(&set()), (&campaign(), bound), actor, now());
    assert_eq!(admitted(|actor| edit(false, actor)), ["Thường"]);
    assert_eq!(told(edit(true, &standing())), ["wrong state: CRITERIA_SET_BOUND L28"]);
    let published = issued_set(PlanLevel::Provincial).edit(content(&set()), (&campaign(), false), &standing(), now());
    assert_eq!(told(published), ["wrong state: CRITERIA_SET_BOUND L28"]);
    let off = summing(&set(), 4_999);
    assert_eq!(
        told(set().edit(off, (&campaign(), false), &standing(), now())),
        ["invalid: POINTS_DO_NOT_ADD_UP - /pointsTotal"]
    );
    assert_eq!(admitted(|actor| set().draft(content(&set()), &campaign(), actor, now())), ["Thường"]);
}

/// Rule L26: bands cover all totals from 0 on, without gap or overlap.
#[test]
fn l26_bands_have_neither_gap_nor_overlap() {
    let band = |from, below| Band { code: format!("B{from}"), name: Text::new("", ""), from, below };
    let graded = |bands: Vec<Band>| altered(|set| set.grading.bands.clone_from(&bands));
    let refused = ["invalid: BANDS_UNSOUND L26 /grading/bands"];
    assert_eq!(graded(vec![band(0, Some(50)), band(50, None)]), ["done"]);
    assert_eq!(graded(vec![band(1, Some(50)), band(50, None)]), refused, "begins above 0");
    assert_eq!(graded(vec![band(0, Some(50)), band(51, None)]), refused, "a gap");
    assert_eq!(graded(vec![band(0, Some(51)), band(50, None)]), refused, "an overlap");
    assert_eq!(graded(vec![band(0, Some(50)), band(50, Some(90))]), refused, "ends too early");
    assert_eq!(graded(vec![band(0, None), band(50, None)]), refused);
}

/// Rule L27: lines have points; caps are given if, and only if, there are lines.
#[test]
fn l27_caps_stand_exactly_where_there_are_lines() {
    let line = |max_points| AdjustmentLine {
        code: "FLAG".to_owned(),
        kind: AdjustmentKind::Bonus,
        name: Text::new("", ""),
        max_points,
    };
    let graded = |lines: Vec<AdjustmentLine>, bonus_cap, penalty_cap| {
        altered(|set| set.grading = Grading { lines: lines.clone(), bonus_cap, penalty_cap, ..Grading::default() })
    };
    assert_eq!(graded(vec![line(100)], 100, 0), ["done"]);
    assert_eq!(graded(vec![line(100)], 0, 0), ["invalid: CAP_UNSOUND L27 /grading/bonusCap"]);
    assert_eq!(graded(vec![line(100)], 100, 1), ["invalid: CAP_UNSOUND L27 /grading/penaltyCap"]);
    assert_eq!(graded(vec![line(0)], 100, 0), ["invalid: LINES_UNSOUND L27 /grading/lines"]);
    assert_eq!(graded(vec![line(1), line(1)], 100, 0), ["invalid: CODE_TWICE - /grading/lines"]);
}
