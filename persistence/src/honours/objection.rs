//! Lists of nominees that are open to objections, and the objections.

use chrono::NaiveDate;
use domain::base::identity::Scope;
use domain::base::ids::{CycleId, NominationId, ObjectionId, ObjectionPeriodId, OrganisationId, Revision};
use domain::base::step::Step;
use domain::honours::objection::{Objection, ObjectionOutcome, ObjectionPeriod, ObjectionState};
use domain::honours::received_paper::ReceivedPaper;
use domain::planning::award::Occasion;
use domain::results::change::Announcement;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_rows;
use crate::base::store::Tx;

mod period_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "objection_period")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub occasion: String,
        pub posted_on: Date,
        pub days: i64,
        pub until: Date,
        pub document: String,
        pub posted: String,
        pub opened_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "objection")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub objection_period_id: Uuid,
        pub nomination_id: Uuid,
        pub organisation_id: Uuid,
        pub received: Date,
        pub number: String,
        pub date: Date,
        pub summary: String,
        pub late: bool,
        /// The state of the settlement, as a column that lists filter by.
        pub state: String,
        pub settlement: Option<String>,
        pub registered_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<period_row::Model> for ObjectionPeriod {
    type Error = Failure;

    fn try_from(row: period_row::Model) -> Result<Self, Failure> {
        let period_row::Model { id, cycle_id, occasion, posted_on, days, until, document, posted, opened_at, revision } =
            row;
        let corrupt = || Failure::Corrupt { what: "objection period", id };
        Ok(Self {
            id: ObjectionPeriodId(id),
            cycle: CycleId(cycle_id),
            occasion: Occasion::parse(&occasion).ok_or_else(corrupt)?,
            from: posted_on,
            days: u16::try_from(days).map_err(|_ignored| corrupt())?,
            until,
            document: json::read(&document, "objection period", id)?,
            posted: json::read(&posted, "objection period", id)?,
            opened_at,
            revision: Revision(revision),
        })
    }
}

fn to_period_row(period: &ObjectionPeriod) -> Result<period_row::ActiveModel, Failure> {
    let ObjectionPeriod { id, cycle, occasion, from, days, until, document, posted, opened_at, revision } = period;
    Ok(period_row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        occasion: Set(occasion.as_str().to_owned()),
        posted_on: Set(*from),
        days: Set(i64::from(*days)),
        until: Set(*until),
        document: Set(json::write(document, "objection period", id.0)?),
        posted: Set(json::write(posted, "objection period", id.0)?),
        opened_at: Set(*opened_at),
        revision: Set(revision.0),
    })
}

impl TryFrom<row::Model> for Objection {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            objection_period_id,
            nomination_id,
            organisation_id,
            received,
            number,
            date,
            summary,
            late,
            state: _,
            settlement,
            registered_at,
            revision,
        } = row;
        Ok(Self {
            id: ObjectionId(id),
            period: ObjectionPeriodId(objection_period_id),
            nomination: NominationId(nomination_id),
            organisation: OrganisationId(organisation_id),
            paper: ReceivedPaper { received, number, date, summary },
            late,
            settlement: json::read_any(settlement.as_deref(), "objection", id)?,
            registered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(objection: &Objection) -> Result<row::ActiveModel, Failure> {
    let state = objection.state();
    let Objection { id, period, nomination, organisation, paper, late, settlement, registered_at, revision } =
        objection;
    let ReceivedPaper { received, number, date, summary } = paper;
    Ok(row::ActiveModel {
        id: Set(id.0),
        objection_period_id: Set(period.0),
        nomination_id: Set(nomination.0),
        organisation_id: Set(organisation.0),
        received: Set(*received),
        number: Set(number.clone()),
        date: Set(*date),
        summary: Set(summary.clone()),
        late: Set(*late),
        state: Set(state.as_str().to_owned()),
        settlement: Set(json::write_any(settlement.as_ref(), "objection", id.0)?),
        registered_at: Set(*registered_at),
        revision: Set(revision.0),
    })
}

revised!(Objection as row by to_row);

/// Which objections a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObjectionFilter {
    /// To nominees of this list.
    pub period: Option<ObjectionPeriodId>,
    /// To this nominee.
    pub nomination: Option<NominationId>,
    /// In this state.
    pub state: Option<ObjectionState>,
}

/// The objections to one nominee on a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Objected {
    /// How many are not settled.
    pub open: u64,
    /// How many were upheld.
    pub upheld: u64,
}

impl Tx {
    /// One list.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn objection_period(&self, id: ObjectionPeriodId) -> Result<ObjectionPeriod, Failure> {
        self.found(period_row::Entity::find_by_id(id.0)).await
    }

    /// Lists within a scope, of one cycle or all, or only those that are open on a day.
    ///
    /// # Errors
    /// A database error.
    pub async fn objection_periods(
        &self,
        scope: &Scope,
        (cycle, open_on): (Option<CycleId>, Option<NaiveDate>),
        page: Page,
    ) -> Result<Slice<ObjectionPeriod>, Failure> {
        let query = period_row::Entity::find()
            .apply_if(of_rows(period_row::Column::CycleId, "cycle", scope), |query, within| query.filter(within))
            .apply_if(cycle, |query, cycle| query.filter(period_row::Column::CycleId.eq(cycle.0)))
            .apply_if(open_on, |query, day| query.filter(period_row::Column::Until.gte(day)));
        self.slice(query, period_row::Column::Id, page).await?.try_map(ObjectionPeriod::try_from)
    }

    /// Posts a list, and records the public changes; a list never changes.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_objection_period(
        &self,
        step: Step<ObjectionPeriod>,
        announced: Announcement,
    ) -> Result<ObjectionPeriod, Failure> {
        let (period, event) = step.into_parts();
        period_row::Entity::insert(to_period_row(&period)?).exec_without_returning(self.connection().await?).await?;
        self.record(&event).await?;
        self.announce(announced);
        Ok(period)
    }

    /// One objection.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn objection(&self, id: ObjectionId) -> Result<Objection, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The objections within a scope that match a filter, in the order of registration.
    ///
    /// # Errors
    /// A database error.
    pub async fn objections(
        &self,
        scope: &Scope,
        filter: ObjectionFilter,
        page: Page,
    ) -> Result<Slice<Objection>, Failure> {
        let ObjectionFilter { period, nomination, state } = filter;
        let query = row::Entity::find()
            .apply_if(of_rows(row::Column::NominationId, "nomination", scope), |query, within| query.filter(within))
            .apply_if(period, |query, period| query.filter(row::Column::ObjectionPeriodId.eq(period.0)))
            .apply_if(nomination, |query, one| query.filter(row::Column::NominationId.eq(one.0)))
            .apply_if(state, |query, state| query.filter(row::Column::State.eq(state.as_str())));
        self.slice(query, row::Column::Id, page).await?.try_map(Objection::try_from)
    }

    /// The objections to a nominee on a list.
    ///
    /// # Errors
    /// A database error.
    pub async fn objected(&self, period: ObjectionPeriodId, nomination: NominationId) -> Result<Objected, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::ObjectionPeriodId.eq(period.0))
            .filter(row::Column::NominationId.eq(nomination.0));
        let mut objected = Objected::default();
        for objection in query.all(self.connection().await?).await? {
            match Objection::try_from(objection)?.settlement.map(|settlement| settlement.outcome) {
                None => objected.open = objected.open.saturating_add(1),
                Some(ObjectionOutcome::Upheld) => objected.upheld = objected.upheld.saturating_add(1),
                Some(ObjectionOutcome::Dismissed) => {}
            }
        }
        Ok(objected)
    }
}
