//! The text of a movement on any day (rule M01).

use chrono::NaiveDate;
use domain::base::ids::CampaignId;
use domain::base::policy::Permission;
use domain::planning::campaign::{Campaign, CampaignVersion};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::planning::campaign::text::CampaignTextBody;
use crate::planning::campaign::{CampaignPath, must_be_seen};
use crate::planning::order::OrderBody;

/// A version of a movement's text.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CampaignVersion)]
pub(crate) struct CampaignVersionView {
    /// Its number; the text that was launched is 1.
    #[schema(minimum = 1, example = 1)]
    number: usize,
    /// The first day that it held; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_date: Option<NaiveDate>,
    /// The document that set it; absent for a draft, and for a movement that began before this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<OrderBody>,
    /// What changed against the version before; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<TextView>,
    /// What it says.
    text: CampaignTextBody,
}

/// The versions of a movement's text.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignVersions {
    /// The versions, oldest first; with `on` the one that held on that day.
    items: Vec<CampaignVersionView>,
}

/// The filter of a movement's versions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CampaignVersionQuery {
    /// Only the version that held on this day.
    #[param(example = "2026-07-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    on: Option<NaiveDate>,
}

/// How a version is shown: to those who work in the movement, or to everybody.
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    Insider,
    Public,
}

impl CampaignVersions {
    pub(crate) fn of(campaign: &Campaign, query: &CampaignVersionQuery, reader: Reader) -> Self {
        let versions = match query.on {
            Some(day) => campaign.version_on(day).into_iter().collect(),
            None => campaign.versions(),
        };
        let view = |version: CampaignVersion<'_>| {
            let CampaignVersion { number, from, order, said, text } = version;
            let (order, text) = (order.cloned(), text.clone());
            let (order, text) = match reader {
                Reader::Insider => (order.map(OrderBody::from), text.into()),
                Reader::Public => (order.map(OrderBody::for_public), CampaignTextBody::for_public(text)),
            };
            CampaignVersionView { number, from_date: from, order, changed: said.cloned().map(TextView::from), text }
        };
        Self { items: versions.into_iter().map(view).collect() }
    }
}

/// Demands that everybody may know of a movement.
///
/// # Errors
/// 404 for a draft.
pub(crate) fn must_be_public(campaign: &Campaign) -> Result<(), Problem> {
    if campaign.is_public() { Ok(()) } else { Err(Problem::plain(Kind::NotFound)) }
}

/// List the versions of a campaign
///
/// *Các phiên bản nội dung phong trào.* Any signed-in person; of a draft as in the list of campaigns. The text that was
/// launched, and one version for each amendment, each with its document and its first day (rule M01).
#[utoipa::path(
    get,
    path = "/campaigns/{campaign}/versions",
    responses((status = 200, description = "The versions, oldest first.")),
)]
pub(crate) async fn list_campaign_versions(
    Caller(actor): Caller,
    path: Path<CampaignPath>,
    Query(query): Query<CampaignVersionQuery>,
    db: Db,
) -> Result<Untagged<CampaignVersions>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let campaign = db.ask(move |tx| async move { Ok(tx.campaign(path.0.campaign).await?) }).await?;
    must_be_seen(&campaign, &actor)?;
    Untagged::new(&CampaignVersions::of(&campaign, &query, Reader::Insider))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": list_campaign_versions);
}

/// The address of a campaign's public page.
pub(crate) fn address(campaign: CampaignId) -> String {
    format!("/v1/public/campaigns/{campaign}")
}
