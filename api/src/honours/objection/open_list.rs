//! The lists of nominees that are open to objections now, as the public sees them.

use std::collections::HashMap;

use actix_web::{HttpRequest, web};
use domain::base::calendar::day_of;
use domain::base::ids::{NominationId, OrganisationId};
use domain::honours::nomination::Nomination;
use domain::honours::objection::ObjectionPeriod;
use persistence::base::page::Slice;
use persistence::base::store::Tx;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::honours::objection::ObjectionPeriodView;

/// The lists, each with the nominees that it still contains.
async fn standing(tx: &Tx, slice: Slice<ObjectionPeriod>) -> Result<Slice<ObjectionPeriod>, Problem> {
    let Slice { items, more } = slice;
    let named: Vec<NominationId> =
        items.iter().flat_map(|period| period.posted.iter().map(|posted| posted.nomination)).collect();
    let known: HashMap<NominationId, Nomination> =
        tx.nominations_named(named.into_iter()).await?.into_iter().map(|one| (one.id, one)).collect();
    let mut shown = Vec::with_capacity(items.len());
    for mut period in items {
        let mut posted = std::mem::take(&mut period.posted);
        posted.retain(|posted| known.get(&posted.nomination).is_some_and(|one| period.still_lists(one)));
        shown.push(ObjectionPeriod { posted, ..period });
    }
    Ok(Slice { items: shown, more })
}

/// List nominees who are open to objections now
///
/// *Danh sách đang niêm yết lấy ý kiến.* Public, until the end of each list's last day: names, units and the requested
/// form, and the notice that states where and how to object (rule L36). No award has been granted yet.
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
) -> Result<Cached<Listing<ObjectionPeriodView>>, Problem> {
    let (today, page) = (day_of(clock.now()), paging.page);
    let (slice, cycles, units) = db
        .read(move |tx| async move {
            let open = tx.objection_periods(None, Some(today), page).await?;
            let slice = standing(&tx, open).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            let posted: Vec<OrganisationId> =
                slice.items.iter().flat_map(|one| &one.posted).map(|posted| posted.organisation).collect();
            let units = tx.unit_labels(posted.into_iter()).await?;
            Ok((slice, cycles, units))
        })
        .await?;
    let shown = |one: ObjectionPeriod| {
        let document = one.document.clone().for_public();
        ObjectionPeriodView::from(ObjectionPeriod { document, ..one }).beside(&cycles, &units)
    };
    brief(&request, &Listing::new(&paging, slice, |one| one.id.0, shown))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_open_objection_periods);
}
