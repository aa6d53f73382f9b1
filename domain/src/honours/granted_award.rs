//! An award with the decision that granted it: the basis of certificates, revocations, complaints and award records.
//!
//! Names are those on the day of the decision (rule L31), as public corrections state them (rule P06); later names are never
//! put in their place.

use chrono::{Datelike, NaiveDate};

use crate::base::ids::{AwardId, CampaignId, CycleId, DecisionId, OrganisationId, Revision};
use crate::base::refusal::Refusal;
use crate::honours::correction::{self, AwardFacts, MadeCorrection};
use crate::honours::decision::DecisionState;
use crate::honours::reasons;
use crate::planning::award::{AwardForm, AwardKind, Occasion, SubjectKind};

/// The fields of a decision that users of one of its awards need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantingDecision {
    /// Its identifier.
    pub id: DecisionId,
    /// The unit that holds the decision authority's function.
    pub issuer: OrganisationId,
    /// Number and symbol, such as `335/QĐ-UBND`.
    pub symbol: String,
    /// The day it was signed.
    pub date: NaiveDate,
    /// The signer, as written there.
    pub signer: String,
    /// Whether it is public.
    pub state: DecisionState,
    /// The revision number.
    pub revision: Revision,
}

/// An award with the decision that granted it, as it stands: with its public corrections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedAward {
    /// Its identifier.
    pub id: AwardId,
    /// The cycle.
    pub cycle: CycleId,
    /// The movement of the cycle.
    pub campaign: CampaignId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The recipient's name.
    pub name: String,
    /// The recipient's unit.
    pub organisation: OrganisationId,
    /// The unit's name as it was then.
    pub organisation_name: String,
    /// The form of commendation.
    pub form: AwardForm,
    /// The occasion of the award.
    pub occasion: Occasion,
    /// The decision.
    pub decision: GrantingDecision,
    /// Its public corrections, in their order (rule P06).
    pub corrections: Vec<MadeCorrection>,
}

impl GrantedAward {
    /// Kind of award.
    #[must_use]
    pub const fn kind(&self) -> AwardKind {
        AwardKind::of(self.occasion)
    }

    /// Whether it may be a basis for merit awards of a higher level (rule L16).
    #[must_use]
    pub const fn counts_for_merit(&self) -> bool {
        self.kind().counts_for_merit()
    }

    /// What it says now.
    #[must_use]
    pub fn facts(&self) -> AwardFacts {
        AwardFacts { name: self.name.clone(), organisation_name: self.organisation_name.clone() }
    }

    /// What it said when so many corrections had been made: as it was granted with 0.
    #[must_use]
    pub fn facts_after(&self, corrections: i64) -> AwardFacts {
        correction::facts_after(&self.corrections, corrections, self.facts())
    }

    /// The version of what it says: which of its corrections was the last to change that.
    #[must_use]
    pub fn version(&self) -> i64 {
        correction::version(&self.corrections)
    }

    /// The first correction after a version that changed what the award says: by it a certificate of the version is
    /// corrected.
    #[must_use]
    pub fn corrected_by(&self, version: i64) -> Option<&MadeCorrection> {
        correction::superseding(&self.corrections, version)
    }

    /// The correction that a version comes from; none for the award as it was granted.
    #[must_use]
    pub fn correction_of(&self, version: i64) -> Option<&MadeCorrection> {
        self.corrections.iter().find(|made| made.correction.number == version)
    }

    /// The year of the golden book that a certificate of it is entered in now: that of the decision which it states last.
    #[must_use]
    pub fn book_year(&self) -> i32 {
        self.correction_of(self.version()).map_or(self.decision.date, |made| made.date).year()
    }

    /// Demands that the decision is public: before that, an award is neither certified nor revoked.
    pub(crate) fn must_be_public(&self) -> Result<(), Refusal> {
        match self.decision.state {
            DecisionState::Published => Ok(()),
            DecisionState::Issued => Err(Refusal::WrongState(reasons::decision_not_published())),
        }
    }
}
