//! What an installation remembers of itself, such as that its data is a demonstration.

use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::failure::Failure;
use crate::store::Tx;

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

impl Tx {
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
