//! Inspections of units.

pub mod finding;
pub mod plan;
pub mod recommendation;

use chrono::NaiveDate;
use domain::base::code::FieldCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, Revision};
use domain::oversight::inspection::plan::{InspectionPlanId, PlannedInspection};
use domain::oversight::inspection::workflow::{InspectingAgency, InspectionState};
use domain::oversight::inspection::{Inspection, InspectionId, InspectionSubject};
use sea_orm::sea_query::{ExprTrait, LockType, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::{inside, of_movements};
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inspection")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub agency: String,
        pub plan_id: Option<Uuid>,
        /// The year of the planned day, for the list of a year.
        pub year: i32,
        pub planned_date: Date,
        pub cycle_id: Option<Uuid>,
        pub criteria: String,
        pub contents: String,
        pub field: Option<String>,
        pub reason: String,
        pub state: String,
        /// The day by which the visit is due, for the list of those that did not happen.
        pub due: Option<Date>,
        pub announced_at: Option<ChronoDateTimeUtc>,
        pub notice: Option<String>,
        pub minutes: Option<String>,
        pub conclusion: Option<String>,
        pub acts: String,
        pub entered_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "inspection";

impl TryFrom<row::Model> for Inspection {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            organisation_id,
            agency,
            plan_id,
            year: _,
            planned_date,
            cycle_id,
            criteria,
            contents,
            field,
            reason,
            state,
            due: _,
            announced_at,
            notice,
            minutes,
            conclusion,
            acts,
            entered_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let subject = InspectionSubject {
            planned: planned_date,
            cycle: cycle_id.map(CycleId),
            criteria: json::read(&criteria, WHAT, id)?,
            dimensions: dimensions::from_columns((&contents, field.as_deref()), WHAT, id)?,
            reason,
        };
        Ok(Self {
            id: InspectionId(id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            agency: InspectingAgency::parse(&agency).ok_or_else(corrupt)?,
            plan: plan_id.map(InspectionPlanId),
            subject,
            state: InspectionState::parse(&state).ok_or_else(corrupt)?,
            announced_at,
            notice: json::read_any(notice.as_deref(), WHAT, id)?,
            minutes: json::read_any(minutes.as_deref(), WHAT, id)?,
            conclusion: json::read_any(conclusion.as_deref(), WHAT, id)?,
            acts: json::read(&acts, WHAT, id)?,
            entered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(inspection: &Inspection) -> Result<row::ActiveModel, Failure> {
    let (year, due) = (inspection.year(), inspection.due());
    let Inspection {
        id,
        campaign,
        organisation,
        agency,
        plan,
        subject,
        state,
        announced_at,
        notice,
        minutes,
        conclusion,
        acts,
        entered_at,
        revision,
    } = inspection;
    let InspectionSubject { planned, cycle, criteria, dimensions, reason } = subject;
    let (contents, field) = dimensions::to_columns(dimensions);
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        agency: Set(agency.as_str().to_owned()),
        plan_id: Set(plan.map(|plan| plan.0)),
        year: Set(year),
        planned_date: Set(*planned),
        cycle_id: Set(cycle.map(|cycle| cycle.0)),
        criteria: Set(json::write(criteria, WHAT, id.0)?),
        contents: Set(contents),
        field: Set(field),
        reason: Set(reason.clone()),
        state: Set(state.as_str().to_owned()),
        due: Set(due),
        announced_at: Set(*announced_at),
        notice: Set(json::write_any(notice.as_ref(), WHAT, id.0)?),
        minutes: Set(json::write_any(minutes.as_ref(), WHAT, id.0)?),
        conclusion: Set(json::write_any(conclusion.as_ref(), WHAT, id.0)?),
        acts: Set(json::write(acts, WHAT, id.0)?),
        entered_at: Set(*entered_at),
        revision: Set(revision.0),
    })
}

revised!(Inspection as row by to_row);

/// Which inspections a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct InspectionFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// In this year.
    pub year: Option<i32>,
    /// Under this plan.
    pub plan: Option<InspectionPlanId>,
    /// Run by this agency.
    pub agency: Option<InspectingAgency>,
    /// In this state.
    pub state: Option<InspectionState>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// Whose visit was due before this day.
    pub due_before: Option<NaiveDate>,
}

/// The rows that a reader may see: of the own unit only those that it was told of, of the own movements all.
fn seen(query: Select<row::Entity>, scope: &Scope) -> Select<row::Entity> {
    let told = inside(row::Column::OrganisationId, row::Column::CampaignId, scope).map(|condition: SimpleExpr| {
        let all = of_movements(row::Column::CampaignId, scope);
        let told = condition.and(row::Column::AnnouncedAt.is_not_null());
        match all {
            Some(all) => told.or(all),
            None => told,
        }
    });
    query.apply_if(told, |query, condition| query.filter(condition))
}

impl Tx {
    /// One inspection, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope or the reader's unit was not told of it, or a database error.
    pub async fn inspection(&self, scope: &Scope, id: InspectionId) -> Result<Inspection, Failure> {
        self.found(seen(row::Entity::find_by_id(id.0), scope)).await
    }

    /// One inspection, for something that is recorded in it: its state stays until that is stored.
    ///
    /// # Errors
    /// See `inspection`.
    pub async fn inspection_to_use(&self, scope: &Scope, id: InspectionId) -> Result<Inspection, Failure> {
        self.found(seen(row::Entity::find_by_id(id.0), scope).lock(LockType::Share)).await
    }

    /// The inspections within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn inspections(
        &self,
        scope: &Scope,
        filter: InspectionFilter,
        page: Page,
    ) -> Result<Slice<Inspection>, Failure> {
        use row::Column as C;
        let InspectionFilter { campaign, organisation, year, plan, agency, state, content, field, due_before } = filter;
        let query = seen(row::Entity::find(), scope)
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(year, |query, year| query.filter(C::Year.eq(year)))
            .apply_if(plan, |query, plan| query.filter(C::PlanId.eq(plan.0)))
            .apply_if(agency, |query, agency| query.filter(C::Agency.eq(agency.as_str())))
            .apply_if(state, |query, state| query.filter(C::State.eq(state.as_str())))
            .apply_if(content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(field, |query, field| query.filter(C::Field.eq(field.as_str())))
            .apply_if(due_before, |query, day| query.filter(C::Due.lt(day)));
        self.slice(query, C::Id, page).await?.try_map(Inspection::try_from)
    }

    /// The inspections of a movement.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_inspections(&self, campaign: CampaignId) -> Result<Vec<Inspection>, Failure> {
        self.inspections_seen(&Scope::Everything, campaign).await
    }

    /// The inspections of a movement within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn inspections_seen(&self, scope: &Scope, campaign: CampaignId) -> Result<Vec<Inspection>, Failure> {
        let query = seen(row::Entity::find(), scope)
            .filter(row::Column::CampaignId.eq(campaign.0))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Inspection::try_from).collect()
    }

    /// What the counts of plans need to know of the inspections under them, with their plans.
    ///
    /// # Errors
    /// A database error.
    pub async fn planned_inspections(
        &self,
        plans: impl Iterator<Item = InspectionPlanId> + Send,
    ) -> Result<Vec<(InspectionPlanId, PlannedInspection)>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::PlanId.is_in(plans.map(|plan| plan.0)))
            .order_by_asc(row::Column::Id);
        let found = query.all(self.connection().await?).await?.into_iter().map(Inspection::try_from);
        let planned = found.filter_map(|inspection| match inspection {
            Ok(inspection) => inspection.plan.map(|plan| Ok((plan, inspection.planned()))),
            Err(failure) => Some(Err(failure)),
        });
        planned.collect()
    }
}
