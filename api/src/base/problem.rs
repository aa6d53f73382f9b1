//! Problems (RFC 9457): every refusal, failure and malformed request, as one table.
//!
//! A `Problem` carries both languages; the edge (`app.rs`) writes it in the one that the client asked for, with the
//! trace id. What a database or a library said is logged there, once, and never reaches a client.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpResponse, ResponseError};
use domain::base::identity::INSUFFICIENT_SCOPE;
use domain::base::refusal::{Reason, Refusal, Violation};
use domain::base::text::Text;
use persistence::base::failure::Failure;
use persistence::base::unique_index::UniqueIndex;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::language::Language;

/// The kinds of problem: one row each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Malformed,
    Unauthenticated,
    NotAllowed,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    Timeout,
    WrongState,
    OutOfSeason,
    Taken,
    Gone,
    Stale,
    TooLarge,
    UnsupportedMediaType,
    Invalid,
    KeyReused,
    PreconditionRequired,
    TooManyRequests,
    Internal,
    Unavailable,
}

/// One row of the table.
pub(crate) struct Row {
    pub(crate) slug: &'static str,
    pub(crate) status: StatusCode,
    /// Title: Vietnamese, English.
    pub(crate) title: (&'static str, &'static str),
    /// How to put it right: Vietnamese, English.
    pub(crate) remedy: (&'static str, &'static str),
}

impl Kind {
    pub(crate) const ALL: [Self; 20] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::NotAllowed,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::Timeout,
        Self::WrongState,
        Self::OutOfSeason,
        Self::Taken,
        Self::Gone,
        Self::Stale,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::KeyReused,
        Self::PreconditionRequired,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    pub(crate) const fn row(self) -> Row {
        let (slug, status, title, remedy) = match self {
            Self::Malformed => (
                "malformed",
                StatusCode::BAD_REQUEST,
                ("Yêu cầu sai định dạng", "The request is malformed"),
                (
                    "Sửa chương trình gọi: các mục nêu tên không đúng kiểu, độ dài hoặc tên mà tài liệu API quy định.",
                    "Mend the client: the named fields break the type, length or name that the API document demands.",
                ),
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                StatusCode::UNAUTHORIZED,
                ("Chưa đăng nhập", "Not signed in"),
                (
                    "Đăng nhập (POST /v1/sessions) và gửi lại với mã truy cập mới.",
                    "Sign in (POST /v1/sessions) and send the request again with the new token.",
                ),
            ),
            Self::NotAllowed => (
                "not-allowed",
                StatusCode::FORBIDDEN,
                ("Không có quyền", "Not yours to do"),
                (
                    "Việc này thuộc vai trò khác; hãy nhờ người giữ vai trò đó hoặc quản trị viên.",
                    "This belongs to another role; ask whoever holds it, or an administrator.",
                ),
            ),
            Self::NotFound => (
                "not-found",
                StatusCode::NOT_FOUND,
                ("Không tìm thấy", "Not found"),
                (
                    "Kiểm tra lại địa chỉ và mã; nếu đúng, có thể anh/chị không được xem nội dung này.",
                    "Check the address and the identifier; if they are right, you may not be allowed to see it.",
                ),
            ),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                ("Phương thức không được hỗ trợ", "Method not offered here"),
                ("Dùng một phương thức có trong tiêu đề Allow.", "Use a method that the Allow header names."),
            ),
            Self::NotAcceptable => (
                "not-acceptable",
                StatusCode::NOT_ACCEPTABLE,
                ("Không có dạng dữ liệu được yêu cầu", "Nothing acceptable"),
                ("Dịch vụ trả lời bằng application/json.", "The service answers application/json."),
            ),
            Self::Timeout => (
                "timeout",
                StatusCode::REQUEST_TIMEOUT,
                ("Gửi dữ liệu quá chậm", "The request came too slowly"),
                ("Gửi lại; kiểm tra đường truyền.", "Send it again; check the line."),
            ),
            Self::WrongState => (
                "wrong-state",
                StatusCode::CONFLICT,
                ("Không thực hiện được ở trạng thái này", "Not possible in this state"),
                (
                    "Xem lại trạng thái hiện tại và danh sách transitions.",
                    "Look at the current state and its transitions.",
                ),
            ),
            Self::OutOfSeason => (
                "out-of-season",
                StatusCode::CONFLICT,
                ("Không đúng thời gian", "Not at this time"),
                ("Chờ đến thời gian quy định, hoặc xem lịch của kỳ đánh giá.", "Wait, or see the cycle's calendar."),
            ),
            Self::Taken => (
                "taken",
                StatusCode::CONFLICT,
                ("Đã tồn tại", "Exists already"),
                ("Dùng bản đã có thay vì tạo mới.", "Use the existing one instead of making another."),
            ),
            Self::Gone => (
                "gone",
                StatusCode::GONE,
                ("Không còn nữa", "Gone"),
                (
                    "Dùng địa chỉ nêu trong tiêu đề Link với rel=\"successor-version\".",
                    "Use the address that the Link header names with rel=\"successor-version\".",
                ),
            ),
            Self::Stale => (
                "stale",
                StatusCode::PRECONDITION_FAILED,
                ("Đã có người khác thay đổi", "Changed by somebody else"),
                (
                    "Tải lại nội dung mới nhất, xem thay đổi, rồi gửi lại với ETag mới.",
                    "Fetch it again, look at the change, and send with the new ETag.",
                ),
            ),
            Self::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                ("Dữ liệu quá lớn", "Too large"),
                ("Gửi ít hơn: nội dung yêu cầu tối đa 1 MB.", "Send less: a body has at most 1 MB."),
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                ("Loại nội dung không được hỗ trợ", "Unsupported media type"),
                ("Gửi với Content-Type: application/json.", "Send with Content-Type: application/json."),
            ),
            Self::Invalid => (
                "invalid",
                StatusCode::UNPROCESSABLE_ENTITY,
                ("Nội dung trái quy định", "Some fields break a rule"),
                (
                    "Sửa các mục được nêu tên; mục rule cho biết quy định nào.",
                    "Mend the named fields; rule says which rule they break.",
                ),
            ),
            Self::KeyReused => (
                "key-reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                ("Khóa chống lặp đã dùng cho yêu cầu khác", "Idempotency key used for another request"),
                ("Dùng Idempotency-Key mới cho yêu cầu mới.", "Use a new Idempotency-Key for a new request."),
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                StatusCode::PRECONDITION_REQUIRED,
                ("Thiếu If-Match", "If-Match is missing"),
                (
                    "Tải nội dung, rồi gửi lại kèm If-Match là ETag vừa nhận.",
                    "Fetch it, and send again with If-Match set to its ETag.",
                ),
            ),
            Self::TooManyRequests => (
                "too-many-requests",
                StatusCode::TOO_MANY_REQUESTS,
                ("Quá nhiều yêu cầu", "Too many requests"),
                (
                    "Chờ số giây trong tiêu đề Retry-After rồi thử lại.",
                    "Wait for the seconds in Retry-After and try again.",
                ),
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                ("Lỗi của dịch vụ", "The service failed"),
                (
                    "Báo mã traceId cho quản trị viên; yêu cầu chưa có hiệu lực.",
                    "Report the traceId to the administrator; the request had no effect.",
                ),
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                ("Dịch vụ tạm thời quá tải", "Temporarily unavailable"),
                ("Thử lại sau số giây trong tiêu đề Retry-After.", "Try again after the seconds in Retry-After."),
            ),
        };
        Row { slug, status, title, remedy }
    }

    /// The kind of a problem that the framework found.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let exact = Self::ALL.into_iter().find(|kind| kind.row().status == status);
        exact.unwrap_or(if status.is_server_error() { Self::Internal } else { Self::Malformed })
    }

    pub(crate) fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.row().slug == slug)
    }

    /// The full-path reference that is the problem's `type`.
    pub(crate) fn reference(self) -> String {
        if self == Self::Internal { "about:blank".to_owned() } else { format!("/problems/{}", self.row().slug) }
    }
}

/// Marks an answer that says what is wrong in words of its own, which another standard prescribes; the edge leaves them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnWords;

/// A problem on its way to the client.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(crate) kind: Kind,
    pub(crate) reason: Reason,
    pub(crate) violations: Vec<Violation>,
    /// A header that the status demands, such as `Allow` or `Retry-After`.
    pub(crate) header: Option<(&'static str, String)>,
    /// What really happened, for the log only.
    pub(crate) cause: Option<Arc<str>>,
}

impl Problem {
    pub(crate) fn new(kind: Kind, reason: Reason) -> Self {
        Self { kind, reason, violations: Vec::new(), header: None, cause: None }
    }

    /// A problem that says no more than its kind does.
    pub(crate) fn plain(kind: Kind) -> Self {
        let Row { remedy, .. } = kind.row();
        let code = match kind {
            Kind::Malformed => "MALFORMED",
            Kind::Unauthenticated => "UNAUTHENTICATED",
            Kind::NotAllowed => "NOT_ALLOWED",
            Kind::NotFound => "NOT_FOUND",
            Kind::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Kind::NotAcceptable => "NOT_ACCEPTABLE",
            Kind::Timeout => "TIMEOUT",
            Kind::WrongState => "WRONG_STATE",
            Kind::OutOfSeason => "OUT_OF_SEASON",
            Kind::Taken => "TAKEN",
            Kind::Gone => "GONE",
            Kind::Stale => "STALE",
            Kind::TooLarge => "TOO_LARGE",
            Kind::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Kind::Invalid => "INVALID",
            Kind::KeyReused => "KEY_REUSED",
            Kind::PreconditionRequired => "PRECONDITION_REQUIRED",
            Kind::TooManyRequests => "TOO_MANY_REQUESTS",
            Kind::Internal => "INTERNAL",
            Kind::Unavailable => "UNAVAILABLE",
        };
        Self::new(kind, Reason::plain(code, remedy.0, remedy.1))
    }

    /// Malformed fields, all of them.
    pub(crate) fn malformed(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::plain(Kind::Malformed) }
    }

    pub(crate) fn with_header(self, name: &'static str, value: impl Into<String>) -> Self {
        Self { header: Some((name, value.into())), ..self }
    }

    fn caused_by(self, cause: &dyn std::error::Error) -> Self {
        Self { cause: Some(chain(cause).into()), ..self }
    }

    /// The document that the client reads.
    pub(crate) fn view(&self, language: Language, trace: &str) -> ProblemView {
        let say = |text: &Text| match language {
            Language::Vi => text.vi.clone(),
            Language::En => text.en.clone(),
        };
        let Row { status, title, .. } = self.kind.row();
        ProblemView {
            r#type: self.kind.reference(),
            title: match language {
                Language::Vi => title.0,
                Language::En => title.1,
            },
            status: status.as_u16(),
            detail: say(&self.reason.text),
            code: self.reason.code,
            rule: self.reason.rule,
            trace_id: trace.to_owned(),
            violations: self
                .violations
                .iter()
                .map(|Violation { pointer, reason }| ViolationView {
                    pointer: pointer.clone(),
                    code: reason.code,
                    rule: reason.rule,
                    detail: say(&reason.text),
                })
                .collect(),
        }
    }
}

/// Why a request was not fulfilled (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem, example = json!({
    "type": "/problems/invalid",
    "title": "Some fields break a rule",
    "status": 422,
    "detail": "The numerator 1001 is above the denominator 1000.",
    "code": "NUMERATOR_ABOVE_DENOMINATOR",
    "rule": "L29",
    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "violations": [{
        "pointer": "/figures/0/numerator",
        "code": "NUMERATOR_ABOVE_DENOMINATOR",
        "rule": "L29",
        "detail": "The numerator 1001 is above the denominator 1000."
    }]
}))]
pub(crate) struct ProblemView {
    /// The kind of problem: a path on this service that explains how to put it right, or `about:blank`.
    r#type: String,
    /// The kind's name, in the negotiated language.
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened and what to do, in the negotiated language.
    detail: String,
    /// A stable code for programs.
    code: &'static str,
    /// The numbered rule that closed the way, such as `S05`, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// Names this request in the service's log.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    trace_id: String,
    /// The fields at fault; absent where no field is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<ViolationView>,
}

/// One field at fault.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Violation)]
pub(crate) struct ViolationView {
    /// A JSON pointer into the body (`/figures/2/numerator`), or `?name` for a query parameter, or `@name` for a
    /// header.
    #[schema(example = "/figures/0/numerator")]
    pointer: String,
    /// A stable code for programs.
    #[schema(example = "NUMERATOR_ABOVE_DENOMINATOR")]
    code: &'static str,
    /// The numbered rule that the field breaks, where one does.
    #[schema(example = "L29")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// What is wrong with it, in the negotiated language.
    #[schema(example = "The numerator 1001 is above the denominator 1000.")]
    detail: String,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            // RFC 6750, 3.1: a client's program asks for another token.
            Refusal::NotAllowed(reason) if reason.code == INSUFFICIENT_SCOPE => Self::new(Kind::NotAllowed, reason)
                .with_header("WWW-Authenticate", "Bearer error=\"insufficient_scope\""),
            Refusal::NotAllowed(reason) => Self::new(Kind::NotAllowed, reason),
            Refusal::OutOfSeason(reason) => Self::new(Kind::OutOfSeason, reason),
            Refusal::WrongState(reason) => Self::new(Kind::WrongState, reason),
            Refusal::Taken(reason) => Self::new(Kind::Taken, reason),
            Refusal::Invalid(violations) => {
                let first = violations.first().map(|violation| violation.reason.clone());
                let problem =
                    first.map_or_else(|| Self::plain(Kind::Invalid), |reason| Self::new(Kind::Invalid, reason));
                Self { violations, ..problem }
            }
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match &failure {
            Failure::NotFound => Self::plain(Kind::NotFound),
            Failure::Stale => Self::plain(Kind::Stale),
            Failure::Duplicate { index } => Self::new(Kind::Taken, taken(*index)).caused_by(&failure),
            Failure::KeyReused => Self::plain(Kind::KeyReused),
            Failure::Unavailable { .. } => {
                Self::plain(Kind::Unavailable).with_header("Retry-After", "5").caused_by(&failure)
            }
            Failure::Corrupt { .. }
            | Failure::Unfit(_)
            | Failure::Database { .. }
            | Failure::Incomplete
            | Failure::Panicked => Self::plain(Kind::Internal).caused_by(&failure),
        }
    }
}

/// Why something is refused that must be single and exists already.
fn taken(index: UniqueIndex) -> Reason {
    match index {
        UniqueIndex::ReportOfUnit => Reason::rule(
            "REPORT_EXISTS",
            "L41",
            "Đơn vị đã có báo cáo cho kỳ này; hãy mở báo cáo đó (GET /v1/reports?cycle=…) và sửa.",
            "The unit has a report for this cycle already; open that one (GET /v1/reports?cycle=…) and edit it.",
        ),
        UniqueIndex::LiveNomination => Reason::rule(
            "NOMINATION_EXISTS",
            "L42",
            "Đơn vị đã đề nghị khen thưởng đối tượng này trong kỳ; mỗi đối tượng chỉ được đề nghị một lần trong một kỳ.",
            "The unit has nominated this subject in the cycle already; a subject is nominated once in a cycle.",
        ),
        UniqueIndex::PersonalDatumKind => Reason::rule(
            "IDENTITY_NUMBER_EXISTS",
            "L40",
            "Vừa có người nhập số định danh cho hồ sơ này; hãy xem lại trước khi nhập tiếp.",
            "Somebody has just entered an identity number for this nomination; look at it before you enter another.",
        ),
        UniqueIndex::DecisionNumber | UniqueIndex::PaperNumber => Reason::rule(
            "DECISION_NUMBER_TAKEN",
            "L13",
            "Số quyết định này đã được dùng trong năm; kiểm tra lại số ký hiệu trên văn bản đã ký.",
            "This decision number is used in the year already; check the number on the signed paper.",
        ),
        UniqueIndex::ImplementationDocument => Reason::rule(
            "IMPLEMENTATION_PLAN_EXISTS",
            "S28",
            "Văn bản triển khai này đã được đăng ký.",
            "This implementing document is registered already.",
        ),
        UniqueIndex::ExtensionRequest => Reason::plain(
            "EXTENSION_WAITS",
            "Đề nghị gia hạn trước chưa được xem xét.",
            "An earlier request has not been decided yet.",
        ),
        UniqueIndex::ReminderPlanCycle => Reason::rule(
            "REMINDER_PLAN_EXISTS",
            "L40",
            "Vừa có người lập kế hoạch nhắc việc của kỳ này; hãy xem lại trước khi sửa.",
            "Somebody has just said when units of this cycle are reminded; look at it before you change it.",
        ),
        UniqueIndex::CriteriaSetVersion => Reason::rule(
            "CRITERIA_SET_VERSION_TAKEN",
            "L28",
            "Vừa có người lập một phiên bản của bộ tiêu chí này; hãy xem lại trước khi lập tiếp.",
            "Somebody has just drawn up a version of this set; look at it before you draw up another.",
        ),
        UniqueIndex::RoundCycle => Reason::rule(
            "ROUND_EXISTS",
            "S17",
            "Đợt khen thưởng của kỳ này đã được quy định; hãy sửa quy định đã có (PUT).",
            "How this cycle's round is run has been said; change that (PUT).",
        ),
        UniqueIndex::MinutesNumber => Reason::rule(
            "MINUTES_EXIST",
            "L09",
            "Biên bản số này của ngày này đã được ghi nhận.",
            "Minutes of this number and day are recorded already.",
        ),
        UniqueIndex::RegimeCode | UniqueIndex::BaseSalaryFrom => Reason::rule(
            "TIME_TAKEN",
            "L39",
            "Mã hoặc ngày bắt đầu này đã có; hãy sửa mục đã có (PUT).",
            "This code or first day is there already; change that one (PUT).",
        ),
        UniqueIndex::WorkYearYear => Reason::rule(
            "WORK_YEAR_EXISTS",
            "L43",
            "Lịch năm này đã được nhập; hãy sửa lịch đã có (PUT).",
            "This year has been entered already; replace its days (PUT).",
        ),
        UniqueIndex::AccountUsername => {
            Reason::plain("USERNAME_TAKEN", "Tên đăng nhập đã có người dùng.", "The user name is in use.")
        }
        UniqueIndex::CommendationEntry => Reason::rule(
            "COMMENDATION_EXISTS",
            "S14",
            "Giấy khen này đã được ghi nhận.",
            "This Giấy khen is recorded already.",
        ),
        UniqueIndex::CertificateAward => Reason::plain(
            "CERTIFICATE_EXISTS",
            "Vừa có người cấp giấy chứng nhận của quyết định này; hãy thử lại để cấp phần còn thiếu, nếu có.",
            "Somebody has just issued certificates of this decision; try again to issue what is still missing, if anything.",
        ),
        UniqueIndex::RevocationAward => {
            Reason::rule("AWARD_REVOKED", "L18", "Khen thưởng này đã bị hủy bỏ.", "The award has been revoked already.")
        }
        UniqueIndex::OpenHigherProposal => Reason::plain(
            "HIGHER_PROPOSAL_OPEN",
            "Khen thưởng này đã có đề nghị cùng hình thức chưa có kết quả; hãy ghi nhận kết quả hoặc rút đề nghị đó trước.",
            "The award's holder is being proposed for this form already; record what came of it or withdraw it first.",
        ),
        UniqueIndex::ReleaseNumber => Reason::rule(
            "RELEASE_NUMBER_TAKEN",
            "S29",
            "Vừa có người công bố kết quả của kỳ này; hãy xem lại trước khi công bố tiếp.",
            "Somebody has just published this cycle's results; look at them before you publish again.",
        ),
        UniqueIndex::AwardNomination
        | UniqueIndex::BoardTier
        | UniqueIndex::CampaignCode
        | UniqueIndex::CertificateCode
        | UniqueIndex::CycleCode
        | UniqueIndex::FunctionFrom
        | UniqueIndex::PublicChangePosition
        | UniqueIndex::RetentionClass
        | UniqueIndex::SuccessionPair
        | UniqueIndex::DeliveryOfChange
        | UniqueIndex::PrimaryKey => {
            let Row { remedy, .. } = Kind::Taken.row();
            Reason::plain("TAKEN", remedy.0, remedy.1)
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.reason.text.en)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.row().status
    }

    /// The edge writes the body: only it knows the language and the trace id.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        if let Some((name, value)) = &self.header
            && let (Ok(name), Ok(value)) =
                (actix_web::http::header::HeaderName::try_from(*name), HeaderValue::from_str(value))
        {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// A field at fault.
pub(crate) fn violation(
    pointer: impl Into<String>,
    code: &'static str,
    vi: impl Into<String>,
    en: impl Into<String>,
) -> Violation {
    Violation { pointer: pointer.into(), reason: Reason::plain(code, vi, en) }
}

/// One answer for every token that does not work.
pub(crate) fn token_refused() -> Problem {
    Problem::plain(Kind::Unauthenticated).with_header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
}

/// An error with everything that it came from.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let parts = std::iter::successors(Some(error), |error| error.source());
    parts.map(ToString::to_string).collect::<Vec<String>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_problems() {
        let table: String = Kind::ALL
            .into_iter()
            .map(|kind| format!("{} {} {}\n", kind.row().status.as_u16(), kind.reference(), kind.row().title.1))
            .collect();
        assert_eq!(table, include_str!("../../tests/problems.txt"));
    }
}
