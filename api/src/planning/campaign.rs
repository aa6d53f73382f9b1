//! Campaigns (phong trào thi đua).
//!
//! `campaign/text.rs` is what a plan says, `campaign/life.rs` the steps of a movement, `campaign/version.rs` its text on
//! any day, `campaign/public_page.rs` what everybody may read.

use chrono::NaiveDate;
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CampaignId, Revision};
use domain::base::policy::Permission;
use domain::planning::campaign::{Amendment, Campaign, CampaignKind, CampaignOrders, CampaignState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::{Tagged, Untagged};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::base::transition::TransitionView;
use crate::planning::campaign::text::CampaignTextBody;
use crate::planning::order::OrderBody;

pub(crate) mod life;
pub(crate) mod public_page;
pub(crate) mod text;
pub(crate) mod version;

/// An amendment of a launched movement (văn bản điều chỉnh).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Amendment)]
pub(crate) struct AmendmentView {
    /// The document that amends.
    order: OrderBody,
    /// The first day that the new text holds.
    from_date: NaiveDate,
    /// What changed, in the standing agency's words.
    changed: TextView,
}

impl From<Amendment> for AmendmentView {
    fn from(amendment: Amendment) -> Self {
        let Amendment { order, from, said, before: _ } = amendment;
        Self { order: order.into(), from_date: from, changed: said.into() }
    }
}

/// A campaign (phong trào thi đua).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Campaign)]
pub(crate) struct CampaignView {
    /// The campaign's identifier.
    id: CampaignId,
    /// Short and stable.
    #[schema(example = "chuyen-doi-so-2026-2030")]
    code: String,
    /// Kind of movement.
    kind: CampaignKind,
    /// How far it has come.
    state: CampaignState,
    /// What the plan says now.
    text: CampaignTextBody,
    /// The plan that launched it (kế hoạch phát động; rule M01); absent for a draft, and for a movement that began before
    /// this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    launch: Option<OrderBody>,
    /// Its amendments, oldest first.
    amendments: Vec<AmendmentView>,
    /// The document that concluded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<OrderBody>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The path parameter that names a campaign.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CampaignPath {
    /// The campaign's identifier.
    #[param(value_type = Uuid)]
    pub(crate) campaign: CampaignId,
}

impl CampaignView {
    fn new(campaign: Campaign, actor: &Actor) -> Self {
        let transitions = campaign.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Campaign { id, code, kind, state, text, orders, revision } = campaign;
        let CampaignOrders { launch, amendments, conclusion } = orders;
        Self {
            id,
            code,
            kind,
            state,
            text: text.into(),
            launch: launch.map(OrderBody::from),
            amendments: amendments.into_iter().map(AmendmentView::from).collect(),
            conclusion: conclusion.map(OrderBody::from),
            revision,
            transitions,
        }
    }
}

/// The movements whose drafts the actor may read, with their cycles and criteria sets (rule M02).
pub(crate) fn drafts_seen_by(actor: &Actor) -> Scope {
    actor.scope(Permission::ReadPlanning).unwrap_or_else(|_none| Scope::of_units(Vec::new()))
}

/// Demands that the actor may know of a movement: a draft is nobody's business but of those who prepare it.
///
/// # Errors
/// 404 for anybody else.
pub(crate) fn must_be_seen(campaign: &Campaign, actor: &Actor) -> Result<(), Problem> {
    if campaign.is_public() || actor.must(Permission::ReadPlanning, campaign.id).is_ok() {
        return Ok(());
    }
    Err(Problem::plain(Kind::NotFound))
}

/// List campaigns
///
/// *Danh sách phong trào.* Any signed-in person. Drafts are listed for the agency that stands for the movement, the
/// appraisal agency, the decision authority and auditors (rule M02).
#[utoipa::path(get, path = "/campaigns", responses((status = 200, description = "The campaigns, oldest first.")))]
pub(crate) async fn list_campaigns(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<CampaignView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let (page, drafts) = (paging.page, drafts_seen_by(&actor));
    let slice = db.ask(move |tx| async move { Ok(tx.campaigns(&drafts, page).await?) }).await?;
    let row = |campaign| CampaignView::new(campaign, &actor);
    Untagged::new(&Listing::new(&paging, slice, |campaign| campaign.id.0, row))
}

/// Show a campaign
///
/// *Xem phong trào.* Any signed-in person; a draft as in the list.
#[utoipa::path(get, path = "/campaigns/{campaign}", responses((status = 200, description = "The campaign.")))]
pub(crate) async fn show_campaign(
    Caller(actor): Caller,
    path: Path<CampaignPath>,
    db: Db,
) -> Result<Tagged<CampaignView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let campaign = db.ask(move |tx| async move { Ok(tx.campaign(path.0.campaign).await?) }).await?;
    must_be_seen(&campaign, &actor)?;
    Tagged::new(campaign.revision, &CampaignView::new(campaign, &actor))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": list_campaigns, show_campaign);
}
