//! A board as a table for spreadsheets and statistics software, and the meaning of its columns.
//!
//! All of it is parsed again from the frozen pages of the board and nothing is computed, so that the same board always
//! gives the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, OrganisationId};
use domain::base::text::{Text, english, fold};
use domain::planning::group::GroupNames;
use domain::planning::scoring::Applicability;
use domain::registry::organisation::OrganisationKind;
use persistence::results::publication::{FrozenPage, PageOwner};
use rust_xlsxwriter as xlsx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::db::Db;
use crate::base::http_cache::Cached;
use crate::base::hundredths::Hundredths;
use crate::base::operation::{Csv, Workbook};
use crate::base::page_cache::form::{FormatVersion, read};
use crate::base::page_cache::{CachedPage, PageCache, address, served};
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::results::publication::frozen::BoardPath;
use crate::results::publication::json_stat::JsonStatDataset;
use crate::results::publication::table_file::{
    CSV, XLSX, csv_of, file, harmless, head_format, hundredths_format, json, yes_or_no,
};

/// The name of the sheet in a workbook.
const SHEET: &str = "Bảng xếp hạng";

/// Type of the values in a column, as named by Table Schema (Frictionless).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) enum ColumnType {
    /// A text.
    #[serde(rename = "string")]
    Text,
    /// A whole number.
    #[serde(rename = "integer")]
    Whole,
    /// A number with two decimals.
    #[serde(rename = "number")]
    Number,
    /// `true` or `false`.
    #[serde(rename = "boolean")]
    YesNo,
}

/// A column of a board's table.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoardColumn {
    /// Column name, as in the first row of the table.
    #[schema(example = "Tổng điểm")]
    pub(super) name: String,
    /// Meaning of the column.
    pub(super) meaning: TextView,
    /// Unit of measurement; absent if the column has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<TextView>,
    /// Type of the values in the column.
    #[serde(rename = "type")]
    pub(super) kind: ColumnType,
    /// The code of the criterion whose points the column contains; absent for other columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "H1")]
    criterion: Option<String>,
}

/// Meaning of the columns of a board's table (từ điển dữ liệu).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BoardColumns {
    /// The board's identifier.
    board: BoardId,
    /// The columns, in the order of the table.
    columns: Vec<BoardColumn>,
}

/// The part of a board's frozen page that is parsed again.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BoardPage {
    #[serde(default)]
    format_version: FormatVersion,
    head: BoardPageHead,
    /// Only boards over trees say how they round.
    rounding: Option<BoardPageRounding>,
    criteria: Vec<BoardPageCriterion>,
    standings: Vec<BoardPageStanding>,
}

/// That a board says how it rounds.
#[derive(Clone, Copy, Debug, Deserialize)]
struct BoardPageRounding {}

/// The part of its head that is parsed again.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BoardPageHead {
    cycle_code: String,
    tier: GroupCode,
    /// Pages of form 1 say only its code.
    group: Option<BoardPageGroup>,
    release_number: i64,
    published_at: DateTime<Utc>,
    /// Whether it is a rehearsal, which every table says, too.
    #[serde(default)]
    rehearsal: bool,
}

/// The part of a group that is parsed again.
#[derive(Clone, Debug, Deserialize)]
struct BoardPageGroup {
    name: Text,
}

/// The part of a criterion that is parsed again.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BoardPageCriterion {
    code: String,
    name: Text,
}

/// The part of a unit's standing that is parsed again.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BoardPageStanding {
    rank: Option<u32>,
    organisation: OrganisationId,
    name: String,
    code: Option<String>,
    superior: Option<BoardPageSuperior>,
    total: Option<Hundredths>,
    band: Option<String>,
    late: bool,
}

/// The part of a superior unit that is parsed again.
#[derive(Clone, Debug, Deserialize)]
struct BoardPageSuperior {
    name: String,
    code: Option<String>,
}

/// The part of a unit's own page that is parsed again.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultPage {
    organisation: OrganisationId,
    kind: Option<OrganisationKind>,
    applicable_points: Hundredths,
    lines: Vec<ResultPageLine>,
}

/// The part of one of its lines that is parsed again.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultPageLine {
    criterion: String,
    applicability: Applicability,
    points: Hundredths,
}

/// A board, and the results of its units by unit.
#[derive(Clone, Debug)]
pub(super) struct Table {
    board: BoardPage,
    /// The name of the group.
    group: Text,
    /// Whether its units are areas, which a map shows.
    geographic: bool,
    results: BTreeMap<OrganisationId, ResultPage>,
    /// The Vietnamese names of the rating bands, by their codes.
    bands: BTreeMap<String, String>,
}

/// The content of one cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    Empty,
    Text(String),
    /// A word of a closed list: its code for programs, and its name for people.
    Word(String, String),
    Whole(u32),
    YesNo(bool),
    Points(Hundredths),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => harmless(text),
            Self::Word(code, _) => code.clone(),
            Self::Whole(number) => number.to_string(),
            Self::YesNo(yes) => yes.to_string(),
            Self::Points(points) => english(points.0),
        }
    }
}

impl Table {
    /// Parses a board's own page again. The names say whether its units are areas, and what the group of a page of form 1
    /// is called.
    pub(super) fn of(page: &FrozenPage, names: &GroupNames) -> Result<Self, Problem> {
        let board: BoardPage = read(page.body.as_bytes())?;
        let code = board.head.tier;
        let published = board.head.group.as_ref().map(|group| group.name.clone());
        let group = published.unwrap_or_else(|| names.name(code.as_str()));
        let geographic = names.is_geographic(code);
        Ok(Self { board, group, geographic, results: BTreeMap::new(), bands: BTreeMap::new() })
    }

    /// Parses the page of one of its units again.
    fn add(&mut self, page: &FrozenPage) -> Result<(), Problem> {
        let result: ResultPage = read(page.body.as_bytes())?;
        self.results.insert(result.organisation, result);
        Ok(())
    }

    /// The title of the table.
    pub(super) fn title(&self) -> Text {
        let BoardPageHead { cycle_code, release_number, rehearsal, .. } = &self.board.head;
        let Text { vi, en } = &self.group;
        let title = Text::new(
            format!("Bảng xếp hạng {vi}, kỳ {cycle_code}, đợt công bố {release_number}"),
            format!("Board of the {en}, cycle {cycle_code}, release {release_number}"),
        );
        if *rehearsal { title.rehearsed() } else { title }
    }

    /// The file name of the table, without its extension; ASCII only.
    pub(super) fn file_name(&self) -> String {
        let BoardPageHead { cycle_code, release_number, rehearsal, .. } = &self.board.head;
        let mark = if *rehearsal { "dien-tap-" } else { "" };
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let cycle: String = fold(cycle_code).chars().map(plain).collect();
        let group: String = fold(&self.group.vi).chars().map(plain).collect();
        format!("{mark}bang-xep-hang-{cycle}-{group}-dot-{release_number}")
    }

    /// Whether the board was published with codes and superior units; the tables of older boards stay as they were.
    fn is_coded(&self) -> bool {
        self.board.standings.iter().any(|standing| standing.code.is_some())
    }

    /// Whether the table has the rating bands; those of boards of form 1 stay as they were.
    fn is_banded(&self) -> bool {
        FormatVersion::GROUPS <= self.board.format_version
    }

    /// The columns, in their order.
    pub(super) fn columns(&self) -> Vec<BoardColumn> {
        let points = || Some(TextView::from(Text::new("điểm", "points")));
        let column = |name: &str, meaning: Text, unit: Option<TextView>, kind: ColumnType| BoardColumn {
            name: name.to_owned(),
            meaning: meaning.into(),
            unit,
            kind,
            criterion: None,
        };
        let mut columns = vec![
            column(
                "Hạng",
                Text::new(
                    "Thứ hạng trong cấp; bằng điểm thì cùng hạng; bỏ trống nếu đơn vị không được chấm điểm",
                    "The rank within the tier; equal totals share one; empty for a unit that is not scored",
                ),
                None,
                ColumnType::Whole,
            ),
            column(
                "Đơn vị",
                Text::new("Tên đơn vị tại thời điểm công bố", "The unit's name as it was at publication"),
                None,
                ColumnType::Text,
            ),
            column(
                "Mã định danh",
                Text::new("Mã định danh của đơn vị trong hệ thống", "The unit's identifier in this service"),
                None,
                ColumnType::Text,
            ),
            column(
                "Loại đơn vị",
                Text::new(
                    "Loại đơn vị khi báo cáo; bỏ trống nếu khi công bố chưa lưu",
                    "The unit's kind when it reported; empty where it was not kept yet",
                ),
                None,
                ColumnType::Text,
            ),
            column(
                "Nộp muộn",
                Text::new(
                    "Báo cáo nộp lần đầu sau hạn: true hoặc false",
                    "Whether the report was first handed in after the due date: true or false",
                ),
                None,
                ColumnType::YesNo,
            ),
            column(
                "Tổng điểm",
                if self.board.rounding.is_some() {
                    Text::new(
                        "Tổng điểm, làm tròn theo quy định của bộ tiêu chí; bỏ trống nếu đơn vị không được chấm điểm",
                        "The total, rounded as the criteria set says; empty for a unit that is not scored",
                    )
                } else {
                    Text::new(
                        "Tổng điểm, cắt còn hai chữ số thập phân; bỏ trống nếu đơn vị không được chấm điểm",
                        "The total, cut down to two decimals; empty for a unit that is not scored",
                    )
                },
                points(),
                ColumnType::Number,
            ),
            column(
                "Điểm tối đa áp dụng",
                Text::new(
                    "Tổng điểm tối đa của các tiêu chí áp dụng cho đơn vị",
                    "The most points of the criteria that count for the unit",
                ),
                points(),
                ColumnType::Number,
            ),
        ];
        if self.is_coded() {
            let code = Text::new(
                "Mã đơn vị tại thời điểm công bố: mã của cơ quan thống kê, nếu không có thì mã của hệ thống",
                "The unit's code as it was at publication: that of the statistics office, or else that of this service",
            );
            columns.insert(2, column("Mã đơn vị", code, None, ColumnType::Text));
            let superior = Text::new(
                "Tên đơn vị cấp trên tại thời điểm công bố; bỏ trống nếu không có",
                "The name of the superior unit as it was at publication; empty without one",
            );
            columns.insert(4, column("Đơn vị cấp trên", superior, None, ColumnType::Text));
            let superior_code = Text::new("Mã của đơn vị cấp trên", "The code of the superior unit");
            columns.insert(5, column("Mã đơn vị cấp trên", superior_code, None, ColumnType::Text));
        }
        columns.extend(self.board.criteria.iter().map(|criterion| {
            let BoardPageCriterion { code, name: Text { vi, en } } = criterion;
            let meaning = Text::new(
                format!("Điểm đạt được ở tiêu chí {code} ({vi}); bỏ trống nếu tiêu chí không áp dụng"),
                format!("The points reached in criterion {code} ({en}); empty where it does not count"),
            );
            let kind = ColumnType::Number;
            BoardColumn { criterion: Some(code.clone()), ..column(&format!("Điểm {code}"), meaning, points(), kind) }
        }));
        if self.is_banded() {
            let meaning = Text::new(
                "Xếp loại theo bộ tiêu chí: mã trong tệp CSV, tên trong tệp Excel; bỏ trống nếu không xếp loại",
                "The rating band by the criteria set: its code in CSV, its name in a workbook; empty without one",
            );
            columns.push(column("Xếp loại", meaning, None, ColumnType::Text));
        }
        columns
    }

    /// The rows, in the board's order.
    fn rows(&self) -> impl Iterator<Item = Vec<Cell>> {
        let (coded, banded) = (self.is_coded(), self.is_banded());
        let text = |text: Option<&String>| text.map_or(Cell::Empty, |text| Cell::Text(text.clone()));
        let word = |code: &str, name: &str| Cell::Word(code.to_owned(), name.to_owned());
        let row = move |standing: &BoardPageStanding| {
            let BoardPageStanding { rank, organisation, name, code, superior, total, band, late } = standing;
            let result = self.results.get(organisation);
            let mut cells = vec![
                rank.map_or(Cell::Empty, Cell::Whole),
                Cell::Text(name.clone()),
                Cell::Text(organisation.to_string()),
                result.and_then(|result| result.kind).map_or(Cell::Empty, |kind| word(kind.as_str(), kind.vi())),
                Cell::YesNo(*late),
                total.map_or(Cell::Empty, Cell::Points),
                result.map_or(Cell::Empty, |result| Cell::Points(result.applicable_points)),
            ];
            if coded {
                cells.insert(2, text(code.as_ref()));
                cells.insert(4, text(superior.as_ref().map(|one| &one.name)));
                cells.insert(5, text(superior.as_ref().and_then(|one| one.code.as_ref())));
            }
            cells.extend(self.board.criteria.iter().map(|criterion| {
                let line = line_of(result, &criterion.code);
                let line = line.filter(|line| line.applicability == Applicability::Applicable);
                line.map_or(Cell::Empty, |line| Cell::Points(line.points))
            }));
            if banded {
                let named = |code: &String| word(code, self.bands.get(code).unwrap_or(code));
                cells.push(band.as_ref().map_or(Cell::Empty, named));
            }
            cells
        };
        self.board.standings.iter().map(row)
    }

    /// As a file of comma-separated values.
    fn csv(&self) -> Result<Vec<u8>, Problem> {
        let names = self.columns().iter().map(|column| harmless(&column.name)).collect();
        csv_of(names, self.rows().map(|row| row.iter().map(Cell::text).collect()))
    }

    /// As a workbook, made at the instant of the release.
    fn workbook(&self) -> Result<Vec<u8>, xlsx::XlsxError> {
        let made = xlsx::ExcelDateTime::from_timestamp(self.board.head.published_at.timestamp())?;
        let mut workbook = xlsx::Workbook::new();
        let properties = xlsx::DocProperties::new().set_title(self.title().vi).set_creation_datetime(&made);
        workbook.set_properties(&properties);
        let (head, decimal) = (head_format(), hundredths_format());
        let sheet = workbook.add_worksheet().set_name(SHEET)?;
        for (column, described) in (0_u16..).zip(self.columns()) {
            sheet.write_string_with_format(0, column, described.name, &head)?;
        }
        if self.is_coded() {
            sheet.set_column_width(1, 34)?.set_column_width(2, 12)?.set_column_width(3, 38)?.set_column_width(4, 30)?;
        } else {
            sheet.set_column_width(1, 34)?.set_column_width(2, 38)?.set_column_width(3, 22)?;
        }
        for (row, cells) in (1_u32..).zip(self.rows()) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Empty => {}
                    // A text is always written as a string, even if it begins like a formula.
                    Cell::Text(text) => {
                        sheet.write_string(row, column, text)?;
                    }
                    Cell::Whole(number) => {
                        sheet.write_number(row, column, number)?;
                    }
                    // A workbook is for people: names instead of codes.
                    Cell::Word(_, name) => {
                        sheet.write_string(row, column, name)?;
                    }
                    Cell::YesNo(yes) => {
                        sheet.write_string(row, column, yes_or_no(yes))?;
                    }
                    Cell::Points(points) => {
                        // The decimal parses to the number that was published.
                        let number: f64 = english(points.0)
                            .parse()
                            .map_err(|_ignored| xlsx::XlsxError::ParameterError("a decimal".to_owned()))?;
                        sheet.write_number_with_format(row, column, number, &decimal)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        workbook.save_to_buffer()
    }
}

fn line_of<'a>(result: Option<&'a ResultPage>, code: &str) -> Option<&'a ResultPageLine> {
    result?.lines.iter().find(|line| line.criterion == code)
}

/// Reads a board's table from its frozen pages.
async fn table_of(db: &Db, board: BoardId) -> Result<Table, Problem> {
    db.read(move |tx| async move {
        let owner = PageOwner::Board(board);
        let mut table = Table::of(&tx.frozen_page(owner, "").await?, &tx.group_names().await?)?;
        if table.is_banded() {
            table.bands = bands::names(&tx.frozen_page(owner, "criteria-set").await?)?;
        }
        let mut after = None;
        loop {
            let pages = tx.result_pages(board, after.as_deref()).await?;
            let Some(last) = pages.last() else { return Ok(table) };
            after = Some(last.part.clone());
            for page in &pages {
                table.add(page)?;
            }
        }
    })
    .await
}

/// A page that is made from a board's table once for all clients: the same board gives the same bytes.
async fn made(
    cache: &PageCache,
    db: &Db,
    board: BoardId,
    part: &str,
    make: impl FnOnce(&Table) -> Result<CachedPage, Problem> + Send + 'static,
) -> Result<Arc<CachedPage>, Problem> {
    let making = async {
        let table = table_of(db, board).await?;
        let made = tokio::task::spawn_blocking(move || make(&table)).await;
        made.map_err(Problem::fault)?
    };
    cache.made(&address(PageOwner::Board(board), part), making).await
}

/// Show the columns of a board's table
///
/// *Từ điển dữ liệu của bảng.* Public. Meaning, unit of measure and content type of each column of `table.csv` and
/// `table.xlsx`.
#[utoipa::path(get, path = "/boards/{board}/columns", responses((status = 200, description = "The columns.")))]
pub(crate) async fn show_board_columns(
    request: HttpRequest,
    path: Path<BoardPath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<BoardColumns>, Problem> {
    let board = path.0.board;
    let owner = PageOwner::Board(board);
    let making = async {
        // The columns do not depend on the results of the units.
        let (page, names) =
            db.read(move |tx| async move { Ok((tx.frozen_page(owner, "").await?, tx.group_names().await?)) }).await?;
        json(&BoardColumns { board, columns: Table::of(&page, &names)?.columns() })
    };
    Ok(served(&request, cache.made(&address(owner, "columns"), making).await?).await.into())
}

/// Fetch a board as CSV
///
/// *Bảng xếp hạng dạng CSV.* Public. One row for each unit, in the board's order, under a header row of names in
/// Vietnamese; UTF-8 with a byte order mark, lines end with CR LF, numbers have a decimal point. A text that a
/// spreadsheet would interpret as a formula is prefixed with an apostrophe. The cell of a criterion that does not count
/// for a unit is empty. The last column is the code of the unit's rating band; boards of form 1 do not have it.
#[utoipa::path(get, path = "/boards/{board}/table.csv", responses((status = 200, description = "The table.")))]
pub(crate) async fn show_board_csv(
    request: HttpRequest,
    path: Path<BoardPath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<Csv>, Problem> {
    let make = |table: &Table| file(CSV, table.csv()?, &format!("{}.csv", table.file_name()));
    Ok(served(&request, made(&cache, &db, path.0.board, "table.csv", make).await?).await.into())
}

/// Fetch a board as an Excel workbook
///
/// *Bảng xếp hạng dạng Excel.* Public. The columns of `table.csv`; numbers are numbers, and no cell is a formula.
#[utoipa::path(get, path = "/boards/{board}/table.xlsx", responses((status = 200, description = "The workbook.")))]
pub(crate) async fn show_board_xlsx(
    request: HttpRequest,
    path: Path<BoardPath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<Workbook>, Problem> {
    let make = |table: &Table| {
        let bytes = table.workbook().map_err(Problem::fault)?;
        file(XLSX, bytes, &format!("{}.xlsx", table.file_name()))
    };
    Ok(served(&request, made(&cache, &db, path.0.board, "table.xlsx", make).await?).await.into())
}

/// Show a board as JSON-stat
///
/// *Bảng xếp hạng dạng JSON-stat.* Public. A dataset of JSON-stat 2.0 with the dimensions `unit` and `criterion`, whose
/// last category is the total. Points have two decimals; where a value is missing, `status` states why.
#[utoipa::path(get, path = "/boards/{board}/json-stat", responses((status = 200, description = "The dataset.")))]
pub(crate) async fn show_board_json_stat(
    request: HttpRequest,
    path: Path<BoardPath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<JsonStatDataset>, Problem> {
    let make = |table: &Table| json(&table.json_stat()?);
    Ok(served(&request, made(&cache, &db, path.0.board, "json-stat", make).await?).await.into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_board_columns, show_board_csv, show_board_xlsx, show_board_json_stat);
}

pub(crate) mod bands;
mod dataset;
#[cfg(test)]
mod tests;
