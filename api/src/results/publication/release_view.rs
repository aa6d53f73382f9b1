//! A release on the wire.

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CriteriaSetId, CycleId, OrganisationId, ReleaseId};
use domain::base::policy::Role;
use domain::results::publication::{Release, ReleaseStatus};
use domain::results::sign_off::SignOff;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::UnitLabels;
use persistence::results::publication::{BoardSummary, ReleaseSummary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::citation::CitationBody;
use crate::base::page_cache::form::FormatVersion;
use crate::results::publication::frozen::href;

/// Link to the board of a group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoardLink {
    /// The code of the group.
    pub(crate) tier: GroupCode,
    /// The board's identifier.
    pub(crate) board: BoardId,
    /// Address of the board; its bytes never change.
    #[schema(example = "/v1/public/boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    pub(crate) href: String,
    /// The criteria set that every unit on it was scored by.
    pub(crate) criteria_set: CriteriaSetId,
    /// The document that issued the set.
    pub(crate) document: CitationBody,
}

/// Who published a release (đơn vị công bố).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignOff)]
pub(crate) struct SignOffView {
    /// The function that the unit held (rule L36).
    pub(crate) role: Role,
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// The unit's name as it was then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sở Thông tin và Truyền thông")]
    pub(crate) organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    pub(crate) organisation_code: Option<String>,
    /// The person's name; only in the answer to who published, never to the public (rule L36).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Phạm Thị Thường Trực")]
    pub(crate) name: Option<String>,
}

/// A numbered release of a cycle's boards (đợt công bố); it never changes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Release)]
pub(crate) struct ReleaseView {
    /// Form of the page; absent for form 1, in lists and in the answer to a publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format_version: Option<FormatVersion>,
    /// The release's identifier.
    pub(crate) id: ReleaseId,
    /// The cycle.
    pub(crate) cycle: CycleId,
    /// The cycle's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    pub(crate) cycle_code: Option<String>,
    /// Counts up within the cycle, from 1.
    #[schema(minimum = 1, example = 1)]
    pub(crate) number: i64,
    /// Why a further release was made; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung đơn vị nộp muộn")]
    pub(crate) reason: Option<String>,
    /// When it became public.
    pub(crate) published_at: DateTime<Utc>,
    /// `OFFICIAL` if it changes nothing that was public, as for the first release or if units are only added;
    /// `CORRECTED` if a figure changed or a unit was removed. Absent for releases made before this was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ReleaseStatus>,
    /// Digest over every page of the release: SHA-256, in hexadecimal, of the lines that `GET …/pages` explains. Absent
    /// for releases made before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub(crate) digest: Option<String>,
    /// The unit and function that published it. Absent for releases made before this was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signed_off: Option<SignOffView>,
    /// Its boards, one per group that has results.
    pub(crate) boards: Vec<BoardLink>,
}

impl From<ReleaseSummary> for ReleaseView {
    fn from(release: ReleaseSummary) -> Self {
        let ReleaseSummary { id, cycle, number, reason, published_at, status, digest, signed_off, boards } = release;
        let (signed_off, boards) =
            (signed_off.map(SignOffView::from), boards.into_iter().map(BoardLink::from).collect());
        Self {
            format_version: None,
            id,
            cycle,
            cycle_code: None,
            number,
            reason,
            published_at,
            status,
            digest,
            signed_off,
            boards,
        }
    }
}

impl ReleaseView {
    /// With the code of its cycle and of the unit that published it, for a list.
    pub(crate) fn beside(self, cycles: &CycleCodes, units: &UnitLabels) -> Self {
        let signed_off = self.signed_off.map(|signed_off| {
            let organisation_code = units.get(signed_off.organisation).code;
            SignOffView { organisation_code, ..signed_off }
        });
        Self { cycle_code: Some(cycles.get(self.cycle)), signed_off, ..self }
    }
}

impl From<BoardSummary> for BoardLink {
    fn from(board: BoardSummary) -> Self {
        let BoardSummary { id, group, criteria_set, document } = board;
        Self { tier: group, board: id, href: href(id), criteria_set, document: document.into() }
    }
}

impl From<SignOff> for SignOffView {
    fn from(signed_off: SignOff) -> Self {
        let SignOff { account: _, name: _, role, organisation, unit } = signed_off;
        Self { role, organisation, organisation_name: unit, organisation_code: None, name: None }
    }
}

/// A release as a list shows it.
pub(crate) fn outline(release: &Release, digest: &str) -> ReleaseSummary {
    let Release { id, cycle, number, reason, published_at, status, signed_off, boards } = release;
    let boards = boards.iter().map(|board| BoardSummary {
        id: board.id,
        group: board.group,
        criteria_set: board.criteria_set,
        document: board.document.clone(),
    });
    ReleaseSummary {
        id: *id,
        cycle: *cycle,
        number: *number,
        reason: reason.clone(),
        published_at: *published_at,
        status: *status,
        digest: Some(digest.to_owned()),
        signed_off: signed_off.clone(),
        boards: boards.collect(),
    }
}
