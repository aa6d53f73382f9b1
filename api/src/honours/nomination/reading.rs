//! What a nomination still lacks, what bars it, the state of its clocks, and what its unit's score suggests.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar::day_of;
use domain::base::ids::{ConsultationId, CycleId, NominationId, OrganisationId, ReportId};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::honours::consultation::{Consultation, appraisal_clock, notice_clock, return_clock, warnings};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::Bar;
use domain::honours::nomination::progress::MarkAnswer;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::regime::Regime;
use domain::honours::service_clock::{PauseCause, Reading, ServiceClock};
use domain::planning::assessment::explained;
use domain::planning::criteria::CriteriaSet;
use domain::planning::scoring::Scorecard;
use domain::registry::work_year::WorkYear;
use domain::reporting::report::ReportState;
use persistence::base::store::Tx;
use persistence::honours::nomination::NominationFilter;
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::view::FaultView;
use crate::base::problem::{Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::honours::nomination::NominationPath;
use crate::honours::nomination::surroundings::{Surroundings, Yardstick};
use crate::honours::remark::Remark;
use crate::results::publication::frozen::published_band;

/// Completeness of a dossier: what is missing before it can be sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DossierCompleteness {
    /// Whether it could be sent now.
    #[schema(example = false)]
    complete: bool,
    /// The code of the regime whose papers are asked for: the one of today.
    #[schema(example = "ND-152-2025")]
    regime: String,
    /// What is missing.
    errors: Vec<FaultView>,
}

/// What an agency found when it looked into a sign.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MarkAnswer)]
pub(crate) struct MarkAnswerView {
    /// The finding.
    #[schema(example = "Đã đối chiếu, là hai người khác nhau")]
    reason: String,
    /// When it was recorded.
    at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "Chuyên viên thường trực (demo)")]
    name: String,
}

impl From<MarkAnswer> for MarkAnswerView {
    fn from(answer: MarkAnswer) -> Self {
        let MarkAnswer { about: _, reason, at, name } = answer;
        Self { reason, at, name }
    }
}

/// One reason that bars a dossier, or that needs a manual check.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Bar)]
pub(crate) struct BarView {
    /// Whether it blocks the nomination; if not, it is only for people to check.
    #[schema(example = true)]
    blocks: bool,
    /// A stable code for programs.
    #[schema(example = "RESULT_MISSING")]
    code: &'static str,
    /// The numbered rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "S35")]
    rule: Option<&'static str>,
    /// Explanation, and what to do about it.
    text: TextView,
    /// The other nomination that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    nomination: Option<NominationId>,
    /// What a sign is about that an agency has to answer (`POST …/mark-answers`) before the nomination goes on; absent for
    /// what bars, and for what is only reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Uuid>,
    /// The answer to the sign; absent until it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<MarkAnswerView>,
}

impl From<Bar> for BarView {
    fn from(bar: Bar) -> Self {
        let Bar { reason, blocks, nomination, about, answer } = bar;
        let answer = answer.map(MarkAnswerView::from);
        Self { blocks, code: reason.code, rule: reason.rule, text: reason.text.into(), nomination, about, answer }
    }
}

/// Everything that stands beside a dossier.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NominationBars)]
pub(crate) struct Bars {
    /// Whether nothing blocks the nomination on its way to the appraisal agency, and no sign waits for an answer.
    #[schema(example = false)]
    clear: bool,
    /// What blocks the nomination, and what a person should check.
    bars: Vec<BarView>,
}

/// State of a working-day clock today.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Clock)]
pub(crate) struct ClockView {
    /// The day on which it started; it does not count.
    start_date: NaiveDate,
    /// Number of working days allowed; absent if no document sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 25)]
    days: Option<u16>,
    /// The working days that have counted; absent while a year until today is not entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 12)]
    used_days: Option<i64>,
    /// Working days left, negative if overdue; absent if there is no limit, or if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 13)]
    remaining_days: Option<i64>,
    /// The last day in time; absent without a limit, while the clock stands still, and if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
    /// Why it stands still, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_by: Option<PauseCause>,
    /// When it stood still, and why.
    pauses: Vec<PauseView>,
    /// The day on which the work was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<NaiveDate>,
    /// Whether more days were used than there are.
    #[schema(example = false)]
    overdue: bool,
    /// Whether a year was counted with that is expected and not announced yet, so that the due date may still move.
    #[schema(example = false)]
    provisional: bool,
    /// Why days cannot be told: a year has not been entered (rule L43).
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<Remark>,
}

/// A time in which a clock stood still.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Pause)]
pub(crate) struct PauseView {
    /// Why.
    cause: PauseCause,
    /// The day on which it began.
    from_date: NaiveDate,
    /// The day on which it ended; absent while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<NaiveDate>,
}

impl ClockView {
    pub(crate) fn read(clock: ServiceClock, years: &[WorkYear], today: NaiveDate) -> Self {
        let Reading { due, used, remaining, paused, overdue, provisional, unknown } = clock.read(years, today);
        let ServiceClock { start, days, pauses, end } = clock;
        let pauses = pauses
            .into_iter()
            .map(|pause| PauseView { cause: pause.cause, from_date: pause.from, to_date: pause.to })
            .collect();
        Self {
            start_date: start,
            days,
            used_days: used,
            remaining_days: remaining,
            due_date: due,
            paused_by: paused,
            pauses,
            end_date: end,
            overdue,
            provisional,
            unknown: unknown.map(Remark::from),
        }
    }
}

/// The clock of one question to another agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConsultationClock {
    /// The consultation.
    consultation: ConsultationId,
    /// The agency that was asked.
    organisation: OrganisationId,
    /// Its present name.
    #[schema(example = "Cục Thuế tỉnh")]
    organisation_name: String,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "cuc-thue")]
    organisation_code: Option<String>,
    /// Its clock.
    clock: ClockView,
}

/// Every clock of a nomination.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Clocks {
    /// The appraisal's; absent before the dossier was received (rules L10, L12).
    #[serde(skip_serializing_if = "Option::is_none")]
    appraisal: Option<ClockView>,
    /// That of the return of an incomplete dossier; absent without a limit, and while no agency has the dossier (rule L12).
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    returning: Option<ClockView>,
    /// The notice's to the unit, after a refusal (rule L11).
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<ClockView>,
    /// Those of the agencies that were asked.
    consultations: Vec<ConsultationClock>,
}

/// Suggestion for an achievement report, from one criterion of the unit's official score.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AchievementLine {
    /// The criterion's code.
    #[schema(example = "H1")]
    criterion: String,
    /// Its name.
    name: TextView,
    /// The share reached; absent if the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<Hundredths>,
    /// The target of the share; absent for a leaf of a tree, unless it states which share its ratio must reach at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    target_percent: Option<Hundredths>,
    /// Whether the target was met; absent if the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<bool>,
    /// The points.
    points: Hundredths,
    /// The most points.
    max_points: Hundredths,
    /// Computation of the points.
    explanation: TextView,
}

/// Suggestions for the achievement report, from the unit's official score.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AchievementPrefill {
    /// The report that it comes from; absent while the unit has no official score of the cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportId>,
    /// The official total; absent if no criterion counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// The rating band, if the set has bands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "TOT")]
    band: Option<String>,
    /// The criteria, in the set's order.
    lines: Vec<AchievementLine>,
}

/// A nomination that agencies are working on, with its clock.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkItem {
    /// The nomination.
    nomination: NominationId,
    /// The nominating unit.
    organisation: OrganisationId,
    /// The unit's name when the nomination was begun.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The subject's name.
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    name: String,
    /// Its state.
    state: NominationState,
    /// The appraisal's clock.
    clock: ClockView,
    /// The clock of the return of an incomplete dossier, if the regime limits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_clock: Option<ClockView>,
    /// What the agency should see to: a dossier that has to go back soon if it is incomplete, or agencies that did not
    /// answer in time.
    warnings: Vec<Remark>,
}

/// The filters of the work list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WorkQuery {
    /// Of this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// Only overdue items, or only those that are not; a page may then hold fewer items.
    overdue: Option<bool>,
}

/// Check a dossier before it is sent
///
/// *Kiểm tra hồ sơ trước khi gửi.* Callers who may read the nomination. Checks against the papers required by the
/// regime in force today, and a quota that blocks (rule S34).
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/completeness",
    responses((status = 200, description = "What is missing.")),
)]
pub(crate) async fn show_dossier_completeness(
    Caller(actor): Caller,
    path: Path<NominationPath>,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<DossierCompleteness>, Problem> {
    let scope = actor.scope(Permission::ReadNomination)?;
    let (nomination, yardstick) = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, path.0.nomination).await?;
            let yardstick = Yardstick::of(&tx, &nomination, at).await?;
            Ok((nomination, yardstick))
        })
        .await?;
    let measures = yardstick.measures();
    let mut errors = nomination.missing(measures);
    // A quota that is used up is told before the dossier is sent, too (rule S34).
    let full = measures.quota.filter(|_| !nomination.state.was_sent()).and_then(|quota| quota.must_have_room().err());
    errors.extend(full.and_then(Refusal::into_first_reason).map(|reason| violation("", reason)));
    let errors: Vec<FaultView> = errors.into_iter().map(FaultView::from).collect();
    Untagged::new(&DossierCompleteness { complete: errors.is_empty(), regime: measures.regime.code.clone(), errors })
}

/// List the reasons that bar a nomination
///
/// *Các vướng mắc của hồ sơ.* The agencies and the auditor: integrity flags (L01), discipline (L02), earlier awards for
/// the same achievement (L03), other nominations of the same subject (L04), a missing result (S35); and signs that must
/// be answered: names that differ in accents only (U07), entries and awards of predecessors (U06). Published awards of
/// other movements of the theme count as this movement's; of a dossier there whose outcome is not public, one mark says
/// that there may be one (M02).
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/bars",
    responses((status = 200, description = "What blocks the nomination, and what a person should check.")),
)]
pub(crate) async fn show_bars(
    Caller(actor): Caller,
    path: Path<NominationPath>,
    db: Db,
) -> Result<Untagged<Bars>, Problem> {
    actor.must(Permission::ReadIntegrity, None)?;
    let scope = actor.scope(Permission::ReadNomination)?;
    let bars = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, path.0.nomination).await?;
            let cycle = tx.cycle(nomination.cycle).await?;
            let surroundings = Surroundings::of(&tx, &nomination, &cycle).await?;
            Ok(nomination.bars(surroundings.beside(), &actor))
        })
        .await?;
    let clear = !bars.iter().any(|bar| bar.blocks || bar.waits());
    Untagged::new(&Bars { clear, bars: bars.into_iter().map(BarView::from).collect() })
}

/// The working years and regimes for computing clocks.
struct Calendar {
    years: Vec<WorkYear>,
    regimes: Vec<Regime>,
}

impl Calendar {
    async fn load(tx: &Tx) -> Result<Self, Problem> {
        Ok(Self { years: tx.all_work_years().await?, regimes: tx.all_regimes().await? })
    }

    /// The regime of a dossier: that of its receipt, or before the receipt that of today (rule L39).
    fn regime(&self, nomination: &Nomination, today: NaiveDate) -> Option<&Regime> {
        let bound = nomination.regime(&self.regimes);
        bound.or_else(|| self.regimes.iter().find(|regime| regime.is_valid_on(today)))
    }

    fn appraisal(&self, nomination: &Nomination, asked: &[Consultation]) -> Option<ServiceClock> {
        appraisal_clock(nomination, nomination.regime(&self.regimes), asked, &self.years)
    }

    fn read(&self, clock: ServiceClock, today: NaiveDate) -> ClockView {
        ClockView::read(clock, &self.years, today)
    }
}

/// Show a nomination's clocks
///
/// *Thời hạn của hồ sơ.* Callers who may read the nomination. Working days are counted by the years entered; a clock that
/// reaches a year that has not been entered says so in `unknown` (rule L43). The appraisal clock is paused while the
/// dossier is with its unit or a consulted agency may still answer.
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/clocks",
    responses((status = 200, description = "State of the clocks today.")),
)]
pub(crate) async fn show_clocks(
    Caller(actor): Caller,
    path: Path<NominationPath>,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Clocks>, Problem> {
    let scope = actor.scope(Permission::ReadNomination)?;
    let (nomination, asked, units, calendar) = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, path.0.nomination).await?;
            let asked = tx.consultations_about(&[nomination.id]).await?;
            let units = tx.unit_labels(asked.iter().map(|one| one.organisation)).await?;
            Ok((nomination, asked, units, Calendar::load(&tx).await?))
        })
        .await?;
    let today = day_of(at);
    let read = |clock: Option<ServiceClock>| clock.map(|clock| calendar.read(clock, today));
    let consultations = asked
        .iter()
        .map(|one| {
            let UnitLabel { name: organisation_name, code: organisation_code } = units.get(one.organisation);
            let clock = calendar.read(one.clock(), today);
            let (consultation, organisation) = (one.id, one.organisation);
            ConsultationClock { consultation, organisation, organisation_name, organisation_code, clock }
        })
        .collect();
    let returning = return_clock(&nomination, calendar.regime(&nomination, today));
    Untagged::new(&Clocks {
        appraisal: read(calendar.appraisal(&nomination, &asked)),
        returning: read(returning),
        notice: read(notice_clock(&nomination)),
        consultations,
    })
}

/// List the nominations that agencies are working on, with their clocks
///
/// *Danh sách việc và thời hạn thẩm định.* The agencies and the auditor: dossiers that were received and are not
/// appraised yet, oldest first; `overdue=true` lists only the overdue ones (rule L10). A row whose clock reaches a year
/// that has not been entered says so in its clock (rule L43), and is listed with and without `overdue`. `warnings` names
/// dossiers that have to go back soon if they are incomplete, and agencies that let their time to answer pass.
#[utoipa::path(get, path = "/nomination-clocks", responses((status = 200, description = "The work, oldest first.")))]
pub(crate) async fn list_nomination_clocks(
    Caller(actor): Caller,
    Query(query): Query<WorkQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<WorkItem>>, Problem> {
    actor.must(Permission::ReadIntegrity, None)?;
    let scope = actor.scope(Permission::ReadNomination)?;
    let WorkQuery { cycle, overdue } = query;
    let filter = NominationFilter { cycle, under_way: true, ..NominationFilter::default() };
    let page = paging.page;
    let (slice, asked, units, calendar) = db
        .read(move |tx| async move {
            let slice = tx.nominations(&scope, filter, page).await?;
            let ids: Vec<NominationId> = slice.items.iter().map(|one| one.id).collect();
            let asked = tx.consultations_about(&ids).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            Ok((slice, asked, units, Calendar::load(&tx).await?))
        })
        .await?;
    let today = day_of(at);
    let item = |nomination: Nomination| -> Option<WorkItem> {
        let own: Vec<Consultation> = asked.iter().filter(|one| one.nomination == nomination.id).cloned().collect();
        let clock = calendar.read(calendar.appraisal(&nomination, &own)?, today);
        let regime = calendar.regime(&nomination, today);
        let warnings = warnings(&nomination, regime, &own, &calendar.years, today);
        let return_clock = return_clock(&nomination, regime).map(|clock| calendar.read(clock, today));
        let Nomination { id, organisation, organisation_name, dossier, state, .. } = nomination;
        let item = WorkItem {
            nomination: id,
            organisation,
            organisation_name,
            organisation_code: units.get(organisation).code,
            name: dossier.subject.name,
            state,
            clock,
            return_clock,
            warnings: warnings.into_iter().map(Remark::from).collect(),
        };
        let unknown = item.clock.used_days.is_none();
        Some(item).filter(|item| unknown || overdue.is_none_or(|wanted| wanted == item.clock.overdue))
    };
    let next = slice.items.last().map(|last| last.id.0).filter(|_| slice.more);
    Untagged::new(&Listing::of(&paging, slice.items.into_iter().filter_map(item).collect(), next))
}

/// Suggest an achievement report
///
/// *Gợi ý báo cáo thành tích.* Callers who may read the nomination: the unit's official score of the cycle, criterion
/// by criterion. Nothing is stored.
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/prefill",
    responses((status = 200, description = "The suggestion.")),
)]
pub(crate) async fn show_achievement_prefill(
    Caller(actor): Caller,
    path: Path<NominationPath>,
    db: Db,
) -> Result<Untagged<AchievementPrefill>, Problem> {
    let scope = actor.scope(Permission::ReadNomination)?;
    let found = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, path.0.nomination).await?;
            let report = tx.report_of(nomination.cycle, nomination.organisation).await?;
            match report.filter(|report| report.state.is_settled()) {
                Some(mut report) => {
                    let set = tx.criteria_set(report.criteria_set).await?;
                    // Conditions of bands are decided over the board (rule M08).
                    let public = report.state == ReportState::Published && set.has_conditions();
                    if let Some(card) = report.scorecard.as_mut().filter(|_| public) {
                        card.band = published_band(&tx, report.cycle, report.group, report.organisation).await?;
                    }
                    Ok(Some((Some(report.id), report.scorecard, set)))
                }
                // A result that is computed from others has no report (rule M05).
                None => match tx.official_standing(nomination.cycle, nomination.organisation).await? {
                    Some((set, standing)) => Ok(Some((None, Some(standing.scorecard), tx.criteria_set(set).await?))),
                    None => Ok(None),
                },
            }
        })
        .await?;
    Untagged::new(&found.map(suggested).unwrap_or(AchievementPrefill {
        report: None,
        total: None,
        band: None,
        lines: Vec::new(),
    }))
}

fn suggested((report, scorecard, set): (Option<ReportId>, Option<Scorecard>, CriteriaSet)) -> AchievementPrefill {
    let (total, band) = scorecard.as_ref().map(|card| (card.total, card.band.clone())).unwrap_or_default();
    let lines = scorecard
        .map(|card| explained(&set, card).0.lines)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|line| {
            let criterion = set.criteria.iter().find(|criterion| criterion.code == line.criterion)?;
            Some(AchievementLine {
                criterion: line.criterion,
                name: criterion.name.clone().into(),
                percent: line.share_basis_points.map(Hundredths),
                target_percent: line.target_basis_points.map(Hundredths),
                met: line.met,
                points: Hundredths(line.points),
                max_points: Hundredths(line.max_points),
                explanation: line.explanation.into(),
            })
        })
        .collect();
    AchievementPrefill { report, total: total.map(Hundredths), band, lines }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations":
        show_dossier_completeness, show_bars, show_clocks, list_nomination_clocks, show_achievement_prefill,
    );
}
