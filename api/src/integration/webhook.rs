//! Webhooks: endpoints for public changes or notices, as Standard Webhooks describes them. `webhook_event` builds the messages,
//! `webhook_signature` signs them, and the delivery worker sends them.

use actix_web::web;
use domain::base::ids::{WebhookDeliveryId, WebhookId};
use domain::integration::webhook::delivery::Delivery;
use domain::integration::webhook::{Webhook, WebhookScope};
use persistence::base::failure::Failure;
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Issued, NoContent, Once, Tagged, Untagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::IfMatch;
use crate::base::problem::{Kind, Problem};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::integration::delivery_worker::DeliveryWorker;
use crate::integration::reasons;
use crate::integration::webhook::view::{
    IssuedWebhookView, NewWebhook, WebhookDeliveryPath, WebhookDeliveryQuery, WebhookDeliveryView, WebhookPath,
    WebhookView, detailed,
};
use crate::integration::webhook_event::test_event;
use crate::integration::webhook_signature::new_secret;

pub(crate) mod view;

/// `Retry-After` while too many attempts are running, in seconds.
const BUSY_SECONDS: &str = "15";

/// List endpoints
///
/// *Danh sách địa chỉ nhận thông báo.* A machine client with `webhooks.manage` sees its own, the administrator all: the
/// state of each endpoint, since when it has been failing, and the reason if it is disabled.
#[utoipa::path(get, path = "/webhooks", responses((status = 200, description = "The endpoints, oldest first.")))]
pub(crate) async fn list_webhooks(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<WebhookView>>, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.webhooks(scope, page).await?;
            let names = tx.account_names(slice.items.iter().map(|webhook| webhook.owner)).await?;
            Ok((slice, names))
        })
        .await?;
    let row = |webhook| WebhookView::from(webhook).beside(&names);
    Untagged::new(&Listing::new(&paging, slice, |webhook| webhook.id.0, row))
}

/// Register an endpoint
///
/// *Đăng ký địa chỉ nhận thông báo.* A machine client with `webhooks.manage`, for itself, or an administrator; at most
/// 20 each. Registration sends nothing: the endpoint is `UNVERIFIED` until it has answered a test call (`…/test`) with
/// a status of 200 to 299; from then on it receives the changes of `GET /v1/public/changes`, each in a POST of its own
/// (`WebhookEvent`; the section `webhooks` of this document describes them).
///
/// With `"feed": "NOTICES"` it receives the notices of `GET /v1/notices` instead (rule P04): a machine client that has
/// `notices.read`, too, and what its own unit is told, from the moment on from which each counts. While the client is closed
/// nothing is sent. Notices and public changes never go to the same endpoint.
///
/// Every POST contains `webhook-id`, `webhook-timestamp` and `webhook-signature`, as defined by Standard Webhooks:
/// check the signature over `<id>.<timestamp>.<body>`, with the secret (`v1,`, HMAC-SHA256) or with the endpoint's
/// public key (`v1a,`, Ed25519), and refuse a timestamp that is some minutes off. The secret is shown only once, so the
/// request takes no `Idempotency-Key`.
///
/// Answer with 200 to 299 within 15 seconds; after any other result, a redirect included, the delivery is retried after
/// 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, or later if a `Retry-After` in seconds asks for it, always
/// under the same `webhook-id`. A delivery may come more than once and out of order: process each change idempotently,
/// and fetch the current state at `href`. A 410 disables the endpoint at once, and so do five days in which every
/// attempt failed.
///
/// An address that is not https at port 443 of a public host is refused with 400; the host's IP address is checked
/// again on every call.
#[utoipa::path(
    post,
    path = "/webhooks",
    responses((status = 201, description = "Registered; the secret is shown this once.")),
)]
pub(crate) async fn create_webhook(
    request: Command<NewWebhook>,
    delivery_worker: web::Data<DeliveryWorker>,
    db: Db,
) -> Result<Created<IssuedWebhookView>, Problem> {
    let Command { actor, at, body, .. } = request;
    WebhookScope::of(&actor)?;
    let terms = body.terms(delivery_worker.networks())?;
    let id = WebhookId(Uuid::now_v7());
    let (secret, kept) = new_secret(id, delivery_worker.secret_box(), at)?;
    db.write(move |tx| async move {
        let present = tx.webhooks_of(actor.account).await?;
        let webhook = tx.add(Webhook::register(id, terms, kept, present, &actor, at)?).await?;
        let (location, revision) = (format!("/v1/webhooks/{}", webhook.id), webhook.revision);
        Created::new(location, revision, &IssuedWebhookView { secret, webhook: webhook.into() })
    })
    .await
}

/// Show an endpoint
///
/// *Xem địa chỉ nhận thông báo.* Its owner, or the administrator; another client's endpoint is 404.
#[utoipa::path(get, path = "/webhooks/{webhook}", responses((status = 200, description = "The endpoint.")))]
pub(crate) async fn show_webhook(
    Caller(actor): Caller,
    path: Path<WebhookPath>,
    db: Db,
) -> Result<Tagged<WebhookView>, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let webhook = db.ask(move |tx| async move { Ok(tx.webhook(scope, path.0.webhook).await?) }).await?;
    Tagged::new(webhook.revision, &WebhookView::from(webhook))
}

/// Edit an endpoint
///
/// *Sửa địa chỉ nhận thông báo.* The endpoint's owner or an administrator; an endpoint that receives notices, its owner
/// alone (rule P04). With a new address it becomes `UNVERIFIED` again, until a test call to that address succeeds; changes
/// made in the meantime are sent afterwards.
#[utoipa::path(put, path = "/webhooks/{webhook}", responses((status = 200, description = "Edited.")))]
pub(crate) async fn edit_webhook(
    request: PutCommand<WebhookPath, NewWebhook>,
    delivery_worker: web::Data<DeliveryWorker>,
    db: Db,
) -> Result<Tagged<WebhookView>, Problem> {
    let PutCommand { actor, at, path, expected, body: edit } = request;
    let scope = WebhookScope::of(&actor)?;
    let terms = edit.terms(delivery_worker.networks())?;
    db.write(move |tx| async move {
        let webhook = tx.webhook(scope, path.webhook).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.edit(terms, &actor, at)?).await?;
        Tagged::new(webhook.revision, &WebhookView::from(webhook))
    })
    .await
}

/// Remove an endpoint
///
/// *Gỡ địa chỉ nhận thông báo.* Its owner, or the administrator. Its secrets and its log are deleted with it; the audit
/// trail keeps the record of its existence.
#[utoipa::path(delete, path = "/webhooks/{webhook}", responses((status = 204, description = "Removed.")))]
pub(crate) async fn remove_webhook(
    Caller(actor): Caller,
    path: Path<WebhookPath>,
    expected: IfMatch,
    Now(at): Now,
    db: Db,
) -> Result<NoContent, Problem> {
    let scope = WebhookScope::of(&actor)?;
    db.write(move |tx| async move {
        let webhook = tx.webhook(scope, path.0.webhook).await?;
        expected.must_be(webhook.revision)?;
        tx.remove_webhook(webhook.remove(&actor, at)?).await?;
        Ok(NoContent)
    })
    .await
}

/// Change an endpoint's secret
///
/// *Đổi khóa bí mật.* Its owner, or the administrator; of an endpoint that receives notices, its owner alone (rule P04).
/// Secret and key pair are new at once; those before sign beside them for 24 hours, so that the receiver changes over
/// without a break. Of those that leaked, change twice. The secret is shown this once, so the request takes no
/// `Idempotency-Key`.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook}/rotation",
    responses((status = 201, description = "Changed; the secret is shown this once.")),
)]
pub(crate) async fn rotate_webhook_secret(
    request: StepCommand<WebhookPath, Empty>,
    delivery_worker: web::Data<DeliveryWorker>,
    db: Db,
) -> Result<Issued<IssuedWebhookView>, Problem> {
    let StepCommand { actor, at, path, expected, .. } = request;
    let (scope, id) = (WebhookScope::of(&actor)?, path.webhook);
    let (secret, kept) = new_secret(id, delivery_worker.secret_box(), at)?;
    db.write(move |tx| async move {
        let webhook = tx.webhook(scope, id).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.rotate(kept, &actor, at)?).await?;
        Issued::new(&IssuedWebhookView { secret, webhook: webhook.into() })
    })
    .await
}

/// Test an endpoint
///
/// *Gọi thử địa chỉ nhận thông báo.* The endpoint's owner or an administrator; an endpoint that receives notices, its
/// owner alone (rule P04). Sends `webhook.test` now, once, and returns the result after 15 seconds at most. A successful
/// test makes an `UNVERIFIED` endpoint `ACTIVE`; it does not enable a disabled one. It takes no `Idempotency-Key`: sending
/// it twice tests twice. 429 while too many attempts are under way.
#[utoipa::path(post, path = "/webhooks/{webhook}/test", responses((status = 200, description = "Outcome of the attempt.")))]
pub(crate) async fn test_webhook(
    request: StepCommand<WebhookPath, Empty>,
    delivery_worker: web::Data<DeliveryWorker>,
    db: Db,
) -> Result<Untagged<WebhookDeliveryView>, Problem> {
    let StepCommand { actor, at, path, expected, .. } = request;
    let (scope, id) = (WebhookScope::of(&actor)?, path.webhook);
    let slot = delivery_worker.place_for_test(id).ok_or_else(busy)?;
    let lease = Uuid::now_v7();
    let (webhook, delivery, contents) = db
        .write(move |tx| async move {
            let webhook = tx.webhook(scope, id).await?;
            expected.must_be(webhook.revision)?;
            let webhook = tx.record_webhook(webhook.test(&actor, at)?).await?;
            let sent = Delivery::of(WebhookDeliveryId(Uuid::now_v7()), &webhook, None, test_event(at)?, at);
            tx.add_leased_delivery(&sent, lease).await?;
            let contents = webhook.shows_contents_to(&actor);
            Ok((webhook, sent, contents))
        })
        .await?;
    let sent = delivery.id;
    delivery_worker.into_inner().send_test(webhook, delivery, lease, slot).await;
    let view = db
        .read(move |tx| async move {
            let delivery = tx.delivery(id, sent).await?;
            Ok(detailed(&tx, delivery, contents).await?)
        })
        .await?;
    Untagged::new(&view)
}

fn busy() -> Problem {
    let reason = reasons::webhook_busy();
    Problem::new(Kind::TooManyRequests, reason).with_header("Retry-After", BUSY_SECONDS)
}

/// Disable an endpoint
///
/// *Tắt địa chỉ nhận thông báo.* The endpoint's owner or an administrator. Nothing is sent to it until it is enabled
/// again; an endpoint that receives notices is enabled by its owner alone.
#[utoipa::path(post, path = "/webhooks/{webhook}/suspension", responses((status = 200, description = "Disabled.")))]
pub(crate) async fn disable_webhook(
    request: StepCommand<WebhookPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<WebhookView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    let scope = WebhookScope::of(&actor)?;
    db.once(key, move |tx| async move {
        let webhook = tx.webhook(scope, path.webhook).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.disable(&body.reason, &actor, at)?).await?;
        Tagged::new(webhook.revision, &WebhookView::from(webhook))
    })
    .await
}

/// Enable an endpoint
///
/// *Bật lại địa chỉ nhận thông báo.* The endpoint's owner or an administrator, regardless of who disabled it; an endpoint
/// that receives notices, its owner alone (rule P04). Delivery resumes where it stopped: changes made in the meantime are
/// sent now.
#[utoipa::path(post, path = "/webhooks/{webhook}/restoration", responses((status = 200, description = "Enabled.")))]
pub(crate) async fn enable_webhook(
    request: StepCommand<WebhookPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<WebhookView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    let scope = WebhookScope::of(&actor)?;
    db.once(key, move |tx| async move {
        let webhook = tx.webhook(scope, path.webhook).await?;
        expected.must_be(webhook.revision)?;
        let webhook = tx.save_webhook(webhook.enable(&actor, at)?).await?;
        Tagged::new(webhook.revision, &WebhookView::from(webhook))
    })
    .await
}

/// List deliveries to an endpoint
///
/// *Nhật ký gửi.* The endpoint's owner or an administrator. Completed deliveries stay for 30 days.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook}/deliveries",
    responses((status = 200, description = "The deliveries, oldest first.")),
)]
pub(crate) async fn list_webhook_deliveries(
    Caller(actor): Caller,
    path: Path<WebhookPath>,
    Query(query): Query<WebhookDeliveryQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<WebhookDeliveryView>>, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let webhook = tx.webhook(scope, path.0.webhook).await?;
            Ok(tx.deliveries(webhook.id, query.state, page).await?)
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |delivery| delivery.id.0, WebhookDeliveryView::from))
}

/// Show a delivery
///
/// *Xem lượt gửi.* The endpoint's owner or an administrator: the content sent, and the outcome of every attempt. What an
/// endpoint for notices was sent and what it answered is shown to its owner alone (rule P04).
#[utoipa::path(
    get,
    path = "/webhooks/{webhook}/deliveries/{delivery}",
    responses((status = 200, description = "The delivery.")),
)]
pub(crate) async fn show_webhook_delivery(
    Caller(actor): Caller,
    path: Path<WebhookDeliveryPath>,
    db: Db,
) -> Result<Untagged<WebhookDeliveryView>, Problem> {
    let scope = WebhookScope::of(&actor)?;
    let view = db
        .read(move |tx| async move {
            let webhook = tx.webhook(scope, path.0.webhook).await?;
            let delivery = tx.delivery(webhook.id, path.0.delivery).await?;
            Ok(detailed(&tx, delivery, webhook.shows_contents_to(&actor)).await?)
        })
        .await?;
    Untagged::new(&view)
}

/// Send something again
///
/// *Gửi lại.* The endpoint's owner or an administrator; to an endpoint that receives notices, its owner alone (rule P04).
/// The endpoint must be active. Whatever the delivery's outcome, it is sent again now, under the same `webhook-id`, and if
/// that fails the retry schedule starts from the beginning.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook}/deliveries/{delivery}/replay",
    responses((status = 200, description = "It is sent again.")),
)]
pub(crate) async fn replay_webhook_delivery(
    request: StepCommand<WebhookDeliveryPath, Empty>,
    db: Db,
) -> Result<Once<Untagged<WebhookDeliveryView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    let scope = WebhookScope::of(&actor)?;
    db.once(key, move |tx| async move {
        let WebhookDeliveryPath { webhook, delivery } = path;
        tx.webhook(scope, webhook).await?;
        let webhook = tx.lock_webhook(webhook).await?.ok_or(Failure::NotFound)?;
        expected.must_be(webhook.revision)?;
        let delivery = tx.delivery(webhook.id, delivery).await?.again(at);
        tx.save_replay(webhook.replay(delivery.id, &actor, at)?, &delivery).await?;
        Untagged::new(&WebhookDeliveryView::from(delivery))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "webhooks":
        list_webhooks, create_webhook, show_webhook, edit_webhook, remove_webhook, rotate_webhook_secret,
        test_webhook, disable_webhook, enable_webhook, list_webhook_deliveries, show_webhook_delivery,
        replay_webhook_delivery,
    );
}
