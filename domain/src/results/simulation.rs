//! Simulations: a changed criteria set is applied to a scored cycle before it is issued. Nothing is stored.

use std::collections::BTreeMap;

use crate::base::ids::OrganisationId;
use crate::planning::assessment::{Comparison, bests};
use crate::planning::audience::Audience;
use crate::planning::criteria::CriteriaSet;
use crate::planning::official::Sources;
use crate::planning::scoring::Scorecard;
use crate::planning::tree::Tree;
use crate::registry::organisation::Organisation;
use crate::reporting::report::Report;
use crate::results::ranking::{Standing, rank};

/// A unit's place by one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The rank.
    pub rank: Option<u32>,
    /// The total, in hundredths.
    pub total: Option<i64>,
    /// The code of the rating band.
    pub band: Option<String>,
}

impl From<&Standing> for Place {
    fn from(standing: &Standing) -> Self {
        let Standing { rank, scorecard, .. } = standing;
        Self { rank: *rank, total: scorecard.total, band: scorecard.band.clone() }
    }
}

/// The effect of a changed set on one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its present result.
    pub before: Place,
    /// Its result by the changed set.
    pub after: Place,
    /// The scorecard by the changed set.
    pub scorecard: Scorecard,
}

impl Move {
    /// Whether the unit's rank, total or band changes.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.before != self.after
    }
}

/// Scores and ranks the group's official reports by another set, in the order of the new ranks. `present` is the set that
/// they were scored by, `sources` the official results that values of the other set are made of.
#[must_use]
pub fn simulate(
    set: &CriteriaSet,
    present: Option<&CriteriaSet>,
    reports: &[Report],
    organisations: &[Organisation],
    sources: &BTreeMap<OrganisationId, Sources>,
) -> Vec<Move> {
    let settled =
        || reports.iter().filter(|report| set.audience == Audience::Group(report.group) && report.state.is_settled());
    let bests =
        bests(set, settled().flat_map(|report| &report.verified).map(|one| (one.criterion.as_str(), &one.value)));
    let registry: BTreeMap<OrganisationId, &Organisation> = organisations.iter().map(|unit| (unit.id, unit)).collect();
    let standings = |model: Option<&Tree>, scored: &dyn Fn(&Report) -> Option<Scorecard>| -> Vec<Standing> {
        let standings = settled().filter_map(|report| {
            let organisation = *registry.get(&report.organisation)?;
            Some(Standing {
                rank: None,
                organisation: organisation.id,
                name: organisation.name.clone(),
                code: None,
                parent: None,
                kind: Some(report.kind),
                late: report.late,
                scorecard: scored(report)?,
                band_moves: Vec::new(),
            })
        });
        rank(model, standings.collect())
    };
    let now = present.and_then(|present| present.model.as_deref());
    let before: BTreeMap<OrganisationId, Place> = standings(now, &|report| report.scorecard.clone())
        .iter()
        .map(|standing| (standing.organisation, standing.into()))
        .collect();
    let scored = |report: &Report| {
        let sources = sources.get(&report.organisation).cloned().unwrap_or_default();
        Some(report.scored(set, &Comparison { bests: bests.clone(), sources }))
    };
    standings(set.model.as_deref(), &scored)
        .into_iter()
        .filter_map(|after| {
            Some(Move {
                organisation: after.organisation,
                before: before.get(&after.organisation)?.clone(),
                after: Place::from(&after),
                name: after.name,
                scorecard: after.scorecard,
            })
        })
        .collect()
}
