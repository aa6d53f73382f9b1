//! Awards as the agencies see them: with certificate, revocation and complaints.

use chrono::NaiveDate;
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, CycleId, DecisionId, OrganisationId, Revision, RevocationId};
use domain::base::policy::Permission;
use domain::honours::decision::DecisionState;
use domain::honours::granted_award::{GrantedAward, GrantingDecision};
use domain::honours::revocation::{RecoveredItem, Recovery, Revocation, RevocationGround, RevokingPaper, transitions};
use domain::papers::paper_file::{PaperFiles, PaperOwner};
use domain::planning::award::{AwardForm, AwardKind, SubjectKind};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::access::movement::must_reach;
use crate::base::answer::Tagged;
use crate::base::citation::{CitationBody, FileBody};
use crate::base::db::Db;
use crate::base::precondition::Expected;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::transition::TransitionView;
use crate::honours::correction::{AwardFactsView, MadeCorrectionView, as_granted};

/// An award with everything that came after its decision; not public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GrantedAward)]
pub(crate) struct GrantedAwardView {
    /// The award's identifier.
    id: AwardId,
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
    /// The unit's name as it was then (rule L31).
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The form of commendation.
    form: AwardForm,
    /// Kind of award.
    kind: AwardKind,
    /// Whether it may be a basis for merit awards of a higher level (rule L16).
    counts_for_merit: bool,
    /// The decision that granted it.
    decision: DecisionId,
    /// Number and symbol of the decision.
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the decision.
    decision_date: NaiveDate,
    /// Whether the decision is public.
    decision_state: DecisionState,
    /// Whether a certificate was issued.
    certified: bool,
    /// What it said as it was granted; only if a public decision corrected it (rule P06).
    #[serde(skip_serializing_if = "Option::is_none")]
    as_granted: Option<AwardFactsView>,
    /// Its public corrections, in their order; the award shows what it says after them.
    corrections: Vec<MadeCorrectionView>,
    /// Its revocation, if it was revoked (rule L18).
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<RevocationView>,
    /// Whether money or certificate have still to come back (rule L18).
    recovery_due: bool,
    /// Whether a complaint or denunciation about it is open (rule L38); never shown to the public.
    under_complaint: bool,
    /// Number of open complaints.
    #[schema(minimum = 0, example = 0)]
    open_complaints: u64,
    /// Revision number, which also counts changes of what belongs to it; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// Something that came back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Recovery)]
pub(crate) struct RecoveryView {
    /// What was recovered.
    item: RecoveredItem,
    /// The day.
    date: NaiveDate,
    /// The paper that says so.
    document: CitationBody,
}

/// The revocation of an award.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Revocation)]
pub(crate) struct RevocationView {
    /// The revocation's identifier.
    id: RevocationId,
    /// The ground of the law.
    ground: RevocationGround,
    /// The revoking decision's number.
    #[schema(minimum = 1, example = 412)]
    number: i64,
    /// Number and symbol.
    #[schema(example = "412/QĐ-UBND")]
    symbol: String,
    /// The day it was signed.
    date: NaiveDate,
    /// Who signed it.
    #[schema(example = "Chủ tịch UBND tỉnh (demo)")]
    signer: String,
    /// Its abstract (trích yếu).
    #[schema(example = "Về việc hủy bỏ quyết định tặng Bằng khen")]
    title: String,
    /// The signed file.
    file: FileBody,
    /// The findings.
    #[schema(example = "Số liệu thành tích được khai khống")]
    reason: String,
    /// When it was recorded.
    revoked_at: DateTime<Utc>,
    /// What was recovered, each thing once.
    recoveries: Vec<RecoveryView>,
    /// What has not been recovered yet.
    due: Vec<RecoveredItem>,
}

impl RevocationView {
    fn new(revocation: Revocation, files: &PaperFiles) -> Self {
        let due = revocation.due();
        let Revocation { id, award: _, ground, paper, reason, revoked_at, recoveries, revision: _ } = revocation;
        let RevokingPaper { number, symbol, date, signer, title, file } = paper;
        let recoveries = recoveries
            .into_iter()
            .map(|Recovery { item, date, document }| RecoveryView { item, date, document: document.into() })
            .collect();
        let file = files.sized(file).into();
        Self { id, ground, number, symbol, date, signer, title, file, reason, revoked_at, recoveries, due }
    }
}

/// The path parameter that names an award.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct GrantedAwardPath {
    /// The award's identifier.
    #[param(value_type = Uuid)]
    pub(crate) award: AwardId,
}

/// An award, and what was recorded after its decision.
pub(crate) struct Known {
    pub(crate) award: GrantedAward,
    pub(crate) revocation: Option<Revocation>,
    /// The bytes of the revoking paper.
    files: PaperFiles,
    cycle_code: String,
    certificates: u64,
    open_complaints: u64,
    complaints_ever: u64,
}

impl Known {
    pub(crate) async fn load(tx: &Tx, id: AwardId) -> Result<Self, Failure> {
        let award = tx.granted_award(id).await?;
        let revocation = tx.revocation_of(id).await?;
        let files = match &revocation {
            Some(_) => tx.paper_files_of(PaperOwner::Revocation, id.0).await?,
            None => PaperFiles::default(),
        };
        Ok(Self {
            cycle_code: tx.cycle_codes(std::iter::once(award.cycle)).await?.get(award.cycle),
            award,
            revocation,
            files,
            certificates: tx.certificates_ever(id).await?,
            open_complaints: tx.open_complaints(id).await?,
            complaints_ever: tx.complaints_ever(id).await?,
        })
    }

    /// Loads it, unless it has changed since the client read it.
    pub(crate) async fn expected(tx: &Tx, id: AwardId, expected: Expected) -> Result<Self, Problem> {
        let known = Self::load(tx, id).await?;
        expected.must_be(known.revision())?;
        Ok(known)
    }

    /// A sum in which every change adds one: a complaint counts once when it is registered and once when it is settled.
    pub(crate) fn revision(&self) -> Revision {
        let complaints = (self.complaints_ever * 2).saturating_sub(self.open_complaints);
        let revocation = self.revocation.as_ref().map_or(0, |revocation| revocation.revision.0);
        let corrections = u64::try_from(self.award.corrections.len()).unwrap_or(u64::MAX);
        let counted = complaints.saturating_add(self.certificates).saturating_add(corrections);
        Revision(self.award.decision.revision.0 + revocation + i64::try_from(counted).unwrap_or(i64::MAX))
    }
}

impl GrantedAwardView {
    pub(crate) fn new(known: Known, actor: &Actor) -> Self {
        let revision = known.revision();
        let Known { award, revocation, files, cycle_code, certificates, open_complaints, complaints_ever: _ } = known;
        let steps = transitions(&award, revocation.as_ref(), actor);
        let (kind, counts_for_merit) = (award.kind(), award.counts_for_merit());
        let GrantedAward {
            id,
            cycle,
            campaign: _,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            occasion: _,
            decision,
            corrections,
        } = award;
        let GrantingDecision { id: decision, issuer: _, symbol, date, signer: _, state, revision: _ } = decision;
        Self {
            id,
            cycle,
            cycle_code,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            kind,
            counts_for_merit,
            decision,
            decision_symbol: symbol,
            decision_date: date,
            decision_state: state,
            certified: 0 < certificates,
            as_granted: as_granted(&corrections),
            corrections: corrections.into_iter().map(MadeCorrectionView::from).collect(),
            recovery_due: revocation.as_ref().is_some_and(Revocation::recovery_due),
            revocation: revocation.map(|revocation| RevocationView::new(revocation, &files)),
            under_complaint: 0 < open_complaints,
            open_complaints,
            revision,
            transitions: steps.into_iter().map(TransitionView::from).collect(),
        }
    }
}

/// Show an award with later events
///
/// *Xem khen thưởng (nội bộ).* Standing agency, appraisal agency, decision authority and auditor: certificate, corrections
/// (rule P06), revocation, recovery and open complaints.
#[utoipa::path(get, path = "/awards/{award}", responses((status = 200, description = "The award.")))]
pub(crate) async fn show_granted_award(
    Caller(actor): Caller,
    path: Path<GrantedAwardPath>,
    db: Db,
) -> Result<Tagged<GrantedAwardView>, Problem> {
    let reader = actor.clone();
    let known = db
        .read(move |tx| async move {
            let known = Known::load(&tx, path.0.award).await?;
            must_reach(&reader, Permission::ReadDecision, known.award.campaign)?;
            Ok(known)
        })
        .await?;
    Tagged::new(known.revision(), &GrantedAwardView::new(known, &actor))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "awards": show_granted_award);
}
