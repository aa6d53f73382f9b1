//! Participants of cycles: who takes part, in which group, and who owes nothing (rule M03).

use domain::base::code::GroupCode;
use domain::base::ids::OrganisationId;
use domain::base::policy::Permission;
use domain::planning::demands::{Exemption, LeavingOut};
use domain::planning::participant::{ExemptUnit, Participant, SelectionTerms};
use persistence::planning::participant::ParticipantFilter;
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Issued, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::planning::campaign::must_be_seen;
use crate::planning::cycle::CyclePath;
use crate::planning::selection::{ExemptUnitBody, Known, SelectionBody};

/// Why a participant owes nothing (miễn tham gia).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Exemption)]
pub(crate) struct ExemptionView {
    /// Why.
    #[schema(example = "Khắc phục hậu quả thiên tai")]
    reason: String,
    /// The document that says so.
    document: CitationBody,
}

impl From<Exemption> for ExemptionView {
    fn from(exemption: Exemption) -> Self {
        let Exemption { reason, document } = exemption;
        Self { reason, document: document.into() }
    }
}

/// The criteria that a participant is not asked for (tiêu chí được miễn), and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeavingOut)]
pub(crate) struct LeavingOutView {
    /// The codes of the criteria.
    #[schema(example = json!(["1.4"]))]
    criteria: Vec<String>,
    /// Why.
    #[schema(example = "Đơn vị không có bộ phận một cửa")]
    reason: String,
    /// The document that says so.
    document: CitationBody,
}

impl From<LeavingOut> for LeavingOutView {
    fn from(leaving_out: LeavingOut) -> Self {
        let LeavingOut { criteria, exemption: Exemption { reason, document } } = leaving_out;
        Self { criteria, reason, document: document.into() }
    }
}

/// A unit that takes part in a cycle (đơn vị tham gia kỳ đánh giá).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Participant)]
pub(crate) struct ParticipantView {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows the unit by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The code of the group that it is ranked in.
    group: GroupCode,
    /// The document that placed it there while the cycle was open, or that founded it; absent for one since the opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed_by: Option<CitationBody>,
    /// Why it owes nothing; absent if it owes a report.
    #[serde(skip_serializing_if = "Option::is_none")]
    exemption: Option<ExemptionView>,
    /// The criteria that it is not asked for; absent if it is asked for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeavingOutView>,
}

impl ParticipantView {
    fn new(participant: Participant, label: UnitLabel) -> Self {
        let Participant { cycle: _, unit, group, placed_by, exempt, left_out } = participant;
        let UnitLabel { name, code } = label;
        Self {
            organisation: unit,
            organisation_name: name,
            organisation_code: code,
            group,
            placed_by: placed_by.map(CitationBody::from),
            exemption: exempt.map(ExemptionView::from),
            left_out: left_out.map(LeavingOutView::from),
        }
    }
}

/// A unit to place in a group of an open cycle.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "group": "PROVINCIAL",
    "document": {"number": "77/QĐ-UBND", "date": "2024-05-20", "issuer": "UBND tỉnh", "title": "Bổ sung đơn vị tham gia"}
}))]
pub(crate) struct NewParticipant {
    /// The unit.
    organisation: OrganisationId,
    /// The code of one of the cycle's groups.
    group: GroupCode,
    /// The document that places it, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// The filters of the list of participants.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ParticipantQuery {
    /// Of the group with this code.
    #[param(inline)]
    group: Option<GroupCode>,
    /// Only those that owe nothing, or only those that owe a report.
    #[param(example = true)]
    exempt: Option<bool>,
}

/// List the participants of a cycle
///
/// *Danh sách đơn vị tham gia kỳ đánh giá.* Any signed-in caller. They are made when the cycle opens, each in one group,
/// and stay when their unit ends (rule M03); before, the list is empty.
#[utoipa::path(
    get,
    path = "/cycles/{cycle}/participants",
    responses((status = 200, description = "The participants, in the order of the registry.")),
)]
pub(crate) async fn list_participants(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    Query(query): Query<ParticipantQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ParticipantView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let ParticipantQuery { group, exempt } = query;
    let (filter, page) = (ParticipantFilter { group, exempt }, paging.page);
    let (slice, labels) = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            let slice = tx.participants(cycle.id, filter, page).await?;
            let labels = tx.unit_labels(slice.items.iter().map(|one| one.unit)).await?;
            Ok((slice, labels))
        })
        .await?;
    let view = |one: Participant| {
        let label = labels.get(one.unit);
        ParticipantView::new(one, label)
    };
    Untagged::new(&Listing::new(&paging, slice, |one| one.unit.0, view))
}

/// Show the groups and units that a cycle names
///
/// *Xem nhóm, đơn vị tham gia kỳ đánh giá.* Any signed-in caller. What was named before the cycle opened; its
/// participants were made of that.
#[utoipa::path(get, path = "/cycles/{cycle}/selection", responses((status = 200, description = "What is named.")))]
pub(crate) async fn show_selection(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    db: Db,
) -> Result<Tagged<SelectionBody>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let cycle = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            Ok(cycle)
        })
        .await?;
    Tagged::new(cycle.revision, &SelectionBody::from(cycle.selection))
}

/// Name the groups and units of a cycle
///
/// *Xác định nhóm, đơn vị tham gia kỳ đánh giá.* Standing agency only, before the cycle opens; it replaces what was named
/// before. When the cycle opens, every unit that takes part is in exactly one of its groups (rule M03).
#[utoipa::path(put, path = "/cycles/{cycle}/selection", responses((status = 200, description = "Named.")))]
pub(crate) async fn select_cycle(
    request: PutCommand<CyclePath, SelectionBody>,
    db: Db,
) -> Result<Tagged<SelectionBody>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::ManageGroup)?;
        let cycle = tx.cycle(path.cycle).await?;
        expected.must_be(cycle.revision)?;
        cycle.may_select(&actor)?;
        let terms = SelectionTerms::from(body);
        let known = Known::of(&tx, cycle.campaign, &terms).await?;
        let selection = terms.checked(known.around(cycle.year), at)?;
        let cycle = tx.save(cycle.select(selection, &actor, at)?).await?;
        Tagged::new(cycle.revision, &SelectionBody::from(cycle.selection))
    })
    .await
}

/// Place a unit in a group of an open cycle
///
/// *Bổ sung đơn vị tham gia kỳ đánh giá.* Standing agency only, under a document: a unit that was founded while the cycle
/// is open, and that no group admits by its rule (rule M03). A unit that takes part already stays in its group.
#[utoipa::path(post, path = "/cycles/{cycle}/participants", responses((status = 201, description = "Placed.")))]
pub(crate) async fn place_participant(
    request: Command<NewParticipant>,
    path: Path<CyclePath>,
    db: Db,
) -> Result<Once<Issued<ParticipantView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageGroup)?;
        let cycle = tx.cycle_to_use(path.0.cycle).await?;
        let NewParticipant { organisation, group, document } = body;
        let unit = named(tx.organisation(organisation).await, "/organisation", reasons::unit_unknown)?;
        let (levels, present) = (tx.levels().await?, tx.participant(cycle.id, unit.id).await?);
        let place = (group, document.into());
        let step = Participant::place(&cycle, (&unit, &levels), place, present.as_ref(), &actor, at)?;
        let participant = tx.add(step).await?;
        Issued::new(&ParticipantView::new(participant, UnitLabel::from(&unit)))
    })
    .await
}

/// Exempt a participant of an open cycle
///
/// *Miễn tham gia kỳ đánh giá.* Standing agency only, with reason and document. The unit owes no report from now on, and
/// lists say why (rule M03). One that has begun its report is not exempted.
#[utoipa::path(post, path = "/cycles/{cycle}/exemptions", responses((status = 201, description = "Exempted.")))]
pub(crate) async fn exempt_participant(
    request: Command<ExemptUnitBody>,
    path: Path<CyclePath>,
    db: Db,
) -> Result<Once<Issued<ParticipantView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageGroup)?;
        // Nobody begins a report meanwhile: that holds the cycle, too.
        let cycle = tx.cycle_to_end(path.0.cycle).await?;
        let ExemptUnit { unit, exemption } = body.into();
        let unit = named(tx.organisation(unit).await, "/organisation", reasons::unit_unknown)?;
        let participant = tx.participant(cycle.id, unit.id).await?.ok_or(persistence::base::failure::Failure::NotFound);
        let participant = named(participant, "/organisation", reasons::participant_missing)?;
        let begun = tx.report_of(cycle.id, unit.id).await?.is_some();
        let participant = tx.save_exemption(participant.exempt(&cycle, exemption, begun, &actor, at)?).await?;
        Issued::new(&ParticipantView::new(participant, UnitLabel::from(&unit)))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns":
        list_participants, place_participant, show_selection, select_cycle,
        exempt_participant,
    );
}
