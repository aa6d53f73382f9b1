//! The content of one cell of a table, and what is wrong with it.

use chrono::NaiveDate;
use domain::base::citation::{Citation, LINE_CHARS_MAX};
use domain::base::reason::Reason;
use domain::base::text::{tidy, tidy_lines};
use domain::base::wording;
use domain::planning::exact::Decimal;

use crate::base::bounded_date::{SAID, is_in_range};
use crate::base::hundredths::exact;
use crate::base::text::{URL_CHARS_MAX, WebAddress};
use crate::reporting::reasons;

/// Maximum length of a unit's code.
pub(crate) const UNIT_CHARS_MAX: usize = 100;

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
    /// It holds a formula, or a formula fills it.
    Formula,
    Error,
    Merged,
    /// Its row or its column is hidden.
    Hidden,
    /// It shows something else than the number that it holds.
    Disguised,
    /// It refers to something that the file does not have.
    Broken,
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

/// Whether a letter is one that nobody sees, as a copy from a web page brings along.
const fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The content as it is written, for values and for quotations.
pub(crate) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.contains(is_unseen) => tidy(&text.replace(is_unseen, "")),
        Cell::Text(text) => tidy(text),
        Cell::Day(day) => wording::date(*day),
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
    within(cell, text(cell), most)
}

/// The same for a text of several lines, which are kept.
pub(crate) fn limited_lines(cell: &Cell, most: usize) -> Result<String, Reason> {
    let written = match cell {
        Cell::Text(text) => tidy_lines(&text.replace(is_unseen, "")),
        Cell::Day(_) | Cell::Unfit(_) => text(cell),
    };
    within(cell, written, most)
}

fn within(cell: &Cell, written: String, most: usize) -> Result<String, Reason> {
    if matches!(cell, Cell::Day(_)) {
        return Err(reasons::cell_is_day(written));
    }
    if written.chars().count() <= most {
        return Ok(written);
    }
    Err(reasons::text_too_long(wording::number(most.try_into().unwrap_or(i64::MAX)), most))
}

pub(crate) fn address_of(cell: &Cell) -> Result<String, Reason> {
    let written = limited(cell, URL_CHARS_MAX)?;
    if WebAddress::is(&written) {
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
        Unfit::Hidden => reasons::cell_is_hidden(),
        Unfit::Disguised => reasons::cell_is_disguised(),
        Unfit::Broken => reasons::cell_is_broken(),
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

/// A number with at most four decimals, and without separators of thousands.
pub(crate) fn decimal(cell: &Cell) -> Result<Decimal, Reason> {
    let written = text(cell);
    let said = short(&written);
    // `1.234` is a thousand in one notation and a decimal in another; `0.125` and `1.2340` are one thing only.
    let grouped = written.split_once(['.', ',']).is_some_and(|(before, after)| {
        after.len() == 3 && (1..=3).contains(&before.trim_start_matches('-').trim_start_matches('0').len())
    });
    if grouped {
        return Err(reasons::decimal_grouped(said));
    }
    let number =
        crate::base::hundredths::decimal::exact(&written.replace(',', ".")).filter(|_| matches!(cell, Cell::Text(_)));
    number.ok_or_else(|| reasons::not_decimal(said))
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

/// A day, from a date cell of a spreadsheet or from a usual notation, in the years that a typed day may lie in.
pub(crate) fn day(cell: &Cell) -> Result<NaiveDate, Reason> {
    let written = text(cell);
    let (year, day) = match cell {
        Cell::Day(day) => (chrono::Datelike::year(day), Some(*day)),
        Cell::Text(_) | Cell::Unfit(_) => {
            let Some((year, month, day)) = parts(&written) else { return Err(reasons::not_a_day(short(&written))) };
            (year, NaiveDate::from_ymd_opt(year, month, day))
        }
    };
    match day {
        _ if !is_in_range(year) => Err(crate::base::reasons::day_out_of_range(SAID)),
        Some(day) => Ok(day),
        None => Err(reasons::not_a_day(short(&written))),
    }
}

/// Year, month and day of `31/12/2024`, `31-12-2024`, `31.12.2024` or `2024-12-31`, also before a midnight, as programs
/// write a day.
fn parts(written: &str) -> Option<(i32, u32, u32)> {
    let (day, time) = written.split_once(['T', ' ']).unwrap_or((written, ""));
    if !time.chars().all(|letter| matches!(letter, '0' | ':' | '.' | 'Z')) {
        return None;
    }
    let mark = day.chars().find(|letter| matches!(letter, '/' | '-' | '.'))?;
    let (first, rest) = day.split_once(mark)?;
    let (second, third) = rest.split_once(mark)?;
    let small = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.len() <= 2 && is_digits(digits));
    let year =
        |digits: &str| digits.parse::<i32>().ok().filter(|_| is_digits(digits.strip_prefix('-').unwrap_or(digits)));
    if first.len() == 4 {
        return Some((year(first)?, small(second)?, small(third)?));
    }
    Some((year(third)?, small(second)?, small(first)?))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> String {
        day(&Cell::Text(written.to_owned())).map_or_else(|reason| reason.code.to_owned(), |day| day.to_string())
    }

    #[test]
    fn found_d_01_a_day_is_read_in_usual_notations_and_in_the_years_of_typed_days() {
        for written in
            ["05/03/2024", "5/3/2024", "05-03-2024", "05.03.2024", "2024-03-05", "2024-3-5", " 05/03/2024\u{200b}"]
        {
            assert_eq!(read(written), "2024-03-05", "{written}");
        }
        for written in [
            "05/03/24",
            "5-3-24",
            "24-03-05",
            "05/03/2204",
            "05/03/-24",
            "05/03/1899",
            "05/03/202",
            "05/03/20244",
            "2200-01-01",
        ] {
            assert_eq!(read(written), "DAY_OUT_OF_RANGE", "{written}");
        }
        for written in [
            "31/02/2024",
            "05/13/2024",
            "03/2024",
            "2024",
            "45356",
            "05/03-2024",
            "+5/03/2024",
            "5 tháng 3",
            "05/03/2024 a",
            "",
        ] {
            assert_eq!(read(written), "NOT_A_DAY", "{written}");
        }
        let far = NaiveDate::from_ymd_opt(2204, 3, 5).expect("a day");
        assert_eq!(day(&Cell::Day(far)).expect_err("too far").code, "DAY_OUT_OF_RANGE");
    }

    #[test]
    fn found_d_18_midnight_of_a_day_is_the_day() {
        for written in ["2024-03-05T00:00:00", "2024-03-05T00:00:00Z", "2024-03-05 00:00:00.000", "05/03/2024 00:00"] {
            assert_eq!(read(written), "2024-03-05", "{written}");
        }
        for written in ["2024-03-05T10:00:00", "2024-03-05T00:00:01", "05/03/2024 23:59"] {
            assert_eq!(read(written), "NOT_A_DAY", "{written}");
        }
    }

    #[test]
    fn found_d_a_text_that_excel_made_a_day_of_is_no_text() {
        let cell = Cell::Day(NaiveDate::from_ymd_opt(2024, 12, 5).expect("a day"));
        let reason = limited(&cell, 100).expect_err("a day");
        assert_eq!(reason.code, "CELL_IS_DAY");
        assert!(reason.text.vi.contains("05/12/2024"), "{}", reason.text.vi);
        assert_eq!(whole(&cell).expect_err("a day").code, "NOT_WHOLE");
    }

    #[test]
    fn found_d_letters_that_nobody_sees_are_no_part_of_a_value() {
        assert_eq!(whole(&Cell::Text("\u{feff}812\u{200b}".to_owned())).expect("a number"), 812);
        assert_eq!(limited_lines(&Cell::Text("một\u{200b}\r\nhai".to_owned()), 100).expect("a text"), "một\nhai");
    }
}
