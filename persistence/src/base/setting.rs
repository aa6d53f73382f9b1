//! What an installation remembers of itself, such as that its data is a demonstration.

use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::base::failure::Failure;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "setting")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub value: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The row that is written to prove that the database stores what it is given.
const PROOF: &str = "readiness";

impl Tx {
    /// Writes a row anew, for nothing but the proof that it can be written. Its value is new each time: SQLite writes
    /// nothing where nothing changes.
    ///
    /// # Errors
    /// What the database answers.
    pub(crate) async fn prove_storage(&self) -> Result<(), Failure> {
        let value = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string();
        let new = row::ActiveModel { key: Set(PROOF.to_owned()), value: Set(value) };
        let again = OnConflict::column(row::Column::Key).update_column(row::Column::Value).to_owned();
        row::Entity::insert(new).on_conflict(again).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }

    /// What was remembered under a key.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, Failure> {
        Ok(row::Entity::find_by_id(key.to_owned()).one(self.connection().await?).await?.map(|row| row.value))
    }

    /// Remembers something for good.
    ///
    /// # Errors
    /// `Duplicate` if something is remembered under the key, or what the database answers.
    pub async fn add_setting(&self, key: &str, value: &str) -> Result<(), Failure> {
        let new = row::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
        row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }
}
