//! The results of a unit over the cycles, and where they cannot be compared (rule L25).

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CampaignId, CriteriaSetId, CycleId, OrganisationId, ReleaseId};
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::Cycle;
use domain::planning::group::GroupLabel;
use domain::results::trend::{TrendBreak, TrendLink, TrendPoint, links};
use persistence::base::store::Tx;
use persistence::results::publication::FrozenPage;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::hundredths::Hundredths;
use crate::base::page_cache::form::read;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::results::publication::frozen::href;
use crate::results::publication::summary::BoardGroup;

/// Result of a unit in one cycle, from the cycle's newest release.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnitPlace {
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// Kind of cycle.
    cycle_kind: CycleKind,
    /// The cycle's campaign.
    campaign: CampaignId,
    /// The code of the group in which it was measured; ranks of different groups are not comparable (rule L25).
    tier: GroupCode,
    /// That group.
    group: BoardGroup,
    /// The criteria set that it was scored by.
    criteria_set: CriteriaSetId,
    /// The release.
    release: ReleaseId,
    /// The release's number within the cycle.
    #[schema(minimum = 1, example = 1)]
    release_number: i64,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// The unit's name as it was then.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The code that the public knew it by then (mã đơn vị); absent on boards published before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    code: Option<String>,
    /// The rank within the group; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 2)]
    rank: Option<u32>,
    /// Number of ranked units; absent for releases made before this was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 11)]
    ranked_units: Option<usize>,
    /// The total; absent for a unit that is not scored (rule L24).
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// The code of the rating band, if the set has bands (rule L26).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    band: Option<String>,
    /// The cycle of the place before: that of the latest earlier period of the same campaign and kind of cycle in which the
    /// unit has a place. Absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_cycle: Option<CycleId>,
    /// Whether the result can be compared with the place before, so that a line may join the two; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    comparable_with_previous: Option<bool>,
    /// Why it cannot; absent if it can.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_comparable_because: Vec<TrendBreak>,
    /// Address of the unit's detail.
    #[schema(
        example = "/v1/public/boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/units/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24"
    )]
    href: String,
}

/// Results of a unit over the cycles (lịch sử kết quả).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitHistory)]
pub(crate) struct UnitHistoryView {
    /// The unit.
    organisation: OrganisationId,
    /// Its places, the latest release first; at most the latest 50 cycles are looked at.
    places: Vec<UnitPlace>,
}

/// The part of a unit's frozen page that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnitPage {
    head: UnitPageHead,
    organisation: OrganisationId,
    name: String,
    code: Option<String>,
    rank: Option<u32>,
    ranked_units: Option<usize>,
    total: Option<Hundredths>,
    band: Option<String>,
}

/// The part of its head that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnitPageHead {
    board: BoardId,
    cycle: CycleId,
    cycle_code: String,
    tier: GroupCode,
    release: ReleaseId,
    release_number: i64,
    published_at: DateTime<Utc>,
    criteria_set: CriteriaSetId,
}

/// A place before its group and the place before it are known.
struct Found {
    page: UnitPage,
    label: GroupLabel,
    point: TrendPoint,
}

impl Found {
    fn new(page: UnitPage, cycle: &Cycle, label: GroupLabel) -> Self {
        let point = TrendPoint {
            cycle: cycle.id,
            campaign: cycle.campaign,
            kind: cycle.kind,
            period_start: cycle.period_start,
            group: label.code,
            predecessor: label.predecessor,
            criteria_set: page.head.criteria_set,
        };
        Self { page, label, point }
    }
}

impl UnitPlace {
    fn new(found: Found, link: Option<TrendLink>) -> Self {
        let Found { page, label, point } = found;
        let UnitPage { head, organisation, name, code, rank, ranked_units, total, band } = page;
        let UnitPageHead { board, cycle, cycle_code, tier, release, release_number, published_at, criteria_set } = head;
        Self {
            cycle,
            cycle_code,
            cycle_kind: point.kind,
            campaign: point.campaign,
            tier,
            group: label.into(),
            criteria_set,
            release,
            release_number,
            published_at,
            name,
            code,
            rank,
            ranked_units,
            total,
            band,
            previous_cycle: link.as_ref().map(|link| link.previous),
            comparable_with_previous: link.as_ref().map(|link| link.breaks.is_empty()),
            not_comparable_because: link.map(|link| link.breaks).unwrap_or_default(),
            href: format!("{}/units/{organisation}", href(board)),
        }
    }
}

/// The path parameter that names a unit.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UnitHistoryPath {
    /// The unit's identifier.
    #[param(value_type = Uuid)]
    organisation: OrganisationId,
}

/// The places of a unit by its frozen pages. Cycles and groups are read again: once a cycle has opened, neither the groups
/// that it chose nor their predecessors change (rule M03).
async fn places(tx: &Tx, pages: &[FrozenPage]) -> Result<Vec<UnitPlace>, Problem> {
    let pages = pages.iter().map(|page| read(page.body.as_bytes())).collect::<Result<Vec<UnitPage>, Problem>>()?;
    let named: Vec<CycleId> = pages.iter().map(|page| page.head.cycle).collect();
    let cycles = tx.cycles_named(&named).await?;
    let measured = |code: GroupCode| pages.iter().any(|page| page.head.tier == code);
    let chosen = cycles.iter().flat_map(|cycle| &cycle.selection.groups).filter(|chosen| measured(chosen.code));
    let groups = tx.groups_named(chosen.map(|chosen| chosen.id)).await?;
    let levels = tx.levels().await?;
    let found = pages.into_iter().map(|page| {
        let cycle = cycles.iter().find(|cycle| cycle.id == page.head.cycle);
        let cycle = cycle.ok_or_else(|| Problem::fault("a board has no cycle"))?;
        let label = cycle.group_label(page.head.tier, &groups, &levels);
        Ok(Found::new(page, cycle, label))
    });
    let found = found.collect::<Result<Vec<Found>, Problem>>()?;
    let points: Vec<TrendPoint> = found.iter().map(|found| found.point.clone()).collect();
    Ok(found.into_iter().zip(links(&points)).map(|(found, link)| UnitPlace::new(found, link)).collect())
}

/// Show a unit's results over the cycles
///
/// *Lịch sử kết quả của một đơn vị.* Public. The unit's official total and rank in the newest release of each cycle,
/// the latest first; 404 for a unit without public results. By identifier only: results from before a merger or
/// division are listed under the units that existed then. A place says with `comparableWithPrevious` whether it can be
/// compared with the one before: not after the unit came to another group, after a regrouping, or by another criteria
/// set. Draw no line there (rule L25).
#[utoipa::path(
    get,
    path = "/organisations/{organisation}/history",
    responses((status = 200, description = "The unit's places.")),
)]
pub(crate) async fn show_unit_history(
    request: HttpRequest,
    path: Path<UnitHistoryPath>,
    db: Db,
) -> Result<Cached<UnitHistoryView>, Problem> {
    let organisation = path.0.organisation;
    let places = db
        .read(move |tx| async move {
            let pages = tx.unit_pages(organisation).await?;
            if pages.is_empty() {
                return Err(Problem::plain(Kind::NotFound));
            }
            places(&tx, &pages).await
        })
        .await?;
    cached(&request, &UnitHistoryView { organisation, places })
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_unit_history);
}
