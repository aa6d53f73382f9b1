//! Review (chấm chéo, phúc tra): the people who judge a report. Several scorers score one rubric without seeing each
//! other's points; a person with an interest in the unit is recused; and if the cycle requires it, a second person
//! accepts the verified figures before the unit sees them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::event::Change;
use crate::base::ids::AccountId;
use crate::base::text::english;
use crate::planning::criteria::CriteriaSet;
use crate::planning::measure::{Combination, ManualMeasure, Measure, Panel};
use crate::planning::value_spec::ValueSpec;

/// One scorer's mark for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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

impl Mark {
    /// The points, or that the scorer abstained, for the audit trail.
    pub(crate) fn said(&self) -> String {
        self.points.map_or_else(|| "ABSTAINED".to_owned(), english)
    }

    /// That the mark no longer counts, for the audit trail.
    pub(crate) fn dropped(&self) -> Change {
        let note = self.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let before = format!("{} {}{note}", self.by, self.said());
        Change::new(format!("{}.mark", self.criterion), Some(before), None)
    }
}

/// The recusal of a person with an interest in the unit (từ chối tham gia do xung đột lợi ích).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
#[serde(rename_all = "camelCase")]
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
    /// Everybody who recorded something since the last acceptance; empty on old reports, where it is the last one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recorded_by: Vec<AccountId>,
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

    /// Whether a second person must still accept what was recorded.
    #[must_use]
    pub const fn awaits_acceptance(&self) -> bool {
        self.acceptance_required && self.accepted_by.is_none()
    }

    /// Whether a person recorded something that is not accepted yet.
    #[must_use]
    pub fn was_recorded_by(&self, person: AccountId) -> bool {
        if self.recorded_by.is_empty() { self.verified_by == Some(person) } else { self.recorded_by.contains(&person) }
    }

    /// The review after a person recorded all figures anew.
    pub(crate) fn recorded(&self, by: AccountId) -> Self {
        Self { verified_by: Some(by), recorded_by: vec![by], accepted_by: None, accepted_at: None, ..self.clone() }
    }

    /// The review after a person changed some of the figures: what was recorded before and not accepted still waits for
    /// somebody else than those who recorded it.
    pub(crate) fn changed(&self, by: AccountId) -> Self {
        let mut recorded_by = match (self.accepted_by, self.recorded_by.as_slice()) {
            (Some(_), _) => Vec::new(),
            (None, []) => self.verified_by.into_iter().collect(),
            (None, recorded) => recorded.to_vec(),
        };
        if !recorded_by.contains(&by) {
            recorded_by.push(by);
        }
        Self { recorded_by, ..self.recorded(by) }
    }

    /// The review without anybody's judgement, because the declared figures will change; recusals stay.
    pub(crate) fn cleared(&self) -> Self {
        Self { acceptance_required: self.acceptance_required, recusals: self.recusals.clone(), ..Self::default() }
    }

    /// The points that are dropped by clearing, for the audit trail.
    pub(crate) fn dropped(&self) -> Vec<Change> {
        self.marks.iter().map(Mark::dropped).collect()
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
        Measure::Leaf(leaf) => match leaf.value {
            ValueSpec::Rubric { panel, .. } => panel.map(|panel| (criterion.code.as_str(), panel)),
            ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => None,
            ValueSpec::Survey { .. } | ValueSpec::Derived { .. } | ValueSpec::Growth { .. } => None,
            ValueSpec::RollUp { .. } | ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
        },
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
