//! Text as people write it: tidied once on the way in, compared without accents, and said in two languages.
//!
//! Everything stored is NFC with single spaces (rule L44); everything searched is folded, đ included.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The same sentence in the province's language and for integrators abroad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese, the language of the law.
    pub vi: String,
    /// English, a service to integrators without legal standing.
    pub en: String,
}

impl Text {
    /// A sentence in both languages.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// NFC, no control characters, single spaces, none at the ends.
#[must_use]
pub fn tidy(raw: &str) -> String {
    // Codes and numbers are so already, and there are many of them.
    if raw.bytes().all(|letter| letter.is_ascii_graphic()) {
        return raw.to_owned();
    }
    let composed: String = raw.nfc().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    composed.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Lower case without accents, `đ` as `d`: what a hurried clerk types into a search box.
#[must_use]
pub fn fold(raw: &str) -> String {
    let bare: String = tidy(raw).nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    // An accent that stood alone leaves its spaces behind, so they are made single once more.
    tidy(&bare.to_lowercase().replace('đ', "d"))
}

/// Hundredths as people write them, without a string of their own until somebody wants one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    hundredths: i64,
    mark: char,
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { hundredths, mark } = self;
        let digit = |number: i64| u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10));
        (hundredths / 100).fmt(out)?;
        for part in [Some(*mark), digit(hundredths / 10), digit(*hundredths)].into_iter().flatten() {
            out.write_char(part)?;
        }
        Ok(())
    }
}

/// Hundredths as people write them abroad: `94.90`.
pub(crate) const fn en(hundredths: i64) -> Decimal {
    Decimal { hundredths, mark: '.' }
}

/// Hundredths as people write them here: `94,90`.
pub(crate) const fn vi(hundredths: i64) -> Decimal {
    Decimal { hundredths, mark: ',' }
}

/// Hundredths as people write them abroad: `94.90`.
#[must_use]
pub fn english(hundredths: i64) -> String {
    en(hundredths).to_string()
}

/// Hundredths as people write them here: `94,90`.
#[must_use]
pub fn vietnamese(hundredths: i64) -> String {
    vi(hundredths).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule L44.
    #[test]
    fn l44_text_is_stored_composed_trimmed_and_with_single_spaces() {
        assert_eq!(tidy("  So\u{302}\u{309}  Nội\tvụ "), "Sổ Nội vụ");
        assert_eq!(tidy(" H1\u{7f} "), "H1");
        assert_eq!(tidy("H1-a.b"), "H1-a.b");
    }

    /// Rule L44.
    #[test]
    fn l44_search_ignores_accents_case_and_the_stroke_of_d() {
        assert_eq!(fold("Đài Phát thanh"), "dai phat thanh");
        assert_eq!(fold("đường  Trần Đề"), fold("DUONG TRAN DE"));
    }
}
