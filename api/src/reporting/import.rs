//! Imports: many units' figures in one file, checked row by row and stored in one go, with a result for every row.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, TimeDelta, Utc};
use domain::base::identity::Scope;
use domain::base::ids::{CriteriaSetId, CycleId, ImportId, ReportId};
use domain::base::policy::Permission;
use domain::base::refusal::{Reason, Violation};
use domain::planning::campaign::Cycle;
use domain::planning::criteria::CriteriaSet;
use domain::registry::organisation::{Organisation, Tier};
use domain::reporting::import::{
    Import, ImportFormat, ImportMode, ImportRow, ImportState, ROWS_MAX, RowOutcome, RowProblem,
};
use domain::reporting::report::Content;
use job::Job;
use persistence::base::store::Tx;
use persistence::reporting::import::line_key;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::base::answer::Answer;
use crate::base::body::parse;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::paging::{Listing, PageQuery, Paging};
use crate::base::problem::{Kind, Problem};
use crate::base::query::{Asked, At};
use crate::base::routes::Routes;
use crate::base::text::TextView;
use crate::planning::criteria::CriteriaSetPath;
use crate::reporting::figure::{AnswerBody, FigureBody, declared};
use crate::reporting::sheet::{self, Heads, Line, Refused, UNIT_CHARS_MAX, empty, refused, too_long};
use crate::reporting::upload::{Spool, Streamed};
use crate::reporting::workbook;

mod job;

/// The largest file.
const FILE_BYTES_MAX: u64 = 32 << 20;
/// Files that are read and checked at one time in one process: each may cost several times its size in memory.
const FILES_AT_ONCE: usize = 1;
/// When an import that nobody works on any more counts as broken off.
const IMPORT_TIME_MAX: TimeDelta = TimeDelta::minutes(15);

/// What a workbook is called on the wire.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The imports that this process works on.
#[derive(Debug)]
pub(crate) struct Imports {
    turn: Semaphore,
    done: Mutex<HashMap<ImportId, Arc<AtomicUsize>>>,
    tasks: TaskTracker,
}

impl Imports {
    pub(crate) fn new() -> Self {
        Self { turn: Semaphore::new(FILES_AT_ONCE), done: Mutex::default(), tasks: TaskTracker::new() }
    }

    /// Waits until the imports that run have ended.
    pub(crate) async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn begin(&self, id: ImportId) -> Arc<AtomicUsize> {
        let progress = Arc::new(AtomicUsize::new(0));
        if let Ok(mut done) = self.done.lock() {
            done.insert(id, Arc::clone(&progress));
        }
        progress
    }

    fn end(&self, id: ImportId) {
        if let Ok(mut done) = self.done.lock() {
            done.remove(&id);
        }
    }

    /// How many rows are done, where this process works on the import.
    fn progress(&self, id: ImportId) -> Option<usize> {
        self.done.lock().ok()?.get(&id).map(|progress| progress.load(Ordering::Relaxed))
    }
}

/// One unit's row of a JSON import.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImportRowBody {
    /// The unit's code, from the registry: one of its `codes`.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "943")]
    unit: String,
    /// Figures of criteria that count a share. Criteria that are not mentioned stay as they are. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    figures: Vec<FigureBody>,
    /// Answers to the other criteria. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    answers: Vec<AnswerBody>,
    /// What the unit says about its year; at most 4000 characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000, example = "Năm 2024 đơn vị hoàn thành số hóa hồ sơ")]
    #[serde(default)]
    narrative: Option<String>,
}

/// A JSON import: one row a unit.
#[derive(Clone, Debug, ToSchema)]
#[schema(example = json!({"rows": [{"unit": "943", "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000}]}]}))]
pub(crate) struct ImportBody {
    /// The rows, 1 to 20000.
    #[schema(min_items = 1, max_items = 20_000)]
    #[expect(dead_code, reason = "the rows are read one by one; this is how they look on the wire")]
    rows: Vec<ImportRowBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows<'a> {
    #[serde(borrow)]
    rows: Vec<&'a RawValue>,
}

/// What an import says beside its file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportQuery {
    /// What happens to good rows beside bad ones; without a word all rows are stored or none.
    #[param(inline)]
    mode: Option<ImportMode>,
    /// `true` for a trial run: every row gets its outcome, and nothing is stored.
    dry_run: Option<bool>,
}

/// Which rows of an import a list shows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportRowQuery {
    /// With this outcome.
    #[param(inline)]
    outcome: Option<RowOutcome>,
}

/// A cycle's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ImportCyclePath {
    /// The cycle's identifier.
    #[param(value_type = Uuid)]
    cycle: CycleId,
}

/// An import's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ImportPath {
    /// The import's identifier.
    #[param(value_type = Uuid)]
    import: ImportId,
}

/// What is wrong with a row, or with the whole import.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RowProblem)]
pub(crate) struct RowProblemView {
    /// Where: a cell of a workbook (`D7`), a column of a CSV file (`H1.numerator`), or a JSON pointer.
    #[schema(example = "D7")]
    place: String,
    /// A stable code for programs.
    #[schema(example = "NUMERATOR_ABOVE_DENOMINATOR")]
    code: String,
    /// The numbered rule, where one closed the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "L29")]
    rule: Option<String>,
    /// What is wrong and how to put it right.
    text: TextView,
}

impl From<RowProblem> for RowProblemView {
    fn from(problem: RowProblem) -> Self {
        let RowProblem { place, code, rule, text } = problem;
        Self { place, code, rule, text: text.into() }
    }
}

/// An import of figures (lần nhập số liệu): how far it is, and what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Import)]
pub(crate) struct ImportView {
    /// The import's identifier.
    id: ImportId,
    /// The cycle reported on.
    cycle: CycleId,
    /// What happens to good rows beside bad ones.
    mode: ImportMode,
    /// Whether nothing is stored whatever comes out.
    dry_run: bool,
    /// What the file was.
    format: ImportFormat,
    /// SHA-256 of the file: 64 lower-case hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    /// How far it is.
    state: ImportState,
    /// Whether it has ended, well or not.
    done: bool,
    /// How many rows it has.
    #[schema(minimum = 0, example = 104)]
    rows: i64,
    /// How many of them have been looked at.
    #[schema(minimum = 0, example = 104)]
    rows_done: i64,
    /// How many made a report; of a trial run, would have.
    #[schema(minimum = 0, example = 100)]
    created: i64,
    /// How many filled a report in; of a trial run, would have.
    #[schema(minimum = 0, example = 2)]
    updated: i64,
    /// How many were refused.
    #[schema(minimum = 0, example = 2)]
    rejected: i64,
    /// How many were good, and held back because others were not.
    #[schema(minimum = 0, example = 0)]
    held_back: i64,
    /// Why it came to nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<RowProblemView>,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

impl ImportView {
    fn new(import: Import, imports: &Imports, at: DateTime<Utc>) -> Self {
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
            problem: problem.map(RowProblemView::from),
            started_at,
            ended_at,
        }
    }
}

fn broken_off() -> RowProblem {
    RowProblem::new(
        "",
        Reason::plain(
            "IMPORT_BROKEN_OFF",
            "Việc nhập bị ngắt giữa chừng; chưa có dòng nào được lưu. Hãy gửi lại.",
            "The import broke off; nothing of it was stored. Send it again.",
        ),
    )
}

/// What became of one row.
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
    /// What became of it; of a trial run, what would have.
    outcome: RowOutcome,
    /// The report that it made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportId>,
    /// What is wrong with it, cell by cell.
    problems: Vec<RowProblemView>,
}

impl From<ImportRow> for ImportRowView {
    fn from(row: ImportRow) -> Self {
        let ImportRow { number, unit, outcome, report, problems } = row;
        Self { number, unit, outcome, report, problems: problems.into_iter().map(RowProblemView::from).collect() }
    }
}

fn format_of(media: &str) -> Result<ImportFormat, Problem> {
    match media {
        "application/json" => Ok(ImportFormat::Json),
        "text/csv" => Ok(ImportFormat::Csv),
        XLSX => Ok(ImportFormat::Xlsx),
        _ => Err(Problem::new(
            Kind::UnsupportedMediaType,
            Reason::plain(
                "IMPORT_MEDIA_TYPE",
                format!("Gửi với Content-Type: application/json, text/csv hoặc {XLSX}."),
                format!("Send with Content-Type: application/json, text/csv or {XLSX}."),
            ),
        )),
    }
}

/// A file that is refused whole, as a problem.
fn whole(refused: Refused) -> Problem {
    let Refused { place, reason } = refused;
    Problem {
        violations: vec![Violation { pointer: place, reason: reason.clone() }],
        ..Problem::new(Kind::Invalid, reason)
    }
}

/// Reads a file into rows; the mark of the template, where a workbook bears one.
fn read(spool: &Spool, format: ImportFormat) -> Result<(Vec<Line>, Option<String>), Refused> {
    let unreadable =
        || refused("", Reason::plain("FILE_UNREADABLE", "Không đọc được tệp.", "The file cannot be read."));
    let mut file = spool.reader().map_err(|_ignored| unreadable())?;
    if format == ImportFormat::Xlsx {
        let workbook = workbook::read(file)?;
        return Ok((workbook.lines, workbook.template));
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).map_err(|_ignored| unreadable())?;
    let lines = if format == ImportFormat::Csv { sheet::read_csv(&bytes)? } else { read_json(&bytes)? };
    Ok((lines, None))
}

fn read_json(bytes: &[u8]) -> Result<Vec<Line>, Refused> {
    let Rows { rows } = serde_json::from_slice(bytes).map_err(|error| {
        let said = error.to_string();
        refused(
            "",
            Reason::plain("JSON_BROKEN", format!("JSON không hợp lệ: {said}."), format!("Not valid JSON: {said}.")),
        )
    })?;
    if rows.is_empty() {
        return Err(refused("", empty()));
    }
    if ROWS_MAX < rows.len() {
        return Err(refused("", too_long()));
    }
    let heads = Heads::pointers();
    Ok((1..).zip(rows).map(|(number, row)| json_line(number, row, &heads)).collect())
}

fn json_line(number: usize, row: &RawValue, heads: &Arc<Heads>) -> Line {
    let mut line = Line {
        number,
        unit: String::new(),
        content: Content::default(),
        problems: Vec::new(),
        heads: Arc::clone(heads),
    };
    let read = parse::<ImportRowBody>(row.get().as_bytes()).and_then(|body| {
        let ImportRowBody { unit, figures, answers, narrative } = body;
        line.unit = domain::base::text::tidy(&unit);
        line.content.narrative = narrative;
        line.content.figures = declared(figures, answers)?;
        Ok(())
    });
    if let Err(problem) = read {
        // The unit's code, where it can be told whatever else is wrong.
        let named = serde_json::from_str::<serde_json::Value>(row.get()).ok();
        line.unit =
            named.and_then(|row| Some(domain::base::text::tidy(row.get("unit")?.as_str()?))).unwrap_or_default();
        line.unit = line.unit.chars().take(UNIT_CHARS_MAX).collect();
        let places = problem.violations.into_iter();
        line.problems =
            places.map(|Violation { pointer, reason }| RowProblem::new(line.place(&pointer), reason)).collect();
    }
    line
}

/// Import figures
///
/// *Nhập số liệu hàng loạt.* Editors and heads for their own units, a data source for every unit. The file is JSON
/// (`{"rows": […]}`), CSV with one row a unit and columns such as `unit`, `H1.numerator`, `C1.choice`, or the Excel
/// template of a criteria set; at most 20000 rows and 32 MiB. A file that cannot be read is refused at once (422);
/// otherwise the answer comes before the work is done: ask at `Location` until `done`, and read every row's outcome
/// there. What a row does not mention stays; reports stay drafts, and each unit's head attests and submits.
#[utoipa::path(
    tag = "reports",
    params(ImportCyclePath, ImportQuery),
    request_body(content(
        (ImportBody = "application/json"),
        (String = "text/csv", example = json!("unit,H1.numerator,H1.denominator\n943,812,1000\n")),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses((status = 202, description = "Taken in; ask again at `Location`.", body = ImportView)),
)]
#[post("/cycles/{cycle}/imports")]
pub(crate) async fn create_import(
    stream: Streamed,
    path: At<ImportCyclePath>,
    Asked(query): Asked<ImportQuery>,
    imports: web::Data<Imports>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Answer, Problem> {
    let (actor, at, cycle) = (stream.actor.clone(), stream.at, path.0.cycle);
    actor.scope(Permission::EditReport)?;
    let format = format_of(&stream.media_type())?;
    let cycle = db.read(move |tx| async move { Ok(tx.cycle(cycle).await?) }).await?;
    let (mode, dry_run) = (query.mode.unwrap_or(ImportMode::AllOrNothing), query.dry_run.unwrap_or(false));
    let (spool, key) = stream.receive(FILE_BYTES_MAX).await?;
    let sha256 = spool.sha256.clone();
    let permit = imports.turn.acquire().await.map_err(|_ignored| Problem::plain(Kind::Unavailable))?;
    let read = tokio::task::spawn_blocking(move || read(&spool, format)).await;
    drop(permit);
    let (lines, template) = read.map_err(|_ignored| Problem::plain(Kind::Internal))?.map_err(whole)?;
    let bound = cycle.clone();
    let sets = db.read(move |tx| async move { sets(&tx, &bound).await }).await?;
    check_columns(&lines, template.as_deref(), &sets).map_err(whole)?;
    let fresh = Arc::new(AtomicBool::new(false));
    let (first, count, registry) = (Arc::clone(&fresh), lines.len(), imports.clone().into_inner());
    let id = ImportId(Uuid::now_v7());
    let (owner, counted) = (actor.clone(), cycle.clone());
    let answer = db
        .once(key, move |tx| async move {
            let step = Import::begin(id, &counted, (mode, dry_run), (format, sha256, count), &owner, at)?;
            let import = tx.add_import(step).await?;
            first.store(true, Ordering::SeqCst);
            Answer::accepted(format!("/v1/imports/{id}"), &ImportView::new(import, &registry, at))
        })
        .await?;
    if fresh.load(Ordering::SeqCst) {
        let job = Job { id, cycle, lines, actor, db };
        let (imports, clock) = (imports.into_inner(), clock.into_inner());
        let running = Arc::clone(&imports);
        running.tasks.spawn(async move { job.run(&imports, &clock).await });
    }
    Ok(answer)
}

type Sets = HashMap<CriteriaSetId, CriteriaSet>;

/// The sets that a cycle is measured by.
async fn sets(tx: &Tx, cycle: &Cycle) -> Result<Sets, Problem> {
    let mut sets = Sets::new();
    for tier in Tier::ALL {
        if let Some(id) = cycle.criteria_for(*tier) {
            sets.insert(id, tx.criteria_set(id).await?);
        }
    }
    Ok(sets)
}

/// A table speaks of criteria that the cycle knows, and a template is that of one of its sets as it is now.
fn check_columns(lines: &[Line], template: Option<&str>, sets: &Sets) -> Result<(), Refused> {
    if template.is_some_and(|mark| sets.values().all(|set| workbook::mark(set) != mark)) {
        return Err(refused(
            "",
            Reason::plain(
                "TEMPLATE_OUTDATED",
                "Biểu mẫu thuộc bộ tiêu chí khác hoặc phiên bản cũ; hãy tải biểu mẫu mới.",
                "The template belongs to another criteria set or to an earlier state of it; fetch a new one.",
            ),
        ));
    }
    let known = |code: &str| sets.values().any(|set| set.criterion(code).is_some());
    let unknown = lines.first().and_then(|line| line.heads.criteria().find(|code| !known(code)).map(str::to_owned));
    unknown.map_or(Ok(()), |code| {
        Err(refused(
            &code,
            Reason::rule(
                "CRITERION_UNKNOWN",
                "S02",
                format!("Không bộ tiêu chí nào của kỳ này có tiêu chí {code}."),
                format!("No criteria set of this cycle has a criterion {code}."),
            ),
        ))
    })
}

/// List the caller's imports
///
/// *Các lần nhập của tôi.* Nobody else sees them.
#[utoipa::path(
    tag = "reports",
    params(PageQuery),
    responses((status = 200, description = "The imports, oldest first.", body = Listing<ImportView>)),
)]
#[get("/imports")]
pub(crate) async fn list_imports(
    Caller(actor): Caller,
    paging: Paging,
    imports: web::Data<Imports>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Answer, Problem> {
    actor.scope(Permission::EditReport)?;
    let page = paging.page;
    let slice = db.read(move |tx| async move { Ok(tx.imports(actor.account, page).await?) }).await?;
    let at = clock.now();
    Answer::plain(&Listing::new(&paging, slice, |import| import.id.0, |import| ImportView::new(import, &imports, at)))
}

/// Show how far an import is
///
/// *Tiến độ nhập số liệu.* Its owner only. Ask again while `done` is false.
#[utoipa::path(
    tag = "reports",
    params(ImportPath),
    responses((status = 200, description = "The import.", body = ImportView)),
)]
#[get("/imports/{import}")]
pub(crate) async fn show_import(
    Caller(actor): Caller,
    path: At<ImportPath>,
    imports: web::Data<Imports>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Answer, Problem> {
    actor.scope(Permission::EditReport)?;
    let import = db.read(move |tx| async move { Ok(tx.import(actor.account, path.0.import).await?) }).await?;
    Answer::shown(import.revision, &ImportView::new(import, &imports, clock.now()))
}

/// List what became of an import's rows
///
/// *Kết quả từng dòng.* Its owner only; with `outcome=REJECTED` what is to be put right, cell by cell.
#[utoipa::path(
    tag = "reports",
    params(ImportPath, ImportRowQuery, PageQuery),
    responses((status = 200, description = "The rows, in their order.", body = Listing<ImportRowView>)),
)]
#[get("/imports/{import}/rows")]
pub(crate) async fn list_import_rows(
    Caller(actor): Caller,
    path: At<ImportPath>,
    Asked(query): Asked<ImportRowQuery>,
    paging: Paging,
    db: Db,
) -> Result<Answer, Problem> {
    actor.scope(Permission::EditReport)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let import = tx.import(actor.account, path.0.import).await?;
            Ok(tx.import_rows(import.id, query.outcome, page).await?)
        })
        .await?;
    Answer::plain(&Listing::new(&paging, slice, |row| line_key(row.number), ImportRowView::from))
}

/// Which units a template has rows for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplateQuery {
    /// Those that existed during this cycle; without it those that exist today.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
}

/// Fetch the Excel template of a criteria set
///
/// *Biểu mẫu Excel.* Anybody signed in; a row for each unit of the tier, or for the caller's own where the caller edits
/// only those. Fill it in with Excel and send it to the cycle's imports.
#[utoipa::path(
    tag = "criteria",
    params(CriteriaSetPath, TemplateQuery),
    responses((
        status = 200,
        description = "The workbook.",
        body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )),
)]
#[get("/criteria-sets/{criteriaSet}/template")]
pub(crate) async fn show_template(
    Caller(actor): Caller,
    path: At<CriteriaSetPath>,
    Asked(query): Asked<TemplateQuery>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<HttpResponse, Problem> {
    actor.scope(Permission::ReadRegistry)?;
    let scope = actor.scope(Permission::EditReport).unwrap_or(Scope::Everything);
    let today = domain::base::calendar::day_of(clock.now());
    let (set, units, (first, last)) = db
        .read(move |tx| async move {
            let set = tx.criteria_set(path.0.criteria_set).await?;
            let period = match query.cycle {
                Some(cycle) => tx.cycle(cycle).await.map(|cycle| (cycle.period_start, cycle.period_end))?,
                None => (today, today),
            };
            Ok((set, tx.all_organisations().await?, period))
        })
        .await?;
    let units: Vec<Organisation> = units
        .into_iter()
        .filter(|unit| unit.tier == set.tier && scope.holds(unit.id) && unit.exists_during(first, last))
        .collect();
    let name = format!("so-lieu-{}-v{}.xlsx", set.tier.word().to_lowercase(), set.version);
    let made = tokio::task::spawn_blocking(move || workbook::template(&set, &units)).await;
    let bytes = made
        .map_err(|_ignored| Problem::plain(Kind::Internal))?
        .map_err(|error| Problem { cause: Some(error.to_string().into()), ..Problem::plain(Kind::Internal) })?;
    Ok(HttpResponse::Ok()
        .content_type(XLSX)
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .service(create_import)
        .service(list_imports)
        .service(show_import)
        .service(list_import_rows)
        .service(show_template);
}
