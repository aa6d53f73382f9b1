//! The database for handlers, with every error converted into a `Problem`.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::client::Client;
use domain::base::identity::{Account, Session};
use domain::base::ids::{AccountId, ClientId, SessionId};
use domain::registry::function_holding::FunctionHolding;
use persistence::base::access_check::{AccessCheck, Rights};
use persistence::base::failure::Failure;
use persistence::base::idempotency::Key;
use persistence::base::store::{Store, Tx};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use crate::base::answer::{Once, Repeatable, ShownOnce, write};
use crate::base::operation::Described;
use crate::base::problem::{Problem, chain, token_refused};

/// The database, with every error converted into a `Problem`.
#[derive(Clone, Debug)]
pub(crate) struct Db(Store);

impl Db {
    pub(crate) const fn new(store: Store) -> Self {
        Self(store)
    }

    /// Runs read-only work, on one snapshot.
    pub(crate) async fn read<T, F, Fut>(&self, work: F) -> Result<T, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, Problem>> + Send + 'static,
        T: Send + 'static,
    {
        self.0.read(work).await
    }

    /// Runs a single query; a second one in the same work is refused.
    pub(crate) async fn ask<T, F, Fut>(&self, work: F) -> Result<T, Problem>
    where
        F: FnOnce(Tx) -> Fut,
        Fut: Future<Output = Result<T, Problem>>,
    {
        self.0.ask(work).await
    }

    /// The same database for long work, which runs apart from the thread that serves the request.
    pub(crate) fn apart(&self) -> Self {
        Self(self.0.apart())
    }

    /// The same database for work that goes on after the answer: it depends on the caller's rights, but not on the
    /// session, because the caller may sign out meanwhile.
    pub(crate) fn after_the_answer(&self) -> Self {
        Self(self.0.after_the_answer())
    }

    /// The same database for what the service itself has to store, whatever becomes of the caller's rights.
    pub(crate) fn of_the_service(&self) -> Self {
        Self(self.0.proving(&AccessCheck::default()).apart())
    }

    /// Runs a task that goes on after the answer: the service waits for it before it ends.
    pub(crate) fn spawn(&self, tasks: &TaskTracker, task: impl Future<Output = ()> + Send + 'static) {
        tasks.spawn_on(task.in_current_span(), self.0.runtime());
    }

    /// How many units of work of this process have changed access rights.
    pub(crate) fn access_changes(&self) -> u64 {
        self.0.access_changes()
    }

    /// The account, session, functions and rights behind a token; a missing one is refused like any bad token.
    pub(crate) async fn who(
        &self,
        account: AccountId,
        session: SessionId,
        day: NaiveDate,
    ) -> Result<(Account, Session, Vec<FunctionHolding>, Rights), Problem> {
        let found = self.0.who(account, session, day).await;
        found.map_err(|failure| if matches!(failure, Failure::NotFound) { token_refused() } else { failure.into() })
    }

    /// The machine client that a token or a request for one names, and its rights.
    pub(crate) async fn client_behind(&self, client: ClientId) -> Result<Option<(Client, Rights)>, Problem> {
        self.0.client_behind(client).await.map_err(Problem::from)
    }

    /// Notes that a client was here, if it was not noted since `before`. What cannot be noted stands in the log and
    /// refuses no request.
    pub(crate) async fn note_use(&self, client: ClientId, at: DateTime<Utc>, before: DateTime<Utc>) {
        // Of the service itself: no right of the client is used.
        if let Err(failure) = self.0.proving(&AccessCheck::default()).note_use(client, at, before).await {
            tracing::warn!(%client, cause = chain(&failure), "a client's use could not be noted");
        }
    }

    /// Records that a client used a deprecated operation. A failure is only logged and refuses no request.
    pub(crate) async fn note_deprecated_use(&self, client: ClientId, operation: &str, at: DateTime<Utc>) {
        if let Err(failure) = self.0.note_deprecated_use(client, operation, at).await {
            tracing::warn!(%client, operation, cause = chain(&failure), "a deprecated use could not be noted");
        }
    }

    /// Runs a unit of work that writes.
    pub(crate) async fn write<T, F, Fut>(&self, work: F) -> Result<T, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, Problem>> + Send + 'static,
        T: Send + 'static,
    {
        self.0.write(work).await
    }

    /// Runs a unit of work that writes once, however often the same request is repeated (rule L41).
    pub(crate) async fn once<A, F, Fut>(&self, key: Option<Key>, work: F) -> Result<Once<A>, Problem>
    where
        A: Repeatable + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<A, Problem>> + Send + 'static,
    {
        // Without a key no answer is stored, so it need not be serialised and parsed again.
        let Some(key) = key else { return self.0.write(work).await.map(Once::new) };
        let text = self
            .0
            .write_once(key, move |tx| {
                let working = work(tx);
                async move { write(&working.await?.into_answer()) }
            })
            .await?;
        let answer = serde_json::from_str(&text);
        answer.map(|answer| Once::new(A::from_answer(answer))).map_err(Problem::fault)
    }

    /// Runs a unit of work that writes once and answers with a secret: a repeated request is answered without it, because
    /// no secret is kept.
    pub(crate) async fn once_showing<A, F, Fut>(&self, key: Option<Key>, work: F) -> Result<Once<A>, Problem>
    where
        A: Repeatable + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ShownOnce<A>, Problem>> + Send + 'static,
    {
        let shown = Arc::new(Mutex::new(None));
        let fresh = Arc::clone(&shown);
        let once = self.once(key, move |tx| {
            let working = work(tx);
            async move {
                let ShownOnce { now, kept } = working.await?;
                *fresh.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
                Ok(kept)
            }
        });
        let kept = once.await?;
        let now = shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(now.map_or(kept, Once::new))
    }

    /// Whether the database answers and stores data.
    pub(crate) async fn ready(&self) -> Result<(), Problem> {
        self.0.ready().await.map_err(Problem::from)
    }
}

impl Described for Db {}

impl FromRequest for Db {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let db = request.app_data::<web::Data<Self>>();
        let db = db.map(|db| Self(db.0.proving(&access_check(request))));
        std::future::ready(db.ok_or_else(|| Problem::fault("the database is missing")))
    }
}

/// The check of the caller's rights, which the units of work of a request share.
pub(crate) fn access_check(request: &HttpRequest) -> AccessCheck {
    let mut extensions = request.extensions_mut();
    if let Some(check) = extensions.get::<AccessCheck>() {
        return check.clone();
    }
    let check = AccessCheck::default();
    extensions.insert(check.clone());
    check
}
