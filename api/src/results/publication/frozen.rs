//! Frozen pages: how one is made, its path, and the answer for one that does not exist.

use std::sync::Arc;

use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CycleId, OrganisationId, ReleaseId};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::results::publication::{Edition, FrozenPage, PageOwner};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::base::db::Db;
use crate::base::page_cache::form::read;
use crate::base::page_cache::{CachedPage, PageCache};
use crate::base::problem::{Kind, Problem};
use crate::base::text::hex;
use crate::results::reasons;

/// Path of a board.
pub(super) fn href(board: BoardId) -> String {
    format!("/v1/public/boards/{board}")
}

/// A page to be frozen, with its digest.
pub(super) fn page(owner: PageOwner, part: String, view: &impl Serialize) -> Result<FrozenPage, Problem> {
    let body = serde_json::to_string(view).map_err(Problem::fault)?;
    let digest = hex(&Sha256::digest(&body));
    Ok(FrozenPage { owner, part, body, digest })
}

/// The rating band of a unit on its newest board; none without bands or without a board.
pub(crate) async fn published_band(
    tx: &Tx,
    cycle: CycleId,
    group: GroupCode,
    unit: OrganisationId,
) -> Result<Option<String>, Problem> {
    #[derive(Deserialize)]
    struct UnitPage {
        band: Option<String>,
    }
    let board = match tx.board_of(cycle, group, Edition::Newest).await {
        Err(Failure::NotFound) => return Ok(None),
        found => found?,
    };
    let page = match tx.frozen_page(PageOwner::Board(board), &format!("unit/{unit}")).await {
        Err(Failure::NotFound) => return Ok(None),
        found => found?,
    };
    Ok(read::<UnitPage>(page.body.as_bytes())?.band)
}

/// The path parameter that names a board.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BoardPath {
    /// The board's identifier.
    #[param(value_type = Uuid)]
    pub(crate) board: BoardId,
}

/// The path parameter that names a release.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ReleasePath {
    /// The release's identifier.
    #[param(value_type = Uuid)]
    pub(super) release: ReleaseId,
}

/// A page that may be missing although its board exists.
pub(super) async fn kept(cache: &PageCache, board: BoardId, part: &str) -> Result<Arc<CachedPage>, Problem> {
    match cache.page(PageOwner::Board(board), part).await {
        Err(Failure::NotFound) => {
            cache.page(PageOwner::Board(board), "").await?;
            Err(not_frozen())
        }
        found => Ok(found?),
    }
}

/// No public page is made after publication, so a page that was not frozen then does not exist.
pub(super) fn not_frozen() -> Problem {
    Problem::new(Kind::NotFound, reasons::page_not_frozen())
}

/// A page that may be missing although its release exists.
pub(super) async fn kept_of_release(
    cache: &PageCache,
    db: &Db,
    release: ReleaseId,
    part: &str,
) -> Result<Arc<CachedPage>, Problem> {
    match cache.page(PageOwner::Release(release), part).await {
        Err(Failure::NotFound) => {
            db.read(move |tx| async move { Ok(tx.release_summary(release).await?) }).await?;
            Err(not_frozen())
        }
        found => Ok(found?),
    }
}
