//! A nominee's personal data: the State's identity number of a person (số định danh cá nhân, căn cước). It is typed
//! once, shown masked, revealed in full for a purpose that the audit trail keeps, and destroyed once nothing depends on
//! it (rule L36).
//!
//! The domain never sees a key: it receives the number as a `Secret`, returns it to be sealed, and keeps only sealed
//! bytes.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use zeroize::Zeroizing;

use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{NominationId, OrganisationId, PersonalDatumId, Revision, wire_enum};
use crate::base::long_number::holds_long_number;
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::NominationState;
use crate::planning::award::SubjectKind;
use crate::privacy::reasons;

/// Minimum and maximum number of digits. No source that we could verify fixes the format; old numbers have nine digits
/// and new ones twelve.
pub const DIGITS: (usize, usize) = (9, 12);
/// The number of digits that a masked number shows.
const SHOWN: usize = 3;
/// How often one person may reveal numbers within `REVEALS_WITHIN`.
pub const REVEALS_MAX: usize = 30;
/// The period in which reveals are counted.
pub const REVEALS_WITHIN: TimeDelta = TimeDelta::hours(1);
/// The states in which no award depends on a nominee's number, so that it may be erased.
pub const UNSUCCESSFUL: [NominationState; 3] =
    [NominationState::Withdrawn, NominationState::NotAwarded, NominationState::Ineligible];

wire_enum! {
    /// A kind of personal data.
    PersonalKind {
        /// The State's identity number of a person (số định danh cá nhân, căn cước).
        IdentityNumber = "IDENTITY_NUMBER",
    }
}

/// A text that must not be in any log, list, error or debug output; it is read only by an explicit call. Its memory is
/// overwritten when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself; the caller is responsible for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // With `deserialize_string`, the parser's error would quote a number; here the visitor makes the error.
        deserializer.deserialize_any(Reading)
    }
}

/// Accepts a string; the error for any other type does not repeat the value.
struct Reading;

impl Visitor<'_> for Reading {
    type Value = Secret;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Secret, E> {
        Err(E::custom("expected a string"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Secret, E> {
        Err(E::custom("expected a string"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Secret, E> {
        Err(E::custom("expected a string"))
    }
}

/// A valid number.
#[derive(Clone, Debug)]
pub struct IdentityNumber(Secret);

impl IdentityNumber {
    /// Parses a typed number: digits and nothing else, so that two spellings of one number cannot differ.
    ///
    /// # Errors
    /// `Invalid` for anything but 9 to 12 digits; the text does not repeat what was typed.
    pub fn of(typed: &Secret) -> Result<Self, Refusal> {
        let (fewest, most) = DIGITS;
        let text = typed.expose();
        if (fewest..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(typed.clone()));
        }
        let mut violations = Violations::default();
        violations.add("/value", reasons::identity_number_malformed(fewest, most));
        Err(Refusal::Invalid(violations.into_list()))
    }

    /// The number itself, to be sealed or shown to a reader with the permission.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        &self.0
    }

    /// The number with its last three digits only: `*********123`.
    #[must_use]
    pub fn masked(&self) -> String {
        let hidden = self.0.expose().len().saturating_sub(SHOWN);
        self.0.expose().chars().enumerate().map(|(place, digit)| if place < hidden { '*' } else { digit }).collect()
    }
}

/// A sealed number: bytes that only the holder of the keys can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number, encrypted with a key of its own.
    pub ciphertext: Vec<u8>,
    /// That key, encrypted with a key of the installation.
    pub wrapped_key: Vec<u8>,
    /// Which key of the installation was used.
    pub sealed_under: String,
    /// A keyed hash of the number; only by it are two nominations of one person recognised.
    pub blind_index: Vec<u8>,
    /// Which key of the installation the hash was made with.
    pub indexed_under: String,
}

/// What is stored of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// The number, sealed.
    Kept {
        /// The number with its last digits only.
        masked: String,
        /// The number.
        sealed: Sealed,
    },
    /// Only the fact that there was one: its key and its index were destroyed with it.
    Erased {
        /// When.
        at: DateTime<Utc>,
    },
}

/// A piece of a nominee's personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalDatum {
    /// Its identifier.
    pub id: PersonalDatumId,
    /// The nomination whose nominee it belongs to.
    pub nomination: NominationId,
    /// What it is.
    pub kind: PersonalKind,
    /// What is stored of it.
    pub holding: Holding,
    /// When it was entered last.
    pub entered_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// A number that may be entered, before it is sealed.
#[derive(Clone, Debug)]
pub struct Entry {
    id: PersonalDatumId,
    nomination: NominationId,
    organisation: OrganisationId,
    number: IdentityNumber,
    author: Author,
    revision: Revision,
}

impl Entry {
    /// The identifier of the new datum; the seal is bound to it.
    #[must_use]
    pub const fn id(&self) -> PersonalDatumId {
        self.id
    }

    /// The number to seal.
    #[must_use]
    pub const fn number(&self) -> &IdentityNumber {
        &self.number
    }

    /// Enters the sealed number.
    pub fn sealed(self, sealed: Sealed, at: DateTime<Utc>) -> Step<PersonalDatum> {
        let Self { id, nomination, organisation, number, author, revision } = self;
        let event = event(EventKind::PersonalDatumEntered, (id, nomination, organisation), author, at);
        let holding = Holding::Kept { masked: number.masked(), sealed };
        let kind = PersonalKind::IdentityNumber;
        Step::new(PersonalDatum { id, nomination, kind, holding, entered_at: at, revision }, event)
    }
}

impl PersonalDatum {
    /// Whether a number may be entered for a nomination, in place of an earlier one if there was one.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the unit's own people, and the standing agency where it nominates; `WrongState` for
    /// a collective, or once the dossier has been submitted; `Invalid` for anything but a number.
    pub fn entering(
        before: Option<&Self>,
        fresh: PersonalDatumId,
        nomination: &Nomination,
        typed: &Secret,
        actor: &Actor,
    ) -> Result<Entry, Refusal> {
        let organisation = nomination.organisation;
        let author = nomination.must_be_written_by(actor)?;
        if nomination.dossier.subject.kind != SubjectKind::Individual {
            return Err(Refusal::WrongState(reasons::nominee_is_collective()));
        }
        if !matches!(nomination.state, NominationState::Draft | NominationState::Returned) {
            return Err(Refusal::WrongState(reasons::nomination_state_of_number(
                nomination.state.vi(),
                nomination.state,
            )));
        }
        let number = IdentityNumber::of(typed)?;
        let (id, revision) = before.map_or((fresh, Revision::FIRST), |before| (before.id, before.revision));
        Ok(Entry { id, nomination: nomination.id, organisation, number, author, revision })
    }

    /// Reveals the number in full; the audit trail keeps the purpose for ever.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing and the appraisal agency; `WrongState` once it was destroyed; `Invalid`
    /// without a purpose, or for one that holds a number.
    pub fn reveal(
        self,
        nomination: &Nomination,
        purpose: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RevealPersonalData, nomination.campaign)?;
        self.must_be_kept()?;
        let purpose = demanded("/purpose", purpose)?;
        let place = (self.id, nomination.id, nomination.organisation);
        let event = event(EventKind::PersonalDatumRevealed, place, author, at).because(&purpose);
        Ok(Step::new(self, event))
    }

    /// Destroys the number; the fact that there was one is kept.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` once it was destroyed, or while the law requires
    /// it for a dossier under way or an award (rule L36); `Invalid` without a reason, or for one that holds a number.
    pub fn erase(
        self,
        nomination: &Nomination,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ErasePersonalData, None)?;
        self.must_be_erasable(nomination)?;
        let reason = demanded("/reason", reason)?;
        Ok(self.erased(nomination, &reason, author, at))
    }

    /// Destroys the number because its retention period has ended (`retention.rs`).
    pub(crate) fn expire(
        self,
        nomination: &Nomination,
        ground: &str,
        author: Author,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.must_be_erasable(nomination)?;
        Ok(self.erased(nomination, ground, author, at))
    }

    /// Seals the number with other keys of the installation. Nothing changes for readers, so the revision stays.
    ///
    /// # Errors
    /// `WrongState` once it was destroyed.
    pub fn rewrap(self, nomination: &Nomination, sealed: Sealed, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (masked, before) = match self.holding {
            Holding::Kept { masked, sealed } => (masked, sealed),
            Holding::Erased { at: _ } => return Err(gone()),
        };
        let keys = [
            Change::differing("sealedUnder", Some(before.sealed_under), Some(sealed.sealed_under.clone())),
            Change::differing("indexedUnder", Some(before.indexed_under), Some(sealed.indexed_under.clone())),
        ];
        let place = (self.id, nomination.id, nomination.organisation);
        let mut event = event(EventKind::PersonalDatumRewrapped, place, Author::installation("operator"), at);
        event.changes.extend(keys.into_iter().flatten());
        Ok(Step::new(Self { holding: Holding::Kept { masked, sealed }, ..self }, event))
    }

    fn erased(self, nomination: &Nomination, ground: &str, author: Author, at: DateTime<Utc>) -> Step<Self> {
        let place = (self.id, nomination.id, nomination.organisation);
        let event = event(EventKind::PersonalDatumErased, place, author, at).because(ground);
        Step::new(Self { holding: Holding::Erased { at }, ..self }, event)
    }

    /// Destroys the number because the dossier now names another nominee, whose number it is not; none if the nominee
    /// is the same or the number was destroyed before.
    #[must_use]
    pub fn after_edit(
        self,
        before: &Nomination,
        after: &Nomination,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Option<Step<Self>> {
        let author = before.must_be_written_by(actor).ok()?;
        let another = before.dossier.subject.is_replaced_by(&after.dossier.subject);
        (another && self.must_be_kept().is_ok())
            .then(|| self.erased(after, "Hồ sơ đã đổi người được đề nghị", author, at))
    }

    fn must_be_erasable(&self, nomination: &Nomination) -> Result<(), Refusal> {
        self.must_be_kept()?;
        if UNSUCCESSFUL.contains(&nomination.state) {
            return Ok(());
        }
        Err(Refusal::WrongState(reasons::personal_datum_needed(nomination.state.vi(), nomination.state)))
    }

    fn must_be_kept(&self) -> Result<(), Refusal> {
        match self.holding {
            Holding::Kept { .. } => Ok(()),
            Holding::Erased { .. } => Err(gone()),
        }
    }
}

fn gone() -> Refusal {
    Refusal::WrongState(reasons::personal_datum_erased())
}

/// How long a person must wait before the next reveal, after reveals at these instants, newest first; none if the
/// person may reveal now.
#[must_use]
pub fn wait_before_reveal(newest_first: &[DateTime<Utc>], at: DateTime<Utc>) -> Option<TimeDelta> {
    let oldest_that_counts = newest_first.get(REVEALS_MAX.saturating_sub(1))?;
    Some(*oldest_that_counts + REVEALS_WITHIN - at).filter(|wait| TimeDelta::zero() < *wait)
}

fn event(
    kind: EventKind,
    (id, nomination, organisation): (PersonalDatumId, NominationId, OrganisationId),
    author: Author,
    at: DateTime<Utc>,
) -> Event {
    let belongs = Change::new("nomination", None, Some(nomination.to_string()));
    Event::new(kind, Concept::PersonalDatum, id.0, author, at).of(organisation).changing(vec![belongs])
}

/// A reason that the audit trail keeps for ever and that must hold no number.
fn demanded(pointer: &str, ground: &str) -> Result<String, Refusal> {
    let ground = tidy(ground);
    let mut violations = Violations::default();
    violations.demand_text(pointer, &ground);
    if holds_long_number(&ground) {
        violations.add(pointer, reasons::number_in_text());
    }
    violations.refuse_if_any()?;
    Ok(ground)
}
