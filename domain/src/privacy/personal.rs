//! A nominee's personal data: the number by which the State knows a person (số định danh cá nhân, căn cước). It is typed
//! once, shown masked, read in full for a purpose that the audit trail keeps, and destroyed once nothing rests on it
//! (rule L36).
//!
//! The domain never sees a key: the number comes in as a secret, goes out to be sealed, and what is kept of it is bytes
//! that say nothing here.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use zeroize::Zeroizing;

use crate::base::event::{Author, Change, Concept, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{NominationId, OrganisationId, PersonalDatumId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::award::SubjectKind;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::NominationState;
use crate::privacy::reasons;

/// The fewest and the most digits of a number. No source that we could verify fixes the format, so it is bounded: old
/// numbers of nine digits and new ones of twelve both fit.
pub const DIGITS: (usize, usize) = (9, 12);
/// The digits that a masked number shows.
const SHOWN: usize = 3;
/// How often one person may read numbers in full within `REVEALS_WITHIN`.
pub const REVEALS_MAX: usize = 30;
/// The time in which reveals are counted.
pub const REVEALS_WITHIN: TimeDelta = TimeDelta::hours(1);
/// The states in which no award rests on a nominee's number, so that it may be erased.
pub const UNSUCCESSFUL: [NominationState; 3] =
    [NominationState::Withdrawn, NominationState::NotAwarded, NominationState::Ineligible];

wire_enum! {
    /// A kind of personal data.
    PersonalKind {
        /// The number by which the State knows a person (số định danh cá nhân, căn cước).
        IdentityNumber = "IDENTITY_NUMBER",
    }
}

/// A text that no log, list, error or debugging line may hold: it can be taken in, and looked at on purpose. Its memory
/// is overwritten when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself; whoever calls this answers for where it goes.
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
        // Asked for a string, a parser names in its error the number that it met; asked for anything, it asks us.
        deserializer.deserialize_any(Reading)
    }
}

/// Takes a string, and says of everything else no more than that it is none.
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

/// A number of the right shape.
#[derive(Clone, Debug)]
pub struct IdentityNumber(Secret);

impl IdentityNumber {
    /// Takes a number as it was typed: digits and nothing else, so that two spellings of one number cannot differ.
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

    /// The number itself, to be sealed or shown to whoever may see it.
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

/// A number as it is kept: bytes that only the holder of the keys can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number, under a key of its own.
    pub ciphertext: Vec<u8>,
    /// That key, under a key of the installation.
    pub wrapped_key: Vec<u8>,
    /// Which key of the installation.
    pub sealed_under: String,
    /// What the same number always gives: by it alone two nominations of one person are recognised.
    pub blind_index: Vec<u8>,
    /// Which key of the installation it was made with.
    pub indexed_under: String,
}

/// What is left of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// The number, sealed.
    Kept {
        /// The number with its last digits only.
        masked: String,
        /// The number.
        sealed: Sealed,
    },
    /// Nothing but that there was one: its key and its index were destroyed with it.
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
    /// What is left of it.
    pub holding: Holding,
    /// When it was entered last.
    pub entered_at: DateTime<Utc>,
    /// How often it changed.
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
    /// Whose number it will be; the seal is bound to it.
    #[must_use]
    pub const fn id(&self) -> PersonalDatumId {
        self.id
    }

    /// The number to seal.
    #[must_use]
    pub const fn number(&self) -> &IdentityNumber {
        &self.number
    }

    /// Enters the number, sealed.
    pub fn sealed(self, sealed: Sealed, at: DateTime<Utc>) -> Step<PersonalDatum> {
        let Self { id, nomination, organisation, number, author, revision } = self;
        let event = event(EventKind::PersonalDatumEntered, (id, nomination, organisation), author, at);
        let holding = Holding::Kept { masked: number.masked(), sealed };
        let kind = PersonalKind::IdentityNumber;
        Step::new(PersonalDatum { id, nomination, kind, holding, entered_at: at, revision }, event)
    }
}

impl PersonalDatum {
    /// Whether a number may be entered for a nomination, in place of the one before if there was one.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the unit's own people, and the standing agency where it nominates; `WrongState` for a
    /// collective, or once the dossier has been handed in; `Invalid` for anything but a number.
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

    /// Reads the number in full; the purpose stands in the audit trail for good.
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
        let author = actor.must(Permission::RevealPersonalData, None)?;
        self.must_be_kept()?;
        let purpose = demanded("/purpose", purpose)?;
        let place = (self.id, nomination.id, nomination.organisation);
        let event = event(EventKind::PersonalDatumRevealed, place, author, at).because(&purpose);
        Ok(Step::new(self, event))
    }

    /// Destroys the number; that there was one stays known.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` once it was destroyed, or while the law keeps what
    /// it belongs to: a dossier under way, or an award (rule L36); `Invalid` without a reason, or for one that holds a
    /// number.
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

    /// Destroys the number because the time for which it is kept has ended (`retention.rs`).
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

    /// Keeps the number under other keys of the installation. Nothing changes for whoever reads it, so its revision stays.
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

/// How long somebody waits before the next reveal, who read numbers at these moments, newest first; nothing if he may
/// now.
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

/// A ground that stands in the audit trail for good, and so holds no number itself.
fn demanded(pointer: &str, ground: &str) -> Result<String, Refusal> {
    let ground = tidy(ground);
    let mut violations = Violations::default();
    violations.demand_text(pointer, &ground);
    let longest = ground.split(|sign: char| !sign.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    if DIGITS.0 <= longest {
        violations.add(pointer, reasons::number_in_text());
    }
    violations.refuse_if_any()?;
    Ok(ground)
}
