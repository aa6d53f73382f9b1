//! The codes of reasons, as the contract describes them.

use utoipa::ToSchema;

/// Stable code of a reason, for programs. The list is open: new rules bring new codes, so handle an unknown code by the
/// `type` of its problem. `/problems/{code}` explains each code.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]*$", example = "NUMERATOR_ABOVE_DENOMINATOR")]
pub(crate) struct ReasonCode(#[expect(dead_code, reason = "it stands in the contract alone")] String);
