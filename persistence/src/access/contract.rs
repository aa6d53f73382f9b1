//! Which deprecated operations of the contract each machine client still uses; recorded without an audit entry, like a
//! client's last use.

use chrono::{DateTime, Utc};
use domain::base::ids::ClientId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::access::client::USE_NOTED;
use crate::base::failure::Failure;
use crate::base::store::{Store, Tx};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "deprecated_use")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub client_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub operation: String,
        pub last_used_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// When a client last used a deprecated operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeprecatedUse {
    /// The operation, as method and path.
    pub operation: String,
    /// When, with a resolution of one minute.
    pub last_used_at: DateTime<Utc>,
}

impl Store {
    /// Records that a client used a deprecated operation, unless that was recorded within the last minute.
    ///
    /// # Errors
    /// A database error.
    pub async fn note_deprecated_use(
        &self,
        client: ClientId,
        operation: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let known = row::Entity::find_by_id((client.0, operation.to_owned())).one(self.questions()).await?;
        if known.is_some_and(|row| at - USE_NOTED < row.last_used_at) {
            return Ok(());
        }
        let operation = operation.to_owned();
        self.write(move |tx| async move {
            let noted = row::ActiveModel { client_id: Set(client.0), operation: Set(operation), last_used_at: Set(at) };
            // Concurrent requests insert or update the same row; either way the minute is the same.
            let again = OnConflict::columns([row::Column::ClientId, row::Column::Operation])
                .update_column(row::Column::LastUsedAt)
                .to_owned();
            row::Entity::insert(noted).on_conflict(again).exec_without_returning(tx.connection().await?).await?;
            Ok(())
        })
        .await
    }
}

impl Tx {
    /// The deprecated operations that a client used. There are no more of them than operations that were ever
    /// deprecated.
    ///
    /// # Errors
    /// A database error.
    pub async fn deprecated_uses(&self, client: ClientId) -> Result<Vec<DeprecatedUse>, Failure> {
        let query = row::Entity::find().filter(row::Column::ClientId.eq(client.0)).order_by_asc(row::Column::Operation);
        let rows = query.all(self.connection().await?).await?;
        let uses = rows.into_iter().map(|row| {
            let row::Model { client_id: _, operation, last_used_at } = row;
            DeprecatedUse { operation, last_used_at }
        });
        Ok(uses.collect())
    }
}
