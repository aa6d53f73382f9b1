//! What stands in one cell of a table, and what is wrong with it.

use chrono::NaiveDate;
use domain::base::citation::{Citation, LINE_CHARS_MAX};
use domain::base::refusal::Reason;
use domain::base::text::tidy;
use domain::base::wording;
use validator::ValidateUrl;

use crate::base::hundredths::exact;

/// The longest code of a unit.
pub(crate) const UNIT_CHARS_MAX: usize = 100;

/// The longest web address.
pub(crate) const URL_CHARS_MAX: usize = 2_000;

/// How much of what somebody wrote stands in a sentence about it.
pub(crate) const QUOTED_CHARS_MAX: usize = 40;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Text, or a number as text.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// What no figure may rest on: a formula, an error, part of a merged area.
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

/// A text that is no longer than it would be typed.
pub(crate) fn limited(cell: &Cell, most: usize) -> Result<String, Reason> {
    let written = text(cell);
    if written.chars().count() <= most {
        return Ok(written);
    }
    Err(Reason::plain(
        "LENGTH_OUT_OF_RANGE",
        format!("Nội dung có tối đa {} ký tự.", wording::number(most.try_into().unwrap_or(i64::MAX))),
        format!("The text has more than {most} characters."),
    ))
}

pub(crate) fn address_of(cell: &Cell) -> Result<String, Reason> {
    let written = limited(cell, URL_CHARS_MAX)?;
    if written.validate_url() {
        return Ok(written);
    }
    Err(Reason::plain("URL_MALFORMED", "Địa chỉ web không hợp lệ.", "Not a web address."))
}

/// The beginning of what somebody wrote, for a sentence about it.
pub(crate) fn short(written: &str) -> String {
    written.chars().take(QUOTED_CHARS_MAX).collect()
}

pub(crate) fn unclear() -> Reason {
    Reason::plain(
        "VALUE_UNCLEAR",
        "Mỗi tiêu chí chỉ ghi một loại kết quả; tiêu chí tỷ lệ phải có cả tử số và mẫu số.",
        "Exactly one value is needed for this criterion (a share: numerator and denominator).",
    )
}

pub(crate) fn unreadable(unfit: Unfit) -> Reason {
    match unfit {
        Unfit::Formula => Reason::plain(
            "CELL_IS_FORMULA",
            "Ô chứa công thức. Đề nghị sao chép rồi dán giá trị (Paste Special → Values).",
            "The cell holds a formula. Copy it and paste its value.",
        ),
        Unfit::Error => {
            Reason::plain("CELL_IS_ERROR", "Ô đang báo lỗi; đề nghị nhập lại giá trị.", "The cell shows an error.")
        }
        Unfit::Merged => Reason::plain(
            "CELL_IS_MERGED",
            "Ô thuộc vùng gộp ô. Đề nghị bỏ gộp ô trong phần số liệu.",
            "The cell is part of a merged area. Take the merging out of the figures.",
        ),
    }
}

/// A whole number without a mark between its digits: `1.234` is a thousand to one and one and a bit to another.
pub(crate) fn whole(cell: &Cell) -> Result<i64, Reason> {
    let written = text(cell);
    let said = short(&written);
    let number = written.parse::<i64>().ok().filter(|_| matches!(cell, Cell::Text(_)));
    let plain = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    number.filter(|_| plain).ok_or_else(|| {
        Reason::rule(
            "NOT_WHOLE",
            "L29",
            format!("“{said}” không phải số nguyên viết liền, không có dấu chấm, dấu phẩy, khoảng trắng."),
            format!("“{said}” is not a whole number of digits alone, without dots, commas or spaces."),
        )
    })
}

pub(crate) fn points(cell: &Cell) -> Result<i64, Reason> {
    let written = text(cell);
    let said = short(&written);
    let number = exact(&written.replace(',', ".")).filter(|_| matches!(cell, Cell::Text(_)));
    number.ok_or_else(|| {
        Reason::plain(
            "NOT_POINTS",
            format!("“{said}” không phải số điểm; số điểm có tối đa hai chữ số thập phân."),
            format!("“{said}” is not a number of points with at most two decimals."),
        )
    })
}

pub(crate) fn yes(cell: &Cell) -> Result<bool, Reason> {
    let written = text(cell);
    let said = short(&written);
    match written.to_lowercase().as_str() {
        "có" | "co" | "true" | "yes" | "x" | "1" => Ok(true),
        "không" | "khong" | "false" | "no" | "0" => Ok(false),
        _ => Err(Reason::plain(
            "NOT_YES_OR_NO",
            format!("“{said}” không hợp lệ; đề nghị ghi Có hoặc Không."),
            format!("“{said}” is neither yes (Có) nor no (Không)."),
        )),
    }
}

/// A day, as a spreadsheet's date or as people write it.
pub(crate) fn day(cell: &Cell) -> Result<NaiveDate, Reason> {
    if let Cell::Day(day) = cell {
        return Ok(*day);
    }
    let written = text(cell);
    let said = short(&written);
    let read = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"].into_iter();
    read.filter_map(|form| NaiveDate::parse_from_str(&written, form).ok()).next().ok_or_else(|| {
        Reason::plain(
            "NOT_A_DAY",
            format!("“{said}” không phải ngày. Đề nghị ghi theo dạng 31/12/2024."),
            format!("“{said}” is not a day. Write it as 2024-12-31 or 31/12/2024."),
        )
    })
}
