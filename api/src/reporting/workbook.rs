//! Excel workbooks that units send: the sheet of the figures, cell by cell, with limits.
//!
//! Only the parts that hold the figures are read. A library would give values alone; here each fault must name its cell,
//! a formula must be known in its whole range, and what a cell shows may differ from what it holds.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use domain::base::text::tidy;

use crate::reporting::archive::{Archive, Fault};
use crate::reporting::cell::Unfit;
use crate::reporting::document::holds_encrypted_package;
use crate::reporting::encoding::decoded;
use crate::reporting::reasons;
use crate::reporting::sheet::{COLUMNS_MAX, Naming, Refused, refused};
use crate::reporting::table::{self, Row, Table, Where};
use crate::reporting::workbook::cells::{Area, Sheet};
use crate::reporting::workbook::contents::Contents;
use crate::reporting::workbook::part::{SHEET_MAX, broken, fault, text};

pub(crate) mod template;
mod cells;
mod contents;
mod number_format;
mod part;

/// Maximum number of cells that the merged areas and the ranges of formulas of a sheet may cover.
const COVERED_MAX: usize = 20_000_000;

/// How an old binary document begins, and an encrypted one.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Reads a workbook's figures.
pub(crate) fn read<R: Read + Seek>(reader: R) -> Result<Table, Refused> {
    let (rows, place) = rows(reader)?;
    table::read(rows, Naming::Cells, &place)
}

/// Reads the rows of the sheet that a workbook is about, and where that is.
pub(crate) fn rows<R: Read + Seek>(mut reader: R) -> Result<(Vec<Row>, Where), Refused> {
    must_be_a_package(&mut reader)?;
    let mut archive = Archive::open(reader).map_err(fault)?;
    must_be_a_workbook(&archive)?;
    let contents = Contents::read(&mut archive)?;
    let (name, part) = contents.figures()?;
    let xml = text(&mut archive, part, SHEET_MAX)?.ok_or_else(broken)?;
    let Sheet { rows, hidden_rows, hidden_columns, merged, formulas } = Sheet::read(&xml, &contents.values)?;
    let mut rows: BTreeMap<u32, Row> = rows
        .into_iter()
        .map(|(row, cells)| {
            let number = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
            (row, Row { number, fields: 0, cells, unfit: BTreeMap::new() })
        })
        .collect();
    for (at, row) in &mut rows {
        for column in row.cells.keys() {
            let hidden = |(first, last): &(usize, usize)| (first..=last).contains(&column);
            if hidden_rows.contains(at) || hidden_columns.iter().any(hidden) {
                row.unfit.insert(*column, Unfit::Hidden);
            }
        }
    }
    cover(&mut rows, &formulas, Unfit::Formula)?;
    cover(&mut rows, &merged, Unfit::Merged)?;
    let place = Where { sheet: Some(tidy(name)), first: rows.keys().next().map(|row| row.saturating_add(1)) };
    Ok((rows.into_values().collect(), place))
}

/// Marks the cells of areas in the rows that exist. Of a merged area every cell counts, of a formula's range each that
/// shows something.
fn cover(rows: &mut BTreeMap<u32, Row>, areas: &[Area], unfit: Unfit) -> Result<(), Refused> {
    let mut covered = 0_usize;
    for Area { rows: (first, last), columns: (left, right) } in areas {
        for row in rows.range_mut(first..=last).map(|(_, row)| row) {
            let columns: Vec<usize> = match unfit {
                Unfit::Merged => (*left..=*right.min(&COLUMNS_MAX)).collect(),
                Unfit::Formula | Unfit::Error | Unfit::Hidden | Unfit::Disguised | Unfit::Broken => {
                    row.cells.range(left..=right).map(|(column, _)| *column).collect()
                }
            };
            covered = covered.saturating_add(columns.len()).saturating_add(1);
            if COVERED_MAX < covered {
                return Err(fault(Fault::Bomb));
            }
            row.unfit.extend(columns.into_iter().map(|column| (column, unfit)));
        }
    }
    Ok(())
}

/// Tells a file that is no package at all what it is: an old or encrypted workbook, a web page, a table of text.
fn must_be_a_package<R: Read + Seek>(reader: &mut R) -> Result<(), Refused> {
    let mut head = Vec::new();
    reader.by_ref().take(4_096).read_to_end(&mut head).map_err(|_ignored| broken())?;
    if head.starts_with(COMPOUND) {
        let mut rest = head;
        reader.read_to_end(&mut rest).map_err(|_ignored| broken())?;
        return Err(refused(
            "",
            if holds_encrypted_package(&rest) { reasons::workbook_encrypted() } else { reasons::workbook_old() },
        ));
    }
    reader.rewind().map_err(|_ignored| broken())?;
    if head.starts_with(b"PK") {
        return Ok(());
    }
    let kind = |vi: &str, en: &str| refused("", reasons::workbook_of_other_kind(vi, en));
    if head.starts_with(b"%PDF") {
        return Err(kind("PDF", "a PDF document"));
    }
    let Some(text) = readable(&head) else { return Err(broken()) };
    let start = text.trim_start().to_lowercase();
    if start.starts_with("<?xml") || start.starts_with("<workbook") {
        return Err(kind("bảng tính XML", "an XML spreadsheet"));
    }
    if start.starts_with('<') {
        return Err(kind("trang web (HTML)", "a web page (HTML)"));
    }
    if start.starts_with(['{', '[']) {
        return Err(kind("JSON", "JSON"));
    }
    let table = text.lines().next().is_some_and(|line| line.contains([',', ';', '\t']));
    Err(if table { kind("CSV", "CSV") } else { broken() })
}

/// The text at the beginning of a file, which may end within a letter.
fn readable(head: &[u8]) -> Option<String> {
    (0..4).find_map(|cut| decoded(head.get(..head.len().checked_sub(cut)?)?).map(std::borrow::Cow::into_owned))
}

/// Tells a package that is no workbook of this format what it is.
fn must_be_a_workbook<R: Read + Seek>(archive: &Archive<R>) -> Result<(), Refused> {
    let kind = |vi: &str, en: &str| Err(refused("", reasons::workbook_of_other_kind(vi, en)));
    if archive.has("xl/workbook.bin") {
        return kind("Excel nhị phân (.xlsb)", "a binary workbook (.xlsb)");
    }
    if archive.has("word/document.xml") {
        return kind("Word (.docx)", "a Word document (.docx)");
    }
    if archive.has("content.xml") {
        return kind("OpenDocument (.ods hoặc .odt)", "an OpenDocument file (.ods or .odt)");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
