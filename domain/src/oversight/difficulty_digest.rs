//! Public digests of difficulties (tổng hợp vướng mắc công khai): what units asked and what was answered, without the names
//! of units and persons, with counts of a period.
//!
//! The standing agency writes the entries; the counts are computed from the difficulties. What is published does not
//! change: a digest is withdrawn, and another one published.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, Revision, ids};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::{fold, tidy};
use crate::oversight::difficulty::{Difficulty, DifficultyState, DifficultyVerb};
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};
use crate::results::role_model::Withdrawal;

/// Maximum number of entries of a digest.
pub const ENTRIES_MAX: usize = 200;

ids! {
    /// Identifies a public digest of difficulties.
    DifficultyDigestId,
}

/// A question of units, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DigestEntry {
    /// The question, without the names of units and persons.
    pub question: String,
    /// The answer or the conclusion.
    pub answer: String,
    /// The contents and the field of the movement that it is about.
    #[serde(default)]
    pub dimensions: Dimensions,
}

/// Counts of the difficulties that were raised in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DifficultyTally {
    /// Raised, those withdrawn included.
    pub raised: u32,
    /// Withdrawn by their units.
    pub withdrawn: u32,
    /// Answered at least once.
    pub answered: u32,
    /// Whose first answer came by the day that it was due, or had no such day.
    pub answered_in_time: u32,
    /// Taken to the province.
    pub escalated: u32,
    /// Concluded by the province.
    pub concluded: u32,
}

impl DifficultyTally {
    /// The counts of difficulties.
    #[must_use]
    pub fn of<'a>(difficulties: impl Iterator<Item = &'a Difficulty>) -> Self {
        let one = |yes: bool| u32::from(yes);
        difficulties.fold(Self::default(), |tally, difficulty| {
            let first = |verb: DifficultyVerb| difficulty.acts.iter().find(|act| act.verb == verb);
            let answer = first(DifficultyVerb::Answer);
            let in_time = answer.is_some_and(|act| act.due.is_none_or(|due| act.at < calendar::end_of(due)));
            Self {
                raised: tally.raised.saturating_add(1),
                withdrawn: tally.withdrawn.saturating_add(one(difficulty.state == DifficultyState::Withdrawn)),
                answered: tally.answered.saturating_add(one(answer.is_some())),
                answered_in_time: tally.answered_in_time.saturating_add(one(in_time)),
                escalated: tally.escalated.saturating_add(one(first(DifficultyVerb::Escalate).is_some())),
                concluded: tally.concluded.saturating_add(one(difficulty.state == DifficultyState::Concluded)),
            }
        })
    }
}

/// What the standing agency writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestContent {
    /// Its title.
    pub title: String,
    /// The first day of the period that is counted.
    pub from: NaiveDate,
    /// The last day of it.
    pub to: NaiveDate,
    /// Questions and answers.
    pub entries: Vec<DigestEntry>,
}

/// A public digest of difficulties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifficultyDigest {
    /// Its identifier.
    pub id: DifficultyDigestId,
    /// The movement.
    pub campaign: CampaignId,
    /// What it says.
    pub content: DigestContent,
    /// The counts of the period, at publication.
    pub tally: DifficultyTally,
    /// When it became public.
    pub published_at: DateTime<Utc>,
    /// Its withdrawal; none while it is published.
    pub withdrawal: Option<Withdrawal>,
    /// The revision number.
    pub revision: Revision,
}

/// A step of a digest, with its public change.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct DigestStep {
    /// The digest.
    pub digest: Step<DifficultyDigest>,
    /// The public change to announce.
    pub announced: Announcement,
}

impl DifficultyDigest {
    /// Publishes a digest of the difficulties that were raised in a period; `raised` are all of them, with the names of
    /// their units, which the texts must not have.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `Invalid` for a period that ends before it begins or in
    /// the future, for no entry or too many, and for texts that are empty, secret (rule L35) or name a unit.
    pub fn publish(
        id: DifficultyDigestId,
        (movement, content): (&Campaign, DigestContent),
        raised: &[(Difficulty, String)],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<DigestStep, Refusal> {
        let author = actor.must(Permission::PublishDigest, movement.id)?;
        let mut violations = Violations::default();
        let content = checked(content, movement, at, &mut violations);
        for (pointer, text) in texts(&content) {
            violations.demand_open_text(&pointer, text);
            let folded = fold(text);
            if let Some((_, name)) = raised.iter().find(|(_, name)| names(&folded, &fold(name))) {
                violations.add(pointer, reasons::digest_names_unit(name));
            }
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::DifficultyDigestPublished, Concept::DifficultyDigest, id.0, author, at)
            .because(&content.title);
        let digest = Self {
            id,
            campaign: movement.id,
            content,
            tally: DifficultyTally::of(raised.iter().map(|(difficulty, _)| difficulty)),
            published_at: at,
            withdrawal: None,
            revision: Revision::FIRST,
        };
        let announced = digest.announce(PublicChangeKind::DifficultyDigestPublished, at);
        Ok(DigestStep { digest: Step::new(digest, event), announced })
    }

    /// Withdraws a digest; it is no longer public, and clients with a copy are notified.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` once it is withdrawn; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<DigestStep, Refusal> {
        let author = actor.must(Permission::PublishDigest, self.campaign)?;
        if self.withdrawal.is_some() {
            return Err(Refusal::WrongState(reasons::digest_withdrawn()));
        }
        let reason = demanded("/reason", reason)?;
        let event = Event::new(EventKind::DifficultyDigestWithdrawn, Concept::DifficultyDigest, self.id.0, author, at)
            .because(&reason);
        let announced = self.announce(PublicChangeKind::DifficultyDigestWithdrawn, at);
        let digest = Self { withdrawal: Some(Withdrawal { at, reason }), ..self };
        Ok(DigestStep { digest: Step::new(digest, event), announced })
    }

    fn announce(&self, kind: PublicChangeKind, at: DateTime<Utc>) -> Announcement {
        Announcement::new(vec![PublicChange { kind, subject: self.id.0, at, detail: ChangeDetail::default() }])
    }
}

fn checked(
    content: DigestContent,
    movement: &Campaign,
    at: DateTime<Utc>,
    violations: &mut Violations,
) -> DigestContent {
    let DigestContent { title, from, to, entries } = content;
    if to < from {
        violations.add("/to", reasons::period_backwards());
    } else if calendar::day_of(at) < to {
        violations.add("/to", reasons::period_not_over());
    }
    if !(1..=ENTRIES_MAX).contains(&entries.len()) {
        violations.add("/entries", reasons::entries_out_of_range(ENTRIES_MAX));
    }
    let entries = entries.into_iter().enumerate().map(|(index, entry)| {
        let DigestEntry { question, answer, dimensions } = entry;
        let dimensions = dimensions.checked_at(&format!("/entries/{index}"), movement, violations);
        DigestEntry { question: tidy(&question), answer: tidy(&answer), dimensions }
    });
    let entries = entries.collect();
    DigestContent { title: tidy(&title), from, to, entries }
}

/// Every text of a digest, with its place.
fn texts(content: &DigestContent) -> Vec<(String, &str)> {
    let entries = content.entries.iter().enumerate().flat_map(|(index, entry)| {
        let at = |field: &str| format!("/entries/{index}/{field}");
        [(at("question"), entry.question.as_str()), (at("answer"), entry.answer.as_str())]
    });
    std::iter::once(("/title".to_owned(), content.title.as_str())).chain(entries).collect()
}

/// Whether a folded text has a folded name as whole words.
fn names(text: &str, name: &str) -> bool {
    let inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(name).any(|(place, found)| {
        let before = text.get(..place).and_then(|before| before.chars().next_back());
        let after = text.get(place.saturating_add(found.len())..).and_then(|after| after.chars().next());
        !name.is_empty() && !inside(before) && !inside(after)
    })
}
