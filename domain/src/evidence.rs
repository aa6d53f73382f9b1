//! What a statement rests on: a citation first, a file second (rule L21).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::refusal::{Reason, Violations};
use crate::text::tidy;

/// The most characters of one line of text: a name, a title, a number.
pub const LINE_CHARS_MAX: usize = 300;
/// The most characters of a paragraph: a reason, a summary.
pub const PARAGRAPH_CHARS_MAX: usize = 4_000;
/// The most citations under one figure.
pub const CITATIONS_MAX: usize = 20;

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
}

impl Citation {
    /// The same citation with tidy texts; empty ones count as absent.
    #[must_use]
    pub fn tidied(self) -> Self {
        let Self { number, date, issuer, title, url } = self;
        let clean = |text: Option<String>| text.map(|text| tidy(&text)).filter(|text| !text.is_empty());
        Self { number: clean(number), date, issuer: clean(issuer), title: clean(title), url: clean(url) }
    }

    /// Rule L21: a document can be found by this.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let named = self.number.is_some() && self.date.is_some() && self.issuer.is_some() && self.title.is_some();
        named || self.url.is_some()
    }

    pub(crate) fn check(&self, pointer: &str, rule: &'static str, violations: &mut Violations) {
        if !self.is_sound() {
            violations.add(
                pointer,
                Reason::rule(
                    "CITATION_INCOMPLETE",
                    rule,
                    "Minh chứng phải có số, ngày, cơ quan ban hành và trích yếu của văn bản, hoặc một địa chỉ web.",
                    "Evidence needs the document's number, date, issuer and title, or an address (url).",
                ),
            );
        }
    }
}

/// What is known of a file that lies elsewhere: enough to recognise it again.
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
        if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            violations.add(
                format!("{pointer}/sha256"),
                Reason::plain(
                    "DIGEST_MALFORMED",
                    "SHA-256 phải gồm 64 chữ số thập lục phân viết thường.",
                    "A SHA-256 digest has 64 lower-case hexadecimal digits.",
                ),
            );
        }
        if *size_bytes < 1 {
            violations.add(
                format!("{pointer}/sizeBytes"),
                Reason::plain("FILE_EMPTY", "Tệp không được rỗng.", "The file must not be empty."),
            );
        }
    }
}
