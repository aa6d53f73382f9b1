//! The frozen board of a tier: the whole, its parts, each unit and each criterion on it.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CycleId, OrganisationId};
use domain::registry::organisation::OrganisationKind;
use domain::results::publication::Block;
use persistence::results::publication::{Edition, PageOwner};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::base::db::Db;
use crate::base::http_cache::{Cached, rows_of};
use crate::base::page_cache::{PageCache, served};
use crate::base::paging::{Listing, Paging, strange_cursor};
use crate::base::problem::{Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::results::publication::board_view::{
    BoardCriteriaView, BoardView, CriterionDetailView, StandingView, UnitDetailView, part_of,
};
use crate::results::publication::frozen::{BoardPath, kept};
use crate::results::reasons;

/// The path parameters that name a cycle's group.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NewestPath {
    /// The cycle's identifier.
    #[param(value_type = Uuid)]
    cycle: CycleId,
    /// The code of the group.
    #[param(inline, example = "DISTRICT")]
    group: GroupCode,
}

/// The query parameters that choose a release of a cycle; without both, the newest that has the board.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditionQuery {
    /// The release with this number; not together with `asOf`.
    #[param(minimum = 1, value_type = Option<i64>, example = 2)]
    release: Option<String>,
    /// The newest release that was public at this instant (RFC 3339; write the `+` of an offset as `%2B`); not together
    /// with `release`.
    #[param(value_type = Option<DateTime<Utc>>, example = "2024-12-31T17:00:00Z")]
    as_of: Option<String>,
}

impl EditionQuery {
    fn edition(self) -> Result<Edition, Problem> {
        let malformed = |pointer: &str, reason| Problem::malformed(vec![violation(pointer, reason)]);
        match (self.release, self.as_of) {
            (None, None) => Ok(Edition::Newest),
            (Some(_), Some(_)) => Err(together("release", "asOf")),
            (Some(number), None) => {
                let number = number.parse::<i64>().ok().filter(|number| 1 <= *number);
                number.map(Edition::Number).ok_or_else(|| malformed("?release", reasons::release_number_malformed()))
            }
            (None, Some(instant)) => DateTime::parse_from_rfc3339(&instant)
                .map(|instant| Edition::AsOf(instant.with_timezone(&Utc)))
                .map_err(|_ignored| malformed("?asOf", reasons::instant_malformed())),
        }
    }
}

/// The query parameters that choose a part of a board; without both, the whole.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartQuery {
    /// Only the units below this one, such as a district's communes; not together with `kind`.
    #[param(value_type = Option<Uuid>)]
    parent: Option<OrganisationId>,
    /// Only the units of this kind; not together with `parent`.
    #[param(inline)]
    kind: Option<OrganisationKind>,
}

impl PartQuery {
    fn part(self) -> Result<String, Problem> {
        match (self.parent, self.kind) {
            (None, None) => Ok(String::new()),
            (Some(parent), None) => Ok(part_of(Block::Parent(parent))),
            (None, Some(kind)) => Ok(part_of(Block::Kind(kind))),
            (Some(_), Some(_)) => Err(together("parent", "kind")),
        }
    }
}

/// The problem of two parameters that exclude each other.
fn together(one: &str, other: &str) -> Problem {
    Problem::malformed(vec![violation(format!("?{other}"), reasons::parameters_together(one, other))])
}

/// The path parameters that name a unit on a board.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UnitPath {
    /// The board's identifier.
    #[param(value_type = Uuid)]
    board: BoardId,
    /// The unit's identifier.
    #[param(value_type = Uuid)]
    organisation: OrganisationId,
}

/// The path parameters that name a criterion on a board.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CriterionPath {
    /// The board's identifier.
    #[param(value_type = Uuid)]
    board: BoardId,
    /// The criterion's code.
    #[param(max_length = 20, example = "H1")]
    criterion: String,
}

/// Show the newest board of a cycle's group
///
/// *Bảng xếp hạng mới nhất.* Public. The board of the newest release; `head` says which one it is. With `release` the
/// board of that number, with `asOf` the one that was the newest at an instant: 404 if there was none, or if that
/// release has no board of the group.
#[utoipa::path(get, path = "/cycles/{cycle}/boards/{group}", responses((status = 200, description = "The board.")))]
pub(crate) async fn show_newest_board(
    request: HttpRequest,
    path: Path<NewestPath>,
    Query(query): Query<EditionQuery>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<BoardView>, Problem> {
    let NewestPath { cycle, group } = path.0;
    let board = match query.edition()? {
        Edition::Newest => cache.newest(cycle, group).await?,
        edition @ (Edition::Number(_) | Edition::AsOf(_)) => {
            db.read(move |tx| async move { Ok(tx.board_of(cycle, group, edition).await?) }).await?
        }
    };
    Ok(served(&request, cache.page(PageOwner::Board(board), "").await?).await.into())
}

/// Show a board
///
/// *Bảng xếp hạng.* Public. The bytes never change. With `parent` or `kind`, only a part of the board, such as one
/// district's communes, each unit with its rank on the whole board and its `rankWithin` the part; 404 if the board has
/// no such units, or was published before parts were stored.
#[utoipa::path(get, path = "/boards/{board}", responses((status = 200, description = "The board.")))]
pub(crate) async fn show_board(
    request: HttpRequest,
    path: Path<BoardPath>,
    Query(query): Query<PartQuery>,
    cache: web::Data<PageCache>,
) -> Result<Cached<BoardView>, Problem> {
    let page = kept(&cache, path.0.board, &query.part()?).await?;
    Ok(served(&request, page).await.into())
}

/// List a board's standings
///
/// *Danh sách xếp hạng, từng trang.* Public. The rows of the board in its order, one page at a time: for large boards,
/// such as those of a whole country. `nextCursor` continues within the same `parent` or `kind`. The bytes never change.
#[utoipa::path(
    get,
    path = "/boards/{board}/standings",
    responses((status = 200, description = "The standings, by total, highest first.")),
)]
pub(crate) async fn list_standings(
    request: HttpRequest,
    path: Path<BoardPath>,
    Query(query): Query<PartQuery>,
    paging: Paging,
    cache: web::Data<PageCache>,
) -> Result<Cached<Listing<StandingView>>, Problem> {
    let page = kept(&cache, path.0.board, &query.part()?).await?;
    let rows = page.rows()?;
    // The cursor is the number of rows before it: the rows never change, so no row is repeated or skipped.
    let from = paging.page.after.map_or(Ok(0), |before| usize::try_from(before.as_u128()));
    let from = from.ok().filter(|from| *from < rows.len().max(1)).ok_or_else(strange_cursor)?;
    let to = from.saturating_add(usize::from(paging.page.limit)).min(rows.len());
    let shown = rows.get(from..to).unwrap_or_default();
    let next = (to < rows.len()).then(|| Uuid::from_u128(u128::try_from(to).unwrap_or_default()));
    let tag = format!("{}-{from}-{}", page.digest(), paging.page.limit);
    Ok(rows_of(&request, shown, next.map(|next| paging.cursor(next)), &tag).into())
}

/// Show a unit's results
///
/// *Kết quả của một đơn vị.* Public. States how every point was computed; the bytes never change.
#[utoipa::path(
    get,
    path = "/boards/{board}/units/{organisation}",
    responses((status = 200, description = "The unit's results.")),
)]
pub(crate) async fn show_unit_detail(
    request: HttpRequest,
    path: Path<UnitPath>,
    cache: web::Data<PageCache>,
) -> Result<Cached<UnitDetailView>, Problem> {
    let UnitPath { board, organisation } = path.0;
    let page = cache.page(PageOwner::Board(board), &format!("unit/{organisation}")).await?;
    Ok(served(&request, page).await.into())
}

/// Show a board's criteria set
///
/// *Bộ tiêu chí của bảng.* Public. Rules, targets, bands and caps exactly as used to score the board's units;
/// `verify/verify.py` of the project computes every score again from this and the units' results. The bytes never
/// change; boards published before the set was stored have none.
#[utoipa::path(
    get,
    path = "/boards/{board}/criteria-set",
    responses((status = 200, description = "The criteria set.")),
)]
pub(crate) async fn show_board_criteria(
    request: HttpRequest,
    path: Path<BoardPath>,
    cache: web::Data<PageCache>,
) -> Result<Cached<BoardCriteriaView>, Problem> {
    let page = cache.page(PageOwner::Board(path.0.board), "criteria-set").await?;
    Ok(served(&request, page).await.into())
}

/// Show a criterion's results
///
/// *Kết quả theo tiêu chí.* Public. All units of the board in one criterion; for ever the same bytes.
#[utoipa::path(
    get,
    path = "/boards/{board}/criteria/{criterion}",
    responses((status = 200, description = "The criterion's results.")),
)]
pub(crate) async fn show_criterion_detail(
    request: HttpRequest,
    path: Path<CriterionPath>,
    cache: web::Data<PageCache>,
) -> Result<Cached<CriterionDetailView>, Problem> {
    let CriterionPath { board, criterion } = path.0;
    let page = cache.page(PageOwner::Board(board), &format!("criterion/{criterion}")).await?;
    Ok(served(&request, page).await.into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    // The most requested ones first: a request is matched against one after another.
    operations!(routes, "public":
        show_unit_detail, show_board, show_newest_board, list_standings, show_board_criteria, show_criterion_detail,
    );
}
