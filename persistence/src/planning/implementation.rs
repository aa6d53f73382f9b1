//! Implementing documents.

use domain::base::code::LevelCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, ImplementationPlanId, OrganisationId, Revision};
use domain::base::text::fold;
use domain::planning::campaign::Campaign;
use domain::planning::implementation::{ImplementationPlan, issues_plan};
use domain::registry::level::Level;
use domain::registry::organisation::Organisation;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;
use crate::registry::organisation::{existing, row as organisation_row};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "implementation_plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub number: String,
        pub document: String,
        pub registered_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for ImplementationPlan {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, campaign_id, organisation_id, number: _, document, registered_at, revision } = row;
        Ok(Self {
            id: ImplementationPlanId(id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            document: json::read(&document, "implementation plan", id)?,
            registered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(plan: &ImplementationPlan) -> Result<row::ActiveModel, Failure> {
    let ImplementationPlan { id, campaign, organisation, document, registered_at, revision } = plan;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        number: Set(fold(document.number.as_deref().unwrap_or_default())),
        document: Set(json::write(document, "implementation plan", id.0)?),
        registered_at: Set(*registered_at),
        revision: Set(revision.0),
    })
}

stored!(ImplementationPlan as row by to_row);

/// Which plans a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImplementationPlanFilter {
    /// For this campaign.
    pub campaign: Option<CampaignId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
}

impl Tx {
    /// One plan, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn implementation_plan(
        &self,
        scope: &Scope,
        id: ImplementationPlanId,
    ) -> Result<ImplementationPlan, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The plans that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn implementation_plans(
        &self,
        scope: &Scope,
        filter: ImplementationPlanFilter,
        page: Page,
    ) -> Result<Slice<ImplementationPlan>, Failure> {
        let query = within(filtered(filter), (row::Column::OrganisationId, row::Column::CampaignId), scope);
        self.slice(query, row::Column::Id, page).await?.try_map(ImplementationPlan::try_from)
    }

    /// The units, of one level or all that issue a plan, that have none for a campaign, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn units_without_plan(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        level: Option<LevelCode>,
        page: Page,
    ) -> Result<Slice<Organisation>, Failure> {
        let unit = Expr::col((organisation_row::Entity, organisation_row::Column::Id));
        let theirs = filtered(ImplementationPlanFilter { campaign: Some(campaign.id), organisation: None })
            .filter(unit.equals((row::Entity, row::Column::OrganisationId)))
            .select_only()
            .column(row::Column::Id);
        let of = |one: &Level| issues_plan(&campaign.text.policy, one) && level.is_none_or(|level| level == one.code);
        let scope = scope.clone().in_movement(campaign.id);
        let query = existing(&scope, &self.levels().await?, of, (campaign.text.period_start, campaign.text.period_end))
            .filter(Expr::not_exists(theirs.into_query()));
        self.slice(query, organisation_row::Column::Id, page).await?.try_map(Organisation::try_from)
    }
}

fn filtered(filter: ImplementationPlanFilter) -> Select<row::Entity> {
    let ImplementationPlanFilter { campaign, organisation } = filter;
    row::Entity::find()
        .apply_if(campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)))
        .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
}
