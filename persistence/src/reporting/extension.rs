//! Extensions.

use chrono::NaiveDate;
use domain::base::identity::Scope;
use domain::base::ids::{AccountId, CampaignId, CycleId, ExtensionId, OrganisationId, Revision};
use domain::reporting::extension::{Extension, ExtensionState};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;
use crate::planning::participant::row as participant_row;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "extension")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub number: i64,
        pub until_date: Date,
        pub reason: String,
        pub state: String,
        pub requested_by_id: Uuid,
        pub requested_at: ChronoDateTimeUtc,
        pub decided_by_id: Option<Uuid>,
        pub decided_at: Option<ChronoDateTimeUtc>,
        pub decision_reason: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Extension {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            cycle_id,
            campaign_id,
            organisation_id,
            number,
            until_date,
            reason,
            state,
            requested_by_id,
            requested_at,
            decided_by_id,
            decided_at,
            decision_reason,
            revision,
        } = row;
        Ok(Self {
            id: ExtensionId(id),
            cycle: CycleId(cycle_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            number,
            until: until_date,
            reason,
            state: ExtensionState::parse(&state).ok_or(Failure::Corrupt { what: "extension", id })?,
            requested_by: AccountId(requested_by_id),
            requested_at,
            decided_by: decided_by_id.map(AccountId),
            decided_at,
            decision_reason,
            revision: Revision(revision),
        })
    }
}

fn to_row(extension: &Extension) -> row::ActiveModel {
    let Extension {
        id,
        cycle,
        campaign,
        organisation,
        number,
        until,
        reason,
        state,
        requested_by,
        requested_at,
        decided_by,
        decided_at,
        decision_reason,
        revision,
    } = extension;
    row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        number: Set(*number),
        until_date: Set(*until),
        reason: Set(reason.clone()),
        state: Set(state.as_str().to_owned()),
        requested_by_id: Set(requested_by.0),
        requested_at: Set(*requested_at),
        decided_by_id: Set(decided_by.map(|account| account.0)),
        decided_at: Set(*decided_at),
        decision_reason: Set(decision_reason.clone()),
        revision: Set(revision.0),
    }
}

revised!(Extension as row by to_row always);

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExtensionFilter {
    /// For this cycle.
    pub cycle: Option<CycleId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// In this state.
    pub state: Option<ExtensionState>,
}

impl Tx {
    /// One request, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn extension(&self, scope: &Scope, id: ExtensionId) -> Result<Extension, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The requests that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn extensions(
        &self,
        scope: &Scope,
        filter: ExtensionFilter,
        page: Page,
    ) -> Result<Slice<Extension>, Failure> {
        self.slice(
            within(filtered(filter), (row::Column::OrganisationId, row::Column::CampaignId), scope),
            row::Column::Id,
            page,
        )
        .await?
        .try_map(Extension::try_from)
    }

    /// Every request that matches a filter, for a decision that depends on all of them.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_extensions(&self, filter: ExtensionFilter) -> Result<Vec<Extension>, Failure> {
        let rows = filtered(filter).order_by_asc(row::Column::Id).all(self.connection().await?).await?;
        rows.into_iter().map(Extension::try_from).collect()
    }

    /// The last days of the extensions that these units were granted for a cycle; the latest one of a unit comes last.
    pub(crate) async fn granted(
        &self,
        cycle: CycleId,
        units: &[OrganisationId],
    ) -> Result<Vec<(OrganisationId, NaiveDate)>, Failure> {
        let query = filtered(granted_in(cycle))
            .select_only()
            .column(row::Column::OrganisationId)
            .column(row::Column::UntilDate)
            .filter(row::Column::OrganisationId.is_in(units.iter().map(|unit| unit.0)))
            .order_by_asc(row::Column::UntilDate);
        let found = query.into_tuple::<(Uuid, NaiveDate)>().all(self.connection().await?).await?;
        Ok(found.into_iter().map(|(unit, until)| (OrganisationId(unit), until)).collect())
    }
}

/// The identifiers of a cycle's requests, for a subquery.
pub(crate) fn ids_of(cycle: CycleId) -> SelectStatement {
    let query = row::Entity::find().select_only().column(row::Column::Id);
    query.filter(row::Column::CycleId.eq(cycle.0)).into_query()
}

/// The units that were granted a cycle's extension up to a day or longer, for a subquery.
pub(crate) fn units_reaching(cycle: CycleId, day: NaiveDate) -> SelectStatement {
    reaching(cycle, day).select_only().column(row::Column::OrganisationId).into_query()
}

/// The extensions up to a day or longer that a unit was granted for a cycle, for a subquery of a query for participants.
pub(crate) fn own_reaching(cycle: CycleId, day: NaiveDate) -> SelectStatement {
    let unit = Expr::col((participant_row::Entity, participant_row::Column::OrganisationId));
    let query = reaching(cycle, day).filter(unit.equals((row::Entity, row::Column::OrganisationId)));
    query.select_only().column(row::Column::Id).into_query()
}

fn reaching(cycle: CycleId, day: NaiveDate) -> Select<row::Entity> {
    filtered(granted_in(cycle)).filter(row::Column::UntilDate.gte(day))
}

fn granted_in(cycle: CycleId) -> ExtensionFilter {
    ExtensionFilter { cycle: Some(cycle), organisation: None, state: Some(ExtensionState::Granted) }
}

fn filtered(filter: ExtensionFilter) -> Select<row::Entity> {
    let ExtensionFilter { cycle, organisation, state } = filter;
    row::Entity::find()
        .apply_if(cycle, |query, cycle| query.filter(row::Column::CycleId.eq(cycle.0)))
        .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
        .apply_if(state, |query, state| query.filter(row::Column::State.eq(state.as_str())))
}
