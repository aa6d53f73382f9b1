//! Criteria sets.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CriteriaSetId, Revision};
use domain::planning::audience::Audience;
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::tree::Tree;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::campaign::of_seen;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "criteria_set")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub cycle_kind: String,
        pub tier: String,
        pub version: i64,
        pub scale: i64,
        pub criteria: String,
        pub grading: String,
        pub model: Option<String>,
        pub dimensions: Option<String>,
        pub state: String,
        pub document: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for CriteriaSet {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            cycle_kind,
            tier,
            version,
            scale,
            criteria,
            grading,
            model,
            dimensions,
            state,
            document,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "criteria set", id };
        let tree: Option<Tree> = json::read_any(model.as_deref(), "criteria set", id)?;
        let set = Self {
            id: CriteriaSetId(id),
            campaign: CampaignId(campaign_id),
            cycle_kind: CycleKind::parse(&cycle_kind).ok_or_else(corrupt)?,
            audience: Audience::parse(&tier).ok_or_else(corrupt)?,
            version,
            scale,
            criteria: json::read(&criteria, "criteria set", id)?,
            grading: json::read(&grading, "criteria set", id)?,
            state: CriteriaSetState::parse(&state).ok_or_else(corrupt)?,
            document: json::read_any(document.as_deref(), "criteria set", id)?,
            model: None,
            dimensions: json::read_any(dimensions.as_deref(), "criteria set", id)?.unwrap_or_default(),
            revision: Revision(revision),
        };
        Ok(match tree {
            Some(tree) => set.modelled(tree),
            None => set,
        })
    }
}

fn to_row(set: &CriteriaSet) -> Result<row::ActiveModel, Failure> {
    let CriteriaSet {
        id,
        campaign,
        cycle_kind,
        audience,
        version,
        scale,
        criteria,
        grading,
        model,
        dimensions,
        state,
        document,
        revision,
    } = set;
    // The criteria of a tree are its leaves, and follow from it.
    let listed: &[Criterion] = if model.is_some() { &[] } else { criteria };
    let model = json::write_any(model.as_deref(), "criteria set", id.0)?;
    let said = (!dimensions.is_empty()).then_some(dimensions);
    let dimensions = json::write_any(said, "criteria set", id.0)?;
    let document = json::write_any(document.as_ref(), "criteria set", id.0)?;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        cycle_kind: Set(cycle_kind.as_str().to_owned()),
        tier: Set(audience.as_str().to_owned()),
        version: Set(*version),
        scale: Set(*scale),
        criteria: Set(json::write(&listed, "criteria set", id.0)?),
        grading: Set(json::write(grading, "criteria set", id.0)?),
        model: Set(model),
        dimensions: Set(dimensions),
        state: Set(state.as_str().to_owned()),
        document: Set(document),
        revision: Set(revision.0),
    })
}

revised!(CriteriaSet as row by to_row);

/// Which sets a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct CriteriaSetFilter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// For this kind of cycle.
    pub cycle_kind: Option<CycleKind>,
    /// For this audience.
    pub audience: Option<Audience>,
}

impl Tx {
    /// One set.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn criteria_set(&self, id: CriteriaSetId) -> Result<CriteriaSet, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The set that an open cycle is bound to: it can never change again (rule L28), so it is cached.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn bound_set(&self, id: CriteriaSetId) -> Result<Arc<CriteriaSet>, Failure> {
        if let Some(set) = self.immutable().get(id.0) {
            return Ok(set);
        }
        let set = Arc::new(self.criteria_set(id).await?);
        self.immutable().keep(id.0, &set);
        Ok(set)
    }

    /// The sets that match a filter, of campaigns that everybody may know of, and of drafts within a scope.
    ///
    /// # Errors
    /// A database error.
    pub async fn criteria_sets(
        &self,
        filter: CriteriaSetFilter,
        drafts: &Scope,
        page: Page,
    ) -> Result<Slice<CriteriaSet>, Failure> {
        let query = filtered(filter)
            .apply_if(of_seen(row::Column::CampaignId, drafts), |query, condition| query.filter(condition));
        self.slice(query, row::Column::Id, page).await?.try_map(CriteriaSet::try_from)
    }

    /// The versions of sets, for a list that names them.
    ///
    /// # Errors
    /// A database error.
    pub async fn criteria_versions(
        &self,
        sets: impl Iterator<Item = CriteriaSetId> + Send,
    ) -> Result<HashMap<CriteriaSetId, i64>, Failure> {
        let sets: BTreeSet<uuid::Uuid> = sets.map(|set| set.0).collect();
        if sets.is_empty() {
            return Ok(HashMap::new());
        }
        let query = row::Entity::find().select_only().column(row::Column::Id).column(row::Column::Version);
        let found: Vec<(uuid::Uuid, i64)> =
            query.filter(row::Column::Id.is_in(sets)).into_tuple().all(self.connection().await?).await?;
        Ok(found.into_iter().map(|(id, version)| (CriteriaSetId(id), version)).collect())
    }

    /// Every set for a kind of cycle of a campaign.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_criteria_sets(&self, campaign: CampaignId, kind: CycleKind) -> Result<Vec<CriteriaSet>, Failure> {
        let filter = CriteriaSetFilter { campaign: Some(campaign), cycle_kind: Some(kind), audience: None };
        let rows = filtered(filter).order_by_asc(row::Column::Id).all(self.connection().await?).await?;
        rows.into_iter().map(CriteriaSet::try_from).collect()
    }

    /// Makes edits of a set fail that began before a cycle was bound to it: it increments the revision.
    ///
    /// # Errors
    /// `Stale` if the set has changed, or a database error.
    pub async fn hold_criteria_set(&self, set: &CriteriaSet) -> Result<(), Failure> {
        let query = row::Entity::update_many()
            .col_expr(row::Column::Revision, Expr::value(set.revision.next().0))
            .filter(row::Column::Id.eq(set.id.0))
            .filter(row::Column::Revision.eq(set.revision.0));
        self.replace(query).await
    }
}

fn filtered(filter: CriteriaSetFilter) -> sea_orm::Select<row::Entity> {
    let CriteriaSetFilter { campaign, cycle_kind, audience } = filter;
    row::Entity::find()
        .apply_if(campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)))
        .apply_if(cycle_kind, |query, kind| query.filter(row::Column::CycleKind.eq(kind.as_str())))
        .apply_if(audience, |query, audience| query.filter(row::Column::Tier.eq(audience.as_str())))
}
