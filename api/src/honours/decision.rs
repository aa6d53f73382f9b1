//! Award decisions, and the public list of awards.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{AwardId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::honours::decision::{
    Award, AwardPrize, Corrected, Decision, DecisionPaper, DecisionState, Grantee, Grounds,
};
use domain::planning::award::{AwardForm, AwardKind, Occasion, SubjectKind};
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
use crate::base::problem::{Problem, named};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, ShortLine};
use crate::base::transition::TransitionView;
use crate::honours::nomination::must_be_different;
use crate::honours::nomination::surroundings::Kin;
use crate::honours::reasons;
use crate::honours::remark::Remark;
use crate::honours::signing_sheet::SigningSheetView;

pub(crate) mod listing;
pub(crate) mod public_award;

/// A signed decision to record (quyết định khen thưởng).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "number": 335, "symbol": "335/QĐ-UBND", "date": "2024-12-20", "signer": "Chủ tịch UBND tỉnh (demo)",
    "title": "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh",
    "file": {"name": "335-QD-UBND.pdf", "sizeBytes": 182044,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
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

/// One recipient's award in a decision.
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
    /// The cycle's code; in lists.
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
    /// The unit's code; in lists.
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
        }
    }
}

impl AwardView {
    /// With the codes of its cycle and unit, for a list.
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
    /// The signed file.
    file: FileBody,
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

/// The path parameter that names a decision.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DecisionPath {
    /// The decision's identifier.
    #[param(value_type = Uuid)]
    pub(crate) decision: DecisionId,
}

impl DecisionView {
    pub(crate) fn new(decision: Decision, actor: &Actor) -> Self {
        let transitions = decision.transitions(actor).into_iter().map(TransitionView::from).collect();
        let (award_count, day) = (count(decision.awards.iter()), decision.paper.date);
        let awards_without_prize = count(decision.awards.iter().filter(|award| award.lacks_prize()));
        let warnings = decision.warnings();
        let Decision { id, issuer, paper, awards, corrects, movements: _, sheet, state, published_at, revision } =
            decision;
        let DecisionPaper { number, symbol, date, signer, title, file } = paper;
        let awards = awards.into_iter().map(|award| AwardView::new(award, day)).collect();
        Self {
            id,
            issuer,
            number,
            symbol,
            date,
            signer,
            title,
            file: file.into(),
            awards,
            award_count,
            awards_without_prize,
            awards_href: awards_of(id),
            warnings: warnings.into_iter().map(Remark::from).collect(),
            corrects,
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
/// an open integrity flag (rule L01). Grants every nomination in it, or none, with the prize of its day (rule L14). A
/// decision is never edited afterwards; a further one `corrects` it (rule L17). `warnings` says which values a prize still
/// lacks (rule L15), and that a correction leaves certificates and public lists as they were.
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
    let NewDecision { number, symbol, date, signer, title, file, nominations, corrects, sheet } = body;
    must_be_different(&nominations)?;
    db.apart()
        .once(key, move |tx| async move {
            actor.must(Permission::DecideNomination, None)?;
            must_be_seen(&tx, &nominations, sheet.as_deref(), &actor).await?;
            let grantees = grantees(&tx, nominations).await?;
            let corrected = match corrects {
                Some(earlier) => Some(named(tx.decision(earlier).await, "/corrects", reasons::nomination_unknown)?),
                None => None,
            };
            let (regimes, salaries) = (tx.all_regimes().await?, tx.all_base_salaries().await?);
            let grounds = Grounds { corrects: corrected.as_ref(), sheet, regimes: &regimes, salaries: &salaries };
            let id = DecisionId(Uuid::now_v7());
            let (symbol, signer, title) = (symbol.into(), signer.into(), title.into());
            let paper = DecisionPaper { number, symbol, date, signer, title, file: file.into() };
            let granting = Decision::issue(id, paper, grantees, grounds, &actor, at)?;
            let decision = tx.add_decision(granting.decision).await?;
            for nomination in granting.nominations {
                tx.save(nomination).await?;
            }
            let (location, revision) = (format!("/v1/decisions/{id}"), decision.revision);
            Created::new(location, revision, &DecisionView::new(decision, &actor))
        })
        .await
}

async fn grantees(tx: &Tx, nominations: Vec<NominationId>) -> Result<Vec<Grantee>, Problem> {
    let mut grantees = Vec::with_capacity(nominations.len());
    for (index, id) in nominations.into_iter().enumerate() {
        let found = tx.nomination(&Scope::Everything, id).await;
        let nomination = named(found, format!("/nominations/{index}"), reasons::nomination_unknown)?;
        let Kin { unit: _, units, subject_names } = Kin::of(tx, &nomination).await?;
        let flags = tx.integrity_flags_of(&units).await?;
        grantees.push(Grantee { award: AwardId(Uuid::now_v7()), nomination, flags, subject_names });
    }
    Ok(grantees)
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
    let reader = actor.clone();
    let decision = db
        .read(move |tx| async move {
            let decision = tx.decision(path.0.decision).await?;
            must_reach_one(&reader, Permission::ReadDecision, &decision.movements)?;
            Ok(decision)
        })
        .await?;
    Tagged::new(decision.revision, &DecisionView::new(decision, &actor))
}

/// Publish a decision
///
/// *Công khai quyết định.* Standing or appraisal agency. Its awards appear in the public list and among the public
/// changes; so does that it corrects an earlier decision which is public (rule L17).
#[utoipa::path(post, path = "/decisions/{decision}/publication", responses((status = 200, description = "Public.")))]
pub(crate) async fn publish_decision(
    request: StepCommand<DecisionPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<DecisionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.apart()
        .once(key, move |tx| async move {
            actor.must_somewhere(Permission::PublishDecision)?;
            let decision = tx.decision(path.decision).await?;
            expected.must_be(decision.revision)?;
            let nominations = tx.nominations_of(decision.id).await?;
            let (earlier, revoked) = match decision.corrects {
                Some(id) => (Some(tx.decision(id).await?), tx.revoked_awards(id).await?),
                None => (None, Vec::new()),
            };
            let corrected = earlier.as_ref().map(|decision| Corrected { decision, revoked: &revoked });
            let granting = decision.publish(nominations, corrected, &actor, at)?;
            for nomination in granting.nominations {
                tx.save(nomination).await?;
            }
            let decision = tx.save_decision(granting.decision, granting.announced).await?;
            Tagged::new(decision.revision, &DecisionView::new(decision, &actor))
        })
        .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "decisions": create_decision, show_decision, publish_decision);
}
