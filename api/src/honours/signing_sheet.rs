//! The sheet that is shown before a decision is signed.

use domain::base::identity::Actor;
use domain::base::ids::{NominationId, OrganisationId};
use domain::base::policy::Permission;
use domain::honours::signing_sheet::{Entry, Mark, QuotaPassed, Share, SigningSheet};
use domain::planning::award::SubjectKind;
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::command::Command;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::base::text::hex;
use crate::honours::nomination::reading::BarView;
use crate::honours::nomination::surroundings::Surroundings;
use crate::honours::nomination::{listed, must_be_different};

/// The list that a decision would grant.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SigningList {
    /// The nominations. 1 to 500, none twice.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub(crate) nominations: Vec<NominationId>,
}

/// Number of the listed nominees in one category.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SheetShare)]
pub(crate) struct ShareView {
    /// Code of the kind, level or position; `UNSAID` for individuals for whom it is not stated whether they lead.
    #[schema(example = "DIRECT_WORKER")]
    of: String,
    /// Number of nominees.
    #[schema(minimum = 0, example = 12)]
    count: i64,
    /// Of all, cut down to two decimals.
    percent: Hundredths,
}

/// A unit with more nominees than its quota foresees (rule S34).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = QuotaPassed)]
pub(crate) struct QuotaPassedView {
    /// The unit.
    organisation: OrganisationId,
    /// Its name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// Of which kind of subject.
    kind: SubjectKind,
    /// The quota.
    #[schema(minimum = 0, example = 2)]
    quota: i64,
    /// Number of nominees.
    #[schema(minimum = 0, example = 3)]
    count: i64,
}

/// A remark about one nominee that needs a manual check.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SheetMark)]
pub(crate) struct MarkView {
    /// The nominee.
    nomination: NominationId,
    /// The remark.
    bar: BarView,
}

/// Sheet to check before a decision is signed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SigningSheet)]
pub(crate) struct SigningSheetView {
    /// Number of nominees on the list.
    #[schema(minimum = 0, example = 30)]
    total: i64,
    /// Collectives and individuals.
    kinds: Vec<ShareView>,
    /// By the level of the nominating unit.
    levels: Vec<ShareView>,
    /// Individuals: leaders, direct workers, and those for whom it is not stated.
    positions: Vec<ShareView>,
    /// Quotas that are passed; here they only warn (rule S34).
    quotas: Vec<QuotaPassedView>,
    /// Possible doubles and everything else to look at (rules L01 to L04).
    marks: Vec<MarkView>,
    /// SHA-256 of the sheet; a decision that names it as `sheet` records that it was seen as it is.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    digest: String,
}

impl SigningSheetView {
    pub(crate) fn new(sheet: SigningSheet) -> Result<Self, Problem> {
        let SigningSheet { total, kinds, levels, positions, quotas, marks } = sheet;
        let shares = |list: Vec<Share>| -> Vec<ShareView> {
            list.into_iter()
                .map(|Share { of, count, share }| ShareView { of, count, percent: Hundredths(share) })
                .collect()
        };
        let quotas = quotas
            .into_iter()
            .map(|QuotaPassed { organisation, organisation_name, kind, quota, count }| QuotaPassedView {
                organisation,
                organisation_name,
                kind,
                quota,
                count,
            })
            .collect();
        let marks =
            marks.into_iter().map(|Mark { nomination, bar }| MarkView { nomination, bar: bar.into() }).collect();
        let (kinds, levels, positions) = (shares(kinds), shares(levels), shares(positions));
        let view = Self { total, kinds, levels, positions, quotas, marks, digest: String::new() };
        let text = serde_json::to_vec(&view).map_err(Problem::fault)?;
        Ok(Self { digest: hex(&Sha256::digest(text)), ..view })
    }

    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// Computes the sheet of a list of nominations from the current data.
    pub(crate) async fn draw(tx: &Tx, nominations: &[NominationId], actor: &Actor) -> Result<Self, Problem> {
        Self::new(Self::drawn(tx, nominations, actor).await?)
    }

    /// The same as a plain value.
    pub(crate) async fn drawn(tx: &Tx, nominations: &[NominationId], actor: &Actor) -> Result<SigningSheet, Problem> {
        let (scope, levels) = (actor.scope(Permission::ReadNomination)?, tx.levels().await?);
        let mut entries = Vec::with_capacity(nominations.len());
        let mut terms = None;
        for (index, nomination) in listed(tx, &scope, nominations).await?.into_iter().enumerate() {
            let cycle = tx.cycle(nomination.cycle).await?;
            if index == 0 {
                terms = tx.round_of(cycle.id).await?.map(|round| round.terms);
            }
            let level = tx.organisation(nomination.organisation).await?.level;
            let surroundings = Surroundings::of(tx, &nomination, &cycle).await?;
            let bars = nomination.bars(surroundings.beside(), actor);
            entries.push(Entry { nomination, level, bars });
        }
        Ok(SigningSheet::of(entries, &levels, terms.as_ref()))
    }
}

/// Look before signing
///
/// *Xem trước khi ký.* Decision authority, the agencies and the auditor: the nominees on the list, how many lead and
/// how many work directly, which quotas are exceeded, and who might be commended twice for one achievement, across
/// units and years. It flags and never blocks, and stores nothing; its `digest` can be named in the decision.
#[utoipa::path(post, path = "/signing-sheets", responses((status = 200, description = "The sheet.")))]
pub(crate) async fn draw_signing_sheet(
    request: Command<SigningList>,
    db: Db,
) -> Result<Untagged<SigningSheetView>, Problem> {
    let Command { actor, body, .. } = request;
    actor.must_somewhere(Permission::ReadDecision)?;
    must_be_different(&body.nominations)?;
    let sheet = db.read(move |tx| async move { SigningSheetView::draw(&tx, &body.nominations, &actor).await }).await?;
    Untagged::new(&sheet)
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "decisions": draw_signing_sheet);
}
