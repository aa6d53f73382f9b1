//! Difficulties that units raise, and what the agencies and the province say.

use actix_web::web;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar;
use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::base::policy::{Permission, Role};
use domain::oversight::difficulty::{
    Addressee, Difficulty, DifficultyAct, DifficultyContent, DifficultyId, DifficultyState, DifficultyVerb, Remark,
};
use domain::planning::campaign::dimensions::Dimensions;
use persistence::base::store::Tx;
use persistence::oversight::difficulty::DifficultyFilter;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph, TextView};
use crate::base::transition::TransitionView;

/// A difficulty to raise (vướng mắc).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewDifficulty {
    /// The movement.
    campaign: CampaignId,
    /// The unit that raises it: the caller's own.
    organisation: OrganisationId,
    /// The agency that it is addressed to; both see it.
    addressee: Addressee,
    /// What it is about; 1 to 300 characters.
    /// Example: `Chưa kết nối được hệ thống báo cáo của tỉnh`
    #[validate(nested)]
    title: Line,
    /// The difficulty, and what the unit proposes; 1 to 4000 characters, without state secrets (rule L35).
    /// Example: `Phần mềm một cửa của huyện không có giao diện kết nối; đề nghị hướng dẫn`
    #[validate(nested)]
    text: Paragraph,
    /// Numbers of the movement's contents that it is about (nội dung thi đua); at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about (lĩnh vực); absent if it is about no one of them.
    /// Example: `AGRICULTURE`
    #[serde(default)]
    field: Option<FieldCode>,
}

/// What is said with a step of a difficulty.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DifficultyRemark {
    /// The answer or the reason; 1 to 4000 characters. The unit and both agencies read it.
    /// Example: `Đã có hướng dẫn kết nối; đề nghị đơn vị thực hiện theo Phụ lục`
    #[validate(nested)]
    text: Paragraph,
    /// The document that says so, if there is one.
    #[serde(default)]
    #[validate(nested)]
    document: Option<CitationBody>,
}

/// The conclusion of the province.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DifficultyConclusion {
    /// What was concluded; 1 to 4000 characters.
    /// Example: `Giao Sở Khoa học và Công nghệ bổ sung giao diện kết nối trong quý I`
    #[validate(nested)]
    text: Paragraph,
    /// The document of the conclusion.
    #[validate(nested)]
    document: CitationBody,
}

/// A reference of a difficulty to the other agency.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"to": "APPRAISAL_AGENCY", "text": "Thuộc nghiệp vụ khen thưởng"}))]
pub(crate) struct DifficultyReferral {
    /// The agency that it goes to: not the one that it is addressed to.
    to: Addressee,
    /// Why; 1 to 4000 characters.
    /// Example: `Thuộc nghiệp vụ khen thưởng`
    #[validate(nested)]
    text: Paragraph,
}

/// A difficulty that goes to the province.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DifficultyEscalation {
    /// What the agency reports to the province; 1 to 4000 characters.
    /// Example: `Vượt thẩm quyền của Sở; kính trình UBND tỉnh cho ý kiến`
    #[validate(nested)]
    text: Paragraph,
    /// The document of the report, if there is one.
    #[serde(default)]
    #[validate(nested)]
    document: Option<CitationBody>,
    /// The day by which a conclusion is asked for; from today to 24 months ahead.
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    due_date: Option<NaiveDate>,
}

/// A step that was taken with a difficulty.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DifficultyAct)]
pub(crate) struct DifficultyActView {
    /// The step.
    verb: DifficultyVerb,
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
    /// The role in which the person took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The name of the person.
    #[schema(example = "Phạm Thị Thường Trực (demo)")]
    name: String,
    /// The answer, the conclusion or the reason.
    #[schema(example = "Đã có hướng dẫn kết nối; đề nghị đơn vị thực hiện theo Phụ lục")]
    text: String,
    /// The document that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// The day by which this step was due; absent without a clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-03-14")]
    due_date: Option<NaiveDate>,
}

/// A difficulty that a unit raised (vướng mắc; rule S31).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Difficulty)]
pub(crate) struct DifficultyView {
    /// Its identifier.
    id: DifficultyId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit that raised it.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The agency that it is addressed to now.
    addressee: Addressee,
    /// What it is about.
    #[schema(example = "Chưa kết nối được hệ thống báo cáo của tỉnh")]
    title: String,
    /// The difficulty, and what the unit proposes.
    #[schema(example = "Phần mềm một cửa của huyện không có giao diện kết nối; đề nghị hướng dẫn")]
    text: String,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
    /// Its state.
    state: DifficultyState,
    /// When it was raised.
    raised_at: DateTime<Utc>,
    /// The day by which the answer is due, or, after it was taken to the province, the conclusion. Absent if nothing is
    /// waited for, if the movement sets no number of days (`policy.difficultyDays`), and if the working days until then
    /// have not been entered (rule L43).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-03-14")]
    due_date: Option<NaiveDate>,
    /// Whether that day is over.
    overdue: bool,
    /// The steps taken, oldest first.
    acts: Vec<DifficultyActView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of difficulties.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DifficultyQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Raised by this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// Addressed to this agency.
    #[param(inline)]
    addressee: Option<Addressee>,
    /// In this state.
    #[param(inline)]
    state: Option<DifficultyState>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 6)]
    content: Option<i64>,
    /// In this field of the movement.
    #[param(inline)]
    field: Option<FieldCode>,
    /// `true`: only those whose answer or conclusion is overdue today.
    #[serde(default)]
    overdue: bool,
}

/// The path parameter that names a difficulty.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DifficultyPath {
    /// The difficulty's identifier.
    #[param(value_type = Uuid)]
    difficulty: DifficultyId,
}

/// The names of what difficulties refer to.
struct Names {
    campaigns: CampaignNames,
    units: UnitLabels,
}

impl Names {
    async fn of(tx: &Tx, difficulties: &[Difficulty]) -> Result<Self, Problem> {
        let campaigns = tx.campaign_names(difficulties.iter().map(|one| one.campaign)).await?;
        let mut units: Vec<OrganisationId> = difficulties.iter().map(|one| one.organisation).collect();
        for difficulty in difficulties {
            units.extend(difficulty.acts.iter().filter_map(|act| act.unit));
        }
        let units = tx.unit_labels(units.into_iter()).await?;
        Ok(Self { campaigns, units })
    }
}

impl DifficultyActView {
    fn new(act: DifficultyAct, units: &UnitLabels) -> Self {
        let DifficultyAct { verb, at, unit, role, name, text, document, due } = act;
        let label = unit.map(|unit| units.get(unit));
        let organisation_code = label.as_ref().and_then(|label| label.code.clone());
        let organisation_name = label.map(|label| label.name);
        let document = document.map(Into::into);
        Self {
            verb,
            at,
            organisation: unit,
            organisation_name,
            organisation_code,
            role,
            name,
            text,
            document,
            due_date: due,
        }
    }
}

impl From<DifficultyRemark> for Remark {
    fn from(DifficultyRemark { text, document }: DifficultyRemark) -> Self {
        Self { text: text.into(), document: document.map(Into::into) }
    }
}

impl DifficultyView {
    fn new(difficulty: Difficulty, names: &Names, actor: &Actor, at: DateTime<Utc>) -> Self {
        let overdue = difficulty.is_overdue(at);
        let transitions = difficulty.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Difficulty { id, campaign, organisation, addressee, content, state, raised_at, due, acts, revision } =
            difficulty;
        let DifficultyContent { title, text, dimensions: Dimensions { contents, field } } = content;
        let UnitLabel { name, code } = names.units.get(organisation);
        Self {
            id,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            addressee,
            title,
            text,
            contents,
            field,
            state,
            raised_at,
            due_date: due,
            overdue,
            acts: acts.into_iter().map(|act| DifficultyActView::new(act, &names.units)).collect(),
            revision,
            transitions,
        }
    }

    /// One difficulty, with the names of what it refers to.
    async fn of(tx: &Tx, difficulty: Difficulty, actor: &Actor, at: DateTime<Utc>) -> Result<Self, Problem> {
        let names = Names::of(tx, std::slice::from_ref(&difficulty)).await?;
        Ok(Self::new(difficulty, &names, actor, at))
    }
}

/// List difficulties
///
/// *Danh sách vướng mắc.* Units see their own; the two agencies, the decision authority and the auditor see those of
/// their movements (rule S31). Filters add up.
#[utoipa::path(get, path = "/difficulties", responses((status = 200, description = "The difficulties, oldest first.")))]
pub(crate) async fn list_difficulties(
    Caller(actor): Caller,
    Query(query): Query<DifficultyQuery>,
    paging: Paging,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Untagged<Listing<DifficultyView>>, Problem> {
    let scope = actor.scope(Permission::ReadDifficulty)?;
    let at = clock.now();
    let DifficultyQuery { campaign, organisation, addressee, state, content, field, overdue } = query;
    let due_before = overdue.then(|| calendar::day_of(at));
    let filter = DifficultyFilter { campaign, organisation, addressee, state, content, field, due_before };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.difficulties(&scope, filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    let row = |one| DifficultyView::new(one, &names, &actor, at);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Raise a difficulty
///
/// *Phản ánh vướng mắc.* Editor or head of a unit, to the standing agency or the appraisal agency (rule S31). If the
/// movement names a number of working days for the answer, its due date is set.
#[utoipa::path(post, path = "/difficulties", responses((status = 201, description = "Raised.")))]
pub(crate) async fn raise_difficulty(
    request: Command<NewDifficulty>,
    db: Db,
) -> Result<Once<Created<DifficultyView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::RaiseDifficulty)?;
        let NewDifficulty { campaign, organisation, addressee, title, text, contents, field } = body;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let unit = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let years = tx.all_work_years().await?;
        let dimensions = Dimensions { contents, field };
        let content = DifficultyContent { title: title.into(), text: text.into(), dimensions };
        let id = DifficultyId(Uuid::now_v7());
        let step = Difficulty::raise(id, (addressee, content), (&movement, &unit), &years, &actor, at)?;
        let difficulty = tx.add(step).await?;
        let revision = difficulty.revision;
        let view = DifficultyView::of(&tx, difficulty, &actor, at).await?;
        Created::new(format!("/v1/difficulties/{id}"), revision, &view)
    })
    .await
}

/// Show a difficulty
///
/// *Xem vướng mắc.* The unit's own people, the two agencies, the decision authority, the auditor.
#[utoipa::path(get, path = "/difficulties/{difficulty}", responses((status = 200, description = "The difficulty.")))]
pub(crate) async fn show_difficulty(
    Caller(actor): Caller,
    path: Path<DifficultyPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<DifficultyView>, Problem> {
    let scope = actor.scope(Permission::ReadDifficulty)?;
    db.read(move |tx| async move {
        let difficulty = tx.difficulty(&scope, path.0.difficulty).await?;
        let revision = difficulty.revision;
        Tagged::new(revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

/// Answer a difficulty
///
/// *Trả lời vướng mắc.* Standing agency of the movement or appraisal agency, whichever of the two it is addressed to.
#[utoipa::path(
    post,
    path = "/difficulties/{difficulty}/answer",
    responses((status = 200, description = "Answered.")),
)]
pub(crate) async fn answer_difficulty(
    request: StepCommand<DifficultyPath, DifficultyRemark>,
    db: Db,
) -> Result<Once<Tagged<DifficultyView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let difficulty = tx.difficulty(&actor.scope(Permission::ReadDifficulty)?, path.difficulty).await?;
        expected.must_be(difficulty.revision)?;
        let difficulty = tx.save(difficulty.answer(body.into(), &actor, at)?).await?;
        Tagged::new(difficulty.revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

/// Refer a difficulty to the other agency
///
/// *Chuyển vướng mắc.* Standing agency or appraisal agency, while it waits for an answer. Its due date stays.
#[utoipa::path(
    post,
    path = "/difficulties/{difficulty}/referral",
    responses((status = 200, description = "Referred.")),
)]
pub(crate) async fn refer_difficulty(
    request: StepCommand<DifficultyPath, DifficultyReferral>,
    db: Db,
) -> Result<Once<Tagged<DifficultyView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let difficulty = tx.difficulty(&actor.scope(Permission::ReadDifficulty)?, path.difficulty).await?;
        expected.must_be(difficulty.revision)?;
        let DifficultyReferral { to, text } = body;
        let remark = Remark { text: text.into(), document: None };
        let difficulty = tx.save(difficulty.refer(to, remark, &actor, at)?).await?;
        Tagged::new(difficulty.revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

/// Take a difficulty to the province
///
/// *Báo cáo UBND tỉnh.* Standing agency or appraisal agency only (rule S31), before or after an answer.
#[utoipa::path(
    post,
    path = "/difficulties/{difficulty}/escalation",
    responses((status = 200, description = "Taken to the province.")),
)]
pub(crate) async fn escalate_difficulty(
    request: StepCommand<DifficultyPath, DifficultyEscalation>,
    db: Db,
) -> Result<Once<Tagged<DifficultyView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let difficulty = tx.difficulty(&actor.scope(Permission::ReadDifficulty)?, path.difficulty).await?;
        expected.must_be(difficulty.revision)?;
        let DifficultyEscalation { text, document, due_date } = body;
        let remark = Remark { text: text.into(), document: document.map(Into::into) };
        let difficulty = tx.save(difficulty.escalate(remark, due_date, &actor, at)?).await?;
        Tagged::new(difficulty.revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

/// Conclude a difficulty
///
/// *Kết luận vướng mắc.* Decision authority (the Chair, or the clerk of the Chair's office who enters it), of what was
/// taken to the province, under a document.
#[utoipa::path(
    post,
    path = "/difficulties/{difficulty}/conclusion",
    responses((status = 200, description = "Concluded.")),
)]
pub(crate) async fn conclude_difficulty(
    request: StepCommand<DifficultyPath, DifficultyConclusion>,
    db: Db,
) -> Result<Once<Tagged<DifficultyView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let difficulty = tx.difficulty(&actor.scope(Permission::ReadDifficulty)?, path.difficulty).await?;
        expected.must_be(difficulty.revision)?;
        let DifficultyConclusion { text, document } = body;
        let remark = Remark { text: text.into(), document: Some(document.into()) };
        let difficulty = tx.save(difficulty.conclude(remark, &actor, at)?).await?;
        Tagged::new(difficulty.revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

/// Open a difficulty again
///
/// *Đề nghị xem xét lại.* Editor or head of the unit, after an answer that does not help. The time for an answer starts
/// anew.
#[utoipa::path(
    post,
    path = "/difficulties/{difficulty}/reopening",
    responses((status = 200, description = "Open again.")),
)]
pub(crate) async fn reopen_difficulty(
    request: StepCommand<DifficultyPath, DifficultyRemark>,
    db: Db,
) -> Result<Once<Tagged<DifficultyView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let difficulty = tx.difficulty(&actor.scope(Permission::ReadDifficulty)?, path.difficulty).await?;
        expected.must_be(difficulty.revision)?;
        let movement = tx.campaign(difficulty.campaign).await?;
        let years = tx.all_work_years().await?;
        let step = difficulty.reopen(body.into(), (&movement, &years), &actor, at)?;
        let difficulty = tx.save(step).await?;
        Tagged::new(difficulty.revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

/// Withdraw a difficulty
///
/// *Rút vướng mắc.* Editor or head of the unit, while it waits for an answer.
#[utoipa::path(
    post,
    path = "/difficulties/{difficulty}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_difficulty(
    request: StepCommand<DifficultyPath, DifficultyRemark>,
    db: Db,
) -> Result<Once<Tagged<DifficultyView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let difficulty = tx.difficulty(&actor.scope(Permission::ReadDifficulty)?, path.difficulty).await?;
        expected.must_be(difficulty.revision)?;
        let difficulty = tx.save(difficulty.withdraw(body.into(), &actor, at)?).await?;
        Tagged::new(difficulty.revision, &DifficultyView::of(&tx, difficulty, &actor, at).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "difficulties": list_difficulties, raise_difficulty, show_difficulty, answer_difficulty,
        refer_difficulty, escalate_difficulty, conclude_difficulty, reopen_difficulty, withdraw_difficulty);
}
