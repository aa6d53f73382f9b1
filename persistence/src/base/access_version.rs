//! The version of all access rights: one number, raised in the transaction of each event that changes who may do what.
//!
//! A process may remember a caller together with the version under which the caller was read. A unit of work that rests
//! on a remembered caller demands in its own transaction that the version still stands; else nothing of it is saved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::base::failure::Failure;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "access_version")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i16,
        pub version: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The identifier of the only row.
const ONLY: i16 = 1;
/// Of a check that has nothing to demand.
const NOTHING: i64 = 0;

/// A version of all access rights; later ones are greater, the first one is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessVersion(i64);

impl AccessVersion {
    /// The number.
    #[must_use]
    pub const fn as_number(self) -> i64 {
        self.0
    }
}

/// The greatest version that this process has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<AtomicI64>);

impl Seen {
    pub(crate) fn get(&self) -> AccessVersion {
        AccessVersion(self.0.load(Ordering::Acquire))
    }

    pub(crate) fn note(&self, version: AccessVersion) {
        self.0.fetch_max(version.0, Ordering::AcqRel);
    }
}

/// What the units of work of one request have to prove, because the request rests on a remembered caller.
#[derive(Clone, Debug, Default)]
pub struct AccessCheck(Arc<AtomicI64>);

impl AccessCheck {
    /// Demands that this version still stands.
    pub fn demand(&self, version: AccessVersion) {
        self.0.store(version.0, Ordering::Release);
    }

    /// The version that no unit of work has proved yet, if one was demanded.
    #[must_use]
    pub fn unproved(&self) -> Option<AccessVersion> {
        Some(self.0.load(Ordering::Acquire)).filter(|version| *version != NOTHING).map(AccessVersion)
    }

    /// Notes that it was proved.
    pub(crate) fn proved(&self) {
        self.0.store(NOTHING, Ordering::Release);
    }

    /// A check of one unit of work, which is taken once.
    pub(crate) fn of_one(&self) -> Self {
        Self(Arc::new(AtomicI64::new(self.0.load(Ordering::Acquire))))
    }

    /// What is left to prove, taken by the statement that proves it.
    pub(crate) fn take(&self) -> Option<AccessVersion> {
        Some(self.0.swap(NOTHING, Ordering::AcqRel)).filter(|version| *version != NOTHING).map(AccessVersion)
    }
}

/// The condition that a version still stands, for the statement that is to prove it.
pub(crate) fn stands(AccessVersion(version): AccessVersion) -> SimpleExpr {
    let row = Query::select()
        .column(row::Column::Version)
        .from(row::Entity)
        .and_where(Expr::col(row::Column::Id).eq(ONLY))
        .to_owned();
    SimpleExpr::SubQuery(None, Box::new(row.into())).eq(version)
}

/// The version of all access rights at this moment.
pub(crate) async fn present(database: &impl ConnectionTrait) -> Result<AccessVersion, Failure> {
    let found = row::Entity::find_by_id(ONLY).one(database).await?.ok_or(Failure::NotFound)?;
    Ok(AccessVersion(found.version))
}

/// Raises the version. Other transactions that raise it wait until this one has ended, so it is done last.
pub(crate) async fn raise(database: &impl ConnectionTrait) -> Result<AccessVersion, Failure> {
    let raised = row::Entity::update_many()
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1_i64))
        .filter(row::Column::Id.eq(ONLY))
        .exec_with_returning(database)
        .await?;
    raised.first().map(|row| AccessVersion(row.version)).ok_or(Failure::NotFound)
}
