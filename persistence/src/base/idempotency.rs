//! The same request twice has one effect and one answer (rule L41).
//!
//! The row of the key is written first, in the transaction of the work: a concurrent request with the same key waits
//! until that transaction ends. Then it finds the answer, or no row if the transaction was rolled back.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::ids::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, UpdateResult};

use crate::base::failure::Failure;
use crate::base::store::{Store, Tx};

/// How long an answer is kept for a repeated request.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// How often a request is attempted if the transactions that it waits for are rolled back.
const ATTEMPTS: u8 = 3;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_key")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub principal: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub route: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub digest: String,
        pub answer: String,
        pub at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What makes two requests the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The account that sent the request: keys of different accounts are independent.
    pub principal: AccountId,
    /// Method and path.
    pub route: String,
    /// The key that the client chose.
    pub key: String,
    /// SHA-256 of the request's body, in hexadecimal.
    pub digest: String,
    /// When the request came.
    pub at: DateTime<Utc>,
}

enum Attempt<E> {
    Taken,
    Failed(E),
}

impl<E: From<Failure>> From<Failure> for Attempt<E> {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.into())
    }
}

impl Store {
    /// Runs a unit of work once per key: a repeated request gets the first answer, and the work does not run again.
    ///
    /// # Errors
    /// `KeyReused` for a key that was used with another body, or an error of `write`.
    pub async fn write_once<E, F, Fut>(&self, key: Key, work: F) -> Result<String, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<String, E>> + Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        // The attempt that inserts the key takes the work; an attempt that finds the key taken does not run it.
        let work = Arc::new(Mutex::new(Some(work)));
        for _ in 0..ATTEMPTS {
            let (held, waiting) = (key.clone(), Arc::clone(&work));
            let attempt: Result<String, Attempt<E>> = self
                .write(move |tx| async move {
                    tx.hold(&held).await?;
                    let work = waiting.lock().ok().and_then(|mut work| work.take());
                    let Some(work) = work else { return Err(Failure::Panicked.into()) };
                    let answer = work(tx.clone()).await.map_err(Attempt::Failed)?;
                    tx.answer(&held, &answer).await?;
                    Ok(answer)
                })
                .await;
            match attempt {
                Ok(answer) => return Ok(answer),
                Err(Attempt::Failed(error)) => return Err(error),
                Err(Attempt::Taken) => {}
            }
            let asked = key.clone();
            let found: Option<(String, String)> = self
                .read(move |tx| async move { tx.answered(&asked).await })
                .await
                .map_err(|failure: Failure| E::from(failure))?;
            match found {
                Some((digest, _)) if digest != key.digest => return Err(Failure::KeyReused.into()),
                Some((_, answer)) => return Ok(answer),
                None => {}
            }
        }
        Err(Failure::Stale.into())
    }
}

impl Tx {
    /// Deletes answers that are older than `KEPT`, at most so many; returns how many it deleted.
    ///
    /// # Errors
    /// A database error.
    pub async fn forget_answers(&self, now: DateTime<Utc>, most: u64) -> Result<u64, Failure> {
        let key = ["principal", "route", "key"].map(Expr::col);
        let old = Query::select()
            .columns(["principal", "route", "key"])
            .from("idempotency_key")
            .and_where(row::Column::At.lt(now - KEPT))
            .order_by("at", Order::Asc)
            .limit(most)
            .to_owned();
        let old = Expr::tuple(key).in_subquery(old);
        let done = row::Entity::delete_many().filter(old).exec(self.connection().await?).await?;
        Ok(done.rows_affected)
    }

    async fn hold<E: From<Failure>>(&self, key: &Key) -> Result<(), Attempt<E>> {
        let Key { principal, route, key, digest, at } = key;
        row::Entity::delete_many()
            .filter(row::Column::Principal.eq(principal.0))
            .filter(row::Column::Route.eq(route.as_str()))
            .filter(row::Column::Key.eq(key.as_str()))
            .filter(row::Column::At.lt(*at - KEPT))
            .exec(self.connection().await?)
            .await
            .map_err(Failure::from)?;
        let new = row::ActiveModel {
            principal: Set(principal.0),
            route: Set(route.clone()),
            key: Set(key.clone()),
            digest: Set(digest.clone()),
            answer: Set(String::new()),
            at: Set(*at),
        };
        match row::Entity::insert(new).exec_without_returning(self.connection().await?).await.map_err(Failure::from) {
            Ok(_) => Ok(()),
            Err(Failure::Duplicate { .. }) => Err(Attempt::Taken),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn answer(&self, key: &Key, answer: &str) -> Result<(), Failure> {
        let done: UpdateResult = row::Entity::update_many()
            .set(row::ActiveModel { answer: Set(answer.to_owned()), ..Default::default() })
            .filter(row::Column::Principal.eq(key.principal.0))
            .filter(row::Column::Route.eq(key.route.as_str()))
            .filter(row::Column::Key.eq(key.key.as_str()))
            .exec(self.connection().await?)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(Failure::Stale) }
    }

    async fn answered(&self, key: &Key) -> Result<Option<(String, String)>, Failure> {
        let found = row::Entity::find_by_id((key.principal.0, key.route.clone(), key.key.clone()))
            .one(self.connection().await?)
            .await?;
        Ok(found.map(|row| (row.digest, row.answer)))
    }
}
