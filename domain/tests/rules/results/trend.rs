//! Where a unit's results can be compared from one cycle to the next.

use domain::base::code::GroupCode;
use domain::base::ids::{CampaignId, CriteriaSetId, CycleId};
use domain::planning::criteria::CycleKind;
use domain::results::trend::{TrendPoint, links};
use uuid::Uuid;

use crate::world::{CAMPAIGN, day};

fn code(text: &str) -> GroupCode {
    GroupCode::parse(text).expect("a code")
}

/// A result of a year in a group, perhaps one that follows another group.
fn point(year: u16, group: &str, predecessor: Option<&str>) -> TrendPoint {
    TrendPoint {
        cycle: CycleId(Uuid::from_u128(year.into())),
        campaign: CAMPAIGN,
        kind: CycleKind::Annual,
        period_start: day(year.into(), 1, 1),
        group: code(group),
        predecessor: predecessor.map(code),
        criteria_set: CriteriaSetId(Uuid::from_u128(1)),
    }
}

/// The year before of each result, and why it cannot be compared with that.
fn told(points: &[TrendPoint]) -> Vec<String> {
    let links = links(points).into_iter().map(|link| {
        link.map_or_else(
            || "-".to_owned(),
            |link| {
                let breaks: Vec<&str> = link.breaks.iter().map(|one| one.as_str()).collect();
                format!("{} {}", link.previous.0.as_u128(), breaks.join(" ")).trim_end().to_owned()
            },
        )
    });
    links.collect()
}

#[test]
fn l25_results_of_one_group_by_one_set_are_comparable_whatever_their_order() {
    let points = [point(2024, "CUM-1", None), point(2022, "CUM-1", None), point(2023, "CUM-1", None)];
    assert_eq!(told(&points), ["2023", "-", "2022"]);
    assert_eq!(told(&[point(2024, "CUM-1", None), point(2021, "CUM-1", None)]), ["2021", "-"], "no result between");
}

#[test]
fn l25_m03_a_trend_stops_at_another_group_and_at_a_regrouping() {
    let moved = [point(2022, "CUM-1", None), point(2023, "CUM-2", None), point(2024, "CUM-1", None)];
    assert_eq!(told(&moved), ["-", "2022 OTHER_GROUP", "2023 OTHER_GROUP"], "also where it comes back");
    let regrouped = [point(2022, "CUM-1", None), point(2023, "KHOI-A", Some("CUM-1"))];
    assert_eq!(told(&regrouped), ["-", "2022 REGROUPED"]);
    let other = [point(2022, "CUM-2", None), point(2023, "KHOI-A", Some("CUM-1"))];
    assert_eq!(told(&other), ["-", "2022 OTHER_GROUP"], "the unit was not in the predecessor");
    let on = [point(2023, "KHOI-A", Some("CUM-1")), point(2024, "KHOI-A", Some("CUM-1"))];
    assert_eq!(told(&on), ["-", "2023"], "a regrouping breaks once");
    let anew = [point(2023, "KHOI-A", None), point(2024, "KHOI-A", Some("KHOI-B")), point(2025, "KHOI-A", None)];
    assert_eq!(told(&anew), ["-", "2023 REGROUPED", "2024"], "one code, divided anew");
}

#[test]
fn l25_a_trend_stops_at_another_criteria_set() {
    let set = |point: TrendPoint| TrendPoint { criteria_set: CriteriaSetId(Uuid::from_u128(2)), ..point };
    assert_eq!(told(&[point(2023, "CUM-1", None), set(point(2024, "CUM-1", None))]), ["-", "2023 OTHER_CRITERIA_SET"]);
    let both = [point(2023, "CUM-1", None), set(point(2024, "KHOI-A", Some("CUM-1")))];
    assert_eq!(told(&both), ["-", "2023 REGROUPED OTHER_CRITERIA_SET"], "every reason is told");
}

#[test]
fn each_movement_and_kind_of_cycle_has_a_series_of_its_own() {
    let review = TrendPoint { kind: CycleKind::Midterm, ..point(2022, "CUM-1", None) };
    let elsewhere = TrendPoint { campaign: CampaignId(Uuid::from_u128(99)), ..point(2023, "CUM-1", None) };
    let points = [point(2021, "CUM-1", None), review, elsewhere, point(2024, "CUM-1", None)];
    assert_eq!(told(&points), ["-", "-", "-", "2021"]);
}
