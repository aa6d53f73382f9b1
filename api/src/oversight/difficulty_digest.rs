//! Public digests of difficulties.

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar;
use domain::base::code::FieldCode;
use domain::base::ids::{CampaignId, Revision};
use domain::base::policy::Permission;
use domain::oversight::difficulty::Difficulty;
use domain::oversight::difficulty_digest::{
    DifficultyDigest, DifficultyDigestId, DifficultyTally, DigestContent, DigestEntry,
};
use domain::planning::campaign::dimensions::Dimensions;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged};
use crate::base::body::ReasonBody;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph, TextView};

/// A question of units, and what was answered; without the names of units and persons.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = DifficultyDigestEntry)]
pub(crate) struct DigestEntryBody {
    /// The question; 1 to 4000 characters, without the name of a unit that asked and of persons.
    /// Example: `Phần mềm một cửa chưa kết nối được với hệ thống báo cáo của tỉnh`
    #[validate(nested)]
    question: Paragraph,
    /// The answer or the conclusion; 1 to 4000 characters, in the same way.
    /// Example: `Thực hiện theo hướng dẫn kết nối ban hành tháng 3`
    #[validate(nested)]
    answer: Paragraph,
    /// Numbers of the movement's contents that it is about; at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    /// Example: `AGRICULTURE`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
}

/// A digest of difficulties to publish.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewDifficultyDigest {
    /// The movement.
    campaign: CampaignId,
    /// Its title; 1 to 300 characters.
    /// Example: `Vướng mắc thường gặp quý I (demo)`
    #[validate(nested)]
    title: Line,
    /// The first day of the period whose difficulties are counted.
    #[schema(example = "2024-01-01")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from: NaiveDate,
    /// The last day of it; not in the future.
    #[schema(example = "2024-03-31")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    to: NaiveDate,
    /// Questions and answers; 1 to 200.
    #[schema(min_items = 1, max_items = 200)]
    #[validate(length(min = 1, max = 200), nested)]
    entries: Vec<DigestEntryBody>,
}

/// Counts of the difficulties that were raised in a period.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DifficultyTally)]
pub(crate) struct DifficultyTallyView {
    /// Raised, those withdrawn included.
    #[schema(example = 12)]
    raised: u32,
    /// Withdrawn by their units.
    #[schema(example = 1)]
    withdrawn: u32,
    /// Answered at least once.
    #[schema(example = 10)]
    answered: u32,
    /// Whose first answer came by the day that it was due, or had no such day.
    #[schema(example = 9)]
    answered_in_time: u32,
    /// Taken to the province.
    #[schema(example = 2)]
    escalated: u32,
    /// Concluded by the province.
    #[schema(example = 1)]
    concluded: u32,
}

/// A public digest of difficulties (tổng hợp vướng mắc).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DifficultyDigest)]
pub(crate) struct DifficultyDigestView {
    /// Its identifier.
    id: DifficultyDigestId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// Its title.
    #[schema(example = "Vướng mắc thường gặp quý I (demo)")]
    title: String,
    /// The first day of the period that is counted.
    #[schema(example = "2024-01-01")]
    from: NaiveDate,
    /// The last day of it.
    #[schema(example = "2024-03-31")]
    to: NaiveDate,
    /// The counts of the period, as they were at publication.
    tally: DifficultyTallyView,
    /// Questions and answers.
    entries: Vec<DigestEntryBody>,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// When it was withdrawn; absent while it is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// The filters of the list of digests.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DigestQuery {
    /// Of this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
}

/// The path parameter that names a digest.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DigestPath {
    /// The digest's identifier.
    #[param(value_type = Uuid)]
    difficulty_digest: DifficultyDigestId,
}

impl From<DigestEntryBody> for DigestEntry {
    fn from(DigestEntryBody { question, answer, contents, field }: DigestEntryBody) -> Self {
        Self { question: question.into(), answer: answer.into(), dimensions: Dimensions { contents, field } }
    }
}

impl From<DigestEntry> for DigestEntryBody {
    fn from(DigestEntry { question, answer, dimensions }: DigestEntry) -> Self {
        let Dimensions { contents, field } = dimensions;
        Self { question: question.into(), answer: answer.into(), contents, field }
    }
}

impl From<DifficultyTally> for DifficultyTallyView {
    fn from(tally: DifficultyTally) -> Self {
        let DifficultyTally { raised, withdrawn, answered, answered_in_time, escalated, concluded } = tally;
        Self { raised, withdrawn, answered, answered_in_time, escalated, concluded }
    }
}

impl From<DifficultyDigest> for DifficultyDigestView {
    fn from(digest: DifficultyDigest) -> Self {
        let DifficultyDigest { id, campaign, content, tally, published_at, withdrawal, revision } = digest;
        let DigestContent { title, from, to, entries } = content;
        Self {
            id,
            campaign,
            campaign_name: None,
            title,
            from,
            to,
            tally: tally.into(),
            entries: entries.into_iter().map(DigestEntryBody::from).collect(),
            published_at,
            withdrawn_at: withdrawal.map(|withdrawal| withdrawal.at),
            revision,
        }
    }
}

/// Publish a digest of difficulties
///
/// *Công bố tổng hợp vướng mắc.* Standing agency of the movement, on demand. The agency writes questions and answers; the
/// service counts the difficulties of the period. A text that names a unit which raised one of them is refused.
#[utoipa::path(post, path = "/difficulty-digests", responses((status = 201, description = "Public.")))]
pub(crate) async fn publish_difficulty_digest(
    request: Command<NewDifficultyDigest>,
    db: Db,
) -> Result<Once<Created<DifficultyDigestView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishDigest)?;
        let NewDifficultyDigest { campaign, title, from, to, entries } = body;
        let movement = named(tx.campaign(campaign).await, "/campaign", reasons::campaign_unknown)?;
        actor.must(Permission::PublishDigest, movement.id)?;
        let raised = tx.difficulties_of(movement.id).await?;
        let units = tx.unit_labels(raised.iter().map(|one| one.organisation)).await?;
        let within = |one: &Difficulty| (from..=to).contains(&calendar::day_of(one.raised_at));
        let raised: Vec<(Difficulty, String)> = raised
            .into_iter()
            .filter(within)
            .map(|one| {
                let name = units.get(one.organisation).name;
                (one, name)
            })
            .collect();
        let entries = entries.into_iter().map(DigestEntry::from).collect();
        let content = DigestContent { title: title.into(), from, to, entries };
        let id = DifficultyDigestId(Uuid::now_v7());
        let step = DifficultyDigest::publish(id, (&movement, content), &raised, &actor, at)?;
        let digest = tx.add_difficulty_digest(step).await?;
        let location = format!("/v1/public/difficulty-digests/{id}");
        Created::new(location, digest.revision, &DifficultyDigestView::from(digest))
    })
    .await
}

/// Withdraw a digest of difficulties
///
/// *Rút tổng hợp vướng mắc.* Standing agency of the movement, once, with a reason, which is not public. Clients that keep a
/// copy learn it from the public changes (`DIFFICULTY_DIGEST_WITHDRAWN`).
#[utoipa::path(
    post,
    path = "/difficulty-digests/{difficultyDigest}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_difficulty_digest(
    request: StepCommand<DigestPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<DifficultyDigestView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishDigest)?;
        let digest = tx.difficulty_digest(path.difficulty_digest).await?;
        expected.must_be(digest.revision)?;
        let digest = tx.save_difficulty_digest(digest.withdraw(&body.reason, &actor, at)?).await?;
        Tagged::new(digest.revision, &DifficultyDigestView::from(digest))
    })
    .await
}

/// List digests of difficulties
///
/// *Danh sách tổng hợp vướng mắc.* Public. Questions of units and what was answered, without names; those that were
/// withdrawn are not listed.
#[utoipa::path(get, path = "/difficulty-digests", responses((status = 200, description = "The digests, oldest first.")))]
pub(crate) async fn list_difficulty_digests(
    request: HttpRequest,
    Query(query): Query<DigestQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<DifficultyDigestView>>, Problem> {
    let page = paging.page;
    let (slice, campaigns) = db
        .read(move |tx| async move {
            let slice = tx.difficulty_digests(query.campaign, page).await?;
            let campaigns = tx.campaign_names(slice.items.iter().map(|one| one.campaign)).await?;
            Ok((slice, campaigns))
        })
        .await?;
    let row = |one: DifficultyDigest| {
        let campaign_name = Some(campaigns.get(one.campaign).into());
        DifficultyDigestView { campaign_name, ..one.into() }
    };
    cached(&request, &Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Show a digest of difficulties
///
/// *Xem tổng hợp vướng mắc.* Public. 404 once it is withdrawn.
#[utoipa::path(
    get,
    path = "/difficulty-digests/{difficultyDigest}",
    responses((status = 200, description = "The digest.")),
)]
pub(crate) async fn show_difficulty_digest(
    request: HttpRequest,
    path: Path<DigestPath>,
    db: Db,
) -> Result<Cached<DifficultyDigestView>, Problem> {
    let id = path.0.difficulty_digest;
    let digest = db.ask(move |tx| async move { Ok(tx.difficulty_digest(id).await?) }).await?;
    if digest.withdrawal.is_some() {
        return Err(Problem::plain(Kind::NotFound));
    }
    brief(&request, &DifficultyDigestView::from(digest))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "difficulties": publish_difficulty_digest, withdraw_difficulty_digest);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_difficulty_digests, show_difficulty_digest);
}
