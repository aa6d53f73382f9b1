//! The units that stand in the template of a criteria set: those that it measures.

use chrono::NaiveDate;
use domain::base::code::GroupCode;
use domain::planning::audience::Audience;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::group::Group;
use domain::planning::participant::{Grouping, Participants};
use domain::registry::level::Levels;
use domain::registry::organisation::Organisation;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

/// Whom a set measures: the participants of its groups in a cycle that is bound to it, or the members of the groups that
/// have its audience.
enum Measured {
    Participants { participants: Participants, groups: Vec<GroupCode> },
    Members(Vec<Grouping>),
}

impl Measured {
    async fn of(tx: &Tx, set: &CriteriaSet, cycle: Option<&Cycle>, levels: &Levels) -> Result<Self, Failure> {
        if let Some(cycle) = cycle {
            let bound = cycle.criteria.iter().filter(|binding| binding.criteria_set == set.id);
            let groups: Vec<GroupCode> = bound.map(|binding| binding.group).collect();
            if !groups.is_empty() {
                return Ok(Self::Participants { participants: tx.all_participants(cycle.id).await?, groups });
            }
        }
        let groups: Vec<Group> = tx.groups_of(set.campaign).await?;
        let all = levels.iter().map(Grouping::from).chain(groups.iter().map(Grouping::from));
        Ok(Self::Members(all.filter(|one| set.audience == Audience::Group(one.audience)).collect()))
    }

    fn takes(&self, unit: &Organisation, group: Option<GroupCode>) -> bool {
        let wanted = |code: GroupCode| group.is_none_or(|group| group == code);
        match self {
            Self::Participants { participants, groups } => participants
                .of(unit.id)
                .filter(|one| one.exempt.is_none())
                .is_some_and(|one| groups.contains(&one.group) && wanted(one.group)),
            Self::Members(groupings) => groupings.iter().any(|one| wanted(one.code) && one.members.admits(unit)),
        }
    }
}

/// The units of a set's template, in the order of the registry: those of a cycle, or else those that exist today.
pub(crate) async fn template_units(
    tx: &Tx,
    set: &CriteriaSet,
    cycle: Option<&Cycle>,
    group: Option<GroupCode>,
    today: NaiveDate,
) -> Result<Vec<Organisation>, Failure> {
    let (first, last) = cycle.map_or((today, today), |cycle| (cycle.period_start, cycle.period_end));
    let measured = Measured::of(tx, set, cycle, &tx.levels().await?).await?;
    let units = tx.all_organisations().await?.into_iter();
    Ok(units.filter(|unit| unit.exists_during(first, last) && measured.takes(unit, group)).collect())
}
