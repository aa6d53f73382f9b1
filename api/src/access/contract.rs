//! The contract for years: its versions, what is deprecated and says so, and how each machine client stands to it.
//!
//! `openapi/changes.json` is the only place that says what changed when. Nothing goes within a major version, so what is
//! deprecated answers beyond its sunset, too, to everybody but those who asked for the preview of the next.

use std::collections::BTreeMap;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderName, HeaderValue, LINK};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::client::Client;
use domain::base::contract::{
    Contract, ContractChange, ContractChangeKind, ContractVersion, Deprecation, Edition, Pin,
};
use domain::base::ids::ClientId;
use domain::base::refusal::Reason;
use persistence::access::contract::DeprecatedUse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::client::ClientPath;
use crate::access::identity::Caller;
use crate::base::answer::{Answer, Db};
use crate::base::extract::{Asked, At, violation};
use crate::base::http_cache::cached;
use crate::base::problem::{Kind, Problem};
use crate::base::routes::Routes;
use crate::base::text::TextView;
use crate::edge::app::fits;

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
        return Err(Problem::new(
            Kind::Gone,
            Reason::plain(
                "OPERATION_GONE",
                "Phiên bản tiếp theo không còn thao tác này; hãy dùng thao tác nêu trong tiêu đề Link, hoặc ghim máy \
                 khách lại vào một phiên bản.",
                "The next version does not have this operation: use the one that Link names, or have the client pinned \
                 to a version again.",
            ),
        ));
    }
    Ok(())
}

/// One change of the contract (thay đổi của giao diện).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContractChange)]
pub(crate) struct ContractChangeView {
    /// What happened. Further words may come: go past those that you do not know.
    kind: ContractChangeKind,
    /// The operations that it happened to, each as method and path; absent where it is about none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["POST /v1/oauth/token"]))]
    operations: Vec<String>,
    /// The query parameters that it happened to, each as an operation with `?name`; absent where it is about none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["GET /v1/reports?state"]))]
    parameters: Vec<String>,
    /// The properties that it happened to, each as `Schema.property`; absent where it is about none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["Report.late"]))]
    schema_properties: Vec<String>,
    /// What the maintainers of a client have to know.
    text: TextView,
    /// The last day up to which what is deprecated is promised, at least twelve months after the version's date.
    #[serde(skip_serializing_if = "Option::is_none")]
    sunset_date: Option<NaiveDate>,
    /// The operation to use in place of the deprecated one, as method and path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "POST /oauth2/token")]
    successor: Option<String>,
}

/// One version of the contract (phiên bản của giao diện).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContractVersion)]
pub(crate) struct ContractVersionView {
    /// The version, as three whole numbers.
    #[schema(value_type = String, example = "0.2.0", pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$")]
    version: ContractVersion,
    /// The day from which it is in force.
    date: NaiveDate,
    /// What it brought.
    changes: Vec<ContractChangeView>,
}

/// Versions of the contract, newest first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContractVersions)]
pub(crate) struct ContractVersionsView {
    /// The versions, newest first: at most 100 with at most 100 changes each, so all of them come at once.
    #[schema(max_items = 100)]
    versions: Vec<ContractVersionView>,
}

/// An operation that is deprecated and that the client used.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeprecatedUse)]
pub(crate) struct DeprecatedUseView {
    /// The operation, as method and path.
    #[schema(example = "POST /v1/oauth/token")]
    operation: String,
    /// Since which day it is deprecated.
    deprecated_date: NaiveDate,
    /// The last day up to which it is promised.
    sunset_date: NaiveDate,
    /// The operation to use in its place, as method and path; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "POST /oauth2/token")]
    successor: Option<String>,
    /// Why, and what to do.
    text: TextView,
    /// When the client last used it, to the minute; in the preview, when it last found it gone.
    last_used_at: DateTime<Utc>,
}

/// How a machine client stands to the contract.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientContract)]
pub(crate) struct ClientContractView {
    /// The client.
    client: ClientId,
    /// The version that it is pinned to, or `NEXT`, the preview of the next.
    #[schema(value_type = String, example = "0.1.0", pattern = "^([0-9]+\\.[0-9]+\\.[0-9]+|NEXT)$")]
    api_version: Pin,
    /// The newest version, which the service speaks to everybody.
    #[schema(value_type = String, example = "0.2.0", pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$")]
    newest: ContractVersion,
    /// What came after the version that it is pinned to, newest first; empty in the preview.
    #[schema(max_items = 100)]
    versions: Vec<ContractVersionView>,
    /// What it used that is deprecated, the first to go first; parameters and properties are not watched.
    deprecations: Vec<DeprecatedUseView>,
}

/// From which version on changes are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// Only versions after this one, such as the one that your client was written against; 400 if there is no such
    /// version.
    #[param(value_type = Option<String>, example = "0.1.0", max_length = 17, pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$")]
    since: Option<ContractVersion>,
}

impl From<&ContractChange> for ContractChangeView {
    fn from(change: &ContractChange) -> Self {
        let ContractChange { kind, operations, parameters, properties, text, sunset_date, successor } = change.clone();
        let schema_properties = properties;
        Self { kind, operations, parameters, schema_properties, text: text.into(), sunset_date, successor }
    }
}

impl From<&Edition> for ContractVersionView {
    fn from(edition: &Edition) -> Self {
        let Edition { version, date, changes } = edition;
        Self { version: *version, date: *date, changes: changes.iter().map(ContractChangeView::from).collect() }
    }
}

impl DeprecatedUseView {
    fn new(deprecation: &Deprecation<'_>, last_used_at: DateTime<Utc>) -> Self {
        let Deprecation { operation, date, sunset_date, successor, text, before: _ } = *deprecation;
        Self {
            operation: operation.to_owned(),
            deprecated_date: date,
            sunset_date,
            successor: successor.map(str::to_owned),
            text: text.clone().into(),
            last_used_at,
        }
    }
}

impl ClientContractView {
    fn new(client: &Client, uses: Vec<DeprecatedUse>, contract: &Contract) -> Self {
        let mut used: BTreeMap<String, DateTime<Utc>> =
            uses.into_iter().map(|DeprecatedUse { operation, last_used_at }| (operation, last_used_at)).collect();
        // What was noted by a newer version of the service, and is not deprecated here, is not told.
        let mut deprecations: Vec<DeprecatedUseView> = contract
            .deprecations()
            .filter_map(|deprecation| {
                used.remove(deprecation.operation)
                    .map(|last_used_at| DeprecatedUseView::new(&deprecation, last_used_at))
            })
            .collect();
        deprecations.sort_by_key(|deprecation| deprecation.sunset_date);
        Self {
            client: client.id,
            api_version: client.api_version,
            newest: contract.newest(),
            versions: contract.after(client.api_version).map(ContractVersionView::from).collect(),
            deprecations,
        }
    }
}

/// Follow the contract
///
/// *Theo dõi thay đổi của giao diện.* Public. Every version of this contract with what it brought, newest first; `since`
/// leaves out what you know. Additions come at any time: a client goes past properties, words, headers and links that it
/// does not know. Within v1 nothing is removed. What is deprecated says so in the document, here, and on every answer:
/// `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` with `rel="deprecation"` and, where there is one,
/// `rel="successor-version"`. It is promised for at least twelve months more, and within v1 it goes on answering after
/// that, but for machine clients that are pinned to the preview (`NEXT`), to which it is gone already (410).
#[utoipa::path(
    tag = "contract",
    params(ChangesQuery),
    responses((status = 200, description = "The versions, newest first.", body = ContractVersionsView)),
    security(()),
)]
#[get("/contract/changes")]
pub(crate) async fn list_contract_changes(
    request: HttpRequest,
    Asked(query): Asked<ChangesQuery>,
    history: web::Data<History>,
) -> Result<HttpResponse, Problem> {
    let contract = &history.contract;
    let versions = match query.since.map(Pin::At) {
        None => contract.editions().iter().map(ContractVersionView::from).collect(),
        Some(known) if contract.knows(known) => contract.after(known).map(ContractVersionView::from).collect(),
        Some(unknown) => {
            return Err(Problem::malformed(vec![violation(
                "?since",
                "VERSION_UNKNOWN",
                format!("Không có phiên bản {unknown}; phiên bản mới nhất là {}.", contract.newest()),
                format!("There is no version {unknown}; the newest is {}.", contract.newest()),
            )]));
        }
    };
    cached(&request, &ContractVersionsView { versions })
}

/// Show how a client stands to the contract
///
/// *Máy khách và các phiên bản của giao diện.* The client itself with any of its tokens, or the administrator: the version
/// that it is pinned to, what came after, and which operations it used that are deprecated, with their last day. Look
/// here before a sunset: an empty list of `deprecations` says that nothing the client did rests on what goes.
#[utoipa::path(
    tag = "contract",
    params(ClientPath),
    responses((status = 200, description = "How the client stands to the contract.", body = ClientContractView)),
)]
#[get("/clients/{client}/contract")]
pub(crate) async fn show_client_contract(
    Caller(actor): Caller,
    path: At<ClientPath>,
    history: web::Data<History>,
    db: Db,
) -> Result<Answer, Problem> {
    let id = path.0.client;
    Client::must_show_contract(id, &actor)?;
    let (client, uses) =
        db.read(move |tx| async move { Ok((tx.client(id).await?, tx.deprecated_uses(id).await?)) }).await?;
    Answer::plain(&ClientContractView::new(&client, uses, &history.contract))
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes.service(list_contract_changes);
}

pub(crate) fn routes(routes: &mut impl Routes) {
    routes.service(show_client_contract);
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
