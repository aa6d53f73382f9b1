//! What was found from outside stands in four lists of numbered lines, and in one of files. Each line has a test whose name
//! bears its number, `found_<letter><number>_…`, so that it is known when the fault comes back; those of files are in
//! `found_d_…`.
//!
//! Some tests cover the half of their line that is built. No secret is kept with an
//! idempotency key (C21); that a new enrolment of somebody who decides needs a second person comes with the work on
//! identity. Mid-term and final reviews are refused until their date is known (B1), and the data of the first province
//! comes with every new database (E9).

use std::collections::BTreeSet;
use std::path::Path;

/// The lists, with the number of their lines: nothing is lost, rules, the contract over HTTP, what strangers met.
const LISTS: [(char, u32); 4] = [('a', 13), ('b', 20), ('c', 21), ('e', 11)];

/// Lines without a test, because what would be right is not built yet: all of them wait for the work on identity.
const LATER: [(&str, &str); 3] = [
    ("c10", "guesses at a password are limited by name and address together, so that nobody keeps the owner out"),
    ("c18", "roles that verify, appraise and decide are given by two people, and their holder is told"),
    ("c19", "guesses from changing addresses leave the owner of an account a way in"),
];

/// The ways in which a function begins.
const BEGINNINGS: [&str; 4] = ["", "async ", "pub(crate) ", "pub(crate) async "];

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// The functions of a source that are named after what was found.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (beginning, rest) = line.trim().split_once("fn ")?;
        let (name, _) = rest.split_once('(')?;
        (BEGINNINGS.contains(&beginning) && name.contains("found_")).then_some(name)
    })
}

/// The lines in a name: `a2` and `a12` in `found_a2_a12_…`.
fn lines(name: &str) -> impl Iterator<Item = &str> {
    let (_, after) = name.split_once("found_").unwrap_or_default();
    after.split('_').filter(|word| is_line(word))
}

fn is_line(word: &str) -> bool {
    let mut letters = word.chars();
    let list = letters.next().and_then(|letter| LISTS.iter().find(|(list, _)| *list == letter));
    list.is_some_and(|(_, last)| letters.as_str().parse::<u32>().is_ok_and(|number| (1..=*last).contains(&number)))
}

/// Every line that has neither a test nor an exception, or both.
fn faults(texts: &[String]) -> Vec<String> {
    let found: BTreeSet<&str> = texts.iter().flat_map(|text| names(text)).flat_map(lines).collect();
    let every = LISTS.into_iter().flat_map(|(list, last)| (1..=last).map(move |number| format!("{list}{number}")));
    every
        .filter_map(|line| {
            let later = LATER.iter().any(|(later, _)| *later == line);
            match (found.contains(line.as_str()), later) {
                (false, false) => Some(format!("{line} stands in no test's name")),
                (true, true) => Some(format!("{line} has a test and needs no exception")),
                (true, false) | (false, true) => None,
            }
        })
        .collect()
}

#[test]
fn each_line_of_what_was_found_stands_in_the_name_of_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = Vec::new();
    for folder in ["api", "domain", "persistence", "tests"] {
        sources(&root.join(folder), &mut texts);
    }
    assert!(300 < texts.len(), "the sources are read");
    assert_eq!(faults(&texts), Vec::<String>::new());

    // A checker is trusted only after it was seen to fail.
    let without: Vec<String> = texts.iter().map(|text| text.replace("found_a10_", "")).collect();
    assert_eq!(faults(&without), ["a10 stands in no test's name"]);
    let planted = "    pub(crate) async fn l1_found_c19_e5_d_07_b4_of_guesses(engine: Engine) {\n// fn found_a1_x()\n";
    assert_eq!(names(planted).flat_map(lines).collect::<Vec<&str>>(), ["c19", "e5", "b4"]);
    texts.push(planted.to_owned());
    assert_eq!(faults(&texts), ["c19 has a test and needs no exception"]);
    for word in ["a0", "a14", "b21", "c22", "e12", "d07", "a", "found", ""] {
        assert!(!is_line(word), "{word}");
    }
}

/// Operators read how the keys that sign tokens are replaced, and how an installation is restored.
#[test]
fn found_e9_the_manual_says_how_keys_are_replaced_and_data_is_restored() {
    let manual = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");
    let manual = std::fs::read_to_string(manual).expect("the manual of operators");
    for (title, words) in [
        ("Back up and restore", ["SQLite", "pg_restore", "--evidence", "--keys"]),
        ("Replace the keys that sign tokens", ["*.pem", "openssl genpkey -algorithm ed25519", "restart", "an hour"]),
    ] {
        let section = manual.split("\n## ").find(|section| section.starts_with(title)).expect(title);
        for word in words {
            assert!(section.contains(word), "{title}: {word}");
        }
    }
}
