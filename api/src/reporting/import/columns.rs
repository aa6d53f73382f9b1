//! The sets that a cycle asks by, and the columns that they know.

use std::collections::HashMap;

use domain::base::ids::CriteriaSetId;
use domain::base::refusal::Reason;
use domain::planning::campaign::Cycle;
use domain::planning::criteria::CriteriaSet;
use domain::registry::organisation::Tier;
use persistence::base::store::Tx;

use crate::base::problem::Problem;
use crate::reporting::sheet::{Line, Refused, refused};
use crate::reporting::workbook;

pub(crate) type Sets = HashMap<CriteriaSetId, CriteriaSet>;

/// The sets that a cycle is measured by.
pub(crate) async fn sets(tx: &Tx, cycle: &Cycle) -> Result<Sets, Problem> {
    let mut sets = Sets::new();
    for tier in Tier::ALL {
        if let Some(id) = cycle.criteria_for(*tier) {
            sets.insert(id, tx.criteria_set(id).await?);
        }
    }
    Ok(sets)
}

/// A table speaks of criteria that the cycle knows, and a template is that of one of its sets as it is now.
pub(crate) fn check_columns(lines: &[Line], template: Option<&str>, sets: &Sets) -> Result<(), Refused> {
    if template.is_some_and(|mark| sets.values().all(|set| workbook::mark(set) != mark)) {
        return Err(refused(
            "",
            Reason::plain(
                "TEMPLATE_OUTDATED",
                "Biểu mẫu thuộc bộ tiêu chí khác hoặc phiên bản cũ; đề nghị tải biểu mẫu mới.",
                "The template belongs to another criteria set or to an earlier state of it; fetch a new one.",
            ),
        ));
    }
    let known = |code: &str| sets.values().any(|set| set.criterion(code).is_some());
    let unknown = lines.first().and_then(|line| line.heads.criteria().find(|code| !known(code)).map(str::to_owned));
    unknown.map_or(Ok(()), |code| {
        Err(refused(
            &code,
            Reason::rule(
                "CRITERION_UNKNOWN",
                "S02",
                format!("Các bộ tiêu chí của kỳ này không có tiêu chí {code}."),
                format!("No criteria set of this cycle has a criterion {code}."),
            ),
        ))
    })
}
