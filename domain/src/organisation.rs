//! Units: their tiers, kinds, codes and validity, and the functions that units hold for a time.
//!
//! A code is not an identity (code 31522 was two wards), and an office is not a role: "Sở TT&TT" is the unit
//! that holds the function of standing agency today.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::event::{Author, Change, Concept, Event, EventKind};
use crate::evidence::Citation;
use crate::identity::Actor;
use crate::ids::{FunctionId, OrganisationId, Revision, words};
use crate::policy::{Permission, Role};
use crate::refusal::{Reason, Refusal, Violations};
use crate::step::Step;

words! {
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

words! {
    /// What a unit is, where a criterion asks (rule S09).
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

words! {
    /// Whose code it is.
    CodeScheme {
        /// Our own short name.
        Slug = "SLUG",
        /// The statistics office's code of a district or commune.
        Gso = "GSO",
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
    /// The unit it belongs to, such as a commune's district.
    pub parent: Option<OrganisationId>,
    /// The codes it is known by.
    pub codes: Vec<Code>,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; none is known while it exists.
    pub valid_to: Option<NaiveDate>,
    /// How often it changed.
    pub revision: Revision,
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

    /// Rule L30: a closed unit owes no report for a period that starts after its end.
    pub(crate) fn must_exist_at_start_of(&self, period_start: NaiveDate) -> Result<(), Refusal> {
        match self.valid_to {
            Some(last) if last < period_start => Err(Refusal::OutOfSeason(Reason::rule(
                "UNIT_CLOSED",
                "L30",
                format!("Đơn vị đã kết thúc hoạt động ngày {last}, trước khi kỳ bắt đầu ngày {period_start}."),
                format!("The unit closed on {last}, before the period began on {period_start}."),
            ))),
            Some(_) | None => Ok(()),
        }
    }
}

/// A function of the campaign, held by a unit for a time under a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionHolding {
    /// Its identifier.
    pub id: FunctionId,
    /// The function; one of the roles that `Role::function` names.
    pub function: Role,
    /// The unit that holds it.
    pub organisation: OrganisationId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while nobody follows.
    pub to: Option<NaiveDate>,
    /// The document that assigns it.
    pub document: Citation,
    /// How often it changed.
    pub revision: Revision,
}

/// A function passed on: the predecessor's holding ends, if there was one, and the successor's begins.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Handover {
    /// The holding that ends on the day before.
    pub ended: Option<Step<FunctionHolding>>,
    /// The holding that begins.
    pub begun: Step<FunctionHolding>,
}

impl FunctionHolding {
    /// Whether the unit holds the function on a day.
    #[must_use]
    pub fn is_held_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// Gives a function its first holder, from the seed.
    pub fn seed(self, at: DateTime<Utc>) -> Step<Self> {
        let author = Author::installation("seed");
        let event = Event::new(EventKind::FunctionAssigned, Concept::Function, self.id.0, author, at)
            .of(self.organisation)
            .between(None, self.function.word());
        Step::new(self, event)
    }

    /// Passes a function to a unit from a day on; what was done before stays the predecessor's.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for a role that is no function, a day not after
    /// the present holder's first, a unit that does not exist on that day, or a document that cannot be found.
    pub fn assign(
        self,
        present: Option<Self>,
        organisation: &Organisation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Handover, Refusal> {
        let author = actor.must(Permission::AssignFunction, None)?;
        let mut violations = Violations::default();
        if self.function.function().is_none() {
            violations.add(
                "/function",
                Reason::plain(
                    "NOT_A_FUNCTION",
                    "Vai trò này không phải là chức năng giao cho một đơn vị.",
                    "This role is not a function that a unit can hold.",
                ),
            );
        }
        if !organisation.is_valid_on(self.from) {
            violations.add(
                "/organisation",
                Reason::rule(
                    "UNIT_NOT_VALID",
                    "L34",
                    "Đơn vị không tồn tại vào ngày được giao chức năng.",
                    "The unit does not exist on the day the function begins.",
                ),
            );
        }
        if present.as_ref().is_some_and(|present| self.from <= present.from) {
            violations.add(
                "/fromDate",
                Reason::plain(
                    "FUNCTION_BACKDATED",
                    "Ngày bắt đầu phải sau ngày bắt đầu của đơn vị đang giữ chức năng.",
                    "The first day must come after the present holder's first day.",
                ),
            );
        }
        if self.from < calendar::day_of(at) {
            violations.add(
                "/fromDate",
                Reason::rule(
                    "FUNCTION_BACKDATED",
                    "L34",
                    "Không giao chức năng lùi ngày: việc đã làm vẫn thuộc đơn vị đã làm.",
                    "A function is not assigned for days gone by: what was done stays with whoever did it.",
                ),
            );
        }
        self.document.check("/document", "L21", &mut violations);
        violations.refuse_if_any()?;

        let ended = present.map(|present| {
            let last = self.from.pred_opt().unwrap_or(self.from);
            let event = Event::new(EventKind::FunctionAssigned, Concept::Function, present.id.0, author.clone(), at)
                .of(present.organisation)
                .changing(vec![Change {
                    field: "to".to_owned(),
                    before: present.to.map(|day| day.to_string()),
                    after: Some(last.to_string()),
                }]);
            Step::new(Self { to: Some(last), ..present }, event)
        });
        let event = Event::new(EventKind::FunctionAssigned, Concept::Function, self.id.0, author, at)
            .of(self.organisation)
            .between(None, self.function.word());
        Ok(Handover { ended, begun: Step::new(self, event) })
    }
}
