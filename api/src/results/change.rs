//! The public changes, for clients that keep a copy: read in pages, after a cursor.

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CycleId, OrganisationId, PublicChangeId, ReleaseId, RoleModelId};
use domain::oversight::media_item::MediaItemId;
use domain::results::change::{ChangeDetail, PublicChange, PublicChangeKind};
use persistence::base::failure::Failure;
use persistence::base::page::Slice;
use persistence::results::change::StoredChange;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::paging::{FollowQuery, Following};
use crate::base::problem::Problem;
use crate::base::query::Query;
use crate::base::routes::{Routes, operations};
use crate::results::role_model;

/// The list that cursors belong to.
const LIST: &str = "/v1/public/changes";

/// One change of public data (thay đổi công khai). It contains no person's name: read the changed data at `href` (rule
/// L36).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicChange)]
pub(crate) struct PublicChangeView {
    /// The change's identifier; the same change has the same one, however often it is read.
    id: PublicChangeId,
    /// Kind of change. Further values may be added: ignore those that you do not know.
    kind: PublicChangeKind,
    /// Subject of the change: the release, the board, the unit, the award, the list of nominees, the role model, or what
    /// else `kind` names.
    subject: Uuid,
    /// Whether it is public no more: drop your copy, of a unit's line the one of this cycle and group.
    tombstone: bool,
    /// Address where it is served now; for something no longer public, the address that says so. 404 if it has gone in
    /// the meantime: drop your copy.
    #[schema(example = "/v1/public/awards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    href: String,
    /// When it happened. The order of the list is the order of becoming public, from which clocks may differ.
    at: DateTime<Utc>,
    /// The cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<CycleId>,
    /// The release, for a change that belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<ReleaseId>,
    /// The release's number within the cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 2)]
    release_number: Option<i64>,
    /// The code of the group, for boards and units' lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<GroupCode>,
    /// The group's board in the release, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<BoardId>,
    /// The unit, for its line on a board, for awards to it or its people and for its role models; for a media item the
    /// press agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// Number and symbol of the decision that grants, corrects or revokes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: Option<String>,
    /// Last day for objections, for a list of nominees; no further change announces the end of the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    until_date: Option<NaiveDate>,
}

/// Changes of public data, in the order in which they became public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicChanges)]
pub(crate) struct PublicChangesView {
    /// The changes after the cursor.
    items: Vec<PublicChangeView>,
    /// The cursor to continue from as `after`, also if there is nothing new; store it after you have stored the items.
    #[schema(example = "AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3")]
    next_cursor: String,
    /// Whether more of them are there already.
    more: bool,
}

/// Current end of the list of changes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewestPublicChange)]
pub(crate) struct NewestPublicChangeView {
    /// Cursor for `after`: continues from here, with what becomes public from now on.
    #[schema(example = "AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3")]
    next_cursor: String,
}

impl From<StoredChange> for PublicChangeView {
    fn from(stored: StoredChange) -> Self {
        let StoredChange { id, change } = stored;
        let href = href(&change);
        let PublicChange { kind, subject, at, detail } = change;
        let ChangeDetail { cycle, release, release_number, group, board, organisation, decision_symbol, until } =
            detail;
        Self {
            id,
            kind,
            subject,
            tombstone: kind.removes(),
            href,
            at,
            cycle,
            release,
            release_number,
            group,
            board,
            organisation,
            decision_symbol,
            until_date: until,
        }
    }
}

/// The cursor after a change, from which a client that received the change continues.
pub(crate) fn cursor_after(change: PublicChangeId) -> String {
    Following::from_the_first(LIST).cursor(Some(change.0))
}

/// Public path of what a press agency published.
pub(crate) fn media_item_address(id: MediaItemId) -> String {
    format!("/v1/public/media-items/{id}")
}

/// Path of what changed.
fn href(change: &PublicChange) -> String {
    let PublicChange { kind, subject, at: _, detail } = change;
    let changes = || match detail.release {
        Some(release) => format!("/v1/public/releases/{release}/changes"),
        None => "/v1/public/releases".to_owned(),
    };
    match kind {
        PublicChangeKind::ReleasePublished => format!("/v1/public/releases/{subject}"),
        PublicChangeKind::BoardPublished => format!("/v1/public/boards/{subject}"),
        PublicChangeKind::UnitAdded | PublicChangeKind::UnitChanged => match detail.board {
            Some(board) => format!("/v1/public/boards/{board}/units/{subject}"),
            None => changes(),
        },
        PublicChangeKind::UnitRemoved => changes(),
        PublicChangeKind::AwardPublished | PublicChangeKind::AwardCorrected => format!("/v1/public/awards/{subject}"),
        PublicChangeKind::AwardRevoked => format!("/v1/public/revocations?award={subject}"),
        PublicChangeKind::ObjectionPeriodOpened => format!("/v1/public/objection-periods/{subject}"),
        PublicChangeKind::CycleAmended => "/v1/public/cycles".to_owned(),
        PublicChangeKind::RoleModelPublished => role_model::address(RoleModelId(*subject)),
        // The reason is not public, so a client can only read the list without it.
        PublicChangeKind::RoleModelWithdrawn => "/v1/public/role-models".to_owned(),
        PublicChangeKind::DifficultyDigestPublished => format!("/v1/public/difficulty-digests/{subject}"),
        PublicChangeKind::DifficultyDigestWithdrawn => "/v1/public/difficulty-digests".to_owned(),
        PublicChangeKind::SynthesisPublished => format!("/v1/public/syntheses/{subject}"),
        PublicChangeKind::SynthesisWithdrawn => "/v1/public/syntheses".to_owned(),
        PublicChangeKind::MediaItemPublished => media_item_address(MediaItemId(*subject)),
        PublicChangeKind::MediaItemWithdrawn => "/v1/public/media-items".to_owned(),
        PublicChangeKind::GuidancePublished | PublicChangeKind::GuidanceReplaced => {
            format!("/v1/public/guidance/{subject}")
        }
        PublicChangeKind::GuidanceWithdrawn => "/v1/public/guidance".to_owned(),
    }
}

/// List changes of public data
///
/// *Theo dõi thay đổi của dữ liệu công khai.* Public. Every change once and in one order: releases (rule S29) with each
/// of their boards and each unit's line that was added, changed or removed against the previous release; awards that
/// appeared with their decision, that a further decision corrects (L17), or that were revoked (L18, a tombstone); lists
/// of nominees that were opened to objections (L36); role models (S32), digests of difficulties (S31), synthesis reports
/// (P01), guidance and media items that were published, or withdrawn (a tombstone), and guidance that was replaced.
/// The first release of a cycle adds every unit. Not included: the end of a list of nominees (`untilDate` states it in
/// advance), a correction of a decision that is not public yet, and changes made before the feed existed.
///
/// To keep a copy: first take a cursor from `GET /v1/public/changes/newest`; then load `/v1/public/releases` with their
/// boards, `/v1/public/awards`, `/v1/public/revocations`, `/v1/public/role-models` and the lists of what else you show; then
/// call this operation with `after`, store the changes and the new `nextCursor` together, and call it again: at once while
/// `more` is true, else after a minute or so. Without `after` the list begins with the first recorded change. A change that commits late is
/// never skipped; a change that you did not manage to store comes again from the same cursor, so process each change
/// idempotently. Send the loading and lookup requests with `Cache-Control: no-cache`, or an intermediate cache may
/// answer with data from before the change.
///
/// A cursor that is malformed, belongs to another list, or belongs to another history (such as one from before a backup
/// was restored) is answered with 400 `CURSOR_MALFORMED`: start again with loading.
#[utoipa::path(
    get,
    path = "/changes",
    responses((status = 200, description = "The changes, in the order in which they became public.")),
)]
pub(crate) async fn list_public_changes(
    request: HttpRequest,
    Query(query): Query<FollowQuery>,
    db: Db,
) -> Result<Cached<PublicChangesView>, Problem> {
    let following = Following::of(LIST, query)?;
    let page = following.page;
    let found = db
        .read(move |tx| async move {
            match tx.public_changes(page).await {
                Err(Failure::NotFound) => Err(Following::lost()),
                found => Ok(found?),
            }
        })
        .await?;
    let Slice { items, more } = found;
    let last = items.last().map(|stored| stored.id.0).or(page.after);
    let items = items.into_iter().map(PublicChangeView::from).collect();
    brief(&request, &PublicChangesView { items, next_cursor: following.cursor(last), more })
}

/// Show the newest cursor of the public changes
///
/// *Vị trí mới nhất của danh sách thay đổi.* Public. Only a cursor: take it before you load the public data, and
/// continue from it with `GET /v1/public/changes`.
#[utoipa::path(get, path = "/changes/newest", responses((status = 200, description = "The cursor.")))]
pub(crate) async fn show_newest_public_change(
    request: HttpRequest,
    db: Db,
) -> Result<Cached<NewestPublicChangeView>, Problem> {
    let newest = db.ask(move |tx| async move { Ok(tx.newest_public_change().await?) }).await?;
    let next_cursor = Following::from_the_first(LIST).cursor(newest.map(|change| change.0));
    brief(&request, &NewestPublicChangeView { next_cursor })
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_changes, show_newest_public_change);
}
