//! Simulations: what a changed criteria set would do to a cycle that is scored.

use std::collections::BTreeMap;

use domain::base::code::GroupCode;
use domain::base::ids::{CriteriaSetId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::planning::audience::Audience;
use domain::planning::criteria::{Content, CriteriaSet, CriteriaSetState};
use domain::planning::cycle::Cycle;
use domain::planning::grading::Grading;
use domain::planning::policy::Policy;
use domain::registry::organisation::Organisation;
use domain::results::simulation::{Move, simulate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::body::Body;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::problem::{Problem, within};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::planning::criteria::CriteriaSetEdit;
use crate::planning::criteria::must_name_agencies;
use crate::planning::cycle::CyclePath;
use crate::reporting::official::OfficialResults;

/// A criteria set to try on a cycle.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Trial {
    /// The code of the group that it would measure, one of the cycle's.
    /// Example: `DISTRICT`
    group: GroupCode,
    /// Content that the set would have.
    #[validate(nested)]
    content: CriteriaSetEdit,
}

/// Effect of the set on one unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SimulatedUnit {
    /// The unit.
    organisation: OrganisationId,
    /// Its name.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// Its official rank; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 3)]
    rank_before: Option<u32>,
    /// Its rank by the set tried; absent for a unit that would not be scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 2)]
    rank_after: Option<u32>,
    /// Its official total.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_before: Option<Hundredths>,
    /// Its total by the set tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_after: Option<Hundredths>,
    /// The code of its present rating band, after the conditions of bands (rule M08).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    band_before: Option<String>,
    /// The code of its rating band by the set tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "BEST")]
    band_after: Option<String>,
}

/// Effect of a changed criteria set (mô phỏng). Nothing of it is stored.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Simulation {
    /// Number of units of the group with an official score.
    #[schema(minimum = 0, example = 11)]
    units: usize,
    /// Number of these units whose rank, total or rating band would change.
    #[schema(minimum = 0, example = 4)]
    moves: usize,
    /// Number of units that would gain points.
    #[schema(minimum = 0, example = 1)]
    gain: usize,
    /// Number of units that would lose points.
    #[schema(minimum = 0, example = 3)]
    lose: usize,
    /// The units, in the order of the ranks by the set tried.
    results: Vec<SimulatedUnit>,
}

impl From<Move> for SimulatedUnit {
    fn from(unit: Move) -> Self {
        let Move { organisation, name, before, after, scorecard: _ } = unit;
        Self {
            organisation,
            name,
            rank_before: before.rank,
            rank_after: after.rank,
            total_before: before.total.map(Hundredths),
            total_after: after.total.map(Hundredths),
            band_before: before.band,
            band_after: after.band,
        }
    }
}

/// Try a criteria set on a cycle
///
/// *Mô phỏng bộ tiêu chí.* Standing agency. Scores and ranks the group's official reports of the cycle by the set in the
/// request: new totals, rank changes, units that gain or lose points. Nothing is stored or changed; an unchanged set
/// changes no rank or total. A criterion that the cycle's own set did not contain counts as not reported.
#[utoipa::path(
    post,
    path = "/cycles/{cycle}/simulations",
    responses((status = 200, description = "Effect of the changed set.")),
)]
pub(crate) async fn simulate_criteria_set(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    Body(trial): Body<Trial>,
    db: Db,
) -> Result<Untagged<Simulation>, Problem> {
    actor.must_somewhere(Permission::EditCriteriaSet)?;
    let Trial { group, content } = trial;
    let content = content.drafted().map_err(within("/content", &[]))?.content;
    let moves = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            actor.must(Permission::EditCriteriaSet, cycle.campaign)?;
            cycle.must_have(group)?;
            let policy = tx.campaign(cycle.campaign).await?.text.policy;
            let set = proposed(&cycle, (group, &policy), content)?;
            let bound = cycle.criteria.iter().find(|binding| binding.group == group);
            let present = match bound {
                Some(binding) => Some(tx.criteria_set(binding.criteria_set).await?),
                None => None,
            };
            set.must_name_cycles(&tx.cycles_of(cycle.campaign).await?).map_err(within("/content", &[]))?;
            must_name_agencies(&tx, &set).await?.map_err(within("/content", &[]))?;
            set.must_be_reported()?;
            let reports = tx.all_reports(cycle.id).await?;
            let organisations = tx.all_organisations().await?;
            let mut sources = BTreeMap::new();
            if let Some(results) = OfficialResults::load(&tx, &set, &cycle).await? {
                results.must_be_public()?;
                let scored = |unit: &&Organisation| reports.iter().any(|report| report.organisation == unit.id);
                for unit in organisations.iter().filter(scored) {
                    sources.insert(unit.id, results.of(&tx, unit).await?);
                }
            }
            Ok(simulate(&set, present.as_ref(), &reports, &organisations, &sources))
        })
        .await?;
    Untagged::new(&Simulation::of(moves))
}

/// The criteria set of a simulation, which is not stored.
fn proposed(cycle: &Cycle, (group, policy): (GroupCode, &Policy), content: Content) -> Result<CriteriaSet, Problem> {
    let set = CriteriaSet {
        id: CriteriaSetId(Uuid::now_v7()),
        campaign: cycle.campaign,
        cycle_kind: cycle.kind,
        audience: Audience::Group(group),
        version: 1,
        scale: 0,
        criteria: Vec::new(),
        grading: Grading::default(),
        model: None,
        dimensions: Vec::new(),
        state: CriteriaSetState::Provisional,
        document: None,
        revision: Revision::FIRST,
    };
    set.with(content, policy).map_err(within("/content", &[]))
}

impl Simulation {
    fn of(moves: Vec<Move>) -> Self {
        let changed = |better: bool| {
            let rises = |one: &Move| one.before.total < one.after.total;
            let falls = |one: &Move| one.after.total < one.before.total;
            moves.iter().filter(|one| if better { rises(one) } else { falls(one) }).count()
        };
        Self {
            units: moves.len(),
            moves: moves.iter().filter(|one| one.moves()).count(),
            gain: changed(true),
            lose: changed(false),
            results: moves.into_iter().map(SimulatedUnit::from).collect(),
        }
    }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "criteria": simulate_criteria_set);
}
