//! The versions of the contract, its deprecations, and which version each machine client is pinned to.
//!
//! `openapi/changes.json` is the only source of what changed when. Nothing is removed within a major version (from
//! 1.0.0 on), so a deprecated operation keeps working after its sunset, except for clients that are pinned to the
//! preview of the next version.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::client::Client;
use domain::base::contract::{
    Contract, ContractChange, ContractChangeKind, ContractVersion, Deprecation, Edition, Pin,
};
use domain::base::ids::ClientId;
use persistence::access::contract::DeprecatedUse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::access::client::ClientPath;
use crate::access::deprecation::History;
use crate::access::reasons;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::problem::{Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;

/// One change of the contract (thay đổi của giao diện).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContractChange)]
pub(crate) struct ContractChangeView {
    /// Kind of change. Further values may be added: ignore those that you do not know.
    kind: ContractChangeKind,
    /// The affected operations, each as method and path; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["POST /v1/oauth/token"]))]
    operations: Vec<String>,
    /// The affected query parameters, each as an operation with `?name`; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["GET /v1/reports?state"]))]
    parameters: Vec<String>,
    /// The affected properties, each as `Schema.property`; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["Report.late"]))]
    schema_properties: Vec<String>,
    /// What maintainers of a client must know.
    text: TextView,
    /// Last day until which a deprecated part is guaranteed, at least twelve months after the version's date.
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
    #[schema(value_type = String, example = "0.3.0", pattern = "^(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})$")]
    version: ContractVersion,
    /// The day from which it is in force.
    date: NaiveDate,
    /// Changes in the version.
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
    /// The replacement operation, as method and path; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "POST /oauth2/token")]
    successor: Option<String>,
    /// Why the operation is deprecated, and what to do.
    text: TextView,
    /// Time of the client's last use, to the minute; in the preview, of the last call that found the operation removed.
    last_used_at: DateTime<Utc>,
}

/// A machine client's pinned version, later versions and deprecated calls.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientContract)]
pub(crate) struct ClientContractView {
    /// The client.
    client: ClientId,
    /// The version that it is pinned to, or `NEXT`, the preview of the next.
    #[schema(value_type = String, example = "0.1.0", pattern = "^((0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})|NEXT)$")]
    api_version: Pin,
    /// The newest version, which the service uses for every caller.
    #[schema(value_type = String, example = "0.3.0", pattern = "^(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})$")]
    newest: ContractVersion,
    /// Versions after the one that the client is pinned to, newest first; empty in the preview.
    #[schema(max_items = 100)]
    versions: Vec<ContractVersionView>,
    /// Deprecated operations that the client used, earliest sunset first; the use of parameters and properties is not
    /// tracked.
    deprecations: Vec<DeprecatedUseView>,
}

/// The query parameter that limits the changes to later versions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// Only versions after this one, such as the one that your client was written against; 400 if there is no such
    /// version.
    #[param(value_type = Option<String>, example = "0.1.0", max_length = 17, pattern = "^(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})$")]
    since: Option<ContractVersion>,
}

impl From<&ContractChange> for ContractChangeView {
    fn from(change: &ContractChange) -> Self {
        let ContractChange { kind, operations, parameters, properties, text, sunset_date, successor, breaks: _ } =
            change.clone();
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
        // Uses that a newer version of the service recorded are left out if the operation is not deprecated here.
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
/// *Theo dõi thay đổi của giao diện.* Public. Every version of this contract with its changes, newest first; `since`
/// leaves out the versions that you know. Additions come at any time: a client must ignore properties, enum values,
/// headers and links that it does not know. From version 1.0.0 on nothing is removed within v1; until then a version
/// may remove something, and its changes say so. Deprecations are stated in the document, here, and on every answer:
/// `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` with `rel="deprecation"` and, where there is one,
/// `rel="successor-version"`. A deprecated operation is guaranteed for at least twelve months more,
/// and within v1 it keeps answering after that, except for machine clients pinned to the preview (`NEXT`), for which it
/// is already removed (410).
#[utoipa::path(get, path = "/contract/changes", responses((status = 200, description = "The versions, newest first.")))]
pub(crate) async fn list_contract_changes(
    request: HttpRequest,
    Query(query): Query<ChangesQuery>,
    history: web::Data<History>,
) -> Result<Cached<ContractVersionsView>, Problem> {
    let contract = &history.contract;
    let versions = match query.since.map(Pin::At) {
        None => contract.editions().iter().map(ContractVersionView::from).collect(),
        Some(known) if contract.knows(known) => contract.after(known).map(ContractVersionView::from).collect(),
        Some(unknown) => {
            return Err(Problem::malformed(vec![violation(
                "?since",
                reasons::version_unknown(unknown, contract.newest()),
            )]));
        }
    };
    cached(&request, &ContractVersionsView { versions })
}

/// Show a client's contract version and deprecated calls
///
/// *Ứng dụng kết nối và các phiên bản của giao diện.* The client itself with any of its tokens, or an administrator:
/// the version that it is pinned to, later versions, and the deprecated operations that it used, with their last day.
/// Check this before a sunset: an empty list of `deprecations` means that the client used no deprecated operation.
#[utoipa::path(
    get,
    path = "/clients/{client}/contract",
    responses((status = 200, description = "The client's pinned version, later versions and deprecated calls.")),
)]
pub(crate) async fn show_client_contract(
    Caller(actor): Caller,
    path: Path<ClientPath>,
    history: web::Data<History>,
    db: Db,
) -> Result<Untagged<ClientContractView>, Problem> {
    let id = path.0.client;
    Client::must_show_contract(id, &actor)?;
    let (client, uses) =
        db.read(move |tx| async move { Ok((tx.client(id).await?, tx.deprecated_uses(id).await?)) }).await?;
    Untagged::new(&ClientContractView::new(&client, uses, &history.contract))
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "contract": list_contract_changes);
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "contract": show_client_contract);
}
