//! Review (chấm chéo, phúc tra): the people who judge a report. Several score one rubric without seeing each other's
//! points; whoever has an interest stands aside; and where the cycle says so, a second person accepts what the first
//! found before the unit hears of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::ids::AccountId;
use crate::planning::criteria::CriteriaSet;
use crate::planning::measure::{Combination, ManualMeasure, Measure, Panel};

/// One scorer's word on one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mark {
    /// The criterion's code.
    pub criterion: String,
    /// Who scored.
    pub by: AccountId,
    /// The points in hundredths; none for a scorer who abstains (không cho điểm).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// Why; whoever abstains says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Somebody who stands aside for an interest in the unit (từ chối tham gia do xung đột lợi ích).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recusal {
    /// Who.
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
    /// Whether somebody stands aside.
    #[must_use]
    pub fn has_recused(&self, person: AccountId) -> bool {
        self.recusals.iter().any(|recusal| recusal.by == person)
    }

    /// The points that were given for a criterion.
    fn points(&self, criterion: &str) -> Vec<i64> {
        self.marks.iter().filter(|mark| mark.criterion == criterion).filter_map(|mark| mark.points).collect()
    }
}

/// How far the scorers of a criterion agree. Points are hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The criterion's code.
    pub criterion: String,
    /// Its panel.
    pub panel: Panel,
    /// How many gave points.
    pub given: usize,
    /// Whether enough did.
    pub complete: bool,
    /// Their points as one; none before the panel is complete.
    pub combined: Option<i64>,
    /// The lowest; none before the panel is complete.
    pub lowest: Option<i64>,
    /// The highest; none before the panel is complete.
    pub highest: Option<i64>,
    /// How far from their mean they lie on average, cut down; none before the panel is complete.
    pub deviation: Option<i64>,
}

/// The criteria of a set that a panel scores.
pub fn panels(set: &CriteriaSet) -> impl Iterator<Item = (&str, Panel)> {
    set.criteria.iter().filter_map(|criterion| match &criterion.measure {
        Measure::Manual(ManualMeasure { panel, .. }) => panel.map(|panel| (criterion.code.as_str(), panel)),
        Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Qualitative { .. } => None,
    })
}

/// Several points as one, cut down to a hundredth; none where there are none.
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

/// How far the scorers agree, criterion by criterion, in the set's order.
#[must_use]
pub fn agreement(set: &CriteriaSet, review: &Review) -> Vec<Agreement> {
    panels(set)
        .map(|(code, panel)| {
            let points = review.points(code);
            let complete = panel.least <= i64::try_from(points.len()).unwrap_or(i64::MAX);
            let shown = |value: Option<i64>| value.filter(|_| complete);
            // The sum of all differences from the mean, times the number: whole numbers until the last step.
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

/// The marks that somebody may see: all of a complete panel, before that the own ones. Points of others would draw
/// the own ones to them.
#[must_use]
pub fn visible(set: &CriteriaSet, review: &Review, person: AccountId) -> Vec<Mark> {
    let done = agreement(set, review);
    let complete = |code: &str| done.iter().any(|one| one.criterion == code && one.complete);
    review.marks.iter().filter(|mark| mark.by == person || complete(&mark.criterion)).cloned().collect()
}
