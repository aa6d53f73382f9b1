//! Cycles of a campaign (kỳ đánh giá): a year, the mid-term or the final review.
//!
//! The standing agency plans a cycle and opens it: it sets the due date (rule S27), and binds each group to the newest
//! published criteria set of the cycle's kind, and the binding never changes (rule L28). A review opens under the
//! document that sets it (rule S17). A closed or cancelled cycle takes nothing any more (rule M09).

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::code::GroupCode;
use crate::base::event::{Author, Change, Concept, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CriteriaSetId, CycleId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::Text;
use crate::base::{calendar, wording};
use crate::planning::audience::Audience;
use crate::planning::campaign::Campaign;
use crate::planning::criteria::{CriteriaSet, CriteriaSetState, CycleKind};
use crate::planning::reasons;
use crate::registry::level::Levels;
use crate::registry::organisation::Organisation;

/// Maximum length of the window for explanations, in days (rule L23).
pub const WINDOW_DAYS_MAX: i64 = 60;

wire_enum! {
    /// Whether a cycle takes reports.
    CycleState {
        /// Planned; accepts nothing yet.
        Planned = "PLANNED",
        /// Accepts reports and nominations.
        Open = "OPEN",
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
    /// The revision number.
    pub revision: Revision,
}

impl Cycle {
    /// Plans a cycle of a campaign, from a plan package.
    ///
    /// # Errors
    /// `Invalid` if it lies outside the campaign's period (rule S01).
    pub fn plan(self, campaign: &Campaign, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let mut violations = Violations::default();
        let inside = campaign.period_start <= self.period_start
            && self.period_start <= self.period_end
            && self.period_end <= campaign.period_end;
        let of_its_year =
            self.year.is_none_or(|year| self.period_start.year() == year && self.period_end.year() == year);
        if !inside || !of_its_year {
            violations.add(
                "/periodStartDate",
                reasons::period_out_of_range(
                    wording::date(campaign.period_start),
                    campaign.period_start,
                    wording::date(campaign.period_end),
                    campaign.period_end,
                ),
            );
        }
        violations.refuse_if_any()?;
        let author = Author::installation("plan");
        let event = Event::new(EventKind::CyclePlanned, Concept::Cycle, self.id.0, author, at)
            .between(None, self.state.as_str());
        Ok(Step::new(self, event))
    }

    /// Whether the actor may open the cycle now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` if it is open; `OutOfSeason` for a mid-term or
    /// final review, whose date is set by the review of the resolution and is not known yet (rule S17).
    pub fn may_open(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::OpenCycle, None)?;
        if self.state == CycleState::Open {
            return Err(Refusal::WrongState(reasons::cycle_open()));
        }
        match self.kind {
            CycleKind::Annual => Ok(author),
            CycleKind::Midterm | CycleKind::Final => Err(Refusal::OutOfSeason(reasons::review_date_unknown())),
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new("OPEN", self.may_open(actor).err())]
    }

    /// Sets whether a second person must accept the verified figures; called before the cycle opens.
    #[must_use]
    pub fn accepting(self, acceptance_required: bool) -> Self {
        Self { acceptance_required, ..self }
    }

    /// Opens the cycle for reports due on a day, and binds each group to the newest published set of its kind. A draft
    /// is never bound: what units are measured by has been issued before they begin (rule S24).
    ///
    /// # Errors
    /// See `may_open`; `Invalid` unless the due date lies after the period begins and before 10 December of its
    /// year (rule S27), for a window of explanations out of range, or if a group has no
    /// published set. `levels` are those of which a unit exists in the cycle's period.
    pub fn open(
        self,
        due_date: NaiveDate,
        explanation_days: Option<i64>,
        sets: &[CriteriaSet],
        levels: &Levels,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_open(actor)?;
        let mut violations = Violations::default();
        let synthesis = NaiveDate::from_ymd_opt(self.period_end.year(), 12, 10).unwrap_or(self.period_end);
        if due_date < self.period_start || synthesis <= due_date {
            violations.add(
                "/dueDate",
                reasons::due_date_out_of_range(
                    wording::date(self.period_start),
                    self.period_start,
                    wording::date(synthesis.pred_opt().unwrap_or(synthesis)),
                    synthesis,
                ),
            );
        }
        if explanation_days.is_some_and(|days| !(1..=WINDOW_DAYS_MAX).contains(&days)) {
            violations.add("/explanationDays", reasons::window_out_of_range(WINDOW_DAYS_MAX));
        }
        let (mut criteria, mut bound) = (Vec::new(), Vec::new());
        for level in levels.measured(self.period_start, self.period_end) {
            let group = GroupCode::of_level(level.code);
            let of_group = || {
                let own = sets.iter().filter(|set| set.campaign == self.campaign && set.cycle_kind == self.kind);
                own.filter(move |set| set.audience == Audience::Group(group))
            };
            let published = of_group().filter(|set| set.state == CriteriaSetState::Published);
            match published.max_by_key(|set| set.version) {
                Some(set) => {
                    bound.push(Change::new(
                        format!("criteria.{group}"),
                        None,
                        Some(format!("{} v{}", set.id, set.version)),
                    ));
                    criteria.push(Binding { group, criteria_set: set.id });
                }
                None => {
                    let Text { vi, en } = &level.facts.name;
                    let drafted = of_group().next().is_some();
                    let reason = if drafted { reasons::criteria_set_draft } else { reasons::criteria_set_missing };
                    violations.add("", reason(vi, en));
                }
            }
        }
        violations.refuse_if_any()?;
        let mut changes = vec![
            Change::new("dueDate", None, Some(due_date.to_string())),
            Change::new("acceptanceRequired", None, Some(self.acceptance_required.to_string())),
        ];
        changes.extend(explanation_days.map(|days| Change::new("explanationDays", None, Some(days.to_string()))));
        changes.append(&mut bound);
        let event = Event::new(EventKind::CycleOpened, Concept::Cycle, self.id.0, author, at)
            .between(Some(self.state.as_str()), CycleState::Open.as_str())
            .changing(changes);
        let opened = Self { state: CycleState::Open, due_date: Some(due_date), explanation_days, criteria, ..self };
        Ok(Step::new(opened, event))
    }

    /// The criteria set of a group, once the cycle is open (rule S02).
    #[must_use]
    pub fn criteria_for(&self, group: GroupCode) -> Option<CriteriaSetId> {
        self.criteria.iter().find(|binding| binding.group == group).map(|binding| binding.criteria_set)
    }

    /// The group that a unit is ranked in; none if the cycle does not measure it.
    #[must_use]
    pub fn group_of(&self, unit: &Organisation) -> Option<GroupCode> {
        let group = GroupCode::of_level(unit.level);
        self.criteria_for(group).map(|_| group)
    }

    /// Whether a unit has a result of its own in the cycle, which the commendation of its collective depends on (rule
    /// S35). An enterprise has none (interpretation 18).
    #[must_use]
    pub fn measures(&self, unit: &Organisation) -> bool {
        !unit.is_enterprise() && self.group_of(unit).is_some()
    }

    /// Whether a unit must report: its group is measured in the cycle, and it existed on some day of the period.
    #[must_use]
    pub fn asks(&self, unit: &Organisation) -> bool {
        self.group_of(unit).is_some() && unit.exists_during(self.period_start, self.period_end)
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

    pub(crate) fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state {
            CycleState::Open => Ok(()),
            CycleState::Planned => Err(Refusal::OutOfSeason(reasons::cycle_not_open())),
        }
    }
}
