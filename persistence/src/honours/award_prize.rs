//! Prizes that were computed after their decision; the table only grows, and an award never changes.

use domain::base::ids::AwardId;
use domain::honours::decision::{Decision, Filling};
use domain::honours::prize::AwardPrize;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::store::Tx;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "award_prize")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub award_id: Uuid,
        pub prize: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// Records prizes that were computed later, and that the decision changed by them.
    ///
    /// # Errors
    /// `Stale` if the decision has changed, `Duplicate` for an award that has its prize, or a database error.
    pub async fn save_prizes(&self, filling: Filling) -> Result<Decision, Failure> {
        let Filling { decision, prizes, announced } = filling;
        let saved = self.save_decision(decision, announced).await?;
        for (award, prize) in prizes {
            let new = row::ActiveModel {
                id: Set(Uuid::now_v7()),
                award_id: Set(award.0),
                prize: Set(json::write(&prize, "award prize", award.0)?),
            };
            row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        }
        Ok(saved)
    }

    /// The prizes that were computed later, of these awards.
    pub(crate) async fn prizes_of(&self, awards: Vec<Uuid>) -> Result<Vec<(AwardId, AwardPrize)>, Failure> {
        if awards.is_empty() {
            return Ok(Vec::new());
        }
        let query = row::Entity::find().filter(row::Column::AwardId.is_in(awards));
        let rows = query.all(self.connection().await?).await?;
        rows.into_iter()
            .map(|row| Ok((AwardId(row.award_id), json::read(&row.prize, "award prize", row.id)?)))
            .collect()
    }
}
