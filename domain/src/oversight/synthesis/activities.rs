//! Inspections and mobilisation in the period of a synthesis report: what is counted of them, and its sentences.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::ids::OrganisationId;
use crate::base::text::Text;
use crate::base::wording;
use crate::oversight::inspection::finding::{Finding, FindingSeverity, FindingState};
use crate::oversight::inspection::recommendation::{Recommendation, RecommendationState};
use crate::oversight::inspection::{Inspection, InspectionId};
use crate::oversight::mobilisation::MobilisationSums;

/// Inspections that took place in the period of the cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InspectionFacts {
    /// How many.
    pub inspections: u32,
    /// Of how many units.
    pub units: u32,
    /// What they found: deviations and violations, which do not count where they proved unfounded.
    pub findings: u32,
    /// How many of these were put right.
    pub corrected: u32,
    /// What they recommended and did not take back.
    pub recommendations: u32,
    /// How many recommendations were carried out, as the inspecting agency accepted.
    pub carried_out: u32,
    /// How many were not answered by their due day.
    pub overdue: u32,
}

/// What units did in the period of the cycle to bring people to take part, as they recorded it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MobilisationFacts {
    /// How many units.
    pub units: i64,
    /// How many activities.
    pub activities: i64,
    /// People who took part; who took part twice counts twice.
    pub participants: i64,
    /// Households that were reached.
    pub households: i64,
    /// Materials that were handed out.
    pub materials: i64,
}

impl InspectionFacts {
    /// Counts over inspections that took place; findings and recommendations of others do not count.
    #[must_use]
    pub fn of(
        inspections: &[Inspection],
        findings: &[Finding],
        recommendations: &[Recommendation],
        at: DateTime<Utc>,
    ) -> Self {
        let counted = |id: InspectionId| inspections.iter().any(|inspection| inspection.id == id);
        let units: BTreeSet<OrganisationId> = inspections.iter().map(|inspection| inspection.organisation).collect();
        let founded = |finding: &&Finding| {
            counted(finding.inspection)
                && finding.state != FindingState::Unfounded
                && finding.content.severity != FindingSeverity::Remark
        };
        let given = |one: &&Recommendation| counted(one.inspection) && one.state != RecommendationState::Withdrawn;
        let today = calendar::day_of(at);
        let in_state =
            |state: RecommendationState| recommendations.iter().filter(given).filter(move |one| one.state == state);
        Self {
            inspections: number_of(inspections.len()),
            units: number_of(units.len()),
            findings: number_of(findings.iter().filter(founded).count()),
            corrected: number_of(
                findings.iter().filter(founded).filter(|one| one.state == FindingState::Corrected).count(),
            ),
            recommendations: number_of(recommendations.iter().filter(given).count()),
            carried_out: number_of(in_state(RecommendationState::Accepted).count()),
            overdue: number_of(in_state(RecommendationState::Open).filter(|one| one.due < today).count()),
        }
    }

    /// Its sentence.
    #[must_use]
    pub fn line(self) -> Text {
        let Self { inspections, units, findings, corrected, recommendations, carried_out, overdue } = self;
        if inspections == 0 {
            return Text::new(
                "Trong kỳ chưa có cuộc kiểm tra nào được tiến hành.",
                "No inspection took place in the period.",
            );
        }
        let number = |count: u32| wording::number(i64::from(count));
        Text::new(
            format!(
                "Đã kiểm tra {} lượt tại {} đơn vị; phát hiện {} sai lệch, vi phạm (đã khắc phục {}); nêu {} kiến nghị (đã \
                 thực hiện {}, quá hạn {}).",
                number(inspections),
                number(units),
                number(findings),
                number(corrected),
                number(recommendations),
                number(carried_out),
                number(overdue),
            ),
            format!(
                "Inspections: {inspections} of {units} units; deviations and violations found: {findings} (put right: \
                 {corrected}); recommendations: {recommendations} (carried out: {carried_out}, overdue: {overdue}).",
            ),
        )
    }
}

impl MobilisationFacts {
    /// Its sentence.
    #[must_use]
    pub fn line(self) -> Text {
        let Self { units, activities, participants, households, materials } = self;
        if activities == 0 {
            return Text::new(
                "Trong kỳ chưa có hoạt động vận động nào được ghi nhận.",
                "No mobilisation was recorded in the period.",
            );
        }
        let number = wording::number;
        Text::new(
            format!(
                "Theo ghi nhận của {} đơn vị: đã tổ chức {} hoạt động tuyên truyền, vận động với {} lượt người tham dự, tiếp \
                 cận {} lượt hộ gia đình, phát {} tài liệu.",
                number(units),
                number(activities),
                number(participants),
                number(households),
                number(materials),
            ),
            format!(
                "As {units} units recorded: {activities} activities, {participants} people taking part, {households} \
                 households reached, {materials} materials handed out.",
            ),
        )
    }
}

impl From<MobilisationSums> for MobilisationFacts {
    fn from(sums: MobilisationSums) -> Self {
        let MobilisationSums { units, activities, participants, households, materials } = sums;
        Self { units, activities, participants, households, materials }
    }
}

fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
