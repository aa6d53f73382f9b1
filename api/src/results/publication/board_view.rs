//! What a board shows, and the frozen pages that are made of it at publication.

use std::collections::BTreeMap;

use domain::base::ids::{BoardId, OrganisationId};
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::group::GroupLabel;
use domain::planning::scoring::{Applicability, Counts, ScoreLine};
use domain::registry::organisation::OrganisationKind;
use domain::results::banding::words::explain_move;
use domain::results::board::Board;
use domain::results::publication::{Block, BoardSlice, Publication};
use domain::results::ranking::{Standing, Superior};
use persistence::results::publication::{FrozenPage, PageOwner};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::hundredths::Hundredths;
use crate::base::hundredths::decimal::DecimalBody;
use crate::base::page_cache::form::FormatVersion;
use crate::base::problem::Problem;
use crate::base::text::TextView;
use crate::planning::grading::{AdjustmentBody, GradingBody};
use crate::planning::measure::{CriterionBody, listed};
use crate::planning::model::band::{BandMoveView, TieBreakBody, tie_breaks};
use crate::planning::model::{ModelBody, RoundingBody, TargetBody};
use crate::planning::scoring::{Parts, ScoreLineView};
use crate::planning::steps::{AmountView, LineScoreView, NodeScoreView, shown};
use crate::results::publication::frozen::{href, page};
use crate::results::publication::summary::{BoardCriterion, BoardHead, SummaryView};

/// A unit's superior unit, as it was at publication (đơn vị cấp trên).
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SuperiorUnit)]
pub(crate) struct SuperiorView {
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// Its name.
    #[schema(example = "Thị xã Ngã Năm")]
    pub(crate) name: String,
    /// The code that the public knew it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "949")]
    pub(crate) code: Option<String>,
}

impl From<&Superior> for SuperiorView {
    fn from(superior: &Superior) -> Self {
        let Superior { organisation, name, code } = superior;
        Self { organisation: *organisation, name: name.clone(), code: code.clone() }
    }
}

/// A unit's place on a board.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Standing)]
pub(crate) struct StandingView {
    /// The rank within the group; equal totals share one (1, 2, 2, 4). Absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    pub(crate) rank: Option<u32>,
    /// The rank among the units of the part that was asked for; absent on the whole board.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    pub(crate) rank_within: Option<u32>,
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    pub(crate) name: String,
    /// The code that the public knew the unit by at publication (mã đơn vị); absent on boards published before it was
    /// stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    pub(crate) code: Option<String>,
    /// The unit's superior unit, such as a commune's district; absent for a unit without one, and on boards published
    /// before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) superior: Option<SuperiorView>,
    /// The total; absent for a unit that is not scored (rule L24).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<Hundredths>,
    /// The code of the rating band, if the set has bands (rule L26), after their conditions (rule M08).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    pub(crate) band: Option<String>,
    /// The bands that the unit left because it missed a condition, highest first, each with the reason (rule M08).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) band_moves: Vec<BandMoveView>,
    /// Number of criteria that met their target; a criterion of a tree that states none is met by full points.
    #[schema(minimum = 0, example = 2)]
    pub(crate) criteria_met: usize,
    /// Number of criteria that count for the unit, with or without a target.
    #[schema(minimum = 0, example = 3)]
    pub(crate) criteria_applicable: usize,
    /// Whether the report was first handed in after the due date.
    pub(crate) late: bool,
    /// Address of the unit's detail.
    #[schema(
        example = "/v1/public/boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/units/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24"
    )]
    pub(crate) href: String,
}

/// One group's board of a cycle (bảng xếp hạng), frozen.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Board)]
pub(crate) struct BoardView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    pub(crate) format_version: FormatVersion,
    /// Header of the board.
    pub(crate) head: BoardHead,
    /// The unit whose part of the board this is, such as a district; absent on the whole board.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<OrganisationId>,
    /// That unit's name as it was at publication; absent likewise, and on boards published before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "UBND huyện Kế Sách")]
    pub(crate) parent_name: Option<String>,
    /// The kind of unit whose part of the board this is; absent on the whole board.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<OrganisationKind>,
    /// The total of a unit that meets everything.
    pub(crate) scale: Hundredths,
    /// How and where points are rounded before units are ranked, if the set is a tree (rule M06).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rounding: Option<RoundingBody>,
    /// What decides between equal totals, in this order; units that are equal in all of it share a rank (rule M06).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tie_breaks: Vec<TieBreakBody>,
    /// The criteria, in the plan's order.
    pub(crate) criteria: Vec<BoardCriterion>,
    /// The units: by total, highest first; unscored ones last.
    pub(crate) standings: Vec<StandingView>,
}

/// A unit's results on a board, frozen, with the computation of every point.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitDetail)]
pub(crate) struct UnitDetailView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    pub(crate) format_version: FormatVersion,
    /// Header of the board.
    pub(crate) head: BoardHead,
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    pub(crate) name: String,
    /// The code that the public knew the unit by at publication (mã đơn vị); absent on boards published before it was
    /// stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    pub(crate) code: Option<String>,
    /// The unit's superior unit; absent for a unit without one, and on boards published before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) superior: Option<SuperiorView>,
    /// The rank within the group; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    pub(crate) rank: Option<u32>,
    /// Number of units ranked on the board; absent on boards published before this was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 11)]
    pub(crate) ranked_units: Option<usize>,
    /// One line per criterion.
    pub(crate) lines: Vec<ScoreLineView>,
    /// The points reached over the criteria that count.
    pub(crate) points: Hundredths,
    /// The most points of the criteria that count.
    pub(crate) applicable_points: Hundredths,
    /// The total of a unit that meets everything.
    pub(crate) scale: Hundredths,
    /// points × scale ÷ applicablePoints, cut down to two decimals, plus bonus, minus penalty; absent for a unit that is
    /// not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<Hundredths>,
    /// The code of the rating band, if the set has bands (rule L26), after their conditions (rule M08).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    pub(crate) band: Option<String>,
    /// The bands that the unit left because it missed a condition, highest first, each with the reason (rule M08).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) band_moves: Vec<BandMoveView>,
    /// The unit's kind when it reported; it decides which criteria do not ask it (rule S09).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<OrganisationKind>,
    /// Bonuses and penalties, entry by entry (rule L27).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) adjustments: Option<Vec<AdjustmentBody>>,
    /// Sum of all bonuses, limited by their cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bonus: Option<Hundredths>,
    /// Sum of all penalties, limited by their cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) penalty: Option<Hundredths>,
    /// Every branch of a tree, each before those below it, the main branch first (rule M07).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) nodes: Vec<NodeScoreView>,
    /// The main branch re-based to the scale, for a tree; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base: Option<AmountView>,
    /// The bonus and penalty lines of a tree that have entries (rule L27).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) bonus_and_penalty_lines: Vec<LineScoreView>,
    /// Computation of the total.
    pub(crate) explanation: TextView,
    /// Whether the report was first handed in after the due date.
    pub(crate) late: bool,
}

/// One unit's result in one criterion.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CriterionResult {
    /// The unit.
    pub(crate) organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    pub(crate) name: String,
    /// The code that the public knew the unit by at publication (mã đơn vị); absent on boards published before it was
    /// stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    pub(crate) code: Option<String>,
    /// The name of the unit's superior unit; absent for a unit without one, and likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Thị xã Ngã Năm")]
    pub(crate) superior_name: Option<String>,
    /// Whether the criterion counts for the unit.
    pub(crate) applicability: Applicability,
    /// Numerator; absent if there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 812)]
    pub(crate) numerator: Option<i64>,
    /// Denominator; absent if there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1000)]
    pub(crate) denominator: Option<i64>,
    /// Count, for a count criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 3)]
    pub(crate) count: Option<i64>,
    /// Number, for a number of a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<DecimalBody>,
    /// The code of the option that holds, for a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "CHIEF")]
    pub(crate) choice: Option<String>,
    /// The points given by the rubric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) given_points: Option<Hundredths>,
    /// The share in percent, truncated to two decimals; absent if the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) percent: Option<Hundredths>,
    /// Whether the target is met; absent if the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    pub(crate) met: Option<bool>,
    /// The points reached.
    pub(crate) points: Hundredths,
}

/// All units' results in one criterion, frozen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CriterionDetail)]
pub(crate) struct CriterionDetailView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    pub(crate) format_version: FormatVersion,
    /// Header of the board.
    pub(crate) head: BoardHead,
    /// The criterion.
    pub(crate) criterion: BoardCriterion,
    /// Number of units that met the target.
    #[schema(minimum = 0, example = 7)]
    pub(crate) units_met: usize,
    /// Number of units for which the criterion counts.
    #[schema(minimum = 0, example = 11)]
    pub(crate) units_applicable: usize,
    /// The units, in the board's order.
    pub(crate) results: Vec<CriterionResult>,
}

/// The criteria that a board's units were scored by, frozen: with a unit's results, all that is needed to compute its
/// score again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BoardCriteria)]
pub(crate) struct BoardCriteriaView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    pub(crate) format_version: FormatVersion,
    /// Header of the board.
    pub(crate) head: BoardHead,
    /// The total of a unit that meets everything.
    pub(crate) scale: Hundredths,
    /// The criteria that units report on, in the set's order; none if the set is a tree.
    pub(crate) criteria: Vec<CriterionBody>,
    /// Rating bands, bonus and penalty lines; those of a tree stand in it.
    pub(crate) grading: GradingBody,
    /// The tree, if the set is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<ModelBody>,
}

/// The name of a part among the pages of its board.
pub(crate) fn part_of(block: Block) -> String {
    match block {
        Block::Parent(parent) => format!("parent/{parent}"),
        Block::Kind(kind) => format!("kind/{kind}"),
    }
}

/// The frozen pages of a board: the whole and its parts, each unit on it, each criterion of it, the criteria set, and
/// the summary.
pub(super) fn pages(
    publication: &Publication,
    board: &Board,
    cycle: &Cycle,
    (set, label): (&CriteriaSet, GroupLabel),
    rehearsal: bool,
) -> Result<Vec<FrozenPage>, Problem> {
    let release = publication.release.after();
    let Board { id, group, criteria_set: _, document, standings } = board;
    let head = BoardHead {
        board: *id,
        cycle: cycle.id,
        cycle_code: cycle.code.clone(),
        tier: *group,
        group: label.into(),
        release: release.id,
        release_number: release.number,
        published_at: release.published_at,
        criteria_set: set.id,
        criteria_set_version: set.version,
        document: document.clone().into(),
        rehearsal,
    };
    let criteria: Vec<BoardCriterion> = set
        .measured()
        .map(|criterion| BoardCriterion {
            code: criterion.code.clone(),
            name: criterion.name.clone().into(),
            target_percent: criterion.measure.target().map(Hundredths),
            max_points: Hundredths(criterion.max_points),
            target: TargetBody::of(&criterion.measure),
        })
        .collect();
    let (owner, mut pages) = (PageOwner::Board(*id), Vec::new());
    for criterion in &criteria {
        let view = criterion_detail(&head, criterion, standings);
        pages.push(page(owner, format!("criterion/{}", criterion.code), &view)?);
    }
    let ranked = standings.iter().filter(|standing| standing.rank.is_some()).count();
    for standing in standings {
        let view = unit_detail(&head, set, standing, ranked);
        pages.push(page(owner, format!("unit/{}", standing.organisation), &view)?);
    }
    let view = BoardCriteriaView {
        format_version: FormatVersion::NOW,
        head: head.clone(),
        scale: Hundredths(set.scale),
        criteria: listed(set),
        grading: set.grading.clone().into(),
        model: set.model.as_deref().map(ModelBody::from),
    };
    pages.push(page(owner, "criteria-set".to_owned(), &view)?);
    for summary in publication.summaries.iter().filter(|summary| summary.board == *id) {
        let view = SummaryView::new(&head, Hundredths(set.scale), &criteria, summary);
        pages.push(page(owner, "summary".to_owned(), &view)?);
    }
    let whole = BoardView {
        format_version: FormatVersion::NOW,
        head,
        parent: None,
        parent_name: None,
        kind: None,
        scale: Hundredths(set.scale),
        rounding: set.model.as_deref().map(RoundingBody::of),
        tie_breaks: set.model.as_deref().map(|tree| tie_breaks(&tree.tie_breaks)).unwrap_or_default(),
        criteria,
        standings: standings.iter().map(|standing| standing_view(*id, set, standing, ranked)).collect(),
    };
    for slice in publication.slices.iter().filter(|slice| slice.board == *id) {
        pages.push(page(owner, part_of(slice.block), &slice_view(&whole, slice))?);
    }
    pages.push(page(owner, String::new(), &whole)?);
    Ok(pages)
}

/// A part of a board, made of the lines of the whole.
pub(crate) fn slice_view(whole: &BoardView, slice: &BoardSlice) -> BoardView {
    let BoardSlice { board: _, block, places } = slice;
    let (parent, kind) = match block {
        Block::Parent(parent) => (Some(*parent), None),
        Block::Kind(kind) => (None, Some(*kind)),
    };
    let superiors = || whole.standings.iter().filter_map(|standing| standing.superior.as_ref());
    let parent_name = superiors().find(|one| Some(one.organisation) == parent).map(|one| one.name.clone());
    let within: BTreeMap<OrganisationId, Option<u32>> = places.iter().copied().collect();
    let standings = whole.standings.iter().filter_map(|standing| {
        Some(StandingView { rank_within: *within.get(&standing.organisation)?, ..standing.clone() })
    });
    BoardView { parent, parent_name, kind, standings: standings.collect(), ..whole.clone() }
}

pub(crate) fn standing_view(board: BoardId, set: &CriteriaSet, standing: &Standing, ranked: usize) -> StandingView {
    let Standing { rank, organisation, name, code, parent, kind: _, late, scorecard, band_moves: _ } = standing;
    let applicable = || scorecard.lines.iter().filter(|line| line.applicability == Applicability::Applicable);
    StandingView {
        rank: *rank,
        rank_within: None,
        organisation: *organisation,
        name: name.clone(),
        code: code.clone(),
        superior: parent.as_ref().map(SuperiorView::from),
        total: scorecard.total.map(Hundredths),
        band: scorecard.band.clone(),
        band_moves: moves(set, standing, ranked),
        criteria_met: applicable().filter(|line| line.met == Some(true)).count(),
        criteria_applicable: applicable().count(),
        late: *late,
        href: format!("{}/units/{organisation}", href(board)),
    }
}

fn moves(set: &CriteriaSet, standing: &Standing, ranked: usize) -> Vec<BandMoveView> {
    let (Some(tree), Some(card)) = (set.model.as_deref(), standing.scorecard.card.as_deref()) else {
        return Vec::new();
    };
    let told = |one| BandMoveView::new(one, explain_move(tree, card, one, ranked));
    standing.band_moves.iter().map(told).collect()
}

pub(crate) fn unit_detail(head: &BoardHead, set: &CriteriaSet, standing: &Standing, ranked: usize) -> UnitDetailView {
    let band_moves = moves(set, standing, ranked);
    let Standing { rank, organisation, name, code, parent, kind, late, scorecard, band_moves: _ } = standing.clone();
    let (scorecard, mut steps) = shown(set, scorecard);
    UnitDetailView {
        format_version: FormatVersion::NOW,
        head: head.clone(),
        organisation,
        name,
        code,
        superior: parent.as_ref().map(SuperiorView::from),
        rank,
        ranked_units: Some(ranked),
        lines: ScoreLineView::all(scorecard.lines, &mut steps),
        points: Hundredths(scorecard.points),
        applicable_points: Hundredths(scorecard.applicable_points),
        scale: Hundredths(scorecard.scale),
        total: scorecard.total.map(Hundredths),
        band: scorecard.band,
        band_moves,
        kind,
        adjustments: Some(scorecard.adjustments.into_iter().map(AdjustmentBody::from).collect()),
        bonus: Some(Hundredths(scorecard.bonus)),
        penalty: Some(Hundredths(scorecard.penalty)),
        nodes: steps.nodes,
        base: steps.base,
        bonus_and_penalty_lines: steps.lines,
        explanation: scorecard.explanation.into(),
        late,
    }
}

pub(crate) fn criterion_detail(
    head: &BoardHead,
    criterion: &BoardCriterion,
    standings: &[Standing],
) -> CriterionDetailView {
    let results: Vec<CriterionResult> = standings
        .iter()
        .filter_map(|standing| {
            let line = standing.scorecard.lines.iter().find(|line| line.criterion == criterion.code)?;
            let ScoreLine { applicability, value, share_basis_points, met, points, .. } = line;
            let Parts { counts, count, number, choice, points: given_points, not_applicable: _ } =
                value.clone().map(Parts::from).unwrap_or_default();
            Some(CriterionResult {
                organisation: standing.organisation,
                name: standing.name.clone(),
                code: standing.code.clone(),
                superior_name: standing.parent.as_ref().map(|parent| parent.name.clone()),
                applicability: *applicability,
                numerator: counts.map(|Counts { numerator, denominator: _ }| numerator),
                denominator: counts.map(|Counts { numerator: _, denominator }| denominator),
                count,
                number,
                choice,
                given_points,
                percent: share_basis_points.map(Hundredths),
                met: *met,
                points: Hundredths(*points),
            })
        })
        .collect();
    CriterionDetailView {
        format_version: FormatVersion::NOW,
        head: head.clone(),
        criterion: criterion.clone(),
        units_met: results.iter().filter(|result| result.met == Some(true)).count(),
        units_applicable: results.iter().filter(|result| result.applicability == Applicability::Applicable).count(),
        results,
    }
}
