//! Simulations: a changed criteria set is applied to a scored cycle before it is issued. Nothing is stored.

use crate::base::ids::OrganisationId;
use crate::planning::assessment::bests;
use crate::planning::audience::Audience;
use crate::planning::criteria::CriteriaSet;
use crate::planning::scoring::Scorecard;
use crate::registry::organisation::Organisation;
use crate::reporting::report::Report;
use crate::results::ranking::{Standing, rank};

/// The effect of a changed set on one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its present rank and total.
    pub before: (Option<u32>, Option<i64>),
    /// Its rank and total by the changed set.
    pub after: (Option<u32>, Option<i64>),
    /// The scorecard by the changed set.
    pub scorecard: Scorecard,
}

impl Move {
    /// Whether the unit's rank or total changes.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.before != self.after
    }
}

/// Scores and ranks the group's official reports by another set, in the order of the new ranks.
#[must_use]
pub fn simulate(set: &CriteriaSet, reports: &[Report], organisations: &[Organisation]) -> Vec<Move> {
    let settled =
        || reports.iter().filter(|report| set.audience == Audience::Group(report.group) && report.state.is_settled());
    let best =
        bests(set, settled().flat_map(|report| &report.verified).map(|one| (one.criterion.as_str(), &one.value)));
    let standings = |scored: &dyn Fn(&Report) -> Option<Scorecard>| -> Vec<Standing> {
        let standings = settled().filter_map(|report| {
            let organisation = organisations.iter().find(|organisation| organisation.id == report.organisation)?;
            Some(Standing {
                rank: None,
                organisation: organisation.id,
                name: organisation.name.clone(),
                code: None,
                parent: None,
                kind: Some(report.kind),
                late: report.late,
                scorecard: scored(report)?,
            })
        });
        rank(standings.collect())
    };
    let before = standings(&|report| report.scorecard.clone());
    standings(&|report| Some(report.scored(set, &best)))
        .into_iter()
        .filter_map(|after| {
            let was = before.iter().find(|was| was.organisation == after.organisation)?;
            Some(Move {
                organisation: after.organisation,
                name: after.name,
                before: (was.rank, was.scorecard.total),
                after: (after.rank, after.scorecard.total),
                scorecard: after.scorecard,
            })
        })
        .collect()
}
