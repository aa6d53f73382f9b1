//! A later criteria set for a group of an open cycle, under a document and before anybody of the group has filed (rule M04).

use chrono::{DateTime, Utc};

use crate::base::citation::Citation;
use crate::base::code::GroupCode;
use crate::base::event::{Author, Change, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::CriteriaSetId;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::planning::campaign::Campaign;
use crate::planning::criteria::CriteriaSet;
use crate::planning::cycle::{Binding, Cycle, CycleAmendment, CycleState, Rebinding};
use crate::planning::official_check::check_official;
use crate::planning::participant::{Grouping, Participant, bound, check_left_out, check_values};
use crate::planning::reasons;
use crate::registry::document::check_document;
use crate::registry::organisation::Organisation;

/// What a group is bound anew upon.
#[derive(Clone, Copy, Debug)]
pub struct RebindingGround<'a> {
    /// The movement.
    pub campaign: &'a Campaign,
    /// The cycles of the movement.
    pub cycles: &'a [Cycle],
    /// The sets of the movement for this kind of cycle.
    pub sets: &'a [CriteriaSet],
    /// The groups of the cycle.
    pub groupings: &'a [Grouping],
    /// Its participants.
    pub participants: &'a [Participant],
    /// The units of the registry.
    pub units: &'a [Organisation],
    /// Whether a unit of the group has handed in a report, also one that was returned or withdrawn since.
    pub filed: bool,
}

impl Cycle {
    /// Whether the actor may bind a group anew now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` unless the cycle is open.
    pub fn may_rebind(&self, actor: &Actor) -> Result<Author, Refusal> {
        self.may_close(actor)
    }

    /// Binds a group of the open cycle to the newest published set of its audience.
    ///
    /// # Errors
    /// See `may_rebind`; `WrongState` once a unit of the group has filed, if there is no later set, or once the movement is
    /// concluded; `Invalid` for an unknown group, an incomplete document, a set that nobody reports on, or one that does not
    /// go together with the other sets of the cycle or with what is left out.
    pub fn rebind(
        self,
        group: GroupCode,
        document: Citation,
        ground: RebindingGround<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_rebind(actor)?;
        let RebindingGround { campaign, cycles, sets, groupings, participants, units, filed } = ground;
        campaign.must_be_running()?;
        self.must_have(group)?;
        if filed {
            return Err(Refusal::WrongState(reasons::group_has_filings(group)));
        }
        let Some(before) = self.terms().filter(|_| !self.derives(group)) else {
            return Err(Refusal::WrongState(reasons::result_derived()));
        };
        let document = document.tidied();
        let mut violations = Violations::default();
        check_document(&document, at, &mut violations);
        let own: Vec<Grouping> = groupings.iter().filter(|one| one.code == group).cloned().collect();
        let newest = bound(&own, sets, (self.campaign, self.kind), &mut violations);
        violations.refuse_if_any()?;
        let present = self.criteria_for(group);
        let Some((_, set)) = newest.into_iter().find(|(_, set)| Some(set.id) != present) else {
            return Err(Refusal::WrongState(reasons::no_later_set()));
        };
        set.must_be_reported()?;
        let bound: Vec<(GroupCode, &CriteriaSet)> =
            self.criteria.iter().filter_map(|binding| self.bound_now(*binding, (group, set), sets)).collect();
        let mut violations = Violations::default();
        check_values(&bound, &mut violations);
        let fits = |other: &Self| other.state != CycleState::Cancelled && other.period_end <= self.period_end;
        let held = |code: &str| cycles.iter().any(|other| other.code == code && other.id != self.id && fits(other));
        check_official(&bound, held, &mut violations);
        check_left_out(&self.selection, participants, &bound, units, &mut violations);
        violations.refuse_if_any()?;
        let told = |id: CriteriaSetId| {
            let version = sets.iter().find(|set| set.id == id).map(|set| set.version);
            version.map_or_else(|| id.to_string(), |version| format!("{id} v{version}"))
        };
        let event = self.turned(EventKind::CycleAmended, CycleState::Open, author, at);
        let event = event.because(document.number.as_deref().unwrap_or_default()).changing(vec![
            Change::new(format!("criteria.{group}"), present.map(told), Some(told(set.id))),
            Change::new("document", None, Some(document.line())),
        ]);
        let anew = |binding: &Binding| match binding.group == group {
            true => Binding { criteria_set: set.id, ..*binding },
            false => *binding,
        };
        let criteria = self.criteria.iter().map(anew).collect();
        let mut orders = self.orders.clone();
        let rebound = present.map(|before| Rebinding { group, before });
        orders.amendments.push(CycleAmendment { document, at, before, rebound });
        Ok(Step::new(Self { criteria, orders, ..self }, event))
    }

    /// The set of a binding, as it is bound after the change.
    fn bound_now<'a>(
        &self,
        binding: Binding,
        (group, set): (GroupCode, &'a CriteriaSet),
        sets: &'a [CriteriaSet],
    ) -> Option<(GroupCode, &'a CriteriaSet)> {
        if binding.group == group {
            return Some((group, set));
        }
        sets.iter().find(|set| set.id == binding.criteria_set).map(|set| (binding.group, set))
    }
}
