//! What a criterion demands of a reporting unit, whatever it measures: attestations, documents, evidence, and whom it
//! does not ask.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::ids::wire_enum;
use crate::registry::organisation::OrganisationKind;

/// Maximum number of scorers that a panel may wait for.
pub const SCORERS_MAX: i64 = 20;

wire_enum! {
    /// How the points of several scorers are combined; results are truncated to a hundredth.
    Combination {
        /// The sum divided by the number of scorers (trung bình cộng).
        Mean = "MEAN",
        /// The middle value, or the mean of the two middle values (trung vị).
        Median = "MEDIAN",
    }
}

/// Several scorers of one criterion (tổ chấm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FlatPanel)]
pub struct Panel {
    /// How the scorers' points are combined.
    pub combine: Combination,
    /// The minimum number of scorers who must give points.
    #[schema(minimum = 1, maximum = 20)]
    pub least: i64,
}

wire_enum! {
    /// Meaning of a denominator of 0.
    ZeroDenominator {
        /// The criterion does not apply to the unit (rule S08).
        NotApplicable = "NOT_APPLICABLE",
        /// An error: every unit has something to count.
        Refused = "REFUSED",
    }
}

wire_enum! {
    /// Attestation of the unit for a figure: the counts exclude secret items (rules S05, S06).
    Attestation {
        /// Work files within state secrets are not counted.
        SecretFilesExcluded = "SECRET_FILES_EXCLUDED",
        /// Classified documents are not counted.
        SecretDocumentsExcluded = "SECRET_DOCUMENTS_EXCLUDED",
    }
}

/// What a criterion demands of a reporting unit, with any measure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FlatDemands)]
pub struct Demands {
    /// What the unit must attest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    /// Whether the unit must name the document that the figure comes from (rule S07).
    #[serde(default)]
    pub reference_required: bool,
    /// Whether a value above zero needs evidence (rule L20).
    #[serde(default)]
    pub evidence_required: bool,
    /// Kinds of unit to which the criterion does not apply (rule S09).
    #[serde(default)]
    pub exempt_kinds: Vec<OrganisationKind>,
    /// Whether a unit may declare, with a reason, that the criterion does not apply to it.
    #[serde(default)]
    pub waivable: bool,
}

impl Demands {
    /// Rule S09: whether the criterion applies to this kind of unit.
    #[must_use]
    pub fn asks(&self, kind: OrganisationKind) -> bool {
        !self.exempt_kinds.contains(&kind)
    }
}
