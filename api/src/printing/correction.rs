//! What a decision says that corrects an earlier one (quyết định đính chính): which decision, whose award, what was written
//! and what is written now, and on what ground. How the slip was found is in no paper: it is not public (rule P06).

use std::collections::HashMap;

use domain::base::ids::{AwardId, DecisionId};
use domain::base::wording::{number, numbered};
use domain::honours::correction::{AwardCorrection, CorrectedField};
use domain::honours::decision::{Award, Decision};
use domain::honours::granted_award::GrantedAward;
use domain::honours::prize::AwardPrize;
use domain::planning::award::SubjectKind;
use persistence::base::store::Tx;

use crate::base::problem::Problem;
use crate::printing::layout::{PRIZE_UNKNOWN, about, lower, prize_of, written};

/// The earlier decision, with the awards as they stand by decisions that are public.
pub(super) struct Corrected {
    decision: Decision,
    granted: HashMap<AwardId, GrantedAward>,
}

/// Money in a sentence.
fn money(dong: Option<i64>) -> String {
    dong.map_or_else(|| PRIZE_UNKNOWN.to_owned(), |dong| format!("{} đồng", number(dong)))
}

/// One thing that is put right.
fn righted(what: &str, before: &str, after: &str) -> String {
    format!("{what} đã ghi là {before}, nay đính chính thành {after}")
}

impl Corrected {
    pub(super) async fn of(tx: &Tx, earlier: DecisionId) -> Result<Self, Problem> {
        let decision = tx.decision(earlier).await?;
        let granted = tx.granted_awards(earlier).await?.into_iter().map(|award| (award.id, award)).collect();
        Ok(Self { decision, granted })
    }

    /// The earlier decision in a sentence: number and day.
    fn mark(&self) -> String {
        let paper = &self.decision.paper;
        format!("Quyết định số {} {}", numbered(&paper.symbol), written(paper.date))
    }

    /// The earlier decision with who issued it and its abstract.
    fn named(&self, authority: &str) -> String {
        format!("{} của {authority} {}", self.mark(), about(&self.decision.paper.title))
    }

    /// The earlier decision as a basis.
    pub(super) fn basis(&self, authority: &str) -> String {
        format!("Căn cứ {}", self.named(authority))
    }

    /// Whose awards are put right.
    pub(super) fn kinds(&self, correcting: &Decision) -> Vec<SubjectKind> {
        let named = |award: &Award| correcting.corrections.iter().any(|one| one.award == award.id);
        self.decision.awards.iter().filter(|award| named(award)).map(|award| award.subject_kind).collect()
    }

    /// What the prize was before a correction: what the last one before it made of it, and else what was granted.
    fn prize_before(&self, correction: &AwardCorrection) -> Option<i64> {
        let made = self.granted.get(&correction.award).map(|award| award.corrections.as_slice()).unwrap_or_default();
        let earlier = made.iter().map(|made| &made.correction).filter(|made| made.number < correction.number);
        let last: Option<&AwardPrize> = earlier.rev().find_map(|made| made.prize.as_ref());
        let granted = || self.decision.awards.iter().find(|award| award.id == correction.award).and_then(prize_of);
        last.map_or_else(granted, |prize| prize.dong)
    }

    /// One award: whose it is, each thing that is put right, and the ground.
    fn line(&self, correction: &AwardCorrection) -> String {
        let AwardCorrection { ground, before, after, prize, .. } = correction;
        let quoted = |text: &str| format!("“{text}”");
        let put = |field: CorrectedField| match field {
            CorrectedField::Name => righted("tên", &quoted(&before.name), &quoted(&after.name)),
            CorrectedField::OrganisationName => {
                righted("tên đơn vị", &quoted(&before.organisation_name), &quoted(&after.organisation_name))
            }
            // Only a Giấy khen is corrected in that, and no decision of the chair grants one.
            CorrectedField::Achievement => String::new(),
            CorrectedField::Prize => {
                let now = prize.as_ref().and_then(|prize| prize.dong);
                righted("tiền thưởng", &money(self.prize_before(correction)), &money(now))
            }
        };
        let said: Vec<String> = correction.fields().into_iter().map(put).filter(|said| !said.is_empty()).collect();
        let who = if before.name == before.organisation_name {
            quoted(&before.name)
        } else {
            format!("{} ({})", quoted(&before.name), before.organisation_name)
        };
        format!("Trường hợp {who}: {}. Lý do: {}.", said.join("; "), ground.vi())
    }

    /// The articles that put right what the earlier decision says. What a decision corrected before corrections were
    /// entered is known by its abstract alone.
    pub(super) fn articles(&self, correcting: &Decision, authority: &str) -> Vec<String> {
        let Decision { paper, corrections, .. } = correcting;
        let mark = self.mark();
        if corrections.is_empty() {
            let earlier = &self.decision.paper.symbol;
            let more = if paper.title.contains(earlier.as_str()) {
                String::new()
            } else {
                format!(": {}", lower(&paper.title))
            };
            return vec![format!("Đính chính {mark} của {authority}{more}.")];
        }
        let lines = corrections.iter().enumerate().map(|(index, one)| format!("\n{}. {}", index + 1, self.line(one)));
        let lines: String = lines.collect();
        vec![
            format!("Đính chính nội dung tại {}, cụ thể như sau:{lines}", self.named(authority)),
            format!("Các nội dung khác của {mark} giữ nguyên, không thay đổi."),
        ]
    }
}
