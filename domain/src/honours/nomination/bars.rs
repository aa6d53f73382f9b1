//! What may bar a dossier: integrity (L01), discipline (L02), an earlier award for the same achievement (L03), a second
//! nomination of the same subject (L04), a missing result (S35). A namesake is reported and never bars. A unit
//! that is itself the subject is recognised under every name that it had, and its predecessors' awards are reported
//! (L31).

use chrono::DateTime;
use chrono::Utc;

use crate::base::event::EventKind;
use crate::base::identity::Actor;
use crate::base::ids::{NominationId, OrganisationId};
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violation};
use crate::base::step::Step;
use crate::base::text::fold;
use crate::honours::award::{Occasion, SubjectKind};
use crate::honours::integrity::{Discipline, IntegrityFlag, SubjectKey, must_be_clear_to, must_start_after};
use crate::honours::nomination::Nomination;
use crate::honours::nomination::dossier::look;
use crate::honours::nomination::progress::Progress;
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::honours::reasons;
use crate::registry::organisation::Organisation;

/// How far the subjects of two nominations agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectMatch {
    /// The same subject.
    Same,
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
    /// The comparison key of a subject of this name.
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
        !subject.is_enterprise() && self.organisation == nomination.organisation && self.look() == subject.look()
    }
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
    /// The integrity entries against subjects of the unit (rule L01).
    pub flags: &'a [IntegrityFlag],
    /// The unit's served disciplines (rule L02).
    pub disciplines: &'a [Discipline],
    /// Earlier awards of the campaign to similar subjects (rule L03).
    pub awarded: &'a [Awarded],
    /// Other nominations of the cycle with similar subjects (rule L04).
    pub others: &'a [Nomination],
    /// Nominations, of any unit, that are known to be of the same person.
    pub same_person: &'a [NominationId],
    /// Every name of the unit and of its predecessors, if the subject is the unit itself.
    pub subject_names: &'a [SubjectName],
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
        if self.organisation == other.organisation { SubjectMatch::Same } else { SubjectMatch::Namesake }
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
        let Beside { flags, disciplines, awarded, others, same_person, subject_names, has_result } = beside;
        let keys = self.subject_keys(subject_names);
        let mut bars = Vec::new();
        let mut block = |refusal: Option<Refusal>| {
            if let Some(reason) = refusal.and_then(Refusal::into_first_reason) {
                bars.push(Bar { reason, blocks: true, nomination: None });
            }
        };
        block(keys.iter().find_map(|key| must_be_clear_to(actor, flags, key).err()));
        if let Some(from) = self.dossier.achievement_from {
            block(keys.iter().find_map(|key| must_start_after(disciplines, key, from).err()));
        }
        block(self.must_have_result(has_result).err());
        let alike = |other: &Self| {
            if same_person.contains(&other.id) {
                return SubjectMatch::Same;
            }
            self.compare_by_lineage(other, subject_names).unwrap_or_else(|| self.compare_subject(other))
        };
        for Awarded { nomination, symbol } in awarded.iter().filter(|award| award.nomination.id != self.id) {
            bars.extend(self.awarded_before(nomination, symbol, alike(nomination)));
        }
        for other in others.iter().filter(|other| other.id != self.id && other.state.is_live()) {
            bars.extend(self.nominated_beside(other, alike(other)));
        }
        bars
    }

    /// Demands that nothing blocks the dossier.
    pub(super) fn must_be_clear(&self, beside: Beside<'_>, actor: &Actor) -> Result<(), Refusal> {
        match self.bars(beside, actor).into_iter().find(|bar| bar.blocks) {
            Some(bar) => Err(Refusal::WrongState(bar.reason)),
            None => Ok(()),
        }
    }

    /// Rule S35: the commendation of a unit's collective depends on the unit's result.
    fn must_have_result(&self, has_result: bool) -> Result<(), Refusal> {
        let subject = &self.dossier.subject;
        let measured = subject.kind == SubjectKind::Collective && !subject.is_enterprise();
        if has_result || !measured || self.occasion == Occasion::Urgent {
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
        let reason = match found {
            SubjectMatch::Other => return None,
            SubjectMatch::Same => reasons::duplicate_achievement(symbol),
            SubjectMatch::Namesake => reasons::awarded_namesake(symbol),
            SubjectMatch::Predecessor => reasons::awarded_predecessor(&other.organisation_name, symbol),
        };
        let blocks = found == SubjectMatch::Same && !settled;
        Some(Bar { reason, blocks, nomination: Some(other.id) })
    }

    /// Rule L04: the second of two nominations of one subject is merged or withdrawn before it continues.
    fn nominated_beside(&self, other: &Self, found: SubjectMatch) -> Option<Bar> {
        let unit = &other.organisation_name;
        let reason = match found {
            SubjectMatch::Other => return None,
            SubjectMatch::Same => reasons::double_nomination(unit),
            SubjectMatch::Namesake => reasons::nominated_namesake(unit),
            SubjectMatch::Predecessor => reasons::nominated_predecessor(unit),
        };
        let second = (other.created_at, other.id) < (self.created_at, self.id);
        let blocks = found == SubjectMatch::Same && second;
        Some(Bar { reason, blocks, nomination: Some(other.id) })
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self.achieved(), other.achieved()) {
            ((Some(from), Some(to)), (Some(other_from), Some(other_to))) => from <= other_to && other_from <= to,
            // An old nomination without days of achievement covers its whole cycle.
            _ => self.cycle == other.cycle,
        }
    }
}

impl Nomination {
    /// Forwards the dossier to the appraisal agency, if nothing blocks it.
    ///
    /// # Errors
    /// See `may`; `WrongState` for a nominee who declined, or for the first bar that blocks (rules S35, L01 to L04).
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
