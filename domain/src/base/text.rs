//! Text: tidied once on input, compared without accents, and written in two languages.
//!
//! Stored text is NFC with single spaces (rule L44); searches use folded text, in which đ is d.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use utoipa::ToSchema;

/// What the names of movements and cycles begin with in a rehearsal.
const REHEARSED_VI: &str = "[Diễn tập] ";
const REHEARSED_EN: &str = "[Rehearsal] ";

/// A sentence in Vietnamese and in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BilingualText)]
pub struct Text {
    /// Vietnamese, the language of the law.
    pub vi: String,
    /// English, for integrators abroad; it has no legal standing.
    pub en: String,
}

impl Text {
    /// A sentence in both languages.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// The name of something that is only rehearsed (diễn tập), marked as such once.
    #[must_use]
    pub fn rehearsed(self) -> Self {
        let Self { vi, en } = self.unmarked();
        Self { vi: format!("{REHEARSED_VI}{vi}"), en: format!("{REHEARSED_EN}{en}") }
    }

    /// A name without the mark of a rehearsal.
    #[must_use]
    pub fn unmarked(self) -> Self {
        let bare = |text: String, mark: &str| text.strip_prefix(mark).map(str::to_owned).unwrap_or(text);
        Self { vi: bare(self.vi, REHEARSED_VI), en: bare(self.en, REHEARSED_EN) }
    }

    /// Whether it says nothing in either language.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.vi.is_empty() && self.en.is_empty()
    }
}

/// Characters that nobody sees and that make a text read as another one: those that turn the direction of writing, join
/// or separate without a sign, or fill with nothing. A name must not look like the name of somebody else.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The text as people read it: NFC, without characters that nobody sees. Lengths are counted of this.
#[must_use]
pub fn visible(raw: &str) -> String {
    if raw.is_ascii() {
        return raw.to_owned();
    }
    raw.chars().filter(|letter| !is_invisible(*letter)).nfc().collect()
}

/// Normalises to NFC, without control characters and characters that nobody sees, with single spaces and none at the
/// ends.
#[must_use]
pub fn tidy(raw: &str) -> String {
    // Codes and numbers, which are frequent, need no change.
    if raw.bytes().all(|letter| letter.is_ascii_graphic()) {
        return raw.to_owned();
    }
    let composed: String = visible(raw).chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    composed.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Tidies a text of several lines, each by itself; empty lines at the ends are dropped, and several in a row become one.
#[must_use]
pub fn tidy_lines(raw: &str) -> String {
    let broken = raw.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let mut lines: Vec<String> = broken.lines().map(tidy).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Lower case without accents, `đ` as `d`, which is what users type into a search box.
#[must_use]
pub fn fold(raw: &str) -> String {
    let bare: String = tidy(raw).nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    // Removing a stand-alone accent leaves its spaces, so they are made single again.
    tidy(&bare.to_lowercase().replace('đ', "d"))
}

/// The marks of the five tones: huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The key by which two names are the same name: NFC, lower case, single spaces, and each syllable's tone at its end,
/// because `hoà` and `hòa` are two spellings of one word. Every accent and every tone counts: `Tuấn` is not `Tuân`.
#[must_use]
pub fn name_key(raw: &str) -> String {
    let (mut key, mut tones) = (String::new(), String::new());
    for letter in tidy(raw).to_lowercase().nfd() {
        if TONES.contains(&letter) {
            tones.push(letter);
            continue;
        }
        if !letter.is_alphabetic() && !is_combining_mark(letter) {
            key.push_str(&tones);
            tones.clear();
        }
        key.push(letter);
    }
    key.push_str(&tones);
    key.nfc().collect()
}

/// How many digits in a row look like the State's number of a person: old numbers have nine, new ones twelve.
const PERSONAL_DIGITS: std::ops::RangeInclusive<usize> = 9..=12;

/// A text in which all but the last three digits of what looks like a person's number are hidden.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
        let (digits, after) = digits.split_at(end);
        out.push_str(before);
        if PERSONAL_DIGITS.contains(&digits.len()) {
            let (hidden, shown) = digits.split_at(digits.len().saturating_sub(3));
            out.extend(hidden.chars().map(|_digit| '*'));
            out.push_str(shown);
        } else {
            out.push_str(digits);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A decimal number in hundredths, formatted only when it is written, without a string of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    hundredths: i64,
    mark: char,
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { hundredths, mark } = self;
        let digit = |number: i64| u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10));
        (hundredths / 100).fmt(out)?;
        for part in [Some(*mark), digit(hundredths / 10), digit(*hundredths)].into_iter().flatten() {
            out.write_char(part)?;
        }
        Ok(())
    }
}

/// Hundredths in English notation: `94.90`.
pub(crate) const fn en(hundredths: i64) -> Decimal {
    Decimal { hundredths, mark: '.' }
}

/// Hundredths in Vietnamese notation: `94,90`.
pub(crate) const fn vi(hundredths: i64) -> Decimal {
    Decimal { hundredths, mark: ',' }
}

/// Hundredths in English notation: `94.90`.
#[must_use]
pub fn english(hundredths: i64) -> String {
    en(hundredths).to_string()
}

/// Hundredths in Vietnamese notation: `94,90`.
#[must_use]
pub fn vietnamese(hundredths: i64) -> String {
    vi(hundredths).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l44_text_is_stored_composed_trimmed_and_with_single_spaces() {
        assert_eq!(tidy("  So\u{302}\u{309}  Nội\tvụ "), "Sổ Nội vụ");
        assert_eq!(tidy(" H1\u{7f} "), "H1");
        assert_eq!(tidy("H1-a.b"), "H1-a.b");
    }

    #[test]
    fn found_d_l44_the_lines_of_a_text_are_kept_and_each_is_tidied() {
        assert_eq!(tidy_lines(" \r\n Na\u{306}m  2024\r\n\r\n \r\nđã\txong \n"), "Năm 2024\n\nđã xong");
        assert_eq!(tidy_lines("một\rhai\u{2028}ba"), "một\nhai\nba");
        assert_eq!(tidy_lines(" \n \n"), "");
    }

    #[test]
    fn found_c17_what_nobody_sees_is_no_part_of_a_text() {
        for (raw, read) in [
            ("Ngân\u{202e}gnad", "Ngângnad"),
            ("Nguy\u{200b}ễn\u{feff} An", "Nguyễn An"),
            ("\u{2066}Tổ\u{2069} CNTT\u{200d}", "Tổ CNTT"),
            ("e\u{200c}\u{302}", "ê"),
            ("\u{3164}", ""),
            ("bao-cao\u{202e}fdp.exe", "bao-caofdp.exe"),
            ("Sóc Trăng 🏅", "Sóc Trăng 🏅"),
        ] {
            assert_eq!((tidy(raw).as_str(), visible(raw).as_str()), (read, read), "{raw:?}");
        }
        assert_eq!(fold("Ng\u{200b}ân"), "ngan");
        assert_eq!(visible("một\nhai"), "một\nhai", "lines stay, where a text has lines");
    }

    #[test]
    fn found_b6_a_tone_may_stand_on_either_vowel_and_makes_another_name() {
        for (one, two) in [
            ("Hoà", "hòa"),
            ("Nguyễn  Văn Tuấn", "NGUYỄN VĂN TUẤN"),
            ("Tua\u{302}\u{301}n", "Tuấn"),
            ("Thuý Quỳnh", "Thúy Quỳnh"),
            ("Đặng", "đặng"),
        ] {
            assert_eq!(name_key(one), name_key(two), "{one} {two}");
        }
        for (one, two) in [("Tuấn", "Tuân"), ("Hạnh", "Hành"), ("Đô", "Do"), ("Lý", "Lí"), ("An Na", "Anna")]
        {
            assert_ne!(name_key(one), name_key(two), "{one} {two}");
        }
        assert_ne!(name_key("Hà Na"), name_key("Ha Nà"), "a tone stays in its syllable");
    }

    #[test]
    fn l36_what_looks_like_a_persons_number_is_masked() {
        assert_eq!(masked("CCCD 079099000123, 12/TTr"), "CCCD *********123, 12/TTr");
        assert_eq!(masked("07909900"), "07909900", "eight digits are no such number");
        assert_eq!(masked("079099000"), "******000");
        assert_eq!(masked("0790990001234"), "0790990001234", "thirteen are none either");
    }

    #[test]
    fn l44_search_ignores_accents_case_and_the_stroke_of_d() {
        assert_eq!(fold("Đài Phát thanh"), "dai phat thanh");
        assert_eq!(fold("đường  Trần Đề"), fold("DUONG TRAN DE"));
    }
}
