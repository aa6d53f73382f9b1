//! What inspections recommend, and what units answer.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::oversight::difficulty::Remark;
use domain::oversight::inspection::InspectionId;
use domain::oversight::inspection::recommendation::{
    Recommendation, RecommendationId, RecommendationState, RecommendationVerb,
};
use domain::oversight::inspection::workflow::InspectingAgency;
use persistence::base::store::Tx;
use persistence::oversight::inspection::recommendation::RecommendationFilter;
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::citation::CitationBody;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{Paragraph, TextView};
use crate::base::transition::TransitionView;
use crate::oversight::inspection::view::{ActView, InspectionPath, Names};

/// Something to recommend to the inspected unit (kiến nghị).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRecommendation {
    /// What is recommended; 1 to 4000 characters.
    /// Example: `Rà soát hồ sơ công việc chưa xử lý trên phần mềm và báo cáo kết quả`
    #[validate(nested)]
    text: Paragraph,
    /// The day by which the unit answers; from today to 24 months ahead.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    due_date: NaiveDate,
}

/// What is said with the answer to a recommendation, or with its acceptance.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RecommendationRemark {
    /// What was done, or what the agency says of it; 1 to 4000 characters.
    /// Example: `Đã rà soát và cập nhật số liệu`
    #[validate(nested)]
    text: Paragraph,
    /// The document that says so, if there is one.
    #[serde(default)]
    #[validate(nested)]
    document: Option<CitationBody>,
}

/// Why an answer is returned.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RecommendationReturn {
    /// What the answer lacks; 1 to 4000 characters.
    /// Example: `Chưa nêu kết quả của 12 hồ sơ còn lại`
    #[validate(nested)]
    text: Paragraph,
    /// The day by which the unit answers again; from today to 24 months ahead. Without it the old day stays, which must not
    /// have passed.
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    due_date: Option<NaiveDate>,
}

/// A recommendation of an inspection (kiến nghị; rule P02).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Recommendation)]
pub(crate) struct RecommendationView {
    /// Its identifier.
    id: RecommendationId,
    /// The inspection.
    inspection: InspectionId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The agency that recommends it.
    agency: InspectingAgency,
    /// What is recommended.
    #[schema(example = "Rà soát hồ sơ công việc chưa xử lý trên phần mềm và báo cáo kết quả")]
    text: String,
    /// The day by which the unit answers.
    #[schema(example = "2025-08-15")]
    due_date: NaiveDate,
    /// Whether that day is over and no answer is there.
    overdue: bool,
    /// Its state.
    state: RecommendationState,
    /// When it was given.
    given_at: DateTime<Utc>,
    /// The steps taken, oldest first.
    acts: Vec<ActView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of recommendations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecommendationQuery {
    /// Of this inspection.
    #[param(value_type = Option<Uuid>)]
    inspection: Option<InspectionId>,
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// To this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// Of this agency.
    #[param(inline)]
    agency: Option<InspectingAgency>,
    /// In this state.
    #[param(inline)]
    state: Option<RecommendationState>,
    /// `true`: only those whose answer is overdue today.
    #[serde(default)]
    overdue: bool,
}

/// The path parameter that names a recommendation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RecommendationPath {
    /// The recommendation's identifier.
    #[param(value_type = Uuid)]
    recommendation: RecommendationId,
}

impl From<RecommendationRemark> for Remark {
    fn from(RecommendationRemark { text, document }: RecommendationRemark) -> Self {
        Self { text: text.into(), document: document.map(Into::into) }
    }
}

async fn names_of(tx: &Tx, recommendations: &[Recommendation]) -> Result<Names, Problem> {
    let mut units: Vec<OrganisationId> = recommendations.iter().map(|one| one.organisation).collect();
    for recommendation in recommendations {
        units.extend(recommendation.acts.iter().filter_map(|act| act.unit));
    }
    Names::load(tx, recommendations.iter().map(|one| one.campaign).collect(), Vec::new(), units).await
}

impl RecommendationView {
    fn new(recommendation: Recommendation, names: &Names, actor: &Actor, at: DateTime<Utc>) -> Self {
        let overdue = recommendation.is_overdue(at);
        let transitions = recommendation.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Recommendation {
            id,
            inspection,
            campaign,
            organisation,
            agency,
            text,
            due,
            state,
            given_at,
            acts,
            revision,
        } = recommendation;
        let UnitLabel { name, code } = names.units.get(organisation);
        let word = |verb: &RecommendationVerb| verb.as_str();
        Self {
            id,
            inspection,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            agency,
            text,
            due_date: due,
            overdue,
            state,
            given_at,
            acts: acts.into_iter().map(|act| ActView::new(act, word, names)).collect(),
            revision,
            transitions,
        }
    }

    async fn of(tx: &Tx, recommendation: Recommendation, actor: &Actor, at: DateTime<Utc>) -> Result<Self, Problem> {
        let names = names_of(tx, std::slice::from_ref(&recommendation)).await?;
        Ok(Self::new(recommendation, &names, actor, at))
    }
}

/// A recommendation for a step with a permission, unchanged since the client saw it.
async fn loaded(
    tx: &Tx,
    (actor, permission): (&Actor, Permission),
    id: RecommendationId,
    expected: Expected,
) -> Result<Recommendation, Problem> {
    actor.must_somewhere(permission)?;
    let recommendation = tx.recommendation(&actor.scope(Permission::ReadInspection)?, id).await?;
    expected.must_be(recommendation.revision)?;
    Ok(recommendation)
}

/// List recommendations
///
/// *Danh sách kiến nghị.* The two agencies, the decision authority and the auditor see those of their movements; a unit sees
/// its own (rule P02). Filters add up.
#[utoipa::path(
    get,
    path = "/recommendations",
    responses((status = 200, description = "The recommendations, oldest first.")),
)]
pub(crate) async fn list_recommendations(
    Caller(actor): Caller,
    Query(query): Query<RecommendationQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<RecommendationView>>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    let RecommendationQuery { inspection, campaign, organisation, agency, state, overdue } = query;
    let overdue_on = overdue.then(|| calendar::day_of(at));
    let filter = RecommendationFilter { inspection, campaign, organisation, agency, state, overdue_on };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.recommendations(&scope, filter, page).await?;
            let names = names_of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    let row = |one| RecommendationView::new(one, &names, &actor, at);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Recommend something to the inspected unit
///
/// *Kiến nghị.* The agency that entered the inspection, after its minutes or its conclusion, with a day for the answer.
#[utoipa::path(
    post,
    path = "/inspections/{inspection}/recommendations",
    responses((status = 201, description = "Recommended.")),
)]
pub(crate) async fn give_recommendation(
    request: StepCommand<InspectionPath, NewRecommendation>,
    db: Db,
) -> Result<Once<Created<RecommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageInspection)?;
        let inspection = tx.inspection_to_use(&actor.scope(Permission::ReadInspection)?, path.inspection).await?;
        expected.must_be(inspection.revision)?;
        let unit = tx.organisation(inspection.organisation).await?;
        let NewRecommendation { text, due_date } = body;
        let id = RecommendationId(Uuid::now_v7());
        let step = Recommendation::give(id, (&text, due_date), (&inspection, &unit), &actor, at)?;
        let recommendation = tx.add(step).await?;
        let revision = recommendation.revision;
        let view = RecommendationView::of(&tx, recommendation, &actor, at).await?;
        Created::new(format!("/v1/recommendations/{id}"), revision, &view)
    })
    .await
}

/// Show a recommendation
///
/// *Xem kiến nghị.* The two agencies, the decision authority, the auditor, and the unit's own people.
#[utoipa::path(
    get,
    path = "/recommendations/{recommendation}",
    responses((status = 200, description = "The recommendation.")),
)]
pub(crate) async fn show_recommendation(
    Caller(actor): Caller,
    path: Path<RecommendationPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<RecommendationView>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    db.read(move |tx| async move {
        let recommendation = tx.recommendation(&scope, path.0.recommendation).await?;
        let revision = recommendation.revision;
        Tagged::new(revision, &RecommendationView::of(&tx, recommendation, &actor, at).await?)
    })
    .await
}

/// Answer a recommendation
///
/// *Trả lời kiến nghị.* Editor or head of the inspected unit, while it exists.
#[utoipa::path(
    post,
    path = "/recommendations/{recommendation}/answer",
    responses((status = 200, description = "Answered.")),
)]
pub(crate) async fn answer_recommendation(
    request: StepCommand<RecommendationPath, RecommendationRemark>,
    db: Db,
) -> Result<Once<Tagged<RecommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let may = (&actor, Permission::AnswerRecommendation);
        let recommendation = loaded(&tx, may, path.recommendation, expected).await?;
        let unit = tx.organisation(recommendation.organisation).await?;
        let recommendation = tx.save(recommendation.answer(body.into(), &unit, &actor, at)?).await?;
        let revision = recommendation.revision;
        Tagged::new(revision, &RecommendationView::of(&tx, recommendation, &actor, at).await?)
    })
    .await
}

/// Accept the answer to a recommendation
///
/// *Chấp nhận kết quả thực hiện kiến nghị.* The agency that recommended it.
#[utoipa::path(
    post,
    path = "/recommendations/{recommendation}/acceptance",
    responses((status = 200, description = "Accepted.")),
)]
pub(crate) async fn accept_recommendation(
    request: StepCommand<RecommendationPath, RecommendationRemark>,
    db: Db,
) -> Result<Once<Tagged<RecommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let may = (&actor, Permission::ManageInspection);
        let recommendation = loaded(&tx, may, path.recommendation, expected).await?;
        let recommendation = tx.save(recommendation.accept(body.into(), &actor, at)?).await?;
        let revision = recommendation.revision;
        Tagged::new(revision, &RecommendationView::of(&tx, recommendation, &actor, at).await?)
    })
    .await
}

/// Return the answer to a recommendation
///
/// *Yêu cầu trả lời lại kiến nghị.* The agency that recommended it, with what the answer lacks, and a later day if one is
/// needed.
#[utoipa::path(
    post,
    path = "/recommendations/{recommendation}/return",
    responses((status = 200, description = "Waits for an answer again.")),
)]
pub(crate) async fn return_recommendation(
    request: StepCommand<RecommendationPath, RecommendationReturn>,
    db: Db,
) -> Result<Once<Tagged<RecommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let may = (&actor, Permission::ManageInspection);
        let recommendation = loaded(&tx, may, path.recommendation, expected).await?;
        let RecommendationReturn { text, due_date } = body;
        let remark = Remark { text: text.into(), document: None };
        let recommendation = tx.save(recommendation.send_back(remark, due_date, &actor, at)?).await?;
        let revision = recommendation.revision;
        Tagged::new(revision, &RecommendationView::of(&tx, recommendation, &actor, at).await?)
    })
    .await
}

/// Withdraw a recommendation
///
/// *Rút kiến nghị.* The agency that recommended it, before it has accepted an answer, with a reason: what was given by
/// mistake, or what nobody can answer any more, because the unit has ended.
#[utoipa::path(
    post,
    path = "/recommendations/{recommendation}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_recommendation(
    request: StepCommand<RecommendationPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<RecommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let may = (&actor, Permission::ManageInspection);
        let recommendation = loaded(&tx, may, path.recommendation, expected).await?;
        let recommendation = tx.save(recommendation.withdraw(body.reason.into(), &actor, at)?).await?;
        let revision = recommendation.revision;
        Tagged::new(revision, &RecommendationView::of(&tx, recommendation, &actor, at).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "inspections": list_recommendations, give_recommendation, show_recommendation,
        answer_recommendation, accept_recommendation, return_recommendation, withdraw_recommendation);
}
