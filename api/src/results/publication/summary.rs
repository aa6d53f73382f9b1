//! The summary of a board, and the head of each of its pages.

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CriteriaSetId, CycleId, OrganisationId, ReleaseId};
use domain::planning::group::GroupLabel;
use domain::results::publication::{CriterionSummary, SilentUnit, Summary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::citation::CitationBody;
use crate::base::hundredths::Hundredths;
use crate::base::page_cache::form::FormatVersion;
use crate::base::text::TextView;
use crate::planning::model::TargetBody;

/// A group as a board names it (nhóm, khối thi đua, cụm thi đua).
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoardGroup {
    /// Its code.
    code: GroupCode,
    /// Its name within a sentence.
    name: TextView,
    /// The code of the group that it follows after a regrouping; results are not compared across the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "CUM-1")]
    predecessor: Option<GroupCode>,
}

impl From<GroupLabel> for BoardGroup {
    fn from(label: GroupLabel) -> Self {
        let GroupLabel { code, name, predecessor } = label;
        Self { code, name: name.into(), predecessor }
    }
}

/// Header of a board: its release, cycle, group and criteria set; the same on all pages of the board.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoardHead {
    /// The board's identifier.
    pub(super) board: BoardId,
    /// The cycle.
    pub(crate) cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    pub(crate) cycle_code: String,
    /// The code of the group; boards never mix groups (rule L25).
    pub(crate) tier: GroupCode,
    /// The group, by its name at publication; absent on pages of form 1.
    #[schema(required = false)]
    pub(crate) group: BoardGroup,
    /// The release.
    pub(crate) release: ReleaseId,
    /// The release's number within the cycle.
    #[schema(minimum = 1, example = 1)]
    pub(crate) release_number: i64,
    /// When it became public.
    pub(crate) published_at: DateTime<Utc>,
    /// The criteria set that every unit was scored by.
    pub(crate) criteria_set: CriteriaSetId,
    /// That set's version.
    #[schema(minimum = 1, example = 1)]
    pub(crate) criteria_set_version: i64,
    /// The document that issued the set.
    pub(crate) document: CitationBody,
    /// Whether it is a rehearsal (diễn tập), whose results count for nothing; absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub(crate) rehearsal: bool,
}

/// A criterion of a board.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoardCriterion {
    /// Its code.
    #[schema(example = "H1")]
    pub(super) code: String,
    /// Its text.
    pub(crate) name: TextView,
    /// The target of the share in percent; 100 if a criterion of a flat set measures no share. Absent for a leaf of a
    /// tree, unless it states which share its ratio must reach at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_percent: Option<Hundredths>,
    /// The most points.
    pub(crate) max_points: Hundredths,
    /// What the value must reach, for a leaf of a tree that states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<TargetBody>,
}

/// Results of a board's units in one criterion.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CriterionSummary)]
pub(crate) struct CriterionSummaryView {
    /// The criterion.
    criterion: BoardCriterion,
    /// Mean of the points of the units for which the criterion counts, truncated to two decimals; absent if it counts
    /// for no unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    average_points: Option<Hundredths>,
    /// Number of units that met the target.
    #[schema(minimum = 0, example = 7)]
    units_met: usize,
    /// Number of units for which the criterion counts.
    #[schema(minimum = 0, example = 11)]
    units_applicable: usize,
    /// Share of those units that met the target, in percent, truncated to two decimals; absent if the criterion counts
    /// for no unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_met: Option<Hundredths>,
}

/// A unit that had no report handed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnreportedUnit {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Châu Thành")]
    name: String,
    /// The code that the public knew it by at publication (mã đơn vị); absent on boards published before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "942")]
    code: Option<String>,
}

/// A board in a few numbers, and who is missing from it, as it was at publication; frozen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BoardSummary)]
pub(crate) struct SummaryView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    format_version: FormatVersion,
    /// Header of the board.
    head: BoardHead,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// Mean of the totals, truncated to two decimals; absent if no unit is scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    average_total: Option<Hundredths>,
    /// Number of ranked units.
    #[schema(minimum = 0, example = 10)]
    units_ranked: usize,
    /// Number of units that owed a report in the cycle and group.
    #[schema(minimum = 0, example = 11)]
    units_owing: usize,
    /// Number of these units that had submitted a report, scored or not.
    #[schema(minimum = 0, example = 10)]
    units_reported: usize,
    /// Number of these units that first submitted after the due date and any extension.
    #[schema(minimum = 0, example = 1)]
    units_late: usize,
    /// The criteria, in the plan's order.
    criteria: Vec<CriterionSummaryView>,
    /// The units that owed a report and had none handed in, in the order of the registry.
    not_reported: Vec<UnreportedUnit>,
}

impl SummaryView {
    pub(super) fn new(head: &BoardHead, scale: Hundredths, criteria: &[BoardCriterion], summary: &Summary) -> Self {
        let Summary { board: _, average, ranked, criteria: sums, owing, reported, late, silent } = summary;
        let sums = sums.iter().filter_map(|sum| {
            let CriterionSummary { criterion: code, average, met, applicable, share_basis_points } = sum;
            let criterion = criteria.iter().find(|criterion| criterion.code == *code)?;
            Some(CriterionSummaryView {
                criterion: criterion.clone(),
                average_points: average.map(Hundredths),
                units_met: *met,
                units_applicable: *applicable,
                percent_met: share_basis_points.map(Hundredths),
            })
        });
        let silent = silent.iter().map(|SilentUnit { organisation, name, code }| UnreportedUnit {
            organisation: *organisation,
            name: name.clone(),
            code: code.clone(),
        });
        Self {
            format_version: FormatVersion::NOW,
            head: head.clone(),
            scale,
            average_total: average.map(Hundredths),
            units_ranked: *ranked,
            units_owing: *owing,
            units_reported: *reported,
            units_late: *late,
            criteria: sums.collect(),
            not_reported: silent.collect(),
        }
    }
}
