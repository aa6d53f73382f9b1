//! The bytes of papers: uploaded like evidence, shown with what signatures were found in them, downloaded, taken down.

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::base::citation::FileMetadata;
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{
    AwardId, CommendationId, ComplaintId, DecisionId, NominationId, ObjectionId, OrganisationId, Revision,
    SessionMinutesId,
};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::oversight::inspection::InspectionId;
use domain::oversight::paper_place;
use domain::oversight::synthesis::SynthesisId;
use domain::papers::paper_file::{PaperBytes, PaperFile, PaperFileId, PaperFiles, PaperOwner, PaperPlace, taken_down};
use domain::planning::award::PaperKind;
use domain::reporting::destroyed_content::DestroyedContentId;
use domain::reporting::evidence_file::{EvidenceFormat, FILE_BYTES_MAX, Upload, check_upload};
use persistence::base::blob::Blobs;
use persistence::base::store::Tx;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::access::movement::{must_reach, must_reach_one};
use crate::base::answer::{Created, Once, Tagged, TaggedBytes, Untagged};
use crate::base::body::TakedownBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::transition::TransitionView;
use crate::oversight::paper_file::same_content::{SameContent, same_content, take_down_the_same};
use crate::papers::reasons;
use crate::papers::signature_check::SignatureChecker;
use crate::papers::signature_view::SignaturesView;
use crate::reporting::scanner::Scanner;
use crate::reporting::upload::kept::{AnyFile, Kept, KeptContent};
use crate::reporting::upload::{self, UploadCommand, kept};

mod same_content;

/// One version of a paper (tệp văn bản), without its bytes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperFile)]
pub(crate) struct PaperFileView {
    /// The version's identifier.
    id: PaperFileId,
    /// The kind of thing that it belongs to.
    owner: PaperOwner,
    /// The identifier of that thing; of a revocation, its award's.
    of: Uuid,
    /// Which paper of a dossier it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<PaperKind>,
    /// The number of the version, from 1 on.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// Whether it stands for the paper now; earlier versions stay.
    current: bool,
    /// The version before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<PaperFileId>,
    /// The unit that the thing belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The unit's present name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// Its name, as it was on the sender's machine.
    #[schema(example = "335-QD-UBND.signed.pdf")]
    name: String,
    /// File format, detected from the content.
    format: EvidenceFormat,
    /// SHA-256 of its content: 64 lower-case hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "daa690c67567da86b8d6094fd20905be24728596d07f83a1f7164f6c38ce8892"
    )]
    sha256: String,
    /// Its size in bytes, at most 52428800 (50 MiB).
    #[schema(minimum = 1, maximum = 52_428_800, example = 581)]
    size_bytes: i64,
    /// Whether its bytes are kept, or were destroyed.
    bytes: PaperBytes,
    /// Why they were destroyed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Tài liệu mật tải nhầm")]
    reason: Option<String>,
    /// What else has the same bytes: a takedown destroys them for all of it. Only for one version, and for callers who may
    /// take it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_content: Option<Vec<SameContent>>,
    /// The signatures that were found when it came in; they are shown and decide nothing.
    signatures: SignaturesView,
    /// Who uploaded it.
    #[schema(example = "Trần Thị Trưởng")]
    uploaded_by: String,
    /// When it was uploaded.
    uploaded_at: DateTime<Utc>,
    /// Where its bytes are.
    #[schema(example = "/v1/paper-files/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/content")]
    content_href: String,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

impl PaperFileView {
    fn new(file: &PaperFile, beside: &Beside, actor: &Actor) -> Self {
        let Beside { files, declared, units } = beside;
        let destroyed = files.destroyed_of(file);
        let current = files.current(file.kind, declared.of(file.kind)).is_some_and(|one| one.id == file.id);
        let earlier = files.files.iter().filter(|one| one.kind == file.kind && one.version < file.version);
        let replaces = earlier.max_by_key(|one| one.version).map(|one| one.id);
        let label = file.organisation.map(|unit| units.get(unit));
        let transitions = file.transitions(destroyed.is_some(), actor).into_iter().map(TransitionView::from).collect();
        let (bytes, revision) = (files.bytes_of(file), PaperFile::revision(destroyed.is_some()));
        let reason = destroyed.map(|content| content.reason.clone());
        let PaperFile {
            id,
            owner,
            of,
            kind,
            version,
            organisation,
            movements: _,
            name,
            format,
            sha256,
            size_bytes,
            signatures,
            uploaded_by: _,
            uploader_name,
            uploaded_at,
        } = file.clone();
        Self {
            id,
            owner,
            of,
            kind,
            version,
            current,
            replaces,
            organisation,
            organisation_name: label.as_ref().map(|label| label.name.clone()),
            organisation_code: label.and_then(|label| label.code),
            name,
            format,
            sha256,
            size_bytes,
            bytes,
            reason,
            same_content: None,
            signatures: signatures.into(),
            uploaded_by: uploader_name,
            uploaded_at,
            content_href: format!("/v1/paper-files/{id}/content"),
            revision,
            transitions,
        }
    }
}

/// The hashes that a thing declares for its papers.
struct Declared(Vec<(Option<PaperKind>, String)>);

impl Declared {
    fn of(&self, kind: Option<PaperKind>) -> Option<&str> {
        self.0.iter().find(|(one, _)| *one == kind).map(|(_, digest)| digest.as_str())
    }
}

/// What stands beside a version: the other versions, what is declared, the names of units.
struct Beside {
    files: PaperFiles,
    declared: Declared,
    units: UnitLabels,
}

impl Beside {
    async fn of(tx: &Tx, owner: PaperOwner, of: Uuid, declared: Declared) -> Result<Self, Problem> {
        let files = tx.paper_files_of(owner, of).await?;
        let units = tx.unit_labels(files.files.iter().filter_map(|file| file.organisation)).await?;
        Ok(Self { files, declared, units })
    }
}

/// The thing that papers belong to.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaperOwnerQuery {
    /// The kind of thing that the papers belong to.
    #[param(inline)]
    owner: PaperOwner,
    /// The identifier of that thing; of a revocation, its award's.
    #[param(value_type = Uuid)]
    of: Uuid,
}

/// The query parameters of an upload.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaperUploadQuery {
    /// The kind of thing that the paper belongs to.
    #[param(inline)]
    owner: PaperOwner,
    /// The identifier of that thing; of a revocation, its award's.
    #[param(value_type = Uuid)]
    of: Uuid,
    /// Which paper of a dossier it is; only for `NOMINATION`, and there required.
    #[param(inline)]
    kind: Option<PaperKind>,
    /// The file's name with its end, percent-encoded UTF-8: `+` is a space, `%2B` a plus sign; 1 to 300 characters, without
    /// `/` and `\`.
    #[param(min_length = 1, max_length = 300, example = "335-QD-UBND.signed.pdf")]
    name: String,
    /// Whether this file is the right one although the decision declares another hash, which was entered by mistake; only
    /// for `DECISION`.
    #[param(example = false)]
    replaces_declared: Option<bool>,
}

/// The path parameter that names a version of a paper.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaperFilePath {
    /// The version's identifier.
    #[param(value_type = Uuid)]
    paper_file: PaperFileId,
}

/// Upload the bytes of a paper
///
/// *Tải tệp của giấy tờ lên.* Whoever may record the paper: the unit or agency that edits the dossier (`NOMINATION`, with
/// `kind`, while it may be edited; whatever its state, if the bytes of this paper were destroyed), the decision authority
/// (`DECISION`, `REVOCATION`), the appraisal agency (`SESSION_MINUTES`, `OBJECTION`, `COMPLAINT`), the head of the unit
/// (`COMMENDATION`), the agency that inspects (`INSPECTION`, after the visit), the standing agency (`SYNTHESIS`). The body
/// is the file itself, whatever its `Content-Type`, and is refused for the same reasons as evidence
/// (`POST /v1/reports/{report}/evidence-files`).
///
/// Where the thing declares a hash for the paper, the bytes have this hash (rule P05). If those bytes were destroyed, others
/// may take their place. A decision that is not public yet and whose declared file never came declares this file instead
/// with `replacesDeclared=true`; the trail keeps both hashes.
///
/// Each upload for the same paper is its next version; earlier versions stay (rule L07). The signatures of a PDF are looked
/// for (PAdES): who signed, when, and whether the bytes are those that were signed; they are shown and decide nothing.
#[utoipa::path(post, path = "/paper-files", responses((status = 201, description = "Kept.")))]
pub(crate) async fn upload_paper_file(
    stream: UploadCommand<AnyFile>,
    Query(query): Query<PaperUploadQuery>,
    scanner: Scanner,
    checker: web::Data<SignatureChecker>,
    blobs: web::Data<Blobs>,
    db: Db,
) -> Result<Once<Created<PaperFileView>>, Problem> {
    let (actor, at) = (stream.actor.clone(), stream.at);
    let PaperUploadQuery { owner, of, kind, name, replaces_declared } = query;
    PaperPlace::check_kind(owner, kind)?;
    must_be_allowed(&db, &actor, (owner, of, kind)).await?;
    let (spool, key) = stream.receive(FILE_BYTES_MAX).await?;
    let upload = upload::inspect(&spool, name, &scanner).await?;
    check_upload(&upload)?;
    let signatures = checker.check((&spool, upload.format), actor.account, at).await?;
    kept::store(&spool, &upload.sha256, &blobs, &db).await?;
    db.once(key, move |tx| async move {
        kept::hold(&tx, &upload, &blobs).await?;
        tx.hold_papers(of).await?;
        if owner == PaperOwner::Nomination {
            // Locked, so that nothing is added to a dossier while it is sent.
            tx.nomination_to_change(&actor.scope(Permission::ReadNomination)?, NominationId(of)).await?;
        }
        let (place, author) = addition(&tx, &actor, (owner, of, kind)).await??;
        let earlier = tx.paper_files_of(owner, of).await?;
        let place = match replaces_declared {
            Some(true) => redeclared(&tx, &actor, place, (&upload, &earlier), at).await?,
            Some(false) | None => place,
        };
        let declared = Declared(place.declared.clone().map(|digest| (kind, digest)).into_iter().collect());
        let id = PaperFileId(Uuid::now_v7());
        let file = PaperFile::keep(id, place, (upload, &earlier), signatures, (author, &actor), at)?;
        let file = tx.add(file).await?;
        let beside = Beside::of(&tx, owner, of, declared).await?;
        let view = PaperFileView::new(&file, &beside, &actor);
        Created::new(format!("/v1/paper-files/{id}"), view.revision, &view)
    })
    .await
}

/// Declares the file that came in for a decision, instead of the one that was declared by mistake.
async fn redeclared(
    tx: &Tx,
    actor: &Actor,
    place: PaperPlace,
    (upload, earlier): (&Upload, &PaperFiles),
    at: DateTime<Utc>,
) -> Result<PaperPlace, Problem> {
    if place.owner != PaperOwner::Decision {
        return Err(Problem::malformed(vec![violation("?replacesDeclared", reasons::replacement_not_wanted())]));
    }
    let (name, _) = check_upload(upload)?;
    let file = FileMetadata { name, sha256: upload.sha256.clone(), size_bytes: upload.size_bytes };
    let declaring = tx.decision(DecisionId(place.of)).await?.declare(file, earlier, actor, at)?;
    let decision = tx.save_decision(declaring.decision, declaring.announced).await?;
    Ok(PaperPlace { declared: Some(decision.paper.file.sha256), ..place })
}

/// Refuses a caller who may not upload before the body is read. Whether the state of the thing allows it is asked later,
/// because a repeated request is answered as the first was.
async fn must_be_allowed(db: &Db, actor: &Actor, named: (PaperOwner, Uuid, Option<PaperKind>)) -> Result<(), Problem> {
    let actor = actor.clone();
    db.read(move |tx| async move {
        match addition(&tx, &actor, named).await? {
            Err(refusal @ Refusal::NotAllowed(_)) => Err(refusal.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    })
    .await
}

/// Loads the thing that a paper is added to, as far as the caller may read it, and asks whether the caller may add to it.
async fn addition(
    tx: &Tx,
    actor: &Actor,
    (owner, of, kind): (PaperOwner, Uuid, Option<PaperKind>),
) -> Result<paper_place::Addition, Problem> {
    Ok(match owner {
        PaperOwner::Nomination => {
            let scope = actor.scope(Permission::ReadNomination)?;
            let nomination = tx.nomination(&scope, NominationId(of)).await?;
            let Some(kind) = kind else { return Err(Problem::plain(Kind::NotFound)) };
            let files = tx.paper_files_of(owner, of).await?;
            paper_place::in_nomination(&nomination, kind, &files, actor)
        }
        PaperOwner::Decision => {
            actor.must_somewhere(Permission::ReadDecision)?;
            paper_place::in_decision(&tx.decision(DecisionId(of)).await?, actor)
        }
        PaperOwner::Revocation => {
            actor.must_somewhere(Permission::ReadDecision)?;
            let award = tx.granted_award(AwardId(of)).await?;
            let revocation = tx.revocation_of(award.id).await?.ok_or_else(|| Problem::plain(Kind::NotFound))?;
            paper_place::in_revocation(&revocation, &award, actor)
        }
        PaperOwner::SessionMinutes => {
            actor.must_somewhere(Permission::ReadDecision)?;
            let minutes = tx.session_minutes(SessionMinutesId(of)).await?;
            let campaign = tx.cycle(minutes.cycle).await?.campaign;
            paper_place::in_session_minutes(&minutes, campaign, actor)
        }
        PaperOwner::Objection => {
            actor.must_somewhere(Permission::ReadComplaint)?;
            let objection = tx.objection(ObjectionId(of)).await?;
            let nomination = tx.nomination(&Scope::Everything, objection.nomination).await?;
            paper_place::in_objection(&objection, &nomination, actor)
        }
        PaperOwner::Complaint => {
            actor.must_somewhere(Permission::ReadComplaint)?;
            let complaint = tx.complaint(ComplaintId(of)).await?;
            paper_place::in_complaint(&complaint, &tx.granted_award(complaint.award).await?, actor)
        }
        PaperOwner::Commendation => {
            let scope = actor.scope(Permission::ReadCommendation)?;
            paper_place::in_commendation(&tx.commendation(&scope, CommendationId(of)).await?, actor)
        }
        PaperOwner::Inspection => {
            let scope = actor.scope(Permission::ReadInspection)?;
            paper_place::in_inspection(&tx.inspection(&scope, InspectionId(of)).await?, actor)
        }
        PaperOwner::Synthesis => {
            let scope = actor.scope(Permission::ReadSynthesis)?;
            paper_place::in_synthesis(&tx.synthesis(&scope, SynthesisId(of)).await?, actor)
        }
    })
}

/// Demands that the caller may read the thing that papers belong to, and tells which hashes it declares for them.
async fn readable(tx: &Tx, actor: &Actor, owner: PaperOwner, of: Uuid) -> Result<Declared, Problem> {
    let one = |digest: String| Declared(vec![(None, digest)]);
    let none = Declared(Vec::new());
    Ok(match owner {
        PaperOwner::Nomination => {
            let scope = actor.scope(Permission::ReadNomination)?;
            let papers = tx.nomination(&scope, NominationId(of)).await?.dossier.papers;
            let declared = papers.iter().filter_map(|paper| Some((Some(paper.kind), paper.digest()?.to_owned())));
            Declared(declared.collect())
        }
        PaperOwner::Decision => {
            actor.must_somewhere(Permission::ReadDecision)?;
            let decision = tx.decision(DecisionId(of)).await?;
            must_reach_one(actor, Permission::ReadDecision, &decision.movements)?;
            one(decision.paper.file.sha256)
        }
        PaperOwner::Revocation => {
            actor.must_somewhere(Permission::ReadDecision)?;
            let award = tx.granted_award(AwardId(of)).await?;
            must_reach(actor, Permission::ReadDecision, award.campaign)?;
            tx.revocation_of(award.id).await?.map_or(none, |revocation| one(revocation.paper.file.sha256))
        }
        PaperOwner::SessionMinutes => {
            actor.must_somewhere(Permission::ReadDecision)?;
            let minutes = tx.session_minutes(SessionMinutesId(of)).await?;
            must_reach(actor, Permission::ReadDecision, tx.cycle(minutes.cycle).await?.campaign)?;
            minutes.file.map_or(none, |file| one(file.sha256))
        }
        PaperOwner::Objection => {
            actor.must_somewhere(Permission::ReadComplaint)?;
            let objection = tx.objection(ObjectionId(of)).await?;
            let nomination = tx.nomination(&Scope::Everything, objection.nomination).await?;
            must_reach(actor, Permission::ReadComplaint, nomination.campaign)?;
            none
        }
        PaperOwner::Complaint => {
            actor.must_somewhere(Permission::ReadComplaint)?;
            let complaint = tx.complaint(ComplaintId(of)).await?;
            let award = tx.granted_award(complaint.award).await?;
            must_reach(actor, Permission::ReadComplaint, award.campaign)?;
            none
        }
        PaperOwner::Commendation => {
            tx.commendation(&actor.scope(Permission::ReadCommendation)?, CommendationId(of)).await?;
            none
        }
        PaperOwner::Inspection => {
            tx.inspection(&actor.scope(Permission::ReadInspection)?, InspectionId(of)).await?;
            none
        }
        PaperOwner::Synthesis => {
            tx.synthesis(&actor.scope(Permission::ReadSynthesis)?, SynthesisId(of)).await?;
            none
        }
    })
}

/// A version with what stands beside it, if the caller may read the thing that it belongs to; for everybody else it is
/// not there.
async fn found(tx: &Tx, actor: &Actor, id: PaperFileId) -> Result<(PaperFile, Beside), Problem> {
    let file = tx.paper_file(id).await?;
    let hidden = |problem: Problem| {
        if problem.kind == Kind::NotAllowed { Problem::plain(Kind::NotFound) } else { problem }
    };
    let declared = readable(tx, actor, file.owner, file.of).await.map_err(hidden)?;
    let beside = Beside::of(tx, file.owner, file.of, declared).await?;
    Ok((file, beside))
}

/// List the bytes of papers
///
/// *Danh sách tệp của giấy tờ.* Callers who may read the thing that the papers belong to. Every version that was uploaded,
/// also those that were replaced or destroyed.
#[utoipa::path(get, path = "/paper-files", responses((status = 200, description = "The versions, oldest first.")))]
pub(crate) async fn list_paper_files(
    Caller(actor): Caller,
    Query(query): Query<PaperOwnerQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<PaperFileView>>, Problem> {
    let PaperOwnerQuery { owner, of } = query;
    db.read(move |tx| async move {
        let declared = readable(&tx, &actor, owner, of).await?;
        // What a version stands for follows from all the others, which are few.
        let beside = Beside::of(&tx, owner, of, declared).await?;
        let slice = paging.page.of(beside.files.files.iter(), |file| file.id.0);
        let view = |file: &PaperFile| PaperFileView::new(file, &beside, &actor);
        Untagged::new(&Listing::new(&paging, slice, |file| file.id.0, view))
    })
    .await
}

/// Show a version of a paper
///
/// *Xem thông tin tệp của giấy tờ.* Callers who may read the thing that the paper belongs to.
#[utoipa::path(
    get,
    path = "/paper-files/{paperFile}",
    responses((status = 200, description = "The version, without its bytes.")),
)]
pub(crate) async fn show_paper_file(
    Caller(actor): Caller,
    path: Path<PaperFilePath>,
    db: Db,
) -> Result<Tagged<PaperFileView>, Problem> {
    db.read(move |tx| async move {
        let (file, beside) = found(&tx, &actor, path.0.paper_file).await?;
        let same_content = same_content(&tx, &file, &actor).await?;
        let view = PaperFileView { same_content, ..PaperFileView::new(&file, &beside, &actor) };
        Tagged::new(view.revision, &view)
    })
    .await
}

/// Download a version of a paper
///
/// *Tải tệp của giấy tờ về.* Callers who may read the thing that the paper belongs to. The bytes never change, also when a
/// later version takes their place. They are hashed again first: bytes that have changed or are gone are a fault of the
/// service (500 `PAPER_CORRUPT`) and are not sent. `Repr-Digest` contains the hash.
#[utoipa::path(
    get,
    path = "/paper-files/{paperFile}/content",
    responses((status = 200, description = "The file, under the media type of its format.")),
)]
pub(crate) async fn show_paper_file_content(
    Caller(actor): Caller,
    path: Path<PaperFilePath>,
    blobs: web::Data<Blobs>,
    db: Db,
) -> Result<TaggedBytes<KeptContent>, Problem> {
    let (file, beside) = db.read(move |tx| async move { found(&tx, &actor, path.0.paper_file).await }).await?;
    if beside.files.bytes_of(&file) == PaperBytes::TakenDown {
        return Err(Problem::new(Kind::WrongState, taken_down()));
    }
    let PaperFile { name, format, sha256, size_bytes, .. } = &file;
    let kept = Kept { name, format: *format, sha256, size_bytes: *size_bytes };
    kept.send((&blobs, &db), taken_down(), || corrupt(&file)).await
}

/// A file that the service has lost. The edge logs the cause with the trace id that the client is told.
fn corrupt(file: &PaperFile) -> Problem {
    let PaperFile { id, sha256, .. } = file;
    let cause = format!("the file of paper {id} is missing from the store or not what it was: SHA-256 {sha256}");
    Problem { reason: reasons::paper_corrupt(), ..Problem::fault(cause) }
}

/// Take the bytes of a paper down
///
/// *Tiêu hủy tệp của giấy tờ.* Standing agency, with a reason, for bytes that should never have been uploaded, such as a
/// state secret (rule L35). They are destroyed for every paper and every report that has them (`sameContent` names these,
/// before and afterwards), if the caller may do that for each; the hash stays, and the same bytes are not accepted again.
#[utoipa::path(
    post,
    path = "/paper-files/{paperFile}/takedown",
    responses((status = 200, description = "Destroyed.")),
)]
pub(crate) async fn take_down_paper_file(
    request: StepCommand<PaperFilePath, TakedownBody>,
    blobs: web::Data<Blobs>,
    db: Db,
) -> Result<Once<Tagged<PaperFileView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    let id = path.paper_file;
    let takedown = db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::VerifyReport)?;
        let (file, beside) = found(&tx, &actor, id).await?;
        expected.must_be(PaperFile::revision(beside.files.destroyed_of(&file).is_some()))?;
        // Uploads of the same content wait until this ends.
        tx.hold_content(&file.sha256).await?;
        let destroyed = tx.is_taken_down(&file.sha256).await?;
        let entry = DestroyedContentId(Uuid::now_v7());
        tx.add(file.take_down(entry, destroyed, &body.reason, &actor, at)?).await?;
        take_down_the_same(&tx, &file, &body.reason, &actor, at).await?;
        let Beside { declared, .. } = beside;
        let beside = Beside::of(&tx, file.owner, file.of, declared).await?;
        let same_content = same_content(&tx, &file, &actor).await?;
        let view = PaperFileView { same_content, ..PaperFileView::new(&file, &beside, &actor) };
        Tagged::new(view.revision, &view)
    });
    let takedown = takedown.await;
    if kept::is_recorded(&takedown) {
        let file = db.ask(move |tx| async move { Ok(tx.paper_file(id).await?) }).await?;
        kept::destroy(&file.sha256, &blobs, &db).await?;
    }
    takedown
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "papers":
        list_paper_files, upload_paper_file, show_paper_file, show_paper_file_content, take_down_paper_file,
    );
}
