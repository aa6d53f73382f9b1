//! Participants of an open cycle: a unit that is placed in a group under a document, and one that is exempted (rule M03).

use chrono::{DateTime, Utc};

use crate::base::citation::Citation;
use crate::base::code::GroupCode;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::planning::cycle::Cycle;
use crate::planning::demands::Exemption;
use crate::planning::group::reports;
use crate::planning::participant::{Grouping, Participant, admitted};
use crate::planning::reasons;
use crate::registry::document::check_document;
use crate::registry::level::Levels;
use crate::registry::organisation::Organisation;

impl Participant {
    /// Places a unit in a group of an open cycle, under a document: one that was founded since, or that no rule admits.
    /// `present` is the unit as participant, if it is one: a report keeps the group that it began in, so nobody changes
    /// groups.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `OutOfSeason` unless the cycle is open, or for a unit that does
    /// not exist within its period (rule L30); `Invalid` for a group that the cycle does not have, a unit that does not
    /// report, or an incomplete document; `Taken` for a unit that takes part already.
    pub fn place(
        cycle: &Cycle,
        (unit, levels): (&Organisation, &Levels),
        (group, document): (GroupCode, Citation),
        present: Option<&Self>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageGroup, cycle.campaign)?;
        cycle.must_be_open()?;
        cycle.must_concern(unit)?;
        let document = document.tidied();
        let mut violations = Violations::default();
        if !reports(unit, levels) {
            violations.add("/organisation", reasons::unit_not_measured(&unit.name));
        }
        if cycle.criteria_for(group).is_none() {
            violations.add("/group", reasons::group_unknown(group));
        }
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        if let Some(present) = present {
            return Err(Refusal::Taken(reasons::participant_exists(present.group)));
        }
        let event = Event::new(EventKind::ParticipantPlaced, Concept::Cycle, cycle.id.0, author, at)
            .of(unit.id)
            .because(document.number.as_deref().unwrap_or_default())
            .changing(vec![
                Change::new("group", None, Some(group.to_string())),
                Change::new("document", None, Some(document.line())),
            ]);
        let participant =
            Self { cycle: cycle.id, unit: unit.id, group, placed_by: Some(document), exempt: None, left_out: None };
        Ok(Step::new(participant, event))
    }

    /// Exempts a participant of an open cycle under a document: it owes nothing from now on. `begun` says whether it has
    /// begun a report.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `OutOfSeason` unless the cycle is open; `Invalid` for an empty
    /// reason or an incomplete document; `WrongState` for one that is exempt or has begun a report.
    pub fn exempt(
        self,
        cycle: &Cycle,
        exemption: Exemption,
        begun: bool,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageGroup, cycle.campaign)?;
        cycle.must_be_open()?;
        let mut violations = Violations::default();
        let exemption = exemption.checked("", at, &mut violations);
        violations.refuse_if_any()?;
        if self.exempt.is_some() {
            return Err(Refusal::WrongState(reasons::participant_exempt()));
        }
        if begun {
            return Err(Refusal::WrongState(reasons::participant_reports()));
        }
        let event = Event::new(EventKind::ParticipantExempted, Concept::Cycle, cycle.id.0, author, at)
            .of(self.unit)
            .because(&exemption.reason)
            .changing(vec![Change::new("document", None, Some(exemption.document.line()))]);
        Ok(Step::new(Self { exempt: Some(exemption), ..self }, event))
    }

    /// A unit that a rule admits to a cycle that has opened, because it was entered since: placed by its founding document,
    /// if it has one.
    #[must_use]
    pub fn by_rule(cycle: &Cycle, groupings: &[Grouping], unit: &Organisation) -> Option<Self> {
        cycle.must_concern(unit).ok()?;
        let group = admitted(&cycle.selection, groupings, unit)?;
        cycle.criteria_for(group)?;
        let placed_by = unit.history.founded_by.clone();
        Some(Self { cycle: cycle.id, unit: unit.id, group, placed_by, exempt: None, left_out: None })
    }
}
