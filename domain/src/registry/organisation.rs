//! Units: their tiers, kinds, codes, names and validity.
//!
//! A code does not identify a unit (code 31522 was used for two wards), and a department is not a role: "Sở TT&TT" is
//! the unit that holds the function of standing agency today. Neither does a name: it changes under a document, and
//! earlier records keep the earlier name.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::event::{Author, Change, Concept, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{fold, tidy};
use crate::base::{calendar, wording};
use crate::registry::reasons;

wire_enum! {
    /// The tier a subject of emulation is measured in; boards never mix tiers (rule L25).
    Tier {
        /// Departments and bodies of the province (cấp tỉnh).
        Provincial = "PROVINCIAL",
        /// District level (cấp huyện).
        District = "DISTRICT",
        /// Commune level (cấp xã).
        Commune = "COMMUNE",
        /// Enterprises (doanh nghiệp); no ratio criteria.
        Enterprise = "ENTERPRISE",
        /// Individuals (cá nhân); no ratio criteria.
        Individual = "INDIVIDUAL",
    }
}

impl Tier {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Provincial => "cấp tỉnh",
            Self::District => "cấp huyện",
            Self::Commune => "cấp xã",
            Self::Enterprise => "doanh nghiệp",
            Self::Individual => "cá nhân",
        }
    }
}

wire_enum! {
    /// Kind of unit; decides which criteria apply to it (rule S09).
    OrganisationKind {
        /// A department (sở, ban, ngành).
        Department = "DEPARTMENT",
        /// A management board (ban quản lý).
        ManagementBoard = "MANAGEMENT_BOARD",
        /// Fatherland Front or a mass organisation (MTTQ, đoàn thể).
        MassOrganisation = "MASS_ORGANISATION",
        /// Newspaper, radio and television.
        Media = "MEDIA",
        /// A People's Committee (UBND).
        PeoplesCommittee = "PEOPLES_COMMITTEE",
        /// A body of the Party.
        PartyBody = "PARTY_BODY",
        /// An enterprise.
        Enterprise = "ENTERPRISE",
    }
}

impl OrganisationKind {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Department => "sở, ban, ngành",
            Self::ManagementBoard => "ban quản lý",
            Self::MassOrganisation => "MTTQ, đoàn thể",
            Self::Media => "cơ quan báo chí",
            Self::PeoplesCommittee => "UBND",
            Self::PartyBody => "cơ quan Đảng",
            Self::Enterprise => "doanh nghiệp",
        }
    }
}

wire_enum! {
    /// Whose code it is.
    CodeScheme {
        /// The system's own short name.
        Slug = "SLUG",
        /// The statistics office's code of a district or commune.
        Gso = "GSO",
    }
}

impl CodeScheme {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Slug => "mã của hệ thống",
            Self::Gso => "mã của cơ quan thống kê",
        }
    }
}

/// A code under which others know a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Code {
    /// Whose code it is.
    pub scheme: CodeScheme,
    /// The code itself.
    pub value: String,
}

impl Code {
    /// Whether both are the same code of the same scheme; case is ignored.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.scheme == other.scheme && fold(&self.value) == fold(&other.value)
    }
}

/// A change of a unit's name (đổi tên).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Renaming {
    /// The first day of the new name.
    pub from: NaiveDate,
    /// The name until the day before.
    pub before: String,
    /// The document that says so.
    pub document: Citation,
}

/// The history of a unit, with its documents; empty for the units of the seed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnitHistory {
    /// The document that founded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub founded_by: Option<Citation>,
    /// The changes of its name, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamings: Vec<Renaming>,
    /// The document that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Citation>,
}

/// A name of a unit, with its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName {
    /// The name.
    pub name: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day; none for the present name while the unit's last day is not known.
    pub to: Option<NaiveDate>,
    /// The document that gave the name, if one was recorded.
    pub document: Option<Citation>,
}

/// A unit of the registry (tổ chức, đơn vị, địa phương).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its identifier.
    pub id: OrganisationId,
    /// Its name, as it is written on its papers.
    pub name: String,
    /// The tier it is measured in.
    pub tier: Tier,
    /// What it is.
    pub kind: OrganisationKind,
    /// The superior unit, such as a commune's district.
    pub parent: Option<OrganisationId>,
    /// Its codes.
    pub codes: Vec<Code>,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; none while it is not known.
    pub valid_to: Option<NaiveDate>,
    /// Kind of change.
    pub history: UnitHistory,
    /// The revision number.
    pub revision: Revision,
}

/// The data of the registry that a new unit needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours<'a> {
    /// The superior unit, if it exists.
    pub parent: Option<&'a Organisation>,
    /// The units that have or had one of its codes, in the order of the registry.
    pub bearers: &'a [Organisation],
}

impl Organisation {
    /// Enters a unit of the seed into the registry.
    pub fn register(self, at: DateTime<Utc>) -> Step<Self> {
        let event = Event::new(
            EventKind::OrganisationAdded,
            Concept::Organisation,
            self.id.0,
            Author::installation("seed"),
            at,
        )
        .of(self.id);
        Step::new(self, event)
    }

    /// Enters a new unit into the registry, under the document that founds it.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for an empty name, invalid codes, a superior unit that
    /// does not exist on the first day, or an incomplete citation; `Taken` for a code of another unit that exists at
    /// the same time (rule L33).
    pub fn found(
        self,
        document: Citation,
        near: Neighbours<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        let (name, document) = (tidy(&self.name), document.tidied());
        let tidied = |code: &Code| Code { scheme: code.scheme, value: tidy(&code.value) };
        let codes: Vec<Code> = self.codes.iter().map(tidied).collect();
        let mut violations = Violations::default();
        violations.demand_text("/name", &name);
        check_codes(&codes, &mut violations);
        if let Some(parent) = self.parent {
            match near.parent.filter(|unit| unit.id == parent) {
                None => violations.add("/parent", reasons::unit_unknown()),
                Some(unit) if !unit.is_valid_on(self.valid_from) => {
                    violations.add("/parent", reasons::unit_not_valid())
                }
                Some(_) => {}
            }
        }
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        let (first, last) = (self.valid_from, self.valid_to.unwrap_or(NaiveDate::MAX));
        for unit in near.bearers.iter().filter(|unit| unit.exists_during(first, last)) {
            if let Some(code) = codes.iter().find(|code| unit.codes.iter().any(|known| known.is_same_as(code))) {
                let (scheme, value, holder) = (code.scheme, &code.value, &unit.name);
                return Err(Refusal::Taken(reasons::code_taken(value, scheme.vi(), scheme, holder)));
            }
        }
        let event = Event::new(EventKind::OrganisationAdded, Concept::Organisation, self.id.0, author, at)
            .of(self.id)
            .because(document.number.as_deref().unwrap_or_default());
        let history = UnitHistory { founded_by: Some(document), ..UnitHistory::default() };
        Ok(Step::new(Self { name, codes, history, ..self }, event))
    }

    /// Renames the unit from a day on that is not in the future; earlier records keep the earlier name.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for an empty or the same name, a day that is in the
    /// future, not after the present name's first or outside the unit's existence, or an incomplete citation.
    pub fn rename(
        self,
        name: &str,
        from: NaiveDate,
        document: Citation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegistry, None)?;
        let (name, document) = (tidy(name), document.tidied());
        let mut violations = Violations::default();
        violations.demand_text("/name", &name);
        if name == self.name {
            violations.add("/name", reasons::name_same());
        }
        if calendar::day_of(at) < from {
            violations.add("/fromDate", reasons::date_in_future_of_name());
        } else if !self.is_valid_on(from) {
            violations.add("/fromDate", reasons::unit_not_valid());
        } else if from <= self.named_since() {
            violations
                .add("/fromDate", reasons::date_unfit_of_name(wording::date(self.named_since()), self.named_since()));
        }
        check_document(&document, at, &mut violations);
        violations.refuse_if_any()?;
        let change = Change::new("name", Some(self.name.clone()), Some(name.clone()));
        let event = Event::new(EventKind::OrganisationRenamed, Concept::Organisation, self.id.0, author, at)
            .of(self.id)
            .because(document.number.as_deref().unwrap_or_default())
            .changing(vec![change]);
        let mut history = self.history.clone();
        history.renamings.push(Renaming { from, before: self.name.clone(), document });
        Ok(Step::new(Self { name, history, ..self }, event))
    }

    /// The unit with its last day, and the event for the audit trail.
    pub(crate) fn ended(self, last: NaiveDate, document: Citation, event: Event) -> Step<Self> {
        let (before, after) = (self.valid_to.map(|day| day.to_string()), Some(last.to_string()));
        let change = Change::differing("validTo", before, after);
        let event = event
            .of(self.id)
            .because(document.number.as_deref().unwrap_or_default())
            .changing(change.into_iter().collect());
        let history = UnitHistory { ended_by: Some(document), ..self.history.clone() };
        Step::new(Self { valid_to: Some(last), history, ..self }, event)
    }

    /// Demands that the last day is not before the first day of the present name or of the unit.
    pub(crate) fn check_last(&self, last: NaiveDate, violations: &mut Violations) {
        if last < self.named_since() {
            violations
                .add("/lastDate", reasons::date_unfit_of_end(wording::date(self.named_since()), self.named_since()));
        }
    }

    /// The first day of the present name.
    fn named_since(&self) -> NaiveDate {
        self.history.renamings.last().map_or(self.valid_from, |renaming| renaming.from)
    }

    /// Every name that it has or had, oldest first.
    #[must_use]
    pub fn names(&self) -> Vec<UnitName> {
        let mut names = Vec::with_capacity(self.history.renamings.len().saturating_add(1));
        let (mut from, mut document) = (self.valid_from, self.history.founded_by.clone());
        for renaming in &self.history.renamings {
            let (name, to) = (renaming.before.clone(), renaming.from.pred_opt());
            names.push(UnitName { name, from, to, document });
            (from, document) = (renaming.from, Some(renaming.document.clone()));
        }
        names.push(UnitName { name: self.name.clone(), from, to: self.valid_to, document });
        names
    }

    /// Its name on a day (rule L31); its first name for a day before its first.
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> &str {
        let renaming = self.history.renamings.iter().find(|renaming| day < renaming.from);
        renaming.map_or(self.name.as_str(), |renaming| renaming.before.as_str())
    }

    /// Whether it exists on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether it exists on some day of a period.
    #[must_use]
    pub fn exists_during(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.valid_from <= last && self.valid_to.is_none_or(|end| first <= end)
    }

    /// Rule L30: a closed unit need not report for a period that starts after its end.
    pub(crate) fn must_exist_at_start_of(&self, period_start: NaiveDate) -> Result<(), Refusal> {
        match self.valid_to {
            Some(last) if last < period_start => Err(Refusal::OutOfSeason(reasons::unit_closed(
                wording::date(last),
                last,
                wording::date(period_start),
                period_start,
            ))),
            Some(_) | None => Ok(()),
        }
    }
}

/// Checks a document of the registry: number and day are required even if an address is given (rule L21).
pub(crate) fn check_document(document: &Citation, at: DateTime<Utc>, violations: &mut Violations) {
    document.check("/document", "L21", violations);
    if document.is_sound() {
        violations.demand_text("/document/number", document.number.as_deref().unwrap_or_default());
    }
    match document.date {
        Some(date) if calendar::day_of(at) < date => {
            violations.add("/document/date", reasons::date_in_future_of_document())
        }
        None if document.is_sound() => violations.add("/document/date", reasons::date_missing()),
        Some(_) | None => {}
    }
}

fn check_codes(codes: &[Code], violations: &mut Violations) {
    for (index, code) in codes.iter().enumerate() {
        let usable = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if code.value.is_empty() || !code.value.chars().all(usable) {
            violations.add(format!("/codes/{index}/value"), reasons::code_unusable());
        }
        if codes.iter().take(index).any(|earlier| earlier.is_same_as(code)) {
            violations.add(format!("/codes/{index}"), reasons::code_twice());
        }
    }
}
