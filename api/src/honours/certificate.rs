//! Certificates: issued for the awards of a decision, and checked by the code, the QR code or the signed statement
//! alone.

use std::collections::{BTreeMap, btree_map};

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, CampaignId, CertificateId, DecisionId, OrganisationId};
use domain::base::policy::Permission;
use domain::honours::certificate::{
    self, Certificate, CertificateStatus, Code, Marks, StatedNumber, StatedPaper, Statement,
};
use domain::honours::golden_book::{GoldenBook, NUMBER_MAX};
use domain::honours::granted_award::GrantedAward;
use domain::honours::revocation::{Revocation, RevocationGround};
use domain::planning::award::AwardForm;
use persistence::base::page::Slice;
use persistence::base::store::Tx;
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
use crate::base::problem::{Kind, Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::reasons::parameter_malformed;
use crate::base::routes::{Routes, operations};
use crate::honours::correction::PublicCorrectionView;
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
    /// Total number of certificates of the decision, those that were corrected included.
    #[schema(minimum = 0, example = 12)]
    total: usize,
}

/// The number in the golden book (số sổ vàng), which whoever gives certificates keeps per year.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GoldenBookNumber {
    /// The year of the book: that of the decision which the certificate states.
    #[schema(minimum = 1900, maximum = 2199, example = 2024)]
    year: i32,
    /// The number; it stands for this certificate alone.
    #[schema(minimum = 1, maximum = 999_999, example = 12)]
    number: i64,
}

impl From<StatedNumber> for GoldenBookNumber {
    fn from(stated: StatedNumber) -> Self {
        let StatedNumber { year, number } = stated;
        Self { year, number }
    }
}

/// The decision whose correction a certificate states.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CorrectingPaper {
    /// Number and symbol.
    #[schema(example = "336/QĐ-UBND")]
    symbol: String,
    /// Its day.
    date: NaiveDate,
}

impl From<StatedPaper> for CorrectingPaper {
    fn from(paper: StatedPaper) -> Self {
        let StatedPaper { symbol, date } = paper;
        Self { symbol, date }
    }
}

/// By what a certificate was corrected, and where the new one is (rule P06).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CorrectedBy {
    /// The first correction after the certificate was issued that changes what it states.
    pub(crate) correction: PublicCorrectionView,
    /// The code of the certificate that states what counts now; absent if none was issued yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2C8N-4RTA-9XVB-K7WJ-D1HP-Z5EQ-6M3S")]
    pub(crate) code: Option<String>,
    /// The page of that certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://thi-dua.example.vn/certificates/2C8N-4RTA-9XVB-K7WJ-D1HP-Z5EQ-6M3S")]
    pub(crate) address: Option<String>,
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
    /// Whether it states what counts: an award that was corrected has a further certificate (rule P06).
    status: CertificateStatus,
    /// Its number in the golden book; absent on certificates from before it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    golden_book: Option<GoldenBookNumber>,
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
    /// By what it was corrected, and where the new certificate is; only if what it states was corrected (rule P06).
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_by: Option<CorrectedBy>,
    /// The decision whose correction it states, if the award was corrected before it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<CorrectingPaper>,
    /// The number in the golden book; absent on certificates from before it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    golden_book: Option<GoldenBookNumber>,
    /// The code, in its one spelling.
    #[schema(example = "7K3M-9QXA-0BTC-R5WJ-E2HN-V8DP-4F6S")]
    code: String,
    /// The award.
    award: AwardId,
    /// The recipient's name, as the certificate states it.
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
    /// does not know of a later correction or revocation.
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

/// The query parameters of an issue of certificates.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IssueQuery {
    /// The number in the golden book with which the first of these certificates begins, where it goes on from a book of
    /// paper: above every number that was given for the year. The next number unless said.
    #[param(minimum = 1, maximum = 999_999, example = 1)]
    golden_book_from: Option<i64>,
}

impl IssueQuery {
    /// The first number, if one was named.
    pub(crate) fn first(self) -> Result<Option<i64>, Problem> {
        let Self { golden_book_from } = self;
        if golden_book_from.is_none_or(|first| (1..=NUMBER_MAX).contains(&first)) {
            return Ok(golden_book_from);
        }
        Err(Problem::malformed(vec![violation("?goldenBookFrom", parameter_malformed("it must be 1 to 999999"))]))
    }
}

/// The path parameter that names a decision.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CertifiedDecisionPath {
    /// The decision's identifier.
    #[param(value_type = Uuid)]
    pub(crate) decision: DecisionId,
}

/// The path parameter that names a certificate.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CodePath {
    /// The certificate's code; case, hyphens and spaces are ignored, and O, I and L are read as 0 and 1.
    #[param(max_length = 100, example = "7K3M-9QXA-0BTC-R5WJ-E2HN-V8DP-4F6S")]
    pub(crate) code: String,
}

/// A certificate with its award, the revocation if there is one, and the certificate that states what counts now if that
/// is another one.
struct Found {
    certificate: Certificate,
    award: GrantedAward,
    revocation: Option<Revocation>,
    successor: Option<Certificate>,
}

impl CertificateView {
    fn new(certificate: Certificate, (award, revoked): (&GrantedAward, bool), address: &Address) -> Self {
        let status = certificate.status(award, revoked);
        let subject_name = Some(award.facts_after(certificate.version).name);
        let Certificate { id, award, version: _, book, code, statement, issued_at, revision: _ } = certificate;
        let golden_book = book.map(|entry| StatedNumber::from(entry).into());
        let (address, code) = (page_of(address, &code), code.as_str().to_owned());
        Self { id, award, subject_name, address, code, statement, status, golden_book, issued_at }
    }
}

impl CertificateCheck {
    fn new(found: Found, address: &Address) -> Self {
        let (status, corrected_by) = (found.status(), found.corrected_by(address));
        let Found { certificate, award, revocation, successor: _ } = found;
        let marks = certificate.marks();
        let statement = certificate.statement;
        let Statement {
            award,
            code,
            name,
            organisation_name,
            form,
            decision_symbol,
            decision_date,
            decision_signer: _,
            correction,
            golden_book,
        } = Statement::of(&award, marks);
        Self {
            status,
            corrected_by,
            correction: correction.map(CorrectingPaper::from),
            golden_book: golden_book.map(GoldenBookNumber::from),
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
                let successor = match award.version() {
                    same if same == certificate.version => None,
                    version => tx.certificate_of(award.id, version).await?,
                };
                Ok(Self { certificate, award, revocation, successor })
            })
            .await
            .map_err(|problem: Problem| if problem.kind == Kind::NotFound { unknown() } else { problem })?;
        let Self { certificate, award, revocation: _, successor: _ } = &found;
        let stated = seal.read(&certificate.statement).ok();
        if !seal.has_key_of(&certificate.statement) {
            // The certificate may be genuine: the fault is the installation's.
            return Err(Problem::fault(format!("the key that signed the certificate {} is missing", certificate.id)));
        }
        if stated != Some(Statement::of(award, certificate.marks())) {
            tracing::error!(certificate = %certificate.id, "a certificate is not what was signed");
            return Err(Problem::new(Kind::WrongState, reasons::certificate_corrupt()));
        }
        Ok(found)
    }

    fn status(&self) -> CertificateStatus {
        self.certificate.status(&self.award, self.revocation.is_some())
    }

    /// By what it was corrected, and where the new certificate is.
    fn corrected_by(&self, address: &Address) -> Option<CorrectedBy> {
        let made = self.award.corrected_by(self.certificate.version)?;
        Some(CorrectedBy {
            correction: made.into(),
            code: self.successor.as_ref().map(|successor| successor.code.as_str().to_owned()),
            address: self.successor.as_ref().map(|successor| page_of(address, &successor.code)),
        })
    }
}

/// The answer to a code that no certificate has.
pub(crate) fn unknown() -> Problem {
    Problem::new(Kind::NotFound, reasons::certificate_unknown())
}

/// Signs and issues certificates of awards, each under the next number of its golden book; `first` is the number that the
/// first of them gets.
pub(crate) async fn certify(
    tx: &Tx,
    awards: &[GrantedAward],
    first: Option<i64>,
    (seal, actor, at): (&Seal, &Actor, DateTime<Utc>),
) -> Result<usize, Problem> {
    let mut books: BTreeMap<(OrganisationId, i32), GoldenBook> = BTreeMap::new();
    let mut steps = Vec::with_capacity(awards.len());
    for award in awards {
        let kept = (award.decision.issuer, award.book_year());
        let book = match books.entry(kept) {
            btree_map::Entry::Occupied(known) => known.into_mut(),
            btree_map::Entry::Vacant(place) => {
                let (issuer, year) = kept;
                place.insert(tx.golden_book(issuer, year).await?.going_on(first)?)
            }
        };
        let marks = Marks { version: award.version(), code: Seal::code()?, book: Some(book.enter()?) };
        let stated = Statement::of(award, marks.clone());
        let signed = seal.sign(&stated, at)?;
        let id = CertificateId(Uuid::now_v7());
        steps.push(Certificate::issue(id, award, marks, (stated, signed), actor, at)?);
    }
    Ok(tx.add_certificates(steps).await?.len())
}

/// The page that a code leads people to.
pub(crate) fn page_of(address: &Address, code: &Code) -> String {
    format!("{}/certificates/{}", address.as_str(), code.as_str())
}

/// Issue certificates
///
/// *Cấp bản xác thực điện tử.* Standing or appraisal agency, for a public decision: one certificate for each award that
/// has none yet and was not revoked. A repeated call issues nothing and reports that. Each certificate has a code of
/// 140 random bits, the next number of the issuer's golden book for the year (số sổ vàng), and a statement signed with
/// Ed25519; none of them ever changes. An award that was corrected after it had a certificate has got a new one with the
/// publication of the correction (rule P06).
#[utoipa::path(
    post,
    path = "/decisions/{decision}/certificates",
    responses((status = 200, description = "Issued, as far as any were missing.")),
)]
pub(crate) async fn issue_certificates(
    request: StepCommand<CertifiedDecisionPath, Empty>,
    Query(query): Query<IssueQuery>,
    seal: web::Data<Seal>,
    db: Db,
) -> Result<Once<Untagged<Issuance>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    let first = query.first()?;
    db.apart()
        .once(key, move |tx| async move {
            actor.must_somewhere(Permission::PublishDecision)?;
            let decision = path.decision;
            let awards = tx.granted_awards(decision).await?;
            awards.first().map_or(Ok(()), |award| expected.must_be(award.decision.revision))?;
            let certified = tx.certified(awards.iter().map(|award| award.id)).await?;
            let revoked = tx.revoked_awards(decision).await?;
            let wanting = certificate::wanting(awards, &certified, &revoked, &actor)?;
            let issued = certify(&tx, &wanting, first, (&seal, &actor, at)).await?;
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
    let (slice, awards, revoked) = db
        .read(move |tx| async move {
            let awards = tx.granted_awards(decision).await?;
            let movements: Vec<CampaignId> = awards.iter().map(|award| award.campaign).collect();
            must_reach_one(&actor, Permission::ReadDecision, &movements)?;
            let slice = tx.certificates(decision, page).await?;
            let revoked = tx.revoked_awards(decision).await?;
            Ok((slice, awards, revoked))
        })
        .await?;
    let Slice { items, more } = slice;
    let beside = |one: Certificate| {
        let award = awards.iter().find(|award| award.id == one.award)?;
        let revoked = revoked.contains(&award.id);
        Some(CertificateView::new(one, (award, revoked), &address))
    };
    let slice = Slice { items: items.into_iter().filter_map(beside).collect(), more };
    Untagged::new(&Listing::new(&paging, slice, |one: &CertificateView| one.id.0, |one| one))
}

/// Check a certificate
///
/// *Kiểm tra bản xác thực điện tử.* Public, with the code that is printed on it: whether the award is valid, was corrected
/// or was revoked, and the signed statement. A corrected certificate says by which decision, and where the new one is (rule
/// P06). The statement's signature is verified on every call. Certificates of Giấy khen are checked at
/// `/v1/public/commendation-certificates/{commendationCode}`.
#[utoipa::path(
    get,
    path = "/certificates/{code}",
    responses((status = 200, description = "Content of the certificate and whether it is valid.")),
)]
pub(crate) async fn check_certificate(
    request: HttpRequest,
    path: Path<CodePath>,
    seal: web::Data<Seal>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Cached<CertificateCheck>, Problem> {
    let found = Found::by_code(&path.0.code, &seal, &db).await?;
    brief(&request, &CertificateCheck::new(found, &address))
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
