//! Citations and files, on the wire.

use chrono::NaiveDate;
use domain::base::citation::{Citation, Classification, FileMetadata};
use domain::base::ids::EvidenceFileId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::text::{EmptyOrLine, Line, WebAddress};

/// Reference to a document: number, date, issuer and title, or a web address (rule L21).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Citation, example = json!({"number": "105/QĐ-UBND", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Danh mục thủ tục hành chính đủ điều kiện"}))]
pub(crate) struct CitationBody {
    /// Number and symbol of the document (số, ký hiệu), such as `105/QĐ-UBND`; at most 300 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<EmptyOrLine>,
    /// The day of the document.
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default, skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    /// Who issued it (cơ quan ban hành); at most 300 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer: Option<EmptyOrLine>,
    /// Title or abstract (trích yếu); at most 300 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<EmptyOrLine>,
    /// Web address of the document: http or https, without a user name; at most 2000 characters.
    /// Example: `https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=105`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<WebAddress>,
    /// Classification of the document; a state secret is refused (rule L35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    classification: Option<Classification>,
    /// The file of it that was uploaded for this report (`POST /v1/reports/{report}/evidence-files`); in the evidence of
    /// a report or of an explanation only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<EvidenceFileId>,
}

impl From<CitationBody> for Citation {
    fn from(body: CitationBody) -> Self {
        let CitationBody { number, date, issuer, title, url, classification, file } = body;
        let [number, issuer, title] = [number, issuer, title].map(|line| line.map(Into::into));
        Self { number, date, issuer, title, url: url.map(Into::into), classification, file }
    }
}

impl From<Citation> for CitationBody {
    fn from(citation: Citation) -> Self {
        let Citation { number, date, issuer, title, url, classification, file } = citation;
        let [number, issuer, title] = [number, issuer, title].map(|line| line.map(Into::into));
        Self { number, date, issuer, title, url: url.and_then(WebAddress::stored), classification, file }
    }
}

/// Metadata that identify a file. Its bytes are uploaded apart, with `POST /v1/paper-files`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = FileMetadata, example = json!({"name": "335-QD-UBND.pdf", "sha256": "daa690c67567da86b8d6094fd20905be24728596d07f83a1f7164f6c38ce8892", "sizeBytes": 581}))]
pub(crate) struct FileBody {
    /// The file's name; at most 300 characters.
    #[validate(nested)]
    name: Line,
    /// SHA-256 of its content: 64 lower-case hexadecimal digits.
    #[validate(length(equal = 64))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// Its size in bytes, at least 1 and at most 10 GB. Once bytes with this hash were uploaded for it, their size is shown.
    #[validate(range(min = 1, max = 10_000_000_000_i64))]
    #[schema(minimum = 1, maximum = 10_000_000_000_i64)]
    size_bytes: i64,
}

impl From<FileBody> for FileMetadata {
    fn from(body: FileBody) -> Self {
        let FileBody { name, sha256, size_bytes } = body;
        Self { name: name.into(), sha256, size_bytes }
    }
}

impl From<FileMetadata> for FileBody {
    fn from(file: FileMetadata) -> Self {
        let FileMetadata { name, sha256, size_bytes } = file;
        Self { name: name.into(), sha256, size_bytes }
    }
}
