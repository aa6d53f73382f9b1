//! The seal of certificates and bundles: statements signed with Ed25519 as compact JWS, which can be checked offline.
//!
//! Its keys are in `certificates` below the keys of access tokens, and are separate from them. A key stays in the
//! folder and is published for ever: a certificate does not expire, and without its key it cannot be checked.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{AwardId, CommendationId};
use domain::honours::certificate::{Code, StatedNumber, StatedPaper, Statement};
use domain::honours::commendation::certificate::CommendationStatement;
use domain::planning::award::AwardForm;
use jsonwebtoken::{Algorithm, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::problem::Problem;
use crate::security::keys::{self, KeysUnusable, PublishedKey, SigningKey};

/// The folder of the keys, below the folder of the tokens' keys.
const FOLDER: &str = "certificates";
/// `typ` of the header; that of an access token differs.
const TYPE: &str = "thidua-certificate+jwt";

/// `typ` of the signature of a bundle: the same keys sign it, and neither is taken for the other.
const BUNDLE: &str = "thidua-bundle+jwt";

/// What is signed of a bundle (gói hồ sơ): the digest of its manifest, which names every other file by its own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BundleClaims<'a> {
    iss: &'a str,
    iat: i64,
    manifest_sha256: &'a str,
}

/// What is signed (rule L36): the statement, by whom and when.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Claims {
    iss: String,
    iat: i64,
    award: AwardId,
    code: String,
    name: String,
    organisation_name: String,
    award_form: AwardForm,
    decision_symbol: String,
    decision_date: NaiveDate,
    decision_signer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<StatedPaper>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    golden_book: Option<StatedNumber>,
}

/// What is signed of a Giấy khen. That it names one instead of an award keeps the two apart.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CommendationClaims {
    iss: String,
    iat: i64,
    commendation: CommendationId,
    code: String,
    name: String,
    organisation_name: String,
    decision_symbol: String,
    decision_date: NaiveDate,
    decision_signer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<StatedPaper>,
    golden_book: StatedNumber,
}

/// The keys of certificates, and the issuer.
pub(crate) struct Seal {
    issuer: String,
    keys: Vec<SigningKey>,
}

/// A statement that no key of the service signed, or whose content is not that of a certificate.
#[derive(Debug)]
pub(crate) struct Forged;

impl Seal {
    /// Reads the keys; makes the first one if there is none.
    pub(crate) fn open(folder: &Path, issuer: &str) -> Result<Self, KeysUnusable> {
        Ok(Self { issuer: issuer.to_owned(), keys: keys::open(&folder.join(FOLDER))? })
    }

    /// Requires the keys of some signed statements: a database that was restored without its keys would show every
    /// certificate as forged.
    pub(crate) fn must_hold(folder: &Path, signed: &[String]) -> Result<(), KeysUnusable> {
        let folder = folder.join(FOLDER);
        let keys = keys::held(&folder)?;
        match signed.iter().all(|signed| keys::named(&keys, TYPE, signed).is_some()) {
            true => Ok(()),
            false => Err(KeysUnusable::Bereft { folder: folder.display().to_string() }),
        }
    }

    /// A new code, from the system's secure randomness.
    pub(crate) fn code() -> Result<Code, Problem> {
        let mut random = [0; Code::BYTES];
        aws_lc_rs::rand::fill(&mut random).map_err(Problem::fault)?;
        Ok(Code::of(&random))
    }

    /// Whether the key that a statement names is there.
    pub(crate) fn has_key_of(&self, signed: &str) -> bool {
        keys::named(&self.keys, TYPE, signed).is_some()
    }

    /// Signs a statement.
    pub(crate) fn sign(&self, statement: &Statement, at: DateTime<Utc>) -> Result<String, Problem> {
        let Statement {
            award,
            code,
            name,
            organisation_name,
            form,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        } = statement.clone();
        self.signed(&Claims {
            iss: self.issuer.clone(),
            iat: at.timestamp(),
            award,
            code: code.as_str().to_owned(),
            name,
            organisation_name,
            award_form: form,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        })
    }

    /// Signs the statement of a Giấy khen.
    pub(crate) fn sign_commendation(
        &self,
        statement: &CommendationStatement,
        at: DateTime<Utc>,
    ) -> Result<String, Problem> {
        let CommendationStatement {
            commendation,
            code,
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        } = statement.clone();
        self.signed(&CommendationClaims {
            iss: self.issuer.clone(),
            iat: at.timestamp(),
            commendation,
            code: code.as_str().to_owned(),
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        })
    }

    /// Signs the manifest of a bundle by its digest.
    pub(crate) fn sign_bundle(&self, manifest_sha256: &str, at: DateTime<Utc>) -> Result<String, Problem> {
        self.signed_as(BUNDLE, &BundleClaims { iss: &self.issuer, iat: at.timestamp(), manifest_sha256 })
    }

    fn signed<T: Serialize>(&self, claims: &T) -> Result<String, Problem> {
        self.signed_as(TYPE, claims)
    }

    fn signed_as<T: Serialize>(&self, kind: &str, claims: &T) -> Result<String, Problem> {
        let key = self.keys.last().ok_or_else(|| Problem::fault("there is no key to seal with"))?;
        jsonwebtoken::encode(&keys::header(kind, key), claims, &key.encoding).map_err(Problem::fault)
    }

    /// The content of a signed statement, if one of the service's keys signed exactly these bytes.
    pub(crate) fn read(&self, signed: &str) -> Result<Statement, Forged> {
        let Claims {
            iss: _,
            iat: _,
            award,
            code,
            name,
            organisation_name,
            award_form,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        } = self.claims(signed)?;
        Ok(Statement {
            award,
            code: Code::read(&code).ok_or(Forged)?,
            name,
            organisation_name,
            form: award_form,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        })
    }

    /// The content of the signed statement of a Giấy khen.
    pub(crate) fn read_commendation(&self, signed: &str) -> Result<CommendationStatement, Forged> {
        let CommendationClaims {
            iss: _,
            iat: _,
            commendation,
            code,
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        } = self.claims(signed)?;
        Ok(CommendationStatement {
            commendation,
            code: Code::read(&code).ok_or(Forged)?,
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        })
    }

    fn claims<T: DeserializeOwned>(&self, signed: &str) -> Result<T, Forged> {
        let key = keys::named(&self.keys, TYPE, signed).ok_or(Forged)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        // A certificate has neither an expiry nor an audience, and the issuer's address may change.
        validation.set_required_spec_claims::<&str>(&[]);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let read = jsonwebtoken::decode::<T>(signed, &key.decoding, &validation);
        Ok(read.map_err(|_ignored| Forged)?.claims)
    }

    /// The public keys, with which certificates are checked.
    pub(crate) fn published(&self) -> Vec<PublishedKey> {
        keys::published(&self.keys)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use domain::base::ids::{AccountId, SessionId};
    use uuid::Uuid;

    use super::*;
    use crate::security::tokens::Tokens;

    fn folder() -> std::path::PathBuf {
        std::env::temp_dir().join(format!("thidua-seal-{}", Uuid::now_v7()))
    }

    fn statement() -> Statement {
        Statement {
            award: AwardId(Uuid::now_v7()),
            code: Seal::code().expect("a code"),
            name: "Ngô Thị Sáng Kiến".to_owned(),
            organisation_name: "UBND huyện Kế Sách".to_owned(),
            form: AwardForm::BangKhenProvince,
            decision_symbol: "335/QĐ-UBND".to_owned(),
            decision_date: NaiveDate::from_ymd_opt(2024, 12, 20).expect("a day"),
            decision_signer: "Chủ tịch UBND tỉnh".to_owned(),
            correction: Some(StatedPaper {
                symbol: "340/QĐ-UBND".to_owned(),
                date: NaiveDate::from_ymd_opt(2024, 12, 27).expect("a day"),
            }),
            golden_book: Some(StatedNumber { year: 2024, number: 12 }),
        }
    }

    fn commendation() -> CommendationStatement {
        let Statement {
            award: _,
            code,
            name,
            organisation_name,
            form: _,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        } = statement();
        let (commendation, golden_book) = (CommendationId(Uuid::now_v7()), golden_book.expect("a number"));
        CommendationStatement {
            commendation,
            code,
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            decision_signer,
            correction,
            golden_book,
        }
    }

    /// Rule P06: neither is read as the other, and certificates from before the golden book are read as ever.
    #[test]
    fn p06_statements_of_awards_and_of_giay_khen_are_told_apart() {
        let folder = folder();
        let seal = Seal::open(&folder, "thidua").expect("keys");
        let (award, other) = (statement(), commendation());
        let plain = Statement { correction: None, golden_book: None, ..award.clone() };
        let (signed, simple) = (seal.sign(&award, Utc::now()), seal.sign(&plain, Utc::now()));
        let (signed, simple) = (signed.expect("signed"), simple.expect("signed"));
        let commended = seal.sign_commendation(&other, Utc::now()).expect("signed");
        assert_eq!(seal.read(&signed).expect("ours"), award);
        assert_eq!(seal.read(&simple).expect("ours"), plain);
        assert_eq!(seal.read_commendation(&commended).expect("ours"), other);
        assert!(seal.read(&commended).is_err() && seal.read_commendation(&signed).is_err());
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    /// The same signature under another payload.
    fn with_payload(signed: &str, change: impl Fn(String) -> String) -> String {
        let [header, payload, signature] = <[&str; 3]>::try_from(signed.split('.').collect::<Vec<_>>()).expect("parts");
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("text");
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(change(text)))
    }

    #[test]
    fn a_statement_is_read_back_and_one_changed_letter_fails() {
        let folder = folder();
        let (seal, other) = (Seal::open(&folder, "thidua"), Seal::open(&folder.join("other"), "thidua"));
        let (seal, other) = (seal.expect("keys"), other.expect("keys"));
        let stated = statement();
        let signed = seal.sign(&stated, Utc::now()).expect("signed");
        assert_eq!(seal.read(&signed).expect("ours"), stated);
        assert_eq!(seal.read(&with_payload(&signed, |text| text)).expect("unchanged"), stated);
        for (what, forgery) in [
            ("a letter of the name", with_payload(&signed, |text| text.replace("Ngô", "Ngo"))),
            ("a digit of the symbol", with_payload(&signed, |text| text.replace("335/", "336/"))),
            ("a space between", with_payload(&signed, |text| text.replacen(',', ", ", 1))),
            ("another's key", other.sign(&stated, Utc::now()).expect("signed")),
            ("no signature", signed.rsplit_once('.').map(|(rest, _)| format!("{rest}.")).expect("parts")),
            ("nothing", String::new()),
        ] {
            assert!(seal.read(&forgery).is_err(), "{what} was accepted");
        }
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    #[test]
    fn without_the_keys_of_its_certificates_a_restored_database_is_refused() {
        let folder = folder();
        let none: [String; 0] = [];
        assert!(Seal::must_hold(&folder, &none).is_ok() && !folder.exists(), "a first start has neither; none is made");
        let signed = Seal::open(&folder, "thidua").expect("keys").sign(&statement(), Utc::now()).expect("signed");
        let certified = [signed];
        assert!(Seal::must_hold(&folder, &certified).is_ok());
        let elsewhere = folder.join("elsewhere");
        let refused = Seal::must_hold(&elsewhere, &certified).expect_err("no folder").to_string();
        assert!(refused.contains("elsewhere/certificates"), "{refused}");
        Seal::open(&elsewhere, "thidua").expect("other keys");
        assert!(matches!(Seal::must_hold(&elsewhere, &certified), Err(KeysUnusable::Bereft { .. })));
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    #[test]
    fn a_certificate_is_no_token_and_a_token_no_certificate() {
        let folder = folder();
        let now = Utc::now();
        let token_for =
            |tokens: &Tokens| tokens.issue(AccountId(Uuid::now_v7()), SessionId(Uuid::now_v7()), now).expect("a token");
        let tokens = Tokens::open(&folder, "thidua").expect("keys");
        let seal = Seal::open(&folder, "thidua").expect("keys");
        assert_eq!((tokens.published().len(), seal.published().len()), (1, 1), "a folder below is no key");
        assert_ne!(tokens.published()[0].kid, seal.published()[0].kid, "keys of their own");
        let signed = seal.sign(&statement(), now).expect("signed");
        assert!(tokens.check(&signed, now).is_err());
        assert!(seal.read(&token_for(&tokens)).is_err());
        // Not even with the same key: the kind is part of what is signed.
        let confused = Tokens::open(&folder.join(FOLDER), "thidua").expect("keys");
        assert_eq!(confused.published()[0].kid, seal.published()[0].kid);
        assert!(confused.check(&token_for(&confused), now).is_ok());
        assert!(confused.check(&signed, now).is_err());
        assert!(seal.read(&token_for(&confused)).is_err());
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    #[test]
    fn a_bundle_is_no_certificate_though_the_same_key_signs_it() {
        let folder = folder();
        let seal = Seal::open(&folder, "thidua").expect("keys");
        let signed = seal.sign_bundle(&"a".repeat(64), Utc::now()).expect("signed");
        assert!(keys::named(&seal.keys, BUNDLE, &signed).is_some(), "its kind is part of what is signed");
        assert!(seal.read(&signed).is_err() && seal.read_commendation(&signed).is_err() && !seal.has_key_of(&signed));
        let certificate = seal.sign(&statement(), Utc::now()).expect("signed");
        assert!(keys::named(&seal.keys, BUNDLE, &certificate).is_none());
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    #[test]
    fn an_added_key_signs_and_the_old_one_counts_for_ever() {
        let folder = folder();
        let stated = statement();
        let old = Seal::open(&folder, "thidua").expect("keys").sign(&stated, Utc::now()).expect("signed");
        let other = folder.join("other");
        Tokens::open(&other, "thidua").expect("keys");
        for file in std::fs::read_dir(&other).expect("a folder").map(|file| file.expect("a file").path()) {
            if file.extension().is_some_and(|extension| extension == "pem") {
                std::fs::copy(file, folder.join(FOLDER).join("zz.pem")).expect("copies");
            }
        }
        let seal = Seal::open(&folder, "thi đua mới").expect("keys");
        assert_eq!(seal.published().len(), 2);
        let new = seal.sign(&stated, Utc::now()).expect("signed");
        assert_ne!(old.split('.').next(), new.split('.').next(), "the new key signs");
        assert!(seal.read(&old).is_ok() && seal.read(&new).is_ok());
        std::fs::remove_dir_all(folder).expect("clean up");
    }
}
