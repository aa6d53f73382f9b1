//! The register of awards proposed to a higher level.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, HigherProposalId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::higher_proposal::{
    Conclusion, Ending, HigherOutcome, HigherProposal, HigherProposalContent, HigherProposalState, Withdrawal,
};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::honours::higher_proposal::HigherProposalFilter;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::movement::must_reach;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{Chars, EmptyOrParagraph};
use crate::base::transition::TransitionView;
use crate::honours::reasons;

/// A proposal to a higher level of award, to register.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewHigherProposal {
    /// The provincial award that it is based on; it must be public and not revoked.
    award: AwardId,
    /// The form as its regime names it; 1 to 200 characters.
    /// Example: `Bằng khen của Thủ tướng Chính phủ`
    #[validate(nested)]
    form: Chars<1, 200>,
    /// Who decides on it; 1 to 200 characters.
    /// Example: `Thủ tướng Chính phủ`
    #[validate(nested)]
    authority: Chars<1, 200>,
    /// The proposing document (tờ trình), with number and date; not before the award's decision, not in the future.
    #[validate(nested)]
    document: CitationBody,
    /// Grounds, optional; at most 4000 characters.
    /// Example: `Hai năm liên tục dẫn đầu khối huyện`
    #[validate(nested)]
    #[serde(default)]
    summary: Option<EmptyOrParagraph>,
}

/// Conclusion of the higher level.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "GRANTED",
    "document": {"number": "987/QĐ-TTg", "date": "2025-06-20", "issuer": "Thủ tướng Chính phủ",
        "title": "Quyết định tặng Bằng khen"}
}))]
pub(crate) struct NewHigherConclusion {
    /// Granted or not.
    outcome: HigherOutcome,
    /// The document that states the outcome, with number and date; not before the proposal, not in the future.
    #[validate(nested)]
    document: CitationBody,
    /// Reason; required if the award was not granted; at most 4000 characters.
    /// Example: `Chưa đủ thời gian kể từ lần khen trước`
    #[validate(nested)]
    #[serde(default)]
    reason: Option<EmptyOrParagraph>,
}

/// Conclusion of the higher level.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HigherConclusion)]
pub(crate) struct HigherConclusionView {
    /// Granted or not.
    outcome: HigherOutcome,
    /// The paper that says so; its day is the day of the outcome.
    document: CitationBody,
    /// Reason, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Chưa đủ thời gian kể từ lần khen trước")]
    reason: Option<String>,
    /// When it was recorded.
    concluded_at: DateTime<Utc>,
}

/// Why and when a proposal was withdrawn.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HigherWithdrawal)]
pub(crate) struct HigherWithdrawalView {
    /// Why.
    #[schema(example = "Bổ sung thành tích, sẽ trình lại")]
    reason: String,
    /// When it was recorded.
    withdrawn_at: DateTime<Utc>,
}

/// A proposal of an award's holder for an award of a higher level; not public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HigherProposal)]
pub(crate) struct HigherProposalView {
    /// The proposal's identifier.
    id: HigherProposalId,
    /// The provincial award that it is based on.
    award: AwardId,
    /// Whether that award was revoked since; the proposal does not change (rule L18).
    award_revoked: bool,
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
    /// The form as its regime names it.
    #[schema(example = "Bằng khen của Thủ tướng Chính phủ")]
    form: String,
    /// Who decides on it.
    #[schema(example = "Thủ tướng Chính phủ")]
    authority: String,
    /// The proposing paper; its day is the day of the proposal.
    document: CitationBody,
    /// Grounds; absent if none were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Hai năm liên tục dẫn đầu khối huyện")]
    summary: Option<String>,
    /// Current state.
    state: HigherProposalState,
    /// Conclusion of the higher level; absent until it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<HigherConclusionView>,
    /// Why it was withdrawn, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal: Option<HigherWithdrawalView>,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// Revision number, which also counts the award's revocation; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
}

/// The filters of the list of proposals.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HigherProposalQuery {
    /// Resting on this award.
    #[param(value_type = Option<Uuid>)]
    award: Option<AwardId>,
    /// In this state.
    #[param(inline)]
    state: Option<HigherProposalState>,
    /// Resting on awards to this unit or its people.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
}

/// The path parameter that names a proposal.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct HigherProposalPath {
    /// The proposal's identifier.
    #[param(value_type = Uuid)]
    proposal: HigherProposalId,
}

/// A proposal, and whether the award that it is based on was revoked.
struct Known {
    proposal: HigherProposal,
    award_revoked: bool,
}

impl Known {
    async fn load(tx: &Tx, id: HigherProposalId) -> Result<Self, Failure> {
        let proposal = tx.higher_proposal(id).await?;
        let award_revoked = tx.revocation_of(proposal.award).await?.is_some();
        Ok(Self { proposal, award_revoked })
    }

    /// Loads it, unless it has changed since the client read it.
    async fn expected(tx: &Tx, id: HigherProposalId, expected: Expected) -> Result<Self, Problem> {
        let known = Self::load(tx, id).await?;
        expected.must_be(known.revision())?;
        Ok(known)
    }

    /// A revocation of the award changes what is shown and not the proposal, so it counts, too.
    fn revision(&self) -> Revision {
        Revision(self.proposal.revision.0 + i64::from(self.award_revoked))
    }
}

impl HigherProposalView {
    fn new(known: Known, actor: &Actor) -> Self {
        let revision = known.revision();
        let Known { proposal, award_revoked } = known;
        let state = proposal.state();
        let transitions = proposal.transitions(actor).into_iter().map(TransitionView::from).collect();
        let HigherProposal { id, award, organisation, content, ending, registered_at, revision: _ } = proposal;
        let HigherProposalContent { form, authority, document, summary } = content;
        let (conclusion, withdrawal) = match ending {
            None => (None, None),
            Some(Ending::Concluded(Conclusion { outcome, document, reason, at })) => {
                let document = document.into();
                (Some(HigherConclusionView { outcome, document, reason, concluded_at: at }), None)
            }
            Some(Ending::Withdrawn(Withdrawal { reason, at })) => {
                (None, Some(HigherWithdrawalView { reason, withdrawn_at: at }))
            }
        };
        Self {
            id,
            award,
            award_revoked,
            subject_name: None,
            organisation,
            organisation_name: None,
            organisation_code: None,
            form,
            authority,
            document: document.into(),
            summary,
            state,
            conclusion,
            withdrawal,
            registered_at,
            revision,
            transitions,
        }
    }
}

impl HigherProposalView {
    /// With the names of its award's recipient and unit, for a list.
    fn beside(self, units: &UnitLabels, recipients: &HashMap<AwardId, String>) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        let subject_name = recipients.get(&self.award).cloned();
        Self { organisation_name: Some(name), organisation_code: code, subject_name, ..self }
    }
}

/// List proposals to a higher level
///
/// *Sổ đề nghị khen thưởng cấp cao hơn.* Standing agency, appraisal agency, decision authority and auditor. Filters add
/// up.
#[utoipa::path(
    get,
    path = "/higher-proposals",
    responses((status = 200, description = "The proposals, in the order of registration.")),
)]
pub(crate) async fn list_higher_proposals(
    Caller(actor): Caller,
    Query(query): Query<HigherProposalQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<HigherProposalView>>, Problem> {
    let scope = actor.scope(Permission::ReadHigherProposal)?;
    let HigherProposalQuery { award, state, organisation } = query;
    let (filter, page) = (HigherProposalFilter { award, state, organisation }, paging.page);
    let (slice, units, recipients) = db
        .read(move |tx| async move {
            let slice = tx.higher_proposals(&scope, filter, page).await?;
            let revoked = tx.revoked_among(slice.items.iter().map(|one| one.award).collect()).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let recipients = tx.recipients(slice.items.iter().map(|one| one.award)).await?;
            let known = |proposal: HigherProposal| {
                let award_revoked = revoked.contains(&proposal.award);
                Known { proposal, award_revoked }
            };
            Ok((slice.map(known), units, recipients))
        })
        .await?;
    let row = |known| HigherProposalView::new(known, &actor).beside(&units, &recipients);
    Untagged::new(&Listing::new(&paging, slice, |one| one.proposal.id.0, row))
}

/// Register a proposal to a higher level
///
/// *Đăng ký đề nghị khen thưởng cấp cao hơn.* Appraisal agency, for the holder of an award whose decision is public and
/// that was not revoked (409 otherwise); one open proposal for each award and form. The procedure itself runs elsewhere:
/// this is its register.
#[utoipa::path(post, path = "/higher-proposals", responses((status = 201, description = "Registered.")))]
pub(crate) async fn register_higher_proposal(
    request: Command<NewHigherProposal>,
    db: Db,
) -> Result<Once<Created<HigherProposalView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ProposeHigher, None)?;
        let NewHigherProposal { award, form, authority, document, summary } = body;
        let award = named(tx.granted_award(award).await, "/award", reasons::award_unknown)?;
        let revocation = tx.revocation_of(award.id).await?;
        let (document, summary) = (document.into(), summary.map(Into::into));
        let (form, authority) = (form.into(), authority.into());
        let content = HigherProposalContent { form, authority, document, summary };
        let id = HigherProposalId(Uuid::now_v7());
        let step = HigherProposal::propose(id, (&award, revocation.as_ref()), content, &actor, at)?;
        let known = Known { proposal: tx.add(step).await?, award_revoked: false };
        let location = format!("/v1/higher-proposals/{id}");
        Created::new(location, known.revision(), &HigherProposalView::new(known, &actor))
    })
    .await
}

/// Show a proposal to a higher level
///
/// *Xem đề nghị khen thưởng cấp cao hơn.* Standing agency, appraisal agency, decision authority and auditor.
#[utoipa::path(get, path = "/higher-proposals/{proposal}", responses((status = 200, description = "The proposal.")))]
pub(crate) async fn show_higher_proposal(
    Caller(actor): Caller,
    path: Path<HigherProposalPath>,
    db: Db,
) -> Result<Tagged<HigherProposalView>, Problem> {
    let reader = actor.clone();
    let known = db
        .read(move |tx| async move {
            let known = Known::load(&tx, path.0.proposal).await?;
            let award = tx.granted_award(known.proposal.award).await?;
            must_reach(&reader, Permission::ReadHigherProposal, award.campaign)?;
            Ok(known)
        })
        .await?;
    Tagged::new(known.revision(), &HigherProposalView::new(known, &actor))
}

/// Record the higher level's answer
///
/// *Ghi nhận kết quả đề nghị khen thưởng cấp cao hơn.* Appraisal agency, once, with the paper that states the outcome,
/// and with a reason if it was not granted. A granted award (khen cao) appears in the record of awards from then on.
#[utoipa::path(
    post,
    path = "/higher-proposals/{proposal}/outcome",
    responses((status = 200, description = "Recorded.")),
)]
pub(crate) async fn conclude_higher_proposal(
    request: StepCommand<HigherProposalPath, NewHigherConclusion>,
    db: Db,
) -> Result<Once<Tagged<HigherProposalView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ProposeHigher, None)?;
        let Known { proposal, award_revoked } = Known::expected(&tx, path.proposal, expected).await?;
        let NewHigherConclusion { outcome, document, reason } = body;
        let said = (reason.as_deref().unwrap_or_default(), document.into());
        let step = proposal.conclude(outcome, said, &actor, at)?;
        let known = Known { proposal: tx.save(step).await?, award_revoked };
        Tagged::new(known.revision(), &HigherProposalView::new(known, &actor))
    })
    .await
}

/// Withdraw a proposal to a higher level
///
/// *Rút đề nghị khen thưởng cấp cao hơn.* Appraisal agency, with a reason, before it is answered. Another may be
/// registered afterwards.
#[utoipa::path(
    post,
    path = "/higher-proposals/{proposal}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_higher_proposal(
    request: StepCommand<HigherProposalPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<HigherProposalView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ProposeHigher, None)?;
        let Known { proposal, award_revoked } = Known::expected(&tx, path.proposal, expected).await?;
        let step = proposal.withdraw(&body.reason, &actor, at)?;
        let known = Known { proposal: tx.save(step).await?, award_revoked };
        Tagged::new(known.revision(), &HigherProposalView::new(known, &actor))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "higher-proposals":
        list_higher_proposals, register_higher_proposal, show_higher_proposal, conclude_higher_proposal,
        withdraw_higher_proposal,
    );
}
