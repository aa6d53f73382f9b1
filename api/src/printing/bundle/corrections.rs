//! What surrounds a decision in a bundle (đính chính, rules L17, P06): the earlier decision that it corrects, and further
//! ones that correct it. Nobody who holds the papers of one shall take it for the whole.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, DecisionId, NominationId};
use domain::base::policy::Permission;
use domain::base::wording::{self, numbered};
use domain::honours::correction::{AwardCorrection, AwardFacts, CorrectedField, CorrectionGround, CorrectionState};
use domain::honours::decision::{Decision, DecisionState};
use persistence::base::store::Tx;
use serde::Serialize;

use crate::access::movement::must_reach_one;
use crate::base::problem::Problem;
use crate::printing::index::Fact;

/// The decisions around one, and what it corrects itself.
#[derive(Debug)]
pub(super) struct Corrections {
    /// The decision that it corrects.
    earlier: Option<Decision>,
    /// What it corrects of that decision.
    own: Vec<AwardCorrection>,
    /// Those that correct it, in the order of recording.
    later: Vec<Decision>,
    /// Which of the awards that any of them corrects were revoked.
    revoked: Vec<AwardId>,
    /// Which of those that correct it never become public, because of what was revoked.
    overtaken: Vec<DecisionId>,
}

/// What an award says, as far as it is corrected.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SaidFacts {
    name: String,
    organisation_name: String,
}

impl From<&AwardFacts> for SaidFacts {
    fn from(facts: &AwardFacts) -> Self {
        let AwardFacts { name, organisation_name } = facts.clone();
        Self { name, organisation_name }
    }
}

/// The correction of one award.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CorrectionFacts {
    award: AwardId,
    state: CorrectionState,
    ground: CorrectionGround,
    changed: Vec<CorrectedField>,
    before: SaidFacts,
    after: SaidFacts,
    #[serde(skip_serializing_if = "Option::is_none")]
    prize_dong: Option<i64>,
}

impl CorrectionFacts {
    fn new(correction: &AwardCorrection, revoked: &[AwardId]) -> Self {
        let AwardCorrection { award, ground, before, after, prize, .. } = correction;
        Self {
            award: *award,
            state: correction.state(revoked),
            ground: *ground,
            changed: correction.fields(),
            before: before.into(),
            after: after.into(),
            prize_dong: prize.as_ref().and_then(|prize| prize.dong),
        }
    }
}

/// The earlier decision.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EarlierFacts {
    id: DecisionId,
    symbol: String,
    date: NaiveDate,
    title: String,
}

impl From<&Decision> for EarlierFacts {
    fn from(decision: &Decision) -> Self {
        let Decision { id, paper, .. } = decision;
        Self { id: *id, symbol: paper.symbol.clone(), date: paper.date, title: paper.title.clone() }
    }
}

/// A further decision.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LaterFacts {
    id: DecisionId,
    symbol: String,
    date: NaiveDate,
    signer: String,
    title: String,
    state: DecisionState,
    /// Whether it never becomes public, because all that it does is to correct awards that were revoked meanwhile.
    never_public: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    corrections: Vec<CorrectionFacts>,
}

impl LaterFacts {
    fn new(decision: &Decision, never_public: bool, revoked: &[AwardId]) -> Self {
        let Decision { id, paper, state, published_at, corrections, .. } = decision;
        Self {
            id: *id,
            symbol: paper.symbol.clone(),
            date: paper.date,
            signer: paper.signer.clone(),
            title: paper.title.clone(),
            state: *state,
            never_public,
            published_at: *published_at,
            corrections: corrections.iter().map(|one| CorrectionFacts::new(one, revoked)).collect(),
        }
    }
}

impl Corrections {
    /// Those around a decision; for one dossier those of its award, and decisions that correct the whole.
    pub(super) async fn around(tx: &Tx, decision: &Decision, of: Option<NominationId>) -> Result<Self, Problem> {
        let earlier = match decision.corrects {
            Some(earlier) => Some(tx.decision(earlier).await?),
            None => None,
        };
        let own = decision.corrections.clone();
        let later = tx.decisions_correcting(decision.id).await?;
        let corrected = own.iter().chain(later.iter().flat_map(|one| &one.corrections)).map(|one| one.award);
        let revoked = tx.revoked_among(corrected.collect()).await?;
        let gone = |one: &Decision| one.is_overtaken(&revoked).then_some(one.id);
        let overtaken: Vec<DecisionId> = later.iter().filter_map(gone).collect();
        let Some(nomination) = of else { return Ok(Self { earlier, own, later, revoked, overtaken }) };
        let granted =
            |award: AwardId| decision.awards.iter().any(|one| one.id == award && one.nomination == nomination);
        let kept = |other: Decision| {
            let whole = other.corrections.is_empty();
            let corrections: Vec<AwardCorrection> =
                other.corrections.into_iter().filter(|one| granted(one.award)).collect();
            (whole || !corrections.is_empty()).then_some(Decision { corrections, ..other })
        };
        // What the decision corrects was granted by the earlier one, for other dossiers.
        let later = later.into_iter().filter_map(kept).collect();
        Ok(Self { earlier, own: Vec::new(), later, revoked, overtaken })
    }

    /// The further decisions whose papers the caller may read.
    pub(super) fn later_papers(&self, actor: &Actor) -> Vec<&Decision> {
        self.later.iter().filter(|one| reads(actor, one)).collect()
    }

    /// The earlier decision, if the caller may read its paper.
    pub(super) fn earlier_paper(&self, actor: &Actor) -> Option<&Decision> {
        self.earlier.as_ref().filter(|one| reads(actor, one))
    }

    /// What `metadata.json` says.
    pub(super) fn facts(&self) -> (Option<EarlierFacts>, Vec<CorrectionFacts>, Vec<LaterFacts>) {
        let own = self.own.iter().map(|one| CorrectionFacts::new(one, &self.revoked)).collect();
        let never = |one: &Decision| self.overtaken.contains(&one.id);
        let later = self.later.iter().map(|one| LaterFacts::new(one, never(one), &self.revoked)).collect();
        (self.earlier.as_ref().map(EarlierFacts::from), own, later)
    }

    /// What the index says, line by line.
    pub(super) fn lines(&self) -> Vec<Fact> {
        let mut lines = Vec::new();
        if let Some(earlier) = &self.earlier {
            lines.push(Fact::new("Đính chính", named(earlier)));
            lines.extend(self.own.iter().map(|one| line(one, &self.revoked)));
        }
        for later in &self.later {
            let waiting = match later.state {
                DecisionState::Issued if self.overtaken.contains(&later.id) => " (không công khai)",
                DecisionState::Issued => " (chưa công khai)",
                DecisionState::Published => "",
            };
            lines.push(Fact::new("Được đính chính theo", format!("{}{waiting}", named(later))));
            lines.extend(later.corrections.iter().map(|one| line(one, &self.revoked)));
        }
        lines
    }
}

fn reads(actor: &Actor, decision: &Decision) -> bool {
    must_reach_one(actor, Permission::ReadDecision, &decision.movements).is_ok()
}

/// `Quyết định số 336/QĐ-UBND ngày 20/12/2024`.
fn named(decision: &Decision) -> String {
    format!("Quyết định số {} ngày {}", numbered(&decision.paper.symbol), wording::date(decision.paper.date))
}

/// What is corrected of one award, after the name that it bore; that it never counts, if the award was revoked first.
fn line(correction: &AwardCorrection, revoked: &[AwardId]) -> Fact {
    let AwardCorrection { before, after, prize, .. } = correction;
    let said = |field: CorrectedField| match field {
        CorrectedField::Name => format!("{} “{}”", field.vi(), after.name),
        CorrectedField::OrganisationName => format!("{} “{}”", field.vi(), after.organisation_name),
        CorrectedField::Prize => {
            let dong = prize.as_ref().and_then(|prize| prize.dong).map(wording::number);
            format!("{} {} đồng", field.vi(), dong.unwrap_or_default())
        }
        CorrectedField::Achievement => field.vi().to_owned(),
    };
    let changed: Vec<String> = correction.fields().into_iter().map(said).collect();
    let void = match correction.state(revoked) {
        CorrectionState::AwardRevoked => " (không có giá trị: khen thưởng đã bị hủy bỏ trước)",
        CorrectionState::Waiting | CorrectionState::Public => "",
    };
    Fact::new("Nội dung đính chính", format!("{}: {}{void}", before.name, changed.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::honours::correction::CorrectionId;
    use uuid::Uuid;

    #[test]
    fn what_is_corrected_stands_behind_the_name_of_before() {
        let facts =
            |name: &str| AwardFacts { name: name.to_owned(), organisation_name: "UBND xã An Lạc".to_owned() };
        let correction = AwardCorrection {
            id: CorrectionId(Uuid::nil()),
            award: AwardId(Uuid::nil()),
            number: 1,
            ground: CorrectionGround::ClericalError,
            reason: "Sai dấu".to_owned(),
            before: facts("Ngô Thị Sáng Kiên"),
            after: facts("Ngô Thị Sáng Kiến"),
            prize: None,
            public: false,
        };
        let plain = "Ngô Thị Sáng Kiên: tên “Ngô Thị Sáng Kiến”";
        assert_eq!(line(&correction, &[]).value, plain);
        let void = line(&correction, &[correction.award]).value;
        assert_eq!(void, format!("{plain} (không có giá trị: khen thưởng đã bị hủy bỏ trước)"), "rule L18");
        let public = AwardCorrection { public: true, ..correction };
        assert_eq!(line(&public, &[public.award]).value, plain, "it counted before the award was revoked");
    }
}
