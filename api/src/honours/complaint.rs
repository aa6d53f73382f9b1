//! The register of complaints and denunciations about awards.

use std::collections::HashMap;

use actix_web::web;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, ComplaintId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::complaint::{Complaint, ComplaintContent, ComplaintKind, ComplaintOutcome, ComplaintState};
use domain::honours::received_paper::{ReceivedPaper, Settlement};
use persistence::honours::complaint::ComplaintFilter;
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
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{Paragraph, ShortLine};
use crate::base::transition::TransitionView;
use crate::honours::reasons;

/// A complaint to register; who complained is not part of it.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewComplaint {
    /// The award that it is about.
    award: AwardId,
    /// A complaint (khiếu nại) or a denunciation (tố cáo).
    kind: ComplaintKind,
    /// The day it was received, not in the future.
    #[schema(example = "2025-02-10")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    received_date: NaiveDate,
    /// The number under which its paper is kept; 1 to 100 characters, no names.
    /// Example: `17/ĐKN`
    #[validate(nested)]
    document_number: ShortLine,
    /// The day of the paper, not after its receipt.
    #[schema(example = "2025-02-07")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    document_date: NaiveDate,
    /// Content of the complaint or denunciation, without names of those who made it; 1 to 4000 characters.
    /// Example: `Cho rằng số liệu thành tích không đúng thực tế`
    #[validate(nested)]
    summary: Paragraph,
    /// The day by which it must be settled, if one is set; not before its receipt.
    #[schema(example = "2025-04-10")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    due_date: Option<NaiveDate>,
}

/// Outcome of a complaint.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "DISMISSED", "reason": "Đã đối chiếu, số liệu đúng",
    "document": {"number": "21/KL-SNV", "date": "2025-03-05", "issuer": "Sở Nội vụ",
        "title": "Kết luận giải quyết khiếu nại"}
}))]
pub(crate) struct NewSettlement {
    /// Whether the complaint was upheld; the outcome alone revokes nothing.
    outcome: ComplaintOutcome,
    /// Why; 1 to 4000 characters.
    /// Example: `Đã đối chiếu, số liệu đúng`
    #[validate(nested)]
    reason: Paragraph,
    /// The paper that says so.
    #[validate(nested)]
    document: CitationBody,
}

/// Outcome of a complaint.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Settlement)]
pub(crate) struct SettlementView {
    /// Whether it was right.
    outcome: ComplaintOutcome,
    /// Why.
    #[schema(example = "Đã đối chiếu, số liệu đúng")]
    reason: String,
    /// The paper that says so.
    document: CitationBody,
    /// When it was recorded.
    settled_at: DateTime<Utc>,
}

/// A complaint or denunciation about an award; not public (rule L38).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Complaint)]
pub(crate) struct ComplaintView {
    /// The complaint's identifier.
    id: ComplaintId,
    /// The award that it is about.
    award: AwardId,
    /// The name of the award's recipient; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    subject_name: Option<String>,
    /// The award's unit.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A complaint or a denunciation.
    kind: ComplaintKind,
    /// The day it was received.
    received_date: NaiveDate,
    /// The number under which its paper is kept.
    #[schema(example = "17/ĐKN")]
    document_number: String,
    /// The day of the paper.
    document_date: NaiveDate,
    /// Content of the complaint or denunciation.
    #[schema(example = "Cho rằng số liệu thành tích không đúng thực tế")]
    summary: String,
    /// The day by which it must be settled, if one is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
    /// Whether that day has passed and it is still open.
    overdue: bool,
    /// Current state.
    state: ComplaintState,
    /// Outcome; absent until settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    settlement: Option<SettlementView>,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of complaints.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ComplaintQuery {
    /// About this award.
    #[param(value_type = Option<Uuid>)]
    award: Option<AwardId>,
    /// About awards to this unit or its people.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// Of this kind.
    #[param(inline)]
    kind: Option<ComplaintKind>,
    /// Open or settled ones.
    #[param(inline)]
    state: Option<ComplaintState>,
}

/// The path parameter that names a complaint.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ComplaintPath {
    /// The complaint's identifier.
    #[param(value_type = Uuid)]
    complaint: ComplaintId,
}

impl ComplaintView {
    fn new(complaint: Complaint, actor: &Actor, at: DateTime<Utc>) -> Self {
        let (state, overdue) = (complaint.state(), complaint.is_overdue(at));
        let transitions = complaint.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Complaint { id, award, organisation, content, settlement, registered_at, revision } = complaint;
        let ComplaintContent { kind, paper, due } = content;
        let ReceivedPaper { received, number, date, summary } = paper;
        let settlement = settlement.map(|Settlement { outcome, reason, document, at }| SettlementView {
            outcome,
            reason,
            document: document.into(),
            settled_at: at,
        });
        Self {
            id,
            award,
            subject_name: None,
            organisation,
            organisation_name: None,
            organisation_code: None,
            kind,
            received_date: received,
            document_number: number,
            document_date: date,
            summary,
            due_date: due,
            overdue,
            state,
            settlement,
            registered_at,
            revision,
            transitions,
        }
    }
}

impl ComplaintView {
    /// With the names of its award's recipient and unit, for a list.
    fn beside(self, units: &UnitLabels, recipients: &HashMap<AwardId, String>) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        let subject_name = recipients.get(&self.award).cloned();
        Self { subject_name, organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// List complaints
///
/// *Sổ khiếu nại, tố cáo.* Standing agency, appraisal agency, decision authority and auditor. Filters add up.
#[utoipa::path(
    get,
    path = "/complaints",
    responses((status = 200, description = "The complaints, in the order of registration.")),
)]
pub(crate) async fn list_complaints(
    Caller(actor): Caller,
    Query(query): Query<ComplaintQuery>,
    paging: Paging,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Untagged<Listing<ComplaintView>>, Problem> {
    let scope = actor.scope(Permission::ReadComplaint)?;
    let ComplaintQuery { award, organisation, kind, state } = query;
    let (filter, page) = (ComplaintFilter { award, organisation, kind, state }, paging.page);
    let (slice, units, recipients) = db
        .read(move |tx| async move {
            let slice = tx.complaints(&scope, filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let recipients = tx.recipients(slice.items.iter().map(|one| one.award)).await?;
            Ok((slice, units, recipients))
        })
        .await?;
    let at = clock.now();
    let row = |one| ComplaintView::new(one, &actor, at).beside(&units, &recipients);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Register a complaint
///
/// *Đăng ký khiếu nại, tố cáo.* Appraisal agency, about an award (rule L38). The complainant's name is not stored: the
/// paper's number and day identify the file. The award shows the complaint to those who handle it; nothing public
/// changes.
#[utoipa::path(post, path = "/complaints", responses((status = 201, description = "Registered.")))]
pub(crate) async fn register_complaint(
    request: Command<NewComplaint>,
    db: Db,
) -> Result<Once<Created<ComplaintView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RegisterComplaint, None)?;
        let NewComplaint { award, kind, received_date, document_number, document_date, summary, due_date } = body;
        let award = named(tx.granted_award(award).await, "/award", reasons::award_unknown)?;
        let paper = ReceivedPaper {
            received: received_date,
            number: document_number.into(),
            date: document_date,
            summary: summary.into(),
        };
        let content = ComplaintContent { kind, paper, due: due_date };
        let id = ComplaintId(Uuid::now_v7());
        let complaint = tx.add(Complaint::register(id, &award, content, &actor, at)?).await?;
        let (location, revision) = (format!("/v1/complaints/{id}"), complaint.revision);
        Created::new(location, revision, &ComplaintView::new(complaint, &actor, at))
    })
    .await
}

/// Show a complaint
///
/// *Xem khiếu nại, tố cáo.* Standing agency, appraisal agency, decision authority and auditor.
#[utoipa::path(get, path = "/complaints/{complaint}", responses((status = 200, description = "The complaint.")))]
pub(crate) async fn show_complaint(
    Caller(actor): Caller,
    path: Path<ComplaintPath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<ComplaintView>, Problem> {
    let reader = actor.clone();
    let complaint = db
        .read(move |tx| async move {
            let complaint = tx.complaint(path.0.complaint).await?;
            let award = tx.granted_award(complaint.award).await?;
            must_reach(&reader, Permission::ReadComplaint, award.campaign)?;
            Ok(complaint)
        })
        .await?;
    Tagged::new(complaint.revision, &ComplaintView::new(complaint, &actor, at))
}

/// Settle a complaint
///
/// *Giải quyết khiếu nại, tố cáo.* Appraisal agency, once, with the reason and the paper that states the outcome. An
/// upheld complaint revokes nothing: a revocation is a separate decision.
#[utoipa::path(post, path = "/complaints/{complaint}/settlement", responses((status = 200, description = "Settled.")))]
pub(crate) async fn settle_complaint(
    request: StepCommand<ComplaintPath, NewSettlement>,
    db: Db,
) -> Result<Once<Tagged<ComplaintView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RegisterComplaint, None)?;
        let complaint = tx.complaint(path.complaint).await?;
        expected.must_be(complaint.revision)?;
        let NewSettlement { outcome, reason, document } = body;
        let step = complaint.settle(outcome, (&reason, document.into()), &actor, at)?;
        let complaint = tx.save(step).await?;
        Tagged::new(complaint.revision, &ComplaintView::new(complaint, &actor, at))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "complaints": list_complaints, register_complaint, show_complaint, settle_complaint);
}
