//! The lists of nominees that are open to objections now, as the public sees them.

use actix_web::{HttpRequest, web};
use domain::base::calendar::day_of;
use domain::base::identity::Scope;
use domain::honours::objection::ObjectionPeriod;
use persistence::base::page::Slice;
use persistence::base::store::Tx;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::objection::{ObjectionPeriodPath, ObjectionPeriodRow, ObjectionPeriodView};

/// The lists, each with the nominees that it still contains.
async fn standing(tx: &Tx, slice: Slice<ObjectionPeriod>) -> Result<Slice<ObjectionPeriod>, Problem> {
    let Slice { mut items, more } = slice;
    let still = tx.still_posted(&items).await?;
    for period in &mut items {
        period.posted.retain(|posted| still.contains(&(period.id, posted.nomination)));
    }
    Ok(Slice { items, more })
}

/// A list as the public sees it.
fn for_public(period: ObjectionPeriod) -> ObjectionPeriod {
    let document = period.document.for_public();
    ObjectionPeriod { document, ..period }
}

/// List the lists of nominees that are open to objections now
///
/// *Danh sách đang niêm yết lấy ý kiến.* Public, until the end of each list's last day. A row has the notice that states
/// where and how to object, the number of nominees and the address that shows them (rule L36). No award has been
/// granted yet.
#[utoipa::path(
    get,
    path = "/objection-periods",
    responses((status = 200, description = "The lists that are open, oldest first.")),
)]
pub(crate) async fn list_open_objection_periods(
    request: HttpRequest,
    paging: Paging,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Cached<Listing<ObjectionPeriodRow>>, Problem> {
    let (today, page) = (day_of(clock.now()), paging.page);
    let (slice, codes) = db
        .read(move |tx| async move {
            let open = tx.objection_periods(&Scope::Everything, (None, Some(today)), page).await?;
            let slice = standing(&tx, open).await?;
            let codes = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            Ok((slice, codes))
        })
        .await?;
    let row = |one| ObjectionPeriodRow::new(for_public(one), &codes, "/v1/public");
    brief(&request, &Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Show the nominees of a list that is open to objections now
///
/// *Danh sách người, tập thể đang được lấy ý kiến.* Public, until the end of the list's last day: names, units and the
/// requested form, and the notice that states where and how to object (rule L36). No award has been granted yet.
#[utoipa::path(
    get,
    path = "/objection-periods/{period}",
    responses((status = 200, description = "The list, with those who still stand on it.")),
)]
pub(crate) async fn show_open_objection_period(
    request: HttpRequest,
    path: Path<ObjectionPeriodPath>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Cached<ObjectionPeriodView>, Problem> {
    let today = day_of(clock.now());
    let (period, cycles, units) = db
        .read(move |tx| async move {
            let period = tx.objection_period(path.0.period).await?;
            let open = if today <= period.until { vec![period] } else { Vec::new() };
            let period = standing(&tx, Slice { items: open, more: false }).await?.items.pop();
            let period = period.ok_or_else(|| Problem::plain(Kind::NotFound))?;
            let cycles = tx.cycle_codes([period.cycle].into_iter()).await?;
            let units = tx.unit_labels(period.posted.iter().map(|posted| posted.organisation)).await?;
            Ok((period, cycles, units))
        })
        .await?;
    brief(&request, &ObjectionPeriodView::from(for_public(period)).beside(&cycles, &units))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_open_objection_periods, show_open_objection_period);
}
