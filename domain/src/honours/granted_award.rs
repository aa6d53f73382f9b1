//! An award with the decision that granted it: the basis of certificates, revocations, complaints and award records.
//!
//! Names are those on the day of the decision (rule L31); they are never changed here.

use chrono::NaiveDate;

use crate::base::ids::{AwardId, CampaignId, CycleId, DecisionId, OrganisationId, Revision};
use crate::base::refusal::Refusal;
use crate::honours::decision::DecisionState;
use crate::honours::reasons;
use crate::planning::award::{AwardForm, AwardKind, Occasion, SubjectKind};

/// The fields of a decision that users of one of its awards need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantingDecision {
    /// Its identifier.
    pub id: DecisionId,
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

/// An award with the decision that granted it.
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

    /// Demands that the decision is public: before that, an award is neither certified nor revoked.
    pub(crate) fn must_be_public(&self) -> Result<(), Refusal> {
        match self.decision.state {
            DecisionState::Published => Ok(()),
            DecisionState::Issued => Err(Refusal::WrongState(reasons::decision_not_published())),
        }
    }
}
