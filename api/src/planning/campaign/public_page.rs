//! What everybody may read of a movement.

use actix_web::HttpRequest;
use domain::base::identity::Scope;
use domain::base::ids::CampaignId;
use domain::planning::campaign::{Campaign, CampaignKind, CampaignOrders, CampaignState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::planning::campaign::CampaignPath;
use crate::planning::campaign::text::CampaignTextBody;
use crate::planning::campaign::version::{CampaignVersionQuery, CampaignVersions, Reader, address, must_be_public};
use crate::planning::order::OrderBody;

/// A campaign (phong trào thi đua), as everybody may read it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicCampaign {
    /// The campaign's identifier.
    id: CampaignId,
    /// Short and stable.
    #[schema(example = "chuyen-doi-so-2026-2030")]
    code: String,
    /// Kind of movement.
    kind: CampaignKind,
    /// `LAUNCHED` or `CLOSED`; a draft is not public.
    state: CampaignState,
    /// What the plan says now.
    text: CampaignTextBody,
    /// The plan that launched it (kế hoạch phát động); absent for a movement that began before this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    launch: Option<OrderBody>,
    /// The number of versions of its text (rule M01).
    #[schema(minimum = 1, example = 1)]
    version: usize,
    /// The document that concluded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<OrderBody>,
    /// The address of this page.
    #[schema(example = "/v1/public/campaigns/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    href: String,
}

impl From<Campaign> for PublicCampaign {
    fn from(campaign: Campaign) -> Self {
        let version = campaign.versions().len();
        let Campaign { id, code, kind, state, text, orders, revision: _ } = campaign;
        let CampaignOrders { launch, amendments: _, conclusion } = orders;
        Self {
            id,
            code,
            kind,
            state,
            text: CampaignTextBody::for_public(text),
            launch: launch.map(OrderBody::for_public),
            version,
            conclusion: conclusion.map(OrderBody::for_public),
            href: address(id),
        }
    }
}

/// List campaigns that were launched
///
/// *Danh sách phong trào.* Public. The movements that are running or concluded; drafts are not public.
#[utoipa::path(get, path = "/campaigns", responses((status = 200, description = "The campaigns, oldest first.")))]
pub(crate) async fn list_public_campaigns(
    request: HttpRequest,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicCampaign>>, Problem> {
    let page = paging.page;
    let nobody = Scope::of_units(Vec::new());
    let slice = db.ask(move |tx| async move { Ok(tx.campaigns(&nobody, page).await?) }).await?;
    brief(&request, &Listing::new(&paging, slice, |campaign| campaign.id.0, PublicCampaign::from))
}

/// Show a campaign that was launched
///
/// *Xem phong trào.* Public. 404 for a draft.
#[utoipa::path(get, path = "/campaigns/{campaign}", responses((status = 200, description = "The campaign.")))]
pub(crate) async fn show_public_campaign(
    request: HttpRequest,
    path: Path<CampaignPath>,
    db: Db,
) -> Result<Cached<PublicCampaign>, Problem> {
    let campaign = db.ask(move |tx| async move { Ok(tx.campaign(path.0.campaign).await?) }).await?;
    must_be_public(&campaign)?;
    brief(&request, &PublicCampaign::from(campaign))
}

/// List the versions of a campaign that was launched
///
/// *Các phiên bản nội dung phong trào.* Public. The text that was launched, and one version for each amendment, each with
/// its document and its first day (rule M01).
#[utoipa::path(
    get,
    path = "/campaigns/{campaign}/versions",
    responses((status = 200, description = "The versions, oldest first.")),
)]
pub(crate) async fn list_public_campaign_versions(
    request: HttpRequest,
    path: Path<CampaignPath>,
    Query(query): Query<CampaignVersionQuery>,
    db: Db,
) -> Result<Cached<CampaignVersions>, Problem> {
    let campaign = db.ask(move |tx| async move { Ok(tx.campaign(path.0.campaign).await?) }).await?;
    must_be_public(&campaign)?;
    brief(&request, &CampaignVersions::of(&campaign, &query, Reader::Public))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_campaigns, show_public_campaign, list_public_campaign_versions);
}
