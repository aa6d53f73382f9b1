//! The terms of commendation rounds.

use domain::base::identity::Scope;
use domain::base::ids::{CycleId, Revision, RoundId};
use domain::honours::round::Round;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::campaign::of_seen;
use crate::planning::cycle::cycle_row;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "round")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub terms: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Round {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, cycle_id, terms, revision } = row;
        Ok(Self {
            id: RoundId(id),
            cycle: CycleId(cycle_id),
            terms: json::read(&terms, "round", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(round: &Round) -> Result<row::ActiveModel, Failure> {
    let Round { id, cycle, terms, revision } = round;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        terms: Set(json::write(terms, "round", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Round as row by to_row);

impl Tx {
    /// One round.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn round(&self, id: RoundId) -> Result<Round, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The round of a cycle, if its terms were entered.
    ///
    /// # Errors
    /// A database error.
    pub async fn round_of(&self, cycle: CycleId) -> Result<Option<Round>, Failure> {
        let query = row::Entity::find().filter(row::Column::CycleId.eq(cycle.0));
        query.one(self.connection().await?).await?.map(Round::try_from).transpose()
    }

    /// Waits until no other unit of work holds the round of a cycle, and holds it until this one ends, so that no two pass
    /// its quota at once (rule S34). Without a round there is no quota.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_round_of(&self, cycle: CycleId) -> Result<(), Failure> {
        let query = row::Entity::find().filter(row::Column::CycleId.eq(cycle.0)).lock(LockType::NoKeyUpdate);
        query.one(self.connection().await?).await?;
        Ok(())
    }

    /// Every round, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn rounds(&self, drafts: &Scope, page: Page) -> Result<Slice<Round>, Failure> {
        let of_cycles = |condition| {
            let cycles = cycle_row::Entity::find().select_only().column(cycle_row::Column::Id).filter(condition);
            row::Column::CycleId.in_subquery(cycles.into_query())
        };
        let query = row::Entity::find().apply_if(of_seen(cycle_row::Column::CampaignId, drafts), |query, condition| {
            query.filter(of_cycles(condition))
        });
        self.slice(query, row::Column::Id, page).await?.try_map(Round::try_from)
    }
}
