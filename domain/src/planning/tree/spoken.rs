//! Things of a card that are said in Vietnamese and in English: numbers, ranges, roundings.

use std::fmt;

use crate::base::text::Text;
use crate::base::wording::whole;
use crate::planning::card::{Amount, Measured};
use crate::planning::curve::Bound;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::tree::{Rounding, RoundingMode};
use crate::planning::value::Counts;

#[derive(Clone, Copy)]
pub(crate) enum Language {
    Vi,
    En,
}

/// Something that is said in each language in its own way.
pub(crate) trait Spoken {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// A thing in a language, formatted without a string of its own.
pub(crate) struct In<'a, T: Spoken + ?Sized>(pub(crate) &'a T, pub(crate) Language);

impl<T: Spoken + ?Sized> fmt::Display for In<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.say(self.1, out)
    }
}

/// Appends a Vietnamese and an English clause to a text, with the same things in both.
macro_rules! say {
    ($text:expr, $vi:literal, $en:literal $(, $name:ident = $thing:expr)* $(,)?) => {{
        use std::fmt::Write as _;
        let text: &mut $crate::base::text::Text = $text;
        // Writing to a string never fails.
        let _ = write!(text.vi, $vi $(, $name = $crate::planning::tree::spoken::In(&$thing, $crate::planning::tree::spoken::Language::Vi))*);
        let _ = write!(text.en, $en $(, $name = $crate::planning::tree::spoken::In(&$thing, $crate::planning::tree::spoken::Language::En))*);
    }};
}
pub(crate) use say;

impl Spoken for Decimal {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match language {
            Language::Vi => fmt::Display::fmt(&self.vi(), out),
            Language::En => fmt::Display::fmt(&self.en(), out),
        }
    }
}

impl Spoken for i64 {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match language {
            Language::Vi => fmt::Display::fmt(&whole(*self), out),
            Language::En => fmt::Display::fmt(self, out),
        }
    }
}

impl Spoken for str {
    fn say(&self, _: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl Spoken for String {
    fn say(&self, _: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl Spoken for Text {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        })
    }
}

/// The fraction itself stands on the card; it may be longer than any sentence.
impl Spoken for Amount {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exact.is_some() {
            out.write_str("≈ ")?;
        }
        self.shown.say(language, out)
    }
}

/// An amount behind a sign of equality, which says whether the number was rounded.
pub(crate) struct Equals<'a>(pub(crate) &'a Amount);

impl Spoken for Equals<'_> {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.exact.is_none() {
            out.write_str("= ")?;
        }
        self.0.say(language, out)
    }
}

impl Spoken for Exact {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_decimal() {
            Some(decimal) => decimal.say(language, out),
            None => fmt::Display::fmt(self, out),
        }
    }
}

impl Spoken for Vec<String> {
    fn say(&self, _: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, word) in self.iter().enumerate() {
            out.write_str(if place == 0 { "" } else { ", " })?;
            out.write_str(word)?;
        }
        Ok(())
    }
}

/// How numbers are rounded.
impl Spoken for Rounding {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (vi, en) = match self.mode {
            RoundingMode::Cut => ("cắt còn", "cut"),
            RoundingMode::HalfUp => ("làm tròn đến", "rounded"),
        };
        match (language, self.decimals) {
            (Language::Vi, 0) => write!(out, "{vi} số nguyên"),
            (Language::Vi, decimals) => write!(out, "{vi} {decimals} chữ số thập phân"),
            (Language::En, 0) => write!(out, "{en} to a whole number"),
            (Language::En, 1) => write!(out, "{en} to 1 decimal"),
            (Language::En, decimals) => write!(out, "{en} to {decimals} decimals"),
        }
    }
}

impl Spoken for Measured {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counts(Counts { numerator, denominator }) => {
                numerator.say(language, out)?;
                out.write_str("/")?;
                denominator.say(language, out)
            }
            Self::Number(number) | Self::Points(number) => number.say(language, out),
            Self::Option(code) => out.write_str(code),
        }
    }
}

/// The values of a piece.
pub(crate) struct Range {
    pub(crate) begin: Option<Bound>,
    pub(crate) until: Option<Bound>,
    pub(crate) percent: bool,
}

impl Spoken for Range {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.percent { "%" } else { "" };
        let bound = |before: &str, at: Decimal, out: &mut fmt::Formatter<'_>| {
            out.write_str(before)?;
            at.say(language, out)?;
            out.write_str(sign)
        };
        let or = |vi, en| match language {
            Language::Vi => vi,
            Language::En => en,
        };
        match (self.begin, self.until) {
            (None, None) => out.write_str(or("mọi giá trị", "any value")),
            (Some(begin), Some(until)) if begin.at == until.at => bound(or("bằng ", "exactly "), until.at, out),
            (begin, until) => {
                if let Some(Bound { at, included }) = begin {
                    // The first value of a piece is the one that the piece before excluded.
                    bound(if included { or("trên ", "above ") } else { or("từ ", "from ") }, at, out)?;
                }
                if let Some(Bound { at, included }) = until {
                    let before = match (begin.is_some(), included) {
                        (true, true) => or(" đến ", " to "),
                        (true, false) => or(" đến dưới ", " to below "),
                        (false, true) => or("đến ", "up to "),
                        (false, false) => or("dưới ", "below "),
                    };
                    bound(before, at, out)?;
                }
                Ok(())
            }
        }
    }
}
