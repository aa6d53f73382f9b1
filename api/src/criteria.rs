//! Criteria sets.

use actix_web::{get, post};
use domain::criteria::{
    Attestation, CriteriaSet, CriteriaSetState, Criterion, CycleKind, Measure, RatioMeasure, ScoringRule,
    SubjectCategory, ZeroDenominator,
};
use domain::identity::Actor;
use domain::ids::{CampaignId, CriteriaSetId, Revision};
use domain::organisation::{OrganisationKind, Tier};
use domain::policy::Permission;
use persistence::criteria::CriteriaSetFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::answer::{Answer, Db, Listing};
use crate::evidence::CitationBody;
use crate::extract::{Asked, At, PageQuery, Paging, Posted};
use crate::identity::Caller;
use crate::problem::Problem;
use crate::scoring::Hundredths;
use crate::step::TransitionView;
use crate::text::TextView;

/// How a criterion is judged by a share of counted things (tỷ lệ).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RatioMeasure)]
pub(crate) struct RatioView {
    /// The target (chỉ tiêu) in percent.
    target_percent: Hundredths,
    /// How the share becomes points.
    rule: ScoringRule,
    /// What is counted above the line (tử số).
    numerator: TextView,
    /// What is counted below the line (mẫu số).
    denominator: TextView,
    /// What the unit attests with the figure (rules S05 and S06).
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<Attestation>,
    /// Whether the unit names the document that the denominator comes from (rule S07).
    reference_required: bool,
    /// Whether a numerator above 0 needs evidence (rule L20).
    evidence_required: bool,
    /// What a denominator of 0 means (rule S08).
    zero_denominator: ZeroDenominator,
    /// Kinds of unit that the criterion does not ask (rule S09).
    exempt_kinds: Vec<OrganisationKind>,
}

/// One criterion (tiêu chí).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Criterion)]
pub(crate) struct CriterionView {
    /// Short and stable.
    #[schema(example = "P2")]
    code: String,
    /// What it asks.
    name: TextView,
    /// Where the plan says so.
    #[schema(example = "IV.1.a")]
    source: String,
    /// The most points.
    max_points: Hundredths,
    /// How it is judged by counting; absent for a qualitative criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<RatioView>,
    /// Whose qualitative criterion it is (rules S10 and S11); absent for a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<SubjectCategory>,
}

/// One version of the criteria of a tier for a kind of cycle (bộ tiêu chí).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CriteriaSet)]
pub(crate) struct CriteriaSetView {
    /// The set's identifier.
    id: CriteriaSetId,
    /// The campaign.
    campaign: CampaignId,
    /// The kind of cycle that it is for (rule S24).
    cycle_kind: CycleKind,
    /// The tier that it is for (rule S02).
    tier: Tier,
    /// Counts up within campaign, kind and tier.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// The criteria, in the plan's order.
    criteria: Vec<CriterionView>,
    /// How final it is; boards are published only with a set that is.
    state: CriteriaSetState,
    /// The document that issues it, once published.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// How often it changed; the same number stands in the `ETag`.
    revision: Revision,
    /// What the caller may do now, and why the rest is closed.
    transitions: Vec<TransitionView>,
}

/// A criteria set's publication.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Issue {
    /// The document that issues the set: number, date, issuer and title are required (rule S24).
    #[validate(nested)]
    document: CitationBody,
}

/// Which sets a list shows.
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
    /// For this tier.
    #[param(inline)]
    tier: Option<Tier>,
}

/// A set's place in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CriteriaSetPath {
    /// The set's identifier.
    #[param(value_type = Uuid)]
    criteria_set: CriteriaSetId,
}

impl From<Criterion> for CriterionView {
    fn from(criterion: Criterion) -> Self {
        let Criterion { code, name, source, max_points, measure } = criterion;
        let (ratio, category) = match measure {
            Measure::Ratio(ratio) => (Some(RatioView::from(ratio)), None),
            Measure::Qualitative { category } => (None, Some(category)),
        };
        Self { code, name: name.into(), source, max_points: Hundredths(max_points), ratio, category }
    }
}

impl From<RatioMeasure> for RatioView {
    fn from(ratio: RatioMeasure) -> Self {
        let RatioMeasure {
            target_basis_points,
            rule,
            numerator,
            denominator,
            attestation,
            reference_required,
            evidence_required,
            zero_denominator,
            exempt_kinds,
        } = ratio;
        Self {
            target_percent: Hundredths(target_basis_points),
            rule,
            numerator: numerator.into(),
            denominator: denominator.into(),
            attestation,
            reference_required,
            evidence_required,
            zero_denominator,
            exempt_kinds,
        }
    }
}

impl CriteriaSetView {
    fn new(set: CriteriaSet, actor: &Actor) -> Self {
        let transitions = set.transitions(actor).into_iter().map(TransitionView::from).collect();
        let CriteriaSet { id, campaign, cycle_kind, tier, version, scale, criteria, state, document, revision } = set;
        Self {
            id,
            campaign,
            cycle_kind,
            tier,
            version,
            scale: Hundredths(scale),
            criteria: criteria.into_iter().map(CriterionView::from).collect(),
            state,
            document: document.map(CitationBody::from),
            revision,
            transitions,
        }
    }
}

/// List criteria sets
///
/// *Danh sách bộ tiêu chí.* Any signed-in person. Filters add up.
#[utoipa::path(
    tag = "criteria",
    params(CriteriaSetQuery, PageQuery),
    responses((status = 200, description = "The sets, oldest first.", body = Listing<CriteriaSetView>)),
)]
#[get("/criteria-sets")]
pub(crate) async fn list_criteria_sets(
    Caller(actor): Caller,
    Asked(query): Asked<CriteriaSetQuery>,
    paging: Paging,
    db: Db,
) -> Result<Answer, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let CriteriaSetQuery { campaign, cycle_kind, tier } = query;
    let (filter, page) = (CriteriaSetFilter { campaign, cycle_kind, tier }, paging.page);
    let slice = db.read(move |tx| async move { Ok(tx.criteria_sets(filter, page).await?) }).await?;
    Answer::plain(&Listing::new(&paging, slice, |set| set.id.0, |set| CriteriaSetView::new(set, &actor)))
}

/// Show a criteria set
///
/// *Xem bộ tiêu chí.* Any signed-in person.
#[utoipa::path(
    tag = "criteria",
    params(CriteriaSetPath),
    responses((status = 200, description = "The set.", body = CriteriaSetView)),
)]
#[get("/criteria-sets/{criteriaSet}")]
pub(crate) async fn show_criteria_set(
    Caller(actor): Caller,
    path: At<CriteriaSetPath>,
    db: Db,
) -> Result<Answer, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let set = db.read(move |tx| async move { Ok(tx.criteria_set(path.0.criteria_set).await?) }).await?;
    Answer::shown(set.revision, &CriteriaSetView::new(set, &actor))
}

/// Publish a criteria set
///
/// *Ban hành bộ tiêu chí.* Standing agency only (rule S24). From then on the set never changes (rule L28), and boards
/// that rest on it may be published.
#[utoipa::path(
    tag = "criteria",
    params(CriteriaSetPath),
    request_body = Issue,
    responses((status = 200, description = "Published.", body = CriteriaSetView)),
)]
#[post("/criteria-sets/{criteriaSet}/publication")]
pub(crate) async fn publish_criteria_set(
    request: Posted<Issue>,
    path: At<CriteriaSetPath>,
    db: Db,
) -> Result<Answer, Problem> {
    let Posted { actor, at, key, expected, body } = request;
    db.once(key, move |tx| async move {
        let set = tx.criteria_set(path.0.criteria_set).await?;
        expected.must_be(set.revision)?;
        let set = tx.save_criteria_set(set.publish(body.document.into(), &actor, at)?).await?;
        Answer::shown(set.revision, &CriteriaSetView::new(set, &actor))
    })
    .await
}

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_criteria_sets).service(show_criteria_set).service(publish_criteria_set);
}
