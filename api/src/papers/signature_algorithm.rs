//! Which algorithms of signatures are known: RSA from 2048 bits on, two curves of NIST, Ed25519, with SHA-2. SHA-1 and
//! shorter keys are too weak to say anything.

use std::fmt;
use std::ops::RangeInclusive;

use aws_lc_rs::digest::{self, Algorithm};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA512_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPssSaltLength, VerificationAlgorithm,
};
use der::asn1::ObjectIdentifier;
use der::{AnyRef, Decode};

// Signers salt as long as the hash is, or as long as they can.
const PSS_256_LONG: RsaParameters = RSA_PSS_2048_8192_SHA256.with_pss_salt_length(RsaPssSaltLength::Max);
const PSS_384_LONG: RsaParameters = RSA_PSS_2048_8192_SHA384.with_pss_salt_length(RsaPssSaltLength::Max);
const PSS_512_LONG: RsaParameters = RSA_PSS_2048_8192_SHA512.with_pss_salt_length(RsaPssSaltLength::Max);

/// The bits of RSA keys that the algorithms take.
const RSA_BITS: RangeInclusive<usize> = 2048..=8192;

/// The names of signatures that say their hash, and its bits. The others use the hash of the content.
const WITH_HASH: [(&str, usize); 6] = [
    ("1.2.840.113549.1.1.11", 256),
    ("1.2.840.113549.1.1.12", 384),
    ("1.2.840.113549.1.1.13", 512),
    ("1.2.840.10045.4.3.2", 256),
    ("1.2.840.10045.4.3.3", 384),
    ("1.2.840.10045.4.3.4", 512),
];

/// A hash by its name, if it is one of SHA-2.
pub(crate) fn hash(name: ObjectIdentifier) -> Option<&'static Algorithm> {
    match name.to_string().as_str() {
        "2.16.840.1.101.3.4.2.1" => Some(&digest::SHA256),
        "2.16.840.1.101.3.4.2.2" => Some(&digest::SHA384),
        "2.16.840.1.101.3.4.2.3" => Some(&digest::SHA512),
        _ => None,
    }
}

/// The family of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Rsa,
    RsaPss,
    P256,
    P384,
    Ed25519,
}

/// How a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheme {
    family: Family,
    /// The bits of its hash.
    bits: usize,
}

impl Scheme {
    /// The scheme by what the signer says, the hash of the content, and the key with its curve.
    pub(crate) fn of(
        said: ObjectIdentifier,
        hash: &'static Algorithm,
        key: ObjectIdentifier,
        curve: Option<ObjectIdentifier>,
    ) -> Option<Self> {
        let (key, said, curve) = (key.to_string(), said.to_string(), curve.map(|curve| curve.to_string()));
        let named = WITH_HASH.iter().find(|(name, _)| *name == said).map(|(_, bits)| *bits);
        let bits = named.unwrap_or_else(|| hash.output_len().saturating_mul(8));
        let family = match (key.as_str(), said.as_str()) {
            ("1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.10") => Family::RsaPss,
            ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.1") => Family::Rsa,
            ("1.2.840.113549.1.1.1", said) if named.is_some() && said.starts_with("1.2.840.113549.1.1.") => Family::Rsa,
            ("1.2.840.10045.2.1", said) if said.starts_with("1.2.840.10045.4.3.") => match curve.as_deref() {
                Some("1.2.840.10045.3.1.7") => Family::P256,
                Some("1.3.132.0.34") => Family::P384,
                _ => return None,
            },
            ("1.3.101.112", "1.3.101.112") => Family::Ed25519,
            _ => return None,
        };
        let scheme = Self { family, bits };
        (!scheme.algorithms().is_empty()).then_some(scheme)
    }

    /// Whether keys of this length are known. A shorter one fits no signature, whatever was signed, so that nothing else
    /// could tell a weak signature from a wrong one.
    pub(crate) fn takes(self, key: &[u8]) -> bool {
        match self.family {
            Family::Rsa | Family::RsaPss => rsa_bits(key).is_none_or(|bits| RSA_BITS.contains(&bits)),
            Family::P256 | Family::P384 | Family::Ed25519 => true,
        }
    }

    /// The algorithms that may have made it; none if it is unknown.
    pub(crate) fn algorithms(self) -> Vec<&'static dyn VerificationAlgorithm> {
        match (self.family, self.bits) {
            (Family::RsaPss, 256) => vec![&RSA_PSS_2048_8192_SHA256, &PSS_256_LONG],
            (Family::RsaPss, 384) => vec![&RSA_PSS_2048_8192_SHA384, &PSS_384_LONG],
            (Family::RsaPss, 512) => vec![&RSA_PSS_2048_8192_SHA512, &PSS_512_LONG],
            (Family::Rsa, 256) => vec![&RSA_PKCS1_2048_8192_SHA256],
            (Family::Rsa, 384) => vec![&RSA_PKCS1_2048_8192_SHA384],
            (Family::Rsa, 512) => vec![&RSA_PKCS1_2048_8192_SHA512],
            (Family::P256, 256) => vec![&ECDSA_P256_SHA256_ASN1],
            (Family::P256, 384) => vec![&ECDSA_P256_SHA384_ASN1],
            (Family::P384, 256) => vec![&ECDSA_P384_SHA256_ASN1],
            (Family::P384, 384) => vec![&ECDSA_P384_SHA384_ASN1],
            (Family::P384, 512) => vec![&ECDSA_P384_SHA512_ASN1],
            (Family::Ed25519, _) => vec![&ED25519],
            (Family::RsaPss | Family::Rsa | Family::P256 | Family::P384, _) => Vec::new(),
        }
    }
}

/// The bits of an RSA key's modulus, its first part; `None` if it cannot be read.
fn rsa_bits(key: &[u8]) -> Option<usize> {
    let key = AnyRef::from_der(key).ok()?;
    let (modulus, _exponent) = AnyRef::from_der_partial(key.value()).ok()?;
    let zeros = modulus.value().iter().take_while(|byte| **byte == 0).count();
    let digits = modulus.value().get(zeros..)?;
    let unused = usize::try_from(digits.first()?.leading_zeros()).ok()?;
    digits.len().checked_mul(8)?.checked_sub(unused)
}

impl fmt::Display for Scheme {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.family {
            Family::Rsa => "RSA",
            Family::RsaPss => "RSA-PSS",
            Family::P256 => "ECDSA P-256",
            Family::P384 => "ECDSA P-384",
            Family::Ed25519 => return out.write_str("Ed25519"),
        };
        write!(out, "{name} SHA-{}", self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_and_mixed_algorithms_are_unknown() {
        let oid = ObjectIdentifier::new_unwrap;
        let rsa = oid("1.2.840.113549.1.1.1");
        let scheme = |said: &str| Scheme::of(oid(said), &digest::SHA256, rsa, None).map(|scheme| scheme.to_string());
        assert_eq!(scheme("1.2.840.113549.1.1.11").as_deref(), Some("RSA SHA-256"));
        assert_eq!(scheme("1.2.840.113549.1.1.13").as_deref(), Some("RSA SHA-512"));
        // RSA with SHA-1, with MD5, and a key of RSA under a signature of a curve.
        for said in ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.840.10045.4.3.2"] {
            assert_eq!(scheme(said), None, "{said}");
        }
        assert!(hash(oid("1.3.14.3.2.26")).is_none(), "SHA-1");
        let takes = |bits: u16| {
            // A modulus of ones; in front of it stand zeros, as before a first bit that would say minus.
            let (whole, more) = (usize::from(bits / 8), bits % 8);
            let modulus = [vec![0, (1_u8 << more) - 1], vec![0xFF; whole]].concat();
            let element = |tag: u8, parts: &[&[u8]]| {
                let content = parts.concat();
                let length = u16::try_from(content.len()).expect("a short key").to_be_bytes();
                [vec![tag, 0x82], length.to_vec(), content].concat()
            };
            let modulus = element(0x02, &[modulus.as_slice()]);
            let key = element(0x30, &[modulus.as_slice(), &[0x02, 0x01, 0x03]]);
            assert_eq!(rsa_bits(&key), Some(usize::from(bits)));
            Scheme { family: Family::Rsa, bits: 256 }.takes(&key)
        };
        assert_eq!([2047, 2048, 2050, 8192, 8193].map(takes), [false, true, true, true, false]);
        let p521 = Some(oid("1.3.132.0.35"));
        assert_eq!(Scheme::of(oid("1.2.840.10045.4.3.2"), &digest::SHA256, oid("1.2.840.10045.2.1"), p521), None);
    }
}
