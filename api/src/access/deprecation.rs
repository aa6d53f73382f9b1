//! Which operations are deprecated, since when and up to when; every answer of one says so, and a machine client that is
//! pinned to the preview finds it gone.
//!
//! `openapi/changes.json` is the only place that says what changed when. Nothing goes within a major version, so what is
//! deprecated answers beyond its sunset, too, to everybody but those who asked for the preview of the next.

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

/// The versions and their changes, as they are kept beside the document.
const CHANGES: &str = include_str!("../../../openapi/changes.json");
/// Where the changes are served.
const FEED: &str = "/v1/public/contract/changes";
/// Which version a machine client is pinned to (`API-Version` is the one that the service speaks).
const PIN: HeaderName = HeaderName::from_static("api-version-pin");
/// Since when an operation is deprecated (RFC 9745).
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
/// Up to when it is promised (RFC 8594).
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// The history of the contract cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("openapi/changes.json: {0}")]
pub struct HistoryUnsound(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    versions: Vec<Edition>,
}

/// The versions of the contract, as this service was built with them.
///
/// # Errors
/// Everything that is wrong with them.
pub fn history() -> Result<Contract, HistoryUnsound> {
    let Kept { versions } = serde_json::from_str(CHANGES).map_err(|error| HistoryUnsound(error.to_string()))?;
    Contract::of(versions).map_err(|faults| HistoryUnsound(faults.join("; ")))
}

/// An operation that is deprecated, as the edge meets it.
#[derive(Debug)]
struct Ending {
    /// Method and path, as the history writes them.
    operation: String,
    method: String,
    pattern: Vec<String>,
    deprecation: HeaderValue,
    sunset: HeaderValue,
    /// What to read about it.
    notice: HeaderValue,
    /// The path to use in its place.
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

    /// Where the same is to be had in its place: what a path names in both has the same value in both.
    fn successor(&self, path: &str) -> Option<HeaderValue> {
        let mut place = self.successor.clone()?;
        for (name, value) in self.pattern.iter().zip(path.split('/')).filter(|(name, _)| name.starts_with('{')) {
            place = place.replace(name.as_str(), value);
        }
        HeaderValue::from_str(&format!("<{place}>; rel=\"successor-version\"")).ok()
    }
}

/// What the service knows of its contract, made once.
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

/// What every answer of a deprecated operation says of it; of any other nothing.
#[derive(Debug, Default)]
pub(crate) struct Notice(Vec<(HeaderName, HeaderValue)>);

impl Notice {
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        let history = request.app_data::<web::Data<History>>();
        let ending = history.and_then(|history| history.ending(request.method().as_str(), request.path()));
        let headers = ending.map(|ending| {
            let mut headers = vec![
                (DEPRECATION, ending.deprecation.clone()),
                (SUNSET, ending.sunset.clone()),
                (LINK, ending.notice.clone()),
            ];
            headers.extend(ending.successor(request.path()).map(|successor| (LINK, successor)));
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

/// Says to a machine client which version it is pinned to; to everybody else nothing.
pub(crate) fn with_pin(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    let pin = request.extensions().get::<Pin>().copied();
    if let Some(pin) = pin.and_then(|pin| HeaderValue::from_str(&pin.to_string()).ok()) {
        response.headers_mut().insert(PIN, pin);
    }
    response
}

/// What there is to know and to note of a machine client that calls an operation: to which version it is pinned, and
/// whether it still uses what is deprecated, which the preview refuses.
pub(crate) async fn heed(request: &HttpRequest, client: &Client, db: &Db, now: DateTime<Utc>) -> Result<(), Problem> {
    request.extensions_mut().insert(client.api_version);
    let history = request.app_data::<web::Data<History>>().ok_or_else(|| Problem::plain(Kind::Internal))?;
    let Some(ending) = history.ending(request.method().as_str(), request.path()) else { return Ok(()) };
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
