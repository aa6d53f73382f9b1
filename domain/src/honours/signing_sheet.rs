//! The signing sheet, which is checked before a decision is signed: the nominees, how many of them lead and how many
//! work directly, exceeded quotas, and possible double commendations. It marks and never blocks.

use crate::base::code::LevelCode;
use crate::base::ids::{NominationId, OrganisationId};
use crate::honours::nomination::Nomination;
use crate::honours::nomination::bars::Bar;
use crate::honours::round::RoundTerms;
use crate::planning::award::{Position, SubjectKind};
use crate::registry::level::Levels;

/// The number of entries of one category in a list, and their share in hundredths of a percent, rounded down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The spelling of the category.
    pub of: String,
    /// Number of nominees.
    pub count: i64,
    /// The share of all entries, in hundredths of a percent.
    pub share: i64,
}

/// A unit with more nominees than its quota foresees (rule S34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaPassed {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Of which kind of subject.
    pub kind: SubjectKind,
    /// The quota.
    pub quota: i64,
    /// Number of nominees.
    pub count: i64,
}

/// A remark about one nominee that needs a manual check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The nominee.
    pub nomination: NominationId,
    /// The remark.
    pub bar: Bar,
}

/// The sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningSheet {
    /// Number of nominees on the list.
    pub total: i64,
    /// Collectives and individuals.
    pub kinds: Vec<Share>,
    /// By the level of the nominating unit.
    pub levels: Vec<Share>,
    /// Leaders, direct workers, and individuals of unknown position.
    pub positions: Vec<Share>,
    /// Exceeded quotas.
    pub quotas: Vec<QuotaPassed>,
    /// Possible duplicates and everything else to check.
    pub marks: Vec<Mark>,
}

/// One nominee of the list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The nomination.
    pub nomination: Nomination,
    /// The level of the nominating unit.
    pub level: LevelCode,
    /// What blocks the nomination, and what a person should check.
    pub bars: Vec<Bar>,
}

/// The spelling of the category of individuals of unknown position.
pub const UNSAID: &str = "UNSAID";

impl SigningSheet {
    /// Makes the sheet of a list.
    #[must_use]
    pub fn of(entries: Vec<Entry>, levels: &Levels, terms: Option<&RoundTerms>) -> Self {
        let total = count(entries.iter());
        let share = |of: &str, number: i64, whole: i64| Share {
            of: of.to_owned(),
            count: number,
            share: number.saturating_mul(10_000).checked_div(whole).unwrap_or(0),
        };
        let kinds = SubjectKind::ALL.iter().map(|kind| {
            let number = count(entries.iter().filter(|entry| entry.nomination.dossier.subject.kind == *kind));
            share(kind.as_str(), number, total)
        });
        let levels = levels.iter().map(|level| {
            let number = count(entries.iter().filter(|entry| entry.level == level.code));
            share(level.code.as_str(), number, total)
        });
        let people: Vec<&Entry> =
            entries.iter().filter(|entry| entry.nomination.dossier.subject.kind == SubjectKind::Individual).collect();
        let whole = count(people.iter());
        let ranked =
            |rank: Option<Position>| count(people.iter().filter(|entry| entry.nomination.dossier.subject.rank == rank));
        let mut positions: Vec<Share> =
            Position::ALL.iter().map(|rank| share(rank.as_str(), ranked(Some(*rank)), whole)).collect();
        positions.push(share(UNSAID, ranked(None), whole));
        let (kinds, levels) = (kinds.collect(), levels.collect());
        let quotas = terms.map(|terms| passed(&entries, terms)).unwrap_or_default();
        let marks = entries
            .into_iter()
            .flat_map(|Entry { nomination, bars, .. }| {
                bars.into_iter().map(move |bar| Mark { nomination: nomination.id, bar })
            })
            .collect();
        Self { total, kinds, levels, positions, quotas, marks }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

/// Rule S34: the sheet warns of exceeded quotas; one that blocks was looked at when the nominations were sent.
fn passed(entries: &[Entry], terms: &RoundTerms) -> Vec<QuotaPassed> {
    let mut units: Vec<(OrganisationId, &str)> = entries
        .iter()
        .map(|entry| (entry.nomination.organisation, entry.nomination.organisation_name.as_str()))
        .collect();
    units.sort_unstable();
    units.dedup_by_key(|(organisation, _)| *organisation);
    let mut quotas = Vec::new();
    for (organisation, name) in units {
        for kind in SubjectKind::ALL {
            let of_unit = entries.iter().filter(|entry| {
                entry.nomination.organisation == organisation && entry.nomination.dossier.subject.kind == *kind
            });
            let (number, quota) = (count(of_unit), terms.quota(*kind));
            if let Some(quota) = quota.filter(|quota| *quota < number) {
                quotas.push(QuotaPassed {
                    organisation,
                    organisation_name: name.to_owned(),
                    kind: *kind,
                    quota,
                    count: number,
                });
            }
        }
    }
    quotas
}
