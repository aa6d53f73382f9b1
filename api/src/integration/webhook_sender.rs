//! The HTTP client that calls webhooks: its resolver checks which addresses may be called, when the connection is made.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::integration::webhook::Webhook;
use domain::integration::webhook::delivery::{AttemptOutcome, Delivery, EXCERPT_BYTES_MAX};
use domain::integration::webhook::reach::{Host, Networks, Way};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response};

use crate::base::names::Names;
use crate::base::problem::chain;
use crate::base::rehearsal::{REHEARSAL, Rehearsal};
use crate::integration::webhook_signature::Signer;
use crate::integration::webhook_target::read;

/// Maximum time until a receiver answers, from resolving its name to the status.
pub(crate) const DEADLINE: Duration = Duration::from_secs(15);

/// Maximum time for the beginning of the answer's body after that.
pub(crate) const EXCERPT_DEADLINE: Duration = Duration::from_secs(2);

/// Maximum number of bytes of an answer that are read.
pub(crate) const ANSWER_BYTES_MAX: usize = 16 << 10;

/// Maximum length of the reason why an attempt failed.
pub(crate) const REASON_CHARS_MAX: usize = 300;

/// `User-Agent` of every attempt.
pub(crate) const AGENT: &str = concat!("thidua-webhooks/", env!("CARGO_PKG_VERSION"));

/// The beginning of an answer, as text that both databases can store and a terminal can show.
pub(crate) fn printable(excerpt: &[u8]) -> String {
    let text = String::from_utf8_lossy(excerpt);
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter }).collect()
}

/// Outcome of an attempt.
pub(crate) struct Ended {
    pub(crate) outcome: AttemptOutcome,
    pub(crate) status: Option<u16>,
    pub(crate) excerpt: Vec<u8>,
    pub(crate) reason: String,
    /// How long the receiver asked the service to wait.
    pub(crate) asked: Option<TimeDelta>,
}

impl Ended {
    pub(crate) fn failed(outcome: AttemptOutcome, reason: &str) -> Self {
        let reason = reason.chars().filter(|letter| !letter.is_control()).take(REASON_CHARS_MAX).collect();
        Self { outcome, status: None, excerpt: Vec::new(), reason, asked: None }
    }
}

/// Sends requests to admitted addresses only.
pub(crate) struct Sender {
    pub(crate) networks: Networks,
    /// The clients for public addresses and for the operator's own networks, or why there is none.
    pub(crate) public: Result<Client, String>,
    pub(crate) own: Result<Client, String>,
    /// Whether what is sent is a rehearsal's, which each call says.
    pub(crate) rehearsal: Rehearsal,
}

impl Sender {
    pub(crate) fn new(networks: Networks, names: Option<&Names>, rehearsal: Rehearsal) -> Self {
        let client = |way: Way| {
            let resolver = GuardedResolver { way, networks: networks.clone(), names: names.cloned() };
            Client::builder()
                .user_agent(AGENT)
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .http1_only()
                // A new connection for each attempt, so that the address is checked every time.
                .pool_max_idle_per_host(0)
                .dns_resolver(resolver)
                .build()
                .map_err(|error| chain(&error))
        };
        let (public, own) = (client(Way::Public), client(Way::Own));
        if let Err(cause) = &public {
            tracing::warn!(%cause, "webhooks cannot be sent; does the system have root certificates (ca-certificates)?");
        }
        Self { networks, public, own, rehearsal }
    }

    pub(crate) async fn send(
        &self,
        endpoint: &Webhook,
        delivery: &Delivery,
        signer: &Signer,
        at: DateTime<Utc>,
    ) -> Ended {
        let Some(written) = read(endpoint.target.as_str()) else {
            return Ended::failed(AttemptOutcome::Unreachable, "the address cannot be read");
        };
        let way = written.way();
        // The resolver checks the addresses of a name; it is not asked for an address without a name.
        if let Host::Address(address) = written.host
            && !self.networks.admit(way, address)
        {
            return Ended::failed(AttemptOutcome::Forbidden, &Barred { name: address.to_string() }.to_string());
        }
        let client = match way {
            Way::Public => &self.public,
            Way::Own => &self.own,
        };
        let client = match client {
            Ok(client) => client,
            Err(cause) => return Ended::failed(AttemptOutcome::Unreachable, cause),
        };
        let (id, timestamp) = (delivery.id.to_string(), at.timestamp().to_string());
        let request = client
            .post(&written.text)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-signature", signer.sign(&id, &timestamp, &delivery.payload))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .body(delivery.payload.clone());
        let request = if self.rehearsal.0 { request.header(REHEARSAL.as_str(), "?1") } else { request };
        match tokio::time::timeout(DEADLINE, request.send()).await {
            Err(_elapsed) => {
                let reason = format!("no answer within {} seconds", DEADLINE.as_secs());
                Ended::failed(AttemptOutcome::TimedOut, &reason)
            }
            Ok(Err(error)) => {
                let error = error.without_url();
                let barred = barred(&error);
                let outcome = if barred.is_some() { AttemptOutcome::Forbidden } else { AttemptOutcome::Unreachable };
                Ended::failed(outcome, &barred.unwrap_or_else(|| chain(&error)))
            }
            Ok(Ok(answer)) => answered(answer).await,
        }
    }
}

/// The result of a receiver's answer: the status decides, and only the beginning of the body is read.
pub(crate) async fn answered(mut answer: Response) -> Ended {
    let status = answer.status();
    let asked = answer.headers().get(RETRY_AFTER).and_then(|header| header.to_str().ok()?.trim().parse::<u32>().ok());
    let (mut read, mut excerpt) = (0_usize, Vec::new());
    let reading = async {
        while let Ok(Some(chunk)) = answer.chunk().await {
            let room = EXCERPT_BYTES_MAX.saturating_sub(excerpt.len());
            excerpt.extend(chunk.iter().take(room));
            read = read.saturating_add(chunk.len());
            if ANSWER_BYTES_MAX <= read {
                break;
            }
        }
    };
    // A late rest of the body is not waited for; dropping the answer closes the connection.
    let _late = tokio::time::timeout(EXCERPT_DEADLINE, reading).await;
    let (outcome, reason) = match (status.is_success(), status.is_redirection()) {
        (true, _) => (AttemptOutcome::Delivered, String::new()),
        (false, true) => {
            (AttemptOutcome::Rejected, format!("answered {}; redirects are not followed", status.as_u16()))
        }
        (false, false) => (AttemptOutcome::Rejected, format!("answered {}", status.as_u16())),
    };
    let asked = asked.filter(|_| !status.is_success()).map(|seconds| TimeDelta::seconds(i64::from(seconds)));
    Ended { outcome, status: Some(status.as_u16()), excerpt, reason, asked }
}

/// No address of the name may be called.
#[derive(Debug, thiserror::Error)]
#[error("{name} has no address that webhooks are sent to: it is not public, nor in a network that the operator named")]
pub(crate) struct Barred {
    name: String,
}

/// The message of the resolver, if it refused the name.
pub(crate) fn barred(error: &reqwest::Error) -> Option<String> {
    let first: &(dyn std::error::Error + 'static) = error;
    let mut sources = std::iter::successors(Some(first), |error| error.source());
    sources.find_map(|error| error.downcast_ref::<Barred>()).map(ToString::to_string)
}

/// Resolves a name, and admits only the addresses that may be called: the connection is made to one of these and to no
/// other, so that a name that changes between check and connection (DNS rebinding) gains nothing.
#[derive(Clone)]
pub(crate) struct GuardedResolver {
    way: Way,
    networks: Networks,
    names: Option<Names>,
}

impl GuardedResolver {
    async fn find(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        match &self.names {
            Some(names) => names.ask(name).ok_or_else(|| std::io::Error::other("there is no such name")),
            None => Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()),
        }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, name) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let found = resolver.find(&name).await?;
            let admitted: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| resolver.networks.admit(resolver.way, *address))
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if admitted.is_empty() {
                return Err(Barred { name }.into());
            }
            let addresses: Addrs = Box::new(admitted.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    fn resolver(way: Way, own: &[&str], names: &Names) -> GuardedResolver {
        let networks = Networks::new(own.iter().map(|network| network.parse().expect(network)).collect());
        GuardedResolver { way, networks, names: Some(names.clone()) }
    }

    async fn opens(resolver: &GuardedResolver, name: &str) -> Result<Vec<String>, String> {
        let found = resolver.resolve(name.parse().expect("a name")).await.map_err(|error| error.to_string())?;
        Ok(found.map(|found| found.ip().to_string()).collect())
    }

    /// Hazard T23: a name that is public when it is checked and internal when it is called.
    #[tokio::test]
    async fn a_name_that_changes_between_two_calls_gains_nothing() {
        let names = Names::default();
        names.set("flips.example", &[&[address("93.184.216.34")], &[address("127.0.0.2")]]);
        let public = resolver(Way::Public, &[], &names);
        assert_eq!(opens(&public, "flips.example").await, Ok(vec!["93.184.216.34".to_owned()]));
        let refused = opens(&public, "flips.example").await.expect_err("it leads home now");
        assert!(refused.starts_with("flips.example has no address"), "{refused}");
        assert!(!refused.contains("127.0.0.2"), "what a name has inside is nobody's business: {refused}");
    }

    #[tokio::test]
    async fn of_many_addresses_only_those_are_called_that_may_be() {
        let names = Names::default();
        let mixed: Vec<IpAddr> =
            ["10.0.0.5", "93.184.216.34", "::1", "169.254.169.254", "::ffff:10.0.0.5", "2606:4700::1111"]
                .map(address)
                .to_vec();
        names.set("mixed.example", &[&mixed]);
        names.set("inside.example", &[&[address("10.0.0.5"), address("fd00::1")]]);
        let public = resolver(Way::Public, &[], &names);
        let expected = vec!["93.184.216.34".to_owned(), "2606:4700::1111".to_owned()];
        assert_eq!(opens(&public, "mixed.example").await, Ok(expected));
        assert!(opens(&public, "inside.example").await.is_err());
        assert!(opens(&public, "nowhere.example").await.is_err());
        // Plain HTTP and other ports are for the operator's own networks only.
        let own = resolver(Way::Own, &["10.0.0.0/8"], &names);
        assert_eq!(opens(&own, "mixed.example").await, Ok(vec!["10.0.0.5".to_owned()]));
        assert_eq!(opens(&own, "inside.example").await, Ok(vec!["10.0.0.5".to_owned()]));
        let none = resolver(Way::Own, &[], &names);
        assert!(opens(&none, "mixed.example").await.is_err());
    }

    #[test]
    fn an_excerpt_can_be_kept_and_shown() {
        assert_eq!(printable(b"ok\0\x1b[31m\n\xff"), "ok  [31m\n\u{fffd}");
    }
}
