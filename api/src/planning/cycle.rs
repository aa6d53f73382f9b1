//! Cycles of campaigns.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::GroupCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CriteriaSetId, CycleId, Revision};
use domain::base::policy::Permission;
use domain::base::text::Text;
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::{Binding, Cycle, CycleAmendment, CycleOrders, CycleState, Opening, OpeningGround};
use domain::planning::order::Order;
use domain::planning::participant::SelectionTerms;
use persistence::planning::campaign::CampaignNames;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, within};
use crate::base::query::{Path, Query};
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Code, TextView};
use crate::base::transition::TransitionView;
use crate::planning::campaign::{drafts_seen_by, must_be_seen};
use crate::planning::order::OrderBody;
use crate::planning::selection::{Known, SelectionBody};

/// The criteria set that a group is measured by in a cycle.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Binding)]
pub(crate) struct BindingView {
    /// The code of the group.
    group: GroupCode,
    /// Its set.
    criteria_set: CriteriaSetId,
    /// The set's version; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    criteria_set_version: Option<i64>,
    /// Whether the results are computed from other official results, so that the units of the group do not report (rule
    /// M05).
    derived: bool,
}

/// A cycle (kỳ đánh giá): a year, the mid-term review (sơ kết) or the final review (tổng kết).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Cycle)]
pub(crate) struct CycleView {
    /// The cycle's identifier.
    id: CycleId,
    /// The campaign.
    campaign: CampaignId,
    /// The campaign's name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// Short and stable within the campaign.
    #[schema(example = "2024")]
    code: String,
    /// Kind of cycle.
    kind: CycleKind,
    /// The year, for an annual cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2024)]
    year: Option<i32>,
    /// Its name.
    name: TextView,
    /// The first day reported on.
    period_start_date: NaiveDate,
    /// The last day reported on.
    period_end_date: NaiveDate,
    /// Whether a unit may leave it out.
    optional: bool,
    /// Whether it takes reports and nominations.
    state: CycleState,
    /// The last day, at `Asia/Ho_Chi_Minh`, on which a report is on time; set at opening (rule S27).
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
    /// Number of days in which a unit may explain its provisional score (rule L23); absent if the cycle has no such
    /// step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 60, example = 5)]
    explanation_days: Option<i64>,
    /// Whether a second person must accept the verification before it counts.
    acceptance_required: bool,
    /// The set of each group, bound at opening (rule L28).
    criteria: Vec<BindingView>,
    /// The codes of the groups that it names; absent if it names none, and has one group for each level whose units
    /// report. `GET /v1/cycles/{cycle}/selection` says which units take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupCode>,
    /// The document that set a review (rule S17); absent for a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_under: Option<OrderBody>,
    /// The document that closed the cycle (rule M09).
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_under: Option<CitationBody>,
    /// What was amended while it was open, oldest first, each with the terms that held before (rule M04).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amendments: Vec<CycleAmendmentView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// An amendment of an open cycle (điều chỉnh kỳ đánh giá).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CycleAmendment)]
struct CycleAmendmentView {
    /// The document that amends.
    document: CitationBody,
    /// When it was entered.
    at: DateTime<Utc>,
    /// The due date before.
    due_date_before: NaiveDate,
    /// The days for explanations before; absent if there was no such step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 60, example = 5)]
    explanation_days_before: Option<i64>,
    /// Whether a second person had to accept before.
    acceptance_required_before: bool,
    /// The group that was bound to a later criteria set, if the amendment did that.
    #[serde(skip_serializing_if = "Option::is_none")]
    rebound_group: Option<GroupCode>,
    /// The criteria set that the group was bound to before.
    #[serde(skip_serializing_if = "Option::is_none")]
    criteria_set_before: Option<CriteriaSetId>,
}

impl From<CycleAmendment> for CycleAmendmentView {
    fn from(CycleAmendment { document, at, before, rebound }: CycleAmendment) -> Self {
        Self {
            document: document.into(),
            at,
            due_date_before: before.due_date,
            explanation_days_before: before.explanation_days,
            acceptance_required_before: before.acceptance_required,
            rebound_group: rebound.map(|rebound| rebound.group),
            criteria_set_before: rebound.map(|rebound| rebound.before),
        }
    }
}

/// A cycle's opening.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Opening, example = json!({"dueDate": "2024-11-30", "explanationDays": 5}))]
pub(crate) struct OpeningBody {
    /// The last day, at `Asia/Ho_Chi_Minh`, on which a report is on time: from the first day of the cycle's period to the
    /// day before the one that the movement sets (`reportsBefore`, rule S27), or within two years of the period if it sets
    /// none; for a review, from the day of the document that sets it on, within two years. Left out if nobody reports,
    /// because the results of every group are computed from official results (rule M05), and only then.
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    due_date: Option<NaiveDate>,
    /// Number of days, 1 to 60, in which a unit may explain its provisional score before it is final (rule L23);
    /// without it the cycle has no such step.
    #[schema(minimum = 1, maximum = 60, example = 5)]
    #[serde(default)]
    explanation_days: Option<i64>,
    /// Whether a second person must accept the verification before the unit is informed of it (chấp thuận lần hai).
    #[serde(default)]
    acceptance_required: bool,
    /// The document that sets the mid-term or final review (rule S17); only for a review, which needs it.
    #[serde(default)]
    #[validate(nested)]
    order: Option<OrderBody>,
}

/// A cycle to plan.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "campaign": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "code": "2025-B", "kind": "ANNUAL", "year": 2025,
    "name": {"vi": "Năm 2025, đợt bổ sung", "en": "Year 2025, supplement"},
    "periodStartDate": "2025-01-01", "periodEndDate": "2025-12-31", "optional": true
}))]
pub(crate) struct NewCycle {
    /// The campaign.
    campaign: CampaignId,
    /// Short and stable within the campaign; 1 to 20 characters.
    #[validate(nested)]
    code: Code,
    /// Kind of cycle.
    kind: CycleKind,
    /// The year, for an annual cycle; absent for a review.
    #[schema(minimum = 1900, maximum = 2199, example = 2025)]
    #[validate(range(min = 1900, max = 2199))]
    year: Option<i32>,
    /// Its name, in both languages.
    #[validate(nested)]
    name: TextView,
    /// The first day reported on, within the campaign's period (rule S01).
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    period_start_date: NaiveDate,
    /// The last day reported on, within the campaign's period; for an annual cycle both lie in its year.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    period_end_date: NaiveDate,
    /// Whether a unit may leave it out. `false` unless said.
    #[serde(default)]
    optional: bool,
    /// The groups and units that it names; without them, one group for each level whose units report.
    #[serde(default)]
    #[validate(nested)]
    selection: SelectionBody,
}

/// The end of a cycle.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"document": {"number": "12/TB-STTTT", "date": "2024-03-01",
    "issuer": "Sở Thông tin và Truyền thông", "title": "Kết thúc kỳ đánh giá"}}))]
pub(crate) struct CycleClosing {
    /// The document that closes it, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// The filters of the list of cycles.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CycleQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    pub(crate) campaign: Option<CampaignId>,
}

/// The path parameter that names a cycle.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CyclePath {
    /// The cycle's identifier.
    #[param(value_type = Uuid)]
    pub(crate) cycle: CycleId,
}

impl CycleView {
    /// With the name of its campaign and the versions of its sets, for a list.
    fn beside(self, campaigns: &CampaignNames, versions: &HashMap<CriteriaSetId, i64>) -> Self {
        let criteria = self.criteria.into_iter().map(|binding| {
            let criteria_set_version = versions.get(&binding.criteria_set).copied();
            BindingView { criteria_set_version, ..binding }
        });
        Self { campaign_name: Some(campaigns.get(self.campaign).into()), criteria: criteria.collect(), ..self }
    }

    pub(crate) fn new(cycle: Cycle, actor: &Actor) -> Self {
        let transitions = cycle.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Cycle {
            id,
            campaign,
            code,
            kind,
            year,
            name,
            period_start,
            period_end,
            optional,
            state,
            due_date,
            explanation_days,
            acceptance_required,
            criteria,
            orders,
            selection,
            revision,
        } = cycle;
        let CycleOrders { opened_under, closed_under, amendments } = orders;
        Self {
            id,
            campaign,
            campaign_name: None,
            code,
            kind,
            year,
            name: name.into(),
            period_start_date: period_start,
            period_end_date: period_end,
            optional,
            state,
            due_date,
            explanation_days,
            acceptance_required,
            criteria: criteria
                .into_iter()
                .map(|Binding { group, criteria_set, derived }| BindingView {
                    group,
                    criteria_set,
                    criteria_set_version: None,
                    derived,
                })
                .collect(),
            groups: selection.groups.into_iter().map(|group| group.code).collect(),
            opened_under: opened_under.map(OrderBody::from),
            closed_under: closed_under.map(CitationBody::from),
            amendments: amendments.into_iter().map(CycleAmendmentView::from).collect(),
            revision,
            transitions,
        }
    }
}

/// List cycles
///
/// *Danh sách kỳ đánh giá.* Any signed-in person; those of the draft of a movement as the draft itself.
#[utoipa::path(
    get,
    path = "/cycles",
    responses((status = 200, description = "The cycles, in the order they were planned.")),
)]
pub(crate) async fn list_cycles(
    Caller(actor): Caller,
    Query(query): Query<CycleQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<CycleView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let (page, drafts) = (paging.page, drafts_seen_by(&actor));
    let (slice, campaigns, versions) = db
        .read(move |tx| async move {
            let slice = tx.cycles(query.campaign, &drafts, page).await?;
            let campaigns = tx.campaign_names(slice.items.iter().map(|cycle| cycle.campaign)).await?;
            let bound: Vec<CriteriaSetId> =
                slice.items.iter().flat_map(|cycle| &cycle.criteria).map(|binding| binding.criteria_set).collect();
            let versions = tx.criteria_versions(bound.into_iter()).await?;
            Ok((slice, campaigns, versions))
        })
        .await?;
    let row = |cycle| CycleView::new(cycle, &actor).beside(&campaigns, &versions);
    Untagged::new(&Listing::new(&paging, slice, |cycle| cycle.id.0, row))
}

/// Show a cycle
///
/// *Xem kỳ đánh giá.* Any signed-in person; that of the draft of a movement as the draft itself.
#[utoipa::path(get, path = "/cycles/{cycle}", responses((status = 200, description = "The cycle.")))]
pub(crate) async fn show_cycle(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    db: Db,
) -> Result<Tagged<CycleView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let reader = actor.clone();
    let cycle = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &reader)?;
            Ok(cycle)
        })
        .await?;
    Tagged::new(cycle.revision, &CycleView::new(cycle, &actor))
}

/// Open a cycle
///
/// *Mở kỳ đánh giá.* Standing agency only, once the movement is launched. Sets the due date, which lies between the first
/// day of the cycle's period and the day that the movement sets (`reportsBefore`, rule S27), and binds every group to the
/// newest published criteria set of the cycle's kind, for good (rule L28): a draft is never bound, and a group without a
/// published set is named (`CRITERIA_SET_DRAFT`, `CRITERIA_SET_MISSING`). The participants are made of the cycle's
/// selection, each in exactly one group; every unit in two groups or none is named, and then the cycle does not open
/// (rule M03). A mid-term or final review needs `order`, the document that sets it (rule S17); its reports are due within
/// two years of it.
#[utoipa::path(post, path = "/cycles/{cycle}/opening", responses((status = 200, description = "Open.")))]
pub(crate) async fn open_cycle(
    request: StepCommand<CyclePath, OpeningBody>,
    db: Db,
) -> Result<Once<Tagged<CycleView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        // Nobody enters a unit or corrects a group meanwhile.
        tx.lock_registry().await?;
        let cycle = tx.cycle(path.cycle).await?;
        expected.must_be(cycle.revision)?;
        cycle.may_open(&actor)?;
        let campaign = tx.campaign_to_use(cycle.campaign).await?;
        let sets = tx.all_criteria_sets(cycle.campaign, cycle.kind).await?;
        let OpeningBody { due_date, explanation_days, acceptance_required, order } = body;
        let opening = Opening { due_date, explanation_days, acceptance_required, order: order.map(Order::from) };
        let levels = tx.levels_in_use((cycle.period_start, cycle.period_end)).await?;
        let groups = tx.groups_named(cycle.selection.groups.iter().map(|group| group.id)).await?;
        let units = tx.all_organisations().await?;
        let ground = OpeningGround {
            campaign: &campaign,
            cycles: &tx.cycles_of(campaign.id).await?,
            sets: &sets,
            levels: &levels,
            groups: &groups,
            units: &units,
        };
        let cycle = tx.open_cycle(cycle.open(opening, ground, &actor, at)?).await?;
        for set in sets.iter().filter(|set| cycle.criteria.iter().any(|bound| bound.criteria_set == set.id)) {
            tx.hold_criteria_set(set).await?;
        }
        Tagged::new(cycle.revision, &CycleView::new(cycle, &actor))
    })
    .await
}

/// Plan a cycle
///
/// *Lập kỳ đánh giá.* Standing agency only. A year, the mid-term or the final review of a campaign, within the campaign's
/// period (rule S01); it takes nothing before it is opened.
#[utoipa::path(post, path = "/cycles", responses((status = 201, description = "Planned.")))]
pub(crate) async fn create_cycle(request: Command<NewCycle>, db: Db) -> Result<Once<Created<CycleView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::OpenCycle)?;
        let NewCycle { campaign, code, kind, year, name, period_start_date, period_end_date, optional, selection } =
            body;
        let campaign = named(tx.campaign_to_use(campaign).await, "/campaign", base_reasons::campaign_unknown)?;
        let terms = SelectionTerms::from(selection);
        let known = Known::of(&tx, campaign.id, &terms).await?;
        let selection = terms.checked(known.around(year), at).map_err(within("/selection", &[]))?;
        let cycle = Cycle {
            id: CycleId(Uuid::now_v7()),
            campaign: campaign.id,
            code: code.into(),
            kind,
            year,
            name: if tx.is_rehearsal().await? { Text::from(name).rehearsed() } else { name.into() },
            period_start: period_start_date,
            period_end: period_end_date,
            optional,
            state: CycleState::Planned,
            due_date: None,
            explanation_days: None,
            acceptance_required: false,
            criteria: Vec::new(),
            orders: CycleOrders::default(),
            selection,
            revision: Revision::FIRST,
        };
        let cycle = tx.add(cycle.plan(&campaign, &actor, at)?).await?;
        Created::new(format!("/v1/cycles/{}", cycle.id), cycle.revision, &CycleView::new(cycle, &actor))
    })
    .await
}

/// Close a cycle
///
/// *Đóng kỳ đánh giá.* Standing agency only, under a document. A closed cycle takes no report and no nomination (rule
/// M09); what was published can still be corrected and published again. Reports that were handed in have their official
/// score before.
#[utoipa::path(post, path = "/cycles/{cycle}/closing", responses((status = 200, description = "Closed.")))]
pub(crate) async fn close_cycle(
    request: StepCommand<CyclePath, CycleClosing>,
    db: Db,
) -> Result<Once<Tagged<CycleView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let cycle = tx.cycle_to_end(path.cycle).await?;
        expected.must_be(cycle.revision)?;
        let waiting = tx.waiting_for_scores(cycle.id).await?;
        let cycle = tx.save(cycle.close(body.document.into(), &waiting, &actor, at)?).await?;
        Tagged::new(cycle.revision, &CycleView::new(cycle, &actor))
    })
    .await
}

/// Cancel a cycle
///
/// *Hủy kỳ đánh giá.* Standing agency only, with a reason: before it opens, or while nobody has handed anything in (rule
/// M09).
#[utoipa::path(post, path = "/cycles/{cycle}/cancellation", responses((status = 200, description = "Cancelled.")))]
pub(crate) async fn cancel_cycle(
    request: StepCommand<CyclePath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<CycleView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let cycle = tx.cycle_to_end(path.cycle).await?;
        expected.must_be(cycle.revision)?;
        let filed = tx.has_filings(cycle.id).await? || tx.has_nominations(cycle.id).await?;
        let filed = filed || tx.has_release(cycle.id).await?;
        let cycle = tx.save(cycle.cancel(&body.reason, filed, &actor, at)?).await?;
        Tagged::new(cycle.revision, &CycleView::new(cycle, &actor))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": list_cycles, create_cycle, show_cycle, open_cycle, close_cycle, cancel_cycle);
}
