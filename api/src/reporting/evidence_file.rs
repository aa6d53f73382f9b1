//! Files uploaded as evidence: streamed in, checked, stored under their hash, and checked again at download.

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{EvidenceFileId, OrganisationId, ReportId, Revision};
use domain::base::policy::Permission;
use domain::reporting::evidence_file::{
    EvidenceFile, EvidenceFileState, EvidenceFileVerb, EvidenceFormat, FILE_BYTES_MAX, check_upload, cited_files,
};
use domain::reporting::report::Report;
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::reporting::citation::Cited;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Created, Once, Tagged, TaggedBytes, Untagged};
use crate::base::body::{ReasonBody, TakedownBody};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::{Kind, Problem};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::transition::TransitionView;
use crate::reporting::reasons;
use crate::reporting::report::check::file_to_check;
use crate::reporting::report::view::ReportPath;
use crate::reporting::scanner::Scanner;
use crate::reporting::upload::kept::{AnyFile, Kept, KeptContent};
use crate::reporting::upload::{self, UploadCommand, kept};

/// Maximum number of citations that the list of shared documents shows.
const SHARED_MAX: u16 = 1_000;

/// A file of a report's evidence (tệp minh chứng), or the tombstone of one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EvidenceFile)]
pub(crate) struct EvidenceFileView {
    /// The file's identifier, used as `file` in a citation.
    id: EvidenceFileId,
    /// The report that it was uploaded for.
    report: ReportId,
    /// The reporting unit.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The code of the report's cycle; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// Its name, as it was on the sender's machine.
    #[schema(example = "Báo cáo kết nối năm 2024.pdf")]
    name: String,
    /// File format, detected from the content.
    format: EvidenceFormat,
    /// SHA-256 of its content: 64 lower-case hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    /// Its size in bytes, at most 52428800 (50 MiB).
    #[schema(minimum = 1, maximum = 52_428_800, example = 182_044)]
    size_bytes: i64,
    /// State of the file; every state but `KEPT` is a tombstone.
    state: EvidenceFileState,
    /// The file that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<EvidenceFileId>,
    /// Why it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Tải nhầm tệp")]
    reason: Option<String>,
    /// When it was uploaded.
    uploaded_at: DateTime<Utc>,
    /// When it became a tombstone.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

impl EvidenceFileView {
    fn new(file: EvidenceFile, report: &Report, actor: &Actor, at: DateTime<Utc>) -> Self {
        let transitions = file.transitions(report, actor, at).into_iter().map(TransitionView::from).collect();
        let EvidenceFile {
            id,
            report,
            campaign: _,
            organisation,
            name,
            format,
            sha256,
            size_bytes,
            state,
            replaced_by,
            reason,
            uploaded_by: _,
            uploaded_at,
            ended_at,
            revision,
        } = file;
        Self {
            id,
            report,
            organisation,
            organisation_name: None,
            organisation_code: None,
            cycle_code: None,
            name,
            format,
            sha256,
            size_bytes,
            state,
            replaced_by,
            reason,
            uploaded_at,
            ended_at,
            revision,
            transitions,
        }
    }
}

/// The query parameters of an upload.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// The file's name with its end, percent-encoded UTF-8: `+` is a space, `%2B` a plus sign; 1 to 300 characters, without
    /// `/` and `\`.
    #[param(min_length = 1, max_length = 300, example = "Báo cáo kết nối năm 2024.pdf")]
    name: String,
    /// The file of the same report whose place it takes; citations of that one then name the new one.
    #[param(value_type = Option<Uuid>)]
    replaces: Option<EvidenceFileId>,
}

/// The path parameter that names an evidence file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EvidenceFilePath {
    /// The file's identifier.
    #[param(value_type = Uuid)]
    evidence_file: EvidenceFileId,
}

/// Upload a file of evidence
///
/// *Tải tệp minh chứng lên.* Editor or head of the unit, while the report may be edited or explained. The body is the
/// file itself, whatever its `Content-Type`: PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS, detected from its content, at most
/// 50 MiB. Refused are state secrets (rule L35), macros, malware, archives with an excessive compression ratio, and
/// content that does not match the file name's extension. The file proves nothing by itself: cite it in a figure's
/// `evidence` with the document's number, date, issuer and title (rule L21).
#[utoipa::path(post, path = "/reports/{report}/evidence-files", responses((status = 201, description = "Kept.")))]
pub(crate) async fn upload_evidence_file(
    stream: UploadCommand<AnyFile>,
    expected: Expected,
    path: Path<ReportPath>,
    Query(query): Query<UploadQuery>,
    scanner: Scanner,
    blobs: web::Data<Blobs>,
    db: Db,
) -> Result<Once<Created<EvidenceFileView>>, Problem> {
    let (report, actor, at) = (path.0.report, stream.actor.clone(), stream.at);
    let UploadQuery { name, replaces } = query;
    must_be_allowed(&db, &actor, report).await?;
    let (spool, key) = stream.receive(FILE_BYTES_MAX).await?;
    let upload = upload::inspect(&spool, name, &scanner).await?;
    check_upload(&upload)?;
    kept::store(&spool, &upload.sha256, &blobs, &db).await?;
    db.once(key, move |tx| async move {
        kept::hold(&tx, &upload, &blobs).await?;
        let (report, files) = load(&tx, &actor, report).await?;
        expected.must_be(report.revision)?;
        let (cycle, unit) = tx.cycle_and_unit(report.cycle, report.organisation).await?;
        cycle.must_concern(&unit)?;
        let id = EvidenceFileId(Uuid::now_v7());
        let file = tx.add(EvidenceFile::keep(id, &report, (upload, &files), &actor, at)?).await?;
        if let Some(old) = replaces {
            let old = files.into_iter().find(|file| file.id == old).ok_or_else(|| Problem::plain(Kind::NotFound))?;
            replace(&tx, &report, old, &file, &actor, at).await?;
        }
        let revision = file.revision;
        Created::new(format!("/v1/evidence-files/{id}"), revision, &EvidenceFileView::new(file, &report, &actor, at))
    })
    .await
}

/// Refuses a caller who may not upload before the body is read.
async fn must_be_allowed(db: &Db, actor: &Actor, report: ReportId) -> Result<(), Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let report = db.ask(move |tx| async move { Ok(tx.report(&scope, report).await?) }).await?;
    actor.must(Permission::EditReport, (report.organisation, report.campaign))?;
    Ok(())
}

/// Replaces an older file, also where the report cites it.
async fn replace(
    tx: &Tx,
    report: &Report,
    old: EvidenceFile,
    file: &EvidenceFile,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    let replaced = old.id;
    tx.save(old.replace(file, report, actor, at)?).await?;
    if report.cites(replaced) {
        tx.save_report(report.clone().cite_instead(replaced, file.id, actor, at)?).await?;
    }
    Ok(())
}

async fn load(tx: &Tx, actor: &Actor, report: ReportId) -> Result<(Report, Vec<EvidenceFile>), Problem> {
    let report = tx.report(&actor.scope(Permission::ReadReport)?, report).await?;
    let files = tx.all_evidence_files(report.id).await?;
    Ok((report, files))
}

/// The cited files of a report, for a step that is taken because they are kept: nobody destroys one of them before the unit
/// of work ends.
pub(crate) async fn hold_cited_files(
    tx: &Tx,
    report: &Report,
    cited: &[(String, EvidenceFileId)],
) -> Result<Vec<EvidenceFile>, Problem> {
    let files = cited_files(cited, &tx.all_evidence_files(report.id).await?)?;
    tx.hold_contents(files.iter().map(|file| file.sha256.as_str())).await?;
    Ok(cited_files(cited, &tx.all_evidence_files(report.id).await?)?)
}

/// List a report's files of evidence
///
/// *Danh sách tệp minh chứng.* Callers who may read the report. Includes tombstones of replaced and removed files.
#[utoipa::path(
    get,
    path = "/reports/{report}/evidence-files",
    responses((status = 200, description = "The files, oldest first.")),
)]
pub(crate) async fn list_evidence_files(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<EvidenceFileView>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadReport)?, paging.page);
    let (report, unit, cycle_code, slice) = db
        .read(move |tx| async move {
            let (report, unit, cycle_code) = tx.report_beside(&scope, path.0.report).await?;
            let slice = tx.evidence_files(report.id, page).await?;
            Ok((report, unit, cycle_code, slice))
        })
        .await?;
    let row = |file| EvidenceFileView {
        organisation_name: Some(unit.name.clone()),
        organisation_code: unit.public_code().map(str::to_owned),
        cycle_code: Some(cycle_code.clone()),
        ..EvidenceFileView::new(file, &report, &actor, at)
    };
    Untagged::new(&Listing::new(&paging, slice, |file| file.id.0, row))
}

/// Show the details of a file of evidence
///
/// *Xem thông tin tệp minh chứng.* Callers who may read the report, or whose unit checks it (`GET /v1/cycles/{cycle}/checks`).
#[utoipa::path(
    get,
    path = "/evidence-files/{evidenceFile}",
    responses((status = 200, description = "The file, without its bytes.")),
)]
pub(crate) async fn show_evidence_file(
    Caller(actor): Caller,
    path: Path<EvidenceFilePath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<EvidenceFileView>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let (file, report, actor) = db
        .read(move |tx| async move {
            let (file, report) = match find(&tx, &scope, path.0.evidence_file).await {
                Err(Failure::NotFound) => file_to_check(&tx, &actor, path.0.evidence_file).await?,
                found => found?,
            };
            Ok((file, report, actor))
        })
        .await?;
    Tagged::new(file.revision, &EvidenceFileView::new(file, &report, &actor, at))
}

async fn find(
    tx: &Tx,
    scope: &domain::base::identity::Scope,
    id: EvidenceFileId,
) -> Result<(EvidenceFile, Report), persistence::base::failure::Failure> {
    let file = tx.evidence_file(scope, id).await?;
    let report = tx.report(scope, file.report).await?;
    Ok((file, report))
}

/// Download a file of evidence
///
/// *Tải tệp minh chứng về.* Callers who may read the report, or whose unit checks it. The bytes are hashed again first: a
/// file whose content has changed or that is gone is a fault of the service (500 `EVIDENCE_CORRUPT`) and is not sent.
/// `Repr-Digest` contains the hash.
#[utoipa::path(
    get,
    path = "/evidence-files/{evidenceFile}/content",
    responses((status = 200, description = "The file, under the media type of its format.")),
)]
pub(crate) async fn show_evidence_file_content(
    Caller(actor): Caller,
    path: Path<EvidenceFilePath>,
    blobs: web::Data<Blobs>,
    db: Db,
) -> Result<TaggedBytes<KeptContent>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let id = path.0.evidence_file;
    let own = db.ask(move |tx| async move {
        match tx.evidence_file(&scope, id).await {
            Err(Failure::NotFound) => Ok(None),
            found => Ok(Some(found?)),
        }
    });
    let file = match own.await? {
        Some(file) => file,
        None => db.read(move |tx| async move { Ok(file_to_check(&tx, &actor, id).await?.0) }).await?,
    };
    if file.state == EvidenceFileState::TakenDown {
        return Err(Problem::new(Kind::WrongState, reasons::evidence_file_taken_down()));
    }
    let EvidenceFile { name, format, sha256, size_bytes, .. } = &file;
    let kept = Kept { name, format: *format, sha256, size_bytes: *size_bytes };
    kept.send((&blobs, &db), reasons::evidence_file_taken_down(), || corrupt(&file)).await
}

/// A file that the service has lost. The edge logs the cause with the trace id that the client is told.
fn corrupt(file: &EvidenceFile) -> Problem {
    let EvidenceFile { id, sha256, .. } = file;
    let cause = format!("the file of evidence {id} is missing from the store or not what it was: SHA-256 {sha256}");
    Problem { reason: reasons::evidence_corrupt(), ..Problem::fault(cause) }
}

/// Remove a file of evidence
///
/// *Gỡ tệp minh chứng.* Editor or head of the unit, with a reason, once nothing in the report cites the file any more.
/// A tombstone stays.
#[utoipa::path(
    post,
    path = "/evidence-files/{evidenceFile}/removal",
    responses((status = 200, description = "Removed.")),
)]
pub(crate) async fn remove_evidence_file(
    request: StepCommand<EvidenceFilePath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<EvidenceFileView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let (file, report) = find(&tx, &actor.scope(Permission::ReadReport)?, path.evidence_file).await?;
        expected.must_be(file.revision)?;
        let file = tx.save(file.remove(&report, &body.reason, &actor, at)?).await?;
        Tagged::new(file.revision, &EvidenceFileView::new(file, &report, &actor, at))
    })
    .await
}

/// Take a file of evidence down
///
/// *Tiêu hủy tệp.* Standing agency, with a reason, for a file that should never have been uploaded, such as a state
/// secret (rule L35). Its bytes are destroyed for every report and every paper that has them; the tombstones and the hash
/// stay, and the same bytes are not accepted again.
#[utoipa::path(
    post,
    path = "/evidence-files/{evidenceFile}/takedown",
    responses((status = 200, description = "Destroyed.")),
)]
pub(crate) async fn take_down_evidence_file(
    request: StepCommand<EvidenceFilePath, TakedownBody>,
    blobs: web::Data<Blobs>,
    db: Db,
) -> Result<Once<Tagged<EvidenceFileView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    let id = path.evidence_file;
    let takedown = db.once(key, move |tx| async move {
        let scope = actor.scope(Permission::ReadReport)?;
        let (file, report) = find(&tx, &scope, id).await?;
        expected.must_be(file.revision)?;
        file.may(EvidenceFileVerb::TakeDown, &report, &actor, at)?;
        // Uploads of the same content wait until this ends, or have ended and are among the twins.
        tx.hold_content(&file.sha256).await?;
        for twin in tx.evidence_files_with(&file.sha256).await? {
            if twin.id != file.id && twin.state != EvidenceFileState::TakenDown {
                let (twin, report) = find(&tx, &scope, twin.id).await?;
                tx.save(twin.take_down(&report, &body.reason, &actor, at)?).await?;
            }
        }
        let file = tx.save(file.take_down(&report, &body.reason, &actor, at)?).await?;
        Tagged::new(file.revision, &EvidenceFileView::new(file, &report, &actor, at))
    });
    let takedown = takedown.await;
    if kept::is_recorded(&takedown) {
        let file = db.ask(move |tx| async move { Ok(tx.evidence_file(&Scope::Everything, id).await?) }).await?;
        kept::destroy(&file.sha256, &blobs, &db).await?;
    }
    takedown
}

/// One report that cites the same document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SharedUse {
    /// The other report.
    report: ReportId,
    /// Its unit.
    organisation: OrganisationId,
    /// The criterion there.
    #[schema(example = "H3")]
    criterion: String,
}

/// A document that this report cites, and who else does.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SharedDocument {
    /// The criterion under which this report cites it.
    #[schema(example = "H3")]
    criterion: String,
    /// Key by which the citations match: `number:` with the number and the day, `url:` with the address, or `file:`
    /// with the SHA-256.
    #[schema(example = "number:7bcubnd:2024-11-01")]
    mark: String,
    /// Who else cites it.
    others: Vec<SharedUse>,
}

/// The documents that a report shares with others.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SharedEvidence {
    /// The documents, by criterion; documents that no other report cites are left out.
    documents: Vec<SharedDocument>,
    /// Whether there are more places than are shown (1000).
    more: bool,
}

/// Show who else cites the same documents
///
/// *Minh chứng dùng chung.* Callers who may read the report, limited to the other reports that they may read: a
/// verifier sees every unit, a unit its own other years. Documents match by number and day whatever the spelling, by
/// web address, or by the bytes of their file.
#[utoipa::path(
    get,
    path = "/reports/{report}/shared-evidence",
    responses((status = 200, description = "The shared evidence.")),
)]
pub(crate) async fn show_shared_evidence(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    db: Db,
) -> Result<Untagged<SharedEvidence>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let (report, found, files) = db
        .read(move |tx| async move {
            let report = tx.report(&scope, path.0.report).await?;
            let found = tx.cited_elsewhere(&scope, &report, SHARED_MAX).await?;
            let files = twins_of(&tx, &scope, &report).await?;
            Ok((report, found, files))
        })
        .await?;
    let more = usize::from(SHARED_MAX) <= found.len();
    let by_mark = |mark: &str| found.iter().filter(|one| one.mark == mark).cloned().collect::<Vec<Cited>>();
    let cited = report.citation_marks().into_iter().map(|(criterion, mark)| (criterion, by_mark(&mark)));
    let documents =
        cited.chain(files).filter_map(|(criterion, others)| SharedDocument::of(criterion, others)).collect();
    Untagged::new(&SharedEvidence { documents, more })
}

/// For each criterion that cites a file of the report, the other reports that cite the same bytes.
async fn twins_of(tx: &Tx, scope: &Scope, report: &Report) -> Result<Vec<(String, Vec<Cited>)>, Problem> {
    let mut files = Vec::new();
    for file in tx.all_evidence_files(report.id).await?.into_iter().filter(|file| report.cites(file.id)) {
        let twins = tx.evidence_files_with(&file.sha256).await?;
        let twins = twins
            .into_iter()
            .filter(|twin| twin.report != report.id && scope.holds_in(twin.organisation, twin.campaign));
        let mut uses = Vec::new();
        for twin in twins {
            let other = tx.report(scope, twin.report).await?;
            uses.extend(other.criteria_citing(twin.id).into_iter().map(|criterion| Cited {
                report: other.id,
                organisation: other.organisation,
                criterion,
                mark: format!("file:{}", file.sha256),
            }));
        }
        files.extend(report.criteria_citing(file.id).into_iter().map(|criterion| (criterion, uses.clone())));
    }
    Ok(files)
}

impl SharedDocument {
    /// A document with its other uses; `None` if there are none.
    fn of(criterion: String, others: Vec<Cited>) -> Option<Self> {
        let mark = others.first()?.mark.clone();
        let others = others.into_iter().map(|Cited { report, organisation, criterion, mark: _ }| SharedUse {
            report,
            organisation,
            criterion,
        });
        Some(Self { criterion, mark, others: others.collect() })
    }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports":
        upload_evidence_file, list_evidence_files, show_shared_evidence, show_evidence_file,
        show_evidence_file_content, remove_evidence_file, take_down_evidence_file,
    );
}
