//! Imports: the figures of many units in one file, checked row by row and stored together, with a result for every row.

use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{HttpResponse, web};
use domain::base::code::GroupCode;
use domain::base::identity::Scope;
use domain::base::ids::{CycleId, ImportId};
use domain::base::policy::Permission;
use domain::base::refusal::Violation;
use domain::base::text::fold;
use domain::planning::cycle::Cycle;
use domain::registry::organisation::Organisation;
use domain::reporting::import::{Import, ImportFormat, ImportMode, ROWS_MAX, RowProblem};
use domain::reporting::report::Content;
use job::Job;
use persistence::reporting::import::line_key;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::base::answer::{Accepted, Once, RawResponse, Tagged, Untagged};
use crate::base::body::parse;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::operation::{self, Csv, Schemas, Workbook};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::planning::campaign::must_be_seen;
use crate::planning::criteria::CriteriaSetPath;
use crate::reporting::cell::UNIT_CHARS_MAX;
use crate::reporting::csv_file;
use crate::reporting::encoding::without_mark;
use crate::reporting::figure::declared;
use crate::reporting::import::columns::{check_columns, sets};
use crate::reporting::import::running::Imports;
use crate::reporting::import::template_units::template_units;
use crate::reporting::import::view::{
    ImportBody, ImportCyclePath, ImportPath, ImportQuery, ImportRowBody, ImportRowQuery, ImportRowView, ImportView,
    Rows,
};
use crate::reporting::reasons;
use crate::reporting::sheet::{Heads, Line, Refused, refused, too_long};
use crate::reporting::table::Table;
use crate::reporting::upload::{self, Spool, UploadCommand};
use crate::reporting::workbook;

pub(crate) mod columns;
pub(crate) mod template_units;
pub(crate) mod reading;
pub(crate) mod running;
pub(crate) mod view;
mod job;

/// Maximum size of a file in bytes.
const FILE_BYTES_MAX: u64 = 32 << 20;

/// The bytes that a row takes in a file, at least: with its rows a packed workbook counts as large.
const BYTES_PER_ROW: u64 = 512;

/// The media type of a workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn format_of(media: &str) -> Result<ImportFormat, Problem> {
    match media {
        "application/json" => Ok(ImportFormat::Json),
        "text/csv" => Ok(ImportFormat::Csv),
        XLSX => Ok(ImportFormat::Xlsx),
        _ => Err(Problem::new(Kind::UnsupportedMediaType, reasons::import_media_type(XLSX))),
    }
}

/// The problem of a file that is refused as a whole.
fn whole(refused: Refused) -> Problem {
    let Refused { place, reason } = refused;
    Problem { violations: vec![violation(place, reason.clone())], ..Problem::new(Kind::Invalid, reason) }
}

/// Reads a file into rows, and the mark of the template if it was written in one.
fn read<R: Read + Seek>(mut file: R, format: ImportFormat) -> Result<Table, Refused> {
    if format == ImportFormat::Xlsx {
        return workbook::read(file);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|_ignored| refused("", reasons::file_unreadable()))?;
    if format == ImportFormat::Csv {
        return csv_file::read(&bytes);
    }
    Ok(Table { lines: read_json(without_mark(&bytes))?, template: None })
}

fn read_json(bytes: &[u8]) -> Result<Vec<Line>, Refused> {
    let broken = |error: serde_json::Error| {
        let fault = error.to_string();
        let fault = fault.split(" at line ").next().unwrap_or_default().to_owned();
        refused("", reasons::json_broken(error.line(), error.column(), fault))
    };
    // The parser would take an array for the fields of an object in their order.
    if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        serde_json::from_slice::<serde::de::IgnoredAny>(bytes).map_err(broken)?;
        return Err(refused(
            "",
            crate::base::reasons::type_wrong(
                "Nội dung phải là một đối tượng, không phải danh sách.",
                "A body is an object, not an array.",
            ),
        ));
    }
    let Rows { rows } = serde_json::from_slice(bytes).map_err(broken)?;
    if rows.is_empty() {
        return Err(refused("", reasons::rows_missing()));
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
        unit_id: None,
        content: Content::default(),
        problems: Vec::new(),
        heads: Arc::clone(heads),
    };
    let read = parse::<ImportRowBody>(row.get().as_bytes()).and_then(|body| {
        let ImportRowBody { unit, figures, answers, narrative } = body;
        line.unit = domain::base::text::tidy(&unit);
        line.content.narrative = narrative.map(Into::into);
        line.content.figures = declared(figures, answers)?;
        Ok(())
    });
    if let Err(problem) = read {
        // The unit's code, if it can be read in spite of the other faults.
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

/// A file of rows: JSON, CSV or the template of a criteria set.
pub(crate) enum ImportFile {}

impl operation::Content for ImportFile {
    fn content(schemas: &mut Schemas) -> serde_json::Map<String, serde_json::Value> {
        let mut content = <ImportBody as operation::Content>::content(schemas);
        content.extend(<Csv as operation::Content>::content(schemas));
        content.extend(<Workbook as operation::Content>::content(schemas));
        if let Some(csv) = content.get_mut("text/csv").and_then(serde_json::Value::as_object_mut) {
            csv.insert("example".to_owned(), serde_json::json!("unit,H1.numerator,H1.denominator\n943,812,1000\n"));
        }
        content
    }
}

/// Import figures
///
/// *Nhập số liệu hàng loạt.* Editors and heads for their own units, a data source for every unit. The file is JSON
/// (`{"rows": […]}`), CSV with one row per unit and columns such as `unit`, `H1.numerator`, `C1.choice`, or the Excel
/// template of a criteria set; at most 20000 rows and 32 MiB. The column `Mã đơn vị` of our own tables is `unit`, their
/// column `Mã định danh` is `unitId`, which may stand beside it or for it, and their other columns are passed over. A file
/// that cannot be read is refused at once (422); otherwise the import runs asynchronously: poll `Location` until `done`, and
/// read every row's outcome there. Values that a row does not mention stay; reports stay drafts, and each unit's head attests
/// and submits.
#[utoipa::path(
    post,
    path = "/cycles/{cycle}/imports",
    responses((status = 202, description = "Taken in; ask again at `Location`.")),
)]
pub(crate) async fn create_import(
    stream: UploadCommand<ImportFile>,
    path: Path<ImportCyclePath>,
    Query(query): Query<ImportQuery>,
    imports: web::Data<Imports>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Once<Accepted<ImportView>>, Problem> {
    let (actor, at, cycle) = (stream.actor.clone(), stream.at, path.0.cycle);
    actor.scope(Permission::EditReport)?;
    let format = format_of(&stream.media_type())?;
    let cycle = db.ask(move |tx| async move { Ok(tx.cycle(cycle).await?) }).await?;
    let (mode, dry_run) = (query.mode.unwrap_or(ImportMode::AllOrNothing), query.dry_run.unwrap_or(false));
    let (spool, key) = stream.receive(FILE_BYTES_MAX).await?;
    let (sha256, size) = (spool.sha256.clone(), spool.size);
    let lines = read_in_turn(&imports, spool, format, &cycle, &db).await?;
    let fresh = Arc::new(AtomicBool::new(false));
    let (first, count, registry) = (Arc::clone(&fresh), lines.len(), imports.clone().into_inner());
    let id = ImportId(Uuid::now_v7());
    let (owner, counted) = (actor.clone(), cycle.clone());
    let answer = db
        .once(key, move |tx| async move {
            let step = Import::begin(id, &counted, (mode, dry_run), (format, sha256, count), &owner, at)?;
            let import = tx.add(step).await?;
            first.store(true, Ordering::SeqCst);
            Accepted::new(format!("/v1/imports/{id}"), &ImportView::new(import, &registry, at))
        })
        .await?;
    if fresh.load(Ordering::SeqCst) {
        let (db, service) = (db.after_the_answer(), db.of_the_service());
        // A packed workbook is small and may still have many rows.
        let size = size.max(u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(BYTES_PER_ROW));
        let job = Job { id, cycle: cycle.id, lines: Arc::new(lines), size, actor, db, service: service.clone() };
        let (imports, clock) = (imports.into_inner(), clock.into_inner());
        let running = Arc::clone(&imports);
        service.spawn(&running.tasks, async move { job.run(&imports, &clock).await });
    }
    Ok(answer)
}

/// Reads a file when it gets its turn, and refuses columns that no criteria set of the cycle has.
async fn read_in_turn(
    imports: &Imports,
    spool: Spool,
    format: ImportFormat,
    cycle: &Cycle,
    db: &Db,
) -> Result<Vec<Line>, Problem> {
    let permit = imports.turn(spool.size).await?;
    let read = tokio::task::spawn_blocking(move || spool.parsed(|file| read(file, format))).await;
    drop(permit);
    let Table { lines, template } = read.map_err(Problem::fault)?.map_err(upload::broken)?.map_err(whole)?;
    let cycle = cycle.clone();
    let sets = db.read(move |tx| async move { sets(&tx, &cycle).await }).await?;
    check_columns(&lines, template.as_deref(), &sets).map_err(whole)?;
    Ok(lines)
}

/// List the caller's imports
///
/// *Các lần nhập của tôi.* Visible only to the caller who made them.
#[utoipa::path(get, path = "/imports", responses((status = 200, description = "The imports, oldest first.")))]
pub(crate) async fn list_imports(
    Caller(actor): Caller,
    paging: Paging,
    imports: web::Data<Imports>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Untagged<Listing<ImportView>>, Problem> {
    actor.scope(Permission::EditReport)?;
    let page = paging.page;
    let (slice, codes) = db
        .read(move |tx| async move {
            let slice = tx.imports(actor.account, page).await?;
            let codes = tx.cycle_codes(slice.items.iter().map(|import| import.cycle)).await?;
            Ok((slice, codes))
        })
        .await?;
    let at = clock.now();
    let row = |import| ImportView::new(import, &imports, at).beside(&codes);
    Untagged::new(&Listing::new(&paging, slice, |import| import.id.0, row))
}

/// Show the progress of an import
///
/// *Tiến độ nhập số liệu.* Its owner only. Ask again while `done` is false.
#[utoipa::path(get, path = "/imports/{import}", responses((status = 200, description = "The import.")))]
pub(crate) async fn show_import(
    Caller(actor): Caller,
    path: Path<ImportPath>,
    imports: web::Data<Imports>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Tagged<ImportView>, Problem> {
    actor.scope(Permission::EditReport)?;
    let import = db.ask(move |tx| async move { Ok(tx.import(actor.account, path.0.import).await?) }).await?;
    Tagged::new(import.revision, &ImportView::new(import, &imports, clock.now()))
}

/// List the outcomes of an import's rows
///
/// *Kết quả từng dòng.* The import's owner only; `outcome=REJECTED` lists what to correct, cell by cell.
#[utoipa::path(
    get,
    path = "/imports/{import}/rows",
    responses((status = 200, description = "The rows, in their order.")),
)]
pub(crate) async fn list_import_rows(
    Caller(actor): Caller,
    path: Path<ImportPath>,
    Query(query): Query<ImportRowQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ImportRowView>>, Problem> {
    actor.scope(Permission::EditReport)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let import = tx.import(actor.account, path.0.import).await?;
            Ok(tx.import_rows(import.id, query.outcome, page).await?)
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |row| line_key(row.number), ImportRowView::from))
}

/// The query parameter that chooses the units of a template.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplateQuery {
    /// Those that take part in this cycle, if it is bound to the set, or else those that existed during it; without it
    /// those that exist today.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// Of the group with this code.
    #[param(inline)]
    group: Option<GroupCode>,
}

/// Fetch the Excel template of a criteria set
///
/// *Biểu mẫu Excel.* Any signed-in caller. One row for each unit that the set measures, or for the caller's own units if the
/// caller may edit only those. Fill it in with Excel and send it to the cycle's imports.
#[utoipa::path(
    get,
    path = "/criteria-sets/{criteriaSet}/template",
    responses((status = 200, description = "The workbook.")),
)]
pub(crate) async fn show_template(
    Caller(actor): Caller,
    path: Path<CriteriaSetPath>,
    Query(query): Query<TemplateQuery>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<RawResponse<Workbook>, Problem> {
    actor.scope(Permission::ReadRegistry)?;
    let scope = actor.scope(Permission::EditReport).unwrap_or(Scope::Everything);
    let today = domain::base::calendar::day_of(clock.now());
    let reader = actor.clone();
    let TemplateQuery { cycle, group } = query;
    let (set, levels, units) = db
        .read(move |tx| async move {
            let set = tx.criteria_set(path.0.criteria_set).await?;
            must_be_seen(&tx.campaign(set.campaign).await?, &reader)?;
            set.must_be_reported()?;
            let cycle = match cycle {
                Some(cycle) => Some(tx.cycle(cycle).await?),
                None => None,
            };
            let units = template_units(&tx, &set, cycle.as_ref(), group, today).await?;
            Ok((set, tx.levels().await?, units))
        })
        .await?;
    let within = |unit: &Organisation| scope.holds(unit.id) || scope.holds_movements();
    let units: Vec<Organisation> = units.into_iter().filter(within).collect();
    let name = format!(
        "so-lieu-{}-phien-ban-{}.xlsx",
        fold(&levels.name(set.audience.as_str()).vi).replace(' ', "-"),
        set.version
    );
    let made = tokio::task::spawn_blocking(move || workbook::template::template(&set, &units)).await;
    let bytes = made.map_err(Problem::fault)?.map_err(Problem::fault)?;
    let mut response = HttpResponse::Ok();
    response.content_type(XLSX).insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")));
    Ok(response.body(bytes).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": create_import, list_imports, show_import, list_import_rows);
    operations!(routes, "criteria": show_template);
}
