//! Problems (RFC 9457): every refusal, failure and malformed request, as one table.
//!
//! A `Problem` carries both languages; the edge (`app.rs`) writes it in the one that the client asked for, with the
//! trace id. An error of the database or of a library is logged there, once, and never reaches a client.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpResponse, ResponseError};
use domain::base::identity::INSUFFICIENT_SCOPE;
use domain::base::reason::Reason;
use domain::base::refusal::{Refusal, Violation, WORK_YEAR_MISSING};
use domain::base::text::Text;
use persistence::base::failure::Failure;

use crate::base::duplicate::taken;
use crate::base::language::Language;
use crate::base::problem::view::{FaultView, ProblemView};
use crate::base::reasons;

pub(crate) mod view;

/// `WWW-Authenticate` for a token that does not count (RFC 6750, 3.1).
const INVALID_TOKEN: &str = "Bearer error=\"invalid_token\"";

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
    NotPrepared,
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
    /// How to fix it: Vietnamese, English.
    pub(crate) remedy: (&'static str, &'static str),
}

impl Kind {
    pub(crate) const ALL: [Self; 21] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::NotAllowed,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::Timeout,
        Self::WrongState,
        Self::NotPrepared,
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
                    "Dữ liệu gửi lên chưa đúng định dạng. Đề nghị kiểm tra các mục nêu dưới đây.",
                    "Fix the request: the fields in violations have a wrong name, type or length.",
                ),
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                StatusCode::UNAUTHORIZED,
                ("Chưa đăng nhập hoặc đăng nhập không thành công", "Not signed in"),
                (
                    "Đề nghị đăng nhập rồi thực hiện lại.",
                    "Sign in (POST /v1/sessions) and send the request again with the new token.",
                ),
            ),
            Self::NotAllowed => (
                "not-allowed",
                StatusCode::FORBIDDEN,
                ("Không có quyền", "Your role does not permit this"),
                (
                    "Việc này thuộc vai trò khác. Đề nghị liên hệ người giữ vai trò đó hoặc quản trị viên.",
                    "This belongs to another role; ask a person who holds it, or an administrator.",
                ),
            ),
            Self::NotFound => (
                "not-found",
                StatusCode::NOT_FOUND,
                ("Không tìm thấy", "Not found"),
                (
                    "Đề nghị kiểm tra lại địa chỉ và mã; nếu đúng, nội dung có thể chưa được công bố, hoặc anh/chị không được xem.",
                    "Check the address and the identifier; if they are right, it may not be published yet, or you may not be allowed to see it.",
                ),
            ),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                ("Phương thức không được hỗ trợ", "Method not supported"),
                (
                    "Địa chỉ này không hỗ trợ cách gửi đã dùng; đề nghị kiểm tra ứng dụng kết nối.",
                    "Use a method that the Allow header names.",
                ),
            ),
            Self::NotAcceptable => (
                "not-acceptable",
                StatusCode::NOT_ACCEPTABLE,
                ("Không có dạng dữ liệu được yêu cầu", "No acceptable format"),
                (
                    "Địa chỉ này không có dạng dữ liệu mà tiêu đề Accept yêu cầu; tài liệu giao diện lập trình nêu các dạng lấy được.",
                    "This address has none of the formats that Accept names; the contract lists those that it has.",
                ),
            ),
            Self::Timeout => (
                "timeout",
                StatusCode::REQUEST_TIMEOUT,
                ("Gửi dữ liệu quá chậm", "The request came too slowly"),
                ("Đề nghị kiểm tra đường truyền rồi gửi lại.", "Check the connection and send it again."),
            ),
            Self::WrongState => (
                "wrong-state",
                StatusCode::CONFLICT,
                ("Không thực hiện được lúc này", "Not possible now"),
                (
                    "Đề nghị xem tình trạng hiện tại và các bước được phép thực hiện tiếp theo.",
                    "Look at the current state and its transitions.",
                ),
            ),
            Self::NotPrepared => (
                "not-prepared",
                StatusCode::CONFLICT,
                ("Chưa có dữ liệu cần thiết", "Required data has not been entered"),
                (
                    "Đề nghị người phụ trách nhập dữ liệu còn thiếu rồi thực hiện lại.",
                    "Ask the person in charge to enter what is missing, then try again.",
                ),
            ),
            Self::OutOfSeason => (
                "out-of-season",
                StatusCode::CONFLICT,
                ("Không đúng thời gian", "Not at this time"),
                (
                    "Đề nghị chờ đến thời gian quy định hoặc xem lịch của kỳ đánh giá.",
                    "Wait, or see the cycle's calendar.",
                ),
            ),
            Self::Taken => (
                "taken",
                StatusCode::CONFLICT,
                ("Đã tồn tại", "Exists already"),
                ("Đề nghị dùng bản đã có, không tạo mới.", "Use the existing one instead of making another."),
            ),
            Self::Gone => (
                "gone",
                StatusCode::GONE,
                ("Không còn nữa", "Gone"),
                (
                    "Địa chỉ này không còn dùng; đề nghị dùng địa chỉ thay thế nêu trong tài liệu kỹ thuật.",
                    "Use the address that the Link header names with rel=\"successor-version\".",
                ),
            ),
            Self::Stale => (
                "stale",
                StatusCode::PRECONDITION_FAILED,
                ("Phiên bản không khớp", "The version does not match"),
                (
                    "Nội dung đã thay đổi so với phiên bản đang sửa. Đề nghị tải lại, xem thay đổi rồi lưu lại.",
                    "Fetch it again, look at the change, and send with the new ETag.",
                ),
            ),
            Self::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                ("Dữ liệu quá lớn", "Too large"),
                (
                    "Đề nghị gửi ít dữ liệu hơn; tài liệu của thao tác nêu giới hạn.",
                    "Send less; the operation's description states the limit.",
                ),
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                ("Loại nội dung không được hỗ trợ", "Unsupported media type"),
                ("Đề nghị gửi dữ liệu ở dạng JSON.", "Send with Content-Type: application/json."),
            ),
            Self::Invalid => (
                "invalid",
                StatusCode::UNPROCESSABLE_ENTITY,
                ("Dữ liệu chưa đúng quy định", "Some fields break a rule"),
                (
                    "Đề nghị sửa các mục nêu dưới đây (kèm số hiệu quy tắc).",
                    "Fix the named fields; rule says which rule each of them breaks.",
                ),
            ),
            Self::KeyReused => (
                "key-reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                ("Khóa chống lặp đã dùng cho yêu cầu khác", "Idempotency key used for another request"),
                ("Đề nghị dùng khóa chống lặp mới cho yêu cầu mới.", "Use a new Idempotency-Key for a new request."),
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                StatusCode::PRECONDITION_REQUIRED,
                ("Chưa xác định phiên bản đang sửa", "If-Match is missing"),
                ("Đề nghị tải lại nội dung rồi lưu.", "Fetch it, and send again with If-Match set to its ETag."),
            ),
            Self::TooManyRequests => (
                "too-many-requests",
                StatusCode::TOO_MANY_REQUESTS,
                ("Quá nhiều yêu cầu", "Too many requests"),
                ("Đề nghị chờ ít giây rồi thử lại.", "Wait for the seconds in Retry-After and try again."),
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                ("Hệ thống gặp lỗi", "The service failed"),
                (
                    "Đề nghị mở lại nội dung để kiểm tra trước khi thực hiện lại, và gửi mã tra cứu cho quản trị viên.",
                    "Look whether the change was stored before sending it again, and report the traceId to the administrator.",
                ),
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                ("Hệ thống tạm thời không phục vụ được", "Temporarily unavailable"),
                ("Đề nghị thử lại sau ít giây.", "Try again after the seconds in Retry-After."),
            ),
        };
        Row { slug, status, title, remedy }
    }

    /// The code of a problem without a reason of its own.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "MALFORMED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::NotAllowed => "NOT_ALLOWED",
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::Timeout => "TIMEOUT",
            Self::WrongState => "WRONG_STATE",
            Self::NotPrepared => "NOT_PREPARED",
            Self::OutOfSeason => "OUT_OF_SEASON",
            Self::Taken => "TAKEN",
            Self::Gone => "GONE",
            Self::Stale => "STALE",
            Self::TooLarge => "TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::Invalid => "INVALID",
            Self::KeyReused => "KEY_REUSED",
            Self::PreconditionRequired => "PRECONDITION_REQUIRED",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Internal => "INTERNAL",
            Self::Unavailable => "UNAVAILABLE",
        }
    }

    /// The kind for an error of the web framework, by its status.
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

/// Marks an error answer in a format that another standard prescribes; the edge does not rewrite it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnWords;

/// A problem to be sent to the client.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(crate) kind: Kind,
    pub(crate) reason: Reason,
    pub(crate) violations: Vec<Violation>,
    /// A header that the status demands, such as `Allow` or `Retry-After`.
    pub(crate) header: Option<(&'static str, String)>,
    /// The underlying error, for the log only.
    pub(crate) cause: Option<Arc<str>>,
}

impl Problem {
    pub(crate) fn new(kind: Kind, reason: Reason) -> Self {
        Self { kind, reason, violations: Vec::new(), header: None, cause: None }
    }

    /// A problem without a reason of its own.
    pub(crate) fn plain(kind: Kind) -> Self {
        let Row { remedy, .. } = kind.row();
        Self::new(kind, Reason { code: kind.code(), rule: None, text: Text::new(remedy.0, remedy.1) })
    }

    /// A problem that names all malformed fields.
    pub(crate) fn malformed(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::plain(Kind::Malformed) }
    }

    pub(crate) fn with_header(self, name: &'static str, value: impl Into<String>) -> Self {
        Self { header: Some((name, value.into())), ..self }
    }

    /// A fault of the service itself, 500: the only way to one. The cause stands in the log.
    pub(crate) fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::plain(Kind::Internal).caused_by(cause.into().as_ref())
    }

    /// A fault of what the service depends on, 503: a full disk, or a neighbour that does not answer.
    pub(crate) fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::plain(Kind::Unavailable).with_header("Retry-After", "5").caused_by(cause.into().as_ref())
    }

    /// The same problem about a part of the body: what a rule says about `/criteria/0` is said about
    /// `/content/criteria/0` of a body that holds the criteria in its `content`. Pointers that begin with one of `beside`
    /// are of the body itself.
    #[must_use]
    pub(crate) fn within(self, part: &str, beside: &[&str]) -> Self {
        let moved = |Violation { pointer, reason }| {
            let of_body = pointer.is_empty() || pointer.starts_with('/');
            let own = beside.iter().any(|name| pointer == *name || pointer.starts_with(&format!("{name}/")));
            if of_body && !own { violation(format!("{part}{pointer}"), reason) } else { violation(pointer, reason) }
        };
        Self { violations: self.violations.into_iter().map(moved).collect(), ..self }
    }

    fn caused_by(self, cause: &dyn std::error::Error) -> Self {
        Self { cause: Some(chain(cause).into()), ..self }
    }

    /// Writes it into the log, with the cause that no client sees: an error only for a fault of the service itself, a
    /// warning for what it depends on.
    pub(crate) fn log(&self, status: StatusCode) {
        let span = tracing::Span::current();
        span.record("code", self.reason.code);
        if let Some(rule) = self.reason.rule {
            span.record("rule", rule);
        }
        let cause = self.cause.as_deref();
        if self.kind == Kind::Unavailable {
            tracing::warn!(cause, "request failed: unavailable");
        } else if status.is_server_error() {
            tracing::error!(cause, "request failed");
        } else if let Some(cause) = cause {
            tracing::debug!(cause, "request refused");
        }
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
            rule_page: self.reason.rule.map(|rule| format!("/rules/{rule}")),
            trace_id: trace.to_owned(),
            violations: self.violations.iter().cloned().map(FaultView::from).collect(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            // RFC 6750, 3.1: so the client knows that it needs another token.
            Refusal::NotAllowed(reason) if reason.code == INSUFFICIENT_SCOPE => Self::new(Kind::NotAllowed, reason)
                .with_header("WWW-Authenticate", "Bearer error=\"insufficient_scope\""),
            Refusal::NotAllowed(reason) => Self::new(Kind::NotAllowed, reason),
            Refusal::OutOfSeason(reason) => Self::new(Kind::OutOfSeason, reason),
            Refusal::WrongState(reason) if reason.code == WORK_YEAR_MISSING => Self::new(Kind::NotPrepared, reason),
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
            Failure::AccessChanged => {
                Self::new(Kind::Unavailable, reasons::access_changed()).with_header("Retry-After", "1")
            }
            Failure::Duplicate { index } => {
                let reason = taken(*index);
                reason
                    .map_or_else(|| Self::plain(Kind::Taken), |reason| Self::new(Kind::Taken, reason))
                    .caused_by(&failure)
            }
            Failure::KeyReused => Self::plain(Kind::KeyReused),
            Failure::Unavailable { .. } | Failure::FilesUnavailable { .. } => Self::unavailable(failure),
            Failure::OutcomeUnknown { .. } => Self { reason: reasons::outcome_unknown(), ..Self::unavailable(failure) },
            Failure::Corrupt { .. }
            | Failure::Unfit(_)
            | Failure::Database { .. }
            | Failure::Incomplete
            | Failure::Panicked => Self::plain(Kind::Internal).caused_by(&failure),
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

/// Says of a part of the body what a rule refused: see [`Problem::within`].
pub(crate) fn within<E: Into<Problem>>(
    part: &'static str,
    beside: &'static [&'static str],
) -> impl FnOnce(E) -> Problem {
    move |refusal| refusal.into().within(part, beside)
}

/// A field at fault.
pub(crate) fn violation(pointer: impl Into<String>, reason: Reason) -> Violation {
    Violation { pointer: pointer.into(), reason }
}

/// The result of loading a thing that a body names: if it does not exist, the body is invalid; any other failure stays
/// as it is.
pub(crate) fn named<T>(
    found: Result<T, Failure>,
    pointer: impl Into<String>,
    unknown: fn() -> Reason,
) -> Result<T, Problem> {
    found.map_err(|failure| {
        if !matches!(failure, Failure::NotFound) {
            return failure.into();
        }
        Refusal::Invalid(vec![violation(pointer, unknown())]).into()
    })
}

/// The same answer for every token that is not accepted: which check failed is not disclosed.
pub(crate) fn token_refused() -> Problem {
    Problem::new(Kind::Unauthenticated, reasons::token_refused()).with_header("WWW-Authenticate", INVALID_TOKEN)
}

/// The answer for a token of ours whose time is over: its client asks for another one and goes on.
pub(crate) fn token_expired() -> Problem {
    Problem::new(Kind::Unauthenticated, reasons::token_expired()).with_header("WWW-Authenticate", INVALID_TOKEN)
}

/// The message of an error with those of all its sources.
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

    /// A thing that a body names is unknown only if it does not exist.
    #[test]
    fn found_a3_only_what_does_not_exist_is_unknown() {
        let told = |failure: Failure| {
            named(Err::<(), Failure>(failure), "/cycle", reasons::cycle_unknown).expect_err("nothing was found")
        };
        let unknown = told(Failure::NotFound);
        assert_eq!((unknown.kind, unknown.reason.code), (Kind::Invalid, "CYCLE_UNKNOWN"));
        let places: Vec<&str> = unknown.violations.iter().map(|violation| violation.pointer.as_str()).collect();
        assert_eq!(places, ["/cycle"]);
        let locked = told(Failure::Unavailable { source: "the table is locked".into() });
        assert_eq!((locked.kind, locked.reason.code), (Kind::Unavailable, "UNAVAILABLE"));
        assert_eq!(locked.header, Some(("Retry-After", "5".to_owned())));
        assert_eq!(locked.cause.as_deref(), Some("database unavailable: the table is locked"));
        let broken = told(Failure::Database { source: "no such column".into() });
        assert_eq!((broken.kind, broken.violations.len()), (Kind::Internal, 0));
        assert_eq!(broken.cause.as_deref(), Some("database error: no such column"));
        assert_eq!(told(Failure::Stale).kind, Kind::Stale);
        assert!(named(Ok::<u8, Failure>(7), "/cycle", reasons::cycle_unknown).is_ok_and(|found| found == 7));
    }

    /// The cause of a fault stands in the log, and never in the answer.
    #[test]
    fn found_a3_the_cause_of_a_fault_is_for_the_log_alone() {
        let fault = Problem::fault("the spool is gone");
        assert_eq!((fault.kind, fault.cause.as_deref()), (Kind::Internal, Some("the spool is gone")));
        for language in [Language::Vi, Language::En] {
            let answer = serde_json::to_string(&fault.view(language, "4bf92f35")).expect("a body");
            assert!(answer.contains("\"status\":500") && !answer.contains("spool"), "{answer}");
        }
    }

    /// Whoever cannot know whether a change was stored is told to send the same request again.
    #[test]
    fn found_a12_an_unknown_outcome_asks_for_the_same_request_again() {
        let unknown = Problem::from(Failure::OutcomeUnknown { source: "the connection is lost".into() });
        assert_eq!((unknown.reason.code, unknown.reason.rule), ("OUTCOME_UNKNOWN", Some("L41")));
        assert!(unknown.reason.text.en.contains("again with its Idempotency-Key"), "{}", unknown.reason.text.en);
        assert!(unknown.cause.as_deref().is_some_and(|cause| cause.ends_with("the connection is lost")));
        let answer = unknown.error_response();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers().get("retry-after"), Some(&HeaderValue::from_static("5")));
    }
}
