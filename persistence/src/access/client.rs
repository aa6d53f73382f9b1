//! Machine clients and what is stored of their secrets.

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::client::Client;
use domain::base::contract::Pin;
use domain::base::ids::{ClientId, OrganisationId, Revision};
use domain::base::policy::{ClientReach, ClientScope};
use domain::base::step::Step;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::base::access_check::{Rights, finds};
use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::{Store, Tx};

/// The resolution of a client's last use: at most one of its requests within this time is recorded.
pub(crate) const USE_NOTED: TimeDelta = TimeDelta::minutes(1);

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "client")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub organisation_id: Uuid,
        pub scopes: String,
        pub reach: String,
        pub movements: Option<String>,
        pub expires_on: Date,
        pub api_version: String,
        pub suspended: bool,
        pub secrets: String,
        pub created_at: ChronoDateTimeUtc,
        pub last_used_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Client {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            name,
            organisation_id,
            scopes,
            reach,
            movements,
            expires_on,
            api_version,
            suspended,
            secrets,
            created_at,
            last_used_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "client", id };
        let scopes: Vec<ClientScope> = json::read(&scopes, "client", id)?;
        Ok(Self {
            id: ClientId(id),
            name,
            organisation: OrganisationId(organisation_id),
            scopes,
            reach: ClientReach::parse(&reach).ok_or_else(corrupt)?,
            movements: json::read_any(movements.as_deref(), "client", id)?.unwrap_or_default(),
            expires_on,
            api_version: Pin::parse(&api_version).ok_or_else(corrupt)?,
            suspended,
            secrets: json::read(&secrets, "client", id)?,
            created_at,
            last_used_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(client: &Client) -> Result<row::ActiveModel, Failure> {
    let Client {
        id,
        name,
        organisation,
        scopes,
        reach,
        movements,
        expires_on,
        api_version,
        suspended,
        secrets,
        created_at,
        last_used_at: _,
        revision,
    } = client;
    Ok(row::ActiveModel {
        id: Set(id.0),
        name: Set(name.clone()),
        organisation_id: Set(organisation.0),
        scopes: Set(json::write(scopes, "client", id.0)?),
        reach: Set(reach.as_str().to_owned()),
        movements: Set(Some(json::write(movements, "client", id.0)?)),
        expires_on: Set(*expires_on),
        api_version: Set(api_version.to_string()),
        suspended: Set(*suspended),
        secrets: Set(json::write(secrets, "client", id.0)?),
        created_at: Set(*created_at),
        // Only `note_use` writes this column: a client that was loaded before the last use would overwrite it with an
        // older time.
        last_used_at: NotSet,
        revision: Set(revision.0),
    })
}

revised!(Client as row by to_row);

impl Store {
    /// A client as it is now, and its rights for the units of work that depend on them; every request of a machine client needs this first. None if there is no such client.
    ///
    /// # Errors
    /// A database error.
    pub async fn client_behind(&self, id: ClientId) -> Result<Option<(Client, Rights)>, Failure> {
        let found = row::Entity::find_by_id(id.0).one(self.questions()).await?.map(Client::try_from).transpose()?;
        Ok(found.map(|client| {
            let kept = row::Entity::find_by_id(id.0).filter(row::Column::Revision.eq(client.revision.0));
            (client, Rights::new(finds(kept), None))
        }))
    }

    /// Notes that a client was here, unless another process noted that after `before`. It is no change of the client:
    /// its revision stays.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn note_use(&self, id: ClientId, at: DateTime<Utc>, before: DateTime<Utc>) -> Result<(), Failure> {
        self.write(move |tx| async move {
            // Of many concurrent requests only one matches this condition.
            let due = Condition::any().add(row::Column::LastUsedAt.is_null()).add(row::Column::LastUsedAt.lte(before));
            row::Entity::update_many()
                .set(row::ActiveModel { last_used_at: Set(Some(at)), ..Default::default() })
                .filter(row::Column::Id.eq(id.0))
                .filter(due)
                .exec(tx.connection().await?)
                .await?;
            Ok(())
        })
        .await
    }
}

impl Tx {
    /// One client.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn client(&self, id: ClientId) -> Result<Client, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// Every client, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn clients(&self, page: Page) -> Result<Slice<Client>, Failure> {
        self.slice(row::Entity::find(), row::Column::Id, page).await?.try_map(Client::try_from)
    }

    /// Registers a client, and adds the account row that the rows that it writes refer to.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_client(&self, step: Step<Client>) -> Result<Client, Failure> {
        let (client, event) = step.into_parts();
        self.before(&event).await?;
        self.add_machine(client.account(), &client.name, client.created_at).await?;
        row::Entity::insert(to_row(&client)?).exec_without_returning(self.connection().await?).await?;
        self.record(&event).await?;
        Ok(client)
    }
}
