//! The change of one criterion of a unit between two releases.

use crate::planning::scoring::ScoreLine;

/// A criterion's points before and after; they are equal if only the figure behind them changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// The criterion.
    pub criterion: String,
    /// The points before, in hundredths; none if the unit had no such line.
    pub before: Option<i64>,
    /// The points after, in hundredths; none if the unit has no such line any more.
    pub after: Option<i64>,
}

pub(crate) fn line_changes(before: &[ScoreLine], after: &[ScoreLine]) -> Vec<LineChange> {
    let gone = before.iter().filter(|line| of_criterion(after, &line.criterion).is_none());
    let mut found = Vec::new();
    for ScoreLine { criterion, .. } in after.iter().chain(gone) {
        let (was, is) = (of_criterion(before, criterion), of_criterion(after, criterion));
        if was.zip(is).is_some_and(|(was, is)| is_alike(was, is)) {
            continue;
        }
        let points = |line: Option<&ScoreLine>| line.map(|line| line.points);
        found.push(LineChange { criterion: criterion.clone(), before: points(was), after: points(is) });
    }
    found
}

pub(crate) fn of_criterion<'a>(lines: &'a [ScoreLine], code: &str) -> Option<&'a ScoreLine> {
    lines.iter().find(|line| line.criterion == code)
}

/// Whether two lines hold the same figures; the wording of the explanation is ignored.
pub(crate) fn is_alike(one: &ScoreLine, other: &ScoreLine) -> bool {
    let facts = |line: &ScoreLine| (line.applicability, line.met, line.points, line.max_points);
    facts(one) == facts(other) && one.value == other.value && one.best == other.best
}
