//! The steps of a score by a tree, on the wire: every branch, every leaf, every bonus and penalty line.

use std::collections::BTreeMap;

use domain::base::ids::{BoardId, OrganisationId, ReleaseId};
use domain::base::text::Text;
use domain::planning::assessment::explained;
use domain::planning::card::{Amount, BranchScore, Card, ExtraScore, Given, LeafScore, LeafState};
use domain::planning::criteria::CriteriaSet;
use domain::planning::exact::Exact;
use domain::planning::grading::AdjustmentKind;
use domain::planning::official::Source;
use domain::planning::scoring::Scorecard;
use domain::planning::tree::{Branch, Node, Tree};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::hundredths::decimal::DecimalBody;
use crate::base::text::TextView;

/// Points as they are shown, and as they are computed with if rounding took something.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Amount)]
pub(crate) struct AmountView {
    /// The points, rounded as the set says.
    shown: DecimalBody,
    /// The exact number as a reduced fraction, if it is not the rounded one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]+/[0-9]+$", example = "850/9")]
    exact: Option<String>,
}

impl From<&Amount> for AmountView {
    fn from(amount: &Amount) -> Self {
        let Amount { shown, exact } = amount;
        Self { shown: DecimalBody(*shown), exact: exact.as_ref().map(Exact::to_string) }
    }
}

/// An official result that a value is made of (kết quả chính thức), and where it is published (rule M05).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OfficialSource)]
pub(crate) struct OfficialSourceView {
    /// The code of the cycle.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The unit whose result it is.
    organisation: OrganisationId,
    /// The unit's name.
    #[schema(example = "UBND phường An Cư")]
    name: String,
    /// The release; absent, with all that follows, for a unit without a result there.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<ReleaseId>,
    /// Its number within the cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    release_number: Option<i64>,
    /// The board; `/v1/public/boards/{board}/units/{organisation}` shows the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<BoardId>,
    /// The points, or the figure, as a reduced fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]+/[0-9]+$", example = "175/2")]
    value: Option<String>,
    /// The numerator of a figure that is a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 90)]
    numerator: Option<i64>,
    /// The denominator of a figure that is a ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 100)]
    denominator: Option<i64>,
    /// Whether the target was met, for a criterion that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<bool>,
}

impl From<&Source> for OfficialSourceView {
    fn from(source: &Source) -> Self {
        let Source { cycle, organisation, organisation_name, official } = source;
        let found = official.as_ref();
        let counts = found.and_then(|found| found.counts);
        Self {
            cycle_code: cycle.clone(),
            organisation: *organisation,
            name: organisation_name.clone(),
            release: found.map(|found| found.release),
            release_number: found.map(|found| found.release_number),
            board: found.map(|found| found.board),
            value: found.map(|found| found.value.to_string()),
            numerator: counts.map(|counts| counts.numerator),
            denominator: counts.map(|counts| counts.denominator),
            met: found.and_then(|found| found.met),
        }
    }
}

/// Why a criterion is left out for a unit by name (tiêu chí được miễn).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeftOutGround)]
pub(crate) struct LeftOutView {
    /// Why.
    #[schema(example = "Đơn vị không có bộ phận một cửa")]
    reason: String,
    /// The document that says so: number, day, issuer and title.
    #[schema(example = "12/HD-STTTT, Sở Thông tin và Truyền thông, Hướng dẫn chấm điểm")]
    document: String,
}

/// How a leaf of a tree came to its points.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeafStep)]
pub(crate) struct LeafStepView {
    /// What became of the leaf.
    state: LeafState,
    /// Why it is left out for the unit by name, and by which document; absent if it is not (rule L24).
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeftOutView>,
    /// The official results that the value is made of, in the order in which the set names them (rule M05); empty for a
    /// value that the unit reports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<OfficialSourceView>,
    /// The value that was computed with, as a reduced fraction: a ratio times its `per`, a number, points, or what the
    /// official results give.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]+/[0-9]+$", example = "85/1")]
    value: Option<String>,
    /// The best or the least value of the group, if units are compared, as a reduced fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]+/[0-9]+$", example = "97/1")]
    reference: Option<String>,
    /// The piece of the curve that held, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1)]
    piece: Option<usize>,
    /// The points by the curve, as a reduced fraction, if the least or the most points of the leaf changed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]+/[0-9]+$", example = "35/2")]
    unbounded: Option<String>,
    /// The points, before they are weighted.
    points: AmountView,
    /// The points by the leaf's share, if the branch above is `WEIGHTED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    weighted: Option<AmountView>,
}

impl From<&LeafScore> for LeafStepView {
    fn from(leaf: &LeafScore) -> Self {
        let fraction = |exact: &Option<Exact>| exact.as_ref().map(Exact::to_string);
        Self {
            state: leaf.state,
            left_out: match &leaf.given {
                Some(Given::LeftOut { reason, document }) => {
                    Some(LeftOutView { reason: reason.clone(), document: document.clone() })
                }
                Some(Given::Value(_) | Given::NotApplicable(_) | Given::Official { .. }) => None,
                Some(Given::Pending | Given::ExemptKind) | None => None,
            },
            sources: match &leaf.given {
                Some(Given::Official { sources, .. }) => sources.iter().map(OfficialSourceView::from).collect(),
                Some(Given::Value(_) | Given::NotApplicable(_) | Given::Pending | Given::ExemptKind) => Vec::new(),
                Some(Given::LeftOut { .. }) | None => Vec::new(),
            },
            value: fraction(&leaf.value),
            reference: fraction(&leaf.reference),
            piece: leaf.piece,
            unbounded: fraction(&leaf.unbounded),
            points: (&leaf.points).into(),
            weighted: leaf.weighted.as_ref().map(AmountView::from),
        }
    }
}

/// Score of a branch of a tree, step by step (rule M07).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NodeScore)]
pub(crate) struct NodeScoreView {
    /// The code of the branch.
    #[schema(example = "P1")]
    code: String,
    /// Its heading.
    name: TextView,
    /// The points of its children, combined.
    combined: AmountView,
    /// The full points of what counts, combined likewise.
    applicable: AmountView,
    /// The full points of everything, combined likewise.
    full: AmountView,
    /// The points after re-basing, if something was left out and the branch itself takes it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    rebased: Option<AmountView>,
    /// The points by its share, if the branch above is `WEIGHTED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    weighted: Option<AmountView>,
    /// The points after the cap: the subtotal, which the branch above takes.
    points: AmountView,
    /// The codes of the leaves below that are left out.
    #[schema(example = json!(["1.3"]))]
    left_out: Vec<String>,
    /// Computation of the points.
    explanation: TextView,
}

/// Points under one bonus or penalty line of a tree (rule L27).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LineScore)]
pub(crate) struct LineScoreView {
    /// The line's code.
    #[schema(example = "FLAG")]
    line: String,
    /// Whether it adds or takes.
    kind: AdjustmentKind,
    /// The points of its entries.
    entered: AmountView,
    /// The points after its cap.
    points: AmountView,
    /// Computation of the points.
    explanation: TextView,
}

/// The steps of a score; all empty for a set that is a list of criteria.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    pub(crate) nodes: Vec<NodeScoreView>,
    pub(crate) base: Option<AmountView>,
    pub(crate) lines: Vec<LineScoreView>,
    pub(crate) leaves: BTreeMap<String, LeafStepView>,
}

/// A score with its sentences, and its steps.
pub(crate) fn shown(set: &CriteriaSet, scorecard: Scorecard) -> (Scorecard, Steps) {
    let (scorecard, mut texts) = explained(set, scorecard);
    let steps = match (&set.model, &scorecard.card) {
        (Some(tree), Some(card)) => Steps::of(tree, card, &scorecard.explanation, &mut texts),
        (Some(_) | None, Some(_) | None) => Steps::default(),
    };
    (scorecard, steps)
}

impl Steps {
    fn of(tree: &Tree, card: &Card, total: &Text, texts: &mut BTreeMap<String, Text>) -> Self {
        // The sentence of the main branch is that of the total.
        texts.insert(tree.main.code.clone(), total.clone());
        let mut names = BTreeMap::new();
        headings(&tree.main, &mut names);
        let nodes = card.branches.iter().map(|score| node(score, &names, texts)).collect();
        let line = |kind: AdjustmentKind| {
            move |score: &ExtraScore, texts: &mut BTreeMap<String, Text>| LineScoreView {
                line: score.line.clone(),
                kind,
                entered: (&score.entered).into(),
                points: (&score.points).into(),
                explanation: texts.remove(&score.line).unwrap_or_default().into(),
            }
        };
        let (bonus, penalty) = (line(AdjustmentKind::Bonus), line(AdjustmentKind::Penalty));
        let mut lines: Vec<LineScoreView> = card.bonus_lines.iter().map(|score| bonus(score, texts)).collect();
        lines.extend(card.penalty_lines.iter().map(|score| penalty(score, texts)));
        Self {
            nodes,
            base: card.base.as_ref().map(AmountView::from),
            lines,
            leaves: card.leaves.iter().map(|leaf| (leaf.code.clone(), leaf.into())).collect(),
        }
    }
}

fn headings<'a>(branch: &'a Branch, names: &mut BTreeMap<&'a str, &'a Text>) {
    names.insert(&branch.code, &branch.name);
    for child in &branch.children {
        match child {
            Node::Branch(branch) => headings(branch, names),
            Node::Leaf(_) => {}
        }
    }
}

fn node(score: &BranchScore, names: &BTreeMap<&str, &Text>, texts: &mut BTreeMap<String, Text>) -> NodeScoreView {
    let BranchScore { code, combined, applicable, full, rebased, weighted, points, left_out } = score;
    NodeScoreView {
        code: code.clone(),
        name: names.get(code.as_str()).map(|name| Text::clone(name)).unwrap_or_default().into(),
        combined: combined.into(),
        applicable: applicable.into(),
        full: full.into(),
        rebased: rebased.as_ref().map(AmountView::from),
        weighted: weighted.as_ref().map(AmountView::from),
        points: points.into(),
        left_out: left_out.clone(),
        explanation: texts.remove(code).unwrap_or_default().into(),
    }
}
