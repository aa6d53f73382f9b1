//! Inspections of units (kiểm tra, đôn đốc; rule S30): planned, announced, carried out, concluded.
//!
//! The unit sees an inspection from its notice on, and never before; what was given up before a notice stays unseen. What
//! an inspection finds changes no figure (`finding.rs`); what it recommends is answered by the unit (`recommendation.rs`).

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CycleId, OrganisationId, Revision, ids};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::difficulty::check_due;
use crate::oversight::inspection::measured::Measured;
use crate::oversight::inspection::plan::{InspectionPlan, InspectionPlanId, PlannedInspection};
use crate::oversight::inspection::workflow::{Act, InspectingAgency, InspectionState, InspectionVerb};
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::registry::organisation::Organisation;
use crate::reporting::reasons as reporting_reasons;

pub mod finding;
pub mod measured;
pub mod plan;
pub mod recommendation;
pub mod workflow;

/// Maximum number of criteria that an inspection looks at by name.
pub const CRITERIA_MAX: usize = 50;
/// Maximum number of people who inspect, and of people who took part in a visit.
pub const MEMBERS_MAX: usize = 30;
/// For how many months ahead the day of a visit can be set.
pub const VISIT_MONTHS_MAX: u32 = 24;

ids! {
    /// Identifies an inspection of a unit (cuộc kiểm tra).
    InspectionId,
}

/// What an inspection looks at, why, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionSubject {
    /// The day by which the visit is to take place; the last day of a month for a month.
    pub planned: NaiveDate,
    /// The cycle whose report is looked at; none if it is about no one of them.
    pub cycle: Option<CycleId>,
    /// The codes of the criteria that are looked at, of the unit's set in that cycle.
    pub criteria: Vec<String>,
    /// The contents and the field of the movement.
    pub dimensions: Dimensions,
    /// What is inspected and why; the unit reads it once it is told.
    pub reason: String,
}

/// The notice of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Its document.
    pub document: Citation,
    /// The day of the visit.
    pub visit: NaiveDate,
    /// Who inspects: offices and names, without further personal data.
    pub members: Vec<String>,
}

/// The minutes of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Minutes {
    /// The day of the visit.
    pub date: NaiveDate,
    /// Who took part, on both sides: offices and names.
    pub participants: Vec<String>,
    /// What was looked at, and what it showed.
    pub text: String,
    /// The minutes as a document, if they have a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
}

/// The conclusion of an inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
    /// Its document.
    pub document: Citation,
    /// What it says.
    pub text: String,
}

/// An inspection of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Its identifier.
    pub id: InspectionId,
    /// The movement.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// The agency that runs it.
    pub agency: InspectingAgency,
    /// The plan that it is under; none for an unplanned one (đột xuất).
    pub plan: Option<InspectionPlanId>,
    /// What it looks at.
    pub subject: InspectionSubject,
    /// Its state.
    pub state: InspectionState,
    /// When the unit was told first; it sees the inspection from then on.
    pub announced_at: Option<DateTime<Utc>>,
    /// The notice that holds.
    pub notice: Option<Notice>,
    /// The minutes of the visit.
    pub minutes: Option<Minutes>,
    /// The conclusion.
    pub conclusion: Option<Conclusion>,
    /// The steps taken, oldest first.
    pub acts: Vec<Act<InspectionVerb>>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// What a subject is checked against.
#[derive(Clone, Copy, Debug)]
pub struct SubjectGround<'a> {
    /// The movement.
    pub movement: &'a Campaign,
    /// The plan that the inspection names.
    pub plan: Option<&'a InspectionPlan>,
    /// The cycle that the subject names.
    pub measured: Option<Measured<'a>>,
}

impl Inspection {
    /// Enters an inspection of a unit, under a plan or unplanned.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the two agencies, and under the other agency's plan (rule S30); `OutOfSeason` for a unit
    /// that does not exist today (rule L34); `WrongState` unless the movement is launched and not concluded; `Invalid` for
    /// the agency's own unit, for a plan of another movement, for a day that is not in the plan's year or, without a plan,
    /// has passed, for a cycle of another movement or in which the unit takes no part, for criteria that its set does not
    /// have, and for an empty or secret reason (rule L35).
    pub fn enter(
        id: InspectionId,
        subject: InspectionSubject,
        organisation: &Organisation,
        ground: SubjectGround<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let SubjectGround { movement, plan, .. } = ground;
        let mut author = actor.must(Permission::ManageInspection, (organisation.id, movement.id))?;
        if let Some(plan) = plan {
            author = plan.agency.must_act(actor, (organisation.id, movement.id))?;
        }
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let mut violations = Violations::default();
        if author.organisation == Some(organisation.id) {
            violations.add("/organisation", reasons::inspection_of_itself());
        }
        if plan.is_some_and(|plan| plan.campaign != movement.id) {
            violations.add("/plan", reasons::inspection_plan_of_other_movement());
        }
        let subject = subject.checked(ground, at, &mut violations);
        violations.refuse_if_any()?;
        let agency = InspectingAgency::of(&author);
        let event = Event::new(EventKind::InspectionEntered, Concept::Inspection, id.0, author, at)
            .of(organisation.id)
            .between(None, InspectionState::Planned.as_str())
            .because(&subject.reason)
            .changing(subject.told(None));
        let inspection = Self {
            id,
            campaign: movement.id,
            organisation: organisation.id,
            agency,
            plan: plan.map(|plan| plan.id),
            subject,
            state: InspectionState::Planned,
            announced_at: None,
            notice: None,
            minutes: None,
            conclusion: None,
            acts: Vec::new(),
            entered_at: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(inspection, event))
    }

    /// Whether the actor may take a step now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the agency that entered it (rule S30); `WrongState` if the state does not allow it.
    pub fn may(&self, verb: InspectionVerb, actor: &Actor) -> Result<(Author, InspectionState), Refusal> {
        let author = self.agency.must_act(actor, (self.organisation, self.campaign))?;
        let wrong = || Refusal::WrongState(reasons::inspection_wrong_state(self.state.vi(), self.state));
        Ok((author, self.state.after(verb).ok_or_else(wrong)?))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let verbs = InspectionVerb::ALL.iter();
        verbs.map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// The day by which the visit is due: the planned one, then that of the notice; none once it took place or was given up.
    #[must_use]
    pub fn due(&self) -> Option<NaiveDate> {
        match self.state {
            InspectionState::Planned => Some(self.subject.planned),
            InspectionState::Announced => self.notice.as_ref().map(|notice| notice.visit),
            InspectionState::Conducted | InspectionState::Concluded | InspectionState::Cancelled => None,
        }
    }

    /// Whether the visit should have taken place before today.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.due().is_some_and(|due| calendar::end_of(due) <= at)
    }

    /// The year that it is counted in.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.subject.planned.year()
    }

    /// What the count of its plan needs to know of it.
    #[must_use]
    pub fn planned(&self) -> PlannedInspection {
        PlannedInspection { state: self.state, announced: self.announced_at.is_some(), due: self.due() }
    }

    /// Corrects what is intended, before the unit is told.
    ///
    /// # Errors
    /// See `may` and `enter`.
    pub fn edit(
        self,
        subject: InspectionSubject,
        ground: SubjectGround<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(InspectionVerb::Edit, actor)?;
        ground.movement.must_be_running()?;
        let mut violations = Violations::default();
        let subject = subject.checked(ground, at, &mut violations);
        violations.refuse_if_any()?;
        let changes = subject.told(Some(&self.subject));
        let event = self.event(InspectionVerb::Edit, author, state, at).because(&subject.reason).changing(changes);
        Ok(Step::new(Self { subject, ..self }, event))
    }

    /// Tells the unit of the visit, or tells it anew if the day or the members change.
    ///
    /// # Errors
    /// See `may`; `OutOfSeason` for a unit that does not exist today (rule L34); `WrongState` unless the movement is launched
    /// and not concluded; `Invalid` for an incomplete document, a day that has passed or is too far ahead, and without
    /// members.
    pub fn announce(
        self,
        notice: Notice,
        (movement, organisation): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(InspectionVerb::Announce, actor)?;
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let Notice { document, visit, members } = notice;
        let document = document.tidied();
        let mut violations = Violations::default();
        document.check_written("/document", "S30", at, &mut violations);
        let today = calendar::day_of(at);
        let furthest = today.checked_add_months(Months::new(VISIT_MONTHS_MAX)).unwrap_or(NaiveDate::MAX);
        if visit < today || furthest < visit {
            violations.add("/visitDate", reasons::visit_date_unfit(VISIT_MONTHS_MAX));
        }
        let members = people("/members", &members, &mut violations);
        violations.refuse_if_any()?;
        let before = self.notice.as_ref().map(|notice| notice.visit.to_string());
        let event = self
            .event(InspectionVerb::Announce, author.clone(), state, at)
            .because(document.mark_of())
            .changing(Change::differing("visitDate", before, Some(visit.to_string())).into_iter().collect());
        let act = Act { document: Some(document.clone()), ..Act::new(InspectionVerb::Announce, &author, at) };
        let notice = Some(Notice { document, visit, members });
        let announced_at = self.announced_at.or(Some(at));
        Ok(Step::new(Self { state, announced_at, notice, acts: with(self.acts, act), ..self }, event))
    }

    /// Enters the minutes of the visit.
    ///
    /// # Errors
    /// See `may`; `Invalid` for a day before the unit was told or after today, without people who took part, for an empty or
    /// secret text, and for an incomplete document.
    pub fn conduct(self, minutes: Minutes, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(InspectionVerb::Conduct, actor)?;
        let Minutes { date, participants, text, document } = minutes;
        let (text, document) = (tidy(&text), document.map(Citation::tidied));
        let mut violations = Violations::default();
        let told = self.announced_at.map_or(NaiveDate::MIN, calendar::day_of);
        if date < told || calendar::day_of(at) < date {
            violations.add("/date", reasons::minutes_date_unfit());
        }
        let participants = people("/participants", &participants, &mut violations);
        violations.demand_open_text("/text", &text);
        if let Some(document) = &document {
            document.check_written("/document", "S30", at, &mut violations);
        }
        violations.refuse_if_any()?;
        let event = self.event(InspectionVerb::Conduct, author.clone(), state, at).because(&text);
        let act = Act { document: document.clone(), due: self.due(), ..Act::new(InspectionVerb::Conduct, &author, at) };
        let minutes = Some(Minutes { date, participants, text, document });
        Ok(Step::new(Self { state, minutes, acts: with(self.acts, act), ..self }, event))
    }

    /// Concludes the inspection under a document.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an empty or secret text, or an incomplete document.
    pub fn conclude(self, conclusion: Conclusion, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(InspectionVerb::Conclude, actor)?;
        let Conclusion { document, text } = conclusion;
        let (document, text) = (document.tidied(), tidy(&text));
        let mut violations = Violations::default();
        document.check_written("/document", "S30", at, &mut violations);
        violations.demand_open_text("/text", &text);
        violations.refuse_if_any()?;
        let event = self.event(InspectionVerb::Conclude, author.clone(), state, at).because(&text);
        let act = Act { document: Some(document.clone()), ..Act::new(InspectionVerb::Conclude, &author, at) };
        let conclusion = Some(Conclusion { document, text });
        Ok(Step::new(Self { state, conclusion, acts: with(self.acts, act), ..self }, event))
    }

    /// Gives the inspection up before the visit.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an empty or secret reason.
    pub fn cancel(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(InspectionVerb::Cancel, actor)?;
        let reason = tidy(reason);
        let mut violations = Violations::default();
        violations.demand_open_text("/reason", &reason);
        violations.refuse_if_any()?;
        let event = self.event(InspectionVerb::Cancel, author.clone(), state, at).because(&reason);
        let act = Act { text: Some(reason), due: self.due(), ..Act::new(InspectionVerb::Cancel, &author, at) };
        Ok(Step::new(Self { state, acts: with(self.acts, act), ..self }, event))
    }

    fn event(&self, verb: InspectionVerb, author: Author, after: InspectionState, at: DateTime<Utc>) -> Event {
        Event::new(verb.event(), Concept::Inspection, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), after.as_str())
    }
}

impl InspectionSubject {
    fn checked(self, ground: SubjectGround<'_>, at: DateTime<Utc>, violations: &mut Violations) -> Self {
        let SubjectGround { movement, plan, measured } = ground;
        let Self { planned, cycle, criteria, dimensions, reason } = self;
        let criteria: Vec<String> = criteria.iter().map(|code| tidy(code)).collect();
        let reason = tidy(&reason);
        match plan.map(|plan| plan.content.year) {
            Some(year) if planned.year() != year => {
                violations.add("/plannedDate", reasons::inspection_outside_plan(year));
            }
            Some(_) => {}
            None => check_due("/plannedDate", Some(planned), at, violations),
        }
        if let Some(measured) = measured {
            measured.check_cycle(movement.id, violations);
        } else if !criteria.is_empty() {
            violations.add("/criteria", reasons::criteria_without_cycle());
        }
        if CRITERIA_MAX < criteria.len() {
            violations.add("/criteria", reasons::inspected_criteria_too_many(CRITERIA_MAX));
        }
        for (place, code) in criteria.iter().enumerate() {
            let pointer = format!("/criteria/{place}");
            if criteria.iter().take(place).any(|other| other == code) {
                violations.add(&pointer, reporting_reasons::criterion_twice(code));
            } else if let Some(measured) = measured {
                measured.criterion(code, &pointer, violations);
            }
        }
        let dimensions = dimensions.checked(movement, violations);
        violations.demand_open_text("/reason", &reason);
        Self { planned, cycle, criteria, dimensions, reason }
    }

    fn told(&self, before: Option<&Self>) -> Vec<Change> {
        let planned = |subject: &Self| subject.planned.to_string();
        let cycle = |subject: &Self| subject.cycle.map(|cycle| cycle.to_string());
        let criteria = |subject: &Self| Some(subject.criteria.join(" ")).filter(|codes| !codes.is_empty());
        let changes = [
            Change::differing("plannedDate", before.map(planned), Some(planned(self))),
            Change::differing("cycle", before.and_then(cycle), cycle(self)),
            Change::differing("criteria", before.and_then(criteria), criteria(self)),
        ];
        changes.into_iter().flatten().collect()
    }
}

fn with(mut acts: Vec<Act<InspectionVerb>>, act: Act<InspectionVerb>) -> Vec<Act<InspectionVerb>> {
    acts.push(act);
    acts
}

/// Tidies a list of people, each an office with or without a name, and demands at least one and no empty line.
fn people(pointer: &str, list: &[String], violations: &mut Violations) -> Vec<String> {
    let list: Vec<String> = list.iter().map(|line| tidy(line)).collect();
    if !(1..=MEMBERS_MAX).contains(&list.len()) {
        violations.add(pointer, reasons::members_out_of_range(MEMBERS_MAX));
    }
    for (place, line) in list.iter().enumerate() {
        violations.demand_open_text(&format!("{pointer}/{place}"), line);
    }
    list
}
