//! The cells of a sheet, one by one: what each shows, and what hides, merges or computes it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::reporting::import::ROWS_MAX;
use quick_xml::events::{BytesStart, Event};

use crate::reporting::cell::{Cell, Unfit};
use crate::reporting::reasons;
use crate::reporting::sheet::{COLUMNS_MAX, Refused, address, refused, too_long, too_wide};
use crate::reporting::workbook::contents::{Values, unescaped};
use crate::reporting::workbook::number_format::{NumberFormat, Seen};
use crate::reporting::xml::{append, attribute, reader, says_yes};

/// Maximum number of lines of a sheet: rows of figures, the rows above them, and as many empty ones.
const LINES_MAX: usize = (ROWS_MAX + 10) * 2;
/// Maximum number of areas, of either kind.
const AREAS_MAX: usize = 200_000;

/// Rows and columns from 0, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: (u32, u32),
    pub(super) columns: (usize, usize),
}

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The cells with content.
    pub(super) rows: BTreeMap<u32, BTreeMap<usize, Cell>>,
    pub(super) hidden_rows: BTreeSet<u32>,
    /// First and last of hidden columns.
    pub(super) hidden_columns: Vec<(usize, usize)>,
    pub(super) merged: Vec<Area>,
    /// Where formulas of several cells fill in.
    pub(super) formulas: Vec<Area>,
}

/// The row and the column of `B7`, from 0.
fn place(reference: &str) -> Option<(u32, usize)> {
    let reference = reference.replace('$', "");
    let digits = reference.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    let mut column = 0_usize;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column.checked_mul(26)?.checked_add(usize::from(value))?.checked_add(1)?;
    }
    let row: u32 = row.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// The area of `B2:D7`, or of a single cell.
fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
    Some(Area { rows: (top.min(bottom), top.max(bottom)), columns: (left.min(right), left.max(right)) })
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    row: u32,
    column: usize,
    kind: String,
    style: usize,
    formula: bool,
    value: String,
    text: String,
}

/// Which text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    Text,
}

impl Sheet {
    /// Reads a sheet. The dimension that it states is a hint and is not believed.
    pub(super) fn read(xml: &str, values: &Values) -> Result<Self, Refused> {
        let mut sheet = Self::default();
        let mut reader = reader(xml);
        let (mut row, mut column) = (0_u32, 0_usize);
        let (mut open, mut inside, mut hint): (Option<Open>, Inside, bool) = (None, Inside::Nothing, false);
        loop {
            let event = reader.read_event();
            match event {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "col" => sheet.hide_columns(&element),
                    "row" => {
                        let given =
                            attribute(&element, "r").and_then(|row| row.trim().parse::<u32>().ok()?.checked_sub(1));
                        row = given.unwrap_or(row);
                        column = 0;
                        if says_yes(&element, "hidden")
                            || attribute(&element, "ht").is_some_and(|height| is_zero(&height))
                        {
                            sheet.hidden_rows.insert(row);
                        }
                    }
                    "c" => {
                        if let Some(reference) = attribute(&element, "r") {
                            let Some(found) = place(reference.trim()) else { return Err(broken_at(row, column)) };
                            (row, column) = found;
                        }
                        open = Some(Open {
                            row,
                            column,
                            kind: attribute(&element, "t").unwrap_or_default(),
                            style: attribute(&element, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                            ..Open::default()
                        });
                    }
                    "f" => {
                        if let Some(open) = &mut open {
                            open.formula = true;
                        }
                        sheet.range(&element)?;
                    }
                    "v" if open.is_some() => inside = Inside::Value,
                    "rPh" => hint = true,
                    "t" if open.is_some() && !hint => inside = Inside::Text,
                    "mergeCell" => {
                        let merged = attribute(&element, "ref").and_then(|reference| area(&reference));
                        sheet.merged.extend(merged);
                        if AREAS_MAX < sheet.merged.len() {
                            return Err(broken_at(row, column));
                        }
                    }
                    _ => {}
                },
                Ok(Event::End(element)) => match element.local_name().as_ref() {
                    "v" | "t" => inside = Inside::Nothing,
                    "rPh" => hint = false,
                    "c" => {
                        if let Some(open) = open.take() {
                            sheet.close(open, values)?;
                        }
                        column = column.saturating_add(1);
                    }
                    "row" => row = row.saturating_add(1),
                    _ => {}
                },
                Ok(Event::Eof) => return Ok(sheet),
                Ok(event) => {
                    if let Some(open) = &mut open {
                        match inside {
                            Inside::Value => append(&mut open.value, &event),
                            Inside::Text => append(&mut open.text, &event),
                            Inside::Nothing => {}
                        }
                    }
                }
                Err(_) => return Err(broken_at(row, column)),
            }
        }
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|number| number.parse::<usize>().ok()?.checked_sub(1));
        let hidden = says_yes(element, "hidden") || attribute(element, "width").is_some_and(|width| is_zero(&width));
        if let (true, Some(first), Some(last)) = (hidden, number("min"), number("max")) {
            self.hidden_columns.push((first, last));
        }
    }

    /// Notes the range that an array formula or a data table fills; a shared formula stands in each of its cells.
    fn range(&mut self, element: &BytesStart<'_>) -> Result<(), Refused> {
        let kind = attribute(element, "t").unwrap_or_default();
        let range = attribute(element, "ref").filter(|_| matches!(kind.as_str(), "array" | "dataTable"));
        self.formulas.extend(range.and_then(|range| area(&range)).filter(|area| !area.is_one_cell()));
        if AREAS_MAX < self.formulas.len() { Err(broken_at(0, 0)) } else { Ok(()) }
    }

    /// Keeps a cell if it has content.
    fn close(&mut self, open: Open, values: &Values) -> Result<(), Refused> {
        let (row, column) = (open.row, open.column);
        let Some(cell) = content(open, values) else { return Ok(()) };
        let line = usize::try_from(row).unwrap_or(usize::MAX);
        if COLUMNS_MAX <= column {
            return Err(refused(&address(line, column), too_wide()));
        }
        if LINES_MAX <= line {
            return Err(refused(&address(line, column), too_long()));
        }
        self.rows.entry(row).or_default().insert(column, cell);
        Ok(())
    }
}

impl Area {
    const fn is_one_cell(&self) -> bool {
        self.rows.0 == self.rows.1 && self.columns.0 == self.columns.1
    }
}

fn is_zero(length: &str) -> bool {
    length.parse::<f64>().is_ok_and(|length| length <= 0.0)
}

/// A sheet that cannot be read on from a cell.
fn broken_at(row: u32, column: usize) -> Refused {
    refused(&address(usize::try_from(row).unwrap_or(usize::MAX), column), reasons::workbook_broken())
}

/// What a cell holds; `None` for a cell that shows nothing.
fn content(open: Open, values: &Values) -> Option<Cell> {
    let Open { kind, style, formula, value, text, .. } = open;
    let value = value.trim_matches(|letter: char| letter.is_ascii_whitespace() && kind != "str");
    if formula {
        return Some(Cell::Unfit(Unfit::Formula));
    }
    let cell = match kind.as_str() {
        "inlineStr" => Cell::Text(unescaped(&text)),
        "str" => Cell::Text(unescaped(value)),
        _ if value.is_empty() => Cell::Text(unescaped(&text)),
        "s" => {
            let text = value.parse::<usize>().ok().and_then(|at| values.texts.get(at));
            text.map_or(Cell::Unfit(Unfit::Broken), |text| Cell::Text(text.clone()))
        }
        "b" => match value {
            "1" | "true" => Cell::Text("TRUE".to_owned()),
            "0" | "false" => Cell::Text("FALSE".to_owned()),
            _ => Cell::Unfit(Unfit::Broken),
        },
        "e" => Cell::Unfit(Unfit::Error),
        "d" => iso_day(value).map_or_else(|| Cell::Text(value.to_owned()), Cell::Day),
        "n" | "" => match value.parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) => shown(number, style, values),
            None => Cell::Unfit(Unfit::Broken),
        },
        _ => Cell::Unfit(Unfit::Broken),
    };
    match &cell {
        Cell::Text(text) if text.trim().is_empty() => None,
        Cell::Text(_) | Cell::Day(_) | Cell::Unfit(_) => Some(cell),
    }
}

/// A number as its style shows it.
fn shown(number: f64, style: usize, values: &Values) -> Cell {
    let usual = NumberFormat::default();
    match values.formats.get(style).unwrap_or(&usual).show(number) {
        Seen::Number(written) => Cell::Text(written),
        Seen::Day => day_of(number, values.since_1904).map_or(Cell::Unfit(Unfit::Error), Cell::Day),
        Seen::Other => Cell::Unfit(Unfit::Disguised),
    }
}

/// The day of a count of days. Excel counts 29 February 1900, which was no day.
fn day_of(number: f64, since_1904: bool) -> Option<NaiveDate> {
    let count: u64 = number.trunc().to_string().parse().ok()?;
    let (first, days) = match (since_1904, count) {
        (true, days) => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        (false, 0 | 60) => return None,
        (false, days @ 1..60) => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        (false, days) => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    first.checked_add_days(Days::new(days))
}

/// The day of an instant in ISO 8601; midnight is the day, and so is any other time of it.
fn iso_day(value: &str) -> Option<NaiveDate> {
    let (day, rest) = value.split_at_checked(10)?;
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    (rest.is_empty() || rest.starts_with(['T', ' '])).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_its_letters_and_digits() {
        for (reference, found) in
            [("A1", Some((0, 0))), ("$AA$7", Some((6, 26))), ("XFD1048576", Some((1_048_575, 16_383)))]
        {
            assert_eq!(place(reference), found, "{reference}");
        }
        for reference in ["", "A", "7", "A0", "Ế7", "A7B", "A99999999999", "1:2"] {
            assert_eq!(place(reference), None, "{reference}");
        }
        assert_eq!(area("D7:B2"), Some(Area { rows: (1, 6), columns: (1, 3) }));
    }

    #[test]
    fn found_d_a_day_is_counted_as_excel_counts_it() {
        let day = |number, since_1904| day_of(number, since_1904).map(|day| day.to_string());
        for (number, found) in [
            (1.0, Some("1900-01-01")),
            (59.0, Some("1900-02-28")),
            (60.0, None),
            (61.0, Some("1900-03-01")),
            (45_356.75, Some("2024-03-05")),
            (0.5, None),
            (-1.0, None),
            (1e300, None),
        ] {
            assert_eq!(day(number, false).as_deref(), found, "{number}");
        }
        assert_eq!(day(43_894.0, true).as_deref(), Some("2024-03-05"));
        assert_eq!(iso_day("2024-03-05T00:00:00").map(|day| day.to_string()).as_deref(), Some("2024-03-05"));
        assert_eq!(iso_day("T10:00:00"), None);
    }
}
