//! The register of contents that were destroyed, beside the tombstones of evidence files.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::reporting::destroyed_content::{DestroyedContent, DestroyedContentId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::kept::stored;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "destroyed_content")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub sha256: String,
        pub reason: String,
        pub at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<row::Model> for DestroyedContent {
    fn from(row: row::Model) -> Self {
        let row::Model { id, sha256, reason, at } = row;
        Self { id: DestroyedContentId(id), sha256, reason, at }
    }
}

fn to_row(content: &DestroyedContent) -> row::ActiveModel {
    let DestroyedContent { id, sha256, reason, at } = content;
    row::ActiveModel { id: Set(id.0), sha256: Set(sha256.clone()), reason: Set(reason.clone()), at: Set(*at) }
}

stored!(DestroyedContent as row by to_row always);

impl Tx {
    /// The entries of the register about these contents.
    pub(super) async fn registered_destroyed(&self, contents: &[String]) -> Result<Vec<DestroyedContent>, Failure> {
        let query = row::Entity::find().filter(row::Column::Sha256.is_in(contents.iter().map(String::as_str)));
        Ok(query.all(self.connection().await?).await?.into_iter().map(DestroyedContent::from).collect())
    }

    /// The hashes in the register from a time on, or all.
    pub(super) async fn registered_since(&self, since: Option<DateTime<Utc>>) -> Result<BTreeSet<String>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Sha256)
            .apply_if(since, |query, since| query.filter(row::Column::At.gte(since)));
        Ok(query.into_tuple::<String>().all(self.connection().await?).await?.into_iter().collect())
    }
}
