//! Secrecy levels in texts and documents (rule L35): one recogniser for names, numbers, titles, narratives and the lines
//! of documents.
//!
//! A level is a mark where a stamp would be: alone, after its label, in capitals, or at the end of a document's name.
//! Elsewhere a level is what a sentence is about. `domain/tests/rules/base/secrecy.rs` has the table of both.

use unicode_normalization::UnicodeNormalization;

/// Words beside `mật` that make it another word: security, secret in general, friendly, dense, gall.
const HARMLESS_BEFORE: [&str; 13] =
    ["bảo", "bí", "cơ", "cẩn", "thân", "trù", "túi", "sỏi", "ống", "dịch", "đường", "nang", "chu"];
/// The same after it: password, code, density, close, honey, police.
const HARMLESS_AFTER: [&str; 10] = ["khẩu", "mã", "độ", "thiết", "ong", "hoa", "mía", "gấu", "vụ", "thám"];
/// Words of a label before a level, as in `mức độ mật: tối mật` or `dấu chỉ mức mật`.
const LABELS: [&str; 9] = ["độ", "mức", "cấp", "dấu", "chỉ", "loại", "đóng", "phân", "hạng"];
/// Words that leave something out: `trừ văn bản mật` says that no secret is meant.
const EXCLUDING: [&str; 3] = ["trừ", "ngoài", "loại"];
/// Words with which a title goes on after the level.
const TITLE_GOES_ON: [&str; 7] = ["về", "của", "số", "năm", "quý", "tháng", "ngày"];
/// The names of papers that bear a level, in their title: `Báo cáo tối mật`. `Văn bản mật` is a kind of paper.
const PAPERS: [&str; 16] = [
    "báo cáo",
    "công văn",
    "tờ trình",
    "kế hoạch",
    "quyết định",
    "công điện",
    "chỉ thị",
    "thông báo",
    "biên bản",
    "đề án",
    "phương án",
    "nghị quyết",
    "giấy mời",
    "hướng dẫn",
    "tài liệu",
    "hồ sơ",
];
/// The levels in an older notation, behind their label: `Độ mật: A`.
const LETTERS: [&str; 3] = ["A", "B", "C"];
/// A level in quotation marks is only mentioned if at least this many words are outside them.
const WORDS_OF_A_SENTENCE: usize = 5;

/// Whether a text, or a line of a document, bears a secrecy level.
#[must_use]
pub fn bears_secrecy_mark(text: &str) -> bool {
    may_hold_level(text) && plain(text).lines().any(is_marked)
}

/// Whether the name of a file, or the number of a document, names a secrecy level: there a level is a mark in small
/// letters, too, and `toi_mat` and `tuyet-mat` are levels without their accents.
#[must_use]
pub fn is_named_secret(name: &str) -> bool {
    if !may_hold_level(name) {
        return false;
    }
    let spaced: String =
        plain(name).chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let words: Vec<Word> = spaced.split_whitespace().map(Word::new).collect();
    (0..words.len()).any(|at| level_at(&words, at).is_some() && !is_left_out(words.get(..at)))
}

/// A quick look that most texts fail, so that they cost nothing more: whether there is `mat` in any case, `ậ`, one of its
/// marks as a letter of its own, or a letter of full width.
fn may_hold_level(text: &str) -> bool {
    let mut rest = text.as_bytes();
    loop {
        match rest {
            [b'm' | b'M', b'a' | b'A', b't' | b'T', ..]
            // Ậ and ậ, U+0302 and U+0323, Ａ to ｚ, in UTF-8.
            | [0xe1, 0xba, 0xac | 0xad, ..]
            | [0xcc, 0x82 | 0xa3, ..]
            | [0xef, 0xbc | 0xbd, ..] => return true,
            [_, behind @ ..] => rest = behind,
            [] => return false,
        }
    }
}

/// The text composed, in letters of usual width, with usual blanks, without characters that nobody sees.
fn plain(text: &str) -> String {
    let seen = |letter: &char| !matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars().filter(seen).nfkc().collect()
}

/// A word as it is written, and in small letters.
struct Word {
    written: String,
    small: String,
}

impl Word {
    fn new(written: &str) -> Self {
        Self { written: written.to_owned(), small: written.to_lowercase() }
    }

    fn is_capital(&self) -> bool {
        self.written != self.small && self.written == self.written.to_uppercase()
    }
}

/// Words between two punctuation marks.
#[derive(Default)]
struct Segment {
    words: Vec<Word>,
    /// Whether it begins after an opening bracket.
    bracketed: bool,
}

fn segments(line: &str) -> Vec<Segment> {
    let (mut segments, mut segment, mut word) = (Vec::new(), Segment::default(), String::new());
    for letter in line.chars().chain(std::iter::once(';')) {
        if letter.is_alphanumeric() {
            // A number may follow a stamp without a blank: `TỐI MẬT2024`.
            if letter.is_ascii_digit() && word.ends_with(char::is_alphabetic) {
                segment.words.push(Word::new(&std::mem::take(&mut word)));
            }
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            segment.words.push(Word::new(&word));
            word.clear();
        }
        if !letter.is_whitespace() {
            segments.push(std::mem::take(&mut segment));
            segment.bracketed = matches!(letter, '(' | '[' | '{');
        }
    }
    let mut segments: Vec<Segment> = segments.into_iter().filter(|segment| !segment.words.is_empty()).collect();
    for segment in &mut segments {
        // A stamp may be spaced: `T U Y Ệ T   M Ậ T`.
        if 2 < segment.words.len() && segment.words.iter().all(|word| word.written.chars().count() == 1) {
            let joined: String = segment.words.iter().map(|word| word.written.as_str()).collect();
            segment.words = vec![Word::new(&joined)];
        }
    }
    segments
}

/// The number of words of the level that begins at a place.
fn level_at(words: &[Word], at: usize) -> Option<usize> {
    let word = |at: usize| words.get(at).map(|word| word.small.as_str());
    match (word(at)?, word(at.saturating_add(1))) {
        ("tối" | "tuyệt", Some("mật")) | ("toi" | "tuyet", Some("mat")) => Some(2),
        ("tốimật" | "tuyệtmật" | "toimat" | "tuyetmat", _) => Some(1),
        ("mật", _) if !is_another_word(words, at) => Some(1),
        _ => None,
    }
}

/// Whether `mật` is part of another word, such as `bảo mật`; both parts are written alike.
fn is_another_word(words: &[Word], at: usize) -> bool {
    let capital = words.get(at).is_some_and(Word::is_capital);
    let beside = |at: Option<usize>, known: &[&str]| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| known.contains(&word.small.as_str()) && (word.is_capital() || !capital))
    };
    beside(at.checked_sub(1), &HARMLESS_BEFORE) || beside(at.checked_add(1), &HARMLESS_AFTER)
}

fn is_left_out(before: Option<&[Word]>) -> bool {
    before.is_some_and(|words| words.iter().any(|word| EXCLUDING.contains(&word.small.as_str())))
}

/// Whether the words are a level and nothing else but its label.
fn is_level_alone(words: &[&Word]) -> bool {
    let is = |at: usize, known: &[&str]| words.get(at).is_some_and(|word| known.contains(&word.small.as_str()));
    let mut at = 0_usize;
    while is(at, &LABELS) {
        at = at.saturating_add(1);
    }
    // `độ mật` is a label; what follows it is the level.
    let label = 0 < at && is(at.saturating_sub(1), &["độ"]) && is(at, &["mật"]);
    if label {
        at = at.saturating_add(1);
    }
    match words.get(at..).unwrap_or_default() {
        [level] if label && LETTERS.contains(&level.written.as_str()) => true,
        [level] => matches!(level.small.as_str(), "mật" | "tốimật" | "tuyệtmật" | "toimat" | "tuyetmat"),
        [degree, level] => {
            matches!((degree.small.as_str(), level.small.as_str()), ("tối" | "tuyệt", "mật") | ("toi" | "tuyet", "mat"))
        }
        _ => false,
    }
}

/// The line without what stands in quotation marks, if it is a sentence without it.
fn unquoted(line: &str) -> String {
    let (mut outside, mut inside) = (String::new(), false);
    for letter in line.chars() {
        match letter {
            '“' | '«' => inside = true,
            '”' | '»' => inside = false,
            '"' => inside = !inside,
            _ if !inside => outside.push(letter),
            _ => {}
        }
    }
    if WORDS_OF_A_SENTENCE <= outside.split_whitespace().count() { outside } else { line.to_owned() }
}

fn is_marked(line: &str) -> bool {
    let segments = segments(&unquoted(line));
    let words: Vec<&Word> = segments.iter().flat_map(|segment| &segment.words).collect();
    // A stamp may be dotted: `T.U.Y.Ệ.T M.Ậ.T`.
    let dotted = 2 < words.len() && words.iter().all(|word| word.written.chars().count() == 1);
    let joined = Word::new(&words.iter().map(|word| word.written.as_str()).collect::<String>());
    if is_level_alone(&words) || (dotted && is_level_alone(&[&joined])) {
        return true;
    }
    let of_a_level = |word: &Word| matches!(word.small.as_str(), "mật" | "tối" | "tuyệt");
    let mixed = words.iter().any(|word| !of_a_level(word) && word.written.contains(char::is_lowercase));
    segments.iter().any(|segment| has_mark(segment, mixed))
}

/// Whether a level stands in a segment as a mark; `mixed` if the line has small letters, so that capitals stand out.
fn has_mark(segment: &Segment, mixed: bool) -> bool {
    let Segment { words, bracketed } = segment;
    (0..words.len()).any(|at| {
        let Some(length) = level_at(words, at) else { return false };
        let (before, after) = (words.get(..at).unwrap_or_default(), at.saturating_add(length));
        let (first, last) = (at == 0, after == words.len());
        let level = words.get(at..after).unwrap_or_default();
        let capital = level.iter().all(Word::is_capital);
        let plain = matches!(level, [word] if word.small == "mật");
        let ascii = level.iter().all(|word| word.written.is_ascii());
        let next = words.get(after).map(|word| word.small.as_str());
        let label = before.last().is_some_and(|word| word.small == "độ")
            && before.iter().all(|word| LABELS.contains(&word.small.as_str()));
        if is_left_out(Some(before)) || (plain && label) {
            return false;
        }
        // `Tuyệt Mật` with two capital letters is a stamp, `tuyệt mật` between commas is spoken of.
        let initials = 1 < level.len() && level.iter().all(|word| word.written.starts_with(char::is_uppercase));
        let alone = first && last && (capital || initials || *bracketed);
        let shouted = capital && !plain && (mixed || !ascii);
        let stands_out =
            capital && plain && mixed && (first || last || next.is_some_and(|next| TITLE_GOES_ON.contains(&next)));
        let numbered = words
            .get(after.saturating_add(1))
            .is_some_and(|word| word.small.starts_with(|one: char| one.is_ascii_digit()));
        let heads_number = plain && next == Some("số") && (numbered || (capital && first));
        let paper = before.iter().map(|word| word.small.as_str()).collect::<Vec<&str>>().join(" ");
        let names_paper = last && PAPERS.contains(&paper.as_str());
        alone || shouted || stands_out || heads_number || names_paper
    })
}
