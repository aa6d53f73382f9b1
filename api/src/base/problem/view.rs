//! Problems as clients read them.

use serde::Serialize;
use utoipa::ToSchema;

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
        "detail": "The numerator 1001 is above the denominator 1000."
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
    pub(super) violations: Vec<ViolationView>,
}

/// One field at fault.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Violation)]
pub(crate) struct ViolationView {
    /// A JSON pointer into the body (`/figures/2/numerator`), or `?name` for a query parameter, or `@name` for a
    /// header.
    #[schema(example = "/figures/0/numerator")]
    pub(super) pointer: String,
    /// A stable code for programs.
    #[schema(value_type = ReasonCode)]
    pub(super) code: &'static str,
    /// Id of the rule that the field breaks; absent if there is none. `/rules/{id}` explains it.
    #[schema(example = "L29")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<&'static str>,
    /// What is wrong with the field, in the negotiated language.
    #[schema(example = "The numerator 1001 is above the denominator 1000.")]
    pub(super) detail: String,
}
