//! Campaigns and their cycles.

use chrono::NaiveDate;
use domain::base::ids::{CampaignId, Revision};
use domain::base::policy::Permission;
use domain::planning::campaign::{Campaign, CampaignKind, Field, Theme};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::{Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;

/// One of the movement's contents (nội dung thi đua).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Theme)]
pub(crate) struct ThemeView {
    /// Its number in the plan.
    #[schema(minimum = 1, example = 1)]
    number: i64,
    /// Its text.
    text: TextView,
}

/// One of the movement's priority fields (lĩnh vực).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Field)]
pub(crate) struct FieldView {
    /// Its code.
    #[schema(example = "AGRICULTURE")]
    code: String,
    /// Its name.
    name: TextView,
    /// Tasks in the field.
    text: TextView,
}

/// A campaign (phong trào thi đua).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Campaign)]
pub(crate) struct CampaignView {
    /// The campaign's identifier.
    id: CampaignId,
    /// Short and stable.
    #[schema(example = "soc-trang-2021-2025")]
    code: String,
    /// Kind of movement.
    kind: CampaignKind,
    /// Its name.
    name: TextView,
    /// Its theme slogan (chủ đề).
    slogan: TextView,
    /// Its first day.
    period_start_date: NaiveDate,
    /// Its last day.
    period_end_date: NaiveDate,
    /// The legal bases (căn cứ).
    legal_bases: Vec<CitationBody>,
    /// Its contents (nội dung thi đua).
    contents: Vec<ThemeView>,
    /// Its priority fields (lĩnh vực).
    fields: Vec<FieldView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// The path parameter that names a campaign.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CampaignPath {
    /// The campaign's identifier.
    #[param(value_type = Uuid)]
    pub(crate) campaign: CampaignId,
}

impl From<Campaign> for CampaignView {
    fn from(campaign: Campaign) -> Self {
        let Campaign {
            id,
            code,
            kind,
            name,
            slogan,
            period_start,
            period_end,
            legal_bases,
            contents,
            fields,
            revision,
        } = campaign;
        Self {
            id,
            code,
            kind,
            name: name.into(),
            slogan: slogan.into(),
            period_start_date: period_start,
            period_end_date: period_end,
            legal_bases: legal_bases.into_iter().map(CitationBody::from).collect(),
            contents: contents
                .into_iter()
                .map(|Theme { number, text }| ThemeView { number, text: text.into() })
                .collect(),
            fields: fields
                .into_iter()
                .map(|Field { code, name, text }| FieldView { code, name: name.into(), text: text.into() })
                .collect(),
            revision,
        }
    }
}

/// List campaigns
///
/// *Danh sách phong trào.* Any signed-in person.
#[utoipa::path(get, path = "/campaigns", responses((status = 200, description = "The campaigns, oldest first.")))]
pub(crate) async fn list_campaigns(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<CampaignView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let page = paging.page;
    let slice = db.ask(move |tx| async move { Ok(tx.campaigns(page).await?) }).await?;
    Untagged::new(&Listing::new(&paging, slice, |campaign| campaign.id.0, CampaignView::from))
}

/// Show a campaign
///
/// *Xem phong trào.* Any signed-in person.
#[utoipa::path(get, path = "/campaigns/{campaign}", responses((status = 200, description = "The campaign.")))]
pub(crate) async fn show_campaign(
    Caller(actor): Caller,
    path: Path<CampaignPath>,
    db: Db,
) -> Result<Tagged<CampaignView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let campaign = db.ask(move |tx| async move { Ok(tx.campaign(path.0.campaign).await?) }).await?;
    Tagged::new(campaign.revision, &CampaignView::from(campaign))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": list_campaigns, show_campaign);
}
