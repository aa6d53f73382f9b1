//! Notices of what somebody must do, who has read them, and their places in the order in which they were told.
//!
//! Notices are written without audit entries, because no person decides them: they follow from a step that has one, in the
//! same transaction. A notice whose time has come gets its place later (`place_notices`), with the technique of the public
//! changes (`results/change.rs`): the counter is held until the commit, so a greater place is never visible before a
//! smaller one, and an endpoint that keeps the place up to which it was served misses nothing.

use chrono::{DateTime, Utc};
use domain::base::ids::{AccountId, CampaignId, CycleId, OrganisationId};
use domain::integration::notice::standing::{Asks, Reckoning, Telling, reckon};
use domain::integration::notice::{
    Notice, NoticeAudience, NoticeId, NoticeKind, NoticePlace, NoticeReach, NoticeStage, Recipient,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub stage: String,
        pub subject: Uuid,
        pub audience: String,
        pub recipient_id: Option<Uuid>,
        pub organisation_id: Option<Uuid>,
        pub campaign_id: Option<Uuid>,
        pub cycle_id: Option<Uuid>,
        pub due: Option<ChronoDate>,
        pub day: Option<ChronoDate>,
        pub told_at: ChronoDateTimeUtc,
        pub settled_at: Option<ChronoDateTimeUtc>,
        pub standing_key: Option<String>,
        pub position: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod reading_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_reading")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub notice_id: Uuid,
        pub at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod counter_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_counter")]
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
/// Of the most things the standing notices are read in one statement.
const ASKS_MAX: usize = 50;
/// The most rows or identifiers in one statement.
const ROWS_MAX: usize = 500;
/// The most notices that get their places in one unit of work.
const PLACED_MAX: u64 = 200;

/// Which notices a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoticeFilter {
    /// Of this kind.
    pub kind: Option<NoticeKind>,
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// In this cycle.
    pub cycle: Option<CycleId>,
    /// Whether the account has read them.
    pub read: Option<bool>,
    /// Whether they are over.
    pub settled: Option<bool>,
}

/// Who looks at notices, and when.
#[derive(Clone, Debug)]
pub struct NoticeReader {
    /// The person or the machine client, whose read marks count.
    pub account: AccountId,
    /// What is told to whom this is.
    pub reach: NoticeReach,
    /// The present moment: nobody sees what counts from a later one on.
    pub at: DateTime<Utc>,
}

/// A notice, and when the account marked it as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadNotice {
    /// The notice.
    pub notice: Notice,
    /// When it was marked; none before.
    pub read_at: Option<DateTime<Utc>>,
}

impl TryFrom<row::Model> for Notice {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            kind,
            stage,
            subject,
            audience,
            recipient_id,
            organisation_id,
            campaign_id,
            cycle_id,
            due,
            day,
            told_at,
            settled_at,
            standing_key: _,
            position: _,
        } = row;
        let corrupt = || Failure::Corrupt { what: "notice", id };
        let audience = NoticeAudience::parse(&audience).ok_or_else(corrupt)?;
        Ok(Self {
            id: NoticeId(id),
            kind: NoticeKind::parse(&kind).ok_or_else(corrupt)?,
            stage: NoticeStage::parse(&stage).ok_or_else(corrupt)?,
            subject,
            recipient: Recipient::of(audience, recipient_id.map(OrganisationId)).ok_or_else(corrupt)?,
            place: NoticePlace {
                organisation: organisation_id.map(OrganisationId),
                campaign: campaign_id.map(CampaignId),
                cycle: cycle_id.map(CycleId),
            },
            due,
            day,
            told_at,
            settled_at,
        })
    }
}

fn to_row(telling: &Telling) -> row::ActiveModel {
    let key = telling.key();
    let Telling { kind, stage, subject, recipient, place, due, day, told_at } = telling;
    let NoticePlace { organisation, campaign, cycle } = place;
    row::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(kind.as_str().to_owned()),
        stage: Set(stage.as_str().to_owned()),
        subject: Set(*subject),
        audience: Set(recipient.audience().as_str().to_owned()),
        recipient_id: Set(recipient.unit().map(|unit| unit.0)),
        organisation_id: Set(organisation.map(|unit| unit.0)),
        campaign_id: Set(campaign.map(|campaign| campaign.0)),
        cycle_id: Set(cycle.map(|cycle| cycle.0)),
        due: Set(*due),
        day: Set(*day),
        told_at: Set(*told_at),
        settled_at: Set(None),
        standing_key: Set(Some(key)),
        position: NotSet,
    }
}

/// The condition of `NoticeReach::holds`, for a query.
fn within(reach: &NoticeReach) -> Condition {
    use row::Column as C;
    let NoticeReach { units, heads, movements, appraisal, decision, within } = reach;
    let of = |audience: NoticeAudience| C::Audience.eq(audience.as_str());
    let mut any = Condition::any()
        .add(of(NoticeAudience::Unit).and(C::RecipientId.is_in(units.iter().map(|unit| unit.0))))
        .add(of(NoticeAudience::UnitHead).and(C::RecipientId.is_in(heads.iter().map(|unit| unit.0))))
        .add(of(NoticeAudience::StandingAgency).and(C::CampaignId.is_in(movements.iter().map(|one| one.0))));
    for (meant, audience) in
        [(appraisal, NoticeAudience::AppraisalAgency), (decision, NoticeAudience::DecisionAuthority)]
    {
        any = if *meant { any.add(of(audience)) } else { any };
    }
    let all = Condition::all().add(any);
    match within {
        None => all,
        Some(movements) => all.add(C::CampaignId.is_in(movements.iter().map(|one| one.0))),
    }
}

/// The condition of `Asks::covers`, for a query.
fn covered(asks: &Asks) -> Condition {
    let Asks { subject, kinds, of, needs: _ } = asks;
    let all = Condition::all()
        .add(row::Column::Subject.eq(*subject))
        .add(row::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())));
    match of {
        None => all,
        Some(unit) => all.add(row::Column::RecipientId.eq(unit.0)),
    }
}

/// The notices that an account has read, for a subquery.
fn read_by(account: AccountId) -> SelectStatement {
    Query::select()
        .column("notice_id")
        .from("notice_reading")
        .and_where(Expr::col("account_id").eq(account.0))
        .to_owned()
}

/// What the reader is told by now.
fn told(reader: &NoticeReader) -> Select<row::Entity> {
    row::Entity::find().filter(within(&reader.reach)).filter(row::Column::ToldAt.lte(reader.at))
}

impl Tx {
    /// Compares what things ask with the notices that stand of them, and stores what changes.
    ///
    /// # Errors
    /// A database error.
    pub(crate) async fn tell(&self, asks: &[Asks], at: DateTime<Utc>) -> Result<(), Failure> {
        let mut all = Reckoning::default();
        for chunk in asks.chunks(ASKS_MAX) {
            let covered = chunk.iter().fold(Condition::any(), |any, asks| any.add(covered(asks)));
            let query = row::Entity::find().filter(row::Column::SettledAt.is_null()).filter(covered);
            let rows = query.all(self.connection().await?).await?;
            let standing = rows.into_iter().map(Notice::try_from).collect::<Result<Vec<Notice>, Failure>>()?;
            for asks in chunk {
                let Reckoning { told, settled, dropped } = reckon(asks, &standing, at);
                all.told.extend(told);
                all.settled.extend(settled);
                all.dropped.extend(dropped);
            }
        }
        self.store_reckoning(all, at).await
    }

    async fn store_reckoning(&self, reckoning: Reckoning, at: DateTime<Utc>) -> Result<(), Failure> {
        let Reckoning { told, settled, dropped } = reckoning;
        for chunk in dropped.chunks(ROWS_MAX) {
            row::Entity::delete_many()
                .filter(row::Column::Id.is_in(chunk.iter().map(|id| id.0)))
                .exec(self.connection().await?)
                .await?;
        }
        for chunk in settled.chunks(ROWS_MAX) {
            let over = row::ActiveModel { settled_at: Set(Some(at)), standing_key: Set(None), ..Default::default() };
            row::Entity::update_many()
                .set(over)
                .filter(row::Column::Id.is_in(chunk.iter().map(|id| id.0)))
                .exec(self.connection().await?)
                .await?;
        }
        for chunk in told.chunks(ROWS_MAX) {
            // If another unit of work tells the same at this moment, the insertion waits for it, and adds nothing.
            row::Entity::insert_many(chunk.iter().map(to_row))
                .on_conflict_do_nothing_on([row::Column::StandingKey])
                .exec_without_returning(self.connection().await?)
                .await?;
        }
        Ok(())
    }

    /// What the reader is told, the newest first.
    ///
    /// # Errors
    /// `NotFound` if the notice to continue after does not exist, or a database error.
    pub async fn notices(
        &self,
        reader: &NoticeReader,
        filter: NoticeFilter,
        page: Page,
    ) -> Result<Slice<ReadNotice>, Failure> {
        use row::Column as C;
        let NoticeFilter { kind, campaign, cycle, read, settled } = filter;
        let Page { after, limit } = page;
        let after = match after {
            None => None,
            Some(id) => {
                let last = row::Entity::find_by_id(id).one(self.connection().await?).await?;
                let last = last.ok_or(Failure::NotFound)?;
                Some(C::ToldAt.lt(last.told_at).or(C::ToldAt.eq(last.told_at).and(C::Id.lt(last.id))))
            }
        };
        let mut rows = told(reader)
            .apply_if(kind, |query, kind| query.filter(C::Kind.eq(kind.as_str())))
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(cycle, |query, cycle| query.filter(C::CycleId.eq(cycle.0)))
            .apply_if(read, |query, read| {
                let theirs = read_by(reader.account);
                query.filter(if read { C::Id.in_subquery(theirs) } else { C::Id.not_in_subquery(theirs) })
            })
            .apply_if(settled, |query, settled| {
                query.filter(if settled { C::SettledAt.is_not_null() } else { C::SettledAt.is_null() })
            })
            .apply_if(after, |query, after| query.filter(after))
            .order_by_desc(C::ToldAt)
            .order_by_desc(C::Id)
            .limit(u64::from(limit).saturating_add(1))
            .all(self.connection().await?)
            .await?;
        let more = usize::from(limit) < rows.len();
        rows.truncate(usize::from(limit));
        let notices = rows.into_iter().map(Notice::try_from).collect::<Result<Vec<Notice>, Failure>>()?;
        Ok(Slice { items: self.with_marks(notices, reader.account).await?, more })
    }

    /// One notice that the reader is told.
    ///
    /// # Errors
    /// `NotFound`, also for one that others are told or that does not count yet, or a database error.
    pub async fn notice(&self, reader: &NoticeReader, id: NoticeId) -> Result<ReadNotice, Failure> {
        let found: Notice = self.found(told(reader).filter(row::Column::Id.eq(id.0))).await?;
        self.with_marks(vec![found], reader.account).await?.pop().ok_or(Failure::NotFound)
    }

    /// How many notices stand that the reader has not read.
    ///
    /// # Errors
    /// A database error.
    pub async fn unread_notices(&self, reader: &NoticeReader) -> Result<u64, Failure> {
        let query = told(reader)
            .filter(row::Column::SettledAt.is_null())
            .filter(row::Column::Id.not_in_subquery(read_by(reader.account)));
        Ok(query.count(self.connection().await?).await?)
    }

    /// Marks a notice as read by the reader; a second mark changes nothing.
    ///
    /// # Errors
    /// `NotFound` for one that the reader is not told, or a database error.
    pub async fn mark_notice(&self, reader: &NoticeReader, id: NoticeId) -> Result<ReadNotice, Failure> {
        let found = self.notice(reader, id).await?;
        if found.read_at.is_none() {
            self.mark(&[id], reader).await?;
        }
        self.notice(reader, id).await
    }

    /// Marks as read what the reader was told up to a notice, this one included; returns how many were not read before.
    ///
    /// # Errors
    /// `NotFound` for a notice that the reader is not told, or a database error.
    pub async fn mark_notices_up_to(&self, reader: &NoticeReader, id: NoticeId) -> Result<u64, Failure> {
        use row::Column as C;
        let last = self.notice(reader, id).await?.notice;
        let upto = C::ToldAt.lt(last.told_at).or(C::ToldAt.eq(last.told_at).and(C::Id.lte(last.id.0)));
        let found = told(reader)
            .select_only()
            .column(C::Id)
            .filter(upto)
            .filter(C::Id.not_in_subquery(read_by(reader.account)))
            .into_tuple::<Uuid>()
            .all(self.connection().await?)
            .await?;
        let unread: Vec<NoticeId> = found.into_iter().map(NoticeId).collect();
        self.mark(&unread, reader).await?;
        Ok(u64::try_from(unread.len()).unwrap_or(u64::MAX))
    }

    async fn mark(&self, unread: &[NoticeId], reader: &NoticeReader) -> Result<(), Failure> {
        for chunk in unread.chunks(ROWS_MAX) {
            let rows = chunk.iter().map(|id| reading_row::ActiveModel {
                account_id: Set(reader.account.0),
                notice_id: Set(id.0),
                at: Set(reader.at),
            });
            reading_row::Entity::insert_many(rows)
                .on_conflict_do_nothing_on([reading_row::Column::AccountId, reading_row::Column::NoticeId])
                .exec_without_returning(self.connection().await?)
                .await?;
        }
        Ok(())
    }

    async fn with_marks(&self, notices: Vec<Notice>, account: AccountId) -> Result<Vec<ReadNotice>, Failure> {
        if notices.is_empty() {
            return Ok(Vec::new());
        }
        let query = reading_row::Entity::find()
            .filter(reading_row::Column::AccountId.eq(account.0))
            .filter(reading_row::Column::NoticeId.is_in(notices.iter().map(|notice| notice.id.0)));
        let marks = query.all(self.connection().await?).await?;
        let read_at = |id: NoticeId| marks.iter().find(|mark| mark.notice_id == id.0).map(|mark| mark.at);
        Ok(notices.into_iter().map(|notice| ReadNotice { read_at: read_at(notice.id), notice }).collect())
    }

    /// Whether the time of notices without a place has come.
    ///
    /// # Errors
    /// A database error.
    pub async fn notices_without_place(&self, at: DateTime<Utc>) -> Result<bool, Failure> {
        let query = waiting(at).limit(1);
        Ok(query.one(self.connection().await?).await?.is_some())
    }

    /// Gives places to notices whose time has come, in its order; the next statement of the transaction must be the commit.
    /// Whether there may be more of them.
    ///
    /// # Errors
    /// A database error.
    pub async fn place_notices(&self, at: DateTime<Utc>) -> Result<bool, Failure> {
        // A concurrent unit of work waits here until this one is committed or rolled back, and then finds what is left.
        let hold = counter_row::Entity::update_many()
            .col_expr(counter_row::Column::Position, Expr::col("position").add(0))
            .filter(counter_row::Column::Id.eq(COUNTER));
        self.replace(hold).await?;
        let rows = waiting(at)
            .order_by_asc(row::Column::ToldAt)
            .order_by_asc(row::Column::Id)
            .limit(PLACED_MAX)
            .all(self.connection().await?)
            .await?;
        let first = self.newest_notice_position().await?;
        let mut position = first;
        for row in &rows {
            position = position.saturating_add(1);
            row::Entity::update_many()
                .set(row::ActiveModel { position: Set(Some(position)), ..Default::default() })
                .filter(row::Column::Id.eq(row.id))
                .exec(self.connection().await?)
                .await?;
        }
        if position != first {
            let count = counter_row::Entity::update_many()
                .set(counter_row::ActiveModel { position: Set(position), ..Default::default() })
                .filter(counter_row::Column::Id.eq(COUNTER));
            self.replace(count).await?;
        }
        Ok(u64::try_from(rows.len()) == Ok(PLACED_MAX))
    }

    /// The last place that was given to a notice.
    pub(crate) async fn newest_notice_position(&self) -> Result<i64, Failure> {
        let counter = counter_row::Entity::find_by_id(COUNTER).one(self.connection().await?).await?;
        Ok(counter.ok_or(Failure::NotFound)?.position)
    }

    /// The notices after a place that stand and that a unit is told, in order, and the place up to which that is all.
    pub(crate) async fn notices_after(
        &self,
        position: i64,
        reach: &NoticeReach,
        most: u64,
    ) -> Result<(Vec<Notice>, i64), Failure> {
        let newest = self.newest_notice_position().await?;
        let rows = row::Entity::find()
            .filter(row::Column::Position.gt(position))
            .filter(row::Column::Position.lte(newest))
            .filter(row::Column::SettledAt.is_null())
            .filter(within(reach))
            .order_by_asc(row::Column::Position)
            .limit(most)
            .all(self.connection().await?)
            .await?;
        let full = u64::try_from(rows.len()) == Ok(most);
        let last = rows.last().and_then(|row| row.position).filter(|_| full).unwrap_or(newest);
        let notices = rows.into_iter().map(Notice::try_from).collect::<Result<Vec<Notice>, Failure>>()?;
        Ok((notices, last))
    }
}

fn waiting(at: DateTime<Utc>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Position.is_null()).filter(row::Column::ToldAt.lte(at))
}
