//! Lists of nominees that are open to objections before the decision, and the objections.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CycleId, NominationId, ObjectionId, ObjectionPeriodId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::nomination::Nomination;
use domain::honours::objection::{
    Ground, Objection, ObjectionOutcome, ObjectionPeriod, ObjectionState, POSTED_MAX, Posted,
};
use domain::honours::received_paper::{ReceivedPaper, Settlement};
use domain::planning::award::{AwardForm, Occasion, SubjectKind};
use persistence::honours::objection::ObjectionFilter;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::movement::must_reach;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Paragraph, ShortLine};
use crate::base::transition::TransitionView;
use crate::honours::reasons;

pub(crate) mod open_list;

/// A list of nominees to open (niêm yết danh sách lấy ý kiến).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewObjectionPeriod {
    /// The cycle whose nominees are posted.
    cycle: CycleId,
    /// The occasion on which they are considered.
    occasion: Occasion,
    /// The notice published with the list: where and how to object. It is public.
    #[validate(nested)]
    document: CitationBody,
}

/// A nominee on a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PostedNominee)]
pub(crate) struct PostedView {
    /// The nomination.
    nomination: NominationId,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// The nominee's name.
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    name: String,
    /// The nominating unit.
    organisation: OrganisationId,
    /// The unit's name when it nominated.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The form asked for.
    award_form: AwardForm,
}

/// A list of nominees that is open to objections.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ObjectionPeriod)]
pub(crate) struct ObjectionPeriodView {
    /// Its identifier.
    id: ObjectionPeriodId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// The occasion.
    occasion: Occasion,
    /// The day on which the list was posted; it does not count as one of the days.
    from_date: NaiveDate,
    /// Number of working days.
    #[schema(minimum = 1, example = 10)]
    days: u16,
    /// The last day.
    until_date: NaiveDate,
    /// The notice published with the list.
    document: CitationBody,
    /// Who stands on the list. The public sees those who still do: not who was withdrawn, or is appraised again.
    nominees: Vec<PostedView>,
    /// When it was posted.
    opened_at: DateTime<Utc>,
}

/// A list of nominees in the list of lists: without the nominees, whom its own address shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedObjectionPeriod)]
pub(crate) struct ObjectionPeriodRow {
    /// Its identifier.
    id: ObjectionPeriodId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The occasion.
    occasion: Occasion,
    /// The day on which the list was posted; it does not count as one of the days.
    from_date: NaiveDate,
    /// Number of working days.
    #[schema(minimum = 1, example = 10)]
    days: u16,
    /// The last day.
    until_date: NaiveDate,
    /// The notice published with the list.
    document: CitationBody,
    /// Number of nominees on the list; the public list counts those who still are.
    #[schema(minimum = 0, maximum = 500, example = 12)]
    nominee_count: usize,
    /// Where the nominees are shown.
    #[schema(example = "/v1/objection-periods/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    href: String,
    /// When it was posted.
    opened_at: DateTime<Utc>,
}

impl ObjectionPeriodRow {
    /// A row whose nominees are shown below the `base` of the addresses of its reader.
    fn new(period: ObjectionPeriod, codes: &CycleCodes, base: &str) -> Self {
        let ObjectionPeriod { id, cycle, occasion, from, days, until, document, posted, opened_at, revision: _ } =
            period;
        Self {
            id,
            cycle,
            cycle_code: codes.get(cycle),
            occasion,
            from_date: from,
            days,
            until_date: until,
            document: document.into(),
            nominee_count: posted.len(),
            href: format!("{base}/objection-periods/{id}"),
            opened_at,
        }
    }
}

/// An objection to register; who objects is not part of it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewObjection {
    /// The nomination that it is about.
    nomination: NominationId,
    /// The day it was received: from the day of the posting on, not in the future.
    #[schema(example = "2024-12-20")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    received_date: NaiveDate,
    /// The number under which its paper is kept; 1 to 100 characters, no names.
    /// Example: `9/PAKN`
    #[validate(nested)]
    document_number: ShortLine,
    /// The day of the paper, not after its receipt.
    #[schema(example = "2024-12-19")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    document_date: NaiveDate,
    /// Content of the objection, without names of those who made it; 1 to 4000 characters.
    /// Example: `Cho rằng sáng kiến là của đơn vị khác`
    #[validate(nested)]
    summary: Paragraph,
}

/// Outcome of an objection.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "DISMISSED", "reason": "Đã xác minh, sáng kiến do chính đơn vị thực hiện",
    "document": {"number": "20/KL-SNV", "date": "2024-12-24", "issuer": "Sở Nội vụ",
        "title": "Kết luận xác minh ý kiến phản ánh"}
}))]
pub(crate) struct NewObjectionSettlement {
    /// Whether the objection was upheld; if so, the nominee must be appraised again before the nomination continues.
    outcome: ObjectionOutcome,
    /// Why; 1 to 4000 characters.
    /// Example: `Đã xác minh, sáng kiến do chính đơn vị thực hiện`
    #[validate(nested)]
    reason: Paragraph,
    /// The paper that says so.
    #[validate(nested)]
    document: CitationBody,
}

/// Outcome of an objection.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ObjectionSettlement)]
pub(crate) struct ObjectionSettlementView {
    /// Whether it was right.
    outcome: ObjectionOutcome,
    /// Why.
    #[schema(example = "Đã xác minh, sáng kiến do chính đơn vị thực hiện")]
    reason: String,
    /// The paper that says so.
    document: CitationBody,
    /// When it was recorded.
    settled_at: DateTime<Utc>,
}

/// An objection to a nominee (ý kiến phản ánh); not public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Objection)]
pub(crate) struct ObjectionView {
    /// The objection's identifier.
    id: ObjectionId,
    /// The list on which the nominee stood.
    period: ObjectionPeriodId,
    /// The nomination.
    nomination: NominationId,
    /// The nominee's name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    subject_name: Option<String>,
    /// The nominating unit.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The day it was received.
    received_date: NaiveDate,
    /// The number under which its paper is kept.
    #[schema(example = "9/PAKN")]
    document_number: String,
    /// The day of the paper.
    document_date: NaiveDate,
    /// Content of the objection.
    #[schema(example = "Cho rằng sáng kiến là của đơn vị khác")]
    summary: String,
    /// Whether it came after the period; it is looked into all the same.
    late: bool,
    /// Current state.
    state: ObjectionState,
    /// Outcome; absent until settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    settlement: Option<ObjectionSettlementView>,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of objection periods.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ObjectionPeriodQuery {
    /// Of this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
}

/// The filters of the list of objections.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ObjectionQuery {
    /// To nominees of this list.
    #[param(value_type = Option<Uuid>)]
    period: Option<ObjectionPeriodId>,
    /// To this nominee.
    #[param(value_type = Option<Uuid>)]
    nomination: Option<NominationId>,
    /// Open or settled ones.
    #[param(inline)]
    state: Option<ObjectionState>,
}

/// The path parameter that names an objection period.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ObjectionPeriodPath {
    /// The list's identifier.
    #[param(value_type = Uuid)]
    pub(super) period: ObjectionPeriodId,
}

/// The path parameter that names an objection.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ObjectionPath {
    /// The objection's identifier.
    #[param(value_type = Uuid)]
    objection: ObjectionId,
}

impl From<Posted> for PostedView {
    fn from(posted: Posted) -> Self {
        let Posted { nomination, subject_kind, name, organisation, organisation_name, form } = posted;
        let organisation_code = None;
        Self { nomination, subject_kind, name, organisation, organisation_name, organisation_code, award_form: form }
    }
}

impl From<ObjectionPeriod> for ObjectionPeriodView {
    fn from(period: ObjectionPeriod) -> Self {
        let ObjectionPeriod { id, cycle, occasion, from, days, until, document, posted, opened_at, revision: _ } =
            period;
        let nominees = posted.into_iter().map(PostedView::from).collect();
        Self {
            id,
            cycle,
            cycle_code: None,
            occasion,
            from_date: from,
            days,
            until_date: until,
            document: document.into(),
            nominees,
            opened_at,
        }
    }
}

impl ObjectionPeriodView {
    /// With the codes of its cycle and of the nominating units, for a list.
    fn beside(self, cycles: &CycleCodes, units: &UnitLabels) -> Self {
        let nominees = self.nominees.into_iter().map(|posted| {
            let organisation_code = units.get(posted.organisation).code;
            PostedView { organisation_code, ..posted }
        });
        Self { cycle_code: Some(cycles.get(self.cycle)), nominees: nominees.collect(), ..self }
    }
}

impl ObjectionView {
    fn new(objection: Objection, actor: &Actor) -> Self {
        let state = objection.state();
        let transitions = objection.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Objection { id, period, nomination, organisation, paper, late, settlement, registered_at, revision } =
            objection;
        let ReceivedPaper { received, number, date, summary } = paper;
        let settlement = settlement.map(|Settlement { outcome, reason, document, at }| ObjectionSettlementView {
            outcome,
            reason,
            document: document.into(),
            settled_at: at,
        });
        Self {
            id,
            period,
            nomination,
            subject_name: None,
            organisation,
            organisation_name: None,
            organisation_code: None,
            received_date: received,
            document_number: number,
            document_date: date,
            summary,
            late,
            state,
            settlement,
            registered_at,
            revision,
            transitions,
        }
    }
}

impl ObjectionView {
    /// With the names of its nominee and unit, for a list.
    fn beside(self, units: &UnitLabels, nominations: &[Nomination]) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        let nominee = nominations.iter().find(|one| one.id == self.nomination);
        let subject_name = nominee.map(|one| one.dossier.subject.name.clone());
        Self { subject_name, organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// List the lists that are or were open to objections
///
/// *Các danh sách niêm yết.* The agencies and the auditor. A row has the number of nominees and the address that shows
/// them.
#[utoipa::path(get, path = "/objection-periods", responses((status = 200, description = "The lists, oldest first.")))]
pub(crate) async fn list_objection_periods(
    Caller(actor): Caller,
    Query(query): Query<ObjectionPeriodQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ObjectionPeriodRow>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadDecision)?, paging.page);
    let (slice, codes) = db
        .read(move |tx| async move {
            let slice = tx.objection_periods(&scope, (query.cycle, None), page).await?;
            let codes = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            Ok((slice, codes))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, |one| ObjectionPeriodRow::new(one, &codes, "/v1")))
}

/// Open a list of nominees to objections
///
/// *Niêm yết danh sách lấy ý kiến.* Appraisal agency, where the round requires it (`objectionDays`): all eligible
/// nominees of the cycle and occasion who are on no list yet, at most 500 in one list. The list is public from now on
/// until the end of its last working day. Urgent commendation is not posted.
#[utoipa::path(post, path = "/objection-periods", responses((status = 201, description = "Posted.")))]
pub(crate) async fn open_objection_period(
    request: Command<NewObjectionPeriod>,
    db: Db,
) -> Result<Once<Created<ObjectionPeriodView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::AppraiseNomination, None)?;
        let NewObjectionPeriod { cycle, occasion, document } = body;
        let cycle = named(tx.cycle(cycle).await, "/cycle", base_reasons::cycle_unknown)?;
        let (round, years) = (tx.round_of(cycle.id).await?, tx.all_work_years().await?);
        let eligible = tx.eligible_unposted(cycle.id, occasion, POSTED_MAX).await?;
        let terms = round.as_ref().map(|round| &round.terms);
        let ground = Ground { cycle: cycle.id, occasion, terms, years: &years };
        let id = ObjectionPeriodId(Uuid::now_v7());
        let opening = ObjectionPeriod::open(id, ground, eligible, document.into(), &actor, at)?;
        let period = tx.add_objection_period(opening.period, opening.announced).await?;
        for nomination in opening.nominations {
            tx.save(nomination).await?;
        }
        let location = format!("/v1/objection-periods/{id}");
        Created::new(location, period.revision, &ObjectionPeriodView::from(period))
    })
    .await
}

/// Show a list that is or was open to objections
///
/// *Xem danh sách niêm yết.* The agencies and the auditor; as it was posted.
#[utoipa::path(get, path = "/objection-periods/{period}", responses((status = 200, description = "The list.")))]
pub(crate) async fn show_objection_period(
    Caller(actor): Caller,
    path: Path<ObjectionPeriodPath>,
    db: Db,
) -> Result<Tagged<ObjectionPeriodView>, Problem> {
    let period = db
        .read(move |tx| async move {
            let period = tx.objection_period(path.0.period).await?;
            must_reach(&actor, Permission::ReadDecision, tx.cycle(period.cycle).await?.campaign)?;
            Ok(period)
        })
        .await?;
    Tagged::new(period.revision, &ObjectionPeriodView::from(period))
}

/// List objections
///
/// *Sổ ý kiến phản ánh.* Standing agency, appraisal agency, decision authority and auditor. Filters add up.
#[utoipa::path(
    get,
    path = "/objections",
    responses((status = 200, description = "The objections, in the order of registration.")),
)]
pub(crate) async fn list_objections(
    Caller(actor): Caller,
    Query(query): Query<ObjectionQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ObjectionView>>, Problem> {
    let scope = actor.scope(Permission::ReadComplaint)?;
    let ObjectionQuery { period, nomination, state } = query;
    let (filter, page) = (ObjectionFilter { period, nomination, state }, paging.page);
    let (slice, units, nominations) = db
        .read(move |tx| async move {
            let slice = tx.objections(&scope, filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let nominations = tx.nominations_named(slice.items.iter().map(|one| one.nomination)).await?;
            Ok((slice, units, nominations))
        })
        .await?;
    let row = |one| ObjectionView::new(one, &actor).beside(&units, &nominations);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Register an objection
///
/// *Đăng ký ý kiến phản ánh.* Appraisal agency, about a nominee who is on a list and whose dossier has not been
/// submitted to the chair. The objector's name is not stored: the paper's number and day identify the file. While an
/// objection is open the nomination does not proceed.
#[utoipa::path(post, path = "/objections", responses((status = 201, description = "Registered.")))]
pub(crate) async fn register_objection(
    request: Command<NewObjection>,
    db: Db,
) -> Result<Once<Created<ObjectionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RegisterComplaint, None)?;
        let NewObjection { nomination, received_date, document_number, document_date, summary } = body;
        // Locked, because another request may submit the nomination to the chair at the same time.
        let found = tx.nomination_to_change(&Scope::Everything, nomination).await;
        let nomination = named(found, "/nomination", reasons::nomination_unknown)?;
        let paper = ReceivedPaper {
            received: received_date,
            number: document_number.into(),
            date: document_date,
            summary: summary.into(),
        };
        let id = ObjectionId(Uuid::now_v7());
        let objection = tx.add(Objection::register(id, &nomination, paper, &actor, at)?).await?;
        let (location, revision) = (format!("/v1/objections/{id}"), objection.revision);
        Created::new(location, revision, &ObjectionView::new(objection, &actor))
    })
    .await
}

/// Show an objection
///
/// *Xem ý kiến phản ánh.* Standing agency, appraisal agency, decision authority and auditor.
#[utoipa::path(get, path = "/objections/{objection}", responses((status = 200, description = "The objection.")))]
pub(crate) async fn show_objection(
    Caller(actor): Caller,
    path: Path<ObjectionPath>,
    db: Db,
) -> Result<Tagged<ObjectionView>, Problem> {
    let reader = actor.clone();
    let objection = db
        .read(move |tx| async move {
            let objection = tx.objection(path.0.objection).await?;
            let nomination = tx.nomination(&Scope::Everything, objection.nomination).await?;
            must_reach(&reader, Permission::ReadComplaint, nomination.campaign)?;
            Ok(objection)
        })
        .await?;
    Tagged::new(objection.revision, &ObjectionView::new(objection, &actor))
}

/// Settle an objection
///
/// *Giải quyết ý kiến phản ánh.* Appraisal agency, once, with the reason and the paper that says so; never the nominee
/// (rule L19). One that was right keeps the nominee from the chair until the appraisal is undone and made again.
#[utoipa::path(post, path = "/objections/{objection}/settlement", responses((status = 200, description = "Settled.")))]
pub(crate) async fn settle_objection(
    request: StepCommand<ObjectionPath, NewObjectionSettlement>,
    db: Db,
) -> Result<Once<Tagged<ObjectionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RegisterComplaint, None)?;
        let objection = tx.objection(path.objection).await?;
        expected.must_be(objection.revision)?;
        let nomination = tx.nomination(&Scope::Everything, objection.nomination).await?;
        let NewObjectionSettlement { outcome, reason, document } = body;
        let step = objection.settle(&nomination, outcome, (&reason, document.into()), &actor, at)?;
        let objection = tx.save(step).await?;
        Tagged::new(objection.revision, &ObjectionView::new(objection, &actor))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations": list_objection_periods, open_objection_period, show_objection_period);
    operations!(routes, "complaints": list_objections, register_objection, show_objection, settle_objection);
}
