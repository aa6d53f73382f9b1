//! Difficulties that units raise.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::FieldCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::oversight::difficulty::{Addressee, Difficulty, DifficultyContent, DifficultyId, DifficultyState};
use domain::oversight::dimension_tally::Counted;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "difficulty")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub addressee: String,
        pub title: String,
        pub text: String,
        pub contents: String,
        pub field: Option<String>,
        pub state: String,
        pub raised_at: ChronoDateTimeUtc,
        pub due: Option<Date>,
        pub acts: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "difficulty";

impl TryFrom<row::Model> for Difficulty {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            organisation_id,
            addressee,
            title,
            text,
            contents,
            field,
            state,
            raised_at,
            due,
            acts,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let dimensions = dimensions::from_columns((&contents, field.as_deref()), WHAT, id)?;
        Ok(Self {
            id: DifficultyId(id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            addressee: Addressee::parse(&addressee).ok_or_else(corrupt)?,
            content: DifficultyContent { title, text, dimensions },
            state: DifficultyState::parse(&state).ok_or_else(corrupt)?,
            raised_at,
            due,
            acts: json::read(&acts, WHAT, id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(difficulty: &Difficulty) -> Result<row::ActiveModel, Failure> {
    let Difficulty { id, campaign, organisation, addressee, content, state, raised_at, due, acts, revision } =
        difficulty;
    let DifficultyContent { title, text, dimensions } = content;
    let (contents, field) = dimensions::to_columns(dimensions);
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        addressee: Set(addressee.as_str().to_owned()),
        title: Set(title.clone()),
        text: Set(text.clone()),
        contents: Set(contents),
        field: Set(field),
        state: Set(state.as_str().to_owned()),
        raised_at: Set(*raised_at),
        due: Set(*due),
        acts: Set(json::write(acts, WHAT, id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Difficulty as row by to_row);

/// Which difficulties a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct DifficultyFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// Raised by this unit.
    pub organisation: Option<OrganisationId>,
    /// Addressed to this agency.
    pub addressee: Option<Addressee>,
    /// In this state.
    pub state: Option<DifficultyState>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
}

impl Tx {
    /// One difficulty, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn difficulty(&self, scope: &Scope, id: DifficultyId) -> Result<Difficulty, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The difficulties within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn difficulties(
        &self,
        scope: &Scope,
        filter: DifficultyFilter,
        page: Page,
    ) -> Result<Slice<Difficulty>, Failure> {
        use row::Column as C;
        let DifficultyFilter { campaign, organisation, addressee, state, content, field, due_before } = filter;
        let query = within(row::Entity::find(), (C::OrganisationId, C::CampaignId), scope)
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(addressee, |query, addressee| query.filter(C::Addressee.eq(addressee.as_str())))
            .apply_if(state, |query, state| query.filter(C::State.eq(state.as_str())))
            .apply_if(content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(field, |query, field| query.filter(C::Field.eq(field.as_str())))
            .apply_if(due_before, |query, day| query.filter(C::Due.lt(day)));
        self.slice(query, C::Id, page).await?.try_map(Difficulty::try_from)
    }

    /// How many difficulties within what the reader may see were raised from an instant on and before another, by what
    /// they are about.
    ///
    /// # Errors
    /// A database error.
    pub async fn difficulty_dimensions(
        &self,
        scope: &Scope,
        campaign: CampaignId,
        (from, before): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Counted>, Failure> {
        use row::Column as C;
        let query = within(row::Entity::find(), (C::OrganisationId, C::CampaignId), scope)
            .filter(C::CampaignId.eq(campaign.0))
            .filter(C::RaisedAt.gte(from))
            .filter(C::RaisedAt.lt(before));
        dimensions::counted(self, query, (C::Contents, C::Field), WHAT).await
    }

    /// Every difficulty of a movement, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn difficulties_of(&self, campaign: CampaignId) -> Result<Vec<Difficulty>, Failure> {
        let query = row::Entity::find().filter(row::Column::CampaignId.eq(campaign.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Difficulty::try_from).collect()
    }
}
