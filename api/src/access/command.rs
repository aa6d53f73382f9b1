//! Extractors for requests that change something: caller, time, path, precondition and body in one value.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use persistence::base::idempotency::Key;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::reasons;
use crate::base::body::{Body, Extraction, parse, read};
use crate::base::clock::Now;
use crate::base::operation::{Described, OperationFacts};
use crate::base::precondition::{Expected, IfMatch};
use crate::base::problem::{Problem, violation};
use crate::base::query::Path;
use crate::base::text::hex;

/// Maximum length of an idempotency key.
const KEY_CHARS_MAX: usize = 255;

/// A `POST` by a signed-in person or a machine client.
#[derive(Clone, Debug)]
pub(crate) struct Command<B> {
    /// The caller.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The idempotency key, if one was sent.
    pub(crate) key: Option<Key>,
    /// The body.
    pub(crate) body: B,
}

impl<B: DeserializeOwned + Validate + ToSchema + 'static> FromRequest for Command<B> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            // The caller is checked first: an unauthenticated client learns nothing about the format of a body.
            let Caller(actor) = Caller::extract(&request).await?;
            let chosen = chosen_key(&request)?;
            let bytes = read(&request, payload).await?;
            let body = parse(&bytes)?;
            let key = chosen.map(|key| Key {
                principal: actor.account,
                route: format!("{} {}", request.method(), request.path()),
                key,
                // An absent body means the same as `{}`.
                digest: hex(&Sha256::digest(if bytes.is_empty() { b"{}" } else { &bytes[..] })),
                at,
            });
            Ok(Self { actor, at, key, body })
        })
    }
}

impl<B: ToSchema> Described for Command<B> {
    fn describe(facts: &mut OperationFacts) {
        Caller::describe(facts);
        Body::<B>::describe(facts);
    }
}

/// A `POST` that takes a workflow step of an existing thing, which the path names.
#[derive(Clone, Debug)]
pub(crate) struct StepCommand<P, B> {
    /// The caller.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The idempotency key, if one was sent.
    pub(crate) key: Option<Key>,
    /// The path parameters.
    pub(crate) path: P,
    /// The revision that `If-Match` names, if it was sent.
    pub(crate) expected: Expected,
    /// The body.
    pub(crate) body: B,
}

impl<P: DeserializeOwned + 'static, B: DeserializeOwned + Validate + ToSchema + 'static> FromRequest
    for StepCommand<P, B>
{
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (place, expected) = (Path::<P>::extract(request).into_inner(), Expected::read(request));
        let command = Command::<B>::from_request(request, payload);
        Box::pin(async move {
            let Command { actor, at, key, body } = command.await?;
            Ok(Self { actor, at, key, path: place?.0, expected: expected?, body })
        })
    }
}

impl<P: IntoParams, B: ToSchema> Described for StepCommand<P, B> {
    fn describe(facts: &mut OperationFacts) {
        Path::<P>::describe(facts);
        Expected::describe(facts);
        Command::<B>::describe(facts);
    }
}

/// A `PUT` of an existing thing, which the path names.
#[derive(Clone, Debug)]
pub(crate) struct PutCommand<P, B> {
    /// The caller.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The path parameters.
    pub(crate) path: P,
    /// The revision that `If-Match` names.
    pub(crate) expected: IfMatch,
    /// The body.
    pub(crate) body: B,
}

impl<P: DeserializeOwned + 'static, B: DeserializeOwned + Validate + ToSchema + 'static> FromRequest
    for PutCommand<P, B>
{
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            let Caller(actor) = Caller::extract(&request).await?;
            let Path(path) = Path::extract(&request).await?;
            let expected = IfMatch::extract(&request).await?;
            let Body(body) = Body::from_request(&request, &mut payload).await?;
            Ok(Self { actor, at, path, expected, body })
        })
    }
}

impl<P: IntoParams, B: ToSchema> Described for PutCommand<P, B> {
    fn describe(facts: &mut OperationFacts) {
        Caller::describe(facts);
        Path::<P>::describe(facts);
        IfMatch::describe(facts);
        Body::<B>::describe(facts);
    }
}

pub(crate) fn chosen_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let mut headers = request.headers().get_all("idempotency-key");
    let Some(header) = headers.next() else { return Ok(None) };
    // Of two keys it would be unclear which one counts.
    let single = headers.next().is_none();
    let key = header.to_str().ok().filter(|key| single && (1..=KEY_CHARS_MAX).contains(&key.len()));
    key.map(|key| Some(key.to_owned()))
        .ok_or_else(|| Problem::malformed(vec![violation("@Idempotency-Key", reasons::key_malformed(KEY_CHARS_MAX))]))
}
