//! What difficulties, synthesis reports, inspections, guidance and good practices ask of whom.

use chrono::NaiveDate;

use crate::base::ids::{CampaignId, OrganisationId};
use crate::base::policy::Role;
use crate::integration::notice::standing::{Asks, Need};
use crate::integration::notice::{NoticeKind, NoticePlace, Recipient};
use crate::oversight::difficulty::{Addressee, Difficulty, DifficultyState};
use crate::oversight::guidance::{Guidance, GuidanceState, Recipient as Addressed};
use crate::oversight::inspection::Inspection;
use crate::oversight::inspection::finding::{Finding, FindingState};
use crate::oversight::inspection::recommendation::{Recommendation, RecommendationState};
use crate::oversight::inspection::workflow::{InspectingAgency, InspectionState};
use crate::oversight::practice::{Practice, PracticeState};
use crate::oversight::synthesis::{Synthesis, SynthesisState, SynthesisVerb};
use crate::planning::cycle::{Cycle, CycleState};
use crate::planning::policy::Policy;

fn place(organisation: OrganisationId, campaign: CampaignId) -> NoticePlace {
    NoticePlace { organisation: Some(organisation), campaign: Some(campaign), cycle: None }
}

/// The agency that inspects, whichever unit holds the function.
pub(super) const fn inspecting(agency: InspectingAgency) -> Recipient {
    match agency {
        InspectingAgency::StandingAgency => Recipient::StandingAgency,
        InspectingAgency::AppraisalAgency => Recipient::AppraisalAgency,
    }
}

/// What a difficulty asks, and what it tells its unit.
#[must_use]
pub fn difficulty(difficulty: &Difficulty) -> Asks {
    use NoticeKind as K;
    let place = place(difficulty.organisation, difficulty.campaign);
    let unit = Recipient::Unit(difficulty.organisation);
    let agency = match difficulty.addressee {
        Addressee::StandingAgency => Recipient::StandingAgency,
        Addressee::AppraisalAgency => Recipient::AppraisalAgency,
    };
    let due = difficulty.due;
    let need = match difficulty.state {
        DifficultyState::Open => Some(Need::new(K::DifficultyToAnswer, agency, place, due)),
        DifficultyState::Answered => Some(Need::new(K::DifficultyAnswered, unit, place, None)),
        DifficultyState::Escalated => {
            Some(Need::new(K::DifficultyToConclude, Recipient::DecisionAuthority, place, due))
        }
        DifficultyState::Concluded => Some(Need::new(K::DifficultyConcluded, unit, place, None)),
        DifficultyState::Withdrawn => None,
    };
    let kinds = &[K::DifficultyToAnswer, K::DifficultyAnswered, K::DifficultyToConclude, K::DifficultyConcluded];
    Asks { subject: difficulty.id.0, kinds, of: None, needs: need.into_iter().collect() }
}

/// That the synthesis report on a cycle is due; reminders alone tell it. It is asked from the opening of the cycle to the
/// submission of the report, whether that is begun or not.
#[must_use]
pub fn synthesis_due(cycle: &Cycle, policy: &Policy, synthesis: Option<&Synthesis>) -> Asks {
    let held = matches!(cycle.state, CycleState::Open | CycleState::Closed);
    let waits = held && synthesis.is_none_or(|synthesis| synthesis.submission().is_none());
    let before = synthesis.map_or_else(|| cycle.synthesis_before(policy), |synthesis| synthesis.due_before);
    // It is due before a day, so the last day in time is the one before.
    let last: Option<NaiveDate> = before.and_then(|day| day.pred_opt());
    let place = NoticePlace { organisation: None, campaign: Some(cycle.campaign), cycle: Some(cycle.id) };
    let need = |last| Need::new(NoticeKind::SynthesisDue, Recipient::StandingAgency, place, Some(last)).by_reminders();
    let needs = last.filter(|_| waits).map(need).into_iter().collect();
    Asks { subject: cycle.id.0, kinds: &[NoticeKind::SynthesisDue], of: None, needs }
}

/// What a synthesis report asks on its way to the province.
#[must_use]
pub fn synthesis(synthesis: &Synthesis) -> Asks {
    use NoticeKind as K;
    let place = NoticePlace { organisation: None, campaign: Some(synthesis.campaign), cycle: Some(synthesis.cycle) };
    let last = synthesis.acts.last().map(|act| act.verb);
    let asked = match synthesis.state {
        SynthesisState::Draft => {
            (last == Some(SynthesisVerb::SendBack)).then_some((K::SynthesisReturned, Recipient::StandingAgency))
        }
        SynthesisState::ForEndorsement => Some((K::SynthesisToEndorse, Recipient::AppraisalAgency)),
        SynthesisState::Endorsed => Some((K::SynthesisToSubmit, Recipient::StandingAgency)),
        SynthesisState::Submitted => None,
    };
    let needs = asked.map(|(kind, recipient)| Need::new(kind, recipient, place, None)).into_iter().collect();
    let kinds = &[K::SynthesisReturned, K::SynthesisToEndorse, K::SynthesisToSubmit];
    Asks { subject: synthesis.id.0, kinds, of: None, needs }
}

/// What an inspection tells the unit before the visit; the day is that of the visit.
#[must_use]
pub fn inspection(inspection: &Inspection) -> Asks {
    let told = match inspection.state {
        InspectionState::Announced => {
            let unit = Recipient::Unit(inspection.organisation);
            let place = place(inspection.organisation, inspection.campaign);
            let place = NoticePlace { cycle: inspection.subject.cycle, ..place };
            let visit = inspection.notice.as_ref().map(|notice| notice.visit);
            Some(Need::new(NoticeKind::InspectionAnnounced, unit, place, visit).reminded(&[-7, -1]))
        }
        InspectionState::Planned
        | InspectionState::Conducted
        | InspectionState::Concluded
        | InspectionState::Cancelled => None,
    };
    let kinds = &[NoticeKind::InspectionAnnounced];
    Asks { subject: inspection.id.0, kinds, of: None, needs: told.into_iter().collect() }
}

/// What a finding of an inspection asks.
#[must_use]
pub fn finding(finding: &Finding) -> Asks {
    let place = NoticePlace { cycle: Some(finding.content.cycle), ..place(finding.organisation, finding.campaign) };
    let need = match finding.state {
        FindingState::Open => Some(Need::new(NoticeKind::FindingToSettle, Recipient::StandingAgency, place, None)),
        FindingState::Corrected | FindingState::Unfounded => None,
    };
    let kinds = &[NoticeKind::FindingToSettle];
    Asks { subject: finding.id.0, kinds, of: None, needs: need.into_iter().collect() }
}

/// What a recommendation asks of the unit, and then of the agency.
#[must_use]
pub fn recommendation(recommendation: &Recommendation) -> Asks {
    use NoticeKind as K;
    let place = place(recommendation.organisation, recommendation.campaign);
    let unit = Recipient::Unit(recommendation.organisation);
    let need = match recommendation.state {
        RecommendationState::Open => Some(Need::new(K::RecommendationToAnswer, unit, place, Some(recommendation.due))),
        RecommendationState::Answered => {
            Some(Need::new(K::RecommendationAnswered, inspecting(recommendation.agency), place, None))
        }
        RecommendationState::Accepted | RecommendationState::Withdrawn => None,
    };
    let kinds = &[K::RecommendationToAnswer, K::RecommendationAnswered];
    Asks { subject: recommendation.id.0, kinds, of: None, needs: need.into_iter().collect() }
}

/// What guidance or an announcement asks of the units that received it. `of` is the unit if the recipients are one alone.
#[must_use]
pub fn guidance(guidance: &Guidance, recipients: &[Addressed], of: Option<OrganisationId>) -> Asks {
    let holds = match guidance.state() {
        GuidanceState::InForce => true,
        GuidanceState::Replaced | GuidanceState::Withdrawn => false,
    };
    let waiting = recipients.iter().filter(|recipient| holds && recipient.acknowledgement.is_none());
    let need = |recipient: &Addressed| {
        let unit = recipient.unit.id;
        let place = place(unit, guidance.campaign);
        let due = guidance.content.acknowledge_by;
        Need::new(NoticeKind::GuidanceToAcknowledge, Recipient::Unit(unit), place, due)
    };
    let needs = waiting.map(need).collect();
    Asks { subject: guidance.id.0, kinds: &[NoticeKind::GuidanceToAcknowledge], of, needs }
}

/// What a good practice asks of the agencies, and what of its unit.
#[must_use]
pub fn practice(practice: &Practice) -> Asks {
    use NoticeKind as K;
    let place = place(practice.organisation, practice.campaign);
    let unit = Recipient::Unit(practice.organisation);
    let need = |kind: NoticeKind, recipient: Recipient| Need::new(kind, recipient, place, None);
    let reviewed = |role: Role| practice.reviews().any(|act| act.role == Some(role));
    let agencies =
        [(Role::StandingAgency, Recipient::StandingAgency), (Role::AppraisalAgency, Recipient::AppraisalAgency)];
    let needs = match practice.state {
        PracticeState::Proposed => {
            let waiting = agencies.into_iter().filter(|(role, _)| !reviewed(*role));
            waiting.map(|(_, recipient)| need(K::PracticeToReview, recipient)).collect()
        }
        PracticeState::Returned => vec![need(K::PracticeReturned, unit)],
        PracticeState::Approved => vec![need(K::PracticeToPublish, Recipient::StandingAgency)],
        PracticeState::Declined => vec![need(K::PracticeDeclined, unit)],
        PracticeState::Published | PracticeState::Withdrawn => Vec::new(),
    };
    let kinds = &[K::PracticeToReview, K::PracticeReturned, K::PracticeToPublish, K::PracticeDeclined];
    Asks { subject: practice.id.0, kinds, of: None, needs }
}
