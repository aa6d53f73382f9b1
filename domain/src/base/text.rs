//! Text: tidied once on input, compared without accents, and written in two languages.
//!
//! Stored text is NFC with single spaces (rule L44); searches use folded text, in which đ is d.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A sentence in Vietnamese and in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese, the language of the law.
    pub vi: String,
    /// English, for integrators abroad; it has no legal standing.
    pub en: String,
}

impl Text {
    /// A sentence in both languages.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// Normalises to NFC, without control characters, with single spaces and none at the ends.
#[must_use]
pub fn tidy(raw: &str) -> String {
    // Codes and numbers, which are frequent, need no change.
    if raw.bytes().all(|letter| letter.is_ascii_graphic()) {
        return raw.to_owned();
    }
    let composed: String = raw.nfc().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    composed.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Lower case without accents, `đ` as `d`, which is what users type into a search box.
#[must_use]
pub fn fold(raw: &str) -> String {
    let bare: String = tidy(raw).nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    // Removing a stand-alone accent leaves its spaces, so they are made single again.
    tidy(&bare.to_lowercase().replace('đ', "d"))
}

/// A decimal number in hundredths, formatted only when it is written, without a string of its own.
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

/// Hundredths in English notation: `94.90`.
pub(crate) const fn en(hundredths: i64) -> Decimal {
    Decimal { hundredths, mark: '.' }
}

/// Hundredths in Vietnamese notation: `94,90`.
pub(crate) const fn vi(hundredths: i64) -> Decimal {
    Decimal { hundredths, mark: ',' }
}

/// Hundredths in English notation: `94.90`.
#[must_use]
pub fn english(hundredths: i64) -> String {
    en(hundredths).to_string()
}

/// Hundredths in Vietnamese notation: `94,90`.
#[must_use]
pub fn vietnamese(hundredths: i64) -> String {
    vi(hundredths).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l44_text_is_stored_composed_trimmed_and_with_single_spaces() {
        assert_eq!(tidy("  So\u{302}\u{309}  Nội\tvụ "), "Sổ Nội vụ");
        assert_eq!(tidy(" H1\u{7f} "), "H1");
        assert_eq!(tidy("H1-a.b"), "H1-a.b");
    }

    #[test]
    fn l44_search_ignores_accents_case_and_the_stroke_of_d() {
        assert_eq!(fold("Đài Phát thanh"), "dai phat thanh");
        assert_eq!(fold("đường  Trần Đề"), fold("DUONG TRAN DE"));
    }
}
