//! Writes a list's workbook: row by row into a temporary file, and then the whole workbook into another one, so that
//! neither rows nor workbook stand in memory.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use domain::base::calendar::in_province;
use rust_xlsxwriter as xlsx;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::base::problem::{Kind, Problem};
use crate::base::text::hex;
use crate::edge::list_workbook::columns::{Cells, Column, KIND_OF_THING, List, Register};
use crate::edge::list_workbook::names::Names;
use crate::edge::list_workbook::pace::Pace;
use crate::edge::reasons;
use crate::printing::layout::capital;
use crate::results::publication::table_file::{head_format, hundredths_format, yes_or_no};

/// The names of the sheets.
const ROWS: &str = "Dữ liệu";
const ABOUT: &str = "Thông tin";
/// Maximum number of rows: what a sheet of Excel holds, less than its heads need.
pub(super) const ROWS_MAX: u32 = 1_000_000;
/// Maximum length of a text in a cell of Excel, and what is left of a longer one.
const CELL_CHARS_MAX: usize = 32_767;
const CUT_CHARS: usize = 32_700;
/// Stands at the end of a text that is too long for a cell.
const CUT: &str = " … [đã cắt bớt]";
/// What separates the entries of a list in one cell.
const BETWEEN: &str = "; ";
/// The largest whole number that Excel keeps exactly has sixteen digits; longer ones are texts.
const WHOLE_MAX: u64 = 1 << 53;
/// Widths of columns, in characters.
const NARROW: f64 = 14.0;
const MIDDLE: f64 = 20.0;
const WIDE: f64 = 36.0;
/// How long the workbook is written before the writer looks whether others wait.
const STRETCH: Duration = Duration::from_millis(5);

/// The facts of a workbook that its second sheet states.
#[derive(Clone, Debug)]
pub(super) struct About {
    /// The name of the list.
    pub(super) name: String,
    /// The filters, as they were asked for.
    pub(super) filters: Vec<(String, String)>,
    /// When it was made.
    pub(super) at: DateTime<Utc>,
    /// Whether the installation is a rehearsal, whose results count for nothing.
    pub(super) rehearsal: bool,
}

/// A workbook that is complete.
#[derive(Debug)]
pub(super) struct Made {
    /// Its bytes, from the beginning.
    pub(super) file: File,
    /// The number of bytes.
    pub(super) size: u64,
    /// SHA-256, in hexadecimal.
    pub(super) sha256: String,
}

/// The part of a page that is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    items: Vec<Value>,
    next_cursor: Option<String>,
    /// Only lists that always have a cursor say whether it leads on.
    more: Option<bool>,
}

/// The formats of the cells.
struct Formats {
    hundredths: xlsx::Format,
    whole: xlsx::Format,
    money: xlsx::Format,
    day: xlsx::Format,
    instant: xlsx::Format,
    lines: xlsx::Format,
}

/// A workbook that is being written.
pub(super) struct Sheet {
    workbook: xlsx::Workbook,
    list: Arc<List>,
    names: Names,
    formats: Formats,
    rows: u32,
    rows_max: u32,
}

/// What the environment did, or what the file cannot hold.
fn unwritten(error: xlsx::XlsxError) -> Problem {
    if let xlsx::XlsxError::IoError(error) = error { Problem::unavailable(error) } else { Problem::fault(error) }
}

impl Sheet {
    /// A workbook with the heads of a list, for at most so many rows, with the names of the codes in them.
    pub(super) fn begin(list: Arc<List>, names: Names, rows_max: u32) -> Result<Self, Problem> {
        begun(&list).map_err(unwritten).map(|workbook| {
            let format = |code: &str| xlsx::Format::new().set_num_format(code);
            let formats = Formats {
                hundredths: hundredths_format(),
                whole: format("0"),
                money: format("#,##0"),
                day: format("dd/mm/yyyy"),
                instant: format("dd/mm/yyyy hh:mm"),
                lines: xlsx::Format::new().set_text_wrap(),
            };
            Self { workbook, list, names, formats, rows: 0, rows_max }
        })
    }

    /// Adds the rows of a page, and returns the cursor of the next one.
    pub(super) fn add(&mut self, page: &[u8]) -> Result<Option<String>, Problem> {
        let Page { items, next_cursor, more } = serde_json::from_slice(page).map_err(Problem::fault)?;
        let Self { workbook, list, names, formats, rows, rows_max } = self;
        let sheet = workbook.worksheet_from_index(0).map_err(unwritten)?;
        let names: &Names = names;
        for item in &items {
            if *rows_max <= *rows {
                let reason = reasons::workbook_too_long(*rows_max, parameters(list));
                return Err(Problem::new(Kind::Invalid, reason));
            }
            *rows = rows.saturating_add(1);
            for (column, described) in (0_u16..).zip(&list.columns) {
                let Some(value) = at(item, &described.path) else { continue };
                write(sheet, (*rows, column), value, Said { described, item, names }, formats).map_err(unwritten)?;
            }
        }
        Ok(next_cursor.filter(|_| more.unwrap_or(true)))
    }

    /// Completes the workbook.
    pub(super) fn end(self, about: &About) -> Result<Made, Problem> {
        let Self { mut workbook, list, names, rows, .. } = self;
        let filters = filters(&list, &names, &about.filters);
        filterable(&mut workbook, &list, rows).map_err(unwritten)?;
        describe(&mut workbook, about, filters, rows).map_err(unwritten)?;
        let file = tempfile::tempfile().map_err(Problem::unavailable)?;
        let mut out =
            Out { file: BufWriter::new(file), digest: Sha256::new(), size: 0, pace: Pace::new(), since: None };
        workbook.save_to_writer(&mut out).map_err(unwritten)?;
        let Out { file, digest, size, .. } = out;
        let mut file = file.into_inner().map_err(|error| Problem::unavailable(error.into_error()))?;
        file.rewind().map_err(Problem::unavailable)?;
        Ok(Made { file, size, sha256: hex(&digest.finalize()) })
    }
}

fn begun(list: &List) -> Result<xlsx::Workbook, xlsx::XlsxError> {
    let mut workbook = xlsx::Workbook::new();
    let head = head_format();
    let sheet = workbook.add_worksheet_with_constant_memory()?.set_name(ROWS)?;
    sheet.set_freeze_panes(1, 0)?;
    for (place, column) in (0_u16..).zip(&list.columns) {
        let width = match column.cells {
            Cells::Text | Cells::Identifier | Cells::Faults => WIDE,
            Cells::Word(_) | Cells::Chosen(_) | Cells::State(_) | Cells::Instant => MIDDLE,
            Cells::Whole
            | Cells::Money
            | Cells::Hundredths
            | Cells::Number
            | Cells::YesNo
            | Cells::Day
            | Cells::Count => NARROW,
        };
        sheet.set_column_width(place, width)?;
    }
    for (place, column) in (0_u16..).zip(&list.columns) {
        sheet.write_string_with_format(0, place, &column.head, &head)?;
    }
    Ok(workbook)
}

/// Lets the reader of the workbook filter its rows by their columns.
fn filterable(workbook: &mut xlsx::Workbook, list: &List, rows: u32) -> Result<(), xlsx::XlsxError> {
    let Some(last) = (0_u16..).zip(&list.columns).last().map(|(place, _)| place) else { return Ok(()) };
    workbook.worksheet_from_index(0)?.autofilter(0, 0, rows, last).map(|_| ())
}

/// The names of a list's filters, as a client writes them.
fn parameters(list: &List) -> String {
    let names: Vec<&str> = list.filters.iter().flat_map(|filter| &filter.path).map(String::as_str).collect();
    names.join(", ")
}

/// The filters as people read them: under their heads, and what they ask for as it stands in a cell.
fn filters(list: &List, names: &Names, asked: &[(String, String)]) -> Vec<(String, String)> {
    // A code is one of the movement that is asked for, unless it is a draft.
    let public = asked.iter().filter(|(_, value)| names.of_filtered(value).is_some());
    let item = Value::Object(public.map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect());
    let said = |(name, value): &(String, String)| match list.filter(name) {
        Some(described) => (described.head.clone(), asked_for(value, Said { described, item: &item, names })),
        None => (name.clone(), value.clone()),
    };
    asked.iter().map(said).collect()
}

/// What a filter asks for: a thing has its name before its identifier.
fn asked_for(value: &str, said: Said<'_>) -> String {
    let word = match &said.described.cells {
        Cells::YesNo => value.parse::<bool>().ok().map(|yes| yes_or_no(yes).to_owned()),
        Cells::Day => value.parse::<NaiveDate>().ok().map(|day| day.format("%d/%m/%Y").to_string()),
        Cells::Chosen(register) if register.is_of_things() => {
            said.names.of_filtered(value).map(|name| format!("{name} ({value})"))
        }
        Cells::Text
        | Cells::Word(_)
        | Cells::Whole
        | Cells::Money
        | Cells::Hundredths
        | Cells::Number
        | Cells::Instant
        | Cells::Identifier
        | Cells::Count
        | Cells::Faults
        | Cells::Chosen(_)
        | Cells::State(_) => Some(spoken(value, said)),
    };
    word.unwrap_or_else(|| value.to_owned())
}

/// Writes the second sheet, and the properties of the file.
fn describe(
    workbook: &mut xlsx::Workbook,
    about: &About,
    filters: Vec<(String, String)>,
    rows: u32,
) -> Result<(), xlsx::XlsxError> {
    let About { name, filters: asked, at, rehearsal } = about;
    let made = xlsx::ExcelDateTime::from_timestamp(at.timestamp())?;
    let properties = xlsx::DocProperties::new().set_title(name).set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let head = head_format();
    let sheet = workbook.add_worksheet().set_name(ABOUT)?;
    sheet.set_column_width(0, MIDDLE)?.set_column_width(1, WIDE)?;
    let mut lines = vec![("Danh sách".to_owned(), name.clone())];
    if *rehearsal {
        lines.push(("Lưu ý".to_owned(), "Diễn tập: kết quả không có giá trị".to_owned()));
    }
    lines.extend(filters.into_iter().map(|(name, value)| (format!("Điều kiện lọc: {name}"), value)));
    if asked.is_empty() {
        lines.push(("Điều kiện lọc".to_owned(), "Không".to_owned()));
    }
    let at = in_province(*at);
    lines.push(("Thời điểm lập".to_owned(), format!("{} (UTC+7)", at.format("%d/%m/%Y %H:%M:%S"))));
    lines.push(("Giờ trong bảng".to_owned(), "Giờ Việt Nam (UTC+7)".to_owned()));
    for (row, (label, said)) in (0_u32..).zip(&lines) {
        sheet.write_string_with_format(row, 0, label, &head)?;
        sheet.write_string(row, 1, fitting(said))?;
    }
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    sheet.write_string_with_format(last, 0, "Số dòng", &head)?;
    sheet.write_number(last, 1, rows)?;
    Ok(())
}

/// The value of a property of an item, or of an object in it.
fn at<'a>(item: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(item, |value, name| value.get(name)).filter(|value| !value.is_null())
}

/// How a value is said: its column, the item that it stands in, and the names of codes.
#[derive(Clone, Copy)]
struct Said<'a> {
    described: &'a Column,
    item: &'a Value,
    names: &'a Names,
}

fn write(
    sheet: &mut xlsx::Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    said: Said<'_>,
    formats: &Formats,
) -> Result<(), xlsx::XlsxError> {
    let number = match &said.described.cells {
        Cells::Count => {
            let count = value.as_array().map_or(0, Vec::len);
            // An empty list is an empty cell, as an absent value is.
            return match u32::try_from(count).unwrap_or(u32::MAX) {
                0 => Ok(()),
                count => sheet.write_number(row, column, count).map(|_| ()),
            };
        }
        Cells::Faults => {
            let said = faults(value);
            if said.is_empty() {
                return Ok(());
            }
            return sheet.write_string_with_format(row, column, fitting(&said), &formats.lines).map(|_| ());
        }
        Cells::Whole => exact(value).map(|number| (number, &formats.whole)),
        Cells::Money => exact(value).map(|number| (number, &formats.money)),
        Cells::Hundredths => value.as_f64().map(|number| (number, &formats.hundredths)),
        Cells::Number => return numeric(sheet, (row, column), value),
        Cells::Day => {
            let day = value.as_str().and_then(|text| text.parse::<NaiveDate>().ok());
            return match day.and_then(excel_day) {
                Some(day) => sheet.write_datetime_with_format(row, column, &day, &formats.day).map(|_| ()),
                None => text(sheet, (row, column), &shown(value, said)),
            };
        }
        Cells::Instant => {
            let instant = value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
            return match instant.map(in_province).and_then(excel_instant) {
                Some(instant) => sheet.write_datetime_with_format(row, column, &instant, &formats.instant).map(|_| ()),
                None => text(sheet, (row, column), &shown(value, said)),
            };
        }
        Cells::Text | Cells::Word(_) | Cells::YesNo | Cells::Identifier | Cells::Chosen(_) | Cells::State(_) => None,
    };
    match number {
        Some((number, format)) => sheet.write_number_with_format(row, column, number, format).map(|_| ()),
        None => text(sheet, (row, column), &shown(value, said)),
    }
}

fn numeric(sheet: &mut xlsx::Worksheet, (row, column): (u32, u16), value: &Value) -> Result<(), xlsx::XlsxError> {
    match value.as_f64() {
        Some(number) => sheet.write_number(row, column, number).map(|_| ()),
        None => text(sheet, (row, column), &value.to_string()),
    }
}

/// A text is always written as a string, even if it begins like a formula.
fn text(sheet: &mut xlsx::Worksheet, (row, column): (u32, u16), said: &str) -> Result<(), xlsx::XlsxError> {
    if said.is_empty() {
        return Ok(());
    }
    sheet.write_string(row, column, fitting(said)).map(|_| ())
}

/// A whole number that Excel keeps exactly.
fn exact(value: &Value) -> Option<f64> {
    let size = value.as_i64().map(i64::unsigned_abs).or_else(|| value.as_u64())?;
    value.as_f64().filter(|_| size <= WHOLE_MAX)
}

/// A value as a person reads it.
fn shown(value: &Value, said: Said<'_>) -> String {
    match value {
        Value::String(text) => spoken(text, said),
        Value::Bool(yes) => yes_or_no(*yes).to_owned(),
        Value::Array(entries) => entries.iter().map(|entry| shown(entry, said)).collect::<Vec<String>>().join(BETWEEN),
        // A name that stands within a sentence in other places begins a cell here.
        Value::Object(parts) => capital(parts.get("vi").and_then(Value::as_str).unwrap_or_default()),
        Value::Number(number) => spoken(&number.to_string(), said),
        Value::Null => String::new(),
    }
}

/// A code with its name, and any other text as it is.
fn spoken(text: &str, Said { described, item, names }: Said<'_>) -> String {
    // The code stays readable, because filters and CSV name it; the identifier of a movement says nothing.
    let with_code = |name: &str| format!("{name} ({text})");
    let name = match &described.cells {
        Cells::Word(words) => words.get(text).map(|word| with_code(word)),
        Cells::State(states) => {
            let concept = item.get(KIND_OF_THING).and_then(Value::as_str).unwrap_or_default();
            states.get(concept).and_then(|words| words.get(text)).map(|word| with_code(word))
        }
        Cells::Chosen(Register::Movement) => names.of(Register::Movement, text, item).map(str::to_owned),
        Cells::Chosen(register) => names.of(*register, text, item).map(with_code),
        Cells::Text
        | Cells::Whole
        | Cells::Money
        | Cells::Hundredths
        | Cells::Number
        | Cells::YesNo
        | Cells::Day
        | Cells::Instant
        | Cells::Identifier
        | Cells::Count
        | Cells::Faults => None,
    };
    name.unwrap_or_else(|| text.to_owned())
}

/// What is wrong with a row, one fault a line: where it is, and what is wrong there.
fn faults(value: &Value) -> String {
    let said = |fault: &Value| {
        let text = fault.pointer("/text/vi").and_then(Value::as_str).unwrap_or_default();
        let place = fault.get("pointer").and_then(Value::as_str).filter(|place| !place.is_empty());
        place.map_or_else(|| text.to_owned(), |place| format!("{place}: {text}"))
    };
    let lines: Vec<String> = value.as_array().into_iter().flatten().map(said).collect();
    lines.join("\n")
}

/// A text that fits into a cell; of a longer one the beginning, which says so.
fn fitting(said: &str) -> String {
    if said.chars().count() <= CELL_CHARS_MAX {
        return said.to_owned();
    }
    said.chars().take(CUT_CHARS).chain(CUT.chars()).collect()
}

fn excel_day(day: NaiveDate) -> Option<xlsx::ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, day) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    xlsx::ExcelDateTime::from_ymd(year, month, day).ok()
}

fn excel_instant(instant: NaiveDateTime) -> Option<xlsx::ExcelDateTime> {
    let (hour, minute) = (u16::try_from(instant.hour()).ok()?, u8::try_from(instant.minute()).ok()?);
    excel_day(instant.date())?.and_hms(hour, minute, instant.second()).ok()
}

/// The file of a workbook, hashed on the way; its writer gives way to others.
struct Out {
    file: BufWriter<File>,
    digest: Sha256,
    size: u64,
    pace: Pace,
    since: Option<Instant>,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let spent = since.elapsed();
        if STRETCH <= spent {
            if let Some(rest) = self.pace.rest_after(spent) {
                std::thread::sleep(rest);
            }
            self.since = Some(Instant::now());
        }
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests;
