//! Scorecards of reports, and the receipts from which a client can compute them again.

use domain::base::identity::Actor;
use domain::base::ids::{OrganisationId, ReportId, Revision};
use domain::base::policy::Permission;
use domain::planning::criteria::CriteriaSet;
use domain::planning::scoring::Scorecard;
use domain::registry::organisation::OrganisationKind;
use domain::reporting::report::{Report, ReportState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::caller::Caller;
use crate::base::answer::Tagged;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::planning::grading::GradingBody;
use crate::planning::measure::CriterionBody;
use crate::planning::measure::listed;
use crate::planning::model::ModelBody;
use crate::planning::scoring::{Basis, ScorecardView};
use crate::reporting::report::view::ReportPath;

/// All that is needed to compute a score again, and the score (biên nhận điểm). `verify/verify.py` of the project does
/// so, and shares no code with the service.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ScoreReceipt)]
pub(crate) struct ReceiptView {
    /// The report.
    report: ReportId,
    /// The report's revision that was scored.
    report_revision: Revision,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's kind when it reported; it decides which criteria do not ask it (rule S09).
    kind: OrganisationKind,
    /// The criteria that units report on, exactly as the score was made by them; none if the set is a tree.
    criteria: Vec<CriterionBody>,
    /// Rating bands, bonus and penalty lines; those of a tree stand in it.
    grading: GradingBody,
    /// The tree exactly as the score was made by it, if the set is one; `lines[].step` and `nodes` of the scorecard hold
    /// each step from the values to the total (rule M07).
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<ModelBody>,
    /// The score: inputs, points and total.
    scorecard: ScorecardView,
}

/// The score that may be shown: the official one, the provisional one, or what the unit declares.
pub(crate) fn shown_score(report: &Report, set: &CriteriaSet) -> (Basis, Scorecard) {
    let basis = match report.state {
        ReportState::Final | ReportState::Published => Basis::Verified,
        ReportState::ExplanationOpen => Basis::Provisional,
        ReportState::Draft | ReportState::Submitted | ReportState::Returned | ReportState::Verifying => Basis::Declared,
    };
    match (basis, &report.scorecard) {
        (Basis::Verified | Basis::Provisional, Some(scorecard)) => (basis, scorecard.clone()),
        (Basis::Verified | Basis::Provisional | Basis::Declared, _) => (Basis::Declared, report.self_assessment(set)),
    }
}

fn scorecard(report: &Report, set: &CriteriaSet) -> ScorecardView {
    let (basis, scorecard) = shown_score(report, set);
    ScorecardView::new(scorecard, set, basis)
}

async fn load(actor: &Actor, path: Path<ReportPath>, db: Db) -> Result<(Report, CriteriaSet), Problem> {
    let (scope, reader) = (actor.scope(Permission::ReadScore)?, actor.clone());
    db.read(move |tx| async move {
        let report = tx.report(&scope, path.0.report).await?.seen_by(&reader);
        let set = tx.criteria_set(report.criteria_set).await?;
        Ok((report, set))
    })
    .await
}

/// Show a report's scorecard
///
/// *Phiếu điểm.* Callers who may read the report. From `FINAL` on the official score (`basis: VERIFIED`); while the
/// unit may submit explanations the provisional one (`basis: PROVISIONAL`); before, and for the unit while what was
/// recorded anew waits for a second person, the unit's own assessment (`basis: DECLARED`). Every line states how its
/// points were computed.
#[utoipa::path(get, path = "/reports/{report}/scorecard", responses((status = 200, description = "The scorecard.")))]
pub(crate) async fn show_scorecard(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    db: Db,
) -> Result<Tagged<ScorecardView>, Problem> {
    let (report, set) = load(&actor, path, db).await?;
    Tagged::new(report.revision, &scorecard(&report, &set))
}

/// Show the receipt of a score
///
/// *Biên nhận điểm.* Callers who may read the report. The scorecard together with the rules, targets, caps and bands
/// used to compute it: enough for an independent program to compute the score again to the last hundredth.
#[utoipa::path(
    get,
    path = "/reports/{report}/scorecard/receipt",
    responses((status = 200, description = "The receipt.")),
)]
pub(crate) async fn show_score_receipt(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    db: Db,
) -> Result<Tagged<ReceiptView>, Problem> {
    let (report, set) = load(&actor, path, db).await?;
    let scorecard = scorecard(&report, &set);
    let receipt = ReceiptView {
        report: report.id,
        report_revision: report.revision,
        organisation: report.organisation,
        kind: report.kind,
        criteria: listed(&set),
        model: set.model.as_deref().map(ModelBody::from),
        grading: set.grading.into(),
        scorecard,
    };
    Tagged::new(report.revision, &receipt)
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": show_scorecard, show_score_receipt);
}
