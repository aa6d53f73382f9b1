//! On which days units are reminded of a cycle's report.

use domain::base::ids::{CycleId, ReminderPlanId, Revision};
use domain::reporting::reminder::ReminderPlan;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reminder_plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub terms: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for ReminderPlan {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, cycle_id, terms, revision } = row;
        Ok(Self {
            id: ReminderPlanId(id),
            cycle: CycleId(cycle_id),
            terms: json::read(&terms, "reminder plan", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(plan: &ReminderPlan) -> Result<row::ActiveModel, Failure> {
    let ReminderPlan { id, cycle, terms, revision } = plan;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        terms: Set(json::write(terms, "reminder plan", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(ReminderPlan as row by to_row);

impl Tx {
    /// A plan of reminders.
    pub(crate) async fn reminder_plan_named(&self, id: ReminderPlanId) -> Result<ReminderPlan, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// On which days units are reminded of a cycle's report, if a plan was entered.
    ///
    /// # Errors
    /// A database error.
    pub async fn reminder_plan(&self, cycle: CycleId) -> Result<Option<ReminderPlan>, Failure> {
        let query = row::Entity::find().filter(row::Column::CycleId.eq(cycle.0));
        query.one(self.connection().await?).await?.map(ReminderPlan::try_from).transpose()
    }
}
