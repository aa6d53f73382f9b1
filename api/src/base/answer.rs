//! What handlers return, and the database that they ask.

use std::future::Future;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::client::Client;
use domain::base::identity::{Account, Session};
use domain::base::ids::{AccountId, ClientId, Revision, SessionId};
use domain::registry::organisation::FunctionHolding;
use persistence::base::failure::Failure;
use persistence::base::idempotency::Key;
use persistence::base::memory::{Person, Premises};
use persistence::base::page::Slice;
use persistence::base::store::{Store, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::identity::refused;
use crate::base::extract::Paging;
use crate::base::problem::{Kind, Problem, chain};

/// An answer as it goes out, and as it is kept for a repeated request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    /// When to ask again, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<u16>,
    body: String,
}

/// When to ask again for work that is under way, in seconds.
const ASK_AGAIN: u16 = 1;

impl Answer {
    /// A list or another value without a revision of its own.
    pub(crate) fn plain(view: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 200, location: None, etag: None, retry_after: None, body: write(view)? })
    }

    /// One thing, with its revision as the `ETag`.
    pub(crate) fn shown(revision: Revision, view: &impl Serialize) -> Result<Self, Problem> {
        let etag = Some(format!("\"{}\"", revision.0));
        Ok(Self { status: 200, location: None, etag, retry_after: None, body: write(view)? })
    }

    /// A new thing, and where it can be found.
    pub(crate) fn created(location: String, revision: Revision, view: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 201, location: Some(location), ..Self::shown(revision, view)? })
    }

    /// A new thing that nobody can change or ask for again.
    pub(crate) fn made(view: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 201, ..Self::plain(view)? })
    }

    /// Work that goes on after the answer, and where to ask for it.
    pub(crate) fn accepted(location: String, view: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 202, location: Some(location), retry_after: Some(ASK_AGAIN), ..Self::plain(view)? })
    }

    /// Nothing more to say.
    pub(crate) fn nothing() -> Self {
        Self { status: 204, location: None, etag: None, retry_after: None, body: String::new() }
    }
}

fn write(view: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(view)
        .map_err(|error| Problem { cause: Some(error.to_string().into()), ..Problem::plain(Kind::Internal) })
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let Self { status, location, etag, retry_after, body } = self;
        let mut response = HttpResponse::new(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
        let headers = response.headers_mut();
        let again = retry_after.map(|seconds| seconds.to_string());
        for (name, value) in [(LOCATION, location), (ETAG, etag), (RETRY_AFTER, again)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        }
        if body.is_empty() {
            return response;
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.set_body(BoxBody::new(body))
    }
}

/// A page of a list, on the wire.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listing<T> {
    /// The items of this page, oldest first.
    items: Vec<T>,
    /// Asks for the next page, with the same filters; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3")]
    next_cursor: Option<String>,
}

impl<T> Listing<T> {
    /// The page of a slice; `id` tells what the cursor continues after.
    pub(crate) fn new<V>(paging: &Paging, slice: Slice<V>, id: impl Fn(&V) -> Uuid, view: impl FnMut(V) -> T) -> Self {
        let Slice { items, more } = slice;
        let next_cursor = items.last().filter(|_| more).map(|last| paging.cursor(id(last)));
        Self { items: items.into_iter().map(view).collect(), next_cursor }
    }

    /// Items of which some of the slice were left out; the cursor continues after the slice's last.
    pub(crate) fn of(paging: &Paging, items: Vec<T>, after: Option<Uuid>) -> Self {
        Self { items, next_cursor: after.map(|last| paging.cursor(last)) }
    }
}

/// The database, with every error a `Problem`.
#[derive(Clone, Debug)]
pub(crate) struct Db(Store);

impl Db {
    pub(crate) const fn new(store: Store) -> Self {
        Self(store)
    }

    /// Looks.
    pub(crate) async fn read<T, F, Fut>(&self, work: F) -> Result<T, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, Problem>> + Send + 'static,
        T: Send + 'static,
    {
        self.0.read(work).await
    }

    /// Who is behind a sign-in; a stranger is told no more than that.
    pub(crate) async fn who(
        &self,
        account: AccountId,
        session: SessionId,
        day: NaiveDate,
    ) -> Result<(Account, Session, Vec<FunctionHolding>), Problem> {
        let found = self.0.who(account, session, day).await;
        found.map_err(|failure| if matches!(failure, Failure::NotFound) { refused() } else { failure.into() })
    }

    /// The machine client that a token or a request for one names.
    pub(crate) async fn client_behind(&self, client: ClientId) -> Result<Option<Client>, Problem> {
        self.0.client_behind(client).await.map_err(Problem::from)
    }

    /// Notes that a client was here. What cannot be noted refuses nobody: it is told to whoever watches the log.
    pub(crate) async fn note_use(&self, client: &Client, at: DateTime<Utc>) {
        if let Err(failure) = self.0.note_use(client, at).await {
            tracing::warn!(client = %client.id, cause = chain(&failure), "a client's use could not be noted");
        }
    }

    /// Notes that a client used an operation that is deprecated; what cannot be noted refuses nobody.
    pub(crate) async fn note_deprecated_use(&self, client: ClientId, operation: &str, at: DateTime<Utc>) {
        if let Err(failure) = self.0.note_deprecated_use(client, operation, at).await {
            tracing::warn!(%client, operation, cause = chain(&failure), "a deprecated use could not be noted");
        }
    }

    /// Changes something.
    pub(crate) async fn write<T, F, Fut>(&self, work: F) -> Result<T, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, Problem>> + Send + 'static,
        T: Send + 'static,
    {
        self.0.write(work).await
    }

    /// Who is behind a sign-in, as this process remembers it; to be believed only together with `Premises::person`.
    pub(crate) fn remembered(&self, account: AccountId, session: SessionId, day: NaiveDate) -> Option<Arc<Person>> {
        self.0.remembered(account, session, day)
    }

    /// Changes something once, however often the same request comes (rule L41).
    pub(crate) async fn once<F, Fut>(&self, key: Option<Key>, work: F) -> Result<Answer, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        self.once_on(None, key, work).await
    }

    /// Changes something once, resting on remembered values; 412 if one of them has changed.
    pub(crate) async fn once_on<F, Fut>(
        &self,
        premises: Option<Premises>,
        key: Option<Key>,
        work: F,
    ) -> Result<Answer, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        // Without a key nothing is kept, so nothing need be written down to be read again.
        let Some(key) = key else { return self.0.write_on(premises, work).await };
        let text = self
            .0
            .write_once(key, premises, move |tx| {
                let working = work(tx);
                async move { write(&working.await?) }
            })
            .await?;
        serde_json::from_str(&text)
            .map_err(|error| Problem { cause: Some(error.to_string().into()), ..Problem::plain(Kind::Internal) })
    }

    /// Whether the database answers.
    pub(crate) async fn ready(&self) -> Result<(), Problem> {
        self.0.ready().await.map_err(Problem::from)
    }
}

impl FromRequest for Db {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let db = request.app_data::<web::Data<Self>>();
        std::future::ready(db.map(|db| db.get_ref().clone()).ok_or_else(|| Problem::plain(Kind::Internal)))
    }
}
