//! The register of Giấy khen: what heads of units give, correct and withdraw.

use actix_web::web;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CommendationId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::commendation::certificate::CommendationCertificate;
use domain::honours::commendation::{
    Amending, ChangeContent, Commendation, CommendationChange, CommendationChangeId, CommendationFacts, GiverPaper,
    WithdrawalGround,
};
use domain::honours::correction::{CorrectedField, CorrectionGround};
use domain::planning::award::SubjectKind;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::honours::commendation::CommendationFilter;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::unit_permission::must_for_unit;
use crate::base::address::Address;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::Empty;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query, searched};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrLine, EmptyOrParagraph, Line, Paragraph, ShortLine};
use crate::honours::certificate::IssueQuery;
use crate::honours::commendation_certificate::{CommendationCertificateView, certify, views};
use crate::security::seal::Seal;

/// A Giấy khen to record.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCommendation {
    /// The unit whose head gave it: the caller's own.
    organisation: OrganisationId,
    /// A collective or an individual of the unit.
    subject_kind: SubjectKind,
    /// The recipient's name; 1 to 300 characters.
    /// Example: `Tổ Công nghệ thông tin (demo)`
    #[validate(nested)]
    name: Line,
    /// Number and symbol of the head's decision; 1 to 100 characters.
    /// Example: `18/QĐ-SYT`
    #[validate(nested)]
    symbol: ShortLine,
    /// The day of the head's decision, not in the future.
    #[schema(example = "2024-11-20")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    /// Example: `Giám đốc Sở (demo)`
    #[validate(nested)]
    signer: Line,
    /// The achievement that it was given for. Its lines stay apart. 1 to 4000 characters.
    /// Example: `Sáng kiến số hóa hồ sơ`
    #[validate(nested)]
    achievement: Paragraph,
}

/// A Giấy khen to correct (đính chính): what it says, never whom it is for.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "ground": "CLERICAL_ERROR", "name": "Tổ Công nghệ thông tin và Chuyển đổi số (demo)",
    "symbol": "25/QĐ-SYT", "date": "2024-12-02", "signer": "Giám đốc Sở (demo)",
    "reason": "Quyết định ghi thiếu tên của tổ"
}))]
pub(crate) struct CommendationCorrection {
    /// The ground; public.
    ground: CorrectionGround,
    /// The recipient's name as it should read; absent or empty if it stays. At most 300 characters.
    /// Example: `Tổ Công nghệ thông tin và Chuyển đổi số (demo)`
    #[validate(nested)]
    #[serde(default)]
    name: EmptyOrLine,
    /// The achievement as it should read; absent or empty if it stays. At most 4000 characters.
    /// Example: `Sáng kiến số hóa hồ sơ`
    #[validate(nested)]
    #[serde(default)]
    achievement: EmptyOrParagraph,
    /// Number and symbol of the head's document that corrects; 1 to 100 characters.
    /// Example: `25/QĐ-SYT`
    #[validate(nested)]
    symbol: ShortLine,
    /// The day of the document: not before the head's decision and the last correction, not in the future.
    #[schema(example = "2024-12-02")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    /// Example: `Giám đốc Sở (demo)`
    #[validate(nested)]
    signer: Line,
    /// What was wrong; 1 to 4000 characters. Not public.
    /// Example: `Quyết định ghi thiếu tên của tổ`
    #[validate(nested)]
    reason: Paragraph,
}

/// A Giấy khen to withdraw (thu hồi).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "ground": "FALSE_DOCUMENT", "symbol": "26/QĐ-SYT", "date": "2024-12-09", "signer": "Giám đốc Sở (demo)",
    "reason": "Số liệu thành tích được khai khống"
}))]
pub(crate) struct CommendationWithdrawal {
    /// The ground; public.
    ground: WithdrawalGround,
    /// Number and symbol of the head's document that withdraws; 1 to 100 characters.
    /// Example: `26/QĐ-SYT`
    #[validate(nested)]
    symbol: ShortLine,
    /// The day of the document: not before the head's decision and the last correction, not in the future.
    #[schema(example = "2024-12-09")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    /// Example: `Giám đốc Sở (demo)`
    #[validate(nested)]
    signer: Line,
    /// What was found; 1 to 4000 characters. Not public.
    /// Example: `Số liệu thành tích được khai khống`
    #[validate(nested)]
    reason: Paragraph,
}

/// What a Giấy khen said at some time, as far as corrections change it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CommendationFacts)]
pub(crate) struct CommendationFactsView {
    /// The recipient's name.
    #[schema(example = "Tổ Công nghệ (demo)")]
    name: String,
    /// The achievement.
    #[schema(example = "Sáng kiến số hóa hồ sơ")]
    achievement: String,
}

impl From<CommendationFacts> for CommendationFactsView {
    fn from(facts: CommendationFacts) -> Self {
        let CommendationFacts { name, achievement } = facts;
        Self { name, achievement }
    }
}

/// A correction of a Giấy khen, or its withdrawal; not public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CommendationChange)]
pub(crate) struct CommendationChangeView {
    /// The identifier of the change.
    id: CommendationChangeId,
    /// Which change of the entry it is.
    #[schema(minimum = 1, example = 1)]
    number: i64,
    /// The ground of a correction; absent for a withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction_ground: Option<CorrectionGround>,
    /// The ground of a withdrawal; absent for a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal_ground: Option<WithdrawalGround>,
    /// What a correction changes; empty for a withdrawal.
    changed: Vec<CorrectedField>,
    /// What the entry said before a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<CommendationFactsView>,
    /// What it says with a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<CommendationFactsView>,
    /// Number and symbol of the head's document.
    #[schema(example = "25/QĐ-SYT")]
    symbol: String,
    /// The day of the document.
    date: NaiveDate,
    /// Who signed it.
    #[schema(example = "Giám đốc Sở (demo)")]
    signer: String,
    /// What was wrong.
    #[schema(example = "Quyết định ghi thiếu tên của tổ")]
    reason: String,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
}

impl From<CommendationChange> for CommendationChangeView {
    fn from(change: CommendationChange) -> Self {
        let changed = change.fields();
        let CommendationChange { id, commendation: _, number, content, paper, reason, recorded_at } = change;
        let GiverPaper { symbol, date, signer } = paper;
        let (correction_ground, withdrawal_ground, facts) = match content {
            ChangeContent::Corrected { ground, before, after } => (Some(ground), None, Some((before, after))),
            ChangeContent::Withdrawn { ground } => (None, Some(ground), None),
        };
        let (before, after) = facts.unzip();
        Self {
            id,
            number,
            correction_ground,
            withdrawal_ground,
            changed,
            before: before.map(CommendationFactsView::from),
            after: after.map(CommendationFactsView::from),
            symbol,
            date,
            signer,
            reason,
            recorded_at,
        }
    }
}

/// A Giấy khen as it stands: as its unit recorded it and, if it did, corrected it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Commendation)]
pub(crate) struct CommendationView {
    /// The entry's identifier.
    id: CommendationId,
    /// The unit whose head gave it.
    organisation: OrganisationId,
    /// The unit's present name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// The recipient's name.
    #[schema(example = "Tổ Công nghệ thông tin (demo)")]
    name: String,
    /// Number and symbol of the head's decision.
    #[schema(example = "18/QĐ-SYT")]
    symbol: String,
    /// The day of the head's decision.
    date: NaiveDate,
    /// Who signed it.
    #[schema(example = "Giám đốc Sở (demo)")]
    signer: String,
    /// The achievement that it was given for.
    #[schema(example = "Sáng kiến số hóa hồ sơ")]
    achievement: String,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// Whether its giver withdrew it (rule P06).
    withdrawn: bool,
    /// What it said as it was recorded; only if it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_recorded: Option<CommendationFactsView>,
    /// Its corrections, and its withdrawal, in their order.
    changes: Vec<CommendationChangeView>,
    /// Its certificates, in the order of issue; those that were corrected stay.
    certificates: Vec<CommendationCertificateView>,
    /// Revision number, which also counts changes and certificates; the `ETag` contains the same number.
    revision: Revision,
}

/// The filters of the list of commendations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CommendationQuery {
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// With this text in the recipient's name, the decision's symbol, or a name or a code of the unit, such as `dang thi`; accents, case and the stroke of đ do not
    /// count. At most 100 characters.
    #[param(max_length = 100, example = "dang thi")]
    text: Option<String>,
}

/// The path parameter that names a commendation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CommendationPath {
    /// The entry's identifier.
    #[param(value_type = Uuid)]
    pub(crate) commendation: CommendationId,
}

impl From<CommendationCorrection> for (Amending, GiverPaper, String) {
    fn from(body: CommendationCorrection) -> Self {
        let CommendationCorrection { ground, name, achievement, symbol, date, signer, reason } = body;
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        let (name, achievement) = (said(name.into()), said(achievement.into()));
        let paper = GiverPaper { symbol: symbol.into(), date, signer: signer.into() };
        (Amending::Correct { ground, name, achievement }, paper, reason.into())
    }
}

impl From<CommendationWithdrawal> for (Amending, GiverPaper, String) {
    fn from(body: CommendationWithdrawal) -> Self {
        let CommendationWithdrawal { ground, symbol, date, signer, reason } = body;
        let paper = GiverPaper { symbol: symbol.into(), date, signer: signer.into() };
        (Amending::Withdraw { ground }, paper, reason.into())
    }
}

/// A Giấy khen with its certificates.
struct Known {
    commendation: Commendation,
    certificates: Vec<CommendationCertificate>,
}

impl Known {
    async fn load(tx: &Tx, scope: &Scope, id: CommendationId) -> Result<Self, Failure> {
        let commendation = tx.commendation(scope, id).await?;
        let certificates = tx.commendation_certificates(&[id]).await?;
        Ok(Self { commendation, certificates })
    }

    /// Loads it for a step of its giver, unless it has changed since the client read it. That it exists is told to those who
    /// may read it.
    async fn expected(tx: &Tx, actor: &Actor, (id, expected): (CommendationId, Expected)) -> Result<Self, Problem> {
        let known = Self::load(tx, &actor.scope(Permission::ReadCommendation)?, id).await?;
        known.commendation.may_amend(actor)?;
        expected.must_be(known.revision())?;
        Ok(known)
    }

    /// A sum in which every change and every certificate adds one.
    fn revision(&self) -> Revision {
        let certificates = i64::try_from(self.certificates.len()).unwrap_or(i64::MAX);
        Revision(self.commendation.revision.0.saturating_add(certificates))
    }
}

impl CommendationView {
    fn new(known: Known, address: &Address) -> Self {
        let revision = known.revision();
        let Known { commendation, certificates } = known;
        let certificates = views(certificates, &commendation, address);
        let withdrawn = commendation.withdrawal().is_some();
        let as_recorded = (0 < commendation.version()).then(|| commendation.facts_after(0).into());
        let Commendation {
            id,
            organisation,
            subject_kind,
            name,
            symbol,
            date,
            signer,
            achievement,
            recorded_at,
            changes,
            revision: _,
        } = commendation;
        Self {
            id,
            organisation,
            organisation_name: None,
            organisation_code: None,
            subject_kind,
            name,
            symbol,
            date,
            signer,
            achievement,
            recorded_at,
            withdrawn,
            as_recorded,
            changes: changes.into_iter().map(CommendationChangeView::from).collect(),
            certificates,
            revision,
        }
    }
}

impl CommendationView {
    /// With the name and the code of its unit, for a list.
    /// With the name of its unit.
    async fn named(tx: &Tx, known: Known, address: &Address) -> Result<Self, Problem> {
        let units = tx.unit_labels(std::iter::once(known.commendation.organisation)).await?;
        Ok(Self::new(known, address).beside(&units))
    }

    fn beside(self, units: &UnitLabels) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        Self { organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// List Giấy khen
///
/// *Sổ Giấy khen.* Units see their own; the standing agency, the appraisal agency, the decision authority and the
/// auditor see all.
#[utoipa::path(get, path = "/commendations", responses((status = 200, description = "The entries, oldest first.")))]
pub(crate) async fn list_commendations(
    Caller(actor): Caller,
    Query(query): Query<CommendationQuery>,
    paging: Paging,
    address: web::Data<Address>,
    db: Db,
) -> Result<Untagged<Listing<CommendationView>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadCommendation)?, paging.page);
    let CommendationQuery { organisation, text } = query;
    let filter = CommendationFilter { organisation, text: searched(text)? };
    let (slice, units, mut certified) = db
        .read(move |tx| async move {
            let slice = tx.commendations(&scope, &filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let ids: Vec<CommendationId> = slice.items.iter().map(|one| one.id).collect();
            Ok((slice, units, tx.commendation_certificates(&ids).await?))
        })
        .await?;
    let row = |one: Commendation| {
        let certificates = certified.extract_if(.., |certificate| certificate.commendation == one.id).collect();
        CommendationView::new(Known { commendation: one, certificates }, &address).beside(&units)
    };
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Record a Giấy khen
///
/// *Ghi nhận Giấy khen.* Head of a unit, for the unit's own people or collectives only (rule S14). There is no
/// approval. The head may have it certified, correct it and withdraw it later; the entry itself stays (rule P06).
#[utoipa::path(post, path = "/commendations", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn create_commendation(
    request: Command<NewCommendation>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Once<Created<CommendationView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        must_for_unit(&tx, &actor, Permission::RecordCommendation, body.organisation).await?;
        let found = tx.organisation(body.organisation).await;
        let organisation = named(found, "/organisation", reasons::unit_unknown)?;
        let id = CommendationId(Uuid::now_v7());
        let NewCommendation { organisation: _, subject_kind, name, symbol, date, signer, achievement } = body;
        let commendation = Commendation {
            id,
            organisation: organisation.id,
            subject_kind,
            name: name.into(),
            symbol: symbol.into(),
            date,
            signer: signer.into(),
            achievement: achievement.into(),
            recorded_at: at,
            changes: Vec::new(),
            revision: Revision::FIRST,
        };
        let commendation = tx.add(commendation.record(&organisation, &actor, at)?).await?;
        let known = Known { commendation, certificates: Vec::new() };
        let (location, revision) = (format!("/v1/commendations/{id}"), known.revision());
        Created::new(location, revision, &CommendationView::named(&tx, known, &address).await?)
    })
    .await
}

/// Show a Giấy khen
///
/// *Xem Giấy khen.* Callers who may list it.
#[utoipa::path(get, path = "/commendations/{commendation}", responses((status = 200, description = "The entry.")))]
pub(crate) async fn show_commendation(
    Caller(actor): Caller,
    path: Path<CommendationPath>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Tagged<CommendationView>, Problem> {
    let scope = actor.scope(Permission::ReadCommendation)?;
    let read = db.read(move |tx| async move {
        let known = Known::load(&tx, &scope, path.0.commendation).await?;
        Ok((known.revision(), CommendationView::named(&tx, known, &address).await?))
    });
    let (revision, view) = read.await?;
    Tagged::new(revision, &view)
}

/// Certify a Giấy khen
///
/// *Cấp bản xác thực điện tử của Giấy khen.* Head of the unit that gave it: a certificate of what it says now, with a code,
/// the next number of the unit's golden book for the year (số sổ vàng) and a signed statement. A repeated call issues
/// nothing. 409 for one that was withdrawn.
#[utoipa::path(
    post,
    path = "/commendations/{commendation}/certificate",
    responses((status = 200, description = "Certified.")),
)]
pub(crate) async fn certify_commendation(
    request: StepCommand<CommendationPath, Empty>,
    Query(query): Query<IssueQuery>,
    seal: web::Data<Seal>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Once<Tagged<CommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    let first = query.first()?;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::RecordCommendation)?;
        let mut known = Known::expected(&tx, &actor, (path.commendation, expected)).await?;
        let present = known.commendation.version();
        if known.certificates.iter().all(|certificate| certificate.version != present) {
            known.certificates.push(certify(&tx, &known.commendation, first, (&seal, &actor, at)).await?);
        }
        Tagged::new(known.revision(), &CommendationView::named(&tx, known, &address).await?)
    })
    .await
}

/// Correct a Giấy khen
///
/// *Đính chính Giấy khen.* Head of the unit that gave it, by a further document and with a ground (rule P06): the
/// recipient's name or the achievement as it should read; the recipient stays the same. The entry shows what it says then,
/// and keeps what it said. If it has a certificate, a new one is issued with the next number of the golden book, and the
/// old one answers `CORRECTED` and leads to it. 422 for a correction that changes nothing.
#[utoipa::path(
    post,
    path = "/commendations/{commendation}/correction",
    responses((status = 200, description = "Corrected.")),
)]
pub(crate) async fn correct_commendation(
    request: StepCommand<CommendationPath, CommendationCorrection>,
    seal: web::Data<Seal>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Once<Tagged<CommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::RecordCommendation)?;
        let Known { commendation, certificates } = Known::expected(&tx, &actor, (path.commendation, expected)).await?;
        let others = tx.names_beside(&commendation).await?;
        let id = CommendationChangeId(Uuid::now_v7());
        tx.add(commendation.amend(id, body.into(), &others, &actor, at)?).await?;
        let commendation = tx.commendation(&Scope::Everything, commendation.id).await?;
        let mut known = Known { commendation, certificates };
        if !known.certificates.is_empty() {
            known.certificates.push(certify(&tx, &known.commendation, None, (&seal, &actor, at)).await?);
        }
        Tagged::new(known.revision(), &CommendationView::named(&tx, known, &address).await?)
    })
    .await
}

/// Withdraw a Giấy khen
///
/// *Thu hồi Giấy khen.* Head of the unit that gave it, by a further document and with a ground, once (rule P06). The entry
/// stays and says so, and its certificates answer `WITHDRAWN` with ground and day. In the record of awards it is marked as
/// revoked; one that was `ENTERED_IN_ERROR` is there no more.
#[utoipa::path(
    post,
    path = "/commendations/{commendation}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_commendation(
    request: StepCommand<CommendationPath, CommendationWithdrawal>,
    address: web::Data<Address>,
    db: Db,
) -> Result<Once<Tagged<CommendationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::RecordCommendation)?;
        let Known { commendation, certificates } = Known::expected(&tx, &actor, (path.commendation, expected)).await?;
        let id = CommendationChangeId(Uuid::now_v7());
        tx.add(commendation.amend(id, body.into(), &[], &actor, at)?).await?;
        let commendation = tx.commendation(&Scope::Everything, commendation.id).await?;
        let known = Known { commendation, certificates };
        Tagged::new(known.revision(), &CommendationView::named(&tx, known, &address).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "commendations":
        list_commendations, create_commendation, show_commendation, certify_commendation, correct_commendation,
        withdraw_commendation,
    );
}
