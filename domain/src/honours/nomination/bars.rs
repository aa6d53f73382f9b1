//! What may bar a dossier: integrity (L01), discipline (L02), an earlier award for the same achievement (L03), a second
//! nomination of the same subject (L04), a missing result (S35).
//!
//! Subjects of one unit are the same if their names are, accents included; an identity number decides otherwise (U07).
//! A name that is alike but for accents, a namesake whom a note tells apart, and an entry against a predecessor (U06)
//! never bar: they are signs, and the dossier goes on once an agency has answered each of them. A namesake of another
//! unit is reported. A unit that is itself the subject is recognised under every name that it had (L31).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::base::event::EventKind;
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, NominationId, OrganisationId};
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violation, demanded};
use crate::base::step::Step;
use crate::base::text::{Text, fold, name_key};
use crate::base::wording::{self, numbered};
use crate::honours::integrity::{Discipline, IntegrityFlag, SubjectKey, must_be_clear_to, must_start_after};
use crate::honours::nomination::Nomination;
use crate::honours::nomination::dossier::look;
use crate::honours::nomination::progress::{MarkAnswer, Progress};
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::honours::reasons;
use crate::planning::award::{Occasion, SubjectKind};
use crate::registry::organisation::Organisation;

/// How far the subjects of two nominations agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectMatch {
    /// The same subject.
    Same,
    /// Another subject of the unit as far as is known, with the same name or one that differs in accents only.
    Alike,
    /// The same name but for accents and case, in another unit: the same subject or a namesake.
    Namesake,
    /// A unit itself and one of its predecessors (rule L31): perhaps the same achievement.
    Predecessor,
    /// Another subject.
    Other,
}

/// A name under which a unit itself, or one of its predecessors, may have been nominated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectName {
    /// The unit.
    pub organisation: OrganisationId,
    /// A name that it has or had.
    pub name: String,
}

impl SubjectName {
    /// The key for searching a subject of this name.
    #[must_use]
    pub fn look(&self) -> String {
        look(SubjectKind::Collective, &self.name)
    }

    /// Every name of these units.
    #[must_use]
    pub fn of(units: &[Organisation]) -> Vec<Self> {
        let names = |unit: &Organisation| {
            let organisation = unit.id;
            unit.names().into_iter().map(move |known| Self { organisation, name: known.name })
        };
        units.iter().flat_map(names).collect()
    }

    fn is_subject_of(&self, nomination: &Nomination) -> bool {
        let subject = &nomination.dossier.subject;
        subject.kind == SubjectKind::Collective
            && self.organisation == nomination.organisation
            && name_key(&self.name) == name_key(&subject.name)
    }

    /// Whether an entry is against the unit itself, under this name.
    fn is_of(&self, entry: &SubjectKey) -> bool {
        entry.kind == SubjectKind::Collective
            && self.organisation == entry.organisation
            && name_key(&self.name) == name_key(&entry.name)
    }
}

/// Why an entry that is not against the subject itself is a sign that an agency must answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    /// The name is alike but for accents.
    Alike,
    /// It is against a predecessor of the unit, or against the subject there.
    Predecessor,
}

/// An earlier award, with the nomination that it granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awarded {
    /// The nomination.
    pub nomination: Nomination,
    /// Number and symbol of the decision.
    pub symbol: String,
}

/// The data that may bar a dossier.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The integrity entries against subjects of the unit and of its predecessors (rule L01).
    pub flags: &'a [IntegrityFlag],
    /// The served disciplines of the unit and of its predecessors (rule L02).
    pub disciplines: &'a [Discipline],
    /// The other movements of the theme (rule L03).
    pub same_theme: &'a [CampaignId],
    /// Earlier awards to similar subjects, in this movement and in others of the theme (rule L03).
    pub awarded: &'a [Awarded],
    /// Nominations with similar subjects in other movements of the theme, whose outcome is not public (rule M02).
    pub pending_elsewhere: &'a [Nomination],
    /// Other nominations of the cycle with similar subjects (rule L04).
    pub others: &'a [Nomination],
    /// Nominations, of any unit, that are known to be of the same person by the identity number.
    pub same_person: &'a [NominationId],
    /// Nominations that are known to be of another person by the identity number.
    pub other_people: &'a [NominationId],
    /// Every name of the unit and of its predecessors, if the subject is the unit itself.
    pub subject_names: &'a [SubjectName],
    /// Whether the unit has results of its own, by its kind and group (rule S35).
    pub measured: bool,
    /// Whether the unit has a final result of the period (rule S35).
    pub has_result: bool,
}

/// One reason that bars a dossier, or that needs a manual check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The reason, with its rule.
    pub reason: Reason,
    /// Whether it blocks the dossier.
    pub blocks: bool,
    /// The other nomination that it is about.
    pub nomination: Option<NominationId>,
    /// What a sign is about that an agency must answer; none for what bars, and for what is only reported.
    pub about: Option<Uuid>,
    /// The answer, if it was given.
    pub answer: Option<MarkAnswer>,
}

impl Bar {
    const fn blocking(reason: Reason) -> Self {
        Self { reason, blocks: true, nomination: None, about: None, answer: None }
    }

    /// Whether the dossier waits for an agency's answer.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.about.is_some() && self.answer.is_none()
    }
}

impl Nomination {
    /// The key of integrity entries and disciplines against the subject.
    #[must_use]
    pub fn subject_key(&self) -> SubjectKey {
        let subject = &self.dossier.subject;
        SubjectKey { kind: subject.kind, organisation: self.organisation, name: subject.name.clone() }
    }

    /// All keys of entries against the subject: a unit itself has one for each of its names.
    #[must_use]
    pub fn subject_keys(&self, subject_names: &[SubjectName]) -> Vec<SubjectKey> {
        let own = |name: &&SubjectName| name.organisation == self.organisation;
        let itself = subject_names.iter().filter(own).any(|name| name.is_subject_of(self));
        let names = subject_names.iter().filter(own).filter(|_| itself);
        let renamed = names.map(|known| SubjectKey { name: known.name.clone(), ..self.subject_key() });
        std::iter::once(self.subject_key()).chain(renamed).collect()
    }

    /// How far the subject agrees with another nomination's.
    #[must_use]
    pub fn compare_subject(&self, other: &Self) -> SubjectMatch {
        let (one, two) = (&self.dossier.subject, &other.dossier.subject);
        if one.kind != two.kind {
            return SubjectMatch::Other;
        }
        match (&one.business_number, &two.business_number) {
            (Some(one), Some(two)) if one == two => return SubjectMatch::Same,
            (Some(_), Some(_)) => return SubjectMatch::Other,
            (None, Some(_)) | (Some(_), None) | (None, None) => {}
        }
        if one.account.is_some() && one.account == two.account {
            return SubjectMatch::Same;
        }
        if fold(&one.name) != fold(&two.name) {
            return SubjectMatch::Other;
        }
        if self.organisation != other.organisation {
            return SubjectMatch::Namesake;
        }
        let two_accounts = one.account.is_some() && two.account.is_some();
        let same = one.has_name_of(two) && one.namesake_key() == two.namesake_key() && !two_accounts;
        if same { SubjectMatch::Same } else { SubjectMatch::Alike }
    }

    /// Whether the subject is the nominating unit itself, under any of its names.
    #[must_use]
    pub fn is_of_the_unit_itself(&self, unit: &Organisation) -> bool {
        SubjectName::of(std::slice::from_ref(unit)).iter().any(|name| name.is_subject_of(self))
    }

    /// Compares a unit's nomination of itself with one under another of its names, or with one of a predecessor.
    #[must_use]
    pub fn compare_by_lineage(&self, other: &Self, subject_names: &[SubjectName]) -> Option<SubjectMatch> {
        let known = |nomination: &Self| subject_names.iter().any(|name| name.is_subject_of(nomination));
        let found =
            if self.organisation == other.organisation { SubjectMatch::Same } else { SubjectMatch::Predecessor };
        (known(self) && known(other)).then_some(found)
    }

    /// Everything that bars the dossier, and everything that an agency should check.
    #[must_use]
    pub fn bars(&self, beside: Beside<'_>, actor: &Actor) -> Vec<Bar> {
        let Beside { flags, disciplines, awarded, others, same_person, other_people, subject_names, .. } = beside;
        let Beside { same_theme, pending_elsewhere, .. } = beside;
        let keys = self.subject_keys(subject_names);
        let from = self.dossier.achievement_from;
        let mut bars = Vec::new();
        let mut block = |refusal: Option<Refusal>| {
            bars.extend(refusal.and_then(Refusal::into_first_reason).map(Bar::blocking));
        };
        block(keys.iter().find_map(|key| must_be_clear_to(actor, flags, key).err()));
        block(from.and_then(|from| keys.iter().find_map(|key| must_start_after(disciplines, key, from).err())));
        block(self.must_have_result(beside.measured, beside.has_result).err());
        bars.extend(self.integrity_marks(flags, subject_names));
        bars.extend(self.discipline_marks(disciplines, subject_names));
        let alike = |other: &Self| {
            if same_person.contains(&other.id) {
                return SubjectMatch::Same;
            }
            if other_people.contains(&other.id) {
                return SubjectMatch::Other;
            }
            self.compare_by_lineage(other, subject_names).unwrap_or_else(|| self.compare_subject(other))
        };
        // What another movement has not published is not known here (rule M02).
        let counts = |other: &Self| {
            let known = other.state == NominationState::Published && same_theme.contains(&other.campaign);
            other.id != self.id && (known || other.campaign == self.campaign)
        };
        for Awarded { nomination, symbol } in awarded.iter().filter(|award| counts(&award.nomination)) {
            bars.extend(self.awarded_before(nomination, symbol, alike(nomination)));
        }
        let pending = |other: &Self| {
            other.state.is_pending()
                && same_theme.contains(&other.campaign)
                && self.overlaps(other)
                && alike(other) != SubjectMatch::Other
        };
        if pending_elsewhere.iter().any(pending) {
            // One mark without content, however many there are.
            bars.push(Bar { blocks: false, ..Bar::blocking(reasons::nominated_elsewhere()) });
        }
        for other in others.iter().filter(|other| other.id != self.id && other.state.is_live()) {
            bars.extend(self.nominated_beside(other, alike(other)));
        }
        bars
    }

    /// Demands that nothing blocks the dossier, and that every sign was answered.
    pub(super) fn must_be_clear(&self, beside: Beside<'_>, actor: &Actor) -> Result<(), Refusal> {
        let bars = self.bars(beside, actor);
        if let Some(bar) = bars.iter().find(|bar| bar.blocks) {
            return Err(Refusal::WrongState(bar.reason.clone()));
        }
        must_be_answered(&bars)
    }

    /// Demands that nothing was recorded against the subject, and that every sign of integrity was answered, such as one
    /// that was recorded after the dossier was forwarded (rules L01, U06).
    ///
    /// # Errors
    /// `WrongState` for an open entry against the subject, or for a sign without an answer.
    pub fn must_be_of_integrity(
        &self,
        flags: &[IntegrityFlag],
        subject_names: &[SubjectName],
        actor: &Actor,
    ) -> Result<(), Refusal> {
        self.subject_keys(subject_names).iter().try_for_each(|key| must_be_clear_to(actor, flags, key))?;
        must_be_answered(&self.integrity_marks(flags, subject_names))
    }

    /// Rule L01: open entries that are not against the subject, but perhaps concern it.
    fn integrity_marks(&self, flags: &[IntegrityFlag], subject_names: &[SubjectName]) -> Vec<Bar> {
        let mark = |flag: &IntegrityFlag| {
            let (name, Text { vi, en }) = (&flag.subject.name, flag.ground.text());
            let reason = match self.concern(&flag.subject, subject_names)? {
                Concern::Alike => reasons::integrity_alike(name, vi, en),
                Concern::Predecessor => reasons::integrity_predecessor(name, vi, en),
            };
            Some(self.mark(reason, flag.id.0, None))
        };
        flags.iter().filter(|flag| flag.closed.is_none()).filter_map(mark).collect()
    }

    /// Rule L02: disciplines that are not the subject's, but perhaps concern it.
    fn discipline_marks(&self, disciplines: &[Discipline], subject_names: &[SubjectName]) -> Vec<Bar> {
        let from = self.dossier.achievement_from;
        let mark = |discipline: &Discipline| {
            let (name, last) = (&discipline.subject.name, discipline.served_until);
            let reason = match self.concern(&discipline.subject, subject_names)? {
                Concern::Alike => reasons::discipline_alike(name, wording::date(last), last),
                Concern::Predecessor => reasons::discipline_predecessor(name, wording::date(last), last),
            };
            Some(self.mark(reason, discipline.id.0, None))
        };
        let counts = |discipline: &&Discipline| from.is_some_and(|from| from <= discipline.served_until);
        disciplines.iter().filter(counts).filter_map(mark).collect()
    }

    /// Why an entry may concern the subject although it is not against it; none if it is, or if it does not.
    fn concern(&self, entry: &SubjectKey, subject_names: &[SubjectName]) -> Option<Concern> {
        let keys = self.subject_keys(subject_names);
        if keys.iter().any(|key| key.matches(entry)) {
            return None;
        }
        let subject = &self.dossier.subject;
        let alike = entry.kind == subject.kind && keys.iter().any(|key| fold(&key.name) == fold(&entry.name));
        if entry.organisation == self.organisation {
            return alike.then_some(Concern::Alike);
        }
        let itself = subject_names.iter().any(|name| name.is_subject_of(self));
        let former = itself && subject_names.iter().any(|name| name.is_of(entry));
        (alike || former).then_some(Concern::Predecessor)
    }

    fn mark(&self, reason: Reason, about: Uuid, nomination: Option<NominationId>) -> Bar {
        let answer = self.progress.answers.iter().rev().find(|answer| answer.about == about).cloned();
        Bar { reason, blocks: false, nomination, about: Some(about), answer }
    }

    /// Rule S35: the commendation of a unit's collective depends on the unit's result, by the unit's own kind and group.
    fn must_have_result(&self, measured: bool, has_result: bool) -> Result<(), Refusal> {
        let collective = self.dossier.subject.kind == SubjectKind::Collective;
        if has_result || !measured || !collective || self.occasion == Occasion::Urgent {
            return Ok(());
        }
        Err(Refusal::WrongState(reasons::result_missing()))
    }

    /// Rule L03: one achievement is not commended twice.
    fn awarded_before(&self, other: &Self, symbol: &str, found: SubjectMatch) -> Option<Bar> {
        if other.state == NominationState::Revoked || !self.overlaps(other) {
            return None;
        }
        let settled = self.progress.distinction.is_some();
        // The signing sheet prints the reason.
        let symbol: &str = &numbered(symbol);
        let reason = match found {
            SubjectMatch::Other => return None,
            SubjectMatch::Same => reasons::duplicate_achievement(symbol),
            SubjectMatch::Alike => reasons::awarded_alike(&other.dossier.subject.name, symbol),
            SubjectMatch::Namesake => reasons::awarded_namesake(symbol),
            SubjectMatch::Predecessor => reasons::awarded_predecessor(&other.organisation_name, symbol),
        };
        match found {
            SubjectMatch::Alike | SubjectMatch::Predecessor if !settled => {
                Some(self.mark(reason, other.id.0, Some(other.id)))
            }
            SubjectMatch::Namesake if !settled && self.dossier.subject.has_name_of(&other.dossier.subject) => {
                Some(self.mark(reason, other.id.0, Some(other.id)))
            }
            SubjectMatch::Same
            | SubjectMatch::Alike
            | SubjectMatch::Namesake
            | SubjectMatch::Predecessor
            | SubjectMatch::Other => {
                let blocks = found == SubjectMatch::Same && !settled;
                Some(Bar { blocks, nomination: Some(other.id), ..Bar::blocking(reason) })
            }
        }
    }

    /// Rule L04: the second of two nominations of one subject is merged or withdrawn before it continues; the second of
    /// two that are alike waits for an answer.
    fn nominated_beside(&self, other: &Self, found: SubjectMatch) -> Option<Bar> {
        let unit = &other.organisation_name;
        let reason = match found {
            SubjectMatch::Other => return None,
            SubjectMatch::Same => reasons::double_nomination(unit),
            SubjectMatch::Alike => reasons::nominated_alike(&other.dossier.subject.name),
            SubjectMatch::Namesake => reasons::nominated_namesake(unit),
            SubjectMatch::Predecessor => reasons::nominated_predecessor(unit),
        };
        let second = (other.created_at, other.id) < (self.created_at, self.id);
        // The same name in another unit may be the same person, which only an agency can find out.
        let waits = match found {
            SubjectMatch::Alike => true,
            SubjectMatch::Namesake => self.dossier.subject.has_name_of(&other.dossier.subject),
            SubjectMatch::Same | SubjectMatch::Predecessor | SubjectMatch::Other => false,
        };
        if waits && second {
            return Some(self.mark(reason, other.id.0, Some(other.id)));
        }
        let blocks = found == SubjectMatch::Same && second;
        Some(Bar { blocks, nomination: Some(other.id), ..Bar::blocking(reason) })
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self.achieved(), other.achieved()) {
            ((Some(from), Some(to)), (Some(other_from), Some(other_to))) => from <= other_to && other_from <= to,
            // An old nomination without days of achievement covers its whole cycle.
            _ => self.cycle == other.cycle,
        }
    }
}

/// Demands that every sign was answered.
fn must_be_answered(bars: &[Bar]) -> Result<(), Refusal> {
    let waiting: Vec<&Bar> = bars.iter().filter(|bar| bar.waits()).collect();
    let Some(first) = waiting.first() else { return Ok(()) };
    let Reason { rule, text, .. } = &first.reason;
    Err(Refusal::WrongState(reasons::mark_unanswered(waiting.len(), &text.vi, &text.en).under(*rule)))
}

impl Nomination {
    /// Answers a sign: what an agency found when it looked into it. A later answer takes the place of an earlier one.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason, or for something that is no sign of this nomination.
    pub fn answer(
        self,
        beside: Beside<'_>,
        (about, reason): (Uuid, &str),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Answer, actor)?;
        if !self.bars(beside, actor).iter().any(|bar| bar.about == Some(about)) {
            let (pointer, reason) = ("/about".to_owned(), reasons::mark_unknown());
            return Err(Refusal::Invalid(vec![Violation { pointer, reason }]));
        }
        let reason = demanded("/reason", reason)?;
        // No act: units read the acts, and must not learn from them of an entry.
        let event = self.event(EventKind::MarkAnswered, author.clone(), at, state).because(&reason);
        let mut progress = self.progress.clone();
        progress.answers.retain(|answer| answer.about != about);
        progress.answers.push(MarkAnswer { about, reason, at, name: author.name });
        Ok(Step::new(Self { progress, updated_at: at, ..self }, event))
    }

    /// Forwards the dossier to the appraisal agency, if nothing blocks it.
    ///
    /// # Errors
    /// See `may`; `WrongState` for a nominee who declined, for the first bar that blocks (rules S35, L01 to L04), or for
    /// a sign without an answer.
    pub fn forward(self, beside: Beside<'_>, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Forward, actor)?;
        self.must_be_willing()?;
        self.must_be_clear(beside, actor)?;
        Ok(self.acted(NominationVerb::Forward, EventKind::NominationForwarded, author, state, "", at))
    }

    /// Merges a second nomination into the one that continues (rule L04).
    ///
    /// # Errors
    /// See `may`; `Invalid` for a nomination of another subject, or of another cycle.
    pub fn merge(
        self,
        into: &Self,
        same_person: bool,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Merge, actor)?;
        let same = same_person || self.compare_subject(into) != SubjectMatch::Other;
        if self.id == into.id || self.cycle != into.cycle || !same || !into.state.is_live() {
            return Err(Refusal::Invalid(vec![Violation {
                pointer: "/into".to_owned(),
                reason: reasons::merger_unfit(),
            }]));
        }
        let progress = Progress { merged_into: Some(into.id), ..self.progress.clone() };
        let merged = Self { progress, ..self };
        let reason = into.id.to_string();
        Ok(merged.acted(NominationVerb::Merge, EventKind::NominationWithdrawn, author, state, &reason, at))
    }
}
