//! Criteria sets.

use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CriteriaSetId, Revision};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::base::refusal::Violation;
use domain::planning::audience::Audience;
use domain::planning::criteria::dimensions::CriterionDimensions;
use domain::planning::criteria::{Content, CriteriaSet, CriteriaSetState, CycleKind, SetDraft};
use domain::planning::grading::Grading;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::planning::criteria::CriteriaSetFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, violation, within};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Code, TextView};
use crate::base::transition::TransitionView;
use crate::planning::campaign::{drafts_seen_by, must_be_seen};
use crate::planning::grading::GradingBody;
use crate::planning::measure::{CriterionBody, criteria};
use crate::planning::model::ModelBody;
use crate::planning::reasons::content_unclear;

/// One version of the criteria of an audience for a kind of cycle (bộ tiêu chí).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CriteriaSet)]
pub(crate) struct CriteriaSetView {
    /// The set's identifier.
    id: CriteriaSetId,
    /// The campaign.
    campaign: CampaignId,
    /// The campaign's name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// The kind of cycle that it is for (rule S24).
    cycle_kind: CycleKind,
    /// Whom it measures (rule S02): the code of a group, `ENTERPRISE` or `INDIVIDUAL`.
    /// Example: `DISTRICT`
    audience: Audience,
    /// Counts up within campaign, kind and audience.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// The criteria, in the plan's order; none if the set is a tree.
    criteria: Vec<CriterionBody>,
    /// The sum of the most points of all criteria; of a tree, the full points of its main branch.
    points_total: Hundredths,
    /// Rating bands, bonus and penalty lines for the total; those of a tree stand in it.
    grading: GradingBody,
    /// The content as a tree (rules M06, M07); absent if the set is a list of criteria.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<ModelBody>,
    /// To which contents and field of the movement its criteria belong, in the order of the criteria; those that belong to
    /// none are not named.
    dimensions: Vec<CriterionDimensionsBody>,
    /// State of the set; boards can be published only with a published set.
    state: CriteriaSetState,
    /// The document that issues it, once published.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// A criteria set to draw up: the next version of its campaign, kind of cycle and audience.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCriteriaSet {
    /// The campaign.
    campaign: CampaignId,
    /// The kind of cycle that it is for (rule S24).
    cycle_kind: CycleKind,
    /// Whom it measures (rule S02): the code of a group, `ENTERPRISE` or `INDIVIDUAL`.
    /// Example: `DISTRICT`
    audience: Audience,
    /// Content of the set.
    #[validate(nested)]
    content: CriteriaSetEdit,
}

/// The contents and the field of the movement that a criterion belongs to.
#[derive(Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CriterionDimensions)]
pub(crate) struct CriterionDimensionsBody {
    /// The criterion's code; in a tree, that of a leaf.
    /// Example: `H1`
    #[validate(nested)]
    criterion: Code,
    /// Numbers of the movement's contents; at most 50, each once. Required without `field`.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field; absent if the criterion belongs to no one of them.
    /// Example: `AGRICULTURE`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
}

/// Content of a criteria set, replaced as a whole: a list of criteria with `scale` and `pointsTotal`, or a `model`;
/// exactly one of both.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "scale": 100,
    "pointsTotal": 40,
    "criteria": [
        {"code": "H1", "name": {"vi": "Hồ sơ công việc xử lý trên môi trường mạng", "en": "Work files handled online"},
            "source": "IV.1.b", "maxPoints": 10, "ratio": {
                "targetPercent": 80, "rule": "THRESHOLD_PROPORTIONAL",
                "numerator": {"vi": "Hồ sơ xử lý trên mạng", "en": "Files handled online"},
                "denominator": {"vi": "Tổng số hồ sơ", "en": "All files"},
                "attestation": "SECRET_FILES_EXCLUDED", "referenceRequired": false, "evidenceRequired": false,
                "zeroDenominator": "REFUSED", "exemptKinds": []}},
        {"code": "K1", "name": {"vi": "Cuộc họp của ban chỉ đạo", "en": "Meetings of the steering committee"},
            "source": "Mục II.3", "maxPoints": 20, "count": {
                "rule": "STEP_TABLE", "counted": {"vi": "Cuộc họp có biên bản", "en": "Meetings with minutes"},
                "rungs": [{"from": 1, "points": 5}, {"from": 3, "points": 15}, {"from": 4, "points": 20}],
                "demands": {"waivable": true}}},
        {"code": "M1", "name": {"vi": "Sáng kiến chuyển đổi số", "en": "Initiatives"}, "source": "Mục II.4",
            "maxPoints": 10, "manual": {
                "rubric": {"vi": "Theo phạm vi áp dụng", "en": "By how far it is applied"},
                "panel": {"combine": "MEDIAN", "least": 2}, "demands": {"waivable": true}}}
    ],
    "grading": {
        "bands": [
            {"code": "FAIR", "name": {"vi": "Khá", "en": "Fair"}, "from": 0, "below": 80},
            {"code": "GOOD", "name": {"vi": "Tốt", "en": "Good"}, "from": 80}
        ],
        "lines": [{"code": "LATE", "kind": "PENALTY", "name": {"vi": "Nộp muộn", "en": "Late"}, "maxPoints": 5}],
        "bonusCap": 0, "penaltyCap": 5, "mayExceedScale": false
    },
    "dimensions": [{"criterion": "H1", "contents": [6]}]
}))]
pub(crate) struct CriteriaSetEdit {
    /// The total of a unit that meets everything, above 0. Required with `criteria`.
    #[serde(default)]
    scale: Option<Hundredths>,
    /// The criteria, 1 to 200, in the order they are shown.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    #[serde(default)]
    criteria: Option<Vec<CriterionBody>>,
    /// Sum of the maximum points of all criteria, as a control sum: the request is refused if the sum differs. Required
    /// with `criteria`.
    #[serde(default)]
    points_total: Option<Hundredths>,
    /// Rating bands, bonus and penalty lines for the total; none if left out.
    #[validate(nested)]
    #[serde(default)]
    grading: Option<GradingBody>,
    /// The content as a tree (rules M06, M07), with its own scale, bands, bonus and penalty lines.
    #[validate(nested)]
    #[serde(default)]
    model: Option<ModelBody>,
    /// To which contents and field of the movement the criteria belong; at most 200, each criterion once. Criteria that
    /// are not named belong to none.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    #[serde(default)]
    dimensions: Vec<CriterionDimensionsBody>,
}

impl From<CriterionDimensionsBody> for CriterionDimensions {
    fn from(body: CriterionDimensionsBody) -> Self {
        let CriterionDimensionsBody { criterion, contents, field } = body;
        Self { criterion: criterion.into(), contents, field }
    }
}

impl From<CriterionDimensions> for CriterionDimensionsBody {
    fn from(dimensions: CriterionDimensions) -> Self {
        let CriterionDimensions { criterion, contents, field } = dimensions;
        Self { criterion: criterion.into(), contents, field }
    }
}

impl CriteriaSetEdit {
    pub(crate) fn drafted(self) -> Result<SetDraft, Problem> {
        let dimensions = self.dimensions.iter().cloned().map(CriterionDimensions::from).collect();
        Ok(SetDraft { content: self.content()?, dimensions })
    }

    fn content(self) -> Result<Content, Problem> {
        let Self { scale, criteria: bodies, points_total, grading, model, dimensions: _ } = self;
        let unclear = |pointer: &str, reason| Problem::malformed(vec![violation(pointer, reason)]);
        if let Some(model) = model {
            let beside = scale.is_some() || bodies.is_some() || points_total.is_some() || grading.is_some();
            return match beside {
                true => Err(unclear("/model", content_unclear())),
                false => {
                    let malformed = |faults| Problem::malformed(faults).within("/model", &[]);
                    Ok(Content::Model(Box::new(model.tree().map_err(malformed)?)))
                }
            };
        }
        let missing: Vec<Violation> =
            [("/scale", scale.is_none()), ("/criteria", bodies.is_none()), ("/pointsTotal", points_total.is_none())]
                .into_iter()
                .filter(|(_, missing)| *missing)
                .map(|(pointer, _)| violation(pointer, reasons::field_missing()))
                .collect();
        let (Some(scale), Some(bodies), Some(points_total)) = (scale, bodies, points_total) else {
            return Err(if missing.len() == 3 { unclear("", content_unclear()) } else { Problem::malformed(missing) });
        };
        Ok(Content::Flat {
            scale: scale.0,
            criteria: criteria(bodies)?,
            grading: grading.map(Grading::from).unwrap_or_default(),
            control_sum: points_total.0,
        })
    }
}

/// A criteria set's publication.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Issue {
    /// The document that issues the set: number, date, issuer and title are required (rule S24).
    #[validate(nested)]
    document: CitationBody,
}

/// The filters of the list of criteria sets.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CriteriaSetQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// For this kind of cycle.
    #[param(inline)]
    cycle_kind: Option<CycleKind>,
    /// For this audience.
    #[param(inline)]
    audience: Option<Audience>,
}

/// The path parameter that names a criteria set.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CriteriaSetPath {
    /// The set's identifier.
    #[param(value_type = Uuid)]
    pub(crate) criteria_set: CriteriaSetId,
}

impl CriteriaSetView {
    fn new(set: CriteriaSet, actor: &Actor) -> Self {
        let transitions = set.transitions(actor).into_iter().map(TransitionView::from).collect();
        let points_total = Hundredths(set.points_total());
        let CriteriaSet {
            id,
            campaign,
            cycle_kind,
            audience,
            version,
            scale,
            criteria,
            grading,
            model,
            dimensions,
            state,
            document,
            revision,
        } = set;
        Self {
            id,
            campaign,
            campaign_name: None,
            cycle_kind,
            audience,
            version,
            scale: Hundredths(scale),
            criteria: if model.is_some() {
                Vec::new()
            } else {
                criteria.into_iter().map(CriterionBody::from).collect()
            },
            points_total,
            grading: grading.into(),
            model: model.as_deref().map(ModelBody::from),
            dimensions: dimensions.into_iter().map(CriterionDimensionsBody::from).collect(),
            state,
            document: document.map(CitationBody::from),
            revision,
            transitions,
        }
    }
}

/// List criteria sets
///
/// *Danh sách bộ tiêu chí.* Any signed-in person; those of the draft of a movement as the draft itself. Filters add up.
#[utoipa::path(get, path = "/criteria-sets", responses((status = 200, description = "The sets, oldest first.")))]
pub(crate) async fn list_criteria_sets(
    Caller(actor): Caller,
    Query(query): Query<CriteriaSetQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<CriteriaSetView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let CriteriaSetQuery { campaign, cycle_kind, audience } = query;
    let (filter, page) = (CriteriaSetFilter { campaign, cycle_kind, audience }, paging.page);
    let drafts = drafts_seen_by(&actor);
    let (slice, campaigns) = db
        .read(move |tx| async move {
            let slice = tx.criteria_sets(filter, &drafts, page).await?;
            let campaigns = tx.campaign_names(slice.items.iter().map(|set| set.campaign)).await?;
            Ok((slice, campaigns))
        })
        .await?;
    let row = |set: CriteriaSet| {
        let campaign_name = Some(campaigns.get(set.campaign).into());
        CriteriaSetView { campaign_name, ..CriteriaSetView::new(set, &actor) }
    };
    Untagged::new(&Listing::new(&paging, slice, |set| set.id.0, row))
}

/// Show a criteria set
///
/// *Xem bộ tiêu chí.* Any signed-in person; that of the draft of a movement as the draft itself.
#[utoipa::path(get, path = "/criteria-sets/{criteriaSet}", responses((status = 200, description = "The set.")))]
pub(crate) async fn show_criteria_set(
    Caller(actor): Caller,
    path: Path<CriteriaSetPath>,
    db: Db,
) -> Result<Tagged<CriteriaSetView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let reader = actor.clone();
    let set = db
        .read(move |tx| async move {
            let set = tx.criteria_set(path.0.criteria_set).await?;
            must_be_seen(&tx.campaign(set.campaign).await?, &reader)?;
            Ok(set)
        })
        .await?;
    Tagged::new(set.revision, &CriteriaSetView::new(set, &actor))
}

/// Draw up a criteria set
///
/// *Lập bộ tiêu chí.* Standing agency only (rule S24). The set is the next version for its campaign, kind of cycle and
/// audience, and provisional until it is published. It is a list of criteria, or a tree of pillars and criteria (rules
/// M06, M07). Codes, targets, rungs, curves, options, weights, control sums of points and the rating bands (rule L26) are
/// checked, and that the movement has the contents and fields that criteria belong to; everything that is wrong is named at
/// once.
#[utoipa::path(post, path = "/criteria-sets", responses((status = 201, description = "Drawn up.")))]
pub(crate) async fn create_criteria_set(
    request: Command<NewCriteriaSet>,
    db: Db,
) -> Result<Once<Created<CriteriaSetView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::EditCriteriaSet)?;
        let NewCriteriaSet { campaign, cycle_kind, audience, content } = body;
        let draft = content.drafted().map_err(within("/content", &[]))?;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let versions = tx.all_criteria_sets(campaign, cycle_kind).await?;
        let newest = versions.iter().filter(|set| set.audience == audience).map(|set| set.version).max();
        let id = CriteriaSetId(Uuid::now_v7());
        let set = CriteriaSet {
            id,
            campaign,
            cycle_kind,
            audience,
            version: newest.unwrap_or(0).saturating_add(1),
            scale: 0,
            criteria: Vec::new(),
            grading: Grading::default(),
            model: None,
            dimensions: Vec::new(),
            state: CriteriaSetState::Provisional,
            document: None,
            revision: Revision::FIRST,
        };
        let step = set.draft(draft, &movement, &actor, at).map_err(within("/content", &[]))?;
        step.after().must_name_cycles(&tx.cycles_of(campaign).await?).map_err(within("/content", &[]))?;
        must_name_agencies(&tx, step.after()).await?.map_err(within("/content", &[]))?;
        let set = tx.add(step).await?;
        let (location, revision) = (format!("/v1/criteria-sets/{id}"), set.revision);
        Created::new(location, revision, &CriteriaSetView::new(set, &actor))
    })
    .await
}

/// Whether the agencies that a set names are units of the registry.
pub(crate) async fn must_name_agencies(tx: &Tx, set: &CriteriaSet) -> Result<Result<(), Refusal>, Failure> {
    let agencies = tx.organisations_named(set.verifiers().into_iter()).await?;
    Ok(set.must_name_agencies(&agencies))
}

/// Replace a criteria set's content
///
/// *Sửa bộ tiêu chí.* Standing agency, while the set is provisional and no open cycle is bound to it; after that a new
/// version is drawn up (rule L28).
#[utoipa::path(put, path = "/criteria-sets/{criteriaSet}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_criteria_set(
    request: PutCommand<CriteriaSetPath, CriteriaSetEdit>,
    db: Db,
) -> Result<Tagged<CriteriaSetView>, Problem> {
    let PutCommand { actor, at: now, path, expected, body: edit } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::EditCriteriaSet)?;
        let set = tx.criteria_set(path.criteria_set).await?;
        expected.must_be(set.revision)?;
        let bound = tx.is_bound(&set).await?;
        let campaign = tx.campaign_to_use(set.campaign).await?;
        let step = set.edit(edit.drafted()?, (&campaign, bound), &actor, now)?;
        step.after().must_name_cycles(&tx.cycles_of(campaign.id).await?)?;
        must_name_agencies(&tx, step.after()).await??;
        let set = tx.save(step).await?;
        Tagged::new(set.revision, &CriteriaSetView::new(set, &actor))
    })
    .await
}

/// Publish a criteria set
///
/// *Ban hành bộ tiêu chí.* Standing agency only (rule S24). From then on the set never changes (rule L28), and boards
/// that use it may be published.
#[utoipa::path(
    post,
    path = "/criteria-sets/{criteriaSet}/publication",
    responses((status = 200, description = "Published.")),
)]
pub(crate) async fn publish_criteria_set(
    request: StepCommand<CriteriaSetPath, Issue>,
    db: Db,
) -> Result<Once<Tagged<CriteriaSetView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let set = tx.criteria_set(path.criteria_set).await?;
        expected.must_be(set.revision)?;
        let campaign = tx.campaign_to_use(set.campaign).await?;
        let set = tx.save(set.publish(body.document.into(), &campaign, &actor, at)?).await?;
        Tagged::new(set.revision, &CriteriaSetView::new(set, &actor))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "criteria":
        list_criteria_sets, create_criteria_set, show_criteria_set, edit_criteria_set, publish_criteria_set,
    );
}
