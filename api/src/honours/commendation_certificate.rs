//! Certificates of Giấy khen: issued by the head who gave it, and checked by the code or the signed statement alone.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CertificateId, CommendationId};
use domain::honours::certificate::{CertificateStatus, Code, StatedNumber};
use domain::honours::commendation::certificate::{CommendationCertificate, CommendationMarks, CommendationStatement};
use domain::honours::commendation::{ChangeContent, Commendation, CommendationChange, WithdrawalGround};
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::base::address::Address;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::certificate::{CorrectedBy, CorrectingPaper, GoldenBookNumber, page_of, unknown};
use crate::honours::correction::PublicCorrectionView;
use crate::honours::reasons;
use crate::security::seal::Seal;

/// The path parameter that names the certificate of a Giấy khen.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommendationCodePath {
    /// The certificate's code; case, hyphens and spaces are ignored, and O, I and L are read as 0 and 1.
    #[param(max_length = 100, example = "9F2B-6XWQ-1ZKC-P4TJ-R7HN-M3DA-8E5S")]
    commendation_code: String,
}

/// The certificate of a Giấy khen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CommendationCertificate)]
pub(crate) struct CommendationCertificateView {
    /// The certificate's identifier.
    id: CertificateId,
    /// Whether it states what counts: a Giấy khen that was corrected has a further certificate (rule P06).
    status: CertificateStatus,
    /// The code that it is checked by, for print; never listed publicly.
    #[schema(example = "9F2B-6XWQ-1ZKC-P4TJ-R7HN-M3DA-8E5S")]
    code: String,
    /// The page that a code leads people to.
    #[schema(example = "https://thi-dua.example.vn/certificates/9F2B-6XWQ-1ZKC-P4TJ-R7HN-M3DA-8E5S")]
    address: String,
    /// Its number in the golden book of the unit.
    golden_book: GoldenBookNumber,
    /// The signed statement: a compact JWS (`EdDSA`), checked with the keys at `/v1/public/certificate-keys`.
    #[schema(example = "eyJ0eXAiOiJ0aGlkdWEtY2VydGlmaWNhdGUrand0IiwiYWxnIjoiRWREU0EifQ.e30.c2lnbmF0dXJl")]
    statement: String,
    /// When it was issued.
    issued_at: DateTime<Utc>,
}

/// Why, and by which document, a Giấy khen was withdrawn.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WithdrawalNotice {
    /// The ground.
    ground: WithdrawalGround,
    /// Number and symbol of the head's document.
    #[schema(example = "25/QĐ-SYT")]
    document_symbol: String,
    /// The day of the document.
    document_date: NaiveDate,
}

impl WithdrawalNotice {
    /// The withdrawal of a Giấy khen, if it was withdrawn.
    pub(crate) fn of(commendation: &Commendation) -> Option<Self> {
        let (CommendationChange { paper, .. }, ground) = commendation.withdrawal()?;
        Some(Self { ground, document_symbol: paper.symbol.clone(), document_date: paper.date })
    }
}

/// Content of the certificate of a Giấy khen and whether it is still valid: name, unit and decision, nothing else (rule
/// L36).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommendationCheck {
    /// Whether the Giấy khen stands.
    status: CertificateStatus,
    /// Notice of the withdrawal; only if it was withdrawn (rule P06).
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal: Option<WithdrawalNotice>,
    /// By what it was corrected, and where the new certificate is; only if it was corrected later (rule P06).
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_by: Option<CorrectedBy>,
    /// The document whose correction it states, if it was corrected before the certificate was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<CorrectingPaper>,
    /// The number in the golden book of the unit.
    golden_book: GoldenBookNumber,
    /// The code, in its one spelling.
    #[schema(example = "9F2B-6XWQ-1ZKC-P4TJ-R7HN-M3DA-8E5S")]
    code: String,
    /// The entry of the register.
    commendation: CommendationId,
    /// The recipient's name, as the certificate states it.
    #[schema(example = "Tổ Công nghệ thông tin (demo)")]
    name: String,
    /// The unit's name as it was then.
    #[schema(example = "Sở Y tế")]
    organisation_name: String,
    /// Number and symbol of the head's decision.
    #[schema(example = "18/QĐ-SYT")]
    decision_symbol: String,
    /// The day of the decision.
    decision_date: NaiveDate,
    /// The signed statement: a compact JWS (`EdDSA`), checked offline with the keys at `/v1/public/certificate-keys`. It
    /// does not know of a later correction or withdrawal.
    #[schema(example = "eyJ0eXAiOiJ0aGlkdWEtY2VydGlmaWNhdGUrand0IiwiYWxnIjoiRWREU0EifQ.e30.c2lnbmF0dXJl")]
    statement: String,
}

/// The certificate of a Giấy khen, the Giấy khen, the name of its unit then, and the certificate that states what counts
/// now if that is another one.
pub(crate) struct FoundCommendation {
    pub(crate) certificate: CommendationCertificate,
    pub(crate) commendation: Commendation,
    pub(crate) organisation_name: String,
    pub(crate) successor: Option<CommendationCertificate>,
}

impl FoundCommendation {
    /// Finds a certificate by a typed code, and checks that its statement was signed by the service and agrees with the
    /// register.
    pub(crate) async fn by_code(typed: &str, seal: &Seal, db: &Db) -> Result<Self, Problem> {
        let code = Code::read(typed).ok_or_else(unknown)?;
        let found = db
            .read(move |tx| async move {
                let certificate = tx.commendation_certificate_coded(&code).await?;
                let commendation = tx.commendation(&Scope::Everything, certificate.commendation).await?;
                let unit = tx.organisation(commendation.organisation).await?;
                let organisation_name = unit.name_on(commendation.date).to_owned();
                let present = commendation.version();
                let mut later = tx.commendation_certificates(&[commendation.id]).await?;
                later.retain(|other| other.version == present && other.version != certificate.version);
                Ok(Self { certificate, commendation, organisation_name, successor: later.pop() })
            })
            .await
            .map_err(|problem: Problem| if problem.kind == Kind::NotFound { unknown() } else { problem })?;
        let Self { certificate, commendation, organisation_name, successor: _ } = &found;
        let stated = seal.read_commendation(&certificate.statement).ok();
        if !seal.has_key_of(&certificate.statement) {
            // The certificate may be genuine: the fault is the installation's.
            return Err(Problem::fault(format!("the key that signed the certificate {} is missing", certificate.id)));
        }
        if stated != Some(CommendationStatement::of(commendation, organisation_name, certificate.marks())) {
            tracing::error!(certificate = %certificate.id, "a certificate is not what was signed");
            return Err(Problem::new(Kind::WrongState, reasons::certificate_corrupt()));
        }
        Ok(found)
    }

    pub(crate) fn status(&self) -> CertificateStatus {
        self.certificate.status(&self.commendation)
    }

    /// By what it was corrected, and where the new certificate is.
    fn corrected_by(&self, address: &Address) -> Option<CorrectedBy> {
        let change = self.commendation.corrected_by(self.certificate.version)?;
        let ChangeContent::Corrected { ground, before: _, after: _ } = &change.content else { return None };
        let correction = PublicCorrectionView {
            ground: *ground,
            changed: change.fields(),
            decision_symbol: change.paper.symbol.clone(),
            decision_date: change.paper.date,
        };
        Some(CorrectedBy {
            correction,
            code: self.successor.as_ref().map(|successor| successor.code.as_str().to_owned()),
            address: self.successor.as_ref().map(|successor| page_of(address, &successor.code)),
        })
    }

    fn into_view(self, address: &Address) -> CommendationCheck {
        let (status, corrected_by) = (self.status(), self.corrected_by(address));
        let Self { certificate, commendation, organisation_name, successor: _ } = self;
        let CommendationStatement {
            commendation: id,
            code,
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            decision_signer: _,
            correction,
            golden_book,
        } = CommendationStatement::of(&commendation, &organisation_name, certificate.marks());
        CommendationCheck {
            status,
            withdrawal: WithdrawalNotice::of(&commendation),
            corrected_by,
            correction: correction.map(CorrectingPaper::from),
            golden_book: golden_book.into(),
            code: code.as_str().to_owned(),
            commendation: id,
            name,
            organisation_name,
            decision_symbol,
            decision_date,
            statement: certificate.statement,
        }
    }
}

/// The certificates of a Giấy khen, as those see it who may read it.
pub(crate) fn views(
    certificates: Vec<CommendationCertificate>,
    commendation: &Commendation,
    address: &Address,
) -> Vec<CommendationCertificateView> {
    let view = |certificate: CommendationCertificate| {
        let status = certificate.status(commendation);
        let CommendationCertificate { id, commendation: _, version: _, book, code, statement, issued_at, revision: _ } =
            certificate;
        CommendationCertificateView {
            id,
            status,
            address: page_of(address, &code),
            code: code.as_str().to_owned(),
            golden_book: StatedNumber::from(book).into(),
            statement,
            issued_at,
        }
    };
    certificates.into_iter().map(view).collect()
}

/// Signs and issues the certificate of what a Giấy khen says now, under the next number of the unit's golden book, or the
/// named one.
pub(crate) async fn certify(
    tx: &Tx,
    commendation: &Commendation,
    first: Option<i64>,
    (seal, actor, at): (&Seal, &Actor, DateTime<Utc>),
) -> Result<CommendationCertificate, Problem> {
    let unit = tx.organisation(commendation.organisation).await?;
    let organisation_name = unit.name_on(commendation.date);
    let book = tx.golden_book_of_unit(commendation.organisation, commendation.book_year()).await?;
    let book = book.going_on(first)?.enter()?;
    let marks = CommendationMarks { version: commendation.version(), code: Seal::code()?, book };
    let stated = CommendationStatement::of(commendation, organisation_name, marks.clone());
    let signed = seal.sign_commendation(&stated, at)?;
    let id = CertificateId(Uuid::now_v7());
    let whose = (commendation, organisation_name);
    Ok(tx.add(CommendationCertificate::issue(id, whose, marks, (&stated, signed), actor, at)?).await?)
}

/// Check the certificate of a Giấy khen
///
/// *Kiểm tra bản xác thực điện tử của Giấy khen.* Public, with the code that is printed on it: whether the Giấy khen is
/// valid, was corrected or was withdrawn, and the signed statement. A corrected certificate says by which document, and
/// where the new one is (rule P06). The statement's signature is verified on every call.
#[utoipa::path(
    get,
    path = "/commendation-certificates/{commendationCode}",
    responses((status = 200, description = "Content of the certificate and whether it is valid.")),
)]
pub(crate) async fn check_commendation_certificate(
    request: HttpRequest,
    path: Path<CommendationCodePath>,
    seal: web::Data<Seal>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Cached<CommendationCheck>, Problem> {
    let found = FoundCommendation::by_code(&path.0.commendation_code, &seal, &db).await?;
    brief(&request, &found.into_view(&address))
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "certificates": check_commendation_certificate);
}
