//! A report that is to be changed, and what its steps depend on.

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::ReportId;
use domain::base::policy::Permission;
use domain::base::step::Step;
use domain::planning::criteria::CriteriaSet;
use domain::planning::scoring::Bests;
use domain::reporting::report::{Report, ReportVerb};
use domain::results::comparison::settled_bests;
use persistence::base::store::Tx;

use crate::base::answer::Tagged;
use crate::base::precondition::Expected;
use crate::base::problem::Problem;
use crate::reporting::report::view::ReportView;

/// A report that is to be changed, and its criteria set; `bests` loads the values that its score is compared with.
pub(crate) struct Case {
    pub(crate) report: Report,
    pub(crate) set: CriteriaSet,
}

impl Case {
    pub(crate) async fn load(tx: &Tx, actor: &Actor, id: ReportId, expected: Expected) -> Result<Self, Problem> {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, id).await?;
        expected.must_be(report.revision)?;
        let set = tx.criteria_set(report.criteria_set).await?;
        Ok(Self { report, set })
    }

    /// The values that `NORMALISED_BY_MAX` compares with, for a step that is allowed; other reports are read only for a
    /// set that compares units.
    pub(crate) async fn bests(
        &self,
        tx: &Tx,
        verb: ReportVerb,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Bests, Problem> {
        self.report.may(verb, actor, at)?;
        let reports = if self.set.compares_units() { tx.all_reports(self.report.cycle).await? } else { Vec::new() };
        Ok(settled_bests(&self.set, &reports)?)
    }
}

/// Saves a step, and answers with the report after it.
pub(crate) async fn save(
    tx: &Tx,
    step: Step<Report>,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<Tagged<ReportView>, Problem> {
    let report = tx.save_report(step).await?;
    Tagged::new(report.revision, &ReportView::new(report, actor, at))
}
