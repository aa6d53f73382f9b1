//! Settings of the installation, such as that its data is a demonstration.

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

/// The setting of an installation that is a rehearsal.
const REHEARSAL: &str = "rehearsal";

/// The row that is written to prove that the database stores data.
const PROOF: &str = "readiness";

/// Bytes that are written to prove that there is room.
const PROOF_BYTES: usize = 64 << 10;

impl Tx {
    /// Writes a row only to prove that the database can write. Its value is new each time, because SQLite writes
    /// nothing if nothing changes, and as long as what a request writes: one page fits where nothing else does.
    ///
    /// # Errors
    /// A database error.
    pub(crate) async fn prove_storage(&self) -> Result<(), Failure> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let value = format!("{now}{}", " ".repeat(PROOF_BYTES));
        let new = row::ActiveModel { key: Set(PROOF.to_owned()), value: Set(value) };
        let again = OnConflict::column(row::Column::Key).update_column(row::Column::Value).to_owned();
        row::Entity::insert(new).on_conflict(again).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }

    /// Whether the installation is a rehearsal.
    ///
    /// # Errors
    /// A database error.
    pub async fn is_rehearsal(&self) -> Result<bool, Failure> {
        Ok(self.setting(REHEARSAL).await?.is_some())
    }

    /// Makes the installation a rehearsal, for as long as its database lasts.
    ///
    /// # Errors
    /// `Duplicate` if it is one, or a database error.
    pub async fn rehearse(&self) -> Result<(), Failure> {
        self.add_setting(REHEARSAL, "1").await
    }

    /// The value of a setting.
    ///
    /// # Errors
    /// A database error.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, Failure> {
        Ok(row::Entity::find_by_id(key.to_owned()).one(self.connection().await?).await?.map(|row| row.value))
    }

    /// Adds a setting, which does not change afterwards.
    ///
    /// # Errors
    /// `Duplicate` if the setting exists, or a database error.
    pub async fn add_setting(&self, key: &str, value: &str) -> Result<(), Failure> {
        let new = row::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
        row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }
}
