//! Reports: drafted by the unit, verified and finalised by the standing agency.

use domain::base::ids::ReportId;
use domain::base::policy::Permission;
use domain::reporting::evidence_file::cited_files;
use domain::reporting::figure::cited_by;
use domain::reporting::report::{Content, Report, ReportVerb, ReturnItem};
use persistence::base::failure::Failure;
use persistence::reporting::extension::ExtensionFilter;
use persistence::reporting::report::ReportFilter;
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::access::unit_permission::must_for_unit;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, within};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::transition::RowBefore;
use crate::reporting::evidence_file::hold_cited_files;
use crate::reporting::figure::declared;
use crate::reporting::filing::{self};
use crate::reporting::report::case::{Case, save};
use crate::reporting::report::view::{
    Correction, NewReport, ReportEdit, ReportLabel, ReportLabels, ReportPath, ReportQuery, ReportView, ReturnGround,
    Verification,
};
use crate::reporting::warning::Records;

pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod view;

/// List reports
///
/// *Danh sách báo cáo.* Units see their own; the standing agency, the appraisal agency, the decision authority and the
/// auditor see all (rule S30). With `state=SUBMITTED` it is a verifier's work list.
#[utoipa::path(get, path = "/reports", responses((status = 200, description = "The reports, oldest first.")))]
pub(crate) async fn list_reports(
    Caller(actor): Caller,
    Query(query): Query<ReportQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<ReportView>>, Problem> {
    let ReportQuery { campaign, cycle, organisation, state, group } = query;
    let (filter, page) = (ReportFilter { campaign, cycle, organisation, state, group }, paging.page);
    let scope = actor.scope(Permission::ReadReport)?;
    let (slice, labels) = db
        .read(move |tx| async move {
            let slice = tx.reports(&scope, filter, page).await?;
            let labels = ReportLabels::of(&tx, &slice.items).await?;
            Ok((slice, labels))
        })
        .await?;
    let mut before = RowBefore::default();
    let row = |report| {
        let label = labels.get(&report);
        ReportView::row(report, label, &mut before, &actor, at)
    };
    Untagged::new(&Listing::new(&paging, slice, |report| report.id.0, row))
}

/// Begin a report
///
/// *Lập báo cáo.* Editor or head of the unit, for the unit's own report, once per cycle. Figures may still be
/// incomplete; counts that cannot be right are refused at once (rule L29). A unit that ended before the cycle's period,
/// or begins after it, has no report in the cycle (rule L30).
#[utoipa::path(post, path = "/reports", responses((status = 201, description = "Begun.")))]
pub(crate) async fn create_report(request: Command<NewReport>, db: Db) -> Result<Once<Created<ReportView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewReport { cycle, organisation, figures, answers, narrative } = body;
        must_for_unit(&tx, &actor, Permission::EditReport, organisation).await?;
        let content = Content { figures: declared(figures, answers)?, narrative: narrative.map(Into::into) };
        cited_files(&cited_by(&content.figures), &[])?;
        named(tx.cycle_to_use(cycle).await, "/cycle", reasons::cycle_unknown)?;
        let (cycle, organisation) = match tx.cycle_and_unit(cycle, organisation).await {
            Err(Failure::NotFound) => {
                let cycle = named(tx.cycle(cycle).await, "/cycle", reasons::cycle_unknown)?;
                (cycle, named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?)
            }
            found => found?,
        };
        let participant = tx.participant(cycle.id, organisation.id).await?;
        let set = match cycle.set_for(participant.as_ref()) {
            Some(set) => Some(tx.bound_set(set).await?),
            None => None,
        };
        let id = ReportId(Uuid::now_v7());
        let step =
            Report::draft(id, (&cycle, participant.as_ref()), &organisation, set.as_deref(), content, &actor, at)?;
        let report = tx.add_report(step).await?;
        let (location, revision) = (format!("/v1/reports/{id}"), report.revision);
        let label = ReportLabel::new(cycle.code, &organisation);
        Created::new(location, revision, &ReportView::new(report, label, &actor, at))
    })
    .await
}

/// Show a report
///
/// *Xem báo cáo.* The unit's own people, the standing agency, the appraisal agency, the decision authority, the
/// auditor. `transitions` lists the steps that the caller may take next, and why the others are not available.
#[utoipa::path(get, path = "/reports/{report}", responses((status = 200, description = "The report.")))]
pub(crate) async fn show_report(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<ReportView>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let (report, unit, cycle_code) =
        db.ask(move |tx| async move { Ok(tx.report_beside(&scope, path.0.report).await?) }).await?;
    let label = ReportLabel::new(cycle_code, &unit);
    Tagged::new(report.revision, &ReportView::new(report, label, &actor, at))
}

/// Replace a report's content
///
/// *Sửa báo cáo.* Editor or head of the unit, while the report is a draft or was returned.
#[utoipa::path(put, path = "/reports/{report}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_report(
    request: PutCommand<ReportPath, ReportEdit>,
    db: Db,
) -> Result<Tagged<ReportView>, Problem> {
    let PutCommand { actor, at, path, expected, body: edit } = request;
    db.write(move |tx| async move {
        let Case { report, set, label, .. } = Case::of_unit(&tx, &actor, path.report, expected.into()).await?;
        let ReportEdit { figures, answers, narrative } = edit;
        let content = Content { figures: declared(figures, answers)?, narrative: narrative.map(Into::into) };
        report.may(ReportVerb::Edit, &actor, at)?;
        cited_files(&cited_by(&content.figures), &tx.all_evidence_files(report.id).await?)?;
        save(&tx, report.edit(&set, content, &actor, at)?, label, &actor, at).await
    })
    .await
}

/// Submit a report
///
/// *Nộp báo cáo.* Head of the unit. The answer names everything that is missing at once: figures (S02), attestations
/// (S05, S06), references (S07), evidence (L20), and a note for every unlikely value. Late submission is recorded, not
/// blocked. The last entry of `filings` is the receipt (biên nhận): its number, the instant, whether it was on time,
/// and the SHA-256 of the stored content.
#[utoipa::path(post, path = "/reports/{report}/submission", responses((status = 200, description = "Submitted.")))]
pub(crate) async fn submit_report(
    request: StepCommand<ReportPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let Case { report, set, cycle, label, .. } = Case::of_unit(&tx, &actor, path.report, expected).await?;
        let cycle = tx.cycle_to_use(cycle.id).await?;
        let filter = ExtensionFilter { cycle: Some(cycle.id), organisation: Some(report.organisation), state: None };
        let extensions = tx.all_extensions(filter).await?;
        report.may(ReportVerb::Submit, &actor, at)?;
        let files = hold_cited_files(&tx, &report, &cited_by(&report.figures)).await?;
        let (content, sha256) = filing::content(&report, files)?;
        let records = Records::load(&tx, &report).await?;
        let step = report.submit((&cycle, &set, &extensions), records.history(), sha256.clone(), &actor, at)?;
        let number = step.after().filings.last().map_or(0, |filing| filing.number);
        let (id, answer) = (step.after().id, save(&tx, step, label, &actor, at).await?);
        tx.add_filing(id, number, content, sha256).await?;
        Ok(answer)
    })
    .await
}

/// Withdraw a report
///
/// *Rút báo cáo.* Head of the unit, with a reason, before verification has begun. The report becomes a draft again; the
/// receipt of the submission stays.
#[utoipa::path(post, path = "/reports/{report}/withdrawal", responses((status = 200, description = "Withdrawn.")))]
pub(crate) async fn withdraw_report(
    request: StepCommand<ReportPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, label, .. } = Case::load(&tx, &actor, path.report, expected).await?;
        save(&tx, report.withdraw(&body.reason, &actor, at)?, label, &actor, at).await
    })
    .await
}

/// Return a report
///
/// *Trả lại báo cáo.* Standing agency, with a reason, and optionally one per criterion. The unit corrects and submits
/// again; verified figures are dropped.
#[utoipa::path(post, path = "/reports/{report}/return", responses((status = 200, description = "Returned.")))]
pub(crate) async fn return_report(
    request: StepCommand<ReportPath, ReturnGround>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, set, label, .. } = Case::load(&tx, &actor, path.report, expected).await?;
        let ReturnGround { reason, items } = body;
        let items = items.into_iter().map(ReturnItem::from).collect();
        save(&tx, report.send_back(&set, &reason, items, &actor, at)?, label, &actor, at).await
    })
    .await
}

/// Record verified figures
///
/// *Thẩm tra số liệu.* Standing agency, never a person who submitted or explained (rule L19). All values at once; a
/// difference from the declared ones needs a reason (rule L22), points added or taken need a ground (rule L27). The unit
/// sees them when its provisional score is shown or the report is final.
#[utoipa::path(put, path = "/reports/{report}/verification", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn verify_report(
    request: PutCommand<ReportPath, Verification>,
    db: Db,
) -> Result<Tagged<ReportView>, Problem> {
    let PutCommand { actor, at, path, expected, body: verification } = request;
    db.write(move |tx| async move {
        let Case { report, set, label, .. } = Case::load(&tx, &actor, path.report, expected.into()).await?;
        save(&tx, report.verify(&set, verification.findings()?, &actor, at)?, label, &actor, at).await
    })
    .await
}

/// Verify a report as declared
///
/// *Thẩm tra như đơn vị tự khai.* Standing agency, never a person who submitted or explained (rule L19). Records every
/// declared value as verified in one call, without bonus or penalty entries; what was recorded before is replaced. Where a
/// panel scores, its result must be the declared points (`PANEL_DIFFERS`, `PANEL_INCOMPLETE`): otherwise record the
/// verified figures.
#[utoipa::path(
    post,
    path = "/reports/{report}/verification-as-declared",
    responses((status = 200, description = "Recorded.")),
)]
pub(crate) async fn verify_report_as_declared(
    request: StepCommand<ReportPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let Case { report, set, label, .. } = Case::load(&tx, &actor, path.report, expected).await?;
        save(&tx, report.verify_as_declared(&set, &actor, at)?, label, &actor, at).await
    })
    .await
}

/// Show a unit its provisional score
///
/// *Thông báo điểm tạm thời.* Standing agency, never a person who submitted. The unit sees the findings and its
/// provisional score, and may submit explanations for the number of days set for the cycle (rule L23).
#[utoipa::path(
    post,
    path = "/reports/{report}/provisional-release",
    responses((status = 200, description = "Shown; the window is open.")),
)]
pub(crate) async fn release_report(
    request: StepCommand<ReportPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let case = Case::load(&tx, &actor, path.report, expected).await?;
        let comparison = case.comparison(&tx, ReportVerb::Release, &actor, at).await?;
        save(&tx, case.report.release(&case.set, &comparison, &actor, at)?, case.label, &actor, at).await
    })
    .await
}

/// Finalise a report
///
/// *Chốt điểm.* Standing agency, never a person who submitted or explained (rule L19). Fixes the official score from
/// the findings; it becomes public with the cycle's next release. If the cycle has a window for explanations, it must
/// have closed, and every explanation must be answered (rule L23).
#[utoipa::path(post, path = "/reports/{report}/finalisation", responses((status = 200, description = "Final.")))]
pub(crate) async fn finalise_report(
    request: StepCommand<ReportPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let case = Case::load(&tx, &actor, path.report, expected).await?;
        let comparison = case.comparison(&tx, ReportVerb::Finalise, &actor, at).await?;
        save(&tx, case.report.finalise(&case.set, &comparison, &actor, at)?, case.label, &actor, at).await
    })
    .await
}

/// Correct a final report
///
/// *Đính chính.* Standing agency, with a reason, never a person who submitted or explained. The report is final with a
/// new score; published data stays as it is until the cycle's next release. Where the cycle asks for acceptance, a
/// second person accepts the correction before that release; points of a panel are given again by the panel first.
#[utoipa::path(post, path = "/reports/{report}/correction", responses((status = 200, description = "Corrected.")))]
pub(crate) async fn correct_report(
    request: StepCommand<ReportPath, Correction>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let case = Case::load(&tx, &actor, path.report, expected).await?;
        let comparison = case.comparison(&tx, ReportVerb::Correct, &actor, at).await?;
        let Correction { reason, verification } = body;
        let verified = verification.findings().map_err(within("/verification", &[]))?;
        let step = case.report.correct(&case.set, &comparison, (verified, &*reason), &actor, at);
        let step = step.map_err(within("/verification", &["/reason"]))?;
        save(&tx, step, case.label, &actor, at).await
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports":
        list_reports, create_report, show_report, edit_report, submit_report, withdraw_report, return_report,
        verify_report, verify_report_as_declared, release_report, finalise_report, correct_report,
    );
}
