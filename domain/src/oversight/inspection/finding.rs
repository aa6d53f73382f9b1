//! What an inspection finds on a criterion of the unit's report (rule P02), and how the standing agency settles it.
//!
//! A finding is a statement: it changes no figure and no score, whichever agency records it (rule S30). What changes a
//! report stays where it is – a return, a verification, a correction of an official score, each with its own rules – and
//! takes nothing from a finding. The standing agency answers a finding afterwards: *corrected*, which holds only if after
//! the finding the report was returned, or verified or corrected so that the value of the criterion or the bonus and
//! penalty points changed; the service looks that up in the audit trail. Or *unfounded*, with a reason. So no correction
//! waits for an inspection, none is made twice, and a finding that nobody acted upon stays on the list of open ones.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CycleId, OrganisationId, ReportId, Revision, ids, wire_enum};
use crate::base::policy::{Permission, Role};
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::inspection::measured::Measured;
use crate::oversight::inspection::workflow::{InspectingAgency, InspectionVerb};
use crate::oversight::inspection::{Inspection, InspectionId};
use crate::oversight::reasons;
use crate::planning::value::Value;
use crate::reporting::figure::check_stated;

ids! {
    /// Identifies something that an inspection found on a criterion (phát hiện qua kiểm tra).
    InspectionFindingId,
}

wire_enum! {
    /// How grave a finding is.
    FindingSeverity {
        /// Something to note (lưu ý).
        Remark = "REMARK",
        /// What was declared differs from what was found (sai lệch).
        Deviation = "DEVIATION",
        /// A rule was broken (vi phạm).
        Violation = "VIOLATION",
    }
}

wire_enum! {
    /// State of a finding.
    FindingState {
        /// Nobody has settled it (chờ xử lý).
        Open = "OPEN",
        /// The report was put right (đã xử lý trên báo cáo).
        Corrected = "CORRECTED",
        /// There is no ground for it (không có căn cứ).
        Unfounded = "UNFOUNDED",
    }
}

wire_enum! {
    /// How the standing agency settles a finding.
    FindingVerdict {
        /// The report was put right after the finding (đã xử lý trên báo cáo).
        Corrected = "CORRECTED",
        /// There is no ground for it (không có căn cứ).
        Unfounded = "UNFOUNDED",
    }
}

wire_enum! {
    /// What put a report right.
    MendingKind {
        /// The report was returned to its unit (trả lại để bổ sung).
        Return = "RETURN",
        /// Another value was verified (thẩm tra số liệu).
        Verification = "VERIFICATION",
        /// The official score was corrected (đính chính).
        Correction = "CORRECTION",
    }
}

/// The word of the transition that settles a finding.
pub const SETTLE: &str = "SETTLE";

impl MendingKind {
    /// The events of a report that may put it right, in the order of the kinds.
    pub const EVENTS: &'static [EventKind] =
        &[EventKind::ReportReturned, EventKind::ReportVerified, EventKind::ReportCorrected];

    fn of(event: EventKind) -> Option<Self> {
        let mut known = [Self::Return, Self::Verification, Self::Correction].into_iter().zip(Self::EVENTS);
        known.find_map(|(kind, known)| (*known == event).then_some(kind))
    }
}

/// What happened to a report, as the audit trail tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportChange {
    /// The report.
    pub report: ReportId,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Values before and after.
    pub changes: Vec<Change>,
}

/// What put the report right after a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mending {
    /// The report.
    pub report: ReportId,
    /// How.
    pub kind: MendingKind,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a finding was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingOutcome {
    /// What was done, or why there is no ground.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The unit whose person settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrganisationId>,
    /// The role in which the person settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The name of the person.
    pub name: String,
    /// What put the report right; none if there is no ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mending: Option<Mending>,
}

/// What the agency records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingContent {
    /// The cycle of the report.
    pub cycle: CycleId,
    /// The criterion's code.
    pub criterion: String,
    /// How grave it is.
    pub severity: FindingSeverity,
    /// What the unit declared, in words.
    pub declared: String,
    /// What was found, in words.
    pub found: String,
    /// The value that was found, if it can be counted.
    pub value: Option<Value>,
}

/// Something that an inspection found on a criterion of the unit's report of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its identifier.
    pub id: InspectionFindingId,
    /// The inspection.
    pub inspection: InspectionId,
    /// The movement.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// The agency that recorded it.
    pub agency: InspectingAgency,
    /// What it recorded.
    pub content: FindingContent,
    /// Its state.
    pub state: FindingState,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// How it was settled.
    pub outcome: Option<FindingOutcome>,
    /// The revision number.
    pub revision: Revision,
}

impl Finding {
    /// Records a finding of a visit, before the inspection is concluded.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the agency that runs the inspection (rule S30); `WrongState` before its minutes and after
    /// its conclusion; `Invalid` for a cycle of another movement or in which the unit takes no part, for a criterion that
    /// its set does not have, for a value that the criterion does not measure (rule L29), and for empty or secret texts
    /// (rule L35).
    pub fn record(
        id: InspectionFindingId,
        content: FindingContent,
        (inspection, measured): (&Inspection, Measured<'_>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, _) = inspection.may(InspectionVerb::RecordFinding, actor)?;
        let FindingContent { cycle, criterion, severity, declared, found, value } = content;
        let (criterion, declared, found) = (tidy(&criterion), tidy(&declared), tidy(&found));
        let mut violations = Violations::default();
        measured.check_cycle(inspection.campaign, &mut violations);
        let known = measured.criterion(&criterion, "/criterion", &mut violations);
        if let Some((known, value)) = known.zip(value.as_ref()) {
            check_stated(known, value, &mut violations);
        }
        violations.demand_open_text("/declared", &declared);
        violations.demand_open_text("/found", &found);
        violations.refuse_if_any()?;
        let stated = Change::differing("found", None, value.as_ref().map(ToString::to_string));
        let changes = [Some(Change::new("criterion", None, Some(criterion.clone()))), stated];
        let event = Event::new(EventKind::InspectionFindingRecorded, Concept::InspectionFinding, id.0, author, at)
            .of(inspection.organisation)
            .between(None, FindingState::Open.as_str())
            .because(&found)
            .changing(changes.into_iter().flatten().collect());
        let finding = Self {
            id,
            inspection: inspection.id,
            campaign: inspection.campaign,
            organisation: inspection.organisation,
            agency: inspection.agency,
            content: FindingContent { cycle, criterion, severity, declared, found, value },
            state: FindingState::Open,
            recorded_at: at,
            outcome: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(finding, event))
    }

    /// Whether the actor may settle it now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency, which alone can put a report right (rule S30);
    /// `WrongState` once it is settled.
    pub fn may_settle(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::VerifyReport, (self.organisation, self.campaign))?;
        match self.state {
            FindingState::Open => Ok(author),
            FindingState::Corrected | FindingState::Unfounded => {
                Err(Refusal::WrongState(reasons::inspection_finding_settled()))
            }
        }
    }

    /// The one step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new(SETTLE, self.may_settle(actor).err())]
    }

    /// Settles the finding; `changes` are what happened to the unit's report of the cycle.
    ///
    /// # Errors
    /// See `may_settle`; `Invalid` for an empty or secret text, and for *corrected* if nothing after the finding has put the
    /// report right (rule P02).
    pub fn settle(
        self,
        (verdict, text): (FindingVerdict, &str),
        changes: &[ReportChange],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_settle(actor)?;
        let text = tidy(text);
        let mut violations = Violations::default();
        let (state, mending) = match verdict {
            FindingVerdict::Corrected => (FindingState::Corrected, self.mending(changes)),
            FindingVerdict::Unfounded => (FindingState::Unfounded, None),
        };
        if verdict == FindingVerdict::Corrected && mending.is_none() {
            violations.add("/verdict", reasons::report_not_mended(&self.content.criterion));
        }
        violations.demand_open_text("/text", &text);
        violations.refuse_if_any()?;
        let event =
            Event::new(EventKind::InspectionFindingSettled, Concept::InspectionFinding, self.id.0, author.clone(), at)
                .of(self.organisation)
                .between(Some(self.state.as_str()), state.as_str())
                .because(&text);
        let Author { role, organisation: unit, name, .. } = author;
        let outcome = Some(FindingOutcome { text, at, unit, role, name, mending });
        Ok(Step::new(Self { state, outcome, ..self }, event))
    }

    /// The first thing that put the report right after the finding.
    fn mending(&self, changes: &[ReportChange]) -> Option<Mending> {
        let after = changes.iter().filter(|change| self.recorded_at < change.at && self.is_mended_by(change));
        let first = after.min_by_key(|change| change.at)?;
        Some(Mending { report: first.report, kind: MendingKind::of(first.kind)?, at: first.at })
    }

    /// A returned report goes back as a whole; a verification and a correction must change what the finding is about.
    fn is_mended_by(&self, change: &ReportChange) -> bool {
        let code = &self.content.criterion;
        // A verification tells every criterion, a correction those that changed.
        let about = |field: &str| field == "adjustments" || field == code || field == format!("{code}.verified");
        match MendingKind::of(change.kind) {
            None => false,
            Some(MendingKind::Return) => true,
            Some(MendingKind::Verification | MendingKind::Correction) => {
                change.changes.iter().any(|one| about(&one.field) && one.before != one.after)
            }
        }
    }
}
