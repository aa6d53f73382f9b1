//! The address of the client. Behind proxies the peer of a connection is not the client but the last proxy. Forwarding
//! headers are believed only from a proxy that the operator named; from any other peer they are ignored. Only the
//! address is taken from them: no host, no scheme, no path.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{HttpRequest, web};
use ipnet::{IpNet, Ipv6Net};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED: HeaderName = HeaderName::from_static("forwarded");
/// Prefix length of one client in IPv6: a provider assigns a whole /64, which has 2⁶⁴ addresses.
const NETWORK_BITS: u8 = 64;

/// The trusted proxies.
#[derive(Debug)]
pub(crate) struct Proxies {
    trusted: Vec<IpNet>,
    /// Whether the warning that a proxy may be missing here was logged already.
    warned: AtomicBool,
}

impl Proxies {
    pub(crate) const fn new(trusted: Vec<IpNet>) -> Self {
        Self { trusted, warned: AtomicBool::new(false) }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// The address of the client whose request came through a peer.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            self.warn(peer, headers);
            return peer;
        }
        match (headers.contains_key(X_FORWARDED_FOR), headers.contains_key(FORWARDED)) {
            (false, false) => peer,
            (true, false) => self.farthest(peer, hops(headers, &X_FORWARDED_FOR, hop)),
            (false, true) => self.farthest(peer, hops(headers, &FORWARDED, element)),
            // A proxy sets one of the two headers and may pass the other one on unchanged, and it is unknown which. If
            // they disagree, the proxy's own address is used.
            (true, true) => {
                let one = self.farthest(peer, hops(headers, &X_FORWARDED_FOR, hop));
                let other = self.farthest(peer, hops(headers, &FORWARDED, element));
                if one == other { one } else { peer }
            }
        }
    }

    /// Follows the hops, nearest first, to the first that is not a trusted proxy. At an unreadable hop it stops at the
    /// proxy that wrote it.
    fn farthest(&self, peer: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>) -> IpAddr {
        let mut client = peer;
        for hop in hops {
            let Some(hop) = hop else { break };
            client = hop;
            if !self.trusts(hop) {
                break;
            }
        }
        client
    }

    /// Logs once that all clients of a proxy may be counted as one.
    fn warn(&self, peer: IpAddr, headers: &HeaderMap) {
        let Some(header) = [X_FORWARDED_FOR, FORWARDED].into_iter().find(|name| headers.contains_key(name)) else {
            return;
        };
        if self.warned.load(Ordering::Relaxed) {
            return;
        }
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                %peer,
                %header,
                "this header is not believed from this address; if it is your proxy, name it in --trusted-proxies, or all \
                 its clients share the allowance of one"
            );
        }
    }
}

/// The hops in a header, nearest first.
fn hops<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
    read: fn(&str) -> Option<IpAddr>,
) -> impl Iterator<Item = Option<IpAddr>> + 'a {
    headers.get_all(name).rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')).map(read)
}

/// Parses an address as proxies write it: bare, with a port, an IPv6 address in brackets.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// The address in an element of `Forwarded` (RFC 7239).
fn element(text: &str) -> Option<IpAddr> {
    let mut pairs = text.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| name.eq_ignore_ascii_case("for")).and_then(|(_, value)| hop(value))
}

/// The client's address, as far as it can be known.
pub(crate) fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let proxies = request.app_data::<web::Data<Proxies>>();
    Some(proxies.map_or(peer, |proxies| proxies.client(peer, request.headers())))
}

/// The network that counts as one client without a token: an IPv4 address, or the smallest IPv6 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Subnet(IpNet);

impl Subnet {
    /// The network of clients without a known address.
    pub(crate) const NOWHERE: Self = Self(IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 128)));
}

impl From<IpAddr> for Subnet {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            address @ IpAddr::V4(_) => Self(IpNet::from(address)),
            IpAddr::V6(address) => Self(IpNet::V6(Ipv6Net::new_assert(address, NETWORK_BITS).trunc())),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"));
        }
        headers
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_as_far_as_others_are_trusted() {
        let trusted = ["10.0.0.0/8", "2001:db8:ffff::/48"].map(|network| network.parse().expect("a network"));
        let proxies = Proxies::new(trusted.to_vec());
        let (xff, forwarded) = ("x-forwarded-for", "forwarded");
        for (peer, lines, client) in [
            ("203.0.113.9", vec![(xff, "198.51.100.1")], "203.0.113.9"),
            ("203.0.113.9", vec![(forwarded, "for=198.51.100.1")], "203.0.113.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec![(xff, "198.51.100.1")], "198.51.100.1"),
            ("::ffff:10.0.0.1", vec![(xff, "198.51.100.1")], "198.51.100.1"),
            // Entries to the left of the one that the proxy added come from the client itself.
            ("10.0.0.1", vec![(xff, "192.0.2.7, 198.51.100.1, 10.0.0.2")], "198.51.100.1"),
            ("10.0.0.1", vec![(xff, "192.0.2.7"), (xff, "198.51.100.1")], "198.51.100.1"),
            ("10.0.0.1", vec![(xff, "198.51.100.1:4711")], "198.51.100.1"),
            ("10.0.0.1", vec![(xff, "[2001:db8::7]:4711")], "2001:db8::7"),
            ("2001:db8:ffff::1", vec![(xff, "2001:db8::7")], "2001:db8::7"),
            ("10.0.0.1", vec![(xff, "198.51.100.1, unknown")], "10.0.0.1"),
            ("10.0.0.1", vec![(xff, "198.51.100.1, junk, 10.0.0.2")], "10.0.0.2"),
            ("10.0.0.1", vec![(xff, "")], "10.0.0.1"),
            ("10.0.0.1", vec![(xff, "10.0.0.3, 10.0.0.2")], "10.0.0.3"),
            ("10.0.0.1", vec![(forwarded, "for=192.0.2.7, For=\"[2001:db8::7]:4711\";proto=https")], "2001:db8::7"),
            ("10.0.0.1", vec![(forwarded, "proto=https;host=evil.example")], "10.0.0.1"),
            ("10.0.0.1", vec![(xff, "198.51.100.1"), (forwarded, "for=198.51.100.1")], "198.51.100.1"),
            ("10.0.0.1", vec![(xff, "198.51.100.1"), (forwarded, "for=192.0.2.7")], "10.0.0.1"),
        ] {
            let found = proxies.client(peer.parse().expect("an address"), &headers(&lines));
            assert_eq!(found, client.parse::<IpAddr>().expect("an address"), "{peer} {lines:?}");
        }
    }

    #[test]
    fn whoever_has_one_address_of_ipv6_has_its_network() {
        let subnet = |text: &str| Subnet::from(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(subnet("2001:db8:1:2::1"), subnet("2001:db8:1:2:ffff::9"));
        assert_ne!(subnet("2001:db8:1:2::1"), subnet("2001:db8:1:3::1"));
        assert_ne!(subnet("192.0.2.1"), subnet("192.0.2.2"));
        assert_eq!(subnet("192.0.2.1"), subnet("::ffff:192.0.2.1"));
    }
}
