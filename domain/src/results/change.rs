//! Public changes (thay đổi công khai): what was published, changed or removed, one line each, for clients with a copy.
//!
//! A line identifies its subject and holds no name of a person: the line is kept for ever, and its subject may be
//! erased (rule L36).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::code::GroupCode;
use crate::base::ids::{BoardId, CycleId, OrganisationId, ReleaseId, wire_enum};
use crate::planning::cycle::Cycle;

wire_enum! {
    /// Kind of public change.
    PublicChangeKind {
        /// A release was published (công bố).
        ReleasePublished = "RELEASE_PUBLISHED",
        /// A group's board was published in it.
        BoardPublished = "BOARD_PUBLISHED",
        /// A unit is new on the group's board.
        UnitAdded = "UNIT_ADDED",
        /// A unit's rank, total or a criterion changed (đính chính).
        UnitChanged = "UNIT_CHANGED",
        /// A unit is no longer on the group's board.
        UnitRemoved = "UNIT_REMOVED",
        /// An award was published with its decision (công khai khen thưởng).
        AwardPublished = "AWARD_PUBLISHED",
        /// A further decision corrects the one that granted the award.
        AwardCorrected = "AWARD_CORRECTED",
        /// An award was revoked (hủy bỏ).
        AwardRevoked = "AWARD_REVOKED",
        /// A list of nominees was opened to objections (niêm yết).
        ObjectionPeriodOpened = "OBJECTION_PERIOD_OPENED",
        /// The due date or another term of an open cycle was amended (điều chỉnh kỳ đánh giá).
        CycleAmended = "CYCLE_AMENDED",
        /// A unit's practice was published as a role model (điển hình tiên tiến).
        RoleModelPublished = "ROLE_MODEL_PUBLISHED",
        /// A role model was withdrawn.
        RoleModelWithdrawn = "ROLE_MODEL_WITHDRAWN",
        /// A digest of difficulties was published (tổng hợp vướng mắc).
        DifficultyDigestPublished = "DIFFICULTY_DIGEST_PUBLISHED",
        /// A digest of difficulties was withdrawn.
        DifficultyDigestWithdrawn = "DIFFICULTY_DIGEST_WITHDRAWN",
        /// A synthesis report was published (báo cáo tổng hợp).
        SynthesisPublished = "SYNTHESIS_PUBLISHED",
        /// A synthesis report was withdrawn from the public.
        SynthesisWithdrawn = "SYNTHESIS_WITHDRAWN",
        /// What a press agency published was recorded (tin, bài, phóng sự).
        MediaItemPublished = "MEDIA_ITEM_PUBLISHED",
        /// The record of what a press agency published was withdrawn.
        MediaItemWithdrawn = "MEDIA_ITEM_WITHDRAWN",
        /// Guidance or an announcement was published (hướng dẫn, thông báo).
        GuidancePublished = "GUIDANCE_PUBLISHED",
        /// Public guidance or a public announcement was replaced by a later one.
        GuidanceReplaced = "GUIDANCE_REPLACED",
        /// Public guidance or a public announcement was withdrawn.
        GuidanceWithdrawn = "GUIDANCE_WITHDRAWN",
    }
}

impl PublicChangeKind {
    /// Whether the subject is no longer public, so that copies of it must be deleted.
    #[must_use]
    pub const fn removes(self) -> bool {
        match self {
            Self::UnitRemoved
            | Self::AwardRevoked
            | Self::RoleModelWithdrawn
            | Self::DifficultyDigestWithdrawn
            | Self::SynthesisWithdrawn
            | Self::MediaItemWithdrawn
            | Self::GuidanceWithdrawn => true,
            Self::ReleasePublished
            | Self::BoardPublished
            | Self::UnitAdded
            | Self::UnitChanged
            | Self::AwardPublished
            | Self::AwardCorrected
            | Self::ObjectionPeriodOpened
            | Self::CycleAmended
            | Self::RoleModelPublished
            | Self::DifficultyDigestPublished
            | Self::SynthesisPublished
            | Self::MediaItemPublished
            | Self::GuidancePublished
            | Self::GuidanceReplaced => false,
        }
    }
}

/// The context of the subject; fields that do not apply are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    /// The group. Stored changes call it by the word of their time.
    #[serde(default, rename = "tier", skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupCode>,
    /// The group's board in the release, if it has one.
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
    /// The release, board, unit, award, list, cycle, role model or other published thing concerned.
    pub subject: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The context of the subject.
    pub detail: ChangeDetail,
}

/// What the amendment of an open cycle changes in public.
pub fn amended(cycle: &Cycle, at: DateTime<Utc>) -> Announcement {
    let detail = ChangeDetail { cycle: Some(cycle.id), ..ChangeDetail::default() };
    Announcement::new(vec![PublicChange { kind: PublicChangeKind::CycleAmended, subject: cycle.id.0, at, detail }])
}

/// The public changes of a step. Only a rule can make one, and persistence saves it together with the step.
#[must_use = "what is not announced is missed by whoever keeps a copy"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement(Vec<PublicChange>);

impl Announcement {
    pub(crate) const fn new(changes: Vec<PublicChange>) -> Self {
        Self(changes)
    }

    /// The changes, in the order of their publication.
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
