//! Role models, entered by the standing agency, and the public list of them.

use std::collections::HashMap;

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use domain::base::calendar;
use domain::base::code::FieldCode;
use domain::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId};
use domain::base::policy::{Permission, Role};
use domain::oversight::adoption::AdoptionTally;
use domain::registry::organisation::Organisation;
use domain::results::role_model::{NamedUnit, RoleModel, RoleModelContent, Withdrawal};
use persistence::base::store::Tx;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::UnitLabels;
use persistence::results::role_model::RoleModelFilter;
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
use crate::base::query::{Path, Query, searched};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph, TextView};
use crate::results::result_figure::{self, FigureSumView, ResultFigureBody};

/// A unit's practice to publish as a role model.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRoleModel {
    /// The campaign that it belongs to.
    campaign: CampaignId,
    /// The unit whose practice it is.
    organisation: OrganisationId,
    /// Its field: one of the movement's (rule S32).
    /// Example: `AGRICULTURE`
    field: FieldCode,
    /// Its title; 1 to 300 characters. It is public at once and names no person (rule L36).
    /// Example: `Tổ công nghệ số cộng đồng đến từng ấp (demo)`
    #[validate(nested)]
    title: Line,
    /// The practice and its results; 1 to 4000 characters. It is public at once and names no person (rule L36).
    /// Example: `Mỗi ấp có một tổ giúp người dân nộp hồ sơ trực tuyến`
    #[validate(nested)]
    summary: Paragraph,
    /// Numbers of the movement's contents that it is about (nội dung thi đua); at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([6]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// What it achieved, in figures; at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20), nested)]
    results: Vec<ResultFigureBody>,
}

/// A role model as those who enter it see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoleModel)]
pub(crate) struct RoleModelView {
    /// Its identifier.
    id: RoleModelId,
    /// The campaign that it belongs to.
    campaign: CampaignId,
    /// Its field.
    field: FieldCode,
    /// Its name.
    #[schema(example = "Tổ công nghệ số cộng đồng đến từng ấp (demo)")]
    title: String,
    /// The practice and its results.
    #[schema(example = "Mỗi ấp có một tổ giúp người dân nộp hồ sơ trực tuyến")]
    summary: String,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// What it achieved, in figures.
    results: Vec<ResultFigureBody>,
    /// The unit whose practice it is.
    unit: NamedUnitView,
    /// Who published it: the standing agency (rule S32).
    publisher: NamedUnitView,
    /// Together with whom: the appraisal agency (rule S32).
    joint: NamedUnitView,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// When it was withdrawn; absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn; not public.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Số liệu không còn đúng")]
    reason: Option<String>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// A unit that was named, with the name that it had then.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NamedUnit)]
pub(crate) struct NamedUnitView {
    /// The unit.
    id: OrganisationId,
    /// Its name.
    #[schema(example = "Sở Nội vụ")]
    name: String,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-noi-vu")]
    code: Option<String>,
}

/// A unit's practice that others may do after it (điển hình tiên tiến).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicRoleModel {
    /// Its identifier.
    id: RoleModelId,
    /// The campaign that it belongs to.
    campaign: CampaignId,
    /// The campaign's name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// Its field.
    field: FieldCode,
    /// Its name.
    #[schema(example = "Tổ công nghệ số cộng đồng đến từng ấp (demo)")]
    title: String,
    /// The practice and its results.
    #[schema(example = "Mỗi ấp có một tổ giúp người dân nộp hồ sơ trực tuyến")]
    summary: String,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// What it achieved, in figures.
    results: Vec<ResultFigureBody>,
    /// The unit whose practice it is.
    unit: NamedUnitView,
    /// Who published it: the standing agency (rule S32).
    publisher: NamedUnitView,
    /// Together with whom: the appraisal agency (rule S32).
    joint: NamedUnitView,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// How many units adopt it today (rule P03); `GET /v1/public/role-models/{roleModel}/adoptions` lists them.
    #[schema(example = 3)]
    adopting_units: u32,
    /// What the latest figures of these units add up to; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    adoption_figures: Option<Vec<FigureSumView>>,
}

/// The filters of the list of role models.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RoleModelQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this field.
    #[param(inline)]
    field: Option<FieldCode>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 6)]
    content: Option<i64>,
    /// With this text in title, summary, or a name or a code of the unit, such as `cong nghe so`; accents, case and the
    /// stroke of đ do not count. At most 100 characters.
    #[param(max_length = 100, example = "cong nghe so")]
    text: Option<String>,
}

/// The path parameter that names a role model.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleModelPath {
    /// The role model's identifier.
    #[param(value_type = Uuid)]
    pub(crate) role_model: RoleModelId,
}

impl From<NamedUnit> for NamedUnitView {
    fn from(unit: NamedUnit) -> Self {
        let NamedUnit { id, name } = unit;
        Self { id, name, code: None }
    }
}

impl From<RoleModel> for PublicRoleModel {
    fn from(role_model: RoleModel) -> Self {
        let RoleModel { id, content, unit, publisher, joint, published_at, withdrawal: _, revision: _ } = role_model;
        let RoleModelContent { campaign, field, title, summary, contents, results } = content;
        let (unit, publisher, joint) = (unit.into(), publisher.into(), joint.into());
        Self {
            id,
            campaign,
            campaign_name: None,
            field,
            title,
            summary,
            contents,
            results: result_figure::shown(results),
            unit,
            publisher,
            joint,
            published_at,
            adopting_units: 0,
            adoption_figures: None,
        }
    }
}

impl PublicRoleModel {
    /// With the name of its campaign and the codes of its units, for a list.
    fn beside(self, campaigns: &CampaignNames, units: &UnitLabels, adoptions: &HashMap<RoleModelId, u32>) -> Self {
        let coded = |unit: NamedUnitView| NamedUnitView { code: units.get(unit.id).code, ..unit };
        Self {
            adopting_units: adoptions.get(&self.id).copied().unwrap_or_default(),
            campaign_name: Some(campaigns.get(self.campaign).into()),
            unit: coded(self.unit),
            publisher: coded(self.publisher),
            joint: coded(self.joint),
            ..self
        }
    }

    /// With what the units that adopt it have achieved.
    fn adopted(self, tally: AdoptionTally) -> Self {
        let AdoptionTally { units, figures } = tally;
        let figures = figures.into_iter().map(FigureSumView::from).collect();
        Self { adopting_units: units, adoption_figures: Some(figures), ..self }
    }
}

impl From<RoleModel> for RoleModelView {
    fn from(role_model: RoleModel) -> Self {
        let RoleModel { id, content, unit, publisher, joint, published_at, withdrawal, revision } = role_model;
        let RoleModelContent { campaign, field, title, summary, contents, results } = content;
        let (unit, publisher, joint) = (unit.into(), publisher.into(), joint.into());
        let (withdrawn_at, reason) = withdrawal.map(|Withdrawal { at, reason }| (at, reason)).unzip();
        Self {
            id,
            campaign,
            field,
            title,
            summary,
            contents,
            results: result_figure::shown(results),
            unit,
            publisher,
            joint,
            published_at,
            withdrawn_at,
            reason,
            revision,
        }
    }
}

/// Public path of a role model.
pub(crate) fn address(id: RoleModelId) -> String {
    format!("/v1/public/role-models/{id}")
}

/// The unit that holds the function which a movement names for joint publication.
pub(crate) async fn joint(tx: &Tx, function: Role, at: DateTime<Utc>) -> Result<Option<Organisation>, Problem> {
    let held = tx.functions_held_on(calendar::day_of(at)).await?;
    match held.iter().find(|holding| holding.function == function) {
        Some(holding) => Ok(Some(tx.organisation(holding.organisation).await?)),
        None => Ok(None),
    }
}

/// Publish a role model
///
/// *Công bố điển hình tiên tiến.* The movement's standing agency (rule S32): publishes a unit's practice at once, with the
/// unit named as the joint unit that holds the function which the movement says (`roleModelJoint`). It appears in the list of role models, in the
/// news and in the public changes.
#[utoipa::path(post, path = "/role-models", responses((status = 201, description = "Public.")))]
pub(crate) async fn publish_role_model(
    request: Command<NewRoleModel>,
    db: Db,
) -> Result<Once<Created<RoleModelView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishRoleModel)?;
        let NewRoleModel { campaign, organisation, field, title, summary, contents, results } = body;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let author = actor.must(Permission::PublishRoleModel, movement.id)?;
        let unit = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let publisher = author.organisation.ok_or_else(|| Problem::fault("the publisher has no unit"))?;
        let (publisher, joint) =
            (tx.organisation(publisher).await?, joint(&tx, movement.text.policy.role_model_joint, at).await?);
        let (title, summary, results) = (title.into(), summary.into(), result_figure::read(results));
        let content = RoleModelContent { campaign, field, title, summary, contents, results };
        let id = RoleModelId(Uuid::now_v7());
        let step = RoleModel::publish(id, (content, &movement), (&unit, &publisher, joint.as_ref()), &actor, at)?;
        let role_model = tx.add_role_model(step).await?;
        Created::new(address(id), role_model.revision, &RoleModelView::from(role_model))
    })
    .await
}

/// Withdraw a role model
///
/// *Rút điển hình tiên tiến.* Standing agency only, once, with a reason, which is not public. The role model is removed
/// from the list and the news, and the public changes report it to those who keep a copy (`ROLE_MODEL_WITHDRAWN`, a
/// tombstone); the audit trail keeps it.
#[utoipa::path(
    post,
    path = "/role-models/{roleModel}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_role_model(
    request: StepCommand<RoleModelPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<RoleModelView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishRoleModel)?;
        let role_model = tx.role_model(path.role_model).await?;
        expected.must_be(role_model.revision)?;
        let role_model = tx.save_role_model(role_model.withdraw(&body.reason, &actor, at)?).await?;
        Tagged::new(role_model.revision, &RoleModelView::from(role_model))
    })
    .await
}

/// List role models
///
/// *Danh sách điển hình tiên tiến.* Public. Current role models, of whole units and in the fields of their movement (rule S32);
/// withdrawn ones are not listed.
#[utoipa::path(get, path = "/role-models", responses((status = 200, description = "The role models, oldest first.")))]
pub(crate) async fn list_role_models(
    request: HttpRequest,
    Query(query): Query<RoleModelQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicRoleModel>>, Problem> {
    let RoleModelQuery { campaign, organisation, field, content, text } = query;
    let filter = RoleModelFilter { campaign, organisation, field, content, text: searched(text)? };
    let page = paging.page;
    let (slice, campaigns, units, adoptions) = db
        .read(move |tx| async move {
            let slice = tx.role_models(&filter, page).await?;
            let campaigns = tx.campaign_names(slice.items.iter().map(|one| one.content.campaign)).await?;
            let named: Vec<OrganisationId> =
                slice.items.iter().flat_map(|one| [one.unit.id, one.publisher.id, one.joint.id]).collect();
            let units = tx.unit_labels(named.into_iter()).await?;
            let ids: Vec<RoleModelId> = slice.items.iter().map(|one| one.id).collect();
            let adoptions = tx.adoption_counts(ids.into_iter()).await?;
            Ok((slice, campaigns, units, adoptions))
        })
        .await?;
    let row = |one| PublicRoleModel::from(one).beside(&campaigns, &units, &adoptions);
    cached(&request, &Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Show a role model
///
/// *Xem điển hình tiên tiến.* Public. 404 once it is withdrawn. With how many units adopt it, and what their latest
/// figures add up to (rule P03).
#[utoipa::path(get, path = "/role-models/{roleModel}", responses((status = 200, description = "The role model.")))]
pub(crate) async fn show_role_model(
    request: HttpRequest,
    path: Path<RoleModelPath>,
    db: Db,
) -> Result<Cached<PublicRoleModel>, Problem> {
    let (found, tally) = db
        .read(move |tx| async move {
            let found = tx.role_model(path.0.role_model).await?;
            let tally = AdoptionTally::of(&found.content.results, &tx.adoptions_of(found.id).await?);
            Ok((found, tally))
        })
        .await?;
    if found.withdrawal.is_some() {
        return Err(Problem::plain(Kind::NotFound));
    }
    brief(&request, &PublicRoleModel::from(found).adopted(tally))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "publication": publish_role_model, withdraw_role_model);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_role_models, show_role_model);
}
