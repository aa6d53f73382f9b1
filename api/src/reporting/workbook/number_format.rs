//! What a cell shows of its number: the number itself, a day, or something that is not the number.

/// Numbers below it are shown with fifteen digits.
const DIGITS_SHOWN: f64 = 1e15;

/// How numbers are shown, by their sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberFormat(Vec<Shown>);

/// What one section of a format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// The number, with at most so many decimals, and with zeros before it up to so many digits.
    Number { decimals: Option<usize>, digits: usize },
    /// A day.
    Day,
    /// A dash for nothing, as in accounts.
    Dash,
    /// Something else: a percentage, a fraction, thousands, a time, a text.
    Other,
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Seen {
    /// The number as text.
    Number(String),
    /// The day of this count of days.
    Day,
    /// Not what it holds.
    Other,
}

impl Default for NumberFormat {
    fn default() -> Self {
        Self(vec![Shown::Number { decimals: None, digits: 1 }])
    }
}

impl NumberFormat {
    /// The format of a number of ECMA-376, 18.8.30.
    pub(super) fn built_in(id: &str) -> Self {
        let code = match id {
            "1" => "0",
            "2" => "0.00",
            "3" => "#,##0",
            "4" => "#,##0.00",
            "9" | "10" => "0%",
            "11" | "48" => "0E+0",
            "12" | "13" => "# ?/?",
            "14" | "15" | "16" | "17" | "22" => "d/m/yyyy",
            "27" | "28" | "29" | "30" | "31" | "36" | "50" | "51" | "52" | "53" | "54" | "57" | "58" => "d/m/yyyy",
            "18" | "19" | "20" | "21" | "32" | "33" | "34" | "35" | "45" | "46" | "47" | "55" | "56" => "h:mm",
            "37" | "38" => "#,##0;(#,##0)",
            "39" | "40" => "#,##0.00;(#,##0.00)",
            "41" | "42" => "#,##0;(#,##0);\"-\"",
            "43" | "44" => "#,##0.00;(#,##0.00);\"-\"",
            _ => "General",
        };
        Self::of_code(code)
    }

    pub(super) fn of_code(code: &str) -> Self {
        let (mut sections, mut section, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
        for letter in code.chars() {
            match letter {
                _ if escaped => escaped = false,
                '"' => quoted = !quoted,
                '\\' | '_' | '*' if !quoted => escaped = true,
                ';' if !quoted => {
                    sections.push(Shown::of_section(&section));
                    section.clear();
                    continue;
                }
                _ => {}
            }
            section.push(letter);
        }
        sections.push(Shown::of_section(&section));
        Self(sections)
    }

    /// What a cell with this number shows.
    pub(super) fn show(&self, number: f64) -> Seen {
        let section = match self.0.len() {
            0 | 1 => 0,
            2 => usize::from(number < 0.0),
            _ if number < 0.0 => 1,
            _ if number == 0.0 => 2,
            _ => 0,
        };
        // A cell shows fifteen digits: what was computed and pasted as a value may differ from them in the last ones.
        let shown = format!("{number:.14e}").parse().unwrap_or(number);
        let written = if number.abs() < DIGITS_SHOWN { shown } else { number }.to_string();
        match self.0.get(section).copied().unwrap_or(Shown::Number { decimals: None, digits: 1 }) {
            Shown::Day => Seen::Day,
            Shown::Dash if number == 0.0 => Seen::Number(written),
            Shown::Dash | Shown::Other => Seen::Other,
            Shown::Number { decimals, digits } => {
                let (whole, part) = written.split_once('.').unwrap_or((written.as_str(), ""));
                if decimals.is_some_and(|decimals| decimals < part.len()) {
                    return Seen::Other;
                }
                if !part.is_empty() || whole.starts_with('-') {
                    return Seen::Number(written);
                }
                Seen::Number(format!("{whole:0>digits$}"))
            }
        }
    }
}

impl Shown {
    fn of_section(section: &str) -> Self {
        if section.trim().is_empty() {
            // `;;;` shows nothing.
            return Self::Other;
        }
        let mut seen = Section::default();
        let mut letters = section.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => seen.say(&letters.by_ref().take_while(|letter| *letter != '"').collect::<String>()),
                '\\' => seen.say(&letters.next().map(String::from).unwrap_or_default()),
                // A blank of a letter's width, and a letter that fills the cell.
                '_' | '*' => drop(letters.next()),
                '[' => seen.bracket(&letters.by_ref().take_while(|letter| *letter != ']').collect::<String>()),
                letter => seen.take(letter),
            }
        }
        seen.shown()
    }
}

/// What was found in a section.
#[derive(Default)]
struct Section {
    general: bool,
    word: String,
    whole_zeros: usize,
    whole_marks: usize,
    decimals: Option<usize>,
    grouped: bool,
    days: bool,
    months: bool,
    times: bool,
    dashes: bool,
    comma_last: bool,
    /// What cannot be read back as the number.
    other: bool,
}

impl Section {
    fn has_digits(&self) -> bool {
        0 < self.whole_zeros.saturating_add(self.whole_marks) || self.decimals.is_some()
    }

    /// A text beside the number: a digit in it would be taken for a part of the number, and so would a word before it.
    fn say(&mut self, text: &str) {
        let digit = text.contains(|letter: char| letter.is_numeric());
        let word_before =
            !self.has_digits() && !self.general && text.contains(char::is_alphabetic) && !self.days && !self.months;
        self.other |= digit || word_before;
        self.dashes |= text.trim() == "-";
    }

    /// A colour, a currency and a language say nothing of the number; a condition and a count of hours do.
    fn bracket(&mut self, text: &str) {
        let elapsed = text.to_lowercase().trim_matches(['h', 'm', 's']).is_empty();
        if elapsed {
            self.times = true;
        } else if text.starts_with(['<', '>', '=']) {
            self.other = true;
        }
    }

    fn take(&mut self, letter: char) {
        if letter.is_alphabetic() {
            self.word.extend(letter.to_lowercase());
            let word = self.word.as_str();
            if word == "general" {
                (self.general, self.days, self.months) = (true, false, false);
                self.word.clear();
                return;
            }
            if "general".starts_with(word) {
                return;
            }
        } else {
            self.word.clear();
        }
        self.comma_last &= self.decimals.is_some() || !matches!(letter, '0' | '#' | '?');
        match letter.to_ascii_lowercase() {
            '0' => match &mut self.decimals {
                Some(decimals) => *decimals = decimals.saturating_add(1),
                None => self.whole_zeros = self.whole_zeros.saturating_add(1),
            },
            '#' | '?' => match &mut self.decimals {
                Some(decimals) => *decimals = decimals.saturating_add(1),
                None => self.whole_marks = self.whole_marks.saturating_add(1),
            },
            '.' => self.decimals = self.decimals.or(Some(0)),
            ',' => (self.grouped, self.comma_last) = (true, self.has_digits()),
            '@' => self.general = true,
            'd' | 'y' | 'e' if !self.has_digits() => self.days = true,
            'm' => self.months = true,
            'h' | 's' => self.times = true,
            // A dash between digits makes a number of a telephone.
            '-' => self.other |= self.has_digits(),
            '%' => self.other = true,
            'e' | '/' => self.other |= !self.days && !self.months,
            _ => {}
        }
    }

    fn shown(self) -> Shown {
        let day = self.days || (self.months && !self.times);
        if day && !self.has_digits() {
            return Shown::Day;
        }
        if self.other || day || self.times || self.comma_last {
            return Shown::Other;
        }
        if !self.has_digits() {
            return match (self.general, self.dashes) {
                (true, _) => Shown::Number { decimals: None, digits: 1 },
                (false, true) => Shown::Dash,
                (false, false) => Shown::Other,
            };
        }
        let digits = if self.grouped || 0 < self.whole_marks { 1 } else { self.whole_zeros.max(1) };
        Shown::Number { decimals: Some(self.decimals.unwrap_or(0)), digits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(code: &str, number: f64) -> String {
        match NumberFormat::of_code(code).show(number) {
            Seen::Number(number) => number,
            Seen::Day => "day".to_owned(),
            Seen::Other => "other".to_owned(),
        }
    }

    #[test]
    fn found_d_a_cell_is_read_as_it_is_shown() {
        for (code, number, shown) in [
            ("General", 812.0, "812"),
            ("General", 8.46, "8.46"),
            ("General\" hồ sơ\"", 812.0, "812"),
            ("@", 688.0, "688"),
            ("0", 812.0, "812"),
            ("0", 8.5, "other"),
            ("0.00", 8.5, "8.5"),
            ("0.00", 8.456, "other"),
            ("00000", 688.0, "00688"),
            ("00000", 12345.0, "12345"),
            ("#,##0", 1234.0, "1234"),
            ("#,##0.00 [$₫-42A]", 1234.5, "1234.5"),
            ("#,##0\" hồ sơ\"", 812.0, "812"),
            ("_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", 0.0, "0"),
            ("_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", -5.0, "-5"),
            ("[Red]0;[Blue]-0", 5.0, "5"),
            // What is shown is not the number.
            ("0%", 0.95, "other"),
            ("0.00%", 0.95, "other"),
            ("#,##0,", 812_000.0, "other"),
            ("0,.0", 812_000.0, "other"),
            ("# ?/?", 0.5, "other"),
            ("0.00E+00", 812.0, "other"),
            ("0\"00\"", 812.0, "other"),
            ("\"Nhóm \"0", 5.0, "other"),
            ("000-000", 688_123.0, "other"),
            ("[<=99]0;0", 5.0, "other"),
            (";;;", 5.0, "other"),
            ("h:mm", 0.5, "other"),
            ("[h]:mm", 0.5, "other"),
            ("mm:ss", 0.5, "other"),
            // Days.
            ("dd/mm/yyyy", 45_356.0, "day"),
            ("[$-42A]dd/mm/yyyy;@", 45_356.0, "day"),
            ("d\\-mmm", 45_356.0, "day"),
            ("mmm-yy", 45_356.0, "day"),
            ("\"ngày\" dd \"tháng\" mm \"năm\" yyyy", 45_356.0, "day"),
            ("dd/mm/yyyy hh:mm", 45_356.5, "day"),
            ("yyyy-mm-dd\"T\"hh:mm:ss", 45_356.0, "day"),
        ] {
            assert_eq!(seen(code, number), shown, "{code} {number}");
        }
        assert_eq!(NumberFormat::built_in("9").show(0.95), Seen::Other);
        assert_eq!(NumberFormat::built_in("14").show(45_356.0), Seen::Day);
        assert_eq!(NumberFormat::built_in("0").show(0.1 + 0.2), Seen::Number("0.3".to_owned()));
    }
}
