//! Certificates: issued for the awards of a decision, and checked by the code, the QR code or the signed statement
//! alone.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{AwardId, CampaignId, CertificateId, DecisionId};
use domain::base::policy::Permission;
use domain::honours::certificate::{self, Certificate, CertificateStatus, Code, Statement};
use domain::honours::granted_award::GrantedAward;
use domain::honours::revocation::{Revocation, RevocationGround};
use domain::planning::award::AwardForm;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::access::movement::must_reach_one;
use crate::base::address::Address;
use crate::base::answer::{Once, Untagged};
use crate::base::body::Empty;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief, brief_file, cached};
use crate::base::operation::file_types;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::honours::qr;
use crate::honours::reasons;
use crate::security::keys::PublishedKey;
use crate::security::seal::Seal;

pub(crate) mod page;

/// Result of issuing the certificates of a decision.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Issuance {
    /// Number of certificates issued now; 0 if every award had one.
    #[schema(minimum = 0, maximum = 500, example = 12)]
    issued: usize,
    /// Total number of certificates of the decision.
    #[schema(minimum = 0, maximum = 500, example = 12)]
    total: usize,
}

/// An award's certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Certificate)]
pub(crate) struct CertificateView {
    /// The certificate's identifier.
    id: CertificateId,
    /// The award.
    award: AwardId,
    /// The name of the award's recipient; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    subject_name: Option<String>,
    /// The code that it is checked by, for print; never listed publicly.
    #[schema(example = "7K3M-9QXA-0BTC-R5WJ-E2HN-V8DP-4F6S")]
    code: String,
    /// The page that a code leads people to.
    #[schema(example = "https://thi-dua.example.vn/certificates/7K3M-9QXA-0BTC-R5WJ-E2HN-V8DP-4F6S")]
    address: String,
    /// The signed statement: a compact JWS (`EdDSA`), checked with the keys at `/v1/public/certificate-keys`.
    #[schema(example = "eyJ0eXAiOiJ0aGlkdWEtY2VydGlmaWNhdGUrand0IiwiYWxnIjoiRWREU0EifQ.e30.c2lnbmF0dXJl")]
    statement: String,
    /// When it was issued.
    issued_at: DateTime<Utc>,
}

/// Why, and by which decision, an award was revoked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevocationNotice {
    /// The ground of the law.
    ground: RevocationGround,
    /// Number and symbol of the revoking decision.
    #[schema(example = "412/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the revoking decision.
    decision_date: NaiveDate,
}

/// Content of a certificate and whether it is still valid: name, unit, award and decision, nothing else (rule L36).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificateCheck {
    /// Whether the award stands.
    status: CertificateStatus,
    /// Notice of the revocation; only if the award was revoked (rule L18).
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<RevocationNotice>,
    /// The code, in its one spelling.
    #[schema(example = "7K3M-9QXA-0BTC-R5WJ-E2HN-V8DP-4F6S")]
    code: String,
    /// The award.
    award: AwardId,
    /// The recipient's name.
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    name: String,
    /// The unit's name as it was then.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The form of commendation.
    form: AwardForm,
    /// Number and symbol of the decision.
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the decision.
    decision_date: NaiveDate,
    /// The signed statement: a compact JWS (`EdDSA`), checked offline with the keys at `/v1/public/certificate-keys`. It
    /// does not know of a revocation.
    #[schema(example = "eyJ0eXAiOiJ0aGlkdWEtY2VydGlmaWNhdGUrand0IiwiYWxnIjoiRWREU0EifQ.e30.c2lnbmF0dXJl")]
    statement: String,
}

/// The public keys of certificates (RFC 7517).
#[derive(Serialize, ToSchema)]
#[schema(as = CertificateKeySet)]
pub(crate) struct CertificateKeys {
    /// The keys, those of long ago included: a certificate has no end.
    keys: Vec<PublishedKey>,
}

/// Image format of a QR code.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum QrFormat {
    /// A drawing of any size (`image/svg+xml`).
    #[default]
    Svg,
    /// A picture (`image/png`).
    Png,
}

/// The query parameters of a QR code.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QrQuery {
    /// As a drawing, which is the default, or as a picture.
    #[param(inline)]
    format: Option<QrFormat>,
}

/// The path parameter that names a decision.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CertifiedDecisionPath {
    /// The decision's identifier.
    #[param(value_type = Uuid)]
    decision: DecisionId,
}

/// The path parameter that names a certificate.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CodePath {
    /// The certificate's code; case, hyphens and spaces are ignored, and O, I and L are read as 0 and 1.
    #[param(max_length = 100, example = "7K3M-9QXA-0BTC-R5WJ-E2HN-V8DP-4F6S")]
    code: String,
}

/// A certificate with its award, and the revocation if there is one.
struct Found {
    certificate: Certificate,
    award: GrantedAward,
    revocation: Option<Revocation>,
}

impl CertificateView {
    fn new(certificate: Certificate, address: &Address) -> Self {
        let Certificate { id, award, code, statement, issued_at, revision: _ } = certificate;
        let (address, code) = (page_of(address, &code), code.as_str().to_owned());
        Self { id, award, subject_name: None, address, code, statement, issued_at }
    }
}

impl From<Found> for CertificateCheck {
    fn from(found: Found) -> Self {
        let status = found.status();
        let Found { certificate, award, revocation } = found;
        let Certificate { id: _, award: _, code, statement, issued_at: _, revision: _ } = certificate;
        let Statement {
            award,
            code,
            name,
            organisation_name,
            form,
            decision_symbol,
            decision_date,
            decision_signer: _,
        } = Statement::of(&award, code);
        Self {
            status,
            revocation: revocation.map(|revocation| RevocationNotice {
                ground: revocation.ground,
                decision_symbol: revocation.paper.symbol,
                decision_date: revocation.paper.date,
            }),
            code: code.as_str().to_owned(),
            award,
            name,
            organisation_name,
            form,
            decision_symbol,
            decision_date,
            statement,
        }
    }
}

impl Found {
    /// Finds a certificate by a typed code, and checks that its statement was signed by the service and agrees with the
    /// register.
    async fn by_code(typed: &str, seal: &Seal, db: &Db) -> Result<Self, Problem> {
        let code = Code::read(typed).ok_or_else(unknown)?;
        let found = db
            .read(move |tx| async move {
                let certificate = tx.certificate_coded(&code).await?;
                let (award, revocation) =
                    (tx.granted_award(certificate.award).await?, tx.revocation_of(certificate.award).await?);
                Ok(Self { certificate, award, revocation })
            })
            .await
            .map_err(|problem: Problem| if problem.kind == Kind::NotFound { unknown() } else { problem })?;
        let Self { certificate, award, revocation: _ } = &found;
        let stated = seal.read(&certificate.statement).ok();
        if !seal.has_key_of(&certificate.statement) {
            // The certificate may be genuine: the fault is the installation's.
            return Err(Problem::fault(format!("the key that signed the certificate {} is missing", certificate.id)));
        }
        if stated != Some(Statement::of(award, certificate.code.clone())) {
            tracing::error!(certificate = %certificate.id, "a certificate is not what was signed");
            return Err(Problem::new(Kind::WrongState, reasons::certificate_corrupt()));
        }
        Ok(found)
    }

    const fn status(&self) -> CertificateStatus {
        if self.revocation.is_some() { CertificateStatus::Revoked } else { CertificateStatus::Valid }
    }
}

fn unknown() -> Problem {
    Problem::new(Kind::NotFound, reasons::certificate_unknown())
}

/// The page that a code leads people to.
fn page_of(address: &Address, code: &Code) -> String {
    format!("{}/certificates/{}", address.as_str(), code.as_str())
}

/// Issue certificates
///
/// *Cấp bản xác thực điện tử.* Standing or appraisal agency, for a public decision: one certificate for each award that
/// has none yet and was not revoked. A repeated call issues nothing and reports that. Each certificate has a code of
/// 140 random bits and a statement signed with Ed25519; both never change.
#[utoipa::path(
    post,
    path = "/decisions/{decision}/certificates",
    responses((status = 200, description = "Issued, as far as any were missing.")),
)]
pub(crate) async fn issue_certificates(
    request: StepCommand<CertifiedDecisionPath, Empty>,
    seal: web::Data<Seal>,
    db: Db,
) -> Result<Once<Untagged<Issuance>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.apart()
        .once(key, move |tx| async move {
            actor.must_somewhere(Permission::PublishDecision)?;
            let decision = path.decision;
            let awards = tx.granted_awards(decision).await?;
            awards.first().map_or(Ok(()), |award| expected.must_be(award.decision.revision))?;
            let (certified, revoked) = (tx.certified_awards(decision).await?, tx.revoked_awards(decision).await?);
            let mut steps = Vec::new();
            for award in certificate::wanting(awards, &certified, &revoked, &actor)? {
                let stated = Statement::of(&award, Seal::code()?);
                let signed = seal.sign(&stated, at)?;
                steps.push(Certificate::issue(CertificateId(Uuid::now_v7()), &award, (stated, signed), &actor, at)?);
            }
            let issued = tx.add_certificates(steps).await?.len();
            Untagged::new(&Issuance { issued, total: certified.len() + issued })
        })
        .await
}

/// List a decision's certificates
///
/// *Giấy chứng nhận của một quyết định.* Standing agency, appraisal agency, decision authority and auditor; for print.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/certificates",
    responses((status = 200, description = "The certificates, in the order of issue.")),
)]
pub(crate) async fn list_certificates(
    Caller(actor): Caller,
    path: Path<CertifiedDecisionPath>,
    paging: Paging,
    address: web::Data<Address>,
    db: Db,
) -> Result<Untagged<Listing<CertificateView>>, Problem> {
    actor.must_somewhere(Permission::ReadDecision)?;
    let (decision, page) = (path.0.decision, paging.page);
    let (slice, recipients) = db
        .read(move |tx| async move {
            let awards = tx.granted_awards(decision).await?;
            let movements: Vec<CampaignId> = awards.iter().map(|award| award.campaign).collect();
            must_reach_one(&actor, Permission::ReadDecision, &movements)?;
            let slice = tx.certificates(decision, page).await?;
            let recipients = tx.recipients(slice.items.iter().map(|one| one.award)).await?;
            Ok((slice, recipients))
        })
        .await?;
    let row = |one: Certificate| {
        let subject_name = recipients.get(&one.award).cloned();
        CertificateView { subject_name, ..CertificateView::new(one, &address) }
    };
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Check a certificate
///
/// *Kiểm tra bản xác thực điện tử.* Public, with the code that is printed on it: whether the award is valid or was
/// revoked, and the signed statement. The statement's signature is verified on every call.
#[utoipa::path(
    get,
    path = "/certificates/{code}",
    responses((status = 200, description = "Content of the certificate and whether it is valid.")),
)]
pub(crate) async fn check_certificate(
    request: HttpRequest,
    path: Path<CodePath>,
    seal: web::Data<Seal>,
    db: Db,
) -> Result<Cached<CertificateCheck>, Problem> {
    let found = Found::by_code(&path.0.code, &seal, &db).await?;
    brief(&request, &CertificateCheck::from(found))
}

file_types! {
    /// A QR code.
    QrImage = "image/svg+xml" text, "image/png" binary;
}

/// Draw a certificate's QR code
///
/// *Mã QR của bản xác thực điện tử.* Public, with the code. It leads to the page for people, `/certificates/{code}` on
/// the address of this installation.
#[utoipa::path(
    get,
    path = "/certificates/{code}/qr",
    responses((status = 200, description = "The QR code, as a drawing or as a picture.")),
)]
pub(crate) async fn show_certificate_qr(
    request: HttpRequest,
    path: Path<CodePath>,
    Query(query): Query<QrQuery>,
    seal: web::Data<Seal>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Cached<QrImage>, Problem> {
    let found = Found::by_code(&path.0.code, &seal, &db).await?;
    let page = page_of(&address, &found.certificate.code);
    let (media, bytes) = match query.format.unwrap_or_default() {
        QrFormat::Svg => ("image/svg+xml", qr::svg(&page).map(String::into_bytes)),
        QrFormat::Png => ("image/png", qr::png(&page)),
    };
    Ok(brief_file(&request, media, bytes.map_err(Problem::fault)?).into())
}

/// Show the keys of certificates
///
/// *Khóa công khai của bản xác thực điện tử.* Public. Keys for verifying the signed statements of certificates (RFC
/// 7517), by `kid`; keep a copy to verify offline. Keys are never removed. Access tokens have other keys.
#[utoipa::path(get, path = "/certificate-keys", responses((status = 200, description = "The public keys.")))]
pub(crate) async fn show_certificate_keys(
    request: HttpRequest,
    seal: web::Data<Seal>,
) -> Result<Cached<CertificateKeys>, Problem> {
    cached(&request, &CertificateKeys { keys: seal.published() })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "certificates": issue_certificates, list_certificates);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "certificates": show_certificate_keys, check_certificate, show_certificate_qr);
}
