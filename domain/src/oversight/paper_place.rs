//! To what a paper may be added, and by whom: whoever records a thing keeps the bytes of its paper (rule P05).
//!
//! It stands here because this room is the lowest from which everything that has a paper is seen.

use uuid::Uuid;

use crate::base::event::Author;
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::honours::commendation::Commendation;
use crate::honours::complaint::Complaint;
use crate::honours::council::SessionMinutes;
use crate::honours::decision::Decision;
use crate::honours::granted_award::GrantedAward;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::NominationVerb;
use crate::honours::objection::Objection;
use crate::honours::revocation::Revocation;
use crate::oversight::inspection::Inspection;
use crate::oversight::inspection::workflow::InspectionState;
use crate::oversight::reasons;
use crate::oversight::synthesis::Synthesis;
use crate::papers::paper_file::{PaperBytes, PaperFiles, PaperOwner, PaperPlace};
use crate::planning::award::PaperKind;

/// The place of a paper, and the right in which the actor may add bytes to it.
pub type Addition = Result<(PaperPlace, Author), Refusal>;

/// The paper of something that has one paper only.
const fn single(
    owner: PaperOwner,
    of: Uuid,
    organisation: Option<OrganisationId>,
    movements: Vec<CampaignId>,
    declared: Option<String>,
) -> PaperPlace {
    PaperPlace { owner, of, kind: None, organisation, movements, declared }
}

/// A paper of a dossier: whoever may edit the dossier, for a paper that stands in it; while the dossier may be edited, and
/// afterwards if the bytes of the paper were destroyed. `files` are those of its papers.
///
/// # Errors
/// `NotAllowed` and `WrongState` as for editing; `Invalid` for a paper that the dossier does not list.
pub fn in_nomination(nomination: &Nomination, kind: PaperKind, files: &PaperFiles, actor: &Actor) -> Addition {
    let author = nomination.must_be_written_by(actor)?;
    let paper = nomination.dossier.papers.iter().find(|paper| paper.kind == kind);
    let declared = paper.and_then(|paper| paper.digest()).map(str::to_owned);
    // What was sent stays as it was sent. Of a paper whose bytes are gone nothing is left that could stay.
    if files.bytes(Some(kind), declared.as_deref()) != PaperBytes::TakenDown {
        nomination.may(NominationVerb::Edit, actor)?;
    }
    let mut violations = Violations::default();
    if paper.is_none() {
        violations.add("?kind", reasons::paper_not_in_dossier(kind.vi(), kind));
    }
    violations.refuse_if_any()?;
    let place = PaperPlace {
        owner: PaperOwner::Nomination,
        of: nomination.id.0,
        kind: Some(kind),
        organisation: Some(nomination.organisation),
        movements: vec![nomination.campaign],
        declared,
    };
    Ok((place, author))
}

/// The paper of a decision: the decision authority; its bytes have the hash that the decision declares (rule L13).
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_decision(decision: &Decision, actor: &Actor) -> Addition {
    let author = actor.must(Permission::DecideNomination, None)?;
    let declared = Some(decision.paper.file.sha256.clone());
    let movements = decision.movements.clone();
    Ok((single(PaperOwner::Decision, decision.id.0, Some(decision.issuer), movements, declared), author))
}

/// The paper that revokes an award: the decision authority.
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_revocation(revocation: &Revocation, award: &GrantedAward, actor: &Actor) -> Addition {
    let author = actor.must(Permission::RevokeAward, None)?;
    let declared = Some(revocation.paper.file.sha256.clone());
    let (unit, movements) = (Some(award.organisation), vec![award.campaign]);
    Ok((single(PaperOwner::Revocation, award.id.0, unit, movements, declared), author))
}

/// The minutes of the council: the appraisal agency, whenever they were taken.
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_session_minutes(minutes: &SessionMinutes, campaign: CampaignId, actor: &Actor) -> Addition {
    let author = actor.must(Permission::AppraiseNomination, None)?;
    let declared = minutes.file.as_ref().map(|file| file.sha256.clone());
    Ok((single(PaperOwner::SessionMinutes, minutes.id.0, None, vec![campaign], declared), author))
}

/// The paper of an objection: the appraisal agency, and never the nominee (rule L19).
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_objection(objection: &Objection, nomination: &Nomination, actor: &Actor) -> Addition {
    let author = actor.must(Permission::RegisterComplaint, None)?;
    nomination.must_not_be_about(actor)?;
    let (unit, movements) = (Some(objection.organisation), vec![nomination.campaign]);
    Ok((single(PaperOwner::Objection, objection.id.0, unit, movements, None), author))
}

/// The paper of a complaint: the appraisal agency.
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_complaint(complaint: &Complaint, award: &GrantedAward, actor: &Actor) -> Addition {
    let author = actor.must(Permission::RegisterComplaint, None)?;
    let (unit, movements) = (Some(complaint.organisation), vec![award.campaign]);
    Ok((single(PaperOwner::Complaint, complaint.id.0, unit, movements, None), author))
}

/// The decision on a Giấy khen: the head of its unit (rule S14).
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_commendation(commendation: &Commendation, actor: &Actor) -> Addition {
    let unit = Some(commendation.organisation);
    let author = actor.must(Permission::RecordCommendation, unit)?;
    Ok((single(PaperOwner::Commendation, commendation.id.0, unit, Vec::new(), None), author))
}

/// The minutes of an inspection: the agency that entered it (rule S30), once the visit took place.
///
/// # Errors
/// `NotAllowed` for anybody else; `WrongState` before the visit, and for an inspection that was given up.
pub fn in_inspection(inspection: &Inspection, actor: &Actor) -> Addition {
    let author = inspection.agency.must_act(actor, (inspection.organisation, inspection.campaign))?;
    if !matches!(inspection.state, InspectionState::Conducted | InspectionState::Concluded) {
        return Err(Refusal::WrongState(reasons::inspection_wrong_state(inspection.state.vi(), inspection.state)));
    }
    let (unit, movements) = (Some(inspection.organisation), vec![inspection.campaign]);
    Ok((single(PaperOwner::Inspection, inspection.id.0, unit, movements, None), author))
}

/// The signed synthesis report: the standing agency that writes it.
///
/// # Errors
/// `NotAllowed` for anybody else.
pub fn in_synthesis(synthesis: &Synthesis, actor: &Actor) -> Addition {
    let author = actor.must(Permission::DraftSynthesis, synthesis.campaign)?;
    let (unit, movements) = (Some(synthesis.organisation), vec![synthesis.campaign]);
    Ok((single(PaperOwner::Synthesis, synthesis.id.0, unit, movements, None), author))
}
