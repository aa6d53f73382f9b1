//! Deliveries of changes and notices to webhooks, and the attempts to send them.

use chrono::{DateTime, Utc};
use domain::base::calendar::day_of;
use domain::base::client::Client;
use domain::base::identity::Held;
use domain::base::ids::{ClientId, PublicChangeId, WebhookAttemptId, WebhookDeliveryId, WebhookId};
use domain::base::policy::{ClientReach, Permission};
use domain::base::step::Step;
use domain::integration::notice::{Notice, NoticeId, NoticeReach};
use domain::integration::webhook::delivery::{Attempt, AttemptOutcome, Delivery, DeliveryState};
use domain::integration::webhook::{Webhook, WebhookFeed, WebhookState};
use domain::registry::function_holding::FunctionHolding;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{ExprTrait, LockType, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::integration::webhook::{CONCURRENCY, LEASE, row};
use crate::results::change::StoredChange;

/// The most changes or notices that one unit of work reads for an endpoint.
const BACKLOG_MAX: u64 = 100;

/// The most attempts of one delivery that are shown.
const ATTEMPTS_SHOWN: u64 = 50;

mod delivery_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub webhook_id: Uuid,
        pub change_id: Option<Uuid>,
        pub notice_id: Option<Uuid>,
        pub event: String,
        pub payload: String,
        pub state: String,
        pub attempts: i64,
        pub tried: i64,
        pub next_attempt_at: Option<ChronoDateTimeUtc>,
        pub lease: Option<Uuid>,
        pub leased_until: Option<ChronoDateTimeUtc>,
        pub created_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod attempt_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub delivery_id: Uuid,
        pub at: ChronoDateTimeUtc,
        pub outcome: String,
        pub status: Option<i32>,
        pub millis: i64,
        pub excerpt: String,
        pub reason: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The changes or notices that an endpoint has not received; the endpoint is locked until the unit of work ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// The endpoint.
    pub webhook: Webhook,
    /// The changes after the last one that deliveries were made for, in order; none for an endpoint that receives notices.
    pub changes: Vec<StoredChange>,
    /// The same of notices.
    pub notices: Vec<Notice>,
    /// The position of the last of them.
    position: i64,
}

impl TryFrom<delivery_row::Model> for Delivery {
    type Error = Failure;

    fn try_from(row: delivery_row::Model) -> Result<Self, Failure> {
        let delivery_row::Model {
            id,
            webhook_id,
            change_id,
            notice_id,
            event,
            payload,
            state,
            attempts,
            tried,
            next_attempt_at,
            lease: _,
            leased_until: _,
            created_at,
        } = row;
        let corrupt = || Failure::Corrupt { what: "webhook delivery", id };
        Ok(Self {
            id: WebhookDeliveryId(id),
            webhook: WebhookId(webhook_id),
            change: change_id.map(PublicChangeId),
            notice: notice_id.map(NoticeId),
            event,
            payload,
            state: DeliveryState::parse(&state).ok_or_else(corrupt)?,
            attempts,
            tried: usize::try_from(tried).map_err(|_negative| corrupt())?,
            next_attempt_at,
            created_at,
        })
    }
}

impl TryFrom<attempt_row::Model> for Attempt {
    type Error = Failure;

    fn try_from(row: attempt_row::Model) -> Result<Self, Failure> {
        let attempt_row::Model { id, delivery_id: _, at, outcome, status, millis, excerpt, reason } = row;
        let corrupt = || Failure::Corrupt { what: "webhook attempt", id };
        Ok(Self {
            id: WebhookAttemptId(id),
            at,
            outcome: AttemptOutcome::parse(&outcome).ok_or_else(corrupt)?,
            status: status.map(|status| u16::try_from(status).map_err(|_negative| corrupt())).transpose()?,
            millis,
            excerpt,
            reason,
        })
    }
}

fn to_delivery_row(delivery: &Delivery) -> Result<delivery_row::ActiveModel, Failure> {
    let Delivery { id, webhook, change, notice, event, payload, state, attempts, tried, next_attempt_at, created_at } =
        delivery;
    let tried = i64::try_from(*tried).map_err(|_ignored| Failure::Corrupt { what: "webhook delivery", id: id.0 })?;
    Ok(delivery_row::ActiveModel {
        id: Set(id.0),
        webhook_id: Set(webhook.0),
        change_id: Set(change.map(|change| change.0)),
        notice_id: Set(notice.map(|notice| notice.0)),
        event: Set(event.clone()),
        payload: Set(payload.clone()),
        state: Set(state.as_str().to_owned()),
        attempts: Set(*attempts),
        tried: Set(tried),
        next_attempt_at: Set(*next_attempt_at),
        lease: Set(None),
        leased_until: Set(None),
        created_at: Set(*created_at),
    })
}

fn to_attempt_row(delivery: WebhookDeliveryId, attempt: &Attempt) -> attempt_row::ActiveModel {
    let Attempt { id, at, outcome, status, millis, excerpt, reason } = attempt;
    attempt_row::ActiveModel {
        id: Set(id.0),
        delivery_id: Set(delivery.0),
        at: Set(*at),
        outcome: Set(outcome.as_str().to_owned()),
        status: Set(status.map(i32::from)),
        millis: Set(*millis),
        excerpt: Set(excerpt.clone()),
        reason: Set(reason.clone()),
    }
}

/// The test calls: what reports neither a change nor a notice.
fn is_test() -> Condition {
    Condition::all().add(delivery_row::Column::ChangeId.is_null()).add(delivery_row::Column::NoticeId.is_null())
}

/// The pending deliveries whose next attempt is due and that no process has leased.
fn due(at: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(delivery_row::Column::State.eq(DeliveryState::Pending.as_str()))
        .add(delivery_row::Column::NextAttemptAt.lte(at))
        .add(
            Condition::any()
                .add(delivery_row::Column::LeasedUntil.is_null())
                .add(delivery_row::Column::LeasedUntil.lte(at)),
        )
}

impl Tx {
    /// The active endpoints with changes or notices that no deliveries were made for.
    ///
    /// # Errors
    /// A database error.
    pub async fn webhooks_behind(&self) -> Result<Vec<WebhookId>, Failure> {
        let (changes, notices) = (self.newest_position().await?, self.newest_notice_position().await?);
        let feed = WebhookFeed::Notices.as_str();
        let public = row::Column::Feed.is_null().or(row::Column::Feed.ne(feed));
        let behind = Condition::any()
            .add(row::Column::Feed.eq(feed).and(row::Column::Position.lt(notices)))
            .add(public.and(row::Column::Position.lt(changes)));
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::State.eq(WebhookState::Active.as_str()))
            .filter(behind)
            .order_by_asc(row::Column::Id);
        Ok(query.into_tuple::<Uuid>().all(self.connection().await?).await?.into_iter().map(WebhookId).collect())
    }

    /// The changes or notices after an active endpoint's position; none if there are none, or if another process has read
    /// them.
    ///
    /// # Errors
    /// A database error.
    pub async fn webhook_backlog(&self, id: WebhookId, at: DateTime<Utc>) -> Result<Option<Backlog>, Failure> {
        let query = row::Entity::find_by_id(id.0)
            .filter(row::Column::State.eq(WebhookState::Active.as_str()))
            .lock(LockType::NoKeyUpdate);
        let Some(row) = query.one(self.connection().await?).await? else { return Ok(None) };
        let Some(position) = row.position else { return Ok(None) };
        let webhook = Webhook::try_from(row)?;
        match webhook.feed {
            WebhookFeed::PublicChanges => {
                let (changes, last) = self.changes_after(position, BACKLOG_MAX).await?;
                let Some(position) = last else { return Ok(None) };
                Ok(Some(Backlog { webhook, changes, notices: Vec::new(), position }))
            }
            WebhookFeed::Notices => {
                // A client that may not read notices now is told nothing of what arises meanwhile; the list has it.
                let reach = self.told_client(&webhook, at).await?.unwrap_or_default();
                let (notices, last) = self.notices_after(position, &reach, BACKLOG_MAX).await?;
                let advanced = position < last;
                Ok(advanced.then_some(Backlog { webhook, changes: Vec::new(), notices, position: last }))
            }
        }
    }

    /// What the machine client that owns an endpoint is told; none if it is closed or may not read notices.
    async fn told_client(&self, webhook: &Webhook, at: DateTime<Utc>) -> Result<Option<NoticeReach>, Failure> {
        let client: Client = self.client(ClientId(webhook.owner.0)).await?;
        let may = client.scopes.iter().any(|scope| scope.permissions().contains(&Permission::ReadNotice));
        if !may || !client.is_open(at) {
            return Ok(None);
        }
        let held = self.functions_held_on(day_of(at)).await?;
        let held: Vec<Held> = held.iter().map(FunctionHolding::held).collect();
        let within = (client.reach == ClientReach::Movement).then_some(client.movements);
        Ok(Some(NoticeReach::of_unit(client.organisation, &held, within)))
    }

    /// Adds the deliveries of a backlog, and advances the position of the endpoint.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_deliveries(&self, backlog: Backlog, deliveries: Vec<Delivery>) -> Result<(), Failure> {
        let Backlog { webhook, changes: _, notices: _, position } = backlog;
        let query = row::Entity::update_many()
            .set(row::ActiveModel { position: Set(Some(position)), ..Default::default() })
            .filter(row::Column::Id.eq(webhook.id.0));
        self.replace(query).await?;
        let rows =
            deliveries.iter().map(to_delivery_row).collect::<Result<Vec<delivery_row::ActiveModel>, Failure>>()?;
        if !rows.is_empty() {
            delivery_row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        Ok(())
    }

    /// Adds a delivery whose first attempt the caller makes.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_leased_delivery(&self, delivery: &Delivery, lease: Uuid) -> Result<(), Failure> {
        let leased = delivery_row::ActiveModel {
            lease: Set(Some(lease)),
            leased_until: Set(Some(delivery.created_at + LEASE)),
            ..to_delivery_row(delivery)?
        };
        delivery_row::Entity::insert(leased).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }

    /// The endpoints with deliveries that are due, and whether they are failing. An endpoint that is not active has
    /// only test calls due, which were begun and not ended.
    ///
    /// # Errors
    /// A database error.
    pub async fn webhooks_due(&self, at: DateTime<Utc>) -> Result<Vec<(WebhookId, bool)>, Failure> {
        let active = Query::select()
            .column("id")
            .from("webhook")
            .and_where(row::Column::State.eq(WebhookState::Active.as_str()))
            .to_owned();
        let open = Condition::any().add(is_test()).add(delivery_row::Column::WebhookId.in_subquery(active));
        let due = delivery_row::Entity::find()
            .select_only()
            .column(delivery_row::Column::WebhookId)
            .distinct()
            .filter(due(at))
            .filter(open)
            .into_query();
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .column(row::Column::FailingSince)
            .filter(row::Column::Id.in_subquery(due))
            .order_by_asc(row::Column::Id);
        let found = query.into_tuple::<(Uuid, Option<DateTime<Utc>>)>().all(self.connection().await?).await?;
        Ok(found.into_iter().map(|(id, since)| (WebhookId(id), since.is_some())).collect())
    }

    /// Leases the deliveries to an endpoint that are due, the longest due first: no other process attempts them until
    /// the lease ends. None if the endpoint was removed.
    ///
    /// # Errors
    /// A database error.
    pub async fn claim_deliveries(
        &self,
        id: WebhookId,
        (lease, most): (Uuid, usize),
        flying: &[WebhookDeliveryId],
        at: DateTime<Utc>,
    ) -> Result<Option<(Webhook, Vec<Delivery>)>, Failure> {
        let Some(webhook) = self.lock_webhook(id).await? else { return Ok(None) };
        if webhook.feed == WebhookFeed::Notices && self.told_client(&webhook, at).await?.is_none() {
            self.give_up_notices(id).await?;
        }
        let under_way = delivery_row::Entity::find()
            .filter(delivery_row::Column::WebhookId.eq(id.0))
            .filter(delivery_row::Column::State.eq(DeliveryState::Pending.as_str()))
            .filter(delivery_row::Column::LeasedUntil.gt(at))
            .count(self.connection().await?)
            .await?;
        let room = CONCURRENCY.saturating_sub(usize::try_from(under_way).unwrap_or(usize::MAX)).min(most);
        let tests_only = webhook.state != WebhookState::Active;
        let query = delivery_row::Entity::find()
            .filter(delivery_row::Column::WebhookId.eq(id.0))
            .filter(due(at))
            .apply_if(tests_only.then_some(()), |query, ()| query.filter(is_test()))
            .apply_if((!flying.is_empty()).then_some(flying), |query, flying| {
                query.filter(delivery_row::Column::Id.is_not_in(flying.iter().map(|flying| flying.0)))
            })
            .order_by_asc(delivery_row::Column::NextAttemptAt)
            .order_by_asc(delivery_row::Column::Id)
            .limit(u64::try_from(room).unwrap_or(0));
        let rows = if room == 0 { Vec::new() } else { query.all(self.connection().await?).await? };
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            let leased = delivery_row::ActiveModel {
                lease: Set(Some(lease)),
                leased_until: Set(Some(at + LEASE)),
                ..Default::default()
            };
            let query = delivery_row::Entity::update_many()
                .set(leased)
                .filter(delivery_row::Column::Id.eq(row.id))
                .filter(due(at));
            if query.exec(self.connection().await?).await?.rows_affected == 1 {
                claimed.push(row.try_into()?);
            }
        }
        Ok(Some((webhook, claimed)))
    }

    /// Gives up the pending notices of an endpoint whose client may not be told any more; its owner can have them sent again
    /// when it may.
    async fn give_up_notices(&self, id: WebhookId) -> Result<(), Failure> {
        let over = delivery_row::ActiveModel {
            state: Set(DeliveryState::Failed.as_str().to_owned()),
            next_attempt_at: Set(None),
            ..Default::default()
        };
        delivery_row::Entity::update_many()
            .set(over)
            .filter(delivery_row::Column::WebhookId.eq(id.0))
            .filter(delivery_row::Column::NoticeId.is_not_null())
            .filter(delivery_row::Column::State.eq(DeliveryState::Pending.as_str()))
            .exec(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Records the outcome of an attempt. A failure counts only if the caller still holds the lease, because another
    /// process may have succeeded since.
    ///
    /// # Errors
    /// A database error.
    pub async fn note_attempt(&self, delivery: &Delivery, attempt: &Attempt, lease: Uuid) -> Result<(), Failure> {
        attempt_row::Entity::insert(to_attempt_row(delivery.id, attempt))
            .exec_without_returning(self.connection().await?)
            .await?;
        let ours = (!attempt.succeeded()).then_some(lease);
        delivery_row::Entity::update_many()
            .set(to_delivery_row(delivery)?)
            .filter(delivery_row::Column::Id.eq(delivery.id.0))
            .apply_if(ours, |query, lease| query.filter(delivery_row::Column::Lease.eq(lease)))
            .exec(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Records since when an endpoint has been failing, or that it is not. This does not count as a change of the
    /// endpoint: its revision stays.
    ///
    /// # Errors
    /// A database error.
    pub async fn note_health(&self, id: WebhookId, failing_since: Option<DateTime<Utc>>) -> Result<(), Failure> {
        row::Entity::update_many()
            .set(row::ActiveModel { failing_since: Set(failing_since), ..Default::default() })
            .filter(row::Column::Id.eq(id.0))
            .exec(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Queues a delivery to be sent again.
    ///
    /// # Errors
    /// A database error.
    pub async fn save_replay(&self, step: Step<Webhook>, delivery: &Delivery) -> Result<(), Failure> {
        let (_, event) = step.into_parts();
        let Delivery { id, state, tried, next_attempt_at, .. } = delivery;
        let tried =
            i64::try_from(*tried).map_err(|_ignored| Failure::Corrupt { what: "webhook delivery", id: id.0 })?;
        // The lease is kept: an attempt that is running now goes on, and its outcome counts.
        let again = delivery_row::ActiveModel {
            state: Set(state.as_str().to_owned()),
            tried: Set(tried),
            next_attempt_at: Set(*next_attempt_at),
            ..Default::default()
        };
        let query = delivery_row::Entity::update_many().set(again).filter(delivery_row::Column::Id.eq(id.0));
        self.replace(query).await?;
        self.record(&event).await
    }

    /// The deliveries to an endpoint, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn deliveries(
        &self,
        webhook: WebhookId,
        state: Option<DeliveryState>,
        page: Page,
    ) -> Result<Slice<Delivery>, Failure> {
        let query = delivery_row::Entity::find()
            .filter(delivery_row::Column::WebhookId.eq(webhook.0))
            .apply_if(state, |query, state| query.filter(delivery_row::Column::State.eq(state.as_str())));
        self.slice(query, delivery_row::Column::Id, page).await?.try_map(Delivery::try_from)
    }

    /// One delivery to an endpoint.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn delivery(&self, webhook: WebhookId, id: WebhookDeliveryId) -> Result<Delivery, Failure> {
        let query = delivery_row::Entity::find_by_id(id.0).filter(delivery_row::Column::WebhookId.eq(webhook.0));
        self.found(query).await
    }

    /// The newest attempts of a delivery, in the order in which they were made.
    ///
    /// # Errors
    /// A database error.
    pub async fn attempts(&self, delivery: WebhookDeliveryId) -> Result<Vec<Attempt>, Failure> {
        let query = attempt_row::Entity::find()
            .filter(attempt_row::Column::DeliveryId.eq(delivery.0))
            .order_by_desc(attempt_row::Column::Id)
            .limit(ATTEMPTS_SHOWN);
        let mut found = query
            .all(self.connection().await?)
            .await?
            .into_iter()
            .map(Attempt::try_from)
            .collect::<Result<Vec<Attempt>, Failure>>()?;
        found.reverse();
        Ok(found)
    }

    /// Deletes the deliveries that were created before an instant and are not pending, with their attempts.
    ///
    /// # Errors
    /// A database error.
    pub async fn forget_deliveries(&self, before: DateTime<Utc>) -> Result<(), Failure> {
        let over = Condition::all()
            .add(delivery_row::Column::State.ne(DeliveryState::Pending.as_str()))
            .add(delivery_row::Column::CreatedAt.lt(before));
        let of_them = Query::select().column("id").from("webhook_delivery").cond_where(over.clone()).to_owned();
        attempt_row::Entity::delete_many()
            .filter(attempt_row::Column::DeliveryId.in_subquery(of_them))
            .exec(self.connection().await?)
            .await?;
        delivery_row::Entity::delete_many().filter(over).exec(self.connection().await?).await?;
        Ok(())
    }
}

impl Tx {
    /// Removes an endpoint with its secrets, deliveries and attempts, if its stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn remove_webhook(&self, step: Step<Webhook>) -> Result<(), Failure> {
        let (webhook, event) = step.into_parts();
        // Locked first, as in every other change of an endpoint.
        let held = self.lock_webhook(webhook.id).await?;
        if held.is_none_or(|held| held.revision != webhook.revision) {
            return Err(Failure::Stale);
        }
        let of_it = Query::select()
            .column("id")
            .from("webhook_delivery")
            .and_where(delivery_row::Column::WebhookId.eq(webhook.id.0))
            .to_owned();
        attempt_row::Entity::delete_many()
            .filter(attempt_row::Column::DeliveryId.in_subquery(of_it))
            .exec(self.connection().await?)
            .await?;
        delivery_row::Entity::delete_many()
            .filter(delivery_row::Column::WebhookId.eq(webhook.id.0))
            .exec(self.connection().await?)
            .await?;
        row::Entity::delete_by_id(webhook.id.0).exec(self.connection().await?).await?;
        self.record(&event).await?;
        Ok(())
    }
}
