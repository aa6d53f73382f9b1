//! Certificates (giấy chứng nhận điện tử): a code that people type and a signed statement that anyone can verify, also
//! offline.
//!
//! A certificate repeats the award and its decision; of persons it holds only the name and the unit (rule L36). It
//! never changes; the check of the code shows whether the award was revoked, or corrected: then the award has a further
//! certificate, which the check leads to (rule P06).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, CertificateId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::Refusal;
use crate::base::step::Step;
use crate::honours::correction::AwardFacts;
use crate::honours::golden_book::BookEntry;
use crate::honours::granted_award::{GrantedAward, GrantingDecision};
use crate::honours::reasons;
use crate::planning::award::AwardForm;

/// The symbols of a code, by value: without I, L, O and U, which can be read as 1, 1, 0 and V or form a word.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The number of symbols in a code: 28 times 5 bits are 140, more than the 128 that cannot be guessed.
const SYMBOLS_PER_CODE: usize = 28;
/// The number of symbols in a group.
const SYMBOLS_PER_GROUP: usize = 4;
/// Maximum length of a text that is parsed as a code, in bytes.
const TYPED_BYTES_MAX: usize = 100;

wire_enum! {
    /// Result of a certificate check.
    CertificateStatus {
        /// The award is in force (hợp lệ).
        Valid = "VALID",
        /// The award was corrected, and has a certificate that says so (đã đính chính; rule P06).
        Corrected = "CORRECTED",
        /// The award was revoked (đã bị hủy bỏ; rule L18).
        Revoked = "REVOKED",
        /// The Giấy khen was withdrawn by its giver (đã thu hồi).
        Withdrawn = "WITHDRAWN",
    }
}

/// A certificate's code in the spelling that is stored: seven groups of four symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// How many random bytes make a code; each symbol uses five bits of one byte.
    pub const BYTES: usize = SYMBOLS_PER_CODE;

    /// Makes a code from random bytes.
    #[must_use]
    pub fn of(random: &[u8; Self::BYTES]) -> Self {
        let symbols = random.iter().filter_map(|byte| SYMBOLS.get(usize::from(byte % 32)));
        Self::grouped(symbols.map(|symbol| char::from(*symbol)))
    }

    /// Parses a code as people type it: case, hyphens and spaces are ignored, and O, I and L are read as the digits
    /// that they resemble. None for a text that is no code.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        if TYPED_BYTES_MAX < typed.len() {
            return None;
        }
        let symbols = typed
            .chars()
            .filter(|letter| !matches!(letter, '-' | ' '))
            .map(|letter| {
                let letter = match letter.to_ascii_uppercase() {
                    'O' => '0',
                    'I' | 'L' => '1',
                    other => other,
                };
                u8::try_from(letter).ok().filter(|symbol| SYMBOLS.contains(symbol)).map(char::from)
            })
            .collect::<Option<Vec<char>>>()?;
        (symbols.len() == SYMBOLS_PER_CODE).then(|| Self::grouped(symbols.into_iter()))
    }

    fn grouped(symbols: impl Iterator<Item = char>) -> Self {
        let mut code = String::new();
        for (place, symbol) in symbols.enumerate() {
            if 0 < place && place.is_multiple_of(SYMBOLS_PER_GROUP) {
                code.push('-');
            }
            code.push(symbol);
        }
        Self(code)
    }

    /// The stored spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The paper of a correction, by what a certificate states of it; it is signed with these fields, and no others are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedPaper {
    /// Number and symbol.
    pub symbol: String,
    /// Its day.
    pub date: NaiveDate,
}

/// The number in the golden book, as a certificate states it; it is signed with these fields, and no others are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedNumber {
    /// The year of the book.
    pub year: i32,
    /// The number (số sổ vàng).
    pub number: i64,
}

impl From<BookEntry> for StatedNumber {
    fn from(entry: BookEntry) -> Self {
        let BookEntry { issuer: _, year, number } = entry;
        Self { year, number }
    }
}

/// What a certificate states and what is signed; of persons only the name and the unit (rule L36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The award.
    pub award: AwardId,
    /// The certificate's code.
    pub code: Code,
    /// The recipient's name.
    pub name: String,
    /// The recipient's unit, by its name at that time.
    pub organisation_name: String,
    /// The form of commendation.
    pub form: AwardForm,
    /// Number and symbol of the decision.
    pub decision_symbol: String,
    /// The day of the decision.
    pub decision_date: NaiveDate,
    /// The signer of the decision, as written there.
    pub decision_signer: String,
    /// The decision that corrected it, if one did before the certificate was issued.
    pub correction: Option<StatedPaper>,
    /// The number in the golden book; none on certificates from before it was kept.
    pub golden_book: Option<StatedNumber>,
}

/// Which certificate of an award it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// The version of the award that it states: which correction was the last that it knows of.
    pub version: i64,
    /// Its code.
    pub code: Code,
    /// Its entry in the golden book.
    pub book: Option<BookEntry>,
}

impl Statement {
    /// The statement of a certificate for this award.
    #[must_use]
    pub fn of(award: &GrantedAward, marks: Marks) -> Self {
        let Marks { version, code, book } = marks;
        let AwardFacts { name, organisation_name } = award.facts_after(version);
        let correction =
            award.correction_of(version).map(|made| StatedPaper { symbol: made.symbol.clone(), date: made.date });
        let GrantedAward {
            id,
            cycle: _,
            campaign: _,
            subject_kind: _,
            name: _,
            organisation: _,
            organisation_name: _,
            form,
            occasion: _,
            decision,
            corrections: _,
        } = award.clone();
        let GrantingDecision { id: _, issuer: _, symbol, date, signer, state: _, revision: _ } = decision;
        Self {
            award: id,
            code,
            name,
            organisation_name,
            form,
            decision_symbol: symbol,
            decision_date: date,
            decision_signer: signer,
            correction,
            golden_book: book.map(StatedNumber::from),
        }
    }
}

/// An award's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its identifier.
    pub id: CertificateId,
    /// The award.
    pub award: AwardId,
    /// The version of the award that it states; 0 as it was granted (rule P06).
    pub version: i64,
    /// Its entry in the golden book; none for one from before the book was kept.
    pub book: Option<BookEntry>,
    /// The code with which it is checked.
    pub code: Code,
    /// The signed statement (compact JWS).
    pub statement: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// The revision number, which never changes.
    pub revision: Revision,
}

/// The awards that still need a certificate: they have none that states what they say now, and are not revoked. Of each
/// certificate there is the award and the version.
///
/// # Errors
/// `NotAllowed` for anyone but the standing or the appraisal agency; `WrongState` while the decision is not public.
pub fn wanting(
    awards: Vec<GrantedAward>,
    certified: &[(AwardId, i64)],
    revoked: &[AwardId],
    actor: &Actor,
) -> Result<Vec<GrantedAward>, Refusal> {
    actor.must_somewhere(Permission::PublishDecision)?;
    for award in &awards {
        actor.must(Permission::PublishDecision, award.campaign)?;
    }
    awards.iter().try_for_each(GrantedAward::must_be_public)?;
    let wants =
        |award: &GrantedAward| !certified.contains(&(award.id, award.version())) && !revoked.contains(&award.id);
    Ok(awards.into_iter().filter(wants).collect())
}

/// The awards that need a further certificate after a correction: they had one, and none states what they say now.
///
/// # Errors
/// See `wanting`.
pub fn wanting_anew(
    awards: Vec<GrantedAward>,
    certified: &[(AwardId, i64)],
    revoked: &[AwardId],
    actor: &Actor,
) -> Result<Vec<GrantedAward>, Refusal> {
    let had = |award: &GrantedAward| certified.iter().any(|(id, _)| *id == award.id);
    // An award of a decision that is not public yet has no certificate.
    wanting(awards.into_iter().filter(had).collect(), certified, revoked, actor)
}

impl Certificate {
    /// Issues a certificate for a statement that was signed.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing or the appraisal agency; `WrongState` while the decision is not public,
    /// or for a statement that differs from the award.
    pub fn issue(
        id: CertificateId,
        award: &GrantedAward,
        marks: Marks,
        (stated, signed): (Statement, String),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::PublishDecision, award.campaign)?;
        award.must_be_public()?;
        if stated != Statement::of(award, marks.clone()) {
            return Err(Refusal::WrongState(reasons::statement_unfit()));
        }
        // The code gives access to the public page, so the audit trail holds the decision's symbol instead.
        let event = Event::new(EventKind::CertificateIssued, Concept::Certificate, id.0, author, at)
            .of(award.organisation)
            .because(stated.correction.as_ref().map_or(&award.decision.symbol, |correction| &correction.symbol));
        let Marks { version, code, book } = marks;
        let (award, revision) = (award.id, Revision::FIRST);
        Ok(Step::new(Self { id, award, version, book, code, statement: signed, issued_at: at, revision }, event))
    }

    /// Its marks.
    #[must_use]
    pub fn marks(&self) -> Marks {
        Marks { version: self.version, code: self.code.clone(), book: self.book }
    }

    /// The result of its check: a revocation counts more than a correction.
    #[must_use]
    pub fn status(&self, award: &GrantedAward, revoked: bool) -> CertificateStatus {
        if revoked {
            CertificateStatus::Revoked
        } else if award.corrected_by(self.version).is_some() {
            CertificateStatus::Corrected
        } else {
            CertificateStatus::Valid
        }
    }
}
