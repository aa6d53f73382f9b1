//! Units of the registry, and the functions that units hold.

use chrono::NaiveDate;
use domain::base::calendar::day_of;
use domain::base::code::LevelCode;
use domain::base::ids::{CampaignId, FunctionId, OrganisationId, Revision};
use domain::base::policy::{Permission, Role};
use domain::registry::function_holding::FunctionHolding;
use domain::registry::organisation::{
    Code, CodeScheme, Neighbours, Organisation, OrganisationKind, UnitHistory, UnitName,
};
use persistence::base::store::Tx;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::organisation::OrganisationFilter;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Issued, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query, searched};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, TextView};

/// A code under which others know a unit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Code)]
pub(crate) struct CodeView {
    /// Whose code it is.
    scheme: CodeScheme,
    /// The code itself.
    #[schema(example = "so-y-te")]
    value: String,
}

/// A current or earlier name of a unit (tên qua các thời kỳ).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitName)]
pub(crate) struct UnitNameView {
    /// The name.
    #[schema(example = "Sở Y tế")]
    name: String,
    /// Its first day.
    from_date: NaiveDate,
    /// Last day; absent while the name is in use and no end of the unit is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<NaiveDate>,
    /// The document that gave the name, if one was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
}

/// A unit of the registry (tổ chức, đơn vị, địa phương).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organisation)]
pub(crate) struct OrganisationView {
    /// The unit's identifier.
    id: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Sở Y tế")]
    name: String,
    /// Every current and earlier name, oldest first; what was written under an earlier one stays as it was.
    names: Vec<UnitNameView>,
    /// The code of its level (cấp).
    level: LevelCode,
    /// The unit's kind.
    kind: OrganisationKind,
    /// The unit that it belongs to, such as a commune's district.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<OrganisationId>,
    /// That unit's present name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "UBND huyện Kế Sách")]
    parent_name: Option<String>,
    /// The code that the public knows that unit by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    parent_code: Option<String>,
    /// The code that the public knows it by (mã đơn vị): that of the statistics office, or else its first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-y-te")]
    public_code: Option<String>,
    /// The codes that it is known by; a code is not an identity.
    codes: Vec<CodeView>,
    /// Its first day.
    valid_from_date: NaiveDate,
    /// Its last day; absent while no end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to_date: Option<NaiveDate>,
    /// The document that ended the unit, if one was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    ending_document: Option<CitationBody>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// The filters of the list of units.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrganisationQuery {
    /// Of the level with this code.
    #[param(inline)]
    level: Option<LevelCode>,
    /// Below this unit.
    #[param(value_type = Option<Uuid>)]
    parent: Option<OrganisationId>,
    /// With this text in a name, earlier ones included, or a code, such as `so y te`; accents, case and the stroke of đ do not count. At most 100 characters.
    #[param(max_length = 100, example = "so y te")]
    text: Option<String>,
    /// Existing on this day.
    #[param(example = "2025-07-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    on: Option<NaiveDate>,
}

/// The path parameter that names a unit.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OrganisationPath {
    /// The unit's identifier.
    #[param(value_type = Uuid)]
    pub(crate) organisation: OrganisationId,
}

/// A code of a new unit.
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCode {
    /// Whose code it is.
    scheme: CodeScheme,
    /// The code itself: letters without accents, digits and hyphens; 1 to 50 characters. One of the statistics office
    /// (`GSO`) has as many digits as the level says; one of the system
    /// (`SLUG`) has at least one letter (rule L33).
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "31528")]
    value: String,
}

/// A new unit.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": "Xã Kế Sách", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
    "codes": [{"scheme": "GSO", "value": "31528"}], "fromDate": "2025-07-01",
    "document": {"number": "1/NQ-UBTVQH", "date": "2025-06-16", "issuer": "Ủy ban Thường vụ Quốc hội",
        "title": "Nghị quyết về sắp xếp đơn vị hành chính cấp xã"}
}))]
pub(crate) struct NewOrganisation {
    /// The unit's name; 1 to 300 characters.
    /// Example: `Xã Kế Sách`
    #[validate(nested)]
    name: Line,
    /// The code of its level, which must exist on the first day.
    level: LevelCode,
    /// The unit's kind.
    kind: OrganisationKind,
    /// The unit that it belongs to; it exists on the new one's first day.
    parent: Option<OrganisationId>,
    /// The codes that it is known by, at most 5; none is that of another unit of the same time (rule L33).
    #[validate(length(max = 5), nested)]
    #[schema(max_items = 5)]
    #[serde(default)]
    codes: Vec<NewCode>,
    /// Its first day, from 2 September 1945 on and at most 24 months ahead.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// The document that founds it, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// Another name for a unit.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewName {
    /// The name; 1 to 300 characters.
    /// Example: `Sở Khoa học và Công nghệ`
    #[validate(nested)]
    name: Line,
    /// Its first day, not in the future.
    #[schema(example = "2025-03-01")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// The document that says so, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// The end of a unit without a successor.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewUnitClosing {
    /// The unit's last day, at most 24 months ahead.
    #[schema(example = "2025-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    last_date: NaiveDate,
    /// The document that says so, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// A function held by a unit for a time (chức năng).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FunctionHolding)]
pub(crate) struct FunctionView {
    /// The holding's identifier.
    id: FunctionId,
    /// The function, named by its role.
    function: Role,
    /// The unit that holds it.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Sở Nội vụ")]
    organisation_name: String,
    /// The code that the public knows the unit by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-noi-vu")]
    organisation_code: Option<String>,
    /// The movement that the function is for; only of a standing agency (rule M02).
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<CampaignId>,
    /// The movement's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// The first day.
    from_date: NaiveDate,
    /// Last day; absent for the current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<NaiveDate>,
    /// The document that assigns it.
    document: CitationBody,
}

/// A function to pass on.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "function": "AUDITOR", "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "fromDate": "2027-03-01",
    "document": {"number": "12/NQ-HĐND", "date": "2025-02-20", "issuer": "HĐND tỉnh",
        "title": "Nghị quyết về sắp xếp các cơ quan chuyên môn"}
}))]
pub(crate) struct NewFunction {
    /// The function; not `UNIT_EDITOR` or `UNIT_HEAD`, which are every unit's own.
    function: Role,
    /// The unit that will hold it; not one whose last day is known, because a function ends with its unit (rule L34).
    organisation: OrganisationId,
    /// The movement that the function is for: required for `STANDING_AGENCY`, and for no other function (rule M02).
    campaign: Option<CampaignId>,
    /// The first day, today or later, at most 24 months ahead; the present holder's last day is the one before.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// The document that assigns it.
    #[validate(nested)]
    document: CitationBody,
}

impl From<UnitName> for UnitNameView {
    fn from(known: UnitName) -> Self {
        let UnitName { name, from, to, document } = known;
        Self { name, from_date: from, to_date: to, document: document.map(CitationBody::from) }
    }
}

impl OrganisationView {
    pub(crate) fn new(organisation: Organisation, labels: &UnitLabels) -> Self {
        let public_code = organisation.public_code().map(str::to_owned);
        let parent = organisation.parent.map(|parent| labels.get(parent));
        let (parent_name, parent_code) = parent.map(|UnitLabel { name, code }| (name, code)).unzip();
        let names = organisation.names().into_iter().map(UnitNameView::from).collect();
        let Organisation { id, name, level, kind, parent, codes, valid_from, valid_to, history, revision } =
            organisation;
        let codes = codes.into_iter().map(|Code { scheme, value }| CodeView { scheme, value }).collect();
        // The founding and renaming documents are shown with the names that they gave.
        let UnitHistory { founded_by: _, renamings: _, ended_by } = history;
        Self {
            id,
            name,
            names,
            level,
            kind,
            parent,
            parent_name,
            parent_code: parent_code.flatten(),
            public_code,
            codes,
            valid_from_date: valid_from,
            valid_to_date: valid_to,
            ending_document: ended_by.map(CitationBody::from),
            revision,
        }
    }
}

impl FunctionView {
    fn new(holding: FunctionHolding, label: UnitLabel, campaigns: &CampaignNames) -> Self {
        let FunctionHolding { id, function, organisation, campaign, from, to, document, revision: _ } = holding;
        let UnitLabel { name, code } = label;
        Self {
            id,
            function,
            organisation,
            organisation_name: name,
            organisation_code: code,
            campaign,
            campaign_name: campaign.map(|campaign| campaigns.get(campaign).into()),
            from_date: from,
            to_date: to,
            document: document.into(),
        }
    }
}

/// The answer about a unit that was changed.
pub(crate) async fn answered(tx: &Tx, unit: Organisation) -> Result<Tagged<OrganisationView>, Problem> {
    let labels = tx.unit_labels(unit.parent.into_iter()).await?;
    Tagged::new(unit.revision, &OrganisationView::new(unit, &labels))
}

/// List units
///
/// *Danh sách đơn vị.* Any signed-in person. Filters add up.
#[utoipa::path(
    get,
    path = "/organisations",
    responses((status = 200, description = "The units, in the registry's order.")),
)]
pub(crate) async fn list_organisations(
    Caller(actor): Caller,
    Query(query): Query<OrganisationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<OrganisationView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let OrganisationQuery { level, parent, text, on } = query;
    let (filter, page) = (OrganisationFilter { level, parent, text: searched(text)?, on }, paging.page);
    let (slice, labels) = db
        .read(move |tx| async move {
            let slice = tx.organisations(&filter, page).await?;
            let labels = tx.unit_labels(slice.items.iter().filter_map(|unit| unit.parent)).await?;
            Ok((slice, labels))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |unit| unit.id.0, |unit| OrganisationView::new(unit, &labels)))
}

/// Show a unit
///
/// *Xem đơn vị.* Any signed-in person.
#[utoipa::path(get, path = "/organisations/{organisation}", responses((status = 200, description = "The unit.")))]
pub(crate) async fn show_organisation(
    Caller(actor): Caller,
    path: Path<OrganisationPath>,
    db: Db,
) -> Result<Tagged<OrganisationView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    db.read(move |tx| async move {
        let unit = tx.organisation(path.0.organisation).await?;
        answered(&tx, unit).await
    })
    .await
}

/// Enter a unit
///
/// *Thêm đơn vị.* Administrator only, under the document that founds it. No code is that of another unit that exists at the
/// same time (rule L33); the codes of units that ended are free. The first day may have passed. The unit takes part in
/// every open cycle whose period it touches and of which one group admits it by its rule (rule M03).
#[utoipa::path(post, path = "/organisations", responses((status = 201, description = "Entered.")))]
pub(crate) async fn create_organisation(
    request: Command<NewOrganisation>,
    db: Db,
) -> Result<Once<Created<OrganisationView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        tx.lock_registry().await?;
        let NewOrganisation { name, level, kind, parent, codes, from_date, document } = body;
        let unit = Organisation {
            id: OrganisationId(Uuid::now_v7()),
            name: name.into(),
            level,
            kind,
            parent,
            codes: codes.into_iter().map(|NewCode { scheme, value }| Code { scheme, value }).collect(),
            valid_from: from_date,
            valid_to: None,
            history: UnitHistory::default(),
            revision: Revision::FIRST,
        };
        let (parents, bearers) = (tx.organisations_named(parent.into_iter()).await?, tx.bearers(&unit.codes).await?);
        let levels = tx.levels().await?;
        let near = Neighbours { level: levels.of(level), parent: parents.first(), bearers: &bearers };
        let unit = tx.add_organisation(unit.found(document.into(), near, &actor, at)?).await?;
        tx.admit(&unit, &levels).await?;
        let (location, revision) = (format!("/v1/organisations/{}", unit.id), unit.revision);
        let labels = tx.unit_labels(unit.parent.into_iter()).await?;
        Created::new(location, revision, &OrganisationView::new(unit, &labels))
    })
    .await
}

/// Rename a unit
///
/// *Đổi tên đơn vị.* Administrator only, from a day that is not in the future. The earlier names stay under `names`,
/// with their days; what was published, awarded or nominated under them stays as it was (rule L31).
#[utoipa::path(
    post,
    path = "/organisations/{organisation}/renaming",
    responses((status = 200, description = "Renamed.")),
)]
pub(crate) async fn rename_organisation(
    request: StepCommand<OrganisationPath, NewName>,
    db: Db,
) -> Result<Once<Tagged<OrganisationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        let unit = tx.organisation(path.organisation).await?;
        expected.must_be(unit.revision)?;
        let NewName { name, from_date, document } = body;
        let unit = tx.save_organisation(unit.rename(&name, from_date, document.into(), &actor, at)?).await?;
        answered(&tx, unit).await
    })
    .await
}

/// End a unit without a successor
///
/// *Giải thể đơn vị.* Administrator only. The unit owes no report for periods after its last day (rule L30); its
/// reports and awards stay. A function that the unit holds on a later day must first be assigned to another unit (rule
/// L34). Roles granted for the unit are not changed, so that their holders can still read its data and finish what its
/// life covers; nobody acts in a function of the unit after its last day. Use a reorganisation instead for a unit that
/// has successors.
#[utoipa::path(
    post,
    path = "/organisations/{organisation}/closing",
    responses((status = 200, description = "Its last day is known.")),
)]
pub(crate) async fn close_organisation(
    request: StepCommand<OrganisationPath, NewUnitClosing>,
    db: Db,
) -> Result<Once<Tagged<OrganisationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        tx.lock_registry().await?;
        let unit = tx.organisation(path.organisation).await?;
        expected.must_be(unit.revision)?;
        let holdings = tx.holdings_of(unit.id).await?;
        let NewUnitClosing { last_date, document } = body;
        let unit = tx.save_organisation(unit.close(last_date, document.into(), &holdings, &actor, at)?).await?;
        answered(&tx, unit).await
    })
    .await
}

/// List functions
///
/// *Danh sách chức năng.* Any signed-in person: which unit is standing agency, appraisal agency and so on, and was.
#[utoipa::path(get, path = "/functions", responses((status = 200, description = "The holdings, oldest first.")))]
pub(crate) async fn list_functions(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<FunctionView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let page = paging.page;
    let (slice, labels, campaigns) = db
        .read(move |tx| async move {
            let slice = tx.function_holdings(page).await?;
            let labels = tx.unit_labels(slice.items.iter().map(|holding| holding.organisation)).await?;
            let campaigns = tx.campaign_names(slice.items.iter().filter_map(|holding| holding.campaign)).await?;
            Ok((slice, labels, campaigns))
        })
        .await?;
    let view = |holding: FunctionHolding| {
        let label = labels.get(holding.organisation);
        FunctionView::new(holding, label, &campaigns)
    };
    Untagged::new(&Listing::new(&paging, slice, |holding| holding.id.0, view))
}

/// Pass a function to a unit
///
/// *Giao chức năng.* Administrator only. Earlier actions remain attributed to the predecessor; from the given day on
/// the predecessor's people no longer act in the function (rule L34). A function ends with its unit: it is not passed
/// to a unit whose last day is known, and nobody acts in it after the last day of its holder. The administrator's
/// function goes only to a unit where somebody with an enrolled account has the administrator's role: 422 otherwise,
/// because nobody could administer the service any more. Several units may be press agencies (`MEDIA_PARTNER`) at one time:
/// that function is added to those who hold it.
#[utoipa::path(post, path = "/functions", responses((status = 201, description = "Passed on.")))]
pub(crate) async fn assign_function(
    request: Command<NewFunction>,
    db: Db,
) -> Result<Once<Issued<FunctionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    let NewFunction { function, organisation, campaign, from_date, document } = body;
    db.once(key, move |tx| async move {
        actor.must(Permission::AssignFunction, None)?;
        // The lock keeps another transaction from ending the unit meanwhile.
        tx.lock_registry().await?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        if let Some(campaign) = campaign {
            named(tx.campaign(campaign).await, "/campaign", reasons::campaign_unknown)?;
        }
        let present = if function.is_shared() {
            let others = tx.lasting_holdings(function).await?;
            others.into_iter().find(|holding| holding.organisation == organisation.id)
        } else {
            tx.lasting_holding(function, campaign).await?
        };
        let holding = FunctionHolding {
            id: FunctionId(Uuid::now_v7()),
            function,
            organisation: organisation.id,
            campaign,
            from: from_date,
            to: None,
            document: document.into(),
            revision: Revision::FIRST,
        };
        let staffed = tx.is_staffed(function, organisation.id, day_of(at)).await?;
        let handover = holding.assign(present, (&organisation, staffed), &actor, at)?;
        if let Some(ended) = handover.ended {
            tx.save(ended).await?;
        }
        let holding = tx.add(handover.begun).await?;
        let campaigns = tx.campaign_names(campaign.into_iter()).await?;
        Issued::new(&FunctionView::new(holding, UnitLabel::from(&organisation), &campaigns))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "organisations":
        list_organisations, create_organisation, show_organisation, rename_organisation, close_organisation,
        list_functions, assign_function,
    );
}
