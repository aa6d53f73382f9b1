//! What bars subjects from commendation: open entries, and disciplines. Units may read neither.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{DisciplineId, IntegrityFlagId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::integrity::{Closing, Discipline, Finding, IntegrityFlag, IntegrityGround, SubjectKey};
use domain::planning::award::SubjectKind;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, Line, Paragraph};

/// An entry to record that bars a subject from commendation.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewIntegrityFlag {
    /// The subject's unit.
    organisation: OrganisationId,
    /// A collective or an individual of the unit.
    subject_kind: SubjectKind,
    /// Name of the subject; accents, case and đ are ignored when names are compared. 1 to 300 characters.
    /// Example: `Nguyễn Văn An (demo)`
    #[validate(nested)]
    name: Line,
    /// Which of the law's cases it is.
    ground: IntegrityGround,
    /// The document that says so; no state secret (rule L35).
    #[validate(nested)]
    document: CitationBody,
    /// Further note for readers of the entry; at most 4000 characters.
    /// Example: `Dự kiến kết luận trong tháng 12`
    #[validate(nested)]
    #[serde(default)]
    note: EmptyOrParagraph,
}

/// How an entry that barred a subject was settled.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "Kết luận: không vi phạm"}))]
pub(crate) struct NewClosing {
    /// Reason for closing the entry; 1 to 4000 characters.
    #[validate(nested)]
    reason: Paragraph,
    /// The document that settled it, if there is one.
    #[validate(nested)]
    #[serde(default)]
    document: Option<CitationBody>,
}

/// A discipline to record.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewDiscipline {
    /// The subject's unit.
    organisation: OrganisationId,
    /// A collective or an individual of the unit.
    subject_kind: SubjectKind,
    /// Name of the subject; accents, case and đ are ignored when names are compared. 1 to 300 characters.
    /// Example: `Nguyễn Văn An (demo)`
    #[validate(nested)]
    name: Line,
    /// The last day on which it is served, 1950 to 2100; it may be to come.
    #[schema(example = "2024-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    served_until_date: NaiveDate,
    /// The document that says so; no state secret (rule L35).
    #[validate(nested)]
    document: CitationBody,
}

/// How an entry that barred a subject was settled (đóng mục).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Closing)]
pub(crate) struct ClosingView {
    /// When.
    at: DateTime<Utc>,
    /// Who closed it, by name.
    #[schema(example = "Võ Văn Thẩm Định")]
    by: String,
    /// Reason for closing the entry.
    #[schema(example = "Kết luận: không vi phạm")]
    reason: String,
    /// The document that settled it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
}

impl From<Closing> for ClosingView {
    fn from(closing: Closing) -> Self {
        let Closing { at, by, reason, document } = closing;
        Self { at, by, reason, document: document.map(CitationBody::from) }
    }
}

/// Something that bars a subject from commendation until it is closed (rule L01).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IntegrityFlag)]
pub(crate) struct IntegrityFlagView {
    /// The entry's identifier.
    id: IntegrityFlagId,
    /// The subject's unit.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A collective or an individual of the unit.
    subject_kind: SubjectKind,
    /// The subject's name.
    #[schema(example = "Nguyễn Văn An (demo)")]
    name: String,
    /// Which of the law's cases it is.
    ground: IntegrityGround,
    /// The document that says so.
    document: CitationBody,
    /// Further note for readers of the entry; absent if there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "Dự kiến kết luận trong tháng 12", required = false)]
    note: String,
    /// When it was recorded.
    raised_at: DateTime<Utc>,
    /// How the entry was settled; absent while it bars the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<ClosingView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<IntegrityFlag> for IntegrityFlagView {
    fn from(flag: IntegrityFlag) -> Self {
        let IntegrityFlag { id, subject, ground, document, note, raised_at, closed, revision } = flag;
        let SubjectKey { kind: subject_kind, organisation, name } = subject;
        let (document, closed) = (document.into(), closed.map(ClosingView::from));
        Self {
            id,
            organisation,
            organisation_name: None,
            organisation_code: None,
            subject_kind,
            name,
            ground,
            document,
            note,
            raised_at,
            closed,
            revision,
        }
    }
}

impl IntegrityFlagView {
    /// With the name and the code of its unit, for a list.
    fn beside(self, units: &UnitLabels) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        Self { organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// A discipline after which the time of achievement begins anew (rule L02).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Discipline)]
pub(crate) struct DisciplineView {
    /// The entry's identifier.
    id: DisciplineId,
    /// The subject's unit.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A collective or an individual of the unit.
    subject_kind: SubjectKind,
    /// The subject's name.
    #[schema(example = "Nguyễn Văn An (demo)")]
    name: String,
    /// The last day on which it is served; achievements count from the day after.
    served_until_date: NaiveDate,
    /// The document that says so.
    document: CitationBody,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<Discipline> for DisciplineView {
    fn from(discipline: Discipline) -> Self {
        let Discipline { id, subject, served_until, document, recorded_at, revision } = discipline;
        let SubjectKey { kind: subject_kind, organisation, name } = subject;
        Self {
            id,
            organisation,
            organisation_name: None,
            organisation_code: None,
            subject_kind,
            name,
            served_until_date: served_until,
            document: document.into(),
            recorded_at,
            revision,
        }
    }
}

impl DisciplineView {
    /// With the name and the code of its unit, for a list.
    fn beside(self, units: &UnitLabels) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        Self { organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// The filters of the list of integrity entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct IntegrityFlagQuery {
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// Those that bar their subject (`true`), or those that are closed (`false`).
    #[param(example = true)]
    open: Option<bool>,
}

/// The filters of the list of disciplines.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DisciplineQuery {
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
}

/// The path parameter that names an integrity entry.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IntegrityFlagPath {
    /// The entry's identifier.
    #[param(value_type = Uuid)]
    integrity_flag: IntegrityFlagId,
}

/// The path parameter that names a discipline.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DisciplinePath {
    /// The discipline's identifier.
    #[param(value_type = Uuid)]
    discipline: DisciplineId,
}

/// List integrity flags
///
/// *Danh sách trường hợp chưa xét khen thưởng.* The standing agency, the appraisal agency, the decision authority, the
/// auditor; units do not read it (rule L01).
#[utoipa::path(get, path = "/integrity-flags", responses((status = 200, description = "The entries, oldest first.")))]
pub(crate) async fn list_integrity_flags(
    Caller(actor): Caller,
    Query(query): Query<IntegrityFlagQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<IntegrityFlagView>>, Problem> {
    actor.must(Permission::ReadIntegrity, None)?;
    let IntegrityFlagQuery { organisation, open } = query;
    let page = paging.page;
    let (slice, units) = db
        .read(move |tx| async move {
            let slice = tx.integrity_flags(organisation, open, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|flag| flag.subject.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |flag| IntegrityFlagView::from(flag).beside(&units);
    Untagged::new(&Listing::new(&paging, slice, |flag| flag.id.0, row))
}

/// Open an integrity flag
///
/// *Ghi nhận trường hợp chưa xét khen thưởng.* Standing agency or appraisal agency, under a document (Decree
/// 98/2023/NĐ-CP Art. 4, Decree 152/2025/NĐ-CP; rule L01). While the entry is open, no dossier of the subject is
/// forwarded or decided; units see that the subject is on hold, but not why.
#[utoipa::path(post, path = "/integrity-flags", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn raise_integrity_flag(
    request: Command<NewIntegrityFlag>,
    db: Db,
) -> Result<Once<Created<IntegrityFlagView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RecordIntegrity, None)?;
        let NewIntegrityFlag { organisation, subject_kind, name, ground, document, note } = body;
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let (id, document) = (IntegrityFlagId(Uuid::now_v7()), document.into());
        let finding = Finding { ground, document, note: note.into() };
        let step = IntegrityFlag::raise(id, &organisation, (subject_kind, &name), finding, &actor, at)?;
        let flag = tx.add(step).await?;
        Created::new(format!("/v1/integrity-flags/{id}"), flag.revision, &IntegrityFlagView::from(flag))
    })
    .await
}

/// Show an entry that bars a subject, or barred it
///
/// *Xem trường hợp chưa xét khen thưởng.* The standing agency, the appraisal agency, the decision authority, the auditor.
#[utoipa::path(get, path = "/integrity-flags/{integrityFlag}", responses((status = 200, description = "The entry.")))]
pub(crate) async fn show_integrity_flag(
    Caller(actor): Caller,
    path: Path<IntegrityFlagPath>,
    db: Db,
) -> Result<Tagged<IntegrityFlagView>, Problem> {
    actor.must(Permission::ReadIntegrity, None)?;
    let flag = db.ask(move |tx| async move { Ok(tx.integrity_flag(path.0.integrity_flag).await?) }).await?;
    Tagged::new(flag.revision, &IntegrityFlagView::from(flag))
}

/// Close an entry: the subject is free again
///
/// *Đóng trường hợp chưa xét khen thưởng.* Standing agency or appraisal agency, with a reason and, if there is one, the
/// document that settled it (rule L01). A closed entry stays and cannot be reopened.
#[utoipa::path(
    post,
    path = "/integrity-flags/{integrityFlag}/closing",
    responses((status = 200, description = "Closed.")),
)]
pub(crate) async fn close_integrity_flag(
    request: StepCommand<IntegrityFlagPath, NewClosing>,
    db: Db,
) -> Result<Once<Tagged<IntegrityFlagView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RecordIntegrity, None)?;
        let flag = tx.integrity_flag(path.integrity_flag).await?;
        expected.must_be(flag.revision)?;
        let NewClosing { reason, document } = body;
        let step = flag.close(&reason, document.map(Into::into), &actor, at)?;
        let flag = tx.save(step).await?;
        Tagged::new(flag.revision, &IntegrityFlagView::from(flag))
    })
    .await
}

/// List disciplines
///
/// *Danh sách kỷ luật.* The standing agency, the appraisal agency, the decision authority, the auditor; units do not read
/// it (rule L02).
#[utoipa::path(get, path = "/disciplines", responses((status = 200, description = "The disciplines, oldest first.")))]
pub(crate) async fn list_disciplines(
    Caller(actor): Caller,
    Query(query): Query<DisciplineQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<DisciplineView>>, Problem> {
    actor.must(Permission::ReadIntegrity, None)?;
    let (organisation, page) = (query.organisation, paging.page);
    let (slice, units) = db
        .read(move |tx| async move {
            let slice = tx.disciplines(organisation, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|discipline| discipline.subject.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |discipline| DisciplineView::from(discipline).beside(&units);
    Untagged::new(&Listing::new(&paging, slice, |discipline| discipline.id.0, row))
}

/// Record a discipline
///
/// *Ghi nhận kỷ luật.* Standing agency or appraisal agency, under a document. Achievements up to its last day cannot be
/// cited any more (Decree 152/2025/NĐ-CP; rule L02).
#[utoipa::path(post, path = "/disciplines", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn record_discipline(
    request: Command<NewDiscipline>,
    db: Db,
) -> Result<Once<Created<DisciplineView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RecordIntegrity, None)?;
        let NewDiscipline { organisation, subject_kind, name, served_until_date, document } = body;
        let organisation = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let (id, subject, document) = (DisciplineId(Uuid::now_v7()), (subject_kind, &*name), document.into());
        let step = Discipline::record(id, &organisation, subject, served_until_date, document, &actor, at)?;
        let discipline = tx.add(step).await?;
        Created::new(format!("/v1/disciplines/{id}"), discipline.revision, &DisciplineView::from(discipline))
    })
    .await
}

/// Show a discipline
///
/// *Xem kỷ luật.* The standing agency, the appraisal agency, the decision authority, the auditor.
#[utoipa::path(get, path = "/disciplines/{discipline}", responses((status = 200, description = "The discipline.")))]
pub(crate) async fn show_discipline(
    Caller(actor): Caller,
    path: Path<DisciplinePath>,
    db: Db,
) -> Result<Tagged<DisciplineView>, Problem> {
    actor.must(Permission::ReadIntegrity, None)?;
    let discipline = db.ask(move |tx| async move { Ok(tx.discipline(path.0.discipline).await?) }).await?;
    Tagged::new(discipline.revision, &DisciplineView::from(discipline))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "integrity":
        list_integrity_flags, raise_integrity_flag, show_integrity_flag, close_integrity_flag, list_disciplines,
        record_discipline, show_discipline,
    );
}
