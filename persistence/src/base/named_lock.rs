//! Locks for rules that look at several rows of a table before a row is added: the rows of an empty table cannot be
//! locked, and neither can the row that another unit of work is about to add.
//!
//! On SQLite no lock is needed, because one unit of work writes at a time; the statement is the same.

use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};

use crate::base::failure::Failure;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "named_lock")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// The base salaries and their periods.
    BaseSalary,
    /// The numbers of golden books.
    GoldenBook,
    /// The legal regimes and their periods.
    Regime,
    /// The units, their codes, last days and functions.
    Registry,
}

impl Lock {
    /// Its name in the table; the migration enters them.
    const fn name(self) -> &'static str {
        match self {
            Self::BaseSalary => "base_salary",
            Self::GoldenBook => "golden_book",
            Self::Regime => "regime",
            Self::Registry => "registry",
        }
    }
}

impl Tx {
    /// Waits until no other unit of work holds the lock, and holds it until this one ends. Queries after it see what the
    /// others committed.
    ///
    /// # Errors
    /// `NotFound` if the schema lacks the lock, or a database error.
    pub(crate) async fn hold_lock(&self, lock: Lock) -> Result<(), Failure> {
        let query = row::Entity::find_by_id(lock.name()).lock(LockType::Update);
        query.one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        Ok(())
    }
}
