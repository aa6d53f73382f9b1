//! Award decisions, and the public list of awards.

use actix_web::web;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{AwardId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::honours::certificate;
use domain::honours::decision::{Award, Corrected, Decision, DecisionPaper, DecisionState, Grantee, Grounds};
use domain::honours::prize::AwardPrize;
use domain::papers::paper_file::{PaperFiles, PaperOwner};
use domain::planning::award::{AwardForm, AwardKind, Occasion, SubjectKind};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::movement::must_reach_one;
use crate::base::answer::{Created, Once, Tagged};
use crate::base::body::Empty;
use crate::base::citation::FileBody;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::problem::{Problem, named, violation};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, ShortLine};
use crate::base::transition::TransitionView;
use crate::honours::certificate::certify;
use crate::honours::correction::{AwardCorrectionView, CorrectedAward, Made, NewCorrectionBody, correctables};
use crate::honours::nomination::surroundings::Kin;
use crate::honours::nomination::{listed, must_be_different};
use crate::honours::reasons;
use crate::honours::remark::Remark;
use crate::honours::signing_sheet::SigningSheetView;
use crate::papers::paper_view::PaperBytesView;
use crate::security::seal::Seal;

pub(crate) mod listing;
pub(crate) mod public_award;

/// A signed decision to record (quyết định khen thưởng).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "number": 335, "symbol": "335/QĐ-UBND", "date": "2024-12-20", "signer": "Chủ tịch UBND tỉnh (demo)",
    "title": "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh",
    "file": {"name": "335-QD-UBND.pdf", "sizeBytes": 581,
        "sha256": "daa690c67567da86b8d6094fd20905be24728596d07f83a1f7164f6c38ce8892"},
    "nominations": ["01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24"]
}))]
pub(crate) struct NewDecision {
    /// The number; with its issuer and year it is unique, among decisions that revoke, too (rule L13).
    #[validate(range(min = 1, max = 999_999))]
    #[schema(minimum = 1, maximum = 999_999, example = 335)]
    number: i64,
    /// Number and symbol, ending in `/QĐ-UBND` (rule L13).
    /// Example: `335/QĐ-UBND`
    #[validate(nested)]
    symbol: ShortLine,
    /// The day it was signed, not in the future.
    #[schema(example = "2024-12-20")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    /// Example: `Chủ tịch UBND tỉnh (demo)`
    #[validate(nested)]
    signer: Line,
    /// Its abstract (trích yếu); 1 to 300 characters.
    /// Example: `Về việc tặng Bằng khen của Chủ tịch UBND tỉnh`
    #[validate(nested)]
    title: Line,
    /// The signed file.
    #[validate(nested)]
    file: FileBody,
    /// The nominations that the decision grants; each must have been submitted to the Chair (rule S23). 1 to 500, no
    /// duplicates; empty only if the decision corrects an earlier one.
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    nominations: Vec<NominationId>,
    /// The earlier decision that it corrects (đính chính, rule L17); a decision itself is never edited.
    #[serde(default)]
    corrects: Option<DecisionId>,
    /// What it corrects of the awards of that decision (rule P06); at most 500, each award once. A decision that `corrects`
    /// another one has at least one correction or grants at least one nomination.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    corrections: Vec<NewCorrectionBody>,
    /// The `digest` of the sheet that was seen before signing (`POST /v1/signing-sheets`); 409 if the sheet would say
    /// something else now.
    #[validate(length(equal = 64))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    #[serde(default)]
    sheet: Option<String>,
}

/// A recipient's prize money (tiền thưởng), computed for the day of the decision (rule L14).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AwardPrize)]
pub(crate) struct AwardPrizeView {
    /// The amount in đồng; absent if a required value was not configured for that day (rule L15).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1_490_000)]
    dong: Option<i64>,
    /// The code of the regime of that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ND-91-2017")]
    regime: Option<String>,
    /// The coefficient of the base salary.
    #[serde(skip_serializing_if = "Option::is_none")]
    coefficient: Option<Hundredths>,
    /// The base salary of that day (mức lương cơ sở), in đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1_490_000)]
    base_salary_dong: Option<i64>,
    /// When it was computed later, because a value was missing at first; absent if it was computed with the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    filled_at: Option<DateTime<Utc>>,
    /// Why there is no amount; absent if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<Remark>,
}

impl AwardPrizeView {
    fn new(prize: AwardPrize, warning: Option<Remark>) -> Self {
        let AwardPrize { dong, regime, coefficient_hundredths, base_salary_dong, filled_at } = prize;
        let coefficient = coefficient_hundredths.map(Hundredths);
        Self { dong, regime, coefficient, base_salary_dong, filled_at, warning }
    }
}

/// One recipient's award in a decision, as the decision granted it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Award)]
pub(crate) struct AwardView {
    /// The award's identifier.
    id: AwardId,
    /// The nomination that it answers.
    nomination: NominationId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
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
    /// When it was considered.
    occasion: Occasion,
    /// Kind of award.
    kind: AwardKind,
    /// Whether it is a basis for merit awards of a higher level (rule L16).
    counts_for_merit: bool,
    /// Whether the recipient belongs to no unit, and the unit only nominated them (rule S33).
    without_unit: bool,
    /// The prize money; absent for awards from before it was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    prize: Option<AwardPrizeView>,
    /// The award as it stands, if public decisions corrected it (rule P06).
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<CorrectedAward>,
}

impl AwardView {
    pub(crate) fn new(award: Award, day: NaiveDate) -> Self {
        let warning = award.prize_warning(day).map(Remark::from);
        let Award {
            id,
            nomination,
            cycle,
            campaign: _,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            occasion,
            without_unit,
            prize,
        } = award;
        let kind = AwardKind::of(occasion);
        Self {
            id,
            nomination,
            cycle,
            cycle_code: None,
            subject_kind,
            name,
            organisation,
            organisation_name,
            organisation_code: None,
            form,
            occasion,
            kind,
            counts_for_merit: kind.counts_for_merit(),
            without_unit,
            prize: prize.map(|prize| AwardPrizeView::new(prize, warning)),
            corrected: None,
        }
    }

    /// With what public decisions corrected.
    pub(crate) fn standing(self, made: &Made) -> Self {
        let corrected = made.get(&self.id).and_then(|list| CorrectedAward::of(list));
        Self { corrected, ..self }
    }
}

impl AwardView {
    /// With the codes of its cycle and unit.
    fn beside(self, cycles: &CycleCodes, units: &UnitLabels) -> Self {
        let (cycle_code, organisation_code) = (Some(cycles.get(self.cycle)), units.get(self.organisation).code);
        Self { cycle_code, organisation_code, ..self }
    }
}

/// An award decision.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Decision)]
pub(crate) struct DecisionView {
    /// The decision's identifier.
    id: DecisionId,
    /// The unit that held the decision authority's function.
    issuer: OrganisationId,
    /// The present name of that unit.
    #[schema(example = "Văn phòng UBND tỉnh")]
    issuer_name: String,
    /// The number.
    #[schema(minimum = 1, example = 335)]
    number: i64,
    /// Number and symbol.
    #[schema(example = "335/QĐ-UBND")]
    symbol: String,
    /// The day it was signed.
    date: NaiveDate,
    /// Who signed it.
    #[schema(example = "Chủ tịch UBND tỉnh (demo)")]
    signer: String,
    /// Its abstract (trích yếu).
    #[schema(example = "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh")]
    title: String,
    /// The signed file, as it was declared.
    file: FileBody,
    /// Whether its bytes are kept (rules L13, P05).
    paper: PaperBytesView,
    /// The awards, at most 500; `GET …/awards` lists them page by page.
    awards: Vec<AwardView>,
    /// Number of awards.
    #[schema(minimum = 0, maximum = 500, example = 12)]
    award_count: u64,
    /// Number of awards whose prize money could not be computed yet (rule L15); `POST …/prizes` computes it once the
    /// missing values are entered.
    #[schema(minimum = 0, maximum = 500, example = 0)]
    awards_without_prize: u64,
    /// Where its awards are listed.
    #[schema(example = "/v1/decisions/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/awards")]
    awards_href: String,
    /// Why prizes have no amount, each reason once; empty if every award has its prize.
    warnings: Vec<Remark>,
    /// The earlier decision that it corrects (rule L17).
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<DecisionId>,
    /// Number and symbol of that decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "330/QĐ-UBND")]
    corrects_symbol: Option<String>,
    /// What it corrects of the awards of that decision (rule P06).
    corrections: Vec<AwardCorrectionView>,
    /// The further decisions that correct this one, in the order of recording (rule P06).
    corrected_by: Vec<CorrectingDecision>,
    /// The digest of the sheet that was seen before it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{64}$", example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    sheet: Option<String>,
    /// Whether it is public.
    state: DecisionState,
    /// When it became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// A decision that corrects another one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CorrectingDecision {
    /// The decision's identifier.
    id: DecisionId,
    /// Number and symbol.
    #[schema(example = "336/QĐ-UBND")]
    symbol: String,
    /// The day it was signed.
    date: NaiveDate,
    /// Whether it is public; what it corrects of awards that stand counts from then on.
    state: DecisionState,
    /// Whether it never becomes public, because all that it does is to correct awards that were revoked meanwhile (rule
    /// L18).
    never_public: bool,
}

impl CorrectingDecision {
    /// The decisions that correct this one, in the order of recording.
    async fn of(tx: &Tx, decision: DecisionId) -> Result<Vec<Self>, Failure> {
        let (correcting, revoked) = (tx.decisions_correcting(decision).await?, tx.revoked_awards(decision).await?);
        let view = |other: Decision| {
            let never_public = other.is_overtaken(&revoked);
            let DecisionPaper { symbol, date, .. } = other.paper;
            Self { id: other.id, symbol, date, state: other.state, never_public }
        };
        Ok(correcting.into_iter().map(view).collect())
    }
}

/// The path parameter that names a decision.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DecisionPath {
    /// The decision's identifier.
    #[param(value_type = Uuid)]
    pub(crate) decision: DecisionId,
}

impl DecisionView {
    /// A decision with the bytes of its paper, and with those that it corrects and that correct it.
    pub(crate) async fn beside(tx: &Tx, decision: Decision, actor: &Actor) -> Result<Self, Failure> {
        let files = tx.paper_files_of(PaperOwner::Decision, decision.id.0).await?;
        let made = tx.made_corrections(decision.awards.iter().map(|award| award.id)).await?;
        let corrected = tx.symbols(decision.corrects.into_iter()).await?;
        let corrected_by = CorrectingDecision::of(tx, decision.id).await?;
        let revoked = tx.revoked_among(decision.corrections.iter().map(|one| one.award).collect()).await?;
        let corrects_symbol = corrected.into_iter().next().map(|(_, symbol)| symbol);
        let named: Vec<OrganisationId> =
            decision.awards.iter().map(|award| award.organisation).chain([decision.issuer]).collect();
        let units = tx.unit_labels(named.into_iter()).await?;
        let cycles: Vec<CycleId> = decision.awards.iter().map(|award| award.cycle).collect();
        let cycles = tx.cycle_codes(cycles.into_iter()).await?;
        let issuer_name = units.get(decision.issuer).name;
        let view = Self { issuer_name, corrects_symbol, corrected_by, ..Self::new(decision, &files, &revoked, actor) };
        let awards = view.awards.into_iter().map(|award| award.standing(&made).beside(&cycles, &units)).collect();
        Ok(Self { awards, ..view })
    }

    fn new(decision: Decision, files: &PaperFiles, revoked: &[AwardId], actor: &Actor) -> Self {
        let kept = PaperBytesView::new(files, None, Some(&decision.paper.file.sha256));
        let transitions = decision.transitions(files, revoked, actor).into_iter().map(TransitionView::from).collect();
        let (award_count, day) = (count(decision.awards.iter()), decision.paper.date);
        let awards_without_prize = count(decision.awards.iter().filter(|award| award.lacks_prize()));
        let warnings = decision.warnings();
        let Decision {
            id,
            issuer,
            paper,
            awards,
            corrects,
            corrections,
            movements: _,
            sheet,
            bytes_required: _,
            state,
            published_at,
            revision,
        } = decision;
        let DecisionPaper { number, symbol, date, signer, title, file } = paper;
        let awards = awards.into_iter().map(|award| AwardView::new(award, day)).collect();
        Self {
            id,
            issuer,
            issuer_name: String::new(),
            number,
            symbol,
            date,
            signer,
            title,
            file: files.sized(file).into(),
            paper: kept,
            awards,
            award_count,
            awards_without_prize,
            awards_href: awards_of(id),
            warnings: warnings.into_iter().map(Remark::from).collect(),
            corrects,
            corrects_symbol: None,
            corrections: corrections.into_iter().map(|one| AwardCorrectionView::new(one, revoked)).collect(),
            corrected_by: Vec::new(),
            sheet,
            state,
            published_at,
            revision,
            transitions,
        }
    }
}

fn count<'a>(awards: impl Iterator<Item = &'a Award>) -> u64 {
    u64::try_from(awards.count()).unwrap_or(u64::MAX)
}

/// Where the awards of a decision are listed.
pub(crate) fn awards_of(decision: DecisionId) -> String {
    format!("/v1/decisions/{decision}/awards")
}

/// Record a decision
///
/// *Ghi nhận quyết định khen thưởng.* Decision authority, or the clerk of its office who enters the signed paper (rule
/// S13); never a person who appraised one of the nominations (rule L19). The decision must not include a subject with
/// an open integrity flag (rule L01). Grants every nomination in it, or none, with the prize of its day (rule L14).
/// `warnings` says which values a prize still lacks (rule L15). A refusal that is about nominations or corrections names
/// each of them in `violations`, by its place in the list, whatever the status; the status is that of the first.
///
/// A decision is never edited afterwards; a further one of the same issuer `corrects` it (đính chính, rules L17, P06).
/// `corrections` says for each award the ground, and the name, the name of the unit or the prize as they should be; the
/// recipient stays the same. It counts once the decision is public: the award shows the corrected facts, and so do the
/// public list and a new certificate, while the old certificate answers `CORRECTED`. 409 for an award that was revoked, or
/// whose last correction is not public yet; 422 for a correction that changes nothing.
#[utoipa::path(
    post,
    path = "/decisions",
    responses((status = 201, description = "Recorded; the awards are granted and not public yet.")),
)]
pub(crate) async fn create_decision(
    request: Command<NewDecision>,
    db: Db,
) -> Result<Once<Created<DecisionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    let NewDecision { number, symbol, date, signer, title, file, nominations, corrects, corrections, sheet } = body;
    must_be_different(&nominations)?;
    db.apart()
        .once(key, move |tx| async move {
            actor.must(Permission::DecideNomination, None)?;
            must_be_seen(&tx, &nominations, sheet.as_deref(), &actor).await?;
            let grantees = grantees(&tx, &nominations).await?;
            let corrected = match corrects {
                Some(earlier) => Some(named(tx.decision(earlier).await, "/corrects", reasons::nomination_unknown)?),
                None => None,
            };
            let (regimes, salaries) = (tx.all_regimes().await?, tx.all_base_salaries().await?);
            let corrections = correctables(&tx, corrections, corrected.as_ref()).await?;
            let (corrects, regimes, salaries) = (corrected.as_ref(), regimes.as_slice(), salaries.as_slice());
            let grounds = Grounds { corrects, corrections, sheet, regimes, salaries };
            let id = DecisionId(Uuid::now_v7());
            let (symbol, signer, title) = (symbol.into(), signer.into(), title.into());
            let paper = DecisionPaper { number, symbol, date, signer, title, file: file.into() };
            let refused = Decision::refused_entries(&grantees, &grounds.corrections, &actor);
            let granting = Decision::issue(id, paper, grantees, grounds, &actor, at)
                .map_err(|refusal| naming_each(refusal, refused))?;
            let decision = tx.add_decision(granting.decision).await?;
            for nomination in granting.nominations {
                tx.save(nomination).await?;
            }
            let (location, revision) = (format!("/v1/decisions/{id}"), decision.revision);
            Created::new(location, revision, &DecisionView::beside(&tx, decision, &actor).await?)
        })
        .await
}

async fn grantees(tx: &Tx, nominations: &[NominationId]) -> Result<Vec<Grantee>, Problem> {
    let mut grantees = Vec::with_capacity(nominations.len());
    for nomination in listed(tx, &Scope::Everything, nominations).await? {
        let Kin { unit: _, units, subject_names } = Kin::of(tx, &nomination).await?;
        let flags = tx.integrity_flags_of(&units).await?;
        grantees.push(Grantee { award: AwardId(Uuid::now_v7()), nomination, flags, subject_names });
    }
    Ok(grantees)
}

/// Names every entry for which the decision is refused, if it is refused for one; kind and code are those of the first.
fn naming_each(refusal: Refusal, refused: Vec<(String, Refusal)>) -> Problem {
    if refused.iter().all(|(_, one)| *one != refusal) {
        return refusal.into();
    }
    let faults = refused.into_iter().filter_map(|(place, one)| Some(violation(place, one.into_first_reason()?)));
    Problem { violations: faults.collect(), ..refusal.into() }
}

/// Refuses a signing sheet that has changed since it was shown.
async fn must_be_seen(
    tx: &Tx,
    nominations: &[NominationId],
    sheet: Option<&str>,
    actor: &Actor,
) -> Result<(), Problem> {
    let Some(seen) = sheet else { return Ok(()) };
    if SigningSheetView::draw(tx, nominations, actor).await?.digest() == seen {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::sheet_outdated()).into())
}

/// Show a decision
///
/// *Xem quyết định.* Standing agency, appraisal agency, decision authority and auditor.
#[utoipa::path(get, path = "/decisions/{decision}", responses((status = 200, description = "The decision.")))]
pub(crate) async fn show_decision(
    Caller(actor): Caller,
    path: Path<DecisionPath>,
    db: Db,
) -> Result<Tagged<DecisionView>, Problem> {
    let (revision, view) = db
        .read(move |tx| async move {
            let decision = tx.decision(path.0.decision).await?;
            must_reach_one(&actor, Permission::ReadDecision, &decision.movements)?;
            Ok((decision.revision, DecisionView::beside(&tx, decision, &actor).await?))
        })
        .await?;
    Tagged::new(revision, &view)
}

/// Publish a decision
///
/// *Công khai quyết định.* Standing or appraisal agency, once the bytes of its paper are kept under the hash that it
/// declares (rules L13, P05; `POST /v1/paper-files`); a decision from before bytes were kept goes public without. Its
/// awards appear in the public list and among the public changes; so does what it corrects of an earlier decision which
/// is public (rule L17). A corrected award that had a certificate gets a new one, with the next number of the golden book
/// (rule P06). What it corrects of an award that was revoked meanwhile never becomes public (rule L18); 409 if it does
/// nothing else.
#[utoipa::path(post, path = "/decisions/{decision}/publication", responses((status = 200, description = "Public.")))]
pub(crate) async fn publish_decision(
    request: StepCommand<DecisionPath, Empty>,
    seal: web::Data<Seal>,
    db: Db,
) -> Result<Once<Tagged<DecisionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.apart()
        .once(key, move |tx| async move {
            actor.must_somewhere(Permission::PublishDecision)?;
            let decision = tx.decision(path.decision).await?;
            expected.must_be(decision.revision)?;
            tx.hold_paper_files_of(PaperOwner::Decision, decision.id.0).await?;
            let nominations = tx.nominations_of(decision.id).await?;
            let (earlier, revoked) = match decision.corrects {
                Some(id) => {
                    tx.hold_revocations(id).await?;
                    (Some(tx.decision(id).await?), tx.revoked_awards(id).await?)
                }
                None => (None, Vec::new()),
            };
            let corrected = earlier.as_ref().map(|decision| Corrected { decision, revoked: &revoked });
            let files = tx.paper_files_of(PaperOwner::Decision, decision.id.0).await?;
            let granting = decision.publish(nominations, corrected, &files, &actor, at)?;
            for nomination in granting.nominations {
                tx.save(nomination).await?;
            }
            let decision = tx.publish_decision(granting.decision, granting.announced).await?;
            // Each public correction that restates an award has its certificate, so that the one of before leads to it.
            let corrected: Vec<AwardId> = decision.public_corrections().map(|one| one.award).collect();
            let certified = tx.certified(corrected.iter().copied()).await?;
            let awards = tx.granted_awards_named(corrected).await?;
            let anew = certificate::wanting_anew(awards, &certified, &revoked, &actor)?;
            certify(&tx, &anew, None, (&seal, &actor, at)).await?;
            let view = DecisionView::beside(&tx, decision, &actor).await?;
            Tagged::new(view.revision, &view)
        })
        .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "decisions": create_decision, show_decision, publish_decision);
}
