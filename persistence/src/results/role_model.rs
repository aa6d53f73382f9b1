//! Role models.

use std::collections::{BTreeSet, HashMap};

use domain::base::code::FieldCode;
use domain::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use domain::base::text::fold;
use domain::results::role_model::{NamedUnit, RoleModel, RoleModelContent, RoleModelStep, Withdrawal};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::search::containing;
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;
use crate::registry::organisation;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_model")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub organisation_name: String,
        pub field: String,
        pub title: String,
        pub summary: String,
        pub search: String,
        pub publisher_id: Uuid,
        pub publisher_name: String,
        pub joint_id: Uuid,
        pub joint_name: String,
        pub published_at: ChronoDateTimeUtc,
        pub withdrawn_at: Option<ChronoDateTimeUtc>,
        pub reason: Option<String>,
        pub contents: String,
        pub results: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "role model";

impl TryFrom<row::Model> for RoleModel {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            organisation_id,
            organisation_name,
            field,
            title,
            summary,
            search: _,
            publisher_id,
            publisher_name,
            joint_id,
            joint_name,
            published_at,
            withdrawn_at,
            reason,
            contents,
            results,
            revision,
        } = row;
        let field = FieldCode::parse(&field).ok_or(Failure::Corrupt { what: WHAT, id })?;
        let contents = dimensions::from_columns((&contents, None), WHAT, id)?.contents;
        let (campaign, results) = (CampaignId(campaign_id), json::read(&results, WHAT, id)?);
        let named = |id, name| NamedUnit { id: OrganisationId(id), name };
        Ok(Self {
            id: RoleModelId(id),
            content: RoleModelContent { campaign, field, title, summary, contents, results },
            unit: named(organisation_id, organisation_name),
            publisher: named(publisher_id, publisher_name),
            joint: named(joint_id, joint_name),
            published_at,
            withdrawal: withdrawn_at.map(|at| Withdrawal { at, reason: reason.unwrap_or_default() }),
            revision: Revision(revision),
        })
    }
}

fn to_row(role_model: &RoleModel) -> Result<row::ActiveModel, Failure> {
    let RoleModel { id, content, unit, publisher, joint, published_at, withdrawal, revision } = role_model;
    let RoleModelContent { campaign, field, title, summary, contents, results } = content;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(unit.id.0),
        organisation_name: Set(unit.name.clone()),
        field: Set(field.as_str().to_owned()),
        title: Set(title.clone()),
        summary: Set(summary.clone()),
        search: Set(fold(&format!("{title} {} {summary}", unit.name))),
        publisher_id: Set(publisher.id.0),
        publisher_name: Set(publisher.name.clone()),
        joint_id: Set(joint.id.0),
        joint_name: Set(joint.name.clone()),
        published_at: Set(*published_at),
        withdrawn_at: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.at)),
        reason: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.reason.clone())),
        contents: Set(dimensions::listed(contents)),
        results: Set(json::write(results, WHAT, id.0)?),
        revision: Set(revision.0),
    })
}

/// The identifiers of the role models that were not withdrawn, for a subquery.
pub(crate) fn public_ids() -> SelectStatement {
    let query = row::Entity::find().select_only().column(row::Column::Id);
    query.filter(row::Column::WithdrawnAt.is_null()).into_query()
}

/// Which role models a list shows.
#[derive(Clone, Debug, Default)]
pub struct RoleModelFilter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// With this text in title, summary or a name or code of the unit; accents do not count.
    pub text: Option<String>,
}

/// How a role model is named beside its identifier.
#[derive(Clone, Debug)]
pub struct RoleModelLabel {
    /// Its title.
    pub title: String,
    /// Whether it is public.
    pub public: bool,
}

impl Tx {
    /// A role model, also one that was withdrawn.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn role_model(&self, id: RoleModelId) -> Result<RoleModel, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The role models that match a filter; those that were withdrawn are in no list.
    ///
    /// # Errors
    /// A database error.
    pub async fn role_models(&self, filter: &RoleModelFilter, page: Page) -> Result<Slice<RoleModel>, Failure> {
        let RoleModelFilter { campaign, organisation, field, content, text } = filter;
        let query = row::Entity::find()
            .filter(row::Column::WithdrawnAt.is_null())
            .apply_if(*campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)))
            .apply_if(*organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .apply_if(*field, |query, field| query.filter(row::Column::Field.eq(field.as_str())))
            .apply_if(*content, |query, number| query.filter(dimensions::of_content(row::Column::Contents, number)))
            .apply_if(text.as_deref(), |query, text| query.filter(called(text)));
        self.slice(query, row::Column::Id, page).await?.try_map(RoleModel::try_from)
    }

    /// Every role model of a movement that was not withdrawn, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_role_models(&self, campaign: CampaignId) -> Result<Vec<RoleModel>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::WithdrawnAt.is_null())
            .filter(row::Column::CampaignId.eq(campaign.0))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(RoleModel::try_from).collect()
    }

    /// The titles of role models, for a list that names them.
    ///
    /// # Errors
    /// A database error.
    pub async fn role_model_labels(
        &self,
        ids: impl Iterator<Item = RoleModelId> + Send,
    ) -> Result<HashMap<RoleModelId, RoleModelLabel>, Failure> {
        let ids: BTreeSet<Uuid> = ids.map(|id| id.0).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let query = row::Entity::find().filter(row::Column::Id.is_in(ids));
        let rows = query.all(self.connection().await?).await?;
        let label = |row: row::Model| RoleModelLabel { title: row.title, public: row.withdrawn_at.is_none() };
        Ok(rows.into_iter().map(|row| (RoleModelId(row.id), label(row))).collect())
    }

    /// The latest role models that were not withdrawn, the latest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn latest_role_models(&self, limit: u64) -> Result<Vec<RoleModel>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::WithdrawnAt.is_null())
            .order_by_desc(row::Column::PublishedAt)
            .order_by_desc(row::Column::Id);
        query.limit(limit).all(self.connection().await?).await?.into_iter().map(RoleModel::try_from).collect()
    }

    /// Publishes a role model, and records the public changes.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_role_model(&self, step: RoleModelStep) -> Result<RoleModel, Failure> {
        let RoleModelStep { role_model, announced } = step;
        let (role_model, event) = role_model.into_parts();
        row::Entity::insert(to_row(&role_model)?).exec_without_returning(self.connection().await?).await?;
        self.record(&event).await?;
        self.announce(announced);
        Ok(role_model)
    }

    /// Saves a role model if its stored revision is unchanged, and records the public changes.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_role_model(&self, step: RoleModelStep) -> Result<RoleModel, Failure> {
        let RoleModelStep { role_model, announced } = step;
        let (role_model, event) = role_model.into_parts();
        let old = role_model.revision;
        let role_model = RoleModel { revision: old.next(), ..role_model };
        let query = row::Entity::update_many()
            .set(to_row(&role_model)?)
            .filter(row::Column::Id.eq(role_model.id.0))
            .filter(row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        self.record(&event).await?;
        self.announce(announced);
        Ok(role_model)
    }
}

fn called(text: &str) -> Condition {
    Condition::any()
        .add(row::Column::Search.like(containing(text)))
        .add(row::Column::OrganisationId.in_subquery(organisation::ids_called(text)))
}
