//! What surrounds a decision in a bundle (đính chính, rules L17, P06): the earlier decision that it corrects, and further
//! ones that correct it. Nobody who holds the papers of one shall take it for the whole.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{AwardId, DecisionId, NominationId};
use domain::base::policy::Permission;
use domain::base::wording;
use domain::honours::correction::{AwardCorrection, AwardFacts, CorrectedField, CorrectionGround};
use domain::honours::decision::{Decision, DecisionState};
use persistence::base::store::Tx;
use serde::Serialize;

use crate::access::movement::must_reach_one;
use crate::base::problem::Problem;
use crate::printing::index::Fact;
use crate::printing::layout::numbered;

/// The decisions around one, and what it corrects itself.
#[derive(Debug)]
pub(super) struct Corrections {
    /// The decision that it corrects.
    earlier: Option<Decision>,
    /// What it corrects of that decision.
    own: Vec<AwardCorrection>,
    /// Those that correct it, in the order of recording.
    later: Vec<Decision>,
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
    ground: CorrectionGround,
    changed: Vec<CorrectedField>,
    before: SaidFacts,
    after: SaidFacts,
    #[serde(skip_serializing_if = "Option::is_none")]
    prize_dong: Option<i64>,
}

impl From<&AwardCorrection> for CorrectionFacts {
    fn from(correction: &AwardCorrection) -> Self {
        let AwardCorrection { award, ground, before, after, prize, .. } = correction;
        Self {
            award: *award,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    corrections: Vec<CorrectionFacts>,
}

impl From<&Decision> for LaterFacts {
    fn from(decision: &Decision) -> Self {
        let Decision { id, paper, state, published_at, corrections, .. } = decision;
        Self {
            id: *id,
            symbol: paper.symbol.clone(),
            date: paper.date,
            signer: paper.signer.clone(),
            title: paper.title.clone(),
            state: *state,
            published_at: *published_at,
            corrections: corrections.iter().map(CorrectionFacts::from).collect(),
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
        let Some(nomination) = of else { return Ok(Self { earlier, own, later }) };
        let granted =
            |award: AwardId| decision.awards.iter().any(|one| one.id == award && one.nomination == nomination);
        let kept = |other: Decision| {
            let whole = other.corrections.is_empty();
            let corrections: Vec<AwardCorrection> =
                other.corrections.into_iter().filter(|one| granted(one.award)).collect();
            (whole || !corrections.is_empty()).then_some(Decision { corrections, ..other })
        };
        // What the decision corrects was granted by the earlier one, for other dossiers.
        Ok(Self { earlier, own: Vec::new(), later: later.into_iter().filter_map(kept).collect() })
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
        let own = self.own.iter().map(CorrectionFacts::from).collect();
        (self.earlier.as_ref().map(EarlierFacts::from), own, self.later.iter().map(LaterFacts::from).collect())
    }

    /// What the index says, line by line.
    pub(super) fn lines(&self) -> Vec<Fact> {
        let mut lines = Vec::new();
        if let Some(earlier) = &self.earlier {
            lines.push(Fact::new("Đính chính", named(earlier)));
            lines.extend(self.own.iter().map(line));
        }
        for later in &self.later {
            let waiting = match later.state {
                DecisionState::Issued => " (chưa công khai)",
                DecisionState::Published => "",
            };
            lines.push(Fact::new("Được đính chính theo", format!("{}{waiting}", named(later))));
            lines.extend(later.corrections.iter().map(line));
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

/// What is corrected of one award, after the name that it bore.
fn line(correction: &AwardCorrection) -> Fact {
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
    Fact::new("Nội dung đính chính", format!("{}: {}", before.name, changed.join("; ")))
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
        assert_eq!(line(&correction).value, "Ngô Thị Sáng Kiên: tên “Ngô Thị Sáng Kiến”");
    }
}
