//! The tree of a set: criteria as leaves, pillars as branches, and how their points come together.
//!
//! A leaf says where its value comes from, which curve makes points of it and how many points make it full. A branch
//! combines its children. The order is fixed: combine, re-base, weight, cap; at the root re-base to the scale, bonus,
//! penalty, clamp, rounding. `tree/score.rs` computes it, `tree/check.rs` refuses what cannot be computed.

use serde::{Deserialize, Serialize};

use crate::base::ids::{OrganisationId, wire_enum};
use crate::base::text::Text;
use crate::planning::curve::Curve;
use crate::planning::demands::Demands;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::value_spec::ValueSpec;

pub mod check;
pub mod lift;
pub mod score;
pub mod set;
pub(crate) mod spoken;
pub(crate) mod official_words;
pub mod words;

wire_enum! {
    /// How a branch combines the points of its children.
    Combine {
        /// The points are added.
        Sum = "SUM",
        /// The points are added and divided by the number of children that count.
        Mean = "MEAN",
        /// Each child gives its share of 100 points in proportion to its own full points.
        Weighted = "WEIGHTED",
    }
}

wire_enum! {
    /// Who takes over the points of what does not apply.
    #[derive(Default)]
    Rebase {
        /// The rest of the same branch: its points are raised to the branch's own full points.
        Here = "HERE",
        /// The branch above; at the root, everything that counts (rule L24).
        #[default]
        Above = "ABOVE",
    }
}

wire_enum! {
    /// How a number is rounded.
    RoundingMode {
        /// Toward minus infinity (cắt), so that nothing is shown as reached when it is not.
        Cut = "CUT",
        /// To the nearest, a half away from zero (làm tròn).
        HalfUp = "HALF_UP",
    }
}

wire_enum! {
    /// What is rounded.
    RoundingPlace {
        /// The points of each leaf, and the total: people can add up what they see.
        LeavesAndRoot = "LEAVES_AND_ROOT",
        /// The total alone; everything below it is exact.
        Root = "ROOT",
    }
}

/// How and where points are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rounding {
    /// How.
    pub mode: RoundingMode,
    /// To how many decimals, at most four.
    pub decimals: u8,
    /// What.
    pub place: RoundingPlace,
}

impl Rounding {
    /// A number rounded.
    #[must_use]
    pub fn round(&self, exact: &Exact) -> Decimal {
        match self.mode {
            RoundingMode::Cut => exact.floor(self.decimals),
            RoundingMode::HalfUp => exact.half_up(self.decimals),
        }
        .saturated()
    }
}

wire_enum! {
    /// Against which unit of the group a value is compared before the curve.
    Normalise {
        /// The best: the value divided by the greatest one.
        Best = "BEST",
        /// The least: the least value divided by this one, where lower is better.
        Least = "LEAST",
    }
}

wire_enum! {
    /// On which side of a target the value must be.
    TargetSide {
        /// The target or more.
        AtLeast = "AT_LEAST",
        /// The target or less.
        AtMost = "AT_MOST",
    }
}

/// What a value must reach; decided exactly and before any rounding (rule S04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The value.
    pub at: Decimal,
    /// The side.
    pub side: TargetSide,
}

wire_enum! {
    /// What it means that a value which comes from elsewhere is not there, or that nobody in the group has any.
    #[derive(Default)]
    Absence {
        /// No points; it stays in the sum.
        #[default]
        Zero = "ZERO",
        /// It does not apply.
        NotApplicable = "NOT_APPLICABLE",
        /// It is not known yet.
        Pending = "PENDING",
        /// The unit is not scored at all.
        Unscored = "UNSCORED",
    }
}

/// A criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leaf {
    /// Short and stable.
    pub code: String,
    /// Its text.
    pub name: Text,
    /// The place in the plan that states it.
    #[serde(default)]
    pub source: String,
    /// Where its value comes from.
    pub value: ValueSpec,
    /// How the value becomes points; empty for options, scorers and what is not scored.
    #[serde(default)]
    pub curve: Curve,
    /// Whether the value is compared with the group's best or least first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalise: Option<Normalise>,
    /// What the value must reach; none if full points decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Its share in a weighted branch, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Decimal>,
    /// The points that make it full, which enter denominators.
    pub full: Decimal,
    /// The least points; 0 if it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
    /// The most points; the full ones if it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Decimal>,
    /// The agency that verifies it; none for that of the nearest branch above that names one, or else the standing agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<OrganisationId>,
    /// What is demanded of a reporting unit.
    #[serde(default)]
    pub demands: Demands,
    /// What it means that the value is not there.
    #[serde(default)]
    pub absence: Absence,
}

impl Leaf {
    /// The least points that it can give.
    #[must_use]
    pub fn lowest(&self) -> Decimal {
        self.least.unwrap_or(Decimal::ZERO)
    }

    /// The greatest result of a survey: the one that is stated, or else the value at which the last piece of the curve
    /// begins, beyond which no further points are given.
    #[must_use]
    pub fn greatest_survey(&self) -> Option<Decimal> {
        let ValueSpec::Survey { most, .. } = &self.value else { return None };
        let last = self.curve.ranges().last().and_then(|(begin, piece)| piece.until.or(begin));
        most.or(last.map(|bound| bound.at)).filter(|_| !self.curve.grows_without_end() || most.is_some())
    }

    /// Whether an agency can find its value: not what is computed, and not what a panel scores.
    #[must_use]
    pub fn can_have_verifier(&self) -> bool {
        match &self.value {
            ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => true,
            ValueSpec::Survey { .. } | ValueSpec::Context { .. } => true,
            ValueSpec::Rubric { panel, .. } => panel.is_none(),
            ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => false,
            ValueSpec::Account { .. } => false,
        }
    }

    /// The most points that it can give.
    #[must_use]
    pub fn highest(&self) -> Decimal {
        self.most.unwrap_or(self.full)
    }
}

/// A heading with its children: a pillar, an independent part, a table of one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// Short and stable.
    pub code: String,
    /// Its heading.
    pub name: Text,
    /// How the children's points come together.
    pub combine: Combine,
    /// Its share in a weighted branch, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Decimal>,
    /// The full points that its children must give together, as the author states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<Decimal>,
    /// The least points, after weighting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
    /// The most points, after weighting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Decimal>,
    /// Who takes over the points of what does not apply.
    #[serde(default)]
    pub rebase: Rebase,
    /// The agency that verifies what is below it, such as a table of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<OrganisationId>,
    /// The children, in reading order.
    pub children: Vec<Node>,
}

impl Branch {
    /// The full points that the children give together.
    #[must_use]
    pub fn full_points(&self) -> Exact {
        let scored = || self.children.iter().filter(|child| child.is_scored());
        let sum = scored().fold(Exact::ZERO, |sum, child| match self.combine {
            Combine::Sum | Combine::Mean => &sum + &child.full_points(),
            Combine::Weighted => &sum + &Exact::from(child.share().unwrap_or_default()),
        });
        match self.combine {
            Combine::Sum | Combine::Weighted => sum,
            Combine::Mean => sum.divided_by(&count(scored().count())).unwrap_or(Exact::ZERO),
        }
    }
}

/// A number of things, as a fraction.
pub(crate) fn count(number: usize) -> Exact {
    Exact::from(Decimal::whole(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// A branch or a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Node {
    /// A heading with children.
    Branch(Branch),
    /// A criterion.
    Leaf(Box<Leaf>),
}

impl Node {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Branch(branch) => &branch.code,
            Self::Leaf(leaf) => &leaf.code,
        }
    }

    /// Its share in a weighted branch.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        match self {
            Self::Branch(branch) => branch.share,
            Self::Leaf(leaf) => leaf.share,
        }
    }

    /// Whether any point comes from it.
    #[must_use]
    pub fn is_scored(&self) -> bool {
        match self {
            Self::Branch(branch) => branch.children.iter().any(Self::is_scored),
            Self::Leaf(leaf) => leaf.value.is_scored(),
        }
    }

    /// Its full points, before it is weighted.
    #[must_use]
    pub fn full_points(&self) -> Exact {
        match self {
            Self::Branch(branch) => branch.full_points(),
            Self::Leaf(leaf) => Exact::from(leaf.full),
        }
    }
}

/// The points of one entry under a bonus or penalty line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ExtraForm {
    /// These points, once, however many entries there are.
    Fixed(Decimal),
    /// These points for each.
    Each(Decimal),
    /// The points that the entry states, up to a maximum.
    Free {
        /// The most points of one entry.
        most: Decimal,
    },
}

/// A line for which points are added or taken (rule L27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtraLine {
    /// Short and stable.
    pub code: String,
    /// What the points are added or taken for.
    pub name: Text,
    /// The points of an entry.
    pub form: ExtraForm,
    /// The most points of all its entries, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Decimal>,
}

/// All bonuses, or all penalties; they are never re-based.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Extras {
    /// The lines.
    pub lines: Vec<ExtraLine>,
    /// The most points of all lines, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Decimal>,
}

wire_enum! {
    /// Which points stand first in a tie.
    TieOrder {
        /// More points of the node.
        Highest = "HIGHEST",
        /// Fewer points of the node.
        Lowest = "LOWEST",
    }
}

/// What decides between equal totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TieBreak {
    /// The node whose points are compared.
    pub node: String,
    /// Which stand first.
    pub order: TieOrder,
}

/// What a unit must also fulfil to be in a band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Condition {
    /// A node has at least so many points.
    NodeAtLeast {
        /// The node.
        node: String,
        /// The points.
        points: Decimal,
    },
    /// An option was not chosen: one that knocks out.
    NotOption {
        /// The criterion with the choice.
        leaf: String,
        /// The option.
        option: String,
    },
    /// At most such a share of the group is in the band.
    GreatestShare {
        /// The share of the ranked units, in hundredths of a percent.
        basis_points: i64,
    },
}

/// A rating band (mức xếp loại): from its lower bound up to the next band's, if its conditions hold too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeBand {
    /// Short and stable.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The lowest total in the band.
    pub from: Decimal,
    /// What else it demands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// The model of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tree {
    /// Everything that is scored.
    pub main: Branch,
    /// The total of a unit with full points everywhere.
    pub scale: Decimal,
    /// What adds points.
    #[serde(default)]
    pub bonus: Extras,
    /// What takes points.
    #[serde(default)]
    pub penalty: Extras,
    /// Whether bonuses may lift a total above the scale.
    #[serde(default)]
    pub may_exceed_scale: bool,
    /// How and where points are rounded.
    pub rounding: Rounding,
    /// What decides between equal totals, in this order; ties that remain share a rank (rule L25).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tie_breaks: Vec<TieBreak>,
    /// The rating bands, lowest first; empty if totals are not rated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<TreeBand>,
}

impl Tree {
    /// The criteria, in reading order.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Leaf> {
        fn collect<'a>(branch: &'a Branch, leaves: &mut Vec<&'a Leaf>) {
            for child in &branch.children {
                match child {
                    Node::Branch(branch) => collect(branch, leaves),
                    Node::Leaf(leaf) => leaves.push(leaf),
                }
            }
        }
        let mut leaves = Vec::new();
        collect(&self.main, &mut leaves);
        leaves
    }

    /// The name of a branch or leaf; its code if there is none.
    #[must_use]
    pub fn name_of(&self, code: &str) -> Text {
        fn find<'a>(branch: &'a Branch, code: &str) -> Option<&'a Text> {
            if branch.code == code {
                return Some(&branch.name);
            }
            branch.children.iter().find_map(|child| match child {
                Node::Branch(branch) => find(branch, code),
                Node::Leaf(leaf) => (leaf.code == code).then_some(&leaf.name),
            })
        }
        find(&self.main, code).cloned().unwrap_or_else(|| Text::new(code, code))
    }

    /// The agency that verifies a criterion besides the standing agency: its own, or that of the nearest branch above.
    #[must_use]
    pub fn verifier_of(&self, code: &str) -> Option<OrganisationId> {
        fn find(branch: &Branch, above: Option<OrganisationId>, code: &str) -> Option<Option<OrganisationId>> {
            let here = branch.verifier.or(above);
            branch.children.iter().find_map(|child| match child {
                Node::Branch(branch) => find(branch, here, code),
                Node::Leaf(leaf) if leaf.code == code => {
                    Some(leaf.verifier.or(here).filter(|_| leaf.can_have_verifier()))
                }
                Node::Leaf(_) => None,
            })
        }
        find(&self.main, None, code).flatten()
    }

    /// Names the agency that verifies a node, or everything below it; false if the tree has no such node.
    pub fn entrust(&mut self, code: &str, agency: OrganisationId) -> bool {
        fn find<'a>(branch: &'a mut Branch, code: &str) -> Option<&'a mut Option<OrganisationId>> {
            if branch.code == code {
                return Some(&mut branch.verifier);
            }
            branch.children.iter_mut().find_map(|child| match child {
                Node::Branch(branch) => find(branch, code),
                Node::Leaf(leaf) if leaf.code == code => Some(&mut leaf.verifier),
                Node::Leaf(_) => None,
            })
        }
        find(&mut self.main, code).map(|verifier| *verifier = Some(agency)).is_some()
    }

    /// The nodes that name an agency, by their codes; the tree names none afterwards.
    pub fn withdraw_verifiers(&mut self) -> Vec<(String, OrganisationId)> {
        fn take(branch: &mut Branch, found: &mut Vec<(String, OrganisationId)>) {
            found.extend(branch.verifier.take().map(|agency| (branch.code.clone(), agency)));
            for child in &mut branch.children {
                match child {
                    Node::Branch(branch) => take(branch, found),
                    Node::Leaf(leaf) => found.extend(leaf.verifier.take().map(|agency| (leaf.code.clone(), agency))),
                }
            }
        }
        let mut found = Vec::new();
        take(&mut self.main, &mut found);
        found
    }

    /// Whether a band demands more than a total, which only a whole board can decide (rule M08).
    #[must_use]
    pub fn has_conditions(&self) -> bool {
        self.bands.iter().any(|band| !band.conditions.is_empty())
    }

    /// The band of a total alone; the board decides about its conditions. A lower bound belongs to the band above it
    /// (rule L26).
    #[must_use]
    pub fn band(&self, total: Decimal) -> Option<&TreeBand> {
        self.bands.iter().rev().find(|band| band.from <= total)
    }
}
