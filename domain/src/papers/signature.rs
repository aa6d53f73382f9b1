//! What a signed PDF says of its signatures (PAdES): who signed and when, and whether the bytes are those that were
//! signed.
//!
//! It is shown beside the paper and decides nothing: no rule may ask for it. A certificate says what its authority says,
//! and which authorities count is the administrator's choice, not the law's that this service knows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::ids::wire_enum;

/// Maximum number of signatures that are kept of one file.
pub const SIGNATURES_MAX: usize = 50;

wire_enum! {
    /// Whether the signatures of a file could be looked for.
    SignatureCheck {
        /// The file was read; it may be without a signature (đã kiểm tra).
        Checked = "CHECKED",
        /// Only PDF files are looked at, and it is none (không phải PDF).
        NotPdf = "NOT_PDF",
        /// It cannot be read as PDF: it was cut off, or is no whole file; a signature in it would not be seen (tệp PDF không
        /// nguyên vẹn, không đọc được).
        Unreadable = "UNREADABLE",
        /// It could not be read within the bounds of the check (không kiểm tra được).
        Failed = "FAILED",
        /// It was not looked at, because too many files came in at that time (chưa kiểm tra do hệ thống bận).
        NotChecked = "NOT_CHECKED",
    }
}

wire_enum! {
    /// Whether what a signature covers is what was signed.
    SignatureIntegrity {
        /// The covered bytes are those that were signed (toàn vẹn).
        Intact = "INTACT",
        /// They are others, or the signature does not cover what it has to (bị thay đổi).
        Altered = "ALTERED",
        /// The signature could not be read: its form or its algorithm is unknown (không đọc được).
        Unreadable = "UNREADABLE",
    }
}

wire_enum! {
    /// Why a signature is not intact.
    SignatureFault {
        /// It does not cover everything but itself.
        Ranges = "RANGES",
        /// It is not a signature by one signer over the file.
        Form = "FORM",
        /// Its algorithm is unknown or too weak, such as SHA-1.
        Algorithm = "ALGORITHM",
        /// The covered bytes are others than those that were signed.
        Digest = "DIGEST",
        /// The signature does not fit its key.
        Signature = "SIGNATURE",
        /// The certificate is missing, or another one than was signed.
        Certificate = "CERTIFICATE",
    }
}

impl SignatureFault {
    /// What a fault makes of a signature.
    #[must_use]
    pub const fn integrity(self) -> SignatureIntegrity {
        match self {
            Self::Ranges | Self::Digest | Self::Signature | Self::Certificate => SignatureIntegrity::Altered,
            Self::Form | Self::Algorithm => SignatureIntegrity::Unreadable,
        }
    }
}

wire_enum! {
    /// Whether a certificate leads to a root that the administrator configured. `TRUSTED`: it does. `UNKNOWN_ROOT`: it leads
    /// to none of them. `OUT_OF_TIME`: it, or one above it, was not valid at that time. `UNFIT`: it is not made for this, or
    /// breaks the form of certificates; a signer's is not where its key usage names neither digital signatures nor
    /// non-repudiation, or its extended key usage names nothing but servers, time stamps or the state of certificates.
    /// `NOT_CHECKED`: no root is configured.
    CertificateChain {
        /// It does (tin cậy).
        Trusted = "TRUSTED",
        /// It leads to none of them (không rõ nguồn gốc).
        UnknownRoot = "UNKNOWN_ROOT",
        /// It, or one above it, was not valid at that time (không có hiệu lực tại thời điểm xét).
        OutOfTime = "OUT_OF_TIME",
        /// It is not made for this, or breaks the form of certificates (không phù hợp).
        Unfit = "UNFIT",
        /// No root is configured, or there is nothing to check (không kiểm tra).
        NotChecked = "NOT_CHECKED",
    }
}

wire_enum! {
    /// What is signed with.
    SignatureKind {
        /// A signature of a person or an organisation (chữ ký số).
        Signature = "SIGNATURE",
        /// A time stamp over the document, by an authority (dấu thời gian).
        DocumentStamp = "DOCUMENT_STAMP",
    }
}

/// A certificate, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateFacts {
    /// Its subject, as a distinguished name.
    pub subject: String,
    /// The common name in the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The organisation in the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Its issuer, as a distinguished name.
    pub issuer: String,
    /// Its serial number, in hexadecimal.
    pub serial: String,
    /// Whether it leads to a configured root at the time that a trusted stamp attests, or else when the file came in.
    pub chain: CertificateChain,
}

/// A time stamp over a signature or over the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StampFacts {
    /// The time that the authority attests.
    pub at: DateTime<Utc>,
    /// The authority's certificate.
    pub authority: CertificateFacts,
}

/// One signature of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundSignature {
    /// What is signed with.
    pub kind: SignatureKind,
    /// Whether what it covers is what was signed.
    pub integrity: SignatureIntegrity,
    /// Why it is not intact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<SignatureFault>,
    /// The signer's certificate; none where the signature is not intact, because then nobody signed these bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<CertificateFacts>,
    /// The algorithm, such as `RSA-PSS SHA-256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// When it was signed, as the signer claims: in a signed attribute, or else in the dictionary of the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asserted_at: Option<DateTime<Utc>>,
    /// The time stamp over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<StampFacts>,
    /// How many bytes of the file come after what it covers; 0 if it covers the file to its end.
    pub bytes_after: i64,
}

impl FoundSignature {
    /// Whether it covers the file to its end, so that nothing was added after it.
    #[must_use]
    pub const fn covers_whole_file(&self) -> bool {
        self.bytes_after == 0
    }

    /// Whether its signer's certificate leads to a configured root.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.signer.as_ref().is_some_and(|signer| signer.chain == CertificateChain::Trusted)
    }
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signatures {
    /// Whether they could be looked for.
    pub check: SignatureCheck,
    /// The signatures, in the order of what they cover.
    #[serde(default)]
    pub found: Vec<FoundSignature>,
}

impl Signatures {
    /// Nothing, with the word why.
    #[must_use]
    pub const fn none(check: SignatureCheck) -> Self {
        Self { check, found: Vec::new() }
    }

    /// Whether something was added to the file after it was signed: an intact signature ends before the file does, and no
    /// intact one whose chain is trusted covers the file to its end. What such a later signer or stamp covers, too, was not
    /// added afterwards; a signature of somebody unknown vouches for nothing, because whoever adds something can make one.
    #[must_use]
    pub fn is_changed_after_signing(&self) -> bool {
        let intact = || self.found.iter().filter(|one| one.integrity == SignatureIntegrity::Intact);
        let vouched = |one: &FoundSignature| one.covers_whole_file() && one.is_trusted();
        intact().any(|one| !one.covers_whole_file()) && !intact().any(vouched)
    }
}
