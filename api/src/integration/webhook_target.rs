//! The address of a webhook: normalised, and then checked.

use domain::base::refusal::Violation;
use domain::integration::webhook::reach::{self, Host, Networks, Target, Written};
use reqwest::Url;

use crate::base::problem::violation;
use crate::base::reasons;

/// The parts of an address that are checked, after normalisation, which resolves numeric notations of IP addresses,
/// capital letters and letters outside of ASCII. `None` for an address that is not http or https.
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

/// The target of an endpoint, or what is wrong with its address.
pub(crate) fn target(text: &str, networks: &Networks) -> Result<Target, Vec<Violation>> {
    if let Some(written) = read(text) {
        return Target::of(&written, networks);
    }
    let reason = match Url::parse(text) {
        Ok(url) if url.has_host() => reach::scheme_refused(),
        Ok(_) | Err(_) => reasons::url_malformed(),
    };
    Err(vec![violation("/url", reason)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hazard T23: an address is checked after normalisation.
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
