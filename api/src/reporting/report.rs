//! Reports: drafted by the unit, verified and finalised by the standing agency.

use actix_web::{get, post, put};
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{CriteriaSetId, CycleId, OrganisationId, ReportId, Revision};
use domain::base::policy::Permission;
use domain::base::step::Step;
use domain::planning::criteria::CriteriaSet;
use domain::planning::grading::Adjustment;
use domain::planning::scoring::Bests;
use domain::registry::organisation::{OrganisationKind, Tier};
use domain::reporting::evidence_file::cited_files;
use domain::reporting::figure::cited_by;
use domain::reporting::report::{Content, Findings, Report, ReportState, ReportVerb, ReturnItem};
use domain::results::comparison::settled_bests;
use persistence::base::store::Tx;
use persistence::reporting::extension::ExtensionFilter;
use persistence::reporting::report::ReportFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::identity::Caller;
use crate::base::answer::{Answer, Db, Listing};
use crate::base::extract::{
    Asked, At, Body, Expected, Ground, IfMatch, Nothing, Now, PageQuery, Paging, Posted, Swift,
};
use crate::base::problem::Problem;
use crate::base::routes::Routes;
use crate::base::transition::TransitionView;
use crate::planning::grading::AdjustmentBody;
use crate::planning::scoring::Hundredths;
use crate::reporting::explanation::ExplanationView;
use crate::reporting::figure::{
    AnswerBody, FigureBody, VerifiedAnswerBody, VerifiedFigureBody, declared, found, shown, shown_found,
};
use crate::reporting::filing::{self, FilingView};
use crate::reporting::warning::Records;

/// A report to begin.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "cycle": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24",
    "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true}]
}))]
pub(crate) struct NewReport {
    /// The cycle reported on; it must be open.
    cycle: CycleId,
    /// The reporting unit: the caller's own.
    organisation: OrganisationId,
    /// The figures so far; they may be incomplete until submission. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    figures: Vec<FigureBody>,
    /// Answers to criteria where no share is counted. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    answers: Vec<AnswerBody>,
    /// What the unit says about its year (thuyết minh); at most 4000 characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(default)]
    narrative: Option<String>,
}

/// A report's content, replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true}],
    "answers": [{"criterion": "K1", "count": 3}, {"criterion": "M1", "points": 8.5}],
    "narrative": "Năm 2024 đơn vị hoàn thành số hóa hồ sơ"
}))]
pub(crate) struct ReportEdit {
    /// All figures; those left out are gone. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    figures: Vec<FigureBody>,
    /// All answers to criteria where no share is counted; those left out are gone. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    answers: Vec<AnswerBody>,
    /// What the unit says about its year (thuyết minh); at most 4000 characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(default)]
    narrative: Option<String>,
}

/// The verified figures, all at once.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "figures": [{"criterion": "H1", "numerator": 800, "denominator": 1000, "reason": "12 hồ sơ trùng"}],
    "answers": [{"criterion": "K1", "count": 2, "reason": "1 cuộc họp trùng"}, {"criterion": "M1", "points": 8.5}],
    "adjustments": [{"line": "LATE", "points": 2, "ground": {"number": "3/BB-STTTT", "date": "2024-12-12",
        "issuer": "Sở Thông tin và Truyền thông", "title": "Biên bản về việc nộp trễ"}}]
}))]
pub(crate) struct Verification {
    /// One figure per criterion that asks the unit and counts a share. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    figures: Vec<VerifiedFigureBody>,
    /// One answer per other criterion that asks the unit. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    answers: Vec<VerifiedAnswerBody>,
    /// Points added or taken, each on the ground of a document (rule L27). At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    adjustments: Vec<AdjustmentBody>,
}

impl Verification {
    fn findings(self) -> Result<Findings, Problem> {
        let Self { figures, answers, adjustments } = self;
        let adjustments = adjustments.into_iter().map(Adjustment::from).collect();
        Ok(Findings { figures: found(figures, answers)?, adjustments })
    }
}

/// A correction of a final score: what is found now, all of it, and why.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Correction {
    /// Why, for the people concerned and for the audit trail; if the score was public, for everybody with the next
    /// release, so it names no person (rule L36). 1 to 4000 characters.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000, example = "Kết luận kiểm tra số 12/KL-STTTT")]
    reason: String,
    /// What is found now, whole.
    #[validate(nested)]
    verification: Verification,
}

/// A report's way back to its unit.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "Số liệu chưa khớp", "items": [{"criterion": "H1", "reason": "Đối chiếu lại với hệ thống quản lý văn bản"}]}))]
pub(crate) struct ReturnGround {
    /// Why, for the people concerned and for the audit trail; 1 to 4000 characters.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
    /// What to put right, criterion by criterion. At most 200.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    items: Vec<ReturnItemBody>,
}

/// What is wrong with one criterion of a report that goes back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReturnItem)]
pub(crate) struct ReturnItemBody {
    /// The criterion's code.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "P1")]
    criterion: String,
    /// What to put right; 1 to 4000 characters.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000, example = "Thiếu văn bản danh mục")]
    reason: String,
}

impl From<ReturnItemBody> for ReturnItem {
    fn from(body: ReturnItemBody) -> Self {
        let ReturnItemBody { criterion, reason } = body;
        Self { criterion, reason }
    }
}

impl From<ReturnItem> for ReturnItemBody {
    fn from(item: ReturnItem) -> Self {
        let ReturnItem { criterion, reason } = item;
        Self { criterion, reason }
    }
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
    /// What the unit declares where no share is counted.
    answers: Vec<AnswerBody>,
    /// What the unit says about its year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Năm 2024 đơn vị hoàn thành số hóa hồ sơ")]
    narrative: Option<String>,
    /// What the standing agency found; empty for the unit until its provisional score is shown or the report is final.
    verified: Vec<VerifiedFigureBody>,
    /// What the standing agency found where no share is counted; hidden likewise.
    verified_answers: Vec<VerifiedAnswerBody>,
    /// Points added and taken (rule L27); hidden likewise.
    adjustments: Vec<AdjustmentBody>,
    /// When the unit's window for explanations closes, once it is open (rule L23).
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation_until_at: Option<DateTime<Utc>>,
    /// What the unit contests, and what was answered (rule L23).
    explanations: Vec<ExplanationView>,
    /// The receipts of every handing-in, oldest first.
    filings: Vec<FilingView>,
    /// The official total, from `FINAL` on; absent before, and where nothing counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// When it was handed in last.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<DateTime<Utc>>,
    /// Whether it was first handed in after the cycle's due date and any extension; late is recorded, not blocked.
    late: bool,
    /// Why it was sent back last; absent once it is handed in again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung minh chứng cho tiêu chí P1")]
    return_reason: Option<String>,
    /// What was wrong, criterion by criterion.
    return_items: Vec<ReturnItemBody>,
    /// Why the final score was corrected last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Kết luận kiểm tra số 12/KL-STTTT")]
    correction_reason: Option<String>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it changed last.
    updated_at: DateTime<Utc>,
    /// How often it changed; the same number stands in the `ETag`.
    revision: Revision,
    /// What the caller may do now, and why the rest is closed.
    transitions: Vec<TransitionView>,
}

impl ReportView {
    pub(crate) fn new(report: Report, actor: &Actor, at: DateTime<Utc>) -> Self {
        let transitions = report.transitions(actor, at).into_iter().map(TransitionView::from).collect();
        let Report {
            id,
            cycle,
            organisation,
            tier,
            kind,
            criteria_set,
            state,
            figures,
            narrative,
            verified,
            adjustments,
            review: _,
            scorecard,
            explanation_days: _,
            explanation_until,
            explanations,
            filings,
            submitted_at,
            submitted_by: _,
            late,
            return_reason,
            return_items,
            correction_reason,
            created_at,
            updated_at,
            revision,
        } = report.seen_by(actor);
        let official = scorecard.filter(|_| state.is_settled());
        let (figures, answers) = shown(figures);
        let (verified, verified_answers) = shown_found(verified);
        Self {
            id,
            cycle,
            organisation,
            tier,
            kind,
            criteria_set,
            state,
            figures,
            answers,
            narrative,
            verified,
            verified_answers,
            adjustments: adjustments.into_iter().map(AdjustmentBody::from).collect(),
            explanation_until_at: explanation_until,
            explanations: explanations.into_iter().map(ExplanationView::from).collect(),
            filings: filings.into_iter().map(FilingView::from).collect(),
            total: official.and_then(|scorecard| scorecard.total).map(Hundredths),
            submitted_at,
            late,
            return_reason,
            return_items: return_items.into_iter().map(ReturnItemBody::from).collect(),
            correction_reason,
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
    pub(crate) report: ReportId,
}

/// A report that somebody is about to change, its set, and the best values that its score is compared with.
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

    /// What `NORMALISED_BY_MAX` compares with, for a verb that is open; the tier's reports are read only for a set that
    /// compares units.
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

/// Saves a step and shows the report as it is then.
pub(crate) async fn save(tx: &Tx, step: Step<Report>, actor: &Actor, at: DateTime<Utc>) -> Result<Answer, Problem> {
    let report = tx.save_report(step).await?;
    Answer::shown(report.revision, &ReportView::new(report, actor, at))
}

/// List reports
///
/// *Danh sách báo cáo.* Units see their own; the standing agency, the appraisal agency, the decision authority and the
/// auditor see all (rule S30). With `state=SUBMITTED` it is a verifier's work list.
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
    Now(at): Now,
    db: Db,
) -> Result<Answer, Problem> {
    let ReportQuery { cycle, organisation, state, tier } = query;
    let (filter, page) = (ReportFilter { cycle, organisation, state, tier }, paging.page);
    let scope = actor.scope(Permission::ReadReport)?;
    let slice = db.read(move |tx| async move { Ok(tx.reports(&scope, filter, page).await?) }).await?;
    Answer::plain(&Listing::new(&paging, slice, |report| report.id.0, |report| ReportView::new(report, &actor, at)))
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
pub(crate) async fn create_report(request: Swift<NewReport>, db: Db) -> Result<Answer, Problem> {
    request.once(&db, begin_report).await
}

async fn begin_report(tx: Tx, request: Posted<NewReport>) -> Result<Answer, Problem> {
    let Posted { actor, at, body, .. } = request;
    let NewReport { cycle, organisation, figures, answers, narrative } = body;
    actor.must(Permission::EditReport, Some(organisation))?;
    let content = Content { figures: declared(figures, answers)?, narrative };
    cited_files(&cited_by(&content.figures), &[])?;
    let (cycle, organisation) = tx.cycle_and_unit(cycle, organisation).await?;
    let set = match cycle.criteria_for(organisation.tier) {
        Some(set) => Some(tx.bound_set(set).await?),
        None => None,
    };
    let id = ReportId(Uuid::now_v7());
    let step = Report::draft(id, &cycle, &organisation, set.as_deref(), content, &actor, at)?;
    let report = tx.add_report(step).await?;
    let (location, revision) = (format!("/v1/reports/{id}"), report.revision);
    Answer::created(location, revision, &ReportView::new(report, &actor, at))
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
pub(crate) async fn show_report(
    Caller(actor): Caller,
    path: At<ReportPath>,
    Now(at): Now,
    db: Db,
) -> Result<Answer, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let report = db.read(move |tx| async move { Ok(tx.report(&scope, path.0.report).await?) }).await?;
    Answer::shown(report.revision, &ReportView::new(report, &actor, at))
}

/// Replace a report's content
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
    Now(at): Now,
    Body(edit): Body<ReportEdit>,
    db: Db,
) -> Result<Answer, Problem> {
    db.write(move |tx| async move {
        let Case { report, set } = Case::load(&tx, &actor, path.0.report, expected.into()).await?;
        let ReportEdit { figures, answers, narrative } = edit;
        let content = Content { figures: declared(figures, answers)?, narrative };
        report.may(ReportVerb::Edit, &actor, at)?;
        cited_files(&cited_by(&content.figures), &tx.all_evidence_files(report.id).await?)?;
        save(&tx, report.edit(&set, content, &actor, at)?, &actor, at).await
    })
    .await
}

/// Submit a report
///
/// *Nộp báo cáo.* Head of the unit. Everything that is missing is named at once: figures (S02), attestations (S05,
/// S06), references (S07), evidence (L20), and a note for every unlikely value. Late is recorded, not blocked. The last entry of `filings` is the receipt
/// (biên nhận): its number, the instant, how it stands to the deadline, and the SHA-256 of the content that is kept.
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
        let Case { report, set } = Case::load(&tx, &actor, path.0.report, expected).await?;
        let cycle = tx.cycle(report.cycle).await?;
        let filter = ExtensionFilter { cycle: Some(cycle.id), organisation: Some(report.organisation), state: None };
        let extensions = tx.all_extensions(filter).await?;
        report.may(ReportVerb::Submit, &actor, at)?;
        let files = cited_files(&cited_by(&report.figures), &tx.all_evidence_files(report.id).await?)?;
        let (content, sha256) = filing::content(&report, files)?;
        let records = Records::load(&tx, &report).await?;
        let step = report.submit((&cycle, &set, &extensions), records.history(), sha256.clone(), &actor, at)?;
        let number = step.after().filings.last().map_or(0, |filing| filing.number);
        let (id, answer) = (step.after().id, save(&tx, step, &actor, at).await?);
        tx.add_filing(id, number, content, sha256).await?;
        Ok(answer)
    })
    .await
}

/// Withdraw a report
///
/// *Rút báo cáo.* Head of the unit, with a reason, before anybody has begun to verify. The report is a draft again; the
/// receipt of what was handed in stays.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Ground,
    responses((status = 200, description = "Withdrawn.", body = ReportView)),
)]
#[post("/reports/{report}/withdrawal")]
pub(crate) async fn withdraw_report(request: Posted<Ground>, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, .. } = Case::load(&tx, &actor, path.0.report, expected).await?;
        save(&tx, report.withdraw(&body.reason, &actor, at)?, &actor, at).await
    })
    .await
}

/// Return a report
///
/// *Trả lại báo cáo.* Standing agency, with a reason, and where it helps with one per criterion. The unit corrects and
/// submits again; verified figures are dropped.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = ReturnGround,
    responses((status = 200, description = "Returned.", body = ReportView)),
)]
#[post("/reports/{report}/return")]
pub(crate) async fn return_report(
    request: Posted<ReturnGround>,
    path: At<ReportPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, set } = Case::load(&tx, &actor, path.0.report, expected).await?;
        let ReturnGround { reason, items } = body;
        let items = items.into_iter().map(ReturnItem::from).collect();
        save(&tx, report.send_back(&set, &reason, items, &actor, at)?, &actor, at).await
    })
    .await
}

/// Record verified figures
///
/// *Thẩm định số liệu.* Standing agency, never a person who submitted or explained (rule L19). All values at once; a
/// difference from the declared ones needs a reason (rule L22), points added or taken need a ground (rule L27). The unit
/// sees them when its provisional score is shown or the report is final.
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
    Now(at): Now,
    Body(verification): Body<Verification>,
    db: Db,
) -> Result<Answer, Problem> {
    db.write(move |tx| async move {
        let Case { report, set } = Case::load(&tx, &actor, path.0.report, expected.into()).await?;
        save(&tx, report.verify(&set, verification.findings()?, &actor, at)?, &actor, at).await
    })
    .await
}

/// Show a unit its provisional score
///
/// *Thông báo điểm tạm thời.* Standing agency, never a person who submitted. The unit sees what was found and its
/// provisional score, and may explain itself for as many days as the cycle says (rule L23).
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Nothing,
    responses((status = 200, description = "Shown; the window is open.", body = ReportView)),
)]
#[post("/reports/{report}/provisional-release")]
pub(crate) async fn release_report(request: Posted<Nothing>, path: At<ReportPath>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let case = Case::load(&tx, &actor, path.0.report, expected).await?;
        let bests = case.bests(&tx, ReportVerb::Release, &actor, at).await?;
        save(&tx, case.report.release(&case.set, &bests, &actor, at)?, &actor, at).await
    })
    .await
}

/// Finalise a report
///
/// *Chốt điểm.* Standing agency, never a person who submitted or explained (rule L19). Fixes the official score from
/// what was found; it becomes public with the cycle's next release. Where the cycle has a window for explanations, it
/// must have closed, and every explanation be answered (rule L23).
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
        let case = Case::load(&tx, &actor, path.0.report, expected).await?;
        let bests = case.bests(&tx, ReportVerb::Finalise, &actor, at).await?;
        save(&tx, case.report.finalise(&case.set, &bests, &actor, at)?, &actor, at).await
    })
    .await
}

/// Correct a final report
///
/// *Đính chính.* Standing agency, with a reason, never a person who submitted or explained. The report is final with a
/// new score; what is public stays as it is until the cycle's next release.
#[utoipa::path(
    tag = "reports",
    params(ReportPath),
    request_body = Correction,
    responses((status = 200, description = "Corrected.", body = ReportView)),
)]
#[post("/reports/{report}/correction")]
pub(crate) async fn correct_report(
    request: Posted<Correction>,
    path: At<ReportPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let case = Case::load(&tx, &actor, path.0.report, expected).await?;
        let bests = case.bests(&tx, ReportVerb::Correct, &actor, at).await?;
        let Correction { reason, verification } = body;
        let findings = (verification.findings()?, reason.as_str());
        save(&tx, case.report.correct(&case.set, &bests, findings, &actor, at)?, &actor, at).await
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .service(list_reports)
        .service(create_report)
        .service(show_report)
        .service(edit_report)
        .service(submit_report)
        .service(withdraw_report)
        .service(return_report)
        .service(verify_report)
        .service(release_report)
        .service(finalise_report)
        .service(correct_report);
}
