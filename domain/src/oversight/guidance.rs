//! Guidance (hướng dẫn) and announcements (thông báo) of the agencies to units, and the units' acknowledgement (xác nhận
//! đã nhận; parts V.1 and V.2 of the plan).
//!
//! What was issued does not change: a later one replaces it, or it is withdrawn with a reason. Its recipients are the units
//! that exist on the day of issue, each a value of its own, so that many units acknowledge at once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::citation::{CITATIONS_MAX, Citation};
use crate::base::code::LevelCode;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::base::wording;
use crate::oversight::difficulty::check_due;
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::planning::reasons::{parts_too_many, unit_listed_twice};
use crate::registry::level::Levels;
use crate::registry::organisation::Organisation;
use crate::registry::reasons::{level_unknown, unit_not_valid, unit_unknown};
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};
use crate::results::role_model::{NamedUnit, Withdrawal};

/// Maximum number of recipients that are named one by one.
pub const RECIPIENTS_MAX: usize = 5_000;
/// Maximum number of recipients that are no units.
pub const OTHER_RECIPIENTS_MAX: usize = 100;

ids! {
    /// Identifies guidance or an announcement (hướng dẫn, thông báo).
    GuidanceId,
}

wire_enum! {
    /// Kind of what an agency issues to units.
    GuidanceKind {
        /// Guidance, which rests on a document (hướng dẫn).
        Guidance = "GUIDANCE",
        /// An announcement (thông báo).
        Announcement = "ANNOUNCEMENT",
    }
}

wire_enum! {
    /// State of guidance or of an announcement.
    GuidanceState {
        /// It holds (đang áp dụng).
        InForce = "IN_FORCE",
        /// A later one has replaced it (đã được thay thế).
        Replaced = "REPLACED",
        /// It was withdrawn (đã rút).
        Withdrawn = "WITHDRAWN",
    }
}

/// To which units it goes (nơi nhận): all of them, or those of some levels and some that are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressing {
    /// Whether it goes to every unit of the registry.
    pub every_unit: bool,
    /// The levels whose units receive it.
    pub levels: Vec<LevelCode>,
    /// Further units, named one by one.
    pub units: Vec<OrganisationId>,
}

impl Addressing {
    /// The units that it reaches on a day, of those that are known; what is wrong with it is added to the violations.
    fn resolved(
        &self,
        (known, levels): (&[Organisation], &Levels),
        day: NaiveDate,
        violations: &mut Violations,
    ) -> Vec<NamedUnit> {
        let Self { every_unit, levels: of_levels, units } = self;
        if *every_unit && !(of_levels.is_empty() && units.is_empty()) {
            violations.add("/recipients", reasons::recipients_unfit());
            return Vec::new();
        }
        if RECIPIENTS_MAX < units.len() {
            violations.add("/recipients/units", parts_too_many(RECIPIENTS_MAX));
            return Vec::new();
        }
        let by_id: BTreeMap<OrganisationId, &Organisation> = known.iter().map(|unit| (unit.id, unit)).collect();
        let mut faults = Vec::new();
        for (index, level) in of_levels.iter().enumerate() {
            let pointer = format!("/recipients/levels/{index}");
            if of_levels.iter().take(index).any(|other| other == level) {
                faults.push((pointer, unit_listed_twice()));
            } else if levels.of(*level).is_none() {
                faults.push((pointer, level_unknown()));
            }
        }
        let mut named = BTreeSet::new();
        for (index, unit) in units.iter().enumerate() {
            let pointer = format!("/recipients/units/{index}");
            match by_id.get(unit) {
                _ if !named.insert(*unit) => faults.push((pointer, unit_listed_twice())),
                None => faults.push((pointer, unit_unknown())),
                Some(unit) if !unit.is_valid_on(day) => faults.push((pointer, unit_not_valid())),
                Some(_) => {}
            }
        }
        let reached = |unit: &&Organisation| {
            unit.is_valid_on(day) && (*every_unit || of_levels.contains(&unit.level) || named.contains(&unit.id))
        };
        let reached: Vec<NamedUnit> = by_id.into_values().filter(reached).map(NamedUnit::from).collect();
        if reached.is_empty() && faults.is_empty() {
            faults.push(("/recipients".to_owned(), reasons::recipients_missing()));
        }
        for (pointer, reason) in faults {
            violations.add(pointer, reason);
        }
        reached
    }
}

/// What it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuidanceContent {
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The document; required for guidance.
    pub document: Option<Citation>,
    /// Further documents.
    pub attachments: Vec<Citation>,
    /// The contents and the field of the movement that it is about.
    pub dimensions: Dimensions,
    /// Recipients that are no units, such as the archive.
    pub other_recipients: Vec<String>,
    /// The day by which the units acknowledge; none if it sets no such day.
    pub acknowledge_by: Option<NaiveDate>,
    /// Whether everybody may read it.
    pub public: bool,
}

/// What an agency issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGuidance {
    /// Kind of what is issued.
    pub kind: GuidanceKind,
    /// What it says.
    pub content: GuidanceContent,
    /// To which units it goes.
    pub addressing: Addressing,
    /// The one that it replaces.
    pub replaces: Option<GuidanceId>,
}

/// What a new one is checked against.
#[derive(Clone, Debug)]
pub struct GuidanceSurroundings<'a> {
    /// The units of the registry that it may reach.
    pub units: &'a [Organisation],
    /// The levels of the registry.
    pub levels: &'a Levels,
    /// The one that it replaces, if that exists.
    pub replaced: Option<Guidance>,
}

/// Guidance or an announcement that was issued (hướng dẫn, thông báo).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guidance {
    /// Its identifier.
    pub id: GuidanceId,
    /// The movement.
    pub campaign: CampaignId,
    /// Kind of what was issued.
    pub kind: GuidanceKind,
    /// What it says.
    pub content: GuidanceContent,
    /// Whether it went to every unit of the registry.
    pub every_unit: bool,
    /// The levels whose units received it.
    pub levels: Vec<LevelCode>,
    /// The unit that issued it, with its name at that time.
    pub issuer: NamedUnit,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// The one that it replaces.
    pub replaces: Option<GuidanceId>,
    /// The one that replaces it.
    pub replaced_by: Option<GuidanceId>,
    /// Its withdrawal; none while it stands.
    pub withdrawal: Option<Withdrawal>,
    /// The revision number.
    pub revision: Revision,
}

/// That a unit has received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// When the unit said so.
    pub at: DateTime<Utc>,
    /// The name of the person who said so.
    pub name: String,
    /// What the unit adds.
    pub note: Option<String>,
}

/// A unit that it was issued to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// What was issued.
    pub guidance: GuidanceId,
    /// The unit, with its name at that time.
    pub unit: NamedUnit,
    /// The unit's acknowledgement; none before it.
    pub acknowledgement: Option<Acknowledgement>,
}

/// A new one, with its recipients, the one that it replaces and their public changes.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct Issue {
    /// What is issued.
    pub guidance: Step<Guidance>,
    /// The units that receive it.
    pub recipients: Vec<Recipient>,
    /// The one that it replaces.
    pub replaced: Option<Step<Guidance>>,
    /// The public changes to announce.
    pub announced: Announcement,
}

/// A withdrawal, with its public change.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct GuidanceWithdrawal {
    /// What is withdrawn.
    pub guidance: Step<Guidance>,
    /// The public change to announce.
    pub announced: Announcement,
}

impl Guidance {
    /// Issues guidance or an announcement to the units that exist today, at once.
    ///
    /// # Errors
    /// `NotAllowed` for others than the movement's standing agency and the appraisal agency; `WrongState` unless the
    /// movement is launched and not concluded, and for one that was replaced or withdrawn before; `Invalid` for empty or
    /// secret texts (rule L35), guidance without a complete document, a day that has passed, recipients that do not exist
    /// or are none, and for one to replace that the movement does not have.
    pub fn issue(
        id: GuidanceId,
        new: NewGuidance,
        (movement, issuer): (&Campaign, &Organisation),
        around: GuidanceSurroundings<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Issue, Refusal> {
        let author = actor.must(Permission::IssueGuidance, movement.id)?;
        movement.must_be_running()?;
        let NewGuidance { kind, content, addressing, replaces } = new;
        let GuidanceSurroundings { units, levels, replaced } = around;
        let mut violations = Violations::default();
        let content = content.checked(kind, movement, at, &mut violations);
        let reached = addressing.resolved((units, levels), calendar::day_of(at), &mut violations);
        let replaced = replaced.filter(|before| replaces == Some(before.id) && before.campaign == movement.id);
        if replaces.is_some() && replaced.is_none() {
            violations.add("/replaces", reasons::guidance_unknown());
        }
        violations.refuse_if_any()?;
        if let Some(before) = &replaced {
            before.must_be_in_force()?;
        }
        let guidance = Self {
            id,
            campaign: movement.id,
            kind,
            content,
            every_unit: addressing.every_unit,
            levels: addressing.levels,
            issuer: issuer.into(),
            issued_at: at,
            replaces,
            replaced_by: None,
            withdrawal: None,
            revision: Revision::FIRST,
        };
        let event = Event::new(EventKind::GuidanceIssued, Concept::Guidance, id.0, author.clone(), at)
            .of(issuer.id)
            .between(None, guidance.state().as_str())
            .because(&guidance.content.title)
            .changing(vec![Change::new("recipients", None, Some(reached.len().to_string()))]);
        let mut changes = Vec::new();
        if let Some(before) = replaced.as_ref().filter(|before| before.content.public) {
            changes.push(before.changed(PublicChangeKind::GuidanceReplaced, at));
        }
        if guidance.content.public {
            changes.push(guidance.changed(PublicChangeKind::GuidancePublished, at));
        }
        let recipient = |unit| Recipient { guidance: id, unit, acknowledgement: None };
        Ok(Issue {
            recipients: reached.into_iter().map(recipient).collect(),
            replaced: replaced.map(|before| before.replaced(id, author, at)),
            guidance: Step::new(guidance, event),
            announced: Announcement::new(changes),
        })
    }

    /// Its state.
    #[must_use]
    pub const fn state(&self) -> GuidanceState {
        match (&self.withdrawal, self.replaced_by) {
            (Some(_), _) => GuidanceState::Withdrawn,
            (None, Some(_)) => GuidanceState::Replaced,
            (None, None) => GuidanceState::InForce,
        }
    }

    /// Whether everybody may read it: it was issued publicly and is not withdrawn.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.content.public && self.withdrawal.is_none()
    }

    /// Whether a unit that has not acknowledged it is late: the day to acknowledge is over, and it still holds.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        let over = self.content.acknowledge_by.is_some_and(|day| calendar::end_of(day) <= at);
        over && self.state() == GuidanceState::InForce
    }

    /// Withdraws it, also after it was replaced. Its recipients see the reason; clients with a copy of what was public are
    /// notified.
    ///
    /// # Errors
    /// `NotAllowed` for others than the two agencies; `WrongState` once it is withdrawn; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<GuidanceWithdrawal, Refusal> {
        let author = actor.must(Permission::IssueGuidance, self.campaign)?;
        let before = self.state();
        if before == GuidanceState::Withdrawn {
            return Err(Refusal::WrongState(reasons::guidance_withdrawn()));
        }
        let reason = demanded("/reason", reason)?;
        let event = Event::new(EventKind::GuidanceWithdrawn, Concept::Guidance, self.id.0, author, at)
            .of(self.issuer.id)
            .between(Some(before.as_str()), GuidanceState::Withdrawn.as_str())
            .because(&reason);
        let public = self.content.public;
        let changes = public.then(|| self.changed(PublicChangeKind::GuidanceWithdrawn, at)).into_iter().collect();
        let withdrawn = Self { withdrawal: Some(Withdrawal { at, reason }), ..self };
        Ok(GuidanceWithdrawal { guidance: Step::new(withdrawn, event), announced: Announcement::new(changes) })
    }

    fn must_be_in_force(&self) -> Result<(), Refusal> {
        match self.state() {
            GuidanceState::InForce => Ok(()),
            GuidanceState::Replaced => Err(Refusal::WrongState(reasons::guidance_replaced())),
            GuidanceState::Withdrawn => Err(Refusal::WrongState(reasons::guidance_withdrawn())),
        }
    }

    fn replaced(self, by: GuidanceId, author: Author, at: DateTime<Utc>) -> Step<Self> {
        let event = Event::new(EventKind::GuidanceReplaced, Concept::Guidance, self.id.0, author, at)
            .of(self.issuer.id)
            .between(Some(self.state().as_str()), GuidanceState::Replaced.as_str())
            .changing(vec![Change::new("replacedBy", None, Some(by.to_string()))]);
        Step::new(Self { replaced_by: Some(by), ..self }, event)
    }

    fn changed(&self, kind: PublicChangeKind, at: DateTime<Utc>) -> PublicChange {
        PublicChange { kind, subject: self.id.0, at, detail: ChangeDetail::default() }
    }
}

impl GuidanceContent {
    fn checked(self, kind: GuidanceKind, movement: &Campaign, at: DateTime<Utc>, violations: &mut Violations) -> Self {
        let Self { title, text, document, attachments, dimensions, other_recipients, acknowledge_by, public } = self;
        let (title, text) = (tidy(&title), tidy(&text));
        violations.demand_open_text("/title", &title);
        violations.demand_open_text("/text", &text);
        let document = document.map(Citation::tidied);
        let needed = kind == GuidanceKind::Guidance;
        if let Some(document) = document.clone().or_else(|| needed.then(Citation::default)) {
            document.check_written("/document", "L21", at, violations);
        }
        let attachments = checked_citations(attachments, "/attachments", at, violations);
        let dimensions = dimensions.checked(movement, violations);
        let other_recipients: Vec<String> = other_recipients.iter().map(|one| tidy(one)).collect();
        if OTHER_RECIPIENTS_MAX < other_recipients.len() {
            violations.add("/otherRecipients", parts_too_many(OTHER_RECIPIENTS_MAX));
        }
        for (index, recipient) in other_recipients.iter().enumerate().take(OTHER_RECIPIENTS_MAX) {
            violations.demand_open_text(&format!("/otherRecipients/{index}"), recipient);
        }
        check_due("/acknowledgeByDate", acknowledge_by, at, violations);
        Self { title, text, document, attachments, dimensions, other_recipients, acknowledge_by, public }
    }
}

impl Recipient {
    /// Acknowledges for the unit that it has received it, once.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `OutOfSeason` for a unit that does not exist today (rule L34);
    /// `WrongState` if it was replaced or withdrawn, or the unit has acknowledged it; `Invalid` for a secret note (rule
    /// L35).
    pub fn acknowledge(
        self,
        (guidance, unit): (&Guidance, &Organisation),
        note: Option<&str>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::AcknowledgeGuidance, (self.unit.id, guidance.campaign))?;
        unit.must_exist_on(calendar::day_of(at))?;
        guidance.must_be_in_force()?;
        if let Some(before) = &self.acknowledgement {
            let day = calendar::day_of(before.at);
            return Err(Refusal::WrongState(reasons::guidance_acknowledged(wording::date(day), day)));
        }
        let note = note.map(tidy).filter(|note| !note.is_empty());
        let mut violations = Violations::default();
        violations.refuse_secret("/note", note.as_deref().unwrap_or_default());
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::GuidanceAcknowledged, Concept::Guidance, guidance.id.0, author.clone(), at)
            .of(self.unit.id)
            .because(note.as_deref().unwrap_or_default());
        let acknowledgement = Some(Acknowledgement { at, name: author.name, note });
        Ok(Step::new(Self { acknowledgement, ..self }, event))
    }
}

/// A list of citations of documents that are read elsewhere, tidied; what is wrong is added to the violations.
pub(crate) fn checked_citations(
    citations: Vec<Citation>,
    pointer: &str,
    at: DateTime<Utc>,
    violations: &mut Violations,
) -> Vec<Citation> {
    let citations: Vec<Citation> = citations.into_iter().map(Citation::tidied).collect();
    if CITATIONS_MAX < citations.len() {
        violations.add(pointer, parts_too_many(CITATIONS_MAX));
    }
    for (index, citation) in citations.iter().enumerate().take(CITATIONS_MAX) {
        citation.check_written(&format!("{pointer}/{index}"), "L21", at, violations);
    }
    citations
}
