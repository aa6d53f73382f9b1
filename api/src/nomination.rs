//! Nominations: a dossier's way from the unit to the chair.

use actix_web::{get, post, put};
use chrono::{DateTime, NaiveDate, Utc};
use domain::award::{AwardForm, PaperKind, SubjectKind};
use domain::identity::Actor;
use domain::ids::{AccountId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::nomination::{Act, Dossier, Nomination, NominationState, NominationVerb, Paper, Subject};
use domain::policy::Permission;
use persistence::nomination::NominationFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::answer::{Answer, Db, Listing};
use crate::evidence::FileBody;
use crate::extract::{Asked, At, Body, Ground, IfMatch, Nothing, Now, PageQuery, Paging, Posted};
use crate::identity::Caller;
use crate::problem::Problem;
use crate::step::TransitionView;

/// Who or what is nominated (tập thể, cá nhân).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Subject, example = json!({"kind": "COLLECTIVE", "name": "Phòng Văn hóa và Thông tin (demo)"}))]
pub(crate) struct SubjectBody {
    /// A collective or an individual.
    kind: SubjectKind,
    /// The name as it shall stand on the certificate; 1 to 300 characters.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    name: String,
    /// The individual's position (chức vụ); not for a collective. At most 300 characters.
    #[validate(length(max = 300))]
    #[schema(max_length = 300)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<String>,
    /// The individual's own account, if there is one: the person never handles this dossier (rule L19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<AccountId>,
}

/// What is known of one paper of the dossier (giấy tờ trong hồ sơ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Paper, example = json!({"kind": "SUBMISSION_LETTER", "number": "12/TTr-UBND", "date": "2024-11-20", "signer": "Chủ tịch UBND huyện (demo)", "title": "Tờ trình đề nghị khen thưởng", "nominees": ["Phòng Văn hóa và Thông tin (demo)"], "confirmed": true}))]
pub(crate) struct PaperBody {
    /// What it is; each kind stands once.
    kind: PaperKind,
    /// Its number and symbol; 1 to 300 characters.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    number: String,
    /// Its date.
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    signer: String,
    /// Its title or abstract (trích yếu); 1 to 300 characters.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    title: String,
    /// The nominees it lists; the submission letter names at least one at submission (rule L05). At most 200.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    nominees: Vec<String>,
    /// Whether the nominating level confirmed it; the achievement report must be at submission (rule L05).
    #[serde(default)]
    confirmed: bool,
    /// The file, where there is one.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<FileBody>,
}

/// What the unit says in a nomination (hồ sơ đề nghị).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Dossier)]
pub(crate) struct DossierBody {
    /// Who or what is nominated.
    #[validate(nested)]
    subject: SubjectBody,
    /// The form asked for; only the provincial Chair's Bằng khen is nominated (rule S12).
    award_form: AwardForm,
    /// What was achieved, in short; required at submission. At most 4000 characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000, example = "Hoàn thành vượt mức các tiêu chí chuyển đổi số năm 2024")]
    #[serde(default)]
    achievement: String,
    /// The papers so far; they may be incomplete until submission. At most 20.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    papers: Vec<PaperBody>,
}

/// A nomination to begin.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewNomination {
    /// The annual cycle whose results it rests on; it must be open.
    cycle: CycleId,
    /// The nominating unit: the caller's own.
    organisation: OrganisationId,
    /// What the unit says.
    #[validate(nested)]
    dossier: DossierBody,
}

/// An appraisal (thẩm định).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"eligible": true}))]
pub(crate) struct Appraisal {
    /// Whether the dossier is eligible (đủ điều kiện).
    eligible: bool,
    /// Why; required when it is not eligible. At most 4000 characters.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(default)]
    reason: String,
}

/// One step that a person took in a dossier.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Act)]
pub(crate) struct ActView {
    /// What was done.
    verb: NominationVerb,
    /// By whom.
    account: AccountId,
    /// The person's name as it was then.
    #[schema(example = "Trưởng đơn vị (demo)")]
    name: String,
    /// The unit acted for.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// When.
    at: DateTime<Utc>,
    /// The ground given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung biên bản")]
    reason: Option<String>,
}

/// A nomination and its dossier (đề nghị khen thưởng).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Nomination)]
pub(crate) struct NominationView {
    /// The nomination's identifier.
    id: NominationId,
    /// The cycle.
    cycle: CycleId,
    /// The nominating unit.
    organisation: OrganisationId,
    /// The unit's name when the nomination was begun.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// Where it stands.
    state: NominationState,
    /// What the unit says.
    dossier: DossierBody,
    /// The steps so far, oldest first.
    acts: Vec<ActView>,
    /// The decision that granted the award.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it changed last.
    updated_at: DateTime<Utc>,
    /// How often it changed; the same number stands in the `ETag`.
    revision: Revision,
    /// What the caller may do now, and why the rest is closed.
    transitions: Vec<TransitionView>,
}

/// Which nominations a list shows.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NominationQuery {
    /// For this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// By this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this state.
    #[param(inline)]
    state: Option<NominationState>,
}

/// A nomination's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NominationPath {
    /// The nomination's identifier.
    #[param(value_type = Uuid)]
    nomination: NominationId,
}

impl From<DossierBody> for Dossier {
    fn from(body: DossierBody) -> Self {
        let DossierBody { subject, award_form, achievement, papers } = body;
        let SubjectBody { kind, name, position, account } = subject;
        let papers = papers
            .into_iter()
            .map(|PaperBody { kind, number, date, signer, title, nominees, confirmed, file }| Paper {
                kind,
                number,
                date,
                signer,
                title,
                nominees,
                confirmed,
                file: file.map(Into::into),
            })
            .collect();
        Self { subject: Subject { kind, name, position, account }, award_form, achievement, papers }
    }
}

impl From<Dossier> for DossierBody {
    fn from(dossier: Dossier) -> Self {
        let Dossier { subject, award_form, achievement, papers } = dossier;
        let Subject { kind, name, position, account } = subject;
        let papers = papers
            .into_iter()
            .map(|Paper { kind, number, date, signer, title, nominees, confirmed, file }| PaperBody {
                kind,
                number,
                date,
                signer,
                title,
                nominees,
                confirmed,
                file: file.map(FileBody::from),
            })
            .collect();
        Self { subject: SubjectBody { kind, name, position, account }, award_form, achievement, papers }
    }
}

impl NominationView {
    fn new(nomination: Nomination, actor: &Actor) -> Self {
        let transitions = nomination.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Nomination {
            id,
            cycle,
            organisation,
            organisation_name,
            state,
            dossier,
            acts,
            decision,
            created_at,
            updated_at,
            revision,
        } = nomination;
        let acts = acts
            .into_iter()
            .map(|Act { verb, account, name, organisation, at, reason }| ActView {
                verb,
                account,
                name,
                organisation,
                at,
                reason,
            })
            .collect();
        Self {
            id,
            cycle,
            organisation,
            organisation_name,
            state,
            dossier: dossier.into(),
            acts,
            decision,
            created_at,
            updated_at,
            revision,
            transitions,
        }
    }

    fn answer(nomination: Nomination, actor: &Actor) -> Result<Answer, Problem> {
        let revision = nomination.revision;
        Answer::shown(revision, &Self::new(nomination, actor))
    }
}

/// List nominations
///
/// *Danh sách đề nghị khen thưởng.* Units see their own; the standing agency, the appraisal agency, the decision
/// authority and the auditor see all.
#[utoipa::path(
    tag = "nominations",
    params(NominationQuery, PageQuery),
    responses((status = 200, description = "The nominations, oldest first.", body = Listing<NominationView>)),
)]
#[get("/nominations")]
pub(crate) async fn list_nominations(
    Caller(actor): Caller,
    Asked(query): Asked<NominationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Answer, Problem> {
    let NominationQuery { cycle, organisation, state } = query;
    let (filter, page) = (NominationFilter { cycle, organisation, state }, paging.page);
    let scope = actor.scope(Permission::ReadNomination)?;
    let slice = db.read(move |tx| async move { Ok(tx.nominations(&scope, filter, page).await?) }).await?;
    Answer::plain(&Listing::new(&paging, slice, |one| one.id.0, |one| NominationView::new(one, &actor)))
}

/// Begin a nomination
///
/// *Lập hồ sơ đề nghị.* Editor or head of any unit, for its own collective or people (rule S15). One unit nominates
/// one subject once in a cycle; after a withdrawal it may again.
#[utoipa::path(
    tag = "nominations",
    request_body = NewNomination,
    responses((status = 201, description = "Begun.", body = NominationView)),
)]
#[post("/nominations")]
pub(crate) async fn create_nomination(request: Posted<NewNomination>, db: Db) -> Result<Answer, Problem> {
    let Posted { actor, at, key, body, .. } = request;
    let NewNomination { cycle, organisation, dossier } = body;
    db.once(key, move |tx| async move {
        actor.must(Permission::EditNomination, Some(organisation))?;
        let cycle = tx.cycle(cycle).await?;
        let organisation = tx.organisation(organisation).await?;
        let id = NominationId(Uuid::now_v7());
        let step = Nomination::draft(id, &cycle, &organisation, dossier.into(), &actor, at)?;
        let nomination = tx.add_nomination(step).await?;
        let (location, revision) = (format!("/v1/nominations/{id}"), nomination.revision);
        Answer::created(location, revision, &NominationView::new(nomination, &actor))
    })
    .await
}

/// Show a nomination
///
/// *Xem hồ sơ đề nghị.* The unit's own people, the standing agency, the appraisal agency, the decision authority, the
/// auditor. `transitions` says what the caller may do next, and why the rest is closed.
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    responses((status = 200, description = "The nomination.", body = NominationView)),
)]
#[get("/nominations/{nomination}")]
pub(crate) async fn show_nomination(
    Caller(actor): Caller,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let scope = actor.scope(Permission::ReadNomination)?;
    let nomination = db.read(move |tx| async move { Ok(tx.nomination(&scope, path.0.nomination).await?) }).await?;
    NominationView::answer(nomination, &actor)
}

/// Replace a nomination's content
///
/// *Sửa hồ sơ đề nghị.* Editor or head of the unit, while it is a draft or was returned.
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = DossierBody,
    responses((status = 200, description = "Replaced.", body = NominationView)),
)]
#[put("/nominations/{nomination}")]
pub(crate) async fn edit_nomination(
    Caller(actor): Caller,
    path: At<NominationPath>,
    expected: IfMatch,
    Now(now): Now,
    Body(dossier): Body<DossierBody>,
    db: Db,
) -> Result<Answer, Problem> {
    db.write(move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.edit(dossier.into(), &actor, now)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Submit a nomination
///
/// *Gửi hồ sơ.* Head of the unit. Its first recipient is the standing agency (rule S21). Every missing paper is named:
/// submission letter, confirmed achievement report and minutes (rule L05); for a collective also the implementing
/// document and the result report (rule S20).
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Nothing,
    responses((status = 200, description = "Submitted.", body = NominationView)),
)]
#[post("/nominations/{nomination}/submission")]
pub(crate) async fn submit_nomination(
    request: Posted<Nothing>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.submit(&actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Receive a nomination
///
/// *Tiếp nhận hồ sơ.* Standing agency (rule S21).
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Nothing,
    responses((status = 200, description = "Received.", body = NominationView)),
)]
#[post("/nominations/{nomination}/receipt")]
pub(crate) async fn receive_nomination(
    request: Posted<Nothing>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.receive(&actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Return a nomination for supplement
///
/// *Trả lại bổ sung.* Standing agency, with a reason.
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Ground,
    responses((status = 200, description = "Returned.", body = NominationView)),
)]
#[post("/nominations/{nomination}/return")]
pub(crate) async fn return_nomination(
    request: Posted<Ground>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.send_back(&body.reason, &actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Forward a nomination to the appraisal agency
///
/// *Chuyển thẩm định.* Standing agency, once it has received the dossier (rule S22).
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Nothing,
    responses((status = 200, description = "Forwarded.", body = NominationView)),
)]
#[post("/nominations/{nomination}/forwarding")]
pub(crate) async fn forward_nomination(
    request: Posted<Nothing>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.forward(&actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Appraise a nomination
///
/// *Thẩm định.* Appraisal agency, once the dossier was forwarded (rule S22); never by whoever submitted it, nor by the
/// nominee (rule L19).
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Appraisal,
    responses((status = 200, description = "Appraised.", body = NominationView)),
)]
#[post("/nominations/{nomination}/appraisal")]
pub(crate) async fn appraise_nomination(
    request: Posted<Appraisal>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.appraise(body.eligible, &body.reason, &actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Submit a nomination to the chair
///
/// *Trình Chủ tịch.* Appraisal agency, once the dossier was found eligible.
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Nothing,
    responses((status = 200, description = "Lies with the chair.", body = NominationView)),
)]
#[post("/nominations/{nomination}/presentation")]
pub(crate) async fn present_nomination(
    request: Posted<Nothing>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.present(&actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Record that the award is not granted
///
/// *Không khen thưởng.* Decision authority (rule S13), with a reason; never by whoever appraised (rule L19).
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Ground,
    responses((status = 200, description = "Not awarded.", body = NominationView)),
)]
#[post("/nominations/{nomination}/refusal")]
pub(crate) async fn refuse_nomination(
    request: Posted<Ground>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.refuse(&body.reason, &actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

/// Withdraw a nomination
///
/// *Rút hồ sơ.* Head of the unit, with a reason, before the dossier lies with the chair (rule L42).
#[utoipa::path(
    tag = "nominations",
    params(NominationPath),
    request_body = Ground,
    responses((status = 200, description = "Withdrawn.", body = NominationView)),
)]
#[post("/nominations/{nomination}/withdrawal")]
pub(crate) async fn withdraw_nomination(
    request: Posted<Ground>,
    path: At<NominationPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.0.nomination).await?;
        expected.must_be(nomination.revision)?;
        let nomination = tx.save_nomination(nomination.withdraw(&body.reason, &actor, at)?).await?;
        NominationView::answer(nomination, &actor)
    })
    .await
}

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_nominations)
        .service(create_nomination)
        .service(show_nomination)
        .service(edit_nomination)
        .service(submit_nomination)
        .service(receive_nomination)
        .service(return_nomination)
        .service(forward_nomination)
        .service(appraise_nomination)
        .service(present_nomination)
        .service(refuse_nomination)
        .service(withdraw_nomination);
}
