//! What a criterion demands of a reporting unit, whatever it measures: attestations, documents, evidence, and whom it
//! does not ask.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::citation::Citation;
use crate::base::ids::wire_enum;
use crate::base::refusal::Violations;
use crate::base::text::tidy;
use crate::base::wording;
use crate::planning::reasons;
use crate::registry::document::check_document_at;
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

/// Why a participant owes nothing (miễn tham gia), or is not asked for some criteria: the reason and the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exemption {
    /// Why.
    pub reason: String,
    /// The document that says so.
    pub document: Citation,
}

impl Exemption {
    /// The document as the public may see it, because scorecards are published.
    pub(crate) fn public_document(&self) -> String {
        let Citation { number, date, issuer, title, .. } = self.document.clone().for_public();
        let parts = [number, date.map(wording::date), issuer, title];
        parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
    }

    pub(crate) fn checked(self, pointer: &str, at: DateTime<Utc>, violations: &mut Violations) -> Self {
        let exemption = Self { reason: tidy(&self.reason), document: self.document.tidied() };
        violations.demand_open_text(&format!("{pointer}/reason"), &exemption.reason);
        check_document_at(&format!("{pointer}/document"), &exemption.document, at, violations);
        exemption
    }
}

/// The criteria that a participant is not asked for, by name; the rest of its set takes over their points (rule L24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeavingOut {
    /// The codes of the criteria.
    pub criteria: Vec<String>,
    /// Why, and by which document.
    #[serde(flatten)]
    pub exemption: Exemption,
}

impl LeavingOut {
    pub(crate) fn checked(self, pointer: &str, at: DateTime<Utc>, violations: &mut Violations) -> Self {
        let criteria: Vec<String> = self.criteria.iter().map(|code| tidy(code)).collect();
        let twice = criteria.iter().enumerate().any(|(place, code)| criteria.iter().take(place).any(|one| one == code));
        if criteria.is_empty() || twice {
            violations.add(format!("{pointer}/criteria"), reasons::left_out_unsound());
        }
        Self { criteria, exemption: self.exemption.checked(pointer, at, violations) }
    }
}

/// A unit as its set asks it: by its kind (rule S09), and without the criteria that are left out for it by name.
#[derive(Clone, Copy, Debug)]
pub struct AskedUnit<'a> {
    /// Its kind.
    pub kind: OrganisationKind,
    /// What it is not asked for.
    pub left_out: Option<&'a LeavingOut>,
}

impl From<OrganisationKind> for AskedUnit<'_> {
    fn from(kind: OrganisationKind) -> Self {
        Self { kind, left_out: None }
    }
}

impl<'a> AskedUnit<'a> {
    /// Why a criterion is left out for the unit; none if it is not.
    #[must_use]
    pub fn leaves_out(self, criterion: &str) -> Option<&'a Exemption> {
        let left_out = self.left_out.filter(|left_out| left_out.criteria.iter().any(|code| code == criterion));
        left_out.map(|left_out| &left_out.exemption)
    }
}
