//! Groups of units that are ranked together (nhóm, khối thi đua, cụm thi đua): who their members are, which unit heads
//! them, and the document that sets them (rule M03).
//!
//! A group has its members by a rule (all units of a level, of some kinds, below a superior unit) or by a list. A group
//! that an opened cycle uses is not changed; another division is a group with the same code and another year, or a group
//! that names the earlier one as its predecessor.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::code::{GroupCode, LevelCode};
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{Text, tidy};
use crate::planning::campaign::Campaign;
use crate::planning::reasons;
use crate::registry::document::check_document;
use crate::registry::level::{LevelKind, Levels, RESERVED};
use crate::registry::organisation::{Organisation, OrganisationKind};
use crate::registry::reasons as registry_reasons;

/// Maximum number of units in a list.
pub const MEMBERS_MAX: usize = 5_000;

ids! {
    /// Identifies a group of units of a campaign (nhóm, khối, cụm thi đua).
    GroupId,
}

wire_enum! {
    /// How the members of a group are found.
    GroupKind {
        /// All units of a level (toàn bộ đơn vị của một cấp).
        Level = "LEVEL",
        /// The units of some kinds (theo loại hình đơn vị).
        Kind = "KIND",
        /// A list of agencies (khối thi đua).
        List = "LIST",
        /// A list of areas (cụm thi đua).
        Cluster = "CLUSTER",
        /// The units below a superior unit (các đơn vị trực thuộc).
        Children = "CHILDREN",
    }
}

/// The members of a group: a rule, or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Members {
    /// All units of a level.
    Level {
        /// The level.
        level: LevelCode,
    },
    /// The units of some kinds, of one level or of all.
    Kind {
        /// The level; none for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<LevelCode>,
        /// The kinds.
        unit_kinds: Vec<OrganisationKind>,
    },
    /// The units of a khối.
    List {
        /// The units.
        units: Vec<OrganisationId>,
    },
    /// The units of a cụm.
    Cluster {
        /// The units.
        units: Vec<OrganisationId>,
    },
    /// The units below a superior unit.
    Children {
        /// The superior unit.
        parent: OrganisationId,
    },
}

impl Members {
    /// Which of the five it is.
    #[must_use]
    pub const fn kind(&self) -> GroupKind {
        match self {
            Self::Level { .. } => GroupKind::Level,
            Self::Kind { .. } => GroupKind::Kind,
            Self::List { .. } => GroupKind::List,
            Self::Cluster { .. } => GroupKind::Cluster,
            Self::Children { .. } => GroupKind::Children,
        }
    }

    /// The units of a list; none for a rule.
    #[must_use]
    pub fn listed(&self) -> Option<&[OrganisationId]> {
        match self {
            Self::List { units } | Self::Cluster { units } => Some(units),
            Self::Level { .. } | Self::Kind { .. } | Self::Children { .. } => None,
        }
    }

    /// Every unit that the rule or the list names.
    pub fn named(&self) -> impl Iterator<Item = OrganisationId> {
        let parent = match self {
            Self::Children { parent } => Some(*parent),
            Self::Level { .. } | Self::Kind { .. } | Self::List { .. } | Self::Cluster { .. } => None,
        };
        self.listed().unwrap_or_default().iter().copied().chain(parent)
    }

    /// Whether a unit is a member, at whatever time it exists. An enterprise is one only of the group of its level,
    /// because enterprises do not report (interpretation 18).
    #[must_use]
    pub fn admits(&self, unit: &Organisation) -> bool {
        match self {
            Self::Level { level } => unit.level == *level,
            Self::Kind { level, unit_kinds } => {
                level.is_none_or(|level| level == unit.level) && unit_kinds.contains(&unit.kind)
            }
            Self::List { units } | Self::Cluster { units } => units.contains(&unit.id),
            Self::Children { parent } => unit.parent == Some(*parent) && !unit.is_enterprise(),
        }
    }

    fn told(&self) -> String {
        let words = |units: &[OrganisationId]| {
            let units: Vec<String> = units.iter().map(ToString::to_string).collect();
            units.join(" ")
        };
        match self {
            Self::Level { level } => level.to_string(),
            Self::Kind { level, unit_kinds } => {
                let kinds = unit_kinds.iter().map(ToString::to_string);
                let words: Vec<String> = level.iter().map(ToString::to_string).chain(kinds).collect();
                words.join(" ")
            }
            Self::List { units } | Self::Cluster { units } => words(units),
            Self::Children { parent } => parent.to_string(),
        }
    }
}

/// What is entered of a group, and can be corrected while no opened cycle uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFacts {
    /// Its name, in both languages.
    pub name: Text,
    /// Its members.
    pub members: Members,
    /// The code that the criteria sets of the group have as their audience; none for the group's own code.
    pub audience: Option<GroupCode>,
    /// The unit that heads it (trưởng khối, trưởng cụm); one of its members.
    pub head: Option<OrganisationId>,
    /// The unit that stands in for the head (phó trưởng khối, phó trưởng cụm); another of its members.
    pub deputy: Option<OrganisationId>,
    /// The group that it follows; results are not compared across it.
    pub predecessor: Option<GroupCode>,
    /// The document that sets it.
    pub document: Citation,
}

/// A group of units of a campaign (nhóm, khối thi đua, cụm thi đua).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its identifier.
    pub id: GroupId,
    /// The campaign.
    pub campaign: CampaignId,
    /// Its code, stable within the campaign.
    pub code: GroupCode,
    /// The year that it is for; none for every year.
    pub year: Option<i32>,
    /// What is entered of it.
    pub facts: GroupFacts,
    /// The revision number.
    pub revision: Revision,
}

/// What a group is checked against.
#[derive(Clone, Copy, Debug)]
pub struct GroupSurroundings<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The levels of the registry.
    pub levels: &'a Levels,
    /// The groups of the campaign.
    pub groups: &'a [Group],
    /// The units that the group names and that exist.
    pub units: &'a [Organisation],
}

impl Group {
    /// The code of the criteria sets that measure it.
    #[must_use]
    pub fn audience(&self) -> GroupCode {
        self.facts.audience.unwrap_or(self.code)
    }

    /// The unit that checks the report of a member first: the head, and the deputy for the head's own report (rule M03).
    #[must_use]
    pub fn checker_of(&self, member: OrganisationId) -> Option<OrganisationId> {
        self.facts.head.filter(|head| *head != member).or(self.facts.deputy.filter(|_| self.facts.head.is_some()))
    }

    /// Enters a group of a plan package.
    ///
    /// # Errors
    /// As for `enter`, but for the permission.
    pub fn load(self, near: GroupSurroundings<'_>, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.entered(near, Author::installation("plan"), at)
    }

    /// Enters a group.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `WrongState` once the movement is concluded; `Invalid`
    /// for a reserved code or that of a level with other
    /// members, a year outside the campaign, empty names, members that are not known or do not report, a head or deputy
    /// that is no member, an unknown predecessor, or an incomplete document.
    pub fn enter(self, near: GroupSurroundings<'_>, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageGroup, near.campaign.id)?;
        near.campaign.must_be_preparing()?;
        self.entered(near, author, at)
    }

    fn entered(self, near: GroupSurroundings<'_>, author: Author, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let mut violations = Violations::default();
        if RESERVED.contains(&self.code.as_str()) {
            violations.add("/code", reasons::group_code_reserved(RESERVED.join(", ")));
        }
        let period = near.campaign.text.period_start.year()..=near.campaign.text.period_end.year();
        if self.year.is_some_and(|year| !period.contains(&year)) {
            violations.add("/year", reasons::group_year_unfit(period.start(), period.end()));
        }
        let facts = self.facts.clone().checked(self.code, near, at, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::GroupEntered, Concept::Group, self.id.0, author, at)
            .because(facts.document.number.as_deref().unwrap_or_default())
            .changing(facts.changes(None));
        Ok(Step::new(Self { facts, ..self }, event))
    }

    /// Corrects the group. `used` are the codes of the opened cycles that use it.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` if an opened cycle uses the group (rule M03);
    /// `Invalid` as for `enter`.
    pub fn correct(
        self,
        facts: GroupFacts,
        near: GroupSurroundings<'_>,
        used: &[String],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageGroup, self.campaign)?;
        near.campaign.must_be_preparing()?;
        if !used.is_empty() {
            return Err(Refusal::WrongState(reasons::group_in_use(used.join(", "))));
        }
        let mut violations = Violations::default();
        let facts = facts.checked(self.code, near, at, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::GroupCorrected, Concept::Group, self.id.0, author, at)
            .because(facts.document.number.as_deref().unwrap_or_default())
            .changing(facts.changes(Some(&self.facts)));
        Ok(Step::new(Self { facts, ..self }, event))
    }
}

impl GroupFacts {
    /// The facts tidied, with every fault named.
    fn checked(
        self,
        code: GroupCode,
        near: GroupSurroundings<'_>,
        at: DateTime<Utc>,
        violations: &mut Violations,
    ) -> Self {
        let name = Text::new(tidy(&self.name.vi), tidy(&self.name.en));
        let facts = Self { name, document: self.document.tidied(), ..self };
        violations.demand_open_text("/name/vi", &facts.name.vi);
        violations.demand_open_text("/name/en", &facts.name.en);
        let of_level = near.levels.iter().find(|level| GroupCode::of_level(level.code) == code);
        if of_level.is_some_and(|level| facts.members != (Members::Level { level: level.code })) {
            violations.add("/members", reasons::group_code_of_level(code));
        }
        if facts.audience.is_some_and(|audience| RESERVED.contains(&audience.as_str())) {
            violations.add("/audience", reasons::group_code_reserved(RESERVED.join(", ")));
        }
        facts.check_members(near, violations);
        facts.check_head(near, violations);
        let known = |wanted: GroupCode| {
            near.groups.iter().any(|group| group.code == wanted)
                || near.levels.iter().any(|level| GroupCode::of_level(level.code) == wanted)
        };
        if facts.predecessor.is_some_and(|predecessor| predecessor == code || !known(predecessor)) {
            violations.add("/predecessor", reasons::predecessor_unknown());
        }
        check_document(&facts.document, at, violations);
        facts
    }

    fn check_members(&self, near: GroupSurroundings<'_>, violations: &mut Violations) {
        let check_level = |level: LevelCode, violations: &mut Violations| match near.levels.of(level) {
            None => violations.add("/members/level", registry_reasons::level_unknown()),
            Some(known) if !known.is_measured() => {
                let Text { vi, en } = &known.facts.name;
                violations.add("/members/level", reasons::level_not_measured(vi, en));
            }
            Some(_) => {}
        };
        match &self.members {
            Members::Level { level } => check_level(*level, violations),
            Members::Kind { level, unit_kinds } => {
                if let Some(level) = level {
                    check_level(*level, violations);
                }
                let once =
                    |place: usize, kind: &OrganisationKind| !unit_kinds.iter().take(place).any(|one| one == kind);
                let sound = unit_kinds.iter().enumerate().all(|(place, kind)| once(place, kind));
                if unit_kinds.is_empty() || !sound || unit_kinds.contains(&OrganisationKind::Enterprise) {
                    violations.add("/members/unitKinds", reasons::unit_kinds_unsound());
                }
            }
            Members::Children { parent } => {
                if !near.units.iter().any(|unit| unit.id == *parent) {
                    violations.add("/members/parent", registry_reasons::unit_unknown());
                }
            }
            Members::List { units } | Members::Cluster { units } => {
                if !(1..=MEMBERS_MAX).contains(&units.len()) {
                    violations.add("/members/units", reasons::members_unsound(MEMBERS_MAX));
                }
                check_units("/members/units", units, near.units, near.levels, violations);
            }
        }
    }

    fn check_head(&self, near: GroupSurroundings<'_>, violations: &mut Violations) {
        for (pointer, unit) in [("/head", self.head), ("/deputy", self.deputy)] {
            let Some(id) = unit else { continue };
            match near.units.iter().find(|unit| unit.id == id) {
                None => violations.add(pointer, registry_reasons::unit_unknown()),
                Some(unit) if !self.members.admits(unit) => {
                    violations.add(pointer, reasons::head_not_member(&unit.name));
                }
                Some(_) => {}
            }
        }
        if self.head.is_none() && self.deputy.is_some() || self.head.is_some() && self.head == self.deputy {
            violations.add("/deputy", reasons::deputy_unfit());
        }
    }

    fn told(&self) -> [(&'static str, Option<String>); 9] {
        let Self { name, members, audience, head, deputy, predecessor, document } = self;
        [
            ("name.vi", Some(name.vi.clone())),
            ("name.en", Some(name.en.clone())),
            ("kind", Some(members.kind().to_string())),
            ("members", Some(members.told())),
            ("audience", audience.map(|code| code.to_string())),
            ("head", head.map(|unit| unit.to_string())),
            ("deputy", deputy.map(|unit| unit.to_string())),
            ("predecessor", predecessor.map(|code| code.to_string())),
            ("document", Some(document.line())),
        ]
    }

    fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let before = before.map_or([const { None }; _], |before| before.told().map(|(_, value)| value));
        let changes = before.into_iter().zip(self.told());
        changes.filter_map(|(before, (field, after))| Change::differing(field, before, after)).collect()
    }
}

/// A group as the boards of a cycle name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLabel {
    /// Its code.
    pub code: GroupCode,
    /// Its name within a sentence.
    pub name: Text,
    /// The group that it follows after a regrouping; results are not compared across the two.
    pub predecessor: Option<GroupCode>,
}

/// What the codes of groups stand for on boards: the groups that were entered, and those of the levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupNames {
    levels: Levels,
    groups: Vec<(GroupCode, Text, GroupKind)>,
}

impl GroupNames {
    /// The levels, and code, name and kind of each group, oldest first: of one code the newest name counts.
    #[must_use]
    pub const fn new(levels: Levels, groups: Vec<(GroupCode, Text, GroupKind)>) -> Self {
        Self { levels, groups }
    }

    fn entered(&self, code: &str) -> Option<&(GroupCode, Text, GroupKind)> {
        self.groups.iter().rev().find(|(own, _, _)| own.as_str() == code)
    }

    /// The name of a group within a sentence; its code if it is not known.
    #[must_use]
    pub fn name(&self, code: &str) -> Text {
        let known = self.levels.iter().any(|level| level.code.as_str() == code);
        let entered = self.entered(code).filter(|_| !known);
        entered.map_or_else(|| self.levels.name(code), |(_, name, _)| name.clone())
    }

    /// Whether the units of a group are areas: those of such a level, and of a cụm.
    #[must_use]
    pub fn is_geographic(&self, code: GroupCode) -> bool {
        let cluster = self.entered(code.as_str()).is_some_and(|(_, _, kind)| *kind == GroupKind::Cluster);
        cluster || self.levels.is_geographic(code)
    }
}

/// Demands that listed units exist, report and stand in the list once.
pub(crate) fn check_units(
    pointer: &str,
    listed: &[OrganisationId],
    units: &[Organisation],
    levels: &Levels,
    violations: &mut Violations,
) {
    let known: std::collections::BTreeMap<OrganisationId, &Organisation> =
        units.iter().map(|unit| (unit.id, unit)).collect();
    let mut seen = std::collections::BTreeSet::new();
    for (place, id) in listed.iter().enumerate() {
        let pointer = format!("{pointer}/{place}");
        match known.get(id) {
            None => violations.add(pointer, registry_reasons::unit_unknown()),
            Some(_) if !seen.insert(*id) => violations.add(pointer, reasons::unit_listed_twice()),
            Some(unit) if !reports(unit, levels) => violations.add(pointer, reasons::unit_not_measured(&unit.name)),
            Some(_) => {}
        }
    }
}

/// Whether a unit is one of those that report: of a level of authorities, and no enterprise.
pub(crate) fn reports(unit: &Organisation, levels: &Levels) -> bool {
    let of_authorities = levels.of(unit.level).is_some_and(|level| level.facts.kind == LevelKind::Authority);
    of_authorities && !unit.is_enterprise()
}
