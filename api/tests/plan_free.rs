//! The names and values of the one plan that is built in stand in the plan's data, and not in the code
//! (`docs/design/movements.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use serde_json::Value;

/// The folders that are searched, from the root of the repository. Data for loading (`plans`) is no code.
const FOLDERS: [&str; 3] = ["domain/src", "persistence/src", "api/src"];

/// The extensions of files with code, or with text that is compiled in.
const EXTENSIONS: [&str; 6] = ["rs", "js", "html", "sql", "json", "md"];

/// What only the plan's data should say, in upper or lower case: the name of the province, the resolution whose review the
/// plan follows, the day before which reports are due (`12, 10)` is that day in code) and the last day in time, the plan's
/// years, and the levels of units as an enum.
const TERMS: [&str; 15] = [
    "Sóc Trăng",
    "Soc Trang",
    "soc-trang",
    "soc_trang",
    "soctrang",
    "07-NQ",
    "07/NQ",
    "Nghị quyết số 07",
    "10 December",
    "9 December",
    "10/12",
    "12, 10)",
    "2021–2025",
    "2021-2025",
    "Tier::",
];

/// The criteria sets of the plan, from the root of the repository.
const SETS: &str = "plans/soc-trang-2021-2025/criteria-sets";

/// What stands before a criterion's code that is an example: it begins a text, a quotation or a cell. Anywhere else the
/// code is a claim about the plan's criterion.
const EXAMPLE_BEGINS: [char; 3] = ['"', '`', ','];

/// How a module of tests begins that stands in the file of what it tests.
const TESTS_BEGIN: &str = "#[cfg(test)]\nmod tests {\n";
/// How rustfmt ends an item that begins in the first column.
const ITEM_ENDS: &str = "\n}\n";
/// The name of a file that is a module of tests, without its extension.
const TESTS: &str = "tests";

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The texts of every file that is searched, by path.
fn sources(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if extension.is_some_and(|one| EXTENSIONS.contains(&one))
                && path.file_stem().is_some_and(|stem| stem != TESTS)
            {
                let name = path.strip_prefix(root).expect("below the root").to_str().expect("a name in UTF-8");
                let name = name.replace(MAIN_SEPARATOR, "/");
                found.insert(name, std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    found
}

/// A source without its module of tests, which may name a province.
fn without_tests(text: &str) -> String {
    let Some((before, tests)) = text.split_once(TESTS_BEGIN) else { return text.to_owned() };
    let after = tests.split_once(ITEM_ENDS).map_or("", |(_, after)| after);
    format!("{before}{after}")
}

/// The codes of the plan's criteria.
fn codes(root: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(root.join(SETS)).expect("the plan's sets");
    let sets = files.map(|file| std::fs::read_to_string(file.expect("an entry").path()).expect("a set"));
    sets.flat_map(|set| {
        let set: Value = serde_json::from_str(&set).expect("JSON");
        let codes = set
            .get("criteria")
            .and_then(Value::as_array)
            .expect("criteria")
            .iter()
            .map(|one| one.get("code").and_then(Value::as_str).map(str::to_owned));
        codes.collect::<Option<Vec<String>>>().expect("codes")
    })
    .collect()
}

/// Whether a text says something about the criterion with a code.
fn claims(text: &str, code: &str) -> bool {
    text.match_indices(code).any(|(place, _)| {
        let (before, after) = (text[..place].chars().next_back(), text[place + code.len()..].chars().next());
        let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
        let begins = |letter: char| joins(letter) || EXAMPLE_BEGINS.contains(&letter);
        !before.is_some_and(begins) && !after.is_some_and(joins)
    })
}

/// Each name of the plan in the sources, with its file.
fn faults(sources: &BTreeMap<String, String>, codes: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        let text = without_tests(text);
        let lower = text.to_lowercase();
        let terms = TERMS.into_iter().filter(|term| lower.contains(term.to_lowercase().as_str()));
        let codes = codes.iter().map(String::as_str).filter(|code| claims(&text, code));
        found.extend(terms.chain(codes).map(|name| {
            format!("{path} has {name:?}: put it into the plan's data and read it from there, or say it of any plan")
        }));
    }
    found
}

#[test]
fn the_plan_stands_nowhere_in_the_code() {
    let sources = sources(&root());
    assert!(300 < sources.len(), "the sources are read");
    for page in ["api/src/results/board_page/board.js", "api/src/edge/rule_pages/rules.json"] {
        assert!(sources.contains_key(page), "{page} is read");
    }
    let faults = faults(&sources, &codes(&root()));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A checker is trusted only after it was seen to fail.
#[test]
fn a_planted_name_of_the_plan_is_found() {
    const FILE: &str = "domain/src/planning/campaign.rs";
    let codes = codes(&root());
    assert!(["H1", "P1", "P5", "X4"].iter().all(|code| codes.contains(*code)), "{codes:?}");
    let planted = |text: &str| -> Vec<String> {
        let told = faults(&BTreeMap::from([(FILE.to_owned(), text.to_owned())]), &codes);
        let name = |told: String| told.split('"').nth(1).expect("a name").to_owned();
        told.into_iter().map(name).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(planted("/// The tier of a unit: `Tier`.\nfn due(day: NaiveDate) {}\n"), none);
    let named = planted("const CODE: &str = \"SOC-TRANG-2021-2025\";\n// UBND tỉnh Sóc Trăng, Tier::District\n");
    assert_eq!(named, ["Sóc Trăng", "soc-trang", "2021-2025", "Tier::"]);
    for term in TERMS {
        assert_eq!(planted(&format!("// {term}\n")), [term]);
    }

    // A code is an example where it begins a text, a quotation or a cell, and a claim in a sentence.
    assert_eq!(planted("/// For P1, P5 and X4 a denominator of 0 means nothing to count.\n"), ["P1", "P5", "X4"]);
    assert_eq!(planted("#[schema(example = \"Bổ sung minh chứng cho tiêu chí P1\")]\n"), ["P1"]);
    assert_eq!(
        planted("/// Example: `H1`, or `H1.numerator` of \"unit,H1.numerator\"; \"H1\", AH1, H12, H1_A\n"),
        none
    );

    // Tests may name a province; what stands below them is code again.
    let tests = "fn one() {}\n\n#[cfg(test)]\nmod tests {\n    // Sóc Trăng\n    fn two() {\n    }\n}\n";
    assert_eq!(planted(tests), none);
    assert_eq!(planted(&format!("{tests}// Sóc Trăng\n")), ["Sóc Trăng"]);
}
