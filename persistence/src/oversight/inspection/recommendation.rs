//! What inspections recommend to units.

use chrono::NaiveDate;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::oversight::inspection::InspectionId;
use domain::oversight::inspection::recommendation::{Recommendation, RecommendationId, RecommendationState};
use domain::oversight::inspection::workflow::InspectingAgency;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recommendation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub inspection_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub agency: String,
        pub text: String,
        pub due: Date,
        pub state: String,
        pub given_at: ChronoDateTimeUtc,
        pub acts: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "recommendation";

impl TryFrom<row::Model> for Recommendation {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            inspection_id,
            campaign_id,
            organisation_id,
            agency,
            text,
            due,
            state,
            given_at,
            acts,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        Ok(Self {
            id: RecommendationId(id),
            inspection: InspectionId(inspection_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            agency: InspectingAgency::parse(&agency).ok_or_else(corrupt)?,
            text,
            due,
            state: RecommendationState::parse(&state).ok_or_else(corrupt)?,
            given_at,
            acts: json::read(&acts, WHAT, id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(recommendation: &Recommendation) -> Result<row::ActiveModel, Failure> {
    let Recommendation { id, inspection, campaign, organisation, agency, text, due, state, given_at, acts, revision } =
        recommendation;
    Ok(row::ActiveModel {
        id: Set(id.0),
        inspection_id: Set(inspection.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        agency: Set(agency.as_str().to_owned()),
        text: Set(text.clone()),
        due: Set(*due),
        state: Set(state.as_str().to_owned()),
        given_at: Set(*given_at),
        acts: Set(json::write(acts, WHAT, id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Recommendation as row by to_row);

/// Which recommendations a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecommendationFilter {
    /// Of this inspection.
    pub inspection: Option<InspectionId>,
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// To this unit.
    pub organisation: Option<OrganisationId>,
    /// Of this agency.
    pub agency: Option<InspectingAgency>,
    /// In this state.
    pub state: Option<RecommendationState>,
    /// Whose answer was due before this day and is not there.
    pub overdue_on: Option<NaiveDate>,
}

impl Tx {
    /// One recommendation, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn recommendation(&self, scope: &Scope, id: RecommendationId) -> Result<Recommendation, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The recommendations within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn recommendations(
        &self,
        scope: &Scope,
        filter: RecommendationFilter,
        page: Page,
    ) -> Result<Slice<Recommendation>, Failure> {
        use row::Column as C;
        let RecommendationFilter { inspection, campaign, organisation, agency, state, overdue_on } = filter;
        let query = within(row::Entity::find(), (C::OrganisationId, C::CampaignId), scope)
            .apply_if(inspection, |query, inspection| query.filter(C::InspectionId.eq(inspection.0)))
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(agency, |query, agency| query.filter(C::Agency.eq(agency.as_str())))
            .apply_if(state, |query, state| query.filter(C::State.eq(state.as_str())))
            .apply_if(overdue_on, |query, day| {
                query.filter(C::State.eq(RecommendationState::Open.as_str())).filter(C::Due.lt(day))
            });
        self.slice(query, C::Id, page).await?.try_map(Recommendation::try_from)
    }

    /// The recommendations of a movement's inspections.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_recommendations(&self, campaign: CampaignId) -> Result<Vec<Recommendation>, Failure> {
        let query = row::Entity::find().filter(row::Column::CampaignId.eq(campaign.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Recommendation::try_from).collect()
    }
}
