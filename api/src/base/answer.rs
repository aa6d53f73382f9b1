//! What handlers return, and the database that they ask.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::base::ids::Revision;
use serde::{Deserialize, Serialize};

use crate::base::problem::{Kind, Problem};

/// The media type of a page for people.
pub(crate) const PAGE: &str = "text/html; charset=utf-8";

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

pub(crate) fn write(view: &impl Serialize) -> Result<String, Problem> {
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
