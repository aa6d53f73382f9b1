//! Endpoints that are told what changed in public, what is sent to them, and how each attempt ended.
//!
//! What people decide of an endpoint is a step like any other. How far it was read to, what is sent, each attempt, and
//! since when it fails, is noted beside: nobody decides it. Whoever changes anything of an endpoint holds its row first,
//! so that two never wait for each other.

use chrono::TimeDelta;
use domain::base::ids::{AccountId, Revision, WebhookId};
use domain::base::step::Step;
use domain::integration::webhook::reach::Target;
use domain::integration::webhook::{DisabledCause, Webhook, WebhookScope, WebhookSecret, WebhookSigning, WebhookState};
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

/// How many attempts at one endpoint may be under way, in all processes together.
pub const CONCURRENCY: usize = 2;
/// How long an attempt belongs to whoever makes it. Of a process that was killed others take it up after that.
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
        kinds: Set(json::write(kinds, "webhook", id.0)?),
        signing: Set(signing.as_str().to_owned()),
        state: Set(state.as_str().to_owned()),
        cause: Set(cause.map(|cause| cause.as_str().to_owned())),
        verified_at: Set(*verified_at),
        // Both are noted beside: a change that was decided a moment ago would set them back.
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
    /// `NotFound`, also for one out of scope, or what the database answers.
    pub async fn webhook(&self, scope: WebhookScope, id: WebhookId) -> Result<Webhook, Failure> {
        let query = within(row::Entity::find_by_id(id.0), scope);
        self.found(query).await
    }

    /// The endpoints within a scope, oldest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn webhooks(&self, scope: WebhookScope, page: Page) -> Result<Slice<Webhook>, Failure> {
        self.slice(within(row::Entity::find(), scope), row::Column::Id, page).await?.try_map(Webhook::try_from)
    }

    /// How many endpoints somebody has. Until this unit of work has ended, nobody else counts for the same owner.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn webhooks_of(&self, owner: AccountId) -> Result<usize, Failure> {
        self.lock_account(owner).await?;
        let many = row::Entity::find().filter(row::Column::OwnerId.eq(owner.0)).count(self.connection().await?).await?;
        Ok(usize::try_from(many).unwrap_or(usize::MAX))
    }

    /// The names of the service's keys under which a secret of an endpoint is sealed.
    ///
    /// # Errors
    /// What the database answers.
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

    /// Changes an endpoint, if nobody else did. The first time that it is active, it begins with what changes from now on;
    /// later it goes on where it stopped.
    ///
    /// # Errors
    /// `Stale` if somebody else did, or what the database answers.
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
            let position = self.newest_position().await?;
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

    /// Records what was done with an endpoint; nothing of it changes.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn record_webhook(&self, step: Step<Webhook>) -> Result<Webhook, Failure> {
        let (webhook, event) = step.into_parts();
        self.record(&event).await?;
        Ok(webhook)
    }

    /// One endpoint, which nobody else changes until this unit of work has ended; none if it was removed.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn lock_webhook(&self, id: WebhookId) -> Result<Option<Webhook>, Failure> {
        let query = row::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate);
        query.one(self.connection().await?).await?.map(Webhook::try_from).transpose()
    }
}
