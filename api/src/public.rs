//! Public answers: cacheable by anybody, revalidated by a strong `ETag`.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};
use persistence::publication::FrozenPage;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::extract::hex;
use crate::problem::{Kind, Problem};

/// How long anybody may keep a public answer; a release may appear at any moment.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=300");

/// A public answer made now.
pub(crate) fn cached(request: &HttpRequest, view: &impl Serialize) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_string(view).map_err(|_ignored| Problem::plain(Kind::Internal))?;
    let digest = hex(&Sha256::digest(&body));
    Ok(answer(request, body, &digest))
}

/// A public answer made at publication.
pub(crate) fn frozen(request: &HttpRequest, page: FrozenPage) -> HttpResponse {
    let FrozenPage { board: _, part: _, body, digest } = page;
    answer(request, body, &digest)
}

fn answer(request: &HttpRequest, body: String, digest: &str) -> HttpResponse {
    let tag = format!("\"{digest}\"");
    let known = request.headers().get_all(IF_NONE_MATCH).filter_map(|header| header.to_str().ok()).any(|header| {
        header.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    });
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, FRESH)).insert_header((ETAG, tag));
    if known { response.finish() } else { response.insert_header((CONTENT_TYPE, "application/json")).body(body) }
}
