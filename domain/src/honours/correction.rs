//! The correction of an award (đính chính quyết định khen thưởng): a further decision of the same issuer states what the
//! earlier one stated wrongly (rules L17, P06).
//!
//! An award never changes. It stands as it was granted, with its public corrections in their order. Only what an award
//! says is corrected, never whom it is for: for another person or unit it is revoked, and granted anew. A revoked award
//! says for ever what it said when it was revoked: `published` leaves its corrections out of the public.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::identity::Actor;
use crate::base::ids::{AwardId, DecisionId, ids, wire_enum};
use crate::base::refusal::{Refusal, Violations};
use crate::base::text::tidy;
use crate::honours::nomination::Nomination;
use crate::honours::prize::{AwardPrize, Prize};
use crate::honours::reasons;

ids! {
    /// Identifies a correction of an award (đính chính).
    CorrectionId,
}

wire_enum! {
    /// Why an award is corrected.
    CorrectionGround {
        /// A slip in the signed decision (lỗi chính tả, lỗi kỹ thuật trình bày).
        ClericalError = "CLERICAL_ERROR",
        /// The dossier stated it wrongly (hồ sơ đề nghị ghi sai).
        DossierError = "DOSSIER_ERROR",
        /// What was entered differs from what was signed (nhập sai so với bản đã ký).
        EntryError = "ENTRY_ERROR",
        /// A provision was applied wrongly, such as that on prizes (áp dụng sai quy định).
        RuleMisapplied = "RULE_MISAPPLIED",
    }
}

impl CorrectionGround {
    /// The Vietnamese name, as a decision states the ground.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::ClericalError => "sai sót về chính tả, kỹ thuật trình bày trong quyết định",
            Self::DossierError => "hồ sơ đề nghị ghi sai",
            Self::EntryError => "nội dung nhập khác với bản đã ký",
            Self::RuleMisapplied => "áp dụng sai quy định",
        }
    }
}

wire_enum! {
    /// What a correction changes.
    CorrectedField {
        /// The recipient's name as it is written (tên).
        Name = "NAME",
        /// The name of the unit as it is written (tên đơn vị).
        OrganisationName = "ORGANISATION_NAME",
        /// What a Giấy khen was given for (thành tích).
        Achievement = "ACHIEVEMENT",
        /// The prize money (tiền thưởng).
        Prize = "PRIZE",
    }
}

wire_enum! {
    /// Whether a correction of an award is public, or can become it.
    CorrectionState {
        /// Its decision is not public yet (chưa công khai).
        Waiting = "WAITING",
        /// Public: the award says what it says (đã công khai).
        Public = "PUBLIC",
        /// Never public: the award was revoked before the decision was public (khen thưởng đã bị hủy bỏ trước).
        AwardRevoked = "AWARD_REVOKED",
    }
}

impl CorrectedField {
    /// How an office calls it.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Name => "tên",
            Self::OrganisationName => "tên đơn vị",
            Self::Achievement => "thành tích",
            Self::Prize => "tiền thưởng",
        }
    }
}

/// What an award says, as far as it can be corrected and a certificate repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardFacts {
    /// The recipient's name.
    pub name: String,
    /// The unit's name.
    pub organisation_name: String,
}

/// A correction of one award by a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardCorrection {
    /// Its identifier.
    pub id: CorrectionId,
    /// The award.
    pub award: AwardId,
    /// Which correction of the award it is, from 1.
    pub number: i64,
    /// The ground.
    pub ground: CorrectionGround,
    /// What was wrong, and how it was found; not public.
    pub reason: String,
    /// What the award said before.
    pub before: AwardFacts,
    /// What it says with the correction.
    pub after: AwardFacts,
    /// The prize with the correction, if it changes it.
    pub prize: Option<AwardPrize>,
    /// Whether it is public; decided by `published`, once.
    pub public: bool,
}

impl AwardCorrection {
    /// Whether it is public, or can become it, where these awards were revoked. What is public stays public, even if the
    /// award is revoked afterwards.
    #[must_use]
    pub fn state(&self, revoked: &[AwardId]) -> CorrectionState {
        if self.public {
            CorrectionState::Public
        } else if revoked.contains(&self.award) {
            CorrectionState::AwardRevoked
        } else {
            CorrectionState::Waiting
        }
    }

    /// Whether it changes what a certificate says. A prize is on no certificate.
    #[must_use]
    pub fn restates(&self) -> bool {
        self.before != self.after
    }

    /// What it changes.
    #[must_use]
    pub fn fields(&self) -> Vec<CorrectedField> {
        let changed = [
            (self.before.name != self.after.name, CorrectedField::Name),
            (self.before.organisation_name != self.after.organisation_name, CorrectedField::OrganisationName),
            (self.prize.is_some(), CorrectedField::Prize),
        ];
        changed.into_iter().filter_map(|(changed, field)| changed.then_some(field)).collect()
    }
}

/// What a decision corrects, on its publication: the only place that says which corrections of a decision are public.
/// Those of awards that stand are, from then on and for ever. An award that was revoked before stays in the list of
/// revocations and on its certificate as it was when it was revoked, so its correction is never public (rules L18, P06).
#[must_use]
pub(crate) fn published(corrections: Vec<AwardCorrection>, revoked: &[AwardId]) -> Vec<AwardCorrection> {
    let stands = |one: &AwardCorrection| !revoked.contains(&one.award);
    corrections.into_iter().map(|one| AwardCorrection { public: stands(&one), ..one }).collect()
}

/// A public correction, with the decision that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeCorrection {
    /// The correction.
    pub correction: AwardCorrection,
    /// The decision that makes it.
    pub decision: DecisionId,
    /// Number and symbol of the decision.
    pub symbol: String,
    /// The day of the decision.
    pub date: NaiveDate,
    /// When it became public.
    pub published_at: DateTime<Utc>,
}

/// What an award says after so many of its corrections, of which the given facts are those after all.
#[must_use]
pub fn facts_after(corrections: &[MadeCorrection], count: i64, now: AwardFacts) -> AwardFacts {
    let next = usize::try_from(count).ok().and_then(|count| corrections.get(count));
    next.map_or(now, |made| made.correction.before.clone())
}

/// How many corrections there are up to the last one that changed what a certificate says: the version of the facts.
#[must_use]
pub fn version(corrections: &[MadeCorrection]) -> i64 {
    let last = corrections.iter().rev().find(|made| made.correction.restates());
    last.map_or(0, |made| made.correction.number)
}

/// The first correction after a version that changed what a certificate says.
#[must_use]
pub fn superseding(corrections: &[MadeCorrection], version: i64) -> Option<&MadeCorrection> {
    corrections.iter().find(|made| version < made.correction.number && made.correction.restates())
}

/// What a decision says about one award that it corrects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCorrection {
    /// The identifier of the correction.
    pub id: CorrectionId,
    /// The award.
    pub award: AwardId,
    /// The ground.
    pub ground: CorrectionGround,
    /// What was wrong.
    pub reason: String,
    /// The recipient's name, if it changes.
    pub name: Option<String>,
    /// The unit's name, if it changes.
    pub organisation_name: Option<String>,
    /// Whether the prize is computed again, for the day of the decision that granted the award.
    pub recomputes_prize: bool,
}

/// An award before a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsItStands {
    /// What it says now.
    pub facts: AwardFacts,
    /// Its prize now.
    pub prize: Option<AwardPrize>,
    /// How often it was corrected, corrections that are not public included.
    pub corrections: i64,
    /// The day of the decision that corrected it last.
    pub last: Option<NaiveDate>,
    /// Whether a correction of it is not public yet.
    pub waiting: bool,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A correction to make, with what it is judged by.
#[derive(Clone, Debug)]
pub struct Correctable {
    /// What the decision says.
    pub change: NewCorrection,
    /// The award.
    pub stands: AsItStands,
    /// The nomination that it was granted for.
    pub nomination: Nomination,
}

impl Correctable {
    /// Whether the award can be corrected by the actor now.
    pub(crate) fn must_be_open(&self, actor: &Actor) -> Result<(), Refusal> {
        self.nomination.must_be_judged_by_another(actor)?;
        if self.stands.revoked {
            return Err(Refusal::WrongState(reasons::award_revoked_before_correction()));
        }
        if self.stands.waiting {
            return Err(Refusal::WrongState(reasons::correction_waiting()));
        }
        Ok(())
    }

    /// The correction, with every fault of it under its place in the list; the prize is there if it was to be computed
    /// again.
    pub(crate) fn settle(self, prize: Option<Prize>, place: &str, violations: &mut Violations) -> AwardCorrection {
        let Self { change, stands, nomination: _ } = self;
        let NewCorrection { id, award, ground, reason, name, organisation_name, recomputes_prize: _ } = change;
        let AsItStands { facts: before, prize: present, corrections, last: _, waiting: _, revoked: _ } = stands;
        let reason = tidy(&reason);
        violations.demand_text(&format!("{place}/reason"), &reason);
        let mut written = |value: Option<String>, before: &str, field: &str| match value {
            None => before.to_owned(),
            Some(text) => {
                let text = tidy(&text);
                violations.demand_open_text(&format!("{place}/{field}"), &text);
                text
            }
        };
        let after = AwardFacts {
            name: written(name, &before.name, "name"),
            organisation_name: written(organisation_name, &before.organisation_name, "organisationName"),
        };
        let asked = prize.is_some();
        let prize = prize.and_then(|prize| {
            let pointer = format!("{place}/recomputesPrize");
            match (present.as_ref().is_some_and(|present| present.dong.is_some()), &prize.warning) {
                (false, _) => violations.add(pointer, reasons::prize_to_fill()),
                (true, Some(missing)) => violations.add(pointer, missing.clone()),
                (true, None) => {}
            }
            let anew = AwardPrize::from(prize);
            let same = present.is_some_and(|present| AwardPrize { filled_at: None, ..present } == anew);
            (!same).then_some(anew)
        });
        if after == before && prize.is_none() {
            let reason = if asked { reasons::prize_unchanged() } else { reasons::correction_changes_nothing() };
            violations.add(place, reason);
        }
        let number = corrections.saturating_add(1);
        AwardCorrection { id, award, number, ground, reason, before, after, prize, public: false }
    }
}
