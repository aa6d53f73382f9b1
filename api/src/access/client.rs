//! Machine clients: an administrator registers them, and they authenticate with a secret that is shown once.

use actix_web::web;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::client::{Client, ClientSecret, ClientTerms};
use domain::base::contract::Pin;
use domain::base::ids::{CampaignId, ClientId, ClientSecretId, OrganisationId, Revision};
use domain::base::policy::{ClientReach, ClientScope, Permission};
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::deprecation::History;
use crate::base::answer::{Created, Issued, Once, Tagged, Untagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, named};
use crate::base::query::Path;
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::Line;
use crate::base::text::hex;

pub(crate) mod token;

/// Prefix of a secret, by which a secret in a file can be recognised.
const SECRET_PREFIX: &str = "tds_";
/// Random bytes of a secret. 256 bits cannot be guessed, so a fast digest suffices: a slow hash protects passwords that
/// can be guessed, and would delay every token.
const SECRET_BYTES: usize = 32;
/// Number of characters by which people tell two secrets apart.
const SHOWN_CHARS: usize = 4;

/// A machine client to register.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": "Hệ thống một cửa (demo)",
    "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24",
    "scopes": ["reports.read", "reports.write"],
    "reach": "OWN",
    "expiresOn": "2026-12-31"
}))]
pub(crate) struct NewClient {
    /// Name in the audit trail; 1 to 300 characters.
    #[validate(nested)]
    name: Line,
    /// The unit that answers for it (đơn vị chịu trách nhiệm).
    organisation: OrganisationId,
    /// Scopes of the client, 1 to 20.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    scopes: Vec<ClientScope>,
    /// Whose things that is for; without it those of its unit.
    reach: Option<ClientReach>,
    /// The movements that it reaches, 1 to 50; only with the reach `MOVEMENT`, which needs them (rule M02).
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    campaigns: Vec<CampaignId>,
    /// Its last day, today to two years ahead.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    expires_on: NaiveDate,
    /// The version of this contract that it was written against, or `NEXT`; without it the newest.
    #[schema(value_type = Option<String>, max_length = 17, pattern = "^((0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})|NEXT)$")]
    api_version: Option<Pin>,
}

/// To which version a client is pinned.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"apiVersion": "NEXT"}))]
pub(crate) struct NewPin {
    /// A version of `GET /v1/public/contract/changes`, or `NEXT`, the preview of the next.
    #[schema(value_type = String, max_length = 17, pattern = "^((0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})|NEXT)$")]
    api_version: Pin,
}

/// Metadata of a secret; never the secret itself.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientSecret)]
pub(crate) struct ClientSecretView {
    /// The secret's identifier.
    id: ClientSecretId,
    /// Its last four characters.
    #[schema(example = "x7Qk")]
    last_four: String,
    /// When it was issued.
    created_at: DateTime<Utc>,
    /// Its last day, which is the client's.
    expires_on: NaiveDate,
    /// When it was revoked; absent while it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<DateTime<Utc>>,
}

/// A machine client (ứng dụng kết nối).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MachineClient)]
pub(crate) struct ClientView {
    /// The client's identifier, its `client_id`.
    id: ClientId,
    /// Its name.
    #[schema(example = "Hệ thống một cửa (demo)")]
    name: String,
    /// The unit that answers for it.
    organisation: OrganisationId,
    /// The unit's present name; in lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sở Thông tin và Truyền thông")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// Scopes of the client.
    scopes: Vec<ClientScope>,
    /// Whose things that is for.
    reach: ClientReach,
    /// The movements that it reaches; empty unless its reach is `MOVEMENT`.
    campaigns: Vec<CampaignId>,
    /// Its last day.
    expires_on: NaiveDate,
    /// The version of this contract that it was written against, or `NEXT`, the preview of the next.
    #[schema(value_type = String, example = "0.3.0", pattern = "^((0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})|NEXT)$")]
    api_version: Pin,
    /// Whether it is closed.
    suspended: bool,
    /// Its secrets, oldest first; of revoked ones the last.
    secrets: Vec<ClientSecretView>,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// Time of last use, to the minute; absent before its first token. It does not change the `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<DateTime<Utc>>,
    /// Revision number of the client; the `ETag` contains the same number.
    revision: Revision,
}

/// A secret, shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedSecret)]
pub(crate) struct IssuedSecretView {
    /// The client's identifier: the user name of HTTP Basic, or `client_id`.
    client_id: ClientId,
    /// The secret: the password of HTTP Basic, or `client_secret`. It is not stored and not shown again.
    #[schema(example = "tds_8J3u1kQxP0vYb5mZrT2cWn7LhEaSdFgHjKlQwErTyUi")]
    client_secret: String,
    /// The secret's identifier, by which it is revoked.
    secret_id: ClientSecretId,
    /// The client.
    client: ClientView,
}

/// The path parameter that names a client.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ClientPath {
    /// The client's identifier.
    #[param(value_type = Uuid)]
    pub(crate) client: ClientId,
}

/// The path parameters that name a secret of a client.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ClientSecretPath {
    /// The client's identifier.
    #[param(value_type = Uuid)]
    client: ClientId,
    /// The secret's identifier.
    #[param(value_type = Uuid)]
    secret: ClientSecretId,
}

impl From<Client> for ClientView {
    fn from(client: Client) -> Self {
        let Client {
            id,
            name,
            organisation,
            scopes,
            reach,
            movements,
            expires_on,
            api_version,
            suspended,
            secrets,
            created_at,
            last_used_at,
            revision,
        } = client;
        let secrets = secrets
            .into_iter()
            .map(|ClientSecret { id, digest: _, last_four, created_at, revoked_at }| ClientSecretView {
                id,
                last_four,
                created_at,
                expires_on,
                revoked_at,
            })
            .collect();
        Self {
            id,
            name,
            organisation,
            organisation_name: None,
            organisation_code: None,
            scopes,
            reach,
            campaigns: movements,
            expires_on,
            api_version,
            suspended,
            secrets,
            created_at,
            last_used_at,
            revision,
        }
    }
}

impl IssuedSecretView {
    fn new(client: Client, secret: ClientSecretId, text: String) -> Self {
        Self { client_id: client.id, client_secret: text, secret_id: secret, client: client.into() }
    }
}

/// A new secret, and the record of it that is stored.
fn new_secret(at: DateTime<Utc>) -> Result<(String, ClientSecret), Problem> {
    let mut bytes = [0_u8; SECRET_BYTES];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Problem::fault)?;
    let text = format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let last_four = text.get(text.len().saturating_sub(SHOWN_CHARS)..).unwrap_or_default().to_owned();
    let id = ClientSecretId(Uuid::now_v7());
    let secret = ClientSecret { id, digest: digest(&text), last_four, created_at: at, revoked_at: None };
    Ok((text, secret))
}

fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// The live secret of a client that a text equals: each is compared in constant time, and none is skipped.
fn secret_named(client: &Client, text: &str) -> Option<ClientSecretId> {
    let offered = digest(text);
    let mut found = None;
    for secret in client.live_secrets() {
        if verify_slices_are_equal(secret.digest.as_bytes(), offered.as_bytes()).is_ok() {
            found = Some(secret.id);
        }
    }
    found
}

/// List machine clients
///
/// *Danh sách ứng dụng kết nối.* Administrator only.
#[utoipa::path(get, path = "/clients", responses((status = 200, description = "The clients, oldest first.")))]
pub(crate) async fn list_clients(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ClientView>>, Problem> {
    actor.must(Permission::ManageClients, None)?;
    let page = paging.page;
    let (slice, units) = db
        .read(move |tx| async move {
            let slice = tx.clients(page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|client| client.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |client: Client| {
        let UnitLabel { name, code } = units.get(client.organisation);
        ClientView { organisation_name: Some(name), organisation_code: code, ..ClientView::from(client) }
    };
    Untagged::new(&Listing::new(&paging, slice, |client| client.id.0, row))
}

/// Register a machine client
///
/// *Đăng ký ứng dụng kết nối.* Administrator only. Returns the first secret, which is shown only once and stored
/// nowhere; so the request takes no `Idempotency-Key`, and a repeated request registers a second client. A client acts
/// under its own name in the audit trail; its scopes permit no step reserved for people.
#[utoipa::path(
    post,
    path = "/clients",
    responses((status = 201, description = "Registered; the secret is shown this once.")),
)]
pub(crate) async fn create_client(
    request: Command<NewClient>,
    history: web::Data<History>,
    db: Db,
) -> Result<Created<IssuedSecretView>, Problem> {
    let Command { actor, at, body, .. } = request;
    let NewClient { name, organisation, scopes, reach, campaigns, expires_on, api_version } = body;
    db.write(move |tx| async move {
        actor.must(Permission::ManageClients, None)?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?.id;
        let reach = reach.unwrap_or(ClientReach::Own);
        for (place, campaign) in campaigns.iter().enumerate() {
            named(tx.campaign(*campaign).await, format!("/campaigns/{place}"), reasons::campaign_unknown)?;
        }
        let (text, secret) = new_secret(at)?;
        let issued = secret.id;
        let terms = ClientTerms {
            name: name.into(),
            organisation,
            scopes,
            reach,
            movements: campaigns,
            expires_on,
            api_version,
        };
        let id = ClientId(Uuid::now_v7());
        let step = Client::register(id, terms, secret, &history.contract, &actor, at)?;
        let client = tx.add_client(step).await?;
        let (location, revision) = (format!("/v1/clients/{}", client.id), client.revision);
        Created::new(location, revision, &IssuedSecretView::new(client, issued, text))
    })
    .await
}

/// Show a machine client
///
/// *Xem ứng dụng kết nối.* Administrator only: when the client last called, its scopes, and its secrets without their
/// values.
#[utoipa::path(get, path = "/clients/{client}", responses((status = 200, description = "The client.")))]
pub(crate) async fn show_client(
    Caller(actor): Caller,
    path: Path<ClientPath>,
    db: Db,
) -> Result<Tagged<ClientView>, Problem> {
    actor.must(Permission::ManageClients, None)?;
    let client = db.ask(move |tx| async move { Ok(tx.client(path.0.client).await?) }).await?;
    Tagged::new(client.revision, &ClientView::from(client))
}

/// Issue a further secret
///
/// *Cấp thêm khóa bí mật.* Administrator only. Both secrets work until one is revoked, so that a client changes over
/// without a break; while two work, a third is refused (409). The secret is shown this once and kept nowhere, so the
/// request takes no `Idempotency-Key`.
#[utoipa::path(
    post,
    path = "/clients/{client}/secrets",
    responses((status = 201, description = "Issued; the secret is shown this once.")),
)]
pub(crate) async fn issue_client_secret(
    request: StepCommand<ClientPath, Empty>,
    db: Db,
) -> Result<Issued<IssuedSecretView>, Problem> {
    let StepCommand { actor, at, path, expected, .. } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageClients, None)?;
        let client = tx.client(path.client).await?;
        expected.must_be(client.revision)?;
        let (text, secret) = new_secret(at)?;
        let issued = secret.id;
        let client = tx.save(client.issue_secret(secret, &actor, at)?).await?;
        Issued::new(&IssuedSecretView::new(client, issued, text))
    })
    .await
}

/// Revoke a secret
///
/// *Thu hồi khóa bí mật.* Administrator only. Tokens that were issued for it stop working at once.
#[utoipa::path(
    post,
    path = "/clients/{client}/secrets/{secret}/revocation",
    responses((status = 200, description = "Revoked.")),
)]
pub(crate) async fn revoke_client_secret(
    request: StepCommand<ClientSecretPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ClientView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    let ClientSecretPath { client, secret } = path;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageClients, None)?;
        let client = tx.client(client).await?;
        expected.must_be(client.revision)?;
        if !client.secrets.iter().any(|known| known.id == secret) {
            return Err(Problem::plain(Kind::NotFound));
        }
        let client = tx.save(client.revoke_secret(secret, &actor, at)?).await?;
        Tagged::new(client.revision, &ClientView::from(client))
    })
    .await
}

/// Suspend a machine client
///
/// *Tạm khóa ứng dụng kết nối.* Administrator only. Its tokens stop working at once, and no new ones are issued.
#[utoipa::path(post, path = "/clients/{client}/suspension", responses((status = 200, description = "Suspended.")))]
pub(crate) async fn suspend_client(
    request: StepCommand<ClientPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<ClientView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageClients, None)?;
        let client = tx.client(path.client).await?;
        expected.must_be(client.revision)?;
        let client = tx.save(client.suspend(&body.reason, &actor, at)?).await?;
        Tagged::new(client.revision, &ClientView::from(client))
    })
    .await
}

/// Restore a machine client
///
/// *Mở khóa ứng dụng kết nối.* Administrator only. Tokens that have not expired work again.
#[utoipa::path(post, path = "/clients/{client}/restoration", responses((status = 200, description = "Open again.")))]
pub(crate) async fn restore_client(
    request: StepCommand<ClientPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ClientView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageClients, None)?;
        let client = tx.client(path.client).await?;
        expected.must_be(client.revision)?;
        let client = tx.save(client.restore(&actor, at)?).await?;
        Tagged::new(client.revision, &ClientView::from(client))
    })
    .await
}

/// Pin a machine client to a version
///
/// *Cố định phiên bản cho ứng dụng kết nối.* Administrator only. The pin names the version that the client was written
/// against: its answers contain it as `API-Version-Pin`, and `GET /v1/clients/{client}/contract` lists later versions.
/// It changes no answer: later additions are included, and the client must ignore what it does not know. For a client
/// pinned to `NEXT`, the preview of the next version, deprecated operations are removed (410, `/problems/gone`), as
/// they may be in the next version: this tests the client before the sunset. 422 if the version does not exist, 409 if
/// the client is already pinned to it.
#[utoipa::path(post, path = "/clients/{client}/pin", responses((status = 200, description = "Pinned.")))]
pub(crate) async fn pin_client(
    request: StepCommand<ClientPath, NewPin>,
    history: web::Data<History>,
    db: Db,
) -> Result<Once<Tagged<ClientView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageClients, None)?;
        let client = tx.client(path.client).await?;
        expected.must_be(client.revision)?;
        let client = tx.save(client.pin(body.api_version, &history.contract, &actor, at)?).await?;
        Tagged::new(client.revision, &ClientView::from(client))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "clients":
        list_clients, create_client, show_client, issue_client_secret, revoke_client_secret, suspend_client,
        restore_client, pin_client,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_again_by_its_digest_alone() {
        let (text, secret) = new_secret(Utc::now()).expect("a secret");
        assert_eq!(text.len(), SECRET_PREFIX.len() + 43, "{text}: 256 bits");
        assert!(text.starts_with(SECRET_PREFIX) && text.ends_with(&secret.last_four));
        assert_ne!(new_secret(Utc::now()).expect("another").0, text);
        assert!(!format!("{secret:?}").contains(&text), "what is kept does not say it");
        let client = Client {
            id: ClientId(Uuid::now_v7()),
            name: "LGSP".to_owned(),
            organisation: OrganisationId(Uuid::now_v7()),
            scopes: vec![ClientScope::ReportsRead],
            reach: ClientReach::Own,
            movements: Vec::new(),
            expires_on: NaiveDate::MAX,
            api_version: Pin::Next,
            suspended: false,
            secrets: vec![new_secret(Utc::now()).expect("another").1, secret.clone()],
            created_at: Utc::now(),
            last_used_at: None,
            revision: Revision::FIRST,
        };
        assert_eq!(secret_named(&client, &text), Some(secret.id));
        for wrong in ["", "tds_", &secret.digest, &text[1..], &format!("{text}A")] {
            assert_eq!(secret_named(&client, wrong), None, "{wrong}");
        }
        let revoked = ClientSecret { revoked_at: Some(Utc::now()), ..secret };
        assert_eq!(secret_named(&Client { secrets: vec![revoked], ..client }, &text), None);
    }
}
