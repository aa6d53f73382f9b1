//! Cross-origin requests of browsers: pages of any origin may read public data; only pages of the origins that the
//! operator named, compared exactly, may read the rest. Credentials are never allowed: a program sends its token
//! itself, and there are no cookies. Requests from other origins are answered, too; it is the browser that withholds
//! the answer from the page.

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue,
    ORIGIN, VARY,
};
use actix_web::{HttpRequest, HttpResponseBuilder, web};

/// How long a browser may cache the answer of a preflight, in seconds; browsers reduce it to their own maximum.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("86400");
/// Response headers that a page may read beside those that browsers always expose.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "API-Version, API-Version-Pin, Content-Disposition, Deprecation, ETag, Link, Location, RateLimit, \
     RateLimit-Policy, Rehearsal, Retry-After, Sunset",
);
/// Request headers that a page may send to a public path; a token is ignored there.
const TAKEN_IN_PUBLIC: HeaderValue =
    HeaderValue::from_static("Accept-Language, Authorization, Cache-Control, If-None-Match, traceparent");
/// Request headers that a page may send to other paths.
const TAKEN: HeaderValue = HeaderValue::from_static(
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, traceparent",
);
const ANYBODY: HeaderValue = HeaderValue::from_static("*");

/// The origins whose pages may read all answers that need a token.
#[derive(Debug)]
pub(crate) struct Origins(Vec<HeaderValue>);

impl Origins {
    pub(crate) fn new(named: &[String]) -> Self {
        Self(named.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }
}

/// Parses an origin as browsers write it, for the command line.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    let uri: Option<Uri> = text.parse().ok();
    let exact = uri.and_then(|uri| {
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        // No user, no wildcard, and no default port, which browsers leave out.
        let host = |letter: char| letter.is_ascii_alphanumeric() || "-._:[]".contains(letter);
        let usual = matches!((scheme, authority.port_u16()), ("http", Some(80)) | ("https", Some(443)));
        let exact = matches!(scheme, "http" | "https") && authority.as_str().chars().all(host) && !usual;
        exact.then(|| format!("{scheme}://{authority}").to_ascii_lowercase())
    });
    exact.filter(|exact| exact == text).ok_or_else(|| {
        format!("{text} is no origin: scheme, host and, if it is not the usual one, port, as in https://example.org")
    })
}

/// Which pages may read the answer to a request.
#[derive(Debug)]
pub(crate) enum Readers {
    Anybody,
    Listed(HeaderValue),
    /// Only pages of the service's own origin; if any origin is listed, answers of this path vary by origin.
    Own {
        varies: bool,
    },
}

/// Whether pages of any origin may read a path: public data, and the contract itself.
fn is_open(path: &str) -> bool {
    path.starts_with("/v1/public/") || (path.starts_with("/v1/openapi") && path.ends_with(".json"))
}

impl Readers {
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        Self::asking(request.request())
    }

    fn asking(request: &HttpRequest) -> Self {
        if is_open(request.match_info().as_str()) {
            return Self::Anybody;
        }
        let listed = request.app_data::<web::Data<Origins>>().map(|origins| origins.0.as_slice()).unwrap_or_default();
        let origin = request.headers().get(ORIGIN).filter(|origin| listed.contains(origin));
        origin.map_or(Self::Own { varies: !listed.is_empty() }, |origin| Self::Listed(origin.clone()))
    }

    /// Adds the headers for browsers, and `Vary` for caches.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let origin = match self {
            Self::Anybody => ANYBODY,
            Self::Listed(origin) => {
                headers.append(VARY, HeaderValue::from_static("Origin"));
                origin
            }
            Self::Own { varies: true } => return headers.append(VARY, HeaderValue::from_static("Origin")),
            Self::Own { varies: false } => return,
        };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// Answers a preflight request.
pub(crate) fn preflight(request: &HttpRequest, methods: &[String], response: &mut HttpResponseBuilder) {
    let taken = match Readers::asking(request) {
        Readers::Anybody => TAKEN_IN_PUBLIC,
        Readers::Listed(_) if request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) => TAKEN,
        Readers::Listed(_) | Readers::Own { .. } => return,
    };
    let methods: Vec<&str> = methods.iter().map(String::as_str).filter(|method| *method != "OPTIONS").collect();
    response
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, methods.join(", ")))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, taken))
        .insert_header((ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for good in ["https://example.org", "http://127.0.0.1:3000", "http://[::1]:3000", "https://xn--bnh-gia.example"]
        {
            assert_eq!(origin(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "*",
            "null",
            "example.org",
            "//example.org",
            "https://",
            "https://example.org/",
            "https://example.org/a",
            "https://Example.org",
            "https://u@example.org",
            "ftp://example.org",
            "file:///a",
            "https://*.example.org",
            "https://example.org:443",
        ] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
