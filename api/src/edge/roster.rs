//! Lists of units or of people in one file, CSV or a workbook: one row each, under heads that name the columns. A list is
//! taken whole or not at all, and every fault names its cell.

use std::collections::BTreeMap;
use std::io::Read;

use domain::base::reason::Reason;
use domain::base::refusal::{Refusal, Violation};
use domain::base::text::fold;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::base::operation::{self, Csv, Schemas, Workbook};
use crate::base::problem::{Kind, Problem, violation};
use crate::edge::reasons;
use crate::reporting::cell::{Cell, day, limited, text, unreadable};
use crate::reporting::import::XLSX;
use crate::reporting::sheet::{Refused, letters};
use crate::reporting::table::Row;
use crate::reporting::upload::{Spool, broken};
use crate::reporting::{csv_file, workbook};

pub(crate) mod people;
pub(crate) mod units;

/// Maximum size of a list in bytes.
pub(crate) const LIST_BYTES_MAX: u64 = 8 << 20;
/// Maximum number of rows of a list.
pub(crate) const LIST_ROWS_MAX: usize = 5_000;
/// The most faults that are told of one list.
const FAULTS_MAX: usize = 500;

/// The query parameter of a list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListQuery {
    /// Whether the list is only checked, and nothing is stored.
    pub(crate) dry_run: Option<bool>,
}

/// What a list is sent as: CSV, with an example, or a workbook.
pub(crate) fn content(schemas: &mut Schemas, example: &str) -> serde_json::Map<String, serde_json::Value> {
    let mut content = <Csv as operation::Content>::content(schemas);
    content.extend(<Workbook as operation::Content>::content(schemas));
    if let Some(csv) = content.get_mut("text/csv").and_then(serde_json::Value::as_object_mut) {
        csv.insert("example".to_owned(), example.into());
    }
    content
}

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The name of the column for programs.
    pub(crate) key: &'static str,
    /// Its name in Vietnamese.
    pub(crate) vi: &'static str,
    /// Further names that an office gives it, folded.
    pub(crate) labels: &'static [&'static str],
    /// Whether the list must have it.
    pub(crate) required: bool,
}

/// The rows of a list, and what is wrong with it so far.
pub(crate) struct Roster {
    pub(crate) rows: Vec<Entry>,
    violations: Vec<Violation>,
    /// How many faults are not told.
    more: usize,
}

/// A row.
pub(crate) struct Entry {
    /// The line of the file or of the sheet, from 1.
    pub(crate) number: usize,
    /// The cells with content, by the key of their column, each with its place.
    cells: BTreeMap<&'static str, (String, Cell)>,
    /// The places of all columns.
    places: BTreeMap<&'static str, String>,
}

/// The problem of a list that is refused as a whole.
fn whole(refused: Refused) -> Problem {
    let Refused { place, reason } = refused;
    Problem { violations: vec![violation(place, reason.clone())], ..Problem::new(Kind::Invalid, reason) }
}

impl Roster {
    /// Reads a file whose first row has the heads; columns that are numbers of lines are passed over.
    pub(crate) async fn read(spool: Spool, media: String, heads: &'static [Head]) -> Result<Self, Problem> {
        let read = tokio::task::spawn_blocking(move || {
            spool.parsed(|mut file| {
                if media == XLSX {
                    return workbook::rows(file).map(|(rows, _)| rows);
                }
                let mut bytes = Vec::new();
                let unreadable = |_ignored| Refused { place: String::new(), reason: reasons::list_unreadable() };
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                csv_file::rows(&bytes, |head| named(heads, head).is_some())
            })
        });
        let rows = read.await.map_err(Problem::fault)?.map_err(broken)?.map_err(whole)?;
        Self::of(rows, heads).map_err(whole)
    }

    fn of(rows: Vec<Row>, heads: &'static [Head]) -> Result<Self, Refused> {
        let refused = |place: String, reason| Refused { place, reason };
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { return Err(refused(String::new(), reasons::list_empty())) };
        let mut columns: BTreeMap<usize, &'static str> = BTreeMap::new();
        let mut numbers: Vec<usize> = Vec::new();
        for (at, cell) in &first.cells {
            let place = format!("{}{}", letters(*at), first.number);
            let Cell::Text(head) = cell else { return Err(refused(place, reasons::list_column_unknown(""))) };
            if is_number_of_line(head) {
                numbers.push(*at);
                continue;
            }
            let Some(head) = named(heads, head) else {
                return Err(refused(place, reasons::list_column_unknown(head.chars().take(40).collect::<String>())));
            };
            if columns.values().any(|known| *known == head.key) {
                return Err(refused(place, reasons::list_column_twice(head.vi, head.key)));
            }
            columns.insert(*at, head.key);
        }
        if let Some(missing) = heads.iter().find(|head| head.required && !columns.values().any(|key| *key == head.key))
        {
            return Err(refused(String::new(), reasons::list_column_missing(missing.vi, missing.key)));
        }
        let mut roster = Self { rows: Vec::new(), violations: Vec::new(), more: 0 };
        for row in rows {
            let place = |at: usize| format!("{}{}", letters(at), row.number);
            let own = |at: &usize| columns.get(at).copied();
            let mut cells = BTreeMap::new();
            for (at, cell) in &row.cells {
                if let Some(key) = own(at) {
                    cells.insert(key, (place(*at), cell.clone()));
                }
            }
            for (at, unfit) in &row.unfit {
                if let Some(key) = own(at) {
                    cells.insert(key, (place(*at), Cell::Unfit(*unfit)));
                }
            }
            if cells.is_empty() {
                continue;
            }
            // A cell without a head was shifted there, or is lost.
            for at in row.cells.keys().filter(|at| !columns.contains_key(at) && !numbers.contains(at)) {
                roster.fault(place(*at), reasons::list_cell_without_head());
            }
            if LIST_ROWS_MAX <= roster.rows.len() {
                return Err(refused(String::new(), reasons::list_too_long(LIST_ROWS_MAX)));
            }
            let places = columns.iter().map(|(at, key)| (*key, place(*at))).collect();
            roster.rows.push(Entry { number: row.number, cells, places });
        }
        if roster.rows.is_empty() {
            return Err(refused(String::new(), reasons::list_empty()));
        }
        Ok(roster)
    }

    /// Adds a fault.
    pub(crate) fn fault(&mut self, place: String, reason: Reason) {
        // What follows from a fault of the same cell is not told.
        if self.violations.iter().any(|known| known.pointer == place) {
            return;
        }
        if self.violations.len() < FAULTS_MAX {
            self.violations.push(violation(place, reason));
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Keeps what was decided, or the faults at their cells; `column` says which column a pointer is about.
    pub(crate) fn keep<T>(
        &mut self,
        row: &Entry,
        decided: Result<T, Refusal>,
        column: impl Fn(&str) -> &'static str,
    ) -> Option<T> {
        match decided {
            Ok(kept) => Some(kept),
            Err(refusal) => {
                for (pointer, reason) in refusal.reasons() {
                    self.fault(row.place(column(pointer)), reason.clone());
                }
                None
            }
        }
    }

    /// Demands that nothing is wrong.
    pub(crate) fn must_be_sound(mut self) -> Result<(), Problem> {
        self.violations.sort_by_key(|one| in_order(&one.pointer));
        if 0 < self.more {
            self.violations.push(violation("", reasons::list_more_faults(self.more)));
        }
        match self.violations.first() {
            None => Ok(()),
            Some(first) => {
                let reason = first.reason.clone();
                Err(Problem { violations: self.violations, ..Problem::new(Kind::Invalid, reason) })
            }
        }
    }
}

impl Entry {
    /// The place of a column in this row; the row itself if the list does not have the column.
    pub(crate) fn place(&self, key: &str) -> String {
        self.places.get(key).cloned().unwrap_or_else(|| self.number.to_string())
    }

    /// The text of a cell; empty without one.
    pub(crate) fn text(&self, key: &str, most: usize, roster: &mut Roster) -> String {
        self.read(key, roster, |cell| limited(cell, most)).unwrap_or_default()
    }

    /// The text of a cell as it is written, whatever is wrong with it.
    pub(crate) fn said(&self, key: &str) -> String {
        self.cells.get(key).map(|(_, cell)| text(cell)).unwrap_or_default()
    }

    /// The day of a cell; none without one.
    pub(crate) fn day(&self, key: &str, roster: &mut Roster) -> Option<chrono::NaiveDate> {
        self.read(key, roster, day)
    }

    /// A value of a fixed list, by its code or its Vietnamese name; a missing or another one is a fault.
    pub(crate) fn one_of<T: Copy>(&self, key: &str, roster: &mut Roster, choices: &[Choice<'_, T>]) -> Option<T> {
        let written = self.text(key, 100, roster);
        let found = chosen(&written, choices);
        if written.is_empty() {
            roster.fault(self.place(key), reasons::list_cell_empty());
        } else if found.is_none() {
            roster.fault(self.place(key), not_among(&written, choices));
        }
        found
    }

    fn read<T>(&self, key: &str, roster: &mut Roster, read: impl Fn(&Cell) -> Result<T, Reason>) -> Option<T> {
        let (place, cell) = self.cells.get(key)?;
        let read = match cell {
            Cell::Unfit(unfit) => Err(unreadable(*unfit)),
            Cell::Text(_) | Cell::Day(_) => read(cell),
        };
        read.map_err(|reason| roster.fault(place.clone(), reason)).ok()
    }
}

/// The order of places: by row, then by column.
fn in_order(place: &str) -> (usize, usize, String) {
    let letters: String = place.chars().take_while(char::is_ascii_alphabetic).collect();
    let row = place.get(letters.len()..).and_then(|row| row.parse().ok()).unwrap_or_default();
    (row, letters.len(), letters)
}

/// The column that a head names, by its key or a label.
fn named(heads: &'static [Head], written: &str) -> Option<&'static Head> {
    let written = fold(written);
    heads
        .iter()
        .find(|head| fold(head.key) == written || fold(head.vi) == written || head.labels.contains(&written.as_str()))
}

fn is_number_of_line(head: &str) -> bool {
    ["stt", "tt", "so tt", "so thu tu"].contains(&fold(head).as_str())
}

/// The media types of lists.
pub(crate) fn media_of(media: String) -> Result<String, Problem> {
    if media == "text/csv" || media == XLSX {
        return Ok(media);
    }
    Err(Problem::new(Kind::UnsupportedMediaType, reasons::list_media_type(XLSX)))
}

/// A value that a cell may hold.
#[derive(Clone, Copy)]
pub(crate) struct Choice<'a, T> {
    pub(crate) value: T,
    pub(crate) code: &'a str,
    pub(crate) vi: &'a str,
}

/// The value of a code, or of a Vietnamese name that only one value has.
pub(crate) fn chosen<T: Copy>(written: &str, choices: &[Choice<'_, T>]) -> Option<T> {
    let name = fold(written);
    let coded = choices.iter().find(|choice| choice.code == written);
    let mut named = choices.iter().filter(|choice| fold(choice.vi) == name);
    let found = coded.or_else(|| named.next().filter(|_| named.next().is_none()));
    found.map(|choice| choice.value)
}

/// What a cell should have said.
pub(crate) fn not_among<T>(written: &str, choices: &[Choice<'_, T>]) -> Reason {
    let said: Vec<String> = choices.iter().map(|choice| format!("{} ({})", choice.code, choice.vi)).collect();
    reasons::list_word_unknown(written, said.join("; "))
}
