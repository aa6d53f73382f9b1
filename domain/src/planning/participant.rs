//! Who takes part in a cycle (đơn vị tham gia kỳ đánh giá): the selection that the standing agency makes when it plans
//! the cycle, and the participants that are made of it when the cycle opens, each in exactly one group (rule M03).
//!
//! A participant stays when its unit ends. A report keeps the group that it began in, so nobody changes groups in an open
//! cycle.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::code::{GroupCode, LevelCode};
use crate::base::ids::{CampaignId, CriteriaSetId, CycleId, OrganisationId};
use crate::base::refusal::{Refusal, Violations};
use crate::base::text::Text;
use crate::planning::audience::Audience;
use crate::planning::criteria::{CriteriaSet, CriteriaSetState, CycleKind};
use crate::planning::demands::{Exemption, LeavingOut};
use crate::planning::group::{Group, GroupId, MEMBERS_MAX, Members, check_units};
use crate::planning::measure::Measure;
use crate::planning::reasons;
use crate::planning::value_spec::ValueSpec;
use crate::registry::level::{Level, Levels};
use crate::registry::organisation::{Organisation, OrganisationKind};
use crate::registry::reasons as registry_reasons;

/// Maximum number of groups of a cycle.
pub const GROUPS_MAX: usize = 200;

/// A unit that is exempted when the cycle is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExemptUnit {
    /// The unit.
    pub unit: OrganisationId,
    /// Why, and by which document.
    #[serde(flatten)]
    pub exemption: Exemption,
}

/// A unit that is not asked for some criteria, which is said when the cycle is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutUnit {
    /// The unit.
    pub unit: OrganisationId,
    /// What it is not asked for, why, and by which document.
    #[serde(flatten)]
    pub leaving_out: LeavingOut,
}

/// A group that a cycle names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedGroup {
    /// The group.
    pub id: GroupId,
    /// Its code.
    pub code: GroupCode,
}

/// The groups and units that a cycle names; without any, it has the groups of the levels that report, with all of their
/// units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Selection {
    /// The groups; none for one group of each level.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<NamedGroup>,
    /// The levels whose units take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelCode>,
    /// The kinds of units that take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit_kinds: Vec<OrganisationKind>,
    /// The units that take part besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<OrganisationId>,
    /// The units that owe nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<ExemptUnit>,
    /// The units that are not asked for some criteria.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOutUnit>,
}

/// A selection as somebody enters it, with codes of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionTerms {
    /// The codes of the groups.
    pub groups: Vec<GroupCode>,
    /// The levels whose units take part.
    pub levels: Vec<LevelCode>,
    /// The kinds of units that take part.
    pub unit_kinds: Vec<OrganisationKind>,
    /// The units that take part besides.
    pub units: Vec<OrganisationId>,
    /// The units that owe nothing.
    pub exempt: Vec<ExemptUnit>,
    /// The units that are not asked for some criteria.
    pub left_out: Vec<LeftOutUnit>,
}

/// What a selection is checked against.
#[derive(Clone, Copy, Debug)]
pub struct SelectionSurroundings<'a> {
    /// The year of the cycle; none for a review.
    pub year: Option<i32>,
    /// The groups of the campaign.
    pub groups: &'a [Group],
    /// The levels of the registry.
    pub levels: &'a Levels,
    /// The units that the selection names and that exist.
    pub units: &'a [Organisation],
}

impl SelectionTerms {
    /// The selection that is meant.
    ///
    /// # Errors
    /// `Invalid` for a group that is not known or is for another year, a level or unit that is not known or does not
    /// report, a kind of enterprises, anything that is named twice, or an exemption, from the cycle or from criteria, without
    /// reason or document.
    pub fn checked(self, near: SelectionSurroundings<'_>, at: DateTime<Utc>) -> Result<Selection, Refusal> {
        let mut violations = Violations::default();
        let Self { groups, levels, unit_kinds, units, exempt, left_out } = self;
        if GROUPS_MAX < groups.len() {
            violations.add("/groups", reasons::groups_too_many(GROUPS_MAX));
        }
        let mut named: Vec<NamedGroup> = Vec::with_capacity(groups.len());
        for (place, code) in groups.into_iter().enumerate() {
            let pointer = format!("/groups/{place}");
            let of_code = || near.groups.iter().filter(|group| group.code == code);
            // A group of the cycle's year comes before one of every year.
            let fitting = of_code().filter(|group| group.year.is_none() || group.year == near.year);
            match fitting.max_by_key(|group| group.year) {
                Some(group) if named.iter().any(|one| one.id == group.id) => {
                    violations.add(pointer, reasons::unit_listed_twice());
                }
                Some(group) => named.push(NamedGroup { id: group.id, code }),
                None if of_code().next().is_some() => violations.add(pointer, reasons::group_of_other_year(code)),
                None => violations.add(pointer, reasons::group_unknown(code)),
            }
        }
        for (place, level) in levels.iter().enumerate() {
            match near.levels.of(*level) {
                None => violations.add(format!("/levels/{place}"), registry_reasons::level_unknown()),
                Some(known) if !known.is_measured() => {
                    let Text { vi, en } = &known.facts.name;
                    violations.add(format!("/levels/{place}"), reasons::level_not_measured(vi, en));
                }
                Some(_) => {}
            }
        }
        if unit_kinds.contains(&OrganisationKind::Enterprise) {
            violations.add("/unitKinds", reasons::unit_kinds_unsound());
        }
        if MEMBERS_MAX < units.len() {
            violations.add("/units", reasons::members_unsound(MEMBERS_MAX));
        }
        check_units("/units", &units, near.units, near.levels, &mut violations);
        let mut seen = BTreeSet::new();
        let mut excused = Vec::with_capacity(exempt.len());
        for (place, ExemptUnit { unit, exemption }) in exempt.into_iter().enumerate() {
            let pointer = format!("/exemptions/{place}");
            if !near.units.iter().any(|known| known.id == unit) {
                violations.add(format!("{pointer}/organisation"), registry_reasons::unit_unknown());
            } else if !seen.insert(unit) {
                violations.add(format!("{pointer}/organisation"), reasons::unit_listed_twice());
            }
            let exemption = exemption.checked(&pointer, at, &mut violations);
            excused.push(ExemptUnit { unit, exemption });
        }
        let mut spared = Vec::with_capacity(left_out.len());
        for (place, one) in left_out.into_iter().enumerate() {
            let pointer = format!("/leftOut/{place}");
            if !near.units.iter().any(|known| known.id == one.unit) {
                violations.add(format!("{pointer}/organisation"), registry_reasons::unit_unknown());
            } else if !seen.insert(one.unit) {
                violations.add(format!("{pointer}/organisation"), reasons::unit_listed_twice());
            }
            let leaving_out = one.leaving_out.checked(&pointer, at, &mut violations);
            spared.push(LeftOutUnit { unit: one.unit, leaving_out });
        }
        violations.refuse_if_any()?;
        Ok(Selection { groups: named, levels, unit_kinds, units, exempt: excused, left_out: spared })
    }
}

impl Selection {
    /// Whether it names units, and does not leave them to the groups.
    #[must_use]
    pub const fn restricts(&self) -> bool {
        !(self.levels.is_empty() && self.unit_kinds.is_empty() && self.units.is_empty())
    }

    /// Whether it takes a unit by level and kind.
    fn takes(&self, unit: &Organisation) -> bool {
        let by_rule = !(self.levels.is_empty() && self.unit_kinds.is_empty());
        by_rule
            && (self.levels.is_empty() || self.levels.contains(&unit.level))
            && (self.unit_kinds.is_empty() || self.unit_kinds.contains(&unit.kind))
    }
}

/// A unit that takes part in a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The cycle.
    pub cycle: CycleId,
    /// The unit.
    pub unit: OrganisationId,
    /// The group that it is ranked in.
    pub group: GroupCode,
    /// The document that placed it in the open cycle; none for one since the opening, or by a rule.
    pub placed_by: Option<Citation>,
    /// Why it owes nothing; none if it owes a report.
    pub exempt: Option<Exemption>,
    /// The criteria that it is not asked for; none if it is asked for all.
    pub left_out: Option<LeavingOut>,
}

/// The participants of a cycle, by unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participants(BTreeMap<OrganisationId, Participant>);

impl Participants {
    /// The participants, by unit.
    pub fn new(participants: impl IntoIterator<Item = Participant>) -> Self {
        Self(participants.into_iter().map(|one| (one.unit, one)).collect())
    }

    /// A unit as participant.
    #[must_use]
    pub fn of(&self, unit: OrganisationId) -> Option<&Participant> {
        self.0.get(&unit)
    }

    /// Every participant, in the order of the registry.
    pub fn iter(&self) -> impl Iterator<Item = &Participant> {
        self.0.values()
    }
}

/// A group of a cycle: one that was entered, or that of all units of a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Its code.
    pub code: GroupCode,
    /// Its name.
    pub name: Text,
    /// The code of the criteria sets that measure it.
    pub audience: GroupCode,
    /// Its members.
    pub members: Members,
}

impl From<&Group> for Grouping {
    fn from(group: &Group) -> Self {
        let (name, members) = (group.facts.name.clone(), group.facts.members.clone());
        Self { code: group.code, name, audience: group.audience(), members }
    }
}

impl From<&Level> for Grouping {
    fn from(level: &Level) -> Self {
        let code = GroupCode::of_level(level.code);
        Self { code, name: level.facts.name.clone(), audience: code, members: Members::Level { level: level.code } }
    }
}

/// A unit's groups among some: lists are looked up, rules are asked.
struct Index<'a> {
    listed: BTreeMap<OrganisationId, Vec<GroupCode>>,
    ruled: Vec<&'a Grouping>,
}

impl<'a> Index<'a> {
    fn of(groupings: &'a [Grouping]) -> Self {
        let mut listed: BTreeMap<OrganisationId, Vec<GroupCode>> = BTreeMap::new();
        let mut ruled = Vec::new();
        for grouping in groupings {
            match grouping.members.listed() {
                Some(units) => units.iter().for_each(|unit| listed.entry(*unit).or_default().push(grouping.code)),
                None => ruled.push(grouping),
            }
        }
        Self { listed, ruled }
    }

    fn groups_of(&self, unit: &Organisation) -> Vec<GroupCode> {
        let mut groups = self.listed.get(&unit.id).cloned().unwrap_or_default();
        groups.extend(self.ruled.iter().filter(|one| one.members.admits(unit)).map(|one| one.code));
        groups
    }
}

/// The participants of a cycle: the units of the selection that exist on some day of the period, each in its one group.
/// Every unit in two groups or none is named, all of them at once (rule M03).
pub(crate) fn partition(
    cycle: CycleId,
    selection: &Selection,
    groupings: &[Grouping],
    units: &[Organisation],
    (first, last): (NaiveDate, NaiveDate),
    violations: &mut Violations,
) -> Vec<Participant> {
    let index = Index::of(groupings);
    let named: BTreeSet<OrganisationId> = selection.units.iter().copied().collect();
    let exempt: BTreeMap<OrganisationId, &Exemption> =
        selection.exempt.iter().map(|one| (one.unit, &one.exemption)).collect();
    let left_out: BTreeMap<OrganisationId, &LeavingOut> =
        selection.left_out.iter().map(|one| (one.unit, &one.leaving_out)).collect();
    let (mut participants, mut twice, mut nowhere, mut outside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for unit in units.iter().filter(|unit| unit.exists_during(first, last)) {
        let groups = index.groups_of(unit);
        let taken =
            if selection.restricts() { named.contains(&unit.id) || selection.takes(unit) } else { !groups.is_empty() };
        let exempt = exempt.get(&unit.id).map(|exemption| (*exemption).clone());
        let left_out = left_out.get(&unit.id).map(|leaving_out| (*leaving_out).clone());
        match (taken, groups.as_slice()) {
            (false, _) if exempt.is_some() || left_out.is_some() => outside.push(called(unit)),
            (false, _) => {}
            (true, [group]) => {
                let (unit, group) = (unit.id, *group);
                participants.push(Participant { cycle, unit, group, placed_by: None, exempt, left_out });
            }
            (true, []) => nowhere.push(called(unit)),
            (true, several) => {
                let several: Vec<&str> = several.iter().map(GroupCode::as_str).collect();
                twice.push(format!("{} ({})", called(unit), several.join(", ")));
            }
        }
    }
    if participants.is_empty() && twice.is_empty() && nowhere.is_empty() && *selection != Selection::default() {
        violations.add("", reasons::nobody_selected());
    }
    if !twice.is_empty() {
        violations.add("", reasons::unit_in_two_groups(twice.join("; ")));
    }
    if !nowhere.is_empty() {
        violations.add("", reasons::unit_in_no_group(nowhere.join("; ")));
    }
    if !outside.is_empty() {
        violations.add("", reasons::exempt_not_selected(outside.join("; ")));
    }
    participants
}

/// Demands that the criteria that are left out for units are criteria of their sets, and that something is left to ask.
pub(crate) fn check_left_out(
    selection: &Selection,
    participants: &[Participant],
    bound: &[(GroupCode, &CriteriaSet)],
    units: &[Organisation],
    violations: &mut Violations,
) {
    for LeftOutUnit { unit, leaving_out } in &selection.left_out {
        let participant = participants.iter().find(|participant| participant.unit == *unit);
        let set = participant.and_then(|one| bound.iter().find(|(group, _)| *group == one.group));
        let Some((_, set)) = set else { continue };
        let name = units.iter().find(|one| one.id == *unit).map(called).unwrap_or_default();
        let scored = |code: &str| set.criterion(code).filter(|criterion| criterion.category().is_none());
        let unknown: Vec<&str> =
            leaving_out.criteria.iter().map(String::as_str).filter(|code| scored(code).is_none()).collect();
        if !unknown.is_empty() {
            violations.add("", reasons::left_out_unknown(name, unknown.join(", ")));
        } else if set.measured().all(|criterion| leaving_out.criteria.contains(&criterion.code)) {
            violations.add("", reasons::left_out_whole(name));
        }
    }
}

/// The group of a unit that is entered while a cycle is open: the only one whose rule admits it. A list admits nobody by itself, and a unit that two rules admit is placed under a document.
#[must_use]
pub fn admitted(selection: &Selection, groupings: &[Grouping], unit: &Organisation) -> Option<GroupCode> {
    let listed = || selection.units.contains(&unit.id);
    if selection.restricts() && !selection.takes(unit) && !listed() {
        return None;
    }
    match Index::of(groupings).groups_of(unit).as_slice() {
        [group] => Some(*group),
        _ => None,
    }
}

/// The newest published set of each group, of a campaign and kind of cycle. A draft is never bound: what units are
/// measured by has been issued before they begin (rule S24).
pub(crate) fn bound<'a>(
    groupings: &[Grouping],
    sets: &'a [CriteriaSet],
    (campaign, kind): (CampaignId, CycleKind),
    violations: &mut Violations,
) -> Vec<(GroupCode, &'a CriteriaSet)> {
    let mut found: Vec<(GroupCode, &CriteriaSet)> = Vec::new();
    for grouping in groupings {
        let of_group = || {
            let audience = Audience::Group(grouping.audience);
            let own = sets.iter().filter(move |set| set.campaign == campaign && set.cycle_kind == kind);
            own.filter(move |set| set.audience == audience)
        };
        let published = of_group().filter(|set| set.state == CriteriaSetState::Published);
        match published.max_by_key(|set| set.version) {
            Some(set) => found.push((grouping.code, set)),
            None => {
                let Text { vi, en } = &grouping.name;
                let drafted = of_group().next().is_some();
                let reason = if drafted { reasons::criteria_set_draft } else { reasons::criteria_set_missing };
                violations.add("", reason(vi, en));
            }
        }
    }
    check_values(&found, violations);
    found
}

/// Demands that a criterion code stands for one kind of value in all sets of a cycle: the columns of a table of figures
/// are those of all sets.
pub(crate) fn check_values(bound: &[(GroupCode, &CriteriaSet)], violations: &mut Violations) {
    let mut sets: BTreeSet<CriteriaSetId> = BTreeSet::new();
    let mut values: BTreeMap<&str, &'static str> = BTreeMap::new();
    let mut differing: BTreeSet<&str> = BTreeSet::new();
    for (_, set) in bound.iter().filter(|(_, set)| sets.insert(set.id)) {
        for criterion in &set.criteria {
            let value = value_of(&criterion.measure);
            if *values.entry(&criterion.code).or_insert(value) != value {
                differing.insert(&criterion.code);
            }
        }
    }
    if !differing.is_empty() {
        let codes: Vec<&str> = differing.into_iter().collect();
        violations.add("", reasons::criterion_values_differ(codes.join(", ")));
    }
}

/// What a criterion's value is, as the columns of a table of figures know it.
fn value_of(measure: &Measure) -> &'static str {
    match measure {
        Measure::Ratio(_) => "ratio",
        Measure::Count(_) => "count",
        Measure::Choice(_) => "choice",
        Measure::Manual(_) => "manual",
        Measure::Qualitative { .. } => "qualitative",
        Measure::Leaf(leaf) => match &leaf.value {
            ValueSpec::Ratio { .. } => "ratio",
            ValueSpec::Number { .. } | ValueSpec::Context { .. } => "number",
            ValueSpec::Choice { .. } => "choice",
            ValueSpec::Rubric { .. } => "manual",
            ValueSpec::Survey { .. } => "survey",
            ValueSpec::Derived { .. }
            | ValueSpec::Growth { .. }
            | ValueSpec::RollUp { .. }
            | ValueSpec::Account { .. } => "computed",
        },
    }
}

fn called(unit: &Organisation) -> String {
    match unit.public_code() {
        Some(code) => format!("{} ({code})", unit.name),
        None => unit.name.clone(),
    }
}
