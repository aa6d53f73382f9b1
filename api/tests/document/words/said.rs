//! What the service says in Vietnamese beside the document: reasons, problems, rules, tables, feeds, certificates, the
//! page of boards. Officials and the public read it, so it contains no word of programs.

use std::path::Path;

use api::edge::rule_pages;
use domain::base::reason::ReasonEntry;
use serde_json::Value;

use super::unfit;

/// English words of the contract; their Vietnamese is in the glossary.
const ENGLISH: &str = "account accounts admin audit award awards board boards body certificate client code criteria \
    cycle cycles deadline decision download draft email endpoint error extension false field file filing hash header \
    import key late login mode nomination null offline online page password path query rank release report reports \
    request response review role scope score server state status submit submitted tier timeout token total true unit \
    units upload url user username verified version webhook";

/// Words in capitals that a Vietnamese reader knows: offices and papers, kinds of files, measures, the names of standards
/// that have no Vietnamese, and Vietnamese words without an accent that a head or a paper has in capitals.
const CAPITALS: [&str; 26] = [
    "UBND", "MTTQ", "NQ", "QH", "NĐ", "CP", "QĐ", "TU", "QCVN", "BTTTT", "QR", "CSV", "JSON", "PDF", "XML", "ASCII",
    "UTF", "SHA", "HTTP", "MB", "UTC", "STT", "VT", "TM", "NAM", "THU",
];

/// Sentences that name something by another program's word, and why they have to: the beginning, the word.
const NAMED: [(&str, &str, &str); 5] = [
    ("Thiếu cột mã đơn vị (tên kỹ thuật “unit”", "unit", "the column's name as the reader has to write it"),
    ("Tệp Excel đặt mật khẩu", "File", "a menu of Excel as the reader sees it"),
    ("Tệp Excel đặt mật khẩu", "Password", "a menu of Excel as the reader sees it"),
    ("Báo cáo nộp lần đầu sau hạn", "true", "the word that stands in the column of open data"),
    ("Báo cáo nộp lần đầu sau hạn", "false", "the word that stands in the column of open data"),
];

/// Whether a text is Vietnamese: at least half of its words have a Vietnamese letter. English sentences cite Vietnamese
/// terms.
fn is_vietnamese(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
    let accented = words.iter().filter(|word| word.chars().any(|one| one.is_alphabetic() && !one.is_ascii())).count();
    0 < accented && words.len() <= 2 * accented
}

/// What of a text is not for officials, each word once; the names in braces and what stands in backticks is
/// no part of the sentence.
fn raw(text: &str) -> Vec<String> {
    let mut spoken = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for letter in text.split('`').step_by(2).flat_map(|part| part.chars().chain([' '])) {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => spoken.push(letter),
            _ => {}
        }
    }
    let english: Vec<&str> = ENGLISH.split_whitespace().collect();
    let shouted = |word: &str| {
        let letters = word.chars().filter(|one| one.is_alphabetic()).count();
        let roman = word.chars().all(|one| "IVX".contains(one));
        // A number at the end, as in QH15, belongs to a paper's symbol.
        let name = word.trim_end_matches(|one: char| one.is_ascii_digit());
        let capitals = word.chars().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit());
        1 < letters && capitals && !roman && !CAPITALS.contains(&name)
    };
    let mut found: Vec<String> =
        unfit(&spoken).into_iter().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let words = spoken.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let unknown = words.filter(|word| english.contains(&word.to_ascii_lowercase().as_str()) || shouted(word));
    // In Vietnamese a comma stands before decimals, and a point before three digits.
    let numbers = spoken.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let decimals = numbers.filter(|number| has_decimal_point(number.trim_matches('.')));
    for word in unknown.chain(decimals) {
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

fn has_decimal_point(number: &str) -> bool {
    matches!(number.split('.').collect::<Vec<&str>>().as_slice(), [whole, part] if !whole.is_empty() && part.len() < 3)
}

/// What is raw in a text and not named in [`NAMED`]; words that were met there are noted.
fn faults(place: &str, text: &str, met: &mut Vec<(&'static str, &'static str)>) -> Vec<String> {
    let excused = |word: &String| {
        let found = NAMED.iter().find(|(beginning, named, _)| text.starts_with(beginning) && *named == word.as_str());
        found.map(|(beginning, named, _)| (*beginning, *named))
    };
    let (named, faults): (Vec<String>, Vec<String>) = raw(text).into_iter().partition(|word| excused(word).is_some());
    met.extend(named.iter().filter_map(excused));
    faults.into_iter().map(|word| format!("{place}: {word}: {text}")).collect()
}

/// The texts between quotes in a source of Rust, without comments, attributes and tests.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let (mut found, mut rest, mut attribute) = (Vec::new(), source, 0_usize);
    while let Some(letter) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(length) = character(rest) {
            rest = &rest[length..];
        } else if letter == '"' || rest.starts_with("r\"") || rest.starts_with("r#\"") {
            let (text, after) = quoted(rest);
            if attribute == 0 {
                found.push(text);
            }
            rest = after;
        } else {
            attribute = match letter {
                '[' if 0 < attribute => attribute + 1,
                ']' => attribute.saturating_sub(1),
                _ if rest.starts_with("#[") || rest.starts_with("#![") => 1,
                _ => attribute,
            };
            // The bracket that begins an attribute is counted already.
            let begins = if rest.starts_with("#![") {
                3
            } else if rest.starts_with("#[") {
                2
            } else {
                letter.len_utf8()
            };
            rest = &rest[begins..];
        }
    }
    found
}

/// The length of a character in single quotes, if a source begins with one.
fn character(source: &str) -> Option<usize> {
    let inner = source.strip_prefix('\'')?;
    let length = if inner.starts_with('\\') { 2 } else { inner.chars().next()?.len_utf8() };
    inner.get(length..)?.starts_with('\'').then_some(length + 2)
}

/// The text of a string that a source begins with, and the source after it.
fn quoted(source: &str) -> (String, &str) {
    if let Some(inner) = source.strip_prefix("r#\"") {
        return inner.split_once("\"#").map_or((String::new(), ""), |(text, after)| (text.to_owned(), after));
    }
    if let Some(inner) = source.strip_prefix("r\"") {
        return inner.split_once('"').map_or((String::new(), ""), |(text, after)| (text.to_owned(), after));
    }
    let (mut text, mut letters) = (String::new(), source[1..].char_indices());
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (text, &source[at + 2..]),
            '\\' => match letters.next() {
                Some((_, '\n')) => {
                    let after = letters.as_str().trim_start();
                    letters = skip(letters, after.len());
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, escaped)) => text.push(escaped),
                None => {}
            },
            _ => text.push(letter),
        }
    }
    (text, "")
}

/// The rest of the letters when so many bytes are left.
fn skip(mut letters: std::str::CharIndices<'_>, left: usize) -> std::str::CharIndices<'_> {
    while left < letters.as_str().len() {
        letters.next();
    }
    letters
}

/// The texts of a page: what stands between tags, or between the quotes of a script; `${…}` is no part of a text.
fn page(name: &str, source: &str) -> Vec<String> {
    if name.ends_with(".html") {
        return source.split('>').filter_map(|part| Some(part.split('<').next()?.trim().to_owned())).collect();
    }
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("/*") && !line.contains(" * "));
    let quotes: &[char] = &['"', '`'];
    lines.flat_map(|line| line.split(quotes).skip(1).step_by(2).map(|text| text.replace("${", "{"))).collect()
}

/// What a line of a calendar says, without the name of its property; any other text as it is.
fn sentence(text: &str) -> &str {
    let is_property = |name: &str| name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-');
    text.split_once(':').filter(|(name, _)| is_property(name)).map_or(text, |(_, said)| said)
}

/// Everything that a folder's files say, each with its file. The data of the demonstration is no text of the service.
fn said(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            said(&path, found);
        } else if !["tests.rs", "demo.rs"].contains(&name.as_str()) {
            let read = || std::fs::read_to_string(&path).expect("a text");
            let texts = match path.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => literals(&read()),
                Some("js" | "html") => page(&name, &read()),
                Some(_) | None => Vec::new(),
            };
            let spoken = texts.iter().map(|text| sentence(text)).filter(|text| is_vietnamese(text));
            found.extend(spoken.map(|text| (name.clone(), text.to_owned())));
        }
    }
}

/// The Vietnamese of texts in both languages, at any depth.
fn in_both<'a>(value: &'a Value, take: &mut impl FnMut(&'a str)) {
    match value {
        Value::Object(parts) => {
            parts.iter().for_each(|(name, part)| match part.as_str() {
                Some(text) if name == "vi" => take(text),
                Some(_) | None => in_both(part, take),
            });
        }
        Value::Array(items) => items.iter().for_each(|item| in_both(item, take)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn found_c16_nothing_that_is_said_in_vietnamese_contains_a_word_of_programs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts: Vec<(String, String)> = Vec::new();
    for folder in ["domain/src", "persistence/src", "api/src"] {
        said(&root.join(folder), &mut texts);
    }
    // Sentences without an accent are found where it is known that they are Vietnamese.
    let reasons = domain::reasons().chain(api::reasons());
    texts.extend(reasons.map(|(room, ReasonEntry { code, vi, .. })| (format!("{room} {code}"), (*vi).to_owned())));
    let rules: Value = serde_json::from_str(include_str!("../../../src/edge/rule_pages/rules.json")).expect("rules");
    in_both(&rules, &mut |text| texts.push(("rules.json".to_owned(), text.to_owned())));
    assert!(rule_pages::ids().count() * 2 <= texts.iter().filter(|(place, _)| place == "rules.json").count());
    for file in ["reasons.rs", "problem.rs", "feed.rs", "page.rs", "board.js", "board.html", "register.rs"] {
        assert!(texts.iter().any(|(place, _)| place == file), "{file} says something");
    }
    assert!(1_500 < texts.len(), "{}", texts.len());
    let mut met = Vec::new();
    let found: Vec<String> = texts.iter().flat_map(|(place, text)| faults(place, text, &mut met)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let unmet: Vec<&str> =
        NAMED.iter().filter(|(beginning, word, _)| !met.contains(&(*beginning, *word))).map(|named| named.0).collect();
    assert!(unmet.is_empty(), "exceptions that nothing needs: {unmet:?}");
}

#[test]
fn found_c16_a_planted_word_of_programs_is_found() {
    for (planted, words) in [
        ("Báo cáo ở trạng thái DRAFT.", vec!["DRAFT"]),
        ("Báo cáo ở trạng thái NOT_FILED.", vec!["NOT_FILED"]),
        ("Đơn vị chưa submit báo cáo.", vec!["submit"]),
        ("Thiếu header của yêu cầu.", vec!["header"]),
        ("Nộp muộn: true.", vec!["true"]),
        ("Hạn nộp là 2024-11-30.", vec!["2024-11-30"]),
        ("Đạt 66.67 điểm.", vec!["66.67"]),
    ] {
        assert_eq!(raw(planted), words, "{planted}");
    }
    let sound = "UBND tỉnh nhận 1.234 tệp PDF, đạt 66,67 điểm; hạn {draft} là 30/11/2024, theo `DRAFT`, mục IV.1.a, \
        Luật số 06/2022/QH15.";
    assert_eq!(raw(sound), Vec::<String>::new());

    let source = r##"
        // Ghi chú: báo cáo draft.
        #[schema(example = "Báo cáo [draft]")]
        const MARK: char = '"';
        fn say() -> Text { Text::new("Báo cáo \
            mới", r#"Đơn vị "mới""#) }
#[cfg(test)]
mod tests {
    const TESTED: &str = "Báo cáo draft";
}
"##;
    assert_eq!(literals(source), ["Báo cáo mới", "Đơn vị \"mới\""]);
    assert_eq!(page("a.html", "<p title=\"x\">Đơn vị <b>mới</b></p>"), ["", "Đơn vị", "mới", "", ""]);
    assert_eq!(page("a.js", "at(`Hiện ${rows.length} đơn vị`, \"Đóng\")"), ["Hiện {rows.length} đơn vị", "Đóng"]);
    assert_eq!(sentence("X-NAME:Hạn nộp"), "Hạn nộp");
    assert_eq!(sentence("Hạn nộp: mai"), "Hạn nộp: mai");
    assert!(is_vietnamese("Đơn vị draft") && !is_vietnamese("A Bằng khen of the Chair is nominated."));
}
