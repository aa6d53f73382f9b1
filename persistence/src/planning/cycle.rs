//! Cycles of campaigns.

use std::collections::{BTreeSet, HashMap};

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, Revision};
use domain::planning::campaign::CyclePeriod;
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::{Cycle, CycleOrders, CycleState};
use domain::planning::participant::Selection;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::campaign::of_seen;

pub(crate) mod cycle_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "cycle")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub code: String,
        pub kind: String,
        pub year: Option<i32>,
        pub name: String,
        pub period_start: Date,
        pub period_end: Date,
        pub optional: bool,
        pub state: String,
        pub due_date: Option<Date>,
        pub explanation_days: Option<i64>,
        pub acceptance_required: bool,
        pub criteria: String,
        pub orders: Option<String>,
        pub selection: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<cycle_row::Model> for Cycle {
    type Error = Failure;

    fn try_from(row: cycle_row::Model) -> Result<Self, Failure> {
        let cycle_row::Model {
            id,
            campaign_id,
            code,
            kind,
            year,
            name,
            period_start,
            period_end,
            optional,
            state,
            due_date,
            explanation_days,
            acceptance_required,
            criteria,
            orders,
            selection,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "cycle", id };
        Ok(Self {
            id: CycleId(id),
            campaign: CampaignId(campaign_id),
            code,
            kind: CycleKind::parse(&kind).ok_or_else(corrupt)?,
            year,
            name: json::read(&name, "cycle", id)?,
            period_start,
            period_end,
            optional,
            state: CycleState::parse(&state).ok_or_else(corrupt)?,
            due_date,
            explanation_days,
            acceptance_required,
            criteria: json::read(&criteria, "cycle", id)?,
            orders: json::read_any(orders.as_deref(), "cycle", id)?.unwrap_or_default(),
            selection: json::read_any(selection.as_deref(), "cycle", id)?.unwrap_or_default(),
            revision: Revision(revision),
        })
    }
}

fn to_cycle_row(cycle: &Cycle) -> Result<cycle_row::ActiveModel, Failure> {
    let Cycle {
        id,
        campaign,
        code,
        kind,
        year,
        name,
        period_start,
        period_end,
        optional,
        state,
        due_date,
        explanation_days,
        acceptance_required,
        criteria,
        orders,
        selection,
        revision,
    } = cycle;
    Ok(cycle_row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        code: Set(code.clone()),
        kind: Set(kind.as_str().to_owned()),
        year: Set(*year),
        name: Set(json::write(name, "cycle", id.0)?),
        period_start: Set(*period_start),
        period_end: Set(*period_end),
        optional: Set(*optional),
        state: Set(state.as_str().to_owned()),
        due_date: Set(*due_date),
        explanation_days: Set(*explanation_days),
        acceptance_required: Set(*acceptance_required),
        criteria: Set(json::write(criteria, "cycle", id.0)?),
        orders: Set((*orders != CycleOrders::default()).then(|| json::write(orders, "cycle", id.0)).transpose()?),
        selection: Set((*selection != Selection::default())
            .then(|| json::write(selection, "cycle", id.0))
            .transpose()?),
        revision: Set(revision.0),
    })
}

revised!(Cycle as cycle_row by to_cycle_row);

/// The codes of the cycles that a page names.
#[derive(Debug, Default)]
pub struct CycleCodes(HashMap<CycleId, String>);

impl CycleCodes {
    /// The code of a cycle; a foreign key guarantees that the cycle exists.
    #[must_use]
    pub fn get(&self, cycle: CycleId) -> String {
        self.0.get(&cycle).cloned().unwrap_or_default()
    }
}

impl Tx {
    /// One cycle, for a change that depends on its being open: it is not closed or cancelled until the change is stored.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn cycle_to_use(&self, id: CycleId) -> Result<Cycle, Failure> {
        self.found(cycle_row::Entity::find_by_id(id.0).lock(LockType::Share)).await
    }

    /// One cycle, to end it: what uses it is stored, and what comes later sees the end.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn cycle_to_end(&self, id: CycleId) -> Result<Cycle, Failure> {
        self.found(cycle_row::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate)).await
    }

    /// One cycle.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn cycle(&self, id: CycleId) -> Result<Cycle, Failure> {
        self.found(cycle_row::Entity::find_by_id(id.0)).await
    }

    /// The codes of cycles that exist, for a list that names them.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycle_codes(&self, cycles: impl Iterator<Item = CycleId> + Send) -> Result<CycleCodes, Failure> {
        let cycles: BTreeSet<uuid::Uuid> = cycles.map(|cycle| cycle.0).collect();
        if cycles.is_empty() {
            return Ok(CycleCodes::default());
        }
        let query = cycle_row::Entity::find().filter(cycle_row::Column::Id.is_in(cycles));
        let rows = query.all(self.connection().await?).await?;
        Ok(CycleCodes(rows.into_iter().map(|row| (CycleId(row.id), row.code)).collect()))
    }

    /// The cycles of campaigns that everybody may know of, and of drafts within a scope, of one campaign or all, in the
    /// order in which they were planned.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycles(
        &self,
        campaign: Option<CampaignId>,
        drafts: &Scope,
        page: Page,
    ) -> Result<Slice<Cycle>, Failure> {
        let query = cycle_row::Entity::find()
            .apply_if(campaign, |query, campaign| query.filter(cycle_row::Column::CampaignId.eq(campaign.0)))
            .apply_if(of_seen(cycle_row::Column::CampaignId, drafts), |query, condition| query.filter(condition));
        self.slice(query, cycle_row::Column::Id, page).await?.try_map(Cycle::try_from)
    }

    /// What a campaign depends on of each of its cycles.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycle_periods(&self, campaign: CampaignId) -> Result<Vec<CyclePeriod>, Failure> {
        let query = cycle_row::Entity::find()
            .filter(cycle_row::Column::CampaignId.eq(campaign.0))
            .order_by_asc(cycle_row::Column::Id);
        let cycles = query.all(self.connection().await?).await?.into_iter().map(Cycle::try_from);
        let period = |cycle: Cycle| CyclePeriod {
            ended: matches!(cycle.state, CycleState::Closed | CycleState::Cancelled),
            code: cycle.code,
            start: cycle.period_start,
            end: cycle.period_end,
        };
        cycles.map(|cycle| Ok(period(cycle?))).collect()
    }

    /// The cycles of a campaign, in the order they were planned.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycles_of(&self, campaign: CampaignId) -> Result<Vec<Cycle>, Failure> {
        let query = cycle_row::Entity::find()
            .filter(cycle_row::Column::CampaignId.eq(campaign.0))
            .order_by_asc(cycle_row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Cycle::try_from).collect()
    }

    /// The cycles with these identifiers that exist.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycles_named(&self, named: &[CycleId]) -> Result<Vec<Cycle>, Failure> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let query = cycle_row::Entity::find()
            .filter(cycle_row::Column::Id.is_in(named.iter().map(|cycle| cycle.0)))
            .order_by_asc(cycle_row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Cycle::try_from).collect()
    }

    /// The previous cycle of the same campaign and kind.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycle_before(&self, cycle: &Cycle) -> Result<Option<Cycle>, Failure> {
        let query = cycle_row::Entity::find()
            .filter(cycle_row::Column::CampaignId.eq(cycle.campaign.0))
            .filter(cycle_row::Column::Kind.eq(cycle.kind.as_str()))
            .filter(cycle_row::Column::PeriodStart.lt(cycle.period_start))
            .order_by_desc(cycle_row::Column::PeriodStart);
        query.one(self.connection().await?).await?.map(Cycle::try_from).transpose()
    }

    /// Whether an open cycle is bound to a set.
    ///
    /// # Errors
    /// A database error.
    pub async fn is_bound(&self, set: &CriteriaSet) -> Result<bool, Failure> {
        let query = cycle_row::Entity::find().filter(cycle_row::Column::CampaignId.eq(set.campaign.0));
        for row in query.all(self.connection().await?).await? {
            if Cycle::try_from(row)?.criteria.iter().any(|binding| binding.criteria_set == set.id) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
