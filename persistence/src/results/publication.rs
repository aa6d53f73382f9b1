//! Releases, their boards, and the frozen (immutable) pages that the public reads.
//!
//! Everything stored here is public, except the name of the person who signed off: the rows appear in the transaction
//! that publishes them and never change.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::base::citation::Citation;
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CampaignId, CriteriaSetId, CycleId, OrganisationId, ReleaseId};
use domain::base::step::Step;
use domain::results::board::Board;
use domain::results::change::Announcement;
use domain::results::publication::{Release, ReleaseStatus};
use domain::results::sign_off::SignOff;
use sea_orm::sea_query::{Expr, JoinType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::store::{Store, Tx};
use crate::planning::cycle::cycle_row;

/// The most cycles of a unit's history.
pub const HISTORY_CYCLES_MAX: usize = 50;
/// The number of newest releases that are searched for a unit's history.
const HISTORY_RELEASES_MAX: u64 = 1_000;

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
        pub status: Option<String>,
        pub digest: Option<String>,
        pub signed_off: Option<String>,
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
        /// Empty for the board itself; `unit/…`, `criterion/…`, `parent/…` and so on for its parts and details.
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        pub body: String,
        pub digest: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod release_page_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_page")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub release_id: Uuid,
        /// Empty for the release itself; `changes`, `register` and `pages` for its other parts.
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        pub body: String,
        pub digest: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The owner of a frozen page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOwner {
    /// A release as a whole.
    Release(ReleaseId),
    /// One of its boards.
    Board(BoardId),
}

/// A frozen page: one immutable answer of a release or a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenPage {
    /// The release or board that it belongs to.
    pub owner: PageOwner,
    /// Empty for the release or the board itself; a word for each of its parts and details.
    pub part: String,
    /// The body of the answer, as it is served.
    pub body: String,
    /// SHA-256 of the body, in hexadecimal.
    pub digest: String,
}

/// Every page that the public reads of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The pages.
    pub pages: Vec<FrozenPage>,
    /// SHA-256 over the digests of the pages, in hexadecimal.
    pub digest: String,
}

/// Every public request that misses the cache reads a frozen page, so these queries are written by hand.
const BOARD_PAGE: &str = "SELECT body, digest FROM board_page WHERE board_id = $1 AND part = $2";
const RELEASE_PAGE: &str = "SELECT body, digest FROM release_page WHERE release_id = $1 AND part = $2";
/// The most unit pages that one statement reads.
const RESULT_PAGES_MAX: u64 = 50;

/// A release without its boards' content, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseSummary {
    /// Its identifier.
    pub id: ReleaseId,
    /// The cycle.
    pub cycle: CycleId,
    /// Its number within the cycle.
    pub number: i64,
    /// The reason for a release after the first.
    pub reason: Option<String>,
    /// When it became public.
    pub published_at: DateTime<Utc>,
    /// How it changes what was public before, if that is known.
    pub status: Option<ReleaseStatus>,
    /// The digest of its pages, if it is known.
    pub digest: Option<String>,
    /// Who published it, if that is known.
    pub signed_off: Option<SignOff>,
    /// Its boards.
    pub boards: Vec<BoardSummary>,
}

/// A board without its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardSummary {
    /// Its identifier.
    pub id: BoardId,
    /// The group.
    pub group: GroupCode,
    /// The set that scored every unit on it.
    pub criteria_set: CriteriaSetId,
    /// The document that issued the set.
    pub document: Citation,
}

/// Which of a cycle's releases to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// The newest release that has the board.
    Newest,
    /// The release with this number.
    Number(i64),
    /// The release that was the newest one with the board at this instant.
    AsOf(DateTime<Utc>),
}

/// The newest board of a cycle's group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewestBoard {
    /// The cycle.
    pub cycle: CycleId,
    /// The group.
    pub group: GroupCode,
    /// The board.
    pub board: BoardId,
}

/// The columns of a board, except its units.
type BoardColumns = (Uuid, Uuid, String, Uuid, String);

impl Store {
    /// A frozen page. It is read outside any unit of work, because it never changes.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn frozen_page(&self, owner: PageOwner, part: &str) -> Result<FrozenPage, Failure> {
        frozen(self.questions(), owner, part).await
    }

    /// The newest board of every group of every cycle, from one snapshot.
    ///
    /// # Errors
    /// A database error.
    pub async fn newest_boards(&self) -> Result<Vec<NewestBoard>, Failure> {
        let rows = row::Entity::find()
            .select_only()
            .column(row::Column::CycleId)
            .column_as(Expr::col((board_row::Entity, board_row::Column::Tier)), "tier")
            .column_as(Expr::col((board_row::Entity, board_row::Column::Id)), "board")
            .join(
                JoinType::InnerJoin,
                row::Entity::belongs_to(board_row::Entity)
                    .from(row::Column::Id)
                    .to(board_row::Column::ReleaseId)
                    .into(),
            )
            .order_by_asc(row::Column::Number)
            .into_tuple::<(Uuid, String, Uuid)>()
            .all(self.questions())
            .await?;
        let mut newest: BTreeMap<(Uuid, String), Uuid> = BTreeMap::new();
        for (cycle, tier, board) in rows {
            newest.insert((cycle, tier), board);
        }
        let board = |((cycle, tier), id): ((Uuid, String), Uuid)| {
            let group = GroupCode::parse(&tier).ok_or(Failure::Corrupt { what: "board", id })?;
            Ok(NewestBoard { cycle: CycleId(cycle), group, board: BoardId(id) })
        };
        newest.into_iter().map(board).collect()
    }
}

impl Tx {
    /// A cycle's newest release with its boards, if there is one.
    ///
    /// # Errors
    /// A database error.
    pub async fn newest_release(&self, cycle: CycleId) -> Result<Option<Release>, Failure> {
        match newest(cycle).one(self.connection().await?).await? {
            Some(found) => Ok(Some(self.release(ReleaseId(found.id)).await?)),
            None => Ok(None),
        }
    }

    /// The identifier of a cycle's newest release, if there is one.
    ///
    /// # Errors
    /// A database error.
    pub async fn newest_release_id(&self, cycle: CycleId) -> Result<Option<ReleaseId>, Failure> {
        Ok(newest(cycle).one(self.connection().await?).await?.map(|found| ReleaseId(found.id)))
    }

    /// Whether results of a cycle are public.
    ///
    /// # Errors
    /// A database error.
    pub async fn has_release(&self, cycle: CycleId) -> Result<bool, Failure> {
        Ok(self.newest_release_id(cycle).await?.is_some())
    }

    /// Publishes a release with its frozen pages, and records the public changes.
    ///
    /// # Errors
    /// `Duplicate` if another transaction published the same number first, or a database error.
    pub async fn add_release(
        &self,
        step: Step<Release>,
        frozen: Frozen,
        announced: Announcement,
    ) -> Result<Release, Failure> {
        let (release, event) = step.into_parts();
        let Release { id, cycle, number, reason, published_at, status, signed_off, boards } = &release;
        let Frozen { pages, digest } = frozen;
        let signed_off = json::write_any(signed_off.as_ref(), "release", id.0)?;
        let new = row::ActiveModel {
            id: Set(id.0),
            cycle_id: Set(cycle.0),
            number: Set(*number),
            reason: Set(reason.clone()),
            published_at: Set(*published_at),
            status: Set(status.map(|status| status.as_str().to_owned())),
            digest: Set(Some(digest)),
            signed_off: Set(signed_off),
        };
        row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        for board in boards {
            let Board { id: board, group, criteria_set, document, standings } = board;
            let new = board_row::ActiveModel {
                id: Set(board.0),
                release_id: Set(id.0),
                tier: Set(group.as_str().to_owned()),
                criteria_set_id: Set(criteria_set.0),
                document: Set(json::write(document, "board", board.0)?),
                standings: Set(json::write(standings, "board", board.0)?),
            };
            board_row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        }
        for page in pages {
            let FrozenPage { owner, part, body, digest } = page;
            let (part, body, digest) = (Set(part), Set(body), Set(digest));
            match owner {
                PageOwner::Release(release) => {
                    let new = release_page_row::ActiveModel { release_id: Set(release.0), part, body, digest };
                    release_page_row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
                }
                PageOwner::Board(board) => {
                    let new = page_row::ActiveModel { board_id: Set(board.0), part, body, digest };
                    page_row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
                }
            }
        }
        self.record(&event).await?;
        self.announce(announced);
        Ok(release)
    }

    /// A release with its boards, as it was published.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn release(&self, id: ReleaseId) -> Result<Release, Failure> {
        let found = row::Entity::find_by_id(id.0).one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        let row::Model { id, cycle_id, number, reason, published_at, status, digest: _, signed_off } = found;
        let (status, signed_off) = (read_status(status, id)?, json::read_any(signed_off.as_deref(), "release", id)?);
        let rows = board_row::Entity::find()
            .filter(board_row::Column::ReleaseId.eq(id))
            .order_by_asc(board_row::Column::Id)
            .all(self.connection().await?)
            .await?;
        let boards = rows
            .into_iter()
            .map(|row| {
                let board_row::Model { id, release_id: _, tier, criteria_set_id, document, standings } = row;
                Ok(Board {
                    id: BoardId(id),
                    group: GroupCode::parse(&tier).ok_or(Failure::Corrupt { what: "board", id })?,
                    criteria_set: CriteriaSetId(criteria_set_id),
                    document: json::read(&document, "board", id)?,
                    standings: json::read(&standings, "board", id)?,
                })
            })
            .collect::<Result<Vec<Board>, Failure>>()?;
        let (id, cycle) = (ReleaseId(id), CycleId(cycle_id));
        Ok(Release { id, cycle, number, reason, published_at, status, signed_off, boards })
    }

    /// The releases, of one cycle or all, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn releases(
        &self,
        campaign: Option<CampaignId>,
        cycle: Option<CycleId>,
        page: Page,
    ) -> Result<Slice<ReleaseSummary>, Failure> {
        let of_campaign = |campaign: CampaignId| {
            cycle_row::Entity::find()
                .select_only()
                .column(cycle_row::Column::Id)
                .filter(cycle_row::Column::CampaignId.eq(campaign.0))
                .into_query()
        };
        let query = row::Entity::find()
            .apply_if(campaign, |query, one| query.filter(row::Column::CycleId.in_subquery(of_campaign(one))))
            .apply_if(cycle, |query, cycle| query.filter(row::Column::CycleId.eq(cycle.0)));
        let Slice { items, more } = self.slice(query, row::Column::Id, page).await?;
        Ok(Slice { items: self.summaries(items).await?, more })
    }

    /// A release without its boards' content.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn release_summary(&self, id: ReleaseId) -> Result<ReleaseSummary, Failure> {
        let found = row::Entity::find_by_id(id.0).one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        self.summaries(vec![found]).await?.pop().ok_or(Failure::NotFound)
    }

    async fn summaries(&self, releases: Vec<row::Model>) -> Result<Vec<ReleaseSummary>, Failure> {
        // The units' results are large and not needed here.
        let boards = board_row::Entity::find()
            .select_only()
            .column(board_row::Column::Id)
            .column(board_row::Column::ReleaseId)
            .column(board_row::Column::Tier)
            .column(board_row::Column::CriteriaSetId)
            .column(board_row::Column::Document)
            .filter(board_row::Column::ReleaseId.is_in(releases.iter().map(|release| release.id)))
            .order_by_asc(board_row::Column::Id)
            .into_tuple::<BoardColumns>()
            .all(self.connection().await?)
            .await?;
        let mut by_release: BTreeMap<Uuid, Vec<BoardSummary>> = BTreeMap::new();
        for (id, release, tier, criteria_set, document) in boards {
            by_release.entry(release).or_default().push(BoardSummary {
                id: BoardId(id),
                group: GroupCode::parse(&tier).ok_or(Failure::Corrupt { what: "board", id })?,
                criteria_set: CriteriaSetId(criteria_set),
                document: json::read(&document, "board", id)?,
            });
        }
        let summary = |found: row::Model| -> Result<ReleaseSummary, Failure> {
            let row::Model { id, cycle_id, number, reason, published_at, status, digest, signed_off } = found;
            Ok(ReleaseSummary {
                id: ReleaseId(id),
                cycle: CycleId(cycle_id),
                number,
                reason,
                published_at,
                status: read_status(status, id)?,
                digest,
                signed_off: json::read_any(signed_off.as_deref(), "release", id)?,
                boards: by_release.remove(&id).unwrap_or_default(),
            })
        };
        releases.into_iter().map(summary).collect()
    }

    /// The board of a group in one of a cycle's releases.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn board_of(&self, cycle: CycleId, group: GroupCode, edition: Edition) -> Result<BoardId, Failure> {
        let mut releases = newest(cycle).all(self.connection().await?).await?;
        releases.retain(|release| match edition {
            Edition::Newest => true,
            Edition::Number(number) => release.number == number,
            Edition::AsOf(instant) => release.published_at <= instant,
        });
        let boards = board_row::Entity::find()
            .select_only()
            .column(board_row::Column::ReleaseId)
            .column(board_row::Column::Id)
            .filter(board_row::Column::ReleaseId.is_in(releases.iter().map(|release| release.id)))
            .filter(board_row::Column::Tier.eq(group.as_str()))
            .into_tuple::<(Uuid, Uuid)>()
            .all(self.connection().await?)
            .await?;
        let boards: BTreeMap<Uuid, Uuid> = boards.into_iter().collect();
        releases.iter().find_map(|release| boards.get(&release.id)).map(|id| BoardId(*id)).ok_or(Failure::NotFound)
    }

    /// A unit's pages in the newest release of each of the latest cycles, the latest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn unit_pages(&self, unit: OrganisationId) -> Result<Vec<FrozenPage>, Failure> {
        let latest = self.latest_of_cycles().await?;
        let boards = board_row::Entity::find()
            .select_only()
            .column(board_row::Column::Id)
            .column(board_row::Column::ReleaseId)
            .filter(board_row::Column::ReleaseId.is_in(latest.iter().map(|release| release.id)))
            .into_tuple::<(Uuid, Uuid)>()
            .all(self.connection().await?)
            .await?;
        let pages = page_row::Entity::find()
            .filter(page_row::Column::BoardId.is_in(boards.iter().map(|(board, _)| *board)))
            .filter(page_row::Column::Part.eq(format!("unit/{unit}")))
            .all(self.connection().await?)
            .await?;
        let boards: BTreeMap<Uuid, Uuid> = boards.into_iter().collect();
        let place = |page: &page_row::Model| {
            let release = boards.get(&page.board_id);
            latest.iter().position(|known| Some(&known.id) == release)
        };
        let mut pages: Vec<(Option<usize>, page_row::Model)> =
            pages.into_iter().map(|page| (place(&page), page)).collect();
        pages.sort_by_key(|(place, page)| (*place, page.board_id));
        Ok(pages.into_iter().map(|(_, page)| read_page(page)).collect())
    }

    /// The newest release of each of the latest cycles, the latest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn newest_releases(&self) -> Result<Vec<ReleaseSummary>, Failure> {
        let latest = self.latest_of_cycles().await?;
        self.summaries(latest).await
    }

    /// The releases that became public last, the latest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn latest_releases(&self, limit: u64) -> Result<Vec<ReleaseSummary>, Failure> {
        let query = row::Entity::find().order_by_desc(row::Column::PublishedAt).order_by_desc(row::Column::Id);
        let latest = query.limit(limit).all(self.connection().await?).await?;
        self.summaries(latest).await
    }

    /// A frozen page, like `Store::frozen_page`.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn frozen_page(&self, owner: PageOwner, part: &str) -> Result<FrozenPage, Failure> {
        frozen(self.connection().await?, owner, part).await
    }

    /// The next unit pages of a board after a part, or the first ones, in the order of their parts; none after the
    /// last. A country has too many units to hold all pages in memory at once.
    ///
    /// # Errors
    /// A database error.
    pub async fn result_pages(&self, board: BoardId, after: Option<&str>) -> Result<Vec<FrozenPage>, Failure> {
        let query = page_row::Entity::find()
            .filter(page_row::Column::BoardId.eq(board.0))
            .filter(page_row::Column::Part.starts_with("unit/"))
            .apply_if(after, |query, after| query.filter(page_row::Column::Part.gt(after)))
            .order_by_asc(page_row::Column::Part)
            .limit(RESULT_PAGES_MAX);
        Ok(query.all(self.connection().await?).await?.into_iter().map(read_page).collect())
    }

    /// The boards' own pages, without those of their units.
    ///
    /// # Errors
    /// A database error.
    pub async fn board_pages(&self, boards: &[BoardId]) -> Result<Vec<FrozenPage>, Failure> {
        let query = page_row::Entity::find()
            .filter(page_row::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
            .filter(page_row::Column::Part.eq(""));
        Ok(query.all(self.connection().await?).await?.into_iter().map(read_page).collect())
    }

    async fn latest_of_cycles(&self) -> Result<Vec<row::Model>, Failure> {
        let releases = row::Entity::find()
            .order_by_desc(row::Column::Id)
            .limit(HISTORY_RELEASES_MAX)
            .all(self.connection().await?)
            .await?;
        let mut by_cycle: BTreeMap<Uuid, row::Model> = BTreeMap::new();
        for release in releases {
            if by_cycle.get(&release.cycle_id).is_none_or(|known| known.number < release.number) {
                by_cycle.insert(release.cycle_id, release);
            }
        }
        let mut latest: Vec<row::Model> = by_cycle.into_values().collect();
        latest.sort_by_key(|release| Reverse((release.published_at, release.id)));
        latest.truncate(HISTORY_CYCLES_MAX);
        Ok(latest)
    }
}

async fn frozen(database: &impl ConnectionTrait, owner: PageOwner, part: &str) -> Result<FrozenPage, Failure> {
    let (question, id) = match owner {
        PageOwner::Board(board) => (BOARD_PAGE, board.0),
        PageOwner::Release(release) => (RELEASE_PAGE, release.0),
    };
    let question = Statement::from_sql_and_values(database.get_database_backend(), question, [id.into(), part.into()]);
    let found = database.query_one_raw(question).await?.ok_or(Failure::NotFound)?;
    let (body, digest) = (found.try_get_by_index(0)?, found.try_get_by_index(1)?);
    Ok(FrozenPage { owner, part: part.to_owned(), body, digest })
}

fn read_page(row: page_row::Model) -> FrozenPage {
    let page_row::Model { board_id, part, body, digest } = row;
    FrozenPage { owner: PageOwner::Board(BoardId(board_id)), part, body, digest }
}

fn read_status(word: Option<String>, id: Uuid) -> Result<Option<ReleaseStatus>, Failure> {
    let read = |word: String| ReleaseStatus::parse(&word).ok_or(Failure::Corrupt { what: "release", id });
    word.map(read).transpose()
}

fn newest(cycle: CycleId) -> sea_orm::Select<row::Entity> {
    row::Entity::find().filter(row::Column::CycleId.eq(cycle.0)).order_by_desc(row::Column::Number)
}
