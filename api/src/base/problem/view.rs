//! Problems as clients read them.

use domain::base::refusal::Violation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::text::TextView;

/// Stable code of a reason, for programs. The list is open: new rules bring new codes, so handle an unknown code by the
/// `type` of its problem. `/problems/{code}` explains each code.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]*$", example = "NUMERATOR_ABOVE_DENOMINATOR")]
pub(crate) struct ReasonCode(#[expect(dead_code, reason = "it stands in the contract alone")] String);

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
    "rulePage": "/rules/L29",
    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "violations": [{
        "pointer": "/figures/0/numerator",
        "code": "NUMERATOR_ABOVE_DENOMINATOR",
        "rule": "L29",
        "text": {
            "vi": "Tử số 1.001 lớn hơn mẫu số 1.000.",
            "en": "The numerator 1001 is above the denominator 1000."
        }
    }]
}))]
pub(crate) struct ProblemView {
    /// Type of the problem: a path on this service that explains how to fix it, or `about:blank`.
    pub(super) r#type: String,
    /// The kind's name, in the negotiated language.
    pub(super) title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub(super) status: u16,
    /// What happened and what to do, in the negotiated language.
    pub(super) detail: String,
    /// A stable code for programs.
    #[schema(value_type = ReasonCode)]
    pub(super) code: &'static str,
    /// Id of the rule that blocked the request, such as `S05`; absent if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<&'static str>,
    /// Path of the page that explains the rule, such as `/rules/S05`; absent without a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_page: Option<String>,
    /// Names this request in the service's log.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    pub(super) trace_id: String,
    /// The invalid fields; absent if no field is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) violations: Vec<FaultView>,
}

/// One fault: of a field, of a cell in a table, or something that is missing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fault)]
pub(crate) struct FaultView {
    /// Where the fault is: a JSON pointer into the body or the content (`/figures/2/numerator`), `?name` for a query
    /// parameter, `@name` for a header, a cell of a workbook (`D7`) or a column of a CSV file (`H1.numerator`).
    #[schema(example = "/figures/0/numerator")]
    pub(crate) pointer: String,
    /// A stable code for programs.
    #[schema(value_type = ReasonCode)]
    pub(crate) code: String,
    /// Id of the rule that was broken; absent if there is none. `/rules/{id}` explains it.
    #[schema(example = "L29")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// What is wrong or missing, and what to do about it.
    pub(crate) text: TextView,
}

impl From<Violation> for FaultView {
    fn from(violation: Violation) -> Self {
        let Violation { pointer, reason } = violation;
        let (code, rule) = (reason.code.to_owned(), reason.rule.map(str::to_owned));
        Self { pointer, code, rule, text: reason.text.into() }
    }
}
