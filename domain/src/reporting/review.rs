//! Review (chấm chéo, phúc tra): the people who judge a report. Several scorers score one rubric without seeing each
//! other's points; a person with an interest in the unit is recused; and if the cycle requires it, a second person
//! accepts the verified figures before the unit sees them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::ids::AccountId;
use crate::planning::criteria::CriteriaSet;
use crate::planning::measure::{Combination, ManualMeasure, Measure, Panel};

/// One scorer's mark for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mark {
    /// The criterion's code.
    pub criterion: String,
    /// The scorer.
    pub by: AccountId,
    /// The points in hundredths; none for a scorer who abstains (không cho điểm).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// The note; required for an abstention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The recusal of a person with an interest in the unit (từ chối tham gia do xung đột lợi ích).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recusal {
    /// The person.
    pub by: AccountId,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Who judged a report, and who may not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Review {
    /// Whether a second person must accept the verification.
    #[serde(default)]
    pub acceptance_required: bool,
    /// The scorers' points.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// Who stands aside.
    #[serde(default)]
    pub recusals: Vec<Recusal>,
    /// The account that last recorded the verification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<AccountId>,
    /// Who accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_by: Option<AccountId>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<DateTime<Utc>>,
}

impl Review {
    /// Whether a person is recused.
    #[must_use]
    pub fn has_recused(&self, person: AccountId) -> bool {
        self.recusals.iter().any(|recusal| recusal.by == person)
    }

    /// The points that were given for a criterion.
    fn points(&self, criterion: &str) -> Vec<i64> {
        self.marks.iter().filter(|mark| mark.criterion == criterion).filter_map(|mark| mark.points).collect()
    }
}

/// How far the scorers of a criterion agree, in hundredths of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The criterion's code.
    pub criterion: String,
    /// Its panel.
    pub panel: Panel,
    /// How many gave points.
    pub given: usize,
    /// Whether enough scorers gave points.
    pub complete: bool,
    /// The combined points; none before the panel is complete.
    pub combined: Option<i64>,
    /// The lowest points; none before the panel is complete.
    pub lowest: Option<i64>,
    /// The highest points; none before the panel is complete.
    pub highest: Option<i64>,
    /// The mean deviation from their mean, rounded down; none before the panel is complete.
    pub deviation: Option<i64>,
}

/// The criteria of a set that a panel scores.
pub fn panels(set: &CriteriaSet) -> impl Iterator<Item = (&str, Panel)> {
    set.criteria.iter().filter_map(|criterion| match &criterion.measure {
        Measure::Manual(ManualMeasure { panel, .. }) => panel.map(|panel| (criterion.code.as_str(), panel)),
        Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Qualitative { .. } => None,
    })
}

/// Several points combined into one, rounded down to a hundredth; none if there are none.
#[must_use]
pub fn combined(mut points: Vec<i64>, combine: Combination) -> Option<i64> {
    points.sort_unstable();
    let mean = |points: &[i64]| points.iter().sum::<i64>().checked_div(i64::try_from(points.len()).unwrap_or(i64::MAX));
    match combine {
        Combination::Mean => mean(&points),
        Combination::Median => {
            let middle = points.len().checked_sub(1)? / 2;
            mean(points.get(middle..=points.len() / 2)?)
        }
    }
}

/// The agreement of the scorers, criterion by criterion, in the set's order.
#[must_use]
pub fn agreement(set: &CriteriaSet, review: &Review) -> Vec<Agreement> {
    panels(set)
        .map(|(code, panel)| {
            let points = review.points(code);
            let complete = panel.least <= i64::try_from(points.len()).unwrap_or(i64::MAX);
            let shown = |value: Option<i64>| value.filter(|_| complete);
            // The sum of the deviations from the mean, multiplied by the number: integers until the last step.
            let number = i64::try_from(points.len()).unwrap_or(i64::MAX);
            let sum: i64 = points.iter().sum();
            let off = points.iter().map(|one| i128::from(*one) * i128::from(number) - i128::from(sum));
            let spread: i128 = off.map(i128::abs).sum();
            let deviation = spread.checked_div(i128::from(number) * i128::from(number));
            Agreement {
                criterion: code.to_owned(),
                panel,
                given: points.len(),
                complete,
                lowest: shown(points.iter().min().copied()),
                highest: shown(points.iter().max().copied()),
                deviation: shown(deviation.and_then(|one| i64::try_from(one).ok())),
                combined: shown(combined(points, panel.combine)),
            }
        })
        .collect()
}

/// The marks that a person may see: all of a complete panel; before that only the own ones, so that scorers do not
/// influence each other.
#[must_use]
pub fn visible(set: &CriteriaSet, review: &Review, person: AccountId) -> Vec<Mark> {
    let done = agreement(set, review);
    let complete = |code: &str| done.iter().any(|one| one.criterion == code && one.complete);
    review.marks.iter().filter(|mark| mark.by == person || complete(&mark.criterion)).cloned().collect()
}
