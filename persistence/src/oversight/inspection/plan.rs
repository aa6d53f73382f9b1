//! Yearly plans of inspections.

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, Revision};
use domain::oversight::inspection::plan::{InspectionPlan, InspectionPlanContent, InspectionPlanId};
use domain::oversight::inspection::workflow::InspectingAgency;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_movements;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inspection_plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub agency: String,
        pub year: i32,
        pub document: String,
        pub note: String,
        pub entered_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "plan of inspections";

impl TryFrom<row::Model> for InspectionPlan {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, campaign_id, agency, year, document, note, entered_at, revision } = row;
        let content = InspectionPlanContent { year, document: json::read(&document, WHAT, id)?, note };
        Ok(Self {
            id: InspectionPlanId(id),
            campaign: CampaignId(campaign_id),
            agency: InspectingAgency::parse(&agency).ok_or(Failure::Corrupt { what: WHAT, id })?,
            content,
            entered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(plan: &InspectionPlan) -> Result<row::ActiveModel, Failure> {
    let InspectionPlan { id, campaign, agency, content, entered_at, revision } = plan;
    let InspectionPlanContent { year, document, note } = content;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        agency: Set(agency.as_str().to_owned()),
        year: Set(*year),
        document: Set(json::write(document, WHAT, id.0)?),
        note: Set(note.clone()),
        entered_at: Set(*entered_at),
        revision: Set(revision.0),
    })
}

revised!(InspectionPlan as row by to_row);

/// Which plans a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct InspectionPlanFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// For this year.
    pub year: Option<i32>,
    /// Of this agency.
    pub agency: Option<InspectingAgency>,
}

/// The plans of the movements that a reader may see as a whole: a unit reads none, because a plan names those to come.
fn seen(query: Select<row::Entity>, scope: &Scope) -> Select<row::Entity> {
    query.apply_if(of_movements(row::Column::CampaignId, scope), |query, condition| query.filter(condition))
}

impl Tx {
    /// One plan, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn inspection_plan(&self, scope: &Scope, id: InspectionPlanId) -> Result<InspectionPlan, Failure> {
        self.found(seen(row::Entity::find_by_id(id.0), scope)).await
    }

    /// One plan, for an inspection under it that is entered or announced: the plan stays until that is stored.
    ///
    /// # Errors
    /// See `inspection_plan`.
    pub async fn inspection_plan_to_use(&self, scope: &Scope, id: InspectionPlanId) -> Result<InspectionPlan, Failure> {
        self.found(seen(row::Entity::find_by_id(id.0), scope).lock(LockType::Share)).await
    }

    /// One plan, to correct it: what uses it is stored, and what comes later sees the correction.
    ///
    /// # Errors
    /// See `inspection_plan`.
    pub async fn inspection_plan_to_change(
        &self,
        scope: &Scope,
        id: InspectionPlanId,
    ) -> Result<InspectionPlan, Failure> {
        self.found(seen(row::Entity::find_by_id(id.0), scope).lock(LockType::NoKeyUpdate)).await
    }

    /// The plans within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn inspection_plans(
        &self,
        scope: &Scope,
        filter: InspectionPlanFilter,
        page: Page,
    ) -> Result<Slice<InspectionPlan>, Failure> {
        use row::Column as C;
        let InspectionPlanFilter { campaign, year, agency } = filter;
        let query = seen(row::Entity::find(), scope)
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(year, |query, year| query.filter(C::Year.eq(year)))
            .apply_if(agency, |query, agency| query.filter(C::Agency.eq(agency.as_str())));
        self.slice(query, C::Id, page).await?.try_map(InspectionPlan::try_from)
    }
}
