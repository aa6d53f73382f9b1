//! Webhook endpoints that receive public changes or notices, their deliveries, and the outcome of each attempt.
//!
//! What a user decides about an endpoint is a step with an audit entry. Its position, deliveries and attempts, and
//! since when it has been failing, are recorded without one, because no user decides them. A transaction locks the row
//! of an endpoint before it changes anything of it, which prevents deadlocks.

use chrono::TimeDelta;
use domain::base::ids::{AccountId, Revision, WebhookId};
use domain::base::step::Step;
use domain::integration::webhook::reach::Target;
use domain::integration::webhook::{
    DisabledCause, Webhook, WebhookFeed, WebhookScope, WebhookSecret, WebhookSigning, WebhookState,
};
use domain::results::change::PublicChangeKind;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

pub mod delivery;

/// How many attempts at one endpoint may run at once, in all processes together.
pub const CONCURRENCY: usize = 2;
/// How long only the process that took an attempt up may make it. If that process was killed, others take it up
/// afterwards.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub owner_id: Uuid,
        pub name: String,
        pub url: String,
        /// None for public changes, which was all before there were notices.
        pub feed: Option<String>,
        pub kinds: String,
        pub signing: String,
        pub state: String,
        pub cause: Option<String>,
        pub verified_at: Option<ChronoDateTimeUtc>,
        pub failing_since: Option<ChronoDateTimeUtc>,
        pub position: Option<i64>,
        pub secrets: String,
        pub created_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Webhook {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            owner_id,
            name,
            url,
            feed,
            kinds,
            signing,
            state,
            cause,
            verified_at,
            failing_since,
            position: _,
            secrets,
            created_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "webhook", id };
        let kinds: Vec<PublicChangeKind> = json::read(&kinds, "webhook", id)?;
        let secrets: Vec<WebhookSecret> = json::read(&secrets, "webhook", id)?;
        Ok(Self {
            id: WebhookId(id),
            owner: AccountId(owner_id),
            name,
            target: Target::stored(url),
            feed: feed
                .map_or(Some(WebhookFeed::PublicChanges), |feed| WebhookFeed::parse(&feed))
                .ok_or_else(corrupt)?,
            kinds,
            signing: WebhookSigning::parse(&signing).ok_or_else(corrupt)?,
            state: WebhookState::parse(&state).ok_or_else(corrupt)?,
            cause: cause.map(|cause| DisabledCause::parse(&cause).ok_or_else(corrupt)).transpose()?,
            verified_at,
            failing_since,
            secrets,
            created_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(webhook: &Webhook) -> Result<row::ActiveModel, Failure> {
    let Webhook {
        id,
        owner,
        name,
        target,
        feed,
        kinds,
        signing,
        state,
        cause,
        verified_at,
        failing_since: _,
        secrets,
        created_at,
        revision,
    } = webhook;
    Ok(row::ActiveModel {
        id: Set(id.0),
        owner_id: Set(owner.0),
        name: Set(name.clone()),
        url: Set(target.as_str().to_owned()),
        feed: Set(Some(feed.as_str().to_owned())),
        kinds: Set(json::write(kinds, "webhook", id.0)?),
        signing: Set(signing.as_str().to_owned()),
        state: Set(state.as_str().to_owned()),
        cause: Set(cause.map(|cause| cause.as_str().to_owned())),
        verified_at: Set(*verified_at),
        // These columns are written separately: an endpoint that was loaded earlier would overwrite them with older
        // values.
        failing_since: NotSet,
        position: NotSet,
        secrets: Set(json::write(secrets, "webhook", id.0)?),
        created_at: Set(*created_at),
        revision: Set(revision.0),
    })
}

stored!(Webhook as row by to_row);

fn within(query: Select<row::Entity>, scope: WebhookScope) -> Select<row::Entity> {
    match scope {
        WebhookScope::Everybody => query,
        WebhookScope::Own(owner) => query.filter(row::Column::OwnerId.eq(owner.0)),
    }
}

impl Tx {
    /// One endpoint.
    ///
    /// # Errors
    /// `NotFound`, also for one out of scope, or a database error.
    pub async fn webhook(&self, scope: WebhookScope, id: WebhookId) -> Result<Webhook, Failure> {
        let query = within(row::Entity::find_by_id(id.0), scope);
        self.found(query).await
    }

    /// The endpoints within a scope, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn webhooks(&self, scope: WebhookScope, page: Page) -> Result<Slice<Webhook>, Failure> {
        self.slice(within(row::Entity::find(), scope), row::Column::Id, page).await?.try_map(Webhook::try_from)
    }

    /// How many endpoints an account owns. The account is locked until this unit of work ends, so that concurrent
    /// requests of the same owner count one after the other.
    ///
    /// # Errors
    /// A database error.
    pub async fn webhooks_of(&self, owner: AccountId) -> Result<usize, Failure> {
        self.lock_account(owner).await?;
        let many = row::Entity::find().filter(row::Column::OwnerId.eq(owner.0)).count(self.connection().await?).await?;
        Ok(usize::try_from(many).unwrap_or(usize::MAX))
    }

    /// The names of the service's keys that encrypt secrets of endpoints.
    ///
    /// # Errors
    /// A database error.
    pub async fn webhook_keys(&self) -> Result<Vec<String>, Failure> {
        let query = row::Entity::find().select_only().column(row::Column::Id).column(row::Column::Secrets);
        let mut names = Vec::new();
        for (id, secrets) in query.into_tuple::<(Uuid, String)>().all(self.connection().await?).await? {
            let secrets: Vec<WebhookSecret> = json::read(&secrets, "webhook", id)?;
            names.extend(secrets.into_iter().map(|secret| secret.sealed_under));
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Saves an endpoint if its stored revision is unchanged. When it is first active, it starts with the changes or notices
    /// from now on; later it continues where it stopped.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_webhook(&self, step: Step<Webhook>) -> Result<Webhook, Failure> {
        let (webhook, event) = step.into_parts();
        let old = webhook.revision;
        let webhook = Webhook { revision: old.next(), ..webhook };
        let query = row::Entity::update_many()
            .set(to_row(&webhook)?)
            .filter(row::Column::Id.eq(webhook.id.0))
            .filter(row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        if webhook.state == WebhookState::Active {
            let position = match webhook.feed {
                WebhookFeed::PublicChanges => self.newest_position().await?,
                WebhookFeed::Notices => {
                    // What was told before has its place, so that it is not taken for what is told from now on.
                    while self.place_notices(event.at).await? {}
                    self.newest_notice_position().await?
                }
            };
            row::Entity::update_many()
                .set(row::ActiveModel { position: Set(Some(position)), ..Default::default() })
                .filter(row::Column::Id.eq(webhook.id.0))
                .filter(row::Column::Position.is_null())
                .exec(self.connection().await?)
                .await?;
            if webhook.failing_since.is_none() {
                self.note_health(webhook.id, None).await?;
            }
        }
        self.record(&event).await?;
        Ok(webhook)
    }

    /// Records the audit entry of a step that does not change the endpoint.
    ///
    /// # Errors
    /// A database error.
    pub async fn record_webhook(&self, step: Step<Webhook>) -> Result<Webhook, Failure> {
        let (webhook, event) = step.into_parts();
        self.record(&event).await?;
        Ok(webhook)
    }

    /// One endpoint, locked against other changes until this unit of work ends; none if it was removed.
    ///
    /// # Errors
    /// A database error.
    pub async fn lock_webhook(&self, id: WebhookId) -> Result<Option<Webhook>, Failure> {
        let query = row::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate);
        query.one(self.connection().await?).await?.map(Webhook::try_from).transpose()
    }
}
