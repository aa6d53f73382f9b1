//! Filings: the receipt of each submission, its content, and its differences from the previous one.

use chrono::{DateTime, Utc};
use domain::base::event::Change;
use domain::base::ids::{CriteriaSetId, CycleId, EvidenceFileId, OrganisationId, ReportId};
use domain::base::policy::Permission;
use domain::reporting::evidence_file::EvidenceFile;
use domain::reporting::extension::Punctuality;
use domain::reporting::figure::Figure;
use domain::reporting::filing::{Filing, changes};
use domain::reporting::report::Report;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::reporting::figure::{AnswerBody, FigureBody, shown};

/// The stored content of a submission, as one line of JSON that is hashed exactly as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    report: ReportId,
    cycle: CycleId,
    organisation: OrganisationId,
    criteria_set: CriteriaSetId,
    figures: Vec<Figure>,
    narrative: Option<String>,
    /// Every file that is cited, with its hash; receipts from before evidence files existed have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<KeptFile>,
}

/// A cited file as it was submitted.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptFile {
    id: EvidenceFileId,
    name: String,
    sha256: String,
    size_bytes: i64,
}

/// A file of a handing-in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FiledFile {
    /// The file's identifier.
    id: EvidenceFileId,
    /// Its name.
    #[schema(example = "Báo cáo kết nối năm 2024.pdf")]
    name: String,
    /// SHA-256 of its content: 64 lower-case hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    /// Its size in bytes.
    #[schema(minimum = 1, example = 182_044)]
    size_bytes: i64,
}

/// A report's content in its stored form, and its SHA-256.
pub(crate) fn content(report: &Report, files: Vec<EvidenceFile>) -> Result<(String, String), Problem> {
    let kept = Kept {
        report: report.id,
        cycle: report.cycle,
        organisation: report.organisation,
        criteria_set: report.criteria_set,
        figures: report.figures.clone(),
        narrative: report.narrative.clone(),
        files: files
            .into_iter()
            .map(|EvidenceFile { id, name, sha256, size_bytes, .. }| KeptFile { id, name, sha256, size_bytes })
            .collect(),
    };
    let text = serde_json::to_string(&kept).map_err(Problem::fault)?;
    let digest = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((text, digest))
}

/// The receipt of one handing-in (biên nhận).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Filing)]
pub(crate) struct FilingView {
    /// Counts up within the report.
    #[schema(minimum = 1, example = 1)]
    number: i64,
    /// When it was accepted.
    filed_at: DateTime<Utc>,
    /// Whether the submission was on time, within an extension or late.
    punctuality: Punctuality,
    /// SHA-256 of the content as it is kept: 64 lower-case hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
}

impl From<Filing> for FilingView {
    fn from(filing: Filing) -> Self {
        let Filing { number, at, by: _, punctuality, sha256 } = filing;
        Self { number, filed_at: at, punctuality, sha256 }
    }
}

/// Change in one criterion.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FigureChange {
    /// The criterion's code.
    #[schema(example = "H1")]
    criterion: String,
    /// The value before; absent if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "812/1000")]
    before: Option<String>,
    /// The value after; absent if it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "820/1000")]
    after: Option<String>,
}

impl From<Change> for FigureChange {
    fn from(change: Change) -> Self {
        let Change { field, before, after } = change;
        Self { criterion: field, before, after }
    }
}

/// One submission: its receipt, its content, and the differences from the previous one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilingDetail {
    /// The receipt.
    receipt: FilingView,
    /// The content exactly as it is kept; its SHA-256 is the receipt's.
    #[schema(example = "{\"report\":\"01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24\"}")]
    content: String,
    /// The figures in it.
    figures: Vec<FigureBody>,
    /// The answers in it.
    answers: Vec<AnswerBody>,
    /// The files that it cites, with their hashes.
    files: Vec<FiledFile>,
    /// Differences from the previous submission; empty for the first.
    changes: Vec<FigureChange>,
}

/// The path parameters that name a filing of a report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct FilingPath {
    /// The report's identifier.
    #[param(value_type = Uuid)]
    report: ReportId,
    /// The receipt's number within the report.
    #[param(minimum = 1, example = 1)]
    number: i64,
}

fn read(text: &str) -> Result<Kept, Problem> {
    serde_json::from_str(text).map_err(Problem::fault)
}

/// Show a submission
///
/// *Xem một lần nộp.* Callers who may read the report. The receipt, the content byte for byte, and the differences from
/// the previous submission.
#[utoipa::path(
    get,
    path = "/reports/{report}/filings/{number}",
    responses((status = 200, description = "The handing-in.")),
)]
pub(crate) async fn show_filing(
    Caller(actor): Caller,
    path: Path<FilingPath>,
    db: Db,
) -> Result<Untagged<FilingDetail>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let FilingPath { report, number } = path.0;
    let (report, content, earlier) = db
        .read(move |tx| async move {
            let report = tx.report(&scope, report).await?;
            let content = tx.filing(report.id, number).await?;
            let earlier = if 1 < number { Some(tx.filing(report.id, number.saturating_sub(1)).await?) } else { None };
            Ok((report, content, earlier))
        })
        .await?;
    let receipt = report.filings.into_iter().find(|filing| filing.number == number);
    let receipt = receipt.ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let kept = read(&content)?;
    let changes = match earlier {
        Some(earlier) => changes(&read(&earlier)?.figures, &kept.figures),
        None => Vec::new(),
    };
    let (figures, answers) = shown(kept.figures);
    Untagged::new(&FilingDetail {
        receipt: receipt.into(),
        content,
        figures,
        answers,
        files: kept
            .files
            .into_iter()
            .map(|KeptFile { id, name, sha256, size_bytes }| FiledFile { id, name, sha256, size_bytes })
            .collect(),
        changes: changes.into_iter().map(FigureChange::from).collect(),
    })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": show_filing);
}
