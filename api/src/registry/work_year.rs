//! Working days: each year's holidays and compensating working days, and the days that are counted by them.

use chrono::NaiveDate;
use domain::base::ids::{Revision, WorkYearId};
use domain::base::policy::Permission;
use domain::registry::work_year::{SpecialDay, SpecialDays, WorkYear, days_after, is_provisional};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, violation, within};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::Line;
use crate::registry::reasons;

/// A day that differs from its weekday: a holiday or a compensating working day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SpecialDay, example = json!({"date": "2025-02-08", "name": "Làm bù"}))]
pub(crate) struct SpecialDayBody {
    /// The day.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Why; 1 to 300 characters.
    #[validate(nested)]
    name: Line,
}

/// Special days of a year.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "holidays": [{"date": "2030-01-01", "name": "Tết Dương lịch"}],
    "workingDays": [{"date": "2030-01-05", "name": "Làm bù"}],
    "documents": [{"number": "6/TB-UBND", "date": "2026-11-02", "issuer": "UBND tỉnh",
        "title": "Dự kiến lịch nghỉ lễ, Tết năm 2030"}],
    "provisional": true
}))]
pub(crate) struct WorkYearEdit {
    /// Days off, compensating ones included (nghỉ lễ, nghỉ bù). At most 60.
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    holidays: Vec<SpecialDayBody>,
    /// Saturdays and Sundays that are worked (làm bù). At most 60.
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    #[serde(default)]
    working_days: Vec<SpecialDayBody>,
    /// The documents that say so: a year often rests on several notices. 1 to 10.
    #[validate(length(min = 1, max = 10), nested)]
    #[schema(min_items = 1, max_items = 10)]
    documents: Vec<CitationBody>,
    /// Whether the year is expected and not announced yet; due dates that are counted with it say so. `false` unless said.
    #[serde(default)]
    provisional: bool,
}

/// A year to enter.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewWorkYear {
    /// The year, 2000 to 2100.
    #[schema(minimum = 2000, maximum = 2100, example = 2030)]
    year: i32,
    /// Special days of the year.
    #[validate(nested)]
    days: WorkYearEdit,
}

impl From<WorkYearEdit> for SpecialDays {
    fn from(body: WorkYearEdit) -> Self {
        let WorkYearEdit { holidays, working_days, documents, provisional } = body;
        let days = |list: Vec<SpecialDayBody>| {
            list.into_iter().map(|SpecialDayBody { date, name }| SpecialDay { date, name: name.into() }).collect()
        };
        let documents = documents.into_iter().map(Into::into).collect();
        Self { holidays: days(holidays), working_days: days(working_days), documents, provisional }
    }
}

/// The working days of a year (lịch làm việc): Monday to Friday, but for these.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkYear)]
pub(crate) struct WorkYearView {
    /// Its identifier.
    id: WorkYearId,
    /// The year.
    #[schema(example = 2025)]
    year: i32,
    /// Days off, compensating ones included.
    holidays: Vec<SpecialDayBody>,
    /// Saturdays and Sundays that are worked.
    working_days: Vec<SpecialDayBody>,
    /// The documents that say so.
    documents: Vec<CitationBody>,
    /// Whether the year is expected and not announced yet.
    provisional: bool,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<WorkYear> for WorkYearView {
    fn from(entered: WorkYear) -> Self {
        let WorkYear { id, year, days, revision } = entered;
        let SpecialDays { holidays, working_days, documents, provisional } = days;
        let days = |list: Vec<SpecialDay>| {
            list.into_iter().map(|SpecialDay { date, name }| SpecialDayBody { date, name: name.into() }).collect()
        };
        let (holidays, working_days) = (days(holidays), days(working_days));
        let documents = documents.into_iter().map(CitationBody::from).collect();
        Self { id, year, holidays, working_days, documents, provisional, revision }
    }
}

/// The path parameter that names a year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WorkYearPath {
    /// The year.
    #[param(minimum = 2000, maximum = 2100, example = 2025)]
    year: i32,
}

/// What is counted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DueDateQuery {
    /// The day that the count starts on; the day after is the first that counts.
    #[param(example = "2025-01-24")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// Number of working days, 0 to 1000.
    #[param(minimum = 0, maximum = 1000, example = 25)]
    working_days: u16,
}

/// The day on which a number of working days have passed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CountedDueDate)]
pub(crate) struct DueDate {
    /// The day that the count started on.
    from_date: NaiveDate,
    /// Number of working days.
    #[schema(minimum = 0, maximum = 1000, example = 25)]
    working_days: u16,
    /// The day that it ends on.
    due_date: NaiveDate,
    /// Whether a year was counted with that is expected and not announced yet, so that the day may still move.
    provisional: bool,
}

/// List the years whose working days are known
///
/// *Lịch làm việc các năm.* Any signed-in caller.
#[utoipa::path(
    get,
    path = "/work-years",
    responses((status = 200, description = "The years, in the order of entering.")),
)]
pub(crate) async fn list_work_years(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<WorkYearView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let page = paging.page;
    let slice = db.ask(move |tx| async move { Ok(tx.work_years(page).await?) }).await?;
    Untagged::new(&Listing::new(&paging, slice, |year| year.id.0, WorkYearView::from))
}

/// Enter a year's holidays
///
/// *Nhập lịch nghỉ lễ.* Administrator, under the numbers of the documents that set them (rule L43). Until a year is
/// entered, no period of working days in it can be computed. A year that is expected and not announced can be entered
/// as `provisional`. The years 2021 to 2026 are part of the installation.
#[utoipa::path(post, path = "/work-years", responses((status = 201, description = "Entered.")))]
pub(crate) async fn create_work_year(
    request: Command<NewWorkYear>,
    db: Db,
) -> Result<Once<Created<WorkYearView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let id = WorkYearId(Uuid::now_v7());
        let NewWorkYear { year, days } = body;
        let step = WorkYear::enter(id, year, days.into(), &actor, at).map_err(within("/days", &["/year"]))?;
        let entered = tx.add(step).await?;
        Created::new(format!("/v1/work-years/{year}"), entered.revision, &WorkYearView::from(entered))
    })
    .await
}

/// Show a year's working days
///
/// *Xem lịch làm việc một năm.* Any signed-in caller.
#[utoipa::path(get, path = "/work-years/{year}", responses((status = 200, description = "The year.")))]
pub(crate) async fn show_work_year(
    Caller(actor): Caller,
    path: Path<WorkYearPath>,
    db: Db,
) -> Result<Tagged<WorkYearView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let entered = db.ask(move |tx| async move { Ok(tx.work_year(path.0.year).await?) }).await?;
    Tagged::new(entered.revision, &WorkYearView::from(entered))
}

/// Replace a year's holidays
///
/// *Sửa lịch nghỉ lễ.* Administrator, where the authorities changed the holidays; earlier results stay as they were.
#[utoipa::path(put, path = "/work-years/{year}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_work_year(
    request: PutCommand<WorkYearPath, WorkYearEdit>,
    db: Db,
) -> Result<Tagged<WorkYearView>, Problem> {
    let PutCommand { actor, at, path, expected, body: edit } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageCalendar, None)?;
        let entered = tx.work_year(path.year).await?;
        expected.must_be(entered.revision)?;
        let entered = tx.save(entered.change(edit.into(), &actor, at)?).await?;
        Tagged::new(entered.revision, &WorkYearView::from(entered))
    })
    .await
}

/// Count working days
///
/// *Tính hạn theo ngày làm việc.* Any signed-in caller. Weekends, holidays and compensating working days come from the
/// years entered; 409 if the period includes a year that has not been entered (rule L43).
#[utoipa::path(get, path = "/due-dates", responses((status = 200, description = "The day.")))]
pub(crate) async fn show_due_date(
    Caller(actor): Caller,
    Query(query): Query<DueDateQuery>,
    db: Db,
) -> Result<Untagged<DueDate>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let DueDateQuery { from_date, working_days } = query;
    if domain::registry::work_year::WORKING_DAYS_MAX < working_days {
        let most = domain::registry::work_year::WORKING_DAYS_MAX;
        return Err(Problem::malformed(vec![violation("?workingDays", reasons::working_days_out_of_range(most))]));
    }
    let years = db.ask(move |tx| async move { Ok(tx.all_work_years().await?) }).await?;
    let due_date = days_after(&years, from_date, working_days)?;
    let provisional = is_provisional(&years, from_date, due_date);
    Untagged::new(&DueDate { from_date, working_days, due_date, provisional })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "organisations":
        list_work_years, create_work_year, show_work_year, edit_work_year, show_due_date,
    );
}
