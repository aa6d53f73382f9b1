//! Predecessors and successors of units: mergers, divisions, transformations (sáp nhập, chia tách, chuyển đổi).
//!
//! The data of a unit that ended stays under its name, and its successors may read it (rule L31); nothing is moved. A
//! successor exists on the day after its predecessor's last day, and a last day never changes, so each succession is
//! later than the one before, and a lineage has no cycle.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{OrganisationId, SuccessionId, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::wording;
use crate::registry::document::check_document;
use crate::registry::function_holding::FunctionHolding;
use crate::registry::organisation::Organisation;
use crate::registry::reasons;

/// Maximum number of units in the lineage of one unit.
pub const LINEAGE_UNITS_MAX: usize = 200;

wire_enum! {
    /// How a unit was succeeded by others.
    SuccessionKind {
        /// It was merged into another, alone or with others (sáp nhập, hợp nhất).
        Merged = "MERGED",
        /// It was divided (chia, tách).
        Split = "SPLIT",
        /// It became another unit as a whole, such as one of another tier or kind (chuyển đổi).
        Transformed = "TRANSFORMED",
    }
}

/// That one unit came from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// Its identifier.
    pub id: SuccessionId,
    /// The unit that ended.
    pub predecessor: OrganisationId,
    /// The unit that it went to.
    pub successor: OrganisationId,
    /// Kind of succession.
    pub kind: SuccessionKind,
    /// The first day after the predecessor's last.
    pub from: NaiveDate,
    /// The document that says so.
    pub document: Citation,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A reorganisation of a unit, as requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorganisation {
    /// Kind of succession.
    pub kind: SuccessionKind,
    /// Its successors, each with the identifier of its succession.
    pub successors: Vec<(SuccessionId, OrganisationId)>,
    /// The unit's last day.
    pub last: NaiveDate,
    /// The document that says so.
    pub document: Citation,
}

/// The data of the registry that a reorganisation needs.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The successors that exist.
    pub successors: &'a [Organisation],
    /// The functions that the unit holds and held.
    pub holdings: &'a [FunctionHolding],
    /// The successions that were recorded before.
    pub successions: &'a [Succession],
}

/// A unit and its new successions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Reorganised {
    /// The unit that ends, or ended before.
    pub predecessor: Step<Organisation>,
    /// One succession for each successor.
    pub successions: Vec<Step<Succession>>,
}

impl Succession {
    /// Enters a succession of a plan package, whose units have their first and last days already.
    ///
    /// # Errors
    /// `Invalid` for a predecessor without a last day, or whose last day is not the one before; for a successor that is
    /// the predecessor itself, recorded already or not existing on that day; for an incomplete citation.
    pub fn load(
        self,
        predecessor: &Organisation,
        successor: &Organisation,
        recorded: &[Self],
    ) -> Result<Step<Self>, Refusal> {
        let succession = Self { document: self.document.tidied(), ..self };
        let (from, at) = (succession.from, succession.recorded_at);
        let mut violations = Violations::default();
        match predecessor.valid_to {
            None => violations.add("/fromDate", reasons::date_unfit_without_end()),
            Some(last) if last.succ_opt() != Some(from) => {
                violations.add("/fromDate", reasons::date_unfit_of_successor(wording::date(last), last));
            }
            Some(_) => {}
        }
        let known = Known { successors: std::slice::from_ref(successor), holdings: &[], successions: recorded };
        if let Some(reason) = predecessor.unfit(successor.id, from, known, false) {
            violations.add("/successor", reason);
        }
        check_document(&succession.document, at, &mut violations);
        violations.refuse_if_any()?;
        Ok(succession.recorded(Author::installation("plan")))
    }

    fn recorded(self, author: Author) -> Step<Self> {
        let Self { id, predecessor, successor, kind, from, document, recorded_at } = &self;
        let event = Event::new(EventKind::SuccessionRecorded, Concept::Succession, id.0, author, *recorded_at)
            .of(*successor)
            .between(None, kind.as_str())
            .because(document.number.as_deref().unwrap_or_default())
            .changing(vec![
                Change::new("predecessor", None, Some(predecessor.to_string())),
                Change::new("from", None, Some(from.to_string())),
                Change::new("document", None, Some(document.line())),
            ]);
        Step::new(self, event)
    }
}

impl Organisation {
    /// Ends the unit and records its successors. Successors can also be recorded for a unit that has ended.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for a last day other than the known one or before the
    /// first day of the unit's name, for successors that are given twice, recorded already, unknown, the unit itself or
    /// not existing on the day after, or for an incomplete citation; `WrongState` for a unit that would end while it
    /// holds a function (rule L34).
    pub fn reorganise(
        self,
        plan: Reorganisation,
        known: Known<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Reorganised, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        let Reorganisation { kind, successors, last, document } = plan;
        let document = document.tidied();
        let mut violations = Violations::default();
        match self.valid_to {
            Some(end) if end != last => {
                violations.add("/lastDate", reasons::date_unfit_of_succession(wording::date(end), end))
            }
            Some(_) => {}
            None => self.check_last(last, at, &mut violations),
        }
        // In the range of valid years, every day has a next day.
        let from = last.succ_opt().unwrap_or(last);
        for (index, (_, successor)) in successors.iter().enumerate() {
            let twice = successors.iter().take(index).any(|(_, earlier)| earlier == successor);
            if let Some(reason) = self.unfit(*successor, from, known, twice) {
                violations.add(format!("/successors/{index}"), reason);
            }
        }
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        if self.valid_to.is_none() {
            self.must_hold_nothing_after(last, known.holdings)?;
        }
        let successions = successors
            .into_iter()
            .map(|(id, successor)| {
                let (predecessor, document) = (self.id, document.clone());
                let succession = Succession { id, predecessor, successor, kind, from, document, recorded_at: at };
                succession.recorded(author.clone())
            })
            .collect();
        let event = Event::new(EventKind::OrganisationReorganised, Concept::Organisation, self.id.0, author, at);
        // A unit that ended before keeps the document that ended it.
        let ending = self.history.ended_by.clone().unwrap_or(document);
        Ok(Reorganised { predecessor: self.ended(last, ending, event), successions })
    }

    /// Why a unit cannot be a successor of this one from a day on.
    fn unfit(&self, successor: OrganisationId, from: NaiveDate, known: Known<'_>, twice: bool) -> Option<Reason> {
        let unit = known.successors.iter().find(|unit| unit.id == successor);
        if twice {
            Some(reasons::successor_twice())
        } else if successor == self.id {
            Some(reasons::successor_itself())
        } else if known.successions.iter().any(|known| known.successor == successor) {
            Some(reasons::successor_recorded())
        } else {
            match unit {
                None => Some(reasons::unit_unknown()),
                Some(unit) if !unit.is_valid_on(from) => {
                    Some(reasons::unit_not_valid_as_successor(wording::date(from), from))
                }
                Some(_) => None,
            }
        }
    }
}

/// The direct and indirect predecessors or successors of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The successions, the nearest first.
    pub successions: Vec<Succession>,
    /// Whether it is complete; a lineage is followed to `LINEAGE_UNITS_MAX` units.
    pub complete: bool,
}

impl Lineage {
    /// The predecessors of the unit, each once.
    #[must_use]
    pub fn predecessors(&self) -> Vec<OrganisationId> {
        let mut units: Vec<OrganisationId> = self.successions.iter().map(|one| one.predecessor).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The units that became part of a unit as a whole before the end of a day, directly or through others; not those that
    /// were divided.
    #[must_use]
    pub fn merged_into(&self, unit: OrganisationId, day: NaiveDate) -> Vec<OrganisationId> {
        let (mut found, mut wave) = (Vec::new(), vec![unit]);
        while let Some(successor) = wave.pop() {
            for one in self.successions.iter().filter(|one| one.successor == successor && one.from <= day) {
                let whole = match one.kind {
                    SuccessionKind::Merged | SuccessionKind::Transformed => true,
                    SuccessionKind::Split => false,
                };
                if whole && !found.contains(&one.predecessor) {
                    found.push(one.predecessor);
                    wave.push(one.predecessor);
                }
            }
        }
        found
    }

    /// Demands that the lineage is complete.
    ///
    /// # Errors
    /// `WrongState` for a truncated lineage.
    pub fn must_be_complete(&self) -> Result<(), Refusal> {
        if self.complete {
            return Ok(());
        }
        Err(Refusal::WrongState(reasons::lineage_too_long(LINEAGE_UNITS_MAX)))
    }
}
