//! The criteria sets of a cycle, and the columns that they allow.

use std::collections::HashMap;

use domain::base::ids::CriteriaSetId;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use persistence::base::store::Tx;

use crate::base::problem::Problem;
use crate::reporting::reasons;
use crate::reporting::sheet::{Line, Refused, refused};
use crate::reporting::table;

pub(crate) type Sets = HashMap<CriteriaSetId, CriteriaSet>;

/// The criteria sets of a cycle.
pub(crate) async fn sets(tx: &Tx, cycle: &Cycle) -> Result<Sets, Problem> {
    let mut sets = Sets::new();
    for bound in &cycle.criteria {
        sets.insert(bound.criteria_set, tx.criteria_set(bound.criteria_set).await?);
    }
    Ok(sets)
}

/// Requires that a table names criteria of the cycle, and that a template is that of one of its sets in its current
/// revision.
pub(crate) fn check_columns(lines: &[Line], template: Option<&str>, sets: &Sets) -> Result<(), Refused> {
    if template.is_some_and(|mark| sets.values().all(|set| table::mark(set) != mark)) {
        return Err(refused("", reasons::template_outdated()));
    }
    let known = |code: &str| sets.values().any(|set| set.criterion(code).is_some());
    let unknown = lines.first().and_then(|line| line.heads.criteria().find(|code| !known(code)).map(str::to_owned));
    unknown.map_or(Ok(()), |code| Err(refused(&code, reasons::criterion_unknown_in_cycle(&code))))
}
