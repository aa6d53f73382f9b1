//! Activities of mobilisation that units record, and their sums.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::FieldCode;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::oversight::mobilisation::{
    Mobilisation, MobilisationContent, MobilisationForm, MobilisationId, MobilisationSummary, MobilisationSums, Reach,
};
use domain::planning::campaign::dimensions::Dimensions;
use domain::registry::organisation::OrganisationKind;
use domain::results::role_model::Withdrawal;
use persistence::base::store::Tx;
use persistence::oversight::mobilisation::MobilisationFilter;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, within};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrLine, Paragraph, TextView};

/// What a unit records of an activity of mobilisation.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MobilisationEdit {
    /// Its form.
    form: MobilisationForm,
    /// Its first day, within the movement's period.
    #[schema(example = "2024-03-15")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// Its last day; not in the future.
    #[schema(example = "2024-03-15")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    to_date: NaiveDate,
    /// Where it took place; at most 300 characters.
    /// Example: `Nhà văn hóa ấp (demo)`
    #[serde(default)]
    #[validate(nested)]
    venue: EmptyOrLine,
    /// What was done, and to what effect; 1 to 4000 characters, without state secrets (rule L35).
    /// Example: `Vận động hội viên cài đặt tài khoản định danh và nộp hồ sơ trực tuyến`
    #[validate(nested)]
    text: Paragraph,
    /// Numbers of the movement's contents that it is about; at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([1]))]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about; absent if it is about no one of them.
    /// Example: `AGRICULTURE`
    #[serde(default)]
    field: Option<FieldCode>,
    /// The people who took part; 0 to 10000000.
    #[schema(minimum = 0, maximum = 10_000_000, example = 120)]
    #[validate(range(min = 0, max = 10_000_000))]
    participants: i64,
    /// The households that it reached; 0 to 10000000, absent if they were not counted.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000, example = 45)]
    #[validate(range(min = 0, max = 10_000_000))]
    households: Option<i64>,
    /// The materials that were handed out; 0 to 10000000, absent if they were not counted.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000, example = 200)]
    #[validate(range(min = 0, max = 10_000_000))]
    materials: Option<i64>,
    /// Documents and pages that show it (rule L21); at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20), nested)]
    evidence: Vec<CitationBody>,
}

/// An activity of mobilisation to record (tuyên truyền, vận động).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewMobilisation {
    /// The movement.
    campaign: CampaignId,
    /// The unit that records it: the caller's own.
    organisation: OrganisationId,
    /// The activity.
    #[validate(nested)]
    content: MobilisationEdit,
}

/// An activity of mobilisation of a unit (tuyên truyền, vận động; part V.3 of the plan).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Mobilisation)]
pub(crate) struct MobilisationView {
    /// Its identifier.
    id: MobilisationId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "mttq-tinh")]
    organisation_code: Option<String>,
    /// What the unit is.
    unit_kind: OrganisationKind,
    /// Its form.
    form: MobilisationForm,
    /// Its first day.
    #[schema(example = "2024-03-15")]
    from_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2024-03-15")]
    to_date: NaiveDate,
    /// Where it took place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Nhà văn hóa ấp (demo)")]
    venue: Option<String>,
    /// What was done, and to what effect.
    #[schema(example = "Vận động hội viên cài đặt tài khoản định danh và nộp hồ sơ trực tuyến")]
    text: String,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([1]))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
    /// The people who took part.
    #[schema(example = 120)]
    participants: i64,
    /// The households that it reached; absent if they were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 45)]
    households: Option<i64>,
    /// The materials that were handed out; absent if they were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 200)]
    materials: Option<i64>,
    /// Documents and pages that show it.
    evidence: Vec<CitationBody>,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// When it was withdrawn; absent while it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Nhập trùng với hoạt động đã ghi nhận")]
    reason: Option<String>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// Sums over activities of mobilisation; withdrawn ones are left out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobilisationSums)]
pub(crate) struct MobilisationSumsView {
    /// The units with at least one activity, each counted once.
    #[schema(example = 12)]
    units: i64,
    /// The activities.
    #[schema(example = 37)]
    activities: i64,
    /// The people who took part; who took part twice counts twice.
    #[schema(example = 4200)]
    participants: i64,
    /// The households that were reached, of the activities that counted them.
    #[schema(example = 1600)]
    households: i64,
    /// The materials that were handed out, of the activities that counted them.
    #[schema(example = 5000)]
    materials: i64,
}

/// The sums of one form.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MobilisationFormSums {
    /// The form.
    form: MobilisationForm,
    /// The sums of its activities.
    sums: MobilisationSumsView,
}

/// The sums of one kind of unit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MobilisationKindSums {
    /// The kind of unit; `MASS_ORGANISATION` is the Fatherland Front and the mass organisations.
    unit_kind: OrganisationKind,
    /// The sums of their activities.
    sums: MobilisationSumsView,
}

/// What was done in a movement to mobilise people.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobilisationSummary)]
pub(crate) struct MobilisationSummaryView {
    /// The movement.
    campaign: CampaignId,
    /// The movement's name; absent while there is no activity in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// The first day of the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024-01-01")]
    from_date: Option<NaiveDate>,
    /// The last day of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024-12-31")]
    to_date: Option<NaiveDate>,
    /// All activities that began in the period.
    total: MobilisationSumsView,
    /// Those of each form that there was. A unit with two forms counts under both, and once in `total`.
    forms: Vec<MobilisationFormSums>,
    /// Those of each kind of unit that took part.
    unit_kinds: Vec<MobilisationKindSums>,
}

/// The filters of the list of activities.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MobilisationQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// Of units of this kind.
    #[param(inline)]
    unit_kind: Option<OrganisationKind>,
    /// Of this form.
    #[param(inline)]
    form: Option<MobilisationForm>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 1)]
    content: Option<i64>,
    /// In this field of the movement.
    #[param(inline)]
    field: Option<FieldCode>,
    /// That began on this day or later.
    #[param(example = "2024-01-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    from: Option<NaiveDate>,
    /// That began on this day or earlier.
    #[param(example = "2024-12-31")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    to: Option<NaiveDate>,
    /// `true`: only what was withdrawn; `false`: only what was not; both if left out.
    withdrawn: Option<bool>,
}

/// What is summed up.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MobilisationSummaryQuery {
    /// The movement.
    #[param(value_type = Uuid)]
    campaign: CampaignId,
    /// Activities that began on this day or later.
    #[param(example = "2024-01-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    from: Option<NaiveDate>,
    /// Activities that began on this day or earlier.
    #[param(example = "2024-12-31")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    to: Option<NaiveDate>,
}

/// The path parameter that names an activity.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct MobilisationPath {
    /// The activity's identifier.
    #[param(value_type = Uuid)]
    mobilisation: MobilisationId,
}

impl From<MobilisationEdit> for MobilisationContent {
    fn from(body: MobilisationEdit) -> Self {
        let MobilisationEdit {
            form,
            from_date,
            to_date,
            venue,
            text,
            contents,
            field,
            participants,
            households,
            materials,
            evidence,
        } = body;
        Self {
            from: from_date,
            to: to_date,
            form,
            venue: Some(venue.into()),
            text: text.into(),
            dimensions: Dimensions { contents, field },
            reach: Reach { participants, households, materials },
            evidence: evidence.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<MobilisationSums> for MobilisationSumsView {
    fn from(sums: MobilisationSums) -> Self {
        let MobilisationSums { units, activities, participants, households, materials } = sums;
        Self { units, activities, participants, households, materials }
    }
}

/// The names of what activities refer to.
struct Names {
    campaigns: CampaignNames,
    units: UnitLabels,
}

impl Names {
    async fn of(tx: &Tx, activities: &[Mobilisation]) -> Result<Self, Problem> {
        let campaigns: Vec<CampaignId> = activities.iter().map(|one| one.campaign).collect();
        let units: Vec<OrganisationId> = activities.iter().map(|one| one.organisation).collect();
        Ok(Self {
            campaigns: tx.campaign_names(campaigns.into_iter()).await?,
            units: tx.unit_labels(units.into_iter()).await?,
        })
    }
}

impl MobilisationView {
    fn new(mobilisation: Mobilisation, names: &Names) -> Self {
        let Mobilisation { id, campaign, organisation, kind, content, recorded_at, withdrawal, revision } =
            mobilisation;
        let MobilisationContent { from, to, form, venue, text, dimensions, reach, evidence } = content;
        let Dimensions { contents, field } = dimensions;
        let Reach { participants, households, materials } = reach;
        let UnitLabel { name, code } = names.units.get(organisation);
        let (withdrawn_at, reason) = withdrawal.map(|Withdrawal { at, reason }| (at, reason)).unzip();
        Self {
            id,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            unit_kind: kind,
            form,
            from_date: from,
            to_date: to,
            venue,
            text,
            contents,
            field,
            participants,
            households,
            materials,
            evidence: evidence.into_iter().map(Into::into).collect(),
            recorded_at,
            withdrawn_at,
            reason,
            revision,
        }
    }

    /// One activity, with the names of what it refers to.
    async fn of(tx: &Tx, mobilisation: Mobilisation) -> Result<Self, Problem> {
        let names = Names::of(tx, std::slice::from_ref(&mobilisation)).await?;
        Ok(Self::new(mobilisation, &names))
    }
}

/// List activities of mobilisation
///
/// *Danh sách hoạt động tuyên truyền, vận động.* Units see their own; the standing agency sees those of its movements; the
/// appraisal agency, the decision authority and the auditor see all of them. Filters add up.
#[utoipa::path(
    get,
    path = "/mobilisations",
    responses((status = 200, description = "The activities, in the order of recording.")),
)]
pub(crate) async fn list_mobilisations(
    Caller(actor): Caller,
    Query(query): Query<MobilisationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<MobilisationView>>, Problem> {
    let scope = actor.scope(Permission::ReadMobilisation)?;
    let MobilisationQuery { campaign, organisation, unit_kind, form, content, field, from, to, withdrawn } = query;
    let filter =
        MobilisationFilter { campaign, organisation, kind: unit_kind, form, content, field, from, to, withdrawn };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.mobilisations(&scope, filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, |one| MobilisationView::new(one, &names)))
}

/// Record an activity of mobilisation
///
/// *Ghi nhận hoạt động tuyên truyền, vận động.* Editor or head of the unit: the Fatherland Front and the mass organisations
/// (part V.3 of the plan), and every other unit, while the movement runs.
#[utoipa::path(post, path = "/mobilisations", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn record_mobilisation(
    request: Command<NewMobilisation>,
    db: Db,
) -> Result<Once<Created<MobilisationView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::RecordMobilisation)?;
        let NewMobilisation { campaign, organisation, content } = body;
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let unit = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let id = MobilisationId(Uuid::now_v7());
        let step = Mobilisation::record(id, content.into(), (&movement, &unit), &actor, at);
        let mobilisation = tx.add(step.map_err(within("/content", &[]))?).await?;
        let revision = mobilisation.revision;
        let view = MobilisationView::of(&tx, mobilisation).await?;
        Created::new(format!("/v1/mobilisations/{id}"), revision, &view)
    })
    .await
}

/// Show an activity of mobilisation
///
/// *Xem hoạt động tuyên truyền, vận động.* The unit's own people, the two agencies, the decision authority, the auditor.
#[utoipa::path(
    get,
    path = "/mobilisations/{mobilisation}",
    responses((status = 200, description = "The activity.")),
)]
pub(crate) async fn show_mobilisation(
    Caller(actor): Caller,
    path: Path<MobilisationPath>,
    db: Db,
) -> Result<Tagged<MobilisationView>, Problem> {
    let scope = actor.scope(Permission::ReadMobilisation)?;
    db.read(move |tx| async move {
        let mobilisation = tx.mobilisation(&scope, path.0.mobilisation).await?;
        Tagged::new(mobilisation.revision, &MobilisationView::of(&tx, mobilisation).await?)
    })
    .await
}

/// Correct an activity of mobilisation
///
/// *Sửa hoạt động tuyên truyền, vận động.* Editor or head of the unit, while the movement runs. The audit trail keeps the
/// values before and after.
#[utoipa::path(
    put,
    path = "/mobilisations/{mobilisation}",
    responses((status = 200, description = "Corrected.")),
)]
pub(crate) async fn edit_mobilisation(
    request: PutCommand<MobilisationPath, MobilisationEdit>,
    db: Db,
) -> Result<Tagged<MobilisationView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::RecordMobilisation)?;
        let mobilisation = tx.mobilisation(&actor.scope(Permission::ReadMobilisation)?, path.mobilisation).await?;
        expected.must_be(mobilisation.revision)?;
        let movement = tx.campaign_to_use(mobilisation.campaign).await?;
        let unit = tx.organisation(mobilisation.organisation).await?;
        let step = mobilisation.edit(body.into(), (&movement, &unit), &actor, at)?;
        let mobilisation = tx.save(step).await?;
        Tagged::new(mobilisation.revision, &MobilisationView::of(&tx, mobilisation).await?)
    })
    .await
}

/// Withdraw an activity of mobilisation
///
/// *Rút hoạt động tuyên truyền, vận động.* Editor or head of the unit, once, with a reason, while the movement runs. It
/// stays readable and is left out of the sums.
#[utoipa::path(
    post,
    path = "/mobilisations/{mobilisation}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_mobilisation(
    request: StepCommand<MobilisationPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<MobilisationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::RecordMobilisation)?;
        let mobilisation = tx.mobilisation(&actor.scope(Permission::ReadMobilisation)?, path.mobilisation).await?;
        expected.must_be(mobilisation.revision)?;
        let movement = tx.campaign_to_use(mobilisation.campaign).await?;
        let unit = tx.organisation(mobilisation.organisation).await?;
        let step = mobilisation.withdraw(&body.reason, (&movement, &unit), &actor, at)?;
        let mobilisation = tx.save(step).await?;
        Tagged::new(mobilisation.revision, &MobilisationView::of(&tx, mobilisation).await?)
    })
    .await
}

/// Sum up activities of mobilisation
///
/// *Tổng hợp kết quả tuyên truyền, vận động.* Of the activities that the caller sees in the list, without withdrawn ones:
/// by form and by kind of unit, the Fatherland Front and the mass organisations apart (part V.3 of the plan). Each unit
/// counts once, and each activity in the period in which it began.
#[utoipa::path(get, path = "/mobilisations/summary", responses((status = 200, description = "The sums.")))]
pub(crate) async fn summarise_mobilisations(
    Caller(actor): Caller,
    Query(query): Query<MobilisationSummaryQuery>,
    db: Db,
) -> Result<Untagged<MobilisationSummaryView>, Problem> {
    let scope = actor.scope(Permission::ReadMobilisation)?;
    let MobilisationSummaryQuery { campaign, from, to } = query;
    let filter = MobilisationFilter {
        campaign: Some(campaign),
        from,
        to,
        withdrawn: Some(false),
        ..MobilisationFilter::default()
    };
    let read = db.read(move |tx| async move {
        let rows = tx.mobilisation_sums(&scope, filter).await?;
        // Whoever sees no activity is not told what a movement that is not public is called.
        let seen = (!rows.is_empty()).then_some(campaign);
        let names = tx.campaign_names(seen.into_iter()).await?;
        Ok((rows, seen.map(|seen| names.get(seen))))
    });
    let (rows, name) = read.await?;
    let MobilisationSummary { total, forms, kinds } = MobilisationSummary::of(&rows);
    let forms = forms.into_iter().map(|(form, sums)| MobilisationFormSums { form, sums: sums.into() });
    let kinds = kinds.into_iter().map(|(unit_kind, sums)| MobilisationKindSums { unit_kind, sums: sums.into() });
    Untagged::new(&MobilisationSummaryView {
        campaign,
        campaign_name: name.map(TextView::from),
        from_date: from,
        to_date: to,
        total: total.into(),
        forms: forms.collect(),
        unit_kinds: kinds.collect(),
    })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "mobilisations": list_mobilisations, record_mobilisation, summarise_mobilisations,
        show_mobilisation, edit_mobilisation, withdraw_mobilisation);
}
