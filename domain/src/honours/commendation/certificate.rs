//! The certificate of a Giấy khen (bản xác thực điện tử): like that of an award, and issued by the head who gave it.
//!
//! It states name, unit and decision (rule L36). After a correction the Giấy khen has a further certificate, and the check
//! of the old one says so (rule P06).

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CertificateId, CommendationId, Revision};
use crate::base::refusal::Refusal;
use crate::base::step::Step;
use crate::honours::certificate::{CertificateStatus, Code, StatedNumber, StatedPaper};
use crate::honours::commendation::Commendation;
use crate::honours::golden_book::BookEntry;
use crate::honours::reasons;

/// What the certificate of a Giấy khen states and what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommendationStatement {
    /// The Giấy khen.
    pub commendation: CommendationId,
    /// The certificate's code.
    pub code: Code,
    /// The recipient's name.
    pub name: String,
    /// The unit's name on the day of the decision.
    pub organisation_name: String,
    /// Number and symbol of the head's decision.
    pub decision_symbol: String,
    /// The day of the decision.
    pub decision_date: NaiveDate,
    /// The signer, as written there.
    pub decision_signer: String,
    /// The document that corrected it, if one did before the certificate was issued.
    pub correction: Option<StatedPaper>,
    /// The number in the golden book of the unit.
    pub golden_book: StatedNumber,
}

/// Which certificate of a Giấy khen it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommendationMarks {
    /// The version that it states: the number of the last correction that it knows of.
    pub version: i64,
    /// Its code.
    pub code: Code,
    /// Its entry in the golden book.
    pub book: BookEntry,
}

impl CommendationStatement {
    /// The statement of a certificate for this Giấy khen of a unit of this name.
    #[must_use]
    pub fn of(commendation: &Commendation, organisation_name: &str, marks: CommendationMarks) -> Self {
        let CommendationMarks { version, code, book } = marks;
        let correction = commendation
            .correction_of(version)
            .map(|change| StatedPaper { symbol: change.paper.symbol.clone(), date: change.paper.date });
        Self {
            commendation: commendation.id,
            code,
            name: commendation.facts_after(version).name,
            organisation_name: organisation_name.to_owned(),
            decision_symbol: commendation.symbol.clone(),
            decision_date: commendation.date,
            decision_signer: commendation.signer.clone(),
            correction,
            golden_book: book.into(),
        }
    }
}

/// The certificate of a Giấy khen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommendationCertificate {
    /// Its identifier.
    pub id: CertificateId,
    /// The Giấy khen.
    pub commendation: CommendationId,
    /// The version that it states; 0 as it was recorded.
    pub version: i64,
    /// Its entry in the golden book.
    pub book: BookEntry,
    /// The code with which it is checked.
    pub code: Code,
    /// The signed statement (compact JWS).
    pub statement: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// The revision number, which never changes.
    pub revision: Revision,
}

impl CommendationCertificate {
    /// Issues a certificate for a statement that was signed.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the head of the unit that gave it (rule S14); `WrongState` for a Giấy khen that was
    /// withdrawn, or for a statement that differs from it.
    pub fn issue(
        id: CertificateId,
        (commendation, organisation_name): (&Commendation, &str),
        marks: CommendationMarks,
        (stated, signed): (&CommendationStatement, String),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = commendation.may_amend(actor)?;
        if *stated != CommendationStatement::of(commendation, organisation_name, marks.clone()) {
            return Err(Refusal::WrongState(reasons::statement_unfit()));
        }
        let event = Event::new(EventKind::CertificateIssued, Concept::Certificate, id.0, author, at)
            .of(commendation.organisation)
            .because(&commendation.symbol);
        let CommendationMarks { version, code, book } = marks;
        let (commendation, revision) = (commendation.id, Revision::FIRST);
        Ok(Step::new(Self { id, commendation, version, book, code, statement: signed, issued_at: at, revision }, event))
    }

    /// Its marks.
    #[must_use]
    pub fn marks(&self) -> CommendationMarks {
        CommendationMarks { version: self.version, code: self.code.clone(), book: self.book }
    }

    /// The result of its check: a withdrawal counts more than a correction.
    #[must_use]
    pub fn status(&self, commendation: &Commendation) -> CertificateStatus {
        if commendation.withdrawal().is_some() {
            CertificateStatus::Withdrawn
        } else if commendation.corrected_by(self.version).is_some() {
            CertificateStatus::Corrected
        } else {
            CertificateStatus::Valid
        }
    }
}
