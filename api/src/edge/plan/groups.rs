//! The groups of a plan package, and the groups and units that its cycles name.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{OrganisationId, Revision};
use domain::base::refusal::{Refusal, Violation};
use domain::planning::campaign::Campaign;
use domain::planning::demands::{Exemption, LeavingOut};
use domain::planning::group::{Group, GroupFacts, GroupId, GroupKind, GroupSurroundings, Members};
use domain::planning::participant::{ExemptUnit, LeftOutUnit, Selection, SelectionSurroundings, SelectionTerms};
use domain::planning::tree::Tree;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use uuid::Uuid;

use crate::edge::plan::entries::{ExemptionEntry, GROUPS, GroupEntry, LISTS, LeftOutEntry, SelectionEntry};
use crate::edge::plan::fault::{Faults, Placed, PlanError, Spot};
use crate::edge::plan::package::Package;
use crate::edge::plan::units::Units;

/// A group with the codes of its list.
pub(crate) struct PlannedGroup {
    group: Placed<GroupEntry>,
    listed: Vec<Placed<String>>,
}

/// The groups that were entered.
#[derive(Default)]
pub(crate) struct Groups {
    /// They, in the order of the file.
    pub(crate) groups: Vec<Group>,
    /// The codes of those that were refused: a cycle that names one is not at fault.
    refused: Vec<GroupCode>,
}

/// The groups of a package, with their lists; none if it has no such file.
pub(crate) fn read(package: &Package, faults: &mut Faults) -> Vec<PlannedGroup> {
    let entries: Vec<Placed<GroupEntry>> = package.list_if_there(GROUPS, faults);
    let lists: Vec<&str> = entries.iter().filter_map(|placed| placed.entry.members.as_deref()).collect();
    package.must_be_named(LISTS, &lists, faults);
    let mut planned = Vec::with_capacity(entries.len());
    for group in entries {
        let listed = match &group.entry.members {
            None => Some(Vec::new()),
            Some(file) => package.lines(file).filter(|_| file.starts_with(LISTS)),
        };
        match listed {
            Some(listed) => planned.push(PlannedGroup { group, listed }),
            None => faults.add(&group.spot, "/members", format!("no file of the package below {LISTS} has this name")),
        }
    }
    planned
}

/// Enters the groups of the movement.
pub(crate) async fn enter(
    tx: &Tx,
    planned: Vec<PlannedGroup>,
    (campaign, units): (&Campaign, &Units),
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<Groups, PlanError> {
    let levels = tx.levels().await?;
    let mut entered = Groups::default();
    for PlannedGroup { group: Placed { entry, spot }, listed } in planned {
        let GroupEntry { code, name, kind, year, members: _, level, unit_kinds, parent, .. } = entry;
        let listed: Vec<OrganisationId> =
            listed.iter().filter_map(|line| units.id(&line.entry, &line.spot, "", faults)).collect();
        let members = match kind {
            GroupKind::Level => level.map(|level| Members::Level { level }),
            GroupKind::Kind => Some(Members::Kind { level, unit_kinds }),
            GroupKind::List => Some(Members::List { units: listed }),
            GroupKind::Cluster => Some(Members::Cluster { units: listed }),
            GroupKind::Children => parent
                .and_then(|parent| units.id(&parent, &spot, "/parent", faults))
                .map(|parent| Members::Children { parent }),
        };
        let Some(members) = members else {
            faults.add(&spot, "", "it does not name what it takes: a level, or a parent");
            entered.refused.push(code);
            continue;
        };
        let before = faults.count();
        let mut unit = |code: Option<String>, below: &str| code.and_then(|code| units.id(&code, &spot, below, faults));
        let (head, deputy) = (unit(entry.head, "/head"), unit(entry.deputy, "/deputy"));
        if before < faults.count() {
            entered.refused.push(code);
            continue;
        }
        let (audience, predecessor, document) = (entry.audience, entry.predecessor, entry.document);
        let facts = GroupFacts { name, members, audience, head, deputy, predecessor, document };
        let (id, campaign_id) = (GroupId(Uuid::now_v7()), campaign.id);
        let group = Group { id, campaign: campaign_id, code, year, facts, revision: Revision::FIRST };
        let near = GroupSurroundings { campaign, levels: &levels, groups: &entered.groups, units: units.all() };
        let key = format!("{code} of {}", year.map_or_else(|| "all years".to_owned(), |year| year.to_string()));
        let once = faults.once(&spot, "/code", "a group with the code", &key);
        match faults.keep(&spot, group.load(near, now)).filter(|_| once) {
            Some(step) => entered.groups.push(tx.add(step).await?),
            None => entered.refused.push(code),
        }
    }
    Ok(entered)
}

/// The groups and units that a cycle of the package names.
pub(crate) fn terms(
    (codes, entry): (Vec<GroupCode>, SelectionEntry),
    (known, units): (&Groups, &Units),
    spot: &Spot,
    faults: &mut Faults,
) -> SelectionTerms {
    let follows = codes.iter().any(|code| known.refused.contains(code));
    let groups = if follows { Vec::new() } else { codes };
    let SelectionEntry { levels, unit_kinds, units: named, exemptions, left_out } = entry;
    let mut exempt = Vec::with_capacity(exemptions.len());
    for (place, ExemptionEntry { unit, reason, document }) in exemptions.into_iter().enumerate() {
        let below = format!("/selection/exemptions/{place}/unit");
        if let Some(unit) = units.id(&unit, spot, &below, faults) {
            exempt.push(ExemptUnit { unit, exemption: Exemption { reason, document } });
        }
    }
    let mut spared = Vec::with_capacity(left_out.len());
    for (place, LeftOutEntry { unit, criteria, reason, document }) in left_out.into_iter().enumerate() {
        let below = format!("/selection/leftOut/{place}/unit");
        if let Some(unit) = units.id(&unit, spot, &below, faults) {
            let exemption = Exemption { reason, document };
            spared.push(LeftOutUnit { unit, leaving_out: LeavingOut { criteria, exemption } });
        }
    }
    let numbered = named.iter().enumerate();
    let named = numbered
        .filter_map(|(place, code)| units.id(code, spot, &format!("/selection/units/{place}"), faults))
        .collect();
    SelectionTerms { groups, levels, unit_kinds, units: named, exempt, left_out: spared }
}

/// The selection that they mean.
pub(crate) async fn selection(
    tx: &Tx,
    terms: SelectionTerms,
    year: Option<i32>,
    (groups, units): (&[Group], &Units),
    now: DateTime<Utc>,
) -> Result<Result<Selection, Refusal>, Failure> {
    let registry = tx.levels().await?;
    let near = SelectionSurroundings { year, groups, levels: &registry, units: units.all() };
    Ok(terms.checked(near, now))
}

/// Names the agencies that verify nodes of a tree, whose units a package calls by their codes.
pub(crate) fn name_verifiers(
    tree: Option<&mut Tree>,
    verifiers: BTreeMap<String, String>,
    units: &Units,
    spot: &Spot,
    faults: &mut Faults,
) {
    let Some(tree) = tree else {
        if !verifiers.is_empty() {
            faults.add(spot, "/verifiers", "only a model names agencies that verify");
        }
        return;
    };
    if !tree.clone().withdraw_verifiers().is_empty() {
        faults.add(spot, "/model", "agencies that verify are named by their codes in verifiers");
    }
    for (node, code) in verifiers {
        let below = format!("/verifiers/{node}");
        let Some(unit) = units.id(&code, spot, &below, faults) else { continue };
        if !tree.entrust(&node, unit) {
            faults.unknown(spot, &below, "node of the model", &node);
        }
    }
}

/// The same refusal with pointers into an entry of `cycles.json`.
pub(crate) fn below_selection(refusal: Refusal) -> Refusal {
    let Refusal::Invalid(violations) = refusal else { return refusal };
    let moved = |Violation { pointer, reason }| {
        let beside = pointer.is_empty() || pointer.starts_with("/groups");
        Violation { pointer: if beside { pointer } else { format!("/selection{pointer}") }, reason }
    };
    Refusal::Invalid(violations.into_iter().map(moved).collect())
}
