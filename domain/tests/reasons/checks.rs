//! Finds faults in lists of reasons: a reason made elsewhere, an entry out of order or with wrong parameters, a
//! Vietnamese sentence with technical terms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::base::reason::ReasonEntry;

/// The sources of a crate, by path below `src`.
pub(crate) type Sources = BTreeMap<String, String>;

/// The words in capitals that a Vietnamese sentence may hold: People's Committee, parts of the resolution's number, a
/// kind of file and the name of a digest.
const CAPITALS: [&str; 5] = ["UBND", "NQ", "TU", "PDF", "SHA"];
/// Technical terms of requests and answers, which a clerk need not know.
const REQUEST_WORDS: [&str; 14] = [
    "get", "post", "put", "patch", "delete", "http", "json", "header", "pointer", "body", "endpoint", "token", "etag",
    "null",
];

/// Reads every source below a crate's `src`.
pub(crate) fn sources(src: &Path) -> Sources {
    let mut found = Sources::new();
    let mut folders = vec![src.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(src).expect("below src").to_str().expect("a name in UTF-8");
                found.insert(
                    name.replace(std::path::MAIN_SEPARATOR, "/"),
                    std::fs::read_to_string(&path).expect("text"),
                );
            }
        }
    }
    found
}

/// Reasons that are made outside the lists, and codes of reasons that are written outside them.
pub(crate) fn made_beside(sources: &Sources, codes: &BTreeSet<&str>) -> Vec<String> {
    let beside = sources.iter().filter(|(name, _)| !name.ends_with("/reasons.rs") && *name != "base/reason.rs");
    let lines = beside.flat_map(|(name, text)| text.lines().enumerate().map(move |(at, line)| (name, at + 1, line)));
    lines
        .filter_map(|(name, at, line)| {
            let line = line.split("//").next().unwrap_or_default();
            let made = ["Reason::plain", "Reason::rule", "ReasonEntry {"].iter().any(|way| line.contains(way));
            if made || constructs(line) {
                return Some(format!("{name}:{at} makes a reason beside the lists"));
            }
            let code = literals(line).find(|literal| codes.contains(literal))?;
            // An enum value may be spelled like a code; a constant with the code's name is used for comparisons.
            let spelled = line.trim().split_once(" = ").is_some_and(|(left, right)| {
                let word = left.chars().all(char::is_alphanumeric) && right == format!("\"{code}\",");
                word || (left.ends_with(&format!("const {code}: &str")) && right == format!("\"{code}\";"))
            });
            (!spelled).then(|| format!("{name}:{at} writes the code {code} of a reason beside the lists"))
        })
        .collect()
}

/// Whether a line constructs a reason, or a part of one; destructuring is allowed.
fn constructs(line: &str) -> bool {
    line.match_indices("Reason {").any(|(start, _)| {
        let before = &line[..start];
        let inside = before.chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        let harmless = ["-> ", "let ", "impl ", "for "].iter().any(|word| before.ends_with(word));
        !inside && !harmless
    })
}

/// The string literals of a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// The faults in lists of reasons, each list with its room, lowest room first. `several_rules` are the codes that more
/// than one rule may give.
pub(crate) fn unsound(lists: &[(&str, Vec<ReasonEntry>)], several_rules: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut said: BTreeMap<(&str, Option<&str>, &str, &str), &str> = BTreeMap::new();
    let mut rules: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    for (room, list) in lists {
        if !list.iter().map(|entry| entry.code).is_sorted() {
            faults.push(format!("{room} is not sorted by code"));
        }
        for entry in list {
            let ReasonEntry { code, rule, when, parameters, vi, en } = *entry;
            rules.entry(code).or_default().insert(rule);
            if let Some(other) = said.insert((code, rule, vi, en), room) {
                faults.push(format!("{code} is said in the same words in {other} and in {room}"));
            }
            if !is_upper_snake(code) {
                faults.push(format!("{code} is not in upper case with single underscores"));
            }
            let digits =
                |id: &str| id.len() == 3 && id.starts_with(['S', 'L', 'M', 'U', 'P']) && id[1..].parse::<u8>().is_ok();
            if rule.is_some_and(|id| !digits(id)) {
                faults.push(format!("{code} is of no numbered rule: {rule:?}"));
            }
            if !when.ends_with('.') || !when.starts_with(char::is_uppercase) {
                faults.push(format!("{code} does not say in a sentence when it is given: {when}"));
            }
            for (sentence, other) in [(vi, "_en"), (en, "_vi")] {
                let wanted: BTreeSet<&str> = parameters.iter().copied().filter(|name| !name.ends_with(other)).collect();
                let named = placeholders(sentence);
                if named != wanted {
                    faults.push(format!("{code} takes {wanted:?} and names {named:?}: {sentence}"));
                }
            }
        }
    }
    for (code, rules) in rules {
        match (several_rules.contains(&code), rules.len()) {
            (false, 2..) => faults.push(format!("{code} is given by more than one rule: {rules:?}")),
            (true, ..2) => faults.push(format!("{code} is given by one rule alone")),
            _ => {}
        }
    }
    faults
}

fn is_upper_snake(code: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    code.starts_with(|letter: char| letter.is_ascii_uppercase()) && code.split('_').all(part)
}

/// The names in braces.
fn placeholders(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// The technical terms in a Vietnamese sentence.
pub(crate) fn unfit_for_clerks(entry: &ReasonEntry) -> Vec<String> {
    let mut spoken = entry.vi.to_owned();
    for name in entry.parameters {
        spoken = spoken.replace(&format!("{{{name}}}"), " ");
    }
    let words = spoken.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let mut faults: Vec<String> = words
        .filter(|word| {
            let letters = word.chars().filter(|letter| letter.is_alphabetic());
            let shouted = letters.clone().count() > 1 && letters.clone().all(char::is_uppercase);
            let mixed = word.is_ascii() && word.chars().skip(1).any(|letter| letter.is_ascii_uppercase());
            let known = CAPITALS.contains(word);
            let request = REQUEST_WORDS.contains(&word.to_lowercase().as_str());
            let joined = word.contains('_') && letters.clone().count() > 0;
            joined || request || ((shouted || mixed) && !known)
        })
        .map(|word| format!("{} says {word}", entry.code))
        .collect();
    faults.extend(
        spoken
            .split_whitespace()
            .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '/'))
            .filter(|word| is_pointer(word) || is_iso_date(word) || is_header(word))
            .map(|word| format!("{} says {word}", entry.code)),
    );
    faults
}

/// A JSON pointer or a URL path, such as `/figures/2`.
fn is_pointer(word: &str) -> bool {
    word.strip_prefix('/').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_alphanumeric()))
}

/// A date in ISO 8601, such as `2026-07-31`, alone or before a time.
fn is_iso_date(word: &str) -> bool {
    let shape = word.get(..10).map(|day| day.chars().map(|it| if it.is_ascii_digit() { '9' } else { it }).collect());
    shape.is_some_and(|shape: String| shape == "9999-99-99")
}

/// The name of a header, such as `If-Match`.
fn is_header(word: &str) -> bool {
    let part = |part: &str| part.len() > 1 && part.chars().all(|letter| letter.is_ascii_alphabetic());
    let capital = |part: &str| part.starts_with(|letter: char| letter.is_ascii_uppercase());
    word.contains('-') && word.split('-').all(|it| part(it) && capital(it) && it.chars().any(|l| l.is_lowercase()))
}
