//! The codes of reasons, as the contract describes them.

use utoipa::ToSchema;

/// A stable code for programs, in capitals. The list is open: new codes come with new rules, so treat one that you do not
/// know by the kind of problem that it stands in. `/problems/{code}` explains each.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]*$", example = "NUMERATOR_ABOVE_DENOMINATOR")]
pub(crate) struct ReasonCode(#[expect(dead_code, reason = "it stands in the contract alone")] String);
