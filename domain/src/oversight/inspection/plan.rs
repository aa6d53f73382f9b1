//! Yearly plans of inspections (kế hoạch kiểm tra; part I.2 of the plan: inspection is regular).
//!
//! A plan is the document of an agency for a year of a movement; the inspections that it intends are entered one by one
//! and name it. So one list shows per year and unit what is planned, announced, carried out and concluded, and each plan
//! counts it.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, Revision, ids};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::inspection::workflow::{InspectingAgency, InspectionState, InspectionVerb};
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;

ids! {
    /// Identifies the plan of an agency's inspections of a year (kế hoạch kiểm tra).
    InspectionPlanId,
}

/// What the agency enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionPlanContent {
    /// The year.
    pub year: i32,
    /// The document of the plan.
    pub document: Citation,
    /// A note for readers; it may be empty.
    pub note: String,
}

/// The plan of an agency's inspections in a movement for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionPlan {
    /// Its identifier.
    pub id: InspectionPlanId,
    /// The movement.
    pub campaign: CampaignId,
    /// The agency.
    pub agency: InspectingAgency,
    /// What the agency entered.
    pub content: InspectionPlanContent,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// What the count of a plan needs to know of each inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedInspection {
    /// Its state.
    pub state: InspectionState,
    /// Whether the unit was told of it.
    pub announced: bool,
    /// The day by which the visit is due; none once it took place or was given up.
    pub due: Option<NaiveDate>,
}

/// How far a plan has come: the number of its inspections by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InspectionTally {
    /// Not announced yet.
    pub planned: u32,
    /// Announced; the visit has not taken place.
    pub announced: u32,
    /// Carried out and not concluded.
    pub conducted: u32,
    /// Concluded.
    pub concluded: u32,
    /// Given up.
    pub cancelled: u32,
    /// Of those planned and announced, the ones whose day is over.
    pub overdue: u32,
    /// Those that a unit was told of, whatever came after.
    pub told: u32,
}

impl InspectionTally {
    /// The count of inspections at an instant.
    #[must_use]
    pub fn of(inspections: impl Iterator<Item = PlannedInspection>, at: DateTime<Utc>) -> Self {
        let mut tally = Self::default();
        let more = |count: &mut u32| *count = count.saturating_add(1);
        for PlannedInspection { state, announced, due } in inspections {
            more(match state {
                InspectionState::Planned => &mut tally.planned,
                InspectionState::Announced => &mut tally.announced,
                InspectionState::Conducted => &mut tally.conducted,
                InspectionState::Concluded => &mut tally.concluded,
                InspectionState::Cancelled => &mut tally.cancelled,
            });
            if due.is_some_and(|due| calendar::end_of(due) <= at) {
                more(&mut tally.overdue);
            }
            if announced {
                more(&mut tally.told);
            }
        }
        tally
    }

    /// The number of inspections.
    #[must_use]
    pub const fn all(self) -> u32 {
        let Self { planned, announced, conducted, concluded, cancelled, .. } = self;
        planned.saturating_add(announced).saturating_add(conducted).saturating_add(concluded).saturating_add(cancelled)
    }
}

impl InspectionPlan {
    /// Enters the plan of a year; the store refuses a second one of the same agency.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency and the appraisal agency (rule S30); `WrongState` unless
    /// the movement is launched and not concluded; `Invalid` for a year outside the movement's period, for an incomplete
    /// document, and for texts that are secret (rule L35).
    pub fn enter(
        id: InspectionPlanId,
        content: InspectionPlanContent,
        movement: &Campaign,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageInspection, movement.id)?;
        movement.must_be_running()?;
        let content = content.checked(movement, at)?;
        let event = Event::new(EventKind::InspectionPlanEntered, Concept::InspectionPlan, id.0, author.clone(), at)
            .because(&content.note)
            .changing(content.told(None));
        let agency = InspectingAgency::of(&author);
        let plan = Self { id, campaign: movement.id, agency, content, entered_at: at, revision: Revision::FIRST };
        Ok(Step::new(plan, event))
    }

    /// Whether the actor may correct the plan now; `tally` counts its inspections.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the agency that entered it; `WrongState` once a unit was told of an inspection under it.
    pub fn may_edit(&self, tally: InspectionTally, actor: &Actor) -> Result<Author, Refusal> {
        let author = self.agency.must_act(actor, self.campaign)?;
        if 0 < tally.told {
            return Err(Refusal::WrongState(reasons::inspection_plan_announced()));
        }
        Ok(author)
    }

    /// The one step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, tally: InspectionTally, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new(InspectionVerb::Edit.as_str(), self.may_edit(tally, actor).err())]
    }

    /// Corrects the plan.
    ///
    /// # Errors
    /// See `may_edit` and `enter`; `WrongState` for another year while inspections name the plan, because their days lie in
    /// its year.
    pub fn edit(
        self,
        content: InspectionPlanContent,
        (movement, tally): (&Campaign, InspectionTally),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_edit(tally, actor)?;
        movement.must_be_running()?;
        if content.year != self.content.year && 0 < tally.all() {
            return Err(Refusal::WrongState(reasons::inspection_plan_in_use()));
        }
        let content = content.checked(movement, at)?;
        let event = Event::new(EventKind::InspectionPlanEdited, Concept::InspectionPlan, self.id.0, author, at)
            .because(&content.note)
            .changing(content.told(Some(&self.content)));
        Ok(Step::new(Self { content, ..self }, event))
    }
}

impl InspectionPlanContent {
    fn checked(self, movement: &Campaign, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let Self { year, document, note } = self;
        let (document, note) = (document.tidied(), tidy(&note));
        let mut violations = Violations::default();
        let (first, last) = (movement.text.period_start.year(), movement.text.period_end.year());
        if !(first..=last).contains(&year) {
            violations.add("/year", reasons::inspection_year_out_of_range(first, last));
        }
        document.check_written("/document", "S30", at, &mut violations);
        violations.refuse_secret("/note", &note);
        violations.refuse_if_any()?;
        Ok(Self { year, document, note })
    }

    fn told(&self, before: Option<&Self>) -> Vec<Change> {
        let year = |content: &Self| content.year.to_string();
        let document = |content: &Self| content.document.line();
        let changes = [
            Change::differing("year", before.map(year), Some(year(self))),
            Change::differing("document", before.map(document), Some(document(self))),
        ];
        changes.into_iter().flatten().collect()
    }
}
