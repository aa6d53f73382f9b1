//! What a `POST` by a caller comes with.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use persistence::base::idempotency::Key;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use validator::Validate;

use crate::access::caller::Caller;
use crate::base::body::{Extraction, parse, read};
use crate::base::clock::Now;
use crate::base::hex::hex;
use crate::base::precondition::Expected;
use crate::base::problem::{Problem, violation};

/// The longest idempotency key.
const KEY_CHARS_MAX: usize = 255;

/// Everything that a `POST` by a signed-in person or a machine client comes with.
#[derive(Clone, Debug)]
pub(crate) struct Command<T> {
    /// Who asks.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The idempotency key, if one was sent.
    pub(crate) key: Option<Key>,
    /// The revision that the step was decided on, if one was sent.
    pub(crate) expected: Expected,
    /// The body.
    pub(crate) body: T,
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Command<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            // Who asks comes first: a stranger learns nothing from the shape of a body.
            let Caller(actor) = Caller::extract(&request).await?;
            Self::receive(&request, payload, actor, at).await
        })
    }
}

impl<T: DeserializeOwned + Validate> Command<T> {
    async fn receive(
        request: &HttpRequest,
        payload: Payload,
        actor: Actor,
        at: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let expected = Expected::read(request)?;
        let chosen = chosen_key(request)?;
        let bytes = read(request, payload).await?;
        let body = parse(&bytes)?;
        let key = chosen.map(|key| Key {
            principal: actor.account,
            route: format!("{} {}", request.method(), request.path()),
            key,
            digest: hex(&Sha256::digest(&bytes)),
            at,
        });
        Ok(Self { actor, at, key, expected, body })
    }
}

pub(crate) fn chosen_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(header) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = header.to_str().ok().filter(|key| (1..=KEY_CHARS_MAX).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| {
        Problem::malformed(vec![violation(
            "@Idempotency-Key",
            "KEY_MALFORMED",
            format!("Khóa chống lặp phải có từ 1 đến {KEY_CHARS_MAX} ký tự ASCII."),
            format!("An Idempotency-Key has 1 to {KEY_CHARS_MAX} visible ASCII characters."),
        )])
    })
}
