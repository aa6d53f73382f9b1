//! Questions to other agencies about a nomination (hiệp y), each with its own clock; the appraisal clock stands still
//! meanwhile.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::event::{Concept, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{ConsultationId, NominationId, OrganisationId, Revision};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::honours::reasons;
use crate::honours::regime::Regime;
use crate::honours::service_clock::{Pause, PauseCause, ServiceClock};
use crate::registry::organisation::Organisation;

/// The most questions about one nomination.
pub const CONSULTATIONS_MAX: usize = 20;

/// Outcome of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reply {
    /// Whether the agency agrees; none where it was given up on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    /// What it says, or why it was given up on.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub name: String,
}

/// What is asked of another agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// How many working days it has to answer; none where nobody said.
    pub days: Option<u16>,
}

/// A question to another agency about a nomination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Its identifier.
    pub id: ConsultationId,
    /// The nomination.
    pub nomination: NominationId,
    /// The agency that is asked.
    pub organisation: OrganisationId,
    /// The subject's name, so that the agency knows whom it is about.
    pub subject: String,
    /// The question.
    pub question: String,
    /// How many working days it has to answer; none where nobody said.
    pub days: Option<u16>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// What came of it.
    pub reply: Option<Reply>,
    /// How often it changed.
    pub revision: Revision,
}

impl Consultation {
    /// Asks another agency.
    ///
    /// # Errors
    /// What `Nomination::may` says of `CONSULT`; `Invalid` for the nominating unit itself, an agency that is asked
    /// already, or a question without words.
    pub fn ask(
        id: ConsultationId,
        nomination: &Nomination,
        asked: &[Self],
        organisation: &Organisation,
        question: &Question,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, _) = nomination.may(NominationVerb::Consult, actor)?;
        let Question { text, days } = question;
        let (question, days) = (tidy(text), *days);
        let mut violations = Violations::default();
        violations.demand_text("/question", &question);
        let waiting = asked.iter().any(|one| one.organisation == organisation.id && one.reply.is_none());
        if waiting || CONSULTATIONS_MAX <= asked.len() || organisation.id == nomination.organisation {
            violations.add("/organisation", reasons::consultation_unfit());
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::ConsultationOpened, Concept::Nomination, nomination.id.0, author, at)
            .of(nomination.organisation)
            .because(&format!("{}: {question}", organisation.name));
        let consultation = Self {
            id,
            nomination: nomination.id,
            organisation: organisation.id,
            subject: nomination.dossier.subject.name.clone(),
            question,
            days,
            asked_at: at,
            reply: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(consultation, event))
    }

    /// Answers for the agency that is asked; or, without an opinion, gives it up for the appraisal agency.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the head of the agency (or, giving up, the appraisal agency); `WrongState` once it
    /// is answered; `Invalid` without a text.
    pub fn reply(
        self,
        agrees: Option<bool>,
        text: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = match agrees {
            Some(_) => actor.must(Permission::AnswerConsultation, Some(self.organisation))?,
            None => actor.must(Permission::AppraiseNomination, None)?,
        };
        if self.reply.is_some() {
            return Err(Refusal::WrongState(reasons::consultation_ended()));
        }
        let text = demanded("/text", text)?;
        let event =
            Event::new(EventKind::ConsultationEnded, Concept::Nomination, self.nomination.0, author.clone(), at)
                .of(self.organisation)
                .because(&text);
        let reply = Some(Reply { agrees, text, at, name: author.name });
        Ok(Step::new(Self { reply, ..self }, event))
    }

    /// Its own clock.
    #[must_use]
    pub fn clock(&self) -> ServiceClock {
        ServiceClock {
            start: calendar::day_of(self.asked_at),
            days: self.days,
            pauses: Vec::new(),
            end: self.reply.as_ref().map(|reply| calendar::day_of(reply.at)),
        }
    }
}

/// Rule L10 in the days of waiting: nothing is appraised while another agency is asked.
///
/// # Errors
/// `WrongState` while one has not answered.
pub fn must_be_answered(consultations: &[Consultation]) -> Result<(), Refusal> {
    if consultations.iter().all(|one| one.reply.is_some()) {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::consultation_open()))
}

/// The clock of a nomination's appraisal (rules L10, L12): it starts on the day the dossier is first received, and stands
/// still while the dossier is with its unit or other agencies are asked. None before.
#[must_use]
pub fn appraisal_clock(
    nomination: &Nomination,
    regime: Option<&Regime>,
    consultations: &[Consultation],
) -> Option<ServiceClock> {
    use NominationVerb as V;
    let received = nomination.acts.iter().find(|act| act.verb == V::Receive)?;
    let day = |at: DateTime<Utc>| calendar::day_of(at);
    let mut pauses: Vec<Pause> = Vec::new();
    for (place, act) in nomination.acts.iter().enumerate().filter(|(_, act)| act.verb == V::Return) {
        let back = nomination.acts.iter().skip(place).find(|act| act.verb == V::Submit);
        if received.at <= act.at {
            let to = back.map(|back| day(back.at));
            pauses.push(Pause { cause: PauseCause::Supplement, from: day(act.at), to });
        }
    }
    pauses.extend(consultations.iter().map(|one| Pause {
        cause: PauseCause::Consultation,
        from: day(one.asked_at),
        to: one.reply.as_ref().map(|reply| day(reply.at)),
    }));
    let appraised =
        nomination.acts.iter().rev().find(|act| matches!(act.verb, V::AppraiseEligible | V::AppraiseIneligible));
    let ended = match nomination.state {
        NominationState::Withdrawn => Some(day(nomination.updated_at)),
        NominationState::Draft
        | NominationState::Submitted
        | NominationState::Received
        | NominationState::Returned
        | NominationState::Forwarded => None,
        NominationState::Eligible
        | NominationState::Ineligible
        | NominationState::SubmittedToChair
        | NominationState::Awarded
        | NominationState::NotAwarded
        | NominationState::Published
        | NominationState::Revoked => appraised.map(|act| day(act.at)),
    };
    let days = regime.and_then(|regime| regime.terms.times.appraisal_days);
    Some(ServiceClock { start: day(received.at), days, pauses, end: ended })
}

/// The last day on which a unit is told that its nominee is not eligible, counted from the appraisal (rule L11).
#[must_use]
pub fn notice_clock(nomination: &Nomination) -> Option<ServiceClock> {
    let notice = nomination.progress.notice.as_ref()?;
    let (start, days): (NaiveDate, Option<u16>) = (notice.from, Some(notice.days));
    Some(ServiceClock { start, days, pauses: Vec::new(), end: notice.sent_at.map(calendar::day_of) })
}
