//! Units' adoptions of role models.

use std::collections::{BTreeSet, HashMap};

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use domain::oversight::adoption::{Adoption, AdoptionEnd, AdoptionId, AdoptionState};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "adoption")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub role_model_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub from_date: Date,
        pub text: String,
        pub readings: String,
        pub recorded_at: ChronoDateTimeUtc,
        pub ended_at: Option<ChronoDateTimeUtc>,
        pub reason: Option<String>,
        pub live_key: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "adoption";

impl TryFrom<row::Model> for Adoption {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            role_model_id,
            campaign_id,
            organisation_id,
            from_date,
            text,
            readings,
            recorded_at,
            ended_at,
            reason,
            live_key: _,
            revision,
        } = row;
        Ok(Self {
            id: AdoptionId(id),
            role_model: RoleModelId(role_model_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            from: from_date,
            text,
            readings: json::read(&readings, WHAT, id)?,
            recorded_at,
            end: ended_at.map(|at| AdoptionEnd { at, reason: reason.unwrap_or_default() }),
            revision: Revision(revision),
        })
    }
}

fn to_row(adoption: &Adoption) -> Result<row::ActiveModel, Failure> {
    let live_key = adoption.live_key();
    let Adoption { id, role_model, campaign, organisation, from, text, readings, recorded_at, end, revision } =
        adoption;
    Ok(row::ActiveModel {
        id: Set(id.0),
        role_model_id: Set(role_model.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        from_date: Set(*from),
        text: Set(text.clone()),
        readings: Set(json::write(readings, WHAT, id.0)?),
        recorded_at: Set(*recorded_at),
        ended_at: Set(end.as_ref().map(|end| end.at)),
        reason: Set(end.as_ref().map(|end| end.reason.clone())),
        live_key: Set(live_key),
        revision: Set(revision.0),
    })
}

revised!(Adoption as row by to_row);

/// Which adoptions a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct AdoptionFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// By this unit.
    pub organisation: Option<OrganisationId>,
    /// Of this role model.
    pub role_model: Option<RoleModelId>,
    /// Whether they go on.
    pub state: Option<AdoptionState>,
}

impl Tx {
    /// One adoption, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn adoption(&self, scope: &Scope, id: AdoptionId) -> Result<Adoption, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The adoptions within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn adoptions(
        &self,
        scope: &Scope,
        filter: AdoptionFilter,
        page: Page,
    ) -> Result<Slice<Adoption>, Failure> {
        use row::Column as C;
        let AdoptionFilter { campaign, organisation, role_model, state } = filter;
        let query = within(row::Entity::find(), (C::OrganisationId, C::CampaignId), scope)
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(role_model, |query, role_model| query.filter(C::RoleModelId.eq(role_model.0)))
            .apply_if(state, |query, state| match state {
                AdoptionState::InForce => query.filter(C::EndedAt.is_null()),
                AdoptionState::Ended => query.filter(C::EndedAt.is_not_null()),
            });
        self.slice(query, C::Id, page).await?.try_map(Adoption::try_from)
    }

    /// Every adoption of a role model that goes on, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn adoptions_of(&self, role_model: RoleModelId) -> Result<Vec<Adoption>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::RoleModelId.eq(role_model.0))
            .filter(row::Column::EndedAt.is_null())
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Adoption::try_from).collect()
    }

    /// How many units adopt each of these role models; one that nobody adopts is absent.
    ///
    /// # Errors
    /// A database error.
    pub async fn adoption_counts(
        &self,
        role_models: impl Iterator<Item = RoleModelId> + Send,
    ) -> Result<HashMap<RoleModelId, u32>, Failure> {
        let role_models: BTreeSet<Uuid> = role_models.map(|id| id.0).collect();
        if role_models.is_empty() {
            return Ok(HashMap::new());
        }
        let counted: Vec<(Uuid, i64)> = row::Entity::find()
            .select_only()
            .column(row::Column::RoleModelId)
            .column_as(row::Column::Id.count(), "units")
            .filter(row::Column::RoleModelId.is_in(role_models))
            .filter(row::Column::EndedAt.is_null())
            .group_by(row::Column::RoleModelId)
            .into_tuple()
            .all(self.connection().await?)
            .await?;
        Ok(counted.into_iter().map(|(id, units)| (RoleModelId(id), u32::try_from(units).unwrap_or(u32::MAX))).collect())
    }
}
