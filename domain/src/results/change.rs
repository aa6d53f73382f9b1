//! What becomes public, becomes another, or goes again (thay đổi công khai), one line each, for whoever keeps a copy.
//!
//! A line says what it is about and nothing that a person is called by: it stays for ever, and what it is about may not
//! (rule L36).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::ids::{BoardId, CycleId, OrganisationId, ReleaseId, wire_enum};
use crate::registry::organisation::Tier;

wire_enum! {
    /// Kind of public change.
    PublicChangeKind {
        /// A release appeared (công bố).
        ReleasePublished = "RELEASE_PUBLISHED",
        /// A tier's board appeared in it.
        BoardPublished = "BOARD_PUBLISHED",
        /// A unit stands on the tier's board that did not before.
        UnitAdded = "UNIT_ADDED",
        /// A unit's rank, total or a criterion is another one (đính chính).
        UnitChanged = "UNIT_CHANGED",
        /// A unit stands on the tier's board no more.
        UnitRemoved = "UNIT_REMOVED",
        /// An award appeared with its decision (công khai khen thưởng).
        AwardPublished = "AWARD_PUBLISHED",
        /// A further decision corrects the one that granted the award.
        AwardCorrected = "AWARD_CORRECTED",
        /// An award was revoked (hủy bỏ).
        AwardRevoked = "AWARD_REVOKED",
        /// A list of nominees was opened to objections (niêm yết).
        ObjectionPeriodOpened = "OBJECTION_PERIOD_OPENED",
        /// A unit's practice was published as a role model (điển hình tiên tiến).
        RoleModelPublished = "ROLE_MODEL_PUBLISHED",
        /// A role model was withdrawn.
        RoleModelWithdrawn = "ROLE_MODEL_WITHDRAWN",
    }
}

impl PublicChangeKind {
    /// Whether what it is about is public no more, so that copies of it are to be dropped.
    #[must_use]
    pub const fn removes(self) -> bool {
        match self {
            Self::UnitRemoved | Self::AwardRevoked | Self::RoleModelWithdrawn => true,
            Self::ReleasePublished
            | Self::BoardPublished
            | Self::UnitAdded
            | Self::UnitChanged
            | Self::AwardPublished
            | Self::AwardCorrected
            | Self::ObjectionPeriodOpened
            | Self::RoleModelPublished => false,
        }
    }
}

/// Where the thing belongs; what does not apply is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeDetail {
    /// The cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<CycleId>,
    /// The release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseId>,
    /// The release's number within the cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_number: Option<i64>,
    /// The tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The tier's board in the release, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<BoardId>,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Number and symbol of the decision that grants, corrects or revokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_symbol: Option<String>,
    /// The last day on which the public may object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// One change of what is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicChange {
    /// What happened.
    pub kind: PublicChangeKind,
    /// The release, board, unit, award, list or role model that it happened to.
    pub subject: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Where the thing belongs.
    pub detail: ChangeDetail,
}

/// What a step makes known to the public. Only a rule can make one, and what makes something public saves it with the
/// step.
#[must_use = "what is not announced is missed by whoever keeps a copy"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement(Vec<PublicChange>);

impl Announcement {
    pub(crate) const fn new(changes: Vec<PublicChange>) -> Self {
        Self(changes)
    }

    /// The changes, in the order in which they are told.
    #[must_use]
    pub fn changes(&self) -> &[PublicChange] {
        &self.0
    }

    /// The changes, to be stored.
    #[must_use]
    pub fn into_changes(self) -> Vec<PublicChange> {
        self.0
    }
}
