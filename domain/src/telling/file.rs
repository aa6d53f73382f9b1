//! What papers and files of evidence ask whose bytes were destroyed: another file (rules P05, L35).

use crate::honours::nomination::Nomination;
use crate::integration::notice::standing::{Asks, Need};
use crate::integration::notice::{NoticeKind, NoticePlace, Recipient};
use crate::oversight::inspection::Inspection;
use crate::papers::paper_file::{PaperFile, PaperFiles, PaperOwner};
use crate::planning::policy::NominatedBy;
use crate::reporting::evidence_file::{EvidenceFile, EvidenceFileState};
use crate::telling::agency::inspecting;

/// The things that say themselves who adds to their papers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keepers<'a> {
    /// The nomination, if the papers are those of one.
    pub nomination: Option<&'a Nomination>,
    /// The inspection, if the papers are those of one.
    pub inspection: Option<&'a Inspection>,
}

impl Keepers<'_> {
    /// Who may upload a file for a paper, and so another one; none if the thing that says it is not there.
    fn of(self, file: &PaperFile) -> Option<Recipient> {
        match file.owner {
            PaperOwner::Nomination => self.nomination.map(|nomination| match nomination.nominated_by() {
                NominatedBy::Unit => Recipient::Unit(nomination.organisation),
                NominatedBy::StandingAgency => Recipient::StandingAgency,
            }),
            PaperOwner::Decision | PaperOwner::Revocation => Some(Recipient::DecisionAuthority),
            PaperOwner::SessionMinutes | PaperOwner::Objection | PaperOwner::Complaint => {
                Some(Recipient::AppraisalAgency)
            }
            PaperOwner::Commendation => file.organisation.map(Recipient::UnitHead),
            PaperOwner::Inspection => self.inspection.map(|inspection| inspecting(inspection.agency)),
            PaperOwner::Synthesis => Some(Recipient::StandingAgency),
        }
    }
}

/// What the papers of a thing ask: for each version whose bytes were destroyed another file, until a later version is
/// there.
#[must_use]
pub fn papers(files: &PaperFiles, keepers: Keepers<'_>) -> Vec<Asks> {
    let destroyed = files.files.iter().filter(|file| files.destroyed_of(file).is_some());
    let asked = |file: &PaperFile| {
        let later = files.files.iter().any(|other| other.kind == file.kind && file.version < other.version);
        let place = NoticePlace {
            organisation: file.organisation,
            campaign: file.movements.first().copied(),
            cycle: keepers.nomination.map(|nomination| nomination.cycle),
        };
        let keeper = keepers.of(file).filter(|_| !later);
        let needs = keeper.map(|keeper| Need::new(NoticeKind::PaperDestroyed, keeper, place, None));
        Asks { subject: file.id.0, kinds: &[NoticeKind::PaperDestroyed], of: None, needs: needs.into_iter().collect() }
    };
    destroyed.map(asked).collect()
}

/// What the evidence of a report asks of its unit: for each file that was destroyed another one, until a file came in
/// since. A file that had been replaced before asks for nothing.
#[must_use]
pub fn evidence(files: &[EvidenceFile]) -> Vec<Asks> {
    let destroyed = files.iter().filter(|file| file.state == EvidenceFileState::TakenDown);
    let asked = |file: &EvidenceFile| {
        let since = |other: &EvidenceFile| file.ended_at.is_some_and(|ended| ended <= other.uploaded_at);
        let answered = file.replaced_by.is_some() || files.iter().any(since);
        let unit = Recipient::Unit(file.organisation);
        let place = NoticePlace { organisation: Some(file.organisation), campaign: Some(file.campaign), cycle: None };
        let need = (!answered).then(|| Need::new(NoticeKind::EvidenceDestroyed, unit, place, None));
        Asks {
            subject: file.id.0,
            kinds: &[NoticeKind::EvidenceDestroyed],
            of: None,
            needs: need.into_iter().collect(),
        }
    };
    destroyed.map(asked).collect()
}
