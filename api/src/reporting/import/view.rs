//! Imports on the wire.

use chrono::{DateTime, Utc};
use domain::base::ids::{CycleId, ImportId, ReportId};
use domain::reporting::import::{
    Import, ImportFormat, ImportMode, ImportRow, ImportState, ROWS_KEPT, RowOutcome, RowProblem,
};
use persistence::planning::cycle::CycleCodes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::base::problem::view::FaultView;
use crate::base::text::{EmptyOrParagraph, ShortLine};
use crate::reporting::figure::{AnswerBody, FigureBody};
use crate::reporting::import::running::{IMPORT_TIME_MAX, Imports};
use crate::reporting::reasons;

/// One unit's row of a JSON import.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImportRowBody {
    /// The unit's code (“Mã đơn vị”): one of its `codes` in the registry; or its identifier (“Mã định danh”), where two
    /// units of the period had the same code.
    /// Example: `943`
    #[validate(nested)]
    pub(crate) unit: ShortLine,
    /// Figures of criteria that count a share. Criteria that are not mentioned stay as they are. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) figures: Vec<FigureBody>,
    /// Answers to the other criteria. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    pub(crate) answers: Vec<AnswerBody>,
    /// Narrative of the unit about its year; at most 4000 characters.
    /// Example: `Năm 2024 đơn vị hoàn thành số hóa hồ sơ`
    #[validate(nested)]
    #[serde(default)]
    pub(crate) narrative: Option<EmptyOrParagraph>,
}

/// A JSON import: one row a unit.
#[derive(Clone, Debug, ToSchema)]
#[schema(example = json!({"rows": [{"unit": "943", "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000}]}]}))]
pub(crate) struct ImportBody {
    /// The rows, 1 to 20000.
    #[schema(min_items = 1, max_items = 20_000)]
    #[expect(dead_code, reason = "the rows are read one by one; this is how they look on the wire")]
    pub(crate) rows: Vec<ImportRowBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows<'a> {
    #[serde(borrow)]
    pub(crate) rows: Vec<&'a RawValue>,
}

/// The query parameters of an import.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportQuery {
    /// Treatment of valid rows if other rows are invalid; by default all rows are stored or none.
    #[param(inline)]
    pub(crate) mode: Option<ImportMode>,
    /// `true` for a trial run: every row gets its outcome, and nothing is stored.
    pub(crate) dry_run: Option<bool>,
}

/// The filters of the list of an import's rows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportRowQuery {
    /// With this outcome.
    #[param(inline)]
    pub(crate) outcome: Option<RowOutcome>,
}

/// The path parameter that names a cycle.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ImportCyclePath {
    /// The cycle's identifier.
    #[param(value_type = Uuid)]
    pub(crate) cycle: CycleId,
}

/// The path parameter that names an import.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ImportPath {
    /// The import's identifier.
    #[param(value_type = Uuid)]
    pub(crate) import: ImportId,
}

impl From<RowProblem> for FaultView {
    fn from(problem: RowProblem) -> Self {
        let RowProblem { place, code, rule, text } = problem;
        Self { pointer: place, code, rule, text: text.into() }
    }
}

/// An import of figures (lần nhập số liệu): its progress and its outcome.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Import)]
pub(crate) struct ImportView {
    /// The import's identifier.
    id: ImportId,
    /// The cycle reported on.
    cycle: CycleId,
    /// The cycle's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// Treatment of valid rows if other rows are invalid.
    mode: ImportMode,
    /// Whether this is a trial run: nothing is stored, whatever the outcome.
    dry_run: bool,
    /// Format of the imported file.
    format: ImportFormat,
    /// SHA-256 of the file: 64 lower-case hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    /// Current state.
    state: ImportState,
    /// Whether it has ended, well or not.
    done: bool,
    /// Number of rows in the file.
    #[schema(minimum = 0, example = 104)]
    rows: i64,
    /// Number of rows processed.
    #[schema(minimum = 0, example = 104)]
    rows_done: i64,
    /// Number of rows that created a report, or would have in a trial run.
    #[schema(minimum = 0, example = 100)]
    created: i64,
    /// Number of rows that filled in an existing report, or would have in a trial run.
    #[schema(minimum = 0, example = 2)]
    updated: i64,
    /// Number of rejected rows.
    #[schema(minimum = 0, example = 2)]
    rejected: i64,
    /// Number of valid rows held back because others were not valid.
    #[schema(minimum = 0, example = 0)]
    held_back: i64,
    /// Why the import failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<FaultView>,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Until when the outcomes of its rows are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows_kept_until: Option<DateTime<Utc>>,
}

impl ImportView {
    pub(crate) fn new(import: Import, imports: &Imports, at: DateTime<Utc>) -> Self {
        let Import {
            id,
            cycle,
            owner: _,
            mode,
            dry_run,
            format,
            sha256,
            state,
            rows,
            created,
            updated,
            rejected,
            held_back,
            problem,
            started_at,
            ended_at,
            revision: _,
        } = import;
        let progress = imports.progress(id);
        let lost = state == ImportState::Running && progress.is_none() && started_at + IMPORT_TIME_MAX < at;
        let (state, problem) = if lost { (ImportState::Failed, Some(broken_off())) } else { (state, problem) };
        let looked_at = progress.and_then(|rows| i64::try_from(rows).ok()).unwrap_or(0);
        Self {
            id,
            cycle,
            cycle_code: None,
            mode,
            dry_run,
            format,
            sha256,
            state,
            done: state != ImportState::Running,
            rows,
            rows_done: if state == ImportState::Done { rows } else { looked_at },
            created,
            updated,
            rejected,
            held_back,
            problem: problem.map(FaultView::from),
            started_at,
            ended_at,
            rows_kept_until: ended_at.map(|ended_at| ended_at + ROWS_KEPT),
        }
    }
}

impl ImportView {
    /// With the code of its cycle, for a list.
    pub(crate) fn beside(self, cycles: &CycleCodes) -> Self {
        Self { cycle_code: Some(cycles.get(self.cycle)), ..self }
    }
}

pub(crate) fn broken_off() -> RowProblem {
    RowProblem::new("", reasons::import_broken_off())
}

/// Outcome of one row.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportRow)]
pub(crate) struct ImportRowView {
    /// The row: the line of the sheet or of the file, or the place in the JSON list, from 1.
    #[schema(minimum = 1, example = 7)]
    number: i64,
    /// The unit's code, as it stood there.
    #[schema(example = "943")]
    unit: String,
    /// Outcome of the row; in a trial run, the outcome that it would have.
    outcome: RowOutcome,
    /// The report that it made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportId>,
    /// Problems of the row, cell by cell.
    problems: Vec<FaultView>,
}

impl From<ImportRow> for ImportRowView {
    fn from(row: ImportRow) -> Self {
        let ImportRow { number, unit, outcome, report, problems } = row;
        Self { number, unit, outcome, report, problems: problems.into_iter().map(FaultView::from).collect() }
    }
}
