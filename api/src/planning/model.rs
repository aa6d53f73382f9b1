//! Trees of criteria on the wire (rules M06, M07): pillars with criteria below them, bonus and penalty lines, rounding.

use domain::base::ids::OrganisationId;
use domain::base::refusal::Violation;
use domain::base::text::tidy;
use domain::planning::measure::Measure;
use domain::planning::tree::{
    Absence, Branch, Combine, ExtraForm, ExtraLine, Extras, Leaf, Node, Normalise, Rebase, Rounding, RoundingMode,
    RoundingPlace, Target, TargetSide, Tree,
};
use domain::planning::value_spec::ValueSpec;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::hundredths::decimal::DecimalBody;
use crate::base::problem::violation;
use crate::base::text::{Code, EmptyOrLine, TextView};
use crate::planning::curve::{PieceBody, curve, pieces};
use crate::planning::measure::DemandsBody;
use crate::planning::model::band::{TieBreakBody, TreeBandBody};
use crate::planning::reasons;
use crate::planning::value_spec::ValueSpecBody;

pub(crate) mod band;

/// How and where points are rounded (rule M06).
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelRounding, example = json!({"mode": "CUT", "decimals": 2, "at": "LEAVES_AND_ROOT"}))]
pub(crate) struct RoundingBody {
    /// How: cut down (toward minus infinity), or to the nearest with a half away from zero.
    mode: RoundingMode,
    /// To how many decimals, 0 to 2.
    #[validate(range(max = 2))]
    #[schema(minimum = 0, maximum = 2)]
    decimals: u8,
    /// What is rounded: the points of each leaf and the total, or the total alone.
    at: RoundingPlace,
}

/// What a value must reach, decided exactly and before any rounding (rule S04).
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelTarget, example = json!({"at": 80, "side": "AT_LEAST"}))]
pub(crate) struct TargetBody {
    /// The value; of a ratio, the ratio times its `per`.
    at: DecimalBody,
    /// On which side of it the value must be.
    side: TargetSide,
}

impl TargetBody {
    /// The target of a leaf of a tree; none for any other criterion.
    pub(crate) fn of(measure: &Measure) -> Option<Self> {
        match measure {
            Measure::Leaf(leaf) => leaf.target.map(|Target { at, side }| Self { at: DecimalBody(at), side }),
            Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) => None,
            Measure::Qualitative { .. } => None,
        }
    }
}

/// A node of the tree: a branch, which has `children`, or a leaf (a criterion), which has a `value`. Exactly one of both.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "1.1", "name": {"vi": "Cuộc họp của ban chỉ đạo", "en": "Meetings of the steering committee"},
    "source": "Mục II.3", "full": 20,
    "value": {"number": {"of": {"vi": "cuộc họp", "en": "meetings"}, "unit": "COUNT", "decimals": 0}},
    "curve": [
        {"to": {"at": 2, "included": false}, "step": 0},
        {"from": {"at": 2, "included": true}, "to": {"at": 4, "included": true}, "line": [10, 20]},
        {"step": 20}
    ],
    "target": {"at": 4, "side": "AT_LEAST"}, "demands": {"waivable": true}
}))]
pub(crate) struct ModelNode {
    /// Short and stable; used once in the set.
    /// Example: `1.1`
    #[validate(nested)]
    code: Code,
    /// Its heading or text.
    #[validate(nested)]
    name: TextView,
    /// Of a leaf: the source in the plan or another document; at most 300 characters.
    /// Example: `Mục II.3`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<EmptyOrLine>,
    /// Its share in percent, if the branch above is `WEIGHTED`, and only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    share: Option<DecimalBody>,
    /// Of a leaf: the full points, which enter the denominator; with at most two decimals. Of a branch: a control sum of
    /// the full points of its children (rule M07), which may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    full: Option<DecimalBody>,
    /// The least points; 0 for a leaf that states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    least: Option<DecimalBody>,
    /// The most points: of a branch its cap, after weighting (rule M07); of a leaf `full` if it states none (rule L22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    most: Option<DecimalBody>,
    /// Of a branch: how the points of its children come together; `SUM` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    combine: Option<Combine>,
    /// Of a branch: who takes over the points of what does not apply; `ABOVE` if left out (rules L24, M07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rebase: Option<Rebase>,
    /// Of a branch: what is below it, in reading order. A set has at most 200 leaves on at most 6 levels.
    #[validate(length(max = 200), nested)]
    #[schema(no_recursion, max_items = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    children: Option<Vec<ModelNode>>,
    /// Of a leaf: where its value comes from.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<ValueSpecBody>,
    /// Of a leaf with a ratio, a number or official results: how the value becomes points; pieces in rising order without a gap.
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    curve: Option<Vec<PieceBody>>,
    /// Of a leaf: that its value is divided by the best of the group, or the least of the group by it, before the curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    normalise: Option<Normalise>,
    /// Of a leaf: what its value must reach; without one, full points decide whether it is met.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<TargetBody>,
    /// The agency that verifies the criterion, or everything below a branch that names no other, besides the standing agency
    /// (cơ quan thẩm tra tiêu chí): its people record what they find, and the standing agency takes it over (rule L22). A table
    /// of one agency is a branch with it. Not for criteria that a panel scores or whose values are computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    verifier: Option<OrganisationId>,
    /// Of a leaf: what is demanded of the unit.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    demands: Option<DemandsBody>,
    /// Of a leaf that compares units: what it means that nobody in the group has anything; `ZERO` if left out. Of one that is
    /// made of official results, or is a survey: what a missing one means, `NOT_APPLICABLE` or `UNSCORED`; it must be stated
    /// (rule M05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    absence: Option<Absence>,
}

/// A line for which points are added or taken (rule L27): exactly one of `fixed`, `each` and `free`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelLine)]
pub(crate) struct ExtraLineBody {
    /// Short and stable; used once among all lines of the set.
    /// Example: `FLAG`
    #[validate(nested)]
    code: Code,
    /// What the points are added or taken for.
    #[validate(nested)]
    name: TextView,
    /// These points, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fixed: Option<DecimalBody>,
    /// These points for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    each: Option<DecimalBody>,
    /// The points that the entry states, up to these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    free: Option<DecimalBody>,
    /// The most points of all its entries, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cap: Option<DecimalBody>,
}

/// All bonus lines, or all penalty lines; they are never re-based.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ModelLines)]
pub(crate) struct ExtrasBody {
    /// The lines.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    lines: Vec<ExtraLineBody>,
    /// The most points of all lines together, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cap: Option<DecimalBody>,
}

/// A criteria set as a tree (cây tiêu chí): points are combined, re-based, weighted and capped branch by branch; the total
/// is the main branch re-based to the scale, plus bonus, minus penalty, and is rounded as the set says (rules M06, M07).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Model, example = json!({
    "scale": 100, "rounding": {"mode": "CUT", "decimals": 2, "at": "LEAVES_AND_ROOT"},
    "main": {"code": "ROOT", "name": {"vi": "Tổng điểm", "en": "Total"}, "combine": "SUM", "children": [
        {"code": "P1", "name": {"vi": "Nhận thức số", "en": "Awareness"}, "combine": "SUM", "full": 30, "most": 30, "children": [
            {"code": "1.1", "name": {"vi": "Trưởng ban chỉ đạo", "en": "Head of the committee"}, "full": 10,
                "value": {"choice": {"options": [
                    {"code": "CHIEF", "name": {"vi": "Người đứng đầu", "en": "The head"}, "points": 10},
                    {"code": "DEPUTY", "name": {"vi": "Cấp phó", "en": "A deputy"}, "points": 5}]}}},
            {"code": "1.2", "name": {"vi": "Thực hiện so với kế hoạch", "en": "Done against planned"}, "full": 20,
                "value": {"ratio": {"numerator": {"vi": "đã làm", "en": "done"}, "denominator": {"vi": "kế hoạch", "en": "planned"},
                    "zero": "NOT_APPLICABLE", "mayExceedOne": true, "per": 100}},
                "curve": [{"to": {"at": 0, "included": false}, "step": 0},
                    {"to": {"at": 100, "included": true}, "line": [0, 20]}, {"step": 20}]}]}]},
    "bonus": {"cap": 5, "lines": [{"code": "FLAG", "name": {"vi": "Cờ thi đua", "en": "Flag"}, "fixed": 5}]},
    "mayExceedScale": true
}))]
pub(crate) struct ModelBody {
    /// The total of a unit with full points everywhere; above 0, with at most two decimals.
    scale: DecimalBody,
    /// How and where points are rounded.
    #[validate(nested)]
    rounding: RoundingBody,
    /// The main branch: everything that is scored.
    #[validate(nested)]
    main: ModelNode,
    /// What adds points.
    #[validate(nested)]
    #[serde(default)]
    bonus: ExtrasBody,
    /// What takes points.
    #[validate(nested)]
    #[serde(default)]
    penalty: ExtrasBody,
    /// Whether bonuses may lift a total above the scale.
    #[serde(default)]
    may_exceed_scale: bool,
    /// What decides between equal totals, in this order (rule M06); units that are equal in all of it share a rank.
    #[validate(length(max = 10), nested)]
    #[schema(max_items = 10)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tie_breaks: Vec<TieBreakBody>,
    /// The rating bands, lowest first, the lowest from 0; empty if totals are not rated.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    bands: Vec<TreeBandBody>,
}

impl ModelBody {
    /// The tree.
    ///
    /// # Errors
    /// Everything that makes it none, by pointers into the model.
    pub(crate) fn tree(self) -> Result<Tree, Vec<Violation>> {
        let Self { scale, rounding, main, bonus, penalty, may_exceed_scale, tie_breaks, bands } = self;
        let mut violations = Vec::new();
        let main = match main.node("/main", &mut violations) {
            Some(Node::Branch(branch)) => Some(branch),
            Some(Node::Leaf(_)) => {
                violations.push(violation("/main", reasons::node_unclear()));
                None
            }
            None => None,
        };
        let bonus = bonus.extras("/bonus", &mut violations);
        let penalty = penalty.extras("/penalty", &mut violations);
        let RoundingBody { mode, decimals, at } = rounding;
        let numbered = bands.into_iter().enumerate();
        let bands = numbered.map(|(place, body)| body.band(&format!("/bands/{place}"), &mut violations)).collect();
        match main.filter(|_| violations.is_empty()) {
            Some(main) => Ok(Tree {
                main,
                scale: scale.0,
                bonus,
                penalty,
                may_exceed_scale,
                rounding: Rounding { mode, decimals, place: at },
                tie_breaks: band::read(tie_breaks),
                bands,
            }),
            None => Err(violations),
        }
    }
}

impl ModelNode {
    /// The branch or the leaf; none if it is neither, which is named.
    fn node(self, pointer: &str, violations: &mut Vec<Violation>) -> Option<Node> {
        match (self.children.is_some(), self.value.is_some()) {
            (true, false) => self.branch(pointer, violations).map(Node::Branch),
            (false, true) => self.leaf(pointer, violations).map(|leaf| Node::Leaf(Box::new(leaf))),
            (true, true) | (false, false) => {
                violations.push(violation(pointer, reasons::node_unclear()));
                None
            }
        }
    }

    fn branch(self, pointer: &str, violations: &mut Vec<Violation>) -> Option<Branch> {
        let Self { code, name, source, share, full, least, most, combine, rebase, children, verifier, .. } = self;
        let of_leaf = self.curve.is_some() || self.normalise.is_some() || self.target.is_some();
        if of_leaf || source.is_some() || self.demands.is_some() || self.absence.is_some() {
            violations.push(violation(pointer, reasons::node_unclear()));
        }
        let below: Vec<Option<Node>> = children
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(place, child)| child.node(&format!("{pointer}/children/{place}"), violations))
            .collect();
        let decimal = |number: Option<DecimalBody>| number.map(|number| number.0);
        Some(Branch {
            code: tidy(&code),
            name: name.into(),
            combine: combine.unwrap_or(Combine::Sum),
            share: decimal(share),
            full: decimal(full),
            least: decimal(least),
            most: decimal(most),
            rebase: rebase.unwrap_or_default(),
            verifier,
            children: below.into_iter().collect::<Option<Vec<Node>>>()?,
        })
    }

    fn leaf(self, pointer: &str, violations: &mut Vec<Violation>) -> Option<Leaf> {
        let Self { code, name, source, share, full, least, most, combine, rebase, value, .. } = self;
        if combine.is_some() || rebase.is_some() {
            violations.push(violation(pointer, reasons::node_unclear()));
        }
        let curve = curve(self.curve.unwrap_or_default(), &format!("{pointer}/curve"), violations);
        let Some(value) = value.and_then(ValueSpecBody::single) else {
            violations.push(violation(format!("{pointer}/value"), reasons::value_of_leaf_unclear()));
            return None;
        };
        let decimal = |number: Option<DecimalBody>| number.map(|number| number.0);
        if full.is_none() && !matches!(value, ValueSpec::Context { .. }) {
            violations.push(violation(format!("{pointer}/full"), crate::base::reasons::field_missing()));
        }
        Some(Leaf {
            code: tidy(&code),
            name: name.into(),
            source: source.map(|source| tidy(&source)).unwrap_or_default(),
            value,
            curve,
            normalise: self.normalise,
            target: self.target.map(|TargetBody { at, side }| Target { at: at.0, side }),
            share: decimal(share),
            full: decimal(full).unwrap_or_default(),
            least: decimal(least),
            most: decimal(most),
            verifier: self.verifier,
            demands: self.demands.map(Into::into).unwrap_or_default(),
            absence: self.absence.unwrap_or_default(),
        })
    }
}

impl ExtrasBody {
    fn extras(self, pointer: &str, violations: &mut Vec<Violation>) -> Extras {
        let Self { lines, cap } = self;
        let mut read = Vec::with_capacity(lines.len());
        for (place, body) in lines.into_iter().enumerate() {
            let ExtraLineBody { code, name, fixed, each, free, cap } = body;
            let form = match (fixed, each, free) {
                (Some(points), None, None) => ExtraForm::Fixed(points.0),
                (None, Some(points), None) => ExtraForm::Each(points.0),
                (None, None, Some(most)) => ExtraForm::Free { most: most.0 },
                (Some(_) | None, Some(_) | None, Some(_) | None) => {
                    violations.push(violation(format!("{pointer}/lines/{place}"), reasons::line_unclear()));
                    continue;
                }
            };
            read.push(ExtraLine { code: tidy(&code), name: name.into(), form, cap: cap.map(|cap| cap.0) });
        }
        Extras { lines: read, cap: cap.map(|cap| cap.0) }
    }
}

impl RoundingBody {
    /// The rounding of a tree.
    pub(crate) const fn of(tree: &Tree) -> Self {
        let Rounding { mode, decimals, place } = tree.rounding;
        Self { mode, decimals, at: place }
    }
}

impl From<&Tree> for ModelBody {
    fn from(tree: &Tree) -> Self {
        let Tree { main, scale, bonus, penalty, may_exceed_scale, rounding: _, tie_breaks, bands } = tree;
        Self {
            scale: DecimalBody(*scale),
            rounding: RoundingBody::of(tree),
            main: main.into(),
            bonus: bonus.into(),
            penalty: penalty.into(),
            may_exceed_scale: *may_exceed_scale,
            tie_breaks: band::tie_breaks(tie_breaks),
            bands: bands.iter().map(TreeBandBody::from).collect(),
        }
    }
}

impl From<&Branch> for ModelNode {
    fn from(branch: &Branch) -> Self {
        let Branch { code, name, combine, share, full, least, most, rebase, verifier, children } = branch;
        let below = |child: &Node| match child {
            Node::Branch(branch) => branch.into(),
            Node::Leaf(leaf) => leaf.as_ref().into(),
        };
        Self {
            share: share.map(DecimalBody),
            full: full.map(DecimalBody),
            least: least.map(DecimalBody),
            most: most.map(DecimalBody),
            combine: Some(*combine),
            rebase: Some(*rebase),
            verifier: *verifier,
            children: Some(children.iter().map(below).collect()),
            ..Self::named(code, name)
        }
    }
}

impl ModelNode {
    fn named(code: &str, name: &domain::base::text::Text) -> Self {
        Self {
            code: code.to_owned().into(),
            name: name.clone().into(),
            source: None,
            share: None,
            full: None,
            least: None,
            most: None,
            combine: None,
            rebase: None,
            children: None,
            value: None,
            curve: None,
            normalise: None,
            target: None,
            verifier: None,
            demands: None,
            absence: None,
        }
    }
}

impl From<&Leaf> for ModelNode {
    fn from(leaf: &Leaf) -> Self {
        let Leaf { code, name, source, value, curve, normalise, target, share, full, least, most, .. } = leaf;
        Self {
            source: (!source.is_empty()).then(|| source.clone().into()),
            share: share.map(DecimalBody),
            full: Some(DecimalBody(*full)),
            least: least.map(DecimalBody),
            most: most.map(DecimalBody),
            value: Some(value.clone().into()),
            curve: (!curve.pieces.is_empty()).then(|| pieces(curve)),
            normalise: *normalise,
            target: target.map(|Target { at, side }| TargetBody { at: DecimalBody(at), side }),
            verifier: leaf.verifier,
            demands: Some(leaf.demands.clone().into()),
            absence: (normalise.is_some() || value.comes_from_elsewhere()).then_some(leaf.absence),
            ..Self::named(code, name)
        }
    }
}

impl From<&Extras> for ExtrasBody {
    fn from(extras: &Extras) -> Self {
        let line = |ExtraLine { code, name, form, cap }: &ExtraLine| {
            let (fixed, each, free) = match *form {
                ExtraForm::Fixed(points) => (Some(points), None, None),
                ExtraForm::Each(points) => (None, Some(points), None),
                ExtraForm::Free { most } => (None, None, Some(most)),
            };
            ExtraLineBody {
                code: code.clone().into(),
                name: name.clone().into(),
                fixed: fixed.map(DecimalBody),
                each: each.map(DecimalBody),
                free: free.map(DecimalBody),
                cap: cap.map(DecimalBody),
            }
        };
        Self { lines: extras.lines.iter().map(line).collect(), cap: extras.cap.map(DecimalBody) }
    }
}
