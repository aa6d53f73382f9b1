//! Public answers: cacheable by anybody, revalidated by a strong `ETag`.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};
use persistence::publication::FrozenPage;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::extract::hex;
use crate::problem::{Kind, Problem};

const JSON: &str = "application/json";
/// How long anybody may keep a public answer; a release may appear at any moment.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=300");

/// How long anybody may keep what is taken back at a moment's notice, such as that a certificate is valid: no longer.
const BRIEF: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// How long anybody may keep a file of our own; a newer version of the service may bring another one.
const OWN: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// A public answer made now.
pub(crate) fn cached(request: &HttpRequest, view: &impl Serialize) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_string(view).map_err(|_ignored| Problem::plain(Kind::Internal))?;
    let digest = hex(&Sha256::digest(&body));
    Ok(answer(request, (JSON, body.into_bytes()), &digest, FRESH))
}

/// A public answer made now, which may be another in a minute.
pub(crate) fn brief(request: &HttpRequest, view: &impl Serialize) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_vec(view).map_err(|_ignored| Problem::plain(Kind::Internal))?;
    Ok(brief_file(request, JSON, body))
}

/// A public file made now, which may be another in a minute.
pub(crate) fn brief_file(request: &HttpRequest, media: &'static str, body: Vec<u8>) -> HttpResponse {
    let digest = hex(&Sha256::digest(&body));
    answer(request, (media, body), &digest, BRIEF)
}

/// A public file made now of what changes as seldom as a release.
pub(crate) fn cached_file(request: &HttpRequest, media: &'static str, body: Vec<u8>) -> HttpResponse {
    let digest = hex(&Sha256::digest(&body));
    answer(request, (media, body), &digest, FRESH)
}

/// A file of our own, the same for everybody until the service is replaced.
pub(crate) fn own_file(request: &HttpRequest, media: &'static str, body: &'static str) -> HttpResponse {
    let digest = hex(&Sha256::digest(body));
    answer(request, (media, body.as_bytes().to_vec()), &digest, OWN)
}

/// A public answer made at publication.
pub(crate) fn frozen(request: &HttpRequest, page: FrozenPage) -> HttpResponse {
    let FrozenPage { owner: _, part: _, body, digest } = page;
    answer(request, (JSON, body.into_bytes()), &digest, FRESH)
}

fn answer(
    request: &HttpRequest,
    (media, body): (&'static str, Vec<u8>),
    digest: &str,
    fresh: HeaderValue,
) -> HttpResponse {
    let tag = format!("\"{digest}\"");
    let known = request.headers().get_all(IF_NONE_MATCH).filter_map(|header| header.to_str().ok()).any(|header| {
        header.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    });
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, fresh)).insert_header((ETAG, tag));
    if known { response.finish() } else { response.insert_header((CONTENT_TYPE, media)).body(body) }
}
