//! Webhooks and their deliveries on the wire.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::base::ids::{AccountId, PublicChangeId, Revision, WebhookAttemptId, WebhookDeliveryId, WebhookId};
use domain::integration::notice::NoticeId;
use domain::integration::webhook::delivery::{Attempt, AttemptOutcome, Delivery, DeliveryState};
use domain::integration::webhook::reach::Networks;
use domain::integration::webhook::{
    DisabledCause, Webhook, WebhookFeed, WebhookSecret, WebhookSigning, WebhookState, WebhookTerms,
};
use domain::results::change::PublicChangeKind;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::base::problem::Problem;
use crate::base::text::Line;
use crate::integration::webhook_target::target;

/// An endpoint to register, or its new settings.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": "Cổng thông tin điện tử tỉnh",
    "url": "https://portal.example/hooks/thi-dua",
    "kinds": ["AWARD_PUBLISHED", "AWARD_CORRECTED", "AWARD_REVOKED"],
    "signing": "ED25519"
}))]
pub(crate) struct NewWebhook {
    /// Its name; 1 to 300 characters.
    #[validate(nested)]
    name: Line,
    /// Address of the endpoint: https on port 443, a public host, no user name and nothing after `#`; at most 2,000
    /// characters. In networks that the operator configured, private addresses, plain http and other ports are
    /// permitted, too.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, pattern = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s]+$")]
    url: String,
    /// What to send; by default public changes. Notices only to a machine client that has `notices.read`, of its own unit. It
    /// cannot be changed afterwards.
    feed: Option<WebhookFeed>,
    /// Kinds of change to send, 1 to 20; if left out, every kind, including kinds added later. Not for notices.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    kinds: Option<Vec<PublicChangeKind>>,
    /// Signature scheme; by default both.
    signing: Option<WebhookSigning>,
}

/// Public key for checking signatures that begin with `v1a,`.
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

/// An endpoint that receives the public changes (địa chỉ nhận thông báo).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub(crate) struct WebhookView {
    /// The endpoint's identifier.
    id: WebhookId,
    /// Who registered it: the machine client's identifier, or the administrator's account.
    owner: AccountId,
    /// The name of the machine client or of the administrator; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Hệ thống một cửa (demo)")]
    owner_name: Option<String>,
    /// Its name.
    #[schema(example = "Cổng thông tin điện tử tỉnh")]
    name: String,
    /// Address of the endpoint, in canonical spelling.
    #[schema(example = "https://portal.example/hooks/thi-dua")]
    url: String,
    /// What it receives.
    feed: WebhookFeed,
    /// Kinds of change to send; absent if every kind is sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<PublicChangeKind>,
    /// Signature scheme.
    signing: WebhookSigning,
    /// State of the endpoint; it receives changes while it is `ACTIVE`.
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
    /// The public keys that currently sign, the present one last; used by this endpoint only.
    public_keys: Vec<WebhookPublicKeyView>,
    /// When it was registered.
    created_at: DateTime<Utc>,
    /// Revision number of the endpoint; the `ETag` contains the same number.
    revision: Revision,
}

/// An endpoint with its shared secret, which is shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedWebhook)]
pub(crate) struct IssuedWebhookView {
    /// The secret of signatures that begin with `v1,`: 32 bytes in base64 after `whsec_`. It is not shown again.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    pub(crate) secret: String,
    /// The endpoint.
    pub(crate) webhook: WebhookView,
}

/// One delivery attempt and its outcome.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookAttempt)]
pub(crate) struct WebhookAttemptView {
    /// The attempt's identifier.
    pub(crate) id: WebhookAttemptId,
    /// When it was made.
    pub(crate) at: DateTime<Utc>,
    /// Outcome of the attempt.
    pub(crate) outcome: AttemptOutcome,
    /// HTTP status of the response; absent if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 100, maximum = 999, example = 503)]
    pub(crate) status: Option<u16>,
    /// Duration in milliseconds.
    #[schema(minimum = 0, example = 182)]
    pub(crate) millis: i64,
    /// The first 512 bytes of the response, as text; absent if there was none, and where the payload is not shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "Service Unavailable")]
    pub(crate) excerpt: String,
    /// Why the attempt failed, in English, for people; absent if it did not.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "answered 503")]
    pub(crate) reason: String,
}

/// Something that is sent to an endpoint until it is answered (lượt gửi).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub(crate) struct WebhookDeliveryView {
    /// The delivery's identifier: the `webhook-id` of every attempt, however often it is sent.
    pub(crate) id: WebhookDeliveryId,
    /// To whom.
    pub(crate) webhook: WebhookId,
    /// The type of the event.
    #[schema(example = "award.revoked")]
    pub(crate) r#type: String,
    /// The notice that the delivery reports; absent for a change and a test call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<NoticeId>,
    /// The change that the delivery reports; absent for a notice and a test call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) change: Option<PublicChangeId>,
    /// Its state.
    pub(crate) state: DeliveryState,
    /// Number of attempts made.
    #[schema(minimum = 0, example = 2)]
    pub(crate) attempts: i64,
    /// Time of the next attempt; absent if none is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_attempt_at: Option<DateTime<Utc>>,
    /// Time of creation. Completed deliveries stay in the log for 30 days.
    pub(crate) created_at: DateTime<Utc>,
    /// Content of the message, byte for byte; not in lists, and of an endpoint for notices only for its owner while it may
    /// read them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "{\"type\":\"webhook.test\",\"timestamp\":\"2024-12-20T02:30:00Z\",\"data\":{}}")]
    pub(crate) payload: Option<String>,
    /// The attempts, oldest first, of many the last 50; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log: Option<Vec<WebhookAttemptView>>,
}

/// The path parameter that names an endpoint.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WebhookPath {
    /// The endpoint's identifier.
    #[param(value_type = Uuid)]
    pub(crate) webhook: WebhookId,
}

/// The path parameters that name a delivery.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct WebhookDeliveryPath {
    /// The endpoint's identifier.
    #[param(value_type = Uuid)]
    pub(crate) webhook: WebhookId,
    /// The delivery's identifier.
    #[param(value_type = Uuid)]
    pub(crate) delivery: WebhookDeliveryId,
}

/// The filters of the list of deliveries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhookDeliveryQuery {
    /// In this state.
    #[param(inline)]
    pub(crate) state: Option<DeliveryState>,
}

impl NewWebhook {
    pub(crate) fn terms(self, networks: &Networks) -> Result<WebhookTerms, Problem> {
        let Self { name, url, feed, kinds, signing } = self;
        let target = target(&url, networks).map_err(Problem::malformed)?;
        let signing = signing.unwrap_or(WebhookSigning::Both);
        Ok(WebhookTerms { name: name.into(), target, feed, kinds: kinds.unwrap_or_default(), signing })
    }
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> Self {
        let Webhook {
            id,
            owner,
            name,
            target,
            feed,
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
            owner_name: None,
            name,
            url: target.as_str().to_owned(),
            feed,
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

impl WebhookView {
    /// With the name of its owner, for a list.
    pub(crate) fn beside(self, names: &HashMap<AccountId, String>) -> Self {
        Self { owner_name: names.get(&self.owner).cloned(), ..self }
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
        let Delivery {
            id,
            webhook,
            change,
            notice,
            event,
            payload: _,
            state,
            attempts,
            tried: _,
            next_attempt_at,
            created_at,
        } = delivery;
        Self {
            id,
            webhook,
            r#type: event,
            notice,
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

/// A delivery with all its attempts; with its payload and with what the receiver answered, which may repeat it, only if
/// the caller may see `contents`.
pub(crate) async fn detailed(tx: &Tx, delivery: Delivery, contents: bool) -> Result<WebhookDeliveryView, Failure> {
    let seen = |attempt: Attempt| {
        let excerpt = if contents { attempt.excerpt.clone() } else { String::new() };
        WebhookAttemptView { excerpt, ..attempt.into() }
    };
    let log = tx.attempts(delivery.id).await?.into_iter().map(seen).collect();
    let payload = contents.then(|| delivery.payload.clone());
    Ok(WebhookDeliveryView { payload, log: Some(log), ..delivery.into() })
}
