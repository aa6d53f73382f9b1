//! Frozen pages: how one is made, where it is, and what is told of one that is not there.

use std::sync::Arc;

use domain::base::ids::{BoardId, ReleaseId};
use persistence::base::failure::Failure;
use persistence::results::publication::{FrozenPage, PageOwner};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::base::db::Db;
use crate::base::hex::hex;
use crate::base::page_cache::{CachedPage, PageCache};
use crate::base::problem::{Kind, Problem};
use crate::results::reasons;

/// Where a board is.
pub(super) fn href(board: BoardId) -> String {
    format!("/v1/public/boards/{board}")
}

/// A page to be frozen, with its digest.
pub(super) fn page(owner: PageOwner, part: String, view: &impl Serialize) -> Result<FrozenPage, Problem> {
    let body = serde_json::to_string(view).map_err(|_ignored| Problem::plain(Kind::Internal))?;
    let digest = hex(&Sha256::digest(&body));
    Ok(FrozenPage { owner, part, body, digest })
}

/// A board's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BoardPath {
    /// The board's identifier.
    #[param(value_type = Uuid)]
    pub(super) board: BoardId,
}

/// A release's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ReleasePath {
    /// The release's identifier.
    #[param(value_type = Uuid)]
    pub(super) release: ReleaseId,
}

/// A page that a board may lack although it exists.
pub(super) async fn kept(cache: &PageCache, board: BoardId, part: &str) -> Result<Arc<CachedPage>, Problem> {
    match cache.page(PageOwner::Board(board), part).await {
        Err(Failure::NotFound) => {
            cache.page(PageOwner::Board(board), "").await?;
            Err(not_frozen())
        }
        found => Ok(found?),
    }
}

/// Nothing public is made afterwards, so what was not frozen at publication is nowhere.
pub(super) fn not_frozen() -> Problem {
    Problem::new(Kind::NotFound, reasons::page_not_frozen())
}

/// A page that a release may lack although it exists.
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
