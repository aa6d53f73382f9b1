//! Inspections of units, from what is intended to the conclusion.

pub(crate) mod finding;
mod measured;
pub(crate) mod plan;
pub(crate) mod recommendation;
mod view;

use domain::base::calendar;
use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CycleId, OrganisationId};
use domain::base::policy::Permission;
use domain::oversight::inspection::plan::{InspectionPlan, InspectionPlanId};
use domain::oversight::inspection::workflow::{InspectingAgency, InspectionState};
use domain::oversight::inspection::{Inspection, InspectionId, SubjectGround};
use domain::planning::campaign::Campaign;
use persistence::base::store::Tx;
use persistence::oversight::inspection::InspectionFilter;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::oversight::inspection::measured::MeasuredCycle;
use crate::oversight::inspection::view::{
    ConclusionBody, InspectionEdit, InspectionPath, InspectionView, MinutesBody, Names, NewInspection, NoticeBody,
};
use crate::oversight::reasons;

/// The filters of the list of inspections.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InspectionQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this year.
    #[param(minimum = 1900, maximum = 2199, example = 2025)]
    year: Option<i32>,
    /// Under this plan.
    #[param(value_type = Option<Uuid>)]
    plan: Option<InspectionPlanId>,
    /// Run by this agency.
    #[param(inline)]
    agency: Option<InspectingAgency>,
    /// In this state.
    #[param(inline)]
    state: Option<InspectionState>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 6)]
    content: Option<i64>,
    /// In this field of the movement.
    #[param(inline)]
    field: Option<FieldCode>,
    /// `true`: only those whose visit should have taken place before today.
    #[serde(default)]
    overdue: bool,
}

/// What the subject of an inspection is checked against.
struct Ground {
    movement: Campaign,
    plan: Option<InspectionPlan>,
    measured: Option<MeasuredCycle>,
}

impl Ground {
    async fn load(
        tx: &Tx,
        (movement, plan): (Campaign, Option<InspectionPlan>),
        cycle: Option<CycleId>,
        unit: OrganisationId,
    ) -> Result<Self, Problem> {
        let measured = match cycle {
            Some(cycle) => Some(MeasuredCycle::load(tx, cycle, unit).await?),
            None => None,
        };
        Ok(Self { movement, plan, measured })
    }

    fn subject(&self) -> SubjectGround<'_> {
        let measured = self.measured.as_ref().map(MeasuredCycle::measured);
        SubjectGround { movement: &self.movement, plan: self.plan.as_ref(), measured }
    }
}

/// An inspection for a step of its agency, unchanged since the client saw it.
async fn loaded(tx: &Tx, actor: &Actor, id: InspectionId, expected: Expected) -> Result<Inspection, Problem> {
    actor.must_somewhere(Permission::ManageInspection)?;
    let inspection = tx.inspection(&actor.scope(Permission::ReadInspection)?, id).await?;
    expected.must_be(inspection.revision)?;
    Ok(inspection)
}

/// List inspections
///
/// *Danh sách cuộc kiểm tra.* The two agencies, the decision authority and the auditor see those of their movements; a unit
/// sees its own from their notice on (rule S30). Filters add up: with `year` and `organisation` the list says what is
/// planned, announced, carried out and concluded, and with `overdue` what should have happened and has not.
#[utoipa::path(get, path = "/inspections", responses((status = 200, description = "The inspections, oldest first.")))]
pub(crate) async fn list_inspections(
    Caller(actor): Caller,
    Query(query): Query<InspectionQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<InspectionView>>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    let InspectionQuery { campaign, organisation, year, plan, agency, state, content, field, overdue } = query;
    let due_before = overdue.then(|| calendar::day_of(at));
    let filter = InspectionFilter { campaign, organisation, year, plan, agency, state, content, field, due_before };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.inspections(&scope, filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    let row = |one| InspectionView::new(one, &names, &actor, at);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Enter an inspection
///
/// *Nhập cuộc kiểm tra.* Standing agency of the movement or appraisal agency, under its plan of a year, or unplanned (đột
/// xuất). The unit sees nothing of it before its notice.
#[utoipa::path(post, path = "/inspections", responses((status = 201, description = "Entered.")))]
pub(crate) async fn enter_inspection(
    request: Command<NewInspection>,
    db: Db,
) -> Result<Once<Created<InspectionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageInspection)?;
        let movement = named(tx.campaign_to_use(body.campaign).await, "/campaign", base_reasons::campaign_unknown)?;
        let unit = named(tx.organisation(body.organisation).await, "/organisation", base_reasons::unit_unknown)?;
        let scope = actor.scope(Permission::ReadInspection)?;
        let plan = match body.plan {
            Some(plan) => {
                let found = tx.inspection_plan_to_use(&scope, plan).await;
                Some(named(found, "/plan", reasons::inspection_plan_unknown)?)
            }
            None => None,
        };
        let ground = Ground::load(&tx, (movement, plan), body.cycle, unit.id).await?;
        let id = InspectionId(Uuid::now_v7());
        let step = Inspection::enter(id, body.into(), &unit, ground.subject(), &actor, at)?;
        let inspection = tx.add(step).await?;
        let revision = inspection.revision;
        let view = InspectionView::of(&tx, inspection, &actor, at).await?;
        Created::new(format!("/v1/inspections/{id}"), revision, &view)
    })
    .await
}

/// Show an inspection
///
/// *Xem cuộc kiểm tra.* The two agencies, the decision authority, the auditor, and from its notice on the unit's own people.
#[utoipa::path(get, path = "/inspections/{inspection}", responses((status = 200, description = "The inspection.")))]
pub(crate) async fn show_inspection(
    Caller(actor): Caller,
    path: Path<InspectionPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<InspectionView>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    db.read(move |tx| async move {
        let inspection = tx.inspection(&scope, path.0.inspection).await?;
        Tagged::new(inspection.revision, &InspectionView::of(&tx, inspection, &actor, at).await?)
    })
    .await
}

/// Correct an inspection
///
/// *Sửa cuộc kiểm tra.* The agency that entered it, before its notice. Unit and plan stay: of another unit, another
/// inspection is entered.
#[utoipa::path(put, path = "/inspections/{inspection}", responses((status = 200, description = "Corrected.")))]
pub(crate) async fn edit_inspection(
    request: PutCommand<InspectionPath, InspectionEdit>,
    db: Db,
) -> Result<Tagged<InspectionView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        let inspection = loaded(&tx, &actor, path.inspection, expected.into()).await?;
        let movement = tx.campaign_to_use(inspection.campaign).await?;
        let plan = match inspection.plan {
            Some(plan) => Some(tx.inspection_plan_to_use(&actor.scope(Permission::ReadInspection)?, plan).await?),
            None => None,
        };
        let ground = Ground::load(&tx, (movement, plan), body.cycle, inspection.organisation).await?;
        let inspection = tx.save(inspection.edit(body.into(), ground.subject(), &actor, at)?).await?;
        Tagged::new(inspection.revision, &InspectionView::of(&tx, inspection, &actor, at).await?)
    })
    .await
}

/// Announce an inspection
///
/// *Thông báo kiểm tra.* The agency that entered it, under a document, with the day of the visit and those who inspect. The
/// unit sees the inspection from now on. A visit whose day or members change is announced again.
#[utoipa::path(
    post,
    path = "/inspections/{inspection}/notice",
    responses((status = 200, description = "Announced.")),
)]
pub(crate) async fn announce_inspection(
    request: StepCommand<InspectionPath, NoticeBody>,
    db: Db,
) -> Result<Once<Tagged<InspectionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let inspection = loaded(&tx, &actor, path.inspection, expected).await?;
        let movement = tx.campaign_to_use(inspection.campaign).await?;
        let unit = tx.organisation(inspection.organisation).await?;
        if let Some(plan) = inspection.plan {
            // A plan that is being corrected meanwhile was not announced yet.
            tx.inspection_plan_to_use(&actor.scope(Permission::ReadInspection)?, plan).await?;
        }
        let step = inspection.announce(body.into(), (&movement, &unit), &actor, at)?;
        let inspection = tx.save(step).await?;
        Tagged::new(inspection.revision, &InspectionView::of(&tx, inspection, &actor, at).await?)
    })
    .await
}

/// Enter the minutes of an inspection
///
/// *Lập biên bản kiểm tra.* The agency that entered it, after the visit. What was found on criteria of the unit's report is
/// recorded afterwards (`POST /v1/inspections/{inspection}/findings`), until the conclusion.
#[utoipa::path(
    post,
    path = "/inspections/{inspection}/minutes",
    responses((status = 200, description = "The visit took place.")),
)]
pub(crate) async fn conduct_inspection(
    request: StepCommand<InspectionPath, MinutesBody>,
    db: Db,
) -> Result<Once<Tagged<InspectionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let inspection = loaded(&tx, &actor, path.inspection, expected).await?;
        let inspection = tx.save(inspection.conduct(body.into(), &actor, at)?).await?;
        Tagged::new(inspection.revision, &InspectionView::of(&tx, inspection, &actor, at).await?)
    })
    .await
}

/// Conclude an inspection
///
/// *Kết luận kiểm tra.* The agency that entered it, under a document. Recommendations may still be given afterwards.
#[utoipa::path(
    post,
    path = "/inspections/{inspection}/conclusion",
    responses((status = 200, description = "Concluded.")),
)]
pub(crate) async fn conclude_inspection(
    request: StepCommand<InspectionPath, ConclusionBody>,
    db: Db,
) -> Result<Once<Tagged<InspectionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let inspection = loaded(&tx, &actor, path.inspection, expected).await?;
        let inspection = tx.save(inspection.conclude(body.into(), &actor, at)?).await?;
        Tagged::new(inspection.revision, &InspectionView::of(&tx, inspection, &actor, at).await?)
    })
    .await
}

/// Cancel an inspection
///
/// *Hủy cuộc kiểm tra.* The agency that entered it, before the visit, with a reason. A unit that was not told never sees it.
#[utoipa::path(
    post,
    path = "/inspections/{inspection}/cancellation",
    responses((status = 200, description = "Cancelled.")),
)]
pub(crate) async fn cancel_inspection(
    request: StepCommand<InspectionPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<InspectionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let inspection = loaded(&tx, &actor, path.inspection, expected).await?;
        let inspection = tx.save(inspection.cancel(&body.reason, &actor, at)?).await?;
        Tagged::new(inspection.revision, &InspectionView::of(&tx, inspection, &actor, at).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "inspections": list_inspections, enter_inspection, show_inspection, edit_inspection,
        announce_inspection, conduct_inspection, conclude_inspection, cancel_inspection);
}
