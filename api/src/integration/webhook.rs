//! Webhooks: endpoints that are told what changed in public, as Standard Webhooks describes it. What is sent is made and
//! signed here; the courier carries it.

use actix_web::{delete, get, post, put, web};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::base::ids::{
    AccountId, PublicChangeId, Revision, WebhookAttemptId, WebhookDeliveryId, WebhookId, WebhookSecretId,
};
use domain::base::refusal::{Reason, Violation};
use domain::integration::webhook::delivery::{Attempt, AttemptOutcome, Delivery, DeliveryState};
use domain::integration::webhook::reach::{Host, Networks, Target, Written};
use domain::integration::webhook::{
    DisabledCause, TEST, Webhook, WebhookScope, WebhookSecret, WebhookSigning, WebhookState, WebhookTerms, event_type,
};
use domain::results::change::PublicChangeKind;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::results::change::StoredChange;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::identity::Caller;
use crate::base::answer::{Answer, Db, Listing};
use crate::base::extract::{Asked, At, Body, Ground, IfMatch, Nothing, Now, PageQuery, Paging, Posted, violation};
use crate::base::problem::{Kind, Problem};
use crate::base::routes::Routes;
use crate::integration::delivery_worker::Courier;
use crate::results::change::{PublicChangeView, cursor_after};
use crate::security::vault::{Broken, Kept, Strongbox};

/// The bytes of a shared secret, and of the seed of a key pair.
const SECRET_BYTES: usize = 32;
/// How a shared secret is shown.
const SECRET_PREFIX: &str = "whsec_";
/// How a public key is shown.
const PUBLIC_PREFIX: &str = "whpk_";
/// How the signature with the shared secret begins.
const HMAC_PREFIX: &str = "v1,";
/// How the signature with the private key begins.
const ED25519_PREFIX: &str = "v1a,";
/// When to try again where too many attempts are under way, in seconds.
const BUSY_SECONDS: &str = "15";

/// An endpoint to register, or what is said of it anew.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": "Cổng thông tin điện tử tỉnh",
    "url": "https://portal.example/hooks/thi-dua",
    "kinds": ["AWARD_PUBLISHED", "AWARD_CORRECTED", "AWARD_REVOKED"],
    "signing": "ED25519"
}))]
pub(crate) struct NewWebhook {
    /// What it is called; 1 to 300 characters.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    name: String,
    /// Where it is: https at port 443, a public host, no user name and nothing after `#`; at most 2,000 characters. Inside
    /// networks that the operator named, private addresses, plain http and other ports are open, too.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    url: String,
    /// Which kinds of change it is told, 1 to 20; left out, every kind, also those that come later.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    kinds: Option<Vec<PublicChangeKind>>,
    /// How it is signed; left out, in both ways.
    signing: Option<WebhookSigning>,
}

/// What a receiver checks signatures with that begin with `v1a,`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookPublicKey)]
pub(crate) struct WebhookPublicKeyView {
    /// The endpoint's own Ed25519 key: 32 bytes in base64 after `whpk_`.
    #[schema(example = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]
    public_key: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it signs no more; absent for the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
}

/// An endpoint that is told what changes in public (điểm nhận thông báo).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub(crate) struct WebhookView {
    /// The endpoint's identifier.
    id: WebhookId,
    /// Who registered it: the machine client's identifier, or the administrator's account.
    owner: AccountId,
    /// What it is called.
    #[schema(example = "Cổng thông tin điện tử tỉnh")]
    name: String,
    /// Where it is, in the one spelling of such an address.
    #[schema(example = "https://portal.example/hooks/thi-dua")]
    url: String,
    /// Which kinds of change it is told; absent where it is every kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<PublicChangeKind>,
    /// How it is signed.
    signing: WebhookSigning,
    /// Where it stands: it is told changes while it is `ACTIVE`.
    state: WebhookState,
    /// Why it is disabled; absent while it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_cause: Option<DisabledCause>,
    /// When it answered its first test call at this address; absent until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<DateTime<Utc>>,
    /// Since when every attempt has failed; absent while it is well. It does not change the `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<DateTime<Utc>>,
    /// The public keys that sign now, the present one last; it is this endpoint's and nobody else's.
    public_keys: Vec<WebhookPublicKeyView>,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// How often the endpoint changed; the same number stands in the `ETag`.
    revision: Revision,
}

/// An endpoint with its shared secret, which is shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedWebhook)]
pub(crate) struct IssuedWebhookView {
    /// The secret of signatures that begin with `v1,`: 32 bytes in base64 after `whsec_`. It is not shown again.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    secret: String,
    /// The endpoint.
    webhook: WebhookView,
}

/// What is sent to an endpoint (Standard Webhooks): what happened, and where to look; nobody's name (rule L36).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookEvent, example = json!({
    "type": "award.revoked",
    "timestamp": "2024-12-20T02:30:00Z",
    "data": {
        "change": {
            "id": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24",
            "kind": "AWARD_REVOKED",
            "subject": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d25",
            "tombstone": true,
            "href": "/v1/public/revocations?award=01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d25",
            "at": "2024-12-20T02:30:00Z",
            "decisionSymbol": "412/QĐ-UBND"
        },
        "cursor": "AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3"
    }
}))]
pub(crate) struct WebhookEventView {
    /// What happened: the change's kind, dotted (`award.revoked`), or `webhook.test`. Further types may come: answer
    /// those that you do not know with success, too.
    r#type: &'static str,
    /// When it happened, which is earlier than the attempt's own `webhook-timestamp`.
    timestamp: DateTime<Utc>,
    /// What it is about.
    data: WebhookDataView,
}

/// What an event is about; empty for a test call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookData)]
pub(crate) struct WebhookDataView {
    /// The change, as `GET /v1/public/changes` shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<PublicChangeView>,
    /// Goes on behind this change as `after` of `GET /v1/public/changes`, if you think that you missed something. Events
    /// may come out of order; the list does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3")]
    cursor: Option<String>,
}

/// One attempt to send something, and how it ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookAttempt)]
pub(crate) struct WebhookAttemptView {
    /// The attempt's identifier.
    id: WebhookAttemptId,
    /// When it was made.
    at: DateTime<Utc>,
    /// How it ended.
    outcome: AttemptOutcome,
    /// The status of the answer; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 100, maximum = 999, example = 503)]
    status: Option<u16>,
    /// How long it took, in milliseconds.
    #[schema(minimum = 0, example = 182)]
    millis: i64,
    /// The first 512 bytes of the answer, as text; absent where nothing came.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "Service Unavailable")]
    excerpt: String,
    /// Why it failed, in English and for people; absent where it did not.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "answered 503")]
    reason: String,
}

/// Something that is sent to an endpoint until it is answered (lượt gửi).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub(crate) struct WebhookDeliveryView {
    /// The delivery's identifier: the `webhook-id` of every attempt, however often it is sent.
    id: WebhookDeliveryId,
    /// To whom.
    webhook: WebhookId,
    /// The type of the event.
    #[schema(example = "award.revoked")]
    r#type: String,
    /// The change that it tells of; absent for a test call.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<PublicChangeId>,
    /// Where it stands.
    state: DeliveryState,
    /// How many attempts were made.
    #[schema(minimum = 0, example = 2)]
    attempts: i64,
    /// When the next attempt is due; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_at: Option<DateTime<Utc>>,
    /// When it was made. What came to its end stays in the log for 30 days.
    created_at: DateTime<Utc>,
    /// What is sent, byte by byte; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "{\"type\":\"webhook.test\",\"timestamp\":\"2024-12-20T02:30:00Z\",\"data\":{}}")]
    payload: Option<String>,
    /// The attempts, oldest first, of many the last 50; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<Vec<WebhookAttemptView>>,
}

/// An endpoint's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WebhookPath {
    /// The endpoint's identifier.
    #[param(value_type = Uuid)]
    webhook: WebhookId,
}

/// A delivery's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WebhookDeliveryPath {
    /// The endpoint's identifier.
    #[param(value_type = Uuid)]
    webhook: WebhookId,
    /// The delivery's identifier.
    #[param(value_type = Uuid)]
    delivery: WebhookDeliveryId,
}

/// Which deliveries a list shows.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhookDeliveryQuery {
    /// In this state.
    #[param(inline)]
    state: Option<DeliveryState>,
}

impl NewWebhook {
    fn terms(self, networks: &Networks) -> Result<WebhookTerms, Problem> {
        let Self { name, url, kinds, signing } = self;
        let target = target(&url, networks).map_err(Problem::malformed)?;
        let signing = signing.unwrap_or(WebhookSigning::Both);
        Ok(WebhookTerms { name, target, kinds: kinds.unwrap_or_default(), signing })
    }
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> Self {
        let Webhook {
            id,
            owner,
            name,
            target,
            kinds,
            signing,
            state,
            cause,
            verified_at,
            failing_since,
            secrets,
            created_at,
            revision,
        } = webhook;
        let public_keys = secrets
            .into_iter()
            .map(|WebhookSecret { id: _, sealed: _, sealed_under: _, public_key, created_at, until }| {
                WebhookPublicKeyView { public_key, created_at, expires_at: until }
            })
            .collect();
        Self {
            id,
            owner,
            name,
            url: target.as_str().to_owned(),
            kinds,
            signing,
            state,
            disabled_cause: cause,
            verified_at,
            failing_since,
            public_keys,
            created_at,
            revision,
        }
    }
}

impl From<Attempt> for WebhookAttemptView {
    fn from(attempt: Attempt) -> Self {
        let Attempt { id, at, outcome, status, millis, excerpt, reason } = attempt;
        Self { id, at, outcome, status, millis, excerpt, reason }
    }
}

impl From<Delivery> for WebhookDeliveryView {
    fn from(delivery: Delivery) -> Self {
        let Delivery { id, webhook, change, event, payload: _, state, attempts, tried: _, next_attempt_at, created_at } =
            delivery;
        Self {
            id,
            webhook,
            r#type: event,
            change,
            state,
            attempts,
            next_attempt_at,
            created_at,
            payload: None,
            log: None,
        }
    }
}

/// The parts of an address that matter, after it was put into its one spelling: odd notations of numbers, capital letters
/// and letters outside of ASCII are gone by then. None for what is no address of http or https.
pub(crate) fn read(text: &str) -> Option<Written> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Some(Written {
        https: url.scheme() == "https",
        host: bare.parse().map_or_else(|_no_number| Host::Name(host.to_owned()), Host::Address),
        port: url.port_or_known_default()?,
        names_user: !url.username().is_empty() || url.password().is_some(),
        has_fragment: url.fragment().is_some(),
        text: url.into(),
    })
}

/// Where an endpoint is, or what is wrong with it.
fn target(text: &str, networks: &Networks) -> Result<Target, Vec<Violation>> {
    if let Some(written) = read(text) {
        return Target::of(&written, networks);
    }
    let (code, vi, en) = match Url::parse(text) {
        Ok(url) if url.has_host() => {
            ("URL_SCHEME_REFUSED", "Địa chỉ phải bắt đầu bằng https://.", "The address is https.")
        }
        Ok(_) | Err(_) => ("URL_MALFORMED", "Địa chỉ web không hợp lệ.", "Not a web address."),
    };
    Err(vec![violation("/url", code, vi, en)])
}

/// What is sent of a change.
pub(crate) fn telling(stored: StoredChange) -> Result<String, Failure> {
    let (kind, at, cursor) = (stored.change.kind, stored.change.at, cursor_after(stored.id));
    let data = WebhookDataView { change: Some(stored.into()), cursor: Some(cursor) };
    write(&WebhookEventView { r#type: event_type(kind), timestamp: at, data })
}

/// What is sent as a test call.
fn test_event(at: DateTime<Utc>) -> Result<String, Failure> {
    let data = WebhookDataView { change: None, cursor: None };
    write(&WebhookEventView { r#type: TEST, timestamp: at, data })
}

fn write(event: &WebhookEventView) -> Result<String, Failure> {
    serde_json::to_string(event).map_err(|source| Failure::Database { source: Box::new(source) })
}

/// What the seal of a secret is bound to; no part holds a `|`.
fn place(webhook: WebhookId, secret: WebhookSecretId) -> String {
    format!("webhook|secret|{webhook}|{secret}")
}

/// A new secret as it is shown once, and what is kept of it: the shared one, and the seed of the key pair behind it.
fn new_secret(
    webhook: WebhookId,
    strongbox: &Strongbox,
    at: DateTime<Utc>,
) -> Result<(String, WebhookSecret), Problem> {
    let mut bytes = [0_u8; 2 * SECRET_BYTES];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Broken::from)?;
    let (shared, seed) = bytes.split_at(SECRET_BYTES);
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| Broken)?;
    let id = WebhookSecretId(Uuid::now_v7());
    let Kept { under, bytes: sealed } = strongbox.seal(&place(webhook, id), &bytes)?;
    let secret = WebhookSecret {
        id,
        sealed: STANDARD.encode(sealed),
        sealed_under: under,
        public_key: format!("{PUBLIC_PREFIX}{}", STANDARD.encode(pair.public_key().as_ref())),
        created_at: at,
        until: None,
    };
    Ok((format!("{SECRET_PREFIX}{}", STANDARD.encode(shared)), secret))
}

/// What signs for an endpoint at an instant.
pub(crate) struct Signer {
    signing: WebhookSigning,
    /// The present one first.
    keys: Vec<(hmac::Key, Ed25519KeyPair)>,
}

impl Signer {
    /// Opens the secrets that sign now.
    pub(crate) fn of(webhook: &Webhook, strongbox: &Strongbox, at: DateTime<Utc>) -> Result<Self, Broken> {
        let open = |secret: &WebhookSecret| {
            let sealed = STANDARD.decode(&secret.sealed).map_err(|_ignored| Broken)?;
            let kept = Kept { under: secret.sealed_under.clone(), bytes: sealed };
            let bytes = strongbox.open_sealed(&place(webhook.id, secret.id), &kept)?;
            let (shared, seed) = bytes.split_at_checked(SECRET_BYTES).ok_or(Broken)?;
            let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| Broken)?;
            Ok((hmac::Key::new(hmac::HMAC_SHA256, shared), pair))
        };
        let keys = webhook.signing_secrets(at).map(open).collect::<Result<Vec<_>, Broken>>()?;
        Ok(Self { signing: webhook.signing, keys })
    }

    /// The header of one attempt: every signature that counts, parted by spaces.
    pub(crate) fn sign(&self, id: &str, timestamp: &str, payload: &str) -> String {
        let signed = format!("{id}.{timestamp}.{payload}");
        let mut signatures = Vec::new();
        for (shared, pair) in &self.keys {
            if matches!(self.signing, WebhookSigning::Hmac | WebhookSigning::Both) {
                let tag = hmac::sign(shared, signed.as_bytes());
                signatures.push(format!("{HMAC_PREFIX}{}", STANDARD.encode(tag)));
            }
            if matches!(self.signing, WebhookSigning::Ed25519 | WebhookSigning::Both) {
                signatures.push(format!("{ED25519_PREFIX}{}", STANDARD.encode(pair.sign(signed.as_bytes()))));
            }
        }
        signatures.join(" ")
    }
}

/// A delivery with everything that is known of it.
async fn detailed(tx: &Tx, delivery: Delivery) -> Result<WebhookDeliveryView, Failure> {
    let log = tx.attempts(delivery.id).await?.into_iter().map(WebhookAttemptView::from).collect();
    let payload = Some(delivery.payload.clone());
    Ok(WebhookDeliveryView { payload, log: Some(log), ..delivery.into() })
}

/// List endpoints
///
/// *Danh sách điểm nhận thông báo.* A machine client with `webhooks.manage` sees its own, the administrator all: where
/// each stands, since when it fails, and why it is disabled if it is.
#[utoipa::path(
    tag = "webhooks",
    params(PageQuery),
    responses((status = 200, description = "The endpoints, oldest first.", body = Listing<WebhookView>)),
)]
#[get("/webhooks")]
pub(crate) async fn list_webhooks(Caller(actor): Caller, paging: Paging, db: Db) -> Result<Answer, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let page = paging.page;
    let slice = db.read(move |tx| async move { Ok(tx.webhooks(scope, page).await?) }).await?;
    Answer::plain(&Listing::new(&paging, slice, |webhook| webhook.id.0, WebhookView::from))
}

/// Register an endpoint
///
/// *Đăng ký điểm nhận thông báo.* A machine client with `webhooks.manage`, for itself, or the administrator; at most 20
/// each. Nothing is sent by that: the endpoint is `UNVERIFIED` until it has answered a test call (`…/test`) with a status
/// of 200 to 299, and from then on it is told what `GET /v1/public/changes` tells, each change in a POST of its own
/// (`WebhookEvent`; the section `webhooks` of this document says what comes).
///
/// Every POST bears `webhook-id`, `webhook-timestamp` and `webhook-signature`, as Standard Webhooks has them: check the
/// signature over `<id>.<timestamp>.<body>`, with the secret (`v1,`, HMAC-SHA256) or with the endpoint's public key
/// (`v1a,`, Ed25519), and refuse a timestamp that is some minutes off. The secret is shown this once, so the request takes
/// no `Idempotency-Key`.
///
/// Answer with 200 to 299 within 15 seconds; everything else, a redirect included, is tried again: after 5 s, 5 min,
/// 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, or later if a `Retry-After` in seconds asks for it, always under the same
/// `webhook-id`. It may come more than once and out of order: let a second time change nothing, and ask at `href` for what
/// is so now. 410 disables the endpoint at once, five days in which every attempt failed do it, too.
///
/// An address that is not https at port 443 of a public host is 400; where a name leads is judged each time that it is
/// called.
#[utoipa::path(
    tag = "webhooks",
    request_body = NewWebhook,
    responses((status = 201, description = "Registered; the secret is shown this once.", body = IssuedWebhookView)),
)]
#[post("/webhooks")]
pub(crate) async fn create_webhook(
    request: Posted<NewWebhook>,
    courier: web::Data<Courier>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, body, .. } = request;
    WebhookScope::of(&actor)?;
    let terms = body.terms(courier.networks())?;
    let id = WebhookId(Uuid::now_v7());
    let (secret, kept) = new_secret(id, courier.strongbox(), at)?;
    db.write(move |tx| async move {
        let present = tx.webhooks_of(actor.account).await?;
        let webhook = tx.add_webhook(Webhook::register(id, terms, kept, present, &actor, at)?).await?;
        let (location, revision) = (format!("/v1/webhooks/{}", webhook.id), webhook.revision);
        Answer::created(location, revision, &IssuedWebhookView { secret, webhook: webhook.into() })
    })
    .await
}

/// Show an endpoint
///
/// *Xem điểm nhận thông báo.* Its owner, or the administrator; another client's is 404.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    responses((status = 200, description = "The endpoint.", body = WebhookView)),
)]
#[get("/webhooks/{webhook}")]
pub(crate) async fn show_webhook(Caller(actor): Caller, path: At<WebhookPath>, db: Db) -> Result<Answer, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let webhook = db.read(move |tx| async move { Ok(tx.webhook(scope, path.0.webhook).await?) }).await?;
    Answer::shown(webhook.revision, &WebhookView::from(webhook))
}

/// Edit an endpoint
///
/// *Sửa điểm nhận thông báo.* Its owner, or the administrator. At another address it is `UNVERIFIED` again, until a test
/// call is answered there; what changes meanwhile it is told afterwards.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    request_body = NewWebhook,
    responses((status = 200, description = "Edited.", body = WebhookView)),
)]
#[put("/webhooks/{webhook}")]
pub(crate) async fn edit_webhook(
    Caller(actor): Caller,
    path: At<WebhookPath>,
    expected: IfMatch,
    Now(at): Now,
    Body(edit): Body<NewWebhook>,
    courier: web::Data<Courier>,
    db: Db,
) -> Result<Answer, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let terms = edit.terms(courier.networks())?;
    db.write(move |tx| async move {
        let webhook = tx.webhook(scope, path.0.webhook).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.edit(terms, &actor, at)?).await?;
        Answer::shown(webhook.revision, &WebhookView::from(webhook))
    })
    .await
}

/// Remove an endpoint
///
/// *Gỡ điểm nhận thông báo.* Its owner, or the administrator. Its secrets and its log go with it; that it was there stays
/// in the audit trail.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    responses((status = 204, description = "Removed.")),
)]
#[delete("/webhooks/{webhook}")]
pub(crate) async fn remove_webhook(
    Caller(actor): Caller,
    path: At<WebhookPath>,
    expected: IfMatch,
    Now(at): Now,
    db: Db,
) -> Result<Answer, Problem> {
    let scope = WebhookScope::of(&actor)?;
    db.write(move |tx| async move {
        let webhook = tx.webhook(scope, path.0.webhook).await?;
        expected.must_be(webhook.revision)?;
        tx.remove_webhook(webhook.remove(&actor, at)?).await?;
        Ok(Answer::nothing())
    })
    .await
}

/// Change an endpoint's secret
///
/// *Đổi khóa bí mật.* Its owner, or the administrator. Secret and key pair are new at once; those before sign beside them
/// for 24 hours, so that the receiver changes over without a break. Of those that leaked, change twice. The secret is
/// shown this once, so the request takes no `Idempotency-Key`.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    request_body = Nothing,
    responses((status = 201, description = "Changed; the secret is shown this once.", body = IssuedWebhookView)),
)]
#[post("/webhooks/{webhook}/rotation")]
pub(crate) async fn rotate_webhook_secret(
    request: Posted<Nothing>,
    path: At<WebhookPath>,
    courier: web::Data<Courier>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, expected, .. } = request;
    let (scope, id) = (WebhookScope::of(&actor)?, path.0.webhook);
    let (secret, kept) = new_secret(id, courier.strongbox(), at)?;
    db.write(move |tx| async move {
        let webhook = tx.webhook(scope, id).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.rotate(kept, &actor, at)?).await?;
        Answer::made(&IssuedWebhookView { secret, webhook: webhook.into() })
    })
    .await
}

/// Test an endpoint
///
/// *Gọi thử điểm nhận thông báo.* Its owner, or the administrator. Sends `webhook.test` now, once, and answers how it
/// ended, after 15 seconds at most. Answered with success, it makes an `UNVERIFIED` endpoint `ACTIVE`; it enables no
/// disabled one. It takes no `Idempotency-Key`: sent twice it tests twice. 429 while too many attempts are under way.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    request_body = Nothing,
    responses((status = 200, description = "How it ended.", body = WebhookDeliveryView)),
)]
#[post("/webhooks/{webhook}/test")]
pub(crate) async fn test_webhook(
    request: Posted<Nothing>,
    path: At<WebhookPath>,
    courier: web::Data<Courier>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, expected, .. } = request;
    let (scope, id) = (WebhookScope::of(&actor)?, path.0.webhook);
    let slot = courier.place_for_test(id).ok_or_else(busy)?;
    let lease = Uuid::now_v7();
    let (webhook, delivery) = db
        .write(move |tx| async move {
            let webhook = tx.webhook(scope, id).await?;
            expected.must_be(webhook.revision)?;
            let webhook = tx.record_webhook(webhook.test(&actor, at)?).await?;
            let sent = Delivery::of(WebhookDeliveryId(Uuid::now_v7()), &webhook, None, test_event(at)?, at);
            tx.add_leased_delivery(&sent, lease).await?;
            Ok((webhook, sent))
        })
        .await?;
    let sent = delivery.id;
    courier.into_inner().send_test(webhook, delivery, lease, slot).await;
    let view = db
        .read(move |tx| async move {
            let delivery = tx.delivery(id, sent).await?;
            Ok(detailed(&tx, delivery).await?)
        })
        .await?;
    Answer::plain(&view)
}

fn busy() -> Problem {
    let reason = Reason::plain(
        "WEBHOOK_BUSY",
        "Đang có quá nhiều lượt gửi; hãy thử lại sau ít giây.",
        "Too many attempts are under way; try again in some seconds.",
    );
    Problem::new(Kind::TooManyRequests, reason).with_header("Retry-After", BUSY_SECONDS)
}

/// Disable an endpoint
///
/// *Tắt điểm nhận thông báo.* Its owner, or the administrator. It is told nothing until it is enabled again.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    request_body = Ground,
    responses((status = 200, description = "Disabled.", body = WebhookView)),
)]
#[post("/webhooks/{webhook}/suspension")]
pub(crate) async fn disable_webhook(request: Posted<Ground>, path: At<WebhookPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    let scope = WebhookScope::of(&actor)?;
    db.once(key, move |tx| async move {
        let webhook = tx.webhook(scope, path.0.webhook).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.disable(&body.reason, &actor, at)?).await?;
        Answer::shown(webhook.revision, &WebhookView::from(webhook))
    })
    .await
}

/// Enable an endpoint
///
/// *Bật lại điểm nhận thông báo.* Its owner, or the administrator; whoever disabled it. It goes on where it stopped: what
/// changed meanwhile it is told now.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath),
    request_body = Nothing,
    responses((status = 200, description = "Enabled.", body = WebhookView)),
)]
#[post("/webhooks/{webhook}/restoration")]
pub(crate) async fn enable_webhook(request: Posted<Nothing>, path: At<WebhookPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    let scope = WebhookScope::of(&actor)?;
    db.once(key, move |tx| async move {
        let webhook = tx.webhook(scope, path.0.webhook).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.enable(&actor, at)?).await?;
        Answer::shown(webhook.revision, &WebhookView::from(webhook))
    })
    .await
}

/// List what is sent to an endpoint
///
/// *Nhật ký gửi.* Its owner, or the administrator. What came to its end stays for 30 days.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookPath, WebhookDeliveryQuery, PageQuery),
    responses((status = 200, description = "The deliveries, oldest first.", body = Listing<WebhookDeliveryView>)),
)]
#[get("/webhooks/{webhook}/deliveries")]
pub(crate) async fn list_webhook_deliveries(
    Caller(actor): Caller,
    path: At<WebhookPath>,
    Asked(query): Asked<WebhookDeliveryQuery>,
    paging: Paging,
    db: Db,
) -> Result<Answer, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let webhook = tx.webhook(scope, path.0.webhook).await?;
            Ok(tx.deliveries(webhook.id, query.state, page).await?)
        })
        .await?;
    Answer::plain(&Listing::new(&paging, slice, |delivery| delivery.id.0, WebhookDeliveryView::from))
}

/// Show a delivery
///
/// *Xem lượt gửi.* Its endpoint's owner, or the administrator: what is sent, and how every attempt ended.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookDeliveryPath),
    responses((status = 200, description = "The delivery.", body = WebhookDeliveryView)),
)]
#[get("/webhooks/{webhook}/deliveries/{delivery}")]
pub(crate) async fn show_webhook_delivery(
    Caller(actor): Caller,
    path: At<WebhookDeliveryPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let view = db
        .read(move |tx| async move {
            let webhook = tx.webhook(scope, path.0.webhook).await?;
            let delivery = tx.delivery(webhook.id, path.0.delivery).await?;
            Ok(detailed(&tx, delivery).await?)
        })
        .await?;
    Answer::plain(&view)
}

/// Send something again
///
/// *Gửi lại.* Its endpoint's owner, or the administrator, of an active endpoint: whatever became of it, it is sent again
/// now, under the same `webhook-id`, and from the beginning of the schedule if that fails.
#[utoipa::path(
    tag = "webhooks",
    params(WebhookDeliveryPath),
    request_body = Nothing,
    responses((status = 200, description = "It is sent again.", body = WebhookDeliveryView)),
)]
#[post("/webhooks/{webhook}/deliveries/{delivery}/replay")]
pub(crate) async fn replay_webhook_delivery(
    request: Posted<Nothing>,
    path: At<WebhookDeliveryPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    let scope = WebhookScope::of(&actor)?;
    db.once(key, move |tx| async move {
        let WebhookDeliveryPath { webhook, delivery } = path.0;
        tx.webhook(scope, webhook).await?;
        let webhook = tx.hold_webhook(webhook).await?.ok_or(Failure::NotFound)?;
        expected.must_be(webhook.revision)?;
        let delivery = tx.delivery(webhook.id, delivery).await?.again(at);
        tx.save_replay(webhook.replay(delivery.id, &actor, at)?, &delivery).await?;
        Answer::plain(&WebhookDeliveryView::from(delivery))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .service(list_webhooks)
        .service(create_webhook)
        .service(show_webhook)
        .service(edit_webhook)
        .service(remove_webhook)
        .service(rotate_webhook_secret)
        .service(test_webhook)
        .service(disable_webhook)
        .service(enable_webhook)
        .service(list_webhook_deliveries)
        .service(show_webhook_delivery)
        .service(replay_webhook_delivery);
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    fn strongbox() -> (tempfile::TempDir, Strongbox) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let strongbox = Strongbox::open(folder.path()).expect("keys");
        (folder, strongbox)
    }

    fn endpoint(secrets: Vec<WebhookSecret>, signing: WebhookSigning) -> Webhook {
        Webhook {
            id: WebhookId(Uuid::nil()),
            owner: AccountId(Uuid::nil()),
            name: "Cổng".to_owned(),
            target: Target::stored("https://portal.example/".to_owned()),
            kinds: Vec::new(),
            signing,
            state: WebhookState::Active,
            cause: None,
            verified_at: None,
            failing_since: None,
            secrets,
            created_at: Utc::now(),
            revision: Revision::FIRST,
        }
    }

    #[test]
    fn what_is_signed_is_checked_with_what_was_shown() {
        let (_folder, strongbox) = strongbox();
        let now = Utc::now();
        let (shown, kept) = new_secret(WebhookId(Uuid::nil()), &strongbox, now).expect("a secret");
        let shared = STANDARD.decode(shown.strip_prefix(SECRET_PREFIX).expect("a secret")).expect("base64");
        assert_eq!(shared.len(), SECRET_BYTES);
        assert!(!format!("{kept:?}").contains(&shown[10..40]), "what is kept does not say it");
        let public = STANDARD.decode(kept.public_key.strip_prefix(PUBLIC_PREFIX).expect("a key")).expect("base64");
        let signed = b"id.1674087231.{}";
        for (signing, many) in [(WebhookSigning::Hmac, 1), (WebhookSigning::Ed25519, 1), (WebhookSigning::Both, 2)] {
            let signer = Signer::of(&endpoint(vec![kept.clone()], signing), &strongbox, now).expect("opens");
            let header = signer.sign("id", "1674087231", "{}");
            let signatures: Vec<&str> = header.split(' ').collect();
            assert_eq!(signatures.len(), many, "{header}");
            for signature in signatures {
                let (version, signature) = signature.split_once(',').expect("a version");
                let signature = STANDARD.decode(signature).expect("base64");
                match version {
                    "v1" => {
                        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &shared), signed, &signature).expect("ours")
                    }
                    "v1a" => UnparsedPublicKey::new(&ED25519, &public).verify(signed, &signature).expect("ours"),
                    other => panic!("{other}"),
                }
            }
        }
        let elsewhere = Webhook { id: WebhookId(Uuid::max()), ..endpoint(vec![kept], WebhookSigning::Both) };
        assert!(Signer::of(&elsewhere, &strongbox, now).is_err(), "another endpoint's secret does not open");
    }

    /// The example of Standard Webhooks' own libraries.
    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        let shared = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed");
        let keys = vec![(hmac::Key::new(hmac::HMAC_SHA256, &shared), pair)];
        let signer = Signer { signing: WebhookSigning::Hmac, keys };
        let header = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// Hazard T23: what an address says is judged after it was put into its one spelling.
    #[test]
    fn an_address_is_judged_by_what_it_means() {
        let judged = |text: &str| match target(text, &Networks::default()) {
            Ok(target) => target.as_str().to_owned(),
            Err(violations) => violations.iter().map(|one| one.reason.code).collect::<Vec<&str>>().join(" "),
        };
        for (text, meant) in [
            ("https://portal.example/hook?x=1", "https://portal.example/hook?x=1"),
            ("HTTPS://Portal.Example:443", "https://portal.example/"),
            ("https://cổng.example/", "https://xn--cng-qmz.example/"),
            ("http://portal.example/", "URL_SCHEME_REFUSED"),
            ("ftp://portal.example/", "URL_SCHEME_REFUSED"),
            ("file:///etc/passwd", "URL_MALFORMED"),
            ("gopher://portal.example/", "URL_SCHEME_REFUSED"),
            ("javascript:alert(1)", "URL_MALFORMED"),
            ("portal.example", "URL_MALFORMED"),
            ("https://", "URL_MALFORMED"),
            ("https://a b/", "URL_MALFORMED"),
            ("https://256.256.256.256/", "URL_MALFORMED"),
            ("https://portal.example:8443/", "URL_PORT_REFUSED"),
            ("https://user@portal.example/", "URL_USER_REFUSED"),
            ("https://:secret@portal.example/", "URL_USER_REFUSED"),
            ("https://portal.example/#x", "URL_FRAGMENT_REFUSED"),
            ("https://127.0.0.1/", "URL_ADDRESS_REFUSED"),
            ("https://0x7f.1/", "URL_ADDRESS_REFUSED"),
            ("https://2130706433/", "URL_ADDRESS_REFUSED"),
            ("https://017700000001/", "URL_ADDRESS_REFUSED"),
            ("https://0251.0376.0251.0376/", "URL_ADDRESS_REFUSED"),
            ("https://①②⑦.⓪.⓪.①/", "URL_ADDRESS_REFUSED"),
            ("https://127.0.0.1./", "URL_ADDRESS_REFUSED"),
            ("https://[::1]/", "URL_ADDRESS_REFUSED"),
            ("https://[::ffff:169.254.169.254]/", "URL_ADDRESS_REFUSED"),
            ("https://[::ffff:a9fe:a9fe]/", "URL_ADDRESS_REFUSED"),
            ("https://[64:ff9b::10.0.0.1]/", "URL_ADDRESS_REFUSED"),
            ("https://localhost/", "URL_ADDRESS_REFUSED"),
            ("https://LOCALHOST./", "URL_ADDRESS_REFUSED"),
            ("https://8.8.8.8/", "https://8.8.8.8/"),
        ] {
            assert_eq!(judged(text), meant, "{text}");
        }
    }
}
