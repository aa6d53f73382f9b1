//! Grading of totals: rating bands (xếp loại, rule L26), and bonus and penalty lines (điểm cộng, điểm trừ, rule L27).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::citation::Citation;
use crate::base::ids::wire_enum;
use crate::base::refusal::Violations;
use crate::base::text::{Text, english, tidy, vietnamese};
use crate::planning::measure::POINTS_MAX;
use crate::planning::reasons;

/// Maximum number of rating bands of a set.
pub const BANDS_MAX: usize = 20;
/// Maximum number of bonus and penalty lines of a set, and of entries under them in one report.
pub const ADJUSTMENTS_MAX: usize = 50;

/// A rating band (mức xếp loại): from its lower bound up to the next band's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// Short and stable.
    #[schema(min_length = 1)]
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The lowest total in the band, in hundredths.
    #[schema(minimum = 0)]
    pub from: i64,
    /// The lowest total above the band; none for the highest band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<i64>,
}

wire_enum! {
    /// Whether a line adds points or takes them.
    AdjustmentKind {
        /// Adds points (điểm cộng).
        Bonus = "BONUS",
        /// Subtracts points (điểm trừ).
        Penalty = "PENALTY",
    }
}

/// Lines for which points may be added or taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdjustmentLine {
    /// Short and stable.
    #[schema(min_length = 1)]
    pub code: String,
    /// Whether it adds or takes.
    pub kind: AdjustmentKind,
    /// What the points are added or taken for.
    pub name: Text,
    /// The maximum points of one entry, in hundredths.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub max_points: i64,
}

/// Points added or subtracted under a line, justified by a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Adjustment {
    /// The line's code.
    pub line: String,
    /// The points, in hundredths, above zero.
    pub points: i64,
    /// How many things they are for, if the line of a tree gives points for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<i64>,
    /// The document that justifies it (rule L27).
    pub ground: Citation,
}

/// The entries in one line, for the audit trail; none for an empty list.
pub(crate) fn adjustments_line(entries: &[Adjustment]) -> Option<String> {
    let line = |Adjustment { line, points, times: _, ground }: &Adjustment| {
        format!("{line} {}: {}", english(*points), ground.line())
    };
    let lines: Vec<String> = entries.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("; "))
}

/// How a set grades a total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Grading {
    /// The rating bands, lowest first; empty if totals are not rated.
    #[schema(max_items = 20)]
    pub bands: Vec<Band>,
    /// Lines for which points may be added or taken.
    #[schema(max_items = 50)]
    pub lines: Vec<AdjustmentLine>,
    /// The maximum sum of all bonuses, in hundredths.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub bonus_cap: i64,
    /// The maximum sum of all penalties, in hundredths.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub penalty_cap: i64,
    /// Whether bonuses may lift a total above the scale.
    pub may_exceed_scale: bool,
}

impl Grading {
    /// The band of a total (rule L26); a lower bound belongs to the band above it.
    #[must_use]
    pub fn band(&self, total: i64) -> Option<&Band> {
        self.bands.iter().rev().find(|band| band.from <= total)
    }

    /// A line by its code.
    #[must_use]
    pub fn line(&self, code: &str) -> Option<&AdjustmentLine> {
        self.lines.iter().find(|line| line.code == code)
    }

    /// The sums of bonuses and of penalties, each limited by its cap.
    #[must_use]
    pub fn capped(&self, adjustments: &[Adjustment]) -> (i64, i64) {
        let sum = |kind: AdjustmentKind| -> i64 {
            let of_kind = |entry: &&Adjustment| self.line(&entry.line).is_some_and(|line| line.kind == kind);
            adjustments.iter().filter(of_kind).fold(0, |sum, entry| sum.saturating_add(entry.points))
        };
        (sum(AdjustmentKind::Bonus).min(self.bonus_cap), sum(AdjustmentKind::Penalty).min(self.penalty_cap))
    }

    pub(crate) fn check(&self, pointer: &str, violations: &mut Violations) {
        let Self { bands, lines, bonus_cap, penalty_cap, may_exceed_scale: _ } = self;
        let first = bands.first().is_none_or(|band| band.from == 0);
        let last = bands.last().is_none_or(|band| band.below.is_none());
        let joined = bands.windows(2).all(|pair| match pair {
            [lower, upper] => lower.from < upper.from && lower.below == Some(upper.from),
            _ => true,
        });
        if !(first && last && joined) || BANDS_MAX < bands.len() {
            violations.add(format!("{pointer}/bands"), reasons::bands_unsound(BANDS_MAX));
        }
        once(bands.iter().map(|band| band.code.as_str()), &format!("{pointer}/bands"), violations);
        once(lines.iter().map(|line| line.code.as_str()), &format!("{pointer}/lines"), violations);
        let inside = |points: i64| (1..=POINTS_MAX).contains(&points);
        let caps =
            [(AdjustmentKind::Bonus, *bonus_cap, "bonusCap"), (AdjustmentKind::Penalty, *penalty_cap, "penaltyCap")];
        for (kind, cap, name) in caps {
            let used = lines.iter().any(|line| line.kind == kind);
            if (used && !inside(cap)) || (!used && cap != 0) {
                violations.add(format!("{pointer}/{name}"), reasons::cap_unsound());
            }
        }
        if ADJUSTMENTS_MAX < lines.len() || !lines.iter().all(|line| inside(line.max_points)) {
            violations.add(format!("{pointer}/lines"), reasons::lines_unsound(ADJUSTMENTS_MAX));
        }
    }

    /// Tidies entries and reports their faults (rule L27).
    pub(crate) fn clean(
        &self,
        entries: Vec<Adjustment>,
        at: DateTime<Utc>,
        violations: &mut Violations,
    ) -> Vec<Adjustment> {
        let entries = tidied(entries, at, violations);
        for (place, entry) in entries.iter().enumerate() {
            let pointer = format!("/adjustments/{place}");
            if entry.times.is_some() {
                violations.add(format!("{pointer}/times"), reasons::times_unwanted());
            }
            match self.line(&entry.line) {
                None => violations.add(format!("{pointer}/line"), reasons::line_unknown(&entry.line)),
                Some(line) if !(1..=line.max_points).contains(&entry.points) => violations.add(
                    format!("{pointer}/points"),
                    reasons::points_out_of_range(vietnamese(line.max_points), english(line.max_points)),
                ),
                Some(_) => {}
            }
        }
        entries
    }
}

/// Tidies entries, and reports the faults of their documents (rule L27).
pub(crate) fn tidied(entries: Vec<Adjustment>, at: DateTime<Utc>, violations: &mut Violations) -> Vec<Adjustment> {
    let entries: Vec<Adjustment> = entries
        .into_iter()
        .map(|entry| Adjustment { line: tidy(&entry.line), ground: entry.ground.tidied(), ..entry })
        .collect();
    for (place, entry) in entries.iter().enumerate() {
        let pointer = format!("/adjustments/{place}/ground");
        entry.ground.check(&pointer, "L27", violations);
        entry.ground.check_date(&pointer, at, violations);
    }
    entries
}

fn once<'a>(codes: impl Iterator<Item = &'a str>, pointer: &str, violations: &mut Violations) {
    let mut seen: Vec<&str> = Vec::new();
    for code in codes {
        if code.is_empty() || seen.contains(&code) {
            violations.add(pointer, reasons::code_twice());
        }
        seen.push(code);
    }
}
