//! CSV files (RFC 4180), as spreadsheets and scripts write them. Every record knows the line of an editor that it
//! begins in, and a quotation mark that is never closed is told with the line that opens it.

use std::collections::BTreeMap;

use domain::reporting::import::ROWS_MAX;

use crate::reporting::cell::{Cell, Unfit};
use crate::reporting::encoding::decoded;
use crate::reporting::reasons;
use crate::reporting::sheet::{COLUMNS_MAX, Column, Naming, Refused, refused, too_long, too_wide};
use crate::reporting::table::{self, Row, Table, Where};

/// What may stand between two fields: a comma, a semicolon, as a Vietnamese Excel writes it, a tab, a bar.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Maximum number of records: rows of figures, and what may stand around and between them.
const RECORDS_MAX: usize = (ROWS_MAX + 10) * 2;

/// Reads a CSV file of figures.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, Refused> {
    let rows = rows(bytes, |head| Column::parse(head).is_some())?;
    table::read(rows, Naming::Keys, &Where::default())
}

/// Reads the rows of a CSV file: UTF-8, with or without a byte-order mark, or UTF-16 with one. The delimiter is the one
/// under which the first row has the most heads that are `known`.
pub(crate) fn rows(bytes: &[u8], known: impl Fn(&str) -> bool) -> Result<Vec<Row>, Refused> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refused("", reasons::csv_is_workbook()));
    }
    let content = decoded(bytes).ok_or_else(|| refused("", reasons::not_utf8()))?;
    let (content, skipped, told) = separated(&content);
    let delimiter = told.unwrap_or_else(|| delimiter(content, known));
    let mut rows = Vec::new();
    for record in Records::new(content, delimiter) {
        let Record { line, fields } = record?;
        if COLUMNS_MAX < fields.len() {
            return Err(refused("", too_wide()));
        }
        let width = fields.len();
        let filled = fields.into_iter().enumerate().filter(|(_, field)| !field.trim().is_empty());
        // A head names a column, whatever it begins with; only a value can be a formula.
        let is_head = rows.is_empty();
        let read = |field: String| if is_head { head(field) } else { cell(field) };
        let cells: BTreeMap<usize, Cell> = filled.map(|(at, field)| (at, read(field))).collect();
        if RECORDS_MAX < rows.len() {
            return Err(refused("", too_long()));
        }
        if !cells.is_empty() {
            rows.push(Row { number: line.saturating_add(skipped), fields: width, cells, unfit: BTreeMap::new() });
        }
    }
    Ok(rows)
}

fn head(field: String) -> Cell {
    let read = cell(field.clone());
    if matches!(read, Cell::Unfit(_)) { Cell::Text(field) } else { read }
}

/// What Excel shows of a field: `=1+1` is a formula, `="00688"` is how a text with zeros is written.
fn cell(field: String) -> Cell {
    let Some(formula) = field.strip_prefix('=') else { return Cell::Text(field) };
    let literal = formula.trim_end().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match literal.filter(|literal| !literal.contains('"')) {
        Some(literal) => Cell::Text(literal.to_owned()),
        None => Cell::Unfit(Unfit::Formula),
    }
}

/// The content below a line `sep=;`, with which a file may tell Excel its delimiter; how many lines that is, and the
/// delimiter.
fn separated(content: &str) -> (&str, usize, Option<char>) {
    let told = content.strip_prefix("sep=").and_then(|rest| {
        let mut letters = rest.chars();
        let delimiter = letters.next()?;
        let rest = letters.as_str();
        let below =
            rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).or_else(|| rest.strip_prefix('\r'))?;
        Some((below, 1, Some(delimiter)))
    });
    told.unwrap_or((content, 0, None))
}

/// The delimiter under which the heads name the most columns that are known.
fn delimiter(content: &str, known: impl Fn(&str) -> bool) -> char {
    let head = content.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let counted = |delimiter: &char| {
        let fields = head.split(*delimiter).map(|field| field.trim().trim_matches('"'));
        fields.filter(|field| known(field)).count()
    };
    let mut best = (',', 0);
    for delimiter in DELIMITERS {
        let columns = counted(&delimiter);
        if best.1 < columns {
            best = (delimiter, columns);
        }
    }
    best.0
}

/// One record.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    /// The line in which it begins, from 1.
    line: usize,
    fields: Vec<String>,
}

/// The records of a text.
struct Records<'a> {
    letters: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    line: usize,
    broken: bool,
}

impl<'a> Records<'a> {
    fn new(content: &'a str, delimiter: char) -> Self {
        Self { letters: content.chars().peekable(), delimiter, line: 1, broken: false }
    }

    /// Takes a letter; the end of a line counts once, whatever its form.
    fn take(&mut self) -> Option<char> {
        let letter = self.letters.next()?;
        if letter == '\n' || (letter == '\r' && self.letters.peek() != Some(&'\n')) {
            self.line = self.line.saturating_add(1);
        }
        Some(letter)
    }

    /// A field, and whether it is the last one of its record.
    fn field(&mut self) -> Result<(String, bool), Refused> {
        let mut field = String::new();
        if self.letters.peek() != Some(&'"') {
            loop {
                match self.take() {
                    None | Some('\n') => return Ok((field, true)),
                    Some('\r') => {
                        if self.letters.peek() == Some(&'\n') {
                            self.take();
                        }
                        return Ok((field, true));
                    }
                    Some(letter) if letter == self.delimiter => return Ok((field, false)),
                    // A quotation mark within a field is a letter, as Excel reads it.
                    Some(letter) => field.push(letter),
                }
            }
        }
        let opened = self.line;
        self.take();
        loop {
            match self.take() {
                None => return Err(self.open_quote(opened)),
                Some('"') if self.letters.peek() == Some(&'"') => field.extend(self.take()),
                Some('"') => break,
                Some(letter) => field.push(letter),
            }
        }
        // Behind the closing mark, blanks and nothing else.
        loop {
            match self.take() {
                None | Some('\n') => return Ok((field, true)),
                Some('\r') => {
                    if self.letters.peek() == Some(&'\n') {
                        self.take();
                    }
                    return Ok((field, true));
                }
                Some(letter) if letter == self.delimiter => return Ok((field, false)),
                Some(' ') => {}
                Some(_) => return Err(self.open_quote(opened)),
            }
        }
    }

    fn open_quote(&mut self, line: usize) -> Refused {
        self.broken = true;
        refused("", reasons::csv_quote_open(line))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        self.letters.peek()?;
        let (line, mut fields) = (self.line, Vec::new());
        loop {
            match self.field() {
                Err(refused) => return Some(Err(refused)),
                Ok((field, last)) => {
                    fields.push(field);
                    if last {
                        return Some(Ok(Record { line, fields }));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
