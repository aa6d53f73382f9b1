//! The quota of a round, where the movement lets it block (rule S34).

use crate::honours::nomination::Nomination;
use crate::honours::round::{Quota, RoundTerms};
use crate::planning::award::Occasion;
use crate::planning::policy::{Policy, QuotaEffect};

impl Nomination {
    /// The quota that this nomination may not pass when it is sent; none where quotas only warn, where the round has none
    /// for this kind of subject, and for urgent commendation, which belongs to no round. `of_unit` are the unit's
    /// nominations of the cycle: each that was sent and not withdrawn counts, whatever became of it.
    #[must_use]
    pub fn quota(&self, policy: &Policy, terms: &RoundTerms, of_unit: &[Self]) -> Option<Quota> {
        let blocks = policy.quota_effect == QuotaEffect::Block && self.occasion != Occasion::Urgent;
        let most = terms.quota(self.dossier.subject.kind).filter(|_| blocks)?;
        let counts = |other: &&Self| {
            other.id != self.id
                && other.occasion == self.occasion
                && other.dossier.subject.kind == self.dossier.subject.kind
                && other.state.was_sent()
        };
        let sent = i64::try_from(of_unit.iter().filter(counts).count()).unwrap_or(i64::MAX);
        Some(Quota { most, sent })
    }
}
