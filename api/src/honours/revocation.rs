//! Revocations of awards, the recovery of money and certificate, and the public list of revocations.

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{AwardId, CycleId, OrganisationId, RevocationId};
use domain::base::policy::Permission;
use domain::honours::granted_award::{GrantedAward, GrantingDecision};
use domain::honours::revocation::{
    RecoveredItem, Returned, Revocation, RevocationContent, RevocationGround, RevokingPaper,
};
use domain::planning::award::{AwardForm, SubjectKind};
use persistence::honours::revocation::{RevocationFilter, RevokedAward};
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::command::StepCommand;
use crate::base::answer::{Created, Once, Tagged};
use crate::base::citation::{CitationBody, FileBody};
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::Query;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph, ShortLine};
use crate::honours::granted_award::{GrantedAwardPath, GrantedAwardView, Known};

/// An award to revoke, by a further decision that was signed (hủy bỏ quyết định khen thưởng).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRevocation {
    /// The ground of the law (Law 06/2022/QH15, chapter VII; rule L18).
    ground: RevocationGround,
    /// Number of the revoking decision; unique for its issuer and year (rule L13). One decision may revoke several
    /// awards.
    #[validate(range(min = 1, max = 999_999))]
    #[schema(minimum = 1, maximum = 999_999, example = 412)]
    number: i64,
    /// Number and symbol, ending in `/QĐ-UBND` (rule L13).
    /// Example: `412/QĐ-UBND`
    #[validate(nested)]
    symbol: ShortLine,
    /// The day it was signed: not before the award's decision, not in the future.
    #[schema(example = "2025-03-14")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    /// Example: `Chủ tịch UBND tỉnh (demo)`
    #[validate(nested)]
    signer: Line,
    /// Its abstract (trích yếu); 1 to 300 characters.
    /// Example: `Về việc hủy bỏ quyết định tặng Bằng khen`
    #[validate(nested)]
    title: Line,
    /// The signed file.
    #[validate(nested)]
    file: FileBody,
    /// The findings; 1 to 4000 characters. Not public.
    /// Example: `Số liệu thành tích được khai khống`
    #[validate(nested)]
    reason: Paragraph,
}

/// Recovery of money or certificate after a revocation (thu hồi).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRecovery {
    /// The things: money, certificate or both; 1 to 2, none that came back before.
    #[validate(length(min = 1, max = 2))]
    #[schema(min_items = 1, max_items = 2)]
    items: Vec<RecoveredItem>,
    /// The day: not before the revoking decision, not in the future.
    #[schema(example = "2025-04-02")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// The paper that says so, such as the minutes of the return.
    #[validate(nested)]
    document: CitationBody,
}

/// A revoked award as the public sees it: name, unit, award, both decisions and the ground (rules L18, L36).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicRevocation {
    /// The revocation's identifier.
    id: RevocationId,
    /// The award that was revoked.
    award: AwardId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// The recipient's name.
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    name: String,
    /// The recipient's unit.
    organisation: OrganisationId,
    /// The unit's name as it was then.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The form of commendation.
    form: AwardForm,
    /// Number and symbol of the decision that granted it.
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the decision that granted it.
    decision_date: NaiveDate,
    /// The ground of the law.
    ground: RevocationGround,
    /// Number and symbol of the revoking decision.
    #[schema(example = "412/QĐ-UBND")]
    revoking_symbol: String,
    /// The day of the revoking decision.
    revoking_date: NaiveDate,
    /// When the revocation was recorded.
    revoked_at: DateTime<Utc>,
}

/// The filters of the list of revocations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RevocationQuery {
    /// Of this award.
    #[param(value_type = Option<Uuid>)]
    award: Option<AwardId>,
    /// Of awards for this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// Of awards to this unit or its people.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
}

impl From<NewRevocation> for RevocationContent {
    fn from(body: NewRevocation) -> Self {
        let NewRevocation { ground, number, symbol, date, signer, title, file, reason } = body;
        let (symbol, signer, title) = (symbol.into(), signer.into(), title.into());
        let paper = RevokingPaper { number, symbol, date, signer, title, file: file.into() };
        Self { ground, paper, reason: reason.into() }
    }
}

impl From<NewRecovery> for Returned {
    fn from(body: NewRecovery) -> Self {
        let NewRecovery { items, date, document } = body;
        Self { items, date, document: document.into() }
    }
}

impl PublicRevocation {
    fn new(revoked: RevokedAward, cycles: &CycleCodes, units: &UnitLabels) -> Self {
        let RevokedAward { award, revocation } = revoked;
        let Revocation { id, award: _, ground, paper, reason: _, revoked_at, recoveries: _, revision: _ } = revocation;
        let GrantedAward {
            id: award,
            cycle,
            campaign: _,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            occasion: _,
            decision,
            corrections: _,
        } = award;
        let GrantingDecision { id: _, issuer: _, symbol, date, signer: _, state: _, revision: _ } = decision;
        Self {
            id,
            award,
            cycle,
            cycle_code: cycles.get(cycle),
            subject_kind,
            name,
            organisation,
            organisation_name,
            organisation_code: units.get(organisation).code,
            form,
            decision_symbol: symbol,
            decision_date: date,
            ground,
            revoking_symbol: paper.symbol,
            revoking_date: paper.date,
            revoked_at,
        }
    }
}

/// Revoke an award
///
/// *Hủy bỏ khen thưởng.* Decision authority, once, by a further decision and on one of the four grounds of the law
/// (rule L18). The award leaves the public list of awards and appears in the public list of revocations; a check of its
/// certificate answers `REVOKED`; money and certificate must be returned. History is kept. One decision may revoke many
/// awards: give the same number, symbol, day and signer for each of them. 409 if the number already belongs to another
/// paper of the issuer in that year (rule L13).
#[utoipa::path(
    post,
    path = "/awards/{award}/revocation",
    responses((status = 201, description = "Revoked; money and certificate are due.")),
)]
pub(crate) async fn revoke_award(
    request: StepCommand<GrantedAwardPath, NewRevocation>,
    db: Db,
) -> Result<Once<Created<GrantedAwardView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::RevokeAward, None)?;
        tx.hold_revocations(tx.granted_award(path.award).await?.decision.id).await?;
        let Known { award, revocation, .. } = Known::expected(&tx, path.award, expected).await?;
        let id = RevocationId(Uuid::now_v7());
        let revoking = Revocation::revoke(id, (&award, revocation.as_ref()), body.into(), &actor, at)?;
        let nomination = tx.nomination_behind(award.id).await?;
        // The revocation is inserted first: a second request waits for this one, and is told that the award is revoked.
        let revocation = tx.add_revocation(revoking).await?;
        tx.save(nomination.revoke(&revocation.paper.symbol, &actor, at)?).await?;
        let known = Known::load(&tx, award.id).await?;
        Created::new(format!("/v1/awards/{}", award.id), known.revision(), &GrantedAwardView::new(known, &actor))
    })
    .await
}

/// Record a recovery after a revocation
///
/// *Ghi nhận thu hồi tiền thưởng và hiện vật.* Standing or appraisal agency, after a revocation: money and certificate
/// together or one after the other, each with its day and paper (rule L18).
#[utoipa::path(post, path = "/awards/{award}/recovery", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn recover_award(
    request: StepCommand<GrantedAwardPath, NewRecovery>,
    db: Db,
) -> Result<Once<Tagged<GrantedAwardView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishDecision)?;
        let Known { award, revocation, .. } = Known::expected(&tx, path.award, expected).await?;
        let revocation = Revocation::recoverable(&award, revocation, &actor)?;
        tx.save(revocation.recover(&award, body.into(), &actor, at)?).await?;
        let known = Known::load(&tx, award.id).await?;
        Tagged::new(known.revision(), &GrantedAwardView::new(known, &actor))
    })
    .await
}

/// List revocations
///
/// *Danh sách khen thưởng bị hủy bỏ.* Public: an honour does not vanish silently (rule L18).
#[utoipa::path(get, path = "/revocations", responses((status = 200, description = "The revocations, oldest first.")))]
pub(crate) async fn list_revocations(
    request: HttpRequest,
    Query(query): Query<RevocationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicRevocation>>, Problem> {
    let RevocationQuery { award, cycle, organisation } = query;
    let (filter, page) = (RevocationFilter { award, cycle, organisation }, paging.page);
    let (slice, cycles, units) = db
        .read(move |tx| async move {
            let slice = tx.revocations(filter, page).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.award.cycle)).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.award.organisation)).await?;
            Ok((slice, cycles, units))
        })
        .await?;
    let row = |one| PublicRevocation::new(one, &cycles, &units);
    cached(&request, &Listing::new(&paging, slice, |one| one.revocation.id.0, row))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "awards": revoke_award, recover_award);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_revocations);
}
