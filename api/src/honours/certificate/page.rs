//! The HTML page that a QR code leads to: in the language of its reader, without scripts, printable.

use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use domain::base::text::Text;
use domain::honours::certificate::{CertificateStatus, Code, StatedNumber};
use domain::honours::commendation::{ChangeContent, CommendationChange, WithdrawalGround};
use domain::honours::correction::{CorrectionGround, MadeCorrection};
use domain::honours::revocation::{Revocation, RevocationGround};
use domain::planning::award::AwardForm;
use sha2::{Digest, Sha256};

use super::{CodePath, Found, page_of};
use crate::base::address::Address;
use crate::base::answer::PAGE;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::http_cache::brief_file;
use crate::base::language::Language;
use crate::base::problem::{Kind, Problem};
use crate::base::rehearsal::Rehearsal;
use crate::honours::commendation_certificate::FoundCommendation;
use crate::honours::qr;
use crate::security::seal::Seal;

/// The style sheet for screen and print; the content security policy admits exactly this text.
const STYLE: &str = "body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}\
main{max-width:44rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.25rem}\
.status{font-size:1.75rem;font-weight:700;padding:.5rem 1rem;border:3px solid;margin:1rem 0}\
.valid{color:#0a5c2b}.corrected{color:#7a4b00}.revoked{color:#9b1c1c}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1.5rem}dt{color:#555}dd{margin:0;font-weight:600}\
svg{width:11rem;height:11rem}.code{font-family:ui-monospace,monospace;letter-spacing:.05em}\
footer{border-top:1px solid #ccc;margin-top:1.5rem;font-size:.9rem;color:#444}\
@media(max-width:36rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}\
@media print{main{margin:0 auto}dl,.qr{break-inside:avoid}}";

/// Shows what a certificate states, and whether it is valid; an unknown code gets a page, too.
#[get("/certificates/{code}")]
pub(crate) async fn show_page(
    request: HttpRequest,
    path: web::Path<CodePath>,
    seal: web::Data<Seal>,
    address: web::Data<Address>,
    Now(at): Now,
    db: Db,
) -> Result<HttpResponse, Problem> {
    let said = Said(Language::of(&request), Rehearsal::of(&request));
    let found = match Found::by_code(&path.code, &seal, &db).await {
        Ok(found) => Ok((found.status(), found.certificate.code.clone(), said.facts(&found, &address))),
        // A code may be that of a Giấy khen.
        Err(problem) if problem.kind == Kind::NotFound => {
            FoundCommendation::by_code(&path.code, &seal, &db).await.map(|found| {
                (found.status(), found.certificate.code.clone(), said.facts_of_commendation(&found, &address))
            })
        }
        Err(problem) => Err(problem),
    };
    match found {
        Ok((status, code, facts)) => {
            let drawn = qr::svg(&page_of(&address, &code)).map_err(Problem::fault)?;
            let page = said.confirmed(status, &facts, (&code, &drawn), domain::base::calendar::day_of(at));
            Ok(said.dressed(brief_file(&request, PAGE, page.into_bytes())))
        }
        Err(problem) if problem.kind.row().status.is_client_error() => {
            let mut response = HttpResponse::build(problem.kind.row().status);
            let page = said.not_confirmed(&problem.reason.text);
            Ok(said.dressed(response.insert_header((CONTENT_TYPE, PAGE)).body(page)))
        }
        Err(problem) => Err(problem),
    }
}

/// Texts in one language, escaped for HTML.
#[derive(Clone, Copy, Debug)]
struct Said(Language, Rehearsal);

impl Said {
    /// A text, escaped for HTML.
    fn text(self, text: &Text) -> String {
        match self.0 {
            Language::Vi => escape(&text.vi),
            Language::En => escape(&text.en),
        }
    }

    fn either(self, vi: &str, en: &str) -> String {
        self.text(&Text::new(vi, en))
    }

    /// A decision by its symbol and its day.
    fn paper(self, symbol: &str, date: NaiveDate) -> String {
        let date = written(date);
        self.text(&Text::new(format!("{symbol}, {}", date.vi), format!("{symbol}, {}", date.en)))
    }

    fn confirmed(
        self,
        status: CertificateStatus,
        facts: &[(String, String)],
        (code, drawn): (&Code, &str),
        today: NaiveDate,
    ) -> String {
        let (class, status, meaning) = match status {
            CertificateStatus::Valid => (
                "valid",
                self.either("✓ HỢP LỆ", "✓ VALID"),
                self.either(
                    "Khen thưởng này có trong quyết định đã công khai; quyết định chưa bị hủy bỏ.",
                    "The award is part of a public decision and has not been revoked.",
                ),
            ),
            CertificateStatus::Corrected => (
                "corrected",
                self.either("✎ ĐÃ ĐÍNH CHÍNH", "✎ CORRECTED"),
                self.either(
                    "Khen thưởng vẫn còn giá trị, nhưng nội dung trên bản này đã được đính chính; bản mới nêu ở dưới.",
                    "The award stands, but what this certificate says was corrected; the new one is named below.",
                ),
            ),
            CertificateStatus::Withdrawn => (
                "revoked",
                self.either("✗ ĐÃ THU HỒI", "✗ WITHDRAWN"),
                self.either(
                    "Giấy khen này đã được người tặng thu hồi và không còn giá trị.",
                    "The Giấy khen was withdrawn by its giver and is no longer valid.",
                ),
            ),
            CertificateStatus::Revoked => (
                "revoked",
                self.either("✗ ĐÃ BỊ HỦY BỎ", "✗ REVOKED"),
                self.either(
                    "Quyết định tặng đã bị hủy bỏ; khen thưởng này không còn giá trị.",
                    "The award is no longer valid.",
                ),
            ),
        };
        let facts: String = facts.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>")).collect();
        let code = escape(code.as_str());
        let day = written(today);
        let note = self.text(&Text::new(
            format!(
                "Kết quả kiểm tra {}. Đề nghị đối chiếu tên và quyết định trên giấy với trang này, và kiểm tra địa chỉ \
                 của trang có đúng là của cơ quan nhà nước.",
                day.vi
            ),
            format!(
                "Checked on {}. Compare the name and the decision on the paper with this page, and see that the page's \
                 address is the authority's own.",
                day.en
            ),
        ));
        self.framed(&format!(
            "<p class=\"status {class}\">{status}</p><p>{meaning}</p><dl>{facts}</dl>\
             <div class=\"qr\">{drawn}<p class=\"code\">{code}</p></div><footer><p>{note}</p></footer>"
        ))
    }

    /// The rows that say by what a certificate was corrected, and where the new one is.
    fn corrected(
        self,
        (symbol, date, ground): (&str, NaiveDate, CorrectionGround),
        successor: Option<String>,
    ) -> Vec<(String, String)> {
        let place = successor.map_or_else(
            || self.either("Chưa cấp", "Not issued yet"),
            |page| format!("<a href=\"{page}\">{page}</a>", page = escape(&page)),
        );
        vec![
            (self.either("Đính chính bằng", "Corrected by"), self.paper(symbol, date)),
            (self.either("Lý do đính chính", "Ground of correction"), self.text(&correction_ground_name(ground))),
            (self.either("Bản xác thực mới", "New certificate"), place),
        ]
    }

    /// The rows that only a certificate of later times has: the correction that it states, and its number.
    fn marked(
        self,
        correction: Option<(&str, NaiveDate)>,
        golden_book: Option<StatedNumber>,
    ) -> impl Iterator<Item = (String, String)> {
        let correction = correction
            .map(|(symbol, date)| (self.either("Đã đính chính theo", "As corrected by"), self.paper(symbol, date)));
        let number = golden_book.map(|StatedNumber { year, number }| {
            (
                self.either("Số sổ vàng", "Golden-book number"),
                self.either(&format!("{number}/{year}"), &format!("{number}/{year}")),
            )
        });
        correction.into_iter().chain(number)
    }

    fn facts_of_commendation(self, found: &FoundCommendation, address: &Address) -> Vec<(String, String)> {
        let FoundCommendation { certificate, commendation, organisation_name, successor } = found;
        let version = certificate.version;
        let mut facts = vec![
            (self.either("Tên", "Name"), escape(&commendation.facts_after(version).name)),
            (self.either("Đơn vị", "Unit"), escape(organisation_name)),
            (self.either("Hình thức", "Award"), self.text(&form_name(AwardForm::GiayKhenUnit))),
            (self.either("Quyết định", "Decision"), self.paper(&commendation.symbol, commendation.date)),
            (self.either("Người ký", "Signed by"), escape(&commendation.signer)),
        ];
        let stated =
            commendation.correction_of(version).map(|change| (change.paper.symbol.as_str(), change.paper.date));
        facts.extend(self.marked(stated, Some(certificate.book.into())));
        if let Some((CommendationChange { paper, .. }, ground)) = commendation.withdrawal() {
            facts.push((
                self.either("Lý do thu hồi", "Ground of withdrawal"),
                self.text(&withdrawal_ground_name(ground)),
            ));
            facts.push((self.either("Văn bản thu hồi", "Withdrawn by"), self.paper(&paper.symbol, paper.date)));
        }
        if let Some(CommendationChange { paper, content: ChangeContent::Corrected { ground, .. }, .. }) =
            commendation.corrected_by(version)
        {
            let successor = successor.as_ref().map(|other| page_of(address, &other.code));
            facts.extend(self.corrected((&paper.symbol, paper.date, *ground), successor));
        }
        facts
    }

    fn facts(self, found: &Found, address: &Address) -> Vec<(String, String)> {
        let Found { certificate, award, revocation, successor } = found;
        let stated = award.facts_after(certificate.version);
        let mut facts = vec![
            (self.either("Tên", "Name"), escape(&stated.name)),
            (self.either("Đơn vị", "Unit"), escape(&stated.organisation_name)),
            (self.either("Hình thức", "Award"), self.text(&form_name(award.form))),
            (self.either("Quyết định", "Decision"), self.paper(&award.decision.symbol, award.decision.date)),
            (self.either("Người ký", "Signed by"), escape(&award.decision.signer)),
        ];
        let correction = award.correction_of(certificate.version).map(|made| (made.symbol.as_str(), made.date));
        facts.extend(self.marked(correction, certificate.book.map(StatedNumber::from)));
        if let Some(Revocation { ground, paper, .. }) = revocation {
            facts.push((self.either("Lý do hủy bỏ", "Ground of revocation"), self.text(&ground_name(*ground))));
            facts.push((self.either("Quyết định hủy bỏ", "Revoking decision"), self.paper(&paper.symbol, paper.date)));
        }
        if let Some(MadeCorrection { correction, symbol, date, .. }) = award.corrected_by(certificate.version) {
            let successor = successor.as_ref().map(|other| page_of(address, &other.code));
            facts.extend(self.corrected((symbol, *date, correction.ground), successor));
        }
        facts
    }

    fn not_confirmed(self, why: &Text) -> String {
        let (status, why) = (self.either("KHÔNG XÁC NHẬN ĐƯỢC", "NOT CONFIRMED"), self.text(why));
        self.framed(&format!("<p class=\"status revoked\">{status}</p><p>{why}</p>"))
    }

    fn framed(self, body: &str) -> String {
        let title = self.either("Xác thực Bằng khen, Giấy khen", "Verification of a certificate of award");
        let rehearsed = self.either("DIỄN TẬP – không có giá trị", "REHEARSAL – without value");
        let banner = if self.1.0 { format!("<p class=\"status revoked\">{rehearsed}</p>") } else { String::new() };
        format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><main>{banner}<h1>{title}</h1>{body}</main></body></html>",
            self.0.tag()
        )
    }

    fn dressed(self, mut response: HttpResponse) -> HttpResponse {
        let headers = response.headers_mut();
        let style = STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!("default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'");
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(self.0.tag()));
        // A cached page also depends on the content coding.
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language"));
        // People find the page by their certificate; search engines must not list names.
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        response
    }
}

/// Escapes a text for HTML.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn written(date: NaiveDate) -> Text {
    Text::new(date.format("ngày %-d tháng %-m năm %Y").to_string(), date.format("%-d %B %Y").to_string())
}

fn form_name(form: AwardForm) -> Text {
    match form {
        AwardForm::BangKhenProvince => Text::new(
            "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
            "Certificate of Merit of the Chair of the Provincial People's Committee",
        ),
        AwardForm::GiayKhenUnit => {
            Text::new("Giấy khen của thủ trưởng đơn vị", "Certificate of Commendation of the head of the unit")
        }
    }
}

fn correction_ground_name(ground: CorrectionGround) -> Text {
    match ground {
        CorrectionGround::ClericalError => {
            Text::new("Sai sót về chính tả, kỹ thuật trình bày trong quyết định", "A slip in the signed decision")
        }
        CorrectionGround::DossierError => Text::new("Hồ sơ đề nghị ghi sai", "The dossier stated it wrongly"),
        CorrectionGround::EntryError => {
            Text::new("Nội dung nhập khác với bản đã ký", "What was entered differs from what was signed")
        }
        CorrectionGround::RuleMisapplied => Text::new("Áp dụng sai quy định", "A provision was applied wrongly"),
    }
}

fn withdrawal_ground_name(ground: WithdrawalGround) -> Text {
    match ground.revocation() {
        Some(ground) => ground_name(ground),
        None => Text::new("Ghi nhầm vào sổ, không tặng Giấy khen này", "Entered in error; no such Giấy khen was given"),
    }
}

fn ground_name(ground: RevocationGround) -> Text {
    match ground {
        RevocationGround::Fraud => {
            Text::new("Gian dối trong việc kê khai thành tích", "Fraud in declaring the achievement")
        }
        RevocationGround::FalseDocument => {
            Text::new("Cung cấp thông tin sai sự thật hoặc giấy tờ giả mạo", "False information or forged papers")
        }
        RevocationGround::UnlawfulProcedure => Text::new(
            "Thẩm định, xét duyệt hoặc đề nghị trái quy định của pháp luật",
            "Appraised, approved or nominated contrary to law",
        ),
        RevocationGround::ViolationConcluded => Text::new(
            "Có kết luận, bản án về vi phạm trong thời gian tính thành tích",
            "A conclusion or judgment of a violation in the period of the achievement",
        ),
    }
}
