//! Tables as files: CSV, and the headers of a download.

use actix_web::http::header::HeaderValue;
use rust_xlsxwriter as xlsx;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::base::page_cache::{CachedPage, JSON};
use crate::base::problem::Problem;
use crate::base::text::hex;

pub(super) const CSV: &str = "text/csv; charset=utf-8";

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The mark by which Excel recognises UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A text that no spreadsheet interprets as a formula.
pub(super) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A file of comma-separated values (RFC 4180) that Excel opens as it is.
pub(super) fn csv_of(names: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    for record in std::iter::once(names).chain(rows) {
        writer.write_record(&record).map_err(Problem::fault)?;
    }
    writer.into_inner().map_err(|error| Problem::fault(error.into_error()))
}

/// The format of the heads of a workbook's columns.
pub(crate) fn head_format() -> xlsx::Format {
    xlsx::Format::new().set_bold().set_text_wrap().set_background_color("#DCE6F1")
}

/// The format of hundredths in a workbook; whoever opens it sees the decimal mark of their own settings.
pub(crate) fn hundredths_format() -> xlsx::Format {
    xlsx::Format::new().set_num_format("0.00")
}

/// Yes or no in a workbook, which is for people: no TRUE or FALSE.
pub(crate) const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Có" } else { "Không" }
}

pub(crate) fn page(media: &'static str, body: Vec<u8>) -> CachedPage {
    let digest = hex(&Sha256::digest(&body));
    CachedPage::new(media, digest, body.into())
}

/// A value of a table, as JSON.
pub(crate) fn json(view: &impl Serialize) -> Result<CachedPage, Problem> {
    Ok(page(JSON, serde_json::to_vec(view).map_err(Problem::fault)?))
}

/// A public file with a file name of its own.
pub(super) fn file(media: &'static str, body: Vec<u8>, name: &str) -> Result<CachedPage, Problem> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    Ok(page(media, body).saved_as(disposition.map_err(Problem::fault)?))
}
