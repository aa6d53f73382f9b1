//! Who may take which step in a dossier: the permission table, and the four-eyes rule (L19).

use crate::base::event::Author;
use crate::base::identity::Actor;
use crate::base::policy::Permission;
use crate::base::refusal::Refusal;
use crate::base::step::Transition;
use crate::base::text::name_key;
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::honours::nomination::{Nomination, may_nominate};
use crate::honours::reasons;
use crate::planning::award::SubjectKind;

impl Nomination {
    /// Whether the actor may apply a verb now, and in which role.
    ///
    /// # Errors
    /// `NotAllowed` by the permission table or by the four-eyes rule (L19); `WrongState` by the workflow table.
    pub fn may(&self, verb: NominationVerb, actor: &Actor) -> Result<(Author, NominationState), Refusal> {
        let author = self.must_be_permitted(verb, actor)?;
        let Some(after) = self.state.after(verb) else {
            return Err(Refusal::WrongState(
                reasons::nomination_state(self.state.vi(), self.state, verb.vi(), verb).under(verb.rule()),
            ));
        };
        self.must_be_another_pair_of_eyes(verb, actor)?;
        Ok((author, after))
    }

    /// Demands that the actor is a writer of this nomination: the unit's own people, or the standing agency where it
    /// nominates (rules S15, S16, S18).
    ///
    /// # Errors
    /// `NotAllowed` for any other actor.
    pub fn must_be_written_by(&self, actor: &Actor) -> Result<Author, Refusal> {
        self.must_be_nominated_by(Permission::EditNomination, actor)
    }

    fn must_be_nominated_by(&self, own: Permission, actor: &Actor) -> Result<Author, Refusal> {
        may_nominate(self.nominated_by(), self.occasion, own, (self.organisation, self.campaign), actor)
    }

    /// Demands the permission for a verb; it depends on who nominates and, for a reversal, on whose step is undone.
    fn must_be_permitted(&self, verb: NominationVerb, actor: &Actor) -> Result<Author, Refusal> {
        use NominationState as S;
        use NominationVerb as V;
        let permission = match verb {
            // A client is no nominee, even if a dossier names its account.
            V::Consent if self.is_about(actor) && actor.client.is_none() => Permission::ReadNomination,
            V::Edit | V::Consent => return self.must_be_written_by(actor),
            V::Submit | V::Withdraw => {
                return self.must_be_nominated_by(Permission::SubmitNomination, actor);
            }
            V::Return if self.state == S::Forwarded => Permission::AppraiseNomination,
            V::Reverse => match self.state {
                S::Eligible | S::Ineligible | S::SubmittedToChair => Permission::AppraiseNomination,
                S::NotAwarded => Permission::DecideNomination,
                S::Draft
                | S::Submitted
                | S::Received
                | S::Returned
                | S::Forwarded
                | S::Awarded
                | S::Published
                | S::Revoked
                | S::Withdrawn => Permission::HandleNomination,
            },
            V::Receive | V::Return | V::Forward | V::Merge | V::Distinguish => Permission::HandleNomination,
            V::AppraiseEligible
            | V::AppraiseIneligible
            | V::Present
            | V::Concur
            | V::Consult
            | V::Vote
            | V::Post
            | V::Notify => Permission::AppraiseNomination,
            V::Answer => Permission::RecordIntegrity,
            V::Award | V::Refuse => Permission::DecideNomination,
            V::Publish => Permission::PublishDecision,
            V::Revoke => Permission::RevokeAward,
        };
        actor.must(permission, (self.organisation, self.campaign))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        NominationVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// Rule L19: no person submits and appraises, or appraises and decides, one dossier, and no nominee judges it.
    fn must_be_another_pair_of_eyes(&self, verb: NominationVerb, actor: &Actor) -> Result<(), Refusal> {
        use NominationVerb as V;
        let appraising = [V::AppraiseEligible, V::AppraiseIneligible, V::Present, V::Concur, V::Vote];
        let taken = match verb {
            V::AppraiseEligible | V::AppraiseIneligible | V::Present | V::Concur | V::Vote => {
                self.took_part(actor, &[V::Submit, V::Award, V::Refuse])
            }
            V::Award | V::Refuse => self.took_part(actor, &appraising) || self.took_part(actor, &[V::Submit]),
            V::Receive
            | V::Return
            | V::Forward
            | V::Edit
            | V::Submit
            | V::Publish
            | V::Withdraw
            | V::Merge
            | V::Distinguish
            | V::Consult
            | V::Consent
            | V::Post
            | V::Notify
            | V::Reverse
            | V::Answer
            | V::Revoke => false,
        };
        if taken {
            return Err(Refusal::NotAllowed(reasons::four_eyes_of_nomination()));
        }
        let own = matches!(verb, V::Edit | V::Submit | V::Withdraw | V::Publish | V::Consent);
        if own { Ok(()) } else { self.must_not_be_about(actor) }
    }

    /// Rule L19: who corrects an award by a decision is another person than those who nominated or appraised it.
    pub(crate) fn must_be_judged_by_another(&self, actor: &Actor) -> Result<(), Refusal> {
        self.must_be_another_pair_of_eyes(NominationVerb::Award, actor)
    }

    /// Rule L19: a nominee judges neither the own dossier nor objections to it.
    pub(crate) fn must_not_be_about(&self, actor: &Actor) -> Result<(), Refusal> {
        if self.is_nominee(actor) {
            return Err(Refusal::NotAllowed(reasons::nominee_may_not_judge()));
        }
        Ok(())
    }

    fn took_part(&self, actor: &Actor, verbs: &[NominationVerb]) -> bool {
        self.acts.iter().any(|act| act.account == actor.account && verbs.contains(&act.verb))
    }

    /// The nominee is identified by account, or by the same name in the same unit.
    fn is_nominee(&self, actor: &Actor) -> bool {
        let subject = &self.dossier.subject;
        let same_name = subject.kind == SubjectKind::Individual && name_key(&subject.name) == name_key(&actor.name);
        let same_unit = actor.roles.iter().any(|(_, organisation)| *organisation == self.organisation);
        self.is_about(actor) || (same_name && same_unit)
    }
}
