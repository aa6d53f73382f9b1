//! Which operations are deprecated, since when and until when. Every answer of such an operation says so, and a machine
//! client that is pinned to the preview receives 410.
//!
//! `openapi/changes.json` is the only source of what changed when. Nothing is removed within a major version (from
//! 1.0.0 on), so a deprecated operation keeps working after its sunset, except for clients that are pinned to the
//! preview of the next version.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderName, HeaderValue, LINK};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::base::client::Client;
use domain::base::contract::{Contract, Deprecation, Edition, Pin};
use serde::Deserialize;

use crate::access::reasons;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem};
use crate::base::routes::fits;

/// The versions and their changes, from the file beside the OpenAPI document.
const CHANGES: &str = include_str!("../../../openapi/changes.json");
/// Path of the list of changes.
const FEED: &str = "/v1/public/contract/changes";
/// Header: the version that a machine client is pinned to (`API-Version` is that of the service).
const PIN: HeaderName = HeaderName::from_static("api-version-pin");
/// Header: since when an operation is deprecated (RFC 9745).
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
/// Header: until when it is guaranteed (RFC 8594).
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// `openapi/changes.json` cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("openapi/changes.json: {0}")]
pub struct HistoryUnsound(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    versions: Vec<Edition>,
}

/// The versions of the contract that are compiled into this service.
///
/// # Errors
/// All faults that the versions have.
pub fn history() -> Result<Contract, HistoryUnsound> {
    let Kept { versions } = serde_json::from_str(CHANGES).map_err(|error| HistoryUnsound(error.to_string()))?;
    Contract::of(versions).map_err(|faults| HistoryUnsound(faults.join("; ")))
}

/// A deprecated operation, with the headers that its answers carry.
#[derive(Debug)]
struct Ending {
    /// Method and path, as `openapi/changes.json` spells them.
    operation: String,
    method: String,
    pattern: Vec<String>,
    deprecation: HeaderValue,
    sunset: HeaderValue,
    /// `Link` to its documentation.
    notice: HeaderValue,
    /// The path of the operation that replaces it.
    successor: Option<String>,
}

impl Ending {
    fn of(deprecation: &Deprecation<'_>) -> Result<Self, HistoryUnsound> {
        let unsound = |what: &str| HistoryUnsound(format!("{what}: {}", deprecation.operation));
        let (method, path) = deprecation.operation.split_once(' ').ok_or_else(|| unsound("no method and path"))?;
        let header = |text: &str| HeaderValue::from_str(text).map_err(|_ignored| unsound("no header can say it"));
        let feed = deprecation.before.map_or_else(|| FEED.to_owned(), |before| format!("{FEED}?since={before}"));
        let successor = match deprecation.successor.map(|successor| successor.split_once(' ')) {
            None => None,
            Some(Some((_, path))) => Some(path.to_owned()),
            Some(None) => return Err(unsound("its successor is no method and path")),
        };
        Ok(Self {
            operation: deprecation.operation.to_owned(),
            method: method.to_owned(),
            pattern: path.split('/').map(str::to_owned).collect(),
            deprecation: header(&format!("@{}", deprecation.since().timestamp()))?,
            sunset: header(&deprecation.sunset().format("%a, %d %b %Y %H:%M:%S GMT").to_string())?,
            notice: header(&format!("<{feed}>; rel=\"deprecation\"; type=\"application/json\""))?,
            successor,
        })
    }

    /// `Link` to the replacement for a request path: a parameter that both paths name has the same value in both.
    fn successor(&self, path: &str) -> Option<HeaderValue> {
        let mut place = self.successor.clone()?;
        for (name, value) in self.pattern.iter().zip(path.split('/')).filter(|(name, _)| name.starts_with('{')) {
            place = place.replace(name.as_str(), value);
        }
        HeaderValue::from_str(&format!("<{place}>; rel=\"successor-version\"")).ok()
    }
}

/// The history of the contract, parsed once.
#[derive(Debug)]
pub(crate) struct History {
    pub(crate) contract: Contract,
    endings: Vec<Ending>,
}

impl History {
    pub(crate) fn open() -> Result<Self, HistoryUnsound> {
        Self::of(history()?)
    }

    fn of(contract: Contract) -> Result<Self, HistoryUnsound> {
        let endings = contract.deprecations().map(|deprecation| Ending::of(&deprecation)).collect::<Result<_, _>>()?;
        Ok(Self { contract, endings })
    }

    fn ending(&self, method: &str, path: &str) -> Option<&Ending> {
        self.endings.iter().find(|ending| ending.method == method && fits(&ending.pattern, path))
    }
}

/// The headers of every answer of a deprecated operation; empty for any other operation.
#[derive(Debug, Default)]
pub(crate) struct Notice(Vec<(HeaderName, HeaderValue)>);

impl Notice {
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        let history = request.app_data::<web::Data<History>>();
        let ending =
            history.and_then(|history| history.ending(request.method().as_str(), request.match_info().as_str()));
        let headers = ending.map(|ending| {
            let mut headers = vec![
                (DEPRECATION, ending.deprecation.clone()),
                (SUNSET, ending.sunset.clone()),
                (LINK, ending.notice.clone()),
            ];
            headers.extend(ending.successor(request.match_info().as_str()).map(|successor| (LINK, successor)));
            headers
        });
        Self(headers.unwrap_or_default())
    }

    pub(crate) fn put_on(self, mut response: HttpResponse) -> HttpResponse {
        for (name, value) in self.0 {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// Adds the header with the pinned version to an answer for a machine client; other answers stay unchanged.
pub(crate) fn with_pin(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    let pin = request.extensions().get::<Pin>().copied();
    if let Some(pin) = pin.and_then(|pin| HeaderValue::from_str(&pin.to_string()).ok()) {
        response.headers_mut().insert(PIN, pin);
    }
    response
}

/// Notes the pinned version of a machine client for the answer, and records its use of a deprecated operation, which is
/// refused to a client that is pinned to the preview.
pub(crate) async fn heed(request: &HttpRequest, client: &Client, db: &Db, now: DateTime<Utc>) -> Result<(), Problem> {
    request.extensions_mut().insert(client.api_version);
    let history = request
        .app_data::<web::Data<History>>()
        .ok_or_else(|| Problem::fault("the history of the contract is missing"))?;
    let Some(ending) = history.ending(request.method().as_str(), request.match_info().as_str()) else { return Ok(()) };
    db.note_deprecated_use(client.id, &ending.operation, now).await;
    if client.api_version.previews() {
        return Err(Problem::new(Kind::Gone, reasons::operation_gone()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planted(operation: &str, successor: &str) -> Result<History, HistoryUnsound> {
        let kept = serde_json::json!({"versions": [{"version": "1.0.0", "date": "2024-11-01", "changes": [{
            "kind": "DEPRECATED", "operations": [operation], "sunsetDate": "2025-11-06", "successor": successor,
            "text": {"vi": "Dùng cái mới", "en": "Use the new one"},
        }]}]});
        let Kept { versions } = serde_json::from_value(kept).expect("a history");
        History::of(Contract::of(versions).expect("sound"))
    }

    #[test]
    fn what_is_deprecated_says_since_when_until_when_and_what_comes_in_its_place() {
        let history = planted("GET /v1/old/{thing}/parts/{part}", "GET /v1/new/{part}").expect("sound");
        let ending = history.ending("GET", "/v1/old/7/parts/x").expect("deprecated");
        assert_eq!(ending.deprecation, "@1730394000", "the day begins in the province");
        assert_eq!(ending.sunset, "Thu, 06 Nov 2025 17:00:00 GMT");
        assert_eq!(ending.notice, "</v1/public/contract/changes>; rel=\"deprecation\"; type=\"application/json\"");
        let successor = ending.successor("/v1/old/7/parts/x").expect("a successor");
        assert_eq!(successor, "</v1/new/x>; rel=\"successor-version\"");
        for (method, path) in [("POST", "/v1/old/7/parts/x"), ("GET", "/v1/old/7/parts"), ("GET", "/v1/old//parts/x")] {
            assert!(history.ending(method, path).is_none(), "{method} {path}");
        }
        assert!(planted("GET/v1/old", "GET /v1/new").is_err());
        assert!(planted("GET /v1/old", "/v1/new").is_err());
    }
}
