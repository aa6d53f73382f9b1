//! Groups of units that are ranked together: khối, cụm thi đua (rule M03).

use actix_web::HttpRequest;
use chrono::NaiveDate;
use domain::base::calendar;
use domain::base::code::{GroupCode, LevelCode};
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::planning::campaign::Campaign;
use domain::planning::group::{Group, GroupFacts, GroupId, GroupKind, GroupSurroundings, Members};
use domain::registry::level::Levels;
use domain::registry::organisation::{Organisation, OrganisationKind};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::planning::campaign::CampaignNames;
use persistence::planning::group::GroupFilter;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, violation, within};
use crate::base::query::{Path, Query};
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::planning::campaign::version::must_be_public;
use crate::planning::campaign::{drafts_seen_by, must_be_seen};
use crate::planning::reasons;

/// The members of a group to enter: a rule, or a list of units. `LEVEL` takes `level`; `KIND` takes `unitKinds` and perhaps
/// `level`; `CHILDREN` takes `parent`; `LIST` (khối) and `CLUSTER` (cụm) take `units`.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MembersInput, example = json!({"kind": "KIND", "level": "PROVINCIAL", "unitKinds": ["DEPARTMENT"]}))]
pub(crate) struct MembersBody {
    /// How the members are found.
    kind: GroupKind,
    /// The level of the units.
    #[serde(default)]
    level: Option<LevelCode>,
    /// The kinds of units.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default)]
    unit_kinds: Vec<OrganisationKind>,
    /// The superior unit.
    #[serde(default)]
    parent: Option<OrganisationId>,
    /// The units, each once; at most 5000.
    #[validate(length(max = 5000))]
    #[schema(max_items = 5000)]
    #[serde(default)]
    units: Vec<OrganisationId>,
}

/// The members of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Members)]
pub(crate) struct MembersView {
    /// How the members are found.
    kind: GroupKind,
    /// The level of the units.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<LevelCode>,
    /// The kinds of units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unit_kinds: Vec<OrganisationKind>,
    /// The superior unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<GroupUnit>,
    /// The units of a list; in lists of groups they are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<GroupUnit>,
}

/// What is entered of a group, and can be corrected while no opened cycle uses it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": {"vi": "Khối thi đua các sở", "en": "Block of departments"},
    "members": {"kind": "KIND", "level": "PROVINCIAL", "unitKinds": ["DEPARTMENT"]}, "audience": "PROVINCIAL",
    "document": {"number": "02/QĐ-UBND", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Chia khối thi đua"}
}))]
pub(crate) struct GroupEdit {
    /// Its name, in both languages.
    #[validate(nested)]
    name: TextView,
    /// Its members.
    #[validate(nested)]
    members: MembersBody,
    /// The audience of the criteria sets that measure it, so that several groups can have one set; the group's own code
    /// unless said.
    #[serde(default)]
    audience: Option<GroupCode>,
    /// The unit that heads it (trưởng khối, trưởng cụm), one of its members.
    #[serde(default)]
    head: Option<OrganisationId>,
    /// The unit that stands in for the head (phó trưởng khối, phó trưởng cụm), another member.
    #[serde(default)]
    deputy: Option<OrganisationId>,
    /// The code of the group that it follows after a regrouping.
    #[serde(default)]
    predecessor: Option<GroupCode>,
    /// The document that sets it, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// A group to enter.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "campaign": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "code": "KHOI-1", "year": 2025,
    "facts": {
        "name": {"vi": "Khối thi đua các sở", "en": "Block of departments"},
        "members": {"kind": "KIND", "level": "PROVINCIAL", "unitKinds": ["DEPARTMENT"]}, "audience": "PROVINCIAL",
        "document": {"number": "02/QĐ-UBND", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Chia khối thi đua"}
    }
}))]
pub(crate) struct NewGroup {
    /// The campaign.
    campaign: CampaignId,
    /// Its code, which does not change; that of a level only for a group of all units of the level.
    /// Example: `KHOI-1`
    code: GroupCode,
    /// The year that it is for; absent for every year.
    #[serde(default)]
    #[schema(minimum = 1900, maximum = 2199, example = 2025)]
    #[validate(range(min = 1900, max = 2199))]
    year: Option<i32>,
    /// What it is.
    #[validate(nested)]
    facts: GroupEdit,
}

/// A unit of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupUnit {
    /// The unit.
    organisation: OrganisationId,
    /// Its present name.
    #[schema(example = "Sở Tài chính")]
    name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-tai-chinh")]
    code: Option<String>,
}

/// A group of units that are ranked together (nhóm, khối thi đua, cụm thi đua).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Group)]
pub(crate) struct GroupView {
    /// The group's identifier.
    id: GroupId,
    /// The campaign.
    campaign: CampaignId,
    /// The campaign's name.
    campaign_name: TextView,
    /// Its code, by which cycles and boards name it.
    code: GroupCode,
    /// The year that it is for; absent for every year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2025)]
    year: Option<i32>,
    /// Its name.
    name: TextView,
    /// Its members.
    members: MembersView,
    /// The audience of the criteria sets that measure it.
    audience: GroupCode,
    /// The unit that heads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<GroupUnit>,
    /// The unit that stands in for the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    deputy: Option<GroupUnit>,
    /// The code of the group that it follows after a regrouping; results are not compared across the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    predecessor: Option<GroupCode>,
    /// The document that sets it.
    document: CitationBody,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// The filters of the lists of groups.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GroupQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// With this code.
    #[param(inline)]
    code: Option<GroupCode>,
    /// For this year, or for every year.
    #[param(minimum = 1900, maximum = 2199, example = 2025)]
    year: Option<i32>,
}

/// The filter of the list of members.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MemberQuery {
    /// Existing on this day; today unless said.
    #[param(example = "2024-07-01")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    on: Option<NaiveDate>,
}

/// The path parameter that names a group of units.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupPath {
    /// The group's identifier.
    #[param(value_type = Uuid)]
    unit_group: GroupId,
}

impl TryFrom<MembersBody> for Members {
    type Error = Problem;

    fn try_from(body: MembersBody) -> Result<Self, Problem> {
        let MembersBody { kind, level, unit_kinds, parent, units } = body;
        let bare = (level, unit_kinds.is_empty(), parent, units.is_empty());
        match (kind, bare) {
            (GroupKind::Level, (Some(level), true, None, true)) => Ok(Self::Level { level }),
            (GroupKind::Kind, (level, _, None, true)) => Ok(Self::Kind { level, unit_kinds }),
            (GroupKind::List, (None, true, None, _)) => Ok(Self::List { units }),
            (GroupKind::Cluster, (None, true, None, _)) => Ok(Self::Cluster { units }),
            (GroupKind::Children, (None, true, Some(parent), true)) => Ok(Self::Children { parent }),
            (
                GroupKind::Level | GroupKind::Kind | GroupKind::List | GroupKind::Cluster | GroupKind::Children,
                (Some(_) | None, _, Some(_) | None, _),
            ) => Err(Refusal::Invalid(vec![violation("/members", reasons::members_unfit(kind))]).into()),
        }
    }
}

impl MembersView {
    /// Units without a label are those that a list leaves out.
    fn new(members: Members, labels: &Labels) -> Self {
        let bare = Self { kind: members.kind(), level: None, unit_kinds: Vec::new(), parent: None, units: Vec::new() };
        match members {
            Members::Level { level } => Self { level: Some(level), ..bare },
            Members::Kind { level, unit_kinds } => Self { level, unit_kinds, ..bare },
            Members::List { units } | Members::Cluster { units } if labels.whole => {
                Self { units: units.into_iter().map(|unit| labels.unit(unit)).collect(), ..bare }
            }
            Members::List { units: _ } | Members::Cluster { units: _ } => bare,
            Members::Children { parent } => Self { parent: Some(labels.unit(parent)), ..bare },
        }
    }
}

/// The names that views of groups show.
struct Labels {
    units: UnitLabels,
    campaigns: CampaignNames,
    /// Whether the units of lists are among them.
    whole: bool,
}

impl Labels {
    async fn of(tx: &Tx, groups: &[Group], whole: bool) -> Result<Self, Failure> {
        let parent = |group: &Group| match &group.facts.members {
            Members::Children { parent } => Some(*parent),
            Members::Level { .. } | Members::Kind { .. } | Members::List { .. } | Members::Cluster { .. } => None,
        };
        let mut named: Vec<OrganisationId> =
            groups.iter().flat_map(|group| [group.facts.head, group.facts.deputy, parent(group)]).flatten().collect();
        if whole {
            named.extend(groups.iter().flat_map(|group| group.facts.members.named()));
        }
        Ok(Self {
            units: tx.unit_labels(named.into_iter()).await?,
            campaigns: tx.campaign_names(groups.iter().map(|group| group.campaign)).await?,
            whole,
        })
    }

    fn unit(&self, organisation: OrganisationId) -> GroupUnit {
        let UnitLabel { name, code } = self.units.get(organisation);
        GroupUnit { organisation, name, code }
    }
}

impl TryFrom<GroupEdit> for GroupFacts {
    type Error = Problem;

    fn try_from(body: GroupEdit) -> Result<Self, Problem> {
        let GroupEdit { name, members, audience, head, deputy, predecessor, document } = body;
        let members = members.try_into()?;
        Ok(Self { name: name.into(), members, audience, head, deputy, predecessor, document: document.into() })
    }
}

impl GroupView {
    fn new(group: Group, labels: &Labels) -> Self {
        let audience = group.audience();
        let Group { id, campaign, code, year, facts, revision } = group;
        let GroupFacts { name, members, audience: _, head, deputy, predecessor, document } = facts;
        Self {
            id,
            campaign,
            campaign_name: labels.campaigns.get(campaign).into(),
            code,
            year,
            name: name.into(),
            members: MembersView::new(members, labels),
            audience,
            head: head.map(|unit| labels.unit(unit)),
            deputy: deputy.map(|unit| labels.unit(unit)),
            predecessor,
            document: document.into(),
            revision,
        }
    }
}

/// What a group is checked against, loaded into memory.
struct Known {
    campaign: Campaign,
    levels: Levels,
    groups: Vec<Group>,
    units: Vec<Organisation>,
}

impl Known {
    async fn of(tx: &Tx, campaign: Campaign, facts: &GroupFacts) -> Result<Self, Failure> {
        let named: Vec<OrganisationId> = facts.members.named().chain(facts.head).chain(facts.deputy).collect();
        Ok(Self {
            levels: tx.levels().await?,
            groups: tx.groups_of(campaign.id).await?,
            units: tx.organisations_named(named.into_iter()).await?,
            campaign,
        })
    }

    fn around(&self) -> GroupSurroundings<'_> {
        let Self { campaign, levels, groups, units } = self;
        GroupSurroundings { campaign, levels, groups, units }
    }
}

/// List groups of units
///
/// *Danh sách nhóm, khối, cụm thi đua.* Any signed-in caller. Filters add up.
#[utoipa::path(get, path = "/groups", responses((status = 200, description = "The groups, in the order of entering.")))]
pub(crate) async fn list_groups(
    Caller(actor): Caller,
    Query(query): Query<GroupQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<GroupView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let GroupQuery { campaign, code, year } = query;
    let (filter, page) = (GroupFilter { campaign, code, year }, paging.page);
    let drafts = drafts_seen_by(&actor);
    let (slice, labels) = db
        .read(move |tx| async move {
            let slice = tx.groups(filter, &drafts, page).await?;
            let labels = Labels::of(&tx, &slice.items, false).await?;
            Ok((slice, labels))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |group| group.id.0, |group| GroupView::new(group, &labels)))
}

/// Enter a group of units
///
/// *Lập nhóm, khối, cụm thi đua.* Standing agency only, under the document that sets it. Its members are found by a rule
/// or listed; cycles name it by its code. Groups that cycles do not name are needed by none: such a cycle has one group
/// for each level whose units report.
#[utoipa::path(post, path = "/groups", responses((status = 201, description = "Entered.")))]
pub(crate) async fn create_group(request: Command<NewGroup>, db: Db) -> Result<Once<Created<GroupView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageGroup)?;
        let NewGroup { campaign, code, year, facts } = body;
        let campaign = named(tx.campaign_to_use(campaign).await, "/campaign", base_reasons::campaign_unknown)?;
        let facts: GroupFacts = facts.try_into().map_err(within("/facts", &[]))?;
        let known = Known::of(&tx, campaign, &facts).await?;
        let group = Group {
            id: GroupId(Uuid::now_v7()),
            campaign: known.campaign.id,
            code,
            year,
            facts,
            revision: Revision::FIRST,
        };
        let entered = group.enter(known.around(), &actor, at);
        let group = tx.add(entered.map_err(within("/facts", &["/code", "/year"]))?).await?;
        let labels = Labels::of(&tx, std::slice::from_ref(&group), true).await?;
        Created::new(format!("/v1/groups/{}", group.id), group.revision, &GroupView::new(group, &labels))
    })
    .await
}

/// Show a group of units
///
/// *Xem nhóm, khối, cụm thi đua.* Any signed-in caller.
#[utoipa::path(get, path = "/groups/{unitGroup}", responses((status = 200, description = "The group.")))]
pub(crate) async fn show_group(
    Caller(actor): Caller,
    path: Path<GroupPath>,
    db: Db,
) -> Result<Tagged<GroupView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let (group, labels) = db
        .read(move |tx| async move {
            let (group, labels) = shown(&tx, path.0.unit_group).await?;
            must_be_seen(&tx.campaign(group.campaign).await?, &actor)?;
            Ok((group, labels))
        })
        .await?;
    Tagged::new(group.revision, &GroupView::new(group, &labels))
}

async fn shown(tx: &Tx, id: GroupId) -> Result<(Group, Labels), Failure> {
    let group = tx.group(id).await?;
    let labels = Labels::of(tx, std::slice::from_ref(&group), true).await?;
    Ok((group, labels))
}

/// Correct a group of units
///
/// *Sửa nhóm, khối, cụm thi đua.* Standing agency only, while no opened cycle uses it (rule M03). Its code and year do not
/// change; for another division enter a group with the same code and another year.
#[utoipa::path(put, path = "/groups/{unitGroup}", responses((status = 200, description = "Corrected.")))]
pub(crate) async fn edit_group(
    request: PutCommand<GroupPath, GroupEdit>,
    db: Db,
) -> Result<Tagged<GroupView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::ManageGroup)?;
        // An opening holds this lock, too.
        tx.lock_registry().await?;
        let group = tx.group(path.unit_group).await?;
        expected.must_be(group.revision)?;
        let facts: GroupFacts = body.try_into()?;
        let known = Known::of(&tx, tx.campaign_to_use(group.campaign).await?, &facts).await?;
        let used = tx.cycles_using(&group).await?;
        let group = tx.save(group.correct(facts, known.around(), &used, &actor, at)?).await?;
        let labels = Labels::of(&tx, std::slice::from_ref(&group), true).await?;
        Tagged::new(group.revision, &GroupView::new(group, &labels))
    })
    .await
}

/// List groups of units, for the public
///
/// *Danh sách nhóm, khối, cụm thi đua.* Public. What the codes of groups on boards stand for, and which units head them;
/// the group of all units of a level has the level's code and stands among the levels.
#[utoipa::path(get, path = "/groups", responses((status = 200, description = "The groups, in the order of entering.")))]
pub(crate) async fn list_public_groups(
    request: HttpRequest,
    Query(query): Query<GroupQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<GroupView>>, Problem> {
    let GroupQuery { campaign, code, year } = query;
    let (filter, page) = (GroupFilter { campaign, code, year }, paging.page);
    let (slice, labels) = db
        .read(move |tx| async move {
            let slice = tx.groups(filter, &Scope::of_units(Vec::new()), page).await?;
            let labels = Labels::of(&tx, &slice.items, false).await?;
            Ok((slice, labels))
        })
        .await?;
    let view = |group: Group| GroupView::new(for_public(group), &labels);
    cached(&request, &Listing::new(&paging, slice, |group| group.id.0, view))
}

fn for_public(group: Group) -> Group {
    let document = group.facts.document.for_public();
    Group { facts: GroupFacts { document, ..group.facts }, ..group }
}

/// Show a group of units, to the public
///
/// *Xem nhóm, khối, cụm thi đua.* Public.
#[utoipa::path(get, path = "/groups/{unitGroup}", responses((status = 200, description = "The group.")))]
pub(crate) async fn show_public_group(
    request: HttpRequest,
    path: Path<GroupPath>,
    db: Db,
) -> Result<Cached<GroupView>, Problem> {
    let (group, labels) = db
        .read(move |tx| async move {
            let (group, labels) = shown(&tx, path.0.unit_group).await?;
            must_be_public(&tx.campaign(group.campaign).await?)?;
            Ok((group, labels))
        })
        .await?;
    cached(&request, &GroupView::new(for_public(group), &labels))
}

/// List the members of a group, for the public
///
/// *Thành viên của nhóm, khối, cụm thi đua.* Public. The units of the list, or those that the rule finds, as far as they
/// exist on a day. Who took part in a cycle is said by its boards.
#[utoipa::path(
    get,
    path = "/groups/{unitGroup}/members",
    responses((status = 200, description = "The units, in the order of the registry.")),
)]
pub(crate) async fn list_public_members(
    request: HttpRequest,
    path: Path<GroupPath>,
    Query(query): Query<MemberQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Cached<Listing<GroupUnit>>, Problem> {
    let (on, page) = (query.on.unwrap_or_else(|| calendar::day_of(at)), paging.page);
    let slice = db
        .read(move |tx| async move {
            let group = tx.group(path.0.unit_group).await?;
            must_be_public(&tx.campaign(group.campaign).await?)?;
            Ok(tx.group_members(&group.facts.members, on, page).await?)
        })
        .await?;
    let view = |unit: Organisation| {
        let code = unit.public_code().map(str::to_owned);
        GroupUnit { organisation: unit.id, name: unit.name, code }
    };
    cached(&request, &Listing::new(&paging, slice, |unit| unit.id.0, view))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": list_groups, create_group, show_group, edit_group);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_groups, show_public_group, list_public_members);
}
