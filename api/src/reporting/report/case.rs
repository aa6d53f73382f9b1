//! A report that is to be changed, and what its steps depend on.

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::ReportId;
use domain::base::policy::Permission;
use domain::base::step::Step;
use domain::planning::assessment::Comparison;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::official::Sources;
use domain::registry::organisation::Organisation;
use domain::reporting::report::{Report, ReportVerb};
use domain::results::comparison::settled_bests;
use persistence::base::store::Tx;

use crate::base::answer::Tagged;
use crate::base::precondition::Expected;
use crate::base::problem::Problem;
use crate::reporting::official::OfficialResults;
use crate::reporting::report::view::{ReportLabel, ReportView};

/// A report that is to be changed, with its criteria set, its cycle and its unit; `comparison` loads what its score
/// depends on besides its own figures.
pub(crate) struct Case {
    pub(crate) report: Report,
    pub(crate) set: CriteriaSet,
    pub(crate) cycle: Cycle,
    pub(crate) label: ReportLabel,
    unit: Organisation,
}

impl Case {
    pub(crate) async fn load(tx: &Tx, actor: &Actor, id: ReportId, expected: Expected) -> Result<Self, Problem> {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, id).await?;
        expected.must_be(report.revision)?;
        let set = tx.criteria_set(report.criteria_set).await?;
        let (cycle, unit) = tx.cycle_and_unit(report.cycle, report.organisation).await?;
        let label = ReportLabel::new(cycle.code.clone(), &unit);
        Ok(Self { report, set, cycle, label, unit })
    }

    /// The same for a step of the unit itself, which must have existed within the cycle's period (rule L30).
    pub(crate) async fn of_unit(tx: &Tx, actor: &Actor, id: ReportId, expected: Expected) -> Result<Self, Problem> {
        let case = Self::load(tx, actor, id, expected).await?;
        case.cycle.must_concern(&case.unit)?;
        Ok(case)
    }

    /// The values that units are compared with, and the official results that values are made of, for a step that is
    /// allowed. Other reports and boards are read only for a set that needs them.
    pub(crate) async fn comparison(
        &self,
        tx: &Tx,
        verb: ReportVerb,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Comparison, Problem> {
        self.report.may(verb, actor, at)?;
        let reports = if self.set.compares_units() { tx.all_reports(self.report.cycle).await? } else { Vec::new() };
        let bests = settled_bests(&self.set, self.report.group, &reports)?;
        let sources = match OfficialResults::load(tx, &self.set, &self.cycle).await? {
            Some(results) => {
                results.must_be_public()?;
                results.of(tx, &self.unit).await?
            }
            None => Sources::default(),
        };
        Ok(Comparison { bests, sources })
    }
}

/// Saves a step, and answers with the report after it.
pub(crate) async fn save(
    tx: &Tx,
    step: Step<Report>,
    label: ReportLabel,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<Tagged<ReportView>, Problem> {
    let report = tx.save_report(step).await?;
    Tagged::new(report.revision, &ReportView::new(report, label, actor, at))
}
