//! What was reached and done by content and by field of a movement.

use std::sync::Arc;

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar;
use domain::base::code::FieldCode;
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CampaignId, CycleId, ReleaseId};
use domain::base::policy::Permission;
use domain::oversight::dimension_tally::{
    ContentTally, Counted, DimensionCounts, DimensionResult, DimensionResults, DimensionTally, FieldTally,
    PracticeCount, TallySources, WorkCounts, WorkSources,
};
use domain::oversight::practice::PracticeState;
use domain::planning::campaign::Campaign;
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::results::role_model::RoleModel;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::oversight::mobilisation::MobilisationFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::hundredths::Hundredths;
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::planning::campaign::must_be_seen;
use crate::planning::campaign::version::must_be_public;
use crate::planning::cycle::CyclePath;

/// How many good practices are in a state.
#[derive(Serialize, ToSchema)]
#[schema(as = PracticeCount)]
pub(crate) struct PracticeCountView {
    /// The state.
    state: PracticeState,
    /// How many practices.
    #[schema(example = 3)]
    practices: i64,
}

/// What was done under a content or a field in the period of the cycle, as far as the caller may read it.
#[derive(Serialize, ToSchema)]
#[schema(as = DimensionWork)]
pub(crate) struct WorkView {
    /// Good practices that were proposed, for each state.
    practices: Vec<PracticeCountView>,
    /// Difficulties that were raised.
    #[schema(example = 4)]
    difficulties: i64,
    /// Inspections that took place.
    #[schema(example = 2)]
    inspections: i64,
    /// Activities of mobilisation that began.
    #[schema(example = 24)]
    activities: i64,
    /// The people who took part in these activities; a person who took part twice counts twice.
    #[schema(example = 1200)]
    participants: i64,
}

/// What was reached and done under a content or a field.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DimensionCounts)]
pub(crate) struct CountsView {
    /// The criteria that belong to it; one that two criteria sets have counts in each of them.
    #[schema(example = 6)]
    criteria: i64,
    /// The units that at least one of these criteria counts for in the newest release.
    #[schema(example = 31)]
    units_measured: i64,
    /// How many of these units met the target of every criterion that counts for them.
    #[schema(example = 19)]
    units_met: i64,
    /// The points of these units as a share of the most that they could reach, in percent, cut to two decimals; absent
    /// without a unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_reached: Option<Hundredths>,
    /// The movement's role models that stand.
    #[schema(example = 2)]
    role_models: i64,
    /// How many times units adopt one of these role models now.
    #[schema(example = 12)]
    adoptions: i64,
    /// What press agencies published in the period of the cycle and did not withdraw.
    #[schema(example = 7)]
    media_items: i64,
    /// Public guidance and announcements that were issued in the period of the cycle and hold.
    #[schema(example = 1)]
    guidance: i64,
    /// What is not public; absent for readers without a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<WorkView>,
}

/// A content of the movement (nội dung thi đua), with what was reached and done.
#[derive(Serialize, ToSchema)]
#[schema(as = ContentTally)]
pub(crate) struct ContentTallyView {
    /// Its number in the plan.
    #[schema(example = 6)]
    number: i64,
    /// Its text.
    text: TextView,
    /// The counts.
    counts: CountsView,
}

/// A priority field of the movement (lĩnh vực), with what was reached and done.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldTally)]
pub(crate) struct FieldTallyView {
    /// Its code.
    code: FieldCode,
    /// Its name.
    name: TextView,
    /// The counts.
    counts: CountsView,
}

/// What was reached and done by content and by field: all that the movement has, in the plan's order, also those without
/// anything.
#[derive(Serialize, ToSchema)]
#[schema(as = DimensionTally)]
pub(crate) struct TallyView {
    /// The contents.
    contents: Vec<ContentTallyView>,
    /// The fields.
    fields: Vec<FieldTallyView>,
}

/// A cycle by content and by field of its movement (kết quả theo nội dung, lĩnh vực).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CycleDimensions {
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The newest release, which the results are of; absent before the cycle's first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<ReleaseId>,
    /// The number of that release.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    release_number: Option<i64>,
    /// When it became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// What was reached and done.
    tally: TallyView,
}

/// The filters of a cycle by content and by field; without both, everything.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DimensionQuery {
    /// Only the content with this number, and the field that is asked for, if one is.
    #[param(minimum = 1, example = 6)]
    content: Option<i64>,
    /// Only the field with this code, and the content that is asked for, if one is.
    #[param(inline)]
    field: Option<FieldCode>,
}

impl From<DimensionCounts> for CountsView {
    fn from(counts: DimensionCounts) -> Self {
        let DimensionCounts { result, role_models, adoptions, media_items, guidance, work } = counts;
        let DimensionResult { criteria, units_measured, units_met, achievement } = result;
        Self {
            criteria,
            units_measured,
            units_met,
            percent_reached: achievement.map(Hundredths),
            role_models,
            adoptions,
            media_items,
            guidance,
            work: work.map(WorkView::from),
        }
    }
}

impl From<WorkCounts> for WorkView {
    fn from(work: WorkCounts) -> Self {
        let WorkCounts { practices, difficulties, inspections, activities, participants } = work;
        let in_state = |PracticeCount { state, practices }| PracticeCountView { state, practices };
        let practices = practices.into_iter().map(in_state).collect();
        Self { practices, difficulties, inspections, activities, participants }
    }
}

impl From<DimensionTally> for TallyView {
    fn from(tally: DimensionTally) -> Self {
        let DimensionTally { contents, fields } = tally;
        let content = |ContentTally { number, text, counts }| ContentTallyView {
            number,
            text: text.into(),
            counts: counts.into(),
        };
        let field =
            |FieldTally { code, name, counts }| FieldTallyView { code, name: name.into(), counts: counts.into() };
        Self { contents: contents.into_iter().map(content).collect(), fields: fields.into_iter().map(field).collect() }
    }
}

impl DimensionQuery {
    /// What was asked for.
    fn of(&self, mut tally: DimensionTally) -> DimensionTally {
        let Self { content, field } = self;
        if content.is_some() || field.is_some() {
            tally.contents.retain(|one| *content == Some(one.number));
            tally.fields.retain(|one| *field == Some(one.code));
        }
        tally
    }
}

/// What is counted besides what is public: of each kind, within what the reader may see.
pub(crate) struct Insight {
    practices: Scope,
    difficulties: Scope,
    inspections: Scope,
    mobilisations: Scope,
}

impl Insight {
    /// Everything, for the agencies' own report.
    pub(crate) const fn everything() -> Self {
        Self {
            practices: Scope::Everything,
            difficulties: Scope::Everything,
            inspections: Scope::Everything,
            mobilisations: Scope::Everything,
        }
    }

    /// What a reader finds in the lists; nothing of a kind that the reader may not list.
    fn of(actor: &Actor) -> Self {
        let scope =
            |permission: Permission| actor.scope(permission).unwrap_or_else(|_refused| Scope::of_units(Vec::new()));
        Self {
            practices: scope(Permission::ReadPractice),
            difficulties: scope(Permission::ReadDifficulty),
            inspections: scope(Permission::ReadInspection),
            mobilisations: scope(Permission::ReadMobilisation),
        }
    }
}

/// Counts a cycle by content and by field; without an insight, only what is public.
pub(crate) async fn tallied(
    tx: &Tx,
    (movement, cycle): (&Campaign, &Cycle),
    release: Option<ReleaseId>,
    insight: Option<&Insight>,
) -> Result<DimensionTally, Failure> {
    let results = match release {
        Some(release) => tx.dimension_results(release).await?,
        None if insight.is_some() => Arc::new(measured_by(tx, cycle).await?),
        None => Arc::new(DimensionResults::default()),
    };
    let days = (cycle.period_start, cycle.period_end);
    let before = calendar::end_of(cycle.period_start.pred_opt().unwrap_or(NaiveDate::MIN));
    let instants = (before, calendar::end_of(cycle.period_end));
    let role_models = tx.all_role_models(movement.id).await?;
    let adopted = tx.adoption_counts(role_models.iter().map(|model| model.id)).await?;
    let adopted = |model: RoleModel| {
        let units = adopted.get(&model.id).copied().unwrap_or_default();
        (Dimensions { contents: model.content.contents, field: Some(model.content.field) }, i64::from(units))
    };
    let work = match insight {
        Some(insight) => Some(worked(tx, movement, days, insight).await?),
        None => None,
    };
    let sources = TallySources {
        role_models: role_models.into_iter().map(adopted).collect(),
        media_items: tx.media_dimensions(movement.id, days).await?,
        guidance: tx.guidance_dimensions(movement.id, instants).await?,
        work,
    };
    Ok(DimensionTally::of(movement, &results, &sources))
}

/// The criteria that the groups of a cycle are measured by; there are no results yet.
async fn measured_by(tx: &Tx, cycle: &Cycle) -> Result<DimensionResults, Failure> {
    let mut sets = Vec::new();
    for binding in &cycle.criteria {
        sets.push(tx.bound_set(binding.criteria_set).await?);
    }
    let sets: Vec<&CriteriaSet> = sets.iter().map(Arc::as_ref).collect();
    Ok(DimensionResults::of(&sets, &[]))
}

async fn worked(
    tx: &Tx,
    movement: &Campaign,
    (from, to): (NaiveDate, NaiveDate),
    insight: &Insight,
) -> Result<WorkSources, Failure> {
    let Insight { practices, difficulties, inspections, mobilisations } = insight;
    let instants = (calendar::end_of(from.pred_opt().unwrap_or(NaiveDate::MIN)), calendar::end_of(to));
    let activities = MobilisationFilter {
        campaign: Some(movement.id),
        from: Some(from),
        to: Some(to),
        withdrawn: Some(false),
        ..MobilisationFilter::default()
    };
    let mut visited = tx.inspections_seen(inspections, movement.id).await?;
    visited.retain(|one| one.minutes.as_ref().is_some_and(|minutes| (from..=to).contains(&minutes.date)));
    let visited: Vec<Counted> = visited.into_iter().map(|one| (one.subject.dimensions, 1)).collect();
    Ok(WorkSources {
        practices: tx.practice_dimensions(practices, movement.id, instants).await?,
        difficulties: tx.difficulty_dimensions(difficulties, movement.id, instants).await?,
        inspections: visited,
        activities: tx.mobilisation_dimensions(mobilisations, activities).await?,
    })
}

/// A cycle as a reader sees it; the caller has looked whether the reader may know the movement.
async fn seen(
    tx: &Tx,
    (movement, cycle): (Campaign, Cycle),
    query: &DimensionQuery,
    insight: Option<&Insight>,
) -> Result<CycleDimensions, Failure> {
    let release = match tx.newest_release_id(cycle.id).await? {
        Some(id) => Some(tx.release_summary(id).await?),
        None => None,
    };
    let newest = release.as_ref().map(|release| release.id);
    let tally = query.of(tallied(tx, (&movement, &cycle), newest, insight).await?);
    Ok(CycleDimensions {
        campaign: movement.id,
        campaign_name: movement.text.name.into(),
        cycle: cycle.id,
        cycle_code: cycle.code,
        release: newest,
        release_number: release.as_ref().map(|release| release.number),
        published_at: release.map(|release| release.published_at),
        tally: tally.into(),
    })
}

/// Show a cycle by content and by field
///
/// *Kết quả theo nội dung, lĩnh vực.* Any signed-in person; that of the draft of a movement as the draft itself. For each
/// content and field of the movement (part II.2 of the plan): the results of the newest release on the criteria that the
/// criteria sets place there, role models, media items, guidance, and what the caller may read of practices,
/// difficulties, inspections and mobilisation. Before the first release, `criteria` counts those of the sets that the
/// cycle is bound to. Contents and fields without anything are listed with zeros.
#[utoipa::path(
    get,
    path = "/cycles/{cycle}/dimensions",
    responses((status = 200, description = "The counts.")),
)]
pub(crate) async fn show_cycle_dimensions(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    Query(query): Query<DimensionQuery>,
    db: Db,
) -> Result<Untagged<CycleDimensions>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let shown = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            let movement = tx.campaign(cycle.campaign).await?;
            must_be_seen(&movement, &actor)?;
            Ok(seen(&tx, (movement, cycle), &query, Some(&Insight::of(&actor))).await?)
        })
        .await?;
    Untagged::new(&shown)
}

/// Show a public cycle by content and by field
///
/// *Kết quả theo nội dung, lĩnh vực.* Public. Only what is official: the results of the newest release, none before the
/// first one; role models, media items and public guidance, as their own lists have them. 404 for a cycle of a movement
/// that was not launched.
#[utoipa::path(
    get,
    path = "/cycles/{cycle}/dimensions",
    responses((status = 200, description = "The counts.")),
)]
pub(crate) async fn show_public_cycle_dimensions(
    request: HttpRequest,
    path: Path<CyclePath>,
    Query(query): Query<DimensionQuery>,
    db: Db,
) -> Result<Cached<CycleDimensions>, Problem> {
    let shown = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            let movement = tx.campaign(cycle.campaign).await?;
            must_be_public(&movement)?;
            Ok(seen(&tx, (movement, cycle), &query, None).await?)
        })
        .await?;
    brief(&request, &shown)
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": show_cycle_dimensions);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_public_cycle_dimensions);
}
