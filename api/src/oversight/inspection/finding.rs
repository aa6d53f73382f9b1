//! What inspections found, and how the standing agency settled it.

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, ReportId, Revision};
use domain::base::policy::{Permission, Role};
use domain::oversight::inspection::InspectionId;
use domain::oversight::inspection::finding::{
    Finding, FindingContent, FindingOutcome, FindingSeverity, FindingState, FindingVerdict, InspectionFindingId,
    Mending, MendingKind,
};
use domain::oversight::inspection::workflow::InspectingAgency;
use domain::planning::scoring::Counts;
use persistence::base::store::Tx;
use persistence::oversight::inspection::finding::FindingFilter;
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::db::Db;
use crate::base::hundredths::decimal::DecimalBody;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{Code, EmptyOrCode, Paragraph, TextView};
use crate::base::transition::TransitionView;
use crate::oversight::inspection::measured::MeasuredCycle;
use crate::oversight::inspection::view::{InspectionPath, Names};
use crate::planning::scoring::Parts;
use crate::reporting::figure::value;

/// Something that a visit found on a criterion of the unit's report (phát hiện). At most one value is stated: numerator and
/// denominator, `count`, `number` or `choice`; it changes no figure (rule S30).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"cycle": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "criterion": "H1", "severity": "DEVIATION",
    "declared": "812/1000 hồ sơ công việc", "found": "790 hồ sơ có đủ bước xử lý trên phần mềm", "numerator": 790,
    "denominator": 1000}))]
pub(crate) struct NewInspectionFinding {
    /// The cycle of the report: one of the movement, in which the unit takes part.
    cycle: CycleId,
    /// The criterion's code, from the set by which the unit's report is measured.
    /// Example: `H1`
    #[validate(nested)]
    criterion: Code,
    /// How grave it is.
    severity: FindingSeverity,
    /// What the unit declared; 1 to 4000 characters.
    /// Example: `812/1000 hồ sơ công việc`
    #[validate(nested)]
    declared: Paragraph,
    /// What was found; 1 to 4000 characters.
    /// Example: `790 hồ sơ có đủ bước xử lý trên phần mềm`
    #[validate(nested)]
    found: Paragraph,
    /// The numerator that was found, for a ratio (rule L29).
    #[serde(default)]
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 790)]
    numerator: Option<i64>,
    /// The denominator that was found, for a ratio (rule L29).
    #[serde(default)]
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 1000)]
    denominator: Option<i64>,
    /// The count that was found, for a count (rule L29).
    #[serde(default)]
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 3)]
    count: Option<i64>,
    /// The number that was found, for a number or a context figure of a tree (rule L29).
    #[serde(default)]
    number: Option<DecimalBody>,
    /// The code of the option that holds, for a choice.
    /// Example: `DEPUTY`
    #[serde(default)]
    #[validate(nested)]
    choice: Option<EmptyOrCode>,
}

/// How the standing agency settles a finding.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"verdict": "UNFOUNDED", "text": "Đơn vị đã bổ sung danh mục hồ sơ; số liệu khai báo là đúng"}))]
pub(crate) struct InspectionFindingSettlement {
    /// `CORRECTED` only if after the finding the report was returned, or verified or corrected so that the value of the
    /// criterion or the bonus and penalty points changed (rule P02).
    verdict: FindingVerdict,
    /// What was done, or why there is no ground; 1 to 4000 characters. The unit and both agencies read it.
    /// Example: `Đơn vị đã bổ sung danh mục hồ sơ; số liệu khai báo là đúng`
    #[validate(nested)]
    text: Paragraph,
}

/// What put a report right after a finding.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InspectionFindingMending)]
pub(crate) struct MendingView {
    /// How.
    kind: MendingKind,
    /// When.
    at: DateTime<Utc>,
}

/// How a finding was settled.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InspectionFindingOutcome)]
pub(crate) struct FindingOutcomeView {
    /// What was done, or why there is no ground.
    #[schema(example = "Đơn vị đã bổ sung danh mục hồ sơ; số liệu khai báo là đúng")]
    text: String,
    /// When.
    at: DateTime<Utc>,
    /// The unit whose person settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sở Khoa học và Công nghệ")]
    organisation_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-khoa-hoc-cong-nghe")]
    organisation_code: Option<String>,
    /// The role in which the person settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The name of the person.
    #[schema(example = "Phạm Thị Thường Trực (demo)")]
    name: String,
    /// What put the report right; absent if there is no ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    mending: Option<MendingView>,
}

/// Something that an inspection found on a criterion (phát hiện qua kiểm tra; rule P02).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InspectionFinding)]
pub(crate) struct FindingView {
    /// Its identifier.
    id: InspectionFindingId,
    /// The inspection.
    inspection: InspectionId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The agency that recorded it.
    agency: InspectingAgency,
    /// The cycle of the report.
    cycle: CycleId,
    /// The code of that cycle.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The criterion's code.
    #[schema(example = "H1")]
    criterion: String,
    /// How grave it is.
    severity: FindingSeverity,
    /// What the unit declared.
    #[schema(example = "812/1000 hồ sơ công việc")]
    declared: String,
    /// What was found.
    #[schema(example = "790 hồ sơ có đủ bước xử lý trên phần mềm")]
    found: String,
    /// The numerator that was found; a statement, which changes no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 790)]
    numerator: Option<i64>,
    /// The denominator that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1000)]
    denominator: Option<i64>,
    /// The count that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 3)]
    count: Option<i64>,
    /// The number that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<DecimalBody>,
    /// The code of the option that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DEPUTY")]
    choice: Option<String>,
    /// Its state.
    state: FindingState,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// How it was settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<FindingOutcomeView>,
    /// The report that was put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportId>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Whether the caller may settle it now, and why not.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of findings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FindingQuery {
    /// Of this inspection.
    #[param(value_type = Option<Uuid>)]
    inspection: Option<InspectionId>,
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this unit; with `cycle`, those on one report.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// On reports of this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// Recorded by this agency.
    #[param(inline)]
    agency: Option<InspectingAgency>,
    /// As grave as this.
    #[param(inline)]
    severity: Option<FindingSeverity>,
    /// In this state; `OPEN` waits for the standing agency.
    #[param(inline)]
    state: Option<FindingState>,
}

/// The path parameter that names a finding.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingPath {
    /// The finding's identifier.
    #[param(value_type = Uuid)]
    inspection_finding: InspectionFindingId,
}

impl NewInspectionFinding {
    fn content(self) -> Result<FindingContent, Problem> {
        let Self { cycle, criterion, severity, declared, found, numerator, denominator, count, number, choice } = self;
        let value = value((numerator, denominator), (count, number), choice, None, None)?;
        let (criterion, declared, found) = (criterion.into(), declared.into(), found.into());
        Ok(FindingContent { cycle, criterion, severity, declared, found, value })
    }
}

impl FindingOutcomeView {
    fn new(outcome: FindingOutcome, names: &Names) -> Self {
        let FindingOutcome { text, at, unit, role, name, mending } = outcome;
        let label = unit.map(|unit| names.units.get(unit));
        let organisation_code = label.as_ref().and_then(|label| label.code.clone());
        let organisation_name = label.map(|label| label.name);
        let mending = mending.map(|Mending { kind, at, report: _ }| MendingView { kind, at });
        Self { text, at, organisation: unit, organisation_name, organisation_code, role, name, mending }
    }
}

async fn names_of(tx: &Tx, findings: &[Finding]) -> Result<Names, Problem> {
    let mut units: Vec<OrganisationId> = findings.iter().map(|one| one.organisation).collect();
    units.extend(findings.iter().filter_map(|one| one.outcome.as_ref()?.unit));
    let campaigns = findings.iter().map(|one| one.campaign).collect();
    Names::load(tx, campaigns, findings.iter().map(|one| one.content.cycle).collect(), units).await
}

impl FindingView {
    fn new(finding: Finding, names: &Names, actor: &Actor) -> Self {
        let transitions = finding.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Finding { id, inspection, campaign, organisation, agency, content, state, recorded_at, outcome, revision } =
            finding;
        let FindingContent { cycle, criterion, severity, declared, found, value } = content;
        let UnitLabel { name, code } = names.units.get(organisation);
        let Parts { counts, count, number, choice, .. } = value.map(Parts::from).unwrap_or_default();
        let (numerator, denominator) = counts.map(|Counts { numerator, denominator }| (numerator, denominator)).unzip();
        let report = outcome.as_ref().and_then(|outcome| outcome.mending).map(|mending| mending.report);
        Self {
            id,
            inspection,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            organisation,
            organisation_name: name,
            organisation_code: code,
            agency,
            cycle,
            cycle_code: names.cycles.get(cycle),
            criterion,
            severity,
            declared,
            found,
            numerator,
            denominator,
            count,
            number,
            choice,
            state,
            recorded_at,
            outcome: outcome.map(|outcome| FindingOutcomeView::new(outcome, names)),
            report,
            revision,
            transitions,
        }
    }

    async fn of(tx: &Tx, finding: Finding, actor: &Actor) -> Result<Self, Problem> {
        let names = names_of(tx, std::slice::from_ref(&finding)).await?;
        Ok(Self::new(finding, &names, actor))
    }
}

/// List findings of inspections
///
/// *Danh sách phát hiện qua kiểm tra.* The two agencies, the decision authority and the auditor see those of their
/// movements; a unit sees its own. With `organisation`, `cycle` and `state=OPEN` the standing agency finds what waits on a
/// report (rule P02).
#[utoipa::path(
    get,
    path = "/inspection-findings",
    responses((status = 200, description = "The findings, oldest first.")),
)]
pub(crate) async fn list_inspection_findings(
    Caller(actor): Caller,
    Query(query): Query<FindingQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<FindingView>>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    let FindingQuery { inspection, campaign, organisation, cycle, agency, severity, state } = query;
    let filter = FindingFilter { inspection, campaign, organisation, cycle, agency, severity, state };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.inspection_findings(&scope, filter, page).await?;
            let names = names_of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    let row = |one| FindingView::new(one, &names, &actor);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Record a finding of an inspection
///
/// *Ghi nhận phát hiện qua kiểm tra.* The agency that entered the inspection, between its minutes and its conclusion. It is a
/// statement: no figure and no score changes (rule S30). The standing agency settles it.
#[utoipa::path(
    post,
    path = "/inspections/{inspection}/findings",
    responses((status = 201, description = "Recorded.")),
)]
pub(crate) async fn record_inspection_finding(
    request: StepCommand<InspectionPath, NewInspectionFinding>,
    db: Db,
) -> Result<Once<Created<FindingView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageInspection)?;
        let inspection = tx.inspection_to_use(&actor.scope(Permission::ReadInspection)?, path.inspection).await?;
        expected.must_be(inspection.revision)?;
        let measured = MeasuredCycle::load(&tx, body.cycle, inspection.organisation).await?;
        let id = InspectionFindingId(Uuid::now_v7());
        let step = Finding::record(id, body.content()?, (&inspection, measured.measured()), &actor, at)?;
        let finding = tx.add(step).await?;
        let revision = finding.revision;
        let view = FindingView::of(&tx, finding, &actor).await?;
        Created::new(format!("/v1/inspection-findings/{id}"), revision, &view)
    })
    .await
}

/// Show a finding of an inspection
///
/// *Xem phát hiện qua kiểm tra.* The two agencies, the decision authority, the auditor, and the unit's own people.
#[utoipa::path(
    get,
    path = "/inspection-findings/{inspectionFinding}",
    responses((status = 200, description = "The finding.")),
)]
pub(crate) async fn show_inspection_finding(
    Caller(actor): Caller,
    path: Path<FindingPath>,
    db: Db,
) -> Result<Tagged<FindingView>, Problem> {
    let scope = actor.scope(Permission::ReadInspection)?;
    db.read(move |tx| async move {
        let finding = tx.inspection_finding(&scope, path.0.inspection_finding).await?;
        Tagged::new(finding.revision, &FindingView::of(&tx, finding, &actor).await?)
    })
    .await
}

/// Settle a finding of an inspection
///
/// *Xử lý phát hiện qua kiểm tra.* Standing agency of the movement, whichever agency recorded it, once. A report is put right
/// as ever – returned, verified, corrected – and afterwards the finding is settled as corrected; the service checks that it
/// was (rule P02). Or it is unfounded, with a reason.
#[utoipa::path(
    post,
    path = "/inspection-findings/{inspectionFinding}/outcome",
    responses((status = 200, description = "Settled.")),
)]
pub(crate) async fn settle_inspection_finding(
    request: StepCommand<FindingPath, InspectionFindingSettlement>,
    db: Db,
) -> Result<Once<Tagged<FindingView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::VerifyReport)?;
        let finding = tx.inspection_finding(&actor.scope(Permission::ReadInspection)?, path.inspection_finding).await?;
        expected.must_be(finding.revision)?;
        let changes = match tx.report_of(finding.content.cycle, finding.organisation).await? {
            Some(report) => tx.report_changes(report.id, finding.recorded_at).await?,
            None => Vec::new(),
        };
        let InspectionFindingSettlement { verdict, text } = body;
        let finding = tx.save(finding.settle((verdict, &text), &changes, &actor, at)?).await?;
        Tagged::new(finding.revision, &FindingView::of(&tx, finding, &actor).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "inspections": list_inspection_findings, record_inspection_finding, show_inspection_finding,
        settle_inspection_finding);
}
