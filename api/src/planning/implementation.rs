//! Implementing documents: which unit issued which plan to carry out the movement, and which has none yet.

use chrono::{DateTime, Utc};
use domain::base::code::LevelCode;
use domain::base::ids::{CampaignId, ImplementationPlanId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::planning::implementation::ImplementationPlan;
use domain::registry::organisation::Organisation;
use persistence::planning::implementation::ImplementationPlanFilter;
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::Command;
use crate::access::unit_permission::must_for_unit;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::planning::campaign::{CampaignPath, must_be_seen};

/// A unit's implementing document (văn bản triển khai, rule S28).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImplementationPlan)]
pub(crate) struct ImplementationPlanView {
    /// The entry's identifier.
    id: ImplementationPlanId,
    /// The campaign.
    campaign: CampaignId,
    /// The campaign's name.
    campaign_name: TextView,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows the unit by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The document.
    document: CitationBody,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl ImplementationPlanView {
    fn new(plan: ImplementationPlan, campaign_name: TextView, label: UnitLabel) -> Self {
        let ImplementationPlan { id, campaign, organisation, document, registered_at, revision } = plan;
        let UnitLabel { name, code } = label;
        Self {
            id,
            campaign,
            campaign_name,
            organisation,
            organisation_name: name,
            organisation_code: code,
            document: document.into(),
            registered_at,
            revision,
        }
    }
}

/// An implementing document to register.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewImplementationPlan {
    /// The campaign.
    campaign: CampaignId,
    /// The unit: the caller's own.
    organisation: OrganisationId,
    /// The document: number, date, issuer and title are required.
    #[validate(nested)]
    document: CitationBody,
}

/// A unit without an implementing document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnitWithoutPlan {
    /// The unit.
    organisation: OrganisationId,
    /// Its name.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    code: Option<String>,
    /// The code of its level.
    level: LevelCode,
}

impl From<Organisation> for UnitWithoutPlan {
    fn from(unit: Organisation) -> Self {
        let code = unit.public_code().map(str::to_owned);
        Self { organisation: unit.id, name: unit.name, code, level: unit.level }
    }
}

/// The filters of the list of implementation plans.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImplementationPlanQuery {
    /// For this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
}

/// The filters of the list of units without a plan.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WithoutPlanQuery {
    /// Of the level with this code.
    #[param(inline)]
    level: Option<LevelCode>,
}

/// The path parameter that names an implementation plan.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImplementationPlanPath {
    /// The entry's identifier.
    #[param(value_type = Uuid)]
    implementation_plan: ImplementationPlanId,
}

/// List implementing documents
///
/// *Sổ văn bản triển khai.* Units see their own; the standing agency, the appraisal agency, the decision authority and
/// the auditor see all (rule S30).
#[utoipa::path(
    get,
    path = "/implementation-plans",
    responses((status = 200, description = "The documents, oldest first.")),
)]
pub(crate) async fn list_implementation_plans(
    Caller(actor): Caller,
    Query(query): Query<ImplementationPlanQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ImplementationPlanView>>, Problem> {
    let ImplementationPlanQuery { campaign, organisation } = query;
    let (filter, page) = (ImplementationPlanFilter { campaign, organisation }, paging.page);
    let scope = actor.scope(Permission::ReadReport)?;
    let (slice, campaigns, labels) = db
        .read(move |tx| async move {
            let slice = tx.implementation_plans(&scope, filter, page).await?;
            let campaigns = tx.campaign_names(slice.items.iter().map(|plan| plan.campaign)).await?;
            let labels = tx.unit_labels(slice.items.iter().map(|plan| plan.organisation)).await?;
            Ok((slice, campaigns, labels))
        })
        .await?;
    let view = |plan: ImplementationPlan| {
        let (campaign_name, label) = (campaigns.get(plan.campaign).into(), labels.get(plan.organisation));
        ImplementationPlanView::new(plan, campaign_name, label)
    };
    Untagged::new(&Listing::new(&paging, slice, |plan| plan.id.0, view))
}

/// Register an implementing document
///
/// *Đăng ký văn bản triển khai.* Editor or head of the unit (rule S28). The unit existed within the campaign's period,
/// and issued the document while it existed (rule L30).
#[utoipa::path(post, path = "/implementation-plans", responses((status = 201, description = "Registered.")))]
pub(crate) async fn register_implementation_plan(
    request: Command<NewImplementationPlan>,
    db: Db,
) -> Result<Once<Created<ImplementationPlanView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewImplementationPlan { campaign, organisation, document } = body;
        must_for_unit(&tx, &actor, Permission::EditReport, organisation).await?;
        let campaign = named(tx.campaign(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let id = ImplementationPlanId(Uuid::now_v7());
        let step = ImplementationPlan::register(id, (&campaign, &organisation), document.into(), &actor, at)?;
        let plan = tx.add(step).await?;
        let (location, revision) = (format!("/v1/implementation-plans/{id}"), plan.revision);
        let label = UnitLabel::from(&organisation);
        Created::new(location, revision, &ImplementationPlanView::new(plan, campaign.text.name.into(), label))
    })
    .await
}

/// Show an implementing document
///
/// *Xem văn bản triển khai.* Callers who may list it.
#[utoipa::path(
    get,
    path = "/implementation-plans/{implementationPlan}",
    responses((status = 200, description = "The document.")),
)]
pub(crate) async fn show_implementation_plan(
    Caller(actor): Caller,
    path: Path<ImplementationPlanPath>,
    db: Db,
) -> Result<Tagged<ImplementationPlanView>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let id = path.0.implementation_plan;
    let (plan, campaign, unit) = db
        .read(move |tx| async move {
            let plan = tx.implementation_plan(&scope, id).await?;
            let campaign = tx.campaign(plan.campaign).await?;
            let unit = tx.organisation(plan.organisation).await?;
            Ok((plan, campaign, unit))
        })
        .await?;
    Tagged::new(plan.revision, &ImplementationPlanView::new(plan, campaign.text.name.into(), UnitLabel::from(&unit)))
}

/// List units without an implementing document
///
/// *Đơn vị chưa ban hành văn bản triển khai.* Callers who may read every unit's reports; a unit sees only whether it is
/// on the list itself (rule S28). Units of the levels that report, if they exist within the campaign's period.
#[utoipa::path(
    get,
    path = "/campaigns/{campaign}/units-without-plan",
    responses((status = 200, description = "The units, in the order of the registry.")),
)]
pub(crate) async fn list_units_without_plan(
    Caller(actor): Caller,
    path: Path<CampaignPath>,
    Query(query): Query<WithoutPlanQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<UnitWithoutPlan>>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let campaign = tx.campaign(path.0.campaign).await?;
            must_be_seen(&campaign, &actor)?;
            Ok(tx.units_without_plan(&scope, &campaign, query.level, page).await?)
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |unit| unit.id.0, UnitWithoutPlan::from))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns":
        list_implementation_plans, register_implementation_plan, show_implementation_plan, list_units_without_plan,
    );
}
