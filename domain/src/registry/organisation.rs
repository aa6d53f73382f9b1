//! Units: their levels, kinds, codes, names and validity.
//!
//! A code does not identify a unit (code 31522 was used for two wards), and a department is not a role: "Sở TT&TT" is
//! the unit that holds the function of standing agency today. Neither does a name: it changes under a document, and
//! earlier records keep the earlier name.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::code::LevelCode;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{OrganisationId, Revision, wire_enum};
use crate::base::policy::{Permission, Role};
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{Text, fold, tidy};
use crate::base::{calendar, wording};
use crate::registry::document::{check_document, furthest};
use crate::registry::level::{IssuerClass, Level, LevelKind};
use crate::registry::reasons;

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
#[serde(rename_all = "camelCase")]
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

    /// Rule L33: why a unit of a level cannot have the code. The statistics office numbers the units of a level with so
    /// many digits; a short name of the system is not a number, so that it is never taken for one of those.
    fn unfit(&self, level: &Level) -> Option<Reason> {
        let numeric = self.value.bytes().all(|letter| letter.is_ascii_digit());
        match self.scheme {
            CodeScheme::Slug => numeric.then(reasons::code_unfit_of_slug),
            CodeScheme::Gso => {
                let Text { vi, en } = &level.facts.name;
                let Some(digits) = level.facts.gso_digits else { return Some(reasons::code_unfit_of_level(vi, en)) };
                let fits = numeric && self.value.len() == usize::from(digits);
                (!fits).then(|| reasons::code_unfit_of_gso(vi, en, digits))
            }
        }
    }
}

/// A change of a unit's name (đổi tên).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renaming {
    /// The first day of the new name.
    pub from: NaiveDate,
    /// The name until the day before.
    pub before: String,
    /// The document that says so.
    pub document: Citation,
}

/// The history of a unit, with its documents; empty for the units of a plan package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    /// Its level.
    pub level: LevelCode,
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
    /// The level of the unit, if it exists.
    pub level: Option<&'a Level>,
    /// The superior unit, if it exists.
    pub parent: Option<&'a Organisation>,
    /// The units that have or had one of its codes, in the order of the registry.
    pub bearers: &'a [Organisation],
}

impl Organisation {
    /// Enters a unit of a plan package into the registry.
    ///
    /// # Errors
    /// `Invalid` for an empty name, invalid codes, or a level that the unit cannot be on; `Taken` for a code of another
    /// unit that exists at the same time (rule L33).
    pub fn load(self, near: Neighbours<'_>, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let mut violations = Violations::default();
        violations.demand_open_text("/name", &self.name);
        match near.level.filter(|level| level.code == self.level) {
            None => violations.add("/level", reasons::level_unknown()),
            Some(level) => self.check_level(level, &self.codes, &mut violations),
        }
        if self.parent.is_some() && !near.parent.is_some_and(|parent| parent.is_valid_on(self.valid_from)) {
            violations.add("/parent", reasons::unit_not_valid());
        }
        check_first(self.valid_from, at, &mut violations);
        if self.valid_to.is_some_and(|last| last < self.valid_from) {
            let reason = reasons::date_unfit_of_end(wording::date(self.valid_from), self.valid_from);
            violations.add("/lastDate", reason);
        }
        violations.refuse_if_any()?;
        self.must_have_own_codes(&self.codes, near.bearers)?;
        let event = Event::new(
            EventKind::OrganisationAdded,
            Concept::Organisation,
            self.id.0,
            Author::installation("plan"),
            at,
        )
        .of(self.id);
        Ok(Step::new(self, event))
    }

    /// Rule L33: no code is that of another unit that exists at the same time.
    fn must_have_own_codes(&self, codes: &[Code], bearers: &[Self]) -> Result<(), Refusal> {
        let (first, last) = (self.valid_from, self.valid_to.unwrap_or(NaiveDate::MAX));
        for unit in bearers.iter().filter(|unit| unit.exists_during(first, last)) {
            if let Some(code) = codes.iter().find(|code| unit.codes.iter().any(|known| known.is_same_as(code))) {
                let (scheme, value, holder) = (code.scheme, &code.value, &unit.name);
                return Err(Refusal::Taken(reasons::code_taken(value, scheme.vi(), scheme, holder)));
            }
        }
        Ok(())
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
        match near.level.filter(|level| level.code == self.level) {
            None => violations.add("/level", reasons::level_unknown()),
            Some(level) => self.check_level(level, &codes, &mut violations),
        }
        check_first(self.valid_from, at, &mut violations);
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
        self.must_have_own_codes(&codes, near.bearers)?;
        let mut changes = vec![
            Change::new("name", None, Some(name.clone())),
            Change::new("validFrom", None, Some(self.valid_from.to_string())),
            Change::new("document", None, Some(document.line())),
        ];
        changes.extend(self.parent.map(|parent| Change::new("parent", None, Some(parent.to_string()))));
        changes.extend(
            codes.iter().map(|code| Change::new(format!("code.{}", code.scheme), None, Some(code.value.clone()))),
        );
        let event = Event::new(EventKind::OrganisationAdded, Concept::Organisation, self.id.0, author, at)
            .of(self.id)
            .because(document.number.as_deref().unwrap_or_default())
            .changing(changes);
        let history = UnitHistory { founded_by: Some(document), ..UnitHistory::default() };
        Ok(Step::new(Self { name, codes, history, ..self }, event))
    }

    /// Demands that the unit can be one of its level (rules L31, L33).
    fn check_level(&self, level: &Level, codes: &[Code], violations: &mut Violations) {
        check_codes(codes, level, violations);
        let Text { vi, en } = &level.facts.name;
        // The unit does not outlive its level (rule L31).
        let outlives = level.valid_to.is_some_and(|end| self.valid_to.is_none_or(|last| end < last));
        if outlives || !level.exists_during(self.valid_from, self.valid_from) {
            violations.add("/level", reasons::level_not_valid(vi, en));
        }
        match level.facts.kind {
            LevelKind::Person => violations.add("/level", reasons::level_takes_no_units()),
            LevelKind::Enterprise if !self.is_enterprise() => violations.add("/kind", reasons::kind_unfit()),
            LevelKind::Enterprise | LevelKind::Authority => {}
        }
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
        let changes = vec![
            Change::new("name", Some(self.name.clone()), Some(name.clone())),
            Change::new("namedSince", Some(self.named_since().to_string()), Some(from.to_string())),
            Change::new("document", None, Some(document.line())),
        ];
        let event = Event::new(EventKind::OrganisationRenamed, Concept::Organisation, self.id.0, author, at)
            .of(self.id)
            .because(document.number.as_deref().unwrap_or_default())
            .changing(changes);
        let mut history = self.history.clone();
        history.renamings.push(Renaming { from, before: self.name.clone(), document });
        Ok(Step::new(Self { name, history, ..self }, event))
    }

    /// The unit with its last day, and the event for the audit trail.
    pub(crate) fn ended(self, last: NaiveDate, document: Citation, event: Event) -> Step<Self> {
        let (before, after) = (self.valid_to.map(|day| day.to_string()), Some(last.to_string()));
        let mut changes: Vec<Change> = Change::differing("validTo", before, after).into_iter().collect();
        changes.push(Change::new(
            "endingDocument",
            self.history.ended_by.as_ref().map(Citation::line),
            Some(document.line()),
        ));
        let event = event.of(self.id).because(document.number.as_deref().unwrap_or_default()).changing(changes);
        let history = UnitHistory { ended_by: Some(document), ..self.history.clone() };
        Step::new(Self { valid_to: Some(last), history, ..self }, event)
    }

    /// Demands that the last day is not before the first day of the present name or of the unit.
    pub(crate) fn check_last(&self, last: NaiveDate, at: DateTime<Utc>, violations: &mut Violations) {
        if last < self.named_since() {
            violations
                .add("/lastDate", reasons::date_unfit_of_end(wording::date(self.named_since()), self.named_since()));
        }
        let most = furthest(at);
        if most < last {
            violations.add("/lastDate", reasons::date_too_far(wording::date(most), most));
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

    /// The code that the public knows it by (mã đơn vị): that of the statistics office, or else its first one.
    #[must_use]
    pub fn public_code(&self) -> Option<&str> {
        let official = self.codes.iter().find(|code| code.scheme == CodeScheme::Gso);
        official.or_else(|| self.codes.first()).map(|code| code.value.as_str())
    }

    /// The unit's last day, if it has passed.
    #[must_use]
    pub fn ended_by(&self, at: DateTime<Utc>) -> Option<NaiveDate> {
        self.valid_to.filter(|last| *last < calendar::day_of(at))
    }

    /// Rule L34: nobody acts any more in a function of a unit that has ended, so no such role is given for it. The
    /// roles within a unit are: its people finish what its life covers.
    ///
    /// # Errors
    /// `WrongState` for a role that stands for a function, of a unit whose last day has passed.
    pub fn must_take_people(&self, role: Role, at: DateTime<Utc>) -> Result<(), Refusal> {
        match self.ended_by(at).filter(|_| role.function().is_some()) {
            Some(end) => {
                Err(Refusal::WrongState(reasons::unit_ended_for_role(role.vi(), role, wording::date(end), end)))
            }
            None => Ok(()),
        }
    }

    /// Rule L30: a unit acts in a period only if it existed on some day of it.
    pub(crate) fn must_exist_during(&self, first: NaiveDate, last: NaiveDate) -> Result<(), Refusal> {
        if last < self.valid_from {
            let (day, from) = (wording::date(self.valid_from), self.valid_from);
            return Err(Refusal::OutOfSeason(reasons::unit_begins_later(day, from, wording::date(last), last)));
        }
        self.must_exist_at_start_of(first)
    }

    /// Whether it is an enterprise, which does not report and is not ranked (interpretation 18).
    #[must_use]
    pub const fn is_enterprise(&self) -> bool {
        matches!(self.kind, OrganisationKind::Enterprise)
    }

    /// The class of its head, who grants its Giấy khen (rule L11). `level` is the unit's.
    #[must_use]
    pub fn issuer_class(&self, level: Option<&Level>) -> IssuerClass {
        let of_enterprises = level.is_some_and(|level| level.facts.kind == LevelKind::Enterprise);
        match self.kind {
            OrganisationKind::Enterprise => IssuerClass::EnterpriseHead,
            _ if of_enterprises => IssuerClass::EnterpriseHead,
            OrganisationKind::PeoplesCommittee => {
                level.and_then(|level| level.facts.chair).unwrap_or(IssuerClass::AgencyHead)
            }
            OrganisationKind::Department
            | OrganisationKind::ManagementBoard
            | OrganisationKind::MassOrganisation
            | OrganisationKind::Media
            | OrganisationKind::PartyBody => IssuerClass::AgencyHead,
        }
    }

    /// Demands that the unit exists on a day: after its last day its people read and do not act (rule L34), and before
    /// its first day it has none.
    pub(crate) fn must_exist_on(&self, day: NaiveDate) -> Result<(), Refusal> {
        if let Some(last) = self.valid_to.filter(|last| *last < day) {
            return Err(Refusal::OutOfSeason(reasons::unit_over(wording::date(last), last)));
        }
        if day < self.valid_from {
            let from = self.valid_from;
            return Err(Refusal::OutOfSeason(reasons::unit_not_begun(wording::date(from), from)));
        }
        Ok(())
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

/// The first day that a unit can have: the founding of the state.
fn earliest() -> NaiveDate {
    NaiveDate::from_ymd_opt(1945, 9, 2).unwrap_or(NaiveDate::MIN)
}

/// Demands that a unit's first day is plausible.
fn check_first(first: NaiveDate, at: DateTime<Utc>, violations: &mut Violations) {
    let (least, most) = (earliest(), furthest(at));
    if !(least..=most).contains(&first) {
        let reason = reasons::date_unfit_of_founding(wording::date(least), least, wording::date(most), most);
        violations.add("/fromDate", reason);
    }
}

/// Rule L33: every code is written as its scheme writes codes.
fn check_codes(codes: &[Code], level: &Level, violations: &mut Violations) {
    for (index, code) in codes.iter().enumerate() {
        let pointer = format!("/codes/{index}/value");
        let usable = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if code.value.is_empty() || !code.value.chars().all(usable) {
            violations.add(pointer, reasons::code_unusable());
        } else if let Some(reason) = code.unfit(level) {
            violations.add(pointer, reason);
        }
        if codes.iter().take(index).any(|earlier| earlier.is_same_as(code)) {
            violations.add(format!("/codes/{index}"), reasons::code_twice());
        }
    }
}
