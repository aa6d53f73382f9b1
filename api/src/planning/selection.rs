//! The groups and units that a cycle names, on the wire.

use domain::base::code::{GroupCode, LevelCode};
use domain::base::ids::{CampaignId, OrganisationId};
use domain::planning::demands::{Exemption, LeavingOut};
use domain::planning::group::Group;
use domain::planning::participant::{
    ExemptUnit, LeftOutUnit, NamedGroup, Selection, SelectionSurroundings, SelectionTerms,
};
use domain::registry::level::Levels;
use domain::registry::organisation::{Organisation, OrganisationKind};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::text::{Code, Line};

/// A unit that owes nothing in a cycle (miễn tham gia), and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ExemptUnit)]
pub(crate) struct ExemptUnitBody {
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// Why it owes nothing; 1 to 300 characters.
    /// Example: `Khắc phục hậu quả thiên tai`
    #[validate(nested)]
    pub(crate) reason: Line,
    /// The document that says so, with number and day.
    #[validate(nested)]
    pub(crate) document: CitationBody,
}

/// A unit that is not asked for some criteria of its set in a cycle (miễn tiêu chí), and why. The rest of the set takes over
/// their points (rule L24).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = LeftOutUnit)]
pub(crate) struct LeftOutUnitBody {
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// The codes of the criteria, each once; they must be criteria of the set that its group is bound to when the cycle
    /// opens, and not all of them.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200, example = json!(["1.4"]))]
    pub(crate) criteria: Vec<Code>,
    /// Why it is not asked for them; 1 to 300 characters.
    /// Example: `Đơn vị không có bộ phận một cửa`
    #[validate(nested)]
    pub(crate) reason: Line,
    /// The document that says so, with number and day.
    #[validate(nested)]
    pub(crate) document: CitationBody,
}

/// The groups and units that a cycle names (nhóm, đơn vị tham gia kỳ đánh giá; rule M03). Without groups the cycle has one
/// group for each level whose units report; without levels, kinds and units, all members of its groups take part.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = Selection, example = json!({"groups": [], "levels": ["PROVINCIAL", "DISTRICT", "COMMUNE"]}))]
pub(crate) struct SelectionBody {
    /// The codes of its groups, which were entered for the year of the cycle or for every year; at most 200.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupCode>,
    /// The levels whose units take part.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    levels: Vec<LevelCode>,
    /// The kinds of units that take part; with levels, those of both.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unit_kinds: Vec<OrganisationKind>,
    /// Units that take part besides; at most 5000.
    #[validate(length(max = 5000))]
    #[schema(max_items = 5000)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<OrganisationId>,
    /// Units that take part and owe nothing; at most 1000.
    #[validate(length(max = 1000), nested)]
    #[schema(max_items = 1000)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exemptions: Vec<ExemptUnitBody>,
    /// Units that take part and are not asked for some criteria; at most 1000.
    #[validate(length(max = 1000), nested)]
    #[schema(max_items = 1000)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutUnitBody>,
}

impl From<LeftOutUnitBody> for LeftOutUnit {
    fn from(body: LeftOutUnitBody) -> Self {
        let LeftOutUnitBody { organisation, criteria, reason, document } = body;
        let exemption = Exemption { reason: reason.into(), document: document.into() };
        let criteria = criteria.iter().map(|code| code.to_string()).collect();
        Self { unit: organisation, leaving_out: LeavingOut { criteria, exemption } }
    }
}

impl From<LeftOutUnit> for LeftOutUnitBody {
    fn from(left_out: LeftOutUnit) -> Self {
        let LeftOutUnit { unit, leaving_out: LeavingOut { criteria, exemption } } = left_out;
        let Exemption { reason, document } = exemption;
        let criteria = criteria.into_iter().map(Code::from).collect();
        Self { organisation: unit, criteria, reason: reason.into(), document: document.into() }
    }
}

impl From<ExemptUnitBody> for ExemptUnit {
    fn from(body: ExemptUnitBody) -> Self {
        let ExemptUnitBody { organisation, reason, document } = body;
        Self { unit: organisation, exemption: Exemption { reason: reason.into(), document: document.into() } }
    }
}

impl From<ExemptUnit> for ExemptUnitBody {
    fn from(exempt: ExemptUnit) -> Self {
        let ExemptUnit { unit, exemption: Exemption { reason, document } } = exempt;
        Self { organisation: unit, reason: reason.into(), document: document.into() }
    }
}

impl From<SelectionBody> for SelectionTerms {
    fn from(body: SelectionBody) -> Self {
        let SelectionBody { groups, levels, unit_kinds, units, exemptions, left_out } = body;
        let exempt = exemptions.into_iter().map(ExemptUnit::from).collect();
        let left_out = left_out.into_iter().map(LeftOutUnit::from).collect();
        Self { groups, levels, unit_kinds, units, exempt, left_out }
    }
}

impl From<Selection> for SelectionBody {
    fn from(selection: Selection) -> Self {
        let Selection { groups, levels, unit_kinds, units, exempt, left_out } = selection;
        let groups = groups.into_iter().map(|NamedGroup { id: _, code }| code).collect();
        let exemptions = exempt.into_iter().map(ExemptUnitBody::from).collect();
        let left_out = left_out.into_iter().map(LeftOutUnitBody::from).collect();
        Self { groups, levels, unit_kinds, units, exemptions, left_out }
    }
}

/// What a selection is checked against, loaded into memory.
pub(crate) struct Known {
    groups: Vec<Group>,
    levels: Levels,
    units: Vec<Organisation>,
}

impl Known {
    pub(crate) async fn of(tx: &Tx, campaign: CampaignId, terms: &SelectionTerms) -> Result<Self, Failure> {
        let SelectionTerms { units, exempt, left_out, .. } = terms;
        let excused = exempt.iter().map(|one| one.unit).chain(left_out.iter().map(|one| one.unit));
        let named: Vec<OrganisationId> = units.iter().copied().chain(excused).collect();
        Ok(Self {
            groups: tx.groups_of(campaign).await?,
            levels: tx.levels().await?,
            units: tx.organisations_named(named.into_iter()).await?,
        })
    }

    pub(crate) fn around(&self, year: Option<i32>) -> SelectionSurroundings<'_> {
        let Self { groups, levels, units } = self;
        SelectionSurroundings { year, groups, levels, units }
    }
}
