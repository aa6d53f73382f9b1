//! Webhooks that receive the notices of a unit: for its machine client alone.

use domain::base::identity::Actor;
use domain::base::ids::WebhookDeliveryId;
use domain::base::policy::{ClientReach, ClientScope};
use domain::integration::notice::NoticeId;
use domain::integration::webhook::delivery::{Delivery, DeliveryState, SCHEDULE};
use domain::integration::webhook::{NOTICE, Webhook, WebhookFeed, WebhookTerms};
use domain::results::change::PublicChangeKind;
use uuid::Uuid;

use crate::integration::webhook::{ID, active, machine, secret, terms};
use crate::world::{administrator, now, taken, told};

/// Rule P04: notices go to a machine client that may read them, and to no endpoint that receives public changes.
#[test]
fn p04_notices_are_for_a_client_that_may_read_them() {
    let wanted =
        || WebhookTerms { feed: Some(WebhookFeed::Notices), kinds: Vec::new(), ..terms("https://portal.example/hook") };
    let register = |terms: WebhookTerms, actor: &Actor| Webhook::register(ID, terms, secret(1), 0, actor, now());
    let both = [ClientScope::WebhooksManage, ClientScope::NoticesRead];
    let client = machine(7, &both, ClientReach::Own);
    let webhook = taken(register(wanted(), &client));
    assert_eq!((webhook.feed, webhook.wants(PublicChangeKind::AwardPublished)), (WebhookFeed::Notices, false));
    for reach in [ClientReach::Every, ClientReach::Movement] {
        assert!(register(wanted(), &machine(7, &both, reach)).is_ok(), "{reach}");
    }
    assert_eq!(told(register(wanted(), &administrator())), ["not allowed: NOTICES_FOR_CLIENTS P04"]);
    let without = machine(7, &[ClientScope::WebhooksManage, ClientScope::ReportsRead], ClientReach::Every);
    assert_eq!(told(register(wanted(), &without)), ["not allowed: INSUFFICIENT_SCOPE -"]);
    let reader = machine(7, &[ClientScope::NoticesRead], ClientReach::Own);
    assert_eq!(told(register(wanted(), &reader)), ["not allowed: INSUFFICIENT_SCOPE -"]);

    // Kinds of change mean nothing there, and what an endpoint receives is never exchanged.
    let kinds = WebhookTerms { kinds: vec![PublicChangeKind::AwardRevoked], ..wanted() };
    assert_eq!(told(register(kinds, &client)), ["invalid: WEBHOOK_KINDS_UNFIT - /kinds"]);
    let public = WebhookTerms { feed: Some(WebhookFeed::PublicChanges), ..wanted() };
    assert_eq!(told(webhook.clone().edit(public, &client, now())), ["invalid: WEBHOOK_FEED_FIXED - /feed"]);
    let left_out = WebhookTerms { feed: None, ..wanted() };
    assert_eq!(taken(webhook.clone().edit(left_out, &client, now())).feed, WebhookFeed::Notices);
    assert_eq!(told(active().edit(wanted(), &administrator(), now())), ["invalid: WEBHOOK_FEED_FIXED - /feed"]);

    // A notice is sent until it is heard, as a change is; a test call once.
    let notice = NoticeId(Uuid::from_u128(3));
    let sent = Delivery::of_notice(WebhookDeliveryId(Uuid::from_u128(4)), &webhook, notice, "{}".to_owned(), now());
    assert_eq!((sent.event.as_str(), sent.notice, sent.change, sent.is_test()), (NOTICE, Some(notice), None, false));
    let missed = sent.missed(None, now());
    assert_eq!((missed.state, missed.next_attempt_at), (DeliveryState::Pending, Some(now() + SCHEDULE[1])));
}

/// Rule P04: what a unit alone is told goes where its client says, and an administrator may stop it.
#[test]
fn p04_an_endpoint_for_notices_is_directed_by_its_owner_alone() {
    let url = "https://portal.example/hook";
    let wanted = |url: &str| WebhookTerms { feed: None, kinds: Vec::new(), ..terms(url) };
    let both = [ClientScope::WebhooksManage, ClientScope::NoticesRead];
    let owner = machine(7, &both, ClientReach::Own);
    let notices = WebhookTerms { feed: Some(WebhookFeed::Notices), ..wanted(url) };
    let registered = taken(Webhook::register(ID, notices, secret(1), 0, &owner, now()));
    let verified = registered.answered_test(now()).expect("verified").into_parts().0;
    let delivery = WebhookDeliveryId(Uuid::nil());
    let admin = administrator();
    // An administrator stops a leak; that he did so is no way to start it again.
    let disabled = taken(verified.clone().disable("Nghi lộ", &admin, now()));
    let acts = |actor: &Actor| {
        [
            verified.clone().edit(wanted("https://elsewhere.example/hook"), actor, now()),
            verified.clone().edit(wanted(url), actor, now()),
            verified.clone().rotate(secret(2), actor, now()),
            verified.clone().test(actor, now()),
            verified.clone().replay(delivery, actor, now()),
            disabled.clone().enable(actor, now()),
        ]
        .map(told)
    };
    for answer in acts(&admin) {
        assert_eq!(answer, ["not allowed: WEBHOOK_NOTICES_PRIVATE P04"]);
    }
    for answer in acts(&machine(8, &both, ClientReach::Every)) {
        assert_eq!(answer, ["not allowed: WEBHOOK_NOT_YOURS -"]);
    }
    for answer in acts(&owner) {
        assert_eq!(answer, ["done"]);
    }
    assert_eq!(told(verified.clone().disable("Nghi lộ", &admin, now())), ["done"]);
    assert_eq!(told(verified.clone().remove(&admin, now())), ["done"]);

    // What was sent is shown to its owner while it may read notices, and of public changes to who manages the endpoint.
    let narrowed = machine(7, &[ClientScope::WebhooksManage], ClientReach::Own);
    let shown = |webhook: &Webhook| [&owner, &narrowed, &admin].map(|actor| webhook.shows_contents_to(actor));
    assert_eq!(shown(&verified), [true, false, false]);
    assert_eq!(shown(&active()), [true, true, true]);
}
