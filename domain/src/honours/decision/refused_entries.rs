//! What a decision can neither grant nor correct, told for every entry of its lists at once: the clerk who enters a signed
//! paper of many names has to find each of them.

use crate::base::identity::Actor;
use crate::base::refusal::Refusal;
use crate::honours::correction::Correctable;
use crate::honours::decision::{Decision, Grantee};
use crate::honours::nomination::workflow::NominationVerb;

impl Decision {
    /// The entries that the actor cannot decide on now, each by its pointer, with why: first what is corrected, then what is
    /// granted. Recording the decision is refused for the first of them.
    #[must_use]
    pub fn refused_entries(grantees: &[Grantee], corrections: &[Correctable], actor: &Actor) -> Vec<(String, Refusal)> {
        let corrected = corrections.iter().enumerate().filter_map(|(place, one)| {
            let refusal = one.must_be_open(actor).err()?;
            Some((format!("/corrections/{place}/award"), refusal))
        });
        let granted = grantees.iter().enumerate().filter_map(|(place, one)| {
            let refusal = one.must_be_open(actor).err()?;
            Some((format!("/nominations/{place}"), refusal))
        });
        corrected.chain(granted).collect()
    }
}

impl Grantee {
    /// Whether the nomination can be granted by the actor now (rules L01, L19, S23).
    pub(super) fn must_be_open(&self, actor: &Actor) -> Result<(), Refusal> {
        let Self { award: _, nomination, flags, subject_names } = self;
        nomination.must_be_of_integrity(flags, subject_names, actor)?;
        nomination.may(NominationVerb::Award, actor).map(|_| ())
    }
}
