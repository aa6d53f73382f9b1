//! Levels of units (cấp): which there are is data of the registry, and a level may end.
//!
//! Districts ended on 2025-06-30, and a province that begins later has never had any. A level of administrative units
//! also says what the statistics office's codes look like and whose head grants commendations of which class.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::citation::Citation;
use crate::base::code::{GroupCode, LevelCode};
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{LevelId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{Text, tidy};
use crate::base::wording;
use crate::registry::document::{check_document, furthest};
use crate::registry::reasons;

/// Maximum number of levels of an installation; they are returned whole.
pub const LEVELS_MAX: usize = 50;
/// Maximum number of digits of a code of the statistics office.
pub const GSO_DIGITS_MAX: u8 = 10;
/// Maximum of the position of a level in lists.
pub const POSITION_MAX: i64 = 1_000;

wire_enum! {
    /// What the units of a level are.
    LevelKind {
        /// Bodies of the state, the Party and mass organisations, which report and are ranked (cơ quan, địa phương).
        Authority = "AUTHORITY",
        /// Enterprises (doanh nghiệp), which do not report.
        Enterprise = "ENTERPRISE",
        /// Individuals (cá nhân), who are no units: no unit is entered on such a level.
        Person = "PERSON",
    }
}

wire_enum! {
    /// Class of those who grant a form of commendation; a prize may depend on it.
    IssuerClass {
        /// The Chair of the provincial People's Committee (Chủ tịch UBND cấp tỉnh).
        ProvincialChair = "PROVINCIAL_CHAIR",
        /// Heads of agencies, and of specialised agencies of the provincial People's Committee (thủ trưởng cơ quan, tổ chức).
        AgencyHead = "AGENCY_HEAD",
        /// Chairs of the People's Committees of districts, until 30 June 2025 (Chủ tịch UBND cấp huyện).
        DistrictChair = "DISTRICT_CHAIR",
        /// Chairs of the People's Committees of communes (Chủ tịch UBND cấp xã).
        CommuneChair = "COMMUNE_CHAIR",
        /// Directors and board chairs of enterprises and co-operatives (giám đốc, chủ tịch hội đồng của doanh nghiệp, hợp tác xã).
        EnterpriseHead = "ENTERPRISE_HEAD",
    }
}

impl IssuerClass {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::ProvincialChair => "Chủ tịch UBND tỉnh",
            Self::AgencyHead => "thủ trưởng cơ quan, tổ chức",
            Self::DistrictChair => "Chủ tịch UBND cấp huyện",
            Self::CommuneChair => "Chủ tịch UBND cấp xã",
            Self::EnterpriseHead => "người đứng đầu doanh nghiệp, hợp tác xã",
        }
    }
}

/// What a level is, and how lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelFacts {
    /// Its name, as it stands within a sentence, such as `cấp xã`.
    pub name: Text,
    /// What its units are.
    pub kind: LevelKind,
    /// The number of digits of the statistics office's codes of its units; none if that office numbers no such units.
    pub gso_digits: Option<u8>,
    /// The class of issuers that the chairs of its People's Committees belong to; none for heads of agencies.
    pub chair: Option<IssuerClass>,
    /// Whether its units are areas, which a map shows.
    pub geographic: bool,
    /// Its place in lists: the least comes first.
    pub position: i64,
    /// Its first day; none if it began before the registry.
    pub valid_from: Option<NaiveDate>,
}

/// A level of units (cấp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its identifier.
    pub id: LevelId,
    /// Its code, by which units, groups and other records name it.
    pub code: LevelCode,
    /// What it is.
    pub facts: LevelFacts,
    /// Its last day; none while it is not known.
    pub valid_to: Option<NaiveDate>,
    /// The document that ended it.
    pub ended_by: Option<Citation>,
    /// The revision number.
    pub revision: Revision,
}

impl Level {
    /// Enters a level of a plan package.
    ///
    /// # Errors
    /// `Invalid` for an empty name, or for values out of range.
    pub fn load(self, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let facts = self.facts.clone().checked(self.code)?;
        let level = Self { facts, ..self };
        let event = level.event(EventKind::LevelEntered, Author::installation("plan"), at);
        let event = event.changing(level.facts.changes(None));
        Ok(Step::new(level, event))
    }

    /// Enters a level.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but an administrator; `Invalid` for an empty name, or for values out of range.
    pub fn enter(
        id: LevelId,
        code: LevelCode,
        facts: LevelFacts,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        let facts = facts.checked(code)?;
        let level = Self { id, code, facts, valid_to: None, ended_by: None, revision: Revision::FIRST };
        let event = level.event(EventKind::LevelEntered, author, at).changing(level.facts.changes(None));
        Ok(Step::new(level, event))
    }

    /// Corrects what a level is. What was published keeps the name that it was published with.
    ///
    /// # Errors
    /// As `enter`; `WrongState` for another kind, which would change what its units owe, and for a first day after the
    /// last one or after that of a unit; `earlier` says whether a unit of the level exists before the new first day.
    pub fn edit(
        self,
        facts: LevelFacts,
        earlier: bool,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        let facts = facts.checked(self.code)?;
        if facts.kind != self.facts.kind {
            return Err(Refusal::WrongState(reasons::level_kind_fixed()));
        }
        if earlier || facts.valid_from.is_some_and(|first| self.valid_to.is_some_and(|end| end < first)) {
            return Err(Refusal::WrongState(reasons::level_begins_late()));
        }
        let event = self.event(EventKind::LevelEdited, author, at).changing(facts.changes(Some(&self.facts)));
        Ok(Step::new(Self { facts, ..self }, event))
    }

    /// Ends the level under a document, as the districts ended on 2025-06-30. `left` names units of the level that
    /// exist after the day.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but an administrator; `Invalid` for an incomplete citation or a day before the first;
    /// `WrongState` if a unit of the level exists afterwards, or the level has ended (rule L31).
    pub fn end(
        self,
        last: NaiveDate,
        document: Citation,
        left: &[String],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        if let Some(end) = self.valid_to {
            return Err(Refusal::WrongState(reasons::level_ended(wording::date(end), end)));
        }
        let document = document.tidied();
        let mut violations = Violations::default();
        if let Some(first) = self.facts.valid_from.filter(|first| last < *first) {
            violations.add("/lastDate", reasons::level_ends_early(wording::date(first), first));
        }
        let most = furthest(at);
        if most < last {
            violations.add("/lastDate", reasons::date_too_far(wording::date(most), most));
        }
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        if !left.is_empty() {
            let (units, name) = (left.join("; "), &self.facts.name);
            return Err(Refusal::WrongState(reasons::level_has_units(&name.vi, &name.en, units)));
        }
        let changes = vec![
            Change::new("validTo", None, Some(last.to_string())),
            Change::new("document", None, Some(document.line())),
        ];
        let event = self.event(EventKind::LevelEnded, author, at).changing(changes);
        let event = event.because(document.number.as_deref().unwrap_or_default());
        Ok(Step::new(Self { valid_to: Some(last), ended_by: Some(document), ..self }, event))
    }

    /// Whether the level exists on some day of a period.
    #[must_use]
    pub fn exists_during(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.facts.valid_from.is_none_or(|begin| begin <= last) && self.valid_to.is_none_or(|end| first <= end)
    }

    /// Whether units of the level report and are ranked.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.facts.kind == LevelKind::Authority
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>) -> Event {
        Event::new(kind, Concept::Level, self.id.0, author, at)
    }
}

impl LevelFacts {
    fn checked(self, code: LevelCode) -> Result<Self, Refusal> {
        let name = Text::new(tidy(&self.name.vi), tidy(&self.name.en));
        let mut violations = Violations::default();
        violations.demand_open_text("/name/vi", &name.vi);
        violations.demand_open_text("/name/en", &name.en);
        if self.kind == LevelKind::Authority && RESERVED.contains(&code.as_str()) {
            violations.add("/code", reasons::level_code_reserved(RESERVED.join(", ")));
        }
        if self.gso_digits.is_some_and(|digits| !(1..=GSO_DIGITS_MAX).contains(&digits)) {
            violations.add("/gsoDigits", reasons::gso_digits_out_of_range(GSO_DIGITS_MAX));
        }
        if !(0..=POSITION_MAX).contains(&self.position) {
            violations.add("/position", reasons::level_position_out_of_range(POSITION_MAX));
        }
        violations.refuse_if_any()?;
        Ok(Self { name, ..self })
    }

    fn told(&self) -> [(&'static str, Option<String>); 8] {
        let Self { name, kind, gso_digits, chair, geographic, position, valid_from } = self;
        [
            ("name.vi", Some(name.vi.clone())),
            ("name.en", Some(name.en.clone())),
            ("kind", Some(kind.to_string())),
            ("gsoDigits", gso_digits.map(|digits| digits.to_string())),
            ("chair", chair.map(|chair| chair.to_string())),
            ("geographic", Some(geographic.to_string())),
            ("position", Some(position.to_string())),
            ("validFrom", valid_from.map(|day| day.to_string())),
        ]
    }

    fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let before = before.map_or([const { None }; _], |before| before.told().map(|(_, value)| value));
        let changes = before.into_iter().zip(self.told());
        changes.filter_map(|(before, (field, after))| Change::differing(field, before, after)).collect()
    }
}

/// Codes of the criteria sets of enterprises and of individuals, which no level of authorities and no group may have.
pub const RESERVED: [&str; 2] = ["ENTERPRISE", "INDIVIDUAL"];

/// The levels of the registry, in the order of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(Vec<Level>);

impl Levels {
    /// Puts the levels in their order.
    #[must_use]
    pub fn new(mut levels: Vec<Level>) -> Self {
        levels.sort_by_key(|level| (level.facts.position, level.code));
        Self(levels)
    }

    /// The level of a code.
    #[must_use]
    pub fn of(&self, code: LevelCode) -> Option<&Level> {
        self.0.iter().find(|level| level.code == code)
    }

    /// The name of a level; its code if it is not known.
    #[must_use]
    pub fn name(&self, code: &str) -> Text {
        let known = self.0.iter().find(|level| level.code.as_str() == code);
        known.map_or_else(|| Text::new(code, code), |level| level.facts.name.clone())
    }

    /// Whether a level is of individuals.
    #[must_use]
    pub fn is_of_persons(&self, code: LevelCode) -> bool {
        self.of(code).is_some_and(|level| level.facts.kind == LevelKind::Person)
    }

    /// Whether the units of the group of a level are areas.
    #[must_use]
    pub fn is_geographic(&self, group: GroupCode) -> bool {
        self.0.iter().any(|level| GroupCode::of_level(level.code) == group && level.facts.geographic)
    }

    /// Every level.
    pub fn iter(&self) -> impl Iterator<Item = &Level> {
        self.0.iter()
    }

    /// The levels whose units report in a period.
    pub fn measured(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = &Level> {
        self.iter().filter(move |level| level.is_measured() && level.exists_during(first, last))
    }
}
