//! The form of frozen pages: a number that says which fields a page has.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::problem::{Kind, Problem};
use crate::base::reasons;

/// Form of a published page. A page keeps the form in which it was published.
///
/// - 1: pages without `formatVersion`. The group is its code, in `head.tier`. What is absent may not have been kept yet:
///   the codes and superior units of units (before 0.4.0), on older pages also the kind, the adjustments and the number of
///   ranked units; and whole pages, such as a board's criteria set, parts and summary, and a release's changes, register
///   and list of pages.
/// - 2: pages with `formatVersion`. `head.group` has the group's code, its name at publication and its predecessor;
///   `head.tier` stays. Every page is kept, and what is absent does not exist.
///
/// In both, a board of a criteria set that is a tree has what one of a list has not: `rounding`, `tieBreaks`, `target` of
/// a criterion, `number` of a result, `nodes`, `base`, `bonusAndPenaltyLines`, `step` of a line, and `model` in its
/// criteria set; `bandMoves` where a unit missed the condition of a band. It may lack `targetPercent`. A higher number is
/// a form that this version of the contract does not describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(minimum = 1, example = 2)]
pub(crate) struct FormatVersion(u32);

impl FormatVersion {
    /// That of pages that do not state it.
    const FIRST: Self = Self(1);
    /// With groups.
    pub(crate) const GROUPS: Self = Self(2);
    /// That of the pages that are made now.
    pub(crate) const NOW: Self = Self::GROUPS;
}

impl Default for FormatVersion {
    fn default() -> Self {
        Self::FIRST
    }
}

/// The part of every page that is parsed first.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    #[serde(default)]
    format_version: FormatVersion,
}

/// Parses a frozen page again. One of a form that a later version of the service brought, which runs beside this one, is
/// refused: what its fields mean is not known here.
pub(crate) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    let Form { format_version } = serde_json::from_slice(body).map_err(Problem::fault)?;
    if !(FormatVersion::FIRST..=FormatVersion::NOW).contains(&format_version) {
        let (FormatVersion(form), FormatVersion(newest)) = (format_version, FormatVersion::NOW);
        let problem = Problem::new(Kind::Unavailable, reasons::page_form_unknown(form, newest));
        return Err(problem.with_header("Retry-After", "5"));
    }
    serde_json::from_slice(body).map_err(Problem::fault)
}
