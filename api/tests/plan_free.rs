//! The names and values of the one plan that is built in stand in the plan's data, and not in the code. What still stands
//! in the code is listed here, and the list may only shrink (`docs/design/movements.md`).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

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

/// How often which file holds which term. A number is lowered, or its line removed, when values move into the plan's data;
/// no number is raised, and no line is added.
const LISTED: &[(&str, &str, usize)] = &[
    ("api/src/access/identity.rs", "2021-2025", 1),
    ("api/src/base/citation.rs", "Sóc Trăng", 1),
    ("api/src/base/citation.rs", "soctrang", 1),
    ("api/src/base/text.rs", "Sóc Trăng", 2),
    ("api/src/edge/demo.rs", "2021-2025", 1),
    ("api/src/honours/round.rs", "Sóc Trăng", 1),
    ("api/src/registry/organisation.rs", "Sóc Trăng", 1),
    ("api/src/registry/work_year.rs", "Sóc Trăng", 1),
    ("api/src/results/publication/catalogue.rs", "Sóc Trăng", 1),
];

/// How a module of tests begins that stands in the file of what it tests.
const TESTS_BEGIN: &str = "#[cfg(test)]\nmod tests {\n";
/// How rustfmt ends an item that begins in the first column.
const ITEM_ENDS: &str = "\n}\n";
/// The name of a file that is a module of tests, without its extension.
const TESTS: &str = "tests";

/// How often each term stands in each file, by path and term; a term that does not occur has no entry.
type Hits = BTreeMap<(String, &'static str), usize>;

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

fn hits(sources: &BTreeMap<String, String>) -> Hits {
    let mut found = Hits::new();
    for (path, text) in sources {
        let text = without_tests(text).to_lowercase();
        for term in TERMS {
            let count = text.matches(term.to_lowercase().as_str()).count();
            if count != 0 {
                found.insert((path.clone(), term), count);
            }
        }
    }
    found
}

fn listed(list: &[(&str, &'static str, usize)]) -> Hits {
    list.iter().map(|(path, term, count)| (((*path).to_owned(), *term), *count)).collect()
}

/// Every difference between what was found and what is listed, with what there is to do.
fn faults(found: &Hits, listed: &Hits) -> Vec<String> {
    let places: BTreeSet<&(String, &'static str)> = found.keys().chain(listed.keys()).collect();
    let count = |hits: &Hits, place: &(String, &'static str)| hits.get(place).copied().unwrap_or_default();
    places
        .into_iter()
        .filter_map(|place| {
            let (now, allowed) = (count(found, place), count(listed, place));
            let (path, term) = place;
            let head = format!("{path} has {term:?} {now} times, and {allowed} are listed");
            match now.cmp(&allowed) {
                Ordering::Greater => Some(format!(
                    "{head}: put the value into the plan's data and read it from there (docs/design/movements.md)"
                )),
                Ordering::Less if now == 0 => {
                    Some(format!("{head}: remove the line from LISTED in api/tests/plan_free.rs"))
                }
                Ordering::Less => {
                    Some(format!("{head}: lower the number in LISTED in api/tests/plan_free.rs to {now}"))
                }
                Ordering::Equal => None,
            }
        })
        .collect()
}

#[test]
fn the_plan_stands_in_no_more_places_than_are_listed() {
    let sources = sources(&root());
    assert!(300 < sources.len(), "the sources are read");
    for page in ["api/src/results/board_page/board.js", "api/src/edge/rule_pages/rules.json"] {
        assert!(sources.contains_key(page), "{page} is read");
    }
    let allowed = listed(LISTED);
    assert_eq!(allowed.len(), LISTED.len(), "a file and a term stand in LISTED twice");
    let faults = faults(&hits(&sources), &allowed);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A checker is trusted only after it was seen to fail.
#[test]
fn a_planted_name_of_the_plan_is_found() {
    const FILE: &str = "domain/src/planning/campaign.rs";
    let planted = |text: &str| hits(&BTreeMap::from([(FILE.to_owned(), text.to_owned())]));
    let neutral = planted("/// The tier of a unit: `Tier`.\nfn due(day: NaiveDate) {}\n");
    assert_eq!(neutral, Hits::new());

    let named = planted("const CODE: &str = \"SOC-TRANG-2021-2025\";\n// UBND tỉnh Sóc Trăng, Tier::District\n");
    let exact = listed(&[(FILE, "Sóc Trăng", 1), (FILE, "soc-trang", 1), (FILE, "2021-2025", 1), (FILE, "Tier::", 1)]);
    assert_eq!(named, exact);
    assert!(faults(&named, &exact).is_empty());
    let fewer = listed(&[(FILE, "soc-trang", 1), (FILE, "2021-2025", 3), (FILE, "Tier::", 1), (FILE, "07-NQ", 2)]);
    assert_eq!(
        faults(&named, &fewer),
        [
            format!(
                "{FILE} has \"07-NQ\" 0 times, and 2 are listed: remove the line from LISTED in api/tests/plan_free.rs"
            ),
            format!(
                "{FILE} has \"2021-2025\" 1 times, and 3 are listed: lower the number in LISTED in \
                 api/tests/plan_free.rs to 1"
            ),
            format!(
                "{FILE} has \"Sóc Trăng\" 1 times, and 0 are listed: put the value into the plan's data and read it \
                 from there (docs/design/movements.md)"
            ),
        ]
    );
    for term in TERMS {
        assert_eq!(planted(&format!("// {term}\n")).get(&(FILE.to_owned(), term)), Some(&1), "{term}");
    }

    // Tests may name a province; what stands below them is code again.
    let tests = "fn one() {}\n\n#[cfg(test)]\nmod tests {\n    // Sóc Trăng\n    fn two() {\n    }\n}\n";
    assert_eq!(planted(tests), Hits::new());
    assert_eq!(planted(&format!("{tests}// Sóc Trăng\n")), listed(&[(FILE, "Sóc Trăng", 1)]));
}
