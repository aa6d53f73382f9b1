//! Adoptions (áp dụng, nhân rộng): a unit records that it adopts a published practice of another unit, with figures
//! that it brings up to date (rule P03).
//!
//! The public reads which units adopted a role model, since when, and what their latest figures add up to.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, RoleModelId, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::registry::organisation::Organisation;
use crate::results::result_figure::{FigureSum, ResultFigure, summed};
use crate::results::role_model::RoleModel;

ids! {
    /// Identifies a unit's adoption of a good practice (áp dụng mô hình).
    AdoptionId,
}

wire_enum! {
    /// Whether an adoption goes on.
    AdoptionState {
        /// The unit adopts the practice (đang áp dụng).
        InForce = "IN_FORCE",
        /// The unit has ended it (đã dừng áp dụng).
        Ended = "ENDED",
    }
}

wire_enum! {
    /// What can be done to an adoption.
    AdoptionVerb {
        /// Record later figures (cập nhật số liệu).
        Update = "UPDATE",
        /// End it (dừng áp dụng).
        End = "END",
    }
}

/// The figures of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// The day of the figures.
    pub day: NaiveDate,
    /// The figures.
    pub figures: Vec<ResultFigure>,
    /// When they were recorded.
    pub at: DateTime<Utc>,
    /// The name of the person who recorded them.
    pub name: String,
}

/// The end of an adoption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdoptionEnd {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// What a unit says of its adoption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptionContent {
    /// Since which day.
    pub from: NaiveDate,
    /// What the unit does.
    pub text: String,
    /// The first figures, with their day; none if there are none yet.
    pub figures: Option<(NaiveDate, Vec<ResultFigure>)>,
}

/// A unit's adoption of a good practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Its identifier.
    pub id: AdoptionId,
    /// The role model that the unit adopts.
    pub role_model: RoleModelId,
    /// The movement of the role model.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// Since which day.
    pub from: NaiveDate,
    /// What the unit does.
    pub text: String,
    /// The figures, oldest first; the last ones count.
    pub readings: Vec<Reading>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Its end; none while it goes on.
    pub end: Option<AdoptionEnd>,
    /// The revision number.
    pub revision: Revision,
}

impl Adoption {
    /// Records an adoption of a published role model.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `OutOfSeason` for a unit that does not exist today (rule L34);
    /// `WrongState` unless the movement is launched and not concluded, and for a role model that was withdrawn; `Invalid`
    /// for the unit's own practice, a day in the future, an empty or secret text (rule L35), and for figures that are
    /// unsound or of a day before the first or in the future.
    pub fn record(
        id: AdoptionId,
        content: AdoptionContent,
        (role_model, movement): (&RoleModel, &Campaign),
        organisation: &Organisation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::AdoptPractice, (organisation.id, movement.id))?;
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        if role_model.withdrawal.is_some() {
            return Err(Refusal::WrongState(reasons::role_model_not_public()));
        }
        let AdoptionContent { from, text, figures } = content;
        let text = tidy(&text);
        let mut violations = Violations::default();
        if role_model.unit.id == organisation.id {
            violations.add("/organisation", reasons::own_practice());
        }
        if calendar::day_of(at) < from {
            violations.add("/fromDate", reasons::day_in_future());
        }
        violations.demand_open_text("/text", &text);
        let reading = figures.map(|figures| Reading::of(figures, ("/reading", from), &author, at, &mut violations));
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::AdoptionRecorded, Concept::Adoption, id.0, author, at)
            .of(organisation.id)
            .between(None, AdoptionState::InForce.as_str())
            .because(&role_model.content.title);
        let adoption = Self {
            id,
            role_model: role_model.id,
            campaign: movement.id,
            organisation: organisation.id,
            from,
            text,
            readings: reading.into_iter().collect(),
            recorded_at: at,
            end: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(adoption, event))
    }

    /// Whether it goes on.
    #[must_use]
    pub const fn state(&self) -> AdoptionState {
        match self.end {
            None => AdoptionState::InForce,
            Some(_) => AdoptionState::Ended,
        }
    }

    /// The key that is unique among adoptions that go on: a unit adopts a role model once at a time.
    #[must_use]
    pub fn live_key(&self) -> Option<String> {
        self.end.is_none().then(|| format!("{}/{}", self.role_model, self.organisation))
    }

    /// The figures that count: the last ones.
    #[must_use]
    pub fn figures(&self) -> &[ResultFigure] {
        self.readings.last().map_or(&[], |reading| &reading.figures)
    }

    /// Whether the actor may take a step now.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `WrongState` once it has ended.
    pub fn may(&self, _verb: AdoptionVerb, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::AdoptPractice, (self.organisation, self.campaign))?;
        match self.end {
            None => Ok(author),
            Some(_) => Err(Refusal::WrongState(reasons::adoption_ended())),
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let verbs = AdoptionVerb::ALL.iter();
        verbs.map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// Records later figures; those before are kept.
    ///
    /// # Errors
    /// See `may`; `OutOfSeason` for a unit that does not exist today (rule L34); `WrongState` unless the movement is
    /// launched and not concluded; `Invalid` for unsound figures, and for a day before the figures before or in the future.
    pub fn update(
        mut self,
        figures: (NaiveDate, Vec<ResultFigure>),
        (movement, organisation): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may(AdoptionVerb::Update, actor)?;
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let mut violations = Violations::default();
        let first = self.readings.last().map_or(self.from, |reading| reading.day);
        let reading = Reading::of(figures, ("", first), &author, at, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::AdoptionUpdated, Concept::Adoption, self.id.0, author, at)
            .of(self.organisation)
            .because(&reading.day.to_string());
        self.readings.push(reading);
        Ok(Step::new(self, event))
    }

    /// Ends it for the unit, which may record another one later.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn finish(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may(AdoptionVerb::End, actor)?;
        let reason = demanded("/reason", reason)?;
        let event = Event::new(EventKind::AdoptionEnded, Concept::Adoption, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state().as_str()), AdoptionState::Ended.as_str())
            .because(&reason);
        Ok(Step::new(Self { end: Some(AdoptionEnd { at, reason }), ..self }, event))
    }
}

impl Reading {
    fn of(
        (day, figures): (NaiveDate, Vec<ResultFigure>),
        (pointer, first): (&str, NaiveDate),
        author: &Author,
        at: DateTime<Utc>,
        violations: &mut Violations,
    ) -> Self {
        if day < first || calendar::day_of(at) < day {
            violations.add(format!("{pointer}/date"), reasons::reading_day_unfit());
        }
        let figures = ResultFigure::checked(figures, &format!("{pointer}/figures"), violations);
        Self { day, figures, at, name: author.name.clone() }
    }
}

/// What the adoptions of a role model add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdoptionTally {
    /// How many units adopt it.
    pub units: u32,
    /// The sums of their latest figures.
    pub figures: Vec<FigureSum>,
}

impl AdoptionTally {
    /// The tally of the adoptions of a role model; those that have ended do not count.
    #[must_use]
    pub fn of(results: &[ResultFigure], adoptions: &[Adoption]) -> Self {
        let going = adoptions.iter().filter(|adoption| adoption.end.is_none());
        Self {
            units: u32::try_from(going.clone().count()).unwrap_or(u32::MAX),
            figures: summed(results, &going.flat_map(Adoption::figures)),
        }
    }
}
