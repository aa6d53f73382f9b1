//! What press agencies published about a movement, recorded by them and public.

use std::collections::HashMap;

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::FieldCode;
use domain::base::ids::{AwardId, CampaignId, OrganisationId, Revision, RoleModelId};
use domain::base::policy::Permission;
use domain::oversight::media_item::{MediaContent, MediaItem, MediaItemId, MediaKind};
use domain::planning::campaign::dimensions::Dimensions;
use domain::results::role_model::{NamedUnit, Withdrawal};
use persistence::base::store::Tx;
use persistence::oversight::media_item::MediaFilter;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::UnitLabels;
use persistence::results::role_model::RoleModelLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged};
use crate::base::body::ReasonBody;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, TextView, WebAddress};
use crate::oversight::reasons::{award_not_public, role_model_unknown};
use crate::results::change::media_item_address;

/// What a press agency published, to record (tin, bài, phóng sự). It is public at once.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewMediaItem {
    /// The movement that it is about.
    campaign: CampaignId,
    /// The press agency: the caller's own.
    publisher: OrganisationId,
    /// Kind of what was published.
    #[schema(example = "REPORTAGE")]
    kind: MediaKind,
    /// Its title; 1 to 300 characters. It names no person (rule L36).
    /// Example: `Tổ công nghệ số cộng đồng về từng ấp (demo)`
    #[validate(nested)]
    title: Line,
    /// The day on which it was published first; not in the future.
    #[schema(example = "2025-03-10")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Where: the page, the channel or the newspaper; 1 to 300 characters.
    /// Example: `Truyền hình tỉnh, chuyên mục Chuyển đổi số (demo)`
    #[validate(nested)]
    outlet: Line,
    /// Where it can be read or seen: http or https, without a user name; at most 2000 characters.
    /// Example: `https://example.org/chuyen-doi-so/to-cong-nghe-so`
    #[serde(default)]
    #[validate(nested)]
    url: Option<WebAddress>,
    /// How long a broadcast is, in minutes; 1 to 10000.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000, example = 15)]
    #[validate(range(min = 1, max = 10_000))]
    minutes: Option<u32>,
    /// How many parts it has; 1 to 10000.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000, example = 2)]
    #[validate(range(min = 1, max = 10_000))]
    parts: Option<u32>,
    /// Numbers of the movement's contents that it is about (nội dung thi đua); at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([1]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about (lĩnh vực).
    /// Example: `AGRICULTURE`
    #[serde(default)]
    field: Option<FieldCode>,
    /// The public role models that it is about; at most 20, each once.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    role_models: Vec<RoleModelId>,
    /// The public awards that it is about; at most 20, each once.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    awards: Vec<AwardId>,
}

/// A role model that a media item is about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MediaRoleModel)]
pub(crate) struct LinkedRoleModel {
    /// The role model.
    id: RoleModelId,
    /// Its name.
    #[schema(example = "Tổ công nghệ số cộng đồng đến từng ấp (demo)")]
    title: String,
}

/// An award that a media item is about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MediaAward)]
pub(crate) struct LinkedAward {
    /// The award; `GET /v1/public/awards/{award}` shows it.
    id: AwardId,
    /// The recipient, as the list of awards names it.
    #[schema(example = "Phòng Văn hóa và Thông tin huyện Kế Sách")]
    name: String,
}

/// What a press agency published about a movement (tin, bài, phóng sự).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MediaItem)]
pub(crate) struct MediaItemView {
    /// Its identifier.
    id: MediaItemId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The press agency.
    publisher: OrganisationId,
    /// Its name then.
    #[schema(example = "Đài Phát thanh và Truyền hình tỉnh")]
    publisher_name: String,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "dai-phat-thanh-truyen-hinh")]
    publisher_code: Option<String>,
    /// Kind of what was published.
    kind: MediaKind,
    /// Its title.
    #[schema(example = "Tổ công nghệ số cộng đồng về từng ấp (demo)")]
    title: String,
    /// The day on which it was published first.
    #[schema(example = "2025-03-10")]
    date: NaiveDate,
    /// Where: the page, the channel or the newspaper.
    #[schema(example = "Truyền hình tỉnh, chuyên mục Chuyển đổi số (demo)")]
    outlet: String,
    /// Where it can be read or seen.
    /// Example: `https://example.org/chuyen-doi-so/to-cong-nghe-so`
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<WebAddress>,
    /// How long a broadcast is, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 15)]
    minutes: Option<u32>,
    /// How many parts it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 2)]
    parts: Option<u32>,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([1]))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
    /// The role models that it is about and that are public today.
    role_models: Vec<LinkedRoleModel>,
    /// The awards that it is about and that are public today.
    awards: Vec<LinkedAward>,
    /// When it was recorded, and became public here.
    published_at: DateTime<Utc>,
    /// When it was withdrawn; absent while it is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    /// Revision number; `If-Match` of the withdrawal may name it.
    revision: Revision,
}

/// The filters of the list of media items.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediaQuery {
    /// About this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this press agency.
    #[param(value_type = Option<Uuid>)]
    publisher: Option<OrganisationId>,
    /// Of this kind.
    #[param(inline)]
    kind: Option<MediaKind>,
    /// About this role model.
    #[param(value_type = Option<Uuid>)]
    role_model: Option<RoleModelId>,
    /// About this award.
    #[param(value_type = Option<Uuid>)]
    award: Option<AwardId>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 1)]
    content: Option<i64>,
    /// In this field of the movement.
    #[param(inline)]
    field: Option<FieldCode>,
    /// Published on this day or later.
    #[param(example = "2025-01-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    from: Option<NaiveDate>,
    /// Published on this day or earlier.
    #[param(example = "2025-12-31")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    to: Option<NaiveDate>,
}

/// The path parameter that names a media item.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediaPath {
    /// The item's identifier.
    #[param(value_type = Uuid)]
    media_item: MediaItemId,
}

/// What media items refer to, as far as it is public.
struct Links {
    campaigns: CampaignNames,
    units: UnitLabels,
    role_models: HashMap<RoleModelId, RoleModelLabel>,
    awards: HashMap<AwardId, String>,
}

impl Links {
    async fn of(tx: &Tx, items: &[MediaItem]) -> Result<Self, Problem> {
        let campaigns = tx.campaign_names(items.iter().map(|one| one.campaign)).await?;
        let units = tx.unit_labels(items.iter().map(|one| one.publisher.id)).await?;
        let named: Vec<RoleModelId> = items.iter().flat_map(|one| one.content.role_models.clone()).collect();
        let role_models = tx.role_model_labels(named.into_iter()).await?;
        let named: Vec<AwardId> = items.iter().flat_map(|one| one.content.awards.clone()).collect();
        let awards = tx.public_recipients(named).await?;
        Ok(Self { campaigns, units, role_models, awards })
    }
}

impl MediaItemView {
    fn new(item: MediaItem, links: &Links) -> Self {
        let MediaItem { id, campaign, publisher, content, published_at, withdrawal, revision } = item;
        let NamedUnit { id: publisher, name: publisher_name } = publisher;
        let MediaContent { kind, title, day, outlet, url, minutes, parts, dimensions, role_models, awards } = content;
        let Dimensions { contents, field } = dimensions;
        let linked = |id: RoleModelId| {
            let label = links.role_models.get(&id).filter(|label| label.public)?;
            Some(LinkedRoleModel { id, title: label.title.clone() })
        };
        let granted = |id: AwardId| {
            let name = links.awards.get(&id).cloned()?;
            Some(LinkedAward { id, name })
        };
        Self {
            id,
            campaign,
            campaign_name: links.campaigns.get(campaign).into(),
            publisher,
            publisher_name,
            publisher_code: links.units.get(publisher).code,
            kind,
            title,
            date: day,
            outlet,
            url: url.and_then(WebAddress::stored),
            minutes,
            parts,
            contents,
            field,
            role_models: role_models.into_iter().filter_map(linked).collect(),
            awards: awards.into_iter().filter_map(granted).collect(),
            published_at,
            withdrawn_at: withdrawal.map(|Withdrawal { at, reason: _ }| at),
            revision,
        }
    }

    /// One item, with the names of what it refers to.
    async fn of(tx: &Tx, item: MediaItem) -> Result<Self, Problem> {
        let links = Links::of(tx, std::slice::from_ref(&item)).await?;
        Ok(Self::new(item, &links))
    }
}

/// Record a media item
///
/// *Ghi nhận tin, bài, phóng sự.* People of a press agency, which is a unit with the function `MEDIA_PARTNER`, for what it
/// published about a movement (plan III.2, V.5). It appears at once in the public list, the news and the public changes. Role
/// models and awards that it names are public.
#[utoipa::path(post, path = "/media-items", responses((status = 201, description = "Public.")))]
pub(crate) async fn publish_media_item(
    request: Command<NewMediaItem>,
    db: Db,
) -> Result<Once<Created<MediaItemView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ReportMedia)?;
        let NewMediaItem {
            campaign,
            publisher,
            kind,
            title,
            date,
            outlet,
            url,
            minutes,
            parts,
            contents,
            field,
            role_models,
            awards,
        } = body;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let publisher = named(tx.organisation(publisher).await, "/publisher", reasons::unit_unknown)?;
        let mut linked = Vec::new();
        for (place, id) in role_models.iter().enumerate() {
            let found = named(tx.role_model(*id).await, format!("/roleModels/{place}"), role_model_unknown)?;
            linked.push(found);
        }
        for (place, id) in awards.iter().enumerate() {
            named(tx.published_award(*id).await, format!("/awards/{place}"), award_not_public)?;
        }
        let content = MediaContent {
            kind,
            title: title.into(),
            day: date,
            outlet: outlet.into(),
            url: url.map(Into::into),
            minutes,
            parts,
            dimensions: Dimensions { contents, field },
            role_models,
            awards,
        };
        let id = MediaItemId(Uuid::now_v7());
        let step = MediaItem::publish(id, content, &linked, (&movement, &publisher), &actor, at)?;
        let item = tx.add_media_item(step).await?;
        let revision = item.revision;
        Created::new(media_item_address(id), revision, &MediaItemView::of(&tx, item).await?)
    })
    .await
}

/// Withdraw a media item
///
/// *Rút tin, bài, phóng sự đã ghi nhận.* The press agency that recorded it, or the standing agency of the movement, once, with
/// a reason, which is not public. Clients that keep a copy learn it from the public changes (`MEDIA_ITEM_WITHDRAWN`).
#[utoipa::path(
    post,
    path = "/media-items/{mediaItem}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_media_item(
    request: StepCommand<MediaPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<MediaItemView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::WithdrawMedia)?;
        let item = tx.media_item(path.media_item).await?;
        expected.must_be(item.revision)?;
        let item = tx.save_media_item(item.withdraw(&body.reason, &actor, at)?).await?;
        Tagged::new(item.revision, &MediaItemView::of(&tx, item).await?)
    })
    .await
}

/// List media items
///
/// *Danh sách tin, bài, phóng sự.* Public. What press agencies published about the movements; those that were withdrawn are
/// not listed. Filters add up.
#[utoipa::path(
    get,
    path = "/media-items",
    responses((status = 200, description = "The items, in the order in which they were recorded.")),
)]
pub(crate) async fn list_media_items(
    request: HttpRequest,
    Query(query): Query<MediaQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<MediaItemView>>, Problem> {
    let MediaQuery { campaign, publisher, kind, role_model, award, content, field, from, to } = query;
    let filter = MediaFilter { campaign, publisher, kind, role_model, award, content, field, from, to };
    let page = paging.page;
    let (slice, links) = db
        .read(move |tx| async move {
            let slice = tx.media_items(filter, page).await?;
            let links = Links::of(&tx, &slice.items).await?;
            Ok((slice, links))
        })
        .await?;
    brief(&request, &Listing::new(&paging, slice, |one| one.id.0, |one| MediaItemView::new(one, &links)))
}

/// Show a media item
///
/// *Xem tin, bài, phóng sự.* Public. 404 once it is withdrawn.
#[utoipa::path(get, path = "/media-items/{mediaItem}", responses((status = 200, description = "The item.")))]
pub(crate) async fn show_media_item(
    request: HttpRequest,
    path: Path<MediaPath>,
    db: Db,
) -> Result<Cached<MediaItemView>, Problem> {
    let view = db
        .read(move |tx| async move {
            let item = tx.media_item(path.0.media_item).await?;
            if item.withdrawal.is_some() {
                return Err(Problem::plain(Kind::NotFound));
            }
            MediaItemView::of(&tx, item).await
        })
        .await?;
    brief(&request, &view)
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "media": publish_media_item, withdraw_media_item);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_media_items, show_media_item);
}
