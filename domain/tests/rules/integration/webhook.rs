//! Webhooks: which addresses may be called, who manages an endpoint, what it receives when, and until when it is tried.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::client::{Client, ClientSecret, ClientTerms};
use domain::base::event::{Event, EventKind};
use domain::base::identity::Actor;
use domain::base::ids::{
    ClientId, ClientSecretId, PublicChangeId, WebhookAttemptId, WebhookDeliveryId, WebhookId, WebhookSecretId,
};
use domain::base::policy::{ClientReach, ClientScope};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::integration::webhook::delivery::{Attempt, AttemptOutcome, Delivery, DeliveryState, SCHEDULE, WAIT_MAX};
use domain::integration::webhook::reach::{Host, Networks, Target, Way, Written, may_reach};
use domain::integration::webhook::{
    DisabledCause, FAILING_MAX, OVERLAP, TEST, WEBHOOKS_MAX, Webhook, WebhookScope, WebhookSecret, WebhookSigning,
    WebhookState, WebhookTerms, event_type,
};
use domain::results::change::PublicChangeKind;
use ipnet::IpNet;
use uuid::Uuid;

use crate::base::contract::contract;
use crate::world::{CAMPAIGN, UNIT, administrator, admitted, day, now, taken, told};

pub(crate) const ID: WebhookId = WebhookId(Uuid::from_u128(0x3eb));

fn networks(list: &[&str]) -> Networks {
    Networks::new(list.iter().map(|text| text.parse::<IpNet>().expect(text)).collect())
}

pub(crate) fn secret(number: u128) -> WebhookSecret {
    WebhookSecret {
        id: WebhookSecretId(Uuid::from_u128(number)),
        sealed: "c2VhbGVk".to_owned(),
        sealed_under: "0f0f".to_owned(),
        public_key: format!("whpk_{number}"),
        created_at: now(),
        until: None,
    }
}

pub(crate) fn terms(url: &str) -> WebhookTerms {
    WebhookTerms {
        name: " Cổng  tỉnh ".to_owned(),
        target: Target::stored(url.to_owned()),
        feed: None,
        kinds: vec![PublicChangeKind::AwardRevoked, PublicChangeKind::AwardPublished, PublicChangeKind::AwardRevoked],
        signing: WebhookSigning::Both,
    }
}

fn registered() -> Webhook {
    taken(Webhook::register(ID, terms("https://portal.example/hook"), secret(1), 0, &administrator(), now()))
}

pub(crate) fn active() -> Webhook {
    registered().answered_test(now()).expect("verified").into_parts().0
}

pub(crate) fn machine(number: u128, scopes: &[ClientScope], reach: ClientReach) -> Actor {
    let terms = ClientTerms {
        name: "LGSP".to_owned(),
        organisation: UNIT,
        scopes: scopes.to_vec(),
        reach,
        movements: if reach == ClientReach::Movement { vec![CAMPAIGN] } else { Vec::new() },
        expires_on: day(2025, 11, 20),
        api_version: None,
    };
    let id = ClientSecretId(Uuid::from_u128(number));
    let secret =
        ClientSecret { id, digest: String::new(), last_four: String::new(), created_at: now(), revoked_at: None };
    let id_of_client = ClientId(Uuid::from_u128(number));
    let client = taken(Client::register(id_of_client, terms, secret, &contract(), &administrator(), now()));
    client.actor(id, ClientScope::ALL, now()).expect("may ask")
}

/// Hazard T23: the whole table of addresses, with each notation.
#[test]
fn only_what_is_plainly_public_is_reached() {
    let reached = |text: &str| may_reach(text.parse::<IpAddr>().expect(text));
    for public in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "203.113.131.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:200::1",
        "2400:cb00::1",
        "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ] {
        assert!(reached(public), "{public} is public");
    }
    for hidden in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::2",
        "::127.0.0.1",
        "::10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.1.2.3",
        "::ffff:0:127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:0:808:808::f5ff:fffe",
        "2001:0:a00:1::f7f7:f7f7",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2002:a9fe:a9fe::1",
        "2606:4700::5efe:10.0.0.1",
        "2606:4700::200:5efe:127.0.0.1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "febf::1",
        "ff02::1",
        "ffff::1",
    ] {
        assert!(!reached(hidden), "{hidden} is not public");
    }
    // Teredo embeds a server's address and a client's with all bits inverted: both count.
    assert!(reached("2001:0:808:808::f7f7:f7f7"));
    // Every address that embeds an IPv4 address is judged as that one.
    for address in (0..=u32::MAX).step_by(65_521).map(std::net::Ipv4Addr::from_bits) {
        let [a, b, c, d] = address.octets();
        let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let plain = may_reach(IpAddr::V4(address));
        for dressed in [
            format!("::ffff:{address}"),
            format!("::{address}"),
            format!("64:ff9b::{address}"),
            format!("2002:{high:x}:{low:x}::1"),
            format!("2a00::5efe:{address}"),
        ] {
            assert_eq!(reached(&dressed), plain, "{dressed}");
        }
    }
}

#[test]
fn an_operators_network_is_an_address_and_its_bits() {
    for (network, inside, outside) in [
        ("10.0.0.0/8", "10.255.1.2", "11.0.0.1"),
        ("10.9.8.7/8", "10.0.0.1", "9.255.255.255"),
        ("127.0.0.1/32", "127.0.0.1", "127.0.0.2"),
        ("172.16.0.0/12", "172.31.255.255", "172.32.0.0"),
        ("fd00:1::/32", "fd00:1:ffff::1", "fd00:2::1"),
        ("::1/128", "::1", "::2"),
        ("0.0.0.0/0", "1.2.3.4", "::1"),
        ("::/0", "fe80::1", "1.2.3.4"),
    ] {
        let networks = networks(&[network]);
        let held = |text: &str| networks.hold(text.parse().expect(text));
        assert!(held(inside) && !held(outside), "{network}");
    }
    // An IPv6 address that embeds an address of the network is not itself an address of the network.
    assert!(!networks(&["127.0.0.0/8"]).admit(Way::Public, "::ffff:127.0.0.1".parse().expect("an address")));
    for text in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "portal/24", "::/129", "1.2.3.4/"] {
        assert!(text.parse::<IpNet>().is_err(), "{text}");
    }
    let own = networks(&["10.1.0.0/16"]);
    for (way, address, admitted) in [
        (Way::Public, "8.8.8.8", true),
        (Way::Public, "10.1.2.3", true),
        (Way::Public, "10.2.2.3", false),
        (Way::Own, "8.8.8.8", false),
        (Way::Own, "10.1.2.3", true),
    ] {
        assert_eq!(own.admit(way, address.parse().expect(address)), admitted, "{way:?} {address}");
    }
}

fn written(host: &str) -> Written {
    let host = host.parse().map_or_else(|_no_address| Host::Name(host.to_owned()), Host::Address);
    Written {
        text: "https://portal.example/hook".to_owned(),
        https: true,
        host,
        port: 443,
        names_user: false,
        has_fragment: false,
    }
}

fn judged(written: &Written, networks: &Networks) -> Vec<String> {
    told(Target::of(written, networks).map_err(Refusal::Invalid))
}

/// Hazard T23.
#[test]
fn an_endpoint_is_public_and_https_unless_the_operator_named_its_network() {
    let (none, own) = (Networks::default(), networks(&["10.1.0.0/16", "127.0.0.1/32"]));
    let refused =
        |codes: &[&str]| -> Vec<String> { codes.iter().map(|code| format!("invalid: {code} - /url")).collect() };
    let done = vec!["done".to_owned()];
    assert_eq!(judged(&written("portal.example"), &none), done);
    assert_eq!(judged(&written("8.8.8.8"), &none), done);
    for hidden in
        ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:169.254.169.254", "localhost", "a.localhost."]
    {
        assert_eq!(judged(&written(hidden), &none), refused(&["URL_ADDRESS_REFUSED"]), "{hidden}");
    }
    for inside in ["127.0.0.1", "10.1.2.3", "localhost"] {
        assert_eq!(judged(&written(inside), &own), done, "{inside}");
        let plain = Written { https: false, port: 8_080, ..written(inside) };
        assert_eq!((judged(&plain, &own), plain.way()), (done.clone(), Way::Own), "{inside}");
    }
    for outside in ["127.0.0.2", "10.2.0.1", "::1"] {
        assert_eq!(judged(&written(outside), &own), refused(&["URL_ADDRESS_REFUSED"]), "{outside}");
    }
    let plain = |host: &str| Written { https: false, port: 80, ..written(host) };
    assert_eq!(judged(&plain("portal.example"), &none), refused(&["URL_SCHEME_REFUSED"]));
    assert_eq!(judged(&plain("8.8.8.8"), &own), refused(&["URL_SCHEME_REFUSED"]), "it is known not to be inside");
    assert_eq!(judged(&plain("portal.example"), &own), done, "a name is judged when it is called");
    assert_eq!(plain("portal.example").way(), Way::Own, "and then by the networks alone");
    let port = |host: &str| Written { port: 8_443, ..written(host) };
    assert_eq!(judged(&port("portal.example"), &none), refused(&["URL_PORT_REFUSED"]));
    assert_eq!(judged(&port("8.8.8.8"), &own), refused(&["URL_PORT_REFUSED"]));
    assert_eq!(written("portal.example").way(), Way::Public);
    let worst = Written {
        text: "x".repeat(2_001),
        https: false,
        port: 22,
        names_user: true,
        has_fragment: true,
        ..written("127.0.0.1")
    };
    assert_eq!(
        judged(&worst, &none),
        refused(&[
            "URL_TOO_LONG",
            "URL_USER_REFUSED",
            "URL_FRAGMENT_REFUSED",
            "URL_SCHEME_REFUSED",
            "URL_ADDRESS_REFUSED"
        ])
    );
}

#[test]
fn endpoints_belong_to_the_administrator_and_to_clients_with_the_scope() {
    let url = "https://portal.example/hook";
    assert_eq!(admitted(|actor| Webhook::register(ID, terms(url), secret(1), 0, actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| registered().edit(terms(url), actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| registered().rotate(secret(2), actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| registered().disable("Bảo trì", actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| registered().remove(actor, now())), ["Quản"]);
    assert_eq!(admitted(|actor| registered().test(actor, now())), ["Quản"]);
    let delivery = WebhookDeliveryId(Uuid::nil());
    assert_eq!(admitted(|actor| active().replay(delivery, actor, now())), ["Quản"]);
    let disabled = || taken(active().disable("", &administrator(), now()));
    assert_eq!(admitted(|actor| disabled().enable(actor, now())), ["Quản"]);
    assert_eq!(admitted(WebhookScope::of), ["Quản"]);

    // A client manages its own endpoints, regardless of the reach of its scopes.
    for reach in ClientReach::ALL {
        let (one, other) = (1, 2);
        let one = machine(one, &[ClientScope::WebhooksManage], *reach);
        let other = machine(other, &[ClientScope::WebhooksManage], *reach);
        assert_eq!(WebhookScope::of(&one), Ok(WebhookScope::Own(one.account)), "{reach}");
        let step = Webhook::register(ID, terms(url), secret(1), 0, &one, now()).expect("open");
        let (webhook, Event { author, organisation, .. }) = step.into_parts();
        assert_eq!((webhook.owner, organisation), (one.account, Some(UNIT)));
        assert_eq!(author.client.map(|(_, scope)| scope), Some(ClientScope::WebhooksManage));
        assert_eq!(told(webhook.clone().remove(&other, now())), ["not allowed: WEBHOOK_NOT_YOURS -"]);
        assert_eq!(told(webhook.clone().remove(&one, now())), ["done"]);
        assert_eq!(told(webhook.remove(&administrator(), now())), ["done"]);
    }
    assert_eq!(WebhookScope::of(&administrator()), Ok(WebhookScope::Everybody));
    let reader = machine(3, &[ClientScope::ReportsRead], ClientReach::Every);
    assert_eq!(told(WebhookScope::of(&reader)), ["not allowed: INSUFFICIENT_SCOPE -"]);
}

/// Rule L44: the name is tidied, and a duplicate kind is kept once.
#[test]
fn l44_an_endpoint_has_a_name_and_a_number_of_neighbours() {
    let register = |name: &str, present: usize| {
        let terms = WebhookTerms { name: name.to_owned(), ..terms("https://portal.example/hook") };
        Webhook::register(ID, terms, secret(1), present, &administrator(), now())
    };
    assert_eq!(told(register(" \t", 0)), ["invalid: TEXT_EMPTY - /name"]);
    assert_eq!(told(register("Cổng", WEBHOOKS_MAX - 1)), ["done"]);
    assert_eq!(told(register("Cổng", WEBHOOKS_MAX)), ["taken: WEBHOOKS_TOO_MANY -"]);
    let webhook = registered();
    assert_eq!(webhook.name, "Cổng tỉnh");
    assert_eq!(webhook.kinds, [PublicChangeKind::AwardPublished, PublicChangeKind::AwardRevoked]);
    assert!(webhook.wants(PublicChangeKind::AwardRevoked) && !webhook.wants(PublicChangeKind::UnitAdded));
    let every = Webhook { kinds: Vec::new(), ..webhook };
    assert!(PublicChangeKind::ALL.iter().all(|kind| every.wants(*kind)));
}

#[test]
fn an_endpoint_is_told_nothing_before_it_answered_at_its_address() {
    let me = administrator();
    assert_eq!(registered().state, WebhookState::Unverified);
    let webhook = active();
    assert_eq!((webhook.state, webhook.verified_at), (WebhookState::Active, Some(now())));
    assert!(webhook.answered_test(now()).is_none(), "once is enough");
    let renamed = WebhookTerms { name: "Cổng mới".to_owned(), ..terms("https://portal.example/hook") };
    assert_eq!(taken(webhook.clone().edit(renamed, &me, now())).state, WebhookState::Active);
    let moved = taken(webhook.edit(terms("https://elsewhere.example/hook"), &me, now()));
    assert_eq!((moved.state, moved.verified_at), (WebhookState::Unverified, None));

    // If the address changed while it was disabled, it is verified at the new address before it receives anything.
    let disabled = taken(active().disable(" Bảo  trì ", &me, now()));
    assert_eq!((disabled.state, disabled.cause), (WebhookState::Disabled, Some(DisabledCause::Requested)));
    assert_eq!(told(disabled.clone().disable("", &me, now())), ["wrong state: WEBHOOK_DISABLED -"]);
    let replay = disabled.clone().replay(WebhookDeliveryId(Uuid::nil()), &me, now());
    assert_eq!(told(replay), ["wrong state: WEBHOOK_NOT_ACTIVE -"]);
    assert_eq!(taken(disabled.clone().enable(&me, now())).state, WebhookState::Active);
    let moved = taken(disabled.edit(terms("https://elsewhere.example/hook"), &me, now()));
    assert_eq!(moved.state, WebhookState::Disabled);
    assert_eq!(taken(moved.clone().enable(&me, now())).state, WebhookState::Unverified);
    let answered = moved.answered_test(now()).expect("verified").into_parts().0;
    assert_eq!(answered.state, WebhookState::Disabled, "a test call enables nobody");
    assert_eq!(taken(answered.enable(&me, now())).state, WebhookState::Active);
    assert_eq!(told(active().enable(&me, now())), ["wrong state: WEBHOOK_NOT_DISABLED -"]);
}

#[test]
fn an_endpoint_that_is_gone_or_fails_for_five_days_is_disabled() {
    let failing = |since: Option<DateTime<Utc>>| Webhook { failing_since: since, ..active() };
    let five = now() + FAILING_MAX;
    assert_eq!(FAILING_MAX, TimeDelta::days(5));
    assert!(failing(None).failed(false, five).is_none(), "the first failure");
    assert!(failing(Some(now())).failed(false, five - TimeDelta::seconds(1)).is_none());
    let cause = |step: Option<Step<Webhook>>| {
        let (webhook, event) = step.expect("disabled").into_parts();
        assert_eq!((webhook.state, event.kind), (WebhookState::Disabled, EventKind::WebhookDisabled));
        assert_eq!((event.author.name.as_str(), event.author.account), ("webhooks", None));
        webhook.cause
    };
    assert_eq!(cause(failing(Some(now())).failed(false, five)), Some(DisabledCause::Failing));
    assert_eq!(cause(failing(None).failed(true, now())), Some(DisabledCause::Gone));
    assert!(registered().failed(true, five).is_none(), "it is told nothing yet");
    let enabled =
        taken(failing(Some(now())).failed(true, five).expect("disabled").into_parts().0.enable(&administrator(), five));
    assert_eq!((enabled.failing_since, enabled.cause), (None, None), "it begins anew");
}

#[test]
fn a_new_secret_signs_at_once_and_the_one_before_for_a_day() {
    let me = administrator();
    let signing = |webhook: &Webhook, at: DateTime<Utc>| -> Vec<u128> {
        webhook.signing_secrets(at).map(|secret| secret.id.0.as_u128()).collect()
    };
    assert_eq!(signing(&registered(), now()), [1]);
    let rotated = taken(registered().rotate(secret(2), &me, now()));
    assert_eq!(OVERLAP, TimeDelta::hours(24));
    assert_eq!(signing(&rotated, now() + OVERLAP - TimeDelta::seconds(1)), [2, 1]);
    assert_eq!(signing(&rotated, now() + OVERLAP), [2]);
    let again = taken(rotated.rotate(secret(3), &me, now()));
    assert_eq!(signing(&again, now()), [3, 2], "a secret that leaked is gone with the second rotation");
}

/// Rule L37: the audit trail holds only the identifier of a secret.
#[test]
fn l37_what_happens_to_an_endpoint_is_in_the_trail() {
    let me = administrator();
    let moved = WebhookTerms { kinds: Vec::new(), ..terms("https://elsewhere.example/hook") };
    let trail = [
        Webhook::register(ID, terms("https://portal.example/hook"), secret(1), 0, &me, now()),
        Ok(registered().answered_test(now()).expect("verified")),
        active().edit(moved, &me, now()),
        active().rotate(secret(2), &me, now()),
        active().test(&me, now()),
        active().replay(WebhookDeliveryId(Uuid::from_u128(7)), &me, now()),
        active().disable(" Bảo  trì ", &me, now()),
        taken(active().disable("", &me, now())).enable(&me, now()),
        active().remove(&me, now()),
    ];
    let lines: Vec<String> = trail
        .into_iter()
        .map(|step| {
            let event = step.expect("open").into_parts().1;
            assert_eq!(event.object, ID.0);
            let text = format!("{event:?}");
            assert!(!text.contains(&secret(1).sealed), "{text}");
            let Event { kind, author, from, to, reason, changes, .. } = event;
            let (from, to) = (from.unwrap_or("-"), to.unwrap_or("-"));
            let fields: Vec<String> = changes.into_iter().map(|change| change.field).collect();
            let reason = reason.unwrap_or_default();
            format!("{kind}: {}: {from} -> {to} {} {reason}", author.name, fields.join(",")).trim_end().to_owned()
        })
        .collect();
    assert_eq!(
        lines,
        [
            "WEBHOOK_REGISTERED: Quản: - -> UNVERIFIED name,url,feed,kinds,signing",
            "WEBHOOK_VERIFIED: webhooks: UNVERIFIED -> ACTIVE",
            "WEBHOOK_EDITED: Quản: ACTIVE -> UNVERIFIED url,kinds",
            "WEBHOOK_SECRET_ROTATED: Quản: - -> - secret",
            "WEBHOOK_TESTED: Quản: - -> -",
            "WEBHOOK_REPLAYED: Quản: - -> - delivery",
            "WEBHOOK_DISABLED: Quản: ACTIVE -> DISABLED cause Bảo trì",
            "WEBHOOK_ENABLED: Quản: DISABLED -> ACTIVE",
            "WEBHOOK_REMOVED: Quản: ACTIVE -> REMOVED url",
        ]
    );
}

fn delivery(about: Option<PublicChangeKind>) -> Delivery {
    let about = about.map(|kind| (PublicChangeId(Uuid::from_u128(4)), kind));
    Delivery::of(WebhookDeliveryId(Uuid::from_u128(5)), &active(), about, "{}".to_owned(), now())
}

/// The published schedule, to its end.
#[test]
fn a_delivery_is_tried_ten_times_in_three_days_under_one_name() {
    let hours = |delta: TimeDelta| {
        format!("{:02}:{:02}:{:02}", delta.num_hours(), delta.num_minutes() % 60, delta.num_seconds() % 60)
    };
    let (mut at, mut walked) = (now(), vec![hours(TimeDelta::zero())]);
    let mut sent = delivery(Some(PublicChangeKind::AwardRevoked));
    assert_eq!((sent.event.as_str(), sent.next_attempt_at), ("award.revoked", Some(now())));
    while sent.state == DeliveryState::Pending {
        sent = sent.missed(None, at);
        if let Some(next) = sent.next_attempt_at {
            at = next;
            walked.push(hours(at - now()));
        }
    }
    assert_eq!(
        walked,
        [
            "00:00:00", "00:00:05", "00:05:05", "00:35:05", "02:35:05", "07:35:05", "17:35:05", "31:35:05", "51:35:05",
            "75:35:05"
        ]
    );
    assert_eq!((sent.state, sent.attempts, sent.next_attempt_at), (DeliveryState::Failed, 10, None));
    assert_eq!(SCHEDULE.len(), 10);
    let again = sent.clone().again(at);
    assert_eq!((again.id, again.state, again.tried), (sent.id, DeliveryState::Pending, 0));
    let done = again.delivered();
    assert_eq!(
        (done.id, done.state, done.attempts, done.next_attempt_at),
        (sent.id, DeliveryState::Delivered, 11, None)
    );
}

#[test]
fn a_receiver_may_ask_for_more_time_and_never_for_less() {
    let next = |asked: Option<TimeDelta>| {
        delivery(Some(PublicChangeKind::UnitAdded)).missed(asked, now()).next_attempt_at.map(|next| next - now())
    };
    assert_eq!(next(None), Some(TimeDelta::seconds(5)));
    assert_eq!(next(Some(TimeDelta::seconds(1))), Some(TimeDelta::seconds(5)));
    assert_eq!(next(Some(TimeDelta::seconds(90))), Some(TimeDelta::seconds(90)));
    assert_eq!(next(Some(TimeDelta::days(900))), Some(WAIT_MAX));
}

#[test]
fn a_test_call_is_made_once() {
    let test = delivery(None);
    assert_eq!((test.event.as_str(), test.is_test()), (TEST, true));
    let missed = test.clone().missed(Some(TimeDelta::seconds(9)), now());
    assert_eq!((missed.state, missed.attempts, missed.next_attempt_at), (DeliveryState::Failed, 1, None));
    assert_eq!(test.delivered().state, DeliveryState::Delivered);
}

#[test]
fn a_status_says_whether_it_is_over() {
    let attempt = |outcome: AttemptOutcome, status: Option<u16>| Attempt {
        id: WebhookAttemptId(Uuid::nil()),
        at: now(),
        outcome,
        status,
        millis: 1,
        excerpt: String::new(),
        reason: String::new(),
    };
    assert!(attempt(AttemptOutcome::Delivered, Some(204)).succeeded());
    assert!(attempt(AttemptOutcome::Rejected, Some(410)).gone());
    assert!(!attempt(AttemptOutcome::Rejected, Some(404)).gone());
    assert!(!attempt(AttemptOutcome::TimedOut, None).succeeded());
}

/// Standard Webhooks: small letters, digits and underscores, separated by dots; one type for each kind.
#[test]
fn every_kind_of_change_has_a_type_of_its_own() {
    let mut types: Vec<&str> = PublicChangeKind::ALL.iter().map(|kind| event_type(*kind)).collect();
    for one in &types {
        assert!(one.split('.').count() == 2 && !one.starts_with('.') && !one.ends_with('.'), "{one}");
        assert!(one.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'.'), "{one}");
    }
    types.push(TEST);
    types.sort_unstable();
    types.dedup();
    assert_eq!(types.len(), PublicChangeKind::ALL.len() + 1);
}
