//! Text as people write it: tidied once on the way in, compared without accents, and said in two languages.
//!
//! Everything stored is NFC with single spaces (rule L44); everything searched is folded, đ included.

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

/// Hundredths as people write them abroad: `94.90`.
#[must_use]
pub fn english(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Hundredths as people write them here: `94,90`.
#[must_use]
pub fn vietnamese(hundredths: i64) -> String {
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule L44.
    #[test]
    fn l44_text_is_stored_composed_trimmed_and_with_single_spaces() {
        assert_eq!(tidy("  So\u{302}\u{309}  Nội\tvụ "), "Sổ Nội vụ");
    }

    /// Rule L44.
    #[test]
    fn l44_search_ignores_accents_case_and_the_stroke_of_d() {
        assert_eq!(fold("Đài Phát thanh"), "dai phat thanh");
        assert_eq!(fold("đường  Trần Đề"), fold("DUONG TRAN DE"));
    }
}
