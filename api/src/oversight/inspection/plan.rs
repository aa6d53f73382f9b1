//! Yearly plans of inspections.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, Revision};
use domain::base::policy::Permission;
use domain::oversight::inspection::plan::{
    InspectionPlan, InspectionPlanContent, InspectionPlanId, InspectionTally, PlannedInspection,
};
use domain::oversight::inspection::workflow::InspectingAgency;
use persistence::base::store::Tx;
use persistence::oversight::inspection::plan::InspectionPlanFilter;
use persistence::planning::campaign::CampaignNames;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, TextView};
use crate::base::transition::TransitionView;

/// The plan of an agency's inspections for a year.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InspectionPlanEdit {
    /// The year; one of the movement's period.
    #[schema(minimum = 1900, maximum = 2199, example = 2025)]
    #[validate(range(min = 1900, max = 2199))]
    year: i32,
    /// The document of the plan.
    #[validate(nested)]
    document: CitationBody,
    /// A note for readers; at most 4000 characters.
    /// Example: `Ưu tiên đơn vị có số liệu chênh lệch lớn so với năm trước`
    #[serde(default)]
    #[validate(nested)]
    note: EmptyOrParagraph,
}

/// The plan of an agency's inspections to enter (kế hoạch kiểm tra).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewInspectionPlan {
    /// The movement.
    campaign: CampaignId,
    /// The year; one of the movement's period.
    #[schema(minimum = 1900, maximum = 2199, example = 2025)]
    #[validate(range(min = 1900, max = 2199))]
    year: i32,
    /// The document of the plan.
    #[validate(nested)]
    document: CitationBody,
    /// A note for readers; at most 4000 characters.
    /// Example: `Ưu tiên đơn vị có số liệu chênh lệch lớn so với năm trước`
    #[serde(default)]
    #[validate(nested)]
    note: EmptyOrParagraph,
}

impl From<InspectionPlanEdit> for InspectionPlanContent {
    fn from(InspectionPlanEdit { year, document, note }: InspectionPlanEdit) -> Self {
        Self { year, document: document.into(), note: note.into() }
    }
}

/// How far a plan has come: the number of its inspections by state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InspectionTally)]
pub(crate) struct InspectionTallyView {
    /// Not announced yet.
    #[schema(example = 4)]
    planned: u32,
    /// Announced; the visit has not taken place.
    #[schema(example = 1)]
    announced: u32,
    /// Carried out and not concluded.
    #[schema(example = 1)]
    conducted: u32,
    /// Concluded.
    #[schema(example = 3)]
    concluded: u32,
    /// Given up.
    #[schema(example = 0)]
    cancelled: u32,
    /// Of those planned and announced, the ones whose day is over.
    #[schema(example = 1)]
    overdue: u32,
}

impl From<InspectionTally> for InspectionTallyView {
    fn from(tally: InspectionTally) -> Self {
        let InspectionTally { planned, announced, conducted, concluded, cancelled, overdue, told: _ } = tally;
        Self { planned, announced, conducted, concluded, cancelled, overdue }
    }
}

/// The plan of an agency's inspections in a movement for a year (kế hoạch kiểm tra).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InspectionPlan)]
pub(crate) struct InspectionPlanView {
    /// Its identifier.
    id: InspectionPlanId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The agency.
    agency: InspectingAgency,
    /// The year.
    #[schema(example = 2025)]
    year: i32,
    /// The document of the plan.
    document: CitationBody,
    /// A note for readers; it may be empty.
    #[schema(example = "Ưu tiên đơn vị có số liệu chênh lệch lớn so với năm trước")]
    note: String,
    /// When it was entered.
    entered_at: DateTime<Utc>,
    /// How far it has come.
    tally: InspectionTallyView,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Whether the caller may correct it now, and why not.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of plans.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InspectionPlanQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// For this year.
    #[param(minimum = 1900, maximum = 2199, example = 2025)]
    year: Option<i32>,
    /// Of this agency.
    #[param(inline)]
    agency: Option<InspectingAgency>,
}

/// The path parameter that names a plan.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InspectionPlanPath {
    /// The plan's identifier.
    #[param(value_type = Uuid)]
    inspection_plan: InspectionPlanId,
}

/// What the views of plans need besides them.
struct Around {
    campaigns: CampaignNames,
    tallies: BTreeMap<InspectionPlanId, InspectionTally>,
}

impl Around {
    async fn of(tx: &Tx, plans: &[InspectionPlan], at: DateTime<Utc>) -> Result<Self, Problem> {
        let campaigns = tx.campaign_names(plans.iter().map(|plan| plan.campaign)).await?;
        let ids: Vec<InspectionPlanId> = plans.iter().map(|plan| plan.id).collect();
        let mut by_plan: BTreeMap<InspectionPlanId, Vec<PlannedInspection>> = BTreeMap::new();
        for (plan, inspection) in tx.planned_inspections(ids.into_iter()).await? {
            by_plan.entry(plan).or_default().push(inspection);
        }
        let counted = by_plan.into_iter().map(|(plan, all)| (plan, InspectionTally::of(all.into_iter(), at)));
        Ok(Self { campaigns, tallies: counted.collect() })
    }

    fn tally(&self, plan: InspectionPlanId) -> InspectionTally {
        self.tallies.get(&plan).copied().unwrap_or_default()
    }
}

impl InspectionPlanView {
    fn new(plan: InspectionPlan, around: &Around, actor: &Actor) -> Self {
        let tally = around.tally(plan.id);
        let transitions = plan.transitions(tally, actor).into_iter().map(TransitionView::from).collect();
        let InspectionPlan { id, campaign, agency, content, entered_at, revision } = plan;
        let InspectionPlanContent { year, document, note } = content;
        Self {
            id,
            campaign,
            campaign_name: around.campaigns.get(campaign).into(),
            agency,
            year,
            document: document.into(),
            note,
            entered_at,
            tally: tally.into(),
            revision,
            transitions,
        }
    }

    async fn of(tx: &Tx, plan: InspectionPlan, actor: &Actor, at: DateTime<Utc>) -> Result<Self, Problem> {
        let around = Around::of(tx, std::slice::from_ref(&plan), at).await?;
        Ok(Self::new(plan, &around, actor))
    }
}

/// List plans of inspections
///
/// *Danh sách kế hoạch kiểm tra.* The two agencies, the decision authority and the auditor, of their movements; a unit sees
/// none. Each plan counts how many of its inspections are planned, announced, carried out, concluded, and overdue.
#[utoipa::path(get, path = "/inspection-plans", responses((status = 200, description = "The plans, oldest first.")))]
pub(crate) async fn list_inspection_plans(
    Caller(actor): Caller,
    Query(query): Query<InspectionPlanQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<InspectionPlanView>>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    let InspectionPlanQuery { campaign, year, agency } = query;
    let filter = InspectionPlanFilter { campaign, year, agency };
    let page = paging.page;
    let (slice, around) = db
        .read(move |tx| async move {
            let slice = tx.inspection_plans(&scope, filter, page).await?;
            let around = Around::of(&tx, &slice.items, at).await?;
            Ok((slice, around))
        })
        .await?;
    let row = |one| InspectionPlanView::new(one, &around, &actor);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Enter a plan of inspections
///
/// *Nhập kế hoạch kiểm tra.* Standing agency of the movement or appraisal agency, one for each movement and year, under its
/// document. The inspections that it intends are entered one by one (`POST /v1/inspections`) and name it.
#[utoipa::path(post, path = "/inspection-plans", responses((status = 201, description = "Entered.")))]
pub(crate) async fn enter_inspection_plan(
    request: Command<NewInspectionPlan>,
    db: Db,
) -> Result<Once<Created<InspectionPlanView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageInspection)?;
        let NewInspectionPlan { campaign, year, document, note } = body;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let content = InspectionPlanContent { year, document: document.into(), note: note.into() };
        let id = InspectionPlanId(Uuid::now_v7());
        let plan = tx.add(InspectionPlan::enter(id, content, &movement, &actor, at)?).await?;
        let revision = plan.revision;
        let view = InspectionPlanView::of(&tx, plan, &actor, at).await?;
        Created::new(format!("/v1/inspection-plans/{id}"), revision, &view)
    })
    .await
}

/// Show a plan of inspections
///
/// *Xem kế hoạch kiểm tra.* The two agencies, the decision authority, the auditor.
#[utoipa::path(
    get,
    path = "/inspection-plans/{inspectionPlan}",
    responses((status = 200, description = "The plan.")),
)]
pub(crate) async fn show_inspection_plan(
    Caller(actor): Caller,
    path: Path<InspectionPlanPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<InspectionPlanView>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    db.read(move |tx| async move {
        let plan = tx.inspection_plan(&scope, path.0.inspection_plan).await?;
        Tagged::new(plan.revision, &InspectionPlanView::of(&tx, plan, &actor, at).await?)
    })
    .await
}

/// Correct a plan of inspections
///
/// *Sửa kế hoạch kiểm tra.* The agency that entered it, while no unit was told of an inspection under it. The year stays
/// once inspections name the plan.
#[utoipa::path(
    put,
    path = "/inspection-plans/{inspectionPlan}",
    responses((status = 200, description = "Corrected.")),
)]
pub(crate) async fn edit_inspection_plan(
    request: PutCommand<InspectionPlanPath, InspectionPlanEdit>,
    db: Db,
) -> Result<Tagged<InspectionPlanView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::ManageInspection)?;
        let scope = actor.scope(Permission::ReadInspection)?;
        let plan = tx.inspection_plan_to_change(&scope, path.inspection_plan).await?;
        expected.must_be(plan.revision)?;
        let movement = tx.campaign(plan.campaign).await?;
        let tally = Around::of(&tx, std::slice::from_ref(&plan), at).await?.tally(plan.id);
        let plan = tx.save(plan.edit(body.into(), (&movement, tally), &actor, at)?).await?;
        Tagged::new(plan.revision, &InspectionPlanView::of(&tx, plan, &actor, at).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "inspections": list_inspection_plans, enter_inspection_plan, show_inspection_plan,
        edit_inspection_plan);
}
