//! Comparisons: the best unit's values, for criteria that measure a unit relative to its group.

use crate::base::code::GroupCode;
use crate::base::refusal::Refusal;
use crate::planning::assessment::bests;
use crate::planning::criteria::CriteriaSet;
use crate::planning::scoring::Bests;
use crate::reporting::report::{Report, ReportState};
use crate::results::reasons;

/// The best values that a group's scores are compared with, from its reports of the cycle: groups that have one set are
/// not compared with each other (rule L25).
///
/// The first official score fixes them: a later report or correction changes no other unit's score. Before that they
/// are known once every submitted report is verified.
///
/// # Errors
/// `WrongState` while a submitted report is not verified yet.
pub fn settled_bests(set: &CriteriaSet, group: GroupCode, reports: &[Report]) -> Result<Bests, Refusal> {
    if !set.compares_units() {
        return Ok(Bests::new());
    }
    let of_set = || reports.iter().filter(|report| report.criteria_set == set.id && report.group == group);
    let fixed = of_set().filter(|report| report.state.is_settled()).find_map(|report| report.scorecard.as_ref());
    if let Some(scorecard) = fixed {
        let lines = scorecard.lines.iter();
        return Ok(lines.filter_map(|line| Some((line.criterion.clone(), line.best.clone()?))).collect());
    }
    if of_set().any(|report| report.state == ReportState::Submitted) {
        return Err(Refusal::WrongState(reasons::best_unknown()));
    }
    Ok(bests(set, of_set().flat_map(|report| &report.verified).map(|one| (one.criterion.as_str(), &one.value))))
}
