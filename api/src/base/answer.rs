//! What handlers return: the type says status, body and headers, and whether an idempotency key is honoured.

use std::marker::PhantomData;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::base::ids::Revision;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::operation::{AnswerFacts, Content, Described, OperationFacts};
use crate::base::problem::Problem;

/// The media type of an HTML page.
pub(crate) const PAGE: &str = "text/html; charset=utf-8";

/// Initial capacity of a body: a usual answer fits, so it does not grow in steps.
const BODY_BYTES: usize = 4 << 10;

/// `Retry-After` for work that is still running, in seconds.
const ASK_AGAIN: u16 = 1;

/// An answer as it is sent, and as it is stored for a repeated request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    /// `Retry-After`, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<u16>,
    /// JSON, kept as a text.
    #[serde(with = "json_text")]
    body: Vec<u8>,
}

/// A JSON body as the text that is kept for a repeated request.
mod json_text {
    use serde::{Deserialize, Deserializer, Serializer, ser};

    pub(super) fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(body).map_err(ser::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        String::deserialize(deserializer).map(String::into_bytes)
    }
}

impl Answer {
    fn of(status: u16, view: &impl Serialize) -> Result<Self, Problem> {
        let mut body = Vec::with_capacity(BODY_BYTES);
        serde_json::to_writer(&mut body, view).map_err(Problem::fault)?;
        Ok(Self { status, location: None, etag: None, retry_after: None, body })
    }

    fn tagged(self, revision: Revision) -> Self {
        Self { etag: Some(format!("\"{}\"", revision.0)), ..self }
    }

    fn at(self, location: String) -> Self {
        Self { location: Some(location), ..self }
    }
}

/// An answer that can be stored and sent again for the same idempotency key.
pub(crate) trait Repeatable {
    /// The answer to send and to store.
    fn into_answer(self) -> Answer;

    /// The stored answer, to be sent again.
    fn from_answer(answer: Answer) -> Self;
}

/// Declares the kinds of answers with a body.
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident = $facts:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(crate) struct $name<T>(Answer, PhantomData<fn() -> T>);

        impl<T> Repeatable for $name<T> {
            fn into_answer(self) -> Answer {
                self.0
            }

            fn from_answer(answer: Answer) -> Self {
                Self(answer, PhantomData)
            }
        }

        impl<T> Responder for $name<T> {
            type Body = BoxBody;

            fn respond_to(self, request: &HttpRequest) -> HttpResponse {
                self.0.respond_to(request)
            }
        }

        impl<T: ToSchema> Described for $name<T> {
            fn describe(facts: &mut OperationFacts) {
                facts.answer::<T>($facts);
            }
        }
    )+};
}

answers! {
    /// 200: one thing, with its revision as the `ETag`.
    Tagged = AnswerFacts { status: 200, etag: true, ..AnswerFacts::default() };
    /// 200: a list, or another value without a revision of its own.
    Untagged = AnswerFacts { status: 200, ..AnswerFacts::default() };
    /// 201: a new thing, with its `Location` and its revision as the `ETag`.
    Created = AnswerFacts { status: 201, etag: true, location: true, ..AnswerFacts::default() };
    /// 201: a new thing that has no address of its own, such as a secret, which is shown once.
    Issued = AnswerFacts { status: 201, ..AnswerFacts::default() };
    /// 202: work that continues after the answer, with the `Location` to poll and `Retry-After`.
    Accepted = AnswerFacts { status: 202, location: true, retry_after: true, ..AnswerFacts::default() };
}

impl<T: Serialize> Tagged<T> {
    pub(crate) fn new(revision: Revision, view: &T) -> Result<Self, Problem> {
        Ok(Self::from_answer(Answer::of(200, view)?.tagged(revision)))
    }
}

impl<T: Serialize> Untagged<T> {
    pub(crate) fn new(view: &T) -> Result<Self, Problem> {
        Ok(Self::from_answer(Answer::of(200, view)?))
    }
}

impl<T: Serialize> Created<T> {
    pub(crate) fn new(location: String, revision: Revision, view: &T) -> Result<Self, Problem> {
        Ok(Self::from_answer(Answer::of(201, view)?.tagged(revision).at(location)))
    }
}

impl<T: Serialize> Issued<T> {
    pub(crate) fn new(view: &T) -> Result<Self, Problem> {
        Ok(Self::from_answer(Answer::of(201, view)?))
    }
}

impl<T: Serialize> Accepted<T> {
    pub(crate) fn new(location: String, view: &T) -> Result<Self, Problem> {
        let answer = Answer::of(202, view)?.at(location);
        Ok(Self::from_answer(Answer { retry_after: Some(ASK_AGAIN), ..answer }))
    }
}

/// 204: done, without a body.
#[derive(Clone, Debug)]
pub(crate) struct NoContent;

impl Repeatable for NoContent {
    fn into_answer(self) -> Answer {
        Answer { status: 204, location: None, etag: None, retry_after: None, body: Vec::new() }
    }

    fn from_answer(_: Answer) -> Self {
        Self
    }
}

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        self.into_answer().respond_to(request)
    }
}

impl Described for NoContent {
    fn describe(facts: &mut OperationFacts) {
        facts.answers.push(AnswerFacts { status: 204, ..AnswerFacts::default() });
    }
}

/// An answer that is sent again, instead of a second effect, when a request repeats its idempotency key (rule L41);
/// only [`Db::once`](crate::base::db::Db::once) makes it.
#[derive(Clone, Debug)]
pub(crate) struct Once<A>(A);

impl<A> Once<A> {
    pub(super) const fn new(answer: A) -> Self {
        Self(answer)
    }
}

impl<A: Responder> Responder for Once<A> {
    type Body = A::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<A::Body> {
        self.0.respond_to(request)
    }
}

impl<A: Described> Described for Once<A> {
    fn describe(facts: &mut OperationFacts) {
        facts.idempotency_key = true;
        A::describe(facts);
    }
}

/// An answer with a secret in it, which is shown once: what is sent now, and what is kept for a repeated request.
#[derive(Clone, Debug)]
pub(crate) struct ShownOnce<A> {
    pub(crate) now: A,
    /// The same without the secret.
    pub(crate) kept: A,
}

/// Declares the kinds of responses that a handler writes itself.
macro_rules! own_responses {
    ($($(#[$doc:meta])* $name:ident = $facts:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name<C>(HttpResponse, PhantomData<fn() -> C>);

        impl<C> From<HttpResponse> for $name<C> {
            fn from(response: HttpResponse) -> Self {
                Self(response, PhantomData)
            }
        }

        impl<C> Responder for $name<C> {
            type Body = BoxBody;

            fn respond_to(self, _: &HttpRequest) -> HttpResponse {
                self.0
            }
        }

        impl<C: Content> Described for $name<C> {
            fn describe(facts: &mut OperationFacts) {
                facts.answer::<C>($facts);
            }
        }
    )+};
}

own_responses! {
    /// 200: a response that its handler writes, with a body of the content `C` and headers of its own.
    RawResponse = AnswerFacts { status: 200, ..AnswerFacts::default() };
    /// The same for stored bytes, with their hash as the `ETag`.
    TaggedBytes = AnswerFacts { status: 200, etag: true, ..AnswerFacts::default() };
}

pub(crate) fn write(view: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(view).map_err(Problem::fault)
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
