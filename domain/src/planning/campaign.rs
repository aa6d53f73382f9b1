//! The campaign (phong trào thi đua): drafted, launched under its plan, amended under further documents, concluded.
//!
//! The appraisal agency opens the draft of a movement; the agency that stands for it writes it, launches it under the
//! plan and runs it (rules M01, M02). After launching its text changes only by an amendment under a document, and the
//! text that held on any day can be read.

pub mod dimensions;
pub mod stationery;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::citation::Citation;
use crate::base::code::FieldCode;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::{Text, tidy};
use crate::base::{calendar, wording};
use crate::planning::order::Order;
use crate::planning::policy::Policy;
use crate::planning::reasons;
use crate::registry::level::Levels;

/// Maximum length of a campaign's code.
pub const CAMPAIGN_CODE_CHARS_MAX: usize = 60;
/// What a campaign's code looks like.
pub const CAMPAIGN_CODE_PATTERN: &str = "^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$";
/// Maximum number of contents, of fields, of phases and of legal bases.
pub const PARTS_MAX: usize = 50;
/// Maximum length of a movement's period, in years.
pub const PERIOD_YEARS_MAX: i32 = 30;
/// Maximum number of amendments.
pub const AMENDMENTS_MAX: usize = 100;

wire_enum! {
    /// Kind of movement.
    CampaignKind {
        /// On one theme, for some years (theo chuyên đề).
        Thematic = "THEMATIC",
        /// Every year anew, on the daily work (thường xuyên).
        Regular = "REGULAR",
    }
}

wire_enum! {
    /// How far a movement has come.
    CampaignState {
        /// Being written; only those who prepare it see it.
        Draft = "DRAFT",
        /// Launched under its plan (đã phát động).
        Launched = "LAUNCHED",
        /// Concluded under a document (đã tổng kết): no further cycle opens; what was published can still be corrected.
        Closed = "CLOSED",
        /// A draft that was given up.
        Discarded = "DISCARDED",
    }
}

/// One of the movement's contents (nội dung thi đua).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Theme {
    /// Its number in the plan.
    pub number: i64,
    /// Its text.
    pub text: Text,
}

/// One of the movement's priority fields (lĩnh vực).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PriorityField)]
pub struct Field {
    /// Its code.
    pub code: FieldCode,
    /// Its name.
    pub name: Text,
    /// Tasks in the field.
    pub text: Text,
}

/// One of the movement's phases (giai đoạn).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// Its name.
    pub name: Text,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

/// What the plan says: all that an amendment may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CampaignText {
    /// Its name.
    pub name: Text,
    /// Its theme slogan (chủ đề).
    pub slogan: Text,
    /// Its first day.
    pub period_start: NaiveDate,
    /// Its last day.
    pub period_end: NaiveDate,
    /// Its phases, in their order.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// The documents that it is based on (căn cứ).
    pub legal_bases: Vec<Citation>,
    /// Its contents.
    pub contents: Vec<Theme>,
    /// Its priority fields.
    pub fields: Vec<Field>,
    /// What it decides itself.
    pub policy: Policy,
}

/// An amendment of a launched movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Amendment {
    /// The document that amends.
    pub order: Order,
    /// The first day that the new text holds.
    pub from: NaiveDate,
    /// What changed, in the agency's words.
    pub said: Text,
    /// The text that held before.
    pub before: CampaignText,
}

/// The documents of a movement's life; movements that began before this service have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CampaignOrders {
    /// The plan that launches it (kế hoạch phát động).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launch: Option<Order>,
    /// Its amendments, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
    /// The document that concludes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Order>,
}

/// A campaign (phong trào thi đua).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its identifier.
    pub id: CampaignId,
    /// Short and stable.
    pub code: String,
    /// Kind of movement.
    pub kind: CampaignKind,
    /// How far it has come.
    pub state: CampaignState,
    /// What the plan says now.
    pub text: CampaignText,
    /// The documents of its life.
    pub orders: CampaignOrders,
    /// The revision number.
    pub revision: Revision,
}

/// A cycle, as far as its movement depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CyclePeriod {
    /// Its code.
    pub code: String,
    /// Its first day.
    pub start: NaiveDate,
    /// Its last day.
    pub end: NaiveDate,
    /// Whether it was closed or cancelled.
    pub ended: bool,
}

/// A version of a movement's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignVersion<'a> {
    /// Its number; the text that was launched is 1.
    pub number: usize,
    /// The first day that it held; none for the first.
    pub from: Option<NaiveDate>,
    /// The document that set it.
    pub order: Option<&'a Order>,
    /// What changed against the version before; none for the first.
    pub said: Option<&'a Text>,
    /// What it says.
    pub text: &'a CampaignText,
}

impl Campaign {
    /// Enters the campaign of a plan package, in the state that the package says.
    ///
    /// # Errors
    /// See `draft`, and `launch` for an incomplete document.
    pub fn load(self, levels: &Levels, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let mut violations = Violations::default();
        let campaign = self.checked("", levels, &mut violations);
        let launch = campaign.orders.launch.clone().map(|order| order.checked("/launch", at, &mut violations));
        violations.refuse_if_any()?;
        let author = Author::installation("plan");
        let kind = match campaign.state {
            CampaignState::Draft | CampaignState::Discarded => EventKind::CampaignDrafted,
            CampaignState::Launched | CampaignState::Closed => EventKind::CampaignLaunched,
        };
        let event = Event::new(kind, Concept::Campaign, campaign.id.0, author, at);
        let orders = CampaignOrders { launch, ..campaign.orders };
        Ok(Step::new(Self { orders, ..campaign }, event))
    }

    /// Opens the draft of a movement.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `Invalid` for an empty code or name, for a text that bears a
    /// secrecy level (rule L35), for a period that ends before it begins (rule S01), or for a policy with contradictions.
    pub fn draft(self, levels: &Levels, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::DraftCampaign, None)?;
        let mut violations = Violations::default();
        let campaign = self.checked("/text", levels, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::CampaignDrafted, Concept::Campaign, campaign.id.0, author, at)
            .between(None, campaign.state.as_str());
        Ok(Step::new(campaign, event))
    }

    /// Whether the actor may change or give up the draft now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency and the movement's standing agency; `WrongState` unless it is a
    /// draft.
    pub fn may_edit(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::DraftCampaign, self.id)?;
        match self.state {
            CampaignState::Draft => Ok(author),
            CampaignState::Launched => Err(Refusal::WrongState(reasons::campaign_launched())),
            CampaignState::Closed => Err(Refusal::WrongState(reasons::campaign_closed())),
            CampaignState::Discarded => Err(Refusal::WrongState(reasons::campaign_discarded())),
        }
    }

    /// Replaces what the draft says. Cycles that were planned stay within its period.
    ///
    /// # Errors
    /// See `may_edit` and `draft`.
    pub fn edit(
        self,
        (kind, text): (CampaignKind, CampaignText),
        cycles: &[CyclePeriod],
        levels: &Levels,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_edit(actor)?;
        let mut violations = Violations::default();
        let edited = Self { kind, text, ..self.clone() }.checked("/text", levels, &mut violations);
        edited.must_hold(cycles, &mut violations);
        violations.refuse_if_any()?;
        let event = self.event(EventKind::CampaignEdited, self.state, author, at);
        let event = event.changing(changes(&self.text, &edited.text));
        Ok(Step::new(edited, event))
    }

    /// Whether the actor may launch the movement now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `WrongState` unless it is a draft.
    pub fn may_launch(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::LaunchCampaign, self.id)?;
        match self.state {
            CampaignState::Draft => Ok(author),
            CampaignState::Launched => Err(Refusal::WrongState(reasons::campaign_launched())),
            CampaignState::Closed => Err(Refusal::WrongState(reasons::campaign_closed())),
            CampaignState::Discarded => Err(Refusal::WrongState(reasons::campaign_discarded())),
        }
    }

    /// Launches the movement under its plan (rule M01).
    ///
    /// # Errors
    /// See `may_launch`; `Invalid` without number, day, issuer, signer and abstract of the plan, or for a draft without
    /// contents.
    pub fn launch(self, order: Order, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may_launch(actor)?;
        let mut violations = Violations::default();
        let order = order.checked("", at, &mut violations);
        if self.text.contents.is_empty() {
            violations.add("", reasons::campaign_without_contents());
        }
        violations.refuse_if_any()?;
        let event = self.ordered(EventKind::CampaignLaunched, CampaignState::Launched, &order, author, at);
        let orders = CampaignOrders { launch: Some(order), ..self.orders };
        Ok(Step::new(Self { state: CampaignState::Launched, orders, ..self }, event))
    }

    /// Whether the actor may amend or conclude the movement now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `WrongState` unless it is launched.
    pub fn may_amend(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::LaunchCampaign, self.id)?;
        match self.state {
            CampaignState::Launched => Ok(author),
            CampaignState::Draft => Err(Refusal::WrongState(reasons::campaign_not_launched())),
            CampaignState::Closed => Err(Refusal::WrongState(reasons::campaign_closed())),
            CampaignState::Discarded => Err(Refusal::WrongState(reasons::campaign_discarded())),
        }
    }

    /// Amends a launched movement under a document, from a day on (rule M01).
    ///
    /// # Errors
    /// See `may_amend` and `draft`; `Invalid` for an incomplete document, a day before the last amendment or before the
    /// movement, a text that is the same, or a period that leaves out one of its cycles.
    pub fn amend(
        self,
        amendment: NewAmendment,
        cycles: &[CyclePeriod],
        levels: &Levels,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_amend(actor)?;
        let NewAmendment { order, from, said, text } = amendment;
        let mut violations = Violations::default();
        let order = order.checked("", at, &mut violations);
        let said = Text::new(tidy(&said.vi), tidy(&said.en));
        violations.demand_open_text("/changed/vi", &said.vi);
        violations.demand_open_text("/changed/en", &said.en);
        let amended = Self { text, ..self.clone() }.checked("/text", levels, &mut violations);
        amended.must_hold(cycles, &mut violations);
        let changed = changes(&self.text, &amended.text);
        if changed.is_empty() {
            violations.add("/text", reasons::amendment_empty());
        }
        let today = calendar::day_of(at);
        let first = self.orders.amendments.last().map_or(self.text.period_start.min(today), |last| last.from);
        // The day is in nobody's favour unless it is told before: no amendment holds before its document.
        let first = order.document.date.map_or(first, |issued| first.max(issued));
        // What is amended holds at once, so it cannot hold from a later day.
        if from < first || today < from {
            let reason = reasons::amendment_day(wording::date(first), first, wording::date(today), today);
            violations.add("/fromDate", reason);
        }
        if AMENDMENTS_MAX <= self.orders.amendments.len() {
            violations.add("", reasons::amendments_too_many(AMENDMENTS_MAX));
        }
        violations.refuse_if_any()?;
        let event = self.ordered(EventKind::CampaignAmended, self.state, &order, author, at);
        let event = event.changing(changed);
        let mut orders = self.orders;
        orders.amendments.push(Amendment { order, from, said, before: self.text });
        Ok(Step::new(Self { orders, ..amended }, event))
    }

    /// Concludes the movement under a document (tổng kết). `cycles` are all of its cycles.
    ///
    /// # Errors
    /// See `may_amend`; `Invalid` for an incomplete document; `WrongState` while a cycle is neither closed nor cancelled.
    pub fn conclude(
        self,
        order: Order,
        cycles: &[CyclePeriod],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_amend(actor)?;
        let mut violations = Violations::default();
        let order = order.checked("", at, &mut violations);
        violations.refuse_if_any()?;
        let running: Vec<&str> = cycles.iter().filter(|cycle| !cycle.ended).map(|cycle| cycle.code.as_str()).collect();
        if !running.is_empty() {
            return Err(Refusal::WrongState(reasons::campaign_has_open_cycles(running.join("; "))));
        }
        let event = self.ordered(EventKind::CampaignClosed, CampaignState::Closed, &order, author, at);
        let orders = CampaignOrders { conclusion: Some(order), ..self.orders };
        Ok(Step::new(Self { state: CampaignState::Closed, orders, ..self }, event))
    }

    /// Gives a draft up.
    ///
    /// # Errors
    /// See `may_edit`; `Invalid` without a reason.
    pub fn discard(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may_edit(actor)?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::CampaignDiscarded, CampaignState::Discarded, author, at).because(&reason);
        Ok(Step::new(Self { state: CampaignState::Discarded, ..self }, event))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![
            Transition::new("LAUNCH", self.may_launch(actor).err()),
            Transition::new("AMEND", self.may_amend(actor).err()),
            Transition::new("CONCLUDE", self.may_amend(actor).err()),
            Transition::new("DISCARD", self.may_edit(actor).err()),
        ]
    }

    /// Whether everybody may know of it.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        matches!(self.state, CampaignState::Launched | CampaignState::Closed)
    }

    /// Demands that cycles and criteria sets of the movement can still be prepared.
    ///
    /// # Errors
    /// `WrongState` once it is concluded or given up.
    pub fn must_be_preparing(&self) -> Result<(), Refusal> {
        match self.state {
            CampaignState::Draft | CampaignState::Launched => Ok(()),
            CampaignState::Closed => Err(Refusal::WrongState(reasons::campaign_closed())),
            CampaignState::Discarded => Err(Refusal::WrongState(reasons::campaign_discarded())),
        }
    }

    /// Demands that the movement is launched and not concluded (rule M01).
    ///
    /// # Errors
    /// `WrongState` if it is not.
    pub fn must_be_running(&self) -> Result<(), Refusal> {
        if self.state == CampaignState::Draft {
            return Err(Refusal::WrongState(reasons::campaign_not_launched()));
        }
        self.must_be_preparing()
    }

    /// The versions of its text, oldest first.
    #[must_use]
    pub fn versions(&self) -> Vec<CampaignVersion<'_>> {
        let Self { text, orders: CampaignOrders { launch, amendments, .. }, .. } = self;
        let texts = amendments.iter().map(|amendment| &amendment.before).chain([text]);
        let first = (None, launch.as_ref(), None);
        let later = amendments.iter().map(|one| (Some(one.from), Some(&one.order), Some(&one.said)));
        let set = std::iter::once(first).chain(later);
        let versions = (1..).zip(texts.zip(set));
        versions
            .map(|(number, (text, (from, order, said)))| CampaignVersion { number, from, order, said, text })
            .collect()
    }

    /// The version that held on a day: the last one that began by then.
    #[must_use]
    pub fn version_on(&self, day: NaiveDate) -> Option<CampaignVersion<'_>> {
        self.versions().into_iter().rev().find(|version| version.from.is_none_or(|from| from <= day))
    }

    /// The field of a code.
    #[must_use]
    pub fn field(&self, code: FieldCode) -> Option<&Field> {
        self.text.fields.iter().find(|field| field.code == code)
    }

    fn checked(self, pointer: &str, levels: &Levels, violations: &mut Violations) -> Self {
        let at = |place: &str| format!("{pointer}{place}");
        let tidied = |text: &Text| Text::new(tidy(&text.vi), tidy(&text.en));
        let CampaignText { name, slogan, period_start, period_end, phases, legal_bases, contents, fields, policy } =
            self.text;
        let legal_bases: Vec<Citation> = legal_bases.into_iter().map(Citation::tidied).collect();
        let (name, slogan) = (tidied(&name), tidied(&slogan));
        violations.demand_text("/code", &self.code);
        for (place, text) in [("/name/vi", &name.vi), ("/name/en", &name.en)] {
            violations.demand_open_text(&at(place), text);
        }
        for (place, text) in [("/slogan/vi", &slogan.vi), ("/slogan/en", &slogan.en)] {
            violations.refuse_secret(&at(place), text);
        }
        if period_end < period_start {
            violations.add(at("/periodEndDate"), reasons::campaign_backwards());
        }
        if period_start
            .checked_add_months(chrono::Months::new(YEARS_MAX_IN_MONTHS))
            .is_none_or(|most| most < period_end)
        {
            violations.add(at("/periodEndDate"), reasons::campaign_too_long(PERIOD_YEARS_MAX));
        }
        for (place, count) in [
            ("/phases", phases.len()),
            ("/legalBases", legal_bases.len()),
            ("/contents", contents.len()),
            ("/fields", fields.len()),
        ] {
            if PARTS_MAX < count {
                violations.add(at(place), reasons::parts_too_many(PARTS_MAX));
            }
        }
        for (index, basis) in legal_bases.iter().enumerate() {
            basis.check(&at(&format!("/legalBases/{index}")), "L21", violations);
        }
        for (index, phase) in phases.iter().enumerate() {
            let place = at(&format!("/phases/{index}"));
            violations.demand_open_text(&format!("{place}/name/vi"), &phase.name.vi);
            violations.demand_open_text(&format!("{place}/name/en"), &phase.name.en);
            let before = index.checked_sub(1).and_then(|before| phases.get(before));
            let inside = period_start <= phase.from && phase.from <= phase.to && phase.to <= period_end;
            if !inside || before.is_some_and(|before| phase.from <= before.to) {
                violations.add(format!("{place}/fromDate"), reasons::phase_unfit());
            }
        }
        for (index, theme) in contents.iter().enumerate() {
            let place = at(&format!("/contents/{index}"));
            violations.demand_open_text(&format!("{place}/text/vi"), &theme.text.vi);
            violations.refuse_secret(&format!("{place}/text/en"), &theme.text.en);
            if contents.iter().take(index).any(|other| other.number == theme.number) {
                violations.add(format!("{place}/number"), reasons::number_twice());
            }
        }
        for (index, field) in fields.iter().enumerate() {
            let place = at(&format!("/fields/{index}"));
            violations.demand_open_text(&format!("{place}/name/vi"), &field.name.vi);
            violations.demand_open_text(&format!("{place}/name/en"), &field.name.en);
            violations.refuse_secret(&format!("{place}/text/vi"), &field.text.vi);
            violations.refuse_secret(&format!("{place}/text/en"), &field.text.en);
            if fields.iter().take(index).any(|other| other.code == field.code) {
                violations.add(format!("{place}/code"), reasons::code_twice());
            }
        }
        policy.check(&at("/policy"), levels, violations);
        let text =
            CampaignText { name, slogan, period_start, period_end, phases, legal_bases, contents, fields, policy };
        Self { text, ..self }
    }

    /// Its cycles lie within its period (rule S01).
    fn must_hold(&self, cycles: &[CyclePeriod], violations: &mut Violations) {
        let CampaignText { period_start, period_end, .. } = self.text;
        let outside = |cycle: &&CyclePeriod| cycle.start < period_start || period_end < cycle.end;
        let left_out: Vec<&str> = cycles.iter().filter(outside).map(|cycle| cycle.code.as_str()).collect();
        if !left_out.is_empty() {
            violations.add("/text/periodEndDate", reasons::cycles_left_out(left_out.join("; ")));
        }
    }

    fn event(&self, kind: EventKind, to: CampaignState, author: Author, at: DateTime<Utc>) -> Event {
        Event::new(kind, Concept::Campaign, self.id.0, author, at).between(Some(self.state.as_str()), to.as_str())
    }

    fn ordered(&self, kind: EventKind, to: CampaignState, order: &Order, author: Author, at: DateTime<Utc>) -> Event {
        self.event(kind, to, author, at)
            .because(order.document.number.as_deref().unwrap_or_default())
            .changing(vec![Change::new("document", None, Some(order.document.line()))])
    }
}

const YEARS_MAX_IN_MONTHS: u32 = 360;

/// What the standing agency gives for an amendment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAmendment {
    /// The document that amends.
    pub order: Order,
    /// The first day that the new text holds.
    pub from: NaiveDate,
    /// What changed, in the agency's words.
    pub said: Text,
    /// The whole new text.
    pub text: CampaignText,
}

/// The parts of a text that differ, for the audit trail.
fn changes(before: &CampaignText, after: &CampaignText) -> Vec<Change> {
    let told = |text: &CampaignText| {
        let CampaignText { name, slogan, period_start, period_end, phases, legal_bases, contents, fields, policy } =
            text;
        [
            ("name", as_stored(name)),
            ("slogan", as_stored(slogan)),
            ("periodStartDate", period_start.to_string()),
            ("periodEndDate", period_end.to_string()),
            ("phases", as_stored(phases)),
            ("legalBases", as_stored(legal_bases)),
            ("contents", as_stored(contents)),
            ("fields", as_stored(fields)),
            ("policy", as_stored(policy)),
        ]
    };
    let pairs = told(before).into_iter().zip(told(after));
    pairs.filter_map(|((field, before), (_, after))| Change::differing(field, Some(before), Some(after))).collect()
}

/// A value as the database keeps it, for the audit trail.
fn as_stored(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
