//! The roots that the administrator trusts for signatures, and whether a certificate leads to one of them.

use std::path::Path;

use chrono::{DateTime, Utc};
use der::Decode;
use der::asn1::ObjectIdentifier;
use domain::papers::signature::CertificateChain;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, KeyUsage};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage as KeyUse};

/// The most that is read of the folder of roots.
const ROOTS_MAX: usize = 200;
const ROOT_BYTES_MAX: u64 = 1 << 20;
/// The purpose of an authority that stamps times (1.3.6.1.5.5.7.3.8).
const TIME_STAMPING: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 8];
const ID_TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// Purposes that no signer of a document has: that of a server, of an authority that stamps times, and of one that answers
/// for the state of certificates. A certificate that names nothing else was not issued for signing documents.
const NOT_SIGNING: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1"),
    ID_TIME_STAMPING,
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9"),
];

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signing documents. What certificates say of that purpose differs from authority to authority.
    Signing,
    /// Stamping times, which a certificate has to allow in so many words.
    TimeStamping,
}

/// Why the folder of roots cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RootsUnusable {
    /// The folder or a file of it cannot be read.
    #[error("the roots of signatures cannot be read in {folder}")]
    Unreadable {
        /// The folder.
        folder: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// A file holds no certificate that can be a root.
    #[error("{file} holds no root certificate (PEM, BEGIN CERTIFICATE)")]
    NoRoot {
        /// The file.
        file: String,
    },
    /// The folder holds none, or too many.
    #[error("{folder} holds {count} root certificates, not 1 to 200")]
    Count {
        /// The folder.
        folder: String,
        /// How many it holds.
        count: usize,
    },
}

/// The roots; without any, no chain is checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roots(Vec<CertificateDer<'static>>);

impl Roots {
    /// Reads every `.pem` and `.crt` file of a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, RootsUnusable> {
        let shown = || folder.display().to_string();
        let unreadable = |source| RootsUnusable::Unreadable { folder: shown(), source };
        let mut roots = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let named = path.extension().and_then(|end| end.to_str());
            if !named.is_some_and(|end| end.eq_ignore_ascii_case("pem") || end.eq_ignore_ascii_case("crt")) {
                continue;
            }
            let no_root = || RootsUnusable::NoRoot { file: path.display().to_string() };
            if ROOT_BYTES_MAX < std::fs::metadata(&path).map_err(unreadable)?.len() {
                return Err(no_root());
            }
            roots.extend(Self::of(&std::fs::read(&path).map_err(unreadable)?).ok_or_else(no_root)?.0);
        }
        if roots.is_empty() || ROOTS_MAX < roots.len() {
            return Err(RootsUnusable::Count { folder: shown(), count: roots.len() });
        }
        Ok(Self(roots))
    }

    /// The certificates in a PEM file; `None` if it holds none, or one that cannot be a root.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        let parts = pem::parse_many(text).ok()?;
        let certificates = parts.into_iter().filter(|part| part.tag() == "CERTIFICATE");
        let roots: Vec<CertificateDer<'static>> =
            certificates.map(|part| CertificateDer::from(part.into_contents())).collect();
        let sound = roots.iter().all(|root| webpki::anchor_from_trusted_cert(root).is_ok());
        (sound && !roots.is_empty()).then_some(Self(roots))
    }

    /// Whether a certificate leads to one of the roots at a time.
    pub(crate) fn chain(
        &self,
        certificate: &[u8],
        others: &[Vec<u8>],
        at: DateTime<Utc>,
        purpose: Purpose,
    ) -> CertificateChain {
        if self.0.is_empty() {
            return CertificateChain::NotChecked;
        }
        match self.verify(certificate, others, at, purpose) {
            Ok(()) if is_fit(certificate, purpose) => CertificateChain::Trusted,
            Ok(()) => CertificateChain::Unfit,
            Err(webpki::Error::UnknownIssuer) => CertificateChain::UnknownRoot,
            Err(webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. }) => {
                CertificateChain::OutOfTime
            }
            Err(_other) => CertificateChain::Unfit,
        }
    }

    fn verify(
        &self,
        certificate: &[u8],
        others: &[Vec<u8>],
        at: DateTime<Utc>,
        purpose: Purpose,
    ) -> Result<(), webpki::Error> {
        let anchors =
            self.0.iter().map(webpki::anchor_from_trusted_cert).collect::<Result<Vec<TrustAnchor<'_>>, _>>()?;
        let others: Vec<CertificateDer<'_>> = others.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
        let certificate = CertificateDer::from(certificate);
        let end = EndEntityCert::try_from(&certificate)?;
        let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let algorithms = ALL_VERIFICATION_ALGS;
        match purpose {
            Purpose::Signing => {
                end.verify_for_usage(algorithms, &anchors, &others, at, AnyPurpose, None, None).map(|_path| ())
            }
            Purpose::TimeStamping => {
                // Authorities above it need not name the purpose; the one that stamps has to.
                let usage = KeyUsage::required_if_present(TIME_STAMPING);
                end.verify_for_usage(algorithms, &anchors, &others, at, usage, None, None).map(|_path| ())
            }
        }
    }
}

/// Whether a certificate says that its key is for this purpose, as far as it says anything. The library looks neither at
/// the use of keys, nor, for signing, at purposes.
fn is_fit(certificate: &[u8], purpose: Purpose) -> bool {
    let Ok(certificate) = Certificate::from_der(certificate) else {
        return false;
    };
    let facts = certificate.tbs_certificate();
    let (Ok(key_use), Ok(purposes)) = (facts.get_extension::<KeyUse>(), facts.get_extension::<ExtendedKeyUsage>())
    else {
        return false;
    };
    let signs = key_use.is_none_or(|(_, named)| named.digital_signature() || named.non_repudiation());
    let fits = match purpose {
        Purpose::Signing => purposes.is_none_or(|(_, named)| named.0.iter().any(|one| !NOT_SIGNING.contains(one))),
        Purpose::TimeStamping => purposes.is_some_and(|(_, named)| named.0.contains(&ID_TIME_STAMPING)),
    };
    signs && fits
}

/// Takes a certificate for any purpose; [`is_fit`] looks at those of the signer.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}
