//! The message within a signature (CMS, RFC 5652) and the time stamp over it (RFC 3161).
//!
//! It is read with the wider rules (BER), because signers built on Bouncy Castle write lengths that are not known
//! beforehand, and because a set then keeps the order in which it was written, which is the order in which it was signed.

use aws_lc_rs::digest::{self, Algorithm};
use aws_lc_rs::signature::UnparsedPublicKey;
use chrono::{DateTime, NaiveDateTime, Utc};
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::ObjectIdentifier;
use der::{Any, AnyRef, Decode, Encode, EncodingRules, Reader, SliceReader, Tag, Tagged};
use domain::papers::signature::SignatureFault;
use x509_cert::Certificate;
use x509_cert::attr::Attributes;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::time::Time;

use crate::papers::signature_algorithm::{Scheme, hash};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const ID_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const ID_SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const ID_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
const TIME_STAMP_TOKEN: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

/// Who holds the key of a signature, as the certificate says.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) issuer: String,
    pub(crate) serial: String,
    /// The certificate itself.
    pub(crate) certificate: Vec<u8>,
    /// The other certificates that came with it.
    pub(crate) others: Vec<Vec<u8>>,
}

/// An intact signature.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) holder: Holder,
    pub(crate) algorithm: String,
    /// What the signer's own clock said.
    pub(crate) asserted_at: Option<DateTime<Utc>>,
    /// The time stamp over it, if there is one and it is intact.
    pub(crate) stamp: Option<Stamp>,
}

/// An intact time stamp.
#[derive(Debug)]
pub(crate) struct Stamp {
    pub(crate) at: DateTime<Utc>,
    pub(crate) holder: Holder,
    pub(crate) algorithm: String,
}

/// The digest of what was signed, by an algorithm.
type Covered<'a> = &'a dyn Fn(&'static Algorithm) -> digest::Digest;

/// Checks a signature over detached content.
pub(crate) fn signature(bytes: &[u8], covered: Covered<'_>) -> Result<Signed, SignatureFault> {
    let message = message(bytes)?;
    if message.encap_content_info.econtent.is_some() {
        return Err(SignatureFault::Form);
    }
    let Checked { holder, algorithm, asserted_at } = checked(&message, ID_DATA, covered)?;
    let stamp = message.signer_infos.0.iter().next().and_then(stamp_over);
    Ok(Signed { holder, algorithm, asserted_at, stamp })
}

/// Checks a time stamp over bytes.
pub(crate) fn document_stamp(token: &[u8], covered: Covered<'_>) -> Result<Stamp, SignatureFault> {
    let message = message(token)?;
    let content = message.encap_content_info.econtent.as_ref().ok_or(SignatureFault::Form)?.value();
    // An octet string that was written in pieces is their sequence here; the content itself is a SEQUENCE, 0x30.
    let content: Vec<u8> = match content.first() {
        Some(0x04) => {
            let pieces = elements(content).ok_or(SignatureFault::Form)?;
            pieces.iter().flat_map(|piece| piece.value()).copied().collect()
        }
        _ => content.to_vec(),
    };
    let digest = |algorithm| digest::digest(algorithm, &content);
    let Checked { holder, algorithm, asserted_at: _ } = checked(&message, ID_TIME_STAMP, &digest)?;
    let (right, at) = stamped(&content, covered).ok_or(SignatureFault::Form)?;
    if right { Ok(Stamp { at, holder, algorithm }) } else { Err(SignatureFault::Digest) }
}

/// Whether what a time stamp stamps are the covered bytes, and its time.
fn stamped(content: &[u8], covered: Covered<'_>) -> Option<(bool, DateTime<Utc>)> {
    let info = AnyRef::from_der(content).ok()?;
    // Version, policy, imprint, serial number, time.
    let parts = elements(info.value())?;
    let [_, _, imprint, _, time, ..] = parts.as_slice() else { return None };
    let imprint = elements(imprint.value())?;
    let [algorithm, hashed] = imprint.as_slice() else { return None };
    let algorithm = elements(algorithm.value())?.first()?.decode_as::<ObjectIdentifier>().ok()?;
    let right = covered(hash(algorithm)?).as_ref() == hashed.value();
    // Some authorities write fractions of a second, which the type of the library refuses.
    let text = std::str::from_utf8(time.value()).ok().filter(|_| time.tag() == Tag::GeneralizedTime)?;
    let at = NaiveDateTime::parse_from_str(text.strip_suffix('Z')?, "%Y%m%d%H%M%S%.f").ok()?;
    Some((right, at.and_utc()))
}

/// The time stamp over a signature; `None` if there is none, or it is wrong.
fn stamp_over(info: &SignerInfo) -> Option<Stamp> {
    let token = only_value(info.unsigned_attrs.as_ref()?, TIME_STAMP_TOKEN).ok()?.to_der().ok()?;
    document_stamp(&token, &|algorithm| digest::digest(algorithm, info.signature.as_bytes())).ok()
}

/// A message that may be followed by zeros, which fill up the room that was kept for it.
fn message(bytes: &[u8]) -> Result<SignedData, SignatureFault> {
    let read = || {
        let mut reader = SliceReader::new_with_encoding_rules(bytes, EncodingRules::Ber).ok()?;
        let info = ContentInfo::decode(&mut reader).ok()?;
        let rest = bytes.get(usize::try_from(u32::from(reader.position())).ok()?..)?;
        let filled = rest.iter().all(|byte| *byte == 0);
        (filled && info.content_type == ID_SIGNED_DATA).then_some(info.content)
    };
    let content: Any = read().ok_or(SignatureFault::Form)?;
    content.decode_as_encoding::<SignedData>(EncodingRules::Ber).map_err(|_unread| SignatureFault::Form)
}

/// What the signature of the only signer says, once it is found right.
struct Checked {
    holder: Holder,
    algorithm: String,
    asserted_at: Option<DateTime<Utc>>,
}

/// Checks the only signer of a message. It looks for no time stamp: a stamp within a stamp within … would have no end.
fn checked(
    message: &SignedData,
    content_type: ObjectIdentifier,
    covered: Covered<'_>,
) -> Result<Checked, SignatureFault> {
    let certificates: Vec<&Certificate> = message
        .certificates
        .iter()
        .flat_map(|set| set.0.iter())
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate),
            CertificateChoices::Other(_) => None,
        })
        .collect();
    let mut signers = message.signer_infos.0.iter();
    let (Some(info), None) = (signers.next(), signers.next()) else { return Err(SignatureFault::Form) };
    let certificate =
        *certificates.iter().find(|certificate| is_of(certificate, &info.sid)).ok_or(SignatureFault::Certificate)?;
    let attributes = info.signed_attrs.as_ref().ok_or(SignatureFault::Form)?;
    let said = only_value(attributes, CONTENT_TYPE)?.decode_as::<ObjectIdentifier>().ok();
    if said != Some(content_type) || message.encap_content_info.econtent_type != content_type {
        return Err(SignatureFault::Form);
    }
    let hash = hash(info.digest_alg.oid).ok_or(SignatureFault::Algorithm)?;
    if only_value(attributes, MESSAGE_DIGEST)?.value() != covered(hash).as_ref() {
        return Err(SignatureFault::Digest);
    }
    // Signed is the set of attributes under the tag of a set, not under the one that it has in the message.
    let text = attributes.to_der().map_err(|_unwritten| SignatureFault::Form)?;
    let key = certificate.tbs_certificate().subject_public_key_info();
    let curve = key.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let scheme =
        Scheme::of(info.signature_algorithm.oid, hash, key.algorithm.oid, curve).ok_or(SignatureFault::Algorithm)?;
    let (key, signature) = (key.subject_public_key.raw_bytes(), info.signature.as_bytes());
    if !scheme.takes(key) {
        return Err(SignatureFault::Algorithm);
    }
    let fits = |algorithm| UnparsedPublicKey::new(algorithm, key).verify(&text, signature).is_ok();
    if !scheme.algorithms().into_iter().any(fits) {
        return Err(SignatureFault::Signature);
    }
    let own = certificate.to_der().map_err(|_unwritten| SignatureFault::Certificate)?;
    must_name(attributes, &own)?;
    let others = certificates.iter().filter_map(|other| other.to_der().ok()).filter(|other| *other != own).collect();
    Ok(Checked {
        holder: holder(certificate, own, others),
        algorithm: scheme.to_string(),
        asserted_at: only_value(attributes, SIGNING_TIME).ok().and_then(asserted),
    })
}

fn holder(certificate: &Certificate, own: Vec<u8>, others: Vec<Vec<u8>>) -> Holder {
    let facts = certificate.tbs_certificate();
    let subject = facts.subject();
    Holder {
        subject: subject.to_string(),
        name: subject.common_name().ok().flatten().map(|name| name.value().into_owned()),
        organisation: subject.organization().ok().flatten().map(|name| name.value().into_owned()),
        issuer: facts.issuer().to_string(),
        serial: crate::base::text::hex(facts.serial_number().as_bytes()),
        certificate: own,
        others,
    }
}

/// The time that a signer asserts.
fn asserted(time: &Any) -> Option<DateTime<Utc>> {
    let time = Time::from_der(&time.to_der().ok()?).ok()?;
    DateTime::from_timestamp(i64::try_from(time.to_unix_duration().as_secs()).ok()?, 0)
}

/// Whether a certificate is the one that the signer names.
fn is_of(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let facts = certificate.tbs_certificate();
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            *facts.issuer() == named.issuer && *facts.serial_number() == named.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => facts
            .get_extension::<SubjectKeyIdentifier>()
            .is_ok_and(|found| found.is_some_and(|(_, identifier)| identifier == *named)),
    }
}

/// The only value of the only attribute of a type.
fn only_value(attributes: &Attributes, kind: ObjectIdentifier) -> Result<&Any, SignatureFault> {
    let mut of_kind = attributes.iter().filter(|attribute| attribute.oid == kind);
    let (Some(attribute), None) = (of_kind.next(), of_kind.next()) else { return Err(SignatureFault::Form) };
    let mut values = attribute.values.iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(SignatureFault::Form) };
    Ok(value)
}

/// The elements of a sequence or a set.
fn elements(mut bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (element, rest) = AnyRef::from_der_partial(bytes).ok()?;
        found.push(element);
        bytes = rest;
    }
    Some(found)
}

/// If the signed attributes name a certificate, as PAdES requires, it is this one.
fn must_name(attributes: &Attributes, certificate: &[u8]) -> Result<(), SignatureFault> {
    if attributes.iter().all(|attribute| attribute.oid != SIGNING_CERTIFICATE) {
        return Ok(());
    }
    let named = || {
        let outer = elements(only_value(attributes, SIGNING_CERTIFICATE).ok()?.value())?;
        let first = *elements(outer.first()?.value())?.first()?;
        let parts = elements(first.value())?;
        // The algorithm is left out where it is SHA-256.
        let (algorithm, expected) = match parts.as_slice() {
            [expected, ..] if expected.tag() == Tag::OctetString => (&digest::SHA256, expected.value()),
            [algorithm, expected, ..] => {
                let name = elements(algorithm.value())?.first()?.decode_as::<ObjectIdentifier>().ok()?;
                (hash(name)?, expected.value())
            }
            _ => return None,
        };
        Some(digest::digest(algorithm, certificate).as_ref() == expected)
    };
    if named() == Some(true) { Ok(()) } else { Err(SignatureFault::Certificate) }
}
