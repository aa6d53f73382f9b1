//! The predecessors and successors of units; the table only grows.

use std::collections::BTreeSet;

use domain::base::ids::{OrganisationId, SuccessionId};
use domain::registry::lineage::{LINEAGE_UNITS_MAX, Lineage, Succession, SuccessionKind};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "succession")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub predecessor_id: Uuid,
        pub successor_id: Uuid,
        pub kind: String,
        pub from_date: Date,
        pub document: String,
        pub recorded_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Succession {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, predecessor_id, successor_id, kind, from_date, document, recorded_at } = row;
        Ok(Self {
            id: SuccessionId(id),
            predecessor: OrganisationId(predecessor_id),
            successor: OrganisationId(successor_id),
            kind: SuccessionKind::parse(&kind).ok_or(Failure::Corrupt { what: "succession", id })?,
            from: from_date,
            document: json::read(&document, "succession", id)?,
            recorded_at,
        })
    }
}

fn to_row(succession: &Succession) -> Result<row::ActiveModel, Failure> {
    let Succession { id, predecessor, successor, kind, from, document, recorded_at } = succession;
    Ok(row::ActiveModel {
        id: Set(id.0),
        predecessor_id: Set(predecessor.0),
        successor_id: Set(successor.0),
        kind: Set(kind.as_str().to_owned()),
        from_date: Set(*from),
        document: Set(json::write(document, "succession", id.0)?),
        recorded_at: Set(*recorded_at),
    })
}

stored!(Succession as row by to_row);

/// The direction in which a lineage is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the units that a unit came from.
    Predecessors,
    /// To the units that it became.
    Successors,
}

impl Tx {
    /// A unit's predecessors or successors with theirs, the nearest first: one query for each generation.
    ///
    /// # Errors
    /// A database error.
    pub async fn lineage(&self, unit: OrganisationId, side: Side) -> Result<Lineage, Failure> {
        let near = match side {
            Side::Predecessors => row::Column::SuccessorId,
            Side::Successors => row::Column::PredecessorId,
        };
        let (mut seen, mut wave) = (BTreeSet::from([unit]), vec![unit]);
        let (mut successions, mut complete) = (Vec::new(), true);
        while !wave.is_empty() {
            let rows = row::Entity::find()
                .filter(near.is_in(wave.iter().map(|unit| unit.0)))
                .order_by_asc(row::Column::FromDate)
                .order_by_asc(row::Column::Id)
                .all(self.connection().await?)
                .await?;
            wave.clear();
            for row in rows {
                let succession = Succession::try_from(row)?;
                let next = match side {
                    Side::Predecessors => succession.predecessor,
                    Side::Successors => succession.successor,
                };
                if !seen.contains(&next) {
                    // The unit itself is not counted.
                    if LINEAGE_UNITS_MAX < seen.len() {
                        complete = false;
                        continue;
                    }
                    seen.insert(next);
                    wave.push(next);
                }
                successions.push(succession);
            }
        }
        Ok(Lineage { successions, complete })
    }

    /// The successions from and to these units, the earliest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn successions_around(&self, units: &[OrganisationId]) -> Result<Vec<Succession>, Failure> {
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let ids = || units.iter().map(|unit| unit.0);
        let either = row::Column::PredecessorId.is_in(ids()).or(row::Column::SuccessorId.is_in(ids()));
        let query =
            row::Entity::find().filter(either).order_by_asc(row::Column::FromDate).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Succession::try_from).collect()
    }

    /// Every succession, the earliest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_successions(&self) -> Result<Vec<Succession>, Failure> {
        let query = row::Entity::find().order_by_asc(row::Column::FromDate).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Succession::try_from).collect()
    }

    /// The successors that were recorded for a unit.
    ///
    /// # Errors
    /// A database error.
    pub async fn successions_of(&self, predecessor: OrganisationId) -> Result<Vec<Succession>, Failure> {
        let query =
            row::Entity::find().filter(row::Column::PredecessorId.eq(predecessor.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Succession::try_from).collect()
    }
}
