//! Units that adopt a role model: what they record, and what the public reads of it.

use std::collections::HashMap;

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use domain::base::policy::Permission;
use domain::oversight::adoption::{Adoption, AdoptionContent, AdoptionEnd, AdoptionId, AdoptionState, Reading};
use domain::results::result_figure::ResultFigure;
use persistence::base::store::Tx;
use persistence::oversight::adoption::AdoptionFilter;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use persistence::results::role_model::RoleModelLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Paragraph, TextView};
use crate::base::transition::TransitionView;
use crate::oversight::reasons::role_model_unknown;
use crate::results::result_figure::{self, ResultFigureBody};
use crate::results::role_model::RoleModelPath;

/// The figures of an adoption on a day.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewAdoptionReading)]
pub(crate) struct ReadingBody {
    /// Their day: not before the adoption began, not before the figures before, not in the future.
    #[schema(example = "2025-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// The figures; 1 to 20. Those of the practice have its names and units of measure, so that they add up; others are
    /// the unit's own.
    #[schema(min_items = 1, max_items = 20)]
    #[validate(length(min = 1, max = 20), nested)]
    figures: Vec<ResultFigureBody>,
}

/// An adoption of a role model to record (áp dụng, nhân rộng).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewAdoption {
    /// The role model.
    role_model: RoleModelId,
    /// The unit that adopts it: the caller's own, and not the one whose practice it is.
    organisation: OrganisationId,
    /// Since which day; not in the future.
    #[schema(example = "2025-02-03")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// What the unit does; 1 to 4000 characters, without state secrets (rule L35).
    /// Example: `Huyện lập tổ công nghệ số ở cả 12 xã`
    #[validate(nested)]
    text: Paragraph,
    /// The first figures; absent if there are none yet.
    #[serde(default)]
    #[validate(nested)]
    reading: Option<ReadingBody>,
}

/// The figures of an adoption on a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdoptionReading)]
pub(crate) struct ReadingView {
    /// Their day.
    #[schema(example = "2025-06-30")]
    date: NaiveDate,
    /// The figures.
    figures: Vec<ResultFigureBody>,
    /// When they were recorded.
    recorded_at: DateTime<Utc>,
    /// The name of the person who recorded them.
    #[schema(example = "Lê Văn Áp Dụng (demo)")]
    name: String,
}

/// A unit's adoption of a role model (áp dụng, nhân rộng; rule P03).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Adoption)]
pub(crate) struct AdoptionView {
    /// Its identifier.
    id: AdoptionId,
    /// The role model.
    role_model: RoleModelId,
    /// Its title.
    #[schema(example = "Tổ công nghệ số cộng đồng đến từng ấp (demo)")]
    role_model_title: String,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit that adopts it.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Châu Thành")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "942")]
    organisation_code: Option<String>,
    /// Since which day.
    #[schema(example = "2025-02-03")]
    from_date: NaiveDate,
    /// What the unit does.
    #[schema(example = "Huyện lập tổ công nghệ số ở cả 12 xã")]
    text: String,
    /// Whether it goes on.
    state: AdoptionState,
    /// The figures, oldest first; the last ones count.
    readings: Vec<ReadingView>,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// When it ended; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Đã thay bằng nền tảng dùng chung của tỉnh")]
    end_reason: Option<String>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// A unit that adopts a role model.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicAdoption {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Châu Thành")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "942")]
    organisation_code: Option<String>,
    /// Since which day.
    #[schema(example = "2025-02-03")]
    from_date: NaiveDate,
}

/// The filters of the list of adoptions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AdoptionQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// By this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// Of this role model.
    #[param(value_type = Option<Uuid>)]
    role_model: Option<RoleModelId>,
    /// In this state.
    #[param(inline)]
    state: Option<AdoptionState>,
}

/// The path parameter that names an adoption.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AdoptionPath {
    /// The adoption's identifier.
    #[param(value_type = Uuid)]
    adoption: AdoptionId,
}

/// The names of what adoptions refer to.
struct Names {
    campaigns: CampaignNames,
    units: UnitLabels,
    role_models: HashMap<RoleModelId, RoleModelLabel>,
}

impl Names {
    async fn of(tx: &Tx, adoptions: &[Adoption]) -> Result<Self, Problem> {
        let campaigns = tx.campaign_names(adoptions.iter().map(|one| one.campaign)).await?;
        let units = tx.unit_labels(adoptions.iter().map(|one| one.organisation)).await?;
        let role_models = tx.role_model_labels(adoptions.iter().map(|one| one.role_model)).await?;
        Ok(Self { campaigns, units, role_models })
    }
}

impl From<ReadingBody> for (NaiveDate, Vec<ResultFigure>) {
    fn from(ReadingBody { date, figures }: ReadingBody) -> Self {
        (date, result_figure::read(figures))
    }
}

impl From<Reading> for ReadingView {
    fn from(Reading { day, figures, at, name }: Reading) -> Self {
        Self { date: day, figures: result_figure::shown(figures), recorded_at: at, name }
    }
}

impl AdoptionView {
    fn new(adoption: Adoption, names: &Names, actor: &Actor) -> Self {
        let (state, transitions) = (adoption.state(), adoption.transitions(actor));
        let Adoption { id, role_model, campaign, organisation, from, text, readings, recorded_at, end, revision } =
            adoption;
        let UnitLabel { name, code } = names.units.get(organisation);
        let (ended_at, end_reason) = end.map(|AdoptionEnd { at, reason }| (at, reason)).unzip();
        Self {
            id,
            role_model,
            role_model_title: names.role_models.get(&role_model).map(|label| label.title.clone()).unwrap_or_default(),
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            from_date: from,
            text,
            state,
            readings: readings.into_iter().map(ReadingView::from).collect(),
            recorded_at,
            ended_at,
            end_reason,
            revision,
            transitions: transitions.into_iter().map(TransitionView::from).collect(),
        }
    }

    /// One adoption, with the names of what it refers to.
    async fn of(tx: &Tx, adoption: Adoption, actor: &Actor) -> Result<Self, Problem> {
        let names = Names::of(tx, std::slice::from_ref(&adoption)).await?;
        Ok(Self::new(adoption, &names, actor))
    }
}

/// List adoptions
///
/// *Danh sách áp dụng mô hình.* Units see their own; the two agencies, the decision authority and the auditor see those of
/// their movements (rule P03). Filters add up.
#[utoipa::path(get, path = "/adoptions", responses((status = 200, description = "The adoptions, oldest first.")))]
pub(crate) async fn list_adoptions(
    Caller(actor): Caller,
    Query(query): Query<AdoptionQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<AdoptionView>>, Problem> {
    let scope = actor.scope(Permission::ReadPractice)?;
    let AdoptionQuery { campaign, organisation, role_model, state } = query;
    let filter = AdoptionFilter { campaign, organisation, role_model, state };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.adoptions(&scope, filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    let row = |one| AdoptionView::new(one, &names, &actor);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Record an adoption
///
/// *Ghi nhận áp dụng mô hình.* Editor or head of a unit that adopts a published role model of another unit (rule P03);
/// one that goes on for each unit and role model. The public reads the unit's name, the day, and what the figures of all
/// units add up to.
#[utoipa::path(post, path = "/adoptions", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn record_adoption(
    request: Command<NewAdoption>,
    db: Db,
) -> Result<Once<Created<AdoptionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::AdoptPractice)?;
        let NewAdoption { role_model, organisation, from_date, text, reading } = body;
        let role_model = named(tx.role_model(role_model).await, "/roleModel", role_model_unknown)?;
        let unit = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let movement = tx.campaign_to_use(role_model.content.campaign).await?;
        let content = AdoptionContent { from: from_date, text: text.into(), figures: reading.map(Into::into) };
        let id = AdoptionId(Uuid::now_v7());
        let adoption = tx.add(Adoption::record(id, content, (&role_model, &movement), &unit, &actor, at)?).await?;
        let revision = adoption.revision;
        let view = AdoptionView::of(&tx, adoption, &actor).await?;
        Created::new(format!("/v1/adoptions/{id}"), revision, &view)
    })
    .await
}

/// Show an adoption
///
/// *Xem việc áp dụng mô hình.* The unit's own people, the two agencies, the decision authority, the auditor.
#[utoipa::path(get, path = "/adoptions/{adoption}", responses((status = 200, description = "The adoption.")))]
pub(crate) async fn show_adoption(
    Caller(actor): Caller,
    path: Path<AdoptionPath>,
    db: Db,
) -> Result<Tagged<AdoptionView>, Problem> {
    let scope = actor.scope(Permission::ReadPractice)?;
    db.read(move |tx| async move {
        let adoption = tx.adoption(&scope, path.0.adoption).await?;
        let revision = adoption.revision;
        Tagged::new(revision, &AdoptionView::of(&tx, adoption, &actor).await?)
    })
    .await
}

/// Record later figures of an adoption
///
/// *Cập nhật số liệu áp dụng mô hình.* Editor or head of the unit, while the adoption goes on. Figures before are kept; the
/// last ones count.
#[utoipa::path(
    post,
    path = "/adoptions/{adoption}/readings",
    responses((status = 200, description = "Recorded.")),
)]
pub(crate) async fn update_adoption(
    request: StepCommand<AdoptionPath, ReadingBody>,
    db: Db,
) -> Result<Once<Tagged<AdoptionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let adoption = tx.adoption(&actor.scope(Permission::ReadPractice)?, path.adoption).await?;
        expected.must_be(adoption.revision)?;
        let movement = tx.campaign_to_use(adoption.campaign).await?;
        let unit = tx.organisation(adoption.organisation).await?;
        let adoption = tx.save(adoption.update(body.into(), (&movement, &unit), &actor, at)?).await?;
        Tagged::new(adoption.revision, &AdoptionView::of(&tx, adoption, &actor).await?)
    })
    .await
}

/// End an adoption
///
/// *Dừng áp dụng mô hình.* Editor or head of the unit, with a reason. The unit may record another one later.
#[utoipa::path(
    post,
    path = "/adoptions/{adoption}/ending",
    responses((status = 200, description = "Ended.")),
)]
pub(crate) async fn end_adoption(
    request: StepCommand<AdoptionPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<AdoptionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let adoption = tx.adoption(&actor.scope(Permission::ReadPractice)?, path.adoption).await?;
        expected.must_be(adoption.revision)?;
        let adoption = tx.save(adoption.finish(&body.reason, &actor, at)?).await?;
        Tagged::new(adoption.revision, &AdoptionView::of(&tx, adoption, &actor).await?)
    })
    .await
}

/// List the units that adopt a role model
///
/// *Danh sách đơn vị áp dụng điển hình.* Public. Names of units and the days since when, without persons; 404 once the role
/// model is withdrawn. What their figures add up to stands in `GET /v1/public/role-models/{roleModel}`.
#[utoipa::path(
    get,
    path = "/role-models/{roleModel}/adoptions",
    responses((status = 200, description = "The units, in the order in which they recorded it.")),
)]
pub(crate) async fn list_role_model_adoptions(
    request: HttpRequest,
    path: Path<RoleModelPath>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicAdoption>>, Problem> {
    let (page, id) = (paging.page, path.0.role_model);
    let (slice, units) = db
        .read(move |tx| async move {
            if tx.role_model(id).await?.withdrawal.is_some() {
                return Err(Problem::plain(Kind::NotFound));
            }
            let state = Some(AdoptionState::InForce);
            let filter = AdoptionFilter { role_model: Some(id), state, ..AdoptionFilter::default() };
            let slice = tx.adoptions(&Scope::Everything, filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |one: Adoption| {
        let UnitLabel { name, code } = units.get(one.organisation);
        PublicAdoption {
            organisation: one.organisation,
            organisation_name: name,
            organisation_code: code,
            from_date: one.from,
        }
    };
    brief(&request, &Listing::new(&paging, slice, |one| one.id.0, row))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "practices": list_adoptions, record_adoption, show_adoption, update_adoption, end_adoption);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_role_model_adoptions);
}
