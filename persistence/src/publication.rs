//! Releases, their boards, and the frozen bytes that the public reads.
//!
//! Whatever is stored here is public: the rows appear in the transaction that publishes them and never change.

use chrono::{DateTime, Utc};
use domain::ids::{BoardId, CriteriaSetId, CycleId, ReleaseId};
use domain::organisation::Tier;
use domain::publication::{Board, Release};
use domain::step::Step;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::failure::Failure;
use crate::json;
use crate::page::{Page, Slice};
use crate::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "release")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub number: i64,
        pub reason: Option<String>,
        pub published_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod board_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "board")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub release_id: Uuid,
        pub tier: String,
        pub criteria_set_id: Uuid,
        pub document: String,
        pub standings: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod page_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "board_page")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub board_id: Uuid,
        /// Empty for the board itself, `unit/…` and `criterion/…` for its details.
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        pub body: String,
        pub digest: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One frozen answer of a board: the board itself, a unit's or a criterion's detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenPage {
    /// The board.
    pub board: BoardId,
    /// Empty for the board itself, `unit/…` and `criterion/…` for its details.
    pub part: String,
    /// The answer, as it is served.
    pub body: String,
    /// SHA-256 of the answer, in hexadecimal.
    pub digest: String,
}

/// A release without its boards' content: what a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseSummary {
    /// Its identifier.
    pub id: ReleaseId,
    /// The cycle.
    pub cycle: CycleId,
    /// Its number within the cycle.
    pub number: i64,
    /// Why a further release was made.
    pub reason: Option<String>,
    /// When it became public.
    pub published_at: DateTime<Utc>,
    /// Its boards.
    pub boards: Vec<(Tier, BoardId)>,
}

impl Tx {
    /// The number of a cycle's newest release; 0 if there is none.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn newest_release_number(&self, cycle: CycleId) -> Result<i64, Failure> {
        let newest = newest(cycle).one(self.connection()).await?;
        Ok(newest.map_or(0, |release| release.number))
    }

    /// Publishes a release with the bytes that the public will read.
    ///
    /// # Errors
    /// `Duplicate` if somebody published the same number first, or what the database answers.
    pub async fn add_release(&self, step: Step<Release>, pages: Vec<FrozenPage>) -> Result<Release, Failure> {
        let (release, event) = step.into_parts();
        let Release { id, cycle, number, reason, published_at, boards } = &release;
        let new = row::ActiveModel {
            id: Set(id.0),
            cycle_id: Set(cycle.0),
            number: Set(*number),
            reason: Set(reason.clone()),
            published_at: Set(*published_at),
        };
        row::Entity::insert(new).exec_without_returning(self.connection()).await?;
        for board in boards {
            let Board { id: board, tier, criteria_set, document, standings } = board;
            let new = board_row::ActiveModel {
                id: Set(board.0),
                release_id: Set(id.0),
                tier: Set(tier.word().to_owned()),
                criteria_set_id: Set(criteria_set.0),
                document: Set(json::write(document, "board", board.0)?),
                standings: Set(json::write(standings, "board", board.0)?),
            };
            board_row::Entity::insert(new).exec_without_returning(self.connection()).await?;
        }
        for page in pages {
            let FrozenPage { board, part, body, digest } = page;
            let new =
                page_row::ActiveModel { board_id: Set(board.0), part: Set(part), body: Set(body), digest: Set(digest) };
            page_row::Entity::insert(new).exec_without_returning(self.connection()).await?;
        }
        self.record(&event).await?;
        Ok(release)
    }

    /// A release with its boards, as it was published.
    ///
    /// # Errors
    /// `NotFound`, or what the database answers.
    pub async fn release(&self, id: ReleaseId) -> Result<Release, Failure> {
        let found = row::Entity::find_by_id(id.0).one(self.connection()).await?.ok_or(Failure::NotFound)?;
        let row::Model { id, cycle_id, number, reason, published_at } = found;
        let rows = board_row::Entity::find()
            .filter(board_row::Column::ReleaseId.eq(id))
            .order_by_asc(board_row::Column::Id)
            .all(self.connection())
            .await?;
        let boards = rows
            .into_iter()
            .map(|row| {
                let board_row::Model { id, release_id: _, tier, criteria_set_id, document, standings } = row;
                Ok(Board {
                    id: BoardId(id),
                    tier: Tier::parse(&tier).ok_or(Failure::Corrupt { what: "board", id })?,
                    criteria_set: CriteriaSetId(criteria_set_id),
                    document: json::read(&document, "board", id)?,
                    standings: json::read(&standings, "board", id)?,
                })
            })
            .collect::<Result<Vec<Board>, Failure>>()?;
        Ok(Release { id: ReleaseId(id), cycle: CycleId(cycle_id), number, reason, published_at, boards })
    }

    /// The releases, of one cycle or all, oldest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn releases(&self, cycle: Option<CycleId>, page: Page) -> Result<Slice<ReleaseSummary>, Failure> {
        let query = row::Entity::find().apply_if(cycle, |query, cycle| query.filter(row::Column::CycleId.eq(cycle.0)));
        let Slice { items, more } = self.slice(query, row::Column::Id, page).await?;
        let boards = board_row::Entity::find()
            .filter(board_row::Column::ReleaseId.is_in(items.iter().map(|release| release.id)))
            .order_by_asc(board_row::Column::Id)
            .all(self.connection())
            .await?;
        let items = items
            .into_iter()
            .map(|row| {
                let row::Model { id, cycle_id, number, reason, published_at } = row;
                let boards = boards
                    .iter()
                    .filter(|board| board.release_id == id)
                    .map(|board| {
                        let tier = Tier::parse(&board.tier).ok_or(Failure::Corrupt { what: "board", id: board.id })?;
                        Ok((tier, BoardId(board.id)))
                    })
                    .collect::<Result<Vec<(Tier, BoardId)>, Failure>>()?;
                Ok(ReleaseSummary { id: ReleaseId(id), cycle: CycleId(cycle_id), number, reason, published_at, boards })
            })
            .collect::<Result<Vec<ReleaseSummary>, Failure>>()?;
        Ok(Slice { items, more })
    }

    /// The board of a tier in a cycle's newest release that has one.
    ///
    /// # Errors
    /// `NotFound`, or what the database answers.
    pub async fn newest_board(&self, cycle: CycleId, tier: Tier) -> Result<BoardId, Failure> {
        let releases = newest(cycle).all(self.connection()).await?;
        let boards = board_row::Entity::find()
            .filter(board_row::Column::ReleaseId.is_in(releases.iter().map(|release| release.id)))
            .filter(board_row::Column::Tier.eq(tier.word()))
            .all(self.connection())
            .await?;
        releases
            .iter()
            .find_map(|release| boards.iter().find(|board| board.release_id == release.id))
            .map(|board| BoardId(board.id))
            .ok_or(Failure::NotFound)
    }

    /// A frozen answer.
    ///
    /// # Errors
    /// `NotFound`, or what the database answers.
    pub async fn frozen_page(&self, board: BoardId, part: &str) -> Result<FrozenPage, Failure> {
        let found = page_row::Entity::find_by_id((board.0, part.to_owned())).one(self.connection()).await?;
        let page_row::Model { board_id, part, body, digest } = found.ok_or(Failure::NotFound)?;
        Ok(FrozenPage { board: BoardId(board_id), part, body, digest })
    }
}

fn newest(cycle: CycleId) -> sea_orm::Select<row::Entity> {
    row::Entity::find().filter(row::Column::CycleId.eq(cycle.0)).order_by_desc(row::Column::Number)
}
