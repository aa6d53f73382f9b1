//! Good practices that units propose, what the agencies say, and their publication as role models.

use chrono::{DateTime, Utc};
use domain::base::citation::Citation;
use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use domain::base::policy::{Permission, Role};
use domain::oversight::practice::{Practice, PracticeAct, PracticeContent, PracticeId, PracticeState, PracticeVerb};
use persistence::base::store::Tx;
use persistence::oversight::practice::PracticeFilter;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, within};
use crate::base::query::{Path, Query, searched};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph, TextView};
use crate::base::transition::TransitionView;
use crate::results::result_figure::{self, ResultFigureBody};
use crate::results::role_model::joint;

/// What a unit says of its practice.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PracticeContent)]
pub(crate) struct PracticeBody {
    /// Its name; 1 to 300 characters. Title and summary become public with the role model and name no person (rule L36).
    /// Example: `Tổ công nghệ số cộng đồng đến từng ấp (demo)`
    #[validate(nested)]
    title: Line,
    /// The practice and its results; 1 to 4000 characters.
    /// Example: `Mỗi ấp có một tổ giúp người dân nộp hồ sơ trực tuyến`
    #[validate(nested)]
    summary: Paragraph,
    /// What was done, for those who review or adopt it; 1 to 4000 characters, without state secrets (rule L35).
    /// Example: `Xã lập 12 tổ, mỗi tổ năm người; tập huấn hai buổi, trực tại nhà văn hóa ấp mỗi tuần một buổi`
    #[validate(nested)]
    description: Paragraph,
    /// Numbers of the movement's contents that it is about (nội dung thi đua); at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// Its field: one of the movement's (rule S32).
    /// Example: `AGRICULTURE`
    field: FieldCode,
    /// Documents that show it; at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20), nested)]
    evidence: Vec<CitationBody>,
    /// What it achieved, in figures; at most 20. They become public with the role model.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20), nested)]
    results: Vec<ResultFigureBody>,
}

/// A good practice to propose (mô hình, cách làm hay).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPractice {
    /// The movement.
    campaign: CampaignId,
    /// The unit whose practice it is: the caller's own.
    organisation: OrganisationId,
    /// What the unit says of it.
    #[validate(nested)]
    content: PracticeBody,
}

/// An agency's review of a good practice.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PracticeReview {
    /// Whether the agency is in favour of publishing it.
    #[schema(example = true)]
    in_favour: bool,
    /// Why; 1 to 4000 characters. The unit and both agencies read it.
    /// Example: `Hiệu quả rõ, dễ nhân rộng ở các xã khác`
    #[validate(nested)]
    reason: Paragraph,
}

/// A step that was taken with a good practice.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PracticeAct)]
pub(crate) struct PracticeActView {
    /// The step.
    verb: PracticeVerb,
    /// When.
    at: DateTime<Utc>,
    /// The unit whose person took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sở Khoa học và Công nghệ")]
    organisation_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-khoa-hoc-cong-nghe")]
    organisation_code: Option<String>,
    /// The role in which the person took it; a review counts for the agency of this role.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The name of the person.
    #[schema(example = "Phạm Thị Thường Trực (demo)")]
    name: String,
    /// Of a review, whether it is in favour.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_favour: Option<bool>,
    /// The reason, where the step has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Hiệu quả rõ, dễ nhân rộng ở các xã khác")]
    reason: Option<String>,
}

/// A good practice of a unit (mô hình, cách làm hay; rule P03).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Practice)]
pub(crate) struct PracticeView {
    /// Its identifier.
    id: PracticeId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit whose practice it is.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// Its name.
    #[schema(example = "Tổ công nghệ số cộng đồng đến từng ấp (demo)")]
    title: String,
    /// The practice and its results.
    #[schema(example = "Mỗi ấp có một tổ giúp người dân nộp hồ sơ trực tuyến")]
    summary: String,
    /// What was done.
    #[schema(example = "Xã lập 12 tổ, mỗi tổ năm người; tập huấn hai buổi, trực tại nhà văn hóa ấp mỗi tuần một buổi")]
    description: String,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// Its field.
    field: FieldCode,
    /// Documents that show it; of one that is not open, another unit reads only that there is one.
    evidence: Vec<CitationBody>,
    /// What it achieved, in figures.
    results: Vec<ResultFigureBody>,
    /// Its state.
    state: PracticeState,
    /// When it was proposed first.
    proposed_at: DateTime<Utc>,
    /// The steps taken, oldest first; absent for other units, which read it once it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    acts: Option<Vec<PracticeActView>>,
    /// The role model that it was published as.
    #[serde(skip_serializing_if = "Option::is_none")]
    role_model: Option<RoleModelId>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of good practices.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PracticeQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this state.
    #[param(inline)]
    state: Option<PracticeState>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 6)]
    content: Option<i64>,
    /// In this field of the movement.
    #[param(inline)]
    field: Option<FieldCode>,
    /// With this text in title, summary, or a name or a code of the unit, such as `cong nghe so`; accents, case and the
    /// stroke of đ do not count. At most 100 characters.
    #[param(max_length = 100, example = "cong nghe so")]
    text: Option<String>,
}

/// The path parameter that names a good practice.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PracticePath {
    /// The practice's identifier.
    #[param(value_type = Uuid)]
    practice: PracticeId,
}

/// The names of what practices refer to.
struct Names {
    campaigns: CampaignNames,
    units: UnitLabels,
}

impl Names {
    async fn of(tx: &Tx, practices: &[Practice]) -> Result<Self, Problem> {
        let campaigns = tx.campaign_names(practices.iter().map(|one| one.campaign)).await?;
        let mut units: Vec<OrganisationId> = practices.iter().map(|one| one.organisation).collect();
        for practice in practices {
            units.extend(practice.acts.iter().filter_map(|act| act.unit));
        }
        let units = tx.unit_labels(units.into_iter()).await?;
        Ok(Self { campaigns, units })
    }
}

impl From<PracticeBody> for PracticeContent {
    fn from(body: PracticeBody) -> Self {
        let PracticeBody { title, summary, description, contents, field, evidence, results } = body;
        Self {
            title: title.into(),
            summary: summary.into(),
            description: description.into(),
            contents,
            field,
            evidence: evidence.into_iter().map(Citation::from).collect(),
            results: result_figure::read(results),
        }
    }
}

impl PracticeActView {
    fn new(act: PracticeAct, units: &UnitLabels) -> Self {
        let PracticeAct { verb, at, account: _, unit, role, name, in_favour, text } = act;
        let label = unit.map(|unit| units.get(unit));
        let organisation_code = label.as_ref().and_then(|label| label.code.clone());
        let organisation_name = label.map(|label| label.name);
        Self { verb, at, organisation: unit, organisation_name, organisation_code, role, name, in_favour, reason: text }
    }
}

impl PracticeView {
    fn new(practice: Practice, names: &Names, actor: &Actor) -> Result<Self, Problem> {
        let transitions = practice.transitions(actor).into_iter().map(TransitionView::from).collect();
        let inside = actor.scope(Permission::ReadPractice)?.holds_in(practice.organisation, practice.campaign);
        let Practice { id, campaign, organisation, content, state, proposed_at, acts, role_model, revision } = practice;
        let PracticeContent { title, summary, description, contents, field, evidence, results } = content;
        let UnitLabel { name, code } = names.units.get(organisation);
        let evidence = evidence.into_iter().map(|one| if inside { one } else { one.for_public() });
        let acts = acts.into_iter().map(|act| PracticeActView::new(act, &names.units));
        Ok(Self {
            id,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            title,
            summary,
            description,
            contents,
            field,
            evidence: evidence.map(CitationBody::from).collect(),
            results: result_figure::shown(results),
            state,
            proposed_at,
            acts: inside.then(|| acts.collect()),
            role_model,
            revision,
            transitions,
        })
    }

    /// One practice, with the names of what it refers to.
    async fn of(tx: &Tx, practice: Practice, actor: &Actor) -> Result<Self, Problem> {
        let names = Names::of(tx, std::slice::from_ref(&practice)).await?;
        Self::new(practice, &names, actor)
    }
}

/// List good practices
///
/// *Danh sách mô hình, cách làm hay.* Units see their own and those that are published; the two agencies, the decision
/// authority and the auditor see those of their movements (rule P03). Filters add up.
#[utoipa::path(get, path = "/practices", responses((status = 200, description = "The practices, oldest first.")))]
pub(crate) async fn list_practices(
    Caller(actor): Caller,
    Query(query): Query<PracticeQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<PracticeView>>, Problem> {
    let scope = actor.scope(Permission::ReadPractice)?;
    let PracticeQuery { campaign, organisation, state, content, field, text } = query;
    let filter = PracticeFilter { campaign, organisation, state, content, field, text: searched(text)? };
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let slice = tx.practices(&scope, &filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            slice.try_map(|one| Ok((one.id.0, PracticeView::new(one, &names, &actor)?)))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |(id, _)| *id, |(_, view)| view))
}

/// Propose a good practice
///
/// *Đề nghị mô hình, cách làm hay.* Editor or head of the unit (rule P03). The standing agency and the appraisal agency
/// review it; if both are in favour, the standing agency publishes it as a role model.
#[utoipa::path(post, path = "/practices", responses((status = 201, description = "Proposed.")))]
pub(crate) async fn propose_practice(
    request: Command<NewPractice>,
    db: Db,
) -> Result<Once<Created<PracticeView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ProposePractice)?;
        let NewPractice { campaign, organisation, content } = body;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let unit = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let id = PracticeId(Uuid::now_v7());
        let step = Practice::propose(id, content.into(), (&movement, &unit), &actor, at);
        let practice = tx.add(step.map_err(within("/content", &[]))?).await?;
        let revision = practice.revision;
        let view = PracticeView::of(&tx, practice, &actor).await?;
        Created::new(format!("/v1/practices/{id}"), revision, &view)
    })
    .await
}

/// Show a good practice
///
/// *Xem mô hình, cách làm hay.* The unit's own people, the two agencies, the decision authority, the auditor; once it is
/// published, the people of every unit, without its reviews.
#[utoipa::path(get, path = "/practices/{practice}", responses((status = 200, description = "The practice.")))]
pub(crate) async fn show_practice(
    Caller(actor): Caller,
    path: Path<PracticePath>,
    db: Db,
) -> Result<Tagged<PracticeView>, Problem> {
    let scope = actor.scope(Permission::ReadPractice)?;
    db.read(move |tx| async move {
        let practice = tx.practice(&scope, path.0.practice).await?;
        let revision = practice.revision;
        Tagged::new(revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

/// Correct a good practice
///
/// *Sửa mô hình, cách làm hay.* Editor or head of the unit, after it was returned.
#[utoipa::path(put, path = "/practices/{practice}", responses((status = 200, description = "Corrected.")))]
pub(crate) async fn edit_practice(
    request: PutCommand<PracticePath, PracticeBody>,
    db: Db,
) -> Result<Tagged<PracticeView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::ProposePractice)?;
        let practice = tx.practice(&actor.scope(Permission::ReadPractice)?, path.practice).await?;
        expected.must_be(practice.revision)?;
        let movement = tx.campaign_to_use(practice.campaign).await?;
        let practice = tx.save(practice.edit(body.into(), &movement, &actor, at)?).await?;
        Tagged::new(practice.revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

/// Propose a good practice again
///
/// *Đề nghị lại mô hình, cách làm hay.* Editor or head of the unit, after it was returned. Both agencies review it anew.
#[utoipa::path(
    post,
    path = "/practices/{practice}/proposal",
    responses((status = 200, description = "Proposed again.")),
)]
pub(crate) async fn propose_practice_again(
    request: StepCommand<PracticePath, Empty>,
    db: Db,
) -> Result<Once<Tagged<PracticeView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body: Empty {} } = request;
    db.once(key, move |tx| async move {
        let practice = tx.practice(&actor.scope(Permission::ReadPractice)?, path.practice).await?;
        expected.must_be(practice.revision)?;
        let movement = tx.campaign_to_use(practice.campaign).await?;
        let unit = tx.organisation(practice.organisation).await?;
        let practice = tx.save(practice.propose_again((&movement, &unit), &actor, at)?).await?;
        Tagged::new(practice.revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

/// Return a good practice
///
/// *Trả lại mô hình, cách làm hay.* Standing agency of the movement or appraisal agency, with a reason: the unit corrects it
/// and proposes it again.
#[utoipa::path(
    post,
    path = "/practices/{practice}/return",
    responses((status = 200, description = "Returned to the unit.")),
)]
pub(crate) async fn return_practice(
    request: StepCommand<PracticePath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<PracticeView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let practice = tx.practice(&actor.scope(Permission::ReadPractice)?, path.practice).await?;
        expected.must_be(practice.revision)?;
        let practice = tx.save(practice.send_back(&body.reason, &actor, at)?).await?;
        Tagged::new(practice.revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

/// Review a good practice
///
/// *Cho ý kiến về mô hình, cách làm hay.* Standing agency of the movement and appraisal agency, each once, by two people who
/// did not propose it (rule L19). With both in favour it is approved, with one against it is declined (rule P03).
#[utoipa::path(
    post,
    path = "/practices/{practice}/review",
    responses((status = 200, description = "Reviewed.")),
)]
pub(crate) async fn review_practice(
    request: StepCommand<PracticePath, PracticeReview>,
    db: Db,
) -> Result<Once<Tagged<PracticeView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let practice = tx.practice(&actor.scope(Permission::ReadPractice)?, path.practice).await?;
        expected.must_be(practice.revision)?;
        let PracticeReview { in_favour, reason } = body;
        let practice = tx.save(practice.review((in_favour, &reason), &actor, at)?).await?;
        Tagged::new(practice.revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

/// Publish a good practice as a role model
///
/// *Công bố điển hình tiên tiến.* Standing agency of the movement, once both agencies are in favour; the joint unit is named
/// as `roleModelJoint` of the movement says (rule S32). Title, summary, contents and figures become public as a role model.
#[utoipa::path(
    post,
    path = "/practices/{practice}/publication",
    responses((status = 200, description = "Public.")),
)]
pub(crate) async fn publish_practice(
    request: StepCommand<PracticePath, Empty>,
    db: Db,
) -> Result<Once<Tagged<PracticeView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body: Empty {} } = request;
    db.once(key, move |tx| async move {
        let practice = tx.practice(&actor.scope(Permission::ReadPractice)?, path.practice).await?;
        expected.must_be(practice.revision)?;
        let author = actor.must(Permission::PublishRoleModel, practice.campaign)?;
        let movement = tx.campaign_to_use(practice.campaign).await?;
        let unit = tx.organisation(practice.organisation).await?;
        let publisher = author.organisation.ok_or_else(|| Problem::fault("the publisher has no unit"))?;
        let publisher = tx.organisation(publisher).await?;
        let joint = joint(&tx, movement.text.policy.role_model_joint, at).await?;
        let id = RoleModelId(Uuid::now_v7());
        let units = (&unit, &publisher, joint.as_ref());
        let practice = tx.publish_practice(practice.publish(id, &movement, units, &actor, at)?).await?;
        Tagged::new(practice.revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

/// Withdraw a good practice
///
/// *Rút mô hình, cách làm hay.* Editor or head of the unit, with a reason, before it is approved.
#[utoipa::path(
    post,
    path = "/practices/{practice}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_practice(
    request: StepCommand<PracticePath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<PracticeView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let practice = tx.practice(&actor.scope(Permission::ReadPractice)?, path.practice).await?;
        expected.must_be(practice.revision)?;
        let practice = tx.save(practice.withdraw(&body.reason, &actor, at)?).await?;
        Tagged::new(practice.revision, &PracticeView::of(&tx, practice, &actor).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "practices": list_practices, propose_practice, show_practice, edit_practice,
        propose_practice_again, return_practice, review_practice, publish_practice, withdraw_practice);
}
