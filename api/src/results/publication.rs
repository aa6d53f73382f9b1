//! Publication: the standing agency publishes a cycle's boards, which are frozen once and served unchanged to every
//! client.
//!
//! Nothing is computed on a public request: the bytes of every page are made in the transaction that publishes them.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{BoardId, CampaignId, CycleId, OrganisationId, ReleaseId};
use domain::base::policy::Permission;
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::{Cycle, CycleState};
use domain::results::publication::{Materials, Publication, Release};
use persistence::base::store::Tx;
use persistence::planning::campaign::CampaignNames;
use persistence::results::publication::Frozen;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::command::Command;
use crate::base::answer::{Issued, Once};
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::page_cache::PageCache;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, TextView};
use crate::planning::cycle::CyclePath;
use crate::planning::cycle::CycleQuery;
use crate::results::publication::release::freeze;
use crate::results::publication::release_view::{ReleaseView, outline};

pub(crate) mod release_view;
mod board;
pub(crate) mod board_view;
pub(crate) mod json_stat;
pub(crate) mod table_file;
pub(crate) mod frozen;
mod summary;
pub(crate) mod catalogue;
mod feed;
mod history;
mod register;
pub(crate) mod release;
pub(crate) mod table;

/// A release to publish.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub(crate) struct NewRelease {
    /// Why a further release is made; required from the second one of a cycle on. At most 4000 characters.
    #[validate(nested)]
    #[serde(default)]
    reason: EmptyOrParagraph,
}

/// A cycle as the public sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicCycle)]
pub(crate) struct PublicCycleView {
    /// The cycle's identifier.
    id: CycleId,
    /// Of which campaign.
    campaign: CampaignId,
    /// The campaign's name.
    campaign_name: TextView,
    /// Short and stable.
    #[schema(example = "2024")]
    code: String,
    /// Kind of cycle.
    kind: CycleKind,
    /// Its name.
    name: TextView,
    /// The first day reported on.
    period_start_date: NaiveDate,
    /// The last day reported on.
    period_end_date: NaiveDate,
    /// Whether it takes reports.
    state: CycleState,
    /// The last day, at `Asia/Ho_Chi_Minh`, on which a report is on time; absent before the cycle opens. An amendment moves
    /// it (rule M04).
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
}

/// The filters of the list of releases.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReleaseQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
}

impl PublicCycleView {
    fn new(cycle: Cycle, campaigns: &CampaignNames) -> Self {
        let Cycle { id, campaign, code, kind, name, period_start, period_end, state, due_date, .. } = cycle;
        Self {
            id,
            campaign,
            campaign_name: campaigns.get(campaign).into(),
            code,
            kind,
            name: name.into(),
            period_start_date: period_start,
            period_end_date: period_end,
            state,
            due_date,
        }
    }
}

/// Publish a cycle's boards
///
/// *Công bố kết quả.* Standing agency only. Freezes one board per group from every final report, under the cycle's next
/// number, and publishes those reports with the changes against the previous release, including the reason for each
/// correction of a public report. Needs issued criteria sets (rule S24), at least one report that
/// has become final since the newest release, and a `reason` from the cycle's second release on. Figures that wait for
/// a second person are not published (`ACCEPTANCE_DUE`).
#[utoipa::path(post, path = "/cycles/{cycle}/releases", responses((status = 201, description = "Public.")))]
pub(crate) async fn publish_release(
    request: Command<NewRelease>,
    path: Path<CyclePath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Once<Issued<ReleaseView>>, Problem> {
    let Command { actor, at, key, body } = request;
    let db = db.apart();
    let published = db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishRelease)?;
        let cycle = tx.cycle(path.0.cycle).await?;
        let sets = tx.all_criteria_sets(cycle.campaign, cycle.kind).await?;
        let publication = decide(&tx, &cycle, &sets, &body.reason, (&actor, at)).await?;
        let groups = tx.groups_named(cycle.selection.groups.iter().map(|chosen| chosen.id)).await?;
        let named = (groups.as_slice(), &tx.levels().await?);
        let frozen = freeze(&publication, &cycle, &sets, named, tx.is_rehearsal().await?)?;
        Issued::new(&store(&tx, publication, frozen).await?)
    });
    let answer = published.await;
    cache.forget_newest();
    answer
}

/// Decides a release of all final results of a cycle.
async fn decide(
    tx: &Tx,
    cycle: &Cycle,
    sets: &[CriteriaSet],
    reason: &str,
    (actor, at): (&Actor, DateTime<Utc>),
) -> Result<Publication, Problem> {
    let previous = tx.newest_release(cycle.id).await?;
    let bound = sets.iter().filter(|set| cycle.criteria.iter().any(|binding| binding.criteria_set == set.id));
    let named = tx.named_results(cycle, bound).await?;
    let materials = Materials {
        cycle,
        participants: &tx.all_participants(cycle.id).await?,
        sets,
        reports: tx.all_reports(cycle.id).await?,
        organisations: &tx.all_organisations().await?,
        levels: &tx.levels().await?,
        ledger: &tx.ledger(cycle.id).await?,
        previous: previous.as_ref(),
        earlier: &named.earlier(),
    };
    let next_board = || BoardId(Uuid::now_v7());
    Ok(Release::publish(ReleaseId(Uuid::now_v7()), next_board, materials, reason, actor, at)?)
}

/// Stores a release with its frozen pages and the reports that it makes public.
async fn store(tx: &Tx, publication: Publication, frozen: Frozen) -> Result<ReleaseView, Problem> {
    for report in publication.reports {
        tx.save_report(report).await?;
    }
    let digest = frozen.digest.clone();
    let release = tx.add_release(publication.release, frozen, publication.announced).await?;
    let mut view = ReleaseView::from(outline(&release, &digest));
    // The public sees unit and function; the person who publishes also sees the name that is stored with them.
    if let Some(signed_off) = &mut view.signed_off {
        signed_off.name = release.signed_off.map(|one| one.name);
    }
    Ok(view)
}

/// List cycles, for the public
///
/// *Các kỳ đánh giá.* Public.
#[utoipa::path(
    get,
    path = "/cycles",
    responses((status = 200, description = "The cycles, in the order they were planned.")),
)]
pub(crate) async fn list_public_cycles(
    request: HttpRequest,
    Query(query): Query<CycleQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicCycleView>>, Problem> {
    let page = paging.page;
    let (slice, campaigns) = db
        .read(move |tx| async move {
            let slice = tx.cycles(query.campaign, &Scope::of_units(Vec::new()), page).await?;
            let campaigns = tx.campaign_names(slice.items.iter().map(|cycle| cycle.campaign)).await?;
            Ok((slice, campaigns))
        })
        .await?;
    let row = |cycle| PublicCycleView::new(cycle, &campaigns);
    cached(&request, &Listing::new(&paging, slice, |cycle| cycle.id.0, row))
}

/// List releases
///
/// *Các đợt công bố.* Public. A release never changes; a later one has a higher number.
#[utoipa::path(get, path = "/releases", responses((status = 200, description = "The releases, oldest first.")))]
pub(crate) async fn list_releases(
    request: HttpRequest,
    Query(query): Query<ReleaseQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<ReleaseView>>, Problem> {
    let page = paging.page;
    let (slice, cycles, units) = db
        .read(move |tx| async move {
            let slice = tx.releases(query.campaign, query.cycle, page).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|release| release.cycle)).await?;
            let signers: Vec<OrganisationId> = slice
                .items
                .iter()
                .filter_map(|release| release.signed_off.as_ref())
                .map(|one| one.organisation)
                .collect();
            let units = tx.unit_labels(signers.into_iter()).await?;
            Ok((slice, cycles, units))
        })
        .await?;
    let row = |release| ReleaseView::from(release).beside(&cycles, &units);
    cached(&request, &Listing::new(&paging, slice, |release| release.id.0, row))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "publication": publish_release);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    // The most requested ones first: a request is matched against one after another.
    board::routes(routes);
    operations!(routes, "public": list_releases, list_public_cycles);
    release::routes(routes);
    history::routes(routes);
    register::routes(routes);
    table::routes(routes);
    catalogue::routes(routes);
    feed::routes(routes);
}
