//! The language of an answer's sentences: Vietnamese unless English is asked for. Codes are never translated.

/// A language that the service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Vi,
    En,
}

impl Language {
    /// The language of a request.
    pub(crate) fn of(request: &actix_web::HttpRequest) -> Self {
        Self::negotiate(request.headers().get("accept-language").and_then(|header| header.to_str().ok()))
    }

    /// Negotiates by `Accept-Language`; without a usable preference it is Vietnamese.
    pub(crate) fn negotiate(header: Option<&str>) -> Self {
        let weight = |wanted: &str| {
            header
                .unwrap_or_default()
                .split(',')
                .filter_map(|part| {
                    let mut pieces = part.split(';').map(str::trim);
                    let tag = pieces.next().unwrap_or_default().to_ascii_lowercase();
                    let matches = tag == wanted || tag.split('-').next() == Some(wanted);
                    let quality = pieces.find_map(|piece| piece.strip_prefix("q=")).unwrap_or("1");
                    matches.then(|| thousandths(quality))
                })
                .max()
                .unwrap_or(0)
        };
        if weight("vi") < weight("en") { Self::En } else { Self::Vi }
    }

    /// The tag for `Content-Language`.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// A quality value (`0.8`) in thousandths, because it is only compared.
pub(crate) fn thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("1", _) => 1_000,
        ("0", Ok(value)) => value,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_unless_english_is_preferred() {
        for (header, tag) in [
            (None, "vi"),
            (Some("en"), "en"),
            (Some("en-GB,vi;q=0.9"), "en"),
            (Some("fr,de"), "vi"),
            (Some("en;q=0.3,vi;q=0.8"), "vi"),
            (Some("*"), "vi"),
            (Some("en;q=0"), "vi"),
            (Some(";;;q=,"), "vi"),
        ] {
            assert_eq!(Language::negotiate(header).tag(), tag, "{header:?}");
        }
    }
}
