//! The signatures of a PDF: which bytes each of them covers, and whether they are those that were signed (PAdES).
//!
//! They are found by way of the form's fields, never by searching the bytes: what no field refers to is no signature,
//! whatever it looks like. What changed between two revisions of a file is not judged; how much comes after a signature is
//! told.

use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use domain::papers::signature::{
    CertificateChain, CertificateFacts, FoundSignature, SIGNATURES_MAX, SignatureCheck, SignatureFault,
    SignatureIntegrity, SignatureKind, Signatures, StampFacts,
};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, FromBytes, Name, Number, String as PdfString};

use crate::papers::certificate_chain::{Purpose, Roots};
use crate::papers::signed_message::{Holder, Signed, Stamp, document_stamp, signature};

/// More fields of a form than this are not looked at.
const FIELDS_MAX: usize = 10_000;
/// What each revision of a file ends with, and what an object begins with, after its numbers.
const END: &[u8] = b"%%EOF";
const OBJECT: &[u8] = b" obj";

/// All signatures of a file, in the order of what they cover. `at` is the time for which a chain is checked where no time
/// stamp says another.
pub(crate) fn signatures(file: &[u8], roots: &Roots, at: DateTime<Utc>) -> Signatures {
    let Ok(pdf) = Pdf::new(file.to_vec()) else { return Signatures::none(SignatureCheck::Unreadable) };
    let mut found: Vec<(usize, FoundSignature)> =
        values(&pdf).iter().take(SIGNATURES_MAX).filter_map(|value| one(file, value, roots, at)).collect();
    // The reader makes something of every file: what is left of a signed one that was cut off reads like an unsigned one.
    if found.is_empty() && is_cut_off(file) {
        return Signatures::none(SignatureCheck::Unreadable);
    }
    found.sort_by_key(|(covered, _)| *covered);
    Signatures { check: SignatureCheck::Checked, found: found.into_iter().map(|(_, one)| one).collect() }
}

/// Whether a file ends within a revision: objects come after the last mark of an end, or there is no such mark.
fn is_cut_off(file: &[u8]) -> bool {
    let end = file.windows(END.len()).rposition(|window| window == END);
    let rest = end.and_then(|end| file.get(end..));
    rest.is_none_or(|rest| rest.windows(OBJECT.len()).any(|window| window == OBJECT))
}

/// The values of all signature fields.
fn values(pdf: &Pdf) -> Vec<Dict<'_>> {
    let xref = pdf.xref();
    let form = xref.get::<Dict<'_>>(xref.root_id()).and_then(|root| root.get::<Dict<'_>>("AcroForm"));
    let fields = form.and_then(|form| form.get::<Array<'_>>("Fields"));
    let fields = fields.iter().flat_map(|fields| fields.iter::<Dict<'_>>()).take(FIELDS_MAX);
    let mut open: Vec<(Dict<'_>, bool)> = fields.map(|field| (field, false)).collect();
    let (mut values, mut seen) = (Vec::new(), 0_usize);
    // A field may be its own descendant; the bound ends that.
    while let Some((field, inherited)) = open.pop() {
        seen = seen.saturating_add(1);
        if FIELDS_MAX < seen {
            break;
        }
        let signs = field.get::<Name<'_>>("FT").map_or(inherited, |kind| kind.as_str() == "Sig");
        if let Some(value) = field.get::<Dict<'_>>("V").filter(|_| signs) {
            values.push(value);
        }
        if let Some(kids) = field.get::<Array<'_>>("Kids") {
            let room = FIELDS_MAX.saturating_sub(open.len());
            open.extend(kids.iter::<Dict<'_>>().take(room).map(|kid| (kid, signs)));
        }
    }
    values
}

/// The message of a signature. It alone is not encrypted in an encrypted file (ISO 32000-1, 7.6.1), which the reader does
/// not know: read from the bytes of its dictionary alone, nothing is decrypted.
fn contents<'a>(value: &Dict<'a>) -> Option<PdfString<'a>> {
    let written = Dict::from_bytes(value.data()).and_then(|written| written.get::<PdfString<'_>>("Contents"));
    // It may be an object of its own, which only the reader of the whole file finds.
    written.or_else(|| value.get::<PdfString<'_>>("Contents"))
}

/// What a signature covers of a file.
struct Covered<'a> {
    head: &'a [u8],
    tail: &'a [u8],
    end: usize,
}

impl Covered<'_> {
    fn digest(&self, algorithm: &'static digest::Algorithm) -> digest::Digest {
        let mut context = digest::Context::new(algorithm);
        context.update(self.head);
        context.update(self.tail);
        context.finish()
    }
}

/// The covered bytes: everything up to an end, but for the signature itself, as the very string that the form refers to.
fn covered<'a>(file: &'a [u8], value: &Dict<'_>, contents: &[u8]) -> Option<Covered<'a>> {
    let ranges = value.get::<Array<'_>>("ByteRange")?;
    let ranges: Vec<Option<usize>> =
        ranges.iter::<Number>().take(5).map(|number| usize::try_from(number.as_i64()).ok()).collect();
    let [Some(0), Some(before), Some(after), Some(rest)] = *ranges.as_slice() else { return None };
    let end = after.checked_add(rest)?;
    let (head, hole, tail) = (file.get(..before)?, file.get(before..after)?, file.get(after..end)?);
    (unhexed(hole)? == contents).then_some(Covered { head, tail, end })
}

/// The bytes of `<…>`; `None` if it is anything else.
fn unhexed(hole: &[u8]) -> Option<Vec<u8>> {
    let digits = hole.strip_prefix(b"<")?.strip_suffix(b">")?;
    let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let (pairs, odd) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some((value(high)? << 4) | value(low)?)).collect();
    if odd.is_empty() { bytes } else { None }
}

/// The time that the dictionary of a signature names (`/M`), as PAdES has it instead of a signed attribute. It counts if
/// the dictionary itself is covered: a later revision of the file could write another one for the same signature.
fn named_at(file: &[u8], value: &Dict<'_>, covered: &Covered<'_>) -> Option<DateTime<Utc>> {
    let (dictionary, before) = (value.data(), covered.head.len());
    let hole = file.get(before..covered.end.checked_sub(covered.tail.len())?)?;
    let within = dictionary.windows(hole.len()).position(|window| window == hole)?;
    let start = before.checked_sub(within)?;
    let end = start.checked_add(dictionary.len()).filter(|end| *end <= covered.end)?;
    let same = file.get(start..end)? == dictionary && value.get_ref("M").is_none();
    same.then(|| value.get::<PdfString<'_>>("M")).flatten().and_then(|time| pdf_time(time.as_bytes()))
}

/// A time as PDF writes it (ISO 32000, 7.9.4), such as `D:20241220100000+07'00'`. Without a zone it could be any of 24
/// hours, and is none.
fn pdf_time(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let (digits, zone) = text.split_at_checked(14)?;
    let zone = if zone.starts_with('Z') { "+0000".to_owned() } else { zone.replace('\'', "") };
    DateTime::parse_from_str(&format!("{digits}{zone}"), "%Y%m%d%H%M%S%#z").ok().map(|time| time.to_utc())
}

/// Looks at one value, with the end of what it covers; `None` if the field is not signed yet.
fn one(file: &[u8], value: &Dict<'_>, roots: &Roots, at: DateTime<Utc>) -> Option<(usize, FoundSignature)> {
    let contents = contents(value)?;
    let form = value.get::<Name<'_>>("SubFilter").map(|name| name.as_str().to_owned()).unwrap_or_default();
    let stamps = form == "ETSI.RFC3161";
    let kind = if stamps { SignatureKind::DocumentStamp } else { SignatureKind::Signature };
    let after = |end: usize| i64::try_from(file.len().saturating_sub(end)).unwrap_or(i64::MAX);
    let Some(covered) = covered(file, value, contents.as_bytes()) else {
        return Some((0, faulty(kind, SignatureFault::Ranges, after(0))));
    };
    let bytes_after = after(covered.end);
    let digest = |algorithm| covered.digest(algorithm);
    let found = match form.as_str() {
        "ETSI.RFC3161" => document_stamp(contents.as_bytes(), &digest).map(|stamp| stamped(stamp, roots, bytes_after)),
        "ETSI.CAdES.detached" | "adbe.pkcs7.detached" => signature(contents.as_bytes(), &digest).map(|signed| {
            let asserted_at = signed.asserted_at.or_else(|| named_at(file, value, &covered));
            signed_by(Signed { asserted_at, ..signed }, roots, at, bytes_after)
        }),
        _ => Err(SignatureFault::Form),
    };
    Some((covered.end, found.unwrap_or_else(|fault| faulty(kind, fault, bytes_after))))
}

const fn faulty(kind: SignatureKind, fault: SignatureFault, bytes_after: i64) -> FoundSignature {
    FoundSignature {
        kind,
        integrity: fault.integrity(),
        fault: Some(fault),
        signer: None,
        algorithm: None,
        asserted_at: None,
        stamp: None,
        bytes_after,
    }
}

/// The facts of an intact signature. Its chain is checked for the stamped time if the authority of the stamp is trusted:
/// whoever stamps for himself could name a day on which an expired certificate was valid.
fn signed_by(signed: Signed, roots: &Roots, at: DateTime<Utc>, bytes_after: i64) -> FoundSignature {
    let Signed { holder, algorithm, asserted_at, stamp } = signed;
    let stamp = stamp.map(|stamp| stamp_facts(stamp, roots));
    let attested = stamp.as_ref().filter(|stamp| stamp.authority.chain == CertificateChain::Trusted);
    let when = attested.map_or(at, |stamp| stamp.at);
    FoundSignature {
        kind: SignatureKind::Signature,
        integrity: SignatureIntegrity::Intact,
        fault: None,
        signer: Some(facts(holder, roots, when, Purpose::Signing)),
        algorithm: Some(algorithm),
        asserted_at,
        stamp,
        bytes_after,
    }
}

/// The facts of an intact time stamp over the document.
fn stamped(stamp: Stamp, roots: &Roots, bytes_after: i64) -> FoundSignature {
    let algorithm = Some(stamp.algorithm.clone());
    let stamp = stamp_facts(stamp, roots);
    FoundSignature {
        kind: SignatureKind::DocumentStamp,
        integrity: SignatureIntegrity::Intact,
        fault: None,
        signer: Some(stamp.authority.clone()),
        algorithm,
        asserted_at: None,
        stamp: Some(stamp),
        bytes_after,
    }
}

fn stamp_facts(stamp: Stamp, roots: &Roots) -> StampFacts {
    let Stamp { at, holder, algorithm: _ } = stamp;
    StampFacts { at, authority: facts(holder, roots, at, Purpose::TimeStamping) }
}

fn facts(holder: Holder, roots: &Roots, at: DateTime<Utc>, purpose: Purpose) -> CertificateFacts {
    let chain = roots.chain(&holder.certificate, &holder.others, at, purpose);
    let Holder { subject, name, organisation, issuer, serial, certificate: _, others: _ } = holder;
    CertificateFacts { subject, name, organisation, issuer, serial, chain }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    /// Where the samples are; their README says how they were made.
    const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/signed_papers");

    fn sample(name: &str) -> Vec<u8> {
        std::fs::read(format!("{SAMPLES}/{name}")).expect("a sample")
    }

    fn roots() -> Roots {
        Roots::of(&std::fs::read(format!("{SAMPLES}/root.pem")).expect("a root")).expect("a certificate")
    }

    fn day(year: i32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, 6, 1, 0, 0, 0).single().expect("a day")
    }

    fn found(name: &str) -> Vec<FoundSignature> {
        let found = signatures(&sample(name), &roots(), day(2026));
        assert_eq!(found.check, SignatureCheck::Checked, "{name}");
        found.found
    }

    /// Name of the signer, integrity, chain, chain of the stamp, whether bytes come after; one line for each signature.
    fn told(found: &[FoundSignature]) -> Vec<String> {
        found
            .iter()
            .map(|one| {
                let name = one.signer.as_ref().and_then(|signer| signer.name.clone()).unwrap_or_else(|| "-".to_owned());
                let chain = one.signer.as_ref().map_or("-", |signer| signer.chain.as_str());
                let stamp = one.stamp.as_ref().map_or("-", |stamp| stamp.authority.chain.as_str());
                let fault = one.fault.map_or("", SignatureFault::as_str);
                let after = if one.bytes_after == 0 { "whole" } else { "part" };
                format!("{} {name}: {} {chain} {stamp} {after} {fault}", one.kind, one.integrity).trim_end().to_owned()
            })
            .collect()
    }

    #[test]
    fn every_sample_says_what_pyhanko_put_into_it() {
        let (an, binh) = ("SIGNATURE Nguyễn Văn Thử: INTACT TRUSTED", "SIGNATURE Trần Thị Mẫu: INTACT TRUSTED");
        for (name, expected) in [
            ("01-rsa-stamped.pdf", vec![format!("{an} TRUSTED whole")]),
            ("02-p256.pdf", vec![format!("{binh} - whole")]),
            ("03-p384.pdf", vec!["SIGNATURE Lê Thử Nghiệm: INTACT TRUSTED - whole".to_owned()]),
            ("04-pss.pdf", vec!["SIGNATURE Phạm Văn Muối: INTACT TRUSTED - whole".to_owned()]),
            ("05-pkcs7.pdf", vec![format!("{an} - whole")]),
            ("06-two-signers.pdf", vec![format!("{an} TRUSTED part"), format!("{binh} TRUSTED whole")]),
            ("07-one-bit.pdf", vec!["SIGNATURE -: ALTERED - - whole DIGEST".to_owned()]),
            ("08-appended.pdf", vec![format!("{an} TRUSTED part")]),
            ("09-incremental-update.pdf", vec![format!("{an} TRUSTED part")]),
            (
                "10-document-stamp.pdf",
                vec![
                    format!("{an} TRUSTED part"),
                    "DOCUMENT_STAMP Dấu thời gian thử nghiệm: INTACT TRUSTED TRUSTED whole".to_owned(),
                ],
            ),
            ("11-unsigned.pdf", Vec::new()),
            ("12-ber.pdf", vec![format!("{an} TRUSTED whole")]),
        ] {
            assert_eq!(told(&found(name)), expected, "{name}");
        }
    }

    #[test]
    fn who_signed_and_when_is_told() {
        let [one] = <[FoundSignature; 1]>::try_from(found("01-rsa-stamped.pdf")).expect("one signature");
        let signer = one.signer.expect("a signer");
        assert_eq!(signer.organisation.as_deref(), Some("Cơ quan thử nghiệm"));
        assert!(signer.subject.contains("CN=Nguyễn Văn Thử"), "{}", signer.subject);
        assert!(signer.issuer.contains("CN=CA thử nghiệm"), "{}", signer.issuer);
        assert!(!signer.serial.is_empty() && one.asserted_at.is_some());
        assert_eq!(one.algorithm.as_deref(), Some("RSA SHA-256"));
        let stamp = one.stamp.expect("a stamp");
        assert_eq!(stamp.at, Utc.with_ymd_and_hms(2024, 12, 20, 3, 0, 0).single().expect("a time"));
        assert_eq!(stamp.authority.name.as_deref(), Some("Dấu thời gian thử nghiệm"));
        let told = |name: &str| found(name).first().and_then(|one| one.algorithm.clone()).unwrap_or_default();
        assert_eq!(
            ["02-p256.pdf", "03-p384.pdf", "04-pss.pdf"].map(told),
            ["ECDSA P-256 SHA-256", "ECDSA P-384 SHA-256", "RSA-PSS SHA-256"]
        );
    }

    /// The check is trusted only because it fails: a bit anywhere in what is covered, and in the signature itself.
    #[test]
    fn one_flipped_bit_is_seen_wherever_it_is() {
        let whole = sample("02-p256.pdf");
        let hole = whole.windows(10).position(|window| window == b"/Contents ").expect("the signature") + 11;
        for place in [9, 300, hole - 14, whole.len() - 3] {
            let mut flipped = whole.clone();
            flipped[place] ^= 1;
            let found = signatures(&flipped, &roots(), day(2026));
            let intact = found.found.iter().any(|one| one.integrity == SignatureIntegrity::Intact);
            assert!(!intact, "a bit at {place}");
        }
        // Every byte of the message counts, but for the zeros that fill up its room and its unsigned attributes.
        let mut seen = 0_usize;
        for place in (hole..hole + 3_000).step_by(97) {
            let mut flipped = whole.clone();
            flipped[place] = if flipped[place] == b'0' { b'1' } else { b'0' };
            let found = signatures(&flipped, &roots(), day(2026)).found;
            let same = found.iter().all(|one| {
                one.integrity == SignatureIntegrity::Intact
                    && one.signer.as_ref().is_some_and(|signer| signer.chain == CertificateChain::Trusted)
            });
            seen += usize::from(!same);
        }
        assert!(20 < seen, "only {seen} of 31 flips in the signature were seen");
    }

    #[test]
    fn the_time_that_the_signer_claims_stands_in_the_signature_or_in_its_dictionary() {
        let time = |second| Utc.with_ymd_and_hms(2026, 11, 30, 20, 18, second).single();
        // PAdES knows no signed attribute for it: these have the dictionary's only.
        for name in ["02-p256.pdf", "03-p384.pdf", "04-pss.pdf"] {
            let [one] = <[FoundSignature; 1]>::try_from(found(name)).expect("one signature");
            assert_eq!((one.asserted_at, one.stamp), (time(56), None), "{name}");
        }
        let noon = Utc.with_ymd_and_hms(2024, 12, 20, 5, 0, 0).single();
        for text in ["D:20241220120000+07'00'", "D:20241220120000+07'00", "D:20241220120000+07", "D:20241220050000Z"] {
            assert_eq!(pdf_time(text.as_bytes()), noon, "{text}");
        }
        for text in
            ["D:20241220120000", "20241220120000Z", "D:20241320120000Z", "D:2024Z", "D:2024122012000\u{1ef1}", ""]
        {
            assert_eq!(pdf_time(text.as_bytes()), None, "{text}");
        }
    }

    /// A later revision may give the same signature another dictionary, which nobody signed.
    #[test]
    fn a_time_that_is_not_covered_is_not_shown() {
        let text = sample("02-p256.pdf");
        let pdf = Pdf::new(text.clone()).expect("a file");
        let found = values(&pdf);
        let value = found.first().expect("a signature");
        let contents = value.get::<PdfString<'_>>("Contents").expect("its message");
        let whole = covered(&text, value, contents.as_bytes()).expect("its ranges");
        assert!(named_at(&text, value, &whole).is_some());
        let mut other = text.clone();
        let place = text.windows(4).position(|window| window == b"/M (").expect("the time");
        other[place + 10] ^= 1;
        assert_eq!(named_at(&other, value, &whole), None, "the covered bytes name another");
        let short = Covered { head: whole.head, tail: &[], end: text.len() - whole.tail.len() };
        assert_eq!(named_at(&text, value, &short), None, "what is covered ends before it");
    }

    #[test]
    fn a_signed_file_that_was_cut_off_is_not_called_unsigned() {
        let check = |file: &[u8]| signatures(file, &roots(), day(2026)).check;
        for name in ["02-p256.pdf", "06-two-signers.pdf", "11-unsigned.pdf"] {
            let whole = sample(name);
            for part in 1..16 {
                let cut = &whole[..whole.len() * part / 16];
                let seen = signatures(cut, &roots(), day(2026));
                let told = seen.check == SignatureCheck::Unreadable || !seen.found.is_empty();
                assert!(told, "{part} sixteenths of {name}");
            }
            assert_eq!(check(&whole), SignatureCheck::Checked, "{name}");
        }
        assert_eq!(check(&[]), SignatureCheck::Unreadable);
    }

    #[test]
    fn a_range_that_leaves_something_out_is_no_signature() {
        // The range begins one byte later: a byte before it could be anything.
        let text = sample("02-p256.pdf");
        let at = text.windows(12).position(|window| window == b"/ByteRange [").expect("the range");
        let mut later = text;
        let digits = at + 12;
        assert_eq!(&later[digits..digits + 2], b"0 ");
        later[digits] = b'1';
        let found = signatures(&later, &roots(), day(2026)).found;
        assert_eq!(told(&found), ["SIGNATURE -: ALTERED - - part RANGES"]);
    }

    #[test]
    fn a_chain_is_that_of_the_configured_roots_at_its_time() {
        let chain = |name: &str, roots: &Roots, at| {
            let found = signatures(&sample(name), roots, at).found;
            found.first().and_then(|one| one.signer.as_ref()).map(|signer| signer.chain)
        };
        assert_eq!(chain("02-p256.pdf", &Roots::default(), day(2026)), Some(CertificateChain::NotChecked));
        assert_eq!(chain("02-p256.pdf", &roots(), day(2026)), Some(CertificateChain::Trusted));
        assert_eq!(chain("02-p256.pdf", &roots(), day(2051)), Some(CertificateChain::OutOfTime));
        assert_eq!(chain("02-p256.pdf", &roots(), day(2019)), Some(CertificateChain::OutOfTime));
        // A stamp says when it was signed, whenever it is looked at.
        assert_eq!(chain("01-rsa-stamped.pdf", &roots(), day(2051)), Some(CertificateChain::Trusted));
    }

    /// What is said of the samples in `doubtful`, in 2026.
    fn doubted(name: &str) -> Vec<String> {
        let roots = Roots::of(&sample("doubtful/root.pem")).expect("a certificate");
        told(&signatures(&sample(&format!("doubtful/{name}")), &roots, day(2026)).found)
    }

    #[test]
    fn only_a_stamp_of_a_trusted_authority_says_when_a_certificate_had_to_be_valid() {
        let an = "SIGNATURE Nguyễn Văn Thử: INTACT";
        for (name, chains) in [
            ("01-expired-unknown-stamp.pdf", "OUT_OF_TIME UNKNOWN_ROOT"),
            ("02-expired-stamp-too-early.pdf", "OUT_OF_TIME OUT_OF_TIME"),
            ("03-expired-known-stamp.pdf", "TRUSTED TRUSTED"),
        ] {
            assert_eq!(doubted(name), [format!("{an} {chains} whole")], "{name}");
        }
    }

    #[test]
    fn a_key_that_is_too_short_is_an_unknown_algorithm_and_no_alteration() {
        for name in ["04-rsa-1024.pdf", "05-rsa-1024-pss.pdf"] {
            assert_eq!(doubted(name), ["SIGNATURE -: UNREADABLE - - whole ALGORITHM"], "{name}");
        }
    }

    #[test]
    fn a_certificate_for_something_else_is_unfit_for_signing() {
        for (name, chain) in [
            ("09-key-encipherment.pdf", "UNFIT"),
            ("10-server.pdf", "UNFIT"),
            ("11-document-signing.pdf", "TRUSTED"),
            ("12-client-and-mail.pdf", "TRUSTED"),
        ] {
            assert_eq!(doubted(name), [format!("SIGNATURE Nguyễn Văn Thử: INTACT {chain} - whole")], "{name}");
        }
    }

    #[test]
    fn a_signature_in_an_encrypted_file_is_read_as_it_stands() {
        for name in ["06-encrypted-rc4.pdf", "07-encrypted-aes-128.pdf", "08-encrypted-aes-256.pdf"] {
            assert_eq!(doubted(name), ["SIGNATURE Nguyễn Văn Thử: INTACT TRUSTED - whole"], "{name}");
            let mut flipped = sample(&format!("doubtful/{name}"));
            let place = flipped.windows(6).position(|window| window == b"stream").expect("the page") + 12;
            flipped[place] ^= 1;
            let found = signatures(&flipped, &roots(), day(2026)).found;
            assert_eq!(told(&found), ["SIGNATURE -: ALTERED - - whole DIGEST"], "{name}");
        }
    }

    #[test]
    fn what_is_no_pdf_is_no_fault_of_the_service() {
        for file in [Vec::new(), b"%PDF-1.7".to_vec(), vec![0_u8; 10_000], sample("root.pem")] {
            assert!(signatures(&file, &roots(), day(2026)).found.is_empty());
        }
        let whole = sample("06-two-signers.pdf");
        for part in 1..8 {
            let _whatever = signatures(&whole[..whole.len() * part / 8], &roots(), day(2026));
        }
    }
}
