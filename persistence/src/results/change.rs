//! What changed in public, in the one order in which it became public.
//!
//! Identifiers are made before the commit, so the order of identifiers is not the order in which lines appear: whoever
//! reads on after the greatest one would miss a line that committed late. A line's place is therefore counted by a row
//! that whoever counts holds until the commit: a greater position is never seen before a smaller one. It is the last
//! thing that a unit of work does, so it holds others up for one insertion, and nobody waits for anything while he
//! holds it.

use domain::base::ids::PublicChangeId;
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
        /// What the kind says, for whoever asks the database.
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

/// The counter's one row.
const COUNTER: i64 = 1;
/// The most lines in one statement.
const CHANGES_MAX: usize = 500;

/// A change with the identifier that a reader goes on after.
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
    /// Keeps what a step makes known until the unit of work ends; it is written in the same transaction.
    pub(crate) fn announce(&self, announcement: Announcement) {
        let changes = announcement.into_changes();
        self.at_end(|tx| async move { tx.write_announced(changes).await });
    }

    /// Writes what was announced, at the next positions; nothing may be asked of the database after it but the commit.
    async fn write_announced(&self, changes: Vec<PublicChange>) -> Result<(), Failure> {
        if changes.is_empty() {
            return Ok(());
        }
        let many = i64::try_from(changes.len()).map_err(|source| Failure::Database { source: Box::new(source) })?;
        // Whoever else counts waits here until this unit of work is committed or rolled back.
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
    /// `NotFound` where there is no change to go on after, or what the database answers.
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
    /// What the database answers.
    pub async fn newest_public_change(&self) -> Result<Option<PublicChangeId>, Failure> {
        let query = row::Entity::find().order_by_desc(row::Column::Position).limit(1);
        Ok(query.one(self.connection().await?).await?.map(|row| PublicChangeId(row.id)))
    }
}
