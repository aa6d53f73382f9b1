//! The functions that units hold, such as that of the standing agency, each from a first day and up to a last day, if
//! it has one.

use chrono::NaiveDate;
use domain::base::ids::{CampaignId, FunctionId, OrganisationId, Revision};
use domain::base::policy::Role;
use domain::registry::function_holding::FunctionHolding;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::base::access_check::finds;
use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "function_holding")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub function: String,
        pub organisation_id: Uuid,
        pub campaign_id: Option<Uuid>,
        pub holder_key: Option<String>,
        pub from_date: Date,
        pub to_date: Option<Date>,
        pub document: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for FunctionHolding {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            function,
            organisation_id,
            campaign_id,
            holder_key: _,
            from_date,
            to_date,
            document,
            revision,
        } = row;
        Ok(Self {
            id: FunctionId(id),
            function: Role::parse(&function).ok_or(Failure::Corrupt { what: "function", id })?,
            organisation: OrganisationId(organisation_id),
            campaign: campaign_id.map(CampaignId),
            from: from_date,
            to: to_date,
            document: json::read(&document, "function", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(holding: &FunctionHolding) -> Result<row::ActiveModel, Failure> {
    let FunctionHolding { id, function, organisation, campaign, from, to, document, revision } = holding;
    Ok(row::ActiveModel {
        id: Set(id.0),
        function: Set(function.as_str().to_owned()),
        organisation_id: Set(organisation.0),
        campaign_id: Set(campaign.map(|campaign| campaign.0)),
        holder_key: Set(Some(holding.holder_key())),
        from_date: Set(*from),
        to_date: Set(*to),
        document: Set(json::write(document, "function", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(FunctionHolding as row by to_row);

/// The units that ended before a day, for a subquery.
fn ended_before(day: NaiveDate) -> SelectStatement {
    Query::select().column("id").from("organisation").and_where(Expr::col("valid_to").lt(day)).to_owned()
}

/// Which unit holds which function on a day, for callers with or without a unit of work. A function ends with its unit
/// (rule L34), but for the administration of the installation: somebody must be able to record who comes after.
pub(crate) async fn held_on(database: &impl ConnectionTrait, day: NaiveDate) -> Result<Vec<FunctionHolding>, Failure> {
    let rows = row::Entity::find()
        .filter(row::Column::FromDate.lte(day))
        .filter(row::Column::ToDate.is_null().or(row::Column::ToDate.gte(day)))
        .filter(
            row::Column::Function
                .eq(Role::Administrator.as_str())
                .or(row::Column::OrganisationId.not_in_subquery(ended_before(day))),
        )
        .all(database)
        .await?;
    rows.into_iter().map(FunctionHolding::try_from).collect()
}

/// The condition that a holding is unchanged.
pub(crate) fn unchanged(holding: &FunctionHolding) -> SimpleExpr {
    finds(row::Entity::find_by_id(holding.id.0).filter(row::Column::Revision.eq(holding.revision.0)))
}

impl Tx {
    /// Every holding of every function, past ones included.
    ///
    /// # Errors
    /// A database error.
    pub async fn function_holdings(&self, page: Page) -> Result<Slice<FunctionHolding>, Failure> {
        self.slice(row::Entity::find(), row::Column::Id, page).await?.try_map(FunctionHolding::try_from)
    }

    /// Who holds, held and will hold the functions of the installation, and that of standing agency for a campaign.
    ///
    /// # Errors
    /// A database error.
    pub async fn holdings_for(&self, campaign: CampaignId) -> Result<Vec<FunctionHolding>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::CampaignId.is_null().or(row::Column::CampaignId.eq(campaign.0)))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(FunctionHolding::try_from).collect()
    }

    /// Which unit holds which function on a day.
    ///
    /// # Errors
    /// A database error.
    pub async fn functions_held_on(&self, day: NaiveDate) -> Result<Vec<FunctionHolding>, Failure> {
        held_on(self.connection().await?, day).await
    }

    /// The functions that a unit holds, held and will hold.
    ///
    /// # Errors
    /// A database error.
    pub async fn holdings_of(&self, unit: OrganisationId) -> Result<Vec<FunctionHolding>, Failure> {
        let query = row::Entity::find().filter(row::Column::OrganisationId.eq(unit.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(FunctionHolding::try_from).collect()
    }

    /// The holding of a function that has no last day yet; the standing agency's is held for a movement.
    ///
    /// # Errors
    /// A database error.
    pub async fn lasting_holding(
        &self,
        function: Role,
        campaign: Option<CampaignId>,
    ) -> Result<Option<FunctionHolding>, Failure> {
        let query = row::Entity::find().filter(row::Column::Function.eq(function.as_str()));
        let query = match campaign {
            Some(campaign) => query.filter(row::Column::CampaignId.eq(campaign.0)),
            None => query.filter(row::Column::CampaignId.is_null()),
        };
        query
            .filter(row::Column::ToDate.is_null())
            .one(self.connection().await?)
            .await?
            .map(FunctionHolding::try_from)
            .transpose()
    }

    /// The holdings of a function that have no last day yet, each for its movement.
    ///
    /// # Errors
    /// A database error.
    pub async fn lasting_holdings(&self, function: Role) -> Result<Vec<FunctionHolding>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::Function.eq(function.as_str()))
            .filter(row::Column::ToDate.is_null())
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(FunctionHolding::try_from).collect()
    }
}
