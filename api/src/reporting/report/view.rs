//! Reports on the wire.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CriteriaSetId, CycleId, OrganisationId, ReportId, Revision};
use domain::planning::grading::Adjustment;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::check::Checks;
use domain::reporting::report::{Findings, Report, ReportState, ReturnItem};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::base::hundredths::Hundredths;
use crate::base::problem::Problem;
use crate::base::text::{Code, EmptyOrParagraph, Paragraph};
use crate::base::transition::{RowBefore, TransitionView, Transitions};
use crate::planning::grading::{AdjustmentBody, AdjustmentEntryBody};
use crate::planning::participant::LeavingOutView;
use crate::reporting::explanation::view::ExplanationView;
use crate::reporting::figure::{
    AnswerBody, FigureBody, VerifiedAnswerBody, VerifiedFigureBody, found, shown, shown_found,
};
use crate::reporting::filing::FilingView;
use crate::reporting::report::check::view::{AgencyFindingView, OpinionView};

/// A report to begin.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "cycle": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24",
    "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true}]
}))]
pub(crate) struct NewReport {
    /// The cycle reported on; it must be open.
    pub(crate) cycle: CycleId,
    /// The reporting unit: the caller's own.
    pub(crate) organisation: OrganisationId,
    /// The figures so far; they may be incomplete until submission. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) figures: Vec<FigureBody>,
    /// Answers to criteria that are not ratios. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) answers: Vec<AnswerBody>,
    /// Narrative of the unit about its year (thuyết minh); at most 4000 characters.
    #[validate(nested)]
    #[serde(default)]
    pub(crate) narrative: Option<EmptyOrParagraph>,
}

/// A report's content, replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true}],
    "answers": [{"criterion": "K1", "count": 3}, {"criterion": "M1", "points": 8.5}],
    "narrative": "Năm 2024 đơn vị hoàn thành số hóa hồ sơ"
}))]
pub(crate) struct ReportEdit {
    /// All figures; figures left out are removed. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub(crate) figures: Vec<FigureBody>,
    /// All answers to criteria that are not ratios; answers left out are removed. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) answers: Vec<AnswerBody>,
    /// Narrative of the unit about its year (thuyết minh); at most 4000 characters.
    #[validate(nested)]
    #[serde(default)]
    pub(crate) narrative: Option<EmptyOrParagraph>,
}

/// The verified figures, all at once.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "figures": [{"criterion": "H1", "numerator": 800, "denominator": 1000, "reason": "12 hồ sơ trùng"}],
    "answers": [{"criterion": "K1", "count": 2, "reason": "1 cuộc họp trùng"}, {"criterion": "M1", "points": 8.5}],
    "adjustments": [{"line": "LATE", "points": 2, "ground": {"number": "3/BB-STTTT", "date": "2024-12-12",
        "issuer": "Sở Thông tin và Truyền thông", "title": "Biên bản về việc nộp trễ"}}]
}))]
pub(crate) struct Verification {
    /// One figure per criterion that asks the unit and counts a share. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    figures: Vec<VerifiedFigureBody>,
    /// One answer per other criterion that asks the unit. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    answers: Vec<VerifiedAnswerBody>,
    /// Points added or taken, each on the ground of a document (rule L27). At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    adjustments: Vec<AdjustmentEntryBody>,
}

impl Verification {
    pub(crate) fn findings(self) -> Result<Findings, Problem> {
        let Self { figures, answers, adjustments } = self;
        let adjustments = adjustments.into_iter().map(Adjustment::from).collect();
        Ok(Findings { figures: found(figures, answers)?, adjustments })
    }
}

/// A correction of a final score: the complete new findings, and the reason.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Correction {
    /// Reason, for the people concerned and for the audit trail; if the score was public, it is published with the next
    /// release, so it names no person (rule L36). 1 to 4000 characters.
    /// Example: `Kết luận kiểm tra số 12/KL-STTTT`
    #[validate(nested)]
    pub(crate) reason: Paragraph,
    /// The complete new verification.
    #[validate(nested)]
    pub(crate) verification: Verification,
}

/// The return of a report to its unit.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "Số liệu chưa khớp", "items": [{"criterion": "H1", "reason": "Đối chiếu lại với hệ thống quản lý văn bản"}]}))]
pub(crate) struct ReturnGround {
    /// Why, for the people concerned and for the audit trail; 1 to 4000 characters.
    #[validate(nested)]
    pub(crate) reason: Paragraph,
    /// Corrections required, by criterion. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) items: Vec<ReturnItemBody>,
}

/// What is wrong with one criterion of a returned report.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReturnItem)]
pub(crate) struct ReturnItemBody {
    /// The criterion's code.
    /// Example: `1.1`
    #[validate(nested)]
    criterion: Code,
    /// What to correct; 1 to 4000 characters.
    /// Example: `Thiếu văn bản danh mục`
    #[validate(nested)]
    reason: Paragraph,
}

impl From<ReturnItemBody> for ReturnItem {
    fn from(body: ReturnItemBody) -> Self {
        let ReturnItemBody { criterion, reason } = body;
        Self { criterion: criterion.into(), reason: reason.into() }
    }
}

impl From<ReturnItem> for ReturnItemBody {
    fn from(item: ReturnItem) -> Self {
        let ReturnItem { criterion, reason } = item;
        Self { criterion: criterion.into(), reason: reason.into() }
    }
}

/// A report as the caller may see it (báo cáo kết quả).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Report)]
pub(crate) struct ReportView {
    /// The report's identifier.
    id: ReportId,
    /// The cycle reported on.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The reporting unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows the unit by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The code of the group that the unit was in when the report was begun.
    group: GroupCode,
    /// The unit's kind.
    kind: OrganisationKind,
    /// The criteria set that the report is measured by.
    criteria_set: CriteriaSetId,
    /// The set's version; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    criteria_set_version: Option<i64>,
    /// State of the report.
    state: ReportState,
    /// Figures that the unit declares.
    figures: Vec<FigureBody>,
    /// Values that the unit declares for criteria that measure no share.
    answers: Vec<AnswerBody>,
    /// Narrative of the unit about its year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Năm 2024 đơn vị hoàn thành số hóa hồ sơ")]
    narrative: Option<String>,
    /// Figures that the standing agency verified; empty for the unit until its provisional score is shown or the report
    /// is final, and while what was recorded anew waits for a second person.
    verified: Vec<VerifiedFigureBody>,
    /// Values that the standing agency verified for criteria that measure no share; hidden likewise.
    verified_answers: Vec<VerifiedAnswerBody>,
    /// Points added and taken (rule L27); hidden likewise.
    adjustments: Vec<AdjustmentBody>,
    /// What the head unit of the group says about the report (ý kiến của đơn vị trưởng khối, trưởng cụm); it changes no figure
    /// (rule M03). Hidden likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    opinion: Option<OpinionView>,
    /// What agencies found for the criteria that the set names them for; hidden likewise.
    agency_findings: Vec<AgencyFindingView>,
    /// The criteria that the unit is not asked for in this cycle; absent if it is asked for all (rule L24).
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeavingOutView>,
    /// When the unit's window for explanations closes, once it is open (rule L23).
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation_until_at: Option<DateTime<Utc>>,
    /// Explanations of the unit, with the answers (rule L23).
    explanations: Vec<ExplanationView>,
    /// The receipts of every handing-in, oldest first.
    filings: Vec<FilingView>,
    /// The official total, from `FINAL` on; absent before, and if no criterion counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// When it was handed in last.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<DateTime<Utc>>,
    /// Whether it was first handed in after the cycle's due date and any extension, also one granted later; late is
    /// recorded, not blocked.
    late: bool,
    /// Why it was sent back last; absent once it is handed in again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung minh chứng cho tiêu chí 1.1")]
    return_reason: Option<String>,
    /// Problems found, by criterion.
    return_items: Vec<ReturnItemBody>,
    /// Why the final score was corrected last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Kết luận kiểm tra số 12/KL-STTTT")]
    correction_reason: Option<String>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it changed last.
    updated_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    #[schema(value_type = Vec<TransitionView>)]
    transitions: Transitions,
}

/// What is shown beside the identifiers of a report's cycle and unit.
#[derive(Clone, Debug)]
pub(crate) struct ReportLabel {
    cycle_code: String,
    unit: UnitLabel,
    criteria_set_version: Option<i64>,
}

impl ReportLabel {
    pub(crate) fn new(cycle_code: String, unit: &Organisation) -> Self {
        Self { cycle_code, unit: unit.into(), criteria_set_version: None }
    }
}

/// The labels of the reports of a page.
pub(crate) struct ReportLabels {
    cycles: CycleCodes,
    units: UnitLabels,
    versions: HashMap<CriteriaSetId, i64>,
}

impl ReportLabels {
    pub(crate) async fn of(tx: &Tx, reports: &[Report]) -> Result<Self, Failure> {
        Ok(Self {
            cycles: tx.cycle_codes(reports.iter().map(|report| report.cycle)).await?,
            units: tx.unit_labels(reports.iter().map(|report| report.organisation)).await?,
            versions: tx.criteria_versions(reports.iter().map(|report| report.criteria_set)).await?,
        })
    }

    pub(crate) fn get(&self, report: &Report) -> ReportLabel {
        ReportLabel {
            cycle_code: self.cycles.get(report.cycle),
            unit: self.units.get(report.organisation),
            criteria_set_version: self.versions.get(&report.criteria_set).copied(),
        }
    }
}

impl ReportView {
    pub(crate) fn new(report: Report, label: ReportLabel, actor: &Actor, at: DateTime<Utc>) -> Self {
        let transitions = report.transitions(actor, at).into();
        Self::with(report, label, transitions, actor)
    }

    /// A row of a list, after the row before.
    pub(crate) fn row(
        report: Report,
        label: ReportLabel,
        before: &mut RowBefore,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Self {
        let transitions = before.share(report.transitions(actor, at));
        Self::with(report, label, transitions, actor)
    }

    fn with(report: Report, label: ReportLabel, transitions: Transitions, actor: &Actor) -> Self {
        let ReportLabel { cycle_code, unit, criteria_set_version } = label;
        let UnitLabel { name: organisation_name, code: organisation_code } = unit;
        let Report {
            id,
            cycle,
            campaign: _,
            organisation,
            group,
            kind,
            left_out,
            criteria_set,
            state,
            figures,
            narrative,
            verified,
            adjustments,
            review: _,
            checks: Checks { opinion, findings },
            scorecard,
            explanation_days: _,
            explanation_until,
            explanations,
            filings,
            submitted_at,
            submitted_by: _,
            late,
            return_reason,
            return_items,
            correction_reason,
            created_at,
            updated_at,
            revision,
        } = report.seen_by(actor);
        let official = scorecard.filter(|_| state.is_settled());
        let (figures, answers) = shown(figures);
        let (verified, verified_answers) = shown_found(verified);
        Self {
            id,
            cycle,
            cycle_code,
            organisation,
            organisation_name,
            organisation_code,
            group,
            kind,
            criteria_set,
            criteria_set_version,
            state,
            figures,
            answers,
            narrative,
            verified,
            verified_answers,
            adjustments: adjustments.into_iter().map(AdjustmentBody::from).collect(),
            opinion: opinion.map(OpinionView::from),
            agency_findings: findings.into_iter().map(AgencyFindingView::from).collect(),
            left_out: left_out.map(LeavingOutView::from),
            explanation_until_at: explanation_until,
            explanations: explanations.into_iter().map(ExplanationView::from).collect(),
            filings: filings.into_iter().map(FilingView::from).collect(),
            total: official.and_then(|scorecard| scorecard.total).map(Hundredths),
            submitted_at,
            late,
            return_reason,
            return_items: return_items.into_iter().map(ReturnItemBody::from).collect(),
            correction_reason,
            created_at,
            updated_at,
            revision,
            transitions,
        }
    }
}

/// The filters of the list of reports.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    pub(crate) campaign: Option<CampaignId>,
    /// For this cycle.
    #[param(value_type = Option<Uuid>)]
    pub(crate) cycle: Option<CycleId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    pub(crate) organisation: Option<OrganisationId>,
    /// In this state.
    #[param(inline)]
    pub(crate) state: Option<ReportState>,
    /// Of the group with this code.
    #[param(inline)]
    pub(crate) group: Option<GroupCode>,
}

/// The path parameter that names a report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ReportPath {
    /// The report's identifier.
    #[param(value_type = Uuid)]
    pub(crate) report: ReportId,
}
