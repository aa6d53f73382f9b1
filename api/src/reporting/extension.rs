//! Extensions of the due date, and the list of due reports.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar::day_of;
use domain::base::code::GroupCode;
use domain::base::identity::Actor;
use domain::base::ids::{CycleId, ExtensionId, OrganisationId, ReportId, Revision};
use domain::base::policy::Permission;
use domain::planning::cycle::Cycle;
use domain::reporting::extension::{Extension, ExtensionState, Punctuality};
use domain::reporting::report::ReportState;
use domain::reporting::standing::Standing;
use persistence::base::failure::Failure;
use persistence::base::page::Slice;
use persistence::base::store::Tx;
use persistence::registry::unit_label::UnitLabel;
use persistence::reporting::extension::ExtensionFilter;
use persistence::reporting::standing::StandingFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::unit_permission::must_for_unit;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::Paragraph;
use crate::base::transition::TransitionView;
use crate::planning::campaign::must_be_seen;
use crate::planning::cycle::CyclePath;
use crate::planning::participant::ExemptionView;

/// A unit's request for more time, and its outcome (gia hạn).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Extension)]
pub(crate) struct ExtensionView {
    /// The request's identifier.
    id: ExtensionId,
    /// The cycle; its due date never changes.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows the unit by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// Counts up within cycle and unit.
    #[schema(minimum = 1, example = 1)]
    number: i64,
    /// The last day, at `Asia/Ho_Chi_Minh`, that was asked for.
    until_date: NaiveDate,
    /// Why more time is needed.
    #[schema(example = "Hệ thống quản lý văn bản bảo trì từ 25 đến 28/11")]
    reason: String,
    /// State of the request.
    state: ExtensionState,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    /// Why it was decided so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Có xác nhận của đơn vị vận hành")]
    decision_reason: Option<String>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// What is shown beside the identifiers of a request's cycle and unit.
struct ExtensionLabel {
    cycle_code: String,
    unit: UnitLabel,
}

impl ExtensionLabel {
    async fn load(tx: &Tx, extension: &Extension) -> Result<Self, Failure> {
        let (cycle, unit) = tx.cycle_and_unit(extension.cycle, extension.organisation).await?;
        Ok(Self { cycle_code: cycle.code, unit: UnitLabel::from(&unit) })
    }
}

impl ExtensionView {
    fn new(extension: Extension, label: ExtensionLabel, actor: &Actor) -> Self {
        let ExtensionLabel { cycle_code, unit: UnitLabel { name: organisation_name, code: organisation_code } } = label;
        let transitions = extension.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Extension {
            id,
            cycle,
            campaign: _,
            organisation,
            number,
            until,
            reason,
            state,
            requested_by: _,
            requested_at,
            decided_by: _,
            decided_at,
            decision_reason,
            revision,
        } = extension;
        Self {
            id,
            cycle,
            cycle_code,
            organisation,
            organisation_name,
            organisation_code,
            number,
            until_date: until,
            reason,
            state,
            requested_at,
            decided_at,
            decision_reason,
            revision,
            transitions,
        }
    }
}

/// A request for more time.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewExtension {
    /// The cycle reported on; it must be open.
    cycle: CycleId,
    /// The reporting unit: the caller's own.
    organisation: OrganisationId,
    /// The last day, at `Asia/Ho_Chi_Minh`, that is asked for: after the due date, not past, and at most 12 months
    /// after the later of the due date and today.
    #[schema(example = "2024-12-05")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    until_date: NaiveDate,
    /// Why more time is needed; 1 to 4000 characters.
    /// Example: `Hệ thống quản lý văn bản bảo trì từ 25 đến 28/11`
    #[validate(nested)]
    reason: Paragraph,
}

/// A decision on a request for more time.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"granted": true, "reason": "Có xác nhận của đơn vị vận hành"}))]
pub(crate) struct ExtensionDecision {
    /// Whether more time is granted.
    granted: bool,
    /// Why; 1 to 4000 characters.
    #[validate(nested)]
    reason: Paragraph,
}

/// The filters of the list of extensions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExtensionQuery {
    /// For this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this state.
    #[param(inline)]
    state: Option<ExtensionState>,
}

/// The path parameter that names an extension.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ExtensionPath {
    /// The request's identifier.
    #[param(value_type = Uuid)]
    extension: ExtensionId,
}

/// A unit's filing status against a cycle's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Due {
    /// Handed in, or past that.
    Filed,
    /// Not handed in; the deadline, with any extension, has not passed.
    Waiting,
    /// Not handed in, and the deadline, with any extension, has passed.
    Overdue,
    /// Exempt from the cycle: owes nothing (rule M03).
    Exempt,
}

/// One unit's entry on the list of due reports.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DueEntry {
    /// The unit.
    organisation: OrganisationId,
    /// Its name.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    code: Option<String>,
    /// The code of its group.
    group: GroupCode,
    /// Filing status against the deadline.
    due: Due,
    /// Why the unit owes nothing; absent if it owes a report.
    #[serde(skip_serializing_if = "Option::is_none")]
    exemption: Option<ExemptionView>,
    /// The cycle's due date, at `Asia/Ho_Chi_Minh`; no extension changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
    /// The last day of the longest extension granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_until_date: Option<NaiveDate>,
    /// The unit's report, if it has begun one.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportId>,
    /// State of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<ReportState>,
    /// Whether its first submission was on time, within an extension, also one granted later, or late.
    #[serde(skip_serializing_if = "Option::is_none")]
    punctuality: Option<Punctuality>,
}

/// The filters of the list of due reports.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DueQuery {
    /// Of the group with this code.
    #[param(inline)]
    group: Option<GroupCode>,
    /// Standing so.
    #[param(inline)]
    due: Option<Due>,
}

impl DueQuery {
    /// The filter for the database, so that it reads only one page; `None` if no unit can have this status. It selects
    /// the units to which `entry` gives the same status.
    fn filter(self, cycle: &Cycle, at: DateTime<Utc>) -> Option<StandingFilter> {
        let Self { group, due } = self;
        let (today, late) = (day_of(at), cycle.is_late_at(at));
        let (exempt, handed_in, reaching, short_of) = match due {
            None => (None, None, None, None),
            Some(Due::Filed) => (Some(false), Some(true), None, None),
            Some(Due::Waiting) => (Some(false), Some(false), late.then_some(today), None),
            Some(Due::Overdue) if late => (Some(false), Some(false), None, Some(today)),
            Some(Due::Overdue) => return None,
            Some(Due::Exempt) => (Some(true), None, None, None),
        };
        Some(StandingFilter { group, exempt, handed_in, reaching, short_of })
    }
}

/// List requests for more time
///
/// *Sổ gia hạn.* Units see their own; the standing agency, the appraisal agency, the decision authority and the auditor
/// see all.
#[utoipa::path(get, path = "/extensions", responses((status = 200, description = "The requests, oldest first.")))]
pub(crate) async fn list_extensions(
    Caller(actor): Caller,
    Query(query): Query<ExtensionQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ExtensionView>>, Problem> {
    let ExtensionQuery { cycle, organisation, state } = query;
    let (filter, page) = (ExtensionFilter { cycle, organisation, state }, paging.page);
    let scope = actor.scope(Permission::ReadReport)?;
    let (slice, cycles, units) = db
        .read(move |tx| async move {
            let slice = tx.extensions(&scope, filter, page).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            Ok((slice, cycles, units))
        })
        .await?;
    let view = |one: Extension| {
        let label = ExtensionLabel { cycle_code: cycles.get(one.cycle), unit: units.get(one.organisation) };
        ExtensionView::new(one, label, &actor)
    };
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, view))
}

/// Ask for more time
///
/// *Đề nghị gia hạn.* Head of the unit, before or after the due date. The due date itself never changes; one request
/// waits at a time. A unit that owes no report is refused: one that is exempt, or whose results are computed from other
/// official results.
#[utoipa::path(post, path = "/extensions", responses((status = 201, description = "Asked.")))]
pub(crate) async fn request_extension(
    request: Command<NewExtension>,
    db: Db,
) -> Result<Once<Created<ExtensionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewExtension { cycle, organisation, until_date, reason } = body;
        must_for_unit(&tx, &actor, Permission::SubmitReport, organisation).await?;
        let cycle = named(tx.cycle_to_use(cycle).await, "/cycle", reasons::cycle_unknown)?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let filter = ExtensionFilter { cycle: Some(cycle.id), organisation: Some(organisation.id), state: None };
        let earlier = tx.all_extensions(filter).await?;
        let participant = tx.participant(cycle.id, organisation.id).await?;
        let (id, concerned) = (ExtensionId(Uuid::now_v7()), (&cycle, participant.as_ref()));
        let step = Extension::request(id, concerned, &organisation, &earlier, (until_date, &reason), &actor, at)?;
        let extension = tx.add(step).await?;
        let (location, revision) = (format!("/v1/extensions/{id}"), extension.revision);
        let label = ExtensionLabel { cycle_code: cycle.code, unit: UnitLabel::from(&organisation) };
        Created::new(location, revision, &ExtensionView::new(extension, label, &actor))
    })
    .await
}

/// Show a request for more time
///
/// *Xem đề nghị gia hạn.* The unit's own people, the standing agency, the appraisal agency, the decision authority, the
/// auditor.
#[utoipa::path(get, path = "/extensions/{extension}", responses((status = 200, description = "The request.")))]
pub(crate) async fn show_extension(
    Caller(actor): Caller,
    path: Path<ExtensionPath>,
    db: Db,
) -> Result<Tagged<ExtensionView>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let (extension, label) = db
        .read(move |tx| async move {
            let extension = tx.extension(&scope, path.0.extension).await?;
            let label = ExtensionLabel::load(&tx, &extension).await?;
            Ok((extension, label))
        })
        .await?;
    Tagged::new(extension.revision, &ExtensionView::new(extension, label, &actor))
}

/// Decide on a request for more time
///
/// *Xem xét gia hạn.* Standing agency, with a reason, never the person who asked. An extension counts for a report that
/// was submitted before it was granted, too: if the first submission lies within it, the report is no longer late, and
/// the audit trail says so; its receipt keeps what held when it was given.
#[utoipa::path(post, path = "/extensions/{extension}/decision", responses((status = 200, description = "Decided.")))]
pub(crate) async fn decide_extension(
    request: StepCommand<ExtensionPath, ExtensionDecision>,
    db: Db,
) -> Result<Once<Tagged<ExtensionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let extension = tx.extension(&actor.scope(Permission::ReadReport)?, path.extension).await?;
        expected.must_be(extension.revision)?;
        let ExtensionDecision { granted, reason } = body;
        let extension = tx.save(extension.decide(granted, &reason, &actor, at)?).await?;
        if let Some(report) = tx.report_of(extension.cycle, extension.organisation).await?
            && let Some(step) = report.excuse(&extension, &actor, at)?
        {
            tx.save_report(step).await?;
        }
        let label = ExtensionLabel::load(&tx, &extension).await?;
        Tagged::new(extension.revision, &ExtensionView::new(extension, label, &actor))
    })
    .await
}

/// List due reports
///
/// *Danh sách đến hạn, quá hạn.* Callers who may read every unit's reports: the standing agency, the appraisal agency,
/// the decision authority, the auditor (rule S30); units see their own line. One entry for every unit that the cycle
/// requires a report from (rule S27): filed, waiting or overdue, with extensions taken into account, and one for every
/// unit that is exempt, with the reason (rule M03). `due=OVERDUE` lists the units to be reminded.
#[utoipa::path(
    get,
    path = "/cycles/{cycle}/due-reports",
    responses((status = 200, description = "The units, in the order of the registry.")),
)]
pub(crate) async fn list_due_reports(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    Query(query): Query<DueQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<DueEntry>>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            let slice = match query.filter(&cycle, at) {
                Some(filter) => tx.standings(&scope, &cycle, filter, page).await?,
                None => Slice { items: Vec::new(), more: false },
            };
            Ok(slice.map(|standing| entry(standing, &cycle, at)))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |entry| entry.organisation.0, |entry| entry))
}

fn entry(standing: Standing, cycle: &Cycle, at: DateTime<Utc>) -> DueEntry {
    let due = match (standing.is_waiting(), standing.is_late_at(cycle, at)) {
        _ if standing.participant.exempt.is_some() => Due::Exempt,
        (false, _) => Due::Filed,
        (true, false) => Due::Waiting,
        (true, true) => Due::Overdue,
    };
    let Standing { organisation, participant, begun, granted_until } = standing;
    DueEntry {
        organisation: organisation.id,
        code: organisation.public_code().map(str::to_owned),
        name: organisation.name,
        group: participant.group,
        due,
        exemption: participant.exempt.map(ExemptionView::from),
        due_date: cycle.due_date,
        extended_until_date: granted_until,
        report: begun.map(|begun| begun.report),
        state: begun.map(|begun| begun.state),
        punctuality: begun.and_then(|begun| begun.punctuality),
    }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports":
        list_extensions, request_extension, show_extension, decide_extension, list_due_reports,
    );
}
