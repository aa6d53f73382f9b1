//! Review: scorers who work independently, recusals, and a second person who accepts.

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::AccountId;
use domain::base::policy::Permission;
use domain::planning::criteria::CriteriaSet;
use domain::reporting::report::Report;
use domain::reporting::review::{Agreement, Mark, Recusal, agreement, visible};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Once, Tagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Code, EmptyOrParagraph};
use crate::planning::measure::PanelBody;
use crate::reporting::reasons;
use crate::reporting::report::case::{Case, save};
use crate::reporting::report::view::{ReportPath, ReportView};

/// A scorer's word on one criterion.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"criterion": "M1", "points": 8.5, "note": "Sáng kiến đã áp dụng toàn huyện"}))]
pub(crate) struct NewMark {
    /// The criterion's code; the set names a panel for it.
    #[validate(nested)]
    criterion: Code,
    /// The points, 0 to the criterion's most; leave them out to abstain (không cho điểm), and say why.
    #[serde(default)]
    points: Option<Hundredths>,
    /// Why; at most 4000 characters.
    #[validate(nested)]
    #[serde(default)]
    note: Option<EmptyOrParagraph>,
}

/// A scorer's word, as far as the caller may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Mark)]
pub(crate) struct MarkView {
    /// The scorer's account.
    by: AccountId,
    /// The points; absent for an abstention.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Hundredths>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sáng kiến đã áp dụng toàn huyện")]
    note: Option<String>,
    /// When.
    at: DateTime<Utc>,
}

/// Agreement between the scorers of one criterion. Before enough have given points, a scorer sees only their own.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PanelCriterion {
    /// The criterion's code.
    #[schema(example = "M1")]
    criterion: String,
    /// Its panel.
    panel: PanelBody,
    /// Number of scorers who have given points.
    #[schema(minimum = 0, example = 3)]
    given: usize,
    /// Whether enough have.
    complete: bool,
    /// Combined points, as verification records them.
    #[serde(skip_serializing_if = "Option::is_none")]
    combined: Option<Hundredths>,
    /// The lowest.
    #[serde(skip_serializing_if = "Option::is_none")]
    lowest: Option<Hundredths>,
    /// The highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    highest: Option<Hundredths>,
    /// Mean absolute deviation of the points, truncated to a hundredth: the measure of disagreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_deviation: Option<Hundredths>,
    /// The scorers' words that the caller may see.
    marks: Vec<MarkView>,
}

/// A person recused from judging the report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Recusal)]
pub(crate) struct RecusalView {
    /// The person's account.
    by: AccountId,
    /// Why.
    #[schema(example = "Người thân là lãnh đạo đơn vị")]
    reason: String,
    /// Since when.
    at: DateTime<Utc>,
}

/// People who verify and score a report, recusals, and the agreement of the scorers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Review)]
pub(crate) struct ReviewView {
    /// The criteria that a panel scores.
    criteria: Vec<PanelCriterion>,
    /// Who stands aside.
    recusals: Vec<RecusalView>,
    /// Whether a second person must accept the verification.
    acceptance_required: bool,
    /// The account that last recorded the verification.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_by: Option<AccountId>,
    /// Who accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_by: Option<AccountId>,
    /// Whether a second person must still accept what was recorded.
    awaits_acceptance: bool,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<DateTime<Utc>>,
}

impl ReviewView {
    fn new(report: Report, set: &CriteriaSet, actor: &Actor) -> Self {
        let review = report.review;
        let seen = visible(set, &review, actor.account);
        let criteria = agreement(set, &review)
            .into_iter()
            .map(|Agreement { criterion, panel, given, complete, combined, lowest, highest, deviation }| {
                let own = seen.iter().filter(|mark| mark.criterion == criterion).cloned();
                let marks = own.map(|Mark { criterion: _, by, points, note, at }| MarkView {
                    by,
                    points: points.map(Hundredths),
                    note,
                    at,
                });
                PanelCriterion {
                    marks: marks.collect(),
                    criterion,
                    panel: panel.into(),
                    given,
                    complete,
                    combined: combined.map(Hundredths),
                    lowest: lowest.map(Hundredths),
                    highest: highest.map(Hundredths),
                    mean_deviation: deviation.map(Hundredths),
                }
            })
            .collect();
        let awaits_acceptance = review.awaits_acceptance();
        let recusals = review.recusals.into_iter().map(|Recusal { by, reason, at }| RecusalView { by, reason, at });
        Self {
            criteria,
            recusals: recusals.collect(),
            acceptance_required: review.acceptance_required,
            verified_by: review.verified_by,
            accepted_by: review.accepted_by,
            awaits_acceptance,
            accepted_at: review.accepted_at,
        }
    }
}

/// Give points beside other scorers
///
/// *Cho điểm.* Standing agency, for a criterion whose set names a panel, after the report was submitted and before it
/// is verified, and again before an answer to an explanation or a correction changes the panel's points; never a person
/// who submitted it or has recused themselves (rule L19). New points replace the caller's earlier ones. Verification,
/// answer and correction record the panel's combined result.
#[utoipa::path(post, path = "/reports/{report}/marks", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn mark_report(
    request: StepCommand<ReportPath, NewMark>,
    db: Db,
) -> Result<Once<Tagged<ReviewView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, set, .. } = Case::load(&tx, &actor, path.report, expected).await?;
        let NewMark { criterion, points, note } = body;
        let mark = (&*criterion, points.map(|points| points.0), note.as_deref());
        let report = tx.save_report(report.mark(&set, mark, &actor, at)?).await?;
        Tagged::new(report.revision, &ReviewView::new(report, &set, &actor))
    })
    .await
}

/// Stand aside from judging a report
///
/// *Từ chối tham gia do xung đột lợi ích.* Standing agency, with a reason: a caller with an interest in the unit gives
/// no points, verifies and decides nothing in this report from then on (rule L19).
#[utoipa::path(post, path = "/reports/{report}/recusals", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn recuse_from_report(
    request: StepCommand<ReportPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<ReviewView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, set, .. } = Case::load(&tx, &actor, path.report, expected).await?;
        let report = tx.save_report(report.recuse(&body.reason, &actor, at)?).await?;
        Tagged::new(report.revision, &ReviewView::new(report, &set, &actor))
    })
    .await
}

/// Accept the findings
///
/// *Chấp thuận kết quả thẩm tra số liệu.* Standing agency, where the cycle has this step: a person other than those who
/// recorded the findings (rule L19). Before acceptance the score is neither shown to the unit nor final nor published;
/// findings that are recorded again, also by an answer to an explanation or by a correction, must be accepted again.
#[utoipa::path(post, path = "/reports/{report}/acceptance", responses((status = 200, description = "Accepted.")))]
pub(crate) async fn accept_report(
    request: StepCommand<ReportPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let Case { report, label, .. } = Case::load(&tx, &actor, path.report, expected).await?;
        save(&tx, report.accept(&actor, at)?, label, &actor, at).await
    })
    .await
}

/// Show who judges a report
///
/// *Tổ chấm và mức độ thống nhất.* Callers who may read every unit's reports; not the unit itself. A scorer sees the
/// others' points once enough have been given, so that scorers do not influence each other.
#[utoipa::path(
    get,
    path = "/reports/{report}/review",
    responses((status = 200, description = "People who verify and score the report, and the agreement of the scorers.")),
)]
pub(crate) async fn show_review(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    db: Db,
) -> Result<Tagged<ReviewView>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let (report, set) = db
        .read(move |tx| async move {
            let report = tx.report(&scope, path.0.report).await?;
            let set = tx.criteria_set(report.criteria_set).await?;
            Ok((report, set))
        })
        .await?;
    if actor.client.is_some() || actor.must(Permission::ReadReport, report.campaign).is_err() {
        return Err(Problem::new(Kind::NotAllowed, reasons::review_internal()));
    }
    Tagged::new(report.revision, &ReviewView::new(report, &set, &actor))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": mark_report, recuse_from_report, accept_report, show_review);
}
