//! What nominations, consultations, objections, complaints and suggestions ask of whom. None of it names a nominee.

use chrono::NaiveDate;

use crate::base::ids::{CampaignId, CycleId};
use crate::honours::complaint::{Complaint, ComplaintState};
use crate::honours::consultation::Consultation;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::NominationState;
use crate::honours::objection::{Objection, ObjectionState};
use crate::honours::round::Round;
use crate::honours::suggestion::Suggestion;
use crate::integration::notice::standing::{Asks, Need};
use crate::integration::notice::{NoticeKind, NoticePlace, Recipient};
use crate::planning::award::SubjectKind;
use crate::planning::policy::NominatedBy;
use crate::registry::work_year::{WorkYear, days_after};

fn place_of(nomination: &Nomination) -> NoticePlace {
    NoticePlace {
        organisation: Some(nomination.organisation),
        campaign: Some(nomination.campaign),
        cycle: Some(nomination.cycle),
    }
}

/// What a nomination asks. `round` is that of its cycle, and matters for a draft alone.
#[must_use]
pub fn nomination(nomination: &Nomination, round: Option<&Round>, years: &[WorkYear]) -> Asks {
    use NoticeKind as K;
    let place = place_of(nomination);
    let writers = match nomination.nominated_by() {
        NominatedBy::Unit => Recipient::Unit(nomination.organisation),
        NominatedBy::StandingAgency => Recipient::StandingAgency,
    };
    let need = |kind: NoticeKind, recipient: Recipient| Need::new(kind, recipient, place, None);
    let consent = || {
        let required = round.is_some_and(|round| round.terms.consent_required)
            && nomination.dossier.subject.kind != SubjectKind::Collective
            && nomination.progress.consent.is_none();
        required.then(|| need(K::ConsentToAsk, writers))
    };
    let needs: Vec<Need> = match nomination.state {
        NominationState::Draft => consent().into_iter().collect(),
        NominationState::Returned => std::iter::once(need(K::NominationReturned, writers)).chain(consent()).collect(),
        NominationState::Submitted => vec![need(K::NominationToReceive, Recipient::StandingAgency)],
        NominationState::Received => vec![need(K::NominationToForward, Recipient::StandingAgency)],
        NominationState::Forwarded => vec![need(K::NominationToAppraise, Recipient::AppraisalAgency)],
        NominationState::Eligible => vec![need(K::NominationToPresent, Recipient::AppraisalAgency)],
        NominationState::SubmittedToChair => vec![need(K::NominationToDecide, Recipient::DecisionAuthority)],
        NominationState::Ineligible => {
            let unsent = nomination.progress.notice.as_ref().filter(|notice| notice.sent_at.is_none());
            let due = unsent.map(|notice| days_after(years, notice.from, notice.days).ok());
            let notify = due.map(|due| Need { due, ..need(K::RefusalToNotify, Recipient::AppraisalAgency) });
            std::iter::once(need(K::NominationIneligible, writers)).chain(notify).collect()
        }
        // Whoever nominated, the unit has an award to hand over.
        NominationState::Published => vec![need(K::AwardPublished, Recipient::Unit(nomination.organisation))],
        NominationState::Awarded
        | NominationState::NotAwarded
        | NominationState::Revoked
        | NominationState::Withdrawn => Vec::new(),
    };
    let kinds = &[
        K::ConsentToAsk,
        K::NominationToReceive,
        K::NominationToForward,
        K::NominationReturned,
        K::NominationToAppraise,
        K::NominationToPresent,
        K::NominationToDecide,
        K::RefusalToNotify,
        K::NominationIneligible,
        K::AwardPublished,
    ];
    Asks { subject: nomination.id.0, kinds, of: None, needs }
}

/// What a consultation asks of the agency, while the dossier waits for it.
#[must_use]
pub fn consultation(consultation: &Consultation, nomination: &Nomination, years: &[WorkYear]) -> Asks {
    let waits = consultation.reply.is_none() && nomination.state == NominationState::Forwarded;
    let due: Option<NaiveDate> = consultation.given_up_on(years).and_then(|day| day.pred_opt());
    let agency = Recipient::UnitHead(consultation.organisation);
    let need = Need::new(NoticeKind::ConsultationToAnswer, agency, place_of(nomination), due);
    Asks {
        subject: consultation.id.0,
        kinds: &[NoticeKind::ConsultationToAnswer],
        of: None,
        needs: waits.then_some(need).into_iter().collect(),
    }
}

/// What an objection asks. `home` is where its nomination belongs, if that is known.
#[must_use]
pub fn objection(objection: &Objection, home: Option<(CampaignId, CycleId)>) -> Asks {
    let need = match objection.state() {
        ObjectionState::Open => {
            let place = NoticePlace {
                organisation: Some(objection.organisation),
                campaign: home.map(|(campaign, _)| campaign),
                cycle: home.map(|(_, cycle)| cycle),
            };
            Some(Need::new(NoticeKind::ObjectionToSettle, Recipient::AppraisalAgency, place, None))
        }
        ObjectionState::Settled => None,
    };
    let kinds = &[NoticeKind::ObjectionToSettle];
    Asks { subject: objection.id.0, kinds, of: None, needs: need.into_iter().collect() }
}

/// What a complaint asks. `home` is where the nomination behind its award belongs, if that is known.
#[must_use]
pub fn complaint(complaint: &Complaint, home: Option<(CampaignId, CycleId)>) -> Asks {
    let need = match complaint.state() {
        ComplaintState::Open => {
            let place = NoticePlace {
                organisation: Some(complaint.organisation),
                campaign: home.map(|(campaign, _)| campaign),
                cycle: home.map(|(_, cycle)| cycle),
            };
            let due = complaint.content.due;
            Some(Need::new(NoticeKind::ComplaintToSettle, Recipient::AppraisalAgency, place, due))
        }
        ComplaintState::Settled => None,
    };
    let kinds = &[NoticeKind::ComplaintToSettle];
    Asks { subject: complaint.id.0, kinds, of: None, needs: need.into_iter().collect() }
}

/// What a suggestion of an urgent commendation asks.
#[must_use]
pub fn suggestion(suggestion: &Suggestion) -> Asks {
    let place = NoticePlace {
        organisation: Some(suggestion.organisation),
        campaign: Some(suggestion.campaign),
        cycle: Some(suggestion.cycle),
    };
    let need = Need::new(NoticeKind::SuggestionToAnswer, Recipient::StandingAgency, place, None);
    let open = suggestion.answer.is_none();
    let kinds = &[NoticeKind::SuggestionToAnswer];
    Asks { subject: suggestion.id.0, kinds, of: None, needs: open.then_some(need).into_iter().collect() }
}
