//! Which addresses may be called (SSRF protection). The service calls endpoints from a network with hosts that the
//! public cannot reach, so it calls only public addresses, in any notation, unless the operator configured the network.
//!
//! A host name is not judged: its addresses are checked by the same table at every connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use crate::base::reason::Reason;
use crate::base::refusal::{Violation, Violations};
use crate::base::wording;
use crate::integration::reasons;

/// Maximum number of characters of an endpoint's address.
pub const URL_CHARS_MAX: usize = 2_000;
/// The port of https.
const HTTPS_PORT: u16 = 443;
/// The JSON pointer of an endpoint's address.
const FIELD: &str = "/url";

/// Whether an address is public. IPv6 addresses that embed an IPv4 address (mapped, compatible, translated, 6to4,
/// Teredo, ISATAP) are judged by the embedded address.
#[must_use]
pub fn may_reach(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Excluded: this network, private (RFC 1918), shared (100.64.0.0/10), loopback, link-local (cloud metadata among
/// them), protocol assignments, documentation, the 6to4 relay, benchmarks, multicast, reserved and broadcast; and the
/// one public address at which a cloud serves metadata.
const fn is_public(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
            | [224..=255, ..]
            | [168, 63, 129, 16]
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let carries = |high: u16, low: u16| is_public(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)));
    match address.segments() {
        // Mapped, translated (RFC 2765), NAT64; and compatible, which includes `::` and `::1`.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0, 0, 0, 0, 0, 0, high, low]
        // 6to4.
        | [0x2002, high, low, ..] => carries(high, low),
        // Teredo: the server's address, and the client's with all bits inverted.
        [0x2001, 0, server_high, server_low, _, _, high, low] => carries(server_high, server_low) && carries(!high, !low),
        // ISATAP, under any prefix.
        [.., 0 | 0x0200, 0x5efe, high, low] => is_global(address) && carries(high, low),
        _ => is_global(address),
    }
}

/// Global unicast (`2000::/3`) without protocol assignments and documentation. Everything else, such as loopback,
/// unique local, link-local, site-local, multicast and unassigned addresses, is excluded.
const fn is_global(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

/// The operator's own networks; in them, private addresses, plain http and other ports are allowed, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Makes the list of networks.
    #[must_use]
    pub const fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether an address lies within one of them.
    #[must_use]
    pub fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether an address may be called in a way.
    #[must_use]
    pub fn admit(&self, way: Way, address: IpAddr) -> bool {
        match way {
            Way::Public => may_reach(address) || self.hold(address),
            Way::Own => self.hold(address),
        }
    }
}

/// How an address is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By https at port 443: public addresses, or the operator's own.
    Public,
    /// By plain http or at another port: the operator's own addresses only.
    Own,
}

/// The host in an address, after normalisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A name; its addresses are checked at every connection.
    Name(String),
    /// An IP address.
    Address(IpAddr),
}

/// The parts of an address that the checks need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The whole address, normalised.
    pub text: String,
    /// Whether the scheme is https; otherwise it is http.
    pub https: bool,
    /// The host.
    pub host: Host,
    /// The port.
    pub port: u16,
    /// Whether it holds a user name or a password.
    pub names_user: bool,
    /// Whether it holds a fragment.
    pub has_fragment: bool,
}

impl Written {
    /// How it is called.
    #[must_use]
    pub const fn way(&self) -> Way {
        if self.https && self.port == HTTPS_PORT { Way::Public } else { Way::Own }
    }

    /// The IP address, if the text determines it: `localhost` and its subdomains always mean loopback.
    fn known(&self) -> Option<IpAddr> {
        match &self.host {
            Host::Address(address) => Some(*address),
            Host::Name(name) => {
                let name = name.strip_suffix('.').unwrap_or(name);
                let loops = name == "localhost" || name.ends_with(".localhost");
                loops.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST))
            }
        }
    }
}

/// The address of an endpoint, checked as far as its text allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// Checks an address.
    ///
    /// # Errors
    /// All faults: too long, a user name, a fragment, not https, another port than 443, an address that is not public.
    /// The last three are allowed inside the operator's networks; for a name this is checked at every connection.
    pub fn of(written: &Written, networks: &Networks) -> Result<Self, Vec<Violation>> {
        let mut violations = Violations::default();
        if URL_CHARS_MAX < written.text.chars().count() {
            violations.add(
                FIELD,
                reasons::url_too_long(wording::number(URL_CHARS_MAX.try_into().unwrap_or(i64::MAX)), URL_CHARS_MAX),
            );
        }
        if written.names_user {
            violations.add(FIELD, reasons::url_user_refused());
        }
        if written.has_fragment {
            violations.add(FIELD, reasons::url_fragment_refused());
        }
        let known = written.known();
        let own = known.map_or(!networks.0.is_empty(), |address| networks.hold(address));
        if !written.https && !own {
            violations.add(FIELD, scheme_refused());
        }
        if written.https && written.port != HTTPS_PORT && !own {
            violations.add(FIELD, reasons::url_port_refused());
        }
        if known.is_some_and(|address| !own && !may_reach(address)) {
            violations.add(FIELD, reasons::url_address_refused());
        }
        let violations = violations.into_list();
        if violations.is_empty() { Ok(Self(written.text.clone())) } else { Err(violations) }
    }

    /// An address that was checked when it was stored.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why an endpoint whose address is not an https address is refused.
#[must_use]
pub fn scheme_refused() -> Reason {
    reasons::url_scheme_refused()
}
