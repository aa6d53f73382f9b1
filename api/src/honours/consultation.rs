//! Questions to other agencies about nominations.

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{ConsultationId, NominationId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::consultation::{Consultation, Question, Reply};
use persistence::honours::consultation::{ConsultationFilter, ConsultationSight};
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::Paragraph;
use crate::honours::nomination::NominationPath;

/// A question to another agency (lấy ý kiến hiệp y).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewConsultation {
    /// The agency that is asked.
    organisation: OrganisationId,
    /// The question; 1 to 4000 characters.
    /// Example: `Đề nghị cho ý kiến về việc chấp hành pháp luật thuế`
    #[validate(nested)]
    question: Paragraph,
    /// Number of working days the agency has; absent for the number of the dossier's regime, if it has one. After them the
    /// dossier goes on without an answer. 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 10)]
    #[serde(default)]
    days: Option<u16>,
}

/// Answer of an agency, or the reason why the consultation was ended without one.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"agrees": true, "text": "Không có vi phạm"}))]
pub(crate) struct NewReply {
    /// Whether the agency agrees; absent if the appraisal agency ends the consultation without an answer.
    #[serde(default)]
    agrees: Option<bool>,
    /// Answer of the agency, or the reason why the consultation is ended without one; 1 to 4000 characters.
    #[validate(nested)]
    text: Paragraph,
}

/// Outcome of a consultation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Reply)]
pub(crate) struct ReplyView {
    /// Whether the agency agrees; absent if the consultation was ended without an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    agrees: Option<bool>,
    /// Answer of the agency, or the reason why the consultation was ended without one.
    #[schema(example = "Không có vi phạm")]
    text: String,
    /// When.
    at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "Cục trưởng (demo)")]
    name: String,
}

/// A question to another agency about a nomination.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Consultation)]
pub(crate) struct ConsultationView {
    /// Its identifier.
    id: ConsultationId,
    /// The nomination.
    nomination: NominationId,
    /// The agency that is asked.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The subject's name.
    #[schema(example = "Công ty TNHH Số (demo)")]
    subject: String,
    /// The question.
    #[schema(example = "Đề nghị cho ý kiến về việc chấp hành pháp luật thuế")]
    question: String,
    /// Number of working days the agency has; `GET /v1/nominations/{nomination}/clocks` computes the due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 10)]
    days: Option<u16>,
    /// When it was asked.
    asked_at: DateTime<Utc>,
    /// Answer; absent while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<ReplyView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<Consultation> for ConsultationView {
    fn from(consultation: Consultation) -> Self {
        let Consultation { id, nomination, organisation, subject, question, days, asked_at, reply, revision } =
            consultation;
        let reply = reply.map(|Reply { agrees, text, at, name }| ReplyView { agrees, text, at, name });
        Self {
            id,
            nomination,
            organisation,
            organisation_name: None,
            organisation_code: None,
            subject,
            question,
            days,
            asked_at,
            reply,
            revision,
        }
    }
}

impl ConsultationView {
    /// With the name and the code of its unit, for a list.
    fn beside(self, units: &UnitLabels) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        Self { organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// The path parameter that names a consultation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ConsultationPath {
    /// The consultation's identifier.
    #[param(value_type = Uuid)]
    consultation: ConsultationId,
}

/// The filters of the list of consultations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConsultationQuery {
    /// About this nomination.
    #[param(value_type = Option<Uuid>)]
    nomination: Option<NominationId>,
    /// Only those that wait for an answer, or only those that do not.
    open: Option<bool>,
}

/// The consultations that a caller may read: agencies those about the nominations that they see, a unit those for its
/// head.
fn sight(actor: &Actor) -> Result<ConsultationSight, Problem> {
    let asked = actor.scope(Permission::AnswerConsultation);
    if actor.must(Permission::ReadIntegrity, None).is_err() {
        return Ok(ConsultationSight { asked: Some(asked?), about: None });
    }
    Ok(ConsultationSight { asked: asked.ok(), about: Some(actor.scope(Permission::ReadNomination)?) })
}

/// List consultations
///
/// *Danh sách lấy ý kiến.* The agencies and the auditor see all consultations; the head of a unit sees those addressed
/// to the unit.
#[utoipa::path(
    get,
    path = "/consultations",
    responses((status = 200, description = "The consultations, oldest first.")),
)]
pub(crate) async fn list_consultations(
    Caller(actor): Caller,
    Query(query): Query<ConsultationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ConsultationView>>, Problem> {
    let ConsultationQuery { nomination, open } = query;
    let (filter, page, scope) = (ConsultationFilter { nomination, open }, paging.page, sight(&actor)?);
    let (slice, units) = db
        .read(move |tx| async move {
            let slice = tx.consultations(&scope, filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |one| ConsultationView::from(one).beside(&units);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Ask another agency about a nomination
///
/// *Lấy ý kiến hiệp y.* Appraisal agency, while it appraises the dossier. The appraisal clock is paused until the
/// consulted agency answers or its working days are over, and the nomination cannot be appraised meanwhile; the consulted
/// agency has a clock of its own. Where the regime gives the appraisal more days with a consultation, its clock runs on.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/consultations",
    responses((status = 201, description = "Asked.")),
)]
pub(crate) async fn create_consultation(
    request: StepCommand<NominationPath, NewConsultation>,
    db: Db,
) -> Result<Once<Created<ConsultationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.nomination).await?;
        expected.must_be(nomination.revision)?;
        let NewConsultation { organisation, question, days } = body;
        let (asked, id) = (tx.consultations_about(&[nomination.id]).await?, ConsultationId(Uuid::now_v7()));
        let regime = nomination.regime(&tx.all_regimes().await?).cloned();
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let question = Question { text: question.into(), days, regime };
        let step = Consultation::ask(id, &nomination, &asked, &organisation, &question, &actor, at)?;
        let consultation = tx.add(step).await?;
        let (location, revision) = (format!("/v1/consultations/{id}"), consultation.revision);
        Created::new(location, revision, &ConsultationView::from(consultation))
    })
    .await
}

/// Show a consultation
///
/// *Xem việc lấy ý kiến.* The agencies, the auditor, and the head of the unit that is asked.
#[utoipa::path(
    get,
    path = "/consultations/{consultation}",
    responses((status = 200, description = "The consultation.")),
)]
pub(crate) async fn show_consultation(
    Caller(actor): Caller,
    path: Path<ConsultationPath>,
    db: Db,
) -> Result<Tagged<ConsultationView>, Problem> {
    let scope = sight(&actor)?;
    let consultation = db.ask(move |tx| async move { Ok(tx.consultation(&scope, path.0.consultation).await?) }).await?;
    Tagged::new(consultation.revision, &ConsultationView::from(consultation))
}

/// Answer a consultation
///
/// *Trả lời hiệp y.* The head of the unit that is asked, with `agrees`; or, without it, the appraisal agency ends the
/// consultation and says why.
#[utoipa::path(
    post,
    path = "/consultations/{consultation}/reply",
    responses((status = 200, description = "Answered, or ended.")),
)]
pub(crate) async fn reply_consultation(
    request: StepCommand<ConsultationPath, NewReply>,
    db: Db,
) -> Result<Once<Tagged<ConsultationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let consultation = tx.consultation(&sight(&actor)?, path.consultation).await?;
        expected.must_be(consultation.revision)?;
        let step = consultation.reply(body.agrees, &body.text, &actor, at)?;
        let consultation = tx.save(step).await?;
        Tagged::new(consultation.revision, &ConsultationView::from(consultation))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations": list_consultations, create_consultation, show_consultation, reply_consultation);
}
