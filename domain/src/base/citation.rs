//! Sources of a statement: a citation is required, a file is optional (rule L21).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::ids::{EvidenceFileId, wire_enum};
use crate::base::reason::Reason;
use crate::base::reasons;
use crate::base::refusal::Violations;
use crate::base::text::{fold, tidy};

/// Maximum number of characters in a line of text, such as a name, a title or a number.
pub const LINE_CHARS_MAX: usize = 300;
/// Maximum number of characters in a paragraph, such as a reason or a summary.
pub const PARAGRAPH_CHARS_MAX: usize = 4_000;
/// Maximum number of citations under one figure.
pub const CITATIONS_MAX: usize = 20;

wire_enum! {
    /// Classification of a document. State secrets must not be entered in this system (rule L35).
    Classification {
        /// Public (công khai).
        Open = "OPEN",
        /// For official use (nội bộ).
        Internal = "INTERNAL",
        /// State secret of the third degree (mật).
        Secret = "SECRET",
        /// State secret of the second degree (tối mật).
        TopSecret = "TOP_SECRET",
        /// State secret of the first degree (tuyệt mật).
        UtmostSecret = "UTMOST_SECRET",
    }
}

impl Classification {
    /// Whether the document is a state secret.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        match self {
            Self::Secret | Self::TopSecret | Self::UtmostSecret => true,
            Self::Open | Self::Internal => false,
        }
    }
}

/// Rule L35: why a state secret is refused, regardless of who holds it.
#[must_use]
pub fn secret_not_allowed() -> Reason {
    reasons::state_secret_not_allowed()
}

/// Words beside `mật` that make it another word: security, password, any kind of secret, density, code.
const HARMLESS_BEFORE: [&str; 3] = ["bảo", "bí", "cơ"];
const HARMLESS_AFTER: [&str; 5] = ["khẩu", "mã", "độ", "thiết", "ong"];

/// Whether a name carries a secrecy level (rule L35): `mật` as a separate word, or `tối mật` or `tuyệt mật` in any
/// spelling. `bảo mật` and `mật khẩu` are other words.
#[must_use]
pub fn bears_secrecy_mark(name: &str) -> bool {
    let spaced: String = tidy(name).chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let lower = spaced.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let folded = format!(" {} ", fold(&spaced));
    if [" toi mat ", " tuyet mat "].iter().any(|mark| folded.contains(mark)) {
        return true;
    }
    words.iter().enumerate().any(|(place, word)| {
        let before = place.checked_sub(1).and_then(|before| words.get(before));
        let after = words.get(place.saturating_add(1));
        *word == "mật"
            && !before.is_some_and(|word| HARMLESS_BEFORE.contains(word))
            && !after.is_some_and(|word| HARMLESS_AFTER.contains(word))
    })
}

/// Whether a line of a document is a secrecy stamp (rule L35): it holds only the level.
#[must_use]
pub fn is_secrecy_stamp(line: &str) -> bool {
    let letters: String =
        tidy(line).chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let words = tidy(&letters);
    let bare = fold(&words);
    words == "MẬT" || matches!(bare.as_str(), "toi mat" | "tuyet mat") || words == "ĐỘ MẬT MẬT"
}

/// Where a document can be found: number, date, issuer and title, or an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Citation {
    /// Number and symbol, such as `105/QĐ-UBND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Title or abstract (trích yếu).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// An address where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The classification; a state secret is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    /// The file of it that was uploaded for the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<EvidenceFileId>,
}

impl Citation {
    /// The same citation with tidy texts; empty ones count as absent.
    #[must_use]
    pub fn tidied(self) -> Self {
        let Self { number, date, issuer, title, url, classification, file } = self;
        let clean = |text: Option<String>| text.map(|text| tidy(&text)).filter(|text| !text.is_empty());
        let (number, issuer, title, url) = (clean(number), clean(issuer), clean(title), clean(url));
        Self { number, date, issuer, title, url, classification, file }
    }

    /// The keys by which two citations of one document are matched: its number with its day, its address.
    #[must_use]
    pub fn marks(&self) -> Vec<String> {
        let bare = |text: &str| fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
        let number = self.number.as_deref().map(bare).filter(|number| !number.is_empty());
        let numbered = number.zip(self.date).map(|(number, date)| format!("number:{number}:{date}"));
        let url = self.url.as_deref().map(|url| format!("url:{}", url.trim_end_matches('/').to_lowercase()));
        numbered.into_iter().chain(url).collect()
    }

    /// Rule L21: whether the citation is complete enough to find the document.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let named = self.number.is_some() && self.date.is_some() && self.issuer.is_some() && self.title.is_some();
        named || self.url.is_some()
    }

    /// Checks the citation of a document for which no file can be uploaded.
    pub(crate) fn check(&self, pointer: &str, rule: &'static str, violations: &mut Violations) {
        self.check_evidence(pointer, rule, violations);
        if self.file.is_some() {
            violations.add(format!("{pointer}/file"), reasons::file_not_wanted());
        }
    }

    /// Checks the citation of a document that is evidence in a report; `cited_files` checks whether its file exists.
    pub(crate) fn check_evidence(&self, pointer: &str, rule: &'static str, violations: &mut Violations) {
        if self.classification.is_some_and(Classification::is_secret) {
            violations.add(format!("{pointer}/classification"), secret_not_allowed());
        }
        if !self.is_sound() {
            violations.add(pointer, reasons::citation_incomplete().under(rule));
        }
    }
}

/// Metadata of a file that is stored elsewhere, enough to identify it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileMetadata {
    /// The file's name.
    pub name: String,
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size_bytes: i64,
}

impl FileMetadata {
    pub(crate) fn check(&self, pointer: &str, violations: &mut Violations) {
        let Self { name, sha256, size_bytes } = self;
        violations.demand_text(&format!("{pointer}/name"), name);
        if bears_secrecy_mark(name) {
            violations.add(format!("{pointer}/name"), secret_not_allowed());
        }
        if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            violations.add(format!("{pointer}/sha256"), reasons::digest_malformed());
        }
        if *size_bytes < 1 {
            violations.add(format!("{pointer}/sizeBytes"), reasons::file_empty());
        }
    }
}
