//! Public changes, in the order in which they became public.
//!
//! Identifiers are made before the commit, so they are not in the order of the commits: a reader that continues after
//! the greatest identifier would miss a change that committed late. The position of a change therefore comes from a
//! counter row that a transaction locks until its commit, so a greater position is never visible before a smaller one.
//! This is the last write of a unit of work, so others wait for one insertion only, and its holder waits for no other
//! lock.

use domain::base::ids::PublicChangeId;
use domain::base::step::Step;
use domain::planning::cycle::Cycle;
use domain::results::change::{Announcement, PublicChange, PublicChangeKind};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "public_change")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub position: i64,
        pub kind: String,
        pub subject: Uuid,
        /// What the kind implies, as a column for queries.
        pub tombstone: bool,
        pub at: ChronoDateTimeUtc,
        pub detail: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod counter_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "public_change_counter")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub position: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The identifier of the counter's only row.
const COUNTER: i64 = 1;
/// The most changes in one statement.
const CHANGES_MAX: usize = 500;

/// A change with the identifier that a reader continues after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChange {
    /// Its identifier.
    pub id: PublicChangeId,
    /// The change.
    pub change: PublicChange,
}

impl TryFrom<row::Model> for StoredChange {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, position: _, kind, subject, tombstone: _, at, detail } = row;
        let kind = PublicChangeKind::parse(&kind).ok_or(Failure::Corrupt { what: "public change", id })?;
        let detail = json::read(&detail, "public change", id)?;
        Ok(Self { id: PublicChangeId(id), change: PublicChange { kind, subject, at, detail } })
    }
}

fn to_row(change: &PublicChange, position: i64) -> Result<row::ActiveModel, Failure> {
    let PublicChange { kind, subject, at, detail } = change;
    let id = Uuid::now_v7();
    Ok(row::ActiveModel {
        id: Set(id),
        position: Set(position),
        kind: Set(kind.as_str().to_owned()),
        subject: Set(*subject),
        tombstone: Set(kind.removes()),
        at: Set(*at),
        detail: Set(json::write(detail, "public change", id)?),
    })
}

impl Tx {
    /// Saves the amendment of an open cycle, and records the public change.
    ///
    /// # Errors
    /// `Conflict` if the cycle was changed meanwhile, or a database error.
    pub async fn save_amended(&self, step: Step<Cycle>, announced: Announcement) -> Result<Cycle, Failure> {
        let saved = self.save(step).await?;
        self.announce(announced);
        Ok(saved)
    }

    /// Keeps the public changes of a step until the unit of work ends; they are written in the same transaction.
    pub(crate) fn announce(&self, announcement: Announcement) {
        let changes = announcement.into_changes();
        self.at_end(|tx| async move { tx.write_announced(changes).await });
    }

    /// Writes the announced changes at the next positions; the next statement of the transaction must be the commit.
    async fn write_announced(&self, changes: Vec<PublicChange>) -> Result<(), Failure> {
        if changes.is_empty() {
            return Ok(());
        }
        let many = i64::try_from(changes.len()).map_err(|source| Failure::Database { source: Box::new(source) })?;
        // A concurrent unit of work that counts waits here until this one is committed or rolled back.
        let query = counter_row::Entity::update_many()
            .col_expr(counter_row::Column::Position, Expr::col("position").add(many))
            .filter(counter_row::Column::Id.eq(COUNTER));
        self.replace(query).await?;
        let counter = counter_row::Entity::find_by_id(COUNTER).one(self.connection().await?).await?;
        let last = counter.ok_or(Failure::NotFound)?.position;
        let mut position = last.saturating_sub(many);
        for chunk in changes.chunks(CHANGES_MAX) {
            let mut rows = Vec::with_capacity(chunk.len());
            for change in chunk {
                position = position.saturating_add(1);
                rows.push(to_row(change, position)?);
            }
            row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        Ok(())
    }

    /// The changes after one of them, or from the first on, in the order in which they became public.
    ///
    /// # Errors
    /// `NotFound` if the change to continue after does not exist, or a database error.
    pub async fn public_changes(&self, page: Page) -> Result<Slice<StoredChange>, Failure> {
        let Page { after, limit } = page;
        let position = match after {
            None => None,
            Some(id) => {
                let found = row::Entity::find_by_id(id).one(self.connection().await?).await?;
                Some(found.ok_or(Failure::NotFound)?.position)
            }
        };
        let mut items = row::Entity::find()
            .apply_if(position, |query, position| query.filter(row::Column::Position.gt(position)))
            .order_by_asc(row::Column::Position)
            .limit(u64::from(limit).saturating_add(1))
            .all(self.connection().await?)
            .await?;
        let more = usize::from(limit) < items.len();
        items.truncate(usize::from(limit));
        Slice { items, more }.try_map(StoredChange::try_from)
    }

    /// The changes after a position, in order, and the position of the last of them.
    pub(crate) async fn changes_after(
        &self,
        position: i64,
        most: u64,
    ) -> Result<(Vec<StoredChange>, Option<i64>), Failure> {
        let query = row::Entity::find()
            .filter(row::Column::Position.gt(position))
            .order_by_asc(row::Column::Position)
            .limit(most);
        let rows = query.all(self.connection().await?).await?;
        let last = rows.last().map(|row| row.position);
        let changes = rows.into_iter().map(StoredChange::try_from).collect::<Result<Vec<StoredChange>, Failure>>()?;
        Ok((changes, last))
    }

    /// The last position that was given to a change; what comes after it is not visible yet.
    pub(crate) async fn newest_position(&self) -> Result<i64, Failure> {
        let counter = counter_row::Entity::find_by_id(COUNTER).one(self.connection().await?).await?;
        Ok(counter.ok_or(Failure::NotFound)?.position)
    }

    /// The newest change, if there is one.
    ///
    /// # Errors
    /// A database error.
    pub async fn newest_public_change(&self) -> Result<Option<PublicChangeId>, Failure> {
        let query = row::Entity::find().order_by_desc(row::Column::Position).limit(1);
        Ok(query.one(self.connection().await?).await?.map(|row| PublicChangeId(row.id)))
    }
}
