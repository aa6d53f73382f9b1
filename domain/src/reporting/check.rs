//! Checks by other units than the standing agency (kiểm tra, thẩm tra của đơn vị khác): the head unit of a group gives an
//! opinion on a member's report, which changes no figure (rule M03); an agency that the set names for a criterion finds its
//! value, which the standing agency takes over (rule L22).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::event::Change;
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, OrganisationId};
use crate::registry::organisation::Organisation;
use crate::reporting::figure::VerifiedFigure;

/// Who says something about a report: a person for a unit, with the names of that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checker {
    /// The unit.
    pub unit: OrganisationId,
    /// The unit's name.
    pub unit_name: String,
    /// The code that the public knows the unit by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// The person.
    pub by: AccountId,
    /// The person's name.
    pub by_name: String,
}

impl Checker {
    pub(crate) fn new(unit: &Organisation, actor: &Actor) -> Self {
        Self {
            unit: unit.id,
            unit_name: unit.name.clone(),
            unit_code: unit.public_code().map(str::to_owned),
            by: actor.account,
            by_name: actor.name.clone(),
        }
    }
}

/// What the head unit of a group says about a member's report (ý kiến của trưởng khối, trưởng cụm).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opinion {
    /// Who gave it.
    #[serde(flatten)]
    pub by: Checker,
    /// Whether it agrees with the report.
    pub in_favour: bool,
    /// What it says.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What an agency found for a criterion that it verifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgencyFinding {
    /// The value.
    pub figure: VerifiedFigure,
    /// The agency that the set names, and who recorded it.
    #[serde(flatten)]
    pub by: Checker,
    /// Whether the standing agency recorded it instead of the agency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub instead: bool,
    /// When.
    pub at: DateTime<Utc>,
}

impl AgencyFinding {
    /// That the finding no longer counts, for the audit trail.
    pub(crate) fn dropped(&self) -> Change {
        let VerifiedFigure { criterion, value, .. } = &self.figure;
        Change::new(format!("{criterion}.found"), Some(value.to_string()), None)
    }
}

/// The checks of a report as it was handed in last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Checks {
    /// The opinion of the head unit of its group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Opinion>,
    /// What agencies found, one for each criterion.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<AgencyFinding>,
}

impl Checks {
    /// Whether nobody has said anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.opinion.is_none() && self.findings.is_empty()
    }

    /// What was found for a criterion.
    #[must_use]
    pub fn finding(&self, criterion: &str) -> Option<&AgencyFinding> {
        self.findings.iter().find(|finding| finding.figure.criterion == criterion)
    }
}
