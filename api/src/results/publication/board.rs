//! A board: one tier's results, frozen: the whole, its parts, each unit and each criterion on it.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use domain::base::ids::{BoardId, CycleId, OrganisationId};
use domain::planning::campaign::Cycle;
use domain::planning::criteria::CriteriaSet;
use domain::planning::scoring::{Applicability, Counts, ScoreLine};
use domain::registry::organisation::{OrganisationKind, Tier};
use domain::results::publication::{Block, Board, BoardSlice, Publication};
use domain::results::ranking::Standing;
use persistence::results::publication::{Edition, FrozenPage, PageOwner};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::base::db::Db;
use crate::base::http_cache::rows_of;
use crate::base::hundredths::Hundredths;
use crate::base::page_cache::{Shelf, served};
use crate::base::paging::{Listing, PageQuery, Paging, strange_cursor};
use crate::base::problem::{Problem, violation};
use crate::base::query::{Asked, At};
use crate::base::routes::Routes;
use crate::base::text::TextView;
use crate::planning::grading::{AdjustmentBody, GradingBody};
use crate::planning::measure::CriterionBody;
use crate::planning::scoring::{Parts, ScoreLineView};
use crate::results::publication::frozen::{BoardPath, href, kept, page};
use crate::results::publication::summary::{BoardCriterion, BoardHead, SummaryView};

/// A unit's place on a board.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Standing)]
pub(crate) struct StandingView {
    /// The rank within the tier; equal totals share one (1, 2, 2, 4). Absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    rank: Option<u32>,
    /// The rank among the units of the part that was asked for; absent on the whole board.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    rank_within: Option<u32>,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The total; absent for a unit that is not scored (rule L24).
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// The code of the rating band, where the set has bands (rule L26).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    band: Option<String>,
    /// How many criteria met their target.
    #[schema(minimum = 0, example = 2)]
    criteria_met: usize,
    /// How many criteria count for the unit.
    #[schema(minimum = 0, example = 3)]
    criteria_applicable: usize,
    /// Whether the report was first handed in after the due date.
    late: bool,
    /// Where the unit's detail is served.
    #[schema(
        example = "/v1/public/boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/units/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24"
    )]
    href: String,
}

/// One tier's board of a cycle (bảng xếp hạng), frozen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Board)]
pub(crate) struct BoardView {
    /// What the board belongs to.
    head: BoardHead,
    /// The unit whose part of the board this is, such as a district; absent on the whole board.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<OrganisationId>,
    /// The kind of unit whose part of the board this is; absent on the whole board.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<OrganisationKind>,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// The criteria, in the plan's order.
    criteria: Vec<BoardCriterion>,
    /// The units: by total, highest first; unscored ones last.
    standings: Vec<StandingView>,
}

/// A unit's results on a board, frozen: how every point came about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitDetail)]
pub(crate) struct UnitDetailView {
    /// What the board belongs to.
    head: BoardHead,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The rank within the tier; absent for a unit that is not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    rank: Option<u32>,
    /// How many units are ranked on the board; absent on boards of before it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 11)]
    ranked_units: Option<usize>,
    /// One line per criterion.
    lines: Vec<ScoreLineView>,
    /// The points reached over the criteria that count.
    points: Hundredths,
    /// The most points of the criteria that count.
    applicable_points: Hundredths,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// points × scale ÷ applicablePoints, cut down to two decimals, plus bonus, minus penalty; absent for a unit that is
    /// not scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Hundredths>,
    /// The code of the rating band, where the set has bands (rule L26).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GOOD")]
    band: Option<String>,
    /// The unit's kind when it reported; it decides which criteria do not ask it (rule S09).
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<OrganisationKind>,
    /// What was added and taken, entry by entry (rule L27).
    #[serde(skip_serializing_if = "Option::is_none")]
    adjustments: Option<Vec<AdjustmentBody>>,
    /// What all bonuses together add, within their cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    bonus: Option<Hundredths>,
    /// What all penalties together take, within their cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    penalty: Option<Hundredths>,
    /// How the total came about.
    explanation: TextView,
    /// Whether the report was first handed in after the due date.
    late: bool,
}

/// One unit's result in one criterion.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CriterionResult {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// Whether the criterion counts for the unit.
    applicability: Applicability,
    /// How many fulfil it; absent where there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 812)]
    numerator: Option<i64>,
    /// Out of how many; absent where there are no counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1000)]
    denominator: Option<i64>,
    /// How many, for a criterion that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 3)]
    count: Option<i64>,
    /// The code of the option that holds, for a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "CHIEF")]
    choice: Option<String>,
    /// The points given by the rubric.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_points: Option<Hundredths>,
    /// The share in percent, cut down to two decimals; absent where the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<Hundredths>,
    /// Whether the target is met; absent where the criterion does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    met: Option<bool>,
    /// The points reached.
    points: Hundredths,
}

/// All units' results in one criterion, frozen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CriterionDetail)]
pub(crate) struct CriterionDetailView {
    /// What the board belongs to.
    head: BoardHead,
    /// The criterion.
    criterion: BoardCriterion,
    /// How many units met the target.
    #[schema(minimum = 0, example = 7)]
    units_met: usize,
    /// For how many units the criterion counts.
    #[schema(minimum = 0, example = 11)]
    units_applicable: usize,
    /// The units, in the board's order.
    results: Vec<CriterionResult>,
}

/// The criteria that a board's units were scored by, frozen: with a unit's results, all that is needed to compute its
/// score again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BoardCriteria)]
pub(crate) struct BoardCriteriaView {
    /// What the board belongs to.
    head: BoardHead,
    /// The total of a unit that meets everything.
    scale: Hundredths,
    /// The criteria that units report on, in the set's order.
    criteria: Vec<CriterionBody>,
    /// What is done with a total.
    grading: GradingBody,
}

/// A cycle's tier in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NewestPath {
    /// The cycle's identifier.
    #[param(value_type = Uuid)]
    cycle: CycleId,
    /// The tier.
    #[param(inline)]
    tier: Tier,
}

/// Which release of a cycle is meant; without both, the newest that has the board.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditionQuery {
    /// The release with this number; not together with `asOf`.
    #[param(minimum = 1, value_type = Option<i64>, example = 2)]
    release: Option<String>,
    /// The newest release that was public at this instant (RFC 3339; write the `+` of an offset as `%2B`); not together
    /// with `release`.
    #[param(value_type = Option<DateTime<Utc>>, example = "2024-12-31T17:00:00Z")]
    as_of: Option<String>,
}

impl EditionQuery {
    fn edition(self) -> Result<Edition, Problem> {
        let malformed = |name: &str, vi: &str, en: &str| {
            Problem::malformed(vec![violation(format!("?{name}"), "PARAMETER_MALFORMED", vi, en)])
        };
        match (self.release, self.as_of) {
            (None, None) => Ok(Edition::Newest),
            (Some(_), Some(_)) => Err(together("release", "asOf")),
            (Some(number), None) => {
                let number = number.parse::<i64>().ok().filter(|number| 1 <= *number);
                number.map(Edition::Number).ok_or_else(|| {
                    malformed(
                        "release",
                        "Số của đợt công bố là số nguyên từ 1.",
                        "A release's number is a whole number from 1.",
                    )
                })
            }
            (None, Some(instant)) => DateTime::parse_from_rfc3339(&instant)
                .map(|instant| Edition::AsOf(instant.with_timezone(&Utc)))
                .map_err(|_ignored| {
                    malformed(
                        "asOf",
                        "Thời điểm phải theo RFC 3339, ví dụ 2024-12-31T17:00:00Z.",
                        "An instant is written as in RFC 3339, such as 2024-12-31T17:00:00Z.",
                    )
                }),
        }
    }
}

/// Which part of a board is meant; without both, the whole.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartQuery {
    /// Only the units below this one, such as a district's communes; not together with `kind`.
    #[param(value_type = Option<Uuid>)]
    parent: Option<OrganisationId>,
    /// Only the units of this kind; not together with `parent`.
    #[param(inline)]
    kind: Option<OrganisationKind>,
}

impl PartQuery {
    fn part(self) -> Result<String, Problem> {
        match (self.parent, self.kind) {
            (None, None) => Ok(String::new()),
            (Some(parent), None) => Ok(part_of(Block::Parent(parent))),
            (None, Some(kind)) => Ok(part_of(Block::Kind(kind))),
            (Some(_), Some(_)) => Err(together("parent", "kind")),
        }
    }
}

/// Two parameters that exclude each other.
fn together(one: &str, other: &str) -> Problem {
    Problem::malformed(vec![violation(
        format!("?{other}"),
        "PARAMETERS_TOGETHER",
        format!("{one} và {other} không dùng cùng nhau; chỉ chọn một."),
        format!("{one} and {other} exclude each other; send one of them."),
    )])
}

/// A unit's place on a board, in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UnitPath {
    /// The board's identifier.
    #[param(value_type = Uuid)]
    board: BoardId,
    /// The unit's identifier.
    #[param(value_type = Uuid)]
    organisation: OrganisationId,
}

/// A criterion's place on a board, in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CriterionPath {
    /// The board's identifier.
    #[param(value_type = Uuid)]
    board: BoardId,
    /// The criterion's code.
    #[param(max_length = 20, example = "H1")]
    criterion: String,
}

/// How a part of a board is called among its pages.
fn part_of(block: Block) -> String {
    match block {
        Block::Parent(parent) => format!("parent/{parent}"),
        Block::Kind(kind) => format!("kind/{kind}"),
    }
}

/// The frozen pages of a board: the whole and its parts, each unit on it, each criterion of it, the set, and what it sums
/// up to.
pub(super) fn pages(
    publication: &Publication,
    board: &Board,
    cycle: &Cycle,
    set: &CriteriaSet,
) -> Result<Vec<FrozenPage>, Problem> {
    let release = publication.release.after();
    let Board { id, tier, criteria_set: _, document, standings } = board;
    let head = BoardHead {
        board: *id,
        cycle: cycle.id,
        cycle_code: cycle.code.clone(),
        tier: *tier,
        release: release.id,
        release_number: release.number,
        published_at: release.published_at,
        criteria_set: set.id,
        criteria_set_version: set.version,
        document: document.clone().into(),
    };
    let criteria: Vec<BoardCriterion> = set
        .reported()
        .map(|criterion| BoardCriterion {
            code: criterion.code.clone(),
            name: criterion.name.clone().into(),
            target_percent: Hundredths(criterion.measure.target()),
            max_points: Hundredths(criterion.max_points),
        })
        .collect();
    let (owner, mut pages) = (PageOwner::Board(*id), Vec::new());
    for criterion in &criteria {
        let view = criterion_detail(&head, criterion, standings);
        pages.push(page(owner, format!("criterion/{}", criterion.code), &view)?);
    }
    let ranked = standings.iter().filter(|standing| standing.rank.is_some()).count();
    for standing in standings {
        let view = unit_detail(&head, standing, ranked);
        pages.push(page(owner, format!("unit/{}", standing.organisation), &view)?);
    }
    let view = BoardCriteriaView {
        head: head.clone(),
        scale: Hundredths(set.scale),
        criteria: set.reported().cloned().map(CriterionBody::from).collect(),
        grading: set.grading.clone().into(),
    };
    pages.push(page(owner, "criteria-set".to_owned(), &view)?);
    for summary in publication.summaries.iter().filter(|summary| summary.board == *id) {
        let view = SummaryView::new(&head, Hundredths(set.scale), &criteria, summary);
        pages.push(page(owner, "summary".to_owned(), &view)?);
    }
    let whole = BoardView {
        head,
        parent: None,
        kind: None,
        scale: Hundredths(set.scale),
        criteria,
        standings: standings.iter().map(|standing| standing_view(*id, standing)).collect(),
    };
    for slice in publication.slices.iter().filter(|slice| slice.board == *id) {
        pages.push(page(owner, part_of(slice.block), &slice_view(&whole, slice, standings))?);
    }
    pages.push(page(owner, String::new(), &whole)?);
    Ok(pages)
}

/// A part of a board, made like the whole.
fn slice_view(whole: &BoardView, slice: &BoardSlice, standings: &[Standing]) -> BoardView {
    let BoardSlice { board, block, places } = slice;
    let (parent, kind) = match block {
        Block::Parent(parent) => (Some(*parent), None),
        Block::Kind(kind) => (None, Some(*kind)),
    };
    let standings = places.iter().filter_map(|(unit, rank)| {
        let standing = standings.iter().find(|standing| standing.organisation == *unit)?;
        Some(StandingView { rank_within: *rank, ..standing_view(*board, standing) })
    });
    BoardView {
        head: whole.head.clone(),
        parent,
        kind,
        scale: whole.scale,
        criteria: whole.criteria.clone(),
        standings: standings.collect(),
    }
}

fn standing_view(board: BoardId, standing: &Standing) -> StandingView {
    let Standing { rank, organisation, name, kind: _, late, scorecard } = standing;
    let applicable = || scorecard.lines.iter().filter(|line| line.applicability == Applicability::Applicable);
    StandingView {
        rank: *rank,
        rank_within: None,
        organisation: *organisation,
        name: name.clone(),
        total: scorecard.total.map(Hundredths),
        band: scorecard.band.clone(),
        criteria_met: applicable().filter(|line| line.met == Some(true)).count(),
        criteria_applicable: applicable().count(),
        late: *late,
        href: format!("{}/units/{organisation}", href(board)),
    }
}

fn unit_detail(head: &BoardHead, standing: &Standing, ranked: usize) -> UnitDetailView {
    let Standing { rank, organisation, name, kind, late, scorecard } = standing.clone();
    UnitDetailView {
        head: head.clone(),
        organisation,
        name,
        rank,
        ranked_units: Some(ranked),
        lines: scorecard.lines.into_iter().map(ScoreLineView::from).collect(),
        points: Hundredths(scorecard.points),
        applicable_points: Hundredths(scorecard.applicable_points),
        scale: Hundredths(scorecard.scale),
        total: scorecard.total.map(Hundredths),
        band: scorecard.band,
        kind,
        adjustments: Some(scorecard.adjustments.into_iter().map(AdjustmentBody::from).collect()),
        bonus: Some(Hundredths(scorecard.bonus)),
        penalty: Some(Hundredths(scorecard.penalty)),
        explanation: scorecard.explanation.into(),
        late,
    }
}

fn criterion_detail(head: &BoardHead, criterion: &BoardCriterion, standings: &[Standing]) -> CriterionDetailView {
    let results: Vec<CriterionResult> = standings
        .iter()
        .filter_map(|standing| {
            let line = standing.scorecard.lines.iter().find(|line| line.criterion == criterion.code)?;
            let ScoreLine { applicability, value, share_basis_points, met, points, .. } = line;
            let Parts { counts, count, choice, points: given_points, not_applicable: _ } =
                value.clone().map(Parts::from).unwrap_or_default();
            Some(CriterionResult {
                organisation: standing.organisation,
                name: standing.name.clone(),
                applicability: *applicability,
                numerator: counts.map(|Counts { numerator, denominator: _ }| numerator),
                denominator: counts.map(|Counts { numerator: _, denominator }| denominator),
                count,
                choice,
                given_points,
                percent: share_basis_points.map(Hundredths),
                met: *met,
                points: Hundredths(*points),
            })
        })
        .collect();
    CriterionDetailView {
        head: head.clone(),
        criterion: criterion.clone(),
        units_met: results.iter().filter(|result| result.met == Some(true)).count(),
        units_applicable: results.iter().filter(|result| result.applicability == Applicability::Applicable).count(),
        results,
    }
}

/// Show the newest board of a cycle's tier
///
/// *Bảng xếp hạng mới nhất.* Public. The board of the newest release; `head` says which one it is. With `release` the
/// board of that number, with `asOf` the one that was the newest at an instant: 404 if there was none, or if that
/// release has no board of the tier.
#[utoipa::path(
    tag = "public",
    params(NewestPath, EditionQuery),
    responses((status = 200, description = "The board.", body = BoardView)),
    security(()),
)]
#[get("/cycles/{cycle}/boards/{tier}")]
pub(crate) async fn show_newest_board(
    request: HttpRequest,
    path: At<NewestPath>,
    Asked(query): Asked<EditionQuery>,
    db: Db,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let NewestPath { cycle, tier } = path.0;
    let board = match query.edition()? {
        Edition::Newest => shelf.newest(cycle, tier).await?,
        edition @ (Edition::Number(_) | Edition::AsOf(_)) => {
            db.read(move |tx| async move { Ok(tx.board_of(cycle, tier, edition).await?) }).await?
        }
    };
    Ok(served(&request, shelf.page(PageOwner::Board(board), "").await?).await)
}

/// Show a board
///
/// *Bảng xếp hạng.* Public. For ever the same bytes. With `parent` or `kind` only a part of it, such as one district's
/// communes, each with its rank on the whole board and `rankWithin` the part; 404 where the board has no such units, and
/// for boards of before parts were kept.
#[utoipa::path(
    tag = "public",
    params(BoardPath, PartQuery),
    responses((status = 200, description = "The board.", body = BoardView)),
    security(()),
)]
#[get("/boards/{board}")]
pub(crate) async fn show_board(
    request: HttpRequest,
    path: At<BoardPath>,
    Asked(query): Asked<PartQuery>,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let page = kept(&shelf, path.0.board, &query.part()?).await?;
    Ok(served(&request, page).await)
}

/// List a board's standings
///
/// *Danh sách xếp hạng, từng trang.* Public. The same rows as on the board, in its order, a page at a time: for boards of
/// a whole country, whose units nobody reads at once. `nextCursor` goes on within the same `parent` or `kind`. For ever
/// the same bytes.
#[utoipa::path(
    tag = "public",
    params(BoardPath, PartQuery, PageQuery),
    responses((status = 200, description = "The standings, by total, highest first.", body = Listing<StandingView>)),
    security(()),
)]
#[get("/boards/{board}/standings")]
pub(crate) async fn list_standings(
    request: HttpRequest,
    path: At<BoardPath>,
    Asked(query): Asked<PartQuery>,
    paging: Paging,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let page = kept(&shelf, path.0.board, &query.part()?).await?;
    let rows = page.rows()?;
    // The cursor holds how many rows came before: the rows never change, so no row is met twice or passed over.
    let from = paging.page.after.map_or(Ok(0), |before| usize::try_from(before.as_u128()));
    let from = from.ok().filter(|from| *from < rows.len().max(1)).ok_or_else(strange_cursor)?;
    let to = from.saturating_add(usize::from(paging.page.limit)).min(rows.len());
    let shown = rows.get(from..to).unwrap_or_default();
    let next = (to < rows.len()).then(|| Uuid::from_u128(u128::try_from(to).unwrap_or_default()));
    let tag = format!("{}-{from}-{}", page.digest(), paging.page.limit);
    Ok(rows_of(&request, shown, next.map(|next| paging.cursor(next)), &tag))
}

/// Show a unit's results
///
/// *Kết quả của một đơn vị.* Public. Says how every point came about; for ever the same bytes.
#[utoipa::path(
    tag = "public",
    params(UnitPath),
    responses((status = 200, description = "The unit's results.", body = UnitDetailView)),
    security(()),
)]
#[get("/boards/{board}/units/{organisation}")]
pub(crate) async fn show_unit_detail(
    request: HttpRequest,
    path: At<UnitPath>,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let UnitPath { board, organisation } = path.0;
    let page = shelf.page(PageOwner::Board(board), &format!("unit/{organisation}")).await?;
    Ok(served(&request, page).await)
}

/// Show a board's criteria set
///
/// *Bộ tiêu chí của bảng.* Public. Rules, targets, bands and caps exactly as the board's units were scored by them;
/// `verify/verify.py` of the project computes every score again from this and the units' results. For ever the same
/// bytes; boards of before it was kept have none.
#[utoipa::path(
    tag = "public",
    params(BoardPath),
    responses((status = 200, description = "The criteria set.", body = BoardCriteriaView)),
    security(()),
)]
#[get("/boards/{board}/criteria-set")]
pub(crate) async fn show_board_criteria(
    request: HttpRequest,
    path: At<BoardPath>,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let page = shelf.page(PageOwner::Board(path.0.board), "criteria-set").await?;
    Ok(served(&request, page).await)
}

/// Show a criterion's results
///
/// *Kết quả theo tiêu chí.* Public. All units of the board in one criterion; for ever the same bytes.
#[utoipa::path(
    tag = "public",
    params(CriterionPath),
    responses((status = 200, description = "The criterion's results.", body = CriterionDetailView)),
    security(()),
)]
#[get("/boards/{board}/criteria/{criterion}")]
pub(crate) async fn show_criterion_detail(
    request: HttpRequest,
    path: At<CriterionPath>,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let CriterionPath { board, criterion } = path.0;
    let page = shelf.page(PageOwner::Board(board), &format!("criterion/{criterion}")).await?;
    Ok(served(&request, page).await)
}

pub(super) fn routes(routes: &mut impl Routes) {
    // What is asked for most first: a request is held against one after another.
    routes
        .service(show_unit_detail)
        .service(show_board)
        .service(show_newest_board)
        .service(list_standings)
        .service(show_board_criteria)
        .service(show_criterion_detail);
}
