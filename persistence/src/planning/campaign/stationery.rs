//! The letterhead and the templates of a movement's papers.

use chrono::NaiveDate;
use domain::base::ids::CampaignId;
use domain::planning::campaign::CampaignState;
use domain::planning::campaign::stationery::{Stationery, StationeryOf};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::store::Tx;
use crate::planning::campaign::{PUBLIC, row as campaign_row};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stationery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub campaign_id: Uuid,
        pub letterhead: String,
        pub templates: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Stationery {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { campaign_id, letterhead, templates } = row;
        Ok(Self {
            letterhead: json::read(&letterhead, "stationery", campaign_id)?,
            templates: json::read(&templates, "stationery", campaign_id)?,
        })
    }
}

fn to_row(of: &StationeryOf) -> Result<row::ActiveModel, Failure> {
    let StationeryOf { campaign, stationery: Stationery { letterhead, templates } } = of;
    Ok(row::ActiveModel {
        campaign_id: Set(campaign.0),
        letterhead: Set(json::write(letterhead, "stationery", campaign.0)?),
        templates: Set(json::write(templates, "stationery", campaign.0)?),
    })
}

stored!(StationeryOf as row by to_row);

impl Tx {
    /// The stationery of a movement; the service's own if its plan brought none.
    ///
    /// # Errors
    /// A database error.
    pub async fn stationery(&self, campaign: CampaignId) -> Result<Stationery, Failure> {
        let found = row::Entity::find_by_id(campaign.0).one(self.connection().await?).await?;
        found.map(Stationery::try_from).transpose().map(Option::unwrap_or_default)
    }

    /// The stationery of what belongs to no movement: that of the movement which began last until a day, of those that
    /// everybody may know of and whose plans brought one; else the service's own.
    ///
    /// # Errors
    /// A database error.
    pub async fn stationery_on(&self, day: NaiveDate) -> Result<Stationery, Failure> {
        let brought = row::Entity::find().select_only().column(row::Column::CampaignId).into_query();
        let query = campaign_row::Entity::find()
            .select_only()
            .column(campaign_row::Column::Id)
            .filter(campaign_row::Column::State.is_in(PUBLIC.map(CampaignState::as_str)))
            .filter(campaign_row::Column::PeriodStart.lte(day))
            .filter(campaign_row::Column::Id.in_subquery(brought))
            .order_by_desc(campaign_row::Column::PeriodStart)
            .order_by_desc(campaign_row::Column::Id);
        match query.into_tuple::<Uuid>().one(self.connection().await?).await? {
            Some(campaign) => self.stationery(CampaignId(campaign)).await,
            None => Ok(Stationery::default()),
        }
    }
}
