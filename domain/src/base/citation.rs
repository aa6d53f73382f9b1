//! Sources of a statement: a citation is required, a file is optional (rule L21).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::ids::{EvidenceFileId, wire_enum};
use crate::base::reason::Reason;
use crate::base::reasons;
use crate::base::refusal::Violations;
use crate::base::secrecy::is_named_secret;
use crate::base::text::{fold, tidy};
use crate::base::{calendar, wording};

/// Maximum number of characters in a line of text, such as a name, a title or a number.
pub const LINE_CHARS_MAX: usize = 300;
/// Maximum number of characters in a paragraph, such as a reason or a summary.
pub const PARAGRAPH_CHARS_MAX: usize = 4_000;
/// What the public reads in place of a document that is not open.
pub const INTERNAL_DOCUMENT: &str = "Văn bản nội bộ";
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

/// Where a document can be found: number, date, issuer and title, or an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
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

    /// What the audit trail calls the document: its number, else its address.
    #[must_use]
    pub fn mark_of(&self) -> &str {
        self.number.as_deref().or(self.url.as_deref()).unwrap_or("-")
    }

    /// Rule L21: whether the citation is complete enough to find the document.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let named = self.number.is_some() && self.date.is_some() && self.issuer.is_some() && self.title.is_some();
        named || self.url.is_some()
    }

    /// Checks the citation of a document for which no file can be uploaded.
    pub(crate) fn check(&self, pointer: &str, rule: &'static str, violations: &mut Violations) {
        self.check_open(pointer, violations);
        self.check_complete(pointer, rule, violations);
        self.check_without_file(pointer, violations);
    }

    /// Checks that the document's day, if it has one, is plausible: not after today and not before the state's first
    /// documents.
    pub(crate) fn check_date(&self, pointer: &str, at: DateTime<Utc>, violations: &mut Violations) {
        let first = NaiveDate::from_ymd_opt(1945, 9, 2).unwrap_or(NaiveDate::MIN);
        match self.date {
            Some(date) if calendar::day_of(at) < date => {
                violations.add(format!("{pointer}/date"), reasons::document_in_future())
            }
            Some(date) if date < first => {
                violations.add(format!("{pointer}/date"), reasons::document_too_early(wording::date(first), first))
            }
            Some(_) | None => {}
        }
    }

    /// The citation in one line, for the audit trail: what it has of number, date, issuer, title, address, file and
    /// classification.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { number, date, issuer, title, url, classification, file } = self;
        let parts = [
            number.clone(),
            date.map(|date| date.to_string()),
            issuer.clone(),
            title.clone(),
            url.clone(),
            file.map(|file| file.to_string()),
            classification.map(|word| word.as_str().to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
    }

    /// The citation as the public may see it: of a document that is not open, only that there is one.
    #[must_use]
    pub fn for_public(self) -> Self {
        match self.classification {
            None | Some(Classification::Open) => self,
            Some(
                classification @ (Classification::Internal
                | Classification::Secret
                | Classification::TopSecret
                | Classification::UtmostSecret),
            ) => Self {
                title: Some(INTERNAL_DOCUMENT.to_owned()),
                classification: Some(classification),
                ..Self::default()
            },
        }
    }

    /// Checks the citation of a document that is evidence in a report; `cited_files` checks whether its file exists.
    pub(crate) fn check_evidence(&self, pointer: &str, rule: &'static str, violations: &mut Violations) {
        self.check_open(pointer, violations);
        self.check_complete(pointer, rule, violations);
    }

    /// Rule L35: the document is no state secret by its classification, its number, its issuer or its title.
    pub(crate) fn check_open(&self, pointer: &str, violations: &mut Violations) {
        if self.classification.is_some_and(Classification::is_secret) {
            violations.add(format!("{pointer}/classification"), secret_not_allowed());
        }
        if self.number.as_deref().is_some_and(is_named_secret) {
            violations.add(format!("{pointer}/number"), secret_not_allowed());
        }
        for (name, text) in [("issuer", &self.issuer), ("title", &self.title)] {
            violations.refuse_secret(&format!("{pointer}/{name}"), text.as_deref().unwrap_or_default());
        }
    }

    /// Rule L21: the citation says enough to find the document. A draft may still lack that.
    pub(crate) fn check_complete(&self, pointer: &str, rule: &'static str, violations: &mut Violations) {
        if !self.is_sound() {
            violations.add(pointer, reasons::citation_incomplete().under(rule));
        }
    }

    /// The citation names no uploaded file.
    pub(crate) fn check_without_file(&self, pointer: &str, violations: &mut Violations) {
        if self.file.is_some() {
            violations.add(format!("{pointer}/file"), reasons::file_not_wanted());
        }
    }
}

/// Metadata of a file that is stored elsewhere, enough to identify it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
        if is_named_secret(name) {
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
