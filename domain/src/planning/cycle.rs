//! Cycles of a campaign (kỳ đánh giá): a year, the mid-term or the final review.
//!
//! The standing agency plans a cycle and opens it: it sets the due date (rule S27), and binds each group to the newest
//! published criteria set of the cycle's kind, and the binding never changes (rule L28). A review opens under the
//! document that sets it (rule S17). A closed or cancelled cycle takes nothing any more (rule M09).

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::code::{GroupCode, LevelCode};
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CriteriaSetId, CycleId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::{Text, tidy};
use crate::base::{calendar, wording};
use crate::planning::campaign::Campaign;
use crate::planning::criteria::{CriteriaSet, CycleKind};
use crate::planning::group::{Group, GroupLabel};
use crate::planning::order::Order;
use crate::planning::participant::{Grouping, Participant, Selection, partition};
use crate::planning::reasons;
use crate::registry::document::check_document;
use crate::registry::level::Levels;
use crate::registry::organisation::Organisation;

pub mod amendment;
pub mod opening;
pub mod rebinding;

/// Maximum length of the window for explanations, in days (rule L23).
pub const WINDOW_DAYS_MAX: i64 = 60;
/// Within how many months reports are due: of the document that sets a review, or of a year's end if the movement names no
/// day for its reports.
const DUE_MONTHS_MAX: Months = Months::new(24);

wire_enum! {
    /// Whether a cycle takes reports.
    CycleState {
        /// Planned; accepts nothing yet.
        Planned = "PLANNED",
        /// Accepts reports and nominations.
        Open = "OPEN",
        /// Closed under a document: takes no more reports and nominations; what was published can still be corrected.
        Closed = "CLOSED",
        /// Not held.
        Cancelled = "CANCELLED",
    }
}

/// The criteria set of a group in a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Binding {
    /// The group. Stored cycles call it by the word of their time.
    #[serde(rename = "tier")]
    pub group: GroupCode,
    /// Its set.
    pub criteria_set: CriteriaSetId,
    /// Whether its results are computed from other official results, so that its units do not report (rule M05).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
}

/// What the standing agency sets for those who report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleTerms {
    /// The last day, in the province, on which a report is on time.
    pub due_date: NaiveDate,
    /// The number of days in which a unit may explain its provisional score (rule L23); none without such a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation_days: Option<i64>,
    /// Whether a second person must accept the verification before it counts.
    pub acceptance_required: bool,
}

/// An amendment of an open cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleAmendment {
    /// The document that amends.
    pub document: Citation,
    /// When it was entered; the terms after it hold from then on.
    pub at: DateTime<Utc>,
    /// The terms that held before.
    pub before: CycleTerms,
    /// The group that was bound to a later set, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebound: Option<Rebinding>,
}

/// A group of an open cycle that was bound to a later criteria set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rebinding {
    /// The group.
    pub group: GroupCode,
    /// The set that it was bound to before.
    pub before: CriteriaSetId,
}

/// The documents of a cycle's life; none for cycles that opened before they were recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleOrders {
    /// The document that sets a review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_under: Option<Order>,
    /// The document that closed the cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_under: Option<Citation>,
    /// What was amended while it was open, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<CycleAmendment>,
}

/// What the standing agency sets when it opens a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The last day, in the province, on which a report is on time; none if nobody reports, because every group's results
    /// are computed from other official results (rule M05).
    pub due_date: Option<NaiveDate>,
    /// The number of days in which a unit may explain its provisional score (rule L23).
    pub explanation_days: Option<i64>,
    /// Whether a second person must accept the verification before it counts.
    pub acceptance_required: bool,
    /// The document that sets a review (rule S17).
    pub order: Option<Order>,
}

/// A cycle of the campaign (kỳ đánh giá): a year, the mid-term or the final review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Its identifier.
    pub id: CycleId,
    /// The campaign.
    pub campaign: CampaignId,
    /// Short and stable, such as `2024`.
    pub code: String,
    /// Kind of cycle.
    pub kind: CycleKind,
    /// The year, for an annual cycle.
    pub year: Option<i32>,
    /// Its name.
    pub name: Text,
    /// The first day reported on.
    pub period_start: NaiveDate,
    /// The last day reported on.
    pub period_end: NaiveDate,
    /// Whether the cycle is optional for a unit.
    pub optional: bool,
    /// Whether it takes reports.
    pub state: CycleState,
    /// The last day, in the province, on which a report is on time.
    pub due_date: Option<NaiveDate>,
    /// The number of days in which a unit may explain its provisional score (rule L23); none if the cycle has no such
    /// step.
    pub explanation_days: Option<i64>,
    /// Whether a second person must accept the verification before it counts.
    pub acceptance_required: bool,
    /// The criteria set of each group, bound at opening.
    pub criteria: Vec<Binding>,
    /// The documents of its life.
    pub orders: CycleOrders,
    /// The groups and units that it names.
    pub selection: Selection,
    /// The revision number.
    pub revision: Revision,
}

/// What a cycle is opened upon.
#[derive(Clone, Copy, Debug)]
pub struct OpeningGround<'a> {
    /// The movement.
    pub campaign: &'a Campaign,
    /// The cycles of the movement.
    pub cycles: &'a [Cycle],
    /// The criteria sets.
    pub sets: &'a [CriteriaSet],
    /// The levels of which a unit exists in the cycle's period.
    pub levels: &'a Levels,
    /// The groups that the cycle names.
    pub groups: &'a [Group],
    /// The units of the registry.
    pub units: &'a [Organisation],
}

/// An opened cycle with its participants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The cycle.
    pub cycle: Cycle,
    /// Who takes part.
    pub participants: Vec<Participant>,
}

impl Cycle {
    /// Plans a cycle of a campaign, from a plan package.
    ///
    /// # Errors
    /// `Invalid` if it lies outside the campaign's period (rule S01).
    pub fn load(self, campaign: &Campaign, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.planned(campaign, Author::installation("plan"), at)
    }

    /// Demands that the groups that it names hold each unit that takes part once (rule M03), as far as units are known
    /// before it opens.
    ///
    /// # Errors
    /// `Invalid`, naming every unit in two groups or none.
    pub fn must_divide(&self, groups: &[Group], units: &[Organisation]) -> Result<(), Refusal> {
        let named = |group: &&Group| self.selection.groups.iter().any(|one| one.id == group.id);
        let groupings: Vec<Grouping> = groups.iter().filter(named).map(Grouping::from).collect();
        let mut violations = Violations::default();
        if !groupings.is_empty() {
            let period = (self.period_start, self.period_end);
            partition(self.id, &self.selection, &groupings, units, period, &mut violations);
        }
        violations.refuse_if_any()
    }

    /// Plans a cycle of a campaign.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `WrongState` once the movement is concluded; `Invalid` if
    /// it lies outside the campaign's period (rule S01), or
    /// for a code or name that is empty; a year for a review, or none for a year.
    pub fn plan(self, campaign: &Campaign, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::OpenCycle, campaign.id)?;
        campaign.must_be_preparing()?;
        let name = Text::new(tidy(&self.name.vi), tidy(&self.name.en));
        Self { code: tidy(&self.code), name, ..self }.planned(campaign, author, at)
    }

    fn planned(self, campaign: &Campaign, author: Author, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let mut violations = Violations::default();
        violations.demand_text("/code", &self.code);
        violations.demand_open_text("/name/vi", &self.name.vi);
        violations.demand_open_text("/name/en", &self.name.en);
        if self.year.is_some() != (self.kind == CycleKind::Annual) {
            violations.add("/year", reasons::cycle_year_unfit());
        }
        let (first, last) = (campaign.text.period_start, campaign.text.period_end);
        let inside = first <= self.period_start && self.period_start <= self.period_end && self.period_end <= last;
        let of_its_year =
            self.year.is_none_or(|year| self.period_start.year() == year && self.period_end.year() == year);
        if !inside || !of_its_year {
            let reason = reasons::period_out_of_range(wording::date(first), first, wording::date(last), last);
            violations.add("/periodStartDate", reason);
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::CyclePlanned, Concept::Cycle, self.id.0, author, at)
            .between(None, self.state.as_str());
        Ok(Step::new(self, event))
    }

    /// Whether the actor may open the cycle now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` unless it is planned.
    pub fn may_open(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::OpenCycle, self.campaign)?;
        match self.state {
            CycleState::Planned => Ok(author),
            CycleState::Open => Err(Refusal::WrongState(reasons::cycle_open())),
            CycleState::Closed => Err(Refusal::WrongState(reasons::cycle_closed())),
            CycleState::Cancelled => Err(Refusal::WrongState(reasons::cycle_cancelled())),
        }
    }

    /// Whether the actor may name the groups and units of the cycle now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` unless it is planned.
    pub fn may_select(&self, actor: &Actor) -> Result<Author, Refusal> {
        actor.must(Permission::ManageGroup, self.campaign)?;
        self.may_open(actor)
    }

    /// Names the groups and units of the cycle, before it opens.
    ///
    /// # Errors
    /// See `may_select`.
    pub fn select(self, selection: Selection, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may_select(actor)?;
        let told = |selection: &Selection| {
            let groups: Vec<&str> = selection.groups.iter().map(|group| group.code.as_str()).collect();
            let Selection { levels, unit_kinds, units, exempt, left_out, .. } = selection;
            let levels: Vec<&str> = levels.iter().map(LevelCode::as_str).collect();
            let kinds: Vec<&str> = unit_kinds.iter().map(|kind| kind.as_str()).collect();
            [
                ("groups", groups.join(" ")),
                ("levels", levels.join(" ")),
                ("unitKinds", kinds.join(" ")),
                ("units", units.len().to_string()),
                ("exemptions", exempt.len().to_string()),
                ("leftOut", left_out.len().to_string()),
            ]
        };
        let changes = told(&self.selection).into_iter().zip(told(&selection));
        let changes =
            changes.filter_map(|((field, before), (_, after))| Change::differing(field, Some(before), Some(after)));
        let event =
            Event::new(EventKind::CycleSelected, Concept::Cycle, self.id.0, author, at).changing(changes.collect());
        Ok(Step::new(Self { selection, ..self }, event))
    }

    /// Whether the actor may close the cycle now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` unless it is open.
    pub fn may_close(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::OpenCycle, self.campaign)?;
        match self.state {
            CycleState::Open => Ok(author),
            CycleState::Planned => Err(Refusal::WrongState(reasons::cycle_not_open())),
            CycleState::Closed => Err(Refusal::WrongState(reasons::cycle_closed())),
            CycleState::Cancelled => Err(Refusal::WrongState(reasons::cycle_cancelled())),
        }
    }

    /// Whether the actor may cancel the cycle now: before it opens, or while nobody has handed anything in.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` if it has ended.
    pub fn may_cancel(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::OpenCycle, self.campaign)?;
        match self.state {
            CycleState::Planned | CycleState::Open => Ok(author),
            CycleState::Closed => Err(Refusal::WrongState(reasons::cycle_closed())),
            CycleState::Cancelled => Err(Refusal::WrongState(reasons::cycle_cancelled())),
        }
    }

    /// Closes the cycle under a document (rule M09). `waiting` names units whose reports have no official score yet.
    ///
    /// # Errors
    /// See `may_close`; `Invalid` for an incomplete citation; `WrongState` while reports are under way.
    pub fn close(
        self,
        document: Citation,
        waiting: &[String],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_close(actor)?;
        let document = document.tidied();
        let mut violations = Violations::default();
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        if !waiting.is_empty() {
            return Err(Refusal::WrongState(reasons::cycle_has_open_reports(waiting.join("; "))));
        }
        let event = self.turned(EventKind::CycleClosed, CycleState::Closed, author, at);
        let event = event.because(document.number.as_deref().unwrap_or_default());
        let event = event.changing(vec![Change::new("document", None, Some(document.line()))]);
        let orders = CycleOrders { closed_under: Some(document), ..self.orders };
        Ok(Step::new(Self { state: CycleState::Closed, orders, ..self }, event))
    }

    /// Cancels the cycle: it is not held. `filed` says whether a unit has handed in a report, or
    /// a nomination was sent on.
    ///
    /// # Errors
    /// See `may_cancel`; `Invalid` for an empty reason; `WrongState` if something was handed in.
    pub fn cancel(self, reason: &str, filed: bool, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may_cancel(actor)?;
        let reason = demanded("/reason", reason)?;
        if filed {
            return Err(Refusal::WrongState(reasons::cycle_has_filings()));
        }
        let event = self.turned(EventKind::CycleCancelled, CycleState::Cancelled, author, at).because(&reason);
        // Nothing is owed in a cycle that is not held.
        Ok(Step::new(Self { state: CycleState::Cancelled, criteria: Vec::new(), ..self }, event))
    }

    fn turned(&self, kind: EventKind, state: CycleState, author: Author, at: DateTime<Utc>) -> Event {
        Event::new(kind, Concept::Cycle, self.id.0, author, at).between(Some(self.state.as_str()), state.as_str())
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![
            Transition::new("OPEN", self.may_open(actor).err()),
            Transition::new("AMEND", self.may_amend(actor).err()),
            Transition::new("REBIND", self.may_rebind(actor).err()),
            Transition::new("CLOSE", self.may_close(actor).err()),
            Transition::new("CANCEL", self.may_cancel(actor).err()),
        ]
    }

    /// The criteria set of a group, once the cycle is open (rule S02).
    #[must_use]
    pub fn criteria_for(&self, group: GroupCode) -> Option<CriteriaSetId> {
        self.criteria.iter().find(|binding| binding.group == group).map(|binding| binding.criteria_set)
    }

    /// Demands that a group which a request names is one of the cycle (rule M03). Before the cycle opens, and once it is
    /// cancelled, no group is bound, and there is nothing to do in any.
    ///
    /// # Errors
    /// `Invalid` for a group that the opened cycle does not have.
    pub fn must_have(&self, group: GroupCode) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        if !self.criteria.is_empty() && self.criteria_for(group).is_none() {
            violations.add("/group", reasons::group_unknown(group));
        }
        violations.refuse_if_any()
    }

    /// The groups of the cycle: those that it names, or one of each level that reports. `groups` are the named ones,
    /// `levels` those of which a unit exists in the cycle's period.
    #[must_use]
    pub fn groupings(&self, groups: &[Group], levels: &Levels) -> Vec<Grouping> {
        if self.selection.groups.is_empty() {
            return levels.measured(self.period_start, self.period_end).map(Grouping::from).collect();
        }
        let named = self.selection.groups.iter();
        named.filter_map(|named| groups.iter().find(|group| group.id == named.id)).map(Grouping::from).collect()
    }

    /// A group as the boards of the cycle name it: the group that the cycle chose by this code, or else that of a level.
    #[must_use]
    pub fn group_label(&self, code: GroupCode, groups: &[Group], levels: &Levels) -> GroupLabel {
        let chosen = self.selection.groups.iter().find(|chosen| chosen.code == code);
        let facts = chosen.and_then(|chosen| groups.iter().find(|group| group.id == chosen.id)).map(|one| &one.facts);
        let name = facts.map_or_else(|| levels.name(code.as_str()), |facts| facts.name.clone());
        GroupLabel { code, name, predecessor: facts.and_then(|facts| facts.predecessor) }
    }

    /// Whether the results of a group are computed from other official results, so that its units do not report.
    #[must_use]
    pub fn derives(&self, group: GroupCode) -> bool {
        self.criteria.iter().any(|binding| binding.group == group && binding.derived)
    }

    /// The criteria set of a participant; none for one that is exempt, or of a group that is not measured.
    #[must_use]
    pub fn set_for(&self, participant: Option<&Participant>) -> Option<CriteriaSetId> {
        let owing = participant.filter(|participant| participant.exempt.is_none());
        owing.and_then(|participant| self.criteria_for(participant.group))
    }

    /// Whether a unit has a result of its own in the cycle, which the commendation of its collective depends on (rule
    /// S35). An enterprise has none (interpretation 18). While no group is bound, the results of earlier cycles count, so
    /// every other unit is measured.
    #[must_use]
    pub fn measures(&self, unit: &Organisation, participant: Option<&Participant>) -> bool {
        !unit.is_enterprise() && (self.criteria.is_empty() || self.set_for(participant).is_some())
    }

    /// Whether a unit must report: it takes part and is not exempt (rule M03), and it existed on some day of the period.
    #[must_use]
    pub fn asks(&self, unit: &Organisation, participant: Option<&Participant>) -> bool {
        let derived = participant.is_some_and(|participant| self.derives(participant.group));
        self.set_for(participant).is_some() && !derived && unit.exists_during(self.period_start, self.period_end)
    }

    /// Whether an instant is after the due date; lateness is recorded and blocks nothing.
    #[must_use]
    pub fn is_late_at(&self, at: DateTime<Utc>) -> bool {
        self.due_date.is_some_and(|day| calendar::end_of(day) <= at)
    }

    /// Rule L30: a unit acts in a cycle only if it existed on some day of the cycle's period.
    ///
    /// # Errors
    /// `OutOfSeason` for a unit that ended before the period or begins after it.
    pub fn must_concern(&self, unit: &Organisation) -> Result<(), Refusal> {
        unit.must_exist_during(self.period_start, self.period_end)
    }

    /// Rules M03, M05: demands that a unit's participation is one that reports are owed for.
    ///
    /// # Errors
    /// `WrongState` for a participant that is exempt, or whose group's results are computed from other official results.
    pub(crate) fn must_be_reported_by(&self, participant: Option<&Participant>) -> Result<(), Refusal> {
        if participant.is_some_and(|participant| participant.exempt.is_some()) {
            return Err(Refusal::WrongState(reasons::participant_exempt()));
        }
        if participant.is_some_and(|participant| self.derives(participant.group)) {
            return Err(Refusal::WrongState(reasons::result_derived()));
        }
        Ok(())
    }

    pub(crate) fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state {
            CycleState::Open => Ok(()),
            CycleState::Planned => Err(Refusal::OutOfSeason(reasons::cycle_not_open())),
            CycleState::Closed => Err(Refusal::OutOfSeason(reasons::cycle_closed())),
            CycleState::Cancelled => Err(Refusal::OutOfSeason(reasons::cycle_cancelled())),
        }
    }

    /// Demands that the cycle is neither closed nor cancelled (rule M09).
    ///
    /// # Errors
    /// `OutOfSeason` if it is.
    pub fn must_not_have_ended(&self) -> Result<(), Refusal> {
        match self.state {
            CycleState::Planned | CycleState::Open => Ok(()),
            CycleState::Closed => Err(Refusal::OutOfSeason(reasons::cycle_closed())),
            CycleState::Cancelled => Err(Refusal::OutOfSeason(reasons::cycle_cancelled())),
        }
    }

    /// Demands that results of the cycle can be published: while it is open, and corrections afterwards (rule M09).
    pub(crate) fn must_have_opened(&self) -> Result<(), Refusal> {
        if self.state == CycleState::Closed { Ok(()) } else { self.must_be_open() }
    }
}
