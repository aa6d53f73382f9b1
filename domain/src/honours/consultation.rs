//! Consultations of other agencies about a nomination (hiệp y), each with its own clock; the appraisal clock is paused
//! meanwhile.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{ConsultationId, NominationId, OrganisationId, Revision};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::base::wording;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::honours::reasons;
use crate::honours::regime::Regime;
use crate::honours::service_clock::{Pause, PauseCause, ServiceClock};
use crate::honours::time_limit::TimedStep;
use crate::registry::organisation::Organisation;
use crate::registry::work_year::{WorkYear, days_after};

/// Maximum number of consultations about one nomination.
pub const CONSULTATIONS_MAX: usize = 20;

/// Outcome of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    /// The number of working days to answer; none for the regime's number.
    pub days: Option<u16>,
    /// The regime of the dossier, which may limit the days (rule L39).
    pub regime: Option<Regime>,
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
        let Question { text, days, regime } = question;
        let of_regime = |regime: &Regime| regime.days_for(TimedStep::Consultation, nomination.occasion, true);
        let (question, days) = (tidy(text), days.or_else(|| regime.as_ref().and_then(of_regime)));
        let mut violations = Violations::default();
        violations.demand_open_text("/question", &question);
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

    /// The first day on which the dossier goes on without the agency, because its time to answer is over; none without a
    /// limit, and if a year has not been entered.
    #[must_use]
    pub fn given_up_on(&self, years: &[WorkYear]) -> Option<NaiveDate> {
        let due = days_after(years, calendar::day_of(self.asked_at), self.days?).ok()?;
        due.checked_add_days(Days::new(1))
    }

    /// Whether the agency let its time pass without an answer.
    #[must_use]
    pub fn is_silent(&self, years: &[WorkYear], today: NaiveDate) -> bool {
        self.reply.is_none() && self.given_up_on(years).is_some_and(|day| day <= today)
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

/// Rule L10: nothing is appraised while another agency is consulted and its time to answer is not over.
///
/// # Errors
/// `WrongState` while an agency has not answered.
pub fn must_be_answered(consultations: &[Consultation], years: &[WorkYear], today: NaiveDate) -> Result<(), Refusal> {
    if consultations.iter().all(|one| one.reply.is_some() || one.is_silent(years, today)) {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::consultation_open()))
}

/// The clock of a nomination's appraisal (rules L10, L12): it starts on the day the dossier is first received, and is
/// paused while the dossier is with its unit, or other agencies are consulted and may still answer. Where the regime
/// gives more days with a consultation, a consultation does not pause it. None before.
#[must_use]
pub fn appraisal_clock(
    nomination: &Nomination,
    regime: Option<&Regime>,
    consultations: &[Consultation],
    years: &[WorkYear],
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
    let consulted = !consultations.is_empty();
    let waiting = |one: &Consultation| {
        let replied = one.reply.as_ref().map(|reply| day(reply.at));
        let to = match (replied, one.given_up_on(years)) {
            (Some(replied), Some(over)) => Some(replied.min(over)),
            (replied, over) => replied.or(over),
        };
        Pause { cause: PauseCause::Consultation, from: day(one.asked_at), to }
    };
    if !regime.is_some_and(|regime| regime.counts_consultation(nomination.occasion)) {
        pauses.extend(consultations.iter().map(waiting));
    }
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
    let days = regime.and_then(|regime| regime.days_for(TimedStep::Appraisal, nomination.occasion, consulted));
    Some(ServiceClock { start: day(received.at), days, pauses, end: ended })
}

/// The clock within which an incomplete dossier goes back (rule L12): it runs at each agency anew, from the day on which
/// the dossier reached it. None without a limit of the regime, and while the dossier is with no agency.
#[must_use]
pub fn return_clock(nomination: &Nomination, regime: Option<&Regime>) -> Option<ServiceClock> {
    let days = regime?.days_for(TimedStep::Return, nomination.occasion, false)?;
    let arrived = match nomination.state {
        NominationState::Submitted => NominationVerb::Submit,
        NominationState::Received => NominationVerb::Receive,
        NominationState::Forwarded => NominationVerb::Forward,
        NominationState::Draft
        | NominationState::Returned
        | NominationState::Eligible
        | NominationState::Ineligible
        | NominationState::SubmittedToChair
        | NominationState::Awarded
        | NominationState::NotAwarded
        | NominationState::Published
        | NominationState::Revoked
        | NominationState::Withdrawn => return None,
    };
    let start = calendar::day_of(nomination.last(arrived)?.at);
    Some(ServiceClock { start, days: Some(days), pauses: Vec::new(), end: None })
}

/// What the list of work warns of: a dossier that has to go back soon if it is incomplete, or should have, and agencies
/// that let their time to answer pass.
#[must_use]
pub fn warnings(
    nomination: &Nomination,
    regime: Option<&Regime>,
    consultations: &[Consultation],
    years: &[WorkYear],
    today: NaiveDate,
) -> Vec<Reason> {
    let reading = return_clock(nomination, regime).map(|clock| clock.read(years, today));
    let returning = reading.and_then(|reading| {
        let (due, remaining) = (reading.due?, reading.remaining?);
        match remaining {
            ..0 => Some(reasons::return_time_over(wording::date(due), due)),
            0..=1 => Some(reasons::return_time_ending(wording::date(due), due)),
            2.. => None,
        }
    });
    let silent = consultations.iter().filter(|one| one.is_silent(years, today)).count();
    returning.into_iter().chain((0 < silent).then(|| reasons::consultation_silent(silent))).collect()
}

/// The clock for telling a unit that its nominee is not eligible, counted from the appraisal (rule L11).
#[must_use]
pub fn notice_clock(nomination: &Nomination) -> Option<ServiceClock> {
    let notice = nomination.progress.notice.as_ref()?;
    let (start, days): (NaiveDate, Option<u16>) = (notice.from, Some(notice.days));
    Some(ServiceClock { start, days, pauses: Vec::new(), end: notice.sent_at.map(calendar::day_of) })
}
