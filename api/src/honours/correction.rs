//! Corrections of awards: as a decision makes them, and as the award shows them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{AwardId, DecisionId};
use domain::honours::correction::{
    AsItStands, AwardCorrection, AwardFacts, Correctable, CorrectedField, CorrectionGround, CorrectionId,
    CorrectionState, MadeCorrection, NewCorrection,
};
use domain::honours::decision::Decision;
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::base::problem::{Problem, named};
use crate::base::text::{EmptyOrLine, Paragraph};
use crate::honours::reasons;

/// What a decision corrects of one award (đính chính): what the award says, never whom it is for.
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewCorrection, example = json!({
    "award": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "ground": "CLERICAL_ERROR",
    "reason": "Quyết định ghi sai dấu trong tên", "name": "Phòng Văn hóa và Thông tin (demo)"
}))]
pub(crate) struct NewCorrectionBody {
    /// The award; the decision that `corrects` names granted it.
    award: AwardId,
    /// The ground; public.
    ground: CorrectionGround,
    /// What was wrong and how it was found; 1 to 4000 characters. Not public.
    /// Example: `Quyết định ghi sai dấu trong tên`
    #[validate(nested)]
    reason: Paragraph,
    /// The recipient's name as it should read; absent or empty if it stays. At most 300 characters.
    /// Example: `Phòng Văn hóa và Thông tin (demo)`
    #[validate(nested)]
    #[serde(default)]
    name: EmptyOrLine,
    /// The name of the unit as it should read, of the time of the award (rule L31); absent or empty if it stays. At most
    /// 300 characters.
    /// Example: `UBND huyện Kế Sách`
    #[validate(nested)]
    #[serde(default)]
    organisation_name: EmptyOrLine,
    /// With `true`, the prize is computed again from what is configured now, for the day of the decision that granted the
    /// award (rule L14). 422 if the amount stays as it is.
    #[serde(default)]
    #[schema(default = false, example = false)]
    recomputes_prize: bool,
}

/// What an award said at some time, as far as corrections change it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AwardFacts)]
pub(crate) struct AwardFactsView {
    /// The recipient's name.
    #[schema(example = "Phòng Văn hoá - Thông tin (demo)")]
    name: String,
    /// The unit's name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
}

impl From<AwardFacts> for AwardFactsView {
    fn from(facts: AwardFacts) -> Self {
        let AwardFacts { name, organisation_name } = facts;
        Self { name, organisation_name }
    }
}

/// What a decision corrects of one award; not public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AwardCorrection)]
pub(crate) struct AwardCorrectionView {
    /// The correction's identifier.
    id: CorrectionId,
    /// The award.
    award: AwardId,
    /// Which correction of the award it is.
    #[schema(minimum = 1, example = 1)]
    number: i64,
    /// Whether it is public, or can become it: the correction of an award that was revoked before its decision was
    /// public never does (rule L18).
    state: CorrectionState,
    /// The ground.
    ground: CorrectionGround,
    /// What was wrong and how it was found.
    #[schema(example = "Quyết định ghi sai dấu trong tên")]
    reason: String,
    /// What it changes.
    changed: Vec<CorrectedField>,
    /// What the award said before.
    before: AwardFactsView,
    /// What it says with the correction.
    after: AwardFactsView,
    /// The prize with the correction, in đồng; only if the correction changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1_490_000)]
    prize_dong: Option<i64>,
}

impl AwardCorrectionView {
    /// A correction, where these awards were revoked.
    pub(crate) fn new(correction: AwardCorrection, revoked: &[AwardId]) -> Self {
        let (changed, state) = (correction.fields(), correction.state(revoked));
        let AwardCorrection { id, award, number, ground, reason, before, after, prize, public: _ } = correction;
        let prize_dong = prize.and_then(|prize| prize.dong);
        let (before, after) = (before.into(), after.into());
        Self { id, award, number, state, ground, reason, changed, before, after, prize_dong }
    }
}

/// A correction of an award with the public decision that makes it; not public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MadeCorrection)]
pub(crate) struct MadeCorrectionView {
    /// The decision that makes it.
    decision: DecisionId,
    /// Number and symbol of the decision.
    #[schema(example = "336/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the decision.
    decision_date: NaiveDate,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// What it corrects.
    correction: AwardCorrectionView,
}

impl From<MadeCorrection> for MadeCorrectionView {
    fn from(made: MadeCorrection) -> Self {
        let MadeCorrection { correction, decision, symbol, date, published_at } = made;
        // It is public, whatever was revoked since.
        let correction = AwardCorrectionView::new(correction, &[]);
        Self { decision, decision_symbol: symbol, decision_date: date, published_at, correction }
    }
}

/// A correction as the public sees it: why, what and by which decision (rule P06).
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicCorrection)]
pub(crate) struct PublicCorrectionView {
    /// The ground.
    pub(crate) ground: CorrectionGround,
    /// What it changed. Amounts of prizes are not public.
    pub(crate) changed: Vec<CorrectedField>,
    /// Number and symbol of the correcting decision.
    #[schema(example = "336/QĐ-UBND")]
    pub(crate) decision_symbol: String,
    /// The day of the correcting decision.
    pub(crate) decision_date: NaiveDate,
}

impl From<&MadeCorrection> for PublicCorrectionView {
    fn from(made: &MadeCorrection) -> Self {
        let MadeCorrection { correction, decision: _, symbol, date, published_at: _ } = made;
        Self {
            ground: correction.ground,
            changed: correction.fields(),
            decision_symbol: symbol.clone(),
            decision_date: *date,
        }
    }
}

/// An award of a decision as it stands after corrections by public decisions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CorrectedAward {
    /// The recipient's name.
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    name: String,
    /// The unit's name of the time of the award.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The prize, in đồng; only if a correction changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1_490_000)]
    prize_dong: Option<i64>,
    /// The decisions that corrected it, in their order.
    corrections: Vec<PublicCorrectionView>,
}

impl CorrectedAward {
    /// What corrections made of an award; none if there are none.
    pub(crate) fn of(corrections: &[MadeCorrection]) -> Option<Self> {
        let AwardFacts { name, organisation_name } = corrections.last()?.correction.after.clone();
        let prize = corrections.iter().rev().find_map(|made| made.correction.prize.as_ref());
        Some(Self {
            name,
            organisation_name,
            prize_dong: prize.and_then(|prize| prize.dong),
            corrections: corrections.iter().map(PublicCorrectionView::from).collect(),
        })
    }
}

/// What an award said as it was granted; none if it was never corrected.
pub(crate) fn as_granted(corrections: &[MadeCorrection]) -> Option<AwardFactsView> {
    corrections.first().map(|first| first.correction.before.clone().into())
}

/// The awards that a decision corrects, with what the corrections are judged by.
pub(crate) async fn correctables(
    tx: &Tx,
    list: Vec<NewCorrectionBody>,
    earlier: Option<&Decision>,
) -> Result<Vec<Correctable>, Problem> {
    let mut found = Vec::with_capacity(list.len());
    for (index, body) in list.into_iter().enumerate() {
        let NewCorrectionBody { award, ground, reason, name, organisation_name, recomputes_prize } = body;
        let award =
            named(tx.granted_award(award).await, format!("/corrections/{index}/award"), reasons::award_unknown)?;
        let so_far = tx.corrected_so_far(award.id).await?;
        let granted = earlier.and_then(|earlier| earlier.awards.iter().find(|granted| granted.id == award.id));
        let corrected = award.corrections.iter().rev().find_map(|made| made.correction.prize.clone());
        let stands = AsItStands {
            facts: award.facts(),
            prize: corrected.or_else(|| granted.and_then(|granted| granted.prize.clone())),
            corrections: so_far.corrections,
            last: so_far.last,
            waiting: so_far.waiting,
            revoked: tx.revocation_of(award.id).await?.is_some(),
        };
        let said = |text: EmptyOrLine| Some(String::from(text)).filter(|text| !text.is_empty());
        let change = NewCorrection {
            id: CorrectionId(Uuid::now_v7()),
            award: award.id,
            ground,
            reason: reason.into(),
            name: said(name),
            organisation_name: said(organisation_name),
            recomputes_prize,
        };
        let nomination = tx.nomination_behind(award.id).await?;
        found.push(Correctable { change, stands, nomination });
    }
    Ok(found)
}

/// The corrections of some awards, by award.
pub(crate) type Made = HashMap<AwardId, Vec<MadeCorrection>>;
