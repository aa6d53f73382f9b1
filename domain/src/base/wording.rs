//! Dates and numbers in the Vietnamese notation of offices, for the sentences that people read.
//!
//! The Vietnamese name of an enum value is in the enum's method `vi`; hundredths are in `text.rs`.

use std::fmt;

use chrono::NaiveDate;

/// An integer with a point between thousands, formatted without a string of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole(i64);

impl fmt::Display for Whole {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            out.write_str("-")?;
        }
        write_parts(self.0.unsigned_abs(), out)
    }
}

fn write_parts(number: u64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    if number < 1_000 {
        return write!(out, "{number}");
    }
    write_parts(number / 1_000, out)?;
    write!(out, ".{:03}", number % 1_000)
}

/// An integer in Vietnamese notation: `1.234.567`.
pub(crate) const fn whole(number: i64) -> Whole {
    Whole(number)
}

/// A date in the notation of offices: `05/03/2024`.
#[must_use]
pub fn date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// An integer in Vietnamese notation: `1.234.567`.
#[must_use]
pub fn number(number: i64) -> String {
    whole(number).to_string()
}

/// Number and symbol of a document as Nghị định 30/2020/NĐ-CP writes them, with a zero before a number below 10:
/// `05/QĐ-UBND`.
#[must_use]
pub fn numbered(symbol: &str) -> String {
    let digits = symbol.chars().take_while(char::is_ascii_digit).count();
    if digits == 1 && !symbol.starts_with('0') { format!("0{symbol}") } else { symbol.to_owned() }
}

/// Words of which one is meant: `a, b hoặc c`.
pub(crate) fn one_of(words: &[&str], or: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} {or} {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_is_the_alternative() {
        let said = |words: &[&str]| one_of(words, "hoặc");
        assert_eq!(said(&["a", "b", "c"]), "a, b hoặc c");
        assert_eq!([said(&["a", "b"]), said(&["a"]), said(&[])], ["a hoặc b", "a", ""]);
    }

    #[test]
    fn a_date_begins_with_the_day() {
        let written = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map(date);
        assert_eq!(written(2024, 3, 5).as_deref(), Some("05/03/2024"));
        assert_eq!(written(2024, 12, 31).as_deref(), Some("31/12/2024"));
    }

    #[test]
    fn numbers_below_ten_have_a_zero() {
        assert_eq!(
            ["5/QĐ-UBND", "05/QĐ-UBND", "335/QĐ-UBND", "0/QĐ", "QĐ", ""].map(numbered),
            ["05/QĐ-UBND", "05/QĐ-UBND", "335/QĐ-UBND", "0/QĐ", "QĐ", ""]
        );
    }

    #[test]
    fn points_stand_between_thousands() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1.000"), (100_050, "100.050"), (1_234_567, "1.234.567")];
        for (whole, written) in cases {
            assert_eq!(number(whole), written);
        }
        assert_eq!(number(-12_345), "-12.345");
        assert_eq!(number(i64::MIN), "-9.223.372.036.854.775.808");
    }
}
