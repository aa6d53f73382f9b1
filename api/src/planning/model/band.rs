//! What decides between equal totals (rule M06), and rating bands with their conditions (rule M08), on the wire.

use domain::base::refusal::Violation;
use domain::base::text::tidy;
use domain::planning::tree::{Condition, TieBreak, TieOrder, TreeBand};
use domain::results::banding::BandMove;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::hundredths::Hundredths;
use crate::base::hundredths::decimal::DecimalBody;
use crate::base::problem::violation;
use crate::base::text::{Code, TextView};
use crate::planning::reasons;

/// What decides between units with equal totals (tiêu chí phụ, rule M06).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelTieBreak, example = json!({"node": "P1", "order": "HIGHEST"}))]
pub(crate) struct TieBreakBody {
    /// The code of the branch or leaf whose points are compared, as they are shown. A unit to which nothing of it applies
    /// comes last.
    /// Example: `P1`
    #[validate(nested)]
    node: Code,
    /// Which points stand first.
    order: TieOrder,
}

impl From<TieBreakBody> for TieBreak {
    fn from(TieBreakBody { node, order }: TieBreakBody) -> Self {
        Self { node: tidy(&node), order }
    }
}

impl From<&TieBreak> for TieBreakBody {
    fn from(TieBreak { node, order }: &TieBreak) -> Self {
        Self { node: node.clone().into(), order: *order }
    }
}

/// The points that a branch or leaf must have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelLeastOfNode, example = json!({"node": "P1", "points": 52}))]
pub(crate) struct LeastOfNode {
    /// The code of the branch or leaf.
    /// Example: `P1`
    #[validate(nested)]
    node: Code,
    /// The least points; of a branch from which something is left out, as if everything in it applied.
    points: DecimalBody,
}

/// An option of a choice that a unit of the band must not have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelKnockOut, example = json!({"leaf": "DISC", "option": "YES"}))]
pub(crate) struct KnockOut {
    /// The code of the leaf with the choice.
    /// Example: `DISC`
    #[validate(nested)]
    leaf: Code,
    /// The code of the option.
    /// Example: `YES`
    #[validate(nested)]
    option: Code,
}

/// What a unit must also fulfil to be in a band (rule M08): exactly one of `nodeAtLeast`, `notOption` and `greatestShare`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelCondition, example = json!({"nodeAtLeast": {"node": "P1", "points": 52}}))]
pub(crate) struct ConditionBody {
    /// A branch or leaf has at least so many points. One of which nothing applies to the unit cannot be missed.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    node_at_least: Option<LeastOfNode>,
    /// An option was not chosen (điều kiện loại trừ).
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_option: Option<KnockOut>,
    /// At most such a share of the group's ranked units is in the band, in percent: as many units as the share gives, cut
    /// down to a whole number. Those who share a rank at the limit go down together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 20)]
    greatest_share: Option<Hundredths>,
}

impl ConditionBody {
    fn condition(self) -> Option<Condition> {
        match (self.node_at_least, self.not_option, self.greatest_share) {
            (Some(LeastOfNode { node, points }), None, None) => {
                Some(Condition::NodeAtLeast { node: tidy(&node), points: points.0 })
            }
            (None, Some(KnockOut { leaf, option }), None) => {
                Some(Condition::NotOption { leaf: tidy(&leaf), option: tidy(&option) })
            }
            (None, None, Some(Hundredths(basis_points))) => Some(Condition::GreatestShare { basis_points }),
            (Some(_) | None, Some(_) | None, Some(_) | None) => None,
        }
    }
}

impl From<&Condition> for ConditionBody {
    fn from(condition: &Condition) -> Self {
        let none = Self { node_at_least: None, not_option: None, greatest_share: None };
        match condition {
            Condition::NodeAtLeast { node, points } => {
                let least = LeastOfNode { node: node.clone().into(), points: DecimalBody(*points) };
                Self { node_at_least: Some(least), ..none }
            }
            Condition::NotOption { leaf, option } => {
                let knock_out = KnockOut { leaf: leaf.clone().into(), option: option.clone().into() };
                Self { not_option: Some(knock_out), ..none }
            }
            Condition::GreatestShare { basis_points } => {
                Self { greatest_share: Some(Hundredths(*basis_points)), ..none }
            }
        }
    }
}

/// A rating band (mức xếp loại, rule L26): from its lower bound up to the next band's, if its conditions hold too (M08).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelBand, example = json!({
    "code": "BEST", "name": {"vi": "Xuất sắc", "en": "Excellent"}, "from": 90,
    "conditions": [{"nodeAtLeast": {"node": "P1", "points": 24}}, {"greatestShare": 20}]
}))]
pub(crate) struct TreeBandBody {
    /// Short and stable.
    /// Example: `GOOD`
    #[validate(nested)]
    code: Code,
    /// Its name.
    #[validate(nested)]
    name: TextView,
    /// The least total that belongs to it; 0 for the lowest band.
    from: DecimalBody,
    /// What a unit must also fulfil; the lowest band has none. A unit that misses one takes the next lower band.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<ConditionBody>,
}

impl TreeBandBody {
    /// The band; conditions that are none are named.
    pub(super) fn band(self, pointer: &str, violations: &mut Vec<Violation>) -> TreeBand {
        let Self { code, name, from, conditions } = self;
        let mut read = Vec::with_capacity(conditions.len());
        for (place, body) in conditions.into_iter().enumerate() {
            match body.condition() {
                Some(condition) => read.push(condition),
                None => {
                    let pointer = format!("{pointer}/conditions/{place}");
                    violations.push(violation(pointer, reasons::condition_unclear()));
                }
            }
        }
        TreeBand { code: tidy(&code), name: name.into(), from: from.0, conditions: read }
    }
}

impl From<&TreeBand> for TreeBandBody {
    fn from(TreeBand { code, name, from, conditions }: &TreeBand) -> Self {
        Self {
            code: code.clone().into(),
            name: name.clone().into(),
            from: DecimalBody(*from),
            conditions: conditions.iter().map(ConditionBody::from).collect(),
        }
    }
}

/// A band that a unit left because it missed a condition, and why (rule M08).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BandMove)]
pub(crate) struct BandMoveView {
    /// The code of the band that the unit left.
    #[schema(example = "BEST")]
    from: String,
    /// The code of the band below.
    #[schema(example = "GOOD")]
    to: String,
    /// The condition that it missed.
    condition: ConditionBody,
    /// The sentences.
    explanation: TextView,
}

impl BandMoveView {
    /// The move with its sentences.
    pub(crate) fn new(one: &BandMove, explanation: domain::base::text::Text) -> Self {
        let BandMove { unit: _, from, to, condition } = one;
        Self { from: from.clone(), to: to.clone(), condition: condition.into(), explanation: explanation.into() }
    }
}

/// The tie-breaks of a tree.
pub(crate) fn tie_breaks(known: &[TieBreak]) -> Vec<TieBreakBody> {
    known.iter().map(TieBreakBody::from).collect()
}

/// The tie-breaks on the wire as those of a tree.
pub(super) fn read(bodies: Vec<TieBreakBody>) -> Vec<TieBreak> {
    bodies.into_iter().map(TieBreak::from).collect()
}
