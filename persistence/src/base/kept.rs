//! Values that are stored as one row: added, and saved only if their revision has not changed, each time with the audit
//! entry of the step. So no step can be stored without its entry.

use domain::base::ids::Revision;
use domain::base::step::Step;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Select};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::store::Tx;

/// A value that is stored as one row.
pub trait Stored: Sized + Send {
    /// The table.
    type Row: EntityTrait;

    /// The row that holds the value.
    ///
    /// # Errors
    /// `Corrupt` for a part that cannot be written as JSON.
    fn row(&self) -> Result<<Self::Row as EntityTrait>::ActiveModel, Failure>;
}

/// A stored value whose changes are counted (rule L40).
pub trait Revised: Stored {
    /// The column of the identifier.
    const ID: <Self::Row as EntityTrait>::Column;
    /// The column of the revision.
    const REVISION: <Self::Row as EntityTrait>::Column;

    /// The identifier.
    fn id(&self) -> Uuid;

    /// How often the value has changed.
    fn revision(&self) -> Revision;

    /// The same value with another revision.
    #[must_use]
    fn at_revision(self, revision: Revision) -> Self;
}

/// Implements `Stored` for a value with a function that makes its row; `always` if that function cannot fail.
macro_rules! stored {
    ($value:ty as $row:ident by $to_row:ident) => {
        impl crate::base::kept::Stored for $value {
            type Row = $row::Entity;

            fn row(&self) -> Result<$row::ActiveModel, crate::base::failure::Failure> {
                $to_row(self)
            }
        }
    };
    ($value:ty as $row:ident by $to_row:ident always) => {
        impl crate::base::kept::Stored for $value {
            type Row = $row::Entity;

            fn row(&self) -> Result<$row::ActiveModel, crate::base::failure::Failure> {
                Ok($to_row(self))
            }
        }
    };
}

/// Implements `Stored` and `Revised` for a value with an identifier and a revision.
macro_rules! revised {
    ($value:ty as $row:ident by $to_row:ident $($always:ident)?) => {
        crate::base::kept::stored!($value as $row by $to_row $($always)?);

        impl crate::base::kept::Revised for $value {
            const ID: $row::Column = $row::Column::Id;
            const REVISION: $row::Column = $row::Column::Revision;

            fn id(&self) -> uuid::Uuid {
                self.id.0
            }

            fn revision(&self) -> domain::base::ids::Revision {
                self.revision
            }

            fn at_revision(self, revision: domain::base::ids::Revision) -> Self {
                Self { revision, ..self }
            }
        }
    };
}

pub(crate) use {revised, stored};

impl Tx {
    /// The value of the one row that a query finds.
    pub(crate) async fn found<E, T>(&self, query: Select<E>) -> Result<T, Failure>
    where
        E: EntityTrait,
        T: TryFrom<E::Model, Error = Failure>,
    {
        query.one(self.connection().await?).await?.ok_or(Failure::NotFound)?.try_into()
    }

    /// Adds a value, with the audit entry of its step.
    ///
    /// # Errors
    /// `Duplicate` if a value that must be unique exists already, or a database error.
    pub async fn add<T: Stored>(&self, step: Step<T>) -> Result<T, Failure> {
        let (value, event) = step.into_parts();
        self.before(&event).await?;
        let insert = T::Row::insert(value.row()?).build(self.backend());
        self.run(insert).await?;
        self.record(&event).await?;
        Ok(value)
    }

    /// Saves a value if its stored revision is unchanged, with the audit entry of its step.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save<T: Revised>(&self, step: Step<T>) -> Result<T, Failure> {
        let (value, event) = step.into_parts();
        self.before(&event).await?;
        let old = value.revision();
        let value = value.at_revision(old.next());
        let update = T::Row::update_many()
            .set(value.row()?)
            .filter(T::ID.eq(value.id()))
            .filter(T::REVISION.eq(old.0))
            .build(self.backend());
        if self.run(update).await? != 1 {
            return Err(Failure::Stale);
        }
        self.record(&event).await?;
        Ok(value)
    }
}
