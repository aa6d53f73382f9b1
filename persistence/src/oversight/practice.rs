//! Good practices of units.

use chrono::{DateTime, Utc};
use domain::base::code::FieldCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use domain::base::text::fold;
use domain::oversight::dimension_tally::Counted;
use domain::oversight::practice::{Practice, PracticeContent, PracticeId, PracticePublication, PracticeState};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::inside;
use crate::base::search::containing;
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;
use crate::registry::organisation;
use crate::results::role_model;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub title: String,
        pub summary: String,
        pub description: String,
        pub contents: String,
        pub field: String,
        pub evidence: String,
        pub results: String,
        pub search: String,
        pub state: String,
        pub proposed_at: ChronoDateTimeUtc,
        pub acts: String,
        pub role_model_id: Option<Uuid>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "practice";

impl TryFrom<row::Model> for Practice {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            organisation_id,
            title,
            summary,
            description,
            contents,
            field,
            evidence,
            results,
            search: _,
            state,
            proposed_at,
            acts,
            role_model_id,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let content = PracticeContent {
            title,
            summary,
            description,
            contents: dimensions::from_columns((&contents, None), WHAT, id)?.contents,
            field: FieldCode::parse(&field).ok_or_else(corrupt)?,
            evidence: json::read(&evidence, WHAT, id)?,
            results: json::read(&results, WHAT, id)?,
        };
        Ok(Self {
            id: PracticeId(id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            content,
            state: PracticeState::parse(&state).ok_or_else(corrupt)?,
            proposed_at,
            acts: json::read(&acts, WHAT, id)?,
            role_model: role_model_id.map(RoleModelId),
            revision: Revision(revision),
        })
    }
}

fn to_row(practice: &Practice) -> Result<row::ActiveModel, Failure> {
    let Practice { id, campaign, organisation, content, state, proposed_at, acts, role_model, revision } = practice;
    let PracticeContent { title, summary, description, contents, field, evidence, results } = content;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        title: Set(title.clone()),
        summary: Set(summary.clone()),
        description: Set(description.clone()),
        contents: Set(dimensions::listed(contents)),
        field: Set(field.as_str().to_owned()),
        evidence: Set(json::write(evidence, WHAT, id.0)?),
        results: Set(json::write(results, WHAT, id.0)?),
        search: Set(fold(&format!("{title} {summary}"))),
        state: Set(state.as_str().to_owned()),
        proposed_at: Set(*proposed_at),
        acts: Set(json::write(acts, WHAT, id.0)?),
        role_model_id: Set(role_model.map(|role_model| role_model.0)),
        revision: Set(revision.0),
    })
}

revised!(Practice as row by to_row);

/// Which good practices a list shows.
#[derive(Clone, Debug, Default)]
pub struct PracticeFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// In this state.
    pub state: Option<PracticeState>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// With this text in title, summary or a name or code of the unit; accents do not count.
    pub text: Option<String>,
}

/// The practices within a scope, and those whose role model is public.
fn visible(query: Select<row::Entity>, scope: &Scope) -> Select<row::Entity> {
    match inside(row::Column::OrganisationId, row::Column::CampaignId, scope) {
        None => query,
        Some(within) => {
            let public = row::Column::RoleModelId.in_subquery(role_model::public_ids());
            query.filter(Condition::any().add(within).add(public))
        }
    }
}

fn called(text: &str) -> Condition {
    Condition::any()
        .add(row::Column::Search.like(containing(text)))
        .add(row::Column::OrganisationId.in_subquery(organisation::ids_called(text)))
}

impl Tx {
    /// One practice, within what the reader may see, or published.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn practice(&self, scope: &Scope, id: PracticeId) -> Result<Practice, Failure> {
        self.found(visible(row::Entity::find_by_id(id.0), scope)).await
    }

    /// The practices within what the reader may see, or published, that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn practices(
        &self,
        scope: &Scope,
        filter: &PracticeFilter,
        page: Page,
    ) -> Result<Slice<Practice>, Failure> {
        use row::Column as C;
        let PracticeFilter { campaign, organisation, state, content, field, text } = filter;
        let query = visible(row::Entity::find(), scope)
            .apply_if(*campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(*organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(*state, |query, state| query.filter(C::State.eq(state.as_str())))
            .apply_if(*content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(*field, |query, field| query.filter(C::Field.eq(field.as_str())))
            .apply_if(text.as_deref(), |query, text| query.filter(called(text)));
        self.slice(query, C::Id, page).await?.try_map(Practice::try_from)
    }

    /// How many practices within what the reader may see, or published, were proposed from an instant on and before
    /// another, by state and by what they are about.
    ///
    /// # Errors
    /// A database error.
    pub async fn practice_dimensions(
        &self,
        scope: &Scope,
        campaign: CampaignId,
        (from, before): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<(PracticeState, Counted)>, Failure> {
        use row::Column as C;
        let query = visible(row::Entity::find(), scope)
            .filter(C::CampaignId.eq(campaign.0))
            .filter(C::ProposedAt.gte(from))
            .filter(C::ProposedAt.lt(before))
            .select_only()
            .columns([C::State, C::Contents, C::Field])
            .column_as(C::Id.count(), "practices")
            .group_by(C::State)
            .group_by(C::Contents)
            .group_by(C::Field);
        let found: Vec<(String, String, String, i64)> = query.into_tuple().all(self.connection().await?).await?;
        let read = |(state, contents, field, practices): (String, String, String, i64)| {
            let id = Uuid::nil();
            let state = PracticeState::parse(&state).ok_or(Failure::Corrupt { what: WHAT, id })?;
            Ok((state, (dimensions::from_columns((&contents, Some(field.as_str())), WHAT, id)?, practices)))
        };
        found.into_iter().map(read).collect()
    }

    /// Publishes a practice as a role model, with its public change.
    ///
    /// # Errors
    /// `Stale` if the practice has changed, or a database error.
    pub async fn publish_practice(&self, publication: PracticePublication) -> Result<Practice, Failure> {
        let PracticePublication { role_model, practice } = publication;
        self.add_role_model(role_model).await?;
        self.save(practice).await
    }
}
