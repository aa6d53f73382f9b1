//! Signatures of a file on the wire.

use chrono::{DateTime, Utc};
use domain::papers::signature::{
    CertificateChain, CertificateFacts, FoundSignature, SignatureCheck, SignatureFault, SignatureIntegrity,
    SignatureKind, Signatures, StampFacts,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A certificate, as it says itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignatureCertificate)]
pub(crate) struct CertificateView {
    /// Its subject, as a distinguished name.
    #[schema(example = "CN=Nguyễn Văn Thử,O=Cơ quan thử nghiệm,C=VN")]
    subject: String,
    /// The common name in the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Nguyễn Văn Thử")]
    name: Option<String>,
    /// The organisation in the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Cơ quan thử nghiệm")]
    organisation: Option<String>,
    /// Its issuer, as a distinguished name.
    #[schema(example = "CN=CA thử nghiệm,O=Cơ quan thử nghiệm,C=VN")]
    issuer: String,
    /// Its serial number, in hexadecimal.
    #[schema(example = "4f0c27")]
    serial: String,
    /// Whether it leads to a root that the administrator configured: at the time that a stamp attests whose authority's
    /// chain is `TRUSTED`, or else at the time of the upload.
    chain: CertificateChain,
}

/// A time stamp of an authority (dấu thời gian).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignatureStamp)]
pub(crate) struct StampView {
    /// The time that the authority attests.
    at: DateTime<Utc>,
    /// The authority's certificate.
    authority: CertificateView,
}

/// One signature of a PDF (chữ ký số), as it was found when the file came in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperSignature)]
pub(crate) struct SignatureView {
    /// What is signed with.
    kind: SignatureKind,
    /// Whether what it covers is what was signed.
    integrity: SignatureIntegrity,
    /// Why it is not intact.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<SignatureFault>,
    /// The signer's certificate; only where the signature is intact.
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<CertificateView>,
    /// The algorithm.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "RSA SHA-256")]
    algorithm: Option<String>,
    /// When it was signed, as the signer claims, by the signer's own clock; it proves nothing. It stands in a signed attribute
    /// or, as PAdES has it, in the dictionary of the signature (`/M`).
    #[serde(skip_serializing_if = "Option::is_none")]
    asserted_at: Option<DateTime<Utc>>,
    /// The time stamp over it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<StampView>,
    /// Number of bytes of the file that come after what it covers; 0 if it covers the file to its end.
    #[schema(minimum = 0, example = 0)]
    bytes_after: i64,
    /// Whether it covers the file to its end. The signature of an earlier signer does not cover what the next signer added.
    covers_whole_file: bool,
}

/// The signatures of a file, which are shown and decide nothing: no rule believes them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperSignatures)]
pub(crate) struct SignaturesView {
    /// Whether they could be looked for.
    check: SignatureCheck,
    /// Whether something was added to the file after it was signed: an intact signature does not cover the file to its end,
    /// and no intact signature or time stamp whose chain is `TRUSTED` does. What was added need not be what the signers saw;
    /// data for later validation (LT, LTA) that was added without a stamp over it counts, too. Where no root is configured,
    /// no chain is trusted, and a file that several people signed counts as changed.
    changed_after_signing: bool,
    /// The signatures, in the order of what they cover; at most 50.
    found: Vec<SignatureView>,
}

impl From<CertificateFacts> for CertificateView {
    fn from(facts: CertificateFacts) -> Self {
        let CertificateFacts { subject, name, organisation, issuer, serial, chain } = facts;
        Self { subject, name, organisation, issuer, serial, chain }
    }
}

impl From<StampFacts> for StampView {
    fn from(stamp: StampFacts) -> Self {
        let StampFacts { at, authority } = stamp;
        Self { at, authority: authority.into() }
    }
}

impl From<FoundSignature> for SignatureView {
    fn from(found: FoundSignature) -> Self {
        let covers_whole_file = found.covers_whole_file();
        let FoundSignature { kind, integrity, fault, signer, algorithm, asserted_at, stamp, bytes_after } = found;
        let (signer, stamp) = (signer.map(CertificateView::from), stamp.map(StampView::from));
        Self { kind, integrity, fault, signer, algorithm, asserted_at, stamp, bytes_after, covers_whole_file }
    }
}

impl From<Signatures> for SignaturesView {
    fn from(signatures: Signatures) -> Self {
        let changed_after_signing = signatures.is_changed_after_signing();
        let Signatures { check, found } = signatures;
        Self { check, changed_after_signing, found: found.into_iter().map(SignatureView::from).collect() }
    }
}
