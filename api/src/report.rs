//! Reports: drafted by the unit, verified and finalised by the standing agency.

use actix_web::{get, post, put};
use chrono::{DateTime, Utc};
use domain::evidence::Citation;
use domain::identity::Actor;
use domain::ids::{CriteriaSetId, CycleId, OrganisationId, ReportId, Revision};
use domain::organisation::{OrganisationKind, Tier};
use domain::policy::Permission;
use domain::report::{Figure, Report, ReportState, VerifiedFigure};
use domain::scoring::Counts;
use persistence::report::ReportFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::answer::{Answer, Db, Listing};
use crate::evidence::CitationBody;
use crate::extract::{Asked, At, Body, Ground, IfMatch, Nothing, Now, PageQuery, Paging, Posted};
use crate::identity::Caller;
use crate::problem::Problem;
use crate::scoring::{Basis, Hundredths, ScorecardView};
use crate::step::TransitionView;

/// What a unit declares for one criterion (số liệu).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Figure, example = json!({"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true}))]
pub(crate) struct FigureBody {
    /// The criterion's code, from the tier's criteria set; each stands once.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "H1")]
    criterion: String,
    /// How many fulfil it (tử số): a whole number from 0 to 999999999999, not above the denominator (rule L29).
    /// Net of what is secret: secret files are never counted, not even to subtract them.
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 812)]
    numerator: i64,
    /// Out of how many (mẫu số): a whole number from 0 to 999999999999 (rule L29). For P1, P5 and X4 a
    /// denominator of 0 says that the unit has nothing to count, and the criterion does not apply (rule S08).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 1000)]
    denominator: i64,
    /// The attestation that what is secret is not counted; needed at submission where the criterion asks for it
    /// (rules S05 and S06).
    #[serde(default)]
    secret_excluded: bool,
    /// The document that the denominator comes from, such as the list of eligible procedures (rule S07).
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<CitationBody>,
    /// What proves the figure; where the criterion asks for evidence, a numerator above 0 needs at least one
    /// citation at submission (rule L20). At most 20.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    evidence: Vec<CitationBody>,
    /// What a reader should know; at most 4000 characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// What the standing agency found for one criterion (số liệu thẩm định).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = VerifiedFigure, example = json!({"criterion": "H1", "numerator": 800, "denominator": 1000, "reason": "12 hồ sơ trùng"}))]
pub(crate) struct VerifiedFigureBody {
    /// The criterion's code; every criterion that asks the unit stands once.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "H1")]
    criterion: String,
    /// How many fulfil it, as verified: 0 to 999999999999, not above the denominator (rule L29).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 800)]
    numerator: i64,
    /// Out of how many, as verified: 0 to 999999999999 (rule L29).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 1000)]
    denominator: i64,
    /// Why the verified figures differ from the declared ones; required where they do (rule L22). At most 4000
    /// characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A report to begin.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewReport {
    /// The cycle reported on; it must be open.
    cycle: CycleId,
    /// The reporting unit: the caller's own.
    organisation: OrganisationId,
    /// The figures so far; they may be incomplete until submission. At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    figures: Vec<FigureBody>,
}

/// A report's content, replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReportEdit {
    /// All figures; those left out are gone. At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    figures: Vec<FigureBody>,
}

/// The verified figures, all at once.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Verification {
    /// One figure per criterion that asks the unit. At most 50.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    figures: Vec<VerifiedFigureBody>,
}

/// A report as the caller may see it (báo cáo kết quả).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Report)]
pub(crate) struct ReportView {
    /// The report's identifier.
    id: ReportId,
    /// The cycle reported on.
    cycle: CycleId,
    /// The reporting unit.
    organisation: OrganisationId,
    /// The unit's tier.
    tier: Tier,
    /// The unit's kind.
    kind: OrganisationKind,
    /// The criteria set that the report is measured by.
    criteria_set: CriteriaSetId,
    /// Where the report stands.
    state: ReportState,
    /// What the unit declares.
    figures: Vec<FigureBody>,
    /// What the standing agency found; empty for the unit until the report is final.
    verified: Vec<VerifiedFigureBody>,
    /// The official total, from `FINAL` on; absent before, and where nothing counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// When it was handed in last.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<DateTime<Utc>>,
    /// Whether it was first handed in after the cycle's due date; late is recorded, not blocked.
    late: bool,
    /// Why it was sent back last; absent once it is handed in again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung minh chứng cho tiêu chí P1")]
    return_reason: Option<String>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it changed last.
    updated_at: DateTime<Utc>,
    /// How often it changed; the same number stands in the `ETag`.
    revision: Revision,
    /// What the caller may do now, and why the rest is closed.
    transitions: Vec<TransitionView>,
}

impl From<FigureBody> for Figure {
    fn from(body: FigureBody) -> Self {
        let FigureBody { criterion, numerator, denominator, secret_excluded, reference, evidence, note } = body;
        Self {
            criterion,
            counts: Counts { numerator, denominator },
            secret_excluded,
            reference: reference.map(Citation::from),
            evidence: evidence.into_iter().map(Citation::from).collect(),
            note,
        }
    }
}

impl From<Figure> for FigureBody {
    fn from(figure: Figure) -> Self {
        let Figure { criterion, counts, secret_excluded, reference, evidence, note } = figure;
        let Counts { numerator, denominator } = counts;
        Self {
            criterion,
            numerator,
            denominator,
            secret_excluded,
            reference: reference.map(CitationBody::from),
            evidence: evidence.into_iter().map(CitationBody::from).collect(),
            note,
        }
    }
}

impl From<VerifiedFigureBody> for VerifiedFigure {
    fn from(body: VerifiedFigureBody) -> Self {
        let VerifiedFigureBody { criterion, numerator, denominator, reason } = body;
        Self { criterion, counts: Counts { numerator, denominator }, reason }
    }
}

impl From<VerifiedFigure> for VerifiedFigureBody {
    fn from(figure: VerifiedFigure) -> Self {
        let VerifiedFigure { criterion, counts, reason } = figure;
        let Counts { numerator, denominator } = counts;
        Self { criterion, numerator, denominator, reason }
    }
}

impl ReportView {
    fn new(report: Report, actor: &Actor) -> Self {
        let transitions = report.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Report {
            id,
            cycle,
            organisation,
            tier,
            kind,
            criteria_set,
            state,
            figures,
            verified,
            scorecard,
            submitted_at,
            submitted_by: _,
            late,
            return_reason,
            created_at,
            updated_at,
            revision,
        } = report.seen_by(actor);
        Self {
            id,
            cycle,
            organisation,
            tier,
            kind,
            criteria_set,
            state,
            figures: figures.into_iter().map(FigureBody::from).collect(),
            verified: verified.into_iter().map(VerifiedFigureBody::from).collect(),
            total: scorecard.and_then(|scorecard| scorecard.total).map(Hundredths),
            submitted_at,
            late,
            return_reason,
            created_at,
            updated_at,
            revision,
            transitions,
        }
    }
}

/// Which reports a list shows.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// For this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this state.
    #[param(inline)]
    state: Option<ReportState>,
    /// Of this tier.
    #[param(inline)]
    tier: Option<Tier>,
}

/// A report's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ReportPath {
    /// The report's identifier.
    #[param(value_type = Uuid)]
    report: ReportId,
}

/// List reports
///
/// *Danh sách báo cáo.* Units see their own; the standing agency, the appraisal agency, the decision authority and the
/// auditor see all (rule S30).
#[utoipa::path(
    tag = "reports",
    params(ReportQuery, PageQuery),
    responses((status = 200, description = "The reports, oldest first.", body = Listing<ReportView>)),
)]
#[get("/reports")]
pub(crate) async fn list_reports(
    Caller(actor): Caller,
    Asked(query): Asked<ReportQuery>,
    paging: Paging,
    db: Db,
) -> Result<Answer, Problem> {
    let ReportQuery { cycle, organisation, state, tier } = query;
    let (filter, page) = (ReportFilter { cycle, organisation, state, tier }, paging.page);
    let scope = actor.scope(Permission::ReadReport)?;
    let slice = db.read(move |tx| async move { Ok(tx.reports(&scope, filter, page).await?) }).await?;
    Answer::plain(&Listing::new(&paging, slice, |report| report.id.0, |report| ReportView::new(report, &actor)))
}

/// Begin a report
///
/// *Lập báo cáo.* Editor or head of the unit, for the unit's own report, once per cycle. Figures may still be
/// incomplete; counts that cannot be right are refused at once (rule L29).
#[utoipa::path(
    tag = "reports",
    request_body = NewReport,
    responses((status = 201, description = "Begun.", body = ReportView)),
)]
#[post("/reports")]
pub(crate) async fn create_report(request: Posted<NewReport>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, body, .. } = request;
    let NewReport { cycle, organisation, figures } = body;
    db.once(key, move |tx| async move {
        actor.must(Permission::EditReport, Some(organisation))?;
        let cycle = tx.cycle(cycle).await?;
        let organisation = tx.organisation(organisation).await?;
        let set = match cycle.criteria_for(organisation.tier) {
            Some(set) => Some(tx.criteria_set(set).await?),
            None => None,
        };
        let figures = figures.into_iter().map(Figure::from).collect();
        let id = ReportId(Uuid::now_v7());
        let step = Report::draft(id, &cycle, &organisation, set.as_ref(), figures, &actor, at)?;
        let report = tx.add_report(step).await?;
        let (location, revision) = (format!("/v1/reports/{id}"), report.revision);
        Answer::created(location, revision, &ReportView::new(report, &actor))
    })
    .await
}

/// Show a report
///
/// *Xem báo cáo.* The unit's own people, the standing agency, the appraisal agency, the decision authority, the
/// auditor. `transitions` says what the caller may do next, and why the rest is closed.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    responses((status = 200, description = "The report.", body = ReportView)),
)]
#[get("/reports/{report}")]
pub(crate) async fn show_report(Caller(actor): Caller, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let report = db.read(move |tx| async move { Ok(tx.report(&scope, path.0.report).await?) }).await?;
    Answer::shown(report.revision, &ReportView::new(report, &actor))
}

/// Replace a report's figures
///
/// *Sửa báo cáo.* Editor or head of the unit, while the report is a draft or was returned.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = ReportEdit,
    responses((status = 200, description = "Replaced.", body = ReportView)),
)]
#[put("/reports/{report}")]
pub(crate) async fn edit_report(
    Caller(actor): Caller,
    path: At<ReportPath>,
    expected: IfMatch,
    Now(now): Now,
    Body(edit): Body<ReportEdit>,
    db: Db,
) -> Result<Answer, Problem> {
    db.write(move |tx| async move {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, path.0.report).await?;
        expected.must_be(report.revision)?;
        let set = tx.criteria_set(report.criteria_set).await?;
        let figures = edit.figures.into_iter().map(Figure::from).collect();
        let report = tx.save_report(report.edit(&set, figures, &actor, now)?).await?;
        Answer::shown(report.revision, &ReportView::new(report, &actor))
    })
    .await
}

/// Submit a report
///
/// *Nộp báo cáo.* Head of the unit. Everything that is missing is named at once: figures (S02), attestations (S05,
/// S06), references (S07), evidence (L20). Late is recorded, not blocked.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Nothing,
    responses((status = 200, description = "Submitted.", body = ReportView)),
)]
#[post("/reports/{report}/submission")]
pub(crate) async fn submit_report(request: Posted<Nothing>, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, path.0.report).await?;
        expected.must_be(report.revision)?;
        let cycle = tx.cycle(report.cycle).await?;
        let set = tx.criteria_set(report.criteria_set).await?;
        let report = tx.save_report(report.submit(&cycle, &set, &actor, at)?).await?;
        Answer::shown(report.revision, &ReportView::new(report, &actor))
    })
    .await
}

/// Return a report
///
/// *Trả lại báo cáo.* Standing agency, with a reason. The unit corrects and submits again; verified figures are
/// dropped.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Ground,
    responses((status = 200, description = "Returned.", body = ReportView)),
)]
#[post("/reports/{report}/return")]
pub(crate) async fn return_report(request: Posted<Ground>, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, path.0.report).await?;
        expected.must_be(report.revision)?;
        let report = tx.save_report(report.send_back(&body.reason, &actor, at)?).await?;
        Answer::shown(report.revision, &ReportView::new(report, &actor))
    })
    .await
}

/// Record verified figures
///
/// *Thẩm định số liệu.* Standing agency, never the person who submitted (rule L19). All figures at once; a difference
/// from the declared ones needs a reason (rule L22). The unit sees them when the report is final.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Verification,
    responses((status = 200, description = "Recorded.", body = ReportView)),
)]
#[put("/reports/{report}/verification")]
pub(crate) async fn verify_report(
    Caller(actor): Caller,
    path: At<ReportPath>,
    expected: IfMatch,
    Now(now): Now,
    Body(verification): Body<Verification>,
    db: Db,
) -> Result<Answer, Problem> {
    db.write(move |tx| async move {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, path.0.report).await?;
        expected.must_be(report.revision)?;
        let set = tx.criteria_set(report.criteria_set).await?;
        let figures = verification.figures.into_iter().map(VerifiedFigure::from).collect();
        let report = tx.save_report(report.verify(&set, figures, &actor, now)?).await?;
        Answer::shown(report.revision, &ReportView::new(report, &actor))
    })
    .await
}

/// Finalise a report
///
/// *Chốt điểm.* Standing agency, never the person who submitted (rule L19). Fixes the official score from the verified
/// figures; it becomes public with the cycle's next release.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Nothing,
    responses((status = 200, description = "Final.", body = ReportView)),
)]
#[post("/reports/{report}/finalisation")]
pub(crate) async fn finalise_report(request: Posted<Nothing>, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let report = tx.report(&actor.scope(Permission::ReadReport)?, path.0.report).await?;
        expected.must_be(report.revision)?;
        let set = tx.criteria_set(report.criteria_set).await?;
        let report = tx.save_report(report.finalise(&set, &actor, at)?).await?;
        Answer::shown(report.revision, &ReportView::new(report, &actor))
    })
    .await
}

/// Show a report's scorecard
///
/// *Phiếu điểm.* Whoever may see the report. From `FINAL` on the official score (`basis: VERIFIED`); before, the
/// unit's own assessment (`basis: DECLARED`). Every line says how its points came about.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    responses((status = 200, description = "The scorecard.", body = ScorecardView)),
)]
#[get("/reports/{report}/scorecard")]
pub(crate) async fn show_scorecard(Caller(actor): Caller, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let (report, set) = db
        .read(move |tx| async move {
            let report = tx.report(&scope, path.0.report).await?;
            let set = tx.criteria_set(report.criteria_set).await?;
            Ok((report, set))
        })
        .await?;
    let declared = report.self_assessment(&set);
    let (revision, official) = (report.revision, report.scorecard);
    let view = official.map_or_else(
        || ScorecardView::new(declared, Basis::Declared),
        |official| ScorecardView::new(official, Basis::Verified),
    );
    Answer::shown(revision, &view)
}

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_reports)
        .service(create_report)
        .service(show_report)
        .service(edit_report)
        .service(submit_report)
        .service(return_report)
        .service(verify_report)
        .service(finalise_report)
        .service(show_scorecard);
}
