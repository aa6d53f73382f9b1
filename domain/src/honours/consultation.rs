//! Consultations of other agencies about a nomination (hiệp y), each with its own clock; the appraisal clock is paused
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

/// Maximum number of consultations about one nomination.
pub const CONSULTATIONS_MAX: usize = 20;

/// Outcome of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reply {
    /// Whether the agency agrees; none if the consultation was ended without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    /// The agency's answer, or why the consultation was ended.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub name: String,
}

/// A question to another agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The number of working days to answer; none if no limit was set.
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
    /// The subject's name, so that the agency knows who is nominated.
    pub subject: String,
    /// The question.
    pub question: String,
    /// The number of working days to answer; none if no limit was set.
    pub days: Option<u16>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The reply.
    pub reply: Option<Reply>,
    /// The revision number.
    pub revision: Revision,
}

impl Consultation {
    /// Consults another agency.
    ///
    /// # Errors
    /// What `Nomination::may` says of `CONSULT`; `Invalid` for the nominating unit itself, an agency that is consulted
    /// already, or an empty question.
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

    /// Answers for the consulted agency, or, without an opinion, ends the consultation for the appraisal agency.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the head of the agency (or, to end it, the appraisal agency); `WrongState` once it
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

    /// The clock of the consultation.
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

/// Rule L10: nothing is appraised while another agency is consulted.
///
/// # Errors
/// `WrongState` while an agency has not answered.
pub fn must_be_answered(consultations: &[Consultation]) -> Result<(), Refusal> {
    if consultations.iter().all(|one| one.reply.is_some()) {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::consultation_open()))
}

/// The clock of a nomination's appraisal (rules L10, L12): it starts on the day the dossier is first received, and is
/// paused while the dossier is with its unit or other agencies are consulted. None before.
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

/// The clock for telling a unit that its nominee is not eligible, counted from the appraisal (rule L11).
#[must_use]
pub fn notice_clock(nomination: &Nomination) -> Option<ServiceClock> {
    let notice = nomination.progress.notice.as_ref()?;
    let (start, days): (NaiveDate, Option<u16>) = (notice.from, Some(notice.days));
    Some(ServiceClock { start, days, pauses: Vec::new(), end: notice.sent_at.map(calendar::day_of) })
}
