//! The things that a unit of work touched, as far as their state asks something of somebody.

use std::collections::{BTreeMap, BTreeSet};

use domain::base::concept::Concept;
use domain::base::event::EventKind;
use domain::base::identity::Scope;
use domain::base::ids::{
    CampaignId, CycleId, EvidenceFileId, ExtensionId, NominationId, OrganisationId, ReminderPlanId, ReportId,
};
use domain::oversight::guidance::GuidanceId;
use domain::oversight::synthesis::SynthesisId;
use domain::papers::paper_file::{PaperFileId, PaperOwner};
use domain::reporting::report::Report;
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::happening::Happening;
use crate::base::store::Tx;

/// The steps of a report that change nothing of what it asks; they are many, and in long units of work.
const ASKING_NOTHING_NEW: [EventKind; 7] = [
    EventKind::ReportDrafted,
    EventKind::ReportEdited,
    EventKind::ReportRebound,
    EventKind::ReportMarked,
    EventKind::ReviewerRecused,
    EventKind::ReportExcused,
    EventKind::ReportPublished,
];
/// The most units whose participations are read in one statement.
const ENTERED_MAX: usize = 500;
/// Of how many units at most what a cycle asks is read one by one, and not of all.
const UNITS_MAX: usize = 20;

/// The things that a unit of work touched.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub(super) reports: BTreeMap<Uuid, Report>,
    pub(super) extensions: BTreeSet<Uuid>,
    pub(super) suggestions: BTreeSet<Uuid>,
    pub(super) objections: BTreeSet<Uuid>,
    pub(super) complaints: BTreeSet<Uuid>,
    pub(super) difficulties: BTreeSet<Uuid>,
    pub(super) syntheses: BTreeSet<Uuid>,
    pub(super) inspections: BTreeSet<Uuid>,
    pub(super) findings: BTreeSet<Uuid>,
    pub(super) recommendations: BTreeSet<Uuid>,
    pub(super) practices: BTreeSet<Uuid>,
    /// What was issued, and the unit if only one of the recipients is concerned.
    pub(super) guidance: BTreeSet<(GuidanceId, Option<OrganisationId>)>,
    pub(super) nominations: BTreeSet<NominationId>,
    /// Things to whose papers something happened.
    pub(super) papers: BTreeSet<(PaperOwner, Uuid)>,
    /// Reports for which evidence came in or was destroyed.
    pub(super) evidence: BTreeSet<ReportId>,
    /// Cycles whose participants are all concerned.
    pub(super) cycles: BTreeSet<CycleId>,
    /// Participants of other cycles.
    pub(super) participants: BTreeSet<(CycleId, OrganisationId)>,
    /// Cycles whose synthesis report may be due on another day, or no more.
    pub(super) due_syntheses: BTreeSet<CycleId>,
}

impl Touched {
    /// What was touched by what happened.
    pub(super) async fn by(tx: &Tx, happened: &[Happening]) -> Result<Self, Failure> {
        let mut touched = Self::default();
        let mut entered: Vec<OrganisationId> = Vec::new();
        for one in happened {
            if one.kind == EventKind::OrganisationAdded {
                entered.push(OrganisationId(one.object));
            } else if !ASKING_NOTHING_NEW.contains(&one.kind) {
                touched.add(tx, one).await?;
            }
        }
        for chunk in entered.chunks(ENTERED_MAX) {
            touched.participants.extend(tx.open_participations(chunk).await?);
        }
        touched.gather();
        Ok(touched)
    }

    /// A new concept says here whether its state asks something of somebody.
    async fn add(&mut self, tx: &Tx, one: &Happening) -> Result<(), Failure> {
        let Happening { concept, object, organisation, .. } = *one;
        match concept {
            Concept::Report => {
                if !self.reports.contains_key(&object) {
                    let report = tx.report(&Scope::Everything, ReportId(object)).await?;
                    self.participants.insert((report.cycle, report.organisation));
                    self.reports.insert(object, report);
                }
            }
            Concept::Extension => {
                self.extensions.insert(object);
                let extension = tx.extension(&Scope::Everything, ExtensionId(object)).await?;
                self.participants.insert((extension.cycle, extension.organisation));
            }
            Concept::Cycle => match organisation {
                Some(unit) => {
                    self.participants.insert((CycleId(object), unit));
                }
                None => {
                    self.cycles.insert(CycleId(object));
                    self.due_syntheses.insert(CycleId(object));
                }
            },
            Concept::ReminderPlan => {
                self.cycles.insert(tx.reminder_plan_named(ReminderPlanId(object)).await?.cycle);
            }
            Concept::Campaign => {
                let cycles = tx.cycles_of(CampaignId(object)).await?;
                self.due_syntheses.extend(cycles.into_iter().map(|cycle| cycle.id));
            }
            Concept::Synthesis => {
                self.syntheses.insert(object);
                let synthesis = tx.synthesis(&Scope::Everything, SynthesisId(object)).await?;
                self.due_syntheses.insert(synthesis.cycle);
            }
            Concept::Guidance => {
                let unit = organisation.filter(|_| one.kind == EventKind::GuidanceAcknowledged);
                self.guidance.insert((GuidanceId(object), unit));
            }
            Concept::Nomination => {
                self.nominations.insert(NominationId(object));
            }
            Concept::PaperFile => {
                let file = tx.paper_file(PaperFileId(object)).await?;
                self.papers.insert((file.owner, file.of));
            }
            Concept::EvidenceFile => self.add_evidence(tx, one).await?,
            Concept::Suggestion => self.keep(|all| &mut all.suggestions, object),
            Concept::Objection => self.keep(|all| &mut all.objections, object),
            Concept::Complaint => self.keep(|all| &mut all.complaints, object),
            Concept::Difficulty => self.keep(|all| &mut all.difficulties, object),
            Concept::Inspection => self.keep(|all| &mut all.inspections, object),
            Concept::InspectionFinding => self.keep(|all| &mut all.findings, object),
            Concept::Recommendation => self.keep(|all| &mut all.recommendations, object),
            Concept::Practice => self.keep(|all| &mut all.practices, object),
            // Nobody waits for anybody in the state of these, or what is waited for is another thing's.
            Concept::Account
            | Concept::Client
            | Concept::Webhook
            | Concept::Organisation
            | Concept::Function
            | Concept::Succession
            | Concept::Group
            | Concept::CriteriaSet
            | Concept::ImplementationPlan
            | Concept::Import
            | Concept::Level
            | Concept::WorkYear
            | Concept::Release
            | Concept::Decision
            | Concept::Commendation
            | Concept::RoleModel
            | Concept::DifficultyDigest
            | Concept::InspectionPlan
            | Concept::Adoption
            | Concept::MediaItem
            | Concept::Mobilisation
            | Concept::Regime
            | Concept::BaseSalary
            | Concept::Round
            | Concept::SessionMinutes
            | Concept::IntegrityFlag
            | Concept::Discipline
            | Concept::Certificate
            | Concept::Revocation
            | Concept::ObjectionPeriod
            | Concept::HigherProposal
            | Concept::PersonalDatum
            | Concept::RetentionRule
            | Concept::Purge => {}
        }
        Ok(())
    }

    /// A file of evidence that came in or was destroyed; papers that had its bytes have lost them, too.
    async fn add_evidence(&mut self, tx: &Tx, one: &Happening) -> Result<(), Failure> {
        let destroyed = one.kind == EventKind::EvidenceFileTakenDown;
        if destroyed || one.kind == EventKind::EvidenceFileUploaded {
            let file = tx.evidence_file(&Scope::Everything, EvidenceFileId(one.object)).await?;
            self.evidence.insert(file.report);
            if destroyed {
                let papers = tx.paper_files_with(&file.sha256).await?;
                self.papers.extend(papers.into_iter().map(|paper| (paper.owner, paper.of)));
            }
        }
        Ok(())
    }

    fn keep(&mut self, of: impl FnOnce(&mut Self) -> &mut BTreeSet<Uuid>, object: Uuid) {
        of(self).insert(object);
    }

    /// Many participants of a cycle are asked together, and no one beside all of them.
    fn gather(&mut self) {
        let cycles: BTreeSet<CycleId> = self.participants.iter().map(|(cycle, _)| *cycle).collect();
        let many = |cycle: &CycleId| UNITS_MAX < self.participants.iter().filter(|(one, _)| one == cycle).count();
        let crowded: Vec<CycleId> = cycles.into_iter().filter(many).collect();
        self.cycles.extend(crowded);
        let whole = &self.cycles;
        self.participants.retain(|(cycle, _)| !whole.contains(cycle));
        // Who acknowledges concerns himself; with all recipients he is among them.
        let all: BTreeSet<GuidanceId> =
            self.guidance.iter().filter(|(_, unit)| unit.is_none()).map(|(id, _)| *id).collect();
        self.guidance.retain(|(id, unit)| unit.is_none() || !all.contains(id));
    }
}
