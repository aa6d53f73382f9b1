//! The messages that are sent to webhooks.

use chrono::{DateTime, Utc};
use domain::integration::webhook::{NOTICE, TEST, event_type};
use persistence::base::failure::Failure;
use persistence::results::change::StoredChange;
use serde::Serialize;
use utoipa::ToSchema;

use crate::integration::notice::NoticeView;
use crate::results::change::{PublicChangeView, cursor_after};

/// Message sent to an endpoint (Standard Webhooks): what happened and where to read it, without names of persons (rule
/// L36).
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
    /// Type of event: the kind of change in dotted form (`award.revoked`), `notice.told`, or `webhook.test`. Further types
    /// may be added: answer those that you do not know with success, too.
    r#type: &'static str,
    /// When it happened, which is earlier than the attempt's own `webhook-timestamp`.
    timestamp: DateTime<Utc>,
    /// Content of the event.
    data: WebhookDataView,
}

/// Content of an event; empty for a test call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookData)]
pub(crate) struct WebhookDataView {
    /// The change, as `GET /v1/public/changes` shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<PublicChangeView>,
    /// Cursor after this change, for `after` of `GET /v1/public/changes`, if you may have missed something. Events may
    /// come out of order; the list does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3")]
    cursor: Option<String>,
    /// The notice, as `GET /v1/notices` shows it, for an endpoint that receives notices. One that was over before it could be
    /// sent is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<NoticeView>,
}

/// The message of a change.
pub(crate) fn telling(stored: StoredChange) -> Result<String, Failure> {
    let (kind, at, cursor) = (stored.change.kind, stored.change.at, cursor_after(stored.id));
    let data = WebhookDataView { change: Some(stored.into()), cursor: Some(cursor), notice: None };
    write(&WebhookEventView { r#type: event_type(kind), timestamp: at, data })
}

/// The message of a notice.
pub(crate) fn telling_notice(notice: NoticeView) -> Result<String, Failure> {
    let timestamp = notice.at();
    let data = WebhookDataView { change: None, cursor: None, notice: Some(notice) };
    write(&WebhookEventView { r#type: NOTICE, timestamp, data })
}

/// The message of a test call.
pub(crate) fn test_event(at: DateTime<Utc>) -> Result<String, Failure> {
    let data = WebhookDataView { change: None, cursor: None, notice: None };
    write(&WebhookEventView { r#type: TEST, timestamp: at, data })
}

fn write(event: &WebhookEventView) -> Result<String, Failure> {
    serde_json::to_string(event).map_err(|source| Failure::Database { source: Box::new(source) })
}
