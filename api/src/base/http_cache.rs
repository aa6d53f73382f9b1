//! Public answers, which any cache may store and revalidate by a strong `ETag`.

use std::marker::PhantomData;

use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::base::operation::{AnswerFacts, Content, Described, OperationFacts};
use crate::base::page_cache::{FRESH, JSON, compressed_once, knows};
use crate::base::problem::Problem;
use crate::base::text::hex;

/// `Cache-Control` of what may be withdrawn at any moment, such as that a certificate is valid.
const BRIEF: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// `Cache-Control` of static files; a newer version of the service may have others.
pub(crate) const OWN_FRESH: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// 200 with a strong `ETag`, or 304 to a client that has it: a public answer with a body of this content.
#[derive(Debug)]
pub(crate) struct Cached<C>(HttpResponse, PhantomData<fn() -> C>);

impl<C> From<HttpResponse> for Cached<C> {
    fn from(response: HttpResponse) -> Self {
        Self(response, PhantomData)
    }
}

impl<C> Responder for Cached<C> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<C: Content> Described for Cached<C> {
    fn describe(facts: &mut OperationFacts) {
        facts.if_none_match = true;
        facts.answer::<C>(AnswerFacts { status: 200, etag: true, ..AnswerFacts::default() });
    }
}

/// A public answer, computed for this request.
pub(crate) fn cached<T: Serialize>(request: &HttpRequest, view: &T) -> Result<Cached<T>, Problem> {
    let body = serde_json::to_string(view).map_err(Problem::fault)?;
    let digest = hex(&Sha256::digest(&body));
    Ok(answer(request, (JSON, body.into_bytes()), &digest, FRESH).into())
}

/// A public answer, computed for this request, which may change within a minute.
pub(crate) fn brief<T: Serialize>(request: &HttpRequest, view: &T) -> Result<Cached<T>, Problem> {
    let body = serde_json::to_vec(view).map_err(Problem::fault)?;
    Ok(brief_file(request, JSON, body).into())
}

/// A public file, computed for this request, which may change within a minute.
pub(crate) fn brief_file(request: &HttpRequest, media: &'static str, body: Vec<u8>) -> HttpResponse {
    let digest = hex(&Sha256::digest(&body));
    answer(request, (media, body), &digest, BRIEF)
}

/// A public file, computed for this request, which changes as rarely as a release.
pub(crate) fn cached_file(request: &HttpRequest, media: &'static str, body: Vec<u8>) -> HttpResponse {
    let digest = hex(&Sha256::digest(&body));
    answer(request, (media, body), &digest, FRESH)
}

/// A static file, the same for every client until the service is replaced.
pub(crate) fn own_file(request: &HttpRequest, media: &'static str, body: impl Into<Vec<u8>>) -> HttpResponse {
    let body = body.into();
    let digest = hex(&Sha256::digest(&body));
    answer(request, (media, body), &digest, OWN_FRESH)
}

/// Rows of a frozen board as a list; the tag identifies board and rows.
pub(crate) fn rows_of(request: &HttpRequest, rows: &[Bytes], next_cursor: Option<String>, tag: &str) -> HttpResponse {
    let length = rows.iter().map(|row| row.len().saturating_add(1)).sum::<usize>().saturating_add(100);
    let mut body = Vec::with_capacity(length);
    body.extend_from_slice(b"{\"items\":[");
    for (place, row) in rows.iter().enumerate() {
        if place != 0 {
            body.push(b',');
        }
        body.extend_from_slice(row);
    }
    body.push(b']');
    if let Some(cursor) = next_cursor {
        // A cursor has only characters that need no escape.
        body.extend_from_slice(b",\"nextCursor\":\"");
        body.extend_from_slice(cursor.as_bytes());
        body.push(b'"');
    }
    body.push(b'}');
    answer(request, (JSON, body), tag, FRESH)
}

fn answer(
    request: &HttpRequest,
    (media, body): (&'static str, Vec<u8>),
    digest: &str,
    fresh: HeaderValue,
) -> HttpResponse {
    // A PNG is compressed already, so gzip would not make it shorter.
    let short = if media.starts_with("image/png") { None } else { compressed_once(request.headers(), &body) };
    let tag = if short.is_some() { format!("\"{digest}-gzip\"") } else { format!("\"{digest}\"") };
    let Ok(tag) = HeaderValue::try_from(tag) else { return HttpResponse::InternalServerError().finish() };
    let known = knows(request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, fresh)).insert_header((ETAG, tag)).insert_header((VARY, "Accept-Encoding"));
    if known {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, media));
    match short {
        Some(short) => response.insert_header((CONTENT_ENCODING, "gzip")).body(short),
        None => response.body(body),
    }
}
