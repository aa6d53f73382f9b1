//! A release as a whole: its data, its changes, the summaries of its boards, and the list of its pages.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{CycleId, OrganisationId, ReleaseId};
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::group::Group;
use domain::registry::level::Levels;
use domain::results::board_change::{BoardChanges, Outcome, UnitChange, UnitChangeKind};
use domain::results::line_change::LineChange;
use domain::results::publication::{Publication, ReleaseStatus};
use persistence::base::failure::Failure;
use persistence::results::publication::{Frozen, FrozenPage, PageOwner};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::base::db::Db;
use crate::base::http_cache::Cached;
use crate::base::hundredths::Hundredths;
use crate::base::page_cache::form::FormatVersion;
use crate::base::page_cache::{CachedPage, PageCache, address, served};
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::hex;
use crate::results::publication::board_view;
use crate::results::publication::frozen::{BoardPath, ReleasePath, kept, kept_of_release, page};
use crate::results::publication::register::frozen_register;
use crate::results::publication::release_view::{ReleaseView, outline};
use crate::results::publication::summary::SummaryView;

/// Rank of a unit on a board, with its total, band, bonus and penalty.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitOutcome)]
pub(crate) struct OutcomeView {
    /// The rank within the group; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 2)]
    rank: Option<u32>,
    /// The total; absent for a unit that is not scored (rule L24).
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// The code of the rating band, if the set has bands (rule L26).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    band: Option<String>,
    /// Sum of all bonuses, limited by their cap.
    bonus: Hundredths,
    /// Sum of all penalties, limited by their cap.
    penalty: Hundredths,
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        let Outcome { rank, total, band, bonus, penalty } = outcome;
        Self { rank, total: total.map(Hundredths), band, bonus: Hundredths(bonus), penalty: Hundredths(penalty) }
    }
}

/// A criterion's points before and after; equal if only the underlying figure changed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CriterionChange)]
pub(crate) struct CriterionChangeView {
    /// The criterion's code.
    #[schema(example = "H1")]
    criterion: String,
    /// The points before; absent if the unit was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    points_before: Option<Hundredths>,
    /// The points after; absent if the unit was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    points_after: Option<Hundredths>,
}

impl From<LineChange> for CriterionChangeView {
    fn from(line: LineChange) -> Self {
        let LineChange { criterion, before, after } = line;
        Self { criterion, points_before: before.map(Hundredths), points_after: after.map(Hundredths) }
    }
}

/// Change of one unit against the previous release.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitChange)]
pub(crate) struct UnitChangeView {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The code that the public knew the unit by at publication (mã đơn vị); absent on releases made before it was
    /// stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    code: Option<String>,
    /// Kind of change.
    change: UnitChangeKind,
    /// Result before the change; absent if the unit is added.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<OutcomeView>,
    /// Result after the change; absent if the unit is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<OutcomeView>,
    /// The criteria whose figures changed, in the set's order; none if only the rank changed.
    criteria: Vec<CriterionChangeView>,
    /// Why the unit's public report was corrected, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Kết luận kiểm tra số 12/KL-STTTT")]
    reason: Option<String>,
}

impl From<UnitChange> for UnitChangeView {
    fn from(change: UnitChange) -> Self {
        let UnitChange { organisation, name, code, kind, before, after, lines, reason } = change;
        Self {
            organisation,
            name,
            code,
            change: kind,
            before: before.map(OutcomeView::from),
            after: after.map(OutcomeView::from),
            criteria: lines.into_iter().map(CriterionChangeView::from).collect(),
            reason,
        }
    }
}

/// Changes of a release on the board of one group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BoardChanges)]
pub(crate) struct BoardChangesView {
    /// The code of the group.
    tier: GroupCode,
    /// The changed units in the order of the board, then the removed ones.
    units: Vec<UnitChangeView>,
}

impl From<BoardChanges> for BoardChangesView {
    fn from(board: BoardChanges) -> Self {
        let BoardChanges { group, units } = board;
        Self { tier: group, units: units.into_iter().map(UnitChangeView::from).collect() }
    }
}

/// Changes of a release against the previous one (nội dung đính chính, bổ sung), frozen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReleaseChanges)]
pub(crate) struct ReleaseChangesView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    format_version: FormatVersion,
    /// The release.
    release: ReleaseId,
    /// Its number within the cycle.
    #[schema(minimum = 1, example = 2)]
    release_number: i64,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// Effect of the release on what was public before.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<ReleaseStatus>,
    /// Why it was made; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung đơn vị nộp muộn")]
    reason: Option<String>,
    /// The release before; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_release: Option<ReleaseId>,
    /// Its number; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    previous_number: Option<i64>,
    /// The groups with changes; empty for the first release.
    boards: Vec<BoardChangesView>,
}

/// Address of a frozen page, and the digest of its bytes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageLink {
    /// Address of the page; its bytes never change.
    #[schema(example = "/v1/public/boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/summary")]
    href: String,
    /// SHA-256 of its bytes, in hexadecimal; the `ETag` contains the same value.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    sha256: String,
}

/// Every frozen page of a release, and the digest over all of them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReleasePages)]
pub(crate) struct ReleasePagesView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    format_version: FormatVersion,
    /// The release.
    release: ReleaseId,
    /// SHA-256, in hexadecimal, of the lines of `pages`: each is the page's sha256, two spaces, its href and a line feed.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    digest: String,
    /// The pages, ordered by the bytes of `href`.
    pages: Vec<PageLink>,
}

/// Adds the pages of the release as a whole to those of its boards, and computes the digest of all of them.
pub(super) fn complete(
    publication: &Publication,
    cycle: &Cycle,
    mut pages: Vec<FrozenPage>,
) -> Result<Frozen, Problem> {
    let release = publication.release.after();
    let owner = PageOwner::Release(release.id);
    let view = ReleaseChangesView {
        format_version: FormatVersion::NOW,
        release: release.id,
        release_number: release.number,
        cycle: cycle.id,
        cycle_code: cycle.code.clone(),
        published_at: release.published_at,
        status: release.status,
        reason: release.reason.clone(),
        previous_release: publication.previous.map(|(id, _)| id),
        previous_number: publication.previous.map(|(_, number)| number),
        boards: publication.changes.iter().cloned().map(BoardChangesView::from).collect(),
    };
    pages.push(page(owner, "changes".to_owned(), &view)?);
    pages.push(frozen_register(publication, cycle)?);
    let link = |page: &FrozenPage| PageLink { href: address(page.owner, &page.part), sha256: page.digest.clone() };
    let mut links: Vec<PageLink> = pages.iter().map(link).collect();
    links.sort_by(|one, other| one.href.cmp(&other.href));
    let lines: String = links.iter().map(|PageLink { href, sha256 }| format!("{sha256}  {href}\n")).collect();
    let digest = hex(&Sha256::digest(&lines));
    let view = ReleasePagesView {
        format_version: FormatVersion::NOW,
        release: release.id,
        digest: digest.clone(),
        pages: links,
    };
    pages.push(page(owner, "pages".to_owned(), &view)?);
    let view = ReleaseView { format_version: Some(FormatVersion::NOW), ..outline(release, &digest).into() };
    pages.push(page(owner, String::new(), &view)?);
    Ok(Frozen { pages, digest })
}

/// Show a release
///
/// *Đợt công bố.* Public. Its status, who published it, its digest, and the links to its boards; the bytes never
/// change.
#[utoipa::path(get, path = "/releases/{release}", responses((status = 200, description = "The release.")))]
pub(crate) async fn show_release(
    request: HttpRequest,
    path: Path<ReleasePath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<ReleaseView>, Problem> {
    let release = path.0.release;
    let owner = PageOwner::Release(release);
    let page = match cache.page(owner, "").await {
        // A release from before this page was frozen: its rows never change either.
        Err(Failure::NotFound) => {
            let summary = db.read(move |tx| async move { Ok(tx.release_summary(release).await?) }).await?;
            Arc::new(CachedPage::from(page(owner, String::new(), &ReleaseView::from(summary))?))
        }
        found => found?,
    };
    Ok(served(&request, page).await.into())
}

/// Show the changes in a release
///
/// *Nội dung đính chính, bổ sung.* Public. Every unit that was added, removed or changed against the previous release,
/// with rank, total and points before and after, why its report was corrected, and why the release was made; the first
/// release lists nothing. The bytes never change; releases made before this page was stored have none (404
/// `PAGE_NOT_FROZEN`).
#[utoipa::path(get, path = "/releases/{release}/changes", responses((status = 200, description = "What changed.")))]
pub(crate) async fn show_release_changes(
    request: HttpRequest,
    path: Path<ReleasePath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<ReleaseChangesView>, Problem> {
    let page = kept_of_release(&cache, &db, path.0.release, "changes").await?;
    Ok(served(&request, page).await.into())
}

/// Show the pages of a release
///
/// *Danh mục trang đã công bố.* Public. Every frozen page with the SHA-256 of its bytes, and the release's `digest`. To
/// compute the digest again: fetch each `href`, hash the bytes; order the pages by the bytes of `href`; write for each
/// page the hash in lower-case hexadecimal, two spaces, the `href` and a line feed (the format of `sha256sum`); hash
/// these lines. This page and the release's own are left out, because both contain the digest. The bytes never change;
/// releases made before this page was stored have none (404 `PAGE_NOT_FROZEN`).
#[utoipa::path(get, path = "/releases/{release}/pages", responses((status = 200, description = "The pages.")))]
pub(crate) async fn show_release_pages(
    request: HttpRequest,
    path: Path<ReleasePath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<ReleasePagesView>, Problem> {
    let page = kept_of_release(&cache, &db, path.0.release, "pages").await?;
    Ok(served(&request, page).await.into())
}

/// Show a board's summary
///
/// *Tổng hợp của bảng.* Public. The mean of each criterion, how many units met each target, and which units owed a
/// report in the cycle and group and had submitted none at publication. The bytes never change; boards published before
/// the summary was stored have none (404 `PAGE_NOT_FROZEN`).
#[utoipa::path(get, path = "/boards/{board}/summary", responses((status = 200, description = "The summary.")))]
pub(crate) async fn show_board_summary(
    request: HttpRequest,
    path: Path<BoardPath>,
    cache: web::Data<PageCache>,
) -> Result<Cached<SummaryView>, Problem> {
    let page = kept(&cache, path.0.board, "summary").await?;
    Ok(served(&request, page).await.into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_release, show_release_changes, show_release_pages, show_board_summary);
}

/// The frozen pages of a release: those of each board, what changed against the previous release, the register of
/// filings, and the list of all pages. `groups` are those that the cycle chose.
pub(crate) fn freeze(
    publication: &Publication,
    cycle: &Cycle,
    sets: &[CriteriaSet],
    (groups, levels): (&[Group], &Levels),
    rehearsal: bool,
) -> Result<Frozen, Problem> {
    let mut pages = Vec::new();
    for board in &publication.release.after().boards {
        let set = sets
            .iter()
            .find(|set| set.id == board.criteria_set)
            .ok_or_else(|| Problem::fault("a board has no criteria set"))?;
        let label = cycle.group_label(board.group, groups, levels);
        pages.extend(board_view::pages(publication, board, cycle, (set, label), rehearsal)?);
    }
    complete(publication, cycle, pages)
}
