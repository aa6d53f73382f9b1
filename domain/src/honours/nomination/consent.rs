//! The nominee's consent: no nominee is honoured against their will, and a round may ask for every nominee's consent.

use chrono::{DateTime, Utc};

use crate::base::citation::Citation;
use crate::base::event::EventKind;
use crate::base::identity::Actor;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::progress::{Consent, Progress};
use crate::honours::nomination::workflow::NominationVerb;
use crate::honours::reasons;
use crate::planning::award::SubjectKind;

impl Nomination {
    /// Whether the actor is the nominee, by account: a name does not identify a person.
    pub(super) fn is_about(&self, actor: &Actor) -> bool {
        self.dossier.subject.account == Some(actor.account)
    }

    /// Records whether the nominee agrees, by the nominee or, with the signed paper, by the writers of the nomination.
    /// It can be changed until the dossier is submitted to the chair.
    ///
    /// # Errors
    /// See `may`; `Invalid` for a collective, without the paper if the actor is not the nominee, or for an incomplete
    /// citation.
    pub fn consent(
        self,
        given: bool,
        (reason, document): (&str, Option<Citation>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Consent, actor)?;
        let in_person = self.is_about(actor);
        let (reason, document) = (tidy(reason), document.map(Citation::tidied));
        let mut violations = Violations::default();
        if self.dossier.subject.kind == SubjectKind::Collective {
            violations.add("", reasons::consent_of_collective());
        }
        match &document {
            Some(document) => document.check_written("/document", "L21", at, &mut violations),
            None if in_person => {}
            None => violations.add("/document", reasons::consent_paper_missing()),
        }
        violations.refuse_if_any()?;
        let word = if given { "GIVEN" } else { "DECLINED" };
        let said = if reason.is_empty() { word.to_owned() } else { format!("{word}: {reason}") };
        let reason = (!reason.is_empty()).then_some(reason);
        let consent = Some(Consent { given, in_person, reason, document, at, name: author.name.clone() });
        let progress = Progress { consent, ..self.progress.clone() };
        let spoken = Self { progress, ..self };
        Ok(spoken.acted(NominationVerb::Consent, EventKind::NominationConsented, author, state, &said, at))
    }

    /// Why the consent blocks the dossier: the nominee declined, or the required consent is missing.
    pub(super) fn unwilling(&self, required: bool) -> Option<Reason> {
        if self.dossier.subject.kind == SubjectKind::Collective {
            return None;
        }
        match &self.progress.consent {
            Some(Consent { given: true, .. }) => None,
            Some(Consent { given: false, .. }) => Some(reasons::consent_declined()),
            None => required.then(reasons::consent_missing),
        }
    }

    /// After the submission only a refusal blocks: required consent was checked at the submission.
    pub(super) fn must_be_willing(&self) -> Result<(), Refusal> {
        self.unwilling(false).map_or(Ok(()), |reason| Err(Refusal::WrongState(reason)))
    }
}
