//! A nomination as a row of a list: without its papers and its steps, of which one nomination may have hundreds.

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::NominationState;
use domain::planning::award::{AwardForm, AwardKind, Occasion};
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::UnitLabels;
use serde::Serialize;
use utoipa::ToSchema;

use super::dossier::SubjectBody;
use crate::base::transition::TransitionView;

/// A row of the list of nominations; the nomination itself has the papers and the steps.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NominationRow)]
pub(crate) struct NominationRow {
    /// The nomination's identifier.
    id: NominationId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The nominating unit.
    organisation: OrganisationId,
    /// The unit's name when the nomination was begun.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// When it is considered.
    occasion: Occasion,
    /// Kind that an award would have.
    award_kind: AwardKind,
    /// Its state.
    state: NominationState,
    /// The nominee.
    subject: SubjectBody,
    /// The form asked for.
    award_form: AwardForm,
    /// The number of papers so far.
    #[schema(example = 4)]
    paper_count: u64,
    /// The nomination that this one was merged into (rule L04).
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<NominationId>,
    /// The decision that granted the award.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    /// Number and symbol of that decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: Option<String>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it changed last.
    updated_at: DateTime<Utc>,
    /// Revision number; the nomination's `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// What stands beside the identifiers of a page of rows.
pub(crate) struct Beside {
    pub(crate) units: UnitLabels,
    pub(crate) cycles: CycleCodes,
    pub(crate) decisions: Vec<(DecisionId, String)>,
}

impl NominationRow {
    pub(crate) fn new(nomination: Nomination, actor: &Actor, beside: &Beside) -> Self {
        let transitions = nomination.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Nomination {
            id,
            cycle,
            campaign: _,
            organisation,
            organisation_name,
            occasion,
            state,
            dossier,
            progress,
            acts: _,
            decision,
            created_at,
            updated_at,
            revision,
        } = nomination;
        let symbol = beside.decisions.iter().find(|(id, _)| Some(*id) == decision).map(|(_, symbol)| symbol.clone());
        Self {
            id,
            cycle,
            cycle_code: beside.cycles.get(cycle),
            organisation,
            organisation_name,
            organisation_code: beside.units.get(organisation).code,
            occasion,
            award_kind: AwardKind::of(occasion),
            state,
            award_form: dossier.award_form,
            paper_count: u64::try_from(dossier.papers.len()).unwrap_or(u64::MAX),
            subject: dossier.subject.into(),
            merged_into: progress.merged_into,
            decision,
            decision_symbol: symbol,
            created_at,
            updated_at,
            revision,
            transitions,
        }
    }
}
