//! The groups of a plan package, and the groups and units that its cycles name.

use chrono::{DateTime, Utc};
use domain::base::citation::Citation;
use domain::base::code::{GroupCode, LevelCode};
use domain::base::ids::{OrganisationId, Revision};
use domain::base::text::Text;
use domain::planning::campaign::Campaign;
use domain::planning::group::{Group, GroupFacts, GroupId, GroupKind, GroupSurroundings, Members};
use domain::planning::participant::{ExemptUnit, Exemption, Selection, SelectionSurroundings, SelectionTerms};
use domain::registry::organisation::{Organisation, OrganisationKind};
use persistence::base::store::Tx;
use serde::Deserialize;
use uuid::Uuid;

use crate::edge::plan::fault::{PlanError, refused, unknown};
use crate::edge::plan::package::Package;

/// The file of the groups, which a package may leave out, and the folder of their lists.
pub(crate) const GROUPS: &str = "groups.json";
pub(crate) const LISTS: &str = "groups/";

/// A group as it stands in `groups.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GroupEntry {
    code: GroupCode,
    name: Text,
    kind: GroupKind,
    year: Option<i32>,
    /// The file of the list, for a khối or cụm.
    members: Option<String>,
    level: Option<LevelCode>,
    #[serde(default)]
    unit_kinds: Vec<OrganisationKind>,
    /// The code of the superior unit.
    parent: Option<String>,
    audience: Option<GroupCode>,
    head: Option<String>,
    deputy: Option<String>,
    predecessor: Option<GroupCode>,
    document: Citation,
}

/// A group with the codes of its list.
pub(crate) struct PlannedGroup {
    entry: GroupEntry,
    listed: Vec<String>,
}

/// What a cycle says of its units.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct SelectionEntry {
    levels: Vec<LevelCode>,
    unit_kinds: Vec<OrganisationKind>,
    units: Vec<String>,
    exemptions: Vec<ExemptionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExemptionEntry {
    unit: String,
    reason: String,
    document: Citation,
}

/// The groups of a package, with their lists; none if it has no such file.
///
/// # Errors
/// `File` if a file does not fit, a list is missing, or a list belongs to no group.
pub(crate) fn read(package: &Package) -> Result<Vec<PlannedGroup>, PlanError> {
    let entries: Vec<GroupEntry> = package.json_if_there(GROUPS)?.unwrap_or_default();
    let lists: Vec<&str> = entries.iter().filter_map(|entry| entry.members.as_deref()).collect();
    package.must_be_named(LISTS, &lists)?;
    let listed = |entry: GroupEntry| {
        let listed = match &entry.members {
            Some(file) => package.lines(file)?,
            None => Vec::new(),
        };
        Ok(PlannedGroup { entry, listed })
    };
    entries.into_iter().map(listed).collect()
}

/// Enters the groups of the movement.
pub(crate) async fn enter(
    tx: &Tx,
    planned: Vec<PlannedGroup>,
    (campaign, units): (&Campaign, &[Organisation]),
    now: DateTime<Utc>,
) -> Result<Vec<Group>, PlanError> {
    let levels = tx.levels().await?;
    let mut groups: Vec<Group> = Vec::with_capacity(planned.len());
    for PlannedGroup { entry, listed } in planned {
        let GroupEntry { code, name, kind, year, members: _, level, unit_kinds, parent, .. } = entry;
        let unit = |code: &str| find(units, code, GROUPS);
        let fault = |said: &str| PlanError::File { file: GROUPS.to_owned(), said: format!("{code}: {said}") };
        let members = match kind {
            GroupKind::Level => Members::Level { level: level.ok_or_else(|| fault("it names no level"))? },
            GroupKind::Kind => Members::Kind { level, unit_kinds },
            GroupKind::List => Members::List { units: all(units, &listed)? },
            GroupKind::Cluster => Members::Cluster { units: all(units, &listed)? },
            GroupKind::Children => {
                Members::Children { parent: unit(&parent.ok_or_else(|| fault("it names no parent"))?)? }
            }
        };
        let facts = GroupFacts {
            name,
            members,
            audience: entry.audience,
            head: entry.head.as_deref().map(unit).transpose()?,
            deputy: entry.deputy.as_deref().map(unit).transpose()?,
            predecessor: entry.predecessor,
            document: entry.document,
        };
        let (id, campaign_id) = (GroupId(Uuid::now_v7()), campaign.id);
        let group = Group { id, campaign: campaign_id, code, year, facts, revision: Revision::FIRST };
        let near = GroupSurroundings { campaign, levels: &levels, groups: &groups, units };
        let step = group.load(near, now).map_err(refused(GROUPS, code.as_str()))?;
        groups.push(tx.add(step).await?);
    }
    Ok(groups)
}

/// The groups and units that a cycle of the package names.
pub(crate) async fn selection(
    tx: &Tx,
    (codes, entry): (Vec<GroupCode>, SelectionEntry),
    (code, year): (&str, Option<i32>),
    (groups, units): (&[Group], &[Organisation]),
    now: DateTime<Utc>,
) -> Result<Selection, PlanError> {
    let SelectionEntry { levels, unit_kinds, units: named, exemptions } = entry;
    let file = "cycles.json";
    let exempt = exemptions.into_iter().map(|ExemptionEntry { unit, reason, document }| {
        Ok(ExemptUnit { unit: find(units, &unit, file)?, exemption: Exemption { reason, document } })
    });
    let terms = SelectionTerms {
        groups: codes,
        levels,
        unit_kinds,
        units: all(units, &named)?,
        exempt: exempt.collect::<Result<_, PlanError>>()?,
    };
    let registry = tx.levels().await?;
    let near = SelectionSurroundings { year, groups, levels: &registry, units };
    terms.checked(near, now).map_err(refused(file, code))
}

fn all(units: &[Organisation], codes: &[String]) -> Result<Vec<OrganisationId>, PlanError> {
    codes.iter().map(|code| find(units, code, GROUPS)).collect()
}

fn find(units: &[Organisation], code: &str, file: &str) -> Result<OrganisationId, PlanError> {
    let unit = units.iter().find(|unit| unit.codes.iter().any(|known| known.value == code));
    unit.map(|unit| unit.id).ok_or_else(|| unknown(file, "unit", code))
}
