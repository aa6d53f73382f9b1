//! The card of a unit scored by a tree (phiếu điểm): what is known about each leaf, and every step from there to the
//! total.
//!
//! It holds no sentences: those of a country would be most of what is stored. `tree/words.rs` makes them of the card.

use serde::{Deserialize, Serialize};

use crate::base::ids::wire_enum;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::official::Source;
use crate::planning::tree::Rounding;
use crate::planning::value::Counts;

/// A value of the type that its leaf needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Measured {
    /// For a ratio.
    Counts(Counts),
    /// For a number, and for the result of a survey.
    Number(Decimal),
    /// For a choice: the option's code.
    Option(String),
    /// For points by a rubric.
    Points(Decimal),
}

/// What is known about a leaf for a unit. Nothing at all means no figures: 0 points that stay in the sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Given {
    /// Its value.
    Value(Measured),
    /// It does not apply, and why (rules S08, L24).
    NotApplicable(String),
    /// It is made of official results of other cycles or units.
    Official {
        /// The value; none if too many results are missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Exact>,
        /// The results.
        sources: Vec<Source>,
    },
    /// Its value is not known yet.
    Pending,
    /// It does not apply to this kind of unit (rule S09).
    ExemptKind,
    /// It is left out for this unit by name, and why.
    LeftOut {
        /// The reason.
        reason: String,
        /// The document that says so.
        document: String,
    },
}

wire_enum! {
    /// What became of a leaf.
    LeafState {
        /// It has a value and points.
        Scored = "SCORED",
        /// No value is known: no points, and it stays in the sum.
        NoFigures = "NO_FIGURES",
        /// The value is not of the leaf's kind: no points, and it stays in the sum.
        Unfit = "UNFIT",
        /// A denominator of 0 where there must be something to count: no points, and it stays in the sum.
        ZeroRefused = "ZERO_REFUSED",
        /// The unit has nothing to count (rule S08).
        NothingToCount = "NOTHING_TO_COUNT",
        /// It does not apply to this kind of unit (rule S09).
        ExemptKind = "EXEMPT_KIND",
        /// It does not apply, for a reason that was accepted (rule L24).
        NotApplicable = "NOT_APPLICABLE",
        /// It is left out for this unit by name, under a document.
        LeftOut = "LEFT_OUT",
        /// Its value, or the group's, is not known yet.
        Pending = "PENDING",
        /// Without its value the unit is not scored.
        Unscored = "UNSCORED",
        /// It is collected and not scored.
        Collected = "COLLECTED",
    }
}

impl LeafState {
    /// Whether its full points are in the sum.
    #[must_use]
    pub const fn counts(self) -> bool {
        match self {
            Self::Scored | Self::NoFigures | Self::Unfit | Self::ZeroRefused => true,
            Self::NothingToCount | Self::ExemptKind | Self::NotApplicable | Self::LeftOut => false,
            Self::Pending | Self::Unscored | Self::Collected => false,
        }
    }

    /// Whether it would count and does not.
    #[must_use]
    pub const fn is_left_out(self) -> bool {
        match self {
            Self::NothingToCount | Self::ExemptKind | Self::NotApplicable | Self::LeftOut => true,
            Self::Pending | Self::Unscored => true,
            Self::Scored | Self::NoFigures | Self::Unfit | Self::ZeroRefused | Self::Collected => false,
        }
    }
}

/// Points as they are shown, and as they are if rounding for display took something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// Rounded.
    pub shown: Decimal,
    /// The fraction, if it is not the rounded number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Exact>,
}

impl Amount {
    pub(crate) fn of(exact: &Exact, rounding: &Rounding) -> Self {
        let shown = rounding.round(exact);
        let exact = (Exact::from(shown) != *exact).then(|| exact.clone());
        Self { shown, exact }
    }

    /// The number that is computed with.
    #[must_use]
    pub fn value(&self) -> Exact {
        self.exact.clone().unwrap_or_else(|| Exact::from(self.shown))
    }
}

/// Score of one leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeafScore {
    /// The leaf.
    pub code: String,
    /// What became of it.
    pub state: LeafState,
    /// What was known about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
    /// The value before it is compared: a ratio times its `per`, a number, the points of an option or of scorers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Exact>,
    /// The group's best or least value, if units are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Exact>,
    /// The piece of the curve that held, by its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<usize>,
    /// The points of the curve, before least and most, if these changed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unbounded: Option<Exact>,
    /// The points, before they are weighted.
    pub points: Amount,
    /// The points after weighting, if the branch above weighs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighted: Option<Amount>,
    /// The full points; they are in the sum only if the leaf counts.
    pub full: Decimal,
    /// Whether the target was met; none if the leaf does not count or has no points to reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
}

/// Score of one branch, step by step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchScore {
    /// The branch.
    pub code: String,
    /// The children's points, combined.
    pub combined: Amount,
    /// The full points of what counts, combined likewise.
    pub applicable: Amount,
    /// The full points of everything, combined likewise.
    pub full: Amount,
    /// The points after re-basing, if anything was left out and the branch itself takes it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebased: Option<Amount>,
    /// The points after weighting, if the branch above weighs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighted: Option<Amount>,
    /// The points after the cap, which the branch above takes.
    pub points: Amount,
    /// The codes of the leaves below that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl BranchScore {
    /// The points as if everything applied, by which conditions are judged; none if nothing applies. A unit must not
    /// fail a condition because it was excused.
    #[must_use]
    pub fn as_if_whole(&self) -> Option<Exact> {
        let (points, applicable) = (self.points.value(), self.applicable.value());
        if self.applicable == self.full {
            return Some(points);
        }
        if !applicable.is_zero() && (self.rebased.is_some() || self.weighted.is_some()) {
            return Some(points);
        }
        (&points * &self.full.value()).divided_by(&applicable)
    }
}

/// Points under one bonus or penalty line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtraScore {
    /// The line.
    pub line: String,
    /// The points of its entries, before its cap.
    pub entered: Amount,
    /// The points after its cap.
    pub points: Amount,
}

/// A unit's score by a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// The leaves, in reading order.
    pub leaves: Vec<LeafScore>,
    /// The branches, each before those below it; the main branch is the first.
    pub branches: Vec<BranchScore>,
    /// The bonus lines with entries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bonus_lines: Vec<ExtraScore>,
    /// The penalty lines with entries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub penalty_lines: Vec<ExtraScore>,
    /// The main branch re-based to the scale; none for a unit that is not scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Amount>,
    /// All bonuses, limited by their cap.
    pub bonus: Amount,
    /// All penalties, limited by their cap.
    pub penalty: Amount,
    /// The total; none if nothing counts or a value is missing without which no unit is scored (rule L24).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Decimal>,
}

impl Card {
    /// A leaf by its code.
    #[must_use]
    pub fn leaf(&self, code: &str) -> Option<&LeafScore> {
        self.leaves.iter().find(|leaf| leaf.code == code)
    }

    /// A branch by its code.
    #[must_use]
    pub fn branch(&self, code: &str) -> Option<&BranchScore> {
        self.branches.iter().find(|branch| branch.code == code)
    }

    /// The points of a leaf or a branch as they are shown; none if nothing of it counts.
    #[must_use]
    pub fn points(&self, code: &str) -> Option<Decimal> {
        let counts =
            |branch: &&BranchScore| branch.applicable == branch.full || branch.applicable.shown != Decimal::ZERO;
        let branch = || self.branch(code).filter(counts);
        let leaf = self.leaf(code).filter(|leaf| leaf.state.counts()).map(|leaf| leaf.points.shown);
        leaf.or_else(|| branch().map(|branch| branch.points.shown))
    }
}
