//! A table as an office writes it, from CSV or a workbook: heads, rows of figures, and around them what is no row of
//! figures: the lines of the template, numbers of lines, totals, signatures.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::base::text::tidy;
use domain::planning::criteria::CriteriaSet;
use domain::reporting::import::{ROWS_MAX, RowProblem};

use crate::reporting::cell::{Cell, Unfit, text};
use crate::reporting::reasons;
use crate::reporting::sheet::{Column, Heads, Line, Naming, Refused, address, letters, read_line, refused, too_long};

/// Prefix of the template's mark.
const MARK: &str = "thidua-template:1:";
/// The label of the units' column in the template, which stands above the first row of figures.
pub(crate) const UNIT_LABEL: &str = "Mã đơn vị";
/// How many rows below the heads may be those of the template.
const TEMPLATE_ROWS: usize = 10;
/// The row of the template, from 1, in which the figures begin.
const FIGURES_LINE: usize = 6;
/// What a total is called. Names of several words may be followed by what is summed up; `tổng` and `cộng` may not, for
/// they begin other names, such as `Tổng công ty`.
const TOTALS: [&str; 12] = [
    "tổng cộng",
    "tổng số",
    "tổng",
    "cộng",
    "toàn tỉnh",
    "toàn huyện",
    "toàn xã",
    "bình quân",
    "trung bình",
    "lũy kế",
    "tong cong",
    "total",
];

/// The mark of a set's template: another set, or another revision of this one, has another mark.
pub(crate) fn mark(set: &CriteriaSet) -> String {
    format!("{MARK}{}:{}", set.id, set.revision.0)
}

/// A row of a file.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// The line of the file or of the sheet, from 1.
    pub(crate) number: usize,
    /// How many fields the row has in a CSV file, with those that are empty; 0 in a sheet, whose rows have no end.
    pub(crate) fields: usize,
    /// The cells with content.
    pub(crate) cells: BTreeMap<usize, Cell>,
    /// The cells that no figure may depend on, with or without content.
    pub(crate) unfit: BTreeMap<usize, Unfit>,
}

/// The rows of figures, and the mark of the template that they were written in, if there is one.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) lines: Vec<Line>,
    pub(crate) template: Option<String>,
}

/// Where the table was looked for, to be named where it was not found.
#[derive(Debug, Default)]
pub(crate) struct Where {
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// The first row with content, from 1.
    pub(crate) first: Option<u32>,
}

/// Reads a table; the heads are its first row.
pub(crate) fn read(rows: Vec<Row>, naming: Naming, place: &Where) -> Result<Table, Refused> {
    let mut rows = rows.into_iter().peekable();
    let empty = || place.without_rows();
    // A sheet has its heads in row 1; in a text, empty lines above them do not count.
    let head = match (rows.next(), naming) {
        (None, _) => return Err(empty()),
        (Some(head), Naming::Cells) if head.number != 1 => return Err(place.without_heads()),
        (Some(head), _) => head,
    };
    let width = head.cells.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
    let keys: Vec<String> = (0..width).map(|at| head.cells.get(&at).map(text).unwrap_or_default()).collect();
    let width = head.fields;
    let heads = Heads::read(&keys, naming, head.number.saturating_sub(1))?;
    let template = rows.peek().and_then(|row| row.cells.values().find_map(template_mark));
    let rows: Vec<Row> = rows.collect();
    let rows = rows.get(begins(&rows, &heads, template.is_some())..).unwrap_or_default();
    let ends = rows.len().saturating_sub(rows.iter().rev().take_while(|row| is_below(row, &heads)).count());
    let mut lines = Vec::new();
    for row in rows.get(..ends).unwrap_or_default().iter().filter(|row| !is_total(row, &heads)) {
        let mut cells = row.cells.clone();
        cells.extend(row.unfit.iter().map(|(at, unfit)| (*at, Cell::Unfit(*unfit))));
        // What stands beside the table is no part of it. The template names a unit on every row: a row without a figure
        // was left out on purpose.
        let counts = |at: &usize| match heads.column(*at) {
            None => false,
            Some(Column::Unit | Column::UnitId) => template.is_none(),
            Some(Column::Narrative | Column::Field(..)) => true,
        };
        if !cells.keys().any(counts) {
            continue;
        }
        if ROWS_MAX <= lines.len() {
            return Err(refused("", too_long()));
        }
        lines.push(line(&heads, row.number, &cells, width));
    }
    if lines.is_empty() { Err(empty()) } else { Ok(Table { lines, template }) }
}

/// Reads a row; one that is longer than the heads was shifted, so none of its values is at its place.
fn line(heads: &Arc<Heads>, number: usize, cells: &BTreeMap<usize, Cell>, width: usize) -> Line {
    let last = cells.last_key_value().map_or(0, |(last, _)| *last);
    if width == 0 || last < width {
        return read_line(heads, number, cells);
    }
    let unit: BTreeMap<usize, Cell> = cells
        .iter()
        .filter(|(at, _)| heads.column(**at) == Some(&Column::Unit))
        .map(|(at, cell)| (*at, cell.clone()))
        .collect();
    let mut line = read_line(heads, number, &unit);
    line.problems = vec![RowProblem::new(letters(width), reasons::row_too_long(last.saturating_add(1), width))];
    line
}

fn template_mark(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => text.trim().starts_with(MARK).then(|| text.trim().to_owned()),
        Cell::Day(_) | Cell::Unfit(_) => None,
    }
}

/// The cell of the units' column.
fn unit<'a>(row: &'a Row, heads: &Heads) -> Option<&'a Cell> {
    row.cells.iter().find(|(at, _)| heads.column(**at) == Some(&Column::Unit)).map(|(_, cell)| cell)
}

/// Where the figures begin: below the labels of the template, also where a row above them was taken out.
fn begins(rows: &[Row], heads: &Heads, template: bool) -> usize {
    let labelled = |row: &Row| unit(row, heads).is_some_and(|cell| text(cell).eq_ignore_ascii_case(UNIT_LABEL));
    let labels = rows.iter().take(TEMPLATE_ROWS).position(labelled);
    match labels {
        Some(labels) => labels.saturating_add(1),
        None if template => rows.iter().take_while(|row| row.number < FIGURES_LINE).count(),
        None => 0,
    }
}

/// Whether a row is a total: the column of the units says so, or the first cell where that column is empty.
fn is_total(row: &Row, heads: &Heads) -> bool {
    let named = unit(row, heads).or_else(|| row.cells.values().next());
    let name = named.map(|cell| text(cell).to_lowercase()).unwrap_or_default();
    TOTALS.iter().any(|total| {
        let rest = name.strip_prefix(total);
        rest.is_some_and(|rest| {
            let summed_up = rest.starts_with(' ') && (total.contains(' ') || rest.trim_start().starts_with('('));
            rest.is_empty() || summed_up || rest.starts_with([':', '(', ',', '.', '-'])
        })
    })
}

/// Whether a row at the end belongs to what stands below a table: notes and signatures, which name no unit and hold no
/// number under a head.
fn is_below(row: &Row, heads: &Heads) -> bool {
    let named = unit(row, heads).map(text).unwrap_or_default();
    // A code is one word of digits and letters without accents.
    let code = !named.is_empty() && named.bytes().all(|byte| byte.is_ascii_graphic());
    let valued = row.cells.iter().any(|(at, cell)| match heads.column(*at) {
        Some(Column::Field(_, field)) if field.is_number() => holds_number(cell),
        Some(Column::UnitId) => true,
        Some(Column::Unit | Column::Narrative | Column::Field(..)) | None => false,
    });
    !code && !valued
}

/// Whether a cell holds a number, well written or not, or something that might be one.
fn holds_number(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => {
            let written = tidy(text);
            let digit = written.contains(|letter: char| letter.is_ascii_digit());
            digit && !written.contains(char::is_alphabetic)
        }
        Cell::Day(_) => false,
        Cell::Unfit(_) => true,
    }
}

impl Where {
    fn without_heads(&self) -> Refused {
        let (sheet, first) = (self.sheet.as_deref().unwrap_or_default(), self.first.unwrap_or(1));
        refused(&address(0, 0), reasons::heads_missing(sheet, first))
    }

    fn without_rows(&self) -> Refused {
        let reason = self.sheet.as_ref().map_or_else(reasons::rows_missing, reasons::rows_missing_in_sheet);
        refused("", reason)
    }
}
