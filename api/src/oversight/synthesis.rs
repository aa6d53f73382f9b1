//! Synthesis reports: written by the standing agency, endorsed by the appraisal agency, submitted to the province.

use actix_web::web;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CycleId};
use domain::base::policy::Permission;
use domain::oversight::synthesis::facts::SynthesisPart;
use domain::oversight::synthesis::{
    Section, Synthesis, SynthesisContent, SynthesisId, SynthesisState, SynthesisVersion,
};
use persistence::base::store::Tx;
use persistence::oversight::synthesis::{SynthesisFilter, version_key};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::citation::CitationBody;
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, Line};
use crate::oversight::synthesis::assembly::assembled;
use crate::oversight::synthesis::view::{Names, SynthesisView, VersionHead, VersionView};

pub(crate) mod assembly;
pub(crate) mod difference;
pub(crate) mod facts;
pub(crate) mod public;
pub(crate) mod view;

/// A report to begin.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSynthesis {
    /// The cycle that it reports on: yearly, mid-term or final. A cycle has one report.
    cycle: CycleId,
}

/// A section of a report.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SectionBody {
    /// Its heading; 1 to 300 characters.
    /// Example: `Công tác khen thưởng`
    #[validate(nested)]
    heading: Line,
    /// The figures that it shows before its text; absent for a section of text alone.
    #[serde(default)]
    part: Option<SynthesisPart>,
    /// What the agency writes; at most 20000 characters, with line breaks.
    /// Example: `Việc khen thưởng bảo đảm công khai, đúng đối tượng.`
    #[serde(default)]
    #[validate(nested)]
    text: SectionText,
}

/// The text of a section: at most 20000 characters.
type SectionText = crate::base::text::Chars<0, 20000>;

/// A new version of a report.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SynthesisEdit {
    /// Its title; 1 to 300 characters.
    /// Example: `Báo cáo kết quả phong trào thi đua năm 2024 (demo)`
    #[validate(nested)]
    title: Line,
    /// Its sections, in order; 1 to 30.
    #[schema(min_items = 1, max_items = 30)]
    #[validate(length(min = 1, max = 30), nested)]
    sections: Vec<SectionBody>,
}

/// The opinion of the appraisal agency with its endorsement.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewEndorsement {
    /// The opinion, if there is one; at most 4000 characters.
    /// Example: `Thống nhất với dự thảo báo cáo`
    #[serde(default)]
    #[validate(nested)]
    text: EmptyOrParagraph,
    /// The document of the opinion, if there is one.
    #[serde(default)]
    #[validate(nested)]
    document: Option<CitationBody>,
}

/// The submission of a report to the province.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SynthesisSubmission {
    /// Number, day, issuer and abstract of the report as a document.
    #[validate(nested)]
    document: CitationBody,
}

/// The filters of the list of reports.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SynthesisQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// On this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// In this state.
    #[param(inline)]
    state: Option<SynthesisState>,
}

/// The path parameter that names a report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SynthesisPath {
    /// The report's identifier.
    #[param(value_type = Uuid)]
    pub(crate) synthesis: SynthesisId,
}

/// The path parameters that name a version of a report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct VersionPath {
    /// The report's identifier.
    #[param(value_type = Uuid)]
    synthesis: SynthesisId,
    /// The number of the version, from 1.
    #[param(minimum = 1, example = 1)]
    number: i64,
}

impl From<SynthesisEdit> for SynthesisContent {
    fn from(SynthesisEdit { title, sections }: SynthesisEdit) -> Self {
        let section =
            |SectionBody { heading, part, text }| Section { heading: heading.into(), part, text: text.into() };
        Self { title: title.into(), sections: sections.into_iter().map(section).collect() }
    }
}

/// A report with its newest version, as the actor sees it.
async fn shown(
    tx: &Tx,
    (synthesis, version): (Synthesis, SynthesisVersion),
    actor: &Actor,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<SynthesisView, Problem> {
    let names = Names::of(tx, std::slice::from_ref(&synthesis)).await?;
    Ok(SynthesisView::new(synthesis, &names, actor, at).with(version))
}

/// A report that the actor may read, with its newest version.
async fn found(tx: &Tx, actor: &Actor, id: SynthesisId) -> Result<(Synthesis, SynthesisVersion), Problem> {
    let synthesis = tx.synthesis(&actor.scope(Permission::ReadSynthesis)?, id).await?;
    let version = tx.synthesis_version(id, synthesis.version).await?;
    Ok((synthesis, version))
}

/// List synthesis reports
///
/// *Danh sách báo cáo tổng hợp.* Standing agency of the movement, appraisal agency, decision authority, auditor. Each with
/// the day before which it is due (rule S25) and whether it was late. Filters add up.
#[utoipa::path(get, path = "/syntheses", responses((status = 200, description = "The reports, oldest first.")))]
pub(crate) async fn list_syntheses(
    Caller(actor): Caller,
    Query(query): Query<SynthesisQuery>,
    paging: Paging,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Untagged<Listing<SynthesisView>>, Problem> {
    let scope = actor.scope(Permission::ReadSynthesis)?;
    let SynthesisQuery { campaign, cycle, state } = query;
    let (filter, page) = (SynthesisFilter { campaign, cycle, state, public: false }, paging.page);
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.syntheses(&scope, filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    let at = clock.now();
    let row = |one| SynthesisView::new(one, &names, &actor, at);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Begin the synthesis report on a cycle
///
/// *Lập báo cáo tổng hợp.* Standing agency of the movement (rule P01). The first version has the sections that such reports
/// usually have and the figures as they are official now: results by group, filings, awards, role models, difficulties.
#[utoipa::path(post, path = "/syntheses", responses((status = 201, description = "Begun.")))]
pub(crate) async fn begin_synthesis(
    request: Command<NewSynthesis>,
    db: Db,
) -> Result<Once<Created<SynthesisView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::DraftSynthesis)?;
        let cycle = named(tx.cycle(body.cycle).await, "/cycle", reasons::cycle_unknown)?;
        let movement = tx.campaign(cycle.campaign).await?;
        actor.must(Permission::DraftSynthesis, movement.id)?;
        let facts = assembled(&tx, &movement, &cycle, at).await?;
        let id = SynthesisId(Uuid::now_v7());
        let written = tx.add_synthesis(Synthesis::begin(id, (&movement, &cycle), facts, &actor, at)?).await?;
        let revision = written.0.revision;
        Created::new(format!("/v1/syntheses/{id}"), revision, &shown(&tx, written, &actor, at).await?)
    })
    .await
}

/// Show a synthesis report
///
/// *Xem báo cáo tổng hợp.* Its newest version. Standing agency of the movement, appraisal agency, decision authority,
/// auditor.
#[utoipa::path(get, path = "/syntheses/{synthesis}", responses((status = 200, description = "The report.")))]
pub(crate) async fn show_synthesis(
    Caller(actor): Caller,
    path: Path<SynthesisPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<SynthesisView>, Problem> {
    db.read(move |tx| async move {
        let report = found(&tx, &actor, path.0.synthesis).await?;
        let revision = report.0.revision;
        Tagged::new(revision, &shown(&tx, report, &actor, at).await?)
    })
    .await
}

/// Write a new version of a synthesis report
///
/// *Sửa báo cáo tổng hợp.* Standing agency, while it is a draft (rule P01). Title and texts are replaced; the figures stay
/// as the newest version has them (`POST …/assembly` counts them anew). Every version is kept.
#[utoipa::path(put, path = "/syntheses/{synthesis}", responses((status = 200, description = "The new version.")))]
pub(crate) async fn edit_synthesis(
    request: PutCommand<SynthesisPath, SynthesisEdit>,
    db: Db,
) -> Result<Tagged<SynthesisView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let written = tx.write_synthesis(synthesis.edit((body.into(), version.facts), &actor, at)?).await?;
        let revision = written.0.revision;
        Tagged::new(revision, &shown(&tx, written, &actor, at).await?)
    })
    .await
}

/// Count the figures of a synthesis report anew
///
/// *Cập nhật số liệu báo cáo tổng hợp.* Standing agency, while it is a draft: a new version with the same texts and the
/// figures as they are official now.
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/assembly",
    responses((status = 200, description = "The new version.")),
)]
pub(crate) async fn assemble_synthesis(
    request: StepCommand<SynthesisPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body: _ } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let (movement, cycle) = (tx.campaign(synthesis.campaign).await?, tx.cycle(synthesis.cycle).await?);
        let facts = assembled(&tx, &movement, &cycle, at).await?;
        let written = tx.write_synthesis(synthesis.edit((version.content, facts), &actor, at)?).await?;
        let revision = written.0.revision;
        Tagged::new(revision, &shown(&tx, written, &actor, at).await?)
    })
    .await
}

/// List the versions of a synthesis report
///
/// *Các lần sửa báo cáo tổng hợp.* The same readers as of the report (rule P01).
#[utoipa::path(
    get,
    path = "/syntheses/{synthesis}/versions",
    responses((status = 200, description = "The versions, oldest first.")),
)]
pub(crate) async fn list_synthesis_versions(
    Caller(actor): Caller,
    path: Path<SynthesisPath>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<VersionHead>>, Problem> {
    let scope = actor.scope(Permission::ReadSynthesis)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let synthesis = tx.synthesis(&scope, path.0.synthesis).await?;
            Ok(tx.synthesis_versions(synthesis.id, page).await?)
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |version| version_key(version.number), VersionHead::from))
}

/// Show a version of a synthesis report
///
/// *Xem một lần sửa của báo cáo tổng hợp.* The same readers as of the report.
#[utoipa::path(
    get,
    path = "/syntheses/{synthesis}/versions/{number}",
    responses((status = 200, description = "The version.")),
)]
pub(crate) async fn show_synthesis_version(
    Caller(actor): Caller,
    path: Path<VersionPath>,
    db: Db,
) -> Result<Untagged<VersionView>, Problem> {
    let scope = actor.scope(Permission::ReadSynthesis)?;
    let version = db
        .read(move |tx| async move {
            let synthesis = tx.synthesis(&scope, path.0.synthesis).await?;
            Ok(tx.synthesis_version(synthesis.id, path.0.number).await?)
        })
        .await?;
    Untagged::new(&VersionView::from(version))
}

/// Send a synthesis report to the appraisal agency
///
/// *Gửi lấy ý kiến báo cáo tổng hợp.* Standing agency (rule P01).
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/endorsement-request",
    responses((status = 200, description = "With the appraisal agency.")),
)]
pub(crate) async fn send_synthesis(
    request: StepCommand<SynthesisPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body: _ } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let synthesis = tx.save(synthesis.request_endorsement(&actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

/// Endorse a synthesis report
///
/// *Thống nhất báo cáo tổng hợp.* Appraisal agency (rules P01, S26), but not a person who sent it (rule L19).
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/endorsement",
    responses((status = 200, description = "Endorsed.")),
)]
pub(crate) async fn endorse_synthesis(
    request: StepCommand<SynthesisPath, NewEndorsement>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let opinion = (String::from(body.text), body.document.map(Into::into));
        let synthesis = tx.save(synthesis.endorse(opinion, &actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

/// Send a synthesis report back
///
/// *Trả lại báo cáo tổng hợp.* Appraisal agency, with a reason, while the report waits for its endorsement (rule P01).
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/return",
    responses((status = 200, description = "A draft again.")),
)]
pub(crate) async fn return_synthesis(
    request: StepCommand<SynthesisPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let synthesis = tx.save(synthesis.send_back(&body.reason, &actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

/// Take a synthesis report back to write on
///
/// *Thu hồi báo cáo tổng hợp để sửa.* Standing agency, with a reason, before it is submitted. What was endorsed has to be
/// endorsed again.
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/recall",
    responses((status = 200, description = "A draft again.")),
)]
pub(crate) async fn recall_synthesis(
    request: StepCommand<SynthesisPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let synthesis = tx.save(synthesis.take_back(&body.reason, &actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

/// Submit a synthesis report to the province
///
/// *Trình UBND tỉnh báo cáo tổng hợp.* Standing agency, with number and day of the report, after the appraisal agency has
/// endorsed it (rule S26). A report on a year that is submitted on the day that the movement names, or later, is accepted
/// and marked as late (rule S25).
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/submission",
    responses((status = 200, description = "Submitted.")),
)]
pub(crate) async fn submit_synthesis(
    request: StepCommand<SynthesisPath, SynthesisSubmission>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let synthesis = tx.save(synthesis.submit(body.document.into(), &actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

/// Publish a synthesis report
///
/// *Công bố báo cáo tổng hợp.* Standing agency, after it was submitted. The public reads the version that was submitted, and
/// the public changes report it (`SYNTHESIS_PUBLISHED`).
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/publication",
    responses((status = 200, description = "Public.")),
)]
pub(crate) async fn publish_synthesis(
    request: StepCommand<SynthesisPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body: _ } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let synthesis = tx.save_synthesis(synthesis.publish(&actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

/// Withdraw a synthesis report from the public
///
/// *Rút công bố báo cáo tổng hợp.* Standing agency, with a reason, which is not public; the public changes report it
/// (`SYNTHESIS_WITHDRAWN`, a tombstone).
#[utoipa::path(
    post,
    path = "/syntheses/{synthesis}/withdrawal",
    responses((status = 200, description = "No longer public.")),
)]
pub(crate) async fn withdraw_synthesis(
    request: StepCommand<SynthesisPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<SynthesisView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let (synthesis, version) = found(&tx, &actor, path.synthesis).await?;
        expected.must_be(synthesis.revision)?;
        let synthesis = tx.save_synthesis(synthesis.unpublish(&body.reason, &actor, at)?).await?;
        Tagged::new(synthesis.revision, &shown(&tx, (synthesis, version), &actor, at).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "syntheses": list_syntheses, begin_synthesis, show_synthesis, edit_synthesis,
        assemble_synthesis, list_synthesis_versions, show_synthesis_version, send_synthesis, endorse_synthesis,
        return_synthesis, recall_synthesis, submit_synthesis, publish_synthesis, withdraw_synthesis);
}
