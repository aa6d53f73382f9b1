//! The check of a caller's access rights: a unit of work that writes for a caller whom the process remembers saves
//! nothing if these rights have changed since they were read.
//!
//! The rights of a person come from the account, the session and the functions of units that the account's roles stand
//! for; those of a machine client from its registration. The concepts know these rows, and give the condition that they
//! are unchanged.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, QueryTrait, Select};

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

/// The access rights of a caller, as they were read.
#[derive(Clone, Debug)]
pub struct Rights(Arc<Held>);

#[derive(Debug)]
struct Held {
    /// The rows that the rights come from are unchanged, except the session's.
    kept: SimpleExpr,
    /// The session goes on, if there is one.
    session: Option<SimpleExpr>,
    changed: AtomicBool,
}

impl Rights {
    pub(crate) fn new(kept: SimpleExpr, session: Option<SimpleExpr>) -> Self {
        Self(Arc::new(Held { kept, session, changed: AtomicBool::new(false) }))
    }

    /// Whether a unit of work has found that they have changed.
    #[must_use]
    pub fn have_changed(&self) -> bool {
        self.0.changed.load(Ordering::Acquire)
    }

    /// The same rights without the session, for work that goes on after the answer: its owner may sign out.
    #[must_use]
    fn without_session(&self) -> Self {
        Self::new(self.0.kept.clone(), None)
    }

    fn unchanged(&self) -> SimpleExpr {
        let Held { kept, session, .. } = self.0.as_ref();
        session.clone().into_iter().fold(kept.clone(), ExprTrait::and)
    }
}

/// The rights that the units of work of a request depend on, once its caller is known.
#[derive(Clone, Debug, Default)]
pub struct AccessCheck(Arc<OnceLock<Rights>>);

impl AccessCheck {
    /// Lets every unit of work that writes depend on these rights.
    pub fn demand(&self, rights: Rights) {
        // Of several extractors that read the caller of one request, the first one decides.
        self.0.get_or_init(|| rights);
    }

    /// The check of work that goes on after the answer.
    #[must_use]
    pub fn after_the_answer(&self) -> Self {
        let check = Self::default();
        if let Some(rights) = self.0.get() {
            check.demand(rights.without_session());
        }
        check
    }

    /// The check of one unit of work.
    pub(crate) fn of_one(&self) -> UnitCheck {
        UnitCheck { rights: self.0.get().cloned(), taken: AtomicBool::new(false) }
    }
}

/// What one unit of work has to prove.
#[derive(Debug)]
pub(crate) struct UnitCheck {
    rights: Option<Rights>,
    taken: AtomicBool,
}

impl UnitCheck {
    /// The condition to prove, for the statement that proves it; none if nothing is left to prove.
    pub(crate) fn take(&self) -> Option<SimpleExpr> {
        if self.taken.load(Ordering::Acquire) { None } else { self.take_again() }
    }

    /// The condition, whether or not it was proved before.
    pub(crate) fn take_again(&self) -> Option<SimpleExpr> {
        self.taken.store(true, Ordering::Release);
        self.rights.as_ref().map(Rights::unchanged)
    }

    /// Notes that the rights have changed, so that no later request depends on them.
    pub(crate) fn failed(&self) {
        if let Some(rights) = &self.rights {
            rights.0.changed.store(true, Ordering::Release);
        }
    }
}

/// How many units of work of this process have changed access rights: what was read before the last one is not used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(Arc<AtomicU64>);

impl Changes {
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// The condition that a query finds a row.
pub(crate) fn finds<E: EntityTrait>(query: Select<E>) -> SimpleExpr {
    Expr::exists(query.select_only().expr(Expr::val(1)).into_query())
}

/// Whether a condition holds.
pub(crate) async fn holds(database: &impl ConnectionTrait, condition: SimpleExpr) -> Result<bool, Failure> {
    let query = Query::select().expr(Expr::val(1)).and_where(condition).to_owned();
    Ok(database.query_one_raw(database.get_database_backend().build(&query)).await?.is_some())
}

/// Lets changes of access rights wait for each other, until the transaction ends. SQLite needs no lock for that.
pub(crate) async fn lock(database: &impl ConnectionTrait) -> Result<(), Failure> {
    row::Entity::find_by_id(ONLY).lock(LockType::Update).one(database).await?.ok_or(Failure::NotFound)?;
    Ok(())
}
