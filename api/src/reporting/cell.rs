//! The content of one cell of a table, and what is wrong with it.

use chrono::NaiveDate;
use domain::base::citation::{Citation, LINE_CHARS_MAX};
use domain::base::reason::Reason;
use domain::base::text::tidy;
use domain::base::wording;
use validator::ValidateUrl;

use crate::base::hundredths::exact;
use crate::reporting::reasons;

/// Maximum length of a unit's code.
pub(crate) const UNIT_CHARS_MAX: usize = 100;

/// Maximum length of a web address.
pub(crate) const URL_CHARS_MAX: usize = 2_000;

/// Maximum length of a quotation from the input in a message.
pub(crate) const QUOTED_CHARS_MAX: usize = 40;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Text, or a number as text.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// Content that no figure may depend on: a formula, an error, part of a merged area.
    Unfit(Unfit),
}

/// Why a cell cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Formula,
    Error,
    Merged,
}

/// A part of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Number,
    Date,
    Issuer,
    Title,
    Url,
}

impl Part {
    pub(crate) const ALL: [Self; 5] = [Self::Number, Self::Date, Self::Issuer, Self::Title, Self::Url];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Issuer => "issuer",
            Self::Title => "title",
            Self::Url => "url",
        }
    }
}

pub(crate) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => tidy(text),
        Cell::Day(day) => day.to_string(),
        Cell::Unfit(_) => String::new(),
    }
}

pub(crate) fn cite(citation: &mut Citation, part: Part, cell: &Cell) -> Result<(), Reason> {
    match part {
        Part::Number => citation.number = Some(limited(cell, LINE_CHARS_MAX)?),
        Part::Date => citation.date = Some(day(cell)?),
        Part::Issuer => citation.issuer = Some(limited(cell, LINE_CHARS_MAX)?),
        Part::Title => citation.title = Some(limited(cell, LINE_CHARS_MAX)?),
        Part::Url => citation.url = Some(address_of(cell)?),
    }
    Ok(())
}

/// A text within the same length limit as in a JSON body.
pub(crate) fn limited(cell: &Cell, most: usize) -> Result<String, Reason> {
    let written = text(cell);
    if written.chars().count() <= most {
        return Ok(written);
    }
    Err(reasons::text_too_long(wording::number(most.try_into().unwrap_or(i64::MAX)), most))
}

pub(crate) fn address_of(cell: &Cell) -> Result<String, Reason> {
    let written = limited(cell, URL_CHARS_MAX)?;
    if written.validate_url() {
        return Ok(written);
    }
    Err(crate::base::reasons::url_malformed())
}

/// The beginning of an input, to be quoted in a message.
pub(crate) fn short(written: &str) -> String {
    written.chars().take(QUOTED_CHARS_MAX).collect()
}

pub(crate) fn unreadable(unfit: Unfit) -> Reason {
    match unfit {
        Unfit::Formula => reasons::cell_is_formula(),
        Unfit::Error => reasons::cell_is_error(),
        Unfit::Merged => reasons::cell_is_merged(),
    }
}

/// A whole number without separators: `1.234` is a thousand in one notation and a decimal in another.
pub(crate) fn whole(cell: &Cell) -> Result<i64, Reason> {
    let written = text(cell);
    let said = short(&written);
    let number = written.parse::<i64>().ok().filter(|_| matches!(cell, Cell::Text(_)));
    let plain = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    number.filter(|_| plain).ok_or_else(|| reasons::not_whole(said))
}

pub(crate) fn points(cell: &Cell) -> Result<i64, Reason> {
    let written = text(cell);
    let said = short(&written);
    let number = exact(&written.replace(',', ".")).filter(|_| matches!(cell, Cell::Text(_)));
    number.ok_or_else(|| reasons::not_points(said))
}

pub(crate) fn yes(cell: &Cell) -> Result<bool, Reason> {
    let written = text(cell);
    let said = short(&written);
    match written.to_lowercase().as_str() {
        "có" | "co" | "true" | "yes" | "x" | "1" => Ok(true),
        "không" | "khong" | "false" | "no" | "0" => Ok(false),
        _ => Err(reasons::not_yes_or_no(said)),
    }
}

/// A day, from a date cell of a spreadsheet or from a usual notation.
pub(crate) fn day(cell: &Cell) -> Result<NaiveDate, Reason> {
    if let Cell::Day(day) = cell {
        return Ok(*day);
    }
    let written = text(cell);
    let said = short(&written);
    let read = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"].into_iter();
    read.filter_map(|form| NaiveDate::parse_from_str(&written, form).ok())
        .next()
        .ok_or_else(|| reasons::not_a_day(said))
}
