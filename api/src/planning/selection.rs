//! The groups and units that a cycle names, on the wire.

use domain::base::code::{GroupCode, LevelCode};
use domain::base::ids::{CampaignId, OrganisationId};
use domain::planning::group::Group;
use domain::planning::participant::{
    ExemptUnit, Exemption, NamedGroup, Selection, SelectionSurroundings, SelectionTerms,
};
use domain::registry::level::Levels;
use domain::registry::organisation::{Organisation, OrganisationKind};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::text::Line;

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
        let SelectionBody { groups, levels, unit_kinds, units, exemptions } = body;
        let exempt = exemptions.into_iter().map(ExemptUnit::from).collect();
        Self { groups, levels, unit_kinds, units, exempt }
    }
}

impl From<Selection> for SelectionBody {
    fn from(selection: Selection) -> Self {
        let Selection { groups, levels, unit_kinds, units, exempt } = selection;
        let groups = groups.into_iter().map(|NamedGroup { id: _, code }| code).collect();
        let exemptions = exempt.into_iter().map(ExemptUnitBody::from).collect();
        Self { groups, levels, unit_kinds, units, exemptions }
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
        let SelectionTerms { units, exempt, .. } = terms;
        let named: Vec<OrganisationId> = units.iter().copied().chain(exempt.iter().map(|one| one.unit)).collect();
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
