//! Nominations: the workflow of a dossier from the unit to the chair.

use chrono::{DateTime, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CampaignId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::base::refusal::{Refusal, Violation};
use domain::honours::nomination::dossier::Dossier;
use domain::honours::nomination::progress::Progress;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::nomination::{Nomination, Setting};
use domain::papers::paper_file::{PaperFiles, PaperOwner};
use domain::planning::award::{AwardKind, Occasion};
use domain::planning::policy::NominatedBy;
use dossier::DossierBody;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::honours::nomination::NominationFilter;
use persistence::registry::unit_label::UnitLabels;
use progress::{
    ActView, ConsentView, CouncilVoteView, DistinctionView, EarlierPaperView, NoticeView, OpinionView, PostingView,
    SupplementBody,
};
use row::{Beside, NominationRow};
use serde::{Deserialize, Serialize};
use surroundings::Place;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::{Problem, named, violation};
use crate::base::query::{Path, Query, searched};
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, Paragraph, TextView};
use crate::base::transition::TransitionView;
use crate::honours::reasons;
use crate::papers::paper_view::PaperBytesView;

mod dossier;
mod progress;
mod row;
pub(crate) mod reading;
pub(crate) mod surroundings;
pub(crate) mod steps;

/// A nomination to begin.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewNomination {
    /// The cycle whose results it is based on; an annual one must be open.
    cycle: CycleId,
    /// The nominating unit: the caller's own, or the subject's if the standing agency selects (rules S16, S18).
    organisation: OrganisationId,
    /// `URGENT` for urgent commendation; if left out, the occasion follows from the kind of cycle.
    #[serde(default)]
    occasion: Option<Occasion>,
    /// Statement of the unit.
    #[validate(nested)]
    dossier: DossierBody,
}

/// The content of a nomination, in the place of the present one.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NominationEdit {
    /// Statement of the unit.
    #[validate(nested)]
    dossier: DossierBody,
}

/// What an agency found when it looked into a sign (kết luận dấu hiệu cần xác minh).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewMarkAnswer {
    /// What the sign is about, as `GET …/bars` names it: an entry, a discipline or another nomination.
    about: Uuid,
    /// The finding; 1 to 4000 characters. Units do not read it.
    /// Example: `Đã đối chiếu, là hai người khác nhau`
    #[validate(nested)]
    reason: Paragraph,
}

/// An appraisal (thẩm định).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"eligible": true}))]
pub(crate) struct Appraisal {
    /// Whether the dossier is eligible (đủ điều kiện).
    eligible: bool,
    /// Why; required when it is not eligible. At most 4000 characters.
    #[validate(nested)]
    #[serde(default)]
    reason: EmptyOrParagraph,
}

/// The return of a dossier to its unit (trả lại bổ sung).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "Thiếu biên bản", "items": [{"paper": "MINUTES", "reason": "Bổ sung biên bản có chữ ký"}]}))]
pub(crate) struct NominationReturn {
    /// Why; 1 to 4000 characters.
    #[validate(nested)]
    reason: Paragraph,
    /// Corrections required, by paper (rule L12). At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    items: Vec<SupplementBody>,
}

/// The appraisal agency's opinion (ý kiến phối hợp).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"inFavour": true, "text": "Thống nhất trình Chủ tịch"}))]
pub(crate) struct NewOpinion {
    /// Whether the agency concurs.
    in_favour: bool,
    /// Text of the opinion; 1 to 4000 characters.
    #[validate(nested)]
    text: Paragraph,
}

/// The nomination that another is merged into (rule L04).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Merger {
    /// The nomination that continues.
    into: NominationId,
}

/// Whether the nominee agrees (ý kiến của người được đề nghị).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "given": true,
    "document": {"number": "1/ĐY", "date": "2024-11-18", "issuer": "UBND huyện Kế Sách",
        "title": "Bản đồng ý của người được đề nghị"}
}))]
pub(crate) struct NewConsent {
    /// Whether the nominee agrees to be nominated.
    given: bool,
    /// Reason for refusing, if the nominee gives one; at most 4000 characters.
    /// Example: `Xin nhường cho đồng nghiệp`
    #[validate(nested)]
    #[serde(default)]
    reason: EmptyOrParagraph,
    /// The paper that the nominee signed; only the nominee's own account needs none.
    #[validate(nested)]
    #[serde(default)]
    document: Option<CitationBody>,
}

/// A notice of a refusal that was sent (thông báo không đủ điều kiện).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefusalNotice {
    /// The notice itself.
    #[validate(nested)]
    document: CitationBody,
}

/// A nomination and its dossier (đề nghị khen thưởng).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Nomination)]
pub(crate) struct NominationView {
    /// The nomination's identifier.
    id: NominationId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// The movement of the cycle.
    campaign: CampaignId,
    /// The movement's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// The nominating unit.
    organisation: OrganisationId,
    /// The unit's name when the nomination was begun.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// When it is considered.
    occasion: Occasion,
    /// Who nominates on this occasion, by the movement's policy (rules S15, S16, S18).
    nominated_by: NominatedBy,
    /// Kind that an award would have.
    award_kind: AwardKind,
    /// Whether an award would be a basis for merit awards of a higher level (rule L16).
    counts_for_merit: bool,
    /// Its state.
    state: NominationState,
    /// Statement of the unit.
    dossier: DossierBody,
    /// Whether the bytes of each paper of the dossier are kept (rule P05), in the order of its papers.
    papers: Vec<PaperBytesView>,
    /// Corrections required, while the dossier is with its unit (rule L12).
    supplements: Vec<SupplementBody>,
    /// The papers that others took the place of, oldest first (rule L07).
    earlier_papers: Vec<EarlierPaperView>,
    /// The code of the regime in force on the day the complete dossier was received (rule L39).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ND-98-2023")]
    regime: Option<String>,
    /// The appraisal agency's opinion (rules S16, S18).
    #[serde(skip_serializing_if = "Option::is_none")]
    opinion: Option<OpinionView>,
    /// The distinct achievement that it is based on (rule L03).
    #[serde(skip_serializing_if = "Option::is_none")]
    distinction: Option<DistinctionView>,
    /// The council's votes (rule L09).
    #[serde(skip_serializing_if = "Option::is_none")]
    vote: Option<CouncilVoteView>,
    /// The notice of a refusal (rule L11).
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<NoticeView>,
    /// The nominee's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<ConsentView>,
    /// The list of nominees, open to objections, that it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    posting: Option<PostingView>,
    /// The nomination that this one was merged into (rule L04).
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<NominationId>,
    /// The steps so far, oldest first.
    acts: Vec<ActView>,
    /// The decision that granted the award.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    /// Number and symbol of that decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: Option<String>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it changed last.
    updated_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of nominations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NominationQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// For this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// By this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// In this state.
    #[param(inline)]
    state: Option<NominationState>,
    /// Considered on this occasion.
    #[param(inline)]
    occasion: Option<Occasion>,
    /// With this text in the subject's name, or in a name or a code of the unit, such as `ke sach`; accents, case and the stroke of đ do not
    /// count. At most 100 characters.
    #[param(max_length = 100, example = "ke sach")]
    text: Option<String>,
}

/// The path parameter that names a nomination.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NominationPath {
    /// The nomination's identifier.
    #[param(value_type = Uuid)]
    pub(crate) nomination: NominationId,
}

/// A dossier whose papers have the sizes of the bytes that came in for them.
fn sized(mut dossier: Dossier, files: &PaperFiles) -> Dossier {
    for paper in &mut dossier.papers {
        paper.file = paper.file.take().map(|file| files.sized(file));
    }
    dossier
}

impl NominationView {
    pub(crate) fn new(nomination: Nomination, files: &PaperFiles, actor: &Actor) -> Self {
        let transitions = nomination.transitions(actor).into_iter().map(TransitionView::from).collect();
        let nominated_by = nomination.nominated_by();
        let of_dossier = nomination.dossier.papers.iter();
        let papers = of_dossier.map(|paper| PaperBytesView::new(files, Some(paper.kind), paper.digest())).collect();
        let Nomination {
            id,
            cycle,
            campaign,
            organisation,
            organisation_name,
            occasion,
            state,
            dossier,
            progress,
            acts,
            decision,
            created_at,
            updated_at,
            revision,
        } = nomination;
        let Progress {
            nominated_by: _,
            bytes_asked: _,
            supplements,
            earlier_papers,
            regime,
            opinion,
            distinction,
            vote,
            notice,
            consent,
            posting,
            merged_into,
            // For the agencies alone; the list of bars shows them.
            answers: _,
        } = progress;
        let award_kind = AwardKind::of(occasion);
        Self {
            id,
            cycle,
            cycle_code: None,
            campaign,
            campaign_name: None,
            organisation,
            organisation_name,
            occasion,
            nominated_by,
            award_kind,
            counts_for_merit: award_kind.counts_for_merit(),
            state,
            dossier: sized(dossier, files).into(),
            papers,
            supplements: supplements.into_iter().map(SupplementBody::from).collect(),
            earlier_papers: earlier_papers.into_iter().map(EarlierPaperView::from).collect(),
            regime,
            opinion: opinion.map(OpinionView::from),
            distinction: distinction.map(DistinctionView::from),
            vote: vote.map(CouncilVoteView::from),
            notice: notice.map(NoticeView::from),
            consent: consent.map(ConsentView::from),
            posting: posting.map(PostingView::from),
            merged_into,
            acts: acts.into_iter().map(ActView::from).collect(),
            decision,
            decision_symbol: None,
            created_at,
            updated_at,
            revision,
            transitions,
        }
    }

    /// With the names and codes of the units that took the steps.
    fn beside(self, units: &UnitLabels) -> Self {
        Self { acts: self.acts.into_iter().map(|act| act.beside(units)).collect(), ..self }
    }

    /// With the names of its cycle, its movement and its decision.
    async fn named(self, tx: &Tx) -> Result<Self, Problem> {
        let cycles = tx.cycle_codes(std::iter::once(self.cycle)).await?;
        let campaigns = tx.campaign_names(std::iter::once(self.campaign)).await?;
        let decided = tx.symbols(self.decision.into_iter()).await?;
        let (cycle_code, campaign_name) = (cycles.get(self.cycle), campaigns.get(self.campaign));
        let decision_symbol = decided.into_iter().next().map(|(_, symbol)| symbol);
        Ok(Self { cycle_code: Some(cycle_code), campaign_name: Some(campaign_name.into()), decision_symbol, ..self })
    }

    async fn answer(tx: &Tx, nomination: Nomination, actor: &Actor) -> Result<Tagged<NominationView>, Problem> {
        let revision = nomination.revision;
        let files = tx.paper_files_of(PaperOwner::Nomination, nomination.id.0).await?;
        Tagged::new(revision, &Self::new(nomination, &files, actor).named(tx).await?)
    }
}

/// Loads a nomination for a step, and checks its revision.
async fn found(tx: &Tx, actor: &Actor, id: NominationId, expected: Expected) -> Result<Nomination, Problem> {
    let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, id).await?;
    expected.must_be(nomination.revision)?;
    Ok(nomination)
}

/// Saves a step, and answers with the nomination after it.
async fn save(
    tx: &Tx,
    step: domain::base::step::Step<Nomination>,
    actor: &Actor,
) -> Result<Tagged<NominationView>, Problem> {
    NominationView::answer(tx, tx.save(step).await?, actor).await
}

/// List nominations
///
/// *Danh sách đề nghị khen thưởng.* Units see their own; the standing agency, the appraisal agency, the decision
/// authority and the auditor see all. A row has the nominee, and neither the papers nor the steps.
#[utoipa::path(get, path = "/nominations", responses((status = 200, description = "The nominations, oldest first.")))]
pub(crate) async fn list_nominations(
    Caller(actor): Caller,
    Query(query): Query<NominationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<NominationRow>>, Problem> {
    let NominationQuery { campaign, cycle, organisation, state, occasion, text } = query;
    let (scope, page) = (actor.scope(Permission::ReadNomination)?, paging.page);
    let text = searched(text)?;
    let filter = NominationFilter { campaign, cycle, organisation, state, occasion, text, under_way: false };
    let (slice, beside) = db
        .read(move |tx| async move {
            let slice = tx.nominations(&scope, filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let decisions = tx.symbols(slice.items.iter().filter_map(|one| one.decision)).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            Ok((slice, Beside { units, cycles, decisions }))
        })
        .await?;
    let row = |one| NominationRow::new(one, &actor, &beside);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Begin a nomination
///
/// *Lập hồ sơ đề nghị.* Editor or head of any unit, for its own collective or people, in an annual cycle (rule S15);
/// only the standing agency at a mid-term or final review (rules S16, S17) and for urgent commendation (rules S18,
/// S19). One unit nominates one subject once in a cycle; after a withdrawal it may again. A subject is known by its name,
/// accents included; another of the same name is told apart by `namesake` (rule U07). A unit that has ended nominates
/// nobody (rule L34). Papers and the achievement lie within the movement, and no paper is dated after today.
#[utoipa::path(post, path = "/nominations", responses((status = 201, description = "Begun.")))]
pub(crate) async fn create_nomination(
    request: Command<NewNomination>,
    db: Db,
) -> Result<Once<Created<NominationView>>, Problem> {
    let Command { actor, at, key, body } = request;
    let NewNomination { cycle, organisation, occasion, dossier } = body;
    db.once(key, move |tx| async move {
        let cycle = named(tx.cycle_to_use(cycle).await, "/cycle", base_reasons::cycle_unknown)?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", base_reasons::unit_unknown)?;
        must_name_an_account(&tx, &dossier).await?;
        let (round, campaign) = (tx.round_of(cycle.id).await?, tx.campaign(cycle.campaign).await?);
        let occasion = occasion.unwrap_or(cycle.kind.occasion());
        let (campaign, round) = (&campaign, round.as_ref());
        let setting = Setting { campaign, cycle: &cycle, occasion, round, organisation: &organisation };
        let id = NominationId(Uuid::now_v7());
        let step = Nomination::draft(id, setting, dossier.into(), &actor, at)?;
        let nomination = tx.add(step).await?;
        let (location, revision) = (format!("/v1/nominations/{id}"), nomination.revision);
        let view = NominationView::new(nomination, &PaperFiles::default(), &actor).named(&tx).await?;
        Created::new(location, revision, &view)
    })
    .await
}

/// Show a nomination
///
/// *Xem hồ sơ đề nghị.* The unit's own people, the standing agency, the appraisal agency, the decision authority, the
/// auditor. `transitions` lists the steps that the caller may take next, and why the others are not available.
#[utoipa::path(get, path = "/nominations/{nomination}", responses((status = 200, description = "The nomination.")))]
pub(crate) async fn show_nomination(
    Caller(actor): Caller,
    path: Path<NominationPath>,
    db: Db,
) -> Result<Tagged<NominationView>, Problem> {
    let scope = actor.scope(Permission::ReadNomination)?;
    let (revision, view) = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, path.0.nomination).await?;
            let units = tx.unit_labels(nomination.acts.iter().filter_map(|act| act.organisation)).await?;
            let files = tx.paper_files_of(PaperOwner::Nomination, nomination.id.0).await?;
            let revision = nomination.revision;
            let view = NominationView::new(nomination, &files, &actor).beside(&units);
            Ok((revision, view.named(&tx).await?))
        })
        .await?;
    Tagged::new(revision, &view)
}

/// Replace a nomination's content
///
/// *Sửa hồ sơ đề nghị.* The nominating unit or agency, while the dossier is a draft or was returned. A replaced paper
/// is kept under `earlierPapers` (rule L07), and the audit trail keeps the old and the new content. If the dossier names
/// another nominee, the nominee's consent and identity number are removed with the one who is replaced (rule L36). The
/// body has the shape of the one that begins a nomination.
#[utoipa::path(put, path = "/nominations/{nomination}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_nomination(
    request: PutCommand<NominationPath, NominationEdit>,
    db: Db,
) -> Result<Tagged<NominationView>, Problem> {
    let PutCommand { actor, at: now, path, expected, body: NominationEdit { dossier } } = request;
    db.write(move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected.into()).await?;
        must_name_an_account(&tx, &dossier).await?;
        let place = Place::of(&tx, &nomination).await?;
        let number = tx.identity_number(nomination.id).await?;
        let before = nomination.clone();
        let step = nomination.edit(dossier.into(), place.frame(), &actor, now)?;
        if let Some(erased) = number.and_then(|number| number.after_edit(&before, step.after(), &actor, now)) {
            tx.save(erased).await?;
        }
        save(&tx, step, &actor).await
    })
    .await
}

/// Rule L19: the account that keeps the nominee from handling the dossier exists.
async fn must_name_an_account(tx: &Tx, dossier: &DossierBody) -> Result<(), Problem> {
    if let Some(account) = dossier.account() {
        named(tx.account(account).await, "/dossier/subject/account", reasons::account_unknown)?;
    }
    Ok(())
}

pub(crate) fn must_be_different(nominations: &[NominationId]) -> Result<(), Problem> {
    let twice: Vec<Violation> = nominations
        .iter()
        .enumerate()
        .filter(|(index, one)| nominations.iter().take(*index).any(|other| other == *one))
        .map(|(index, _)| violation(format!("/nominations/{index}"), reasons::nomination_twice()))
        .collect();
    if twice.is_empty() { Ok(()) } else { Err(Problem::malformed(twice)) }
}

/// The nominations of a list, in its order; all that are unknown are named at once.
pub(crate) async fn listed(tx: &Tx, scope: &Scope, list: &[NominationId]) -> Result<Vec<Nomination>, Problem> {
    let (mut found, mut unknown) = (Vec::with_capacity(list.len()), Vec::new());
    for (index, id) in list.iter().enumerate() {
        match tx.nomination(scope, *id).await {
            Ok(nomination) => found.push(nomination),
            Err(Failure::NotFound) => {
                unknown.push(violation(format!("/nominations/{index}"), reasons::nomination_unknown()));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    if unknown.is_empty() { Ok(found) } else { Err(Refusal::Invalid(unknown).into()) }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations": list_nominations, create_nomination, show_nomination, edit_nomination);
}
