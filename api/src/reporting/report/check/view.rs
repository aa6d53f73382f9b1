//! Checks by other units than the standing agency, on the wire.

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{AccountId, OrganisationId, ReportId};
use domain::reporting::check::{AgencyFinding, Checker, Opinion};
use domain::reporting::figure::VerifiedFigure;
use domain::reporting::report::{Report, ReportState};
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::text::Paragraph;
use crate::reporting::figure::{AnswerBody, FigureBody, VerifiedAnswerBody, VerifiedFigureBody, shown, shown_found};

/// The opinion of the head unit of a group on a member's report.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"inFavour": true, "text": "Số liệu phù hợp với kết quả kiểm tra chéo của khối"}))]
pub(crate) struct NewOpinion {
    /// Whether the head unit agrees with the report.
    pub(crate) in_favour: bool,
    /// What it says; 1 to 4000 characters.
    #[validate(nested)]
    pub(crate) text: Paragraph,
}

/// The opinion of the head unit of a group on a member's report (ý kiến của đơn vị trưởng khối, trưởng cụm).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReportOpinion)]
pub(crate) struct OpinionView {
    /// The head unit, or its deputy where the report is the head's own.
    organisation: OrganisationId,
    /// The unit's name of that day.
    #[schema(example = "UBND huyện Châu Thành")]
    organisation_name: String,
    /// The code that the public knew the unit by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "942")]
    organisation_code: Option<String>,
    /// Who gave it.
    by: AccountId,
    /// The person's name of that day.
    #[schema(example = "Thủ trưởng đơn vị (demo)")]
    by_name: String,
    /// Whether the head unit agrees with the report.
    in_favour: bool,
    /// What it says.
    #[schema(example = "Số liệu phù hợp với kết quả kiểm tra chéo của khối")]
    text: String,
    /// When.
    at: DateTime<Utc>,
}

impl From<Opinion> for OpinionView {
    fn from(opinion: Opinion) -> Self {
        let Opinion { by: Checker { unit, unit_name, unit_code, by, by_name }, in_favour, text, at } = opinion;
        Self {
            organisation: unit,
            organisation_name: unit_name,
            organisation_code: unit_code,
            by,
            by_name,
            in_favour,
            text,
            at,
        }
    }
}

/// What an agency found for a criterion of a report: a figure for a share, an answer for any other value.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgencyFinding)]
pub(crate) struct AgencyFindingView {
    /// The agency that the set names.
    organisation: OrganisationId,
    /// The agency's name of that day.
    #[schema(example = "Công an tỉnh")]
    organisation_name: String,
    /// The code that the public knew the agency by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "cong-an-tinh")]
    organisation_code: Option<String>,
    /// Who recorded it.
    by: AccountId,
    /// The person's name of that day.
    #[schema(example = "Cán bộ tổng hợp (demo)")]
    by_name: String,
    /// Whether the standing agency recorded it instead of the agency.
    instead: bool,
    /// When.
    at: DateTime<Utc>,
    /// The figure, if the criterion measures a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    figure: Option<VerifiedFigureBody>,
    /// The answer, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<VerifiedAnswerBody>,
}

impl From<AgencyFinding> for AgencyFindingView {
    fn from(finding: AgencyFinding) -> Self {
        let AgencyFinding { figure, by: Checker { unit, unit_name, unit_code, by, by_name }, instead, at } = finding;
        let (figures, answers) = shown_found(vec![figure]);
        let (figure, answer) = (figures.into_iter().next(), answers.into_iter().next());
        Self {
            organisation: unit,
            organisation_name: unit_name,
            organisation_code: unit_code,
            by,
            by_name,
            instead,
            at,
            figure,
            answer,
        }
    }
}

/// What an agency found in the report of one unit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UnitFindings {
    /// The reporting unit.
    pub(crate) organisation: OrganisationId,
    /// The filing that was looked at, as `GET /v1/cycles/{cycle}/checks` shows it: if the unit has filed again since, nothing
    /// is recorded.
    #[schema(minimum = 1, example = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) filing: Option<i64>,
    /// Figures of criteria that measure a share. At most 200; with the answers at least one.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) figures: Vec<VerifiedFigureBody>,
    /// Answers of other criteria, also results of surveys. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) answers: Vec<VerifiedAnswerBody>,
}

/// What an agency found for its criteria in the reports of a cycle.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reports": [
    {"organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "answers": [{"criterion": "1.1", "number": 3, "reason": "1 cuộc họp trùng"}]}
]}))]
pub(crate) struct FindingsOfCycle {
    /// The reports, each unit once; 1 to 1000.
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub(crate) reports: Vec<UnitFindings>,
}

/// What was recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingsTaken {
    /// In how many reports.
    #[schema(minimum = 0, example = 37)]
    pub(crate) reports: usize,
    /// How many findings.
    #[schema(minimum = 0, example = 74)]
    pub(crate) findings: usize,
}

/// A report that the caller's unit checks, with what it may see of it: everything that was declared, as head unit of the
/// group; its own criteria, as an agency that verifies them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportCheck {
    /// The report's identifier.
    id: ReportId,
    /// The reporting unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows the unit by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The code of its group.
    group: GroupCode,
    /// State of the report.
    state: ReportState,
    /// When it was handed in last.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<DateTime<Utc>>,
    /// The number of that filing, from 1; findings may name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    filing: Option<i64>,
    /// Whether the caller's unit gives the opinion of the group's head on it (rule M03).
    gives_opinion: bool,
    /// The opinion that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    opinion: Option<OpinionView>,
    /// The codes of the criteria that the caller's unit verifies.
    #[schema(example = json!(["1.1"]))]
    criteria: Vec<String>,
    /// Whether a criterion of the caller's unit still lacks a finding.
    waiting: bool,
    /// What it found for them so far.
    findings: Vec<AgencyFindingView>,
    /// Figures that the unit declares, as far as the caller's unit may see them.
    figures: Vec<FigureBody>,
    /// Values that the unit declares for criteria that measure no share, likewise.
    answers: Vec<AnswerBody>,
    /// Narrative of the unit about its year; for the head unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Năm 2024 đơn vị hoàn thành số hóa hồ sơ")]
    narrative: Option<String>,
}

impl ReportCheck {
    /// `head` says whether the caller's unit is the head of the group, `criteria` which criteria it verifies.
    pub(crate) fn new(report: Report, label: UnitLabel, head: bool, criteria: Vec<String>) -> Self {
        let UnitLabel { name, code } = label;
        let Report { id, organisation, group, state, submitted_at, filings, figures, narrative, checks, .. } = report;
        let own = |VerifiedFigure { criterion, .. }: &VerifiedFigure| criteria.contains(criterion);
        let waiting = criteria.iter().any(|code| checks.finding(code).is_none());
        let findings = checks.findings.into_iter().filter(|finding| own(&finding.figure));
        let findings = findings.map(AgencyFindingView::from).collect();
        let seen = figures.into_iter().filter(|figure| head || criteria.contains(&figure.criterion)).collect();
        let (figures, answers) = shown(seen);
        Self {
            id,
            organisation,
            organisation_name: name,
            organisation_code: code,
            group,
            state,
            submitted_at,
            filing: filings.last().map(|filing| filing.number),
            gives_opinion: head,
            opinion: checks.opinion.filter(|_| head).map(OpinionView::from),
            criteria,
            waiting,
            findings,
            figures,
            answers,
            narrative: narrative.filter(|_| head),
        }
    }
}
