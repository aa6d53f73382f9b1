//! What stands beside a dossier and may bar its way: integrity (L01), discipline (L02), an earlier award for the same
//! achievement (L03), a second nomination of the same subject (L04), a missing result (S35). What only looks alike is
//! told and never bars. A unit that is itself the subject is the same under every name that it bore, and what its
//! predecessors received is told (L31).

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

/// How much two nominations' subjects have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// One and the same.
    Same,
    /// The same name but for accents and case, in another unit: perhaps the same, perhaps a namesake.
    Alike,
    /// A unit itself, and a unit that it came from (rule L31): perhaps the same achievement.
    Predecessor,
    /// Somebody or something else.
    Other,
}

/// A name under which a unit itself, or one that it came from, may have been nominated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kin {
    /// The unit.
    pub organisation: OrganisationId,
    /// A name that it bears or bore.
    pub name: String,
}

impl Kin {
    /// The look of a subject of this name.
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

/// An earlier award, by the nomination that it answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awarded {
    /// The nomination.
    pub nomination: Nomination,
    /// Number and symbol of the decision.
    pub symbol: String,
}

/// What stands beside a dossier.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// What was recorded against subjects of the unit (rule L01).
    pub flags: &'a [IntegrityFlag],
    /// The unit's served disciplines (rule L02).
    pub disciplines: &'a [Discipline],
    /// Earlier awards of the campaign to subjects that look alike (rule L03).
    pub awarded: &'a [Awarded],
    /// Other nominations of the cycle whose subjects look alike (rule L04).
    pub others: &'a [Nomination],
    /// Nominations, of any unit, that are known to be of the same person.
    pub same_person: &'a [NominationId],
    /// Where the subject is the unit itself: every name of the unit and of its predecessors.
    pub kin: &'a [Kin],
    /// Whether the unit has a final result of the period (rule S35).
    pub has_result: bool,
}

/// One reason that bars a dossier, or that needs a manual check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is, with its rule.
    pub reason: Reason,
    /// Whether it closes the way.
    pub blocks: bool,
    /// The other nomination that it is about.
    pub nomination: Option<NominationId>,
}

impl Nomination {
    /// Whom integrity flags and disciplines are recorded against.
    #[must_use]
    pub fn subject_key(&self) -> SubjectKey {
        let subject = &self.dossier.subject;
        SubjectKey { kind: subject.kind, organisation: self.organisation, name: subject.name.clone() }
    }

    /// Every key under which something may be recorded against the subject: a unit itself has one for each of its names.
    #[must_use]
    pub fn subject_keys(&self, kin: &[Kin]) -> Vec<SubjectKey> {
        let own = |kin: &&Kin| kin.organisation == self.organisation;
        let itself = kin.iter().filter(own).any(|kin| kin.is_subject_of(self));
        let names = kin.iter().filter(own).filter(|_| itself);
        let renamed = names.map(|kin| SubjectKey { name: kin.name.clone(), ..self.subject_key() });
        std::iter::once(self.subject_key()).chain(renamed).collect()
    }

    /// How much the subject has in common with another nomination's.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (one, two) = (&self.dossier.subject, &other.dossier.subject);
        if one.kind != two.kind {
            return Likeness::Other;
        }
        match (&one.business_number, &two.business_number) {
            (Some(one), Some(two)) if one == two => return Likeness::Same,
            (Some(_), Some(_)) => return Likeness::Other,
            (None, Some(_)) | (Some(_), None) | (None, None) => {}
        }
        if one.account.is_some() && one.account == two.account {
            return Likeness::Same;
        }
        if fold(&one.name) != fold(&two.name) {
            return Likeness::Other;
        }
        if self.organisation == other.organisation { Likeness::Same } else { Likeness::Alike }
    }

    /// Whether the subject is the nominating unit itself, under whichever of its names.
    #[must_use]
    pub fn is_of_the_unit_itself(&self, unit: &Organisation) -> bool {
        Kin::of(std::slice::from_ref(unit)).iter().any(|kin| kin.is_subject_of(self))
    }

    /// How a unit's nomination of itself stands to another one under another name, or to one of a unit that it came from.
    #[must_use]
    pub fn kinship(&self, other: &Self, kin: &[Kin]) -> Option<Likeness> {
        let known = |nomination: &Self| kin.iter().any(|kin| kin.is_subject_of(nomination));
        let likeness = if self.organisation == other.organisation { Likeness::Same } else { Likeness::Predecessor };
        (known(self) && known(other)).then_some(likeness)
    }

    /// Everything that bars the dossier, and everything that somebody should look at.
    #[must_use]
    pub fn bars(&self, beside: Beside<'_>, actor: &Actor) -> Vec<Bar> {
        let Beside { flags, disciplines, awarded, others, same_person, kin, has_result } = beside;
        let keys = self.subject_keys(kin);
        let mut bars = Vec::new();
        let mut block = |refusal: Option<Refusal>| {
            if let Some(reason) = refusal.and_then(|refusal| refusal.first_reason().cloned()) {
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
                return Likeness::Same;
            }
            self.kinship(other, kin).unwrap_or_else(|| self.likeness(other))
        };
        for Awarded { nomination, symbol } in awarded.iter().filter(|award| award.nomination.id != self.id) {
            bars.extend(self.awarded_before(nomination, symbol, alike(nomination)));
        }
        for other in others.iter().filter(|other| other.id != self.id && other.state.is_live()) {
            bars.extend(self.nominated_beside(other, alike(other)));
        }
        bars
    }

    /// Demands that nothing closes the way.
    pub(super) fn must_be_clear(&self, beside: Beside<'_>, actor: &Actor) -> Result<(), Refusal> {
        match self.bars(beside, actor).into_iter().find(|bar| bar.blocks) {
            Some(bar) => Err(Refusal::WrongState(bar.reason)),
            None => Ok(()),
        }
    }

    /// Rule S35: what a unit's collective is commended for rests on the unit's result.
    fn must_have_result(&self, has_result: bool) -> Result<(), Refusal> {
        let subject = &self.dossier.subject;
        let measured = subject.kind == SubjectKind::Collective && !subject.is_enterprise();
        if has_result || !measured || self.occasion == Occasion::Urgent {
            return Ok(());
        }
        Err(Refusal::WrongState(reasons::result_missing()))
    }

    /// Rule L03: one achievement is not commended twice.
    fn awarded_before(&self, other: &Self, symbol: &str, likeness: Likeness) -> Option<Bar> {
        if other.state == NominationState::Revoked || !self.overlaps(other) {
            return None;
        }
        let settled = self.progress.distinction.is_some();
        let reason = match likeness {
            Likeness::Other => return None,
            Likeness::Same => reasons::duplicate_achievement(symbol),
            Likeness::Alike => reasons::awarded_namesake(symbol),
            Likeness::Predecessor => reasons::awarded_predecessor(&other.organisation_name, symbol),
        };
        let blocks = likeness == Likeness::Same && !settled;
        Some(Bar { reason, blocks, nomination: Some(other.id) })
    }

    /// Rule L04: the second of two nominations of one subject is merged or withdrawn before it goes on.
    fn nominated_beside(&self, other: &Self, likeness: Likeness) -> Option<Bar> {
        let unit = &other.organisation_name;
        let reason = match likeness {
            Likeness::Other => return None,
            Likeness::Same => reasons::double_nomination(unit),
            Likeness::Alike => reasons::nominated_namesake(unit),
            Likeness::Predecessor => reasons::nominated_predecessor(unit),
        };
        let second = (other.created_at, other.id) < (self.created_at, self.id);
        let blocks = likeness == Likeness::Same && second;
        Some(Bar { reason, blocks, nomination: Some(other.id) })
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self.achieved(), other.achieved()) {
            ((Some(from), Some(to)), (Some(other_from), Some(other_to))) => from <= other_to && other_from <= to,
            // A nomination from before the days were kept is about its cycle.
            _ => self.cycle == other.cycle,
        }
    }
}

impl Nomination {
    /// Forwards the dossier to the appraisal agency, if nothing bars its way.
    ///
    /// # Errors
    /// See `may`; `WrongState` for a nominee who declined, or the first bar that closes it (rules S35, L01 to L04).
    pub fn forward(self, beside: Beside<'_>, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Forward, actor)?;
        self.must_be_willing()?;
        self.must_be_clear(beside, actor)?;
        Ok(self.acted(NominationVerb::Forward, EventKind::NominationForwarded, author, state, "", at))
    }

    /// Merges a second nomination into the one that goes on (rule L04).
    ///
    /// # Errors
    /// See `may`; `Invalid` for a nomination of somebody else, or of another cycle.
    pub fn merge(
        self,
        into: &Self,
        same_person: bool,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Merge, actor)?;
        let same = same_person || self.likeness(into) != Likeness::Other;
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
